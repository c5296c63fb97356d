"""What can become of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ssj_xl.domain.importing.incoming import Incoming
from ssj_xl.domain.persons import BUILT_IN, Persons
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.table import Row


class Outcome(Enum):
    """The classes, in the order in which they are shown."""

    ADDED = "新增"
    CHANGED = "变更"
    SAME = "一致"
    DOUBTFUL = "疑似"
    REJECTED = "退回"


ACCEPTABLE = frozenset(("I16", "I22", "I23", "I26", "I28", "I30"))
"""Doubts that a person may overrule; a damaged number or two rows that contradict each other are none of them."""


@dataclass(frozen=True)
class Change:
    """One value that the file has otherwise than the register."""

    key: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Asked:
    """What the user asked for.  key: the only column to match by, '' for the usual ones; accepted: sheet rows of
    doubtful rows to be taken all the same; comparing: rows are compared only, so a new one may lack anything;
    persons: object types that are natural persons."""

    key: str = ""
    accepted: frozenset[int] = frozenset()
    comparing: bool = False
    persons: Persons = BUILT_IN


@dataclass(frozen=True)
class Verdict:
    """A row of the file with its class.

    target: the register's row that it is, or of a doubtful row may be; values: what a new row would be written as;
    reasons: why it is doubtful or rejected; notes: what is to be known though it is neither.
    """

    row: Incoming
    outcome: Outcome
    target: Row | None = None
    changes: tuple[Change, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    reasons: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def line(self) -> int:
        """Its row in the file's sheet."""
        return self.row.line

    @property
    def acceptable(self) -> bool:
        """Whether a person may overrule its doubts."""
        return self.outcome is Outcome.DOUBTFUL and all(reason.code in ACCEPTABLE for reason in self.reasons)
