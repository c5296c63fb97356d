"""Rows of a sheet, with the heights of their text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any, Protocol
from xml.sax.saxutils import escape

from ssj_xl.office.formats import serial
from ssj_xl.office.hostile import parse_xml
from ssj_xl.office.measuring import ROW_LIMIT, USUAL_WIDTH
from ssj_xl.office.refs import column_number
from ssj_xl.office.rowtext import RowText
from ssj_xl.office.sheetxml import SheetXml
from ssj_xl.office.styles import Styles
from ssj_xl.office.xml import MAIN, columns, escaped, whole
from ssj_xl.tables.grid import Raw, column_letters
from ssj_xl.tables.problems import fail

_KEPT = ("s", "customFormat", "ht", "customHeight")


@dataclass(frozen=True)
class Formula:
    """A formula for a new cell, without the equals sign.  value: what it shows until a program computes it."""

    text: str
    value: str | int | float | None = None


New = Raw | Formula


class _Attributes(Protocol):
    """Attributes of a tag: of an element, or as text."""

    def get(self, name: str, /) -> str | None:
        """The value of one; None where it is not there."""


@dataclass
class Plan:
    """How a row is to look that a table grows into.

    styles: style by column, taken from the table's last row.  anew: the row was not in the table,
    so these go before what its cells have.  attributes: height and format of the row itself.
    """

    styles: Mapping[int, int]
    anew: bool
    attributes: str = ""


@dataclass
class SheetChanges:
    """Cells to be changed on one sheet, by row and column, and the plans of new rows."""

    cells: dict[int, dict[int, New]] = field(default_factory=dict)
    plans: dict[int, Plan] = field(default_factory=dict)

    def set(self, row: int, column: int, value: New) -> None:
        """Change one cell."""
        self.cells.setdefault(row, {})[column] = value


def plan_attributes(xml: SheetXml, row: int) -> str:
    """Format and fixed height of a row, as attributes for rows that are to look like it."""
    found = xml.row_attributes(row)
    if found.get("customHeight") not in ("1", "true"):
        found.pop("ht", None)
    return "".join(f' {name}="{found[name]}"' for name in _KEPT if name in found)


class RowWriter:
    """Writes the changed rows of one sheet."""

    def __init__(self, xml: SheetXml, styles: Styles, *, from_1904: bool) -> None:
        self._xml = xml
        self._styles = styles
        self._from_1904 = from_1904
        self._p = xml.prefix.decode()
        self._columns = xml.column_styles()
        self._heights = Heights(xml.column_widths(), styles.wraps())
        self._wrapper = xml.start.rstrip(b">/") + b">", b"</" + xml.prefix + b"worksheet>"
        self._letters: dict[int, str] = {}

    def written(self, changes: SheetChanges) -> dict[int, bytes]:
        """The XML of every changed row by its number."""
        return {
            row: self._edited(row, changes.cells.get(row, {}), changes.plans.get(row))
            if row in self._xml.rows
            else self._fresh(row, changes.cells.get(row, {}), changes.plans.get(row))
            for row in sorted({*changes.cells, *changes.plans})
        }

    def _fresh(self, row: int, cells: Mapping[int, New], plan: Plan | None) -> bytes:
        styles = plan.styles if plan else {}
        shown = [(column, cells.get(column), styles[column] if column in styles else self._style(column, styles)) for column in sorted({*cells, *styles})]
        built = "".join([self._cell(row, column, value, style) for column, value, style in shown])
        p, attributes = self._p, plan.attributes if plan else ""
        if " ht=" not in attributes:
            attributes += _height(self._heights.needed(shown))
        return f'<{p}row r="{row}"{attributes}>{built}</{p}row>'.encode()

    def _style(self, column: int, styles: Mapping[int, int]) -> int:
        if column in styles:
            return styles[column]
        return next((style for first, last, style in self._columns if first <= column <= last), 0)

    def _cell(self, row: int, column: int, value: New, style: int, other: int = 0) -> str:
        """The XML of one cell."""
        letters = self._letters.get(column) or self._letters.setdefault(column, column_letters(column))
        if not (value is None or isinstance(value, str | Formula)):  # a text fits every format
            style = self._styles.fitting(value, style, other)
        p = self._p
        head = f'<{p}c r="{letters}{row}" s="{style}"' if style else f'<{p}c r="{letters}{row}"'
        if value is None:
            return head + "/>"
        if isinstance(value, str):
            text = f'<{p}t xml:space="preserve">{_text(value)}</{p}t>' if value else f'<{p}t xml:space="preserve"/>'  # as an XML library has it
            return f'{head} t="inlineStr"><{p}is>{text}</{p}is></{p}c>'
        if isinstance(value, Formula):
            return f"{head}{self._computed(value)}</{p}c>"
        if isinstance(value, bool):
            return f'{head} t="b"><{p}v>{value:d}</{p}v></{p}c>'
        return f"{head}><{p}v>{self._number(value)}</{p}v></{p}c>"

    def _computed(self, formula: Formula) -> str:
        """The rest of a formula's tag, the formula and its value."""
        p, text = self._p, f"<{self._p}f>{escape(formula.text)}</{self._p}f>"
        if formula.value is None:
            return f">{text}"
        if isinstance(formula.value, str):
            return f' t="str">{text}<{p}v>{escape(formula.value)}</{p}v>'
        return f">{text}<{p}v>{formula.value!r}</{p}v>"

    def _number(self, value: Any) -> str:
        if isinstance(value, date):
            value = self._serial(value)
        return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))

    def _serial(self, value: date) -> float:
        number = serial(value, from_1904=self._from_1904)
        if number < 0:
            raise fail("F20", self._xml.place, value=value.isoformat()[:10])
        return number

    def _edited(self, row: int, cells: Mapping[int, New], plan: Plan | None) -> bytes:
        """A row that is there, changed: as text where it is spelt as usual, else as a tree.  Either way it is the same."""
        found = RowText.parse(self._xml.row(row), self._p)
        return self._edited_tree(row, cells, plan) if found is None else self._edited_text(found, row, cells, plan)

    def _edited_text(self, found: RowText, row: int, cells: Mapping[int, New], plan: Plan | None) -> bytes:
        for column in sorted({*cells, *(plan.styles if plan and plan.anew else ())}):
            value, there = cells.get(column), column in found.cells
            if there and column not in cells:
                found.restyle(column, plan.styles[column] if plan else 0)
            elif there and value is None:
                found.empty(column)
            else:
                style = self._edited_style(found.attributes, {"s": found.style(column)} if there else None, column, plan)
                found.put(column, self._cell(row, column, value, style, plan.styles.get(column, 0) if plan else 0))
        if found.attributes.get("spans") and found.cells:
            found.attributes["spans"] = f"{min(found.cells)}:{max(found.cells)}"
        placed = {column: {"s": found.style(column)} for column in cells if column in found.cells}
        if height := self._heightened(found.attributes, cells, placed):
            found.attributes["ht"] = height
        return bytes(found)

    def _edited_tree(self, row: int, cells: Mapping[int, New], plan: Plan | None) -> bytes:
        from lxml import etree

        start, end = self._wrapper
        root = parse_xml(start + self._xml.row(row) + end, self._xml.place)
        element = root[0]
        for column in sorted({*cells, *(plan.styles if plan and plan.anew else ())}):
            if column not in cells and (old := _find(element, column)[1]) is not None:
                old.set("s", str(plan.styles[column] if plan else 0))
                continue
            self._place(element, row, column, cells.get(column), plan)
        _widen(element)
        placed = {column: cell for column in cells if (cell := _find(element, column)[1]) is not None}
        if height := self._heightened(element, cells, placed):
            element.set("ht", height)
        text: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
        return text[text.index(b">") + 1 : text.rindex(b"</")]

    def _heightened(self, row: _Attributes, cells: Mapping[int, New], placed: Mapping[int, _Attributes]) -> str:
        """The height that lets a row that nobody has sized show new text, '' where it stays; it never gets lower, other cells may need it.

        placed: the changed cells that are there, by column.
        """
        if row.get("customHeight") in ("1", "true"):
            return ""
        needed = self._heights.needed((column, cells[column], whole(cell, "s", 0, self._xml.place)) for column, cell in placed.items())
        return f"{needed:g}" if needed and needed > float(row.get("ht") or 0) else ""

    def _place(self, element: Any, row: int, column: int, value: New, plan: Plan | None) -> None:
        """Put one cell into an existing row, at its place by column."""
        at, old = _find(element, column)
        style = self._edited_style(element, old, column, plan)
        if old is not None and value is None:
            _emptied(old)
            return
        other = plan.styles.get(column, 0) if plan else 0
        start, end = self._wrapper
        built = self._cell(row, column, value, style, other).encode()
        new = parse_xml(start + built + end, self._xml.place)[0]
        if old is not None:
            element.remove(old)
        element.insert(at, new)

    def _edited_style(self, element: _Attributes, old: _Attributes | None, column: int, plan: Plan | None) -> int:
        if plan and column in plan.styles and (plan.anew or old is None):
            return plan.styles[column]
        if old is not None:
            return whole(old, "s", 0, self._xml.place)
        if element.get("customFormat") in ("1", "true"):
            return whole(element, "s", 0, self._xml.place)
        return self._style(column, {})


