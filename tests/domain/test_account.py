"""One enterprise, one year, one account: which visits there are, which of them count, and who is left alone."""

from __future__ import annotations

from datetime import date

import pytest

from ssj_xl.domain.account.ledger import Ledger
from ssj_xl.domain.account.rows import carried, refresh
from ssj_xl.domain.account.rules import Frequency, read_frequency
from ssj_xl.domain.account.visits import find_visits, number_of, union
from ssj_xl.tables.account import TYPED_CELLS, VISITS
from ssj_xl.tables.cells import read_cell
from tests.domain.accounts import UNIT, ledger, world

DAY = date(2026, 6, 30)
FIRMS = """检查对象
    对象编码 对象名称 对象类型 执业机构编码
    F1 甲所 律师事务所 -
    F2 乙所 律师事务所 -
    L1 张某 律师 F1
    L2 李某 律师 F1
"""
DRAWN = FIRMS + """
    抽查任务
    任务编号 事项编码 状态
    T1 I1 -
    T2 I1、I2 -
    T3 I2 已取消

    抽取记录
    任务编号 轮次 锁定时间 抽取时间 作废时间
    T1 1 2026-02-01~09:00:00 2026-02-02~09:00:00 2026-02-03~09:00:00
    T1 2 2026-02-04~09:00:00 2026-02-05~09:00:00 -
    T2 1 2026-05-01~09:00:00 2026-05-02~09:00:00 -
    T3 1 2026-05-01~09:00:00 2026-05-02~09:00:00 -

    抽取名单
    任务编号 轮次 对象编码 状态 延期至
    T1 1 F2 抽中 -
    T1 2 F1 抽中 -
    T1 2 F2 被替换 -
    T2 1 L1 抽中 -
    T2 1 L2 递补 -
    T2 1 F2 候补 -
    T3 1 F2 抽中 -

    检查结果
    任务编号 对象编码 事项编码 检查日期 检查方式
    T1 F1 I1 2026-02-10 -
    T2 L1 I1 2026-05-10 -
    T2 L1 I2 2026-05-11 -
"""
CAPPED = """
    次数规则
    规则 检查主体 对象类型 情形 数 启用日期 停用日期
    年度上限 - 律师事务所 - 2 - -
"""


def typed(*rows: str, columns: str = "台账编号 对象编码 检查类别 开始日期 不计入情形") -> str:
    """Rows of 检查台账."""
    return f"\n检查台账\n{columns}\n" + "\n".join(rows) + "\n"


def reason(text: str, code: str = "F1", day: date = DAY, **more: object) -> str:
    """Why an object is kept out on a day."""
    known = ledger(day, text)
    return known.reason({"code": code, "visited": None}, day, **more)  # type: ignore[arg-type]


def test_a_visit_is_an_institution_and_a_task_and_what_no_longer_stands_is_none() -> None:
    found = {(visit.task, visit.institution): (visit.state, visit.days) for visit in find_visits(world(DAY, DRAWN)).values()}
    assert found == {("T1", "F1"): ("已检查", (date(2026, 2, 10),)),
                     ("T2", "F1"): ("已抽中待检查", (date(2026, 5, 10), date(2026, 5, 11)))}


def test_the_visits_that_count_stand_in_the_reason() -> None:
    assert reason(DRAWN + CAPPED) == "本年度检查2次（2026-02-10 T1；2026-05-10、2026-05-11 T2），达到年度检查上限2次"
    assert reason(DRAWN + CAPPED, "L2") == reason(DRAWN + CAPPED)
    assert reason(DRAWN + CAPPED, but="T2") == ""
    assert reason(DRAWN + CAPPED, "F2") == ""


def test_a_stricter_cap_of_the_tier_goes_before_that_of_the_type_and_the_other_way_round() -> None:
    one = FIRMS + typed("J1 F1 日常检查 2026-03-01 -") + CAPPED
    assert (reason(one), reason(one, tier_cap=1)) == ("", "本年度检查1次（2026-03-01 J1），达到年度检查上限1次")
    assert reason(DRAWN + CAPPED, tier_cap=5).endswith("上限2次")


def test_two_visits_of_one_day_count_once_unless_the_bureau_counts_them() -> None:
    same = typed("J1 F1 日常检查 2026-03-01 -", "J2 F1 日常检查 2026-03-01 -", "J3 F1 日常检查 2026-03-02 -")
    assert len(ledger(DAY, FIRMS + same).counted("F1", 2026)) == 2
    all_count = "\n次数规则\n规则 情形\n不计入 非现场\n"
    assert len(ledger(DAY, FIRMS + same + all_count).counted("F1", 2026)) == 3


