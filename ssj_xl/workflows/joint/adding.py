"""联合抽查: taking the parties' 参与件 into the initiator's master, all problems of all files at once, a preview before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.domain.joint import Document
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.cells import read_cell
from ssj_xl.tables.joint import LENT, PARTIES, RECEIVED
from ssj_xl.tables.problems import Place, Problem, block, problem
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import Office, open_office
from ssj_xl.workflows.joint.inviting import refuse_locked
from ssj_xl.workflows.rounds.parties import borrowed, lent_to, missing_replies, parties_of, party_names

if TYPE_CHECKING:
    from ssj_xl.tables.rows import InspectorRow, PartyRow

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

    @property
    def is_known(self) -> bool:
        """Whether this very file was taken in before."""
        return self.party is not None and self.party["state"] == RECEIVED and self.party["reply"] == self.document.fingerprint


@dataclass(frozen=True)
class Taking:
    """What taking the files in would do.

    replies: those that are new; people: rows of 执法人员 by code; lines: for the preview, of files that are known too; warnings: what is still missing;
    moved: by file, who of the register becomes the party's.
    """

    replies: tuple[Reply, ...]
    people: Mapping[str, Mapping[str, Any]]
    lines: tuple[str, ...]
    warnings: tuple[Problem, ...] = ()
    moved: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class _Met(NamedTuple):
    """What reading the people of the files found: rows of 执法人员 by code, and by file those of the register who become a party's."""

    people: dict[str, dict[str, Any]]
    moved: dict[str, list[InspectorRow]]


def plan_add(book: Book, files: Sequence[tuple[str, Document]]) -> Taking:
    """What taking in these 参与件 (name of the file, document) would do.

    Somebody whom the initiator's register has as the party's, or as 停用 for good, becomes the party's, and a line says so.
    Raises D01, J04, J12–J20, J27 and J30 of all of them at once.
    """
    office = open_office(book)
    replies = [_reply(office, name, document) for name, document in files]
    wrong = [one for reply in replies for one in _unfit(office, reply)]
    twice = Counter((reply.task, reply.document.facts["参与方编码"]) for reply in replies)
    wrong += [problem("J15", party=f"{task} {party}") for (task, party), count in twice.items() if count > 1]
    met = _Met({}, {})
    for reply in replies:
        wrong += [*_read_people(office, reply, met), *_read_rest(office, reply)]
    wrong += _met_twice(office, replies)
    block(wrong)
    for task in dict.fromkeys(reply.task for reply in replies):
        refuse_locked(office, office.task(task))
    new = [reply for reply in replies if not reply.is_known]
    people = {row["人员编码"]: met.people[row["人员编码"]] for reply in new for row in reply.document.rows("人员")}
    block(_waiting_elsewhere(office, people, {row["code"] for rows in met.moved.values() for row in rows}))
    lines = tuple(line for reply in replies for line in (*_describe(reply), *(_moved_line(row, reply) for row in met.moved.get(reply.file, ()))))
    return Taking(tuple(new), people, lines, tuple(_still_missing(office, replies)),
                  {file: tuple(row["code"] for row in rows) for file, rows in met.moved.items()})


def add(book: Book, files: Sequence[tuple[str, Document]], desk: Desk) -> Taking:
    """Take the 参与件 in and save it; nothing is written where all of them are in already.  Raises as `plan_add`."""
    planned = plan_add(book, files)
    if not planned.replies:
        return planned
    office = open_office(book)
    known = office.table(registers.INSPECTORS).by("code")
    book.replace(registers.INSPECTORS, [(known[code], row) for code, row in planned.people.items() if code in known])
    book.append(registers.INSPECTORS, [row for code, row in planned.people.items() if code not in known])
    for reply in planned.replies:
        _write_lent(office, reply)
        _write_party(office, reply, desk)
        mark, moved = reply.document.fingerprint, planned.moved.get(reply.file)
        told = f"任务{reply.task}：参与方{reply.document.facts['参与方编码']}，指纹{mark}" + (f"，转为派出{'、'.join(moved)}" if moved else "")
        office.journal(desk, ADD, told, mark)
    done = [task for task in dict.fromkeys(reply.task for reply in planned.replies) if not missing_replies(office, task)]
    book.replace(registers.TASKS, [(row, {"replied": desk.today}) for row in map(office.task, done) if row["replied"] is None])
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


