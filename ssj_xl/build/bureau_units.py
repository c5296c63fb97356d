"""首页 of the bureau workbook, second page: a line for each division and county that handed in or should have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from ssj_xl.build.master_dashboard import Page
from ssj_xl.build.master_styles import FIRST, GREEN, LAST, RED, VERIFY_ROW, cell
from ssj_xl.domain.codes import NO_DISPOSAL
from ssj_xl.domain.counts.language import Column, Helper, count_rows
from ssj_xl.domain.hits import FEW, Rate, rates, results_of
from ssj_xl.domain.plans import CANCELLED
from ssj_xl.domain.summary.model import percent
from ssj_xl.domain.world import World
from ssj_xl.tables.consolidated import EARLIER, IN_TIME, UNREADABLE, UNUSED, with_source
from ssj_xl.tables.registers import FINDINGS, TASKS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row

TITLE = "各处室、各区县"
TOP = VERIFY_ROW + 2
_SCALE = 46
"""Per cent at which the first page is one."""
_TASK, _FINDING, _HELPER = Column(with_source(TASKS)), Column(with_source(FINDINGS)), Helper(FINDINGS)


class Count(NamedTuple):
    """One number of a unit: its title, the register whose rows are counted, conditions of the formula, the same in Python."""

    title: str
    table: TableSpec
    conditions: tuple[str, ...]
    holds: Callable[[World, Row], Any]


COUNTS = (
    Count("任务", TASKS, (f'{_TASK.code}<>""', f'{_TASK.state}<>"{CANCELLED}"'), lambda _, row: row["code"] and row["state"] != CANCELLED),
    Count("已检查", FINDINGS, (f"ISNUMBER({_FINDING.checked})",), lambda _, row: row["checked"]),
    Count("已公示", FINDINGS, (f"ISNUMBER({_FINDING.published})",), lambda _, row: row["published"]),
    Count("待公示", FINDINGS, (f"ISNUMBER({_FINDING.checked})", f'{_FINDING.result}<>""', f"NOT(ISNUMBER({_FINDING.published}))"),
          lambda _, row: row["checked"] and row["result"] and not row["published"]),
    Count("有问题", FINDINGS, (f"{_HELPER.problem}=1",), lambda world, row: row["result"] in world.problem_results),
    Count("未办结", FINDINGS, (f"{_HELPER.problem}=1", f"NOT(ISNUMBER({_FINDING.closed}))", f'{_FINDING.disposal}<>"{NO_DISPOSAL}"'),
          lambda world, row: row["result"] in world.problem_results and not row["closed"] and row["disposal"] != NO_DISPOSAL),
)
_HEADS = (("单位", 5), ("报送", 2), ("报送时间", 5), *((one.title, 1) for one in COUNTS))


def write_units(page: Page, sent: Iterable[Mapping[str, Any]], world: World) -> None:
    """The lines below the first page.  sent: rows of 报送情况; world: the merged registers."""
    rows = [row for row in sent if row["state"] not in (UNUSED, EARLIER, UNREADABLE)]
    counted = [Counter(found["source_unit"] for found in world[one.table] if one.holds(world, found)) for one in COUNTS]
    page.heading(TOP, FIRST, f"{TITLE}（检查、公示、问题以条计；报送看“报送情况”）", span=18)
    page.titles(TOP + 1, FIRST, _HEADS)
    for at, row in enumerate(rows, start=TOP + 2):
        name = f"{row['unit']}{row.get('division') or ''}"
        page.line(at, FIRST, name, span=5)
        page.put(at, FIRST + 5, row["state"], span=2, align="center", font_color=GREEN if row["state"] == IN_TIME else RED)
        page.put(at, FIRST + 7, row.get("handed_in") or "", span=5, align="center", font_size=9)
        for column, (one, own) in enumerate(zip(COUNTS, counted, strict=True), start=FIRST + 12):
            unit = Column(with_source(one.table)).source_unit
            page.count(at, column, count_rows(f"{unit}=${cell(at, FIRST)}", *one.conditions), own[name])
    end = _write_hits(page, TOP + 3 + len(rows), rates(results_of(world)))
    page.sheet.print_area(0, 0, end, LAST + 1)
    page.sheet.set_h_pagebreaks([TOP])
    page.sheet.set_print_scale(_SCALE)  # programs heed no page break on a sheet that is fitted to pages


_SHOWN = 12
"""Lines of one grouping; the year's report has all of them."""
_HITS = (("分组", 3), ("名称", 7), ("有结果", 1), ("有问题", 1), ("发现率", 2), ("95%区间", 4))


def _write_hits(page: Page, top: int, found: Sequence[Rate]) -> int:
    """The rates at which checks found something, as they were when the workbook was made; returns the last row."""
    shown = [rate for by, group in groupby(found, key=lambda rate: rate.by) for rate in sorted(group, key=lambda rate: -rate.checked)[:_SHOWN]]
    page.heading(top, FIRST, f"抽中对象检查发现问题的比率（内部资料，不得公开；汇总时算出，不足 {FEW} 家次的只作参考）", span=18)
    page.titles(top + 1, FIRST, _HITS)
    for at, rate in enumerate(shown, start=top + 2):
        low, high = rate.interval
        values = (rate.by, rate.label, str(rate.checked), str(rate.hits), percent(rate.share), f"{percent(low)}–{percent(high)}")
        column = FIRST
        for value, (title, span) in zip(values, _HITS, strict=True):
            page.put(at, column, value, span=span, align="left" if title == "名称" else "center", font_size=9)
            column += span
    return top + 1 + len(shown)
