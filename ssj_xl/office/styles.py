"""Cell formats of a workbook: what kind of value they show, how they look, and one that fits a value."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from ssj_xl.office import formats
from ssj_xl.office.formats import Percent
from ssj_xl.office.hostile import damaged
from ssj_xl.office.package import Package
from ssj_xl.office.xml import Element, child, children, integer, local, namespace, numeric, serialised, whole
from ssj_xl.tables.grid import Raw

_PERCENTS = {formats.WHOLE_PERCENT: 9, formats.FINE_PERCENT: 10}
_GENERAL = 0
_DATES = frozenset({14, 15, 16, 17, 22})
_EAST_ASIAN = frozenset({*range(27, 37), *range(50, 59)})
"""Dates and times built into Chinese Excel (ECMA-376 part 1, 18.8.30, zh-cn)."""
_TIMELIKE = _DATES | _EAST_ASIAN | {18, 19, 20, 21, 45, 46, 47}
_FIRST_CUSTOM = 164
_SIDES = ("left", "right", "top", "bottom", "start", "end")


@dataclass(frozen=True)
class Format:
    """One cell format: indices into the workbook's lists, and the alignment that matters here."""

    font: int = 0
    fill: int = 0
    border: int = 0
    number: int = 0
    wraps: bool = False
    placed: tuple[str, str] = ("", "")
    locked: str = ""
    indent: int = 0


