"""The line 抽取核验: a word of the add-in where it is there, a sentence where it is not, and never an error value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ssj_xl.build import master
from ssj_xl.build.addin.addin import SHEETS, with_macros
from ssj_xl.build.addin.project import Module, vba_project
from ssj_xl.build.master_dashboard import ABSENT, HINT, OFF, ON, choice, verdict
from ssj_xl.gateways.libreoffice.bridge import properties, url
from tests.office import LiveOffice

_STAND_IN = """Attribute VB_Name = "StandIn"
Option Explicit

Public Function SSJ_VERIFY(draws, list, people, winners, journal)
    SSJ_VERIFY = "ANSWER"
End Function
"""


def _shown(document: Any, switch: str) -> str:
    """What the formula shows in a free cell beside the page, with the switch in the cell above it."""
    sheet = document.Sheets.getByName("首页")
    sheet.getCellRangeByName("AB1").setString(switch)
    sheet.getCellRangeByName("AB2").FormulaLocal = verdict("AB1")
    document.calculateAll()
    return str(sheet.getCellRangeByName("AB2").getString())


def test_the_formula_fits_into_a_cell_and_is_no_newer_than_excel_2016() -> None:
    assert len(verdict("E40")) < 1_000
    assert "_xlfn" not in verdict("E40")
    assert choice()["source"] == [ON, OFF]


@pytest.mark.libreoffice
@pytest.mark.long
def test_without_the_add_in_a_sentence_says_so(tmp_path: Path, live_office: LiveOffice) -> None:
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(master.content())
    document = live_office.open(path).impl.api

    assert _shown(document, OFF) == HINT
    assert _shown(document, "") == HINT
    assert _shown(document, ON) == ABSENT


@pytest.mark.libreoffice
@pytest.mark.parametrize(("answer", "shown"), [
    ("相符：1 轮已抽取。", "相符：1 轮已抽取。"), ("不符（1 处）：……", "不符（1 处）：……"), ("#SSJ: 请补填。", "#SSJ: 请补填。"),
    ("Could not load Python DLL!", ABSENT), ("", ABSENT),
])
@pytest.mark.long
def test_only_the_formulas_own_answers_are_shown(answer: str, shown: str, tmp_path: Path, live_office: LiveOffice) -> None:
    text = _STAND_IN.replace('"ANSWER"', " & ".join(f"ChrW({ord(c)})" for c in answer) or '""').replace("\n", "\r\n")
    path = tmp_path / "主台账.xlsm"
    path.write_bytes(with_macros(master.content(), vba_project(
        [Module("StandIn", "standard", text, ("xlsm",))], sheets=SHEETS, name="SsjTest")))
    live_office.start()
    desktop = live_office.engine.apps.active.books.impl.api
    document = desktop.loadComponentFromURL(url(str(path)), "_blank", 0, properties(MacroExecutionMode=4))

    assert _shown(document, ON) == shown
