"""这本像是另一单位的: a workbook that is not of the unit whose name it bears.

Told by three signs: its own work is another unit's now, it was another unit's last month, or a file of this name was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ssj_xl.domain.merging.claims import Handed, Previous, Source, unit_key
from ssj_xl.tables import records, registers
from ssj_xl.tables.cells import fold_name
from ssj_xl.tables.consolidated import MISSING
from ssj_xl.tables.problems import Place, Problem, problem

_WORK = (registers.PLANS, registers.TASKS, records.DRAWS, records.WINNERS, registers.FINDINGS, registers.ACTIVITIES)
"""What a unit did itself.  Objects, items and inspectors may rightly stand with several."""
_LEAST = 5
"""Fewer rows in common say nothing."""


def foreign_books(books: Sequence[Handed], previous: Previous) -> Iterator[Problem]:
    """K33 for a workbook whose work is another unit's, K34 for a file whose name was another unit's last month."""
    used = [book for book in books if not book.source.instead]
    work = {id(book): _work(book) for book in used}
    told = dict(_copies(used, work)) | dict(_last_months(used, previous))
    for source, why in told.items():
        yield problem("K33", Place(source.file), unit=source.title, why=why)
    for source, before in _names(used, previous):
        if source not in told:
            yield problem("K34", Place(source.file), unit=source.title, before=before)


def _work(book: Handed) -> set[int]:
    """The rows of its own work; joint tasks, and what is of them, stand with every party.

    Each is a number of 64 bits: two rows that are not the same have one by a chance that needs no thought where five must agree.
    """
    joint = {row["code"] for row in book.tables.get(registers.TASKS.name) or () if row["partners"]}
    return {hash((spec.name, *row.values())) for spec in _WORK for row in book.tables.get(spec.name) or ()
            if row.get("task", row.get("code")) not in joint}


def _copies(books: Sequence[Handed], work: Mapping[int, set[int]]) -> Iterator[tuple[Source, str]]:
    """Workbooks of which most rows are another one's, unless the tasks' numbers say that they are their own."""
    for (here, there), same in sorted(_in_common([work[id(book)] for book in books]).items()):
        one, other, own = books[here], books[there], len(work[id(books[here])])
        if _key(one.source) == _key(other.source) or same < max(_LEAST, own // 2 + 1):
            continue
        if _numbered(one) and not _numbered(other):
            continue
        yield one.source, f"自己的工作 {own} 行中有 {same} 行与“{other.source.title}”的“{other.source.file}”完全相同"


def _in_common(sets: Sequence[set[int]]) -> Counter[tuple[int, int]]:
    """How many members two of the sets have in common, in either order; pairs that have none are left out."""
    first, others, found = dict[int, int](), dict[int, list[int]](), Counter[tuple[int, int]]()
    for place, members in enumerate(sets):
        for one in members:
            if (earliest := first.setdefault(one, place)) != place:
                before = others.setdefault(one, [earliest])
                found.update(pair for other in before for pair in ((other, place), (place, other)))
                before.append(place)
    return found


def _numbered(book: Handed) -> bool:
    """Whether its tasks are numbered with its own codes."""
    return any(book.source.numbered(row["code"]) for row in book.tables.get(registers.TASKS.name) or ())


def _last_months(books: Iterable[Handed], previous: Previous) -> Iterator[tuple[Source, str]]:
    """Workbooks whose tasks another unit reported last month, and of which their own unit reported none."""
    before: dict[str, set[str]] = {}
    for row in previous.tasks:
        before.setdefault(fold_name(row["source_unit"]), set()).add(row["code"])
    titles = {fold_name(row["source_unit"]): row["source_unit"] for row in previous.tasks}
    for book in books:
        here = {row["code"] for row in book.tables.get(registers.TASKS.name) or () if not row["partners"]}
        own = fold_name(book.source.title)
        others = {unit: len(codes & here) for unit, codes in before.items() if unit != own}
        most = max(others, key=lambda unit: others[unit], default="")
        if most and 2 * others[most] > len(here) and not here & before.get(own, set()):
            yield book.source, f"其中 {others[most]} 项任务上月是“{titles[most]}”报来的"


def _names(books: Iterable[Handed], previous: Previous) -> Iterator[tuple[Source, str]]:
    """Files whose name was another unit's last month."""
    noted = {row["file"]: row for row in previous.submissions if row.get("file") and row["state"] != MISSING}
    for book in books:
        source = book.source
        row = noted.get(source.file)
        if row and row["unit"] and (unit_key(row["unit"], row["division"]) != _key(source) or _other_code(row, source)):
            yield source, f"{row['unit']}{row['division']}"


def _other_code(row: Mapping[str, Any], source: Source) -> bool:
    known = row.get("codes") or ""
    return bool(known and any(source.codes)) and known != codes_of(source)


def codes_of(source: Source) -> str:
    """The codes of a unit and division, as they begin its tasks' numbers."""
    return "-".join(code for code in source.codes if code)


def _key(source: Source) -> tuple[str, str]:
    return unit_key(source.unit, source.division)
