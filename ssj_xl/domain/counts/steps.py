"""What 首页 says in words: texts, what is wrong, what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ssj_xl.domain.counts.calendar import END, START, TODAY, YEAR
from ssj_xl.domain.counts.crews import crowds
from ssj_xl.domain.counts.duties import late
from ssj_xl.domain.counts.helpers import OPEN, end_of_task, flaw
from ssj_xl.domain.counts.language import BLANK, Column, Helper, count_rows, countifs, figure, quoted, setting
from ssj_xl.domain.counts.reports import current_names
from ssj_xl.domain.counts.view import TO_DRAW, TO_LOCK, TO_MATCH, Figure, View, count
from ssj_xl.domain.counts.work import TO_ENTER, TO_PUBLISH, TO_SETTLE
from ssj_xl.domain.deadlines import RULES
from ssj_xl.domain.draw.tiers import EXAMPLE, is_example
from ssj_xl.domain.plans import CANCELLED
from ssj_xl.tables.cells import cell_text
from ssj_xl.tables.records import WINNERS
from ssj_xl.tables.registers import ACTIVITIES, FINDINGS, INSPECTORS, ITEMS, OBJECTS, PLANS, TASKS, TIERS
from ssj_xl.tables.settings import SETTINGS, SHEET, Settings
from ssj_xl.tables.spec import TableSpec

UNIT, AS_OF, PERIOD, COVERAGE_TITLE, PLAN_TITLE, NOTE = "单位", "截至", "本期", "比例标题", "计划标题", "口径"
_NO_UNIT = "（请先在“参数”页填写单位名称）"
_NOTE = ("年度抽查比例 = 本年已检查的对象（不重复）÷ 名录库对象（状态为正常、失联的，及本年已检查的）；名录基准日：",
         "。工作日按“节假日”表计算。")


def text_figures() -> Iterator[Figure]:
    """The title lines, headings and the footnote."""
    unit, division, base = setting("unit"), setting("division"), setting("base_day")
    year, day = figure(YEAR), 'TEXT({},"yyyy-mm-dd")'.format
    yield Figure(UNIT, "单位和处室名称", f'IF({unit}="","{_NO_UNIT}",{unit}&IF({division}="","","　"&{division}))', _unit)
    yield Figure(AS_OF, "年度，和数字截至哪一天", f'{year}&" 年度　　截至 "&{day(figure(TODAY))}', lambda v: f"{v.year} 年度　　截至 {v.today}")
    yield Figure(PERIOD, "本期月报的起止", f'"本期月报　"&{day(figure(START))}&" 至 "&{day(figure(END))}',
                 lambda v: f"本期月报　{v.period.start} 至 {v.period.end}")
    yield Figure(COVERAGE_TITLE, "标题", f'"年度抽查比例　"&{year}&" 年，按对象类型"', lambda v: f"年度抽查比例　{v.year} 年，按对象类型")
    yield Figure(PLAN_TITLE, "标题", f'"年度计划执行　"&{year}&" 年"', lambda v: f"年度计划执行　{v.year} 年")
    yield Figure(NOTE, "怎样计算", f'"{_NOTE[0]}"&IF(N({base})>0,{day(base)},"未填")&"{_NOTE[1]}"',
                 lambda v: f"{_NOTE[0]}{v.world.settings.base_day or '未填'}{_NOTE[1]}")


def _unit(view: View) -> str:
    settings = view.world.settings
    division = f"　{settings.division}" if settings.division else ""
    return f"{settings.unit}{division}" if settings.unit else _NO_UNIT


# --- what is wrong on 首页 whatever the day ----------------------------------------------------------------

OFF_PLATFORM, OFF_LIST, NO_FOLLOW_UP = "平台之外的抽查任务", "清单之外的检查", "问题未填后续处置"
EXAMPLE_TIERS, NO_HOLIDAYS, TOO_MANY_ROWS = "风险等级为示例的行", "节假日待公布", "登记超出首页统计范围的表"

REMEDIES = {
    OFF_PLATFORM: "补录平台编号", OFF_LIST: "核对事项", NO_FOLLOW_UP: "补填处置", EXAMPLE_TIERS: "换成本局标准",
    NO_HOLIDAYS: "公布后补录", TOO_MANY_ROWS: "见“检查”的提示",
}
"""Every figure of this module with what to do where it is not 0."""


def flaw_figures(full: str) -> Iterator[Figure]:
    """The figures.  full: a formula that counts the registers with more rows than 计算 covers."""
    tasks, findings, tiers = Column(TASKS), Column(FINDINGS), Column(TIERS)
    yield Figure(OFF_PLATFORM, "没有平台任务编号、没有取消的抽查任务",
                 count_rows(f'{tasks.code}<>""', f'{tasks.platform}=""', f'{tasks.state}<>"{CANCELLED}"'),
                 lambda v: count(r for r in v.rows(TASKS) if r["code"] and not r["platform"] and r["state"] != CANCELLED))
    yield Figure(OFF_LIST, "事项不在事项清单中，或检查当日没有启用的检查结果", countifs(Helper(FINDINGS).flaw, '">0"'),
                 lambda v: count(r for r in v.rows(FINDINGS) if flaw(v, r)))
    yield Figure(NO_FOLLOW_UP, "结果是问题、没有填后续处置的检查结果", countifs(Helper(FINDINGS).problem, "1", findings.disposal, '""'),
                 lambda v: count(r for r in v.rows(FINDINGS) if r["result"] in v.world.problem_results and not r["disposal"]))
    yield Figure(EXAMPLE_TIERS, "体系以“示例”开头的风险等级", count_rows(f'LEFT({tiers.scheme},{len(EXAMPLE)})="{EXAMPLE}"'),
                 lambda v: count(r for r in v.rows(TIERS) if is_example(r)))
    year = figure("年已公布")
    yield Figure(NO_HOLIDAYS, "今日所在年的放假安排不在节假日表中", f"1-INDEX({year},3)", _no_holidays)
    yield Figure(TOO_MANY_ROWS, "行数超出本页统计范围的登记表", full, lambda v: len(v.full))


def _no_holidays(view: View) -> int:
    return int(view.today.year not in view.world.calendar.years)


# --- 下一步: what to do next, from the first parameter to the report, with the cell to go to ----------------

SHOWN = 4
"""Lines of the box."""

NOTHING = "没有待办：登记、抽查、结果、公示和报送都已完成"


@dataclass(frozen=True)
class Step:
    """One thing to do.  words: around the number of what waits; sheet: where to go; formula, value: how much waits.

    named: the figure with a text that ends the sentence.
    """

    name: str
    words: tuple[str, str]
    sheet: str
    formula: str
    value: Callable[[View], int]
    setup: bool = False
    named: str = ""


def steps() -> tuple[Step, ...]:
    """Every step, in the order of the work."""
    return (*_setup(), *_work())


def _setup() -> Iterator[Step]:
    required = [s for s in SETTINGS if s.column.required]
    missing = "+".join(f'({setting(s.column.key)}="")' for s in required)
    yield Step("填写参数", ("填写“参数”中必填的 ", " 项：" + "、".join(s.column.header for s in required)), SHEET, missing,
               lambda v: sum(not getattr(v.world.settings, s.column.key) for s in required), setup=True)
    for spec, what in ((ITEMS, "登记抽查事项清单（一单）"), (OBJECTS, "登记检查对象名录库"), (INSPECTORS, "登记执法检查人员名录库"),
                       (PLANS, "登记年度随机抽查计划"), (TASKS, "登记第一个抽查任务")):
        yield Step(what, (f"{what}：“{spec.name}”还没有一行", ""), spec.name, *_is_empty(spec), setup=True)


def _is_empty(spec: TableSpec) -> tuple[str, Callable[[View], int]]:
    column = Column(spec).code
    return f'IF(SUMPRODUCT(({column}<>"")*(ROW({column})>1))=0,1,0)', lambda v: int(not any(r["code"] for r in v.rows(spec)))


CROWDED = "一天检查家数过多的检查组"


def _crowded() -> Figure:
    """Who the team is, and which day."""
    crowd, row = Helper(FINDINGS).crowd, Column(FINDINGS)
    place = f"MATCH(MAX({crowd}),{crowd},0)"
    names, codes, day = (f"INDEX({column},{place})" for column in (row.team_names, row.inspectors, row.checked))
    who = f'IF({names}="",{codes},{names})'
    return Figure(CROWDED, "一天检查的单位最多的检查组和日期", f'IF(MAX({crowd})=0,"{BLANK}",{who}&" "&TEXT({day},"yyyy-mm-dd"))', _crew_named)


def _crew_named(view: View) -> str:
    found = crowds(view.rows(FINDINGS), view.world.institutions)
    row = found[0].row if found else None
    return f"{row['team_names'] or cell_text(row['inspectors'])} {row['checked']}" if row else BLANK


def _work() -> Iterator[Step]:
    crowd, limit = f"MAX({Helper(FINDINGS).crowd})", f"IFERROR({setting('day_visits')},{Settings().day_visits})"
    yield Step("核实家数", ("一个检查组一天检查 ", " 家，请核实检查日期："), FINDINGS.name,
               f"IF(AND({limit}>0,{crowd}>{limit}),{crowd},0)",
               lambda v: next((one.firms for one in crowds(v.rows(FINDINGS), v.world.institutions)
                               if 0 < v.world.settings.day_visits < one.firms), 0),
               named=CROWDED)
    phases = ((TO_LOCK, "锁定名录"), (TO_DRAW, "抽取"), (TO_MATCH, "匹配执法人员"))
    for phase, what in phases:
        yield Step(f"待{what}", ("有 ", f" 个任务待{what}"), TASKS.name, countifs(Helper(TASKS).phase, str(phase)), _in_phase(phase))
    findings = Column(FINDINGS)
    yield Step("待处理异议", ("有 ", " 条公示异议没有处理"), FINDINGS.name, countifs(findings.disputed, '">0"', findings.dispute_result, '""'),
               lambda v: sum(bool(row["disputed"] and not row["dispute_result"]) for row in v.rows(FINDINGS)))
    yield Step("待下线", ("有 ", " 条结果过了公示截止日期、还没有下线"), FINDINGS.name, figure(late("expiry")), _value_of(late("expiry")))
    yield Step("待检查", ("有 ", " 户（人）已抽中、还没有检查结果"), FINDINGS.name, countifs(Helper(WINNERS).visit, str(OPEN)),
               lambda v: sum(day is None for found in v.visits.values() for day in found.values()))
    for name, words in ((TO_ENTER, " 条检查结果待录入"), (TO_PUBLISH, " 条检查结果待公示"), (TO_SETTLE, " 条问题的后续处置没有办结")):
        yield Step(f"下一步{name}", ("有 ", words), FINDINGS.name, figure(name), _value_of(name))
    over = countifs(Helper(TASKS).end, '">0"', Column(TASKS).archived, '""')
    yield Step("待归档", ("有 ", " 个任务已全部公示、办结，待归档"), TASKS.name, f"IF({setting('archive_days')}=0,0,{over})", _to_archive)
    state = current_names()[0][1]
    yield Step("待报上期月报", ("报送上期月报表，报后在“工作动态”登记", ""), ACTIVITIES.name,
               f'IF(OR(LEFT({figure(state)},2)="还有",LEFT({figure(state)},2)="今日",LEFT({figure(state)},2)="已逾"),1,0)', _report)
    rules = [late(rule.key) for rule in RULES]
    yield Step("其余逾期", ("处理已逾期的 ", " 项，见“待办与提醒”"), "首页", "+".join(map(figure, rules)),
               lambda v: sum(v.late(rule.key) for rule in RULES))


def _to_archive(view: View) -> int:
    if not view.world.settings.archive_days:
        return 0
    return sum(bool(end_of_task(view, row) and not row["archived"]) for row in view.rows(TASKS))


def _in_phase(phase: int) -> Callable[[View], int]:
    return lambda view: sum(view.phase(row) == phase for row in view.rows(TASKS))


def _value_of(name: str) -> Callable[[View], int]:
    return lambda view: view.number(name)


def _report(view: View) -> int:
    return int(str(view.values[current_names()[0][1]])[:2] in ("还有", "今日", "已逾"))


# --- the box -----------------------------------------------------------------------------------------

def line_names(number: int) -> tuple[str, str]:
    """Figures of a line of the box (from 1): its words, and the address of its cell."""
    return f"下一步{number}", f"下一步{number}·位置"


def step_figures() -> Iterator[Figure]:
    """How much waits at each step, its place among those that wait, and the lines of the box."""
    known = steps()
    yield _crowded()
    for step in known:
        yield Figure(step.name, "这一步还有多少要做", step.formula, step.value)
    setup = "+".join(figure(step.name) for step in known if step.setup)
    yield Figure("建账未完", "建账各步还缺多少", setup, lambda v: sum(v.number(s.name) for s in known if s.setup))
    before = "0"
    for number, step in enumerate(known):
        condition = f"{figure(step.name)}>0"
        if not step.setup:
            condition = f"AND({condition},{figure('建账未完')}=0)"
        yield Figure(_place(step), "这一步在待办中的次序，0 为没有待办", f"IF({condition},{before}+1,0)", _place_of(number))
        before = f"MAX({','.join(figure(_place(each)) for each in known[: number + 1])})"
    for number in range(1, SHOWN + 1):
        words, target = line_names(number)
        texts = [(f'"{s.words[0]}"' + (f'&{figure(s.name)}&"{s.words[1]}"' if s.words[1] else "")
                  + (f"&{figure(s.named)}" if s.named else "")) for s in known]
        empty = NOTHING if number == 1 else BLANK
        yield Figure(words, f"待办的第 {number} 步", _pick(number, texts, f'"{empty}"'), _words_of(number, empty))
        links = [f'"{link(step.sheet)}"' for step in known]
        yield Figure(target, "到哪里去做", _pick(number, links, f'"{link("首页")}"'), _link_of(number))


def link(sheet: str) -> str:
    """The first cell to fill in on a sheet, as HYPERLINK takes it."""
    return f"#{quoted(sheet)}!A{1 if sheet == '首页' else 2}"


def _place(step: Step) -> str:
    return f"{step.name}·次序"


def _pick(number: int, texts: list[str], otherwise: str) -> str:
    formula = otherwise
    for step, text in reversed(list(zip(steps(), texts, strict=True))):
        formula = f"IF({figure(_place(step))}={number},{text},{formula})"
    return formula


def _waiting(view: View) -> list[Step]:
    known = steps()
    found = [step for step in known if view.number(step.name) > 0]
    return [step for step in found if step.setup] or found


def _place_of(number: int) -> Callable[[View], int]:
    name = steps()[number].name
    return lambda view: next((at for at, step in enumerate(_waiting(view), start=1) if step.name == name), 0)


def _words_of(number: int, empty: str) -> Callable[[View], str]:
    def value(view: View) -> str:
        waiting = _waiting(view)
        if number > len(waiting):
            return empty
        step = waiting[number - 1]
        told = f"{step.words[0]}{view.values[step.name]}{step.words[1]}" if step.words[1] else step.words[0]
        return told + (str(view.values[step.named]) if step.named else "")

    return value


def _link_of(number: int) -> Callable[[View], str]:
    def value(view: View) -> str:
        waiting = _waiting(view)
        return link(waiting[number - 1].sheet if number <= len(waiting) else "首页")

    return value
