"""Number formats of cells: which are dates or percentages, and a style that is one."""

from __future__ import annotations

import copy
from datetime import date, datetime
from typing import Any

from ssj_xl.gateways import values
from ssj_xl.gateways.contract import Percent
from ssj_xl.gateways.hostile import damaged, whole
from ssj_xl.gateways.xlsx.package import Package, serialised
from ssj_xl.gateways.xlsx.sheetxml import MAIN
from ssj_xl.tables.grid import Raw

_PERCENTS = {9: "0%", 10: "0.00%"}
_GENERAL = 0
_DATES = frozenset({14, 15, 16, 17, 22})
_TIMES = frozenset({18, 19, 20, 21, 45, 46, 47})
_EAST_ASIAN = frozenset({*range(27, 37), *range(50, 59)})
"""Dates and times built into Chinese Excel (ECMA-376 part 1, 18.8.30, zh-cn)."""
_FIRST_CUSTOM = 164


class Styles:
    """The styles part, read lazily and changed only where a value needs a format that its cell lacks."""

    def __init__(self, package: Package, part: str) -> None:
        if not part:
            raise damaged("缺少样式部件", package.place)
        self._package = package
        self._part = part
        self._root: Any = package.tree(part)
        self._formats = self._root.find(f"{{{MAIN}}}cellXfs")
        if self._formats is None:
            raise damaged("缺少单元格样式", package.place)
        self._numbers = [whole(xf, "numFmtId", 0, package.place) for xf in self._formats]
        self._codes = {
            whole(item, "numFmtId", 0, package.place): item.get("formatCode", "")
            for item in self._root.iterfind(f"{{{MAIN}}}numFmts/{{{MAIN}}}numFmt")
        }
        self._bared: dict[int, str] = {}
        self._derived: dict[tuple[int, int], int] = {}

    def wrapping(self) -> frozenset[int]:
        """Styles whose text is broken into lines."""
        found = (xf.find(f"{{{MAIN}}}alignment") for xf in self._formats)
        return frozenset(number for number, alignment in enumerate(found)
                         if alignment is not None and alignment.get("wrapText") in ("1", "true"))

    def is_percent(self, style: int) -> bool:
        """Whether cells of the style show a percentage."""
        number = self._number(style)
        return number in _PERCENTS or "%" in self._bare(number)

    def digits(self, style: int) -> int:
        """How many digits a whole number is filled up to with zeros: 3 for 000; 0 where it is not."""
        code = self._bare(self._number(style))
        return len(code) if code and not code.strip("0") else 0

    def is_date(self, style: int) -> bool:
        """Whether cells of the style show a day, perhaps with a time."""
        number = self._number(style)
        if number in self._codes:
            return self._has_letter(number, "yd")
        return number in _DATES

    def is_timelike(self, style: int) -> bool:
        """Whether a number in the style would be read as a date, time or duration."""
        number = self._number(style)
        if number in self._codes:
            return self._has_letter(number, "ydhms")
        return number in _DATES | _TIMES | _EAST_ASIAN

    def _has_letter(self, number: int, letters: str) -> bool:
        code = self._bare(number)
        return any(letter in code for letter in letters)

    def _number(self, style: int) -> int:
        return self._numbers[style] if style < len(self._numbers) else _GENERAL

    def _bare(self, number: int) -> str:
        """A custom format's first section in lower case, without what is only shown."""
        if number not in self._bared:
            self._bared[number] = values.bare(self._codes.get(number, ""))
        return self._bared[number]

    def fitting(self, value: Raw, style: int, other: int) -> int:
        """A style for the value: the cell's own where its format fits, else `other` where that fits, else a new one."""
        if isinstance(value, date):
            fits = self.is_date
            code = values.MOMENT if isinstance(value, datetime) else values.DAY
            return style if fits(style) else other if fits(other) else self._derive(style, self._custom(code))
        if isinstance(value, Percent):
            number = 9 if values.percent(value) == values.WHOLE_PERCENT else 10
            fits = self.is_percent
            return style if fits(style) else other if fits(other) else self._derive(style, number)
        if isinstance(value, float) and self.is_timelike(style):
            return self._derive(style, _GENERAL)
        return style

    def _derive(self, style: int, number: int) -> int:
        key = (style, number)
        if key not in self._derived:
            base = self._formats[style] if style < len(self._formats) else self._formats[0]
            wanted = copy.deepcopy(base)
            wanted.set("numFmtId", str(number))
            wanted.set("applyNumberFormat", "1")
            self._derived[key] = self._added(wanted, number)
        return self._derived[key]

    def _added(self, wanted: Any, number: int) -> int:
        from lxml import etree

        text = etree.tostring(wanted, method="c14n")
        for index, known in enumerate(self._numbers):
            if known == number and etree.tostring(self._formats[index], method="c14n") == text:
                return index
        self._formats.append(wanted)
        self._numbers.append(number)
        self._formats.set("count", str(len(self._numbers)))
        self._save()
        return len(self._numbers) - 1

    def _custom(self, code: str) -> int:
        for number, known in self._codes.items():
            if known == code:
                return number
        number = max([_FIRST_CUSTOM - 1, *self._codes]) + 1
        self._codes[number] = code
        self._number_formats().append(
            self._root.makeelement(f"{{{MAIN}}}numFmt", {"numFmtId": str(number), "formatCode": code})
        )
        self._number_formats().set("count", str(len(self._number_formats())))
        self._save()
        return number

    def _number_formats(self) -> Any:
        formats = self._root.find(f"{{{MAIN}}}numFmts")
        if formats is None:
            formats = self._root.makeelement(f"{{{MAIN}}}numFmts")
            self._root.insert(0, formats)
        return formats

    def _save(self) -> None:
        self._package.put(self._part, serialised(self._root))
