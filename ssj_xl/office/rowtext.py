"""A row of a sheet taken apart as text and put together again: a tree of each of tens of thousands costs ten times as much.

Only of rows that are spelt as an XML library writes them, so that whichever way a row is changed it is the same bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ssj_xl.office.refs import column_number

_ATTRIBUTES = r'((?: [A-Za-z][\w:.]*="[^"<>&\n\t]*")*)'
_ATTRIBUTE = re.compile(r' ([\w:.]+)="([^"]*)"')
_ODD = ("\r", "='", " >", " />", "  ", "xmlns", "<!", "<?")
"""What an XML library would spell otherwise, or might; some of it may stand in a text, and then only costs time."""
_UNESCAPED = re.compile(r">[^<]*>|&(?!amp;|lt;|gt;)")
_NOTHING_INSIDE = re.compile(r"<[^/<>](?:[^<>]*[^/<>])?></")
_BROKEN_TAG = re.compile(r"<[^<>]*[\n\t]")


@dataclass
class Cell:
    """One cell: its attributes as they stand in its tag, and all of it as text."""

    attributes: str
    text: str


@cache
def _patterns(prefix: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    row = re.compile(rf"<{prefix}row{_ATTRIBUTES}(?:/>|>(.*)</{prefix}row>)", re.DOTALL)
    return row, re.compile(rf'<{prefix}c( r="([A-Z]{{1,3}})[0-9]+"{_ATTRIBUTES[1:-1]})(?:/>|>.*?</{prefix}c>)', re.DOTALL)


class RowText:
    """The attributes of a row's tag, and its cells by ascending column (from 1).  prefix: of the tags, with its colon."""

    def __init__(self, prefix: str, attributes: dict[str, str], cells: dict[int, Cell]) -> None:
        self._prefix = prefix
        self.attributes = attributes
        self.cells = cells

    @classmethod
    def parse(cls, data: bytes, prefix: str) -> RowText | None:
        """The parts of a row; None where it is spelt in any other way."""
        text = data.decode()
        if any(odd in text for odd in _ODD) or _UNESCAPED.search(text) or _NOTHING_INSIDE.search(text) or _BROKEN_TAG.search(text):
            return None
        row, cell = _patterns(prefix)
        whole = row.fullmatch(text)
        if whole is None:
            return None
        inside, at, last = whole[2] or "", 0, 0
        cells: dict[int, Cell] = {}
        for found in cell.finditer(inside):
            column = _column(found[2])
            if found.start() != at or column <= last:
                return None
            cells[column] = Cell(found[1], found[0])
            at, last = found.end(), column
        return cls(prefix, attributes_in(whole[1]), cells) if at == len(inside) else None

    def restyle(self, column: int, style: int) -> None:
        """Give a cell that is there another format."""
        old = self.cells[column]
        new = _attributes({**attributes_in(old.attributes), "s": str(style)})
        self.cells[column] = Cell(new, old.text.replace(old.attributes, new, 1))

    def empty(self, column: int) -> None:
        """Leave of a cell that is there only what it looks like."""
        kept = {name: value for name, value in attributes_in(self.cells[column].attributes).items() if name not in ("t", "vm", "cm")}
        self.cells[column] = Cell(_attributes(kept), f"<{self._prefix}c{_attributes(kept)}/>")

    def put(self, column: int, text: str) -> None:
        """Put a cell in its place."""
        found = _patterns(self._prefix)[1].match(text)
        assert found, text
        self.cells[column] = Cell(found[1], text)

    def style(self, column: int) -> str | None:
        """The format of a cell as its tag says it."""
        return attributes_in(self.cells[column].attributes).get("s")

    def __bytes__(self) -> bytes:
        p, attributes = self._prefix, _attributes(self.attributes)
        inside = "".join([self.cells[column].text for column in sorted(self.cells)])
        return (f"<{p}row{attributes}>{inside}</{p}row>" if inside else f"<{p}row{attributes}/>").encode()


@cache
def _column(letters: str) -> int:
    return column_number(letters)


def attributes_in(text: str) -> dict[str, str]:
    """Attributes of a tag by name, in their order."""
    return dict(_ATTRIBUTE.findall(text))


def _attributes(values: dict[str, str]) -> str:
    return "".join([f' {name}="{value}"' for name, value in values.items()])
