"""examples/: the notebook and the scripts run as they stand, on the demonstration's books and on books of their own."""

from __future__ import annotations

import json
import re
import runpy
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas
import pytest

import ssj_xl
from tests import library
from tests.gateways import workbooks

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CLUSTER = EXAMPLES / "集群抽取.py"  # is the command line under spark-submit, not a script of the library
SCRIPTS = sorted(set(EXAMPLES.glob("*.py")) - {CLUSTER})


def run(monkeypatch: pytest.MonkeyPatch, name: str, *arguments: object) -> None:
    monkeypatch.setattr(sys, "argv", [name, *map(str, arguments)])
    runpy.run_path(str(EXAMPLES / name), run_name="__main__")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_is_short_and_uses_public_names_only(script: Path) -> None:
    text = script.read_text("utf-8")

    assert len(text.splitlines()) <= 30
    assert "from ssj_xl" not in text
    assert len(SCRIPTS) == 3


@pytest.mark.long
def test_the_notebook_carries_a_month_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cell by cell, on the day to which the clock is set; kept without outputs."""
    library.at(monkeypatch, datetime(2026, 3, 2, 9))
    book = json.loads((EXAMPLES / "一个月.ipynb").read_text("utf-8"))
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    names: dict[str, Any] = {}
    with library.inside(tmp_path):
        for cell in code:
            assert cell["outputs"] == []
            exec("".join(cell["source"]).replace("date.today()", "date(2026, 3, 2)"), names)

    assert len(names["won"]) == 4
    assert names["trial"].winners.shape[0] == 7
    assert ssj_xl.verify([tmp_path / "主台账.xlsx", tmp_path / "公示页.html"]).verdict == "符合"
    assert (tmp_path / "月报表-追溯.xlsx").is_file()


@pytest.mark.long
def test_a_folder_becomes_a_pivot_and_a_chart(month: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library.at(monkeypatch)
    folder = library.desk_of(month, tmp_path) / "报送"
    run(monkeypatch, "汇总成透视表.py", folder, "2021-03", tmp_path / "透视表.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "透视表.xlsx")["检查结果"]
    assert sheet.max_row == 1 + 7
    assert len(sheet._charts) == 1


@pytest.mark.long
def test_twelve_books_become_a_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "各月").mkdir()
    header = ("任务编号", "对象编码", "事项编码", "检查日期", "检查人员", "检查方式", "检查结果", "公示日期")
    for number in range(1, 13):
        day = date(2026, number, 10)
        rows = [("T1", f"LS{number + n:02}", "LS-01", day, "P1", "现场检查", "发现问题已责令改正" if n else "未发现问题", None if n else day) for n in range(2)]
        (tmp_path / "各月" / f"{number:02}.xlsx").write_bytes(workbooks.plain({"检查结果": (header, rows)}))
    run(monkeypatch, "年度统计.py", tmp_path / "各月", tmp_path / "年度.csv")

    year = pandas.read_csv(tmp_path / "年度.csv", index_col="月份")
    assert year.loc["2026-12"].tolist() == [2, 1, 1]
    assert year.loc["全年"].tolist() == [13, 1, 12]


@pytest.mark.long
def test_every_firm_gets_its_form(month: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template = openpyxl.Workbook()
    for row, (left, right) in enumerate([("填报单位", "被检查单位"), ("地址", "负责人"), ("检查人员", "")], 1):
        for column, text in enumerate((left, None, right, None), 1):
            thin = openpyxl.styles.Side(style="thin")
            template.active.cell(row, column, text).border = openpyxl.styles.Border(thin, thin, thin, thin)
    template.save(tmp_path / "登记表.xlsx")
    desk = library.desk_of(month, tmp_path) / "主台账.xlsx"
    run(monkeypatch, "本局的表.py", desk, "YZSFJ-LS-2021-001", tmp_path / "登记表.xlsx", tmp_path / "登记表")

    made = sorted((tmp_path / "登记表").iterdir())
    assert len(made) == 12
    sheet = openpyxl.load_workbook(made[0]).active
    assert sheet["B1"].value == "云州市司法局"
    assert sheet["D1"].value == made[0].stem.removeprefix("登记表-")
    assert sheet["B3"].value.count("、") == 1
    assert sheet["D2"].value


# --- workbooks/ ------------------------------------------------------------------------------------

WORKBOOKS = EXAMPLES.parent / "workbooks"
BUREAU = WORKBOOKS / "示例局"


@pytest.mark.long
def test_the_example_bureau_opens_holds_and_reports(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    library.at(monkeypatch)
    path = next(BUREAU.glob("主台账-*.xlsx"))
    book = ssj_xl.open(path)

    assert book.check().errors == ()
    assert ssj_xl.verify([path, *BUREAU.glob("公开记录-*.json")]).verdict == "符合"
    form = book.report("2021-03", tmp_path / "月报表.xlsx", filled_on=date(2021, 3, 21))
    kept = openpyxl.load_workbook(next(BUREAU.glob("月报表-*.xlsx"))).active
    assert kept["A1"].value == openpyxl.load_workbook(tmp_path / "月报表.xlsx").active["A1"].value
    assert len(form.df) == 9


def test_the_page_beside_the_workbooks_names_every_file_and_is_one_page() -> None:
    text = (WORKBOOKS / "README.md").read_text("utf-8")
    files = {path.name for path in WORKBOOKS.iterdir() if path.name != "README.md"}

    assert {target.strip("/") for target in re.findall(r"\]\(((?!\.\.)[^)]+)\)", text)} == files
    assert len(text.splitlines()) < 40
    assert sum(path.stat().st_size for path in WORKBOOKS.rglob("*") if path.is_file()) < 1_200_000
