"""Rules of the lint, one by one, where the table of breakages does not reach."""

from __future__ import annotations

import pytest

from ssj_xl.build.addin.lint import faults, lint
from ssj_xl.build.addin.lint_tables import is_name
from ssj_xl.build.addin.lint_vba import text_faults
from ssj_xl.build.addin.opened import Area, area, cell
from ssj_xl.office.package import Parts, packed, unpacked
from tests.addin.breakages import good, swap

COLUMNS = {"名录": {"编码", "名称", "a[b]"}}


@pytest.mark.parametrize("name", ["代码表", "_x", "本年度", "_xlnm.Print_Area", "Tax.Rate", "表1"])
def test_names_that_excel_takes(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "A1", "XFD1048576", "R1C1", "r", "C", "1名", "a b", "a-b", "名" * 256])
def test_names_that_excel_refuses(name: str) -> None:
    assert not is_name(name)


@pytest.mark.parametrize("formula", [
    "SUM(A1:B2)", 'IF(A1="（",1,0)', 'COUNTIFS(名录[编码],"?*")', "名录[[#This Row],[编码]]", "名录[[#Headers],[名称]]",
    "'表 (1)'!A1+1", "_xlfn.XLOOKUP(1,A1:A2,B1:B2)", '"it\'s "&A1', "{1,2;3,4}", "名录[a'[b']]", "名录[#All]",
])
def test_formulas_that_stand(formula: str) -> None:
    assert list(faults(formula, COLUMNS)) == []


@pytest.mark.parametrize(("formula", "fault"), [
    ("SUM(A1", "括号"), ("SUM)A1(", "括号"), ('"abc', "引号"), ("=A1", "等号"), ("IFS(A1,1)", "_xlfn."), ("名录[没有]", "不存在的列"),
    ("别的[编码]", "不存在的表"), ("名录[[#This Row],编码]", "本行"), ("A" * 9000, "8192"),
])
def test_formulas_that_do_not(formula: str, fault: str) -> None:
    assert any(fault in told for told in faults(formula, COLUMNS))


def test_cells_and_areas_are_read_within_the_limits_of_a_sheet() -> None:
    assert cell("$B$3") == (3, 2)
    assert cell("XFD1048576") == (1_048_576, 16_384)
    assert cell("XFE1") is None
    assert cell("A0") is None
    assert area("B2:C5") == Area(2, 2, 5, 3)
    assert area("C5:B2") is None
    assert Area(1, 1, 2, 2).meets(Area(2, 2, 3, 3))
    assert not Area(1, 1, 2, 2).meets(Area(3, 1, 4, 2))


def _second_table(parts: Parts) -> None:
    """The table of sheet 4 laid on sheet 3, over the one that is there."""
    swap(parts, "xl/worksheets/_rels/sheet3.xml.rels", "</Relationships>",
         '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/table" '
         'Target="../tables/table2.xml"/></Relationships>')
    swap(parts, "xl/worksheets/sheet3.xml", '<tableParts count="1"><tablePart r:id="rId1"/>',
         '<tableParts count="2"><tablePart r:id="rId1"/><tablePart r:id="rId2"/>')


@pytest.mark.long
def test_tables_that_overlap_are_found() -> None:
    parts = unpacked(good("xlsm"))
    _second_table(parts)

    assert "table-overlap" in {finding.rule for finding in lint(packed(parts))}


@pytest.mark.parametrize("value", ["", "abc", "-1", "1e3", "99999999999999999999"])
@pytest.mark.long
def test_an_attribute_that_is_no_number_is_a_finding_not_a_crash(value: str) -> None:
    parts = unpacked(good("xlsm"))
    swap(parts, "xl/worksheets/sheet3.xml", '<c r="B2" s="[0-9]+"', f'<c r="B2" s="{value}"')

    assert {finding.rule for finding in lint(packed(parts))} == {"style"}


def test_a_file_that_is_no_package_is_one_finding() -> None:
    assert [finding.rule for finding in lint(b"not a zip")] == ["zip"]
    assert [finding.rule for finding in lint(packed({"a.txt": b""}))] == ["workbook"]


def test_a_module_of_excels_own_may_have_unix_line_ends_and_ours_may_not() -> None:
    assert list(text_faults("a\nb\n", strict=False)) == []
    assert any("CRLF" in fault for fault in text_faults("a\nb\n", strict=True))
