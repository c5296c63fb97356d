"""Which sheet of a workbook, or which paper of a document, is the form that is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from ssj_xl.papers.form.labels import fold, is_month, months_in
from ssj_xl.papers.form.locate import Located
from ssj_xl.tables.form import ANNEX_WORDS, EXAMPLE_WORDS, FORM_WORD, INSTRUCTION_WORDS, MONTHLY
from ssj_xl.tables.problems import UserError, fail

_ENOUGH = 3
"""Body labels from which on a page is taken for a form with something missing, not for another paper."""

_PLACE = "(?![市县区省])"  # 示例市 is a town's invented name, not an example
_IN_NAME = re.compile(f"(?:{'|'.join((*EXAMPLE_WORDS, *INSTRUCTION_WORDS))}){_PLACE}")
_IN_TITLE = re.compile(rf"(?:{'|'.join(EXAMPLE_WORDS)})(?:[)\]】:]|$)|(?:{'|'.join(INSTRUCTION_WORDS)})[)\]】]?$")
_HEADING = re.compile(rf"^(?:{'|'.join(ANNEX_WORDS)})[0-9一二三四五六七八九十]{{0,2}}(?:[:.、(]|$)|{FORM_WORD}(?:\(.*\))?$")
_LONGEST_TITLE = 40

Page = TypeVar("Page")


def choose(looked_at: Sequence[tuple[Page, Located]], month: str = "") -> tuple[Page, Located]:
    """The one page (a sheet, or a form in a document) that is the form, with the place of every field.

    looked_at: what could be the form, each with what was found on it; month: "2021-03", by which one of a year book is
    known.  Raises UserError P01, P02, P05, P12, P72 (the page
    most like the form has something missing or double), P03 (no form at all), P04 (several), P13 (only examples).
    """
    forms = [(page, found) for page, found in looked_at if not _is_example(found)]
    whole = _most_like([(page, found) for page, found in forms if found.body_seen == len(found.spec.body)], month)
    if len(whole) == 1 and whole[0][1].complete:
        return whole[0]
    if len([found for _, found in whole if found.complete]) > 1:
        raise fail("P04", sheets=_named(found for _, found in whole))
    examples = [found for _, found in looked_at if _is_example(found) and found.complete]
    raise _nothing_complete([found for _, found in whole or forms], examples)


def most_like(looked_at: Sequence[Located], month: str = "") -> Located:
    """The page to be shown: the one that `choose` would take, or that has most of the labels."""
    ranked = sorted(looked_at, key=lambda found: (not _is_example(found), found.body_seen), reverse=True)
    best = [found for found in ranked if found.body_seen == ranked[0].body_seen and _is_example(found) == _is_example(ranked[0])]
    return _most_like([(None, found) for found in best], month)[0][1]


def _most_like(pages: list[tuple[Page, Located]], month: str) -> list[tuple[Page, Located]]:
    """Of several pages with every label that of the month, else those with head or foot, a title, blanks to be filled."""
    def of_month(found: Located) -> bool:
        return bool(month) and _tells_month(found, month)

    for is_meant in (of_month, _has_margins, _has_title, _has_blanks):
        pages = [(page, found) for page, found in pages if len(pages) > 1 and is_meant(found)] or pages
    return pages


def _has_margins(found: Located) -> bool:
    return len(found.absent) < len(found.spec.margins)


def _has_title(found: Located) -> bool:
    return any(FORM_WORD in fold(text) for text in (found.grid.title, *(c.text for c in found.grid.cells if c.row < found.top)))


def _has_blanks(found: Located) -> bool:
    return any(not target.old_text for target in found.targets.values() if target.field.in_body)


def _tells_month(found: Located, month: str) -> bool:
    """Whether the page's name, else its top, speaks of the month and of no other."""
    top = " ".join(cell.text for cell in found.grid.cells if cell.row < found.top)
    for text in (_as_month(found.grid.name or found.grid.title), found.grid.title, top):
        told = months_in(text)
        if told:
            return all(is_month(one, month) for one in told)
    return False


def _as_month(name: str) -> str:
    """A sheet's name that is a month in figures as it is written in words: 2021.03, 202103, 3."""
    match = re.fullmatch(r"(?:(20\d\d)[年.\-_/]?)?(0?[1-9]|1[0-2])", fold(name))
    return f"{match[1] + '年' if match[1] else ''}{int(match[2])}月" if match else name


def _named(found: Iterable[Located]) -> str:
    return "、".join(f"“{each.grid.title}”" for each in found)


def _nothing_complete(forms: list[Located], examples: list[Located]) -> UserError:
    best = max(forms, key=lambda found: (found.body_seen, not found.complete), default=None)
    if best and best.body_seen >= _ENOUGH:
        return UserError(best.problems)
    if examples:
        return fail("P13", sheets=_named(examples))
    first = next(iter(forms or examples), None)
    return fail("P03", label=(first.spec if first else MONTHLY).body[0].title)


def _is_example(found: Located) -> bool:
    """Whether the page's name, or a short text above the form, says that it is an example."""
    if _IN_NAME.search(fold(found.grid.title)):
        return True
    own = {target.cell for target in found.targets.values()} | set(found.labels.values())
    top = min((cell.row for cell in own), default=0)
    above = [cell for cell in found.grid.cells if cell.row <= top and cell not in own and cell.text]
    rows = [cell.row for cell in above]
    return any(rows.count(cell.row) == 1 and _tells_example(fold(cell.text)) for cell in above)


def is_heading(text: str) -> bool:
    """Whether a paragraph of a document begins another paper: 附件…, a title with 月报表, 示例, 填写说明."""
    folded = fold(text)
    return _tells_example(folded) or (len(folded) <= _LONGEST_TITLE and bool(_HEADING.search(folded)))


def _tells_example(folded: str) -> bool:
    return len(folded) <= _LONGEST_TITLE and bool(_IN_TITLE.search(folded))
