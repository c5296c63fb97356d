"""Two files about the same attempt held against each other: where they differ, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ssj_xl.domain.verifying import Record, order_of
from ssj_xl.tables.catalogue.verify import FIELDS

_ONE = ("profile", "root", "count", "rule", "people", "source", "locked_at", "names_root", "floor", "public", "public_proof", "S", "result_digest", "drawn_at")
_LISTS = {"list": "名录", "people_list": "执法人员名单", "result": "抽中名单", "reserve": "候补名单"}
_PARTIES = ("commitments", "nonces")
_SHOWN = 20


def differences(one: Record, other: Record) -> Iterator[str]:
    """What differs between two records, in words; only what both of them have is compared."""
    for key in (key for key in _ONE if key in one and key in other):
        if one[key] != other[key]:
            yield f"{FIELDS.get(key, key)}：那边是 {one[key]}，这边是 {other[key]}"
    for key in (key for key in _PARTIES if key in one and key in other):
        for party in order_of({**one[key], **other[key]}):
            if one[key].get(party) != other[key].get(party):
                yield f"参与方“{party}”的{'承诺' if key == 'commitments' else '随机原件'}"
    for key, name in _LISTS.items():
        if key in one and key in other:
            yield from _lines(name, one[key], other[key])


def _lines(name: str, one: Sequence[str], other: Sequence[str]) -> Iterator[str]:
    missing, extra = set(one) - set(other), set(other) - set(one)
    shown = [*(f"{name}那边有“{_plain(line)}”，这边没有" for line in order_of(missing)),
             *(f"{name}这边多出“{_plain(line)}”" for line in order_of(extra))]
    yield from shown[:_SHOWN]
    if len(shown) > _SHOWN:
        yield f"{name}另有 {len(shown) - _SHOWN} 处不同"


def _plain(line: str) -> str:
    return line.replace("\t", " ")
