"""What all tests share: real programs that may be missing, and reproducible properties."""

from __future__ import annotations

import gc
import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

from ssj_xl.build import master_registers
from ssj_xl.domain import counts
from ssj_xl.office.programs import find_soffice
from ssj_xl.papers import pdf
from tests import office, sampling
from tests.addin import validator
from tests.browser.chromium import DESKTOP, Reader, reader
from tests.gateways import savers
from tests.live.window import Window
from tests.made import MadeOnce, make_once, unchanged

# Where PYTHONDONTWRITEBYTECODE is set every process, and the tests start hundreds, would compile all it imports anew.
if sys.dont_write_bytecode:
    COMPILED = str(Path(__file__).resolve().parent.parent / ".pytest_cache" / "pycache")
    sys.dont_write_bytecode, sys.pycache_prefix = False, COMPILED
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = COMPILED

# No deadlines: tests never assert times, and machines are shared.  Every run tries the same examples, wherever it is;
# new ones are looked for by `python3 run.py search`.
settings.register_profile("ssj_xl", deadline=None, max_examples=20, derandomize=True, database=None,
                          suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("search", settings.get_profile("ssj_xl"), derandomize=False,
                          max_examples=1_000, database=DirectoryBasedExampleDatabase(".hypothesis/examples"))
settings.load_profile("ssj_xl")


def _missing(marker: str) -> str | None:
    """What is not installed of what tests with this marker need."""
    if marker == "browser":
        return None if office.chromium() else "Chromium"
    if marker == "validator":
        return None if validator.command() else "Microsoft's Open XML validator"
    if marker == "node":
        return None if savers.node_modules() else "exceljs and SheetJS"
    if marker == "spark":
        return None if shutil.which("java") and find_spec("pyspark") and find_spec("sqlglot") else "Java 17 and the extra spark"
    if marker == "wine":
        return None if shutil.which("wine") and shutil.which("x86_64-w64-mingw32-gcc") else "wine and mingw-w64"
    if not find_soffice():
        return "LibreOffice"
    if marker == "window":
        return None if shutil.which("Xvfb") and shutil.which("xdotool") else "Xvfb and xdotool"
    return None if shutil.which("pdftoppm") else "poppler-utils"


MISSING = {marker: _missing(marker) for marker in ("libreoffice", "window", "browser", "validator", "node", "wine", "spark")}


FIRST = ("gateways/test_live_office.py", "entry/test_cli.py")
"""The two that begin: a long one that needs no demonstration, and beside it the one that makes it for all the others."""
LONG = ("workflows/test_kills", "workflows/test_one_act", "workflows/consolidation/test_submit", "addin/test_breakages", "papers/test_form_variants")
"""Files that take long without a program."""


RULES = ("tests/domain/", "tests/tables/", "tests/papers/", "tests/statistics/", "tests/engines/", "tests/addin/", "tests/attacks/")
"""Rooms whose tests start no program, but for those that say so: they run beside the windows."""
_NAMES_A_PROGRAM = re.compile(rf"\bmark\.({'|'.join(MISSING)})\b")
_ALL_IN_A_WINDOW = re.compile(r"^pytestmark = \[?pytest\.mark\.window\b", re.MULTILINE)
_ALL_LONG = re.compile(r"^pytestmark = .*\bmark\.long\b", re.MULTILINE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long`: the tests marked so too; `--whole`: them, and every case of the enumerations of which a run has a share."""
    parser.addoption("--long", action="store_true", help="the tests marked long too")
    parser.addoption("--whole", action="store_true", help="as --long, with every case of the long enumerations (tests/sampling.py)")


def pytest_configure(config: pytest.Config) -> None:
    """Before the first file of tests, whose parameters are lists of cases, is imported."""
    sampling.IS_WHOLE = bool(config.getoption("whole"))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file that has nothing for this one of the three runs (`run.py`) is not imported: that takes longer than to look."""
    asked = config.getoption("markexpr").partition(" and (")[0]
    named = {Path(argument.partition("::")[0]).resolve() for argument in config.args}
    if not asked or not collection_path.name.startswith("test_") or collection_path in named:
        return None
    text = collection_path.read_text("utf-8")
    if _ALL_LONG.search(text) and not _with_long(config):
        return True
    if asked == "window":
        return "mark.window" not in text or None
    in_rules = _in_rules(collection_path)
    if asked == "rules":
        return not in_rules or None
    if asked == "not window":
        return bool(_ALL_IN_A_WINDOW.search(text)) or None
    if asked == "not window and not rules":
        return (in_rules and not _NAMES_A_PROGRAM.search(text)) or bool(_ALL_IN_A_WINDOW.search(text)) or None
    return None


def _in_rules(path: Path) -> bool:
    return any(room in path.as_posix() for room in RULES)


def _starts_program(item: pytest.Item) -> bool:
    """Whether a test is marked as needing a program; raises where its file hides it from `pytest_ignore_collect`."""
    found = [marker for marker in MISSING if item.get_closest_marker(marker)]
    looked_for = found if _in_rules(item.path) else [marker for marker in found if marker == "window"]
    if looked_for and not all(f"mark.{marker}" in item.path.read_text("utf-8") for marker in looked_for):
        raise pytest.UsageError(f"{item.path}: write pytest.mark.… of {'、'.join(looked_for)} in this file itself")
    return bool(found)


def _with_long(config: pytest.Config) -> bool:
    return bool(config.getoption("long") or config.getoption("whole"))


def _leave_out_long(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out what is marked long, but for the first `but` cases of a test, where nobody asks for it and no file is named."""
    named = {Path(argument.partition("::")[0]).resolve() for argument in config.args}
    cases: Counter[str] = Counter()
    taken: list[pytest.Item] = []
    for item in items:
        mark, test = item.get_closest_marker("long"), item.nodeid.partition("[")[0]
        cases[test] += 1
        if mark and item.path not in named and cases[test] > mark.kwargs.get("but", 0):
            taken.append(item)
    left_out = set(taken)
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=taken)


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long begins first, so that no process ends long after the others; it is left out where nobody asks for it."""
    if not _with_long(config):
        _leave_out_long(config, items)
    programs = {item: _starts_program(item) for item in items}
    for item, is_one in programs.items():
        if not is_one and _in_rules(item.path):
            item.add_marker("rules")

    def place(item: pytest.Item) -> int:
        path = item.path.as_posix()
        if path.endswith(FIRST):
            return next(number for number, name in enumerate(FIRST) if path.endswith(name))
        is_long = programs[item] or any(name in path for name in LONG)
        return len(FIRST) if is_long else len(FIRST) + 1

    places: dict[Path, int] = {}
    for item in items:
        places[item.path] = min(place(item), places.get(item.path, len(FIRST) + 1))
    items.sort(key=lambda item: places[item.path])


BUILT = ("tests/addin/", "tests/build/test_master", "tests/build/test_example", "tests/test_docs.py")
"""Tests of workbooks as users get them, with all the room that 计算 has; elsewhere it has a little (but for `all_room`), no
column repeats in print, and office programs open and save a workbook in a third of the time."""
ROOM = dict(counts.ROOM)
REPEATED = master_registers.repeat_identifying


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Before any fixture of a test is made: how many rows may be typed below a register before 计算 must grow, and what prints."""
    is_built = any(name in item.path.as_posix() for name in BUILT)
    counts.ROOM.update(ROOM if is_built else dict.fromkeys(ROOM, 20))
    master_registers.repeat_identifying = REPEATED if is_built else lambda *_: None
    return (yield)


def pytest_collection_finish() -> None:
    """What was imported stays to the end, and cycles are looked for as seldom as the command does (`entry.cli`)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test whose program is missing is skipped, with the reason; where nothing may be skipped it fails."""
    lacks = [program for marker, program in MISSING.items() if program and item.get_closest_marker(marker)]
    if not lacks:
        return
    reason = f"not installed: {', '.join(lacks)} (python3 run.py test says how to get it)"
    if os.environ.get("SSJ_XL_NO_SKIP") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeOnce]:
    """Makes a folder once a run, for all processes (`tests.made`); fails where a test has changed what was made."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "made"
    shared.mkdir(exist_ok=True)
    folders: set[Path] = set()

    def once(name: str, make: Callable[[Path], object]) -> Path:
        folders.add(shared / name)
        return make_once(shared / name, make)

    yield once
    assert [folder.name for folder in sorted(folders) if not unchanged(folder)] == [], "a test wrote into what all read"


@pytest.fixture
def all_room() -> None:
    """The room of 计算 that users have."""
    counts.ROOM.update(ROOM)


@pytest.fixture(scope="session")
def month(made_once: MadeOnce) -> Path:
    """The demonstration as the command makes it: a folder for each unit.  A test that writes copies what it needs."""
    def play(folder: Path) -> None:
        from click.testing import CliRunner

        from ssj_xl.entry.cli import cli

        done = CliRunner().invoke(cli, ["demo", str(folder), "--no-progress"])
        assert done.exit_code == 0, done.output

    return made_once("云州", play)


@pytest.fixture(autouse=True)
def _one_office(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice is not started for every paper, but where its start is what is tested."""
    if request.node.get_closest_marker("libreoffice") and request.path.name != "test_pdf.py":
        monkeypatch.setattr(pdf, "_convert", office.by_the_running_one)


@pytest.fixture(scope="session", autouse=True)
def _running_office() -> Iterator[office.LiveOffice]:
    try:
        yield office.RUNNING
    finally:
        office.RUNNING.stop()


@pytest.fixture
def live_office(_running_office: office.LiveOffice) -> Iterator[office.LiveOffice]:
    """A LibreOffice that keeps running for the session; what others left open is closed, and what the test opens after it."""
    _running_office.start()
    _running_office.close_books()
    yield _running_office
    _running_office.close_books()


@pytest.fixture(scope="session")
def browser() -> Iterator[Reader]:
    """A Chromium for the session."""
    with reader() as opened:
        yield opened


@pytest.fixture
def tab(browser: Reader) -> Reader:
    """The browser with a desktop window and nothing to complain about yet."""
    browser.size(DESKTOP)
    browser.errors.clear()
    return browser


@pytest.fixture(scope="session")
def window() -> Iterator[Window]:
    """A LibreOffice with windows and with the extension, for the session."""
    opened = Window()
    opened.start()
    try:
        yield opened
    finally:
        opened.stop()