def _text(value: str) -> str:
    """A text as XML has it; most of tens of thousands stand there as they are."""
    if "_x" in value:
        value = escaped(value)
    return escape(value) if "&" in value or "<" in value or ">" in value else value


def _height(points: float | None) -> str:
    return f' ht="{points:g}"' if points else ""


def _find(element: Any, column: int) -> tuple[int, Any]:
    """Where the cell of a column stands in a row or is to stand, and the cell if there is one."""
    for index, cell in enumerate(element):
        if cell.tag == f"{{{MAIN}}}c":
            number = column_number(cell.get("r").rstrip("0123456789"))
            if number >= column:
                return index, cell if number == column else None
        else:
            return index, None
    return len(element), None


def _emptied(cell: Any) -> None:
    for name in ("t", "vm", "cm"):
        cell.attrib.pop(name, None)
    for child in list(cell):
        cell.remove(child)


def _widen(element: Any) -> None:
    """Let `spans`, which is only a hint, hold every cell of the row."""
    if element.get("spans"):
        columns = [column_number(cell.get("r").rstrip("0123456789")) for cell in element.iterchildren(f"{{{MAIN}}}c")]
        if columns:
            element.set("spans", f"{min(columns)}:{max(columns)}")


# --- how high a row must be to show its wrapped text -----------------------------------------------------

LINE = 15.0
"""Points a line of 10 or 11 point text takes."""


class Heights:
    """Heights of one sheet's rows.  widths: (first column, last column, width in characters)."""

    def __init__(self, widths: Iterable[tuple[int, int, float]], wraps: frozenset[int]) -> None:
        self._widths = tuple(widths)
        self._wraps = wraps

    def needed(self, cells: Iterable[tuple[int, Any, int]]) -> float | None:
        """The height that (column, value, style) cells need, None where one line will do."""
        lines = max((self._lines(column, value) for column, value, style in cells
                     if isinstance(value, str) and style in self._wraps), default=1)
        return min(ROW_LIMIT, lines * LINE + 3) if lines > 1 else None

    def _lines(self, column: int, text: str) -> int:
        width = next((w for first, last, w in self._widths if first <= column <= last), USUAL_WIDTH)
        return sum(max(1, ceil(columns(line) / max(1.0, width - 1.5))) for line in text.split("\n"))
