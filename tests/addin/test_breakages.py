"""A sample of the deliberate breakages; all of them run by `python -m tools.benchmarks.breakages`."""

from __future__ import annotations

import pytest

from tests.addin import breakages
from tests.addin.breakages import Breakage
from tools.benchmarks.breakages import ALL

# What our own gates must see; those that only Microsoft's validator sees have the test below.
SAMPLE = ("工作表 XML 被截断", "关系指向不存在的部件", "表头单元格与列名不一致", "缓存清空却写着旧版本", "按钮的回调在 VBA 中不存在",
          "按键提示重复", "模块与源文本不一致", "If 没有 End If")
BY_THE_STANDARD = ("标准中没有的属性",)
BY_NAME = {breakage.name: breakage for breakage in ALL}


def _named(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("breakage", [BY_NAME[name] for name in names], ids=lambda breakage: breakage.name)


@_named(*SAMPLE)
@pytest.mark.long
def test_a_broken_file_is_caught_by_our_own_gates(breakage: Breakage) -> None:
    assert breakages.catch(breakage, validated=False).at_all


@pytest.mark.validator
@_named(*BY_THE_STANDARD)
@pytest.mark.long
def test_what_breaks_the_standard_is_caught_by_the_standards_own_program(breakage: Breakage) -> None:
    assert breakages.catch(breakage).by["校验程序"]


def test_no_two_breakages_have_one_name() -> None:
    assert len(BY_NAME) == len(ALL) >= 46
