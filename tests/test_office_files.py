"""Office files as files: addresses, texts, packages, formats of cells; the one telling for gateways, papers and build."""

from __future__ import annotations

import errno
import io
import os
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.office import formats, hostile
from ssj_xl.office.package import Package, packed, reproducible, unpacked
from ssj_xl.office.refs import LAST_COLUMN, LAST_ROW, Area, column_number, target
from ssj_xl.office.refusals import is_refusal, why_not_read, why_not_written
from ssj_xl.office.rows import Formula, Plan, RowWriter, SheetChanges
from ssj_xl.office.rowtext import RowText
from ssj_xl.office.sheetxml import SheetXml
from ssj_xl.office.styles import Styles
from ssj_xl.office.xml import columns, escaped, unescaped
from ssj_xl.tables.grid import column_letters
from ssj_xl.tables.problems import Place, UserError

columns_of_a_sheet, rows_of_a_sheet = st.integers(1, LAST_COLUMN), st.integers(1, LAST_ROW)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES = f"""<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>
<fonts count="2"><font><sz val="11"/></font><font><sz val="16"/></font></fonts><fills count="1"><fill/></fills>
<borders count="2"><border/><border><left style="thin"/></border></borders><cellXfs count="3"><xf numFmtId="0"/>
<xf numFmtId="164" fontId="1" borderId="1"/><xf numFmtId="0" fontId="1" borderId="1"><alignment wrapText="1"/></xf></cellXfs>
</styleSheet>"""
PARTS = {"[Content_Types].xml": b"<Types/>", "a/styles.xml": STYLES.encode(), "a/other.xml": b"<other/>"}


@given(rows_of_a_sheet, columns_of_a_sheet, rows_of_a_sheet, columns_of_a_sheet)
def test_an_area_reads_back_as_it_is_written(top: int, left: int, bottom: int, right: int) -> None:
    area = Area(top, left, bottom, right)
    assert Area.parse(str(area)) == area
    dollars = "$" + str(area).replace(":", ":$")
    assert Area.parse(dollars) == area
    assert target(f"'表 ''一'''!{area}") == ("表 '一'", area)


@given(columns_of_a_sheet)
def test_letters_and_numbers_of_columns_are_one_to_one(number: int) -> None:
    assert column_number(column_letters(number)) == number


@pytest.mark.parametrize("text", ["", "1A", "A", "#REF!", "A1:", "A1B2", "AAAA1", "Sheet1!A1"])
def test_what_is_no_area_is_none(text: str) -> None:
    assert Area.parse(text) is None


@given(st.text())
def test_a_text_that_looks_escaped_is_read_as_it_stands(text: str) -> None:
    assert unescaped(escaped(text)) == text


def test_a_chinese_character_is_as_wide_as_two_others() -> None:
    assert (columns("ab双随机"), columns("（A）")) == (8, 5)


def test_a_package_is_the_same_bytes_whenever_it_is_made() -> None:
    assert packed(PARTS) == packed(unpacked(packed(PARTS)))
    loose = io.BytesIO()
    with zipfile.ZipFile(loose, "w") as file:
        for name, data in PARTS.items():
            file.writestr(name, data)
    assert reproducible(loose.getvalue()) == packed(PARTS)


def test_what_was_not_changed_in_a_package_keeps_its_very_bytes() -> None:
    package = Package(packed(PARTS), "某.xlsx")
    package.put("a/other.xml", b"<other>1</other>")
    built = package.build()
    package.verify(built)
    assert unpacked(built) == PARTS | {"a/other.xml": b"<other>1</other>"}


def test_styles_tell_kind_and_looks_of_a_cell_from_one_part() -> None:
    styles = Styles(Package(packed(PARTS), ""), "a/styles.xml")
    assert [styles.is_date(style) for style in range(3)] == [False, True, False]
    assert [styles.font_size(style) for style in range(3)] == [11, 16, 16]
    assert [styles.framed(style) for style in range(3)] == [False, True, True]
    assert styles.wraps() == {2}
    assert styles.wrapping_like(1) == 2
    assert styles.fitting(formats.Percent(0.5), 2, 0) == 3
    assert styles.is_percent(3)


