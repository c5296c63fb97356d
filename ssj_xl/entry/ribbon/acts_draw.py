"""Buttons of a draw: preview, lock, draw, match.  Each loads its own act, so that one press waits for no other's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ssj_xl.domain.draw.ceremony import read_pairs
from ssj_xl.domain.draw.sources import SSQ
from ssj_xl.entry import session, show
from ssj_xl.entry.acts import LAST, OLD_ACCOUNT
from ssj_xl.entry.ribbon import tasks
from ssj_xl.entry.ribbon.case import Case, Outcome, Page, list_files
from ssj_xl.entry.ribbon.dialogs import SEALED, Cancelled, ask, ask_filled
from ssj_xl.entry.ribbon.tasks import task_for
from ssj_xl.tables import records, registers
from ssj_xl.tables.joint import PARTIES
from ssj_xl.tables.problems import Problem, UserError
from ssj_xl.workflows.registers.account import is_old
from ssj_xl.workflows.rounds import archive
from ssj_xl.workflows.rounds import notice as notice_act
from ssj_xl.workflows.rounds.lottery import Dated

_ON_THE_LIST = f"名单在“{records.WINNERS.name}”。"


def preview(case: Case) -> Outcome:
    """预览: what a lock would freeze, on a sheet; nothing is decided."""
    from ssj_xl.workflows.rounds.preview import preview as carry_out

    task = task_for(case, "preview", "task")
    found = carry_out(case.registers, task, case.desk)
    told = show.describe_preview(found)
    columns = tuple((title, 16 if number else 24) for number, title in enumerate(told.titles))
    page = Page("预览", columns, told.rows, (told.heading, *told.notes))
    return Outcome(f"{replace(told, notes=()).box()}\n\n详见“预览”表。", found.problems, page, "预览")


def lock(case: Case) -> Outcome:
    """锁定: freeze list, staff, rule and source; the notice to be signed is made at once."""
    from ssj_xl.workflows.rounds.lock import lock as carry_out

    task = task_for(case, "lock")
    name = case.registers.read(registers.TASKS).by("code")[task]["name"]
    now, book = case.desk.now, case.registers
    last = "" if SSQ.breaks(now.year, tasks.calendar_of(now, book, "")) else ask(case.dialogs, LAST.words)
    calendar = tasks.calendar_of(now, book, last)
    source = ask(case.dialogs, tasks.source_prompt(task, name, now, calendar), tasks.suggested(now, book.read(records.DRAWS), calendar))
    if not source:
        raise Cancelled
    why = ask_filled(case.dialogs, "理由", f"{OLD_ACCOUNT.words}：") if is_old(case.registers, now.date()) else ""
    with case.writing("锁定") as book:
        at = session.signed(case.desk, book, task, "")
        done = carry_out(book, task, Dated(source, last, why), at)
    papers, failed = _lock_notice(case, task, done.row["attempt"])
    text = show.describe_lock(done).box()
    if failed:
        text += "\n锁定公告没有生成，请看“问题清单”，再点“锁定公告”。"
    return Outcome(text + list_files(papers), (*done.warnings, *failed), files=(*done.files, *papers))


def _lock_notice(case: Case, task: str, attempt: int) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """The notice of a lock that is saved already: what keeps it from being written must not look like a failed lock."""
    try:
        paper = case.output(archive.notice_name(task, attempt))
        return notice_act.save(case.registers, task, paper).files, ()
    except UserError as error:
        return (), error.problems


def draw(case: Case) -> Outcome:
    """抽取: the value enters, everything is saved, and only then the winners are shown."""
    from ssj_xl.workflows.rounds.draw import draw as carry_out

    task = task_for(case, "draw")
    row = next(row for row in reversed(case.registers.read(records.DRAWS).rows) if row["task"] == task and not row["void_at"])
    nonces = _nonces(case, task, row["commitments"])
    typed = ask_filled(case.dialogs, "随机数", tasks.value_prompt(task, row["source"]))
    with case.writing("抽取") as book:
        at = session.signed(case.desk, book, task, "")
        done = carry_out(book, task, tasks.public_value(typed, row["source"]), at, nonces=nonces)
    text = f"{show.describe_draw(done).box()}\n\n{_ON_THE_LIST}下一步：匹配人员。"
    return Outcome(text, done.warnings, show=records.WINNERS.name, task=task, files=done.files)


def _nonces(case: Case, task: str, commitments: str) -> dict[str, str]:
    """The sealed numbers of the parties that committed at the lock, from their files."""
    promised = read_pairs(commitments)
    if not promised:
        return {}
    files = case.dialogs.files(f"请选择各方的承诺原件（{'、'.join(promised)}）", SEALED, several=True)
    if not files:
        raise Cancelled
    return notice_act.handed_in([str(path) for path in files], "nonce", task)


def match(case: Case) -> Outcome:
    """匹配: teams for the drawn objects, by the same seed."""
    from ssj_xl.workflows.rounds.match import match as carry_out

    task = task_for(case, "match")
    with case.writing("匹配") as book:
        done = carry_out(book, task, session.signed(case.desk, book, task, ""))
    told = show.describe_match(done, show.Names.of(case.registers))
    is_joint = any(row["task"] == task for row in case.registers.read(PARTIES)) if case.registers.has(PARTIES) else False
    following = "当天“联合分发”给各参与方，再生成“文书”" if is_joint else "“文书”（通知书、检查记录表），或“填写页”"
    return Outcome(f"{told.box()}\n\n{_ON_THE_LIST}下一步：{following}。", show=records.WINNERS.name, task=task, files=done.files)
