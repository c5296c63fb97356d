"""递补 and 改派: one object or one inspector replaced, everything else stays, with reason and approver."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.domain.draw import ssj1
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.table import Row
from ssj_xl.workflows.desk.office import open_office
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.evidence import read_attempt
from ssj_xl.workflows.rounds.match import match
from ssj_xl.workflows.rounds.substitute import Grounds, Leaver, Substituted, promote, reassign
from tests.bureau import (
    INSPECTORS,
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
    refused,
    rows,
)

WHY = Grounds("迁出本市", "李副局长")
ILL = Grounds("不在岗", "李副局长")


def ready() -> Book:
    """An office whose draw is matched."""
    book = Bureau().book()
    matched(book)
    return book


def teams(book: Book) -> dict[str, tuple[str, ...]]:
    """Object → team of those that are to be visited."""
    return {w["object"]: (w["lead"], *w["members"]) for w in rows(book, records.WINNERS)
            if w["state"] in ("抽中", "递补") and w["lead"]}


def order_of(book: Book, code: str) -> list[str]:
    """The whole order of tickets in an object's group, as object codes."""
    office = open_office(book)
    attempt = read_attempt(office, office.attempts(TASK)[-1])
    group = next(row["group"] for row in attempt.locked if row["object"] == code)
    return [attempt.code_of[win.id] for win in ssj1.ranking(attempt.lock, attempt.keys.objects)[group]]


def of_tier(book: Book, tier: str, state: str = "抽中") -> list[Row]:
    """Rows of 抽取名单 of one tier."""
    tiers = {row["object"]: row["tier"] for row in rows(book, records.LOCKED)}
    return [w for w in rows(book, records.WINNERS, state=state) if tiers[w["object"]] == tier]


# --- 递补 --------------------------------------------------------------------------------------------

def test_a_promotion_takes_the_next_ticket_of_the_same_group_and_keeps_the_old_row() -> None:
    book = ready()
    leaving = of_tier(book, "A")[0]
    order = order_of(book, leaving["object"])
    count = len(rows(book, records.WINNERS))
    done = promote(book, TASK, leaving["object"], WHY, desk(12, 4))
    assert done.came == (order[2],)
    old, new = (rows(book, records.WINNERS, object=code)[0] for code in (leaving["object"], order[2]))
    assert (old["state"], old["why"], old["approver"]) == ("被替换", "迁出本市", "李副局长")
    assert (new["state"], new["replaces"], new["approver"]) == ("递补", leaving["object"], "李副局长")
    assert (old["ticket"], old["lead"]) == (leaving["ticket"], leaving["lead"])
    assert len(rows(book, records.WINNERS)) == count
    assert chain_is_whole(book)


def test_a_promotion_beyond_the_listed_reserve_writes_a_new_row() -> None:
    book = ready()
    order = order_of(book, of_tier(book, "A")[0]["object"])
    for place in range(3):
        promote(book, TASK, order[place], WHY, desk(12 + place, 4))
    assert [w["object"] for w in of_tier(book, "A", "被替换")] == order[:3]
    assert {w["object"] for w in of_tier(book, "A", "递补")} == set(order[3:5])
    new = rows(book, records.WINNERS, object=order[4])[0]
    assert new["rank"] == max(w["rank"] for w in rows(book, records.WINNERS))
    assert new["name"].endswith("律师事务所")
    assert new["ticket"] == rows(book, records.LOCKED, object=order[4])[0]["ticket"]


def test_a_promotion_matches_only_the_new_object() -> None:
    book = ready()
    before = teams(book)
    leaving = of_tier(book, "B")[1]["object"]
    done = promote(book, TASK, leaving, WHY, desk(12, 4))
    after = teams(book)
    assert {code: team for code, team in after.items() if code not in done.came} == {
        code: team for code, team in before.items() if code != leaving}
    assert after[done.came[0]] == done.teams[done.came[0]]


def test_a_promotion_before_the_matching_waits_for_it() -> None:
    book = Bureau().book()
    drawn(book)
    leaving = of_tier(book, "A")[0]["object"]
    done = promote(book, TASK, leaving, WHY, desk(11, 4))
    assert done.teams == {}
    assert set(match(book, TASK, desk(12, 4)).teams) == {w["object"] for w in rows(book, records.WINNERS)
                                                         if w["state"] in ("抽中", "递补")}


