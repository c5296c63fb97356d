"""The ledger's tasks and the platform's, brought into the one shape that `compare` takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ssj_xl.domain.history import ON_THE_LIST, current_winners, team_of
from ssj_xl.domain.platform.compare import EVERY_PART, WHOLE, OutcomeSide, TaskSide, VisitSide
from ssj_xl.domain.platform.reading import Outcome, PlatformTask, Visit
from ssj_xl.domain.platform.words import Words, fold
from ssj_xl.tables import records, registers
from ssj_xl.tables.platform import STEPS
from ssj_xl.tables.table import Row, Table

_UNKNOWN = "（名录库没有）"
_OUTSIDER_MARK = "、"


def ledger_sides(tables: Mapping[str, Table], tasks: Iterable[Row], words: Words) -> list[TaskSide]:
    """The ledger's side of these tasks.  tables: by name, with 抽取记录, 抽取名单 and 检查结果."""
    winners: dict[str, list[Row]] = {}
    for row in current_winners(tables[records.WINNERS.name], tables[records.DRAWS.name]):
        winners.setdefault(row["task"], []).append(row)  # type: ignore[arg-type]
    findings: dict[tuple[str, str], list[Row]] = {}
    for row in tables[registers.FINDINGS.name]:
        findings.setdefault((row["task"], row["object"]), []).append(row)
    shown = _shown_people(words)
    return [
        TaskSide(task["platform"], task["name"], task["code"], {key: task[key] for key in STEPS}, {
            row["object"]: VisitSide(row["name"] or row["object"], frozenset(_team(row, words, shown)),
                                     dict(_findings(findings.get((task["code"], row["object"]), ()), words)))
            for row in winners.get(task["code"], ()) if row["state"] in ON_THE_LIST}, EVERY_PART, task["state"])
        for task in tasks
    ]


def _team(row: Row, words: Words, shown: Mapping[str, str]) -> Iterator[str]:
    """Inspectors of a list's row, and those beside them who are in no register of ours."""
    team = team_of(row)
    own = {words.people_names.get(code, code) for code in team}
    yield from (shown.get(code, code) for code in team)
    yield from (fold(name) for name in row["team_names"].split(_OUTSIDER_MARK) if name and name not in own)


def _shown_people(words: Words) -> dict[str, str]:
    """Inspectors as they are shown: by name, namesakes with their code."""
    often = Counter(words.people_names.values())
    return {code: name if often[name] == 1 else f"{name}（{code}）" for code, name in words.people_names.items()}


def _findings(rows: Iterable[Row], words: Words) -> Iterator[tuple[str, OutcomeSide]]:
    for row in rows:
        if row["result"] or row["checked"] or row["published"]:
            yield row["item"], OutcomeSide(words.item_names.get(row["item"], row["item"]), row["result"], row["checked"],
                                           row["published"], row["result"] in words.problems)


def platform_sides(tasks: Iterable[PlatformTask], words: Words) -> list[TaskSide]:
    """The platform's side; what our registers do not have keeps the platform's own name."""
    shown = _shown_people(words)
    return [TaskSide(task.number, task.name, "", task.steps, dict(_visits(task.visits, words, shown)), task.has)
            for task in tasks]


def _visits(visits: Sequence[Visit], words: Words, shown: Mapping[str, str]) -> Iterator[tuple[str, VisitSide]]:
    for visit in visits:
        people = frozenset((*(shown[code] for code in visit.people), *map(fold, visit.others)))
        name = visit.name if visit.code else f"{_UNKNOWN}{visit.name}"
        outcomes = dict(_outcome(outcome, words) for outcome in visit.outcomes)
        yield visit.code or name, VisitSide(name, people, outcomes)


def _outcome(outcome: Outcome, words: Words) -> tuple[str, OutcomeSide]:
    label = words.item_names.get(outcome.item, outcome.label)
    side = OutcomeSide(label, outcome.result or outcome.said, outcome.checked, outcome.published,
                       outcome.result in words.problems)
    return (WHOLE if outcome.of_visit else outcome.item or f"?{outcome.label}"), side
