"""Formulas in cells: each declared once, its arguments as the program hands them over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from ssj_xl.domain.formulas import answered, drawing, numbers
from ssj_xl.domain.formulas.declarations import BY_NAME, CATEGORY, Formula
from ssj_xl.domain.formulas.numbers import block

Function = TypeVar("Function", bound=Callable[..., Any])

_SMALL = 1_000  # rows or columns; asking Excel for the used range costs as much as reading so many


class Cells:
    """A conversion for xlwings: a range or a value becomes rows of plain values, error values become their text."""

    @staticmethod
    def reader(_options: Mapping[str, Any]) -> Callable[[Any], None]:
        """What xlwings calls with the context of one argument."""
        return _read


def _read(context: Any) -> None:
    if context.range is not None:
        context.value = clipped(context.range).raw_value
    context.value = context.engine.impl.clean_value_data(block(context.value), datetime, None, None, True)


def clipped(area: Any) -> Any:
    """A range (of xlwings) without what lies below or to the right of the sheet's used range; at least one cell."""
    rows, columns = area.shape
    if rows <= _SMALL and columns <= _SMALL:
        return area
    used = area.sheet.used_range
    height = used.row + used.shape[0] - area.row
    width = used.column + used.shape[1] - area.column
    return area.resize(max(1, min(rows, height)), max(1, min(columns, width)))


def formula(function: Function) -> Function:
    """Declare a function to xlwings as the formula of its name."""
    import xlwings

    return declared(function, BY_NAME[function.__name__], xlwings)


def declared(function: Function, one: Formula, decorators: Any) -> Function:
    """The function with category, help and conversions.  decorators: where func and arg are (the package xlwings)."""
    function = decorators.func(category=CATEGORY, call_in_wizard=not one.heavy)(function)
    for argument in one.arguments:
        function = decorators.arg(argument.name, Cells, doc=argument.text)(function)
    return function


# --- the formulas of the worksheet: what VBA calls, through xlwings, for `=SSJ_…` ------------------------

@formula
def SSJ_DRAW(list: Any, groups: Any, quotas: Any, key: Any, nth: Any = None) -> Any:
    """The winners of a logged draw, or the code of the nth."""
    return answered(drawing.draw, list, groups, quotas, key, nth)


@formula
def SSJ_TICKET(code: Any, key: Any, lots: Any = None) -> Any:
    """The ticket of a code."""
    return answered(drawing.ticket, code, key, lots)


@formula
def SSJ_RANK(list: Any, codes: Any, key: Any, groups: Any = None, quotas: Any = None) -> Any:
    """The place of a code in its group."""
    return answered(drawing.rank, list, codes, key, groups, quotas)


@formula
def SSJ_QUOTA(count: Any, ratio: Any, least: Any = None) -> Any:
    """How many are to be drawn."""
    return answered(numbers.quota, count, ratio, least)


@formula
def SSJ_VERIFY(draws: Any, list: Any, people: Any, winners: Any, journal: Any) -> Any:
    """Whether the draws of a workbook hold."""
    from ssj_xl.workflows.verifying.verify import verify_cells

    return answered(verify_cells, (draws, list, people, winners, journal))


@formula
def SSJ_WORKDAY(start: Any, days: Any, holidays: Any) -> Any:
    """A day so many working days later."""
    return answered(numbers.workday, start, days, holidays)


@formula
def SSJ_DUE(start: Any, days: Any, holidays: Any, today: Any, done: Any = None) -> Any:
    """How a term in working days stands."""
    return answered(numbers.due, start, days, holidays, today, done)


@formula
def SSJ_COVERAGE(objects: Any, checked: Any, as_text: Any = None) -> Any:
    """The share of objects that were checked."""
    return answered(numbers.coverage, objects, checked, as_text)


@formula
def SSJ_IDCHECK(code: Any, kind: Any = None) -> Any:
    """What is wrong with a number."""
    return answered(numbers.idcheck, code, kind)
