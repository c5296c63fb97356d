"""次数规则 as in force on a day: how often a year, for how long not again, and which situations do not count.

Of several rows that hold on a day the most exact decides: the one with 检查主体 and 对象类型, then with 检查主体, then with
对象类型.  Where a register has no row of a kind, situations are those of `tables.account`, and 免查月数 is the parameter's.

Here too: 抽查频次 as items and plans word it, how often an object is checked within a period, at most and at least.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from ssj_xl.domain.workdays import in_force
from ssj_xl.tables.account import CAP, EXEMPT, REST, SITUATIONS, UNTOLD
from ssj_xl.tables.cells import brackets, fold_name, halve

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class Rules:
    """The rows of 次数规则 by kind.  rest_months: the parameter 免查月数, where no row says anything."""

    rows: Mapping[str, tuple[Mapping[str, Any], ...]]
    rest_months: int = 0

    @classmethod
    def of(cls, rows: Rows, rest_months: int = 0) -> Rules:
        """By the rows of 次数规则."""
        kinds: dict[str, list[Mapping[str, Any]]] = {}
        for row in rows:
            kinds.setdefault(row["rule"], []).append(row)
        return cls({kind: tuple(found) for kind, found in kinds.items()}, rest_months)

    @property
    def limit_anything(self) -> bool:
        """Whether visits may keep anybody out."""
        return bool(self.rest_months or self.rows.get(CAP) or self.rows.get(REST))

    @property
    def longest_rest(self) -> int:
        """The most months for which a visit matters."""
        return max((row["number"] or 0 for row in self.rows.get(REST, ())), default=self.rest_months)

    def cap(self, body: str, object_type: str, day: date) -> int | None:
        """How often a year a body may visit an institution of a type; None where no row says so."""
        return self._number(CAP, body, object_type, day)

    def rest(self, body: str, object_type: str, day: date) -> int:
        """For how many months after a visit there is no other; 0 for none."""
        found = self._number(REST, body, object_type, day)
        return self.rest_months if found is None else found

    def is_exempt(self, situation: str, body: str, object_type: str, day: date) -> bool:
        """Whether a visit of this situation does not count."""
        rows = self.rows.get(EXEMPT)
        if rows is None or situation == UNTOLD:
            return situation in (*SITUATIONS, UNTOLD)
        return bool(situation) and any(row["situation"] == situation for row in _fitting(rows, body, object_type, day))

    def _number(self, kind: str, body: str, object_type: str, day: date) -> int | None:
        """What the rows of a kind say; asked again and again for the same few types and days."""
        key = kind, body, object_type, day
        if key not in self._known:
            self._known[key] = self._found(*key)
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[str, str, str, date], int | None]:
        return {}

    def _found(self, kind: str, body: str, object_type: str, day: date) -> int | None:
        found = [(bool(row["body"]), bool(row["object_type"]), row["number"])
                 for row in _fitting(self.rows.get(kind, ()), body, object_type, day) if row["number"] is not None]
        exact = max(((by_body, by_type) for by_body, by_type, _ in found), default=None)
        return min((number for by_body, by_type, number in found if (by_body, by_type) == exact), default=None)


def _fitting(rows: Rows, body: str, object_type: str, day: date) -> Iterable[Mapping[str, Any]]:
    return (row for row in rows if in_force(row, day) and row["object_type"] in ("", object_type)
            and (not row["body"] or fold_name(row["body"]) == fold_name(body)))


_MONTHS = {"年": 12, "半年": 6, "季": 3, "季度": 3, "月": 1}
_TIMES = (r"(?P<least>不少于|不低于|至少|≥|>=)?(?P<most>不超过|不多于|不得超过|至多|最多|≤|<=|原则上)?"
          r"(?:(?P<from>\d{1,3})[-~至到])?(?P<times>\d{1,3})次(?P<after>以上|以内|以下)?")
_SPAN = r"(?P<many>\d{1,2})?个?(?P<unit>半年|年|季度|季|月)(?:度)?"
_FORMS = tuple(re.compile(pattern) for pattern in (rf"{_TIMES}(?:/|每){_SPAN}", rf"每?{_SPAN}内?{_TIMES}", _TIMES))
_NUMERALS = str.maketrans("一二两三四五六七八九", "1223456789")
_FREE = re.compile(r"按需|不限|不定期|随时|必要时|根据需要|视情况?")


class Frequency(NamedTuple):
    """How often within so many months: the calendar year(s), half-year, quarter or month in which a day lies.

    most: None without an upper limit; least: 0 without a lower one.
    """

    months: int = 12
    most: int | None = None
    least: int = 0

    def begins(self, day: date) -> date:
        """The first day of the period in which a day lies; of several years the last is the day's own."""
        if self.months > 12:
            return date(day.year + 1 - self.months // 12, 1, 1)
        return date(day.year, (day.month - 1) // self.months * self.months + 1, 1)


def read_frequency(text: str) -> Frequency | None:
    """The frequency that a text means; None where it cannot be told, a frequency without limits where it says so.

    >>> read_frequency("1次/年"), read_frequency("每半年不超过2次").most, read_frequency("每两年一次").months
    (Frequency(months=12, most=1, least=1), 2, 24)
    """
    plain = re.sub(r"（.*）", "", brackets("".join(halve(text).split()))).translate(_NUMERALS)
    if not plain or _FREE.search(plain):
        return Frequency()
    match = next((found for form in _FORMS if (found := form.fullmatch(plain))), None)
    if match is None or not int(match["times"]):
        return None
    given = match.groupdict()
    months = _MONTHS[given.get("unit") or "年"] * int(given.get("many") or 1)
    times, only_least = int(match["times"]), bool(match["least"] or match["after"] == "以上")
    only_most = bool(match["most"] or match["after"] in ("以内", "以下"))
    return Frequency(months, None if only_least else times, 0 if only_most else int(match["from"] or times))
