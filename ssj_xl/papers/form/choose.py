"""Which sheet of a workbook (or form in a document) is meant: the one that has every label once and is no example."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from ssj_xl.papers.form.labels import fold
from ssj_xl.papers.form.locate import Located
from ssj_xl.tables.form import ANNEX_WORDS, BODY_FIELDS, EXAMPLE_WORDS, FORM_WORD, INSTRUCTION_WORDS
from ssj_xl.tables.problems import UserError, fail

_ENOUGH = 3
"""Body labels from which on a page is taken for a form with something missing, not for another paper."""

_PLACE = "(?![市县区省])"  # 示例市 is a town's invented name, not an example
_IN_NAME = re.compile(f"(?:{'|'.join((*EXAMPLE_WORDS, *INSTRUCTION_WORDS))}){_PLACE}")
_IN_TITLE = re.compile(rf"(?:{'|'.join(EXAMPLE_WORDS)})(?:[)\]】:]|$)|(?:{'|'.join(INSTRUCTION_WORDS)})[)\]】]?$")
_HEADING = re.compile(rf"^(?:{'|'.join(ANNEX_WORDS)})[0-9一二三四五六七八九十]{{0,2}}(?:[:.、(]|$)|{FORM_WORD}(?:\(.*\))?$")
_LONGEST_TITLE = 40

Page = TypeVar("Page")


def choose(looked_at: Sequence[tuple[Page, Located]]) -> tuple[Page, Located]:
    """The one page (a sheet, or a form in a document) that is the form, with the place of every field.

    looked_at: what could be the form, each with what was found on it.  Raises UserError P01, P02, P05, P12 (the page
    most like the form has something missing or double), P03 (no form at all), P04 (several), P13 (only examples).
    """
    forms = [(page, found) for page, found in looked_at if not _is_example(found)]
    complete = [(page, found) for page, found in forms if found.complete]
    if len(complete) == 1:
        return complete[0]
    if complete:
        raise fail("P04", sheets=_named(found for _, found in complete))
    examples = [found for _, found in looked_at if _is_example(found) and found.complete]
    raise _nothing_complete([found for _, found in forms], examples)


def _named(found: Iterable[Located]) -> str:
    return "、".join(f"“{each.grid.title}”" for each in found)


def _nothing_complete(forms: list[Located], examples: list[Located]) -> UserError:
    best = max(forms, key=lambda found: found.body_seen, default=None)
    if best and best.body_seen >= _ENOUGH:
        return UserError(best.problems)
    if examples:
        return fail("P13", sheets=_named(examples))
    return fail("P03", label=BODY_FIELDS[0].title)


def _is_example(found: Located) -> bool:
    """Whether the page's name, or a short text above the form, says that it is an example."""
    if _IN_NAME.search(fold(found.grid.title)):
        return True
    own = {target.cell for target in found.targets.values()} | set(found.labels.values())
    top = min((cell.row for cell in own), default=0)
    titles = (fold(cell.text) for cell in found.grid.cells if cell.row <= top and cell not in own)
    return any(map(_tells_example, titles))


def is_heading(text: str) -> bool:
    """Whether a paragraph of a document begins another paper: 附件…, a title with 月报表, 示例, 填写说明."""
    folded = fold(text)
    return _tells_example(folded) or (len(folded) <= _LONGEST_TITLE and bool(_HEADING.search(folded)))


def _tells_example(folded: str) -> bool:
    return len(folded) <= _LONGEST_TITLE and bool(_IN_TITLE.search(folded))
