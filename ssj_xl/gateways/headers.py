"""Where a header is, and what its columns are called: for masters whose Excel Tables are gone as for lists from elsewhere.

It is the row, or pair of rows, in which most of a register's columns are recognised.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ssj_xl.office.refs import Area
from ssj_xl.tables.cells import as_text, halve, is_blank, tidy
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.headers import Titles, fold_title, titles_of
from ssj_xl.tables.spec import Column, TableSpec

Rows = Sequence[Sequence[Raw]]
_Pair = tuple[Sequence[Raw], Sequence[Raw]]

WITHIN = 20
"""The header of a register is looked for in so many rows."""
HEADER_WITHIN = 10
"""That of any other table, which only its looks betray, in so many."""
_LEAST = 2
_ONE, _ABOUT = ("姓名", "名称"), re.compile("(信息|情况|资料)$")
_ANOTHERS = re.compile("联系人|经办人|曾用|^原|总所|总部|上级|主管")
"""Headings over what is somebody else's.  _ONE, _ABOUT: titles that say what the heading above them means itself, and what such a heading may end with."""


@dataclass(frozen=True)
class Header:
    """A header that was found.  row: 0-based first row; height: 1 or 2 rows; columns: the column of each title.

    doubled: titles that could be the same column of the register, by its key; even: those where one is sure enough and others are
    like it, or all of them are only like it, and none is taken.
    """

    row: int
    height: int
    titles: tuple[str, ...]
    columns: tuple[Column | None, ...]
    doubled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    even: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def keys(self) -> set[str]:
        """Keys of the columns recognised."""
        return {column.key for column in self.columns if column}

    @property
    def end(self) -> int:
        """The 0-based row after it."""
        return self.row + self.height


def find_header(rows: Rows, titles: Titles, merged: Sequence[Area] = ()) -> tuple[Header | None, Header | None]:
    """The header (None where nothing will do), and the row that came nearest.  merged: merged areas of the sheet."""
    heading = _headings(rows, merged)
    return _best([*_single_rows(rows, titles, heading), *_pairs(rows, titles, merged, heading)], titles, {row for row, _ in heading})


def _headings(rows: Rows, merged: Sequence[Area]) -> set[tuple[int, int]]:
    """Cells (row and column from 0) that are merged over several columns, each with a title of its own below: titles of none of them."""
    found = set()
    for area in merged:
        below = rows[area.bottom][area.left - 1 : area.right] if area.top == area.bottom < len(rows) else ()
        if area.right > area.left and 0 < area.top <= WITHIN and len(rows[0]) > len(below) == sum(bool(_text(cell)) for cell in below):
            found.add((area.top - 1, area.left - 1))
    return found


def _best(candidates: Iterable[Header], titles: Titles, headed: Collection[int] = ()) -> tuple[Header | None, Header | None]:
    best: Header | None = None
    for candidate in candidates:
        # On a tie the upper row wins, and one row before two, but for a row of headings.
        if best is None or len(candidate.keys) > len(best.keys) or (
                len(candidate.keys) == len(best.keys) and candidate.row == best.row in headed and candidate.height > best.height):
            best = candidate
    if best is None or not _is_header(best, titles):
        return None, best
    return best, best


def _is_header(header: Header, titles: Titles) -> bool:
    return len(header.keys) >= _LEAST and bool(header.keys & titles.needed or not titles.needed)


def _single_rows(rows: Rows, titles: Titles, headings: Collection[tuple[int, int]] = ()) -> Iterator[Header]:
    for number, row in enumerate(rows[:WITHIN]):
        yield _resolved(number, 1, ["" if (number, column) in headings else _text(cell) for column, cell in enumerate(row)], titles)


def _pairs(rows: Rows, titles: Titles, merged: Sequence[Area], headings: Collection[tuple[int, int]]) -> Iterator[Header]:
    for number in range(len(rows[:WITHIN]) - 1):
        spans = [area for area in merged if area.top == number + 1] if merged else None
        lower = [None if (number + 1, column) in headings else cell for column, cell in enumerate(rows[number + 1])]
        yield _resolved(number, 2, _joined((rows[number], lower), titles, spans), titles)


def _text(cell: Raw) -> str:
    return " ".join(tidy(as_text(cell)).split()) if isinstance(cell, str) and len(cell) < 200 else ""


def _joined(pair: _Pair, titles: Titles, spans: Sequence[Area] | None) -> list[str]:
    """Titles over two rows: 上/下 where that is known, else the lower alone, be it only like a known one, else 上/下 as nobody's title."""
    upper, wide = _spread(pair, spans)
    lower = [_text(cell) for cell in pair[1]]
    alone = [low for low in lower if low and titles.column(low)]
    found = []
    for up, low, spread in zip(upper, lower, wide, strict=True):
        choices = [f"{up}/{low}", up + low, f"{up}（{low}）"] if up and low else [up or low]
        below = [low] if up and low and alone.count(low) == 1 and not _ANOTHERS.search(up) else []
        whose = _ABOUT.sub("", up)
        choices += [whose] if low in _ONE and titles.column(whose) else []  # the name of the 负责人 is the 负责人
        choices += below
        if up and low and not spread:
            choices.append(up)
        found.append(next((title for title in choices if titles.column(title) and not titles.is_like(title)), [*below, *choices][0]))
    return found


