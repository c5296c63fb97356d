"""What the figures must be, reckoned from the cells alone: written from the notice and the decisions, by somebody who had not read the program.

Cells are read by openpyxl; nothing of `ssj_xl` is used here.  One row is a dict by header; days may be texts.
"""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from openpyxl import load_workbook

Row = dict[str, Any]


def day_of(value: Any) -> date | None:
    """A cell as a day; texts as staff write them."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value in (None, ""):
        return value or None
    found = re.fullmatch(r"\s*(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?: .*)?\s*", str(value))
    if not found:
        raise ValueError(value)
    return date(*map(int, found.groups()))


@dataclass
class Cells:
    """A workbook's cells.  sheets: name → rows; settings: 参数."""

    settings: Row
    sheets: dict[str, list[Row]]

    def __getitem__(self, name: str) -> list[Row]:
        return self.sheets.get(name, [])


def read(data: bytes) -> Cells:
    """The cells of a workbook file."""
    book = load_workbook(io.BytesIO(data), data_only=True)
    settings = {str(a.value): b.value for a, b in book["参数"].iter_rows(max_col=2) if a.value}
    sheets = {}
    for sheet in book:
        if sheet.title != "参数" and sheet.tables:
            lines = list(sheet.iter_rows(values_only=True))
            sheets[sheet.title] = [
                {str(title): value for title, value in zip(lines[0], line, strict=True)} | {"行": number}
                for number, line in enumerate(lines[1:], 2)
                if any(value not in (None, "") for value in line)
            ]
    return Cells(settings, sheets)


def period(settings: Row, year: int, month: int) -> tuple[date, date]:
    """First and last day of a month of the form."""
    first = date(year, month, 1)
    if settings.get("报表周期") == "自然月":
        return first, (first + timedelta(31)).replace(day=1) - timedelta(1)
    return (first - timedelta(1)).replace(day=21), date(year, month, 20)


def _is_partner(task: Row, own: str | None) -> bool:
    """Whether a joint task was started by another division, which counts it."""
    return bool(own) and task["发起处室"] != own and own in str(task["参与处室"]).split("、")


@dataclass
class Part:
    """The figures of planned tasks, or of those outside the plan."""

    schemes: int = 0
    draws: int = 0
    drawn: int = 0
    objects: int = 0
    per_task: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    checked_of_drawn: int = 0
    waiting_of_drawn: int = 0
    majors: int = 0
    minors: int = 0
    checked_objects: int = 0
    problem_objects: int = 0
    clean_objects: int = 0
    pending_objects: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    published: int = 0
    sites: Counter[str] = field(default_factory=Counter)
    waiting_before: int = 0
    unpublished_before: int = 0
    waiting: int = 0
    unpublished: int = 0


@dataclass
class Form:
    meetings: int
    documents: int
    trainings: int
    planned: Part
    unplanned: Part
    counties: tuple[int, int, int]


