"""The platform's result sheets, brought into our codes: tasks with their steps, visits with their outcomes.

What cannot be recognised stays in the platform's own words and is a problem at its cell: an import stops at those
that would make the list wrong, a comparison shows them as differences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from ssj_xl.domain.platform.words import DISPOSALS, WAYS, Words, fold
from ssj_xl.tables.platform import RESULT_SHEET, STEPS, TASK_SHEET
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.registers import FINDINGS
from ssj_xl.tables.table import Row, Table

PUBLISHED_STEP = "platform_published"
VISITS, PEOPLE, OUTCOMES = "名单", "人员", "结果"
SAID = frozenset(("result", "checked", "published"))
"""Columns of a result that a comparison looks at."""

FIELDS = ("checked", "result", "published", "entered", "problem", "disposal")


class Cell(NamedTuple):
    """A row of a platform's sheet with its table, for messages."""

    table: Table
    row: Row

    def problem(self, code: str, key: str, **params: object) -> Problem:
        """A problem at one cell; `header` is the column's title where the code asks for it."""
        return self.table.problem(code, self.row, key, **params)


@dataclass(frozen=True)
class Outcome:
    """What the platform says of one object, by item.

    item: our code, '' for the whole visit or an item not recognised; label: the platform's own words for the item,
    '' for the whole visit; result, disposal: our names, '' where unknown; said: the platform's word for the result.
    """

    item: str
    label: str
    result: str = ""
    said: str = ""
    checked: date | None = None
    published: date | None = None
    entered: date | None = None
    way: tuple[str, ...] = ()
    disposal: str = ""
    problem: str = ""

    @property
    def of_visit(self) -> bool:
        """Whether it is said of the whole visit, no item named."""
        return not self.item and not self.label

    @property
    def says_something(self) -> bool:
        """Whether there is anything to take over."""
        return bool(self.said or self.checked or self.published)


@dataclass(frozen=True)
class Visit:
    """One object of the platform's list.  code: '' where it is not in the register; people: the lead first, codes;
    others: names of those who are not in our register; named_lead: whether the platform says who leads."""

    code: str
    name: str
    people: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    named_lead: bool = True


@dataclass(frozen=True)
class PlatformTask:
    """One task as the platform has it.  has: which of its parts the file has columns for (名单, 人员, 结果, steps)."""

    number: str
    name: str
    steps: Mapping[str, date | None]
    visits: tuple[Visit, ...] = ()
    pool: int | None = None
    has: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


@dataclass
class _Gathering:
    """A task while it is put together."""

    words: Words
    items: Sequence[str]
    problems: list[Problem] = field(default_factory=list)
    known: dict[tuple[str, str], str] = field(default_factory=dict)


def numbers_in(sheets: Iterable[Table]) -> tuple[str, ...]:
    """The task numbers of a file, in order, each once; '' for rows without one."""
    return tuple(dict.fromkeys(row["number"] for table in sheets for row in table))


def read_task(sheets: Sequence[Table], number: str, *, words: Words, items: Sequence[str]) -> PlatformTask:
    """One task of a platform's file.  number: which rows ('' those without one); items: the task's own in our ledger."""
    cells = [Cell(table, row) for table in sheets for row in table if row["number"] == number]
    listed = [cell for cell in cells if cell.table.spec.name == RESULT_SHEET.name]
    gathering = _Gathering(words, items)
    visits = _visits(listed, gathering)
    steps = {key: _step(cells, key, visits, gathering) for key in STEPS}
    name = next((cell.row["task_name"] for cell in cells if cell.row["task_name"]), "")
    pools = {cell.row["pool"] for cell in cells if cell.row["pool"] is not None}
    return PlatformTask(number, name, steps, visits, pools.pop() if len(pools) == 1 else None,
                        parts_of(sheets), _once(gathering.problems))


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each sentence once, at the first cell it is about: an object has a row an item, an inspector one an object."""
    found: dict[tuple[str, str], Problem] = {}
    for one in problems:
        found.setdefault((one.code, one.text), one)
    return tuple(found.values())


def parts_of(sheets: Iterable[Table]) -> frozenset[str]:
    """Which parts of a task the file has columns for."""
    found: set[str] = set()
    for table in sheets:
        columns = set(table.columns)
        found |= columns & set(STEPS)
        if table.spec.name == RESULT_SHEET.name:
            found |= {VISITS}
            found |= {PEOPLE} if columns & {"people", "certificates", "lead"} else set()
            found |= columns & SAID
            found |= {OUTCOMES} if columns & SAID else set()
            found |= {PUBLISHED_STEP} if "published" in columns else set()
    return frozenset(found)


def _step(cells: Sequence[Cell], key: str, visits: Sequence[Visit], gathering: _Gathering) -> date | None:
    """The date of one step; a publication not dated as a whole is done with the last object's result."""
    dated = [cell for cell in cells if cell.row.get(key)]
    days = sorted({cell.row[key] for cell in dated})
    if len(days) > 1:
        gathering.problems.append(dated[0].problem("S32", key, number=dated[0].row["number"], values="、".join(map(str, days))))
        return None
    has_tasks = any(cell.table.spec.name == TASK_SHEET.name and key in cell.table.columns for cell in cells)
    if key == PUBLISHED_STEP and not days and not has_tasks:
        return _last_published(visits)
    return days[0] if days else None


def _last_published(visits: Sequence[Visit]) -> date | None:
    days = [outcome.published for visit in visits for outcome in visit.outcomes]
    whole = bool(days) and all(visit.outcomes for visit in visits)
    return max(day for day in days if day) if whole and all(days) else None


