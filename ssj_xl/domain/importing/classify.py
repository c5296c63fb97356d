"""What becomes of an incoming row: new, changed, doubtful; and codes that must stay."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from ssj_xl.domain import uscc
from ssj_xl.domain.importing.finding import COINAGE, Asked, Change, Finder, Found, Outcome, Verdict
from ssj_xl.domain.importing.incoming import Incoming
from ssj_xl.domain.importing.names import bare, comparable, same
from ssj_xl.tables import registers as r
from ssj_xl.tables.cells import CODE
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.spec import Kind
from ssj_xl.tables.table import Row, Table

_OLD_NUMBER = 15
"""注册号 of before the 统一社会信用代码 have 15 digits."""


def classify(register: Table, rows: Iterable[Incoming], asked: Asked) -> list[Verdict]:
    """The class of each row, in order.  The same rows against the register after they were taken are all 一致."""
    given = list(rows)
    first = _at_once(register, given, asked)
    settled = stable(register, first, lambda later: _at_once(later, given, asked))
    finder = Finder(register, asked)
    return [_overruled(finder, verdict, asked) for verdict in settled]


def _at_once(register: Table, rows: Iterable[Incoming], asked: Asked) -> list[Verdict]:
    """The classes against one state of the register."""
    finder = Finder(register, asked)
    return _among_themselves(finder, [_alone(finder, row, asked) for row in rows])


def _alone(finder: Finder, row: Incoming, asked: Asked) -> Verdict:
    """A row looked at without the others."""
    found = finder.find(row)
    faults = (*row.faults, *_blank_key(finder, row, asked))
    if faults:
        return Verdict(row, Outcome.REJECTED, found.target, reasons=faults, notes=row.notes)
    if found.target is not None:
        return _known(finder, row, found, found.target)
    if found.doubts or row.doubts:
        return Verdict(row, Outcome.DOUBTFUL, values=_new_values(finder, row), reasons=(*row.doubts, *found.doubts),
                       notes=row.notes)
    return _new(finder, row, asked)


def _known(finder: Finder, row: Incoming, found: Found, old: Row) -> Verdict:
    """A row that is one of the register's, or may be."""
    is_it = not any(doubt.code in ("I22", "I23") for doubt in found.doubts)
    changes = tuple(_changes(finder, row, old)) if is_it else ()
    doubts = (*row.doubts, *found.doubts, *_wrong_number(finder, row, old if is_it else None),
              *_other_code(finder, row, changes, old))
    if doubts:
        return Verdict(row, Outcome.DOUBTFUL, old, changes, {} if is_it else _new_values(finder, row), doubts, row.notes)
    return Verdict(row, Outcome.CHANGED if changes else Outcome.SAME, old, changes, notes=row.notes)


def _changes(finder: Finder, row: Incoming, old: Row) -> Iterator[Change]:
    """What the file says otherwise; a blank says nothing, and what was set for new rows changes no old one."""
    for key, value in row.values.items():
        if key in finder.register.columns and not same(finder.spec.by_key[key], value, old[key]):
            yield Change(key, old[key], value)


def _other_code(finder: Finder, row: Incoming, changes: Iterable[Change], old: Row) -> Iterator[Problem]:
    """I24: a code is never changed, since everything else in the workbook points to it."""
    for change in changes:
        if change.key == "code" and finder.has_code:
            key = finder.name_column.key
            yield row.problem("I24", "code", header=finder.spec.header("code"), value=change.new,
                              line=finder.line(old), other=old[key], own=old["code"])


