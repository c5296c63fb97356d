"""The tables that only the program writes: draws, locked lists, winners, log.  All of it is evidence."""

from __future__ import annotations

import copyreg
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from ssj_xl.tables import account, joint, leads, registers, trace
from ssj_xl.tables.spec import Column, Kind, Register, TableSpec

if TYPE_CHECKING:
    from ssj_xl.tables.rows import DrawRow, LockedRow, LogRow, WinnerRow

K = Kind

PROFILES = ("公开", "不公开等级")
WINNER_STATES = ("抽中", "候补", "递补", "被替换")

DRAWS: Register[DrawRow] = Register(
    "抽取记录",
    (
        Column("task", "任务编号", K.CODE, required=True, refers="抽查任务.code"),
        Column("attempt", "轮次", K.INT, required=True, low=1, high=999),
        Column("count", "名录数量", K.INT),
        Column("root", "名录根", K.HEX),
        Column("people", "人员根", K.HEX),
        Column("rule", "规则指纹", K.HEX),
        Column("profile", "公示方式", K.CHOICE, choices=PROFILES),
        Column("source", "随机源"),
        Column("locked_at", "锁定时间", K.TIME),
        Column("seed_text", "种子原文", K.LONG),
        Column("seed", "种子", K.HEX),
        Column("drawn_at", "抽取时间", K.TIME),
        Column("log_head", "日志末指纹", K.HEX),
        Column("void_at", "作废时间", K.TIME),
        Column("void_why", "作废原因", K.LONG),
        Column("rule_text", "规则原文", K.LONG),
        Column("commitments", "承诺", K.LONG),
        Column("nonces", "随机原件", K.LONG),
        Column("secret", "密钥指纹", K.HEX, note="名录密钥的指纹；密钥在主台账旁的密钥文件里", later=True),
        Column("names_root", "名称根", K.HEX, later=True),
        Column("floor", "最低比例", later=True),
        Column("proof", "信标签名", K.HEX, later=True),
        Column("supervisor", "监督人", later=True),
        Column("witness", "见证人指纹", K.HEX, later=True),
        Column("last", "最近一期", note="锁定时官方网站上最近开奖的一期和日期，如 2027020@2027-02-23", later=True),
        Column("visits_to", "检查次数截至", note="锁定时计入的检查次数到哪一天：全局检查台账的截至日期，没有的写“本台账”", later=True),
        Column("method", "抽取方式", K.CHOICE, choices=registers.METHODS, note="这一轮照此抽取；重新锁定也照此", later=True),
        Column("ratio_use", "比例与等级", note="这一轮照此使用抽查比例；重新锁定也照此", later=True),
    ),
    unique=("task", "attempt"),
    written_by="程序",
    purpose="每次锁定与抽取一行，作废不删除。",
)

LOCKED: Register[LockedRow] = Register(
    "锁定名录",
    (
        Column("task", "任务编号", K.CODE, required=True),
        Column("attempt", "轮次", K.INT, required=True, low=1, high=999),
        Column("object", "对象编码", K.CODE, required=True),
        Column("pid", "名单代号", K.TEXT, required=True),
        Column("group", "组别", required=True),
        Column("ticket", "签号", K.HEX),
        Column("tier", "风险等级", internal=True),
        Column("excluded", "排除原因", internal=True),
        Column("name", "对象名称", internal=True, later=True),
        Column("identity", "主体证号", internal=True, later=True),
        Column("applies", "适用事项", K.CODES, internal=True, note="联合抽查：适用于这个对象的事项，随人员名单锁定", later=True),
    ),
    unique=("task", "attempt", "object"),
    written_by="程序",
    purpose="锁定时冻结的名录，内部使用，不公开。",
)

LOCKED_PEOPLE = TableSpec(
    "锁定人员",
    (
        Column("task", "任务编号", K.CODE, required=True),
        Column("attempt", "轮次", K.INT, required=True, low=1, high=999),
        Column("inspector", "人员编码", K.CODE, required=True),
        Column("headroom", "余量", K.INT, note="年度任务越多，余量越小"),
        Column("lead", "组长", K.CHOICE, choices=("1", "0")),
        Column("items", "可检查事项", width=24),
        Column("status", "状态"),
        Column("barred", "回避名单代号", internal=True),
        Column("party", "参与方", later=True),
    ),
    unique=("task", "attempt", "inspector"),
    written_by="程序",
    purpose="锁定时冻结的执法人员名单，匹配只按此计算。",
)

