"""Whether a dated row of a register holds on a day: tiers, items, recusals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


def in_force(row: Mapping[str, Any], day: date) -> bool:
    """Whether `day` lies in the row's period (keys valid_from, valid_to; both days belong to it, blank is open)."""
    start, end = row["valid_from"], row["valid_to"]
    return (start is None or start <= day) and (end is None or day <= end)


def overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows' periods have a day in common."""
    return _begins_by(one, other["valid_to"]) and _begins_by(other, one["valid_to"])


def _begins_by(row: Mapping[str, Any], end: date | None) -> bool:
    return row["valid_from"] is None or end is None or row["valid_from"] <= end
