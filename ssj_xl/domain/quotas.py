"""How many of each group: exact integers, rounded up, because the wording is 不低于."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Group:
    """One stratum of the draw: a tier, an object type, or both.

    ratio: share to be drawn (None where only a total is set).  minimum: at least so many if there are
    so many.  lots: its objects' lots in 加权.
    """

    label: str
    ratio: Fraction | None
    minimum: int = 0
    lots: int = 1


def basis_points(ratio: Fraction) -> int:
    """A ratio in basis points (3 % = 300).  Raises ValueError where it is finer than 0.01 %."""
    points = ratio * 10_000
    if points.denominator != 1:
        raise ValueError(str(ratio))
    return int(points)


def quota(size: int, ratio: Fraction, minimum: int = 0) -> int:
    """min(size, max(minimum, ratio·size rounded up)).

    >>> quota(33, Fraction(3, 100)), quota(34, Fraction(3, 100)), quota(16, Fraction(3, 100))
    (1, 2, 1)
    """
    share = (size * basis_points(ratio) + 9_999) // 10_000
    return min(size, max(minimum, share))


def apportion(missing: int, room: Mapping[str, int], claims: Mapping[str, Fraction]) -> dict[str, int]:
    """Deal `missing` more places by largest remainder (Hamilton) of the claims, never beyond a group's room.

    Ties go to the larger claim, then to the label.  Returns what each group gets on top.
    """
    given = dict.fromkeys(room, 0)
    while missing > 0:
        open_groups = [g for g in room if given[g] < room[g]]
        if not open_groups:
            break
        total = sum((claims[g] for g in open_groups), Fraction(0))
        equal = Fraction(missing, len(open_groups))
        share = {g: missing * claims[g] / total if total else equal for g in open_groups}
        whole = {g: min(int(share[g]), room[g] - given[g]) for g in open_groups}
        for group in open_groups:
            given[group] += whole[group]
        missing -= sum(whole.values())
        if not any(whole.values()):
            order = sorted(open_groups, key=lambda g: (-(share[g] % 1), -claims[g], g))
            for group in order[:missing]:
                given[group] += 1
            missing -= min(missing, len(order))
    return given


def quotas(sizes: Mapping[str, int], groups: Mapping[str, Group], total: int | None = None) -> dict[str, int]:
    """Quota of each group; a wanted total above their sum is apportioned by size × ratio.

    A total below the sum does not lower them: the announced ratio is a floor.
    """
    fixed = {label: quota(sizes[label], groups[label].ratio or Fraction(0), groups[label].minimum) for label in sizes}
    missing = max(0, min(total or 0, sum(sizes.values())) - sum(fixed.values()))
    claims = {label: sizes[label] * (groups[label].ratio or Fraction(1)) for label in sizes}
    extra = apportion(missing, {label: sizes[label] - fixed[label] for label in sizes}, claims)
    return {label: fixed[label] + extra[label] for label in sizes}
