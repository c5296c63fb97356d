"""What a lock would fix: a task with its scheme, as 预览 shows it and 锁定 writes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssj_xl.domain.account.ledger import Ledger
from ssj_xl.domain.draw.canon import EXCLUDED, MANDATORY
from ssj_xl.domain.draw.chances import Chances, chances
from ssj_xl.domain.draw.inference import NOTHING, Inference
from ssj_xl.domain.draw.tiers import Grouping
from ssj_xl.domain.period import History
from ssj_xl.domain.pool import Pool
from ssj_xl.domain.scheme import Scheme
from ssj_xl.tables.problems import Problem

if TYPE_CHECKING:
    from ssj_xl.tables.rows import TaskRow


@dataclass(frozen=True)
class Planned:
    """A task with its scheme, what is doubtful about it (warnings), and what an outsider could infer of tiers.

    task: with the 抽取方式 that holds; use: of 比例与等级; refused: what forbids the lock, though the preview shows the
    scheme all the same.
    """

    task: TaskRow
    scheme: Scheme
    pool: Pool
    grouping: Grouping
    past: History
    ledger: Ledger
    warnings: tuple[Problem, ...]
    inference: Inference = NOTHING
    refused: tuple[Problem, ...] = ()
    use: str = ""

    @property
    def sizes(self) -> dict[str, int]:
        """How many objects take part in the draw, by group."""
        return {label: size for label, size in self.pool.sizes().items() if label in self.pool.groups}

    @property
    def drawn(self) -> int:
        """How many objects are drawn of those that take part."""
        return sum(size for label, size in self.scheme.lock.quotas.items() if label not in (EXCLUDED, MANDATORY))

    @property
    def chances(self) -> Chances:
        """The chance of one object, by the group's label in the list."""
        return chances(self.scheme.rule, {self.scheme.labels[label]: size for label, size in self.sizes.items()})
