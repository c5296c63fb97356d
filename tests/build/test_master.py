"""The master workbook as its file stands: sheets, tables, rules, names, print set-up."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import column_index_from_string, range_boundaries

from ssj_xl.build import master
from ssj_xl.domain.counts import SHEET, hints
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.office.xml import columns as half_widths
from ssj_xl.tables.inputs import LIST_LIMIT, PROGRAM_NOTE, TEXT_LIMIT, TITLE_LIMIT
from ssj_xl.tables.problems import errors
from ssj_xl.tables.records import BY_NAME, LOG, REGISTERS
from ssj_xl.tables.registers import OBJECTS, TIERS
from ssj_xl.tables.settings import AS_FLOOR, SETTINGS, Settings
from ssj_xl.tables.spec import Kind
from tests.build import master_rows
from tests.office import pdf_text, to_pdf

WORKBOOKS = Path(__file__).resolve().parents[2] / "workbooks"
GOLDEN = Path(__file__).parent.parent / "golden" / "master.txt"
TODAY = date(2026, 3, 18)
# Functions that came after Excel 2016, which WPS or LibreOffice may lack.
TOO_NEW = ("LET(", "LAMBDA(", "XLOOKUP(", "XMATCH(", "FILTER(", "UNIQUE(", "SORT(", "SEQUENCE(", "TEXTJOIN(", "IFS(",
           "MAXIFS(", "MINIFS(", "CONCAT(", "SWITCH(", "_xlfn")


def _opened(data: bytes) -> Any:
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def empty() -> bytes:
    return master.content()


@pytest.fixture(scope="module")
def filled() -> bytes:
    return master.content(settings=master_rows.settings(TODAY), rows=master_rows.rows(TODAY))


@pytest.fixture(scope="module")
def book(empty: bytes) -> Any:
    return _opened(empty)


def _formulas(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            text = package.read(name).decode("utf-8", "replace")
            yield from re.findall(r"<(?:f|calculatedColumnFormula)[^>]*>([^<]+)</", text)


def test_its_structure_is_the_one_on_record(book: Any) -> None:
    assert "\n".join(_described(book)) + "\n" == GOLDEN.read_text("utf-8")


def _described(book: Any) -> Iterator[str]:
    """The whole structure as lines of text; `python -m tests.build.test_master` writes them to the golden file."""
    for name, defined in book.defined_names.items():
        yield f"名称 {name} = {defined.value}"
    for sheet in book.worksheets:
        tables = " ".join(f"{table.displayName}[{table.ref}]" for table in sheet.tables.values())
        lock = " 保护" if sheet.protection.sheet else ""
        yield f"工作表 {sheet.title} {tables} 冻结 {sheet.freeze_panes}{lock}"
        rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
        for table in sheet.tables.values():
            for index, column in enumerate(table.tableColumns, start=1):
                letter = sheet.cell(1, index).column_letter
                rule = rules.get(f"{letter}2:{letter}2001")
                formula = column.calculatedColumnFormula
                yield (f"  {column.name} {sheet.cell(2, index).number_format} {_rule(rule)}"
                       f"{f' ={formula.attr_text}' if formula else ''}").rstrip()


def _rule(rule: Any) -> str:
    if rule is None:
        return ""
    bounds = " ".join(str(bound) for bound in (rule.formula1, rule.formula2) if bound is not None)
    refusal = rule.errorStyle or "stop" if rule.showErrorMessage else "不拦"
    return f"{rule.type} {refusal} {bounds}" if rule.type else "提示"


def test_sheets_stand_in_the_order_of_the_work(book: Any) -> None:
    assert book.sheetnames == ["首页", "参数", *(spec.name for spec in REGISTERS), SHEET]
    assert book[SHEET].sheet_state == "hidden"


@pytest.mark.parametrize("spec", REGISTERS, ids=lambda spec: spec.name)
def test_every_register_is_a_table_of_its_own_name(book: Any, spec: Any) -> None:
    (table,) = book[spec.name].tables.values()
    titles = [column.header for column in spec.columns] + [hint.title for hint in hints().get(spec.name, ())]
    assert (table.displayName, table.column_names) == (spec.name, titles)
    assert table.tableStyleInfo.showRowStripes


@pytest.mark.parametrize("spec", REGISTERS, ids=lambda spec: spec.name)
def test_a_register_keeps_its_header_in_sight_and_on_every_page(book: Any, spec: Any) -> None:
    sheet = book[spec.name]
    assert re.fullmatch(r"[B-E]2", sheet.freeze_panes)
    assert sheet.print_title_rows == "$1:$1"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.page_setup.fitToHeight == 0
    assert "&P" in sheet.oddFooter.center.text
    assert not sheet.merged_cells.ranges


@pytest.mark.parametrize("spec", REGISTERS, ids=lambda spec: spec.name)
def test_a_register_prints_whole_columns_so_that_what_is_filled_prints_and_no_more(book: Any, spec: Any) -> None:
    sheet, known = book[spec.name], [*spec.columns, *hints().get(spec.name, ())]
    first, last = sheet.print_area.rpartition("!")[2].split(":")
    pages = sheet.page_setup.fitToWidth or 1
    assert (first, last[-5:], pages <= 2) == ("$A$2", "65536", True)
    end = known[sheet[last.replace("$", "")[:-5] + "1"].column - 1]
    assert end is spec.by_key[spec.printed] if spec.printed else pages == 1


@pytest.mark.parametrize("source", ["", "示例局"])
def test_no_text_that_prints_is_cut_off_where_its_column_ends(source: str, book: Any) -> None:
    """One that is too wide goes on in another line or gets smaller; fingerprints, of which the beginning will do, do not."""
    (path,) = (WORKBOOKS / "示例局").glob("主台账-*.xlsx")
    found = _opened(path.read_bytes()) if source else book
    fingerprints = {(spec.name, column.header) for spec in REGISTERS for column in spec.columns if column.kind is Kind.HEX}
    cut = {(sheet.title, cell.coordinate, cell.value) for sheet in found if sheet.sheet_state == "visible" and sheet.title != "首页"
           for cell in _printed(sheet) if (sheet.title, sheet.cell(1, cell.column).value) not in fingerprints and _is_cut_off(cell)}
    assert cut == set()


def _printed(sheet: Any) -> Iterator[Any]:
    left, _, right, _ = range_boundaries(sheet.print_area.rpartition("!")[2].replace("$", "")) if sheet.print_area else (1, 1, sheet.max_column, 0)
    merged = {place for area in sheet.merged_cells.ranges for line in area.rows for place in line}
    return (cell for line in sheet.iter_rows(max_row=min(sheet.max_row, 400), min_col=left, max_col=right) for cell in line
            if isinstance(cell.value, str) and not cell.value.startswith("=") and (cell.row, cell.column) not in merged)


def _is_cut_off(cell: Any) -> bool:
    """Whether a text is wider than its column, and neither wrapped nor shrunk, nor free to go on over blank cells."""
    sheet, way = cell.parent, cell.alignment
    wide = next((one.width for one in sheet.column_dimensions.values() if one.min <= cell.column <= one.max), 8.43)
    next_cell = sheet.cell(cell.row, cell.column + 1)
    is_free = next_cell.value is None and way.horizontal in (None, "general", "left") and not sheet.print_area
    return not (way.wrap_text or way.shrink_to_fit or is_free) and max(map(half_widths, cell.value.split("\n"))) > wide


@pytest.mark.libreoffice
@pytest.mark.long
def test_an_empty_workbook_prints_no_page_for_a_register_without_a_row(empty: bytes, tmp_path: Path) -> None:
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(empty)
    found = pdf_text(to_pdf(path, tmp_path / "印"))
    feet = [line.split()[-1] for line in found.splitlines() if re.search(r"第 \d+ 页，共", line)]
    assert len(feet) <= 12
    assert set(feet).isdisjoint({"检查对象", "抽查任务", "抽取记录", "检查结果", "操作日志"})
    assert {"首页", "参数", "代码表", "节假日"} <= set(feet)


@pytest.mark.parametrize(("name", "column"), [("变更记录", "公示日期"), ("检查台账", "不计入情形"), ("线索", "办结情况")])
def test_what_people_write_into_a_row_prints_with_it(name: str, column: str, book: Any) -> None:
    sheet = book[name]
    end = column_index_from_string(sheet.print_area.rpartition("!")[2].split(":")[1].replace("$", "").rstrip("0123456789"))
    assert column in [cell.value for cell in sheet[1][:end]]
    assert sheet.page_setup.fitToWidth in (None, 1)


@pytest.mark.parametrize("spec", REGISTERS, ids=lambda spec: spec.name)
def test_codes_and_numbers_of_documents_are_text_from_the_first_key_on(book: Any, spec: Any) -> None:
    for index, column in enumerate(spec.columns, start=1):
        sheet = book[spec.name]
        wanted = {Kind.INT: "0", Kind.RATIO: "0.0#%", Kind.DATE: "yyyy-mm-dd"}.get(column.kind, "@")
        assert sheet.cell(2, index).number_format == wanted
        assert _of_column(sheet, index).number_format == wanted, "rows typed below the table"


def _of_column(sheet: Any, index: int) -> Any:
    """The definition of a column; neighbours that are alike share one."""
    return next(found for found in sheet.column_dimensions.values() if found.min <= index <= found.max)


def test_input_messages_and_lists_keep_within_the_limits_of_excel(book: Any) -> None:
    for sheet in book.worksheets:
        for rule in sheet.data_validations.dataValidation:
            texts = (rule.prompt, rule.error)
            titles = (rule.promptTitle, rule.errorTitle)
            assert all(len(text or "") <= TEXT_LIMIT for text in texts)
            assert all(len(title or "") <= TITLE_LIMIT for title in titles)
            assert rule.type != "list" or len(rule.formula1) <= LIST_LIMIT + 2


@pytest.mark.parametrize("spec", [s for s in REGISTERS if s.written_by == "程序"], ids=lambda spec: spec.name)
def test_tables_of_the_program_say_so_at_every_header(book: Any, spec: Any) -> None:
    prompts = [rule.prompt for rule in book[spec.name].data_validations.dataValidation]
    assert len(prompts) == len(spec.columns)
    assert all(prompt.startswith(PROGRAM_NOTE) for prompt in prompts)


def test_evidence_is_protected_without_a_password(book: Any) -> None:
    locked = {sheet.title for sheet in book.worksheets if sheet.protection.sheet}
    assert locked == {"抽取记录", "锁定名录", "锁定人员", "联合参与方", "联合人员", "操作日志"}
    assert not any(sheet.protection.password for sheet in book.worksheets)


def test_items_are_chosen_with_their_names(book: Any) -> None:
    for sheet in ("年度计划", "抽查任务"):
        rule = next(rule for name, title, rule in _lists(book) if (name, title) == (sheet, "事项编码"))
        source = book.defined_names[rule.formula1].attr_text
        letters, codes = re.findall(r"[$]([A-Z]+)[$]2", source)
        assert (book["事项清单"][f"{letters}1"].value, book["事项清单"][f"{codes}1"].value) == ("编码和名称", "事项编码")


def test_a_wrong_state_is_stopped_and_a_word_of_the_bureaus_own_is_asked_back(book: Any) -> None:
    rules = book["检查对象"].data_validations.dataValidation
    fixed = next(rule for rule in rules if rule.formula1 and "失联" in rule.formula1)
    own = next(rule for rule in rules if rule.formula1 == "清单_对象类型")
    assert (fixed.errorStyle or "stop", own.errorStyle) == ("stop", "warning")


def _lists(book: Any) -> Iterator[tuple[str, str, Any]]:
    """Every drop-down with its sheet and column title."""
    for sheet in book.worksheets:
        for rule in sheet.data_validations.dataValidation:
            if rule.type == "list":
                yield sheet.title, str(sheet.cell(1, next(iter(rule.sqref.ranges)).min_col).value or ""), rule


def test_no_list_drops_what_is_typed_without_a_word(book: Any) -> None:
    silent = [(sheet, title) for sheet, title, rule in _lists(book)
              if not (rule.showErrorMessage and rule.errorTitle and rule.error)]
    assert len([*_lists(book)]) > 30
    assert not silent, "LibreOffice loses it"


def test_a_cell_for_several_values_keeps_them_and_a_cell_for_one_asks_or_stops(book: Any) -> None:
    kinds = {(spec.name, column.header): column.kind for spec in REGISTERS for column in spec.columns}
    several = {(sheet, title) for sheet, title, rule in _lists(book) if rule.errorStyle == "information"}
    assert several == {(sheet, title) for sheet, title, _ in _lists(book)
                       if kinds.get((sheet, title)) in (Kind.LIST, Kind.CODES)}
    assert len(several) == 10
    assert {rule.errorStyle or "stop" for sheet, title, rule in _lists(book)
            if (sheet, title) not in several} == {"stop", "warning"}
    assert all("按“确定”保留" in rule.error for sheet, title, rule in _lists(book) if (sheet, title) in several)


def test_the_message_of_a_drop_down_names_the_sheet_that_its_list_is_on(book: Any) -> None:
    named = [(title, rule, book.defined_names[rule.formula1]) for _, title, rule in _lists(book)
             if rule.formula1.startswith("清单_")]
    assert len(named) > 15
    for title, rule, name in named:
        assert f"“{re.findall(r'OFFSET.(.+?)!', name.attr_text)[0]}”" in rule.error, title


def test_a_percentage_says_how_it_is_typed_where_the_program_adds_the_sign(book: Any) -> None:
    ratios = [rule for sheet in book.worksheets for rule in sheet.data_validations.dataValidation if rule.type == "decimal"]
    assert len(ratios) > 4
    assert all("LibreOffice 里输入 3 即可" in rule.error and "LibreOffice 里输入 3 即可" in rule.prompt for rule in ratios)


def test_every_parameter_is_a_defined_name_on_its_own_cell(book: Any) -> None:
    cells = [book.defined_names[setting.column.header].attr_text for setting in SETTINGS]
    assert len(set(cells)) == len(SETTINGS)
    assert all(re.fullmatch(r"参数!\$B\$\d+", cell) for cell in cells)


def test_formulas_use_nothing_newer_than_excel_2016(empty: bytes) -> None:
    formulas = list(_formulas(empty))
    assert len(formulas) > 200
    too_new = re.compile("|".join(rf"(?<![A-Z.]){re.escape(name)}" for name in TOO_NEW))
    assert not [formula for formula in formulas if too_new.search(formula)]


@pytest.mark.parametrize("content", ["empty", "filled"])
@pytest.mark.long
def test_every_formula_carries_its_value(content: str, request: pytest.FixtureRequest) -> None:
    """Protected View, mail and telephones show what is stored, and compute nothing."""
    from openpyxl import load_workbook

    data = request.getfixturevalue(content)
    shown = load_workbook(io.BytesIO(data), data_only=True)
    formulas = [(sheet.title, cell.coordinate) for sheet in _opened(data).worksheets for row in sheet.iter_rows()
                for cell in row if cell.data_type == "f"]
    assert len(formulas) > 1000
    assert not [place for place in formulas if shown[place[0]][place[1]].value is None]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert b"Microsoft Excel" not in package.read("docProps/app.xml")
        assert b'fullCalcOnLoad="1"' in package.read("xl/workbook.xml")


def test_the_same_rows_give_the_same_bytes(filled: bytes) -> None:
    again = master.content(settings=master_rows.settings(TODAY), rows=master_rows.rows(TODAY))
    assert filled == again


def test_an_empty_workbook_reads_without_a_problem_but_for_the_name_of_the_unit(tmp_path: Path) -> None:
    path = tmp_path / "主台账.xlsx"
    master.build(path)
    opened = Book(open_gateway(path))
    tables, missing = opened.read_all(REGISTERS)
    assert not missing
    assert not [problem for table in tables.values() for problem in table.problems]
    settings, problems = opened.settings()
    assert {problem.params["header"] for problem in problems} == {"单位名称", "单位编码"}
    assert settings == Settings(ratio_use=AS_FLOOR)  # which a workbook of before does not say


def test_what_is_built_in_is_read_back_value_by_value(tmp_path: Path) -> None:
    path = tmp_path / "主台账.xlsx"
    rows = master_rows.rows(TODAY)
    master.build(path, settings=master_rows.settings(TODAY), rows=rows)
    opened = Book(open_gateway(path))
    for name, wanted in rows.items():
        table = opened.read(BY_NAME[name])
        assert not errors(table.problems)
        for given, read in zip(wanted, table, strict=True):
            assert {key: read[key] or None for key in given} == {key: value or None for key, value in given.items()}
    assert opened.settings()[0].yearly_floor == Fraction(3, 100)


@pytest.mark.long
def test_rows_appended_to_an_empty_table_start_at_its_first_line(tmp_path: Path) -> None:
    path = tmp_path / "主台账.xlsx"
    master.build(path)
    opened = Book(open_gateway(path))
    opened.append(OBJECTS, [{"code": "D1", "name": "云州一所"}])
    opened.append(LOG, [{"number": "1", "at": "2026-03-18 09:00:00"}])
    opened.commit()
    book = _opened(path.read_bytes())
    assert [book["检查对象"].cell(2, column).value for column in (1, 2)] == ["D1", "云州一所"]
    assert book["检查对象"].tables["检查对象"].ref.endswith("2")
    assert book["操作日志"]["A2"].value == "1"


@pytest.mark.long
def test_text_that_looks_like_a_formula_stays_text() -> None:
    row = {"code": "D1", "name": '=HYPERLINK("http://x.example")', "phone": "013800000000"}
    data = master.content(rows={"检查对象": [row]})
    sheet = _opened(data)["检查对象"]
    assert sheet["B2"].data_type == "s"
    assert sheet.cell(2, [c.key for c in OBJECTS.columns].index("phone") + 1).value == "013800000000"


@pytest.mark.long
def test_what_a_clerk_typed_as_text_stays_as_typed() -> None:
    """Examples plant doubtful values: a date as text is written as text."""
    data = master.content(rows={"检查对象": [{"code": "D1", "tier_date": "2021年3月5日"}]})
    column = [c.key for c in OBJECTS.columns].index("tier_date") + 1
    assert _opened(data)["检查对象"].cell(2, column).value == "2021年3月5日"


def test_example_tiers_are_named_as_examples_and_none_escapes_the_draw(book: Any) -> None:
    sheet = book[TIERS.name]
    titles = [column.key for column in TIERS.columns]
    rows = [dict(zip(titles, row, strict=False)) for row in sheet.iter_rows(min_row=2, max_row=5, values_only=True)]
    assert [row["tier"] for row in rows] == ["A", "B", "C", "D"]
    assert all(row["scheme"].startswith("示例") and row["ratio"] >= 0.03 for row in rows)
    assert [row["default"] for row in rows].count("是") == 1


@pytest.mark.long
def test_rules_reach_beyond_the_rows_that_are_filled() -> None:
    data = master.content(rows={"检查对象": [{"code": f"D{n}"} for n in range(30)]}, spare=10)
    areas = {str(rule.sqref) for rule in _opened(data)["检查对象"].data_validations.dataValidation}
    assert "A2:A31" in areas


def test_a_table_or_a_parameter_that_does_not_exist_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        master.content(rows={"检察对象": []})
    with pytest.raises(KeyError):
        master.content(settings={"unitt": "云州市司法局"})


if __name__ == "__main__":
    GOLDEN.write_text("\n".join(_described(_opened(master.content()))) + "\n", "utf-8", newline="\n")
