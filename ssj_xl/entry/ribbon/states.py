"""What a workbook offers to do: which buttons are on, and for which tasks.

The add-in asks the same of Excel by formulas (`build.ribbon.RULES`), so that the ribbon follows every change without
Python; tests hold both against each other.  Here the answer comes from the registers, for a press that came all the
same and for programs without a ribbon.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ssj_xl.build.ribbon import BUTTONS, RULES, Button
from ssj_xl.domain.period import ON_THE_LIST
from ssj_xl.domain.plans import CANCELLED, ENDED
from ssj_xl.gateways.book import Book
from ssj_xl.tables import joint, records, registers
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row


def why_off(button: Button, book: Book) -> str:
    """Why a button has nothing to do in a workbook; '' where it is on.

    A workbook without the tables that a rule asks about switches nothing off, as in Excel: the act says what is missing.
    """
    return next((RULES[need].reason for need in button.needs if not _HOLDS[need](book)), "")


def verdicts(book: Book) -> dict[str, str]:
    """Why each button is off, '' for those that are on; by id, in the order of the tab."""
    holds = {need: rule(book) for need, rule in _HOLDS.items()}
    return {button.id: next((RULES[need].reason for need in button.needs if not holds[need]), "") for button in BUTTONS}


def _any(book: Book, spec: TableSpec, holds: Callable[[Row], bool]) -> bool:
    return not book.has(spec) or any(holds(row) for row in book.read(spec))


def _waits_for_lock(row: Row) -> bool:
    return bool(row["code"]) and not row["state"].startswith("已") and row["state"] != "实施中"


def _stands(row: Row) -> bool:
    return bool(row["task"]) and not row["void_at"]


_HOLDS: dict[str, Callable[[Book], bool]] = {
    "master": lambda book: book.has(registers.OBJECTS),
    "task": lambda book: _any(book, registers.TASKS, lambda row: bool(row["code"])),
    "lock": lambda book: _any(book, registers.TASKS, _waits_for_lock),
    "draw": lambda book: _any(book, records.DRAWS, lambda row: _stands(row) and not row["drawn_at"]),
    "match": lambda book: _any(book, records.WINNERS, lambda row: row["state"] in ON_THE_LIST and not row["lead"]),
    "promote": lambda book: _any(book, records.WINNERS, lambda row: row["state"] == "候补"),
    "reassign": lambda book: _any(book, records.WINNERS, lambda row: bool(row["lead"])),
    "locked": lambda book: _any(book, records.DRAWS, _stands),
    "drawn": lambda book: _any(book, records.DRAWS, lambda row: _stands(row) and bool(row["drawn_at"])),
    "joint": lambda book: _any(book, joint.PARTIES, lambda row: bool(row["task"])),
    "record": lambda book: _any(book, records.DRAWS, lambda row: bool(row["task"])),
}


def tasks_for(act: str, book: Book) -> dict[str, str]:
    """The tasks for which an act has something to do, code → name.  act: a key of `RULES`."""
    tasks = {row["code"]: row["name"] for row in book.read(registers.TASKS) if row["code"] and row["state"] != CANCELLED}
    draws = book.read(records.DRAWS).rows
    standing = {row["task"]: row for row in draws if _stands(row)}
    if act == "task":
        return tasks
    if act == "lock":
        ended = {row["code"] for row in book.read(registers.TASKS) if row["state"] in ENDED}
        return _of(tasks, (code for code in tasks if code not in standing and code not in ended))
    if act == "record":
        return _of(tasks, (row["task"] for row in draws))
    if act in ("locked", "draw", "drawn"):
        wanted = {"locked": (True, False), "draw": (False,), "drawn": (True,)}[act]
        return _of(tasks, (code for code, row in standing.items() if bool(row["drawn_at"]) in wanted))
    if act == "joint":
        invited = {row["task"] for row in book.read(joint.PARTIES)}
        return _of(tasks, invited.intersection(_with_winners("reassign", book, standing)))
    return _of(tasks, _with_winners(act, book, standing))


def _with_winners(act: str, book: Book, standing: Mapping[str, Row]) -> Iterable[str]:
    fits: dict[str, Callable[[Row], bool]] = {
        "match": lambda row: row["state"] in ON_THE_LIST and not row["lead"],
        "promote": lambda row: row["state"] == "候补",
        "reassign": lambda row: bool(row["lead"]) and row["state"] in ON_THE_LIST,
    }
    for row in book.read(records.WINNERS):
        draw = standing.get(row["task"])
        if draw is not None and draw["attempt"] == row["attempt"] and fits[act](row):
            yield row["task"]


def _of(tasks: Mapping[str, str], codes: Iterable[str]) -> dict[str, str]:
    wanted = set(codes)
    return {code: name for code, name in tasks.items() if code in wanted}
