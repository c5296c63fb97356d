"""The charts of 首页."""

from __future__ import annotations

from typing import Any

from ssj_xl.build.master_layout import (
    CHART_ROWS,
    CHART_TOP,
    FIRST,
    HOME,
    LIST_TOP,
    MIDDLE,
    MONTH_TOP,
    MONTHS,
    RIGHT,
    TIER_ROWS,
    TYPE_ROWS,
)
from ssj_xl.build.master_styles import BLUE, HEI, LINE, MUTED, NAVY, SONG

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
