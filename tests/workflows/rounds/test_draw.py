"""抽取: the seed enters, the locked list decides, and everything is saved before anyone sees a winner."""

from __future__ import annotations

import json
import random
import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssj_xl.domain.draw import ssj1
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.keys import read_keys
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import fail
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from tests.bureau import (
    OPEN_TASK,
    PUBLIC,
    TASK,
    Bureau,
    cells,
    chain_is_whole,
    desk,
    drawn,
    edit,
    locked,
    opened,
    refused,
    rows,
    without,
)

TEN = desk(10, 4)


def test_a_draw_writes_seed_tickets_winners_reserves_log_and_state() -> None:
    book = Bureau().book()
    done = drawn(book)
    row = rows(book, records.DRAWS)[0]
    states = [winner["state"] for winner in rows(book, records.WINNERS)]
    assert (states.count("抽中"), states.count("候补")) == (7, 3)
    assert [w["rank"] for w in rows(book, records.WINNERS)] == list(range(1, 11))
    assert row["drawn_at"] == "2026-03-04 10:00:00"
    assert ssj1.digest(ssj1.whole(row["seed_text"])) == row["seed"] == done.row["seed"]
    assert row["seed_text"].endswith(f"public={PUBLIC}")
    assert all(len(entry["ticket"]) == 64 for entry in rows(book, records.LOCKED))
    assert rows(book, registers.TASKS, code=TASK)[0]["state"] == "已抽取"
    assert [entry["act"] for entry in rows(book, records.LOG)] == ["锁定", "抽取"]
    assert rows(book, records.LOG)[1]["content"] == done.digest
    assert chain_is_whole(book)


def test_quotas_are_exact_in_every_tier() -> None:
    book = Bureau().book()
    drawn(book)
    tier = {row["object"]: row["tier"] for row in rows(book, records.LOCKED)}
    won = [tier[w["object"]] for w in rows(book, records.WINNERS, state="抽中")]
    assert {t: won.count(t) for t in "ABCD"} == {"A": 2, "B": 2, "C": 2, "D": 1}


def test_tickets_in_the_sheet_are_those_that_anyone_computes() -> None:
    book = Bureau().book()
    done = drawn(book, OPEN_TASK)
    key = ssj1.keys(done.row["seed_text"]).objects
    for row in rows(book, records.LOCKED):
        assert row["ticket"] == ssj1.digest(f"{key}|{row['object']}")
    smallest = sorted(rows(book, records.LOCKED), key=lambda row: row["ticket"])[:4]
    assert {row["object"] for row in smallest} == {w["object"] for w in rows(book, records.WINNERS, state="抽中")}


# --- what is refused -------------------------------------------------------------------------------

def test_nothing_is_drawn_before_the_lock() -> None:
    with refused("D14"):
        draw(Bureau().book(), TASK, PUBLIC, TEN)


def test_a_second_draw_is_refused_with_the_same_value_and_with_another() -> None:
    book = Bureau().book()
    drawn(book)
    before = cells(book)
    for value in (PUBLIC, PUBLIC.replace("+07", "+08")):
        with refused("D16"):
            draw(book, TASK, value, desk(11, 4))
    assert cells(book) == before


@pytest.mark.parametrize(("value", "code"), [
    ("ssq:2026025:01,05,12,19,23,31+07", "D13"), ("dice:20237331128159211123", "D13"),
    ("ssq:2026024:05,01,12,19,23,31+07", "D12"), ("随便", "D12"), ("", "D12"),
])
def test_only_the_source_that_was_named_makes_a_seed(value: str, code: str) -> None:
    book = Bureau().book()
    locked(book)
    with refused(code):
        draw(book, TASK, value, TEN)
    assert rows(book, records.WINNERS) == []


def test_a_clock_that_went_back_behind_the_lock_is_refused() -> None:
    book = Bureau().book()
    locked(book)
    with refused("D20"):
        draw(book, TASK, PUBLIC, desk(8, 2))


LIST_EDITS: dict[str, Any] = {
    "group of a row": {"group": "X"},
    "pseudonym of a row": {"pid": "0" * 22},
}


@pytest.mark.parametrize("case", LIST_EDITS)
def test_a_locked_list_whose_row_was_edited_is_refused(case: str) -> None:
    book = Bureau().book()
    locked(book)
    edit(book, records.LOCKED, {"object": "LS004"}, **LIST_EDITS[case])
    with refused("D17"):
        draw(book, TASK, PUBLIC, TEN)


