"""A register as a user leaves it: rows in the Excel Table and below, gaps, totals, columns of their own, notes.

The layout says what it is to be read as, independently of the program.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import xlsxwriter
from hypothesis import strategies as st

NAME, OTHER = "检查对象", "执法人员"
DECLARED = ("对象编码", "对象名称", "备注")
NUMBER, OWN, COMPUTED = "序号", "我的备忘", "提示"
FORMULA = "=LEN(检查对象[[#This Row],[对象编码]])"
SECOND = "另一个表"

ROW, BLANK, NUMBERED, JOTTED = "row", "blank", "numbered", "jotted"
"""A typed row; nothing; only the user's own 序号; only a word in the user's own column."""
STOPS: dict[str, tuple[str, ...]] = {
    "合计": ("合计",), "表头": ("对象编码", "对象名称", "备注"), "说明": ("填表说明：每月二十日前更新。",),
    "签名": ("填表人：", "张某"), SECOND: (), "": ()}
"""What may stand at the end, below one blank row: texts from the first declared column on."""


@dataclass(frozen=True)
class Layout:
    """inside, below: kinds of the rows in the Excel Table and under it.  end: what stands below them (STOPS).

    after: typed rows below the end, which belong to nobody.  number, own, computed: whether there are these columns.
    totals: whether the Excel Table has a totals row.  hidden: rows (from 0) that a filter hides.
    filled: how many of the rows have the formula of the computed column; -1 all in the table.
    """

    inside: tuple[str, ...] = (ROW, ROW)
    below: tuple[str, ...] = ()
    end: str = ""
    after: int = 0
    number: bool = False
    own: bool = False
    computed: bool = False
    totals: bool = False
    hidden: frozenset[int] = frozenset()
    filled: int = -1
    top: int = 1

    @property
    def header(self) -> tuple[str, ...]:
        first, *rest = DECLARED
        return (*[NUMBER] * self.number, first, *[OWN] * self.own, *rest, *[COMPUTED] * self.computed)

    def line(self, kind: str, number: int) -> dict[str, Any]:
        """What stands in a row of a kind, by header."""
        typed = {title: f"{title}{number}" for title in DECLARED} if kind == ROW else {}
        if kind == ROW and number % 3 == 1:
            del typed["备注"]
        jotted = {OWN: f"记{number}"} if kind == JOTTED or (kind == ROW and number % 2) else {}
        numbered = {NUMBER: float(number + 1)} if kind in (ROW, NUMBERED) else {}
        return {title: value for title, value in {**numbered, **typed, **jotted}.items() if title in self.header}

    @property
    def lines(self) -> list[dict[str, Any]]:
        """All rows from the first one on, the totals row left out; what stands at the end apart."""
        return [self.line(kind, number) for number, kind in enumerate((*self.inside, *self.below))]

    @property
    def first(self) -> int:
        """Sheet row of the first row."""
        return self.top + 1

    @property
    def last(self) -> int:
        """Sheet row of the last row in the Excel Table, its totals row apart."""
        return self.top + len(self.inside)

    @property
    def expected(self) -> list[list[Any]]:
        """The declared columns of the rows that are read, blank ones between them included."""
        kinds = self.inside if self.totals else (*self.inside, *self.below)
        end = max((n + 1 for n, kind in enumerate(kinds) if kind == ROW), default=0)
        return [[line.get(title) if kind == ROW else None for title in DECLARED]
                for kind, line in list(zip(kinds, self.lines, strict=False))[:end]]

    @property
    def foot(self) -> int:
        """Sheet row of what stands at the end."""
        return self.last + self.totals + len(self.below) + 2

    def rows(self) -> dict[int, dict[str, Any]]:
        """Sheet row → header → value of everything typed, but for a second table."""
        found = {self.first + n: line for n, line in enumerate(self.lines[: len(self.inside)])}
        found |= {self.last + self.totals + 1 + n: line for n, line in enumerate(self.lines[len(self.inside) :])}
        if self.totals:
            found[self.last + 1] = {DECLARED[0]: "汇总"}
        if STOPS[self.end]:
            found[self.foot] = dict(zip(DECLARED, STOPS[self.end], strict=False))
        found |= {self.foot + 1 + n: self.line(ROW, 90 + n) for n in range(self.after)}
        return {row: line for row, line in found.items() if line}

    def content(self, *, name: str = NAME, names: Mapping[str, Any] | None = None) -> bytes:
        """The workbook, with 执法人员 on a sheet of its own that has a row below its table too."""
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            self._write(book.add_worksheet(name), name, book)
            people = book.add_worksheet(OTHER)
            people.add_table("A1:B2", {"name": OTHER, "columns": [{"header": "人员编码"}, {"header": "姓名"}]})
            for row, code in ((1, "R1"), (2, "R2"), (4, "R3")):
                people.write_row(row, 0, [code, "李四光"])
            sheet = book.add_worksheet("参数")
            for row, (title, value) in enumerate((names or {"年度": 2021}).items()):
                sheet.write_row(row, 0, [title, value])
                book.define_name(title, f"=参数!$B${row + 1}")
        return stream.getvalue()

    def _write(self, sheet: Any, name: str, book: Any) -> None:
        columns: list[dict[str, Any]] = [{"header": title} for title in self.header]
        if self.computed:
            columns[-1]["formula"] = FORMULA
        if self.totals:
            columns[self.header.index(DECLARED[0])]["total_string"] = "汇总"
        sheet.add_table(self.top - 1, 0, self.last - 1 + self.totals, len(self.header) - 1,
                        {"name": name, "columns": columns, "total_row": self.totals})
        for row in range(self.first + max(self.filled, 0), self.last + 1) if self.computed and self.filled >= 0 else ():
            sheet.write_blank(row - 1, len(self.header) - 1, None)
        for row, line in self.rows().items():
            for title, value in line.items():
                sheet.write(row - 1, self.header.index(title), value)
        for number in self.hidden:
            sheet.set_row(self.first + number - 1, None, None, {"hidden": True})
        sheet.data_validation(self.first - 1, 1, self.last - 1, 1, {"validate": "length", "criteria": "<", "value": 99})
        sheet.conditional_format(self.first - 1, 0, self.last - 1, 1, {
            "type": "duplicate", "format": book.add_format({"bold": True})})
        if self.end == SECOND:
            sheet.add_table(self.foot - 1, 0, self.foot, 1, {"name": SECOND, "columns": [{"header": "甲"}, {"header": "乙"}]})


@dataclass(frozen=True)
class Write:
    """One act: rows appended to 检查对象 and 执法人员, rows replaced (by 0-based row), a value put."""

    append: int = 0
    replace: tuple[int, ...] = ()
    put: bool = False
    people: int = 0

    def new_rows(self) -> list[dict[str, Any]]:
        return [{title: f"新{title}{n}" for title in (DECLARED if n % 2 == 0 else DECLARED[:2])} for n in range(self.append)]


KINDS = st.sampled_from((ROW, ROW, ROW, BLANK, NUMBERED, JOTTED))


@st.composite
def layouts(draw: Any) -> Layout:
    """Any layout."""
    inside = tuple(draw(st.lists(KINDS, min_size=1, max_size=4)))
    totals = draw(st.booleans()) and draw(st.booleans())
    number, own, computed = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    below = tuple(draw(st.lists(KINDS, max_size=5)))
    end = draw(st.sampled_from(tuple(STOPS)))
    after = draw(st.integers(0, 2)) if end in ("合计", "表头") else 0
    hidden = draw(st.frozensets(st.integers(0, len(inside) + len(below)), max_size=3))
    filled = draw(st.sampled_from((-1, -1, (len(inside) + 1) // 2)))
    return Layout(inside, below, end, after, number, own, computed, totals, hidden, filled, draw(st.integers(1, 3)))


@st.composite
def writes(draw: Any) -> Write:
    """Any act."""
    return Write(draw(st.integers(0, 3)), tuple(draw(st.sets(st.integers(0, 8), max_size=2))), draw(st.booleans()),
                 draw(st.integers(0, 1)))


def variants() -> Sequence[Any]:
    """Layouts that tests name."""
    gaps = (BLANK, ROW, BLANK, BLANK, ROW)
    return [
        ("rows_directly_below", Layout(below=(ROW, ROW))),
        ("rows_below_with_gaps", Layout(below=gaps)),
        ("blank_rows_in_the_table", Layout((ROW, BLANK, ROW, BLANK), gaps)),
        ("a_table_without_rows", Layout((BLANK,), (BLANK, ROW))),
        ("a_calculated_column", Layout(below=gaps, computed=True)),
        ("a_calculated_column_with_holes", Layout((ROW, ROW, ROW), gaps, computed=True, filled=2)),
        ("hidden_rows", Layout((ROW, ROW, ROW), gaps, hidden=frozenset({1, 2, 4}))),
        ("a_column_in_between", Layout(below=gaps, own=True)),
        ("numbers_in_advance", Layout(below=(ROW, BLANK, ROW, NUMBERED, NUMBERED), number=True, own=True)),
        ("notes_below", Layout(below=gaps, end="说明")),
        ("a_signature_below", Layout(below=gaps, end="签名")),
        ("typed_totals_below", Layout(below=gaps, end="合计", after=1)),
        ("another_list_below", Layout(below=gaps, end="表头", after=2)),
        ("a_second_table_below", Layout(below=gaps, end=SECOND)),
        ("everything", Layout((ROW, BLANK, ROW), (*gaps, NUMBERED), end="说明", number=True, own=True, computed=True,
                              hidden=frozenset({0, 4}), top=3)),
    ]


def with_totals(layout: Layout) -> Layout:
    return replace(layout, totals=True)
