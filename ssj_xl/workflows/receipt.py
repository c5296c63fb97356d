"""名录回执: what one object is handed, to check its own line of the locked list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ssj_xl.domain.canon import canon_id
from ssj_xl.domain.platform.evidence import is_platform_draw
from ssj_xl.domain.pseudonyms import object_key
from ssj_xl.domain.receipts import make_receipt
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import Place, Problem, fail, problem
from ssj_xl.tables.settings import NEVER, SETTING_BY_KEY, WITH_NOTICE
from ssj_xl.tables.settings import SHEET as PARAMETERS
from ssj_xl.tables.table import Row
from ssj_xl.workflows import archive
from ssj_xl.workflows.evidence import Attempt
from ssj_xl.workflows.integrity import held_attempt
from ssj_xl.workflows.notice import attempt_row
from ssj_xl.workflows.office import Office, open_office


class Receipt(NamedTuple):
    """The receipt as plain values, and the object's name."""

    receipt: dict[str, Any]
    name: str


def receipt(book: Book, task: str, object_: str, *, attempt: int = 0) -> Receipt:
    """The receipt of an object in an attempt (0: the last one).

    Raises V13, V14, D17–D19, D38, and P65 where the bureau gives no receipts.
    """
    office = open_office(book)
    if office.settings.receipts == NEVER:
        raise fail("P65", Place(book.path, PARAMETERS, SETTING_BY_KEY["receipts"].column.header))
    row = attempt_row(office, task, attempt)
    held, code = held_attempt(office, row), object_.strip().upper()
    if code not in held.pid_of:
        raise fail("V14", office.table(records.LOCKED).grid.place(-1), object=object_, task=row["task"],
                   attempt=row["attempt"])
    return _made(office, held, code)


def receipts_with_notice(office: Office, row: Row, codes: Iterable[str]) -> tuple[list[Receipt], list[Problem]]:
    """The receipts that go out with the notices of a visit, if the bureau does so; P66 and none where groups tell tiers.

    Raises D17–D19, D38.
    """
    if office.settings.receipts != WITH_NOTICE or is_platform_draw(row):
        return [], []
    held = held_attempt(office, row)
    if held.tells_tiers:
        return [], [problem("P66", task=row["task"])]
    return [_made(office, held, code) for code in codes if code in held.pid_of], []


def _made(office: Office, held: Attempt, code: str) -> Receipt:
    keys = held.keys if held.row["seed_text"] else None
    known = office.table(registers.OBJECTS).by("code").get(code)
    made = make_receipt(held.lock, held.pid_of[code], locked_at=held.row["locked_at"], keys=keys,
                        owner=_owner(office.book, held, code))
    return Receipt(made, known["name"] if known else code)


def _owner(book: Book, held: Attempt, code: str) -> dict[str, str]:
    """What binds a pseudonym of scheme 2 to its object; nothing for other lists, or where the list secret is lost."""
    secret = archive.find_secret(book, held.row, held.locked)
    if held.rule.pseudonyms == 1 or not secret:
        return {}
    id_ = canon_id(code)
    identity = next(row["identity"] for row in held.locked if row["object"] == code)
    return {"id": id_, "identity": identity, "k": object_key(secret, id_)}
