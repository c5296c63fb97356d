"""检查记录表 filled in as somebody at a PC would, in a workbook and in a document."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from docx import Document
from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple

WHEN, RESULT, SIGNED, DISPOSAL = "检查时间", "检查结果", "签字情况", "后续处置"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
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
    """Fill sheets of the workbook (by number) as somebody would: texts typed into the first cell of what is merged."""
    with ZipFile(io.BytesIO(data)) as source, ZipFile(path, "w") as target:
        strings = ["".join(one.itertext()) for one in etree.fromstring(source.read("xl/sharedStrings.xml"))]
        sheets = {f"xl/worksheets/sheet{number + 1}.xml": fill for number, fill in fills.items()}
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, _typed(content, strings, sheets[name]) if name in sheets else content)
    return path


def _typed(content: bytes, strings: list[str], fill: Fill) -> bytes:
    """A sheet's XML with what is put beside and below its labels."""
    sheet = etree.fromstring(content)
    cells = {_at(cell.get("r")): cell for cell in sheet.iter(f"{MAIN}c")}
    texts = {at: strings[int(value)] for at, cell in cells.items() if cell.get("t") == "s" and (value := cell.findtext(f"{MAIN}v"))}
    labels = {text: at for at, text in reversed(texts.items())}
    merged = [tuple(map(_at, area.get("ref").split(":"))) for area in sheet.iter(f"{MAIN}mergeCell")]
    inside = {(row, column) for (top, left), (bottom, right) in merged for row in range(top, bottom + 1) for column in range(left, right + 1)
              if (row, column) != (top, left)}

    def put(at: tuple[int, int], given: Any) -> None:
        cell = cells[at]
        cell[:] = []
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t")
        text.text = _new(given, texts.get(at, ""))

    for label in fill.keys() - {"items", "disposed"}:
        row, column = labels[label]
        put(min(at for at in cells if at[0] == row and at[1] > column and at not in inside), fill[label])
    for key, title in (("items", "发现问题情况"), ("disposed", "处置情况")):
        for below, one in enumerate(fill.get(key, ()), 1):
            row, column = labels[title]
            put((row + below, column), one)
    return etree.tostring(sheet, xml_declaration=True, encoding="UTF-8")


def _at(reference: str) -> tuple[int, int]:
    row, column = coordinate_to_tuple(reference)
    return row, column


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