def test_a_group_that_is_used_up_gives_no_replacement() -> None:
    book = ready()
    with refused("D24"):
        promote(book, TASK, of_tier(book, "D")[0]["object"], WHY, desk(12, 4))


def test_an_object_that_was_checked_or_is_not_on_the_list_is_not_replaced() -> None:
    book = ready()
    checked = of_tier(book, "A")[0]["object"]
    book.append(registers.FINDINGS, [{"task": TASK, "object": checked, "item": "LS-01", "checked": date(2026, 3, 5),
                                      "result": "未发现问题"}])
    before = cells(book)
    with refused("D25"):
        promote(book, TASK, checked, WHY, desk(12, 5))
    with refused("D23"):
        promote(book, TASK, "LS999", WHY, desk(12, 5))
    with refused("D23"):
        promote(book, TASK, of_tier(book, "A", "候补")[0]["object"], WHY, desk(12, 5))
    assert cells(book) == before


@pytest.mark.parametrize(("grounds", "expected"), [
    (Grounds("", "李某"), ("D22",)), (Grounds(" ", ""), ("D22", "D29")), (Grounds("病假", ""), ("D29",)),
])
def test_nobody_is_replaced_without_reason_and_approver(grounds: Grounds, expected: tuple[str, ...]) -> None:
    book = ready()
    with refused(*expected):
        promote(book, TASK, "LS001", grounds, desk(12, 4))
    with refused(*expected):
        reassign(book, TASK, Leaver("P01"), grounds, desk(12, 4))


@pytest.mark.parametrize("why", ["正在搬迁", "接被抽查单位函告，本月无法接受检查", "病假", "失联", "9"])
def test_what_is_no_reason_of_the_list_replaces_nobody(why: str) -> None:
    book = ready()
    before = cells(book)
    with refused("D70") as caught:
        promote(book, TASK, "LS001", Grounds(why, "李某"), desk(12, 4))
    assert "注销、吊销、迁出本市、与在办案件重复、不可抗力" in str(caught.value.problems[0])
    assert "延期" in str(caught.value.problems[0])
    with refused("D70"):
        reassign(book, TASK, Leaver("P01"), Grounds(why, "李某"), desk(12, 4))
    assert cells(book) == before


def test_a_reason_may_be_given_by_its_code_and_a_bureau_may_have_reasons_of_its_own() -> None:
    book = ready()
    leaving = of_tier(book, "A")[0]["object"]
    promote(book, TASK, leaving, Grounds("2", "李某"), desk(12, 4))
    assert rows(book, records.WINNERS, object=leaving)[0]["why"] == "吊销"
    book.append(registers.CODES, [{"category": "改派原因", "code": "1", "name": "调离"}])
    with refused("D70"):
        reassign(book, TASK, Leaver("P01"), ILL, desk(12, 4))
    reassign(book, TASK, Leaver("P01"), Grounds("调离", "李某"), desk(12, 4))


