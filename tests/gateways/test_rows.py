"""Where a table's rows end: the same for reading and writing through every door, and nothing typed is ever lost."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from ssj_xl.gateways.contract import Gateway
from ssj_xl.gateways.live.gateway import LiveGateway
from ssj_xl.gateways.live.quiet import WAITS, patiently
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.records import BY_NAME
from tests.bureau import refused
from tests.gateways import com, fake_excel, workbooks
from tests.gateways.doors import Door, ExcelDoor, FileDoor, MemoryDoor, OfficeDoor, Standing, TwinDoor, cells_of
from tests.gateways.fake_excel import Workbook
from tests.gateways.layouts import DECLARED, NAME, OTHER, Layout, Write, layouts, variants, with_totals, writes
from tests.office import LiveOffice

REFUSALS = {"F10", "F14", "F17"}
IN_OFFICE = {"rows_below_with_gaps", "a_second_table_below", "everything"}
"""Layouts that are tried in LibreOffice as well; it takes seconds for each."""


def _office(*values: Any, **how: Any) -> Any:
    return pytest.param(OfficeDoor, *values, marks=pytest.mark.libreoffice, **how)


@pytest.fixture
def door(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    made = request.param(tmp_path)
    if isinstance(made, OfficeDoor):
        made.live = request.getfixturevalue("live_office")
    return made


def _named(*doors: type[Any]) -> Any:
    """A test for every named layout behind these doors, and for some in LibreOffice."""
    cases = [pytest.param(made, layout, id=f"{made.__name__}-{name}") for name, layout in variants() for made in doors]
    cases += [_office(layout, id=f"OfficeDoor-{name}") for name, layout in variants() if name in IN_OFFICE]
    return pytest.mark.parametrize(("door", "layout"), cases, indirect=["door"])


every_door = _named(MemoryDoor, FileDoor, TwinDoor, ExcelDoor)
every_real_door = _named(FileDoor, ExcelDoor)
"""Those behind which there are cells."""
real_doors = pytest.mark.parametrize("door", [FileDoor, ExcelDoor, _office()], indirect=True)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patiently, "__kwdefaults__", {"waits": WAITS, "sleep": lambda _: None})


def _declared(gateway: Gateway) -> list[list[Any]]:
    """The declared columns of the rows that are read; a row that holds nothing in them is blank."""
    grid = gateway.table(NAME)
    at = [grid.header.index(title) for title in DECLARED]
    return [[row[column] for column in at] for row in grid.rows]


def _new(act: Write) -> list[list[Any]]:
    return [[row.get(title) for title in DECLARED] for row in act.new_rows()]


def _typed(layout: Layout, found: Standing) -> Standing:
    column = len(layout.header) if layout.computed else 0
    return {at: value for at, value in found.items() if at[1] != column}


# --- reading ---------------------------------------------------------------------------------------

@every_door
def test_rows_are_read_down_to_the_last_one(door: Door, layout: Layout) -> None:
    assert _declared(door.opened(layout.content())) == layout.expected


@every_door
def test_below_a_totals_row_nothing_belongs_to_the_table(door: Door, layout: Layout) -> None:
    gateway = door.opened(with_totals(layout).content())
    assert _declared(gateway) == with_totals(layout).expected


@every_real_door
def test_a_totals_row_is_not_written_over(door: FileDoor, layout: Layout) -> None:
    gateway = door.opened(with_totals(layout).content())
    with refused("F14"):
        gateway.append(NAME, [{"对象编码": f"新{n}"} for n in range(9)])
    assert _declared(gateway) == with_totals(layout).expected


@pytest.mark.parametrize(("end", "why"), [("说明", "note"), ("签名", "note"), ("合计", "totals"), ("表头", "header"), ("另一个表", "")])
def test_what_is_not_read_is_named_with_its_row(tmp_path: Path, end: str, why: str) -> None:
    layout = Layout(below=("blank", "row"), end=end)
    for made in (FileDoor, ExcelDoor, TwinDoor):
        grid = made(tmp_path).opened(layout.content()).table(NAME)
        assert [(grid.top + row, reason) for row, reason in grid.unread] == ([(layout.foot, why)] if why else [])
        found = [(p.code, p.place.cell) for p in normalise(grid, BY_NAME[NAME]).problems if p.code in ("F12", "F41")]
        assert found == [("F12", "5:5"), *([("F41", f"{layout.foot}:{layout.foot}")] if why else [])]


@real_doors
def test_a_formula_below_is_no_row_and_is_named(door: FileDoor) -> None:
    data = workbooks.rewritten(Layout(below=("row",)).content(), {"xl/worksheets/sheet1.xml": lambda text: text.replace(
        "</sheetData>", '<row r="7"><c r="B7"><f>COUNTA(A2:A4)</f><v>3</v></c></row></sheetData>')})
    gateway = door.opened(data)
    assert len(gateway.table(NAME).rows) == 3
    assert gateway.table(NAME).unread == ((5, "formulas"),)
    with refused("F10"):
        gateway.append(NAME, [{"对象编码": "甲"}] * 3)


# --- writing ---------------------------------------------------------------------------------------

@every_door
@pytest.mark.long(but=1)
def test_every_writer_adds_and_changes_what_it_should(door: Door, layout: Layout) -> None:
    gateway = door.opened(layout.content())
    _write(gateway)
    again = door.again(gateway)
    expected = [*layout.expected, ["新1", "新所", None]]
    expected[0] = [*expected[0][:2], "改"]
    assert _declared(again) == expected
    assert again.names()["年度"] == 2022


@every_real_door
@pytest.mark.long(but=1)
def test_every_writer_leaves_what_was_typed(door: FileDoor, layout: Layout) -> None:
    gateway = door.opened(layout.content())
    before, others = _typed(layout, door.standing(NAME)), door.standing(OTHER)
    _write(gateway)
    door.again(gateway)
    before.pop((layout.first, layout.header.index("备注") + 1), None)
    assert door.standing(NAME).items() >= before.items()
    assert door.standing(OTHER) == others


def _write(gateway: Gateway) -> None:
    gateway.append(NAME, [{"对象编码": "新1", "对象名称": "新所"}])
    gateway.replace(NAME, {0: {"备注": "改"}})
    gateway.put("年度", 2022)


@every_real_door
@pytest.mark.long(but=1)
def test_a_write_gives_every_register_its_shape_whatever_it_is_about(door: FileDoor, layout: Layout) -> None:
    gateway = door.opened(layout.content())
    gateway.put("年度", 2022)
    again = door.again(gateway)
    for name in (NAME, OTHER):
        assert again.table(name).ref_rows == len(again.table(name).rows)
        assert again.table(name).lacking == ()
    assert _declared(again) == layout.expected
    end = max(layout.last, layout.first + len(layout.expected) - 1)
    column = len(layout.header)
    filled = {row for row, at in door.standing(NAME) if at == column}
    assert not layout.computed or filled >= set(range(layout.first, end + 1))


@real_doors
def test_a_value_typed_into_a_computed_column_stays(door: FileDoor) -> None:
    data = workbooks.rewritten(Layout(("row", "row"), ("row", "row"), computed=True).content(), {
        "xl/worksheets/sheet1.xml": lambda text: text.replace("</row>", '<c r="D4"><v>77</v></c></row>', 4).replace(
            '<c r="D4"><v>77</v></c></row>', "</row>", 3)})
    gateway = door.opened(data)
    gateway.put("年度", 2022)
    door.again(gateway)
    assert door.standing(NAME)[4, 4] == 77
    assert str(door.standing(NAME)[5, 4]).startswith("=")


@real_doors
def test_cells_filled_in_advance_stand_beside_new_rows(door: FileDoor) -> None:
    gateway = door.opened(Layout(below=("blank", "row", "numbered", "jotted"), number=True, own=True).content())
    gateway.append(NAME, [{"对象编码": "新1", "对象名称": "新所"}, {"对象编码": "新2"}])
    for reader in (gateway, door.again(gateway)):
        assert [[*row] for row in reader.table(NAME).rows[4:]] == [
            [5, "新1", None, "新所", None], [None, "新2", "记5", None, None]]


@pytest.mark.parametrize("end", ["说明", "合计", "表头", "另一个表"])
@real_doors
@pytest.mark.long(but=1)
def test_a_new_row_does_not_reach_what_stands_below(door: FileDoor, end: str) -> None:
    layout = Layout(below=("blank", "row"), end=end)
    gateway = door.opened(layout.content())
    with refused("F10"):
        gateway.append(NAME, [{"对象编码": "甲"}, {"对象编码": "乙"}])
    assert _declared(gateway) == layout.expected
    gateway.append(NAME, [{"对象编码": "甲"}])
    assert _declared(door.again(gateway)) == [*layout.expected, ["甲", None, None]]


@real_doors
def test_a_table_does_not_grow_over_merged_cells(door: FileDoor) -> None:
    data = workbooks.rewritten(Layout(below=("row", "row")).content(), {"xl/worksheets/sheet1.xml": lambda text: text.replace(
        "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="B5:C5"/></mergeCells>')})
    gateway = door.opened(data)
    before = door.standing(NAME)
    with refused("F17"):
        gateway.append(NAME, [{"对象编码": "甲"}])
    gateway.replace(NAME, {0: {"备注": "改"}})
    assert door.again(gateway).table(NAME).ref_rows == 2
    assert door.standing(NAME) == {**before, (2, 3): "改"}


# --- the shape of a closed file --------------------------------------------------------------------

def test_rules_and_filter_reach_the_rows_that_are_taken_in(tmp_path: Path) -> None:
    file = FileDoor(tmp_path)
    gateway = file.opened(Layout(below=("blank", "row")).content())
    gateway.append(NAME, [{"对象编码": "新"}])
    gateway.commit()
    sheet = workbooks.loaded(file.path)[NAME]
    assert (sheet.tables[NAME].ref, sheet.tables[NAME].autoFilter.ref) == ("A1:C6", "A1:C6")
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["B2:B6"]
    assert [str(rule.sqref) for rule in sheet.conditional_formatting] == ["A2:B6"]


def test_rules_that_end_below_the_table_go_on_with_it(tmp_path: Path) -> None:
    file = FileDoor(tmp_path)
    data = workbooks.rewritten(Layout(below=("row",)).content(), {"xl/worksheets/sheet1.xml": lambda text: text.replace(
        'sqref="B2:B3"', 'sqref="B2:B5"')})
    gateway = file.opened(data)
    gateway.append(NAME, [{"对象编码": f"新{n}"} for n in range(4)])
    gateway.commit()
    assert [str(r.sqref) for r in workbooks.loaded(file.path)[NAME].data_validations.dataValidation] == ["B2:B8"]


def _dropped(data: bytes) -> bytes:
    """As LibreOffice saves: what a table says of its formulas is gone, the cells have them still."""
    tables = [name for name in workbooks.parts(data) if name.startswith("xl/tables/")]
    return workbooks.rewritten(data, dict.fromkeys(tables, lambda text: re.sub(
        r"<calculatedColumnFormula>.*?</calculatedColumnFormula>", "", text)))


def test_a_dropped_formula_column_is_told_in_one_line_and_mended_by_the_next_write(tmp_path: Path) -> None:
    file = FileDoor(tmp_path)
    gateway = file.opened(_dropped(Layout(("row", "row"), ("blank", "row"), computed=True).content()))
    found = [p for p in normalise(gateway.table(NAME), BY_NAME[NAME]).problems if p.code == "F46"]
    assert len(found) == 1
    gateway.append(NAME, [{"对象编码": "新"}])
    gateway.commit()
    assert not [p for p in normalise(open_gateway(file.path).table(NAME), BY_NAME[NAME]).problems if p.code == "F46"]
    table = workbooks.loaded(file.path)[NAME].tables[NAME]
    assert table.tableColumns[-1].calculatedColumnFormula.attr_text == "LEN(检查对象[[#This Row],[对象编码]])"


def test_a_formula_that_looks_at_the_row_above_goes_on_so(tmp_path: Path) -> None:
    file = FileDoor(tmp_path)
    data = workbooks.rewritten(Layout(("row", "row"), ("row",), computed=True).content(), {
        "xl/worksheets/sheet1.xml": _running})
    gateway = file.opened(data)
    gateway.append(NAME, [{"对象编码": "新"}])
    gateway.commit()
    sheet = workbooks.loaded(file.path)[NAME]
    assert [sheet[f"D{row}"].value for row in (2, 3, 4, 5)] == [f"=N(D{row - 1})+LEN(A{row})" for row in (2, 3, 4, 5)]


def _running(text: str) -> str:
    for row in (2, 3):
        start = text.index("<f>", text.index(f'<c r="D{row}"'))
        text = text[:start] + f"<f>N(D{row - 1})+LEN(A{row})" + text[text.index("</f>", start):]
    return text


@real_doors
def test_a_formula_that_somebody_typed_makes_no_computed_column(door: FileDoor) -> None:
    data = workbooks.rewritten(Layout(("row", "row", "row")).content(), {"xl/worksheets/sheet1.xml": lambda text: re.sub(
        r'<c r="B3".*?</c>', '<c r="B3" t="str"><f>A3&amp;"所"</f><v>x</v></c>', text)})
    gateway = door.opened(data)
    assert gateway.table(NAME).lacking == ()
    gateway.append(NAME, [{"对象编码": "甲", "对象名称": "甲所"}])
    assert len(door.again(gateway).table(NAME).rows) == 4


# --- every moment ----------------------------------------------------------------------------------

CASES = [Layout(("row", "row"), ("blank", "row", "blank", "row"), computed=True),
         Layout(("row", "row", "row"), ("row", "numbered"), end="说明", number=True, own=True, computed=True, filled=2)]


def _prepared(folder: Path, layout: Layout) -> tuple[Workbook, LiveGateway]:
    path = folder / "主台账.xlsx"
    path.write_bytes(layout.content())
    shown = fake_excel.loaded(path)
    book, gateway = fake_excel.behind(shown), LiveGateway(shown)
    book.sheet(OTHER).password = ""
    gateway.append(NAME, [{"对象编码": "新1", "对象名称": "'=1"}, {"对象编码": "新2", "备注": 5}])
    gateway.replace(NAME, {0: {"备注": "改"}, len(layout.expected) - 1: {"对象名称": None}})
    gateway.append(OTHER, [{"人员编码": "R9"}])
    gateway.put("年度", 2026)
    return book, gateway


def _codes(act: Callable[[], None]) -> set[str]:
    try:
        act()
    except UserError as error:
        return {problem.code for problem in error.problems}
    return set()


def _cells(book: Workbook) -> list[Any]:
    return [{at: (cell.value, cell.formula) for at, cell in sheet.cells.items() if cell.value is not None or cell.formula}
            for sheet in book.sheets]


def _areas(book: Workbook) -> list[Any]:
    return [table.area for sheet in book.sheets for table in sheet.tables]


@pytest.mark.parametrize("layout", CASES)
@pytest.mark.long
def test_a_failure_at_any_call_leaves_every_typed_row(tmp_path: Path, layout: Layout) -> None:
    book, gateway = _prepared(tmp_path, layout)
    book.program.before = steps = com.Steps()
    gateway.commit()
    done = _cells(book)
    for number in steps.notable():
        book, gateway = _prepared(tmp_path, layout)
        before, areas = _cells(book), _areas(book)
        book.program.before = com.failing_at(number)
        codes = _codes(gateway.commit)
        book.program.before = lambda name: None
        if codes:
            assert codes <= {"F07", "F27"}
            assert (_cells(book), _areas(book)) == (before, areas)
            gateway.commit()
        assert _cells(book) == done


# --- any layout, any write -------------------------------------------------------------------------

def _act(door: Door, layout: Layout, act: Write) -> None:
    """One act on one layout: what stood stands, what is read is what stands, or it is refused."""
    gateway = door.opened(layout.content())
    before = {name: door.standing(name) for name in (NAME, OTHER)}
    replaced = [row for row in act.replace if row < len(layout.expected)]
    codes = _codes(lambda: gateway.append(NAME, act.new_rows()))
    assert codes <= REFUSALS
    if codes:
        act = replace(act, append=0)
    gateway.replace(NAME, {row: {"备注": f"改{row}"} for row in replaced})
    gateway.append(OTHER, [{"人员编码": "R9"}] * act.people)
    if act.put:
        gateway.put("年度", 2022)
    again = door.again(gateway)
    expected = [*layout.expected, *_new(act)]
    for row in replaced:
        expected[row] = [*expected[row][:2], f"改{row}"]
    assert _declared(again) == expected
    changed = {(again.table(NAME).top + row, layout.header.index("备注") + 1) for row in replaced}
    after = door.standing(NAME)
    assert after.items() >= {at: v for at, v in _typed(layout, before[NAME]).items() if at not in changed}.items()
    assert door.standing(OTHER).items() >= before[OTHER].items()
    assert _typed(layout, cells_of(again, NAME)).items() <= after.items()


@pytest.mark.parametrize("made", [MemoryDoor, FileDoor, TwinDoor, ExcelDoor])
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(layout=layouts(), act=writes())
@pytest.mark.long(but=1)
def test_whatever_stands_in_a_register_outlives_whatever_is_written(made: type[Any], layout: Layout, act: Write) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _act(made(Path(folder)), layout, act)


@pytest.mark.libreoffice
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(layout=layouts(), act=writes())
@pytest.mark.long
def test_the_same_in_libreoffice(live_office: LiveOffice, layout: Layout, act: Write) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = OfficeDoor(Path(folder))
        office.live = live_office
        _act(office, layout, act)
        office.book.close()

