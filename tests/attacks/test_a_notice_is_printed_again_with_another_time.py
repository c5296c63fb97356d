"""The data of a lock notice say another time, source or rule than was locked."""

import json

import pytest

from tests.attacks.attack_cases import Given, rewrite
from tests.bureau import OPEN_TASK


@pytest.mark.parametrize(("key", "value"), [("locked_at", "2026-02-23 10:00:00"), ("source", "ssq:2026001"), ("rule_text", "分级比例;甲=1%"), ("unit", "别的局")])
def test_a_notice_is_printed_again_with_another_time(given: Given, key: str, value: str) -> None:
    notice = json.loads(given.notice.read_bytes())
    given.notice.write_text(json.dumps(notice | {key: value}, ensure_ascii=False), "utf-8")

    found, said = given.verify(given.notice, given.record())
    assert (found, value in said) == (4, True)


@pytest.mark.parametrize(("old", "new"), [("2026-03-02 10", "2026-03-02 09"), ("ssq:2026024", "ssq:2026023"), ("|1|", "|1|0")])
def test_the_statement_of_a_lock_is_changed(given: Given, old: str, new: str) -> None:
    statement = given.folder / f"锁定声明-{OPEN_TASK}-1.txt"
    rewrite(statement, old, new)

    assert given.verify(statement, given.record())[0] == (3 if new == "|1|0" else 4)
