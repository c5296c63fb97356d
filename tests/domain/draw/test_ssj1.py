"""SSJ-1 byte for byte: the published vectors, and what must follow from it for any list."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.ssj1 import Line, Lines, Lock
from ssj_xl.domain.matching import cost
from tests.domain.draw import plain_ssj1

VECTORS = Path(__file__).parent.parent.parent / "vectors"
CEREMONY: dict[str, Any] = json.loads((VECTORS / "ssj1-40.json").read_text("utf-8"))
MORE: dict[str, dict[str, Any]] = json.loads((VECTORS / "ssj1-more.json").read_text("utf-8"))
DRAWS = {"full ceremony": CEREMONY, **{name: draw for name, draw in MORE.items() if "seed_text" in draw}}
K = "a0179e2a8ef455c211e6aaaae0f5878c"
DICE = "dice:20237331128159211123"
CODES = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=1, max_size=18)


def lock_of(vector: dict[str, Any]) -> Lock:
    """The lock that a vector states."""
    lines = ssj1.sorted_lines(tuple(line.split("\t")) for line in vector["list"])
    return Lock(vector["draw"], vector.get("attempt", 1), lines, vector["quotas"], vector.get("weights", {}),
                vector.get("rule", ""), tuple(vector.get("people_list", ())))


@pytest.mark.parametrize("vector", DRAWS.values(), ids=DRAWS)
def test_a_published_draw_comes_out_to_the_last_byte(vector: dict[str, Any]) -> None:
    lock = lock_of(vector)
    text = ssj1.seed_text(lock, vector["public"], vector["nonces"])
    keys = ssj1.keys(text)
    wins = ssj1.winners(lock, keys.objects)
    assert [line.text for line in lock.lines] == vector["list"]
    assert (lock.root, len(lock.lines), text) == (vector["root"], vector["count"], vector["seed_text"])
    assert keys == (vector["S"], vector["K"], vector["Km"])
    assert [win.text for win in wins] == vector["result"]
    assert ssj1.result_digest(wins) == vector["result_digest"]
    assert lock.mode == vector.get("mode", "分级比例")


@pytest.mark.parametrize(("id_", "ticket"), [
    ("911301017AXHGQT83C", "12382bd81d5b451a8a865af0b90e6476ac7e198ae504c6a7d334d73a9fc74636"),
    ("9113010CWFK2D13314", "07ae9656c371f3a29e1ce25de70a1eca239cfe8a6a20eb8067d8afcf7ffc5231"),
    ("A", "c753fb1621e9a55499bdf837842cc04ebbf2292d5463723818c2a33222eea816"),
    ("0" * 22, "82a7cd93af7d9a9fbb1edd77d71a49f09cd40a51fcfef806cbb3905fb1f0bdd9"),
])
def test_a_ticket_is_that_of_the_specification(id_: str, ticket: str) -> None:
    assert ssj1.ticket(K, id_) == ticket


def test_the_lots_of_a_weighted_object_are_those_of_the_specification() -> None:
    lots = MORE["lots of 'A' under the K of ssj1-40, w=3"]
    assert isinstance(lots, list)
    assert lots == [hashlib.sha256(f"{K}|A{more}".encode()).hexdigest() for more in ("", "|2", "|3")]
    assert [ssj1.ticket(K, "A", count) for count in (1, 2, 3)] == [min(lots[:count]) for count in (1, 2, 3)]


def test_the_cost_of_a_pair_is_that_of_the_specification() -> None:
    assert cost("367f4fd08c2a3682b5dffe6f3d774aef", "9113010CWFK2D13314", "SJZ-0001") == 854634909277


def test_the_sm3_ticket_beside_it_is_that_of_the_specification() -> None:
    if "sm3" in hashlib.algorithms_available:  # a build of OpenSSL may leave it out
        found = hashlib.new("sm3", f"{K}|A".encode()).hexdigest()
        assert found == "35efc8a545ab85191de64cbdcdb032ca9f5cb3726e36621261a63661ca7c5c2a"


# --- what the seed hangs on ------------------------------------------------------------------------

FULL = Lock("T-1", 2, ssj1.sorted_lines([("A1", "A"), ("A2", "A"), ("B1", "B"), ("X1", "X")]),
            {"A": 1, "B": 1, "X": 0}, {"A": 1, "B": 3}, "分级比例;A=3%", ("P1\t3\t1\tLS\t在岗",))


@pytest.mark.parametrize("other", [
    replace(FULL, draw="T-2"),
    replace(FULL, attempt=3),
    replace(FULL, attempt=1),
    replace(FULL, rule="分级比例;A=4%"),
    replace(FULL, rule=""),
    replace(FULL, lines=ssj1.sorted_lines([*FULL.lines[:-1], Line("X1", "A")])),
    replace(FULL, lines=FULL.lines[1:]),
    replace(FULL, lines=ssj1.sorted_lines([*FULL.lines, Line("Z", "B")])),
    replace(FULL, people=("P1\t3\t1\tLS\t停用",)),
    replace(FULL, people=()),
    replace(FULL, quotas={"A": 2, "B": 1, "X": 0}),
    replace(FULL, weights={"A": 2, "B": 3}),
    replace(FULL, weights={}),
])
def test_every_fact_of_the_lock_changes_the_seed(other: Lock) -> None:
    assert ssj1.seed_text(other, DICE) != ssj1.seed_text(FULL, DICE)
    assert len(set(ssj1.keys(ssj1.seed_text(other, DICE)) + ssj1.keys(ssj1.seed_text(FULL, DICE)))) == 6


@given(CODES, CODES, st.integers(1, 99), st.integers(1, 99), st.text(max_size=5), st.text(max_size=5))
def test_no_two_different_locks_have_one_seed(draw: str, other: str, attempt: int, next_: int, rule: str,
                                              rule2: str) -> None:
    one = replace(FULL, draw=draw, attempt=attempt, rule=rule)
    two = replace(FULL, draw=other, attempt=next_, rule=rule2)
    same = (draw, attempt, rule) == (other, next_, rule2)
    assert (ssj1.seed_text(one, DICE) == ssj1.seed_text(two, DICE)) == same


def test_the_public_value_and_every_nonce_change_the_seed() -> None:
    texts = {ssj1.seed_text(FULL, DICE), ssj1.seed_text(FULL, DICE + "1"),
             ssj1.seed_text(FULL, DICE, {"公证处": "a" * 64}), ssj1.seed_text(FULL, DICE, {"公证处": "b" * 64})}
    assert len({ssj1.keys(text).seed for text in texts}) == 4


def test_a_cell_keeps_the_seed_text_but_for_its_last_line_feed() -> None:
    text = ssj1.seed_text(FULL, DICE)
    assert text.endswith(f"public={DICE}\n")
    assert ssj1.whole(text.strip()) == text == ssj1.whole(text)
    assert ssj1.whole("") == ""


# --- stability: row order, extensions, deletions ---------------------------------------------------

LISTS = st.dictionaries(CODES, st.sampled_from("ABX"), min_size=1, max_size=25)


def _winners(pairs: dict[str, str], quota: int) -> list[ssj1.Win]:
    quotas = {g: 0 if g == "X" else quota for g in set(pairs.values())}
    lock = Lock("T", 1, ssj1.sorted_lines(pairs.items()), quotas)
    return ssj1.winners(lock, K)


@given(LISTS, st.integers(0, 6), st.randoms(use_true_random=False))
def test_row_order_changes_neither_root_nor_seed_nor_result(pairs: dict[str, str], quota: int, dice: Any) -> None:
    rows = list(pairs.items())
    dice.shuffle(rows)
    assert ssj1.sorted_lines(rows) == ssj1.sorted_lines(pairs.items())
    assert _winners(dict(rows), quota) == _winners(pairs, quota)


@given(LISTS, st.integers(0, 6))
def test_a_larger_quota_only_adds_to_a_smaller_one(pairs: dict[str, str], quota: int) -> None:
    small, large = _winners(pairs, quota), _winners(pairs, quota + 1)
    assert set(small) <= set(large)


@given(LISTS, st.integers(1, 6))
def test_taking_away_an_object_that_was_not_drawn_changes_nothing(pairs: dict[str, str], quota: int) -> None:
    wins = _winners(pairs, quota)
    for id_ in set(pairs) - {win.id for win in wins}:
        kept = {code: group for code, group in pairs.items() if code != id_}
        assert _winners(kept, quota) == wins if kept else True


@given(LISTS, st.integers(1, 6))
def test_taking_away_a_drawn_object_brings_in_the_first_of_the_reserve_and_nobody_else(
        pairs: dict[str, str], quota: int) -> None:
    wins = _winners(pairs, quota)
    for gone in wins:
        kept = {code: group for code, group in pairs.items() if code != gone.id}
        lock = Lock("T", 1, ssj1.sorted_lines(pairs.items()), {g: 0 if g == "X" else quota for g in pairs.values()})
        next_in = [win.id for win in ssj1.reserves(lock, K, 1) if win.group == gone.group]
        now = {win.id for win in _winners(kept, quota)} if kept else set()
        assert now == {win.id for win in wins} - {gone.id} | set(next_in)


@given(LISTS)
def test_an_excluded_object_is_never_drawn_nor_in_reserve(pairs: dict[str, str]) -> None:
    lock = Lock("T", 1, ssj1.sorted_lines(pairs.items()), {g: 0 if g == "X" else 99 for g in pairs.values()})
    assert {win.id for win in ssj1.winners(lock, K)} == {code for code, group in pairs.items() if group != "X"}
    assert not ssj1.reserves(lock, K, 99)


def test_an_object_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        ssj1.sorted_lines([("A", "A"), ("A", "B")])


def test_mandatory_objects_are_all_taken_and_stay_outside_the_weighted_pool() -> None:
    lines = ssj1.sorted_lines([("A1", "A"), ("A2", "A"), ("M1", "M"), ("X1", "X")])
    lock = Lock("T", 1, lines, {"*": 1, "M": 1, "X": 0}, {"A": 5})
    assert [(win.group, win.rank) for win in ssj1.winners(lock, K)] == [("*", 1), ("M", 1)]
    assert ssj1.tickets(lock, K)["M1"] == ssj1.ticket(K, "M1")


# --- the fast draw is the plain draw ---------------------------------------------------------------

GROUPS = ("A", "B", "组1", "𠮷野", "\uff21级", "\ue000", "M", "X")
MANY = st.dictionaries(CODES, st.sampled_from(GROUPS), min_size=1, max_size=150)


@given(st.data(), MANY, st.dictionaries(st.sampled_from("AB"), st.integers(1, 4)), st.integers(0, 5), st.sampled_from([-40, 0, 6]))
def test_the_draw_is_that_of_a_plain_reading_of_the_specification_whatever_is_left_out_of_the_sorting(
        data: st.DataObject, pairs: dict[str, str], weights: dict[str, int], reserve: int, margin: int) -> None:
    plain = plain_ssj1.order(pairs.items(), weights, K)
    quotas = {pool: data.draw(st.integers(0, len(places)), pool) for pool, places in plain.items()}
    lock = Lock("T", 1, ssj1.sorted_lines(pairs.items()), quotas, weights)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssj1, "_MARGIN", margin)
        wins, next_in = ssj1.drawn(lock, K, reserve)
    assert lock.lines.texts == tuple(plain_ssj1.lines(pairs.items()))
    assert lock.root == plain_ssj1.root(lock.lines.texts)
    assert ssj1.ranking(lock, K) == plain
    assert list(ssj1.ranking(lock, K)) == list(plain)
    assert wins == [place for pool, places in plain.items() for place in places[:quotas[pool]]] == ssj1.winners(lock, K)
    assert next_in == [place for pool, places in plain.items() for place in places[quotas[pool]:][:reserve]]
    assert next_in == ssj1.reserves(lock, K, reserve)
    assert ssj1.tickets(lock, K) == {id_: plain_ssj1.ticket(K, id_, weights.get(group, 1)) for id_, group in pairs.items()}


@pytest.mark.long
def test_a_draw_of_thousands_is_that_of_a_plain_reading_too() -> None:
    pairs = [(f"9113010{number:05}", GROUPS[number % 13 % 8]) for number in range(20_000)]
    plain = plain_ssj1.order(pairs, {}, K)
    quotas = {group: len(places) * share // 100 for (group, places), share in zip(plain.items(), (0, 1, 3, 10, 50, 97, 100), strict=True)}
    lock = Lock("T", 1, ssj1.sorted_lines(pairs), quotas)
    wins, next_in = ssj1.drawn(lock, K, 7)
    assert lock.root == plain_ssj1.root(plain_ssj1.lines(pairs))
    assert wins == [place for group, places in plain.items() for place in places[:quotas[group]]]
    assert next_in == [place for group, places in plain.items() for place in places[quotas[group]:][:7]]


@given(MANY)
def test_the_lines_of_a_list_are_taken_apart_as_they_were_put_together(pairs: dict[str, str]) -> None:
    lines = ssj1.sorted_lines(pairs.items())
    assert [line.text for line in lines] == list(lines.texts)
    assert dict(lines) == pairs
    assert lines[0] == next(iter(lines))
    assert lines[1:] == Lines(lines.texts[1:])
    assert lines.sizes() == {group: list(pairs.values()).count(group) for group in pairs.values()}


# --- the weighted draw is a draw of lots -----------------------------------------------------------

def _by_lots(weights: dict[str, int], count: int) -> dict[str, float]:
    """Exact probability of each object, by every order in which lots come out of a drum, a winner's others void."""
    chance = dict.fromkeys(weights, 0.0)
    for order in permutations(weights, count):
        left, odds = sum(weights.values()), 1.0
        for name in order:
            odds *= weights[name] / left
            left -= weights[name]
        for name in order:
            chance[name] += odds
    return chance


