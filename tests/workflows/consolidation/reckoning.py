"""What must come of workbooks that are handed in, reckoned from DESIGN §6 and the manual without any code of consolidation.

Read by openpyxl alone: the fate of every row, which contradictions are named, and the figures of the month's form.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from tests.workflows.consolidation.handed import OWN, PROBLEM, Chance, Handed

KEYS = {
    "代码表": ("类别", "名称"), "事项清单": ("事项编码",), "检查对象": ("对象编码",), "执法人员": ("人员编码",), "年度计划": ("计划编号",),
    "抽查任务": ("任务编号",), "抽取记录": ("任务编号", "轮次"), "锁定名录": ("任务编号", "轮次", "对象编码"),
    "抽取名单": ("任务编号", "轮次", "对象编码"), "检查结果": ("任务编号", "对象编码", "事项编码"), "区县开展情况": ("月份", "单位", "*"),
    "工作动态": ("*",),
}
CODED = {"对象编码", "事项编码", "人员编码", "计划编号", "任务编号", "统一社会信用代码", "执法证号"}
OF_TASK = ("抽取记录", "锁定名录", "抽取名单", "检查结果")

@dataclass
class One:
    """A row as it was read again.  fate: 并入, 重复, 退回; line: its sheet row."""

    book: Handed
    table: str
    line: int
    cells: dict[str, Any]
    bad: bool
    fate: str = ""

    @property
    def key(self) -> tuple[Any, ...]:
        keys = KEYS[self.table]
        if keys == ("*",):
            return tuple(sorted((title, str(value)) for title, value in self.cells.items() if value not in (None, "")))
        return tuple(self.book.unit + self.book.division if key == "*" else str(self.cells.get(key) or "") for key in keys)

    @property
    def whose(self) -> tuple[str, str]:
        return self.book.unit, self.book.division

    @property
    def filled(self) -> int:
        return sum(value not in (None, "") for value in self.cells.values())

    def __getitem__(self, title: str) -> Any:
        return self.cells.get(title)


def read(book: Handed, folder: Path) -> dict[str, list[One]]:
    found: dict[str, list[One]] = {}
    sheets = openpyxl.load_workbook(folder / book.file)
    for name in KEYS:
        sheet = sheets[name]
        titles = [cell.value for cell in sheet[1]]
        found[name] = []
        for line, values in enumerate(sheet.iter_rows(min_row=2, values_only=True), 2):
            if any(value is not None for value in values):
                found[name].append(_one(book, name, line, dict(zip(titles, values, strict=True))))
    named = {one["事项编码"]: one["小项"] for one in reversed(found["事项清单"])}
    for one in found["检查结果"]:
        one.cells["检查事项"] = named.get(one["事项编码"])
    return found


def _one(book: Handed, name: str, line: int, raw: dict[str, Any]) -> One:
    cells, bad = {}, False
    for title, value in raw.items():
        if title in CODED and isinstance(value, str):
            value = "".join(unicodedata.normalize("NFKC", value).split()).upper()
        elif title in ("日期", "检查日期", "公示日期", "方案日期", "截止日期", "证件有效期", "办结日期"):
            if isinstance(value, datetime):
                value = value.date()
            elif isinstance(value, str):
                try:
                    value = date.fromisoformat(value)
                except ValueError:
                    bad, value = True, None
        elif isinstance(value, str):
            value = value.strip()
        cells[title] = value
    return One(book, name, line, cells, bad)


class Reckoned:
    """The fates of all rows, and the figures.  conflicts: how many rows were set aside that say something else than the one kept."""

    def __init__(self, books: list[Handed], folder: Path, chance: Chance) -> None:
        self.chance = chance
        self.rows = {book.file: read(book, folder) for book in books}
        self.instead, self.earlier = self._versions(books)
        self.current = [book for book in sorted(books, key=lambda one: one.file) if book.file not in self.instead]
        self.conflicts: list[tuple[str, str, int]] = []
        self.lost: set[tuple[str, str]] = set()
        self.task_of: dict[str, str] = {}
        self.person_of: dict[str, str] = {}
        for name in ("抽查任务", "执法人员", *(name for name in KEYS if name not in ("抽查任务", "执法人员"))):
            self._settle(name)
        self._settle_replaced()

    def every(self, name: str) -> list[One]:
        return [one for book in self.current for one in self.rows[book.file][name]]

    def merged(self, name: str) -> list[One]:
        return [one for one in self.every(name) if one.fate == "并入"]

    def _versions(self, books: list[Handed]) -> tuple[dict[str, str], set[str]]:
        instead, earlier = {}, set()
        groups = defaultdict(list)
        for book in books:
            groups[book.unit, book.division, book.year].append(book)
        for group in groups.values():
            best = max(group, key=lambda one: one.logged)
            instead |= {one.file: best.file for one in group if one is not best}
        for (_, _, year), group in groups.items():
            if year == self.chance.year - 1:
                earlier |= {one.file for one in group}
        return instead, earlier

    def _owns(self, one: One) -> bool:
        name = ""
        if one.table in OF_TASK:
            name = self.task_of.get(one["任务编号"], "")
        elif title := {"检查对象": "管理处室", "执法人员": "所在处室", "事项清单": "责任处室", "年度计划": "责任处室", "抽查任务": "发起处室"}.get(one.table):
            name = one[title] or ""
        return bool(name) and name in (one.book.division, one.book.unit + one.book.division)

    def _settle(self, name: str) -> None:
        rows = self.every(name)
        for one in rows:
            if one.bad:
                one.fate = "退回"
        now = {(one.whose, one.key): one["任务名称"] for one in rows if one.book.file not in self.earlier and not one.fate}
        for one in rows:
            if not one.fate and one.book.file in self.earlier and (name != "抽查任务" or now.get((one.whose, one.key)) == one["任务名称"]) and (one.whose, one.key) in now:
                one.fate = "重复"
        if name == "抽查任务":
            self._collisions(rows)
        if name in OF_TASK:
            kept = {one["任务编号"] for one in self.merged("抽查任务")}
            known = {one["任务编号"] for one in self.every("抽查任务")}
            for one in rows:
                task = one["任务编号"]
                if not one.fate and ((task in known and task not in kept) or (one.book.file, task) in self.lost):
                    one.fate = "退回"
        identity = {"检查对象": ("统一社会信用代码",), "执法人员": ("执法证号",), "事项清单": ("大项", "小项"), "年度计划": ("责任处室", "任务名称")}.get(name)
        groups = defaultdict(list)
        for one in rows:
            if not one.fate:
                groups[one.key].append(one)
        for group in groups.values():
            if identity and len(group) > 1:
                self._clash(group, identity)
            self._keep(name, [one for one in group if not one.fate])
        for one in self.merged(name):
            if name == "抽查任务":
                self.task_of[one["任务编号"]] = one["发起处室"]
            if name == "执法人员":
                self.person_of[one["人员编码"]] = one["所在处室"]

    def _collisions(self, rows: list[One]) -> None:
        groups = defaultdict(list)
        for one in rows:
            if not one.fate:
                groups[one["任务编号"]].append(one)
        for code, group in groups.items():
            names = {(one["发起处室"], one["任务名称"]) for one in group}
            starters = {one.whose for one in group if self._owns(one)}
            if len(names) == 1 and len(starters) <= 1:
                continue
            own = [one for one in group if self._owns(one)]
            if len(starters) > 1:
                own = [one for one in own if code.startswith(one.book.code + "-")]
            own = [one for one in own if one.book.file not in self.earlier] or own
            sure = len({one.whose for one in own}) == 1 and len({one["任务名称"] for one in own}) == 1
            for one in group:
                same = sure and (one["发起处室"], one["任务名称"]) == (own[0]["发起处室"], own[0]["任务名称"])
                if not (same and (one in own or not self._owns(one))):
                    one.fate = "退回"
                    self.lost.add((one.book.file, code))

    def _clash(self, group: list[One], titles: tuple[str, ...]) -> None:
        known = [one for one in group if one[titles[-1]]]

        def apart(one: One, other: One) -> bool:
            return all(one[title] != other[title] for title in titles)

        if not any(apart(one, known[0]) for one in known):
            return
        own = [one for one in known if self._owns(one)]
        if any(apart(one, own[0]) for one in own):
            own = [one for one in own if group[0].key[0].startswith(one.book.code + "-")]
        right = own[0] if own and not any(apart(one, own[0]) for one in own) else None
        for one in known if right else group:
            if right is None or apart(one, right):
                one.fate = "退回"

    def _keep(self, name: str, group: list[One]) -> None:
        if not group:
            return
        own = [one for one in group if self._owns(one)]
        city = [one for one in own if one.book.level != "区县局"]
        best = max(city or own or group, key=lambda one: one.filled)
        best.fate = "并入"
        for one in group:
            if one is not best:
                one.fate = "重复"
                apart = {title for title, value in one.cells.items() if value not in (None, "") and value != best[title]}
                if self._owns(one) and self._owns(best):
                    apart -= {"管理处室", "所在处室", "责任处室", "发起处室"}
                if apart:
                    self.conflicts.append((one.book.file, name, one.line))

    def _settle_replaced(self) -> None:
        for file in self.instead:
            for name, rows in self.rows[file].items():
                there = {one.key for one in self.merged(name)}
                for one in rows:
                    one.fate = "退回" if one.bad or one.key not in there else "重复"

    def fates(self) -> Counter[str]:
        return Counter(one.fate for tables in self.rows.values() for rows in tables.values() for one in rows)

    # --- figures -----------------------------------------------------------------------------------------

    def figures(self, prefix: str) -> dict[str, Any]:
        """Of the tasks with a plan (prefix '') or without (计划外 )."""
        start, end = self.chance.start, self.chance.end
        tasks = {one["任务编号"]: one for one in self._city("抽查任务") if one["状态"] != "已取消" and bool(one["计划编号"]) == (prefix == "")}
        draws = {(one["任务编号"], one["轮次"]) for one in self._city("抽取记录") if one["任务编号"] in tasks and not one["作废时间"]
                 and start <= date.fromisoformat(one["抽取时间"][:10]) <= end}
        listed = {(one["任务编号"], one["对象编码"]) for one in self._city("抽取名单") if (one["任务编号"], one["轮次"]) in draws and one["状态"] in ("抽中", "递补")}
        checks = [one for one in self._city("检查结果") if one["任务编号"] in tasks and one["检查日期"] and one["检查结果"] != "另约时间" and start <= one["检查日期"] <= end]
        told = {(one["任务编号"], one["对象编码"]) for one in self._city("检查结果") if one["任务编号"] in tasks and one["公示日期"] and start <= one["公示日期"] <= end}
        schemes = {(one["方案文件"], one["方案文号"] or one["发起处室"]) for one in tasks.values() if one["方案日期"] and start <= one["方案日期"] <= end}
        known = {one["事项编码"]: one for one in self.merged("事项清单")}
        items = {code for task, _ in draws for code in ("I0", "I1") if code in known}
        return {
            "抽查文件": f"{len(schemes)}份", "抽取检查对象合计": str(len({one for _, one in listed})), "小项": str(len(items)),
            "大项": str(len({known[code]["大项"] for code in items})), "检查主体": str(len({one["对象编码"] for one in checks})),
            "发现问题的检查主体": str(len({one["对象编码"] for one in checks if one["检查结果"] in (PROBLEM, OWN)})), "公示数量": str(len(told)),
        }

    def _city(self, name: str) -> list[One]:
        return [one for one in self.merged(name) if one.book.level != "区县局"]

    def activities(self, category: str) -> str:
        rows = [one for one in self._city("工作动态") if one["类别"] == category and one["日期"] and self.chance.start <= one["日期"] <= self.chance.end]
        return str(len({(one["日期"], one["名称"], one["文号"], one["人数"], one["内容"]) for one in rows}))

    def counties(self) -> dict[str, str]:
        start, end = self.chance.start, self.chance.end
        dropped = {one["任务编号"] for one in self.merged("抽查任务") if one["状态"] == "已取消"}
        found = {}
        for unit in {book.unit for book in self.current if book.level == "区县局"}:
            def own(name: str, unit: str = unit) -> list[One]:
                return [one for one in self.merged(name) if one.book.unit == unit and one["任务编号"] not in dropped]
            draws = {(one["任务编号"], one["轮次"]) for one in own("抽取记录") if not one["作废时间"] and start <= date.fromisoformat(one["抽取时间"][:10]) <= end}
            drawn = {one["对象编码"] for one in own("抽取名单") if (one["任务编号"], one["轮次"]) in draws and one["状态"] in ("抽中", "递补")}
            told = {(one["任务编号"], one["对象编码"]) for one in own("检查结果") if one["公示日期"] and start <= one["公示日期"] <= end}
            found[unit] = f"抽查{len(drawn)}，公示{len(told)}"
        by_table: dict[str, list[One]] = defaultdict(list)
        for one in self.merged("区县开展情况"):
            if one["单位"] not in found:
                by_table[one["单位"]].append(one)
        for unit, rows in by_table.items():
            found[unit] = f"抽查{sum(one['抽查主体数'] for one in rows)}，公示{sum(one['公示数'] for one in rows)}"
        return found
