"""A workbook without macros has a formula, or a shape, that calls what the add-in has: =RunPython("…"), =SaveConfigToFile("…")."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ssj_xl.build.ribbon import BUTTONS, python_call
from ssj_xl.domain.formulas.declarations import FORMULAS

MACROS = Path(__file__).parents[2] / "macros" / "vba"
DECLARED = re.compile(r"(?m)^(?:(Public|Private|Friend) )?(Function|Sub|Property \w+) (\w+)")
PURE = {"SsjReason", "SsjSupertip", "SsjVerdict", "SsjJoined", "SsjLookup"}
"""Words about the add-in's own board of buttons; they start, read and write nothing."""


def public_functions(module: Path) -> set[str]:
    """What a formula can call: in VBA every function of a module that is not said to be private."""
    return {found[3] for found in DECLARED.finditer(module.read_text("ascii")) if found[1] != "Private" and found[2] == "Function"}


def test_a_formula_finds_the_declared_formulas_and_nothing_that_starts_reads_or_writes() -> None:
    found = {name for module in MACROS.glob("*.bas") for name in public_functions(module)}

    assert found == {formula.name for formula in FORMULAS} | PURE | {"RunPython", "XLPy"}


def test_python_is_not_run_at_the_word_of_a_cell() -> None:
    lines = (MACROS / "xlwings.bas").read_text("ascii").splitlines()
    start = lines.index("Public Function RunPython(PythonCommand As String)")

    assert lines[start + 1].strip() == 'If TypeName(Application.Caller) = "Range" Then Exit Function'


@pytest.mark.parametrize("command", [
    "import os; os.system('calc')", "import ssj_xl.entry.ribbon as r; r.press('x'); import os; os.system('calc')",
    "import ssj_xl.entry.ribbon as r; r.press('x')or exec('1')"])
def test_a_shape_runs_no_command_but_that_of_a_button(command: str) -> None:
    """The guard of SsjRun, read from its text and carried out here: VBA's Like and Split are those of Python's fnmatch and split."""
    guard = re.search(r"""If Not command Like "(.*)\*'\)" Or UBound\(Split\(command, "'"\)\) <> 2 Then Exit Sub""", (MACROS / "SsjState.bas").read_text("ascii"))
    assert guard is not None

    def runs(text: str) -> bool:
        return text.startswith(guard[1]) and text.endswith("')") and len(text.split("'")) == 3

    assert not runs(command)
    assert all(runs(python_call(button)) for button in BUTTONS)
