"""One fact, one figure: what the form, the quarter, the year and 首页 all tell is the same wherever it is told."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssj_xl.domain.counts import figures as front_figures
from ssj_xl.domain.counts.view import View
from ssj_xl.domain.counts.work import form_line
from ssj_xl.domain.monthly import Figures
from ssj_xl.domain.period import period_of
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.tables.settings import NATURAL_MONTH, Settings
from ssj_xl.workflows.monthly.figures import figures
from tests.tables_language import tables
from tests.workflows.summary.summary_books import facts, first_quarter, whole_year, worded

DAY = date(2021, 3, 31)
DIVISIONS = ("律师处", "公证处")
STATES = ("-", "实施中", "已取消", "已完成")


class Task(NamedTuple):
    """A task as it is typed: who starts it and who joins, its scheme's name, number and day, when it is drawn."""

    planned: bool
    division: int
    joined: bool
    state: int
    name: int
    number: int
    dated: bool
    day: int
    drawn: bool


tasks = st.builds(Task, st.booleans(), st.integers(0, 1), st.booleans(), st.integers(0, 3), st.integers(0, 2), st.integers(0, 2),
                  st.booleans(), st.integers(1, 31), st.booleans())


def text_of(world: list[Task]) -> str:
    """The registers of these tasks, each drawn of one object that is checked and published on the same day."""
    rows, draws, winners, results = "", "", "", ""
    for n, task in enumerate(world):
        day = f"2021-03-{task.day:02}"
        other = DIVISIONS[1 - task.division] if task.joined else "-"
        name, number = ("-", "方案甲", "方案乙")[task.name], ("-", "1号", "2号")[task.number]
        rows += (f"T{n} {'JH1' if task.planned else '-'} P{n} 抽查{n} {DIVISIONS[task.division]} {other} LS-01 {name} {number} "
                 f"{day if task.dated else '-'} {day} {STATES[task.state]}\n")
        if task.drawn:
            draws += f"T{n} 1 2 {day}~08:00:00 {day}~09:00:00\n"
            winners += f"T{n} 1 1 D{n} 律师事务所 抽中\n"
            results += f"T{n} D{n} LS-01 {day} 发现问题已责令改正 {day}\n"
    return ("年度计划\n计划编号 年度 任务名称 责任处室 事项编码\nJH1 2021 律所抽查 律师处 LS-01\n\n"
            "抽查任务\n任务编号 计划编号 平台任务编号 任务名称 发起处室 参与处室 事项编码 方案文件 方案文号 方案日期 开始日期 状态\n" + rows
            + "\n事项清单\n事项编码 大项 小项\nLS-01 监管 执业\n\n检查对象\n对象编码 对象类型 状态\n" + "".join(f"D{n} 律师事务所 正常\n" for n in range(5))
            + "\n抽取记录\n任务编号 轮次 名录数量 锁定时间 抽取时间\n" + draws + "\n抽取名单\n任务编号 轮次 序号 对象编码 对象类型 状态\n" + winners
            + "\n检查结果\n任务编号 对象编码 事项编码 检查日期 检查结果 公示日期\n" + results)


def front(text: str, known: Settings) -> dict[str, Any]:
    """The figures of this period on 首页, by name."""
    view = View(World(tables(text), known, Calendar.from_rows([]), DAY))
    wanted = {form_line(what) for what in ("抽查方案", "抽取（次）")}
    return {figure.name: figure.value(view) for figure in front_figures() if figure.name in wanted}


def documents(form: Figures) -> int:
    """How many documents the form names, planned and unplanned together."""
    return len({(file.name, file.number) if file.name or file.number else file.tasks
                for file in (*form.planned.files, *form.unplanned.files)})


@settings(max_examples=20)
@given(st.lists(tasks, max_size=5), st.sampled_from(["", *DIVISIONS]))
@pytest.mark.long
def test_the_form_the_quarter_the_year_and_the_front_page_tell_the_same(world: list[Task], division: str) -> None:
    text, given_ = text_of(world), {"division": division, "period": NATURAL_MONTH}
    known = Settings(unit="云州市司法局", site="市局网站", year=2021, **given_)
    form = figures(tables(text), known, period_of("2021-03", NATURAL_MONTH))
    reports = [first_quarter(text, **given_), whole_year(text, made_on=DAY, **given_)]
    shown = front(text, known)
    orders = (form.planned, form.unplanned)

    for report in reports:
        told = facts(report, "schemes") | facts(report, "plans")
        assert told["本期制定实施方案"] == f"{documents(form)}份"
        assert told["本期随机抽查"] == f"{sum(len(part.draws) for part in orders)}次"
        assert told["其中计划外"] == f"{len(form.unplanned.draws)}次"
        results = {fact.name: fact.value for fact in report.section("results").facts}
        assert results["本期公示结果"] == sum(part.publications.visits for part in orders)
        assert results["本期发现问题的对象"] == sum(part.checks.problems for part in orders)
    assert shown[form_line("抽查方案")] == documents(form)
    assert shown[form_line("抽取（次）")] == sum(len(part.draws) for part in orders)


@pytest.mark.parametrize("told", ["方案 - 2021-03-02", "- 1号 2021-03-02", "- - 2021-03-02"])
def test_a_scheme_counts_by_its_day_whatever_else_of_it_is_registered(told: str) -> None:
    task = Task(planned=True, division=0, joined=False, state=1, name=0, number=0, dated=True, day=2, drawn=True)
    text = text_of([task]).replace("- - 2021-03-02", told, 1)
    assert "本期制定实施方案1份；开展抽查任务1个，其中1个有实施方案" in worded(first_quarter(text), "schemes")


def test_an_attempt_that_stands_twice_counts_by_the_row_that_was_drawn() -> None:
    task = Task(planned=True, division=0, joined=False, state=1, name=0, number=0, dated=True, day=2, drawn=True)
    drawn = "T0 1 2 2021-03-02~08:00:00 2021-03-02~09:00:00\n"
    view = View(World(tables(text_of([task]).replace(drawn, f"{drawn}T0 1 2 2021-03-02~08:00:00 -\n")), Settings(year=2021), Calendar.from_rows([]), DAY))
    assert view.drawn_by_month == {(2021, 3): 1}
