"""Small words of a report: names after a number, parts of a sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

SHOWN = 8
"""How many names a sentence has; the listing has all of them."""


def named(names: Iterable[str]) -> str:
    """甲、乙, or the first eight and 等12个, each name once."""
    once = list(dict.fromkeys(name for name in names if name))
    shown = "、".join(once[:SHOWN])
    return shown if len(once) <= SHOWN else f"{shown}等{len(once)}个"


def missing(names: Sequence[str], what: str) -> str:
    """A sentence on what is not there: 2个任务未登记平台任务编号：甲、乙。  '' where nothing is missing."""
    return f"{len(names)}{what}：{named(names)}。" if names else ""


def parts(entries: Iterable[tuple[int, str]], unit: str) -> str:
    """What a number is made of: 已完成1项、执行中3项.  Zeros are left out."""
    return "、".join(f"{name}{count}{unit}" for count, name in entries if count)


def sentences(*texts: str) -> tuple[str, ...]:
    """Paragraphs that say something."""
    return tuple(text for text in texts if text)
