"""A month's consolidation: counties, who handed in, and what the bureau noted the month before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain import logchain
from ssj_xl.domain.merging import Count, Handed, Source, merge
from ssj_xl.domain.merging.claims import Previous, changed_draws, log_heads, lost_heads, open_locks
from ssj_xl.domain.merging.counties import county_doubts, county_figures, from_workbooks, same_unit
from ssj_xl.domain.merging.foreign import _in_common, foreign_books
from ssj_xl.domain.merging.roster import Roster
from ssj_xl.domain.merging.units import Arrival, choose, is_active, replaced, submissions
from ssj_xl.domain.monthly import CountyFigure
from ssj_xl.domain.period import Period, period_of
from ssj_xl.tables.consolidated import MERGED
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.records import DRAWS, LOG
from ssj_xl.tables.registers import COUNTIES
from ssj_xl.tables.settings import TO_THE_20TH, Settings
from ssj_xl.tables.table import Row, Table
from tests.tables_language import tables

LAWYERS = Source("律师处.xlsx", "某市司法局", "律师处", "处室")
NOTARIES = Source("公证处.xlsx", "某市司法局", "公证处", "处室")
COUNTY = Source("桥东.xlsx", "某市桥东区司法局", "法治股", "区县局")
STAMP = "2021-03-21 10:00:00"


@pytest.fixture
def march() -> Period:
    return period_of("2021-03", TO_THE_20TH)


# --- counties --------------------------------------------------------------------------------------

@pytest.mark.parametrize(("one", "other"), [("桥东区", "桥东区司法局"), ("某市桥东区司法局", "桥东区"),
                                            ("某省某市桥东区司法局", "桥东区司法局"),
                                            ("桥东区 司法局", "桥东区司法局")])
def test_a_county_is_recognised_by_long_and_short_names(one: str, other: str) -> None:
    assert same_unit(one, other)
    assert same_unit(other, one)


@pytest.mark.parametrize(("one", "other"), [("桥东区", "东区"), ("桥东区", "桥西区"), ("", "桥东区"),
                                            ("市司法局", "桥东区")])
def test_counties_of_similar_names_stay_apart(one: str, other: str) -> None:
    assert not same_unit(one, other)


def region(period: Period, *books: tuple[Source, str]) -> tuple[list[CountyFigure], list[Problem]]:
    handed = [Handed(source, tables(text)) for source, text in books]
    found = merge(handed)
    sent, _ = submissions([Arrival(book) for book in handed], Previous(), period)
    merged = {spec.name: found.table(spec) for spec in MERGED}
    booked = from_workbooks(merged, sent, period)
    return (county_figures(merged[COUNTIES.name], booked, period),
            county_doubts(found.claims[COUNTIES.name], booked, period))


COUNTY_WORK = """抽取记录
    任务编号 抽取时间 作废时间
    T1 2021-03-01~09:00:00 -
    T2 2021-03-02~09:00:00 2021-03-03~09:00:00
    T3 2021-02-20~09:00:00 -

    抽取名单
    任务编号 对象编码 状态
    T1 D1 抽中
    T1 D2 被替换
    T1 D3 递补
    T1 D4 候补
    T2 D5 抽中
    T3 D6 抽中

    检查结果
    任务编号 对象编码 事项编码 公示日期
    T1 D1 LS-1 2021-03-10
    T1 D1 LS-2 2021-03-11
    T3 D6 LS-1 2021-03-20
    T1 D3 LS-1 2021-03-21"""


def test_a_countys_workbook_gives_objects_drawn_and_objects_published_in_the_period(march: Period) -> None:
    assert region(march, (COUNTY, COUNTY_WORK))[0] == [CountyFigure("某市桥东区司法局", 2, 2)]


def test_what_a_county_did_after_the_form_was_filled_is_not_in_it(march: Period) -> None:
    assert region(march.until(date(2021, 2, 28)), (COUNTY, COUNTY_WORK))[0] == [CountyFigure("某市桥东区司法局", 0, 0)]


def test_what_a_county_did_in_its_last_years_workbook_counts_with_this_years(march: Period) -> None:
    """A period of January begins in December, and a task of last year may be published in any month."""
    last_year = replace(COUNTY, file="桥东-2020.xlsx", year=2020, earlier=True)
    work = "抽取记录\n任务编号 抽取时间 作废时间\nT9 2021-02-22~09:00:00 -\n\n抽取名单\n任务编号 对象编码 状态\nT9 D9 抽中\n\n检查结果\n任务编号 对象编码 公示日期\nT9 D9 2021-02-22"
    assert region(march, (COUNTY, COUNTY_WORK), (last_year, work))[0] == [CountyFigure("某市桥东区司法局", 3, 3)]


def test_a_countys_cancelled_task_counts_for_nothing_as_in_its_own_form(march: Period) -> None:
    dropped = "抽查任务\n任务编号 状态\nT1 已取消\nT3 实施中\n\n"
    assert region(march, (COUNTY, dropped + COUNTY_WORK))[0] == [CountyFigure("某市桥东区司法局", 0, 1)]


def test_a_county_with_a_workbook_is_not_counted_from_the_table_again(march: Period) -> None:
    told = "区县开展情况\n月份 单位 抽查主体数 公示数\n2021-03 桥东区 5 4\n2021-03 桥西区 3 1"
    figures, problems = region(march, (COUNTY, COUNTY_WORK), (LAWYERS, told))
    assert figures == [CountyFigure("某市桥东区司法局", 2, 2), CountyFigure("桥西区", 3, 1)]
    assert [problem.code for problem in problems] == ["K16"]


def test_a_county_that_both_say_the_same_of_needs_no_word(march: Period) -> None:
    told = "区县开展情况\n月份 单位 抽查主体数 公示数\n2021-03 桥东区 2 2"
    assert region(march, (COUNTY, COUNTY_WORK), (LAWYERS, told))[1] == []


def test_what_several_divisions_know_of_one_county_is_added_and_said(march: Period) -> None:
    told = "区县开展情况\n月份 单位 抽查主体数 公示数\n2021-03 {} {} 1\n2021-02 桥西区 9 9"
    figures, problems = region(march, (LAWYERS, told.format("桥西区", 3)), (NOTARIES, told.format("桥西区司法局", 2)))
    assert figures == [CountyFigure("桥西区", 5, 2)]
    assert "律师处 3／1、公证处 2／1" in problems[0].text


# --- logs and draws --------------------------------------------------------------------------------

def log_of(count: int, who: str = "张三") -> Table:
    rows: list[Row] = []
    for number in range(count):
        entry = logchain.next_entry(rows, at=f"2021-03-0{number + 1} 09:00:00", act="登记", who=who, summary="一条")
        rows.append(Row(entry, number))
    return Table(LOG, rows)


def book(source: Source, log: Table | None = None, text: str = "检查对象\n对象编码\nD1") -> Handed:
    return Handed(source, tables(text) | ({LOG.name: log} if log else {}))


def noted(*books: Handed) -> Previous:
    return Previous(heads=log_heads(books, Previous(), STAMP))


def test_the_head_of_every_log_is_noted() -> None:
    [row] = log_heads([book(LAWYERS, log_of(3))], Previous(), STAMP)
    assert (row["unit"], row["division"], row["count"], row["at"], row["state"]) == (
        "某市司法局", "律师处", 3, "2021-03-03 09:00:00", "完整")
    assert row["head"] == log_of(3).rows[-1]["digest"]


def test_a_broken_chain_and_a_missing_log_are_said_beside_the_head() -> None:
    broken = log_of(3)
    broken.rows[1]["summary"] = "改过"
    rows = log_heads([book(LAWYERS, broken), book(NOTARIES)], Previous(), STAMP)
    assert [row["state"] for row in rows] == ["有断裂", "没有日志表"]


def test_a_log_that_grew_still_holds_last_months_head() -> None:
    assert list(lost_heads([book(LAWYERS, log_of(5))], noted(book(LAWYERS, log_of(3))))) == []


def test_a_log_cut_off_or_written_anew_is_found_by_last_months_head() -> None:
    before = noted(book(LAWYERS, log_of(3)))
    for log in (log_of(2), log_of(5, who="李四"), None):
        assert [problem.code for problem in lost_heads([book(LAWYERS, log)], before)] == ["K14"]


def test_the_head_of_a_unit_that_did_not_hand_in_is_kept_for_the_month_after() -> None:
    before = noted(book(LAWYERS, log_of(3)), book(NOTARIES, log_of(2)))
    rows = log_heads([book(LAWYERS, log_of(4))], before, STAMP)
    assert [(row["division"], row["count"]) for row in rows] == [("律师处", 4), ("公证处", 2)]
    assert "未报" in rows[1]["state"]


DRAW = "抽取记录\n任务编号 名录根 锁定时间 种子 抽取时间\nT1 {} 2021-03-01~09:00:00 {} {}"


def after(before: str, now: str) -> list[Problem]:
    noted_draws = merge([Handed(LAWYERS, tables(before))]).table(DRAWS).rows
    books = [Handed(LAWYERS, tables(now))]
    return list(changed_draws(merge(books).claims["抽取记录"], books, Previous(draws=noted_draws)))


def test_a_lock_noted_last_month_may_be_drawn_this_month() -> None:
    assert after(DRAW.format("aa", "-", "-"), DRAW.format("aa", "cc", "2021-03-25~09:00:00")) == []


def test_a_list_exchanged_after_the_lock_was_noted_is_found() -> None:
    [problem] = after(DRAW.format("aa", "-", "-"), DRAW.format("bb", "-", "-"))
    assert (problem.code, str(problem.place)) == ("K15", "律师处.xlsx 抽取记录!B2")


def test_a_second_seed_for_a_draw_that_was_noted_is_found() -> None:
    drawn = "2021-03-02~09:00:00"
    assert [p.code for p in after(DRAW.format("aa", "cc", drawn), DRAW.format("aa", "dd", drawn))] == ["K15"]


def test_a_draw_that_was_noted_and_is_gone_is_found() -> None:
    assert "不见了" in after(DRAW.format("aa", "-", "-"), "检查对象\n对象编码\nD1")[0].text


def test_a_unit_that_did_not_hand_in_is_not_accused() -> None:
    noted_draws = merge([Handed(NOTARIES, tables(DRAW.format("aa", "-", "-")))]).table(DRAWS).rows
    assert list(changed_draws([], [book(LAWYERS)], Previous(draws=noted_draws))) == []


def test_locks_that_were_neither_drawn_nor_voided_are_open() -> None:
    rows = tables("抽取记录\n任务编号 锁定时间 抽取时间 作废时间\nT1 2021-03-01~09:00:00 - -\n"
                  "T2 2021-03-01~09:00:00 2021-03-02~09:00:00 -\nT3 2021-03-01~09:00:00 - 2021-03-02~09:00:00")
    assert [row["task"] for row in open_locks(rows["抽取记录"])] == ["T1"]


# --- who handed in ---------------------------------------------------------------------------------

def arrival(source: Source, *, log: Table | None = None, digest: bytes = b"", text: str = "检查对象\n对象编码\nD1") -> Arrival:
    """Copied in May, as the file's date has it."""
    return Arrival(book(source, log, text), digest or source.file.encode(), datetime(2021, 5, 5))


