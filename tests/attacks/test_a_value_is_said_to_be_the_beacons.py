"""A number is made up and said to be that of the public beacon: its signature, which only the beacon can make, is checked without a network."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.rounds.draw import Signed, draw
from ssj_xl.workflows.rounds.lock import lock
from tests.attacks.attack_cases import run
from tests.bureau import OPEN_TASK, Bureau, opened, refused
from tests.domain.test_revision_2026 import BEACON

VALUE, PROOF = BEACON["public"], BEACON["public_proof"]  # of round 1000, on the evening of 23 August 2023
FORGED = f"{int(PROOF, 16) + 1:096x}"
MADE_UP = f"drand:1000:{sha256(bytes.fromhex(FORGED)).hexdigest()}"


def at(stamp: str) -> Desk:
    return Desk(datetime.fromisoformat(stamp), "张某", lambda: "1" * 64)


def drawn(folder: Path, value: str, proof: str) -> list[Path]:
    """Workbook and public record of a draw with the beacon's round 1000, as somebody gave it."""
    path = Bureau().file(folder)
    with opened(path, at("2023-08-23 09:00:00")) as book:
        lock(book, OPEN_TASK, "drand:1000", at("2023-08-23 09:00:00"))
    with opened(path, at("2023-08-24 09:00:00")) as book:
        draw(book, OPEN_TASK, Signed(value, proof), at("2023-08-24 09:00:00"))
    return [path, folder / f"公开记录-{OPEN_TASK}-1.json"]


@pytest.mark.parametrize(("value", "proof", "exit_code", "told"), [
    (VALUE, PROOF, 0, "签名已用 quicknet 的公钥验证"), (MADE_UP, FORGED, 4, "不是 drand 第 1000 轮的签名"), (MADE_UP, "", 5, "没有附签名")])
@pytest.mark.long
def test_the_signature_is_checked_in_the_workbook_as_in_the_record(tmp_path: Path, value: str, proof: str, exit_code: int, told: str) -> None:
    for file in drawn(tmp_path, value, proof):
        code, said = run("verify", file)
        assert (code, told in said) == (exit_code, True), said


def test_a_value_that_is_not_of_its_signature_is_not_drawn_with() -> None:
    book: Book = Bureau().book()
    lock(book, OPEN_TASK, "drand:1000", at("2023-08-23 09:00:00"))

    with refused("D52"):
        draw(book, OPEN_TASK, Signed(f"drand:1000:{sha256(b'x').hexdigest()}", PROOF), at("2023-08-24 09:00:00"))