@pytest.mark.parametrize(("weights", "count"), [({"A": 5, "B": 2, "C": 1, "D": 1}, 2), ({"A": 1, "B": 3, "C": 8}, 1)])
def test_a_weighted_draw_is_drawing_lots_one_after_another(weights: dict[str, int], count: int) -> None:
    exact, runs = _by_lots(weights, count), 8000
    lock = Lock("T", 1, ssj1.sorted_lines((name, name) for name in weights), {"*": count}, weights)
    drawn = dict.fromkeys(weights, 0)
    for seed in range(runs):
        for win in ssj1.winners(lock, f"{seed:032x}"):
            drawn[win.id] += 1
    for name, probability in exact.items():
        spread = (probability * (1 - probability) / runs) ** 0.5
        assert abs(drawn[name] / runs - probability) < 4.5 * spread


def test_the_specification_s_example_of_lots() -> None:
    exact = _by_lots({"A": 5, "B": 2, "C": 1, "D": 1}, 2)
    assert [round(exact[name], 3) for name in "ABCD"] == [0.853, 0.556, 0.296, 0.296]


@settings(max_examples=30)
@given(st.integers(0, 2**32))
@pytest.mark.long
def test_in_a_group_every_object_has_the_same_chance_whatever_its_code(start: int) -> None:
    codes = ["A", "ZZZ", "0" * 22, "LS-0001"]
    runs, drawn = 600, dict.fromkeys(["A", "ZZZ", "0" * 22, "LS-0001"], 0)
    lock = Lock("T", 1, ssj1.sorted_lines((code, "A") for code in codes), {"A": 1})
    for seed in range(runs):
        drawn[ssj1.winners(lock, f"{start + seed:032x}")[0].id] += 1
    assert max(abs(times / runs - 0.25) for times in drawn.values()) < 0.12
