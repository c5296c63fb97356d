"""A list is locked with a lottery whose numbers are out, so that the winners can be chosen; or a record says so afterwards."""

import json

import pytest

from ssj_xl.workflows.rounds.lock import lock
from tests.attacks.attack_cases import Given, Record, forge, look
from tests.attacks.forger import forge_page
from tests.browser.chromium import Reader
from tests.bureau import TASK, Bureau, desk, refused


def _lock_late(record: Record) -> None:
    record.update(locked_at="2026-03-06 09:00:00", drawn_at="2026-03-06 10:00:00")


def test_the_lottery_was_drawn_before_the_lock() -> None:
    with refused("D76"):
        lock(Bureau().book(), TASK, "ssq:2026022", desk(9))


def test_a_record_that_was_locked_after_the_lottery_is_told_so(given: Given) -> None:
    forge(given.record(), _lock_late)

    code, said = given.verify(given.record())
    assert (code, "锁定时间无从核验" in said, "（每周二、四、日，" in said, "② 名录是不是先锁定的：无从核验" in said) == (0, True, True, True)
    assert given.verify(given.record(), "--require-anchor")[0] == 5


@pytest.mark.browser
def test_a_page_that_has_no_calendar_sends_its_reader_to_the_official_one(given: Given, tab: Reader) -> None:
    root = json.loads(given.record().read_bytes())["root"]
    forge_page(given.page, _lock_late)

    assert "② 名录是不是先锁定的：无从核验" in given.verify(given.page, "--notice-root", root)[1]
    assert "本页没有开奖日历，请查开奖公告" in look(tab, given.page, notice=root).verdict
