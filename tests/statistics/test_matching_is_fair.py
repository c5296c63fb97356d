"""Inspectors who are equally eligible have equal chances; an engine that prefers anyone would be caught."""

from __future__ import annotations

import pytest

from ssj_xl.domain.matching import Instance, Person, Team, form_teams
from tools.benchmarks import statistics_matching as matching
from tools.benchmarks import statistics_measures as measures
from tools.benchmarks import statistics_rivals as rivals
from tools.benchmarks.statistics_matching import ALL_ALIKE, FIVE_ALIKE, MIXED, Teams
from tools.benchmarks.statistics_pools import keys_of, uniform_lock

DRAWS = 300


def rota(people: tuple[Person, ...], count: int) -> list[Teams]:
    """Teams as a rota makes them: a random start, then two people after another."""
    drawn = []
    for key in keys_of(uniform_lock(30, count), DRAWS):
        instance = Instance(key.matching, matching.visits(count), people)
        first = int(key.matching, 16) % len(people)
        order = [*people[first:], *people[:first]] * count
        members = {visit.object_id: [person.code for person in order[2 * place : 2 * place + 2]]
                   for place, visit in enumerate(instance.visits)}
        drawn.append(form_teams(instance, members))
    return drawn


def preferring(drawn: list[Teams], person: str, share: int) -> list[Teams]:
    """The same teams, but in one draw of `share` a person takes a seat at the first object."""
    changed: list[Teams] = []
    for number, teams in enumerate(drawn):
        first = teams["V1"]
        if number % share == 0 and person not in first.members:
            first = Team(person, (person, first.lead))
        changed.append({**teams, "V1": first})
    return changed


@pytest.fixture(scope="module")
def alike() -> list[Teams]:
    """Six equal people, three objects."""
    return matching.matched(ALL_ALIKE, 3, DRAWS)


@pytest.fixture(scope="module")
def mixed() -> list[Teams]:
    """Leads, members and a recusal."""
    return matching.matched(MIXED, 3, DRAWS)


@pytest.mark.long
def test_six_equal_people_are_paired_in_every_way_equally_often(alike: list[Teams]) -> None:
    assert measures.passes([matching.every_outcome(alike), matching.leads(alike)])


@pytest.mark.long
def test_every_pair_of_five_equal_people_is_equally_likely_at_every_object() -> None:
    assert measures.passes(matching.every_pair(matching.matched(FIVE_ALIKE, 4, DRAWS)))


def test_equals_have_equal_chances_among_people_of_different_standing(mixed: list[Teams]) -> None:
    assert measures.passes(matching.classes(mixed))


def test_a_recused_inspector_is_never_assigned_however_often_one_draws(mixed: list[Teams]) -> None:
    assert not [teams for teams in mixed if "L4" in teams["V1"].members]
    assert [teams for teams in mixed if "L4" in teams["V2"].members]


def test_a_rota_with_a_random_start_would_be_caught() -> None:
    assert not measures.passes([matching.every_outcome(rota(ALL_ALIKE, 3))])
    assert len(set(rivals.round_robin_pairs(6, DRAWS))) == 6


def test_a_person_preferred_in_one_draw_of_five_would_be_caught(mixed: list[Teams]) -> None:
    assert not measures.passes(matching.classes(preferring(mixed, "L1", 5)))
