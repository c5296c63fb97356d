"""A handed-out list (Word, Excel) held against a record of its attempt, cell by cell: names, codes, teams, fingerprints, times.

A list is anybody's file: whatever row of titles has 检查对象 or 对象名称 begins a table, and a label as 名录指纹 stands beside its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from ssj_xl.domain.draw.canon import canon_name
from ssj_xl.domain.draw.public_value import value_in_words
from ssj_xl.domain.draw.ssj1 import digest
from ssj_xl.domain.verifying import Record
from ssj_xl.domain.verifying.together import is_alike
from ssj_xl.tables.problems import Place
from ssj_xl.tables.registers import OBJECTS


class Cell(NamedTuple):
    """A cell that shows something."""

    place: Place
    text: str


Rows = Sequence[Sequence[Cell]]
"""The rows of a sheet or of a table in a document; blank cells too."""

_TITLES: Mapping[str, tuple[str, ...]] = {
    "name": ("检查对象", *OBJECTS.by_key["name"].accepted), "code": ("名录编码", *OBJECTS.by_key["code"].accepted),
    "team": ("检查人员", "检查组", "检查组姓名", "检查小组"), "result": ("检查结果", "公示日期"),
}
_FACTS: Mapping[str, Callable[[Record], object]] = {
    "名录指纹": lambda r: r["root"], "名称指纹": lambda r: r["names_root"], "人员指纹": lambda r: r["people"], "规则指纹": lambda r: digest(r["rule"]),
    "种子": lambda r: r["S"], "锁定时间": lambda r: r["locked_at"], "抽取时间": lambda r: r["drawn_at"],
    "随机数": lambda r: value_in_words(r["public"]), "锁定、抽取": lambda r: f"{r['locked_at']} 锁定，{r['drawn_at']} 抽取",
}
"""What stands beside a label, as a record has it; KeyError where it has not."""
_BRACKETS = re.compile(r"（[^（）]*）|\([^()]*\)")
_TOTALS = ("合计", "总计", "小计")


@dataclass
class Found:
    """What a comparison found.  wrong: where and what; open: what could not be compared, with the reason; rows, facts: how many agree or not."""

    wrong: list[tuple[Place, str]] = field(default_factory=list)
    open: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    facts: int = 0

    def differs(self, cell: Cell, what: str) -> None:
        """Note a cell that says something else."""
        self.wrong.append((cell.place, what))


def is_list(tables: Sequence[Rows]) -> bool:
    """Whether there is anything in a file that could be compared."""
    return any(_titles(row) or any(_plain(cell.text) in _FACTS for cell in row) for table in tables for row in table)


def compare(tables: Sequence[Rows], record: Record) -> Found:
    """Everything of a list that a record of its attempt has too."""
    found = Found()
    listed: list[str] = []
    for table in tables:
        _facts(table, record, found)
        for titles, rows in _lists(table):
            _rows(titles, rows, record, found=found, listed=listed)
            if listed and "result" not in titles and not found.wrong:
                _missing(rows, record, found, listed=listed)
    return found


def _plain(text: str) -> str:
    return "".join(text.split())


def _titles(row: Sequence[Cell]) -> dict[str, int]:
    """Which columns a row of titles names; {} for any other row."""
    found = {key: at for key, names in _TITLES.items() for at, cell in enumerate(row) if _plain(cell.text) in names}
    return found if "name" in found else {}


def _lists(table: Rows) -> Iterator[tuple[dict[str, int], list[Sequence[Cell]]]]:
    """Each row of titles with the rows below it."""
    heads = [(at, titles) for at, row in enumerate(table) if (titles := _titles(row))]
    ends = [*(at for at, _ in heads[1:]), len(table)]
    for (at, titles), end in zip(heads, ends, strict=False):
        yield titles, list(table[at + 1: end])


def _facts(table: Rows, record: Record, found: Found) -> None:
    for row in table:
        for label, value in pairwise(row):
            due = _FACTS.get(_plain(label.text))
            if due is None or not value.text.strip():
                continue
            try:
                expected = _plain(str(due(record)))
            except KeyError:
                continue
            found.facts += 1
            if not expected or not _plain(value.text).startswith(expected):
                found.differs(value, f"{_plain(label.text)}这里是“{value.text.strip()}”，那边是“{due(record)}”")


def _rows(titles: Mapping[str, int], rows: Sequence[Sequence[Cell]], record: Record, *, found: Found, listed: list[str]) -> None:
    now = record.get("names") or {}
    names = {**{one["left"]: one["left_name"] for one in record.get("substituted", ())}, **now}
    if not names:
        found.open["名单上的名称"] = "那边没有公布名称，或还没有抽取"
        return
    for row in rows:
        name = row[titles["name"]] if titles["name"] < len(row) else None
        if name is None or not name.text.strip() or _plain(name.text).startswith(_TOTALS):
            continue
        code = row[titles["code"]].text.strip().upper() if titles.get("code", len(row)) < len(row) else ""
        known = code if code in names else _called(name.text, names)
        found.rows += 1
        if not known:
            found.differs(name, f"“{name.text.strip()}”不在那边的名单上")
            continue
        listed.append(known)
        if not _same_name(name.text, names[known]):
            found.differs(name, f"“{known}”的名称这里是“{name.text.strip()}”，那边是“{names[known]}”")
        elif code and code != known and "*" not in names[known] + code:
            found.differs(row[titles["code"]], f"“{name.text.strip()}”的编码这里是“{code}”，那边是“{known}”")
        if "team" in titles and titles["team"] < len(row) and known in now:
            _team(row[titles["team"]], known, record, found)


def _called(name: str, names: Mapping[str, str]) -> str:
    return next((code for code, one in names.items() if _same_name(name, one)), "")


def _same_name(shown: str, known: str) -> bool:
    """The same name, as far as a masked one tells."""
    return is_alike(canon_name(shown), canon_name(known)) or _plain(shown) == _plain(known)


def _team(cell: Cell, code: str, record: Record, found: Found) -> None:
    people = [one for one in re.split(r"[、，,；;\s]+", _BRACKETS.sub("", cell.text)) if one]
    due = record.get("teams", {}).get(code)
    if not people:
        return
    if due is None:
        found.open["检查人员"] = "那边没有公布检查组"
    elif sorted(people) != sorted(due):
        if record.get("substituted") or record.get("matching", {}).get("cases"):
            found.open["检查人员"] = "抽取以后有过递补或改派，名单可能是那以前印的"
        else:
            found.differs(cell, f"“{code}”的检查人员这里是“{'、'.join(people)}”，那边是“{'、'.join(due)}”")


def _missing(rows: Sequence[Sequence[Cell]], record: Record, found: Found, *, listed: Sequence[str]) -> None:
    """Whoever is on the record's list and not on this one; who came later may be missing, for the list may be older."""
    changes = record.get("substituted", ())
    came = {one["came"] for one in changes if "came" in one}
    lacking = sorted(code for code in record.get("names") or {} if code not in listed and code not in came)
    if len(lacking) > len(changes) - len(came):
        where = next(cell for row in reversed(rows) for cell in row if cell.text.strip())
        found.differs(where, "那边的名单上还有" + "、".join(f"“{record['names'][code]}”" for code in lacking[:5]) + "，这里没有")
