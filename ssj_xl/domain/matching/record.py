"""A matching with its proof as plain values for the audit record (JSON), and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ssj_xl.domain.matching import Blocking, Prices, Solution, Team
from ssj_xl.tables.problems import fail

_T = TypeVar("_T")


def to_record(solution: Solution) -> dict[str, Any]:
    """Plain values, all keys and sets sorted, so that equal solutions give equal bytes."""
    return {
        "teams": {v: list(_lead_first(team)) for v, team in sorted(solution.teams.items())},
        "level": solution.level,
        "digits": solution.digits,
        "prices": {
            "people": dict(sorted(solution.prices.people.items())),
            "visits": dict(sorted(solution.prices.visits.items())),
            "others": dict(sorted(solution.prices.others.items())),
        },
        "blocking": {
            "every_seat": sorted(solution.blocking.every_seat),
            "lead_seat": sorted(solution.blocking.lead_seat),
        },
    }


def from_record(record: Mapping[str, Any]) -> Solution:
    """The solution that a record states; raises `UserError` (M42) for anything of another shape."""
    prices, blocking = _part(record, "prices", _mapping), _part(record, "blocking", _mapping)
    return Solution(
        teams=_part(record, "teams", _teams),
        level=_part(record, "level", _whole),
        prices=Prices(*(_part(prices, key, _wholes) for key in ("people", "visits", "others"))),
        blocking=Blocking(*(frozenset(_part(blocking, key, _texts)) for key in ("every_seat", "lead_seat"))),
        digits=_part(record, "digits", _digits),
    )


def _lead_first(team: Team) -> tuple[str, ...]:
    return (team.lead, *(code for code in team.members if code != team.lead))


def _part(record: Mapping[str, Any], key: str, read: Callable[[object], _T]) -> _T:
    if key not in record:
        raise fail("M42", why=f"缺少“{key}”")
    try:
        return read(record[key])
    except TypeError:
        raise fail("M42", why=f"“{key}”的内容不对") from None


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise TypeError
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _digits(value: object) -> int:
    digits = _whole(value)
    if not 0 <= digits <= 10:  # ten digits exhaust the 256 bits of a hash
        raise TypeError
    return digits


def _wholes(value: object) -> dict[str, int]:
    return {key: _whole(number) for key, number in _mapping(value).items()}


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise TypeError
    return tuple(value)


def _teams(value: object) -> dict[str, Team]:
    teams: dict[str, Team] = {}
    for object_id, members in _mapping(value).items():
        codes = _texts(members)
        if not codes:
            raise TypeError
        teams[object_id] = Team(codes[0], codes)
    return teams
