"""季度落实情况 and 年度情况 on paper: a Word report, or a workbook in which every number can be traced.

The same report gives the same bytes.
"""

from __future__ import annotations

from ssj_xl.domain.summary.model import INTERNAL, Fact, Section, Summary, percent, points

__all__ = ["INTERNAL", "Fact", "Section", "Summary", "heading", "percent", "points"]

_TENS = ("", "十", "二十", "三十")
_ONES = "零一二三四五六七八九"


def heading(number: int, section: Section) -> str:
    """The heading of a section: 三、平台使用情况, with its mark where it is internal."""
    mark = f"（{INTERNAL}）" if section.internal else ""
    return f"{_numeral(number)}、{section.title}{mark}"


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (("十" if tens == 1 else _TENS[tens]) + (_ONES[ones] if ones else "")) or _ONES[0]
