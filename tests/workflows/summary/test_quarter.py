"""季度落实情况: the six points, each figure counted from rows that can be shown."""

from __future__ import annotations

from datetime import date

import pytest

from ssj_xl.domain.summary.model import INTERNAL
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.summary.quarter import quarter
from tests.workflows.summary.summary_books import (
    DRAWN,
    FINDINGS,
    PLAN,
    Q1_END,
    TASK,
    book,
    facts,
    finding,
    first_quarter,
    lines,
    worded,
)

CHECKED = DRAWN + FINDINGS + finding("D1", 公示日期="2021-03-15") + finding("D2")
POINTS = ["抽查计划制定及执行情况", "实施方案制定及公示情况", "平台使用情况", "抽查计划变更及公示情况", "抽查结果公示及后续处理情况",
          "相关材料归档情况"]


def test_the_six_points_come_first_and_in_the_offices_order() -> None:
    assert [section.title for section in first_quarter("").sections][:6] == POINTS


def test_an_empty_workbook_says_so_and_praises_nothing() -> None:
    summary = first_quarter("")

    assert worded(summary, "plans") == "2021年没有登记年度抽查计划。\n本期没有开展随机抽查。\n检查对象名录库为空，不能计算年度抽查比例。"
    assert worded(summary, "schemes") == "本期没有开展抽查任务。"
    assert worded(summary, "changes") == "本期没有变更年度抽查计划。"
    assert worded(summary, "results") == "本期没有检查结果。"
    assert facts(summary, "plans")["年度抽查比例"] == "—"


# --- 抽查计划制定及执行 -----------------------------------------------------------------------------------

def test_plans_made_published_and_due_are_counted() -> None:
    summary = first_quarter(PLAN.strip() + "\nJH2 2021 二季度抽查 律师处 LS-01 2021-04-01 2021-06-30 -\n\n")

    assert "制定2021年度抽查计划2项，已公示1项。1项计划未公示：JH2。" in worded(summary, "plans")
    assert "按计划应于3月31日前启动1项，已启动0项。截至3月31日，未启动2项。1项计划到期未启动：JH1。" in worded(summary, "plans")


def test_a_plan_that_its_tasks_carry_out_is_done() -> None:
    done = DRAWN + FINDINGS + finding("D1", 公示日期="2021-03-15") + finding("D2", 公示日期="2021-03-15")
    finished = done.replace("截止日期\nT1 JH1", "截止日期 状态\nT1 JH1").replace("05 2021-03-31\n", "05 2021-03-31 已完成\n")
    assert lines(first_quarter(finished), "1计划执行")[0][6:] == (1, 2, 2, 2, 0, "已完成")
    assert lines(first_quarter(CHECKED), "1计划执行")[0][6:] == (1, 2, 2, 1, 0, "执行中")


def test_a_plan_cancelled_by_a_change_is_not_due() -> None:
    dropped = PLAN.replace("公示日期\nJH1", "公示日期 变更类型\nJH1").replace("2021-01-20\n", "2021-01-20 取消\n")
    assert "按计划3月31日前没有应启动的项目。截至3月31日，已取消1项。" in worded(first_quarter(dropped), "plans")


def test_a_planned_training_without_record_is_named() -> None:
    acts = "工作动态\n日期 类别 名称 计划日期\n- 培训 二期培训 2021-03-15\n2021-03-02 培训 一期培训 2021-03-01\n"
    text = worded(first_quarter(acts), "activities")
    assert "计划培训2次，已开展1次。本期开展培训1次，" in text
    assert "1次培训过了计划日期没有开展记录：二期培训。" in text


def test_a_plan_past_its_last_day_is_late() -> None:
    late = CHECKED.replace("2021-03-01 2021-06-30", "2021-03-01 2021-03-20")
    assert "1项计划超过计划截止日期未完成：JH1。" in worded(first_quarter(late), "plans")


