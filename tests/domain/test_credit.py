"""The credit record: problems that are handed to the credit system."""

from __future__ import annotations

from datetime import date

from ssj_xl.domain.credit import CreditRecord, pushed_results, records
from ssj_xl.tables.defaults import RESULTS
from ssj_xl.tables.records import BY_NAME
from ssj_xl.tables.table import Table
from tests.tables_language import table, tables

FOUND = """
    检查结果
    任务编号 对象编码 事项编码 检查日期 检查结果 问题描述 后续处置 信用信息归集日期 联合惩戒 列入失信决定文号 列入失信日期
    T1 A1 S1 2021-03-05 不配合检查情节严重 拒绝检查 抄告相关部门 - 限制评优 云司失〔2021〕1号 2021-03-20
    T1 A2 S1 2021-03-05 未发现问题 - - - - - -
    T1 A3 S9 2021-03-05 通过登记的住所（经营场所）无法联系 无人 抄告相关部门 - - - -
    T1 A1 S1 2021-03-06 公示信息隐瞒真实情况、弄虚作假 虚报 责令改正 2021-03-10 - - -
    T1 A4 S1 2021-03-06 发现问题已责令改正 收费未入账 责令改正 - - - -

    代码表
    类别 代码 名称 是否问题 信用信息归集 目录依据
    检查结果 1 未发现问题 否 否 -
    检查结果 4 通过登记的住所（经营场所）无法联系 是 是 基础目录第3项
    检查结果 5 发现问题已责令改正 是 是 -
    检查结果 6 不配合检查情节严重 是 否 -
    检查结果 3 公示信息隐瞒真实情况、弄虚作假 是 否 -

    检查对象
    对象编码 对象名称 统一社会信用代码 执业证号
    A1 甲所 31130000MD00000019 Z1

    事项清单
    事项编码 小项 检查依据
    S1 收费管理 律师法第四条
"""


def of(text: str) -> tuple[CreditRecord, ...]:
    given = tables(text)
    findings, objects, items, codes = (given.get(name) or Table(BY_NAME[name], [])
                                       for name in ("检查结果", "检查对象", "事项清单", "代码表"))
    return records(findings, objects=objects, items=items, codes=codes)


def test_nobody_is_named_but_who_has_to_be_entered_was_entered_or_is_listed_by_a_decision() -> None:
    assert [(record.object, record.called_for, bool(record.pushed), record.listed_by) for record in of(FOUND)] == [
        ("A1", False, False, "云司失〔2021〕1号"), ("A3", True, False, ""), ("A1", False, True, "")]


def test_a_record_says_whom_it_concerns_on_what_basis_and_what_followed() -> None:
    first = of(FOUND)[0]
    assert (first.name, first.uscc, first.licence, first.item_name, first.basis) == (
        "甲所", "31130000MD00000019", "Z1", "收费管理", "律师法第四条")
    assert (first.problem, first.disposal, first.joint_sanction, first.checked) == (
        "拒绝检查", "抄告相关部门", "限制评优", date(2021, 3, 5))


def test_what_is_called_for_and_not_pushed_is_waiting() -> None:
    assert [record.waiting for record in of(FOUND)] == [False, True, False]
    assert [record.pushed for record in of(FOUND)] == [None, None, date(2021, 3, 10)]


def test_objects_and_items_that_are_on_no_list_leave_their_fields_blank() -> None:
    third = of(FOUND)[1]
    assert (third.name, third.uscc, third.item_name, third.basis) == ("", "", "", "")


def test_a_bureau_says_in_its_code_table_what_is_pushed() -> None:
    codes = table("代码表", """类别 代码 名称 是否问题 对应国家代码 信用信息归集 目录依据
        检查结果 1 严重 是 - 是 省目录第5项
        检查结果 2 一般 是 5 - 省目录第6项
        检查结果 3 失联 是 4 是 -
        检查结果 4 拒检 是 6 否 省目录第7项
        检查结果 5 合格 否 1 是 省目录第8项""")
    assert pushed_results(codes) == {"严重"}


def test_by_default_no_result_at_all_is_entered() -> None:
    assert pushed_results([]) == frozenset()
    assert {row.push for row in RESULTS} == {"否"}


def test_the_column_of_earlier_workbooks_is_read_and_calls_for_nothing_without_a_basis() -> None:
    assert pushed_results(table("代码表", """类别 代码 名称 是否问题 失信推送
        检查结果 6 不配合检查情节严重 是 是""")) == frozenset()
