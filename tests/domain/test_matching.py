"""The matching problem itself: who is eligible, what a pair costs, who leads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ssj_xl.domain.matching import (
    Choice,
    Instance,
    Need,
    Team,
    Visit,
    capacities,
    choices,
    cost,
    cost_row,
    costs,
    costs_within,
    eligible,
    form_teams,
    needs,
)
from tests.domain.matching_cases import KM, LAW, NOTARY, office, person, visit


def test_a_cost_is_the_first_forty_bits_of_the_published_hash() -> None:
    assert cost(KM, "9113010CWFK2D13314", "SJZ-0001") == 854634909277


def test_a_row_of_costs_equals_single_costs() -> None:
    instance = office((person("A", lead=True), person("B")), visit("V1"))
    assert cost_row(instance, "V1", [b"A", b"B"]) == [cost(KM, "V1", "A"), cost(KM, "V1", "B")]
    assert costs(instance) == {"V1": {"A": cost(KM, "V1", "A"), "B": cost(KM, "V1", "B")}}


def test_a_tie_break_digit_never_outweighs_the_digit_before() -> None:
    instance = office((person("A"), person("B")), visit("V1"), bits=8)
    plain, finer = cost_row(instance, "V1", [b"A"]), cost_row(instance, "V1", [b"A"], digits=2)
    assert finer[0] >> 80 == plain[0]
    assert (finer[0] >> 40) & (2**40 - 1) < 2**20


def test_scope_label_and_recusal_decide_who_may_come() -> None:
    people = (
        person("A", LAW, NOTARY),
        person("B", LAW),
        person("C", LAW, NOTARY, barred=("V1",)),
        person("D", "*"),
        person("E", "*", "标签:涉外"),
    )
    instance = office(people, visit("V1", LAW, NOTARY), visit("V2", LAW, "标签:涉外"))
    able = {v: "".join(p.code for p in pool) for v, pool in eligible(instance).items()}
    assert able == {"V1": "ADE", "V2": "E"}


def test_a_person_with_no_item_checks_nothing() -> None:
    nobody = replace(person("A"), items=frozenset())
    assert eligible(office((nobody,), visit("V1")))["V1"] == ()


def test_choices_count_leads_and_others() -> None:
    people = (person("A", lead=True), person("B"), person("C"), person("D", NOTARY, lead=True))
    assert choices(office(people, visit("V1"))) == {"V1": Choice(1, 2)}


def test_a_team_of_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least two"):
        Visit("V1", 1, frozenset())


def test_the_same_object_or_person_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="given twice"):
        office((person("A"), person("A")), visit("V1"))
    with pytest.raises(ValueError, match="given twice"):
        office((person("A"),), visit("V1"), visit("V1"))


def test_more_members_than_seats_and_odd_costs_are_refused() -> None:
    with pytest.raises(ValueError, match="more members"):
        Instance(KM, (visit("V1"),), (person("A"),), fixed={"V1": ("A", "B", "C")})
    with pytest.raises(ValueError, match="bits"):
        office((person("A"),), visit("V1"), bits=41)


def test_fixed_members_use_seats_and_capacity() -> None:
    people = (person("A", lead=True, headroom=5), person("B", headroom=5), person("C", headroom=1))
    visits = (visit("V1"), visit("V2"), visit("V3"))
    instance = Instance(KM, visits, people, fixed={"V1": ("A", "B"), "V2": ("B",)})
    assert needs(instance) == {"V2": Need(1, 1), "V3": Need(2, 1)}
    assert capacities(instance, 1) == {"A": 3, "B": 2, "C": 0}
    assert [p.code for p in eligible(instance)["V2"]] == ["A", "C"]


def test_the_qualified_member_with_the_smallest_cost_leads() -> None:
    people = (person("A", lead=True), person("B", lead=True), person("C"))
    row = {code: cost(KM, "V1", code) for code in "ABC"}
    team = form_teams(office(people, visit("V1", seats=3)), {"V1": "ABC"})["V1"]
    assert team.lead == min("AB", key=lambda code: row[code])
    assert team.members[0] == team.lead
    assert list(team.members[1:]) == sorted(team.members[1:], key=lambda code: row[code])


def test_a_lead_who_stays_remains_lead() -> None:
    people = (person("A", lead=True), person("B", lead=True), person("C"))
    for kept in "AB":
        instance = Instance(KM, (visit("V1"),), people, fixed={"V1": (kept,)})
        assert form_teams(instance, {"V1": "AB"})["V1"].lead == kept


def test_a_team_wholly_fixed_is_left_as_it_stands() -> None:
    instance = Instance(KM, (visit("V1"),), (person("A", lead=True),), fixed={"V1": ("X", "A")})
    assert form_teams(instance, {"V1": ("A", "X")})["V1"] == Team("X", ("X", "A"))


@pytest.mark.parametrize(("bits", "digits"), [(40, 0), (40, 2), (3, 0), (3, 2), (1, 0)])
def test_costs_up_to_a_limit_are_those_of_the_whole_row_that_are_not_above_it(bits: int, digits: int) -> None:
    instance = office(tuple(person(f"P{n}") for n in range(30)), visit("V1"), bits=bits)
    codes = [f"P{n}".encode() for n in range(30)]
    row = cost_row(instance, "V1", codes, digits=digits)
    for limit in (-1, 0, *sorted(row)[::7], max(row), max(row) + 1, sorted(row)[3] - 1):
        assert costs_within(instance, "V1", codes, limit=limit, digits=digits) == {at: cost for at, cost in enumerate(row) if cost <= limit}
