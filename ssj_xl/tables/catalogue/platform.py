"""S01–S49: the round trip with the provincial platform."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry

ENTRIES: dict[str, Entry] = {}
