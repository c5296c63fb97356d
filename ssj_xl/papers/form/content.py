"""What goes into the monthly form, and what comes back when it has been filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from ssj_xl.tables.form import FIELD_BY_KEY, NOTHING
from ssj_xl.tables.problems import Problem


@dataclass(frozen=True, kw_only=True)
class FormContent:
    """The text of every cell of the form.  A blank body field is written as 无; a blank head or foot stays blank.

    Body, in the order of the form: meetings (1), documents (2), trainings (3), task_files (4a), scope (4b),
    items (4c), problem_subjects (4d), publication (4e), region (5).
    """

    meetings: str = ""
    documents: str = ""
    trainings: str = ""
    task_files: str = ""
    scope: str = ""
    items: str = ""
    problem_subjects: str = ""
    publication: str = ""
    region: str = ""
    unit: str = ""
    filled_on: date | None = None
    contact: str = ""
    phone: str = ""
    mobile: str = ""

    def text(self, key: str) -> str:
        """The text to be written for the field `key`; empty only for a blank of the head or foot."""
        value = getattr(self, key)
        if isinstance(value, date):
            return f"{value.year}年{value.month}月{value.day}日"
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n").strip()
        return text or (NOTHING if FIELD_BY_KEY[key].in_body else "")

    def texts(self) -> dict[str, str]:
        """Every field's text by its key."""
        return {field.name: self.text(field.name) for field in fields(self)}


@dataclass(frozen=True)
class Filled:
    """A filled form.

    data: the file; cells: field → "sheet!cell" where it was written, in a document 表1第8行第3格 or the paragraph;
    warnings: what staff should look at.
    """

    data: bytes
    cells: Mapping[str, str]
    warnings: list[Problem]
