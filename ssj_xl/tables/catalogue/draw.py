"""Problem codes: draw."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry

ENTRIES: dict[str, Entry] = {}
