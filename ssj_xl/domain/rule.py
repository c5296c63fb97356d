"""The rule of a draw as one line of text: what was announced, in a form that binds and can be read back.

`分级比例;组1=3%;组2=100%;组2.min=1;team=2;items=LS-01、LS-02;end=2021-03-31;reserve=2`.  Its SHA-256
stands in the seed text, so a rule changed after the lock gives another draw.  Everything that the
quotas and the matching need beside list and people is in it; a verifier recomputes both from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ssj_xl.domain.canon import EXCLUDED, MANDATORY, ONE_POOL
from ssj_xl.domain.quotas import Group, basis_points, quotas
from ssj_xl.domain.ssj1 import BY_RATIO, WEIGHTED

_JOINT = "、"
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?%")
_WORDS = ("total", "team", "items", "end", "reserve")


@dataclass(frozen=True)
class Rule:
    """The rule.  groups by public label; total: wanted number of objects (加权: the number drawn).

    team: members a team; scope: item codes and labels that every member must cover; end: the last
    day of the task; reserve: reserves listed a group.
    """

    mode: str
    groups: Mapping[str, Group]
    total: int | None
    team: int
    scope: tuple[str, ...]
    end: date
    reserve: int = 0

    @property
    def text(self) -> str:
        """The line that is hashed and published."""
        parts = [self.mode, *(_group_text(g, self.mode) for _, g in sorted(self.groups.items()))]
        if self.total is not None:
            parts.append(f"total={self.total}")
        parts += [f"team={self.team}", f"items={_JOINT.join(self.scope)}", f"end={self.end.isoformat()}"]
        return ";".join(parts + ([f"reserve={self.reserve}"] if self.reserve else []))

    @property
    def weights(self) -> dict[str, int]:
        """Lots by group in 加权, nothing otherwise."""
        return {label: g.lots for label, g in self.groups.items()} if self.mode == WEIGHTED else {}

    def quotas(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """Quota of every group of the list (size by label): X none, M all, the others by this rule."""
        reserved = {label: 0 if label == EXCLUDED else size
                    for label, size in sizes.items() if label in (EXCLUDED, MANDATORY)}
        drawn = {label: size for label, size in sizes.items() if label not in reserved}
        if self.mode == WEIGHTED:
            return {ONE_POOL: min(self.total or 0, sum(drawn.values())), **reserved}
        return {**quotas(drawn, self.groups, self.total), **reserved}


def names_group(label: str) -> bool:
    """Whether a group label (canonical by `canon.group_label`) reads back from a rule's text as what it is."""
    return ";" not in label and not label.endswith(".min") and label not in _WORDS


def _group_text(group: Group, mode: str) -> str:
    if mode == WEIGHTED:
        return f"{group.label}={group.lots}签"
    share = f"{group.label}={percent(group.ratio)}" if group.ratio is not None else f"{group.label}=0%"
    return f"{share};{group.label}.min={group.minimum}" if group.minimum else share


def percent(ratio: Fraction) -> str:
    """A ratio as an exact percentage with at most two decimals: 3%, 3.33%."""
    whole, rest = divmod(basis_points(ratio), 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".") + "%" if rest else f"{whole}%"


def parse_rule(text: str) -> Rule:
    """The rule of a text.  Raises ValueError where it is not one of this form."""
    mode, *parts = text.split(";")
    if mode not in (BY_RATIO, WEIGHTED):
        raise ValueError(text)
    fields = dict(_field(part) for part in parts)
    known = {key: fields.pop(key) for key in _WORDS if key in fields}
    minimums = {key.removesuffix(".min"): int(value) for key, value in fields.items() if key.endswith(".min")}
    groups = {label: _parse_group(label, value, minimums.get(label, 0))
              for label, value in fields.items() if not label.endswith(".min")}
    if "end" not in known or "team" not in known:
        raise ValueError(text)
    return Rule(mode, groups, int(known["total"]) if "total" in known else None, int(known["team"]),
                tuple(part for part in known.get("items", "").split(_JOINT) if part),
                date.fromisoformat(known["end"]), int(known.get("reserve", 0)))


def _field(part: str) -> tuple[str, str]:
    key, sep, value = part.partition("=")
    if not sep:
        raise ValueError(part)
    return key, value


def _parse_group(label: str, value: str, minimum: int) -> Group:
    if value.endswith("签"):
        return Group(label, None, minimum, int(value[:-1]))
    if not _PERCENT.fullmatch(value):  # a Fraction would read 1e9999999, and take for ever
        raise ValueError(value)
    return Group(label, Fraction(value[:-1]) / 100, minimum)
