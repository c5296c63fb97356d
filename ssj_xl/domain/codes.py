"""What 代码表 says: the names allowed for a column, and which results are problems.

A category that a workbook does not list has the default rows (`ssj_xl.tables.defaults`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ssj_xl.tables.defaults import code_rows

Rows = Iterable[Mapping[str, Any]]

_CLEAN = "1"
RESULTS, OBJECT_TYPES = "检查结果", "对象类型"
NO_DISPOSAL = "无需后续处置"
PROMOTION, REASSIGNMENT, DELAY = "递补原因", "改派原因", "延期原因"
UNLISTED = "其他原因"
"""What is shown of a reason that was typed freely, as books of the first layout have them."""


def _rows(codes: Rows, category: str) -> list[Mapping[str, Any]]:
    own = [row for row in codes if row["category"] == category]
    return own or [row._asdict() for row in code_rows() if row.category == category]


def names(codes: Rows, category: str) -> tuple[str, ...]:
    """The names of a category, in the order of the table."""
    return tuple(row["name"] for row in _rows(codes, category))


def listed_name(codes: Rows, category: str, text: str) -> str:
    """The name in a category that a text means, which is a name or a code; "" where it is neither."""
    wanted = text.strip()
    return next((row["name"] for row in _rows(codes, category) if wanted in (row["name"], row["code"])), "")


def shown_reason(codes: Rows, category: str, text: str) -> str:
    """What a paper or page says of a reason of 抽取名单: the list's word, and of any other text nothing but that."""
    return listed_name(codes, category, text.partition("：")[0]) or UNLISTED


def problem_results(codes: Rows) -> frozenset[str]:
    """Results that are problems (是否问题 = 是)."""
    return frozenset(row["name"] for row in _rows(codes, RESULTS) if row["is_problem"] == "是")


def counted_results(codes: Rows) -> frozenset[str]:
    """Results that count as a check (是否计入检查 is not 否)."""
    return frozenset(row["name"] for row in _rows(codes, RESULTS) if row["is_check"] != "否")


def clean_result(codes: Rows) -> str:
    """The result that says 未发现问题: the first that a workbook maps onto the national code 1 and that is no problem; '' for none."""
    return next((row["name"] for row in _rows(codes, RESULTS) if row["national"] == _CLEAN and row["is_problem"] != "是"), "")


def asks_for_more(row: Mapping[str, Any]) -> bool:
    """Whether the 后续处置 of a result is something that has to be done."""
    return row["disposal"] not in ("", NO_DISPOSAL)


def is_pending(row: Mapping[str, Any]) -> bool:
    """Whether what a result asks for is not done yet."""
    return asks_for_more(row) and not row["closed"]
