"""When what is due, reckoned from the cells alone: the table “都看哪些期限” of the handbook and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.workflows.oracle.figures import Cells, Row, day_of

DAY = timedelta(1)


SAME_DAY = ("检查结果录入", "检查结果公示", "平台人员确定")
"""Duties that 0 does not turn off: they are due on the day itself."""


class Term(NamedTuple):
    """A duty: the cell's row, its last day (None: not announced yet), and whether and when it was done."""

    title: str
    sheet: str
    row: int
    deadline: date | None
    done: date | None = None
    finished: bool = False
    event: date | None = None
    soon: int | None = None


class Calendar:
    """Working days by the table 节假日; only years of which the table has rows are known."""

    def __init__(self, cells: Cells) -> None:
        self.days = {day_of(row["日期"]): row["类型"] for row in cells["节假日"]}
        self.years = {day.year for day in self.days if day}

    def works(self, day: date) -> bool | None:
        if day.year not in self.years:
            return None
        return self.days.get(day) == "调休上班" or (day.weekday() < 5 and self.days.get(day) != "放假")

    def shifted(self, day: date, days: int, step: int = 1) -> date | None:
        """So many working days after a day (before it, with step -1), the day itself not counted."""
        while days:
            day += step * DAY
            works = self.works(day)
            if works is None:
                return None
            days -= works
        return day

    def left(self, today: date, deadline: date) -> int | None:
        """Working days after the earlier up to the later; negative where the deadline has passed."""
        first, last = sorted((today, deadline))
        days = [self.works(first + n * DAY) for n in range(1, (last - first).days + 1)]
        if None in days:
            return None
        return (1 if deadline >= today else -1) * sum(map(bool, days))


