"""The three questions that a verification answers, and the verdict of all files together (specification, section 13).

① computed and ③ shown decide; ② locked before is answered beside them, because only what left the office before the
seed can prove it, and counts where an anchor is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ssj_xl.domain.verifying import BROKEN, HOLDS, OPEN, Report, leaves_open

COMPUTED, BEFORE, SHOWN = "名单是不是算出来的", "名录是不是先锁定的", "公布的单位是不是中签的那家"
NOT_DRAWN = "尚未抽取，还没有名单"
BY_PLATFORM = "名单是省监管平台抽取的，这里只与导入时记入日志的核对"
CODED = "只到名单代号：代号是哪家单位，单凭公布的内容不能知道，请与主台账或审计记录一起核验"
"""What 符合 to the third question does not reach: of a lock, of a list that came from the platform, and of one by codes."""
ASKED = {"computed": COMPUTED, "before": BEFORE, "shown": SHOWN, "not_drawn": NOT_DRAWN, "coded": CODED}
"""The same for the page."""
ANCHORED, ALONE = "有锚", "无锚"
_OF_BEFORE = frozenset(("V37", "V38", "V39", "V60", "V61", "V62", "V69", "V70", "V71", "V76", "V82", "V83", "V84", "V85"))
_OF_SHOWN = frozenset((
    "V45", "V46", "V47", "V48", "V49", "V50", "V51", "V52", "V53", "V54", "V55", "V56", "V58", "V59", "V65", "V66", "V67", "V68", "V72", "V75",
    "V77", "V78", "V80", "V81", "N22", "N25", "N28", "N34", "N35", "N40", "N44", "N45"))


class Answers(NamedTuple):
    """符合, 不符合 or 无从核验 to each question; `before` is 有锚 or 无锚 where nothing contradicts, 无从核验 where the time is in doubt."""

    computed: str
    before: str
    shown: str

    def verdict(self, *, anchor: bool = False) -> str:
        """The whole: the worst.  anchor: whether 有锚 is asked for."""
        if BROKEN in self:
            return BROKEN
        return OPEN if OPEN in (self.computed, self.shown) or (anchor and self.before != ANCHORED) else HOLDS


def question_of(code: str) -> str:
    """The question that a finding answers."""
    if code in _OF_BEFORE:
        return BEFORE
    return SHOWN if code in _OF_SHOWN or code.startswith("M") else COMPUTED  # M: teams


def answer(reports: Iterable[Report], attempts: Sequence[Report]) -> Answers:
    """The answers of all reports.  attempts: those about an attempt, each of which must be anchored for 有锚."""
    all_ = list(reports)
    wrong = {question_of(found.code) for report in all_ for found in report.wrong}
    missing = {question_of(fact.code) for report in all_ for fact in report.unknown if leaves_open(fact)}
    missing |= {SHOWN for report in all_ for fact in report.unknown if fact.code == "N32"}  # nothing was drawn, so nothing was shown
    computed, shown = (BROKEN if key in wrong else OPEN if key in missing else HOLDS for key in (COMPUTED, SHOWN))
    anchored = bool(attempts) and all(report.anchored for report in attempts)
    late = any(fact.code in ("N37", "N39") for report in all_ for fact in report.unknown)
    return Answers(computed, BROKEN if BEFORE in wrong else OPEN if late else ANCHORED if anchored else ALONE, shown)
