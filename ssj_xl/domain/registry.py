"""A draw over a register too long for a sheet: what is known of its list without holding it, and how few tickets need ranking.

It is the same SSJ-1: the list's lines are counted and hashed by an engine (`engines.registry`), everything else is computed
here as ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isqrt

from ssj_xl.domain import ssj1
from ssj_xl.domain.canon import EXCLUDED

_MARGIN, _MORE, _DIGITS = 8, 16, 16


@dataclass(frozen=True)
class Counted(ssj1.Lines):
    """The lines of a list of which only the numbers are known.  counts: group → lines."""

    counts: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(self.counts.values())

    def sizes(self) -> dict[str, int]:
        """Group → how many lines it has."""
        return dict(self.counts)


@dataclass(frozen=True)
class Registry(ssj1.Lock):
    """The lock of a list whose root an engine has computed."""

    known_root: str = ""

    @cached_property
    def root(self) -> str:
        """Root of the list."""
        return self.known_root


def reach(wanted: int, size: int) -> str:
    """The 16 hex digits below which the `wanted` smallest of `size` tickets all but surely lie; 'g', above all, where that is none.

    Source: n of N evenly spread tickets lie below n/N, but for some deviations √n.
    """
    share = (wanted + _MARGIN * isqrt(wanted) + _MORE) * 16**_DIGITS // max(size, 1)
    return f"{share:0{_DIGITS}x}" if share < 16**_DIGITS else "g"


def wanted(quotas: Mapping[str, int], counts: Mapping[str, int], reserve: int) -> dict[str, int]:
    """Group → how many places of its order are needed: the quota and the reserves, never more than there are."""
    return {group: min(quotas[group] + reserve, size) for group, size in counts.items() if group != EXCLUDED}
