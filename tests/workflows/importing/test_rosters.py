"""Rosters in anybody's words: what is clear is read, what is not is asked, and nothing is taken wrongly in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.tables import registers
from ssj_xl.tables.defaults import code_rows
from ssj_xl.workflows.importing.questions import Answer, Question
from tests.bureau import Bureau
from tests.rosters import KINDS, judged, roster

SEEDS = range(2 * len(KINDS))
"""Other seeds are for the benchmark (`tools.benchmarks.rosters`)."""


@pytest.fixture(scope="module")
def book() -> Book:
    """An office whose registers are empty."""
    return Bureau({registers.CODES.name: [row._asdict() for row in code_rows()]}).book()


@pytest.mark.long
def test_whoever_answers_what_is_asked_has_every_row_as_the_file_means_it(book: Book, tmp_path: Path) -> None:
    found = {seed: judged(roster(seed), book, tmp_path) for seed in SEEDS}

    assert [(seed, told) for seed, (rows, _, told) in found.items() if set(rows) != {"right"}] == []
    assert max(len(asked) for _, asked, _ in found.values()) <= 10


def test_without_an_answer_rows_are_refused_and_none_is_wrong(book: Book, tmp_path: Path) -> None:
    found = [judged(roster(seed), book, tmp_path, answering=False)[0] for seed in SEEDS]

    assert sum(rows["refused"] for rows in found) > 0
    assert sum(rows["wrong"] for rows in found) == 0


def test_what_the_command_would_have_to_be_told_stands_with_each_question() -> None:
    question = Question("填什么？", (Answer("正常", (("sets", "状态=正常"),)), Answer("自编", (("coin", ""),)), Answer("这些行不导入")))

    assert question.how == "用 --set 状态=正常，或 --coin。"
    assert (question.given_by("自编"), question.given_by("这些行不导入")) == ((("coin", ""),), ())
    assert Question("填什么？", typed="备注").given_by("甲") == (("sets", "备注=甲"),)
