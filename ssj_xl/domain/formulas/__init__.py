"""Worksheet formulas as pure functions: plain values in, plain values out, the same at every recalculation.

`declarations` says what formulas there are; `arguments` reads what a cell or a column hands over; `drawing`
and `numbers` compute.  None of them makes randomness or reads a clock: a draw comes from the key of a logged
record or from a seed that is handed over, today is an argument.

What the user can mend becomes the answer itself, a text that starts with `#SSJ:`, because a cell has no other
place for a sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ssj_xl.tables.problems import Problem, UserError

FAULT = "#SSJ: "


def answered(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a formula shows: the function's answer, or the first problem as a text with cause and remedy."""
    try:
        return function(*arguments)
    except UserError as error:
        return fault_text(error.problems[0])


def fault_text(found: Problem) -> str:
    """A problem as a cell shows it."""
    return f"{FAULT}{found.text}{found.remedy}（{found.code}）"
