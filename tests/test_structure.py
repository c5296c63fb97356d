"""The architecture as rules that are checked: floors, sizes, lazy imports, what may stand in the text."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from configparser import RawConfigParser
from fnmatch import fnmatch
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import ssj_xl

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "ssj_xl"

# Which floors each floor may import, itself apart.  A package not named here belongs nowhere.
BELOW: dict[str, set[str]] = {"tables": set(), "domain": {"tables"}, "office": {"tables"}}
BELOW |= {floor: {"domain", "tables", "office"} for floor in ("gateways", "engines", "papers")}
BELOW["build"] = {"papers", "gateways", "domain", "tables", "office"}
BELOW["workflows"] = {"build", "papers", "gateways", "engines", "domain", "tables", "office"}
BELOW["entry"] = BELOW["workflows"] | {"workflows"}
BELOW["__main__"] = BELOW["entry"] | {"entry"}
BELOW["__init__"] = {"entry", "tables"}  # the names of the library, loaded when they are asked for

PURE = {"tables", "domain"}
# Pure floors know no clock, no file, no other process.
IMPURE = {"asyncio", "glob", "io", "locale", "os", "pathlib", "platform", "secrets", "shutil", "socket",
          "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib"}
HEAVY = {"duckdb", "numpy", "openpyxl", "pandas", "pyspark", "scipy", "sqlglot", "xlsxwriter"}
BUILT_ON_HEAVY = "ssj_xl.office.streamed"  # a subclass needs its class: the module itself is imported where it is used
CLOCK = {("date", "today"), ("datetime", "today"), ("datetime", "now"), ("datetime", "utcnow"),
         ("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime")}
# Modules that come with a program or with a package of Windows alone: LibreOffice's bridge, pywin32 (of xlwings).
WITH_A_PROGRAM = {"com", "uno", "unohelper", "pythoncom"}

MAX_MODULE_LINES, MAX_FUNCTION_LINES, MAX_PARAMETERS = 400, 60, 5

Function = ast.FunctionDef | ast.AsyncFunctionDef
MODULES = sorted(PACKAGE.rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _in_no_module(find: Callable[[Path], object], *, floors: Collection[str] | None = None) -> None:
    """Fails if something is found in a module of these floors (all, unless named): a line each, none left out."""
    paths = [path for path in MODULES if floors is None or _floor(path) in floors]
    faults = [f"{_name(path)}: {found}" for path in paths if (found := find(path))]
    assert paths
    assert not faults, "\n".join(["", *faults])


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), path.name)


@cache
def _nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(_tree(path)))


def _floor(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def _functions(path: Path) -> Iterator[Function]:
    return (node for node in _nodes(path) if isinstance(node, Function))


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Nodes that run when the module is imported: not in functions, not for the type checker only."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Function | ast.Lambda) and not _is_type_checking(child):
            yield child
            yield from _at_import(child)


def _imported(path: Path, nodes: Iterator[ast.AST]) -> Iterator[str]:
    """Full dotted names imported by these nodes; `from a import b` gives a.b."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[:len(package) + 1 - node.level] if node.level else ()
            origin = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


@cache
def _imports(path: Path) -> frozenset[str]:
    return frozenset(_imported(path, iter(_nodes(path))))


