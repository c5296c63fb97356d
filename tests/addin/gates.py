"""The gates through which every built file passes: validator, lint, VBA analyser, oletools, sources.

Each returns what it finds as short texts; nothing found is an empty list.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from pathlib import Path

from ssj_xl.build.addin import project
from ssj_xl.build.addin.lint import lint
from ssj_xl.build.addin.lint_vba import lint_sources
from tests.addin import validator

ROOT = Path(__file__).resolve().parents[2]
MACROS = ROOT / "macros"
SHEETS_OF_ADDIN = 3
"""Buttons, what is shown without Python, help of the formulas."""


def by_validator(path: Path) -> list[str]:
    """Microsoft's Open XML SDK."""
    return validator.errors(path)


def by_lint(path: Path) -> list[str]:
    """The project's own lint of files."""
    return [f"{finding.rule} {finding.part} {finding.text}" for finding in lint(path.read_bytes())]


def by_sources(modules: Sequence[project.Module]) -> list[str]:
    """The project's own lint of VBA sources."""
    return [f"{finding.rule} {finding.part} {finding.text}" for finding in lint_sources(modules)]


def by_analyser(path: Path) -> list[str]:
    """pyvbaanalysis over the whole project of a file: any remark."""
    from pyvbaanalysis import analyze_office_file

    return [f"{diagnostic.code} {module}" for module, found in analyze_office_file(path).items() for diagnostic in found]


def by_oletools(path: Path, modules: Sequence[project.Module]) -> list[str]:
    """oletools reads every module back as the source has it, and nothing that is not in the sources."""
    found = extracted(path)
    wrong = [f"oletools {module.name}" for module in modules if found.pop(module.name, None) != code(module.text)]
    return wrong + [f"oletools {name}" for name, text in found.items() if text]


def extracted(path: Path) -> dict[str, str]:
    """Code by module, without attributes, as oletools reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of its own parser library
        from oletools.olevba import VBA_Parser

        parser = VBA_Parser(str(path))
        try:
            return {Path(name).stem: code(text) for _, _, name, text in parser.extract_macros()}
        finally:
            parser.close()


def code(text: str) -> str:
    """A module as oletools shows it and as the VBA editor does: without attributes and the head of a class file."""
    text = re.sub(r"\AVERSION .*?\r?\nEND\r?\n", "", text, flags=re.DOTALL).replace("\r\n", "\n")
    return re.sub(r"(?m)^Attribute VB_.*\n?", "", text).strip("\n")