def _read_people(office: Office, reply: Reply, met: _Met) -> Iterator[Problem]:
    """Note the people of a file as rows of 执法人员; what is wrong with them."""
    place, spec, party = Place(reply.file), registers.INSPECTORS, reply.document.facts["参与方"]
    known, others = office.table(spec).by("code"), borrowed(office)
    own_certificates = {row["certificate"].upper() for row in known.values() if row["certificate"] and row["code"] not in others and not _is_retired(row)}
    strangers: list[str] = []
    for row in reply.document.rows("人员"):
        person: dict[str, Any] = {key: read_cell(row[title], spec.by_key[key]).value for title, key in _TITLES.items()}
        yield from _unreadable(row, person, place)
        own, certificate = known.get(person["code"]), (person["certificate"] or "").upper()
        lent = own is not None and own["code"] in others
        same = own is not None and own["certificate"].upper() == certificate
        if own is not None and same and not lent and (own["division"] == party or _is_retired(own)):
            met.moved.setdefault(reply.file, []).append(own)
            person |= {"away_from": None, "away_to": None, "away_why": ""} if _is_retired(own) else {}
        elif (own is not None and not (lent and same)) or (own is None and certificate in own_certificates):
            strangers.append(f"{person['code']} {row['姓名']}")
        met.people[row["人员编码"]] = {**person, "division": party}
    if strangers:
        yield problem("J17", place, people="、".join(strangers))


def _is_retired(row: InspectorRow) -> bool:
    """Whether somebody is 停用 for good: who is away for a while comes back and is still ours."""
    return row["away_from"] is not None and row["away_to"] is None


def _moved_line(own: InspectorRow, reply: Reply) -> str:
    """Who stops being one of ours: nobody changes hands silently."""
    party = reply.document.facts["参与方"]
    was = f"停用（{own['away_from']} 起），停用去掉" if _is_retired(own) else f"“{own['division']}”的人"
    return f"　转为参与方派出：{own['code']} {own['name']}，本台账原登记为{was}；今后只参加“{party}”参加的联合抽查"


