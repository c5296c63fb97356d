"""Foreign workbooks: which sheet, where its rows begin, old formats."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from ssj_xl.gateways.foreign.old_reader import PASSWORD
from ssj_xl.gateways.headers import Header, looks_like
from ssj_xl.gateways.xlsx.reading import Reader
from ssj_xl.office.hostile import DATEMODE, FILEPASS, damaged, old_globals
from ssj_xl.office.package import Package
from ssj_xl.office.refs import Area, column_number
from ssj_xl.office.sheetxml import SheetXml
from ssj_xl.office.workbook import Sheet as PackedSheet
from ssj_xl.office.workbook import Workbook
from ssj_xl.tables import extent
from ssj_xl.tables.cells import as_text, halve, is_blank, tidy
from ssj_xl.tables.grid import Raw
from ssj_xl.tables.problems import Place, UserError, fail

_PATIENCE_SECONDS = 300


def read_xlsx(data: bytes, place: Place) -> tuple[Sheet, ...]:
    """Every worksheet; one that cannot be read (also I07) says so in `refused`.  Raises UserError as `open_gateway`."""
    package = Package(data, place.file)
    workbook = Workbook(package)
    reader = Reader(package, workbook)
    return tuple(_packed(workbook, reader, sheet) for sheet in workbook.sheets.values())


def _packed(workbook: Workbook, reader: Reader, sheet: PackedSheet) -> Sheet:
    place = Place(workbook.package.place.file, sheet.name)
    try:
        formulas, uncomputed = _formulas(sheet.xml)
        return Sheet(sheet.name, squared(reader.rows(sheet), place), tuple(sheet.xml.merged_areas()), formulas,
                     uncomputed, _percents(workbook, sheet.xml), sheet.xml.hidden_rows(), from_1904=workbook.from_1904,
                     digits=_digits(workbook, sheet.xml), is_hidden=sheet.name in workbook.hidden)
    except UserError as error:
        return Sheet(sheet.name, (), refused=error)


def _percents(workbook: Workbook, xml: SheetXml) -> Callable[[int, int], bool]:
    def is_percent(row: int, column: int) -> bool:
        cell = xml.cells(row).get(column)
        return cell is not None and workbook.styles.is_percent(cell.style)

    return is_percent


def _digits(workbook: Workbook, xml: SheetXml) -> Callable[[int, int], int]:
    def digits(row: int, column: int) -> int:
        cell = xml.cells(row).get(column)
        return workbook.styles.digits(cell.style) if cell else 0

    return digits


def _formulas(xml: SheetXml) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    """Cells with a formula, and those of them for which no value was saved."""
    found = list(_formula_cells(xml))
    return frozenset(at for at, _ in found), frozenset(at for at, valued in found if not valued)


def _formula_cells(xml: SheetXml) -> Iterator[tuple[tuple[int, int], bool]]:
    p = xml.prefix
    cell = re.compile(rb'<%sc r="([A-Z]{1,3})(\d{1,7})"(?:[^>]*[^/>])?>((?:(?!</%sc>).)*)</%sc>' % (p, p, p), re.DOTALL)
    formula, value = re.compile(rb"<%sf[ />]" % p), re.compile(rb"<%sv>[^<]" % p)
    for number in xml.numbers if b"<" + p + b"f" in xml.body else ():
        row = xml.row(number)
        for match in cell.finditer(row) if formula.search(row) else ():
            if formula.search(match[3]):
                text = re.search(rb'\st="str"', match[0][:80]) is not None  # a text formula may well give ""
                yield (int(match[2]), column_number(match[1].decode())), text or value.search(match[3]) is not None


def read_xls(data: bytes, place: Place) -> tuple[Sheet, ...]:
    """Every worksheet of an old workbook (.xls, .et), read in a process of its own.

    Raises UserError F02 (also where reading takes too long), F03, I07.
    """
    settings = old_globals(data)
    if FILEPASS in settings:
        raise fail("F03", place, exit_code=3)
    command = [sys.executable, "-P", str(Path(__file__).with_name("old_reader.py"))]
    try:
        run = subprocess.run(command, input=data, capture_output=True, timeout=_PATIENCE_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise damaged("旧格式工作簿读取超时", place) from error
    if run.returncode == PASSWORD:
        raise fail("F03", place, exit_code=3)
    if run.returncode:
        raise damaged("旧格式工作簿的内部结构有错", place)
    from_1904 = settings.get(DATEMODE, b"")[:1] == b"\1"
    return tuple(replace(_old_sheet(sheet, place), from_1904=from_1904) for sheet in json.loads(run.stdout))


def _old_sheet(sheet: Mapping[str, Any], place: Place) -> Sheet:
    rows = [[_old_value(cell) for cell in row] for row in sheet["rows"]]
    merged = tuple(Area(a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1) for a, b in sheet["merged"])
    try:
        return Sheet(sheet["name"], squared(rows, Place(place.file, sheet["name"])), merged, is_hidden=sheet["hidden"])
    except UserError as error:
        return Sheet(sheet["name"], (), refused=error)


def _old_value(cell: Any) -> Raw:
    if not isinstance(cell, list):
        return cell  # type: ignore[no-any-return]
    kind, text = cell
    return _MOMENTS[kind](text)


_MOMENTS: dict[str, Callable[[str], Raw]] = {
    "datetime": datetime.fromisoformat, "date": date.fromisoformat, "time": time.fromisoformat,
    "timedelta": lambda text: timedelta(seconds=float(text)),
}


# --- a sheet as it stands in somebody's file -------------------------------------------------------------

ROW_LIMIT = 1_000_000
COLUMN_LIMIT = 1_000
CELL_LIMIT = 16_000_000


def _never(_row: int, _column: int) -> bool:
    return False


def _none(_row: int, _column: int) -> int:
    return 0


@dataclass(frozen=True)
class Sheet:
    """Raw rows from A1 on, each as long as the sheet is wide; a blank cell is None.

    merged: merged areas (1-based); formulas, uncomputed: 1-based (row, column) of formula cells, and of those for
    which the file holds no value; is_percent: whether a cell (1-based row and column) is formatted as a percentage.
    hidden: 1-based rows that are not shown; widths: of a text, 1-based row → how many cells its record has.
    from_1904: whether day numbers count from 1904.  digits: to how many digits a cell's format fills a whole number up.
    is_hidden: whether the workbook does not show it.  refused: why nothing of it could be read; it bars nobody who asks for another sheet.
    """

    name: str
    rows: Sequence[Sequence[Raw]]
    merged: Sequence[Area] = ()
    formulas: Collection[tuple[int, int]] = ()
    uncomputed: Collection[tuple[int, int]] = ()
    is_percent: Callable[[int, int], bool] = _never
    hidden: Collection[int] = ()
    widths: Mapping[int, int] = field(default_factory=dict)
    from_1904: bool = False
    digits: Callable[[int, int], int] = _none
    is_hidden: bool = False
    refused: UserError | None = None

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.rows[0]) if self.rows else 0


def squared(rows: Sequence[Sequence[Raw]], place: Place) -> list[list[Raw]]:
    """Rows made equally long, '' as None, without blank rows and columns at the ends.  Raises UserError I07."""
    cleaned = [[None if cell == "" else cell for cell in row] for row in rows]
    while cleaned and not any(cell is not None for cell in cleaned[-1]):
        cleaned.pop()
    width = max((_used(row) for row in cleaned), default=0)
    for what, size, limit in (("行数", len(cleaned), ROW_LIMIT), ("列数", width, COLUMN_LIMIT),
                              ("单元格数", len(cleaned) * width, CELL_LIMIT)):
        if size > limit:
            raise fail("I07", place, exit_code=3, what=what, limit=limit)
    return [row[:width] + [None] * (width - len(row)) for row in cleaned]


def _used(row: Sequence[Raw]) -> int:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return end


# --- rows of a list that are no data: hints, repeated headers, totals, section titles, footers -----------

HINT, REPEATED, TOTAL, SECTION, FOOTER, UNREAD = "提示行", "重复的表头", "合计行", "分组标题", "表尾说明", "要读的列都空着的行"
_HINTS_WITHIN = 3
_HINT = re.compile(
    r"[（(*]?(必填|选填|非必填|必录|可选|可不填|示例|样例|例如|例[:：]|如[:：]|格式|填写说明|说明[:：]|请填|请选|请输入|下拉|单选|多选|"
    r"文本|字符|日期格式|数字格式|yyyy[-/年]|长度|不超过|最长|\d+位|多个|以.{0,4}(逗号|顿号|分号))", re.IGNORECASE)
_TO_DELETE = re.compile(r"[（(【]?(填写|数据)?(示例|样例|案例|范例|举例|样本)(数据|行)?[)）】]?|(示例|样例|案例|范例|举例).{0,8}(删除|删去|勿删|参考).{0,6}")
_EXAMPLE = ("示例", "样例", "例", "示例行", "填写示例", "填写说明", "说明")
_BLANK_BELOW = re.compile(r"[（(]?以下(为?空白|无正文|无内容|无)[)）]?[。.]?|[（(]?(此页|本页)?(无正文|完|盖章|公章)[)）]?")
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
    if (len(cells) == 1 and _BLANK_BELOW.fullmatch(first)) or (extent.FOOTER.match(first) and len(cells) <= extent.FOOTER_CELLS) or (extent.REMARK.match(first) and len(cells) <= 2):
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
