"""SSJ_QUOTA and SSJ_COVERAGE: exact whole numbers and fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ssj_xl.domain import quotas
from ssj_xl.domain.formulas.arguments import code, is_title, ratio, whole
from ssj_xl.domain.formulas.blocks import block, each, single
from ssj_xl.domain.summary.share import percent
from ssj_xl.tables.cells import is_blank
from ssj_xl.tables.problems import fail


def quota(count: Any, share: Any, least: Any = None) -> Any:
    """min(count, max(least, count × share rounded up)), because the wording is 不低于; of cells or of columns."""
    return each(_quota, ("数量", "抽查比例", "最少数量"), count, share, least)


def _quota(count: Any, share: Any, least: Any) -> int:
    minimum = 0 if is_blank(least) else whole(least, "最少数量")
    return quotas.quota(whole(count, "数量"), ratio(share), minimum)


def coverage(objects: Any, checked: Any, as_text: Any = None) -> Any:
    """Distinct objects checked ÷ distinct objects: a number, or with as_text a sentence with both numbers.

    What was checked and is not among the objects does not count, as in the year's figures.
    """
    register, done = _codes(objects), _codes(checked)
    if not register:
        raise fail("A33", name="检查对象")
    share = Fraction(len(register & done), len(register))
    return _sentence(share, register, done) if single(as_text, "写成文字") else float(share)


def _sentence(share: Fraction, register: set[str], done: set[str]) -> str:
    strange = len(done - register)
    beside = f"，另有 {strange} 个已检查的不在名录内" if strange else ""
    return f"{percent(share)}（{len(register & done)}÷{len(register)}{beside}）"


def _codes(value: Any) -> set[str]:
    cells = [cell for row in block(value) for cell in row if not is_blank(cell)]
    return {code(cell) for cell in (cells[1:] if cells and is_title(cells[0]) else cells)}
