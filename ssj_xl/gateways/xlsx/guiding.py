"""What new columns and sheets of a closed workbook say and offer, as in a new workbook: prompts, drop-downs, checks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from ssj_xl.office.prompts import Rule
from ssj_xl.tables.grid import column_letters
from ssj_xl.tables.headers import titles_of
from ssj_xl.tables.inputs import NAMED, PROGRAM, list_name, prompt, validation
from ssj_xl.tables.registers import ITEMS
from ssj_xl.tables.spec import TableSpec

SPARE = 2000
"""Rows below a title that are prepared for typing at least, as in a new workbook."""


def guides(spec: TableSpec, titles: Sequence[tuple[int, str]], *, first: int, last: int, names: Collection[str]) -> Iterator[Rule]:
    """The rules of columns (from 1) with these titles.

    first: the sheet row of the first record; last: of the last one that the register has; names: defined names of the workbook; a
    list that it does not have is not offered.
    """
    known, last = titles_of(spec), max(last, first + SPARE - 1)
    for at, title in titles:
        column, letters = known.column(title), column_letters(at)
        if column is None:
            continue
        yield f"{letters}{first - 1}", prompt(column, spec)
        rule = validation(column, spec, letters=letters, first=first, last=last)
        if rule and spec.written_by != PROGRAM and (there := _offered(rule, names)):
            yield f"{letters}{first}:{letters}{last}", there


def _offered(rule: dict[str, Any], names: Collection[str]) -> dict[str, Any] | None:
    """The rule with a list that the workbook has; without one only what it says, None where that is nothing."""
    source = rule.get("source")
    if not isinstance(source, str) or source.removeprefix("=") in names:
        return rule
    plain = list_name(ITEMS.name)
    if source == f"={list_name(NAMED)}" and plain in names:
        return {**rule, "source": f"={plain}"}
    return {"validate": "any", **{key: rule[key] for key in ("input_title", "input_message")}} if "input_message" in rule else None
