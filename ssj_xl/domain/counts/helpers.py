"""Helper columns on 计算: what a figure needs of each row of a register, in plain cells that no table can lose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from ssj_xl.domain.codes import NO_DISPOSAL, RESULTS, asks_for_more, problem_results
from ssj_xl.domain.counts.calendar import END, START, TODAY, YEAR, lead_columns
from ssj_xl.domain.counts.crews import crew_columns
from ssj_xl.domain.counts.language import Cell, Column, Helper, HelperCell, Value, figure, setting
from ssj_xl.domain.counts.view import TO_DRAW, TO_LOCK, TO_MATCH, UNDER_WAY, HelperColumn, View
from ssj_xl.domain.credit import pushed_results
from ssj_xl.domain.deadlines import OVERDUE, SOON
from ssj_xl.domain.deadlines import TODAY as ENDS_TODAY
from ssj_xl.domain.deadlines.conduct import due_with_task
from ssj_xl.domain.period import DEADLINE_DAY, ON_THE_LIST
from ssj_xl.domain.plans import CANCELLED, DONE, DROPPED, FINISHED, IDLE, LATE, RUNNING, scheme_key
from ssj_xl.domain.workdays import in_force
from ssj_xl.tables.records import DRAWS, WINNERS
from ssj_xl.tables.registers import CODES, DRAWABLE, FINDINGS, INSPECTORS, ITEMS, OBJECTS, PLANS, TASKS, TIERS
from ssj_xl.tables.settings import NATURAL_MONTH
from ssj_xl.tables.spec import Register
from ssj_xl.tables.table import R

if TYPE_CHECKING:
    from ssj_xl.tables.rows import FindingRow, ObjectRow, TaskRow, WinnerRow

NOT_ON_LIST, NOT_IN_FORCE = 1, 2
OPEN, SEEN = 1, 2
EXPIRED, EXPIRING = 1, 2
OBJECT_TYPE = "对象类型"
_NO_TYPE = "|"  # not the blank that stands where 首页 has no type to name

_draws, _winners, _tasks, _findings = Column(DRAWS), Column(WINNERS), Column(TASKS), Column(FINDINGS)


def helper_columns() -> Iterator[HelperColumn]:
    """Every helper column, in the order in which they stand on 计算."""
    for columns in (_of_codes, _of_tiers, _of_findings, _of_winners, _of_inspectors, _of_tasks, _of_plans, _of_schemes, _of_put_off, lead_columns):
        yield from columns()


def _column(spec: Register[R], key: str, title: str, *, formula: str,
            value: Callable[[View, R], Value]) -> HelperColumn:
    def values(view: View) -> dict[int, Value]:
        top = view.world[spec].grid.top
        return {top + row.line: value(view, row) for row in view.rows(spec)}

    return HelperColumn(spec.name, key, f"{spec.name}：{title}", formula, values)


def _up_to_here(column: str) -> str:
    """A column's cells from its first one down to the formula's own row."""
    return f"INDEX({column},1):INDEX({column},ROW())"


# --- names that are listed on 首页 -------------------------------------------------------------------

def listed_types(view: View) -> list[str]:
    """Object types of 代码表, in its order."""
    return [row["name"] for row in view.rows(CODES) if row["category"] == OBJECT_TYPE]


def listed_tiers(view: View) -> list[str]:
    """Tiers of 风险等级, each once."""
    return list(dict.fromkeys(row["tier"] for row in view.rows(TIERS) if row["tier"]))


def _of_codes() -> Iterator[HelperColumn]:
    own, codes = Cell(CODES), Column(CODES)

    def numbers(view: View) -> dict[int, Value]:
        rows = [row for row in view.rows(CODES) if row["category"] == OBJECT_TYPE]
        return {view.line(CODES, row): number for number, row in enumerate(rows, start=1)}

    yield HelperColumn(CODES.name, "number", f"{CODES.name}：对象类型序号",
                       f'IF({own.category}="{OBJECT_TYPE}",COUNTIF({_up_to_here(codes.category)},"{OBJECT_TYPE}"),0)', numbers)


def _of_tiers() -> Iterator[HelperColumn]:
    own, tiers, first = Cell(TIERS), Column(TIERS), Helper(TIERS).first

    def lines(view: View) -> dict[int, int]:
        """Sheet row of the first row of each tier → its number."""
        found: dict[str, int] = {}
        for row in view.rows(TIERS):
            if row["tier"]:
                found.setdefault(row["tier"], view.line(TIERS, row))
        return {line: number for number, line in enumerate(found.values(), start=1)}

    yield HelperColumn(TIERS.name, "first", f"{TIERS.name}：首次出现",
                       f'IF({own.tier}="",0,IF(MATCH({own.tier},{tiers.tier},0)=ROW(),1,0))',
                       lambda view: dict.fromkeys(lines(view), 1))
    yield HelperColumn(TIERS.name, "number", f"{TIERS.name}：等级序号",
                       f"IF({HelperCell(TIERS).first}=1,SUM({_up_to_here(first)}),0)", lambda view: {**lines(view)})


# --- 检查结果 ----------------------------------------------------------------------------------------

def _result_rule(row: str, flag: str, default: frozenset[str]) -> str:
    """Above 0 where a result's row of 代码表 says 是 in a column; the default results where 代码表 lists none."""
    codes = Column(CODES)
    own = f'SUMPRODUCT(({codes.category}="{RESULTS}")*({codes.name}={row})*({flag}))'
    names = ",".join(f'"{name}"' for name in sorted(default))
    return f'IF(COUNTIF({codes.category},"{RESULTS}")=0,COUNT(MATCH({row},{{{names}}},0)),{own})'


