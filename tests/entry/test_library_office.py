"""The library on a workbook that is open in a real program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import ssj_xl
from tests.bureau import Bureau
from tests.entry.test_library import NEW
from tests.office import LiveOffice

pytestmark = pytest.mark.libreoffice


@pytest.mark.long
def test_a_register_of_an_open_workbook_is_read_and_written(live_office: LiveOffice, tmp_path: Path) -> None:
    held: Any = live_office.open(Bureau().file(tmp_path))
    book = ssj_xl.open(held)
    book["检查对象"].append([NEW])

    assert book["检查对象"].df["对象编码"].tolist()[-2:] == ["LS040", "LS999"]
    assert held.sheets["检查对象"].range("A42").value == "LS999"
    assert ssj_xl.draw(book["检查对象"], ratio="5%", seed="种子").winners.shape[0] == 3