def test_a_task_outside_the_plan_is_named() -> None:
    summary = first_quarter(CHECKED.replace("T1 JH1 P1", "T1 - P1"))

    assert "（计划内0次、计划外1次）" in worded(summary, "plans")
    assert "1个任务没有年度计划：T1。" in worded(summary, "plans")


def test_coverage_shows_both_numbers_and_the_floor() -> None:
    summary = first_quarter(CHECKED)

    assert "年初至3月31日已检查对象2个，占名录库2个的100.00%，达到年度抽查比例不低于3.00%的要求。" in worded(summary, "plans")
    assert (facts(summary, "plans")["名录库检查对象"], facts(summary, "plans")["年初至期末已检查对象"]) == ("2个", "2个")


def test_a_partner_names_a_joint_task_and_does_not_count_it() -> None:
    joint = CHECKED.replace("发起处室 事项编码 方案文件", "发起处室 参与处室 事项编码 方案文件").replace(
        "律所抽查 律师处 LS-01 方案", "律所抽查 律师处 公证处 LS-01 方案")
    summary = first_quarter(joint, division="公证处")

    assert facts(summary, "plans")["年度计划"] == "0项"
    assert facts(summary, "plans")["本期随机抽查"] == "0次"
    assert facts(summary, "schemes")["本期开展的任务"] == "0个"


# --- 实施方案, 平台, 变更, 归档 -------------------------------------------------------------------------------

@pytest.mark.long
def test_a_scheme_that_is_missing_or_not_published_is_named() -> None:
    assert worded(first_quarter(DRAWN), "schemes") == "本期制定实施方案1份；开展抽查任务1个，其中1个有实施方案，1个的实施方案已向社会公示。"
    hidden = DRAWN.replace("方案 2021-03-01 2021-03-02", "方案 2021-03-01 -")
    assert "1个任务的实施方案未公示：T1。" in worded(first_quarter(hidden), "schemes")
    without = DRAWN.replace("方案 2021-03-01 2021-03-02", "- - -")
    assert "1个任务没有方案日期：T1。" in worded(first_quarter(without), "schemes")


def test_a_scheme_with_its_day_is_a_scheme_whatever_else_of_it_is_not_registered() -> None:
    assert "没有方案日期" not in worded(first_quarter(DRAWN.replace("方案 2021-03-01", "- 2021-03-01")), "schemes")


def test_a_scheme_published_after_the_draw_is_named() -> None:
    after = DRAWN.replace("方案 2021-03-01 2021-03-02", "方案 2021-03-01 2021-03-04")
    assert "1个任务的实施方案在抽取之后才公示：T1。" in worded(first_quarter(after), "schemes")


def test_a_task_without_its_number_on_the_platform_is_named() -> None:
    assert "1个任务未登记平台任务编号：T1。" in worded(first_quarter(DRAWN.replace("T1 JH1 P1", "T1 JH1 -")), "platform")


STEPS = DRAWN.replace("截止日期\nT1 JH1", "截止日期 平台抽取日期 平台人员确定日期\nT1 JH1").replace(
    "2021-03-05 2021-03-31\n", "2021-03-05 2021-03-31 2021-03-03 {confirmed}\n")


@pytest.mark.parametrize(("confirmed", "late"), [("2021-03-05", False), ("2021-03-08", True), ("-", True)])
def test_people_confirmed_after_two_working_days_are_late(confirmed: str, late: bool) -> None:
    summary = first_quarter(STEPS.format(confirmed=confirmed))
    assert facts(summary, "platform")["超过2个工作日确认人员"] == ("1个" if late else "0个")
    assert ("才确定人员或仍未确定：T1。" in worded(summary, "platform")) is late


@pytest.mark.long
def test_without_the_years_holidays_terms_are_said_not_to_be_checked() -> None:
    made = quarter(book(STEPS.format(confirmed="2021-03-08"), holidays=False), "2021Q1", made_on=Q1_END)

    assert [found.code for found in made.warnings] == ["Q09"]
    assert facts(made.summary, "platform")["超过2个工作日确认人员"] == "—"
    assert "未核对" in worded(made.summary, "platform")


