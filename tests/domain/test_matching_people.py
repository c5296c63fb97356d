"""The inspectors' lines: written at the lock, read at the matching."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.matching import Person
from ssj_xl.domain.matching.case import Listed, parse_listed, parse_people, people_lines
from ssj_xl.tables.problems import UserError

_TOKEN = st.text(alphabet="ABC019-:标签律", min_size=1, max_size=6)
_PERSON = st.builds(
    Person,
    code=st.from_regex(r"[0-9A-Z._-]{1,8}", fullmatch=True),
    headroom=st.integers(0, 10**6),
    lead=st.booleans(),
    items=st.frozensets(_TOKEN | st.just("*"), max_size=4),
    barred=st.frozensets(st.from_regex(r"[0-9A-Z._-]{1,8}", fullmatch=True), max_size=3),
)
_LISTED = st.builds(Listed, _PERSON, st.sampled_from(["在岗", "停用", "证件过期", ""]))


@given(st.lists(_LISTED, unique_by=lambda one: one.person.code))
@pytest.mark.long
def test_lines_read_back_as_the_people_they_were_written_from(listed: list[Listed]) -> None:
    lines = people_lines(listed)
    assert lines == sorted(lines, key=str.encode)
    assert parse_listed(reversed(lines)) == sorted(listed, key=lambda one: one.person.code)


def test_only_people_on_duty_take_part() -> None:
    here = ["P1\t3\t1\tLS-01、全部\t在岗", "P1\t!\tV1", "P3\t0\t0\t\t在岗"]
    lines = [*here, "P2\t3\t0\tLS-01\t证件过期", "P2\t!\tV1"]
    assert parse_people(lines) == [
        Person("P1", 3, True, frozenset({"LS-01", "*"}), frozenset({"V1"})),
        Person("P3", 0, False, frozenset()),
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("P1\t3\t1\tLS-01", "五栏"),
        ("\t3\t1\tLS-01\t在岗", "五栏"),
        ("P1\t-3\t1\tLS-01\t在岗", "余量"),
        ("P1\t３\t1\tLS-01\t在岗", "余量"),
        ("P1\t3\t是\tLS-01\t在岗", "组长栏"),
        ("P0\t3\t1\tLS-01\t在岗", "两次"),
        ("P9\t!\tV1", "没有人员“P9”"),
        ("P9\t!\t", "五栏"),
    ],
)
def test_a_line_that_was_edited_is_named_with_its_number(line: str, why: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_people(["P0\t3\t1\tLS-01\t在岗", line])
    (found,) = refused.value.problems
    assert found.code == "M41"
    assert "第 2 行" in found.text
    assert why in found.text


def test_all_bad_lines_are_told_at_once_in_their_order() -> None:
    with pytest.raises(UserError) as refused:
        parse_people(["P9\t!\tV1", "x", *[f"P{i}\t1\t0\t\t在岗" for i in range(9)], "y"])
    assert [p.params["line"] for p in refused.value.problems] == [1, 2, 12]


def test_a_token_that_would_break_a_line_is_a_bug() -> None:
    with pytest.raises(ValueError, match="plain"):
        people_lines([Listed(Person("P1", 1, True, frozenset({"LS\t01"})), "在岗")])
