"""核验名库: the draw of a long list computed anew from its sorted list; and the receipt of one code of it, by its part alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ssj_xl.domain.draw import merkle, ssj1
from ssj_xl.domain.draw.canon import EXCLUDED
from ssj_xl.domain.draw.registry import wanted
from ssj_xl.domain.receipts import DRAWN, NOT_DRAWN, WAITING
from ssj_xl.domain.verifying import NO_NOTICE, Notice, Report, hold_against
from ssj_xl.domain.verifying.draw import check_public
from ssj_xl.engines.registry import Engine, Places
from ssj_xl.engines.registry.duck import Spill
from ssj_xl.tables.problems import Place, fail
from ssj_xl.workflows.registry.draw import changed_files, digest_of_lines, outputs
from ssj_xl.workflows.registry.files import Locked, beside
from ssj_xl.workflows.registry.regions import check_regions, find_regions, region_proof


def verify_registry(locked: Locked, engine: Engine, notice: Notice = NO_NOTICE) -> Report:
    """What list, rule and public value give, beside what lock file and record say; notice: as signed, if there is one."""
    report, taken = Report(), engine.take(locked.listing)
    report.wrong += changed_files(locked)
    for id_ in [*taken.odd, *taken.twice]:
        report.deny("V23", line=0, text=id_, why="编码重复或含有不能使用的字符")
    root = merkle.root_of(taken.tree.tops)
    if report.same("V24", root, locked.row["root"], count=sum(taken.counts.values())):
        report.prove("P01", count=locked.row["count"], root=root)
    scratch = Spill(locked.path.parent)
    if locked.regions and not report.wrong:
        check_regions(locked.regions, find_regions(locked.regions.column, engine, locked.listing, scratch.folder)[0], report)
    for group in sorted(taken.counts.keys() | locked.counts.keys()):
        report.same("V26", taken.counts.get(group, "（没有这一组）"), locked.counts.get(group, "（没有）"), group=group)
    if not report.wrong:
        report.prove("P02", quotas="，".join(f"{g} 抽 {n}" for g, n in sorted(locked.lock.quotas.items())))
    if notice.concerns(locked.row["task"], locked.row["attempt"]):
        hold_against(notice, {**locked.row, "root": root, "rule": locked.row["rule_text"]}, report)
    record = _record(locked)
    if record is None:
        report.doubt("N13")
    elif not report.wrong:
        _drawn(locked, record, (engine, scratch.folder), report)
    if not notice.root:
        report.doubt("N01")
    return report


def _drawn(locked: Locked, record: dict[str, Any], by: tuple[Engine, Path], report: Report) -> None:
    """The draw again.  by: the engine, and a folder for what it draws."""
    engine, folder = by
    lock, public = locked.lock, str(record.get("public", ""))
    check_public(public, locked.row["source"], report)
    text = ssj1.seed_text(lock, public)
    keys = ssj1.keys(text)
    if record.get("regions") != (locked.regions.as_data() if locked.regions else None):
        report.deny("V22", key="regions", why="与锁定文件的分区根不同")
    for name, value in (("S", keys.seed), ("K", keys.objects)):
        report.same("V41", value, record.get(name, ""), name=name)
    outs = (folder / ("winners" + engine.suffix), folder / ("reserve" + engine.suffix))
    engine.draw(locked.listing, Places(keys.objects, lock.quotas, wanted(lock.quotas, locked.counts, locked.rule.reserve), locked.counts), outs)
    found = [digest_of_lines(engine, out) for out in outs]
    _files(locked, engine, found, report)
    count, digest = found[0]
    if report.same("V44", digest, record.get("result_digest", "")) and not report.wrong:
        report.prove("P05", public=public, seed=keys.seed)
        report.prove("P06", count=count)


def _files(locked: Locked, engine: Engine, found: Sequence[tuple[int, str]], report: Report) -> None:
    """Deny files of winners and reserves (Parquet or CSV) that are not what was computed; found: of both, lines and digest."""
    kinds = [outputs(locked, suffix)[:2] for suffix in (".parquet", ".csv")]
    there = next((kind for kind in kinds if any(path.exists() for path in kind)), kinds[0])
    for path, expected in zip(there, found, strict=True):
        if not path.exists() or digest_of_lines(engine, path) != expected:
            report.deny("G03", Place(str(path)), file=path.name)


def _record(locked: Locked) -> dict[str, Any] | None:
    path = outputs(locked, "")[2]
    if not path.exists():
        return None
    try:
        found = json.loads(path.read_bytes())
        return found if isinstance(found, dict) else {}
    except ValueError:
        return {}


def receipt(locked: Locked, id_: str, engine: Engine) -> dict[str, Any]:
    """The receipt of one code: its own subtree's way, then that of the subtree's top, in the list and in that of its region.

    No other part of the list is read, but with a lock of the first programs, which has no codes of subtrees.

    Raises UserError V14 for a code that is not on the list, D116 where the list or the subtrees are others.
    """
    row, (tops, starts) = locked.row, locked.subtrees
    starts = starts or engine.take(locked.listing).tree.starts
    part = merkle.subtree_of(starts, id_)
    rows = engine.span(locked.listing, merkle.bounds(starts, part))
    at = next((place for place, (code, *_) in enumerate(rows) if code == id_), -1)
    if at < 0:
        raise fail("V14", object=id_, task=row["task"], attempt=row["attempt"])
    lines = ["\t".join(one[:2]) for one in rows]
    found = {"receipt": ssj1.SPEC, "draw": row["task"], "attempt": row["attempt"], "line": lines[at], "index": part * merkle.SUBTREE + at + 1,
             "count": row["count"], "proof": merkle.way_through(lines, at, tops, part), "root": row["root"], "locked_at": row["locked_at"],
             "state": WAITING, **(region_proof(locked, id_, rows[at][2], engine) if locked.regions else {})}
    if not all(merkle.proves(lines[at], found[f"{of}proof"], found[f"{of}root"]) for of in ("", "region_") if f"{of}proof" in found):
        raise fail("D116", Place(str(locked.listing)), file=locked.listing.name)
    record = _record(locked)
    if record is None:
        return found
    group, mark = lines[at].partition("\t")[2], ssj1.ticket(record["K"], id_)
    winners = next((path for path in (beside(locked.path, "抽中.parquet"), beside(locked.path, "抽中.csv")) if path.exists()), None)
    if winners is None:
        raise fail("F01", Place(str(beside(locked.path, "抽中.parquet"))), exit_code=3)
    won = group != EXCLUDED and engine.has(winners, mark)
    return found | {"ticket": mark, "state": DRAWN if won else NOT_DRAWN}
