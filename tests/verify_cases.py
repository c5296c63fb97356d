"""Draws to verify: a small record made by hand, and an office whose draws went all the way."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ssj_xl.domain.draw import ceremony, ssj1
from ssj_xl.domain.draw.rule import parse_rule
from ssj_xl.domain.record import Draw, public_record
from ssj_xl.domain.scheme import lock_of
from ssj_xl.tables import records
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from ssj_xl.workflows.rounds.substitute import Grounds, Leaver, promote, reassign
from tests.bureau import OPEN_TASK, PUBLIC, SOURCE, TASK, Bureau, desk, opened

RULE = "分级比例;乙=50%;甲=25%;team=2;items=LS-01、LS-02;end=2026-03-31;reserve=1"
NONCES = {"公证处": "1b" * 32, "纪检组": "2c" * 32}
PEOPLE = ("P01\t!\tF01", "P01\t3\t1\tLS-01、LS-02\t在岗", "P02\t3\t0\tLS-01、LS-02\t在岗")


def promised(task: str) -> dict[str, str]:
    """The commitments behind NONCES."""
    return {party: ceremony.commitment(task, party, nonce) for party, nonce in NONCES.items()}


def small_record(*, drawn: bool = True, attempt: int = 2) -> dict[str, Any]:
    """A public record of eight firms in two groups, of a full ceremony; the second attempt."""
    draw_id = "LG-LS-2026-001"
    pairs = [(f"F{n:02}", "甲" if n <= 4 else "乙") for n in range(1, 9)]
    fixed = lock_of(draw_id, attempt, pairs=pairs, rule=parse_rule(RULE), people=PEOPLE)
    seed_text = ssj1.seed_text(fixed, PUBLIC, NONCES) if drawn else ""
    row = {"profile": "公开", "source": SOURCE, "locked_at": "2026-03-02 09:00:00", "void_at": "", "void_why": "",
           "commitments": ceremony.pairs_text(promised(draw_id)), "log_head": "ab" * 32, "seed_text": seed_text,
           "nonces": ceremony.pairs_text(NONCES) if drawn else "", "drawn_at": "2026-03-04 10:00:00" if drawn else ""}
    wins = ssj1.winners(fixed, ssj1.keys(seed_text).objects) if drawn else []
    names = {win.id: f"第{win.id}所" for win in wins}
    return public_record(Draw(row, fixed, "栾谷县司法局", "律师事务所抽查", names, {id_: ["甲某", "乙某"] for id_ in names}))


def make_office(folder: Path) -> Path:
    """A workbook with two draws: TASK private with 递补 and 改派, OPEN_TASK public with a full ceremony.

    Returns the workbook; the records stand beside it.
    """
    path = Bureau().file(folder)
    with opened(path, desk(9)) as book:
        lock(book, TASK, SOURCE, desk(9))
    with opened(path, desk(10)) as book:
        lock(book, OPEN_TASK, SOURCE, desk(10), commitments=promised(OPEN_TASK))
    with opened(path, desk(9, 4)) as book:
        draw(book, TASK, PUBLIC, desk(9, 4))
    with opened(path, desk(10, 4)) as book:
        draw(book, OPEN_TASK, PUBLIC, desk(10, 4), nonces=NONCES)
    for task, hour in ((TASK, 11), (OPEN_TASK, 12)):
        with opened(path, desk(hour, 4)) as book:
            match(book, task, desk(hour, 4))
    _substitute(path)
    return path


def _substitute(path: Path) -> None:
    with opened(path, desk(13, 4)) as book:
        groups = [r["group"] for r in book.read(records.LOCKED) if r["task"] == TASK]
        group_of = {r["object"]: r["group"] for r in book.read(records.LOCKED) if r["task"] == TASK}
        leaving = next(r["object"] for r in book.read(records.WINNERS) if r["task"] == TASK and r["state"] == "抽中"
                       and groups.count(group_of[r["object"]]) > 5)
        promote(book, TASK, leaving, Grounds("注销", "李某"), desk(13, 4))
    with opened(path, desk(14, 4)) as book:
        person = next(r["members"][0] for r in book.read(records.WINNERS) if r["task"] == TASK and r["members"])
        reassign(book, TASK, Leaver(person), Grounds("不在岗", "李某"), desk(14, 4))


def copy_of(office: Path, folder: Path) -> Path:
    """The office's workbook and records in a folder of their own."""
    for path in office.parent.glob("*.*"):
        if path.suffix in (".xlsx", ".json"):
            shutil.copy(path, folder / path.name)
    return folder / office.name


def tampered(path: Path, change: Callable[[dict[str, Any]], Any]) -> Path:
    """The record file after somebody changed it."""
    record = json.loads(path.read_bytes())
    change(record)
    path.write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    return path


def record_of(office: Path, kind: str, task: str) -> Path:
    """公开记录 or 审计记录 beside a workbook."""
    return office.with_name(f"{kind}-{task}-1.json")
