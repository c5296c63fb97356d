"""公开台账: every plan, lock, draw, void, cancellation, 递补 and 改派 of a year, told from the workbook alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ssj_xl.domain import logchain
from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.sources import kind_of
from ssj_xl.domain.plans import CANCELLED
from ssj_xl.domain.verifying import Report
from ssj_xl.gateways.book import Book
from ssj_xl.papers.ledger import Ledger, Line, as_page, differing, read_mark
from ssj_xl.tables import records, registers
from ssj_xl.tables.platform import ACT as FROM_PLATFORM
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import Office, open_office
from ssj_xl.workflows.publishing.publish import without_numbers

_ABOUT = re.compile(r"任务(\S+?)第([0-9]{1,9})轮[：作]")
_PLAN = ("code", "year", "name", "items", "object_type", "draw_type", "ratio", "frequency", "start", "end", "published", "changed", "change_kind")
_TEXTS = {"递补": "名单有变动，原因和接替者见公示页", "改派": "检查组有变动，见公示页", FROM_PLATFORM: "由省监管平台抽取，名单由平台导出文件导入"}


def publish_ledger(book: Book, folder: Path, desk: Desk) -> bytes:
    """The page of the workbook's year as it is today.  folder: where it will stand, beside the public pages that it links to."""
    office = open_office(book)
    made = read_ledger(office, office.settings.year or desk.today.year, desk.today)
    return as_page(made, {line.task: _page_of(line.task, folder) for line in made.lines})


def _page_of(task: str, folder: Path) -> str:
    """The newest public page of a task in a folder, as the program names them; '' for none."""
    found = sorted(path.name for path in folder.glob("公示页-*.html") if path.stem == f"公示页-{task}" or path.stem.startswith(f"公示页-{task}-"))
    return found[-1] if found else ""


def read_ledger(office: Office, year: int, day: date) -> Ledger:
    """What a workbook has of a year, in order of time; what has no day stands last."""
    lines = sorted([*_logged(office, str(year)), *_registered(office, year)], key=lambda line: (line.at or "9", len(line.number), line.number, line.task))
    return Ledger(office.settings.unit, year, day.isoformat(), logchain.head(office.table(records.LOG)), lines)


def _registered(office: Office, year: int) -> list[Line]:
    """What the log does not tell."""
    return [*_plans(office, year), *_unlogged(office, str(year)), *_cancelled(office, year)]


def _plans(office: Office, year: int) -> Iterator[Line]:
    for row in office.table(registers.PLANS):
        if row["year"] == year:
            told = "".join(f"{key}={value}\n" for key, value in row.items() if key in _PLAN)
            kind = f"{row['change_kind']}（{row['changed']}）：{without_numbers(row['change_why'])}" if row["changed"] else "年度计划"
            shown = "" if row["published"] else "（尚未公示）"
            yield Line(str(row["published"] or ""), "计划", row["code"], row["name"], "", kind + shown, "", ssj1.digest(told))


def _logged(office: Office, year: str) -> Iterator[Line]:
    """A line for each entry of the log about a draw that changes what the public is told."""
    draws = {(row["task"], row["attempt"]): row for row in office.table(records.DRAWS)}
    for entry in office.table(records.LOG):
        found = _ABOUT.match(entry["summary"])
        if found and entry["at"].startswith(year) and entry["act"] in ("锁定", "抽取", "作废", *_TEXTS):
            row = draws.get((found[1], int(found[2])))
            yield Line(entry["at"], entry["act"], found[1], _title(office, found[1]), found[2], _text(entry, row), entry["number"], entry["digest"])


def _text(entry: Row, draw: Mapping[str, Any] | None) -> str:
    if draw is None:
        return "“抽取记录”里没有这一轮"
    kind, number = kind_of(draw["source"]), draw["source"].partition(":")[2]
    if entry["act"] == "锁定":
        named = kind.named.format(number=number) if kind else draw["source"]
        return f"名录 {draw['count']} 条，名录根 {draw['root']}，随机源：{named}"
    if entry["act"] == "抽取":
        return f"结果指纹 {entry['content']}"
    return _TEXTS.get(entry["act"], "") or f"原因：{without_numbers(draw['void_why'])}"


def _unlogged(office: Office, year: str) -> Iterator[Line]:
    """An attempt that the log tells nothing of: somebody took it out, or put it in."""
    known = {(found[1], int(found[2])) for entry in office.table(records.LOG) if (found := _ABOUT.match(entry["summary"]))}
    for row in office.table(records.DRAWS):
        if (row["task"], row["attempt"]) not in known and row["locked_at"].startswith(year):
            yield Line(row["locked_at"], "锁定", row["task"], _title(office, row["task"]), str(row["attempt"]), "操作日志里没有这一轮", "", "")


def _cancelled(office: Office, year: int) -> Iterator[Line]:
    for row in office.table(registers.TASKS):
        if row["state"] == CANCELLED and year in {day.year for day in (row["start"], row["end"]) if day}:
            yield Line("", "取消", row["code"], row["name"], "", "任务已取消", "", "")


def _title(office: Office, task: str) -> str:
    known = office.table(registers.TASKS).by("code").get(task)
    return str(known["name"]) if known else ""


def check_ledger(text: str, books: Mapping[str, Book]) -> Report:
    """A page against workbooks (by file): every line of the log up to its own head, and none beside.

    What is not in the log may have changed since the page was made: N45 where it differs.  text: of a page that `read_mark` knows.
    """
    report, mark = Report(), read_mark(text)
    assert mark is not None
    for file, book in books.items():
        try:
            office = open_office(book)
        except UserError:
            report.doubt("N34", other=file)
            continue
        numbers = {row["digest"]: logchain.number_of(row) for row in office.table(records.LOG)}
        if mark.head != logchain.GENESIS and mark.head not in numbers:
            report.deny("V84", head=mark.head, other=file)
            continue
        due = [line for line in _logged(office, str(mark.year)) if logchain.number_of(line._asdict()) <= numbers.get(mark.head, 0)]
        missing, extra = differing(text, due, logged=True)
        for what in (*(f"台账没有列出“{one}”" for one in missing), *(f"那边没有“{one}”" for one in extra)):
            report.deny("V72", other=file, what=what)
        since = {one for lines in differing(text, _registered(office, mark.year), logged=False) for one in lines}
        if since:
            report.doubt("N45", day=mark.day, other=file, which="；".join(sorted(since)))
        if report.holds:
            report.prove("P19", other=file)
    if not books:
        report.doubt("N40")
    return report
