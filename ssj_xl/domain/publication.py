"""Publication and what follows: due days, correction, what is told of conduct."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ssj_xl.tables.defaults import OFFSITE
from ssj_xl.tables.registers import CORRECTED, TAKEN_DOWN
from ssj_xl.tables.settings import AT_DRAW, AT_NOTICE

Finding = Mapping[str, Any]


def is_public(finding: Finding, day: date) -> bool:
    """Whether a result may be shown on a day: entered, its 公示日期 come, neither taken down nor past its last day."""
    shown = bool(finding["result"] and finding["published"] and finding["published"] <= day)
    until = finding["shown_until"]
    return shown and not (until and until < day) and not _taken_down(finding, day)


def count_withheld(findings: Iterable[Finding], task: str, day: date) -> int:
    """How many results of a task are entered whose 公示日期 is missing or to come on a day."""
    return sum(bool(one["task"] == task and one["result"] and not (one["published"] and one["published"] <= day)) for one in findings)


def names_are_public(when: str, task: Mapping[str, Any], listed: Iterable[str], findings: Iterable[Finding], day: date) -> bool:
    """Whether the names of a drawn list may be shown on a day.

    when: 参数 名单公示时点; task: its row; listed: codes that stand on the list; findings: of the task.  A visit that was
    made is a notice that was served.
    """
    if when == AT_DRAW or (when == AT_NOTICE and task["notified"] and task["notified"] <= day):
        return True
    key = "checked" if when == AT_NOTICE else "published"
    return {*listed} <= {finding["object"] for finding in findings if finding[key] and finding[key] <= day}


def corrected_on(finding: Finding, day: date) -> date | None:
    """The day since which a public result stands corrected, None where it stands as first published."""
    return finding["corrected"] if finding["dispute_result"] == CORRECTED and _has_come(finding, day) else None


def change_of(finding: Finding, day: date) -> tuple[str, str]:
    """What became of a result after it was public, as an act and a sentence of 操作日志; ("", "") where it stands as it was.

    Source: the log keeps what the page shows otherwise than before, or drops.
    """
    if not (finding["result"] and finding["published"] and finding["published"] <= day):
        return "", ""
    until = finding["shown_until"]
    if _taken_down(finding, day):
        act, how = "公示撤下", f"异议后撤下（{_iso(finding['corrected'])}）"
    elif until and until < day:
        act, how = "公示期满", f"公示截止日期{until.isoformat()}已过，不再列出"
    elif corrected_on(finding, day):
        act, how = "公示更正", f"异议后更正（{_iso(finding['corrected'])}）"
    else:
        return "", ""
    return act, (f"任务{finding['task']}对象{finding['object']}事项{finding['item']}：{finding['published'].isoformat()}公示，"
                 f"结果现为“{finding['result']}”，{how}")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else "日期未填"


def shown_result(finding: Finding, day: date) -> str:
    """The result as it is shown, with the day of its correction."""
    day_of = corrected_on(finding, day)
    return f"{finding['result']}（{day_of.isoformat()} 更正）" if day_of else str(finding["result"])


def _taken_down(finding: Finding, day: date) -> bool:
    """A result that is to be taken down is hidden at once where nobody has written the day yet."""
    return finding["dispute_result"] == TAKEN_DOWN and (finding["corrected"] is None or _has_come(finding, day))


def _has_come(finding: Finding, day: date) -> bool:
    return finding["corrected"] is not None and finding["corrected"] <= day


# --- how a check was carried out -------------------------------------------------------------------------

Rows = Iterable[Mapping[str, Any]]

WAYS = "检查方式"


def is_offsite(way: Iterable[str], codes: Rows) -> bool:
    """Whether a check was made off-site only: it has a 检查方式, and every one of them is off-site.

    way: names of 检查方式 as a row of 检查结果 has them.  codes: rows of 代码表, which says so in its column 非现场;
    where it says nothing, 书面检查, 网络检查 and what is called 非现场… are off-site.
    """
    said = {row["name"]: row["offsite"] for row in codes if row["category"] == WAYS}
    used = [name for name in way if name]
    return bool(used) and all(_offsite(name, said.get(name, "")) for name in used)


def _offsite(name: str, said: str) -> bool:
    return said == "是" if said else name in OFFSITE or name.startswith("非现场")
