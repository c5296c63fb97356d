"""A bureau's workbook of any size, for the benchmark of acts on large ones: so many objects, so many results of earlier tasks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from ssj_xl.build import master
from ssj_xl.domain.uscc import check_character
from ssj_xl.entry import session
from ssj_xl.tables import records, registers
from ssj_xl.workflows.desk import Desk

TASK, SOURCE, PUBLIC, MONTH = "YS-LS-2026-999", "ssq:2026024", "ssq:2026024:01,05,12,19,23,31+07", "2026-03"
SETTINGS = {"unit": "云州市司法局", "unit_code": "YS", "division": "律师处", "division_code": "LS", "year": 2026, "day_visits": 1000}
_TYPE, _ITEM, _PLAN = "律师事务所", "LS-01", "YS-JH-2026-01"
_RATIOS, _SHARES = {"A": 1, "B": 3, "C": 10, "D": 100}, (60, 30, 9, 1)
_A_TASK = 2_000
"""Results of an earlier task at most."""
_AREA = "999900"
"""Of no place."""
_PEOPLE = 300
Rows = list[dict[str, Any]]


def desk(hour: int, day: int = 2) -> Desk:
    """The desk on a day of March 2026; its secret hangs on the time only."""
    at = datetime(2026, 3, day, hour)
    return Desk(at, "张某", lambda: sha256(at.isoformat().encode()).hexdigest())


def write_book(path: Path, size: int) -> None:
    """Write a workbook of so many objects and results, as acts leave it: with its account of visits and its state on record."""
    master.build(path, settings=SETTINGS, rows=dict(_tables(size)), today=date(2026, 3, 1))
    with session.writing(path, "准备", desk(8, 1)) as book:
        book.refresh_account(date(2026, 3, 1), anew=True)
        book.commit()


def objects(first: int, count: int) -> Rows:
    """Rows of 检查对象 with these numbers."""
    tiers = Random(first).choices(tuple(_RATIOS), _SHARES, k=count)
    return [{"code": f"LS{number:06}", "name": f"第{number:06}律师事务所", "uscc": _uscc(number), "object_type": _TYPE, "tier": tier,
             "county": f"第{number % 12}区", "division": "律师处", "status": "正常", "address": f"云州市第{number % 12}区某路{number}号"}
            for number, tier in enumerate(tiers, first)]


def _tables(size: int) -> Iterator[tuple[str, Rows]]:
    """Every register; the results are of earlier tasks whose whole lists were drawn."""
    codes = [f"LS{number:06}" for number in range(1, size + 1)]
    tasks = [codes[start: start + _A_TASK] for start in range(0, size, _A_TASK)]
    names = {code: f"YS-LS-2026-{number:03}" for number, part in enumerate(tasks, 1) for code in part}
    teams = [(f"P{first:03}", f"P{first + 1:03}") for first in range(1, _PEOPLE, 2)]
    yield registers.TIERS.name, [{"tier": tier, "ratio": Fraction(percent, 100), "default": "是" if tier == "B" else "否"}
                                 for tier, percent in _RATIOS.items()]
    yield registers.ITEMS.name, [{"code": _ITEM, "major": "执业监督", "minor": "执业活动", "item_class": "一般检查事项",
                                  "object_type": (_TYPE,), "basis": "《律师法》第四条", "valid_from": date(2020, 1, 1)}]
    yield registers.OBJECTS.name, objects(1, size)
    yield registers.INSPECTORS.name, [
        {"code": f"P{number:03}", "name": f"执法{number}某", "certificate": f"ZF{number:06}", "valid_to": date(2030, 12, 31),
         "division": "律师处", "items": ("全部",), "may_lead": "是"} for number in range(1, _PEOPLE + 1)]
    yield registers.PLANS.name, [{"code": _PLAN, "year": 2026, "name": "年度抽查", "items": (_ITEM,), "published": date(2026, 1, 5),
                                  "start": date(2026, 1, 1), "end": date(2026, 12, 31), "division": "律师处"}]
    yield registers.TASKS.name, [
        *({**_task(name), "state": "实施中"} for name in dict.fromkeys(names.values())),
        {**_task(TASK), "start": date(2026, 3, 1), "end": date(2026, 3, 31), "reserve": 10, "team": 2, "state": "筹备"}]
    yield records.DRAWS.name, [{"task": names[part[0]], "attempt": 1, "count": len(part), "root": "ab" * 32, "locked_at": "2026-01-12 09:00:00",
                                "drawn_at": "2026-01-14 09:00:00"} for part in tasks]
    yield records.LOCKED.name, [{"task": name, "attempt": 1, "object": code, "pid": code, "group": "A", "ticket": _ticket(code)}
                                for code, name in names.items()]
    yield records.WINNERS.name, [
        {"task": name, "attempt": 1, "rank": rank, "object": code, "name": _name(code), "object_type": _TYPE, "ticket": _ticket(code),
         "state": "抽中", "lead": teams[rank % len(teams)][0], "members": teams[rank % len(teams)][1:]} for rank, (code, name) in enumerate(names.items(), 1)]
    yield registers.FINDINGS.name, [
        {"task": name, "object": code, "name": _name(code), "item": _ITEM, "item_name": "执业活动", "checked": date(2026, 1, 19 + rank % 5),
         "inspectors": teams[rank % len(teams)], "way": ("现场检查",), "result": "未发现问题", "entered": date(2026, 1, 26), "published": date(2026, 1, 27),
         "site": "某市司法局网站"} for rank, (code, name) in enumerate(names.items(), 1)]


def _task(code: str) -> dict[str, Any]:
    return {"code": code, "plan": _PLAN, "platform": f"HB{code}", "name": "律师事务所抽查", "division": "律师处", "items": (_ITEM,),
            "scheme_name": "方案", "scheme_date": date(2026, 1, 8), "scheme_published": date(2026, 1, 8), "start": date(2026, 1, 12),
            "end": date(2026, 1, 31), "method": "分级比例", "witness": "见证人乙"}


def _name(code: str) -> str:
    return f"第{code[2:]}律师事务所"


def _ticket(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def _uscc(number: int) -> str:
    """A credit code of an invented number."""
    body = f"31{_AREA}{number:09}"
    return body + check_character(body)


if __name__ == "__main__":
    write_book(Path(sys.argv[1]), int(sys.argv[2]))
