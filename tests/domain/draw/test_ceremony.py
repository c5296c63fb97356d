"""The full ceremony: what parties promise at the lock they must open at the draw, and nothing else will do."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.draw import ceremony

VECTOR = json.loads((Path(__file__).parent.parent.parent / "vectors" / "ssj1-40.json").read_text("utf-8"))
HEX = st.text("0123456789abcdef", min_size=64, max_size=64)


def test_the_published_commitments_come_from_the_published_numbers() -> None:
    for party, nonce in VECTOR["nonces"].items():
        assert ceremony.commitment(VECTOR["draw"], party, nonce) == VECTOR["commitments"][party]
    assert not ceremony.opening_problems(VECTOR["draw"], VECTOR["commitments"], VECTOR["nonces"])


@given(HEX, HEX)
def test_no_other_number_opens_a_commitment(nonce: str, other: str) -> None:
    promised = {"甲": ceremony.commitment("T", "甲", nonce)}

    assert bool(ceremony.opening_problems("T", promised, {"甲": other})) == (nonce != other)


def test_a_number_of_another_draw_or_party_opens_nothing() -> None:
    promised = {"甲": ceremony.commitment("T-1", "甲", "a" * 64), "乙": ceremony.commitment("T-2", "甲", "a" * 64)}
    found = ceremony.opening_problems("T-2", promised, {"甲": "a" * 64, "乙": "a" * 64})

    assert [p.code for p in found] == ["V06", "V06"]


def test_everything_wrong_with_an_opening_is_told_at_once() -> None:
    promised = {"甲": "0" * 64, "乙": "1" * 64}
    found = ceremony.opening_problems("T", promised, {"乙": "2" * 64, "丙": "3" * 64})

    assert sorted((p.code, p.params["party"]) for p in found) == [("V05", "甲"), ("V06", "乙"), ("V07", "丙")]
    assert all("作废" in p.remedy for p in found if p.code in ("V05", "V06"))


@pytest.mark.parametrize("name", ["纪检组", "discipline", "公证处·东区", "A-1_b", "二十个字的参与方名称也可以使用没有问题"])
def test_a_party_may_be_called_what_people_call_it(name: str) -> None:
    assert ceremony.party_name(f" {name} ") == name


@pytest.mark.parametrize("name", ["", "纪 检组", "甲=乙", "甲|乙", "甲、乙", "甲，乙", "甲;乙", "甲\n乙", "长" * 21, "X"])
def test_a_name_that_would_break_the_seed_text_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        ceremony.party_name(name)


@pytest.mark.parametrize(("commitments", "codes"), [
    ({}, []),
    ({"甲": "a" * 64, "乙": "b" * 64}, []),
    ({"甲": "a" * 64}, ["V03"]),
    ({"甲 方": "a" * 64, "乙": "b" * 64}, ["V01"]),
    ({"甲": "A" * 64, "乙": "b" * 63}, ["V02", "V02"]),
    ({"甲": "a" * 64, "乙": "f" * 64}, ["V04"]),
])
def test_commitments_that_cannot_be_locked(commitments: dict[str, str], codes: list[str]) -> None:
    assert [p.code for p in ceremony.commitment_problems(commitments, used=["f" * 64])] == codes


@given(st.dictionaries(st.sampled_from(["甲", "乙方", "notary", "纪检组"]), HEX))
def test_what_a_cell_keeps_reads_back(pairs: dict[str, str]) -> None:
    assert ceremony.read_pairs(ceremony.pairs_text(pairs)) == pairs


def test_a_pair_is_read_as_people_write_it() -> None:
    assert ceremony.parse_pair(" 纪检组＝" + "AB12 cd34 " * 8) == ("纪检组", "ab12cd34" * 8)
    for text in ("纪检组", "纪检组=12", "=" + "a" * 64):
        with pytest.raises(ValueError, match=r"^"):
            ceremony.parse_pair(text)


def test_rounds_of_the_beacon_are_due_every_three_seconds() -> None:
    assert ceremony.due(1) == "2023-08-23 23:09:27"
    assert ceremony.due(1001) == "2023-08-23 23:59:27"
    assert ceremony.due(0) == ceremony.due(10**11) == ""


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2100, 1, 1)))
def test_the_round_proposed_is_due_after_the_lock(now: datetime) -> None:
    stamp = now.strftime("%Y-%m-%d %H:%M:%S")

    assert ceremony.due(ceremony.first_round_after(stamp)) > stamp


def test_the_log_covers_what_the_parties_promised() -> None:
    row = {"task": "T", "attempt": 1, "count": 2, "root": "r", "people": "p", "rule": "u", "profile": "公开",
           "source": "dice", "locked_at": "2026-03-02 09:00:00", "commitments": "乙=2、甲=1"}

    assert ceremony.lock_statement(row).endswith("locked_at=2026-03-02 09:00:00\ncommitment.乙=2\ncommitment.甲=1\n")
    assert "commitment" not in ceremony.lock_statement({**row, "commitments": ""})


def test_the_strength_says_that_one_honest_party_is_enough() -> None:
    assert "只要有一方诚实" in ceremony.strength("ssq:2026024", {"甲": "a"})
    assert "多方承诺" not in ceremony.strength("ssq:2026024", {})
