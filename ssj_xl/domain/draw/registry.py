"""A draw over a register too long for a sheet: what is known of its list without holding it, and how few tickets need ranking.

It is the same SSJ-1: the list's lines are counted and hashed by an engine (`engines.registry`), everything else is computed
here as ever.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isqrt
from typing import Any, NamedTuple

from ssj_xl.domain.draw import merkle, ssj1
from ssj_xl.domain.draw.canon import CONTROL, EXCLUDED

_MARGIN, _MORE, _DIGITS = 8, 16, 16
_REGION = re.compile(f"[^{CONTROL}]{{1,80}}")


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


class Region(NamedTuple):
    """What a region has of a list: so many lines, and their root in lower-case hex."""

    lines: int
    root: str


@dataclass(frozen=True)
class Regions:
    """The roots of the regions of a list: RFC 6962 over each region's own lines in their order, so that a county can
    compute its own.  column: the title of the column that says which; parts: by region.
    """

    column: str
    parts: Mapping[str, Region]

    @property
    def root(self) -> str:
        """The root over all regions, a line each: region TAB count TAB root; it stands in the log of the lock."""
        return merkle.root(sorted((f"{name}\t{part.lines}\t{part.root}" for name, part in self.parts.items()), key=str.encode))

    @property
    def note(self) -> str:
        """What the log's summary of the lock says of them."""
        return f"，按{self.column}分区{len(self.parts)}个，分区总根{self.root}"

    def as_data(self) -> dict[str, Any]:
        """As lock file and record have them."""
        return {"column": self.column, "root": self.root, "parts": {name: {"count": part.lines, "root": part.root} for name, part in sorted(self.parts.items())}}

    @classmethod
    def of_data(cls, found: Mapping[str, Any]) -> Regions:
        """Out of a lock file or record.  Raises KeyError, TypeError, AttributeError for what has another form."""
        return cls(found["column"], {name: Region(part["count"], part["root"]) for name, part in found["parts"].items()})


def is_region(name: str | None) -> bool:
    """Whether a text can name a region: one way to write it only, and no sign that a line of the roots is made with."""
    return bool(name and _REGION.fullmatch(name) and name == name.strip() == unicodedata.normalize("NFC", name))
