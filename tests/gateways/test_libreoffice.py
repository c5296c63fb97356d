"""LibreOffice as an engine of xlwings: what the buttons use works as it does on Excel."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.gateways.libreoffice import document
from ssj_xl.gateways.live.host import host_of
from tests.bureau import Bureau
from tests.office import LiveOffice

pytestmark = pytest.mark.libreoffice


@pytest.fixture
def sheet(live_office: LiveOffice) -> Any:
    """An empty sheet of a new workbook."""
    return live_office.engine.apps.active.books.add().sheets[0]


def test_values_come_back_as_they_went_in(sheet: Any) -> None:
    rows = [["甲", 1.5, True, datetime(2021, 3, 1, 9, 30), None], ["", -2, False, date(2024, 2, 29), "两\n行"]]
    sheet["A1"].value = rows
    assert sheet["A1:E2"].value == [
        ["甲", 1.5, True, datetime(2021, 3, 1, 9, 30), None], [None, -2, False, datetime(2024, 2, 29), "两\n行"]]


@pytest.mark.parametrize("text", ["00123", "2021-03-01", "1e5", "TRUE", "3%", "+86", "@x", "#N/A"])
def test_text_that_looks_like_something_else_stays_text(sheet: Any, text: str) -> None:
    sheet["A1"].value = text
    assert sheet["A1"].value == text


def test_an_apostrophe_makes_text_and_an_equals_sign_a_formula(sheet: Any) -> None:
    sheet["A1"].value = [["'=1+1", "=1+1", "''x"]]
    assert sheet["A1:C1"].value == ["=1+1", 2, "'x"]
    assert sheet["B1"].formula == "=1+1"


def test_in_a_cell_formatted_as_text_nothing_is_a_formula(sheet: Any) -> None:
    sheet["A1"].number_format = "@"
    sheet["A1:B1"].value = ["=1+1", "=1+1"]
    assert sheet["A1:B1"].value == ["=1+1", 2]


def test_a_truth_value_gives_way_to_a_number(sheet: Any) -> None:
    sheet["A1"].value = True
    sheet["A1"].value = 3
    assert sheet["A1"].value == 3
    assert sheet["A1"].value is not True


def test_errors_are_nothing_or_their_name(sheet: Any) -> None:
    sheet["A1"].value = ["=NA()", "=1/0", "=没有的函数(1)", "=SQRT(-1)"]
    assert sheet["A1:D1"].value == [None] * 4
    assert sheet["A1:D1"].options(err_to_str=True).value == ["#N/A", "#DIV/0!", "#NAME?", "#NUM!"]


def test_formulas_are_computed_and_read_back(sheet: Any) -> None:
    sheet["A1"].value = [[1], [2], ["=SUM(A1:A2)"]]
    assert sheet["A3"].value == 3
    sheet["A1"].value = 10
    assert sheet["A3"].value == 12
    assert sheet["A1:A3"].formula == ((10,), (2,), ("=SUM(A1:A2)",))


def test_a_formula_may_name_a_table_as_excel_does(sheet: Any) -> None:
    sheet["A1"].value = [["金额", "倍"], [1, None], [2, None]]
    sheet.tables.add(source=sheet["A1:B3"], name="表项目")
    sheet["D1"].value = "=SUM(表项目[金额])"
    assert sheet["D1"].value == 3


@pytest.mark.long
def test_a_block_of_a_hundred_thousand_cells_goes_in_and_out(sheet: Any) -> None:
    rows = [[float(10 * r + c) for c in range(10)] for r in range(10_000)]
    sheet["A1"].options(chunksize=None).value = rows
    assert sheet["A1"].expand().options(ndim=2).value == rows


def test_one_value_fills_a_range(sheet: Any) -> None:
    sheet["A1:B2"].value = "同"
    assert sheet["A1:B2"].value == [["同", "同"], ["同", "同"]]


def test_tables_are_made_found_and_resized(sheet: Any) -> None:
    sheet["B2"].value = [["编码", "名称"], ["A", "甲"]]
    table = sheet.tables.add(source=sheet["B2"].expand(), name="检查对象")
    assert [t.name for t in sheet.tables] == ["检查对象"]
    assert "检查对象" in sheet.tables
    assert table.header_row_range.value == ["编码", "名称"]
    table.resize(sheet["B2:C5"])
    assert sheet.tables["检查对象"].data_body_range.address == "$B$3:$C$5"
    assert sheet["C4"].table == table
    assert sheet["D4"].table is None
    assert table.show_headers
    assert not table.show_totals
    assert table.parent == sheet


def test_a_data_frame_updates_a_table(sheet: Any) -> None:
    import pandas

    sheet["A1"].value = [["编码", "名称"], ["A", "甲"]]
    table = sheet.tables.add(source=sheet["A1"].expand(), name="检查对象")
    table.update(pandas.DataFrame({"编码": ["B", "C"], "名称": ["乙", "丙"]}), index=False)
    assert table.range.value == [["编码", "名称"], ["B", "乙"], ["C", "丙"]]


def test_names_point_to_cells(sheet: Any) -> None:
    names = sheet.book.names
    names.add("年度", f"={sheet.name}!$B$2")
    names["年度"].refers_to_range.value = 2026
    assert sheet["B2"].value == 2026
    assert names["年度"].refers_to == f"={sheet.name}!$B$2"
    assert [name.name for name in names] == ["年度"]
    names["年度"].delete()
    assert len(names) == 0


@pytest.mark.parametrize("title", ["甲 'x'.乙!丙", "2026", "有 空格", "$美元", "A.B"])
def test_names_of_cells_are_told_as_excel_writes_them_whatever_the_sheet_is_called(sheet: Any, title: str) -> None:
    added = sheet.book.sheets.add(title)
    quoted = title if title.isalnum() else "'" + title.replace("'", "''") + "'"
    for name, area in (("一格", added.range("B5")), ("几格", added.range("B5:C6"))):
        found = sheet.book.names.add(name, f"={quoted}!{area.address}")
        assert found.refers_to == f"={quoted}!{area.address}"
        assert (found.refers_to_range.sheet.name, found.refers_to_range.address) == (title, area.address)



def test_formats_read_as_excel_writes_them(sheet: Any) -> None:
    for code in ("General", "@", "0%", "0.0#%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", '0"天"'):
        sheet["A1"].number_format = code
        assert sheet["A1"].number_format == code
    sheet["A2"].number_format = "0%"
    assert sheet["A1:A2"].number_format is None
    assert sheet["A2:A3"][0, 0].number_format == "0%"


def test_looks_are_set_and_read(sheet: Any) -> None:
    cell = sheet["A1"]
    cell.color, cell.font.bold, cell.font.size, cell.font.name = (255, 238, 0), True, 14, "黑体"
    cell.font.italic, cell.font.color, cell.wrap_text = True, (200, 0, 0), True
    assert (cell.color, cell.font.bold, cell.font.size, cell.font.name) == ((255, 238, 0), True, 14, "黑体")
    assert (cell.font.italic, cell.font.color, cell.wrap_text) == (True, (200, 0, 0), True)
    cell.row_height, cell.column_width = 30, 20
    assert cell.row_height == pytest.approx(30, abs=0.1)
    assert cell.column_width == pytest.approx(20, abs=0.1)
    cell.color = None
    assert cell.color is None


def test_cells_are_merged_copied_filled_moved_and_cleared(sheet: Any) -> None:
    sheet["A1"].value = [["头", None], [1, "=A2*2"]]
    sheet["A1:B1"].merge()
    assert sheet["B1"].merge_area.address == "$A$1:$B$1"
    assert sheet["A1:B1"].merge_cells
    assert not sheet["A2:B2"].merge_cells
    sheet["B2"].autofill(sheet["B2:B4"], "fill_copy")
    sheet["A2"].autofill(sheet["A2:A4"], "fill_formats")
    assert sheet["B2:B4"].formula == (("=A2*2",), ("=A3*2",), ("=A4*2",))
    assert sheet["A2:A4"].value == [1, None, None]
    sheet["A2:B2"].copy(sheet["D2"])
    assert sheet["D2:E2"].value == [1, 2]
    sheet["2:2"].insert("down")
    assert sheet["A3"].value == 1
    sheet["2:2"].delete()
    sheet["A2:E9"].clear_contents()
    assert sheet.used_range.address == "$A$1"


def test_the_ends_of_a_block_are_found(sheet: Any) -> None:
    sheet["B2"].value = [["a", "b", "c"], [1, 2, 3], [4, 5, 6]]
    assert sheet["B2"].end("down").address == "$B$4"
    assert sheet["B2"].end("right").address == "$D$2"
    assert sheet["C9"].end("up").address == "$C$4"
    assert sheet["B2"].expand().address == sheet["C3"].current_region.address == "$B$2:$D$4"
    assert sheet["B2"].expand().shape == (3, 3)


def test_sheets_are_added_named_hidden_and_removed(live_office: LiveOffice, sheet: Any) -> None:
    book = sheet.book
    made = book.sheets.add("第二", after=sheet)
    assert [s.name for s in book.sheets] == [sheet.name, "第二"]
    made.name = "结果"
    made.activate()
    assert book.sheets["结果"].index == 2
    made.visible = False
    assert not made.visible
    made.delete()
    assert "结果" not in [s.name for s in book.sheets]
    with pytest.raises(KeyError):
        book.sheets["没有"]


@pytest.mark.long
def test_a_book_is_opened_found_saved_and_closed(live_office: LiveOffice, tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    book = live_office.open(path)
    assert (book.fullname, book.name) == (str(path), path.name)
    assert live_office.engine.apps.active.books[path.name] == book
    book.sheets["参数"]["B5"].value = "某局"
    book.save()
    book.save(tmp_path / "另存.xlsx")
    book.to_pdf(tmp_path / "另存.pdf")
    assert (tmp_path / "另存.pdf").stat().st_size > 1000
    book.close()
    assert live_office.open(path).names["单位名称"].refers_to_range.value == "某局"
    with pytest.raises(FileNotFoundError):
        live_office.open(tmp_path / "没有.xlsx")


def test_messages_are_answered_by_the_test(live_office: LiveOffice, sheet: Any) -> None:
    app = sheet.book.app
    live_office.reply = "yes"
    assert app.alert("要继续吗？", "双随机", "yes_no", "critical") == "yes"
    assert live_office.messages == [("要继续吗？", "双随机", "yes_no", "critical")]


def test_the_program_says_what_it_is(live_office: LiveOffice, sheet: Any) -> None:
    app = sheet.book.app
    assert app.engine.name == "libreoffice"
    assert app.version.major >= 7
    sheet["B2:C3"].select()
    assert app.selection.shape == (2, 2)


def test_a_selection_of_several_areas_is_known_with_all_its_rows(sheet: Any) -> None:
    book = sheet.book
    document = book.api
    for areas, rows in ((("B2:C3",), {2, 3}), (("A5:A5", "B8:C9"), {5, 8, 9}), (("D4:D4", "D2:D2"), {2, 4})):
        several = document.createInstance("com.sun.star.sheet.SheetCellRanges")
        for area in areas:
            several.addRangeAddress(sheet.range(area).api.RangeAddress, False)
        document.CurrentController.select(several)
        assert {row for area in host_of(book).selected_rows() for row in area} == rows
        assert book.app.selection.row in rows


def test_what_the_engine_lacks_is_named(sheet: Any) -> None:
    with pytest.raises(NotImplementedError, match=r"Sheet\.charts"):
        _ = sheet.charts


# --- long columns take as many calls as short ones -------------------------------------------------

@pytest.mark.long
def test_a_long_column_of_one_formula_is_told_like_a_short_one(live_office: LiveOffice, tmp_path: Path) -> None:
    book = _sheet_of_formulas(live_office, tmp_path, 600)
    block = book.sheets[0].range("A1:G600")
    found = block.formula

    assert found[0][:3] == ("=B1+1", "", '="A1"&B1')
    for row in (0, 1, 298, 299, 300, 599):
        assert found[row] == tuple(block.api.getCellByPosition(column, row).FormulaLocal for column in range(7))


def test_of_a_long_block_blank_columns_are_not_fetched_and_hidden_rows_are(live_office: LiveOffice, tmp_path: Path) -> None:
    book = _sheet_of_formulas(live_office, tmp_path, 600)
    sheet = book.sheets[0]
    sheet.api.Rows.IsVisible = False
    sheet.range("F7").clear_contents()
    values = sheet.range("A1:F600").options(ndim=2).value

    assert values[6] == [1, None, "A1", 0, "甲", None]
    assert {(row[1], row[4]) for row in values} == {(None, "甲")}


def _sheet_of_formulas(live_office: LiveOffice, tmp_path: Path, rows: int) -> Any:
    import xlsxwriter

    path = tmp_path / "公式.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表一")
        for row in range(rows):
            number = row + 1
            for column, text in {0: f"=B{number}+1", 2: f'="A1"&B{number}', 3: f"=表一!$B$1*B{number}", 5: "=1", 6: f"=表一!B{number}&$B{number}"}.items():
                sheet.write_formula(row, column, text)
            sheet.write_string(row, 4, "甲")
        sheet.write_formula(299, 0, "=B300*2")
    return live_office.open(path)


class _Column:
    """A column of formulas that counts how often it is asked for one of them."""

    def __init__(self, texts: list[str]) -> None:
        self.FormulaArray = tuple((text.replace("!", "."),) for text in texts)
        self._texts, self.asked = texts, 0

    def getCellByPosition(self, _column: int, row: int) -> Any:
        self.asked += 1
        return type("Cell", (), {"FormulaLocal": self._texts[row]})


@pytest.mark.parametrize("rows", [10, 1_000])
def test_formulas_of_a_column_take_as_many_calls_however_long_it_is(rows: int) -> None:
    texts = [f'=IF(A{row}="A1",表一!B{row},表一!$C$1)' for row in range(2, rows + 2)]
    column = _Column(texts)
    assert list(document.down(column, rows)) == texts
    assert column.asked == 2
