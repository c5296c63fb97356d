"""A page held against its own records: built again from them in its frame, and compared byte for byte."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from html.parser import HTMLParser
from typing import Any, NamedTuple

from ssj_xl.domain.verifying.shape import read_json
from ssj_xl.papers.page.frame import Frame, present, released
from ssj_xl.papers.page.words import SLOTS

_CLAIM = re.compile(r'<meta name="generator" content="ssj_xl page ([^" ]*) sha256-([0-9a-f]{64})">')
_FACTS = {"made_on", "others", "cautions", "changes", "tally", "unit", "title", "results"}
_RESULT = re.compile(r"(?:[^\t]*\t){3}[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LINES = {"results": _RESULT, "others": re.compile(r"(?:[^\t]*\t){6}[^\t]*"), "cautions": re.compile(r"[^\t\n]+"), "changes": re.compile(r"(?:[^\t]*\t){5}[^\t]*"),
          "tally": re.compile(r"[^\t]+\t[0-9]{1,9}\t[0-9]{1,9}")}
FIXED = "固定的文字、样式或脚本"


class Shown(NamedTuple):
    """What a page shows beside its records.

    version: of its frame, '' where no released frame is like it; digest: of that frame, or the one that it names.
    altered: what it shows otherwise than its records, in words; unbound: what stands in its text and in no record.
    """

    version: str
    digest: str
    altered: tuple[str, ...] = ()
    unbound: tuple[str, ...] = ()


def text_of(page: bytes) -> str:
    """The page's text; a byte order mark and line ends of another system, which change nothing shown, are left out.  Raises ValueError."""
    return page.decode("utf-8-sig").replace("\r\n", "\n")


def record_texts(page: str) -> list[str]:
    """The texts of all records in a page as a browser finds them; an honest page has one."""
    return _Elements.of(page, "ssj-record")


def records_of(page: bytes) -> list[dict[str, Any]]:
    """The records that a page carries, in order.  Raises ValueError where it is no page of this kind."""
    found = record_texts(text_of(page))
    records = read_json(found[0]) if found else None
    if not isinstance(records, list):
        raise ValueError("no record in this page")
    return records


def mentions(page: str) -> int:
    """How many elements of a page, comments and all, say that they are its record."""
    return len(re.findall(r"<script\b[^>]*\bssj-record\b", page, re.IGNORECASE))


def compare(page: str, records: Sequence[Mapping[str, Any]]) -> Shown:
    """Whether the page shows what its records say.  page: of `text_of`; records: those that it carries."""
    found = _framed(page)
    if found is not None:
        return _compare(page, records, *found)
    claim = _CLAIM.search(page)
    digest = claim[2] if claim else ""
    known = {frame.digest: frame.version for frame in _frames()}
    return Shown(known.get(digest, ""), digest, (FIXED,) if digest in known else ())


def facts_of(page: str, records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a page says beside its records.  Raises ValueError where it has no released frame, or such a text."""
    found = _framed(page)
    if found is None:
        raise ValueError("no released frame")
    return _facts(dict(found[1]), records[-1])


def _frames() -> tuple[Frame, ...]:
    return present(), *released()


def _framed(page: str) -> tuple[Frame, list[tuple[str, str]]] | None:
    """The frame of a page, and what stands in its places."""
    read = ((frame, frame.read(page)) for frame in _frames())
    return next(((frame, places) for frame, places in read if places is not None), None)


def _compare(page: str, records: Sequence[Mapping[str, Any]], frame: Frame, places: Sequence[tuple[str, str]]) -> Shown:
    named = dict(places)
    unbound = () if "page" in named else ("检查结果", "生成日期")
    try:
        due = frame.build(records, _facts(named, records[-1])).decode()
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return Shown(frame.version, frame.digest, ("所附的记录和说明",), unbound)
    if due == page:
        return Shown(frame.version, frame.digest, (), unbound)
    expected = frame.read(due) or []
    differ = dict.fromkeys(SLOTS.get(name, "所附的记录和说明的写法")
                           for (name, is_), (_, right) in zip(places, expected, strict=False) if is_ != right)
    return Shown(frame.version, frame.digest, tuple(differ) or (FIXED,), unbound)


def _facts(places: Mapping[str, str], record: Mapping[str, Any]) -> dict[str, Any]:
    """What the page says beside its records; only what the last of them does not say.  Raises ValueError."""
    if "page" not in places:
        return _old_facts(places, record)
    facts: dict[str, Any] = read_json(places["page"])
    odd = facts.keys() - _FACTS or facts.keys() & record.keys() or not re.fullmatch(r"\d{4}-\d\d-\d\d", facts["made_on"])
    if odd or not all(form.fullmatch(line) for key, form in _LINES.items() for line in (facts.get(key, ()) if key == "results" else facts[key])):
        raise ValueError(places["page"])
    return facts


def _old_facts(places: Mapping[str, str], record: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a page of version 1, which has it in its text only."""
    rows = re.findall(r"<tr role=\"row\">(<td.*?)</tr>", places["results"])
    lines = ["\t".join(unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)) for row in rows]
    return {"made_on": unescape(places["made_on"]),
            **{key: value for key, value in (("unit", unescape(places["unit"])), ("title", unescape(places["title"])), ("results", lines))
               if key not in record}}


class _Elements(HTMLParser):
    """The texts of the script elements of one id."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._wanted, self._inside = wanted, False

    @classmethod
    def of(cls, page: str, wanted: str) -> list[str]:
        """The texts in order."""
        reader = cls(wanted)
        reader.feed(page)
        reader.close()
        return reader.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One begins."""
        self._inside = tag == "script" and ("id", self._wanted) in attrs
        self.found += [""] if self._inside else []

    def handle_data(self, data: str) -> None:
        """Its text."""
        if self._inside:
            self.found[-1] += data

    def handle_endtag(self, tag: str) -> None:
        """It ends with its element."""
        self._inside = False
