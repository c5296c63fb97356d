"""The VBA side of the formulas: written from the declarations, with help that the wizard shows."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from ssj_xl.build import ribbon_files
from ssj_xl.domain.formulas.declarations import FORMULAS, MODULE
from ssj_xl.office.package import unpacked

ROOT = Path(__file__).parents[2]


def test_the_wrappers_are_written_from_the_declarations() -> None:
    text = ribbon_files.wrappers()

    for formula in FORMULAS:
        shown = ", ".join(f"Optional {one.name}" if one.optional else one.name for one in formula.arguments)
        assert f"Function {formula.name}({shown})\r\n" in text
        given = ", ".join(one.name for one in formula.arguments)
        assert f'    {formula.name} = SsjCall("{formula.name}", Array({given}))\r\n' in text
    assert text.count("SsjCall(") == len(FORMULAS)


def test_only_what_takes_long_waits_until_the_wizard_is_closed() -> None:
    bodies = {body.split("(")[0]: body for body in ribbon_files.wrappers().split("Public Function ")[1:]}

    assert {name for name, body in bodies.items() if "SsjInWizard()" in body} == {one.name for one in FORMULAS if one.heavy}


def test_the_wire_calls_the_module_in_which_the_formulas_are() -> None:
    assert f'"{MODULE}"' in (ROOT / "macros" / "vba" / "SsjPython.bas").read_text("ascii")


def test_no_formula_is_volatile_or_depends_on_the_workbook_in_front() -> None:
    assert "Volatile" not in ribbon_files.wrappers()
    assert "ActiveWorkbook" not in ribbon_files.wrappers()


def test_the_add_in_has_the_help_of_every_formula() -> None:
    rows = ribbon_files.help_rows()

    assert [row[0] for row in rows] == [formula.name for formula in FORMULAS]
    assert [len(row[3].split("\n")) for row in rows] == [len(formula.arguments) for formula in FORMULAS]


def test_the_wrappers_kept_are_those_that_the_declarations_give() -> None:
    kept = (ROOT / "macros" / "vba" / "SsjFormulas.bas").read_bytes()

    assert kept == ribbon_files.wrappers().encode("ascii"), "run ssj-xl addin build"


def test_the_wizard_reads_the_texts_from_the_sheet_that_the_add_in_carries() -> None:
    parts = unpacked((ROOT / "workbooks" / "ssj_xl.xlam").read_bytes())
    names = [sheet.get("name") for sheet in etree.fromstring(parts["xl/workbook.xml"]).iter("{*}sheet")]
    sheet = etree.fromstring(parts[f"xl/worksheets/sheet{names.index(ribbon_files.HELP_SHEET) + 1}.xml"])
    rows = [tuple("".join(cell.itertext()) for cell in row) for row in sheet.iter("{*}row")]

    assert rows == ribbon_files.help_rows()
    assert f'"{ribbon_files.HELP_SHEET}"' in (ROOT / "macros" / "vba" / "SsjHelp.bas").read_text("ascii")
