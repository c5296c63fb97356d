"""The fingerprint of a list: RFC 6962 with the odd node promoted."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.draw.merkle import leaf, proof, proves, root
from tests.domain.draw import plain_ssj1

LINES = st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=30), min_size=1, max_size=40)


@pytest.mark.parametrize(("lines", "expected"), [
    (["A\tA"], "e323961414ed231bff38853955a682db501fdb7467f89335a23f64979a4e0990"),
    (["A\tA", "B\tB"], "8175d898aa68217a87fcd5267c59165c55ae1e8b4b44e0d3d2191955e7c98723"),
    (["A\tA", "B\tB", "C\tC"], "836e6aca76e8f8eb653bbe88c4470a3a011e43786f23c8972cccc7f483e89549"),
    ([], sha256(b"").hexdigest()),
])
def test_the_root_is_that_of_the_specification(lines: list[str], expected: str) -> None:
    assert root(lines) == expected


@pytest.mark.parametrize("count", [1, 2, 4095, 4096, 4097, 4099, 8191, 8192, 8193, 12_289, 13_000])
def test_the_root_by_subtrees_is_the_plain_root(count: int) -> None:
    lines = [f"{number:05}\tA" for number in range(count)]
    assert root(lines) == plain_ssj1.root(lines)
    assert proves(lines[-1], proof(lines, count - 1), root(lines))


def test_a_leaf_is_that_of_the_specification() -> None:
    assert leaf("9113010CWFK2D13314\tA").hex() == "e01f24953160f02117d5c806a6fe9506d599472cdf7e8db41cef18c09f2a8fba"


@given(LINES, st.data())
def test_every_line_proves_itself_and_no_other_line_takes_its_place(lines: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(lines) - 1))
    way = proof(lines, index)
    assert proves(lines[index], way, root(lines))
    assert not proves(lines[index] + "!", way, root(lines))
    assert len(way) <= (len(lines) - 1).bit_length()


@given(LINES, st.data())
def test_any_changed_added_or_removed_line_changes_the_root(lines: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(lines) - 1))
    changed = [*lines[:index], lines[index] + "x", *lines[index + 1:]]
    without = [*lines[:index], *lines[index + 1:]]
    assert len({root(lines), root(changed), root([*lines, "z"]), root(without)}) == 4


def test_a_node_never_passes_for_a_line() -> None:
    """The prefixes 0x00 and 0x01 keep an inner node from being shown as a firm's line."""
    inner = sha256(b"\1" + leaf("A") + leaf("B")).hexdigest()
    assert root(["A", "B"]) == inner != sha256(b"\0" + leaf("A") + leaf("B")).hexdigest()
