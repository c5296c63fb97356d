"""The extension in a real window, with the program itself behind it: pressed, asked, answered, computed, taken out again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ssj_xl.build import formula_sheet
from ssj_xl.build.extension import IDENTIFIER
from ssj_xl.build.ribbon import BUTTONS, DRAWN_OBJECT
from ssj_xl.domain.formulas.declarations import FORMULAS
from ssj_xl.entry.machine import places
from ssj_xl.tables.registers import OBJECTS
from tests.live.window import OXT, Window, answer, is_in_state, middle_of, named, unopkg

pytestmark = pytest.mark.window

WORKBOOKS = OXT.parent
LABELS = {button.id: button.label for button in BUTTONS}


@pytest.fixture(scope="module")
def master(window: Window, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The example bureau's workbook, open.  No test here changes what another looks at."""
    path = tmp_path_factory.mktemp("窗口") / "主台账.xlsx"
    shutil.copyfile(WORKBOOKS / "示例局" / "主台账-柳荫县司法局.xlsx", path)
    yield window.open(path)
    window.close_books()


def test_a_button_starts_the_program_which_reads_what_was_typed_below_the_table(window: Window, master: Any) -> None:
    sheet = master.sheets["检查对象"]
    line = sheet.tables[0].range.last_cell.row + 1
    titles = [str(title) for title in sheet.tables[0].header_row_range.value]
    for key, value in (("code", "XA900"), ("name", "新设律师事务所"), ("uscc", "31139922MD5B4GJX3C")):
        sheet.range((line, titles.index(OBJECTS.header(key)) + 1)).value = value
    with window.real():
        window.push("check", master)
        box = named(window.opened("ALERT"))
        assert any(text.startswith("共检查") and "见" not in text[:3] for text in box)
        box["OK"].doAccessibleAction(0)
        window.settled(master)

    rows = master.sheets["问题清单"].used_range.options(ndim=2).formula
    cell = sheet.range((line, titles.index(OBJECTS.header("uscc")) + 1)).get_address(False, False)
    assert any(f"!{cell}" in row[2] and row[2].startswith("=HYPERLINK(") for row in rows)


def test_a_question_is_asked_in_the_window_and_a_wrong_answer_leaves_everything_as_it_was(window: Window, master: Any) -> None:
    before = master.api.URL, Path(master.fullname).read_bytes()
    with window.real():
        window.push("void", master)
        answer(window.opened("DIALOG"), "")
        box = named(window.opened("ALERT"))
        assert any(text.startswith("[A41] 没有填写作废原因") for text in box)
        box["OK"].doAccessibleAction(0)
        window.settled(master)

    assert (master.api.URL, Path(master.fullname).read_bytes()) == before


def test_a_question_of_yes_or_no_stands_over_the_window_and_can_be_answered_either_way(window: Window, master: Any) -> None:
    with window.real():
        window.push("void", master)
        typed = window.opened("DIALOG")
        assert middle_of(typed) == pytest.approx(middle_of(master.api.CurrentController.Frame.ContainerWindow.getAccessibleContext()), abs=2)
        answer(typed, "名录漏登")
        box = named(window.opened("ALERT"))
        assert {"Yes", "No"} <= set(box), "an information box of LibreOffice has one button, whatever it is told"
        box["No"].doAccessibleAction(0)
        told = named(window.opened("ALERT"))
        assert "已取消，没有写入。" in told
        told["OK"].doAccessibleAction(0)
        window.settled(master)


def test_the_row_of_a_drawn_object_offers_what_can_be_done_with_it(window: Window, master: Any) -> None:
    sheet = master.sheets["抽取名单"]
    sheet.activate()
    window.click(400, 500)
    offered = []
    for cell in ("D3", "D60"):
        with window.menu(sheet.range(cell)) as menu:
            offered.append({label: is_in_state(menu[f"双随机：{label}"], "ENABLED") for label in LABELS.values() if f"双随机：{label}" in menu})

    assert offered == [dict.fromkeys((LABELS[id] for id in DRAWN_OBJECT), True), {}]


