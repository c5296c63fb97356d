"""The master workbook (主台账): one sheet and one Excel Table a register, parameters, and a dashboard.

What is in it is declared in `ssj_xl.tables`; here is only how it is laid out.  The same arguments give the
same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from ssj_xl.build.holidays import holiday_rows, last_year
from ssj_xl.build.master_dashboard import Page, write_dashboard
from ssj_xl.build.master_registers import Sheets, add_counted, counted, list_names, rows_of, write_register
from ssj_xl.build.master_settings import write_settings
from ssj_xl.build.master_styles import HOME, SONG, Styles, finished
from ssj_xl.domain.counts import Counted
from ssj_xl.domain.draw.tiers import EXAMPLE
from ssj_xl.office.package import CREATED
from ssj_xl.tables.account import EXEMPT, LIMITS, SITUATIONS
from ssj_xl.tables.defaults import TIER_SCHEMES, USUAL_TIERS, code_rows
from ssj_xl.tables.records import BY_NAME, REGISTERS
from ssj_xl.tables.registers import CODES, HOLIDAYS, TIERS
from ssj_xl.tables.settings import SHEET

SPARE_ROWS = 2000
EXAMPLE_SCHEME = f"{EXAMPLE}（请按本局规定修改）"
EXAMPLE_BASIS = "请按本局公布的涉企行政检查频次规定核对"

_SHOWN_YEARS = 7


def build(path: str | Path, *, settings: Mapping[str, Any] | None = None,
          rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None, spare: int = SPARE_ROWS,
          today: date | None = None) -> None:
    """Write a master workbook; an existing file is replaced.

    settings: parameters by key (`tables.settings`).  rows: what tables hold, by table name, dicts by column
    key; tables not named have their default rows.  spare: rows that are prepared for typing at least.  today: the
    day on which the stored values stand until a program computes them anew; a fixed one where nobody says.
    Raises KeyError for a table or a setting that does not exist.
    """
    Path(path).write_bytes(content(settings=settings, rows=rows, spare=spare, today=today))


def content(*, settings: Mapping[str, Any] | None = None,
            rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None, spare: int = SPARE_ROWS,
            today: date | None = None, beside: Callable[[Any, Styles], None] | None = None) -> bytes:
    """The workbook that `build` writes, as bytes.  beside: adds sheets that are no registers."""
    given = dict(settings or {})
    filled = {**_default_rows(given.get("year")), **{BY_NAME[name].name: kept for name, kept in (rows or {}).items()}}
    found = counted(given, filled, BY_NAME, today or date(last_year(), 1, 1))

    def registers(book: Any, made: Sheets) -> None:
        for spec in REGISTERS:
            write_register(book.add_worksheet(spec.name), spec, filled.get(spec.name, ()), replace(made, spare=spare))
        if beside:
            beside(book, made.styles)

    return laid_out("“双随机、一公开”监管主台账", given, found, registers=registers)


def laid_out(title: str, settings: Mapping[str, Any], found: Counted, *,
             registers: Callable[[Any, Sheets], None], below: Callable[[Page], None] = lambda page: None) -> bytes:
    """A workbook with 首页, 参数, the sheets that `registers` writes into it, and what is counted.

    below: writes what 首页 has below its own page.
    """
    from ssj_xl.office.streamed import StreamedBook

    buffer = io.BytesIO()
    with StreamedBook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        _set_up(book, title)
        styles = Styles(book)
        home, parameters = book.add_worksheet(HOME), book.add_worksheet(SHEET)
        write_settings(parameters, book, settings, styles=styles)
        registers(book, Sheets(styles, found))
        for name, formula in list_names().items():
            book.define_name(name, formula)
        below(write_dashboard(home, book, found, styles=styles))
        add_counted(book)
        home.activate()
    return finished(buffer.getvalue(), rows_of(found), book.bodies())


def _set_up(book: Any, title: str) -> None:
    book.formats[0].set_font_name(SONG)
    book.formats[0].set_font_size(10)
    book.set_size(28000, 16000)
    book.set_tab_ratio(75)
    book.set_calc_mode("auto")
    book.set_properties({"title": title, "created": CREATED, "comments": "由 ssj_xl 生成"})


def _default_rows(year: int | None) -> dict[str, list[dict[str, Any]]]:
    first = min(year or last_year(), last_year()) - (1 if year else _SHOWN_YEARS - 1)
    return {
        CODES.name: [row._asdict() for row in code_rows()],
        TIERS.name: tier_rows(USUAL_TIERS),
        HOLIDAYS.name: holiday_rows(first),
        LIMITS.name: [{"rule": EXEMPT, "situation": situation, "basis": EXAMPLE_BASIS} for situation in SITUATIONS],
    }


def tier_rows(scheme: str) -> list[dict[str, Any]]:
    """风险等级 of a scheme (`tables.defaults.TIER_SCHEMES`), marked as an example until somebody confirms them."""
    return [{"scheme": EXAMPLE_SCHEME, "tier": tier, "name": name, "lots": lots, "ratio": Fraction(percent, 100), "default": default}
            for tier, name, percent, lots, default in TIER_SCHEMES[scheme]]
