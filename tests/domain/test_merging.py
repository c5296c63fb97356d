"""Many workbooks become one: every row has one fate, and of rows with one key the right one is kept."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.merging import Claim, Fate, Handed, Merged, Source, doubts, merge
from ssj_xl.domain.merging.clash import shared_numbers
from ssj_xl.tables import records, registers
from ssj_xl.tables.consolidated import MERGED, NOT_MERGED
from ssj_xl.tables.records import BY_NAME
from tests.tables_language import tables

LAWYERS = Source("律师处.xlsx", "某市司法局", "律师处", "处室")
NOTARIES = Source("公证处.xlsx", "某市司法局", "公证处", "处室")
COUNTY = Source("桥东.xlsx", "桥东区司法局", "法治股", "区县局")


def merged(*books: tuple[Source, str]) -> Merged:
    return merge([Handed(source, tables(text)) for source, text in books])


def fates(found: Merged, name: str) -> list[tuple[str, Fate | None]]:
    return [(f"{claim.source.file[:-5]} {claim.line}", claim.fate) for claim in found.every(BY_NAME[name])]


def codes(found: Merged) -> list[str]:
    return [problem.code for problem in found.problems]


def kept(found: Merged, spec: registers.TableSpec) -> list[Claim]:
    return [claim for claim in found.every(spec) if claim.fate is Fate.MERGED]


def test_log_holidays_and_parameters_are_not_merged() -> None:
    assert {"操作日志", "节假日", "参数", "检查次数", "变更记录", "线索", "联合参与方", "联合人员"} == set(NOT_MERGED)
    assert {records.LOG.name, registers.HOLIDAYS.name}.isdisjoint(spec.name for spec in MERGED)


def test_rows_of_different_divisions_stand_side_by_side_with_their_source() -> None:
    found = merged((LAWYERS, "检查对象\n对象编码\nD1"), (NOTARIES, "检查对象\n对象编码\nD2"))
    table = found.table(registers.OBJECTS)
    assert [(row["code"], row["source_file"], row["source_line"], row["source_unit"], row["source_level"])
            for row in table] == [("D1", "律师处.xlsx", 2, "某市司法局律师处", "处室"),
                                  ("D2", "公证处.xlsx", 2, "某市司法局公证处", "处室")]
    assert table.place(table.rows[1], "source_file").cell == "S3"


def test_an_equal_row_is_a_duplicate_of_the_first_and_nothing_is_said_about_it() -> None:
    text = "检查对象\n对象编码 对象名称\nD1 甲所"
    found = merged((LAWYERS, text), (NOTARIES, text))
    assert fates(found, "检查对象") == [("律师处 2", Fate.MERGED), ("公证处 2", Fate.DUPLICATE)]
    assert not found.problems
    duplicate = found.every(BY_NAME["检查对象"])[1]
    assert duplicate.kept is found.every(BY_NAME["检查对象"])[0]
    assert duplicate.why == "内容相同。"


def test_of_different_rows_that_of_the_division_in_charge_is_kept_and_both_cells_are_named() -> None:
    found = merged((LAWYERS, "检查对象\n对象编码 联系电话 管理处室\nD1 111 公证处"),
                   (NOTARIES, "检查对象\n对象编码 联系电话 管理处室\nD1 222 公证处"))
    assert fates(found, "检查对象") == [("律师处 2", Fate.DUPLICATE), ("公证处 2", Fate.MERGED)]
    [problem] = found.problems
    assert (problem.code, str(problem.place)) == ("K07", "律师处.xlsx 检查对象!B2")
    assert "公证处.xlsx 检查对象!B2" in problem.text
    assert "联系电话（111／222）" in problem.text


def test_who_confirmed_the_same_tiers_on_what_day_is_no_contradiction_but_their_share_is() -> None:
    text = "风险等级\n体系 等级 抽查比例\n{scheme} A {ratio}"
    same = merged((LAWYERS, text.format(scheme="市局1月7日确认", ratio="3%")), (COUNTY, text.format(scheme="县局4月1日确认", ratio="3%")))
    assert (fates(same, "风险等级")[1], same.problems) == (("桥东 2", Fate.DUPLICATE), ())
    other = merged((LAWYERS, text.format(scheme="市局1月7日确认", ratio="3%")), (COUNTY, text.format(scheme="县局4月1日确认", ratio="5%")))
    assert [(one.code, "体系" in one.text, "抽查比例" in one.text) for one in other.problems] == [("K07", False, True)]


def test_where_nobody_is_in_charge_the_fuller_row_is_kept_and_then_the_first() -> None:
    fuller = merged((LAWYERS, "检查对象\n对象编码 联系电话 地址\nD1 111 -"),
                    (NOTARIES, "检查对象\n对象编码 联系电话 地址\nD1 222 路1号"))
    assert fates(fuller, "检查对象")[1] == ("公证处 2", Fate.MERGED)
    first = merged((LAWYERS, "检查对象\n对象编码 联系电话\nD1 111"), (NOTARIES, "检查对象\n对象编码 联系电话\nD1 222"))
    assert fates(first, "检查对象")[0] == ("律师处 2", Fate.MERGED)


def test_where_city_and_county_both_register_an_object_as_theirs_the_citys_row_is_kept() -> None:
    found = merged((COUNTY, "检查对象\n对象编码 管理处室 地址\nD1 法治股 路1号"),
                   (LAWYERS, "检查对象\n对象编码 管理处室 地址\nD1 律师处 -"))
    assert fates(found, "检查对象") == [("桥东 2", Fate.DUPLICATE), ("律师处 2", Fate.MERGED)]
    assert "管理处室" not in found.problems[0].text
    assert "地址（路1号／空白）" in found.problems[0].text


def test_a_blank_in_the_row_left_out_contradicts_nothing() -> None:
    found = merged((LAWYERS, "检查对象\n对象编码 地址\nD1 路1号"), (NOTARIES, "检查对象\n对象编码 地址\nD1 -"))
    assert not found.problems


def test_a_row_with_an_unreadable_cell_is_rejected_with_that_cell_and_others_go_on() -> None:
    found = merged((LAWYERS, "检查对象\n对象编码 等级日期\nD1 三月\nD2 2021-03-01"))
    assert fates(found, "检查对象") == [("律师处 2", Fate.REJECTED), ("律师处 3", Fate.MERGED)]
    claim = found.every(BY_NAME["检查对象"])[0]
    assert claim.at.cell == "B2"
    assert "三月" in claim.why


def test_a_row_with_a_doubtful_cell_is_merged() -> None:
    found = merged((LAWYERS, "检查对象\n对象编码 等级日期\nD1 2021.3.1"))
    assert fates(found, "检查对象") == [("律师处 2", Fate.MERGED)]


def test_a_table_with_a_wrong_header_is_rejected_as_a_whole_and_other_tables_go_on() -> None:
    book = tables("检查对象\n对象编码\nD1\nD2\n\n工作动态\n日期\n2021-03-01")
    book["检查对象"].problems.append(book["检查对象"].problem("T01", book["检查对象"].rows[0], table="检查对象",
                                                     header="对象名称", accepted="对象名称"))
    header = book["检查对象"].problems[0]
    book["检查对象"].problems[0] = header.__class__(header.code, header.params, book["检查对象"].grid.place(-1))
    found = merge([Handed(LAWYERS, book)])
    assert [fate for _, fate in fates(found, "检查对象")] == [Fate.REJECTED, Fate.REJECTED]
    assert fates(found, "工作动态") == [("律师处 2", Fate.MERGED)]
    assert codes(found) == ["K06"]
    assert "对象名称" in found.problems[0].text


def test_a_joint_task_counts_once_from_the_division_that_started_it() -> None:
    text = "抽查任务\n任务编号 任务名称 发起处室 参与处室 状态\nT1 联合 律师处 公证处 {}\n\n{}"
    drawn = "抽取名单\n任务编号 对象编码 状态 原因\nT1 D1 抽中 {}"
    found = merged((NOTARIES, text.format("筹备", drawn.format("旧"))),
                   (LAWYERS, text.format("已抽取", drawn.format("新"))))
    assert fates(found, "抽查任务") == [("公证处 2", Fate.DUPLICATE), ("律师处 2", Fate.MERGED)]
    assert [claim.row["why"] for claim in kept(found, records.WINNERS)] == ["新"]


def test_one_number_for_two_tasks_is_a_collision_and_both_are_rejected_with_their_results() -> None:
    text = "抽查任务\n任务编号 任务名称 发起处室\nT1 {0} {1}\n\n检查结果\n任务编号 对象编码\nT1 D1\nT1 D2"
    found = merged((LAWYERS, text.format("查律所", "律师处")), (NOTARIES, text.format("查公证", "公证处")))
    assert found.count().rejected == found.count().read == 6
    assert codes(found) == ["K08", "K08", "K11", "K11"]
    assert "查公证" in found.problems[0].text
    assert "2 行" in found.problems[2].text


def test_the_division_that_started_a_task_keeps_its_number_where_another_one_uses_it_for_something_else() -> None:
    text = "抽查任务\n任务编号 任务名称 发起处室\nT1 {} 律师处\n\n检查结果\n任务编号 对象编码\nT1 {}"
    found = merged((LAWYERS, text.format("查律所", "D1")), (NOTARIES, text.format("别的", "D9")))
    assert [claim.row["name"] for claim in kept(found, registers.TASKS)] == ["查律所"]
    assert [claim.row["object"] for claim in kept(found, registers.FINDINGS)] == ["D1"]


def test_two_counties_that_number_alike_collide_even_where_their_offices_have_one_name() -> None:
    other = Source("桥西.xlsx", "桥西区司法局", "法治股", "区县局")
    text = "抽查任务\n任务编号 任务名称 发起处室\n2021-1 查律所 法治股"
    found = merged((COUNTY, text), (other, text))
    assert codes(found) == ["K08", "K08"]
    assert "桥西区司法局法治股" in found.problems[0].text


def test_a_number_that_fits_its_unit_costs_nobody_the_month_who_did_not_invent_it() -> None:
    east = Source("桥东.xlsx", "桥东区司法局", "法治股", "区县局", codes=("QDSFJ", "FZ"))
    west = Source("桥西.xlsx", "桥西区司法局", "法治股", "区县局", codes=("QXSFJ", "FZ"))
    text = "抽查任务\n任务编号 任务名称 发起处室\nQDSFJ-FZ-2021-001 查律所 法治股\n\n检查结果\n任务编号 对象编码\nQDSFJ-FZ-2021-001 {}"
    for books in ((east, "D1"), (west, "D2")), ((west, "D2"), (east, "D1")):
        found = merged(*((source, text.format(firm)) for source, firm in books))
        assert [claim.source.file for claim in kept(found, registers.TASKS)] == ["桥东.xlsx"]
        assert [claim.row["object"] for claim in kept(found, registers.FINDINGS)] == ["D1"]
        assert codes(found) == ["K08", "K11"]


def test_one_code_for_two_items_is_a_question_and_never_a_merge() -> None:
    row = "事项清单\n事项编码 大项 小项 责任处室\n01 {} {} {}"
    unclear = merged((LAWYERS, row.format("律所监督", "档案", "律师处")), (NOTARIES, row.format("公证监督", "质量", "公证处")))
    assert (codes(unclear), unclear.count().merged) == (["K09", "K09"], 0)
    known = merged((LAWYERS, row.format("律所监督", "档案", "律师处")), (NOTARIES, row.format("公证监督", "质量", "外单位")))
    assert fates(known, "事项清单") == [("律师处 2", Fate.MERGED), ("公证处 2", Fate.REJECTED)]
    reworded = merged((LAWYERS, row.format("律所监督", "档案", "律师处")), (NOTARIES, row.format("律所监督", "档案检查", "律师处")))
    assert reworded.count().merged == 1


@pytest.mark.parametrize(("other", "codes_found"), [(NOTARIES, ["S50"]), (COUNTY, [])])
def test_a_platform_number_is_of_one_task_in_all_workbooks_but_those_of_counties(other: Source, codes_found: list[str]) -> None:
    text = "抽查任务\n任务编号 任务名称 发起处室 平台任务编号 计划编号 截止日期\n{0} 甲 乙 P1 {0} 2021-03-31\n{0}9 甲 乙 P1 {0}9 2020-03-31"
    found = merged((LAWYERS, text.format("T1")), (other, text.format("T2")))
    problems = list(shared_numbers(found.every(BY_NAME["抽查任务"])))
    assert [one.code for one in problems] == codes_found * 2
    assert all("（律师处.xlsx）" in one.text for one in problems)


def test_results_go_with_their_task_when_its_row_is_rejected() -> None:
    found = merged((LAWYERS, "抽查任务\n任务编号 方案日期\nT1 三月\nT2 -\n\n检查结果\n任务编号\nT1\nT2\nT3"))
    assert [fate for _, fate in fates(found, "检查结果")] == [Fate.REJECTED, Fate.MERGED, Fate.MERGED]
    assert codes(found) == ["K11"]


def test_one_code_for_two_credit_codes_is_rejected_but_for_the_division_in_charge() -> None:
    row = "检查对象\n对象编码 统一社会信用代码 管理处室\nD1 {} {}"
    found = merged((LAWYERS, row.format("91A", "律师处")), (NOTARIES, row.format("91B", "律师处")))
    assert fates(found, "检查对象") == [("律师处 2", Fate.MERGED), ("公证处 2", Fate.REJECTED)]
    unclear = merged((LAWYERS, row.format("91A", "律师处")), (NOTARIES, row.format("91B", "公证处")))
    assert [fate for _, fate in fates(unclear, "检查对象")] == [Fate.REJECTED, Fate.REJECTED]
    assert codes(unclear) == ["K09", "K09"]
    assert "91A／91B" in unclear.problems[0].text


def test_one_credit_code_under_two_codes_is_merged_with_a_warning() -> None:
    row = "检查对象\n对象编码 统一社会信用代码\n{} 91A"
    found = merged((LAWYERS, row.format("D1")), (NOTARIES, row.format("D2")))
    assert found.count().merged == 2
    assert [(p.code, p.severity) for p in found.problems] == [("K10", "warning")]


def test_where_no_credit_code_tells_an_object_apart_licence_and_name_do() -> None:
    row = "检查对象\n对象编码 对象名称 执业证号 统一社会信用代码 管理处室\nD1 {} {} {} {}"
    unclear = merged((LAWYERS, row.format("甲", "A1", "-", "律师处")), (NOTARIES, row.format("乙", "B1", "-", "公证处")))
    assert (codes(unclear), unclear.count().merged) == (["K09", "K09"], 0)
    known = merged((LAWYERS, row.format("甲", "A1", "91A", "律师处")), (NOTARIES, row.format("乙", "B1", "-", "外单位")))
    assert fates(known, "检查对象") == [("律师处 2", Fate.MERGED), ("公证处 2", Fate.REJECTED)]
    for other in ("乙 A1 -", "甲 B1 -", "乙 - -", "乙 B1 91A"):
        same = merged((LAWYERS, row.format("甲", "A1", "91A", "律师处")), (NOTARIES, row.format(*other.split(), "外单位")))
        assert (codes(same), same.count().merged) == (["K07"], 1)


def test_one_number_for_two_divisions_plans_is_a_question_and_never_a_merge() -> None:
    row = "年度计划\n计划编号 任务名称 责任处室\n{} {} {}"
    unclear = merged((LAWYERS, row.format("JH1", "查律所", "律师处")), (NOTARIES, row.format("JH1", "查公证", "公证处")))
    assert (codes(unclear), unclear.count().merged) == (["K09", "K09"], 0)
    assert "任务名称" in unclear.problems[0].text
    numbered = Source("公证.xlsx", "某市司法局", "公证处", "处室", codes=("SS", "GZ"))
    own = merged((LAWYERS, row.format("SS-GZ-JH-1", "查律所", "律师处")), (numbered, row.format("SS-GZ-JH-1", "查公证", "公证处")))
    assert fates(own, "年度计划") == [("律师处 2", Fate.REJECTED), ("公证 2", Fate.MERGED)]
    shared = merged((LAWYERS, row.format("JH1", "联合检查", "律师处")), (NOTARIES, row.format("JH1", "联合检查（公证）", "律师处")))
    assert (codes(shared), shared.count().merged) == (["K07"], 1)


def test_a_number_that_last_years_task_had_too_is_not_that_task() -> None:
    """Else last year's results would count as those of the new one."""
    last_year = Source("上年.xlsx", "某市司法局", "律师处", "处室", year=2020, earlier=True)
    text = "抽查任务\n任务编号 任务名称 发起处室\nT1 {} 律师处\n\n检查结果\n任务编号 对象编码\nT1 {}"
    for books in ((LAWYERS, "新的", "D1"), (last_year, "旧的", "D2")), ((last_year, "旧的", "D2"), (LAWYERS, "新的", "D1")):
        found = merged(*((source, text.format(name, firm)) for source, name, firm in books))
        assert [claim.row["name"] for claim in kept(found, registers.TASKS)] == ["新的"]
        assert [claim.row["object"] for claim in kept(found, registers.FINDINGS)] == ["D1"]
        assert codes(found) == ["K08", "K11"]
    carried = merged((LAWYERS, text.format("旧的", "D1")), (last_year, text.format("旧的", "D2")))
    assert (codes(carried), len(kept(carried, registers.FINDINGS))) == ([], 2)


