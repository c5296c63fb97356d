"""The cell formats of a workbook, read only: fonts for measuring, borders, and which format wraps."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from ssj_xl.papers.form.package import Element, child, children, local, number, whole

_SIDES = ("left", "right", "top", "bottom", "start", "end")


@dataclass(frozen=True)
class Format:
    """One cell format: indices into the workbook's lists, and the alignment that matters here."""

    font: int
    fill: int
    border: int
    number: int
    wraps: bool
    placed: tuple[str, str]
    locked: str
    indent: int = 0


class Styles:
    """Cell formats by index, as the `s` of a cell gives them.  `root` is the styles part, if there is one."""

    def __init__(self, root: Element | None) -> None:
        self._fonts = children(child(root, "fonts"), "font")
        self._framed = [_has_line(border) for border in children(child(root, "borders"), "border")]
        self.formats = [_format(xf) for xf in children(child(root, "cellXfs"), "xf")]

    def format(self, index: int) -> Format:
        """The format of an index; a plain one where the index is unknown."""
        if 0 <= index < len(self.formats):
            return self.formats[index]
        return Format(0, 0, 0, 0, False, ("", ""), "")

    def framed(self, index: int) -> bool:
        """Whether the format draws a border."""
        border = self.format(index).border
        return border < len(self._framed) and self._framed[border]

    def font_size(self, index: int) -> float:
        """Font size in points."""
        return self._size(self.format(index).font)

    @property
    def default_size(self) -> float:
        """Size of the workbook's default font, in whose digits column widths are counted."""
        return self._size(0)

    def _size(self, font: int) -> float:
        size = child(self._fonts[font], "sz") if font < len(self._fonts) else None
        return number(size, "val", 11.0)

    def run_font(self, index: int, size: float) -> list[Element]:
        """The format's font as the properties of a text run, with another size."""
        font = self.format(index).font
        parts = [deepcopy(part) for part in self._fonts[font]] if font < len(self._fonts) else []
        for part in parts:
            if local(part) == "name":
                part.tag = part.tag.replace("}name", "}rFont")
            if local(part) == "sz":
                part.set("val", f"{size:g}")
        return parts

    def wrapping(self, index: int) -> int | None:
        """A format of the workbook that looks the same and wraps; None where there is none.

        Only formats that are there already are used, because the styles part stays as it is.
        """
        now = self.format(index)
        if now.wraps:
            return index
        alike = [
            (_distance(now, other), position) for position, other in enumerate(self.formats)
            if other.wraps and (other.border, other.fill, other.font) == (now.border, now.fill, now.font)
        ]
        return min(alike)[1] if alike else None


def _distance(one: Format, other: Format) -> tuple[bool, bool, bool]:
    return one.placed != other.placed, one.locked != other.locked, one.number != other.number


def _has_line(border: Element) -> bool:
    return any(local(side) in _SIDES and side.get("style", "none") != "none" for side in border)


def _format(xf: Element) -> Format:
    alignment, protection = child(xf, "alignment"), child(xf, "protection")
    get = alignment.get if alignment is not None else {}.get
    return Format(
        font=whole(xf, "fontId"),
        fill=whole(xf, "fillId"),
        border=whole(xf, "borderId"),
        number=whole(xf, "numFmtId"),
        wraps=get("wrapText", "0") in {"1", "true"},
        placed=(str(get("horizontal", "")), str(get("vertical", ""))),
        locked="" if protection is None else str(protection.get("locked", "")),
        indent=whole(alignment, "indent"),
    )
