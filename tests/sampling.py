"""Long enumerations: a share of their cases in every run, the same everywhere; all of them with `run.py test --whole`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

Case = TypeVar("Case")

IS_WHOLE = False
"""Whether every case is wanted (set by tests/conftest.py)."""


def sample(cases: Iterable[Case], every: int, first: int = 0) -> list[Case]:
    """Each `every`-th case from `first` on, counted around; all of them in a whole run."""
    found = list(cases)
    return found if IS_WHOLE else found[first % every :: every] or found[:1]