def test_one_inspector_number_for_two_certificates_is_rejected() -> None:
    row = "执法人员\n人员编码 执法证号 所在处室\nP1 {} 外单位"
    assert codes(merged((LAWYERS, row.format("Z1")), (NOTARIES, row.format("Z2")))) == ["K09", "K09"]


def test_activities_are_duplicates_only_where_everything_is_equal() -> None:
    text = "工作动态\n日期 名称 人数\n2021-03-01 部署会 20\n2021-03-01 部署会 {}"
    found = merged((LAWYERS, text.format(20)), (NOTARIES, text.format(21)))
    assert (found.count().merged, found.count().duplicates) == (2, 2)


def test_a_divisions_own_words_for_results_survive_even_under_a_code_that_others_use() -> None:
    row = "代码表\n类别 代码 名称 是否问题\n检查结果 9 {} 是"
    found = merged((LAWYERS, row.format("整改不到位")), (NOTARIES, row.format("拒绝签字")))
    assert [claim.row["name"] for claim in kept(found, registers.CODES)] == ["整改不到位", "拒绝签字"]
    assert codes(found) == ["K21"]


def test_what_divisions_know_of_one_county_stays_side_by_side() -> None:
    row = "区县开展情况\n月份 单位 抽查主体数\n2021-03 桥东区 {}"
    assert merged((LAWYERS, row.format(2)), (NOTARIES, row.format(2))).count().merged == 2


