"""What an import of the platform's result would write: the list, teams, findings, dates.  Nothing is overwritten unasked.

A draw made by this program is never replaced: if the platform's list is the same, only results and dates are taken; if
it differs, that is an error (S34), and the clerk voids the one that does not count, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ssj_xl.domain.period import ON_THE_LIST, team_of
from ssj_xl.domain.platform.evidence import is_platform_draw
from ssj_xl.domain.platform.reading import OUTCOMES, PEOPLE, VISITS, Outcome, PlatformTask, Visit
from ssj_xl.domain.platform.words import Words
from ssj_xl.tables.platform import SOURCE
from ssj_xl.tables.problems import Problem, problem
from ssj_xl.tables.records import WINNERS
from ssj_xl.tables.table import Row, Table

Values = dict[str, Any]
Change = tuple[Row, Values]
NAMED = 5
"""How many objects a message names."""

TAKEN = ("checked", "way", "result", "problem", "disposal", "published", "entered", "inspectors")
_WITH_RESULT = ("published", "entered", "disposal", "problem")
_UNORDERED = ("inspectors", "way")


@dataclass(frozen=True)
class Ledger:
    """What the workbook has of the task.  draw: the attempt that stands, if any; attempts: how many there were.

    winners: all rows of the standing attempt's list; findings: 检查结果; tasks: 抽查任务 (for places).
    """

    task: Row
    draw: Row | None
    attempts: int
    winners: Sequence[Row]
    listed: Table
    findings: Table
    tasks: Table


@dataclass
class Taking:
    """What would be written, by table; `same` counts values of the platform that the ledger has already."""

    attempt: int = 0
    draw: Values | None = None
    winners: list[Values] = field(default_factory=list)
    teams: list[Change] = field(default_factory=list)
    added: list[Values] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    task: Values = field(default_factory=dict)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.draw or self.winners or self.teams or self.added or self.changed or self.task)


def take(platform: PlatformTask, ledger: Ledger, words: Words, *, pool: int | None = None, update: bool = False) -> Taking:
    """Everything that the import of one task would write.

    pool: 抽查基数 where the file does not say; update: the platform's value replaces another one of the ledger.
    Problems of severity error among `problems` forbid the import.
    """
    taking = Taking(problems=list(platform.problems))
    _task(platform, ledger, taking, update=update)
    if VISITS in platform.has and platform.visits:
        _list(replace(platform, pool=platform.pool if platform.pool is not None else pool), ledger, words,
              taking=taking, update=update)
    if OUTCOMES in platform.has:
        _findings(platform, ledger, words, taking=taking, update=update)
    return taking


def _task(platform: PlatformTask, ledger: Ledger, taking: Taking, *, update: bool) -> None:
    """The number on the platform, and the dates of the four steps."""
    task = ledger.task
    if platform.number and not task["platform"]:
        taking.task["platform"] = platform.number
        taking.problems.append(problem("S47", ledger.tasks.place(task, "platform"), task=task["code"], number=platform.number))
    steps = {key: day for key, day in platform.steps.items() if day}
    taking.task.update(_differing(task, steps, ledger.tasks, taking=taking, update=update))


def _differing(row: Row, values: Mapping[str, Any], table: Table, *, taking: Taking, update: bool) -> Values:
    """Those of the platform's values that are to be written into a row; a conflict is told (S37)."""
    found: Values = {}
    for key, value in values.items():
        old = row[key]
        if old == value or (key in _UNORDERED and set(old) == set(value)):
            taking.same += 1
        elif update or old in ("", None, ()):
            found[key] = value
        else:
            taking.problems.append(table.problem("S37", row, key, ours=_text(old), theirs=_text(value)))
    return found


def _text(value: Any) -> str:
    return "、".join(value) if isinstance(value, tuple) else str(value)


def _list(platform: PlatformTask, ledger: Ledger, words: Words, *, taking: Taking, update: bool) -> None:
    draw = ledger.draw
    taking.problems += [problem("S39", name=visit.name, person=words.people_names[visit.people[0]])
                        for visit in platform.visits if len(visit.people) > 1 and not visit.named_lead]
    if draw is None:
        _new_draw(platform, ledger, words, taking)
        return
    taking.attempt = draw["attempt"]
    facts = {"task": draw["task"], "attempt": draw["attempt"]}
    if not draw["drawn_at"]:
        taking.problems.append(problem("S35", at=draw["locked_at"], **facts))
    elif what := _other_objects(platform, ledger):
        taking.problems.append(problem("S36" if is_platform_draw(draw) else "S34", what=what, **facts))
    else:
        _teams(platform, ledger, words, taking=taking, update=update)


