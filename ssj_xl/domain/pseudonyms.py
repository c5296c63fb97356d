"""Private tiers: SSJ-1 on pseudonyms, so that a public list never links a firm to its tier.

pid = first 22 hex of HMAC-SHA256(list secret, object id); 22 characters keep a ticket within one
SHA-256 block.  Group labels 组1, 组2 … are dealt in an order taken from the secret.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from hashlib import sha256


def _mac(secret: str, text: str) -> str:
    return hmac.new(bytes.fromhex(secret), text.encode(), sha256).hexdigest()


def pid(secret: str, id_: str) -> str:
    """The pseudonym of an object id under a list secret (64 hex)."""
    return _mac(secret, id_)[:22]


def dealt_labels(secret: str, groups: Iterable[str]) -> dict[str, str]:
    """Real group → public label 组n, in the order of HMAC(secret, "tier|" + group)."""
    order = sorted(set(groups), key=lambda group: _mac(secret, f"tier|{group}"))
    return {group: f"组{number}" for number, group in enumerate(order, 1)}