def test_rows_of_an_older_workbook_of_the_same_unit_are_duplicates_or_rejected_and_never_merged() -> None:
    older = Source("旧.xlsx", "某市司法局", "律师处", "处室", instead=LAWYERS.file)
    found = merged((LAWYERS, "检查对象\n对象编码\nD1"), (older, "检查对象\n对象编码\nD1\nD2"))
    assert fates(found, "检查对象") == [("律师处 2", Fate.MERGED), ("旧 2", Fate.DUPLICATE), ("旧 3", Fate.REJECTED)]
    assert "律师处.xlsx" in found.every(BY_NAME["检查对象"])[2].why


def test_a_second_fate_for_a_row_is_a_bug() -> None:
    claim = merged((LAWYERS, "检查对象\n对象编码\nD1")).every(registers.OBJECTS)[0]
    with pytest.raises(ArithmeticError):
        claim.settle(Fate.REJECTED)


def test_a_row_without_a_fate_is_a_bug() -> None:
    book = tables("检查对象\n对象编码\nD1")["检查对象"]
    with pytest.raises(ArithmeticError):
        Merged({"检查对象": [Claim(LAWYERS, book, book.rows[0])]}, ()).count()


_ROW = st.tuples(st.sampled_from(["T1", "T2", "T3"]), st.sampled_from(["查一", "查二"]),
                 st.sampled_from(["律师处", "公证处"]), st.sampled_from(["2021-03-01", "三月", "-"]))