class Styles:
    """The styles part, changed only where a value needs a format that its cell lacks.

    part: its name; empty for a workbook that has none, whose cells are all plain.  Raises UserError F02.
    """

    def __init__(self, package: Package, part: str) -> None:
        self._package = package
        self._part = part
        self._root: Element = package.tree(part) if part else None
        self._xfs: Element = child(self._root, "cellXfs") if part else []
        if self._xfs is None:
            raise damaged("缺少单元格样式", package.place)
        self._numbers = [whole(xf, "numFmtId", 0, package.place) for xf in self._xfs]
        self._codes = {whole(item, "numFmtId", 0, package.place): item.get("formatCode", "")
                       for item in children(child(self._root, "numFmts"), "numFmt")}
        self._fonts = children(child(self._root, "fonts"), "font")
        self._framed = [_has_line(border) for border in children(child(self._root, "borders"), "border")]
        self._derived: dict[tuple[int, int], int] = {}

    def is_percent(self, style: int) -> bool:
        """Whether cells of the style show a percentage."""
        number = self._number(style)
        return number in _PERCENTS.values() or formats.is_percent(self._codes.get(number, ""))

    def digits(self, style: int) -> int:
        """How many digits a whole number is filled up to with zeros: 3 for 000; 0 where it is not."""
        return formats.filled_to(self._codes.get(self._number(style), ""))

    def is_date(self, style: int) -> bool:
        """Whether cells of the style show a day, perhaps with a time."""
        number = self._number(style)
        return formats.is_date(self._codes[number]) if number in self._codes else number in _DATES

    def is_timelike(self, style: int) -> bool:
        """Whether a number in the style would be read as a date, time or duration."""
        number = self._number(style)
        return formats.is_timelike(self._codes[number]) if number in self._codes else number in _TIMELIKE

    # --- how cells look ---

    @cached_property
    def formats(self) -> list[Format]:
        """Every cell format, by index."""
        return [_format(xf) for xf in self._xfs]

    def format(self, style: int) -> Format:
        """The format of an index; a plain one where the index is unknown."""
        return self.formats[style] if 0 <= style < len(self.formats) else Format()

    def wraps(self) -> frozenset[int]:
        """Styles whose text is broken into lines."""
        return frozenset(style for style, found in enumerate(self.formats) if found.wraps)

    def framed(self, style: int) -> bool:
        """Whether the format draws a border."""
        border = self.format(style).border
        return border < len(self._framed) and self._framed[border]

    def font_size(self, style: int) -> float:
        """Font size in points."""
        return self._size(self.format(style).font)

    @property
    def default_size(self) -> float:
        """Size of the workbook's default font, in whose digits column widths are counted."""
        return self._size(0)

    def _size(self, font: int) -> float:
        size = child(self._fonts[font], "sz") if font < len(self._fonts) else None
        return numeric(size, "val", 11.0)

    def run_font(self, style: int, size: float) -> list[Element]:
        """The format's font as the properties of a text run, with another size."""
        font = self.format(style).font
        parts = [deepcopy(part) for part in self._fonts[font]] if font < len(self._fonts) else []
        for part in parts:
            if local(part) == "name":
                part.tag = part.tag.replace("}name", "}rFont")
            if local(part) == "sz":
                part.set("val", f"{size:g}")
        return parts

    def wrapping_like(self, style: int) -> int | None:
        """A format of the workbook that looks the same and wraps; None where there is none.

        Only formats that are there already are used, because the styles part of a template stays as it is.
        """
        now = self.format(style)
        if now.wraps:
            return style
        alike = [
            (_distance(now, other), position) for position, other in enumerate(self.formats)
            if other.wraps and (other.border, other.fill, other.font) == (now.border, now.fill, now.font)
        ]
        return min(alike)[1] if alike else None

    # --- a style for a value ---

    def _number(self, style: int) -> int:
        return self._numbers[style] if style < len(self._numbers) else _GENERAL

    def fitting(self, value: Raw, style: int, other: int) -> int:
        """A style for the value: the cell's own where its format fits, else `other` where that fits, else a new one."""
        if isinstance(value, date):
            fits = self.is_date
            code = formats.MOMENT if isinstance(value, datetime) else formats.DAY
            return style if fits(style) else other if fits(other) else self._derive(style, self._custom(code))
        if isinstance(value, Percent):
            fits = self.is_percent
            return style if fits(style) else other if fits(other) else self._derive(style, _PERCENTS[formats.percent(value)])
        if isinstance(value, float) and self.is_timelike(style):
            return self._derive(style, _GENERAL)
        return style

    def _derive(self, style: int, number: int) -> int:
        key = (style, number)
        if key not in self._derived:
            base = self._xfs[style] if style < len(self._xfs) else self._xfs[0]
            wanted = deepcopy(base)
            wanted.set("numFmtId", str(number))
            wanted.set("applyNumberFormat", "1")
            self._derived[key] = self._added(wanted, number)
        return self._derived[key]

    def _added(self, wanted: Element, number: int) -> int:
        from lxml import etree

        text = etree.tostring(wanted, method="c14n")
        for index, known in enumerate(self._numbers):
            if known == number and etree.tostring(self._xfs[index], method="c14n") == text:
                return index
        self._xfs.append(wanted)
        self._numbers.append(number)
        self._xfs.set("count", str(len(self._numbers)))
        self._save()
        return len(self._numbers) - 1

    def _custom(self, code: str) -> int:
        for number, known in self._codes.items():
            if known == code:
                return number
        number = max([_FIRST_CUSTOM - 1, *self._codes]) + 1
        self._codes[number] = code
        self._number_formats().append(
            self._root.makeelement(f"{namespace(self._root)}numFmt", {"numFmtId": str(number), "formatCode": code})
        )
        self._number_formats().set("count", str(len(self._number_formats())))
        self._save()
        return number

    def _number_formats(self) -> Element:
        formats = child(self._root, "numFmts")
        if formats is None:
            formats = self._root.makeelement(f"{namespace(self._root)}numFmts")
            self._root.insert(0, formats)
        return formats

    def _save(self) -> None:
        self._package.put(self._part, serialised(self._root))


def _distance(one: Format, other: Format) -> tuple[bool, bool, bool]:
    return one.placed != other.placed, one.locked != other.locked, one.number != other.number


def _has_line(border: Element) -> bool:
    return any(local(side) in _SIDES and side.get("style", "none") != "none" for side in border)


def _format(xf: Element) -> Format:
    alignment, protection = child(xf, "alignment"), child(xf, "protection")
    get = alignment.get if alignment is not None else {}.get
    return Format(
        font=integer(xf, "fontId"),
        fill=integer(xf, "fillId"),
        border=integer(xf, "borderId"),
        number=integer(xf, "numFmtId"),
        wraps=get("wrapText", "0") in {"1", "true"},
        placed=(str(get("horizontal", "")), str(get("vertical", ""))),
        locked="" if protection is None else str(protection.get("locked", "")),
        indent=integer(alignment, "indent"),
    )
