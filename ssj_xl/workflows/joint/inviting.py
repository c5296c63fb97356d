"""联合抽查 before the lock: ① the invitation, ② what each party sends back, and taking it into the initiator's master.

Steps and contents: the initiator invites (`invite`), each party answers from its own master (`join`), prints and signs the
file; the initiator takes all of them in (`plan_add`, `add`).  From the lock on nothing of it changes.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.domain import staff
from ssj_xl.domain.draw.canon import ID
from ssj_xl.domain.joint import INVITATION, REPLY, Document, Kind, read_document
from ssj_xl.domain.matching.case import EVERYTHING, ON_DUTY
from ssj_xl.domain.workdays import Calendar, NotAnnounced
from ssj_xl.gateways.book import Book
from ssj_xl.papers.joint import as_file
from ssj_xl.tables import registers
from ssj_xl.tables.joint import INVITED, PARTIES, WITHDRAWN
from ssj_xl.tables.problems import Place, Problem, UserError, block, fail, problem
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.given import read_file
from ssj_xl.workflows.desk.office import Office, open_office
from ssj_xl.workflows.rounds.parties import borrowed

if TYPE_CHECKING:
    from ssj_xl.tables.rows import ObjectRow, TaskRow

INVITE = "联合邀请"
VISITING = 5
"""Working days after the lock that draw, matching, ④ and the visits need at the least."""


class Terms(NamedTuple):
    """What an invitation says beside the task: parties, the day of the lock, the last day for the answers, source and place.

    parties: `GZ=公证管理处:GZ-01、GZ-02`, without items those of which the party is 责任处室; outside: codes of parties that are
    other bodies.
    """

    parties: tuple[str, ...]
    lock_on: date
    due: date
    source: str = ""
    place: str = ""
    outside: tuple[str, ...] = ()


class Party(NamedTuple):
    """One party: its code, its name, its items, whether it is another body."""

    code: str
    name: str
    items: tuple[str, ...]
    outside: bool = False


@dataclass(frozen=True)
class Made:
    """A file that was made: its name, its bytes, what it says, and what is doubtful about it."""

    name: str
    data: bytes
    document: Document
    problems: tuple[Problem, ...] = ()


def refuse_locked(office: Office, task: TaskRow) -> None:
    """Raise J04 where an attempt of the task stands: from the lock on its parties are what they are."""
    standing = office.current(task["code"])
    if standing is not None:
        raise fail("J04", task=task["code"], attempt=standing["attempt"], at=standing["locked_at"])


def read_file_of(path: Path, kind: Kind) -> Document:
    """A file of this kind.  Raises J01–J03, and what keeps it from being read at all."""
    given = read_file(path)
    block(given.problems)
    document, wrong = read_document(given.sheets or ())
    if document is None or document.kind is not kind:
        raise fail("J01", Place(path.name), kind=kind.title)
    block([one.within(path.name) for one in wrong])
    return document


def read_files_of(paths: Iterable[Path], kind: Kind) -> list[tuple[str, Document]]:
    """Every file of this kind, of a folder all workbooks in it, with its name.  Raises what is wrong with all of them at once."""
    found: list[tuple[str, Document]] = []
    wrong: list[Problem] = []
    for path in (one for given in paths for one in (sorted(given.glob("*.xlsx")) if given.is_dir() else [given])):
        try:
            found.append((path.name, read_file_of(path, kind)))
        except UserError as error:
            wrong += error.problems
    block(wrong)
    if not found:
        raise fail("J01", kind=kind.title)
    return found


# --- ① 邀请件 --------------------------------------------------------------------------------------------

def invite(book: Book, task: str, terms: Terms, desk: Desk) -> Made:
    """Invite the parties of a task; the invitation to be sent, and their rows in 联合参与方.

    Whoever was invited before and is not named now is withdrawn.  Warns of days of task and plan that the lock would miss (J31, J32).
    Raises D01, J04–J10, J25, J26.
    """
    office = open_office(book)
    row = office.task(task)
    refuse_locked(office, row)
    parties, wrong = _parties(office, row, terms.parties, terms.outside)
    block([*wrong, *_terms_problems(office, terms, desk)])
    document = _invitation(office, row, parties, terms=terms)
    _write_invitation(office, row, parties, {"invited": desk.today, "due": terms.due, "lock_on": terms.lock_on, "invitation": document.fingerprint})
    others = "、".join(party.name for party in parties[1:])
    lead = f"请各参与方于 {terms.due} 前在自己的台账里用“联合参与”（joint join）生成参与件，打印、签字盖章后寄回：纸质件送协调处，文件送牵头方。"
    office.journal(desk, INVITE, f"任务{row['code']}：邀请{others}，指纹{document.fingerprint}", document.fingerprint)
    book.commit()
    return Made(f"邀请件-{row['code']}.xlsx", as_file(document, {"": lead}), document, tuple(_days_missed(office, row, terms)))


def check_parties(book: Book, task: str, parties: Sequence[str], outside: Collection[str]) -> None:
    """Raise what is wrong with the parties before anything else is asked: D01, J04–J08, J25, J26."""
    office = open_office(book)
    row = office.task(task)
    refuse_locked(office, row)
    block(_parties(office, row, parties, outside)[1])


def earliest_days(book: Book, today: date) -> tuple[date, date]:
    """The first day on which a task may be locked that is invited to today, and the working day before it, for the answers."""
    days = max(book.settings()[0].invite_days, 1)
    calendar = Calendar.from_rows(book.read(registers.HOLIDAYS) if book.has(registers.HOLIDAYS) else ())
    try:
        return calendar.add(today, days), calendar.add(today, days - 1)
    except NotAnnounced:
        return today + timedelta(days), today + timedelta(days - 1)


def _parties(office: Office, task: TaskRow, wanted: Sequence[str], outside: Collection[str]) -> tuple[list[Party], list[Problem]]:
    """The initiator and the parties named, and what is wrong with them."""
    found: list[Party] = []
    wrong: list[Problem] = [] if wanted else [problem("J25")]
    free = list(task["items"])
    own = _initiator(office)
    for text in wanted:
        code, name, items = _spelled(text)
        if not ID.fullmatch(code) or not name:
            wrong.append(problem("J05", value=text))
            continue
        if code == own.code or code in {party.code for party in found}:
            wrong.append(problem("J06", party=code))
        items = items or tuple(item for item in free if _is_of(office, item, name))
        wrong += [problem("J07", item=item, task=task["code"]) for item in items if item not in free]
        wrong += [] if items else [problem("J08", party=name, items="、".join(free) or "LS-01")]
        free = [item for item in free if item not in items]
        found.append(Party(code, name, items, code in {one.strip().upper() for one in outside}))
    if not free and not wrong:
        wrong.append(problem("J26"))
    return [own._replace(items=tuple(free)), *sorted(found)], wrong


def _initiator(office: Office) -> Party:
    settings = office.settings
    return Party(settings.division_code or settings.unit_code, settings.division or settings.unit, ())


def _spelled(text: str) -> tuple[str, str, tuple[str, ...]]:
    code, _, rest = unicodedata.normalize("NFKC", text).partition("=")
    name, _, items = rest.partition(":")
    return code.strip().upper(), name.strip(), tuple(filter(None, (part.strip().upper() for part in items.replace(",", "、").split("、"))))


def _is_of(office: Office, item: str, name: str) -> bool:
    row = office.table(registers.ITEMS).by("code").get(item)
    return row is not None and row["division"] == name


def _terms_problems(office: Office, terms: Terms, desk: Desk) -> Iterator[Problem]:
    days = office.settings.invite_days
    if _workdays(office, desk.today, terms.lock_on) < days:
        yield problem("J09", day=terms.lock_on, days=days)
    if not desk.today <= terms.due <= terms.lock_on:
        yield problem("J10", due=terms.due, day=terms.lock_on)


def _workdays(office: Office, start: date, end: date) -> int:
    """Working days from one day to a later one; of a year whose holidays are not announced, days count."""
    calendar = Calendar.from_rows(office.table(registers.HOLIDAYS) if office.book.has(registers.HOLIDAYS) else ())
    with suppress(NotAnnounced):
        return calendar.between(start, end)
    return (end - start).days


def _days_missed(office: Office, task: TaskRow, terms: Terms) -> Iterator[Problem]:
    """Days of the task and its plan that lie before the lock (J31), last days that follow it too soon to visit anybody (J32)."""
    tasks, plans, plan = office.table(registers.TASKS), office.table(registers.PLANS), office.plan(task)
    days = [(tasks.place(task, "start"), "任务的开始日期", task["start"], False), (tasks.place(task, "end"), "任务的截止日期", task["end"], True)]
    days += [(plans.place(plan, "end"), f"年度计划 {plan['code']} 的截止日期", plan["end"], True)] if plan is not None else []
    for place, what, day, is_last in days:
        if day is not None and day <= terms.lock_on:
            yield problem("J31", place, what=what, day=day, lock=terms.lock_on)
        elif day is not None and is_last and (left := _workdays(office, terms.lock_on, day)) < VISITING:
            yield problem("J32", place, what=what, day=day, lock=terms.lock_on, left=left)


def _invitation(office: Office, task: TaskRow, parties: Sequence[Party], *, terms: Terms) -> Document:
    items = office.table(registers.ITEMS).by("code")
    scope = task["scope"] or "、".join((*task["object_type"], *task["county"])) or "事项适用的全部对象"
    facts = (task["code"], task["name"], office.settings.unit + office.settings.division, scope, *map("、".join, (task["object_type"], task["county"], task["labels"], task["people_labels"])),
             _day(task["start"]), _day(task["end"]), terms.due.isoformat(), terms.lock_on.isoformat(), terms.source, terms.place, task["supervisor"])
    return Document(INVITATION, dict(zip(INVITATION.facts, facts, strict=True)), {
        "参与方": [(one.code, one.name, _yes(number == 0), _yes(one.outside), str(_seats(office, one)), "、".join(one.items))
                 for number, one in enumerate(parties)],
        "事项": [(code, items[code]["minor"] if code in items else "", "、".join(items[code]["object_type"]) if code in items else "")
               for code in task["items"]]})


def _seats(office: Office, party: Party) -> int:
    return office.settings.seats_other if party.outside else office.settings.seats_own


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _yes(is_so: bool) -> str:
    return registers.YES_NO[0 if is_so else 1]


def _write_invitation(office: Office, task: TaskRow, parties: Sequence[Party], mark: Mapping[str, Any]) -> None:
    before = {row["code"]: row for row in office.table(PARTIES) if row["task"] == task["code"]}
    blank: dict[str, Any] = {"received": None, "reply": "", "filler": "", "signer": "", "people": None, "taking": None, "recusals": None,
             "objects": None, "left_out": ()}
    rows = {one.code: {"task": task["code"], "code": one.code, "name": one.name, "leads": _yes(number == 0), "outside": _yes(one.outside),
                       "seats": _seats(office, one), "items": one.items, "state": INVITED, **mark, **blank} for number, one in enumerate(parties)}
    gone = [(row, {"state": WITHDRAWN}) for code, row in before.items() if code not in rows]
    office.book.replace(PARTIES, [*((before[code], row) for code, row in rows.items() if code in before), *gone])
    office.book.append(PARTIES, [row for code, row in rows.items() if code not in before])
    office.book.replace(registers.TASKS, [(task, {"partners": tuple(one.name for one in parties[1:]), "replies_due": mark["due"], "replied": None})])


# --- ② 参与件, made in the party's own master ---------------------------------------------------------------

class Answer(NamedTuple):
    """What a party decides, people and objects by code or name.  absent: inspectors who do not take part; limits: `编码=次数` (or a name); left_out: objects;
    signer: who signs it; filler: who filled it in, '' for 联系人 of 参数."""

    party: str = ""
    absent: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    signer: str = ""
    filler: str = ""


def join(book: Book, invitation: Document, answer: Answer, desk: Desk) -> Made:
    """A party's answer from its own master, which is only read; J34 where nobody who takes part may check the party's items.

    Raises J11, J27–J29, J33, J37.
    """
    office = open_office(book)
    party = _answering(office, invitation, answer.party)
    people = {row["code"]: row for row in office.table(registers.INSPECTORS) if row["code"] not in borrowed(office)}
    absent, unknown = _meant(answer.absent, people)
    wrong = [problem("J29", value="、".join(unknown))] if unknown else []
    limits, bad = _limits(answer.limits, people)
    objects, strange = _objects(office, invitation, party, left_out=answer.left_out, day=desk.today)
    block([*wrong, *bad, *([problem("J37", value="、".join(strange))] if strange else [])])
    start, end = (date.fromisoformat(invitation.facts[key] or desk.today.isoformat()) for key in ("开始日期", "截止日期"))
    listed = [_person(row, takes=row["code"] not in absent and staff.status_on(row, start, end) == ON_DUTY, limit=limits.get(row["code"], ""))
              for row in people.values()]
    taking = [people[row[0]] for row in listed if row[-1] == registers.YES_NO[0]]
    if len(taking) < int(party["席位"]):
        raise fail("J27", party=party["参与方"], have=len(taking), seats=party["席位"])
    institutions = office.institutions()  # the initiator need not know the person that somebody is recused from
    recused = sorted({(code, place) for code, objects in staff.barred_pairs(office.table(registers.RECUSALS), start, end).items()
                      for object_ in objects for place in (object_, institutions.get(object_, object_)) if code in people})
    filler = answer.filler or office.settings.contact or desk.operator
    facts = (invitation.facts["任务编号"], invitation.fingerprint, party["参与方编码"], party["参与方"], filler, answer.signer, desk.today.isoformat())
    document = Document(REPLY, dict(zip(REPLY.facts, facts, strict=True)), {
        "人员": listed, "回避": recused, "对象": objects})
    lead = "请核对，打印后由负责人签字：＿＿＿＿＿＿＿＿　（盖章）　日期：＿＿＿＿＿＿＿＿\n生成以后改动任何一格，指纹就不符，牵头方不收。"
    return Made(f"参与件-{facts[0]}-{party['参与方编码']}.xlsx", as_file(document, {"": lead}), document, tuple(_unfit(invitation, party, taking)))


def _answering(office: Office, invitation: Document, code: str) -> dict[str, str]:
    """The party that a workbook is, by the code given, else by the workbook's own codes and name (J11, J33)."""
    parties = [row for row in invitation.rows("参与方") if row["牵头"] != registers.YES_NO[0]]
    settings = office.settings
    own = [code.strip().upper()] if code.strip() else [*filter(None, (
        f"{settings.unit_code}-{settings.division_code}", settings.division_code, settings.unit_code))]
    found = next((row for one in own for row in parties if row["参与方编码"] == one), None)
    if found is None:
        raise fail("J11", party="、".join(own), known="、".join(f"{row['参与方编码']} {row['参与方']}" for row in parties))
    names = {settings.division, settings.unit, settings.unit + settings.division}
    if not code.strip() and _plain(found["参与方"]) not in map(_plain, names):  # several counties have the same 处室编码
        raise fail("J33", party=f"{found['参与方编码']} {found['参与方']}", own=settings.unit + settings.division)
    return found


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _unfit(invitation: Document, party: Mapping[str, str], taking: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """J34 where nobody who takes part may check one of the party's items, or too few have the labels that the task asks of people."""
    items, labels = set(party["事项编码"].split("、")), set(filter(None, invitation.facts["人员要求"].split("、")))
    fit = [row for row in taking if labels <= set(row["labels"])]
    able = [row for row in fit if EVERYTHING in row["items"] or items & set(row["items"])]
    if len(fit) < int(party["席位"]) or not able:
        yield problem("J34", items=party["事项编码"], labels="、".join(sorted(labels)) or "没有", fit=len(fit), able=len(able), seats=party["席位"])


def _meant(texts: Iterable[str], rows: Mapping[str, Mapping[str, Any]]) -> tuple[set[str], list[str]]:
    """The codes that are written, or that one row of this name has, and what is neither.  rows: by code."""
    found, unknown = set[str](), list[str]()
    named = Counter(_plain(row["name"]) for row in rows.values())
    for text in filter(None, map(str.strip, texts)):
        code = text.upper() if text.upper() in rows else ""
        if not code and named[_plain(text)] == 1:
            code = next(code for code, row in rows.items() if _plain(row["name"]) == _plain(text))
        found |= {code} if code else set()
        unknown += [] if code else [text]
    return found, unknown


def _limits(texts: Iterable[str], people: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, str], list[Problem]]:
    found, wrong = dict[str, str](), list[Problem]()
    for text in texts:
        who, _, number = unicodedata.normalize("NFKC", text).replace(" ", "").partition("=")
        codes, _ = _meant([who], people)
        if not (number.isascii() and number.isdigit()):
            wrong.append(problem("J28", value=text, why="没有写明次数"))
        elif not codes:
            alike = any(_plain(row["name"]) == _plain(who) for row in people.values())
            wrong.append(problem("J28", value=text, why="本台账有几个同名的" if alike else "本台账没有这个人"))
        else:
            found |= dict.fromkeys(codes, str(int(number)))
    return found, wrong


