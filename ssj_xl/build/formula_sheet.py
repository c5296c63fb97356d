"""workbooks/公式示例.xlsx: every formula at work, its values stored, so that it reads the same where no add-in is.

A cell's value is what the formula's own function gives for the cells that it names: nothing is typed twice.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ssj_xl.build.holidays import holiday_rows
from ssj_xl.build.master_styles import SONG, finished
from ssj_xl.domain.formulas import answered, drawing, numbers
from ssj_xl.office.package import CREATED
from ssj_xl.office.refs import Area
from ssj_xl.tables.grid import column_letters

Cells = dict[tuple[int, int], Any]
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "SSJ_DRAW": drawing.draw, "SSJ_TICKET": drawing.ticket, "SSJ_RANK": drawing.rank, "SSJ_QUOTA": numbers.quota,
    "SSJ_WORKDAY": numbers.workday, "SSJ_DUE": numbers.due, "SSJ_COVERAGE": numbers.coverage, "SSJ_IDCHECK": numbers.idcheck}
_ARGUMENT = re.compile(r'"[^"]*"|[^,()]+')
_NOTE = "这是试抽：同样的名单、比例、种子，任何电脑上都是同一个结果；之前没有锁定，没有公信力。改了名单、比例、种子，结果随之改变。没有装加载项的显示 #NAME?，结果见“已存的结果”。"

_TIERS = "AAAAAAAAAABBBBBBCCCD"
DRAW: Cells = {
    (1, 1): "抽取：SSJ_DRAW", (2, 1): _NOTE, (1, 8): "种子", (1, 9): "2021年3月第一次", **{
        (4, column): title for column, title in {1: "对象编码", 2: "对象名称", 3: "信用风险等级", 5: "等级", 6: "比例", 8: "编码", 9: "组别", 10: "名次",
                                                 11: "签号", 13: "逐格（旧版 Excel）", 15: "名称", 16: "组别", 17: "名次", 18: "签号"}.items()}, **{
        (5 + n, column): value for n, tier in enumerate(_TIERS) for column, value in
        ((1, f"LS{n + 1:03}"), (2, f"云州{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉'[n]}律师事务所"), (3, tier))}, **{
        (5 + n, 5 + at): value for n, row in enumerate((("A", "10%"), ("B", "20%"), ("C", "50%"), ("D", "100%"))) for at, value in enumerate(row)},
    (11, 5): "组别", (11, 6): "签数", **{
        (12 + n, 5 + at): value for n, row in enumerate((("A", 1), ("B", 2), ("C", 5), ("D", 10), ("总数", 5))) for at, value in enumerate(row)},
    (3, 8): "按等级的比例", (3, 15): "只有名称，不分组，抽 15%", (16, 8): "加权：一个签筒，共抽 5 家"}
DRAW_FORMULAS = {
    (5, 8): "SSJ_DRAW(A4:A24,C4:C24,E5:F8,I1)", (5, 15): 'SSJ_DRAW(B4:B24,"","15%",I1)', (17, 8): "SSJ_DRAW(A4:A24,C4:C24,E11:F16,I1)",
    **{(5 + n, 13): f"SSJ_DRAW($A$4:$A$24,$C$4:$C$24,$E$5:$F$8,$I$1,{n + 1})" for n in range(6)}}

OTHERS: Cells = {
    (1, 1): "其他公式", (3, 1): "做什么", (3, 2): "参数", (3, 3): "参数", (3, 4): "结果", (3, 6): "日期", (3, 7): "类型",
    **{(4 + n, 6 + at): value for n, row in enumerate(row for row in holiday_rows(2021) if row["day"].year == 2021)
       for at, value in enumerate((row["day"], row["type"]))},
    **{(row, column): value for row, values in {
        4: ("应抽数量（不低于，向上取整）", 34, "3%"), 5: ("检查以后 20 个工作日的最后一天", date(2021, 3, 15), 20), 6: ("到 4 月 9 日期限怎样", date(2021, 3, 15), date(2021, 4, 9)),
        7: ("统一社会信用代码对不对", "91130100MA0000000X", "律师事务所"), 8: ("执业证号对不对", "1130120211012345A", ""),
        9: ("一家在一次抽取中的签号", "911301017AXHGQT83C", "a0179e2a8ef455c211e6aaaae0f5878c"),
        10: ("在名单里按签号排第几", "LS001", "a0179e2a8ef455c211e6aaaae0f5878c"),
        11: ("覆盖率：名录 A 列，已检查的 2 家", "LS001", "LS002")}.items() for column, value in enumerate(values, 1)}}
OTHER_FORMULAS = {
    (4, 4): "SSJ_QUOTA(B4,C4)", (5, 4): "SSJ_WORKDAY(B5,C5,F3:G60)", (6, 4): "SSJ_DUE(B6,20,F3:G60,C6)", (7, 4): "SSJ_IDCHECK(B7,C7)",
    (8, 4): "SSJ_IDCHECK(B8)", (9, 4): "SSJ_TICKET(B9,C9)", (10, 4): "SSJ_RANK(抽取!A4:A24,B10,C10)", (11, 4): "SSJ_COVERAGE(抽取!A4:A24,B11:C11,1)"}
SHEETS = {"抽取": (DRAW, DRAW_FORMULAS, {1: 11, 2: 20, 3: 13, 5: 9, 6: 9, 8: 11, 9: 16, 10: 7, 11: 22, 13: 18, 15: 20, 16: 8, 17: 7, 18: 22}),
          "其他公式": (OTHERS, OTHER_FORMULAS, {1: 34, 2: 24, 3: 36, 4: 40, 6: 13, 7: 12})}


_DAY = "yyyy-mm-dd"
_STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 14}, "head": {"bold": True, "bg_color": "#DDEBF7", "border": 1}, "text": {"num_format": "@"},
    "day": {"num_format": _DAY, "align": "left"}, "made": {"bg_color": "#E2EFDA"},
    "made_day": {"num_format": _DAY, "bg_color": "#E2EFDA", "align": "left"}}
KEPT = "已存的结果"


def value_of(formula: str, sheet: str) -> Any:
    """What a formula gives for the cells of these sheets."""
    name, _, rest = formula.partition("(")
    return answered(FUNCTIONS[name], *(_argument(text, sheet) for text in _ARGUMENT.findall(rest.removesuffix(")"))))


def _argument(text: str, sheet: str) -> Any:
    if text.startswith('"'):
        return text.strip('"')
    if text.isdigit():
        return int(text)
    title, _, ref = text.rpartition("!")
    area, cells = Area.parse(ref), SHEETS[title or sheet][0]
    if area is None:
        raise ValueError(text)
    return [[cells.get((row, column)) for column in range(area.left, area.right + 1)] for row in range(area.top, area.bottom + 1)]


def content() -> bytes:
    """The workbook.  The same bytes each time."""
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": "公式示例", "created": CREATED, "comments": "由 ssj_xl 生成"})
        book.formats[0].set_font_name(SONG)
        styles = {name: book.add_format({"font_name": SONG, **more}) for name, more in _STYLES.items()}
        for title, (cells, formulas, widths) in SHEETS.items():
            sheet = book.add_worksheet(title)
            for column, width in widths.items():
                sheet.set_column(column - 1, column - 1, width)
            sheet.freeze_panes(4 if title == "抽取" else 3, 0)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            _write_cells(sheet, cells, styles, head=4 if title == "抽取" else 3)
            for (row, column), formula in formulas.items():
                _write_formula(sheet, (row - 1, column - 1), formula, value_of(formula, title), styles)
        _write_texts(book.add_worksheet(KEPT), styles)
    return finished(stream.getvalue())


def _write_texts(sheet: Any, styles: Mapping[str, Any]) -> None:
    """Every formula as text with its values, and whether the live one gives the same here."""
    for column, width in enumerate((12, 58, 26, 14, 8, 68)):
        sheet.set_column(column, column, width)
    for column, title in enumerate(("核对", "公式", "结果")):
        sheet.write_string(0, column, title, styles["head"])
    row = 1
    for title, (_, formulas, _) in SHEETS.items():
        for (line, column), formula in formulas.items():
            value = value_of(formula, title)
            live, kept = f"{title}!{column_letters(column)}{line}", f"C{row + 1}"
            sheet.write_formula(row, 0, f'=IFERROR(IF({live}&""={kept}&"","相同","不同"),"没有加载项")', None, "相同")
            sheet.write_string(row, 1, f"={formula}", styles["text"])
            for cells in value if isinstance(value, list) else [[value]]:
                for at, cell in enumerate(cells, 2):
                    _write_plain(sheet, (row, at), cell, styles)
                row += 1
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_plain(sheet: Any, at: tuple[int, int], value: Any, styles: Mapping[str, Any]) -> None:
    if isinstance(value, date):
        sheet.write_datetime(*at, value, styles["day"])
    elif isinstance(value, int):
        sheet.write_number(*at, value)
    else:
        sheet.write_string(*at, value, styles["text"])


def _write_cells(sheet: Any, cells: Cells, styles: Mapping[str, Any], *, head: int) -> None:
    for (row, column), value in cells.items():
        if isinstance(value, str) and (row == head or (row, column) == (1, 1)):
            sheet.write_string(row - 1, column - 1, value, styles["title" if row == 1 else "head"])
        else:
            _write_plain(sheet, (row - 1, column - 1), value, styles)


def _write_formula(sheet: Any, at: tuple[int, int], formula: str, value: Any, styles: Mapping[str, Any]) -> None:
    """A formula with its value; one that gives rows spills over as many cells."""
    if not isinstance(value, list):
        day = isinstance(value, date)
        shown = (value - date(1899, 12, 30)).days if day else value
        sheet.write_formula(*at, f"={formula}", styles["made_day" if day else "made"], shown)
        return
    row, column = at
    sheet.write_dynamic_array_formula(row, column, row + len(value) - 1, column + len(value[0]) - 1, f"={formula}", styles["made"], value[0][0])
    for line, cells in enumerate(value):
        for place, cell in enumerate(cells):
            if (line, place) != (0, 0):
                sheet.write(row + line, column + place, cell, styles["made"])