def _of_findings() -> Iterator[HelperColumn]:
    row, mine, year = Cell(FINDINGS), HelperCell(FINDINGS), figure(YEAR)
    codes, objects = Column(CODES), Column(OBJECTS)
    yield _column(FINDINGS, "object", "本年检查的对象",
                  formula=f'IF(ISNUMBER({row.checked}),IF(AND(YEAR({row.checked})={year},{row.object}<>""),{row.object}&"",0),0)',
                  value=lambda v, r: (_in_year(v, r) and r["object"]) or 0)
    place = f"MATCH({row.object},{objects.code},0)"
    first = f"MATCH({mine.object},{Helper(FINDINGS).object},0)=ROW()"
    yield HelperColumn(FINDINGS.name, "first", f"{FINDINGS.name}：首次检查的对象所在行",
                       f'IF(ISTEXT({mine.object}),IF({first},IFERROR({place},0),0),0)', _first_lines)
    kind, status = (f"INDEX({column},{mine.first})" for column in (objects.object_type, objects.status))
    yield HelperColumn(FINDINGS.name, "type", f"{FINDINGS.name}：该对象的类型",
                       f'IF({mine.first}=0,0,IF({kind}="","{_NO_TYPE}",{kind}))',
                       lambda v: _of_first(v, lambda found: found["object_type"] or _NO_TYPE))
    drawable = ",".join(f'{status}="{one}"' for one in DRAWABLE)
    yield HelperColumn(FINDINGS.name, "left", f"{FINDINGS.name}：该对象已不在业", f"IF({mine.first}=0,0,IF(OR({drawable}),0,1))",
                       lambda v: _of_first(v, lambda found: int(found["status"] not in DRAWABLE)))
    problem = _result_rule(row.result, f'{codes.is_problem}="是"', problem_results(()))
    yield _column(FINDINGS, "problem", "是否问题", formula=f'IF({row.result}="",0,IF({problem}>0,1,0))',
                  value=lambda v, r: int(r["result"] in v.world.problem_results))
    entered = f'({codes.is_problem}="是")*({codes.push}="是")*({codes.basis}<>"")'
    push = f'SUMPRODUCT(({codes.category}="{RESULTS}")*({codes.name}={row.result})*{entered})'
    yield HelperColumn(FINDINGS.name, "push", f"{FINDINGS.name}：须归集信用信息",
                       f'IF({mine.problem}=0,0,IF({push}>0,1,0))', _pushed)
    yield _column(FINDINGS, "flaw", "事项不在清单 1、当日未启用 2", formula=_flaw(), value=flaw)
    yield _column(FINDINGS, "end", "公示、办结日（未完 -1）", formula=_end(), value=lambda v, r: _end_of(r))
    yield from crew_columns()
    yield _column(FINDINGS, "key", "已检查的任务和对象", formula=f'IF(ISNUMBER({row.checked}),{row.task}&"|"&{row.object},0)',
                  value=lambda v, r: f"{r['task']}|{r['object']}" if r["checked"] else 0)


