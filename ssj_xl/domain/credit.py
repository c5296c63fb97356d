"""The credit record (失信记录): problems found, as they are handed to the credit system; internal, never public.

实施方案二（四）: 违法失信行为纳入主体的信用记录，实施联合惩戒.  Whether somebody is listed or sanctioned is for the
authority that keeps the list to decide; here is only what it is to be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ssj_xl.domain.codes import RESULTS, problem_results
from ssj_xl.tables.defaults import RESULTS as DEFAULT_RESULTS
from ssj_xl.tables.table import Row, Table

Rows = Iterable[Mapping[str, Any]]

_BY_DEFAULT = {row.national: row.push == "是" for row in DEFAULT_RESULTS}
_NOTHING = Row({})


@dataclass(frozen=True)
class CreditRecord:
    """One problem for the credit record.

    object, name, uscc, licence, object_type: whom it concerns (uscc is 统一社会信用代码, licence 执业证号; '' where
    the register has none); item, item_name, basis: what was checked and its 检查依据; called_for: whether its result
    must be pushed; pushed: the day on which it was; row: of 检查结果, to find the cell.
    """

    task: str
    object: str
    name: str
    uscc: str
    licence: str
    object_type: str
    item: str
    item_name: str
    basis: str
    result: str
    problem: str
    checked: date | None
    disposal: str
    closed: date | None
    joint_sanction: str
    called_for: bool
    pushed: date | None
    row: Row

    @property
    def waiting(self) -> bool:
        """Whether it must be pushed and was not yet."""
        return self.called_for and self.pushed is None


def records(findings: Table, *, objects: Table, items: Table, codes: Table) -> tuple[CreditRecord, ...]:
    """Every finding that is a problem (代码表: 是否问题), in the order of 检查结果, with or without a push.

    Those still to be handed over are the ones that are `waiting`.
    """
    problems, due = problem_results(codes), pushed_results(codes)
    by_object, by_item = objects.by("code"), items.by("code")
    return tuple(
        _record(row, by_object.get(row["object"], _NOTHING), by_item.get(row["item"], _NOTHING), row["result"] in due)
        for row in findings if row["result"] in problems)


def pushed_results(codes: Rows) -> frozenset[str]:
    """Results that must be pushed: 代码表 says so in 失信推送; where it says nothing, as their national code has it.

    A workbook that lists no results has the default ones.  Only problems are pushed.
    """
    codes = list(codes)
    own = [row for row in codes if row["category"] == RESULTS] or [row._asdict() for row in DEFAULT_RESULTS]
    said = {row["name"] for row in own if row["push"] == "是" or (not row["push"] and _BY_DEFAULT.get(row["national"]))}
    return frozenset(said & problem_results(codes))


def _record(row: Row, found: Row, item: Row, called_for: bool) -> CreditRecord:
    return CreditRecord(
        row["task"], row["object"], found.get("name", ""), found.get("uscc", ""), found.get("licence", ""),
        found.get("object_type", ""), row["item"], item.get("minor", ""), item.get("basis", ""), row["result"],
        row["problem"], row["checked"], row["disposal"], row["closed"], row["joint_sanction"], called_for,
        row["credit_pushed"], row)
