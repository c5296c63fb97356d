"""变更记录: what is not as the last act left it is registered when a book is opened for writing, and when the act has written.

The entry in 操作日志 holds the root of each table's state, so a 登记底账 that was changed by hand or taken away is told and made anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.domain.checks.registers import changes_have_a_basis
from ssj_xl.domain.trace import (
    State,
    broken,
    changes,
    entry_text,
    is_binding,
    is_whole,
    packed,
    root,
    seal,
    state_of,
    unpacked,
)
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.safe import doubt
from ssj_xl.tables import registers
from ssj_xl.tables.cells import read_cell
from ssj_xl.tables.problems import Place, Problem, UserError, errors, problem
from ssj_xl.tables.records import LOG
from ssj_xl.tables.table import Row, Table
from ssj_xl.tables.trace import BASE, CHANGES, PLAN, WATCHED, Watched
from ssj_xl.workflows.desk.office import Office, add_entry

if TYPE_CHECKING:
    from ssj_xl.workflows.desk import Desk

ACT = "变更记录"


class Known(NamedTuple):
    """The last known state of each table; why: what is wrong with it, '' where it may be relied on."""

    states: Mapping[str, State]
    parts: Mapping[str, list[str]]
    why: str


def watch(book: Book, act: str, desk: Desk) -> None:
    """Register what changed since the last act, and before the book is saved what this act changed.

    A book without a state is taken as it is, with a line in the log.  Where a register cannot be read it is left to whoever asks.
    """
    seen = dict[str, Table]()
    known = _note(book, act, desk, seen, read_known(book)) if book.has(LOG) else None

    def note_again() -> None:
        if known:
            _note(book, act, desk, seen, known)

    book.before_commit = note_again


def unnoted(book: Book) -> list[Problem]:
    """What `check` tells: what is not in 变更记录 yet; nothing where nothing is known."""
    known, found = read_known(book), tampered(book)
    if known.why:
        return [*found, problem("F81", Place(book.path, BASE.name), why=known.why)]
    for table, rows in _changed(book, known, {}):
        found += [problem("F82", table.grid.place(-1), what=_describe(row)) for row in rows]
        found += [table.problem("F83", at, "code", name=at["name"], fields=fields) for at, fields in _of_published(table, known)]
    return found


def record_begins(book: Book) -> date | None:
    """The day on which 变更记录 began; None where nothing was ever compared."""
    try:
        return next((date.fromisoformat(row["at"][:10]) for row in book.read(LOG) if row["act"] == ACT and row["at"]), None)
    except UserError:
        return None


def tampered(book: Book) -> list[Problem]:
    """F84 for each stretch of 变更记录 that is not as 操作日志 says: rows that were deleted, altered or added by hand."""
    try:
        table, log = book.read(CHANGES), book.read(LOG)
    except UserError:
        return []  # whoever asks for the table says what is wrong with it
    if errors(table.problems):
        return []
    by_number = table.by("number")
    return [problem("F84", table.place(by_number[last], "number") if last in by_number else Place(book.path, CHANGES.name), first=first, last=last, how=how)
            for first, last, how in broken(table.rows, (row["summary"] for row in log if row["act"] == ACT))]


def unexplained(office: Office, plan: str) -> list[Problem]:
    """What forbids the lock of a plan's task: R142 for each of its changes since it was public that has no basis, F84 where such a row may be gone."""
    if not plan:
        return []
    world = World({CHANGES.name: office.table(CHANGES)}, office.settings, Calendar.from_rows([]), date.max)
    return [*tampered(office.book), *errors(changes_have_a_basis(world, plan))]


def _of_published(table: Table, known: Known) -> Iterator[tuple[Any, str]]:
    """Plans that were public and whose binding cells are not as they were."""
    watched = next(one for one in WATCHED if one.spec.name == table.spec.name)
    if watched.spec is not registers.PLANS:
        return
    found = {row["code"]: row["field"] for row in changes(watched, known.states.get(table.spec.name, {}), state_of(table, watched)) if is_binding(row)}
    for row in table:
        if row["code"] in found:
            yield row, found[row["code"]]


