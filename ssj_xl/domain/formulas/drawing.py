"""SSJ_TICKET, SSJ_RANK, SSJ_DRAW: the draw of a logged record again, from list, quotas and key (SSJ-1 §8); and 试抽.

A trial (试抽) draws any list, any terms and any seed by SSJ-1 in one step; the formula and the library are doors to it.
Nothing was locked before, so that a seed can be tried until it pleases: such a draw is deterministic and everybody can
compute it again, and proves nothing.  Its record says so (`state` 试抽), and `verify` answers it with 无从核验.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import EXCLUDED, ONE_POOL
from ssj_xl.domain.formulas.arguments import Seed, code, is_title, lots_of, object_key, seed, whole
from ssj_xl.domain.formulas.listing import Listing, listing
from ssj_xl.domain.formulas.numbers import each, single
from ssj_xl.domain.formulas.terms import Terms, agree, terms
from ssj_xl.domain.verifying.shape import TRIAL
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


_Pairs = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Trial:
    """One trial.  lock: what a lock would have fixed; seed: the key of a draw, or a public value."""

    lock: ssj1.Lock
    seed: Seed

    @cached_property
    def seed_text(self) -> str:
        """The text that is hashed; '' where a key was given, of which nobody knows the text."""
        return ssj1.seed_text(self.lock, self.seed.public) if self.seed.public else ""

    @cached_property
    def keys(self) -> ssj1.Keys:
        """S, K and Km; S and Km are '' where only the key K was given."""
        return ssj1.keys(self.seed_text) if self.seed_text else ssj1.Keys("", self.seed.key, "")

    @cached_property
    def order(self) -> dict[str, list[ssj1.Win]]:
        """The whole order in every pool, winners first."""
        return ssj1.ranking(self.lock, self.keys.objects)

    @property
    def wins(self) -> list[ssj1.Win]:
        """The drawn objects, pools in order."""
        return [win for pool, order in self.order.items() for win in order[: self.lock.quotas[pool]]]

    def record(self) -> dict[str, Any]:
        """The record in the keys of SSJ-1 (§11).  Raises E08 where only a key was given."""
        if not self.seed_text:
            raise fail("E08")
        lock, wins = self.lock, self.wins
        return {
            "spec": ssj1.SPEC, "draw": lock.draw, "attempt": lock.attempt, "mode": lock.mode, "state": TRIAL,
            "root": lock.root, "count": len(lock.lines), "counts": dict(sorted(lock.lines.sizes().items())),
            "quotas": dict(sorted(lock.quotas.items())), "weights": dict(sorted(lock.weights.items())),
            "list": list(lock.lines.texts), "public": self.seed.public, "seed_text": self.seed_text, "S": self.keys.seed,
            "K": self.keys.objects, "Km": self.keys.matching, "result": [win.text for win in wins],
            "result_digest": ssj1.result_digest(wins),
        }


def trial(lines: ssj1.Lines, terms: Terms, seed: Seed) -> Trial:
    """The draw of a list.  Raises UserError A27 for a group without a quota, A37 for one number and several groups."""
    sizes = lines.sizes()
    weights = {group: lots for group, lots in sorted(terms.weights.items()) if group in sizes}
    room: dict[str, int] = {}
    for group, size in sizes.items():
        pool = ONE_POOL if group in weights else group
        room[pool] = room.get(pool, 0) + size
    wanted = terms.quotas_of(sizes)
    for pool in sorted(room.keys() - wanted.keys()):
        raise fail("A27", group="、".join(weights) if pool == ONE_POOL else pool)
    quotas = {pool: min(wanted[pool], size) for pool, size in sorted(room.items())}
    return _computed(lines, tuple(quotas.items()), tuple(weights.items()), seed)


@lru_cache(maxsize=16)
def _computed(lines: ssj1.Lines, quotas: _Pairs, weights: _Pairs, seed: Seed) -> Trial:
    """Kept, because a formula filled down a column asks for the same draw once a row."""
    return Trial(ssj1.Lock(TRIAL, 1, lines, dict(quotas), dict(weights)), seed)
