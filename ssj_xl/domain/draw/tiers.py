"""Which group an object is drawn in, and at what ratio.

The group is the row of 风险等级 that applies to the object (the row with its type over the row without), with its own
ratio; a ratio of the task, else of the plan, is then the floor of the whole.  One ratio for all, by object type, is what
a task of 抽取方式 等比例 asks for, and what a workbook means that does not say 合计下限.  In 加权 ratios only say how
many are drawn in all: the lots are the tiers'.  Tiers are data with dates: Hebei had five levels in 2020 and has had
four since 2022.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from ssj_xl.domain.draw.quotas import Group
from ssj_xl.domain.draw.ssj1 import WEIGHTED
from ssj_xl.domain.workdays import in_force
from ssj_xl.tables.registers import EVEN
from ssj_xl.tables.settings import AS_FLOOR

Rows = Iterable[Mapping[str, Any]]

EXAMPLE = "示例"


def is_example(tier: Mapping[str, Any]) -> bool:
    """Whether a row of 风险等级 is one that a new workbook comes with, not the unit's own."""
    return str(tier["scheme"]).startswith(EXAMPLE)


@dataclass(frozen=True)
class TierBook:
    """The tiers in force on one day.  by_key: (tier, object type or '') → row; default: the row for the unrated."""

    by_key: Mapping[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    default: Mapping[str, Any] | None = None

    @classmethod
    def on(cls, rows: Rows, day: date) -> TierBook:
        """The book of 风险等级 as in force on `day`."""
        valid = [row for row in rows if in_force(row, day)]
        defaults = [row for row in valid if row["default"] == "是"]
        return cls({(row["tier"], row["object_type"]): row for row in valid}, defaults[0] if defaults else None)

    def row_of(self, obj: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The row that applies to an object; None where its tier is not in force (or it has none and no default)."""
        tier = obj["tier"] or (self.default["tier"] if self.default else "")
        return self.by_key.get((tier, obj["object_type"])) or self.by_key.get((tier, ""))


@dataclass(frozen=True)
class Grouping:
    """How one task's pool falls into groups.

    ratio: the task's, else its plan's.  even: it is one for all, so that groups are object types.  beside: what task
    and plan ask for in all is a floor beside the tiers' own ratios, in 加权 too.
    """

    book: TierBook
    ratio: Fraction | None = None
    even: bool = False
    beside: bool = True

    @property
    def private(self) -> bool:
        """Whether groups are tiers, which are internal and never published."""
        return bool(self.book.by_key) and not self.even

    @property
    def floor(self) -> Fraction | None:
        """What is drawn in all at the least, as a share, beside what each tier asks for; None where nothing says so."""
        return self.ratio if self.private else None

    def group_of(self, obj: Mapping[str, Any]) -> Group | None:
        """The group of an object; None where it has no tier that is in force."""
        if not self.private:
            return Group(obj["object_type"], self.ratio)
        row = self.book.row_of(obj)
        if row is None:
            return None
        label = f"{row['tier']}·{row['object_type']}" if row["object_type"] else row["tier"]
        return Group(label, row["ratio"], row["minimum"] or 0, row["lots"] or 1)

    def yearly_cap(self, obj: Mapping[str, Any]) -> int | None:
        """How often a year the object may be checked; None where there is no limit."""
        row = self.book.row_of(obj)
        return row["yearly_cap"] if row else None


def ratio_of(task: Mapping[str, Any], plan: Mapping[str, Any] | None) -> Fraction | None:
    """The ratio of a task: its own, else its plan's; None where neither names one."""
    own: Fraction | None = task["ratio"]
    return own if own is not None else plan["ratio"] if plan else None


def is_even(method: str, ratio: Fraction | None, use: str) -> bool:
    """Whether a ratio is one for all.  method: 抽取方式; use: the parameter 比例与等级."""
    return method == EVEN or (method != WEIGHTED and ratio is not None and use != AS_FLOOR)


def grouping(task: Mapping[str, Any], plan: Mapping[str, Any] | None, tiers: TierBook, use: str) -> Grouping:
    """The grouping of a task under the parameter 比例与等级."""
    ratio = ratio_of(task, plan)
    return Grouping(tiers, ratio, is_even(task["method"], ratio, use), use == AS_FLOOR)
