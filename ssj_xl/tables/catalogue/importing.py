"""I01–I49: lists that come from elsewhere into a register."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry

ENTRIES: dict[str, Entry] = {}
