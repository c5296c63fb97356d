"""时间戳: whether it is over the statement of a lock, and of a moment at which nobody could know the random number."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ssj_xl.domain.draw.sources import BEIJING, Known, kind_of
from ssj_xl.domain.verifying import Notice, Report
from ssj_xl.engines.witnesses import NoStampError, can_read, stamped_at
from ssj_xl.tables.problems import Place, fail

_LIMIT = 1_000_000


class Stamp(NamedTuple):
    """The files of a stamp: the authority's answer (.tsr), and its certificate (PEM), with those it is signed by."""

    token: Path
    certificates: Path


def check_stamp(stamp: Stamp, notice: Notice) -> Report:
    """What a stamp says of a statement (SSJ-1 §11).

    A stamp after the moment of the source contradicts nothing: it does not show what it was made to show.
    Raises UserError V19 without a statement, V87 without the library, V88 for files that cannot be read.
    """
    if not notice.draw:
        raise fail("V19", exit_code=2)
    if not can_read():
        raise fail("V87", exit_code=3)
    report = Report()
    try:
        token, certificates = (path.read_bytes()[:_LIMIT] for path in stamp)
        made = stamped_at(token, notice.text.encode(), certificates)
    except NoStampError as error:
        report.deny("V85", why=str(error)[:200])
        return report
    except (OSError, ValueError) as error:
        raise fail("V88", Place(str(stamp.token)), exit_code=3) from error
    at = made.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
    plain, due = _moments(notice)
    if due and at >= due:
        report.doubt("N39", at=at, source=notice.source, due=due)
    elif due:
        report.prove("P26", at=at, source=notice.source, due=due)
        if at >= plain:
            period, _, day = notice.last.partition("@")
            report.doubt("N41", period=period, day=day)
    else:
        report.prove("P27", at=at)
    return report


def _moments(notice: Notice) -> tuple[str, str]:
    """The earliest moment of the source that a statement names, by the calendar alone and with its 最近一期; '' where it names none
    or one that has no moment."""
    kind, number = kind_of(notice.source), notice.source.partition(":")[2]
    if kind is None:
        return "", ""
    return kind.moment(number), kind.moment(number, kind.sound(Known(last=notice.last), notice.locked_at))
