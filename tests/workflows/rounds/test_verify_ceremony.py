"""The full ceremony as an act: locked with commitments, drawn only when every party opens, never with old rounds."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from ssj_xl.domain.draw import ceremony
from ssj_xl.tables import records
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.notice import handed_in, seal
from ssj_xl.workflows.rounds.substitute import void
from tests.bureau import OPEN_TASK, PUBLIC, SOURCE, Bureau, cells, desk, refused, rows
from tests.verify_cases import NONCES, promised


def test_every_party_opens_and_the_numbers_stand_in_the_seed() -> None:
    book = Bureau().book()
    lock(book, OPEN_TASK, SOURCE, desk(9), commitments=promised(OPEN_TASK))
    done = draw(book, OPEN_TASK, PUBLIC, desk(10, 4), nonces=NONCES)

    assert f"nonce.公证处={NONCES['公证处']}\nnonce.纪检组={NONCES['纪检组']}\npublic=" in done.row["seed_text"]
    assert ceremony.read_pairs(rows(book, records.DRAWS)[0]["nonces"]) == NONCES


@pytest.mark.parametrize(("nonces", "code"), [
    ({}, "V05"), ({"公证处": NONCES["公证处"]}, "V05"), ({**NONCES, "纪检组": "0" * 64}, "V06"),
    ({**NONCES, "后来者": "0" * 64}, "V07"),
])
def test_without_every_right_number_nothing_is_drawn(nonces: dict[str, str], code: str) -> None:
    book = Bureau().book()
    lock(book, OPEN_TASK, SOURCE, desk(9), commitments=promised(OPEN_TASK))
    before = cells(book)
    with refused(code) as caught:
        draw(book, OPEN_TASK, PUBLIC, desk(10, 4), nonces=nonces)
    assert caught.value.problems[0].place.cell or not book.path
    assert cells(book) == before


def test_an_attempt_whose_party_does_not_open_is_voided_and_its_commitments_are_spent() -> None:
    book = Bureau().book()
    lock(book, OPEN_TASK, SOURCE, desk(9), commitments=promised(OPEN_TASK))
    void(book, OPEN_TASK, "纪检组的随机原件遗失", desk(10, 4))
    with refused("V04"):
        lock(book, OPEN_TASK, "ssq:2026025", desk(11, 4), commitments=promised(OPEN_TASK))

    fresh = {party: ceremony.commitment(OPEN_TASK, party, "9" * 64) for party in NONCES}
    assert lock(book, OPEN_TASK, "ssq:2026025", desk(11, 4), commitments=fresh).row["attempt"] == 2


def test_one_party_alone_is_no_ceremony() -> None:
    with refused("V03"):
        lock(Bureau().book(), OPEN_TASK, SOURCE, desk(9), commitments={"公证处": "a" * 64})


def test_a_round_of_the_beacon_must_come_after_the_lock_and_before_the_draw() -> None:
    book, at = Bureau().book(), desk(9)
    number = ceremony.first_round_after(at.stamp)
    with refused("V08") as caught:
        lock(book, OPEN_TASK, f"drand:{number - 1000}", at)
    assert f"drand:{number}" in caught.value.problems[0].remedy

    lock(book, OPEN_TASK, f"drand:{number}", at)
    with refused("V09"):
        draw(book, OPEN_TASK, f"drand:{number}:{'c' * 64}", Desk(datetime(2026, 3, 2, 9, 5), "张某", at.token))
    assert draw(book, OPEN_TASK, f"drand:{number}:{'c' * 64}", desk(10)).winners


def test_a_sealed_number_opens_its_own_commitment(tmp_path: Path) -> None:
    import json

    sealed = seal(OPEN_TASK.lower(), "纪检组", desk())
    path = tmp_path / "承诺原件.json"
    path.write_text(json.dumps(sealed), "utf-8")

    promise, nonce = (handed_in([str(path)], key, OPEN_TASK) for key in ("commitment", "nonce"))
    assert not ceremony.opening_problems(OPEN_TASK, promise, nonce)
    with refused("V11"):
        handed_in([str(path)], "nonce", "LG-LS-2026-009")
    with refused("V10"):
        handed_in([str(path), f"纪检组={'0' * 64}"], "nonce", OPEN_TASK)
    with refused("V01"):
        seal(OPEN_TASK, "纪|检", desk())
