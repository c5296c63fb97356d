"""Titles by which columns are known besides their own: table → header → titles, as data (`data/titles.json`).

They are those of lists that divisions, platforms and public registers really have.  To know another one, write it there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pkgutil import get_data
from typing import Any

from ssj_xl.tables.spec import Column, Register

TITLES: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(get_data("ssj_xl", "data/titles.json") or b"{}")


def register(name: str, columns: tuple[Column, ...], **more: Any) -> Register[Any]:
    """A register whose columns know the titles of the data file.  more: what else `TableSpec` takes."""
    known = TITLES.get(name, {})
    return Register(name, tuple(replace(column, aliases=(*column.aliases, *known.get(column.header, ()))) for column in columns), **more)
