"""文书: what a division prints for a task, what it may not say, and what is missing before it can be printed."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ssj_xl.build import example
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.papers.handouts import visit_notice
from ssj_xl.papers.handouts.word import text_of
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.notice import receipt
from ssj_xl.workflows.office import open_office
from ssj_xl.workflows.papers import (
    CONFIRMATION,
    NOTICE,
    RECORD,
    RESULTS_TABLE,
    SCHEME,
    Made,
    Wanted,
    choices_of,
    job_of,
    papers,
    visits_of,
)
from ssj_xl.workflows.substitute import Grounds, promote, void
from tests import office
from tests.bureau import OPEN_TASK, TASK, Bureau, cells, codes, desk, drawn, edit, locked, matched, refused, rows
from tests.platform_cases import Platform, hand_out, imported

DAY = date(2026, 3, 20)
UNIT = {"contact": "联系员", "phone": "0399-5550000"}
FULL: dict[str, Any] = {
    "plan": "JH-01", "scope": "东区、西区的律师事务所", "scheme_name": "栾谷县司法局律师事务所抽查实施方案",
    "scheme_number": "栾司〔2026〕3号", "scheme_date": date(2026, 2, 25), "scheme_published": date(2026, 2, 26),
    "way": ("现场检查", "书面检查"), "demands": "两名以上执法人员持证检查。\n结果五个工作日内录入。",
    "operator": "经办甲", "supervisor": "监督乙"}
PLAN: dict[str, Any] = {"code": "JH-01", "year": 2026, "name": "律师事务所抽查", "items": ("LS-01", "LS-02"),
                        "draw_type": "不定向", "division": "律师处"}


def bureau(task: str = OPEN_TASK, **more: Any) -> Bureau:
    """An office whose task says everything that a scheme needs."""
    made = Bureau()
    made.settings |= UNIT
    made.add(registers.PLANS, **PLAN)
    for code in ("LS-01", "LS-02"):
        made.change(registers.ITEMS, code, content=f"{code}的检查内容", basis="《律师法》第4条；《律师事务所管理办法》第5条",
                    frequency="1次/年")
    return made.change(registers.TASKS, task, **FULL, **more)


def ready(task: str = OPEN_TASK, **more: Any) -> Book:
    """The office after the matching."""
    book = bureau(task, **more).book()
    matched(book, task)
    return book


def listed(book: Book, task: str = OPEN_TASK) -> list[Any]:
    """The rows of 抽取名单 that are to be visited."""
    return [row for row in rows(book, records.WINNERS, task=task) if row["state"] in ("抽中", "递补")]


def found(book: Book, task: str = OPEN_TASK, place: int = 0, **values: Any) -> str:
    """Enter a result for both items of a drawn object; returns the object's code."""
    code: str = listed(book, task)[place]["object"]
    row = {"task": task, "object": code, "checked": date(2026, 3, 10), "way": ("现场检查",), "result": "未发现问题",
           "disposal": "无需后续处置", "published": date(2026, 3, 15)}
    book.append(registers.FINDINGS, [row | {"item": item} | values for item in ("LS-01", "LS-02")])
    return code


def made(book: Book, *kinds: str, task: str = OPEN_TASK, **options: Any) -> Made:
    """The papers of a task."""
    return papers(book, task, Wanted(DAY, kinds, **options))


def words(book: Book, kind: str, task: str = OPEN_TASK) -> str:
    """What the Word paper of a kind says."""
    file = next(file for file in made(book, kind, task=task).files if file.name.endswith(".docx"))
    return text_of(file.data)


def sheets(data: bytes) -> dict[str, str]:
    """What each sheet of a workbook says."""
    return {sheet.title: "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
            for sheet in openpyxl.load_workbook(io.BytesIO(data))}


# --- which papers ----------------------------------------------------------------------------------

def test_before_the_draw_there_is_a_scheme_and_the_rest_says_what_it_waits_for() -> None:
    done = made(bureau().book())
    assert [file.name for file in done.files] == ["抽查方案.docx"]
    assert [(kind, why.code) for kind, why in done.missing] == [(CONFIRMATION, "P51"), (NOTICE, "P51"), (RECORD, "P51"), (RESULTS_TABLE, "P53")]


