"""Memory, DuckDB and Spark draw the same: Spark in one process, and on a cluster of a master and two workers of this machine.

One Java machine serves the module; the cluster's programs, and `spark-submit` as docs/名库抽取.md gives it, are real ones.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from ssj_xl.domain.verifying import HOLDS
from ssj_xl.workflows.registry import DUCKDB, MEMORY, SPARK, Locked, open_engine, to_read
from ssj_xl.workflows.registry_draw import draw_registry
from ssj_xl.workflows.registry_verify import receipt, verify_registry
from tests.workflows.registry_lists import DESK, PUBLIC, in_regions, list_of, lock_list

pytestmark = pytest.mark.spark

SMALL, LARGE = 10_000, 40_000
ROOT = Path(__file__).resolve().parents[2]
# Java machines that live for seconds: compiled once and plainly; two parts of a list, as there are two workers.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"
DEFAULTS = "spark.sql.shuffle.partitions 2\nspark.executor.memory 512m\nspark.driver.host 127.0.0.1\n"
Outcome = tuple[bytes, list[str], list[str]]
"""The record, and the lines of winners and of reserves."""


@pytest.fixture(scope="module", autouse=True)
def small_machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings for all Java machines of the module; the session ends with it."""
    folder = tmp_path_factory.mktemp("settings")
    (folder / "spark-defaults.conf").write_text(DEFAULTS, "ascii")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("SPARK_CONF_DIR", str(folder)), ("SPARK_LOCAL_IP", "127.0.0.1"), ("JDK_JAVA_OPTIONS", JAVA), ("PYSPARK_PYTHON", sys.executable)):
            patch.setenv(name, value)
        yield
        _stop_session()


def _stop_session() -> None:
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession()
    if session:
        session.stop()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Outcome]:
    """What memory and DuckDB draw of so many lines, which is one; each size once."""
    folder = tmp_path_factory.mktemp("expected")

    @cache
    def drawn(lines: int) -> Outcome:
        memory, duck = (_outcome(folder / f"{name}-{lines}", name, lines) for name in (MEMORY, DUCKDB))
        assert memory == duck
        return memory

    return drawn


def _outcome(folder: Path, name: str, lines: int) -> Outcome:
    return _draw(lock_list(folder, name, list_of(lines)), name)


def _draw(locked: Locked, name: str) -> Outcome:
    engine = open_engine(name, locked.path.parent)
    done = draw_registry(locked, PUBLIC, DESK, engine, suffix=engine.suffix)
    winners, reserve = (list(engine.lines(path)) for path in done.files[1:])
    return done.record.read_bytes(), winners, reserve


@pytest.mark.parametrize("lines", [SMALL, LARGE])
def test_spark_on_one_machine_draws_what_memory_and_duckdb_draw(tmp_path: Path, expected: Callable[[int], Outcome], lines: int) -> None:
    assert _outcome(tmp_path / "名库 [1]", SPARK, lines) == expected(lines)


def test_spark_finds_the_same_regions_verifies_a_draw_and_makes_receipts(tmp_path: Path, expected: Callable[[int], Outcome]) -> None:
    locked = lock_list(tmp_path / "one", SPARK, in_regions(SMALL))
    assert locked.regions == lock_list(tmp_path / "two", MEMORY, in_regions(SMALL)).regions
    engine = open_engine(SPARK, tmp_path)
    winner = _draw(locked, SPARK)[1][0].split("\t")

    assert verify_registry(locked, engine).verdict == HOLDS
    assert receipt(locked, winner[2], open_engine(to_read(locked), tmp_path)) == receipt(locked, winner[2], engine)
    found = receipt(locked, winner[2], engine)
    assert (found["root"], found["ticket"], found["state"]) == (json.loads(expected(SMALL)[0])["root"], winner[3], "抽中")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a standalone cluster, and the folder with its logs: a master and two workers with a core each, processes of their own."""
    _stop_session()
    folder = tmp_path_factory.mktemp("cluster")
    programs = [_program(folder / "master.log", "master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")]
    try:
        address = _said(folder / "master.log", r"Starting Spark master at (spark://\S+)")
        programs += [_program(folder / f"worker{n}.log", "worker.Worker", "--host", "127.0.0.1", "--webui-port", "0", "-c", "1", "-m", "600m",
                              "-d", str(folder / f"work{n}"), address) for n in (1, 2)]
        for n in (1, 2):
            _said(folder / f"worker{n}.log", r"(Successfully registered with master)")
        yield address, folder
    finally:
        _stop_session()
        for program in programs:
            program.terminate()
        for program in programs:
            program.wait()


def _program(log: Path, name: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [_of_spark("spark-class"), f"org.apache.spark.deploy.{name}", *arguments]
    with log.open("wb") as out:
        return subprocess.Popen(command, stdout=out, stderr=out)


def _of_spark(name: str) -> str:
    import pyspark

    return str(Path(pyspark.__file__).parent / "bin" / name)


def _said(log: Path, pattern: str) -> str:
    """What a program has said of itself, waited for."""
    for _ in range(1800):
        found = re.search(pattern, log.read_text("utf-8", "replace"))
        if found:
            return found.group(1)
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8", "replace"))


def test_spark_submit_draws_the_same_on_a_cluster_with_both_workers_at_work(
        tmp_path: Path, expected: Callable[[int], Outcome], cluster: tuple[str, Path]) -> None:
    address, folder = cluster
    locked = lock_list(tmp_path / "名库", DUCKDB, list_of(SMALL))

    done = subprocess.run([_of_spark("spark-submit"), "--master", address, str(ROOT / "examples" / "集群抽取.py"), "draw", str(locked.path),
                           "--engine", "spark", "--public", PUBLIC.value], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    for name, lines in zip(("抽中", "候补"), expected(SMALL)[1:], strict=True):
        assert sorted(open_engine(DUCKDB, tmp_path).lines(locked.path.with_name(f"锁定-{name}.parquet"))) == sorted(lines)
    record = json.loads(locked.path.with_name("锁定-公开记录.json").read_bytes())
    assert record["result_digest"] == json.loads(expected(SMALL)[0])["result_digest"]
    assert [len(list((folder / f"work{n}").glob("app-*/*"))) for n in (1, 2)] == [1, 1]  # an executor each
