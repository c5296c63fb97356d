"""Rows of a list that are no data: hints, repeated headers, totals, section titles, footers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ssj_xl.gateways.foreign.sheet import Sheet
from ssj_xl.gateways.headers import Header, looks_like
from ssj_xl.gateways.xlsx.refs import Area
from ssj_xl.tables import extent
from ssj_xl.tables.cells import as_text, halve, is_blank, tidy
from ssj_xl.tables.grid import Raw

HINT, REPEATED, TOTAL, SECTION, FOOTER = "提示行", "重复的表头", "合计行", "分组标题", "表尾说明"
_HINTS_WITHIN = 3
_HINT = re.compile(
    r"[（(*]?(必填|选填|非必填|必录|可选|可不填|示例|样例|例如|例[:：]|如[:：]|格式|填写说明|说明[:：]|请填|请选|请输入|下拉|单选|多选|"
    r"文本|字符|日期格式|数字格式|yyyy[-/年]|长度|不超过|最长|\d+位|多个|以.{0,4}(逗号|顿号|分号))", re.IGNORECASE)
_TO_DELETE = re.compile(r"[（(【]?(填写|数据)?(示例|样例|案例|范例|举例|样本)(数据|行)?[)）】]?|(示例|样例|案例|范例|举例).{0,8}(删除|删去|勿删|参考).{0,6}")
_EXAMPLE = ("示例", "样例", "例", "示例行", "填写示例", "填写说明", "说明")
_SECTION = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]")


@dataclass(frozen=True)
class Skipped:
    """A row that was passed over.  line: 1-based sheet row; kind: what it was taken for; text: what stands in it."""

    line: int
    kind: str
    text: str


def skipped_rows(sheet: Sheet, header: Header) -> Iterator[Skipped]:
    """Every row below the header that is no data, in order."""
    hints = True
    for number in range(header.end, len(sheet.rows)):
        row = sheet.rows[number]
        if all(is_blank(cell) for cell in row):
            continue
        hints = hints and number < header.end + _HINTS_WITHIN and _is_hint(row)
        kind = HINT if hints else _kind(sheet, header, number)
        if kind:
            yield Skipped(number + 1, kind, shown(row))


def shown(row: Sequence[Raw]) -> str:
    """What stands in a row, short."""
    texts = [" ".join(tidy(as_text(cell)).split()) for cell in row if not is_blank(cell)]
    text = "　".join(texts)
    return text if len(text) <= 60 else text[:59] + "…"


def _is_hint(row: Sequence[Raw]) -> bool:
    """Whether most cells say how to fill in, or the row is marked as an example, or counts the columns.

    Conservative: a row of data that is lost is worse than a hint that is rejected later.
    """
    texts = [halve(tidy(as_text(cell))) for cell in row if not is_blank(cell)]
    if texts[0] in _EXAMPLE:
        return True
    if len(texts) >= 4 and texts == [str(number) for number in range(1, len(texts) + 1)]:
        return True
    if any(_TO_DELETE.fullmatch(text) for text in texts):
        return True
    hints = sum(_HINT.match(text) is not None for text in texts)
    return hints >= 2 and hints * 2 > len(texts)


def _kind(sheet: Sheet, header: Header, number: int) -> str:
    row = sheet.rows[number]
    cells = [(index, "".join(halve(as_text(cell)).split())) for index, cell in enumerate(row) if not is_blank(cell)]
    at, first = cells[0]
    if looks_like(header, row):
        return REPEATED
    if extent.TOTAL.fullmatch(first):
        return TOTAL
    if (extent.FOOTER.match(first) and len(cells) <= extent.FOOTER_CELLS) or (extent.REMARK.match(first) and len(cells) <= 2):
        return FOOTER
    if len(cells) == 1 and (_spans(sheet, number + 1, at + 1) or (at == 0 and _SECTION.match(first))):
        return SECTION
    return ""


def _spans(sheet: Sheet, row: int, column: int) -> bool:
    """Whether the cell is merged over three columns or more."""
    return any(area.top <= row <= area.bottom and area.left <= column <= area.right and area.right - area.left >= 2
               for area in sheet.merged)


def filled_down(sheet: Sheet, header: Header) -> tuple[list[list[Raw]], list[Area]]:
    """The rows below the header with the value of a cell merged over several rows in each of them, and those cells.

    A cell merged over several columns stays as it is: nobody can tell whose value it would be.
    """
    rows = [list(row) for row in sheet.rows[header.end:]]
    used = []
    for area in sheet.merged:
        first, last = area.top - 1 - header.end, min(area.bottom - header.end, len(rows))
        inside = first >= 0 and last - first > 1 and area.left == area.right <= len(header.titles)
        if not inside or is_blank(rows[first][area.left - 1]):
            continue
        for number in range(first + 1, last):
            rows[number][area.left - 1] = rows[first][area.left - 1]
        used.append(area)
    return rows, used
