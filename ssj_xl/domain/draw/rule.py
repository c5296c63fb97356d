"""The rule of a draw as one line of text: what was announced, in a form that binds and can be read back.

`分级比例;组1=3%;组2=100%;组2.min=1;team=2;items=LS-01、LS-02;end=2021-03-31;reserve=2`.  Its SHA-256
stands in the seed text, so a rule changed after the lock gives another draw.  Everything that the
quotas and the matching need beside list and people is in it; a verifier recomputes both from it.
Only the one canonical spelling of a rule reads back (SSJ-1 §4).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from ssj_xl.domain.draw.canon import CONTROL, EXCLUDED, ID, MANDATORY, ONE_POOL, RESERVED, is_label
from ssj_xl.domain.draw.quotas import Group, basis_points, quotas
from ssj_xl.domain.draw.ssj1 import BY_RATIO, WEIGHTED

_JOINT = "、"
_PERCENT = re.compile(r"(0|[1-9][0-9]{0,2})(\.[0-9]?[1-9])?%")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
_LOTS = re.compile(r"([1-9][0-9]?|100)签")
_CONTROLS = re.compile(f"[{CONTROL}]")
_PARTY = "party."
_SEATS = re.compile(r"([0-9A-Z._-]{1,40}):([1-9])")
_WORDS = ("total", "team", "items", "seats", "end", "reserve", "pid")
_LEAST_TEAM = 2


@dataclass(frozen=True)
class Rule:
    """The rule.  groups by public label; total: wanted number of objects (加权: the number drawn by lot).

    team: members a team; scope: item codes and labels that every member must cover; end: the last
    day of the task; reserve: reserves listed a group; parties: of a joint task, party code → its items;
    seats: seats of each party in a team, the initiator's first; a joint rule without them has no matching.
    pseudonyms: the scheme of the list's pseudonyms (1, or 2 of the revision of 2026).
    In 加权 a group at 100 % is taken whole: it has no lots.
    """

    mode: str
    groups: Mapping[str, Group]
    total: int | None
    team: int
    scope: tuple[str, ...]
    end: date
    reserve: int = 0
    parties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pseudonyms: int = 1
    seats: Mapping[str, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The line that is hashed and published."""
        parts = [self.mode, *(self._group_text(group) for _, group in sorted(self.groups.items()))]
        if self.total is not None:
            parts.append(f"total={self.total}")
        parts += [f"team={self.team}", f"items={_JOINT.join(self.scope)}"]
        parts += [f"{_PARTY}{party}={_JOINT.join(self.parties[party])}" for party in sorted(self.parties)]
        parts += ["seats=" + _JOINT.join(f"{party}:{count}" for party, count in self.seats.items())] if self.seats else []
        parts.append(f"end={self.end.isoformat()}")
        parts += [f"reserve={self.reserve}"] if self.reserve else []
        return ";".join(parts + ([f"pid={self.pseudonyms}"] if self.pseudonyms > 1 else []))

    def _group_text(self, group: Group) -> str:
        if self.mode == WEIGHTED:
            return f"{group.label}=100%" if group.whole else f"{group.label}={group.lots}签"
        share = f"{group.label}={percent(group.ratio)}" if group.ratio is not None else f"{group.label}=0%"
        return f"{share};{group.label}.min={group.minimum}" if group.minimum else share

    @property
    def weights(self) -> dict[str, int]:
        """Lots by group in 加权, but for groups taken whole; nothing otherwise."""
        lots = {label: g.lots for label, g in self.groups.items() if not g.whole}
        return lots if self.mode == WEIGHTED else {}

    def quotas(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """Quota of every group of the list (size by label): X none, M all, the others by this rule."""
        reserved = {label: 0 if label == EXCLUDED else size
                    for label, size in sizes.items() if label in (EXCLUDED, MANDATORY)}
        drawn = {label: size for label, size in sizes.items() if label not in reserved}
        if self.mode != WEIGHTED:
            return {**quotas(drawn, self.groups, self.total), **reserved}
        whole = {label: size for label, size in drawn.items() if self.groups[label].whole}
        by_lot = sum(drawn.values()) - sum(whole.values())
        return {ONE_POOL: min(self.total or 0, by_lot), **whole, **reserved}


def names_group(label: str) -> bool:
    """Whether a group label (canonical by `canon.group_label`) reads back from a rule's text as what it is."""
    return not (";" in label or label.endswith(".min") or label in _WORDS or label.startswith(_PARTY))


def percent(ratio: Fraction) -> str:
    """A ratio as an exact percentage with at most two decimals: 3%, 3.33%."""
    whole, rest = divmod(basis_points(ratio), 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".") + "%" if rest else f"{whole}%"


def parse_percent(text: str) -> Fraction:
    """The ratio of a percentage in the one spelling of `percent`, at most 100 %.  Raises ValueError."""
    if not _PERCENT.fullmatch(text):  # a Fraction would read 1e9999999, and take for ever
        raise ValueError(text)
    ratio = Fraction(text[:-1]) / 100
    if ratio > 1:
        raise ValueError(text)
    return ratio


def parse_rule(text: str) -> Rule:
    """The rule of a text.  Raises ValueError where it is not the one spelling of a rule."""
    mode, *parts = text.split(";")
    if mode not in (BY_RATIO, WEIGHTED) or _CONTROLS.search(text):
        raise ValueError(text)
    fields = dict(_field(part) for part in parts)
    known = {key: fields.pop(key) for key in _WORDS if key in fields}
    parties = {key.removeprefix(_PARTY): fields.pop(key) for key in list(fields) if key.startswith(_PARTY)}
    minimums = {key.removesuffix(".min"): _number(fields.pop(key)) for key in list(fields) if key.endswith(".min")}
    groups = {label: _parse_group(label, value, minimums.get(label, 0)) for label, value in fields.items()}
    if not {"team", "items", "end"} <= known.keys() or (mode == WEIGHTED) > ("total" in known):
        raise ValueError(text)
    rule = Rule(mode, groups, _number(known["total"]) if "total" in known else None, _number(known["team"]),
                _items(known["items"]), date.fromisoformat(known["end"]), _number(known.get("reserve", "0")),
                {party: _items(items) for party, items in parties.items()}, _number(known.get("pid", "1")), _seats(known, parties))
    if rule.text != text or rule.team < _LEAST_TEAM or rule.pseudonyms > 2 or not all(map(ID.fullmatch, parties)):
        raise ValueError(text)
    return rule


def _field(part: str) -> tuple[str, str]:
    key, sep, value = part.partition("=")
    if not sep:
        raise ValueError(part)
    return key, value


def _seats(known: Mapping[str, str], parties: Collection[str]) -> dict[str, int]:
    """Seats by party: the initiator, then the others by code, each party of the rule once."""
    found = [_SEATS.fullmatch(part) for part in known["seats"].split(_JOINT)] if "seats" in known else []
    seats = {match[1]: int(match[2]) for match in found if match}
    if found and (len(seats) != len(found) or seats.keys() != set(parties) or list(seats)[1:] != sorted(list(seats)[1:])):
        raise ValueError(f"seats={known['seats']}")
    return seats


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _items(text: str) -> tuple[str, ...]:
    """Codes and labels joined by 、: sorted, each once."""
    items = tuple(text.split(_JOINT)) if text else ()
    if "" in items or list(items) != sorted(set(items)):
        raise ValueError(text)
    return items


def _parse_group(label: str, value: str, minimum: int) -> Group:
    if not is_label(label) or label in RESERVED:
        raise ValueError(label)
    lots = _LOTS.fullmatch(value)
    return Group(label, None, minimum, int(lots[1])) if lots else Group(label, parse_percent(value), minimum)
