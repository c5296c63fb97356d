"""Lists for the tests of reading other people's: made, read, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.gateways.foreign import Foreign, Sheet, read_list, read_sheets
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.registers import OBJECTS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Table

HEADER = ("对象编码", "企业名称", "统一社会信用代码", "对象类型", "状态")
FIRM = ("A1", "甲律师事务所", "31130000MD00000001", "律师事务所", "正常")
OLD_BOOK = Path(__file__).parent / "执法人员.xls"


def csv(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    """Rows as delimited text."""
    return "".join(delimiter.join(row) + "\r\n" for row in rows)

def rows(*lines: Sequence[object]) -> Callable[[Any], None]:
    """Write rows from A1 on."""

    def fill(sheet: Any) -> None:
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)

    return fill


def read_or_refused(path: Path) -> Sequence[Sheet]:
    """The sheets of a file, none where it is refused in a sentence; anything else is a bug."""
    try:
        return read_sheets(path)
    except UserError:
        return ()


def table(found: Foreign, spec: TableSpec = OBJECTS) -> Table:
    return normalise(found.grid, spec)


def names(path: Path, spec: TableSpec = OBJECTS, **options: Any) -> list[str]:
    return [row["name"] for row in table(read_list(path, spec, **options), spec)]


def refused(path: Path, spec: TableSpec = OBJECTS, **options: Any) -> str:
    with pytest.raises(UserError) as caught:
        read_list(path, spec, **options)
    assert all("{" not in str(found) and str(path) in str(found.place) for found in caught.value.problems)
    return caught.value.problems[0].code
