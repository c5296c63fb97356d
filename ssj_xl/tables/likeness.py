"""Titles and words of other people's lists that are only like ours, as data (`data/likeness.json`): shown, never taken in silence.

A title is like a column's where both come to the same without what lists put before it (机构…, 所属…), remarks in brackets
and spellings (号码, 编号, 号).  A word is only ever proposed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pkgutil import get_data
from typing import Any

from ssj_xl.tables.cells import as_text, halve, tidy
from ssj_xl.tables.headers import Titles, fold_title
from ssj_xl.tables.spec import Column, TableSpec

_LIKENESS: Mapping[str, Mapping[str, Any]] = json.loads(get_data("ssj_xl", "data/likeness.json") or b"{}")
LIKE_TITLES: Mapping[str, Mapping[str, Any]] = _LIKENESS["列名"]
"""By register: 前缀, and 列 with further titles of each column, as far as the rules below do not find them."""
_BRACKETS = re.compile(r"（(?![^（）]*(?:联系人|经办人|身份证|曾用|原名|总所|分所))[^（）]*）$")
"""A remark; one that says whose it is or that it is another's stays."""
_SPELLINGS = (("号码", "号"), ("编号", "号"), ("证书", "证"), ("全称", "名称"), ("状况", "状态"), ("时间", "日期"), ("地点", "地址"), ("级别", "等级"),
              ("科室", "处室"), ("部门", "处室"), ("抽查", "检查"))


class LikeTitles(Titles):
    """The titles of a register, and those that are like one of them."""

    def __init__(self, spec: TableSpec, renamed: Mapping[str, str]) -> None:
        super().__init__(spec, renamed)
        declared = LIKE_TITLES.get(spec.name, {})
        self._prefixes = sorted(map(_spelt, declared.get("前缀", ())), key=len, reverse=True)
        more = {fold_title(title): spec.by_title[own] for own, titles in declared.get("列", {}).items() for title in titles}
        self._like: dict[str, dict[str, Column]] = {}
        for title, column in (self._all | more).items() if declared else ():
            for form in self._forms(title):
                self._like.setdefault(form, {})[column.key] = column

    def column(self, title: str) -> Column | None:
        """The column of a title, or the only one that it is like."""
        return super().column(title) or (None if self.is_renamed(title) else self._alike(fold_title(title)))

    def is_like(self, title: str) -> bool:
        """Whether a title is only like one of the register's."""
        return super().column(title) is None and self.column(title) is not None

    def _alike(self, folded: str) -> Column | None:
        for form in self._forms(folded):
            if found := self._like.get(form):
                return next(iter(found.values())) if len(found) == 1 else None
        return None

    def _forms(self, title: str) -> Iterator[str]:
        """The title in our spelling, then with one word after another taken away in front."""
        form = _spelt(title)
        while form:
            yield form
            form = next((form[len(word):] for word in self._prefixes if form.startswith(word)), "")


def _spelt(title: str) -> str:
    plain = _BRACKETS.sub("", title) or title
    for one, other in _SPELLINGS:
        plain = plain.replace(one, other)
    return plain


def fold_word(raw: Any) -> str:
    """A word of a list as it is compared: half-width, without blanks."""
    return "".join(halve(tidy(as_text(raw))).split())


@cache
def _words(header: str) -> Mapping[str, str]:
    return {fold_word(word): own for word, own in _LIKENESS["用语"].get(header, {}).items()}


def propose_word(header: str, word: str, allowed: Iterable[str]) -> str:
    """The word of a column that a word of a list is likely to mean; '' where nothing is likely.

    It is one that such lists usually mean by it, or the only one of which it is the beginning or the end.
    """
    known, folded = list(allowed), fold_word(word)
    usual = _words(header).get(folded, "")
    if usual in known:
        return usual
    near = [one for one in known if len(folded) > 1 and _is_near(one, folded)]
    return near[0] if len(near) == 1 else ""


def _is_near(one: str, folded: str) -> bool:
    if len(one) == 1:
        return folded in (f"{one}级", f"{one}类", f"{one}等")
    return one.startswith(folded) or folded.startswith(one) or folded.endswith(one)
