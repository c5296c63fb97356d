"""The extension for LibreOffice as it was built, read back; and its component as any Python loads it, LibreOffice being a stand-in."""

from __future__ import annotations

import ast
import importlib.util
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from ssj_xl import __version__
from ssj_xl.build import extension
from ssj_xl.build.ribbon import BUTTONS, GROUPS, RULES
from ssj_xl.domain.formulas.declarations import FORMULAS
from ssj_xl.entry.cli import cli
from ssj_xl.entry.machine import checks, places
from ssj_xl.entry.machine import extension as installing
from ssj_xl.entry.machine.extension import Wiring
from ssj_xl.office import programs
from ssj_xl.tables.problems import UserError, problem
from tests.addin import gates

SOURCE = gates.ROOT / "macros" / "libreoffice" / extension.COMPONENT
OOR = "{http://openoffice.org/2001/registry}"


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    """What is in the extension that the repository carries; that it is the one of the sources is told by test_built."""
    with zipfile.ZipFile(gates.ROOT / "workbooks" / extension.NAME) as package:
        return {name: package.read(name) for name in package.namelist()}


def _entries(parts: dict[str, bytes], part: str, *path: str) -> list[tuple[str, dict[str, str]]]:
    """Below a node of a configuration the nodes in LibreOffice's order, each with its texts (a language's last)."""
    at = ET.fromstring(parts[part])
    for name in path:
        at = next(node for node in at.findall("node") if node.get(f"{OOR}name") == name)
    return [(str(node.get(f"{OOR}name")), {str(prop.get(f"{OOR}name")): prop.findall("value")[-1].text or "" for prop in node.findall("prop")})
            for node in sorted(at.findall("node"), key=lambda node: str(node.get(f"{OOR}name")))]


# --- what is in it ---------------------------------------------------------------------------------

def test_the_menu_has_every_button_under_its_group_in_the_order_of_the_tab(parts: dict[str, bytes]) -> None:
    menu = ("AddonUI", "OfficeMenuBar", "ssj_xl.menu")
    groups = _entries(parts, "Addons.xcu", *menu, "Submenu")

    assert [texts["Title"] for _, texts in groups] == [group.label for group in GROUPS]
    for (name, _), group in zip(groups, GROUPS, strict=True):
        items = [texts for _, texts in _entries(parts, "Addons.xcu", *menu, "Submenu", name, "Submenu")]
        assert [(one["Title"], one["URL"]) for one in items] == [(button.label, f"ssj-xl:{button.id}") for button in group.buttons]


@pytest.mark.long
def test_the_toolbar_has_every_button_with_a_picture_in_both_sizes(parts: dict[str, bytes]) -> None:
    bar = [texts["URL"] for _, texts in _entries(parts, "Addons.xcu", "AddonUI", "OfficeToolBar", "ssj_xl.bar")]
    images = {texts["URL"]: name for name, texts in _entries(parts, "Addons.xcu", "AddonUI", "Images")}

    assert [url for url in bar if url != "private:separator"] == [f"ssj-xl:{button.id}?tip" for button in BUTTONS]
    assert bar.count("private:separator") == len(GROUPS) - 1
    for button in BUTTONS:
        for url in (f"ssj-xl:{button.id}", f"ssj-xl:{button.id}?tip"):
            files = _texts_below(parts, images[url])
            assert {parts[file.removeprefix("%origin%/")][:4] for file in files} == {b"\x89PNG"}
            assert len(files) == 2


def _texts_below(parts: dict[str, bytes], image: str) -> list[str]:
    node = next(node for node in ET.fromstring(parts["Addons.xcu"]).iter("node") if node.get(f"{OOR}name") == image)
    return [str(value.text) for prop in node.findall("node/prop") for value in prop.findall("value")]


