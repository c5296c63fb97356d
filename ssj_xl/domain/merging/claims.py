"""Who brings a row, and the evidence that comes with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple

from ssj_xl.domain import logchain
from ssj_xl.tables import records, registers
from ssj_xl.tables.cells import fold_name, value_text
from ssj_xl.tables.consolidated import EARLIER
from ssj_xl.tables.problems import Place, Problem, problem
from ssj_xl.tables.settings import COUNTY
from ssj_xl.tables.table import Row, Table

_NAMED = {registers.OBJECTS.name: "name", registers.INSPECTORS.name: "name", registers.ACTIVITIES.name: "name"}


class Fate(Enum):
    """What becomes of a row that was read."""

    MERGED = "并入"
    DUPLICATE = "重复"
    REJECTED = "退回"


@dataclass(frozen=True)
class Source:
    """A workbook that was handed in.

    file: its name in messages; unit, division, level: from its 参数; instead: the file of the same unit that is
    used in place of this one, '' where this one is used; month: of a 报送件, '' for a master; year: its 年度, 0 where it
    says none; earlier: it is the workbook of the year before, taken for a period that begins in December;
    codes: the unit's and the division's own codes, with which its task numbers begin.
    """

    file: str
    unit: str = ""
    division: str = ""
    level: str = ""
    instead: str = ""
    month: str = ""
    codes: tuple[str, str] = ("", "")
    year: int = 0
    earlier: bool = False

    def numbered(self, task: str) -> bool:
        """Whether a task's number begins with the codes of this unit and division (单位编码-处室编码-年-序)."""
        unit, division = self.codes
        return bool(unit) and task.startswith(f"{unit}-{division}-" if division else f"{unit}-")

    @property
    def title(self) -> str:
        """Whose workbook it is."""
        return f"{self.unit}{self.division}" or self.file

    @property
    def is_county(self) -> bool:
        """Whether a county bureau keeps it."""
        return self.level == COUNTY

    def answers_to(self, name: str) -> bool:
        """Whether `name` in a row means this workbook's division."""
        return bool(name) and fold_name(name) in {fold_name(self.division or self.unit), fold_name(self.title)}


class Handed(NamedTuple):
    """A workbook's registers by name."""

    source: Source
    tables: Mapping[str, Table]


class Claim:
    """One row of one workbook, and what became of it."""

    __slots__ = ("_at", "fate", "kept", "row", "source", "table", "why")

    def __init__(self, source: Source, table: Table, row: Row) -> None:
        self.source, self.table, self.row = source, table, row
        self.fate: Fate | None = None
        self.why = ""
        self.kept: Claim | None = None
        self._at: Place | None = None

    @classmethod
    def merged(cls, source: Source, table: Table, row: Row) -> Claim:
        """A row of which nothing had to be decided."""
        claim = cls(source, table, row)
        claim.fate = Fate.MERGED
        return claim

    def settle(self, fate: Fate, why: str = "", at: Place | None = None, *, kept: Claim | None = None) -> None:
        """Give the row its one fate; `at` is the cell that decided, `kept` the row kept in place of a duplicate."""
        if self.fate is not None:
            raise ArithmeticError(f"{self.place()} is {self.fate} and cannot be {fate}")
        self.fate, self.why, self.kept, self._at = fate, why, kept, at

    @property
    def line(self) -> int:
        """The sheet row."""
        return self.table.grid.top + self.row.line

    @property
    def at(self) -> Place:
        """The cell that decided the fate, or the row."""
        return self._at or self.place()

    @property
    def label(self) -> str:
        """The row's key as a reader knows it."""
        spec = self.table.spec
        keys = (*spec.unique, *filter(None, [_NAMED.get(spec.name)])) or ("name",)
        return " ".join(filter(None, (self.shown(key, blank="") for key in keys if key != "attempt")))

    def place(self, key: str = "") -> Place:
        """The cell of a column, or the row."""
        found = self.table.place(self.row, key)
        return Place(self.source.file, found.sheet or self.table.spec.name, found.cell)

    def problem(self, code: str, key: str = "", /, **params: object) -> Problem:
        """A problem at this row's cell."""
        header = {"header": self.table.spec.header(key)} if key else {}
        return Problem(code, {**header, **params}, self.place(key))

    def shown(self, key: str, *, blank: str = "空白") -> str:
        """A value as it reads."""
        return value_text(self.row[key]) or blank

    def differences(self, kept: Claim) -> list[str]:
        """Columns in which this row says something else than the one kept; a blank here says nothing."""
        return [key for key in self.table.spec.by_key
                if self.row[key] not in ("", None, ()) and self.row[key] != kept.row[key]]

    @property
    def filled(self) -> int:
        """How many cells say something."""
        return sum(value not in ("", None, ()) for value in self.row.values())


OF_A_TASK = (records.DRAWS, records.LOCKED, records.LOCKED_PEOPLE, records.WINNERS, registers.FINDINGS)
"""Tables whose rows belong to a task, and with it to the division that started it."""


def task_of(claim: Claim) -> str:
    """The code of the task a row belongs to, '' for none."""
    value: Any = claim.row.get("task", "")
    return str(value)


# --- what last month's consolidation noted ---------------------------------------------------------------

Rows = Sequence[Mapping[str, Any]]

SOUND, LINKED, BROKEN, ABSENT, NOT_CHECKED = "完整", "逐条相接（报送件不含摘要）", "有断裂", "没有日志表", "未报，沿用上次"

