"""A provincial platform as a test sees it: it draws by itself and hands out a file with its own titles and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ssj_xl.gateways.book import Book
from ssj_xl.workflows.platform.exporting import load_layout
from ssj_xl.workflows.platform.importing import Planned, Wanted, do_import, plan_import
from tests.bureau import ITEMS, TASK, desk

NUMBER = f"HB{TASK}"
OBJECTS = ("LS003", "LS011", "LS030")
TEAMS = (("执法1某", "执法4某"), ("执法2某", "执法5某"), ("执法3某", "执法6某"))
RESULTS = ("未发现问题", "发现问题经责令已改正", "未发现问题")
STEPS = ("2026-03-02", "2026-03-04", "2026-03-05", "2026-03-20")
TASK_TITLES = ("抽查任务编号", "抽查任务名称", "抽查基数（户）", "抽取数量", "方案录入时间", "抽取时间", "人员确定时间", "结果公示时间")
TITLES = ("任务编号", "企业名称", "统一社会信用代码/注册号", "组长", "执法人员", "抽查事项名称", "核查方式", "抽查结果", "抽查完成日期", "公示日期")


@dataclass(frozen=True)
class Visit:
    """One object on the platform; one row an item, in the platform's words."""

    name: str
    team: Sequence[str]
    results: Mapping[str, str]
    checked: str = "2026-03-10"
    published: str = "2026-03-18"
    uscc: str = ""
    lead: str | None = None


@dataclass(frozen=True)
class Platform:
    """One task on the platform."""

    number: str = NUMBER
    name: str = "律师事务所抽查"
    pool: str = "40"
    steps: tuple[str, ...] = STEPS
    visits: tuple[Visit, ...] = field(default_factory=lambda: tuple(
        Visit(f"第{code[2:]}律师事务所", team, dict.fromkeys(ITEMS, result))
        for code, team, result in zip(OBJECTS, TEAMS, RESULTS, strict=True)))

    def task_row(self) -> list[str]:
        """The task as a row of the platform's list."""
        return [self.number, self.name, self.pool, str(len(self.visits)), *self.steps]

    def rows(self) -> list[list[str]]:
        """The results, a row an object and item; a visit without results has one row."""
        return [[self.number, visit.name, visit.uscc, visit.team[0] if visit.lead is None and visit.team else visit.lead or "",
                 ",".join(visit.team), item, "实地检查", result, visit.checked if result else "",
                 visit.published if result else ""]
                for visit in self.visits for item, result in (visit.results or {"": ""}).items()]

    def changed(self, place: int, **values: Any) -> Platform:
        """The same with one visit otherwise."""
        visits = list(self.visits)
        visits[place] = replace(visits[place], **values)
        return replace(self, visits=tuple(visits))


def hand_out(path: Path, *platforms: Platform, sheets: Iterable[str] = ("任务清单", "抽查结果")) -> Path:
    """Write the platform's file: a warning line, titles, hints, then rows, as such platforms do."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    tables = {"任务清单": (TASK_TITLES, [one.task_row() for one in platforms]),
              "抽查结果": (TITLES, [row for one in platforms for row in one.rows()])}
    for name in sheets:
        titles, rows = tables[name]
        sheet = book.create_sheet(name)
        for row in (("河北省双随机监管工作平台导出",), titles, *rows):
            sheet.append(row)
    book.save(path)
    return path


def as_wanted(path: Path, **options: Any) -> Wanted:
    """An import of the task from a file, with the built-in layout."""
    return Wanted(TASK, path, load_layout(), **options)


def imported(book: Book, path: Path, **options: Any) -> Planned:
    """Preview and write at once."""
    wanted = as_wanted(path, **options)
    return do_import(book, wanted, plan_import(book, wanted), desk(15, 20))


def day(text: str) -> date:
    """A date."""
    return date.fromisoformat(text)
