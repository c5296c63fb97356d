"""The program's end of the extension for LibreOffice: formulas by lines, presses by a pipe, versions that must agree."""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime

import pytest

from ssj_xl import __version__
from ssj_xl.domain.formulas.declarations import FORMULAS
from ssj_xl.entry import office, udf
from ssj_xl.gateways.libreoffice import bridge

HOLIDAYS = [["日期", "类型"], ["2026-10-01", "放假"], ["2026-10-10", "调休上班"]]
CALLS = [
    ("SSJ_QUOTA", [34.0, 0.03, None], [[2.0]]),
    ("SSJ_QUOTA", [[[34.0], [0.0]], 0.03, 1.0], [[2.0], [0.0]]),
    ("SSJ_WORKDAY", [46082.0, 2.0, HOLIDAYS], [[46084.0]]),
    ("SSJ_WORKDAY", [None, 2.0, HOLIDAYS], [[""]]),
    ("SSJ_WORKDAY", [[[46082.0], [None]], 2.0, HOLIDAYS], [[46084.0], [""]]),
    ("SSJ_COVERAGE", [[["XA1"], ["XA2"], [None]], [["XA1"]], None], [[0.5]]),
    ("SSJ_IDCHECK", [None, None], [[""]]),
]


@pytest.mark.parametrize(("name", "arguments", "wanted"), CALLS)
def test_a_formula_answers_in_what_a_cell_can_hold(name: str, arguments: list[object], wanted: list[list[object]]) -> None:
    [line] = office.replies([json.dumps([name, arguments])])

    assert json.loads(line) == wanted
    assert line.isascii()


def test_what_cannot_be_computed_is_a_sentence_in_the_cell() -> None:
    lines = [json.dumps(["SSJ_WORKDAY", [float("inf"), 2, HOLIDAYS]]), json.dumps(["SSJ_TICKET", ["XA1", "x", None]])]

    assert all(json.loads(line)[0][0].startswith("#SSJ: ") for line in office.replies(lines))


def test_every_formula_can_be_asked_for() -> None:
    assert all(callable(getattr(udf, one.name)) for one in FORMULAS)


@pytest.mark.parametrize(("value", "cell"), [
    (date(2026, 3, 1), 46082.0), (datetime(2026, 3, 1, 12), 46082.0), (3, 3.0), (None, ""), ("文", "文"), (True, 1.0)])
def test_a_day_is_the_number_that_libreoffice_shows_as_it(value: object, cell: object) -> None:
    assert office._cell(value) == cell


def test_an_extension_of_another_version_is_told_so_and_computes_nothing(
        monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO('["SSJ_QUOTA", [34, 0.03, null]]\n'))
    assert office.main("0.0.1") == 0
    assert json.loads(capsys.readouterr().out)[0][0].startswith(f"#SSJ: 扩展是 0.0.1 版，ssj-xl 是 {__version__} 版")

    assert office.main("0.0.1", "check") == 3
    assert capsys.readouterr().out.startswith("扩展是 0.0.1 版")


def test_a_press_that_finds_no_libreoffice_says_what_is_missing(
        monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise ImportError

    monkeypatch.setattr(bridge, "connect", nobody)
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"address": "pipe,name=nobody", "workbook": "1"}\n'))
    assert office.main(__version__, "check") == 3
    assert "连不上 LibreOffice" in capsys.readouterr().out
