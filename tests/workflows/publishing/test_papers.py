"""文书: which papers there are for a task, what is missing before they can be printed, and what public ones may not say."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.build import example
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.publishing.papers import CONFIRMATION, NOTICE, RECORD, RESULTS_TABLE, SCHEME, Wanted, papers
from ssj_xl.workflows.rounds.substitute import void
from tests.bureau import OPEN_TASK, TASK, Bureau, cells, codes, desk, drawn, edit, locked, refused, rows
from tests.platform_cases import Platform, hand_out, imported
from tests.workflows.publishing.papers_cases import bureau, everything, found, listed, made, ready, words

# --- which papers ----------------------------------------------------------------------------------

def test_before_the_draw_there_is_a_scheme_and_the_rest_says_what_it_waits_for() -> None:
    done = made(bureau().book())
    assert [file.name for file in done.files] == ["抽查方案.docx"]
    assert [(kind, why.code) for kind, why in done.missing] == [(CONFIRMATION, "P51"), (NOTICE, "P51"), (RECORD, "P51"), (RESULTS_TABLE, "P53")]


def test_a_drawn_task_waits_for_its_inspectors() -> None:
    book = bureau().book()
    drawn(book, OPEN_TASK)
    assert [(kind, why.code) for kind, why in made(book).missing] == [(NOTICE, "P52"), (RECORD, "P52"), (RESULTS_TABLE, "P53")]


def test_with_results_every_paper_is_made() -> None:
    book = ready()
    found(book)
    done = made(book)
    assert [file.name for file in done.files] == ["抽查方案.docx", "抽取结果确认单.docx", "行政检查通知书.docx", "检查记录表.docx", "结果公示表.docx",
                                                  "结果公示表.xlsx"]
    assert done.missing == ()


def test_a_paper_that_was_asked_for_and_cannot_be_made_is_refused() -> None:
    with refused("P51", "P53"):
        made(bureau().book(), NOTICE, RESULTS_TABLE)


def test_excel_is_for_tables_only() -> None:
    with refused("P64"):
        made(ready(), SCHEME, formats=("xlsx",))
    names = [file.name for file in made(ready(), NOTICE, RECORD, formats=("xlsx",)).files]
    assert names == ["行政检查通知书.docx", "检查记录表.xlsx"]


@pytest.mark.long
def test_papers_write_nothing_into_the_workbook_and_are_the_same_again() -> None:
    book = ready()
    found(book)
    before = cells(book)
    assert made(book) == made(book)
    assert cells(book) == before


def test_a_voided_draw_has_no_notices() -> None:
    book = ready()
    void(book, OPEN_TASK, "名录漏登", desk(12, 4))
    with refused("P51"):
        made(book, NOTICE)


def test_papers_of_a_list_that_was_changed_are_refused() -> None:
    book = ready()
    others = {row["object"] for row in rows(book, records.LOCKED, task=OPEN_TASK)} - {row["object"] for row in listed(book)}
    edit(book, records.WINNERS, {"task": OPEN_TASK, "state": "抽中"}, object=min(others))
    with refused("D38"):
        made(book, RECORD)


def test_an_item_outside_the_list_of_items_has_no_papers() -> None:
    with refused("P57"):
        made(bureau(items=("LS-01", "LS-99")).book(), SCHEME)


def test_an_unknown_or_cancelled_task_has_no_papers() -> None:
    with refused("D01"):
        made(Bureau().book(), task="LG-LS-2026-999")
    with refused("D30"):
        made(bureau(state="已取消").book())


def test_a_locked_task_that_is_not_drawn_waits_for_the_draw() -> None:
    book = bureau().book()
    locked(book, OPEN_TASK)
    with refused("P51"):
        made(book, RECORD)


@pytest.mark.parametrize(("table", "values", "code"), [
    (records.WINNERS, {"lead": "P06"}, "D38"), (records.DRAWS, {"source": "省监管平台"}, "S43")])
def test_teams_and_draws_typed_over_have_no_papers(table: Any, values: dict[str, Any], code: str) -> None:
    book = ready()
    edit(book, table, {"task": OPEN_TASK}, **values)
    with pytest.raises(UserError) as caught:
        made(book, NOTICE)
    assert code in codes(caught.value.problems)


# --- a draw of the platform --------------------------------------------------------------------------

def test_a_draw_of_the_platform_has_its_papers_too(tmp_path: Path) -> None:
    book = bureau(TASK).book()
    imported(book, hand_out(tmp_path / "平台结果.xlsx", Platform()))
    done = made(book, task=TASK)
    assert [kind for kind, _ in done.missing] == []
    assert "执法4某" in words(book, NOTICE, TASK)


def test_a_platforms_list_that_was_changed_has_no_papers(tmp_path: Path) -> None:
    book = bureau(TASK).book()
    imported(book, hand_out(tmp_path / "平台结果.xlsx", Platform()))
    edit(book, records.WINNERS, {"task": TASK}, object="LS020")
    with refused("S41"):
        made(book, task=TASK)


# --- what the public papers never say, on a whole invented month -------------------------------------

@pytest.mark.parametrize("unit", [unit.title for unit in example.divisions()])
@pytest.mark.long(but=1)
def test_no_public_paper_tells_a_tier_a_telephone_or_a_certificate(month: Path, unit: str) -> None:
    book = Book(open_gateway(month / unit / f"主台账-{unit}.xlsx"))
    secret = {row["phone"] for row in book.read(registers.OBJECTS)}
    secret |= {row["certificate"] for row in book.read(registers.INSPECTORS)}
    secret |= {row["licence"] for row in book.read(registers.OBJECTS)}
    secret |= {row["name"] for row in book.read(registers.TIERS)} | {row["why"] for row in book.read(registers.RECUSALS)}
    secret |= {row["ticket"] for row in book.read(records.WINNERS)} | {row["pid"] for row in book.read(records.LOCKED)}
    tiers = "|".join(sorted({row["tier"] for row in book.read(registers.TIERS)}))
    for task in {row["task"] for row in book.read(records.DRAWS)}:
        done = papers(book, task, Wanted(date(2021, 3, 21), (SCHEME, RESULTS_TABLE)))
        assert len(done.files) == 3
        for file in done.files:
            text = re.sub(r"<[^>]*>", "", "".join(everything(file.data).values()))
            codes_ = {row["object"] for row in book.read(records.LOCKED)}
            known = codes_ | {row["uscc"] for row in book.read(registers.OBJECTS)} | {""}
            assert [word for word in secret - known if word in text] == [], file.name
            assert not re.search(rf"(?:等级|风险|信用)[^\n]{{0,6}}(?:{tiers})(?:级|类)?[，。；]", text), file.name


@pytest.mark.long
def test_the_whole_month_has_its_papers(month: Path) -> None:
    for unit in example.units():
        book = Book(open_gateway(month / unit.title / f"主台账-{unit.title}.xlsx"))
        for task in unit.own_tasks:
            done = papers(book, str(task["code"]), Wanted(date(2021, 3, 21)))
            assert [file.name for file in done.files][:5] == ["抽查方案.docx", "抽取结果确认单.docx", "行政检查通知书.docx", "检查记录表.docx", "结果公示表.docx"]
            assert not codes(done.warnings) - {"P61", "P62"}
