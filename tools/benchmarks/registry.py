"""The draw of a register that no sheet holds, beside its peer: `python3 run.py bench registry [--toy]`.

A list is made as Parquet by DuckDB (18-character codes, four groups at 1, 3, 10 and 100 %), then in processes of their own:

* ours on DuckDB: lock (sort, every code checked, doubles, root), draw (from the sorted Parquet to winners, reserves and
  record), receipt of one, verification; the lock once more by region; in memory up to a million lines; the draw on Spark;
* the peer: consistent_sampler (PyPI), group by group, from lists in memory; it knows no groups, no root, no record;
* the limit: DuckDB hashing every ticket and nothing else.

A full run rewrites docs/名库的快慢.md; `--show` writes nothing; with `--keep` every figure is written as it comes, and a run
that was broken off goes on.  Exit code 1 where two engines draw different objects.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.registry import wanted
from ssj_xl.engines.registry import Columns, Places
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.registry.draw import digest_of_lines, draw_registry
from ssj_xl.workflows.registry.files import DUCKDB, MEMORY, SPARK, open_engine, read_locked
from ssj_xl.workflows.registry.lock import Terms, lock_registry
from ssj_xl.workflows.registry.verify import receipt, verify_registry
from ssj_xl.workflows.rounds.draw import Signed
from tools.benchmarks.consolidate import pss, tree
from tools.benchmarks.large import Figures
from tools.benchmarks.pages import machine, publish

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "名库的快慢.md"
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
NATION = 180_000_000
IN_MEMORY, PEER_SIZE = 1_000_000, SIZES[-1]
RATIOS = {"A": 1, "B": 3, "C": 10, "D": 100}
TERMS = Terms("GJ-2026-001", "dice", {group: Fraction(percent, 100) for group, percent in RATIOS.items()}, date(2026, 12, 31), 3, witness="张某")
PUBLIC = Signed("dice:20237331128159211123", "")
DESK = Desk(datetime(2026, 3, 1, 9), "李某", lambda: "0" * 64)
COLUMNS = Columns("编码", "等级")
COUNTIES = 1_000
_STRIDE = 6_180_339_887
"""Prime to every size: the codes come in no order."""
_JAVA = {"PYSPARK_SUBMIT_ARGS": "--driver-memory 4g pyspark-shell", "SPARK_LOCAL_IP": "127.0.0.1"}
_PAUSE, _OF_THE_TIME, _TELL = 0.05, 200, 30.0
"""Memory is looked at so often, in seconds, and so seldom that it costs nothing; a long act says after so many seconds that it goes on."""


class Cost(NamedTuple):
    """Seconds of the act, of the whole process, MB (PSS of the process and all below it), and what it found; `disk` MB it needed besides."""

    wall: float
    whole: float
    peak: float
    digest: str
    disk: float = 0


def generate(folder: Path, size: int) -> None:
    """The list in no order as Parquet, and as CSV where it is drawn in memory too; codes begin with what tells the county."""
    import duckdb

    rows = (f"SELECT '9113010' || lpad(n::VARCHAR, 10, '0') || 'X' AS 编码, CASE WHEN h < 60 THEN 'A' WHEN h < 90 THEN 'B' WHEN h < 99 THEN 'C' "
            f"ELSE 'D' END AS 等级, '第' || (n * {COUNTIES} // {size}) || '县' AS 区县 "
            f"FROM (SELECT (range * {_STRIDE}) % {size} AS n, (hash(range) % 100)::INTEGER AS h FROM range({size}))")
    with duckdb.connect(config={"memory_limit": "1500MB"}) as db:
        db.execute(f"COPY ({rows}) TO '{folder / '名录.parquet'}' (FORMAT parquet, ROW_GROUP_SIZE 122880)")
        if size <= IN_MEMORY:
            db.execute(f"COPY (FROM '{folder / '名录.parquet'}') TO '{folder / '名录.csv'}' (FORMAT csv, HEADER)")


def _lock(folder: Path, name: str, given: str, region: str = "") -> None:
    place = folder / (name + region)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    lock_registry([folder / given], COLUMNS._replace(region=region), TERMS, DESK, (name, open_engine(name, folder), place / "锁定.json"))


def _lock_by_region(folder: Path) -> None:
    """With a root for each county; the list goes again."""
    _lock(folder, DUCKDB, "名录.parquet", "区县")
    shutil.rmtree(folder / (DUCKDB + "区县"))


def _drawn(folder: Path, name: str) -> str:
    engine = open_engine(name, folder)
    for left in (folder / name).glob("锁定-公开记录.json"):
        left.unlink()  # of a run that was broken off
    return draw_registry(read_locked(folder / name / "锁定.json"), PUBLIC, DESK, engine, suffix=engine.suffix).digest


def _in_memory(folder: Path) -> str:
    _lock(folder, MEMORY, "名录.csv")
    return _drawn(folder, MEMORY)


def _on_spark(folder: Path) -> str:
    """The draw of DuckDB's locked list on Spark, without the record."""
    locked, engine = read_locked(folder / DUCKDB / "锁定.json"), open_engine(SPARK, folder)
    key = ssj1.keys(ssj1.seed_text(locked.lock, PUBLIC.value)).objects
    quotas, counts = locked.lock.quotas, locked.counts
    outs = folder / "spark-抽中.parquet", folder / "spark-候补.parquet"
    for out in outs:
        shutil.rmtree(out, ignore_errors=True)
    engine.draw(locked.listing, Places(key, quotas, wanted(quotas, counts, TERMS.reserve), counts), outs)
    return digest_of_lines(open_engine(DUCKDB, folder), outs[0])[1]


