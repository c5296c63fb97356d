"""结果公示表, and the facts and names that papers print."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ssj_xl.domain.period import long_day, short_day
from ssj_xl.domain.persons import BUILT_IN, Persons
from ssj_xl.domain.wording import measure
from ssj_xl.papers.handouts.layout import FANGSONG, HEI, SONG, Block, Cell, Face, Form, Grid, Line, Paper, Sheet, Text
from ssj_xl.tables.settings import Settings

TITLE = "“双随机、一公开”抽查结果公示表"
SHEET = Sheet(top=18, bottom=16, left=20, right=20, landscape=True)
_WIDTHS = (13.0, 48.0, 52.0, 55.0, 35.0, 27.0, 27.0)
_TITLES = ("序号", "检查对象", "统一社会信用代码\n（执业证号）", "检查事项", "检查结果", "检查日期", "公示日期")
_CELL = Face(SONG, 10.5, 15)
_CENTRED = Face(SONG, 10.5, 15, "center")
_HEAD = Face(HEI, 10.5, 15, "center")


@dataclass(frozen=True)
class PublicLine:
    """One result that is public: the object's name and number as they may be shown, item, result, days."""

    code: str
    name: str
    number: str
    item: str
    result: str
    checked: date | None
    published: date


@dataclass(frozen=True)
class PublicTask:
    """What is public of a task.

    kind: 定向 or 不定向; drawn: how many objects are to be checked, 0 where not drawn; measures: the measure words of its object types.
    """

    unit: str
    name: str
    code: str
    plan: str = ""
    kind: str = ""
    drawn: int = 0
    measures: tuple[str, ...] = ()
    lines: tuple[PublicLine, ...] = ()
    day: date = date(2021, 1, 1)


SIGNERS = "填表人：＿＿＿＿＿＿　　审核人：＿＿＿＿＿＿　　签批人：＿＿＿＿＿＿"
"""Who answers for what is made public: places to sign before it is."""


def results_table(task: PublicTask) -> Paper:
    """The table of a task's public results."""
    blocks: list[Block] = [Text(TITLE, Face(HEI, 20, 32, "center", outline=1, after=4))]
    blocks += [Text(line, Face(FANGSONG, 12, 19)) for line in _facts(task)]
    blocks += [_table(task.lines), Text(f"{task.unit}　　{long_day(task.day)}", Face(FANGSONG, 12, 20, "right", before=8)),
               Text(SIGNERS, Face(FANGSONG, 12, 24, before=8))]
    return Paper(f"抽查结果公示表 {task.code}", SHEET, (Form(tuple(blocks), "结果公示表"),))


def _facts(task: PublicTask) -> list[str]:
    plan = f"抽查计划编号：{task.plan}　　" if task.plan else ""
    kind = f"抽查类型：{task.kind}　　" if task.kind else ""
    days = sorted({line.checked for line in task.lines if line.checked})
    when = f"检查日期：{_between(days)}。" if days else ""
    unit = measure(task.measures)
    shown = len({line.code for line in task.lines})
    drawn = f"本次抽取检查对象{task.drawn}{unit}，" if task.drawn else ""
    rest = f"其余{task.drawn - shown}{unit}待公示。" if task.drawn > shown else ""
    return [f"抽查任务：{task.name}　　任务编号：{task.code}", f"{plan}{kind}抽查机关：{task.unit}",
            f"{drawn}本表公示{shown}{unit}的检查结果。{rest}{when}"]


def _between(days: Sequence[date]) -> str:
    first, last = days[0], days[-1]
    return long_day(first) if first == last else f"{long_day(first)}至{long_day(last)}"


def _table(lines: Iterable[PublicLine]) -> Grid:
    head = Line(tuple(Cell(title, _HEAD, shade=True) for title in _TITLES), head=True)
    return Grid(_WIDTHS, (head, *(_line(number, line) for number, line in enumerate(lines, 1))))


def _line(number: int, line: PublicLine) -> Line:
    texts = (str(number), line.name, line.number, line.item, line.result,
             line.checked.isoformat() if line.checked else "", line.published.isoformat())
    return Line(tuple(Cell(text, _CELL if place in (1, 3, 4) else _CENTRED) for place, text in enumerate(texts)), least=24)


# --- names of files and sheets from names that people gave -----------------------------------------------

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\[\]\']+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_LONGEST = 50
"""Characters of a name: Windows takes 260 for the whole path, Linux 255 bytes for a name (85 Chinese characters)."""
_SHEET = 31


