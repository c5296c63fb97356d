"""Memory, DuckDB and Spark (on this machine, one Java machine for the module) draw the same."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from ssj_xl.domain.verifying import HOLDS
from ssj_xl.workflows.registry import DUCKDB, MEMORY, SPARK, Locked, open_engine
from ssj_xl.workflows.registry_draw import draw_registry
from ssj_xl.workflows.registry_verify import receipt, verify_registry
from tests.workflows.registry_lists import DESK, PUBLIC, list_of, lock_list

pytestmark = pytest.mark.spark

SMALL, LARGE = 10_000, 100_000
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


def test_spark_verifies_a_draw_and_makes_receipts(tmp_path: Path, expected: Callable[[int], Outcome]) -> None:
    locked = lock_list(tmp_path / "one", SPARK, list_of(SMALL))
    engine = open_engine(SPARK, tmp_path)
    winner = _draw(locked, SPARK)[1][0].split("\t")

    assert verify_registry(locked, engine).verdict == HOLDS
    found = receipt(locked, winner[2], engine)
    assert (found["root"], found["ticket"], found["state"]) == (json.loads(expected(SMALL)[0])["root"], winner[3], "抽中")
