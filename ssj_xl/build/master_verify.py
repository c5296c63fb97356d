"""The line 抽取核验 of 首页: =SSJ_VERIFY over the evidence of the workbook, where the add-in is there to compute it.

It is switched off in a new workbook, because the first formula of the add-in starts Python, and nobody who only opens
a workbook should wait for that.  Switched on without the add-in, in WPS or LibreOffice, it says so in words.
"""

from __future__ import annotations

from typing import Any

from ssj_xl.tables.records import DRAWS, LOCKED, LOCKED_PEOPLE, LOG, WINNERS

ON, OFF = "开", "关"
TITLE = "抽取核验"
HINT = "选“开”，由加载项重算全部抽取；没有加载项的，请运行 ssj-xl verify。"
ABSENT = "没有加载项，或加载项找不到 Python，不能在这里核验；请运行 ssj-xl verify。"
_EVIDENCE = (DRAWS, LOCKED, LOCKED_PEOPLE, WINNERS, LOG)
_ANSWERS = ("相符", "不符", "#SSJ")


def verdict(switch: str) -> str:
    """The formula behind the line.  switch: the cell with 开 or 关.

    What is not one of the formula's own answers is a message of the wire or of Windows, and not for staff to read.
    """
    call = f"SSJ_VERIFY({','.join(f'{spec.name}[#All]' for spec in _EVIDENCE)})"
    known = ",".join(f'LEFT({call},{len(start)})="{start}"' for start in _ANSWERS)
    return f'=IF({switch}<>"{ON}","{HINT}",IFERROR(IF(OR({known}),{call},"{ABSENT}"),"{ABSENT}"))'


def choice() -> dict[str, Any]:
    """The drop-down of the switch."""
    return {"validate": "list", "source": [ON, OFF], "input_title": TITLE, "input_message": HINT,
            "error_title": TITLE, "error_message": f"请选“{ON}”或“{OFF}”。"}
