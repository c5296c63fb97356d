"""Registering visits in few acts: the day of a team's visits, and 未发现问题 for what nothing was found at.

A batch is one entry of 操作日志; its number stands in the rows, so that it can be undone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.domain.codes import NO_DISPOSAL, clean_result
from ssj_xl.domain.draw.ssj1 import digest
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.cells import split_list
from ssj_xl.tables.problems import Problem, block, fail, problem
from ssj_xl.tables.registers import FINDINGS, SIGNATURES, SIGNED
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import Office, add_entry, open_office
from ssj_xl.workflows.rounds.result_rows import keep_in_step

if TYPE_CHECKING:
    from ssj_xl.tables.rows import FindingRow

ACT, VISITED, PUBLICATION = "批量登记", "登记到场", "登记公示日期"
"""The batches that can be undone, as 操作日志 calls them."""
_SHOWN = FINDINGS.header("published")
_WORKED_ON = "登记后又有改动或已经公示"


class Which(NamedTuple):
    """Rows of a task: those of some objects (codes), of the teams of one inspector (code or name), of one team (its codes as they
    stand in the rows), of all where none is named."""

    objects: tuple[str, ...] = ()
    person: str = ""
    team: tuple[str, ...] = ()

    def holds(self, row: FindingRow) -> bool:
        """Whether a row of 检查结果 is meant."""
        wanted = {code.strip().upper() for code in self.objects}
        person = self.person.strip().upper()
        return ((not wanted or row["object"] in wanted) and (not person or person in row["inspectors"])
                and (not self.team or row["inspectors"] == self.team))


class Visit(NamedTuple):
    """When a team was there, and how the paper record was signed."""

    day: date
    signed: str = SIGNED


@dataclass(frozen=True)
class Registered:
    """What an act did: the rows (as they were), how many were left by the reason, the number of the log entry.

    act: what was undone; unreturned: objects without a form or return, where others of the task have one.
    """

    rows: Sequence[FindingRow]
    left: Mapping[str, int]
    number: str
    act: str = ""
    unreturned: frozenset[str] = frozenset()

    @property
    def firms(self) -> int:
        """How many objects the rows are of."""
        return len({row["object"] for row in self.rows})


def rows_of(office: Office, task: str, which: Which) -> list[FindingRow]:
    """The rows of a task that are meant, those that wait among them, in the order of the sheet.  Raises D90, D106."""
    table = office.table(FINDINGS)
    own: list[FindingRow] = [row for row in (*table.rows, *table.waiting) if row["task"] == task]
    which = which._replace(person=_code_of(office, own, which.person))
    found = sorted((row for row in own if which.holds(row)), key=lambda row: row.line)
    known = {row["object"] for row in own} | {code for row in own for code in row["inspectors"]}
    missing = [code for code in (*which.objects, which.person) if code and code.strip().upper() not in known]
    if missing or not found:
        raise fail("D90", task=task, which=f"（{'、'.join(missing)}）" if missing else "")
    return found


def _code_of(office: Office, own: Iterable[FindingRow], person: str) -> str:
    """The code of an inspector who is named by code or name.  Raises D106 for a name that several of these teams have."""
    here = {code for row in own for code in row["inspectors"]}
    named = [row["code"] for row in office.table(registers.INSPECTORS) if row["name"] == person.strip() and row["code"] in here]
    if len(named) > 1:
        raise fail("D106", name=person.strip(), codes="、".join(named))
    return named[0] if named else person


def visited(book: Book, task: str, which: Which, visit: Visit, desk: Desk) -> Registered:
    """Put day and signature of a visit into the rows that have no 检查日期; the log says for how many.

    Rows that an older workbook does not have are made first.  An object that was put off to a later day gets it only where it is
    named: it may have been visited before after all.  Raises D90 (no such rows), D91 (a day to come), D133 (one before
    the draw), D92 (a signature that is none of the list), D93 (nothing to do).
    """
    office = open_office(book)
    code = office.task(task)["code"]
    block(_wrong_visit(office, code, visit, desk.today))
    keep_in_step(office, code)
    put_off = {} if which.objects else _put_off(office, code, visit.day)
    rows, left = _split(code, rows_of(office, code, which), lambda row: "已有检查日期" if row["checked"] else put_off.get(row["object"], ""))
    number = _write(office, desk, VISITED, f"任务{code}：{_visit_in_words(visit.day, visit.signed)}",
                    [(row, {"checked": visit.day, "signed": visit.signed}) for row in rows])
    return Registered(rows, left, number)


def _put_off(office: Office, task: str, day: date) -> dict[str, str]:
    """Objects of the standing list whose visit was put off to after a day, with that as a reason."""
    draw = office.current(task)
    return {row["object"]: f"延期至{row['put_off_to']}（提前检查的写明对象再登记）" for row in (office.rows_of(records.WINNERS, draw) if draw else ())
            if row["put_off_to"] and row["put_off_to"] > day}


def _wrong_visit(office: Office, task: str, visit: Visit, today: date) -> Iterator[Problem]:
    if visit.day > today:
        yield problem("D91", what="检查日期", day=visit.day)
    if drawn := office.drawn_after(task, visit.day):
        yield problem("D133", day=visit.day, drawn=drawn)
    if visit.signed not in SIGNATURES:
        yield problem("D92", value=visit.signed, known="、".join(SIGNATURES))


def plan_passed(book: Book, task: str, which: Which) -> Registered:
    """What `passed` would fill; nothing is saved, number is blank.

    Raises D90, D93 (nothing to do, with the reasons), D94 where 代码表 has no such result.
    """
    office = open_office(book)
    code, _ = office.task(task)["code"], _clean(office)
    draw = office.current(code)
    came = {row["object"] for row in office.rows_of(records.WINNERS, draw) if row["returned"]} if draw else set()
    rows, left = _split(code, rows_of(office, code, which), lambda row: _why_not(row, came))
    return Registered(rows, left, "", unreturned=frozenset(row["object"] for row in rows) - came if came else frozenset())


def passed(book: Book, task: str, which: Which, desk: Desk) -> Registered:
    """Register 未发现问题 for rows with a 检查日期 and a signed paper record that hold neither result nor problem nor disposal.

    Raises as `plan_passed`.
    """
    office = open_office(book)
    code, clean = office.task(task)["code"], _clean(office)
    planned = plan_passed(book, task, which)
    number = _write(office, desk, ACT, f"任务{code}：{clean}",
                    [(row, {"result": clean, "disposal": NO_DISPOSAL, "entered": row["entered"] or desk.today}) for row in planned.rows])
    return Registered(planned.rows, planned.left, number)


def undo(book: Book, task: str, desk: Desk, *, acts: Sequence[str] = (ACT, VISITED), number: str = "") -> Registered:
    """Take a batch back: what it wrote goes, and nothing else; rows that were worked on since are left.

    acts: kinds of batches that are meant, of ACT, VISITED and PUBLICATION; number: of its log entry, the task's last one by default.
    Raises D95 where there is none, or nothing of it to take back.  What a return brought is no batch.
    """
    office = open_office(book)
    last, planned = _batch_of(office, task, acts, number)
    number = _write(office, desk, "撤销批量登记", f"任务{office.task(task)['code']}：撤销第{last}条日志的{planned.act}",
                    [(row, {**dict.fromkeys(_WRITTEN[planned.act]), "batch": "、".join(_batches(row)[:-1]) or None}) for row in planned.rows])
    return replace(planned, number=number)


def plan_undo(book: Book, task: str) -> Registered:
    """What `undo` would take back of the task's last batch; nothing is saved, number is blank.  Raises D95."""
    return _batch_of(open_office(book), task, (ACT, VISITED), "")[1]


