"""Every problem the product can report, by code: the one place with the wording users see.

Letters: F files, T tables and cells, R registers and 三无, L log, D draw, M matching, P papers and form,
K consolidation, U use of commands, V verification, W deadlines, Q quarter and year, S provincial platform,
I lists from elsewhere, J joint draws, G draws over registers
that no sheet holds, A add-in and this computer, E library and the formula of a draw.
"""

from __future__ import annotations

from ssj_xl.tables.catalogue import draw, files, joint, library, papers, registers
from ssj_xl.tables.catalogue.entry import Entry, Severity

CATALOGUE: dict[str, Entry] = {}
for _part in (files, registers, draw, joint, papers, library):
    _twice = CATALOGUE.keys() & _part.ENTRIES.keys()
    if _twice:
        raise ValueError(f"problem codes declared twice: {sorted(_twice)}")
    CATALOGUE.update(_part.ENTRIES)

__all__ = ["CATALOGUE", "Entry", "Severity"]
