"""Rules of 风险等级, and of the tiers that objects have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ssj_xl.domain.checks.world import World, line_of
from ssj_xl.domain.inforce import in_force, overlap
from ssj_xl.domain.tiers import TierBook
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.registers import DRAWABLE, OBJECTS, TIERS
from ssj_xl.tables.table import Row


def tiers_have_a_ratio(world: World) -> Iterator[Problem]:
    """R31: a tier in force without a ratio."""
    table = world[TIERS]
    for row in table:
        if row["ratio"] is None and in_force(row, world.today):
            yield table.problem("R31", row, "ratio", tier=row["tier"])


def there_is_one_default(world: World) -> Iterator[Problem]:
    """R35: two tiers that are both 未评级默认 at the same time."""
    table = world[TIERS]
    defaults = [row for row in table if row["default"] == "是"]
    for place, row in enumerate(defaults):
        for first in defaults[:place]:
            if row["tier"] != first["tier"] and overlap(row, first):
                yield table.problem("R35", row, "default", value=row["tier"], line=line_of(table, first),
                                    other=first["tier"])
                break


def periods_do_not_overlap(world: World) -> Iterator[Problem]:
    """R36: two rows of one tier and object type that hold on the same day."""
    table = world[TIERS]
    earlier: dict[tuple[str, str], list[Row]] = {}
    for row in table:
        rows = earlier.setdefault((row["tier"], row["object_type"]), [])
        if twin := next((first for first in rows if overlap(row, first)), None):
            yield table.problem("R36", row, "tier", tier=row["tier"], line=line_of(table, twin))
        rows.append(row)


def objects_have_a_tier_in_force(world: World) -> Iterator[Problem]:
    """R32: a tier that is not in force; R34: none and no default; R33: none, so the default applies.

    Only objects that can be drawn, and only types that have tiers: others are drawn at the ratio of task or plan.
    """
    book = TierBook.on(world[TIERS], world.today)
    table = world[OBJECTS]
    unrated: Counter[str] = Counter()
    first: dict[str, Row] = {}
    for row in table:
        allowed = _tiers_of(book, row["object_type"])
        if not allowed or row["status"] not in DRAWABLE:
            continue
        applies = book.row_of(row) is not None
        if not applies:
            code = "R32" if row["tier"] else "R34"
            yield table.problem(code, row, "tier", value=row["tier"], allowed="、".join(allowed))
        elif not row["tier"]:
            unrated[row["object_type"]] += 1
            first.setdefault(row["object_type"], row)
    tier = book.default["tier"] if book.default else ""
    for object_type, row in first.items():
        yield table.problem("R33", row, "tier", count=unrated[object_type], object_type=object_type, tier=tier)


def _tiers_of(book: TierBook, object_type: str) -> list[str]:
    return sorted({tier for tier, of_type in book.by_key if of_type in ("", object_type)})
