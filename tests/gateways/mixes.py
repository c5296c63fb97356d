"""Workbooks as staff really leave them: registers with rows, columns and sheets where nobody looks, mixed at random.

`write` makes one; `count` counts it with another reader (openpyxl), which knows nothing of the program but that a
register's header holds a code column: every row below it that holds something but a serial number is a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import xlsxwriter

OBJECTS = ("对象编码", "对象名称", "统一社会信用代码", "对象类型", "状态", "地址", "备注")
PEOPLE = ("人员编码", "姓名", "执法证号", "证件有效期", "所在处室", "可检查事项", "备注")
FINDINGS = ("任务编号", "对象编码", "事项编码", "检查日期", "检查结果", "问题描述", "公示日期")
REGISTERS = {"检查对象": OBJECTS, "执法人员": PEOPLE, "检查结果": FINDINGS}
CODES = ("对象编码", "人员编码", "任务编号")
SERIAL = "序号"
ALONE = "只在这一列"
"""A value that stands alone in a column of the user's own: no formula, which may be filled in in advance."""

Row = list[object]


class Mix:
    """One workbook.  told: titles and sheets that must be named, whatever else is."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.told: set[str] = set()
        self.number = 0

    def write(self, path: Path, unit: str = "") -> None:
        """Make the workbook; with a unit also 参数, so that it can be handed in."""
        with xlsxwriter.Workbook(path) as book:
            if unit:
                self._settings(book, unit)
            for name, header in REGISTERS.items():
                _Sheet(self, book, name, header).write()
            for extra in self.random.sample(_EXTRAS, self.random.randint(0, 2)):
                extra(self, book)

    def rows(self, header: Sequence[str], count: int) -> list[Row]:
        """Rows of a register: every cell a text, some of them blank."""
        found = []
        for _ in range(count):
            self.number += 1
            found.append([f"A{self.number}" if n < 3 or title in self.told or self.random.random() < 0.6 else None
                          for n, title in enumerate(header)])
        return found

    def _settings(self, book: Any, unit: str) -> None:
        sheet = book.add_worksheet("参数")
        for line, (title, value) in enumerate((("单位名称", unit), ("处室名称", "某处"), ("单位层级", "处室"))):
            sheet.write_row(line, 0, (title, value))
            book.define_name(title, f"='参数'!$B${line + 1}")


class _Sheet:
    """A register's sheet with what goes wrong on it."""

    def __init__(self, mix: Mix, book: Any, name: str, header: Sequence[str]) -> None:
        self.mix, self.random, self.header = mix, mix.random, list(header)
        self.sheet = book.add_worksheet(name)
        self.top = self.left = 0
        self.lines: list[Row | None] = []
        self.odd = mix.random.random() < 0.5

    def write(self) -> None:
        listed = self.random.random() < 0.6
        if not listed:
            self.top, self.left = self.random.choice((0, 0, 1, 4, 12)), self.random.choice((0, 0, 1))
            for line in range(self.top - 1):
                self.sheet.write(line, 0, "某处登记表" if line == 0 else "（填写说明见后）")
        self._titles()
        if self.random.random() < 0.3:
            self._reordered()
        inside = self.mix.rows(self.header, self.random.randint(1, 6))
        self.lines = list(inside)
        for change in self.random.sample((self._gap, self._own_row, self._note, self._totals, self._second, self._serials), 3):
            change()
        if listed:
            self._list_object(len(inside))
        self.sheet.write_row(self.top, self.left, self.header)
        for line, row in enumerate(self.lines, self.top + 1):
            for column, cell in enumerate(row or (), self.left):
                if cell is not None:
                    self._cell(line, column, cell)
        if self.random.random() < 0.3:
            self.sheet.set_row(self.top + 1, None, None, {"hidden": True})
        if listed and self.random.random() < 0.3:
            self._beside()

    def _cell(self, line: int, column: int, cell: object) -> None:
        """A cell: its text; now and then a formula that gives it, a number or an error in its place."""
        may = self.odd and line > self.top + 1 and column > self.left and cell != ALONE
        way = self.random.random() if may else 1.0
        if way < 0.05:
            self.sheet.write_formula(line, column, f'="{cell}"', None, cell)
        elif way < 0.10:
            self.sheet.write_number(line, column, self.random.choice((0, 44256, 3.5, -1e300)))
        elif way < 0.12:
            self.sheet.write_formula(line, column, "=1/0", None, "#DIV/0!")
        elif way < 0.14:
            self.sheet.write_boolean(line, column, False)
        else:
            self.sheet.write(line, column, cell)

    def _titles(self) -> None:
        if self.random.random() < 0.5:
            self.header[-1] = self.random.choice(("内部意见", "承办科室意见", "公布栏日期"))
            self.mix.told.add(self.header[-1])
        if self.random.random() < 0.3:
            self.header[1] += self.random.choice(("（必填）", "*", "(必填，全称)"))
        if self.random.random() < 0.4:
            self.header.append(SERIAL)

    def _reordered(self) -> None:
        """The code first and the serial number last; the others in any order."""
        code, *others = [title for title in self.header if title != SERIAL]
        self.random.shuffle(others)
        self.header = [code, *others, *(title for title in self.header if title == SERIAL)]

    def _list_object(self, count: int) -> None:
        self.sheet.add_table(self.top, self.left, self.top + count, self.left + len(self.header) - 1,
                             {"columns": [{"header": title} for title in self.header]})

    def _gap(self) -> None:
        self.lines += [None] * self.random.randint(1, 30) + self.mix.rows(self.header, self.random.randint(1, 3))

    def _own_row(self) -> None:
        if any(title in self.mix.told for title in self.header):
            row: Row = [None] * len(self.header)
            row[next(n for n, title in enumerate(self.header) if title in self.mix.told)] = ALONE
            self.lines.insert(self.random.randint(0, len(self.lines)), row)

    def _note(self) -> None:
        self.lines.append([self.random.choice(("注：以上已核对。", "填表人：某某", "以下空白"))])

    def _totals(self) -> None:
        self.lines.append(["合计", len(self.lines)])

    def _second(self) -> None:
        self.lines += [None, list(self.header), *self.mix.rows(self.header, 2)]

    def _serials(self) -> None:
        if SERIAL in self.header:
            self.lines += [[*[None] * (len(self.header) - 1), n] for n in range(1, 6)]

    def _beside(self) -> None:
        column = self.left + len(self.header) + self.random.choice((0, 1))
        self.sheet.write_column(self.top, column, ["群众意见", "无", "有"])
        self.mix.told.add("群众意见")