def test_a_locked_list_with_a_row_less_or_more_is_refused() -> None:
    book = Bureau().book()
    locked(book)
    gateway: Any = book.gateway
    less = without(gateway, records.LOCKED, lambda row: row["object"] != "LS004")
    doubled = without(gateway, records.LOCKED, lambda row: True)
    doubled.append(records.LOCKED, [dict(rows(book, records.LOCKED)[0])])
    for other in (less, doubled):
        with refused("D17"):
            draw(other, TASK, PUBLIC, TEN)
    book.append(records.LOCKED, [{"task": TASK, "attempt": 1, "object": "LS999", "pid": "1" * 22, "group": "组1"}])
    with refused("D17"):
        draw(book, TASK, PUBLIC, TEN)


@pytest.mark.parametrize("task", [TASK, OPEN_TASK])
def test_two_firms_never_change_places_between_lock_and_draw(task: str) -> None:
    """The root covers pseudonyms only: without the log's fingerprint of the map a ticket could be handed on."""
    book = Bureau().book()
    locked(book, task)
    one, two = rows(book, records.LOCKED)[:2]
    book.replace(records.LOCKED, [(one, {"object": two["object"]}), (two, {"object": one["object"]})])
    with refused("D38"):
        draw(book, task, PUBLIC, TEN)


def test_the_reason_of_an_exclusion_cannot_be_reworded_after_the_lock() -> None:
    bureau = Bureau().add(registers.FINDINGS, task=OPEN_TASK, object="LS003", item="LS-01",
                          checked=date(2026, 1, 15), result="未发现问题")
    bureau.settings["rest_months"] = 6
    book = bureau.book()
    locked(book)
    edit(book, records.LOCKED, {"object": "LS003"}, excluded="本年度已抽查9次")
    with refused("D38"):
        draw(book, TASK, PUBLIC, TEN)


PEOPLE: dict[str, Any] = {
    "certificate date": ("P02", {"valid_to": date(2026, 3, 30)}),
    "leave": ("P02", {"away_from": date(2026, 3, 10)}),
    "lead qualification": ("P02", {"may_lead": "否"}),
    "items": ("P02", {"items": ("LS-01",)}),
}


@pytest.mark.parametrize("case", PEOPLE)
def test_nobody_falls_ill_between_lock_and_draw(case: str) -> None:
    book = Bureau().book()
    locked(book)
    code, values = PEOPLE[case]
    edit(book, registers.INSPECTORS, {"code": code}, **values)
    with refused("D18") as caught:
        draw(book, TASK, PUBLIC, TEN)
    assert code in str(caught.value)


def test_no_recusal_is_added_and_nobody_joins_or_leaves_between_lock_and_draw() -> None:
    bureau = Bureau()
    joined, left, recused = bureau.book(), bureau.book(), bureau.book()
    for book in (joined, left, recused):
        locked(book)
    joined.append(registers.INSPECTORS, [{**bureau[registers.INSPECTORS][0], "code": "P77", "certificate": "ZF77777"}])
    recused.append(registers.RECUSALS, [{"inspector": "P03", "object": "LS007"}])
    gateway: Any = left.gateway
    for book in (joined, recused, without(gateway, registers.INSPECTORS, lambda row: row["code"] != "P06")):
        with refused("D18"):
            draw(book, TASK, PUBLIC, TEN)


def test_a_recusal_from_an_object_outside_the_list_changes_nothing() -> None:
    book = Bureau().change(registers.OBJECTS, "LS007", status="迁出", status_date=date(2025, 6, 1)).book()
    locked(book)
    book.append(registers.RECUSALS, [{"inspector": "P03", "object": "LS007"}])
    assert draw(book, TASK, PUBLIC, TEN).winners


def test_locked_people_that_were_edited_are_refused() -> None:
    book = Bureau().book()
    locked(book)
    edit(book, records.LOCKED_PEOPLE, {"inspector": "P02"}, headroom=0)
    with refused("D18"):
        draw(book, TASK, PUBLIC, TEN)


TASK_EDITS: dict[str, Any] = {
    "每组人数": {"team": 3}, "截止日期": {"end": date(2026, 4, 30)}, "事项编码": {"items": ("LS-01",)},
    "抽取方式": {"method": "加权"},
}


@pytest.mark.parametrize("header", TASK_EDITS)
def test_a_task_that_was_changed_after_the_lock_is_refused(header: str) -> None:
    book = Bureau().book()
    locked(book)
    edit(book, registers.TASKS, {"code": TASK}, **TASK_EDITS[header])
    with refused("D19") as caught:
        draw(book, TASK, PUBLIC, TEN)
    assert header in str(caught.value)


