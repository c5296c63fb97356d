"""How far tasks are carried out, in visits; where a whole plan stands is said by `domain.plans`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class Carried:
    """What tasks have come to: visits drawn, checked, published, and those still open."""

    drawn: int = 0
    checked: int = 0
    published: int = 0
    to_check: int = 0
    to_publish: int = 0

    @property
    def over(self) -> bool:
        """Whether something was drawn, and everything drawn is checked and published."""
        return self.drawn > 0 and not self.to_check and not self.to_publish


def together(parts: Iterable[Carried]) -> Carried:
    """What several tasks have come to: a visit is of one task, so everything adds up."""
    return Carried(*(sum(values) for values in zip(*map(astuple, (Carried(), *parts)), strict=True)))
