"""Summaries of a unit and of the whole: what each did, objects that are exceptions, how far the registers are covered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ssj_xl.domain.attempts import given_up, how_far
from ssj_xl.domain.codes import DELAY, PROMOTION, names, shown_reason
from ssj_xl.domain.merging.counties import same_unit
from ssj_xl.domain.period import REPLACED, Coverage, Period, coverage, same_month, standing
from ssj_xl.domain.summary.model import Cell, Chart, Fact, Listing, Section, missing, named, percent, ratio, sentences
from ssj_xl.domain.summary.spans import months_of
from ssj_xl.tables import records, registers
from ssj_xl.tables.records import WINNERS
from ssj_xl.tables.settings import COUNTY
from ssj_xl.tables.table import Row
from ssj_xl.workflows.monthly.frames import filtered, register
from ssj_xl.workflows.summary.plans import checked_codes, coverage_facts, coverage_text, registered_note
from ssj_xl.workflows.summary.results import open_rows, problem_rows
from ssj_xl.workflows.summary.scope import Scope, divisions, past_listings

if TYPE_CHECKING:
    from ssj_xl.tables.rows import CodeRow

_OF_COUNTIES = (registers.TASKS, records.DRAWS, records.LOCKED, records.WINNERS, registers.FINDINGS)
_NOBODY = "（未填写处室）"
DIVISION_COLUMNS = (("处室", 22), ("年度计划", 9), ("本期任务", 9), ("登记平台编号", 12), ("方案已公示", 10), ("本期抽取", 9),
                    ("本期检查", 9), ("发现问题", 9), ("本期公示", 9), ("待检查", 8), ("待公示", 8), ("未办结", 8), ("已归档", 8))


def division_section(scope: Scope) -> Section:
    """A line each division, and their sum."""
    lines = [division_line(scope, name) for name in divisions(scope)]
    names = [name or _NOBODY for name in divisions(scope)]
    total = tuple(sum(line[at] for line in lines) for at in range(len(DIVISION_COLUMNS) - 1))
    rows: tuple[tuple[Cell, ...], ...] = tuple((name, *line) for name, line in zip(names, lines, strict=True))
    listing = Listing("各处室", "各处室工作情况", DIVISION_COLUMNS, (*rows, ("合计", *total)) if rows else (), total=bool(rows),
                      note="计划、任务、方案、归档以个计；抽取、检查、公示以家次（人次）计；发现问题、未办结以条计。联合抽查由发起处室计数。",
                      document=True)
    idle = [name for name, line in zip(names, lines, strict=True) if not line[4] and not line[5]]
    text = f"{len(names)}个处室有年度计划或抽查任务，其中{len(names) - len(idle)}个处室本期抽取或检查了对象。"
    chart = Chart("各处室本期抽取、检查、公示（家次）", tuple(names), (
        ("抽取", tuple(line[4] for line in lines)), ("检查", tuple(line[5] for line in lines)),
        ("公示", tuple(line[7] for line in lines))))
    return Section("divisions", "各处室工作情况", (text + missing(idle, "个处室本期没有抽取和检查"),), (), (listing,), (chart,))


def division_line(scope: Scope, division: str) -> tuple[int, ...]:
    """The numbers of one division, in the order of `DIVISION_COLUMNS`; every one adds up over divisions."""
    tasks = [row for row in scope.tasks.values() if row["division"] == division]
    codes = {row["code"] for row in tasks}
    active = [row for row in scope.active if row["code"] in codes]
    part = scope.conduct_of(tasks)
    return (
        sum(row["division"] == division for row in scope.plans), len(active), sum(bool(row["platform"]) for row in active),
        sum(bool(row["scheme_published"]) for row in active), part.visits, part.checks.visits,
        sum(row["task"] in codes for row in problem_rows(scope)), part.publications.visits, part.to_check.closing,
        part.to_publish.closing, sum(row["task"] in codes for row in open_rows(scope)), sum(bool(row["archived"]) for row in tasks))


def county_section(scope: Scope) -> Section | None:
    """What the counties did: from their workbooks, else from 区县开展情况; None where nothing is known."""
    booked = [(office, *_from_workbooks(scope, units), "工作簿") for office, units in _county_units(scope).items()]
    rows = [*booked, *_reported(scope, [str(row[0]) for row in booked])]
    if not rows:
        return None
    active = [row for row in rows if row[1] or row[2] or row[3]]
    idle = [str(row[0]) for row in rows if row not in active]
    columns = (("单位", 30), ("抽查（家）", 12), ("检查（家）", 12), ("公示（家次）", 14), ("来源", 24))
    listing = Listing("区县", "各县（市、区）开展情况", columns, tuple(rows), document=True,
                      note="有工作簿的按工作簿计，检查、公示在统计期间内；没有工作簿的取区县开展情况中各月之和（月份按月报口径），"
                           "没有登记检查数的记“—”。区县的数字不计入前述各项。")
    text = (f"{len(rows)}个县（市、区）报送了情况，其中开展抽查的{len(active)}个，抽查对象{_sum(rows, 1)}家，公示结果{_sum(rows, 3)}家次。"
            + (f"本期没有开展的{len(idle)}个：{named(idle)}。" if idle else ""))
    facts = (Fact("抽查", _sum(rows, 1), "家", "各单位之和；工作簿按抽取的对象编码去重，区县开展情况按抽查主体数"),
             Fact("公示", _sum(rows, 3), "家次", "各单位之和"))
    return Section("counties", "各县（市、区）开展情况", (text,), facts, (listing,))


def _sum(rows: Sequence[tuple[Cell, ...]], at: int) -> int:
    return sum(value for row in rows if isinstance(value := row[at], int))


def _county_units(scope: Scope) -> dict[str, set[str]]:
    """County bureaus and the 来源单位 of their workbooks: a county may send one a division."""
    found: dict[str, set[str]] = {}
    for row in (row for spec in (registers.TASKS, registers.PLANS) for row in register(scope.whole, spec)):
        if row.get("source_level") == COUNTY:
            found.setdefault(_office(row["source_unit"]), set()).add(row["source_unit"])
    return found


def _from_workbooks(scope: Scope, units: set[str]) -> tuple[int, int, int]:
    """Objects drawn, objects checked, visits published, of the county's own rows."""
    tables = {spec.name: register(scope.whole, spec) for spec in _OF_COUNTIES}
    own = {name: replace(table, rows=[row for row in table if row.get("source_unit") in units])
           for name, table in tables.items()}
    county = replace(scope, tables={**scope.whole, **own}, settings=replace(scope.settings, division=""))
    part = county.conduct
    return part.objects, part.checks.objects, part.publications.visits