def test_registers_edited_after_the_lock_change_no_winner() -> None:
    """The locked list decides: a firm closed, re-rated or added later is as it was at the lock."""
    plain, edited = Bureau().book(), Bureau().book()
    for book in (plain, edited):
        locked(book)
    for number in range(1, 30):
        edit(edited, registers.OBJECTS, {"code": f"LS{number:03}"}, tier="D", status="停业")
    edit(edited, registers.TIERS, {"tier": "A"}, ratio=Fraction(9, 10))
    edit(edited, registers.TASKS, {"code": TASK}, ratio=Fraction(9, 10), quantity=40, reserve=9)
    assert draw(edited, TASK, PUBLIC, TEN).digest == draw(plain, TASK, PUBLIC, TEN).digest


RECORD_EDITS: dict[str, tuple[dict[str, Any], str, str]] = {
    "rule text": ({"rule_text": "分级比例;组1=1%;team=2;items=LS-01、LS-02;end=2026-03-31"}, PUBLIC, "D19"),
    "rule text with its fingerprint": (
        {"rule_text": "分级比例;组1=1%;组2=1%;组3=1%;组4=1%;team=2;items=LS-01、LS-02;end=2026-03-31", "rule": None},
        PUBLIC, "D38"),
    "root": ({"root": "0" * 64}, PUBLIC, "D17"),
    "count": ({"count": 39}, PUBLIC, "D17"),
    "people root": ({"people": "0" * 64}, PUBLIC, "D18"),
    "named source": ({"source": "dice"}, "dice:20237331128159211123", "D38"),
    "time of the lock": ({"locked_at": "2026-03-01 09:00:00"}, PUBLIC, "D38"),
    "profile": ({"profile": "公开"}, PUBLIC, "D38"),
    "attempt": ({"attempt": 2}, PUBLIC, "D17"),
}


@pytest.mark.parametrize("case", RECORD_EDITS)
def test_a_record_of_the_lock_that_was_edited_is_refused(case: str) -> None:
    book = Bureau().book()
    locked(book)
    values, public, code = RECORD_EDITS[case]
    values = {key: ssj1.digest(values["rule_text"]) if value is None else value for key, value in values.items()}
    edit(book, records.DRAWS, {"task": TASK}, **values)
    with refused(code):
        draw(book, TASK, public, TEN)


def test_a_whole_attempt_moved_to_another_number_is_refused_because_the_log_has_no_such_lock() -> None:
    book = Bureau().book()
    locked(book)
    edit(book, records.DRAWS, {"task": TASK}, attempt=2)
    for spec in (records.LOCKED, records.LOCKED_PEOPLE):
        book.replace(spec, [(row, {"attempt": 2}) for row in rows(book, spec)])
    with refused("D38"):
        draw(book, TASK, PUBLIC, TEN)


# --- the result hangs on nothing else --------------------------------------------------------------

@settings(max_examples=12)
@given(st.randoms(use_true_random=False), st.sampled_from([TASK, OPEN_TASK]))
@pytest.mark.long
def test_the_order_of_rows_in_the_registers_never_changes_root_seed_or_result(dice: random.Random, task: str) -> None:
    shuffled = Bureau().reordered(lambda rows: dice.sample(rows, len(rows)))
    one, other = drawn(Bureau().book(), task), drawn(shuffled.book(), task)
    keys = ("root", "people", "rule", "seed", "seed_text")
    assert {key: one.row[key] for key in keys} == {key: other.row[key] for key in keys}
    assert one.digest == other.digest
    assert one.winners == other.winners


def test_names_telephones_and_addresses_never_enter_a_ticket() -> None:
    bureau = Bureau()
    for obj in bureau[registers.OBJECTS]:
        obj.update(name=obj["name"] + "（新）", phone="", address="某路1号")
    assert drawn(bureau.book()).digest == drawn(Bureau().book()).digest


@pytest.mark.parametrize("task", [TASK, OPEN_TASK])
def test_memory_and_file_give_the_same_draw(tmp_path: Path, task: str) -> None:
    path = Bureau().file(tmp_path)
    with opened(path, desk()) as book:
        locked(book, task)
    with opened(path, TEN) as book:
        in_file = draw(book, task, PUBLIC, TEN)
    in_memory = drawn(Bureau().book(), task)
    assert in_file.row["seed"] == in_memory.row["seed"]
    assert in_file.winners == in_memory.winners


@pytest.mark.long
def test_another_public_value_gives_another_draw() -> None:
    digests = set()
    for blue in range(1, 17):
        book = Bureau().book()
        locked(book)
        digests.add(draw(book, TASK, f"ssq:2026024:01,05,12,19,23,31+{blue:02}", TEN).digest)
    assert len(digests) == 16


