"""Buttons that register results: the day of a team's visits, 未发现问题 for the selected rows, and its undoing."""

from __future__ import annotations

from collections.abc import Mapping

from ssj_xl.entry import session, show
from ssj_xl.entry.ribbon.case import Case, Outcome, Page, list_files
from ssj_xl.entry.ribbon.dialogs import Cancelled, Choice, Kinds, ask_filled, choose, day_of
from ssj_xl.entry.ribbon.screen import selected_rows
from ssj_xl.entry.ribbon.tasks import task_for
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables.registers import FINDINGS, SIGNATURES
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk.given import SUFFIXES, read_file
from ssj_xl.workflows.results import collect as collect_act
from ssj_xl.workflows.results import results
from ssj_xl.workflows.results import sheets as sheets_act

_NAMES = {results.ACT: "“未发现问题”", results.VISITED: "到场"}
"""What the log calls an act, as its button is called."""
_RETURNS = Kinds("返回件、检查记录表", SUFFIXES)


def sheets(case: Case) -> Outcome:
    """填写页: a page for each team, in a folder of its own."""
    task = task_for(case, "sheets", "reassign")
    folder = case.output(f"填写页-{task}-{case.day}")
    with case.writing("生成填写页") as book:
        made = sheets_act.sheets(book, task, session.signed(case.desk, book, task, ""))
        book.commit()
    folder.mkdir(parents=True, exist_ok=True)
    files = tuple(folder / one.name for one in made)
    for path, one in zip(files, made, strict=True):
        atomic_write(path, one.data)
    return Outcome(f"已生成 {len(files)} 个检查组的填写页：发给各组，内部资料，不得转发。{list_files(files)}", files=files)


def collect(case: Case) -> Outcome:
    """收回返回件: every row previewed on a sheet, then written."""
    files = case.dialogs.files("请选择返回件、填好的检查记录表（可选多个）", _RETURNS, several=True)
    if not files:
        raise Cancelled
    given = [read_file(path) for path in files]
    seen = collect_act.plan_collect(Book.for_act(MemoryGateway.copy_of(case.registers.gateway, path="")), given, case.desk)
    page = Page("收回返回件", (("文件", 30), ("名称", 30), ("对象编码", 22), ("事项编码", 14), ("怎么办", 10), ("内容或原因", 60)), tuple(map(tuple, seen.lines)))
    summed = "，".join(f"{state} {count} 行" for state, count in seen.counts.items())
    if not seen.is_to_write or not case.dialogs.confirm(f"{summed}。写入“检查结果”吗？"):
        return Outcome(f"没有写入。{summed}。", seen.problems, page, "收回返回件")
    with case.writing("收回返回件") as book:
        collect_act.collect(book, given, seen, case.desk)
    return Outcome(f"已写入：{summed}。", seen.problems, page, FINDINGS.name)


def visited(case: Case) -> Outcome:
    """登记到场: day and signature of one team's visits, asked once."""
    task = task_for(case, "visited", "reassign")
    which = _team(case, task)
    day = day_of(ask_filled(case.dialogs, "检查日期", f"{task} 实际到场的日期（如 2021-03-15）："), FINDINGS, "checked")
    signed = choose(case.dialogs, "纸质记录表的签字情况，输入序号", [Choice(one) for one in SIGNATURES])
    with case.writing("登记到场") as book:
        done = results.visited(book, task, which, results.Visit(day, signed), session.signed(case.desk, book, task, ""))
    return _outcome("已登记检查日期", done)


def _team(case: Case, task: str) -> results.Which:
    """The objects of the selected rows of 检查结果, else a team that is asked for, or all."""
    if chosen := _selected(case, task):
        return results.Which(chosen)
    table = case.registers.read(FINDINGS)
    teams = {row["inspectors"]: row["team_names"] for row in (*table.waiting, *table.rows)
             if row["task"] == task and row["inspectors"] and not row["checked"]}
    if len(teams) < 2:
        return results.Which()
    every = "全部"
    answer = choose(case.dialogs, "哪个检查组，输入序号", [Choice(every, "还没有检查日期的各组"),
                                                *(Choice(_called(team, teams)) for team in teams)])
    members = next((team for team in teams if _called(team, teams) == answer), ())
    return results.Which(team=members)


def _called(team: tuple[str, ...], teams: Mapping[tuple[str, ...], str]) -> str:
    """A team by its names; by its codes too where another has the same names."""
    names = teams[team]
    return names if names and list(teams.values()).count(names) == 1 else f"{'、'.join(team)} {names}".strip()


def passed(case: Case) -> Outcome:
    """未发现问题: for the selected rows of 检查结果, else for the whole task."""
    task = task_for(case, "passed", "reassign")
    chosen = _selected(case, task)
    told = show.describe_findings(results.plan_passed(case.registers, task, results.Which(chosen)))
    if not case.dialogs.confirm(f"{told.box()}\n\n登记吗？"):
        raise Cancelled
    with case.writing("批量登记") as book:
        done = results.passed(book, task, results.Which(chosen), session.signed(case.desk, book, task, ""))
    return _outcome("已登记未发现问题", done)


def unpassed(case: Case) -> Outcome:
    """撤销批量: the last batch of a task is taken back after a yes; pressed once more, that would be the batch before it."""
    task = task_for(case, "unpassed", "reassign")
    planned = results.plan_undo(case.registers, task)
    told = show.describe_registration(f"撤销最近一次登记：{_NAMES[planned.act]}", planned)
    if not case.dialogs.confirm(f"{told.box()}\n\n撤销吗？"):
        raise Cancelled
    with case.writing("撤销批量登记") as book:
        done = results.undo(book, task, session.signed(case.desk, book, task, ""))
    return _outcome(f"已撤销{done.act}", done)


def _selected(case: Case, task: str) -> tuple[str, ...]:
    """Objects of the task in the selected rows of 检查结果, where more than one line is selected."""
    rows: list[Row] = selected_rows(case.book, case.registers, FINDINGS)
    return tuple(dict.fromkeys(row["object"] for row in rows if row["task"] == task))


def _outcome(what: str, done: results.Registered) -> Outcome:
    return Outcome(show.describe_registration(what, done).box(), show=FINDINGS.name)
