"""The button 撤销批量 tells which batch it would take back before it does."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from ssj_xl.entry.ribbon import acts_desk
from ssj_xl.entry.ribbon.dialogs import Cancelled
from ssj_xl.tables.registers import FINDINGS
from ssj_xl.workflows.results.results import Visit, Which, passed, undo, visited
from tests.bureau import TASK, Bureau, desk, matched, rows
from tests.live.answers import Answers

AT = desk(17, 20)


def test_pressed_once_more_it_says_that_the_visits_would_go_and_a_no_leaves_them(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Bureau().book()
    matched(book)
    visited(book, TASK, Which(), Visit(date(2026, 3, 9)), AT)
    passed(book, TASK, Which(), AT)
    monkeypatch.setattr(acts_desk, "task_for", lambda *_: TASK)
    asked = []
    for _ in range(2):
        before, answers = [dict(row) for row in rows(book, FINDINGS)], Answers([False])
        case: Any = SimpleNamespace(registers=book, dialogs=answers)
        with pytest.raises(Cancelled):
            acts_desk.unpassed(case)
        assert [dict(row) for row in rows(book, FINDINGS)] == before
        asked.append(answers.asked[0][0])
        undo(book, TASK, AT)

    assert asked[0].startswith("撤销最近一次登记：“未发现问题”：")
    assert asked[1].startswith("撤销最近一次登记：到场：")
    assert all(text.endswith("撤销吗？") and "日志第" not in text for text in asked)
