"""What a bureau has of its own for the monthly form: the file to be filled, its wordings, and where each content goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from ssj_xl.build import monthly_form
from ssj_xl.domain.form_spec import OwnSpec, read_spec
from ssj_xl.domain.wording import Words, own_words
from ssj_xl.gateways.opening import safe_content
from ssj_xl.office.hostile import OLE
from ssj_xl.papers.form import NOWHERE, kind
from ssj_xl.papers.pdf import OLD, read_modern
from ssj_xl.tables.form import MONTHLY, FormSpec
from ssj_xl.tables.form_words import WORDS
from ssj_xl.tables.problems import Place, Problem, UserError, block, fail, problem
from ssj_xl.workflows.desk.remembered import answers_path, as_small_json, read_small_json


class Answers(NamedTuple):
    """Where a bureau wants contents to go.  layout: the form that it was said of, '' for whatever there is; cells: field →
    cell, `NOWHERE` for one that is not to be filled."""

    layout: str = ""
    cells: Mapping[str, str] = {}


class OwnForm(NamedTuple):
    """What a bureau has of its own: the form's file (checked as safe to open; None for the official one), its wordings,
    where it wants contents to go, the declaration of a form that is not the monthly one, and the format that the file was converted from."""

    template: bytes | None = None
    words: Words = WORDS
    answers: Answers = Answers()
    declared: OwnSpec | None = None
    converted: str = ""

    @property
    def spec(self) -> FormSpec:
        """Which form it is: the monthly one, where none is declared."""
        return self.declared.spec if self.declared else MONTHLY


OFFICIAL = OwnForm()


SUFFIXES = (".xlsx", ".xlsm", ".docx", ".docm")
_BUILDERS = {".xlsx": monthly_form.build_sheet, ".docx": monthly_form.build_document}
_WORD = (".docx", ".docm", ".doc", ".wps", ".rtf", ".dotx", ".dotm")
_IN_WORDS_OF_WORD = {"F02": "P18", "F03": "P19", "F08": "P20"}


def official(suffix: str = ".xlsx") -> bytes:
    """The official form, empty: .xlsx or .docx."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"月报表{suffix}"
        _BUILDERS[suffix](path)
        return path.read_bytes()


def read_template(path: Path) -> bytes:
    """A bureau's own form, checked like every input; of an older format the copy that LibreOffice makes of it.

    Raises UserError (exit code 3) F01–F08 and P16; for a Word file P18 (damaged), P19 (password), P20 (not safe),
    P22 (.doc and other old formats, where there is no LibreOffice).
    """
    return read_modern(path, _checked)


def _checked(path: Path) -> bytes:
    try:
        data = safe_content(path)
        kind(data)
    except UserError as error:
        if path.suffix.lower() not in _WORD:
            raise UserError([_at(path, found) for found in error.problems], exit_code=error.exit_code) from error
        raise _of_word(path, error) from error
    return data


def own_form(template: Path | None, words: Path | None = None, *, places: Iterable[str] = (), declared: Path | None = None) -> OwnForm:
    """What a bureau has of its own, from its files.  Raises what `read_template`, `read_words`, `read_answers` and
    `read_declared` raise."""
    spec = read_declared(declared)
    old = template.suffix.lower() if template and template.suffix.lower() in OLD else ""
    return OwnForm(None if template is None else read_template(template), read_words(words),
                   read_answers(template, places, spec.spec if spec else MONTHLY), spec, old)


WORDS_FILE = "月报措辞.json"
"""A bureau's own wordings lie beside the workbook under this name."""


def read_words(path: Path | None) -> Words:
    """A bureau's own wordings (JSON: name → wording), the official ones for the rest.

    Raises UserError F01, P69 (exit code 3) where it is no such file, P70 and P71 with everything that is wrong in it.
    """
    if path is None:
        return WORDS
    return own_words(read_small_json(path, "措辞"), str(path))


def read_declared(path: Path | None) -> OwnSpec | None:
    """The declaration of another official form.  Raises UserError F01, P69 (exit code 3), P77."""
    return None if path is None else read_spec(read_small_json(path, "报表声明"), str(path))


def for_output(own: OwnForm, output: Path) -> OwnForm:
    """What a bureau has of its own, with the official form where it has none, for an output file.

    Raises UserError U21 for a suffix in which no form can be saved, P21 where it is not the template's.
    """
    suffix = output.suffix.lower()
    if suffix not in SUFFIXES or (own.template is None and suffix not in _BUILDERS):
        raise fail("U21", Place(str(output)), exit_code=2, suffix=output.suffix or output.name)
    if own.template is None:
        return own if own.declared else own._replace(template=official(suffix))
    if kind(own.template) != suffix:
        raise fail("P21", Place(str(output)), exit_code=2, kind=kind(own.template), suffix=suffix)
    return own


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
        head = file.read(len(OLE))
    return head == OLE or head.startswith(b"{\\rtf")


# --- where a bureau wants contents to go -----------------------------------------------------------------

_LAYOUT, _CELLS, NOT_FILLED = "版式", "栏目", "不填"


def read_answers(template: Path | None, given: Iterable[str] = (), spec: FormSpec = MONTHLY) -> Answers:
    """The answers kept beside a template, or those given now (“会议=C5”, “手机=不填”), which go before them.

    Raises UserError I41, P76 (exit code 2) for what is no answer, P69 (exit code 3) for a file that cannot be read.
    """
    texts = list(given)
    path = answers_path(template) if template else None
    kept: dict[str, Any] = read_small_json(path, "填法") if path and path.is_file() else {}
    cells = kept.get(_CELLS, {}) if isinstance(kept, dict) else {}
    if texts:
        pairs = [_pair(text) for text in texts]
        return Answers("", {**_named(cells, spec), **_named(dict(pairs), spec, strict=True)})
    return Answers(str(kept.get(_LAYOUT, "")) if cells else "", _named(cells, spec))


def _pair(text: str) -> tuple[str, str]:
    left, equals, right = text.replace("＝", "=").partition("=")
    if not equals or not left.strip() or not right.strip():
        raise fail("I41", exit_code=2, option="--map", value=text, form="栏目=单元格", example="会议=C5，不填的写 手机=不填")
    return left.strip(), right.strip()


def _named(cells: object, spec: FormSpec, *, strict: bool = False) -> dict[str, str]:
    """Field → cell, from what staff call the fields."""
    keys = {name: field.key for field in spec.fields for name in (field.short, field.title)}
    given = cells if isinstance(cells, dict) else {}
    if strict:
        known = "、".join(field.short for field in spec.fields)
        block((problem("P76", name=name, known=known) for name in given if name not in keys), exit_code=2)
    return {keys[name]: NOWHERE if cell == NOT_FILLED else str(cell) for name, cell in given.items() if name in keys}


def answers_as_json(answers: Answers, layout: str, spec: FormSpec = MONTHLY) -> bytes:
    """The answers as they are kept beside the template."""
    short = {field.key: field.short for field in spec.fields}
    cells = {short[key]: cell or NOT_FILLED for key, cell in answers.cells.items()}
    return as_small_json({_LAYOUT: layout, _CELLS: cells})
