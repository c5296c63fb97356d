"""What the round trip with the provincial platform hands out.

`as_workbook`: the sheets that its import takes: warning in row 1, titles in row 2, hints in row 3, data from row 4; codes,
dates and numbers of certificates are text, so that nothing is lost on the way.  `checklist`: 省平台录入核对单, one line an
object, to tick on paper while it is typed into the platform.  `comparison`: 平台核对表, ledger and platform side by side, the
four steps of every task, and every difference; internal.  The same rows give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.domain.platform.compare import OUTSIDE, SAME, Compared, TaskSide
from ssj_xl.domain.platform.fill import Filled
from ssj_xl.domain.platform.layout import Target
from ssj_xl.office.measuring import POINTS_A_COLUMN_UNIT, height_of
from ssj_xl.office.package import CREATED
from ssj_xl.office.xml import columns
from ssj_xl.papers.listing import AMBER, RED, PrintedList, formats_of, write_list
from ssj_xl.papers.listing import as_workbook as printed
from ssj_xl.tables.platform import STEPS

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_FIRST = 3
_SPARE = 200
"""Rows below the data that are text too, for what is typed in there."""
_OPTIONS_LIMIT = 255  # characters of a drop-down list
_SIZE = 10
_LINE = 18.0

_TEXT: dict[str, Any] = {"font_name": "宋体", "font_size": _SIZE, "valign": "vcenter", "border": 1, "num_format": "@",
                         "text_wrap": True}
_STYLES: dict[str, dict[str, Any]] = {
    "warning": {"font_name": "宋体", "font_size": _SIZE, "valign": "vcenter", "text_wrap": True, "font_color": "#C00000"},
    "title": {**_TEXT, "font_name": "黑体", "align": "center", "bg_color": "#D9E2EF"},
    "needed": {**_TEXT, "font_name": "黑体", "align": "center", "bg_color": "#D9E2EF", "font_color": "#C00000"},
    "hint": {**_TEXT, "font_size": 9, "font_color": "#595959", "bg_color": "#F2F2F2"},
    "text": _TEXT,
    "number": {**_TEXT, "num_format": "0"},
    "gap": {**_TEXT, "bg_color": "#FFF2CC"},
    "spare": {"font_name": "宋体", "font_size": _SIZE, "num_format": "@"},
}


def as_workbook(filled: Sequence[Filled], lists: Sequence[PrintedList] = ()) -> bytes:
    """The sheets as .xlsx, in the order given, then lists for people."""
    from ssj_xl.office.streamed import StreamedBook, completed

    buffer = io.BytesIO()
    with StreamedBook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": "监管平台导入表", "created": CREATED})
        formats = {name: book.add_format(style) for name, style in _STYLES.items()}
        for one in filled:
            _sheet(book, one, formats)
        for each in lists:
            write_list(book.add_worksheet(each.name), each, formats_of(book, each.size))
    return completed(buffer.getvalue(), book)


def _sheet(book: Workbook, filled: Filled, formats: Mapping[str, Format]) -> None:
    sheet, targets = book.add_worksheet(filled.sheet.name), filled.sheet.columns
    for number, target in enumerate(targets):
        sheet.set_column(number, number, target.width, formats["spare"])
    _head(sheet, filled, formats)
    for line, row in enumerate(filled.rows, _FIRST):
        sheet.set_row(line, _height([(str(value), target) for value, target in zip(row, targets, strict=True)]))
        for number, (value, target) in enumerate(zip(row, targets, strict=True)):
            if isinstance(value, int):
                sheet.write_number(line, number, value, formats["number"])
            else:
                sheet.write_string(line, number, value, formats["gap" if target.required and not value else "text"])
    _choices(sheet, targets, len(filled.rows))
    _print(sheet)


def _head(sheet: Worksheet, filled: Filled, formats: Mapping[str, Format]) -> None:
    targets = filled.sheet.columns
    if len(targets) > 1:
        sheet.merge_range(0, 0, 0, len(targets) - 1, "", formats["warning"])
    sheet.write_string(0, 0, filled.sheet.warning, formats["warning"])
    width = sum(target.width for target in targets) * POINTS_A_COLUMN_UNIT
    sheet.set_row(0, height_of(filled.sheet.warning, width, _SIZE))
    sheet.set_row(1, _height([(f"*{target.title}", target) for target in targets]))
    sheet.set_row(2, _height([(target.hint, target) for target in targets]))
    for number, target in enumerate(targets):
        sheet.write_string(1, number, f"*{target.title}" if target.required else target.title,
                           formats["needed" if target.required else "title"])
        sheet.write_string(2, number, target.hint, formats["hint"])


def _height(cells: Sequence[tuple[str, Target]]) -> float:
    """The height of a row; a text that has no more characters than its column is wide needs one line."""
    return max((height_of(text, target.width * POINTS_A_COLUMN_UNIT, _SIZE) for text, target in cells
                if columns(text) > target.width - 1), default=_LINE)


def _choices(sheet: Worksheet, targets: Sequence[Target], rows: int) -> None:
    """Drop-down lists, where they fit into one."""
    for number, target in enumerate(targets):
        if target.options and len(",".join(target.options)) <= _OPTIONS_LIMIT:
            sheet.data_validation(_FIRST, number, _FIRST + rows + _SPARE, number, {
                "validate": "list", "source": list(target.options), "error_type": "warning",
                "error_title": target.title, "error_message": "平台只收列表中的内容。"})


def _print(sheet: Worksheet) -> None:
    sheet.freeze_panes(_FIRST, 0)
    sheet.repeat_rows(1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&9第 &P 页，共 &N 页")


Row = Mapping[str, Any]
NAME = "省平台录入核对单"
_TICKS = ("名单", "人员", "结果", "处置", "公示")
_BOX = "□"
_COLUMNS = (("序号", 5), ("平台任务编号", 20), ("对象名称", 24), ("检查组", 14), ("检查日期", 11), ("检查结果", 24), ("后续处置", 12), ("公示日期", 11),
            *((one, 5) for one in _TICKS), ("录入日期", 11))


def checklist(rows: Iterable[Row], tasks: Mapping[str, Row], day: date) -> PrintedList:
    """The list of some rows of 检查结果, with or without results.  tasks: rows of 抽查任务 by code; day: on which it is made."""
    firms: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        firms.setdefault((row["task"], row["object"]), []).append(row)
    lines = [_line(number, each, tasks.get(task, {})) for number, ((task, _), each) in enumerate(firms.items(), 1)]
    return PrintedList(
        name=NAME, columns=_COLUMNS, rows=lines,
        heads=(NAME, f"{len(lines)}家，{day}生成。录完一栏在□内打√；录完一家写录入日期，再登记到台账“平台录入日期”（不是公示日期）。"),
        notes=("录入人：＿＿＿＿＿＿　　核对人：＿＿＿＿＿＿　　日期：＿＿＿＿＿＿",))


def _line(number: int, rows: list[Row], task: Row) -> tuple[str | int, ...]:
    first = rows[0]
    return (number, task.get("platform") or "（没有编号）", first["name"] or first["object"], first["team_names"], _each(rows, "checked"),
            _each(rows, "result", missing="没有登记"), _each(rows, "disposal"),
            _each([row for row in rows if row["result"]], "published", missing="没有公示"), *(_BOX for _ in _TICKS), _each(rows, "uploaded"))


def _each(rows: list[Row], key: str, *, missing: str = "") -> str:
    """The values of some rows, each once, and of how many there is none, where that is said."""
    open_ = sum(not row[key] for row in rows) if missing else 0
    values = dict.fromkeys(str(row[key]) for row in rows if row[key])
    return "\n".join([*values, *([f"（{open_}项{missing}）"] if open_ else [])])


_LEDGER, _PLATFORM = "台账", "平台"
_OVERVIEW = (("任务编号", 18), ("任务名称", 22), ("平台任务编号", 20),
             *((f"{step}\n{side}", 10) for step in STEPS.values() for side in (_LEDGER, _PLATFORM)),
             ("名单\n台账", 6), ("名单\n平台", 6), ("差异", 6), ("结论", 12))
_DIFFERENCES = (("序号", 6), ("类别", 13), ("任务编号", 18), ("平台任务编号", 20), ("任务名称", 24), ("对象", 24),
                ("步骤或事项", 16), ("台账", 20), ("平台", 20))


class Facts(NamedTuple):
    """What the head of the sheets says: unit, the platform's file, the day."""

    unit: str
    file: str
    day: date


