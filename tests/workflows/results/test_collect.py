"""收回: a team's return is taken row by row; what is forged, foreign, late, published or typed at the desk is left and named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ssj_xl.domain.returns import code_of
from ssj_xl.entry.cli import cli
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records
from ssj_xl.tables.registers import FINDINGS
from ssj_xl.workflows.consolidation.submit import submit
from ssj_xl.workflows.desk.given import Given
from ssj_xl.workflows.results.collect import LEFT, NEW, SAME, UPDATED, Collection, collect, plan_collect
from ssj_xl.workflows.results.results import Visit, Which, passed, undo, visited
from ssj_xl.workflows.results.sheets import sheets
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from ssj_xl.workflows.rounds.substitute import Grounds, Leaver, reassign, void
from tests.bureau import TASK, Bureau, chain_is_whole, desk, drawn, matched, opened, public_of, refused, rows, source_of

AT = desk(17, 20)
ILL = Grounds("不在岗", "李副局长")


def ready() -> tuple[Book, list[dict[str, Any]]]:
    """A matched office, and what the pages of its teams hold."""
    bureau = Bureau()
    for task in bureau.rows["抽查任务"]:
        task["quantity"] = 20
    book = bureau.book()
    matched(book)
    return book, pages(book)


def pages(book: Book, at: Any = None) -> list[dict[str, Any]]:
    made = sheets(book, TASK, at or desk(12, 4))
    return [json.loads(re.search(r'id="data">(.*?)</script>', one.data.decode(), re.S)[1]) for one in made]  # type: ignore[index]


def body(page: dict[str, Any], **more: Any) -> dict[str, Any]:
    visits = [{"object": firm["object"], "day": "2026-03-09", "signed": "已签", "items": [
        {"item": item["item"], "result": page["clean"], "problem": "", "disposal": page["nothing"], "due": ""} for item in firm["items"]]}
        for firm in page["firms"]]
    return {**{key: page[key] for key in ("format", "task", "attempt", "draw", "team", "revision")}, "made": "2026-03-09 16:00:00", "visits": visits, **more}


def sealed(page: dict[str, Any], **more: Any) -> bytes:
    made = body(page, **more)
    return json.dumps({**made, "code": code_of(page["token"], made)}, ensure_ascii=False).encode()


def taken(book: Book, *files: bytes) -> Collection:
    given = [Given(f"返回件{number}.json", data) for number, data in enumerate(files, 1)]
    return collect(book, given, plan_collect(book, given, AT), AT)


def worded(found: Collection) -> set[str]:
    return {one.code for one in found.problems}


def test_what_a_return_brought_is_no_batch_that_is_taken_back() -> None:
    book, teams = ready()
    mine = teams[0]["firms"][0]["object"]
    visited(book, TASK, Which((mine,)), Visit(date(2026, 3, 9)), AT)
    passed(book, TASK, Which((mine,)), AT)
    taken(book, *(sealed(page) for page in teams[1:]))
    brought = [dict(row) for row in rows(book, FINDINGS) if row["object"] != mine]

    assert undo(book, TASK, AT).firms == 1
    assert [dict(row) for row in rows(book, FINDINGS) if row["object"] != mine] == brought
    assert undo(book, TASK, AT).act == "登记到场"
    for number in ("", brought[0]["batch"]):
        with refused("D95"):
            undo(book, TASK, AT, number=number)


def test_every_row_of_every_team_is_taken_with_day_signature_and_entry() -> None:
    book, teams = ready()
    found = taken(book, *(sealed(page) for page in teams))
    listed = [row for row in rows(book, records.WINNERS) if row["lead"]]
    assert found.counts == {NEW: 2 * len(listed), UPDATED: 0, SAME: 0, LEFT: 0}
    assert book.read(FINDINGS).waiting == []
    assert {(row["checked"], row["signed"], row["result"], row["entered"]) for row in rows(book, FINDINGS)} == {
        (date(2026, 3, 9), "已签", "未发现问题", AT.today)}
    assert rows(book, records.LOG)[-1]["act"] == "收回返回件"
    assert chain_is_whole(book)


def test_what_the_page_asks_besides_is_kept_and_a_page_made_earlier_does_without() -> None:
    book, (page, other, *_) = ready()
    visits = body(page)["visits"]
    for one in visits:
        one |= {"visit_code": "JC001 ", "arrived": "09:30", "photos": ""}
        one["items"][0]["materials"] = "收费台账复印件"
    taken(book, sealed(page, visits=visits), sealed(other))
    found = [(row["visit_code"], row["arrived"], row["photos"], row["materials"]) for row in rows(book, FINDINGS)]
    assert set(found) == {("JC001", "09:30", "", "收费台账复印件"), ("JC001", "09:30", "", ""), ("", "", "", "")}
    assert worded(taken(book, sealed(page, visits=[{**visits[0], "arrived": 9}]))) == {"B01"}


def test_a_page_shows_its_own_team_and_neither_tier_nor_reason() -> None:
    book, teams = ready()
    winners = {row["object"]: row for row in rows(book, records.WINNERS) if row["lead"]}
    assert sorted(firm["object"] for page in teams for firm in page["firms"]) == sorted(winners)
    for page in teams:
        assert all([winners[firm["object"]]["lead"], *winners[firm["object"]]["members"]] == page["team"] for firm in page["firms"])
        assert {"tier", "group", "why", "ticket"}.isdisjoint(str(key) for firm in page["firms"] for key in firm)


def test_teams_with_one_leader_have_files_of_their_own() -> None:
    book, teams = ready()
    leaders = [page["team"][0] for page in teams]
    assert len(set(leaders)) < len(leaders)
    names = [one.name for one in sheets(book, TASK, desk(13, 4))]
    assert len(set(names)) == len(names)
    assert all("-".join(page["team"]) in name for page, name in zip(teams, names, strict=True)), "no member is cut off"


def test_the_same_file_twice_and_two_copies_of_it_change_nothing() -> None:
    book, (page, *_) = ready()
    first = taken(book, sealed(page), sealed(page))
    assert first.counts[NEW] == len(first.lines)
    before = [dict(row) for row in rows(book, FINDINGS)]
    log = len(rows(book, records.LOG))
    again = taken(book, sealed(page))
    assert again.counts[SAME] == len(again.lines)
    assert [dict(row) for row in rows(book, FINDINGS)] == before
    assert len(rows(book, records.LOG)) == log


def test_a_later_return_updates_and_an_earlier_one_does_not_come_back() -> None:
    book, (page, *_) = ready()
    early = sealed(page)
    late = body(page)
    late["visits"][0]["items"][0] |= {"result": "发现问题已责令改正", "problem": "制度不全。", "disposal": "责令改正", "due": "2026-03-30"}
    later = sealed(page, visits=late["visits"], made="2026-03-10 09:00:00")
    taken(book, early)
    found = taken(book, later)
    assert (found.counts[UPDATED], found.counts[NEW]) == (1, 0)
    again = taken(book, early)
    assert [one.code for one in again.problems] == ["B05", "B04"] * len(body(page)["visits"]), "once a visit"
    assert [row["problem"] for row in rows(book, FINDINGS) if row["problem"]] == ["制度不全。"]


def test_both_in_one_go_end_with_the_later_one_whatever_their_order() -> None:
    book, (page, *_) = ready()
    late = sealed(page, made="2026-03-10 09:00:00", visits=[{**one, "day": "2026-03-10"} for one in body(page)["visits"]])
    taken(book, late, sealed(page))
    assert {row["checked"] for row in rows(book, FINDINGS)} == {date(2026, 3, 10)}


@pytest.mark.parametrize("change", [
    lambda text: text.replace("未发现问题", "不配合检查情节严重"), lambda text: text.replace("2026-03-09\"", "2026-03-08\""),
    lambda text: text.replace('"attempt": 1', '"attempt": 2'), lambda text: re.sub(r'"code": "."', '"code": "', text)],
    ids=["result", "day", "attempt", "code"])
def test_a_return_that_was_changed_after_it_was_made_is_refused(change: Callable[[str], str]) -> None:
    book, (page, *_) = ready()
    text = change(sealed(page).decode())
    text = text if text != sealed(page).decode() else text.replace('"code": "', '"code": "0')
    found = taken(book, text.encode())
    assert (worded(found), found.lines) == ({"B02"}, ())
    assert rows(book, FINDINGS) == []


def _deep(text: str) -> str:
    return text[:-1] + ',"x":' + "[" * 50_000 + "]" * 50_000 + "}"


@pytest.mark.parametrize("spoilt", [
    lambda text: text[:-20], lambda text: text[:-1] + ',"task":"x"}', lambda text: text[:-1] + ',"more":1}', lambda text: "[]", lambda text: "",
    lambda text: text.replace('"attempt": 1', '"attempt": NaN'), lambda text: text.replace('"attempt": 1', '"attempt": 1.0'),
    lambda text: text.replace('"attempt": 1', '"attempt": true'), lambda text: text.replace('"2026-03-09"', '"2026-02-30"'), _deep,
    lambda text: text + " " * 2_000_001, lambda text: text.replace('"signed": "已签"', '"signed": "\\ud800"'),
    lambda text: text.replace('"format": "ssj_xl return 1"', '"format": "ssj_xl return 9"')])
@pytest.mark.long(but=1)
def test_what_is_no_strict_return_is_refused_whole_and_the_others_go_on(spoilt: Callable[[str], str]) -> None:
    book, (page, other, *_) = ready()
    found = taken(book, spoilt(sealed(page).decode()).encode(), sealed(other))
    assert worded(found) <= {"B01", "B02"}
    assert len(found.problems) == 1
    assert found.counts[NEW] == 2 * len(other["firms"])


@pytest.mark.long
def test_a_firm_that_was_not_drawn_for_this_team_an_item_and_a_word_that_are_unknown_are_left() -> None:
    book, (page, other, *_) = ready()
    made = body(page)["visits"]
    made[0]["items"].append({"item": "LS-99", "result": page["clean"], "problem": "", "disposal": "", "due": ""})
    made[0]["items"][0]["result"] = "很好"
    foreign = body(other)["visits"][0]
    undrawn = {**foreign, "object": "LS999"}
    found = taken(book, sealed(page, visits=[*made, foreign, undrawn]))
    why = {(line.object, line.item): line.text for line in found.lines if line.state == LEFT}
    assert why[made[0]["object"], "LS-99"] == "不是这家的检查事项"
    assert "代码表" in why[made[0]["object"], "LS-01"]
    assert {why[one, "LS-01"] for one in (foreign["object"], "LS999")} == {"不在本组的抽中名单里"}
    assert sum(found.counts.values()) == len(found.lines) == 2 * len(made) + 1 + 4


def test_a_day_to_come_a_published_row_and_one_typed_at_the_desk_stay_as_they_are() -> None:
    book, (page, *_) = ready()
    firm = page["firms"][0]["object"]
    row = next(row for row in book.read(FINDINGS).waiting if row["object"] == firm)
    book.replace(FINDINGS, [(row, {"checked": date(2026, 3, 6), "result": "未发现问题"})])
    found = taken(book, sealed(page))
    assert [line.text for line in found.lines if line.state == LEFT] == ["台账里已有人填写"]
    shown = next(row for row in rows(book, FINDINGS) if row["batch"])
    book.replace(FINDINGS, [(shown, {"published": date(2026, 3, 12)})])
    later = [{**one, "day": "2026-03-11"} for one in body(page)["visits"]]
    found = taken(book, sealed(page, visits=later, made="2026-03-12 09:00:00"))
    assert "已经公示" in [line.text for line in found.lines if line.object == shown["object"]]
    future = [{**one, "day": "2026-03-21"} for one in body(page)["visits"]]
    assert taken(book, sealed(page, visits=future, made="2026-03-13 09:00:00")).counts[LEFT] == 2 * len(future)


def test_rows_that_hold_no_more_than_day_and_signature_take_the_return_that_agrees_or_is_later() -> None:
    book, (page, *_) = ready()
    visited(book, TASK, Which(), Visit(date(2026, 3, 9)), AT)
    visits = body(page)["visits"]
    early = [{**one, "day": "2026-03-06"} for one in visits]
    assert taken(book, sealed(page, visits=early)).counts[LEFT] == 2 * len(visits)
    assert taken(book, sealed(page, visits=[{**one, "signed": "拒签"} for one in visits])).counts[LEFT] == 2 * len(visits)
    found = taken(book, sealed(page, visits=[*visits[1:], {**visits[0], "day": "2026-03-10"}], made="2026-03-11 09:00:00"))
    assert found.counts[UPDATED] == 2 * len(visits)
    assert {"登记到场的2026-03-09改为2026-03-10" in line.text for line in found.lines if line.object == visits[0]["object"]} == {True}
    assert {row["checked"] for row in rows(book, FINDINGS, object=visits[0]["object"])} == {date(2026, 3, 10)}


@pytest.mark.long
def test_after_a_reassignment_the_team_keeps_what_it_still_has() -> None:
    book, teams = ready()
    page = next(one for one in teams if len(one["firms"]) > 1)
    leaving = page["firms"][0]["object"]
    reassign(book, TASK, Leaver(page["team"][1], (leaving,)), ILL, desk(13, 4))
    found = taken(book, sealed(page))
    assert {line.object for line in found.lines if line.state == LEFT} == {leaving}
    assert found.counts[NEW] == 2 * (len(page["firms"]) - 1)
    (fresh,) = (one for one in pages(book, desk(14, 4)) for firm in one["firms"] if firm["object"] == leaving)
    assert fresh["team"] != page["team"], "the new team has a page of its own"
    mine = [one for one in body(fresh)["visits"] if one["object"] == leaving]
    assert taken(book, sealed(fresh, visits=mine)).counts[NEW] == 2
    assert taken(book, sealed(page)).counts[LEFT] == 2, "and the old one is still out"


def test_pages_made_again_do_not_spoil_those_that_are_out() -> None:
    book, (page, *_) = ready()
    fresh = pages(book, desk(13, 4))[0]
    assert (fresh["token"], fresh["revision"]) == (page["token"], page["revision"] + 1)
    assert taken(book, sealed(page)).counts[LEFT] == 0


@pytest.mark.long
def test_a_return_of_a_voided_round_and_of_another_bureau_are_refused() -> None:
    book, (page, *_) = ready()
    void(book, TASK, "漏登", desk(13, 4))
    assert worded(taken(book, sealed(page))) == {"B03"}
    lock(book, TASK, source_of(2), desk(9, 5))
    draw(book, TASK, public_of(2), desk(9, 9))
    match(book, TASK, desk(10, 9))
    assert worded(taken(book, sealed(page))) == {"B03"}
    other = Bureau().book()
    matched(other)
    assert worded(taken(other, sealed(page))) == {"B02"}


def test_what_was_changed_since_the_preview_is_previewed_again() -> None:
    book, (page, *_) = ready()
    given = [Given("返回件.json", sealed(page))]
    seen = plan_collect(book, given, AT)
    row = book.read(FINDINGS).waiting[0]
    book.replace(FINDINGS, [(next(one for one in book.read(FINDINGS).waiting if one["object"] == page["firms"][0]["object"]), {"result": "未发现问题"})])
    with refused("B07"):
        collect(book, given, seen, AT)
    assert row["object"]


def test_before_the_match_there_are_no_pages() -> None:
    book = Bureau().book()
    drawn(book)
    with refused("B06"):
        sheets(book, TASK, desk(12, 4))


@pytest.mark.long
def test_tokens_stay_in_the_divisions_own_book(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    with opened(path, desk(11, 4)) as book:
        matched(book)
    with opened(path, desk(12, 4)) as book:
        token = pages(book)[0]["token"]
        book.commit()
    sent = tmp_path / "报送.xlsx"
    sent.write_bytes(submit(Book(open_gateway(path)), "2026-03", AT).data)
    assert {row["sheet_token"] for row in rows(Book(open_gateway(path)), records.WINNERS)} >= {token}
    assert {row["sheet_token"] for row in rows(Book(open_gateway(sent)), records.WINNERS)} == {""}


@pytest.mark.long
def test_the_commands_make_pages_preview_and_write(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    with opened(path, desk(11, 4)) as book:
        matched(book)
    run = CliRunner().invoke(cli, ["sheets", str(path), TASK, "-o", str(tmp_path / "填写页")])
    assert run.exit_code == 0, run.output
    files = sorted((tmp_path / "填写页").glob("*.html"))
    page = json.loads(re.search(r'id="data">(.*?)</script>', files[0].read_text("utf-8"), re.S)[1])  # type: ignore[index]
    back = tmp_path / "返回件.json"
    back.write_bytes(sealed(page))
    shown = CliRunner().invoke(cli, ["collect", str(path), str(back)], input="n\n")
    assert "新登记" in shown.output
    assert rows(Book(open_gateway(path)), FINDINGS) == []
    done = CliRunner().invoke(cli, ["collect", str(path), str(back), "--yes"])
    assert "已写入" in done.output, done.output
    assert len(rows(Book(open_gateway(path)), FINDINGS)) == 2 * len(page["firms"])
    missing = CliRunner().invoke(cli, ["collect", str(path), str(tmp_path / "没有.json")])
    assert missing.exit_code == 3
