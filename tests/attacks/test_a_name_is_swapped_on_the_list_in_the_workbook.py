"""In 抽取名单 of the workbook a firm, or an inspector, is called otherwise."""

import pytest

from ssj_xl.tables import records
from tests.attacks.attack_cases import FIRM, Given, tamper
from tests.bureau import OPEN_TASK


def test_a_name_is_swapped_on_the_list_in_the_workbook(given: Given) -> None:
    tamper(given, records.WINNERS, {"task": OPEN_TASK, "state": "抽中"}, name=FIRM)

    found, said = given.verify(given.book)
    assert (found, "抽取名单" in said, f"现在是“{FIRM}”" in said) == (4, True, True)


@pytest.mark.parametrize("kind", ["公开记录", "审计记录"])
def test_an_inspector_is_renamed_on_the_list_in_the_workbook(given: Given, kind: str) -> None:
    tamper(given, records.WINNERS, {"task": OPEN_TASK, "state": "抽中"}, team_names="某甲、某乙")

    found, said = given.verify(given.book, given.record(kind))
    assert (found, "某甲、某乙" in said) == (4, True)
