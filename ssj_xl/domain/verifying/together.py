"""Two files about the same attempt held against each other, field by field: where they differ, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ssj_xl.domain.draw.ssj1 import digest
from ssj_xl.domain.scheme import PRIVATE
from ssj_xl.domain.verifying import Record, order_of
from ssj_xl.tables.catalogue.draw import FIELDS

_LOCKED = ("profile", "mode", "root", "count", "rule", "people", "source", "strength", "locked_at", "names_root", "floor",
           "public", "public_proof", "S", "K", "Km", "result_digest", "drawn_at")
_NOW = ("unit", "title", "void_at", "void_why")
_LISTS = {"list": "名录", "people_list": "执法人员名单", "result": "抽中名单", "reserve": "候补名单"}
_PARTIES = {"commitments": "承诺", "nonces": "随机原件"}
_LEFT_OUT = "（号码略）"
_SHOWN = 20
_MASKED_NAME, _MASKED_CODE = re.compile(r"(.+)（[^（）]*\*[^（）]*）"), re.compile(r"[0-9A-Z-]*-[0-9A-F]{8}")


def is_as_new(one: Record, other: Record) -> bool:
    """Whether both tell the same state: the log ended alike, as far as both say."""
    heads = {record["log_head"] for record in (one, other) if "log_head" in record}
    return len(heads) < 2


def differences(one: Record, other: Record) -> Iterator[str]:
    """What differs between two records of an attempt; only what both of them have is compared.

    What may change after the draw (the list after a substitution, teams, a void, names of unit and task) is compared
    where both tell the same state (`is_as_new`); a name and a result never change for whom both have.
    """
    yield from _facts(one, other, _LOCKED)
    for key, name in _PARTIES.items():
        yield from (f"参与方“{party}”的{name}" for party in _unlike(one, other, key, whole=True))
    for key, name in _LISTS.items():
        if key in one and key in other:
            yield from _lines(name, one[key], other[key])
    yield from (_difference("名称", code, one["names"][code], other["names"][code]) for code in _unlike(one, other, "names"))
    yield from (_difference("对照表里的登记", code, _entry(one, code), _entry(other, code)) for code in _unlike(one, other, "map", whole=True))
    yield from (_difference("排除原因", code, one["excluded"].get(code), other["excluded"].get(code)) for code in _unlike(one, other, "excluded", whole=True))
    yield from result_differences(one.get("results", ()), other.get("results", ()))
    if is_as_new(one, other):
        yield from _standing(one, other)


def _standing(one: Record, other: Record) -> Iterator[str]:
    yield from _facts(one, other, _NOW)
    yield from (_difference("检查组", code, one["teams"][code], other["teams"][code]) for code in _unlike(one, other, "teams"))
    if not (one.get("names") and other.get("names")):
        return
    for code in order_of(one["names"].keys() ^ other["names"].keys()):
        if not (one.get("profile") == PRIVATE and _MASKED_CODE.fullmatch(code)):
            yield f"名单上的“{code}”只有{'那边' if code in one['names'] else '这边'}有"
    if "substituted" in one and "substituted" in other and not _same_changes(one, other):
        yield "递补的经过"


def _same_changes(one: Record, other: Record) -> bool:
    """Persons are masked in public, so that of private lists only the reasons can be compared."""
    keys = ("why",) if one.get("profile") == PRIVATE else ("left", "left_name", "came", "why")
    a, b = ([sorted(str(change.get(key)) for change in record["substituted"]) for key in keys] for record in (one, other))
    return a == b


def _facts(one: Record, other: Record, keys: Sequence[str]) -> Iterator[str]:
    for key in (key for key in keys if key in one and key in other):
        if one[key] != other[key] and _LEFT_OUT not in f"{one[key]}{other[key]}":
            yield f"{FIELDS.get(key, key)}：那边是 {one[key]}，这边是 {other[key]}"


def _unlike(one: Record, other: Record, key: str, *, whole: bool = False) -> list[str]:
    """Keys under which two maps say different things; of those that both have, or of all."""
    a, b = one.get(key), other.get(key)
    if not isinstance(a, Mapping) or not isinstance(b, Mapping):
        return []
    keys = a.keys() | b.keys() if whole else a.keys() & b.keys()
    return [code for code in order_of(keys) if not is_alike(a.get(code), b.get(code))][:_SHOWN]


def is_alike(a: object, b: object) -> bool:
    """Whether two values say the same, as far as a masked name tells."""
    if isinstance(a, str) and isinstance(b, str):
        masked = [_MASKED_NAME.fullmatch(text) for text in (a, b)]
        return a == b or any(found is not None and found[1] == text for found, text in zip(masked, (b, a), strict=True))
    return list(a) == list(b) if isinstance(a, Sequence) and isinstance(b, Sequence) else a == b


def _entry(record: Record, code: str) -> str:
    return "、".join(str(value) for value in record["map"].get(code, {}).values())


def _difference(what: str, code: str, one: Any, other: Any) -> str:
    a, b = (text if isinstance(text, str) else "（没有）" if text is None else "、".join(text) for text in (one, other))
    return f"“{code}”的{what}：那边是 {a}，这边是 {b}"


def result_differences(one: Sequence[str], other: Sequence[str]) -> Iterator[str]:
    """Results of the same firm, item and day that say something else."""
    def by_visit(lines: Sequence[str]) -> dict[tuple[str, str, str], str]:
        return {(name, item, day): result for name, item, result, day in (line.split("\t") for line in lines)}

    a, b = by_visit(one), by_visit(other)
    for visit in sorted(a.keys() & b.keys()):
        if a[visit] != b[visit]:
            yield f"“{visit[0]}”的检查结果（{visit[1]}，{visit[2]}）：那边是 {a[visit]}，这边是 {b[visit]}"


def notice_differences(notice: Mapping[str, Any], record: Record) -> Iterator[str]:
    """What the file of a lock notice says otherwise than a record of its attempt."""
    told = {**notice, "rule": notice.get("rule_text", record.get("rule"))}  # a statement has its fingerprint only
    yield from _facts(told, record, ("root", "count", "rule", "people", "source", "locked_at", "names_root", "floor", "unit", "title"))
    yield from (f"参与方“{party}”的承诺" for party in _unlike(told, record, "commitments", whole=True))
    if "rule" in record and notice.get("rule") != digest(record["rule"]):
        yield f"规则指纹：那边是 {notice.get('rule')}，这边是 {digest(record['rule'])}"


def _lines(name: str, one: Sequence[str], other: Sequence[str]) -> Iterator[str]:
    missing, extra = set(one) - set(other), set(other) - set(one)
    shown = [*(f"{name}那边有“{_plain(line)}”，这边没有" for line in order_of(missing)),
             *(f"{name}这边多出“{_plain(line)}”" for line in order_of(extra))]
    yield from shown[:_SHOWN]
    if len(shown) > _SHOWN:
        yield f"{name}另有 {len(shown) - _SHOWN} 处不同"


def _plain(line: str) -> str:
    return line.replace("\t", " ")
