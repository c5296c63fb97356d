"""The same file once more: what was clear must then be 一致, or it was not clear.

A row that is known only by its name or number can come to mean another row once the file's own rows stand in the
register.  So the import is thought through to its end: where a clear row would be read otherwise the second time,
it and the row that it would then be taken for are doubtful now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ssj_xl.domain.importing.classes import Outcome, Verdict
from ssj_xl.tables.table import Row, Table

_WRITTEN = (Outcome.ADDED, Outcome.CHANGED)
Classing = Callable[[Table], list[Verdict]]


def stable(register: Table, verdicts: Sequence[Verdict], again: Classing) -> list[Verdict]:
    """The verdicts with every pair of rows doubtful (I26) that would be confused the second time.

    again: classes the same rows against another state of the register.  Each round makes a row doubtful that would
    have been written, so it ends.
    """
    found = list(verdicts)
    while any(verdict.outcome in _WRITTEN for verdict in found):
        later, source = _afterwards(register, found)
        pairs = [(place, second.target) for place, (first, second) in enumerate(zip(found, again(later), strict=True))
                 if first.outcome in (*_WRITTEN, Outcome.SAME) and second.outcome is not Outcome.SAME]
        guilty = {one: other for place, target in pairs for one, other in _guilty(found, place, target, source)}
        if not guilty:
            return found
        for one, other in guilty.items():
            found[one] = _doubtful(found[one], found[other])
    return found


def _afterwards(register: Table, verdicts: Sequence[Verdict]) -> tuple[Table, dict[int, int]]:
    """The register after the import, and for each of its lines that was written the verdict that wrote it."""
    rows = {row.line: row for row in register}
    source: dict[int, int] = {}
    bottom = max(rows, default=-1)
    blank = {column.key: "" for column in register.spec.columns}
    for place, verdict in enumerate(verdicts):
        if verdict.outcome is Outcome.CHANGED and verdict.target is not None:
            line = verdict.target.line
            rows[line] = Row({**rows[line], **{change.key: change.new for change in verdict.changes}}, line)
        elif verdict.outcome is Outcome.ADDED:
            bottom += 1
            line = bottom
            rows[line] = Row({**blank, **verdict.values}, line)
        else:
            continue
        source[line] = place
    return replace(register, rows=list(rows.values())), source


def _guilty(verdicts: Sequence[Verdict], place: int, target: Row | None, source: dict[int, int]) -> list[tuple[int, int]]:
    """The written rows of a pair that would be confused, each with the other one."""
    other = source.get(target.line, place) if target is not None else place
    return [(one, two) for one, two in ((place, other), (other, place)) if verdicts[one].outcome in _WRITTEN]


def _doubtful(verdict: Verdict, other: Verdict) -> Verdict:
    name = verdict.row.get("name") or verdict.values.get("code", "")
    doubt = verdict.row.problem("I26", "name", name=name, lines=other.line)
    return replace(verdict, outcome=Outcome.DOUBTFUL, reasons=(*verdict.reasons, doubt))
