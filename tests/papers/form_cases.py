"""Templates of the monthly form as other bureaus lay them out, and texts to fill in; all invented."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from ssj_xl.papers.form import Asked, Filled, Wanted
from ssj_xl.papers.form import fill as fill_form
from ssj_xl.papers.form.labels import ANY
from ssj_xl.tables.form import (
    BODY_FIELDS,
    FIELD_BY_KEY,
    HEADING_OF_ITEM_4,
    MONTHLY,
    NOTHING,
    SECTION_ARRANGEMENT,
    SECTION_CONDUCT,
    TITLE,
    FormField,
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class FormContent:
    """The text of every cell of the monthly form.  A blank body field is written as 无; a blank head or foot stays blank.

    Body, in the order of the form: meetings (1), documents (2), trainings (3), task_files (4a), scope (4b),
    items (4c), problem_subjects (4d), publication (4e), region (5).  asked, totals: as of `Wanted`.
    """

    meetings: str = ""
    documents: str = ""
    trainings: str = ""
    task_files: str = ""
    scope: str = ""
    items: str = ""
    problem_subjects: str = ""
    publication: str = ""
    region: str = ""
    unit: str = ""
    filled_on: date | None = None
    contact: str = ""
    phone: str = ""
    mobile: str = ""
    asked: Asked = ANY
    totals: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def wanted(self) -> Wanted:
        """What has to be on the form, and which form that is."""
        asked = dataclasses.replace(self.asked, names=(self.unit, *self.asked.names))
        return Wanted(self.texts(), asked, self.totals)

    def text(self, key: str) -> str:
        """The text to be written for the field `key`; empty only for a blank of the head or foot."""
        value = getattr(self, key)
        if isinstance(value, date):
            return f"{value.year}年{value.month}月{value.day}日"
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n").strip()
        return text or (NOTHING if FIELD_BY_KEY[key].in_body else "")

    def texts(self) -> dict[str, str]:
        """Every field's text by its key."""
        return {each.key: self.text(each.key) for each in MONTHLY.fields}


def fill(template: bytes, content: FormContent) -> Filled:
    """The monthly form filled with these texts."""
    return fill_form(template, content.wanted)


CONTENT = FormContent(
    meetings="3月2日，召开全市“双随机、一公开”监管工作部署会",
    documents="《2021年度随机抽查工作计划》（示司通〔2021〕3号）",
    trainings="执法业务培训班，32人，平台操作与执法文书",
    task_files="《律师事务所随机抽查实施方案》（示司通〔2021〕9号）",
    scope="全市律师事务所140家，抽取14家，抽查比例10%",
    items="2个大项、9个小项",
    problem_subjects="3家",
    publication="国家企业信用信息公示系统（河北），公示14家",
    region="桥东区司法局检查5家，公示5家",
    unit="示例市司法局", filled_on=date(2021, 3, 19),
    contact="张三", phone="0311-00000000", mobile="13000000000",
)

BODY_TEXT = {field.key: CONTENT.text(field.key) for field in BODY_FIELDS}
HEAD_LINE = "单位名称（盖章）：_____    填表时间：____年__月__日"
FOOT_LINE = "联系人：_____    联系电话：_____    手机：_____"

_LINE = Side(style="thin")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAP = Alignment(wrap_text=True, vertical="center")


def saved(book: openpyxl.Workbook) -> bytes:
    """A workbook as the bytes of its file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(data: bytes) -> openpyxl.Workbook:
    """A file as a workbook to look into."""
    return openpyxl.load_workbook(io.BytesIO(data))


def value(data: bytes, address: str) -> object:
    """The value of "sheet!cell"."""
    sheet, _, cell = address.rpartition("!")
    return opened(data)[sheet][cell].value


def parts(data: bytes) -> list[tuple[str, bytes]]:
    """Names and bytes of all parts of a file, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def put(sheet: Worksheet, row: int, col: int, text: object = None, *, to: int = 0, down: int = 0) -> None:
    """A bordered, wrapping cell, merged up to column `to` and over `down` further rows."""
    sheet.cell(row, col, text)
    for each_row in range(row, row + down + 1):
        for each_col in range(col, max(to, col) + 1):
            sheet.cell(each_row, each_col).border = _BOX
            sheet.cell(each_row, each_col).alignment = _WRAP
    if to > col or down:
        sheet.merge_cells(start_row=row, start_column=col, end_row=row + down, end_column=max(to, col))


def table_form(sheet: Worksheet, *, top: int = 1, label: int = 2, content: int = 3, last: int = 3,
               worded: Callable[[FormField], str] = lambda field: field.title,
               leave_out: tuple[str, ...] = (), hints: Mapping[str, str] | None = None) -> dict[str, str]:
    """A form as a table: number, label, content; content area merged from `content` to `last`.

    Returns where each body field's content stands.
    """
    hints = {field.key: field.hint for field in BODY_FIELDS} if hints is None else hints
    sheet.column_dimensions["B"].width = 22
    sheet.column_dimensions["C"].width = 40
    sheet.cell(top, 1, TITLE)
    sheet.cell(top + 1, 1, HEAD_LINE)
    row, places = top + 2, {}
    for number, field in enumerate(BODY_FIELDS, start=1):
        caption = {1: SECTION_ARRANGEMENT, 4: SECTION_CONDUCT}.get(number)
        if caption:
            put(sheet, row, 1, caption, to=last)
            row += 1
        if number == 4:
            put(sheet, row, 1, 4)
            put(sheet, row, label, HEADING_OF_ITEM_4)
            put(sheet, row, content, to=last)
            row += 1
        if field.key in leave_out:
            continue
        put(sheet, row, 1, {9: 5}.get(number, number if number < 4 else None))
        put(sheet, row, label, worded(field), to=content - 1)
        put(sheet, row, content, hints.get(field.key) or None, to=last)
        places[field.key] = sheet.cell(row, content).coordinate
        row += 1
    sheet.cell(row, 1, FOOT_LINE)
    return places


def book_with_form(**settings: Any) -> tuple[openpyxl.Workbook, dict[str, str]]:
    """A workbook whose only sheet is such a table, and where the contents stand."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "三月"
    return book, table_form(sheet, **settings)


def title_of(key: str) -> str:
    """The label of a field on one line."""
    return FIELD_BY_KEY[key].title
