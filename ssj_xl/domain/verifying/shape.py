"""Whether something is a record of a draw at all: keys and kinds of values, before anything is computed (SSJ-1 §11).

Three sorts of records: format 2, which names itself; format 1, which has `state` and no `format`; and the minimal
records of other programs, which have neither and only keys that can be computed; those of a trial have `state` 试抽.  `read_json` reads a record's text in the specification's strict reading.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ssj_xl.domain.draw.canon import CONTROL, SPACE, is_label
from ssj_xl.domain.draw.rule import parse_percent
from ssj_xl.domain.draw.ssj1 import PARTS
from ssj_xl.domain.verifying import Record, Report

Kind = Callable[[object], bool]

TRIAL = "试抽"
"""The state of a draw before which nothing was locked."""
_COMPUTED = ("public", "seed_text", "S", "K", "Km", "result", "result_digest")
_MINIMAL = ("draw", "root", "count", "list", "quotas")
_OTHERS = ("spec", "attempt", "mode", "counts", "weights", "rule", "people", "people_list", "list_secret",
           "commitments", "nonces", "source", "reserve", "state")
_ALWAYS = (*_MINIMAL, "spec", "attempt", "mode", "unit", "title", "profile", "counts", "weights", "rule", "people",
           "source", "strength", "commitments", "nonces", "locked_at", "state", "log_head")
_DRAWN = (*_COMPUTED, "reserve", "drawn_at", "names", "teams")
_VOID = ("void_at", "void_why")
_AUDIT = ("audit", "people_list", "list_secret", "map", "excluded", "matching", "teams")
_SECOND = ("format", "names_root", "floor", "results", "shown")
_SECOND_DRAWN = ("public_proof", "substituted")
_BROKEN = ("draw", "attempt", "broken", *_VOID)
_BROKEN_TOO = ("spec", "profile", "root", "count", "counts", "quotas", "weights", "people", "source", "locked_at",
               "log_head", "list", "substituted")


def _matches(pattern: str) -> Kind:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and bool(compiled.fullmatch(value))


def _one_of(*values: object) -> Kind:
    return lambda value: any(type(value) is type(one) and value == one for one in values)


def _whole(low: int, high: int) -> Kind:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _list(of: Kind) -> Kind:
    return lambda value: isinstance(value, list) and all(map(of, value))


def _map(key: Kind, of: Kind) -> Kind:
    return lambda value: isinstance(value, dict) and all(map(key, value)) and all(map(of, value.values()))


def _keys(needed: Mapping[str, Kind], free: Mapping[str, Kind] | None = None) -> Kind:
    """A mapping with exactly these keys, and perhaps the free ones, each of its kind."""
    known = {**needed, **(free or {})}
    return lambda value: (isinstance(value, dict) and needed.keys() <= value.keys() <= known.keys()
                          and all(known[key](one) for key, one in value.items()))


def _time(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).strftime("%Y-%m-%d %H:%M:%S").zfill(19) == value
    except ValueError:
        return False


def _label(value: object) -> bool:
    return isinstance(value, str) and is_label(value)


def _floor(value: object) -> bool:
    try:
        return isinstance(value, str) and (value == "" or bool(parse_percent(value)))
    except ValueError:
        return False


_TEXT: Kind = _matches(r"(?s).*")
_HEX, _MAYBE_HEX, _KEY = _matches("[0-9a-f]{64}"), _matches("([0-9a-f]{64})?"), _matches("[0-9a-f]{32}")
_COUNT, _PRICE = _whole(0, 10**12 - 1), _whole(-(10**60), 10**60)
_PLAIN, _CODE = _matches(f"[^{CONTROL}]*"), _matches(f"[^{CONTROL}]{{1,80}}")
_PARTY = _matches(f"[^{SPACE}{CONTROL}=|、，,；;]{{1,20}}")
_TEXTS, _PLAINS = _list(_TEXT), _list(_PLAIN)
_CHANGE = {"left": _PLAIN, "left_name": _TEXT, "why": _TEXT}
_SOLUTION: dict[str, Kind] = {
    "teams": _map(_TEXT, lambda value: _TEXTS(value) and bool(value)), "level": _COUNT, "digits": _whole(0, 10),
    "prices": _keys(dict.fromkeys(("people", "visits", "others"), _map(_TEXT, _PRICE))),
    "blocking": _keys({"every_seat": _TEXTS, "lead_seat": _TEXTS})}
_PROOF = _keys({**_SOLUTION, "fixed": _map(_TEXT, _TEXTS), "barred": _map(_TEXT, _TEXTS)})
_CASES = _list(_keys({"act": _one_of("递补", "改派"), "at": _time, "text": _TEXT}, {"proof": _PROOF}))


def _matching(value: object) -> bool:
    return _keys({}, {"cases": _CASES})(value) or _keys(_SOLUTION, {"cases": _CASES})(value)


_KINDS: dict[str, Kind] = {
    "spec": _one_of("SSJ-1"), "format": _one_of(2), "draw": _matches(f"[^{SPACE}{CONTROL}=|]{{1,80}}"),
    "attempt": _whole(1, 999), "mode": _one_of("分级比例", "加权"), "unit": _TEXT, "title": _TEXT,
    "profile": _one_of("公开", "不公开等级"), "root": _HEX, "count": _COUNT, "counts": _map(_label, _COUNT),
    "quotas": _map(_label, _COUNT), "weights": _map(_label, _whole(1, 100)), "rule": _TEXT, "people": _MAYBE_HEX,
    "source": _TEXT, "strength": _TEXT, "commitments": _map(_PARTY, _HEX), "nonces": _map(_PARTY, _HEX),
    "locked_at": _time, "list": _TEXTS, "state": _one_of("已锁定", "已抽取", TRIAL), "log_head": _HEX, "public": _TEXT,
    "seed_text": _TEXT, "S": _HEX, "K": _KEY, "Km": _KEY, "result": _TEXTS, "reserve": _TEXTS, "result_digest": _HEX,
    "drawn_at": _time, "names": _map(_CODE, _TEXT), "teams": _map(_CODE, _TEXTS), "void_at": _time, "void_why": _TEXT,
    "substituted": _list(_keys(_CHANGE, {"came": _PLAIN})), "audit": _one_of(True), "people_list": _TEXTS,
    "list_secret": _MAYBE_HEX, "map": _map(_CODE, _keys(dict.fromkeys(("pid", "group", "tier"), _TEXT))),
    "excluded": _map(_CODE, _TEXT), "matching": _matching, "broken": _TEXT,
    "names_root": _HEX, "floor": _floor, "public_proof": _matches("([0-9a-f]{96})?"), "shown": _keys(dict.fromkeys(PARTS, _HEX)),
    "regions": _keys({"column": _PLAIN, "root": _HEX, "parts": _map(_CODE, _keys({"count": _COUNT, "root": _HEX}))}),
    "results": _list(_matches(rf"([^{CONTROL}]*\t){{3}}[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}")),
}
_SECOND_KINDS: dict[str, Kind] = {
    "names": _map(_CODE, _PLAIN), "teams": _map(_CODE, _PLAINS), "unit": _PLAIN, "title": _PLAIN,
    "map": _map(_CODE, _keys(dict.fromkeys(("pid", "group", "tier", "identity", "name"), _PLAIN)))}


def shape(record: Any, report: Report, *, whole: bool = True) -> Record | None:
    """The record where it can be computed with, less foreign keys, else None; every missing, foreign or odd key is denied.

    whole: it is a record as it is given out, not the rows of a workbook brought into its keys.
    """
    if not isinstance(record, Mapping):
        report.deny("V22", key="记录", why="不是一份记录")
        return None
    needed, known = keys_of(record)
    known = known if whole else frozenset(_KINDS)
    for key in needed if whole else _MINIMAL:
        if key not in record:
            report.deny("V20", key=key)
    kinds = {**_KINDS, **(_SECOND_KINDS if "format" in record else {})}
    for key, value in record.items():
        if key not in known:
            report.deny("V21", key=key)
        elif not kinds[key](value):
            report.deny("V22", key=key, why="写法不对")
    _state(record, report)
    if any(p.code in ("V20", "V22") for p in report.wrong):
        return None
    return {key: value for key, value in record.items() if key in known}


def is_minimal(record: Record) -> bool:
    """Whether it has only what can be computed: neither `state` nor `format`, as another program writes it; or a trial."""
    return "format" not in record and record.get("state", TRIAL) == TRIAL


def is_second(record: Record) -> bool:
    """Whether it is of format 2."""
    return "format" in record


def is_drawn(record: Record) -> bool:
    """Whether a seed has entered."""
    return record.get("state") == "已抽取" or "seed_text" in record


def keys_of(record: Record) -> tuple[tuple[str, ...], frozenset[str]]:
    """The keys that a record of its sort must have, and all that it may have."""
    if "broken" in record:
        return _BROKEN, frozenset((*_BROKEN, *_BROKEN_TOO))
    if is_minimal(record):
        computed = _COMPUTED if any(key in record for key in _COMPUTED) else ()
        return (*_MINIMAL, *computed), frozenset((*_MINIMAL, *_COMPUTED, *_OTHERS))
    drawn, second, audit = is_drawn(record), is_second(record), "audit" in record
    needed = (*_ALWAYS, *(_DRAWN if drawn else ()), *(_AUDIT if audit else ()), *(_SECOND if second else ()),
              *(_SECOND_DRAWN if second and drawn else ()))
    return needed, frozenset((*needed, *_VOID, "substituted", "regions"))


def _state(record: Record, report: Report) -> None:
    if record.get("state") == "已锁定":
        for key in (key for key in ("seed_text", "nonces", "teams", "substituted", "matching") if record.get(key)):
            report.deny("V22", key="state", why=f"记录写明尚未抽取，却有“{key}”")
    if ("void_at" in record) != ("void_why" in record):
        report.deny("V22", key="void_at", why="作废时间和作废原因应同时有")


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
