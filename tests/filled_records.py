"""检查记录表 filled in as somebody at a PC would, in a workbook and in a document."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
from docx import Document

WHEN, RESULT, SIGNED, DISPOSAL = "检查时间", "检查结果", "签字情况", "后续处置"
Fill = dict[str, Any]
"""What is put beside a label, below 发现问题情况 (items) and 处置情况 (disposed): texts, or what makes them of the printed ones."""


def ticked(text: str, option: str, mark: str = "☑") -> str:
    assert f"□{option}" in text
    return text.replace(f"□{option}", mark + option)


def clean(**more: Any) -> Fill:
    """A visit at which nothing was found."""
    return {WHEN: "2026年3月9日9时", SIGNED: lambda text: ticked(text, "已签", "√"), "items": [lambda text: ticked(text, "无", "■")] * 2, **more}


def bad(**more: Any) -> Fill:
    """A visit with a problem at the first item."""
    return clean(**{RESULT: lambda text: ticked(text, "发现问题已责令改正"), DISPOSAL: lambda text: ticked(text, "责令改正"), "items": [
        lambda text: ticked(text, "有") + "\n收费公示不全（２处）。", "无"], "disposed": ["责令改正\n期限：2026年3月30日", ""], **more})


def _new(fill: Any, old: str) -> str:
    return str(fill(old) if callable(fill) else fill)


def in_excel(data: bytes, fills: dict[int, Fill], path: Path) -> Path:
    """Fill sheets of the workbook (by number) as somebody would."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for number, fill in fills.items():
        sheet = book.worksheets[number]
        cells = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value}
        for label in fill.keys() - {"items", "disposed"}:
            after = next(cell for cell in sheet[cells[label].row] if cell.column > cells[label].column and type(cell).__name__ == "Cell")
            after.value = _new(fill[label], str(after.value or ""))
        for key, title in (("items", "发现问题情况"), ("disposed", "处置情况")):
            for below, one in enumerate(fill.get(key, ()), 1):
                cell = sheet.cell(cells[title].row + below, cells[title].column)
                cell.value = _new(one, str(cell.value or ""))
    book.save(path)
    return path


def in_word(data: bytes, fills: dict[int, Fill], path: Path) -> Path:
    """Fill tables of the document (by number) as somebody would."""
    document = Document(io.BytesIO(data))
    for number, fill in fills.items():
        lines = [list(dict.fromkeys(row.cells)) for row in document.tables[number].rows]
        head = next(place for place, line in enumerate(lines) if line[0].text == "序号")
        for line in lines:
            for cell, after in pairwise(line):
                if cell.text in fill:
                    _type(after, _new(fill[cell.text], after.text))
        for key, column in (("items", 3), ("disposed", 4)):
            for below, one in enumerate(fill.get(key, ()), 1):
                _type(lines[head + below][column], _new(one, lines[head + below][column].text))
    document.save(str(path))
    return path


def _type(cell: Any, text: str) -> None:
    first, *more = cell.paragraphs
    for one in more:
        one._p.getparent().remove(one._p)
    for run in first.runs[1:]:
        run._r.getparent().remove(run._r)
    (first.runs[0] if first.runs else first.add_run()).text = text
