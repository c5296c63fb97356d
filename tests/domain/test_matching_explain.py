"""Where no team can be formed, the sentence names what blocks which object and what would unblock it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.matching import Blocking, Instance
from ssj_xl.domain.matching.explain import Supply, Wording, count_supply, explain
from ssj_xl.engines.flow import diagnose, solve
from ssj_xl.tables.problems import Problem, UserError
from tests.domain.matching_cases import KM, LAW, NOTARY, office, person, some_office, visit

NAMES = Wording(
    objects={"V1": "河北某某律师事务所", "V2": "河北某某公证处"},
    people={"A": "张三", "B": "李四", "C": "王五"},
)


def refusal(instance: Instance, wording: Wording = NAMES) -> tuple[Problem, ...]:
    """The problems with which the engine refuses."""
    with pytest.raises(UserError) as refused:
        solve(instance, wording)
    assert list(refused.value.problems) == diagnose(instance, wording)
    return refused.value.problems


def test_nobody_on_duty_is_the_first_thing_to_say() -> None:
    absent = replace(NAMES, absent={"B": "证件过期"})
    (found,) = refusal(office((person("A", lead=True),), visit("V1"), visit("V2")), absent)
    assert found.code == "M01"
    assert "只有 1 人，每个检查对象需要 2 人；未参加的有李四（证件过期）。" in found.text
    assert "增派 1 名" in found.remedy


def test_a_scope_too_narrow_names_item_and_people() -> None:
    people = (person("A"), person("B", NOTARY, lead=True), person("C", NOTARY))
    (found,) = refusal(office(people, visit("V1"), visit("V2", NOTARY), visit("V3")))
    assert found.code == "M02"
    assert found.text == "“河北某某律师事务所”等 2 家每家还需要 2 人，在岗且可检查“LS-01”的只有张三，每家还差 1 人。"
    assert found.remedy == "请增加可检查“LS-01”的执法人员 1 名（其中具组长资格 1 名），或与其他处室联合。"


def test_a_missing_label_is_named_like_an_item() -> None:
    people = (person("A", "*", lead=True), person("B", "*"))
    (found,) = refusal(office(people, visit("V1", LAW, "标签:涉外")))
    assert "可检查“LS-01、标签:涉外”的一个也没有，每家还差 2 人" in found.text


def test_a_recusal_is_named_and_never_waived() -> None:
    people = (person("A", lead=True), person("B", barred=("V1",)), person("C", barred=("V1",)))
    (found,) = refusal(office(people, visit("V1"), visit("V2")))
    assert found.code == "M03"
    assert "可检查“LS-01”的 3 人中李四、王五须回避或已退出，可派的只有张三，每家还差 1 人" in found.text
    assert found.remedy.startswith("回避不能免除")


def test_a_team_without_anyone_to_lead_is_not_formed() -> None:
    people = (person("A", lead=True, barred=("V1",)), person("B"), person("C"))
    (found,) = refusal(office(people, visit("V1"), visit("V2")))
    assert found.code == "M04"
    assert found.text == (
        "“河北某某律师事务所”没有可担任组长的人：可检查“LS-01”的李四、王五都没有组长资格（有组长资格的张三须回避或已退出）。"
    )
    assert "组长资格的执法人员 1 名" in found.remedy


def test_equal_reasons_are_told_once_and_different_ones_apart() -> None:
    people = (person("A", lead=True), person("B"), person("C", NOTARY, barred=("V1",)))
    visits = (visit("V1", NOTARY), visit("V2", NOTARY), visit("V3", "JD-01"))
    found = refusal(office(people, *visits))
    assert [p.code for p in found] == ["M02", "M02"]
    assert "等 2 家" in found[0].text


def test_short_headroom_names_the_smallest_blocking_set() -> None:
    people = (
        person("A", lead=True, headroom=1),
        person("B", headroom=2),
        person("C", NOTARY, lead=True),
        person("D", NOTARY),
    )
    (found,) = refusal(office(people, visit("V1"), visit("V2", NOTARY), visit("V3"), visit("V4", NOTARY)))
    assert found.code == "M05"
    assert found.text == (
        "“河北某某律师事务所”等 2 家共需要 2 个席位（组长），可派的只有张三，最多承担 1 个；还差 1 席。"
    )
    assert "（须具组长资格）" in found.remedy


def test_every_seat_counts_where_helpers_are_short_too() -> None:
    people = tuple(person(code, lead=True, headroom=1) for code in "ABC")
    (found,) = refusal(office(people, visit("V1"), visit("V2")))
    assert found.text == (
        "“河北某某律师事务所”等 2 家共需要 4 个席位，可派的只有张三、李四、王五，最多承担 3 个；还差 1 席。"
    )


def test_a_fixed_member_who_may_not_stay_is_named() -> None:
    people = (person("A", lead=True, barred=("V1",)), person("B"), person("C", NOTARY))
    visits = (visit("V1", seats=3), visit("V2"))
    found = refusal(Instance(KM, visits, people, fixed={"V1": ("A", "C"), "V2": ("X",)}))
    assert [p.code for p in found[:3]] == ["M06", "M06", "M06"]
    assert "“张三”须回避或已被换下" in found[0].text
    assert "“王五”不能检查“LS-01”" in found[1].text
    assert "“X”不在在岗名单中" in found[2].text


def test_a_finished_team_is_not_questioned_again() -> None:
    people = (person("A", lead=True, barred=("V1",)), person("B", lead=True), person("C"))
    instance = Instance(KM, (visit("V1"), visit("V2")), people, fixed={"V1": ("A", "X")})
    assert diagnose(instance) == []


def test_supply_counts_each_person_once_a_visit_and_up_to_capacity() -> None:
    people = (person("A", lead=True, headroom=1), person("B", headroom=9), person("C", headroom=0))
    instance = office(people, visit("V1"), visit("V2"), visit("V3"))
    everything = Blocking(every_seat=frozenset({"V1", "V2"}), lead_seat=frozenset({"V3"}))
    assert count_supply(instance, everything, 0) == Supply(5, 3, frozenset("AB"))
    assert count_supply(instance, Blocking(), 0) == Supply(0, 0, frozenset())


@given(st.integers(0, 2**32))
def test_every_refusal_has_a_sentence_and_a_remedy(seed: int) -> None:
    instance = some_office(seed, binding=True)
    for found in diagnose(instance):
        assert found.severity == "error"
        assert "{" not in found.text + found.remedy
        assert found.remedy.startswith(("请", "回避不能免除"))
    assert explain(instance) == [found for found in diagnose(instance) if found.code != "M05"]
