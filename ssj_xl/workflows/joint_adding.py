"""联合抽查: taking the parties' 参与件 into the initiator's master, all problems of all files at once, a preview before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.domain.joint import Document
from ssj_xl.gateways.book import Book
from ssj_xl.tables import registers
from ssj_xl.tables.cells import read_cell
from ssj_xl.tables.joint import LENT, PARTIES, RECEIVED
from ssj_xl.tables.problems import Place, Problem, block, problem
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.joint import refuse_locked
from ssj_xl.workflows.office import Office, open_office
from ssj_xl.workflows.parties import borrowed, lent_to, missing_replies, parties_of

if TYPE_CHECKING:
    from ssj_xl.tables.rows import PartyRow

ADD = "收参与件"
_TITLES = {"人员编码": "code", "姓名": "name", "执法证号": "certificate", "证件有效期": "valid_to", "可检查事项": "items", "人员标签": "labels",
           "组长资格": "may_lead"}
"""Titles of a 参与件 that are columns of 执法人员."""
YES, NO = registers.YES_NO


class Reply(NamedTuple):
    """One 参与件: the name of its file, what it says, and the row of its party, None where nobody invited it."""

    file: str
    document: Document
    party: PartyRow | None

    @property
    def task(self) -> str:
        """The task that it is for."""
        return self.document.facts["任务编号"]


@dataclass(frozen=True)
class Taking:
    """What taking the files in would do.  lines: for the preview; people: rows of 执法人员 by code; warnings: what is still missing."""

    replies: tuple[Reply, ...]
    people: Mapping[str, Mapping[str, Any]]
    lines: tuple[str, ...]
    warnings: tuple[Problem, ...] = ()


def plan_add(book: Book, files: Sequence[tuple[str, Document]]) -> Taking:
    """What taking in these 参与件 (name of the file, document) would do.  Raises D01, J04 and J12–J20 of all of them at once."""
    office = open_office(book)
    replies = [_reply(office, name, document) for name, document in files]
    wrong = [one for reply in replies for one in _unfit(office, reply)]
    twice = Counter((reply.task, reply.document.facts["参与方编码"]) for reply in replies)
    wrong += [problem("J15", party=f"{task} {party}") for (task, party), count in twice.items() if count > 1]
    people: dict[str, Mapping[str, Any]] = {}
    for reply in replies:
        wrong += _read_people(office, reply, people)
        wrong += _read_rest(office, reply)
    wrong += _met_twice(replies)
    block(wrong)
    for task in dict.fromkeys(reply.task for reply in replies):
        refuse_locked(office, office.task(task))
    return Taking(tuple(replies), people, tuple(line for reply in replies for line in _told(reply)), tuple(_still_missing(office, replies)))


def add(book: Book, files: Sequence[tuple[str, Document]], desk: Desk) -> Taking:
    """Take the 参与件 in and save it.  Raises as `plan_add`."""
    planned = plan_add(book, files)
    office = open_office(book)
    known = office.table(registers.INSPECTORS).by("code")
    book.replace(registers.INSPECTORS, [(known[code], row) for code, row in planned.people.items() if code in known])
    book.append(registers.INSPECTORS, [row for code, row in planned.people.items() if code not in known])
    for reply in planned.replies:
        _write_lent(office, reply)
        _write_party(office, reply, desk)
        office.journal(desk, ADD, f"任务{reply.task}：参与方{reply.document.facts['参与方编码']}，指纹{reply.document.fingerprint}", reply.document.fingerprint)
    done = [task for task in dict.fromkeys(reply.task for reply in planned.replies) if not missing_replies(office, task)]
    book.replace(registers.TASKS, [(office.task(task), {"replied": desk.today}) for task in done])
    book.commit()
    return planned


def _reply(office: Office, name: str, document: Document) -> Reply:
    facts = document.facts
    return Reply(name, document, next((row for row in parties_of(office, facts["任务编号"]) if row["code"] == facts["参与方编码"] and row["leads"] != YES), None))


def _unfit(office: Office, reply: Reply) -> Iterator[Problem]:
    """Of another task, another invitation, or of nobody who was invited."""
    facts, place = reply.document.facts, Place(reply.file)
    invited = parties_of(office, reply.task)
    if not invited:
        yield problem("J12", place, task=reply.task)
    elif reply.party is None:
        yield problem("J14", place, task=reply.task, party=f"{facts['参与方编码']} {facts['参与方']}")
    elif facts["邀请件指纹"] != reply.party["invitation"]:
        yield problem("J13", place, stated=facts["邀请件指纹"][:16], now=reply.party["invitation"][:16])


def _read_people(office: Office, reply: Reply, people: dict[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Note the people of a file as rows of 执法人员; what is wrong with them."""
    place, spec = Place(reply.file), registers.INSPECTORS
    known, others = office.table(spec).by("code"), borrowed(office)
    own_certificates = {row["certificate"].upper() for row in known.values() if row["certificate"] and row["code"] not in others and not row["away_from"]}
    for row in reply.document.rows("人员"):
        person: dict[str, Any] = {key: read_cell(row[title], spec.by_key[key]).value for title, key in _TITLES.items()}
        for title, key in _TITLES.items():
            lost = not person[key] and (row[title] or spec.by_key[key].required)
            if lost or (key == "may_lead" and person[key] not in registers.YES_NO):
                yield problem("J18", place, person=row["人员编码"] or row["姓名"], column=title, value=row[title])
        if row["参加"] not in registers.YES_NO or not (row["可派次数"] == "" or (row["可派次数"].isascii() and row["可派次数"].isdigit() and len(row["可派次数"]) < 5)):
            yield problem("J18", place, person=row["人员编码"], column="可派次数、参加", value=f"{row['可派次数']}、{row['参加']}")
        own = known.get(person["code"])
        if own is not None and (own["code"] not in others or own["certificate"] != person["certificate"]):
            yield problem("J17", place, person=person["code"])
        elif own is None and (person["certificate"] or "").upper() in own_certificates:
            yield problem("J17", place, person=f"{person['code']} {person['certificate']}")
        people[person["code"]] = {**person, "division": reply.document.facts["参与方"]}