def _unreadable(row: Mapping[str, str], person: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    for title, key in _TITLES.items():
        lost = not person[key] and (row[title] or registers.INSPECTORS.by_key[key].required)
        if lost or (key == "may_lead" and person[key] not in registers.YES_NO):
            yield problem("J18", place, person=row["人员编码"] or row["姓名"], column=title, value=row[title])
    limit = row["可派次数"]
    if row["参加"] not in registers.YES_NO or not (limit == "" or (limit.isascii() and limit.isdigit() and len(limit) < 5)):
        yield problem("J18", place, person=row["人员编码"], column="可派次数、参加", value=f"{limit}、{row['参加']}")


def _met_twice(office: Office, replies: Sequence[Reply]) -> Iterator[Problem]:
    """People in two files, twice in one, under two codes with one certificate, or lent by a party whose file was taken in before."""
    twice: dict[tuple[str, ...], list[str]] = {}
    for title in ("人员编码", "执法证号"):
        found: dict[str, list[str]] = {}
        for reply in replies:
            for row in reply.document.rows("人员"):
                found.setdefault(row[title].upper(), []).append(reply.file)
        for value, files in found.items():
            if value and len(files) > 1:
                twice.setdefault(tuple(files), []).append(value)
    here = {(reply.task, reply.document.facts["参与方编码"]) for reply in replies}
    for reply in replies:
        party, before, names = reply.document.facts["参与方编码"], lent_to(office, reply.task), party_names(office, reply.task)
        for row in reply.document.rows("人员"):
            other = before.get(row["人员编码"])
            if other is not None and other["party"] != party and other["takes"] == YES and (reply.task, other["party"]) not in here:
                twice.setdefault((reply.file, f"已收的“{names[other['party']]}”的参与件"), []).append(row["人员编码"])
    yield from (problem("J16", people="、".join(dict.fromkeys(people)), where="、".join(files)) for files, people in twice.items())


def _waiting_elsewhere(office: Office, people: Mapping[str, Mapping[str, Any]], moved: Collection[str]) -> Iterator[Problem]:
    """J30 for tasks that are locked and not drawn yet whose people this would change: their draw would find other people than the lock."""
    known = office.table(registers.INSPECTORS).by("code")
    changed = {code for code, row in people.items() if code in known
               and (code in moved or any(known[code][key] != row[key] for key in ("valid_to", "items", "labels", "may_lead")))}
    for task in office.table(registers.TASKS):
        draw = office.current(task["code"])
        if draw is not None and not draw["drawn_at"]:
            met = sorted(changed.intersection(row["inspector"] for row in office.rows_of(records.LOCKED_PEOPLE, draw)))
            if met:
                yield problem("J30", people="、".join(met), task=task["code"])


def _read_rest(office: Office, reply: Reply) -> Iterator[Problem]:
    """What is wrong with recusals and objects."""
    place, document = Place(reply.file), reply.document
    people = {row["人员编码"] for row in document.rows("人员")}
    strangers = dict.fromkeys(row["回避人员编码"] for row in document.rows("回避") if row["回避人员编码"] not in people)
    if strangers:
        yield problem("J19", place, people="、".join(strangers))
    taking = sum(row["参加"] == YES for row in document.rows("人员"))
    if reply.party is not None and taking < reply.party["seats"]:
        yield problem("J27", place, party=reply.party["name"], have=taking, seats=reply.party["seats"])
    known = office.table(registers.OBJECTS).by("code")
    kinds: dict[str, list[str]] = {}
    for row in document.rows("对象"):
        if row["对象编码"] not in known and row["参加"] != NO:
            kinds.setdefault(row["对象类型"] or "没有类型", []).append(f"{row['对象编码']} {row['对象名称']}")
    if kinds:
        told = "；".join(f"{kind} {len(names)} 个（{'、'.join(names)}）" for kind, names in kinds.items())
        yield problem("J20", place, count=sum(map(len, kinds.values())), objects=told)


def _still_missing(office: Office, replies: Sequence[Reply]) -> Iterator[Problem]:
    for task in dict.fromkeys(reply.task for reply in replies):
        now = {reply.document.facts["参与方编码"] for reply in replies if reply.task == task}
        late = [row["name"] for row in parties_of(office, task) if row["leads"] != YES and row["state"] != RECEIVED and row["code"] not in now]
        if late:
            yield problem("J22", parties="、".join(late))


def _describe(reply: Reply) -> Iterator[str]:
    """The preview of a file: who comes, who does not, what is recused, which objects stay out."""
    facts, before = reply.document.facts, reply.party
    yield (f"{facts['参与方']}（{facts['参与方编码']}）：{describe_people(reply.document)}；"
           f"填报 {facts['填报人']}，签发 {facts['签发人'] or '（没有写）'}，{facts['填报日期']}")
    yield f"　指纹 {reply.document.fingerprint}（请与签字盖章的纸质件核对）"
    if before is not None and before["state"] == RECEIVED:
        yield (f"　就是 {before['received']} 收的那一份，不再写入" if reply.is_known else
               f"　替换 {before['received']} 收的那一份（指纹 {before['reply'][:16]}…）")
    yield from describe_absent(reply.document)


def describe_absent(document: Document) -> list[str]:
    """Who and what takes no part, a line each."""
    return [*(f"　不参加：{row['人员编码']} {row['姓名']}" for row in document.rows("人员") if row["参加"] == NO),
            *(f"　不参加：{row['对象编码']} {row['对象名称']}" for row in document.rows("对象") if row["参加"] == NO)]


def describe_people(document: Document) -> str:
    """How many people, recusals and objects a 参与件 has, and how many of them take no part."""
    counts = _counts(document)
    return (f"人员 {counts['people']} 人，参加 {counts['taking']} 人；回避 {counts['recusals']} 对；"
            f"对象 {counts['objects']} 个，不参加 {len(counts['left_out'])} 个")


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
