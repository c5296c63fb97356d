"""确认等级: the tiers that a new workbook comes with become the unit's own, looked at and signed for by somebody."""

from __future__ import annotations

from collections.abc import Sequence

from ssj_xl.domain.draw.rule import percent
from ssj_xl.domain.draw.ssj1 import digest
from ssj_xl.domain.draw.tiers import is_example
from ssj_xl.gateways.book import Book
from ssj_xl.tables.problems import block, fail
from ssj_xl.tables.registers import TIERS
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import add_entry, refuse_broken_log

ACT = "确认等级"


def find_examples(book: Book) -> Sequence[Row]:
    """The rows of 风险等级 that are still an example.  Raises UserError K29, K30, D97 where there are none, or what makes the table unreadable."""
    book.refuse_acts()
    tiers = book.read(TIERS)
    block(tiers.problems)
    found = list(filter(is_example, tiers))
    if not found:
        raise fail("D97")
    return found


def tier_lines(rows: Sequence[Row]) -> list[str]:
    """The tiers as they are shown before they are confirmed."""
    return [_line(row) for row in rows]


def _line(row: Row) -> str:
    kind = f"（{row['object_type']}）" if row["object_type"] else ""
    ratio = percent(row["ratio"]) if row["ratio"] is not None else "（没有填写）"
    return f"{row['tier']} {row['name']}{kind}：抽查比例 {ratio}，签数 {row['lots'] or 1}{'，未评级的按这一级' if row['default'] == '是' else ''}"


def confirm_tiers(book: Book, desk: Desk) -> str:
    """Take the example's mark off, and log what was confirmed and by whom; returns the sentence of the log.

    `book` is locked for the act.  Raises UserError as `find_examples`, and D40.
    """
    found = find_examples(book)
    refuse_broken_log(book)
    settings, _ = book.settings()
    lines = tier_lines(found)
    scheme = f"{settings.unit or '本单位'}信用风险等级（{desk.today.isoformat()}确认）"
    book.replace(TIERS, [(row, {"scheme": scheme}) for row in found])
    summary = f"风险等级 {len(found)} 级，作为本局标准使用：{'；'.join(lines)}"
    add_entry(book, desk, ACT, summary, digest("\n".join(lines)))
    book.commit()
    return summary
