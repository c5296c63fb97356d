"""The Python end of the add-in's wire, entered as Excel enters it."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

import pytest
import xlwings

from ssj_xl.build import master
from ssj_xl.entry import wire
from ssj_xl.gateways.live.quiet import WAITS, patiently
from tests.gateways import com, fake_excel


def test_it_leaves_the_folder_of_the_workbook_and_serves_the_class_that_it_was_given(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[tuple[str, Path]] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["wire", "{0e39423b}"])
    monkeypatch.setattr(xlwings, "serve", lambda name: served.append((name, Path.cwd())), raising=False)
    monkeypatch.delitem(sys.modules, "ssj_xl.entry.wire")
    runpy.run_module("ssj_xl.entry.wire", run_name="__main__")

    assert served == [("{0e39423b}", Path(os.path.realpath(Path(sys.executable).parent)))]


@pytest.mark.long
def test_an_act_hands_back_what_is_to_be_shown_and_shows_nothing_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(master.content())
    book = fake_excel.behind(fake_excel.loaded(path))
    monkeypatch.setattr(com.WINDOWS.App, "alert", lambda *_: pytest.fail("a box inside of the call"))
    monkeypatch.setattr(patiently, "__kwdefaults__", {"waits": WAITS, "sleep": lambda _: None})

    for id, kind, part in (("从前的按钮", wire.FAILED, "[A45]"), ("about", wire.DONE, "双随机")):
        book.program.before = com.busy_once_a_line(0x8001010A, set())  # somebody has a dialog open
        text, title, shown = wire.press(id, book)
        assert part in text
        assert title.startswith("双随机")
        assert shown == kind
