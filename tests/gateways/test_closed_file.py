"""Closed workbooks as they come: what staff, WPS and other programs do to them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import xlsxwriter

from ssj_xl.gateways.opening import open_gateway
from ssj_xl.gateways.xlsx.gateway import FileGateway
from ssj_xl.office.formats import Percent
from ssj_xl.tables.problems import UserError
from tests.gateways import workbooks

Build = Callable[[Any, Any], None]
PARTS = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml", "workbook": "xl/workbook.xml",
         "table": "xl/tables/table1.xml"}
TITLES = {"name": "检查对象", "columns": [{"header": "编码"}, {"header": "名称"}, {"header": "日期"}]}


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., FileGateway]:
    """A workbook whose first sheet 检查对象 is filled by a function, perhaps with its parts rewritten afterwards."""

    def make(build: Build, **changes: Callable[[str], str]) -> FileGateway:
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            build(book, book.add_worksheet("检查对象"))
        path = tmp_path / "台账.xlsx"
        by_part = {PARTS[key]: change for key, change in changes.items()}
        path.write_bytes(workbooks.rewritten(stream.getvalue(), by_part))
        return open_gateway(path)

    return make


def _filled(count: int = 3, **options: Any) -> Build:
    def build(_book: Any, sheet: Any) -> None:
        for row in range(1, count + 1):
            sheet.write_row(row, 0, [f"A{row}", f"第{row}家"])
        sheet.add_table(0, 0, max(count, 1) + ("total_row" in options), 2, {**TITLES, **options})

    return build


def _then(first: Build, second: Build) -> Build:
    def build(book: Any, sheet: Any) -> None:
        first(book, sheet)
        second(book, sheet)

    return build


def _firsts(gateway: FileGateway, name: str = "检查对象") -> list[Any]:
    return [row[0] for row in gateway.table(name).rows]


def _saved(gateway: FileGateway) -> Any:
    gateway.commit()
    return workbooks.loaded(gateway.path)


def _refused(gateway: FileGateway, code: str, act: Callable[[], None]) -> str:
    before = Path(gateway.path).read_bytes()
    with pytest.raises(UserError) as error:
        act()
    gateway.commit()
    assert [problem.code for problem in error.value.problems] == [code]
    assert Path(gateway.path).read_bytes() == before
    return str(error.value)


def test_rows_typed_under_the_table_are_read_and_counted_apart(made: Callable[..., FileGateway]) -> None:
    gateway = made(_then(_filled(2), lambda _book, sheet: sheet.write_column("A4", ["下1", "下2"])))
    assert _firsts(gateway) == ["A1", "A2", "下1", "下2"]
    assert gateway.table("检查对象").ref_rows == 2


def test_appending_after_rows_under_the_table_takes_them_in(made: Callable[..., FileGateway]) -> None:
    gateway = made(_then(_filled(2), lambda _book, sheet: sheet.write_column("A4", ["下1"])))
    gateway.append("检查对象", [{"编码": "新"}])
    assert _saved(gateway)["检查对象"].tables["检查对象"].ref == "A1:C5"
    assert _firsts(gateway) == ["A1", "A2", "下1", "新"]
    assert gateway.table("检查对象").ref_rows == 4


def test_a_note_below_a_gap_is_no_row_and_is_never_reached(made: Callable[..., FileGateway]) -> None:
    gateway = made(_then(_filled(2), lambda _book, sheet: sheet.write("B8", "填表说明")))
    assert _firsts(gateway) == ["A1", "A2"]
    rows = [{"编码": "新"}] * 5
    assert "第 8 行" in _refused(gateway, "F10", lambda: gateway.append("检查对象", rows))
    gateway.append("检查对象", rows[:4])
    assert _saved(gateway)["检查对象"]["B8"].value == "填表说明"
    assert _firsts(gateway) == ["A1", "A2", "新", "新", "新", "新"]


def test_what_stands_beside_the_table_is_not_in_the_way(made: Callable[..., FileGateway]) -> None:
    gateway = made(_then(_filled(2), lambda _book, sheet: sheet.write_column("E2", range(9))))
    gateway.append("检查对象", [{"编码": "新", "名称": "x"}] * 3)
    sheet = _saved(gateway)["检查对象"]
    assert [cell.value for cell in sheet["E"][1:]] == list(range(9))
    assert [sheet.cell(6, column).value for column in range(1, 6)] == ["新", "x", None, None, 4]


def test_two_tables_side_by_side_grow_apart(made: Callable[..., FileGateway]) -> None:
    second = {"name": "右表", "columns": [{"header": "甲"}, {"header": "乙"}]}
    gateway = made(_then(_filled(1), lambda _book, sheet: sheet.add_table("E1:F2", second)))
    gateway.append("检查对象", [{"编码": "左"}] * 2)
    gateway.append("右表", [{"甲": "右"}] * 4)
    tables = _saved(gateway)["检查对象"].tables
    assert (tables["检查对象"].ref, tables["右表"].ref) == ("A1:C4", "E1:F5")
    assert (_firsts(gateway), _firsts(gateway, "右表")) == (["A1", "左", "左"], ["右"] * 4)


def test_a_table_below_is_in_the_way_even_while_it_is_blank(made: Callable[..., FileGateway]) -> None:
    below = {"name": "下表", "columns": [{"header": "甲"}, {"header": "乙"}], "header_row": False}
    gateway = made(_then(_filled(1), lambda _book, sheet: sheet.add_table("B6:C7", below)))
    _refused(gateway, "F10", lambda: gateway.append("检查对象", [{"编码": "新"}] * 4))


def test_a_totals_row_is_no_data_and_no_row_goes_below_it(made: Callable[..., FileGateway]) -> None:
    columns = [{"header": "编码", "total_string": "合计"}, {"header": "名称"}, {"header": "日期"}]
    gateway = made(_filled(2, total_row=True, columns=columns))
    assert _firsts(gateway) == ["A1", "A2"]
    _refused(gateway, "F14", lambda: gateway.append("检查对象", [{"编码": "新"}]))


def test_new_rows_get_the_formula_of_a_calculated_column(made: Callable[..., FileGateway]) -> None:
    columns = [{"header": "编码"}, {"header": "名称"}, {"header": "日期", "formula": "=LEN([@名称])&\"<\""}]
    gateway = made(_filled(2, columns=columns))
    gateway.append("检查对象", [{"编码": "新"}])
    found = _saved(gateway)["检查对象"]
    assert found["C4"].value == found["C3"].value.replace("C3", "C4")
    assert found["C4"].data_type == "f"
    assert len(gateway.table("检查对象").rows) == 3
    _refused(gateway, "F14", lambda: gateway.append("检查对象", [{"日期": date(2021, 1, 1)}]))
    _refused(gateway, "F14", lambda: gateway.replace("检查对象", {0: {"日期": None}}))


def test_a_formula_in_a_cell_is_never_overwritten(made: Callable[..., FileGateway]) -> None:
    def build(book: Any, sheet: Any) -> None:
        _filled(2)(book, sheet)
        sheet.write_formula("B3", "=A3", None, "A2")
        sheet.write_formula("F1", "=1+1", None, 2)
        book.define_name("合计", "=检查对象!$F$1")

    gateway = made(build)
    assert "检查对象!B3" in _refused(gateway, "F14", lambda: gateway.replace("检查对象", {1: {"名称": "x"}}))
    _refused(gateway, "F24", lambda: gateway.put("合计", 3))


def test_merged_cells_and_array_formulas_are_not_written_into(made: Callable[..., FileGateway]) -> None:
    def build(book: Any, sheet: Any) -> None:
        _filled(2)(book, sheet)
        sheet.write_array_formula("E2:F3", "={A2:B3}")
        sheet.merge_range("A5:B5", "")

    gateway = made(build)
    assert "A5:B5" in _refused(gateway, "F17", lambda: gateway.append("检查对象", [{"编码": "新"}] * 2))


def test_the_cells_of_an_array_formula_are_not_replaced(made: Callable[..., FileGateway]) -> None:
    def build(_book: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["编码", "名称", "日期"])
        sheet.write_row("A2", ["1", "2", "3"])
        sheet.write_array_formula("B3:C3", "={B2:C2}")

    gateway = made(build)
    _refused(gateway, "F17", lambda: gateway.replace("检查对象", {1: {"日期": "x"}}))


def test_a_sheet_without_a_table_is_read_from_its_header_down(made: Callable[..., FileGateway]) -> None:
    def build(_book: Any, sheet: Any) -> None:
        sheet.merge_range("A1:C1", "检查对象名录")
        sheet.write_row("B3", ["编码", "名称", "日期"])
        sheet.write_row("B4", ["A1", "甲所"])
        sheet.write_row("B6", ["A2", "乙所"])

    gateway = made(build)
    grid = gateway.table("检查对象")
    assert gateway.tables() == ("检查对象",)
    assert (grid.header, grid.top, grid.left, grid.ref_rows) == (("编码", "名称", "日期"), 4, 2, 3)
    assert [list(row) for row in grid.rows] == [["A1", "甲所", None], [None] * 3, ["A2", "乙所", None]]
    gateway.append("检查对象", [{"编码": "A3", "日期": date(2021, 3, 1)}])
    assert _saved(gateway)["检查对象"]["B7"].value == "A3"
    assert list(gateway.table("检查对象").rows[3]) == ["A3", None, date(2021, 3, 1)]


@pytest.mark.parametrize(("name", "read"), [("检查对象", ["A1"]), ("我的统计", ["A1", "合计", "B1"])])
def test_a_totals_row_ends_a_register_and_no_other_sheet(made: Callable[..., FileGateway], name: str, read: list[str]) -> None:
    def build(book: Any, _sheet: Any) -> None:
        sheet = book.add_worksheet(name) if name != "检查对象" else _sheet
        for row, texts in enumerate((["编码", "名称", "备注"], ["A1", "甲所", "x"], ["合计", "1", "x"], ["B1", "乙所", "x"])):
            sheet.write_row(row, 0, texts)

    assert _firsts(made(build), name) == read


def test_a_sheet_with_two_columns_needs_a_text_in_both(made: Callable[..., FileGateway]) -> None:
    def build(_book: Any, sheet: Any) -> None:
        sheet.write("A1", "说明")
        sheet.write_row("A2", ["编码", "名称"])
        sheet.write_row("A3", ["A1", "甲所"])

    assert made(build).table("检查对象").header == ("编码", "名称")


@pytest.mark.parametrize("cells", [[], ["只有一格"], [1, 2, 3]])
def test_a_sheet_without_a_header_is_no_table(made: Callable[..., FileGateway], cells: list[Any]) -> None:
    gateway = made(lambda _book, sheet: sheet.write_row("A1", cells))
    assert gateway.tables() == ()
    with pytest.raises(UserError, match="F09"):
        gateway.table("检查对象")


def test_the_only_table_of_a_sheet_is_found_by_the_sheet_too(made: Callable[..., FileGateway]) -> None:
    gateway = made(_filled(2, name="表1"))
    assert gateway.tables() == ("表1", "检查对象")
    gateway.append("检查对象", [{"编码": "新"}])
    assert _firsts(gateway, "表1") == _firsts(gateway) == ["A1", "A2", "新"]
    assert _saved(gateway)["检查对象"].tables["表1"].ref == "A1:C4"


def test_errors_in_cells_come_as_their_text(made: Callable[..., FileGateway]) -> None:
    def build(_book: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["编码", "名称", "日期"])
        sheet.write_row("A2", ["x"])
        sheet.write_formula("B2", "=1/0", None, "#DIV/0!")
        sheet.write("A3", "y")
        sheet.write_formula("C3", "=NA()", None, "#N/A")

    assert [list(row) for row in made(build).table("检查对象").rows] == [["x", "#DIV/0!", None], ["y", None, "#N/A"]]


def test_readings_above_characters_are_not_part_of_the_text(made: Callable[..., FileGateway]) -> None:
    ruby = '<t>A1</t><rPh sb="0" eb="1"><t>PINYIN</t></rPh>'
    gateway = made(_filled(1), strings=lambda text: text.replace("<t>A1</t>", ruby))
    assert _firsts(gateway) == ["A1"]


def test_numbers_stored_as_text_stay_text(made: Callable[..., FileGateway]) -> None:
    gateway = made(_then(_filled(1), lambda _book, sheet: sheet.write_string("A2", "00123")))
    assert _firsts(gateway) == ["00123"]


def test_a_name_of_merged_cells_means_their_first_cell(made: Callable[..., FileGateway]) -> None:
    def build(book: Any, sheet: Any) -> None:
        sheet.merge_range("B1:D1", "某区司法局")
        for name, target in {"单位名称": "$B$1:$D$1", "空名": "$F$1", "一片": "$A$1:$B$9"}.items():
            book.define_name(name, f"='检查对象'!{target}")

    gateway = made(build)
    assert gateway.names() == {"单位名称": "某区司法局", "空名": None}
    gateway.put("单位名称", "某县司法局")
    assert _saved(gateway)["检查对象"]["B1"].value == "某县司法局"


def test_two_names_of_one_cell_agree(made: Callable[..., FileGateway]) -> None:
    def build(book: Any, _sheet: Any) -> None:
        book.define_name("甲", "=检查对象!$A$9")
        book.define_name("乙", "=检查对象!$A$9")

    gateway = made(build)
    gateway.put("甲", 5)
    assert gateway.names() == {"甲": 5, "乙": 5}


def test_dates_of_a_workbook_that_counts_from_1904(made: Callable[..., FileGateway]) -> None:
    gateway = made(_filled(1), workbook=lambda text: text.replace("<workbookPr ", '<workbookPr date1904="1" '))
    gateway.append("检查对象", [{"编码": "A2", "日期": date(2021, 3, 1)}])
    assert _saved(gateway)["检查对象"]["C3"].value.date() == date(2021, 3, 1)
    assert list(gateway.table("检查对象").rows[1]) == ["A2", None, date(2021, 3, 1)]
    gateway.append("检查对象", [{"日期": date(1903, 12, 31)}])
    with pytest.raises(UserError, match="F20"):
        gateway.commit()


def _prefixed(text: str) -> str:
    return re.sub(r"<(/?)(?=[a-z])", r"<\1x:", text).replace("xmlns=", "xmlns:x=")


def _quoting(text: str) -> str:
    """A formula that holds =' as an attribute in single quotes would."""
    return text.replace('<row r="2" spans="1:3">', '<row r="2" spans="1:9">').replace(
        '</row><row r="3"', '<c r="I2"><f>A1=\'检查对象\'!B1</f></c></row><row r="3"')


