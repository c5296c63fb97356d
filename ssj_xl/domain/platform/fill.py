"""What is typed into the platform, both sides of a task, and how far its draw is evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from ssj_xl.domain.period import ON_THE_LIST, current_winners, team_of
from ssj_xl.domain.platform.compare import EVERY_PART, WHOLE, OutcomeSide, TaskSide, VisitSide
from ssj_xl.domain.platform.layout import ANY_OTHER, BESIDE, DUTY, Sheet, Source, Target
from ssj_xl.domain.platform.reading import Outcome, PlatformTask, Visit
from ssj_xl.domain.platform.words import Words, fold
from ssj_xl.domain.pool import ALWAYS
from ssj_xl.domain.staff import status_on
from ssj_xl.tables import records, registers
from ssj_xl.tables.platform import STEPS
from ssj_xl.tables.problems import Problem, problem
from ssj_xl.tables.settings import SHEET as SETTINGS_SHEET
from ssj_xl.tables.settings import Settings
from ssj_xl.tables.table import Row, Table

Shown = str | int


@dataclass(frozen=True)
class Around:
    """What a row needs besides itself: parameters, rows of other registers by name and code, the names that codes stand for, the day."""

    settings: Settings
    others: Mapping[str, Mapping[str, Row]]
    items: Mapping[str, str]
    today: date


@dataclass(frozen=True)
class Filled:
    """A sheet ready to be written: one tuple a row, as long as the sheet has columns; what is doubtful about it."""

    sheet: Sheet
    rows: tuple[tuple[Shown, ...], ...]
    problems: tuple[Problem, ...] = field(default=())


def fill(sheet: Sheet, rows: Sequence[Row], table: Table, around: Around) -> Filled:
    """Fill a sheet with rows of its register.  rows: those of `table` that are wanted, in order."""
    wanted = [row for row in rows if all(_is_one_of(row[key], values) for key, values in sheet.only.items())]
    problems: list[Problem] = list(_about_sheet(sheet, len(wanted)))
    shown = []
    for row in wanted:
        cells = [_cell(target, row, around, BESIDE.get(sheet.register.name, {})) for target in sheet.columns]
        shown.append(tuple(cell for cell, _ in cells))
        for target, (cell, odd) in zip(sheet.columns, cells, strict=True):
            problems += _about_cell(target, cell, odd, table=table, row=row)
        filled = {target.title for target, (cell, _) in zip(sheet.columns, cells, strict=True) if cell != ""}
        problems += [problem("S08", table.place(row), titles="”“".join(group)) for group in sheet.one_of
                     if not filled & set(group)]
    return Filled(sheet, tuple(shown), tuple(problems))


def _is_one_of(value: Any, allowed: Sequence[str]) -> bool:
    return bool(set(value) & set(allowed)) if isinstance(value, tuple) else value in allowed


def _about_sheet(sheet: Sheet, count: int) -> Iterable[Problem]:
    if not count:
        yield problem("S15", sheet=sheet.name)
        return
    yield from (problem("S11", title=target.title, sheet=sheet.name, count=count)
                for target in sheet.columns if target.by_hand and target.required)
    if any(source and source.column.key == "tier" for target in sheet.columns
           for source in (target.source, target.instead)):
        yield problem("S14", sheet=sheet.name)


def _about_cell(target: Target, cell: Shown, odd: str, *, table: Table, row: Row) -> Iterable[Problem]:
    """`odd`: what the platform has no word for."""
    place = table.place(row, target.source.column.key if target.source and not target.source.table else "")
    if odd:
        yield problem("S12", place, value=odd, title=target.title)
    elif cell == "" and target.required and not target.by_hand:
        yield problem("S10", place, title=target.title)
    elif target.options and cell != "" and any(part not in target.options for part in _parts(target, cell)):
        yield problem("S13", place, title=target.title, value=cell, allowed="、".join(target.options))


def _parts(target: Target, cell: Shown) -> list[str]:
    text = str(cell)
    return text.split(target.joint) if target.joint else [text]


def _cell(target: Target, row: Row, around: Around, beside: Mapping[str, str]) -> tuple[Shown, str]:
    """The cell of a row, and a value that the platform has no word for ('' if it has)."""
    if target.by_hand:
        return "", ""
    if target.constant:
        return target.constant, ""
    value = next((found for found in (_value(source, row, around, beside) for source in (target.source, target.instead))
                  if found not in ("", None, ())), "")
    if not target.words:
        return _shown(target, value, around) or target.default, ""
    return _translated(target, value, around)


def _value(source: Source | None, row: Row, around: Around, beside: Mapping[str, str]) -> Any:
    if source is None:
        return ""
    key = source.column.key
    if source.table == SETTINGS_SHEET:
        return getattr(around.settings, key)
    if source.table:
        other = around.others[source.table].get(row[beside[source.table]])
        return other[key] if other else ""
    if source.column is DUTY:
        return status_on(row, around.today, around.today)
    # That a complaint is pending is this program's own mark, and nobody else's business.
    return tuple(one for one in row[key] if one != ALWAYS) if key == "labels" else row[key]


def _translated(target: Target, value: Any, around: Around) -> tuple[Shown, str]:
    """The platform's words for a value; for a list one by one, unless any value at all has one word."""
    words = target.words
    if value in ("", None, ()):
        return words.get("", target.default), ""
    each = value if isinstance(value, tuple) and set(words) - {"", ANY_OTHER} else (_shown(target, value, around),)
    found = [words.get(str(one), words.get(ANY_OTHER)) for one in each]
    odd = [str(one) for one, word in zip(each, found, strict=True) if word is None]
    return target.joint.join(dict.fromkeys(word for word in found if word)), "、".join(odd)


def _shown(target: Target, value: Any, around: Around) -> Shown:
    """A value as platforms read it: dates 2021-03-15, ratios 5%, lists joined, whole numbers as numbers."""
    if isinstance(value, tuple):
        return target.joint.join(around.items.get(one, one) if target.named else one for one in value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f"{float(value * 100):g}%"
    if target.named:
        return around.items.get(str(value), str(value))
    return value if isinstance(value, int) else str(value or "")


# --- the ledger's tasks and the platform's, brought into the one shape that `compare` takes --------------

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
