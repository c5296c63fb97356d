"""首页: the year at a glance on one A4 page; every figure stands on 计算, here is where it is shown.

The line 抽取核验, =SSJ_VERIFY over the evidence of the workbook, is switched off in a new workbook, because the first formula
of the add-in starts Python, and nobody who only opens a workbook should wait for that.  Switched on without the add-in,
in WPS or LibreOffice, it says so in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ssj_xl.build.master_registers import page_setup
from ssj_xl.build.master_styles import (
    AMBER,
    AMBER_PALE,
    BLUE,
    CARD_TOP,
    CHART_TOP,
    FANG,
    FIRST,
    FORM_ROWS,
    FORM_TOP,
    GREEN,
    HEI,
    LAST,
    LINE,
    LIST_ROWS,
    LIST_TOP,
    MIDDLE,
    MONTH_TOP,
    MONTHS,
    MUTED,
    NAVY,
    NEXT_TOP,
    NOTE_ROW,
    PALE,
    PANEL,
    PANEL_TOP,
    PLAN_ROWS,
    PLAN_TOP,
    RED,
    RED_PALE,
    REGISTER_TOP,
    REPORT_TOP,
    RIGHT,
    TIER_ROWS,
    TYPE_ROWS,
    VERIFY_ROW,
    Styles,
    add_charts,
    cell,
)
from ssj_xl.domain.counts import Counted, duties, reports, steps, work
from ssj_xl.domain.counts.language import BLANK, figure
from ssj_xl.domain.deadlines import RULES
from ssj_xl.office.computed import plain
from ssj_xl.tables.leads import LEADS
from ssj_xl.tables.records import DRAWS, LOCKED, LOCKED_PEOPLE, LOG, WINNERS
from ssj_xl.tables.registers import ACTIVITIES, FINDINGS, HOLIDAYS, INSPECTORS, PLANS, TASKS, TIERS
from ssj_xl.tables.settings import SHEET as SETTINGS_SHEET

_UNDERLINED: dict[str, Any] = {"bottom": 4, "bottom_color": LINE}
_HEIGHTS = ((0, 38), (1, 20), (2, 6), (NEXT_TOP, 20), (NEXT_TOP + 1, 20), (NEXT_TOP + 2, 6), (CARD_TOP, 20), (CARD_TOP + 1, 34),
            (CARD_TOP + 2, 18), (CARD_TOP + 3, 8), (CHART_TOP - 1, 8), (MONTH_TOP - 1, 8), (NOTE_ROW - 1, 6))
_FORMS = {work.COVERAGE: "0.00%", work.PUBLISHED_SHARE: "0.0%", work.SETTLED_SHARE: "0.0%"}
_SHEETS = {"plan_publication": PLANS, "change_report": PLANS, "change_publication": PLANS, "plan": PLANS, "training": ACTIVITIES,
           "form": ACTIVITIES, "quarter": ACTIVITIES, "certificate": INSPECTORS, "scheme": TASKS, "confirm": TASKS, "reply": TASKS,
           "task": TASKS, "archive": TASKS, "put_off": WINNERS, "lead": LEADS, "lead_handling": LEADS}
"""Where the duties of a rule are looked after; of all others in 检查结果."""

_FLAW_SHEETS = {steps.OFF_PLATFORM: TASKS.name, steps.EXAMPLE_TIERS: TIERS.name, steps.NO_HOLIDAYS: HOLIDAYS.name,
                steps.TOO_MANY_ROWS: SETTINGS_SHEET}


class Page:
    """The sheet with its formats, and writing into one cell or over several that are joined."""

    def __init__(self, sheet: Any, styles: Styles, found: Counted) -> None:
        self.sheet = sheet
        self.styles = styles
        self._found = found

    def put(self, row: int, column: int, content: str, *, span: int = 1, **properties: Any) -> None:
        """Text in `span` columns of a row."""
        self.sheet.write_string(row, column, content, self._joined(row, column, span, properties))

    def formula(self, row: int, column: int, formula: str, value: Any, **properties: Any) -> None:
        """A formula (with its equals sign) and its value; `span` and format properties as for `put`."""
        style = self._joined(row, column, properties.pop("span", 1), properties)
        self.sheet.write_formula(row, column, formula, style, value)

    def show(self, row: int, column: int, name: str, **properties: Any) -> None:
        """A figure by name; `span` and format properties as for `put`."""
        chosen = {"align": "center", "num_format": "0", **_UNDERLINED, **properties}
        self.formula(row, column, f"={self._found.layout.render(figure(name))}", self.value(name), **chosen)

    def text(self, row: int, column: int, name: str, **properties: Any) -> None:
        """A figure that is a text."""
        self.show(row, column, name, **{"align": "left", "num_format": "General", **properties})

    def count(self, row: int, column: int, formula: str, value: int) -> None:
        """A number by a formula with marks (`counts.language`)."""
        self.formula(row, column, f"={self._found.layout.render(formula)}", value, align="center", num_format="0", **_UNDERLINED)

    def value(self, name: str) -> str | int | float:
        """What a figure shows."""
        return plain(self._found.values[name])

    def link(self, row: int, column: int, names: tuple[str, str], **properties: Any) -> None:
        """A text that leads to a cell.  names: figures with the words and with the address."""
        words, target = (self._found.layout.render(figure(name)) for name in names)
        self.formula(row, column, f"=HYPERLINK({target},{words})", self.value(names[0]), **properties)

    def heading(self, row: int, column: int, text: str, *, span: int = 6, name: str = "") -> None:
        """The title bar of a panel: a text, or the figure of a name."""
        bar: dict[str, Any] = {"span": span, "font_name": HEI, "font_color": "#FFFFFF", "bg_color": NAVY, "indent": 1, "left": 5,
                               "left_color": "#FFFFFF"}
        if name:
            self.text(row, column, name, **bar, bottom=0)
        else:
            self.put(row, column, text, **bar)

    def titles(self, row: int, column: int, texts: Sequence[tuple[str, int]]) -> None:
        """A line of column titles, each with the columns it spans."""
        for text, span in texts:
            self.put(row, column, text, span=span, font_color=MUTED, bg_color=PALE, font_size=9, align="center")
            column += span

    def line(self, row: int, column: int, text: str, *, span: int) -> None:
        """The name of a line."""
        self.put(row, column, text, span=span, indent=1, **_UNDERLINED)

    def hide_unnamed(self, top: int, names: int, columns: tuple[int, int], *, rows: int) -> None:
        """Let numbers not show in lines whose name, in the column `names`, is blank."""
        rule = {"type": "formula", "criteria": f'=${cell(top, names)}="{BLANK}"', "format": self.styles.get(num_format=";;;")}
        self.sheet.conditional_format(top, columns[0], top + rows - 1, columns[1], rule)

    def _joined(self, row: int, column: int, span: int, properties: dict[str, Any]) -> Any:
        style = self.styles.get(**properties)
        if span > 1:
            self.sheet.merge_range(row, column, row, column + span - 1, "", style)
        return style


def write_dashboard(sheet: Any, book: Any, found: Counted, *, styles: Styles) -> Page:
    """Fill the worksheet 首页 of a workbook whose tables and names exist; returns it, to be written on."""
    page = Page(sheet, styles, found)
    _frame(sheet)
    _title(page)
    _next(page)
    for number, name in enumerate(work.CARDS):
        _card(page, FIRST + 3 * number, name)
    _reminders(page)
    _states(page)
    _tiers(page)
    _form(page)
    _coverage(page)
    _plans(page)
    _months(page)
    page.text(NOTE_ROW, FIRST, steps.NOTE, span=18, font_name=FANG, font_size=9, font_color=MUTED, bottom=0)
    _verification(page)
    add_charts(sheet, book)
    return page


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
    line: dict[str, Any] = {"span": 9, "font_name": FANG, "font_size": 12, "bottom": 2, "bottom_color": NAVY}
    page.text(1, FIRST, steps.UNIT, **line)
    page.text(1, FIRST + 9, steps.AS_OF, **{**line, "align": "right"})


def _next(page: Page) -> None:
    """What to do next, two lines side by side; each leads to its cell."""
    page.sheet.merge_range(NEXT_TOP, FIRST, NEXT_TOP + 1, FIRST + 1, "下一步", page.styles.get(
        font_name=HEI, font_size=12, font_color="#FFFFFF", bg_color=NAVY, align="center"))
    for number in range(steps.SHOWN):
        row, column = NEXT_TOP + number // 2, FIRST + 2 + 8 * (number % 2)
        page.link(row, column, steps.line_names(number + 1), span=8, font_color=BLUE, bg_color=PALE, indent=1, **_UNDERLINED)


def _card(page: Page, column: int, name: str) -> None:
    edge: dict[str, Any] = {"span": 3, "bg_color": PANEL, "left": 5, "left_color": NAVY, "indent": 1, "bottom": 0}
    page.put(CARD_TOP, column, name, font_name=HEI, font_color=MUTED, **edge)
    page.show(CARD_TOP + 1, column, name, font_name=HEI, font_size=20, font_color=NAVY, num_format=_FORMS.get(name, "0"),
              **{**edge, "align": "left"})
    page.text(CARD_TOP + 2, column, work.note(name), font_size=8, font_color=MUTED, shrink=True, **edge)


def _reminders(page: Page) -> None:
    """Every rule of the deadlines with what is late and what is near, then what is wrong whatever the day."""
    page.heading(PANEL_TOP, FIRST, "待办与提醒")
    page.titles(PANEL_TOP + 1, FIRST, (("事项（点开到登记处）", 4), ("逾期", 1), ("临期", 1)))
    lines: list[tuple[str, str, tuple[str, ...]]] = [
        (rule.title, _SHEETS.get(rule.key, FINDINGS).name, (duties.late(rule.key), duties.near(rule.key)))
        for rule in RULES]
    lines += [(name, _FLAW_SHEETS.get(name, FINDINGS.name), (name,)) for name in steps.REMEDIES]
    for row, (title, target, names) in enumerate(lines, start=LIST_TOP):
        page.line(row, FIRST, title, span=4)
        page.sheet.write_url(row, FIRST, f"internal:'{target}'!A2", page.styles.get(indent=1, **_UNDERLINED), title)
        for column, name in enumerate(names, start=FIRST + 4):
            page.show(row, column, name, **({"span": 2} if len(names) == 1 else {}))
    last = LIST_TOP + len(lines) - 1
    late = page.styles.get(font_color=RED, bg_color=RED_PALE)
    near = page.styles.get(font_color=AMBER, bg_color=AMBER_PALE)
    none = page.styles.get(font_color=GREEN)
    for column, style in ((FIRST + 4, late), (FIRST + 5, near)):
        for sign, shown in ((">", style), ("=", none)):
            page.sheet.conditional_format(LIST_TOP, column, last, column,
                                          {"type": "cell", "criteria": sign, "value": 0, "format": shown})
    assert len(lines) == LIST_ROWS


def _states(page: Page) -> None:
    page.heading(PANEL_TOP, MIDDLE, "抽查任务", span=3)
    page.titles(PANEL_TOP + 1, MIDDLE, (("状态", 2), ("任务数", 1)))
    for row, state in enumerate(work.STATES, start=LIST_TOP):
        page.line(row, MIDDLE, state, span=2)
        page.show(row, MIDDLE + 2, work.in_state(state))


def _tiers(page: Page) -> None:
    column = MIDDLE + 3
    page.heading(PANEL_TOP, column, "风险等级（内部）", span=3)
    page.titles(PANEL_TOP + 1, column, (("等级", 2), ("对象数", 1)))
    for number in range(1, TIER_ROWS + 1):
        name, objects = work.tier_names(number)
        page.text(LIST_TOP + number - 1, column, name, span=2, indent=1)
        page.show(LIST_TOP + number - 1, column + 2, objects)
    page.hide_unnamed(LIST_TOP, column, (column + 2, column + 2), rows=TIER_ROWS)
    for row, text, name in ((TIER_ROWS, "其他等级", work.OTHER_TIERS), (TIER_ROWS + 1, "未评级", work.UNRATED)):
        page.line(LIST_TOP + row, column, text, span=2)
        page.show(LIST_TOP + row, column + 2, name)
    page.put(LIST_TOP + TIER_ROWS + 2, column, "不得公开", span=3, font_size=9, font_color=RED, align="center")


def _form(page: Page) -> None:
    page.heading(FORM_TOP, MIDDLE, "", name=steps.PERIOD)
    for number, what in enumerate(work.FORM_LINES):
        row, column = FORM_TOP + 1 + number % FORM_ROWS, MIDDLE + 3 * (number // FORM_ROWS)
        page.line(row, column, what, span=2)
        page.show(row, column + 2, work.form_line(what), num_format='0;-0;"无"')
    page.put(FORM_TOP + FORM_ROWS, MIDDLE + 3, "", span=3, **_UNDERLINED)
    page.heading(REPORT_TOP, MIDDLE, "月报表、落实情况报送")
    for row, (name, state) in enumerate(reports.current_names(), start=REPORT_TOP + 1):
        page.text(row, MIDDLE, name, span=2, indent=1)
        page.text(row, MIDDLE + 2, state, span=4, font_size=9, align="center")
    page.heading(REGISTER_TOP, MIDDLE, "一单两库")
    for row, name in enumerate(work.REGISTER_LINES, start=REGISTER_TOP + 1):
        page.line(row, MIDDLE, name, span=4)
        page.show(row, MIDDLE + 4, name, span=2)
    _alarm(page, (REPORT_TOP + 1, MIDDLE + 2, REPORT_TOP + 3, MIDDLE + 5), start="$" + cell(REPORT_TOP + 1, MIDDLE + 2))


def _alarm(page: Page, area: tuple[int, int, int, int], *, start: str) -> None:
    """Red where the words of a cell say that something is late, green where it is done.  start: the first cell."""
    late = f'=OR(LEFT({start},3)="已逾期",LEFT({start},2)="今日",{start}="{reports.LATE_REPORT}")'
    near = f'={start}="{reports.NEAR_REPORT}"'
    done = f'=LEFT({start},2)="{reports.HANDED_IN}"'
    for criteria, style in ((late, page.styles.get(font_color=RED, bg_color=RED_PALE)),
                            (near, page.styles.get(font_color=AMBER, bg_color=AMBER_PALE)),
                            (done, page.styles.get(font_color=GREEN))):
        page.sheet.conditional_format(*area, {"type": "formula", "criteria": criteria, "format": style})


def _coverage(page: Page) -> None:
    page.heading(PANEL_TOP, RIGHT, "", name=steps.COVERAGE_TITLE)
    page.titles(PANEL_TOP + 1, RIGHT, (("对象类型", 3), ("名录", 1), ("已查", 1), ("比例", 1)))
    lines = [work.type_names(number) for number in range(1, TYPE_ROWS + 1)] + [work.OTHER_TYPES]
    for row, (name, registered, checked, share) in enumerate(lines, start=LIST_TOP):
        page.text(row, RIGHT, name, span=3, indent=1)
        page.show(row, RIGHT + 3, registered)
        page.show(row, RIGHT + 4, checked)
        page.show(row, RIGHT + 5, share, num_format="0.0%")
    page.hide_unnamed(LIST_TOP, RIGHT, (RIGHT + 3, RIGHT + 4), rows=TYPE_ROWS)
    row = LIST_TOP + len(lines)
    page.put(row, RIGHT, "合计", span=3, font_name=HEI, indent=1, bg_color=PALE, **_UNDERLINED)
    for column, name, form in ((3, work.REGISTERED, "0"), (4, work.COVERED, "0"), (5, work.COVERAGE, "0.0%")):
        page.show(row, RIGHT + column, name, bg_color=PALE, num_format=form)


def _plans(page: Page) -> None:
    page.heading(PLAN_TOP, RIGHT, "", name=steps.PLAN_TITLE)
    for number, name in enumerate(work.PLAN_LINES):
        row, column = PLAN_TOP + 1 + number % (PLAN_ROWS - 1), RIGHT + 3 * (number // (PLAN_ROWS - 1))
        page.line(row, column, name, span=2)
        page.show(row, column + 2, name)
    row = PLAN_TOP + PLAN_ROWS
    for column, text, name in ((RIGHT, "完成率", work.PLANS_DONE_SHARE), (RIGHT + 3, "公示率", work.PLANS_PUBLISHED_SHARE)):
        page.put(row, column, text, span=2, font_name=HEI, indent=1, bg_color=PALE, **_UNDERLINED)
        page.show(row, column + 2, name, num_format="0%", bg_color=PALE)


def _months(page: Page) -> None:
    page.titles(MONTH_TOP, FIRST, (("报表月份", 3), *((f"{month}月", 1) for month in range(1, 13)), ("合计", 3)))
    for row, (title, what) in enumerate(work.MONTH_LINES, start=MONTH_TOP + 1):
        page.line(row, FIRST, title, span=3)
        for month in range(1, 13):
            page.show(row, MONTHS + month - 1, work.in_month(what, month))
        page.show(row, MONTHS + 12, work.in_month(what, 0), span=3, font_name=HEI)
    _reports(page)


def _reports(page: Page) -> None:
    """Month by month whether the reports were handed in."""
    every = [(month, reports.month_name(month)) for month in range(1, 13)]
    quarters = [(month, reports.quarter_name(month)) for month in (3, 6, 9, 12)]
    for row, title, names, done in ((MONTH_TOP + 4, "月报表报送", every, reports.MONTHS_DONE),
                                    (MONTH_TOP + 5, "落实情况报送", quarters, reports.QUARTERS_DONE)):
        page.line(row, FIRST, title, span=3)
        for column in range(12):
            page.put(row, MONTHS + column, "", **_UNDERLINED)
        for month, name in names:
            page.text(row, MONTHS + month - 1, name, align="center", font_size=9)
        page.text(row, MONTHS + 12, done, span=3, font_size=9, align="center")
        _alarm(page, (row, MONTHS, row, MONTHS + 11), start=cell(row, MONTHS))


def _verification(page: Page) -> None:
    """The line that the add-in computes; it is not printed."""
    page.put(VERIFY_ROW, FIRST, TITLE, span=3)
    page.put(VERIFY_ROW, FIRST + 3, OFF, align="center")
    page.sheet.data_validation(VERIFY_ROW, FIRST + 3, VERIFY_ROW, FIRST + 3, choice())
    page.formula(VERIFY_ROW, FIRST + 4, verdict(cell(VERIFY_ROW, FIRST + 3)), HINT, span=14, font_size=9, shrink=True)


ON, OFF = "开", "关"
TITLE = "抽取核验"
HINT = "选“开”，由加载项重算全部抽取；没有加载项的，请运行 ssj-xl verify。"
ABSENT = "没有加载项，或加载项找不到 Python，不能在这里核验；请运行 ssj-xl verify。"
_EVIDENCE = (DRAWS, LOCKED, LOCKED_PEOPLE, WINNERS, LOG)
_ANSWERS = ("相符", "不符", "#SSJ")


def verdict(switch: str) -> str:
    """The formula behind the line.  switch: the cell with 开 or 关.

    What is not one of the formula's own answers is a message of the wire or of Windows, and not for staff to read.
    """
    call = f"SSJ_VERIFY({','.join(f'{spec.name}[#All]' for spec in _EVIDENCE)})"
    known = ",".join(f'LEFT({call},{len(start)})="{start}"' for start in _ANSWERS)
    return f'=IF({switch}<>"{ON}","{HINT}",IFERROR(IF(OR({known}),{call},"{ABSENT}"),"{ABSENT}"))'


def choice() -> dict[str, Any]:
    """The drop-down of the switch."""
    return {"validate": "list", "source": [ON, OFF], "input_title": TITLE, "input_message": HINT,
            "error_title": TITLE, "error_message": f"请选“{ON}”或“{OFF}”。"}
