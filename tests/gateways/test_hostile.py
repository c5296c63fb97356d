"""Files that are not what they claim to be: each is refused in a sentence, quickly, and never half read."""

from __future__ import annotations

import io
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.gateways.opening import open_gateway
from ssj_xl.gateways.xlsx import reading
from ssj_xl.office import hostile
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.consolidation.unpack import unpack
from tests.bureau import refused
from tests.gateways import workbooks

SHEET = "xl/worksheets/sheet1.xml"
GOOD = workbooks.plain({"检查对象": workbooks.objects(2)})


@pytest.fixture
def code(tmp_path: Path) -> Callable[[bytes], str]:
    """The problem code with which a file of this content is refused; empty if it is read to the end."""

    def found(data: bytes) -> str:
        path = tmp_path / "外来.xlsx"
        path.write_bytes(data)
        try:
            gateway = open_gateway(path)
            for name in gateway.tables():
                gateway.table(name)
        except UserError as error:
            return error.problems[0].code
        return ""

    return found


def _zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _ole(name: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name.encode("utf-16-le") + bytes(512)


@pytest.mark.parametrize(("data", "wanted"), [
    (b"", "F02"),
    ("对象编码,对象名称\nA1,甲所\n".encode("gbk"), "F02"),
    (b"<html><table><tr><td>1</td></tr></table></html>", "F02"),
    (_ole("EncryptedPackage"), "F03"),
    (_ole("Workbook"), "F05"),
    (_ole("WordDocument"), "F02"),
    (b"\x09\x08\x10\x00" + bytes(100), "F05"),
    (GOOD[:-100], "F02"),
    (GOOD[:200], "F02"),
    (_zip({"a.txt": b"x"}), "F02"),
    (_zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}), "F02"),
], ids=["empty", "csv", "web page", "encrypted", "xls", "doc", "old xls", "cut off", "stub", "zip", "ods"])
def test_what_is_no_workbook_is_named_for_what_it_is(code: Callable[[bytes], str], data: bytes, wanted: str) -> None:
    assert code(data) == wanted


def test_a_binary_workbook_is_an_older_format(code: Callable[[bytes], str]) -> None:
    relation = '<Relationship Id="r" Type="http://x/officeDocument" Target="xl/workbook.bin"/>'
    rels = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}</Relationships>'
    assert code(_zip({"_rels/.rels": rels.encode(), "xl/workbook.bin": b"x"})) == "F05"


def test_a_missing_file_and_a_folder_are_not_found(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "没有.xlsx", "F01"), (tmp_path, "F79")):
        with pytest.raises(UserError) as error:
            open_gateway(path)
        assert error.value.problems[0].code == code


@pytest.mark.long
def test_a_part_that_unpacks_to_a_bomb_is_refused_while_it_unpacks(code: Callable[[bytes], str]) -> None:
    assert code(workbooks.rewritten(GOOD, {}, {"xl/bomb.xml": b" " * (64 << 20)})) == "F08"


