"""The ledger of the year leaves out an attempt, tells a void otherwise, or is of a workbook that is older than it."""

import re
from datetime import date
from pathlib import Path

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records, registers
from ssj_xl.workflows.publishing.ledger import publish_ledger
from ssj_xl.workflows.rounds.substitute import void
from tests.attacks.attack_cases import Given, rewrite, run
from tests.browser.chromium import Reader
from tests.bureau import OPEN_TASK, TASK, desk, edit, opened


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


@pytest.mark.parametrize(("old", "new"), [("律师事务所年度抽查", "公证机构年度抽查"), ("<td>2026-01-15</td>", "<td>2026-01-05</td>"), ("<td>年度计划</td>", "<td>年度计划（尚未公示）</td>")])
def test_a_plan_that_is_told_otherwise_than_it_is_registered_is_left_open(given: Given, ledger: Path, old: str, new: str) -> None:
    rewrite(ledger, old, new)

    code, said = given.verify(ledger, given.book)
    assert (code, "没有日志编号的项" in said, "JH-1" in said) == (5, True, True)


def test_what_is_registered_after_the_ledger_was_made_is_left_open(given: Given, ledger: Path) -> None:
    with opened(given.book, desk(9, 21)) as book:
        book.append(registers.PLANS, [{"code": "JH-2", "year": 2026, "name": "公证机构年度抽查", "items": ("LS-01",), "published": date(2026, 3, 15)}])
        book.append(registers.PLANS, [{"code": "JH-3", "year": 2027, "name": "下一年的", "items": ("LS-01",)}])
        book.commit()

    code, said = given.verify(ledger, given.book)
    assert (code, "JH-2" in said, "JH-1" in said, "JH-3" in said) == (5, True, False, False)


@pytest.mark.parametrize("number", ["甲", "９", "9" * 5000, "-1", "²"])
@pytest.mark.long(but=1)
def test_a_ledger_beside_a_log_whose_chain_is_broken_does_not_hide_that(given: Given, ledger: Path, number: str) -> None:
    with opened(given.book, desk(9, 21)) as book:
        edit(book, records.LOG, {"act": "改派"}, number=number)
        book.commit()

    code, said = given.verify(ledger, given.book)
    assert (code, "V60" in said, "V72" in said) == (4, True, False), said


@pytest.mark.parametrize(("end", "there"), [(date(2026, 12, 1), True), (date(2027, 3, 1), True), (date(2025, 3, 1), False)])
def test_a_cancelled_task_stands_in_the_ledger_of_its_own_year(given: Given, end: date, there: bool) -> None:
    with opened(given.book, desk(9, 17)) as book:
        edit(book, registers.TASKS, {"code": OPEN_TASK}, state="已取消", start=min(end, date(2026, 3, 1)), end=end)
        book.commit()
    code, said = run("publish", given.book, "--ledger", "-o", given.folder / "台账.html")
    assert code == 0, said
    assert (("取消", OPEN_TASK) in acts(given.folder / "台账.html")) is there


def test_a_ledger_alone_proves_nothing(given: Given, ledger: Path) -> None:
    assert given.verify(ledger)[0] == 5


def test_an_attempt_that_the_log_does_not_know_and_a_cancelled_task_stand_in_it_too(given: Given) -> None:
    with opened(given.book, desk(9, 17)) as book:
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