def _receipt(folder: Path) -> str:
    return str(receipt(read_locked(folder / DUCKDB / "锁定.json"), "91130100000000001X", open_engine(DUCKDB, folder))["root"])


def _verified(folder: Path) -> str:
    return verify_registry(read_locked(folder / DUCKDB / "锁定.json"), open_engine(DUCKDB, folder)).verdict


def _limit(folder: Path) -> str:
    import duckdb

    source = f"read_parquet('{folder / DUCKDB / '锁定-名录.parquet'}')"
    key = "a0179e2a8ef455c211e6aaaae0f5878c|"
    return str(duckdb.sql(f"SELECT count(*) FROM {source} WHERE sha256('{key}' || id) < '00000000'").fetchall()[0][0])


def _lists(folder: Path) -> dict[str, list[str]]:
    import duckdb

    found: dict[str, list[str]] = {}
    for group, code in duckdb.sql(f"SELECT 等级, 编码 FROM '{folder / '名录.parquet'}'").fetchall():
        found.setdefault(group, []).append(code)
    return found


def _peer(lists: Mapping[str, Sequence[str]]) -> str:
    from consistent_sampler import sampler

    drawn = {code for group, codes in lists.items()
             for code in sampler(codes, seed="20237331128159211123", take=-(-len(codes) * RATIOS[group] // 100), output="id")}
    return str(len(drawn))


LOCK, DRAW, MEMORY_BOTH, ON_SPARK, RECEIPT, VERIFY, BY_REGION, LIMIT, PEER = (
    "锁定（DuckDB）", "抽取（DuckDB）", "锁定和抽取（内存）", "抽取（Spark 本机）", "一家的回执", "核验（DuckDB）", f"锁定，另分 {COUNTIES:,} 个区（DuckDB）",
    "只算散列（DuckDB）", "consistent_sampler")
ACTS: dict[str, Callable[[Path], str | None]] = {
    LOCK: lambda folder: _lock(folder, DUCKDB, "名录.parquet"), DRAW: lambda folder: _drawn(folder, DUCKDB), MEMORY_BOTH: _in_memory,
    ON_SPARK: _on_spark, RECEIPT: _receipt, VERIFY: _verified, BY_REGION: _lock_by_region, LIMIT: _limit}


def once(name: str, folder: Path) -> None:
    """One act: its seconds and what it found, as JSON."""
    act: Callable[[], str | None] = lambda: ACTS[name](folder)  # noqa: E731
    if name == PEER:
        lists = _lists(folder)
        act = lambda: _peer(lists)  # noqa: E731
    start = time.perf_counter()
    found = act()
    json.dump({"wall": time.perf_counter() - start, "digest": found or ""}, sys.stdout)


def measure(size: int, acts: Sequence[str], folder: Path, figures: Figures) -> dict[str, Cost]:
    """The acts in turn on a list of this size; what is known already is not measured again, and the list goes at the end."""
    if any(f"{name}|{size}" not in figures.found for name in acts):
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / DUCKDB / "锁定.json").exists():
            generate(folder, size)
            figures.found.pop(f"{LOCK}|{size}", None)
    found = {name: Cost(*figures.get(f"{name}|{size}", partial(_run, name, folder))) for name in acts}
    shutil.rmtree(folder, ignore_errors=True)
    return found


def _run(name: str, folder: Path) -> Cost:
    command = [sys.executable, "-m", "tools.benchmarks.registry", "--once", name, str(folder)]
    start, peak, disk, told = time.perf_counter(), 0, 0, 0.0
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, **_JAVA})
    while process.poll() is None:
        peak, disk = max(peak, sum(map(pss, tree(process.pid)))), max(disk, _spilled(folder))
        past = time.perf_counter() - start
        if past - told >= _TELL:
            told = past
            sys.stderr.write(f"  {name} {past:.0f} 秒，内存最多 {peak / 1024:.0f} MB，磁盘 {disk:.0f} MB\n")
        time.sleep(max(_PAUSE, past / _OF_THE_TIME))
    out = process.communicate()[0]
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    said: dict[str, Any] = json.loads(out)
    cost = Cost(said["wall"], time.perf_counter() - start, peak / 1024, said["digest"], disk)
    sys.stderr.write(f"  {name} {cost.wall:.2f} 秒，{cost.peak:.0f} MB\n")
    return cost


