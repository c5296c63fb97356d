"""Which group an object is drawn in, and at what ratio: task over plan over tier.

Where the task or the plan names a ratio, the group is the object type; otherwise it is the row of
风险等级 that applies to the object (the row with its type over the row without).  In 加权 a ratio only says
how many are drawn in all: the lots are the tiers', so groups are tiers wherever there are any.  Tiers are
data with dates: Hebei had five levels in 2020 and has had four since 2022.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from ssj_xl.domain.inforce import in_force
from ssj_xl.domain.quotas import Group
from ssj_xl.domain.ssj1 import WEIGHTED

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
    """How one task's pool falls into groups.  `ratio` is set where task or plan names one: groups are types then.

    weighted: the draw is 加权, so groups are tiers all the same.
    """

    book: TierBook
    ratio: Fraction | None = None
    weighted: bool = False

    @property
    def private(self) -> bool:
        """Whether groups are tiers, which are internal and never published."""
        return bool(self.book.by_key) and (self.weighted or self.ratio is None)

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


def grouping(task: Mapping[str, Any], plan: Mapping[str, Any] | None, tiers: Rows, day: date) -> Grouping:
    """The grouping of a task: its own ratio, else its plan's, else the tiers in force on `day`."""
    ratio = task["ratio"] if task["ratio"] is not None else plan["ratio"] if plan else None
    return Grouping(TierBook.on(tiers, day), ratio, task["method"] == WEIGHTED)