def _person(row: Mapping[str, Any], *, takes: bool, limit: str) -> tuple[str, ...]:
    return (row["code"], row["name"], row["certificate"], _day(row["valid_to"]), "、".join(row["items"]), "、".join(row["labels"]),
            row["may_lead"] or registers.YES_NO[1], limit, _yes(takes))


def _objects(office: Office, invitation: Document, party: Mapping[str, str], *, left_out: Iterable[str], day: date) -> tuple[list[tuple[str, ...]], list[str]]:
    """The own objects of the task's scope for which one of the party's items is, each with what the account leaves of it; and what is
    to be left out and is none of them.

    One that takes no part is listed whatever its labels: they may be others in the initiator's register.
    """
    items = party["事项编码"].split("、")
    kinds = {kind for row in invitation.rows("事项") if row["事项编码"] in items for kind in (row["对象类型"] or "").split("、")}
    ledger = office.ledger(day)
    types, counties, labels = (frozenset(filter(None, invitation.facts[name].split("、"))) for name in ("对象类型", "区县", "对象标签"))

    fitting = [obj for obj in office.table(registers.OBJECTS) if obj["status"] in registers.DRAWABLE and ("" in kinds or obj["object_type"] in kinds)
               and (not types or obj["object_type"] in types) and (not counties or obj["county"] in counties)]
    gone, strange = _meant(left_out, {obj["code"]: obj for obj in fitting})

    def line(obj: ObjectRow) -> tuple[str, ...]:
        full = bool(ledger.reason(obj, day))
        return (obj["code"], obj["name"], obj["object_type"], _yes(not full and obj["code"] not in gone), "0" if full else "")

    return [row for obj in fitting if (row := line(obj))[3] == registers.YES_NO[1] or labels <= set(obj["labels"])], strange