def _describe(row: Mapping[str, Any]) -> str:
    change = f"{row['before']}→{row['after']}" if row["before"] and row["rows"] == 1 else row["after"]
    return f"{row['table']}“{row['name']}”{row['field']}：{change}"


def read_known(book: Book) -> Known:
    """The last known state as 登记底账 has it."""
    parts: dict[str, list[str]] = {}
    try:
        for row in sorted(book.read(BASE), key=lambda row: (row["table"], row["part"] or 0)):
            if row["content"]:
                parts.setdefault(row["table"], []).append(row["content"])
        last = next((row["content"] for row in reversed(book.read(LOG).rows) if row["act"] == ACT), "")
    except UserError:
        return Known({}, {}, "读不出来")
    if not last and not parts:
        return Known({}, {}, "")
    if _digest(parts) != last:
        return Known({}, {}, "与操作日志不符（被改动过）" if parts else "没有了")
    try:
        return Known({name: unpacked(texts) for name, texts in parts.items()}, parts, "")
    except ValueError:
        return Known({}, {}, "读不出来")


def _digest(parts: Mapping[str, list[str]]) -> str:
    return sha256("\n".join(f"{name}\t{root(parts[name])}" for name in sorted(parts)).encode()).hexdigest()


def _changed(book: Book, known: Known, seen: dict[str, Table]) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """Each register that can be read whole and is known, with its changes; `seen` are those that were looked at and not written since."""
    for watched, table in _readable(book, seen):
        if watched.spec.name in known.states:
            rows = changes(watched, known.states[watched.spec.name], state_of(table, watched))
            if rows:
                yield table, rows


def _readable(book: Book, seen: Mapping[str, Table]) -> Iterator[tuple[Watched, Table]]:
    for watched in WATCHED:
        try:
            table = book.read(watched.spec) if book.has(watched.spec) else None
        except UserError:
            continue  # the act itself, or `check`, says what is wrong with the table
        if table is not None and table is not seen.get(watched.spec.name) and is_whole(table, watched):
            yield watched, table


def _note(book: Book, act: str, desk: Desk, seen: dict[str, Table], known: Known) -> Known:
    """Register what is not as it is known; returns what is known then."""
    if known.why:
        doubt(problem("F81", Place(book.path, BASE.name), why=known.why))
    found, states = list[dict[str, Any]](), dict[str, State]()
    _follow(book, seen)
    for watched, table in list(_readable(book, seen)):
        seen[watched.spec.name] = table
        now, before = state_of(table, watched), known.states.get(watched.spec.name)
        if before != now:
            states[watched.spec.name] = now
            found += changes(watched, before, now) if before is not None else []
    if not states or any(errors(book.read(spec).problems) for spec in (LOG, CHANGES)):
        return known
    parts = {**known.parts, **{name: packed(state) for name, state in states.items()}}
    _add(book, found, act, desk)
    _keep(book, parts, states)
    new = [name for name in states if name not in known.states]
    told = [entry_text(len(found), seal(book.read(CHANGES).rows[-len(found):]))] if found else []
    told += [f"{'登记底账' + known.why + '，' if known.why else ''}以现在的状态为准：" + "、".join(f"{name} {len(states[name])} 行" for name in new)] if new else []
    roots = "，".join(f"{name}根 {root(parts[name])[:16]}" for name in sorted(states))
    add_entry(book, desk, ACT, f"{'；'.join(told) or '没有要记的变更'}（发现于{act}）；{roots}", _digest(parts))
    return Known({**known.states, **states}, parts, "")


def _add(book: Book, found: list[dict[str, Any]], act: str, desk: Desk) -> None:
    if not found:
        return
    earlier = {(row["code"], row["changed"]) for row in book.read(CHANGES)}
    rows = _noticed(book, found, act, desk)
    book.append(CHANGES, rows)
    _ask(book, {row["code"] for row in rows if row["kind"] == PLAN and row["needs"] and not row.get("why")}, earlier, desk)


