"""Sums that must agree: divisions make up the whole, months make up the quarter, later days change nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssj_xl.domain.period import Period
from ssj_xl.domain.summary.model import Carried
from ssj_xl.domain.summary.spans import months_of, quarter_of, year_of
from ssj_xl.workflows.summary.quarter import summarise
from ssj_xl.workflows.summary.results import open_rows, problem_rows
from ssj_xl.workflows.summary.scope import Scope, divisions
from ssj_xl.workflows.summary.units import division_line, grouped
from tests.workflows.summary.summary_books import book, facts, scope

FIRST, LAST = date(2021, 1, 1), date(2021, 6, 30)
RESULTS = ("未发现问题", "发现问题已责令改正")
DIVISIONS = ("律师处", "公证处", "鉴定处")


class Visit(NamedTuple):
    """A drawn object: days after the draw until it was checked, and from there until it was published; None: not yet."""

    task: int
    object: int
    checked: int | None
    published: int | None
    result: int


class World(NamedTuple):
    """Tasks as (division, day of the draw), and visits."""

    tasks: list[tuple[int, date]]
    visits: list[Visit]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A few tasks of three divisions with a few objects each, in the first half of 2021."""
    tasks = draw(st.lists(st.tuples(st.integers(0, 2), st.dates(FIRST, LAST)), max_size=4))
    later = st.none() | st.integers(0, 90)
    visits = st.builds(Visit, st.integers(0, max(len(tasks) - 1, 0)), st.integers(0, 5), later, later, st.integers(0, 1))
    return World(tasks, draw(st.lists(visits, max_size=8, unique_by=lambda visit: visit[:2])) if tasks else [])


def text_of(world: World, until: date = date.max) -> str:
    """The registers of a world; rows of days after `until` left out."""
    tasks = "".join(f"T{n} - P{n} 抽查 {DIVISIONS[division]} LS-01 方案 {day} {day}\n" for n, (division, day) in enumerate(world.tasks))
    draws = "".join(f"T{n} 6 {day}~08:00:00 {day}~09:00:00\n" for n, (_, day) in enumerate(world.tasks) if day <= until)
    drawn = "".join(f"T{v.task} {n} D{v.object} 律师事务所 抽中\n" for n, v in enumerate(world.visits, 1)
                    if world.tasks[v.task][1] <= until)
    objects = "".join(f"D{n} 律师事务所 {'正常' if n % 3 else '停业'} {DIVISIONS[n % 3]}\n" for n in range(6))
    plans = "年度计划\n计划编号 年度 责任处室 事项编码\nJH1 2021 律师处 LS-01\nJH2 2021 - LS-01\n"
    return (plans + "\n抽查任务\n任务编号 计划编号 平台任务编号 任务名称 发起处室 事项编码 方案文件 方案日期 方案公示日期\n" + tasks
            + "\n事项清单\n事项编码 大项 小项\nLS-01 监管 执业\n\n检查对象\n对象编码 对象类型 状态 管理处室\n" + objects
            + "\n抽取记录\n任务编号 名录数量 锁定时间 抽取时间\n" + draws
            + "\n抽取名单\n任务编号 序号 对象编码 对象类型 状态\n" + drawn
            + "\n检查结果\n任务编号 对象编码 事项编码 检查日期 检查结果 公示日期 后续处置\n"
            + "".join(_findings(world, until)))


def _findings(world: World, until: date) -> list[str]:
    rows = []
    for visit in world.visits:
        if visit.checked is None:
            continue
        checked = world.tasks[visit.task][1] + timedelta(visit.checked)
        published = checked + timedelta(visit.published) if visit.published is not None else date.max
        if checked <= until:
            rows.append(f"T{visit.task} D{visit.object} LS-01 {checked} {RESULTS[visit.result]} "
                        f"{published if published <= min(until, date(2022, 12, 31)) else '-'} -\n")
    return rows


def view(world: World, period: str = "2021Q1") -> Scope:
    """A bureau's report on a period of this world."""
    span = quarter_of(period) if "Q" in period else year_of(int(period))
    return scope(text_of(world), span, made_on=date(2023, 1, 1), division="", level="市局")


@settings(max_examples=10)
@given(worlds())
@pytest.mark.long
def test_the_divisions_add_up_to_the_whole(world: World) -> None:
    whole = view(world, "2021")
    lines = [division_line(whole, name) for name in divisions(whole)]
    total = [sum(line[at] for line in lines) for at in range(12)]
    part = whole.conduct

    assert total[:2] == [len(whole.plans), len(whole.active)]
    assert (total[4], total[5], total[7]) == (part.visits, part.checks.visits, part.publications.visits)
    assert (total[8], total[9]) == (part.to_check.closing, part.to_publish.closing)
    assert (total[6], total[10]) == (len(problem_rows(whole)), len(open_rows(whole)))


@settings(max_examples=10)
@given(worlds())
@pytest.mark.long
def test_what_each_task_has_come_to_is_what_it_alone_is_counted_as(world: World) -> None:
    whole = view(world, "2021")
    for code, row in whole.tasks.items():
        part = whole.conduct_of([row], Period(date(2000, 1, 1), whole.until, "2021-12"))
        assert whole.carried[code] == Carried(part.visits, part.checks.visits, part.publications.visits,
                                              part.to_check.closing, part.to_publish.closing)


@settings(max_examples=10)
@given(worlds())
@pytest.mark.long
def test_the_months_add_up_to_the_quarter(world: World) -> None:
    quarter = view(world)
    whole = quarter.conduct
    months = [quarter.conduct_of(quarter.tasks.values(), month) for month in months_of(quarter.period)]

    assert sum(len(month.draws) for month in months) == len(whole.draws)
    assert sum(month.visits for month in months) == whole.visits
    assert sum(month.checks.visits for month in months) == whole.checks.visits
    first_published = [month.publications.visits - month.publications.again for month in (*months, whole)]
    assert sum(first_published[:-1]) == first_published[-1]
    assert months[-1].to_check.closing == whole.to_check.closing
    assert months[-1].to_publish.closing == whole.to_publish.closing


@settings(max_examples=10)
@given(worlds())
def test_groups_of_the_register_add_up_to_its_coverage(world: World) -> None:
    whole = view(world, "2021")
    (every,) = [found for _, found in grouped(whole, lambda row: "")] or [None]
    for key in ("object_type", "division"):
        groups = [found for _, found in grouped(whole, lambda row, key=key: row[key])]  # type: ignore[misc]
        assert sum(found.registered for found in groups) == (every.registered if every else 0)
        assert sum(found.checked for found in groups) == (every.checked if every else 0)


@settings(max_examples=8)
@given(worlds())
@pytest.mark.long
def test_what_happens_after_the_quarter_changes_nothing_in_its_report(world: World) -> None:
    end = date(2021, 3, 31)
    now, later = (book(text_of(world, until), division="", level="市局") for until in (end, date.max))
    first, second = summarise(now, "2021Q1", made_on=end)[0], summarise(later, "2021Q1", made_on=date(2022, 12, 31))[0]

    for key in ("plans", "schemes", "results", "archive", "offsite"):
        assert facts(first, key) == facts(second, key)
        assert first.section(key).sentences == second.section(key).sentences
