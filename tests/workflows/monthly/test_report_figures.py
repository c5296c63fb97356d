"""What the cells of the monthly form say, counted from the registers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.monthly import CountyFigure, Figures
from ssj_xl.domain.period import period_of
from ssj_xl.tables.consolidated import with_source
from ssj_xl.tables.form import BODY_FIELDS, NOTHING
from ssj_xl.tables.settings import CLASS_ITEM, NATURAL_MONTH, TO_THE_20TH, Settings
from ssj_xl.tables.table import Row, Table
from ssj_xl.workflows.monthly.figures import figures
from tests.tables_language import tables
from tests.workflows.monthly.report_books import DRAWN, TASK, counted, winners, worded


def findings(*rows: str) -> str:
    return "\n检查结果\n任务编号 对象编码 事项编码 检查日期 检查结果 公示日期 公示网站\n" + "\n".join(rows) + "\n"


def finding(code: str, checked: str = "2021-03-10", result: str = "未发现问题", published: str = "-", *,
            task: str = "T1", item: str = "LS-01", site: str = "-") -> str:
    return f"{task} {code} {item} {checked} {result} {published} {site}"


def values(figures: Figures, field: str) -> dict[str, str]:
    return {figure.what: figure.value for figure in figures.figures if figure.field == field}


# --- items 1 to 3 ----------------------------------------------------------------------------------

ACTS = """工作动态
日期 类别 名称 文号 人数 内容
"""


def test_a_meeting_is_named_with_its_date() -> None:
    assert worded(ACTS + "2021-03-05 会议 部署会 - 26 -")["meetings"] == "部署会（2021年3月5日，26人参加）。"


def test_several_entries_are_numbered_by_date_a_line_each() -> None:
    text = worded(ACTS + "2021-03-05 会议 二次会 - - -|2021-03-01 会议 一次会 - - -")["meetings"]
    assert text == "1. 一次会（2021年3月1日）；\n2. 二次会（2021年3月5日）。"


def test_a_document_is_named_with_its_number() -> None:
    text = worded(ACTS + "2021-03-05 文件 关于抽查的通知 云司办〔2021〕3号 - -")["documents"]
    assert text == "《关于抽查的通知》（云司办〔2021〕3号，2021年3月5日印发）。"


def test_a_training_is_named_with_people_and_content() -> None:
    text = worded(ACTS + "2021-03-05 培训 业务培训班 - 48 文书填写。")["trainings"]
    assert text == "业务培训班（2021年3月5日），培训48人，内容：文书填写。"


def test_publicity_and_supervision_have_no_place_in_the_form() -> None:
    texts = worded(ACTS + "2021-03-05 宣传 进律所 - 9 -|2021-03-06 督导 到县里 - 2 -")
    assert {text.partition("。（统计期间")[0] for text in texts.values()} == {NOTHING}


@pytest.mark.parametrize(("day", "counts"), [("2021-02-20", False), ("2021-02-21", True), ("2021-03-20", True),
                                             ("2021-03-21", False)])
def test_the_period_runs_from_the_21st_to_the_20th(day: str, counts: bool) -> None:
    assert (worded(ACTS + f"{day} 会议 会 - - -")["meetings"] != NOTHING) is counts


@pytest.mark.parametrize(("day", "counts"), [("2021-02-28", False), ("2021-03-01", True), ("2021-03-31", True),
                                             ("2021-04-01", False)])
def test_a_unit_may_count_natural_months(day: str, counts: bool) -> None:
    assert (worded(ACTS + f"{day} 会议 会 - - -", period=NATURAL_MONTH)["meetings"] != NOTHING) is counts


def test_what_two_divisions_registered_alike_is_one_entry_of_both() -> None:
    acts = ACTS.replace("内容", "内容 处室") + "2021-03-05 会议 会 - - - 律师处|2021-03-05 会议 会 - - - 公证处"
    assert worded(acts, level="市局")["meetings"] == "律师处、公证处：会（2021年3月5日）。"


# --- 4a, 4b: documents, scope, numbers, ratio --------------------------------------------------------

def test_a_scheme_is_counted_in_the_month_of_its_date() -> None:
    task = TASK.replace("对象范围\n", "对象范围 方案文件 方案文号 方案日期\n").replace(
        "全市律师事务所\n", "全市律师事务所 抽查方案 云司办〔2021〕6号 2021-03-01\n")
    assert worded(task)["task_files"] == "《抽查方案》（云司办〔2021〕6号）。"
    assert worded(task, "2021-04")["task_files"] == NOTHING


def test_a_draw_is_said_with_scope_pool_number_and_ratio() -> None:
    text = worded(TASK + DRAWN + winners(*"ABCD"))["scope"]
    first, pending, period = text.split("\n")
    assert first == "律所抽查：对象范围为全市律师事务所，名录共40家，抽取4家，抽查比例10%。"
    assert pending == "截至3月20日，上述对象已检查0家，待检查4家。"
    assert period == "（统计期间：2021年2月21日至3月20日）"


@pytest.mark.parametrize(("drawn_at", "month"), [
    ("2021-02-20~23:59:59", "2021-02"), ("2021-02-21~00:00:00", "2021-03"),
    ("2021-03-20~23:59:59", "2021-03"), ("2021-03-21~00:00:00", "2021-04")])
def test_a_draw_counts_in_the_period_of_its_time(drawn_at: str, month: str) -> None:
    registers = TASK + DRAWN.replace("2021-03-02~09:00:00", drawn_at) + winners("A")
    counting = [m for m in ("2021-02", "2021-03", "2021-04") if counted(registers, m).planned.draws]
    assert counting == [month]


def test_objects_left_out_of_the_draw_are_not_in_the_pool_and_both_numbers_are_said() -> None:
    locked = "\n锁定名录\n任务编号 对象编码 组别\n" + "".join(f"T1 X{n} X\n" for n in range(8))
    text = worded(TASK + DRAWN + winners(*"ABCD") + locked)["scope"]
    assert "名录共40家（按规定不参加本次抽取8家，可抽取32家），抽取4家，抽查比例12.5%。" in text


def test_objects_checked_in_any_case_are_among_the_drawn_and_said_apart() -> None:
    locked = "\n锁定名录\n任务编号 对象编码 组别\nT1 A M\n"
    assert "抽取4家（含有事必查对象1家），" in worded(TASK + DRAWN + winners(*"ABCD") + locked)["scope"]


def test_a_replaced_object_is_not_counted_and_the_one_promoted_is() -> None:
    listed = winners("A", "B") + winners("C", state="被替换") + winners("D", state="递补") + winners("E", state="候补")
    figures = counted(TASK + DRAWN + listed)
    assert figures.planned.draws[0].drawn == 3
    trace = next(figure for figure in figures.figures if figure.what == "任务T1 抽取数量")
    assert [source.row.split()[1] for source in trace.sources] == ["A", "B", "D"]


def test_a_voided_attempt_is_not_counted() -> None:
    draws = """抽取记录
