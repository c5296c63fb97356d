"""What the titles of columns mean: those that a register knows, one that is like them, and columns that nothing reads."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pkgutil import get_data
from typing import Any, NamedTuple

from ssj_xl.tables.cells import halve, is_blank, tidy
from ssj_xl.tables.grid import Grid, column_letters
from ssj_xl.tables.spec import Column, Register, TableSpec

NUMBERING = ("序号", "No.", "NO.")
"""Columns of the user's that are often filled in advance; a row that holds nothing else is blank."""

_NUMBER = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、．](?=\D)")
_REMARK = re.compile(r"（[^（）]*(?:填|必须|可选|选项|文本|格式|如|例|%|下拉|单选|多选|全称|yyyy|YYYY|位)[^（）]*）$")
_SAME_WORDS = (("时间", "日期"), ("级别", "等级"), ("号码", "编号"), ("证书", "证"), ("检查对象", "对象"), ("人员", "人"))
_OTHER_DAYS = re.compile("发证|颁发|签发|首次|初次|成立|设立|出生")
"""Days that no register has and that look like others that it has: the day on which a certificate was issued is not its last."""
_MISSING, _LIKE = 0.2, 0.5
"""So much of the longer of two titles must be the same characters, for one to be named as like the other."""


@lru_cache(maxsize=10_000, typed=True)  # a workbook has the same few hundred titles, asked for at every reading
def fold_title(title: object) -> str:
    """A header as it is compared: half-width, without blanks, line breaks and the mark * of required columns."""
    text = halve(tidy(str(title or ""))).replace("\n", "").replace(" ", "").strip("*")
    return text.replace("(", "（").replace(")", "）")


class Titles:
    """What a register's columns are called, and what the user says that outside columns mean.

    renamed: outside title → title of the register's column, or '' for one that is to be left out.
    """

    def __init__(self, spec: TableSpec, renamed: Mapping[str, str]) -> None:
        self._exact = {fold_title(column.header): column for column in spec.columns}
        self._all = {fold_title(title): column for title, column in spec.by_title.items()} | self._exact
        self._renamed = {fold_title(title): self._all.get(fold_title(own)) for title, own in renamed.items()}
        self.needed = {column.key for column in spec.columns if column.required} | set(spec.unique)

    @property
    def known(self) -> Iterable[str]:
        """Every title by which a column is known, as it is compared."""
        return self._all

    def column(self, title: str) -> Column | None:
        """The column of a title; remarks such as （必填） and numbers before it are passed over."""
        folded = fold_title(title)
        if folded in self._renamed:
            return self._renamed[folded]
        plain = _REMARK.sub("", _NUMBER.sub("", folded)).strip("*：:")
        if plain in self._renamed:
            return self._renamed[plain]
        return self._all.get(folded) or self._all.get(plain)

    def is_renamed(self, title: str) -> bool:
        """Whether the user said what this title means."""
        return fold_title(title) in self._renamed

    def is_exact(self, title: str) -> bool:
        """Whether it is the register's own title, or one that the user named."""
        return self.is_renamed(title) or fold_title(title) in self._exact

    def is_like(self, _title: str) -> bool:
        """Whether a title is only like one of the register's; here nothing is (`tables.likeness`)."""
        return False

    def nearest(self, title: str, taken: Collection[str] = ()) -> str:
        """The register's own title that is most like one that is not known; '' where none is.

        taken: keys of the columns that stand beside it; one that is missing is more likely to be meant.
        """
        if _OTHER_DAYS.search(title):
            return ""
        folded = _alike(fold_title(title))
        alike = {known: _likeness(folded, _alike(known)) for known in self._all}
        near = [known for known, same in alike.items() if same >= _LIKE]
        best = max(near, key=lambda known: alike[known] + _MISSING * (self._all[known].key not in taken), default="")
        return self._all[best].header if best else ""


@cache
def titles_of(spec: TableSpec) -> Titles:
    """The titles of a register as it is declared."""
    return Titles(spec, {})


def _alike(title: str) -> str:
    for one, other in _SAME_WORDS:
        title = title.replace(one, other)
    return title


def _likeness(one: str, other: str) -> float:
    same = sum((Counter(one) & Counter(other)).values())
    return same / max(len(one), len(other), 1)


class Untaken(NamedTuple):
    """A column that is not read.  title: '' where it has none; values: how many it holds; near: the title meant, perhaps."""

    title: str
    column: int
    values: int
    near: str

    @property
    def named(self) -> str:
        """Its title, or where it stands."""
        return self.title or f"（没有列名的 {column_letters(self.column)} 列）"

    def __str__(self) -> str:
        near = f"，像“{self.near}”" if self.near else ""
        return f"{self.named}（{self.values} 个值{near}）"


def untaken(grid: Grid, titles: Titles, taken: Mapping[str, int]) -> Iterator[Untaken]:
    """Columns with a value that no column of the register reads.

    taken: key → column (from 0) of those that are read.  A title that the user left out, a serial number, and what a
    formula fills, which is nobody's data, are passed over.
    """
    for index, title in enumerate(grid.header):
        if index in grid.computed or index in taken.values() or fold_title(title) in NUMBERING or titles.is_renamed(title):
            continue
        values = sum(not is_blank(row[index]) for row in grid.rows)
        if values:
            yield Untaken(title, grid.left + index, values, titles.nearest(title, taken) if title else "")


TITLES: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(get_data("ssj_xl", "data/titles.json") or b"{}")


def register(name: str, columns: tuple[Column, ...], **more: Any) -> Register[Any]:
    """A register whose columns know the titles of the data file.  more: what else `TableSpec` takes."""
    known = TITLES.get(name, {})
    return Register(name, tuple(replace(column, aliases=(*column.aliases, *known.get(column.header, ()))) for column in columns), **more)
