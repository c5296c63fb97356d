"""What a new workbook may have on its first day: the items of a kind of division, and how a row of each register is filled in.

The examples stand on a sheet of their own, column by column, so that they are no row of any register: nothing draws,
counts, checks or hands them in, in this program, in an older one, or in a formula of the workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from ssj_xl.build import example_objects, example_work
from ssj_xl.build.example_chance import Row, load
from ssj_xl.build.master_registers import page_setup
from ssj_xl.build.master_styles import Styles
from ssj_xl.tables import registers
from ssj_xl.tables.cells import cell_text
from ssj_xl.tables.defaults import ITEM_KINDS
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.spec import TableSpec

EXAMPLES = "填写示例"
"""The sheet with an example of each register."""
_WARNING = "本页是示例，一行也不计入任何名录、抽查和报表；看懂以后可以把这张工作表删去。人名、单位、证号都是虚构的。"
_COLUMNS = (("表", 12), ("栏目", 18), ("填不填", 8), ("示例", 46), ("说明", 46))
_SHOWN = (registers.ITEMS, registers.OBJECTS, registers.INSPECTORS, registers.RECUSALS, registers.PLANS, registers.TASKS,
          registers.FINDINGS, registers.ACTIVITIES, registers.COUNTIES)
_BOOK = "YZSFJ-LS"


def item_rows(kinds: Iterable[str], division: str, year: int) -> list[Row]:
    """事项清单 of kinds of divisions (`tables.defaults.ITEM_KINDS`), those in force, in the name of a division, from the year's first day."""
    areas = [ITEM_KINDS[kind] for kind in kinds]
    return [{**row, "division": division or row["division"], "valid_from": date(year, 1, 1)}
            for row in example_work.items(areas) if row["valid_to"] is None]


@cache
def example_rows() -> Mapping[str, Row]:
    """A filled-in row of each register that staff keep, by its name: those of the invented bureau."""
    firm, items = example_objects.law_firms()[:1], example_work.items(["LS-03", "LS-06"])
    unit = next(unit for unit in load("units")["divisions"] if unit["division_code"] == "LS")
    inspector = example_objects.inspectors(unit, [row["code"] for row in items])[1]
    task = example_work.tasks(_BOOK)[0]
    finding = {"task": task["code"], "object": firm[0]["code"], "name": firm[0]["name"], "item": items[0]["code"], "item_name": items[0]["minor"],
               "checked": date(2021, 3, 10), "signed": registers.SIGNED, "inspectors": (inspector["code"], "YZSFJ-LS-03"), "way": ("现场检查",),
               "result": "未发现问题", "entered": date(2021, 3, 11), "published": date(2021, 3, 15), "site": "云州市司法局网站", "disposal": "无需后续处置"}
    recusal = {"inspector": inspector["code"], "object": firm[0]["code"], "why": "配偶为该所合伙人", "valid_from": date(2021, 1, 1)}
    county = dict(zip(("month", "unit", "checked", "published"), load("county_figures")[_BOOK][0], strict=True))
    rows = (items[0], firm[0], inspector, recusal, example_work.plans(_BOOK)[0], task, finding, example_work.activities(_BOOK)[2], county)
    return {spec.name: row for spec, row in zip(_SHOWN, rows, strict=True)}


def add_examples(book: Any, styles: Styles) -> None:
    """Add the sheet 填写示例: register by register, a line a column.  book: an XlsxWriter workbook."""
    sheet = book.add_worksheet(EXAMPLES)
    text, head, mark = styles.get(text_wrap=True, valign="top", border=1), styles.get(bold=True, border=1), styles.get(bold=True)
    for index, (_, width) in enumerate(_COLUMNS):
        sheet.set_column(index, index, width)
    sheet.write_string(0, 0, _WARNING, mark)
    sheet.write_row(1, 0, [title for title, _ in _COLUMNS], head)
    sheet.freeze_panes(2, 0)
    for number, line in enumerate((line for spec in _SHOWN for line in _lines(spec)), 2):
        sheet.write_row(number, 0, line, text)
    page_setup(sheet, landscape=True, pages=(1, 0))


def _lines(spec: TableSpec) -> list[tuple[str, ...]]:
    row = example_rows()[spec.name]
    return [(spec.name, column.header, "必填" if column.required else "选填", _shown(row.get(column.key)), column.note or column.kind.value)
            for column in spec.columns if column.required or row.get(column.key) not in ("", None, ())]


def _shown(value: Any) -> str:
    if isinstance(value, Fraction):
        return f"{float(value * 100):g}%"
    found: Raw = cell_text(value)
    return "" if found is None else str(found)
