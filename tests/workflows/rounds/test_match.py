"""匹配: a team for every drawn object, from the locked staff and the seed of the draw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.matching import Instance, Visit
from ssj_xl.domain.matching import check as matching_check
from ssj_xl.domain.matching.case import from_record, parse_people
from ssj_xl.tables import records, registers
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
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
    matched,
    opened,
    public_of,
    refused,
    rows,
    source_of,
    without,
)

ELEVEN = desk(11, 4)


def test_every_drawn_object_gets_a_team_and_the_reserve_none() -> None:
    book = Bureau().book()
    done = matched(book)
    for winner in rows(book, records.WINNERS):
        team = (winner["lead"], *winner["members"]) if winner["lead"] else ()
        assert team == done.teams.get(winner["object"], ())
        assert bool(team) == (winner["state"] == "抽中")
        assert len(set(team)) == len(team) in (0, 2)
        assert winner["lead"] in ("", "P01", "P02", "P03")
    assert rows(book, registers.TASKS, code=TASK)[0]["state"] == "已匹配"
    assert [entry["act"] for entry in rows(book, records.LOG)] == ["锁定", "抽取", "匹配"]
    assert chain_is_whole(book)


def test_the_load_is_as_even_as_it_can_be() -> None:
    """Seven visits of two are fourteen seats for six inspectors: nobody has more than three."""
    assert matched(Bureau().book()).most == 3


def test_a_recused_inspector_is_never_assigned() -> None:
    bureau = Bureau()
    for number in range(1, 41):
        bureau.add(registers.RECUSALS, inspector="P04", object=f"LS{number:03}")
    teams = matched(bureau.book()).teams
    assert teams
    assert all("P04" not in team for team in teams.values())


def test_a_workload_of_this_year_counts() -> None:
    """Twenty-two seats in both tasks for six inspectors: the largest load of the year is four, not more."""
    book = Bureau().change(registers.INSPECTORS, "P04", items=("LS-01",)).book()
    first = [code for team in matched(book, OPEN_TASK).teams.values() for code in team]
    assert "P04" not in first
    edit(book, registers.INSPECTORS, {"code": "P04"}, items=("全部",))
    lock(book, TASK, source_of(2), desk(12, 4))
    draw(book, TASK, public_of(2), desk(13, 4))
    second = [code for team in match(book, TASK, desk(14, 4)).teams.values() for code in team]
    total = {code: (first + second).count(code) for code in set(first + second)}
    assert "P04" in second
    assert max(total.values()) == 4


def test_the_matching_hangs_on_the_seed_of_the_draw_and_on_nothing_later() -> None:
    """The key read back from the sheet is the one that the draw had."""
    book = Bureau().book()
    done = drawn(book)
    found = match(book, TASK, ELEVEN)
    people = tuple(parse_people(done_lock(book).people))
    pid = {row["object"]: row["pid"] for row in rows(book, records.LOCKED)}
    visits = tuple(Visit(pid[code], 2, frozenset(("LS-01", "LS-02"))) for code in found.teams)
    from ssj_xl.engines.flow import solve

    again = solve(Instance(ssj1.keys(done.row["seed_text"]).matching, visits, people))
    assert {pid[code]: set(team) for code, team in found.teams.items()} == {
        id_: set(team.members) for id_, team in again.teams.items()}


def done_lock(book: Any) -> ssj1.Lock:
    """The lock as the sheets keep it."""
    from ssj_xl.workflows.desk.office import open_office
    from ssj_xl.workflows.rounds.evidence import read_attempt

    office = open_office(book)
    return read_attempt(office, office.attempts(TASK)[0]).lock


@pytest.mark.long
def test_the_audit_record_proves_the_matching_without_a_solver(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    with opened(path, desk()) as book:
        locked(book)
    with opened(path, desk(10, 4)) as book:
        draw(book, TASK, PUBLIC, desk(10, 4))
    with opened(path, ELEVEN) as book:
        files = match(book, TASK, ELEVEN).files
    audit = json.loads(files[1].read_text("utf-8"))
    visits = tuple(Visit(line.split("\t")[2], 2, frozenset(("LS-01", "LS-02"))) for line in audit["result"])
    instance = Instance(audit["Km"], visits, tuple(parse_people(audit["people_list"])))
    assert matching_check.verify(instance, from_record(audit["matching"])) == []


def test_nothing_is_matched_before_the_draw_or_twice() -> None:
    book = Bureau().book()
    with refused("D27"):
        match(book, TASK, ELEVEN)
    locked(book)
    with refused("D27"):
        match(book, TASK, ELEVEN)
    draw(book, TASK, PUBLIC, desk(10, 4))
    match(book, TASK, ELEVEN)
    with refused("D28"):
        match(book, TASK, desk(12, 4))


def test_where_no_team_can_exist_the_list_is_not_locked_and_nothing_written() -> None:
    bureau = Bureau()
    for person in bureau[registers.INSPECTORS][1:]:
        person["items"] = ("LS-01",)
    book = bureau.book()
    before = cells(book)
    with refused("M02"):
        locked(book)
    assert cells(book) == before


EDITS: dict[str, dict[str, Any]] = {
    "another firm in a winner's row": {"object": "LS002"},
    "a winner set back to the reserve": {"state": "候补"},
    "a winner crossed out": {"state": "被替换"},
    "a winner called promoted": {"state": "递补"},
    "a team typed in": {"lead": "P01", "members": ("P02",)},
}


@pytest.mark.parametrize("case", EDITS)
def test_a_list_that_was_edited_after_the_draw_is_refused(case: str) -> None:
    book = Bureau().book()
    drawn(book)
    edit(book, records.WINNERS, {"rank": 1}, **EDITS[case])
    if case == "a team typed in":
        book.replace(records.WINNERS, [(row, EDITS[case]) for row in rows(book, records.WINNERS, state="抽中")])
    with refused("D28" if case == "a team typed in" else "D38"):
        match(book, TASK, ELEVEN)


def test_a_winner_s_row_deleted_added_or_doubled_is_refused() -> None:
    book = Bureau().book()
    drawn(book)
    gateway: Any = book.gateway
    with refused("D38"):
        match(without(gateway, records.WINNERS, lambda row: row["rank"] != 2), TASK, ELEVEN)
    first = rows(book, records.WINNERS, rank=1)[0]
    free = next(row["object"] for row in rows(book, records.LOCKED)
                if row["object"] not in {w["object"] for w in rows(book, records.WINNERS)})
    for more in ({**first}, {**first, "object": free}, {**first, "object": "NOBODY"}):
        twin = without(gateway, records.WINNERS, lambda row: True)
        twin.append(records.WINNERS, [{**more, "rank": 99}])
        with refused("D38"):
            match(twin, TASK, ELEVEN)


def test_all_winners_deleted_are_missed() -> None:
    book = Bureau().book()
    drawn(book)
    gateway: Any = book.gateway
    with refused("D38"):
        match(without(gateway, records.WINNERS, lambda row: False), TASK, ELEVEN)


SEEDS: dict[str, dict[str, Any]] = {
    "seed text": {"seed_text": "SSJ-1\npublic=dice:20237331128159211123"}, "seed": {"seed": "0" * 64},
}


@pytest.mark.parametrize("case", SEEDS)
def test_a_seed_that_was_edited_is_refused(case: str) -> None:
    book = Bureau().book()
    drawn(book)
    edit(book, records.DRAWS, {"task": TASK}, **SEEDS[case])
    with refused("D38"):
        match(book, TASK, ELEVEN)


def test_a_consistent_seed_of_another_value_is_refused_because_the_log_has_another_result() -> None:
    """Whoever knows the specification can forge seed text, seed and list; the log still has the first draw."""
    book, forged = Bureau().book(), Bureau().book()
    drawn(book)
    locked(forged)
    draw(forged, TASK, PUBLIC.replace("+07", "+08"), desk(10, 4))
    other = rows(forged, records.DRAWS)[0]
    edit(book, records.DRAWS, {"task": TASK}, seed_text=other["seed_text"], seed=other["seed"])
    book.replace(records.WINNERS, [
        (row, {key: new[key] for key in ("object", "name", "ticket", "state")})
        for row, new in zip(rows(book, records.WINNERS), rows(forged, records.WINNERS), strict=True)])
    with refused("D38"):
        match(book, TASK, ELEVEN)
