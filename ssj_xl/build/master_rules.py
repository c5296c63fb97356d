"""Defined names of drop-down lists, and conditional formats, of the master workbook; what cells say and take is `tables.inputs`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ssj_xl.build.master_styles import AMBER, AMBER_PALE, RED, RED_PALE, Styles
from ssj_xl.domain.counts import Hint
from ssj_xl.tables.grid import column_letters
from ssj_xl.tables.inputs import NAMED, OFFERED, list_name
from ssj_xl.tables.records import BY_NAME, REGISTERS
from ssj_xl.tables.registers import CODES, ITEMS, TIERS
from ssj_xl.tables.spec import TableSpec

_LISTED_ROWS = 5000


def list_names() -> dict[str, str]:
    """Defined names of all drop-downs with their formulas."""
    names = {list_name(category): _category_rows(category) for category in _categories()}
    names |= {list_name(table): _first_rows(table, BY_NAME[table].unique[0]) for table in OFFERED}
    named = column_letters(len(ITEMS.columns) + 1)
    return names | {list_name(TIERS.name): _first_rows(TIERS.name, "tier"), list_name(NAMED): _first_rows(ITEMS.name, "code", shown=named)}


def _categories() -> list[str]:
    found = (column.choices for spec in REGISTERS for column in spec.columns)
    return list(dict.fromkeys(choices for choices in found if isinstance(choices, str)))


def _letters(spec: TableSpec, key: str) -> str:
    return column_letters([column.key for column in spec.columns].index(key) + 1)


def _category_rows(category: str) -> str:
    """OFFSET, because Excel, WPS and LibreOffice all take it as the source of a list."""
    kind, name = _letters(CODES, "category"), _letters(CODES, "name")
    column = f"{CODES.name}!${kind}$2:${kind}${_LISTED_ROWS}"
    return (f'=OFFSET({CODES.name}!${name}$1,MATCH("{category}",{column},0),0,'
            f'MAX(1,COUNTIF({column},"{category}")),1)')


def _first_rows(table: str, key: str, *, shown: str = "") -> str:
    """As many rows as a column has filled, of that column or another.  shown: letters of the other."""
    letters = _letters(BY_NAME[table], key)
    column = f"{table}!${letters}$2:${letters}${_LISTED_ROWS}"
    return f"=OFFSET({table}!${shown or letters}$2,0,0,MAX(1,COUNTA({column})),1)"


def colourings(hint: Hint, styles: Styles) -> Iterator[dict[str, Any]]:
    """Conditional formats of a computed column: they colour the words that already say what is wrong."""
    for words, style in ((hint.red, styles.get(font_color=RED, bg_color=RED_PALE)),
                         (hint.amber, styles.get(font_color=AMBER, bg_color=AMBER_PALE))):
        yield from ({"type": "text", "criteria": "containing", "value": word, "format": style} for word in words)
