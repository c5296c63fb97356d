"""What is handed in: 报送件, the workbook that a division sends to the bureau, with a printed cover to sign and stamp;
and 应报单位.xlsx, the coordinating division's own list of who hands in, with the receipts of each month.

A 报送件 is laid out as the master workbook is, so that whoever reads one can read the other, but computes nothing.  The
same arguments give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from ssj_xl.build.master_registers import Sheets, page_setup, write_register
from ssj_xl.build.master_settings import write_settings
from ssj_xl.build.master_styles import FANG, HEI, SLATE, Styles, finished
from ssj_xl.domain.period import Period, long_day
from ssj_xl.office.package import CREATED
from ssj_xl.tables.consolidated import RECEIPTS, ROSTER, SUBMITTED_DAY, SUBMITTED_MONTH
from ssj_xl.tables.records import BY_NAME, PROBLEMS
from ssj_xl.tables.settings import SHEET, Settings
from ssj_xl.tables.spec import TableSpec

COVER = "报送封面"
TITLE = "“双随机、一公开”监管报送件"
LEFT_OUT = ("个人执业证号和执法证号的中间各位；联系电话、地址、负责人、备注、标签；信用风险等级（只有各次抽取的组别计数）；代号与对象的对应；"
            "候补名单；锁定人员；回避关系、停用和递补改派的事由；问题描述、移送结果；操作日志的操作人和摘要；名单密钥。")
_PRIVATE_SETTINGS = ("phone", "mobile", "last_book")
_WIDTHS = (20, 12, 20, 34)


@dataclass(frozen=True)
class Cover:
    """What the cover says.  period: of the month; day: 填报日期; head: of 操作日志; filler: 填报人, '' where a hand has to sign."""

    period: Period
    day: date
    head: str
    filler: str


def content(settings: Settings, rows: Mapping[str, Sequence[Mapping[str, Any]]], cover: Cover,
            problems: Sequence[Mapping[str, Any]]) -> bytes:
    """The workbook as bytes.  rows: by table name, in the order of the sheets; problems: rows of 问题清单."""
    from ssj_xl.office.streamed import StreamedBook

    buffer = io.BytesIO()
    with StreamedBook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"title": TITLE, "created": CREATED, "comments": "由 ssj_xl 生成"})
        styles = Styles(book)
        front, parameters = book.add_worksheet(COVER), book.add_worksheet(SHEET)
        _write_cover(front, cover, settings, styles=styles,
                     counts={**{name: len(kept) for name, kept in rows.items()}, PROBLEMS.name: len(problems)})
        book.define_name(SUBMITTED_MONTH, f"={COVER}!$B$4")
        book.define_name(SUBMITTED_DAY, f"={COVER}!$B$6")
        write_settings(parameters, book, _given(settings), styles=styles)
        for name, kept in rows.items():
            write_register(book.add_worksheet(name), _plain(BY_NAME[name]), kept, Sheets(styles))
        write_register(book.add_worksheet(PROBLEMS.name), PROBLEMS, problems, Sheets(styles))
        front.activate()
    return finished(buffer.getvalue(), bodies=book.bodies())


def _plain(spec: TableSpec) -> TableSpec:
    """A register in which nobody types: its columns offer no lists."""
    return replace(spec, columns=tuple(replace(column, choices=None) for column in spec.columns))


def _given(settings: Settings) -> dict[str, Any]:
    return {key: value for key, value in asdict(settings).items()
            if value not in ("", None, 0) and key not in _PRIVATE_SETTINGS}


def _write_cover(sheet: Any, cover: Cover, settings: Settings, *, styles: Styles, counts: Mapping[str, int]) -> None:
    """One A4 page: whose, which month, what is in it and what is not, the log's head, who signs, where the stamp goes."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    label = styles.get(font_name=FANG, font_size=12, border=1, align="center")
    text = styles.get(font_name=FANG, font_size=12, border=1, indent=1, text_wrap=True, num_format="@")
    sheet.merge_range(0, 0, 0, 3, TITLE, styles.get(font_name=HEI, font_size=18, align="center"))
    sheet.set_row(0, 40)
    facts = (("单位", settings.unit), ("处室", settings.division or "——"), ("月份", cover.period.month),
             ("统计期间", cover.period.text), ("填报日期", long_day(cover.day)), ("操作日志末指纹", cover.head),
             ("内容", "、".join(f"{name} {count} 行" for name, count in counts.items())), ("未报送的内容", LEFT_OUT))
    for row, (name, value) in enumerate(facts, start=1):
        _write_fact(sheet, row, (name, value), label, text)
    _write_signatures(sheet, len(facts) + 2, cover, styles)
    sheet.hide_gridlines(2)
    sheet.set_tab_color(SLATE)
    page_setup(sheet, landscape=False, pages=(1, 1))


def _write_fact(sheet: Any, row: int, fact: tuple[str, str], label: Any, text: Any) -> None:
    name, value = fact
    sheet.write_string(row, 0, name, label)
    sheet.merge_range(row, 1, row, 3, "", text)
    sheet.write_string(row, 1, value, text)
    sheet.set_row(row, 18 * max(1, -(-len(value) // 32)) + 8)


def _write_signatures(sheet: Any, row: int, cover: Cover, styles: Styles) -> None:
    line = styles.get(font_name=FANG, font_size=12)
    for at, left, right in ((row, f"填报人：{cover.filler}" if cover.filler else "填报人（签字）：", "审核人（签字）："),
                            (row + 2, "负责人（签字）：", "（盖章）"), (row + 4, "", "　　　年　　月　　日")):
        sheet.set_row(at, 26)
        sheet.write_string(at, 0, left, line)
        sheet.write_string(at, 3, right, line)


_ROSTER_ROWS = 500


def roster(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    """The workbook as bytes.  rows: by table name, dicts by column key."""
    from ssj_xl.office.streamed import StreamedBook

    buffer = io.BytesIO()
    with StreamedBook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"title": "应报单位", "created": CREATED, "comments": "由 ssj_xl 生成"})
        made = Sheets(Styles(book), spare=_ROSTER_ROWS)
        for spec in (ROSTER, RECEIPTS):
            write_register(book.add_worksheet(spec.name), spec, rows.get(spec.name, ()), made)
    return finished(buffer.getvalue(), bodies=book.bodies())
