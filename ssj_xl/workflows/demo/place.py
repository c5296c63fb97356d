"""演示: a unit of the example with its folder, and its desk at a time of the story."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ssj_xl.build import example
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import working
from ssj_xl.workflows.desk.desk import Desk


class Workplace(NamedTuple):
    """One unit of the example, its folder and its master workbook."""

    unit: example.Unit
    folder: Path

    @property
    def book(self) -> Path:
        """The master workbook."""
        return self.folder / f"主台账-{self.unit.title}.xlsx"


def desk_of(place: Workplace, stamp: str) -> Desk:
    """The desk at a time of the story.  Its secrets are derived, so that the demonstration is the same everywhere."""
    operator = str(place.unit.settings.get("contact") or "演示")
    return Desk(datetime.fromisoformat(stamp), operator, lambda: sha256(f"演示|{place.unit.code}|{stamp}".encode()).hexdigest())


@contextmanager
def act(place: Workplace, desk: Desk, reason: str) -> Iterator[Book]:
    """The unit's workbook for one act; reason: of its snapshot."""
    with working(place.book, reason=reason, now=desk.now) as gateway:
        yield Book(gateway)