def _met_twice(replies: Sequence[Reply]) -> Iterator[Problem]:
    """A person in two files, twice in one, or under two codes with one certificate."""
    for title in ("人员编码", "执法证号"):
        found: dict[str, list[str]] = {}
        for reply in replies:
            for row in reply.document.rows("人员"):
                found.setdefault(row[title].upper(), []).append(reply.file)
        yield from (problem("J16", person=value, where="、".join(files)) for value, files in found.items() if value and len(files) > 1)


def _read_rest(office: Office, reply: Reply) -> Iterator[Problem]:
    """What is wrong with recusals and objects."""
    place, document = Place(reply.file), reply.document
    people = {row["人员编码"] for row in document.rows("人员")}
    yield from (problem("J19", place, person=row["回避人员编码"]) for row in document.rows("回避") if row["回避人员编码"] not in people)
    known = office.table(registers.OBJECTS).by("code")
    yield from (problem("J20", place, object=row["对象编码"], name=row["对象名称"]) for row in document.rows("对象")
                if row["对象编码"] not in known and row["参加"] != NO)


def _still_missing(office: Office, replies: Sequence[Reply]) -> Iterator[Problem]:
    for task in dict.fromkeys(reply.task for reply in replies):
        now = {reply.document.facts["参与方编码"] for reply in replies if reply.task == task}
        late = [row["name"] for row in parties_of(office, task) if row["leads"] != YES and row["state"] != RECEIVED and row["code"] not in now]
        if late:
            yield problem("J22", parties="、".join(late))


def _told(reply: Reply) -> Iterator[str]:
    """The preview of a file: who comes, who does not, what is recused, which objects stay out."""
    facts, counts = reply.document.facts, _counts(reply.document)
    yield (f"{facts['参与方']}（{facts['参与方编码']}）：人员 {counts['people']} 人，参加 {counts['taking']} 人；回避 {counts['recusals']} 对；"
           f"对象 {counts['objects']} 个，不参加 {len(counts['left_out'])} 个；填报 {facts['填报人']}，签发 {facts['签发人'] or '（没有写）'}，{facts['填报日期']}")
    yield f"　指纹 {reply.document.fingerprint}（请与签字盖章的纸质件核对）"
    yield from (f"　不参加：{row['人员编码']} {row['姓名']}" for row in reply.document.rows("人员") if row["参加"] == NO)
    yield from (f"　不参加：{row['对象编码']} {row['对象名称']}" for row in reply.document.rows("对象") if row["参加"] == NO)


def _counts(document: Document) -> dict[str, Any]:
    people, objects = document.rows("人员"), document.rows("对象")
    return {"people": len(people), "taking": sum(row["参加"] == YES for row in people), "recusals": len(document.rows("回避")),
            "objects": len(objects), "left_out": tuple(row["对象编码"] for row in objects if row["参加"] == NO)}


def _write_lent(office: Office, reply: Reply) -> None:
    """Whom a party lends; who was in its file before and is not now takes no part."""
    task, party = reply.task, reply.document.facts["参与方编码"]
    recused: dict[str, list[str]] = {}
    for row in reply.document.rows("回避"):
        recused.setdefault(row["回避人员编码"], []).append(row["回避对象编码"])
    rows = {row["人员编码"]: {"task": task, "party": party, "inspector": row["人员编码"], "takes": row["参加"],
                          "limit": int(row["可派次数"]) if row["可派次数"] else None, "recused": tuple(recused.get(row["人员编码"], ()))}
            for row in reply.document.rows("人员")}
    before = lent_to(office, task)
    gone = [(row, {"takes": NO, "recused": ()}) for code, row in before.items() if row["party"] == party and code not in rows]
    office.book.replace(LENT, [*((before[code], row) for code, row in rows.items() if code in before), *gone])
    office.book.append(LENT, [row for code, row in rows.items() if code not in before])


def _write_party(office: Office, reply: Reply, desk: Desk) -> None:
    facts = reply.document.facts
    row = next(one for one in parties_of(office, reply.task) if one["code"] == facts["参与方编码"])
    office.book.replace(PARTIES, [(row, {"state": RECEIVED, "received": desk.today, "reply": reply.document.fingerprint, "filler": facts["填报人"],
                                         "signer": facts["签发人"], **_counts(reply.document)})])
