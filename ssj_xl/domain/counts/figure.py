"""A figure of 首页, declared once: what it means, its formula, and the Python that computes the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ssj_xl.domain.counts.language import Value, settings_in
from ssj_xl.domain.counts.view import View


@dataclass(frozen=True)
class Figure:
    """One value of 首页, or one that others are made of.

    name: unique, in Chinese; meaning: what is counted; formula: with the marks of `language`; value: the same in
    Python.  A share is a fraction; a figure without anything to divide by is a dash.
    """

    name: str
    meaning: str
    formula: str
    value: Callable[[View], Value]

    @property
    def settings(self) -> tuple[str, ...]:
        """The parameters that the formula reads itself."""
        return settings_in(self.formula)


@dataclass(frozen=True)
class HelperColumn:
    """A helper column on 计算: one cell a row of a register.

    table, key: which; title: its header; formula: the same text in every row; values: by sheet row, 0 where none is.
    """

    table: str
    key: str
    title: str
    formula: str
    values: Callable[[View], dict[int, Value]]
