"""Rules of data validation and conditional formats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ssj_xl.build.addin.opened import MAIN, Finding, Opened, area, number

_LIMITS = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 255}
_FORMULA_LIMIT = 255


def validations(book: Opened) -> Iterator[Finding]:
    """Data validation keeps to Excel's lengths and names cells."""
    for sheet in book.sheets:
        entries = list(sheet.root.iterfind(f"{MAIN}dataValidations/{MAIN}dataValidation"))
        for entry in entries:
            where = str(entry.get("sqref", ""))
            for fault in _faults(entry):
                yield Finding("validation", sheet.part, f"{where[:40]} {fault}")
        told = sheet.root.find(f"{MAIN}dataValidations")
        if told is not None and told.get("count") is not None and number(told, "count") != len(entries):
            yield Finding("validation", sheet.part, f"写明 {told.get('count')} 条数据验证，实有 {len(entries)} 条")


def _faults(entry: Any) -> Iterator[str]:
    if not _is_sqref(entry.get("sqref")):
        yield "数据验证的区域写法不对"
    for name, limit in _LIMITS.items():
        if len(entry.get(name, "")) > limit:
            yield f"数据验证的 {name} 超过 {limit} 个字符"
    for name in ("formula1", "formula2"):
        text = entry.findtext(f"{MAIN}{name}") or ""
        inner = text[1:-1] if text.startswith('"') and text.endswith('"') else text
        if len(inner) > _FORMULA_LIMIT:
            yield f"数据验证的序列或公式超过 {_FORMULA_LIMIT} 个字符"
        if text.startswith("="):
            yield "数据验证的公式不能以等号开头"
    if entry.get("type") == "list" and not entry.findtext(f"{MAIN}formula1"):
        yield "数据验证的序列是空的"


def conditional_formats(book: Opened) -> Iterator[Finding]:
    """Conditional formats name cells, a format that exists, and a priority."""
    formats = book.count("dxfs")
    for sheet in book.sheets:
        for block in sheet.root.iterfind(f"{MAIN}conditionalFormatting"):
            where = str(block.get("sqref", ""))
            if not _is_sqref(where):
                yield Finding("conditional-format", sheet.part, f"条件格式的区域写法不对：{where[:40]}")
            for rule in block.iterfind(f"{MAIN}cfRule"):
                if number(rule, "dxfId", -1) >= formats:
                    yield Finding("conditional-format", sheet.part, f"{where[:40]} 条件格式的样式 {rule.get('dxfId')} 不存在")
                if number(rule, "priority") < 1:
                    yield Finding("conditional-format", sheet.part, f"{where[:40]} 条件格式没有优先级")
                if rule.get("type") in ("expression", "cellIs") and rule.find(f"{MAIN}formula") is None:
                    yield Finding("conditional-format", sheet.part, f"{where[:40]} 条件格式没有公式")


def _is_sqref(text: str | None) -> bool:
    return bool(text) and all(area(part) is not None for part in str(text).split())


RULES = (validations, conditional_formats)