def _in_year(view: View, row: FindingRow) -> bool:
    return bool(row["checked"] and row["checked"].year == view.year)


def _first_lines(view: View) -> dict[int, Value]:
    """Where an object is checked first in the year: its own sheet row in 检查对象."""
    return {line: view.line(OBJECTS, found) for line, found in _first(view).items()}


def _of_first(view: View, value: Callable[[ObjectRow], Value]) -> dict[int, Value]:
    return {line: value(found) for line, found in _first(view).items()}


def _first(view: View) -> dict[int, ObjectRow]:
    seen: set[str] = set()
    found: dict[int, ObjectRow] = {}
    for row in view.rows(FINDINGS):
        code = row["object"]
        if code and _in_year(view, row) and code not in seen:
            seen.add(code)
            if code in view.world.objects:
                found[view.line(FINDINGS, row)] = view.world.objects[code]
    return found


def _pushed(view: View) -> dict[int, Value]:
    called_for = pushed_results(view.rows(CODES))
    return {view.line(FINDINGS, row): int(row["result"] in called_for) for row in view.rows(FINDINGS)}


def _waiting() -> str:
    """Whether a row has nothing yet but what the program gave it (`Table.waiting`)."""
    row = Cell(FINDINGS)
    key = ",".join(f'{getattr(row, key)}<>""' for key in FINDINGS.given_codes)
    entered = "&".join(getattr(row, column.key) for column in FINDINGS.columns if not column.given)
    return f'AND({key},{entered}="")'


def _flaw() -> str:
    row, items = Cell(FINDINGS), Column(ITEMS)
    place = f"MATCH({row.item},{items.code},0)"
    start, end = (f"INDEX({column},{place})" for column in (items.valid_from, items.valid_to))
    out = f"OR({row.checked}<N({start}),AND(N({end})>0,{row.checked}>N({end})))"
    return (f'IF(OR({row.object}="",{_waiting()}),0,IF(ISNA({place}),{NOT_ON_LIST},'
            f'IF(ISNUMBER({row.checked}),IF({out},{NOT_IN_FORCE},0),0)))')


def flaw(view: View, row: FindingRow) -> int:
    """Whether a finding's item is not in 事项清单, or was not in force when it was checked."""
    if not row["object"]:
        return 0
    item = view.world.items.get(row["item"])
    if item is None:
        return NOT_ON_LIST
    return NOT_IN_FORCE if row["checked"] and not in_force(item, row["checked"]) else 0


def _end() -> str:
    row = Cell(FINDINGS)
    follow = f'{row.disposal}<>"",{row.disposal}<>"{NO_DISPOSAL}"'
    missing = f"NOT(ISNUMBER({row.checked})),NOT(ISNUMBER({row.published})),AND({follow},NOT(ISNUMBER({row.closed})))"
    return (f'IF(OR(AND({row.task}="",{row.object}=""),{_waiting()}),0,IF(OR({missing}),-1,'
            f"MAX({row.published},IF(AND({follow}),{row.closed},0))))")


def _end_of(row: FindingRow) -> Value:
    needed = [row["published"], *([row["closed"]] if asks_for_more(row) else [])]
    if not row["task"] and not row["object"]:
        return 0
    return -1 if not row["checked"] or None in needed else max(needed)


# --- 抽取名单, 执法人员 ------------------------------------------------------------------------------

