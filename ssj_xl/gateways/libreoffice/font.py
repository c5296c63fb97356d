"""Fonts of cells for xlwings."""

from __future__ import annotations

from typing import Any

from ssj_xl.gateways.libreoffice.bridge import Unfinished, bridge

_BOLD, _NORMAL = 150.0, 100.0


class Font(Unfinished):
    """The font of a range; Chinese text has one of its own, which is kept the same."""

    def __init__(self, block: Any) -> None:
        self.api = block

    @property
    def bold(self) -> bool:
        """Whether it is bold."""
        return float(self.api.CharWeight) >= _BOLD

    @bold.setter
    def bold(self, value: bool) -> None:
        self.api.CharWeight = self.api.CharWeightAsian = _BOLD if value else _NORMAL

    @property
    def italic(self) -> bool:
        """Whether it is italic."""
        return bool(self.api.CharPosture.value == "ITALIC")

    @italic.setter
    def italic(self, value: bool) -> None:
        slant = bridge().Enum("com.sun.star.awt.FontSlant", "ITALIC" if value else "NONE")
        self.api.CharPosture = self.api.CharPostureAsian = slant

    @property
    def size(self) -> float:
        """Points."""
        return float(self.api.CharHeight)

    @size.setter
    def size(self, value: float) -> None:
        self.api.CharHeight = self.api.CharHeightAsian = float(value)

    @property
    def name(self) -> str:
        """The font's name."""
        return str(self.api.CharFontName)

    @name.setter
    def name(self, value: str) -> None:
        self.api.CharFontName = self.api.CharFontNameAsian = value

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Red, green, blue; None for the automatic colour."""
        number = self.api.CharColor
        return None if number == -1 else (number >> 16 & 255, number >> 8 & 255, number & 255)

    @color.setter
    def color(self, value: tuple[int, int, int] | None) -> None:
        self.api.CharColor = -1 if value is None else value[0] << 16 | value[1] << 8 | value[2]