def _batch_of(office: Office, task: str, acts: Sequence[str], number: str) -> tuple[str, Registered]:
    """The number of the log entry that is taken back, and its rows."""
    code = office.task(task)["code"]
    made = {entry["number"]: entry for entry in office.table(records.LOG) if entry["act"] in acts}
    batches = [row for row in office.table(FINDINGS) if row["task"] == code and made.keys() & _batches(row)]
    on_top = [one for row in batches for one in _batches(row)[-1:] if one in made] or [one for row in batches for one in _batches(row) if one in made]
    last = number.strip() or max(on_top, key=lambda one: (len(one), one), default="")
    mine = [row for row in batches if last in made and last in _batches(row)]
    if not mine:
        raise fail("D95", task=code, acts="、".join(acts), which=f"（{number}）" if number else "")
    act = made[last]["act"]
    clean = _clean(office) if act == ACT else ""
    rows = [row for row in mine if _batches(row)[-1] == last and _is_as_left(row, "" if act == ACT else made[last]["summary"], clean)]
    left = {_WORKED_ON: len(mine) - len(rows)} if len(mine) > len(rows) else {}
    if not rows:
        raise fail("D95", task=code, acts="、".join(acts), which=f"（第{last}条日志的 {len(mine)} 行{_WORKED_ON}）")
    return last, Registered(rows, left, "", act)


_WRITTEN = {ACT: ("result", "disposal", "entered"), VISITED: ("checked", "signed"), PUBLICATION: ("published",)}
"""The columns that a batch writes."""


def _batches(row: FindingRow) -> tuple[str, ...]:
    """The entries of the log that wrote a row, the last one at the end."""
    return split_list(row["batch"])


