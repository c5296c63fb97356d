"""Pseudonyms of a private list: SSJ-1 on pseudonyms, so that a public list never links a firm to its tier."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from hashlib import sha256

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