def test_without_the_program_button_and_formula_say_what_to_install(window: Window, master: Any) -> None:
    settings = places.office_settings(window.home)
    kept = settings.read_bytes()
    settings.unlink()
    try:
        window.push("about", master)
        box = named(window.opened("ALERT"))
        assert any(text.startswith("没有找到本机的 ssj-xl") for text in box)
        box["OK"].doAccessibleAction(0)
        window.settled(master)
    finally:
        settings.write_bytes(kept)


# --- formulas --------------------------------------------------------------------------------------

def test_formulas_of_a_file_from_excel_are_computed_and_stored_as_excel_names_them(window: Window, tmp_path: Path) -> None:
    calls = [(title, at, formula) for title, (_, formulas, _) in formula_sheet.SHEETS.items() for at, formula in formulas.items()]
    book = window.open(Path(shutil.copy(WORKBOOKS / "公式示例.xlsx", tmp_path)))
    book.app.calculate()
    for title, (row, column), formula in calls:
        wanted = formula_sheet.value_of(formula, title)
        first = wanted[0][0] if isinstance(wanted, list) else wanted
        found = book.sheets[title].range((row, column)).value
        assert _plain(found) == _plain(first), formula
    book.impl.save_copy(tmp_path / "存过.xlsx")
    book.close()

    stored = openpyxl.load_workbook(tmp_path / "存过.xlsx")
    for title, (row, column), formula in calls:
        kept = stored[title].cell(row, column).value
        assert str(getattr(kept, "text", kept)).startswith(f"={formula.partition('(')[0]}(")


def test_the_function_wizard_explains_every_formula_and_its_arguments_in_their_order(window: Window) -> None:
    known = window.context.ServiceManager.createInstanceWithContext("com.sun.star.sheet.FunctionDescriptions", window.context)
    told = [{one.Name: one.Value for one in known.getByIndex(number)} for number in range(known.Count)]
    found = {one["Name"]: (one["Description"], [(a.Name, a.Description) for a in one["Arguments"]]) for one in told if one["Name"].startswith("SSJ_")}

    assert found == {one.name: (one.text, [(a.name, a.text) for a in one.arguments]) for one in FORMULAS}


def _plain(cell: Any) -> Any:
    """Days and numbers as numbers: which of them a cell shows is the matter of its format."""
    return float(cell.toordinal() - 693594) if hasattr(cell, "toordinal") else cell


BLANKS = [
    ("SSJ_WORKDAY(J1;5;节假日.A1:B60)", ""), ("SSJ_WORKDAY(J1:J2;5;节假日.A1:B60)", ""), ("SSJ_IDCHECK(J1)", ""),
    ("SSJ_QUOTA(34;0.03;J1)", 2.0), ("SSJ_QUOTA(34;0.03)", 2.0), ("SSJ_QUOTA(34;0.03;)", 2.0),
    ('SSJ_TICKET("LS01";"x")', "#SSJ: "), ("SSJ_QUOTA(1E300*1E300;0.03)", 503), ("SSJ_QUOTA(NA();0.03)", 32767),
    ("SSJ_VERIFY(抽取记录[#All];锁定名录[#All];锁定人员[#All];抽取名单[#All];操作日志[#All])", "相符：1 轮已抽取")]


def test_blank_cells_left_out_arguments_and_infinities_are_what_they_are_in_excel(window: Window, master: Any) -> None:
    cell = master.sheets.add("公式", after=master.sheets[len(master.sheets) - 1]).range("A1").api
    for formula, wanted in BLANKS:
        cell.Formula = f"={formula}"
        if isinstance(wanted, int):
            assert cell.getError() == wanted, formula
        else:
            assert cell.getError() == 0, formula
            assert cell.String.startswith(wanted) if isinstance(wanted, str) and wanted else (cell.Value or cell.String) == wanted, formula


# --- coming and going ------------------------------------------------------------------------------

def test_it_is_installed_updated_and_removed_and_nothing_is_left(tmp_path: Path) -> None:
    for _ in range(2):
        done = unopkg(tmp_path, "add", "--force", str(OXT))
        assert (done.returncode, done.stderr) == (0, "")
    assert unopkg(tmp_path, "list").stdout.count(f"Identifier: {IDENTIFIER}") == 1
    assert unopkg(tmp_path, "remove", IDENTIFIER).returncode == 0

    assert IDENTIFIER not in unopkg(tmp_path, "list").stdout
    assert [path for path in tmp_path.rglob("*") if "ssj" in path.name] == []