def _reported(scope: Scope, booked: Sequence[str]) -> list[tuple[Cell, ...]]:
    """Counties without a workbook; rows of several divisions for one county add up, for each knows its own line."""
    months = months_of(scope.period)
    rows: dict[str, list[Row]] = {}
    for row in register(scope.tables, registers.COUNTIES):
        if _in_one_of(row, months) and not any(same_unit(unit, row["unit"]) for unit in booked):
            name = next((known for known in rows if same_unit(known, row["unit"])), row["unit"])
            rows.setdefault(name, []).append(row)
    return [(unit, sum(row["checked"] or 0 for row in own), None, sum(row["published"] or 0 for row in own), "区县开展情况")
            for unit, own in rows.items()]


def _office(unit: str) -> str:
    """The county bureau of a 来源单位, which also names the division: 云东区司法局律师公证股 → 云东区司法局."""
    name, found, _ = unit.partition("司法局")
    return name + found


def _in_one_of(row: Row, months: Sequence[Period]) -> bool:
    return any(same_month(row["month"], month) for month in months)


# --- who left the list and who was put off ---------------------------------------------------------------

OFTEN = 2
"""From how many 延期 on an object is named."""


def exception_section(scope: Scope) -> Section:
    """名单变动和延期: objects of the period's tasks that were replaced, or put off twice or more, and draws that were given up; internal."""
    stand = {(task, row["attempt"]) for (task, _), row in standing(scope.table(records.DRAWS)).items()}
    active = {row["code"] for row in scope.active}
    rows = [row for row in scope.table(WINNERS) if row["task"] in active and (row["task"], row["attempt"]) in stand]
    gone = [row for row in rows if row["state"] == REPLACED]
    late = [row for row in rows if row["state"] != REPLACED and (row["put_off"] or 0) >= OFTEN]
    once = [row for row in rows if row["state"] != REPLACED and row["put_off"] == 1]
    facts: tuple[Fact, ...] = (
        scope.fact("被替换的对象", gone, unit="家次", note="本期开展的任务现行名单中状态为被替换的", of=(WINNERS, "state")),
        scope.fact("延期一次的对象", once, unit="家次", note="仍在名单上，延期次数为1", of=(WINNERS, "put_off")),
        scope.fact("延期两次及以上的对象", late, unit="家次", note="仍在名单上，延期次数不少于2", of=(WINNERS, "put_off")),
    )
    columns = (("任务编号", 19), ("对象名称", 30), ("变动", 16), ("原因", 16), ("批准人", 14))
    codes = scope.table(registers.CODES).rows
    cells = tuple(_line(row, codes) for row in (*gone, *late))
    listing = Listing("5名单变动", "被替换和延期两次以上的对象", columns, cells, scope.sources(WINNERS, (*gone, *late), "state"),
                      document=True, note="内部资料，不得公开。")
    text = (f"本期开展的任务中，被替换的对象{len(gone)}家次，延期一次的{len(once)}家次，延期两次及以上的{len(late)}家次。"
            if rows else "本期没有现行的抽取名单。")
    tasks = scope.table(registers.TASKS)
    dropped = given_up([row for row in tasks if tasks.home(row) is tasks], scope.table(records.DRAWS))
    if dropped:
        facts = (*facts, scope.fact("没有作废就取消的抽查", [row for row, _ in dropped], unit="项", note="锁定或抽取以后状态改为已取消", of=(registers.TASKS, "state")))
        text += "锁定或抽取以后没有作废就取消的任务：" + "、".join(f"{row['code']}（第{stands['attempt']}轮，已{how_far(stands)}）" for row, stands in dropped) + "。"
    return Section("exceptions", "名单变动和延期情况", sentences(text), facts, (listing,), internal=True)