class _Line(NamedTuple):
    """One row of a table and the style of its cells that stand out, by column."""

    cells: tuple[str | int, ...]
    marks: Mapping[int, str] = {}


def comparison(compared: Compared, facts: Facts) -> bytes:
    """The comparison as .xlsx: 总览 and 差异, A4 landscape, titles on every page."""
    about = f"{facts.unit}　　核对日期：{facts.day.isoformat()}　　平台文件：{facts.file}\n{summary(compared)}"
    tables = (("总览", _OVERVIEW, list(_overview(compared))), ("差异", _DIFFERENCES, list(_differences(compared))))
    return printed("平台核对表", [_list(name, columns, lines, about) for name, columns, lines in tables])


def _list(name: str, columns: Sequence[tuple[str, int]], lines: Sequence[_Line], about: str) -> PrintedList:
    shown = lines or [_Line(("没有差异",) + ("",) * (len(columns) - 1))]
    marks = {(row, column): mark for row, line in enumerate(shown) for column, mark in line.marks.items()}
    return PrintedList(name=name, columns=columns, rows=[line.cells for line in shown], marks=marks,
                       heads=(f"平台核对表（{name}）", about))


def summary(compared: Compared) -> str:
    """One sentence on the whole comparison."""
    outside = sum(compared.verdict(pair) == OUTSIDE for pair in compared.pairs)
    same = sum(compared.verdict(pair) == SAME for pair in compared.pairs)
    head = f"共核对任务 {len(compared.pairs)} 个：一致 {same} 个，平台之外 {outside} 个，其余 {len(compared.pairs) - same - outside} 个。"
    kinds = "、".join(f"{kind} {count}" for kind, count in compared.counts().items() if count)
    return head + (f"差异 {len(compared.differences)} 处：{kinds}。" if kinds else "没有差异。")


