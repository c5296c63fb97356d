"""登记任务、计划: a new row with the next number, like an earlier one, or made of the registers where there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ssj_xl.domain.plans import PREPARING, is_dropped, name_in_year
from ssj_xl.domain.staff import labels_asked
from ssj_xl.domain.workdays import in_force
from ssj_xl.gateways.book import Book
from ssj_xl.tables import registers as r
from ssj_xl.tables.cells import value_text
from ssj_xl.tables.problems import Place, block, fail, problem
from ssj_xl.tables.settings import Settings
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk import Desk
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


UNPLANNED = "计划外"
"""What staff call a task of no plan, and may write for its number."""


def plans_of_year(book: Book, today: date) -> dict[str, Mapping[str, Any]]:
    """The plans of the workbook's year that still stand, by number."""
    year = book.settings()[0].year or today.year
    return {row["code"]: row for row in book.read(r.PLANS) if row["year"] == year and not is_dropped(row)}


_FROM_PLAN = ("name", "items", "object_type")
_RANGE = ("county", "pool_division", "labels", "people_labels", "scope", "ratio", "quantity", "reserve", "partners")
"""What a task has of its plan where none of that plan is to be copied, and what it does not have of a task of another plan."""


def draft_row(book: Book, what: str, like: str, today: date, wished: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A new row of 任务 or 计划 as it is proposed.

    like: the number of the one that it is like, '' for the last one, of a task the last one of its plan, as also where it is of another; wished: what the row is to
    hold, by column key: name, items and types that go with it are proposed.

    Raises UserError K29, K30, what makes the tables unreadable, D98 for a number that is none.
    """
    book.refuse_acts()
    spec, given = ADDED[what], dict(wished or {})
    if given.get("plan") == UNPLANNED:
        given["plan"] = ""
    table = book.read(spec)
    block(found for one in (table, book.read(r.ITEMS), book.read(r.OBJECTS)) for found in one.problems)
    settings, _ = book.settings()
    year = settings.year or today.year
    plans = plans_of_year(book, today) if spec is r.TASKS else {}
    earlier = _earlier(table.rows, like.strip().upper(), what)
    plan = given["plan"] if "plan" in given else _plan_after(earlier, plans, year)
    if earlier and given.get("plan") in plans and _moved(earlier["plan"], year) != plan:
        like = ""  # what is to be checked is what the plan says, whichever task was named to be copied
    if not like and plan:
        earlier = next((row for row in reversed(table.rows) if row["plan"] == plan), earlier)
    row = {key: earlier[key] for key in _COPIED[spec.name]} if earlier else {}
    if earlier:
        row["name"] = name_in_year(row["name"], year)
    if plan in plans and not like and (not earlier or _moved(earlier["plan"], year) != plan):
        row |= {key: None for key in _RANGE if row}
        given = {**{key: plans[plan][key] for key in _FROM_PLAN if plans[plan][key]}, **given}
    if not earlier or (not like and any(given.get(key, row[key]) != row[key] for key in ("items", "object_type"))):
        row |= {key: value for key, value in _first(spec, book, given, today).items() if not row.get(key) or key in (*_FROM_PLAN, "way")}
    row["code"] = next_code(spec, table.rows, settings, year)
    if spec is r.PLANS:
        return {**row, **given, "year": year}
    asked = labels_asked(given.get("items", row["items"]), book.read(r.ITEMS).by("code"))
    return {**row, "people_labels": row.get("people_labels") or asked, "state": PREPARING, **given, "plan": plan}


def _plan_after(earlier: Row | None, plans: Mapping[str, Any], year: int) -> str:
    """The plan of a task that is like an earlier one: the same, of last year's the one that it was moved on to, else the only one."""
    known = _moved(earlier["plan"], year) if earlier and plans else ""
    return known if known in plans else next(iter(plans), "") if len(plans) == 1 else ""


def _moved(code: str, year: int) -> str:
    """The number of last year's plan as this year's."""
    return code.replace(str(year - 1), str(year))


def _earlier(rows: Sequence[Row], like: str, what: str) -> Row | None:
    if not like:
        return rows[-1] if rows else None
    if found := next((row for row in rows if row["code"] == like), None):
        return found
    raise fail("D98", what=what, value=like, known="、".join(row["code"] for row in rows) or "（还没有）")


def _first(spec: TableSpec, book: Book, given: Mapping[str, Any], today: date) -> dict[str, Any]:
    """What the first row is made of: the items in force and the types that they are for, as far as there are objects of them.

    given: items or types that are settled; the others are those that go with them.
    """
    present = {row["object_type"] for row in book.read(r.OBJECTS)}
    wanted = {*given.get("object_type", ())} or present
    items = [item for item in book.read(r.ITEMS) if (item["code"] in given["items"] if given.get("items") else
                                                      in_force(item, today) and (not wanted or wanted & {*item["object_type"]}))]
    types = given.get("object_type") or tuple(dict.fromkeys(kind for item in items for kind in item["object_type"] if not wanted or kind in wanted))
    settings, _ = book.settings()
    both = {"name": f"{settings.year or today.year}年{'、'.join(types[:2])}“双随机、一公开”抽查", "items": tuple(item["code"] for item in items),
            "object_type": types, "division": settings.division or settings.unit}
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
    unplanned = f"{r.TASKS.header('plan')}={UNPLANNED}"
    wished = {**wishes(Request(spec.name, Path(), desk.today, sets=tuple(one for one in sets if one.strip() != unplanned))).defaults}
    if spec is r.TASKS and any(one.strip() == unplanned for one in sets):
        wished["plan"] = UNPLANNED
    refuse_broken_log(book)
    row = draft_row(book, what, like, desk.today, wished)
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
    unplanned = ["没有写计划编号，月报表会把它列为计划外；是年度计划里的，请补填“计划编号”。"] if what == "任务" and not row["plan"] else []
    return [f"已登记{what} {row['code']}，请在“{ADDED[what].name}”核对、补填。", *unplanned, *filled]


def place_of(book: Book, what: str, row: Row) -> tuple[str, int]:
    """Sheet and row in which it stands."""
    place = book.read(ADDED[what]).place(row, "code")
    return place.sheet, place.row
