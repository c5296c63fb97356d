"""Nothing unread goes unsaid: every row that stands in a workbook was read, or is named as not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables.normalising import rows_unread
from ssj_xl.tables.records import REGISTERS
from ssj_xl.workflows.consolidation.consolidate import consolidate
from tests.bureau import desk
from tests.gateways import mixes
from tests.sampling import sample

MIXES = 220


def balance(path: Path) -> tuple[int, int, str]:
    """Rows read, rows named as not read, and all sentences."""
    book = Book(open_gateway(path))
    tables, _ = book.read_all(spec for spec in REGISTERS if spec.name in mixes.REGISTERS)
    problems = [*book.strays(), *(found for table in tables.values() for found in table.problems)]
    return sum(map(len, tables.values())), rows_unread(problems), "".join(map(str, problems))


@pytest.mark.long
def test_what_was_read_and_what_was_named_is_all_there_is(tmp_path: Path) -> None:
    path = tmp_path / "主台账.xlsx"
    for seed in sample(range(MIXES), 4):
        mix = mixes.Mix(seed)
        mix.write(path)
        read, unread, said = balance(path)
        assert read + unread == mixes.count(path), f"mix {seed}: {read} read, {unread} unread\n{said}"
        assert not [title for title in mix.told if title not in said], f"mix {seed}: {mix.told}\n{said}"


@pytest.mark.long
def test_the_bureaus_sum_has_every_row_that_was_handed_in(tmp_path: Path) -> None:
    for seed in range(1_000, 1_008):
        mixes.Mix(seed).write(tmp_path / f"主台账-{seed}.xlsx", unit=f"第{seed}县司法局")
    done = consolidate([tmp_path], month="2021-03", previous=None, desk=desk())
    there = sum(map(mixes.count, tmp_path.glob("*.xlsx")))
    assert (len(done.submissions), done.count.read + done.unread) == (8, there)
    assert sum(row["rows"] + row["unread"] for row in done.submissions) == there
    assert f"未读 {done.unread} 行" in done.summary()[0]
    named = sum(int(str(found.params["count"])) for found in done.problems if found.code in ("F41", "F42"))
    assert named == done.unread > 0