def test_a_drawn_task_waits_for_its_inspectors() -> None:
    book = bureau().book()
    drawn(book, OPEN_TASK)
    assert [(kind, why.code) for kind, why in made(book).missing] == [(NOTICE, "P52"), (RECORD, "P52"), (RESULTS_TABLE, "P53")]


def test_with_results_every_paper_is_made() -> None:
    book = ready()
    found(book)
    done = made(book)
    assert [file.name for file in done.files] == ["抽查方案.docx", "抽取结果确认单.docx", "行政检查通知书.docx", "检查记录表.docx", "结果公示表.docx",
                                                  "结果公示表.xlsx"]
    assert done.missing == ()


def test_a_paper_that_was_asked_for_and_cannot_be_made_is_refused() -> None:
    with refused("P51", "P53"):
        made(bureau().book(), NOTICE, RESULTS_TABLE)


def test_excel_is_for_tables_only() -> None:
    with refused("P64"):
        made(ready(), SCHEME, formats=("xlsx",))
    names = [file.name for file in made(ready(), NOTICE, RECORD, formats=("xlsx",)).files]
    assert names == ["行政检查通知书.docx", "检查记录表.xlsx"]


def test_papers_write_nothing_into_the_workbook_and_are_the_same_again() -> None:
    book = ready()
    found(book)
    before = cells(book)
    assert made(book) == made(book)
    assert cells(book) == before


def test_a_voided_draw_has_no_notices() -> None:
    book = ready()
    void(book, OPEN_TASK, "名录漏登", desk(12, 4))
    with refused("P51"):
        made(book, NOTICE)


def test_papers_of_a_list_that_was_changed_are_refused() -> None:
    book = ready()
    others = {row["object"] for row in rows(book, records.LOCKED, task=OPEN_TASK)} - {row["object"] for row in listed(book)}
    edit(book, records.WINNERS, {"task": OPEN_TASK, "state": "抽中"}, object=min(others))
    with refused("D38"):
        made(book, RECORD)


def test_an_item_outside_the_list_of_items_has_no_papers() -> None:
    with refused("P57"):
        made(bureau(items=("LS-01", "LS-99")).book(), SCHEME)


def test_an_unknown_or_cancelled_task_has_no_papers() -> None:
    with refused("D01"):
        made(Bureau().book(), task="LG-LS-2026-999")
    with refused("D30"):
        made(bureau(state="已取消").book())


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
    ({"method": "加权", "quantity": 6, "ratio": None}, "按信用风险分类确定签数，随机抽取6家"), ({"quantity": 7}, "合计不少于7家")])
def test_the_way_of_drawing_is_said_without_any_tier(more: dict[str, Any], said: str) -> None:
    text = words(bureau(**more).book(), SCHEME)
    assert said in text
    assert not re.search(r"[ABCD]级|等级[ABCD]|5%、|50%|100%", text)


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


# --- a draw of the platform --------------------------------------------------------------------------

def test_a_draw_of_the_platform_has_its_papers_too(tmp_path: Path) -> None:
    book = bureau(TASK).book()
    imported(book, hand_out(tmp_path / "平台结果.xlsx", Platform()))
    done = made(book, task=TASK)
    assert [kind for kind, _ in done.missing] == []
    assert "执法4某" in words(book, NOTICE, TASK)


def test_a_platforms_list_that_was_changed_has_no_papers(tmp_path: Path) -> None:
    book = bureau(TASK).book()
    imported(book, hand_out(tmp_path / "平台结果.xlsx", Platform()))
    edit(book, records.WINNERS, {"task": TASK}, object="LS020")
    with refused("S41"):
        made(book, task=TASK)


# --- what the public papers never say, on a whole invented month -------------------------------------

