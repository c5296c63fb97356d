"""What the provincial platform hands out: its sheets of tasks and results, and the words that stand for it here.

Titles are those seen on the platforms of provinces (浙江) and on the national publicity system (国家企业信用信息公示系统);
those stand with all others in `ssj_xl.tables.headers`; a platform that calls a column otherwise names it in the layout (`ssj_xl.domain.platform.layout`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ssj_xl.tables.headers import register
from ssj_xl.tables.spec import Column, Kind, TableSpec

K = Kind

SOURCE = "省监管平台"
"""抽取记录.随机源 of a draw that was made on the platform.  No public source is spelled like it."""

ACT = "平台导入"
"""操作日志.操作 of an import of the platform's result."""

STEPS: Mapping[str, str] = {
    "platform_scheme": "方案录入", "platform_drawn": "对象抽查", "platform_people": "人员确定",
    "platform_published": "结果公示",
}
"""The platform's four steps (实施方案二（三）“平台之外无抽查”), by key of their dates in 抽查任务."""

_NUMBER = Column("number", "平台任务编号", K.ID)
_NAME = Column("task_name", "任务名称")
_POOL = Column("pool", "抽查基数", K.INT, low=0)
_SCHEME = Column("platform_scheme", "方案录入日期", K.DATE)
_DRAWN = Column("platform_drawn", "抽取日期", K.DATE)
_PEOPLE_SET = Column("platform_people", "人员确定日期", K.DATE)

TASK_SHEET = register(
    "平台任务",
    (
        replace(_NUMBER, required=True), _NAME,
        Column("plan", "计划编号", K.ID),
        _POOL,
        Column("quantity", "抽取数量", K.INT, low=0),
        _SCHEME, _DRAWN, _PEOPLE_SET,
        Column("platform_published", "结果公示日期", K.DATE),
    ),
    unique=("number",),
    purpose="平台导出的任务清单：每个任务一行，四个步骤的日期。",
)

RESULT_SHEET = register(
    "平台结果",
    (
        _NUMBER, _NAME,
        Column("object", "对象编码", K.ID),
        Column("name", "对象名称", required=True),
        Column("uscc", "统一社会信用代码", K.ID),
        Column("licence", "执业证号", K.ID),
        Column("lead", "检查组长"),
        Column("people", "检查人员", K.LIST),
        Column("certificates", "执法证号", K.LIST),
        Column("item", "检查事项"),
        Column("checked", "检查日期", K.DATE),
        Column("way", "检查方式", K.LIST),
        Column("result", "检查结果"),
        Column("problem", "问题描述", K.LONG),
        Column("disposal", "后续处置"),
        Column("entered", "录入日期", K.DATE),
        Column("published", "公示日期", K.DATE),
        _POOL, _SCHEME, _DRAWN, _PEOPLE_SET,
    ),
    purpose="平台导出的结果：每个抽中的对象（及事项）一行。",
)

SHEETS: Mapping[str, TableSpec] = {spec.name: spec for spec in (TASK_SHEET, RESULT_SHEET)}


def with_titles(spec: TableSpec, titles: Mapping[str, tuple[str, ...]]) -> TableSpec:
    """The sheet with further titles a layout gives: header → titles.  A header the sheet does not have is ignored."""
    columns = tuple(replace(column, aliases=(*titles.get(column.header, ()), *column.aliases)) for column in spec.columns)
    return replace(spec, columns=columns)
