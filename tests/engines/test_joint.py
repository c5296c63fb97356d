"""Joint matching against the oracle: each seat, each recusal, the level, the cost and the blocking seats."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from ssj_xl.domain.draw.quotas import Group
from ssj_xl.domain.draw.rule import Rule, parse_rule
from ssj_xl.domain.matching import ALL_ITEMS, Blocking, Instance, Person, Solution, Team
from ssj_xl.domain.matching.case import ON_DUTY, Listed, applying_lines, from_record, people_lines, to_record
from ssj_xl.domain.matching.check import verify
from ssj_xl.domain.matching.seating import Seating
from ssj_xl.engines.flow import diagnose, solve
from ssj_xl.engines.flow_level import highest_level
from ssj_xl.engines.flow_network import build
from ssj_xl.tables.problems import UserError
from tests.domain.joint_oracle import PARTIES, Joint, best, blocking, cost, may_sit, short, some_joint, wanted

CASES = range(600)


def seating_of(joint: Joint) -> Seating:
    """What a lock of this draw commits to, read back from its lines."""
    parties = {party: PARTIES[party] for party in joint.seats}
    scope = sorted({*joint.types_of_item, *joint.labels})
    rule = Rule("分级比例", {"甲": Group("甲", Fraction(1, 2))}, None, joint.team, tuple(scope), date(2021, 3, 31),
                parties=parties, seats=joint.seats)
    listed = [Listed(Person(code, one.headroom, one.lead, frozenset(ALL_ITEMS if i == "全部" else i for i in one.items),
                            frozenset(one.recused), one.party), ON_DUTY) for code, one in joint.people.items()]
    lines = [*people_lines(listed), *applying_lines({v: joint.applying(v) for v in joint.objects})]
    return Seating.read(parse_rule(rule.text), sorted(lines, key=str.encode))


def instance_of(joint: Joint) -> Instance:
    """The matching problem of this draw."""
    return seating_of(joint).instance(joint.km, joint.objects)


@pytest.mark.long
def test_every_joint_matching_is_the_one_that_trying_everything_finds() -> None:
    found = Counter(_compared(some_joint(seed)) for seed in CASES)

    assert found["feasible"] > 200
    assert found["infeasible"] > 100


def _compared(joint: Joint) -> str:
    instance, expected = instance_of(joint), best(joint)
    if expected is None:
        with pytest.raises(UserError):
            solve(instance)
        assert diagnose(instance)
        network = build(instance)
        if not len(network.person):  # nobody may sit anywhere: told before any flow is sought
            return "nobody"
        stuck = highest_level(network, network)
        assert stuck.level < 0
        assert _named(stuck.blocking) == blocking(joint)
        return "infeasible"
    level, least, matchings = expected
    solution = solve(instance)
    assert from_record(to_record(solution)) == solution
    assert verify(instance, solution) == []
    teams = seating_of(joint).joined(solution.teams)
    assert [{v: frozenset(team.members) for v, team in teams.items()}] == matchings
    assert (solution.level, sum(cost(joint, v, c) for v, team in teams.items() for c in team.members)) == (level, least)
    assert short(joint, level + 1, _named(solution.blocking)) > 0
    _check_seats(joint, teams)
    return "feasible"


def _named(blocking: Blocking) -> dict[tuple[str, str], str]:
    def place(key: str) -> tuple[str, str]:
        object_, _, party = key.partition("@")
        return object_, party

    return {place(key): "every" for key in blocking.every_seat} | {place(key): "lead" for key in blocking.lead_seat}


def _check_seats(joint: Joint, teams: dict[str, Team]) -> None:
    """Each party has exactly its seats, every member may sit there, the lead is the initiator's and comes first."""
    first = next(iter(joint.seats))
    for object_, team in teams.items():
        parties = Counter(joint.people[code].party for code in team.members)
        assert parties == {party: seats for party, (seats, _) in wanted(joint, object_).items()}
        assert all(may_sit(joint, code, object_, joint.people[code].party) for code in team.members)
        lead = joint.people[team.lead]
        assert team.members[0] == team.lead
        assert (lead.party, lead.lead) == (first, True)


def _one() -> tuple[Joint, Seating, Instance, Solution]:
    joint = next(one for one in map(some_joint, CASES) if len(one.seats) == 3 and len(one.objects) == 3 and best(one))
    instance = instance_of(joint)
    return joint, seating_of(joint), instance, solve(instance)


def test_a_seat_given_to_another_party_is_found() -> None:
    joint, seating, instance, solution = _one()
    for key, team in solution.teams.items():
        party = key.partition("@")[2]
        for code in joint.people:
            if joint.people[code].party != party:
                teams = {**solution.teams, key: Team(code, (code, *team.members[1:]))}
                assert "M23" in {p.code for p in verify(instance, replace(solution, teams=teams))}
    dropped = {key: team for key, team in solution.teams.items() if key != next(iter(solution.teams))}
    assert {p.code for p in verify(instance, replace(solution, teams=dropped))} == {"M21"}
    assert seating.parted(seating.joined(solution.teams)) == {
        key: Team(team.members[0], team.members) for key, team in solution.teams.items()}


@pytest.mark.parametrize("text", ["seats=LS:1", "seats=LS:1、LS:1", "seats=LS:0、GZ:1", "seats=LS:1、XX:1", "seats=LS:1、SJ:1、GZ:1", "seats="])
def test_a_rule_with_other_seats_than_its_parties_is_no_rule(text: str) -> None:
    parties = "party.GZ=GZ-01;party.LS=LS-01" + (";party.SJ=SJ-01" if "SJ" in text else "")
    rule = f"分级比例;甲=50%;team=2;items=GZ-01、LS-01;{parties};seats=LS:1、GZ:1{'、SJ:1' if 'SJ' in text else ''};end=2021-03-31"
    assert parse_rule(rule).text == rule
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_rule(rule.replace(next(part for part in rule.split(";") if part.startswith("seats=")), text))
    with pytest.raises(ValueError, match="LS:1"):
        parse_rule("分级比例;甲=50%;team=2;items=LS-01;seats=LS:1;end=2021-03-31")