@pytest.mark.parametrize(("kind", "situation", "counts"), [
    ("日常检查", "-", 1), ("个案检查", "投诉举报", 0), ("个案检查", "-", 1), ("专项检查（上级部署）", "-", 0), ("专项检查（本级）", "-", 1), ("日常检查", "整改复查", 0),
])
def test_which_situations_do_not_count_is_said_by_the_table_and_by_the_kind(kind: str, situation: str, counts: int) -> None:
    assert len(ledger(DAY, FIRMS + typed(f"J1 F1 {kind} 2026-03-01 {situation}")).counted("F1", 2026)) == counts


def test_a_situation_counts_as_the_table_said_on_the_day_of_the_visit() -> None:
    rows = typed("J1 F1 个案检查 2026-03-01 投诉举报", "J2 F1 个案检查 2026-05-01 投诉举报")
    assert len(ledger(DAY, FIRMS + rows + "\n次数规则\n规则 情形 启用日期\n不计入 投诉举报 2026-04-01\n").counted("F1", 2026)) == 1


def test_a_cap_that_changes_in_the_middle_of_the_year_holds_from_its_day() -> None:
    rows = FIRMS + typed("J1 F1 日常检查 2026-03-01 -") + """
    次数规则
    规则 对象类型 数 启用日期 停用日期
    年度上限 律师事务所 2 - 2026-06-30
    年度上限 律师事务所 1 2026-07-01 -
"""
    assert (reason(rows, day=date(2026, 6, 30)), reason(rows, day=date(2026, 7, 1))[-8:]) == ("", "年度检查上限1次")


@pytest.mark.parametrize("body", [UNIT, "云州市 司法局", "　云州市司法局 "])
def test_a_body_is_the_same_however_its_name_is_spaced(body: str) -> None:
    known = ledger(DAY, FIRMS + typed("J1 F1 日常检查 2026-03-01 - 云州市~司法局", "J2 F1 日常检查 2026-03-05 - 县局",
                                      columns="台账编号 对象编码 检查类别 开始日期 不计入情形 检查主体"), unit=body)
    assert [visit.number for visit in known.counted("F1", 2026)] == ["J1"]


def test_the_most_exact_cap_decides() -> None:
    rows = FIRMS + """
    次数规则
    规则 检查主体 对象类型 数
    年度上限 - - 5
    年度上限 - 律师事务所 3
    年度上限 云州市司法局 - 4
    年度上限 县局 律师事务所 1
"""
    known = ledger(DAY, rows)
    assert (known.cap("F1", DAY), known.cap("F2", DAY)) == (4, 4)
    assert known.rules.cap("县局", "律师事务所", DAY) == 1
    assert known.rules.cap("别的局", "律师事务所", DAY) == 3


def test_a_list_that_is_locked_and_not_drawn_may_take_the_last_visit() -> None:
    rows = DRAWN.replace("T3 1 2026-05-01~09:00:00 2026-05-02~09:00:00 -", "T3 1 2026-06-01~09:00:00 - -") + """
    锁定名录
    任务编号 轮次 对象编码 组别
    T3 1 L2 A
    T3 1 F2 X
""" + CAPPED.replace(" 2 -", " 3 -")
    assert reason(rows, "L1").endswith("另有已锁定待抽的任务T3，可能达到年度检查上限3次")
    assert (reason(rows, "L1", but="T3"), reason(rows, "F2")) == ("", "")


def test_a_visit_put_off_into_the_next_year_counts_there() -> None:
    moved = DRAWN.replace("T2 1 L2 递补 -", "T2 1 L2 递补 2027-01-20").replace("    T2 L1 I1 2026-05-10 -\n    T2 L1 I2 2026-05-11 -\n", "").replace(
        "T2 1 L1 抽中 -", "T2 1 L1 被替换 -")
    known = ledger(DAY, moved)
    assert [[visit.task for visit in known.counted("F1", year)] for year in (2026, 2027)] == [["T1"], ["T2"]]
    late = ledger(date(2027, 2, 1), DRAWN.replace("    T2 L1 I1 2026-05-10 -\n    T2 L1 I2 2026-05-11 -\n", ""))
    assert [[visit.task for visit in late.counted("F1", year)] for year in (2026, 2027)] == [["T1"], ["T2"]]


def test_a_cancelled_visit_is_none_and_one_put_off_is_still_to_come() -> None:
    rows = FIRMS + typed("J1 F1 日常检查 2026-03-01 已取消", "J2 F1 日常检查 2026-08-01 延期", columns="台账编号 对象编码 检查类别 开始日期 状态")
    assert [(visit.number, visit.state) for visit in ledger(DAY, rows).counted("F1", 2026)] == [("J2", "延期")]


