"""变更计划: the cells of a plan and the row of 变更记录 about them, written together; what an earlier change still lacks, filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ssj_xl.gateways.book import Book
from ssj_xl.tables.cells import value_text
from ssj_xl.tables.problems import block, fail
from ssj_xl.tables.registers import CHANGES as KINDS
from ssj_xl.tables.registers import PLANS
from ssj_xl.tables.table import Row
from ssj_xl.tables.trace import ALL, CHANGES, PLAN, WATCHED
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import add_entry, refuse_broken_log
from ssj_xl.workflows.importing.asked import Request, wishes

ACT = "变更计划"
_CELLS = tuple(key for watched in WATCHED if watched.spec is PLANS for key in watched.keys if key != "published")
"""What a change may be about; 公示日期 says when the plan was made public, and no change makes that another day."""
_OF_ROW = {"why": "change_why", "reported": "change_reported", "published": "change_published"}
"""Cells of 变更记录 → those of the plan's own row, which tells the last change."""


@dataclass(frozen=True)
class Reason:
    """What a person says of a change.  day: on which it was decided; None is today."""

    why: str = ""
    day: date | None = None
    reported: date | None = None
    published: date | None = None

    def given(self) -> dict[str, Any]:
        """The cells of 变更记录 that are given."""
        return {key: value for key in _OF_ROW if (value := getattr(self, key))}


@dataclass(frozen=True)
class Changed:
    """What was written.  cells: header, old and new value of each cell of the plan; filled: 序号 of rows that were completed; lacking: headers that are still blank."""

    plan: str
    name: str
    cells: tuple[tuple[str, str, str], ...]
    filled: tuple[int, ...]
    lacking: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """For people."""
        told = [f"{header}：{old or '（空白）'} → {new or '（空白）'}" for header, old, new in self.cells]
        told += [f"已补填变更记录第 {'、'.join(map(str, self.filled))} 行。"] if self.filled else []
        rest = f"还没有填写{'、'.join(self.lacking)}：办好后用同一条命令补填。" if self.lacking else ""
        return [f"计划 {self.plan} {self.name}{'已变更，记入“变更记录”' if self.cells else ''}：", *told, *([rest] if rest else [])]


def plan_of(book: Book, code: str) -> Row:
    """A plan by its number.  Raises UserError D98, and what makes 年度计划 unreadable."""
    table = book.read(PLANS)
    block(table.problems)
    found = table.by("code").get(code.strip().upper())
    if found is None:
        raise fail("D98", what="计划", value=code, known="、".join(row["code"] for row in table) or "（还没有）")
    return found


def differing(plan: Row, sets: Sequence[str], today: date) -> dict[str, Any]:
    """The cells that 列=值 make others, by column key.

    Raises UserError I41–I43 for what cannot be read, D123 for a column that is none of a change's, D124 where all of them are so already.
    """
    wished = wishes(Request(PLANS.name, Path(), today, sets=tuple(sets))).defaults
    block(_refused(plan, wished))
    found = {key: value for key, value in wished.items() if value != plan[key]}
    if sets and not found:
        raise fail("D124", plan=plan["code"], cells="；".join(f"{PLANS.header(key)}：{value_text(plan[key])}" for key in wished))
    return found


def _refused(plan: Row, wished: Mapping[str, Any]) -> Iterator[Any]:
    for key in wished:
        if key not in _CELLS:
            yield fail("D123", header=PLANS.header(key), allowed="、".join(map(PLANS.header, _CELLS))).problems[0]


def change(book: Book, code: str, sets: Sequence[str], reason: Reason, desk: Desk) -> Changed:
    """Change a plan and say why, or (without `sets`) complete what 变更记录 still lacks about it.  `book` is locked for the act.

    Raises UserError as `plan_of` and `differing`, D130 for a public plan without a reason, D131 where nothing is given and D132 where
    nothing is lacking, D40.
    """
    refuse_broken_log(book)
    plan = plan_of(book, code)
    cells = differing(plan, sets, desk.today)
    if not cells:
        return _complete(book, plan, reason, desk)
    if plan["published"] and not reason.why:
        raise fail("D130", book.read(PLANS).place(plan, "change_why"), name=plan["name"], published=plan["published"])
    told = tuple((PLANS.header(key), value_text(plan[key]), value_text(value)) for key, value in cells.items())
    said = {"changed": reason.day or desk.today, **{key: getattr(reason, key) for key in _OF_ROW}}
    own = {"changed": said["changed"], **{mine: said[key] for key, mine in _OF_ROW.items()}, "change_kind": plan["change_kind"] or KINDS[0]} if reason.why else {}
    book.reasons[plan["code"]] = said if reason.why else {}
    book.replace(PLANS, [(plan, {**own, **cells})])
    add_entry(book, desk, ACT, f"{plan['code']} {plan['name']}：" + "；".join(f"{header} {old or '空白'}→{new or '空白'}" for header, old, new in told))
    book.commit()
    return Changed(plan["code"], plan["name"], told, (), _lacking(book, plan["code"]))


def _complete(book: Book, plan: Row, reason: Reason, desk: Desk) -> Changed:
    given = reason.given()
    if not given:
        raise fail("D131", plan=plan["code"])
    rows = [(row, {key: value for key, value in given.items() if not row.get(key)}) for row in book.read(CHANGES) if _is_about(row, plan["code"])]
    filled = [(row, values) for row, values in rows if values]
    if not filled:
        raise fail("D132", plan=plan["code"], what="、".join(map(CHANGES.header, given)))
    last = max((row for row, _ in filled), key=lambda row: row["number"])
    if plan["changed"] in (None, last["changed"]):
        own = {"changed": last["changed"], **{mine: given[key] for key, mine in _OF_ROW.items() if key in given and not plan.get(mine)}}
        book.replace(PLANS, [(plan, {**own, "change_kind": plan["change_kind"] or KINDS[0]})])
    book.replace(CHANGES, filled)
    numbers = tuple(row["number"] for row, _ in filled)
    add_entry(book, desk, ACT, f"{plan['code']} {plan['name']}：补填变更记录第 {'、'.join(map(str, numbers))} 行的" + "、".join(map(CHANGES.header, given)))
    book.commit()
    return Changed(plan["code"], plan["name"], (), numbers, _lacking(book, plan["code"]))


def _is_about(row: Mapping[str, Any], plan: str) -> bool:
    return bool(row["kind"] == PLAN and row["code"] == plan and row["needs"])


def _lacking(book: Book, plan: str) -> tuple[str, ...]:
    rows = [row for row in book.read(CHANGES) if _is_about(row, plan) and row["needs"] == ALL]
    return tuple(CHANGES.header(key) for key in _OF_ROW if any(not row.get(key) for row in rows))
