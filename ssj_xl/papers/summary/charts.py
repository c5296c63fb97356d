"""Native charts, the same in the workbook and in Word: the numbers stand in a sheet, the chart refers to them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.summary.model import Chart, points

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart as NativeChart
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

WIDTH, HEIGHT = 580, 290
"""Pixels of a chart: the width of the text on A4, and the least height."""

_BAR = 30  # pixels a bar
_COLOURS = ("#9AA5B1", "#3E6FA3", "#6A9A7B", "#B5564A", "#D0A24C")
_DARK, _LINE = "#404040", "#D0D7DE"


def plain(value: int | Fraction) -> int | float:
    """A number as it is shown: shares in hundredths of a percent."""
    return points(value) / 10_000 if isinstance(value, Fraction) else value


def height(chart: Chart) -> int:
    """Pixels high: bars need room for each."""
    rows = len(chart.categories) * len(chart.series)
    return max(HEIGHT, 110 + _BAR * rows * 2 // 3) if chart.bars else HEIGHT


def write_data(sheet: Worksheet, chart: Chart, top: int, formats: Mapping[str, Format]) -> None:
    """The numbers of a chart: categories below each other in the first column, a column each series."""
    sheet.write_string(top, 0, "", formats["head"])
    for column, (name, values) in enumerate(chart.series, start=1):
        sheet.write_string(top, column, name, formats["head"])
        for row, value in enumerate(values, start=top + 1):
            sheet.write_number(row, column, plain(value), formats["share" if chart.share else "number"])
    for row, category in enumerate(chart.categories, start=top + 1):
        sheet.write_string(row, 0, category, formats["text"])


def make(book: Workbook, chart: Chart, sheet: str, top: int) -> NativeChart:
    """A chart over numbers written by `write_data`."""
    native = book.add_chart({"type": "bar" if chart.bars else "column"})
    first, last = top + 1, top + len(chart.categories)
    for column, colour in zip(range(1, len(chart.series) + 1), _COLOURS, strict=False):
        native.add_series({
            "name": [sheet, top, column], "categories": [sheet, first, 0, last, 0],
            "values": [sheet, first, column, last, column], "fill": {"color": colour}, "gap": 60, "overlap": 0,
            "data_labels": {"value": True, "font": _font(8), "num_format": _form(chart)},
        })
    native.set_title({"name": chart.title, "name_font": {"name": "黑体", "size": 12, "bold": False, "color": _DARK},
                      "overlay": False})
    native.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom", "font": _font(9)})
    names: dict[str, Any] = {"num_font": _font(9), "line": {"color": _LINE}, "major_tick_mark": "none"}
    values = {"num_font": _font(8), "num_format": _form(chart), "min": 0, "line": {"none": True},
              "major_gridlines": {"visible": True, "line": {"color": _LINE, "width": 0.5}}}
    if chart.bars:
        native.set_y_axis({**names, "reverse": True})  # of bars, y is the axis with the names
        native.set_x_axis({**values, "label_position": "high"})
    else:
        native.set_x_axis(names)
        native.set_y_axis(values)
    native.set_chartarea({"border": {"color": _LINE}, "fill": {"color": "#FFFFFF"}})
    native.set_size({"width": WIDTH, "height": height(chart)})
    return native


def _form(chart: Chart) -> str:
    return "0.00%" if chart.share else "0"


def _font(size: int) -> dict[str, Any]:
    return {"name": "宋体", "size": size, "color": _DARK}
