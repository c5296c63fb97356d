"""The measurements of speed still run: each program on a few rows, in this process; no time is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssj_xl.domain.period import ON_THE_LIST
from ssj_xl.entry import session
from ssj_xl.tables import records, registers
from tools.benchmarks import consolidate as benchmark
from tools.benchmarks import large, large_acts, registry
from tools.benchmarks.consolidate_books import write_books
from tools.benchmarks.large_books import TASK, write_book
from tools.benchmarks.large_page import markdown


@pytest.mark.long
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


@pytest.mark.long
def test_engines_draw_the_same_from_a_generated_register(tmp_path: Path) -> None:
    registry.generate(tmp_path, 1_000)
    found = {name: registry.ACTS[name](tmp_path) for name in registry.acts_for(1_000, spark=0, peer=0)}
    assert found[registry.DRAW] == found[registry.MEMORY_BOTH]
    assert (found[registry.VERIFY], len(found[registry.RECEIPT] or "")) == ("符合", 64)


def test_the_page_of_registers_marks_what_it_reckons() -> None:
    cost = registry.Cost(2, 3, 100, "")
    acts = registry.acts_for(registry.SIZES[-1], spark=0, peer=0)
    page = registry.markdown({1_000_000: dict.fromkeys([*acts, registry.PEER], cost), registry.SIZES[-1]: dict.fromkeys(acts, cost)})
    assert "| 一千万条，抽取比 consistent_sampler 快几倍 | 10 倍（对照只跑到 1,000,000 条，按每条同样的时间推算；实际越大越慢） | 25 倍 |" in page
    assert "没有测；由一千万条按条数推算 36" in page


@pytest.mark.long
def test_what_a_start_loads_is_counted() -> None:
    found = large.starting()
    assert 0 < found["modules"] < found["button"]


@pytest.mark.long
def test_the_large_workbook_has_no_problem_and_every_act_is_carried_out_on_it(tmp_path: Path) -> None:
    path = tmp_path / large_acts.BOOK
    write_book(path, 40)
    for act in (large_acts.by_zip, *large_acts.ACTS.values()):
        act(path)
    book = session.reading(path)
    assert len(book.read(registers.OBJECTS)) == 40 + large_acts.FEW
    teams = [row["members"] for row in book.read(records.WINNERS) if row["task"] == TASK and row["state"] in ON_THE_LIST]
    assert teams
    assert all(teams)


def test_the_page_says_what_grows_faster_than_the_rows_and_what_is_not_reached() -> None:
    found = {f"{name}|{size}": [size / 1000, 1.0] for name in large_acts.ACTS for size in (1_000, 10_000, 60_000)}
    peer, limit = large_acts.PEERS
    found |= {"锁定|60000": [120.0, 1.0], f"{peer}|10000": [40.0, 1.0], f"{limit}|10000": [2.0, 1.0], "追加 10,000 行|10000": [2.0, 3.0]}
    page = markdown({**found, "打开着|10000": {"追加 10,000 行": [9.0, 8.0, 400, 5.0]}, "配对": [10_000, 500, 7.0, 9.0],
                     "启动": {"help": 0.2, "python": 0.02, "click": 0.1, "modules": 30, "button": 200}}, [1_000, 10_000, 60_000], "一台机器")
    assert "| 检查 | 1.0（1.00） | 10.0（1.00） | 60.0（1.00） |" in page
    assert "比行数长得快的：锁定。" in page
    assert "| 10,000 | 10.0 | 40.0 | 2.0 | 0.25 | 没有达到 |" in page
    assert "| 10,000 | 追加 10,000 行 | 9.0 | 8.0 | 5.0 | 2.0 | 4.0 | 2.5 | 1.5 | 400 | 没有达到 |" in page
    assert "10,000 家 × 500 人：处理器 7.0 秒，实际 9.0 秒，达到。" in page
