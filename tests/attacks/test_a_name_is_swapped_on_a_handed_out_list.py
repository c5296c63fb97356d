"""A firm, an inspector or a fingerprint is exchanged on a list that was handed out on its own: the signed paper, a table of results, any sheet.

Seen: `verify` holds the list against whatever record, page or workbook is given beside it, and names the cell.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from ssj_xl.tables import records
from tests.attacks.attack_cases import FIRM, Given, names_of, run
from tests.bureau import OPEN_TASK, TASK, desk, opened

WORD = "抽取结果确认单.docx"


@pytest.fixture
def paper(given: Given) -> Path:
    """The paper that was signed after the draw."""
    folder = given.folder / "文书"
    assert run("papers", given.book, OPEN_TASK, "--kind", "确认单", "-o", folder)[0] == 0
    return folder / WORD


def _write(given: Given, **columns: list[Any]) -> Path:
    """A list as somebody keeps it in a sheet of his own."""
    book, path = openpyxl.Workbook(), given.folder / "名单.xlsx"
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = f"{OPEN_TASK} 第 1 轮抽查名单"
    for column, (title, values) in enumerate(columns.items(), 1):
        for line, value in enumerate([title, *values], 3):
            sheet.cell(line, column, value)
    book.save(path)
    return path


def _retype(path: Path, old: str, new: str) -> None:
    document = Document(str(path))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells if cell.text == old]
    assert cells
    for cell in cells:
        cell.text = new
    document.save(str(path))


def test_the_lists_as_they_were_handed_out_hold(given: Given, paper: Path) -> None:
    code, said = given.verify(paper, given.record("审计记录"), given.record(), given.book)
    assert (code, "个名称（连同编码、检查人员）和" in said) == (0, True)
    names = names_of(given.record())
    assert given.verify(_write(given, 对象名称=list(names.values())), given.record())[0] == 0


def test_a_name_is_swapped_on_the_signed_paper(given: Given, paper: Path) -> None:
    name = next(iter(names_of(given.record()).values()))
    _retype(paper, name, FIRM)
    for beside in (given.record(), given.record("审计记录"), given.page, given.book):
        code, said = given.verify(paper, beside)
        assert (code, f"“{FIRM}”" in said, f"{WORD} 第 2 个表!第 " in said) == (4, True, True), beside


def test_an_inspector_or_a_fingerprint_is_exchanged_on_it(given: Given, paper: Path) -> None:
    record = given.record("审计记录")
    with opened(given.book, desk(17, 5)) as book:
        team = next(row["team_names"] for row in book.read(records.WINNERS) if row["task"] == OPEN_TASK and row["lead"])
    _retype(paper, team, "张三、李四")
    code, said = given.verify(paper, record)
    assert (code, "检查人员这里是“张三、李四”" in said) == (4, True)

    _retype(paper, "张三、李四", team)
    assert given.verify(paper, record)[0] == 0
    found = Document(str(paper)).tables[0]
    root = next(row.cells[1].text for row in found.rows if row.cells[0].text == "名录指纹")
    _retype(paper, root, root.replace(root[:4], "0000", 1))
    assert given.verify(paper, record)[0] == 4


def test_a_firm_is_left_out_or_added_in_a_sheet(given: Given) -> None:
    names = list(names_of(given.record()).values())
    code, said = given.verify(_write(given, 对象名称=names[1:]), given.record())
    assert (code, f"还有“{names[0]}”，这里没有" in said) == (4, True)
    code, said = given.verify(_write(given, 对象名称=[*names, FIRM]), given.record())
    assert (code, f"名单.xlsx Sheet!A{len(names) + 4}：" in said, f"“{FIRM}”不在那边的名单上" in said) == (4, True, True)


def test_a_list_alone_or_beside_another_draw_cannot_be_known(given: Given, paper: Path) -> None:
    for beside in ((), (given.record(task=TASK),)):
        code, said = given.verify(paper, *beside)
        assert (code, "没有可以核对的" in said) == (5, True), beside
    assert given.verify(_write(given, 题目=["一"], 页数=[1]))[0] == 3
