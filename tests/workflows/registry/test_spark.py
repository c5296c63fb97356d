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
from collections.abc import Iterator
from pathlib import Path

import pytest

from ssj_xl.domain.verifying import HOLDS
from ssj_xl.workflows.registry.draw import draw_registry
from ssj_xl.workflows.registry.files import DUCKDB, MEMORY, SPARK, Locked, open_engine, to_read
from ssj_xl.workflows.registry.verify import receipt, verify_registry
from tests.workflows.registry.lists import DESK, PUBLIC, Row, in_regions, list_of, lock_list

pytestmark = pytest.mark.spark

SMALL, LARGE = 10_000, 40_000
ROOT = Path(__file__).resolve().parents[3]
# Java machines that live for seconds: plainly compiled, classes of their own distribution taken as they are; a statement that is
# asked once is interpreted, and a list has two parts, as there are two workers.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
DEFAULTS = """\
spark.sql.shuffle.partitions 2
spark.sql.adaptive.enabled false
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
spark.executor.memory 512m
spark.driver.host 127.0.0.1
"""
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


def _agreed(folder: Path, rows: list[Row]) -> Outcome:
    """What memory and DuckDB draw of the rows, which is one."""
    memory, duck = (_draw(lock_list(folder / name, name, rows), name) for name in (MEMORY, DUCKDB))
    assert memory == duck
    return memory


def _draw(locked: Locked, name: str) -> Outcome:
    engine = open_engine(name, locked.path.parent)
    done = draw_registry(locked, PUBLIC, DESK, engine, suffix=engine.suffix)
    winners, reserve = (list(engine.lines(path)) for path in done.files[1:])
    return done.record.read_bytes(), winners, reserve


@pytest.mark.long
def test_spark_on_one_machine_draws_what_memory_and_duckdb_draw(tmp_path: Path) -> None:
    drawn = _draw(lock_list(tmp_path / "名库 [1]", SPARK, list_of(LARGE)), SPARK)
    assert drawn == _agreed(tmp_path, list_of(LARGE))


@pytest.mark.long
def test_spark_finds_the_same_regions_verifies_a_draw_and_makes_receipts(tmp_path: Path) -> None:
    locked = lock_list(tmp_path / "one", SPARK, in_regions(SMALL))
    drawn = _draw(locked, SPARK)
    assert drawn == _agreed(tmp_path, in_regions(SMALL))

    engine = open_engine(SPARK, tmp_path)
    assert verify_registry(locked, engine).verdict == HOLDS
    winner = drawn[1][0].split("\t")
    found = receipt(locked, winner[2], engine)
    assert receipt(locked, winner[2], open_engine(to_read(locked), tmp_path)) == found
    assert (found["root"], found["ticket"], found["state"]) == (json.loads(drawn[0])["root"], winner[3], "抽中")


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
    """Started by Java itself: `spark-class` starts another Java machine first, to find out how."""
    command = ["java", "-Xmx256m", "-cp", str(_of_spark("jars") / "*"), f"org.apache.spark.deploy.{name}", *arguments]
    with log.open("wb") as out:
        return subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, "SPARK_HOME": str(_of_spark("")), "SPARK_SCALA_VERSION": "2.13"})


def _of_spark(name: str) -> Path:
    import pyspark

    return Path(pyspark.__file__).parent / name


def _said(log: Path, pattern: str) -> str:
    """What a program has said of itself, waited for."""
    for _ in range(1800):
        found = re.search(pattern, log.read_text("utf-8", "replace"))
        if found:
            return found.group(1)
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8", "replace"))


@pytest.mark.long
def test_spark_submit_draws_the_same_on_a_cluster_with_both_workers_at_work(
        tmp_path: Path, cluster: tuple[str, Path]) -> None:
    address, folder = cluster
    record, *names = _agreed(tmp_path, list_of(SMALL))
    locked = lock_list(tmp_path / "名库", DUCKDB, list_of(SMALL))

    done = subprocess.run([str(_of_spark("bin/spark-submit")), "--master", address, str(ROOT / "examples" / "集群抽取.py"), "draw", str(locked.path),
                           "--engine", "spark", "--public", PUBLIC.value], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    for name, lines in zip(("抽中", "候补"), names, strict=True):
        assert sorted(open_engine(DUCKDB, tmp_path).lines(locked.path.with_name(f"锁定-{name}.parquet"))) == sorted(lines)
    assert json.loads(locked.path.with_name("锁定-公开记录.json").read_bytes())["result_digest"] == json.loads(record)["result_digest"]
    assert [len(list((folder / f"work{n}").glob("app-*/*"))) for n in (1, 2)] == [1, 1]  # an executor each