REST = "\n次数规则\n规则 对象类型 数 启用日期\n免查月数 律师事务所 3 -\n"


def test_an_institution_is_left_alone_after_a_visit_over_the_year_s_end_too() -> None:
    rows = FIRMS + typed("J1 L1 日常检查 2026-12-20 -") + REST
    days = (date(2027, 3, 19), date(2027, 3, 20))
    assert [reason(rows, "F1", day) for day in days] == ["2026-12-20已检查，3个月内不再抽取", ""]


def test_what_does_not_count_keeps_nobody_away() -> None:
    assert reason(FIRMS + typed("J1 F1 个案检查 2026-06-20 投诉举报") + REST) == ""


SENT = """
    检查次数
    入户机构编码 年度 检查主体 计入次数 上限 最近检查日期 免查至 截至日期 其中本处室
    F1 2026 云州市司法局 3 3 2026-05-01 - 2026-06-01 1
    F1 2026 县局 9 9 - - 2026-06-01 0
    F2 2026 云州市司法局 0 3 2026-05-30 2026-08-29 2026-06-01 0
"""


def test_what_the_bureau_sent_is_added_without_this_division_s_own_part() -> None:
    known = ledger(DAY, FIRMS + typed("J1 F1 日常检查 2026-03-01 -") + SENT)
    assert known.standing("F1", DAY) == (3, 3)
    assert reason(FIRMS + typed("J1 F1 日常检查 2026-03-01 -") + SENT) == "本年度检查3次（2026-03-01 J1；其他处室2次（截至2026-06-01）），达到年度检查上限3次"
    assert reason(FIRMS + SENT, "F2") == "其他处室已检查，免查至2026-08-29"
    assert known.standing("F1", date(2027, 1, 5)) == (0, None)


def test_the_bureau_s_account_is_old_after_five_weeks() -> None:
    old = [ledger(day, FIRMS + SENT).is_stale for day in (date(2026, 7, 6), date(2026, 7, 7))]
    assert (old, ledger(DAY, FIRMS).is_stale, ledger(DAY, FIRMS).known, ledger(DAY, FIRMS + SENT).known) == ([False, True], False, "本台账", "2026-06-01")


def test_one_visit_of_two_divisions_is_one_and_what_one_has_checked_is_open_in_neither() -> None:
    other = DRAWN.replace("    T2 L1 I1 2026-05-10 -\n    T2 L1 I2 2026-05-11 -\n", "").replace("T1 F1 I1 2026-02-10 -", "T2 L2 I2 2026-06-01 -")
    found = union(find_visits(world(DAY, text)) for text in (DRAWN, other))
    assert {(visit.task, visit.state, visit.days[-1]) for visit in found.values()} == {
        ("T1", "已检查", date(2026, 2, 10)), ("T2", "已检查", date(2026, 6, 1))}
    assert len(Ledger.of(world(DAY, FIRMS), found).counted("F1", 2026)) == 2


@pytest.mark.parametrize(("text", "meant"), [
    ("1次/年", (12, 1, 1)), ("每年2次", (12, 2, 2)), ("一年一次", (12, 1, 1)), ("≤2次/年", (12, 2, 0)), ("每半年1次", (6, 1, 1)), ("每季度一次", (3, 1, 1)),
    ("1次/2年", (24, 1, 1)), ("每两年一次", (24, 1, 1)), ("按需", (12, None, 0)), ("每月至少1次", (1, None, 1)), ("一年不超过两次", (12, 2, 0)),
    ("１次", (12, 1, 1)), ("每年1-2次", (12, 2, 1)), ("1次/年（重点）", (12, 1, 1)), ("", (12, None, 0)), ("随机", None), ("0次/年", None),
])
def test_frequencies_are_read_as_plans_word_them(text: str, meant: tuple[int, int | None, int] | None) -> None:
    assert read_frequency(text) == (Frequency(*meant) if meant else None)


@pytest.mark.parametrize(("text", "day", "out"), [
    ("1次/年", date(2026, 12, 31), True), ("1次/年", date(2027, 1, 1), False), ("2次/年", DAY, False), ("1次/季度", DAY, True),
    ("1次/季度", date(2026, 7, 1), False), ("1次/2年", date(2027, 12, 31), True), ("按需", DAY, False), ("随便", DAY, False),
])
def test_an_item_is_not_checked_more_often_than_it_says(text: str, day: date, *, out: bool) -> None:
    known = ledger(day, DRAWN)
    told = known.too_often("L1", day, wanted=[("I1", text)])
    assert bool(told) == out
    if out:
        assert told.startswith(f"事项I1抽查频次“{text}”，已检查或待检查1次（")
    assert known.too_often("L1", day, wanted=[("I1", text)], but="T2") == ""
    assert known.too_often("F2", day, wanted=[("I1", text)]) == ""


