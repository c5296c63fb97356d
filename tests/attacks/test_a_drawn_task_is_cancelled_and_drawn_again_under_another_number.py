"""A task whose draw does not please is cancelled, copied to another number, and drawn again with a number already known."""

from pathlib import Path

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import registers
from ssj_xl.workflows.publishing.publish import publish
from ssj_xl.workflows.registers.check import check
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.substitute import void
from ssj_xl.workflows.summary.quarter import quarter
from tests.attacks.attack_cases import Given, run
from tests.attacks.forger import forge_beside
from tests.bureau import OPEN_TASK, SOURCE, Bureau, desk, drawn, edit, opened, refused

AGAIN = "LG-LS-2026-009"


def _copied(book: Book) -> None:
    """The task once more under another number."""
    row = next(row for row in book.read(registers.TASKS) if row["code"] == OPEN_TASK)
    book.append(registers.TASKS, [{**{key: row[key] for key in book.read(registers.TASKS).columns}, "code": AGAIN, "platform": "HB-9", "state": "筹备"}])


def test_a_drawn_task_is_cancelled_and_drawn_again_under_another_number() -> None:
    book = Bureau().book()
    drawn(book, OPEN_TASK)
    _copied(book)
    edit(book, registers.TASKS, {"code": OPEN_TASK}, state="已取消")

    with refused("D74"):
        lock(book, AGAIN, "ssq:2026025", desk(9, 5))
    with refused("D74", "D78"):  # with the number that is known
        lock(book, AGAIN, SOURCE, desk(9, 5))
    assert "R100" in {found.code for found in check(book, desk(9, 5).today).problems}


@pytest.mark.long
def test_it_stays_on_every_list_that_is_looked_at(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    with opened(path, desk()) as book:
        drawn(book, OPEN_TASK)
        edit(book, registers.TASKS, {"code": OPEN_TASK}, state="已取消")
        book.commit()
    for line in (("check", path), ("due", path, "--today", "2026-03-20"), ("consolidate", path, "-o", tmp_path / "汇总.xlsx", "--month", "2026-03")):
        assert f"[R100] {path.name} 抽查任务!AI3：任务“{OPEN_TASK}”第 1 轮抽取以后" in run(*line)[1], line

    book = Book(open_gateway(path))
    said = "".join(text for section in quarter(book, "2026Q1", made_on=desk(9, 31).today).summary.sections for text in section.sentences)
    assert f"锁定或抽取以后没有作废就取消的任务：{OPEN_TASK}（第1轮，已抽取）。" in said


def test_what_was_voided_before_stands_on_the_page_of_the_other_number() -> None:
    book = Bureau().book()
    drawn(book, OPEN_TASK)
    _copied(book)
    void(book, OPEN_TASK, "监督人未到场", desk(8, 5))
    edit(book, registers.TASKS, {"code": OPEN_TASK}, state="已取消")

    locked = lock(book, AGAIN, "ssq:2026025", desk(9, 5))
    assert "D75" in {found.code for found in locked.warnings}
    page = publish(book, AGAIN, desk(10, 5)).page.decode()
    assert f"<div>{OPEN_TASK}</div>" in page
    assert "已作废，任务已取消" in page


def test_it_is_taken_off_the_page(given: Given) -> None:
    with opened(given.book, desk(8, 5)) as book:
        _copied(book)
        void(book, OPEN_TASK, "监督人未到场", desk(8, 5))
        lock(book, AGAIN, "ssq:2026025", desk(9, 5))
    page = given.folder / "另一页.html"
    with opened(given.book, desk(10, 20)) as book:
        page.write_bytes(publish(book, AGAIN, desk(10, 20)).page)
    assert run("verify", page, given.book, "--task", AGAIN)[0] == 0
    forge_beside(page, "others", [])

    code, said = given.verify(page, given.book, "--task", AGAIN)
    assert (code, f"任务 {OPEN_TASK} 第 1 轮" in said, "页面没有列出" in said) == (4, True, True)