任务编号 轮次 名录数量 抽取时间 作废时间
T1 1 40 2021-03-02~09:00:00 2021-03-03~09:00:00
T1 2 38 2021-03-04~09:00:00 -

抽取名单
任务编号 轮次 序号 对象编码 对象类型 状态
T1 1 1 A 律师事务所 抽中
T1 1 2 B 律师事务所 抽中
T1 2 1 C 律师事务所 抽中
"""
    draw, = counted(TASK + draws).planned.draws
    assert (draw.listed, draw.drawn) == (38, 1)


NO_DRAW = "无。（统计期间：2021年2月21日至3月20日）"


def test_what_has_come_of_the_draws_is_counted_in_their_own_measure_beside_checks_of_other_objects() -> None:
    text = TASK.replace("\n\n年度计划", "\nT2 JH1 P2 律师抽查 律师处 LS-01 律师 全市律师\n\n年度计划", 1) + """抽取记录
任务编号 名录数量 锁定时间 抽取时间
T1 40 2021-02-01~09:00:00 2021-02-02~09:00:00
T2 70 2021-03-01~09:00:00 2021-03-02~09:00:00

抽取名单
任务编号 序号 对象编码 对象类型 状态
""" + winners("D1") + winners("L1", "L2", task="T2", kind="律师") + findings(finding("D1"))
    assert "上述对象已检查0名，待检查2名。" in worded(text)["scope"]


def test_a_locked_list_that_is_not_drawn_yet_is_no_draw() -> None:
    assert worded(TASK + DRAWN.replace("2021-03-02~09:00:00", "-"))["scope"] == NO_DRAW


def test_a_cancelled_task_is_not_counted() -> None:
    task = TASK.replace("对象范围\n", "对象范围 状态\n").replace("全市律师事务所\n", "全市律师事务所 已取消\n")
    assert worded(task + DRAWN + winners("A"))["scope"] == NO_DRAW


TWO_TASKS = """抽查任务
任务编号 计划编号 平台任务编号 任务名称 发起处室 参与处室 事项编码 对象类型
T1 JH1 P1 律所抽查 律师处 - LS-01 律师事务所
T2 {plan} P2 律师抽查 律师处 {partners} LS-01、LS-02 {kind}

