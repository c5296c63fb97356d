"""Lists for the tests of draws that no sheet holds: invented codes in groups, locked by any engine on a pinned day."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from random import Random

from ssj_xl.engines.registry import Columns
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.registry.draw import Drawn, draw_registry
from ssj_xl.workflows.registry.files import DUCKDB, MEMORY, Locked, open_engine, read_locked
from ssj_xl.workflows.registry.lock import Terms, lock_registry
from ssj_xl.workflows.rounds.draw import Signed

COLUMNS, IN_REGIONS = Columns("编码", "等级"), Columns("编码", "等级", "区县")
RATIOS = {"A": Fraction(1, 100), "B": Fraction(3, 100), "C": Fraction(1, 10), "D": Fraction(1)}
TERMS = Terms("GJ-2026-001", "dice", RATIOS, date(2026, 12, 31), reserve=2, witness="张某")
PUBLIC = Signed("dice:20237331128159211123", "")
DESK = Desk(datetime(2026, 3, 1, 9, 0, 0), "李某", lambda: "0" * 64)
LINES = 10_000


Row = tuple[str, ...]
"""Code and group, and the region where there are any."""


def csv_file(path: Path, rows: list[Row]) -> Path:
    """The rows as a file with a column more."""
    head = ("名称", *IN_REGIONS[:len(rows[0]) if rows else 2])
    path.write_text("".join(",".join(row) + "\n" for row in [head, *(("某所", *row) for row in rows)]), "utf-8")
    return path


def list_of(lines: int) -> list[Row]:
    """Codes and groups in no order, the same each time; some are excluded and some mandatory."""
    chance = Random(1)
    return chance.sample([(f"9113010{n:010}X", group) for n, group in enumerate(chance.choices("ABCDXM", (60, 30, 8, 1, 1, 1), k=lines))], lines)


def in_regions(lines: int) -> list[Row]:
    """The same list in three regions: most in one, a few scattered, one alone."""
    alone = f"9113010{lines // 2:010}X"
    return [(id_, group, "乙县" if id_ == alone else "丙区" if id_[-3] == "7" else "甲市") for id_, group in list_of(lines)]


def lock_list(folder: Path, name: str, rows: list[Row], *, made: bool = False) -> Locked:
    """The rows locked by the engine of this name in a new folder, or in one that is made already."""
    folder.mkdir(exist_ok=made)
    columns = IN_REGIONS if rows and len(rows[0]) > 2 else COLUMNS
    return lock_registry([csv_file(folder / "名录.csv", rows)], columns, TERMS, DESK, (name, open_engine(name, folder), folder / "锁定.json"))


Found = dict[str, tuple[Locked, Drawn]]
"""By engine: a list that was locked, as it is read back, and its draw."""


def draw_by_each(folder: Path, rows: list[Row]) -> Found:
    """The rows locked and drawn in memory and by DuckDB."""
    found = {}
    for name in (MEMORY, DUCKDB):
        locked = lock_list(folder / name, name, rows)
        engine = open_engine(name, folder / name)
        found[name] = (read_locked(locked.path), draw_registry(locked, PUBLIC, DESK, engine, suffix=engine.suffix))
    return found