def _of_winners() -> Iterator[HelperColumn]:
    row, mine = Cell(WINNERS), HelperCell(WINNERS)
    listed = ",".join(f'{row.state}="{state}"' for state in ON_THE_LIST)
    match = f"({_draws.task}={row.task})*({_draws.attempt}={row.attempt})"
    yield _column(WINNERS, "draw", "抽取记录所在行", formula=f'IF({row.task}="",0,SUMPRODUCT(MAX({match}*ROW({_draws.task}))))',
                  value=_draw_line)
    void = f'IF({mine.draw}=0,FALSE,INDEX({_draws.void_at},MAX(1,{mine.draw}))<>"")'
    visited = f'ISNUMBER(MATCH({row.task}&"|"&{row.object},{Helper(FINDINGS).key},0))'
    yield _column(WINNERS, "visit", "待检查 1、已检查 2",
                  formula=f"IF(OR({listed}),IF({void},0,IF({visited},{SEEN},{OPEN})),0)", value=_visit)
    task = f"MATCH({row.task},{_tasks.code},0)"
    state, end = f"INDEX({_tasks.state},{task})", f"INDEX({_tasks.end},{task})"
    open_ = f'AND(ISNUMBER({end}),{state}<>"{FINISHED}",{state}<>"{CANCELLED}")'
    yield _column(WINNERS, "until", "在办任务截止日", formula=f"IF({mine.visit}=0,0,IFERROR(IF({open_},{end},0),0))", value=_until)
    drawn = f"INDEX({_draws.drawn_at},MAX(1,{mine.draw}))"
    month = f'IF({drawn}="",0,{report_month(drawn)})'
    yield _column(WINNERS, "month", "抽取的报表月份", formula=f"IF(OR({mine.draw}=0,{mine.visit}=0),0,{month})", value=_month)


def _draw_line(view: View, row: WinnerRow) -> int:
    found = view.attempts.get((row["task"], row["attempt"]))
    return view.line(DRAWS, found) if found and row["task"] else 0


def _visit(view: View, row: WinnerRow) -> int:
    if row["state"] not in ON_THE_LIST or (row["task"], row["attempt"]) in view.world.void:
        return 0
    return OPEN if view.visits[row["task"]][row["object"]] is None else SEEN


def _until(view: View, row: WinnerRow) -> Value:
    task = view.world.tasks.get(row["task"])
    if not _visit(view, row) or not task or task["state"] in (FINISHED, CANCELLED) or not task["end"]:
        return 0
    day: date = task["end"]
    return day


def _later(view: View, row: WinnerRow) -> Value:
    task = view.world.tasks.get(row["task"])
    return row["put_off_to"] or 0 if _visit(view, row) == OPEN and task and task["state"] != CANCELLED else 0


def report_month(drawn: str) -> str:
    """The report month of a time of a draw as year * 100 + month: what is after the 20th goes with the next month."""
    year, month, day = f"LEFT({drawn},4)", f"MID({drawn},6,2)", f"MID({drawn},9,2)"
    after = f'IF(AND({setting("period")}<>"{NATURAL_MONTH}",{day}*1>={DEADLINE_DAY}),IF({month}*1=12,89,1),0)'
    return f"{year}*100+{month}+{after}"


def _month(view: View, row: WinnerRow) -> int:
    found = view.attempts.get((row["task"], row["attempt"]))
    drawn = found["drawn_at"] if found else ""
    year, month = view.report_month(drawn) if drawn and _visit(view, row) else (0, 0)
    return year * 100 + month


def _of_inspectors() -> Iterator[HelperColumn]:
    row = Cell(INSPECTORS)
    team = f'"、"&{_winners.lead}&"、"&{_winners.members}&"、"'
    needed = f'SUMPRODUCT(MAX(ISNUMBER(SEARCH("、"&{row.code}&"、",{team}))*{Helper(WINNERS).until}))'
    gone = f'AND({row.away_from}<>"",{row.away_to}="")'
    near = f"IF({row.valid_to}<={figure(TODAY)}+{setting('certificate_days')},TRUE,{needed}>{row.valid_to})"
    state = f"IF({row.valid_to}<{figure(TODAY)},{EXPIRED},IF({near},{EXPIRING},0))"
    yield HelperColumn(INSPECTORS.name, "state", f"{INSPECTORS.name}：证件过期 1、临期 2",
                       f"IF(ISNUMBER({row.valid_to}),IF({gone},0,{state}),0)", _certificates)


