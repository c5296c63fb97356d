"""The rows of 检查结果 that wait for results: one an object of the standing list and item, kept in step with the list.

What anybody registered is never changed here; where a row lacks the names that go with its codes, it gets them.  A row without it goes to another object when its own leaves the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ssj_xl.domain.period import ON_THE_LIST, team_of
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.cells import is_blank
from ssj_xl.tables.normalising import filled_columns
from ssj_xl.tables.registers import FINDINGS
from ssj_xl.tables.table import Row, Table, identity
from ssj_xl.workflows.desk.office import Office

Values = Mapping[str, Any]
_GIVEN = tuple(column.key for column in FINDINGS.columns if column.given)


def enter(book: Book, rows: Iterable[Values]) -> None:
    """Put results (by column key) into the rows that wait for them; those for which none waits go below."""
    table = book.read(FINDINGS)
    waiting = {identity(row, FINDINGS): row for row in table.waiting}
    found = [(waiting.pop(identity(row, FINDINGS), None), row) for row in rows]
    book.replace(FINDINGS, [(there, {key: value for key, value in row.items() if value not in ("", None, ())})
                            for there, row in found if there])
    book.append(FINDINGS, [row for there, row in found if there is None])


def keep_in_step(office: Office, *tasks: str) -> int:
    """Give every object of the standing lists of some tasks (of all where none is named) its rows; returns how many are new.

    The caller saves.  Objects without a team have no rows yet; rows whose object left the list are emptied.
    """
    book, table = office.book, office.table(FINDINGS)
    codes = tasks or tuple(dict.fromkeys(row["task"] for row in office.table(records.DRAWS)))
    wanted = {identity(row, FINDINGS): row for code in codes for row in _wanted(office, code)}
    entered = {identity(row, FINDINGS) for row in table}
    waiting: dict[tuple[object, ...], Row] = {identity(row, FINDINGS): row for row in table.waiting if row["task"] in codes}
    missing = [row for key, row in wanted.items() if key not in entered | waiting.keys()]
    free = [row for key, row in waiting.items() if key not in wanted or key in entered]
    reused = list(zip([*free, *_blank(table)], missing, strict=False))
    changed = [(row, wanted[key]) for key, row in waiting.items()
               if key in wanted and any(row[each] != value for each, value in wanted[key].items())]
    emptied = [(row, dict.fromkeys(_GIVEN)) for row in free[len(missing):]]
    named = [(row, names) for row in table if (names := _names_missing(row, wanted.get(identity(row, FINDINGS), {})))]
    book.replace(FINDINGS, [*reused, *changed, *emptied, *named])
    book.append(FINDINGS, missing[len(reused):])
    return len(missing)


def _names_missing(row: Row, wanted: Values) -> dict[str, Any]:
    """The names that a row with a result lacks.  wanted: what it would be without one."""
    known = {"name", "item_name"} | ({"team_names"} if wanted and row["inspectors"] == wanted["inspectors"] else set())
    return {key: wanted[key] for key in sorted(known & wanted.keys()) if wanted[key] and not row.get(key)}


def _wanted(office: Office, code: str) -> Iterator[dict[str, Any]]:
    """The rows of the list of a task as they stand before there is any result."""
    draw = office.current(code)
    task = office.table(registers.TASKS).by("code").get(code)
    if draw is None or task is None:
        return
    objects, items = office.table(registers.OBJECTS).by("code"), office.table(registers.ITEMS).by("code")
    people = office.table(registers.INSPECTORS).by("code")
    way = {"way": task["way"]} if len(task["way"]) == 1 else {}
    for winner in office.rows_of(records.WINNERS, draw):
        team, found = team_of(winner), objects.get(winner["object"])
        if winner["state"] not in ON_THE_LIST or not team:
            continue
        names = "、".join(people[one]["name"] if one in people else one for one in team)
        for item in task["items"]:
            if found is None or item not in items or found["object_type"] in items[item]["object_type"]:
                yield {"task": code, "object": winner["object"], "name": winner["name"], "item": item,
                       "item_name": items[item]["minor"] if item in items else "", "inspectors": team, "team_names": names, **way}


def _blank(table: Table) -> list[Row]:
    """Rows between others that hold nothing at all."""
    columns = filled_columns(table.grid)
    return [Row({}, line) for line, raw in enumerate(table.grid.rows) if all(is_blank(raw[index]) for index in columns)]
