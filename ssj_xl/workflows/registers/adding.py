"""登记任务、计划: a new row with the next number, like an earlier one, or made of the registers where there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ssj_xl.domain.inforce import in_force
from ssj_xl.domain.plans import PREPARING
from ssj_xl.domain.staff import labels_asked
from ssj_xl.gateways.book import Book
from ssj_xl.tables import registers as r
from ssj_xl.tables.cells import value_text
from ssj_xl.tables.problems import Place, block, fail, problem
from ssj_xl.tables.settings import Settings
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk.desk import Desk
from ssj_xl.workflows.desk.office import add_entry, refuse_broken_log
from ssj_xl.workflows.importing.asked import Request, wishes

ACT = "登记"
ADDED: Mapping[str, TableSpec] = {"计划": r.PLANS, "任务": r.TASKS}
"""What can be added, by what staff call it."""
_COPIED = {
    r.TASKS.name: ("plan", "name", "division", "partners", "items", "object_type", "county", "pool_division", "labels", "people_labels", "scope", "way", "demands",
                   "method", "ratio", "quantity", "reserve", "team", "operator", "supervisor", "witness"),
    r.PLANS.name: ("name", "items", "object_type", "draw_type", "ratio", "frequency", "division"),
}
"""What a new row has of the one that it is like: what is decided each time (days, numbers of papers, steps) is left blank."""


def next_code(spec: TableSpec, rows: Sequence[Mapping[str, Any]], settings: Settings, year: int) -> str:
    """The number after the highest of the unit's own in a year: 单位编码-处室编码-年-序, of a plan with JH before the year."""
    parts = [part for part in (settings.unit_code, settings.division_code) if part]
    stem, width = "-".join([*parts, *(["JH"] if spec is r.PLANS else []), str(year)]), 2 if spec is r.PLANS else 3
    taken = [int(found[1]) for row in rows if (found := re.fullmatch(rf"{re.escape(stem)}-(\d+)", str(row["code"])))]
    return f"{stem}-{max(taken, default=0) + 1:0{width}}"


def draft_row(book: Book, what: str, like: str, today: date) -> dict[str, Any]:
    """A new row of 任务 or 计划 as it is proposed.  like: the number of the one that it is like, '' for the last.

    Raises UserError K29, K30, what makes the tables unreadable, D98 for a number that is none.
    """
    book.refuse_acts()
    spec = ADDED[what]
    table = book.read(spec)
    block(found for one in (table, book.read(r.ITEMS), book.read(r.OBJECTS)) for found in one.problems)
    settings, _ = book.settings()
    year = settings.year or today.year
    earlier = _earlier(table.rows, like.strip().upper(), what)
    row = {key: earlier[key] for key in _COPIED[spec.name]} if earlier else _first(spec, book, settings, today)
    row["code"] = next_code(spec, table.rows, settings, year)
    if spec is r.PLANS:
        return {**row, "year": year}
    plans = [plan["code"] for plan in book.read(r.PLANS) if plan["year"] == year]
    only, asked = plans[0] if len(plans) == 1 else "", labels_asked(row["items"], book.read(r.ITEMS).by("code"))
    return {**row, "plan": row["plan"] if row["plan"] in plans else only, "people_labels": row.get("people_labels") or asked, "state": PREPARING}


def _earlier(rows: Sequence[Row], like: str, what: str) -> Row | None:
    if not like:
        return rows[-1] if rows else None
    if found := next((row for row in rows if row["code"] == like), None):
        return found
    raise fail("D98", what=what, value=like, known="、".join(row["code"] for row in rows) or "（还没有）")


def _first(spec: TableSpec, book: Book, settings: Settings, today: date) -> dict[str, Any]:
    """What the first row is made of: the items in force and the types that they are for, as far as there are objects of them."""
    present = {row["object_type"] for row in book.read(r.OBJECTS)}
    items = [item for item in book.read(r.ITEMS) if in_force(item, today) and (not present or present & {*item["object_type"]})]
    types = tuple(dict.fromkeys(kind for item in items for kind in item["object_type"] if not present or kind in present))
    year = settings.year or today.year
    both = {"name": f"{year}年{'、'.join(types[:2])}“双随机、一公开”抽查", "items": tuple(item["code"] for item in items), "object_type": types,
            "division": settings.division or settings.unit}
    if spec is r.PLANS:
        return {**both, "draw_type": "不定向", "frequency": "1次/年"}
    ways = tuple(dict.fromkeys(way for item in items for way in item["way"]))
    return {**both, "plan": "", "way": ways, "method": r.METHODS[0], "team": r.TEAM, "operator": settings.contact}


def add(book: Book, what: str, like: str, sets: Sequence[str], desk: Desk) -> Row:
    """Append the row, with what is set otherwise (列=值), and log it; returns it.  `book` is locked for the act.

    Raises UserError as `draft_row`, I41–I43 for what cannot be set, D99 for a number that is taken, T03 for
    what must be given and is not, D40.
    """
    spec = ADDED[what]
    wished = wishes(Request(spec.name, Path(), desk.today, sets=tuple(sets))).defaults
    refuse_broken_log(book)
    row = {**draft_row(book, what, like, desk.today), **wished}
    if spec is r.TASKS and "items" in wished and "people_labels" not in wished:
        row["people_labels"] = labels_asked(row["items"], book.read(r.ITEMS).by("code"))
    if row["code"] in book.read(spec).by("code"):
        raise fail("D99", what=what, value=row["code"])
    # A row that lacks what its register must have would stop every act that reads the register.
    block(problem("T03", Place(book.path, spec.name, column.header), header=column.header)
          for column in spec.columns if column.required and row.get(column.key) in ("", None, ()))
    book.append(spec, [row])
    add_entry(book, desk, ACT, f"{what} {row['code']}：{row['name']}")
    book.commit()
    return book.read(spec).by("code")[row["code"]]


def as_sets(what: str, values: Mapping[str, str]) -> list[str]:
    """Values by column key as 列=值; blanks are left out."""
    return [f"{ADDED[what].header(key)}={value}" for key, value in values.items() if value.strip()]


def row_lines(what: str, row: Row) -> list[str]:
    """The new row as it is shown."""
    filled = [f"{column.header}：{value_text(row[column.key])}" for column in ADDED[what].columns if row[column.key] not in ("", None, ())]
    return [f"已登记{what} {row['code']}，请在“{ADDED[what].name}”核对、补填。", *filled]


def place_of(book: Book, what: str, row: Row) -> tuple[str, int]:
    """Sheet and row in which it stands."""
    place = book.read(ADDED[what]).place(row, "code")
    return place.sheet, place.row
