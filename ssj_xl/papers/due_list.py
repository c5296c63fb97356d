"""期限清单 as a workbook to print on A4: what is due, and the rules with their terms and sources.  Internal."""

from __future__ import annotations

from collections.abc import Sequence

from ssj_xl.papers.listing import AMBER, RED, PrintedList
from ssj_xl.papers.listing import as_workbook as printed

_SIZE = 9
_COLUMNS = (("状态", 9), ("事项", 13), ("对象、任务", 27), ("责任处室", 13), ("起算日期", 10), ("期限", 12), ("剩余", 14),
            ("位置", 17), ("说明", 21), ("依据", 24))
_RULES = (("事项", 20), ("期限参数", 24), ("依据", 50), ("已逾期", 8), ("今日到期", 8), ("即将到期", 8), ("待公布", 8),
          ("未到期", 8), ("逾期完成", 8), ("已完成", 8))
_MARKS = {"已逾期": RED, "今日到期": AMBER, "即将到期": AMBER}


def as_workbook(facts: str, lines: Sequence[Sequence[str]], rules: Sequence[Sequence[str]]) -> bytes:
    """The workbook as .xlsx.

    facts: whose list, of which day, with the counts; lines: state, duty, subject, division, start, deadline, rest,
    place, note, source; rules: title, term, source, and the count of each state.
    """
    given = lines or [["", "没有到期、逾期或待公布的事项", *[""] * (len(_COLUMNS) - 2)]]
    marks = {(number, 0): _MARKS[line[0]] for number, line in enumerate(given) if line[0] in _MARKS}
    return printed("期限清单", [
        PrintedList(name="期限清单", columns=_COLUMNS, rows=given, heads=("期限清单", facts), marks=marks, size=_SIZE),
        PrintedList(name="期限规则和依据", columns=_RULES, rows=rules, size=_SIZE,
                    heads=("期限规则和依据", "期限可在主台账“参数”中修改；工作日按“节假日”计算。")),
    ])