def _ask(book: Book, unexplained: set[str], earlier: set[tuple[str, date | None]], desk: Desk) -> None:
    """Let the deadlines of a change begin with the day on which it was noticed: the plan's own row, which tells of its last change, says nothing of this one.

    earlier: plans with the days of changes that 变更记录 has already.
    """
    if unexplained:
        silent = [plan for plan in book.read(registers.PLANS) if plan["code"] in unexplained
                  and (plan["changed"] is None or (plan["code"], plan["changed"]) in earlier)]
        book.replace(registers.PLANS, [(plan, {"changed": desk.today, "change_why": "", "change_reported": None, "change_published": None}) for plan in silent])


def with_pending(book: Book, act: str, desk: Desk) -> Table:
    """变更记录 with what the next act would add to it; nothing is written."""
    table, known = book.read(CHANGES), read_known(book)
    found = [row for _, rows in _changed(book, known, {}) for row in rows] if not known.why else []
    blank = {column.key: read_cell(None, column).value for column in CHANGES.columns}
    return replace(table, rows=[*table.rows, *(Row({**blank, **row}, -1) for row in _noticed(book, found, act, desk))]) if found else table


def _noticed(book: Book, found: list[dict[str, Any]], act: str, desk: Desk) -> list[dict[str, Any]]:
    """The rows with their number, who noticed them and when, and what is said of them already."""
    rows = book.read(CHANGES).rows
    last = max((row["number"] or 0 for row in rows), default=0)
    told = {(row["code"], row["why"], row["changed"]) for row in rows if row["kind"] == PLAN}
    of_plans = any(row["kind"] == PLAN for row in found)
    plans = [(plan["code"], _reason_cells(plan)) for plan in book.read(registers.PLANS)] if of_plans else []
    said = {**{code: now for code, now in plans if now and _key(code, now) not in told}, **book.reasons}
    return [{**row, "number": last + count, "noticed_at": desk.stamp, "noticed_in": act, "noticed_by": desk.operator, "changed": desk.today,
                           **(said.get(row["code"], {}) if row["kind"] == PLAN else {})} for count, row in enumerate(found, 1)]


def _reason_cells(plan: Mapping[str, Any]) -> dict[str, Any]:
    """What a plan's row itself says of its last change, as cells of 变更记录; nothing where it says nothing."""
    if not plan["changed"] or not plan["change_why"]:
        return {}
    return {"changed": plan["changed"], "why": plan["change_why"], "reported": plan["change_reported"], "published": plan["change_published"]}


def _key(code: str, said: Mapping[str, Any]) -> tuple[str, str, Any]:
    return code, said["why"], said["changed"]


def _follow(book: Book, seen: Mapping[str, Table]) -> None:
    """The dates that were added to a plan's row since go into the row of 变更记录 about the same change."""
    plans = book.read(registers.PLANS) if book.has(registers.PLANS) and book.has(CHANGES) else None
    if plans is None or plans is seen.get(registers.PLANS.name) or errors(book.read(CHANGES).problems):
        return
    said = {_key(plan["code"], now): now for plan in plans if (now := _reason_cells(plan))}
    mine = [(row, said[_key(row["code"], row)]) for row in book.read(CHANGES) if row["kind"] == PLAN and _key(row["code"], row) in said]
    filled = [(row, {key: now[key] for key in ("reported", "published") if now[key] and not row[key]}) for row, now in mine]
    book.replace(CHANGES, [(row, values) for row, values in filled if values])


def _keep(book: Book, parts: Mapping[str, list[str]], states: Mapping[str, State]) -> None:
    """Write the states into 登记底账, over what stood there; a row of no part that is known, or of one that another row has, is emptied."""
    wanted = {(name, part): text for name in states for part, text in enumerate(parts[name], 1)}
    rows, empty = dict[tuple[str, int | None], Row](), list[Row]()
    for row in book.read(BASE):
        key = (row["table"], row["part"])
        if key not in rows and (key in wanted or (key[0] in parts and key[0] not in states)):
            rows[key] = row
        else:
            empty.append(row)
    kept = [(rows[key], {"content": text}) for key, text in wanted.items() if key in rows]
    book.replace(BASE, [*kept, *((row, {"content": ""}) for row in empty if row["content"])]) if kept or empty else None
    book.append(BASE, [{"table": name, "part": part, "content": text} for (name, part), text in wanted.items() if (name, part) not in rows])
