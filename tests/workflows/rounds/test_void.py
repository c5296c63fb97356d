"""作废: with a reason, never deleted; the next lock is a new 轮次 and everything stays visible."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.entry.show import describe_void
from ssj_xl.tables import records, registers
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from ssj_xl.workflows.rounds.substitute import visited, void
from tests.bureau import (
    PUBLIC,
    TASK,
    Bureau,
    cells,
    chain_is_whole,
    desk,
    drawn,
    edit,
    locked,
    matched,
    opened,
    public_of,
    refused,
    rows,
)


def test_a_voided_attempt_stays_and_the_next_one_says_so_in_its_seed() -> None:
    book = Bureau().book()
    first = drawn(book)
    assert void(book, TASK, " 名录漏登 ", desk(12, 4)) == (1, ())
    assert rows(book, registers.TASKS, code=TASK)[0]["state"] == "筹备"
    done = locked(book, at=desk(13, 4))
    assert done.row["attempt"] == 2
    second = draw(book, TASK, public_of(2), desk(14, 4))
    assert "\nattempt=2\n" in second.row["seed_text"]
    assert "attempt=" not in first.row["seed_text"]
    old, new = rows(book, records.DRAWS)
    assert (old["void_at"], old["void_why"], old["seed"]) == ("2026-03-04 12:00:00", "名录漏登", first.row["seed"])
    assert new["void_at"] == ""
    for spec in (records.LOCKED, records.LOCKED_PEOPLE, records.WINNERS):
        assert {row["attempt"] for row in rows(book, spec)} == {1, 2}
    assert [entry["act"] for entry in rows(book, records.LOG)] == ["锁定", "抽取", "作废", "锁定", "抽取"]
    assert chain_is_whole(book)


def test_the_same_list_source_and_value_give_another_result_in_the_next_attempt() -> None:
    seeds = []
    for before in range(2):
        book = Bureau().book()
        for hour in range(9, 9 + 2 * before, 2):
            lock(book, TASK, "dice", desk(hour))
            void(book, TASK, "名录漏登", desk(hour + 1))
        lock(book, TASK, "dice", desk(12))
        seeds.append(draw(book, TASK, "dice:20237331128159211123", desk(13)).row["seed"])

    assert seeds[0] != seeds[1]


@pytest.mark.parametrize("why", ["", "  ", "\n"])
def test_nothing_is_voided_without_a_reason(why: str) -> None:
    book = Bureau().book()
    locked(book)
    with refused("D22"):
        void(book, TASK, why, desk(12, 4))


def test_nothing_is_voided_that_does_not_stand() -> None:
    book = Bureau().book()
    with refused("D21"):
        void(book, TASK, "误操作", desk(12, 4))
    locked(book)
    void(book, TASK, "误操作", desk(12, 4))
    before = cells(book)
    with refused("D21"):
        void(book, TASK, "误操作", desk(13, 4))
    with refused("D14"):
        draw(book, TASK, PUBLIC, desk(13, 4))
    with refused("D27"):
        match(book, TASK, desk(13, 4))
    assert cells(book) == before


def test_a_voided_draw_counts_for_no_visit_and_no_load() -> None:
    bureau = Bureau()
    for tier in bureau[registers.TIERS]:
        tier["yearly_cap"] = 1
    book = bureau.book()
    matched(book)
    void(book, TASK, "程序有误", desk(12, 4))
    done = locked(book, at=desk(13, 4))
    assert "X" not in done.lock.quotas
    assert len({row["headroom"] for row in rows(book, records.LOCKED_PEOPLE, attempt=2)}) == 1


def test_an_attempt_whose_list_was_tampered_with_can_still_be_voided() -> None:
    book = Bureau().book()
    locked(book)
    edit(book, records.LOCKED, {"object": "LS004"}, group="X")
    with refused("D17"):
        draw(book, TASK, PUBLIC, desk(10, 4))
    assert void(book, TASK, "名录被改动", desk(12, 4)) == (1, ())
    assert locked(book, at=desk(13, 4)).row["attempt"] == 2


@pytest.mark.long
def test_both_attempts_keep_their_record_files(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    acts: list[Any] = [
        lambda book: drawn(book), lambda book: void(book, TASK, "名录漏登", desk(12, 4)),
        lambda book: locked(book, at=desk(13, 4)), lambda book: draw(book, TASK, public_of(2), desk(14, 4)),
    ]
    for hour, act in enumerate(acts, 9):
        with opened(path, desk(hour, 5)) as book:
            act(book)
    first, second = (json.loads((tmp_path / f"公开记录-{TASK}-{n}.json").read_text("utf-8")) for n in (1, 2))
    assert (first["void_at"], first["void_why"]) == ("2026-03-04 12:00:00", "名录漏登")
    assert first["result"]
    assert "void_at" not in second
    assert (first["attempt"], second["attempt"]) == (1, 2)
    assert first["root"] != second["root"]  # a new secret
    with opened(path, desk(20, 5)) as book:
        assert chain_is_whole(book)


def test_an_act_that_voids_what_was_visited_can_say_how_many_objects_have_results() -> None:
    book = Bureau().book()
    matched(book)
    first, second = [row["object"] for row in rows(book, records.WINNERS, state="抽中")][:2]
    assert visited(book, TASK) == (0, 0)
    book.append(registers.FINDINGS, [
        {"task": TASK, "object": first, "item": "LS-01", "checked": date(2026, 3, 9), "result": "未发现问题", "published": date(2026, 3, 20)},
        {"task": TASK, "object": first, "item": "LS-02", "checked": date(2026, 3, 9), "result": "未发现问题"},
        {"task": TASK, "object": second, "item": "LS-01", "checked": date(2026, 3, 9), "result": "未发现问题"}])
    assert visited(book, TASK) == (2, 1)
    assert "已检查 2 家、公示 1 家" in describe_void(TASK, 1, visited(book, TASK)).heading
    assert "检查" not in describe_void(TASK, 1, (0, 0)).heading
