"""The ledger of the year leaves out an attempt, tells a void otherwise, or is of a workbook that is older than it."""

import re
from datetime import date
from pathlib import Path

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import registers
from ssj_xl.workflows.ledger import publish_ledger
from ssj_xl.workflows.substitute import void
from tests.attacks.attack_cases import Given, rewrite, run
from tests.browser.chromium import Reader
from tests.bureau import OPEN_TASK, TASK, desk, opened


@pytest.fixture
def ledger(given: Given) -> Path:
    """The ledger of a year with a plan, two draws, a 递补, a 改派 and a void, beside its pages."""
    with opened(given.book, desk(9, 16)) as book:
        book.append(registers.PLANS, [{"code": "JH-1", "year": 2026, "name": "律师事务所年度抽查", "items": ("LS-01",), "published": date(2026, 1, 15)}])
        void(book, OPEN_TASK, "漏列单位，电话13800000000已联系", desk(9, 16))
    path = given.folder / "公开台账.html"
    (given.folder / "公示页.html").rename(given.folder / f"公示页-{OPEN_TASK}.html")
    path.write_bytes(publish_ledger(Book(open_gateway(given.book)), given.folder, desk(9, 20)))
    return path


def acts(path: Path) -> list[tuple[str, str]]:
    """Act and task of each line."""
    found = re.findall(r"<tr><td>[^<]*</td><td>([^<]*)</td><td>[^<]*<br><code>([^<]*)</code>", path.read_text("utf-8"))
    return [(act, task) for act, task in found]


def test_every_plan_lock_draw_void_and_change_of_a_list_has_its_line(given: Given, ledger: Path) -> None:
    assert acts(ledger) == [("计划", "JH-1"), ("锁定", TASK), ("锁定", OPEN_TASK), ("抽取", TASK), ("抽取", OPEN_TASK),
                            ("递补", TASK), ("改派", TASK), ("作废", OPEN_TASK)]
    text = ledger.read_text("utf-8")
    assert f'href="公示页-{OPEN_TASK}.html"' in text
    assert "漏列单位，电话（号码略）已联系" in text
    code, said = given.verify(ledger, given.book)
    assert code == 0, said


def test_a_draw_is_left_out_of_the_public_ledger(given: Given, ledger: Path) -> None:
    text = ledger.read_text("utf-8")
    line = next(one for one in text.splitlines() if "<td>作废</td>" in one)
    ledger.write_text(text.replace(line + "\n", ""), "utf-8")

    code, said = given.verify(ledger, given.book)
    assert (code, "台账没有列出" in said) == (4, True)


@pytest.mark.parametrize(("old", "new"), [("漏列单位", "系统升级"), ("2026-03-02 09:00:00", "2026-03-01 09:00:00"), ("随机源：双色球第 2026024 期", "随机源：双色球第 2026023 期")])
def test_a_line_says_something_else_than_the_workbook(given: Given, ledger: Path, old: str, new: str) -> None:
    rewrite(ledger, old, new)

    assert given.verify(ledger, given.book)[0] == 4


def test_the_ledger_of_a_log_that_was_written_anew_is_not_of_this_workbook(given: Given, ledger: Path) -> None:
    text = ledger.read_text("utf-8")
    head = re.search(r"末指纹：<code>([0-9a-f]{64})", text)
    assert head is not None
    ledger.write_text(text.replace(head[1], "0" * 63 + "1"), "utf-8")

    assert "V84" in given.verify(ledger, given.book)[1]


def test_a_ledger_alone_proves_nothing(given: Given, ledger: Path) -> None:
    assert given.verify(ledger)[0] == 5


def test_an_attempt_that_the_log_does_not_know_and_a_cancelled_task_stand_in_it_too(given: Given) -> None:
    with opened(given.book, desk(9, 17)) as book:
        from ssj_xl.tables import records
        from tests.bureau import edit

        edit(book, registers.TASKS, {"code": OPEN_TASK}, state="已取消")
        edit(book, records.DRAWS, {"task": OPEN_TASK}, attempt=7)
        book.commit()
    code, said = run("publish", given.book, "--ledger", "-o", given.folder / "台账.html")
    assert code == 0, said
    assert ("取消", OPEN_TASK) in acts(given.folder / "台账.html")
    assert "操作日志里没有这一轮" in (given.folder / "台账.html").read_text("utf-8")
    assert run("publish", given.book, OPEN_TASK, "--ledger", "-o", given.folder / "x.html")[0] == 2


@pytest.mark.browser
def test_a_reader_sees_the_lines_and_follows_the_link(given: Given, ledger: Path, tab: Reader) -> None:
    tab.open(ledger)
    text = tab.text("body")
    assert all(one in text for one in ("2026 年度双随机抽查公开台账", "年度计划", "作废", "打开", OPEN_TASK))
    assert tab.run("document.querySelectorAll('tbody tr').length") == 8
