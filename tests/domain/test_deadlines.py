"""What is due: every rule finds its duty at its cell, and a duty stands as it should on every day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.deadlines import (
    AHEAD,
    DONE,
    LATE,
    OVERDUE,
    RULES,
    SOON,
    STATES,
    TODAY,
    UNKNOWN,
    Due,
    Duty,
    Rule,
    dues,
    in_order,
    settle,
)
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.tables.problems import Place
from ssj_xl.tables.settings import NATURAL_MONTH, SETTING_BY_KEY, Settings
from tests.tables_language import calendar, tables

CALENDAR = calendar(2021, 2021)
UNIT = Settings(unit="云州市司法局", division="律师处", year=2021)


def found(rule: str, text: str, today: str = "2021-06-30", settings: Settings = UNIT,
          known: Calendar = CALENDAR) -> list[Due]:
    """The duties of one rule in registers in the tiny language."""
    world = World(tables(text), settings, known, date.fromisoformat(today))
    return [due for due in dues(world) if due.rule.key == rule]


def told(rule: str, text: str, today: str = "2021-06-30", settings: Settings = UNIT) -> list[tuple[str, str, str]]:
    """(cell, deadline, state) of each duty of a rule."""
    return [(due.place.cell, str(due.deadline), due.state) for due in found(rule, text, today, settings)]


def at(today: date, **values: object) -> Due:
    """One duty on a day."""
    rule = Rule("r", "试", "来源", "", lambda world: iter(()))
    world = World({}, UNIT, CALENDAR, today)
    return settle(rule, Duty(Place(), "某事", **values), world, 5)  # type: ignore[arg-type]


# --- rules -----------------------------------------------------------------------------------------

def test_every_rule_has_a_title_a_source_and_a_parameter_that_exists() -> None:
    assert len({rule.key for rule in RULES}) == len(RULES)
    assert all(rule.title and rule.source for rule in RULES)
    assert {rule.setting for rule in RULES if rule.setting} <= set(SETTING_BY_KEY)


def test_a_term_of_0_turns_a_rule_off_unless_the_rule_cannot_be_off() -> None:
    for rule in RULES:
        if rule.setting:
            low = SETTING_BY_KEY[rule.setting].column.low
            world = World({}, Settings(**{rule.setting: 0}), CALENDAR, date(2021, 6, 30))
            assert rule.applies(world) is not rule.optional
            assert low == 0 or not rule.optional


def test_the_example_of_the_provincial_platform_two_working_days() -> None:
    text = "抽查任务\n任务编号 平台抽取日期 平台人员确定日期 状态\nT1 2021-04-30 - -\nT2 2021-04-30 2021-05-07 -\nT3 2021-04-30 - 已取消"
    assert told("confirm", text, "2021-05-06") == [("C2", "2021-05-07", SOON), ("C3", "2021-05-07", DONE)]


def test_publication_is_due_once_there_is_a_result_and_counts_working_days() -> None:
    text = "检查结果\n任务编号 检查日期 检查结果 公示日期\nT1 2021-03-01 未发现问题 -\nT2 2021-03-01 - -\nT3 2021-03-01 未发现问题 2021-03-30"
    assert told("publication", text, "2021-03-29") == [("D2", "2021-03-29", TODAY), ("D4", "2021-03-29", LATE)]


def test_entry_is_due_from_the_check_whatever_the_result() -> None:
    text = "检查结果\n任务编号 检查日期 录入日期\nT1 2021-09-17 -\nT2 - -"
    assert told("entry", text, "2021-09-20") == [("C2", "2021-09-26", SOON)], "中秋放假，9月18日、26日调休上班"


def test_a_scheme_is_public_before_the_draw_or_before_the_start_of_a_task_that_is_not_drawn() -> None:
    text = """
        抽查任务
        任务编号 方案公示日期 开始日期 平台抽取日期
        T1 2021-03-04 2021-03-20 -
        T2 - 2021-03-22 -
        T3 2021-03-11 2021-03-22 2021-03-11
        T4 - - -

        抽取记录
        任务编号 抽取时间
        T1 2021-03-05~09:00:00"""
    assert told("scheme", text, "2021-03-15") == [
        ("B2", "2021-03-04", DONE), ("B3", "2021-03-19", SOON), ("B4", "2021-03-10", LATE)]


def test_a_task_is_over_when_every_object_drawn_is_checked() -> None:
    text = """
        抽查任务
        任务编号 截止日期 状态
        T1 2021-05-31 -
        T2 2021-05-31 -
        T3 2021-05-31 已取消
        T4 2021-12-31 -

        抽取名单
        任务编号 对象编码 状态
        T1 A1 抽中
        T1 A2 被替换
        T1 A3 候补
        T2 A1 抽中
        T2 A2 递补

        检查结果
        任务编号 对象编码 检查日期
        T1 A1 2021-06-01
        T2 A1 2021-05-01"""
    assert told("task", text) == [("B2", "2021-05-31", LATE), ("B3", "2021-05-31", OVERDUE), ("B5", "2021-12-31", AHEAD)]
    assert [due.duty.note for due in found("task", text)] == ["", "还有 1 个抽中的对象没有检查", "还没有抽取名单"]


def test_a_disposal_ends_on_its_registered_day() -> None:
    text = """
        检查结果
        任务编号 后续处置 处置期限 办结日期
        T1 责令改正 2021-06-29 -
        T2 责令改正 2021-06-29 2021-06-29
        T3 无需后续处置 2021-06-29 -
        T4 责令改正 - -"""
    assert told("disposal", text) == [("C2", "2021-06-29", OVERDUE), ("C3", "2021-06-29", DONE)]


def test_a_transfer_waits_for_its_result() -> None:
    text = """
        检查结果
        任务编号 移送部门 移送日期 移送结果 办结日期
        T1 律师协会 2021-06-01 - -
        T2 律师协会 2021-06-01 警告 -
        T3 律师协会 2021-06-01 警告 2021-06-30
        T4 律师协会 2021-06-01 - 2021-06-02"""
    assert told("transfer", text) == [("D2", "2021-06-30", TODAY), ("D3", "2021-06-30", DONE), ("D4", "2021-06-30", DONE),
                                      ("D5", "2021-06-30", TODAY)]


def test_an_objection_waits_for_its_answer() -> None:
    text = """
        检查结果
        任务编号 异议日期 异议处理 更正日期
        T1 2021-06-01 - -
        T2 2021-06-01 维持 -
        T3 2021-06-01 更正 2021-06-30
        T4 - - -"""
    assert told("objection", text) == [("C2", "2021-06-30", TODAY), ("C3", "2021-06-30", DONE), ("C4", "2021-06-30", DONE)]
    assert told("objection", text, "2021-07-01")[0][2] == OVERDUE


def test_an_order_to_put_right_is_followed_by_a_second_look() -> None:
    text = """
        检查结果
        任务编号 后续处置 处置期限 复查日期
        T1 责令改正 2021-06-15 -
        T2 限期整改 2021-06-15 2021-06-20
        T3 约谈提醒 2021-06-15 -
        T4 责令改正 - -"""
    assert told("recheck", text) == [("D2", "2021-06-29", OVERDUE), ("D3", "2021-06-29", DONE)]


def test_a_workbook_that_has_nowhere_to_write_the_second_look_owes_none() -> None:
    assert told("recheck", """
        检查结果
        任务编号 后续处置 处置期限
        T1 责令改正 2021-06-15""") == []


def test_a_result_past_its_last_day_waits_until_somebody_has_taken_it_down() -> None:
    text = """
        检查结果
        任务编号 公示日期 公示截止日期 下线日期
        T1 2021-06-01 2021-06-29 -
        T2 2021-06-01 2021-06-29 2021-06-30
        T3 2021-06-01 2021-06-30 -
        T4 - 2021-06-29 -"""
    assert told("expiry", text) == [("D2", "2021-06-29", OVERDUE), ("D3", "2021-06-29", LATE), ("D4", "2021-06-30", TODAY)]


def test_only_results_that_belong_into_the_credit_record_are_to_be_pushed() -> None:
    text = """
        检查结果
        任务编号 检查结果 检查日期 信用信息归集日期
        T1 不配合检查情节严重 2021-06-24 -
        T2 发现问题已责令改正 2021-06-24 -

        代码表
        类别 代码 名称 是否问题 信用信息归集 目录依据
        检查结果 6 不配合检查情节严重 是 是 省目录第5项
        检查结果 5 发现问题已责令改正 是 是 -"""
    assert told("push", text) == [("D2", "2021-07-05", SOON)]


def test_a_task_is_archived_after_its_last_publication_or_closing() -> None:
    text = """
        抽查任务
        任务编号 归档日期
        T1 -
        T2 -
        T3 -
        T4 2021-04-30

        抽取名单
        任务编号 对象编码 状态
        T2 A1 抽中
        T2 A2 抽中

        检查结果
        任务编号 对象编码 检查日期 公示日期 后续处置 办结日期
        T1 A1 2021-03-01 2021-03-10 责令改正 2021-04-01
        T1 A2 2021-03-01 2021-03-20 - -
        T2 A1 2021-03-01 2021-03-10 - -
        T3 A1 2021-03-01 2021-03-10 责令改正 -
        T4 A1 2021-03-01 2021-03-31 - -"""
    assert told("archive", text) == [("B2", "2021-04-29", OVERDUE), ("B5", "2021-04-28", LATE)]


def test_a_plan_is_public_by_the_end_of_march_and_one_added_later_follows_the_changes() -> None:
    text = """
        年度计划
        计划编号 年度 公示日期 变更类型 变更日期 变更公示日期
        J1 2021 2021-03-31 - - -
        J2 2021 - - - -
        J3 2021 - 新增 2021-06-01 2021-06-16
        J4 2021 - 取消 2021-06-28 -"""
    assert told("plan_publication", text) == [("C2", "2021-03-31", DONE), ("C3", "2021-03-31", OVERDUE)]
    assert told("change_publication", text) == [("F4", "2021-06-16", DONE), ("F5", "2021-07-12", AHEAD)]
    assert told("plan_publication", text, settings=Settings(plan_month=2))[0][1:] == ("2021-02-28", LATE)


def test_a_change_is_reported_within_its_term() -> None:
    text = "年度计划\n计划编号 变更日期 变更报备日期\nJ1 2021-06-23 -\nJ2 2021-06-01 2021-06-09\nJ3 - -"
    assert told("change_report", text) == [("C2", "2021-06-30", TODAY), ("C3", "2021-06-08", LATE)]


def test_a_plan_is_carried_out_by_its_last_day() -> None:
    text = """
        年度计划
        计划编号 计划截止 变更类型
        J1 2021-05-31 -
        J2 2021-05-31 取消
        J3 2021-05-31 -
        J4 2021-12-31 -

        抽查任务
        任务编号 计划编号 状态
        T1 J3 已完成"""
    assert told("plan", text) == [("B2", "2021-05-31", OVERDUE), ("B4", "2021-05-31", DONE), ("B5", "2021-12-31", AHEAD)]


def test_a_planned_training_is_due_until_it_has_a_day() -> None:
    text = "工作动态\n类别 计划日期 日期\n培训 2021-06-01 -\n培训 2021-06-01 2021-06-02\n培训 2021-09-01 -\n会议 - 2021-06-01"
    assert told("training", text) == [("C2", "2021-06-01", OVERDUE), ("B3", "2021-06-01", LATE), ("C4", "2021-09-01", AHEAD)]


# --- reports ---------------------------------------------------------------------------------------

ACTS = "工作动态\n类别 日期 所属月份\n会议 2021-02-25 -\n月报报送 2021-03-19 2021-03\n月报报送 2021-04-22 2021-04\n季度报送 2021-03-31 2021-03\n"


def test_the_form_of_every_month_since_the_records_began_is_due_on_the_21st() -> None:
    forms = found("form", ACTS, "2021-05-18")
    assert [(due.subject, str(due.deadline), due.state) for due in forms[:4]] == [
        ("2021年3月月报表", "2021-03-21", DONE), ("2021年4月月报表", "2021-04-21", LATE),
        ("2021年5月月报表", "2021-05-21", SOON), ("2021年6月月报表", "2021-06-21", AHEAD)]
    assert len(forms) == 10
    assert {due.division for due in forms} == {"律师处"}


def test_the_last_working_day_before_a_21st_that_is_a_sunday_is_told() -> None:
    march = found("form", "工作动态\n类别 日期\n会议 2021-02-25", "2021-03-19")[0]
    assert (march.deadline, march.left, march.last_workday, march.state) == (date(2021, 3, 21), 0, date(2021, 3, 19), SOON)


def test_a_form_of_the_natural_month_is_due_in_the_next_one() -> None:
    months = found("form", ACTS, "2021-05-18", Settings(period=NATURAL_MONTH, year=2021))
    assert (months[0].subject, months[0].deadline) == ("2021年2月月报表", date(2021, 3, 21))
    assert months[-1].deadline == date(2022, 1, 21)


def test_the_day_of_the_form_is_a_parameter() -> None:
    assert found("form", ACTS, settings=Settings(year=2021, form_day=5))[0].deadline == date(2021, 4, 5)
    assert found("form", ACTS, settings=Settings(year=2021, form_day=25))[0].deadline == date(2021, 3, 25)
    assert found("form", ACTS, settings=Settings(year=2021, form_day=0)) == []


def test_quarters_are_reported_by_the_end_of_their_last_month() -> None:
    quarters = found("quarter", ACTS, "2021-06-30")
    assert [(due.subject, str(due.deadline), due.state) for due in quarters] == [
        ("2021年一季度落实情况", "2021-03-31", DONE), ("2021年二季度落实情况", "2021-06-30", TODAY),
        ("2021年三季度落实情况", "2021-09-30", AHEAD), ("2021年四季度落实情况", "2021-12-31", AHEAD)]
    assert found("quarter", ACTS, settings=Settings(year=2021, quarter_day=20))[0].deadline == date(2021, 3, 20)


def test_nothing_was_due_from_a_workbook_before_its_first_record() -> None:
    assert found("form", "工作动态\n类别 日期\n会议 2021-06-25", "2021-06-30")[0].subject == "2021年7月月报表"
    assert found("form", "", "2021-06-30")[0].subject == "2021年7月月报表"
    assert found("quarter", "", "2021-07-01")[0].subject == "2021年三季度落实情况"


def test_a_report_without_its_month_is_not_taken_as_handed_in() -> None:
    assert found("form", "工作动态\n类别 日期 所属月份\n月报报送 2021-03-19 -", "2021-03-22")[0].state == OVERDUE


def test_a_bureaus_report_is_not_handed_in_by_its_divisions() -> None:
    text = "工作动态\n类别 日期 所属月份 处室\n月报报送 2021-03-19 2021-03 律师处\n"
    bureau = Settings(unit="云州市司法局", level="市局", year=2021)
    assert found("form", text, "2021-03-22", bureau)[0].state == OVERDUE
    assert found("form", text + "月报报送 2021-03-20 2021-03 云州市司法局", "2021-03-22", bureau)[0].state == DONE


# --- certificates ----------------------------------------------------------------------------------

def test_certificates_are_told_two_months_ahead_and_people_away_are_left_alone() -> None:
    text = """
        执法人员
        人员编码 证件有效期 停用起 停用止
        P1 2021-06-29 - -
        P2 2021-08-29 - -
        P3 2021-08-30 - -
        P4 2021-01-01 2020-12-01 -
        P5 2021-08-29 2021-05-01 2021-05-31"""
    assert [state for _, _, state in told("certificate", text)] == [OVERDUE, SOON, AHEAD, SOON]
    off = told("certificate", text, settings=Settings(certificate_days=0))
    assert [state for _, _, state in off] == [OVERDUE, AHEAD, AHEAD, AHEAD], "已过期的总要说"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_certificate_at_an_end_of_the_calendar_has_its_duty(day: str) -> None:
    assert len(told("certificate", f"执法人员\n人员编码 证件有效期\nP1 {day}")) == 1


def test_a_certificate_that_ends_before_its_holders_task_is_told_at_once() -> None:
    text = """
        执法人员
        人员编码 证件有效期
        P1 2021-11-30
        P2 2021-11-30

        抽查任务
        任务编号 截止日期 状态
        T1 2021-12-15 实施中

        抽取名单
        任务编号 轮次 状态 检查组长 检查人员
        T1 1 抽中 P2 -
        T1 2 抽中 P1 -

        抽取记录
        任务编号 轮次 作废时间
        T1 1 2021-06-01~08:00:00
        T1 2 -"""
    first, second = found("certificate", text)
    assert (first.state, second.state) == (SOON, AHEAD)
    assert "T1" in first.duty.note


# --- how a duty stands -----------------------------------------------------------------------------

@pytest.mark.parametrize(("today", "state", "left"), [
    ("2021-04-28", AHEAD, 6), ("2021-04-25", AHEAD, 9), ("2021-04-30", SOON, 4), ("2021-05-08", SOON, 1),
    ("2021-05-10", TODAY, 0), ("2021-05-11", OVERDUE, -1), ("2021-05-17", OVERDUE, -5)])
def test_what_is_left_is_counted_in_working_days(today: str, state: str, left: int) -> None:
    due = at(date.fromisoformat(today), start=date(2021, 4, 23), days=10)
    assert (due.deadline, due.state, due.left) == (date(2021, 5, 10), state, left)


def test_a_deadline_in_a_year_that_is_not_announced_waits_and_names_the_year() -> None:
    due = at(date(2021, 12, 27), start=date(2021, 12, 20), days=20)
    assert (due.state, due.deadline, due.year, due.left) == (UNKNOWN, None, 2022, None)
    assert at(date(2021, 12, 27), before=date(2022, 1, 10), days=3).state == UNKNOWN


def test_what_was_done_in_time_is_done_though_nobody_knows_the_deadline() -> None:
    assert at(date(2021, 12, 31), start=date(2021, 12, 20), days=20, done=date(2021, 12, 30)).state == DONE


def test_a_fixed_day_needs_no_calendar_to_be_overdue() -> None:
    due = at(date(2022, 3, 2), day=date(2022, 3, 1))
    assert (due.state, due.left) == (OVERDUE, None)
    assert at(date(2022, 2, 25), day=date(2022, 3, 1)).state == SOON
    assert at(date(2022, 2, 20), day=date(2022, 3, 1)).state == AHEAD


def test_one_year_that_is_not_announced_keeps_nothing_else_from_being_told() -> None:
    text = "检查结果\n任务编号 检查日期 检查结果 公示日期\nT1 2021-12-20 未发现问题 -\nT2 2021-10-11 未发现问题 -"
    assert [due.state for due in found("publication", text, "2021-12-28")] == [UNKNOWN, OVERDUE]


days = st.dates(date(2020, 6, 1), date(2022, 6, 1))
duties = st.one_of(
    st.builds(Duty, st.just(Place()), st.just("某事"), day=days, done=st.none() | days, finished=st.booleans()),
    st.builds(Duty, st.just(Place()), st.just("某事"), start=days, days=st.integers(0, 60), done=st.none() | days),
    st.builds(Duty, st.just(Place()), st.just("某事"), before=days, days=st.integers(0, 9), done=st.none() | days),
    st.builds(Duty, st.just(Place()), st.just("某事"), day=days, soon_from=days))


@given(duties, days, st.integers(0, 20))
def test_on_every_day_a_duty_is_in_the_state_that_its_deadline_says(duty: Duty, today: date, within: int) -> None:
    due = settle(RULES[0], duty, World({}, UNIT, CALENDAR, today), within)
    assert due.state in STATES
    if due.state == UNKNOWN:
        assert due.deadline is None
        assert due.year != 2021
    elif duty.done is None and not duty.finished:
        assert due.deadline is not None
        assert (due.state == OVERDUE) == (today > due.deadline)
        assert (due.state == TODAY) == (today == due.deadline)
        assert due.left is None or (due.left < 0) == (today > due.deadline)
    elif duty.done and due.deadline:
        assert (due.state == LATE) == (duty.done > due.deadline)


@given(st.dates(date(2021, 1, 1), date(2021, 9, 30)), st.integers(1, 40), st.dates(date(2021, 1, 1), date(2021, 12, 31)))
def test_working_days_left_are_those_of_the_calendar(start: date, term: int, today: date) -> None:
    due = at(today, start=start, days=term)
    assert (due.deadline, due.left) == tuple(CALENDAR.due(start, term, today))


@given(st.dates(date(2021, 1, 4), date(2021, 12, 30)), st.integers(1, 9))
def test_so_many_working_days_before_an_event_lie_between(event: date, count: int) -> None:
    deadline = at(date(2021, 1, 1), before=event, days=count).deadline
    if deadline:
        assert CALENDAR.is_workday(deadline)
        assert CALENDAR.between(deadline, event - timedelta(days=1)) == count - 1


def test_the_most_urgent_comes_first() -> None:
    text = "检查结果\n任务编号 检查日期 检查结果 公示日期\nT1 2021-06-29 未发现问题 -\nT2 2021-03-01 未发现问题 -\nT3 2021-02-01 未发现问题 -"
    ordered = in_order(found("publication", text))
    assert [due.place.cell for due in ordered] == ["D4", "D3", "D2"]


def test_a_lead_is_closed_by_its_last_day_and_one_that_is_not_followed_owes_nothing() -> None:
    text = """
        线索
        线索编号 收到日期 对象编码 处理 有效期至 办结日期
        X1 2021-06-01 A1 个案检查 2021-06-29 -
        X2 2021-06-01 A1 - 2021-07-02 -
        X3 2021-06-01 A1 转办 2021-06-29 -
        X4 2021-06-01 A1 并入日常检查 2021-06-20 2021-06-21
        X5 2021-03-01 A1 个案检查 - -"""
    assert told("lead", text) == [("F2", "2021-06-29", OVERDUE), ("F3", "2021-07-02", SOON), ("F5", "2021-06-20", LATE), ("F6", "2021-08-31", AHEAD)]


def test_somebody_says_within_a_term_what_becomes_of_a_lead() -> None:
    text = """
        线索
        线索编号 收到日期 处理 办结日期
        X1 2021-06-01 - -
        X2 2021-06-01 不予检查 -
        X3 2021-06-28 - -"""
    assert told("lead_handling", text) == [("C2", "2021-06-23", OVERDUE), ("C3", "2021-06-23", DONE), ("C4", "2021-07-19", AHEAD)]
    assert told("lead_handling", text, settings=replace(UNIT, lead_days=0)) == []
