"""The invented bureau at work: plans, tasks, results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from ssj_xl.build.example_chance import Row, full_row, load, number, shuffled, workday, workdays
from ssj_xl.build.example_objects import division_of, signatories
from ssj_xl.domain.period import ON_THE_LIST
from ssj_xl.tables.cells import split_list
from ssj_xl.tables.defaults import DISPOSALS, RESULTS
from ssj_xl.tables.registers import RECTIFIED

_CEREMONY = ("book", "partner_books", "invited", "joined", "replies", "locked", "drawn", "source")  # of tasks.json, not columns of 抽查任务


class Ceremony(NamedTuple):
    """When and with what a task is locked and drawn; times 'YYYY-MM-DD HH:MM:SS'.

    source: the source named at the lock; public: the public value in canonical form.  The value is invented,
    also where the period is one that really was drawn.  invited, joined, replies: of a joint task, when the parties are
    invited, answer, and their answers are taken in; '' of others.
    """

    task: str
    locked_at: str
    source: str
    public: str
    drawn_at: str
    invited: str = ""
    joined: str = ""
    replies: str = ""


def items(wanted: Iterable[str]) -> list[Row]:
    """事项清单 of areas (LS, GZ, JD, JC) and of single items (LS-10).

    Legal bases are those that judicial bureaus have published with their lists.
    """
    wanted = set(wanted)
    rows = []
    for group in load("items"):
        shared = {"valid_from": "2021-01-01", **{key: value for key, value in group.items() if key != "minors"}}
        rows += [full_row("事项清单", **shared, code=code, minor=minor, content=content)
                 for code, minor, content in group["minors"] if wanted & {code, code[:2]}]
    return rows


def tiers(objects: Iterable[Row]) -> list[Row]:
    """风险等级 for the types of these objects: four tiers, internal; only law firms have unrated ones, taken as B."""
    types = {row["object_type"] for row in objects}
    return [
        full_row("风险等级", scheme="云州市法律服务机构信用风险分类", tier=tier, name=name, object_type=object_type,
                 lots=lots, ratio=ratio, minimum=1 if tier == "D" else 0, yearly_cap=2, valid_from="2021-01-01",
                 default="是" if (tier, object_type) == ("B", "律师事务所") else "否")
        for object_type, levels in load("tiers").items() if object_type in types for tier, name, lots, ratio in levels
    ]


def _of_unit(book: str) -> list[Mapping[str, Any]]:
    """The declarations of the tasks that stand in a workbook, joint ones it takes part in included."""
    return [task for task in load("tasks") if book == task["book"] or book in task.get("partner_books", ())]


def plans(book: str) -> list[Row]:
    """年度计划 of one workbook: the unit's own, and a partner's where a joint task is on it."""
    needed = {task["plan"] for task in _of_unit(book)}
    return [
        full_row("年度计划", year=2021, division=division_of(owner), frequency="1次/年", published="2021-01-22", **plan)
        for owner, listed in load("plans").items() for plan in listed if owner == book or plan["code"] in needed
    ]


def tasks(book: str) -> list[Row]:
    """抽查任务 of one workbook before the locks: schemes are published, nothing is drawn."""
    demands = "两名以上执法人员持证检查；检查后五个工作日内录入结果，二十个工作日内公示；发现问题及时处置。"
    return [
        full_row("抽查任务", **{key: value for key, value in task.items() if key not in _CEREMONY}, team=2,
                 state="筹备", division=division_of(task["book"]), demands=demands, **signatories(task["book"]))
        for task in _of_unit(book)
    ]


def ceremony(code: str) -> Ceremony:
    """The lock and the draw of one task.  Raises KeyError for a task that the example does not have."""
    declared = {task["code"]: task for task in load("tasks")}[code]
    source = declared["source"]
    return Ceremony(code, declared["locked"], source, public_value(source, code), declared["drawn"],
                    *(declared.get(key, "") for key in ("invited", "joined", "replies")))


def partner_books(code: str) -> tuple[str, ...]:
    """The units (stems of their task codes) that take part in a task beside its own."""
    return tuple({task["code"]: task for task in load("tasks")}[code].get("partner_books", ()))


def public_value(source: str, code: str) -> str:
    """An invented public value of a source: the same numbers for all tasks that name the same lottery period."""
    if source == "dice":
        return "dice:" + "".join(str(number(f"{code}骰{place}", 10)) for place in range(24))
    red = sorted(shuffled((f"{n:02d}" for n in range(1, 34)), source)[:6])
    return f"{source}:{','.join(red)}+{number(source + '蓝', 16) + 1:02d}"


def activities(book: str) -> list[Row]:
    """工作动态 of one unit in February and March 2021, its schemes among the documents."""
    own = [task for task in load("tasks") if task["book"] == book]
    schemes = [{"day": task["scheme_date"], "category": "文件", "name": task["scheme_name"],
                "number": task["scheme_number"]} for task in own]
    rows = [full_row("工作动态", division=division_of(book), **act) for act in (*load("activities")[book], *schemes)]
    return sorted(rows, key=lambda row: (row["day"] or row["planned"], row["name"]))


def county_figures(book: str) -> list[Row]:
    """区县开展情况 as a division knows it."""
    figures: Sequence[Sequence[Any]] = load("county_figures")[book]
    return [full_row("区县开展情况", month=month, unit=unit, checked=checked, published=published,
                     note="" if checked == published else "其余结果待公示")
            for month, unit, checked, published in figures]


# --- invented results of the drawn objects ---------------------------------------------------------------

Winner = Mapping[str, Any]

_CLEAN, _, _, _UNREACHABLE, _CORRECTED, _, _, _PENDING = (row.name for row in RESULTS)
_NO_DISPOSAL, _ORDERED, _, _, _TO_THE_BAR, _NOTIFIED, _ = DISPOSALS
_PROBLEMS = (_UNREACHABLE, _CORRECTED, _PENDING)
_LATE, _UNCHECKED = "待公示", "待检查"  # not results: no problem but published later; not visited yet
_LAST_CHECK = date(2021, 3, 18)  # later checks are not in the books of the month yet


class Visit(NamedTuple):
    """One drawn object as it is checked: the task's row, the object's row, the items, who, and the outcome."""

    task: Mapping[str, Any]
    object: Mapping[str, Any]
    items: tuple[Mapping[str, Any], ...]
    team: tuple[str, ...]
    outcome: str


def visits(rows: Mapping[str, Sequence[Row]], winners: Iterable[Winner]) -> list[Visit]:
    """The visits of rows of 抽取名单 whose state is 抽中 or 递补, in their order; `rows` are the workbook's."""
    tasks = {row["code"]: row for row in rows["抽查任务"]}
    objects = {row["code"]: row for row in rows["检查对象"]}
    items = {row["code"]: row for row in rows["事项清单"]}
    current = [winner for winner in winners if winner["state"] in ON_THE_LIST]
    outcomes = _outcomes(current, tasks, objects)
    result = []
    for winner in current:
        task, body = tasks[winner["task"]], objects[winner["object"]]
        listed = tuple(items[code] for code in task["items"])
        fitting = tuple(item for item in listed if body["object_type"] in item["object_type"])
        outcome = outcomes[winner["task"], winner["object"]]
        result.append(Visit(task, body, fitting or listed, _team(winner), outcome))
    return result


