"""An entry of 操作日志 is changed, or the whole log is made anew without it."""

from ssj_xl.domain import logchain
from ssj_xl.tables import records
from tests.attacks.attack_cases import Given, tamper
from tests.bureau import OPEN_TASK, desk, opened


def test_an_entry_of_the_log_is_changed(given: Given) -> None:
    tamper(given, records.LOG, {"act": "抽取"}, at="2026-02-23 10:00:00")

    code, said = given.verify(given.book)
    assert (code, "的内容被改动过" in said) == (4, True)


def test_the_whole_log_is_made_anew(given: Given) -> None:
    with opened(given.book, desk(17, 5)) as book:
        entries: list[dict[str, str]] = []
        rows = list(book.read(records.LOG))
        for row in rows:
            who = "李某" if row["act"] == "锁定" else row["who"]
            entries.append(logchain.next_entry(entries, at=row["at"], act=row["act"], who=who, summary=row["summary"], content=row["content"]))
        book.replace(records.LOG, [(row, entry) for row, entry in zip(rows, entries, strict=True)])
        book.commit()

    code, said = given.verify(given.book, "--notice", given.notice)
    assert (code, "日志被截断或重写过" in said) == (4, True)
    code, said = given.verify(given.book, given.record(task=OPEN_TASK))
    assert (code, "不在那边的操作日志里" in said) == (4, True)
