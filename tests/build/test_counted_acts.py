"""What a workbook shows after somebody wrote into it: the program while it is closed, or a clerk in LibreOffice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.build import master
from ssj_xl.domain.counts import SHEET
from ssj_xl.domain.counts.work import COVERED, REGISTERED, TO_ENTER
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway, working
from ssj_xl.office.programs import find_soffice
from ssj_xl.tables.registers import FINDINGS, INSPECTORS, OBJECTS
from ssj_xl.workflows.registers.check import check
from tests.build import master_rows
from tests.build.test_counted import DAY, build, differing, shown

NOW = datetime(2026, 3, 25, 9, 0, 0)
NEW_OBJECTS = [{"code": f"XD-{number}", "name": f"新增{number}所", "object_type": "律师事务所", "status": "正常"} for number in range(5)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return build(tmp_path / "主台账.xlsx", {"view_day": DAY})


def act(path: Path) -> None:
    """Rows into three registers, a changed one, another 查看日: in one commit."""
    with working(path, reason="导入前", now=NOW) as gateway:
        book = Book(gateway)
        book.append(OBJECTS, NEW_OBJECTS)
        book.append(INSPECTORS, [{"code": "RY-9", "name": "人员9", "certificate": "03990000009", "valid_to": DAY, "division": "处"}])
        book.append(FINDINGS, [{"task": master_rows.TASK, "object": "XD-1", "item": "SX-1", "checked": date(2026, 3, 20)}])
        book.replace(FINDINGS, [(next(iter(book.read(FINDINGS))), {"entered": date(2026, 3, 20)})])
        book.put("查看日", NOW.date())
        book.commit()


@pytest.mark.libreoffice
@pytest.mark.long
def test_every_value_is_that_of_the_day_after_an_act_on_the_closed_file(path: Path, tmp_path: Path) -> None:
    act(path)
    assert differing(path, tmp_path) == []
    assert "截至 2026-03-25" in shown(path).cell(2, 11).value


@pytest.mark.long
def test_new_rows_have_their_words_and_their_formulas(path: Path) -> None:
    from openpyxl import load_workbook

    act(path)
    values, formulas = load_workbook(path, data_only=True)["检查对象"], load_workbook(path)["检查对象"]
    column = [cell.value for cell in values[1]].index("本年覆盖") + 1
    new = {values.cell(row, 1).value: (values.cell(row, column).value, formulas.cell(row, column).data_type)
           for row in range(2, values.max_row + 1)}
    assert (new["XD-1"], new["XD-2"]) == (("已查", "f"), ("未查", "f"))


@pytest.mark.usefixtures("all_room")
@pytest.mark.long
def test_helpers_grow_with_the_registers_and_never_shrink(path: Path) -> None:
    from openpyxl import load_workbook

    rows = [{"code": f"Y-{number}", "name": f"第{number}所", "object_type": "律师事务所", "status": "正常"} for number in range(1500)]
    with working(path, reason="导入前", now=NOW) as gateway:
        book = Book(gateway)
        book.append(OBJECTS, rows)
        book.commit()
    sheet = load_workbook(path)[SHEET]
    assert any("INDEX(检查对象!$E:$E,2621)" in str(cell.value) for row in sheet.iter_rows(max_row=400) for cell in row)


@pytest.mark.usefixtures("all_room")
@pytest.mark.long
def test_check_warns_of_rows_that_the_front_page_does_not_count(path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(path)
    for line in range(2, 1200):
        book["检查对象"].cell(line, 1, f"Y-{line}")
    book.save(path)
    said = [found for found in check(Book(open_gateway(path)), DAY).problems if found.code == "F32"]
    assert [(found.place.sheet, found.params["line"], found.params["last"]) for found in said] == [("检查对象", 1199, "1121")]


@pytest.mark.long
def test_a_workbook_of_the_first_layout_is_left_as_it_is(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = build(tmp_path / "主台账.xlsx", {"view_day": DAY})
    old = load_workbook(path)
    del old[SHEET]
    old.save(tmp_path / "旧.xlsx")
    act(tmp_path / "旧.xlsx")
    assert SHEET not in load_workbook(tmp_path / "旧.xlsx").sheetnames


@pytest.mark.libreoffice
@pytest.mark.long
def test_rows_typed_below_the_tables_in_libreoffice_are_counted(live_office: Any, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "主台账.xlsx"
    master.build(path, settings={**master_rows.settings(DAY), "view_day": DAY})
    book = live_office.open(path)
    typed: dict[str, list[dict[str, Any]]] = {
        "检查对象": NEW_OBJECTS,
        "执法人员": [{"code": f"RY-{n}", "name": f"人员{n}", "certificate": f"0399{n}", "valid_to": DAY + timedelta(days=n - 2), "division": "处"}
                 for n in range(3)],
        "检查结果": [{"task": "T-1", "object": "XD-2", "item": "SX-1", "checked": DAY - timedelta(days=30), "result": "未发现问题"}],
    }
    for spec, rows in ((OBJECTS, typed["检查对象"]), (INSPECTORS, typed["执法人员"]), (FINDINGS, typed["检查结果"])):
        sheet = book.sheets[spec.name]
        for line, row in enumerate(rows, start=2):
            for column, declared in enumerate(spec.columns, start=1):
                if declared.key in row:
                    value = row[declared.key]
                    sheet[line - 1, column - 1].value = datetime(value.year, value.month, value.day) if isinstance(value, date) else value
    book.save()
    live_office.close_books()

    found = load_workbook(path, data_only=True)[SHEET]
    figures = {row[0].value: row[2].value for row in found.iter_rows(max_row=400) if row[0].value}
    again = Book(open_gateway(path))
    assert len(again.read(OBJECTS)) == 5
    assert (figures[REGISTERED], figures[COVERED], figures[TO_ENTER]) == (5, 1, 1)
    assert (figures["执法证件换证·逾期"], figures["执法证件换证·临期"]) == (2, 1)
    assert find_soffice()
