"""A platform's layout as data: read whole or refused with everything that is wrong; registers shown in its words."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from ssj_xl.domain.platform.fill import Around, Filled, fill
from ssj_xl.domain.platform.layout import FORMAT, parse_layout
from ssj_xl.tables import registers
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.settings import Settings
from ssj_xl.workflows.platform.exporting import load_layout
from tests.tables_language import table

DAY = date(2021, 3, 1)


def layout(*columns: dict[str, Any], part: str = "对象", **more: Any) -> dict[str, Any]:
    return {"版式": FORMAT, "名称": "试", "工作表": [{"名称": "表", "内容": part, "列": list(columns), **more}]}


def filled(name: str, text: str, *columns: dict[str, Any], **more: Any) -> Filled:
    """The rows of a register in a sheet with these columns."""
    rows = table(name, text)
    part = {"检查对象": "对象", "执法人员": "人员", "年度计划": "计划", "抽查任务": "任务"}[name]
    plans = table("年度计划", "计划编号 抽查类型 事项编码 | JH1 定向 LS-01").by("code")
    around = Around(Settings(unit="云州市司法局", level="处室"), {"年度计划": plans}, {"LS-01": "执业表现", "LS-02": "内部管理"}, DAY)
    (sheet,) = parse_layout(layout(*columns, part=part, **more)).sheets
    return fill(sheet, rows.rows, rows, around)


def codes(found: Filled) -> list[str]:
    return [one.code for one in found.problems]


def test_the_built_in_layout_is_sound_and_says_whose_template_it_is_not() -> None:
    found = load_layout()

    assert [sheet.part for sheet in found.sheets] == ["对象", "人员", "计划", "任务", "结果"]
    assert "河北" in found.note
    assert not any(target.source and target.source.column.key == "tier" for sheet in found.sheets for target in sheet.columns)


def test_everything_that_is_wrong_with_a_layout_is_told_at_once() -> None:
    wrong = layout(
        {"标题": "甲", "来源": "没有这列"}, {"标题": "甲", "来源": "对象名称", "固定值": "是"}, {"标题": "乙", "来原": "对象名称"},
        {"标题": "丙", "来源": "对象名称", "宽度": "宽"}, 只导出={"什么": ["正常"]}, 至少填一项=[["丁"]]) | {"版式": "2", "额外": 1}
    with pytest.raises(UserError) as caught:
        parse_layout(wrong, "版式.json")

    assert {p.code for p in caught.value.problems} == {"S02", "S03", "S04", "S05", "S06", "S07"}
    assert all("{" not in str(p) and p.place.file == "版式.json" for p in caught.value.problems)


@pytest.mark.parametrize("value", [None, [], "版式", {}, {"版式": FORMAT, "名称": 3, "工作表": {}}, layout(part="别的"),
                                   {**layout(), "结果对照": {"检查结果": ["甲"]}}, {**layout(), "结果列名": {"平台结果": {"对象名称": "x"}}}])
def test_what_is_no_layout_is_refused(value: Any) -> None:
    with pytest.raises(UserError):
        parse_layout(value)


def test_codes_dates_ratios_and_lists_are_shown_as_platforms_read_them() -> None:
    found = filled(
        "抽查任务", "任务编号 计划编号 事项编码 开始日期 抽查比例 抽取数量 参与处室 | T1 JH1 LS-01、LS-02 2021-03-05 3% 12 甲处、乙处",
        {"标题": "事项", "来源": "事项编码", "换成名称": True}, {"标题": "事项编码", "来源": "事项编码", "分隔符": ";"},
        {"标题": "起", "来源": "开始日期"}, {"标题": "比例", "来源": "抽查比例"}, {"标题": "数量", "来源": "抽取数量"},
        {"标题": "类型", "来源": "参与处室", "对照": {"": "本部门", "*": "跨部门"}},
        {"标题": "方式", "来源": "年度计划.抽查类型"}, {"标题": "单位", "来源": "参数.单位名称"}, {"标题": "长期", "固定值": "9999-09-09"})

    assert found.rows == (("执业表现,内部管理", "LS-01;LS-02", "2021-03-05", "3%", 12, "跨部门", "定向", "云州市司法局", "9999-09-09"),)
    assert codes(found) == []


def test_a_status_is_shown_in_the_platforms_word() -> None:
    words = {"标题": "登记状态", "来源": "状态", "对照": {"正常": "有效", "停业": "无效"}}
    found = filled("检查对象", "对象编码 状态 | L1 正常 | L2 停业 | L3 迁出", words)

    assert found.rows == (("有效",), ("无效",), ("",))
    assert codes(found) == ["S12"]
    assert found.problems[0].place.cell == "B4"


def test_an_inspector_without_a_valid_certificate_is_not_in_force() -> None:
    column = {"标题": "状态", "来源": "在岗状态", "对照": {"在岗": "有效", "*": "失效"}}
    found = filled("执法人员", "人员编码 证件有效期 停用起 | P1 2030-01-01 - | P2 2021-02-01 - | P3 2030-01-01 2021-02-01", column)

    assert found.rows == (("有效",), ("失效",), ("失效",))


def test_what_the_platform_requires_and_the_register_lacks_is_named_by_cell() -> None:
    found = filled("检查对象", "对象编码 统一社会信用代码 执业证号 区县 | L1 - Z1 东区 | L2 - - -",
                   {"标题": "代码", "来源": "统一社会信用代码", "备用来源": "执业证号", "必填": True},
                   {"标题": "片区", "来源": "区县", "缺省": "全市", "必填": True})

    assert found.rows == (("Z1", "东区"), ("", "全市"))
    assert [(p.code, p.place.cell) for p in found.problems] == [("S10", "B3")]


def test_what_nobody_here_knows_is_left_blank_and_told_once_a_column() -> None:
    found = filled("执法人员", "人员编码 | P1 | P2", {"标题": "身份证号", "手工填写": True, "必填": True})

    assert found.rows == (("",), ("",))
    assert [(p.code, p.params["count"]) for p in found.problems] == [("S11", 2)]


def test_one_of_several_columns_must_be_filled() -> None:
    columns = ({"标题": "比例", "来源": "抽查比例"}, {"标题": "数量", "来源": "抽取数量"})
    found = filled("抽查任务", "任务编号 事项编码 抽查比例 抽取数量 | T1 LS-01 3% - | T2 LS-01 - -", *columns, 至少填一项=[["比例", "数量"]])

    assert [(p.code, p.place.cell) for p in found.problems] == [("S08", "3:3")]


def test_a_value_outside_the_platforms_options_is_named() -> None:
    found = filled("年度计划", "计划编号 事项编码 抽查类型 | JH1 LS-01 专项", {"标题": "类型", "来源": "抽查类型", "选项": ["定向", "不定向"]})

    assert codes(found) == ["S13"]


def test_tiers_leave_the_office_only_where_the_layout_asks_and_with_a_warning() -> None:
    found = filled("检查对象", "对象编码 信用风险等级 | L1 A", {"标题": "风险等级", "来源": "信用风险等级"})

    assert found.rows == (("A",),)
    assert codes(found) == ["S14"]


def test_only_the_rows_that_the_layout_wants_are_exported() -> None:
    found = filled("检查对象", "对象编码 状态 | L1 正常 | L2 注销", {"标题": "编码", "来源": "对象编码"}, 只导出={"状态": ["正常", "失联"]})

    assert found.rows == (("L1",),)
    assert codes(filled("检查对象", "对象编码 状态 | L2 注销", {"标题": "编码", "来源": "对象编码"}, 只导出={"状态": ["正常"]})) == ["S15"]


def test_the_mark_of_a_pending_complaint_stays_inside() -> None:
    found = filled("检查对象", "对象编码 标签 | L1 有事必查、涉外", {"标题": "标签", "来源": "标签"})

    assert found.rows == (("涉外",),)


def test_ratios_are_exact() -> None:
    rows = table("年度计划", "计划编号 事项编码 | JH1 LS-01")
    rows.rows[0]["ratio"] = Fraction(325, 10_000)
    (sheet,) = parse_layout(layout({"标题": "比例", "来源": "抽查比例"}, part="计划")).sheets

    assert fill(sheet, rows.rows, rows, Around(Settings(), {}, {}, DAY)).rows == (("3.25%",),)
    assert sheet.register is registers.PLANS
