"""执业机构 of a list of persons: public lists name it, the register has its code (执业机构编码)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import NamedTuple

from ssj_xl.domain.persons import Persons
from ssj_xl.gateways.foreign import Foreign
from ssj_xl.tables.cells import fold_name, is_blank
from ssj_xl.tables.headers import fold_title
from ssj_xl.tables.likeness import fold_word
from ssj_xl.tables.normalising import locate_columns
from ssj_xl.tables.registers import OBJECTS
from ssj_xl.tables.table import Table
from ssj_xl.workflows.importing.asked import Wishes

TITLES = ("执业机构", "执业机构名称", "所在机构", "所在机构名称", "所在律所", "所在律师事务所", "所属机构", "执业单位")
"""What public lists of persons call the column."""
_NEAR, _ALIKE = 5, 0.5


class Unplaced(NamedTuple):
    """A name that is none of the register's institutions, or several of them.

    cells: how many have it; near: code and name of those that it may be, the likeliest first.
    """

    cells: int
    near: tuple[tuple[str, str], ...]


def place_employers(read: Callable[[Mapping[str, str]], Foreign], register: Table, persons: Persons, wished: Wishes) -> tuple[Foreign, dict[str, str], dict[str, Unplaced]]:
    """The list with its column of institutions read, their names as words for codes, and the names that stay open.

    read: reads the list with these titles (outside → own) besides those that were told.  A name that one institution of
    the register has is that one; any other is left blank until somebody says which it is.
    """
    foreign = read({})
    if wished.spec is not OBJECTS:
        return foreign, {}, {}
    known = {fold_title(title) for title in TITLES}
    named = [one.title for one in foreign.unknown if fold_title(one.title) in known and one.title not in wished.renamed]
    columns, _ = locate_columns(foreign.grid, OBJECTS)
    if "employer" not in columns and len(named) == 1:
        foreign = read({named[0]: OBJECTS.header("employer")})
        columns, _ = locate_columns(foreign.grid, OBJECTS)
    if "employer" not in columns:
        return foreign, {}, {}
    cells = Counter(cell for row in foreign.grid.rows if isinstance(cell := row[columns["employer"]], str) and not is_blank(cell) and not cell.isascii())
    return foreign, *_placed(cells, _bodies(register, persons), wished)


def _bodies(register: Table, persons: Persons) -> dict[str, list[tuple[str, str]]]:
    bodies: dict[str, list[tuple[str, str]]] = {}
    for row in register:
        if row["object_type"] not in persons:
            bodies.setdefault(fold_name(row["name"]), []).append((row["code"], row["name"]))
    return bodies


def _placed(cells: Mapping[str, int], bodies: Mapping[str, list[tuple[str, str]]], wished: Wishes) -> tuple[dict[str, str], dict[str, Unplaced]]:
    words, unplaced = dict[str, str](), dict[str, Unplaced]()
    told = wished.words.get("employer", {})
    for cell, count in cells.items():
        folded = fold_name(cell)
        same = bodies.get(folded, [])
        if len(same) == 1:
            words[cell] = same[0][0]
        elif fold_word(cell) in told:
            words[cell] = told[fold_word(cell)]
        else:
            words[cell] = ""
            alike = [one for name in get_close_matches(folded, bodies, _NEAR, _ALIKE) for one in bodies[name]]
            unplaced[cell] = Unplaced(count, tuple(same or alike[:_NEAR]))
    return words, unplaced


def with_words(wished: Wishes, words: Mapping[str, str]) -> Wishes:
    """The wishes with the words for institutions, which nobody needs to remember."""
    return replace(wished, words={**wished.words, "employer": {fold_word(name): code for name, code in words.items()}}) if words else wished
