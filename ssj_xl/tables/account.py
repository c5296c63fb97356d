"""检查台账 and what belongs to it: every visit, the rules by which visits are counted, what the bureau sends back.

One row of 检查台账 is an institution that was entered, by one 检查主体, for one task or on its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssj_xl.tables.headers import register
from ssj_xl.tables.registers import YES_NO
from ssj_xl.tables.spec import Column, Kind, Register

if TYPE_CHECKING:
    from ssj_xl.tables.rows import CountRow, LimitRow, VisitRow

K = Kind

DAILY, CASE, ORDERED, OWN_CAMPAIGN = KINDS = ("日常检查", "个案检查", "专项检查（上级部署）", "专项检查（本级）")
ON_SITE, OFF_SITE = SITES = ("现场", "非现场")
OPEN, DONE, PUT_OFF, CANCELLED = STATES = ("已抽中待检查", "已检查", "延期", "已取消")
FROM_TASK, TYPED, RETURNED = ORIGINS = ("任务", "补登", "返回件")
BY_ORDER, BY_COMPLAINT, BY_TRANSFER, ON_REQUEST, RECHECK, LICENSING, REMOTE, SAME_DAY = SITUATIONS = (
    "上级部署", "投诉举报", "交办移送", "应企业申请", "整改复查", "许可核查", "非现场", "与同日联合并计")
"""Why a visit may lie outside the cap; which of them do is for 次数规则 to say."""
TOLD = (BY_ORDER, REMOTE, SAME_DAY)
"""Those that say nothing of a complaint or a case: of the others a 报送件 carries only whether the visit counts."""
UNTOLD = "未报送"
"""The situation of a visit that does not count, where the division sent no more than that."""

# What a clerk types and what a page shows stands first.
VISITS: Register[VisitRow] = register(
    "检查台账",
    (
        Column("number", "台账编号", K.CODE, width=24, note="由程序编写"),
        Column("object", "对象编码", K.CODES, required=True, refers="检查对象.code"),
        Column("name", "对象名称", note="由程序填写"),
        Column("kind", "检查类别", K.CHOICE, choices=KINDS, required=True, width=20, note="双随机抽查是日常检查的一种方式"),
        Column("basis", "依据文号", width=20, note="个案检查、专项检查必填"),
        Column("items", "事项编码", K.CODES, refers="事项清单.code"),
        Column("start", "开始日期", K.DATE),
        Column("end", "结束日期", K.DATE, note="由程序填写：空白为当日"),
        Column("state", "状态", K.CHOICE, choices=STATES, note="由程序填写；延期、取消的可以改"),
        Column("counts", "计入上限", K.CHOICE, choices=YES_NO, note="由程序填写：按“次数规则”"),
        Column("situation", "不计入情形", K.CHOICE, choices=SITUATIONS, internal=True, width=18,
               note="空着的由程序填写：照检查类别、线索的来源、方式；都看不出的才填。算不算看“次数规则”"),
        Column("institution", "入户机构编码", K.CODE, note="由程序填写：实际进入的机构；个人填所在机构"),
        Column("way", "方式", K.CHOICE, choices=SITES, note="由程序填写：空白为现场"),
        Column("body", "检查主体", note="由程序填写：空白为本单位"),
        Column("division", "承办处室", note="由程序填写：空白为本处室"),
        Column("random", "双随机", K.CHOICE, choices=YES_NO, note="由程序填写"),
        Column("task", "任务编号", K.CODE),
        Column("partners", "参与处室", K.LIST),
        Column("approved", "审批日期", K.DATE, internal=True),
        Column("approver", "审批人", internal=True),
        Column("visit_code", "检查码", note="省行政检查系统发的检查码", internal=True),
        Column("origin", "来源", K.CHOICE, choices=ORIGINS, note="由程序填写"),
    ),
    unique=("number",),
    purpose="每一次检查一行。双随机抽查的由程序登记；其他检查填对象编码、检查类别、依据文号、开始日期、事项编码五格，其余由程序填写。",
    printed="situation",
    later=True,
)
TYPED_CELLS = ("object", "kind", "basis", "start", "items")
"""What a clerk types of a visit that was not drawn; the program fills the rest."""

CAP, REST, EXEMPT = RULE_KINDS = ("年度上限", "免查月数", "不计入")

LIMITS: Register[LimitRow] = register(
    "次数规则",
    (
        Column("rule", "规则", K.CHOICE, choices=RULE_KINDS, required=True,
               note="年度上限：一年最多几次；免查月数：检查后几个月内不再抽取；不计入：哪种情形不算次数"),
        Column("body", "检查主体", note="空白表示所有检查主体"),
        Column("object_type", "对象类型", K.CHOICE, choices="对象类型", note="空白表示所有对象类型"),
        Column("situation", "情形", K.CHOICE, choices=SITUATIONS, note="“不计入”的填写"),
        Column("number", "数", K.INT, low=0, high=366, note="年度上限填次数，免查月数填月数"),
        Column("valid_from", "启用日期", K.DATE),
        Column("valid_to", "停用日期", K.DATE),
        Column("basis", "依据", width=48),
    ),
    unique=("rule", "body", "object_type", "situation", "valid_from"),
    purpose="检查频次怎么算：年度上限、免查月数、哪些情形不计入，各有启用日期。",
    later=True,
)

COUNTS: Register[CountRow] = register(
    "检查次数",
    (
        Column("institution", "入户机构编码", K.CODE, required=True),
        Column("name", "名称"),
        Column("year", "年度", K.INT, low=2000, high=2100),
        Column("body", "检查主体"),
        Column("counted", "计入次数", K.INT, low=0, high=100_000),
        Column("checked", "其中已检查", K.INT, low=0, high=100_000),
        Column("open", "其中已抽中待检查", K.INT, low=0, high=100_000),
        Column("exempt", "不计入次数", K.INT, low=0, high=100_000),
        Column("cap", "上限", K.INT, low=0, high=366),
        Column("room", "余量", K.INT, low=-100_000, high=100_000),
        Column("last", "最近检查日期", K.DATE),
        Column("rest_until", "免查至", K.DATE),
        Column("as_of", "截至日期", K.DATE),
        Column("own", "其中本处室", K.INT, low=0, high=100_000),
    ),
    unique=("institution", "year", "body"),
    written_by="程序",
    purpose="协调处汇总后发回的全局检查次数（ssj-xl account 取入）；只有次数，没有别的处室的任务和结果。",
    later=True,
)

SENT_UNIT, SENT_DIVISION, SENT_DAY, SENT_DIGEST = "检查次数单位", "检查次数处室", "检查次数截至", "检查次数指纹"
"""Defined names of the bureau's file, on its sheet 说明."""
