"""演示, the joint task: the partner is invited, answers from its own book, is sent its objects, and brings its results back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ssj_xl.build import example
from ssj_xl.domain.joint import Document
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.papers.joint import as_file
from ssj_xl.tables.registers import SIGNED
from ssj_xl.workflows.demo.place import Workplace, act, desk_of
from ssj_xl.workflows.desk.given import read_file
from ssj_xl.workflows.joint import adding as joint_adding
from ssj_xl.workflows.joint import inviting as joint
from ssj_xl.workflows.joint import sharing as joint_files
from ssj_xl.workflows.results import collect


def invite(place: Workplace, plan: example.Ceremony, partners: Sequence[Workplace]) -> None:
    """① of a joint task, and ② of each partner, made in its own book and taken in."""
    spelled = tuple(f"{one.unit.settings['division_code']}={one.unit.title}" for one in partners)
    lock_on, due = (date.fromisoformat(stamp[:10]) for stamp in (plan.locked_at, plan.replies))
    desk = desk_of(place, plan.invited)
    with act(place, desk, "邀请前") as book:
        made = joint.invite(book, plan.task, joint.Terms(spelled, lock_on, due, plan.source, "市局三楼会议室"), desk)
    atomic_write(place.folder / made.name, made.data)
    answers = []
    for one in partners:
        signer = joint.Answer(signer=f"{one.unit.title}负责人")
        answer = joint.join(Book(open_gateway(one.book)), made.document, signer, desk_of(one, plan.joined))
        atomic_write(one.folder / answer.name, answer.data)
        answers.append((answer.name, answer.document))
    desk = desk_of(place, plan.replies)
    with act(place, desk, "收参与件前") as book:
        joint_adding.add(book, answers, desk)


def send(place: Workplace, task: str) -> None:
    """④ of every partner, into the initiator's folder."""
    for sent in joint_files.distribute(Book(open_gateway(place.book)), task):
        atomic_write(place.folder / sent.name, sent.data)


def bring_back(place: Workplace, task: str, partner: Workplace, found: Iterable[example.Row]) -> None:
    """⑤ of a partner: the file that it was sent, filled in as far as it has results, on each day that brings some."""
    code = str(partner.unit.settings["division_code"])
    path = partner.folder / f"回交件-{task}-{code}.xlsx"
    sent = next(one.document for one in joint_files.distribute(Book(open_gateway(place.book)), task) if one.document.facts["参与方编码"] == code)
    results = {(row["object"], row["item"]): row for row in found if row["task"] == task and row["entered"]}
    asked = {(row["对象编码"], row["事项编码"]) for row in sent.rows("检查结果")}
    for day in sorted({row["entered"] for key, row in results.items() if key in asked}):
        known = {key: row for key, row in results.items() if row["entered"] <= day}
        atomic_write(path, as_file(_filled_in(sent, known), {}))
        desk = desk_of(place, f"{day} 16:00:00")
        with act(place, desk, "收回返回件前") as book:
            files = [read_file(path)]
            collect.collect(book, files, collect.plan_collect(book, files, desk), desk)


def _filled_in(sent: Document, found: Mapping[tuple[str, str], example.Row]) -> Document:
    """A partner's file with these results (by object and item), as its people type them."""
    def line(row: tuple[str, ...]) -> tuple[str, ...]:
        known = found.get((row[0], row[2]))
        if known is None:
            return row
        due = known["disposal_due"].isoformat() if known["disposal_due"] else ""
        return (*row[:4], known["checked"].isoformat(), SIGNED, known["result"], known["problem"], known["disposal"], due)

    return replace(sent, lists={**sent.lists, "检查结果": [line(row) for row in sent.lists["检查结果"]]})
