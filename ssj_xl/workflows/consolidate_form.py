"""The bureau's form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ssj_xl.domain.monthly import Figures
from ssj_xl.tables.problems import Problem, UserError
from ssj_xl.tables.settings import Settings
from ssj_xl.workflows import report


@dataclass(frozen=True)
class BureauForm:
    """The form and its trace, b'' where it could not be filled; the problems say why."""

    data: bytes = b""
    trace: bytes = b""
    problems: tuple[Problem, ...] = ()


def fill_form(counted: Figures, settings: Settings, *, template: bytes | None, filled_on: date) -> BureauForm:
    """Fill the template; where that cannot be done the form is empty, and the bureau workbook is made all the same."""
    try:
        made = report.form(counted, settings, template=template, filled_on=filled_on)
    except UserError as error:
        return BureauForm(problems=error.problems)
    return BureauForm(made.data, made.trace, made.warnings)
