"""Invented workbooks of a month as divisions and counties hand them in, drawn by chance and written by openpyxl alone."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from ssj_xl.tables.records import REGISTERS  # the titles of the columns, nothing else

TITLES = {spec.name: [column.header for column in spec.columns] for spec in REGISTERS}
CODED = {"对象编码", "事项编码", "人员编码", "计划编号", "任务编号", "统一社会信用代码", "执法证号"}
OF_TASK = ("抽取记录", "锁定名录", "抽取名单", "检查结果")
DIVISIONS = ("律师处", "公证处", "鉴定处", "基层处", "法援处", "普法处", "调解处", "矫正处")
COUNTIES = ("桥东区司法局", "桥西县司法局", "柳荫县司法局")
CITY = "某市司法局"
OWN = "整改不到位"
PROBLEM, CLEAN, ABSENT = "发现问题已责令改正", "未发现问题", "未发现开展本次抽查涉及的经营活动"


@dataclass
class Handed:
    """A workbook that is handed in.  rows: by table, title → raw cell; a row None is a blank line."""

    file: str
    unit: str
    division: str
    level: str
    code: str
    year: int
    logged: str
    rows: dict[str, list[dict[str, Any] | None]] = field(default_factory=lambda: defaultdict(list))

    def write(self, folder: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "参数"
        named = {"单位名称": self.unit, "单位编码": self.code.split("-")[0], "处室名称": self.division, "处室编码": self.code.split("-")[1],
                 "单位层级": self.level, "年度": self.year, "公示网站": f"{self.division}网站"}
        for line, (name, value) in enumerate(named.items(), 1):
            sheet.cell(line, 1, name)
            sheet.cell(line, 2, value)
            book.defined_names[name] = DefinedName(name, attr_text=f"参数!$B${line}")
        for name, titles in TITLES.items():
            _sheet(book, name, titles, self.rows.get(name, []))
        book.save(folder / self.file)


def _sheet(book: openpyxl.Workbook, name: str, titles: list[str], rows: list[dict[str, Any] | None]) -> None:
    sheet = book.create_sheet(name)
    sheet.append(titles)
    for row in rows:
        sheet.append([(row or {}).get(title) for title in titles])
    end = max(len(rows), 1) + 1
    table = Table(displayName=name, ref=f"A1:{get_column_letter(len(titles))}{end}")
    sheet.add_table(table)


# --- what is handed in -----------------------------------------------------------------------------------

class Chance:
    """Draws the workbooks of a month."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.january = self.random.random() < 0.3
        self.year = 2027
        self.month = "2027-01" if self.january else "2027-03"
        self.start, self.end = (date(2026, 12, 21), date(2027, 1, 20)) if self.january else (date(2027, 2, 21), date(2027, 3, 20))
        self.serial = 0
        self.words: list[Any] = []

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def day(self) -> date:
        """Mostly in the period, on its edges, or outside of it."""
        start, end = self.start.toordinal(), self.end.toordinal()
        return date.fromordinal(self.random.choice([start, end, start - 1, self.random.randint(start, end), self.random.randint(start, end),
                                                    self.random.randint(start - 25, end)]))

    def books(self) -> list[Handed]:
        found: list[Handed] = []
        units = [(CITY, division, "处室", f"SS-{'ABCDEFGH'[n]}") for n, division in enumerate(self.random.sample(DIVISIONS, self.random.randint(2, 7)))]
        units += [(unit, "法治股", "区县局", f"X{n}-F") for n, unit in enumerate(self.random.sample(COUNTIES, self.random.randint(0, 3)))]
        for unit, division, level, code in units:
            book = self._book(unit, division, level, code, self.year)
            found.append(book)
            if self.january and self.often(0.6):
                found.append(self._last_year(book))
            if self.often(0.25):
                found.append(self._later(book))
        self._joint(found)
        for book in found:
            self._handled(book)
        return found

    def _book(self, unit: str, division: str, level: str, code: str, year: int) -> Handed:
        logged = f"{year}-{'01-15' if self.january or year < self.year else '03-01'} 09:00:00"
        book = Handed(f"{unit}{division}{year}.xlsx", unit, division, level, code, year, logged)
        self._log(book)
        if self.often(0.1):
            return book  # handed in empty
        book.rows["代码表"] = [{"类别": "检查结果", "代码": str(n), "名称": name, "是否问题": problem, "是否计入检查": counted}
                            for n, (name, problem, counted) in enumerate([(CLEAN, "否", "是"), (PROBLEM, "是", "是"), (ABSENT, "否", "是"), ("另约时间", "否", "否")])]
        book.rows["代码表"] += [{"类别": "对象类型", "代码": "L", "名称": "律师事务所"}]
        if self.often(0.2):
            book.rows["代码表"] = []  # the default words
        elif self.often(0.1):  # words of their own only
            book.rows["代码表"] = [{"类别": "检查结果", "代码": "9", "名称": OWN, "是否问题": "是"}, {"类别": "检查结果", "代码": "8", "名称": "合格", "是否问题": "否"}]
        self.words = [OWN, "合格", None] if len(book.rows["代码表"]) == 2 else [CLEAN, CLEAN, PROBLEM, ABSENT, None, *(["另约时间"] if book.rows["代码表"] else [])]
        book.rows["事项清单"] = [{"事项编码": f"I{n}", "大项": f"大项{n % 2}", "小项": f"小项{n}", "事项类别": "一般检查事项", "对象类型": "律师事务所"} for n in range(3)]
        if self.often(0.2):  # another item under a known code
            book.rows["事项清单"][1] |= {"大项": f"{division}大项", "小项": f"{division}小项", "责任处室": division if self.often(0.7) else ""}
        objects = [f"OBJ{n:02}" for n in self.random.sample(range(14), self.random.randint(3, 8))]
        book.rows["检查对象"] = [self._object(one, division) for one in objects]
        book.rows["执法人员"] = [self._inspector(n, division) for n in self.random.sample(range(9), 3)]
        for number in range(self.random.randint(1, 2)):
            plan = f"{code}-JH-{year}-{number:02}" if self.often(0.8) else f"JH{number}"
            book.rows["年度计划"].append({"计划编号": plan, "年度": year, "任务名称": f"{division}计划{number}", "事项编码": "I0", "责任处室": division})
            self._task(book, f"{code}-{year}-{number:03}" if self.often(0.9) else f"T{number}", plan if self.often(0.8) else None, objects)
        for _ in range(self.random.randint(0, 2)):
            common = self.often(0.3)
            book.rows["工作动态"].append({"日期": self.day() if not common else self.end, "类别": self.random.choice(["会议", "文件", "培训", "宣传"]) if not common else "会议",
                                      "名称": "全局部署会" if common else f"{division}动态{self._next()}", "人数": 20, "处室": division})
        if level == "处室" and self.often(0.3):
            book.rows["区县开展情况"].append({"月份": self.month, "单位": self.random.choice(COUNTIES), "抽查主体数": self.random.randint(0, 9), "公示数": self.random.randint(0, 9)})
        return book

    def _next(self) -> int:
        self.serial += 1
        return self.serial

    def _log(self, book: Handed) -> None:
        book.rows["操作日志"].append({"序号": "1", "时间": book.logged, "操作": "登记", "操作人": "张某", "摘要": "略", "内容指纹": "", "上一指纹": "0" * 64, "本条指纹": "ab" * 32})

    def _object(self, code: str, division: str) -> dict[str, Any]:
        n = int(code[3:])
        clash = self.often(0.08)
        return {"对象编码": code, "对象名称": f"第{n}所", "统一社会信用代码": None if n % 5 == 0 else f"91{n:02}{'X' if clash else 'A'}", "对象类型": "律师事务所",
                "管理处室": division if self.often(0.5) else DIVISIONS[n % 8], "状态": "正常", "区县": f"{n}区" if self.often(0.7) else None,
                "地址": f"路{self.random.randint(1, 2)}号" if self.often(0.5) else None}

    def _inspector(self, n: int, division: str) -> dict[str, Any]:
        return {"人员编码": f"P{n}", "姓名": f"人{n}", "执法证号": f"ZF{n}{'X' if self.often(0.05) else ''}", "证件有效期": date(2030, 1, 1),
                "所在处室": division if self.often(0.5) else DIVISIONS[n % 8]}

    def _task(self, book: Handed, code: str, plan: str | None, objects: list[str], partners: str = "") -> None:
        drawn, attempt = self.day(), 1
        scheme = self.random.choice([f"{book.division}方案{self._next()}", "总方案", "无号方案"])
        book.rows["抽查任务"].append({"任务编号": code, "计划编号": plan, "任务名称": f"{book.division}{code}{book.year}", "发起处室": book.division, "参与处室": partners or None,
                                  "事项编码": "I0、I1", "截止日期": date(book.year, 12, 31), "抽取方式": "分级比例", "方案文件": scheme,
                                  "方案文号": f"文{book.division}" if scheme == "总方案" else None, "方案日期": self.day(), "状态": "已取消" if self.often(0.07) else "实施中"})
        if self.often(0.2):
            book.rows["抽取记录"].append(self._draw(code, attempt, drawn, len(objects)) | {"作废时间": f"{drawn} 12:00:00", "作废原因": "误"})
            book.rows["抽取名单"].append(self._winner(code, attempt, 1, objects[0], "抽中"))
            attempt = 2
        book.rows["抽取记录"].append(self._draw(code, attempt, drawn, len(objects)))
        for n, one in enumerate(objects):
            book.rows["锁定名录"].append({"任务编号": code, "轮次": attempt, "对象编码": one, "名单代号": f"L{n}", "组别": "A"})
        chosen = self.random.sample(objects, self.random.randint(1, len(objects)))
        for n, one in enumerate(chosen):
            book.rows["抽取名单"].append(self._winner(code, attempt, n + 1, one, self.random.choice(["抽中", "抽中", "抽中", "递补", "候补", "被替换"])))
        for one in self.random.sample(chosen, self.random.randint(0, len(chosen))):
            for item in self.random.sample(["I0", "I1"], self.random.randint(1, 2)):
                book.rows["检查结果"].append(self._finding(code, one, item))

    def _draw(self, code: str, attempt: int, drawn: date, count: int) -> dict[str, Any]:
        return {"任务编号": code, "轮次": attempt, "名录数量": count, "名录根": "ab" * 32, "锁定时间": f"{drawn} 08:00:00", "抽取时间": f"{drawn} 09:00:00"}

    def _winner(self, code: str, attempt: int, rank: int, one: str, state: str) -> dict[str, Any]:
        return {"任务编号": code, "轮次": attempt, "序号": rank, "对象编码": one, "对象名称": f"第{int(one[3:])}所", "对象类型": "律师事务所", "状态": state}

    def _finding(self, code: str, one: str, item: str) -> dict[str, Any]:
        return {"任务编号": code, "对象编码": one, "事项编码": item, "检查日期": self.day(), "检查结果": self.random.choice(self.words),
                "公示日期": self.day() if self.often(0.5) else None}

    def _last_year(self, book: Handed) -> Handed:
        """Last year's workbook of a unit; a task of it and its results may stand in the new one too."""
        old = self._book(book.unit, book.division, book.level, book.code, self.year - 1)
        old.logged = old.rows["操作日志"][0]["时间"] = f"{self.year - 1}-12-30 09:00:00"
        if old.rows["抽查任务"] and self.often(0.5):
            task = old.rows["抽查任务"][0]
            told = [row for row in old.rows["检查结果"] if row["任务编号"] == task["任务编号"] and row["公示日期"]]
            if told and task["任务编号"] not in {row["任务编号"] for row in book.rows["抽查任务"]}:
                book.rows["抽查任务"].append(task | {"转自台账": old.file, "状态": "已完成"})
                book.rows["检查结果"] += [row | {"办结日期": self.end} for row in told]
        return old

    def _later(self, book: Handed) -> Handed:
        """A later version of a unit's workbook, with rows more, less and otherwise."""
        rows = defaultdict(list, {name: [dict(row) for row in each] for name, each in book.rows.items()})
        other = Handed(f"{book.unit}{book.division}-再报.xlsx", book.unit, book.division, book.level, book.code, book.year, book.logged[:-8] + "10:00:00", rows)
        self._log(other)
        other.rows["操作日志"][-1] |= {"序号": "2"}
        for row in rows["检查结果"]:
            if self.often(0.5):
                row["公示日期"] = self.day()
        if rows["检查对象"] and self.often(0.5):
            rows["检查对象"].pop()
        rows["检查对象"].append(self._object(f"OBJ{self.random.randint(14, 16)}", book.division))
        return other

    def _joint(self, books: list[Handed]) -> None:
        """A task that stands in the workbooks of those who take part as well, there with less, or with another state."""
        city = [book for book in books if book.level == "处室" and book.rows["检查对象"] and book.year == self.year]
        if len(city) > 1 and self.often(0.6):
            first, *others = self.random.sample(city, self.random.randint(2, min(3, len(city))))
            others = [book for book in others if book.division != first.division]
            code, objects = f"{first.code}-{self.year}-900", [row["对象编码"] for row in first.rows["检查对象"]]
            before = {name: len(rows) for name, rows in first.rows.items()}
            self._task(first, code, None, objects, "、".join(dict.fromkeys(book.division for book in others)))
            for book in others:
                for name in ("抽查任务", *OF_TASK):
                    for row in first.rows[name][before.get(name, 0):]:
                        if name == "抽查任务" or self.often(0.7):
                            changed = {"公示日期": self.day()} if name == "检查结果" and self.often(0.3) else {}
                            book.rows[name].append(dict(row) | changed)

    def _handled(self, book: Handed) -> None:
        """What people do to rows: sort, copy, blank out, type codes with other widths and blanks, dates as text."""
        for name, rows in book.rows.items():
            if name in ("操作日志", "代码表"):
                continue
            if self.often(0.3):
                self.random.shuffle(rows)
            if rows and self.often(0.2):
                rows.insert(self.random.randrange(len(rows) + 1), dict(self.random.choice([row for row in rows if row])))
            if rows and self.often(0.2):
                rows.insert(self.random.randrange(len(rows)), None)
            for row in rows:
                for title in row or ():
                    if title in CODED and isinstance(row[title], str) and self.often(0.06):
                        row[title] = self._typed(row[title])
                    if isinstance(row[title], date) and self.often(0.04):
                        row[title] = "三月" if self.often(0.3) else row[title].isoformat()

    def _typed(self, code: str) -> str:
        wide = "".join(chr(ord(c) + 0xFEE0) if 0x21 <= ord(c) <= 0x7E else c for c in code)
        return self.random.choice([wide if "、" not in code else code, f" {code}", f"{code}\u3000", code.lower()])
