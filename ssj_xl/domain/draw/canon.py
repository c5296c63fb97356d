"""Canonical object ids and group labels of SSJ-1, and the pseudonyms of a private list: the same bytes on every machine.

Full-width ASCII forms are folded to half-width; every other compatibility character is refused,
so that ② or ſ never turns into a digit or a letter.  Names never enter a ticket; where a list has nothing
but names, each name's digest is its id.  A public list of pseudonyms and dealt labels never links a firm to its tier.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import sha256

from ssj_xl.tables.problems import UserError, problem

ID = re.compile(r"[0-9A-Z._-]{1,40}")
EXCLUDED, MANDATORY, ONE_POOL = "X", "M", "*"
RESERVED = frozenset((EXCLUDED, MANDATORY, ONE_POOL))

# Written out, because languages differ in what they count as white space (SSJ-1 §1).
SPACE = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
CONTROL = "\x00-\x1f\x7f-\x9f"
_LABEL = re.compile(f"(?![{SPACE}])[^=|{CONTROL}]{{1,20}}(?<![{SPACE}])")
_SPACES, _BLANKS = re.compile(f"[{SPACE}]+"), re.compile(f"[{SPACE}{CONTROL}]+")
NAME_ID = re.compile("N-[0-9A-F]{32}")


def canon_id(text: str) -> str:
    """The canonical id of an object code.  Raises ValueError for a character outside 0-9 A-Z . _ - .

    >>> canon_id(" ９１１３０１０cwfk2d13314 ")
    '9113010CWFK2D13314'
    """
    if ID.fullmatch(text):
        return text
    folded = "".join(chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in text).strip()
    if not folded.isascii() or not ID.fullmatch(folded.upper()):
        raise ValueError(text)
    return folded.upper()


def group_label(text: str) -> str:
    """A group label in canonical form: NFC, stripped, 1–20 characters, no = | TAB LF, not X, M or *.

    Raises ValueError otherwise.
    """
    label = unicodedata.normalize("NFC", text).strip()
    bad = any(c in "=|" or unicodedata.category(c).startswith("C") for c in label)
    if bad or not 1 <= len(label) <= 20 or label in RESERVED:
        raise ValueError(text)
    return label


def is_label(text: str) -> bool:
    """Whether a text may be a group label in a locked list, which is taken as it stands."""
    return bool(_LABEL.fullmatch(text))


def canon_name(text: str) -> str:
    """A name as a lock binds it and papers show it: NFC, each run of white space or control characters one blank."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def name_id(name: str) -> str:
    """The id of an object that has nothing but a name: `N-` and 32 upper-case hex.

    >>> name_id(" 河畔 律师事务所") == name_id("河畔律师事务所")
    True
    """
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", name))
    return "N-" + sha256(plain.encode()).hexdigest()[:32].upper()


def name_ids(names: Sequence[str]) -> list[str]:
    """The ids of a list of names.  Raises UserError (D50) for every name that stands twice, with its rows from 1."""
    ids = [name_id(name) for name in names]
    rows: dict[str, list[int]] = {}
    for number, id_ in enumerate(ids, 1):
        rows.setdefault(id_, []).append(number)
    twice = [numbers for numbers in rows.values() if len(numbers) > 1]
    if twice:
        raise UserError([problem("D50", name=canon_name(names[numbers[0] - 1]), rows="、".join(map(str, numbers)))
                         for numbers in twice])
    return ids


FORMS = {1: re.compile("[0-9a-f]{22}"), 2: re.compile("[0-9a-f]{40}")}
"""What a pseudonym of each scheme looks like."""


def is_pseudonym(text: str) -> bool:
    """Whether a text may be a pseudonym of any scheme."""
    return any(form.fullmatch(text) for form in FORMS.values())


def _mac(secret: str, text: str) -> str:
    return hmac.new(bytes.fromhex(secret), text.encode(), sha256).hexdigest()


def pid(secret: str, id_: str) -> str:
    """The pseudonym of an object id under a list secret (64 hex), scheme 1."""
    return _mac(secret, id_)[:22]


def object_key(secret: str, id_: str) -> str:
    """k of an object id (64 hex), scheme 2: with it the object computes its own pseudonym, and no other."""
    return _mac(secret, f"SSJ-1|k|{id_}")


def bound_pid(key: str, id_: str, identity: str) -> str:
    """The pseudonym of an object with key k, scheme 2.  identity: USCC, else 执业证号, else ''."""
    return sha256(f"SSJ-1|pid|{key}|{id_}|{identity}".encode()).hexdigest()[:40]


def dealt_labels(secret: str, groups: Iterable[str]) -> dict[str, str]:
    """Real group → public label 组n, in the order of HMAC(secret, "tier|" + group)."""
    order = sorted(set(groups), key=lambda group: _mac(secret, f"tier|{group}"))
    return {group: f"组{number}" for number, group in enumerate(order, 1)}