_FINDING = st.tuples(st.sampled_from(["T1", "T2", "T9"]), st.sampled_from(["D1", "D2"]), st.sampled_from(["A", "B"]))
_OLDER = Source("旧.xlsx", "某市司法局", "律师处", "处室", instead=LAWYERS.file)
_SOURCES = st.sampled_from([LAWYERS, NOTARIES, COUNTY, _OLDER])


@given(st.lists(st.tuples(_SOURCES, st.lists(_ROW, max_size=4), st.lists(_FINDING, max_size=4)), max_size=4,
                unique_by=lambda book: book[0].file))
def test_the_three_fates_always_add_up_to_what_was_read(books: list[tuple[Source, list, list]]) -> None:
    handed = []
    for source, tasks, findings in books:
        text = "抽查任务\n任务编号 任务名称 发起处室 方案日期\n" + "\n".join(map(" ".join, tasks))
        text += "\n\n检查结果\n任务编号 对象编码 问题描述\n" + "\n".join(map(" ".join, findings))
        handed.append(Handed(source, tables(text)))
    found = merge(handed)
    count = found.count()
    assert count.read == sum(len(tasks) + len(findings) for _, tasks, findings in books)
    assert count.read == count.merged + count.duplicates + count.rejected
    assert count == found.count().__class__(*(sum(getattr(found.count(source.file), key) for source, _, _ in books)
                                              for key in ("read", "merged", "duplicates", "rejected")))
    keys = [(claim.row["task"], claim.row["object"], claim.row["item"]) for claim in kept(found, registers.FINDINGS)]
    assert len(keys) == len(set(keys))
    assert all(claim.why for claim in found.unmerged())


