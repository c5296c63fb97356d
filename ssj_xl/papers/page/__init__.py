"""公示网页: one self-contained file that shows a draw and lets every reader recompute it in a browser.

Everything a reader needs stands in the HTML itself, so it reads and prints without scripts; the scripts
recompute and look up, from the records that the page carries.  Needs no network, works from a plain file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ssj_xl.papers.page.checking import Shown, compare, facts_of, mentions, records_of, text_of
from ssj_xl.papers.page.frame import SCRIPTS, present, source
from ssj_xl.papers.page.sections import ResultLine

__all__ = ["SCRIPTS", "ResultLine", "Shown", "build", "compare", "facts_of", "mentions", "records_of", "source", "text_of"]

_LATER = ("results", "title", "unit")


def build(attempts: Sequence[Mapping[str, Any]], results: Sequence[str], *, unit: str, title: str, made_on: date) -> bytes:
    """The page of a task as UTF-8 HTML.

    attempts: public records (`domain.record.public_record`) in order, voided ones too; the last one stands
    unless it is voided.  A record may carry `substituted`: dicts with `left`, `left_name`, `why`, and in an
    open draw `came`; and `broken`, a sentence that says why an attempt cannot be recomputed.
    results: lines of published results (`ResultLine.text`).  They, unit and title are only used where the last
    record does not have its own.  Raises ValueError where there is no attempt.
    """
    if not attempts:
        raise ValueError("a page needs an attempt")
    given = {"results": list(results), "title": title, "unit": unit}
    facts = {"made_on": made_on.isoformat(), **{key: given[key] for key in _LATER if key not in attempts[-1]}}
    return present().build(attempts, facts)
