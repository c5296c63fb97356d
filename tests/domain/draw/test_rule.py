"""The rule of a draw as a line of text that binds and reads back."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.draw.canon import group_label
from ssj_xl.domain.draw.quotas import Group
from ssj_xl.domain.draw.rule import Rule, names_group, parse_rule, percent
from ssj_xl.domain.draw.ssj1 import BY_RATIO, WEIGHTED

END = date(2021, 3, 31)
TEXT = "分级比例;组1=3%;组2=100%;组2.min=1;team=2;items=LS-01、LS-02;end=2021-03-31;reserve=2"


def test_the_line_of_the_documentation_reads_back() -> None:
    rule = parse_rule(TEXT)
    assert rule.text == TEXT
    assert rule == Rule(BY_RATIO, {"组1": Group("组1", Fraction(3, 100)), "组2": Group("组2", Fraction(1), 1)}, None, 2,
                        ("LS-01", "LS-02"), END, 2)


@st.composite
def labels(draw: st.DrawFn) -> str:
    """Any group label that a register can hold and planning lets through."""
    text = draw(st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=20))
    try:
        label = group_label(text)
    except ValueError:
        label = "A"
    return label if names_group(label) else "B"


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Any rule of the tool."""
    weighted = draw(st.booleans())
    groups = {label: draw(_groups(label, weighted)) for label in draw(st.lists(labels(), max_size=4, unique=True))}
    items = st.lists(st.sampled_from(["LS-01", "GZ.2", "标签:涉外", "标签:a=b", "标签:x=1%"]), unique=True).map(
        lambda found: tuple(sorted(found)))
    parties = draw(st.dictionaries(st.sampled_from(["GZ", "LS", "SJZ-1.2_3"]), items, max_size=2))
    total = draw(st.integers(0, 99) if weighted else st.none() | st.integers(0, 99))
    return Rule(WEIGHTED if weighted else BY_RATIO, groups, total, draw(st.integers(2, 5)), draw(items),
                draw(st.dates(date(2020, 1, 1))), draw(st.integers(0, 9)), parties, draw(st.integers(1, 2)))


def _groups(label: str, weighted: bool) -> st.SearchStrategy[Group]:
    if weighted:
        return st.integers(1, 100).map(lambda lots: Group(label, None, 0, lots)) | st.just(Group(label, Fraction(1)))
    return st.builds(Group, st.just(label), st.integers(0, 10_000).map(lambda points: Fraction(points, 10_000)), st.integers(0, 9))


@given(rules())
@pytest.mark.long
def test_every_rule_reads_back_as_itself(rule: Rule) -> None:
    again = parse_rule(rule.text)
    assert again.text == rule.text
    assert again == rule


@given(rules(), rules())
@pytest.mark.long
def test_different_rules_have_different_lines(one: Rule, other: Rule) -> None:
    assert (one.text == other.text) == (one == other)


@pytest.mark.parametrize("label", ["total", "team", "items", "end", "reserve", "pid", "party.A", "A;B", "A.min"])
def test_a_label_that_would_read_as_something_else_is_told(label: str) -> None:
    assert not names_group(label)


@pytest.mark.parametrize("text", [
    "", "随便", "分级比例", "分级比例;team=2", "分级比例;end=2021-03-31", "分级比例;组1;team=2;end=2021-03-31",
    "分级比例;组1=3;team=2;end=2021-03-31", "分级比例;组1=x%;team=2;end=2021-03-31", TEXT.replace("03-31", "02-31"),
    "抓阄;team=2;end=2021-03-31",
    TEXT.replace("3%", "3.0%"), TEXT.replace("3%", "03%"), TEXT.replace("3%", "101%"), TEXT + ";reserve=0", TEXT.replace("team=2", "team=1"),
    TEXT.replace("team=2", "team=02"), TEXT + ";pid=1", TEXT + ";pid=3", TEXT + ";end=2021-03-31", "分级比例;B=1%;A=1%;team=2;items=;end=2021-03-31",
    "分级比例;A=1%;A=1%;team=2;items=;end=2021-03-31", "分级比例;A=1%;team=2;items=b、a;end=2021-03-31", "分级比例;A=1%;team=2;items=a、a;end=2021-03-31",
    "分级比例;A=1%;team=2;items=a\n;end=2021-03-31", "分级比例;A=2签;team=2;items=;end=2021-03-31", "分级比例;A=1%;team=2;items=;end=20210331",
    "加权;A=2签;team=2;items=;end=2021-03-31", "加权;A=101签;total=1;team=2;items=;end=2021-03-31", "加权;A=99%;total=1;team=2;items=;end=2021-03-31",
    "分级比例;A=1%;team=2;items=;party.gz=a;end=2021-03-31", "分级比例;X=1%;team=2;items=;end=2021-03-31", "分级比例;A.min=1;A=1%;team=2;items=;end=2021-03-31",
])
def test_a_line_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - several causes, each with its own text
        parse_rule(text)


@pytest.mark.parametrize(("ratio", "shown"), [
    (Fraction(3, 100), "3%"), (Fraction(333, 10_000), "3.33%"), (Fraction(1), "100%"), (Fraction(1, 10), "10%"),
    (Fraction(35, 1000), "3.5%"), (Fraction(1, 10_000), "0.01%"),
])
def test_a_ratio_is_shown_exactly(ratio: Fraction, shown: str) -> None:
    assert percent(ratio) == shown


def test_quotas_follow_from_the_line_and_the_sizes_alone() -> None:
    sizes = {"组1": 34, "组2": 4, "X": 7, "M": 3}
    assert parse_rule(TEXT).quotas(sizes) == {"组1": 2, "组2": 4, "X": 0, "M": 3}
    weighted = parse_rule("加权;组1=1签;组2=9签;total=5;team=2;items=;end=2021-03-31")
    assert weighted.quotas(sizes) == {"*": 5, "X": 0, "M": 3}
    assert weighted.quotas({"组1": 2, "组2": 1}) == {"*": 3}
    assert weighted.weights == {"组1": 1, "组2": 9}
    assert parse_rule(TEXT).weights == {}
    assert Rule(WEIGHTED, {}, None, 2, (), END).quotas({"M": 1}) == {"*": 0, "M": 1}
