"""One spelling a public value, so that nobody can draw again by writing it differently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.draw.public_value import canon_public, canon_source, comes_from
from ssj_xl.domain.draw.sources import BY_KEY

SSQ = "ssq:2026130:01,05,12,19,23,31+07"
DICE = "dice:20237331128159211123"
DRAND = "drand:123:" + "ab" * 32


@pytest.mark.parametrize(("typed", "canonical"), [
    (" SSQ：2026130：01，05，12，19，23，31＋07 ", SSQ),
    ("ssq:2026130: 01,05, 12,19,\n23,31 + 07", SSQ),
    ("DICE:２０２３ 7331 1281 5921 1123", DICE),
    ("drand:123:" + "AB" * 32, DRAND),
])
def test_widths_blanks_and_capitals_make_no_second_value(typed: str, canonical: str) -> None:
    assert canon_public(typed) == canonical


@pytest.mark.parametrize("typed", [
    "", "20237331128159211123", "dice:", "dice:1234567890123456789", "dice:" + "1" * 61, "dice:2023733112815921112x",
    "dice:٢٠٢٣٧٣٣١١٢٨١٥٩٢١١١٢٣",                     # digits of another script would be a second spelling
    "ssq:2026130:1,5,12,19,23,31+7", "ssq:2026130:05,01,12,19,23,31+07", "ssq:2026130:01,01,12,19,23,31+07",
    "ssq:2026130:00,05,12,19,23,31+07", "ssq:2026130:01,05,12,19,23,34+07", "ssq:2026130:01,05,12,19,23,31+17",
    "ssq:2026130:01,05,12,19,23,31+00", "ssq:26130:01,05,12,19,23,31+07", "ssq:2026130:01,05,12,19,23+07",
    "drand:123:abc", "drand:0123:" + "ab" * 32, "drand::" + "ab" * 32, SSQ + ",", "seed:42",
])
def test_what_is_of_no_known_kind_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the value itself
        canon_public(typed)


@given(st.sampled_from([SSQ, DICE, DRAND]), st.text(max_size=3), st.integers(0, 40))
def test_a_canonical_value_stays_itself_and_is_ascii(value: str, noise: str, place: int) -> None:
    try:
        found = canon_public(value[:place] + noise + value[place:])
    except ValueError:
        return
    assert found.isascii()
    assert canon_public(found) == found


@pytest.mark.parametrize(("typed", "canonical"), [
    ("dice", "dice"), (" Dice ", "dice"), ("ssq：2026130", "ssq:2026130"), ("drand:1", "drand:1"),
])
def test_a_source_is_named_in_one_way(typed: str, canonical: str) -> None:
    assert canon_source(typed) == canonical


@pytest.mark.parametrize("typed", ["", "ssq", "ssq:130", "ssq:2026130:01", "drand", "drand:01", "dice:1", "drand:٣"])
def test_a_source_that_names_nothing_definite_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the source itself
        canon_source(typed)


def test_a_value_is_only_of_the_source_that_was_named() -> None:
    assert comes_from(SSQ, "ssq:2026130")
    assert comes_from(DICE, "dice")
    assert comes_from(DRAND, "drand:123")
    assert not comes_from(SSQ, "ssq:2026131")
    assert not comes_from(SSQ, "dice")
    assert not comes_from(DRAND, "drand:12")
    assert set(BY_KEY) == {"dice", "ssq", "drand", "text"}
