"""Quotas with floors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ssj_xl.domain.draw.canon import EXCLUDED, MANDATORY


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

    @property
    def whole(self) -> bool:
        """Whether everybody is drawn: in 加权 such a group stands apart from the drum."""
        return self.ratio == 1


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

    A group whose share is more than its room is filled, and the rest dealt among the others.  Ties go to the
    larger claim, then to the label; without any claim all are equal.  Returns what each group gets on top.
    """
    given = dict.fromkeys(room, 0)
    left, waiting = min(missing, sum(room.values())), dict(room)
    while left > 0:
        share = _shares(left, {group: claims[group] for group in waiting})
        full = [group for group in waiting if share[group] >= waiting[group]]
        if not full:
            return given | _largest_remainders(left, share, claims)
        for group in full:
            given[group] = waiting.pop(group)
            left -= given[group]
    return given


def _shares(count: int, claims: Mapping[str, Fraction]) -> dict[str, Fraction]:
    total = sum(claims.values(), Fraction(0))
    equal = Fraction(1, len(claims))
    return {group: count * (claim / total if total else equal) for group, claim in claims.items()}


def _largest_remainders(count: int, share: Mapping[str, Fraction], claims: Mapping[str, Fraction]) -> dict[str, int]:
    whole = {group: int(part) for group, part in share.items()}
    order = sorted(share, key=lambda group: (whole[group] - share[group], -claims[group], group))
    extra = order[: count - sum(whole.values())]
    return {group: number + (group in extra) for group, number in whole.items()}


def floor_total(sizes: Mapping[str, int], groups: Mapping[str, Group], floor: Fraction) -> int | None:
    """The total that a floor of the whole asks for: max(sum of the groups' quotas, floor·size rounded up).

    sizes: of what can be drawn, M left out.  None where the groups' own ratios reach the floor already.

    >>> floor_total({"A": 100, "D": 2}, {"A": Group("A", Fraction(1, 100)), "D": Group("D", Fraction(1))}, Fraction(1, 10))
    11
    """
    alone = sum(quotas(sizes, groups).values())
    wanted = quota(sum(sizes.values()), floor)
    return wanted if wanted > alone else None


def reaches(drawn: Mapping[str, int], sizes: Mapping[str, int], floor: Fraction) -> bool:
    """Whether quotas by pool reach a floor of the whole list, X and M left out."""
    by_lot = {label: size for label, size in sizes.items() if label not in (EXCLUDED, MANDATORY)}
    number = sum(count for label, count in drawn.items() if label not in (EXCLUDED, MANDATORY))
    return number >= quota(sum(by_lot.values()), floor)


def quotas(sizes: Mapping[str, int], groups: Mapping[str, Group], total: int | None = None) -> dict[str, int]:
    """Quota of each group; a wanted total above their sum is apportioned by size × ratio.

    A total below the sum does not lower them: the announced ratio is a floor.
    """
    fixed = {label: quota(sizes[label], groups[label].ratio or Fraction(0), groups[label].minimum) for label in sizes}
    missing = max(0, min(total or 0, sum(sizes.values())) - sum(fixed.values()))
    claims = {label: sizes[label] * (groups[label].ratio or Fraction(1)) for label in sizes}
    extra = apportion(missing, {label: sizes[label] - fixed[label] for label in sizes}, claims)
    return {label: fixed[label] + extra[label] for label in sizes}
