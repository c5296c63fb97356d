"""What a cell of a register says when it is selected, what it offers, and what typing into it is checked for.

What would corrupt a register is stopped (a wrong fixed choice, a ratio of 3 instead of 3%, a date that is none);
what a bureau may have its own words for is asked back (`warning`); a list for cells of several values only informs
(`information`), and never says nothing: LibreOffice drops what is not in a list that shows no message.

A rule is a dict with the keys of XlsxWriter's data_validation; `office.new_sheet` writes it into a sheet that is there already.
Drop-downs from 代码表 are defined names 清单_<类别>: the rows of one category, which stand together.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from ssj_xl.tables.registers import CODES, ITEMS, OBJECTS, PLANS, TASKS, TIERS
from ssj_xl.tables.spec import Column, Kind, TableSpec

PROGRAM = "程序"
PROGRAM_NOTE = "由程序写入，请勿手工修改"
TITLE_LIMIT, TEXT_LIMIT, LIST_LIMIT = 32, 255, 255
"""What Excel takes: title and text of an input message, and an inline list."""

TYPED_RATIO = "在 LibreOffice 里输入 3 即可，% 会自动带出"
"""LibreOffice adds the sign itself in a cell of percents: a typed 3% becomes 3%%, which is refused."""

_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
OFFERED = (TASKS.name, PLANS.name, ITEMS.name)
"""Registers short enough to be offered as a list where a column points to them."""
LISTED = "编码和名称"
"""The formula column of 事项清单 that its drop-down shows."""
NAMED = f"{ITEMS.name}{LISTED}"
"""The codes of items with their names, where several may stand: no formula of the workbook reads such a cell."""
_MANY = (Kind.LIST, Kind.CODES)


def list_name(source: str) -> str:
    """The defined name of a drop-down's values: of a 类别 of 代码表, or of a register's codes."""
    return f"清单_{source}"


def header_message(column: Column, spec: TableSpec) -> str:
    """What stands beside a header when it is selected."""
    if spec.written_by == PROGRAM:
        return f"{PROGRAM_NOTE}。{spec.purpose}"[:TEXT_LIMIT]
    parts = ["必填" if column.required else "选填", *_hints(column, spec)]
    if spec is CODES and column.key == "category":
        parts.append("同一类别的行请放在一起，下拉列表才完整")
    if column.aliases:
        parts.append("导入时也认：" + "、".join(column.aliases))
    return _limited("。".join(parts) + "。")


def _hints(column: Column, spec: TableSpec) -> list[str]:
    hints = [column.kind.value]
    if column.kind is Kind.RATIO:
        hints.append(TYPED_RATIO)
    if column.note:
        hints.append(column.note)
    if isinstance(column.choices, str):
        hints.append(f"选项来自“{CODES.name}”的类别“{column.choices}”")
    if column.refers:
        hints.append(f"须是“{column.refers.partition('.')[0]}”表中已有的编码")
    if spec.unique == (column.key,):
        hints.append("不得重复")
    return hints


def _cell_message(column: Column, spec: TableSpec) -> str:
    """The message beside a data cell: only where there is more to say than the kind's bare name."""
    plain = column.kind in (Kind.TEXT, Kind.LONG, Kind.CHOICE, Kind.INT) and not column.note
    return "" if plain else _limited("。".join(_hints(column, spec)) + "。")


def _limited(text: str) -> str:
    return text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - 1] + "…"


def prompt(column: Column, spec: TableSpec) -> dict[str, Any]:
    """The input message of a column's title."""
    return header_validation(PROGRAM_NOTE if spec.written_by == PROGRAM else column.header, header_message(column, spec))


def header_validation(title: str, text: str) -> dict[str, Any]:
    """An input message alone."""
    return {"validate": "any", "input_title": title[:TITLE_LIMIT], "input_message": text}


def validation(column: Column, spec: TableSpec, *, letters: str, last: int, first: int = 2) -> dict[str, Any] | None:
    """What typing into a column's cells is checked for; None where everything may stand and nothing needs saying.

    letters: the column's letters; first, last: the sheet rows that the rule is to cover.
    """
    rule = _rule(column, spec, f"${letters}${first}:${letters}${last}", f"{letters}{first}")
    message = _cell_message(column, spec)
    if rule is None and not message:
        return None
    rule = rule or {"validate": "any"}
    if message:
        rule |= {"input_title": column.header[:TITLE_LIMIT], "input_message": message}
    return rule


def _rule(column: Column, spec: TableSpec, area: str, first: str) -> dict[str, Any] | None:
    if isinstance(column.choices, tuple):
        return _fixed(column, column.choices)
    source, table = _source(column, spec)
    if source:
        return _offered(column, source, table)
    if column.kind is Kind.DATE:
        return _stop("date", _FIRST_DAY, _LAST_DAY, f"{column.header}请填写日期，如 2021-03-15。")
    if column.kind is Kind.RATIO:
        return _stop("decimal", 0, 1, f"{column.header}请填写 0% 至 100% 之间的比例，如 3%（{TYPED_RATIO}）。")
    if column.kind is Kind.INT and column.low is not None:
        return _stop("integer", column.low, column.high,
                     f"{column.header}请填写 {column.low} 至 {column.high} 之间的整数。")
    if spec.unique == (column.key,) and column.kind is Kind.CODE:
        return _unique(column, area, first)
    return None


def _source(column: Column, spec: TableSpec) -> tuple[str, str]:
    """What a column's drop-down offers, as `list_name` takes it, and the sheet it stands on; two '' where it has none.

    A 类别 may be called like a register (检查结果): it stands in 代码表 all the same.
    """
    if isinstance(column.choices, str):
        return column.choices, CODES.name
    table = column.refers.partition(".")[0]
    if table in OFFERED:
        return NAMED if table == ITEMS.name and column.kind in _MANY else table, table
    return (TIERS.name, TIERS.name) if (spec, column.key) == (OBJECTS, "tier") else ("", "")


def _fixed(column: Column, choices: tuple[str, ...]) -> dict[str, Any]:
    return {"validate": "list", "source": list(choices), "error_type": "stop", "error_title": "选项不正确",
            "error_message": _limited(f"{column.header}只能是：{'、'.join(choices)}。")}


def _offered(column: Column, source: str, table: str) -> dict[str, Any]:
    rule = {"validate": "list", "source": f"={list_name(source)}", "error_title": "不在列表中"}
    if column.kind in _MANY:
        return rule | {"error_type": "information",
                       "error_message": f"填多个的，用顿号“、”隔开，按“确定”保留。列表在“{table}”。"}
    return rule | {"error_type": "warning",
                   "error_message": f"“{table}”里没有这一项。请从下拉列表选择，或先到“{table}”补录。"}


def _stop(validate: str, low: Any, high: Any, message: str) -> dict[str, Any]:
    return {"validate": validate, "criteria": "between", "minimum": low, "maximum": high,
            "error_type": "stop", "error_title": "填写不正确", "error_message": message}


def _unique(column: Column, area: str, first: str) -> dict[str, Any]:
    return {"validate": "custom", "value": f"=SUMPRODUCT(--({area}={first}))=1", "error_type": "warning",
            "error_title": "编码重复", "error_message": f"这个{column.header}已经有了，请核对。"}
