"""From registers to a lock; and the same lock again from what a workbook keeps."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.draw.canon import pid
from ssj_xl.domain.draw.rule import parse_rule
from ssj_xl.domain.draw.tiers import Grouping, TierBook, grouping
from ssj_xl.domain.matching import Person
from ssj_xl.domain.matching.case import Listed, parse_listed
from ssj_xl.domain.pool import Limits, Pool, build_pool
from ssj_xl.domain.scheme import (
    PRIVATE,
    PUBLIC,
    Scheme,
    Secrecy,
    day_of,
    drawn_count,
    lock_of,
    make_scheme,
    total_of,
    with_people,
)
from ssj_xl.tables.settings import AS_FLOOR, INSTEAD
from ssj_xl.tables.table import Row
from tests.domain.accounts import ledger
from tests.tables_language import table

DAY = date(2021, 3, 1)
SECRET = "5a" * 32
TIERS = "等级 抽查比例 签数 | A 3% 1 | B 10% 3 | C 50% 9"
OBJECTS = [*(f"A{n} A -" for n in range(34)), *(f"B{n} B -" for n in range(7)), "C1 C -", "C2 C -", "M1 C 有事必查"]


def task(columns: str = "", cells: str = "") -> Row:
    """One task with items and labels."""
    return table("抽查任务", f"任务编号 事项编码 截止日期 {columns} | T1 LS-01 2021-03-31 {cells}").rows[0]


def groups_of(of: Row, use: str = INSTEAD) -> Grouping:
    """The groups of a task under the parameter 比例与等级."""
    return grouping(of, None, TierBook.on(table("风险等级", TIERS).rows, DAY), use)


def pool(of: Row, rows: list[str] | None = None, use: str = INSTEAD) -> Pool:
    """The pool of the objects above (or of some rows of them)."""
    objects = table("检查对象", "对象编码 信用风险等级 标签 | " + " | ".join(rows or OBJECTS)).rows
    return build_pool(objects, of, groups_of(of, use), ledger=ledger(DAY), limits=Limits(DAY, "T1"))


def scheme(of: Row, *, secret: str = "", rows: list[str] | None = None, attempt: int = 1, use: str = INSTEAD) -> Scheme:
    """The scheme of a task."""
    found = pool(of, rows, use)
    return make_scheme(of, found, attempt, total=total_of(of, found, groups_of(of, use)), secrecy=Secrecy(secret, 1))


@pytest.mark.parametrize(("columns", "cells", "expected"), [
    # 34 A, 7 B, 2 C: 2 + 1 + 1 by the tiers alone
    ("抽取方式", "分级比例", {"A": 2, "B": 1, "C": 1}),
    ("抽取方式 抽查比例", "分级比例 5%", {"A": 2, "B": 1, "C": 1}),
    ("抽取方式 抽查比例", "分级比例 20%", {"A": 4, "B": 3, "C": 2}),
    ("抽取方式 抽查比例 抽取数量", "分级比例 5% 9", {"A": 4, "B": 3, "C": 2}),
    ("抽取方式 抽查比例 抽取数量", "分级比例 20% 5", {"A": 4, "B": 3, "C": 2}),
    ("抽取方式 抽查比例", "分级比例 100%", {"A": 34, "B": 7, "C": 2})])
def test_a_ratio_raises_what_the_tiers_ask_for_and_never_lowers_it(columns: str, cells: str, expected: dict[str, int]) -> None:
    found = scheme(task(columns, cells), use=AS_FLOOR)
    assert {group: number for group, number in found.lock.quotas.items() if group in expected} == expected
    assert parse_rule(found.rule.text).text == found.rule.text


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(1, 100), st.integers(1, 100))
def test_every_tier_keeps_its_ratio_and_the_whole_reaches_the_floor(a: int, b: int, c: int, percent: int, number: int) -> None:
    rows = [f"{tier}{n} {tier} -" for tier, size in (("A", a), ("B", b), ("C", c)) for n in range(size)]
    if not rows:
        return
    of = task("抽取方式 抽查比例 抽取数量", f"分级比例 {percent}% {number}")
    quotas = scheme(of, rows=rows, use=AS_FLOOR).lock.quotas
    alone = {tier: -(-size * share // 100) for tier, size, share in (("A", a, 3), ("B", b, 10), ("C", c, 50)) if size}
    assert all(quotas[tier] >= least for tier, least in alone.items())
    assert sum(quotas.values()) == max(sum(alone.values()), -(-len(rows) * percent // 100), min(number, len(rows)))


def test_an_open_list_has_object_codes_and_real_groups() -> None:
    found = scheme(task("抽查比例", "10%"))
    assert found.profile == PUBLIC
    assert {line.group for line in found.lock.lines} == {"律师事务所", "X"}
    assert found.lock.quotas == {"律师事务所": 5, "X": 0}
    assert found.rule.text == "分级比例;律师事务所=10%;team=2;items=LS-01;end=2021-03-31"


def test_a_private_list_has_pseudonyms_and_dealt_labels() -> None:
    found = scheme(task("候补数量 每组人数", "2 3"), secret=SECRET)
    assert found.profile == PRIVATE
    assert {line.group for line in found.lock.lines} == {"组1", "组2", "组3", "X"}
    assert {entry.line.id for entry in found.entries} == {pid(SECRET, entry.candidate.code) for entry in found.entries}
    assert {found.lock.quotas[found.labels[tier]] for tier in "AB"} == {2, 1}
    assert "team=3" in found.rule.text
    assert found.rule.text.endswith("reserve=2")


def test_a_wanted_number_above_the_ratios_is_dealt_and_one_below_lowers_nothing() -> None:
    assert drawn_count(scheme(task("抽取数量", "20")).lock) == 20
    assert drawn_count(scheme(task("抽取数量", "1")).lock) == 2 + 1 + 1


@pytest.mark.parametrize(("columns", "cells", "count"), [
    ("抽取方式 抽取数量", "加权 6", 6), ("抽取方式 抽查比例", "加权 10%", 5), ("抽取方式", "加权", 2 + 1 + 1),
])
def test_a_weighted_draw_has_one_number_for_the_whole_pool(columns: str, cells: str, count: int) -> None:
    found = scheme(task(columns, cells))
    assert found.lock.quotas == {"*": count, "X": 0}
    assert found.lock.weights == {"A": 1, "B": 3, "C": 9}


@given(st.permutations(OBJECTS), st.booleans(), st.sampled_from(["分级比例", "加权"]))
def test_row_order_changes_neither_root_nor_quotas_nor_rule(rows: list[str], private: bool, method: str) -> None:
    of, secret = task("抽取方式", method), SECRET if private else ""
    assert scheme(of, secret=secret, rows=rows).lock == scheme(of, secret=secret).lock


@pytest.mark.parametrize("method", ["分级比例", "加权"])
def test_what_a_workbook_keeps_gives_the_same_lock_again(method: str) -> None:
    fixed = scheme(task("抽取方式", method), secret=SECRET, attempt=2).lock
    again = lock_of("T1", 2, pairs=reversed(fixed.lines), rule=parse_rule(fixed.rule), people=())
    assert again == fixed


def test_recusals_stand_in_the_people_lines_by_list_id_and_only_for_objects_of_the_list() -> None:
    people = [Listed(Person("P2", 3, True, frozenset({"LS-01"})), "在岗"),
              Listed(Person("P1", 4, False, frozenset()), "停用")]
    found = with_people(scheme(task(), secret=SECRET), people, {"P2": frozenset({"A1", "ELSEWHERE"})})
    barred: dict[str, Any] = {person.code: person.barred for person, _ in parse_listed(found.lock.people)}
    assert barred == {"P1": frozenset(), "P2": frozenset({pid(SECRET, "A1")})}
    assert found.lock.people_root
    assert list(found.lock.people) == sorted(found.lock.people)


def test_without_any_ratio_a_number_decides() -> None:
    of = task("抽取数量", "4")
    objects = table("检查对象", "对象编码 对象类型 | A1 律师 | A2 律师 | A3 律师 | B1 公证员 | B2 公证员").rows
    found = build_pool(objects, of, Grouping(TierBook.on([], DAY)), ledger=ledger(DAY), limits=Limits(DAY, "T1"))
    assert make_scheme(of, found, 1, total=4).lock.quotas == {"律师": 2, "公证员": 2}
    assert found.groups["律师"].ratio is None
    assert total_of(task("抽取方式", "加权"), found, Grouping(TierBook.on([], DAY))) == 0
    assert total_of(task("抽取方式", "加权"), found, Grouping(TierBook.on([], DAY), Fraction(1, 2))) == 3


def test_a_time_has_a_day() -> None:
    assert day_of("2021-03-01 09:00:00") == DAY
