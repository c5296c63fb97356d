"""锁定公告: one page that people sign, with every fingerprint of the lock, the same on every machine."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ssj_xl.domain.verifying import parse_notice
from ssj_xl.papers.notice import LockNotice, as_data, as_workbook, in_groups, when_and_where
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.notice import notice
from tests import office
from tests.bureau import OPEN_TASK, SOURCE, TASK, Bureau, desk
from tests.verify_cases import promised


def made(task: str = TASK, *, source: str = SOURCE, parties: bool = False) -> LockNotice:
    """The notice of a lock."""
    book = Bureau().book()
    lock(book, task, source, desk(9), commitments=promised(task) if parties else {})
    return notice(book, task)


def words(found: LockNotice) -> str:
    """Everything that stands on the page."""
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(as_workbook(found))).active
    assert sheet is not None
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)


@pytest.mark.long
def test_the_page_carries_every_fact_of_the_lock() -> None:
    found = made(OPEN_TASK, parties=True)
    text = words(found)

    for digest in (found.row["root"], found.row["people"], found.row["rule"], found.log_head,
                   *promised(OPEN_TASK).values()):
        assert in_groups(digest) in text
    for fact in (OPEN_TASK, "第 1 轮", "2026-03-02 09:00:00", "共 40 条", "律师事务所 40 家抽 4 家", "2026024 期",
                 "公证处", "纪检组", "操作人", "监督人", "见证人", "签字", found.row["rule_text"]):
        assert fact in text


def test_a_notice_of_private_tiers_names_no_tier() -> None:
    found = made(TASK)

    assert "不公开等级" in words(found)
    assert {group for group, _, _ in found.groups} == {"组1", "组2", "组3", "组4"}


def test_the_code_reads_back_as_what_was_locked() -> None:
    found = made()

    assert parse_notice(found.compact.text) == found.compact
    assert parse_notice(str(as_data(found))) == found.compact


def test_the_same_lock_gives_the_same_bytes() -> None:
    assert as_workbook(made()) == as_workbook(made())


def test_a_notice_printed_again_after_the_draw_is_the_notice_of_the_lock() -> None:
    from ssj_xl.workflows.rounds.draw import draw
    from tests.bureau import PUBLIC

    book = Bureau().book()
    lock(book, TASK, SOURCE, desk(9))
    before = notice(book, TASK)
    draw(book, TASK, PUBLIC, desk(10, 4))

    assert notice(book, TASK).compact == before.compact
    assert as_workbook(notice(book, TASK)) == as_workbook(before)


@pytest.mark.parametrize(("source", "said"), [
    ("ssq:2026024", "www.cwl.gov.cn"), ("dice", "见证人面前"), ("drand:30000000", "2026-06-30 15:09:24"),
])
def test_the_source_is_said_in_plain_words(source: str, said: str) -> None:
    assert said in when_and_where(source)


@pytest.mark.libreoffice
@pytest.mark.parametrize("parties", [False, True])
def test_it_prints_on_one_sheet_of_paper(tmp_path: Path, parties: bool) -> None:
    path = tmp_path / "公告.xlsx"
    path.write_bytes(as_workbook(made(OPEN_TASK, parties=parties)))

    assert office.pdf_pages(office.to_pdf(path, tmp_path / "pdf")) == 1
