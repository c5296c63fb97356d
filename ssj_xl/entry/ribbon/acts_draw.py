"""Buttons of the group 抽查, up to 匹配: preview, lock, draw, match."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ssj_xl.domain.ceremony import read_pairs, strength
from ssj_xl.entry import session, show
from ssj_xl.entry.ribbon import sources
from ssj_xl.entry.ribbon.case import Case, Outcome, Page, told_files
from ssj_xl.entry.ribbon.dialogs import SEALED, Cancelled, ask, ask_filled
from ssj_xl.entry.ribbon.tasks import task_for
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import Problem, UserError
from ssj_xl.workflows import commit as commit_act
from ssj_xl.workflows import draw as draw_act
from ssj_xl.workflows import lock as lock_act
from ssj_xl.workflows import match as match_act
from ssj_xl.workflows import notice as notice_act
from ssj_xl.workflows import preview as preview_act

_LISTED = 12


def preview(case: Case) -> Outcome:
    """预览: what a lock would freeze, on a sheet; nothing is decided."""
    task = task_for(case, "preview", "task")
    found = preview_act.preview(case.registers, task, case.desk)
    page = _preview_page(show.preview_text(found), len(found.groups))
    groups = "\n".join(f"{g.label}：名录 {g.size} 家，抽取 {g.quota or '—'} 家" for g in found.groups[:_LISTED])
    text = f"任务 {found.task} 将抽取 {found.drawn} 家（预览，不产生抽取结果）。\n{groups}\n详见“预览”表。"
    return Outcome(text, found.problems, page, "预览")


def _preview_page(lines: list[str], groups: int) -> Page:
    """The groups as a table, what is to be known besides above it.  lines: title, blank, titles, groups, the rest."""
    title, _, titles, *rest = lines
    columns = tuple((text, 16 if number else 24) for number, text in enumerate(titles.split("\t")))
    rows = tuple(tuple(line.split("\t")) for line in rest[:groups])
    return Page("预览", columns, rows, (title, *rest[groups:]))


def lock(case: Case) -> Outcome:
    """锁定: freeze list, staff, rule and source; the notice to be signed is made at once."""
    task = task_for(case, "lock")
    name = case.registers.read(registers.TASKS).by("code")[task]["name"]
    suggestion = sources.suggested(case.desk.now, case.registers.read(records.DRAWS))
    source = ask(case.dialogs, sources.source_prompt(task, name, case.desk.now), suggestion)
    if not source:
        raise Cancelled
    with case.writing("锁定") as book:
        at = session.signed(case.desk, book, task, "")
        done = lock_act.lock(book, task, source, at)
    row = done.row
    papers, failed = _lock_notice(case, task, row["attempt"])
    how = strength(row["source"], read_pairs(row["commitments"]))
    quota = "，".join(f"{group} 抽 {count}" for group, count in sorted(done.lock.quotas.items()))
    text = (f"已锁定并保存：任务 {task} 第 {row['attempt']} 轮，名录 {row['count']} 条（{quota}）。\n"
            f"名录指纹：{row['root']}\n随机源：{row['source']}。{how}\n\n"
            f"请现在打印锁定公告，由操作人、监督人、见证人签字，然后才产生随机数。")
    text += f"\n{done.inference}" if done.inference else ""
    if failed:
        text += "\n锁定公告没有生成，请看“问题清单”，再点“锁定公告”。"
    return Outcome(text + told_files(papers), (*done.warnings, *failed), files=(*done.files, *papers))


def _lock_notice(case: Case, task: str, attempt: int) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """The notice of a lock that is saved already: what keeps it from being written must not look like a failed lock."""
    try:
        paper = case.output(f"锁定公告-{task}-{attempt}.xlsx")
        notice_act.save(case.registers, task, paper)
    except UserError as error:
        return (), error.problems
    return (paper,), ()


def draw(case: Case) -> Outcome:
    """抽取: the value enters, everything is saved, and only then the winners are shown."""
    task = task_for(case, "draw")
    row = next(row for row in reversed(case.registers.read(records.DRAWS).rows) if row["task"] == task and not row["void_at"])
    nonces = _nonces(case, task, row["commitments"])
    typed = ask_filled(case.dialogs, "随机数", sources.value_prompt(task, row["source"]))
    with case.writing("抽取") as book:
        at = session.signed(case.desk, book, task, "")
        done = draw_act.draw(book, task, sources.public_value(typed, row["source"]), at, nonces=nonces)
    won = [winner for winner in done.winners if winner["state"] == "抽中"]
    spare = len(done.winners) - len(won)
    also = f"，候补 {spare} 家" if spare else ""
    names = _some(f"{winner['rank']}. {winner['name']}" for winner in won)
    text = (f"已抽取并保存：任务 {task} 第 {done.row['attempt']} 轮，抽中 {len(won)} 家{also}。\n{names}\n\n种子：{done.row['seed']}\n"
            f"名单在“{records.WINNERS.name}”。下一步：匹配人员。")
    return Outcome(text, done.warnings, show=records.WINNERS.name, files=done.files)


def _nonces(case: Case, task: str, commitments: str) -> dict[str, str]:
    """The sealed numbers of the parties that committed at the lock, from their files."""
    promised = read_pairs(commitments)
    if not promised:
        return {}
    files = case.dialogs.files(f"请选择各方的承诺原件（{'、'.join(promised)}）", SEALED, several=True)
    if not files:
        raise Cancelled
    return commit_act.handed_in([str(path) for path in files], "nonce", task)


def match(case: Case) -> Outcome:
    """匹配: teams for the drawn objects, by the same seed."""
    task = task_for(case, "match")
    with case.writing("匹配") as book:
        done = match_act.match(book, task, session.signed(case.desk, book, task, ""))
    names = show.Names.of(case.registers)
    lines = (f"{names.objects.get(code, code)}：{'、'.join(names.people.get(p, p) for p in team)}"
             for code, team in done.teams.items())
    text = (f"已匹配并保存：任务 {task}，{len(done.teams)} 个检查组，每人最多 {done.most} 家（组长列在最前）。\n"
            f"{_some(lines)}\n\n名单在“{records.WINNERS.name}”。")
    return Outcome(text, show=records.WINNERS.name, files=done.files)


def _some(lines: Iterable[str]) -> str:
    """The first lines, and how many more there are."""
    every = list(lines)
    rest = f"\n……共 {len(every)} 项" if len(every) > _LISTED else ""
    return "\n".join(every[:_LISTED]) + rest