# What may never change once it stands.  Sound workbooks fill in the second set at the draw, the third at a void.
_FIXED = ("root", "people", "rule", "source", "commitments", "locked_at")
_ONCE = ("nonces", "seed_text", "seed", "drawn_at", "void_at")


@dataclass(frozen=True)
class Previous:
    """What the bureau workbook of the month before says; empty where there is none.

    heads, submissions: rows of these sheets; draws, tasks: rows of 抽取记录 and 抽查任务 with their source; registers: rows of
    those of which changes are watched, by name; unmerged: rows of 未并入行.
    """

    heads: Rows = ()
    submissions: Rows = ()
    draws: Rows = ()
    tasks: Rows = ()
    registers: Mapping[str, Rows] = field(default_factory=dict)
    unmerged: Rows = ()

    @cached_property
    def of_the_year_before(self) -> frozenset[str]:
        """The files that were last year's workbooks then."""
        return frozenset(str(row["file"]) for row in self.submissions if row["state"] == EARLIER)


def unit_key(unit: str, division: str) -> tuple[str, str]:
    """Which unit and division is meant, whatever blanks and widths its name is written with."""
    return fold_name(unit), fold_name(division)


def log_heads(books: Iterable[Handed], previous: Previous, stamp: str) -> list[dict[str, Any]]:
    """Rows of 日志末指纹: of every workbook that was handed in, and the last known of those that were not."""
    rows = [_head(source, tables.get(records.LOG.name), stamp) for source, tables in books if not (source.instead or source.earlier)]
    here = {unit_key(row["unit"], row["division"]) for row in rows}
    missing = [row for row in previous.heads if unit_key(row["unit"], row["division"]) not in here]
    return rows + [{**row, "state": NOT_CHECKED} for row in missing]


def _head(source: Source, log: Any, stamp: str) -> dict[str, Any]:
    rows: list[Row] = list(log) if log else []
    head = logchain.head(rows)
    last = next((row for row in rows if row["digest"] == head), None)
    broken = logchain.verify(rows, links_only=bool(source.month))
    state = ABSENT if log is None else BROKEN if broken else LINKED if source.month else SOUND
    return {"unit": source.unit, "division": source.division, "count": len(rows), "at": last["at"] if last else "",
            "head": head, "state": state, "file": source.file, "taken_at": stamp}


def lost_heads(books: Iterable[Handed], previous: Previous) -> Iterator[Problem]:
    """K14: a log that no longer holds the head noted last time.

    A new year's workbook begins a log of its own: a head of the year before is asked of that year's workbook, if it is there,
    and one that was noted of the new one not of the old one beside it.
    """
    noted = {unit_key(row["unit"], row["division"]): row for row in previous.heads}
    asked = [(source, tables.get(records.LOG.name) or (), row) for source, tables in books
             if not source.instead and (row := noted.get(unit_key(source.unit, source.division)))]
    found = {row["head"] for _, log, row in asked if logchain.contains(log, row["head"])}
    for source, _, row in asked:
        if row["head"] not in found and not _is_before(row["at"], source) and not _is_after(row["at"], source):
            place = Place(source.file, records.LOG.name)
            yield problem("K14", place, unit=source.title, at=row["taken_at"] or row["at"], head=row["head"][:16] + "…")


def changed_draws(draws: Iterable[Claim], books: Iterable[Handed], previous: Previous) -> Iterator[Problem]:
    """K15: an attempt noted last time that is gone, or whose list, rule, seed or times are others now.

    Only units that handed in a workbook are asked; what stands of an attempt may be filled in, never altered.
    """
    claims = [claim for claim in draws if claim.fate is not Fate.REJECTED]
    now = {(claim.row["task"], claim.row["attempt"]): claim for claim in reversed(claims)}
    handed = {fold_name(book.source.title): book.source for book in sorted(books, key=lambda book: not book.source.earlier)
              if not book.source.instead}
    reread = {fold_name(book.source.title) for book in books if book.source.earlier and not book.source.instead}
    for row in previous.draws:
        source = handed.get(fold_name(row["source_unit"]))
        claim = now.get((row["task"], row["attempt"]))
        was_before = source is not None and (_is_before(row["locked_at"], source) or row["source_file"] in previous.of_the_year_before)
        if source is None or (claim is None and was_before and fold_name(source.title) not in reread):
            continue
        if claim is None:
            place = Place(source.file, records.DRAWS.name)
            yield problem("K15", place, key=row["task"], attempt=row["attempt"], what="这一行不见了")
        elif changed := _changed(row, claim.row):
            what = "、".join(f"{records.DRAWS.header(key)}变了" for key in changed)
            yield claim.problem("K15", changed[0], key=row["task"], attempt=row["attempt"], what=what)


def _is_before(time: str, source: Source) -> bool:
    """Whether a time is of a year before the workbook's own."""
    return bool(time and source.year and time[:4] < str(source.year))


def _is_after(time: str, source: Source) -> bool:
    """Whether a time is of the year after that of a workbook beside which there is a newer one, and so rather said of that one."""
    return bool(source.earlier and time[:4] > str(source.year))


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return [key for key in (*_FIXED, *_ONCE) if before[key] not in ("", None) and before[key] != now[key]]


def open_locks(draws: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Attempts that were locked and neither drawn nor voided."""
    return [row for row in draws if row["locked_at"] and not row["drawn_at"] and not row["void_at"]]
