"""Object ids and group labels have one spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.draw.canon import ID, canon_id, group_label

COMPATIBLE = ["②", "ſ", "ı", "℡", "\u212a", "ß", "\u212b", "１①", "A\u0301", "٣", "四", "\U0001f130", "ﬁ"]


@pytest.mark.parametrize(("typed", "canonical"), [
    (" ９１１３０１０cwfk2d13314 ", "9113010CWFK2D13314"),
    ("\u3000sjz-0001\t", "SJZ-0001"),
    ("ａ．ｂ＿ｃ－ｄ", "A.B_C-D"),
    ("0" * 40, "0" * 40),
])
def test_full_width_forms_blanks_around_and_small_letters_are_folded(typed: str, canonical: str) -> None:
    assert canon_id(typed) == canonical


@pytest.mark.parametrize("sign", COMPATIBLE)
def test_other_compatibility_characters_never_turn_into_letters_or_digits(sign: str) -> None:
    with pytest.raises(ValueError, match=sign):
        canon_id(f"LS{sign}01")


@pytest.mark.parametrize("typed", ["", "   ", "A B", "A\nB", "A|B", "A\tB", "A/B", "0" * 41, "LS\u200b01", "A\x00"])
def test_a_code_with_anything_else_in_it_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the code itself
        canon_id(typed)


@pytest.mark.parametrize("cell", [911301007216852347, 9.11301e17, None, True])
def test_a_number_is_no_code(cell: object) -> None:
    with pytest.raises(TypeError):
        canon_id(cell)  # type: ignore[arg-type]


@given(st.text(max_size=45))
@pytest.mark.long
def test_what_is_accepted_is_ascii_and_already_canonical(text: str) -> None:
    try:
        code = canon_id(text)
    except ValueError:
        return
    assert code.isascii()
    assert ID.fullmatch(code)
    assert canon_id(code) == code


@pytest.mark.parametrize(("typed", "label"), [(" A ", "A"), ("律师事务所", "律师事务所"), ("e\u0301", "é"), ("A·律师", "A·律师")])
def test_a_group_label_is_stripped_and_composed(typed: str, label: str) -> None:
    assert group_label(typed) == label


@pytest.mark.parametrize("label", ["", "  ", "X", "M", "*", " X ", "A=B", "A|B", "A\tB", "A\nB", "A\u200bB", "级" * 21])
def test_a_label_that_could_be_mistaken_for_something_else_is_refused(label: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the label itself
        group_label(label)
