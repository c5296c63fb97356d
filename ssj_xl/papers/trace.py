"""月报追溯: the companion of the monthly form, a workbook that lists for each figure the rows it came from.

Internal: it is kept with the form and not handed in.  The same figures give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

from ssj_xl.domain.monthly import Conduct, Figure, Figures, Source
from ssj_xl.papers.handouts.results import SIGNERS
from ssj_xl.papers.listing import PrintedList
from ssj_xl.papers.listing import as_workbook as printed
from ssj_xl.tables.form import FIELD_BY_KEY
from ssj_xl.tables.problems import Problem

TRACE = "追溯"
_FACT_COLUMNS = (("项目", 14), ("内容", 120))
_COLUMNS = (("月报栏目", 9), ("填在", 14), ("数字名称", 28), ("数字", 11), ("来源表", 9), ("单元格", 7),
            ("这一行是", 38), ("来源文件、行", 13), ("说明", 18))
_BALANCE_COLUMNS = (("任务", 9), ("月份", 9), ("统计期间", 29), ("抽取", 8), ("检查", 8), ("公示", 8), ("累计抽取", 10),
                    ("累计检查", 10), ("累计公示", 10), ("期末待检查", 12), ("期末待公示", 12))
_PROBLEM_COLUMNS = (("级别", 6), ("代码", 6), ("位置", 32), ("问题", 58), ("处理办法", 44))
"""Widths add up to a landscape A4 page at full size, so that it prints in letters that can be read."""

PLANNED, UNPLANNED = "计划内", "计划外"
_OF_BALANCE = ("“结存”表", "数字以任务＋对象计，同一对象在一个任务中只计首次抽取、检查、公示；月份按报表周期。"
               "期末待检查：已抽取、到期末没有检查的；期末待公示：已检查、到期末没有公示的。"
               "检查了但不在抽取名单内的，计入检查，不在待检查之内。")
_SIZE = 9
_SEVERITY = {"error": "错误", "warning": "提醒"}


@dataclass(frozen=True)
class Trace:
    """What a trace tells, before it is a file.

    figures: with their sources; cells: field → "sheet!cell" of the filled form; facts: what the first sheet says.
    """

    figures: Figures
    cells: Mapping[str, str]
    facts: Sequence[tuple[str, str]]
    problems: Sequence[Problem] = ()

    def as_workbook(self) -> bytes:
        """The trace as .xlsx."""
        sheets: Sequence[tuple[str, Sequence[tuple[str, int]], Sequence[Sequence[Any]]]] = (
            ("说明", _FACT_COLUMNS, [*self.facts, _OF_BALANCE]), (TRACE, _COLUMNS, list(_trace_lines(self.figures.figures, self.cells))),
            ("结存", _BALANCE_COLUMNS, list(_balance(self.figures))), ("提醒", _PROBLEM_COLUMNS, [_problem(found) for found in self.problems]))
        lists = [PrintedList(name=name, columns=columns, rows=rows, size=_SIZE, notes=(SIGNERS,) if columns is _FACT_COLUMNS else ())
                 for name, columns, rows in sheets]
        return printed("月报追溯", lists, shown=TRACE)

    def as_data(self) -> dict[str, Any]:
        """The trace as plain values for JSON: facts, a list of figures with their sources, and the year's balance."""
        return {"facts": dict(self.facts), "figures": [_figure_data(figure, self.cells) for figure in self.figures.figures],
                "months": {name: [asdict(line) for line in part.months] for name, part in _parts(self.figures)}}


def _parts(figures: Figures) -> list[tuple[str, Conduct]]:
    """The planned tasks, and those outside the plan where there is anything about them."""
    unplanned = figures.unplanned
    moved = any(line.drawn or line.checked or line.published or line.to_check for line in unplanned.months)
    return [(PLANNED, figures.planned), *([(UNPLANNED, unplanned)] if moved else [])]


def _balance(figures: Figures) -> Iterator[tuple[str | int, ...]]:
    """The year month by month, each with the sums so far."""
    for name, part in _parts(figures):
        drawn = checked = published = 0
        for line in part.months:
            drawn, checked, published = drawn + line.drawn, checked + line.checked, published + line.published
            yield (name, line.month, line.period, line.drawn, line.checked, line.published, drawn, checked, published,
                   line.to_check, line.to_publish)


def _trace_lines(figures: Sequence[Figure], cells: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """A line each source, the note on the first; a figure without one has a line of its own."""
    return (line for figure in figures for line in _figure_lines(figure, cells))


def _figure_lines(figure: Figure, cells: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    head = (FIELD_BY_KEY[figure.field].name.partition("_")[2], cells.get(figure.field, ""), figure.what, figure.value)
    for number, source in enumerate(figure.sources):
        yield (*head, source.table, _cell(source), source.row, source.origin, "" if number else figure.note)
    if not figure.sources:
        yield (*head, "", "", "", "", figure.note)


def _cell(source: Source) -> str:
    """The cell; with its sheet where that is called otherwise than the table."""
    sheet = source.place.sheet
    return source.place.cell if sheet in ("", source.table) else f"{sheet}!{source.place.cell}"


def _problem(found: Problem) -> tuple[str, ...]:
    file = PurePath(found.place.file)
    # The folders of this computer are nobody's business, and the sheet is the same wherever the workbook lies.
    place = found.within(file.name).place if file.is_absolute() else found.place
    return _SEVERITY[found.severity], found.code, str(place), found.text, found.remedy


def _figure_data(figure: Figure, cells: Mapping[str, str]) -> dict[str, Any]:
    return {
        "field": figure.field, "label": FIELD_BY_KEY[figure.field].title, "cell": cells.get(figure.field, ""),
        "what": figure.what, "value": figure.value, "note": figure.note,
        "sources": [_source_data(source) for source in figure.sources],
    }


def _source_data(source: Source) -> dict[str, str]:
    at = source.place
    return {"table": source.table, "file": at.file, "sheet": at.sheet, "cell": at.cell, "row": source.row,
            "origin": source.origin}
