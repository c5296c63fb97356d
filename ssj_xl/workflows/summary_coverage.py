"""The year's coverage: objects checked ÷ objects in the register, by type, by unit, and (internal) by tier."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ssj_xl.domain.codes import names
from ssj_xl.domain.history import Coverage, coverage
from ssj_xl.domain.summary.model import Cell, Chart, Listing, Section
from ssj_xl.domain.summary.share import percent, ratio
from ssj_xl.domain.summary.words import missing, sentences
from ssj_xl.tables import records, registers
from ssj_xl.tables.consolidated import COUNTY
from ssj_xl.tables.table import Row
from ssj_xl.workflows.figures_ledger import kept, register
from ssj_xl.workflows.summary_plans import checked_codes, coverage_facts, coverage_text, registered_note
from ssj_xl.workflows.summary_results import problem_rows
from ssj_xl.workflows.summary_scope import Scope

UNRATED, UNNAMED = "未评级", "（未填写管理处室）"
_COLUMNS = (("名录库", 12), ("已检查", 12), ("年度抽查比例", 14), ("下限", 10), ("是否达到", 12))
_TYPES = "对象类型"


def coverage_section(scope: Scope) -> Section:
    """Coverage by register: every object type, and every unit that manages objects."""
    types, units = _by_type(scope), _by_unit(scope)
    short = [name for name, found in types if not _met(scope, found)]
    listings = [_listing(scope, "1覆盖-按类型", "各类检查对象年度抽查比例", ("对象类型", 30), types)]
    if len(units) > 1:
        listings.append(_listing(scope, "1覆盖-按单位", "各管理单位检查对象年度抽查比例", ("管理单位", 34), units))
    floor = scope.settings.yearly_floor
    chart = Chart("各类检查对象年度抽查比例", tuple(name for name, _ in types), (
        ("年度抽查比例", tuple(ratio(found.checked, found.registered) or 0 for _, found in types)),
        ("下限", tuple(floor for _ in types))), bars=True, share=True)
    texts = sentences(coverage_text(scope), missing(short, "类对象未达到下限"))
    return Section("coverage", "年度抽查覆盖情况", texts, tuple(coverage_facts(scope)), tuple(listings), (chart,))


def grouped(scope: Scope, key: Callable[[Row], str], order: Iterable[str] = ()) -> list[tuple[str, Coverage]]:
    """Coverage of groups of the register; the groups of `order` first, then as they come.  Groups add up to the whole."""
    done = checked_codes(scope)
    groups: dict[str, list[Row]] = {name: [] for name in order}
    for row in register(scope.whole, registers.OBJECTS):
        groups.setdefault(key(row), []).append(row)
    found = ((name, coverage(rows, done)) for name, rows in groups.items())
    return [(name, own) for name, own in found if own.registered]


def _by_type(scope: Scope) -> list[tuple[str, Coverage]]:
    order = names(scope.table(registers.CODES), _TYPES)
    return grouped(scope, lambda row: str(row["object_type"]), order)


def _by_unit(scope: Scope) -> list[tuple[str, Coverage]]:
    return grouped(scope, _manager)


def _manager(row: Row) -> str:
    """Who manages an object: a county's own register, else 管理处室."""
    if row.get("source_level") == COUNTY:
        return str(row["source_unit"])
    return row["division"] or UNNAMED


def _met(scope: Scope, found: Coverage) -> bool:
    return found.checked >= scope.settings.yearly_floor * found.registered


def _line(scope: Scope, name: str, found: Coverage) -> tuple[Cell, ...]:
    return (name, found.registered, found.checked, ratio(found.checked, found.registered),
            scope.settings.yearly_floor, "达到" if _met(scope, found) else "未达到")


def _listing(scope: Scope, sheet: str, title: str, first: tuple[str, int],
             groups: Sequence[tuple[str, Coverage]]) -> Listing:
    total = Coverage(sum(found.checked for _, found in groups), sum(found.registered for _, found in groups))
    rows = [_line(scope, name, found) for name, found in (*groups, ("合计", total))] if groups else []
    return Listing(sheet, title, (first, *_COLUMNS), tuple(rows), total=bool(rows), document=True,
                   note=f"年度抽查比例＝已检查÷名录库。名录库：{registered_note(scope)}。")


def tier_section(scope: Scope) -> Section:
    """Coverage by 信用风险等级; internal: tiers appear on nothing that is public."""
    tiers = register(scope.whole, registers.TIERS)
    titles = {row["tier"]: row["name"] for row in tiers}
    groups = grouped(scope, _tier, sorted(dict.fromkeys(row["tier"] for row in tiers)))
    tier_of = {row["code"]: _tier(row) for row in register(scope.whole, registers.OBJECTS)}
    drawn = _counted(tier_of, (row["object"] for row in scope.rows(
        records.WINNERS, kept(scope.ledger.winners, scope.period.holds, "drawn"))))
    faulty = _counted(tier_of, {row["object"] for row in problem_rows(scope)})
    columns = (("等级", 12), ("名称", 20), ("名录库", 10), ("本期抽取", 10), ("已检查", 10), ("年度抽查比例", 14), ("发现问题的对象", 16))
    rows = tuple((name, titles.get(name, ""), found.registered, drawn.get(name, 0), found.checked,
                  ratio(found.checked, found.registered), faulty.get(name, 0)) for name, found in groups)
    listing = Listing("风险等级", "按信用风险等级统计", columns, rows, document=True,
                      note="等级取检查对象现在的登记；本期抽取以家次（人次）计，只计本级的任务。信用风险等级为内部资料，不得公开。")
    told = "；".join(f"{_level(name)}名录库{found.registered}个、已检查{found.checked}个（{percent(share)}）" for name, found in groups
                    if (share := ratio(found.checked, found.registered)) is not None)
    chart = Chart("各等级年度抽查比例", tuple(name for name, _ in groups), (
        ("年度抽查比例", tuple(ratio(found.checked, found.registered) or 0 for _, found in groups)),), share=True)
    return Section("tiers", "按信用风险等级统计", (f"{told}。" if told else "没有登记信用风险等级。",), (), (listing,), (chart,),
                   internal=True)


def _tier(row: Row) -> str:
    return row["tier"] or UNRATED


def _level(tier: str) -> str:
    return f"{tier}级" if len(tier) == 1 else tier


def _counted(tier_of: dict[str, str], codes: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for code in codes:
        name = tier_of.get(code, UNRATED)
        found[name] = found.get(name, 0) + 1
    return found
