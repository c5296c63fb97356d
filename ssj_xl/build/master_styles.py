"""How the master workbook looks: styles, layout, charts, and its package."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from ssj_xl.domain.counts import work
from ssj_xl.office.package import Pieces, packed_in_turn
from ssj_xl.tables.inputs import PROGRAM
from ssj_xl.tables.spec import Column, Kind, TableSpec

NAVY, BLUE, SLATE, SAGE = "#1F3A5F", "#3E6A97", "#6B6F76", "#7D8B7A"
PALE, PANEL, LINE, INK, MUTED = "#EEF3F8", "#F7F9FB", "#D3DCE6", "#22303F", "#66727F"
RED, RED_PALE, AMBER, AMBER_PALE, GREEN = "#A5281B", "#FBE4E1", "#8A5A00", "#FDF1D6", "#2F6B46"

SONG, HEI, FANG = "宋体", "黑体", "仿宋"
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
    "result": 32, "rule_text": 40, "team_names": 20, "summary": 44, "source": 32, "unit": 18, "scheme": 34,
    "division": 16, "phone": 16, "task": 18, "item": 14, "inspectors": 28,
}
_PERSON_WIDTH = 12
_WRAPPED = ("可检查事项", "排除原因")
"""Often several times as long as their column is wide."""
RULED = {"bottom": 1, "bottom_color": LINE}


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
        Fingerprints are told apart by their beginning, and their ends do not print.
        """
        properties: dict[str, Any] = {"num_format": _NUMBER_FORMATS.get(column.kind, "@")}
        if ruled:
            properties |= RULED
        if column.kind in _CENTRED:
            properties["align"] = "center"
        if wraps(column):
            properties["text_wrap"] = True
        elif column.kind not in (*_NUMBER_FORMATS, Kind.HEX):
            properties["shrink"] = True  # a name that is longer than usual is shown and printed whole
        if column.kind is Kind.HEX:
            properties |= {"font_color": MUTED, "font_size": 9}
        return self.get(**properties)

    def helper(self) -> Any:
        """Cells that the workbook computes."""
        return self.get(font_color=MUTED, align="center", **RULED)

    def head(self, column: Column, spec: TableSpec) -> Any:
        """Header cells: navy where staff must fill, blue where they may, slate where only the program writes."""
        colour = SLATE if spec.written_by == PROGRAM else NAVY if column.required else BLUE
        return self.heading(colour)

    def heading(self, colour: str) -> Any:
        """A header cell on this colour."""
        return self.get(font_name=HEI, font_color="#FFFFFF", bg_color=colour, align="center", text_wrap=True,
                        border=1, border_color="#FFFFFF")


def wraps(column: Column) -> bool:
    """Whether the text of a column goes on in another line; other texts that are too long are made smaller."""
    return column.kind is Kind.LONG or column.header in _WRAPPED


def width(column: Column, spec: TableSpec) -> int:
    """Width of a column in characters: declared, or by what it holds, and never narrower than its header."""
    usual = _WIDTHS_BY_KEY.get(column.key, _WIDTHS[column.kind])
    if column.key == "name" and spec.by_key.get("certificate"):
        usual = _PERSON_WIDTH
    return max(column.width or usual, min(2 * len(column.header), 16) + 4)


# --- where things stand on 首页: 0-based rows and columns of a grid of 18 columns from B -------------------

HOME = "首页"
FIRST, LAST = 1, 18
MIDDLE, RIGHT = FIRST + 6, FIRST + 12
"""First columns of the three panels, six columns wide each."""

NEXT_TOP, CARD_TOP, PANEL_TOP = 3, 6, 10
LIST_TOP, LIST_ROWS = PANEL_TOP + 2, 30
STATE_ROWS, FORM_ROWS = 9, 5
TIER_ROWS, TYPE_ROWS = work.TIERS_SHOWN, work.TYPES_SHOWN
FORM_TOP = LIST_TOP + STATE_ROWS
REPORT_TOP = FORM_TOP + 1 + FORM_ROWS
REGISTER_TOP = REPORT_TOP + 4
PLAN_TOP, PLAN_ROWS = LIST_TOP + TYPE_ROWS + 2, 6
CHART_TOP, CHART_ROWS = LIST_TOP + LIST_ROWS + 1, 11
MONTH_TOP = CHART_TOP + CHART_ROWS + 1
NOTE_ROW = MONTH_TOP + 7
VERIFY_ROW = NOTE_ROW + 1
MONTHS = FIRST + 3
"""First of the twelve columns of months."""


def cell(row: int, column: int) -> str:
    """The A1 address of a cell of the page."""
    return f"{chr(65 + column)}{row + 1}"


# --- the charts of 首页 ------------------------------------------------------------------------------------

_GREEN, _GOLD, _BRICK, _GREY = "#6A9A7B", "#D0A24C", "#B5564A", "#A9B2BC"
_ROW_PIXELS, _COLUMN_PIXELS = 24, 63


def add_charts(sheet: Any, book: Any) -> None:
    """Put the three charts side by side below the panels."""
    for column, chart in ((FIRST, _months(book)), (MIDDLE, _tiers(book)), (RIGHT, _coverage(book))):
        chart.set_size({"width": 6 * _COLUMN_PIXELS - 6, "height": CHART_ROWS * _ROW_PIXELS - 6})
        chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
        sheet.insert_chart(CHART_TOP, column, chart, {"x_offset": 3, "y_offset": 3, "object_position": 1})


def _titled(chart: Any, text: str) -> Any:
    chart.set_title({"name": text, "name_font": {"name": HEI, "size": 11, "bold": False, "color": NAVY}})
    return chart


