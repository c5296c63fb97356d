"""Defined names for xlwings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ssj_xl.gateways.libreoffice.bridge import Unfinished, structure
from ssj_xl.tables.grid import column_letters

if TYPE_CHECKING:
    from ssj_xl.gateways.libreoffice.book import Book
    from ssj_xl.gateways.libreoffice.range import Range

_CELLS = re.compile(r"=?(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]+\$?\d+)(?::(\$?[A-Z]+\$?\d+))?")


class Names(Unfinished):
    """Names of a book, or of one sheet."""

    def __init__(self, book: Book, api: Any) -> None:
        self._book = book
        self.api = api

    def snapshot(self) -> list[tuple[str, Name]]:
        """Every name with its object; a book gives those of its sheets too, as Sheet!name."""
        found = [(name, Name(self._book, self.api, name)) for name in self.api.ElementNames]
        for sheet in self._book.sheets if self._is_of_book else ():
            own = sheet.api.NamedRanges
            found += [(f"{sheet.name}!{n}", Name(self._book, own, n, f"{sheet.name}!{n}")) for n in own.ElementNames]
        return found

    @property
    def _is_of_book(self) -> bool:
        return bool(self.api == self._book.document.model.NamedRanges)

    def __iter__(self) -> Iterator[Name]:
        return (name for _, name in self.snapshot())

    def __len__(self) -> int:
        return len(self.snapshot())

    def contains(self, which: int | str) -> bool:
        """Whether there is such a name (or number, from 1)."""
        return 1 <= which <= len(self) if isinstance(which, int) else any(n == which for n, _ in self.snapshot())

    def __call__(self, which: int | str) -> Name:
        """A name by number, from 1, or by its text.  Raises KeyError, IndexError."""
        found = self.snapshot()
        return found[which - 1][1] if isinstance(which, int) else dict(found)[which]

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name for cells (=Sheet!$A$1), or for a formula as LibreOffice writes it."""
        at = structure("table.CellAddress", Sheet=0, Column=0, Row=0)
        self.api.addNewByName(name, _own(refers_to), at, 0)
        return Name(self._book, self.api, name)


class Name(Unfinished):
    """One name."""

    def __init__(self, book: Book, names: Any, key: str, shown: str = "") -> None:
        self._book, self._names, self._key = book, names, key
        self._shown = shown or key

    @property
    def api(self) -> Any:
        """LibreOffice's own object."""
        return self._names.getByName(self._key)

    @property
    def name(self) -> str:
        """The name, that of a sheet before it where it holds there only."""
        return self._shown

    @property
    def refers_to(self) -> str:
        """What it stands for: cells as Excel writes them, other formulas as LibreOffice does."""
        found = self.api
        block = found.ReferredCells
        if block is None:
            return f"={found.Content}"
        at = block.RangeAddress
        corners = [(at.StartColumn, at.StartRow), (at.EndColumn, at.EndRow)]
        cells = ":".join(dict.fromkeys(f"${column_letters(column + 1)}${row + 1}" for column, row in corners))
        title = block.Spreadsheet.Name.replace("'", "''")
        return f"='{title}'!{cells}" if not title.isalnum() else f"={title}!{cells}"

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.Content = _own(value)

    @property
    def refers_to_range(self) -> Range:
        """The cells.  Raises ValueError for a name that stands for none."""
        block = self.api.ReferredCells
        if block is None:
            raise ValueError(f"{self._shown} stands for no cells")
        at = block.RangeAddress
        sheet = self._book.sheets(at.Sheet + 1)
        return sheet.block(at.StartRow + 1, at.StartColumn + 1, at.EndRow - at.StartRow + 1,
                           at.EndColumn - at.StartColumn + 1)

    def delete(self) -> None:
        """Remove it."""
        self._names.removeByName(self._key)


def _own(text: str) -> str:
    """Cells as LibreOffice writes them: =参数!$B$5 → $'参数'.$B$5."""
    found = _CELLS.fullmatch(text)
    if found is None:
        return text.removeprefix("=")
    sheet = found[1] or found[2].replace("'", "''")
    return f"$'{sheet}'.{found[3]}" + (f":{found[4]}" if found[4] else "")
