"""A forger who has the program: makes a page or a whole draw anew from what he changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.rule import parse_rule
from ssj_xl.domain.record import bound
from ssj_xl.domain.scheme import lock_of
from ssj_xl.papers.page import Beside, build, facts_of, records_of, text_of
from tests.attacks.attack_cases import Record


def forge_page(path: Path, change: Callable[[Record], object]) -> None:
    """Change the last record of a page, with its digests and everything that is shown."""
    data = path.read_bytes()
    records = records_of(data)
    facts = facts_of(text_of(data), records)
    change(records[-1])
    records[-1] = bound(records[-1])
    _make(path, records, facts)


def forge_beside(path: Path, key: str, lines: list[str]) -> None:
    """Change what a page says beside its records: `others`, `cautions`, `changes` or `tally`."""
    data = path.read_bytes()
    records = records_of(data)
    _make(path, records, {**facts_of(text_of(data), records), key: lines})


def _make(path: Path, records: list[Record], facts: Mapping[str, Any]) -> None:
    beside = {key: facts[key] for key in ("others", "cautions", "changes", "tally")}
    path.write_bytes(build(records, Beside(date(2026, 3, 20), **beside)))


def draw_anew(record: Record) -> None:
    """Lock and draw a record again from its list, rule and public value, as if it had always been so."""
    rule, pairs = parse_rule(record["rule"]), [tuple(line.split("\t")) for line in record["list"]]
    lock = lock_of(record["draw"], record["attempt"], pairs=pairs, rule=rule, people=())  # type: ignore[arg-type]
    text = ssj1.seed_text(lock, record["public"], record["nonces"])
    mark = f"count={len(pairs)}\n"
    text = text.replace(mark, f"{mark}people={record['people']}\n", 1)
    keys = ssj1.keys(text)
    wins = ssj1.winners(lock, keys.objects)
    record |= {
        "root": lock.root, "count": len(pairs), "counts": dict(sorted(lock.lines.sizes().items())), "quotas": dict(sorted(lock.quotas.items())),
        "list": list(lock.lines.texts), "seed_text": text, "S": keys.seed, "K": keys.objects, "Km": keys.matching, "result": [win.text for win in wins],
        "reserve": [win.text for win in ssj1.reserves(lock, keys.objects, rule.reserve)], "result_digest": ssj1.result_digest(wins),
        "names": {win.id: record["names"].get(win.id, "某律师事务所") for win in sorted(wins, key=lambda win: win.id)}, "teams": {}, "substituted": []}
