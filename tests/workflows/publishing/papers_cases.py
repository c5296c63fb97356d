"""An office whose task says everything that its papers need, and what they say."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl

from ssj_xl.gateways.book import Book
from ssj_xl.papers.handouts.word import text_of
from ssj_xl.tables import records, registers
from ssj_xl.workflows.publishing.papers import Made, Wanted, papers
from tests.bureau import OPEN_TASK, Bureau, matched, rows

DAY = date(2026, 3, 20)
UNIT = {"contact": "联系员", "phone": "0399-5550000"}
FULL: dict[str, Any] = {
    "plan": "JH-01", "scope": "东区、西区的律师事务所", "scheme_name": "栾谷县司法局律师事务所抽查实施方案",
    "scheme_number": "栾司〔2026〕3号", "scheme_date": date(2026, 2, 25), "scheme_published": date(2026, 2, 26),
    "way": ("现场检查", "书面检查"), "demands": "两名以上执法人员持证检查。\n结果五个工作日内录入。",
    "operator": "经办甲", "supervisor": "监督乙"}
PLAN: dict[str, Any] = {"code": "JH-01", "year": 2026, "name": "律师事务所抽查", "items": ("LS-01", "LS-02"),
                        "draw_type": "不定向", "division": "律师处"}


def bureau(task: str = OPEN_TASK, **more: Any) -> Bureau:
    """An office whose task says everything that a scheme needs."""
    made = Bureau()
    made.settings |= UNIT
    made.add(registers.PLANS, **PLAN)
    for code in ("LS-01", "LS-02"):
        made.change(registers.ITEMS, code, content=f"{code}的检查内容", basis="《律师法》第4条；《律师事务所管理办法》第5条",
                    frequency="1次/年")
    return made.change(registers.TASKS, task, **FULL, **more)


def ready(task: str = OPEN_TASK, **more: Any) -> Book:
    """The office after the matching."""
    book = bureau(task, **more).book()
    matched(book, task)
    return book


def listed(book: Book, task: str = OPEN_TASK) -> list[Any]:
    """The rows of 抽取名单 that are to be visited."""
    return [row for row in rows(book, records.WINNERS, task=task) if row["state"] in ("抽中", "递补")]


def found(book: Book, task: str = OPEN_TASK, place: int = 0, **values: Any) -> str:
    """Enter a result for both items of a drawn object; returns the object's code."""
    code: str = listed(book, task)[place]["object"]
    row = {"task": task, "object": code, "checked": date(2026, 3, 10), "way": ("现场检查",), "result": "未发现问题",
           "disposal": "无需后续处置", "published": date(2026, 3, 15)}
    book.append(registers.FINDINGS, [row | {"item": item} | values for item in ("LS-01", "LS-02")])
    return code


def made(book: Book, *kinds: str, task: str = OPEN_TASK, **options: Any) -> Made:
    """The papers of a task."""
    return papers(book, task, Wanted(DAY, kinds, **options))


def words(book: Book, kind: str, task: str = OPEN_TASK) -> str:
    """What the Word paper of a kind says."""
    file = next(file for file in made(book, kind, task=task).files if file.name.endswith(".docx"))
    return text_of(file.data)


def sheets(data: bytes) -> dict[str, str]:
    """What each sheet of a workbook says."""
    return {sheet.title: "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
            for sheet in openpyxl.load_workbook(io.BytesIO(data))}


def everything(data: bytes) -> dict[str, str]:
    """Every part of a package as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name).decode("utf-8", "replace") for name in file.namelist()}