def test_a_weighted_draw_is_carried_through_with_one_number_for_the_pool() -> None:
    bureau = Bureau().change(registers.TASKS, TASK, method="加权", quantity=6)
    bureau[registers.TIERS][3]["ratio"] = Fraction(1, 2)
    book = bureau.book()
    done = drawn(book)
    assert [w["state"] for w in done.winners] == ["抽中"] * 6 + ["候补"]
    assert "weight.组1=" in done.row["seed_text"]
    assert [w["ticket"] for w in done.winners] == sorted(w["ticket"] for w in done.winners)


# --- saved first, shown after ----------------------------------------------------------------------

class Failing(MemoryGateway):
    """A workbook that cannot be saved."""

    def commit(self) -> None:
        raise fail("F07", why="磁盘已满", exit_code=3)


def test_a_draw_that_cannot_be_saved_shows_no_winner() -> None:
    book = Bureau().book()
    locked(book)
    tables = {name: (book.gateway.table(name).header, book.gateway.table(name).rows) for name in book.gateway.tables()}
    with refused("F07"):
        draw(Book(Failing(tables, book.gateway.names())), TASK, PUBLIC, TEN)


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("why", [Killed(), KeyboardInterrupt(), OSError("disk full")])
@pytest.mark.long(but=1)
def test_a_draw_cut_short_while_saving_leaves_workbook_and_records_as_they_were(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: BaseException) -> None:
    path = Bureau().file(tmp_path)
    with opened(path, desk()) as book:
        locked(book)
    before = {file.name: file.read_bytes() for file in tmp_path.glob("*.*")}

    def cut(_book: Book) -> None:
        raise why

    monkeypatch.setattr(Book, "commit", cut)
    with pytest.raises(type(why)), opened(path, TEN) as book:
        draw(book, TASK, PUBLIC, TEN)
    assert {file.name: file.read_bytes() for file in tmp_path.glob("*.*")} == before


@pytest.mark.long
def test_a_lock_cut_short_while_saving_leaves_no_record_behind_but_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Bureau().file(tmp_path)

    def cut(_book: Book) -> None:
        raise Killed

    monkeypatch.setattr(Book, "commit", cut)
    with pytest.raises(Killed), opened(path, desk()) as book:
        locked(book)
    assert sorted(file.name for file in tmp_path.iterdir()) == [path.name, "密钥-主台账.json"]
    monkeypatch.undo()
    with opened(path, desk(11)) as book:
        locked(book, at=desk(11))
    assert len(read_keys(tmp_path / "密钥-主台账.json")) == 2


@pytest.mark.long
def test_a_draw_cut_short_after_the_workbook_stands_and_its_records_are_built_by_the_next_act(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a clerk could see the winners, kill the program, and throw again."""
    from ssj_xl.workflows.rounds import archive
    from ssj_xl.workflows.rounds.records import mend

    path = Bureau().file(tmp_path)
    with opened(path, desk()) as book:
        locked(book)
    older = {file: file.read_bytes() for file in tmp_path.glob("*记录*.json")}

    def cut(_files: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(archive, "write_records", cut)
        with pytest.raises(Killed), opened(path, TEN) as book:
            draw(book, TASK, PUBLIC, TEN)
    assert {file: file.read_bytes() for file in older} == older
    with refused("D16"), opened(path, TEN) as book:
        draw(book, TASK, PUBLIC, TEN)
    with opened(path, TEN) as book:
        mend(book)
        assert {json.loads(file.read_text("utf-8"))["state"] for file in older} == {"已抽取"}


@pytest.mark.long
def test_putting_back_the_workbook_of_before_the_draw_gives_no_second_throw(tmp_path: Path) -> None:
    path, old = Bureau().file(tmp_path), tmp_path / "旧.xlsx"
    with opened(path, desk()) as book:
        lock(book, OPEN_TASK, "dice", desk())
    shutil.copy(path, old)
    with opened(path, TEN) as book:
        first = draw(book, OPEN_TASK, "dice:20237331128159211123", TEN)
    shutil.copy(old, path)
    with refused("D44"), opened(path, TEN) as book:
        draw(book, OPEN_TASK, "dice:84601937254810936275", TEN)
    with opened(path, TEN) as book:
        assert draw(book, OPEN_TASK, "dice:20237331128159211123", TEN).digest == first.digest


def test_records_are_written_before_the_draw_returns(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    with opened(path, desk()) as book:
        locked(book)
    with opened(path, TEN) as book:
        done = draw(book, TASK, PUBLIC, TEN)
        record = json.loads(done.files[0].read_text("utf-8"))
    assert record["result_digest"] == done.digest
    with opened(path, desk(11, 4)) as book:
        assert rows(book, records.DRAWS)[0]["seed"] == record["S"]
