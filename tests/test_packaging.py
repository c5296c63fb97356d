"""The wheel that users get: complete, and content with what setup.cfg installs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# What the development extra and the build bring along; none of it may be needed to run.
BLOCKER = '''
import sys

class Blocker:
    names = {"_pytest", "coverage", "execnet", "hypothesis", "mypy", "pip", "pytest", "pytest_cov", "ruff",
             "setuptools", "tests", "xdist"}

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.partition(".")[0] in cls.names:
            raise ModuleNotFoundError(f"{name} is not there for users", name=name)

sys.meta_path.insert(0, Blocker)
'''
IMPORT_ALL = '''
import importlib, pkgutil, ssj_xl
names = [module.name for module in pkgutil.walk_packages(ssj_xl.__path__, "ssj_xl.")]
for name in names:
    if not name.endswith(".__main__"):
        importlib.import_module(name)
print(ssj_xl.__file__, len(names))
'''


def _checked(*command: object) -> str:
    """Run outside of the checkout's reach; return stdout, fail with what was printed."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COV_"))}
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True, encoding="utf-8",
                         env=environment | {"PYTHONUTF8": "1"}, cwd=sys.prefix, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy, so that no build folder is left in the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(ROOT / "ssj_xl", source / "ssj_xl", ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.glob("*.*"):
        if path.is_file() and path.suffix in {".cfg", ".toml", ".md", ".in"}:
            shutil.copy(path, source)
    shutil.copy(ROOT / "LICENSE", source)
    shutil.copytree(ROOT / "docs", source / "docs", ignore=shutil.ignore_patterns("__pycache__"))
    _checked(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, source)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installation(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of an environment with wheel and dependencies, but no development package."""
    home = tmp_path_factory.mktemp("installed")
    _checked(sys.executable, "-m", "venv", "--without-pip", home)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / f"python{Path(sys.executable).suffix}"
    pip = (sys.executable, "-m", "pip", "--python", python, "--quiet")
    _checked(*pip, "install", "--no-deps", "--no-index", wheel)
    site = Path(_checked(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    shared = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    (site / "dependencies.pth").write_text("\n".join([*shared, "import only_for_users", ""]), "utf-8")
    (site / "only_for_users.py").write_text(BLOCKER, "utf-8")
    return scripts


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(wheel: Path) -> None:
    package = {path.relative_to(ROOT).as_posix() for path in (ROOT / "ssj_xl").rglob("*")
               if path.is_file() and "__pycache__" not in path.parts}
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    shared = {name.partition("/share/ssj_xl/")[2] for name in names if ".data/" in name}
    assert {name for name in names if ".dist-info/" not in name and ".data/" not in name} == package
    assert shared == {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*") if path.suffix in (".md", ".png")}
    assert "ssj_xl/py.typed" in names


def test_the_wheel_carries_licence_and_readme(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(name for name in archive.namelist() if name.endswith("/METADATA"))
        text = archive.read(metadata).decode("utf-8")
        assert any(name.endswith("/LICENSE") for name in archive.namelist())
    assert "双随机" in text.partition("\n\n")[2]


def test_the_installed_command_needs_no_development_package(installation: Path) -> None:
    command = shutil.which("ssj-xl", path=str(installation))
    assert command is not None
    assert "verify" in _checked(command, "--help")


@pytest.mark.long
def test_every_module_imports_where_only_the_wheel_is_installed(installation: Path) -> None:
    origin, count = _checked(shutil.which("python", path=str(installation)), "-c", IMPORT_ALL).split()
    assert Path(origin).is_relative_to(installation.parent)
    assert int(count) > 8
