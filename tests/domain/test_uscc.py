"""统一社会信用代码 of GB 32100-2015."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.uscc import (
    ALPHABET,
    AUTHORITIES,
    Kind,
    check_character,
    compact,
    expected_prefix,
    is_identity_number,
    is_valid,
    validate,
)

SOUND = "9144030071526726XG"  # a listed company's code, as it stands on its own home page

bodies = st.builds(
    lambda authority, kind, region, body: authority + kind + region + body,
    st.sampled_from(AUTHORITIES), st.sampled_from(ALPHABET),
    st.text("0123456789", min_size=6, max_size=6), st.text(ALPHABET, min_size=9, max_size=9),
)


def fault(code: str) -> tuple[Kind, str]:
    found = validate(code)
    assert found is not None
    return found.kind, found.suggestion


@pytest.mark.parametrize("code", [SOUND, "91330100799655058B", "91110000802100433B", " 9144 0300-71526726xg ",
                                  "９１４４０３００７１５２６７２６ＸＧ"])
def test_a_code_that_is_in_use_is_valid_however_it_is_typed(code: str) -> None:
    assert is_valid(code)


def test_blanks_hyphens_width_and_case_do_not_count() -> None:
    assert compact(" 9144 0300-71526726xg　") == SOUND


@pytest.mark.parametrize(("code", "kind", "suggestion"), [
    ("130100400012345", Kind.LENGTH, ""),            # a registration number of before 2015
    ("", Kind.LENGTH, ""),
    ("9144O30071526726XG", Kind.ALPHABET, SOUND),    # the letter O for a zero
    ("91440300715Z6726XG", Kind.ALPHABET, SOUND),    # Z for 2
    ("91440300715中6726XG", Kind.ALPHABET, ""),
    ("B144030071526726XG", Kind.AUTHORITY, ""),
    ("0144030071526726XG", Kind.AUTHORITY, ""),
    ("91A4030071526726XG", Kind.REGION, ""),
    ("9144030071526726XH", Kind.CHECK, SOUND),
])
def test_a_wrong_code_is_told_with_what_is_wrong_first(code: str, kind: Kind, suggestion: str) -> None:
    assert fault(code) == (kind, suggestion)


@given(bodies)
def test_every_body_has_exactly_one_check_character(body: str) -> None:
    assert [character for character in ALPHABET if is_valid(body + character)] == [check_character(body)]


@given(bodies, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_never_passes(body: str, place: int, wrong: str) -> None:
    code = body + check_character(body)
    other = code[:place] + wrong + code[place + 1:]
    assert other == code or not is_valid(other)


@given(bodies, st.integers(0, 15))
def test_two_neighbours_changed_over_never_pass(body: str, place: int) -> None:
    code = body + check_character(body)
    other = code[:place] + code[place + 1] + code[place] + code[place + 2:]
    assert other == code or not is_valid(other)


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    found = validate(text)
    assert found is None or not found.suggestion or is_valid(found.suggestion)


@pytest.mark.parametrize("body", ["", "1" * 16, "1" * 18, "I" * 17])
def test_a_check_character_needs_seventeen_characters_of_the_alphabet(body: str) -> None:
    with pytest.raises(ValueError, match="17 characters"):
        check_character(body)


def test_bodies_registered_by_the_judicial_administration_have_their_prefixes() -> None:
    types = ("律师事务所", "公证机构", "基层法律服务所", "司法鉴定机构", "仲裁委员会", "律师")
    assert [expected_prefix(object_type) for object_type in types] == ["31", "32", "33", "34", "35", ""]


def test_a_persons_number_is_told_from_a_bodys() -> None:
    assert is_identity_number("11010519491231002X")  # the example of GB 11643-1999
    assert not is_identity_number("110105194912310021")
    assert not is_identity_number("31130000MD00000001")