WINNERS: Register[WinnerRow] = Register(
    "抽取名单",
    (
        Column("task", "任务编号", K.CODE, required=True),
        Column("attempt", "轮次", K.INT, required=True, low=1, high=999),
        Column("rank", "序号", K.INT, required=True),
        Column("object", "对象编码", K.CODE, required=True),
        Column("name", "对象名称", copies="object 检查对象.name"),
        Column("object_type", "对象类型", copies="object 检查对象.object_type"),
        Column("ticket", "签号", K.HEX),
        Column("state", "状态", K.CHOICE, choices=WINNER_STATES, required=True),
        Column("replaces", "替补自", K.CODE),
        Column("why", "原因", K.LONG, internal=True),
        Column("approver", "批准人"),
        Column("lead", "检查组长", K.CODE),
        Column("members", "检查人员", K.CODES),
        Column("team_names", "检查组姓名", later=True),
        Column("note", "说明", K.LONG, note="递补、延期的具体情况，只留在台账，不印出、不公示", later=True, internal=True),
        Column("put_off_to", "延期至", K.DATE, later=True),
        Column("put_off", "延期次数", K.INT, later=True, low=0, high=999),
        Column("put_off_why", "延期原因", later=True, internal=True),
        Column("put_off_by", "延期批准人", later=True),
        Column("sheet_token", "填写页口令", K.HEX, later=True, internal=True),
        Column("sheet_revision", "填写页版次", K.INT, later=True, internal=True),
        Column("returned", "返回件时间", later=True, internal=True),
    ),
    unique=("task", "attempt", "object"),
    written_by="程序",
    purpose="抽中、候补、递补的对象与检查组；原因用代码表里的词。",
    printed="team_names",
)

TEAM_ACTS = ("匹配", "递补", "改派")
"""Acts whose entry in the log ends with a fingerprint of the teams."""

LOG: Register[LogRow] = Register(
    "操作日志",
    (
        Column("number", "序号", K.TEXT, required=True),
        Column("at", "时间", K.TEXT, required=True),
        Column("act", "操作", K.TEXT, required=True),
        Column("who", "操作人", K.TEXT, internal=True),
        Column("summary", "摘要", K.LONG, internal=True),
        Column("content", "内容指纹", K.HEX),
        Column("previous", "上一指纹", K.HEX),
        Column("digest", "本条指纹", K.HEX),
    ),
    unique=("number",),
    written_by="程序",
    purpose="只增不改的操作日志，每条含上一条的指纹。",
)

PROBLEMS = TableSpec(
    "问题清单",
    (
        Column("code", "问题代码", width=9),
        Column("severity", "级别", width=7),
        Column("file", "文件", width=28),
        Column("sheet", "工作表"),
        Column("cell", "单元格", width=10),
        Column("text", "问题", K.LONG, width=60),
        Column("remedy", "处理办法", K.LONG, width=48),
    ),
    written_by="程序",
    purpose="最近一次检查发现的问题。",
)

REGISTERS: tuple[TableSpec, ...] = (
    registers.CODES, registers.TIERS, registers.ITEMS, registers.OBJECTS, registers.INSPECTORS,
    registers.RECUSALS, registers.PLANS, registers.TASKS, DRAWS, LOCKED, LOCKED_PEOPLE, WINNERS,
    registers.FINDINGS, registers.ACTIVITIES, registers.COUNTIES, registers.HOLIDAYS,
    account.VISITS, account.LIMITS, account.COUNTS, leads.LEADS, joint.PARTIES, joint.LENT, trace.CHANGES, LOG,
)
"""Every table of a master workbook, in the order of its sheets."""

ACCOUNT = (registers.CODES, registers.OBJECTS, registers.TASKS, DRAWS, LOCKED, WINNERS, registers.FINDINGS,
           account.VISITS, account.LIMITS, account.COUNTS, leads.LEADS, LOG)
"""What the account of visits is made of, the leads that say why, and the log, which says the day."""

IMPORTED = tuple(spec for spec in REGISTERS if spec.written_by == "人工")
"""Registers that staff keep; what the program writes is evidence and is never imported."""

BY_NAME: dict[str, TableSpec] = {spec.name: spec for spec in (*REGISTERS, trace.BASE)}


def register(name: str) -> TableSpec:
    """The register of a name.  Raises KeyError where there is none."""
    return BY_NAME[name]


def _reduced(spec: TableSpec) -> tuple[Any, tuple[Any, ...]]:
    """In another process a register is that process's own."""
    if BY_NAME.get(spec.name) is spec:
        return register, (spec.name,)
    return type(spec), tuple(getattr(spec, one.name) for one in fields(spec))


copyreg.pickle(TableSpec, _reduced)
