"""Workbooks that divisions hand in, for the benchmark of consolidation: 报送件 of one month, all of one size."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from ssj_xl.build import submission
from ssj_xl.domain.period import period_of
from ssj_xl.domain.submitting import SENT
from ssj_xl.office.package import unpacked
from ssj_xl.tables import records, registers
from ssj_xl.tables.settings import NATURAL_MONTH, Settings

MONTH, ROWS = "2021-03", 2_500
_MARK = "70707"
"""Stands in every code and name of the book that is made once; each file has its own number there."""
_TASKS, _TYPE, _ITEM = 10, "律师事务所", "LS-01"
Rows = list[dict[str, Any]]


def write_books(folder: Path, files: int, rows: int = ROWS) -> list[Path]:
    """Write so many workbooks of so many rows; returns them."""
    parts = unpacked(_book(rows))
    paths = [folder / f"{number:05}.xlsx" for number in range(1, files + 1)]
    for number, path in enumerate(paths, start=1):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in parts.items():
                archive.writestr(name, content.replace(_MARK.encode(), f"{number:05}".encode()))
    return paths


def _book(rows: int) -> bytes:
    settings = Settings(unit="某市司法局", unit_code="YS", division=f"{_MARK}处", division_code=_MARK, level="处室", year=2021,
                        period=NATURAL_MONTH, contact="张某")
    cover = submission.Cover(period_of(MONTH, NATURAL_MONTH), date(2021, 4, 1), "0" * 64, "张某")
    return submission.content(settings, {spec.name: [] for spec in SENT} | dict(_tables(rows)), cover, [])


def _tables(rows: int) -> Iterator[tuple[str, Rows]]:
    """Two fifths objects; of the rest a list that was locked, half of it drawn and checked."""
    objects, drawn = rows * 2 // 5, rows * 3 // 20
    codes = [f"{_MARK}-{number:06}" for number in range(objects)]
    tasks = [f"{_MARK}-2021-{number:02}" for number in range(1, _TASKS + 1)]
    yield registers.ITEMS.name, [{"code": _ITEM, "major": "执业监督", "minor": "执业活动", "item_class": "一般检查事项", "object_type": (_TYPE,),
                                  "basis": "《律师法》第4条"}]
    yield registers.OBJECTS.name, [
        {"code": code, "name": f"{code}律师事务所", "uscc": f"31{_MARK}{number:09}0X", "licence": f"2{_MARK}{number:011}", "object_type": _TYPE,
         "county": f"第{number % 12}区", "division": f"{_MARK}处", "status": "正常"} for number, code in enumerate(codes)]
    yield registers.PLANS.name, [{"code": f"{_MARK}-JH", "year": 2021, "name": "年度抽查", "items": (_ITEM,), "published": date(2021, 1, 20)}]
    yield registers.TASKS.name, [
        {"code": task, "plan": f"{_MARK}-JH", "platform": f"HB{task}", "name": f"{task}抽查", "division": f"{_MARK}处", "items": (_ITEM,),
         "end": date(2021, 3, 31), "method": "分级比例", "scheme_name": "方案", "scheme_date": date(2021, 3, 1), "scope": "全部"} for task in tasks]
    yield records.DRAWS.name, [{"task": task, "attempt": 1, "count": 2 * drawn // _TASKS, "root": "ab" * 32, "locked_at": "2021-03-01 09:00:00",
                                "drawn_at": "2021-03-02 09:00:00"} for task in tasks]
    yield records.LOCKED.name, [
        {"task": tasks[number % _TASKS], "attempt": 1, "object": codes[number % objects], "pid": codes[number % objects], "group": "A",
         "ticket": f"{number:064x}"} for number in range(2 * drawn)]
    yield records.WINNERS.name, [
        {"task": tasks[number % _TASKS], "attempt": 1, "rank": number // _TASKS + 1, "object": codes[number], "name": f"{codes[number]}律师事务所",
         "object_type": _TYPE, "ticket": f"{number:064x}", "state": "抽中", "members": (f"{_MARK}-R1", f"{_MARK}-R2")} for number in range(drawn)]
    yield registers.FINDINGS.name, [
        {"task": tasks[number % _TASKS], "object": codes[number], "item": _ITEM, "checked": date(2021, 3, 10), "way": ("实地核查",),
         "inspectors": (f"{_MARK}-R1", f"{_MARK}-R2"), "result": "未发现问题", "entered": date(2021, 3, 12), "published": date(2021, 3, 15),
         "site": "某市司法局网站"} for number in range(drawn)]
