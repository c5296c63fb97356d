"""The formulas of the worksheet: what VBA calls, through xlwings, for `=SSJ_…`.

Each is a wire to a pure function.  Names, arguments and help stand in `ssj_xl.domain.formulas.declarations`, the
VBA side is written from there too.  Where xlwings is not on Windows its decorators do nothing, and these are plain
functions of lists.
"""

from __future__ import annotations

from typing import Any

from ssj_xl.domain.formulas import answered, counting, drawing, numbers
from ssj_xl.domain.formulas import days as terms
from ssj_xl.entry.udf_arguments import formula


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
    return answered(counting.quota, count, ratio, least)


@formula
def SSJ_VERIFY(draws: Any, list: Any, people: Any, winners: Any, journal: Any) -> Any:
    """Whether the draws of a workbook hold."""
    from ssj_xl.workflows.verify_cells import verify_cells

    return answered(verify_cells, (draws, list, people, winners, journal))


@formula
def SSJ_WORKDAY(start: Any, days: Any, holidays: Any) -> Any:
    """A day so many working days later."""
    return answered(terms.workday, start, days, holidays)


@formula
def SSJ_DUE(start: Any, days: Any, holidays: Any, today: Any, done: Any = None) -> Any:
    """How a term in working days stands."""
    return answered(terms.due, start, days, holidays, today, done)


@formula
def SSJ_COVERAGE(objects: Any, checked: Any, as_text: Any = None) -> Any:
    """The share of objects that were checked."""
    return answered(counting.coverage, objects, checked, as_text)


@formula
def SSJ_IDCHECK(code: Any, kind: Any = None) -> Any:
    """What is wrong with a number."""
    return answered(numbers.idcheck, code, kind)
