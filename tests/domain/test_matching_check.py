"""A matching proves itself, and every tampering shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.matching import Blocking, Instance, Prices, Solution, Team, form_teams
from ssj_xl.domain.matching.check import has_cycle, verify
from ssj_xl.domain.matching.explain import Wording
from ssj_xl.engines.flow import solve
from ssj_xl.engines.flow_exact import improve
from ssj_xl.engines.flow_level import staff
from ssj_xl.engines.flow_network import build
from tests.domain.matching_cases import NOTARY, brute_force, office, person, some_office, visit

PEOPLE = (
    person("A", lead=True),
    person("B", lead=True, barred=("V1",)),
    person("C"),
    person("D"),
    person("E", NOTARY, lead=True),
)
OFFICE = office(PEOPLE, visit("V1"), visit("V2"), visit("V3"))
SOLVED = solve(OFFICE)


def codes(solution: Solution, instance: Instance = OFFICE) -> list[str]:
    """Which problems are found, each once."""
    return sorted({found.code for found in verify(instance, solution)})


def with_team(object_id: str, *members: str) -> Solution:
    """The true solution with one team written over."""
    return replace(SOLVED, teams={**SOLVED.teams, object_id: Team(members[0], members)})


def with_prices(**changed: Mapping[str, int]) -> Solution:
    """The true solution with other prices."""
    return replace(SOLVED, prices=replace(SOLVED.prices, **changed))


def test_the_true_matching_holds() -> None:
    assert codes(SOLVED) == []


@pytest.mark.parametrize(
    ("members", "code"),
    [
        (("A",), "M22"),
        (("A", "A"), "M22"),
        (("A", "C", "D"), "M22"),
        (("A", "E"), "M23"),
        (("B", "C"), "M23"),
        (("A", "X"), "M23"),
        (("C", "D"), "M24"),
        (("C", "A"), "M24"),
    ],
)
def test_a_team_that_breaks_a_rule_is_found(members: tuple[str, ...], code: str) -> None:
    assert code in codes(with_team("V1", *members))


def test_a_missing_or_strange_team_is_found() -> None:
    assert codes(replace(SOLVED, teams={v: t for v, t in SOLVED.teams.items() if v != "V1"})) == ["M21"]
    assert codes(replace(SOLVED, teams={**SOLVED.teams, "V9": Team("A", ("A", "C"))})) == ["M21"]


def test_the_sentences_use_the_names_given() -> None:
    wording = Wording(objects={"V1": "河北某某律师事务所"}, people={"E": "张三"})
    texts = [found.text for found in verify(OFFICE, with_team("V1", "A", "E"), wording)]
    assert texts == ["“河北某某律师事务所”的检查人员“张三”不能检查“LS-01”，不应参加。"]


def test_a_cut_in_fixed_members_is_found() -> None:
    partly = replace(OFFICE, fixed={"V1": ("A",)})
    solution = solve(partly)
    assert codes(solution, partly) == []
    assert "M25" in codes(replace(solution, teams={**solution.teams, "V1": Team("C", ("C", "D"))}), partly)


def test_a_level_too_low_or_too_high_is_found() -> None:
    assert codes(replace(SOLVED, level=SOLVED.level - 1)) == ["M27"]
    assert codes(replace(SOLVED, level=SOLVED.level + 1)) != []
    assert codes(replace(SOLVED, blocking=Blocking())) == ["M27"]
    assert codes(replace(SOLVED, level=-1)) != []
    assert codes(Solution({}, 1, Prices({}, {}, {}), Blocking()), office(PEOPLE)) == ["M27"]


def test_a_person_above_the_cap_is_found() -> None:
    busy = {v: Team("A", ("A", "C")) for v in SOLVED.teams}
    assert "M26" in codes(replace(SOLVED, teams=busy))


def test_missing_or_senseless_prices_are_found() -> None:
    none: dict[str, int] = {}
    assert codes(with_prices(people=none)) == ["M28"]
    assert codes(with_prices(visits=none)) == ["M28"]
    assert codes(with_prices(others=none)) == ["M28"]
    assert codes(with_prices(people={**SOLVED.prices.people, "E": 5})) == ["M28"]
    assert codes(with_prices(people={**SOLVED.prices.people, "E": -1})) == ["M28"]
    assert codes(with_prices(others={**SOLVED.prices.others, "V1": -1})) == ["M28"]


def test_prices_that_prove_nothing_are_found() -> None:
    raised = {v: price + 2**41 for v, price in SOLVED.prices.visits.items()}
    assert codes(with_prices(visits=raised)) == ["M29"]


def test_another_seed_would_give_another_matching() -> None:
    assert codes(SOLVED, replace(OFFICE, km="0" * 32)) != []


@given(st.integers(0, 2**32))
def test_no_other_matching_passes_with_any_prices_of_the_true_one(seed: int) -> None:
    instance = some_office(seed)
    if brute_force(instance) is None:
        return
    solution = solve(instance)
    for object_id, team in solution.teams.items():
        for code in team.members:
            for other in {p.code for p in instance.people} - set(team.members):
                members = tuple(other if member == code else member for member in team.members)
                for lead in members:
                    teams = {**solution.teams, object_id: Team(lead, members)}
                    assert verify(instance, replace(solution, teams=teams))


def test_one_of_several_cheapest_matchings_is_not_accepted() -> None:
    tied = next(i for i in map(_one_bit, range(1000)) if (found := brute_force(i)) and len(found[2]) > 1)
    solution = solve(tied)
    assert solution.digits
    assert codes(solution, tied) == []
    network = build(tied)
    caps = np.maximum(network.room - solution.level, 0)
    coarse = improve(network, caps, staff(network, caps).used)
    members: dict[str, list[str]] = {}
    for person_at, visit_at in zip(network.person[coarse.used], network.visit[coarse.used], strict=True):
        members.setdefault(network.objects[visit_at], []).append(network.codes[person_at])
    claim = replace(solution, teams=form_teams(tied, members), prices=coarse.named(network), digits=0)
    assert codes(claim, tied) == ["M30"]


def _one_bit(seed: int) -> Instance:
    return some_office(seed, bits=1)


def test_cycles_are_told_from_chains() -> None:
    assert not has_cycle([("a", "b"), ("b", "c"), ("a", "c")])
    assert has_cycle([("a", "b"), ("b", "c"), ("c", "b")])
    assert not has_cycle([])
