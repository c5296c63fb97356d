"""Cells of other people's lists as what they say: codes dressed up for Excel, words for nothing, ditto marks, numbers that became texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from ssj_xl.tables.cells import as_text, day_of, halve
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.spec import Column, Kind

At = tuple[int, int]
_FORMULA_TEXT = re.compile(r'="([^"]*)"')
_QUOTED_CODE = re.compile(r"['’]([0-9A-Za-z._-]+)")
_NOTHING = re.compile(r"无|暂无|暂缺|空|空白|待补充?|(?:待|未)(?:填|填写|提供)|N/?A|NULL|NONE|NAN|NIL|[-_—–―─－/／\\]+", re.IGNORECASE)
_DITTO = re.compile(r"〃|″|＂|\"|同上|同前|同上行|同上一行")
_FLOATED = re.compile(r"(\d{5,})\.0")
_SAID = frozenset((Kind.CHOICE, Kind.INT, Kind.RATIO, Kind.DATE))
"""Kinds in which a word that is none of theirs is asked about or refused: of a choice 无 may be an answer."""
_DAY = r"[0-9]{4}\s*[-./年]\s*[0-9]{1,2}\s*[-./月]\s*[0-9]{1,2}\s*日?|[0-9]{8}"
_TERM = re.compile(rf"(?:自?(?P<start>{_DAY})起?\s*(?:[至到]|[-—–―～~]{{1,2}})|(?:证件)?(?:有效期?|截)?[至到])\s*(?P<end>{_DAY})止?")
_GROUPING = ("county", "division", "employer")
_LOST = re.compile("\ufffd")
_LOST_IN_NAMES = re.compile("\ufffd|(?<=[\u3400-\u9fff])[?]+(?=[\u3400-\u9fff])")


@dataclass
class Cleaned:
    """What was read otherwise than it stands.  nothing, ditto, terms, lost: cells (row and column from 0) that hold a word for nothing, say
    that they are as the one above, say from when to when, and have characters that some program could not write."""

    terms: list[At] = field(default_factory=list)
    nothing: list[At] = field(default_factory=list)
    ditto: list[At] = field(default_factory=list)
    lost: list[At] = field(default_factory=list)


def bare(text: str) -> str:
    r"""A text without what programs put around a code so that Excel keeps it: ="001", '001, a tab."""
    if text[:1].isalnum():  # nearly all are
        return text
    plain = text.strip(" \t")
    found = _FORMULA_TEXT.fullmatch(plain) or _QUOTED_CODE.fullmatch(plain)
    return found[1] if found else text


def clean(rows: Sequence[list[Raw]], columns: Sequence[Column | None], passed: Collection[int]) -> Cleaned:
    """Put what cells say in the place of how they say it.  columns: the register's column of each; passed: rows that are no data."""
    found = Cleaned()
    read = [(index, column) for index, column in enumerate(columns) if column]
    above: list[Raw] = [None] * len(columns)
    for number, row in enumerate(rows):
        if number in passed:
            continue
        for index, column in read:
            if isinstance(cell := row[index], str):
                row[index] = _clean_noting(cell, column, (number, index), found, above[index])
        if any(cell is not None for cell in row):
            above = row
    return found


def _clean_noting(cell: str, column: Column, at: At, found: Cleaned, above: Raw) -> Raw:
    text = bare(cell)
    plain = "".join(halve(text).split())
    if len(plain) <= 6 and _DITTO.fullmatch(plain) and above is not None:
        found.ditto.append(at)
        return above
    if len(plain) <= 6 and column.kind not in _SAID and _NOTHING.fullmatch(plain):
        found.nothing.append(at)
        return None
    if column.key == "valid_to" and (last := _last_day(text)):
        found.terms.append(at)
        return last
    if (_LOST_IN_NAMES if column.kind is Kind.TEXT else _LOST).search(text):
        found.lost.append(at)
    if column.kind is Kind.TEXT and (floated := _FLOATED.fullmatch(plain)):
        return floated[1]
    return text


def _last_day(text: str) -> str:
    """The last day of a term: of 2022.1.1至2027.1.1, of 至2027.1.1; '' for anything else."""
    found = _TERM.fullmatch(halve(text).strip())
    return found["end"] if found and day_of(found["end"]) and (not found["start"] or day_of(found["start"])) else ""


def once_a_group(rows: Sequence[Sequence[Raw]], columns: Sequence[Column | None], passed: Collection[int]) -> Iterator[tuple[Column, At, int]]:
    """Columns that group rows and say each value once, in the first row of its group, with that cell and how many rows are blank.

    What the blanks mean cannot be known: merged cells would have told.
    """
    data = [(number, row) for number, row in enumerate(rows) if number not in passed and any(cell is not None for cell in row)]
    for index, column in enumerate(columns):
        if column is None or column.key not in _GROUPING or not data or data[0][1][index] is None:
            continue
        values = [row[index] for _, row in data if row[index] is not None]
        if len(values) == len(set(values)) and len(data) - len(values) >= max(2, len(values)):
            blank = next(number for number, row in data if row[index] is None)
            yield column, (blank, index), len(data) - len(values)


def unread(rows: Sequence[Sequence[Raw]], columns: Sequence[Column | None], numbering: Collection[int]) -> Iterator[int]:
    """Rows (from 0) that hold something, but nothing in a column that is read; a number in 序号 is nothing."""
    read = [index for index, column in enumerate(columns) if column]
    for number, row in enumerate(rows):
        if all(row[index] is None for index in read) and any(
                cell is not None and not (index in numbering and as_text(cell).strip().rstrip(".、").isdigit()) for index, cell in enumerate(row)):
            yield number
