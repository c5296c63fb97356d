"""A value goes beside its label, or below it; never under the form, nor into the cell of another label."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import ssj_xl
from tests.bureau import refused

SHORT = (("检查通知单",), ("被检查单位", None, "检查日期"), ("家数", "1"))
LAST = (("检查通知单",), ("填报单位", None, "被检查单位"), ("地址", None, "负责人"), ("检查人员",))


def form(folder: Path, rows: tuple[tuple[str | None, ...], ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "表.xlsx")
    return folder / "表.xlsx"


@pytest.mark.parametrize("rows", [SHORT, (*SHORT, ("备注",))])
def test_an_old_number_beside_a_label_is_replaced_and_said(tmp_path: Path, rows: tuple[tuple[str | None, ...], ...]) -> None:
    done = ssj_xl.fill(form(tmp_path, rows), {"被检查单位": "甲", "家数": 7}, tmp_path / "填好.xlsx")

    assert done.cells == {"被检查单位": "Sheet!B2", "家数": "Sheet!B3"}
    assert [found.code for found in done.problems] == ["P07"]


def test_an_old_text_beside_a_label_is_not_passed_by_for_a_cell_under_the_form(tmp_path: Path) -> None:
    with refused("E39"):
        ssj_xl.fill(form(tmp_path, (*SHORT[:2], ("家数", "三家"))), {"家数": 7}, tmp_path / "填好.xlsx")


@pytest.mark.parametrize("labels", [("负责人",), ("地址", "负责人"), ("被检查单位", "负责人")])
def test_the_last_label_of_a_row_does_not_take_the_row_below(tmp_path: Path, labels: tuple[str, ...]) -> None:
    with refused("E39"):
        ssj_xl.fill(form(tmp_path, LAST), dict.fromkeys(labels, "甲"), tmp_path / "填好.xlsx")


def test_a_template_is_never_its_own_output(tmp_path: Path) -> None:
    path = form(tmp_path, SHORT)
    before = path.read_bytes()
    with refused("E38"):
        ssj_xl.fill(path, {"家数": 7}, path)

    assert path.read_bytes() == before
