"""核验 in a cell: the draws of a workbook verified from its own tables, as one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ssj_xl.domain.formulas.blocks import Block, block
from ssj_xl.domain.verifying import Report
from ssj_xl.domain.verifying.book import BookRows, verify_attempt, verify_log
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.tables import records
from ssj_xl.tables.cells import as_text
from ssj_xl.tables.consolidated import SOURCE_COLUMNS
from ssj_xl.tables.problems import fail
from ssj_xl.workflows.evidence_files import BookFile, book_evidence

HOLDS, FAILS = "相符", "不符"
_TABLES = (records.DRAWS, records.LOCKED, records.LOCKED_PEOPLE, records.WINNERS, records.LOG)
_SHOWN = 3


def verify_cells(tables: Sequence[Any]) -> str:
    """相符 with what was verified, or 不符 with the first reasons.

    tables: the cells of 抽取记录, 锁定名录, 锁定人员, 抽取名单, 操作日志, each with its row of titles.  Raises UserError
    A38 for a table without titles, A39 for those of a bureau workbook.
    """
    given = {spec.name: _table(spec.name, block(cells)) for spec, cells in zip(_TABLES, tables, strict=True)}
    evidence = book_evidence(Book(MemoryGateway(given)), "")
    wrong = [found.text for found in (*evidence.faults, *_log(evidence).wrong)]
    for rows in evidence.attempts:
        title = f"任务 {rows.draw['task']} 第 {rows.draw['attempt']} 轮，"
        wrong += [title + found.text for found in verify_attempt(rows).wrong]
    return _failing(wrong) if wrong else _holding(evidence.attempts, len(evidence.log))


def _table(name: str, cells: Block) -> tuple[list[str], Block]:
    head = [as_text(cell) for cell in cells[0]]
    if not any(title.strip() for title in head):
        raise fail("A38", table=name)
    if SOURCE_COLUMNS[0].header in head:
        raise fail("A39")
    return head, cells[1:]


def _log(evidence: BookFile) -> Report:
    recorded = {(rows.draw["task"], rows.draw["attempt"]) for rows in evidence.attempts}
    return verify_log(evidence.log.rows, recorded,
                      lambda _name, row, key: evidence.log.place(row, key))  # type: ignore[arg-type]


def _failing(wrong: Sequence[str]) -> str:
    told = "".join(wrong[:_SHOWN])
    return f"{FAILS}（{len(wrong)} 处）：{told}" + ("……" if len(wrong) > _SHOWN else "")


def _holding(attempts: Sequence[BookRows], entries: int) -> str:
    if not attempts:
        return f"{HOLDS}：还没有锁定或抽取，操作日志 {entries} 条连续。"
    drawn = sum(1 for rows in attempts if rows.draw["drawn_at"])
    waiting = f"，{len(attempts) - drawn} 轮已锁定未抽取" if len(attempts) > drawn else ""
    return f"{HOLDS}：{drawn} 轮已抽取{waiting}，操作日志 {entries} 条连续。锁定是否在先，另须与签字的锁定公告核对。"
