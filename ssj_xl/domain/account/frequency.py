"""抽查频次 as items and plans word it: how often one object is checked within a period, at most and at least."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from ssj_xl.tables.cells import brackets, halve

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
