"""Problems as values: a stable code, its parameters and the place where it stands.

A rule never writes prose; it names a code and gives parameters.  The sentence that
a user reads comes from the catalogue, so wording stands in one place and can be tested.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from ssj_xl.tables.catalogue import CATALOGUE, Severity

ERROR_LEVEL, WARNING_LEVEL = "错误", "提醒"


_AT_A_WINDOW: ContextVar[bool] = ContextVar("at_a_window", default=False)


@contextlib.contextmanager
def at_a_window() -> Iterator[None]:
    """While a button is carried out: remedies tell what to press and to answer, not options of a command line."""
    before = _AT_A_WINDOW.set(True)
    try:
        yield
    finally:
        _AT_A_WINDOW.reset(before)


def by_door(command: str, window: str) -> str:
    """What is told where a command is typed, or while a button is carried out."""
    return window if _AT_A_WINDOW.get() else command


_CELL_OR_ROWS = re.compile(r"[A-Z]{0,3}([0-9]+)(?::|$)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem stands: file, sheet and cell (A1 style); any of them may be empty."""

    file: str = ""
    sheet: str = ""
    cell: str = ""

    @property
    def row(self) -> int:
        """The sheet row, of rows (2:2) the first; 0 where no cell is named, or a parameter by its name."""
        found = _CELL_OR_ROWS.match(self.cell)
        return int(found[1]) if found else 0

    def __str__(self) -> str:
        at = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell
        return " ".join(part for part in (self.file, at) if part)


class _Hidden:
    """A value that is not shown, however it is formatted."""

    def __format__(self, _spec: str) -> str:
        return "…"


class _Masked(dict[str, object]):
    """Parameters of a problem of which only names of columns and tables are shown."""

    def __getitem__(self, key: str) -> object:
        return super().__getitem__(key) if key in ("header", "table") else _Hidden()


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about the input.  `code` is a key of the catalogue; `params` fill its templates."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    place: Place = Place()

    @property
    def severity(self) -> Severity:
        """`error` blocks the act; `warning` is shown and the act goes on."""
        return CATALOGUE[self.code].severity

    @property
    def text(self) -> str:
        """The cause as a Chinese sentence."""
        return CATALOGUE[self.code].cause.format(**self.params)

    @property
    def remedy(self) -> str:
        """What the user does about it, as a Chinese sentence; at a window that of the window."""
        entry = CATALOGUE[self.code]
        return by_door(entry.remedy, entry.window or entry.remedy).format(**self.params)

    @property
    def level(self) -> str:
        """The severity as staff read it."""
        return ERROR_LEVEL if self.severity == "error" else WARNING_LEVEL

    @property
    def kind(self) -> str:
        """The cause without what the cells hold: fit for whoever may not see them."""
        return CATALOGUE[self.code].cause.format_map(_Masked(self.params))

    def within(self, file: str) -> Problem:
        """The same problem with the file named in its place."""
        return replace(self, place=replace(self.place, file=file))

    def __str__(self) -> str:
        where = f"{self.place}：" if str(self.place) else ""
        return f"[{self.code}] {where}{self.text}{self.remedy}"


def problem(code: str, place: Place = Place(), **params: object) -> Problem:
    """Shorthand for `Problem`; raises KeyError for a code that is not in the catalogue."""
    CATALOGUE[code]
    return Problem(code, params, place)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Only those problems that block."""
    return [p for p in problems if p.severity == "error"]


class UserError(Exception):
    """Something the user can mend.  Carries every problem found, and the exit code of the command line.

    Exit codes: 1 the data has problems, 3 a file is locked, unreadable or would be overwritten,
    4 verification failed.
    """

    def __init__(self, problems: Iterable[Problem], *, exit_code: int = 1) -> None:
        self.problems = tuple(problems)
        self.exit_code = exit_code
        super().__init__(as_lines(self.problems))


def fail(code: str, place: Place = Place(), *, exit_code: int = 1, **params: object) -> UserError:
    """A `UserError` of one problem: `raise fail("F01", Place(file=path), exit_code=3)`."""
    return UserError([problem(code, place, **params)], exit_code=exit_code)


def block(problems: Iterable[Problem], *, exit_code: int = 1) -> None:
    """Raise `UserError` with all blocking problems, if there are any."""
    found = errors(problems)
    if found:
        raise UserError(found, exit_code=exit_code)


_ALIKE, _CELLS = 3, 3
"""From so many on equal findings are one line, which names so many cells."""
_NUMBERS = re.compile(r"[0-9]+|:.*")


def fold(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Problems in their order, those of one code and column of a sheet (or of its rows) together where there are three or more.

    What stands in no cell is alike only where it says the same.
    """
    groups: dict[object, list[Problem]] = {}
    for found in problems:
        at = found.place
        where = _NUMBERS.sub("", at.cell) if at.cell else found.text
        groups.setdefault((found.code, at.file, at.sheet, found.params.get("header"), where), []).append(found)
    return [part for group in groups.values() for part in ([group] if len(group) >= _ALIKE else [[one] for one in group])]


def folded(alike: Sequence[Problem]) -> str:
    """Equal findings as one line: how many, the first cells, the first one's cause, the remedy.  One alone as it is."""
    first = alike[0]
    if len(alike) == 1:
        return str(first)
    named = [found.place.cell for found in alike if found.place.cell]
    cells = "、".join(named[:_CELLS]) + ("等" if len(named) > _CELLS else "")
    where = f"{replace(first.place, cell=cells)} ".lstrip()
    return f"[{first.code}] {where}共 {len(alike)} 处，如：{first.text}{first.remedy}"


def as_lines(problems: Iterable[Problem]) -> str:
    """Problems to be read, a line each, or one for all that are alike."""
    return "\n".join(map(folded, fold(problems)))