def _copy(name: str) -> Callable[[Mix, Any], None]:
    """A sheet of a register's columns under another name."""

    def make(mix: Mix, book: Any) -> None:
        register = next((one for one in REGISTERS if name.startswith(one)), "检查对象")
        sheet, top = book.add_worksheet(name), mix.random.choice((0, 3, 12))
        header = REGISTERS[register]
        for line, row in enumerate([header, *mix.rows(header, mix.random.randint(1, 5))], top):
            sheet.write_row(line, 0, row)
        mix.told.add(name)

    return make


def _list_aside(mix: Mix, book: Any) -> None:
    """An Excel Table of a register's columns on a sheet of the user's own."""
    rows = mix.rows(FINDINGS, 3)
    book.add_worksheet("资料").add_table(2, 2, 5, 8, {"name": "补录", "data": rows, "columns": [{"header": t} for t in FINDINGS]})
    mix.told.add("资料")


def _nothing(_mix: Mix, book: Any) -> None:
    """A sheet that is no register, far cell and all."""
    sheet = book.add_worksheet("草稿")
    sheet.write_row(0, 0, ("今天", "明天"))
    sheet.write_row(1, 0, (1, 2))


def _hidden_copy(mix: Mix, book: Any) -> None:
    """A copy on a sheet that is not shown."""
    name = "检查对象（旧）"
    _copy(name)(mix, book)
    book.get_worksheet_by_name(name).very_hidden()


def _side_by_side(mix: Mix, book: Any) -> None:
    """A second list beside the first, on a sheet of the user's own."""
    sheet = book.add_worksheet("两处合订")
    for left, register in ((0, "检查对象"), (len(OBJECTS) + 1, "执法人员")):
        header = REGISTERS[register]
        for line, row in enumerate([header, *mix.rows(header, 4)], 1):
            sheet.write_row(line, left, row)
    mix.told.add("两处合订")


def _merged_heading(mix: Mix, book: Any) -> None:
    """A copy under a heading in merged cells."""
    sheet = book.add_worksheet("名册")
    sheet.merge_range(0, 0, 1, len(OBJECTS) - 1, "某市检查对象名册")
    for line, row in enumerate([OBJECTS, *mix.rows(OBJECTS, 3)], 2):
        sheet.write_row(line, 0, row)
    mix.told.add("名册")


_EXTRAS = (_hidden_copy, _side_by_side, _merged_heading, _copy("检查对象 (2)"), _copy("检查结果2"), _copy("执法人员（备份）"), _copy("二季度"), _list_aside, _nothing)


def count(path: Path) -> int:
    """Rows of everything that looks like a register, by another reader."""
    book = openpyxl.load_workbook(path)
    return sum(_count(list(sheet.iter_rows(values_only=True))) for sheet in book.worksheets)


def _count(rows: list[tuple[object, ...]]) -> int:
    head = next((n for n, row in enumerate(rows) if any(title in row for title in CODES)), None)
    if head is None:
        return 0
    columns = [*_block(rows[head])]
    return sum(any(row[c] is not None for c in columns) for row in rows[head + 1 :])


def _block(header: tuple[object, ...]) -> Iterator[int]:
    """Columns of the register: from its code on as long as there are titles, a serial number apart."""
    start = next(n for n, title in enumerate(header) if title in CODES)
    for column in range(start, len(header)):
        if header[column] is None or header[column] == "群众意见":
            return
        if header[column] != SERIAL:
            yield column
