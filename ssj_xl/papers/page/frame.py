"""The frame of the page: all that is not told from its records, and the frames of released versions.

A page can be built again byte for byte from its records only in the frame that it was made with.  Released frames are
kept compressed in `released/`, a file a version (`python -m tools.frozen_page` writes the present one before a release
that changes it); `1` is of commit 89b7853, whose pages are out.
"""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

from ssj_xl.domain.draw import sources
from ssj_xl.domain.draw.ceremony import BY_PARTIES
from ssj_xl.domain.verifying import ASKED
from ssj_xl.papers.page.sections import sections
from ssj_xl.papers.page.words import SLOTS, WORDS, Words

VERSION = "2"
"""Of the present frame; goes up with the first release that changes it."""
TABLE = "tables.js"
"""Made here: the tables that the scripts read, in front of them."""
SCRIPTS = (TABLE, "sha256.js", "ssj1.js", "rule.js", "read.js", "record.js", "step.js", "matching.js", "audit.js", "shown.js", "verify.js", "dom.js", "sections.js", "frame.js", "page.js")


@dataclass(frozen=True)
class Frame:
    """A frame: its version, its literal texts with a place's name between each two, the words the places are filled with."""

    version: str
    pieces: Sequence[str]
    words: Words

    @property
    def digest(self) -> str:
        """SHA-256 of the texts and names, which pages from version 2 on name."""
        return sha256("\0".join(self.pieces).encode()).hexdigest()

    @property
    def generator(self) -> str:
        """How a page names its frame."""
        return f"ssj_xl page {self.version} sha256-{self.digest}"

    def build(self, attempts: Sequence[Mapping[str, Any]], facts: Mapping[str, Any]) -> bytes:
        """The page of records.  facts: as `sections` takes them.  Raises KeyError, ValueError or TypeError for what are no such records."""
        given = {"generator": self.generator, "record": embedded([dict(record) for record in attempts]), "page": embedded(dict(facts)),
                 **sections(attempts, facts, self.words)}
        return "".join(given[piece] if number % 2 else piece for number, piece in enumerate(self.pieces)).encode()

    def read(self, page: str) -> list[tuple[str, str]] | None:
        """Each place of a page with what stands in it, in order; None where the page has another frame."""
        if not page.startswith(self.pieces[0]):
            return None
        found, at = [], len(self.pieces[0])
        for name, literal in zip(self.pieces[1::2], self.pieces[2::2], strict=True):
            end = page.find(literal, at) if literal else len(page)
            if end < 0:
                return None
            found.append((name, page[at:end]))
            at = end + len(literal)
        return found if at == len(page) else None


@cache
def present() -> Frame:
    """The frame of pages that are made now."""
    style, script = source("page.css"), "\n".join(source(name) for name in SCRIPTS)
    fixed = {"policy": policy(style, script), "style": style, "script": script}
    pieces = [""]
    for number, piece in enumerate(_split(source("page.html"))):
        if number % 2 and piece not in fixed:
            pieces += [piece, ""]
        else:
            pieces[-1] += fixed[piece] if number % 2 else piece
    return Frame(VERSION, tuple(pieces), WORDS)


@cache
def released() -> tuple[Frame, ...]:
    """The frames of earlier versions, the newest first."""
    found = sorted(files("ssj_xl.papers.page").joinpath("released").iterdir(), key=lambda path: path.name, reverse=True)
    return tuple(thaw(path.read_bytes()) for path in found)


def freeze(frame: Frame) -> bytes:
    """A frame for `released/`."""
    text = json.dumps({"version": frame.version, "pieces": frame.pieces, "words": frame.words}, ensure_ascii=False)
    return gzip.compress(text.encode(), mtime=0)


def thaw(data: bytes) -> Frame:
    """A frame of `released/`."""
    return Frame(**json.loads(gzip.decompress(data)))


def source(name: str) -> str:
    """One of the page's own files: scripts, style, frame, and the tables that the scripts read."""
    if name == TABLE:
        body = sha256(_body(source("page.html")).encode()).hexdigest()
        tables = {"SOURCES": sources.as_json(), "PARTIES": BY_PARTIES, "WORDS": WORDS, "PLACES": SLOTS, "ASKED": ASKED, "BODY": body}
        return "".join(f"var {key} = {json.dumps(table, ensure_ascii=False, indent=1)};\n" for key, table in tables.items())
    return files("ssj_xl.papers.page").joinpath(name).read_text("utf-8")


_UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def embedded(value: object) -> str:
    """JSON that is inert inside a script element, whatever the names hold."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)


def _split(html: str) -> list[str]:
    """Literal texts, and the names of the places between them."""
    return re.split(r"\$([a-z_]+)", html)


def policy(style: str, script: str) -> str:
    """Content Security Policy: only this style and this script, and nothing from anywhere."""
    return (f"default-src 'none'; script-src '{_source_hash(script)}'; style-src '{_source_hash(style)}'; "
            "base-uri 'none'; form-action 'none'")


def opening(title: str, style: str, script: str, *metas: str) -> str:
    """A document of ours up to its body, which has no script but this.  metas: more of its meta elements, as they stand in it."""
    return "\n".join((
        "<!DOCTYPE html>", '<html lang="zh-CN">', "<head>", '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy(style, script)}; connect-src \'none\'">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">', '<meta name="referrer" content="no-referrer">',
        *metas, f"<title>{escape(title)}</title>", f"<style>{style}</style>", "</head>", ""))


def _source_hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


# --- the body's markup, as frame.js reads it back ---------------------------------------------------------

class _Markup(HTMLParser):
    """Elements with their attributes sorted, texts and comments, all in one spelling."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open it; an element without content is closed at once."""
        texts = sorted(' {}="{}"'.format(name, _escaped(value or "")) for name, value in attrs)
        self.found.append(f"<{tag}{''.join(texts)}>")
        if tag in ("input", "meta"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        self.found.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """A text."""
        self.found.append(_escaped(data))

    def handle_comment(self, data: str) -> None:
        """A comment."""
        self.found.append(f"<!--{_escaped(data)}-->")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _body(html: str) -> str:
    """The markup of the body with nothing in its places and scripts."""
    body = html.partition("<body>")[2].partition("</body>")[0]
    body = re.sub("(<noscript>).*(</noscript>)", r"\1\2", body)
    reader = _Markup()
    reader.feed("".join(_split(body)[::2]))
    reader.close()
    return "".join(reader.found).rstrip()
