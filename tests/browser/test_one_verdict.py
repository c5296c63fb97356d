"""Whatever somebody changes in a record: Python, the page's JavaScript in a real browser and the example say the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ssj_xl.domain.verifying import BROKEN
from tests.browser.chromium import Reader
from tools.benchmarks import one_verdict, two_languages_cases
from tools.benchmarks.one_verdict_cases import bases

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = 300


@pytest.fixture(scope="module")
def scripts(browser: Reader) -> Reader:
    """A browser with the page's scripts."""
    two_languages_cases.load_scripts(browser, ROOT / "tests" / "js" / "outcomes.js")
    return browser


def test_falsified_records_get_one_verdict_from_three_programs(scripts: Reader) -> None:
    honest = bases()
    untouched = [one_verdict.Case(name, "", json.dumps(record)) for name, record in honest.items()]
    falsified = one_verdict.cases(honest, SAMPLE, seed=5)
    verdicts = one_verdict.judge(scripts, [*untouched, *falsified])
    different = [(case.base, case.how, *judged) for case, judged in zip([*untouched, *falsified], verdicts, strict=True) if not judged.agree]

    assert different == []
    assert BROKEN not in {judged.python for judged in verdicts[:len(untouched)]}
    assert sum(judged.python == BROKEN for judged in verdicts) > SAMPLE // 2


@pytest.mark.parametrize("file", ["ssj1-2026.json", "ssj1-40.json", "ssj1-more.json"])
def test_the_published_records_get_one_verdict_from_three_programs(scripts: Reader, file: str) -> None:
    found = json.loads((ROOT / "tests" / "vectors" / file).read_text("utf-8"))
    records = [found] if "draw" in found else [one for one in found.values() if isinstance(one, dict) and "draw" in one]
    texts = [json.dumps({key: value for key, value in one.items() if key != "example"}, ensure_ascii=False) for one in records]
    verdicts = one_verdict.judge(scripts, [one_verdict.Case(file, "", text) for text in texts])

    assert all(judged.agree and judged.python != BROKEN for judged in verdicts), verdicts
