"""Shares with two decimals that never claim more than there is."""

from __future__ import annotations

from fractions import Fraction


def points(ratio: Fraction) -> int:
    """A ratio in hundredths of a percent, rounded half up, but never up to a whole percent that is not reached.

    The rule of the monthly form (`domain.wording.percent`): 2.997 % shows as 2.99 %, so that no floor seems met.

    >>> points(Fraction(1, 30)), points(Fraction(2997, 100_000))
    (333, 299)
    """
    exact = ratio * 10_000
    found = int(exact + Fraction(1, 2))
    return found - 1 if found > exact and found % 100 == 0 else found


def percent(ratio: Fraction) -> str:
    """A ratio with two decimals: 3.00%, 3.33%."""
    whole, rest = divmod(points(ratio), 100)
    return f"{whole}.{rest:02}%"


def ratio(part: int, whole: int) -> Fraction | None:
    """part ÷ whole, exact; None where there is nothing to divide by."""
    return Fraction(part, whole) if whole else None
