"""What is prepared for the platform: its sheets, in its words, every gap named and the file made all the same."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.foreign import read_list
from ssj_xl.tables import records, registers
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.platform import RESULT_SHEET
from ssj_xl.workflows.platform.exporting import Exported, built_in, export, load_layout
from ssj_xl.workflows.results.results import Which, uploaded
from tests.bureau import OPEN_TASK, TASK, Bureau, cells, codes, desk, matched, refused

TODAY = date(2026, 3, 1)


def exported(book: Book, **options: Any) -> Exported:
    return export(book, load_layout(), TODAY, **options)


def sheets(done: Exported) -> Any:
    return openpyxl.load_workbook(io.BytesIO(done.data))


def column(sheet: Any, title: str) -> list[Any]:
    """The values below a title, the mark of required columns apart."""
    place = [str(cell.value).strip("*") for cell in sheet[2]].index(title)
    return [row[place].value for row in sheet.iter_rows(min_row=4)]


def test_every_register_is_exported_below_warning_titles_and_hints() -> None:
    bureau = Bureau()
    book = bureau.book()
    before = cells(book)
    done = exported(book)
    found = sheets(done)

    assert found.sheetnames == ["检查对象", "执法检查人员", "抽查计划", "抽查任务"]
    assert dict(done.rows) == {"检查对象": 40, "执法检查人员": 6, "抽查计划": 0, "抽查任务": 2}
    assert "请勿改动" in found["检查对象"]["A1"].value
    assert "必填" in found["检查对象"]["A3"].value
    assert column(found["检查对象"], "企业名称")[0] == "第001律师事务所"
    assert set(column(found["检查对象"], "登记状态")) == {"有效"}
    assert column(found["执法检查人员"], "执法证有效期")[0] == "2030-12-31"
    assert all(cell.data_type == "s" or cell.value is None for row in found["检查对象"].iter_rows(min_row=4) for cell in row)
    assert cells(book) == before


def test_gaps_are_counted_named_by_cell_and_do_not_stop_the_export() -> None:
    done = exported(Bureau().book(), what=["对象"])

    assert done.gaps == 40  # no firm of this office has a credit code or licence
    assert {(p.code, p.params["title"]) for p in done.problems} == {("S10", "统一社会信用代码/注册号")}
    assert done.problems[0].severity == "warning"
    assert sheets(done).sheetnames == ["检查对象"]


def test_a_task_alone_takes_its_own_pool_plan_and_row() -> None:
    bureau = Bureau().change(registers.OBJECTS, "LS001", status="注销").change(registers.OBJECTS, "LS002", object_type="公证机构")
    bureau.change(registers.TASKS, TASK, object_type=("律师事务所",), plan="JH1")
    bureau.add(registers.PLANS, code="JH1", year=2026, name="律所抽查", items=("LS-01",))
    bureau.add(registers.PLANS, code="JH2", year=2026, name="别的", items=("LS-01",))
    done = exported(bureau.book(), task=TASK)

    assert dict(done.rows) == {"检查对象": 38, "执法检查人员": 6, "抽查计划": 1, "抽查任务": 1}
    assert column(sheets(done)["抽查任务"], "抽查事项") == ["LS-01,LS-02"]
    assert column(sheets(done)["抽查任务"], "任务来源") == ["年度计划"]


@pytest.mark.long
def test_a_task_without_its_plan_is_told() -> None:
    assert "S17" in codes(exported(Bureau().book(), task=TASK).problems)


def test_an_unknown_task_and_a_part_the_layout_lacks_are_refused(tmp_path: Path) -> None:
    with refused("D01"):
        exported(Bureau().book(), task="X-1")
    path = tmp_path / "版式.json"
    layout = json.loads(built_in())
    layout["工作表"] = layout["工作表"][:1]
    path.write_text(json.dumps(layout, ensure_ascii=False), "utf-8")
    with refused("S16"):
        export(Bureau().book(), load_layout(path), TODAY, what=["计划"])


def test_damaged_registers_are_not_sent_on() -> None:
    bureau = Bureau()
    book = bureau.change(registers.OBJECTS, "LS001", uscc=3.1139902e17).book()
    with refused("T04"):
        exported(book)


def test_nothing_typed_by_staff_becomes_a_formula() -> None:
    done = exported(Bureau().change(registers.OBJECTS, "LS001", name="=1+1").book(), what=["对象"])
    cell = sheets(done)["检查对象"]["D4"]

    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_same_book_gives_the_same_bytes() -> None:
    assert exported(Bureau().book()).data == exported(Bureau().book()).data


def test_sheets_are_ready_to_print_on_a4() -> None:
    for sheet in sheets(exported(Bureau().book())):
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (9, "landscape", 0)
        assert sheet.print_title_rows == "$2:$2"
        assert sheet.freeze_panes == "A4"


def test_an_exported_list_reads_back_as_the_register_it_came_from(tmp_path: Path) -> None:
    path = tmp_path / "平台导入表.xlsx"
    path.write_bytes(exported(Bureau().book(), what=["对象"]).data)
    foreign = read_list(path, registers.OBJECTS, sheet="检查对象")

    assert foreign.hints == (3,)
    assert [row["name"] for row in normalise(foreign.grid, registers.OBJECTS)][:2] == ["第001律师事务所", "第002律师事务所"]


@pytest.mark.parametrize(("content", "code"), [(b"{", "S01"), ("{}".encode("utf-16"), "S01"), (b'{"a": 1, "a": 2}', "S01"), (b"[]", "S03")])
def test_a_layout_that_cannot_be_read_is_a_clear_error(tmp_path: Path, content: bytes, code: str) -> None:
    from ssj_xl.tables.problems import UserError

    path = tmp_path / "版式.json"
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        load_layout(path)
    assert code in codes(caught.value.problems)


def test_a_layout_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with refused("F01"):
        load_layout(tmp_path / "没有.json")


def test_an_adapted_layout_names_the_platforms_own_columns(tmp_path: Path) -> None:
    from ssj_xl.workflows.platform.exporting import read_platform

    layout = json.loads(built_in())
    layout["结果列名"] = {"平台结果": {"对象名称": ["律所全称"], "检查结果": ["结论"]}}
    path, result = tmp_path / "版式.json", tmp_path / "r.csv"
    path.write_text(json.dumps(layout, ensure_ascii=False), "utf-8-sig")
    result.write_text("律所全称,结论\n第003律师事务所,未发现问题\n", "utf-8")
    (table,) = read_platform(result, load_layout(path)).tables

    assert (table.rows[0]["name"], table.rows[0]["result"]) == ("第003律师事务所", "未发现问题")


# --- the second typing: results ---------------------------------------------------------------------------

def with_results() -> Book:
    """Four firms drawn and visited by their teams: the first with a problem, the last not yet entered."""
    book = Bureau().book()
    matched(book, OPEN_TASK)
    waiting = list(book.read(registers.FINDINGS).waiting)
    problem = {"result": "发现问题已责令改正", "problem": "收费公示不全", "disposal": "责令改正"}
    clean = {"result": "未发现问题", "disposal": "无需后续处置", "published": date(2026, 3, 12)}
    book.replace(registers.FINDINGS, [(row, {"checked": date(2026, 3, 10), **(clean if number else problem)})
                                      for number, row in enumerate(waiting[:6])])
    return book


def test_results_are_prepared_for_typing_with_a_list_to_tick_of_one_line_a_firm(tmp_path: Path) -> None:
    book = with_results()
    before = cells(book)
    done = exported(book, task=OPEN_TASK, what=["结果"])
    found = sheets(done)

    assert found.sheetnames == ["抽查结果", "省平台录入核对单"]
    assert dict(done.rows) == {"抽查结果": 8}
    assert column(found["抽查结果"], "检查日期") == ["2026-03-10"] * 6 + [""] * 2
    assert column(found["抽查结果"], "公示日期").count("2026-03-12") == 5
    lines = [[cell.value for cell in row] for row in found["省平台录入核对单"].iter_rows(min_row=4, max_row=7)]
    assert [line[0] for line in lines] == [1, 2, 3, 4]
    assert lines[0][5] == "发现问题已责令改正\n未发现问题"
    assert lines[0][7] == "2026-03-12\n（1项没有公示）"
    assert lines[3][5] == "（2项没有登记）"
    assert all(line[8:13] == ["□"] * 5 for line in lines)
    assert cells(book) == before
    path = tmp_path / "结果.xlsx"
    path.write_bytes(done.data)
    foreign = read_list(path, RESULT_SHEET, sheet="抽查结果")
    read = normalise(foreign.grid, RESULT_SHEET)
    assert {one.code for one in read.problems} == {"T06"}, "text days, as platforms want them"
    assert [(row["number"], row["checked"], row["disposal"]) for row in read][:2] == [
        (f"HB{OPEN_TASK}", date(2026, 3, 10), "责令改正"), (f"HB{OPEN_TASK}", date(2026, 3, 10), "无需后续处置")]


def test_the_list_of_a_round_that_is_drawn_needs_no_waiting_rows_in_an_older_workbook() -> None:
    book = Bureau().book()
    matched(book, OPEN_TASK)
    book.replace(registers.FINDINGS, [(row, dict.fromkeys(registers.FINDINGS.by_key)) for row in book.read(registers.FINDINGS).waiting])
    assert dict(exported(book, what=["结果"]).rows) == {"抽查结果": 8}


def test_the_day_of_typing_is_kept_apart_from_the_publication_and_only_for_results() -> None:
    book = with_results()
    done = uploaded(book, OPEN_TASK, Which(), date(2026, 3, 18), desk(10, 20))
    assert (len(done.rows), dict(done.left)) == (6, {"没有检查结果": 2})
    rows_ = book.read(registers.FINDINGS).rows
    assert {row["uploaded"] for row in rows_ if row["result"]} == {date(2026, 3, 18)}
    assert [row["published"] for row in rows_].count(date(2026, 3, 12)) == 5
    assert book.read(records.LOG).rows[-1]["act"] == "登记平台录入"
    for day, code in ((date(2026, 3, 21), "D91"), (date(2026, 3, 19), "D93")):
        with refused(code):
            uploaded(book, OPEN_TASK, Which(), day, desk(10, 20))


def test_a_result_is_not_typed_in_before_its_visit() -> None:
    with refused("D93"):
        uploaded(with_results(), OPEN_TASK, Which(), date(2026, 3, 9), desk(10, 20))
