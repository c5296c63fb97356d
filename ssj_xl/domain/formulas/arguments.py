"""Single arguments of formulas: codes, keys, whole numbers, ratios and dates, read as the registers read them."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import ID, canon_id, is_pseudonym
from ssj_xl.domain.draw.public_value import canon_public, flaw, text_public
from ssj_xl.domain.draw.quotas import basis_points
from ssj_xl.domain.draw.sources import kind_of, value_spellings
from ssj_xl.tables import records, registers
from ssj_xl.tables.catalogue import CATALOGUE
from ssj_xl.tables.cells import Reading, as_text, halve, is_blank, is_error, read_cell, why_no_day
from ssj_xl.tables.headers import fold_title
from ssj_xl.tables.problems import Problem, UserError, fail
from ssj_xl.tables.spec import Column, Kind

_HEX = re.compile(r"[0-9a-f]+")
_SEED, _KEY = 64, 32
_MOST_LOTS = 100
_COUNTED = re.compile(r"([0-9]{1,9}) *[家户个名人]")
_NUMBER = re.compile(r"[0-9]{0,9}\.?[0-9]{1,20}(?:e-?[0-9]{1,2})?")


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


class Seed(NamedTuple):
    """What makes the tickets: `key`, K of a draw that was made (32 hex), or `public`, a canonical public value."""

    key: str = ""
    public: str = ""


def seed(raw: Any) -> Seed:
    """The seed of a draw in one step.

    32 or 64 lower-case hex are K or 种子 of a draw that was made, as is its whole 种子原文; a public value is itself; any
    other text is hashed into one (`text:`).  Raises UserError A33, T15, D12 for what begins as a public value and is none.
    """
    if is_blank(raw):
        raise fail("A33", name="种子")
    text = as_text(raw).replace("\r\n", "\n")
    if is_error(text) or text.strip() in ("inf", "-inf", "nan"):
        raise fail("T15", header="种子", value=text.strip())
    if text.startswith(f"{ssj1.SPEC}\n"):
        return Seed(key=ssj1.keys(ssj1.whole(text)).objects)
    plain = text.strip()
    if _HEX.fullmatch(plain) and len(plain) in (_SEED, _KEY):
        return Seed(key=object_key(plain))
    try:
        return Seed(public=canon_public(text))
    except ValueError:
        kind = kind_of("".join(halve(plain).lower().split()))
        if kind is not None and kind.locks and ":" in halve(plain):
            raise fail("D12", value=plain, flaw=flaw(text), values=value_spellings()) from None
        return Seed(public=text_public(text))


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
        raise fail("T05", header=name, value=as_text(raw), why=why_no_day(raw))
    return found


def lots_of(raw: Any) -> int:
    """签数 of a group, 1 where none is given.  Raises UserError A32, T14."""
    found = 1 if is_blank(raw) else whole(raw, "签数", low=1)
    if found > _MOST_LOTS:
        raise fail("T14", header="签数", value=found, low=1, high=_MOST_LOTS)
    return found


def amount(raw: Any, name: str, *, ones: int | Fraction | None = 1) -> int | Fraction:
    """How many are to be drawn: a count (5, 5家), or a share (3%, 0.03).

    ones: what a bare 1 is, None where nobody can know.  Raises UserError A31, A32, A33, E01, T08, T09.
    """
    if is_blank(raw):
        raise fail("A33", name=name)
    text = halve(as_text(raw)).strip()
    counted = _COUNTED.fullmatch(text)
    if counted:
        return int(counted[1])
    if isinstance(raw, bool) or not _NUMBER.fullmatch(text):
        return ratio(raw, name) if "%" in text else whole(raw, name)
    number = Fraction(text)
    if number == 1 and ones is None:
        raise fail("E01", name=name)
    if number == 1 and ones is not None:
        return ones
    return ratio(raw, name) if number < 1 and (number or isinstance(ones, Fraction)) else whole(raw, name)


def is_share(raw: Any) -> bool:
    """Whether a cell can only be a share: a percentage, or between 0 and 1."""
    text = halve(as_text(raw)).strip()
    return "%" in text or bool(_NUMBER.fullmatch(text) and not isinstance(raw, bool) and 0 < Fraction(text) < 1)


def is_code(raw: str) -> bool:
    """Whether a text is an object code, however it is typed, or a 名单代号."""
    try:
        return is_pseudonym(raw) or bool(canon_id(raw))
    except ValueError:
        return False


def is_title(raw: Any) -> bool:
    """Whether a cell is the title of a column of codes or groups, as whole columns have one at their head."""
    return isinstance(raw, str) and fold_title(halve(raw)) in _titles()


def is_name_title(raw: Any) -> bool:
    """Whether a cell is the title of a column of names."""
    return isinstance(raw, str) and fold_title(halve(raw)) in _name_titles()


@cache
def _name_titles() -> frozenset[str]:
    return frozenset(fold_title(title) for title in registers.OBJECTS.by_key["name"].accepted)


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
