"""检查次数-处室-截至YYYYMMDD.xlsx: what the bureau gives each division of its account of visits, counts only.

The same arguments give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ssj_xl.build.master_registers import Sheets, page_setup, write_register
from ssj_xl.build.master_styles import FANG, HEI, SLATE, Styles, finished
from ssj_xl.domain.account.returning import fingerprint
from ssj_xl.office.package import CREATED
from ssj_xl.tables.account import COUNTS, SENT_DAY, SENT_DIGEST, SENT_DIVISION, SENT_UNIT

COVER = "说明"
_NOTE = ("由处室用“ssj-xl account 主台账.xlsx 本文件”（按钮、菜单“取入检查次数”）取入，不要改动：指纹对不上的不收。"
         "只有次数，没有别的处室的任务、结果、等级和线索；“其中本处室”取入后不重复计算。内部资料，不公开。")


@dataclass(frozen=True)
class Sent:
    """For whom the file is.  head: the division's own log as the bureau has it; made: when it was made; source: what from;
    missing: who had not handed in."""

    unit: str
    division: str
    as_of: date
    head: str
    made: str
    source: str
    missing: Sequence[str] = ()


def content(sent: Sent, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The workbook as bytes.  rows: of 检查次数."""
    from ssj_xl.office.streamed import StreamedBook

    buffer = io.BytesIO()
    with StreamedBook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"title": "检查次数", "created": CREATED, "comments": "由 ssj_xl 生成"})
        styles = Styles(book)
        write_register(book.add_worksheet(COUNTS.name), COUNTS, rows, Sheets(styles))
        _write_cover(book, sent, rows, styles=styles)
    return finished(buffer.getvalue(), bodies=book.bodies())


def _write_cover(book: Any, sent: Sent, rows: Sequence[Mapping[str, Any]], *, styles: Styles) -> None:
    sheet = book.add_worksheet(COVER)
    label, text = styles.get(font_name=FANG, font_size=12, border=1, align="center"), styles.get(font_name=FANG, font_size=12, border=1, indent=1, text_wrap=True, num_format="@")
    sheet.merge_range(0, 0, 0, 1, "检查次数（全局检查台账）", styles.get(font_name=HEI, font_size=18, align="center"))
    sheet.set_row(0, 40)
    facts = ((SENT_UNIT, "单位名称", sent.unit), (SENT_DIVISION, "处室名称", sent.division), (SENT_DAY, "截至日期", sent.as_of.isoformat()),
             ("", "生成时间", sent.made), ("", "来源", sent.source), ("", "截至时没有报送的", "、".join(sent.missing) or "无"), ("", "本处室操作日志末指纹", sent.head or "（没有日志）"),
             ("", "机构数", str(len(rows))), (SENT_DIGEST, "指纹", fingerprint(rows)), ("", "说明", _NOTE))
    for row, (name, title, value) in enumerate(facts, start=1):
        sheet.write_string(row, 0, title, label)
        sheet.write_string(row, 1, value, text)
        sheet.set_row(row, 18 * max(1, -(-len(value.encode("gbk", "replace")) // 64)) + 8)
        if name:
            book.define_name(name, f"={COVER}!$B${row + 1}")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 68)
    sheet.hide_gridlines(2)
    sheet.set_tab_color(SLATE)
    page_setup(sheet, landscape=False, pages=(1, 1))
