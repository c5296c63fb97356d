"""As of which day a report counts the registers, and what was brought back to that day."""

from __future__ import annotations

from ssj_xl.domain.monthly import Source
from ssj_xl.domain.period import long_day
from ssj_xl.domain.summary.model import Listing
from ssj_xl.domain.summary.rewind import Undone
from ssj_xl.tables.registers import OBJECTS
from ssj_xl.tables.table import Row
from ssj_xl.tables.trace import CHANGES
from ssj_xl.workflows.summary.scope import Scope

SHEET = "名录变动"
_COLUMNS = (("表", 12), ("编码", 22), ("名称", 30), ("栏目", 14), ("期末", 18), ("其后", 18), ("发现于", 12))


def past_text(scope: Scope) -> str:
    """As of which day denominators and states are, and how that is known."""
    past, day = scope.past, long_day(scope.until)
    what = "对象的状态、类型、区县、管理处室和名录库，任务的取消和完成"
    if past.since is None:
        return f"{what}：{'汇总台账不带变更记录' if scope.bureau else '还没有“变更记录”'}，取现状。"
    told = f"{what}，照“变更记录”推回到{long_day(max(past.since, scope.until))}（以发现变更的日期为准，推回{len(past.undone)}处）。"
    if not past.reaches(scope.until):
        told += f"变更记录从{long_day(past.since)}开始，{day}至这一天之间的变动没有记录。"
    return told + (f"另有{len(past.unread)}行变更没有写明是哪几个，没有推回。" if past.unread else "")


def past_listings(scope: Scope) -> list[Listing]:
    """名录变动: every cell that was brought back, with the row of 变更记录 that says so; without tiers, and nothing where nothing was."""
    shown = [one for one in scope.past.undone if one.field != OBJECTS.header("tier")]
    if not shown:
        return []
    rows = tuple((one.table, one.code, one.name, one.field, one.then or "（空白）", one.since or "（空白）", one.told["noticed_at"][:10]) for one in shown)
    return [Listing(SHEET, "期末以后的变动（照变更记录推回）", _COLUMNS, rows, tuple(_source(scope, one.told) for one in shown),
                    note="统计用“期末”一栏的值；名录库＝现有登记，去掉期末以后新增的，加上期末以后不再在册的。")]


def past_sources(scope: Scope) -> tuple[Source, ...]:
    """The rows of 变更记录 by which the register of the day differs from the one that stands now."""
    told = {id(one.told): one.told for one in scope.past.undone if _is_listed(one)}
    return tuple(_source(scope, row) for row in told.values())


def _is_listed(one: Undone) -> bool:
    return one.table == OBJECTS.name and one.field != OBJECTS.header("tier")


def _source(scope: Scope, row: Row) -> Source:
    return Source(CHANGES.name, scope.trace.place(row, "number"), f"第 {row['number']} 行 {row['name']}", "")
