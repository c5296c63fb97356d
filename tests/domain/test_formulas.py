"""Formulas of tickets, ranks, draws, quotas and coverage, as a cell sees them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.quotas import quota
from ssj_xl.domain.draw.rule import parse_rule
from ssj_xl.domain.formulas import FAULT, answered, drawing, numbers

KEY = "a0179e2a8ef455c211e6aaaae0f5878c"  # of the specification's examples (SSJ-1 §14)
SEED = "3f" * 32
CODES = [f"LS{number:03}" for number in range(1, 21)]
GROUPS = ["A" if number % 2 else "B" for number in range(20)]
RULE = "分级比例;A=20%;B=50%;B.min=1;team=2;items=LS-01;end=2021-03-31"
WEIGHTED = "加权;A=4签;B=1签;total=5;team=2;items=LS-01;end=2021-03-31"


def down(cells: list[Any]) -> list[list[Any]]:
    """Values as a column of cells."""
    return [[cell] for cell in cells]


def fault(value: Any, code: str) -> None:
    """The answer is a text that names the fault and the remedy."""
    assert isinstance(value, str)
    assert value.startswith(FAULT)
    assert f"（{code}）" in value
    assert "{" not in value


def draw(*arguments: Any) -> Any:
    return answered(drawing.draw, *arguments)


# --- tickets ---------------------------------------------------------------------------------------

def test_a_ticket_is_that_of_the_specification() -> None:
    assert drawing.ticket("911301017AXHGQT83C", KEY) == "12382bd81d5b451a8a865af0b90e6476ac7e198ae504c6a7d334d73a9fc74636"
    assert drawing.ticket("A", KEY, 2) == min(drawing.ticket("A", KEY),
                                              "2aa68036fdc45f2dffcb7e95d5d69bc70a512c23695b79ea0c1076f823317b17")


@given(st.text("0123456789abcdef", min_size=64, max_size=64))
def test_the_seed_of_a_record_stands_for_its_key(seed: str) -> None:
    key = ssj1.digest(f"SSJ-1|object|{seed}")[:32]

    assert drawing.ticket("A", seed) == drawing.ticket("A", key) == ssj1.ticket(key, "A")


def test_the_key_is_derived_as_the_draw_derives_it() -> None:
    found = ssj1.keys("SSJ-1\ndraw=T\npublic=dice:1\n")

    assert drawing.ticket("A", found.seed) == ssj1.ticket(found.objects, "A")


@pytest.mark.parametrize("pseudonym", ["0123456789abcdef012345", "0123456789abcdef" * 2 + "01234567"])
def test_a_code_is_read_as_the_register_reads_it_and_a_pseudonym_as_it_stands(pseudonym: str) -> None:
    assert drawing.ticket(" ｌｓ001 ", KEY) == drawing.ticket("LS001", KEY)
    assert drawing.ticket(pseudonym, KEY) == ssj1.ticket(KEY, pseudonym)


def test_a_column_of_codes_gives_a_column_and_one_wrong_cell_spoils_no_other() -> None:
    found = drawing.ticket(down(["A", None, "律师所", "#N/A"]), KEY)

    assert found[0] == [drawing.ticket("A", KEY)]
    assert found[1] == [""]
    fault(found[2][0], "T13")
    fault(found[3][0], "T15")


@pytest.mark.parametrize("key", ["", "12", "g" * 64, 5.0, None])
def test_a_key_that_is_none_is_named(key: Any) -> None:
    fault(answered(drawing.ticket, "A", key), "A20")


@pytest.mark.parametrize(("lots", "code"), [(0, "A32"), (101, "T14"), ("x", "A32"), (1.5, "A32")])
def test_lots_are_a_whole_number_from_1_to_100(lots: Any, code: str) -> None:
    fault(answered(drawing.ticket, "A", KEY, lots), code)


def test_a_code_that_excel_has_rounded_is_refused() -> None:
    fault(drawing.ticket(1.2345678901234567e17, KEY), "T04")


# --- the draw --------------------------------------------------------------------------------------

def test_the_winners_are_the_smallest_tickets_of_each_group() -> None:
    found = draw(down(CODES), down(GROUPS), [["A", 2], ["B", 3]], KEY)

    for group, number in (("A", 2), ("B", 3)):
        members = [code for code, its in zip(CODES, GROUPS, strict=True) if its == group]
        expected = sorted(members, key=lambda code: ssj1.ticket(KEY, code))[:number]
        assert [row[:3] for row in found if row[1] == group] == [[code, group, at] for at, code in enumerate(expected, 1)]
    assert [row[3] for row in found] == [drawing.ticket(row[0], KEY) for row in found]


@given(st.permutations(range(20)))
def test_the_order_of_the_rows_changes_nothing(order: list[int]) -> None:
    codes, groups = [CODES[at] for at in order], [GROUPS[at] for at in order]

    assert draw(down(codes), down(groups), RULE, KEY) == draw(down(CODES), down(GROUPS), RULE, KEY)


@given(st.lists(st.sampled_from("AB"), min_size=1, max_size=40), st.sampled_from([RULE, WEIGHTED]),
       st.text("0123456789abcdef", min_size=64, max_size=64))
def test_a_rule_draws_what_the_ceremony_draws(groups: list[str], text: str, seed: str) -> None:
    codes = [f"C{number}" for number in range(len(groups))]
    rule = parse_rule(text)
    sizes = {group: groups.count(group) for group in groups}
    lock = ssj1.Lock("T", 1, ssj1.sorted_lines(zip(codes, groups, strict=True)), rule.quotas(sizes), rule.weights)
    wins = ssj1.winners(lock, ssj1.digest(f"SSJ-1|object|{seed}")[:32])

    assert draw(down(codes), down(groups), text, seed) == [[w.id, w.group, w.rank, w.ticket] for w in wins]


def _seed_text(groups: list[str]) -> tuple[str, ssj1.Lock]:
    rule = parse_rule(WEIGHTED)
    lines = ssj1.sorted_lines(zip(CODES, groups, strict=True))
    lock = ssj1.Lock("T", 2, lines, rule.quotas({"A": 10, "B": 10}), rule.weights, WEIGHTED)
    return ssj1.seed_text(lock, "dice:12345678901234567890"), lock


def test_the_seed_text_of_a_record_brings_quotas_and_lots() -> None:
    text, lock = _seed_text(GROUPS)
    keys = ssj1.keys(text)

    found = draw(down(CODES), down(GROUPS), text.rstrip("\n"), keys.seed)
    assert [row[0] for row in found] == [win.id for win in ssj1.winners(lock, keys.objects)]
    assert draw(down(CODES), down(GROUPS), text.replace("\n", "\r\n"), keys.seed) == found


def test_a_seed_text_belongs_to_one_list_and_one_key() -> None:
    text, _ = _seed_text(GROUPS)
    keys = ssj1.keys(text)

    fault(draw(down(CODES[1:]), down(GROUPS[1:]), text, keys.seed), "A28")
    fault(draw(down(CODES), down(GROUPS), text, SEED), "A29")


def test_without_groups_one_number_is_enough() -> None:
    found = draw(down(CODES), None, 3, KEY)

    assert [row[1] for row in found] == ["全部"] * 3
    assert draw(down(CODES), "全部", "3", KEY) == found
    fault(draw(down(CODES), down(GROUPS), 3, KEY), "A37")


def test_group_x_is_never_drawn_and_group_m_always() -> None:
    groups = ["X", "X", "M", "M", *["A"] * 16]

    found = draw(down(CODES), down(groups), [["A", 1]], KEY)
    assert {row[0] for row in found if row[1] == "M"} == {"LS003", "LS004"}
    assert not any(row[1] == "X" for row in found)
    assert drawing.rank(down(CODES), "LS001", KEY, down(groups)) == "不抽"


def test_the_twin_gives_one_winner_a_cell_and_blanks_after_the_last() -> None:
    rows = draw(down(CODES), down(GROUPS), RULE, KEY)

    one_by_one = [draw(down(CODES), down(GROUPS), RULE, KEY, float(number)) for number in range(1, len(rows) + 3)]
    assert one_by_one == [*(row[0] for row in rows), "", ""]
    assert draw(down(CODES), down(GROUPS), RULE, KEY, down([1, 2])) == down(one_by_one[:2])


def test_whole_columns_with_titles_and_blank_rows_below_are_the_same_list() -> None:
    blank = [[None]] * 5
    codes, groups = [["名单代号"], *down(CODES), *blank], [["组别"], *down(GROUPS), *blank]

    assert draw(codes, groups, RULE, KEY) == draw(down(CODES), down(GROUPS), RULE, KEY)


def test_no_winner_is_a_blank_cell() -> None:
    assert draw(down(CODES), None, 0, KEY) == ""


@pytest.mark.parametrize(("arguments", "code"), [
    ((down(CODES), down(GROUPS[:-1]), RULE, KEY), "A21"),
    (([["A", "B"], ["C", "D"]], None, 1, KEY), "A22"),
    ((down(["A", None, "B"]), None, 1, KEY), "A23"),
    ((down(["A", "a"]), None, 1, KEY), "A24"),
    ((down(["A", "B"]), down(["x", "y=z"]), 1, KEY), "A25"),
    ((down(["A", "B"]), down(["x", "*"]), 1, KEY), "A25"),
    ((down(["A", "B"]), None, [["x", 1, 2]], KEY), "A26"),
    ((down(["A", "B"]), None, "分级比例;A", KEY), "A26"),
    ((down(["A", "B"]), None, "三个", KEY), "A32"),
    ((down(["A", "B"]), None, -1, KEY), "A32"),
    ((down(["A", "B"]), None, None, KEY), "A33"),
    ((None, None, 1, KEY), "A33"),
    ((down(CODES), down(GROUPS), [["A", 2]], KEY), "A27"),
    ((down(CODES), down(["C"] * 20), RULE, KEY), "A27"),
    ((down(CODES), None, 1, down([KEY, KEY])), "A36"),
    ((down(CODES), None, 1, KEY, 0), "A32"),
])
def test_what_cannot_be_drawn_is_said_in_the_cell(arguments: tuple[Any, ...], code: str) -> None:
    fault(draw(*arguments), code)


# --- ranks -----------------------------------------------------------------------------------------

def test_a_rank_up_to_the_quota_wins() -> None:
    quotas = {"A": 2, "B": 3}
    ranks = drawing.rank(down(CODES), down(CODES), KEY, down(GROUPS))

    winners = {code for code, group, (place,) in zip(CODES, GROUPS, ranks, strict=True) if place <= quotas[group]}
    assert winners == {row[0] for row in draw(down(CODES), down(GROUPS), [["A", 2], ["B", 3]], KEY)}


def test_a_rank_in_the_drum_counts_the_lots() -> None:
    found = draw(down(CODES), down(GROUPS), WEIGHTED, KEY)

    assert [drawing.rank(down(CODES), row[0], KEY, down(GROUPS), WEIGHTED) for row in found] == [1, 2, 3, 4, 5]


def test_a_code_that_is_not_on_the_list_has_no_rank() -> None:
    fault(drawing.rank(down(CODES), "LS999", KEY), "A30")


# --- quotas and coverage ---------------------------------------------------------------------------

def test_a_quota_is_rounded_up_in_whole_numbers() -> None:
    """The examples of SSJ-1 §5."""
    found = numbers.quota(down([33, 34, 100, 101, 20, 100]), down([0.03, 0.03, 0.03, 0.03, "3.33%", 1.0]))

    assert found == down([1, 2, 3, 4, 1, 100])


@given(st.integers(0, 10**6), st.integers(1, 10_000), st.integers(0, 50))
def test_a_ratio_typed_as_a_number_is_as_exact_as_one_typed_as_text(size: int, points: int, least: int) -> None:
    expected = quota(size, Fraction(points, 10_000), least)

    assert numbers.quota(float(size), points / 10_000, least) == expected
    assert numbers.quota(size, f"{points // 100}.{points % 100:02}%", least) == expected


@pytest.mark.parametrize(("share", "code"), [(0, "A31"), (3, "T09"), (-0.1, "T08"), ("0.001%", "A31"), (0.00001, "A31"),
                                             ("多", "T08"), (None, "A33"), ("#REF!", "T15")])
def test_a_ratio_of_nothing_or_of_who_knows_what_is_refused(share: Any, code: str) -> None:
    fault(numbers.quota(10, share), code)


def test_columns_of_different_lengths_have_no_quotas() -> None:
    fault(answered(numbers.quota, down([1, 2, 3]), down([0.1, 0.2])), "A34")


def test_coverage_counts_every_object_once_and_nothing_beside_the_register() -> None:
    objects, checked = [["对象编码"], *down(CODES), [None]], down(["LS001", "ls001", "LS002", "LS999"])

    assert numbers.coverage(objects, checked) == 0.1
    assert numbers.coverage(objects, checked, 1.0) == "10.00%（2÷20，另有 1 个已检查的不在名录内）"
    assert numbers.coverage(down(CODES), None, True) == "0.00%（0÷20）"
    fault(answered(numbers.coverage, None, checked), "A33")


def test_coverage_never_claims_a_floor_that_is_not_reached() -> None:
    objects = [f"C{number}" for number in range(100_000)]

    assert numbers.coverage(down(objects), down(objects[:2_997]), 1) == "2.99%（2997÷100000）"


# --- anything at all -------------------------------------------------------------------------------

_CELL = st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=5), st.sampled_from(CODES))
_BLOCK = st.one_of(_CELL, st.lists(_CELL, max_size=4), st.lists(st.lists(_CELL, min_size=2, max_size=2), max_size=4))


@given(_BLOCK, _BLOCK, _BLOCK, st.one_of(st.just(KEY), _BLOCK))
def test_no_cells_break_a_formula(first: Any, second: Any, third: Any, key: Any) -> None:
    answered(drawing.draw, first, second, third, key)
    answered(drawing.draw, down(CODES), None, third, KEY, second)
    answered(drawing.rank, first, second, key, third)
    answered(drawing.ticket, first, key, second)
    answered(numbers.quota, first, second, third)
    answered(numbers.coverage, first, second, third)
