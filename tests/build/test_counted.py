"""Every figure of 首页, every helper and every formula column: what LibreOffice computes is what Python says."""

from __future__ import annotations

import csv
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from ssj_xl.build import master
from ssj_xl.build.master_styles import CARD_TOP, FIRST, LIST_TOP, MIDDLE, RIGHT
from ssj_xl.domain.counts import SHEET, Standing, duties
from ssj_xl.domain.deadlines.rule import OVERDUE, SOON, TODAY
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.gateways.xlsx.counted import Stored
from ssj_xl.gateways.xlsx.reading import Reader
from ssj_xl.office.package import Package
from ssj_xl.office.programs import environment, find_soffice
from ssj_xl.office.workbook import Workbook
from ssj_xl.tables import registers
from ssj_xl.workflows.deadlines import DueList, due
from tests import office
from tests.build import master_rows
from tests.bureau import desk, opened

DAY = date(2026, 3, 18)
YEAR_END = date(2026, 12, 28)
"""The notice of 2027 is not in the shipped table: terms that end then wait for it."""

SETTINGS: dict[str, dict[str, Any]] = {
    "as they are": {"view_day": DAY},
    "short terms in natural months": {
        "view_day": DAY, "certificate_days": 10, "soon_days": 0, "entry_days": 0, "publish_days": 1, "period": "自然月",
        "scheme_days": 3, "transfer_days": 1, "yearly_floor": Fraction(20, 100), "confirm_days": 250},
    "what may be off is off, in a bureau": {
        "view_day": DAY, "level": "市局", "soon_days": 30, "certificate_days": 0, "start_month": "2026-02",
        "yearly_floor": 1.5,  # no ratio: the default holds
        **dict.fromkeys(("push_days", "transfer_days", "dispute_days", "recheck_days", "archive_days", "scheme_days", "plan_month", "change_report_days",
                         "change_publish_days", "form_day", "quarter_day"), 0)},
    "long terms at the end of a year": {
        "view_day": YEAR_END, "soon_days": 20, "entry_days": 30, "publish_days": 60, "push_days": 90, "certificate_days": 366,
        "yearly_floor": "5％", "form_day": 1, "quarter_day": 10, "archive_days": 3, "plan_month": 12, "start_month": "2026-06"},
}


def build(path: Path, settings: dict[str, Any]) -> Path:
    """A workbook with terms of every kind, looked at on the settings' day."""
    day = settings["view_day"]
    rows = master_rows.busy_rows(day)
    if day == YEAR_END:
        del rows["节假日"]
    master.build(path, settings={**master_rows.settings(day), **settings}, rows=rows)
    return path


def differing(path: Path, folder: Path) -> list[tuple[str, str, Any, Any]]:
    """Formula cells whose stored value is not what LibreOffice computes: sheet, cell, stored, computed."""
    computed = beside_formulas(office.recalculated(path, folder / "computed"))
    return [(*at, was, computed.get(at)) for at, was in beside_formulas(path).items() if was is None or was != computed.get(at)]


def beside_formulas(path: Path) -> dict[tuple[str, str], str | float | None]:
    """What stands beside every formula of a workbook, by sheet and cell: texts and errors as texts, numbers to nine decimals."""
    found: dict[tuple[str, str], str | float | None] = {}
    with zipfile.ZipFile(path) as book:
        parts = {link.get("Id"): link.get("Target") for link in etree.fromstring(book.read("xl/_rels/workbook.xml.rels"))}
        for sheet in etree.fromstring(book.read("xl/workbook.xml")).iter("{*}sheet"):
            part = parts[next(value for name, value in sheet.items() if name.endswith("}id"))]
            for cell in etree.fromstring(book.read(f"xl/{part.removeprefix('/xl/')}")).iter("{*}c"):
                if cell.find("{*}f") is not None:
                    value = cell.find("{*}v")
                    text = None if value is None else value.text or ""
                    found[sheet.get("name"), cell.get("r")] = round(float(text), 9) if text and cell.get("t", "n") == "n" else text
    return found


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.long
def test_libreoffice_computes_every_stored_value(name: str, tmp_path: Path) -> None:
    assert differing(build(tmp_path / "主台账.xlsx", SETTINGS[name]), tmp_path) == []


@pytest.mark.libreoffice
@pytest.mark.long
def test_libreoffice_computes_every_stored_value_of_an_empty_workbook(tmp_path: Path) -> None:
    master.build(tmp_path / "主台账.xlsx", today=DAY)
    path = office.hold_today(tmp_path / "主台账.xlsx", DAY)
    assert differing(path, tmp_path) == []


