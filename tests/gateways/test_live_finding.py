"""Which door a workbook takes, on a machine with and without a program that has it open."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlwings

from ssj_xl.gateways.live.finding import open_here, reading_on, working_in, working_on
from ssj_xl.gateways.live.gateway import LiveGateway
from ssj_xl.gateways.xlsx.gateway import FileGateway
from tests.bureau import refused
from tests.gateways import com, fake_excel, workbooks
from tests.gateways.fake_excel import Excel

NOW = datetime(2026, 3, 2, 9)
TABLES = {"检查对象": workbooks.objects(2)}


@pytest.fixture
def excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A workbook open in this Excel, with the mark that Excel puts beside it."""
    book = fake_excel.opened(TABLES, None, tmp_path / "主台账.xlsx", Excel())
    program = fake_excel.behind(book).program
    monkeypatch.setitem(com.RUNNING, program.hwnd, program)
    (tmp_path / "~$主台账.xlsx").write_bytes(b"\x03abc")
    monkeypatch.setattr(xlwings.engines, "active", xlwings.Engine(impl=com.WINDOWS.engine))
    return book


def test_a_file_that_nobody_has_open_is_worked_on_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(workbooks.plain(TABLES))
    assert open_here(path) is None
    assert isinstance(reading_on(path), FileGateway)
    with working_on(path, reason="试", now=NOW) as gateway:
        assert isinstance(gateway, FileGateway)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with refused("F01"), working_on(tmp_path / "没有.xlsx", reason="试", now=NOW):
        pass


def test_a_workbook_open_in_this_excel_is_worked_on_there(excel: Any, tmp_path: Path) -> None:
    with working_on(tmp_path / "主台账.xlsx", reason="试", now=NOW) as gateway:
        assert isinstance(gateway, LiveGateway)
        gateway.append("检查对象", [{"对象编码": "A"}])
        gateway.commit()
    assert fake_excel.behind(excel).saves == 1
    assert [copy.name for copy in gateway.saved] == ["主台账_20260302-090000_试.xlsx"]


def test_a_link_to_the_open_workbook_is_that_workbook(excel: Any, tmp_path: Path) -> None:
    (tmp_path / "快捷").mkdir()
    link = tmp_path / "快捷" / "台账链接.xlsx"
    link.symlink_to(tmp_path / "主台账.xlsx")
    assert open_here(link) == excel


def test_a_namesake_in_another_folder_is_another_workbook(excel: Any, tmp_path: Path) -> None:
    (tmp_path / "乙").mkdir()
    other = tmp_path / "乙" / "主台账.xlsx"
    other.write_bytes(workbooks.plain(TABLES))
    (tmp_path / "乙" / "~$主台账.xlsx").write_bytes(b"\x03abc")
    assert open_here(other) is None
    with refused("F04"), working_on(other, reason="试", now=NOW):
        pass


def test_two_acts_do_not_meet_in_one_workbook(excel: Any, tmp_path: Path) -> None:
    with working_in(excel, reason="试", now=NOW), refused("F59"), working_in(excel, reason="试", now=NOW):
        pass


@pytest.mark.parametrize("where", ["工作簿1", "https://cloud/主台账.xlsx"])
def test_in_a_workbook_without_a_place_on_this_machine_no_act_begins(excel: Any, where: str) -> None:
    """What an act puts beside it (records, missing ones of an earlier act too) would lie in whatever folder the program runs in."""
    fake_excel.behind(excel).fullname = where
    with refused("F30"), working_in(excel, reason="试", now=NOW):
        raise AssertionError


@pytest.mark.long
def test_a_closed_file_needs_no_xlwings(tmp_path: Path) -> None:
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(workbooks.plain(TABLES))
    code = ("import sys; sys.modules['xlwings'] = None\n"
            "from ssj_xl.gateways.live.finding import reading_on\n"
            f"print(len(reading_on({str(path)!r}).table('检查对象').rows))")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout == "2\n", run.stderr
