"""The built files: what the sources give, and clean at every gate."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from ssj_xl.build import master, ribbon
from ssj_xl.build.addin import addin, project
from ssj_xl.build.addin.addin import BUTTONS_SHEET, with_macros
from ssj_xl.build.addin.lint import lint
from ssj_xl.office.package import unpacked
from tests.addin import breakages, gates

XLAM, XLSM = gates.ROOT / "workbooks" / "ssj_xl.xlam", gates.ROOT / "workbooks" / "主台账.xlsm"
BOOKS = pytest.mark.parametrize("path", [XLAM, XLSM], ids=lambda path: path.name)


@pytest.mark.long
def test_the_files_kept_are_those_that_the_sources_give() -> None:
    made = addin.make(gates.ROOT)

    assert made == addin.make(gates.ROOT)
    assert addin.outdated(gates.ROOT, made) == [], "run ssj-xl addin build"
    assert addin.faults(gates.ROOT, made) == []


def test_nothing_in_a_built_file_tells_when_or_where_it_was_built() -> None:
    for path in (XLAM, XLSM):
        with zipfile.ZipFile(path) as package:
            assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert {part.create_system for part in package.infolist()} == {0}


@BOOKS
def test_the_lint_finds_nothing_in_a_built_file(path: Path) -> None:
    assert gates.by_lint(path) == []


@pytest.mark.validator
@BOOKS
@pytest.mark.long(but=1)
def test_microsofts_validator_finds_nothing_in_a_built_file(path: Path) -> None:
    assert gates.by_validator(path) == []


@BOOKS
@pytest.mark.long
def test_the_vba_analyser_finds_nothing_in_our_modules(path: Path) -> None:
    assert gates.by_analyser(path) == []


@BOOKS
def test_every_module_reads_back_as_its_source(path: Path) -> None:
    assert gates.by_oletools(path, project.modules(gates.MACROS, path.suffix[1:])) == []


def test_the_add_in_and_the_workbook_carry_our_own_modules_and_nobody_elses() -> None:
    for path in (XLAM, XLSM):
        named = {name for name, text in gates.extracted(path).items() if text}
        assert all(name.startswith("Ssj") or name == "ThisWorkbook" for name in named)
        assert not any("Zoomer" in text or "Copyright" in text for text in gates.extracted(path).values())


@pytest.mark.long
def test_macros_leave_every_other_part_of_a_workbook_as_it_was() -> None:
    plain, armed = unpacked(master.content()), unpacked(with_macros(master.content()))
    changed = {name for name in plain if plain[name] != armed[name]}

    assert armed.keys() - plain.keys() == {"xl/vbaProject.bin"}
    assert plain.keys() <= armed.keys()
    assert {name for name in changed if not name.startswith("xl/worksheets/")} == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    for name in changed - {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"}:
        assert armed[name].count(b" codeName=") == 1


def test_a_workbook_with_other_sheets_gets_no_project_made_for_a_master() -> None:
    with pytest.raises(ValueError, match="sheets"):
        with_macros(XLAM.read_bytes())
    with pytest.raises(ValueError, match="already"):
        with_macros(XLSM.read_bytes())


@pytest.mark.long
def test_the_lint_finds_nothing_in_the_workbooks_that_the_program_makes() -> None:
    assert lint(master.content()) == []
    assert lint((gates.ROOT / "workbooks" / "月报表.xlsx").read_bytes()) == []


def test_the_lint_finds_nothing_in_workbooks_that_excel_wrote() -> None:
    from pyopenvba._templates import EMPTY_XLAM_BYTES, EMPTY_XLSM_BYTES

    assert lint(EMPTY_XLAM_BYTES) == []
    assert lint(EMPTY_XLSM_BYTES) == []


def test_the_add_in_carries_the_texts_and_rules_of_every_button() -> None:
    parts = unpacked(XLAM.read_bytes())
    book, sheet = etree.fromstring(parts["xl/workbook.xml"]), etree.fromstring(parts["xl/worksheets/sheet1.xml"])
    names = [entry.get("name") for entry in book.iter("{*}sheet")]
    rows = [["".join(cell.itertext()) for cell in row] for row in sheet.iter("{*}row")]

    assert names[0] == BUTTONS_SHEET
    assert [row[0] for row in rows] == [button.control for button in ribbon.BUTTONS]
    assert [row[1] for row in rows] == [button.supertip for button in ribbon.BUTTONS]


@pytest.mark.long
def test_an_unbroken_file_passes_as_the_breakages_see_it() -> None:
    assert lint(breakages.good("xlam")) == lint(breakages.good("xlsm")) == []