def logged(at: str) -> Table:
    return tables(f"操作日志\n序号 时间\n1 {at.replace(' ', '~')}")["操作日志"]


def state(one: Arrival, march: Period) -> tuple[str, str]:
    [row], problems = submissions([one], Previous(), march)
    assert [problem.code for problem in problems] == ["K13"] * (row["state"] == "逾期")
    return row["state"], row["handed_in"]


def test_the_deadline_is_the_21st_and_the_day_itself_is_in_time_by_the_last_entry_of_the_log(march: Period) -> None:
    assert state(arrival(LAWYERS, log=logged("2021-03-21 23:59:59")), march) == ("按时", "2021-03-21 23:59:59（操作日志）")
    assert state(arrival(LAWYERS, log=logged("2021-03-22 00:00:00")), march) == ("逾期", "2021-03-22 00:00:00（操作日志）")


def test_a_workbook_that_was_last_touched_before_the_period_began_is_not_in_time_for_it(march: Period) -> None:
    assert state(arrival(LAWYERS, log=logged("2021-02-20 09:00:00")), march)[0] == "时间不详"
    assert state(arrival(LAWYERS, log=logged("2021-02-21 09:00:00")), march)[0] == "按时"


def test_what_was_made_for_another_month_is_not_in_time_for_this_one(march: Period) -> None:
    sent = replace(arrival(replace(LAWYERS, month="2021-02"), log=logged("2021-03-05 09:00:00")), filled_on=date(2021, 3, 5))
    assert state(sent, march)[0] == "时间不详"


