"""A draw of the platform among the acts of this program: verified as far as it can be, never recomputed or redone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ssj_xl.domain.verifying import BY_PLATFORM
from ssj_xl.domain.verifying.book import verify_attempt, verify_log
from ssj_xl.entry.cli import cli
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.workflows.publishing.publish import publish
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from ssj_xl.workflows.rounds.notice import notice
from ssj_xl.workflows.rounds.preview import preview
from ssj_xl.workflows.rounds.substitute import Grounds, promote, void
from ssj_xl.workflows.verifying.evidence_files import BookFile, read_evidence
from ssj_xl.workflows.verifying.verify import verify
from tests.bureau import OPEN_TASK, TASK, Bureau, codes, desk, drawn, edit, locked, opened, refused, rows
from tests.platform_cases import Platform, Visit, hand_out, imported


@pytest.fixture
def result(tmp_path: Path) -> Path:
    return hand_out(tmp_path / "平台结果.xlsx", Platform())


@pytest.fixture
def ledger(tmp_path: Path, result: Path) -> Path:
    path = Bureau().file(tmp_path)
    with opened(path, desk(15, 20)) as book:
        imported(book, result)
    return path


def verified(ledger: Path, change: Callable[[Book], None] | None = None) -> Any:
    """The reports on the workbook's attempt, after somebody typed into it."""
    if change:
        with opened(ledger, desk(16, 20)) as book:
            change(book)
            book.commit()
    return next(one.report for one in verify([ledger]) if one.rows is not None)


def test_the_report_says_that_the_platforms_draw_cannot_be_recomputed(ledger: Path) -> None:
    report = verified(ledger)

    assert report.holds
    assert [fact.code for fact in report.proved] == ["P21"]
    assert "N23" in {fact.code for fact in report.unknown}
    assert all("{" not in fact.text for fact in (*report.proved, *report.unknown))


def test_the_platforms_list_is_no_list_that_is_still_to_be_drawn(ledger: Path) -> None:
    said = CliRunner().invoke(cli, ["verify", str(ledger)]).output
    assert BY_PLATFORM in said
    assert "尚未抽取" not in said


def test_a_list_changed_after_the_import_does_not_hold(ledger: Path) -> None:
    report = verified(ledger, lambda book: edit(book, records.WINNERS, {"rank": 1}, object="LS004"))

    assert codes(report.wrong) == {"S41"}


def test_a_team_changed_after_the_import_does_not_hold(ledger: Path) -> None:
    report = verified(ledger, lambda book: edit(book, records.WINNERS, {"rank": 1}, lead="P02"))

    assert codes(report.wrong) == {"S41"}


@pytest.mark.long
def test_a_draw_of_ours_that_is_passed_off_as_the_platforms_does_not_hold(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    with opened(path, desk(9)) as book:
        drawn(book)
        edit(book, records.DRAWS, {"task": TASK}, source="省监管平台")
        book.commit()
    report = next(one.report for one in verify([path]) if one.rows is not None)

    assert codes(report.wrong) == {"S42", "S43"}


def test_a_platforms_draw_typed_by_hand_does_not_hold(tmp_path: Path) -> None:
    bureau = Bureau().add(records.DRAWS, task=TASK, attempt=1, source="省监管平台", drawn_at="2026-03-04 00:00:00", count=40)
    bureau.add(records.WINNERS, task=TASK, attempt=1, rank=1, object="LS001", state="抽中")
    (evidence,) = read_evidence(bureau.file(tmp_path))
    assert isinstance(evidence, BookFile)

    assert codes(verify_attempt(evidence.attempts[0]).wrong) == {"S42"}


def test_the_log_of_an_import_is_whole(ledger: Path) -> None:
    (evidence,) = read_evidence(ledger)
    assert isinstance(evidence, BookFile)

    assert verify_log(evidence.log.rows, {(TASK, 1)}, lambda *_: evidence.log.grid.place(-1)).holds


def test_nobody_is_matched_promoted_noticed_or_published_in_a_draw_of_the_platform(tmp_path: Path) -> None:
    book = Bureau().book()
    visits = tuple(Visit(f"第{n:03}律师事务所", (), {}) for n in (3, 11))
    imported(book, hand_out(tmp_path / "r.xlsx", Platform(visits=visits)))

    for act in (lambda: match(book, TASK, desk(9, 21)), lambda: notice(book, TASK),
                lambda: promote(book, TASK, "LS003", Grounds("注销", "李某"), desk(9, 21)),
                lambda: publish(book, TASK, desk(9, 21))):
        with refused("S40"):
            act()


def test_a_task_drawn_on_the_platform_is_not_drawn_here_again(result: Path) -> None:
    book = Bureau().book()
    imported(book, result)

    with refused("D16"):
        locked(book)


def test_a_voided_draw_of_the_platform_stays_visible_beside_the_one_made_here(result: Path) -> None:
    book = Bureau().book()
    imported(book, result)
    void(book, TASK, "平台名单导入有误", desk(9, 21))
    edit(book, registers.TASKS, {"code": TASK}, end="2026-04-30")
    lock(book, TASK, "ssq:2026031", desk(10, 21))

    assert [(row["attempt"], bool(row["void_at"])) for row in rows(book, records.DRAWS, task=TASK)] == [(1, True), (2, False)]
    page = publish(book, TASK, desk(11, 21)).page.decode()
    assert "这一轮是在省监管平台抽取的" in page


def test_a_preview_compares_with_the_last_locked_list_not_with_a_draw_of_the_platform(result: Path) -> None:
    book = Bureau().book()
    imported(book, result)

    assert preview(book, OPEN_TASK, desk(9, 21)).changes is None
