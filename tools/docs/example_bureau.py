"""Writes workbooks/示例局, a county of the demonstration in the middle of its year: `python -m tools.docs.example_bureau`.

Small, and whole: a workbook with everything in it, its record, its lock notice and its form of the month.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from ssj_xl.workflows.demo import demo

FOLDER = Path(__file__).resolve().parents[2] / "workbooks" / "示例局"
UNIT = "柳荫县司法局"
PATTERNS = (f"主台账-{UNIT}.xlsx", "公开记录-*.json", "锁定公告-*.xlsx", "月报表-*.xlsx")


def main() -> None:
    """Make the demonstration, and keep the files of one unit."""
    with TemporaryDirectory() as folder:
        demo(Path(folder))
        write(Path(folder))


def write(made: Path) -> None:
    """Keep the files of one unit of a demonstration."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for path in (path for pattern in PATTERNS for path in sorted((made / UNIT).glob(pattern))):
        shutil.copy(path, FOLDER)


if __name__ == "__main__":
    main()