def test_without_a_log_nobody_is_late_by_the_date_of_a_file(march: Period) -> None:
    assert state(arrival(LAWYERS), march) == ("时间不详", "")


@pytest.mark.parametrize(("day", "expected"), [("2021-03-20", ("按时", "2021-03-20（工作动态登记）")), ("2021-03-25", ("逾期", "2021-03-25（工作动态登记）"))])
def test_a_day_of_handing_in_that_was_typed_goes_before_the_log(day: str, expected: tuple[str, str], march: Period) -> None:
    text = f"工作动态\n日期 类别 所属月份\n{day} 月报报送 2021-03\n2021-02-20 月报报送 2021-02\n2021-04-01 会议 -"
    assert state(arrival(LAWYERS, log=logged("2021-03-28 09:00:00"), text=text), march) == expected


@pytest.mark.parametrize(("filled", "at", "expected"), [
    (date(2021, 3, 20), "2021-03-20 17:00:00", ("按时", "2021-03-20（填报日期）")),
    (date(2021, 3, 20), "2021-03-23 09:00:00", ("逾期", "2021-03-23 09:00:00（操作日志）")),
    (date(2021, 3, 22), "2021-03-01 09:00:00", ("逾期", "2021-03-22（填报日期）")),
    (None, "2021-03-01 09:00:00", ("按时", "2021-03-01 09:00:00（操作日志）"))])
