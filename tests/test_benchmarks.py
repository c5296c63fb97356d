"""The measurements of speed still run: each program on a few rows, in this process; no time is looked at."""

from __future__ import annotations

from pathlib import Path

from tools.benchmarks import consolidate as benchmark
from tools.benchmarks.consolidate_books import write_books


def test_ours_and_the_peer_put_the_same_rows_together(tmp_path: Path) -> None:
    books = tmp_path / "报送"
    books.mkdir()
    write_books(books, 2, 20)
    rows = {name: program(books, tmp_path / f"{place}.xlsx") for place, (name, program) in enumerate(benchmark.PROGRAMS.items())}
    assert rows["本程序"] > 2 * 20
    assert rows["对照"] > rows["本程序"]  # with cover, parameters and the rows that both have
    assert rows["只读"] > rows["对照"]  # with the heads of every sheet


def test_the_page_says_what_a_further_file_costs() -> None:
    small, great = ({"本程序": benchmark.Cost(1, 2, peak), "对照": benchmark.Cost(2, 2, 100)} for peak in (100, 110))
    page = benchmark.markdown({10: small, 20: great}, 1024)
    assert "| 20 | 本程序 | 1.0 | 0.50 | 1.00 | 110 | 50 |" in page
    assert "| 再多一行的内存（字节） | 1024 | 不超过 150 |" in page
