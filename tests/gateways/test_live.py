"""An open workbook in a program that takes values as Excel does: what is written, what it costs, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.gateways.live import blocks
from ssj_xl.gateways.live.gateway import LiveGateway
from ssj_xl.gateways.live.quiet import WAITS, patiently, quiet, status
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.office.formats import Percent
from ssj_xl.office.refs import Area
from tests.bureau import refused
from tests.gateways import com, fake_excel
from tests.gateways.fake_excel import Cell, Excel
from tests.gateways.live_desk import NOW, Desk

pytestmark = pytest.mark.usefixtures("no_waiting")


def _rows(gateway: LiveGateway, name: str = "检查对象") -> list[list[Any]]:
    return [list(row) for row in gateway.table(name).rows]


# --- calls -----------------------------------------------------------------------------------------

def _act(desk: Desk, count: int) -> int:
    """Read, append, replace, fill, save; how many calls it took."""
    desk.excel.calls.clear()
    gateway = desk.gateway(reason="试", now=NOW)
    gateway.table("检查对象")
    gateway.names()
    gateway.append("检查对象", [{"对象编码": f"N{n}", "等级日期": date(2021, 3, 1), "抽查比例": Percent(0.05)}
                            for n in range(count)])
    gateway.replace("检查对象", {n: {"备注": f"第{n}"} for n in range(count)})
    gateway.put("年度", 2026)
    gateway.commit()
    return desk.excel.calls.total()


@pytest.mark.long
def test_the_number_of_calls_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    names = {"年度": 2021}
    few, many = (_act(Desk(tmp_path, count, names), count) for count in (10, 1000))
    assert few == many
    assert many < 400


def test_a_table_is_read_in_one_call(desk: Desk) -> None:
    gateway = desk.gateway()
    gateway.tables()
    desk.excel.calls.clear()
    gateway.table("检查对象")
    assert desk.excel.calls["Range.Value"] == 1


def test_new_rows_are_written_in_one_block(desk: Desk) -> None:
    gateway = desk.gateway()
    gateway.append("检查对象", [{"对象编码": f"N{n}"} for n in range(500)])
    desk.excel.calls.clear()
    gateway.commit()
    assert desk.excel.calls["Range.Value="] == 1


@pytest.mark.long
def test_scattered_changes_become_columns_and_leave_the_rest_as_it_is(tmp_path: Path) -> None:
    calls = []
    for count in (300, 900):
        desk = Desk(tmp_path, count)
        desk.objects.cells[4, 5] = Cell(2.0, "=1+1")
        gateway = desk.gateway()
        gateway.replace("检查对象", {n: {"备注": "改", "对象名称": f"00{n}"} for n in range(1, count, 3)})
        desk.excel.calls.clear()
        gateway.commit()
        calls.append(desk.excel.calls.total())
        assert desk.objects.cells[4, 5].formula == "=1+1"
        assert [row[1] for row in _rows(desk.gateway())[:5]] == ["第1律师事务所", "001", "第3律师事务所", "第4律师事务所", "004"]
    assert calls[0] == calls[1]


def test_money_and_errors_that_are_written_again_with_their_column_stay_what_they_are(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 400)
    desk.objects.change((4, 5), value=0.123456, code="¥#,##0.00")
    desk.objects.change((7, 5), value=-2146826246)
    before = desk.held()
    for fails in (True, False):
        gateway = desk.gateway()
        assert [_rows(gateway)[row][4] for row in (2, 5)] == [0.123456, "#N/A"]
        gateway.replace("检查对象", {n: {"备注": "改"} for n in range(0, 400, 3)})
        desk.excel.before = lambda name, fails=fails: _raise(com.refused("磁盘已满")) if fails and name == "Workbook.Save" else None  # type: ignore[misc]
        if fails:
            with refused("F07"):
                gateway.commit()
            assert desk.held() == before
        else:
            gateway.commit()
    assert [desk.objects.cells[row, 5].value for row in (4, 7)] == [0.123456, -2146826246]


def test_the_titles_of_a_table_that_shows_none_are_asked_for(desk: Desk) -> None:
    table = desk.people.tables[0]
    table.titles, table.area = ("人员编码", "姓名"), Area(2, 1, 2, 2)
    grid = desk.gateway().table("执法人员")
    assert (grid.header, grid.rows) == (("人员编码", "姓名"), [["R1", "李四光"]])


def test_percent_formats_are_asked_for_only_where_somebody_wants_to_know(desk: Desk) -> None:
    grid = desk.gateway().table("检查对象")
    desk.excel.calls.clear()
    assert grid.is_percent(1, 3)
    assert not grid.is_percent(1, 2)
    assert [grid.is_percent(n, 3) for n in range(3)] == [True] * 3
    assert desk.excel.calls["Range.NumberFormat"] == 2


def test_mixed_formats_are_told_apart_cell_by_cell(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 300)
    plain = {5, 6, 100, 299}
    for row in plain:
        desk.objects.change((row + 2, 4), code="0.0")
    grid = desk.gateway().table("检查对象")
    assert {n for n in range(300) if not grid.is_percent(n, 3)} == plain


def test_formats_that_change_all_the_time_are_read_from_a_copy(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 600)
    for row in range(0, 600, 2):
        desk.objects.change((row + 2, 4), code="0.0")
    grid = desk.gateway().table("检查对象")
    desk.excel.calls.clear()
    assert [grid.is_percent(n, 3) for n in range(600)] == [n % 2 == 1 for n in range(600)]
    assert desk.excel.calls["Workbook.SaveCopyAs"] == 1
    assert desk.excel.calls.total() < 450


def test_zeros_in_front_and_hidden_rows_that_change_all_the_time_are_read_from_the_same_copy(tmp_path: Path) -> None:
    desk = Desk(tmp_path, 600)
    for row in range(0, 600, 2):
        desk.objects.change((row + 2, 1), code="000")
        desk.objects.hidden.add(row + 2)
    grid = desk.gateway().table("检查对象")
    assert grid.hidden == tuple(range(0, 600, 2))
    assert [grid.digits(n, 0) for n in range(600)] == [0 if n % 2 else 3 for n in range(600)]
    assert desk.excel.calls["Workbook.SaveCopyAs"] == 1


# --- what a cell takes -----------------------------------------------------------------------------

def test_the_saved_file_holds_what_the_open_workbook_holds(desk: Desk) -> None:
    gateway = desk.gateway()
    gateway.append("检查对象", [{"对象编码": "00123", "对象名称": "=1+1", "等级日期": date(2024, 2, 29),
                             "抽查比例": Percent(0.125), "备注": 3.5}])
    gateway.commit()
    assert _rows(desk.gateway()) == [list(row) for row in open_gateway(desk.path).table("检查对象").rows]


@pytest.mark.parametrize("keeps", [True, False])
def test_an_apostrophe_in_a_text_cell_is_kept_however_the_program_takes_it(desk: Desk, keeps: bool) -> None:
    desk.excel.keeps_apostrophes = keeps
    for row in range(2, 6):
        desk.objects.change((row, 5), code="@")
    gateway = desk.gateway()
    gateway.append("检查对象", [{"备注": "'引号"}])
    gateway.replace("检查对象", {0: {"备注": "'"}, 1: {"备注": "=2"}})
    gateway.commit()
    assert [row[4] for row in _rows(desk.gateway())] == ["'", "=2", None, "'引号"]


def test_a_number_in_a_column_of_text_is_a_number(desk: Desk) -> None:
    for row in range(1, 5):
        desk.objects.change((row, 5), code="@")
    gateway = desk.gateway()
    gateway.replace("检查对象", {0: {"备注": 12}, 1: {"备注": True}, 2: {"备注": "12"}})
    gateway.commit()
    assert [row[4] for row in _rows(desk.gateway())] == [12, True, "12"]
    assert [desk.objects.cells[row, 5].code for row in (2, 3, 4)] == ["General", "General", "@"]


def test_text_too_long_for_a_block_goes_into_its_cell_alone(desk: Desk) -> None:
    gateway = desk.gateway()
    gateway.append("检查对象", [{"对象编码": "A", "备注": "长" * 9000}, {"对象编码": "B", "备注": "短"}])
    gateway.commit()
    assert [row[4] for row in _rows(desk.gateway())[3:]] == ["长" * 9000, "短"]
    assert desk.excel.calls["Range.Value="] == 2


def test_a_cell_that_does_not_take_its_value_stops_everything(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = fake_excel._typed

    def changes_it(value: Any, old: Cell, *, keeps: bool) -> Cell:
        found = real(value, old, keeps=keeps)
        return replace(found, value="别的") if found.value == "甲" else found

    monkeypatch.setattr(fake_excel, "_typed", changes_it)
    before = desk.held()
    gateway = desk.gateway()
    gateway.append("检查对象", [{"对象编码": "甲"}])
    with refused("F28") as caught:
        gateway.commit()
    assert caught.value.problems[0].place.cell == "A5"
    assert desk.held() == before
    assert desk.file.saves == 0


def test_errors_come_as_their_names(desk: Desk) -> None:
    for row, code in ((2, -2146826246), (3, -2146826243), (4, -2146826200)):
        desk.objects.change((row, 5), value=code)
    assert [row[4] for row in _rows(desk.gateway())] == ["#N/A", "#SPILL!", "#ERROR!"]


@given(st.datetimes(min_value=datetime(1900, 3, 1), max_value=datetime(9999, 12, 31)), st.booleans())
def test_a_moment_survives_as_its_number(moment: datetime, from_1904: bool) -> None:
    if from_1904 and moment < datetime(1904, 1, 1):
        return
    moment = moment.replace(microsecond=0)
    number = blocks.serial(moment, from_1904=from_1904)
    came = blocks._moment((datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)) +
                          (moment - datetime(1904, 1, 1) if from_1904 else moment - datetime(1899, 12, 30)))
    assert came == (moment if moment.time() != time() else moment.date())
    assert number == pytest.approx((moment - datetime(1904 if from_1904 else 1899, 1 if from_1904 else 12,
                                                      1 if from_1904 else 30)).total_seconds() / 86400)


@pytest.mark.parametrize(("day", "number"), [
    (date(1900, 1, 1), 1), (date(1900, 2, 28), 59), (date(1900, 3, 1), 61), (date(2021, 3, 1), 44256)])
def test_days_have_the_numbers_that_excel_gives_them(day: date, number: int) -> None:
    assert blocks.serial(day, from_1904=False) == number


@given(st.dictionaries(st.integers(0, 12), st.dictionaries(st.integers(0, 6), st.just(None), min_size=1), max_size=13))
def test_rectangles_cover_the_changed_cells_and_nothing_else(changes: dict[int, dict[int, None]]) -> None:
    found = blocks.rectangles(changes)
    covered = [(row, column) for a in found for row in range(a.top, a.bottom + 1) for column in range(a.left, a.right + 1)]
    assert sorted(covered) == sorted((row, column) for row, cells in changes.items() for column in cells)


@given(st.lists(st.one_of(st.none(), st.floats(0, 9), st.dates(date(2000, 1, 1)), st.booleans(), st.text("a1=", max_size=2),
                          st.floats(0, 1).map(Percent))), st.data())
def test_every_value_ends_in_a_cell_whose_format_fits_it(values: list[Any], data: st.DataObject) -> None:
    codes = [data.draw(st.sampled_from(["General", "@", "0%", "yyyy-mm-dd", "h:mm", None])) for _ in values]
    after: list[str | None] = list(codes)
    for run in blocks.reformatted(values, codes):
        after[run.start : run.stop] = [run.code] * (run.stop - run.start)
    assert not any(blocks.needed(value, code) for value, code in zip(values, after, strict=True))


# --- tables ----------------------------------------------------------------------------------------

def test_a_table_grows_with_formats_and_formulas_of_its_last_row(desk: Desk) -> None:
    table = desk.objects.tables[0]
    table.area = Area(1, 1, 4, 6)
    desk.objects.cells[1, 6] = Cell("提示")
    for row in (2, 3, 4):
        desk.objects.cells[row, 6] = Cell(2.0, "=LEN([@对象编码])", code="0")
        desk.objects.change((row, 1), code="@")
    gateway = desk.gateway()
    gateway.append("检查对象", [{"对象编码": "A"}, {"对象编码": "B"}])
    gateway.commit()
    assert table.area == Area(1, 1, 6, 6)
    assert [desk.objects.cells[row, 6].formula for row in (5, 6)] == ["=LEN([@对象编码])"] * 2
    assert [desk.objects.cells[row, column].code for row in (5, 6) for column in (1, 3, 4)] == ["@", "yyyy-mm-dd", "0%"] * 2


def test_rows_below_a_table_belong_to_it_and_are_taken_in(desk: Desk) -> None:
    for row in range(5, 705):
        desk.objects.cells[row, 1] = Cell(f"补{row}")
    gateway = desk.gateway()
    grid = gateway.table("检查对象")
    assert (len(grid.rows), grid.ref_rows) == (703, 3)
    gateway.append("检查对象", [{"对象编码": "末"}])
    gateway.commit()
    assert desk.objects.tables[0].area.bottom == 705


def test_a_sheet_without_a_table_is_one_by_its_header(desk: Desk) -> None:
    sheet = desk.file.sheet("台账")
    for at, text in (((2, 2), "编码"), ((2, 3), "名称"), ((2, 4), "备注"), ((3, 2), "A"), ((4, 3), "某所")):
        sheet.cells[at] = Cell(text)
    gateway = desk.gateway()
    assert gateway.tables() == ("检查对象", "执法人员", "台账")
    assert gateway.table("台账").rows == [["A", None, None], [None, "某所", None]]
    gateway.append("台账", [{"编码": "B", "备注": "新"}])
    gateway.commit()
    assert [sheet.cells[5, column].value for column in (2, 3, 4)] == ["B", None, "新"]


def test_a_table_is_found_by_the_name_of_its_sheet(desk: Desk) -> None:
    desk.objects.tables[0].name = "表1"
    gateway = desk.gateway()
    gateway.append("检查对象", [{"对象编码": "A"}])
    assert gateway.tables()[:2] == ("表1", "检查对象")
    assert len(gateway.table("表1").rows) == 4


def test_what_stands_in_the_way_is_not_written_over(desk: Desk) -> None:
    desk.objects.cells[7, 3] = Cell("签名")
    gateway = desk.gateway()
    gateway.append("检查对象", [{"对象编码": "A"}])
    gateway.append("检查对象", [{"对象编码": "B"}])
    with refused("F10"):
        gateway.append("检查对象", [{"对象编码": "C"}])
    gateway.commit()
    assert desk.objects.cells[7, 3].value == "签名"


def test_formulas_totals_and_merged_cells_are_refused(desk: Desk) -> None:
    desk.objects.cells[2, 5] = Cell(2.0, "=1+1")
    desk.objects.merged = [Area(5, 1, 5, 2), Area(3, 4, 3, 5)]
    gateway = desk.gateway()
    with refused("F14"):
        gateway.replace("检查对象", {0: {"备注": "x"}})
    with refused("F17"):
        gateway.append("检查对象", [{"对象编码": "A"}])
    with refused("F17"):
        gateway.replace("检查对象", {1: {"备注": "x"}})
    gateway.replace("检查对象", {0: {"对象名称": "可以"}})
    desk.objects.tables[0].show_totals = True
    with refused("F14"):
        desk.gateway().append("检查对象", [{"对象编码": "A"}, {"对象编码": "B"}])


def test_text_that_begins_with_an_equals_sign_is_no_formula(desk: Desk) -> None:
    desk.objects.cells[2, 5] = Cell("=1+1")
    gateway = desk.gateway()
    gateway.replace("检查对象", {0: {"备注": "=2+2"}})
    gateway.commit()
    assert _rows(desk.gateway())[0][4] == "=2+2"


def test_names_stand_for_one_cell_or_one_merged_cell(tmp_path: Path) -> None:
    desk = Desk(tmp_path, names={"年度": 2021, "单位名称": "某局"})
    texts = desk.file.names
    texts |= {"合并": "=参数!$D$1:$E$2", "区域": "=参数!$A$1:$B$2", "公式": "=TODAY()", "参数!局部": "=参数!$B$1"}
    desk.file.sheets[2].merged = [Area(1, 4, 2, 5)]
    desk.file.sheets[2].cells[1, 2] = Cell(2.0, "=1+1")
    gateway = desk.gateway()
    assert gateway.names() == {"年度": 2, "单位名称": "某局", "合并": None, "局部": 2}
    gateway.put("合并", "印章")
    with refused("F24"):
        gateway.put("年度", 2022)
    with refused("F11"):
        gateway.put("区域", 1)
    gateway.commit()
    assert desk.gateway().names()["合并"] == "印章"


# --- protection, switches, patience ----------------------------------------------------------------

def test_a_protected_sheet_is_written_and_protected_again_as_it_was(desk: Desk) -> None:
    desk.people.password = ""
    gateway = desk.gateway()
    gateway.append("执法人员", [{"人员编码": "R2"}])
    gateway.commit()
    assert desk.people.password == ""
    drawings, contents, scenarios, only_users, *allowed = desk.people.protected_with
    assert (drawings, contents, scenarios, only_users) == (True, True, False, False)
    assert [n for n, allow in enumerate(allowed) if allow] == [9]


def test_a_sheet_with_a_password_is_named_and_nothing_is_written(desk: Desk) -> None:
    desk.people.password = "秘密"
    before = desk.held()
    gateway = desk.gateway()
    gateway.append("检查对象", [{"对象编码": "A"}])
    gateway.append("执法人员", [{"人员编码": "R2"}])
    with refused("F27"):
        gateway.commit()
    assert desk.held() == before
    assert desk.unchanged()


def test_switches_come_back_even_where_reading_one_of_them_fails(desk: Desk) -> None:
    def fail(name: str) -> None:
        if name == "Excel.EnableEvents":
            raise com.refused()

    desk.excel.before = fail
    with pytest.raises(com.com_error), quiet(desk.book.app):
        pytest.fail("an act must not start while a switch is unknown")
    assert desk.unchanged()


def test_switches_come_back_to_what_the_user_had(desk: Desk) -> None:
    desk.book.app.calculation, desk.book.app.enable_events = "semiautomatic", False
    seen: list[Any] = []

    def act() -> None:
        with quiet(desk.book.app):
            seen.append(desk.book.app.calculation)
            raise KeyError

    with pytest.raises(KeyError):
        act()
    assert seen == ["manual"]
    assert desk.excel.switches == {**Excel().switches, "Calculation": 2, "EnableEvents": False}


def test_the_status_bar_speaks_seldom_and_is_given_back(desk: Desk) -> None:
    with status(desk.book.app) as progress:
        for done in range(5001):
            progress("正在匹配", done, 5000)
    assert len(desk.excel.said) == 102
    assert desk.excel.said[0] == "双随机：正在匹配（0%）"
    assert desk.excel.said[-1] is False


def test_a_busy_status_bar_stops_nothing(desk: Desk) -> None:
    app = desk.book.app
    desk.excel.before = lambda name: _raise(com.busy())
    with status(app) as progress:
        progress("正在抽取")
    assert desk.excel.said == []


def _raise(error: Exception) -> None:
    raise error


@pytest.mark.parametrize("code", [0x80010001, 0x8001010A, 0x800AC472])
def test_a_program_that_is_busy_for_a_while_is_waited_for_wherever_it_is_asked(tmp_path: Path, code: int) -> None:
    desk = Desk(tmp_path, names={"年度": 2021})
    desk.people.password = ""
    desk.objects.change((2, 5), formula="=LEN(A2)")
    lines: set[tuple[str, int]] = set()
    desk.excel.before = com.busy_once_a_line(code, lines)
    gateway = desk.gateway(reason="试", now=NOW)
    grid = gateway.table("检查对象")
    assert [gateway.names(), grid.hidden, grid.is_percent(0, 3), list(gateway.strays())] == [{"年度": 2021}, (), True, []]
    gateway.append("检查对象", [{"对象编码": "A", "备注": "长" * 9000, "等级日期": date(2021, 3, 1)}])
    gateway.widen("检查对象", ["新列"])
    gateway.put("年度", 2026)
    gateway.append("执法人员", [{"人员编码": "R2"}])
    gateway.commit()
    assert len(_rows(desk.gateway())) == 4
    assert len(lines) > 30
    assert desk.unchanged()


def test_waiting_ends_with_a_sentence(desk: Desk) -> None:
    waited: list[float] = []
    with refused("F26"):
        patiently(lambda: _raise(com.busy()), sleep=waited.append)
    assert waited == list(WAITS)


def test_the_code_inside_a_com_error_counts_as_well() -> None:
    typing = com.com_error(-2147352567, "发生意外。", (0, None, None, None, 0, -2146777998), None)
    with refused("F26"):
        patiently(lambda: _raise(typing), waits=())


def test_other_failures_are_not_tried_again() -> None:
    tries: list[int] = []

    def action() -> None:
        tries.append(1)
        raise com.refused()

    with pytest.raises(com.com_error):
        patiently(action)
    assert len(tries) == 1