@pytest.mark.libreoffice
@pytest.mark.long
def test_plans_of_other_years_are_not_counted_and_a_year_typed_as_text_is_the_year(tmp_path: Path) -> None:
    path = build(tmp_path / "主台账.xlsx", SETTINGS["as they are"])
    with opened(path, desk()) as book:
        plans = book.read(registers.PLANS)
        year = plans.rows[0]["year"]
        whole = book._count(DAY, Standing())
        book.replace(registers.PLANS, [(plans.rows[0], {"year": str(year)}), (plans.rows[1], {"year": year - 1})])
        book.commit()
        changed = book._count(DAY, Standing())
    assert whole is not None
    assert changed is not None
    assert changed.values["计划合计"] == whole.values["计划合计"] - 1
    assert differing(path, tmp_path) == []


@pytest.mark.libreoffice
@pytest.mark.long
def test_six_tiers_and_fourteen_types_are_all_counted(tmp_path: Path) -> None:
    rows, names = master_rows.rows(DAY), [f"类型{number:02}" for number in range(1, 17)]
    rows["代码表"] = [{"category": "对象类型", "code": str(number), "name": name} for number, name in enumerate(names)]
    rows["风险等级"] = [{"scheme": "本局", "tier": tier, "lots": 1, "ratio": Fraction(1, 10)} for tier in "ABCDEFGH"]
    for number, row in enumerate(rows["检查对象"]):
        row |= {"object_type": names[number % 16], "tier": "ABCDEFGH"[number % 8], "status": "正常"}
    path = tmp_path / "主台账.xlsx"
    master.build(path, settings={**master_rows.settings(DAY), "view_day": DAY}, rows=rows)

    assert differing(path, tmp_path) == []
    home = shown(path)
    types = [home.cell(LIST_TOP + 1 + line, RIGHT + 4).value for line in range(15)]
    tiers = [home.cell(LIST_TOP + 1 + line, MIDDLE + 6).value for line in range(8)]
    assert (sum(types[:14]), types[14]) == (120, 120)
    assert sum(tiers) == 120


def shown(path: Path) -> Any:
    """首页 as its file shows it."""
    return openpyxl.load_workbook(path, data_only=True)["首页"]


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.long
def test_the_front_page_tells_what_the_list_of_deadlines_tells(name: str, tmp_path: Path) -> None:
    path = build(tmp_path / "主台账.xlsx", SETTINGS[name])
    listed = due(Book(open_gateway(path)), SETTINGS[name]["view_day"])
    home = shown(path)
    found = {home.cell(row, FIRST + 1).value: (home.cell(row, FIRST + 5).value, home.cell(row, FIRST + 6).value)
             for row in range(LIST_TOP + 1, LIST_TOP + 1 + len(duties._TITLES))}
    assert found == {rule: (_rows(listed, rule, OVERDUE), _rows(listed, rule, TODAY, SOON)) for rule in found}
    assert len(found) == len(duties._TITLES)


def _rows(listed: DueList, title: str, *states: str) -> int:
    """Rows, not lines: the list joins the items of one visit in a line with several cells."""
    return sum(max(len(line.cells), 1) for line in listed.lines if line.due.rule.title == title and line.due.state in states)


@pytest.mark.long
def test_something_of_nearly_every_kind_is_late(tmp_path: Path) -> None:
    path = build(tmp_path / "主台账.xlsx", SETTINGS["as they are"])
    late = {line.due.rule.key for line in due(Book(open_gateway(path)), DAY).lines if line.due.state == OVERDUE}
    assert late >= {"entry", "publication", "push", "transfer", "plan", "confirm", "training", "form", "task", "scheme"}