def test_every_formula_has_its_help_and_the_name_that_excels_files_use(parts: dict[str, bytes]) -> None:
    path = ("AddInInfo", extension.SERVICE, "AddInFunctions")
    found = dict(_entries(parts, "CalcAddIns.xcu", *path))

    assert found.keys() == {extension.method(one) for one in FORMULAS}
    for one in FORMULAS:
        texts, arguments = found[extension.method(one)], dict(_entries(parts, "CalcAddIns.xcu", *path, extension.method(one), "Parameters"))
        assert (texts["DisplayName"], texts["CompatibilityName"], texts["Description"]) == (one.name, one.name, one.text)
        assert texts["CategoryDisplayName"] == "双随机"
        assert [(texts["DisplayName"], texts["Description"]) for texts in arguments.values()] == [
            (argument.name, argument.text) for argument in one.arguments]
        wanted = ", ".join(f"[in] any {name}" for name in arguments)
        assert f"{extension.method(one)}([in] com::sun::star::beans::XPropertySet document, {wanted});" in parts["formulas.idl"].decode()


def test_every_part_that_libreoffice_loads_is_there_and_no_other_program(parts: dict[str, bytes]) -> None:
    listed = [node.get("{http://openoffice.org/2001/manifest}full-path") for node in ET.fromstring(parts["META-INF/manifest.xml"])]

    assert set(listed) <= parts.keys()
    assert {name for name in parts if not name.startswith("icons/")} == {
        "META-INF/manifest.xml", "description.xml", "declared.json", *map(str, listed)}
    assert f'value="{__version__}"' in parts["description.xml"].decode()


@pytest.mark.parametrize("name", [name for name in RULES if name != "master"])
def test_a_rule_is_handed_over_whole(name: str) -> None:
    more, less = extension.holds(RULES[name].formula)
    said = [condition for count in (*more, *less) for condition in count]

    assert all(f'{table}[{title}],"{value}"' in RULES[name].formula for table, title, value in said)
    assert RULES[name].formula.count("[") == len(said)


def test_a_rule_of_another_form_does_not_get_into_the_extension() -> None:
    with pytest.raises(ValueError, match="not a comparison of counts"):
        extension.holds('COUNTIFS(抽查任务[状态],"<>")*2>0')


# --- the component ---------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def component(tmp_path_factory: pytest.TempPathFactory, parts: dict[str, bytes]) -> Iterator[Any]:
    """The component, loaded beside what it reads, with a stand-in for LibreOffice's modules."""
    folder = tmp_path_factory.mktemp("oxt")
    for name in (extension.COMPONENT, extension.DECLARED):
        (folder / name).write_bytes(parts[name])
    names = ("uno", "unohelper", "com", "com.sun", "com.sun.star", *(f"com.sun.star.{name}" for name in (
        "awt", "bridge", "frame", "lang", "sheet", "ui", "util")))
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setitem(sys.modules, name, _StandIn(name))
        spec = importlib.util.spec_from_file_location("ssj_office", folder / extension.COMPONENT)
        assert spec is not None
        assert spec.loader is not None
        made = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(made)
        yield made


class _StandIn(ModuleType):
    """A module of LibreOffice: every interface is an empty class."""

    def __getattr__(self, name: str) -> Any:
        if name == "ImplementationHelper":
            return lambda: SimpleNamespace(addImplementation=lambda *_: None)
        return type(name, (), {})


def test_it_runs_on_the_old_python_of_an_office_with_the_standard_library_alone() -> None:
    tree = ast.parse(SOURCE.read_text("utf-8"), feature_version=(3, 7))
    roots = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    roots |= {str(node.module).partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert roots - set(sys.stdlib_module_names) == {"uno", "unohelper", "com"}


def test_it_says_no_word_of_its_own() -> None:
    tree = ast.parse(SOURCE.read_text("utf-8"))
    docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)}
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)} - docs

    assert [text for text in texts if not text.isascii()] == ["："]


