"""A firm is set to 停业 before the lock, and to 正常 once the draw is over: it was never drawable.

Seen: it stands in the locked list as X with its status, in the audit record too; draw and `check` name it.
"""

from __future__ import annotations

import json
from pathlib import Path

from ssj_xl.tables import records, registers
from ssj_xl.workflows.registers.check import check
from ssj_xl.workflows.rounds.draw import draw
from tests.attacks.attack_cases import run
from tests.bureau import PUBLIC, TASK, Bureau, desk, edit, locked, opened, rows

FIRM = "LS007"


def test_a_firm_is_closed_until_the_draw_is_over() -> None:
    book = Bureau().change(registers.OBJECTS, FIRM, status="停业").book()
    locked(book)
    edit(book, registers.OBJECTS, {"code": FIRM}, status="正常")

    [line] = rows(book, records.LOCKED, object=FIRM)
    assert (line["group"], line["excluded"]) == ("X", "状态：停业")
    [changed] = [found for found in draw(book, TASK, PUBLIC, desk(10, 4)).warnings if found.code == "D47"]
    assert f"{FIRM}（锁定时状态：停业，现在正常）" in str(changed)
    assert [found.place.cell for found in check(book, desk().today).problems if found.code == "R101"] == ["J8"]


def test_the_auditor_reads_why_it_took_no_part(tmp_path: Path) -> None:
    path = Bureau().change(registers.OBJECTS, FIRM, status="停业").file(tmp_path)
    with opened(path, desk()) as book:
        locked(book)
    with opened(path, desk(10, 4)) as book:
        edit(book, registers.OBJECTS, {"code": FIRM}, status="正常")
        draw(book, TASK, PUBLIC, desk(10, 4))

    record = tmp_path / f"审计记录-{TASK}-1.json"
    assert json.loads(record.read_bytes())["excluded"] == {FIRM: "状态：停业"}
    assert run("verify", record)[0] == 5  # no teams yet; the rest holds
