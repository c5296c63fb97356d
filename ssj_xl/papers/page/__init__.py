"""公示网页: one self-contained file that shows a draw and lets every reader recompute it in a browser.

Everything a reader needs stands in the HTML itself, so it reads and prints without scripts; the scripts
recompute and look up, from the records that the page carries.  Needs no network, works from a plain file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from ssj_xl.papers.page.checking import Shown, compare, facts_of, mentions, records_of, text_of
from ssj_xl.papers.page.frame import SCRIPTS, present, source
from ssj_xl.papers.page.sections import ResultLine

__all__ = ["SCRIPTS", "Beside", "ResultLine", "Shown", "build", "compare", "facts_of", "mentions", "records_of", "source", "text_of"]

_LATER = ("results", "title", "unit")


class Beside(NamedTuple):
    """What a page says beside its records.

    made_on: the day; unit, title, results (lines of published results, `ResultLine.text`): only used where the last record
    does not have its own; others: lines of `domain.attempts.Like`; cautions: what the last lock warned of, a sentence each;
    changes: each 递补 and 改派, as lines of six fields; tally: measure word, how many
    objects have public results, and how many of these problems, as one line.
    """

    made_on: date
    unit: str = ""
    title: str = ""
    results: Sequence[str] = ()
    others: Sequence[str] = ()
    cautions: Sequence[str] = ()
    changes: Sequence[str] = ()
    tally: Sequence[str] = ()


def build(attempts: Sequence[Mapping[str, Any]], beside: Beside) -> bytes:
    """The page of a task as UTF-8 HTML.

    attempts: public records (`domain.record.public_record`) in order, voided ones too; the last one stands
    unless it is voided.  A record may carry `substituted`: dicts with `left`, `left_name`, `why`, and in an
    open draw `came`; and `broken`, a sentence that says why an attempt cannot be recomputed.
    Raises ValueError where there is no attempt.
    """
    if not attempts:
        raise ValueError("a page needs an attempt")
    given = beside._asdict() | {"results": list(beside.results)}
    facts = {"made_on": beside.made_on.isoformat(), **{key: list(given[key]) for key in ("others", "cautions", "changes", "tally")}, **{key: given[key] for key in _LATER if key not in attempts[-1]}}
    return present().build(attempts, facts)
