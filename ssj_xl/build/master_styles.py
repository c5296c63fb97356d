"""How the master workbook looks: colours, fonts, cell formats and column widths by kind."""

from __future__ import annotations

from typing import Any

from ssj_xl.tables.spec import Column, Kind, TableSpec

NAVY, BLUE, SLATE, SAGE = "#1F3A5F", "#3E6A97", "#6B6F76", "#7D8B7A"
PALE, PANEL, LINE, INK, MUTED = "#EEF3F8", "#F7F9FB", "#D3DCE6", "#22303F", "#66727F"
RED, RED_PALE, AMBER, AMBER_PALE, GREEN = "#A5281B", "#FBE4E1", "#8A5A00", "#FDF1D6", "#2F6B46"

SONG, HEI, FANG = "宋体", "黑体", "仿宋"
PROGRAM = "程序"
DAY, RATIO, COUNT = "yyyy-mm-dd", "0.0#%", "0"

_NUMBER_FORMATS = {Kind.INT: COUNT, Kind.RATIO: RATIO, Kind.DATE: DAY}
_CENTRED = (Kind.INT, Kind.RATIO, Kind.DATE, Kind.MONTH, Kind.CHOICE, Kind.TIME)
_WIDTHS = {
    Kind.CODE: 20, Kind.ID: 22, Kind.TEXT: 14, Kind.LONG: 36, Kind.INT: 9, Kind.RATIO: 10, Kind.DATE: 12,
    Kind.TIME: 21, Kind.MONTH: 12, Kind.CHOICE: 12, Kind.LIST: 18, Kind.CODES: 20, Kind.HEX: 24,
}
# Columns whose content is longer or shorter than that of their kind usually is.
_WIDTHS_BY_KEY = {
    "name": 28, "address": 32, "url": 32, "scheme_name": 32, "major": 18, "minor": 22, "object_type": 18,
    "result": 32, "rule_text": 40, "team_names": 20, "summary": 44, "source": 32, "unit": 18, "scheme": 26,
    "division": 16, "phone": 16, "task": 18, "item": 14,
}
_PERSON_WIDTH = 12
_RULED = {"bottom": 1, "bottom_color": LINE}


class Styles:
    """Cell formats of one workbook; equal formats are made once, so the file stays small."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        """A format with XlsxWriter's property names; 宋体, middle of the cell, unless told otherwise."""
        chosen = {"font_name": SONG, "font_size": 10, "font_color": INK, "valign": "vcenter", **properties}
        key = tuple(sorted(chosen.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(chosen)
        return self._made[key]

    def cell(self, column: Column, *, ruled: bool = False) -> Any:
        """Data cells of a column: everything that is no number or date is text (@).

        ruled: with a line below, for rows that are filled; a whole column with lines would print as empty pages.
        """
        properties: dict[str, Any] = {"num_format": _NUMBER_FORMATS.get(column.kind, "@")}
        if ruled:
            properties |= _RULED
        if column.kind in _CENTRED:
            properties["align"] = "center"
        if column.kind is Kind.LONG:
            properties["text_wrap"] = True
        if column.kind is Kind.HEX:
            properties |= {"font_color": MUTED, "font_size": 9}
        return self.get(**properties)

    def helper(self) -> Any:
        """Cells that the workbook computes."""
        return self.get(font_color=MUTED, align="center", **_RULED)

    def head(self, column: Column, spec: TableSpec) -> Any:
        """Header cells: navy where staff must fill, blue where they may, slate where only the program writes."""
        colour = SLATE if spec.written_by == PROGRAM else NAVY if column.required else BLUE
        return self.heading(colour)

    def heading(self, colour: str) -> Any:
        """A header cell on this colour."""
        return self.get(font_name=HEI, font_color="#FFFFFF", bg_color=colour, align="center", text_wrap=True,
                        border=1, border_color="#FFFFFF")


def width(column: Column, spec: TableSpec) -> int:
    """Width of a column in characters: declared, or by what it holds, and never narrower than its header."""
    usual = _WIDTHS_BY_KEY.get(column.key, _WIDTHS[column.kind])
    if column.key == "name" and spec.by_key.get("certificate"):
        usual = _PERSON_WIDTH
    return max(column.width or usual, min(2 * len(column.header), 16) + 4)