def test_five_typed_cells_make_a_row_and_the_program_fills_the_rest() -> None:
    text = FIRMS + typed("L1 个案检查 云司函〔2026〕5号 2026-06-01 I1、I2", columns="对象编码 检查类别 依据文号 开始日期 事项编码")
    known = world(DAY, text)
    assert [key for key, value in known.tables["检查台账"].rows[0].items() if value] == [*TYPED_CELLS[:3], "items", "start"]
    (_, cells), = refresh(known).changed
    assert cells == {"number": "YZ-LS-2026-J001", "name": "张某", "institution": "F1", "body": UNIT, "division": "律师处", "random": "否",
                     "way": "现场", "end": date(2026, 6, 1), "state": "已检查", "counts": "是", "origin": "补登"}


def test_what_was_drawn_fills_its_rows_and_what_stands_no_longer_is_cancelled() -> None:
    added = {cells["number"]: cells for cells in refresh(world(DAY, DRAWN)).added}
    assert set(added) == {"T1-F1", "T2-F1"}
    assert {key: added["T2-F1"][key] for key in ("object", "institution", "random", "start", "end", "state", "counts", "items")} == {
        "object": ("L1", "L2"), "institution": "F1", "random": "是", "start": date(2026, 5, 10), "end": date(2026, 5, 11),
        "state": "已抽中待检查", "counts": "是", "items": ("I1", "I2")}
    stale = DRAWN + typed("T1-F2 F2 日常检查 T1 任务 已抽中待检查", columns="台账编号 对象编码 检查类别 任务编号 来源 状态")
    (_, cells), = refresh(world(DAY, stale)).changed
    assert cells == {"state": "已取消", "counts": "否"}


def test_the_next_year_s_workbook_knows_the_visits_of_this_one() -> None:
    year_end = date(2026, 12, 31)
    rows = carried(world(year_end, DRAWN + typed("J1 F2 个案检查 2026-11-30 投诉举报", "J2 F2 日常检查 2024-11-30 -")))
    assert [(row["number"], row["state"], row["origin"]) for row in rows] == [
        ("T1-F1", "已检查", "任务"), ("T2-F1", "已抽中待检查", "任务"), ("J1", "已检查", "补登")]
    new = FIRMS + typed(*(f"{row['number']} {'、'.join(row['object'])} {row['kind']} {row['start'] or '-'} {row['end'] or '-'} {row['task'] or '-'} {row['state']}"
                          f" {row['origin']} {row['situation'] or '-'}" for row in rows), columns="台账编号 对象编码 检查类别 开始日期 结束日期 任务编号 状态 来源 不计入情形")
    known = ledger(date(2027, 1, 10), new)
    assert [visit.task for visit in known.counted("F1", 2027)] == ["T2"]
    assert known.last_visit("F1") == date(2026, 5, 11)
    assert refresh(world(date(2027, 1, 10), new)).changed[0][1].get("state") is None


@pytest.mark.parametrize("institution", ["F1", "9" * 40])
def test_the_number_of_a_drawn_visit_is_a_code_and_its_own(institution: str) -> None:
    codes = {number_of(task, institution) for task in ("T1", "T2", "A" * 40, "A" * 39 + "B")}
    assert len(codes) == 4
    assert {read_cell(code, VISITS.by_key["number"]).code for code in codes} == {""}


def test_a_visit_that_is_alone_on_its_day_again_counts_again() -> None:
    columns = "台账编号 对象编码 检查类别 开始日期 状态 不计入情形"
    both = [f"J1 F1 日常检查 2026-03-01 {state} -" for state in ("-", "已取消")]
    for other, counts in zip(both, ("否", "是"), strict=True):
        known = world(DAY, FIRMS + typed(other, "J2 F1 日常检查 2026-03-01 - 与同日联合并计", columns=columns))
        cells = {row["number"]: cells for row, cells in refresh(known).changed}["J2"]
        assert (cells["counts"], cells.get("situation", "与同日联合并计")) == (counts, "与同日联合并计" if counts == "否" else "")


