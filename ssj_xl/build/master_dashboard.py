"""首页: the year at a glance on one A4 page, as native formulas and native charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ssj_xl.build import master_figures as figures
from ssj_xl.build import master_reports as reports
from ssj_xl.build import master_verify as verify
from ssj_xl.build.master_charts import add_charts
from ssj_xl.build.master_formulas import PERIOD_END, PERIOD_START, YEAR, drawn_in_month, setting
from ssj_xl.build.master_layout import (
    CARD_TOP,
    CHART_TOP,
    FIRST,
    FORM_ROWS,
    FORM_TOP,
    LAST,
    LIST_TOP,
    MIDDLE,
    MONTH_TOP,
    MONTHS,
    NOTE_ROW,
    PANEL_TOP,
    PLAN_ROWS,
    PLAN_TOP,
    REGISTER_TOP,
    REPORT_TOP,
    RIGHT,
    TIER_ROWS,
    TYPE_ROWS,
    VERIFY_ROW,
    cell,
)
from ssj_xl.build.master_registers import page_setup
from ssj_xl.build.master_styles import FANG, GREEN, HEI, LINE, MUTED, NAVY, PALE, PANEL, RED, RED_PALE, Styles
from ssj_xl.tables.registers import TASKS

_STATES = TASKS.by_key["state"].choices or ()
_UNDERLINED: dict[str, Any] = {"bottom": 4, "bottom_color": LINE}
_HEIGHTS = ((0, 38), (1, 20), (2, 6), (CARD_TOP, 20), (CARD_TOP + 1, 34), (CARD_TOP + 2, 18), (CARD_TOP + 3, 8),
            (CHART_TOP - 1, 8), (MONTH_TOP - 1, 8), (NOTE_ROW - 1, 6))


class Page:
    """The sheet with its formats, and writing into one cell or over several that are joined."""

    def __init__(self, sheet: Any, styles: Styles) -> None:
        self.sheet = sheet
        self.styles = styles

    def put(self, row: int, column: int, content: str, *, span: int = 1, **properties: Any) -> None:
        """Text, or a formula where it starts with =, in `span` columns of a row."""
        style = self.styles.get(**properties)
        if span > 1:
            self.sheet.merge_range(row, column, row, column + span - 1, "", style)
        if content.startswith("="):
            self.sheet.write_formula(row, column, content, style)
        else:
            self.sheet.write_string(row, column, content, style)

    def heading(self, row: int, column: int, text: str, *, span: int = 6) -> None:
        """The title bar of a panel; a formula where it starts with =."""
        self.put(row, column, text, span=span, font_name=HEI, font_color="#FFFFFF", bg_color=NAVY, indent=1,
                 left=5, left_color="#FFFFFF")

    def titles(self, row: int, column: int, texts: Sequence[tuple[str, int]]) -> None:
        """A line of column titles, each with the columns it spans."""
        for text, span in texts:
            self.put(row, column, text, span=span, font_color=MUTED, bg_color=PALE, font_size=9, align="center")
            column += span

    def line(self, row: int, column: int, text: str, *, span: int) -> None:
        """The name of a line."""
        self.put(row, column, text, span=span, indent=1, **_UNDERLINED)

    def count(self, row: int, column: int, formula: str, **properties: Any) -> None:
        """A figure; `span` and format properties as for `put`."""
        self.put(row, column, f"={formula}", **{"align": "center", "num_format": "0", **_UNDERLINED, **properties})


def write_dashboard(sheet: Any, book: Any, *, styles: Styles) -> None:
    """Fill the worksheet 首页 of a workbook whose tables and names exist."""
    page = Page(sheet, styles)
    _frame(sheet)
    _title(page)
    for number, card in enumerate(figures.cards()):
        _card(page, FIRST + 3 * number, card)
    _reminders(page)
    _states(page)
    _tiers(page)
    _form(page)
    _coverage(page)
    _plans(page)
    _months(page)
    _footnote(page)
    _verification(page)
    add_charts(sheet, book)


def _frame(sheet: Any) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 1.5)
    sheet.set_column(FIRST, LAST, 8.3)
    sheet.set_column(LAST + 1, LAST + 1, 1.5)
    sheet.set_default_row(18)
    for row, height in _HEIGHTS:
        sheet.set_row(row, height)
    sheet.set_tab_color(RED)
    sheet.set_zoom(90)
    sheet.print_area(0, 0, NOTE_ROW, LAST + 1)
    page_setup(sheet, landscape=True, pages=(1, 1))
    sheet.center_horizontally()


def _title(page: Page) -> None:
    page.put(0, FIRST, "“双随机、一公开”监管工作台账", span=18, font_name=HEI, font_size=20, font_color=NAVY,
             align="center")
    unit, division = setting("unit"), setting("division")
    line: dict[str, Any] = {"span": 9, "font_name": FANG, "font_size": 12, "bottom": 2, "bottom_color": NAVY}
    left = f'=IF({unit}="","（请先在“参数”页填写单位名称）",{unit}&IF({division}="","","　"&{division}))'
    page.put(1, FIRST, left, **line)
    page.put(1, FIRST + 9, f'={YEAR}&" 年度　　今日 "&TEXT(TODAY(),"yyyy-mm-dd")', **line, align="right")


def _card(page: Page, column: int, card: figures.Card) -> None:
    edge: dict[str, Any] = {"span": 3, "bg_color": PANEL, "left": 5, "left_color": NAVY, "indent": 1}
    page.put(CARD_TOP, column, card.title, font_name=HEI, font_color=MUTED, **edge)
    page.put(CARD_TOP + 1, column, f"={card.figure}", font_name=HEI, font_size=20, font_color=NAVY, align="left",
             num_format=card.form, **edge)
    page.put(CARD_TOP + 2, column, f'=IFERROR({card.note},"")', font_size=8, font_color=MUTED, shrink=True, **edge)


def _reminders(page: Page) -> None:
    page.heading(PANEL_TOP, FIRST, "待办与提醒")
    page.titles(PANEL_TOP + 1, FIRST, (("事项", 3), ("数量", 1), ("处理", 2)))
    monthly = f"{cell(MONTH_TOP + 4, MONTHS)}:{cell(MONTH_TOP + 5, MONTHS + 11)}"
    items = figures.reminders(monthly)
    for row, item in enumerate(items, start=LIST_TOP):
        page.line(row, FIRST, item.what, span=3)
        page.count(row, FIRST + 3, f"IFERROR({item.tally},0)")
        page.count(row, FIRST + 4, f'IF({cell(row, FIRST + 3)}>0,"{item.word}","正常")', span=2, font_size=9)
    for sign, style in ((">", page.styles.get(font_color=RED, bg_color=RED_PALE)),
                        ("=", page.styles.get(font_color=GREEN))):
        page.sheet.conditional_format(
            LIST_TOP, FIRST + 4, LIST_TOP + len(items) - 1, FIRST + 5,
            {"type": "formula", "criteria": f"=${cell(LIST_TOP, FIRST + 3)}{sign}0", "format": style})


def _states(page: Page) -> None:
    page.heading(PANEL_TOP, MIDDLE, "抽查任务", span=3)
    page.titles(PANEL_TOP + 1, MIDDLE, (("状态", 2), ("任务数", 1)))
    for row, state in enumerate(_STATES, start=LIST_TOP):
        page.line(row, MIDDLE, state, span=2)
        page.count(row, MIDDLE + 2, f"IFERROR({figures.tasks_in(state)},0)")


def _tiers(page: Page) -> None:
    """Names of tiers stand in the second column: joined cells take no array formula."""
    column = MIDDLE + 3
    page.heading(PANEL_TOP, column, "风险等级（内部）", span=3)
    page.titles(PANEL_TOP + 1, column, (("等级", 2), ("对象数", 1)))
    for row in range(LIST_TOP, LIST_TOP + TIER_ROWS):
        page.put(row, column, "", **_UNDERLINED)
        above = f"{cell(LIST_TOP - 1, column + 1)}:{cell(row - 1, column + 1)}"
        page.sheet.write_array_formula(row, column + 1, row, column + 1, f"{{={figures.next_tier(above)}}}",
                                       page.styles.get(align="left", **_UNDERLINED))
        page.count(row, column + 2, f'IFERROR({figures.of_tier(cell(row, column + 1))},"")')
    page.line(LIST_TOP + TIER_ROWS, column, figures.UNRATED, span=2)
    page.count(LIST_TOP + TIER_ROWS, column + 2, f"IFERROR({figures.unrated()},0)")
    page.put(LIST_TOP + TIER_ROWS + 1, column, "不得公开", span=3, font_size=9, font_color=RED, align="center")


def _form(page: Page) -> None:
    title = f'="本期月报　"&TEXT({PERIOD_START},"yyyy-mm-dd")&" 至 "&TEXT({PERIOD_END},"yyyy-mm-dd")'
    page.heading(FORM_TOP, MIDDLE, title)
    for number, item in enumerate(figures.form_lines()):
        row, column = FORM_TOP + 1 + number % FORM_ROWS, MIDDLE + 3 * (number // FORM_ROWS)
        page.line(row, column, item.what, span=2)
        page.count(row, column + 2, f'IFERROR(IF({item.tally}=0,"无",{item.tally}),"无")')
    page.put(FORM_TOP + FORM_ROWS, MIDDLE + 3, "", span=3, **_UNDERLINED)
    page.heading(REPORT_TOP, MIDDLE, "月报表、落实情况报送")
    for row, report in enumerate(reports.report_lines(), start=REPORT_TOP + 1):
        page.put(row, MIDDLE, f"={report.name}", span=2, indent=1, **_UNDERLINED)
        page.put(row, MIDDLE + 2, f"={report.state}", span=4, font_size=9, align="center", **_UNDERLINED)
    page.heading(REGISTER_TOP, MIDDLE, "一单两库")
    for row, (name, formula) in enumerate(reports.register_lines(), start=REGISTER_TOP + 1):
        page.line(row, MIDDLE, name, span=4)
        page.count(row, MIDDLE + 4, f"IFERROR({formula},0)", span=2)
    _alarm(page, (REPORT_TOP + 1, MIDDLE + 2, REPORT_TOP + 3, MIDDLE + 5), start="$" + cell(REPORT_TOP + 1, MIDDLE + 2))


def _alarm(page: Page, area: tuple[int, int, int, int], *, start: str) -> None:
    """Red where the words of a cell say that something is late, green where it is done.  start: the first cell."""
    late = f'=OR(LEFT({start},3)="已逾期",LEFT({start},2)="今日",{start}="{reports.LATE_REPORT}")'
    done = f'=LEFT({start},2)="{reports.HANDED_IN}"'
    for criteria, style in ((late, page.styles.get(font_color=RED, bg_color=RED_PALE)),
                            (done, page.styles.get(font_color=GREEN))):
        page.sheet.conditional_format(*area, {"type": "formula", "criteria": criteria, "format": style})


def _coverage(page: Page) -> None:
    page.heading(PANEL_TOP, RIGHT, f'="年度抽查比例　"&{YEAR}&" 年，按对象类型"')
    page.titles(PANEL_TOP + 1, RIGHT, (("对象类型", 3), ("名录", 1), ("已查", 1), ("比例", 1)))
    for number in range(1, TYPE_ROWS + 1):
        row = LIST_TOP + number - 1
        name = cell(row, RIGHT)
        page.line(row, RIGHT, f"={figures.type_name(number)}", span=3)
        page.count(row, RIGHT + 3, f'IFERROR({figures.of_type(name, done_only=False)},"")')
        page.count(row, RIGHT + 4, f'IFERROR({figures.of_type(name, done_only=True)},"")')
        _share(page, row, f'{name}=""')
    row = LIST_TOP + TYPE_ROWS
    page.put(row, RIGHT, "合计", span=3, font_name=HEI, indent=1, bg_color=PALE, **_UNDERLINED)
    page.count(row, RIGHT + 3, f"IFERROR({figures.REGISTERED},0)", bg_color=PALE)
    page.count(row, RIGHT + 4, f"IFERROR({figures.COVERED},0)", bg_color=PALE)
    _share(page, row, "FALSE", bg_color=PALE)


def _share(page: Page, row: int, blank: str, **properties: Any) -> None:
    share = figures.ratio(cell(row, RIGHT + 4), cell(row, RIGHT + 3))
    page.count(row, RIGHT + 5, f'IF({blank},"",{share})', num_format="0.0%", **properties)


def _plans(page: Page) -> None:
    page.heading(PLAN_TOP, RIGHT, f'="年度计划执行　"&{YEAR}&" 年"')
    lines = reports.plan_lines()
    for number, (name, formula) in enumerate(lines):
        row, column = PLAN_TOP + 1 + number % (PLAN_ROWS - 1), RIGHT + 3 * (number // (PLAN_ROWS - 1))
        page.line(row, column, name, span=2)
        page.count(row, column + 2, f"IFERROR({formula},0)")
    row = PLAN_TOP + PLAN_ROWS
    page.put(row, RIGHT, "完成率", span=2, font_name=HEI, indent=1, bg_color=PALE, **_UNDERLINED)
    page.count(row, RIGHT + 2, figures.ratio(reports.PLANS_DONE, reports.PLANS_ALL), num_format="0%", bg_color=PALE)
    page.put(row, RIGHT + 3, "公示率", span=2, font_name=HEI, indent=1, bg_color=PALE, **_UNDERLINED)
    page.count(row, RIGHT + 5, figures.ratio(reports.PLANS_PUBLISHED, reports.PLANS_ALL), num_format="0%", bg_color=PALE)


def _months(page: Page) -> None:
    page.titles(MONTH_TOP, FIRST, (("月份", 3), *((f"{month}月", 1) for month in range(1, 13)), ("合计", 3)))
    months = range(1, 13)
    lines = (("抽取对象（户）", [drawn_in_month(f'{YEAR}&"-{month:02}"') for month in months]),
             ("检查（条）", [figures.in_month("checked", month) for month in months]),
             ("公示（条）", [figures.in_month("published", month) for month in months]))
    for row, (name, formulas) in enumerate(lines, start=MONTH_TOP + 1):
        page.line(row, FIRST, name, span=3)
        for column, formula in enumerate(formulas, start=MONTHS):
            page.count(row, column, f"IFERROR({formula},0)")
        page.count(row, MONTHS + 12, f"SUM({cell(row, MONTHS)}:{cell(row, MONTHS + 11)})", span=3, font_name=HEI)
    _reports(page)


def _reports(page: Page) -> None:
    """Month by month whether the reports were handed in; the reminders count the late ones."""
    for row, name, state in ((MONTH_TOP + 4, "月报表报送", reports.month_report),
                             (MONTH_TOP + 5, "落实情况报送", reports.quarter_report)):
        page.line(row, FIRST, name, span=3)
        for month in range(1, 13):
            page.put(row, MONTHS + month - 1, f"={state(month)}", align="center", font_size=9, **_UNDERLINED)
        done = f'COUNTIF({cell(row, MONTHS)}:{cell(row, MONTHS + 11)},"{reports.HANDED_IN}")'
        page.count(row, MONTHS + 12, f'"已报 "&{done}', span=3, font_size=9)
        place = cell(row, MONTHS)
        _alarm(page, (row, MONTHS, row, MONTHS + 11), start=place)


def _footnote(page: Page) -> None:
    base = setting("base_day")
    text = ('="年度抽查比例 = 本年已检查的对象（不重复）÷ 名录库对象（状态为正常、失联的，及本年已检查的）；"'
            f'&"名录基准日："&IF(N({base})>0,TEXT({base},"yyyy-mm-dd"),"未填")&"。工作日按“节假日”表计算。"')
    page.put(NOTE_ROW, FIRST, text, span=18, font_name=FANG, font_size=9, font_color=MUTED)


def _verification(page: Page) -> None:
    """The line that the add-in computes; it is not printed."""
    page.put(VERIFY_ROW, FIRST, verify.TITLE, span=3)
    page.put(VERIFY_ROW, FIRST + 3, verify.OFF, align="center")
    page.sheet.data_validation(VERIFY_ROW, FIRST + 3, VERIFY_ROW, FIRST + 3, verify.choice())
    page.put(VERIFY_ROW, FIRST + 4, verify.verdict(cell(VERIFY_ROW, FIRST + 3)), span=14, font_size=9, shrink=True)
