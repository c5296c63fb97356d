"""The receipt of one object: its line, the way from it to the root, and what opens its pseudonym."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ssj_xl.domain.draw import merkle, ssj1
from ssj_xl.domain.draw.canon import bound_pid
from ssj_xl.domain.draw.registry import Regions
from ssj_xl.domain.verifying import NO_NOTICE, Notice, Report

_HEX = re.compile(r"[0-9a-f]{64}")
_TEXTS = ("draw", "line", "root", "locked_at", "ticket", "state", "id", "identity", "k")
_BOUND = ("id", "identity", "k")
_REGION = ("region", "region_count", "region_proof", "region_root")
DRAWN, NOT_DRAWN, WAITING = "抽中", "未抽中", "尚未抽取"


def make_receipt(lock: ssj1.Lock, id_: str, *, locked_at: str, keys: ssj1.Keys | None,
                 owner: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The receipt of an id; with ticket and state once there are keys.  Raises KeyError for a stranger.

    owner: `id`, `identity` and `k` of the object behind a pseudonym of scheme 2.
    """
    index = {line.id: number for number, line in enumerate(lock.lines)}[id_]
    receipt = {
        "receipt": ssj1.SPEC, "draw": lock.draw, "attempt": lock.attempt, "line": lock.lines.texts[index],
        "index": index + 1, "count": len(lock.lines), "proof": merkle.proof(lock.lines.texts, index),
        "root": lock.root, "locked_at": locked_at, "state": WAITING,
    }
    return {**receipt, **(owner or {})} | (_drawn(lock, id_, keys) if keys else {})


def compact(receipt: Mapping[str, Any]) -> str:
    """What a small QR code says of a receipt of scheme 2 (at most 300 bytes): no proof, but the pseudonym's parts."""
    fields = ("SSJ-1R", receipt["draw"], str(receipt["attempt"]), *(receipt[key] for key in _BOUND),
              receipt["line"].partition("\t")[2], receipt["root"])
    return "|".join(fields)


def _drawn(lock: ssj1.Lock, id_: str, keys: ssj1.Keys) -> dict[str, str]:
    winners = {win.id for win in ssj1.winners(lock, keys.objects)}
    return {"ticket": ssj1.tickets(lock, keys.objects)[id_], "state": DRAWN if id_ in winners else NOT_DRAWN}


def is_receipt(value: object) -> bool:
    """Whether a JSON value means to be a receipt."""
    return isinstance(value, Mapping) and "receipt" in value


def verify_receipt(receipt: Mapping[str, Any], *, lock: ssj1.Lock | None = None, keys: ssj1.Keys | None = None,
                   notice: Notice = NO_NOTICE, regions: Regions | None = None) -> Report:
    """Whether the line belongs to the root.  lock, keys, regions: of the verified record of the same attempt, if given."""
    report = Report()
    if not _is_sound(receipt):
        report.deny("V22", key="回执", why="应有 draw、attempt、line、proof、root 几项")
        return report
    computed, line = merkle.climb(receipt["line"], receipt["proof"]), receipt["line"].replace("\t", " ")
    noticed = notice.root if notice.concerns(receipt["draw"], receipt["attempt"]) else ""
    roots = [root for root in (lock.root if lock else "", noticed, receipt["root"]) if root]
    wrong = [root for root in dict.fromkeys(roots) if root != computed]
    for root in wrong:
        report.deny("V73", line=line, computed=computed, stated=root)
    if not wrong:
        report.prove("P17", line=line, root=computed)
    if "region" in receipt:
        _in_region(receipt, regions, report)
    if "k" in receipt:
        _owned(receipt, report)
    elif lock and lock.rule.endswith(";pid=2"):
        report.doubt("N28", what="名单代号是不是这家单位的", why="回执里没有 k")
    if len(roots) == 1:
        report.doubt("N18")
    if lock and keys and "ticket" in receipt and not wrong:
        _result(receipt, lock, keys, report)
    return report


def _owned(receipt: Mapping[str, Any], report: Report) -> None:
    """The pseudonym in the line follows from code, identity and k, so it is this firm's."""
    computed = bound_pid(receipt["k"], receipt["id"], receipt["identity"])
    if report.same("V79", computed, receipt["line"].partition("\t")[0], object=receipt["id"]):
        report.prove("P24", object=receipt["id"], identity=receipt["identity"] or "（没有）")


def _in_region(receipt: Mapping[str, Any], regions: Regions | None, report: Report) -> None:
    """Whether the line belongs to the root of the region that the receipt names, and that is the record's."""
    name, stated, computed = receipt["region"], receipt["region_root"], merkle.climb(receipt["line"], receipt["region_proof"])
    known = [regions.parts[name].root if name in regions.parts else "（没有这一区）"] if regions else []
    same = [report.same("D143", computed, root, region=name) for root in dict.fromkeys([*known, stated])]
    if all(same):
        report.prove("P30", line=receipt["line"].replace("\t", " "), region=name, count=receipt["region_count"], root=computed)
    if not regions:
        report.doubt("N46", region=name)


def _result(receipt: Mapping[str, Any], lock: ssj1.Lock, keys: ssj1.Keys, report: Report) -> None:
    due = _drawn(lock, receipt["line"].partition("\t")[0], keys)
    same = [report.same("V74", due[key], receipt.get(key, "")) for key in ("ticket", "state")]
    if all(same):
        report.prove("P18", state=due["state"])


def _is_sound(receipt: Mapping[str, Any]) -> bool:
    texts = all(isinstance(receipt.get(key, ""), str) for key in _TEXTS)
    needed = all(key in receipt for key in ("draw", "attempt", "line", "proof", "root"))
    owned = not any(key in receipt for key in _BOUND) or all(key in receipt for key in _BOUND)
    return bool(texts and needed and owned and _is_region_sound(receipt) and receipt["receipt"] == ssj1.SPEC and isinstance(receipt["attempt"], int)
                and _HEX.fullmatch(receipt["root"]) and _is_way(receipt["proof"]))


def _is_region_sound(receipt: Mapping[str, Any]) -> bool:
    if not any(key in receipt for key in _REGION):
        return True
    return (all(key in receipt for key in _REGION) and isinstance(receipt["region"], str) and isinstance(receipt["region_count"], int)
            and isinstance(receipt["region_root"], str) and bool(_HEX.fullmatch(receipt["region_root"])) and _is_way(receipt["region_proof"]))


def _is_way(proof: object) -> bool:
    return isinstance(proof, list) and len(proof) <= 64 and all(
        isinstance(step, list) and len(step) == 2 and step[0] in ("L", "R") and isinstance(step[1], str)
        and bool(_HEX.fullmatch(step[1])) for step in proof)
