"""试抽: any list, any terms and any seed drawn by SSJ-1, in one step.  The formula and the library are doors to this.

Nothing was locked before, so that a seed can be tried until it pleases: such a draw is deterministic and everybody can
compute it again, and proves nothing.  Its record says so (`state` 试抽), and `verify` answers it with 无从核验.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import ONE_POOL
from ssj_xl.domain.formulas.arguments import Seed
from ssj_xl.domain.formulas.terms import Terms
from ssj_xl.domain.verifying.shape import TRIAL
from ssj_xl.tables.problems import fail

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
