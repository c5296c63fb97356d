"""An act on an open workbook is done whole or not at all: failures, interruptions, and somebody who types meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.gateways.live.gateway import LiveGateway
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.office.formats import Percent
from ssj_xl.tables.problems import UserError
from tests.bureau import refused
from tests.gateways import com
from tests.gateways.fake_excel import Cell
from tests.gateways.live_desk import NOW, Desk

pytestmark = pytest.mark.usefixtures("no_waiting")


def _rows(gateway: LiveGateway, name: str = "检查对象") -> list[list[Any]]:
    return [list(row) for row in gateway.table(name).rows]


def _prepared(folder: Path) -> tuple[Desk, LiveGateway]:
    desk = Desk(folder, names={"年度": 2021})
    desk.people.password = ""
    desk.objects.cells[2, 5] = Cell("'旧")
    gateway = desk.gateway()
    gateway.append("检查对象", [{"对象编码": "A", "等级日期": date(2021, 3, 1), "备注": Percent(0.5)}, {"对象编码": "B"}])
    gateway.replace("检查对象", {0: {"备注": 5, "等级日期": None}, 2: {"对象名称": "改名"}})
    gateway.append("执法人员", [{"人员编码": "R2"}])
    gateway.put("年度", 2026)
    return desk, gateway


def _failures(folder: Path) -> Iterator[int]:
    desk, gateway = _prepared(folder)
    desk.excel.before = steps = com.Steps()
    gateway.commit()
    yield from steps.notable()


@pytest.mark.long
def test_a_failure_at_any_moment_leaves_workbook_and_program_as_they_were(tmp_path: Path) -> None:
    for number in _failures(tmp_path):
        desk, gateway = _prepared(tmp_path)
        before, areas = desk.held(), [sheet.tables[0].area for sheet in (desk.objects, desk.people)]
        desk.excel.before = com.failing_at(number)
        codes = _codes(gateway.commit)
        desk.excel.before = lambda name: None
        if codes:
            assert codes <= {"F07", "F27"}
            assert desk.held() == before
            assert [sheet.tables[0].area for sheet in (desk.objects, desk.people)] == areas
            gateway.commit()
        assert len(_rows(desk.gateway())) == 5
        assert desk.people.password == ""
        assert desk.unchanged()


def _codes(act: Callable[[], None]) -> set[str]:
    try:
        act()
    except UserError as error:
        return {problem.code for problem in error.problems}
    return set()


def test_an_interrupted_act_is_undone_too(tmp_path: Path) -> None:
    desk, gateway = _prepared(tmp_path)
    before = desk.held()

    def interrupt(name: str) -> None:
        if name == "Workbook.Save":
            raise KeyboardInterrupt

    desk.excel.before = interrupt
    with pytest.raises(KeyboardInterrupt):
        gateway.commit()
    assert desk.held() == before


def test_what_cannot_be_undone_is_said(tmp_path: Path) -> None:
    desk, gateway = _prepared(tmp_path)
    sent = iter(range(10**6))

    def fail(name: str) -> None:
        if name == "Range.Value=" and next(sent) > 1:
            raise com.refused("磁盘已满")

    desk.excel.before = fail
    with refused("F29"):
        gateway.commit()
    assert desk.file.saves == 0
    assert desk.unchanged()


def test_somebody_who_typed_meanwhile_is_not_written_over(desk: Desk) -> None:
    gateway = desk.gateway()
    gateway.replace("检查对象", {0: {"备注": "x"}})
    desk.objects.cells[3, 2] = Cell("同事改的名称")
    with refused("F13"):
        gateway.commit()
    assert desk.file.saves == 0


def test_a_formula_with_another_result_is_no_change(desk: Desk) -> None:
    desk.objects.cells[1, 5] = Cell("提示")
    for row in (2, 3, 4):
        desk.objects.cells[row, 5] = Cell(1.0, "=TODAY()")
    gateway = desk.gateway()
    gateway.replace("检查对象", {0: {"对象名称": "改名"}})
    for row in (2, 3, 4):
        desk.objects.cells[row, 5] = Cell(2.0, "=TODAY()")
    gateway.commit()
    assert _rows(desk.gateway())[0][1] == "改名"


def test_a_snapshot_holds_the_workbook_as_it_was_open(desk: Desk) -> None:
    desk.objects.cells[2, 2] = Cell("还没保存的改动")
    gateway = desk.gateway(reason="锁定前", now=NOW)
    gateway.append("检查对象", [{"对象编码": "A"}])
    gateway.commit()
    (copy,) = gateway.saved
    assert copy == desk.path.parent / "备份" / "主台账_20260302-090000_锁定前.xlsx"
    found = open_gateway(copy).table("检查对象").rows
    assert (len(found), found[0][1]) == (3, "还没保存的改动")


def test_nothing_to_write_is_not_even_saved(desk: Desk) -> None:
    gateway = desk.gateway(reason="试", now=NOW)
    gateway.append("检查对象", [])
    gateway.append("检查对象", [{}])
    gateway.commit()
    assert desk.file.saves == 0
    assert gateway.saved == []


@pytest.mark.parametrize("where", ["工作簿1", "https://cloud/主台账.xlsx"])
def test_a_workbook_that_is_not_on_this_machine_is_not_written(desk: Desk, where: str) -> None:
    desk.file.fullname = where
    gateway = desk.gateway()
    gateway.append("检查对象", [{"对象编码": "A"}])
    with refused("F30"):
        gateway.commit()


def test_a_workbook_in_the_cloud_that_has_no_folder_here_can_be_read(desk: Desk) -> None:
    desk.file.fullname = "https://cloud/主台账.xlsx"
    gateway = desk.gateway()
    assert gateway.table("检查对象").file == "https://cloud/主台账.xlsx"
    gateway.append("检查对象", [{"对象编码": "A"}])
    with refused("F30"):
        gateway.commit()


def test_a_workbook_opened_to_be_read_is_not_written(desk: Desk) -> None:
    desk.file.read_only = True
    gateway = desk.gateway()
    gateway.append("检查对象", [{"对象编码": "A"}])
    with refused("F07"):
        gateway.commit()


def test_a_workbook_that_counts_from_1904_gets_its_own_numbers(desk: Desk) -> None:
    desk.file.from_1904 = True
    gateway = desk.gateway()
    gateway.replace("检查对象", {0: {"等级日期": date(1904, 1, 2)}})
    gateway.commit()
    assert desk.objects.cells[2, 3].value == 1


def test_where_nothing_is_unsaved_the_snapshot_is_the_file_to_the_byte(desk: Desk) -> None:
    desk.file.saved = True
    before = desk.path.read_bytes()
    gateway = desk.gateway(reason="锁定前", now=NOW)
    gateway.append("检查对象", [{"对象编码": "A"}])
    gateway.commit()
    (copy,) = gateway.saved
    assert copy.read_bytes() == before
