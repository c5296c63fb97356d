"""联合抽查: who takes part in a task, and whom and what each party lends to it.  Written by the program from the parties' files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssj_xl.tables.headers import register
from ssj_xl.tables.registers import YES_NO
from ssj_xl.tables.spec import Column, Kind

if TYPE_CHECKING:
    from ssj_xl.tables.rows import LentRow, PartyRow
    from ssj_xl.tables.spec import Register

K = Kind

INVITED, RECEIVED, WITHDRAWN = STATES = ("已邀请", "已收到", "已撤回")

PARTIES: Register[PartyRow] = register(
    "联合参与方",
    (
        Column("task", "任务编号", K.CODE, required=True, refers="抽查任务.code"),
        Column("code", "参与方编码", K.CODE, required=True),
        Column("name", "参与方", required=True),
        Column("leads", "牵头", K.CHOICE, choices=YES_NO),
        Column("outside", "其他机关", K.CHOICE, choices=YES_NO, note="本局处室填“否”；席位照参数“本局处室席位”“其他机关席位”"),
        Column("seats", "席位", K.INT, low=1, high=9),
        Column("items", "事项编码", K.CODES, refers="事项清单.code"),
        Column("state", "状态", K.CHOICE, choices=STATES),
        Column("invited", "邀请日期", K.DATE),
        Column("due", "参与件截止", K.DATE),
        Column("lock_on", "计划锁定日期", K.DATE),
        Column("invitation", "邀请件指纹", K.HEX),
        Column("received", "收到日期", K.DATE),
        Column("reply", "参与件指纹", K.HEX),
        Column("filler", "填报人", internal=True),
        Column("signer", "签发人", internal=True),
        Column("people", "人数", K.INT),
        Column("taking", "参加人数", K.INT),
        Column("recusals", "回避对数", K.INT),
        Column("objects", "对象数", K.INT),
        Column("left_out", "不参加对象", K.CODES, internal=True),
    ),
    unique=("task", "code"),
    written_by="程序",
    purpose="联合抽查的参与方：席位、事项、参与件的指纹和数字；锁定以后不变。",
    later=True,
)

LENT: Register[LentRow] = register(
    "联合人员",
    (
        Column("task", "任务编号", K.CODE, required=True, refers="抽查任务.code"),
        Column("party", "参与方编码", K.CODE, required=True),
        Column("inspector", "人员编码", K.CODE, required=True, refers="执法人员.code"),
        Column("takes", "参加", K.CHOICE, choices=YES_NO),
        Column("limit", "可派次数", K.INT, low=0, high=10_000),
        Column("recused", "回避对象", K.CODES, internal=True),
    ),
    unique=("task", "inspector"),
    written_by="程序",
    purpose="参与方派出的人员，只参加写明的任务；锁定以后不变，生病的在本方之内改派。",
    later=True,
)