def _write(office: Office, desk: Desk, act: str, words: str, changes: Sequence[tuple[FindingRow, Mapping[str, Any]]]) -> str:
    """Save what rows get, with one entry of the log, whose number they keep where it can be taken back; returns the number."""
    text = f"{words}，{_counted([row for row, _ in changes])}"
    number: str = add_entry(office.book, desk, act, text, digest(text))["number"]
    own = (number,) if act in _WRITTEN else ()
    office.book.replace(FINDINGS, [(row, {"batch": "、".join((*_batches(row), *own)) or None, **values}) for row, values in changes])
    office.book.commit()
    return number


def _visit_in_words(day: date, signed: str) -> str:
    return f"检查日期{day}，签字情况{signed}"


def _is_as_left(row: FindingRow, visit: str, clean: str) -> bool:
    """Whether a row is as a batch wrote it.  visit: the log's words of a registering of days, '' for 未发现问题."""
    if visit and f"{_SHOWN}{row['published']}，" in visit:
        return not (row["disputed"] or row["dispute_result"] or row["withdrawn"])
    if row["problem"] or row["published"]:
        return False
    if visit:
        return not (row["result"] or row["disposal"]) and _visit_in_words(row["checked"], row["signed"]) in visit
    return bool(row["result"] == clean and row["disposal"] == NO_DISPOSAL)


def uploaded(book: Book, task: str, which: Which, day: date, desk: Desk) -> Registered:
    """Put the day on which results were typed into the provincial platform into the rows that have a result and no such day.

    It is never 公示日期.  Raises D90, D91 (a day to come), D93 (nothing to do, with the reasons).
    """
    return _give_day(book, task, _Step("uploaded", "登记平台录入", which, day), desk)


def published(book: Book, task: str, which: Which, day: date, desk: Desk) -> Registered:
    """Put 公示日期 into the finished rows that have none: those with a result, whose paper record says how it was signed.

    Raises D90, D91 (a day to come), D93 (nothing to do, with the reasons).  `undo` takes it back.
    """
    return _give_day(book, task, _Step("published", PUBLICATION, which, day), desk)


def undated(book: Book, task: str) -> int:
    """How many rows of a task `published` would give a day."""
    office = open_office(book)
    step = _Step("published", PUBLICATION, Which(), date.max)
    return sum(row["task"] == task and not step.why_not(row) for row in office.table(FINDINGS))


class _Step(NamedTuple):
    """A day that finished rows get in one act: its column, the act as the log calls it, which rows, the day."""

    key: str
    act: str
    which: Which
    day: date

    @property
    def header(self) -> str:
        """The column, as staff know it."""
        return FINDINGS.by_key[self.key].header

    def why_not(self, row: Row) -> str:
        """Why a row does not get the day; '' where it does."""
        if not row["result"]:
            return "没有检查结果"
        if row[self.key]:
            return f"已有{self.header}"
        if row["checked"] and row["checked"] > self.day:
            return f"检查日期晚于{self.day}"
        return "没有签字情况" if self.act == PUBLICATION and not row["signed"] else ""


def _give_day(book: Book, task: str, step: _Step, desk: Desk) -> Registered:
    office = open_office(book)
    code = office.task(task)["code"]
    if step.day > desk.today:
        raise fail("D91", what=step.header, day=step.day)
    rows, left = _split(code, rows_of(office, code, step.which), step.why_not)
    return Registered(rows, left, _write(office, desk, step.act, f"任务{code}：{step.header}{step.day}", [(row, {step.key: step.day}) for row in rows]))


def _clean(office: Office) -> str:
    found = clean_result(office.table(registers.CODES) if office.book.has(registers.CODES) else ())
    if not found:
        raise fail("D94")
    return found


def _split(task: str, found: Sequence[FindingRow], why_not: Callable[[FindingRow], str]) -> tuple[list[FindingRow], dict[str, int]]:
    """The rows that an act is for, and how many are left by the reason.  Raises D93 where it is for none."""
    why = [(row, why_not(row)) for row in found]
    rows, left = [row for row, reason in why if not reason], dict(Counter(reason for _, reason in why if reason))
    if not rows:
        raise fail("D93", task=task, why="；".join(f"{reason}的 {count} 行" for reason, count in left.items()))
    return rows, left


def _why_not(row: FindingRow, came: Collection[str]) -> str:
    """Why a row gets no 未发现问题 from a batch; '' where it does.  came: objects of which a form or return came."""
    if not row["checked"]:
        return "没有检查日期"
    if row["result"] or row["problem"] or row["disposal"]:
        return "已有结果、问题或处置"
    if row["object"] in came:
        return "这家的表收到过、这一行没有收进来"
    return "" if row["signed"] == SIGNED else f"签字情况不是“{SIGNED}”"


def _counted(rows: Iterable[FindingRow]) -> str:
    found = list(rows)
    return f"{len({row['object'] for row in found})}家{len(found)}行"