def file_stem(name: str, *, longest: int = _LONGEST) -> str:
    """A name as part of a file name, without suffix.

    >>> file_stem('甲/乙:律师事务所. ')
    '甲_乙_律师事务所'
    >>> file_stem('con')
    '_con'
    """
    text = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C")
    text = _cut(_FORBIDDEN.sub("_", text), longest).strip(" .")
    return f"_{text}" if not text or _RESERVED.fullmatch(text) else text


def _cut(text: str, longest: int) -> str:
    """At most so many characters as Windows and Excel count them: rare ones count twice."""
    return text.encode("utf-16-le")[:2 * longest].decode("utf-16-le", "ignore")


def sheet_name(number: int, name: str) -> str:
    """A sheet's name, unique by its number."""
    return file_stem(f"{number:03}-{name}", longest=_SHEET)


# --- what the papers of a task say -----------------------------------------------------------------------

RowLike = Mapping[str, Any]
WAYS, RESULTS, DISPOSALS = "检查方式", "检查结果", "后续处置"
"""The categories of 代码表 that the record form gives to tick."""


@dataclass(frozen=True)
class Job:
    """A task and who carries it out.

    task, plan: rows of 抽查任务 and 年度计划; items: rows of 事项清单, in the task's order; draw: the row of
    抽取记录 that stands; drawn: how many objects are to be checked; day: the date on the papers;
    persons: which object types are natural persons; tiered: whether the task's groups are tiers where it has a ratio;
    parties: of a joint task, all but the initiator.
    """

    task: RowLike
    settings: Settings
    items: tuple[RowLike, ...]
    day: date
    plan: RowLike | None = None
    draw: RowLike | None = None
    drawn: int = 0
    persons: Persons = BUILT_IN
    tiered: bool = False
    parties: tuple[str, ...] = ()

    @property
    def measure(self) -> str:
        """The measure word for what the task may draw."""
        return measure(map(self.persons.measure, self.task["object_type"]))


@dataclass(frozen=True)
class Choices:
    """What is given to tick.  options: by category of 代码表; harmless: results that are no problem."""

    options: Mapping[str, tuple[str, ...]]
    harmless: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Person:
    """A member of a team; certificate '' where the register of inspectors has no such person."""

    name: str
    certificate: str = ""
    division: str = ""
    lead: bool = False


@dataclass(frozen=True)
class Visit:
    """One object to be checked.

    number: its place in the task, from 1; object: its row of 检查对象; items: those that fit it; team: the lead
    first; findings: its rows of 检查结果 by item code; is_person: the object is a person (律师 …) and not a body;
    list_code: its 名单代号 where the locked list has no codes; record_code: 核对码 of its record form.
    """

    number: int
    object: RowLike
    items: tuple[RowLike, ...]
    team: tuple[Person, ...] = ()
    findings: Mapping[str, RowLike] = field(default_factory=dict)
    is_person: bool = False
    list_code: str = ""
    record_code: str = ""

    @property
    def title(self) -> str:
        """How the object is addressed."""
        return "你" if self.is_person else "你单位"


def item_name(item: RowLike) -> str:
    """大项：小项."""
    return f"{item['major']}：{item['minor']}" if item["minor"] else str(item["major"])


def quoted(name: str) -> str:
    """A name in “”; marks inside it become ‘’ (GB/T 15834).

    >>> quoted('律师事务所“双随机、一公开”抽查')
    '“律师事务所‘双随机、一公开’抽查”'
    """
    return "“" + name.replace("“", "‘").replace("”", "’") + "”"


def span(start: date | None, end: date | None, *, blank: str) -> str:
    """2021年3月8日至3月19日; `blank` where a day is not known."""
    if start is None or end is None:
        return f"{long_day(start) if start else blank}至{long_day(end) if end else blank}"
    if start == end:
        return long_day(start)
    return f"{long_day(start)}至{short_day(end) if start.year == end.year else long_day(end)}"


def numbered_task(task: RowLike) -> str:
    """任务编号 and, where there is one, 平台任务编号."""
    platform = f"；平台任务编号：{task['platform']}" if task["platform"] else ""
    return f"任务编号：{task['code']}{platform}"


def named_scheme(task: RowLike) -> str:
    """《方案》（文号）, or ''."""
    if not task["scheme_name"]:
        return ""
    name = task["scheme_name"].strip("《》")
    return f"《{name}》" + (f"（{task['scheme_number']}）" if task["scheme_number"] else "")