def test_of_what_was_made_to_be_sent_its_own_day_counts_unless_its_log_is_later(
        filled: date | None, at: str, expected: tuple[str, str], march: Period) -> None:
    assert state(replace(arrival(replace(LAWYERS, month="2021-03"), log=logged(at)), filled_on=filled), march) == expected


# --- 这本像是另一单位的 ----------------------------------------------------------------------------

OWN_WORK = "检查结果\n任务编号 对象编码 检查日期\n" + "\n".join(f"{{0}} D{n} 2021-03-{n:02}" for n in range(1, 7)) + "\n\n抽查任务\n任务编号 任务名称 参与处室\n{0} 抽查 {1}"
CODED = replace(LAWYERS, codes=("YS", "LS")), replace(NOTARIES, codes=("YS", "GZ"))


def foreign(*books: Handed, previous: Previous | None = None) -> list[tuple[str, str]]:
    return [(found.code, found.place.file) for found in foreign_books(books, previous or Previous())]


@given(st.lists(st.sets(st.integers(0, 9)), max_size=5))
def test_what_workbooks_have_in_common_is_found_without_comparing_each_with_each(sets: list[set[int]]) -> None:
    pairs = {(one, other): len(sets[one] & sets[other]) for one, other in permutations(range(len(sets)), 2)}
    assert _in_common(sets) == {pair: same for pair, same in pairs.items() if same}


def test_a_workbook_that_was_copied_from_another_unit_is_named_and_its_model_is_not() -> None:
    text = OWN_WORK.format("YS-LS-2021-1", "-")
    [found] = foreign_books([book(CODED[0], text=text), book(CODED[1], text=text)], Previous())
    assert (found.code, found.place.file) == ("K33", "公证处.xlsx")
    assert "“某市司法局律师处”的“律师处.xlsx”" in found.text
    assert foreign(book(LAWYERS, text=text), book(NOTARIES, text=text)) == [("K33", "律师处.xlsx"), ("K33", "公证处.xlsx")]


