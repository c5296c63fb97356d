"""多方承诺: a party makes its secret number, hands in the commitment, and keeps the number sealed until the draw."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ssj_xl.domain.canon import canon_id
from ssj_xl.domain.ceremony import commitment, parse_pair, party_name
from ssj_xl.domain.ssj1 import SPEC
from ssj_xl.tables.problems import Place, Problem, block, fail, problem
from ssj_xl.workflows.desk import Desk

_LIMIT = 10_000  # bytes of a sealed file, which has a few hundred


def seal(task: str, party: str, desk: Desk) -> dict[str, Any]:
    """A party's sealed number for a draw: the JSON for the depositary, with its commitment.  Raises V01, D10."""
    try:
        name = party_name(party)
    except ValueError:
        raise fail("V01", party=party) from None
    try:
        draw = canon_id(task)
    except ValueError:
        raise fail("D10", value=task) from None
    nonce = desk.token()
    return {"sealed": SPEC, "draw": draw, "party": name, "nonce": nonce, "commitment": commitment(draw, name, nonce),
            "made_at": desk.stamp}


def handed_in(texts: Iterable[str], key: str, task: str) -> dict[str, str]:
    """Party → value from `party=hex` texts or names of sealed files.  key: `commitment` or `nonce`.

    A sealed file of another task is refused.  Raises V10, V11 with everything that cannot be read.
    """
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for text in texts:
        try:
            party, value = _sealed(Path(text), key, task) if _is_file(text) else parse_pair(text)
        except ValueError:
            problems.append(problem("V11", Place(text if _is_file(text) else ""), value=text))
            continue
        if party in found:
            problems.append(problem("V10", party=party))
        found[party] = value
    block(problems)
    return found


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def _sealed(path: Path, key: str, task: str) -> tuple[str, str]:
    if path.stat().st_size > _LIMIT:
        raise ValueError(str(path))
    value = json.loads(path.read_bytes())
    if not isinstance(value, dict) or value.get("sealed") != SPEC or value.get("draw") != task.strip().upper():
        raise ValueError(str(path))
    return parse_pair(f"{value.get('party')}={value.get(key)}")
