"""核验名库: the draw of a long list computed anew from its sorted list; and the receipt of one code of it, by its part alone."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ssj_xl.domain import merkle, ssj1
from ssj_xl.domain.canon import EXCLUDED
from ssj_xl.domain.receipts import DRAWN, NOT_DRAWN, WAITING
from ssj_xl.domain.registry import wanted
from ssj_xl.domain.verifying import NO_NOTICE, Notice, Report, hold_against
from ssj_xl.domain.verifying.draw import check_public
from ssj_xl.engines.registry import Engine, Places
from ssj_xl.tables.problems import Place, fail
from ssj_xl.workflows.registry import Locked, beside
from ssj_xl.workflows.registry_draw import changed_files, digest_of_lines, outputs


def verify_registry(locked: Locked, engine: Engine, notice: Notice = NO_NOTICE) -> Report:
    """What list, rule and public value give, beside what lock file and record say; notice: as signed, if there is one."""
    report, taken = Report(), engine.take(locked.listing)
    report.wrong += changed_files(locked)
    for id_ in [*taken.odd, *taken.twice]:
        report.deny("V23", line=0, text=id_, why="编码重复或含有不能使用的字符")
    root = merkle.root_of(taken.tops)
    if report.same("V24", root, locked.row["root"], count=sum(taken.counts.values())):
        report.prove("P01", count=locked.row["count"], root=root)
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
        _drawn(locked, record, engine, report)
    if not notice.root:
        report.doubt("N01")
    return report


def _drawn(locked: Locked, record: dict[str, Any], engine: Engine, report: Report) -> None:
    lock, public = locked.lock, str(record.get("public", ""))
    check_public(public, locked.row["source"], report)
    text = ssj1.seed_text(lock, public)
    keys = ssj1.keys(text)
    for name, value in (("S", keys.seed), ("K", keys.objects)):
        report.same("V41", value, record.get(name, ""), name=name)
    with tempfile.TemporaryDirectory(dir=locked.path.parent) as folder:
        outs = (Path(folder) / ("winners" + engine.suffix), Path(folder) / ("reserve" + engine.suffix))
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
    """The receipt of one code: its own subtree's way, then that of the subtree's top; no other part of the list is read.

    Raises UserError V14 for a code that is not on the list, D116 where the list or the subtrees are others.
    """
    number, lines = engine.near(locked.listing, id_, merkle.SUBTREE)
    row, tops = locked.row, locked.subtrees
    if number < 0:
        raise fail("V14", object=id_, task=row["task"], attempt=row["attempt"])
    at, part = number % merkle.SUBTREE, number // merkle.SUBTREE
    way = [*merkle.way_up([merkle.leaf(line) for line in lines], at), *merkle.way_up(tops, part)]
    if not merkle.proves(lines[at], way, row["root"]):
        raise fail("D116", Place(str(locked.listing)), file=locked.listing.name)
    found = {"receipt": ssj1.SPEC, "draw": row["task"], "attempt": row["attempt"], "line": lines[at], "index": number + 1,
             "count": row["count"], "proof": way, "root": row["root"], "locked_at": row["locked_at"], "state": WAITING}
    record = _record(locked)
    if record is None:
        return found
    group, mark = lines[at].partition("\t")[2], ssj1.ticket(record["K"], id_)
    winners = next((path for path in (beside(locked.path, "抽中.parquet"), beside(locked.path, "抽中.csv")) if path.exists()), None)
    if winners is None:
        raise fail("F01", Place(str(beside(locked.path, "抽中.parquet"))), exit_code=3)
    won = group != EXCLUDED and engine.has(winners, mark)
    return found | {"ticket": mark, "state": DRAWN if won else NOT_DRAWN}
