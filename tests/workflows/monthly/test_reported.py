"""That a report was handed in is registered in one act, ends its deadline, and is taken back as easily."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ssj_xl.entry.cli import cli
from ssj_xl.entry.ribbon.acts_filing import reported
from ssj_xl.entry.ribbon.case import Case
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records
from ssj_xl.tables.registers import ACTIVITIES
from ssj_xl.workflows.deadlines import due
from ssj_xl.workflows.monthly.reported import mark_reported, report_of, reported_on, unmark_reported
from tests.bureau import Bureau, chain_is_whole, desk, opened, refused, rows
from tests.live.answers import Answers

TWENTIETH = desk(16, 20)
FORM, QUARTER = report_of("2026-03"), report_of("2026Q1")


def _open(book: Book) -> set[str]:
    """Reports that wait, of March and its quarter."""
    found = due(book, TWENTIETH.today, asked=True)
    return {line.due.subject for line in found.listed(everything=True) if line.due.rule.key in ("form", "quarter") and not line.due.done}


def test_a_report_that_is_registered_is_no_deadline_any_more_and_is_one_again_when_it_is_taken_back() -> None:
    book = Bureau().book()
    before = _open(book)
    assert {FORM.name, QUARTER.name, "2026年一季度落实情况"} <= before  # due calls a report what its row is called

    mark_reported(book, FORM, date(2026, 3, 19), TWENTIETH)
    mark_reported(book, QUARTER, date(2026, 3, 20), TWENTIETH)
    assert reported_on(book, FORM) == date(2026, 3, 19)
    assert before - _open(book) == {FORM.name, "2026年一季度落实情况"}

    unmark_reported(book, FORM, TWENTIETH)
    unmark_reported(book, QUARTER, TWENTIETH)
    assert _open(book) == before
    assert rows(book, ACTIVITIES) == rows(Bureau().book(), ACTIVITIES)
    assert [row["act"] for row in rows(book, records.LOG)] == ["登记报送"] * 2 + ["撤销报送登记"] * 2
    assert chain_is_whole(book)


def test_a_day_to_come_a_second_time_and_what_is_not_registered_are_refused() -> None:
    book = Bureau().book()
    with refused("Q11"):
        mark_reported(book, FORM, date(2026, 3, 21), TWENTIETH)
    with refused("Q13"):
        unmark_reported(book, FORM, TWENTIETH)
    mark_reported(book, FORM, date(2026, 3, 19), TWENTIETH)
    with refused("Q12"):
        mark_reported(book, FORM, date(2026, 3, 20), TWENTIETH)


def test_the_button_registers_a_report_and_pressed_again_offers_to_take_it_back() -> None:
    book = Bureau().book()

    class Press(Case):
        registers = book

        @contextlib.contextmanager
        def writing(self, act: str) -> Iterator[Book]:
            yield book

    assert "已登记：2026年3月月报表" in reported(Press(None, Answers(["2026-03", "2026-03-19"]), TWENTIETH)).text
    assert reported_on(book, FORM) == date(2026, 3, 19)
    assert "已撤销2026年3月月报表的报送登记" in reported(Press(None, Answers(["2026-03", True]), TWENTIETH)).text
    assert reported_on(book, FORM) is None


def test_another_divisions_row_is_not_taken_back() -> None:
    bureau = Bureau()
    bureau.rows[ACTIVITIES.name] = [{**FORM._asdict(), "day": date(2026, 3, 19), "division": "公证处"}]
    with refused("Q13"):
        unmark_reported(bureau.book(), FORM, TWENTIETH)


@pytest.mark.long
def test_the_next_row_stands_where_one_was_taken_back_in_a_real_file(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    run: Any = CliRunner().invoke
    for period, more in (("2026-03", ("--on", "2026-03-19")), ("2026-03", ("--undo",)), ("2026Q1", ("--on", "2026-03-20"))):
        done = run(cli, ["reported", str(path), period, *more], catch_exceptions=False)
        assert done.exit_code == 0, done.output
    with opened(path, TWENTIETH) as book:
        table = book.read(ACTIVITIES)
        assert [(row["category"], row["month"]) for row in table if row["month"]] == [("季度报送", "2026-03")]
        assert table.problems == []


def test_a_report_handed_in_before_its_period_is_over_is_registered_with_a_word_about_it() -> None:
    book = Bureau().book()
    assert [one.code for one in mark_reported(book, report_of("2026-04"), date(2026, 3, 19), TWENTIETH).warnings] == ["W03"]
    assert not mark_reported(book, FORM, date(2026, 3, 20), TWENTIETH).warnings
