"""SSJ_TICKET, SSJ_RANK, SSJ_DRAW: the draw of a logged record again, from list, quotas and key (SSJ-1 §8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ssj_xl.domain import ssj1
from ssj_xl.domain.canon import EXCLUDED, MANDATORY, ONE_POOL, RESERVED, group_label
from ssj_xl.domain.formulas.arguments import code, is_title, object_key, whole
from ssj_xl.domain.formulas.numbers import column, each, single
from ssj_xl.domain.formulas.terms import ALL, Terms, agree, terms
from ssj_xl.tables.cells import as_text, is_blank
from ssj_xl.tables.problems import fail

NOT_DRAWN = "不抽"
_LIST, _GROUPS = "名单", "组别"
_MOST_LOTS = 100

Order = dict[str, list[ssj1.Win]]


def ticket(codes: Any, key: Any, lots: Any = None) -> Any:
    """签号 of a code, or of each of a column.  key: 种子 or K; lots: 签数 of its group in 加权, 1 otherwise."""
    mine = object_key(single(key, "密钥"))
    return each(lambda one, number: ssj1.ticket(mine, code(one), _lots(number)), ("编码", "签数"), codes, lots)


def _lots(raw: Any) -> int:
    found = 1 if is_blank(raw) else whole(raw, "签数", low=1)
    if found > _MOST_LOTS:
        raise fail("T14", header="签数", value=found, low=1, high=_MOST_LOTS)
    return found


def draw(list_: Any, groups: Any, quotas: Any, key: Any, nth: Any = None) -> Any:
    """The winners: rows of 编码, 组别, 名次, 签号, pools in order; with nth the code of the nth one, '' beyond the last.

    list_, groups: columns of the same length (groups may be blank: one group); quotas: see `terms`.
    """
    lines = _lines(list_, groups)
    mine, said = object_key(single(key, "密钥")), terms(quotas)
    agree(said, lines, key)
    wins = _winners(_order(lines, tuple(sorted(said.weights.items())), mine), said.quotas_of(lines.sizes()))
    if nth is None or (not isinstance(nth, list | tuple) and is_blank(nth)):
        return [[win.id, win.group, win.rank, win.ticket] for win in wins] or ""
    return each(lambda number: _nth(wins, whole(number, "第几个", low=1)), ("第几个",), nth)


def _nth(wins: list[ssj1.Win], number: int) -> str:
    return wins[number - 1].id if number <= len(wins) else ""


def _winners(order: Order, quotas: Mapping[str, int]) -> list[ssj1.Win]:
    wins: list[ssj1.Win] = []
    for pool, members in order.items():
        if pool not in quotas:
            raise fail("A27", group=pool)
        wins += members[:quotas[pool]]
    return wins


def rank(list_: Any, codes: Any, key: Any, groups: Any = None, quotas: Any = None) -> Any:
    """名次 of a code, or of each of a column, by ticket within its group of the list; 不抽 in group X.

    quotas: only needed in 加权, for the 签数 that it tells.
    """
    lines = _lines(list_, groups)
    said = Terms() if quotas is None or is_blank(quotas) else terms(quotas)
    order = _order(lines, tuple(sorted(said.weights.items())), object_key(single(key, "密钥")))
    places: dict[str, Any] = {line.id: NOT_DRAWN for line in lines if line.group == EXCLUDED}
    places |= {win.id: win.rank for members in order.values() for win in members}
    return each(lambda one: "" if is_title(one) else _place(places, code(one)), ("编码",), codes)


def _place(places: Mapping[str, Any], one: str) -> Any:
    if one not in places:
        raise fail("A30", value=one)
    return places[one]


@lru_cache(maxsize=16)
def _order(lines: ssj1.Lines, weights: tuple[tuple[str, int], ...], key: str) -> Order:
    """Kept, because a formula filled down a column asks for the same order once a row."""
    return ssj1.ranking(ssj1.Lock("", 1, lines, {}, dict(weights)), key)


def _lines(list_: Any, groups: Any) -> ssj1.Lines:
    """The list in canonical order; the title at the head of whole columns is no line.  Raises UserError A21–A25."""
    codes, labels = column(list_, _LIST), column(groups, _GROUPS)
    if labels and len(labels) != len(codes) and len(labels) != 1:
        raise fail("A21", list=len(codes), groups=len(labels))
    if codes and is_title(codes[0]):
        codes, labels = codes[1:], labels[1:]
    if not codes:
        raise fail("A33", name=_LIST)
    if len(labels) <= 1:
        labels = (labels or [ALL]) * len(codes)
    pairs = [(_at(number, raw), _label(label)) for number, (raw, label) in enumerate(zip(codes, labels, strict=True), 1)]
    twice = [one for one, count in Counter(one for one, _ in pairs).items() if count > 1]
    if twice:
        raise fail("A24", value=min(twice))
    return ssj1.sorted_lines(pairs)


def _at(number: int, raw: Any) -> str:
    if is_blank(raw):
        raise fail("A23", line=number)
    return code(raw)


def _label(raw: Any) -> str:
    text = as_text(raw).strip()
    if text in RESERVED - {ONE_POOL}:
        return text
    try:
        return group_label(text)
    except ValueError:
        raise fail("A25", value=text) from None


__all__ = ["EXCLUDED", "MANDATORY", "NOT_DRAWN", "draw", "rank", "ticket"]
