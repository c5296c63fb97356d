"""Which sheet of a workbook is the form: the one that has every label once and is not an example."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ssj_xl.papers.form.labels import fold
from ssj_xl.papers.form.locate import Located, locate
from ssj_xl.papers.form.package import Package
from ssj_xl.papers.form.sheet import FormSheet
from ssj_xl.tables.form import BODY_FIELDS, EXAMPLE_WORDS, FIELDS, INSTRUCTION_WORDS
from ssj_xl.tables.problems import UserError, fail

_ENOUGH = 3
"""Body labels from which on a sheet is taken for a form with something missing, not for another sheet."""

_PLACE = "(?![市县区省])"  # 示例市 is a town's invented name, not an example
_IN_NAME = re.compile(f"(?:{'|'.join((*EXAMPLE_WORDS, *INSTRUCTION_WORDS))}){_PLACE}")
_IN_TITLE = re.compile(rf"(?:{'|'.join(EXAMPLE_WORDS)})(?:[)\]】:]|$)|(?:{'|'.join(INSTRUCTION_WORDS)})[)\]】]?$")
_LONGEST_TITLE = 40


def choose(package: Package, sheets: Sequence[FormSheet], *,
           optional: Collection[str] = ()) -> tuple[FormSheet, Located]:
    """The sheet that is the form, with the place of every field.

    Hidden sheets are not looked at.  Raises UserError P01, P02, P05, P12 (the sheet most like the form has
    something missing or double), P03 (no form at all), P04 (several), P13 (only examples).
    """
    looked_at = [(sheet, _search(package, sheet, optional)) for sheet in sheets if not sheet.hidden]
    forms = [(sheet, found) for sheet, found in looked_at if not _is_example(found)]
    complete = [(sheet, found) for sheet, found in forms if found.complete]
    if len(complete) == 1:
        return complete[0]
    if complete:
        raise fail("P04", sheets="、".join(f"“{sheet.name}”" for sheet, _ in complete))
    examples = [found for _, found in looked_at if _is_example(found) and found.complete]
    raise _nothing_complete([found for _, found in forms], examples)


def _search(package: Package, sheet: FormSheet, optional: Collection[str]) -> Located:
    names = package.names_on(sheet.name)
    named = {field.key: names[field.name] for field in FIELDS if field.name in names}
    return locate(sheet.grid(also=named.values()), named=named, optional=optional)


def _nothing_complete(forms: list[Located], examples: list[Located]) -> UserError:
    best = max(forms, key=lambda found: found.body_seen, default=None)
    if best and best.body_seen >= _ENOUGH:
        return UserError(best.problems)
    if examples:
        return fail("P13", sheets="、".join(f"“{found.grid.name}”" for found in examples))
    return fail("P03", label=BODY_FIELDS[0].title)


def _is_example(found: Located) -> bool:
    """Whether the sheet's name, or a short text above the form, says that it is an example."""
    if _IN_NAME.search(fold(found.grid.name)):
        return True
    own = {target.cell for target in found.targets.values()} | set(found.labels.values())
    top = min((cell.row for cell in own), default=0)
    titles = (fold(cell.text) for cell in found.grid.cells if cell.row <= top and cell not in own)
    return any(len(title) <= _LONGEST_TITLE and _IN_TITLE.search(title) for title in titles)
