"""Progress of the yearly plan."""

from __future__ import annotations

from datetime import date

from ssj_xl.domain.plans import PlanProgress, progress, schemes
from ssj_xl.tables.records import BY_NAME
from ssj_xl.tables.table import Table
from tests.tables_language import tables

TODAY = date(2021, 6, 30)


def of(text: str) -> tuple[PlanProgress, ...]:
    given = tables(text)
    plans, tasks, draws, findings = (given.get(name) or Table(BY_NAME[name], [])
                                     for name in ("年度计划", "抽查任务", "抽取记录", "检查结果"))
    return progress(plans, tasks, draws, findings, today=TODAY)


WORK = """
    年度计划
    计划编号 任务名称 责任处室 计划截止 变更类型
    J1 律所 律师处 2021-12-31 -
    J2 公证 公证处 2021-05-31 -
    J3 鉴定 鉴定处 2021-12-31 -
    J4 律师 律师处 2021-05-31 取消
    J5 仲裁 律师处 2021-05-31 -

    抽查任务
    任务编号 计划编号 平台抽取日期 归档日期 状态
    T1 J1 - - 实施中
    T2 J1 2021-03-02 - 实施中
    T3 J1 - - 已取消
    T4 J2 - 2021-06-01 实施中
    T5 J3 - - 筹备
    T6 J5 - - 已抽取

    抽取记录
    任务编号 轮次 抽取时间 作废时间
    T1 1 2021-03-01~09:00:00 2021-03-01~10:00:00
    T1 2 2021-03-02~09:00:00 -
    T5 1 2021-03-01~09:00:00 2021-03-01~10:00:00

    检查结果
    任务编号 对象编码 事项编码 检查日期 公示日期
    T1 A1 S1 2021-03-05 2021-03-10
    T1 A1 S2 2021-03-05 -
    T2 A1 S1 2021-03-05 2021-03-10
    T2 A2 S1 - -
    T3 A1 S1 2021-03-05 2021-03-10
"""


def test_a_plan_is_followed_from_its_tasks_to_the_archive() -> None:
    first = of(WORK)[0]
    assert first == PlanProgress("J1", "律所", "律师处", 2, 2, 2, 1, 0, "执行中")


def test_a_visit_counts_as_published_when_all_its_items_are() -> None:
    assert [(plan.checked, plan.published) for plan in of(WORK)][:2] == [(2, 1), (0, 0)]


def test_states_of_plans() -> None:
    assert [plan.state for plan in of(WORK)] == ["执行中", "已完成", "未启动", "已取消", "逾期"]


def test_a_plan_without_tasks_is_late_once_its_last_day_is_over() -> None:
    text = "年度计划\n计划编号 计划截止\nJ1 2021-06-29\nJ2 2021-06-30\nJ3 -"
    assert [plan.state for plan in of(text)] == ["逾期", "未启动", "未启动"]


def test_a_scheme_without_a_number_is_its_divisions_own() -> None:
    """In the bureau's workbook two divisions' schemes of one name are two documents, and only a number says that they are one."""
    tasks = tables("""
        抽查任务
        任务编号 发起处室 方案文件 方案文号 方案日期
        T1 律师处 实施方案 - 2021-03-01
        T2 律师处 实施方案 - 2021-03-02
        T3 公证处 实施方案 - 2021-03-03
        T4 律师处 联合方案 司〔2021〕1号 2021-03-04
        T5 公证处 联合方案 司〔2021〕1号 2021-03-04
        T6 公证处 - - 2021-03-05
        T7 公证处 - - 2021-03-05
    """)["抽查任务"]
    assert [[row["code"] for row in rows] for rows in schemes(tasks)] == [["T1", "T2"], ["T3"], ["T4", "T5"], ["T6"], ["T7"]]
