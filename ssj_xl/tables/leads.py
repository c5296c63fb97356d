"""线索: why an object is to be visited without a lot, and until when.  It stays in the division's own workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssj_xl.tables.headers import register
from ssj_xl.tables.spec import Column, Kind

if TYPE_CHECKING:
    from ssj_xl.tables.rows import LeadRow
    from ssj_xl.tables.spec import Register

K = Kind

ORIGINS = ("投诉举报", "上级交办", "部门移送", "媒体反映", "监测预警", "整改复查")
CASE, WITH_DAILY, PASSED_ON, REFUSED = HANDLINGS = ("个案检查", "并入日常检查", "转办", "不予检查")
MONTHS = 6
"""How long a lead keeps its object out of the lottery where nobody says."""
_NUMERALS = "零一二三四五六七八九"
OUTCOMES = ("查实", "未查实", "转办", "无法核实")

LEADS: Register[LeadRow] = register(
    "线索",
    (
        Column("number", "线索编号", K.CODE, required=True),
        Column("received", "收到日期", K.DATE, required=True),
        Column("object", "对象编码", K.CODE, required=True, refers="检查对象.code"),
        Column("items", "事项编码", K.CODES, refers="事项清单.code"),
        Column("letter", "来文号"),
        Column("origin", "来源", K.CHOICE, choices=ORIGINS),
        Column("handling", "处理", K.CHOICE, choices=HANDLINGS, note="空白、个案检查、并入日常检查的，有效期内不参加抽签；转办、不予检查的照常抽签"),
        Column("approver", "批准人"),
        Column("approved", "批准日期", K.DATE),
        Column("valid_to", "有效期至", K.DATE, note=f"空白为收到后{_NUMERALS[MONTHS]}个月"),
        Column("checked", "检查日期", K.DATE, note="由程序填写：检查台账里收到以后这家单位的个案检查"),
        Column("closed", "办结日期", K.DATE, note="办结的从次日起照常抽签"),
        Column("outcome", "办结情况", K.CHOICE, choices=OUTCOMES),
    ),
    unique=("number",),
    purpose="有线索的对象不参加抽签，另行安排检查；只留在本处室，不报送、不公开。不写是谁反映的、反映了什么。",
    later=True,
)
