"""What is done with a damaged workbook: every act of a clerk who was sent it, and what became of the rows."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import fuzz_rows
from benchmarks.fuzz_books import MONTH, TODAY
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.gateways.opening import open_gateway, working
from ssj_xl.tables import registers
from ssj_xl.tables.problems import Problem, UserError
from ssj_xl.tables.records import REGISTERS
from ssj_xl.workflows import check, consolidate, importing, report, verify
from ssj_xl.workflows.importing_asked import Request
from ssj_xl.workflows.report_template import read_template
from tests import bureau

DONE, REFUSED, CRASHED, LOST = "完成", "有说明地拒绝", "程序错误", "丢行"
DESK = bureau.desk(12, 21)
NEW = "对象编码,对象名称,对象类型,状态\nNEW001,新设第一律师事务所,律师事务所,正常\n".encode("utf-8-sig")


@dataclass(frozen=True)
class Case:
    """A damaged workbook on disk, and whole ones beside it.

    data: its bytes; whole: the workbook before the damage; folder: where the act may write.
    """

    path: Path
    data: bytes
    whole: Path
    folder: Path


@dataclass(frozen=True)
class Outcome:
    """How an act ended, and where it crashed or which rows it lost."""

    state: str
    detail: str = ""


def run(act: str, case: Case) -> Outcome:
    """Carry out one act; a sentence is as good as a result, anything else is a crash."""
    try:
        lost = ACTS[act](case)
    except UserError as error:
        return Outcome(REFUSED if error.problems else CRASHED, "" if error.problems else "没有说明")
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a panic of a library is no Exception
        return Outcome(CRASHED, _where(error))
    return Outcome(LOST, "；".join(lost)) if lost else Outcome(DONE)


def _where(error: BaseException) -> str:
    steps = [step for step in traceback.extract_tb(error.__traceback__) if "ssj_xl" in step.filename]
    at = steps[-1] if steps else None
    return f"{type(error).__name__}: {str(error)[:80]}" + (f" @ {Path(at.filename).name}:{at.lineno}" if at else "")


def _named(problems: Iterable[Problem]) -> set[str]:
    """Sheets and registers of which problems speak; all of them where the file as a whole cannot be read."""
    problems = list(problems)
    if any(found.code.startswith("F") and not found.place.sheet and "table" not in found.params for found in problems):
        return {spec.name for spec in REGISTERS}
    return {name for found in problems for name in (found.place.sheet, str(found.params.get("table", "")))}


def _check(case: Case) -> list[str]:
    found = check.check(Book(open_gateway(case.path)), TODAY)
    return fuzz_rows.lost(fuzz_rows.count_rows(case.data), found.rows, _named(found.problems))


def _import(case: Case) -> list[str]:
    """The damaged workbook is the list of somebody else; the whole one takes it in."""
    book = Book(MemoryGateway.copy_of(open_gateway(case.whole), path=""))
    found = importing.preview(book, Request(registers.OBJECTS.name, case.path, TODAY), update=True)
    name = found.foreign.sheet
    read = {name: len(found.verdicts) + len(found.foreign.skipped)}
    typed = {key: count for key, count in (fuzz_rows.count_rows(case.data) or {}).items() if key == name}
    importing.write(book, found, DESK)
    return fuzz_rows.lost(typed, read, _named(found.warnings))


def _write(case: Case) -> list[str]:
    """A list is imported into the damaged workbook, which is saved: every row that was typed stays."""
    given = case.folder / "新设.csv"
    given.write_bytes(NEW)
    before = fuzz_rows.count_rows(case.data)
    with working(case.path, reason="试", now=DESK.now) as gateway:
        book = Book(gateway)
        found = importing.preview(book, Request(registers.OBJECTS.name, given, TODAY))
        importing.write(book, found, DESK)
    after = fuzz_rows.count_rows(case.path.read_bytes())
    return [f"{name}：{count} → {(after or {}).get(name, 0)}" for name, count in (before or {}).items()
            if (after or {}).get(name, 0) < count]


def _consolidate(case: Case) -> list[str]:
    done = consolidate.consolidate([case.path], month=MONTH, previous=None, desk=DESK,
                                   output=consolidate.Output(None, TODAY, case.folder))
    count = done.count
    if count.read != count.merged + count.duplicates + count.rejected:
        return [f"读取 {count.read} ≠ 并入 {count.merged} + 重复 {count.duplicates} + 退回 {count.rejected}"]
    merged = {spec.name for spec in consolidate.MERGED}
    typed = {name: rows for name, rows in (fuzz_rows.count_rows(case.data) or {}).items() if name in merged}
    if sum(typed.values()) > count.read and not typed.keys() & _named(done.problems):
        return [f"输入 {sum(typed.values())} 行，读取 {count.read} 行"]
    return []


def _verify(case: Case) -> list[str]:
    verify.verify([case.path])
    return []


def _report(case: Case) -> list[str]:
    report.report(Book(open_gateway(case.path)), MONTH, desk=DESK, filled_on=TODAY)
    return []


def _form(case: Case) -> list[str]:
    """The damaged file is the bureau's form; the whole workbook is reported on it."""
    report.report(Book(open_gateway(case.whole)), MONTH, template=read_template(case.path), desk=DESK, filled_on=TODAY)
    return []


ACTS: dict[str, Callable[[Case], list[str]]] = {
    "检查": _check, "导入（作为名单）": _import, "导入（写入它）": _write, "汇总": _consolidate, "核验": _verify, "月报": _report,
    "月报（作为表样）": _form,
}
OF_BOOKS = tuple(act for act in ACTS if ACTS[act] is not _form)
OF_FORMS = ("月报（作为表样）",)