def _new_draw(platform: PlatformTask, ledger: Ledger, words: Words, taking: Taking) -> None:
    day: date | None = taking.task.get("platform_drawn") or ledger.task["platform_drawn"]
    if day is None:
        taking.problems.append(problem("S33", ledger.tasks.place(ledger.task, "platform_drawn")))
        return
    if platform.pool is None:
        taking.problems.append(problem("S38"))
    taking.attempt = ledger.attempts + 1
    mark = {"task": ledger.task["code"], "attempt": taking.attempt}
    taking.draw = {**mark, "count": platform.pool, "source": SOURCE, "drawn_at": f"{day.isoformat()} 00:00:00"}
    types = {row["code"]: row["object_type"] for row in words.objects}
    taking.winners = [
        {**mark, "rank": rank, "object": visit.code, "name": visit.name, "object_type": types.get(visit.code, ""),
         "ticket": "", "state": ON_THE_LIST[0], **_team(visit, words)}
        for rank, visit in enumerate(platform.visits, 1)
    ]
    taking.task["state"] = _state(platform.visits)


def _team(visit: Visit, words: Words) -> Values:
    names = [*(words.people_names[code] for code in visit.people), *visit.others]
    return {"lead": visit.people[0] if visit.people else "", "members": visit.people[1:], "team_names": "、".join(names)}


def _state(visits: Iterable[Visit]) -> str:
    return "已匹配" if all(visit.people for visit in visits) else "已抽取"


def _other_objects(platform: PlatformTask, ledger: Ledger) -> str:
    """How the platform's list differs from the one that stands, '' if it does not."""
    ours = {row["object"]: row["name"] for row in ledger.winners if row["state"] in ON_THE_LIST}
    theirs = {visit.code: visit.name for visit in platform.visits}
    only = (("平台有、台账没有", [name for code, name in theirs.items() if code not in ours]),
            ("台账有、平台没有", [name for code, name in ours.items() if code not in theirs]))
    return "；".join(f"{what}：{named(names)}" for what, names in only if names)


def named(names: Sequence[str]) -> str:
    """The first few names, and how many there are."""
    return "、".join(names[:NAMED]) + (f" 等 {len(names)} 个" if len(names) > NAMED else "")


def _teams(platform: PlatformTask, ledger: Ledger, words: Words, *, taking: Taking, update: bool) -> None:
    """Teams of a list that stands: filled in or exchanged where the platform drew, told where this program matched."""
    if PEOPLE not in platform.has or ledger.draw is None:
        return
    rows = {row["object"]: row for row in ledger.winners if row["state"] in ON_THE_LIST}
    own = not is_platform_draw(ledger.draw)
    for visit in platform.visits:
        row, team = rows[visit.code], _team(visit, words)
        if not (visit.people or visit.others):
            continue
        if set(team_of(row)) == set(visit.people) and (own or row["lead"] == team["lead"] or not visit.named_lead):
            taking.same += 1
        elif own:
            taking.problems.append(ledger.listed.problem("S44", row, name=visit.name, ours=row["team_names"] or "（没有）",
                                                         theirs=team["team_names"]))
        elif update or not team_of(row):
            taking.teams.append((row, team))
        else:
            taking.problems.append(problem("S37", ledger.listed.place(row, "members"), header=WINNERS.header("members"),
                                           ours=row["team_names"], theirs=team["team_names"]))
    done = {row["object"] for row, _ in taking.teams}
    if taking.teams and ledger.task["state"] == "已抽取" and all(
            team_of(row) or row["object"] in done for row in rows.values()):
        taking.task["state"] = "已匹配"


def _findings(platform: PlatformTask, ledger: Ledger, words: Words, *, taking: Taking, update: bool) -> None:
    known = {(row["object"], row["item"]): row for row in ledger.findings if row["task"] == ledger.task["code"]}
    for visit in platform.visits:
        for outcome in visit.outcomes if visit.code else ():
            values = _values(visit, outcome, taking)
            for item in _items(visit, outcome, ledger.task, words=words, taking=taking) if values else ():
                row = known.get((visit.code, item))
                if row is None:
                    taking.added.append({"task": ledger.task["code"], "object": visit.code, "item": item, **values})
                elif change := _differing(row, values, ledger.findings, taking=taking, update=update):
                    taking.changed.append((row, change))


def _values(visit: Visit, outcome: Outcome, taking: Taking) -> Values:
    """What a row of 检查结果 would say; a result without its day is not taken (S49)."""
    if outcome.checked is None:
        taking.problems.append(problem("S49", name=visit.name))
        return {}
    values = {key: getattr(outcome, key) for key in TAKEN if key != "inspectors"} | {"inspectors": visit.people}
    return {key: value for key, value in values.items()
            if value not in ("", None, ()) and (outcome.result or key not in _WITH_RESULT)}


def _items(visit: Visit, outcome: Outcome, task: Row, *, words: Words, taking: Taking) -> tuple[str, ...]:
    """The items an outcome is of.  No problem at all means none in any item; a problem must say in which."""
    if outcome.item:
        return (outcome.item,)
    if not outcome.of_visit:
        return ()
    items: tuple[str, ...] = task["items"]
    if len(items) == 1 or not outcome.said or (outcome.result and outcome.result not in words.problems):
        return items
    taking.problems.append(problem("S31", name=visit.name, value=outcome.said, count=len(items)))
    return ()

