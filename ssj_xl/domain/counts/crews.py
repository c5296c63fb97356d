"""Too many firms for one team on one day: a batch of results must not breed visits that never were.

Counted in Python (`crowds`), and by helper columns on 计算.

The institution that is entered is told here by a formula, and by `persons.entered_by` in Python; a test compares the two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ssj_xl.domain.codes import OBJECT_TYPES
from ssj_xl.domain.counts.language import Cell, Column, Helper, HelperCell, Value
from ssj_xl.domain.counts.view import HelperColumn, View
from ssj_xl.domain.persons import NEVER, WORDS
from ssj_xl.tables.cells import cell_text
from ssj_xl.tables.registers import CODES, FINDINGS, OBJECTS, YES_NO
from ssj_xl.tables.table import R, Row

if TYPE_CHECKING:
    from ssj_xl.tables.rows import FindingRow

Crew = tuple[tuple[str, ...], date]


class Crowd(NamedTuple):
    """A team (codes) that checked several firms on one day.  row: the first of its rows; firms: how many, each once."""

    row: Row
    firms: int


def first_rows(findings: Iterable[R], institutions: Mapping[str, str]) -> Iterator[tuple[R, Crew]]:
    """The first row of every visit, by team, day and firm, with team and day.  institutions: `World.institutions`."""
    seen: set[tuple[Crew, str]] = set()
    for row in findings:
        if row["checked"] and row["inspectors"]:
            crew = row["inspectors"], row["checked"]
            visit = crew, institutions.get(row["object"], row["object"])
            if visit not in seen:
                seen.add(visit)
                yield row, crew


def crowds(findings: Iterable[Row], institutions: Mapping[str, str]) -> list[Crowd]:
    """Every team and day with the number of firms, the largest first.  institutions: `World.institutions`."""
    rows = list(first_rows(findings, institutions))
    firms = Counter(crew for _, crew in rows)
    first = {crew: row for row, crew in reversed(rows)}
    return sorted((Crowd(first[crew], number) for crew, number in firms.items()), key=lambda one: (-one.firms, one.row.line))


_BODY = "|"
"""What stands for the 统一社会信用代码 of a body that has none; no code is like it."""


def crew_columns() -> Iterator[HelperColumn]:
    """Who is a person; team, day and firm of every check; team and day where a firm is first; how many firms these have."""
    row, mine, every = Cell(FINDINGS), HelperCell(FINDINGS), Helper(FINDINGS)
    code, own = Cell(CODES), Cell(OBJECTS)
    yield HelperColumn(CODES.name, "person", f"{CODES.name}：对象类型是否个人",
                       f'IF(AND({code.category}="{OBJECT_TYPES}",{code.person}<>""),{code.name}&"|"&{code.person},0)', _persons)
    yield HelperColumn(OBJECTS.name, "body", f"{OBJECTS.name}：机构的统一社会信用代码（个人为 0）",
                       f'IF({own.code}="",0,IF({_is_person(own.object_type)},0,IF({own.uscc}="","{_BODY}",{own.uscc}&"")))', _bodies)
    crew = f'{row.inspectors}&"|"&TEXT({row.checked},"yyyy-mm-dd")'
    yield HelperColumn(FINDINGS.name, "visit", f"{FINDINGS.name}：检查组、日期、单位",
                       f'IF(AND(ISNUMBER({row.checked}),{row.inspectors}<>""),{crew}&"|"&{_firm(row.object)},0)', _visits)
    first = f"MATCH({mine.visit},{every.visit},0)=ROW()"
    yield HelperColumn(FINDINGS.name, "crew", f"{FINDINGS.name}：各单位首行的检查组、日期",
                       f"IF(ISTEXT({mine.visit}),IFERROR(IF({first},{crew},0),0),0)", _crews)
    yield HelperColumn(FINDINGS.name, "crowd", f"{FINDINGS.name}：检查组当日的单位数",
                       f"IF(ISTEXT({mine.crew}),COUNTIF({every.crew},{mine.crew}),0)", _firms)


def _is_person(kind: str) -> str:
    """Whether a type is a person's (`Persons`): as 代码表 says, else by its last word."""
    told = Helper(CODES).person
    yes, no = (f'ISNUMBER(MATCH({kind}&"|{word}",{told},0))' for word in YES_NO)
    ends, never = (",".join(f'RIGHT({kind},{len(word)})="{word}"' for word in words) for words in (WORDS, NEVER))
    return f"OR({yes},AND(NOT({no}),OR({ends}),NOT(OR({never}))))"


def _firm(code: str) -> str:
    """Where an object is visited (`persons.entered_by`); the object itself where the register does not have it."""
    objects, body = Column(OBJECTS), Helper(OBJECTS).body
    employer, uscc, known = (f"INDEX({column},MATCH({code},{objects.code},0))" for column in (objects.employer, objects.uscc, body))
    same = f'IF({uscc}="",{code},IFERROR(INDEX({objects.code},MATCH({uscc}&"",{body},0)),{code}))'
    return f'IFERROR(IF(ISTEXT({known}),{code},IF({employer}="",{same},{employer})),{code})'


def _persons(view: View) -> dict[int, Value]:
    return {view.line(CODES, row): f"{row['name']}|{row['person']}" for row in view.rows(CODES) if row["category"] == OBJECT_TYPES and row["person"]}


def _bodies(view: View) -> dict[int, Value]:
    persons = view.world.persons
    return {view.line(OBJECTS, row): row["uscc"] or _BODY for row in view.rows(OBJECTS) if row["code"] and row["object_type"] not in persons}


def _crew(row: FindingRow) -> str:
    return f"{cell_text(row['inspectors'])}|{row['checked']}"


def _visits(view: View) -> dict[int, Value]:
    places = view.world.institutions
    return {view.line(FINDINGS, row): f"{_crew(row)}|{places.get(row['object'], row['object'])}"
            for row in view.rows(FINDINGS) if row["checked"] and row["inspectors"]}


def _crews(view: View) -> dict[int, Value]:
    return {view.line(FINDINGS, row): _crew(row) for row, _ in first_rows(view.rows(FINDINGS), view.world.institutions)}


def _firms(view: View) -> dict[int, Value]:
    crews = _crews(view)
    firms = Counter(crews.values())
    return {line: firms[crew] for line, crew in crews.items()}
