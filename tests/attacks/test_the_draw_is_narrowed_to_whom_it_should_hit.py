"""The scope is written narrower than the plan's, down to one firm, or so few inspectors are left that the team is known beforehand.

Seen: the lock says so; it stands in 操作日志, on the notice and on the page, and `verify` misses it where it was taken off.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.papers.notice import as_data
from ssj_xl.tables import records, registers
from ssj_xl.workflows.publishing.publish import publish
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.notice import notice
from tests.attacks.attack_cases import run
from tests.attacks.forger import forge_beside
from tests.bureau import INSPECTORS, ITEMS, OPEN_TASK, SOURCE, Bureau, codes, desk, drawn, opened

PLAN: dict[str, Any] = {"code": "JH-1", "year": 2026, "name": "律师事务所抽查", "items": ITEMS, "object_type": ("律师事务所",)}


def _narrow() -> Bureau:
    return Bureau().add(registers.PLANS, **PLAN).change(registers.TASKS, OPEN_TASK, plan="JH-1", county=("东区",))


def _alone() -> Bureau:
    return Bureau().change(registers.TASKS, OPEN_TASK, county=("南区",)).change(registers.OBJECTS, "LS004", county="南区")


def _thin() -> Bureau:
    bureau = Bureau()
    for code in INSPECTORS[2:]:
        bureau.change(registers.INSPECTORS, code, valid_to=date(2026, 1, 31))
    bureau.rows[registers.RECUSALS.name] = []
    return bureau


WAYS = {
    "D84": (_narrow, "年度计划“JH-1”范围内可抽的对象现有 40 个，本任务的范围只有其中 20 个（区县 东区）。"),
    "D85": (_alone, "参加抽取的只有 1 个对象，抽不抽都是它。"),
    "D86": (_thin, "可选执法人员不足 3 人的对象有 40 个，最少的只有 2 人可选。"),
}


@pytest.mark.parametrize("code", WAYS)
def test_the_draw_is_narrowed_to_whom_it_should_hit(code: str) -> None:
    office, sentence = WAYS[code]
    book = office().book()

    assert code in codes(lock(book, OPEN_TASK, SOURCE, desk()).warnings)
    assert [row["act"] for row in book.read(records.LOG) if sentence in row["summary"]] == ["锁定"]
    assert sentence in as_data(notice(book, OPEN_TASK))["cautions"]
    assert sentence in publish(book, OPEN_TASK, desk(10, 3)).page.decode()


def test_a_plan_that_is_drawn_whole_is_nothing_to_say() -> None:
    book = Bureau().add(registers.PLANS, **PLAN).change(registers.TASKS, OPEN_TASK, plan="JH-1", pool_division=("律师处",)).book()
    assert not {"D84", "D85", "D86"} & codes(lock(book, OPEN_TASK, SOURCE, desk()).warnings)
    told = as_data(notice(book, OPEN_TASK))
    assert (told["cautions"], told["on_duty"], told["choice"], told["others"]) == ([], 6, [5, 6], [])


def test_what_the_lock_warned_of_is_taken_off_the_page(tmp_path: Path) -> None:
    path, page = _narrow().file(tmp_path), tmp_path / "公示页.html"
    with opened(path, desk()) as book:
        drawn(book, OPEN_TASK)
        book.commit()
    page.write_bytes(publish(Book(open_gateway(path)), OPEN_TASK, desk(9, 20)).page)
    assert run("verify", page, path, "--task", OPEN_TASK)[0] in (0, 5)
    forge_beside(page, "cautions", [])

    code, said = run("verify", page, path, "--task", OPEN_TASK)
    assert (code, "页面没有列出（锁定时的提示）" in said) == (4, True)
