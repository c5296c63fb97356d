"""Sheets that a button fills for reading (问题清单, 预览 …): made if missing, replaced at each run, in few calls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from ssj_xl.entry.ribbon.case import Link, Page
from ssj_xl.entry.ribbon.screen import align_top, lay_out, unchanged
from ssj_xl.gateways import formats
from ssj_xl.gateways.live.blocks import LONG, Formula, block, outgoing
from ssj_xl.gateways.live.busy import patiently
from ssj_xl.gateways.live.quiet import quiet
from ssj_xl.gateways.xlsx.refs import Area
from ssj_xl.tables.problems import Problem

PROBLEMS = "问题清单"
MARK = "（程序填写，可以删除）"
SHOWN = 2000
"""Rows of a page; more helps nobody on a screen."""
_COLUMNS = (("严重程度", 9), ("代码", 7), ("位置", 26), ("原因", 60), ("办法", 60))
_HEAD, _GREY = (31, 73, 125), (221, 235, 247)


def problem_page(problems: Iterable[Problem], sheets: Iterable[str]) -> Page:
    """The page 问题清单: errors first, each with a link to its cell.  sheets: those of the workbook."""
    known = set(sheets)
    found = sorted(problems, key=lambda one: one.severity)
    rows = tuple((one.level, one.code, _place(one, known), one.text, one.remedy)
                 for one in found)
    wrong = sum(one.severity == "error" for one in found)
    return Page(PROBLEMS, _COLUMNS, rows or (("", "", "", "没有问题。", ""),),
                (f"错误 {wrong} 项，提醒 {len(found) - wrong} 项。点“位置”可以跳到那一格。",))


def _place(one: Problem, known: set[str]) -> object:
    at = one.place
    return Link(at.sheet, at.cell) if at.sheet in known else str(at)


def put(book: Any, page: Page, stamp: str) -> str:
    """Fill the page's sheet; returns its name.  book: an xlwings.Book.

    A sheet of that name that is not ours (汇总台账 has its own 问题清单) is left alone, and another name is taken.
    Whether the workbook counts as changed stays as it was: such a sheet is no reason to ask for saving.
    """
    with unchanged(book), quiet(book.app, computing=True):
        sheet = _sheet(book, page.name)
        _fill(sheet, page, stamp)
    return str(sheet.name)


def _sheet(book: Any, name: str) -> Any:
    for number in range(1, 100):
        title = name if number == 1 else f"{name}-{number}"
        found = next((sheet for sheet in book.sheets if sheet.name == title), None)
        if found is None:
            return patiently(partial(book.sheets.add, title, after=book.sheets[len(book.sheets) - 1]))
        if MARK in str(found.range("A1").value or ""):
            patiently(found.clear)
            return found
    raise ValueError(name)


def _fill(sheet: Any, page: Page, stamp: str) -> None:
    """Formats first, then everything in one block, then the links in another."""
    rows = _rows(page, stamp)
    width, head = len(page.columns), len(page.heading) + 2
    area = Area(1, 1, len(rows), width)
    patiently(lambda: setattr(block(sheet, area), "number_format", formats.TEXT))
    _send(sheet, area, [[_text(cell) for cell in row] for row in rows])
    for column in range(width):
        links = [row[column] for row in rows[head:]]
        if any(isinstance(cell, Link) for cell in links):
            _link(sheet, Area(head + 1, column + 1, len(rows), column + 1), links)
    _dress(sheet, page, area, head)


def _rows(page: Page, stamp: str) -> list[Sequence[object]]:
    width = len(page.columns)
    above = [f"{page.name}{MARK}　{stamp}", *page.heading]
    shown = list(page.rows[:SHOWN])
    if len(page.rows) > SHOWN:
        shown.append((f"……另有 {len(page.rows) - SHOWN} 行未列出",))
    rows = [*((text,) for text in above), tuple(title for title, _ in page.columns), *shown]
    return [(*row, *[""] * (width - len(row))) for row in rows]


def _text(value: object) -> object:
    text = "" if value is None else str(value)
    return outgoing(text[:LONG], formats.TEXT, from_1904=False) if text else None


def _link(sheet: Any, area: Area, cells: Sequence[object]) -> None:
    patiently(lambda: setattr(block(sheet, area), "number_format", formats.GENERAL))
    sent = [[_formula(cell)] for cell in cells]
    _send(sheet, area, sent)
    patiently(lambda: setattr(block(sheet, area).font, "color", (5, 99, 193)))


def _formula(cell: object) -> object:
    """A link by formula, because one made cell by cell would be a call for each."""
    if not isinstance(cell, Link):
        return outgoing(str(cell), formats.GENERAL, from_1904=False) if cell else None
    sheet = cell.sheet.replace("'", "''")
    target = f"#'{sheet}'!{cell.cell or 'A1'}".replace('"', '""')
    shown = str(cell).replace('"', '""')
    return Formula(f'=HYPERLINK("{target}","{shown}")').text


def _send(sheet: Any, area: Area, rows: Sequence[Sequence[object]]) -> None:
    values = tuple(map(tuple, rows))
    patiently(lambda: setattr(block(sheet, area), "raw_value", values if area.right > 1 or len(values) > 1 else values[0][0]))


def _dress(sheet: Any, page: Page, area: Area, head: int) -> None:
    """Widths, wrapped text, and a header that is told apart."""
    for column, (_, width) in enumerate(page.columns, 1):
        cells = block(sheet, Area(1, column, 1, column))
        patiently(lambda cells=cells, width=width: setattr(cells, "column_width", width))  # type: ignore[misc]
    body = block(sheet, Area(head, 1, area.bottom, area.right))
    patiently(lambda: setattr(body, "wrap_text", True))
    align_top(body)
    title, header = block(sheet, Area(1, 1, 1, 1)), block(sheet, Area(head, 1, head, area.right))
    patiently(lambda: setattr(title.font, "bold", True))
    patiently(lambda: setattr(header.font, "bold", True))
    patiently(lambda: setattr(header.font, "color", _HEAD))
    patiently(lambda: setattr(header, "color", _GREY))
    lay_out(sheet)
