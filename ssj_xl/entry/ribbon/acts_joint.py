"""Buttons of the group 联合抽查: the invitation, a party's answer, taking the answers in, what each party is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ssj_xl.domain.joint import INVITATION, REPLY
from ssj_xl.entry import session
from ssj_xl.entry.acts import JOINT_PARTIES, divide
from ssj_xl.entry.ribbon.case import Case, Outcome, Page, list_files
from ssj_xl.entry.ribbon.dialogs import Cancelled, Kinds, ask, ask_file, day_of
from ssj_xl.entry.ribbon.tasks import task_for
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables import joint as tables
from ssj_xl.tables import registers
from ssj_xl.tables.cells import split_list
from ssj_xl.workflows.desk.office import open_office
from ssj_xl.workflows.joint import adding as joint_adding
from ssj_xl.workflows.joint import inviting as joint_act
from ssj_xl.workflows.joint import sharing as joint_files
from ssj_xl.workflows.rounds.parties import parties_of

if TYPE_CHECKING:
    from ssj_xl.tables.rows import PartyRow

_FILES = Kinds("联合抽查的文件", (".xlsx",))
_SHOWN = 8


def invite(case: Case) -> Outcome:
    """联合邀请: who takes part with which items, by when; the invitation goes into 输出."""
    task = task_for(case, "joint_invite", "lock")
    before = parties_of(open_office(case.registers), task) if case.registers.has(tables.PARTIES) else []
    invited = [row for row in before if row["leads"] != registers.YES_NO[0]]
    parties = divide(ask(case.dialogs, f"邀请 {task}：{JOINT_PARTIES}", _spelled(invited) or _divisions_of(case, task)))
    outside = split_list(ask(case.dialogs, "其中是其他机关（县市区局、别的部门）的编码，用顿号或分号隔开；都是本局处室的直接确定：",
                           "；".join(row["code"] for row in invited if row["outside"] == registers.YES_NO[0])))
    joint_act.check_parties(case.registers, task, parties, outside)  # what cannot be is told now, not after four more questions
    first, last = joint_act.earliest_days(case.registers, case.desk.today)
    lock_on = day_of(ask(case.dialogs, f"计划哪一天锁定（最早 {first}，给各方留出参数“邀请提前工作日”）：", str(first)), tables.PARTIES, "lock_on")
    due = day_of(ask(case.dialogs, f"参与件哪一天截止（不晚于锁定的 {lock_on}）：", str(last)), tables.PARTIES, "due")
    source = ask(case.dialogs, "打算用的随机源（写给参与方看；没有定就直接确定）：")
    place = ask(case.dialogs, "抽取的地点（没有定就直接确定）：")
    with case.writing(joint_act.INVITE) as book:
        terms = joint_act.Terms(parties, lock_on, due, source, place, outside)
        made = joint_act.invite(book, task, terms, session.signed(case.desk, book, task, ""))
    path = case.save(made.name, made.data)
    told = f"已邀请并保存。指纹 {made.document.fingerprint}\n请把邀请件发给各参与方；各方在自己的台账里点“联合参与”，把参与件发回，用“收参与件”收齐以后才能锁定。"
    return Outcome(told + list_files([path]), made.problems, show=tables.PARTIES.name, task=task, files=(path,))


def _spelled(invited: Iterable[PartyRow]) -> str:
    """The parties of the invitation before, as they are typed."""
    return "；".join(f"{row['code']}={row['name']}:{'、'.join(row['items'])}" for row in invited)


def _divisions_of(case: Case, task: str) -> str:
    """A suggestion: the other divisions of the task's items, each by its name with a code to be put before it.

    Items of another kind (GZ-01 among LS-01 …) for which the own division is put down, as in a new workbook, are offered without a name.
    """
    items, settings = case.registers.read(registers.ITEMS).by("code"), case.registers.settings()[0]
    row = case.registers.read(registers.TASKS).by("code")[task]
    own_kind = settings.division_code if any(code.startswith(f"{settings.division_code}-") for code in row["items"]) else ""
    found: dict[tuple[str, str], list[str]] = {}
    for code in row["items"]:
        division, kind = items[code]["division"] if code in items else "", code.partition("-")[0]
        if division and (division != settings.division or (own_kind and kind != own_kind)):
            found.setdefault((kind, "" if division == settings.division else division), []).append(code)
    return "；".join(f"{kind}={division}:{'、'.join(codes)}" for (kind, division), codes in found.items())


def join(case: Case) -> Outcome:
    """联合参与: this book's answer to an invitation; the book is only read."""
    invitation = joint_act.read_file_of(ask_file(case.dialogs, "选择收到的邀请件", _FILES), INVITATION)
    absent = split_list(ask(case.dialogs, "不参加的人员的姓名或编码，用顿号或分号隔开（不写原因；停用、证件到期的自动不参加；别人都参加就直接确定）："))
    limits = split_list(ask(case.dialogs, "限定次数的人员，写成 姓名（或编码）=次数，如 张某=2，用顿号或分号隔开（没有就直接确定）："))
    left_out = split_list(ask(case.dialogs, "不参加的对象的名称或编码，用顿号或分号隔开（不写原因；没有就直接确定）："))
    filler = ask(case.dialogs, "填报人的姓名：", case.registers.settings()[0].contact)
    signer = ask(case.dialogs, "签发人（负责人的姓名）：")
    made = joint_act.join(case.registers, invitation, joint_act.Answer("", absent, limits, left_out, signer, filler), case.desk)
    path = case.save(made.name, made.data)
    told = "\n".join((f"{joint_adding.describe_people(made.document)}。", *_brief(joint_adding.describe_absent(made.document)),
                      f"指纹 {made.document.fingerprint}", "请打印，由负责人签字盖章：纸质件送协调处，文件送牵头方。"))
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
    task = done.replies[-1].task
    told = "\n".join([f"已写入并保存：{len(done.replies)} 份参与件。", *(f"{one.text}{one.remedy}" for one in done.warnings)] if done.warnings else
                     [f"已写入并保存：{len(done.replies)} 份参与件，都收齐了。到计划锁定的那一天，点“锁定名录”。"])
    return Outcome(told, page=page, show=tables.PARTIES.name, task=task)


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
    told = "\n".join(f"{one.document.facts['参与方']}：{len(one.document.rows('检查组')) or '没有它的席位，0'} 家" for one in made)
    return Outcome(f"{told}\n请发给各参与方；填好发回的用“收回返回件”收。{list_files(paths)}", files=tuple(paths))
