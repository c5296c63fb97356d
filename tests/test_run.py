"""What `run.py test` runs: everything, or the tests of one room."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = sorted(path.name for path in (ROOT / "ssj_xl").iterdir() if (path / "__init__.py").is_file())


@pytest.fixture(scope="module")
def run() -> Any:
    spec = importlib.util.spec_from_file_location("run_py", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("floor", [floor for floor in FLOORS if floor != "office"])  # asked through gateways and build
def test_every_floor_has_a_folder_of_tests(floor: str, run: Any) -> None:
    assert run.tests_of(floor) == [f"tests/{floor}"]


@pytest.mark.parametrize(("room", "expected"), [
    ("domain/checks", ["tests/domain/test_checks.py"]),
    ("ssj_xl/domain/checks/", ["tests/domain/test_checks.py"]),
    ("ssj_xl/domain/pool.py", ["tests/domain/test_pool.py"]),
    ("domain\\pool", ["tests/domain/test_pool.py"]),
    ("domain/merging", ["tests/domain/test_merging.py", "tests/domain/test_merging_month.py"]),
    ("entry/machine", ["tests/entry"]),
    ("domain/checks/registers", ["tests/domain/test_checks.py"]),
])
def test_a_room_has_the_tests_named_after_it_or_those_of_the_room_around_it(
        room: str, expected: list[str], run: Any) -> None:
    assert run.tests_of(room) == expected


@pytest.mark.parametrize("room", ["", "nowhere", "domain/nothing", "docs", "../tests"])
def test_what_is_no_room_has_no_tests(room: str, run: Any) -> None:
    assert run.tests_of(room) == []


def test_without_a_room_everything_runs_and_arguments_go_to_pytest(run: Any) -> None:
    assert run.steps([]) == [run.APART, ("ruff", "check", "."), ("mypy",), run.TOGETHER]
    assert run.steps(["tests/test_docs.py", "-x"])[-1] == (*run.TOGETHER, "tests/test_docs.py", "-x")


@pytest.mark.parametrize("asked", ["--long", "--whole"])
def test_with_the_long_tests_the_rules_run_while_the_windows_take_their_time(run: Any, asked: str) -> None:
    assert run.steps([asked]) == [(*run.APART, asked), ("ruff", "check", "."), ("mypy",), (*run.BESIDE, asked), (*run.OTHERS, asked)]


def test_what_is_chosen_is_chosen_in_every_run_and_done_in_one(run: Any) -> None:
    apart, *_, beside, others = run.steps(["-x", "--long", "-m", "not libreoffice"])
    assert apart == (*run.APART[:-1], "window and (not libreoffice)", "-x", "--long")
    assert beside == (*run.BESIDE[:-1], "rules and (not libreoffice)", "-x", "--long")
    assert others == (*run.OTHERS[:-1], "not window and not rules and (not libreoffice)", "-x", "--long")
    assert run.steps(["-m", "not libreoffice"])[-1] == (*run.TOGETHER[:-1], "not window and (not libreoffice)")


@pytest.mark.parametrize("asked", [(), ("--color=no",), ("-x", "-q")], ids=["all", "as CI does", "options"])
def test_the_windows_run_beside_the_others_and_their_failure_counts(asked: tuple[str, ...], run: Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(run, "PYTHON", sys.executable)
    wait = "import pathlib, sys, time; there = pathlib.Path(sys.argv[1]); [time.sleep(0.01) for _ in range(1000) if not there.exists()]; "
    with tempfile.TemporaryDirectory() as folder:
        place = f"{folder}/there"
        apart = (*run.APART[:-1], "window")
        monkeypatch.setattr(run, "APART", apart)
        real = subprocess.Popen
        monkeypatch.setattr(run.subprocess, "Popen", lambda command, **more: real([sys.executable, "-c", wait + "print('windows'); sys.exit(there.exists() * 3)", place], **more))
        ran: list[str] = []

        def carry_out(check: tuple[str, ...]) -> int:
            ran.append(check[0])
            Path(place).touch()
            return len(ran)

        monkeypatch.setattr(run, "run_check", carry_out)
        assert run.run_checks([(*apart, *asked), ("ruff",), ("mypy",), ("last",)]) == [3, 1, 2, 3]
    assert ran == ["ruff", "mypy", "last"]
    assert "windows" in capfd.readouterr().err


def test_runs_that_add_to_one_count_of_branches_are_made_one_after_another(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "run_check", lambda check: 0)
    monkeypatch.setattr(run.subprocess, "Popen", lambda *command, **more: pytest.fail("beside another"))
    assert set(run.run_checks(run.steps(["--cov"]))) == {0}


@pytest.mark.parametrize(("codes", "failed"), [
    ([0, 0, 0, 0, 0], []), ([5, 0, 0, 0, 0], []), ([5, 0, 0, 5, 0], []), ([5, 0, 0, 5, 5], ["pytest"] * 3), ([5, 1, 0, 5, 1], ["ruff", "pytest"]), ([0, 5, 0, 0, 0], ["ruff"])])
def test_a_run_of_the_tests_may_find_none_but_not_all(codes: list[int], failed: list[str], run: Any) -> None:
    assert run.failures(run.steps(["--long"]), codes) == failed


def test_one_room_is_linted_and_tested_only(run: Any) -> None:
    assert [step[0] for step in run.steps(["domain/pool", "-x"])] == ["ruff", "pytest"]
    assert run.steps(["domain/pool", "-x"])[-1] == ("pytest", "-n", "0", "tests/domain/test_pool.py", "-x")
    assert run.steps(["nowhere"]) == []


def test_coverage_is_demanded_of_the_floors_that_decide(run: Any) -> None:
    tested = [step for step in run.steps(["--cov"]) if step[0] == "pytest"]
    assert tested == [(*run.APART, "--cov", "--long"), *((*check, "--cov", "--long", "--cov-append") for check in (run.BESIDE, run.OTHERS))]
    reports = [step for step in run.steps(["--cov"]) if step[0] == "coverage"]
    assert [step[2] for step in reports] == [f"--include=ssj_xl/{floor}/*" for floor in ("tables", "domain", "workflows")]


@pytest.mark.parametrize(("arguments", "started"), [
    (["draw", "--size", "4"], [("draw", ["--size", "4"])]), (["nothing"], []), ([], [("consolidate", []), ("draw", [])]),
    (["--toy"], [("consolidate", ["--size", "2", "--rows", "20", "--show"]), ("draw", ["--size", "1000", "--rounds", "1", "--show"])])])
def test_bench_runs_every_measurement_or_the_one_that_is_named(
        arguments: list[str], started: list[Any], run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(run, "run_benchmark", lambda name, rest: seen.append((name, rest)) or 0)
    assert run.main(["bench", *arguments]) == (0 if started else 2)
    assert seen[: len(started)] == started


@pytest.mark.parametrize(("level", "target", "levels"), [("run", ".", ["run"]), ("dev", ".[dev]", ["run", "dev"]), ("bench", ".[dev,bench]", ["run", "dev", "bench"])])
def test_a_level_is_installed_with_those_before_it(run: Any, level: str, target: str, levels: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[tuple[object, ...]] = []
    monkeypatch.setattr(run, "STAMP", tmp_path / "installed.txt")
    monkeypatch.setattr(run, "make_venv", lambda: None)
    monkeypatch.setattr(run, "call", lambda *command: called.append(command) or 0)
    run.install(level)
    assert called[0][-1] == target
    assert run.STAMP.read_text("ascii").split() == [run.fingerprint(), *levels]


@pytest.mark.parametrize(("name", "arguments", "level"), [("consolidate", [], "bench"), ("registry", ["--show"], "dev"), ("fuzz", [], "dev")])
def test_what_writes_a_page_has_the_libraries_of_its_plot_and_its_peers(run: Any, name: str, arguments: list[str], level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(run, "install", asked.append)
    monkeypatch.setattr(run.subprocess, "run", lambda *_, **__: type("Done", (), {"returncode": 0}))
    assert run.run_benchmark(name, arguments) == 0
    assert asked == [level]