def test_what_units_rightly_share_makes_no_copy() -> None:
    shared = "检查对象\n对象编码\n" + "\n".join(f"D{n}" for n in range(99))
    assert foreign(book(LAWYERS, text=shared), book(NOTARIES, text=shared)) == []
    joint = OWN_WORK.format("YS-LS-2021-1", "公证处")
    assert foreign(book(LAWYERS, text=joint), book(NOTARIES, text=joint)) == []
    few = "工作动态\n日期 名称\n2021-03-01 全局会议\n2021-03-02 全局培训"
    assert foreign(book(LAWYERS, text=few), book(NOTARIES, text=few)) == []
    assert foreign(book(LAWYERS, text=OWN_WORK.format("A", "-")), book(replace(LAWYERS, file="旧.xlsx", instead="律师处.xlsx"),
                                                                       text=OWN_WORK.format("A", "-"))) == []


def test_a_workbook_that_another_unit_reported_last_month_is_named() -> None:
    before = Previous(tasks=[{"code": "T1", "source_unit": NOTARIES.title}, {"code": "T2", "source_unit": LAWYERS.title}])
    task = "抽查任务\n任务编号 参与处室\n{} -".format
    assert foreign(book(LAWYERS, text=task("T1")), previous=before) == [("K33", "律师处.xlsx")]
    assert foreign(book(LAWYERS, text=task("T2")), book(NOTARIES, text=task("T1")), previous=before) == []
    assert foreign(book(LAWYERS, text=task("T9")), previous=before) == []


@pytest.mark.parametrize(("row", "expected"), [
    ({"unit": NOTARIES.unit, "division": NOTARIES.division}, [("K34", "律师处.xlsx")]),
    ({"unit": LAWYERS.unit, "division": LAWYERS.division, "codes": "XX-LS"}, [("K34", "律师处.xlsx")]),
    ({"unit": LAWYERS.unit, "division": LAWYERS.division, "codes": "YS-LS"}, []),
    ({"unit": LAWYERS.unit, "division": LAWYERS.division}, []),
    ({"unit": NOTARIES.unit, "division": NOTARIES.division, "file": "公证处.xlsx"}, [])])
def test_a_file_name_that_was_another_units_last_month_is_named(row: dict[str, str], expected: list[tuple[str, str]]) -> None:
    before = Previous(submissions=[{"file": "律师处.xlsx", "state": "按时", **row}])
    assert foreign(book(CODED[0]), previous=before) == expected


def test_who_handed_in_last_month_and_not_now_is_missing(march: Period) -> None:
    before, _ = submissions([arrival(LAWYERS), arrival(NOTARIES)], Previous(), march)
    rows, problems = submissions([arrival(LAWYERS, log=log_of(1))], Previous(submissions=before), march)
    assert [(row["division"], row["state"]) for row in rows] == [("律师处", "按时"), ("公证处", "未报")]
    assert [str(problem.code) for problem in problems] == ["K12"]


def listed(source: Source, **more: Any) -> dict[str, Any]:
    row = {"unit": source.unit, "division": source.division, "level": source.level, "duties": ("报送件",), "since": "", "until": "", "confirmed": "是"}
    return row | more


def received(source: Source, day: int | None, **more: Any) -> dict[str, Any]:
    return {"month": "2021-03", "unit": source.unit, "division": source.division, "received": date(2021, 3, day) if day else None} | more


def test_who_is_on_the_confirmed_list_and_did_not_hand_in_is_named_without_last_months_workbook(march: Period) -> None:
    roster = Roster([listed(LAWYERS), listed(NOTARIES)])
    rows, problems = submissions([arrival(LAWYERS, log=log_of(1))], Previous(), march, roster)
    assert [(row["division"], row["state"]) for row in rows] == [("律师处", "按时"), ("公证处", "未报")]
    assert [problem.code for problem in problems] == ["K12"]


@pytest.mark.parametrize("more", [{"confirmed": ""}, {"confirmed": "否"}, {"level": "市局"}, {"since": "2021-04"}, {"until": "2021-02"}, {"duties": ("季度落实情况",)}])
def test_who_is_not_confirmed_or_need_not_hand_in_this_month_is_not_named(march: Period, more: dict[str, Any]) -> None:
    roster = Roster([listed(LAWYERS), listed(NOTARIES, **more)])
    rows, problems = submissions([arrival(LAWYERS, log=log_of(1))], Previous(), march, roster)
    assert ([row["division"] for row in rows], problems) == (["律师处"], [])