def everything(data: bytes) -> dict[str, str]:
    """Every part of a package as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name).decode("utf-8", "replace") for name in file.namelist()}


@pytest.mark.parametrize("unit", [unit.title for unit in example.divisions()])
def test_no_public_paper_tells_a_tier_a_telephone_or_a_certificate(month: Path, unit: str) -> None:
    book = Book(open_gateway(month / unit / f"主台账-{unit}.xlsx"))
    secret = {row["phone"] for row in book.read(registers.OBJECTS)}
    secret |= {row["certificate"] for row in book.read(registers.INSPECTORS)}
    secret |= {row["licence"] for row in book.read(registers.OBJECTS)}
    secret |= {row["name"] for row in book.read(registers.TIERS)} | {row["why"] for row in book.read(registers.RECUSALS)}
    secret |= {row["ticket"] for row in book.read(records.WINNERS)} | {row["pid"] for row in book.read(records.LOCKED)}
    tiers = "|".join(sorted({row["tier"] for row in book.read(registers.TIERS)}))
    for task in {row["task"] for row in book.read(records.DRAWS)}:
        done = papers(book, task, Wanted(date(2021, 3, 21), (SCHEME, RESULTS_TABLE)))
        assert len(done.files) == 3
        for file in done.files:
            text = re.sub(r"<[^>]*>", "", "".join(everything(file.data).values()))
            codes_ = {row["object"] for row in book.read(records.LOCKED)}
            known = codes_ | {row["uscc"] for row in book.read(registers.OBJECTS)} | {""}
            assert [word for word in secret - known if word in text] == [], file.name
            assert not re.search(rf"(?:等级|风险|信用)[^\n]{{0,6}}(?:{tiers})(?:级|类)?[，。；]", text), file.name


def test_the_whole_month_has_its_papers(month: Path) -> None:
    for unit in example.units():
        book = Book(open_gateway(month / unit.title / f"主台账-{unit.title}.xlsx"))
        for task in unit.own_tasks:
            done = papers(book, str(task["code"]), Wanted(date(2021, 3, 21)))
            assert [file.name for file in done.files][:5] == ["抽查方案.docx", "抽取结果确认单.docx", "行政检查通知书.docx", "检查记录表.docx", "结果公示表.docx"]
            assert not codes(done.warnings) - {"P61", "P62"}


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


# --- on paper ----------------------------------------------------------------------------------------

@pytest.mark.libreoffice
@pytest.mark.parametrize(("kind", "pages"), [(CONFIRMATION, 1), (NOTICE, 4), (RECORD, 4), (RESULTS_TABLE, 1)])
def test_each_object_is_on_a_page_of_its_own(tmp_path: Path, kind: str, pages: int) -> None:
    book = ready()
    found(book)
    path = tmp_path / "文书.docx"
    path.write_bytes(made(book, kind, formats=("docx",)).files[0].data)
    printed = office.to_pdf(path, tmp_path / "pdf")
    assert office.pdf_pages(printed) == pages


@pytest.mark.libreoffice
def test_the_codes_on_the_confirmation_are_not_broken_and_its_date_is_on_one_line(tmp_path: Path) -> None:
    office_ = bureau()
    longer = {row["code"]: f"31139924MDXWM{number:05}" for number, row in enumerate(office_[registers.OBJECTS])}
    for table, key in ((registers.OBJECTS, "code"), (registers.RECUSALS, "object")):
        for row in office_[table]:
            row[key] = longer[row[key]]
    book = office_.book()
    drawn(book, OPEN_TASK)
    path = tmp_path / "文书.docx"
    path.write_bytes(papers(book, OPEN_TASK, Wanted(date(2026, 12, 31), (CONFIRMATION,))).files[0].data)
    text = office.pdf_text(office.to_pdf(path, tmp_path / "pdf")).replace(" ", "")
    assert all(row["object"] in text for row in rows(book, records.WINNERS, state="抽中"))
    assert "打印日期2026年12月31日" in text


LONG = "统一收案、统一收费、利益冲突审查、委托合同管理、投诉查处、档案管理和律师执业活动监督等制度的建立和执行情况；" * 6


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", [SCHEME, NOTICE, RECORD])
def test_long_texts_and_large_teams_lose_nothing_on_paper(tmp_path: Path, kind: str) -> None:
    office_ = bureau(team=5)
    for row in office_[registers.ITEMS]:
        row["content"] = LONG
    for row in office_[registers.OBJECTS]:
        row["name"] = row["name"] + "长" * 70
    book = office_.book()
    matched(book, OPEN_TASK)
    path = tmp_path / "文书.docx"
    path.write_bytes(made(book, kind).files[0].data)
    printed = "".join(office.pdf_text(office.to_pdf(path, tmp_path / "pdf")).split())
    count = 1 if kind == SCHEME else len(listed(book))
    assert printed.count("执行情况；") >= 12 * count
    if kind != SCHEME:
        for row in listed(book):
            assert all(name in printed for name in row["team_names"].split("、"))


def test_a_locked_task_that_is_not_drawn_waits_for_the_draw() -> None:
    book = bureau().book()
    locked(book, OPEN_TASK)
    with refused("P51"):
        made(book, RECORD)


@pytest.mark.parametrize(("table", "values", "code"), [
    (records.WINNERS, {"lead": "P06"}, "D38"), (records.DRAWS, {"source": "省监管平台"}, "S43")])
def test_teams_and_draws_typed_over_have_no_papers(table: Any, values: dict[str, Any], code: str) -> None:
    book = ready()
    edit(book, table, {"task": OPEN_TASK}, **values)
    with pytest.raises(UserError) as caught:
        made(book, NOTICE)
    assert code in codes(caught.value.problems)


def receipts_of(made: Made) -> list[str]:
    return [file.name for file in made.files if file.name.startswith("名录回执/")]


def with_receipts(how: str, task: str) -> Book:
    """The office after the matching, with 参数 回执发放."""
    made = bureau(task)
    made.settings["receipts"] = how
    book = made.book()
    matched(book, task)
    return book


def test_receipts_go_out_with_the_notices_where_groups_tell_no_tier() -> None:
    book = with_receipts("随通知书", OPEN_TASK)
    found = papers(book, OPEN_TASK, Wanted(DAY, (NOTICE,)))
    assert len(receipts_of(found)) == 2 * len(listed(book))
    assert "P66" not in codes(found.warnings)
    text = next(file.data.decode() for file in found.files if file.name.endswith(".txt"))
    assert "名录回执" in text


def test_receipts_that_would_tell_a_tier_never_go_out_with_the_notices() -> None:
    found = papers(with_receipts("随通知书", TASK), TASK, Wanted(DAY, (NOTICE,)))
    assert receipts_of(found) == []
    assert "P66" in codes(found.warnings)


def test_persons_get_their_receipts_though_their_list_is_pseudonymous() -> None:
    made = bureau(OPEN_TASK, object_type=("律师",))
    made.settings["receipts"] = "随通知书"
    for spec in (registers.OBJECTS, registers.ITEMS):
        for row in made[spec]:
            row["object_type"] = "律师"
    book = made.book()
    matched(book, OPEN_TASK)
    assert rows(book, records.DRAWS)[0]["profile"] == "不公开等级"
    assert len(receipts_of(papers(book, OPEN_TASK, Wanted(DAY, (NOTICE,))))) == 2 * len(listed(book))


@pytest.mark.parametrize("how", ["不发", "依申请"])
def test_receipts_stay_in_the_office_unless_the_bureau_sends_them(how: str) -> None:
    assert receipts_of(papers(with_receipts(how, OPEN_TASK), OPEN_TASK, Wanted(DAY))) == []


def test_a_bureau_that_gives_no_receipts_makes_none() -> None:
    with refused("P65"):
        receipt(with_receipts("不发", TASK), TASK, "LS001")
    assert receipt(with_receipts("依申请", TASK), TASK, "LS001").receipt["draw"] == TASK


@pytest.mark.parametrize(("how", "task", "told"), [("依申请", TASK, True), ("随通知书", TASK, True), ("不发", TASK, False), ("依申请", OPEN_TASK, False)])
def test_the_notice_of_a_visit_tells_a_drawn_firm_its_own_code_in_the_list_and_no_other(how: str, task: str, told: bool) -> None:
    book = with_receipts(how, task)
    pids = {row["object"]: row["pid"] for row in rows(book, records.LOCKED, task=task)}
    visits = visits_of(open_office(book), job_of(open_office(book), open_office(book).task(task), DAY))
    forms = visit_notice.notices(job_of(open_office(book), open_office(book).task(task), DAY), visits).forms
    for visit, form in zip(visits, forms, strict=True):
        text = "".join(block.text for block in form.blocks if hasattr(block, "text"))
        assert [code for code, pid in pids.items() if f"名录里的代号：{pid}。" in text] == ([visit.object["code"]] if told else [])
