"""How a formula is declared to xlwings, and how it reads the cells it is handed.

A whole column has a million rows; what is read of a range ends where the sheet's used range ends.  The top stays
where it is, so that answers stand in the rows of their cells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from ssj_xl.domain.formulas.blocks import block
from ssj_xl.domain.formulas.declarations import BY_NAME, CATEGORY, Formula

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
