"""结果公示表 for the website: object, item, result, days.  Nothing else is given to it, so nothing else can leave.

It has no tier, telephone, certificate, recusal or description of a problem, and no order of the draw: rows stand by
day of publication, name and item, as on the public page.  The head names what the national publication names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ssj_xl.domain.period import long_day
from ssj_xl.domain.wording import measure
from ssj_xl.papers.handouts.layout import FANGSONG, HEI, SONG, Block, Cell, Face, Form, Grid, Line, Paper, Sheet, Text

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

    kind: 定向 or 不定向; drawn: how many objects are to be checked, 0 where not drawn; persons: as `measure` takes it.
    """

    unit: str
    name: str
    code: str
    plan: str = ""
    kind: str = ""
    drawn: int = 0
    persons: tuple[bool, ...] = ()
    lines: tuple[PublicLine, ...] = ()
    day: date = date(2021, 1, 1)


def results_table(task: PublicTask) -> Paper:
    """The table of a task's public results."""
    blocks: list[Block] = [Text(TITLE, Face(HEI, 20, 32, "center", outline=1, after=4))]
    blocks += [Text(line, Face(FANGSONG, 12, 19)) for line in _facts(task)]
    blocks += [_table(task.lines), Text(f"{task.unit}　　{long_day(task.day)}", Face(FANGSONG, 12, 20, "right", before=8))]
    return Paper(f"抽查结果公示表 {task.code}", SHEET, (Form(tuple(blocks), "结果公示表"),))


def _facts(task: PublicTask) -> list[str]:
    plan = f"抽查计划编号：{task.plan}　　" if task.plan else ""
    kind = f"抽查类型：{task.kind}　　" if task.kind else ""
    days = sorted({line.checked for line in task.lines if line.checked})
    when = f"检查日期：{_between(days)}。" if days else ""
    unit = measure(task.persons)
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
