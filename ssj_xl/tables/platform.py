"""What the provincial platform hands out: its sheets of tasks and results, and the words that stand for it here.

Titles are those seen on the platforms of provinces (浙江) and on the national publicity system (国家企业信用信息公示系统);
a platform that calls a column otherwise names it in the layout (`ssj_xl.domain.platform.layout`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

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

_NUMBER = Column("number", "平台任务编号", K.ID, aliases=(
    "任务编号", "抽查任务编号", "任务编码", "平台任务号", "raninsTaskId"))
_NAME = Column("task_name", "任务名称", aliases=("抽查任务名称", "抽查名称", "raninsTaskName"))
_POOL = Column("pool", "抽查基数", K.INT, low=0, aliases=(
    "名录数量", "检查对象总数", "抽取库户数", "抽查基数（户）", "检查对象抽取库总户数", "名录库总数"))
_SCHEME = Column("platform_scheme", "方案录入日期", K.DATE, aliases=(
    "方案录入时间", "任务创建日期", "任务创建时间", "创建日期", "创建时间"))
_DRAWN = Column("platform_drawn", "抽取日期", K.DATE, aliases=(
    "抽取时间", "对象抽取日期", "对象抽取时间", "抽取对象日期", "摇号日期", "对象抽查日期"))
_PEOPLE_SET = Column("platform_people", "人员确定日期", K.DATE, aliases=(
    "人员确定时间", "人员抽取日期", "人员匹配日期", "执法人员确定日期", "派发日期"))

TASK_SHEET = TableSpec(
    "平台任务",
    (
        replace(_NUMBER, required=True), _NAME,
        Column("plan", "计划编号", K.ID, aliases=("抽查计划编号", "raninsPlanId")),
        _POOL,
        Column("quantity", "抽取数量", K.INT, low=0, aliases=("抽查户数", "抽取户数", "抽取目标总户数")),
        _SCHEME, _DRAWN, _PEOPLE_SET,
        Column("platform_published", "结果公示日期", K.DATE, aliases=("公示日期", "公示时间", "任务公示日期", "结果公示时间")),
    ),
    unique=("number",),
    purpose="平台导出的任务清单：每个任务一行，四个步骤的日期。",
)

RESULT_SHEET = TableSpec(
    "平台结果",
    (
        _NUMBER, _NAME,
        Column("object", "对象编码", K.ID, aliases=("主体编码", "检查对象编码")),
        Column("name", "对象名称", required=True, aliases=(
            "企业名称", "单位名称", "机构名称", "市场主体名称", "主体名称", "被检查单位", "被检查单位名称", "检查对象",
            "检查对象名称", "抽查对象", "抽查对象名称", "当事人名称")),
        Column("uscc", "统一社会信用代码", K.ID, aliases=(
            "统一社会信用代码/注册号", "统一社会信用代码（注册号）", "统一信用代码", "社会信用代码", "信用代码", "uniscId")),
        Column("licence", "执业证号", K.ID, aliases=("许可证编号", "执业许可证号", "执业证编号")),
        Column("lead", "检查组长", aliases=("组长",)),
        Column("people", "检查人员", K.LIST, aliases=("执法人员", "检查人员姓名", "执法检查人员", "执法人员姓名", "检查人")),
        Column("certificates", "执法证号", K.LIST, aliases=("执法证编号", "检查人员执法证号", "行政执法证号", "执法人员证号")),
        Column("item", "检查事项", aliases=("抽查事项", "抽查事项名称", "检查事项名称", "事项名称", "抽查子项", "raninsItemName")),
        Column("checked", "检查日期", K.DATE, aliases=(
            "抽查完成日期", "检查完成日期", "检查时间", "抽查日期", "实施日期", "insDate")),
        Column("way", "检查方式", K.LIST, aliases=("核查方式", "抽查方式")),
        Column("result", "检查结果", aliases=("抽查结果", "抽查检查结果", "检查结论", "raninsCheckResName")),
        Column("problem", "问题描述", K.LONG, aliases=("发现问题情况", "发现的问题", "存在问题", "情况说明")),
        Column("disposal", "后续处置", aliases=("后续处置措施", "后续处理", "处置情况", "处理情况")),
        Column("entered", "录入日期", K.DATE, aliases=("结果录入日期", "录入时间")),
        Column("published", "公示日期", K.DATE, aliases=("结果公示日期", "公示时间")),
        _POOL, _SCHEME, _DRAWN, _PEOPLE_SET,
    ),
    purpose="平台导出的结果：每个抽中的对象（及事项）一行。",
)

SHEETS: Mapping[str, TableSpec] = {spec.name: spec for spec in (TASK_SHEET, RESULT_SHEET)}


def with_titles(spec: TableSpec, titles: Mapping[str, tuple[str, ...]]) -> TableSpec:
    """The sheet with further titles a layout gives: header → titles.  A header the sheet does not have is ignored."""
    columns = tuple(replace(column, aliases=(*titles.get(column.header, ()), *column.aliases)) for column in spec.columns)
    return replace(spec, columns=columns)
