"""What a page shows is told twice, by Python for readers without scripts and by the page itself: the two must never part."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.quotas import Group
from ssj_xl.domain.scheme import PRIVATE, PUBLIC
from ssj_xl.papers.page.sections import sections
from tests.browser.chromium import Reader
from tests.papers import page_cases as cases
from tools.benchmarks.one_verdict_cases import bases
from tools.benchmarks.two_languages_cases import load_scripts

pytestmark = pytest.mark.browser

TELLINGS = Path(__file__).parent.parent / "js" / "tellings.js"
CASES, SEED = 400, 20261129
TEXTS = ("河畔律师事务所", "</script><b>甲</b>", "{count}", "$&", "甲\r\n乙\r丙", "a\u0000b", "𠮷&amp;'\"", "", " 前后有空 ", "%s{0}{}", "\u2028", "<!--")
LABELS = ("1", "10", "2", "甲", "𠮷", "ﬀ", "toString", "__proto__")
OTHER = "T-<b>\t1\t已作废\t2021-01-04 09:00:00\t\t2021-01-05 09:00:00\t" + "ab" * 32
FACTS = {"made_on": "2021-03-31", "others": [OTHER],
         "cautions": ["范围只有<b>其中 3 个。"], "changes": ["1\t2021-03-05 09:00:00\t改派\t1 人退出 2 个检查组\t不在岗\t已批准"], "tally": ["<b>家\t9\t2"],
         "unit": "某市司法局", "title": "年度抽查", "results": ["甲所\t执业监督：收费\t未发现问题\t2021-03-25"]}


def _facts(records: list[Mapping[str, Any]], beside: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in beside.items() if key not in records[-1]}


def _differences(tab: Reader, told: list[list[Mapping[str, Any]]], beside: Mapping[str, Any] = FACTS) -> list[Any]:
    given = [{"records": json.dumps(records, ensure_ascii=False), "facts": json.dumps(facts), "html": sections(records, facts)}
             for records in told for facts in [_facts(records, beside)]]
    return list(tab.run(f"tellings({json.dumps(given)})"))


@pytest.fixture
def scripts(browser: Reader) -> Reader:
    """A page with the scripts and nothing else."""
    load_scripts(browser, TELLINGS)
    return browser


@pytest.mark.long
def test_both_tellings_of_every_kind_of_draw_are_the_same(scripts: Reader) -> None:
    public = [[record] for name, record in bases().items() if record.get("state") in ("已锁定", "已抽取") or "broken" in record]  # a trial has no page

    assert len(public) > 30
    assert _differences(scripts, public) == []


@pytest.mark.long
def test_both_tellings_of_generated_records_are_the_same(scripts: Reader) -> None:
    dice = Random(SEED)
    told = [_generated(dice) for _ in range(CASES)]

    assert _differences(scripts, told) == []


@pytest.mark.parametrize("tally", [[], ["家\t0\t0"], ["{count}\t1\t1"], ["$&\t999999999\t0"]], ids=["none", "nothing public", "braces", "dollars"])
def test_both_tellings_of_the_opening_line_are_the_same_at_odd_counts(scripts: Reader, tally: list[str]) -> None:
    first = cases.open_case().record()
    void = {**first, "void_at": "2021-03-06 10:00:00", "void_why": "漏登"}
    told = [[first], [cases.substituted(cases.open_case())], [void], [void, cases.open_case(attempt=2).record()], [cases.open_case(public="").record()],
            [cases.private_case(1).record()], [cases.weighted_case().record()]]

    assert _differences(scripts, told, {**FACTS, "tally": tally}) == []


def _generated(dice: Random) -> list[Mapping[str, Any]]:
    """One or two attempts over odd labels, codes and texts."""
    return [_record(dice, attempt) for attempt in range(1, dice.choice((2, 2, 3)))]


def _record(dice: Random, attempt: int) -> dict[str, Any]:
    private, weighted = dice.random() < 0.4, dice.random() < 0.3
    labels = dice.sample(LABELS, dice.randint(1, 4))
    lots = [dice.choice((0, 1, 7)) for _ in labels] if weighted else []
    groups = [Group(label, Fraction(1) if not lots[n] else None, 0, lots[n] or 1) for n, label in enumerate(labels)] if weighted else [
        Group(label, Fraction(dice.choice((0, 1, 250, 333, 1010, 10000)), 10000), dice.choice((0, 0, 3))) for label in labels]
    ids = dice.sample([*cases.codes(15), *map(str, range(98, 104)), *map(str, range(998, 1004))], 20)
    pairs = [(id_, dice.choice(("X", "M", *labels))) for id_ in ids]
    pairs += [(f"Z{n}", label) for n, label in enumerate(labels)]
    rule = cases.rule(groups, mode=ssj1.WEIGHTED if weighted else ssj1.BY_RATIO, total=dice.choice((0, 4)) if weighted else dice.choice((None, 9)), reserve=dice.choice((0, 2)))
    public, source = dice.choice((("", "ssq:2021026"), (cases.PUBLIC_VALUE, "ssq:2021026"), ("dice:20237331128159211123", "dice"), ("drand:77:" + "ab" * 32, "drand:77")))
    record = cases.case(pairs, rule, profile=PRIVATE if private else PUBLIC, attempt=attempt, public=public).record(source=source)
    return _dressed(record, dice)


def _dressed(record: dict[str, Any], dice: Random) -> dict[str, Any]:
    """With odd texts wherever a record may have any."""
    def text() -> str:
        return dice.choice(TEXTS)

    record |= {"unit": text(), "title": text(), "strength": text()}
    if "names" in record:
        drawn = list(record["names"])
        record["names"] = {code: text() for code in dice.sample(drawn, len(drawn))}
        record["teams"] = {code: [text() for _ in range(dice.randint(0, 3))] for code in drawn[:5]} if record["profile"] == PUBLIC else {}
        record["substituted"] = [
            {"left": left, "left_name": text(), "why": text(), **({} if record["profile"] == PRIVATE else {"came": dice.choice(record["list"]).split("\t")[0]})}
            for left in drawn[:dice.randint(0, 2)]]
    if dice.random() < 0.3:
        majors = dice.choice((("执业：",), ("执业：", "𠮷：甲："), ("", "执业")))
        record |= {"format": 2, "results": ["\t".join((dice.choice(("甲所", text().replace("\r", ""))), dice.choice(majors) + text(), text(), date(2021, 3, dice.randint(1, 28)).isoformat()))
                                            for _ in range(dice.randint(0, 5))]}
        record |= {"names": {}, "teams": {}, "substituted": []} if "names" in record and dice.random() < 0.3 else {}
    if dice.random() < 0.2:
        record |= {"void_at": "2021-03-06 10:00:00", "void_why": text()} | ({"broken": text()} if dice.random() < 0.3 else {})
    return record