def _line(row: Row, codes: list[CodeRow]) -> tuple[Cell, ...]:
    if row["state"] == REPLACED:
        return (row["task"], row["name"] or row["object"], "被替换", _reason(row["why"], PROMOTION, codes),
                row["approver"] or "未登记")
    return (row["task"], row["name"] or row["object"], f"延期{row['put_off']}次，至{row['put_off_to'] or '未登记'}",
            _reason(row["put_off_why"], DELAY, codes), row["put_off_by"] or "未登记")


def _reason(text: str, category: str, codes: list[CodeRow]) -> str:
    """The list's word; what divisions send in has no reasons."""
    return shown_reason(codes, category, text) if text else "本台账未载"


# --- the year's coverage ---------------------------------------------------------------------------------

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
    return Section("coverage", "年度抽查覆盖情况", texts, tuple(coverage_facts(scope)), (*listings, *past_listings(scope)), (chart,))


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


def _coverage_line(scope: Scope, name: str, found: Coverage) -> tuple[Cell, ...]:
    return (name, found.registered, found.checked, ratio(found.checked, found.registered),
            scope.settings.yearly_floor, "达到" if _met(scope, found) else "未达到")


def _listing(scope: Scope, sheet: str, title: str, first: tuple[str, int],
             groups: Sequence[tuple[str, Coverage]]) -> Listing:
    total = Coverage(sum(found.checked for _, found in groups), sum(found.registered for _, found in groups))
    rows = [_coverage_line(scope, name, found) for name, found in (*groups, ("合计", total))] if groups else []
    return Listing(sheet, title, (first, *_COLUMNS), tuple(rows), total=bool(rows), document=True,
                   note=f"年度抽查比例＝已检查÷名录库。名录库：{registered_note(scope)}。")


def tier_section(scope: Scope) -> Section:
    """Coverage by 信用风险等级; internal: tiers appear on nothing that is public."""
    tiers = register(scope.whole, registers.TIERS)
    titles = {row["tier"]: row["name"] for row in tiers}
    groups = grouped(scope, _tier, sorted(dict.fromkeys(row["tier"] for row in tiers)))
    tier_of = {row["code"]: _tier(row) for row in register(scope.whole, registers.OBJECTS)}
    drawn = _counted(tier_of, (row["object"] for row in scope.rows(
        records.WINNERS, filtered(scope.ledger.winners, scope.period.holds, "drawn"))))
    faulty = _counted(tier_of, {row["object"] for row in problem_rows(scope)})
    columns = (("等级", 12), ("名称", 20), ("名录库", 10), ("本期抽取", 10), ("已检查", 10), ("年度抽查比例", 14), ("发现问题的对象", 16))
    rows = tuple((name, titles.get(name, ""), found.registered, drawn.get(name, 0), found.checked,
                  ratio(found.checked, found.registered), faulty.get(name, 0)) for name, found in groups)
    listing = Listing("风险等级", "按信用风险等级统计", columns, rows, document=True,
                      note="等级取期末的登记（照变更记录推回）；本期抽取以家次（人次）计，只计本级的任务。信用风险等级为内部资料，不得公开。")
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
