"""A draw that does not please is made again: refused, unless it is voided; and then every page shows it."""

from ssj_xl.papers.page import records_of
from ssj_xl.tables import records
from ssj_xl.workflows.publishing.publish import publish
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.substitute import void
from tests.attacks.attack_cases import Given, tamper
from tests.bureau import OPEN_TASK, PUBLIC, SOURCE, Bureau, desk, matched, refused, source_of


def test_the_draw_is_made_again_until_it_pleases() -> None:
    book = Bureau().book()
    matched(book, OPEN_TASK)

    with refused("D16"):
        draw(book, OPEN_TASK, PUBLIC, desk(12, 5))
    with refused("D16"):
        lock(book, OPEN_TASK, SOURCE, desk(12, 5))

    void(book, OPEN_TASK, "监督人未到场", desk(13, 5))
    lock(book, OPEN_TASK, source_of(2), desk(14, 5))
    page = publish(book, OPEN_TASK, desk(15, 5)).page
    assert [record["attempt"] for record in records_of(page)] == [1, 2]
    assert "监督人未到场" in page.decode()


def test_the_first_attempt_is_put_under_another_number(given: Given) -> None:
    tamper(given, records.DRAWS, {"task": OPEN_TASK}, task="LG-LS-2026-009")

    code, said = given.verify(given.book)
    assert (code, "“抽取记录”里却没有" in said) == (4, True)