def _visits(cells: Sequence[Cell], gathering: _Gathering) -> tuple[Visit, ...]:
    """The rows by object, in the order of the file."""
    groups: dict[str, list[Cell]] = {}
    codes: dict[str, str] = {}
    for cell in cells:
        code = _object(cell, gathering)
        key = code or "?" + fold(cell.row["name"])
        codes[key] = code
        groups.setdefault(key, []).append(cell)
    return tuple(_visit(codes[key], rows, gathering) for key, rows in groups.items())


def _object(cell: Cell, gathering: _Gathering) -> str:
    row, words = cell.row, gathering.words
    found = words.object(row)
    if found.ambiguous:
        gathering.problems.append(cell.problem("S24", "name", name=row["name"], codes="、".join(found.codes)))
    elif not found.code:
        gathering.problems.append(cell.problem("S23", "name", name=row["name"]))
    elif row["name"] and fold(words.object_names[found.code]) != fold(row["name"]):
        gathering.problems.append(cell.problem("S25", "name", name=row["name"],
                                               registered=words.object_names[found.code]))
    return found.code


def _visit(code: str, cells: Sequence[Cell], gathering: _Gathering) -> Visit:
    lead = ""
    people: dict[str, None] = {}
    others: dict[str, None] = {}
    for cell in cells:
        for name, person in _team(cell, gathering):
            (people if person else others).setdefault(person or name)
        lead = lead or _lead(cell, gathering)
    team = ((lead,) if lead in people else ()) + tuple(one for one in people if one != lead)
    name = gathering.words.object_names.get(code) or cells[0].row["name"]
    return Visit(code, name, team, tuple(others), _outcomes(cells, name, gathering), lead in people)


def _team(cell: Cell, gathering: _Gathering) -> Iterator[tuple[str, str]]:
    """Everybody whom a row names, with our code ('' for those not in the register), the lead included."""
    row, words = cell.row, gathering.words
    names = dict.fromkeys(name for name in (row["lead"], *row["people"]) if name)
    for name in names:
        found = words.inspector(name, row["certificates"])
        if found.ambiguous:
            gathering.problems.append(cell.problem("S27", "people", name=name, codes="、".join(found.codes)))
        elif not found.code:
            gathering.problems.append(cell.problem("S26", "people", name=name))
        yield name, found.code
    if not names:
        for number in row["certificates"]:
            code = words.of_certificate(number).code
            if not code:
                gathering.problems.append(cell.problem("S26", "certificates", name=number))
            yield number, code


def _lead(cell: Cell, gathering: _Gathering) -> str:
    row = cell.row
    return gathering.words.inspector(row["lead"], row["certificates"]).code if row["lead"] else ""


def _outcomes(cells: Sequence[Cell], name: str, gathering: _Gathering) -> tuple[Outcome, ...]:
    """What is said of an object, by item; several rows of one item are one outcome."""
    groups: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        item = _item(cell, gathering)
        groups.setdefault((item, "" if item else cell.row["item"]), []).append(cell)
    found = (_outcome(item, label or _label(rows, item), rows, name=name, gathering=gathering)
             for (item, label), rows in groups.items())
    return tuple(outcome for outcome in found if outcome.says_something)


def _label(rows: Sequence[Cell], item: str) -> str:
    return rows[0].row["item"] if item else ""


def _item(cell: Cell, gathering: _Gathering) -> str:
    text = cell.row["item"]
    if not text:
        return ""
    if (text, "item") not in gathering.known:
        gathering.known[text, "item"] = gathering.words.item(text, gathering.items).code
    code = gathering.known[text, "item"]
    if not code:
        gathering.problems.append(cell.problem("S30", "item", value=text))
    return code


def _outcome(item: str, label: str, rows: Sequence[Cell], *, name: str, gathering: _Gathering) -> Outcome:
    values: dict[str, Any] = {key: _one(rows, key, name, gathering) for key in FIELDS}
    said, disposal = values.pop("result") or "", values.pop("disposal") or ""
    result = _result(rows, said, gathering)
    return Outcome(item, label, result, said, **{**values, "problem": values["problem"] or ""},
                   way=_ways(rows, gathering), disposal=_named(rows, "disposal", disposal, gathering))


def _one(rows: Sequence[Cell], key: str, name: str, gathering: _Gathering) -> Any:
    """The one value that these rows have in a column; none where they contradict each other (S45)."""
    found = {cell.row[key]: cell for cell in reversed(rows) if cell.row[key]}
    if len(found) > 1:
        said = "、".join(sorted(map(str, found)))
        gathering.problems.append(rows[0].problem("S45", key, name=name, values=said))
        return None
    return next(iter(found), None)


def _result(rows: Sequence[Cell], said: str, gathering: _Gathering) -> str:
    if not said:
        return ""
    found = gathering.words.result(said)
    if found.ambiguous:
        gathering.problems.append(rows[0].problem("S29", "result", value=said, names="、".join(found.codes)))
    elif not found.code:
        gathering.problems.append(rows[0].problem("S28", "result", value=said))
    return found.code


def _named(rows: Sequence[Cell], key: str, said: str, gathering: _Gathering) -> str:
    name = gathering.words.name_in(DISPOSALS, said) if said else ""
    if said and not name:
        gathering.problems.append(rows[0].problem("S28", key, value=said))
    return name


def _ways(rows: Sequence[Cell], gathering: _Gathering) -> tuple[str, ...]:
    """Ways of checking in our words; one that is unknown is told once a task."""
    said = dict.fromkeys(way for cell in rows for way in cell.row["way"])
    for way in said:
        if (way, "way") not in gathering.known:
            gathering.known[way, "way"] = gathering.words.name_in(WAYS, way)
            if not gathering.known[way, "way"]:
                gathering.problems.append(rows[0].problem("S28", "way", value=way, header=FINDINGS.header("way")))
    return tuple(dict.fromkeys(filter(None, (gathering.known[way, "way"] for way in said))))