@pytest.mark.long
def test_an_empty_workbook_starts_with_its_first_step(tmp_path: Path) -> None:
    master.build(tmp_path / "主台账.xlsx", today=DAY)
    home = shown(tmp_path / "主台账.xlsx")
    lines = [home.cell(4 + line // 2, FIRST + 3 + 8 * (line % 2)).value for line in range(4)]
    assert [line[:4] for line in lines] == ["填写“参", "登记抽查", "登记检查", "登记执法"]


@pytest.mark.usefixtures("all_room")
@pytest.mark.long
def test_a_workbook_whose_helpers_are_full_says_so(tmp_path: Path) -> None:
    master.build(tmp_path / "主台账.xlsx", today=DAY)
    sheet = openpyxl.load_workbook(tmp_path / "主台账.xlsx")[SHEET]
    rows = {row[0].value: row[2].value for row in sheet.iter_rows(max_row=400)}
    assert "INDEX(检查对象!$A:$A,1003):INDEX(检查对象!$A:$A,1048576)" in rows["登记超出首页统计范围的表"]


@pytest.mark.libreoffice
@pytest.mark.long
def test_no_cell_shows_an_error(tmp_path: Path) -> None:
    made = office.recalculated(build(tmp_path / "主台账.xlsx", SETTINGS["as they are"]), tmp_path / "out")
    assert list(_errors(openpyxl.load_workbook(made, data_only=True))) == []


def _errors(book: Any) -> Iterator[str]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (f"{sheet.title}!{cell.coordinate} {cell.value}" for cell in row
                        if cell.data_type == "e" or str(cell.value).startswith(("#N", "#V", "#R", "#D", "Err:")))


@pytest.mark.libreoffice
@pytest.mark.long
def test_libreoffice_as_it_is_installed_looks_at_the_day_on_which_it_opens_the_file(tmp_path: Path) -> None:
    """No setting asks for a recalculation here: what is stored for another day must not stay."""
    rows = master_rows.busy_rows(DAY)
    master.build(tmp_path / "book.xlsx", settings=master_rows.settings(DAY), rows=rows, today=DAY - timedelta(days=2000))
    command = [find_soffice(), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
               "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", tmp_path, tmp_path / "book.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=office.TIMEOUT_SECONDS, env=environment())
    page = list(csv.reader((tmp_path / "book.csv").read_text("utf-8").splitlines()))
    assert str(DAY - timedelta(days=2000)) not in page[1][FIRST + 9]
    assert page[CARD_TOP + 2][FIRST + 9] != "其中已逾期 0 条"


@pytest.mark.libreoffice
@pytest.mark.long
def test_the_front_page_prints_on_one_page(tmp_path: Path) -> None:
    path = build(tmp_path / "book.xlsx", SETTINGS["as they are"])
    pages = office.pdf_text(office.to_pdf(path, tmp_path / "out")).split("\f")
    assert "监管工作台账" in pages[0]
    assert "年度抽查比例 = " in pages[0]
    assert "先填写本页" in pages[1]


@pytest.mark.libreoffice
@pytest.mark.long
def test_the_formula_and_the_program_send_everybody_to_the_same_door(tmp_path: Path) -> None:
    """Persons by 执业机构编码, else by the credit code; types that 代码表 says otherwise, or does not have; rows with half of it."""
    rows = master_rows.busy_rows(DAY)
    odd = [("JG", "律师事务所", "", "U1"), ("JG2", "律师事务所", "", "U1"), ("GW", "律师", "", "U1"), ("ZD", "律师", "JG2", "U1"), ("WU", "律师", "", ""),
           ("BD", "公证员", "ZZ", "U9"), ("GZ", "公证机构", "JG", "U2"), ("GY", "公证员", "", "U2"), ("TJ", "人民调解员", "JG", ""), ("FR", "企业法人", "JG", "U1"),
           ("FW", "法律顾问", "JG", ""), ("KB", "", "JG", "U2"), ("WS", "法律援助中心", "", ""), ("WD", "律师", "", "-")]
    objects = [{"code": code, "name": code, "object_type": kind, "status": "正常", "employer": employer, "uscc": uscc} for code, kind, employer, uscc in odd]
    codes = [{"category": "对象类型", "code": str(number), "name": name, "person": said}
             for number, (name, said) in enumerate((("律师", ""), ("公证员", "是"), ("公证机构", "否"), ("法律顾问", "是"), ("律师事务所", "")), start=90)]
    findings = [{"task": "T", "object": code, "checked": DAY, "inspectors": ("P1", "P2")} for code, *_ in [*odd, ("没有登记",)]]
    path = tmp_path / "门.xlsx"
    master.build(path, settings={**master_rows.settings(DAY), "view_day": DAY}, rows={**rows, "检查对象": objects, "检查结果": findings, "代码表": codes})
    assert differing(path, tmp_path) == []


@pytest.mark.long
def test_where_figures_stand_is_the_same_in_a_sheet_of_ours_and_in_one_that_another_program_saved(tmp_path: Path) -> None:
    path = tmp_path / "主台账.xlsx"
    master.build(path, settings=SETTINGS["as they are"])
    openpyxl.load_workbook(path).save(tmp_path / "另存.xlsx")
    ours, theirs = (_standing(each) for each in (path, tmp_path / "另存.xlsx"))

    assert len(ours.figures) > 100
    assert ours == theirs


def _standing(path: Path) -> Standing:
    package = Package(path.read_bytes(), path.name)
    workbook = Workbook(package)
    return Stored(package, workbook, Reader(package, workbook)).standing()
