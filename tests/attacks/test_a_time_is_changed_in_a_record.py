"""In a record the list was locked earlier than it was, digests made anew."""

from tests.attacks.attack_cases import Given, forge


def test_a_time_is_changed_in_a_record(given: Given) -> None:
    forge(given.record(), lambda record: record.update(locked_at="2026-02-23 10:00:00"))

    for other in (given.book, given.record("审计记录"), given.page, given.notice):
        found, said = given.verify(given.record(), other)
        assert (found, "锁定时间" in said, "2026-02-23" in said) == (4, True, True), other
