"""Does it work: how often checks of drawn objects find something, over the years at hand.  Internal: it speaks of tiers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ssj_xl.domain.hits import BY_TIER, FEW, Rate, rates, results_of
from ssj_xl.domain.summary.model import Listing, Section, percent
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import block
from ssj_xl.workflows.summary.scope import Scope

LOOKED_AT = (registers.CODES, registers.ITEMS, registers.OBJECTS, registers.TASKS, records.DRAWS, records.WINNERS, registers.FINDINGS, records.LOCKED)
TITLE = "抽中对象检查发现问题的比率"
_COLUMNS = (("分组", 14), ("名称", 30), ("有结果", 10), ("有问题", 10), ("发现率", 10), ("95%区间", 20), ("说明", 20))
NOTE = ("在名单上的对象，一次任务里有检查结果的计一家次；有一项结果是问题而没有撤下的，计一次有问题（按检查事项的，一个事项计一次）。"
        "等级是抽取锁定时的，报送件里没有。区间是 Clopper–Pearson 精确区间，上下限向外取整到万分之一。等级为内部资料，不得公开。")


def hits_section(scope: Scope, earlier: Iterable[Book]) -> Section:
    """The rates by year, tier, item, type and division, with exact intervals.  earlier: workbooks of years before.

    Raises UserError with what keeps one of these from being read.
    """
    own = World(scope.tables, scope.settings, scope.calendar, scope.until)
    before = (one for book in earlier for one in results_of(_world(book)))
    found = rates([*(one for one in results_of(own) if one.visit[0] in scope.tasks), *before])
    listing = Listing("问题发现率", TITLE, _COLUMNS, tuple(map(_row, found)), note=NOTE, document=True)
    return Section("hits", TITLE, (_text(found),), (), (listing,), internal=True)


def _world(book: Book) -> World:
    tables, missing = book.read_all(LOOKED_AT)
    settings, found = book.settings()
    block([*missing, *found, *(one for table in tables.values() for one in table.problems)])
    return World(tables, settings, Calendar.from_rows([]), date.max)


def _row(rate: Rate) -> tuple[str | int, ...]:
    return (rate.by, rate.label, rate.checked, rate.hits, percent(rate.share), between(rate), f"不足 {FEW}，只作参考" if rate.few else "")


def between(rate: Rate) -> str:
    """The interval as text: 0.25%–44.51%."""
    low, high = rate.interval
    return f"{percent(low)}–{percent(high)}"


def _text(found: list[Rate]) -> str:
    if not found:
        return "还没有抽中对象的检查结果。"
    whole, *others = found
    tiers = "；".join(f"{one.label} {percent(one.share)}（{one.checked}家次，区间{between(one)}）" for one in others if one.by == BY_TIER)
    few = f"不足{FEW}家次的只作参考，区间宽就是说不准。" if any(one.few for one in found) else ""
    return (f"在手各年有检查结果的抽中对象{whole.checked}家次，发现问题{whole.hits}家次，占{percent(whole.share)}（95%区间{between(whole)}）。"
            f"按抽取时的等级：{tiers}。{few}")
