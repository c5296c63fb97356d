"""`ssj_xl.fill`: any form (.xlsx, .docx) filled by its labels, as the monthly form is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from ssj_xl.domain.period import long_day
from ssj_xl.entry.library.frames import Problems, percent, plain, table_of
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.papers.form import Filled as FormFilled
from ssj_xl.papers.form import Wanted, kind
from ssj_xl.papers.form import fill as fill_form
from ssj_xl.papers.form.fill import look, papers_of, sheets_of
from ssj_xl.papers.form.labels import fold, is_hint, margin_field
from ssj_xl.papers.form.template import WORDS, Template
from ssj_xl.tables.cells import as_text
from ssj_xl.tables.form import FormField, FormSpec
from ssj_xl.tables.problems import Place, Problem, UserError, errors, fail
from ssj_xl.workflows.monthly.own_form import read_template

_LABEL_LENGTH = 20
_LETTER = re.compile(r"[^\W\d_]")
"""What a label has, and a number or a day in figures does not."""
_OF_ANY_FORM = {"P01": "E37", "P72": "E39"}
LABEL, CONTENT = "栏目", "内容"
"""Columns of a DataFrame that has a row a label, as `Form.df` has."""


@dataclass(frozen=True)
class Filled:
    """Filled forms.  files: what was written; cells: label → cell of the (last) form; problems: what stayed blank or was replaced."""

    files: tuple[Path, ...]
    cells: Mapping[str, str]
    problems: Problems = field(default_factory=Problems)


def fill(template: str | Path, values: Any, out: str | Path) -> Filled:
    """Fill a form by its labels: each value goes beside or below its label, or into the blank behind it; all else stays.

    template: an .xlsx, .xlsm or .docx.  values: label → value as a dict or Series; a DataFrame with 栏目 and 内容 (as
        `Form.df`); or one with a column a label, which gives a form a row: then `out` has a column's name in braces,
        "通知书-{对象名称}.docx".  Dates are written as 2021年3月15日, ratios as 3%; a blank value leaves the form's blank.
    out: the file, of the template's kind; one that is there is replaced, but never the template.

    Raises UserError E37, P02, E39 where a label is missing, double, or two cells could be meant, P06 and P17 where the cell
    is not to be written into; nothing is written then.  Defined names (bookmarks) equal to a label go before it.
    """
    data = read_template(Path(template))
    rows = _rows(values)
    targets = [Path(_named(str(out), row)) for row in rows]
    if len(set(targets)) < len(rows) or any(path.suffix.lower() != kind(data) for path in targets):
        raise fail("E30", value=str(out), kind=kind(data), count=len(rows), columns="、".join(rows[0]))
    if any(path.exists() and path.samefile(template) for path in targets):
        raise fail("E38", Place(str(template)))
    filled = [_filled(data, _wanted(row)) for row in rows]
    for path, done in zip(targets, filled, strict=True):
        atomic_write(path, done.data)
    # That a value was blank, the caller knows; the same of many forms is said once.
    found = {str(one): one for done in filled for one in done.warnings if one.code != "P11"}.values()
    cells = {label: cell for label in rows[-1] if (cell := filled[-1].cells.get(_field(label).key))}
    return Filled(tuple(targets), cells, Problems(found))


def _filled(data: bytes, wanted: Wanted) -> FormFilled:
    """A form filled.  Where two cells could be meant, those that hold a short text are labels of the form's own.

    One that has few of the labels is no other paper: the labels that it lacks are named.
    """
    try:
        return fill_form(data, wanted)
    except UserError as error:
        seen = errors(look(data, wanted).problems) if error.problems[0].code in ("P03", "P72") else list(error.problems)
        if {found.code for found in seen} == {"P72"} and not wanted.spec.captions:
            return _filled(data, replace(wanted, spec=replace(wanted.spec, captions=_short_texts(data, wanted))))
        raise UserError(map(_of_any_form, [found for found in seen if found.code in ("P01", "P02")] or seen)) from None


def _of_any_form(found: Problem) -> Problem:
    """A problem as the library has it: there is no option of a command, and the form is not the monthly one."""
    return replace(found, code=_OF_ANY_FORM.get(found.code, found.code))


def _short_texts(data: bytes, wanted: Wanted) -> tuple[str, ...]:
    template = Template(data)
    pages = papers_of(template, wanted) if template.kind in WORDS else sheets_of(template, wanted)
    texts = {cell.text for _, located in pages for cell in located.grid.cells if _LETTER.search(cell.text) and not is_hint(cell.text)}
    return tuple(sorted(text for text in texts if len(text) <= _LABEL_LENGTH))


def _rows(values: Any) -> list[dict[str, Any]]:
    """Label → value of every form that is wanted.  Raises UserError E05 for nothing of that kind."""
    if isinstance(values, Mapping):
        return [{str(label): plain(value) for label, value in values.items()}]
    header, cells = table_of(values)
    if LABEL in header and CONTENT in header:
        return [{str(row[header.index(LABEL)]): row[header.index(CONTENT)] for row in cells}]
    if not cells:
        raise fail("E05", value="0 行")
    return [dict(zip(header, row, strict=True)) for row in cells]


def _named(out: str, row: Mapping[str, Any]) -> str:
    for label, value in row.items():
        out = out.replace(f"{{{label}}}", as_text(value).replace("/", "-"))
    return out


def _field(label: str) -> FormField:
    return margin_field(label) or FormField(label, label, fold(label))


def _wanted(row: Mapping[str, Any]) -> Wanted:
    fields = [(_field(label), value) for label, value in row.items()]
    margins = tuple(one for one, _ in fields if not one.in_body)
    spec = FormSpec("表", tuple(one for one, _ in fields if one.in_body), margins)
    return Wanted({one.key: _text(value) for one, value in fields}, spec=spec)


def _text(value: Any) -> str:
    if isinstance(value, date):
        return long_day(value)
    return as_text(percent(value) if isinstance(value, Fraction) else value)