CHANGED = PLAN.replace("公示日期\nJH1", "公示日期 变更日期 变更原因 变更报备日期 变更公示日期\nJH1").replace(
    "2021-01-20\n", "2021-01-20 {day} {why} {reported} {published}\n")


def test_a_change_is_counted_in_its_quarter_with_what_it_lacks() -> None:
    text = worded(first_quarter(CHANGED.format(day="2021-02-23", why="提前实施", reported="2021-02-24", published="-")), "changes")
    assert "本期变更年度抽查计划1项：律所抽查。写明原因1项，报行政执法协调监督处1项，向社会公示0项。" in text
    assert "1项没有填写变更公示日期：JH1。" in text

    later = CHANGED.format(day="2021-04-01", why="提前实施", reported="-", published="-")
    assert worded(first_quarter(later, made_on=date(2021, 4, 9)), "changes") == "本期没有变更年度抽查计划。"


@pytest.mark.long
def test_what_is_done_and_not_archived_is_named() -> None:
    done = DRAWN + FINDINGS + finding("D1", 公示日期="2021-03-15") + finding("D2", 公示日期="2021-03-15")
    assert "1个任务已办结未归档：T1。" in worded(first_quarter(done), "archive")
    assert worded(first_quarter(CHECKED), "archive") == "本期没有任务归档。截至3月31日没有应归档未归档的任务。"

    open_ = DRAWN + FINDINGS + finding("D1", 公示日期="2021-03-15") + finding(
        "D2", 公示日期="2021-03-15", 检查结果="发现问题已责令改正", 后续处置="责令改正", 处置期限="2021-04-10")
    assert worded(first_quarter(open_), "archive") == "本期没有任务归档。截至3月31日没有应归档未归档的任务。"

    filed = done.replace("截止日期\nT1 JH1", "截止日期 归档日期 档号\nT1 JH1").replace(
        "2021-03-05 2021-03-31\n", "2021-03-05 2021-03-31 2021-03-29 -\n")
    assert worded(first_quarter(filed), "archive").startswith("本期归档任务1个。1个任务没有登记档号：T1。")


# --- 抽查结果公示及后续处理 ----------------------------------------------------------------------------------

@pytest.mark.long
def test_publication_is_counted_against_what_was_checked() -> None:
    summary = first_quarter(CHECKED)

    assert ("本期公示抽查结果1家次（市局网站1家次）。本期检查并录入结果的2家次中，期末已公示1家次，公示率50.00%。"
            "截至3月31日待公示1家次。") in worded(summary, "results")
    assert facts(summary, "results")["结果公示率"] == "50.00%"
    assert "本期公示抽查结果1家次（未注明网站1家次）。" in worded(first_quarter(CHECKED, site=""), "results")


def test_what_was_published_after_the_quarter_counts_as_not_published_in_it() -> None:
    later = DRAWN + FINDINGS + finding("D1", 公示日期="2021-04-02") + finding("D2")
    assert facts(first_quarter(later, made_on=date(2021, 5, 8)), "results")["其中期末已公示"] == "0家次"


@pytest.mark.parametrize(("published", "late"), [("2021-03-30", "0条"), ("2021-03-31", "1条"), ("-", "1条")])
def test_a_result_not_published_in_twenty_working_days_is_counted(published: str, late: str) -> None:
    text = DRAWN + FINDINGS + finding("D1", "2021-03-02", 公示日期=published, 录入日期="2021-03-04")
    assert facts(first_quarter(text), "results")["公示超过20个工作日"] == late


PROBLEM = "发现问题已责令改正"