def _font(size: int = 8) -> dict[str, Any]:
    return {"name": SONG, "size": size, "color": MUTED}


def _names() -> dict[str, Any]:
    return {"num_font": _font(), "line": {"color": LINE}, "major_tick_mark": "none"}


def _values(form: str) -> dict[str, Any]:
    return {"num_font": _font(), "num_format": form, "min": 0, "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}}}


def _column(top: int, column: int, rows: int) -> list[Any]:
    return [HOME, top, column, top + rows - 1, column]


def _coverage(book: Any) -> Any:
    """Bars, not columns: names of types are long.  The first type stands on top."""
    chart = book.add_chart({"type": "bar"})
    chart.add_series({
        "name": "年度抽查比例", "categories": _column(LIST_TOP, RIGHT, TYPE_ROWS + 1),
        "values": _column(LIST_TOP, RIGHT + 5, TYPE_ROWS + 1), "fill": {"color": BLUE}, "gap": 45,
    })
    chart.set_legend({"none": True})
    chart.set_y_axis({**_names(), "num_font": _font(7), "interval_unit": 1, "reverse": True})  # of bars, y is the axis with the names
    chart.set_x_axis({**_values("0%"), "label_position": "high"})
    return _titled(chart, "各类对象年度抽查比例")


def _tiers(book: Any) -> Any:
    """Columns, not a pie: a pie's legend would show the lines that a bureau with fewer tiers leaves empty."""
    chart = book.add_chart({"type": "column"})
    chart.add_series({
        "name": "对象数", "categories": _column(LIST_TOP, MIDDLE + 3, TIER_ROWS + 1),
        "values": _column(LIST_TOP, MIDDLE + 5, TIER_ROWS + 1), "gap": 60,
        "points": [{"fill": {"color": colour}} for colour in (_GREEN, BLUE, _GOLD, _BRICK, NAVY, MUTED, _GREY)],
    })
    chart.set_legend({"none": True})
    chart.set_x_axis(_names())
    chart.set_y_axis(_values("0"))
    return _titled(chart, "已评级对象的等级构成（内部）")


def _months(book: Any) -> Any:
    chart = book.add_chart({"type": "column"})
    for row, colour in ((MONTH_TOP + 1, _GREY), (MONTH_TOP + 2, BLUE), (MONTH_TOP + 3, _GREEN)):
        chart.add_series({
            "name": [HOME, row, FIRST], "categories": [HOME, MONTH_TOP, MONTHS, MONTH_TOP, MONTHS + 11],
            "values": [HOME, row, MONTHS, row, MONTHS + 11], "fill": {"color": colour}, "gap": 50, "overlap": 0,
        })
    chart.set_legend({"position": "bottom", "font": _font(9)})
    chart.set_x_axis(_names())
    chart.set_y_axis(_values("0"))
    return _titled(chart, "逐月抽取、检查、公示")


# --- the finishing of a file made by XlsxWriter ----------------------------------------------------------

_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_EMPTY = re.compile(rb"<sheetData\s*/>")
_ROW_HEIGHT = re.compile(rb'(<row r="(?!1")[^>]* ht="[^"]*") customHeight="1"')
_EXTERNAL = re.compile(rb'Target="[^"]*" TargetMode="External"')
_COLUMNS = re.compile(rb'("_xlnm\.Print_Area"[^>]*>[^<]*!)\$([A-Z]+):\$([A-Z]+)<')
_APPLICATION = re.compile(rb"<Application>[^<]*</Application>")


def finished(data: bytes, last_rows: Iterable[bytes] | None = None, bodies: Mapping[str, Callable[[bytes], Pieces]] | None = None) -> bytes:
    """The workbook with the same bytes for the same content.

    last_rows: rows of its last sheet, if that is empty; bodies: of a `StreamedBook`.
    """
    with ZipFile(BytesIO(data)) as package:
        names = package.namelist()
        last = max((name for name in names if _SHEET.fullmatch(name)), key=lambda name: int(_SHEET.sub(r"\1", name)))

        def part(name: str) -> bytes | Pieces:
            made = _part(name, package.read(name))
            if name == last and last_rows is not None:
                return _with_rows(made, last_rows)
            return bodies[name](made) if bodies and name in bodies else made

        return packed_in_turn((name, part(name)) for name in names)


def _with_rows(sheet: bytes, rows: Iterable[bytes]) -> Pieces:
    before, after = _EMPTY.split(sheet, maxsplit=1)
    yield before + b"<sheetData>"
    yield from rows
    yield b"</sheetData>" + after


def _adaptable(sheet: bytes) -> bytes:
    """On sheets with a table the rows keep their height only until somebody types: it is no fixed one."""
    return _ROW_HEIGHT.sub(rb"\1", sheet) if b"<tableParts" in sheet else sheet


def _part(name: str, content: bytes) -> bytes:
    if name.startswith("xl/worksheets/sheet"):
        return _adaptable(content)
    if name.startswith("xl/worksheets/_rels/"):
        # Links to files with / in them, which every program on every system takes; XlsxWriter writes \\.
        return _EXTERNAL.sub(lambda found: found[0].replace(b"\\", b"/"), content)
    if name == "xl/workbook.xml":
        # Whole columns as a range of cells: the same to Excel, and openpyxl takes no other.
        return _COLUMNS.sub(rb"\1$\2$1:$\3$1048576<", content)
    if name == "docProps/app.xml":
        return _APPLICATION.sub(b"<Application>ssj_xl</Application>", content)
    return content
