"""The page's scripts and the package are two programs; they and `sha256sum` must give the same draws."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.domain.draw import merkle, public_value, quotas
from tests.browser.chromium import Reader, reader
from tools.benchmarks import two_languages_cases as languages

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
OUTCOMES = ROOT / "tests" / "js" / "outcomes.js"
LENGTHS = (1000, 0, 1, 55, 56, 63, 64, 65, 119, 120)
SAMPLE = 100


@pytest.fixture(scope="module")
def scripts(browser: Reader) -> Reader:
    """A browser with the page's scripts."""
    languages.load_scripts(browser, OUTCOMES)
    return browser


def _call(tab: Reader, function: str, *arguments: Any) -> Any:
    return tab.run(f"{function}({', '.join(json.dumps(argument) for argument in arguments)})")


def test_random_draws_come_out_the_same_in_python_javascript_the_example_and_coreutils(scripts: Reader) -> None:
    some = languages.cases(SAMPLE, seed=7)
    package = [languages.by_package(case) for case in some]
    assert languages.by_scripts(scripts, some) == package
    assert all(languages.example_agrees(case, one) for case, one in zip(some, package, strict=True))
    assert languages.by_coreutils(some) == [{k: v for k, v in one.items() if k != "quotas"} for one in package]


def test_hashes_of_awkward_lengths_are_right(scripts: Reader) -> None:
    for length in LENGTHS:
        for text in ("a" * length, "中" * length, "𠮷é" * length):
            assert _call(scripts, "SHA256.digest", text) == hashlib.sha256(text.encode()).hexdigest(), (length, text[:1])


@pytest.mark.parametrize("text", ["a" * 1000, "", "𠮷" * 5000])
def test_the_very_first_hash_of_a_fresh_browser_is_right(text: str) -> None:
    with reader() as fresh:
        languages.load_scripts(fresh, OUTCOMES)
        assert _call(fresh, "SHA256.digest", text) == hashlib.sha256(text.encode()).hexdigest()


def test_the_very_first_draw_of_a_fresh_browser_is_right() -> None:
    case = max(languages.cases(30, seed=11), key=lambda case: len(case.lock.lines))
    with reader() as fresh:
        languages.load_scripts(fresh, OUTCOMES)
        assert languages.by_scripts(fresh, [case]) == [languages.by_package(case)]


def _vectors() -> dict[str, dict[str, Any]]:
    folder = ROOT / "tests" / "vectors"
    found = json.loads((folder / "ssj1-more.json").read_text("utf-8"))
    found["full ceremony"] = json.loads((folder / "ssj1-40.json").read_text("utf-8"))
    return {name: vector for name, vector in found.items() if "list" in vector}


@pytest.mark.parametrize("name", sorted(_vectors()))
def test_published_vectors_verify(scripts: Reader, name: str) -> None:
    vector = {key: value for key, value in _vectors()[name].items() if key != "example"}
    steps = {step["key"]: step for step in _call(scripts, "VERIFY.steps", vector, None)}
    for key in ("form", "root", "public", "seed", "keys", "result", "digest"):
        assert steps[key]["state"] == "ok", steps[key]
    assert steps["quotas"]["state"] == "open"  # no rule, or none from which quotas can be computed
    if vector.get("commitments"):
        assert steps["nonces"]["state"] == "ok"


def test_texts_are_sorted_by_their_bytes_not_by_utf16_units(scripts: Reader) -> None:
    texts = ["𠮷", "\ue000", "\uffe5", "a", "B", "é", "组10", "组2", "组1", "", "a\U0001f600", "a\ufb00", "\ud7ff"]
    assert scripts.run(f"{json.dumps(texts)}.sort(SSJ1.byBytes)") == sorted(texts, key=str.encode)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 100])
def test_receipts_of_the_package_hold_and_those_of_the_scripts_are_the_same(scripts: Reader, size: int) -> None:
    lines = [f"{n:022x}\t组{n % 3}" for n in range(size)]
    for index in {0, size // 2, size - 1}:
        way = merkle.proof(lines, index)
        assert _call(scripts, "SSJ1.proof", lines, index) == [list(pair) for pair in way]
        assert _call(scripts, "SSJ1.proves", lines[index], way, merkle.root(lines))
        assert not _call(scripts, "SSJ1.proves", lines[index] + "x", way, merkle.root(lines))
    assert not _call(scripts, "SSJ1.proves", lines[0], [["Q", "0" * 64]], merkle.root(lines))
    assert not _call(scripts, "SSJ1.proves", lines[0], [["L", "0" * 63]], merkle.root(lines))


@pytest.mark.parametrize("value", [
    "dice:20237331128159211123", "dice:1234567890123456789", "dice:" + "1" * 61, "dice:2023733112815921112a",
    "ssq:2026130:01,05,12,19,23,31+07", "ssq:2026130:05,01,12,19,23,31+07", "ssq:2026130:01,01,12,19,23,31+07",
    "ssq:2026130:00,05,12,19,23,31+07", "ssq:2026130:01,05,12,19,23,34+07", "ssq:2026130:01,05,12,19,23,31+17",
    "ssq:2026130:1,05,12,19,23,31+07", "ssq:26130:01,05,12,19,23,31+07", "drand:7:" + "a" * 64, "drand:7:" + "A" * 64,
    "drand:7:" + "a" * 63, "DICE:20237331128159211123", " dice:20237331128159211123", "dice:20237331128159211123\n", ""])
def test_a_public_value_has_one_spelling_in_both_languages(scripts: Reader, value: str) -> None:
    try:
        canonical = public_value.canon_public(value) == value
    except ValueError:
        canonical = False
    assert _call(scripts, "SSJ1.isPublic", value) == canonical


def test_more_places_than_the_ratios_give_are_dealt_the_same(scripts: Reader) -> None:
    room = {"A": 180_000_000, "B": 7, "𠮷": 3_000, "\ue000": 3_000, "D": 0}
    claims = {"A": 180_000_000 * 300, "B": 7 * 10_000, "𠮷": 3_000 * 333, "\ue000": 3_000 * 333, "D": 1}
    for missing in (0, 1, 2, 3, 10, 6_007, 99_999_999, 180_000_000, 180_006_006, 200_000_000):
        expected = quotas.apportion(missing, room, {group: Fraction(claim) for group, claim in claims.items()})
        dealt = scripts.run(f"JSON.stringify(RULE.apportion({missing}, {json.dumps(room)}, {json.dumps(claims)}))")
        assert json.loads(dealt) == expected, missing


@pytest.mark.parametrize("rule", [
    "", "抓阄;组1=3%;team=2;end=2021-03-31", "分级比例;组1;team=2;end=2021-03-31", "分级比例;组1=3.333%;team=2;end=2021-03-31",
    "分级比例;组1=3%;end=2021-03-31", "分级比例;组1=3%;team=2", "分级比例;组1=三成;team=2;end=2021-03-31"])
def test_a_rule_of_another_form_is_not_understood(scripts: Reader, rule: str) -> None:
    assert scripts.run(f"(function () {{ try {{ RULE.parse({json.dumps(rule)}); return false; }} catch (e) {{ return true; }} }}())")
