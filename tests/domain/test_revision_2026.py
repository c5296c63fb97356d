"""The revision of 2026 of SSJ-1: its vectors, and each new thing by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.draw import merkle, ssj1
from ssj_xl.domain.draw.canon import bound_pid, canon_name, name_id, name_ids, object_key
from ssj_xl.domain.draw.public_value import canon_public, canon_source, comes_from, is_proof_of, text_public
from ssj_xl.domain.draw.quotas import Group, floor_total, quotas, reaches
from ssj_xl.domain.draw.rule import parse_rule
from ssj_xl.domain.matching import Person
from ssj_xl.domain.matching.case import Listed, parse_listed, people_lines
from ssj_xl.domain.receipts import compact, make_receipt, verify_receipt
from ssj_xl.domain.scheme import identity_of, lock_of
from ssj_xl.domain.verifying import Notice, parse_notice
from ssj_xl.domain.verifying.record import verify_record
from ssj_xl.domain.verifying.shape import read_json
from ssj_xl.engines.witnesses import beacon_verifier, is_beacon_signature
from ssj_xl.tables.problems import UserError

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "ssj1-2026.json").read_text("utf-8"))
SINGLE = VECTORS["单项"]
WHOLE = {name: record for name, record in VECTORS.items() if name != "单项"}
LEFT_OPEN = {"联合任务", "自定文字", "信标与签名"}
BEACON = WHOLE["信标与签名"]
TERMS = "team=2;items=LS-01;end=2026-03-31"


def copied(name: str) -> dict[str, Any]:
    """A vector, to be changed."""
    return json.loads(json.dumps(WHOLE[name]))


@pytest.mark.parametrize("name", WHOLE)
def test_the_vectors_of_the_revision_hold(name: str) -> None:
    report = verify_record(WHOLE[name])

    assert [str(problem) for problem in report.wrong] == []
    assert report.verdict == ("无从核验" if name in LEFT_OPEN else "符合")
    assert all("{" not in fact.text for fact in (*report.proved, *report.unknown))


@pytest.mark.parametrize("name", WHOLE)
def test_seed_texts_have_no_line_that_they_had_not_before(name: str) -> None:
    known = {"draw", "attempt", "rule", "list", "count", "people", "quota", "weight", "nonce", "public"}
    lines = WHOLE[name].get("seed_text", "SSJ-1\n").splitlines()

    assert lines[0] == "SSJ-1"
    assert {line.partition("=")[0].partition(".")[0] for line in lines[1:]} <= known


# --- pseudonyms that bind --------------------------------------------------------------------------

def test_the_pseudonym_of_scheme_2_is_the_published_one() -> None:
    said = SINGLE["名单代号"]

    assert object_key(said["秘密"], said["编码"]) == said["k"]
    assert bound_pid(said["k"], said["编码"], said["证号"]) == said["代号"]
    assert bound_pid(said["k"], said["编码"], "") == said["无证号的代号"]


@pytest.mark.parametrize(("obj", "identity"), [
    ({"uscc": "91130100k222l38wdc", "licence": "1"}, "91130100K222L38WDC"), ({"uscc": "", "licence": "13101201910000001"}, "13101201910000001"),
    ({"uscc": "无", "licence": "１２３"}, "123"), ({"uscc": None}, ""), ({}, "")])
def test_the_identity_is_the_uscc_else_the_licence_else_nothing(obj: dict[str, Any], identity: str) -> None:
    assert identity_of(obj) == identity


def _firms() -> tuple[ssj1.Lock, list[dict[str, str]]]:
    owners = [{"id": f"F{n:02}", "identity": f"USCC{n:02}", "k": object_key("5a" * 32, f"F{n:02}")} for n in range(9)]
    pairs = [(bound_pid(owner["k"], owner["id"], owner["identity"]), "组1") for owner in owners]
    return lock_of("T1", 1, pairs=pairs, rule=parse_rule(f"分级比例;组1=30%;{TERMS};pid=2"), people=()), owners


def _receipt(lock: ssj1.Lock, owner: dict[str, str]) -> dict[str, Any]:
    id_ = bound_pid(owner["k"], owner["id"], owner["identity"])
    return json.loads(json.dumps(make_receipt(lock, id_, locked_at="", keys=None, owner=owner)))


def test_a_receipt_of_scheme_2_is_one_firm_s_and_nobody_else_s() -> None:
    lock, owners = _firms()
    receipt = _receipt(lock, owners[3])
    proved = verify_receipt(receipt, lock=lock)

    assert proved.holds
    assert {"P17", "P24"} <= {fact.code for fact in proved.proved}
    for key, other in (("id", "F04"), ("identity", ""), ("k", owners[4]["k"])):
        assert {p.code for p in verify_receipt({**receipt, key: other}, lock=lock).wrong} == {"V79"}


def test_a_receipt_without_its_key_is_told_to_bind_nobody() -> None:
    lock, owners = _firms()
    receipt = {key: value for key, value in _receipt(lock, owners[3]).items() if key not in ("id", "identity", "k")}

    assert "N28" in {fact.code for fact in verify_receipt(receipt, lock=lock).unknown}
    assert {p.code for p in verify_receipt({**receipt, "k": "0" * 64}, lock=lock).wrong} == {"V22"}


def test_a_receipt_fits_a_small_qr_code() -> None:
    lock, owners = _firms()
    receipt = {**_receipt(lock, owners[0]), "draw": "YZSFJ-LS-2021-001", "id": "9" * 18, "identity": "9" * 18}

    assert len(compact(receipt).encode()) <= 300
    assert compact(receipt).split("|")[0] == "SSJ-1R"


# --- names -----------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", SINGLE["名称作编码"])
def test_the_id_of_a_name_is_the_published_one(name: str) -> None:
    assert name_id(name) == SINGLE["名称作编码"][name]


def test_one_name_spelled_two_ways_has_one_id() -> None:
    assert name_id("河畔律师事务所") == name_id(" 河畔　律师 事务所 ")
    assert name_id("ABC") == name_id("ＡＢＣ") != name_id("abc")


def test_equal_names_are_refused_with_their_rows() -> None:
    assert len(set(name_ids(["甲所", "乙所"]))) == 2
    with pytest.raises(UserError) as caught:
        name_ids(["甲所", "乙所", "甲 所", "丙所", "乙所"])

    assert [(p.code, p.params["rows"]) for p in caught.value.problems] == [("D50", "1、3"), ("D50", "2、5")]


@pytest.mark.parametrize(("raw", "shown"), [(" 甲\t所\n", "甲 所"), ("e\u0301", "é"), ("甲\x00所", "甲 所"), ("ＡＢＣ", "ＡＢＣ")])
def test_a_name_is_bound_as_it_is_shown(raw: str, shown: str) -> None:
    assert canon_name(raw) == shown


def test_a_swapped_name_is_seen_in_public_and_in_audit_records() -> None:
    for name in ("公开、多方承诺、递补、改派", "名单代号第二种、匹配"):
        record = copied(name)
        code = min(record["names"])
        record["names"][code] = "别的律师事务所"

        assert {"V22", "V78"} <= {p.code for p in verify_record(record).wrong}


# --- lots, floors, parties -------------------------------------------------------------------------

def test_a_tier_at_100_percent_is_taken_whole_beside_the_drum() -> None:
    rule = parse_rule(f"加权;组1=2签;组3=100%;total=4;{TERMS}")

    assert rule.quotas({"组1": 10, "组3": 3, "X": 2}) == {"*": 4, "组3": 3, "X": 0}
    assert rule.weights == {"组1": 2}
    assert rule.quotas({"组3": 3}) == {"*": 0, "组3": 3}
    lock = lock_of("T", 1, pairs=[(f"F{n}", "组3" if n < 3 else "组1") for n in range(9)], rule=rule, people=())
    wins = ssj1.winners(lock, "0" * 32)
    assert [(win.group, win.rank) for win in wins] == [("*", 1), ("*", 2), ("*", 3), ("*", 4), ("组3", 1), ("组3", 2), ("组3", 3)]
    assert lock.mode == ssj1.WEIGHTED


@given(st.dictionaries(st.sampled_from("ABCD"), st.tuples(st.integers(1, 300), st.integers(0, 10_000), st.integers(0, 3)), min_size=1),
       st.integers(1, 10_000))
def test_a_floor_raises_the_total_exactly_as_far_as_it_must(tiers: dict[str, tuple[int, int, int]], points: int) -> None:
    sizes = {label: size for label, (size, _, _) in tiers.items()}
    groups = {label: Group(label, Fraction(share, 10_000), least) for label, (_, share, least) in tiers.items()}
    floor = Fraction(points, 10_000)
    total = floor_total(sizes, groups, floor)
    alone, drawn = quotas(sizes, groups), quotas(sizes, groups, total)

    assert reaches(drawn, sizes, floor)
    assert (total is None) == reaches(alone, sizes, floor)
    assert sum(drawn.values()) == max(sum(alone.values()), -(-sum(sizes.values()) * points // 10_000))
    assert all(alone[label] <= drawn[label] <= sizes[label] for label in sizes)


def test_a_record_whose_floor_is_not_reached_does_not_hold() -> None:
    record = copied("合计下限")
    record["floor"] = "15.01%"

    assert "V22" in {p.code for p in verify_record(record).wrong}


def test_everybody_of_a_joint_task_has_a_party() -> None:
    listed = [Listed(Person("P1", 3, True, frozenset({"LS-01"}), frozenset(), "LS"), "在岗")]
    lines = people_lines(listed)

    assert lines == ["P1\t3\t1\tLS-01\t在岗", "P1\t@\tLS"]
    assert parse_listed(lines) == listed


@pytest.mark.parametrize("lines", [
    ["P1\t3\t1\t\t在岗", "P1\t@\tLS", "P1\t@\tGZ"], ["P1\t@\tLS"], ["P1\t3\t1\t\t在岗", "P1\t@\t律师处"], ["P1\t3\t1\t\t在岗", "P1\t@\t"]])
def test_a_party_line_of_nobody_or_twice_is_refused(lines: list[str]) -> None:
    with pytest.raises(UserError):
        parse_listed(lines)


@pytest.mark.parametrize("change", [
    lambda r: r["people_list"].remove("P2\t@\tGZ"), lambda r: r["people_list"].__setitem__(3, "P2\t@\tXX"),
    lambda r: r.update(rule=r["rule"].replace(";party.GZ=GZ-01;party.LS=LS-01", ""))])
def test_people_and_rule_of_a_joint_task_name_the_same_parties(change: Callable[[dict[str, Any]], Any]) -> None:
    record = copied("联合任务")
    change(record)
    record["people"] = merkle.root(record["people_list"])

    assert any(p.params.get("key") == "people_list" for p in verify_record(record).wrong)


# --- sources ---------------------------------------------------------------------------------------

@pytest.mark.parametrize("text", SINGLE["自定文字"])
def test_own_text_is_the_published_value(text: str) -> None:
    value = text_public(text)

    assert value == SINGLE["自定文字"][text]
    assert canon_public(value) == value
    assert comes_from(value, canon_source("text"))


def test_a_value_of_the_beacon_is_the_digest_of_its_signature() -> None:
    assert is_proof_of(BEACON["public_proof"], BEACON["public"])
    assert not is_proof_of("0" * 96, BEACON["public"])
    assert not is_proof_of(BEACON["public_proof"], "dice:" + "1" * 64)


@pytest.mark.long
def test_a_signature_of_the_beacon_is_checked_without_a_network() -> None:
    signature, other = BEACON["public_proof"], BEACON["public_proof"][:-1] + "8"

    assert is_beacon_signature(1000, signature)
    assert not is_beacon_signature(1001, signature)
    assert not is_beacon_signature(1000, other)
    assert not is_beacon_signature(1000, "f" * 96)


@pytest.mark.long
def test_a_signature_leaves_a_file_that_is_nested_beyond_reason_an_error() -> None:
    assert is_beacon_signature(1000, BEACON["public_proof"])
    with pytest.raises(RecursionError):
        read_json("[" * 100_000)


@pytest.mark.long
def test_a_record_of_the_beacon_holds_with_its_signature_and_stays_open_without() -> None:
    proved = verify_record(BEACON, signature=beacon_verifier())

    assert proved.verdict == "符合"
    assert "P22" in {fact.code for fact in proved.proved}
    assert not {"N03", "N26", "N27"} & {fact.code for fact in proved.unknown}
    assert verify_record(BEACON).verdict == "无从核验"
    assert verify_record(BEACON, signature=lambda number, proof: False).verdict == "不符合"
    without = {**copied("信标与签名"), "public_proof": ""}
    assert "N27" in {fact.code for fact in verify_record(without, signature=beacon_verifier()).unknown}


# --- reading ---------------------------------------------------------------------------------------

@pytest.mark.parametrize("text", ['{"a": 1, "a": 1}', '{"a": {"b": 1, "b": 2}}', '{"a": 1.0}', '{"a": 1e0}', '{"a": -0}', '{"a": NaN}',
                                  '{"a": 1' + "0" * 60 + "}", '{"a": "\\ud83d"}', '{"a": 01}', '{"a": "\n"}', "", "{", "{} {}"])
def test_a_text_that_two_readers_could_read_differently_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        read_json(text)


def test_a_notice_names_the_root_of_the_names_and_old_ones_do_without() -> None:
    hexes = [f"{n:064x}" for n in range(5)]
    notice = Notice("T1", 1, hexes[0], hexes[1], hexes[2], "8", hexes[3], hexes[4])

    assert parse_notice(notice.text) == notice
    assert parse_notice(notice.text.rpartition("|")[0]).names == ""
    record = WHOLE["名单代号第二种、匹配"]
    found = verify_record(record, Notice(record["draw"], 1, record["root"], names=hexes[4])).wrong
    assert [(p.code, p.params["what"]) for p in found] == [("V39", "名称指纹")]
