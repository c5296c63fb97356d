"""A01–A79: the Excel add-in, the live workbook, the formulas, and this computer."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry

ENTRIES: dict[str, Entry] = {}
