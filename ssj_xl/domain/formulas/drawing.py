"""SSJ_TICKET, SSJ_RANK, SSJ_DRAW: the draw of a logged record again, from list, quotas and key (SSJ-1 §8)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import EXCLUDED
from ssj_xl.domain.formulas.arguments import code, is_title, lots_of, object_key, seed, whole
from ssj_xl.domain.formulas.listing import Listing, listing
from ssj_xl.domain.formulas.numbers import each, single
from ssj_xl.domain.formulas.terms import Terms, agree, terms
from ssj_xl.domain.formulas.trial import trial
from ssj_xl.tables.cells import is_blank
from ssj_xl.tables.problems import fail

NOT_DRAWN = "不抽"

Order = dict[str, list[ssj1.Win]]


def ticket(codes: Any, key: Any, lots: Any = None) -> Any:
    """签号 of a code, or of each of a column.  key: 种子 or K; lots: 签数 of its group in 加权, 1 otherwise."""
    mine = object_key(single(key, "密钥"))
    return each(lambda one, number: ssj1.ticket(mine, code(one), lots_of(number)), ("编码", "签数"), codes, lots)


def draw(list_: Any, groups: Any, quotas: Any, key: Any, nth: Any = None) -> Any:
    """The winners: rows of 编码 (or name), 组别, 名次, 签号, pools in order; with nth the code of the nth one, '' beyond the last.

    list_, groups: columns of the same length (groups may be blank: one group); quotas: see `terms`; key: 种子 or K of a
    draw that was made, or any seed (`arguments.seed`), then the list may hold names.
    """
    mine = seed(single(key, "种子"))
    found = listing(list_, groups, names=None if mine.public else False)
    said = terms(quotas, ones=None if mine.public else 1)
    if mine.key:
        agree(said, found.lines, mine.key)
    wins = trial(found.lines, said, mine).wins
    if nth is None or (not isinstance(nth, list | tuple) and is_blank(nth)):
        return [[found.shown(win.id), win.group, win.rank, win.ticket] for win in wins] or ""
    return each(lambda number: _nth(found, wins, whole(number, "第几个", low=1)), ("第几个",), nth)


def _nth(found: Listing, wins: list[ssj1.Win], number: int) -> str:
    return found.shown(wins[number - 1].id) if number <= len(wins) else ""


def rank(list_: Any, codes: Any, key: Any, groups: Any = None, quotas: Any = None) -> Any:
    """名次 of a code, or of each of a column, by ticket within its group of the list; 不抽 in group X.

    quotas: only needed in 加权, for the 签数 that it tells.
    """
    lines = listing(list_, groups).lines
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
