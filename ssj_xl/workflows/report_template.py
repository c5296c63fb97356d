"""The template of the monthly form: a bureau's own file, or the official form as a workbook or a document."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from ssj_xl.build import form_document, form_template
from ssj_xl.gateways.opening import safe_content
from ssj_xl.papers.form import kind
from ssj_xl.tables.problems import Place, Problem, UserError, fail, problem

SUFFIXES = (".xlsx", ".xlsm", ".docx", ".docm")
_BUILDERS = {".xlsx": form_template.build, ".docx": form_document.build}
_WORD = (".docx", ".docm", ".doc", ".wps", ".rtf", ".dotx", ".dotm")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_WORDS_OF_WORD = {"F02": "P18", "F03": "P19", "F08": "P20"}


def official(suffix: str = ".xlsx") -> bytes:
    """The official form, empty: .xlsx or .docx."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"月报表{suffix}"
        _BUILDERS[suffix](path)
        return path.read_bytes()


def read_template(path: Path) -> bytes:
    """A bureau's own form, checked like every input.

    Raises UserError (exit code 3) F01–F08 and P16; for a Word file P18 (damaged), P19 (password), P20 (not safe),
    P22 (.doc and other old formats).
    """
    try:
        data = safe_content(path)
        kind(data)
    except UserError as error:
        if path.suffix.lower() not in _WORD:
            raise UserError([_at(path, found) for found in error.problems], exit_code=error.exit_code) from error
        raise _of_word(path, error) from error
    return data


def template_for(output: Path, template: Path | None) -> bytes:
    """The template for an output file.

    Raises UserError U21 for a suffix in which no form can be saved, P21 where it is not the template's, and what
    `read_template` raises.
    """
    suffix = output.suffix.lower()
    if suffix not in SUFFIXES or (template is None and suffix not in _BUILDERS):
        raise fail("U21", Place(str(output)), exit_code=2, suffix=output.suffix or output.name)
    if template is None:
        return official(suffix)
    data = read_template(template)
    if kind(data) != suffix:
        raise fail("P21", Place(str(template)), exit_code=2, kind=kind(data), suffix=suffix)
    return data


def _at(path: Path, found: Problem) -> Problem:
    return found if found.place.file else found.within(str(path))


def _of_word(path: Path, error: UserError) -> UserError:
    """The error of a Word file in Word's own words."""
    place = Place(str(path))
    if any(found.code in ("F02", "F05") for found in error.problems) and _is_old(path):
        suffix = path.suffix.lower() if path.suffix.lower() not in SUFFIXES else ".doc"
        return fail("P22", place, exit_code=3, suffix=suffix)
    return UserError([problem(_IN_WORDS_OF_WORD[found.code], place, **found.params)
                      if found.code in _IN_WORDS_OF_WORD else _at(path, found) for found in error.problems],
                     exit_code=error.exit_code)


def _is_old(path: Path) -> bool:
    """Whether the file is of the time before .docx: .doc, .wps, .rtf."""
    with path.open("rb") as file:
        head = file.read(len(_OLE))
    return head == _OLE or head.startswith(b"{\\rtf")
