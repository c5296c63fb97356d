"""抽取名库: the seed enters, the locked list decides; a record as of any other draw, winners and reserves as files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from ssj_xl.domain import logchain
from ssj_xl.domain.draw import ceremony, ssj1
from ssj_xl.domain.draw.registry import wanted
from ssj_xl.domain.draw.sources import DICE
from ssj_xl.domain.record import Draw, as_json, public_record
from ssj_xl.engines.registry import Engine, Places
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables.problems import Place, block, fail, problem
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.registry.files import Locked, beside, digest_of, unfinished
from ssj_xl.workflows.rounds.draw import Signed, read_proof, read_public

WHOLE = 1_000_000
"""Up to so many lines a record carries list and result, and anybody's verifier reads it; a longer list stays beside it."""

_AT_ONCE = 65_536
_NOT_HERE = ("list", "result", "reserve", "names", "teams")


@dataclass(frozen=True)
class Drawn:
    """A finished draw: the row, the record that was written, how many were drawn, the digest, the files."""

    row: dict[str, Any]
    record: Path
    count: int
    digest: str
    files: tuple[Path, ...]


def outputs(locked: Locked, suffix: str) -> list[Path]:
    """Winners, reserves, record."""
    return [beside(locked.path, "抽中" + suffix), beside(locked.path, "候补" + suffix), beside(locked.path, "公开记录.json")]


def draw_registry(locked: Locked, public: Signed, desk: Desk, engine: Engine, *, suffix: str) -> Drawn:
    """Draw a locked list, once.  suffix: of winners and reserves, .parquet or .csv.

    Raises UserError D12, D13, D52, V09, V89 as a workbook's draw, D16 for a second one, D20 before the lock, D116 for a file
    that changed, G02 where an unfinished draw left other winners.
    """
    value = read_public(public.value, locked.row["source"])
    proof = read_proof(public.proof, value)
    first, after, record = outputs(locked, suffix)
    _refuse(locked, value, desk, record)
    lock = locked.lock
    text = ssj1.seed_text(lock, value)
    keys = ssj1.keys(text)
    places = Places(keys.objects, lock.quotas, wanted(lock.quotas, locked.counts, locked.rule.reserve), locked.counts)
    with unfinished(first, after) as drafts:
        engine.draw(locked.listing, places, (drafts[0], drafts[1]))
        count, digest = digest_of_lines(engine, drafts[0])
        if count != sum(lock.quotas.values()):
            raise AssertionError(f"{count} drawn of {sum(lock.quotas.values())}")
        # Left by a draw that was killed before its record: the same, as it must be, or of another public value.
        block([problem("G02", Place(str(path)), file=path.name) for path, draft in zip((first, after), drafts, strict=True)
               if path.exists() and digest_of_lines(engine, path) != digest_of_lines(engine, draft)])
    summary = f"任务{lock.draw}第{lock.attempt}轮：抽中{count}家，种子{keys.seed}，结果指纹{digest}"
    entry = logchain.next_entry(locked.log, at=desk.stamp, act="抽取", who=desk.operator, summary=summary, content=digest)
    row = {**locked.row, "seed_text": text, "seed": keys.seed, "drawn_at": desk.stamp, "log_head": entry["digest"], "proof": proof}
    atomic_write(record, _record(locked, row, engine, digest, (first, after)))
    return Drawn(row, record, count, digest, (record, first, after))


def _refuse(locked: Locked, value: str, desk: Desk, record: Path) -> None:
    row, digits = locked.row, value.partition(":")[2]
    if record.exists():
        past = json.loads(record.read_bytes())
        raise fail("D16", Place(str(record)), task=row["task"], attempt=row["attempt"], at=past.get("drawn_at"))
    number, why = ceremony.drand_round(row["source"]), ceremony.unlikely(digits) if row["source"] == DICE.key else ""
    block([*([problem("V09", source=row["source"], due=ceremony.due(number), at=desk.stamp)]
             if number is not None and desk.stamp < ceremony.due(number) else []),
           *([problem("V89", digits=digits, why=why)] if why else []),
           *([problem("D20", at=desk.stamp, locked=row["locked_at"])] if desk.stamp < row["locked_at"] else []),
           *changed_files(locked)])


def changed_files(locked: Locked) -> list[Any]:
    """D116 for the sorted list where it is not the locked one, and for each given file that lies beside it changed."""
    given = [(locked.path.with_name(one["file"]), one["sha256"]) for one in locked.inputs]
    changed = [path for path, digest in given if path.exists() and digest_of(path) != digest]
    changed += [locked.listing] if digest_of(locked.listing) != locked.listed["sha256"] else []
    return [problem("D116", Place(str(path)), file=path.name) for path in changed]


def digest_of_lines(engine: Engine, winners: Path) -> tuple[int, str]:
    """How many result lines a file has, and their digest."""
    count, found, lines = 0, sha256(), engine.lines(winners)
    while some := list(islice(lines, _AT_ONCE)):
        found.update("\n".join((*some, "")).encode())
        count += len(some)
    return count, found.hexdigest()


def _record(locked: Locked, row: dict[str, Any], engine: Engine, digest: str, drawn: tuple[Path, Path]) -> bytes:
    """The record, put together from what the engine read and drew: of a short list as of any draw, of a long one without its
    lines, which are named."""
    own = dict(zip(("result", "reserve"), drawn, strict=True))
    facts = {**public_record(Draw(row, locked.lock)), "result_digest": digest, **({"regions": locked.regions.as_data()} if locked.regions else {})}
    if len(locked.lock.lines) > WHOLE:
        files = {key: {"file": path.name, "sha256": digest_of(path)} for key, path in own.items()}
        return as_json({**{key: value for key, value in facts.items() if key not in _NOT_HERE}, "files": {"list": locked.listed, **files}})
    lines = {key: list(engine.lines(path)) for key, path in own.items()}
    lines["list"] = ["\t".join(line.split("\t", 2)[:2]) for line in engine.lines(locked.listing)]
    names = dict.fromkeys(sorted(line.split("\t")[2] for line in lines["result"]), "")
    return as_json({**facts, **lines, "names": names})