def _spilled(folder: Path) -> float:
    """MB that DuckDB has put on the disk for want of memory."""
    total = 0
    for path in folder.glob(".~duckdb-*/*"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return total / (1 << 20)


def acts_for(size: int, *, spark: int, peer: int) -> list[str]:
    """Which acts are tried at a size.  spark, peer: up to which size."""
    return [LOCK, DRAW, *([MEMORY_BOTH] if size <= IN_MEMORY else []), *([ON_SPARK] if size <= spark else []), RECEIPT, VERIFY,
            *([BY_REGION] if size <= SIZES[-1] else []), LIMIT, *([PEER] if size <= peer and find_spec("consistent_sampler") else [])]


def agree(found: Mapping[str, Cost]) -> bool:
    """Whether every engine drew the same."""
    return len({found[name].digest for name in (DRAW, MEMORY_BOTH, ON_SPARK) if name in found}) == 1


def markdown(found: Mapping[int, Mapping[str, Cost]]) -> str:
    """The page."""
    lines = "".join(_line(size, name, costs) for size, costs in found.items() for name in costs)
    return _TEXT.format(machine=machine(), lines=lines, goals=_goals(found), engines=_engines(found), reserve=TERMS.reserve)


def _line(size: int, name: str, costs: Mapping[str, Cost]) -> str:
    cost, beside = costs[name], costs[LIMIT].wall
    return f"| {size:,} | {name} | {cost.wall:.2f} | {cost.wall / size * 1e6:.2f} | {cost.wall / beside:.1f} | {cost.peak:.0f} | {cost.disk:.0f} |\n"


def _engines(found: Mapping[int, Mapping[str, Cost]]) -> str:
    """Up to which size Spark drew what DuckDB drew."""
    both = [size for size, costs in found.items() if ON_SPARK in costs]
    return f"* 到 {max(both):,} 条为止，Spark 抽中的与 DuckDB 的逐行相同（结果指纹一样）。\n" if both else ""


def _goals(found: Mapping[int, Mapping[str, Cost]]) -> str:
    """The goals beside what was measured; what was not measured says so, and what it follows from."""
    rows = []
    large = found.get(SIZES[-1])
    if large:
        peer_size = max((size for size, costs in found.items() if PEER in costs), default=0)
        if peer_size:
            each = found[peer_size][PEER].wall / peer_size
            told = "" if peer_size == SIZES[-1] else f"（对照只跑到 {peer_size:,} 条，按每条同样的时间推算；实际越大越慢）"
            rows.append(("一千万条，抽取比 consistent_sampler 快几倍", f"{each * SIZES[-1] / large[DRAW].wall:.0f} 倍{told}", "25 倍"))
        rows.append(("一千万条，抽取的内存（MB）", f"{large[DRAW].peak:.0f}", "300"))
    nation = found.get(NATION)
    for name, goal in ((DRAW, 60), (LOCK, 240)):
        if nation:
            rows.append((f"一亿八千万条，{name}（秒；内存 MB）", f"{nation[name].wall:.0f}；{nation[name].peak:.0f}", f"{goal}；2500"))
        elif large:
            rows.append((f"一亿八千万条，{name}（秒）", f"没有测；由一千万条按条数推算 {large[name].wall * NATION / SIZES[-1]:.0f}（锁定要排序，实际更慢）", str(goal)))
    at = max(found)
    rows.append((f"{at:,} 条里一家的回执（秒）", f"{found[at][RECEIPT].wall:.2f}", "1"))
    return "".join(f"| {what} | {seen} | {goal} |\n" for what, seen, goal in rows)


_TEXT = """# 名库的快慢

本文由 `python3 run.py bench registry` 生成，数字是实际运行的结果。名录由 DuckDB 生成（Parquet，18 位编码，四个组别，按 1%、3%、10%、100% 抽，各列 {reserve} 个候补），
每件事在自己的进程里做一次。机器：{machine}，所以看比例。

| 条数 | 做什么 | 秒 | 每条微秒 | 与只算散列之比 | 最高内存（MB，PSS，全部进程） | 临时用的磁盘（MB） |
|---|---|---|---|---|---|---|
{lines}
* **锁定**：排序、逐个核对编码、查重、名录根（RFC 6962 树）、写出排好的名录和锁定文件。**抽取**：核对名录没有改动，算签号、取名次，写出抽中、候补和公开记录
  （一百万条以内的带全部名录）。
* **内存**：不装任何扩展，只用 Python。**Spark 本机**：同一条 SQL 译成 Spark 的，抽同一份名录；运行之前先核对各引擎抽中的完全相同。Spark 的秒数含启动 Java 的时间。
{engines}* **consistent_sampler**（PyPI）：同类程序，名录已在内存里，逐组取签号最小的；没有组别、名录根、记录。**只算散列**：DuckDB 对每条算一个签号，别的什么都不做，是下限。

| 要求 | 测得 | 要求的数 |
|---|---|---|
{goals}
测得大于要求的（第一行是小于），就是还没有达到。一亿八千万条用 `--nation` 测；加 `--keep 文件夹`，每个数量出来就记下，断了接着量。
"""


def _all(sizes: Sequence[int], acts: Mapping[int, Sequence[str]], options: argparse.Namespace) -> dict[int, dict[str, Cost]]:
    """Everything, in a temporary folder or in the one that is kept."""
    with contextlib.ExitStack() as open_:
        folder = options.keep or Path(open_.enter_context(tempfile.TemporaryDirectory(prefix="ssj-registry-", dir=options.scratch)))
        folder.mkdir(parents=True, exist_ok=True)
        figures = Figures(folder / "数.json" if options.keep else None, sum(map(len, acts.values())))
        return {size: measure(size, acts[size], folder / str(size), figures) for size in sizes}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, report, and say by the exit code whether all engines draw the same."""
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks.registry", description="名库的快慢")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="条数，用逗号隔开")
    parser.add_argument("--nation", action="store_true", help="另测一亿八千万条")
    parser.add_argument("--spark", type=int, default=NATION, help="到多少条为止也用 Spark 抽（默认 180000000；0 为不用）")
    parser.add_argument("--peer", type=int, default=PEER_SIZE, help="到多少条为止也运行 consistent_sampler（默认 10000000，约 5 GB 内存）")
    parser.add_argument("--keep", type=Path, default=None, help="名录和量出的数放在哪里，断了接着量；默认用临时文件夹")
    parser.add_argument("--scratch", type=Path, default=None, help="临时文件放在哪里")
    parser.add_argument("--show", action="store_true", help="只显示结果，不写文件")
    parser.add_argument("--once", nargs=2, metavar=("名称", "文件夹"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.once:
        once(options.once[0], Path(options.once[1]))
        return 0
    spark = options.spark if find_spec("pyspark") and shutil.which("java") else 0
    sizes = [int(size) for size in options.sizes.split(",")] + ([NATION] if options.nation else [])
    found = _all(sizes, {size: acts_for(size, spark=spark, peer=options.peer) for size in sizes}, options)
    if not all(map(agree, found.values())):
        sys.stderr.write("各引擎抽中的对象不同\n")
        return 1
    text = markdown(found)
    publish(text, DOCUMENT, show=options.show)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