def _overview(compared: Compared) -> Iterator[_Line]:
    for pair in compared.pairs:
        verdict, known = compared.verdict(pair), pair.known
        steps = [_step(side, key) for key in STEPS for side in pair]
        count = len(compared.of(pair))
        marks = {3 + 2 * n + m: AMBER for n in range(len(STEPS)) for m in (0, 1)
                 if pair.ours and pair.theirs and steps[2 * n] != steps[2 * n + 1]
                 and list(STEPS)[n] in pair.ours.has & pair.theirs.has}
        last = len(_OVERVIEW) - 1
        final = {OUTSIDE: {2: RED, last: RED}, SAME: {}}.get(verdict, {last: AMBER})
        yield _Line((known.code or "—", known.name, pair.number or "（没有）", *steps, *map(_size, pair), count, verdict),
                    {**marks, **final})


def _step(side: TaskSide | None, key: str) -> str:
    day = side.steps.get(key) if side else None
    return day.isoformat() if day else "—"


def _size(side: TaskSide | None) -> str | int:
    return len(side.visits) if side and side.visits else "—"


def _differences(compared: Compared) -> Iterator[_Line]:
    for number, one in enumerate(compared.differences, 1):
        yield _Line((number, one.kind, one.code or "—", one.number or "（没有）", one.task, one.object, one.what, one.ours,
                     one.theirs), {1: RED} if one.kind == OUTSIDE else {})
