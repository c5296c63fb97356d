"""W01–W39: due dates and deadlines of the year."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry, warning

ENTRIES: dict[str, Entry] = {
    "W01": warning("“{table}”有 {count} 个日期读不出来（从这一格起），有关的期限没有列出。", "请用 check 查看并改正这些日期。"),
    "W02": warning("台账年度是 {year}，期限却按 {today} 计算。", "请核对“参数”中的年度，或用 --today 指定日期。"),
}
