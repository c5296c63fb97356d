"""The helper column on 计算 with the last day of every lead that is to be closed (`domain.leads.last_day`)."""

from __future__ import annotations

from collections.abc import Iterator

from ssj_xl.domain.counts.figure import HelperColumn
from ssj_xl.domain.counts.language import Cell, Value
from ssj_xl.domain.counts.view import View
from ssj_xl.domain.leads import is_followed, last_day
from ssj_xl.tables.leads import LEADS, MONTHS, PASSED_ON, REFUSED


def lead_columns() -> Iterator[HelperColumn]:
    """One column."""
    row = Cell(LEADS)
    same = f"EDATE({row.received},{MONTHS})"
    end = f"IF(ISNUMBER({row.valid_to}),{row.valid_to},IF(ISNUMBER({row.received}),IF(DAY({same})=DAY({row.received}),{same}-1,{same}),0))"
    gone = ",".join(f'{row.handling}="{handling}"' for handling in (PASSED_ON, REFUSED))
    yield HelperColumn(LEADS.name, "until", f"{LEADS.name}：未办结的，有效期至",
                       f'IF(OR({row.number}="",ISNUMBER({row.closed}),{gone}),0,{end})', _days)


def _days(view: View) -> dict[int, Value]:
    return {view.line(LEADS, row): last_day(row) or 0 for row in view.rows(LEADS) if row["number"] and not row["closed"] and is_followed(row)}
