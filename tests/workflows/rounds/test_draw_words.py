"""What a draw tells the clerk: what changed since the lock, and what is wrong with a mistyped public value."""

from __future__ import annotations

from typing import Any

import pytest

from ssj_xl.tables import registers
from ssj_xl.workflows.rounds.draw import draw
from tests.bureau import PUBLIC, TASK, Bureau, desk, edit, locked, refused

TEN = desk(10, 4)


@pytest.mark.parametrize(("values", "said"), [
    ({"status": "注销"}, "LS001（状态注销）"), ({"tier": "C"}, "LS001（等级已变）"), ({"code": "LS999"}, "LS001（已从名录中删除）")])
def test_what_changed_in_the_register_since_the_lock_is_told_and_the_locked_list_stands(
        values: dict[str, Any], said: str) -> None:
    book, plain = Bureau().book(), Bureau().book()
    locked(book)
    locked(plain)
    edit(book, registers.OBJECTS, {"code": "LS001"}, **values)
    done = draw(book, TASK, PUBLIC, TEN)

    assert [p.code for p in done.warnings] == ["D47"]
    assert said in done.warnings[0].text
    assert done.digest == draw(plain, TASK, PUBLIC, TEN).digest


@pytest.mark.parametrize(("public", "flaw"), [
    ("ssq:2026024:01,05,12,19,23,34+07", "红球只有 01 至 33，现有 34"),
    ("ssq:2026024:01,05,12,19,23,31+17", "蓝球只有 01 至 16，现在是 17"),
    ("ssq:2026024:01,05,12,19,23,23+07", "红球 23 重复"),
    ("ssq:2026024:05,01,12,19,23,31+07", "红球要从小到大写"),
    ("ssq:2026024:1,5,12,19,23,31+7", "每个号码写两位数字"),
    ("dice:123", "现在是 3 位"), ("dice:12345678901234567890x", "现有“x”"), ("03,07", "开头应是"),
    ("drand:5:abc", "64 位十六进制数")])
def test_a_public_value_that_is_mistyped_is_told_what_is_wrong(public: str, flaw: str) -> None:
    book = Bureau().book()
    locked(book)
    with refused("D12") as caught:
        draw(book, TASK, public, TEN)
    assert flaw in caught.value.problems[0].text
