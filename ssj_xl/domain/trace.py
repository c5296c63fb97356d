"""What changed in a register between two acts: the state of its watched cells, packed for 登记底账, and the rows of 变更记录.

A state goes by code, so rows that were moved or sorted are no change, and a code written anew is one row gone and one new.
The values themselves are packed, not digests of them: they take less room (random digests do not compress) and tell what stood
there before without a snapshot.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from ssj_xl.domain.plans import ENDED
from ssj_xl.tables.cells import value_text
from ssj_xl.tables.registers import CHANGES as CHANGE_KINDS
from ssj_xl.tables.registers import DRAWABLE, OBJECTS, PLANS, TASKS
from ssj_xl.tables.table import Table
from ssj_xl.tables.trace import ADDED, ALL, BASIS, CHANGES, GONE, PLAN, PUBLISHED_OF_PLAN, ROW, STATUS, Watched

State = dict[str, tuple[str, ...]]
"""Code → name and watched values, as text."""

_CHUNK = 8_000
"""Characters in one cell: Excel takes 32,767, but 8,203 of a cell that is written with others in an open workbook."""
_LISTED, _KINDS = 1_000, 50
"""Codes, and kinds of change (A→B), of one row: so many fit into its cells; what is more goes into another row."""
_BLANK = "（空白）"
_TOLD = re.compile(r"(?:([^→，]*)→)?([^→，]*) (\d+)[家名项](?:，|$)")
_PROGRAM = tuple(column.key for column in CHANGES.columns if column.key not in ("why", "reported", "published"))


class Moved(NamedTuple):
    """One code whose value became another."""

    code: str
    name: str
    old: str
    new: str


def is_whole(table: Table, watched: Watched) -> bool:
    """Whether all that is watched can be read: a title that somebody took away is no change of every row."""
    return all(key in table.columns or watched.spec.by_key[key].dispensable for key in ("code", watched.name, *watched.keys))


def state_of(table: Table, watched: Watched) -> State:
    """The state of a register.  Rows without a code are not told apart; of two with one code the lesser counts, wherever it stands."""
    cells, found = itemgetter(watched.name, *watched.keys), State()
    for row in table:
        code, values = row["code"], cells(row)
        if not {*map(type, values)} <= {str}:
            values = tuple(map(value_text, values))
        if code:
            found[code] = min(found[code], values) if code in found else values
    return found


def packed(state: State) -> list[str]:
    """A state as texts of cells, sorted by code."""
    lines = "\n".join("\t".join(map(_plain, (code, *values))) for code, values in sorted(state.items()))
    text = base64.urlsafe_b64encode(zlib.compress(lines.encode(), 1)).decode()
    return [f"z{text[at:at + _CHUNK]}" for at in range(0, len(text), _CHUNK)]


def unpacked(parts: Iterable[str]) -> State:
    """What `packed` made.  Raises ValueError for anything else."""
    try:
        lines = zlib.decompress(base64.urlsafe_b64decode("".join(part[1:] for part in parts))).decode()
    except zlib.error as error:
        raise ValueError("not a packed state") from error
    return {code: tuple(values) for code, *values in (line.split("\t") for line in lines.split("\n"))} if lines else {}


def root(parts: Iterable[str]) -> str:
    """The fingerprint of a packed state."""
    return sha256("".join(parts).encode()).hexdigest()


def _plain(value: str) -> str:
    return value.replace("\t", " ").replace("\n", " ") if "\t" in value or "\n" in value else value


def changes(watched: Watched, before: State, after: State) -> list[dict[str, Any]]:
    """The rows of 变更记录 between two states, by column key; who noticed and when is not theirs.

    What happened to several rows of one column is one row (“A→B 12家，C→A 3家”), its codes in the order of these kinds, but for
    plans, each of which has its own, and statuses that take an object out, which need a basis apart.  A state that was kept
    before a column was watched says nothing of that column.
    """
    differing = sorted(code for code, values in after.items() if code in before and before[code] != values)
    plain = [(code, tuple(map(_plain, before[code])), tuple(map(_plain, after[code]))) for code in differing]
    both = [(code, (*old, *new[len(old):]), new) for code, old, new in plain if old[1:] != new[1:len(old)]]
    if watched.spec is PLANS:
        return [*_plan_rows(watched, both), *_listed_plans(watched, before, after)]
    found = list[dict[str, Any]]()
    for at, (key, kind) in enumerate(watched.keys.items(), 1):
        here = [Moved(code, new[0], old[at], new[at]) for code, old, new in both if old[at] != new[at] and _counts(watched, key, old[at], new[at])]
        out = [one for one in here if watched.spec is OBJECTS and kind == STATUS and one.new not in DRAWABLE]
        for group, needs in ((out, BASIS), ([one for one in here if one not in out] if out else here, "")):
            found += [{**row, "kind": kind, "needs": needs} for row in _rows(watched, watched.spec.header(key), group)]
    return [*found, *_listed(watched, before, after)]


def _counts(watched: Watched, key: str, old: str, new: str) -> bool:
    """Of a task's states only those count that end it or take that back: the others follow from what is drawn and published."""
    return not (watched.spec is TASKS and key == "state") or old in ENDED or new in ENDED