def test_a_workbook_without_styles_has_plain_cells_only() -> None:
    styles = Styles(Package(packed(PARTS), ""), "")
    assert (styles.font_size(7), styles.framed(7), styles.wraps(), styles.is_timelike(7)) == (11, False, frozenset(), False)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        hostile.read_file(tmp_path / "没有.xlsx")
    assert caught.value.problems[0].code == "F01"
    assert "没有.xlsx" in caught.value.problems[0].place.file


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")])
def test_a_file_that_cannot_be_read_now_is_not_called_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(b"PK")

    def held(_path: Path) -> bytes:
        raise error

    monkeypatch.setattr(Path, "read_bytes", held)
    with pytest.raises(UserError) as caught:
        hostile.read_file(path)
    assert caught.value.problems[0].code == "F78"
    assert "损坏" not in str(caught.value)


@pytest.mark.parametrize("number", [*errno.errorcode, 9999])
def test_whatever_the_system_says_staff_read_no_english(number: int) -> None:
    error = OSError(number, os.strerror(number))

    assert not re.search("[A-Za-z]", why_not_read(error) + why_not_written(error))


def test_a_file_that_the_program_lacks_is_no_refusal_of_the_system() -> None:
    assert [is_refusal(OSError(number, "")) for number in (errno.ENOSPC, errno.EACCES, errno.ENOENT, errno.EINVAL)] == [True, True, False, False]
    assert "没有这个文件夹" in why_not_written(FileNotFoundError(errno.ENOENT, ""))


CELLS = (b'<c r="B5" s="1" t="inlineStr"><is><t xml:space="preserve">a &amp; b</t></is></c>', b'<c r="B5" s="2"/>', b'<c r="D5" t="s"><v>7</v></c>',
         b'<c r="D5"><f>IF(A1&gt;0,"x","")</f><v>1</v></c>', b'<c r="D5" s="1" cm="1"><f t="shared" si="0"/><v>&lt;1&gt;</v></c>', b"<c r='D5'/>",
         b'<c r="D5" ><v>1</v></c>', b'<c r="D5" t="str"><v></v></c>', b'<c r="D5" t="str"><v>&quot;</v></c>', b"")
ROWS = (b'<row r="5">', b'<row r="5" spans="1:9" s="2" customFormat="1">', b'<row r="5" ht="20" customHeight="1">', b"<row r='5'>")
VALUES = st.none() | st.sampled_from(["", "x", "两\n行", "a<b>&\"", 3.0, True, date(2026, 1, 5), Formula("A1>0", 1)])


@given(st.sampled_from(ROWS), st.lists(st.sampled_from(CELLS), max_size=3), st.dictionaries(st.integers(1, 6), VALUES, max_size=3),
       st.none() | st.builds(Plan, st.dictionaries(st.integers(1, 6), st.integers(0, 2), max_size=3), st.booleans()))
def test_a_row_is_changed_alike_as_text_and_as_a_tree(row: bytes, cells: list[bytes], changes: dict[int, Any], plan: Plan | None) -> None:
    body = row + b"".join(sorted(cells)) + b"</row>"
    xml = SheetXml(b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (MAIN.encode(), body), Place())

    def written() -> bytes:
        styles = Styles(Package(packed(PARTS), ""), "a/styles.xml")
        return RowWriter(xml, styles, from_1904=False).written(SheetChanges({5: changes}, {5: plan} if plan else {}))[5]

    as_text = written()
    with patch.object(RowText, "parse", return_value=None):
        assert as_text == written()


def test_a_row_spelt_as_usual_is_changed_as_text() -> None:
    found = RowText.parse(ROWS[1] + CELLS[0] + CELLS[4] + b"</row>", "")
    assert found
    found.restyle(2, 7)
    found.empty(4)
    assert bytes(found) == ROWS[1] + CELLS[0].replace(b's="1"', b's="7"') + b'<c r="D5" s="1"/></row>'
