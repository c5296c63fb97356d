"""A Word document as forms to be filled: its paragraphs and tables as one grid of cells, each with its XML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ssj_xl.office.word_text import attribute, page_breaks, text_of
from ssj_xl.office.xml import Element, child, local, namespace
from ssj_xl.papers.form.grid import Cell, CellGrid
from ssj_xl.papers.form.labels import fold, names_of
from ssj_xl.papers.form.pages import is_heading
from ssj_xl.tables.form import MONTHLY, FormSpec

MAX_ROWS, MAX_COLUMNS = 1000, 63
"""A form has fewer rows; Word's tables have no more columns."""

_AROUND_BLOCKS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_SHOWN = 12
"""Characters of a paragraph by which a message names it."""


@dataclass
class Holder:
    """Where a cell's text lives: its paragraphs, and the table rows and cell (none outside a table) that hold them."""

    paragraphs: list[Element]
    rows: list[Element] = field(default_factory=list)
    element: Element | None = None


@dataclass(frozen=True)
class WordForm:
    """A part of a document that may be the form.

    grid: its paragraphs and tables, one under the other; holders: the XML of each cell; named: field → row and column
    of the cell that a bookmark stands in.
    """

    grid: CellGrid
    holders: dict[Cell, Holder]
    named: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class _Block:
    """A paragraph or a table of the document; number: which of its kind it is, from 1; text: a paragraph's."""

    element: Element
    number: int
    text: str
    is_table: bool
    is_heading: bool


def forms_of(body: Element, spec: FormSpec = MONTHLY) -> list[WordForm]:
    """The papers that a document holds, divided at page breaks and headings; several in one where it has annexes."""
    return [_form(blocks, spec) for blocks in _papers(_blocks(body))]


def whole_of(body: Element, spec: FormSpec = MONTHLY) -> WordForm:
    """The document as one paper."""
    return _form(_blocks(body), spec)


def rows_of(body: Element) -> Iterator[dict[int, str]]:
    """A document row by row: the texts of each row of its tables by column, a paragraph as a row of one.

    Signs of symbol fonts, of which Word makes elements of their own, are put into `body` as characters first.
    """
    for sign in [element for element in body.iter() if local(element) == "sym"]:
        code = attribute(sign, "char")
        sign.tag, sign.text = f"{namespace(sign)}t", chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", code) else ""
    for block in _blocks(body):
        if not block.is_table:
            yield {1: block.text}
            continue
        rows: dict[int, dict[int, str]] = {}
        for cell in _table(block.element, top=1, name=""):
            rows.setdefault(cell.row, {})[cell.col] = cell.text
        yield from (rows[number] for number in sorted(rows))


def _blocks(body: Element) -> list[_Block]:
    counts = {"p": 0, "tbl": 0}
    found = []
    for element in _unwrapped(body, ("p", "tbl")):
        name = local(element)
        counts[name] += 1
        text = text_of([element]) if name == "p" else ""
        found.append(_Block(element, counts[name], text, name == "tbl", is_heading(text)))
    return found


def _unwrapped(element: Element, wanted: Sequence[str]) -> Iterator[Element]:
    """Children of some names, with those inside content controls and the like."""
    for part in element:
        if local(part) in wanted:
            yield part
        elif local(part) in _AROUND_BLOCKS:
            yield from _unwrapped(part, wanted)


def _papers(blocks: Iterable[_Block]) -> list[list[_Block]]:
    papers: list[list[_Block]] = [[]]
    ended = False
    for block in blocks:
        before, after = (False, False) if block.is_table else page_breaks(block.element)
        if (ended or before or block.is_heading) and not all(map(_is_top, papers[-1])):
            papers.append([])
        papers[-1].append(block)
        ended = after
    return papers


def _is_top(block: _Block) -> bool:
    """Whether a block can only be the top of a paper: a blank line or a heading."""
    return not block.is_table and (not block.text.strip() or block.is_heading)


