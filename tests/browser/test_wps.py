"""The add-in of WPS in a real browser, over a stand-in for WPS's Application: buttons, an act that writes, a server that is gone."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.entry import session
from ssj_xl.entry.ribbon.screen import PROBLEMS
from ssj_xl.entry.serve import rows
from ssj_xl.entry.serve.server import Server, add_in
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records
from ssj_xl.workflows.registers import check
from tests import bureau
from tests.browser.chromium import Reader
from tests.bureau import PUBLIC, SOURCE, TASK
from tests.wps import sent as bureau_sent

pytestmark = pytest.mark.browser

STAND_IN = Path(__file__).parents[1] / "js" / "wps.js"
SECRET = "cd" * 32
HELD = ("JSON.stringify(WPS.sheets.map(sheet => [sheet.Name, sheet.tables.map(table => table.at), Object.entries(sheet.cells)"
        ".filter(([, cell]) => cell.formula || cell.value !== null).map(([at, cell]) => [at, cell.formula || cell.value, cell.code]).sort()]))")


@pytest.fixture
def sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(session, "desk", bureau.desk)
    return bureau_sent(tmp_path)


@pytest.fixture
def page(browser: Reader, sent: dict[str, Any]) -> Iterator[tuple[Reader, Server]]:
    """The add-in as WPS loads it, with the workbook open."""
    files = add_in()
    html = b'<!DOCTYPE html><meta charset="utf-8"><script src="wps.js"></script><script src="main.js"></script>'
    with Server(0, SECRET, {**files, "/": (html, "text/html"), "/wps.js": (STAND_IN.read_bytes(), "text/javascript")}) as made:
        threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        browser.visit(f"http://{made.own}/")
        browser.run(f"openedInWps({json.dumps(sent, ensure_ascii=False)}, {json.dumps(json.dumps({'token': SECRET}))})")
        yield browser, made
        made.shutdown()


def _press(tab: Reader, id: str, *answers: str) -> str:
    """Press a button, and what was told in the end."""
    tab.run(f"WPS.answers = {json.dumps(answers)}; WPS.told = [];")
    tab.run(f"press({json.dumps(id)})")
    return str(tab.run("WPS.told.join('|')"))


def _now(tab: Reader, folder: Path) -> Book:
    """The workbook as it stands in the stand-in."""
    found: Any = tab.run("collected()")
    path = folder / "现在.xlsx"
    path.write_bytes(rows.workbook(found))
    return Book(open_gateway(path))


def test_the_add_in_checks_locks_and_draws_in_the_open_workbook(
        page: tuple[Reader, Server], sent: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tab, made), book = page, Path(sent["path"])
    assert tab.run("OnAddinLoad({Invalidate: () => 0})")
    assert tab.run("OnGetEnabled({Id: 'ssj_check'})")
    tab.run("WPS.off = ['COUNTIFS(抽查任务']")
    assert not tab.run("OnGetEnabled({Id: 'ssj_lock'})")
    assert "现在不能用" in tab.run("OnGetSupertip({Id: 'ssj_lock'})")
    tab.run("WPS.off = []")

    found = check.check(Book(open_gateway(book)), bureau.desk().today)
    tab.run("WPS.locked = true")
    told = _press(tab, "check")
    assert (found.sentence in told, "没有写成供查看的工作表" in told) == (True, True)
    tab.run("WPS.locked = false")
    # a sheet of the same name that is somebody else's stays as it is
    tab.run(f"WPS.sheets.push(new Sheet({json.dumps(PROBLEMS)}))")
    for _ in range(2):
        _press(tab, "check")
    assert tab.run(f"WPS.sheets.filter(one => one.Name.startsWith({json.dumps(PROBLEMS)})).map(one => Object.keys(one.cells).length > 0)") == [False, True]
    tab.run(f"WPS.sheets = WPS.sheets.filter(one => !one.Name.startsWith({json.dumps(PROBLEMS)})); 0")
    assert found.sentence in _press(tab, "check")
    assert tab.run(f"WPS.sheets.filter(one => one.Name === {json.dumps(PROBLEMS)}).length") == (1 if found.problems else 0)

    # another program takes the sheet for protected in the middle of the writes: everything is as it was
    before = tab.run(HELD)
    tab.run("WPS.refuses = (cells, value) => value === '密钥' || cells.sheet.Name === '操作日志'")
    assert "[F07]" in _press(tab, "lock")
    assert tab.run(HELD) == before
    tab.run("WPS.refuses = null")

    assert "已锁定" in _press(tab, "lock", "1", SOURCE)
    assert (tab.run("WPS.saves"), len(tab.run("WPS.copies"))) == (1, 2)
    monkeypatch.setattr(session, "desk", lambda: bureau.desk(10, 4))
    assert "抽中" in _press(tab, "draw", PUBLIC.rpartition(":")[2])
    winners = [row for row in _now(tab, tmp_path).read(records.WINNERS).rows if row["task"] == TASK]
    (tmp_path / "另").mkdir()
    with bureau.opened(Path(shutil.copy(book, tmp_path / "另")), bureau.desk()) as closed:
        bureau.drawn(closed)
        assert [row["object"] for row in winners] == [row["object"] for row in closed.read(records.WINNERS).rows if row["task"] == TASK]

    # somebody types meanwhile; and another program, which knows no token, answers on the port
    tab.run("WPS.copies.push = () => { WPS.sheets[0].cells['90,1'] = {value: '新', formula: '', code: 'General'}; }")
    assert "又被改动过" in _press(tab, "match")
    made.token = "ef" * 32
    assert "没有运行" in _press(tab, "check")

