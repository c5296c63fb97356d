"""检查结果 has a row for every object that is to be visited and item, from the match on; a row without 检查日期 is no result."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ssj_xl.domain.counts import COUNTED, sheet_of
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway, working
from ssj_xl.tables import records, registers
from ssj_xl.tables.registers import FINDINGS, HOLIDAYS
from ssj_xl.tables.table import Row
from ssj_xl.workflows.consolidation import consolidate, submit
from ssj_xl.workflows.deadlines import due
from ssj_xl.workflows.desk.office import open_office
from ssj_xl.workflows.monthly import report
from ssj_xl.workflows.publishing import publish
from ssj_xl.workflows.registers.check import check
from ssj_xl.workflows.registers.restore import chosen, plan_restore, restore
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from ssj_xl.workflows.rounds.result_rows import enter, keep_in_step
from ssj_xl.workflows.rounds.substitute import Grounds, Leaver, promote, reassign, void
from ssj_xl.workflows.summary import quarter
from tests.bureau import ITEMS, TASK, Bureau, desk, matched, opened, public_of, rows, source_of

WHY = Grounds("迁出本市", "李副局长")
ILL = Grounds("不在岗", "李副局长")
NINTH = date(2026, 3, 9)


def ready() -> Book:
    book = Bureau().book()
    matched(book)
    return book


def waiting(book: Book) -> list[Row]:
    return book.read(FINDINGS).waiting


def pairs(book: Book) -> list[tuple[str, str]]:
    return sorted((row["object"], row["item"]) for row in waiting(book))


def listed(book: Book) -> list[Row]:
    last = max(row["attempt"] for row in book.read(records.WINNERS))
    return [row for row in book.read(records.WINNERS) if row["state"] in ("抽中", "递补") and row["attempt"] == last]


def due_pairs(book: Book) -> list[tuple[str, str]]:
    return sorted((row["object"], item) for row in listed(book) for item in ITEMS)


def test_the_match_gives_every_drawn_object_a_row_an_item_with_names_and_team() -> None:
    book = ready()
    assert pairs(book) == due_pairs(book)
    assert rows(book, FINDINGS) == [], "rows that wait are no results"
    winners = {row["object"]: row for row in listed(book)}
    for row in waiting(book):
        winner = winners[row["object"]]
        assert (row["name"], row["item_name"]) == (winner["name"], book.read(registers.ITEMS).by("code")[row["item"]]["minor"])
        assert row["inspectors"] == (winner["lead"], *winner["members"])
        assert row["team_names"] == winner["team_names"]
        assert not row["checked"]


def test_an_item_asks_nothing_of_an_object_that_it_is_not_for() -> None:
    bureau = Bureau()
    bureau.rows["事项清单"][1]["object_type"] = ("公证机构",)
    book = bureau.book()
    matched(book)
    assert {row["item"] for row in waiting(book)} == {ITEMS[0]}


def test_a_substitute_takes_the_rows_of_the_object_that_left() -> None:
    book = ready()
    leaving, before = next(row["object"] for row in listed(book) if row["object"] < "LS025"), len(book.gateway.table("检查结果").rows)
    done = promote(book, TASK, leaving, WHY, desk(12))
    assert pairs(book) == due_pairs(book)
    assert done.came[0] in {row["object"] for row in waiting(book)}
    assert leaving not in {row["object"] for row in waiting(book)}
    assert len(book.gateway.table("检查结果").rows) == before, "no row is left over"


def test_a_new_team_member_stands_in_the_rows_that_wait_and_nowhere_else() -> None:
    book = ready()
    person = listed(book)[0]["lead"]
    mine = [row["object"] for row in listed(book) if person in (row["lead"], *row["members"])]
    enter(book, [{**_key(mine[0], item), "checked": NINTH, "result": "未发现问题"} for item in ITEMS])
    reassign(book, TASK, Leaver(person), ILL, desk(12))
    assert all(person not in row["inspectors"] for row in waiting(book))
    assert {person in row["inspectors"] for row in book.read(FINDINGS)} == {True}
    assert pairs(book) == [pair for pair in due_pairs(book) if pair[0] != mine[0]]


def _key(object_: str, item: str) -> dict[str, Any]:
    return {"task": TASK, "object": object_, "item": item}


def test_after_a_void_nothing_waits_and_what_was_entered_stays() -> None:
    book = ready()
    first = listed(book)[0]["object"]
    enter(book, [{**_key(first, ITEMS[0]), "checked": NINTH}])
    void(book, TASK, "名录漏登", desk(12))
    assert waiting(book) == []
    assert [(row["object"], row["item"]) for row in book.read(FINDINGS)] == [(first, ITEMS[0])]


def test_the_next_round_has_its_rows_in_the_places_that_were_emptied() -> None:
    book = ready()
    last = listed(book)[-1]["object"]
    enter(book, [{**_key(last, ITEMS[-1]), "checked": NINTH}])
    void(book, TASK, "名录漏登", desk(12))
    lock(book, TASK, source_of(2), desk(9, 5))
    draw(book, TASK, public_of(2), desk(9, 9))
    match(book, TASK, desk(10, 9))
    entered = {(row["object"], row["item"]) for row in book.read(FINDINGS)}
    assert pairs(book) == [pair for pair in due_pairs(book) if pair not in entered]
    used = [row.line for row in (*waiting(book), *book.read(FINDINGS))]
    assert sorted(used) == list(range(len(used))), "no gap is left, and no row has two owners"


@pytest.mark.parametrize("key", [column.key for column in FINDINGS.columns if not column.given])
@pytest.mark.long(but=1)
def test_whatever_anybody_entered_is_never_overwritten(key: str) -> None:
    book = ready()
    row = waiting(book)[3]
    value = {"checked": NINTH, "signed": "已签", "result": "未发现问题", "disposal": "约谈提醒", "dispute_result": "维持",
             "recheck_result": "整改到位"}.get(key, NINTH if FINDINGS.by_key[key].kind.name == "DATE" else "甲")
    book.replace(FINDINGS, [(row, {key: value})])
    before = list(book.gateway.table("检查结果").rows[row.line])
    void(book, TASK, "漏登", desk(12))
    assert list(book.gateway.table("检查结果").rows[row.line]) == before


def test_a_remark_in_a_column_of_the_clerks_own_keeps_its_row() -> None:
    book = ready()
    book.gateway.widen("检查结果", ["本处备注"])
    book.gateway.replace("检查结果", {2: {"本处备注": "周三去"}})
    mine = book.gateway.table("检查结果").rows[2]
    again = Book(book.gateway)
    void(again, TASK, "漏登", desk(12))
    assert again.gateway.table("检查结果").rows[2] == mine


def test_results_typed_below_instead_of_in_their_rows_empty_these_at_the_next_act() -> None:
    book = ready()
    first = listed(book)[0]["object"]
    book.append(FINDINGS, [{**_key(first, item), "checked": NINTH} for item in ITEMS])
    keep_in_step(open_office(book), TASK)
    assert first not in {row["object"] for row in waiting(book)}
    assert len(book.read(FINDINGS)) == len(ITEMS)


def test_a_workbook_of_before_has_its_rows_at_the_next_act() -> None:
    book = ready()
    for row in waiting(book):
        book.replace(FINDINGS, [(row, dict.fromkeys(FINDINGS.by_key))])
    assert waiting(book) == []
    assert keep_in_step(open_office(book)) == len(due_pairs(book))
    assert pairs(book) == due_pairs(book)
    assert keep_in_step(open_office(book)) == 0, "the second time changes nothing"


@pytest.mark.long
def test_a_restore_leaves_the_rows_in_step(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    with opened(path, desk(11, 4)) as book:
        matched(book)
    first = listed(Book(open_gateway(path)))[0]["object"]
    with opened(path, desk(12, 5)) as book:
        enter(book, [{**_key(first, ITEMS[0]), "checked": NINTH}])
        book.commit()
    with opened(path, desk(13, 5)) as book:
        restore(book, plan_restore(book, chosen(book, "1")), desk(13, 5))
    back = Book(open_gateway(path))
    assert rows(back, FINDINGS) == []
    assert pairs(back) == due_pairs(back)


# --- rows that wait change no figure anywhere ----------------------------------------------------------------

DAY = date(2021, 3, 21)


def _more_rows(book: Book, seed: int) -> list[dict[str, Any]]:
    """Rows that wait, at random: of objects drawn and not drawn, visited and not, of items on the list and off it."""
    chance = Random(seed)
    tasks, objects, people = ([row["code"] for row in book.read(spec)] for spec in (registers.TASKS, registers.OBJECTS, registers.INSPECTORS))
    items = [row["code"] for row in book.read(registers.ITEMS)] + ["XX-99"]
    known = {(row["task"], row["object"], row["item"]) for row in (*book.read(FINDINGS).rows, *waiting(book))}
    drawn = [(row["task"], row["object"]) for row in book.read(records.WINNERS)]
    made: dict[tuple[str, ...], dict[str, Any]] = {}
    for _ in range(60):
        task, object_ = chance.choice(drawn) if chance.random() < 0.5 else (chance.choice(tasks), chance.choice(objects))
        key = (task, object_, chance.choice(items))
        if key not in known:
            made[key] = {**dict(zip(FINDINGS.unique, key, strict=True)), "inspectors": tuple(chance.sample(people, 2)), "name": "某所",
                         "item_name": "某项", "team_names": "甲、乙", "way": ("现场检查",)}
    assert len(made) > 20
    return list(made.values())


def _twins(path: Path, folder: Path, seed: int) -> tuple[Path, Path]:
    """A division's month as it is, and the same with more rows that wait, under one name in two folders."""
    plain, more = (folder / name / path.name for name in ("原样", "备行"))
    for copy in (plain, more):
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    with working(more, reason="备行", now=desk().now) as gateway:
        book = Book(gateway)
        book.append(FINDINGS, _more_rows(book, seed))
        book.commit()
    return plain, more


