"""A handed-out list held against the attempts that are given beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ssj_xl.domain.verifying import Report
from ssj_xl.domain.verifying.printed import compare
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.verifying.evidence_files import PrintedFile
from ssj_xl.workflows.verifying.together import Checked

_CODE = re.compile(r"[0-9A-Z._-]+-(?:19|20)[0-9]{2}-[0-9]{2,6}(?![0-9])")
"""What looks like a 任务编号."""


def check_printed(printed: PrintedFile, checked: Sequence[Checked]) -> Report:
    """A list against every attempt that it is of: those whose number stands in it, else the only one that was given."""
    report, drawn = Report(), [one for one in checked if one.is_sound and one.key]
    named = [one for one in drawn if one.key and one.key[0] in printed.text]
    round_ = [one for one in named if one.key and f"第 {one.key[1]} 轮" in printed.text] or _last(named)
    alone = len({one.key for one in drawn}) == 1 and not _CODE.search(printed.text)
    mine = round_ if named else drawn if alone else []
    if not mine:
        report.doubt("N44")
    for one in mine:
        _against(printed, one, report)
    return report


def _last(found: Sequence[Checked]) -> list[Checked]:
    """The attempts of the highest number, where the list names none."""
    highest = max((one.key[1] for one in found if one.key), default=0)
    return [one for one in found if one.key and one.key[1] == highest]


def _against(printed: PrintedFile, one: Checked, report: Report) -> None:
    name = Path(one.file).name
    try:
        record = dict(one.audit) if one.book is not None else one.record
    except UserError:
        report.doubt("N34", other=name)
        return
    found = compare(printed.tables, record)
    for place, what in found.wrong:
        report.deny("V72", place, other=name, what=what)
    for what, why in found.open.items():
        report.doubt("N28", what=what, why=f"{name}：{why}")
    if not found.wrong and (found.rows or found.facts):
        report.prove("P28", other=name, rows=found.rows, facts=found.facts)
