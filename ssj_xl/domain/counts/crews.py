"""Helper columns on 计算 that count a team's firms of one day (`domain.crowds`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ssj_xl.domain.counts.figure import HelperColumn
from ssj_xl.domain.counts.language import Cell, Column, Helper, HelperCell, Value
from ssj_xl.domain.counts.view import View
from ssj_xl.domain.crowds import firm_of, first_rows
from ssj_xl.tables.registers import FINDINGS, OBJECTS
from ssj_xl.tables.table import Row, cell_text


def crew_columns() -> Iterator[HelperColumn]:
    """Team, day and firm of every check; team and day where a firm is first; how many firms these have."""
    row, mine, every, objects = Cell(FINDINGS), HelperCell(FINDINGS), Helper(FINDINGS), Column(OBJECTS)
    employer = f"INDEX({objects.employer},MATCH({row.object},{objects.code},0))"
    firm = f'IFERROR(IF({employer}="",{row.object},{employer}),{row.object})'
    crew = f'{row.inspectors}&"|"&TEXT({row.checked},"yyyy-mm-dd")'
    yield HelperColumn(FINDINGS.name, "visit", f"{FINDINGS.name}：检查组、日期、单位",
                       f'IF(AND(ISNUMBER({row.checked}),{row.inspectors}<>""),{crew}&"|"&{firm},0)', _visits)
    first = f"MATCH({mine.visit},{every.visit},0)=ROW()"
    yield HelperColumn(FINDINGS.name, "crew", f"{FINDINGS.name}：各单位首行的检查组、日期",
                       f"IF(ISTEXT({mine.visit}),IFERROR(IF({first},{crew},0),0),0)", _crews)
    yield HelperColumn(FINDINGS.name, "crowd", f"{FINDINGS.name}：检查组当日的单位数",
                       f"IF(ISTEXT({mine.crew}),COUNTIF({every.crew},{mine.crew}),0)", _firms)


def _crew(row: Row) -> str:
    return f"{cell_text(row['inspectors'])}|{row['checked']}"


def _visits(view: View) -> dict[int, Value]:
    return {view.line(FINDINGS, row): f"{_crew(row)}|{firm_of(row, view.world.objects)}"
            for row in view.rows(FINDINGS) if row["checked"] and row["inspectors"]}


def _crews(view: View) -> dict[int, Value]:
    return {view.line(FINDINGS, row): _crew(row) for row, _ in first_rows(view.rows(FINDINGS), view.world.objects)}


def _firms(view: View) -> dict[int, Value]:
    crews = _crews(view)
    firms = Counter(crews.values())
    return {line: firms[crew] for line, crew in crews.items()}
