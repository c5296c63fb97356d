"""报送件: the bureau counts the same from what is sent as from the masters, and learns nothing else."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from ssj_xl.build import example
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records, registers
from ssj_xl.tables.defaults import PROMOTION_REASONS
from ssj_xl.tables.normalising import OWN_SHAPE
from ssj_xl.workflows.consolidation import submit as submit_act
from ssj_xl.workflows.consolidation.consolidate import Consolidated, Output, consolidate
from ssj_xl.workflows.consolidation.submit import submit
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.monthly.report import report
from ssj_xl.workflows.registers.check import check
from tests.bureau import Bureau, desk, matched, opened, refused
from tests.gateways import workbooks

DESK = Desk(datetime(2021, 3, 21, 15), "协调处", lambda: "0" * 64)
FORM_DAY = date(2021, 3, 21)


def masters(month: Path) -> list[Path]:
    return sorted(month.glob("*/主台账-*.xlsx"))


def sent(month: Path) -> list[Path]:
    return sorted(month.glob("*/报送-*.xlsx"))


def together(paths: list[Path], month: str = "2021-03") -> Consolidated:
    return consolidate(paths, month=month, previous=None, desk=DESK, output=Output(filled_on=FORM_DAY))


@pytest.fixture(scope="module")
def from_masters(month: Path) -> Consolidated:
    return together(masters(month))


@pytest.fixture(scope="module")
def from_sent(month: Path) -> Consolidated:
    return together(sent(month))


def form_cells(done: Consolidated) -> list[object]:
    return [cell.value for row in openpyxl.load_workbook(io.BytesIO(done.form)).active.iter_rows() for cell in row]


def text_of(data: bytes) -> str:
    with ZipFile(io.BytesIO(data)) as file:
        return "\n".join(file.read(name).decode("utf-8", "replace") for name in file.namelist())


def codes(done: Consolidated) -> set[str]:
    return {problem.code for problem in done.problems}


def test_the_bureaus_form_from_what_was_sent_is_the_one_from_the_masters(month: Path, from_masters: Consolidated, from_sent: Consolidated) -> None:
    assert len(sent(month)) == len(masters(month)) == len(example.units())
    assert form_cells(from_sent) == form_cells(from_masters)
    assert {(row["state"], row["handed_in"]) for row in from_sent.submissions} == {("按时", f"{FORM_DAY}（填报日期）")}
    assert {row["state"] for row in from_masters.submissions} == {"按时"}
    assert not (codes(from_sent) | codes(from_masters)) & {"K13", "K33", "K34"}


@pytest.mark.long
def test_what_was_sent_and_the_bureau_workbook_carry_no_telephone_tier_reason_or_problem(month: Path, from_sent: Consolidated) -> None:
    whole = "\n".join([*(text_of(path.read_bytes()) for path in sent(month)), text_of(from_sent.data)])
    for path in masters(month):
        book = Book(open_gateway(path))
        settings = book.settings()[0]
        secret = {row["phone"] for row in book.read(registers.OBJECTS)} | {settings.phone, settings.mobile}
        secret |= {row["why"] for row in book.read(registers.RECUSALS)}
        secret |= {row["note"] for row in book.read(records.WINNERS)}
        secret |= {row["why"] for row in book.read(records.WINNERS)} - set(PROMOTION_REASONS)  # words of every 代码表
        secret |= {row["away_why"] for row in book.read(registers.INSPECTORS)}
        secret |= {row["problem"] for row in book.read(registers.FINDINGS)}
        assert [word for word in secret if word and word in whole] == [], path.name


def test_nobody_who_has_what_was_sent_can_link_a_drawn_object_to_its_pseudonym(month: Path) -> None:
    for path in sorted(month.glob("*/审计记录-*.json")):
        audit = json.loads(path.read_text("utf-8"))
        if audit["profile"] == "公开":
            continue
        book = Book(open_gateway(next(path.parent.glob("报送-*.xlsx"))))
        listed = [row for row in book.read(records.LOCKED) if row["task"] == audit["draw"]]
        drawn = [row for row in book.read(records.WINNERS) if row["task"] == audit["draw"]]
        assert {row["object"] for row in listed}.isdisjoint(audit["map"])
        assert {row["pid"] for row in listed} == {entry["pid"] for entry in audit["map"].values()}
        assert {row["ticket"] for row in drawn} == {""}
        assert [row["object"] for row in drawn] == sorted(row["object"] for row in drawn)
        assert {row["tier"] for row in [*listed, *book.read(registers.OBJECTS)] if "tier" in row} == {""}


def test_the_log_is_sent_with_its_chain_and_without_what_it_tells(month: Path) -> None:
    for mine, theirs in zip(masters(month), sent(month), strict=True):
        whole, short = (Book(open_gateway(path)).read(records.LOG) for path in (mine, theirs))
        assert [row["digest"] for row in short] == [row["digest"] for row in whole]
        assert {row["summary"] for row in short} == {row["who"] for row in short} == {""}


@pytest.mark.long
def test_next_month_a_log_written_anew_is_noticed_in_what_was_sent(
        month: Path, from_sent: Consolidated, tmp_path: Path) -> None:
    noted = tmp_path / "汇总台账-2021-03.xlsx"
    noted.write_bytes(from_sent.data)
    unit = masters(month)[0]
    again = Bureau()
    book = Book(open_gateway(unit))
    again.settings = {**again.settings, **{key: value for key, value in vars(book.settings()[0]).items()
                                           if key in ("unit", "unit_code", "division", "division_code", "level", "year")}}
    forged = tmp_path / "报送-重写.xlsx"
    forged.write_bytes(submit(again.book(), "2021-04", DESK).data)
    desk = replace(DESK, now=datetime(2021, 4, 21, 15))
    done = consolidate([forged], month="2021-04", previous=noted, desk=desk, output=Output(filled_on=date(2021, 4, 21)))
    assert "K14" in codes(done)


def test_what_the_units_own_check_finds_comes_with_place_and_kind_only(month: Path) -> None:
    bureau = Bureau().change(registers.OBJECTS, "LS001", status="失踪人员张三")
    made = submit(bureau.book(), "2026-03", DESK)
    assert "自查有错误" in made.sentence
    listed = openpyxl.load_workbook(io.BytesIO(made.data))[records.PROBLEMS.name]
    texts = [" ".join(str(cell.value) for cell in row) for row in listed.iter_rows(min_row=2)]
    assert any("状态" in text and "错误" in text for text in texts)
    assert not any("失踪人员张三" in text for text in texts)


def _shapeless(table: str) -> str:
    plain = re.sub("<calculatedColumnFormula>.*?</calculatedColumnFormula>", "", table)
    return re.sub(r'"A1:([A-Z]+)41"', r'"A1:\g<1>20"', plain) if 'displayName="检查对象"' in table else plain


def shapeless(folder: Path) -> Path:
    """A master as LibreOffice leaves it: tables without formulas of their own, and rows below one of them."""
    path = Bureau().file(folder)
    data = path.read_bytes()
    tables = [name for name in workbooks.parts(data) if name.startswith("xl/tables/")]
    path.write_bytes(workbooks.rewritten(data, dict.fromkeys(tables, _shapeless)))
    return path


@pytest.mark.long
def test_a_lost_shape_is_told_to_the_division_once_and_to_nobody_else(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shapeless(tmp_path)
    with opened(path, DESK) as book:
        told = [found.code for found in check(book, date(2026, 3, 2)).problems if found.code in OWN_SHAPE]
        form = [found.code for found in report(book, "2026-03", desk=desk(20)).warnings if found.code in OWN_SHAPE]
        made = submit(book, "2026-03", DESK)
        monkeypatch.setattr(submit_act, "OWN_SHAPE", frozenset())
        of_before = submit(book, "2026-03", DESK)
    assert told == ["F46", "F12"]
    assert len(form) == len(set(form))
    old, new = tmp_path / "报送-旧.xlsx", tmp_path / "报送.xlsx"
    for file, one in ((old, of_before), (new, made)):
        file.write_bytes(one.data)
    listed = [{row["code"] for row in Book(open_gateway(file)).read(records.PROBLEMS)} & OWN_SHAPE for file in (old, new)]
    assert listed == [OWN_SHAPE, frozenset()]

    for file in (path, old, new):
        done = consolidate([file], month="2026-03", previous=None, desk=desk(20), output=Output(filled_on=date(2026, 3, 20)))
        assert not [found for found in done.problems if {found.code, found.params.get("found")} & OWN_SHAPE]


def test_a_master_is_still_taken_and_told_that_it_holds_more_than_needed(
        from_masters: Consolidated, from_sent: Consolidated) -> None:
    assert "K26" in codes(from_masters)
    assert "K26" not in codes(from_sent)


@pytest.mark.long
def test_of_a_master_and_the_file_made_from_it_the_file_is_used_without_an_error(month: Path) -> None:
    unit = month / "律师工作处"
    done = together([*unit.glob("主台账-*.xlsx"), *unit.glob("报送-*.xlsx")])
    assert "K28" in codes(done)
    assert "K04" not in codes(done)
    assert {row["file"]: row["state"] for row in done.submissions}[next(unit.glob("主台账-*.xlsx")).name] == "未采用"


@pytest.mark.long
def test_a_file_of_another_month_is_named(month: Path) -> None:
    assert "K27" in codes(together(sent(month)[:1], "2021-04"))


@pytest.mark.long
def test_the_cover_says_whose_which_month_the_logs_head_what_is_left_out_and_where_to_sign() -> None:
    book = Bureau().book()
    matched(book)
    made = submit(book, "2026年3月", DESK)
    assert made.name == "报送-栾谷县司法局-律师处-2026-03.xlsx"
    cover = openpyxl.load_workbook(io.BytesIO(made.data))["报送封面"]
    text = "\n".join(str(cell.value) for row in cover.iter_rows() for cell in row if cell.value)
    for words in ("栾谷县司法局", "律师处", "2026-03", made.head, "联系电话", "填报人", "负责人（签字）", "（盖章）"):
        assert words in text, words
    assert re.search(r"锁定名录 40 行", text)


@pytest.mark.parametrize(("contact", "operator", "line"), [
    ("沈砚川", "顾某", "填报人：沈砚川"), ("", "顾某", "填报人：顾某"), ("", "", "填报人（签字）："),
])
def test_the_cover_names_a_person_of_the_unit_and_never_the_computers_user(contact: str, operator: str, line: str) -> None:
    office = Bureau()
    office.settings["contact"] = contact
    book = office.book()
    matched(book)
    for task in book.read(registers.TASKS):
        book.replace(registers.TASKS, [(task, {"operator": operator})])
    cover = openpyxl.load_workbook(io.BytesIO(submit(book, "2026-03", replace(DESK, operator="root")).data))["报送封面"]
    written = [str(cell.value) for row in cover.iter_rows() for cell in row if cell.value]
    assert line in written
    assert "root" not in "".join(written)


@pytest.mark.long
def test_what_is_left_out_of_the_lists_of_a_draw_stands_on_the_cover() -> None:
    book = Bureau().book()
    matched(book)
    cover = openpyxl.load_workbook(io.BytesIO(submit(book, "2026-03", DESK).data))["报送封面"]
    text = "".join(str(cell.value) for row in cover.iter_rows() for cell in row if cell.value)
    assert "候补名单；锁定人员" in text


@pytest.mark.parametrize(("day", "early"), [(date(2026, 3, 19), True), (date(2026, 3, 20), False)])
def test_whoever_hands_in_before_the_period_is_over_is_told(day: date, early: bool) -> None:
    book = Bureau().book()
    matched(book)
    made = submit(book, "2026-03", DESK, filled_on=day)
    assert ("统计期间到 2026-03-20 才结束" in made.sentence) is early
    assert ("P34" in {found.code for found in made.problems}) is early


def test_the_rows_that_the_bureau_will_read_are_told_apart_from_the_log(tmp_path: Path) -> None:
    book = Bureau().book()
    matched(book)
    made = submit(book, "2026-03", DESK)
    (tmp_path / made.name).write_bytes(made.data)
    read = [row["rows"] for row in together([tmp_path / made.name], "2026-03").submissions if row["file"]]
    assert [f"汇总时读取 {rows} 行" in made.sentence for rows in read] == [True], (read, made.sentence)


def test_a_month_that_cannot_be_read_is_refused() -> None:
    with refused("U01"):
        submit(Bureau().book(), "三月", DESK)


def test_nothing_is_written_or_drawn_in_a_file_that_was_sent(month: Path) -> None:
    book = Book(open_gateway(sent(month)[0]))
    with refused("K30"):
        book.append(registers.OBJECTS, [{"code": "X1"}])
    with refused("K30"):
        submit(book, "2021-03", DESK)
