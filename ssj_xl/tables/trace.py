"""变更记录 and 登记底账: what changed in the registers since an act last looked, and the state that it then saw."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ssj_xl.tables import registers
from ssj_xl.tables.headers import register
from ssj_xl.tables.spec import Column, Kind, Register, TableSpec

if TYPE_CHECKING:
    from ssj_xl.tables.rows import ChangeRow

K = Kind
LISTED, STATUS, TIER, PLACE, PEOPLE, PLAN, SCOPE = CLASSES = ("名录增减", "状态", "等级", "机构变更", "人员资格", "计划", "任务范围")
ADDED, GONE = "新增", "不再在册"
ROW = "在册"
"""栏目 of a change that is no cell's: a row came or went."""
BASIS, ALL = "依据", "依据、报备、公示"
"""What a person still has to say of a change: a basis; of a public plan also when it was reported and published."""


class Watched(NamedTuple):
    """What is watched of a register.  name: column that names a row; keys: columns with the class of their changes; rows: whether rows that come and go count."""

    spec: TableSpec
    name: str
    keys: dict[str, str]
    rows: str = LISTED


WATCHED = (
    Watched(registers.OBJECTS, "name", {"status": STATUS, "tier": TIER, "object_type": PLACE, "employer": PLACE, "county": PLACE, "division": PLACE}),
    Watched(registers.INSPECTORS, "name", dict.fromkeys(("valid_to", "items", "may_lead", "away_from", "away_to"), PEOPLE)),
    Watched(registers.PLANS, "name", dict.fromkeys(
        ("items", "object_type", "draw_type", "ratio", "frequency", "start", "end", "division", "change_kind", "published"), PLAN), PLAN),
    Watched(registers.TASKS, "name", {**dict.fromkeys(("items", "object_type", "county", "pool_division"), SCOPE), "state": STATUS}, ""),
)
"""Columns are added at the end of `keys`: a state that was kept before has values for the first ones only."""
PUBLISHED_OF_PLAN = ("items", "object_type", "draw_type", "ratio", "start", "end", "published")
"""What a published plan may not change without a reason; taking away its 公示日期 would hide all the others."""

CHANGES: Register[ChangeRow] = register(
    "变更记录",
    (
        Column("number", "序号", K.INT, low=1, high=10_000_000, width=8),
        Column("noticed_at", "发现时间", K.TIME, width=17),
        Column("table", "表", width=10),
        Column("code", "编码", K.LONG, width=20, note="几个对象同时同样变更的合成一行，编码都列在这里"),
        Column("name", "名称", width=16),
        Column("field", "栏目", width=10),
        Column("before", "原值", K.LONG, internal=True, width=16),
        Column("after", "现值", K.LONG, internal=True, width=16),
        Column("rows", "行数", K.INT, low=1, high=10_000_000, width=8),
        Column("kind", "类别", K.CHOICE, choices=CLASSES, width=10),
        Column("noticed_in", "发现于", width=10),
        Column("noticed_by", "当次操作人", note="发现变更的那次操作是谁办的；不一定是改的人", internal=True),
        Column("why", "依据", K.LONG, width=20, note="计划变更、状态改为停业、注销、吊销、迁出的必填"),
        Column("reported", "报备日期", K.DATE, note="计划变更填写"),
        Column("published", "公示日期", K.DATE, note="计划变更填写"),
        Column("changed", "变更日期", K.DATE, later=True, note="计划写明的变更日期；没有写的，是发现的那一天"),
        Column("needs", "须说明", K.CHOICE, choices=(BASIS, ALL), later=True, note="公示过的计划变更：依据、报备、公示都要；状态改为停业、注销、吊销、迁出：依据"),
    ),
    unique=("number",),
    written_by="程序",
    printed="published",
    purpose="名录、人员、计划、任务范围改了什么：每次操作与上次的登记底账比较得出。当次操作人是发现变更的人，不一定是改的人；依据、报备日期、公示日期由人填写。",
    later=True,
)

BASE = TableSpec(
    "登记底账",
    (
        Column("table", "表", required=True),
        Column("part", "序号", K.INT, required=True, low=1, high=100_000),
        Column("content", "内容", K.LONG, internal=True),
    ),
    unique=("table", "part"),
    written_by="程序",
    purpose="上次操作时各登记表的状态，程序用来比较，不要改动。",
    later=True,
    hidden=True,
)