def test_a_list_that_nobody_has_confirmed_names_nobody_and_last_months_units_are_still_expected(march: Period) -> None:
    before = [{"unit": NOTARIES.unit, "division": NOTARIES.division, "level": "处室", "state": "按时"}]
    rows, _ = submissions([], Previous(submissions=before), march, Roster([listed(LAWYERS, confirmed="")]))
    assert [(row["division"], row["state"]) for row in rows] == [("公证处", "未报")]


@pytest.mark.parametrize(("day", "state_", "told"), [
    (21, "按时", "2021-03-21（收件登记）"), (22, "逾期", "2021-03-22（收件登记）"), (None, "逾期", "2021-03-23 09:00:00（操作日志）")])
def test_the_day_that_was_typed_goes_before_what_the_file_says_of_itself(march: Period, day: int | None, state_: str, told: str) -> None:
    roster = Roster([listed(LAWYERS)], [received(LAWYERS, day, channel="光盘", stamped="是")])
    [row], _ = submissions([arrival(LAWYERS, log=logged("2021-03-23 09:00:00"))], Previous(), march, roster)
    assert (row["state"], row["handed_in"], row["channel"], row["stamped"], row["version"]) == (state_, told, "光盘", "是", 1)


def test_what_came_on_paper_only_is_missing_and_says_so(march: Period) -> None:
    rows, _ = submissions([], Previous(), march, Roster([listed(LAWYERS)], [received(LAWYERS, 19, channel="纸质")]))
    assert [(row["state"], row["channel"], row["note"]) for row in rows] == [("未报", "纸质", "收件登记写的是 2021-03-19 收到，没有文件")]


def test_the_second_file_of_a_unit_is_its_second_version_and_a_copy_is_none(march: Period) -> None:
    first, second = arrival(replace(LAWYERS, file="一.xlsx"), log=log_of(1)), arrival(replace(LAWYERS, file="二.xlsx"), log=log_of(2))
    copy = replace(second, book=book(replace(LAWYERS, file="二 (1).xlsx"), log_of(2)))
    rows, _ = submissions([first, second, copy], Previous(), march)
    assert [row["version"] for row in rows] == [1, 2, 2]


def test_who_is_new_is_proposed_once_with_the_bureau_itself_and_nothing_is_confirmed() -> None:
    bureau = Settings(unit="某市司法局", unit_code="YS")
    own = {LAWYERS.file: Settings(contact="赵某", phone="0399-1"), NOTARIES.file: Settings()}
    rows = Roster([listed(NOTARIES)]).new_units([LAWYERS, LAWYERS, NOTARIES], own, bureau, "2021-03")
    assert [(row["unit"], row.get("division"), row["level"], row.get("contact"), row.get("confirmed")) for row in rows] == [
        ("某市司法局", "律师处", "处室", "赵某", ""), ("某市司法局", "", "市局", None, "")]
    assert Roster([*rows, listed(NOTARIES)]).new_units([LAWYERS, NOTARIES], own, bureau, "2021-04") == []


def test_the_bureaus_own_row_names_it_and_its_contacts() -> None:
    row = listed(LAWYERS, unit="某市司法局", division="", level="市局", contact="王某", phone="0399-2", mobile="")
    found = Roster([row]).settings(Settings(unit="", contact="旧", mobile="138"))
    assert (found.unit, found.contact, found.phone, found.mobile) == ("某市司法局", "王某", "0399-2", "138")
    assert Roster([row | {"confirmed": ""}]).settings(Settings()) == Settings()


def test_who_was_missing_last_month_is_still_expected(march: Period) -> None:
    before = [{"unit": "某市司法局", "division": "公证处", "level": "处室", "state": "未报"}]
    assert submissions([], Previous(submissions=before), march)[0][0]["state"] == "未报"


