"""The measurements of speed still run: each program on a few rows, in this process; no time is looked at."""

from __future__ import annotations

from pathlib import Path

from tools.benchmarks import consolidate as benchmark
from tools.benchmarks import registry
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


def test_engines_draw_the_same_from_a_generated_register(tmp_path: Path) -> None:
    registry.generate(tmp_path, 1_000)
    found = {name: registry.ACTS[name](tmp_path) for name in registry.acts_for(1_000, spark=0, peer=0)}
    assert found[registry.DRAW] == found[registry.MEMORY_BOTH]
    assert (found[registry.VERIFY], len(found[registry.RECEIPT] or "")) == ("符合", 64)


def test_the_page_of_registers_marks_what_it_reckons() -> None:
    cost = registry.Cost(2, 3, 100, "")
    acts = registry.acts_for(registry.SIZES[-1], spark=0, peer=0)
    page = registry.markdown({registry.PEER_SIZE: dict.fromkeys([*acts, registry.PEER], cost), registry.SIZES[-1]: dict.fromkeys(acts, cost)})
    assert "| 一千万条，抽取比 consistent_sampler 快几倍 | 10 倍（对照只跑到 1,000,000 条，按每条同样的时间推算；实际越大越慢） | 25 倍 |" in page
    assert "没有测；由一千万条按条数推算 36" in page
