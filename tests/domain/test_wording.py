"""The form's sentences are data: a bureau words them otherwise, and no figure is lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.monthly import Activity, Figures
from ssj_xl.domain.period import period_of
from ssj_xl.domain.wording import own_words, texts
from ssj_xl.tables.form_words import WORDS, figures_in
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.settings import TO_THE_20TH

FILE = "月报措辞.json"
MEETING = Figures(period_of("2021-03", TO_THE_20TH), meetings=(Activity(date(2021, 3, 5), "部署会", people=12),))


def codes(given: object) -> list[tuple[str, object]]:
    with pytest.raises(UserError) as caught:
        own_words(given, FILE)
    return [(found.code, found.params.get("name")) for found in caught.value.problems]


def test_a_bureau_words_a_sentence_otherwise_and_the_rest_stays() -> None:
    words = own_words({"会议": "{处室}{日期}召开{名称}{参加}"}, FILE)
    assert texts(MEETING)["meetings"] == "部署会（2021年3月5日，12人参加）。"
    assert texts(MEETING, words)["meetings"] == "2021年3月5日召开部署会，12人参加。"
    assert {key: text for key, text in texts(MEETING, words).items() if key != "meetings"} == {
        key: text for key, text in texts(MEETING).items() if key != "meetings"}


@pytest.mark.parametrize("name", WORDS)
def test_no_wording_may_lose_or_invent_a_figure(name: str) -> None:
    if figures_in(WORDS[name]):
        assert codes({name: "什么数字也没有"}) == [("P71", name)]
    assert codes({name: WORDS[name] + "{别的}"}) == [("P71", name)]


@pytest.mark.parametrize("text", ["{", "}", "{名称", "{名称!r}", "{名称:>9}", "{名称.__class__}", "{名称[0]}", "{0}", "{}"])
def test_nothing_but_names_stands_in_braces(text: str) -> None:
    assert codes({"会议": text}) == [("P71", "会议")]


def test_everything_wrong_with_the_file_is_said_at_once() -> None:
    assert codes({"会议": 3, "没有这一句": "", "培训": ""}) == [("P70", "会议"), ("P70", "没有这一句"), ("P71", "培训")]
    assert codes(["会议"]) == [("P70", "（整个文件）")]


@given(st.sampled_from(sorted(WORDS)), st.text(max_size=8))
@pytest.mark.long
def test_a_text_around_a_wording_is_taken_or_refused_whole(name: str, more: str) -> None:
    try:
        words = own_words({name: more + WORDS[name]}, FILE)
    except UserError:
        assert "{" in more or "}" in more
        return
    facts = dict.fromkeys(figures_in(words[name]), "")
    assert words[name].format(**facts) == more.replace("{{", "{").replace("}}", "}") + WORDS[name].format(**facts)
