"""A matching in the audit record reads back exactly, and a damaged one is refused with a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.matching.case import from_record, to_record
from ssj_xl.domain.matching.check import verify
from ssj_xl.engines.flow import solve
from ssj_xl.tables.problems import UserError
from tests.domain.matching_cases import brute_force, office, person, some_office, visit

RECORD = to_record(solve(office((person("A", lead=True), person("B"), person("C")), visit("V1"), visit("V2"))))


@given(st.integers(0, 2**32))
def test_a_solution_survives_json(seed: int) -> None:
    instance = some_office(seed)
    if brute_force(instance) is None:
        return
    solution = solve(instance)
    again = from_record(json.loads(json.dumps(to_record(solution))))
    assert again == solution
    assert verify(instance, again) == []


@pytest.mark.parametrize("key", sorted(RECORD))
@pytest.mark.parametrize("value", [None, "x", 1.5, True, [], {"V1": 1.5}, {"V1": []}, {"V1": [1]}, {"V1": "AB"}])
def test_a_part_of_another_shape_is_refused(key: str, value: Any) -> None:
    if key == "teams" and value == {}:
        return
    with pytest.raises(UserError) as refused:
        from_record({**RECORD, key: value})
    assert [found.code for found in refused.value.problems] == ["M42"]


def test_a_missing_part_and_too_many_digits_are_refused() -> None:
    with pytest.raises(UserError, match="缺少“level”"):
        from_record({key: value for key, value in RECORD.items() if key != "level"})
    with pytest.raises(UserError, match="digits"):
        from_record({**RECORD, "digits": 11})