def test_problems_are_followed_up_to_their_end() -> None:
    rows = (finding("D1", result=PROBLEM, 后续处置="责令改正", 处置期限="2021-03-25", 办结日期="2021-03-24", 公示日期="2021-03-15")
            + finding("D2", result=PROBLEM, 后续处置="责令改正", 处置期限="2021-03-25"))
    summary = first_quarter(DRAWN + FINDINGS + rows)

    assert "本期发现问题的检查对象2家，问题2条；已确定后续处置2条（责令改正2条），期末已办结1条。" in worded(summary, "results")
    assert "后续处置未办结1条，其中超过处置期限1条（涉及任务：T1）。" in worded(summary, "results")
    assert [row[8] for row in lines(summary, "5后续处理")] == [date(2021, 3, 24), "超期未办结"]


def test_a_problem_without_disposal_and_a_transfer_without_day_are_named() -> None:
    rows = finding("D1", result=PROBLEM) + finding("D2", result=PROBLEM, 后续处置="移送行业处分", 移送部门="律师协会")
    text = worded(first_quarter(DRAWN + FINDINGS + rows), "results")

    assert "1条问题没有填写后续处置，涉及任务：T1。" in text
    assert "1条应移送的问题没有登记移送日期，涉及任务：T1。" in text


@pytest.mark.long
def test_a_cancelled_task_counts_nowhere_and_is_told() -> None:
    text = CHECKED.replace("截止日期\nT1 JH1", "截止日期 状态\nT1 JH1").replace("2021-03-05 2021-03-31\n", "2021-03-05 2021-03-31 已取消\n")
    made = quarter(book(text), "2021Q1", made_on=Q1_END)

    assert [found.code for found in made.warnings] == ["Q10"]
    assert facts(made.summary, "results")["本期公示结果"] == "0家次"


# --- beside the six points -----------------------------------------------------------------------------

def test_training_publicity_and_supervision_are_counted() -> None:
    acts = "工作动态\n日期 类别 名称 人数\n2021-03-02 培训 业务培训班 48\n2021-03-09 宣传 进律所 -\n2021-04-01 督导 督导 4\n"
    text = worded(first_quarter(acts), "activities")
    assert "本期开展培训1次（48人次），宣传1次，督导0次。" in text


def test_the_credit_record_is_internal_and_lists_what_was_not_pushed() -> None:
    unreached = "通过登记的住所（经营场所）无法联系"
    rows = (finding("D1", result=PROBLEM, 后续处置="责令改正", 信用信息归集日期="2021-03-15", 列入失信决定文号="一号",
                    列入失信日期="2021-03-20") + finding("D2", result=unreached, 后续处置="抄告相关部门"))
    codes = (f"\n\n代码表\n类别 代码 名称 是否问题 信用信息归集 目录依据\n检查结果 1 {unreached} 是 是 基础目录第3项\n"
             f"检查结果 2 {PROBLEM} 是 否 -\n")
    summary = first_quarter(DRAWN + FINDINGS + rows + codes)
    listed = lines(summary, "8信用信息归集")

    assert summary.section("credit").internal
    assert worded(summary, "credit") == (
        "本期发现问题2条，其中依目录应归集信用信息1条；已归集1条，决定列入失信1条。1条应归集的没有归集记录，涉及任务：T1。")
    assert [(row[0], row[1], *row[10:13]) for row in listed] == [
        ("甲所", "C1", "", date(2021, 3, 15), "一号"), ("乙所", "C2", "是", "未归集", "")]
    assert [row[8] for row in listed] == ["律师法", "律师法"]


def test_a_problem_that_no_catalogue_lists_names_nobody() -> None:
    summary = first_quarter(DRAWN + FINDINGS + finding("D1", result=PROBLEM, 后续处置="责令改正"))
    assert lines(summary, "8信用信息归集") == ()
    assert worded(summary, "credit") == "本期发现问题1条，其中依目录应归集信用信息0条；已归集0条，决定列入失信0条。"


# --- who left the list ---------------------------------------------------------------------------------

