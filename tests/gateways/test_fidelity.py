"""What a user made beside our tables survives a save byte for byte; what belongs to the table grows with it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from lxml import etree

from ssj_xl.gateways.contract import Value
from ssj_xl.gateways.opening import open_gateway, working
from ssj_xl.office.formats import Percent
from ssj_xl.office.package import FidelityError, Package
from tests import office
from tests.gateways import workbooks

NOW = datetime(2026, 11, 23, 18, 3)
ROW: dict[str, Value] = {
    "对象编码": "D0004", "对象名称": "新设律师事务所", "等级日期": date(2026, 1, 5), "抽查比例": Percent(0.1)}
SHEET, TABLE = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "主台账.xlsm"
    path.write_bytes(workbooks.rich(tmp_path))
    return path


def _append(path: Path, count: int = 2) -> None:
    with working(path, reason="追加前", now=NOW) as gateway:
        gateway.append("检查对象", [ROW] * count)
        gateway.commit()


def _digests(data: bytes) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in workbooks.parts(data).items()}


def test_every_part_but_the_changed_ones_keeps_its_hash_and_its_order(book: Path) -> None:
    before = _digests(book.read_bytes())
    assert len(before) > 20
    _append(book)
    after = _digests(book.read_bytes())
    assert list(after) == list(before)
    assert {name for name in before if before[name] != after[name]} == {SHEET, TABLE, "xl/workbook.xml"}


def test_unchanged_parts_keep_even_their_compressed_bytes(book: Path) -> None:
    before = Package(book.read_bytes(), "")
    _append(book)
    after = Package(book.read_bytes(), "")
    for name in ("xl/vbaProject.bin", "xl/drawings/drawing1.xml"):
        assert after._entries[name].raw(after.data) == before._entries[name].raw(before.data)


def test_rules_that_end_with_the_table_end_with_it_again(book: Path) -> None:
    _append(book)
    sheet = workbooks.parts(book.read_bytes())[SHEET].decode()
    assert 'sqref="A2:A6"' in sheet
    assert '<conditionalFormatting sqref="A2:E6"' in sheet
    assert "<xm:sqref>D2:D6</xm:sqref>" in sheet
    assert '<conditionalFormatting sqref="G1:G2"' in sheet
    assert 'sqref="E2:E1000"' in sheet
    assert '<dimension ref="A1:F6"/>' in sheet


def test_everything_on_the_sheet_but_rows_and_rules_stays(book: Path) -> None:
    def others(data: bytes) -> list[bytes]:
        root = etree.fromstring(workbooks.parts(data)[SHEET])
        kinds = ("sheetData", "dimension", "conditionalFormatting", "dataValidations", "extLst")
        return [etree.tostring(child) for child in root if etree.QName(child).localname not in kinds]

    before = others(book.read_bytes())
    _append(book)
    assert others(book.read_bytes()) == before
    assert any(b"legacyDrawing" in part for part in before)


def test_the_table_and_its_filter_grow_to_the_last_row(book: Path) -> None:
    _append(book, 3)
    root = etree.fromstring(workbooks.parts(book.read_bytes())[TABLE])
    assert root.get("ref") == "A1:E7"
    assert root[0].get("ref") == "A1:E7"


def test_new_rows_look_like_the_last_row(book: Path) -> None:
    before = workbooks.parts(book.read_bytes())["xl/styles.xml"]
    _append(book)
    assert workbooks.parts(book.read_bytes())["xl/styles.xml"] == before
    sheet = workbooks.loaded(book)["检查对象"]
    for column in "ABCDE":
        assert sheet[f"{column}6"].number_format == sheet[f"{column}4"].number_format
        assert sheet[f"{column}6"].border.left.style == sheet[f"{column}4"].border.left.style


def test_a_new_format_is_added_once_where_a_value_needs_one(book: Path) -> None:
    before = len(workbooks.loaded(book)._cell_styles)
    for _ in range(2):
        with working(book, reason="", now=NOW) as gateway:
            gateway.append("检查对象", [{"备注": date(2026, 1, 5)}, {"备注": date(2026, 1, 6)}])
            gateway.commit()
    found = workbooks.loaded(book)
    assert found["检查对象"]["E8"].value == datetime(2026, 1, 6)
    assert found["检查对象"]["E8"].number_format == "yyyy-mm-dd"
    assert len(found._cell_styles) == before + 1


def test_figures_are_computed_anew_by_the_program_that_opens_the_file_next(book: Path) -> None:
    _append(book)
    root = etree.fromstring(workbooks.parts(book.read_bytes())["xl/workbook.xml"])
    assert root.find("{*}calcPr").get("fullCalcOnLoad") == "1"


def test_other_readers_open_what_was_written(book: Path) -> None:
    _append(book)
    found = workbooks.loaded(book, keep_vba=True)
    found.vba_archive.close()  # openpyxl leaves it open for saving
    assert found["检查对象"]["B6"].value == "新设律师事务所"
    assert found["检查对象"].tables["检查对象"].ref == "A1:E6"
    assert len(found["检查对象"].data_validations.dataValidation) == 2


@pytest.mark.libreoffice
def test_libreoffice_sees_the_new_rows_and_counts_them(book: Path, tmp_path: Path) -> None:
    _append(book)
    found = workbooks.loaded(office.recalculated(book, tmp_path / "out"), data_only=True)
    assert [found["检查对象"][f"{c}6"].value for c in "ABCD"] == ["D0004", "新设律师事务所", datetime(2026, 1, 5), 0.1]
    assert found["首页"]["A1"].value == 5


@pytest.mark.libreoffice
@pytest.mark.long
def test_a_file_saved_by_libreoffice_is_read_and_written(book: Path, tmp_path: Path) -> None:
    path = office.recalculated(book, tmp_path / "out")
    with working(path, reason="", now=NOW) as gateway:
        assert len(gateway.table("检查对象").rows) == 3
        gateway.append("检查对象", [ROW])
        gateway.put("年度", 2022)
        gateway.commit()
        assert list(gateway.table("检查对象").rows[3])[:4] == ["D0004", "新设律师事务所", date(2026, 1, 5), 0.1]
        assert gateway.names()["年度"] == 2022
    found = workbooks.loaded(office.recalculated(path, tmp_path / "out2"), data_only=True)
    assert found["首页"]["A1"].value == 4


def test_a_part_that_would_differ_stops_the_save(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = book.read_bytes()
    original = Package.build

    def broken(self: Package) -> bytes:
        return workbooks.rewritten(original(self), {"xl/persons/person.xml": lambda text: text + " "})

    monkeypatch.setattr(Package, "build", broken)
    with pytest.raises(FidelityError):
        _append(book)
    assert book.read_bytes() == before


def test_saving_the_same_change_twice_gives_the_same_bytes(book: Path, tmp_path: Path) -> None:
    twin = tmp_path / "另存.xlsm"
    twin.write_bytes(book.read_bytes())
    _append(book)
    _append(twin)
    assert twin.read_bytes() == book.read_bytes()


class _Pipe(io.RawIOBase):
    """A stream that cannot go back, as a download is written: sizes then stand behind the parts."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.data += data
        return len(data)