def _wrong_number(finder: Finder, row: Incoming, old: Row | None) -> Iterator[Problem]:
    """I28, I19: a new or changed number that is a person's, or a 统一社会信用代码 whose check character or characters are wrong."""
    for column in (column for column in finder.spec.columns if column.kind is Kind.ID):
        value = row.values.get(column.key)
        if not value or (old and comparable(column.key, old[column.key]) == comparable(column.key, value)):
            continue
        if uscc.is_identity_number(value):
            yield row.problem("I19", column.key, header=column.header)
        elif column.key == "uscc" and (fault := uscc.validate(value)) and not (len(uscc.compact(value)) == _OLD_NUMBER and value.isdigit()):
            hint = f"，可能是 {fault.suggestion}" if fault.suggestion else ""
            yield row.problem("I28", "uscc", value=value, why=fault.kind.value, hint=hint)


def _new(finder: Finder, row: Incoming, asked: Asked) -> Verdict:
    values = _new_values(finder, row)
    doubts = tuple(_wrong_number(finder, row, None))
    faults = () if asked.comparing else tuple(_lacking(finder, row, values))
    if faults:
        return Verdict(row, Outcome.REJECTED, reasons=faults, notes=row.notes)
    outcome = Outcome.DOUBTFUL if doubts else Outcome.ADDED
    return Verdict(row, outcome, values=values, reasons=doubts, notes=(*row.notes, *_made(finder, row, values)))


def _made(finder: Finder, row: Incoming, values: dict[str, Any]) -> Iterator[Problem]:
    """I48: a code that was made, since the file has none."""
    if not row.get("code") and str(values.get("code", "")).startswith(COINAGE):
        yield row.problem("I48", "code", header=finder.spec.header("code"), value=values["code"], names="、".join(finder.coined_of(row)))


def _new_values(finder: Finder, row: Incoming) -> dict[str, Any]:
    values = {**row.defaults, **row.values}
    if finder.has_code and not values.get("code"):
        values["code"] = finder.derived_code(row)
    return {key: value for key, value in values.items() if value not in ("", None, ())}


def _lacking(finder: Finder, row: Incoming, values: dict[str, Any]) -> Iterator[Problem]:
    """I32, I34 no code and nothing that could be one; I33 any other required value."""
    for column in finder.spec.columns:
        if column.key == "code" and finder.has_code:
            code = str(values.get("code", ""))
            if not code:
                numbers = dict.fromkeys(finder.spec.header(key) for way in finder.numbers for key in way.keys)
                yield row.problem("I32", "code", header=column.header, names="、".join((column.header, *numbers)) + ("中的一样" if numbers else ""))
            elif not CODE.fullmatch(code):
                yield row.problem("I34", "code", header=column.header, value=code)
        elif column.required and column.key not in values:
            yield row.problem("I33", column.key, header=column.header)


def _blank_key(finder: Finder, row: Incoming, asked: Asked) -> Iterator[Problem]:
    """I35: a row that lacks the one column by which rows are to be recognised."""
    if asked.key and not row.get(asked.key):
        yield row.problem("I35", asked.key, header=finder.spec.header(asked.key))


# --- rows of the file among themselves -------------------------------------------------------------------

def _among_themselves(finder: Finder, verdicts: list[Verdict]) -> list[Verdict]:
    """Rows that are one thing twice: an exact repetition counts once, anything else is doubtful on both sides."""
    result = list(verdicts)
    for places in _groups(result, lambda verdict: _identity(finder, verdict)):
        _settle_repeated(finder, result, places)
    if finder.spec is r.OBJECTS:
        for way in finder.numbers:
            for places in _groups(result, lambda verdict, key=way.key: _number(finder, verdict, key)):  # type: ignore[misc]
                _doubt(finder, result, places, "I25", way.key)
        for places in _groups(result, _new_name):
            if not _all_are_distinguishable(finder, [result[place].row for place in places]):
                _doubt(finder, result, places, "I26", "name")
    return result


def _groups(verdicts: list[Verdict], key: Callable[[Verdict], Hashable]) -> list[list[int]]:
    found: dict[Hashable, list[int]] = {}
    for place, verdict in enumerate(verdicts):
        if (value := key(verdict)) is not None:
            found.setdefault(value, []).append(place)
    return [places for places in found.values() if len(places) > 1]


