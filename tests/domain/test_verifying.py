"""Verification from the record alone: whatever somebody changes is told, or is named as not covered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.draw import merkle, ssj1
from ssj_xl.domain.receipts import make_receipt, verify_receipt
from ssj_xl.domain.record import as_json
from ssj_xl.domain.verifying import Notice, parse_notice
from ssj_xl.domain.verifying.record import lock_only, verify_record
from tests.verify_cases import RULE, small_record

VECTORS = Path(__file__).parent.parent / "vectors"
RECORD = small_record()
Change = Callable[[dict[str, Any]], Any]


def vectors() -> dict[str, dict[str, Any]]:
    """Every published record."""
    more = json.loads((VECTORS / "ssj1-more.json").read_text("utf-8"))
    found = {name: record for name, record in more.items() if isinstance(record, dict)}
    return {**found, "full ceremony": json.loads((VECTORS / "ssj1-40.json").read_text("utf-8"))}


def copied() -> dict[str, Any]:
    """The small record, to be changed."""
    return json.loads(json.dumps(RECORD))


def codes(record: Any, notice: Notice | None = None) -> set[str]:
    """What does not hold."""
    return {p.code for p in verify_record(record, notice or Notice()).wrong}


@pytest.mark.parametrize("name", vectors())
def test_the_published_records_hold(name: str) -> None:
    record = vectors()[name]
    record.pop("example", None)

    report = verify_record(record)

    assert [str(p) for p in report.wrong] == []
    assert {"P01", "P05", "P06"} <= {fact.code for fact in report.proved}


def test_a_full_ceremony_holds_and_says_what_it_proves() -> None:
    report = verify_record(RECORD)

    assert report.holds
    assert {"P01", "P02", "P04", "P05", "P06", "P07"} == {fact.code for fact in report.proved}
    assert {"N01", "N02", "N05", "N07", "N10", "N11"} <= {fact.code for fact in report.unknown}
    assert all("{" not in fact.text for fact in (*report.proved, *report.unknown))


def _other(key: str, value: Any) -> Change:
    return lambda record: record.update({key: value})


def _in(key: str, place: Any, value: Any) -> Change:
    return lambda record: record[key].__setitem__(place, value)


TAMPERED: dict[str, tuple[Change, set[str]]] = {
    "a list line is changed": (_in("list", 0, "F00\t乙"), {"V24", "V26", "V40"}),
    "a list line is removed": (lambda r: r["list"].pop(), {"V24", "V25", "V26", "V40"}),
    "a list line is added": (lambda r: r["list"].append("F99\t甲"), {"V24", "V25", "V26", "V40"}),
    "two lines change places": (lambda r: r["list"].reverse(), {"V23", "V24", "V40"}),
    "a winner is swapped": (lambda r: r["result"].__setitem__(0, r["reserve"][0]), {"V42"}),
    "a winner is left out": (lambda r: r["result"].pop(), {"V42"}),
    "a winner is put in": (lambda r: r["result"].append(r["reserve"][0]), {"V42"}),
    "winners change places": (lambda r: r["result"].reverse(), {"V42"}),
    "a reserve is swapped": (lambda r: r["reserve"].reverse(), {"V43"}),
    "a quota is raised": (_in("quotas", "甲", 2), {"V27"}),
    "a quota line is missing": (lambda r: r["quotas"].pop("甲"), {"V27"}),
    "the seed text is edited": (lambda r: r.update(seed_text=r["seed_text"].replace("count=8", "count=9")), {"V40", "V41"}),
    "another public value": (_other("public", "ssq:2026024:01,05,12,19,23,31+08"), {"V40"}),
    "a public value spelled otherwise": (_other("public", "ssq:2026024:01,05,12,19,31,23+07"), {"V35", "V40"}),
    "another source": (_other("source", "ssq:2026025"), {"V36"}),
    "another rule": (_other("rule", RULE.replace("team=2", "team=3")), {"V40"}),
    "another attempt": (_other("attempt", 1), {"V40"}),
    "another draw": (_other("draw", "LG-LS-2026-002"), {"V32", "V40"}),
    "other people": (_other("people", "0" * 64), {"V40"}),
    "another nonce": (_in("nonces", "纪检组", "0" * 64), {"V32", "V40"}),
    "a nonce is missing": (lambda r: r["nonces"].pop("纪检组"), {"V33", "V40"}),
    "a party comes later": (_in("nonces", "后来者", "0" * 64), {"V34", "V40"}),
    "a commitment is exchanged": (_in("commitments", "纪检组", "0" * 64), {"V32"}),
    "the ceremony is praised": (_other("strength", "绝对可信"), {"V22"}),
    "S is another": (_other("S", "0" * 64), {"V41"}),
    "the digest is another": (_other("result_digest", "0" * 64), {"V44"}),
    "a name that was not drawn": (_in("names", "F99", "关系户"), {"V45"}),
    "one name too few": (lambda r: r["names"].popitem(), {"V46", "V47"}),
    "drawn before it was locked": (_other("drawn_at", "2026-03-01 10:00:00"), {"V38"}),
    "a foreign key": (_other("remark", "一切正常"), {"V21"}),
    "no list": (lambda r: r.pop("list"), {"V20"}),
    "a list of numbers": (_other("list", [1, 2]), {"V22"}),
    "drawn, but called locked": (_other("state", "已锁定"), {"V22"}),
    "called private": (_other("profile", "不公开等级"), {"V22"}),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_a_record_that_was_tampered_with_does_not_hold(case: str) -> None:
    change, expected = TAMPERED[case]
    record = copied()
    change(record)

    found = verify_record(record)

    assert expected <= {p.code for p in found.wrong}, [str(p) for p in found.wrong]
    assert all("{" not in str(p) for p in found.wrong)


def test_the_firm_and_the_line_are_named() -> None:
    record = copied()
    winner = record["result"][0].split("\t")[2]
    record["result"][0] = record["result"][0].replace(winner, "F99")

    found = verify_record(record).wrong[0]

    assert found.params["line"] == 1
    assert "F99" in found.text
    assert winner in found.text


REPLACEMENTS = "09afz甲乙X{\"\\ \t"


@pytest.mark.parametrize("record", [RECORD, small_record(drawn=False), small_record(attempt=1)],
                         ids=["drawn", "locked", "first attempt"])
@pytest.mark.long
def test_every_single_character_is_covered_or_named_as_not_covered(record: dict[str, Any]) -> None:
    text = as_json(record).decode()
    missed = [f"{place}: {text[place - 30: place]}[{text[place]}→{new}]" for place in range(len(text))
              for new in (REPLACEMENTS[place % len(REPLACEMENTS)], REPLACEMENTS[(place * 7 + 3) % len(REPLACEMENTS)])
              if _goes_unnoticed(record, text[:place] + new + text[place + 1:])]

    assert missed == []


def _goes_unnoticed(record: dict[str, Any], text: str) -> bool:
    try:
        changed = json.loads(text)
    except ValueError:
        return False
    different = {key for key in record.keys() | changed.keys() if record.get(key) != changed.get(key)}
    if not different:
        return False
    report = verify_record(changed)
    return report.holds and not different <= report.uncovered


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(sorted(RECORD)) | st.text(), inner), max_leaves=30))
@pytest.mark.long
def test_no_file_however_odd_makes_the_verifier_fail(value: Any) -> None:
    report = verify_record(value)

    assert not report.holds


@given(st.sampled_from(sorted(RECORD)), st.none() | st.integers() | st.text() | st.lists(st.text()) | st.dictionaries(
    st.text(), st.text() | st.integers()))
def test_no_single_value_however_odd_makes_the_verifier_fail(key: str, value: Any) -> None:
    report = verify_record({**copied(), key: value})

    assert report.holds <= (value == RECORD[key] or key in report.uncovered)


def _notice(**more: Any) -> Notice:
    given = {"draw": RECORD["draw"], "attempt": 2, "root": RECORD["root"], "people": RECORD["people"],
             "rule": ssj1.digest(RULE), "count": "8", "log_head": "ab" * 32}
    return Notice(**{**given, **more})


def test_a_notice_that_fits_removes_the_doubt_about_the_list() -> None:
    report = verify_record(RECORD, parse_notice(f"扫码得到：{_notice().text}"))

    assert report.holds
    assert "N01" not in {fact.code for fact in report.unknown}
    assert "P12" in {fact.code for fact in report.proved}


@pytest.mark.parametrize("field", ["root", "people", "rule"])
def test_a_notice_that_says_otherwise_is_believed(field: str) -> None:
    assert codes(RECORD, _notice(**{field: "0" * 64})) == {"V39"}


def test_with_its_notice_a_locked_record_is_covered_but_for_the_names() -> None:
    bare, noticed = verify_record(small_record(drawn=False)), verify_record(small_record(drawn=False), _notice())

    assert {"rule", "people", "quotas"} <= bare.uncovered
    assert not {"rule", "people", "quotas"} & noticed.uncovered
    assert noticed.holds


@pytest.mark.parametrize("text", ["", "SSJ-1|a|1|b", "SSJ-1|T|x|" + "|".join(["0" * 64] * 5)])
def test_what_is_no_notice_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        parse_notice(text)


def test_a_beacon_round_that_was_out_before_the_lock_is_told() -> None:
    record = {**copied(), "source": "drand:1"}

    assert "V37" in codes(record)


@given(st.integers(0, 7))
def test_every_line_has_a_receipt_that_holds(index: int) -> None:
    lock, keys = lock_only(RECORD), ssj1.keys(RECORD["seed_text"])
    receipt = json.loads(json.dumps(make_receipt(lock, lock.lines[index].id, locked_at="", keys=keys)))

    assert verify_receipt(receipt, lock=lock, keys=keys).holds
    assert merkle.proves(receipt["line"], receipt["proof"], RECORD["root"])
    assert (receipt["state"] == "抽中") == (lock.lines[index].id in RECORD["names"])


@pytest.mark.parametrize(("change", "code"), [
    (_other("line", "F01\t乙"), "V73"), (_other("root", "0" * 64), "V73"),
    (lambda r: r["proof"][0].__setitem__(0, "L" if r["proof"][0][0] == "R" else "R"), "V73"),
    (_other("ticket", "0" * 64), "V74"), (_other("state", "没有的事"), "V74"), (_other("proof", [["L", "x"]]), "V22"),
])
def test_a_receipt_that_was_tampered_with_does_not_hold(change: Change, code: str) -> None:
    lock, keys = lock_only(RECORD), ssj1.keys(RECORD["seed_text"])
    receipt = json.loads(json.dumps(make_receipt(lock, "F01", locked_at="", keys=keys)))
    change(receipt)

    assert code in {p.code for p in verify_receipt(receipt, lock=lock, keys=keys).wrong}
