"""The records of a draw: 公开记录 for everybody, 审计记录 for auditors, never one file with both; and a workbook's rows in
the same keys, which is how they are verified.

Keys are those of SSJ-1 §3.10.  The public one carries no tier, telephone, recusal or people line; where
groups are tiers its list is pseudonymous, the winners' names stand apart sorted by id, and teams stay out,
because a team could be linked to a pid by recomputing the matching.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import EXCLUDED, MANDATORY
from ssj_xl.domain.draw.ceremony import read_pairs, strength
from ssj_xl.domain.draw.rule import parse_rule
from ssj_xl.domain.draw.ssj1 import shown_digests
from ssj_xl.domain.matching.case import applying_lines
from ssj_xl.domain.persons import UNKNOWN, Showing
from ssj_xl.domain.scheme import PRIVATE, joined_tiers, lock_of


@dataclass(frozen=True)
class Draw:
    """One attempt as it stands: what was locked, what was drawn, who was matched, whether it was voided.

    row: its row of 抽取记录; unit and task: names for the reader; names: object code → name;
    teams: object code → inspectors' names, lead first; substituted: who left and who came, as it is shown;
    showing: how objects are shown to others.
    """

    row: Mapping[str, Any]
    lock: ssj1.Lock
    unit: str = ""
    title: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    teams: Mapping[str, Sequence[str]] = field(default_factory=dict)
    substituted: Sequence[Mapping[str, str]] = ()
    showing: Showing = UNKNOWN

    @property
    def public(self) -> Draw:
        """The draw as strangers see it: of a pseudonymous list, persons are named as they may be.

        An open list binds its codes; only such of before persons were always pseudonymous have any person on them.
        """
        if self.row["profile"] != PRIVATE:
            return self
        show = self.showing
        names = {show.code(code, name): show.name(code, name) for code, name in self.names.items()}
        gone = [{**one, "left": show.code(one["left"], one["left_name"]), "left_name": show.name(one["left"], one["left_name"])}
                for one in self.substituted]
        return replace(self, names=names, substituted=sorted(gone, key=lambda one: one["left"]))


def row_of_lock(lock: ssj1.Lock) -> dict[str, Any]:
    """What 抽取记录 says of the locked list, people and rule."""
    return {"task": lock.draw, "attempt": lock.attempt, "count": len(lock.lines), "root": lock.root,
            "people": lock.people_root, "rule": lock.rule_digest, "rule_text": lock.rule}


def lock_from_rows(row: Mapping[str, Any], locked: Iterable[Mapping[str, Any]],
                   people: Sequence[str]) -> ssj1.Lock:
    """The lock of an attempt from its rows in 抽取记录 and 锁定名录.  Raises ValueError where they cannot be one."""
    pairs = [(entry["pid"], entry["group"]) for entry in locked]
    return lock_of(row["task"], row["attempt"], pairs=pairs, rule=parse_rule(row["rule_text"]), people=people)


def people_lines_of(rows: Iterable[Mapping[str, Any]], locked: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The people lines again from the rows of 锁定人员, and what 锁定名录 has of a joint task."""
    lines = applying_lines({row["pid"]: row["applies"] for row in locked if row.get("applies")})
    for row in rows:
        lines.append("\t".join((row["inspector"], str(row["headroom"]), row["lead"], row["items"], row["status"])))
        lines += ["\t".join((row["inspector"], "!", id_)) for id_ in row["barred"].split("、") if id_]
        lines += ["\t".join((row["inspector"], "@", row["party"]))] if row.get("party") else []
    return tuple(sorted(lines, key=str.encode))


def public_record(draw: Draw) -> dict[str, Any]:
    """公开记录 as a dict, complete enough for a stranger to recompute root, seed, tickets, quotas and winners."""
    return _record(draw.public)


def _record(draw: Draw) -> dict[str, Any]:
    row, lock = draw.row, draw.lock
    record = {
        **_facts({**row, **row_of_lock(lock)}), "mode": lock.mode, "unit": draw.unit, "title": draw.title,
        "counts": dict(sorted(lock.lines.sizes().items())), "quotas": dict(sorted(lock.quotas.items())),
        "weights": dict(sorted(lock.weights.items())), "list": list(lock.lines.texts), "log_head": row["log_head"],
    }
    record["strength"] = strength(row["source"], record["commitments"])
    drawn = bool(row["seed_text"])
    if drawn:
        record |= _result(draw)
    if row.get("names_root"):
        record |= {"format": 2, "results": []} | ({"substituted": [dict(one) for one in draw.substituted]} if drawn else {})
    if not drawn:
        record.pop("public_proof", None)
    return bound({key: record[key] for key in sorted(record, key=_ORDER.index)})


_ORDER = ("spec", "draw", "attempt", "mode", "unit", "title", "profile", "root", "count", "counts", "quotas", "weights",
          "rule", "people", "source", "strength", "commitments", "nonces", "locked_at", "list", "state", "public",
          "seed_text", "S", "K", "Km", "result", "reserve", "result_digest", "drawn_at", "log_head", "names", "teams",
          "void_at", "void_why", "format", "names_root", "floor", "results", "public_proof", "substituted")