_WRITTEN = (Outcome.ADDED, Outcome.CHANGED)


def _identity(finder: Finder, verdict: Verdict) -> Hashable:
    if verdict.outcome in (Outcome.REJECTED, Outcome.DOUBTFUL):
        return None
    if verdict.target is not None:
        return ("old", verdict.target.line)
    keys = finder.spec.unique or tuple(sorted(verdict.values))
    return ("new", *(comparable(key, verdict.values.get(key)) for key in keys),
            *(() if finder.spec.unique else (tuple(str(verdict.values[key]) for key in keys),)))


def _settle_repeated(finder: Finder, verdicts: list[Verdict], places: list[int]) -> None:
    if all(verdicts[place].outcome is Outcome.SAME for place in places):
        return
    first = verdicts[places[0]]
    if all(verdicts[place].row.values == first.row.values for place in places):
        for place in places[1:]:
            note = verdicts[place].row.problem("I31", line=first.line)
            verdicts[place] = replace(verdicts[place], outcome=Outcome.SAME, changes=(),
                                      notes=(*verdicts[place].notes, note))
        return
    _doubt(finder, verdicts, places, "I25", finder.spec.unique[0] if finder.spec.unique else finder.spec.columns[0].key)


def _doubt(finder: Finder, verdicts: list[Verdict], places: list[int], code: str, key: str) -> None:
    """Make rows doubtful that would be written; each names the others."""
    for place in places:
        verdict = verdicts[place]
        if verdict.outcome in (*_WRITTEN, Outcome.DOUBTFUL):
            lines = "、".join(str(verdicts[other].line) for other in places if other != place)
            values = {**(verdict.target or {}), **verdict.values, **verdict.row.values}
            doubt = verdict.row.problem(code, key, header=finder.spec.header(key), value=values.get(key, ""),
                                        name=values.get("name", ""), lines=lines)
            verdicts[place] = replace(verdict, outcome=Outcome.DOUBTFUL, reasons=(*verdict.reasons, doubt))


def _number(finder: Finder, verdict: Verdict, key: str) -> Hashable:
    """A number that a row would bring into the register."""
    brings = verdict.outcome is Outcome.ADDED or any(change.key == key for change in verdict.changes)
    value = {**verdict.values, **verdict.row.values}.get(key)
    if not brings or not value or verdict.outcome not in _WRITTEN or (key == "uscc" and finder.is_person(verdict.row.get)):
        return None
    return (verdict.row.get("object_type") if key == "licence" else "", comparable(key, value))


def _new_name(verdict: Verdict) -> Hashable:
    name = verdict.row.values.get("name")
    if verdict.outcome is not Outcome.ADDED or not name:
        return None
    return (verdict.row.get("object_type"), bare(str(name)))


def _all_are_distinguishable(finder: Finder, rows: list[Incoming]) -> bool:
    pairs = ((one, other) for place, one in enumerate(rows) for other in rows[:place])
    return all(finder.is_distinguishable(one.get, {"object_type": other.get("object_type"), "licence": other.get("licence")})
               for one, other in pairs)


def _overruled(finder: Finder, verdict: Verdict, asked: Asked) -> Verdict:
    """A doubtful row that the user looked at and wants to be taken."""
    if verdict.line not in asked.accepted or not verdict.acceptable:
        return verdict
    notes = (*verdict.notes, *verdict.reasons)
    if not verdict.values:
        return replace(verdict, outcome=Outcome.CHANGED if verdict.changes else Outcome.SAME, reasons=(), notes=notes)
    if faults := tuple(_lacking(finder, verdict.row, dict(verdict.values))):
        return replace(verdict, outcome=Outcome.REJECTED, reasons=faults)
    return replace(verdict, outcome=Outcome.ADDED, target=None, reasons=(), notes=notes)


# --- the same file once more: what was clear must then be 一致, or it was not clear ------------------------

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
