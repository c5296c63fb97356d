"""省平台录入核对单: one line an object, to tick on paper while list, team, results, disposal and publication are typed into the platform."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ssj_xl.papers.listing import PrintedList

Row = Mapping[str, Any]
NAME = "省平台录入核对单"
_TICKS = ("名单", "人员", "结果", "处置", "公示")
_BOX = "□"
_COLUMNS = (("序号", 5), ("平台任务编号", 20), ("对象名称", 24), ("检查组", 14), ("检查日期", 11), ("检查结果", 24), ("后续处置", 12), ("公示日期", 11),
            *((one, 5) for one in _TICKS), ("录入日期", 11))


def checklist(rows: Iterable[Row], tasks: Mapping[str, Row], day: date) -> PrintedList:
    """The list of some rows of 检查结果, with or without results.  tasks: rows of 抽查任务 by code; day: on which it is made."""
    firms: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        firms.setdefault((row["task"], row["object"]), []).append(row)
    lines = [_line(number, each, tasks.get(task, {})) for number, ((task, _), each) in enumerate(firms.items(), 1)]
    return PrintedList(
        name=NAME, columns=_COLUMNS, rows=lines,
        heads=(NAME, f"{len(lines)}家，{day}生成。录完一栏在□内打√；录完一家写录入日期，再登记到台账“平台录入日期”（不是公示日期）。"),
        notes=("录入人：＿＿＿＿＿＿　　核对人：＿＿＿＿＿＿　　日期：＿＿＿＿＿＿",))


def _line(number: int, rows: list[Row], task: Row) -> tuple[str | int, ...]:
    first = rows[0]
    return (number, task.get("platform") or "（没有编号）", first["name"] or first["object"], first["team_names"], _each(rows, "checked"),
            _each(rows, "result", missing="没有登记"), _each(rows, "disposal"),
            _each([row for row in rows if row["result"]], "published", missing="没有公示"), *(_BOX for _ in _TICKS), _each(rows, "uploaded"))


def _each(rows: list[Row], key: str, *, missing: str = "") -> str:
    """The values of some rows, each once, and of how many there is none, where that is said."""
    open_ = sum(not row[key] for row in rows) if missing else 0
    values = dict.fromkeys(str(row[key]) for row in rows if row[key])
    return "\n".join([*values, *([f"（{open_}项{missing}）"] if open_ else [])])