def _plan_rows(watched: Watched, both: Iterable[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> Iterator[dict[str, Any]]:
    """A row for each plan.  That a plan becomes public is no change of it."""
    keys = [*watched.keys]
    for code, old, new in both:
        public = old[keys.index("published") + 1]
        changed = [(key, old[at], new[at]) for at, key in enumerate(keys, 1) if old[at] != new[at] and (key != "published" or public)]
        if changed:
            cells = [(watched.spec.header(key), before, after) for key, before, after in changed]
            yield {"table": watched.spec.name, "code": code, "name": new[0], "kind": PLAN, "rows": 1,
                   "needs": ALL if public and {key for key, *_ in changed} != {"change_kind"} else "",
                   "field": "、".join(header for header, _, _ in cells),
                   "before": "；".join(f"{header}：{value or _BLANK}" for header, value, _ in cells),
                   "after": "；".join(f"{header}：{value or _BLANK}" for header, _, value in cells)}


def _listed_plans(watched: Watched, before: State, after: State) -> Iterator[dict[str, Any]]:
    """Plans that came and went: one that was public may not go, nor one come in the middle of the year (变更类型 新增), without a word."""
    for code in sorted(after.keys() - before.keys()):
        late = _value(watched, after[code], "change_kind") == _ADDED_PLAN
        yield {**_row(watched, ROW, [Moved(code, after[code][0], "", ADDED)]), "kind": PLAN, "needs": ALL if late else ""}
    for code in sorted(before.keys() - after.keys()):
        yield {**_row(watched, ROW, [Moved(code, before[code][0], ROW, GONE)]), "kind": PLAN, "needs": ALL if _value(watched, before[code], "published") else ""}


_ADDED_PLAN = CHANGE_KINDS[1]


def _listed(watched: Watched, before: State, after: State) -> Iterator[dict[str, Any]]:
    """Rows that came and went; of those that went what the counts of before need."""
    if watched.rows:
        came = [Moved(code, after[code][0], "", ADDED) for code in sorted(after.keys() - before.keys())]
        went = [Moved(code, before[code][0], _was(watched, before[code]), GONE) for code in sorted(before.keys() - after.keys())]
        for group in (came, went):
            yield from ({**row, "kind": watched.rows, "needs": ""} for row in _rows(watched, ROW, group))


def _was(watched: Watched, values: tuple[str, ...]) -> str:
    """在册, of an object with its type and state."""
    if watched.spec is not OBJECTS:
        return ROW
    return f"{ROW}（{_plain(_value(watched, values, 'object_type'))}·{_plain(_value(watched, values, 'status'))}）"


def _value(watched: Watched, values: tuple[str, ...], key: str) -> str:
    """The value of a column; '' of one that was not watched yet."""
    at = [*watched.keys].index(key) + 1
    return values[at] if at < len(values) else ""


def _rows(watched: Watched, field: str, group: Sequence[Moved]) -> Iterator[dict[str, Any]]:
    """One row for all of them, but for those that do not fit: the most frequent kind first."""
    kinds = [list(same) for _, same in groupby(sorted(group, key=lambda one: (one.old, one.new)), key=lambda one: (one.old, one.new))]
    fitting: list[list[Moved]] = []
    for same in sorted(kinds, key=lambda same: (-len(same), same[0].code)):
        for at in range(0, len(same), _LISTED):
            part = same[at:at + _LISTED]
            if len(fitting) == _KINDS or sum(map(len, fitting)) + len(part) > _LISTED:
                yield _batch(watched, field, fitting)
                fitting = []
            fitting.append(part)
    if fitting:
        yield _batch(watched, field, fitting)


def _batch(watched: Watched, field: str, kinds: Sequence[Sequence[Moved]]) -> dict[str, Any]:
    group = [one for same in kinds for one in same]
    if len(group) == 1:
        return _row(watched, field, group)
    told = "，".join(f"{_pair(field, same[0])} {len(same)}{_measure(watched)}" for same in kinds)
    return {**_row(watched, field, group), "name": f"{group[0].name}等{len(group)}{_measure(watched)}", "before": "", "after": told}


def _pair(field: str, one: Moved) -> str:
    return one.new if field == ROW and not one.old else f"{one.old or _BLANK}→{one.new or _BLANK}"


def _row(watched: Watched, field: str, group: Sequence[Moved]) -> dict[str, Any]:
    first = group[0]
    return {"table": watched.spec.name, "code": "、".join(one.code for one in group), "name": first.name, "field": field,
            "rows": len(group), "before": first.old, "after": first.new}


def _measure(watched: Watched) -> str:
    return "家" if watched.spec is OBJECTS else "名" if watched.spec.name == "执法人员" else "项"


def moves(row: Mapping[str, Any]) -> list[Moved] | None:
    """Whose value became another, as a row of 变更记录 says; None where its cells do not say of whom (of plans several columns at once)."""
    codes = row["code"].split("、")
    if row["rows"] == 1:
        return [Moved(row["code"], row["name"], row["before"], row["after"])]
    told = [(old, new) for old, new, count in _TOLD.findall(row["after"]) for _ in range(int(count))]
    if len(told) != len(codes):
        return None
    return [Moved(code, "", *("" if value == _BLANK else value for value in pair)) for code, pair in zip(codes, told, strict=True)]


def seal(rows: Iterable[Mapping[str, Any]]) -> str:
    """The fingerprint of what the program wrote into rows of 变更记录; the entry in 操作日志 holds it."""
    lines = ("\t".join("".join(value_text(row[key]).split()) for key in _PROGRAM) for row in rows)
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def entry_text(count: int, sealed: str) -> str:
    """How 操作日志 tells of rows that were added; `entry_of` reads it."""
    return f"{count} 行，记录指纹 {sealed}" if count else ""


_ENTRY = re.compile(r"(\d+) 行(?:，记录指纹 ([0-9a-f]{16}))?")


def entry_of(summary: str) -> tuple[int, str]:
    """How many rows an entry tells of, and their fingerprint; '' where it was written before there were any."""
    found = _ENTRY.match(summary)
    return (int(found[1]), found[2] or "") if found else (0, "")


def broken(rows: Sequence[Mapping[str, Any]], summaries: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Where 变更记录 is not as 操作日志 says: first and last 序号, and how.  summaries: of the entries about it, in their order."""
    by_number = {row["number"]: row for row in rows}
    last = 0
    for count, sealed in map(entry_of, summaries):
        numbers = range(last + 1, last + count + 1)
        last += count
        gone = [number for number in numbers if number not in by_number]
        if gone:
            yield gone[0], gone[-1], "被删去"
        elif count and sealed and seal(by_number[number] for number in numbers) != sealed:
            yield numbers[0], numbers[-1], "被改动"
    more = sorted((row["number"] or 0) for row in rows if not row["number"] or row["number"] > last)
    if more:
        yield more[0], more[-1], "是手工添加的"


def is_binding(row: Mapping[str, Any]) -> bool:
    """Whether a plan's change is one that may not be without a basis once the plan is public."""
    return bool(row["kind"] == PLAN and row["needs"] and (row["field"] == ROW or _BINDING & {*row["field"].split("、")}))


_BINDING = frozenset(PLANS.header(key) for key in PUBLISHED_OF_PLAN)
