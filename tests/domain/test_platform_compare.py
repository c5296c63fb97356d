"""Ledger against platform: the comparison is symmetric, says nothing of what agrees, and names everything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.platform.compare import (
    CHECKED,
    EVERY_PART,
    KINDS,
    LIST,
    ONLY_OURS,
    ONLY_THEIRS,
    OUTSIDE,
    PUBLISHED,
    RESULT,
    STEP,
    TEAM,
    WHOLE,
    Difference,
    OutcomeSide,
    TaskSide,
    VisitSide,
    compare,
)
from ssj_xl.tables.platform import STEPS

DAY = date(2021, 3, 10)
LATER = date(2021, 3, 11)
CLEAN, MENDED = "未发现问题", "发现问题已责令改正"

days = st.none() | st.dates(date(2021, 1, 1), date(2021, 1, 5))
outcomes = st.builds(OutcomeSide, st.just("内部管理"), st.sampled_from((CLEAN, MENDED, "")), days, days).map(
    lambda one: replace(one, is_problem=one.result == MENDED))
visits = st.builds(VisitSide, st.just("某律师事务所"), st.frozensets(st.sampled_from("甲乙丙")),
                   st.dictionaries(st.sampled_from((WHOLE, "LS-01", "LS-02")), outcomes))
task_sides = st.builds(
    TaskSide, st.sampled_from(("", "P1", "P2", "P3")), st.just("抽查"), st.sampled_from(("T1", "T2")),
    st.fixed_dictionaries(dict.fromkeys(STEPS, days)), st.dictionaries(st.sampled_from(("L1", "L2")), visits),
    st.frozensets(st.sampled_from(sorted(EVERY_PART))))
sides = st.lists(task_sides, max_size=4)

TASK = TaskSide("P1", "抽查", "T1", dict.fromkeys(STEPS, DAY), {
    "L1": VisitSide("甲所", frozenset({"张", "李"}), {"LS-01": OutcomeSide("内部管理", CLEAN, DAY, DAY)})})


def seen(differences: Any) -> list[tuple[str, ...]]:
    """Differences without what only the ledger knows, in any order."""
    return sorted((d.kind, d.number, d.object, d.what, d.ours, d.theirs) for d in differences)


def mirrored(one: Difference) -> Difference:
    other = {ONLY_OURS: ONLY_THEIRS, ONLY_THEIRS: ONLY_OURS}
    return one._replace(kind=other.get(one.kind, one.kind), ours=one.theirs, theirs=one.ours)


def visit(**values: Any) -> TaskSide:
    return replace(TASK, visits={"L1": replace(TASK.visits["L1"], **values)})


def outcome(**values: Any) -> TaskSide:
    return visit(outcomes={"LS-01": replace(TASK.visits["L1"].outcomes["LS-01"], **values)})


@given(sides, sides)
@pytest.mark.long
def test_the_comparison_is_symmetric(ours: list[TaskSide], theirs: list[TaskSide]) -> None:
    there, back = compare(ours, theirs), compare(theirs, ours)

    assert seen(there.differences) == seen(map(mirrored, back.differences))


@given(st.lists(task_sides.filter(lambda task: task.number), max_size=4))
def test_what_is_the_same_on_both_sides_is_no_difference(tasks: list[TaskSide]) -> None:
    assert compare(tasks, tasks).differences == ()


@given(sides, sides)
@pytest.mark.long
def test_every_task_is_shown_once_and_every_difference_counted(ours: list[TaskSide], theirs: list[TaskSide]) -> None:
    found = compare(ours, theirs)

    assert sum(pair.ours is not None for pair in found.pairs) == len(ours)
    assert sum(pair.theirs is not None for pair in found.pairs) == len(theirs)
    assert sum(found.counts().values()) == len(found.differences)


@pytest.mark.parametrize(("theirs", "kind", "values"), [
    (replace(TASK, steps={**TASK.steps, "platform_people": LATER}), STEP, ("2021-03-10", "2021-03-11")),
    (replace(TASK, steps={**TASK.steps, "platform_people": None}), STEP, ("2021-03-10", "（空）")),
    (replace(TASK, visits={}), LIST, ("1 家", "（没有名单）")),
    (visit(people=frozenset({"张", "王"})), TEAM, ("张、李", "张、王")),
    (outcome(result=MENDED), RESULT, (CLEAN, MENDED)),
    (outcome(checked=LATER), CHECKED, ("2021-03-10", "2021-03-11")),
    (outcome(published=None), PUBLISHED, ("2021-03-10", "（空）")),
])
def test_each_kind_of_difference_is_found_with_both_values(theirs: TaskSide, kind: str, values: tuple[str, str]) -> None:
    (found,) = compare([TASK], [theirs]).differences

    assert (found.kind, found.ours, found.theirs) == (kind, *values)


def test_an_object_on_one_list_only_is_found() -> None:
    theirs = replace(TASK, visits={"L2": replace(TASK.visits["L1"], name="乙所")})

    assert seen(compare([TASK], [theirs]).differences) == [
        (LIST, "P1", "乙所", "", "（空）", "在名单上"), (LIST, "P1", "甲所", "", "在名单上", "（空）")]


def test_tasks_outside_the_platform_come_first() -> None:
    tasks = [TASK, replace(TASK, number="", code="T0", state="已抽取"), replace(TASK, number="P0")]
    found = compare(tasks, [TASK, replace(TASK, number="P9", code="")])

    assert [one.kind for one in found.differences] == [OUTSIDE, ONLY_OURS, ONLY_THEIRS]
    assert found.differences[0].ours == "已抽取，1 家"
    assert [found.verdict(pair) for pair in found.pairs] == [OUTSIDE, ONLY_OURS, "一致", ONLY_THEIRS]


def test_a_column_that_the_platforms_file_lacks_is_not_compared() -> None:
    theirs = replace(outcome(published=None), has=EVERY_PART - {"published"})

    assert compare([TASK], [theirs]).differences == ()


def test_a_result_said_of_the_whole_visit_is_held_against_all_items_together() -> None:
    items = {"LS-01": OutcomeSide("内部管理", CLEAN, DAY, DAY), "LS-02": OutcomeSide("业务活动", MENDED, LATER, LATER, True)}
    theirs = visit(outcomes={WHOLE: OutcomeSide("", MENDED, LATER, LATER, True)})

    assert compare([visit(outcomes=items)], [theirs]).differences == ()


def test_kinds_are_listed_in_the_order_in_which_they_matter() -> None:
    assert KINDS[0] == OUTSIDE
