"""SSJ_IDCHECK: is a 统一社会信用代码 or a 17-digit 执业证号 well formed."""

from __future__ import annotations

from typing import Any

from ssj_xl.domain import uscc
from ssj_xl.domain.formulas.arguments import is_title
from ssj_xl.domain.formulas.blocks import each
from ssj_xl.tables.cells import as_text, is_blank, read_cell
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.spec import Column, Kind

LICENCE_LENGTH = 17
_COLUMN = Column("number", "证号", Kind.ID)


def idcheck(codes: Any, object_type: Any = None) -> Any:
    """'' where a number is right, or what is wrong with it; of a cell or of each of a column.

    18 characters are taken for a 统一社会信用代码 (GB 32100-2015, with its check character; object_type also tells
    how it must begin), 17 for a 执业证号, of which nothing but the digits can be checked.
    """
    return each(_wrong, ("证号", "对象类型"), codes, object_type)


def _wrong(raw: Any, object_type: Any) -> str:
    if is_title(raw):
        return ""
    found = read_cell(raw, _COLUMN)
    if found.code in ("T04", "T15"):
        wrong = Problem(found.code, {"header": _COLUMN.header, **dict(found.params)})
        return f"{wrong.text}{wrong.remedy}"
    text = uscc.compact(str(found.value))
    if len(text) == LICENCE_LENGTH:
        return "" if text.isascii() and text.isdigit() else "执业证号应全部是数字"
    if len(text) != uscc.LENGTH:
        return f"应为 18 位（统一社会信用代码）或 17 位（执业证号），现为 {len(text)} 位"
    return _code(text, "" if is_blank(object_type) else as_text(object_type).strip())


def _code(text: str, object_type: str) -> str:
    fault = uscc.validate(text)
    if fault is not None:
        return fault.kind.value + (f"，应为 {fault.suggestion}" if fault.suggestion else "")
    start = uscc.expected_prefix(object_type)
    return "" if text.startswith(start) else f"{object_type}的代码应以 {start} 开头"
