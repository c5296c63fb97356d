"""What changed in a register between two acts: the state of its watched cells, packed for 登记底账, and the rows of 变更记录.

A state goes by code, so rows that were moved or sorted are no change, and a code written anew is one row gone and one new.
The values themselves are packed, not digests of them: they take less room (random digests do not compress) and tell what stood
there before without a snapshot.
"""

from __future__ import annotations

import base64
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from operator import itemgetter
from typing import Any

from ssj_xl.tables.registers import DRAWABLE, PLANS
from ssj_xl.tables.table import Table, value_text
from ssj_xl.tables.trace import ADDED, GONE, PLAN, ROW, STATUS, Watched

State = dict[str, tuple[str, ...]]
"""Code → name and watched values, as text."""

_CHUNK = 30_000
"""Characters in one cell, of which Excel takes 32,767."""
_LISTED = 1_000
"""Codes that are named in one row."""


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

    What happened to several rows of one column is one row (“A→B 12家，C→A 3家”), but for plans, each of which has its own, and
    statuses that take an object out, which need a basis apart.
    """
    differing = sorted(code for code, values in after.items() if code in before and before[code] != values)
    plain = [(code, tuple(map(_plain, before[code])), tuple(map(_plain, after[code]))) for code in differing]
    both = [(code, old, new) for code, old, new in plain if old[1:] != new[1:]]
    if watched.spec is PLANS:
        return [*_plan_rows(watched, both), *_listed(watched, before, after)]
    found = list[dict[str, Any]]()
    for at, (key, kind) in enumerate(watched.keys.items(), 1):
        here = [(code, new[0], old[at], new[at]) for code, old, new in both if old[at] != new[at]]
        out = [one for one in here if kind == STATUS and one[3] not in DRAWABLE]
        for group in (out, [one for one in here if one not in out] if out else here):
            if group:
                found.append(_row(watched, watched.spec.header(key), kind, group))
    return [*found, *_listed(watched, before, after)]


def _plan_rows(watched: Watched, both: Iterable[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> Iterator[dict[str, Any]]:
    for code, old, new in both:
        cells = [(watched.spec.header(key), old[at], new[at]) for at, key in enumerate(watched.keys, 1) if old[at] != new[at]]
        yield {"table": watched.spec.name, "code": code, "name": new[0], "kind": PLAN, "rows": 1,
               "field": "、".join(header for header, _, _ in cells),
               "before": "；".join(f"{header}：{value or '（空白）'}" for header, value, _ in cells),
               "after": "；".join(f"{header}：{value or '（空白）'}" for header, _, value in cells)}


def _listed(watched: Watched, before: State, after: State) -> Iterator[dict[str, Any]]:
    """Rows that came and went."""
    if not watched.rows:
        return
    for word, one, other, of in ((ADDED, after, before, ("", ADDED)), (GONE, before, after, (ADDED, GONE))):
        codes = sorted(one.keys() - other.keys())
        for group in ([[code] for code in codes] if watched.spec is PLANS else [codes] if codes else []):
            row = _row(watched, ROW, watched.rows, [(code, one[code][0], *of) for code in group])
            yield {**row, "before": "" if word == ADDED else ROW, "after": word if len(group) == 1 else f"{word} {len(group)}{_measure(watched)}"}


def _row(watched: Watched, field: str, kind: str, group: list[tuple[str, str, str, str]]) -> dict[str, Any]:
    """group: code, name, old and new value of each."""
    codes = "、".join(code for code, *_ in group[:_LISTED]) + (f"……等{len(group)}个" if len(group) > _LISTED else "")
    row = {"table": watched.spec.name, "code": codes, "name": group[0][1], "field": field, "kind": kind, "rows": len(group)}
    if len(group) == 1:
        return {**row, "before": group[0][2], "after": group[0][3]}
    counted = Counter((old or "（空白）", new or "（空白）") for _, _, old, new in group)
    told = "，".join(f"{old}→{new} {count}{_measure(watched)}" for (old, new), count in counted.most_common(50))
    return {**row, "name": f"{group[0][1]}等{len(group)}{_measure(watched)}", "before": "",
            "after": told + (f"，另有{len(counted) - 50}种" if len(counted) > 50 else "")}


def _measure(watched: Watched) -> str:
    return "家" if watched.spec.name == "检查对象" else "名" if watched.spec.name == "执法人员" else "项"


def asks_a_basis(row: Mapping[str, Any]) -> bool:
    """Whether a row of 变更记录 must say why: a plan's, and a status that takes an object out."""
    if row["kind"] != STATUS:
        return bool(row["kind"] == PLAN)
    states = [part.rpartition("→")[2].split(" ")[0] for part in row["after"].split("，")]
    return any(state not in DRAWABLE for state in states)
