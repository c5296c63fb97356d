"""Off-site checks."""

from __future__ import annotations

import pytest

from ssj_xl.domain.publication import is_offsite
from ssj_xl.tables.defaults import code_rows
from tests.tables_language import table

DEFAULT = [row._asdict() for row in code_rows()]


@pytest.mark.parametrize(("way", "offsite"), [
    (("网络检查",), True), (("书面检查",), True), (("非现场检查", "网络检查"), True), (("现场检查",), False),
    (("现场检查", "书面检查"), False), (("案卷评查",), False), ((), False), (("",), False)])
def test_a_check_is_off_site_when_nobody_came_to_the_door(way: tuple[str, ...], offsite: bool) -> None:
    assert is_offsite(way, DEFAULT) is offsite
    assert is_offsite(way, []) is offsite, "代码表没有列检查方式时也一样"


def test_a_bureaus_own_words_are_what_its_code_table_says() -> None:
    codes = table("代码表", "类别 代码 名称 非现场 | 检查方式 1 视频核查 是 | 检查方式 2 书面检查 否 | 检查方式 3 上门 -")
    assert is_offsite(("视频核查",), codes)
    assert not is_offsite(("书面检查",), codes)
    assert not is_offsite(("上门",), codes)
