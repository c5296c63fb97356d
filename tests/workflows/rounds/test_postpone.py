"""延期: an object that cannot be visited now stays on the list; who approved is written down."""

from __future__ import annotations

from datetime import date

import pytest

from ssj_xl.domain.checks import check
from ssj_xl.domain.workdays import Calendar
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.tables import records, registers
from ssj_xl.workflows.deadlines import due
from ssj_xl.workflows.rounds.substitute import NOT_NEEDED, Delay, Grounds, postpone
from tests.bureau import TASK, Bureau, cells, chain_is_whole, codes, desk, drawn, locked, matched, refused, rows

LETTER = Grounds("被检查对象申请", "李副局长", "来函称正在搬迁")
LATER = date(2026, 4, 9)


def first(book: Book) -> str:
    """An object on the list."""
    return str(rows(book, records.WINNERS, task=TASK, state="抽中")[0]["object"])


def ready() -> Book:
    """An office whose draw is matched."""
    book = Bureau().book()
    matched(book)
    return book


def test_whoever_is_put_off_stays_on_the_list_with_its_team() -> None:
    book = ready()
    before = rows(book, records.WINNERS)
    assert postpone(book, TASK, Delay(first(book), LATER), LETTER, desk(12, 5)) == 1
    after = rows(book, records.WINNERS)
    assert [(w["object"], w["state"], w["lead"], w["members"]) for w in after] == [
        (w["object"], w["state"], w["lead"], w["members"]) for w in before]
    one = rows(book, records.WINNERS, object=first(book))[0]
    assert (one["put_off_to"], one["put_off"], one["put_off_why"], one["put_off_by"], one["note"]) == (
        LATER, 1, "被检查对象申请", "李副局长", "来函称正在搬迁")
    assert chain_is_whole(book)


def test_every_putting_off_is_counted_and_stands_in_the_log_without_what_was_typed_beside_it() -> None:
    book = ready()
    postpone(book, TASK, Delay(first(book), LATER), LETTER, desk(12, 5))
    assert postpone(book, TASK, Delay(first(book), date(2026, 5, 9)), LETTER, desk(13, 6)) == 2
    told = [entry["summary"] for entry in rows(book, records.LOG, act="延期")]
    assert len(told) == 2
    assert "第2次延期至2026-05-09；原因：被检查对象申请；批准人：李副局长" in told[1]
    assert "搬迁" not in "".join(told)


def test_up_to_the_last_day_of_the_task_nobody_has_to_approve() -> None:
    book = ready()
    postpone(book, TASK, Delay(first(book), date(2026, 3, 31)), LETTER._replace(approver=""), desk(12, 5))
    assert rows(book, records.WINNERS, object=first(book))[0]["put_off_by"] == NOT_NEEDED
    with refused("D72"):
        postpone(book, TASK, Delay(first(book), date(2026, 4, 1)), LETTER._replace(approver=" "), desk(12, 5))


@pytest.mark.parametrize(("grounds", "until", "code"), [
    (LETTER, date(2026, 3, 5), "D71"), (LETTER._replace(why="注销"), LATER, "D70"), (LETTER._replace(why=" "), LATER, "D22"),
])
def test_a_putting_off_that_is_none_is_refused(grounds: Grounds, until: date, code: str) -> None:
    book = ready()
    before = cells(book)
    with refused(code):
        postpone(book, TASK, Delay(first(book), until), grounds, desk(12, 5))
    assert cells(book) == before


def test_only_a_drawn_object_that_was_not_checked_can_be_put_off() -> None:
    book = Bureau().book()
    locked(book)
    with refused("D27"):
        postpone(book, TASK, Delay("LS001", LATER), LETTER, desk(12, 5))
    book = Bureau().book()
    drawn(book)
    with refused("D23"):
        postpone(book, TASK, Delay("LS999", LATER), LETTER, desk(12, 5))
    book.append(registers.FINDINGS, [{"task": TASK, "object": first(book), "item": "LS-01", "checked": date(2026, 3, 5)}])
    with refused("D25"):
        postpone(book, TASK, Delay(first(book), LATER), LETTER, desk(12, 6))


def test_a_workbook_without_the_columns_says_which_are_missing() -> None:
    book = ready()
    gateway = book.gateway
    assert isinstance(gateway, MemoryGateway)
    tables = {name: (gateway.table(name).header, gateway.table(name).rows) for name in gateway.tables()}
    header, body = tables[records.WINNERS.name]
    count = header.index("说明")
    tables[records.WINNERS.name] = (header[:count], [row[:count] for row in body])
    old = Book(MemoryGateway(tables, gateway.names(), gateway.path))
    with refused("D73"):
        postpone(old, TASK, Delay(first(old), LATER), LETTER, desk(12, 5))


@pytest.mark.parametrize(("put_off", "late"), [(False, True), (True, False)])
def test_a_visit_after_the_tasks_last_day_is_in_order_where_it_was_put_off(put_off: bool, late: bool) -> None:
    book = ready()
    code = first(book)
    if put_off:
        postpone(book, TASK, Delay(code, LATER), LETTER, desk(12, 5))
    book.append(registers.FINDINGS, [{"task": TASK, "object": code, "item": "LS-01", "checked": LATER,
                                      "inspectors": ("P01", "P02"), "result": "未发现问题"}])
    tables, _ = book.read_all(records.REGISTERS)
    found = check(tables, book.settings()[0], calendar=Calendar.from_rows([]), today=date(2026, 4, 10))
    assert ("R91" in codes(found)) is late


@pytest.mark.parametrize(("day", "state"), [(date(2026, 4, 1), "未到期"), (LATER, "今日到期"), (date(2026, 4, 10), "已逾期")])
def test_a_visit_put_off_is_due_on_its_own_day_and_not_with_the_task(day: date, state: str) -> None:
    book = ready()
    for row in rows(book, records.WINNERS, task=TASK, state="抽中"):
        if row["object"] == first(book):
            continue
        book.append(registers.FINDINGS, [{"task": TASK, "object": row["object"], "item": "LS-01", "checked": date(2026, 3, 20)}])
    postpone(book, TASK, Delay(first(book), LATER), LETTER, desk(12, 5))
    listed = {line.due.rule.key: line.due for line in due(book, day, asked=True).lines if line.due.rule.key in ("task", "put_off")}
    assert (listed["put_off"].deadline, listed["put_off"].state) == (LATER, state)
    assert listed["task"].done == date(2026, 3, 20)
