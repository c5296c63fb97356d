"""Single arguments of formulas: codes, keys, whole numbers, ratios and dates, read as the registers read them."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from ssj_xl.domain import ssj1
from ssj_xl.domain.canon import ID, canon_id
from ssj_xl.domain.quotas import basis_points
from ssj_xl.domain.receipts import is_pseudonym
from ssj_xl.tables import records, registers
from ssj_xl.tables.catalogue import CATALOGUE
from ssj_xl.tables.cells import Reading, as_text, halve, is_blank, read_cell
from ssj_xl.tables.problems import Problem, UserError, fail
from ssj_xl.tables.spec import Column, Kind
from ssj_xl.tables.table import fold_title

_HEX = re.compile(r"[0-9a-f]+")
_SEED, _KEY = 64, 32


def code(raw: Any, name: str = "编码") -> str:
    """An object code in canonical form, or a 名单代号 (22 or 40 lower-case hex) as it stands.

    Raises UserError T04, T13, T15, A33.
    """
    if isinstance(raw, str) and (ID.fullmatch(raw) or is_pseudonym(raw)):
        return raw
    text = str(_read(raw, Kind.CODE, name))
    try:
        return canon_id(text)
    except ValueError:
        raise fail("T13", header=name, value=text) from None


def object_key(raw: Any) -> str:
    """K, the key of the tickets: of a record's 种子 S (64 hex), or K itself (32 hex).  Raises UserError A20."""
    text = as_text(raw).strip().lower()
    if not _HEX.fullmatch(text) or len(text) not in (_SEED, _KEY):
        raise fail("A20", value=text)
    return text if len(text) == _KEY else ssj1.digest(f"{ssj1.SPEC}|object|{text}")[:_KEY]


def whole(raw: Any, name: str, *, low: int = 0) -> int:
    """A whole number of at least `low`.  Raises UserError A32, A33."""
    if is_blank(raw):
        raise fail("A33", name=name)
    found = read_cell(raw, Column("number", name, Kind.INT)).value
    if not isinstance(found, int) or isinstance(raw, bool) or found < low:
        raise fail("A32", name=name, value=as_text(raw), low=low)
    return found


def ratio(raw: Any, name: str = "抽查比例") -> Fraction:
    """A ratio of basis points above 0 and up to 1: 3%, 0.03, or 1 for a cell that shows 100%.

    A formula cannot see a cell's format, so that 1 is 100 %; 3 is refused.  Raises UserError T08, T09, A31, A33.
    """
    if is_blank(raw):
        raise fail("A33", name=name)
    found = read_cell(raw, Column("ratio", name, Kind.RATIO), percent=raw == 1)
    _refuse(found, name)
    if not isinstance(found.value, Fraction) or not found.value:
        raise fail("A31", value=as_text(raw))
    try:
        basis_points(found.value)
    except ValueError:
        raise fail("A31", value=as_text(raw)) from None
    return found.value


def day(raw: Any, name: str) -> date:
    """A date, typed as a date or as text.  Raises UserError T05, A33."""
    found = _read(raw, Kind.DATE, name)
    if not isinstance(found, date):
        raise fail("T05", header=name, value=as_text(raw))
    return found


def is_title(raw: Any) -> bool:
    """Whether a cell is the title of a column of codes or groups, as whole columns have one at their head."""
    return isinstance(raw, str) and fold_title(halve(raw)) in _titles()


@cache
def _titles() -> frozenset[str]:
    known = [(registers.OBJECTS, "code"), (registers.OBJECTS, "uscc"), (registers.OBJECTS, "licence"),
             (registers.OBJECTS, "tier"), (registers.OBJECTS, "object_type"), (records.LOCKED, "object"),
             (records.LOCKED, "pid"), (records.LOCKED, "group"), (registers.HOLIDAYS, "day"), (registers.HOLIDAYS, "type")]
    return frozenset(fold_title(title) for spec, key in known for title in spec.by_key[key].accepted)


def _read(raw: Any, kind: Kind, name: str) -> Any:
    if is_blank(raw):
        raise fail("A33", name=name)
    found = read_cell(raw, Column("argument", name, kind))
    _refuse(found, name)
    return found.value


def _refuse(found: Reading, name: str) -> None:
    if found.code and CATALOGUE[found.code].severity == "error":
        raise UserError([Problem(found.code, {"header": name, **dict(found.params)})])