@pytest.mark.long
def test_what_happened_stays_in_the_workbook_and_out_of_log_and_records(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    with opened(path, desk(9)) as book:
        matched(book)
        leaving = of_tier(book, "A")[0]["object"]
        promote(book, TASK, leaving, Grounds("注销", "李某", "主任已过世"), desk(12, 4))
    with opened(path, desk(13)) as book:
        assert rows(book, records.WINNERS, object=leaving)[0]["note"] == "主任已过世"
        assert not [entry for entry in rows(book, records.LOG) if "过世" in entry["summary"]]
    for record in tmp_path.glob("*记录-*.json"):
        assert "过世" not in record.read_text("utf-8")


def test_nobody_is_replaced_before_the_draw() -> None:
    book = Bureau().book()
    locked(book)
    with refused("D27"):
        promote(book, TASK, "LS001", WHY, desk(12, 4))
    with refused("D27"):
        reassign(book, TASK, Leaver("P01"), ILL, desk(12, 4))


def test_in_a_weighted_draw_the_next_of_the_whole_pool_comes_in() -> None:
    bureau = Bureau().change(registers.TASKS, TASK, method="加权", quantity=6)
    bureau[registers.TIERS][3]["ratio"] = Fraction(1, 2)
    book = bureau.book()
    done = drawn(book)
    came = promote(book, TASK, done.winners[0]["object"], WHY, desk(11, 4)).came
    assert came == (done.winners[6]["object"],)


def test_a_promotion_typed_by_hand_is_refused_because_the_log_has_none() -> None:
    book = ready()
    leaving = of_tier(book, "A")[0]["object"]
    next_ = order_of(book, leaving)[2]
    edit(book, records.WINNERS, {"object": leaving}, state="被替换", why="改", approver="某")
    edit(book, records.WINNERS, {"object": next_}, state="递补", replaces=leaving, why="改", approver="某")
    with refused("D38"):
        promote(book, TASK, of_tier(book, "B")[0]["object"], WHY, desk(12, 4))


# --- 改派 --------------------------------------------------------------------------------------------

def test_a_reassignment_fills_only_the_seats_of_the_one_who_leaves() -> None:
    book = ready()
    before = teams(book)
    done = reassign(book, TASK, Leaver("p02"), ILL, desk(12, 4))
    after = teams(book)
    hit = {code for code, team in before.items() if "P02" in team}
    assert hit
    assert set(done.teams) == hit
    for code, team in after.items():
        assert "P02" not in team
        assert set(team) >= set(before[code]) - {"P02"}
        assert code in hit or team == before[code]
        assert team[0] in ("P01", "P02", "P03")
    assert chain_is_whole(book)
    assert rows(book, records.LOG)[-1]["act"] == "改派"


def test_who_takes_a_seat_came_although_already_in_another_team_that_was_filled() -> None:
    bureau = Bureau()
    del bureau[registers.INSPECTORS][3:]
    book = bureau.book()
    matched(book)
    before = teams(book)
    assert {"P01", "P02"} in map(set, before.values())
    assert {"P02", "P03"} in map(set, before.values())

    done = reassign(book, TASK, Leaver("P02"), ILL, desk(12, 4))

    assert {frozenset(team) for team in done.teams.values()} == {frozenset(("P01", "P03"))}
    assert done.came == ("P01", "P03")


def test_a_reassignment_may_be_limited_to_some_objects() -> None:
    book = ready()
    before = teams(book)
    mine = [code for code, team in before.items() if "P02" in team]
    done = reassign(book, TASK, Leaver("P02", (mine[0].lower(),)), ILL, desk(12, 4))
    assert list(done.teams) == mine[:1]
    assert {code: teams(book)[code] for code in mine[1:]} == {code: before[code] for code in mine[1:]}


def test_visits_that_took_place_keep_their_team() -> None:
    book = ready()
    before = teams(book)
    mine = [code for code, team in before.items() if "P02" in team]
    book.append(registers.FINDINGS, [{"task": TASK, "object": mine[0], "item": "LS-01", "checked": date(2026, 3, 5),
                                      "result": "未发现问题"}])
    reassign(book, TASK, Leaver("P02"), ILL, desk(12, 5))
    assert teams(book)[mine[0]] == before[mine[0]]
    assert all("P02" not in teams(book)[code] for code in mine[1:])


def test_whoever_has_made_all_visits_is_not_said_to_be_in_no_team() -> None:
    book = ready()
    mine = [code for code, team in teams(book).items() if "P02" in team]
    book.append(registers.FINDINGS, [{"task": TASK, "object": code, "item": "LS-01", "checked": date(2026, 3, 5),
                                      "result": "未发现问题"} for code in mine])
    with pytest.raises(UserError, match=r"不在任务“.*”还没有检查的检查组中"):
        reassign(book, TASK, Leaver("P02"), ILL, desk(12, 5))


def test_whoever_is_in_no_team_cannot_be_replaced() -> None:
    book = ready()
    with refused("D26"):
        reassign(book, TASK, Leaver("P99"), ILL, desk(12, 4))
    unmatched = Bureau().book()
    drawn(unmatched)
    with refused("D26"):
        reassign(unmatched, TASK, Leaver("P01"), ILL, desk(12, 4))


@pytest.mark.long
def test_one_who_fell_ill_comes_back_neither_by_a_later_reassignment_nor_by_a_promotion() -> None:
    book = ready()
    reassign(book, TASK, Leaver("P02"), ILL, desk(12, 4))
    reassign(book, TASK, Leaver("P04"), ILL, desk(13, 4))
    for hour, tier in enumerate("AAAAABBBBB", 14):
        promote(book, TASK, of_tier(book, tier, "抽中")[0]["object"] if of_tier(book, tier) else
                of_tier(book, tier, "递补")[0]["object"], WHY, desk(min(hour, 23), 4))
    assert all(not {"P02", "P04"} & set(team) for team in teams(book).values())


def test_one_who_left_a_single_team_comes_back_to_any_other_but_that() -> None:
    book = ready()
    sick = next(p for p in INSPECTORS if sum(p in team for team in teams(book).values()) > 1)
    mine = next(code for code, team in teams(book).items() if sick in team)
    reassign(book, TASK, Leaver(sick, (mine,)), ILL, desk(12, 4))
    for hour, person in enumerate((p for p in INSPECTORS if p != sick), 13):
        if person in teams(book)[mine] and hour < 15:
            reassign(book, TASK, Leaver(person, (mine,)), ILL, desk(hour, 4))
            assert sick not in teams(book)[mine]
    assert any(sick in team for code, team in teams(book).items() if code != mine)



def test_where_nobody_is_left_the_sentence_says_so_and_nothing_is_written() -> None:
    bureau = Bureau()
    for person in bureau[registers.INSPECTORS][2:]:
        person["items"] = ("LS-01",)
    bureau[registers.RECUSALS].clear()
    book = bureau.book()
    matched(book)
    before = cells(book)
    with refused("M03"):
        reassign(book, TASK, Leaver("P01"), ILL, desk(12, 4))
    assert cells(book) == before


def test_a_team_typed_over_by_hand_is_refused_because_the_log_has_another() -> None:
    book = ready()
    winner = of_tier(book, "A")[0]
    spare = next(code for code in ("P04", "P05", "P06") if code not in (winner["lead"], *winner["members"]))
    edit(book, records.WINNERS, {"object": winner["object"]}, members=(spare,))
    with refused("D38"):
        promote(book, TASK, of_tier(book, "B")[0]["object"], WHY, desk(12, 4))


# --- records ---------------------------------------------------------------------------------------

def _on_file(folder: Path) -> Path:
    path = Bureau().file(folder)
    with opened(path, desk()) as book:
        locked(book)
    with opened(path, desk(10, 4)) as book:
        draw(book, TASK, PUBLIC, desk(10, 4))
    with opened(path, desk(11, 4)) as book:
        match(book, TASK, desk(11, 4))
    return path


@pytest.mark.long
def test_the_audit_record_keeps_matching_cases_and_secret_through_every_act(tmp_path: Path) -> None:
    path = _on_file(tmp_path)
    audit_file = tmp_path / f"审计记录-{TASK}-1.json"
    first = json.loads(audit_file.read_text("utf-8"))
    with opened(path, desk(12, 4)) as book:
        one: Substituted = promote(book, TASK, of_tier(book, "A")[0]["object"], WHY, desk(12, 4))
    with opened(path, desk(13, 4)) as book:
        reassign(book, TASK, Leaver(next(iter(one.teams.values()))[0]), ILL, desk(13, 4))
    audit: dict[str, Any] = json.loads(audit_file.read_text("utf-8"))
    for key in ("list_secret", "map", "S", "K", "Km", "result", "seed_text", "people_list"):
        assert audit[key] == first[key]
    assert audit["matching"]["prices"] == first["matching"]["prices"]
    assert [case["act"] for case in audit["matching"]["cases"]] == ["递补", "改派"]
    assert all(case["proof"]["teams"] for case in audit["matching"]["cases"])
    assert audit["matching"]["cases"][1]["proof"]["barred"]
    assert audit["names"].keys() == set(audit["teams"])
    assert one.left not in audit["names"]


@pytest.mark.long
def test_the_public_record_after_substitutions_still_has_the_whole_draw(tmp_path: Path) -> None:
    path = _on_file(tmp_path)
    file = tmp_path / f"公开记录-{TASK}-1.json"
    before = json.loads(file.read_text("utf-8"))
    with opened(path, desk(12, 4)) as book:
        promote(book, TASK, of_tier(book, "A")[0]["object"], WHY, desk(12, 4))
    after = json.loads(file.read_text("utf-8"))
    same = ("root", "seed_text", "S", "K", "result", "reserve", "result_digest", "list", "drawn_at")
    assert {key: after[key] for key in same} == {key: before[key] for key in same}
    assert after["log_head"] != before["log_head"]