def _figures(book: Book) -> dict[str, Any]:
    tables = {spec.name: book.read(spec) for spec in COUNTED}
    settings, _ = book.settings()
    found = sheet_of(World(tables, settings, Calendar.from_rows(tables[HOLIDAYS.name]), DAY))
    return found.values


def _told(book: Book) -> dict[str, Any]:
    """Whatever the program says of a book."""
    at = desk()
    task = book.read(records.DRAWS).rows[0]["task"]
    form = report.report(book, "2021-03", desk=at, filled_on=DAY)
    return {
        "首页": _figures(book), "检查": [(one.code, one.place.cell) for one in check(book, DAY).problems],
        "期限": [(line.due.state, line.due.subject, line.cells) for line in due(book, DAY).listed(everything=True)],
        "月报表": form.data, "追溯": form.trace, "公示页": publish.publish(book, task, at).page,
        "落实情况": str(quarter.summarise(book, "2021Q1", made_on=DAY)[0]).replace(book.path, ""), "报送件": submit.submit(book, "2021-03", at, filled_on=DAY).rows,
        "检查史": open_office(book).history(2021),
    }


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.long
def test_rows_that_wait_change_no_figure_anywhere(month: Path, tmp_path: Path, seed: int) -> None:
    plain, more = (_told(Book(open_gateway(path))) for path in _twins(sorted(month.glob("*/主台账-*.xlsx"))[seed], tmp_path, seed))
    for what, value in plain.items():
        assert more[what] == value, what


@pytest.mark.long
def test_rows_that_wait_are_not_in_the_balance_of_the_consolidation(month: Path, tmp_path: Path) -> None:
    def summed(name: str) -> Any:
        output = consolidate.Output(filled_on=DAY, beside=tmp_path)
        done = consolidate.consolidate(sorted(tmp_path.glob(f"{name}/*.xlsx")), month="2021-03", previous=None, desk=desk(), output=output)
        return done.form, done.count, done.merged

    for seed, path in enumerate(sorted(month.glob("*/主台账-*.xlsx"))[:3]):
        _twins(path, tmp_path, seed)
    assert summed("备行") == summed("原样")
