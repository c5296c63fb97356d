"""Ticks that people set among printed boxes: ☑, √ or ■ in the place of □, before or behind it, or everything else deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ssj_xl.tables.cells import halve

_OPEN = "□☐◻◽▢○〇◯\uf0a8\uf06f\uf0a3\uf071"
_SET = "■☑☒√✓✔✅▣●◼◾⊠\U0001f5f9\uf0fe\uf0fc\uf052\uf050\uf0fd\uf053\uf054"
_LETTERS = "RPþü"
"""What the ticks of Wingdings are as plain letters."""
_LONGEST = 10_000
_RUN = re.compile(rf"[\s{_OPEN}{_SET}]*$")
_END = re.compile(rf"[\s{_OPEN}{_SET}:：，。、；,;.（(＿_]|$")
_TOUCHING = re.compile(rf"([{_SET}]+)\s")
_BETWEEN = re.compile(rf"[{_SET}]+[{_OPEN}]")
"""A tick between an option and the box of the next one: whose it is nobody can say."""


class Ticks(NamedTuple):
    """What is ticked, whether that is in doubt, and what else stands there."""

    chosen: frozenset[str] = frozenset()
    doubt: bool = False
    rest: str = ""


class _Found(NamedTuple):
    option: str
    start: int
    end: int


def read_ticks(text: str, options: Sequence[str]) -> Ticks:
    """Which options of a text are ticked; an option without any mark is where there are no marks at all.

    In doubt: a text that no cell of a form is as long as, an option without mark among others with one, a tick that belongs to none, several left where all marks are gone.
    """
    if len(text) > _LONGEST:
        return Ticks(doubt=True, rest=text)
    found = list(_options(text, options))
    edges = [0, *(one.end for one in found), len(text)]
    marks = [_before(text, before, one.start) for before, one in zip(edges, found, strict=False)]
    gaps = [text[one.end:(found[number + 1:] or [_Found("", len(text), 0)])[0].start] for number, one in enumerate(found)]
    marks = [mark + _behind(gap, last=gap is gaps[-1]) for mark, gap in zip(marks, gaps, strict=False)]
    rest = _rest(text, found)
    between = any(_BETWEEN.match(gap) for gap in gaps)
    chosen = {one.option for one, mark in zip(found, marks, strict=True) if is_set(mark)}
    bare = {one.option for one, mark in zip(found, marks, strict=True) if not mark} - chosen
    if any(map(bool, marks)):
        return Ticks(frozenset(chosen), between or bool(bare) or is_set(rest), rest)
    return Ticks(frozenset(bare), len(bare) > 1 or is_set(rest), rest)


def _options(text: str, options: Sequence[str]) -> Iterator[_Found]:
    """The options as they stand at the beginning of a word, longest first."""
    folded = {halve(one): one for one in options}
    pattern = re.compile("|".join(map(re.escape, sorted(folded, key=len, reverse=True))) or "(?!)")
    plain, at = halve(text), 0
    while match := pattern.search(plain, at):
        start, at = match.span()
        before, letter = text[:start], text[start - 1:start] in tuple(_LETTERS)
        begins = not before or before[-1].isspace() or before[-1] in _OPEN + _SET or (letter and (start == 1 or text[start - 2].isspace()))
        if begins and (_END.match(text, at) or (before and before[-1] in _OPEN + _SET)):
            yield _Found(folded[match[0]], start, at)


def _before(text: str, after: int, start: int) -> str:
    """The marks that stand before an option; those that touch the option before it, and blanks behind them, are that one's."""
    gap = text[after:start]
    if gap[-1:] in tuple(_LETTERS):
        return _SET[0]
    run = _RUN.search(gap)
    marks = run[0] if run else ""
    if after and len(marks) == len(gap) and marks[:1] and not marks[0].isspace() and re.search(r"\s", marks):
        marks = marks[re.search(r"\s", marks).start():]  # type: ignore[union-attr]
    return "".join(marks.split())


def _behind(gap: str, *, last: bool) -> str:
    """Ticks that touch an option from behind, with a blank or nothing after them."""
    match = _TOUCHING.match(gap + "\n" * last)
    return match[1] if match else ""


def is_set(marks: str) -> bool:
    """Whether a tick stands in a text."""
    return any(sign in _SET for sign in marks)


def _rest(text: str, found: Sequence[_Found]) -> str:
    """What stands there besides options and their boxes."""
    parts, at = [], 0
    for number, one in enumerate(found):
        gap = text[at:one.start]
        behind = len(_behind(gap, last=False)) if number else 0
        run = _RUN.search(gap)
        kept = gap[behind:max(behind, run.start() if run else len(gap))]
        parts.append(kept[:-1] if kept[-1:] in tuple(_LETTERS) and len(kept) < 3 else kept)
        at = one.end
    tail = text[at:]
    parts.append(tail[len(_behind(tail, last=True)) if found else 0:])
    return "\n".join(part.strip(" \t\n\u3000:：＿_") for part in parts if part.strip(" \t\n\u3000:：＿_。"))