"""Records are rebuilt from a workbook byte for byte, so their keys have an order."""


def _facts(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row of 抽取记录 says, in the keys of a record; nothing is computed."""
    seed_text = ssj1.whole(row["seed_text"])
    found = {
        "spec": ssj1.SPEC, "draw": row["task"], "attempt": row["attempt"], "profile": row["profile"], "root": row["root"],
        "count": row["count"], "rule": row["rule_text"], "people": row["people"], "source": row["source"],
        "commitments": dict(sorted(read_pairs(row["commitments"]).items())),
        "nonces": dict(sorted(read_pairs(row["nonces"]).items())), "locked_at": row["locked_at"],
        "state": "已抽取" if seed_text else "已锁定",
    }
    if row.get("names_root"):
        found |= {"names_root": row["names_root"], "floor": row["floor"], "public_proof": row["proof"]}
    if seed_text:
        found |= {"public": ssj1.public_of(seed_text), "seed_text": seed_text, "drawn_at": row["drawn_at"]}
    if row["void_at"]:
        found |= {"void_at": row["void_at"], "void_why": row["void_why"]}
    return found


def record_of_rows(row: Mapping[str, Any], locked: Iterable[Mapping[str, Any]], people: Sequence[str]) -> dict[str, Any]:
    """The rows of a workbook in the keys of a record, nothing recomputed but the quotas, which a workbook does not keep."""
    lines = sorted((f"{entry['pid']}\t{entry['group']}" for entry in locked), key=str.encode)
    seed = {"S": row["seed"]} if row["seed_text"] else {}
    return {**_facts(row), **seed, "quotas": _quotas(row["rule_text"], lines), "people_list": list(people), "list": lines}


def _quotas(rule: str, lines: Iterable[str]) -> dict[str, int]:
    try:
        return parse_rule(rule).quotas(Counter(line.partition("\t")[2] for line in lines))
    except (ValueError, KeyError):
        return {}


def broken_record(row: Mapping[str, Any], why: str, *, void_why: str) -> dict[str, Any]:
    """A voided attempt that can no longer be recomputed: its announced facts, and why."""
    facts = _facts(row)
    announced = {key: facts[key] for key in ("spec", "draw", "attempt", "profile", "root", "count", "people", "source",
                                             "locked_at", "void_at")}
    return announced | {"counts": {}, "quotas": {}, "weights": {}, "list": [], "log_head": row["log_head"],
                        "void_why": void_why, "broken": why}


def bound(record: Mapping[str, Any], **shown: Any) -> dict[str, Any]:
    """A record that shows something else; one of format 2 with the digests of all that it shows."""
    changed = {**record, **shown}
    return changed | ({"shown": shown_digests(changed)} if "format" in changed else {})


def _result(draw: Draw) -> dict[str, Any]:
    lock, keys = draw.lock, ssj1.keys(ssj1.whole(draw.row["seed_text"]))
    wins, reserve = ssj1.drawn(lock, keys.objects, parse_rule(lock.rule).reserve)
    return {
        "S": keys.seed, "K": keys.objects, "Km": keys.matching,
        "result": [win.text for win in wins], "reserve": [win.text for win in reserve],
        "result_digest": ssj1.result_digest(wins),
        "names": {code: draw.names[code] for code in sorted(draw.names)}, "teams": _public_teams(draw),
    }


def _public_teams(draw: Draw) -> dict[str, list[str]]:
    if draw.row["profile"] == PRIVATE:
        return {}
    return {code: list(draw.teams[code]) for code in sorted(draw.teams)}


def audit_record(draw: Draw, locked: Iterable[Mapping[str, Any]], *, secret: str,
                 matching: Mapping[str, Any] | None) -> dict[str, Any]:
    """审计记录: the public record with people, map from object to pid and tier, exclusions, secret and matching."""
    rows = sorted(locked, key=lambda row: str(row["object"]))
    later = ("identity", "name") if draw.row.get("names_root") else ()
    tiers = _tiers_of_groups(rows) if draw.row["profile"] == PRIVATE else {}
    return bound({
        **_record(draw),
        "audit": True,
        "people_list": list(draw.lock.people),
        "list_secret": secret,
        "map": {row["object"]: {key: row[key] for key in ("pid", "group", "tier", *later)}
                | ({"tier": tiers[row["group"]]} if row["group"] in tiers else {}) for row in rows},
        "excluded": {row["object"]: row["excluded"] for row in rows if row["excluded"]},
        "teams": {code: list(draw.teams[code]) for code in sorted(draw.teams)},
        "matching": dict(matching) if matching else {},
    })


def _tiers_of_groups(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Group → its tiers: what an object was drawn as is its group's, where several tiers were joined before the lock."""
    tiers: dict[str, set[str]] = {}
    for row in rows:
        if row["group"] not in (EXCLUDED, MANDATORY):
            tiers.setdefault(row["group"], set()).add(row["tier"])
    return {group: joined_tiers(found) for group, found in tiers.items()}


def as_json(record: Mapping[str, Any]) -> bytes:
    """The record as UTF-8 JSON with stable order, one line feed at the end."""
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
