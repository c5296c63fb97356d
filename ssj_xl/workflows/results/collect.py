"""收回: results from teams' returns and filled record forms into 检查结果, previewed first, every row accounted for.

A return is bound to its page's token, a form to its 核对码, both to the draw; only rows that wait, or that an earlier return of the same object
filled, or that hold no more than day and signature, are written.  What the desk typed and what is published stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.domain.codes import RESULTS, names
from ssj_xl.domain.draw.ssj1 import digest
from ssj_xl.domain.period import ON_THE_LIST, team_of
from ssj_xl.domain.returns import ItemOf, Return, VisitOf
from ssj_xl.gateways.book import Book
from ssj_xl.papers.handouts.results import DISPOSALS
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import Place, Problem, block, fail, problem
from ssj_xl.tables.registers import FINDINGS, SIGNATURES
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.given import Given
from ssj_xl.workflows.desk.office import Office, add_entry, open_office
from ssj_xl.workflows.joint import sharing as joint_files
from ssj_xl.workflows.results.record_forms import RecordForms, returns_in
from ssj_xl.workflows.rounds.result_rows import keep_in_step

if TYPE_CHECKING:
    from ssj_xl.tables.rows import WinnerRow

ACT = "收回返回件"
NEW, UPDATED, SAME, LEFT = "新登记", "更新", "相同", "不收"


class Line(NamedTuple):
    """One row of a return: the file, object and item, what becomes of it, the values it brings or why it is left."""

    file: str
    name: str
    object: str
    item: str
    state: str
    text: str


@dataclass(frozen=True)
class Collection:
    """What a collection does.  lines: every row of every return; problems: of whole files, and of rows that are left.

    values: what is written, by task, object and item; returned: when the return was made, by task, attempt and object; first: those of
    which none came before, so that `passed` knows that there is a paper, whether it could be read or not.
    """

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    values: Mapping[tuple[str, str, str], Mapping[str, Any]] = field(default_factory=dict)
    returned: Mapping[tuple[str, int, str], str] = field(default_factory=dict)
    first: frozenset[tuple[str, int, str]] = frozenset()

    @property
    def is_to_write(self) -> bool:
        """Whether there is anything to save."""
        return bool(self.values or self.first)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each state; together they are all that was read."""
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in (NEW, UPDATED, SAME, LEFT)}


def plan_collect(book: Book, files: Iterable[Given], desk: Desk) -> Collection:
    """What collecting these files would do; nothing is saved.

    Files that are no returns (B01, B09), of other pages (B02, B10), of another round (B03) or older than what was taken (B04)
    are named and the others go on; so are forms that are there twice (B11) or not filled in (B12).
    """
    office = open_office(book)
    keep_in_step(office)
    reading = _Reading(office, desk)
    for name, one in reading.read(files):
        reading.take(name, one)
    before = {(row["task"], row["attempt"], row["object"]) for row in office.table(records.WINNERS) if row["returned"]}
    return Collection(tuple(reading.lines), tuple(reading.problems), reading.values, reading.returned, frozenset(reading.returned.keys() - before))


def collect(book: Book, files: Sequence[Given], seen: Collection, desk: Desk) -> Collection:
    """Write what was planned and save it.  seen: the preview that was shown; raises B07 where another would be made by now."""
    planned = plan_collect(book, files, desk)
    if planned != seen:
        raise fail("B07", exit_code=3)
    if not planned.is_to_write:
        return planned
    office = open_office(book)
    table = office.table(FINDINGS)
    counts = planned.counts
    content = digest("\n".join(sorted(sha256(one.data).hexdigest() for one in files)))
    tasks = "、".join(sorted({key[0] for key in (*planned.values, *planned.first)}))
    entry = add_entry(book, desk, ACT, f"任务{tasks}：{'，'.join(f'{state}{count}行' for state, count in counts.items() if count)}", content)
    rows = {(row["task"], row["object"], row["item"]): row for row in (*table.rows, *table.waiting)}
    book.replace(FINDINGS, [(rows[key], {**values, "batch": entry["number"]}) for key, values in planned.values.items()])
    winners = [(row, planned.returned.get((row["task"], row["attempt"], row["object"]))) for row in office.table(records.WINNERS)]
    book.replace(records.WINNERS, [(row, {"returned": at}) for row, at in winners if at])
    book.commit()
    return planned


