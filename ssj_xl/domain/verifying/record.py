"""A whole record verified: 公开记录 or 审计记录, by itself and against the lock notice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ssj_xl.domain.draw import ceremony, ssj1
from ssj_xl.domain.draw.public_value import canon_public
from ssj_xl.domain.draw.sources import DICE, DRAND, NOTHING, SSQ, Known
from ssj_xl.domain.draw.ssj1 import SHOWN
from ssj_xl.domain.scheme import PRIVATE
from ssj_xl.domain.verifying import NO_NOTICE, Notice, Record, Report, field_names, hold_against
from ssj_xl.domain.verifying.audit import check_audit
from ssj_xl.domain.verifying.draw import check_draw, check_shown
from ssj_xl.domain.verifying.lock import check_lock
from ssj_xl.domain.verifying.shape import is_second, shape

_NEVER = SHOWN | {"format", "names_root", "public_proof", "log_head", "regions"}
_BEFORE_THE_SEED = {"draw", "attempt", "rule", "quotas", "weights", "mode", "people", "source", "commitments"}


Signature = Callable[[int, str], bool]
"""Whether the drand beacon made this signature (96 hex) for this round: `engines.witnesses` answers it."""


def verify_record(record: Any, notice: Notice = NO_NOTICE, signature: Signature | None = None) -> Report:
    """Everything that can be said of a record.

    notice: what a signed lock notice says, as far as it is known; signature: None where nothing can check one.
    """
    report = Report()
    sound = shape(record, report)
    if sound is None:
        return report
    if "broken" in sound:
        report.doubt("N21", attempt=sound["attempt"], why=sound["broken"])
        return report
    lock = check_lock(sound, report)
    report.uncovered |= (_NEVER | (set() if "seed_text" in sound else _BEFORE_THE_SEED)) & set(sound)
    check_shown(sound, report)
    if "seed_text" in sound:
        keys = check_draw(sound, lock, report)
        check_beacon(sound, signature, report)
        if sound.get("audit"):
            check_audit(sound, lock, keys, report=report)
    elif sound.get("audit"):
        check_audit(sound, lock, None, report=report)
    if notice.concerns(sound["draw"], sound.get("attempt", 1)):
        hold_against(notice, sound, report)
        _log_head(sound, notice, report)
    unknown_of(sound, notice, report)
    weak = report.uncovered & SHOWN if is_second(sound) else set()
    if weak:
        report.doubt("N30", fields=field_names(weak))
    if loose := field_names(report.uncovered - weak):
        report.doubt("N05", fields=loose)
    return report


def check_beacon(record: Record, signature: Signature | None, report: Report) -> None:
    """Whether a value of the beacon is the beacon's: its signature proves it, where there is one and a way to check it."""
    kind, _, rest = record["public"].partition(":")
    if kind != DRAND.key or report.wrong:
        return
    proof, number = record.get("public_proof", ""), rest.partition(":")[0]
    if not proof or signature is None:
        report.doubt("N26" if proof else "N27", round=number)
    elif signature(int(number), proof):
        report.prove("P22", round=number)
    else:
        report.deny("V22", key="public_proof", why=f"不是 drand 第 {number} 轮的签名")


def _log_head(record: Record, notice: Notice, report: Report) -> None:
    """A record's log head moves on with every act; only right after the lock it is the notice's."""
    if not notice.log_head:
        return
    if "seed_text" in record or "log_head" not in record or "void_at" in record:
        report.doubt("N14")
    elif record["log_head"] != notice.log_head:
        report.deny("V39", what="日志末指纹", noticed=notice.log_head, found=record["log_head"])
    else:
        report.prove("P12", what="日志末指纹")


def unknown_of(record: Record, notice: Notice, report: Report, known: Known = NOTHING) -> None:
    """What a record or a workbook never shows by itself.  known: of the lottery's calendar, in a workbook."""
    if not notice.root:
        report.doubt("N01")
    if "seed_text" in record:
        if "source" not in record:
            report.doubt("N33")
        _public_value(record, known if known.last else known._replace(last=notice.last), report)
    else:
        report.doubt("N13")
    if record.get("attempt", 1) > 1:
        report.doubt("N11", attempt=record["attempt"])
    if "void_at" in record:
        report.doubt("N15", at=record["void_at"], why=record.get("void_why", ""))
    if not record.get("audit") and "seed_text" in record:
        report.doubt("N08")
        if record.get("profile") == PRIVATE:
            report.doubt("N06")
    report.doubt("N10")


def _public_value(record: Mapping[str, Any], known: Known, report: Report) -> None:
    """Whether the value is the official one is for people to look up; one in no canonical form was denied already."""
    try:
        kind, _, rest = canon_public(record["public"]).partition(":")
    except ValueError:
        return
    first, _, value = rest.partition(":")
    if kind == SSQ.key:
        _lottery_time(record.get("locked_at", ""), first, known, report)
        report.doubt("N02", period=first, numbers=value, at=record.get("locked_at", "名录"))
    elif kind == DRAND.key and not any(fact.code == "P22" for fact in report.proved):
        report.doubt("N03", round=first, value=value, due=ceremony.due(int(first)))
    elif kind == DICE.key:
        report.doubt("N04", digits=rest)


def _lottery_time(locked_at: str, period: str, known: Known, report: Report) -> None:
    """Whether a period was surely drawn after the lock; what that hangs on is for people to look up."""
    known = SSQ.sound(known, locked_at)
    plain, later = SSQ.earliest(period), SSQ.earliest(period, known)
    if later and later <= locked_at:
        report.doubt("N37", at=locked_at, period=period, days=SSQ.days, earliest=later)
    elif plain and plain <= locked_at:
        number, _, day = known.last.partition("@")
        if number:
            report.doubt("N41", period=number, day=day)
        if known.breaks:
            report.doubt("N42", breaks="、".join(f"{a}至{b}" for a, b in known.breaks))


def lock_only(record: Record) -> ssj1.Lock:
    """The lock of a record that was verified already."""
    return check_lock(record, Report())