class Month:
    """One month of the form as of a day of filling in."""

    def __init__(self, cells: Cells, year: int, month: int, filled_on: date, days: tuple[date, date] | None = None) -> None:
        self.cells, self.month = cells, f"{year}-{month:02}"
        self.first, last = days or period(cells.settings, year, month)
        self.last = min(last, filled_on)
        self.voided_by = self.last if days else date.max
        own = cells.settings.get("处室名称")
        self.tasks = {row["任务编号"]: row for row in cells["抽查任务"] if not self._is_cancelled(row, own_days=bool(days)) and not _is_partner(row, own)}
        self.problem = {row["名称"] for row in cells["代码表"] if row["类别"] == "检查结果" and row["是否问题"] == "是"}
        results = [row for row in cells["代码表"] if row["类别"] == "检查结果"]
        self.no_check = {row["名称"] for row in results if row["是否计入检查"] == "否" and row["是否问题"] != "是"}
        self.items = {row["事项编码"]: row for row in cells["事项清单"]}

    def _is_cancelled(self, task: Row, *, own_days: bool) -> bool:
        """As it stands; for a summary as it stood on the last day, as far as 变更记录 tells."""
        changes = [row for row in self.cells["变更记录"] if (row["表"], row["编码"], row["栏目"], row["现值"]) == ("抽查任务", task["任务编号"], "状态", "已取消")]
        if own_days and changes and (day := day_of(str(changes[0]["发现时间"])[:10])) and day > self.last:
            return changes[0]["原值"] == "已取消"
        return task["状态"] == "已取消"

    def within(self, value: Any) -> bool:
        day = day_of(value)
        return day is not None and self.first <= day <= self.last

    def form(self) -> Form:
        return Form(*(self._activities(kind) for kind in ("会议", "文件", "培训")), self._part(True), self._part(False), self._counties())

    def _activities(self, kind: str) -> int:
        """Alike rows are one: same day, name, number, people, content, division."""
        rows = [row for row in self.cells["工作动态"] if row["类别"] == kind and self.within(row["日期"])]
        return len({(day_of(row["日期"]), row["名称"], row["文号"], row["人数"], row["内容"], row["处室"]) for row in rows})

    def _counties(self) -> tuple[int, int, int]:
        rows = [row for row in self.cells["区县开展情况"] if row["月份"] == self.month]
        return (
            sum(1 for row in rows if (row["抽查主体数"] or 0) + (row["公示数"] or 0)),
            sum(row["抽查主体数"] or 0 for row in rows),
            sum(row["公示数"] or 0 for row in rows),
        )

    def _part(self, is_planned: bool | None) -> Part:
        part = Part()
        tasks = {code: row for code, row in self.tasks.items() if is_planned is None or bool(row["计划编号"]) == is_planned}
        part.schemes = len(
            {
                (row["方案文件"], row["方案文号"])
                if row["方案文件"] and row["方案文号"]
                else (row["方案文件"], row["方案文号"], row["发起处室"])
                if row["方案文件"] or row["方案文号"]
                else code
                for code, row in tasks.items()
                if self.within(row["方案日期"])
            }
        )
        standing = [row for row in self.cells["抽取记录"] if row["任务编号"] in tasks and row["抽取时间"] and not self._is_void(row)]
        winners: dict[tuple[str, str], date] = {}
        for draw in standing:
            drawn_on = day_of(draw["抽取时间"])
            assert drawn_on
            mine = {
                row["对象编码"]
                for row in self.cells["抽取名单"]
                if (row["任务编号"], row["轮次"]) == (draw["任务编号"], draw["轮次"]) and row["状态"] in ("抽中", "递补")
            }
            if drawn_on <= self.last:
                winners |= {(draw["任务编号"], object_): drawn_on for object_ in mine}
            if self.within(drawn_on):
                list_ = [row for row in self.cells["锁定名录"] if (row["任务编号"], row["轮次"]) == (draw["任务编号"], draw["轮次"])]
                part.per_task[draw["任务编号"]] = (len(list_), sum(1 for row in list_ if row["组别"] != "X"), len(mine))
        now = {key for key, on in winners.items() if self.within(on)}
        part.draws, part.drawn, part.objects = len(part.per_task), len(now), len({object_ for _, object_ in now})
        items = {item for code in part.per_task for item in str(tasks[code]["事项编码"]).split("、")}
        of = "大项" if self.cells.settings.get("大小项口径") != "大项按事项类别计" else "事项类别"
        part.majors, part.minors = len({self.items[item][of] for item in items}), len(items)
        self._findings(part, tasks, winners, now)
        return part

    def _is_void(self, row: Row) -> bool:
        """The form forgets an attempt that was voided, whenever; 落实情况 knows what was known on its last day."""
        day = day_of(row["作废时间"])
        return day is not None and day <= self.voided_by

    def _findings(self, part: Part, tasks: Iterable[str], winners: dict[tuple[str, str], date], now: set[tuple[str, str]]) -> None:
        rows = [row for row in self.cells["检查结果"] if row["任务编号"] in tasks and row["检查日期"]]
        checks: dict[tuple[str, str], date] = {}
        published: dict[tuple[str, str], date] = {}
        month: dict[str, list[str | None]] = defaultdict(list)
        sites: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in rows:
            key, checked, shown = (row["任务编号"], row["对象编码"]), day_of(row["检查日期"]), day_of(row["公示日期"])
            if checked and checked <= self.last:
                checks[key] = min(checked, checks.get(key, checked))
            if self.within(checked):
                month[row["对象编码"]].append(row["检查结果"])
            if shown and shown <= self.last:
                published[key] = min(shown, published.get(key, shown))
            if self.within(shown):
                sites[row["公示网站"] or self.cells.settings.get("公示网站") or ""].add(key)
        part.checked_objects = len(month)
        for results in month.values():
            problems = {result for result in results if result in self.problem}
            part.kinds.update(problems)
            part.problem_objects += bool(problems)
            part.pending_objects += not problems and None in results
            part.clean_objects += not problems and None not in results
        part.checked = sum(self.within(day) for day in checks.values())
        part.published = len(set().union(*sites.values()))
        part.sites = Counter({site: len(keys) for site, keys in sites.items()})
        part.checked_of_drawn = len(now & set(checks))
        part.waiting_of_drawn = len(now - set(checks))
        part.waiting = len(set(winners) - set(checks))
        part.unpublished = len(set(checks) - set(published))
        before = self.first
        part.waiting_before = len({key for key, on in winners.items() if on < before} - {key for key, on in checks.items() if on < before})
        part.unpublished_before = len(
            {key for key, on in checks.items() if on < before} - {key for key, on in published.items() if on < before}
        )

    def summary(self) -> dict[str, Any]:
        """The figures of 落实情况 for these days, by their names there."""
        part, found = self._part(None), dict[str, Any]()
        rows = [row for row in self.cells["检查结果"] if row["任务编号"] in self.tasks and row["检查日期"]]
        mine = [row for row in rows if self.within(row["检查日期"])]
        problems = [row for row in mine if row["检查结果"] in self.problem]

        def ended(value: Any) -> bool:
            return (day := day_of(value)) is not None and day <= self.last

        due = {(row["任务编号"], row["对象编码"]) for row in mine if row["检查结果"]}
        open_ = {(row["任务编号"], row["对象编码"]) for row in mine if row["检查结果"] and not ended(row["公示日期"])}
        old = [row for row in rows if ended(row["检查日期"]) and row["检查结果"] in self.problem]
        pending = [row for row in old if row["后续处置"] != "无需后续处置" and not ended(row["办结日期"])]
        objects = {row["对象编码"]: row for row in self.cells["检查对象"]}
        every = [row for row in self.cells["检查结果"] if row["检查日期"]]
        year = {row["对象编码"] for row in every if (day := day_of(row["检查日期"])) and day.year == self.last.year and day <= self.last}
        register = {code for code, row in objects.items() if row["状态"] in ("正常", "失联")} | (year & set(objects))
        moved = [row for row in rows if self.within(row["移送日期"])]
        found |= {
            "本期随机抽查": part.draws,
            "本期抽取": part.drawn,
            "本期抽取对象": part.objects,
            "本期检查": part.checked,
            "本期检查对象": part.checked_objects,
            "期末待检查": part.waiting,
            "名录库检查对象": len(register),
            "年初至期末已检查对象": len(year),
            "本期制定实施方案": part.schemes,
            "本期公示结果": part.published,
            "本期检查应公示": len(due),
            "其中期末已公示": len(due - open_),
            "期末待公示": part.unpublished,
            "本期发现问题的对象": len({row["对象编码"] for row in problems}),
            "本期发现问题": len(problems),
            "其中已确定后续处置": sum(bool(row["后续处置"]) for row in problems),
            "其中期末已办结": sum(ended(row["办结日期"]) for row in problems),
            "期末未办结": len(pending),
            "其中超过处置期限": sum((day := day_of(row["处置期限"])) is not None and day < self.last for row in pending),
            "本期移送": len(moved),
            "其中有移送结果": sum(bool(row["移送结果"]) for row in moved),
        }
        for kind in ("培训", "宣传", "督导"):
            own = [row for row in self.cells["工作动态"] if row["类别"] == kind and self.within(row["日期"])]
            found |= {f"本期{kind}": len(own), f"{kind}人数": sum(row["人数"] or 0 for row in own)}
        found["本期归档"] = sum(self.within(row["归档日期"]) for row in self.tasks.values() if row["状态"] != "已取消")
        found["累计已归档"] = sum(ended(row["归档日期"]) for row in self.tasks.values() if row["状态"] != "已取消")
        plans = self.cells["年度计划"]
        found |= {
            "年度计划": len(plans),
            "其中已公示（计划）": sum(ended(row["公示日期"]) for row in plans),
            "本期变更计划": sum(self.within(row["变更日期"]) for row in plans),
            "按计划应启动": sum(ended(row["计划开始"]) for row in plans if row["变更类型"] != "取消"),
        }
        return found