def test_an_archive_written_as_a_stream_is_read_and_saved(book: Path) -> None:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in workbooks.parts(book.read_bytes()).items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(content)
    book.write_bytes(bytes(pipe.data))
    before = workbooks.parts(book.read_bytes())
    _append(book)
    after = workbooks.parts(book.read_bytes())
    assert list(after) == list(before)
    assert sum(after[name] != before[name] for name in before) == 3
    assert len(open_gateway(book).table("检查对象").rows) == 5


def test_sparklines_in_the_last_row_stay_where_they_are(tmp_path: Path) -> None:
    book = tmp_path / "走势.xlsx"
    with xlsxwriter.Workbook(book) as made:
        sheet = made.add_worksheet("检查对象")
        sheet.write_row("A2", [1, 2])
        columns = [{"header": "甲"}, {"header": "乙"}, {"header": "走势"}]
        sheet.add_table("A1:C2", {"name": "检查对象", "columns": columns})
        sheet.add_sparkline("C2", {"range": "检查对象!A2:B2"})
        sheet.ignore_errors({"number_stored_as_text": "A2:C2"})
    gateway = open_gateway(book)
    gateway.append("检查对象", [{"甲": "1"}])
    gateway.commit()
    sheet_xml = workbooks.parts(book.read_bytes())[SHEET].decode()
    assert "<xm:sqref>C2</xm:sqref>" in sheet_xml
    assert '<ignoredError sqref="A2:C3"' in sheet_xml


def test_the_archive_is_one_that_any_unzipper_accepts(book: Path) -> None:
    _append(book)
    with zipfile.ZipFile(io.BytesIO(book.read_bytes())) as archive:
        assert archive.testzip() is None
