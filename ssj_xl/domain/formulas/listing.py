"""A list to be drawn from as somebody hands it over: codes, 名单代号 or names, in their order, with their groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import ONE_POOL, RESERVED, canon_name, group_label, name_ids
from ssj_xl.domain.formulas.arguments import code, is_code, is_name_title, is_title
from ssj_xl.domain.formulas.numbers import column
from ssj_xl.domain.formulas.terms import ALL
from ssj_xl.tables.cells import as_text, is_blank, is_error
from ssj_xl.tables.problems import fail

LIST, GROUPS = "名单", "组别"


@dataclass(frozen=True)
class Listing:
    """ids: of every row in its order; groups: beside them; names: id → the name behind it, where names are the ids."""

    ids: tuple[str, ...]
    groups: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def lines(self) -> ssj1.Lines:
        """The list in canonical order."""
        return ssj1.sorted_lines(zip(self.ids, self.groups, strict=True))

    def shown(self, id_: str) -> str:
        """An id as people know it: the name, where names are the ids."""
        return self.names.get(id_, id_)


def listing(list_: Any, groups: Any, *, names: bool | None = False) -> Listing:
    """Columns of the same length; the title at the head of whole columns is no line.

    groups: one cell goes for all, blank is one group.  names: whether the list holds names; None where the cells, or
    their title, say so themselves.  Raises UserError A21–A25, E13, D50 for a name that stands twice, E02 where some cells
    are codes and some are not.
    """
    codes, labels = column(list_, LIST), column(groups, GROUPS)
    if labels and len(labels) != len(codes) and len(labels) != 1:
        raise fail("A21", list=len(codes), groups=len(labels))
    if codes and (is_title(codes[0]) or (names is not False and is_name_title(codes[0]))):
        names = is_name_title(codes[0]) if names is None else names
        codes, labels = codes[1:], labels[1:] if len(labels) > 1 else labels
    if not codes:
        raise fail("A33", name=LIST)
    if len(labels) <= 1:
        labels = (labels or [ALL]) * len(codes)
    blank = [line for line, raw in enumerate(labels, 1) if is_blank(raw)]
    if blank:
        raise fail("E13", line=blank[0], count=len(blank))
    found = _ids(codes, names=_are_names(codes) if names is None else names)
    return Listing(tuple(found), tuple(map(_label, labels)), found if isinstance(found, dict) else {})


def _ids(cells: Sequence[Any], *, names: bool) -> Sequence[str] | dict[str, str]:
    """The ids in order; those of names with the name of each."""
    for line, raw in enumerate(cells, 1):
        if is_blank(raw):
            raise fail("A23", line=line)
    if names:
        texts = [_name(raw) for raw in cells]
        return dict(zip(name_ids(texts), map(canon_name, texts), strict=True))
    ids = [code(raw) for raw in cells]
    twice = [one for one, count in Counter(ids).items() if count > 1]
    if twice:
        raise fail("A24", value=min(twice))
    return ids


def _name(raw: Any) -> str:
    text = as_text(raw)
    if is_error(text):
        raise fail("T15", header=LIST, value=text.strip())
    return text


def _are_names(cells: Sequence[Any]) -> bool:
    """Whether a list without a title holds names.  Raises E02 where it holds both."""
    strange = [(line, raw) for line, raw in enumerate(cells, 1) if isinstance(raw, str) and not is_blank(raw) and not is_code(raw)]
    if strange and len(strange) < len(cells) and not any(is_blank(raw) or is_error(raw) for raw in cells):
        line, raw = strange[0]
        raise fail("E02", line=line, value=raw.strip(), count=len(strange), total=len(cells))
    return len(strange) == len(cells)


def _label(raw: Any) -> str:
    text = as_text(raw).strip()
    if text in RESERVED - {ONE_POOL}:
        return text
    try:
        return group_label(text)
    except ValueError:
        raise fail("A25", value=text) from None
