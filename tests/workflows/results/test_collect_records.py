"""收回: 检查记录表 that were filled in on the PC come back as the pages do, whatever program saved them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.office.package import packed, unpacked
from ssj_xl.papers.handouts.record_reading import Entry, Known, RecordForm, is_blank, visit_of
from ssj_xl.tables import records, registers
from ssj_xl.tables.registers import FINDINGS
from ssj_xl.workflows.desk.given import Given, read_file, read_files
from ssj_xl.workflows.publishing.papers import RECORD, Wanted, papers
from ssj_xl.workflows.results.collect import LEFT, NEW, SAME, UPDATED, Collection, collect, plan_collect
from ssj_xl.workflows.results.results import Visit, Which, passed, visited
from ssj_xl.workflows.rounds.substitute import Grounds, Leaver, reassign, void
from tests import office
from tests.bureau import OPEN_TASK, Bureau, chain_is_whole, desk, matched, refused, rows
from tests.filled_records import DISPOSAL, RESULT, SIGNED, WHEN, Fill, bad, clean, in_excel, in_word, ticked

AT = desk(17, 20)


@pytest.fixture(scope="module")
def drawn() -> tuple[MemoryGateway, bytes, bytes]:
    """A matched office, and its record forms as a workbook and as a document."""
    book = Bureau().book()
    matched(book, OPEN_TASK)
    sheet, word = papers(book, OPEN_TASK, Wanted(date(2026, 3, 9), (RECORD,), ("xlsx", "docx"))).files
    return MemoryGateway.copy_of(book.gateway, path=""), *sorted((sheet.data, word.data), key=lambda data: b"word/document" in data)  # type: ignore[return-value]


@pytest.fixture
def book(drawn: Any) -> Book:
    return Book(MemoryGateway.copy_of(drawn[0], path=""))


def taken(book: Book, *paths: Path | Given) -> Collection:
    given = [one if isinstance(one, Given) else read_file(one) for one in paths]
    return collect(book, given, plan_collect(book, given, AT), AT)


def why(found: Collection) -> list[str]:
    return [line.text for line in found.lines if line.state == LEFT]


def worded(found: Collection) -> list[str]:
    return [one.code for one in found.problems]


def entered(book: Book) -> list[tuple[Any, ...]]:
    return sorted((row["object"], row["item"], row["checked"], row["signed"], row["result"], row["problem"], row["disposal"], row["disposal_due"])
                  for row in rows(book, FINDINGS))


# --- what is filled in -----------------------------------------------------------------------------------

FILLS = {0: clean(), 2: bad()}


def listed(book: Book) -> list[str]:
    return [row["object"] for row in rows(book, records.WINNERS) if row["lead"]]


def expected(book: Book) -> list[tuple[Any, ...]]:
    day, first, third = date(2026, 3, 9), listed(book)[0], listed(book)[2]
    nothing = ("未发现问题", "", "无需后续处置", None)
    return sorted([(first, "LS-01", day, "已签", *nothing), (first, "LS-02", day, "已签", *nothing), (third, "LS-02", day, "已签", *nothing),
                   (third, "LS-01", day, "已签", "发现问题已责令改正", "收费公示不全（２处）。", "责令改正", date(2026, 3, 30))])


def check_taken(gateway: MemoryGateway, path: Path) -> None:
    """A file with the first and third form filled is taken whole, and a second time changes nothing."""
    book, given = Book(MemoryGateway.copy_of(gateway, path="")), read_file(path)
    found = taken(book, given)
    assert (found.counts, worded(found)) == ({NEW: 4, UPDATED: 0, SAME: 0, LEFT: 0}, ["B12"]), path.name
    assert entered(book) == expected(book), path.name
    assert {(row["arrived"], row["way"]) for row in rows(book, FINDINGS)} == {("09:00", ())}
    assert chain_is_whole(book)
    log = len(rows(book, records.LOG))
    again = taken(book, given)
    assert (again.counts[SAME], len(again.lines), len(rows(book, records.LOG))) == (4, 4, log)


def test_a_workbook_and_a_document_are_read_alike_and_once(drawn: Any, tmp_path: Path) -> None:
    sheet, word = in_excel(drawn[1], FILLS, tmp_path / "记录.xlsx"), in_word(drawn[2], FILLS, tmp_path / "记录.docx")
    for path in (sheet, word):
        check_taken(drawn[0], path)


SAVED = ("xlsx:Calc MS Excel 2007 XML", "xls:MS Excel 97", "ods:calc8", "docx:MS Word 2007 XML", "doc:MS Word 97")


@pytest.mark.libreoffice
@pytest.mark.long
def test_files_that_libreoffice_saved_in_any_format_are_read(drawn: Any, tmp_path: Path) -> None:
    sheet, word = in_excel(drawn[1], FILLS, tmp_path / "记录.xlsx"), in_word(drawn[2], FILLS, tmp_path / "记录.docx")
    (tmp_path / "又").mkdir()
    for ending in SAVED:
        check_taken(drawn[0], office.converted(sheet if ending in SAVED[:3] else word, tmp_path / "又", ending))


@pytest.mark.long
def test_what_the_program_printed_from_results_says_the_same_as_they_do(drawn: Any, book: Book, tmp_path: Path) -> None:
    taken(book, in_excel(drawn[1], FILLS, tmp_path / "记录.xlsx"))
    for file in papers(book, OPEN_TASK, Wanted(date(2026, 3, 9), (RECORD,), ("xlsx", "docx"))).files:
        path = tmp_path / file.name
        path.write_bytes(file.data)
        found = taken(book, path)
        assert (found.counts[SAME], len(found.lines)) == (4, 4), found.lines


def test_a_form_that_was_printed_after_the_visit_was_registered_is_not_filled_in_and_stops_nothing(book: Book, tmp_path: Path) -> None:
    visited(book, OPEN_TASK, Which(), Visit(date(2026, 3, 9)), AT)
    for file in papers(book, OPEN_TASK, Wanted(date(2026, 3, 9), (RECORD,), ("xlsx", "docx"))).files:
        path = tmp_path / file.name
        path.write_bytes(file.data)
        found = taken(book, path)
        assert (found.lines, worded(found)) == ((), ["B12"]), found.lines
    assert {row["object"] for row in passed(book, OPEN_TASK, Which(), AT).rows} == set(listed(book))


@pytest.mark.parametrize(("fill", "result"), [
    ({"items": ["", ""], RESULT: lambda text: ticked(text, "未发现问题", "■")}, "未发现问题"),
    ({"items": ["无", "未发现问题。"]}, "未发现问题"),
    ({"items": [lambda text: text.replace("□无　", "√无　"), lambda text: text.replace("□无　", "□无√　")]}, "未发现问题"),
    ({"items": [lambda text: ticked(text, "不涉及")] * 2}, "未发现开展本次抽查涉及的经营活动"),
    ({"items": ["发现问题待后续处理：账目不清", "有：账目不清"], RESULT: lambda text: ticked(text, "发现问题待后续处理"),
      DISPOSAL: "约谈提醒"}, "发现问题待后续处理")],
    ids=["whole", "words", "marks", "away", "problem"])
def test_ways_of_saying_it_that_are_understood(drawn: Any, book: Book, tmp_path: Path, fill: Fill, result: str) -> None:
    found = taken(book, in_excel(drawn[1], {1: clean(**fill)}, tmp_path / "记录.xlsx"))
    assert (found.counts[NEW], {row["result"] for row in rows(book, FINDINGS)}) == (2, {result}), found.lines


@pytest.mark.parametrize("written", ["2026年3月9日9时30分", "２０２６ 年 3 月 9 日 9 : 30 至 11:00", "2026-03-09 09:30:00", "2026.3.9 9:30", "二〇二六年三月九日9时30分"])
def test_day_and_hour_are_read_as_people_write_them(written: str) -> None:
    found = visit_of(RecordForm(("", ""), {WHEN: written, SIGNED: "☑已签"}, ()), "LS001", Known((), frozenset(), "", "", (), (), {}))
    assert (found.why, found.day, dict(found.more)["arrived"]) == ("", date(2026, 3, 9), "09:30")


@pytest.mark.parametrize(("written", "signed", "reason"), [
    ("2026年2月30日至2026年3月9日", "☑已签　□拒签　□无人签", "没有这一天"), ("2026年13月9日", "☑已签", "没有这一天"),
    ("2026年3月9日", "☑已签　拒签　□无人签", "签字情况"), ("2026年3月9日", "☑已签√□拒签", "签字情况")])
def test_a_day_or_a_signature_of_which_one_reading_is_no_other_is_left(written: str, signed: str, reason: str) -> None:
    found = visit_of(RecordForm(("", ""), {WHEN: written, SIGNED: signed}, ()), "LS001", Known((), frozenset(), "", "", (), (), {}))
    assert reason in found.why


@pytest.mark.parametrize(("fill", "reason"), [
    ({WHEN: "　年　月　日"}, "没有写检查时间"), ({WHEN: "2026年3月9日、2026年3月10日"}, "几个日期"), ({WHEN: "2026年3月21日"}, "晚于今天"), ({WHEN: "2025年3月9日"}, "早于抽取日期"),
    ({WHEN: "2026年3月9—10日"}, "几个日期"), ({WHEN: "3月9日"}, "没有写检查时间"),
    ({SIGNED: lambda text: text}, "签字情况"), ({SIGNED: lambda text: ticked(ticked(text, "已签"), "拒签")}, "签字情况"),
    ({"items": [lambda text: text, "无"]}, "没有勾“无”或“有”"), ({"items": ["台账齐全", "无"]}, "没有勾“无”或“有”"),
    ({"items": [lambda text: ticked(ticked(text, "无"), "有"), "无"]}, "看不清"), ({"items": [lambda text: text.replace("　□有", "√□有"), "无"]}, "看不清"),
    ({"items": [lambda text: ticked(text, "无") + "\n收费不全", "无"]}, "又写了"), ({"items": [lambda text: ticked(text, "有"), "无"]}, "什么问题"),
    ({"items": ["有：收费不全", "无"]}, "哪一种问题"), ({RESULT: lambda text: ticked(text, "发现问题待后续处理")}, "各事项却都没有问题"),
    ({"disposed": ["责令改正", ""]}, "没有发现问题，却写了处置"), ({"disposed": ["罚款", ""]}, "不是代码表里的"),
    ({"items": ["发现问题待后续处理：收费不全", "无"]}, "没有写后续处置"),
    ({"items": ["发现问题待后续处理：收费不全", "无"], DISPOSAL: lambda text: ticked(text, "其他")}, "代码表里没有"),
    ({"items": ["发现问题待后续处理：收费不全", "无"], "disposed": ["责令改正 期限：月底", ""]}, "不是代码表里的"),
    ({"items": ["发现问题待后续处理：收费不全", "无"], "disposed": ["责令改正\n期限：30日内", ""]}, "不是一个日期")])
@pytest.mark.long(but=1)
def test_what_can_be_read_in_two_ways_is_left_with_the_reason(drawn: Any, book: Book, tmp_path: Path, fill: Fill, reason: str) -> None:
    found = taken(book, in_excel(drawn[1], {1: clean(**fill)}, tmp_path / "记录.xlsx"))
    assert why(found), found.lines
    assert any(reason in text for text in why(found))
    assert (len(why(found)), rows(book, FINDINGS)) == (2, []), "no other row of the same paper is taken"


UNREAD = {"an item": clean(items=["台账齐全", "无"]), "the whole": clean(**{RESULT: lambda text: ticked(text, "发现问题待后续处理")}),
          "signature": clean(**{SIGNED: lambda text: text}), "day": clean(**{WHEN: "3月9日"})}


@pytest.mark.parametrize("others", [{}, {0: clean()}], ids=["alone", "among others"])
@pytest.mark.parametrize("unread", UNREAD.values(), ids=UNREAD)
@pytest.mark.long(but=1)
def test_a_firm_whose_form_was_refused_is_never_filled_as_clean_until_its_form_is_read(drawn: Any, book: Book, tmp_path: Path, unread: Fill,
                                                                                       others: dict[int, Fill]) -> None:
    path = in_excel(drawn[1], {**others, 1: unread}, tmp_path / "记录.xlsx")
    assert taken(book, path).counts[NEW] == 2 * len(others)
    log = len(rows(book, records.LOG))
    assert not taken(book, path).is_to_write
    assert len(rows(book, records.LOG)) == log, "the same file again changes nothing"
    second = listed(book)[1]
    visited(book, OPEN_TASK, Which(), Visit(date(2026, 3, 9)), AT)
    passed(book, OPEN_TASK, Which(), AT)
    assert {row["result"] for row in rows(book, FINDINGS, object=second)} == {""}
    assert all(row["result"] for row in rows(book, FINDINGS) if row["object"] != second)
    with refused("D93"):
        passed(book, OPEN_TASK, Which((second,)), AT)
    assert taken(book, in_excel(drawn[1], {1: clean()}, tmp_path / "改好.xlsx")).counts[UPDATED] == 2
    assert {row["result"] for row in rows(book, FINDINGS, object=second)} == {"未发现问题"}


def test_a_form_that_disagrees_with_the_day_that_is_registered_is_no_clean_result(drawn: Any, book: Book, tmp_path: Path) -> None:
    visited(book, OPEN_TASK, Which(), Visit(date(2026, 3, 10)), AT)
    assert taken(book, in_excel(drawn[1], {0: clean(), 1: bad()}, tmp_path / "记录.xlsx")).counts[LEFT] == 4
    passed(book, OPEN_TASK, Which(), AT)
    assert {row["object"] for row in rows(book, FINDINGS, result="")} == set(listed(book)[:2])


@pytest.mark.parametrize("disposed", ["约谈提醒责令改正", "罚款"])
def test_a_problem_that_cannot_be_read_is_never_made_a_clean_result(drawn: Any, book: Book, tmp_path: Path, disposed: str) -> None:
    """The signature of a paper of which one item is refused stands for none of its rows, so no batch fills them."""
    found = taken(book, in_excel(drawn[1], {0: clean(), 1: bad(disposed=[disposed + "、", ""], 后续处置=lambda text: text)}, tmp_path / "记录.xlsx"))
    assert found.counts == {NEW: 2, UPDATED: 0, SAME: 0, LEFT: 2}
    (told,) = (one for one in found.problems if one.code == "B13")
    assert "LS-01" in told.text
    assert listed(book)[1] in told.text
    assert {row["object"] for row in rows(book, FINDINGS)} == {listed(book)[0]}
    with refused("D93"):
        passed(book, OPEN_TASK, Which(), AT)


NAMES = ("未发现问题", "发现问题待后续处理")
DISPOSED = ("责令改正", "约谈提醒", "无需后续处置")


def of_words(disposed: str, *, whole: str = "□责令改正 □约谈提醒 □其他", problem: bool = True) -> tuple[str, Any]:
    """What a form says of an item: why it is not taken, else problem, disposal and term."""
    known = Known(NAMES, frozenset(NAMES[1:]), NAMES[0], "", DISPOSED, (), {"LS-01": "收费"})
    found = ("发现问题待后续处理：收费不全" if problem else "无")
    values = {WHEN: "2026年3月9日", SIGNED: "☑已签 □拒签 □无人签", DISPOSAL: whole}
    (item,) = visit_of(RecordForm(("", ""), values, (Entry("1", "收费", found, disposed),)), "LS001", known).items
    return item.why, (item.problem, item.disposal, item.due)


@pytest.mark.parametrize(("disposed", "due"), [
    ("责令2026年4月15日前改正", date(2026, 4, 15)), ("责令二〇二六年四月十五日之前改正", date(2026, 4, 15)), ("限期改正", None),
    ("已于2026年3月9日告知", None), ("限期改正\n期限：2026年4月15日", date(2026, 4, 15))])
def test_other_words_beside_the_one_disposal_that_is_ticked_are_a_note_and_a_day_before_which_is_its_term(disposed: str, due: date | None) -> None:
    why_, (problem, disposal, term) = of_words(disposed, whole="☑责令改正 □约谈提醒 □其他")
    assert (why_, disposal, term) == ("", "责令改正", due)
    assert problem.startswith("收费不全\n处置情况：")


@pytest.mark.parametrize(("disposed", "whole"), [
    ("已约谈", "□责令改正 □约谈提醒 □其他"), ("已约谈提醒", "☑责令改正 □约谈提醒 □其他"), ("责令2026年4月15日前改正", "□责令改正 ☑约谈提醒 □其他"),
    ("限期改正，期限：月底", "☑责令改正 □约谈提醒 □其他"), ("已约谈", "☑责令改正 ☑约谈提醒 □其他")])
def test_words_without_one_tick_or_against_it_are_refused_and_it_is_told_what_to_write(disposed: str, whole: str) -> None:
    why_, _ = of_words(disposed, whole=whole)
    assert "期限：2026年12月15日" in why_


def test_a_form_with_any_tick_is_filled_and_the_tick_that_is_printed_is_none() -> None:
    printed = {WHEN: "　　　年　　月　　日　　时", "检查方式": "☑现场检查 □书面检查", SIGNED: "□已签 □拒签 □无人签", RESULT: "□未发现问题"}
    items = (Entry("1", "收费", "□无　□有", ""),)
    assert is_blank(RecordForm(("", ""), printed, items))
    for label, text in ((RESULT, "☑未发现问题"), (SIGNED, "☑已签 □拒签 □无人签"), (WHEN, "二〇二六年十二月二十一日"), (WHEN, "3月9日")):
        assert not is_blank(RecordForm(("", ""), {**printed, label: text}, items)), text


# --- whose it is -----------------------------------------------------------------------------------------

def changed(data: bytes, path: Path, change: Callable[[Any], None]) -> Path:
    """The workbook with every form filled, then changed."""
    in_excel(data, dict.fromkeys(range(4), clean()), path)
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def _each(old: str, new: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        for row in book.worksheets[1].iter_rows():
            for cell in row:
                if type(cell).__name__ == "Cell" and old in str(cell.value):
                    cell.value = str(cell.value).replace(old, new)
    return change


@pytest.mark.parametrize("change", [_each("核对码：", "核对码：0"), _each("核对码", ""), _each(OPEN_TASK, "LG-LS-2026-001"), _each("律师事务所", "公证处")],
                         ids=["code", "no code", "task", "name"])
@pytest.mark.long(but=1)
def test_a_form_whose_code_task_or_name_was_changed_is_refused_and_the_others_go_on(drawn: Any, book: Book, tmp_path: Path, change: Any) -> None:
    found = taken(book, changed(drawn[1], tmp_path / "记录.xlsx", change))
    assert (worded(found), found.counts[NEW]) == (["B10"], 6)


def _without_row_of(text: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        sheet = book.worksheets[1]
        line = next(cell.row for row in sheet.iter_rows() for cell in row if text in str(cell.value))
        values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=line + 1)]
        for area in list(sheet.merged_cells.ranges):
            if area.min_row >= line:
                sheet.unmerge_cells(str(area))
        for number, row in enumerate([*values, [None] * len(values[0])], line):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value
    return change


def test_a_row_that_was_deleted_is_one_less_and_no_other_takes_its_place(drawn: Any, book: Book, tmp_path: Path) -> None:
    found = taken(book, changed(drawn[1], tmp_path / "记录.xlsx", _without_row_of("执业监督：LS-01")))
    assert (found.counts[NEW], worded(found)) == (7, [])
    (left,) = (row for row in book.read(FINDINGS).waiting)
    assert left["item"] == "LS-01"
    visited(book, OPEN_TASK, Which(), Visit(date(2026, 3, 9)), AT)
    with refused("D93"):
        passed(book, OPEN_TASK, Which(), AT)


@pytest.mark.long
def test_a_copied_sheet_counts_once_and_two_that_differ_count_for_nothing(drawn: Any, book: Book, tmp_path: Path) -> None:
    same = changed(drawn[1], tmp_path / "记录.xlsx", lambda one: one.copy_worksheet(one.worksheets[1]))
    assert taken(book, same).counts[NEW] == 8

    def other(one: Any) -> None:
        copied = one.copy_worksheet(one.worksheets[1])
        cell = next(cell for row in copied.iter_rows() for cell in row if "2026年3月9日" in str(cell.value))
        cell.value = "2026年3月10日"

    found = taken(book, changed(drawn[1], tmp_path / "又.xlsx", other))
    assert (worded(found), found.counts[SAME]) == (["B11", "B11"], 6)
    fresh = Book(MemoryGateway.copy_of(drawn[0], path=""))
    assert taken(fresh, tmp_path / "又.xlsx").counts[NEW] == 6
    visited(fresh, OPEN_TASK, Which(), Visit(date(2026, 3, 9)), AT)
    with refused("D93"):
        passed(fresh, OPEN_TASK, Which(), AT)


def test_forms_of_a_voided_round_another_bureau_and_another_team_are_refused(drawn: Any, book: Book, tmp_path: Path) -> None:
    path = in_excel(drawn[1], {0: clean()}, tmp_path / "记录.xlsx")
    away = Bureau().change(registers.OBJECTS, "LS020", status="注销").book()
    matched(away, OPEN_TASK)
    assert worded(taken(away, path))[0] == "B10"
    first = next(row for row in rows(book, records.WINNERS) if row["object"] == listed(book)[0])
    reassign(book, OPEN_TASK, Leaver(first["lead"], (first["object"],)), Grounds("不在岗", "李副局长"), desk(13, 4))
    found = taken(book, path)
    assert {text[:4] for text in why(found)} == {"改派后检"}
    void(book, OPEN_TASK, "漏登", desk(14, 4))
    assert worded(taken(book, path))[0] == "B03"


def test_a_later_form_updates_what_an_earlier_one_brought_and_not_the_other_way_round(drawn: Any, book: Book, tmp_path: Path) -> None:
    early, late = (in_excel(drawn[1], {0: fill}, tmp_path / name) for fill, name in ((clean(), "一.xlsx"), (bad(), "二.xlsx")))
    for path, at in ((early, date(2026, 3, 9)), (late, date(2026, 3, 10))):
        parts = unpacked(path.read_bytes())
        core = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{at}T08:00:00Z".encode(), parts["docProps/core.xml"])
        path.write_bytes(packed({**parts, "docProps/core.xml": core}))
    taken(book, early)
    assert taken(book, late).counts[UPDATED] == 1
    assert "B04" in worded(taken(book, early))


@pytest.mark.parametrize(("name", "data", "code"), [
    ("空.xlsx", b" ", "F02"), ("大.xlsx", None, "I07"), ("假.docx", b"PK\x03\x04 no archive", "F02"),
    ("假.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "B08"), ("假.xls", b"PK\x03\x04", "F02")])
def test_hostile_and_damaged_files_are_named_and_the_others_go_on(drawn: Any, book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str,
                                                                    data: bytes | None, code: str) -> None:
    monkeypatch.setattr("ssj_xl.papers.pdf.find_soffice", lambda: None)
    path = tmp_path / name
    path.write_bytes(data or bytes(51 << 20))
    found = taken(book, path, in_excel(drawn[1], {0: clean()}, tmp_path / "记录.xlsx"))
    assert (worded(found), found.counts[NEW]) == ([code, "B12"], 2)
    assert found.problems[0].place.file == name


def test_a_folder_gives_what_is_in_it_and_below_it_but_no_leftovers_of_office(tmp_path: Path) -> None:
    (tmp_path / "一组").mkdir()
    for name in ("b.txt", "一组/a.json", "~$b.txt", ".a.json", "照片.jpg"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    assert [one.name for one in read_files([tmp_path, tmp_path / "b.txt"])] == ["b.txt", "a.json", "b.txt"]
    (tmp_path / "空").mkdir()
    with refused("U03"):
        read_files([tmp_path / "空"])


def test_a_workbook_without_forms_is_named(book: Book, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active["A1"] = "会议记录"
    made.save(tmp_path / "别的.xlsx")
    assert worded(taken(book, tmp_path / "别的.xlsx")) == ["B09"]


@pytest.mark.long
def test_a_sheet_with_very_many_forms_and_very_long_cells_takes_no_time_and_no_room(book: Book) -> None:
    rows_ = tuple({0: f"核对码：{number:08x}-0000"} for number in range(20_000))
    long = ({0: "核对码：00000000-0000"}, {0: "检查时间", 1: "2026年3月9日"}, {0: "检查结果", 1: "□未发现问题　" * 100_000})
    found = plan_collect(book, [Given("多.xlsx", b"", (rows_,)), Given("长.xlsx", b"", (long,))], AT)
    assert [one.code for one in found.problems] == ["B12", "B10"]
    assert found.problems[0].params["count"] == 20_000
    assert len(found.problems[0].text) < 500
