"""公示网页: one self-contained file that shows a draw and lets every reader recompute it in a browser.

Everything a reader needs stands in the HTML itself, so it reads and prints without scripts; the scripts
recompute and look up, from the records that the page carries.  Needs no network, works from a plain file.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from ssj_xl.domain import sources
from ssj_xl.domain.verifying.reading import read_json
from ssj_xl.papers.page import sections
from ssj_xl.papers.page.sections import ResultLine

__all__ = ["SCRIPTS", "ResultLine", "build", "records_of"]

TABLE = "sources.js"
"""Made here: the table of the sources, in front of the scripts that read it."""
SCRIPTS = (TABLE, "sha256.js", "ssj1.js", "rule.js", "read.js", "record.js", "matching.js", "audit.js", "shown.js", "verify.js", "page.js")
_OPENING, _CLOSING = '<script type="application/json" id="ssj-record">', "</script>"
_UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def build(attempts: Sequence[Mapping[str, Any]], results: Sequence[ResultLine], *,
          unit: str, title: str, made_on: date) -> bytes:
    """The page of a task as UTF-8 HTML.

    attempts: public records (`domain.record.public_record`) in order, voided ones too; the last one stands
    unless it is voided.  A record may carry `substituted`: dicts with `left`, `left_name`, `why`, and in an
    open draw `came`; and `broken`, a sentence that says why an attempt cannot be recomputed.
    results: published results only.  Raises ValueError where there is no attempt.
    """
    if not attempts:
        raise ValueError("a page needs an attempt")
    style, script = source("page.css"), "\n".join(source(name) for name in SCRIPTS)
    text = Template(source("page.html")).substitute(
        policy=_policy(style, script), style=style, script=script, record=_OPENING + _embedded(attempts) + _CLOSING,
        unit=escape(unit), title=escape(title), draw=escape(str(attempts[-1]["draw"])), made_on=made_on.isoformat(),
        **sections.sections(attempts, results),
    )
    return text.encode()


def records_of(page: bytes) -> list[dict[str, Any]]:
    """The records that a page carries, in order.  Raises ValueError where it is no page of this kind."""
    _, found, rest = page.decode().partition(_OPENING)
    records = read_json(rest.partition(_CLOSING)[0]) if found else None
    if not isinstance(records, list):
        raise ValueError("no record in this page")
    return records


def source(name: str) -> str:
    """One of the page's own files: scripts, style, frame, and the table that the scripts read."""
    if name == TABLE:
        return f"var SOURCES = {json.dumps(sources.as_json(), ensure_ascii=False, indent=1)};\n"
    return files(__name__).joinpath(name).read_text("utf-8")


def _embedded(attempts: Sequence[Mapping[str, Any]]) -> str:
    """JSON that is inert inside a script element, whatever the names hold."""
    text = json.dumps([dict(record) for record in attempts], ensure_ascii=False, separators=(",", ":"))
    return text.translate(_UNSAFE)


def _policy(style: str, script: str) -> str:
    """Content Security Policy: only this style and this script, and nothing from anywhere."""
    return (f"default-src 'none'; script-src '{_source_hash(script)}'; style-src '{_source_hash(style)}'; "
            "base-uri 'none'; form-action 'none'")


def _source_hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