def test_whom_it_asks_is_what_the_installation_wrote(component: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(component, "SETTINGS", str(places.office_settings(tmp_path)))
    with pytest.raises(component.Absent, match="没有找到本机的 ssj-xl"):
        component.program()

    installing.write_wiring(places.office_settings(tmp_path), Wiring(sys.executable, __version__))
    assert component.program() == ([sys.executable, "-I", "-m", "ssj_xl.entry.office", __version__], str(Path(sys.executable).parent))
    assert component.SETTINGS.endswith(str(places.office_settings(Path("x")))[1:])


@pytest.mark.parametrize("python", ["python3", "./python3", "/不在/python3"])
def test_it_takes_no_program_from_the_path_or_the_folder(component: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python: str) -> None:
    monkeypatch.setattr(component, "SETTINGS", str(places.office_settings(tmp_path)))
    monkeypatch.chdir(Path(sys.executable).parent)
    installing.write_wiring(places.office_settings(tmp_path), Wiring(python, __version__))
    with pytest.raises(component.Absent):
        component.program()


def test_a_lone_zero_is_a_blank_cell_but_where_a_number_is_wanted(component: Any) -> None:
    known = json.loads(extension.declared())["formulas"]

    assert known["ssjWorkday"] == {"name": "SSJ_WORKDAY", "values": [False, True, False]}
    assert [component.blanked(0.0, number) for number in (False, True)] == [None, 0.0]
    assert component.blanked((("", 1.0), ("甲", "")), False) == [[None, 1.0], ["甲", None]]


def test_whole_columns_are_cut_alike_where_all_of_them_are_blank(component: Any) -> None:
    rows = 1_048_576
    one, other = (("a",), *((("",),) * (rows - 1))), (("",), ("",), ("b",), *((("",),) * (rows - 3)))

    assert component.cut([one, "x", other, (("",),)]) == [(("a",), ("",), ("",)), "x", (("",), ("",), ("b",)), (("",),)]


@pytest.mark.parametrize(("cell", "wanted", "meets"), [
    ("甲", "<>", True), ("", "<>", False), ("", "", True), ("甲", "", False), (3.0, "<>", True),
    ("已锁定", "已*", True), ("筹备", "已*", False), ("抽中", "抽中", True), ("抽中了", "抽中", False)])
def test_a_condition_is_taken_as_countifs_takes_it(component: Any, cell: object, wanted: str, meets: bool) -> None:
    assert component.meets(cell, wanted) == meets


# --- installing ------------------------------------------------------------------------------------

def test_what_the_doctor_reads_is_what_the_installation_wrote(tmp_path: Path) -> None:
    settings = places.office_settings(tmp_path)
    judged = []
    for wiring in (Wiring(sys.executable, __version__), Wiring("/没有/python", __version__), Wiring(sys.executable, "0.0")):
        installing.write_wiring(settings, wiring)
        judged.append(checks.extension_verdict(installing.read_wiring(settings)).state)

    assert judged == [checks.GOOD, checks.BAD, checks.BAD]
    settings.write_text("{", "utf-8")
    assert checks.extension_verdict(installing.read_wiring(settings)).state == checks.NOTE


class Machine:
    """A computer of which only the programs are told: each answers with its exit code and complaint, and is noted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, home: Path, **answers: tuple[int, str]) -> None:
        self.ran: list[list[str]] = []
        self._answers = answers
        office = home / "office"
        office.mkdir()
        for name in ("soffice", "unopkg", "python"):
            (office / name).touch()
        monkeypatch.setattr(installing, "find_soffice", lambda: str(office / "soffice"))
        monkeypatch.setattr(installing, "_called", self._called)

    def _called(self, command: list[str]) -> SimpleNamespace:
        self.ran.append(command)
        what = next((name for name in self._answers if name in " ".join(map(str, command))), "")
        code, text = self._answers.get(what, (0, ""))
        return SimpleNamespace(returncode=code, stderr=text)


def test_a_python_that_can_do_both_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    machine = Machine(monkeypatch, tmp_path)

    assert installing.install(tmp_path) == (Path(sys.executable), False)
    assert installing.read_wiring(places.office_settings(tmp_path)) == Wiring(sys.executable, __version__)
    assert [command[1] for command in machine.ran] == ["-I", "add"]


def test_libreoffice_finds_the_systems_python_first_whatever_a_shell_puts_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/opt/other/python/bin:/usr/bin:/bin")
    monkeypatch.setenv("PYTHONHOME", "/opt/other/python")
    monkeypatch.setattr(programs, "is_windows", lambda: False)

    found = programs.environment()
    assert found["PATH"].startswith("/usr/bin:/bin:/opt/other")
    assert "PYTHONHOME" not in found


def test_else_an_environment_is_made_from_the_one_of_libreoffice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    machine = Machine(monkeypatch, tmp_path, **{f"{sys.executable} -I": (1, "")})
    own = places.office_python(tmp_path) / "bin" / "python"

    assert installing.install(tmp_path, tmp_path / "wheels") == (own, False)
    base = str(tmp_path / "office" / "python")
    assert [command[:3] for command in machine.ran if command[0] == base] == [[base, "-I", "-B"], [base, "-m", "venv"]]
    pip = next(command for command in machine.ran if "pip" in command)
    assert pip[:3] == [sys.executable, "-m", "pip"]
    assert pip[-6:] == [str(own), "install", "--no-index", "--find-links", str(tmp_path / "wheels"), "ssj_xl"]
    assert installing.uninstall(tmp_path)
    assert not places.office_settings(tmp_path).exists()


def test_where_no_python_reaches_libreoffice_the_formulas_are_computed_all_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Machine(monkeypatch, tmp_path, **{"import bridge": (1, ""), "import sys, uno": (1, "")})

    assert installing.install(tmp_path) == (Path(sys.executable), True)
    assert installing.read_wiring(places.office_settings(tmp_path)) == Wiring(sys.executable, __version__)


@pytest.mark.parametrize(("answers", "code"), [
    ({"unopkg add": (1, "ERROR: unopkg cannot be started. The lock file…\n")}, "A86"),
    ({" -I ": (1, "")}, "A87"), ({f"{sys.executable} -I": (1, ""), " install ": (1, "ERROR: no network")}, "A68")])
def test_what_keeps_it_from_being_installed_is_said_and_nothing_is_left(
        monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answers: dict[str, tuple[int, str]], code: str) -> None:
    Machine(monkeypatch, tmp_path, **answers)
    with pytest.raises(UserError) as refused:
        installing.install(tmp_path)

    assert [one.code for one in refused.value.problems] == [code]
    assert installing.read_wiring(places.office_settings(tmp_path)) is None


def test_the_command_installs_looks_and_takes_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    machine = Machine(monkeypatch, tmp_path)
    told = []
    for verb, code in (("status", 1), ("install", 0), ("status", 0), ("uninstall", 0)):
        ran = CliRunner().invoke(cli, ["addin", verb, "--libreoffice"])
        assert ran.exit_code == code, ran.output
        told.append(ran.output)

    assert told[0].endswith("没有安装。要在 LibreOffice 里用按钮和公式，请运行 ssj-xl addin install --libreoffice。\n")
    assert f"办事的 Python：{sys.executable}" in told[1]
    assert told[2] == f"[已安装] LibreOffice 的扩展\n[正常] 由 {sys.executable} 办事\n"
    assert told[3] == "已从 LibreOffice 取下。\n"
    assert machine.ran[-1][1] == "remove"
    assert machine.ran[-1][-1] == extension.IDENTIFIER


def test_every_sentence_of_the_component_stands_in_the_catalogue(parts: dict[str, bytes]) -> None:
    known = json.loads(parts["declared.json"])["sentences"]

    assert known.keys() == extension.SENTENCES.keys()
    assert all(problem(code).text in known[name] and code in known[name] for name, code in extension.SENTENCES.items())


@pytest.mark.long
def test_a_press_waits_for_no_package_that_xlwings_would_convert_values_for() -> None:
    code = ("import sys; from ssj_xl.gateways.libreoffice.app import load_xlwings; load_xlwings(); "
            "print('xlwings' in sys.modules, *{'numpy', 'pandas', 'matplotlib', 'PIL'}.intersection(sys.modules)); import pandas")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)

    assert run.stdout.split() == ["True"]
