"""Who left the list and who was put off: named with reason and approver, so that the coordinator sees whom to ask about."""

from __future__ import annotations

from ssj_xl.domain.codes import DELAY, PROMOTION, shown_reason
from ssj_xl.domain.history import standing
from ssj_xl.domain.summary.model import Cell, Listing, Section
from ssj_xl.domain.summary.words import sentences
from ssj_xl.tables import records, registers
from ssj_xl.tables.records import WINNERS
from ssj_xl.tables.table import Row
from ssj_xl.workflows.summary_scope import Scope

OFTEN = 2
"""From how many 延期 on an object is named."""


def exception_section(scope: Scope) -> Section:
    """名单变动和延期: objects of the period's tasks that were replaced, or put off twice or more; internal."""
    stand = {(task, row["attempt"]) for (task, _), row in standing(scope.table(records.DRAWS)).items()}
    active = {row["code"] for row in scope.active}
    rows = [row for row in scope.table(WINNERS) if row["task"] in active and (row["task"], row["attempt"]) in stand]
    gone = [row for row in rows if row["state"] == "被替换"]
    late = [row for row in rows if row["state"] != "被替换" and (row["put_off"] or 0) >= OFTEN]
    once = [row for row in rows if row["state"] != "被替换" and row["put_off"] == 1]
    facts = (
        scope.fact("被替换的对象", gone, unit="家次", note="本期开展的任务现行名单中状态为被替换的", of=(WINNERS, "state")),
        scope.fact("延期一次的对象", once, unit="家次", note="仍在名单上，延期次数为1", of=(WINNERS, "put_off")),
        scope.fact("延期两次及以上的对象", late, unit="家次", note="仍在名单上，延期次数不少于2", of=(WINNERS, "put_off")),
    )
    columns = (("任务编号", 19), ("对象名称", 30), ("变动", 16), ("原因", 16), ("批准人", 14))
    codes = scope.table(registers.CODES).rows
    cells = tuple(_line(row, codes) for row in (*gone, *late))
    listing = Listing("5名单变动", "被替换和延期两次以上的对象", columns, cells, scope.sources(WINNERS, (*gone, *late), "state"),
                      document=True, note="内部资料，不得公开。")
    text = (f"本期开展的任务中，被替换的对象{len(gone)}家次，延期一次的{len(once)}家次，延期两次及以上的{len(late)}家次。"
            if rows else "本期没有现行的抽取名单。")
    return Section("exceptions", "名单变动和延期情况", sentences(text), facts, (listing,), internal=True)


def _line(row: Row, codes: list[Row]) -> tuple[Cell, ...]:
    if row["state"] == "被替换":
        return (row["task"], row["name"] or row["object"], "被替换", _reason(row["why"], PROMOTION, codes),
                row["approver"] or "未登记")
    return (row["task"], row["name"] or row["object"], f"延期{row['put_off']}次，至{row['put_off_to'] or '未登记'}",
            _reason(row["put_off_why"], DELAY, codes), row["put_off_by"] or "未登记")


def _reason(text: str, category: str, codes: list[Row]) -> str:
    """The list's word; what divisions send in has no reasons."""
    return shown_reason(codes, category, text) if text else "本台账未载"
