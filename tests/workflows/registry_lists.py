"""Lists for the tests of draws that no sheet holds: invented codes in groups, locked by any engine on a pinned day."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from random import Random

from ssj_xl.engines.registry import Columns
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.draw import Signed
from ssj_xl.workflows.registry import Locked, open_engine
from ssj_xl.workflows.registry_lock import Terms, lock_registry

COLUMNS = Columns("编码", "等级")
RATIOS = {"A": Fraction(1, 100), "B": Fraction(3, 100), "C": Fraction(1, 10), "D": Fraction(1)}
TERMS = Terms("GJ-2026-001", "dice", RATIOS, date(2026, 12, 31), reserve=2, witness="张某")
PUBLIC = Signed("dice:20237331128159211123", "")
DESK = Desk(datetime(2026, 3, 1, 9, 0, 0), "李某", lambda: "0" * 64)
LINES = 10_000


def csv_file(path: Path, rows: list[tuple[str, str]]) -> Path:
    """The rows as a file with a column more."""
    path.write_text("".join(",".join(row) + "\n" for row in [("名称,编码", "等级"), *((f"某所,{id_}", group) for id_, group in rows)]), "utf-8")
    return path


def list_of(lines: int) -> list[tuple[str, str]]:
    """Codes and groups in no order, the same each time; some are excluded and some mandatory."""
    chance = Random(1)
    return chance.sample([(f"9113010{n:010}X", group) for n, group in enumerate(chance.choices("ABCDXM", (60, 30, 8, 1, 1, 1), k=lines))], lines)


def lock_list(folder: Path, name: str, rows: list[tuple[str, str]]) -> Locked:
    """The rows locked in a new folder by the engine of this name."""
    folder.mkdir()
    return lock_registry([csv_file(folder / "名录.csv", rows)], COLUMNS, TERMS, DESK, (name, open_engine(name, folder), folder / "锁定.json"))
