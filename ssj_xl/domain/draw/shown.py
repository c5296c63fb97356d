"""What papers show beside the computed draw, bound by digests: names, teams, times, results, substitutions.

The root over the names is fixed at the lock, stands in the log and on the notice, and binds the whole list; it is
apart from the list of ids, so that in a private list no name leads to a pseudonym.  The digests of what is shown
stand in the record of format 2 (SSJ-1 §11).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ssj_xl.domain.draw import merkle
from ssj_xl.domain.draw.ssj1 import digest

PARTS = ("names", "teams", "times", "results", "changes")
FACTS = ("unit", "title", "floor", "locked_at", "drawn_at", "void_at", "void_why")
"""Keys of a record under its part `times`."""
SHOWN = frozenset((*FACTS, "names", "teams", "results", "substituted"))
"""All keys of a record that its digests bind."""


def names_root(names: Mapping[str, str]) -> str:
    """Root of the lines `code TAB name` of a whole list (object code → name), sorted by bytes."""
    return merkle.root(sorted((f"{code}\t{name}" for code, name in names.items()), key=str.encode))


def shown_digests(record: Mapping[str, Any]) -> dict[str, str]:
    """The digest of each part that a record shows; what it does not have yet counts as empty."""
    changes = (tuple(one.get(key, "") for key in ("left", "left_name", "came", "why"))
               for one in record.get("substituted", ()))
    return {
        "names": _lines("\t".join(pair) for pair in _sorted(record.get("names", {}))),
        "teams": _lines(f"{code}\t{'、'.join(team)}" for code, team in _sorted(record.get("teams", {}))),
        "times": _lines(f"{key}={record[key]}" for key in FACTS if key in record),
        "results": _lines(record.get("results", ())),
        "changes": _lines("\t".join(change) for change in changes),
    }


def _sorted(values: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    return sorted(values.items(), key=lambda pair: pair[0].encode())


def _lines(lines: Iterable[str]) -> str:
    return digest("".join(line + "\n" for line in lines))
