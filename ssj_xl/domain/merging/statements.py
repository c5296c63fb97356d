"""The statements that divisions mailed at the lock, held against the draws that they hand in later.

When a statement came is when the bureau's own chained log (收件日志) first saw it; the dates of files prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from ssj_xl.domain import logchain
from ssj_xl.domain.draw.sources import Known, kind_of
from ssj_xl.domain.draw.ssj1 import digest
from ssj_xl.domain.merging.claims import Claim, Fate, Handed
from ssj_xl.domain.period import Period
from ssj_xl.domain.platform.evidence import is_platform_draw
from ssj_xl.domain.verifying import Notice, find_notices, notice_of
from ssj_xl.tables.problems import Place, Problem, problem
from ssj_xl.tables.records import LOG

ACT = "收到声明"
_HEAD = re.compile(r"收件日志\d+条，末指纹([0-9a-f]{64})")
_FACTS = {"root": "名录根", "people": "人员根", "rule": "规则指纹", "count": "名录数量", "names": "名称根", "source": "随机源",
          "locked_at": "锁定时间", "supervisor": "监督人", "witness": "见证人指纹", "last": "最近一期"}


class Received(NamedTuple):
    """A statement and when it was first seen ('YYYY-MM-DD HH:MM:SS')."""

    notice: Notice
    at: str


class ReceiptLog(NamedTuple):
    """收件日志 as it stands: its entries, by column key of 操作日志.  file: for messages."""

    entries: Sequence[Mapping[str, Any]]
    file: str = ""

    @property
    def received(self) -> list[Received]:
        """Every statement that ever came, in the order in which it did."""
        return [Received(notice, row["at"]) for row in self.entries if row["act"] == ACT for notice in find_notices(row["summary"])]

    @property
    def mark(self) -> str:
        """How a bureau's own log notes where this one stands."""
        return f"收件日志{len(self.entries)}条，末指纹{logchain.head(self.entries)}"


def new_entries(taken: ReceiptLog, found: Iterable[Notice], *, at: str, who: str) -> list[Mapping[str, Any]]:
    """The entries with one more for each statement that was not seen before."""
    entries, known = list(taken.entries), {row["content"] for row in taken.entries}
    for notice in found:
        if (content := digest(notice.text)) not in known:
            known.add(content)
            entries.append(logchain.next_entry(entries, at=at, act=ACT, who=who, summary=notice.text, content=content))
    return entries


def broken(taken: ReceiptLog, bureau_log: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
    """K43 where the log's chain is broken, K44 where it has lost what the bureau's own log noted of it."""
    place = Place(taken.file)
    if logchain.verify(taken.entries):
        yield problem("K43", place)
    noted = [head for row in bureau_log for head in _HEAD.findall(row["summary"])]
    if noted and not logchain.contains(taken.entries, noted[-1]):
        yield problem("K44", place, head=noted[-1][:16] + "…")


def check_draws(draws: Iterable[Claim], books: Iterable[Handed], taken: ReceiptLog, period: Period) -> Iterator[Problem]:
    """Every attempt that was locked or drawn in a period: K40 not mailed, K41 mailed when the number may have been known,
    K42 mailed otherwise than it was handed in."""
    logs = {source.file: tables.get(LOG.name) or () for source, tables in books}
    received = taken.received
    for claim in draws:
        row = claim.row
        if claim.fate is Fate.MERGED and not is_platform_draw(row) and any(period.holds(_day(row[key])) for key in ("locked_at", "drawn_at")):
            mine = [one for one in received if (one.notice.draw, one.notice.attempt) == (row["task"], row["attempt"])]
            yield from _check(claim, mine, logs.get(claim.source.file, ()))


def _check(claim: Claim, mine: Sequence[Received], log: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
    about = {"task": claim.row["task"], "attempt": claim.row["attempt"]}
    if not mine:
        yield claim.problem("K40", "locked_at", **about)
        return
    unlike = [(one, _differing(one.notice, claim.row, log)) for one in mine]
    yield from (claim.problem("K42", "root", at=one.at, what="、".join(what), **about) for one, what in unlike if what)
    due = _moment(claim.row)
    first = min((one.at for one, what in unlike if not what), default="")
    if first and due and first >= due:
        yield claim.problem("K41", "locked_at", at=first, source=claim.row["source"], due=due, **about)


def _differing(notice: Notice, row: Mapping[str, Any], log: Iterable[Mapping[str, Any]]) -> list[str]:
    """What a statement says otherwise than the attempt that was handed in; the first statements say less."""
    now = notice_of(row, notice.log_head)
    later = ("source", "locked_at", "supervisor", "witness", "last") if not notice.source else ()
    found = [name for key, name in _FACTS.items() if key not in later and getattr(now, key) != getattr(notice, key)]
    return found + ([] if logchain.contains(log, notice.log_head) else [LOG.by_key["digest"].header])


def _moment(row: Mapping[str, Any]) -> str:
    """When the random number may first have been known: the source's moment, or the draw where it has none."""
    kind, number = kind_of(row["source"]), row["source"].partition(":")[2]
    return (kind.moment(number, kind.sound(Known(last=row.get("last", "")), row["locked_at"])) if kind else "") or str(row["drawn_at"])


def _day(stamp: str) -> date | None:
    return date.fromisoformat(stamp[:10]) if stamp else None
