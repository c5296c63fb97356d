"""The sources of a public value, one entry each: how it is written, what it is worth, how people are asked and told.

Read by Python and, as JSON in front of its scripts, by the public page.  A new source is an entry here and a line in the
specification and in the stranger's verifier, which reads nothing of ours; a free text never is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import Any, NamedTuple

from ssj_xl.tables.lottery import BREAKS, Breaks

BEIJING = timezone(timedelta(hours=8), "北京时间")
"""The zone of every time in a workbook, a notice and a record; China has one, without summer time."""


class Known(NamedTuple):
    """What is known of a lottery's calendar beside the breaks that ship with the program.

    breaks: those that the bureau has registered; last: 最近一期, the period last drawn and its day ('2027020@2027-02-23').
    """

    breaks: Breaks = ()
    last: str = ""

    @property
    def pair(self) -> tuple[int, int, date] | None:
        """Year, number and day of 最近一期; None where it is not known, or what is written is no such pair."""
        period, _, day = self.last.partition("@")
        try:
            return int(period[:4]), int(period[4:]), date.fromisoformat(day)
        except ValueError:
            return None


NOTHING = Known()


@cache
def _evenings(year: int, weekdays: tuple[int, ...], breaks: Breaks) -> tuple[date, ...]:
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    return tuple(day for day in days if day.weekday() in weekdays and not any(a <= day <= b for a, b in breaks))


@dataclass(frozen=True, kw_only=True)
class Source:
    """One kind of public value: `key`, or `key:number` at the lock; the same, a colon and the value at the draw.

    number, value: regular expressions ([0-9], not \\d: digits of other scripts would be a second spelling); number is
    empty where there is nothing to be named before.
    drums: (name, how many, highest) of the numbers in the value: each drum's are different, ascending and from 1.
    clock: Unix time of number 1, seconds from one number to the next, the last number.
    evenings: weekdays (Monday is 0) of the numbers of a year, which are out at `hour` (HH:MM) in Beijing.
    signed: the value is the SHA-256 of a signature that is published with it.
    once: the value is public, so that no second attempt may name it.  locks: a list may be locked with it.
    Texts: strength for record, notice and page; spelling of source and value for who typed them wrong, flaw for what
    is no such value; named for a reader; announced on the lock notice; offered and asked at a lock and a draw.  They
    may hold {number}, announced {due} and {days} too.
    """

    key: str
    number: str = ""
    value: str
    drums: tuple[tuple[str, int, int], ...] = ()
    clock: tuple[int, int, int] | None = None
    evenings: tuple[int, ...] = ()
    hour: str = ""
    signed: bool = False
    once: bool = True
    locks: bool = True
    strength: str
    source_spelling: str = ""
    value_spelling: str = ""
    flaw: str = ""
    named: str
    announced: str = ""
    offered: str = ""
    asked: str = "请输入随机数："

    @property
    def name_pattern(self) -> str:
        """The canonical source, as a regular expression for the whole text."""
        return f"{self.key}:{self.number}" if self.number else self.key

    @property
    def value_pattern(self) -> str:
        """The canonical public value, as a regular expression for the whole text."""
        return f"{self.name_pattern}:{self.value}"

    @property
    def days(self) -> str:
        """Its evenings in words: 周二、四、日."""
        return "周" + "、".join("一二三四五六日"[day] for day in self.evenings)

    def due(self, number: int) -> str:
        """When a number of a clock is made, Beijing time, 'YYYY-MM-DD HH:MM:SS' ('' for one that never is)."""
        if self.clock is None or not 1 <= number <= self.clock[2]:
            return ""
        first, period, _ = self.clock
        made = datetime.fromtimestamp(first, BEIJING) + (number - 1) * timedelta(seconds=period)
        return made.replace(tzinfo=None).isoformat(" ")

    def number_at(self, stamp: str) -> int:
        """The first number of a clock at or after a time (Beijing), from 1."""
        first, period, _ = self.clock or (0, 1, 0)
        wait = datetime.fromisoformat(stamp).replace(tzinfo=BEIJING) - datetime.fromtimestamp(first, BEIJING)
        return max(1, -(-wait // timedelta(seconds=period)) + 1)

    def earliest(self, period: str, known: Known = NOTHING) -> str:
        """The earliest moment at which a period (year and number) is drawn, 'YYYY-MM-DD HH:MM:SS'; '' for one that never is.

        Never later than the official one: a break that is not known only makes it seem earlier.  Counted from 最近一期
        where that is of the same year, else from the first evening of the year.
        """
        year, number = int(period[:4]), int(period[4:])
        evenings = self._evenings(year, known) if 1 <= year <= 9998 else []
        if known.pair and known.pair[0] == year and number > known.pair[1]:
            evenings, number = [day for day in evenings if day > known.pair[2]], number - known.pair[1]
        return f"{evenings[number - 1]} {self.hour}:00" if 1 <= number <= len(evenings) else ""

    def _evenings(self, year: int, known: Known) -> list[date]:
        return list(_evenings(year, self.evenings, (*BREAKS, *known.breaks)))

    def breaks(self, year: int, known: Known = NOTHING) -> int:
        """How many breaks of a year are known: two are usual."""
        return sum(first.year == year for first, _ in (*BREAKS, *known.breaks))

    def moment(self, number: str, known: Known = NOTHING) -> str:
        """When the value of a number may first be known, Beijing time; '' where nobody can say, as of dice."""
        return self.earliest(number, known) if self.evenings else self.due(int(number)) if self.clock else ""

    def fits(self, last: str, stamp: str, known: Known = NOTHING) -> bool:
        """Whether 最近一期 can be true at a time: an evening before it, with a number that the calendar allows.

        Breaks that are not known make the true number smaller than the counted one, by no more than those of a year
        (`_MISSING`) whose breaks are not all known.
        """
        pair = Known(last=last).pair
        if pair is None or pair[0] != pair[2].year or f"{pair[2]} {self.hour}:00" >= stamp:
            return False
        evenings = self._evenings(pair[0], known)
        counted = evenings.index(pair[2]) + 1 if pair[2] in evenings else 0
        return counted - _MISSING[min(self.breaks(pair[0], known), len(_MISSING) - 1)] <= pair[1] <= counted and pair[1] > 0

    def sound(self, known: Known, stamp: str) -> Known:
        """What is known, without a 最近一期 that cannot have been true at a time."""
        return known if self.fits(known.last, stamp, known) else known._replace(last="")

    def next_period(self, stamp: str, known: Known = NOTHING) -> str:
        """The first period that is surely drawn after a time (Beijing)."""
        for year in (int(stamp[:4]), int(stamp[:4]) + 1):
            periods = (f"{year}{n:03}" for n in range(1, len(self._evenings(year, known)) + 1))
            later = next((period for period in periods if self.earliest(period, known) > stamp), "")
            if later:
                return later
        return ""

    def next(self, now: datetime, *, minutes: int, known: Known = NOTHING) -> str:
        """The next of its numbers as a source: a suggestion for a lock, to be held against the official number."""
        if self.clock:
            stamp = (now + timedelta(minutes=minutes)).replace(microsecond=0, tzinfo=None).isoformat(" ")
            return f"{self.key}:{self.number_at(stamp)}"
        if self.evenings:
            return f"{self.key}:{self.next_period(now.replace(microsecond=0, tzinfo=None).isoformat(' '), known)}"
        return self.key


_MISSING = (7, 2, 0)
"""So many evenings at most fall into the breaks of a year that are not known: of both, of one (the shorter), of none."""

SOURCES = (
    Source(
        key="dice", value="[0-9]{20,60}", once=False,
        strength="现场摇号：种子由见证人面前掷出的数字构成，可信程度取决于见证。",
        source_spelling="dice（现场掷骰或摇号）", value_spelling="现场摇号写成 dice: 加 20 至 60 位数字",
        named="现场摇号",
        announced="现场摇号：本公告签字之后，在见证人面前掷出或摇出 20 至 60 位数字，逐位念出、当场记录。",
        offered="现场摇号、掷骰，锁定后即可抽取", asked="请输入现场摇出的 20 至 60 位数字：",
    ),
    Source(
        key="ssq", number="[0-9]{7}", value=r"(?:[0-9]{2},){5}[0-9]{2}\+[0-9]{2}",
        drums=(("红球", 6, 33), ("蓝球", 1, 16)), evenings=(1, 3, 6), hour="21:15",
        strength="公共随机源：种子取自锁定后开奖的双色球，任何人可查官方开奖公告。",
        source_spelling="ssq:期号（如 ssq:2021026，锁定之后开奖的双色球）",
        value_spelling="双色球写成 ssq:2021026:01,05,12,19,23,31+07",
        flaw="应是 7 位期号、6 个红球和 1 个蓝球，每个号码写两位数字，红球用逗号隔开，蓝球前写加号",
        named="双色球第 {number} 期开奖号码",
        announced="中国福利彩票双色球第 {number} 期的开奖号码（六个红球、一个蓝球）。双色球每{days}晚开奖；该期须在本公告"
                  "签字之后开奖，号码以中国福彩网（www.cwl.gov.cn）公布的开奖公告为准。",
        offered="下一期双色球（请核对期号）",
        asked="请输入双色球第 {number} 期开奖号码，如 13,15,19,22,25,27+02（红球从小到大，加号后为蓝球）：",
    ),
    Source(
        key="drand", number="(?:0|[1-9][0-9]{0,11})", value="[0-9a-f]{64}", signed=True,
        clock=(1692803367, 3, 10**10),  # quicknet, up to the year 2974
        strength="公共随机源：种子取自锁定后产生的公共随机信标，任何人可在线核对。",
        source_spelling="drand:轮次", value_spelling="drand 写成 drand:轮次:64 位十六进制数",
        flaw="drand 之后应是轮次和 64 位十六进制数，用冒号隔开",
        named="公共随机信标 drand 第 {number} 轮",
        announced="公共随机信标 drand（quicknet 链）第 {number} 轮，于北京时间 {due} 产生，届时任何人可在 api.drand.sh 查得。",
        offered="约{minutes}分钟后的公共信标", asked="请输入公共信标第 {number} 轮的随机值（64 位十六进制）：",
    ),
    Source(key="text", value="[0-9a-f]{64}", locks=False, strength="自定文字，无公信力。", named="自定文字，没有公信力"),
)
BY_KEY = {source.key: source for source in SOURCES}
DICE, SSQ, DRAND, TEXT = (BY_KEY[key] for key in ("dice", "ssq", "drand", "text"))


def kind_of(text: str) -> Source | None:
    """The entry that a source or a public value is of, by the word before the colon."""
    return BY_KEY.get(text.partition(":")[0])


def spellings() -> str:
    """How the sources that a list may be locked with are written, for who wrote none of them."""
    return "、".join(source.source_spelling for source in SOURCES if source.locks)


def value_spellings() -> str:
    """How their values are written, for who wrote none of them."""
    return "；".join(source.value_spelling for source in SOURCES if source.locks)


def as_json() -> dict[str, dict[str, Any]]:
    """The table for the page's scripts: what they compute with."""
    return {source.key: {
        "name": source.name_pattern, "value": source.value_pattern, "drums": [drum[1:] for drum in source.drums],
        "drum_names": [drum[0] for drum in source.drums], "named": source.named,
        "clock": source.clock, "signed": source.signed, "locks": source.locks, "strength": source.strength,
    } for source in SOURCES}
