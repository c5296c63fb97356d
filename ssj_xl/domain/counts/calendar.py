"""The day, the year and the working days as formulas: blocks of 计算 beside the figures, the lines of each term, the last day of leads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ssj_xl.domain.counts.days import SPAN, YEARS, Term
from ssj_xl.domain.counts.language import Cell, Column, Value, countifs, figure, setting
from ssj_xl.domain.counts.view import Figure, HelperColumn, View
from ssj_xl.domain.leads import is_followed, last_day
from ssj_xl.domain.workdays import MOVED, OFF
from ssj_xl.tables.leads import LEADS, MONTHS, PASSED_ON, REFUSED
from ssj_xl.tables.registers import HOLIDAYS
from ssj_xl.tables.settings import NATURAL_MONTH, SETTING_BY_KEY

TODAY, YEAR, START, END, FIRST = "今日", "年度", "本期起", "本期止", "报送起始日"
_ANCHOR, _FROM, _TO = "日历止", "已公布自", "已公布至"
NEAR, LATE_EVENT, NEAR_EVENT = "临期线", "方案逾期线", "方案临期线"
TERMS = ("entry", "publish", "push", "transfer", "dispute", "recheck", "confirm", "lead", "change_report", "change_publish", "archive")
"""Terms of working days, as their parameters are called but for _days."""

LINES = {"low": ("起", "这天以前的年份没有公布放假安排"), "late": ("逾期", "到这天为止的已逾期"),
         "near": ("临期", "到这天为止的临期"), "known": ("可知", "这天以后的，期限要等放假安排公布")}
"""Fields of `days.Term` with the word for them and what they mean."""

_holidays = Column(HOLIDAYS)


@dataclass(frozen=True)
class Block:
    """A column of 计算 with a fixed number of rows from the second one on.

    formula: of every row, with the marks of `language`; `{above}` is the cell above it.  first: that of the first row,
    where it is another.
    """

    name: str
    title: str
    rows: int
    formula: str
    values: Callable[[View], list[Value]]
    first: str = ""


def _worked(day: str, known: str) -> str:
    moved, off = (countifs(_holidays.day, day, _holidays.type, f'"{kind}"') for kind in (MOVED, OFF))
    return f"IF({known},IF({moved}>0,1,IF({off}>0,0,IF(WEEKDAY({day},2)<6,1,0))),0)"


def _own(block: str) -> str:
    """The cell of a block in the formula's own row."""
    return f"INDEX({figure(block)},ROW()-1)"


def _running(name: str, worked: str, days: Callable[[View], list[tuple[date, int]]]) -> Block:
    """The block with the working days up to each day, summed from another block."""
    own = _own(worked)
    return Block(name, "累计工作日", SPAN, f"{{above}}+{own}", lambda v: _sums(days(v)), first=own)


def _sums(days: list[tuple[date, int]]) -> list[Value]:
    total = 0
    return [total := total + worked for _, worked in days]


def blocks() -> Iterator[Block]:
    """Every block: known years, days before today, days from today on."""
    year = _own("年")
    known = countifs(_holidays.type, f'"{OFF}"', _holidays.day, f'">="&DATE({year},1,1)', _holidays.day, f'"<"&DATE({year},12,1)')
    back, ahead = _own("前日"), _own("后日")
    yield Block("年", "年", YEARS, f"YEAR({figure(TODAY)})+4-ROW()", lambda v: [year for year, _ in v.days.years])
    yield Block("年已公布", "放假安排已公布", YEARS, f"IF({known}>0,1,0)", lambda v: [known for _, known in v.days.years])
    yield Block("前日", "之前的日期", SPAN, f"{figure(_ANCHOR)}-ROW()+2", lambda v: [day for day, _ in v.days.back])
    yield Block("前工作", "是否工作日", SPAN, _worked(back, f"{back}>={figure(_FROM)}"), lambda v: [worked for _, worked in v.days.back])
    yield _running("前累计", "前工作", lambda v: v.days.back)
    yield Block("后日", "今日起的日期", SPAN, f"{figure(TODAY)}+ROW()-2", lambda v: [day for day, _ in v.days.ahead])
    yield Block("后工作", "是否工作日", SPAN, _worked(ahead, f"{ahead}<={figure(_TO)}"), lambda v: [worked for _, worked in v.days.ahead])
    yield _running("后累计", "后工作", lambda v: v.days.ahead)
    near = f"IF({ahead}>{figure(_TO)},ROW()-2,{_own('后累计')}-INDEX({figure('后工作')},1))"
    yield Block("后距离", "距今工作日", SPAN, near, lambda v: list(v.days.nearness()))


