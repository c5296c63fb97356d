"""In a year whose breaks are not known yet, somebody tells a false 最近一期, or registers a break that there was not, so that a known period seems to come."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.domain.draw.sources import SSQ, Known
from ssj_xl.domain.verifying import parse_notice
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.lottery import Dated
from ssj_xl.workflows.rounds.notice import notice
from tests.attacks.attack_cases import run
from tests.bureau import OPEN_TASK, TASK, Bureau, opened, refused, rows

# 2031 is a year of which no break is known: by evenings alone, period 020 seems to be drawn on 13 February.  Let there be a break of
# ten days before 2 March, so that 019 was drawn on Sunday, 23 February and 020 is on Tuesday, 4 March.
AT, LAST, NEXT = "2031-03-03 09:00:00", "2031019 2031-03-02", "ssq:2031020"


def at(stamp: str) -> Desk:
    return Desk(datetime.fromisoformat(stamp), "张某", lambda: sha256(stamp.encode()).hexdigest())


def bureau(**settings: Any) -> Bureau:
    made = Bureau()
    made.settings |= {"year": 2031, **settings}
    for row in made[registers.TASKS]:
        row.update(start=datetime(2031, 3, 1).date(), end=datetime(2031, 3, 31).date())
    for row in made[registers.INSPECTORS]:
        row.update(valid_to=datetime(2035, 12, 31).date())
    return made


def book(**settings: Any) -> Book:
    return bureau(**settings).book()


def test_without_it_the_calendar_only_asks_for_a_later_period() -> None:
    with refused("D76") as caught:
        lock(book(), TASK, NEXT, at(AT))
    assert "ssq:2031027" in str(caught.value.problems[0].remedy)


def test_with_it_the_next_period_will_do_and_it_stands_on_the_notice_and_in_the_statement() -> None:
    made = book()
    row = lock(made, TASK, Dated(NEXT, LAST), at(AT)).row

    assert row["last"] == "2031019@2031-03-02"
    assert parse_notice(notice(made, TASK).compact.text).last == row["last"]


@pytest.mark.parametrize(("last", "code"), [
    ("2031018 2031-03-01", "D80"),    # a Saturday
    ("2031019 2031-03-04", "D80"),    # an evening that is yet to come
    ("2031030 2031-03-02", "D80"),    # more than there were evenings
    ("2031010 2031-03-02", "D80"),    # so many evenings no year misses
    ("2030019 2031-03-02", "D80"), ("二月", "D79"), ("2031019 2031-02-30", "D79")])
def test_a_pair_that_no_calendar_has_is_refused(last: str, code: str) -> None:
    with refused(code):
        lock(book(), TASK, Dated(NEXT, last), at(AT))


@pytest.mark.parametrize("last", ["2031020 2031-03-02", "2031021 2031-03-04"])
def test_a_pair_that_an_earlier_lock_contradicts_is_refused(last: str) -> None:
    made = book()
    lock(made, OPEN_TASK, Dated(NEXT, LAST), at(AT))

    with refused("D81"):
        lock(made, TASK, Dated("ssq:2031022", last), at("2031-03-05 09:00:00"))


def test_a_later_lock_of_the_year_goes_on_from_the_pair_that_the_book_has() -> None:
    made = book()
    lock(made, OPEN_TASK, Dated(NEXT, LAST), at(AT))

    assert lock(made, TASK, "ssq:2031021", at("2031-03-05 09:00:00")).row["last"] == "2031019@2031-03-02"


def test_whoever_verifies_is_told_what_to_look_up(tmp_path: Path) -> None:
    path = bureau().file(tmp_path)
    with opened(path, at(AT)) as made:
        lock(made, TASK, Dated(NEXT, LAST), at(AT))
    with opened(path, at("2031-03-05 09:00:00")) as made:
        draw(made, TASK, f"{NEXT}:01,05,12,19,23,31+07", at("2031-03-05 09:00:00"))

    code, said = run("verify", path)
    assert (code, "核对这一期是不是那天开奖" in said, "锁定时间无从核验" in said) == (0, True, False)
    record = tmp_path / f"公开记录-{TASK}-1.json"
    assert "锁定时间无从核验" in run("verify", record)[1]
    said = run("verify", record, "--notice", tmp_path / f"锁定声明-{TASK}-1.txt")[1]
    assert ("核对这一期是不是那天开奖" in said, "② 名录是不是先锁定的：有锚" in said) == (True, True)


def test_a_break_that_the_bureau_registers_is_told_to_whoever_verifies(tmp_path: Path) -> None:
    path = bureau(lottery_breaks="2031-02-10至2031-02-28").file(tmp_path)
    with opened(path, at(AT)) as made:
        row = lock(made, TASK, "ssq:2031020", at(AT)).row
    with opened(path, at("2031-03-07 09:00:00")) as made:
        draw(made, TASK, "ssq:2031020:01,05,12,19,23,31+07", at("2031-03-07 09:00:00"))

    assert row["last"] == ""
    assert "本单位登记的休市（2031-02-10至2031-02-28）" in run("verify", path)[1]
    assert "锁定时间无从核验" in run("verify", tmp_path / f"公开记录-{TASK}-1.json")[1]


def test_breaks_that_cannot_be_read_are_refused_at_the_lock() -> None:
    with refused("D82"):
        lock(book(lottery_breaks="春节"), TASK, NEXT, at(AT))


def test_the_suggestion_counts_as_the_lock_does() -> None:
    known = Known(last="2031019@2031-03-02")
    assert SSQ.next(datetime(2031, 3, 3, 9), minutes=10, known=known) == NEXT
    assert lock(book(), TASK, Dated(SSQ.next(datetime(2031, 3, 3, 9), minutes=10, known=known), LAST), at(AT)).row["source"] == NEXT
    assert rows(book(), records.DRAWS) == []
