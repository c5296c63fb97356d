"""应报单位.xlsx: the coordinating division's own list of who hands in, and the receipts of each month."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from ssj_xl.build.master_registers import Sheets, write_register
from ssj_xl.build.master_styles import Styles, finished
from ssj_xl.office.package import CREATED
from ssj_xl.tables.consolidated import RECEIPTS, ROSTER

SPARE_ROWS = 500


def content(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    """The workbook as bytes.  rows: by table name, dicts by column key."""
    from ssj_xl.office.streamed import StreamedBook

    buffer = io.BytesIO()
    with StreamedBook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"title": "应报单位", "created": CREATED, "comments": "由 ssj_xl 生成"})
        made = Sheets(Styles(book), spare=SPARE_ROWS)
        for spec in (ROSTER, RECEIPTS):
            write_register(book.add_worksheet(spec.name), spec, rows.get(spec.name, ()), made)
    return finished(buffer.getvalue(), bodies=book.bodies())
