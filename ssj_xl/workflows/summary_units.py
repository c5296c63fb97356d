"""Who did what: a bureau's report tells divisions apart, and names what the counties did beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ssj_xl.domain.merging.counties import same_unit
from ssj_xl.domain.period import Period, same_month
from ssj_xl.domain.summary.model import Cell, Chart, Fact, Listing, Section
from ssj_xl.domain.summary.spans import months_of
from ssj_xl.domain.summary.words import missing, named
from ssj_xl.tables import records, registers
from ssj_xl.tables.consolidated import COUNTY
from ssj_xl.tables.table import Row
from ssj_xl.workflows.figures_ledger import register
from ssj_xl.workflows.summary_results import open_rows, problem_rows
from ssj_xl.workflows.summary_scope import Scope, divisions

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
    rows = [*booked, *_told(scope, [str(row[0]) for row in booked])]
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


def _told(scope: Scope, booked: Sequence[str]) -> list[tuple[Cell, ...]]:
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
