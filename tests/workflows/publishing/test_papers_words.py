"""文书 one by one: what a scheme, a notice, a record form, a table of results and a confirmation say, and what they never do."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.papers.handouts.word import text_of
from ssj_xl.tables import records, registers
from ssj_xl.tables.settings import AS_FLOOR
from ssj_xl.workflows.desk.office import open_office
from ssj_xl.workflows.publishing.papers import (
    CONFIRMATION,
    NOTICE,
    RECORD,
    RESULTS_TABLE,
    SCHEME,
    Wanted,
    choices_of,
    papers,
)
from ssj_xl.workflows.rounds.substitute import Grounds, promote
from tests.bureau import OPEN_TASK, TASK, Bureau, codes, desk, drawn, edit, matched, refused, rows
from tests.workflows.publishing.papers_cases import bureau, everything, found, listed, made, ready, sheets, words

# --- 抽查方案 ---------------------------------------------------------------------------------------

def test_a_scheme_has_the_five_elements_in_the_notices_words() -> None:
    text = words(bureau().book(), SCHEME)
    for heading in ("抽查检查的方式", "抽查检查的范围", "随机抽查检查事项", "随机抽查时间节点", "有关工作要求"):
        assert heading in text
    for fact in ("栾谷县司法局律师事务所抽查实施方案", "栾司〔2026〕3号", "计划编号：JH-01", "现场检查、书面检查", "东区、西区的律师事务所",
                 "LS-01的检查内容", "《律师法》第4条", "2026年3月1日至3月31日", "20个工作日内", "结果五个工作日内录入。",
                 "不低于10%的比例", "不少于2人", "操作人：经办甲", "监督人：监督乙", "2026年2月25日"):
        assert fact in text
    assert "待填写" not in text


@pytest.mark.parametrize(("key", "blank", "element"), [
    ("way", (), "方式"), ("scope", "", "范围"), ("start", None, "时间节点"), ("demands", "", "工作要求")])
def test_an_element_that_is_missing_is_named_and_left_to_be_filled_in(key: str, blank: object, element: str) -> None:
    book = bureau().change(registers.TASKS, OPEN_TASK, **{key: blank}).book()
    (problem,) = made(book, SCHEME).warnings
    assert (problem.code, problem.params["element"]) == ("P54", element)
    assert problem.place.cell
    assert "（待填写）" in words(book, SCHEME)


def test_a_scope_that_follows_from_the_pool_is_put_into_words() -> None:
    book = bureau().change(registers.TASKS, OPEN_TASK, scope="", county=("东区",), object_type=("律师事务所",)).book()
    assert "东区的律师事务所。" in words(book, SCHEME)
    assert made(book, SCHEME).warnings == ()


def test_nothing_is_invented_for_a_bare_task() -> None:
    done = made(Bureau().book(), SCHEME)
    assert codes(done.warnings) == {"P54", "P55", "P62"}
    assert text_of(done.files[0].data).count("（待填写）") >= 8


@pytest.mark.parametrize(("more", "said"), [
    ({"ratio": None}, "按信用风险分类分组，各组按规定的比例随机抽取"), ({"ratio": Fraction(1, 8)}, "不低于12.5%的比例"),
    ({"method": "加权", "quantity": 6, "ratio": None}, "其余检查对象放入同一签筒，按信用风险分类确定签数随机抽取，合计不少于6家，每个对象只中签一次"), ({"quantity": 7}, "合计不少于7家")])
def test_the_way_of_drawing_is_said_without_any_tier(more: dict[str, Any], said: str) -> None:
    text = words(bureau(**more).book(), SCHEME)
    assert said in text
    assert not re.search(r"[ABCD]级|等级[ABCD]|5%、|50%|100%", text)


def test_a_ratio_beside_tiers_is_told_of_the_whole() -> None:
    office = bureau(ratio=Fraction(1, 8), method="分级比例")
    office.settings["ratio_use"] = AS_FLOOR
    assert "按信用风险分类分组，各组按规定的比例随机抽取，不足一个的进为一个，合计不低于12.5%；" in words(office.book(), SCHEME)


def test_the_scheme_is_the_same_paper_before_and_after_the_draw() -> None:
    book = bureau().book()
    before = words(book, SCHEME)
    matched(book, OPEN_TASK)
    assert words(book, SCHEME) == before


# --- 行政检查通知书 -----------------------------------------------------------------------------------

def test_every_object_gets_a_notice_with_its_inspectors_and_its_rights() -> None:
    book = ready()
    text = words(book, NOTICE)
    for row in listed(book):
        assert f"{row['name']}：" in text
    assert text.count("有权申请回避") == len(listed(book))
    for fact in ("ZF0000", "检查组长", "不出示执法证件的，有权拒绝检查", "陈述、申辩", "送达回证", "印章", "任务编号：LG-LS-2026-002",
                 "《律师法》第4条；《律师事务所管理办法》第5条的规定", "联系人：联系员", "0399-5550000", "2026年3月20日", "检查频次：1次/年"):
        assert fact in text


def test_a_notice_names_the_whole_team_and_nobody_else() -> None:
    book = ready(team=3)
    people = book.read(registers.INSPECTORS).by("code")
    pages = words(book, NOTICE).split("送达回证")
    for row, page in zip(listed(book), pages, strict=False):
        team = {row["lead"], *row["members"]}
        assert {code for code, person in people.items() if person["certificate"] in page} == team
        assert len(team) == 3


def test_a_notice_tells_no_other_object_no_tier_and_no_recusal() -> None:
    book = ready(TASK)
    pages = words(book, NOTICE, TASK).split("行政检查通知书\n编号")[1:]
    names = [row["name"] for row in listed(book, TASK)]
    assert [[name for name in names if name in page] for page in pages] == [[name] for name in names]
    assert not [word for word in ("信用风险", "等级", "配偶", "签号") if word in "".join(pages)]


def test_what_a_notice_lacks_is_named() -> None:
    plain = Bureau()
    plain.change(registers.TASKS, OPEN_TASK, way=("现场检查",))
    book = plain.book()
    matched(book, OPEN_TASK)
    assert codes(made(book, NOTICE).warnings) == {"P55", "P56"}


@pytest.mark.long
def test_a_person_is_addressed_as_a_person() -> None:
    office_ = bureau()
    for row in (*office_[registers.OBJECTS], *office_[registers.ITEMS]):
        row["object_type"] = "律师"
    book = office_.book()
    matched(book, OPEN_TASK)
    assert "确定你为" in words(book, NOTICE)
    assert "被检查人" in words(book, RECORD)


def test_only_the_items_that_fit_the_object_are_checked() -> None:
    office_ = bureau().change(registers.ITEMS, "LS-02", object_type="公证机构")
    book = office_.book()
    matched(book, OPEN_TASK)
    text = words(book, NOTICE)
    assert "LS-01的检查内容" in text
    assert "LS-02的检查内容" not in text


# --- 检查记录表 --------------------------------------------------------------------------------------

@pytest.mark.long
def test_a_record_form_has_every_field_of_the_visit() -> None:
    book = ready()
    text = words(book, RECORD)
    for field in ("任务名称", "任务编号", "被检查单位", "统一社会\n信用代码", "执业证号", "地址", "负责人", "联系电话", "发现问题情况", "处置情况",
                  "检查方式", "检查结果", "后续处置", "无法联系", "拒绝检查", "被检查单位\n意见", "检查人员\n签名", "组长审核\n意见",
                  "结果公示\n审批意见", "一企一表"):
        assert text.count(field) >= len(listed(book)), field
    for row in listed(book):
        for name in row["team_names"].split("、"):
            assert f"{name}（执法证号：" in text


def test_a_blank_form_has_nothing_ticked() -> None:
    assert "■" not in words(ready(), RECORD)


def test_results_that_are_entered_stand_on_the_form() -> None:
    book = ready()
    code = found(book)
    edit(book, registers.FINDINGS, {"object": code, "item": "LS-02"}, result="发现问题已责令改正", disposal="责令改正",
         problem="2件委托合同未编号", disposal_due=date(2026, 3, 25), closed=date(2026, 3, 20))
    text = words(book, RECORD)
    for fact in ("■现场检查", "■发现问题已责令改正", "■责令改正", "发现问题已责令改正：2件委托合同未编号", "期限：2026年3月25日",
                 "办结：2026年3月20日", "2026年3月10日", "□未发现问题", "□无需后续处置"):
        assert fact in text
    assert "■未发现问题" not in text


def test_what_is_given_to_tick_comes_from_the_code_table() -> None:
    book = bureau().add(registers.CODES, category="检查结果", code="1", name="合格", is_problem="否", is_check="是").book()
    choices = choices_of(open_office(book))
    assert choices.options["检查结果"] == ("合格",)
    assert choices.harmless == {"合格"}
    assert "案卷评查" in choices.options["检查方式"]


@pytest.mark.long
def test_split_gives_each_object_a_file_of_its_own() -> None:
    book = ready(quantity=12)
    edit(book, registers.OBJECTS, {"code": listed(book)[0]["object"]}, name='甲/乙:丙*?"<>|' + "长" * 80)
    files = [file for file in made(book, RECORD, split=True).files if file.single]
    assert len(files) == len(listed(book)) == 12
    assert len({file.name for file in files}) == 12
    for file in files:
        folder, name = file.name.split("/")
        assert folder == "检查记录表"
        assert re.fullmatch(r'[0-9]{3}-[^\\/:*?"<>|]{1,50}\.docx', name)
    assert "甲/乙:丙" in text_of(files[0].data)


@pytest.mark.long
def test_in_excel_each_object_has_a_sheet() -> None:
    book = ready()
    (file,) = made(book, RECORD, formats=("xlsx",)).files
    assert len(sheets(file.data)) == len(listed(book))
    assert all("一企一表" in text for text in sheets(file.data).values())


def test_an_object_that_left_the_register_still_has_its_form() -> None:
    office_ = bureau()
    gateway = office_.gateway()
    book = Book(gateway)
    matched(book, OPEN_TASK)
    winner = listed(book)[0]
    edit(book, registers.OBJECTS, {"code": winner["object"]}, code="LS999")
    done = made(book, RECORD)
    assert "P59" in codes(done.warnings)
    assert winner["name"] in text_of(done.files[0].data)


# --- 结果公示表 --------------------------------------------------------------------------------------

def test_the_table_has_results_whose_day_of_publication_has_come() -> None:
    book = ready()
    shown, later, never = found(book), found(book, place=1, published=date(2026, 3, 21)), found(book, place=2, published=None)
    done = made(book, RESULTS_TABLE)
    texts = [text_of(done.files[0].data), "\n".join(sheets(done.files[1].data).values())]
    names = book.read(registers.OBJECTS).by("code")
    for text in texts:
        assert names[shown]["name"] in text
        assert names[later]["name"] not in text
        assert names[never]["name"] not in text
        assert "本次抽取检查对象4家，本表公示1家的检查结果。其余3家待公示。" in text
    (problem,) = done.warnings
    assert (problem.code, problem.params["count"]) == ("P61", 4)


def test_a_result_is_shown_on_the_day_it_is_prepared_for() -> None:
    book = ready()
    found(book, published=date(2026, 4, 1))
    with refused("P53"):
        made(book, RESULTS_TABLE)
    assert papers(book, OPEN_TASK, Wanted(date(2026, 4, 1), (RESULTS_TABLE,))).files


def test_the_table_says_what_was_found_and_not_how() -> None:
    book = ready(TASK)
    code = found(book, TASK, problem="内部描述")
    edit(book, registers.OBJECTS, {"code": code}, licence="21399201610000001", phone="13900000000")
    for file in made(book, RESULTS_TABLE, task=TASK).files:
        text = "\n".join(everything(file.data).values())
        for word in ("内部描述", "无需后续处置", "13900000000", "21399201610000001", "执法1某", "ZF0000", "等级", "签号", "现场检查"):
            assert word not in text, word
        assert "未发现问题" in text


def test_rows_do_not_stand_in_the_order_of_the_draw() -> None:
    book = ready(quantity=12)
    for place in range(12):
        found(book, place=place)
    (text,) = sheets(made(book, RESULTS_TABLE, formats=("xlsx",)).files[0].data).values()
    order = list(dict.fromkeys(re.findall(r"第[0-9]{3}律师事务所", text)))
    assert order == sorted(order)
    assert order != [row["name"] for row in listed(book)]


# --- 抽取结果确认单 -----------------------------------------------------------------------------------

def test_what_was_drawn_is_confirmed_with_signatures_and_the_fingerprints_of_lock_seed_and_log() -> None:
    book = bureau().book()
    drawn(book, OPEN_TASK)
    draw = rows(book, records.DRAWS, task=OPEN_TASK)[0]
    text = words(book, CONFIRMATION)
    spaced = text.replace(" ", "")
    assert all(draw[key] in spaced for key in ("root", "seed", "log_head"))
    assert all(row["name"] in text for row in rows(book, records.WINNERS, state="抽中"))
    assert all(part in text for part in ("操作人", "监督人", "见证人", "录像编号", "匹配以后再打印", draw["locked_at"], draw["drawn_at"]))


def test_the_confirmation_lists_whom_the_seed_gave_and_says_what_changed_since() -> None:
    book = Bureau().change(registers.TASKS, OPEN_TASK, reserve=3).book()
    matched(book, OPEN_TASK)
    gone = rows(book, records.WINNERS, task=OPEN_TASK, state="抽中")[0]
    assert "变动" not in words(book, CONFIRMATION)
    promote(book, OPEN_TASK, gone["object"], Grounds("注销", "李某"), desk(12, 5))
    [came] = rows(book, records.WINNERS, task=OPEN_TASK, state="递补")
    text = words(book, CONFIRMATION)
    assert (gone["name"] in text, came["name"] in text) == (True, False)
    assert all(part in text for part in ("已被替换", "抽取、匹配以后有变动：2026-03-05 12:00 递补", "现在的"))


def test_the_confirmation_names_the_teams_and_no_tier() -> None:
    book = ready()
    text = words(book, CONFIRMATION)
    assert all(row["team_names"] in text for row in rows(book, records.WINNERS, state="抽中"))
    assert not re.search(r"[ABCD]级|风险", text)
