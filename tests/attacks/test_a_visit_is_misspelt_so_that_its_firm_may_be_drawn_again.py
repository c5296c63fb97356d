"""The day or the firm of an earlier visit is misspelt, so that a firm within the months of rest comes into the drum again.

Prevented: errors of 检查结果 that hide a visit are in the way of a lock, where visits leave anybody out.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ssj_xl.tables import registers
from tests.bureau import OPEN_TASK, Bureau, desk, locked, refused

VISIT: dict[str, Any] = {"task": "LG-LS-2026-000", "object": "LS003", "item": "LS-01", "result": "未发现问题", "checked": date(2026, 1, 15)}


def _office(rest: int, **misspelt: Any) -> Bureau:
    bureau = Bureau().add(registers.TASKS, **{**Bureau()[registers.TASKS][0], "code": VISIT["task"], "platform": "HB-0", "state": "已完成"})
    bureau.settings["rest_months"] = rest
    return bureau.add(registers.FINDINGS, **{**VISIT, **misspelt})


@pytest.mark.parametrize(("misspelt", "code"), [
    ({"checked": "2026-01-51"}, "T05"), ({"checked": None}, "R82"), ({"object": "LS0O3"}, "R01"),
])
def test_a_visit_is_misspelt_so_that_its_firm_may_be_drawn_again(misspelt: dict[str, Any], code: str) -> None:
    with refused(code):
        locked(_office(6, **misspelt).book(), OPEN_TASK, desk())


def test_it_is_in_nobody_s_way_where_no_visit_leaves_anybody_out() -> None:
    assert locked(_office(0, checked=None).book(), OPEN_TASK, desk()).row["count"] == 40


def test_nor_is_a_mistake_in_the_row_of_another_kind_of_firm() -> None:
    bureau = _office(6, object="GZ001", checked=None).add(
        registers.OBJECTS, code="GZ001", name="公证处", object_type="公证机构", tier="A", status="正常", labels=())
    bureau.change(registers.TASKS, OPEN_TASK, object_type=("律师事务所",))
    assert locked(bureau.book(), OPEN_TASK, desk()).row["count"] == 40