ODD: dict[str, Callable[[str], str]] = {
    "a namespace prefix": _prefixed,
    "rows and cells without references": lambda text: re.sub(r'<(row|c) r="[A-Z]*\d+"', r"<\1", text),
    "comments": lambda text: text.replace("<row ", '<!-- <row r="9"> --><row '),
    "character data": lambda text: text.replace("<v>", "<v><![CDATA[").replace("</v>", "]]></v>"),
    "single quotes": lambda text: text.replace('"', "'"),
    "references not in front": lambda text: re.sub(r'<(row|c) (r="\w+")', r'<\1 s="0" \2', text),
    "line breaks between rows": lambda text: text.replace("<row", "\n  <row").replace("</row>", "</row>\n"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "formulas with quoted sheets": _quoting,
}


@pytest.mark.parametrize("odd", ODD)
def test_other_programs_ways_of_writing_a_sheet_are_understood(made: Callable[..., FileGateway], odd: str) -> None:
    gateway = made(_filled(3), sheet=ODD[odd])
    assert _firsts(gateway) == ["A1", "A2", "A3"]
    gateway.append("检查对象", [{"编码": "新", "日期": date(2021, 3, 1)}])
    gateway.replace("检查对象", {1: {"名称": "改名"}})
    sheet = _saved(gateway)["检查对象"]
    assert [sheet.cell(row, 1).value for row in range(1, 6)] == ["编码", "A1", "A2", "A3", "新"]
    assert sheet["B3"].value == "改名"
    assert _firsts(gateway) == ["A1", "A2", "A3", "新"]


def test_rows_formatted_in_advance_are_filled_where_they_stand(made: Callable[..., FileGateway]) -> None:
    def build(book: Any, sheet: Any) -> None:
        _filled(2)(book, sheet)
        grey = book.add_format({"bg_color": "#CCCCCC"})
        for row in range(3, 9):
            for column in range(5):
                sheet.write_blank(row, column, None, grey)

    gateway = made(build)
    gateway.append("检查对象", [{"编码": f"新{n}"} for n in range(8)])
    sheet = _saved(gateway)["检查对象"]
    assert _firsts(gateway) == ["A1", "A2", *[f"新{n}" for n in range(8)]]
    assert sheet["A5"].fill.bgColor.rgb == sheet["A3"].fill.bgColor.rgb
    assert sheet["E5"].fill.fgColor.rgb == "FFCCCCCC"


def test_a_fixed_row_height_goes_on_and_a_hidden_row_does_not(made: Callable[..., FileGateway]) -> None:
    gateway = made(_then(_filled(2), lambda _book, sheet: sheet.set_row(2, 33, None, {"hidden": True})))
    gateway.append("检查对象", [{"编码": "新"}])
    row = _saved(gateway)["检查对象"].row_dimensions[4]
    assert (row.height, row.hidden) == (33, False)


def test_blank_cells_get_the_format_of_their_column_when_put(made: Callable[..., FileGateway]) -> None:
    def build(book: Any, sheet: Any) -> None:
        sheet.set_column("B:B", 10, book.add_format({"num_format": "yyyy-mm-dd", "bold": True}))
        book.define_name("基准日", "=检查对象!$B$9")

    gateway = made(build)
    gateway.put("基准日", date(2021, 1, 1))
    cell = _saved(gateway)["检查对象"]["B9"]
    assert (cell.value.date(), cell.font.bold) == (date(2021, 1, 1), True)


def test_a_percentage_in_place_of_text_and_back(made: Callable[..., FileGateway]) -> None:
    gateway = made(_filled(2))
    gateway.replace("检查对象", {0: {"名称": Percent(0.3)}, 1: {"日期": Percent(0.125)}})
    sheet = _saved(gateway)["检查对象"]
    assert (sheet["B2"].number_format, sheet["C3"].number_format) == ("0%", "0.00%")
    gateway.replace("检查对象", {0: {"名称": "文字"}})
    assert _saved(gateway)["检查对象"]["B2"].value == "文字"


def test_a_sheet_of_the_strict_kind_is_refused_with_a_remedy(made: Callable[..., FileGateway]) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with pytest.raises(UserError, match=r"F23.*另存为"):
        made(_filled(1), workbook=lambda text: text.replace(main, "http://purl.oclc.org/ooxml/spreadsheetml/main"))


@pytest.mark.long
def test_a_table_that_would_leave_the_sheet_is_refused(made: Callable[..., FileGateway]) -> None:
    def far(text: str) -> str:
        return text.replace('r="3"', 'r="1048575"').replace("A3", "A1048575").replace("B3", "B1048575")

    gateway = made(_filled(2), sheet=far, table=lambda text: text.replace("A1:C3", "A1:C1048575"))
    with pytest.raises(UserError) as error:
        gateway.table("检查对象")
    assert error.value.problems[0].code == "T18"


def test_a_row_with_long_text_is_stored_high_enough_to_show_it_but_stays_free(tmp_path: Path) -> None:
    from ssj_xl.build import master

    path = tmp_path / "主台账.xlsx"
    master.build(path)
    gateway = open_gateway(path)
    gateway.append("操作日志", [{"序号": "1", "摘要": "任务" * 100}, {"序号": "2", "摘要": "短"}])
    gateway.commit()

    with ZipFile(path) as file:
        sheet = next(file.read(n).decode() for n in file.namelist() if n.startswith("xl/worksheets/sheet")
                     and "任务任务" in file.read(n).decode())
    first, second = (re.search(rf'<row r="{row}"[^>]*>', sheet)[0] for row in (2, 3))
    assert float(re.search(r'ht="([\d.]+)"', first)[1]) > 60
    assert "customHeight" not in first
    assert "ht=" not in second