def test_two_visits_that_are_still_to_come_are_two_whatever_day_they_were_drawn_on() -> None:
    """Found over generated years: two that were carried over stood on one day, and one of them was counted for none."""
    rows = FIRMS + typed("T8-F1 F1 日常检查 T8 已抽中待检查 任务", "T9-F1 F1 日常检查 T9 已抽中待检查 任务", columns="台账编号 对象编码 检查类别 任务编号 状态 来源")
    assert len(ledger(date(2027, 1, 26), rows).counted("F1", 2027)) == 2
    same = DRAWN.replace("T1 2 2026-02-04~09:00:00 2026-02-05~09:00:00 -", "T1 2 2026-02-04~09:00:00 2026-05-02~09:00:00 -").partition("    检查结果")[0]
    assert len(ledger(DAY, same).counted("F1", 2026)) == 2


@pytest.mark.parametrize(("told", "caps", "counts"), [
    ("", (1, None), ("是", "否")), ("律师事务所 否|律师 否", (None, None), ("否", "否")), ("律师事务所 参照|律师 是", (1, 1), ("是", "是")),
    ("律师事务所 是|律师 -", (1, None), ("是", "否"))])
def test_what_is_no_enterprise_has_no_cap_and_its_visits_do_not_count(told: str, caps: tuple[int | None, ...], counts: tuple[str, ...]) -> None:
    """F1 is a firm, L1 its lawyer, L9 a lawyer of whom nobody knows where he is."""
    rows = "\n".join(f"对象类型 {number} {line}" for number, line in enumerate(told.split("|"))) if told else "检查结果 1 - -"
    known = world(DAY, f"""
        {FIRMS.strip()}
        L9 王某 律师 -

        代码表
        类别 代码 名称 涉企检查
        {rows}

        检查台账
        台账编号 对象编码 检查类别 开始日期
        V1 L1 日常检查 2026-03-01
        V2 L9 日常检查 2026-03-01

        次数规则
        规则 检查主体 对象类型 情形 数 启用日期 停用日期
        年度上限 - - - 1 - -
        免查月数 - - - 6 - -""")
    found = Ledger.of(known)
    assert (found.cap("F1", DAY), found.cap("L9", DAY)) == caps
    assert tuple(cells["counts"] for _, cells in refresh(known).changed) == counts
    assert all(found.rest_until(code, DAY) for code in ("F1", "L9")), "how long somebody is left alone is the office's own rule"


@pytest.mark.parametrize(("visit", "situation"), [
    ("L1 个案检查 批1 2026-03-10 -", "投诉举报"), ("L1 个案检查 批1 2026-02-10 -", ""), ("L1 个案检查 批1 2026-05-02 -", ""), ("L1 个案检查 批1 2026-03-10 应企业申请", "应企业申请"),
    ("L1 日常检查 - 2026-03-10 -", ""), ("L2 个案检查 批1 2026-03-10 -", ""), ("F1 个案检查 云信〔2026〕7号 2026-05-02 -", "投诉举报"),
    ("F1 个案检查 x1 2026-05-02 -", "投诉举报"), ("F2 个案检查 X1 2026-05-02 -", "整改复查"), ("F2 个案检查 批1 2026-03-10 -", "整改复查"), ("F2 专项检查（上级部署） 批1 2026-03-10 -", "上级部署")])
def test_why_a_case_does_not_count_is_known_from_its_lead(visit: str, situation: str) -> None:
    """Of a complaint the clerk types the five cells of every other visit."""
    known = world(DAY, f"""
        {FIRMS.strip()}

        线索
        线索编号 收到日期 对象编码 来源 来文号 办结日期 处理
        X1 2026-03-01 L1 投诉举报 云信（2026）7号 2026-05-01 -
        X2 2026-03-01 F2 整改复查 - - 个案检查
        X3 2026-03-01 F2 投诉举报 - - 转办
        X4 2026-03-01 L2 媒体反映 - - -

        检查台账
        对象编码 检查类别 依据文号 开始日期 不计入情形
        {visit}""")
    (_, cells), = refresh(known).changed
    assert cells.get("situation", visit.split()[-1].strip("-")) == situation


@pytest.mark.parametrize(("object_", "frequencies", "unseen"), [
    ("F2", ["1次/年"], True), ("L2", ["1次/年"], False), ("F2", ["每月1次"], False), ("F2", ["按需", ""], False), ("F2", ["按需", "每半年1次"], True), ("F1", ["1次/年"], False)])
def test_a_visit_of_others_within_the_period_of_a_frequency_is_seen_by_its_last_day(object_: str, frequencies: list[str], unseen: bool) -> None:
    """F1 was visited on that day by this division itself, L2 is visited there; F2 by somebody else on 30 May."""
    known = ledger(DAY, FIRMS + typed("J1 F1 日常检查 2026-05-01 -") + SENT)
    assert known.unseen(object_, DAY, frequencies) == unseen
