"""What the papers of a task say, read from the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ssj_xl.domain import ssj1
from ssj_xl.domain.history import team_of
from ssj_xl.domain.inforce import in_force
from ssj_xl.domain.platform.evidence import is_platform_draw, odd, statement
from ssj_xl.domain.publication import is_public, shown_result
from ssj_xl.papers.handouts.facts import DISPOSALS, RESULTS, WAYS, Choices, Job, Person, Visit, item_name
from ssj_xl.papers.handouts.results import PublicLine, PublicTask
from ssj_xl.tables import records, registers
from ssj_xl.tables.defaults import code_rows
from ssj_xl.tables.problems import Problem, block, problem
from ssj_xl.tables.table import Row
from ssj_xl.workflows.integrity import held_attempt, logged
from ssj_xl.workflows.match import standing_winners
from ssj_xl.workflows.office import Office


def job_of(office: Office, task: Row, day: date) -> Job:
    """The task with its plan, items and standing draw.

    Raises P57 for items outside 事项清单, D17–D19, D38 or S41–S43 where a draw is not as it was locked or taken over.
    """
    items = office.table(registers.ITEMS).by("code")
    table = office.table(registers.TASKS)
    block([table.problem("P57", task, "items", item=code) for code in task["items"] if code not in items])
    draw = office.current(task["code"])
    if draw is not None:
        _refuse_tampered(office, draw)
    drawn = len(standing_winners(office, draw)) if draw and draw["drawn_at"] else 0
    return Job(task, office.settings, tuple(items[code] for code in task["items"]), day, office.plan(task), draw, drawn,
               office.showing.persons)


def _refuse_tampered(office: Office, draw: Row) -> None:
    """A draw must be as the log has it, wherever it was made; papers of another list are not printed."""
    if not is_platform_draw(draw):
        held_attempt(office, draw)
        return
    entries = {act: [entry for number, entry in logged(office, draw["task"], act) if number == draw["attempt"]]
               for act in ("平台导入", "锁定")}
    winners = office.rows_of(records.WINNERS, draw)
    block(odd(draw, winners, entries["平台导入"], digest=ssj1.digest(statement(draw, winners)), locked=bool(entries["锁定"])))


def winners_of(office: Office, job: Job) -> list[Row]:
    """The rows of 抽取名单 to be visited, none before the draw."""
    return standing_winners(office, draw_of(job)) if job.drawn else []


def draw_of(job: Job) -> Row:
    """The row of 抽取记录 of a job that was drawn."""
    draw: Any = job.draw
    return draw if isinstance(draw, Row) else Row(draw)


def visits_of(office: Office, job: Job) -> tuple[Visit, ...]:
    """The visits of a matched task, in the order of 抽取名单."""
    objects = office.table(registers.OBJECTS).by("code")
    findings: dict[str, dict[str, Row]] = {}
    for row in office.table(registers.FINDINGS):
        if row["task"] == job.task["code"]:
            findings.setdefault(row["object"], {})[row["item"]] = row
    visits = []
    for number, winner in enumerate(winners_of(office, job), 1):
        obj = objects.get(winner["object"]) or _stub(winner)
        fitting = tuple(item for item in job.items if item["object_type"] == obj["object_type"])
        visits.append(Visit(number, obj, fitting or job.items, _team(office, winner), findings.get(winner["object"], {}),
                            obj["object_type"] in job.persons))
    return tuple(visits)


def _stub(winner: Row) -> dict[str, Any]:
    """What is known of an object that is no longer in the register."""
    return {**dict.fromkeys(registers.OBJECTS.by_key, ""), "code": winner["object"],
            "name": winner["name"] or winner["object"], "object_type": winner["object_type"]}


def _team(office: Office, winner: Row) -> tuple[Person, ...]:
    """The team with certificates; people of other units, known by name only, come last.

    检查组姓名 has the names in the order of the codes, and then those who have no code.
    """
    people = office.table(registers.INSPECTORS).by("code")
    codes = team_of(winner)
    named = [name for name in (winner["team_names"] or "").split("、") if name]
    team = [Person(people[code]["name"], people[code]["certificate"], people[code]["division"], code == winner["lead"])
            if code in people else Person(named[place] if place < len(named) else code, lead=code == winner["lead"])
            for place, code in enumerate(codes)]
    known = {person.name for person in team}
    return (*team, *(Person(name) for name in named[len(codes):] if name not in known))


def choices_of(office: Office) -> Choices:
    """What 代码表 gives to tick; a category that it does not have is the default one."""
    codes = office.book.read(registers.CODES).rows if office.book.has(registers.CODES) else []
    given: list[Mapping[str, Any]] = [*codes]
    for category in (WAYS, RESULTS, DISPOSALS):
        if not any(row["category"] == category for row in codes):
            given += [row._asdict() for row in code_rows() if row.category == category]
    options = {category: tuple(dict.fromkeys(row["name"] for row in given if row["category"] == category))
               for category in (WAYS, RESULTS, DISPOSALS)}
    return Choices(options, frozenset(row["name"] for row in given
                                      if row["category"] == RESULTS and row["is_problem"] == "否"))


def public_task_of(office: Office, job: Job) -> PublicTask:
    """What is public of a task on the day of the papers: results whose 公示日期 has come, and nothing internal."""
    shown, items = office.showing, office.table(registers.ITEMS).by("code")
    names = {row["object"]: _stub(row) for row in winners_of(office, job)}
    lines, types = [], set()
    for row in office.table(registers.FINDINGS):
        if row["task"] == job.task["code"] and is_public(row, job.day):
            obj = shown.rows.get(row["object"]) or names.get(row["object"]) or _stub(
                Row({"object": row["object"], "name": "", "object_type": ""}))
            item, whose = items.get(row["item"]), (row["object"], obj["name"], obj["object_type"])
            types.add(obj["object_type"])
            lines.append(PublicLine(row["object"], shown.name(*whose), shown.number(*whose),
                                    item_name(item) if item else row["item"], shown_result(row, job.day), row["checked"],
                                    row["published"]))
    lines.sort(key=lambda line: (line.published, line.name, line.code, line.item))
    plan = job.plan or {"code": "", "draw_type": ""}
    return PublicTask(job.settings.unit, job.task["name"], job.task["code"], plan["code"], plan["draw_type"],
                      job.drawn, tuple(sorted({kind in job.persons for kind in types if kind})), tuple(lines), job.day)


def doubts_of_items(office: Office, job: Job) -> list[Problem]:
    """P55: items without content or basis; P58: items not in force when the task begins."""
    table = office.table(registers.ITEMS)
    day = job.task["start"] or job.task["end"]
    found = [table.problem("P55", row, key, item=item_name(row))
             for row in job.items for key in ("content", "basis") if isinstance(row, Row) and not row[key]]
    return found + [table.problem("P58", row, "valid_to", item=item_name(row), day=day)
                    for row in job.items if isinstance(row, Row) and day and not in_force(row, day)]


def doubts_of_visits(office: Office, visits: tuple[Visit, ...]) -> list[Problem]:
    """P59: objects, P60: inspectors that the registers no longer have."""
    objects = office.table(registers.OBJECTS)
    known = objects.by("code")
    gone = [problem("P59", objects.grid.place(-1), name=visit.object["name"])
            for visit in visits if visit.object["code"] not in known]
    people = office.table(registers.INSPECTORS).grid.place(-1)
    nameless = dict.fromkeys(person.name for visit in visits for person in visit.team if not person.certificate)
    return gone + [problem("P60", people, name=name) for name in nameless]


def kept_back(office: Office, job: Job) -> int:
    """How many results are entered and not public on the day of the papers."""
    return sum(bool(row["task"] == job.task["code"] and row["result"] and not is_public(row, job.day))
               for row in office.table(registers.FINDINGS))


def unmatched(office: Office, job: Job) -> int:
    """How many objects to be visited have no team."""
    return sum(not (row["lead"] or row["members"] or row["team_names"]) for row in winners_of(office, job))