def _certificates(view: View) -> dict[int, Value]:
    states = {OVERDUE: EXPIRED, SOON: EXPIRING, ENDS_TODAY: EXPIRING}
    return {due.place.row: states.get(due.state, 0) for due in view.dues["certificate"]}


# --- 抽查任务, 年度计划 ------------------------------------------------------------------------------

def _of_tasks() -> Iterator[HelperColumn]:
    row, mine, visit = Cell(TASKS), HelperCell(TASKS), Helper(WINNERS).visit
    own = f"({_winners.task}={row.code})"
    last = f'SUMPRODUCT(MAX(({_draws.task}={row.code})*({_draws.void_at}="")*ROW({_draws.task})))'
    yield _column(TASKS, "draw", "有效抽取记录所在行", formula=f'IF({row.code}="",0,{last})', value=_standing_line)
    at = f"INDEX({_draws.drawn_at},MAX(1,{mine.draw}))"
    drawn = f'IF({mine.draw}=0,FALSE,{at}<>"")'
    day = f"DATE(LEFT({at},4),MID({at},6,2),MID({at},9,2))"
    planned = f"IF(ISNUMBER({row.platform_drawn}),{row.platform_drawn},IF(ISNUMBER({row.start}),{row.start},0))"
    yield _column(TASKS, "event", "抽取（开始）日", formula=f'IF({row.state}="{CANCELLED}",0,IF({drawn},{day},{planned}))', value=_event)
    yield _column(TASKS, "drawn", "已抽取", formula=f'IF({row.code}="",0,IF(OR({drawn},ISNUMBER({row.platform_drawn})),1,0))',
                  value=lambda v, r: int(bool(r["code"] and (r["code"] in v.drawn or r["platform_drawn"]))))
    left = f"SUMPRODUCT({own}*({visit}={OPEN}))"
    due = f"SUMPRODUCT({own}*({visit}={OPEN})*(1-ISNUMBER({_winners.put_off_to})))"
    closed = f'AND({due}=0,OR({row.state}="{FINISHED}",SUMPRODUCT({own}*({visit}>0))>0))'
    yield _column(TASKS, "open", "检查未完", formula=f'IF({row.code}="",0,IF({closed},0,1))', value=_is_open)
    ends = Helper(FINDINGS).end
    of_task = f"({_findings.task}={row.code})"
    ended = f"IF(SUMPRODUCT({of_task}*({ends}=-1))+{left}>0,0,SUMPRODUCT(MAX({of_task}*{ends})))"
    yield _column(TASKS, "end", "结果全部公示、办结日", formula=f'IF(OR({row.code}="",{row.state}="{CANCELLED}"),0,{ended})', value=end_of_task)
    unmatched = f'SUMPRODUCT({own}*({visit}>0)*({_winners.lead}=""))'
    phase = (f"IF({mine.draw}=0,IF(ISNUMBER({row.platform_drawn}),{UNDER_WAY},{TO_LOCK}),"
             f'IF({at}="",{TO_DRAW},IF({unmatched}>0,{TO_MATCH},{UNDER_WAY})))')
    over = f'OR({row.code}="",{row.state}="{CANCELLED}",{row.state}="{FINISHED}")'
    yield _column(TASKS, "phase", "待锁定 1、待抽取 2、待匹配 3、实施中 4", formula=f"IF({over},0,{phase})", value=lambda v, r: v.phase(r))


def _of_put_off() -> Iterator[HelperColumn]:
    row, mine = Cell(WINNERS), HelperCell(WINNERS)
    state = f"INDEX({_tasks.state},MATCH({row.task},{_tasks.code},0))"
    stands = f'IFERROR({state}<>"{CANCELLED}",FALSE)'
    yield _column(WINNERS, "later", "延期待检查的日期",
                  formula=f"IF({mine.visit}={OPEN},IF(AND(ISNUMBER({row.put_off_to}),{stands}),{row.put_off_to},0),0)", value=_later)