def _spread(pair: _Pair, spans: Sequence[Area] | None) -> tuple[list[str], list[bool]]:
    """The upper titles carried over the columns that they span, and which columns are spanned with others.

    spans: merged areas of the upper row; None where nothing is merged in the whole sheet, as in text files.
    """
    upper, low = [_text(cell) for cell in pair[0]], pair[1]
    wide = [False] * len(upper)
    for area in spans or ():
        if area.right > area.left and area.left <= len(upper):
            for column in range(area.left - 1, min(area.right, len(upper))):
                upper[column], wide[column] = upper[area.left - 1], True
    if spans is None:  # a blank above a title belongs to the title on its left
        for column in range(1, len(upper)):
            if not upper[column] and not is_blank(low[column]) and upper[column - 1]:
                upper[column] = upper[column - 1]
                wide[column] = wide[column - 1] = True
    return upper, wide


def _resolved(row: int, height: int, texts: Sequence[str], titles: Titles) -> Header:
    """A row of titles with their columns; of several titles for one column what was told wins, then the register's own."""
    columns = [titles.column(text) if text else None for text in texts]
    doubled: dict[str, tuple[str, ...]] = {}
    even: dict[str, tuple[str, ...]] = {}
    for column in {c.key: c for c in columns if c}.values():
        places = [index for index, found in enumerate(columns) if found and found.key == column.key]
        if len(places) == 1:
            continue
        best, rest = _ranked(places, texts, titles)
        if len(best) > 1 or (best and rest and column.required):
            doubled[column.key] = tuple(texts[index] for index in best + rest)
        elif rest:
            even[column.key] = tuple(texts[index] for index in best + rest)
        for index in places:
            if index not in best[:1]:
                columns[index] = None
    return Header(row, height, tuple(texts), tuple(columns), doubled, even)


def _ranked(places: Sequence[int], texts: Sequence[str], titles: Titles) -> tuple[list[int], list[int]]:
    """Of several titles for one column those that come first, and those that are only like it and may be meant as well."""
    for test in (titles.is_renamed, titles.is_exact):
        if first := [at for at in places if test(texts[at])]:
            return first, []
    like = [at for at in places if titles.is_like(texts[at])]
    return [at for at in places if at not in like], like


def looks_like(header: Header, row: Sequence[Raw]) -> bool:
    """Whether a row repeats the header, as lists do that were printed page by page."""
    pairs = [(title, _text(cell)) for title, cell in zip(header.titles, row, strict=True) if title or not is_blank(cell)]
    same = sum(bool(title) and halve(fold_title(title)) == halve(fold_title(text)) for title, text in pairs)
    return same >= 2 and same * 2 > len(pairs)


def other_headers(rows: Rows, titles: Titles, header: Header) -> Iterator[Header]:
    """Rows beside a header that are headers too and have its columns in other places.

    Most of what stands in such a row are titles, so a line such as 单位名称：…　联系电话：… is none.
    """
    words = {title: titles.column(title) is not None for title in header.titles if title} | dict.fromkeys(titles.known, True)
    for number, row in enumerate(rows):
        if header.row <= number < header.end:
            continue
        cells = [cell for cell in row if cell is not None]
        if sum(isinstance(cell, str) and words.get("".join(cell.split()), False) for cell in cells) * 2 <= len(cells):
            continue
        found = _resolved(number, 1, [_text(cell) for cell in row], titles)
        if _is_header(found, titles) and _places(found) != _places(header):
            yield found


def _places(header: Header) -> list[str]:
    return [column.key if column else "" for column in header.columns]


def heading(cell: Raw, declared: str) -> str:
    """A header cell as text; what the Excel Table declares where the cell is blank."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return declared if cell is None else str(cell)


def header_row(rows: Rows, spec: TableSpec | None = None) -> int | None:
    """The 1-based row in which the table begins on a sheet without an Excel Table.

    For a register the row in which most of its columns are recognised; for any other table, and where none will do,
    the first row with three texts, or with texts (two at least) in every used column.
    """
    found = _best(_single_rows(rows, titles_of(spec)), titles_of(spec))[0] if spec else None
    return found.row + 1 if found else _first_texts(rows)


def _first_texts(rows: Rows) -> int | None:
    used = set[int]()  # all rows are looked at only where the first ones leave it open
    for number, row in enumerate(rows[:HEADER_WITHIN], 1):
        texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
        filled = sum(cell is not None for cell in row)
        if filled != len(texts) or len(texts) < 2:
            continue
        if len(texts) >= 3:
            return number
        used = used or {column for row in rows for column, cell in enumerate(row) if cell is not None}
        if len(texts) == len(used):
            return number
    return None