def _team(winner: Winner) -> tuple[str, ...]:
    """Codes of the team, the lead first, whether the cell is text or already a list."""
    members = winner["members"] or ()
    codes = split_list(members) if isinstance(members, str) else tuple(members)
    return tuple(dict.fromkeys(code for code in (winner["lead"], *codes) if code))


def _outcomes(winners: Sequence[Winner], tasks: Mapping[str, Row], objects: Mapping[str, Row]) -> dict[
        tuple[str, str], str]:
    """What comes out of every visit, by task and object."""
    result: dict[tuple[str, str], str] = {}
    for task in dict.fromkeys(winner["task"] for winner in winners):
        drawn = [winner["object"] for winner in winners if winner["task"] == task]
        result |= {(task, code): outcome for code, outcome in _task_outcomes(tasks[task], drawn, objects).items()}
    return result


def _task_outcomes(task: Row, drawn: Sequence[str], objects: Mapping[str, Row]) -> dict[str, str]:
    """Outcomes of one task: an eighth with problems, a twelfth not checked yet, one or two not published yet.

    A firm that the register has as 失联 is found so; where the lawyers' task drew none, one more has moved away.
    """
    order = shuffled(drawn, task["code"] + "结果")
    count = len(order)
    shares = [_CORRECTED] * (count // 8 + (count >= 3)) + [_UNCHECKED] * (count // 12) + [_LATE] * min(2, count // 6)
    outcomes = dict.fromkeys(order, _CLEAN) | dict(zip(order, shares, strict=False))
    if count >= 20:
        outcomes[order[0]] = _PENDING
    lost = [code for code in drawn if objects[code]["status"] == "失联"]
    if not lost and task["code"].endswith("LS-2021-001") and count > 1:
        lost = order[-1:]
    return outcomes | dict.fromkeys(lost, _UNREACHABLE)


def visit_findings(visit: Visit, settings: Mapping[str, Any], until: date) -> list[Row]:
    """The rows of 检查结果 of one visit as they stand at the end of `until`, one an item."""
    if visit.outcome == _UNCHECKED:
        return []
    name = f"{visit.task['code']}{visit.object['code']}"
    days = workdays(visit.task["start"], min(visit.task["end"], _LAST_CHECK))
    if visit.outcome in _PROBLEMS:
        days = days[:(len(days) + 1) // 2]  # so that the month sees what follows from them
    checked = days[number(name + "检查", len(days))]
    if checked > until:
        return []
    faulty = visit.items[number(name + "问题", len(visit.items))]["code"]
    return [_finding(visit, item, settings, checked=checked, faulty=faulty, until=until) for item in visit.items]


def _finding(visit: Visit, item: Mapping[str, Any], settings: Mapping[str, Any], **when: Any) -> Row:
    checked, until = when["checked"], when["until"]
    name = f"{visit.task['code']}{visit.object['code']}"
    entered = workday(checked, number(name + "录入", 2))
    published = workday(entered, 1 + number(name + "公示", 2))
    late = visit.outcome == _LATE or published > until
    row = full_row(
        "检查结果", task=visit.task["code"], object=visit.object["code"], item=item["code"], checked=checked,
        inspectors=visit.team, way=item["way"][:1], result=_CLEAN, disposal=_NO_DISPOSAL,
        entered=entered if entered <= until else None, published=None if late else published,
        site="" if late else settings["site"], url="" if late else public_url(visit.task["code"]))
    if visit.outcome == _UNREACHABLE or item["code"] == when["faulty"]:
        row |= _problem(visit, item["code"], checked, until)
    return row


def _problem(visit: Visit, item: str, checked: date, until: date) -> dict[str, Any]:
    """The columns of a row that says what was wrong and what follows from it."""
    due = {"disposal_due": checked + timedelta(days=15)}
    if visit.outcome == _UNREACHABLE:
        return {**due, "result": _UNREACHABLE, "disposal": _NOTIFIED,
                "problem": "登记住所已无人办公，登记电话无人接听，现场拍照并由物业人员见证。"}
    if visit.outcome == _PENDING:
        sent = workday(checked, 2)
        return {**due, "result": _PENDING, "problem": load("problems")[item], "disposal": _TO_THE_BAR,
                "transfer_to": "云州市律师协会", "transferred": sent if sent <= until else None}
    if visit.outcome != _CORRECTED:
        return {}
    closed = workday(checked, 4)
    over = {"closed": closed, "rechecked": closed, "recheck_result": RECTIFIED, "rechecker": visit.team[0]}
    return {**due, "result": _CORRECTED, "problem": load("problems")[item], "disposal": _ORDERED,
            **(over if closed <= until else {})}


def public_url(task: str) -> str:
    """Where a task's results stand on the invented bureau's site (.example is reserved for examples)."""
    return f"https://sfj.yunzhou.example/ssj/{task.lower()}.html"
