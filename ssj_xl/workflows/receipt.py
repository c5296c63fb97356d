"""名录回执: what one object is handed, to check its own line of the locked list."""

from __future__ import annotations

from typing import Any, NamedTuple

from ssj_xl.domain.canon import canon_id
from ssj_xl.domain.pseudonyms import object_key
from ssj_xl.domain.receipts import make_receipt
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import fail
from ssj_xl.workflows import archive
from ssj_xl.workflows.evidence import Attempt
from ssj_xl.workflows.integrity import held_attempt
from ssj_xl.workflows.notice import attempt_row
from ssj_xl.workflows.office import open_office


class Receipt(NamedTuple):
    """The receipt as plain values, and the object's name."""

    receipt: dict[str, Any]
    name: str


def receipt(book: Book, task: str, object_: str, *, attempt: int = 0) -> Receipt:
    """The receipt of an object in an attempt (0: the last one).  Raises V13, V14, and D17–D19, D38."""
    office = open_office(book)
    row = attempt_row(office, task, attempt)
    held = held_attempt(office, row)
    code = object_.strip().upper()
    if code not in held.pid_of:
        raise fail("V14", office.table(records.LOCKED).grid.place(-1), object=object_, task=row["task"],
                   attempt=row["attempt"])
    keys = held.keys if held.row["seed_text"] else None
    known = office.table(registers.OBJECTS).by("code").get(code)
    name = known["name"] if known else code
    made = make_receipt(held.lock, held.pid_of[code], locked_at=row["locked_at"], keys=keys, owner=_owner(book, held, code))
    return Receipt(made, name)


def _owner(book: Book, held: Attempt, code: str) -> dict[str, str]:
    """What binds a pseudonym of scheme 2 to its object; nothing for other lists, or where the list secret is lost."""
    secret = archive.find_secret(book, held.row, held.locked)
    if held.rule.pseudonyms == 1 or not secret:
        return {}
    id_ = canon_id(code)
    identity = next(row["identity"] for row in held.locked if row["object"] == code)
    return {"id": id_, "identity": identity, "k": object_key(secret, id_)}
