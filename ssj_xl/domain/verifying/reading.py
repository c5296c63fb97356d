"""JSON in the specification's strict reading."""

from __future__ import annotations

import json
import re
from typing import Any

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,59}")


def read_json(text: str) -> Any:
    """The value of a text.  Raises ValueError, or RecursionError for one that is nested beyond all reason."""
    found = json.loads(text, object_pairs_hook=_once, parse_int=_integer, parse_float=_refuse, parse_constant=_refuse)
    json.dumps(found, ensure_ascii=False).encode()  # half characters cannot be hashed
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _refuse(text: str) -> Any:
    raise ValueError(text)