class _Reading:
    """The returns of one collection, the earliest first."""

    def __init__(self, office: Office, desk: Desk) -> None:
        self._office, self._desk = office, desk
        self.lines: list[Line] = []
        self.problems: list[Problem] = []
        self.values: dict[tuple[str, str, str], dict[str, Any]] = {}
        self.returned: dict[tuple[str, int, str], str] = {}
        codes = office.table(registers.CODES) if office.book.has(registers.CODES) else ()
        self._results, self._disposals = (frozenset(names(codes, one)) for one in (RESULTS, DISPOSALS))
        table = office.table(FINDINGS)
        self._rows: dict[tuple[str, str, str], Row] = {(row["task"], row["object"], row["item"]): row for row in (*table.rows, *table.waiting)}
        self._taken = {row["number"] for row in office.table(records.LOG) if row["act"] == ACT}
        self._winners: Sequence[WinnerRow] = office.table(records.WINNERS).rows

    def read(self, files: Iterable[Given]) -> list[tuple[str, Return]]:
        """The returns of standing draws, in the order in which they were made."""
        found: dict[Return, str] = {}
        tokens, forms = {row["sheet_token"] for row in self._winners}, RecordForms(self._office, self._desk.stamp)
        for given in files:
            brought = joint_files.returned(given, self._office, self._desk.stamp, self._winners) if given.sheets and not given.problems else None
            for one in returns_in(given, tokens, forms) if brought is None else brought:
                if isinstance(one, Problem):
                    self.problems.append(one)
                elif not self._stands(one):
                    self.problems.append(problem("B03", Place(given.name), task=one.task, attempt=one.attempt))
                else:
                    found.setdefault(one, given.name)
        return sorted(((name, one) for one, name in found.items()), key=lambda each: each[1].made)

    def _stands(self, one: Return) -> bool:
        """Whether a return is of the round that stands."""
        current = self._office.current(one.task)
        return current is not None and (current["attempt"], current["seed"]) == (one.attempt, one.draw)

    def take(self, name: str, one: Return) -> None:
        """Every row of a return."""
        mine = {row["object"]: row for row in self._winners
                if (row["task"], row["attempt"]) == (one.task, one.attempt) and one.token in ("", row["sheet_token"])}
        for visit in one.visits:
            key = (one.task, one.attempt, visit.object)
            row = mine.get(visit.object)
            last = "" if one.party else self.returned.get(key) or (row["returned"] if row else "")
            foreign = self._why_foreign(one, row)
            why = foreign or self._why_no_visit(one.task, visit)
            late = "" if why or one.made >= last else "B04"
            left = why or (f"已有更晚的返回件（{last}）" if late else "")
            unread = {} if left else self._unread(one, visit)
            others = f"{'、'.join(unread)} 没有收，这一家都不收" if unread else ""
            for item in visit.items:
                self._item(name, one, visit, item, why=left or unread.get(item.item, others))
            if left and (visit.items or not visit.why):
                self.problems.append(problem("B05", Place(name), object=f"{self._name(visit.object)} {visit.object}".strip(), why=left))
            if unread:
                told = "；".join(f"{item} {why}" for item, why in unread.items())
                self.problems.append(problem("B13", Place(name), name=self._name(visit.object), object=visit.object, why=told))
            if late:
                self.problems.append(problem("B04", Place(name), at=last, made=one.made))
            elif not (one.party or foreign or (last and (why or unread))):
                self.returned[key] = one.made

    def _name(self, object_: str) -> str:
        return next((row["name"] for row in self._winners if row["object"] == object_), "")

    def _unread(self, one: Return, visit: VisitOf) -> dict[str, str]:
        """Items of which it is not known what was found, with the reason: the signature of such a paper stands for none of its rows."""
        found = {item.item: self._why_unread(item, self._rows.get((one.task, visit.object, item.item))) for item in visit.items}
        return {item: why for item, why in found.items() if why}

    def _why_foreign(self, one: Return, row: Row | None) -> str:
        """Why an object is none of those who say something of it; '' where it is."""
        if row is None or row["state"] not in ON_THE_LIST:
            return "不在本组的抽中名单里"
        return "" if team_of(row) == one.team else "改派后检查组已变，请现在的检查组重新填写"

    def _why_no_visit(self, task: str, visit: VisitOf) -> str:
        if visit.why:
            return visit.why
        if visit.day > self._desk.today:
            return f"检查日期{visit.day}晚于今天"
        if drawn := self._office.drawn_after(task, visit.day):
            return f"检查日期{visit.day}早于抽取日期{drawn}"
        return "" if visit.signed in SIGNATURES else f"签字情况“{visit.signed[:20]}”不对"

    def _item(self, name: str, one: Return, visit: VisitOf, item: ItemOf, *, why: str) -> None:
        key = (one.task, visit.object, item.item)
        brought: dict[str, Any] = {"checked": visit.day, "signed": visit.signed, "result": item.result, "problem": item.problem.strip(),
                   "disposal": item.disposal, "disposal_due": item.due}
        brought |= dict((*visit.more, *item.more))
        row = self._rows.get(key)
        own = "" if why or row is None else self._why_not(row, visit)
        why = why or own
        state = LEFT
        if row is not None and not why:
            now = {**row, **self.values.get(key, {})}
            state = SAME if all(now[each] == value for each, value in brought.items()) else UPDATED if now["checked"] else NEW
        if state in (NEW, UPDATED):
            self.values[key] = {**brought, "entered": self._desk.today}
        moved = f"登记到场的{row['checked']}改为{visit.day}" if row and row["checked"] and row["checked"] != visit.day else ""
        told = why or "；".join(str(value) for value in (visit.day, item.result, item.problem, item.disposal, item.due and f"期限{item.due}", moved) if value)
        self.lines.append(Line(name, self._name(visit.object), visit.object, item.item, state, " ".join(told.split("\n"))))
        if own:
            self.problems.append(problem("B05", Place(name), object=f"{self._name(visit.object)} {visit.object} {item.item}".strip(), why=own))

    def _why_unread(self, item: ItemOf, row: Row | None) -> str:
        if row is None:
            return "不是这家的检查事项"
        if item.why:
            return item.why
        if item.result not in self._results or (item.disposal and item.disposal not in self._disposals):
            return "结果或处置不是代码表里的"
        return ""

    def _why_not(self, row: Row, visit: VisitOf) -> str:
        if row["published"]:
            return "已经公示"
        if row["batch"] in self._taken:
            return ""
        if any(row[key] for key in ("result", "problem", "disposal")):
            return "台账里已有人填写"
        agrees = row["checked"] is None or visit.day > row["checked"] or (visit.day == row["checked"] and row["signed"] in ("", visit.signed))
        return "" if agrees else f"登记到场的是{row['checked']}{row['signed']}，这里是{visit.day}{visit.signed}"


def printed(found: Collection) -> Iterator[str]:
    """A preview for people: a line each, then the sum."""
    yield from (f"{line.file}\t{line.name}\t{line.object}\t{line.item}\t{line.state}\t{line.text}" for line in found.lines)
    counts = found.counts
    yield f"共 {len(found.lines)} 行：" + "，".join(f"{state} {count}" for state, count in counts.items())
    unread = {(task, object_) for task, _, object_ in found.first} - {(task, object_) for task, object_, _ in found.values}
    if unread:
        yield f"没有收的 {len(unread)} 家写入以后记为收到过表：“未发现问题”不登记它们还没有结果的行。"


def refuse_nothing(found: Collection) -> None:
    """Raise the problems of a collection that would write nothing."""
    if not found.is_to_write:
        block([one for one in found.problems if one.severity == "error"])
