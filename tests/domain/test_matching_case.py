"""递补 and 改派: one case is solved again, everybody else stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ssj_xl.domain.matching import Team
from ssj_xl.domain.matching.case import promoted, reassigned
from ssj_xl.domain.matching.check import verify
from ssj_xl.engines.flow import solve
from ssj_xl.tables.problems import UserError
from tests.domain.matching_cases import office, person, visit

PEOPLE = (*(person(f"L{i}", lead=True) for i in range(3)), *(person(f"P{i}") for i in range(4)))
OFFICE = office(PEOPLE, *(visit(f"V{v}") for v in range(5)))
TEAMS = solve(OFFICE).teams


def test_a_promoted_object_gets_a_team_and_no_other_team_changes() -> None:
    left = {v: team for v, team in TEAMS.items() if v != "V3"}
    case = promoted(OFFICE, left, visits=(visit("V9"),))
    solution = solve(case)
    assert verify(case, solution) == []
    assert {v: team for v, team in solution.teams.items() if v != "V9"} == left
    assert set(solution.teams) == {*left, "V9"}


def test_a_promoted_object_goes_to_those_with_the_least_load() -> None:
    busy = {v: Team("L0", ("L0", "P0")) for v in TEAMS}
    team = solve(promoted(OFFICE, busy, visits=(visit("V9"),))).teams["V9"]
    assert not {"L0", "P0"} & set(team.members)


def test_an_inspector_who_falls_ill_is_replaced_and_the_rest_stays() -> None:
    ill = TEAMS["V0"].members[1]
    case = reassigned(OFFICE, TEAMS, leaving={"V0": {ill}})
    solution = solve(case)
    assert verify(case, solution) == []
    assert {v: team for v, team in solution.teams.items() if v != "V0"} == {
        v: team for v, team in TEAMS.items() if v != "V0"
    }
    assert ill not in solution.teams["V0"].members
    assert solution.teams["V0"].lead == TEAMS["V0"].lead


def test_a_lead_who_leaves_is_followed_by_somebody_qualified() -> None:
    gone = TEAMS["V0"].lead
    team = solve(reassigned(OFFICE, TEAMS, leaving={"V0": {gone}})).teams["V0"]
    assert team.lead != gone
    assert team.lead.startswith("L")
    assert TEAMS["V0"].members[1] in team.members


def test_somebody_replaced_before_does_not_come_back() -> None:
    gone: set[str] = set()
    teams = dict(TEAMS)
    for _ in range(3):
        gone.add(next(code for code in teams["V0"].members if code.startswith("P")))
        case = reassigned(OFFICE, teams, leaving={"V0": gone})
        teams = dict(solve(case).teams)
        assert not gone & set(teams["V0"].members)


def test_no_one_left_to_replace_is_refused() -> None:
    few = replace(OFFICE, people=(PEOPLE[0], PEOPLE[3]))
    teams = solve(few).teams
    with pytest.raises(UserError) as refused:
        solve(reassigned(few, teams, leaving={"V0": {"P0"}}))
    assert [found.code for found in refused.value.problems] == ["M03"]
