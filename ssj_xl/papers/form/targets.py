"""What has to be said about the places that were found, whatever file the form is in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ssj_xl.papers.form.blanks import is_empty, same_value
from ssj_xl.papers.form.locate import Located, Target
from ssj_xl.tables.form import MARGIN_FIELDS
from ssj_xl.tables.problems import Problem, problem


def absent_margins(texts: Mapping[str, str]) -> set[str]:
    """Head and foot fields with nothing to write: the form may do without them."""
    return {field.key for field in MARGIN_FIELDS if not texts[field.key]}


def to_fill(located: Located, texts: Mapping[str, str]) -> list[Target]:
    """The places for which there is a text."""
    return [target for target in located.targets.values() if texts[target.field.key]]


def warnings(located: Located, texts: Mapping[str, str]) -> list[Problem]:
    """P07 for text of last month that goes, all cells in one; P11 for each blank that stays blank."""
    return [*_replaced_text(located, to_fill(located, texts), texts), *_left_blank(located, texts)]


def _replaced_text(located: Located, targets: Iterable[Target], texts: Mapping[str, str]) -> list[Problem]:
    old = [target for target in targets
           if not is_empty(target.old_text) and not same_value(target.old_text, texts[target.field.key])]
    if not old:
        return []
    listed = "、".join(f"{target.cell.address}（{target.field.title}）" for target in old)
    return [problem("P07", located.grid.place(old[0].cell), cells=listed)]


def _left_blank(located: Located, texts: Mapping[str, str]) -> list[Problem]:
    return [problem("P11", located.grid.place(target.cell), label=target.field.title)
            for key, target in located.targets.items() if not texts[key] and is_empty(target.old_text)]