def scalars() -> Iterator[Figure]:
    """The day, the year, the period, and where the known years begin and end."""
    today, view_day = figure(TODAY), setting("view_day")
    yield Figure(TODAY, "查看日；没有填写的为当天", f"IF(N({view_day})>0,INT({view_day}),TODAY())", lambda v: v.today)
    yield Figure(YEAR, "参数“年度”；没有填写的为今日所在年", f"IF(N({setting('year')})>0,{setting('year')},YEAR({today}))", lambda v: v.year)
    natural, month = f'{setting("period")}="{NATURAL_MONTH}"', f"YEAR({today}),MONTH({today})"
    yield Figure(START, "本期月报的第一天",
                 f"IF({natural},DATE({month},1),IF(DAY({today})>20,DATE({month},21),DATE({month}-1,21)))", lambda v: v.period.start)
    yield Figure(END, "本期月报的最后一天",
                 f"IF({natural},DATE({month}+1,0),IF(DAY({today})>20,DATE({month}+1,20),DATE({month},20)))", lambda v: v.period.end)
    years, known = figure("年"), figure("年已公布")
    latest = f"SUMPRODUCT(MAX(({years}<=YEAR({today}-1))*{known}*{years}))"
    yield Figure(_ANCHOR, "今日之前、放假安排已公布的最后一天",
                 f"IF({latest}=0,{today}-1,MIN({today}-1,DATE(MAX({latest},1901),12,31)))", lambda v: v.days.anchor)
    before = f"SUMPRODUCT(MAX(({years}<YEAR({figure(_ANCHOR)}))*(1-{known})*{years}))"
    yield Figure(_FROM, "从这天起放假安排都已公布",
                 f"IF({latest}=0,{today},DATE(MAX({before},MIN({years})-1)+1,1,1))", lambda v: v.days.known_from)
    now, after, later = (f"INDEX({known},{place})" for place in (3, 2, 1))
    yield Figure(_TO, "到这天为止放假安排都已公布",
                 f"DATE(YEAR({today})+IF({now}=0,0,IF({after}=0,1,IF({later}=0,2,3))),1,1)-1", lambda v: v.days.known_to)


def _before(count: str) -> str:
    day = f"INDEX({figure('前日')},MATCH({count},{figure('前累计')},0))"
    return f"IF({count}<=0,{figure(TODAY)}-1,IFERROR({day},{figure(_FROM)})-1)"


def _after(start: str, count: str) -> str:
    day = f"INDEX({figure('后日')},MATCH({start}+{count},{figure('后累计')},0))"
    return f"IFERROR({day},{figure(_TO)}+1)"


def term_line(term: str, line: str) -> str:
    """The name of the figure with a line (a field of `days.Term`) of a term."""
    return f"{SETTING_BY_KEY[f'{term}_days'].column.header}·{LINES[line][0]}"


def lines() -> Iterator[Figure]:
    """The days that divide the rows of each term, and those of duties with a day of their own."""
    within, today, worked = setting("soon_days"), figure(TODAY), f"INDEX({figure('后工作')},1)"
    yield Figure(NEAR, "按日期到期的，到这天为止算临期", f"INDEX({figure('后日')},MATCH({within},{figure('后距离')},1))",
                 lambda v: v.days.near(v.world.settings.soon_days))
    yield Figure("今日工作", "今日是否工作日", worked, lambda v: v.days.worked_today)
    yield Figure("其后工作日", "今日之后已公布的工作日数", f"MAX({figure('后累计')})-{figure('今日工作')}", lambda v: v.days.left)
    scheme = setting("scheme_days")
    yield Figure(LATE_EVENT, "抽取（开始）在这天以前的，方案公示已逾期", _after("0", scheme),
                 lambda v: v.days.after(v.today - timedelta(days=1), v.world.settings.scheme_days))
    start = f"INDEX({figure('后累计')},{figure(NEAR)}-{today}+1)"
    yield Figure(NEAR_EVENT, "抽取（开始）在这天以前的，方案公示临期", _after(start, scheme),
                 lambda v: v.days.after(v.days.near(v.world.settings.soon_days), v.world.settings.scheme_days))
    for term in TERMS:
        yield from _term(term)


def _term(term: str) -> Iterator[Figure]:
    days, within = setting(f"{term}_days"), setting("soon_days")
    today, worked, left = figure(TODAY), figure("今日工作"), figure("其后工作日")
    late, known = (figure(term_line(term, line)) for line in ("late", "known"))
    soon = f"IF({days}-{within}<=0,{today},{_before(f'({days}-{within}-{worked})')})"
    ends = f"IF({worked}=1,{_before(f'({days}-1)')},{late})"
    formulas = {
        "low": f"IF({days}<=0,DATE(1990,1,1),{figure(_FROM)})",
        "late": _before(f"({days})"),
        "known": f"IF({days}<={left},DATE(2200,1,1),{_before(f'({days}-{left}-{worked})')})",
        "near": f"IF({days}<=0,MAX({today},{figure(NEAR)}),MIN(MAX({ends},{soon}),{known}))",
    }
    for line, (_, meaning) in LINES.items():
        yield Figure(term_line(term, line), meaning, formulas[line], _line_of(term, line))


def _line_of(term: str, line: str) -> Callable[[View], Value]:
    def value(view: View) -> date:
        settings = view.world.settings
        found: Term = view.days.term(getattr(settings, f"{term}_days"), settings.soon_days)
        day: date = getattr(found, line)
        return day

    return value


def lead_columns() -> Iterator[HelperColumn]:
    """The helper column with the last day of every lead that is to be closed (`domain.leads.last_day`)."""
    row = Cell(LEADS)
    same = f"EDATE({row.received},{MONTHS})"
    end = f"IF(ISNUMBER({row.valid_to}),{row.valid_to},IF(ISNUMBER({row.received}),IF(DAY({same})=DAY({row.received}),{same}-1,{same}),0))"
    gone = ",".join(f'{row.handling}="{handling}"' for handling in (PASSED_ON, REFUSED))
    yield HelperColumn(LEADS.name, "until", f"{LEADS.name}：未办结的，有效期至",
                       f'IF(OR({row.number}="",ISNUMBER({row.closed}),{gone}),0,{end})', _days)


def _days(view: View) -> dict[int, Value]:
    return {view.line(LEADS, row): last_day(row) or 0 for row in view.rows(LEADS) if row["number"] and not row["closed"] and is_followed(row)}