EXCEPTIONS = DRAWN.rstrip().replace("对象名称 对象类型 状态\n", "对象名称 对象类型 状态 原因 批准人 延期次数 延期至 延期原因 延期批准人\n").replace(
    "T1 1 D1 甲所 律师事务所 抽中", "T1 1 D1 甲所 律师事务所 被替换 注销 李副局长 - - - -").replace(
    "T1 2 D2 乙所 律师事务所 抽中", "T1 2 D2 乙所 律师事务所 抽中 - - 2 2021-04-09 被检查对象申请 王局长") + (
    "\nT1 3 D3 丙所 律师事务所 递补 住院治疗 李副局长 1 2021-04-02 其他公务 王局长\n\n")


def test_whoever_was_replaced_or_put_off_twice_is_named_with_reason_and_approver() -> None:
    summary = first_quarter(EXCEPTIONS + FINDINGS)
    assert summary.section("exceptions").internal
    assert worded(summary, "exceptions") == "本期开展的任务中，被替换的对象1家次，延期一次的1家次，延期两次及以上的1家次。"
    assert lines(summary, "5名单变动") == (
        ("T1", "甲所", "被替换", "注销", "李副局长"), ("T1", "乙所", "延期2次，至2021-04-09", "被检查对象申请", "王局长"))


def test_what_was_typed_as_a_reason_before_there_was_a_list_is_not_repeated() -> None:
    summary = first_quarter(EXCEPTIONS.replace("被替换 注销", "被替换 主任住院") + FINDINGS)
    assert lines(summary, "5名单变动")[0][3] == "其他原因"


def test_a_visit_is_off_site_only_if_all_of_it_was() -> None:
    rows = (finding("D1", 检查方式="书面检查") + finding("D1", 检查方式="现场检查").replace("LS-01", "LS-02")
            + finding("D2", 检查方式="网络检查"))
    summary = first_quarter(DRAWN.replace("LS-01 律所监管 内部管理 律师法", "LS-01 律所监管 内部管理 律师法\nLS-02 律所监管 执业活动 律师法")
                            + FINDINGS + rows)
    assert worded(summary, "offsite") == "本期检查2家次，其中非现场检查1家次，占50.00%。"


# --- the period ----------------------------------------------------------------------------------------

@pytest.mark.long
def test_a_report_made_in_time_says_up_to_which_day_it_counts() -> None:
    made = quarter(book(CHECKED), "2021Q1", made_on=date(2021, 3, 12))

    assert [found.code for found in made.warnings] == ["Q05"]
    assert made.summary.opening.endswith("数据截至2021年3月12日。")
    assert facts(made.summary, "results")["本期公示结果"] == "0家次"


@pytest.mark.parametrize(("text", "made_on", "code"), [
    ("2020Q4", Q1_END, "Q03"), ("2021Q2", Q1_END, "Q04"), ("2021", Q1_END, "Q01")])
def test_a_quarter_that_cannot_be_reported_is_refused(text: str, made_on: date, code: str) -> None:
    with pytest.raises(UserError, match=code):
        quarter(book(TASK), text, made_on=made_on)


def test_an_unreadable_day_in_a_counted_column_is_refused() -> None:
    with pytest.raises(UserError, match="T"):
        quarter(book(DRAWN + FINDINGS + finding("D1", 办结日期="三月底")), "2021Q1", made_on=Q1_END)


def test_a_kind_of_file_that_is_not_made_is_refused() -> None:
    with pytest.raises(UserError, match="Q02"):
        quarter(book(TASK), "2021Q1", made_on=Q1_END, kind=".pdf")


def test_every_number_is_defined_and_every_line_says_where_it_is_from() -> None:
    summary = first_quarter(CHECKED)

    assert all(fact.note for section in summary.sections for fact in section.facts)
    assert all(len(listing.origins) == len(listing.rows) for _, listing in summary.listings())
    published = next(fact for fact in summary.section("results").facts if fact.name == "本期公示结果")
    assert [str(source.place) for source in published.sources] == ["主台账.xlsx 检查结果!I2"]


@pytest.mark.long
def test_a_division_reports_to_the_coordinating_division() -> None:
    assert first_quarter("").to == "行政执法协调监督处"
    assert first_quarter("", level="市局").to == ""
    assert INTERNAL not in first_quarter("").opening
