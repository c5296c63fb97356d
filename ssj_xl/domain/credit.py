"""The credit record (信用信息归集): results that a catalogue says are entered; internal, never public.

实施方案二（四）: 违法失信行为纳入主体的信用记录，实施联合惩戒.  Since 2021 nothing may be entered that 公共信用信息目录
does not list, and being listed as untrustworthy is a decision of its own, with a number, by whoever has the power.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ssj_xl.domain.codes import RESULTS, problem_results
from ssj_xl.tables.table import Row, Table

Rows = Iterable[Mapping[str, Any]]

_NOTHING = Row({})


@dataclass(frozen=True)
class CreditRecord:
    """One finding for the credit record.

    object, name, uscc, licence, object_type: whom it concerns (uscc is 统一社会信用代码, licence 执业证号; '' where
    the register has none); item, item_name, basis: what was checked and its 检查依据; called_for: whether its result
    must be entered; pushed: the day on which it was; listed_by, listed_on: number and day of a decision that lists the
    object as untrustworthy; row: of 检查结果, to find the cell.
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
    listed_by: str
    listed_on: date | None
    row: Row

    @property
    def waiting(self) -> bool:
        """Whether it must be pushed and was not yet."""
        return self.called_for and self.pushed is None


def records(findings: Table, *, objects: Table, items: Table, codes: Table) -> tuple[CreditRecord, ...]:
    """Findings that have to be entered, that were, or on which a decision was made, in the order of 检查结果.

    Nobody else is named.  Those still to be entered are the ones that are `waiting`.
    """
    due = pushed_results(codes)
    by_object, by_item = objects.by("code"), items.by("code")
    return tuple(
        _record(row, by_object.get(row["object"], _NOTHING), by_item.get(row["item"], _NOTHING), row["result"] in due)
        for row in findings if row["result"] in due or row["credit_pushed"] or row["listed_on"])


def pushed_results(codes: Rows) -> frozenset[str]:
    """Results that must be entered: problems for which 代码表 says so and names the catalogue's entry (目录依据)."""
    codes = list(codes)
    named = {row["name"] for row in codes if row["category"] == RESULTS and row["push"] == "是" and row["basis"]}
    return frozenset(named & problem_results(codes))


def _record(row: Row, found: Row, item: Row, called_for: bool) -> CreditRecord:
    return CreditRecord(
        row["task"], row["object"], found.get("name", ""), found.get("uscc", ""), found.get("licence", ""),
        found.get("object_type", ""), row["item"], item.get("minor", ""), item.get("basis", ""), row["result"],
        row["problem"], row["checked"], row["disposal"], row["closed"], row["joint_sanction"], called_for,
        row["credit_pushed"], row["listed_by"], row["listed_on"], row)