class Terms:
    """All duties of a workbook."""

    def __init__(self, cells: Cells) -> None:
        self.cells, self.calendar = cells, Calendar(cells)
        self.tasks = {row["任务编号"]: row for row in cells["抽查任务"]}
        self.drawn = {row["任务编号"]: row for row in cells["抽取记录"] if row["抽取时间"] and not row["作废时间"]}
        self.findings = [row for row in cells["检查结果"] if row["检查日期"]]

    def days(self, name: str, default: int) -> int:
        value = self.cells.settings.get(name)
        return default if value in (None, "") else int(value)

    def all(self, today: date) -> Iterator[Term]:
        yield from self._plans()
        yield from self._activities()
        yield from self._reports(today)
        yield from self._tasks()
        yield from self._put_off()
        for row in self.findings:
            yield from self._finding(row)

    def _after(self, title: str, sheet: str, row: Row, start: Any, days: int, done: Any, **more: Any) -> Iterator[Term]:
        begun = day_of(start)
        if begun and (days or title in SAME_DAY):
            yield Term(title, sheet, row["行"], self.calendar.shifted(begun, days), day_of(done), event=begun, **more)

    def _plans(self) -> Iterator[Term]:
        for row in self.cells["年度计划"]:
            month, kind = self.days("计划公示截止月", 3), row["变更类型"]
            if month and kind not in ("新增", "取消"):
                last = (date(row["年度"], month, 28) + 4 * DAY).replace(day=1) - DAY
                yield Term("年度计划公示", "年度计划", row["行"], last, day_of(row["公示日期"]))
            yield from self._after("计划变更报备", "年度计划", row, row["变更日期"], self.days("变更报备工作日", 5), row["变更报备日期"])
            yield from self._after("计划变更公示", "年度计划", row, row["变更日期"], self.days("变更公示工作日", 10), row["变更公示日期"])
            if row["计划截止"] and kind != "取消":
                tasks = [task for task in self.tasks.values() if task["计划编号"] == row["计划编号"] and task["状态"] != "已取消"]
                done = bool(tasks) and all(task["状态"] == "已完成" or task["归档日期"] for task in tasks)
                yield Term("年度计划执行", "年度计划", row["行"], day_of(row["计划截止"]), finished=done)

    def _activities(self) -> Iterator[Term]:
        for row in self.cells["工作动态"]:
            if row["计划日期"]:
                yield Term("培训（活动）计划落实", "工作动态", row["行"], day_of(row["计划日期"]), day_of(row["日期"]))

    def _reports(self, today: date) -> Iterator[Term]:
        year, first = map(int, str(self.cells.settings["启用月份"]).split("-"))
        next_month = self.cells.settings.get("报表周期") == "自然月"
        handed = {
            (row["类别"], row["所属月份"]): day_of(row["日期"])
            for row in sorted(self.cells["工作动态"], key=lambda row: day_of(row["日期"]) or date.max)
            if row["所属月份"]
        }
        for month in range(first, 13):
            name = f"{year}-{month:02}"
            yield Term(
                "月报表报送",
                name,
                0,
                date(year + month // 12, month % 12 + 1, 21) if next_month else date(year, month, 21),
                handed.get(("月报报送", name)),
            )
            if month % 3 == 0:
                yield Term(
                    "季度落实情况报送", name, 0, (date(year, month, 28) + 4 * DAY).replace(day=1) - DAY, handed.get(("季度报送", name))
                )

    def _winners(self, code: str) -> list[Row]:
        draw = self.drawn.get(code, {"轮次": None})
        return [
            row
            for row in self.cells["抽取名单"]
            if (row["任务编号"], row["轮次"]) == (code, draw["轮次"]) and row["状态"] in ("抽中", "递补")
        ]

    def _checked(self, code: str, object_: str) -> date | None:
        return max(
            (day for row in self.findings if (row["任务编号"], row["对象编码"]) == (code, object_) and (day := day_of(row["检查日期"]))),
            default=None,
        )

    def _tasks(self) -> Iterator[Term]:
        for code, row in self.tasks.items():
            if row["状态"] == "已取消":
                continue
            event = day_of(self.drawn[code]["抽取时间"]) if code in self.drawn else day_of(row["开始日期"])
            days = self.days("方案公示提前工作日", 1)
            if event and days:
                yield Term("实施方案公示", "抽查任务", row["行"], self.calendar.shifted(event, days, -1), day_of(row["方案公示日期"]))
            yield from self._after(
                "平台人员确定", "抽查任务", row, row["平台抽取日期"], self.days("平台确认工作日", 2), row["平台人员确定日期"]
            )
            visits = [self._checked(code, winner["对象编码"]) for winner in self._winners(code) if not winner["延期至"]]
            done = None if None in visits else max(filter(None, visits), default=None)
            over = not visits and (code in self.drawn or row["状态"] == "已完成")
            yield Term("抽查任务按期检查", "抽查任务", row["行"], day_of(row["截止日期"]), done, finished=over)
            yield from self._archive(code, row)

    def _archive(self, code: str, row: Row) -> Iterator[Term]:
        mine = [finding for finding in self.findings if finding["任务编号"] == code]
        seen = {finding["对象编码"] for finding in mine}
        if {winner["对象编码"] for winner in self._winners(code)} - seen or not mine:
            return
        days = [day_of(finding["公示日期"]) for finding in mine] + [
            day_of(finding["办结日期"]) for finding in mine if finding["后续处置"] and finding["后续处置"] != "无需后续处置"
        ]
        if None not in days:
            yield from self._after("材料归档", "抽查任务", row, max(filter(None, days)), self.days("归档期限工作日", 20), row["归档日期"])

    def _put_off(self) -> Iterator[Term]:
        for code in self.drawn:
            if self.tasks[code]["状态"] == "已取消":
                continue
            for row in self._winners(code):
                if row["延期至"]:
                    yield Term("延期对象检查", "抽取名单", row["行"], day_of(row["延期至"]), self._checked(code, row["对象编码"]))

    def _finding(self, row: Row) -> Iterator[Term]:
        days = self.days
        yield from self._after("检查结果录入", "检查结果", row, row["检查日期"], days("录入期限工作日", 5), row["录入日期"])
        if row["检查结果"]:
            yield from self._after("检查结果公示", "检查结果", row, row["检查日期"], days("公示期限工作日", 20), row["公示日期"])
        if row["后续处置"] and row["后续处置"] != "无需后续处置" and row["处置期限"]:
            yield Term("后续处置办结", "检查结果", row["行"], day_of(row["处置期限"]), day_of(row["办结日期"]))
        if "改正" in str(row["后续处置"]) or "整改" in str(row["后续处置"]):
            yield from self._after("整改复查", "检查结果", row, row["处置期限"], days("整改复查工作日", 10), row["复查日期"])
        yield from self._after(
            "公示异议处理", "检查结果", row, row["异议日期"], days("异议处理工作日", 20), row["更正日期"], finished=bool(row["异议处理"])
        )
        if row["公示截止日期"]:
            yield Term("公示期满下线", "检查结果", row["行"], day_of(row["公示截止日期"]), day_of(row["下线日期"]))
        yield from self._after(
            "移送结果反馈",
            "检查结果",
            row,
            row["移送日期"],
            days("移送反馈工作日", 20),
            row["办结日期"] if row["移送结果"] else None,
            finished=bool(row["移送结果"]),
        )

    def state(self, term: Term, today: date, within: int = 5) -> str:
        """How a duty stands on a day."""
        if term.finished or term.done:
            return "逾期完成" if term.done and term.deadline and term.done > term.deadline else "已完成"
        if term.deadline is None:
            return "待公布"
        if term.deadline < today:
            return "已逾期"
        if term.deadline == today:
            return "今日到期"
        left = self.calendar.left(today, term.deadline)
        return "即将到期" if left is not None and left <= within else "未到期"
