"""Our own reader of sheets gives what calamine gives, and reads on where calamine gives up and Excel does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from ssj_xl.gateways.opening import open_gateway
from ssj_xl.gateways.xlsx.reading import Reader
from ssj_xl.office.package import Package
from ssj_xl.office.workbook import Workbook
from ssj_xl.tables.problems import UserError
from tests import evidence
from tests.gateways import mixes, workbooks
from tests.gateways.test_carried import Parts, edited, parts_of, zipped

ROOT = Path(__file__).parents[1]
FROZEN = sorted(ROOT.glob("evidence-*/*/*.xlsx"))
SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"


def both(data: bytes) -> list[tuple[object, object]]:
    """Every sheet as calamine reads it and as we do."""
    package = Package(data, "x.xlsx")
    reader = Reader(package, Workbook(package))
    return [(_trimmed(reader.rows(sheet)), _trimmed(reader._by_xml.rows(sheet.xml))) for sheet in Workbook(package).sheets.values()]


def _trimmed(rows: list[list[object]]) -> dict[tuple[int, int], object]:
    return {(r, c): (cell, type(cell) if not isinstance(cell, int | float) or isinstance(cell, bool) else float)
            for r, row in enumerate(rows) for c, cell in enumerate(row) if cell is not None}


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.name)
def test_of_real_workbooks_both_readers_give_the_same(path: Path) -> None:
    for by_calamine, by_us in both(path.read_bytes()):
        assert by_calamine == by_us


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.long(but=1)
def test_of_mixed_up_workbooks_both_readers_give_the_same(seed: int, tmp_path: Path) -> None:
    mixes.Mix(seed).write(tmp_path / "x.xlsx")
    for by_calamine, by_us in both((tmp_path / "x.xlsx").read_bytes()):
        assert by_calamine == by_us


@pytest.mark.parametrize("from_1904", [False, True])
def test_days_times_and_odd_values_are_the_same(from_1904: bool, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904 if from_1904 else openpyxl.utils.datetime.CALENDAR_WINDOWS_1900
    values = [date(2021, 3, 1), datetime(2021, 3, 1, 9, 30, 5), time(9, 30), date(1999, 12, 31), 0, -1.5, 1e20, True, False, "", " x ",
              "两\n行", "=1+1", 0.03, "_x0041_", "😀"]
    for row, value in enumerate(values, 1):
        book.active.cell(row, 2, value)
    for row, (number, code) in enumerate([(1, "yyyy-mm-dd"), (59, "yyyy-mm-dd"), (60.5, "yyyy-mm-dd hh:mm"), (61, "m/d"), (44256.25, "General"),
                                          (0.5, "0%"), (44256, '"第"0"天"'), (2, "[$-804]yyyy年m月d日")], 1):
        book.active.cell(row, 4, number).number_format = code
    book.save(tmp_path / "x.xlsx")
    for by_calamine, by_us in both((tmp_path / "x.xlsx").read_bytes()):
        assert by_calamine == by_us


def cell(text: str) -> Callable[[Parts], None]:
    """One more cell in the table's first row, beside it."""
    return edited(SHEET, '</row><row r="3"', f'{text}</row><row r="3"')


GIVES_UP: dict[str, Callable[[Parts], None]] = {
    "an unknown state of a sheet": edited(BOOK, 'sheetId="1"', 'sheetId="1" state="shown"'),
    "an error that is new": cell('<c r="F2" t="e"><v>#BUSY!</v></c>'),
    "a type that is new": cell('<c r="F2" t="rich"><v>新</v></c>'),
    "a count of texts that is wrong": edited(STRINGS, 'count="', 'count="x" old="'),
    "a truth in words": cell('<c r="F2" t="b"><v>true</v></c>'),
    "blanks around a number": cell('<c r="F2"><v> 7 </v></c>'),
    "a day that is none": cell('<c r="F2" t="d"><v>2021-13-45</v></c>'),
    "a filter's name": edited(BOOK, "</sheets>", '</sheets><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="99">x!$A</definedName></definedNames>'),
}


@pytest.mark.parametrize("name", sorted(GIVES_UP))
def test_what_excel_opens_and_the_usual_reader_may_not_is_read(name: str, tmp_path: Path) -> None:
    parts = parts_of(workbooks.plain({"检查对象": workbooks.objects(3)}))
    GIVES_UP[name](parts)
    (tmp_path / "主台账.xlsx").write_bytes(zipped(parts))
    grid = open_gateway(tmp_path / "主台账.xlsx").table("检查对象")
    assert [row[:2] for row in grid.rows] == [[f"D000{n}", f"第{n}律师事务所"] for n in (1, 2, 3)]


def test_a_text_that_is_not_there_is_named_and_not_left_blank(tmp_path: Path) -> None:
    parts = parts_of(workbooks.plain({"检查对象": workbooks.objects(3)}))
    parts[SHEET] = parts[SHEET].replace(b't="s"><v>1</v>', b't="s"><v>999</v>', 1)
    (tmp_path / "主台账.xlsx").write_bytes(zipped(parts))
    with pytest.raises(UserError) as error:
        open_gateway(tmp_path / "主台账.xlsx").table("检查对象")
    assert [found.code for found in error.value.problems] == ["F02"]


def test_a_damaged_files_remedy_is_no_old_backup(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04 half")
    with pytest.raises(UserError) as error:
        open_gateway(tmp_path / "x.xlsx")
    assert "请用 Excel 或 WPS 打开" in error.value.problems[0].remedy
    assert error.value.problems[0].remedy.index("另存为") < error.value.problems[0].remedy.index("备份")


@pytest.mark.long
def test_a_whole_master_that_the_usual_reader_gives_up_on_gives_the_same_form(tmp_path: Path) -> None:
    office = evidence.offices(FROZEN[0].parents[1])[0]
    parts = parts_of(evidence.master(office).read_bytes())
    edited(BOOK, '<sheet name=', '<sheet state="shown" name=')(parts)
    book = tmp_path / evidence.master(office).name
    book.write_bytes(zipped(parts))
    assert evidence.errors(book) == evidence.errors(evidence.master(office))
    assert evidence.form(book, tmp_path / "甲.xlsx") == evidence.form(evidence.master(office), tmp_path / "乙.xlsx")
