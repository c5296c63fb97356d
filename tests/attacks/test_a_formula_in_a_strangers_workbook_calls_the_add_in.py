"""A workbook without macros has a formula, or a shape, that calls what the add-in has: =SsjPress("draw"), =SsjCall("os")."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ssj_xl.domain.formulas.declarations import FORMULAS, MODULE
from ssj_xl.entry.ribbon.pressing import button_of
from ssj_xl.tables.problems import UserError

MACROS = Path(__file__).parents[2] / "macros" / "vba"
DECLARED = re.compile(r"(?m)^(?:(Public|Private|Friend) )?(Function|Sub|Property \w+) (\w+)")
PURE = {"SsjReason", "SsjSupertip", "SsjVerdict", "SsjJoined", "SsjLookup", "SsjCommand", "SsjIsFullPath", "SsjFolder", "SsjName",
        "SsjIsMoved", "SsjValue", "SsjInWizard"}
"""Words about texts and the add-in's own board of buttons; they start, read and write nothing."""
WIRE = (MACROS / "SsjPython.bas").read_bytes().decode("ascii")


def public_functions(module: Path) -> set[str]:
    """What a formula can call: in VBA every function of a module that is not said to be private."""
    return {found[3] for found in DECLARED.finditer(module.read_text("ascii")) if found[1] != "Private" and found[2] == "Function"}


def test_a_formula_finds_the_declared_formulas_and_nothing_that_starts_reads_or_writes() -> None:
    found = {name for module in MACROS.glob("*.bas") for name in public_functions(module)}

    assert found == {formula.name for formula in FORMULAS} | PURE | {"SsjPress", "SsjCall"}


def test_a_cell_presses_no_button() -> None:
    body = WIRE.split("Public Function SsjPress(")[1].split("End Function")[0]

    assert body.index('If TypeName(Application.Caller) = "Range" Then Exit Function') < body.index("SsjPythonNow")


def test_a_cell_calls_nothing_but_a_formula() -> None:
    """The module stands in the text, and of it xlwings calls what was declared to it as a formula."""
    assert re.findall(r"CallUDF\((\S+),", WIRE) == [f'"{MODULE}"']


@pytest.mark.parametrize("command", ["import os; os.system('calc')", "draw'); import os; os.system('calc", "../draw", "", "__import__"])
def test_a_shape_runs_no_command_but_that_of_a_button(command: str) -> None:
    """What a shape's macro hands to SsjRun is the id of a button, and is never a program."""
    assert not re.search(r"\.(?:Exec|Eval)\b", WIRE)
    with pytest.raises(UserError, match="A45"):
        button_of(command)
