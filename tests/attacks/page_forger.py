"""A forger who has the program: makes a page anew from the record that he changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from ssj_xl.domain.record import bound
from ssj_xl.papers.page import build, records_of
from tests.attacks.attack_cases import Record


def forge_page(path: Path, change: Callable[[Record], object]) -> None:
    """Change the last record of a page, with its digests and everything that is shown."""
    records = records_of(path.read_bytes())
    change(records[-1])
    records[-1] = bound(records[-1])
    path.write_bytes(build(records, (), unit="", title="", made_on=date(2026, 3, 20)))
