"""试抽: a draw in one step from any list, terms and seed, by formula; and what its record is worth."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import name_id
from ssj_xl.domain.draw.public_value import text_public
from ssj_xl.domain.draw.quotas import quota
from ssj_xl.domain.formulas import FAULT, answered, drawing
from ssj_xl.domain.formulas.arguments import seed
from ssj_xl.domain.formulas.drawing import trial
from ssj_xl.domain.formulas.listing import listing
from ssj_xl.domain.formulas.terms import terms
from ssj_xl.domain.verifying.record import verify_record
from tools.benchmarks.one_verdict_cases import tried

CODES = [f"LS{number:03}" for number in range(1, 21)]
GROUPS = ["A" if number % 2 else "B" for number in range(20)]
NAMES = [f"云州第{number}律师事务所" for number in range(1, 21)]
KEY, S = "a0179e2a8ef455c211e6aaaae0f5878c", "3f" * 32
BALLS = "ssq:2021024:13,15,19,22,25,27+02"


def down(cells: list[Any]) -> list[list[Any]]:
    return [[cell] for cell in cells]


def draw(list_: Any = None, groups: Any = None, quotas: Any = 3, seed: Any = "2021年3月") -> Any:
    return answered(drawing.draw, down(CODES) if list_ is None else list_, groups, quotas, seed)


def worded(found: Any, code: str) -> None:
    assert isinstance(found, str)
    assert found.startswith(FAULT)
    assert f"（{code}）" in found
    assert "{" not in found


@pytest.mark.parametrize(("quotas", "drawn"), [
    (3, 3), ("3", 3), ("3家", 3), ("1家", 1), ("10%", 2), (0.1, 2), ("100%", 20), (0.003, 1), ("3 家", 3), ("１０％", 2), (25, 20),
])
def test_a_number_or_a_share_is_enough_for_one_list(quotas: Any, drawn: int) -> None:
    assert len(draw(quotas=quotas)) == drawn


@pytest.mark.parametrize(("table", "drawn"), [
    ([["A", 2], ["B", 3]], (2, 3)), ([["A", "20%"], ["B", 0.3]], (2, 3)), ([["组别", "比例"], ["A", 0.2], ["B", 1]], (2, 10)),
    ([["A", 1], ["B", 3]], (1, 3)), ([["A", "1家"], ["B", "100%"]], (1, 10)), ([["等级", "数量"], ["A", 0], ["B", 3], [None, None]], (0, 3)),
    ([["A", 0.2], ["B", 3]], (2, 3)), ([["A", 2], ["B", 3], ["C", 9]], (2, 3)),
])
def test_a_table_tells_counts_and_shares_by_group(table: Any, drawn: tuple[int, int]) -> None:
    found = draw(groups=down(GROUPS), quotas=table)

    assert tuple(sum(row[1] == group for row in found) for group in "AB") == drawn


def test_one_share_goes_for_every_group_and_is_rounded_up_in_each() -> None:
    assert [row[1] for row in draw(groups=down(GROUPS), quotas="11%")] == ["A", "A", "B", "B"]


def test_a_table_of_lots_draws_one_pool_by_the_total() -> None:
    found = draw(groups=down(GROUPS), quotas=[["组别", "签数"], ["A", 5], ["B", 1], ["总数", 7]])

    assert [row[1] for row in found] == ["*"] * 7
    sure = draw(groups=down(GROUPS), quotas=[["组别", "签数"], ["A", 5], ["B", "100%"], ["总数", 2]])
    assert [row[1] for row in sure] == ["*"] * 2 + ["B"] * 10


@pytest.mark.parametrize(("arguments", "code"), [
    ({"quotas": 1}, "E01"), ({"groups": down(GROUPS), "quotas": [["A", 1], ["B", 1]]}, "E01"), ({"quotas": 1.0}, "E01"),
    ({"groups": down(GROUPS), "quotas": 3}, "A37"), ({"groups": down(GROUPS), "quotas": [["A", 0.2]]}, "A27"),
    ({"groups": down(GROUPS), "quotas": [["A", 0.2], ["B", 0]]}, "A31"), ({"quotas": "0%"}, "A31"),
    ({"quotas": "300%"}, "T08"), ({"quotas": 2.5}, "A32"), ({"quotas": -3}, "A32"), ({"quotas": "多"}, "A32"), ({"quotas": None}, "A33"),
    ({"quotas": float("inf")}, "A32"), ({"quotas": float("nan")}, "A32"), ({"quotas": True}, "A32"),
    ({"groups": down(GROUPS), "quotas": [["组别", "签数"], ["A", 5], ["B", 1]]}, "E03"),
    ({"groups": down(GROUPS), "quotas": [["组别", "签数"], ["A", 101], ["B", 1], ["总数", 3]]}, "T14"),
    ({"seed": None}, "A33"), ({"seed": "  "}, "A33"), ({"seed": "#REF!"}, "T15"), ({"seed": float("inf")}, "T15"),
    ({"seed": "ssq:2021024:31,15,19,22,25,27+02"}, "D12"), ({"seed": "dice:12"}, "D12"), ({"seed": down([1, 2])}, "A36"),
    ({"list_": down(["LS001", "河畔律师事务所"]), "quotas": 2}, "E02"), ({"list_": down(["河畔所", "河 畔所"]), "quotas": 2}, "D50"),
    ({"list_": down(["LS001", "ls001"]), "quotas": 2}, "A24"), ({"list_": down([9.1130100721685e17]), "quotas": 2}, "T04"),
])
def test_what_nobody_can_know_is_asked_in_the_cell(arguments: dict[str, Any], code: str) -> None:
    worded(draw(**arguments), code)


def test_names_are_drawn_by_their_digests_and_shown_as_they_are() -> None:
    found = draw(list_=down(["企业名称", *NAMES, None]))

    assert found == draw(list_=down(NAMES))
    assert [row[3] for row in found] == [row[3] for row in draw(list_=down([f" {name[:2]} {name[2:]}" for name in NAMES]))]
    assert {row[0] for row in found} <= set(NAMES)
    key = trial(listing(down(NAMES), None, names=True).lines, terms(3), seed("2021年3月")).keys.objects
    assert [row[3] for row in found] == [ssj1.ticket(key, name_id(row[0])) for row in found]


def test_a_title_tells_names_from_codes() -> None:
    assert {row[0] for row in draw(list_=down(["对象名称", "KPMG", "河畔所", "3M"]))} == {"KPMG", "河畔所", "3M"}
    worded(draw(list_=down(["对象编码", "LS001", "河畔所"])), "T13")


def test_a_blank_range_of_groups_is_no_groups() -> None:
    assert draw(groups=down([None] * 20)) == draw()


@given(st.permutations(range(20)))
def test_the_order_of_the_rows_changes_nothing(order: list[int]) -> None:
    codes, groups = [CODES[at] for at in order], [GROUPS[at] for at in order]

    assert draw(down(codes), down(groups), "20%") == draw(down(CODES), down(GROUPS), "20%")


@given(st.text(min_size=1, max_size=30))
def test_any_text_is_a_seed_however_it_is_typed(text: str) -> None:
    found = answered(seed, text)

    if isinstance(found, str) or found.key:
        return
    assert found.public == text_public(text) or not found.public.startswith("text:")
    assert seed(f"  {text}　") == found


def test_seeds_are_told_apart_by_their_form() -> None:
    assert seed(KEY).key == KEY
    assert seed(S).key == ssj1.digest(f"SSJ-1|object|{S}")[:32]
    assert seed(KEY.upper()).public == text_public(KEY.upper())
    assert seed(" ＳＳＱ:2021024:13,15,19,22,25,27+02").public == BALLS
    assert seed(20210324.0).public == seed("20210324").public == text_public("20210324")
    assert seed("SSJ-1\ndraw=T\npublic=dice:1").key == ssj1.keys("SSJ-1\ndraw=T\npublic=dice:1\n").objects


@given(st.lists(st.sampled_from("ABX"), min_size=1, max_size=40), st.integers(1, 10_000), st.integers(0, 50), st.text(min_size=1, max_size=9))
def test_a_trial_is_the_draw_of_ssj1(groups: list[str], points: int, number: int, text: str) -> None:
    codes = [f"C{at}" for at in range(len(groups))]
    sizes = {group: groups.count(group) for group in groups}
    wanted = {"A": quota(sizes.get("A", 0), Fraction(points, 10_000)), "B": min(number, sizes.get("B", 0)), "X": 0}
    lock = ssj1.Lock("试抽", 1, ssj1.sorted_lines(zip(codes, groups, strict=True)), {g: wanted[g] for g in sizes})
    wins = ssj1.winners(lock, ssj1.keys(ssj1.seed_text(lock, text_public(f"种{text}"))).objects)

    found = draw(down(codes), down(groups), [["A", f"{points / 100}%"], ["B", f"{number}家"]], f"种{text}")
    assert (found or []) == [[win.id, win.group, win.rank, win.ticket] for win in wins]


# --- its record ------------------------------------------------------------------------------------

@pytest.mark.parametrize("record", [tried("试试看"), tried(BALLS), tried(BALLS, lots={"A": 4, "B": 1, "总数": 6})])
def test_the_record_of_a_trial_computes_and_proves_nothing(record: dict[str, Any]) -> None:
    report = verify_record(json.loads(json.dumps(record)))

    assert [str(found) for found in report.wrong] == []
    assert report.verdict == "无从核验"
    assert any("试抽" in fact.text for fact in report.unknown)
    assert not any("：。" in fact.text for fact in report.unknown)


@pytest.mark.parametrize(("key", "value"), [("K", "0" * 32), ("state", "已抽取"), ("state", "试抽吧"), ("public", "text:" + "0" * 64),
                                            ("quotas", {"A": 1, "B": 3}), ("result", [])])
def test_a_record_of_a_trial_that_was_changed_is_denied(key: str, value: Any) -> None:
    assert verify_record(tried("试试看") | {key: value}).verdict == "不符合"


def test_a_trial_cannot_be_made_to_look_like_a_draw_of_another_program() -> None:
    """Without its state it is the record of a program that named no source before: nobody can know either."""
    record = tried(BALLS)
    del record["state"]

    assert verify_record(record).verdict == "无从核验"


def test_a_draw_that_was_made_has_no_record_of_a_trial() -> None:
    found = trial(listing(down(CODES), None).lines, terms(3), seed(KEY))

    worded(answered(found.record), "E08")