_OBJECT = st.tuples(st.sampled_from(["D1", "D2", "D3"]), st.sampled_from(["甲所", "乙所"]), st.sampled_from(["31100", "31200", "-"]),
                    st.sampled_from(["律师处", "公证处"]), st.sampled_from(["2021-03-01", "三月"]))
_EARLIER = Source("上年.xlsx", "某市司法局", "公证处", "处室", year=2020, earlier=True)
_LISTED = st.tuples(st.sampled_from(["T1", "T2"]), st.sampled_from(["1", "2"]), st.sampled_from(["D1", "D2"]))


@given(st.lists(st.tuples(st.sampled_from([LAWYERS, NOTARIES, COUNTY, _OLDER, _EARLIER]), st.lists(_OBJECT, max_size=4), st.lists(_ROW, max_size=2),
                          st.lists(_LISTED, max_size=4), st.booleans()), max_size=4, unique_by=lambda book: book[0].file))
def test_a_row_of_which_nothing_has_to_be_decided_fares_as_if_it_had(books: list[tuple[Source, list, list, list, bool]]) -> None:
    handed = []
    for source, objects, tasks, listed, whole in books:
        text = f"检查对象\n{'对象编码' if whole else '对象代号码'} 对象名称 统一社会信用代码 管理处室 等级日期\n" + "\n".join(map(" ".join, objects))
        text += "\n\n抽查任务\n任务编号 任务名称 发起处室 方案日期\n" + "\n".join(map(" ".join, tasks))
        text += "\n\n锁定名录\n任务编号 轮次 对象编码\n" + "\n".join(map(" ".join, listed))
        handed.append(Handed(source, tables(text)))
    found = merge(handed)
    with mock.patch.object(doubts, "_MANY", ()):
        decided = merge(handed)
    assert found.problems == decided.problems
    assert found.count() == decided.count()
    for spec in MERGED:
        assert list(map(_told, found.every(spec))) == list(map(_told, decided.every(spec)))
        assert found.table(spec).rows == decided.table(spec).rows


def _told(claim: Claim) -> tuple[object, ...]:
    return claim.place(), claim.fate, claim.why, claim.at, claim.kept and claim.kept.place()


@given(st.permutations([LAWYERS, NOTARIES, COUNTY]))
def test_the_owners_row_is_kept_in_whatever_order_files_come(order: list[Source]) -> None:
    text = "检查对象\n对象编码 管理处室 联系电话\nD1 公证处 {}"
    found = merge([Handed(source, tables(text.format(source.division))) for source in order])
    assert [claim.source for claim in kept(found, registers.OBJECTS)] == [NOTARIES]