def _of_schemes() -> Iterator[HelperColumn]:
    """Which tasks count in the form, and the 实施方案 of this period, each document once."""
    row, mine, division = Cell(TASKS), HelperCell(TASKS), setting("division")
    partners = f"{row.partners}"
    for mark in "，,；;":
        partners = f'SUBSTITUTE({partners},"{mark}","、")'
    partner = f'AND({division}<>"",{row.division}<>{division},ISNUMBER(FIND("、"&{division}&"、","、"&{partners}&"、")))'
    yield _column(TASKS, "own", "计入报表", formula=f'IF(OR({row.code}="",{row.state}="{CANCELLED}",{partner}),0,1)',
                  value=lambda v, r: int(v.is_counted(r)))
    within = f"AND({row.scheme_date}>={figure(START)},{row.scheme_date}<={figure(END)})"
    unnumbered = f'IF({row.scheme_name}="",{row.code}&"",{row.scheme_name}&"||"&{row.division})'
    key = f'IF({row.scheme_number}="",{unnumbered},{row.scheme_name}&"|"&{row.scheme_number})'
    yield _column(TASKS, "scheme", "本期实施方案", formula=f"IF(AND({mine.own}=1,ISNUMBER({row.scheme_date})),IF({within},{key},0),0)",
                  value=lambda v, r: "|".join(scheme_key(r)) if v.is_counted(r) and v.period.holds(r["scheme_date"]) else 0)
    column = Helper(TASKS).scheme
    first = f"SUMPRODUCT(EXACT({column},{mine.scheme})*(ROW({column})<ROW()))=0"
    yield HelperColumn(TASKS.name, "document", f"{TASKS.name}：该方案首次出现",
                       f"IF(ISTEXT({mine.scheme}),IF({first},1,0),0)", _documents)


def _documents(view: View) -> dict[int, Value]:
    """Where each 实施方案 of this period stands first."""
    lines: dict[tuple[str, ...], int] = {}
    for row in view.rows(TASKS):
        if view.is_counted(row) and view.period.holds(row["scheme_date"]):
            lines.setdefault(scheme_key(row), view.line(TASKS, row))
    return dict.fromkeys(lines.values(), 1)


def _standing_line(view: View, row: TaskRow) -> int:
    found = view.standing.get(row["code"])
    return view.line(DRAWS, found) if found and row["code"] else 0


def _event(view: View, row: TaskRow) -> Value:
    found = view.standing.get(row["code"]) if row["code"] else None
    drawn = found["drawn_at"] if found else ""
    if row["state"] == CANCELLED:
        return 0
    return date.fromisoformat(drawn[:10]) if drawn else row["platform_drawn"] or row["start"] or 0


def _is_open(view: View, row: TaskRow) -> int:
    drawn = view.visits.get(row["code"], {})
    left = None in due_with_task(view.world, row["code"], drawn).values()
    return int(bool(row["code"]) and (left or not (row["state"] == FINISHED or drawn)))


def end_of_task(view: View, row: TaskRow) -> Value:
    """The day on which a task was over, its results public and its problems closed; 0 where it is not."""
    if not row["code"] or row["state"] == CANCELLED or None in view.visits.get(row["code"], {}).values():
        return 0
    return view.ends.get(row["code"], 0)


def _of_plans() -> Iterator[HelperColumn]:
    """The same state as `domain.plans.progress` gives."""
    row = Cell(PLANS)
    own = f'({_tasks.plan}={row.code})*({_tasks.state}<>"{CANCELLED}")'
    over = f'((({_tasks.state}="{FINISHED}")+ISNUMBER({_tasks.archived}))>0)'
    tasks = f"SUMPRODUCT({own})"
    formula = (f'IF({row.code}="",0,IF({row.change_kind}="取消","{DROPPED}",'
               f'IF(AND({tasks}>0,SUMPRODUCT({own}*{over})={tasks}),"{DONE}",'
               f'IF(AND(ISNUMBER({row.end}),N({row.end})<{figure(TODAY)}),"{LATE}",'
               f'IF(SUMPRODUCT({own}*({Helper(TASKS).drawn}=1))>0,"{RUNNING}","{IDLE}")))))')

    def states(view: View) -> dict[int, Value]:
        pairs = zip(view.rows(PLANS), view.progress, strict=True)
        return {view.line(PLANS, plan): found.state if plan["code"] else 0 for plan, found in pairs}

    yield HelperColumn(PLANS.name, "state", f"{PLANS.name}：执行状态", formula, states)
