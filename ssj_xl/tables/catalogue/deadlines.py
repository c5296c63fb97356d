"""W01–W39: due dates and deadlines of the year."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry

ENTRIES: dict[str, Entry] = {}
