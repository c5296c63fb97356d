"""Whether something is a record of a draw at all: keys and kinds of values, before anything is computed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ssj_xl.domain.canon import group_label
from ssj_xl.domain.verifying import Record, Report

_HEX = re.compile(r"[0-9a-f]{64}")
_STATES = ("已锁定", "已抽取")
_PROFILES = ("公开", "不公开等级")
_NEEDED = ("draw", "root", "count", "list", "quotas")
_NEEDED_DRAWN = ("public", "seed_text")
_DRAWN = ("public", "seed_text", "S", "K", "Km", "result", "reserve", "result_digest", "drawn_at", "names", "teams")


def _text(value: object) -> bool:
    return isinstance(value, str)


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12


def _lots(value: object) -> bool:
    """1 to 100 by SSJ-1 §3.4; every lot is a hash."""
    return _count(value) and value in range(1, 101)


def _hex(value: object) -> bool:
    return isinstance(value, str) and bool(_HEX.fullmatch(value))


def _maybe_hex(value: object) -> bool:
    return value == "" or _hex(value)


def _key(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"[0-9a-f]{32}", value))


def _time(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).strftime("%Y-%m-%d %H:%M:%S") == value
    except ValueError:
        return False


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _mapping(of: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, dict) and all(map(_text, value)) and all(map(of, value.values()))


def _entry(value: object) -> bool:
    return _mapping(_text)(value) and isinstance(value, dict) and value.keys() == {"pid", "group", "tier"}


def _draw(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"[^\s=|]{1,80}", value))


def _attempt(value: object) -> bool:
    return _count(value) and value != 0


_KINDS: dict[str, Callable[[object], bool]] = {
    "spec": lambda value: value == "SSJ-1", "draw": _draw, "attempt": _attempt, "mode": _text, "unit": _text,
    "title": _text, "profile": lambda value: value in _PROFILES, "root": _hex, "count": _count,
    "counts": _mapping(_count), "quotas": _mapping(_count), "weights": _mapping(_lots), "rule": _text,
    "people": _maybe_hex, "source": _text, "strength": _text, "commitments": _mapping(_hex),
    "nonces": _mapping(_hex), "locked_at": _time, "list": _texts, "state": lambda value: value in _STATES,
    "log_head": _hex, "public": _text, "seed_text": _text, "S": _hex, "K": _key, "Km": _key, "result": _texts,
    "reserve": _texts, "result_digest": _hex, "drawn_at": _time, "names": _mapping(_text),
    "teams": _mapping(_texts), "void_at": _time, "void_why": _text,
    "substituted": lambda value: isinstance(value, list) and all(map(_mapping(_text), value)),
    "audit": lambda value: value is True, "people_list": _texts, "list_secret": _maybe_hex,
    "map": _mapping(_entry), "excluded": _mapping(_text), "matching": lambda value: isinstance(value, dict),
}


def shape(record: Any, report: Report) -> Record | None:
    """The record where it can be computed with, else None; every missing, foreign or odd key is denied.

    Keys that a record need not have (other programs write fewer) may be missing, but none may be foreign.
    """
    if not isinstance(record, Mapping):
        report.deny("V22", key="记录", why="不是一份记录")
        return None
    drawn = record.get("state") == "已抽取" or "seed_text" in record
    for key in (*_NEEDED, *(_NEEDED_DRAWN if drawn else ())):
        if key not in record:
            report.deny("V20", key=key)
    for key, value in record.items():
        if key not in _KINDS:
            report.deny("V21", key=key)
        elif not _KINDS[key](value):
            report.deny("V22", key=key, why="写法不对")
    _state(record, report)
    _labels(record, report)
    return None if any(p.code in ("V20", "V22") for p in report.wrong) else record


def _state(record: Record, report: Report) -> None:
    if record.get("state") == "已锁定":
        for key in (key for key in _DRAWN if record.get(key)):
            report.deny("V22", key="state", why=f"记录写明尚未抽取，却有“{key}”")
    if ("void_at" in record) != ("void_why" in record):
        report.deny("V22", key="void_at", why="作废时间和作废原因应同时有")


def _labels(record: Record, report: Report) -> None:
    """Group labels that would make the seed text ambiguous."""
    labels = set(record["quotas"]) if isinstance(record.get("quotas"), dict) else set()
    for label in sorted(labels - {"X", "M", "*"}):
        try:
            group_label(label)
        except ValueError:
            report.deny("V22", key="quotas", why=f"组别名称“{label}”不能使用")