def _form(blocks: Sequence[_Block], spec: FormSpec) -> WordForm:
    holders: dict[Cell, Holder] = {}
    for block in blocks:
        top = max((cell.last_row for cell in holders), default=0) + 1
        if top > MAX_ROWS:
            break
        if block.is_table:
            for number, table in enumerate(_with_inner(block.element)):
                # A row is left out over a table in a cell, which nothing of the outer table has below it.
                top = max((cell.last_row for cell in holders), default=0) + (2 if number else 1)
                holders |= _table(table, top=top, name=f"表{block.number}" + ("内表" if number else ""))
        else:
            cell = Cell(top, 1, 1, MAX_COLUMNS, block.text, framed=False, where=_where(block))
            holders[cell] = Holder([block.element])
    title = next((block.text.strip() for block in blocks if block.is_heading), "")
    return WordForm(CellGrid(holders, title=title or _first_table(blocks), bounded=True), holders,
                    _bookmarks(holders, spec))


def _where(block: _Block) -> str:
    text = re.split("[:：]", " ".join(block.text.split()))[0].strip()
    return f"段落“{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”" if text else f"第{block.number}段"


def _first_table(blocks: Sequence[_Block]) -> str:
    number = next((block.number for block in blocks if block.is_table), 0)
    return f"第{number}个表格" if number else "正文"


def _with_inner(table: Element) -> list[Element]:
    """A table, then the tables inside its cells."""
    return [table, *(inner for inner in table.iter() if local(inner) == "tbl" and inner is not table)]


@dataclass
class _Area:
    row: int
    col: int
    row_span: int
    col_span: int
    number: int
    holder: Holder


def _table(table: Element, *, top: int, name: str) -> dict[Cell, Holder]:
    """The cells of one table, merged ones as one, from row `top` on."""
    areas: list[_Area] = []
    open_: dict[int, _Area] = {}
    for row, element in enumerate(_unwrapped(table, ("tr",)), start=top):
        if row > MAX_ROWS:
            break
        begun: dict[int, _Area] = {}
        for area, continues in _row(element, row):
            above = open_.get(area.col) if continues else None
            if above is not None:
                above.row_span += 1
                above.holder.rows.append(element)
            else:
                areas.append(area)
            begun[area.col] = above or area
        open_ = begun
    return {Cell(area.row, area.col, area.row_span, area.col_span, text_of(area.holder.paragraphs),
                 where=f"{name}第{area.row - top + 1}行第{area.number}格"): area.holder for area in areas}


def _row(row: Element, number: int) -> Iterator[tuple[_Area, bool]]:
    """The cells of a table row, and whether each continues the one above."""
    col = 1 + _count(child(child(row, "trPr"), "gridBefore"), 0)
    last: _Area | None = None
    for place, element in enumerate(_unwrapped(row, ("tc",)), start=1):
        properties = child(element, "tcPr")
        span = max(1, _count(child(properties, "gridSpan"), 1))
        if last is not None and _merge(properties, "hMerge") == "continue":
            last.col_span += span
        elif col <= MAX_COLUMNS:
            holder = Holder(list(_unwrapped(element, ("p",))), [row], element)
            last = _Area(number, col, 1, span, place, holder)
            yield last, _merge(properties, "vMerge") == "continue"
        col += span


def _merge(properties: Element | None, name: str) -> str:
    """'restart' or 'continue' (which is what a mark without a value means); '' where a cell is not merged."""
    mark = child(properties, name)
    return "" if mark is None else attribute(mark, "val") or "continue"


def _count(element: Element | None, default: int) -> int:
    text = attribute(element, "val")
    return min(int(text), MAX_COLUMNS) if text.isascii() and text.isdecimal() and len(text) < 10 else default


def _bookmarks(holders: dict[Cell, Holder], spec: FormSpec) -> dict[str, tuple[int, int]]:
    """The fields whose cell a bookmark names, as a defined name does in a workbook."""
    keys = {name: each.key for each in spec.fields for name in names_of(each)}
    found = {}
    for cell, holder in holders.items():
        for paragraph in holder.paragraphs:
            names = (attribute(mark, "name") for mark in paragraph.iter() if local(mark) == "bookmarkStart")
            found.update({keys[fold(name)]: (cell.row, cell.col) for name in names if fold(name) in keys})
    return found
