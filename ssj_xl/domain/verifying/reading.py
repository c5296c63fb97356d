"""What a verification reads and compares."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.platform.evidence import odd, statement
from ssj_xl.domain.ssj1 import digest
from ssj_xl.domain.verifying import NO_NOTICE, Notice, Record, Report, order_of
from ssj_xl.tables.catalogue.draw import FIELDS
from ssj_xl.tables.platform import ACT

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,59}")


def read_json(text: str) -> Any:
    """The value of a text.  Raises ValueError, or RecursionError for one that is nested beyond all reason."""
    found = json.loads(text, object_pairs_hook=_once, parse_int=_integer, parse_float=_refuse, parse_constant=_refuse)
    json.dumps(found, ensure_ascii=False).encode()  # half characters cannot be hashed
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _refuse(text: str) -> Any:
    raise ValueError(text)


# --- two files about the same attempt held against each other: where they differ, line by line -----------

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


# --- A draw of the provincial platform in a workbook -----------------------------------------------------

if TYPE_CHECKING:
    from ssj_xl.domain.verifying.book import BookRows


def verify_platform(rows: BookRows, notice: Notice = NO_NOTICE) -> Report:
    """That the list is the one that was imported, by the log; whether it was drawn at random the platform must show."""
    report = Report()
    entries = sorted(rows.entries(ACT), key=lambda entry: int(entry["number"]) if entry["number"].isdecimal() else 0)
    report.wrong += odd(rows.draw, rows.winners, entries, digest=digest(statement(rows.draw, rows.winners)),
                        locked=bool(rows.locked or rows.entries("锁定")))
    if not report.wrong:
        last = entries[-1]
        report.prove("P21", count=len(rows.winners), number=last["number"], at=last["at"], who=last["who"])
    report.doubt("N23", attempt=rows.draw["attempt"])
    if rows.draw["void_at"]:
        report.doubt("N15", at=rows.draw["void_at"], why=rows.draw["void_why"])
    if not notice.log_head:
        report.doubt("N12")
    return report