def _roots(names: Iterable[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


# --- floors ----------------------------------------------------------------------------------------

def test_every_floor_has_its_place() -> None:
    assert {_floor(path) for path in MODULES} <= set(BELOW), "a new floor needs a place in BELOW"


def test_imports_go_down_only() -> None:
    def up(path: Path) -> set[str]:
        inner = {name.split(".")[1] for name in _imports(path) if name.startswith("ssj_xl.")} - {"__version__"}
        return inner - BELOW[_floor(path)] - {_floor(path)}

    _in_no_module(up)


def _room(name: str) -> str:
    """The room that a dotted name of ours is in: a folder of a floor, or a module that stands on a floor by itself."""
    return ".".join(name.split(".")[:3])


def test_rooms_import_one_another_without_a_circle() -> None:
    """What is for the type checker only counts too: whoever reads a room first need not have read another that needs it."""
    graph: dict[str, set[str]] = {}
    for path in MODULES:
        own = _room(".".join(path.relative_to(ROOT).with_suffix("").parts))
        graph.setdefault(own, set()).update(_room(name) for name in _imports(path) if name.startswith("ssj_xl."))
        graph[own].discard(own)
    try:
        order = [*TopologicalSorter(graph).static_order()]
    except CycleError as circle:
        pytest.fail(" -> ".join(circle.args[1]))
    assert {"ssj_xl.workflows.rounds", "ssj_xl.domain.draw"} <= {*order}


def test_office_files_know_no_register() -> None:
    """Of the tables only what a raw cell is and how a problem is worded."""
    known = {"ssj_xl.tables.grid", "ssj_xl.tables.problems"}
    _in_no_module(lambda path: {name for name in _imports(path) if name.startswith("ssj_xl.tables")
                                and name.rpartition(".")[0] not in known}, floors={"office"})


def test_rules_and_registers_need_the_standard_library_only() -> None:
    own = {*sys.stdlib_module_names, "ssj_xl"}
    _in_no_module(lambda path: _roots(_imports(path)) - own, floors=PURE)


def test_rules_and_registers_touch_no_file_and_no_process() -> None:
    def opens(path: Path) -> list[int]:
        return [node.lineno for node in _nodes(path)
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "open"]

    _in_no_module(opens, floors=PURE)
    _in_no_module(lambda path: _roots(_imports(path)) & IMPURE, floors=PURE)


def test_the_clock_is_read_at_the_entry_only() -> None:
    def reads(path: Path) -> list[int]:
        return [node.lineno for node in _nodes(path) if isinstance(node, ast.Attribute)
                and (ast.unparse(node.value).rpartition(".")[2], node.attr) in CLOCK]

    _in_no_module(reads, floors=set(BELOW) - {"entry", "__main__"})


def test_the_clock_is_read_by_beijing_time_and_in_one_place() -> None:
    def of_the_machines_zone(path: Path) -> list[int]:
        """Moments made from a clock or a file without saying by which zone."""
        calls = [node for node in _nodes(path) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
        needed = {"now": 1, "fromtimestamp": 2}
        return [node.lineno for node in calls if ast.unparse(node.func.value).rpartition(".")[2] == "datetime"
                and len(node.args) + len(node.keywords) < needed.get(node.func.attr, 0)]

    _in_no_module(of_the_machines_zone)
    reading = [path.name for path in MODULES if re.search(r"\bdatetime\.now\(", path.read_text("utf-8"))]
    assert reading == ["session.py"]


def test_no_generator_of_the_platform_takes_part_in_a_draw() -> None:
    _in_no_module(lambda path: "random" in _roots(_imports(path)))
    _in_no_module(lambda path: [name for name in _imports(path) if name.startswith("numpy.random")])
    _in_no_module(lambda path: re.search(r"\b(?:np|numpy)\.random\b", path.read_text("utf-8")))


def test_every_foreign_import_is_a_declared_dependency() -> None:
    config = RawConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    extras = config["options.extras_require"]
    lines = "\n".join((config["options"]["install_requires"], extras["excel"], extras["drand"], extras["stamp"], extras["addin"], extras["duckdb"], extras["spark"])).split("\n")
    declared = {_normal(re.split(r"[<>=!~;\[ ]", line, maxsplit=1)[0]) for line in lines if line}
    provided = importlib.metadata.packages_distributions()
    for path in MODULES:
        for module in _roots(_imports(path)) - set(sys.stdlib_module_names) - WITH_A_PROGRAM - {"ssj_xl"}:
            owners = {_normal(owner) for owner in provided.get(module, [module])}
            assert owners & declared, f"{_name(path)} imports {module}, which setup.cfg does not install"


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


# --- start-up --------------------------------------------------------------------------------------

def test_heavy_packages_are_imported_where_they_are_used() -> None:
    def early(path: Path) -> set[str]:
        names = set(_imported(path, _at_import(_tree(path))))
        return {name for name in names if name.startswith(BUILT_ON_HEAVY)} | (set() if path.stem == "streamed" else _roots(names) & HEAVY)

    _in_no_module(early)


def test_the_command_line_starts_without_heavy_packages() -> None:
    code = "import sys; from ssj_xl.entry import cli, menu; len([*cli.cli.commands.values()]); print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert run.returncode == 0, run.stderr
    assert not set(run.stdout.split()) & HEAVY


def test_importing_the_library_loads_nothing_but_itself() -> None:
    code = "import sys; before = set(sys.modules); import ssj_xl; print(*sorted(set(sys.modules) - before))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert [name for name in run.stdout.split() if name.partition(".")[0] not in sys.stdlib_module_names] == ["ssj_xl"]


def test_a_book_is_read_without_what_writes_workbooks() -> None:
    code = "import sys, ssj_xl; ssj_xl.open, ssj_xl.draw; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert not set(run.stdout.split()) & HEAVY


def test_a_button_of_a_draw_loads_no_other_act_before_it_is_pressed() -> None:
    code = "import sys; from ssj_xl.entry import acts; from ssj_xl.entry.ribbon import pressing; acts.load('acts_draw:lock', 'ssj_xl.entry.ribbon'); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    acts = ("rounds/preview", "rounds/draw", "rounds/match", "rounds/substitute", "monthly/report", "consolidation/consolidate", "publishing/dossier",
            "importing/importing")
    others = [PACKAGE / "workflows" / f"{act}.py" for act in acts] + [PACKAGE / "papers" / "form", PACKAGE / "gateways" / "foreign"]
    assert [path for path in others if not path.exists()] == []
    assert not set(run.stdout.split()) & {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in others}


# --- size and form ---------------------------------------------------------------------------------

def test_modules_stay_readable() -> None:
    _in_no_module(lambda path: max(0, len(path.read_text("utf-8").splitlines()) - MAX_MODULE_LINES))


def test_functions_stay_short() -> None:
    def long(path: Path) -> dict[str, int]:
        return {node.name: _length(node) for node in _functions(path) if _length(node) > MAX_FUNCTION_LINES}

    _in_no_module(long)


def _length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_take_few_parameters() -> None:
    def many(path: Path) -> dict[str, int]:
        return {node.name: _parameters(node) for node in _functions(path)
                if _parameters(node) > MAX_PARAMETERS and not (_floor(path) == "entry" and (_is_command(node) or _is_public(path, node)))}

    _in_no_module(many)


def _parameters(node: Function) -> int:
    """Parameters but for self and cls."""
    names = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def _is_command(node: Function) -> bool:
    """Whether click calls it: then its parameters are the command's options."""
    called = (item.func if isinstance(item, ast.Call) else item for item in node.decorator_list)
    return any(ast.unparse(item).rpartition(".")[2] in {"command", "group"} for item in called)


def _is_public(path: Path, node: Function) -> bool:
    """Whether it is a function of the library: then its parameters are what a script may say, as a command's options."""
    return path.parent.name == "library" and node.name in ssj_xl.__all__


def test_no_failure_is_swallowed_whole() -> None:
    def broad(path: Path) -> list[int]:
        return [node.lineno for node in _nodes(path) if isinstance(node, ast.ExceptHandler)
                and _catches_all(node) and not _raises_again(node)]

    _in_no_module(broad)


def _catches_all(node: ast.ExceptHandler) -> bool:
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(kind is None or ast.unparse(kind) in {"Exception", "BaseException"} for kind in kinds)


def _raises_again(node: ast.ExceptHandler) -> bool:
    """Cleaning up after any failure is fine as long as the failure goes on."""
    last = node.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_everything_public_says_what_it_is() -> None:
    def silent(path: Path) -> list[str]:
        return [name for name, node in _public(_tree(path)) if not ast.get_docstring(node)]

    _in_no_module(silent)


def _public(node: ast.Module | ast.ClassDef) -> Iterator[tuple[str, ast.Module | ast.ClassDef | Function]]:
    yield getattr(node, "name", "the module"), node
    for child in node.body:
        if isinstance(child, Function) and not child.name.startswith("_") and not _is_overload(child):
            yield child.name, child
        elif isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield from _public(child)


def _is_overload(node: Function) -> bool:
    return any(ast.unparse(item).endswith(("overload", ".setter")) for item in node.decorator_list)


# --- text ------------------------------------------------------------------------------------------

NOT_SOURCE = {".git", ".venv", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__",
              "dist", "htmlcov", "ssj_xl.egg-info"}


def _text_files() -> Iterator[tuple[str, str]]:
    """Name and content of every text file of the checkout."""
    for path in sorted(ROOT.rglob("*")):
        if path.is_file() and not NOT_SOURCE & set(path.relative_to(ROOT).parts):
            content = path.read_bytes()
            if b"\0" not in content:
                yield _name(path), content.decode("utf-8", "replace")


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    machine = re.compile(r"(?<![\w.:/\\<>-])/(?:work|root|home)/")
    assert not [name for name, text in _text_files() if machine.search(text)]


def test_setup_cfg_has_no_percent_sign() -> None:
    """It would be read as an interpolation by setuptools, and doubled it would be wrong for pytest."""
    assert "%" not in (ROOT / "setup.cfg").read_text("utf-8")


def test_only_a_missing_program_lets_a_test_be_skipped() -> None:
    evasive = {"skip", "skipif", "xfail", "importorskip", "skipTest", "skipUnless"}
    for path in sorted((ROOT / "tests").rglob("*.py")):
        used = {node.attr for node in ast.walk(_tree(path)) if isinstance(node, ast.Attribute)} & evasive
        assert used <= ({"skip"} if path == ROOT / "tests" / "conftest.py" else set()), _name(path)


def test_an_old_python_gets_a_sentence_from_run_py() -> None:
    source = (ROOT / "run.py").read_text("utf-8")
    ast.parse(source, feature_version=(3, 6))
    assert source.index("sys.version_info < (3, 11)") < source.index("def ")


def test_no_room_of_tests_is_passed_over_by_the_whole_run(pytestconfig: pytest.Config) -> None:
    passed_over = pytestconfig.getini("norecursedirs")
    rooms = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert [part for room in rooms for part in room.relative_to(ROOT).parts if any(fnmatch(part, glob) for glob in passed_over)] == []
