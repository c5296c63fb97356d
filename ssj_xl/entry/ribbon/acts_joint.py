"""Buttons of the group 联合抽查: the invitation, a party's answer, taking the answers in, what each party is sent."""

from __future__ import annotations

from collections.abc import Iterable

from ssj_xl.domain.joint import INVITATION, REPLY
from ssj_xl.entry import session
from ssj_xl.entry.acts import JOINT_PARTIES
from ssj_xl.entry.ribbon.case import Case, Outcome, Page, list_files
from ssj_xl.entry.ribbon.dialogs import Cancelled, Kinds, ask, ask_file, ask_filled, day_of
from ssj_xl.entry.ribbon.tasks import task_for
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables import joint as tables
from ssj_xl.tables import registers
from ssj_xl.workflows.joint import adding as joint_adding
from ssj_xl.workflows.joint import inviting as joint_act
from ssj_xl.workflows.joint import sharing as joint_files

_FILES = Kinds("联合抽查的文件", (".xlsx",))
_SHOWN = 8


def invite(case: Case) -> Outcome:
    """联合邀请: who takes part with which items, by when; the invitation goes into 输出."""
    task = task_for(case, "joint_invite", "lock")
    parties = _several(ask(case.dialogs, f"邀请 {task}：{JOINT_PARTIES}", _divisions_of(case, task)))
    outside = _several(ask(case.dialogs, "其中是其他机关的编码，用分号隔开；都是本局处室的直接确定："))
    lock_on = day_of(ask_filled(case.dialogs, "计划锁定日期", "计划哪一天锁定（如 2026-03-12，至少提前参数“邀请提前工作日”那么多个工作日）："), tables.PARTIES, "lock_on")
    due = day_of(ask_filled(case.dialogs, "参与件截止", "参与件哪一天截止（如 2026-03-10）："), tables.PARTIES, "due")
    source = ask(case.dialogs, "打算用的随机源（写给参与方看；没有定就直接确定）：")
    place = ask(case.dialogs, "抽取的地点（没有定就直接确定）：")
    with case.writing(joint_act.INVITE) as book:
        terms = joint_act.Terms(parties, lock_on, due, source, place, outside)
        made = joint_act.invite(book, task, terms, session.signed(case.desk, book, task, ""))
    path = case.save(made.name, made.data)
    return Outcome(f"已邀请并保存。指纹 {made.document.fingerprint}{list_files([path])}", made.problems, show=tables.PARTIES.name, files=(path,))


def _divisions_of(case: Case, task: str) -> str:
    """A suggestion: the other divisions of the task's items, each by its name with a code to be put before it."""
    items, own = case.registers.read(registers.ITEMS).by("code"), case.registers.settings()[0].division
    row = case.registers.read(registers.TASKS).by("code")[task]
    found: dict[str, list[str]] = {}
    for code in row["items"]:
        division = items[code]["division"] if code in items else ""
        if division and division != own:
            found.setdefault(division, []).append(code)
    return "；".join(f"{codes[0].partition('-')[0]}={division}:{'、'.join(codes)}" for division, codes in found.items())


def _several(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.replace("；", ";").split(";"))))


def join(case: Case) -> Outcome:
    """联合参与: this book's answer to an invitation; the book is only read."""
    invitation = joint_act.read_file_of(ask_file(case.dialogs, "选择收到的邀请件", _FILES), INVITATION)
    absent = _several(ask(case.dialogs, "不参加的人员编码，用分号隔开（不写原因；都参加就直接确定）："))
    limits = _several(ask(case.dialogs, "限定次数的人员，写成 编码=次数，用分号隔开（没有就直接确定）："))
    left_out = _several(ask(case.dialogs, "不参加的对象编码，用分号隔开（不写原因；没有就直接确定）："))
    signer = ask(case.dialogs, "签发人（负责人的姓名）：")
    made = joint_act.join(case.registers, invitation, joint_act.Answer("", absent, limits, left_out, signer), case.desk)
    path = case.save(made.name, made.data)
    told = f"{joint_adding.describe_people(made.document)}。\n指纹 {made.document.fingerprint}\n请打印，由负责人签字盖章：纸质件送协调处，文件送牵头方。"
    return Outcome(told + list_files([path]), made.problems, files=(path,))


def add(case: Case) -> Outcome:
    """收参与件: the parties' answers, previewed on a sheet and written after a yes."""
    files = case.dialogs.files("选择收到的参与件（可以选几个）", _FILES, several=True)
    if not files:
        raise Cancelled
    given = joint_act.read_files_of(files, REPLY)
    planned = joint_adding.plan_add(case.registers, given)
    page = Page(joint_adding.ADD, (("内容", 110),), tuple((line,) for line in planned.lines))
    if not planned.replies:
        return Outcome("\n".join((*_brief(planned.lines), "没有需要写入的。")), planned.warnings, page, page.name)
    if not case.dialogs.confirm("\n".join((*_brief(planned.lines), "", "写入吗？"))):
        raise Cancelled
    with case.writing(joint_adding.ADD) as book:
        done = joint_adding.add(book, given, case.desk)
    return Outcome(f"已写入并保存：{len(done.replies)} 份参与件。", done.warnings, page, tables.PARTIES.name)


def _brief(lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return found if len(found) <= _SHOWN else [*found[:_SHOWN], "……"]


def send(case: Case) -> Outcome:
    """联合分发: a file for each party, into a folder in 输出."""
    task = task_for(case, "joint_send", "joint")
    made = joint_files.distribute(case.registers, task)
    folder = case.output(f"分发件-{task}")
    folder.mkdir()
    paths = []
    for one in made:
        atomic_write(folder / one.name, one.data)
        paths.append(folder / one.name)
    told = "\n".join(f"{one.document.facts['参与方']}：{len(one.document.rows('检查组'))} 家" for one in made)
    return Outcome(f"{told}\n请发给各参与方；填好发回的用“收回返回件”收。{list_files(paths)}", files=tuple(paths))