def test_a_unit_without_any_work_in_the_month_is_idle_and_has_still_reported(march: Period) -> None:
    rows, problems = submissions([arrival(LAWYERS, log=log_of(1))], Previous(), march)
    assert (rows[0]["activity"], rows[0]["state"], problems) == ("本月无", "按时", [])


@pytest.mark.parametrize("text", ["工作动态\n日期\n2021-03-20", "抽查任务\n方案日期\n2021-02-21",
                                  "抽取记录\n抽取时间\n2021-03-01~09:00:00", "检查结果\n公示日期\n2021-03-02"])
def test_any_act_in_the_period_is_work(text: str, march: Period) -> None:
    assert is_active(tables(text), march)


def test_acts_outside_the_period_are_not(march: Period) -> None:
    assert not is_active(tables("工作动态\n日期\n2021-03-21\n2021-02-20"), march)


OLDER = Source("律师处-旧.xlsx", "某市司法局", "律师处", "处室")


def test_of_two_workbooks_of_one_unit_that_with_the_later_log_is_used() -> None:
    chosen, problems = choose([arrival(OLDER, log=log_of(1)), arrival(LAWYERS, log=log_of(2))])
    assert [one.book.source.instead for one in chosen] == ["律师处.xlsx", ""]
    assert problems == []
    [problem] = replaced(chosen, {OLDER.file: 3})
    assert problem.code == "K04"
    assert "操作日志更新" in problem.text
    assert "有 3 行是采用的那份里没有的，已退回" in problem.text
    assert replaced(chosen, {})[0].text.endswith("；本文件的各行采用的那份里都有。")


def test_without_logs_the_fuller_workbook_is_used_and_then_the_first() -> None:
    full = "检查对象\n对象编码\nD1\nD2"
    assert choose([arrival(OLDER), arrival(LAWYERS, text=full)])[0][0].book.source.instead == LAWYERS.file
    assert choose([arrival(OLDER), arrival(LAWYERS)])[0][1].book.source.instead == OLDER.file


def test_the_same_file_twice_is_one_with_a_word() -> None:
    chosen, problems = choose([arrival(LAWYERS, digest=b"same"), arrival(OLDER, digest=b"same")])
    assert [(problem.code, problem.place.file) for problem in problems] == [("K03", OLDER.file)]
    assert replaced(chosen, {}) == []


def test_workbooks_that_do_not_say_whose_they_are_are_not_taken_for_one_units() -> None:
    chosen, _ = choose([arrival(Source("甲.xlsx")), arrival(Source("乙.xlsx"))])
    assert [one.book.source.instead for one in chosen] == ["", ""]


def test_of_two_versions_with_one_log_the_last_saved_is_used_and_never_one_of_another_year() -> None:
    early, late = (arrival(source, log=log_of(1)) for source in (LAWYERS, OLDER))
    early, late = replace(early, saved_at=datetime(2021, 3, 1)), replace(late, saved_at=datetime(2021, 3, 9))
    chosen, _ = choose([early, late], 2021)
    assert [one.book.source.instead for one in chosen] == [OLDER.file, ""]
    assert "保存时间更晚" in replaced(chosen, {})[0].text
    chosen, found = choose([replace(early, book=Handed(replace(LAWYERS, year=2021), early.book.tables)), arrival(replace(OLDER, year=2022), log=log_of(5))], 2021)
    assert [one.book.source.instead for one in chosen] == ["", LAWYERS.file]
    assert [(one.code, one.place.file) for one in found] == [("K32", OLDER.file)]
    assert "2021 年度" in replaced(chosen, {})[0].text


def test_what_changed_between_two_versions_is_told_cell_by_cell() -> None:
    text = "检查结果\n任务编号 对象编码 事项编码 检查结果 公示日期\nT1 D1 01 {}"
    chosen, _ = choose([arrival(OLDER, log=log_of(1), text=text.format("未发现问题 -")),
                        arrival(LAWYERS, log=log_of(2), text=text.format("未发现问题 2021-03-02"))])
    found = merge([one.book for one in chosen])
    assert [(one.code, one.place.file, one.params["differences"]) for one in found.problems] == [
        ("K31", OLDER.file, "公示日期（空白／2021-03-02）")]
    assert found.count() == Count(2, 1, 1, 0)
