"""The sheet 参数: one row a setting, each value cell a defined name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from ssj_xl.build.master_registers import lines, page_setup
from ssj_xl.build.master_styles import BLUE, FANG, HEI, INK, LINE, MUTED, NAVY, PALE, SAGE, SLATE, Styles
from ssj_xl.tables.cells import cell_text
from ssj_xl.tables.inputs import TITLE_LIMIT, header_validation, validation
from ssj_xl.tables.settings import SCHEMA, SCHEMA_NAME, SETTING_BY_KEY, SETTINGS, SHEET, Setting
from ssj_xl.tables.spec import Column, Kind, TableSpec

_TITLES = ("参数名", "值", "填写方法", "依据和说明")
_WIDTHS = (22, 30, 48, 84)
_ROW, _LINE = 22, 13  # points of a row, and what each line of a text more takes
_TOP = 3
_LEGEND = (
    (NAVY, "深蓝表头", "必填列"),
    (BLUE, "浅蓝表头", "选填列"),
    (SAGE, "灰绿表头", "公式列，自动计算，请勿修改"),
    (SLATE, "灰色表头", "由程序写入的表，请勿手工修改"),
)
_EXPLAINED = {
    "unit_code": "任务编号 = 单位编码-处室编码-年-序",
    "division_code": "任务编号 = 单位编码-处室编码-年-序",
    "year": "首页和“本年”各列按此年度统计；空白时取当天所在年",
    "unit": "印在月报、方案、通知书和公示页上",
    "division": "市局处室填写；区县局可空",
    "level": "决定月报中“全市”一项由谁填",
    "site": "检查结果未填公示网站时用于月报",
    "contact": "月报表尾",
    "phone": "月报表尾",
    "mobile": "月报表尾",
    "item_reading": "月报“检查事项”一栏的大项、小项怎样计数",
}
_NO_TABLE = TableSpec(SHEET, ())


def write_settings(sheet: Any, book: Any, settings: Mapping[str, Any], *, styles: Styles) -> None:
    """Fill the sheet and define the names.  settings: by key; those not given have their defaults.

    Raises KeyError for a key that is no setting.
    """
    for key in settings:
        SETTING_BY_KEY[key]
    _write_head(sheet, styles)
    _write_schema(sheet, book, styles)
    for row, setting in enumerate(SETTINGS, start=_TOP + 1):
        _write_setting(sheet, row, setting, value=settings.get(setting.column.key, setting.value), styles=styles)
        book.define_name(setting.column.header, f"={SHEET}!$B${row + 1}")
    _write_legend(sheet, _TOP + len(SETTINGS) + 2, styles)
    sheet.freeze_panes(_TOP + 1, 1)
    sheet.hide_gridlines(2)
    sheet.set_tab_color(BLUE)
    page_setup(sheet, landscape=True, pages=(1, 1))


def _write_head(sheet: Any, styles: Styles) -> None:
    for index, characters in enumerate(_WIDTHS):
        sheet.set_column(index, index, characters)
    sheet.set_row(0, 32)
    sheet.write_string(0, 0, "参数", styles.get(font_name=HEI, font_size=18, font_color=NAVY))
    note = "先填写本页，再录入各表。各单元格已命名，程序和公式按名称取值：可以改值，请不要删除或改动名称。"
    sheet.write_string(1, 0, note, styles.get(font_name=FANG, font_size=11, font_color=MUTED))
    sheet.set_row(_TOP, 24)
    for index, title in enumerate(_TITLES):
        sheet.write_string(_TOP, index, title, styles.heading(NAVY))


def _write_schema(sheet: Any, book: Any, styles: Styles) -> None:
    """The layout's number in the corner, by which an older program knows that it does not know this workbook."""
    column = len(_TITLES) - 1
    shown = styles.get(font_color=MUTED, align="right", num_format=f'"{SCHEMA_NAME} "0')
    sheet.write_number(0, column, SCHEMA, shown)
    book.define_name(SCHEMA_NAME, f"={SHEET}!${chr(ord('A') + column)}$1")


def _write_setting(sheet: Any, row: int, setting: Setting, *, value: Any, styles: Styles) -> None:
    column = setting.column
    line = {"bottom": 1, "bottom_color": LINE}
    how, why = _how(column), setting.source or _EXPLAINED.get(column.key, "")
    sheet.set_row(row, _ROW + _LINE * (max(lines(how, _WIDTHS[2] - 2), lines(why, _WIDTHS[3] - 2)) - 1))
    name = f"{column.header}（必填）" if column.required else column.header
    sheet.write_string(row, 0, name, styles.get(font_name=HEI, bg_color=PALE, indent=1, **line))
    _write_value(sheet, (row, 1), value, _value_style(column, styles))
    grey = styles.get(font_color=MUTED, text_wrap=True, indent=1, **line)
    sheet.write_string(row, 2, how, grey)
    sheet.write_string(row, 3, why, grey)
    rule = validation(column, _NO_TABLE, letters="B", last=row + 1)
    text = "。".join(part for part in (how, setting.source) if part) + "。"
    message = header_validation(column.header[:TITLE_LIMIT], text)
    sheet.data_validation(row, 1, row, 1, {**message, **(rule or {})})


def _value_style(column: Column, styles: Styles) -> Any:
    formats = {Kind.INT: "0", Kind.RATIO: "0.0#%", Kind.DATE: "yyyy-mm-dd"}
    return styles.get(num_format=formats.get(column.kind, "@"), font_size=11, font_color=INK, bg_color="#FFFBEA",
                      align="left", indent=1, border=1, border_color=LINE)


def _how(column: Column) -> str:
    bounds = f"，{column.low}–{column.high}" if column.low is not None else ""
    choices = f"：{'、'.join(column.choices)}" if isinstance(column.choices, tuple) else ""
    return f"{column.kind.value}{bounds}{choices}"


def _write_legend(sheet: Any, top: int, styles: Styles) -> None:
    sheet.write_string(top, 0, "各表表头颜色", styles.get(font_name=HEI, font_color=NAVY))
    for row, (colour, name, meaning) in enumerate(_LEGEND, start=top + 1):
        sheet.write_string(row, 0, name, styles.heading(colour))
        sheet.write_string(row, 1, meaning, styles.get(indent=1))


def _write_value(sheet: Any, at: tuple[int, int], value: Any, style: Any) -> None:
    """One value as what it is: text never becomes a formula or a number."""
    shown = cell_text(value)
    if shown is None or shown == "":
        sheet.write_blank(*at, None, style)
    elif isinstance(shown, str):
        sheet.write_string(*at, shown, style)
    elif isinstance(shown, date):
        sheet.write_datetime(*at, shown, style)
    else:
        sheet.write_number(*at, float(shown) if isinstance(shown, Fraction) else shown, style)
