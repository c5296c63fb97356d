"""A tiny language for registers in tests: say only the columns that matter, get a normalised Table.

    table("检查对象", "对象编码 状态 | D1 正常 | D2 停业")          one register
    tables('''检查对象                                              several, blocks divided by an empty line
              对象编码 状态
              D1      正常

              抽查任务
              任务编号 …''')

Cells are divided by blanks, rows by | or a line break; `-` is a blank cell and `~` a blank within a cell.
The columns named stand first, so the first of them is column A and the first row of values is sheet row 2;
required columns that are not named follow and get an unobjectionable value.  Cells of date and whole-number
columns become dates and integers; everything else stays text, as people type it.
"""

from __future__ import annotations

from datetime import date, timedelta

from ssj_xl.domain.workdays import MOVED, OFF, Calendar
from ssj_xl.tables.grid import Grid, Raw
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.records import BY_NAME
from ssj_xl.tables.spec import Column, Kind, TableSpec
from ssj_xl.tables.table import Table

_UNNAMED: dict[str, Raw] = {
    "类别": "检查结果", "等级": "A", "大项": "执业监督", "小项": "执业活动", "事项类别": "一般检查事项",
    "状态": "正常", "对象类型": "律师事务所", "执法证号": "ZF{row:05}", "证件有效期": date(2030, 12, 31),
    "所在处室": "律师处", "发起处室": "律师处", "年度": 2021, "任务名称": "检查{row}", "姓名": "人员{row}",
    "截止日期": date(2021, 12, 31), "抽取方式": "分级比例", "轮次": 1, "对象名称": "对象{row}",
    "名单代号": "P{row}", "组别": "A", "时间": "2021-03-01 09:00:00", "操作": "登记",
    "日期": date(2021, 3, 1), "收到日期": date(2021, 3, 1), "类型": "放假", "月份": "2021-03", "单位": "某区司法局", "名称": "名称{row}",
}


def table(name: str, text: str) -> Table:
    """The register `name` with the columns and rows of `text`, normalised as if read from a workbook."""
    return normalise(grid(name, text), BY_NAME[name])


def tables(text: str) -> dict[str, Table]:
    """Several registers by name; each block is a name, a line of headers, and its rows."""
    blocks = [block.strip() for block in _dedent(text).split("\n\n") if block.strip()]
    return {name: table(name, body) for name, _, body in (block.partition("\n") for block in blocks)}


def grid(name: str, text: str) -> Grid:
    """The same before normalising."""
    lines = [line.split() for line in text.replace("|", "\n").split("\n") if line.strip()]
    spec = BY_NAME[name]
    named, rest = lines[0], _unnamed(spec, lines[0])
    rows = [[_raw(spec.by_title.get(title), cell) for title, cell in zip(named, cells, strict=True)]
            + [_filled(column, row) for column in rest] for row, cells in enumerate(lines[1:], start=1)]
    return Grid(name, (*named, *(column.header for column in rest)), rows, sheet=name)


def calendar(first: int = 2021, last: int = 2021) -> Calendar:
    """The announced calendar of these years, as chinesecalendar knows it."""
    from chinese_calendar import is_workday

    days = [date(first, 1, 1) + timedelta(days=n) for n in range((date(last, 12, 31) - date(first, 1, 1)).days + 1)]
    moved = {day: MOVED if is_workday(day) else OFF for day in days if is_workday(day) != (day.weekday() < 5)}
    return Calendar(moved, frozenset(range(first, last + 1)))


def _dedent(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n"))


def _unnamed(spec: TableSpec, named: list[str]) -> list[Column]:
    """Columns to add: required ones, and all of a table that only the program writes."""
    have = {spec.by_title[title].key for title in named if title in spec.by_title}
    return [column for column in spec.columns
            if column.key not in have and (column.required or spec.written_by == "程序")]


def _filled(column: Column, row: int) -> Raw:
    if not column.required:
        return None
    value = _UNNAMED.get(column.header, f"{column.key[0].upper()}{row}" if column.kind is not Kind.INT else row)
    return value.format(row=row) if isinstance(value, str) else value


def _raw(column: Column | None, cell: str) -> Raw:
    if cell == "-":
        return None
    if column and column.kind is Kind.DATE and cell[:4].isdigit() and cell.count("-") == 2:
        return date.fromisoformat(cell)
    if column and column.kind is Kind.INT and cell.lstrip("-").isdigit():
        return int(cell)
    return cell.replace("~", " ")