""" + TASK.partition("\n\n")[2]
TWO_DRAWS = """抽取记录
任务编号 名录数量 抽取时间
T1 40 2021-03-02~09:00:00
T2 50 2021-03-03~09:00:00

抽取名单
任务编号 序号 对象编码 对象类型 状态
"""


def two_tasks(plan: str = "JH1", partners: str = "-", kind: str = "律师事务所") -> str:
    return TWO_TASKS.format(plan=plan, partners=partners, kind=kind) + TWO_DRAWS


def test_the_total_of_several_draws_is_of_distinct_objects() -> None:
    text = worded(two_tasks() + winners("A", "B") + winners("B", "C", task="T2"))["scope"]
    assert "合计开展随机抽查2次，抽取检查对象3家（4家次）。" in text
    assert text.startswith("1. 律所抽查：")
    assert "；\n2. 律师抽查：" in text


def test_persons_are_counted_with_the_word_for_persons() -> None:
    text = worded(two_tasks(kind="律师") + winners("A") + winners("L1", "L2", task="T2", kind="律师"))["scope"]
    assert "名录共50名，抽取2名，抽查比例4%" in text
    assert "抽取检查对象3个。" in text


def test_a_task_outside_the_plan_is_named_apart_and_not_in_the_total() -> None:
    registers = two_tasks(plan="-") + winners("A", "B") + winners("B", "C", task="T2") + findings(
        finding("A"), finding("C", task="T2", result="不配合检查情节严重", published="2021-03-12"))
    texts, figures = worded(registers), counted(registers)
    planned, _, unplanned = texts["scope"].partition("\n计划外抽查：")
    assert "抽取2家" in planned
    assert "合计" not in planned
    assert "律师抽查：对象范围为律师事务所，名录共50家，抽取2家，抽查比例4%" in unplanned
    assert texts["items"].startswith("1个大项、1个小项。")
    assert texts["problem_subjects"] == ("0家。（本月检查1家，未发现问题1家）\n"
                                         "计划外抽查：1家，其中不配合检查情节严重1家。（本月检查1家）")
    assert (figures.planned.visits, figures.unplanned.visits) == (2, 2)


def test_a_month_with_a_task_outside_the_plan_only_says_so() -> None:
    task = TASK.replace("T1 JH1", "T1 -")
    assert worded(task + DRAWN + winners("A"))["scope"].startswith("无。\n计划外抽查：\n律所抽查：")


def test_a_joint_task_is_counted_by_the_division_that_started_it() -> None:
    registers = two_tasks(partners="公证处") + winners("A", task="T2")
    starter = counted(registers, division="律师处")
    assert starter.planned.objects == 1
    assert "律师抽查（与公证处联合抽查）" in worded(registers, division="律师处")["scope"]


def test_the_partner_of_a_joint_task_names_it_and_does_not_count_it() -> None:
    registers = two_tasks(partners="公证处") + winners("A") + winners("B", task="T2") + findings(
        finding("B", task="T2", published="2021-03-12"))
    texts = worded(registers, division="公证处")
    assert "\n另参与联合抽查1项，不重复计数：律师抽查（由律师处发起并填报）。" in texts["scope"]
    assert counted(registers, division="公证处").planned.objects == 1
    assert texts["publication"].startswith("本月未公示")


def test_in_the_bureaus_form_a_joint_task_counts_once() -> None:
    figures = counted(two_tasks(partners="公证处") + winners("A") + winners("B", task="T2"), level="市局")
    assert (len(figures.planned.draws), figures.planned.objects, figures.joint) == (2, 2, ())


def test_a_task_outside_the_platform_is_said_in_the_trace() -> None:
    figures = counted(TASK.replace("P1 律所", "- 律所") + DRAWN + winners("A"))
    assert [figure.what for figure in figures.figures if "平台之外" in figure.note] == ["任务T1 抽取时间"]


# --- 4c: items --------------------------------------------------------------------------------------

def test_items_are_counted_by_distinct_code_and_listed() -> None:
    text = worded(two_tasks() + winners("A") + winners("B", task="T2"))["items"]
    assert text == "1个大项、2个小项。\n律所监管（2个小项：内部管理；执业活动）。"


def test_a_bureau_may_take_the_class_of_an_item_for_its_大项() -> None:
    text = worded(TASK + DRAWN + winners("A"), item_reading=CLASS_ITEM)["items"]
    assert text == ("2个大项、2个小项。\n1. 一般检查事项（1个小项：内部管理）；\n"
                    "2. 重点检查事项（1个小项：执业活动）。")


def test_items_of_one_name_are_told_apart_by_their_object_type() -> None:
    task = TASK.replace("事项类别\n", "事项类别 对象类型\n")
    task = task.replace("内部管理 一般检查事项", "执业活动 一般检查事项 律师")
    task = task.replace("执业活动 重点检查事项", "执业活动 重点检查事项 律师事务所")
    assert "执业活动（律师）；执业活动（律师事务所）" in worded(task + DRAWN + winners("A"))["items"]


# --- 4d: problems -----------------------------------------------------------------------------------

def ninety_seven() -> str:
    """97 drawn: 78 without a problem, 10 未按规定公示, 3 not reachable, 6 ordered to correct."""
    results = ["未发现问题"] * 78 + ["未按规定公示应当公示的信息"] * 10 + ["通过登记的住所（经营场所）无法联系"] * 3
    results += ["发现问题已责令改正"] * 6
    codes = [f"D{number:02}" for number in range(97)]
    rows = [finding(code, result=result, published="2021-03-15") for code, result in zip(codes, results, strict=True)]
    return TASK + DRAWN + winners(*codes) + findings(*rows)


def test_97_drawn_are_78_without_problem_and_10_3_and_6_with() -> None:
    texts = worded(ninety_seven())
    assert texts["problem_subjects"] == (
        "19家，其中未按规定公示应当公示的信息10家、通过登记的住所（经营场所）无法联系3家、发现问题已责令改正6家。"
        "（本月检查97家，未发现问题78家）")
    assert texts["publication"] == "在市局网站公示抽查结果97家。"
    assert "待检查" not in texts["scope"]


def test_an_object_with_several_problems_is_one_subject() -> None:
    rows = findings(finding("A", result="发现问题已责令改正"), finding("A", item="LS-02", result="发现问题待后续处理"))
    checks = counted(TASK + DRAWN + winners("A", "B") + rows).planned.checks
    assert (checks.problems, checks.clean, sum(count for _, count in checks.by_result)) == (1, 0, 2)
    assert "有多种情形的分别列计" in worded(TASK + DRAWN + winners("A", "B") + rows)["problem_subjects"]


def test_a_bureaus_own_result_words_decide_what_is_a_problem() -> None:
    codes = ("\n代码表\n类别 代码 名称 是否问题 是否计入检查\n"
             "检查结果 1 合格 否 是|检查结果 2 瑕疵 是 是|检查结果 3 未检 否 否\n")
    rows = findings(finding("A", result="合格"), finding("B", result="瑕疵"), finding("C", result="未检"))
    text = worded(TASK + DRAWN + winners(*"ABC") + rows + codes)
    assert text["problem_subjects"] == "1家，其中瑕疵1家。（本月检查2家，未发现问题1家）"
    assert "待检查1家" in text["scope"]


def test_a_check_whose_result_is_not_entered_is_not_called_faultless() -> None:
    text = worded(TASK + DRAWN + winners("A", "B") + findings(finding("A"), finding("B", result="-")))
    assert text["problem_subjects"] == "0家。（本月检查2家，未发现问题1家，结果待录入1家）"


# --- 4e: publication, and what crosses months -----------------------------------------------------------

def test_publications_are_counted_by_site() -> None:
    rows = findings(finding("A", published="2021-03-12"), finding("B", published="2021-03-12", site="省公示系统"),
                    finding("C", published="2021-03-12"))
    assert worded(TASK + DRAWN + winners(*"ABC") + rows)["publication"] == (
        "公示抽查结果3家，其中市局网站2家、省公示系统1家。")


def test_the_items_of_one_object_are_one_publication() -> None:
    rows = findings(finding("A", published="2021-03-12"), finding("A", item="LS-02", published="2021-03-12"))
    assert counted(TASK + DRAWN + winners("A") + rows).planned.publications.visits == 1


def test_an_object_of_two_tasks_is_published_twice_and_is_one_subject() -> None:
    rows = findings(finding("A", published="2021-03-12"), finding("A", task="T2", published="2021-03-12"))
    registers = two_tasks() + winners("A") + winners("A", task="T2") + rows
    assert counted(registers).planned.checks.objects == 1
    assert worded(registers)["publication"] == "在市局网站公示抽查结果2家次。"


def test_the_measure_word_fits_what_is_still_open_from_months_before() -> None:
    registers = TASK + DRAWN + winners("A", "B", kind="律师") + findings(finding("A", "2021-03-25"))
    assert worded(registers, "2021-04")["publication"].startswith("本月未公示抽查结果。本月抽取0名、检查1名、公示0名，")
    assert "期初已抽取待检查2名" in worded(registers, "2021-04")["publication"]


def test_what_is_counted_has_the_measure_word_of_its_object_type() -> None:
    codes = "代码表\n类别 代码 名称 自然人 量词\n对象类型 1 律师事务所 否 所\n\n"
    assert "抽取2所" in worded(codes + TASK + DRAWN + winners("A", "B"))["scope"]
    assert "抽取2家" in worded(TASK + DRAWN + winners("A", "B"))["scope"]


def test_a_publication_on_a_site_that_nobody_named_has_no_site_on_the_form() -> None:
    rows = findings(finding("A", published="2021-03-12"), finding("B", published="2021-03-12"))
    assert worded(TASK + DRAWN + winners("A", "B") + rows, site="")["publication"] == "公示抽查结果2家。"


LATE = TASK + DRAWN + winners("A", "B", "C") + findings(
    finding("A", "2021-03-18", published="2021-03-25"), finding("B", "2021-03-25", published="2021-03-30"))


def test_a_late_publication_counts_in_its_own_month() -> None:
    assert [counted(LATE, month).planned.publications.visits for month in ("2021-03", "2021-04")] == [0, 2]


def test_numbers_that_do_not_reconcile_are_explained_in_the_cell() -> None:
    assert worded(LATE)["publication"] == (
        "本月未公示抽查结果。本月抽取3家、检查1家、公示0家，数量不一致的原因："
        "截至3月20日已抽取待检查2家，截至3月20日已检查待公示1家。")
    assert worded(LATE, "2021-04")["publication"] == (
        "在市局网站公示抽查结果2家。本月抽取0家、检查1家、公示2家，数量不一致的原因："
        "期初已抽取待检查2家，期初已检查待公示1家，"
        "本月检查的对象中以前月份抽取的1家，本月公示的结果中以前月份检查的1家，截至4月20日已抽取待检查1家。")


def test_an_object_whose_items_are_published_in_two_months_counts_in_both_and_is_explained() -> None:
    rows = findings(finding("A", published="2021-03-12"), finding("A", item="LS-02", published="2021-03-25"))
    registers = TASK + DRAWN + winners("A") + rows
    assert [counted(registers, month).planned.publications.visits for month in ("2021-03", "2021-04")] == [1, 1]
    text = worded(registers, "2021-04")["publication"]
    assert text.endswith("数量不一致的原因：本月公示的结果中以前月份已公示部分事项的1家。")


def test_an_object_whose_items_are_checked_in_two_months_is_explained_where_it_is_not_counted_again() -> None:
    registers = TASK + DRAWN + winners("A") + findings(finding("A", "2021-03-18"), finding("A", "2021-03-25", item="LS-02"))
    april = worded(registers, "2021-04")
    assert april["problem_subjects"] == "0家。（本月检查1家，未发现问题1家）"
    assert april["publication"] == "本月未公示抽查结果。期初已检查待公示1家，本月检查的对象中以前月份已检查部分事项、不再计数的1家，截至4月20日已检查待公示1家。"
    assert "以前月份" not in worded(registers)["publication"]


def test_draws_are_listed_in_the_order_of_their_time() -> None:
    later = two_tasks().replace("2021-03-03", "2021-03-01") + winners("A") + winners("B", task="T2")
    assert [draw.code for draw in counted(later).planned.draws] == ["T2", "T1"]


def test_a_balance_is_carried_from_month_to_month() -> None:
    march, april = counted(LATE).planned, counted(LATE, "2021-04").planned
    assert (march.to_check.opening, march.to_check.came, march.to_check.went, march.to_check.closing) == (0, 3, 1, 2)
    assert april.to_check.opening == march.to_check.closing
    assert april.to_publish.opening == march.to_publish.closing


def test_the_year_is_added_up_month_by_month() -> None:
    lines = counted(LATE, "2021-04").planned.months
    assert [line.month for line in lines] == ["2021-01", "2021-02", "2021-03", "2021-04"]
    assert [(line.drawn, line.checked, line.published) for line in lines] == [(0, 0, 0), (0, 0, 0), (3, 1, 0), (0, 1, 2)]
    assert [(line.to_check, line.to_publish) for line in lines] == [(0, 0), (0, 0), (2, 1), (1, 0)]
    assert values(counted(LATE, "2021-04"), "publication")["本年累计公示"] == "2"
    assert lines[0].period == "2020年12月21日至2021年1月20日"


def test_what_is_open_at_the_end_is_traced_to_its_rows() -> None:
    figures = counted(LATE)
    rows = {figure.what: [source.row for source in figure.sources] for figure in figures.figures}
    assert rows["待检查结存"] == ["T1 B", "T1 C"]
    assert rows["待公示结存"] == ["T1 A"]


def test_a_month_that_is_still_running_is_told_as_of_the_day_of_filling() -> None:
    texts = worded(LATE, until=date(2021, 3, 19))
    assert "截至填表日（3月19日），上述对象已检查1家，待检查2家。" in texts["scope"]
    assert "截至填表日（3月19日）已检查待公示1家" in texts["publication"]
    assert "（统计期间：2021年2月21日至3月20日）" in texts["scope"]


def test_what_is_dated_after_the_day_of_filling_is_not_counted() -> None:
    assert counted(LATE, until=date(2021, 3, 17)).planned.checks.objects == 0
    assert counted(LATE, until=date(2021, 3, 17)).planned.to_check.closing == 3


days = st.one_of(st.none(), st.integers(1, 28).map(lambda day: f"2021-03-{day:02}"))


@given(st.lists(st.tuples(days, days), max_size=8))
@pytest.mark.long
def test_every_balance_adds_up_and_meets_the_next_month(visits: list[tuple[str | None, str | None]]) -> None:
    rows = [finding(f"D{n}", checked, published=published or "-")
            for n, (checked, published) in enumerate(visits) if checked]
    registers = TASK + DRAWN + winners(*(f"D{n}" for n in range(len(visits)))) + findings(*rows)
    months = [counted(registers, month).planned for month in ("2021-02", "2021-03", "2021-04")]
    for flows in ([month.to_check for month in months], [month.to_publish for month in months]):
        assert all(flow.opening + flow.came - flow.went == flow.closing for flow in flows)
        assert [flow.opening for flow in flows[1:]] == [flow.closing for flow in flows[:-1]]
    assert [(line.to_check, line.to_publish) for line in months[2].months[1:]] == [
        (month.to_check.closing, month.to_publish.closing) for month in months]
    assert sum(line.drawn for line in months[2].months) == sum(month.visits for month in months)


# --- 5: the counties -----------------------------------------------------------------------------------

COUNTIES = "区县开展情况\n月份 单位 抽查主体数 公示数 说明\n"


def test_counties_are_named_with_their_numbers_and_added_up() -> None:
    rows = ("2021-03 甲区司法局 12 10 其余待公示|2021-03 乙县司法局 5 5 -|2021-03 丙县司法局 0 0 -|"
            "2021-02 丁县司法局 9 9 -")
    assert worded(COUNTIES + rows)["region"] == (
        "本月开展随机抽查的单位2个，共抽查检查主体17家，公示抽查结果15家。\n"
        "1. 甲区司法局抽查检查主体12家，公示抽查结果10家（其余待公示）；\n"
        "2. 乙县司法局抽查检查主体5家，公示抽查结果5家。\n本月未开展：丙县司法局。")


def test_a_county_that_gave_no_numbers_is_unknown_and_not_idle() -> None:
    rows = "2021-03 甲区司法局 12 10 -|2021-03 乙县司法局 - - -|2021-03 丙县司法局 0 0 -|2021-03 丁县司法局 - 3 -"
    assert worded(COUNTIES + rows)["region"] == (
        "本月开展随机抽查的单位2个，共抽查检查主体12家，公示抽查结果13家。\n"
        "1. 甲区司法局抽查检查主体12家，公示抽查结果10家；\n"
        "2. 丁县司法局抽查检查主体（未报）家，公示抽查结果3家。\n本月未开展：丙县司法局。\n"
        "数量没有报全、未报的没有计入：乙县司法局、丁县司法局。")
    assert worded(COUNTIES + "2021-03 乙县司法局 - - -")["region"] == "数量没有报全、未报的没有计入：乙县司法局。"


def test_a_county_listed_twice_is_added_up() -> None:
    county, = counted(COUNTIES + "2021-03 甲区司法局 2 2 -|2021-03 甲区司法局 3 1 -").counties
    assert (county.checked, county.published) == (5, 3)


def test_figures_of_the_counties_own_workbooks_take_the_place_of_the_list() -> None:
    figures = counted(COUNTIES + "2021-03 甲区司法局 2 2 -", counties=[CountyFigure("乙县司法局", 7, 6)])
    assert [county.unit for county in figures.counties] == ["乙县司法局"]


# --- nothing, and the trace -------------------------------------------------------------------------------

def test_a_month_without_anything_says_无_in_every_cell() -> None:
    assert worded(TASK) == {field.key: NOTHING for field in BODY_FIELDS} | {"scope": NO_DRAW}


def test_even_a_month_without_anything_prints_its_period_so_that_a_draw_of_the_23rd_is_seen_to_be_later() -> None:
    late = TASK + DRAWN.replace("2021-03-02", "2021-03-23") + winners("A")
    assert worded(late)["scope"] == "无。（统计期间：2021年2月21日至3月20日）"
    assert "抽取1家" in worded(late, "2021-04")["scope"]


def test_every_figure_is_traced_to_the_cells_it_was_counted_from() -> None:
    figures = counted(ninety_seven())
    problems = next(figure for figure in figures.figures if figure.what == "发现问题的检查主体")
    assert len(problems.sources) == 19
    assert problems.sources[0].place.cell == "E80"
    assert values(figures, "publication") == {"公示数量": "97", "其中：市局网站": "97", "待公示结存": "0",
                                              "本年累计公示": "97"}


def test_the_trace_of_a_bureau_workbook_names_the_source_of_its_rows() -> None:
    read = tables(ACTS + "2021-03-05 会议 会 - - -")["工作动态"]
    merged = Table(with_source(read.spec), [Row({**row, "source_file": "律师处.xlsx", "source_line": 7}, row.line)
                                            for row in read], grid=read.grid, columns=read.columns)
    period = period_of("2021-03", TO_THE_20TH)
    source, = figures({"工作动态": merged}, Settings(), period).figures[0].sources
    assert (source.place.cell, source.origin) == ("A2", "律师处.xlsx 7")


def test_the_trace_names_file_and_row_before_consolidation() -> None:
    acts = ACTS.replace("内容", "内容 来源文件 来源行") + "2021-03-05 会议 会 - - - 律师处.xlsx 7"
    source, = next(figure for figure in counted(acts).figures if figure.field == "meetings").sources
    assert source.origin == "律师处.xlsx 7"