def test_many_parts_together_may_not_unpack_beyond_the_limit(
    code: Callable[[bytes], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hostile, "TOTAL_LIMIT", 1 << 20)
    assert code(workbooks.rewritten(GOOD, {}, {f"xl/{n}.bin": bytes(200_000) for n in range(8)})) == "F08"


def test_what_would_be_too_large_to_be_opened_again_is_not_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(GOOD)
    gateway = open_gateway(path)
    monkeypatch.setattr(hostile, "TOTAL_LIMIT", sum(entry.info.file_size for entry in hostile.check(GOOD, "")) + 10)
    gateway.append("检查对象", [{"对象编码": f"LS-{number}", "对象名称": "甲所"} for number in range(10)])
    with refused("F86") as caught:
        gateway.commit()
    assert f"超过 {hostile.TOTAL_LIMIT >> 30} GB" in str(caught.value)
    assert path.read_bytes() == GOOD


def test_the_largest_file_that_is_read_is_told_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(GOOD)
    monkeypatch.setattr(hostile, "FILE_LIMIT", 3 << 30)
    monkeypatch.setattr(Path, "stat", lambda _self, **_way: os.stat_result((0o100644, 0, 0, 1, 0, 0, 4 << 30, 0, 0, 0)))
    for act in (lambda: open_gateway(path), lambda: next(unpack(path, tmp_path))):
        with refused("F08") as caught:
            act()
        assert "文件超过 3 GB" in str(caught.value)


def test_too_many_parts_are_refused(code: Callable[[bytes], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "ENTRY_LIMIT", 20)
    assert code(workbooks.rewritten(GOOD, {}, {f"xl/{n}.bin": b"" for n in range(30)})) == "F08"


def test_a_size_that_the_directory_understates_is_found_out(code: Callable[[bytes], str]) -> None:
    data = bytearray(workbooks.rewritten(GOOD, {}, {"xl/bomb.xml": bytes(1 << 20)}))
    at = data.rindex(b"PK\x01\x02")
    content_crc = zlib.crc32(bytes(10))
    struct.pack_into("<L", data, at + 16, content_crc)
    struct.pack_into("<L", data, at + 24, 10)
    assert code(bytes(data)) == "F02"


@pytest.mark.parametrize("name", ["../evil.xml", "/abs.xml", "xl/../../evil.xml", "C:/evil.xml", "xl\\..\\evil.xml"])
def test_paths_that_lead_out_of_the_archive_are_refused(code: Callable[[bytes], str], name: str) -> None:
    assert code(workbooks.rewritten(GOOD, {}, {name: b"<a/>"})) == "F08"


def test_a_part_that_is_there_twice_is_refused(code: Callable[[bytes], str]) -> None:
    assert code(workbooks.rewritten(GOOD, {}, {SHEET.upper(): b"<a/>"})) == "F08"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/tables/table1.xml", "_rels/.rels"])
def test_entities_and_document_types_are_refused_in_every_part(code: Callable[[bytes], str], part: str) -> None:
    laughs = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    assert code(workbooks.rewritten(GOOD, {part: lambda text: text.replace(head, head + laughs)})) == "F08"


def test_a_document_type_across_two_pieces_is_seen(
    code: Callable[[bytes], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hostile, "_CHUNK", 7)
    typed = workbooks.rewritten(GOOD, {SHEET: lambda text: text.replace("<worksheet", "<!DOCTYPE a><worksheet")})
    assert code(typed) == "F08"


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_parts_in_another_encoding_are_refused_not_taken_for_blank(code: Callable[[bytes], str], encoding: str) -> None:
    parts = workbooks.parts(GOOD)
    parts[SHEET] = parts[SHEET].decode().replace("UTF-8", encoding).encode(encoding)
    assert code(_zip(parts)) == "F02"


@pytest.mark.long
def test_formatted_blank_rows_to_the_end_of_the_sheet_are_no_data(code: Callable[[bytes], str], tmp_path: Path) -> None:
    def padded(text: str) -> str:
        rows = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(4, 1_048_577, 4))
        text = text.replace('<dimension ref="A1:E3"/>', '<dimension ref="A1:XFD1048576"/>')
        return text.replace("</sheetData>", rows + "</sheetData>")

    path = tmp_path / "空白行.xlsx"
    path.write_bytes(workbooks.rewritten(GOOD, {SHEET: padded}))
    gateway = open_gateway(path)
    assert len(gateway.table("检查对象").rows) == 2
    gateway.append("检查对象", [{"对象编码": "新"}])
    gateway.commit()
    assert gateway.table("检查对象").rows[2][0] == "新"


def test_more_rows_than_the_limit_are_refused(code: Callable[[bytes], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ROW_LIMIT", 4)
    assert code(workbooks.plain({"检查对象": workbooks.objects(5)})) == "T18"
    assert code(workbooks.plain({"检查对象": workbooks.objects(4)})) == ""


@pytest.mark.parametrize("cells", [
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    '<row r="9"><c r="XFD9"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
    '<row r="9"><c r="A9999999"><v>1</v></c></row>',
    '<row r="9"><c r="A4294967295"><v>1</v></c></row>',
    '<row r="9"><c r="ZZZZZZ9"><v>1</v></c></row>',
    "<row r=\"9\"><c s='0' r=\"ZZZZZZ9\"><v>1</v></c></row>",
    '<row r="9"><c r="XFD1"><v>1</v></c><c r="A1048576"><v>1</v></c></row>',
])
def test_cells_scattered_over_a_vast_sheet_do_not_exhaust_the_memory(code: Callable[[bytes], str], cells: str) -> None:
    assert code(workbooks.rewritten(GOOD, {SHEET: lambda t: t.replace("</sheetData>", cells + "</sheetData>")})) in (
        "F02", "F22")


@given(st.data())
def test_a_damaged_file_never_ends_in_anything_but_a_sentence(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(GOOD) - 1))
    broken = bytearray(GOOD)
    broken[at] ^= data.draw(st.integers(1, 255))
    _read_through(bytes(broken))


_PIECES = [b"", b"<", b">", b'"', b"/", b"9", b"-1", b"x", b"&", b"<a>", b" r=", b"A0", b"\xff"]
_XML_PARTS = [name for name in workbooks.parts(GOOD) if name.endswith((".xml", ".rels"))]


@given(st.sampled_from(_XML_PARTS), st.data())
def test_a_part_with_wrong_xml_never_ends_in_anything_but_a_sentence(part: str, data: st.DataObject) -> None:
    content = workbooks.parts(GOOD)[part]
    at = data.draw(st.integers(0, len(content) - 1))
    piece = data.draw(st.sampled_from(_PIECES))
    size = data.draw(st.integers(0, 30))
    members = workbooks.parts(GOOD)
    members[part] = content[:at] + piece + content[at + size :]
    _read_through(_zip(members))


def _read_through(data: bytes) -> str:
    """What the user is told about a workbook that is opened, read, appended to and saved; empty if all went well."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "损坏.xlsx"
        path.write_bytes(data)
        try:
            gateway = open_gateway(path)
            for name in gateway.tables():
                gateway.table(name).is_percent(0, 0)
            gateway.names()
            gateway.append("检查对象", [{"对象编码": "新"}])
            gateway.commit()
        except UserError as error:
            return str(error)
    return ""
