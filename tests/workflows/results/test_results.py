"""Registering visits: the day of a team is asked once, 未发现问题 is one act on signed rows, and is undone as easily."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from ssj_xl.domain.checks import check
from ssj_xl.domain.workdays import Calendar
from ssj_xl.entry.cli import cli
from ssj_xl.entry.ribbon.acts_results import _given_a_day
from ssj_xl.entry.show import describe_findings, describe_registration
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records, registers
from ssj_xl.tables.registers import FINDINGS
from ssj_xl.workflows.results.results import PUBLICATION, Which, passed, plan_passed, published, undo, visited
from ssj_xl.workflows.results.results import Visit as Seen
from ssj_xl.workflows.rounds.substitute import Delay, Grounds, postpone
from tests.bureau import TASK, Bureau, chain_is_whole, desk, drawn, matched, opened, refused, rows
from tests.live.answers import Answers

NINTH = desk(16, 9)
DAY = date(2026, 3, 9)


def ready(bureau: Bureau | None = None) -> Book:
    book = (bureau or Bureau()).book()
    matched(book)
    return book


def teams(book: Book) -> dict[tuple[str, ...], str]:
    """Every team with its leader."""
    return {(row["lead"], *row["members"]): row["lead"] for row in rows(book, records.WINNERS) if row["lead"]}


def test_thirteen_firms_with_four_items_of_which_three_have_problems_cost_at_most_thirty_typed_cells() -> None:
    bureau = Bureau()
    bureau.rows["事项清单"] += [{**bureau.rows["事项清单"][0], "code": code, "minor": code} for code in ("LS-03", "LS-04")]
    for task in bureau.rows["抽查任务"]:
        task |= {"items": ("LS-01", "LS-02", "LS-03", "LS-04"), "quantity": 13, "reserve": 0}
    book = ready(bureau)
    assert len({row["object"] for row in book.read(FINDINGS).waiting}) == 13
    assert len(book.read(FINDINGS).waiting) == 52
    typed = 0
    for number, (team, _) in enumerate(teams(book).items()):
        objects = tuple(row["object"] for row in book.read(FINDINGS).waiting if row["inspectors"] == team)
        visited(book, TASK, Which(objects), Seen(date(2026, 3, 5 + number % 3)), NINTH)
        typed += 2  # the day and the signature, asked once a team
    for row in [row for row in rows(book, FINDINGS) if row["item"] == "LS-02"][:3]:
        found = {"result": "发现问题已责令改正", "problem": "收费公示不全。", "disposal": "责令改正", "disposal_due": date(2026, 3, 30)}
        book.replace(FINDINGS, [(row, {**found, "entered": NINTH.today})])
        typed += len(found) + 1
    passed(book, TASK, Which(), NINTH)
    done = rows(book, FINDINGS)
    assert typed <= 30, f"{typed} cells for {len(done)} rows and {sum(bool(v) for row in done for v in row.values())} filled cells"
    assert book.read(FINDINGS).waiting == []
    assert [sum(row["result"] == result for row in done) for result in ("未发现问题", "发现问题已责令改正")] == [49, 3]
    settings, _ = book.settings()
    said = check({FINDINGS.name: book.read(FINDINGS)}, settings, calendar=Calendar.from_rows([]), today=NINTH.today)
    assert {one.code for one in said if one.severity == "error"} == set()


def test_day_and_signature_go_to_one_team_and_a_day_that_stands_is_kept() -> None:
    book = ready()
    (_, lead), *_ = teams(book).items()
    mine = {row["object"] for row in rows(book, records.WINNERS) if lead in (row["lead"], *row["members"])}
    first = next(row for row in book.read(FINDINGS).waiting if row["object"] in mine)
    book.replace(FINDINGS, [(first, {"checked": date(2026, 3, 5)})])
    done = visited(book, TASK, Which(person=lead), Seen(DAY, "拒签"), NINTH)
    assert {row["object"] for row in rows(book, FINDINGS)} == mine
    assert done.left == {"已有检查日期": 1}
    assert {row["checked"] for row in rows(book, FINDINGS, signed="拒签")} == {DAY}
    assert rows(book, FINDINGS, checked=date(2026, 3, 5))[0]["signed"] == ""
    assert rows(book, records.LOG)[-1]["act"] == "登记到场"
    assert chain_is_whole(book)


def test_who_was_put_off_beyond_the_day_gets_it_only_where_it_is_named() -> None:
    book = ready()
    later = next(row for row in rows(book, records.WINNERS) if row["lead"])
    postpone(book, TASK, Delay(later["object"], date(2026, 3, 20)), Grounds("被检查对象申请", "李副局长"), desk(12, 5))
    done = visited(book, TASK, Which(person=later["lead"]), Seen(DAY), NINTH)
    assert later["object"] not in {row["object"] for row in done.rows}
    assert [reason.startswith("延期至2026-03-20") for reason in done.left] == [True]
    assert describe_registration("已登记检查日期", done).notes[0] == "、".join(dict.fromkeys(row["name"] for row in done.rows))
    assert {row["object"] for row in visited(book, TASK, Which((later["object"],)), Seen(DAY), NINTH).rows} == {later["object"]}


@pytest.mark.parametrize(("change", "left"), [
    ({"signed": ""}, "签字情况不是“已签”"), ({"signed": "拒签"}, "签字情况不是“已签”"), ({"signed": "无人签"}, "签字情况不是“已签”"),
    ({"checked": None}, "没有检查日期"), ({"result": "发现问题已责令改正"}, "已有结果、问题或处置"),
    ({"problem": "制度不全。"}, "已有结果、问题或处置"), ({"disposal": "责令改正"}, "已有结果、问题或处置")])
def test_a_batch_leaves_what_is_not_signed_not_dated_or_was_found_to_have_something(change: dict[str, Any], left: str) -> None:
    book = ready()
    visited(book, TASK, Which(), Seen(DAY), NINTH)
    other = rows(book, FINDINGS)[4]
    book.replace(FINDINGS, [(other, change)])
    before = list(book.gateway.table(FINDINGS.name).rows[other.line])
    done = passed(book, TASK, Which(), NINTH)
    assert done.left == {left: 1}
    assert list(book.gateway.table(FINDINGS.name).rows[other.line]) == before
    others = [row for row in rows(book, FINDINGS) if row.line != other.line]
    assert {(row["result"], row["disposal"], row["entered"]) for row in others} == {("未发现问题", "无需后续处置", NINTH.today)}


def test_a_batch_is_one_entry_of_the_log_and_is_taken_back_as_it_was() -> None:
    book = ready()
    visited(book, TASK, Which(), Seen(DAY), NINTH)
    before = [dict(row) for row in rows(book, FINDINGS)]
    done = passed(book, TASK, Which(), NINTH)
    entry = rows(book, records.LOG)[-1]
    assert (entry["act"], entry["number"]) == ("批量登记", done.number)
    assert {row["batch"] for row in rows(book, FINDINGS)} == {f"{before[0]['batch']}、{done.number}"}
    undo(book, TASK, NINTH)
    assert [dict(row) for row in rows(book, FINDINGS)] == before
    assert rows(book, records.LOG)[-1]["act"] == "撤销批量登记"
    assert undo(book, TASK, NINTH).act == "登记到场", "then the registering of the visits"
    assert rows(book, FINDINGS) == []
    assert len(book.read(FINDINGS).waiting) == len(before)
    assert chain_is_whole(book)
    with refused("D95"):
        undo(book, TASK, NINTH)


def test_one_registering_of_visits_is_taken_back_and_that_of_another_team_stays() -> None:
    book = ready()
    first, second = list(dict.fromkeys(row["object"] for row in book.read(FINDINGS).waiting))[:2]
    one, _ = (visited(book, TASK, Which((each,)), Seen(DAY), NINTH) for each in (first, second))
    changed = rows(book, FINDINGS)[0]
    book.replace(FINDINGS, [(changed, {"checked": date(2026, 3, 8)})])
    done = undo(book, TASK, NINTH, number=one.number)
    assert (len(done.rows), done.left) == (1, {"登记后又有改动或已经公示": 1})
    assert sorted(row["object"] for row in rows(book, FINDINGS)) == sorted([first, second, second])


def test_what_was_changed_or_published_since_is_not_taken_back() -> None:
    book = ready()
    visited(book, TASK, Which(), Seen(DAY), NINTH)
    passed(book, TASK, Which(), NINTH)
    changed, shown, *rest = rows(book, FINDINGS)
    book.replace(FINDINGS, [(changed, {"result": "不配合检查情节严重"}), (shown, {"published": DAY})])
    done = undo(book, TASK, NINTH)
    assert (len(done.rows), done.left) == (len(rest), {"登记后又有改动或已经公示": 2})
    assert [row["result"] for row in rows(book, FINDINGS)][:3] == ["不配合检查情节严重", "未发现问题", ""]


def test_a_batch_of_which_nothing_can_be_taken_back_leaves_no_trace_in_the_log() -> None:
    book = ready()
    visited(book, TASK, Which(), Seen(DAY), NINTH)
    passed(book, TASK, Which(), NINTH)
    book.replace(FINDINGS, [(row, {"published": DAY}) for row in rows(book, FINDINGS)])
    before = len(rows(book, records.LOG))
    with refused("D95") as caught:
        undo(book, TASK, NINTH)
    assert "已经公示" in str(caught.value)
    assert len(rows(book, records.LOG)) == before
    with refused("D95") as caught:
        undo(book, TASK, NINTH, acts=(PUBLICATION,))
    assert "没有可以撤销的登记公示日期" in str(caught.value)


def test_only_the_selected_objects_are_registered_and_unknown_ones_are_named() -> None:
    book = ready()
    first = book.read(FINDINGS).waiting[0]["object"]
    visited(book, TASK, Which((first,)), Seen(DAY), NINTH)
    assert {row["object"] for row in rows(book, FINDINGS)} == {first}
    passed(book, TASK, Which((first.lower(),)), NINTH)
    with refused("D90") as caught:
        passed(book, TASK, Which(("LS999",)), NINTH)
    assert "LS999" in str(caught.value)


def test_an_inspector_is_known_by_name_and_of_two_with_one_name_the_code_is_asked() -> None:
    book = ready()
    (team, lead), *_ = teams(book).items()
    people = {row["code"]: row for row in book.read(registers.INSPECTORS)}
    mine = {row["object"] for row in book.read(FINDINGS).waiting if lead in row["inspectors"]}
    assert {row["object"] for row in visited(book, TASK, Which(person=f" {people[lead]['name']} "), Seen(DAY), NINTH).rows} == mine
    book.replace(registers.INSPECTORS, [(people[team[1]], {"name": people[lead]["name"]})])
    with refused("D106") as caught:
        visited(book, TASK, Which(person=people[lead]["name"]), Seen(DAY), NINTH)
    assert team[1] in str(caught.value)


def test_a_day_to_come_an_unknown_signature_and_an_act_without_anything_to_do_are_refused() -> None:
    book = ready()
    with refused("D91"):
        visited(book, TASK, Which(), Seen(date(2026, 3, 10)), NINTH)
    with refused("D92"):
        visited(book, TASK, Which(), Seen(DAY, "按手印"), NINTH)
    with refused("D133", "D92") as caught:
        visited(book, TASK, Which(), Seen(DAY.replace(year=2025), "按手印"), NINTH)
    assert "早于抽取日期 2026-03-0" in str(caught.value)
    with refused("D93") as caught:
        passed(book, TASK, Which(), NINTH)
    assert "没有检查日期的" in str(caught.value)
    visited(book, TASK, Which(), Seen(DAY), NINTH)
    with refused("D93"):
        visited(book, TASK, Which(), Seen(DAY), NINTH)


def test_before_the_match_there_is_nobody_to_register() -> None:
    book = Bureau().book()
    drawn(book)
    with refused("D90"):
        visited(book, TASK, Which(), Seen(DAY), NINTH)


def test_a_bureau_without_a_result_for_nothing_found_is_told_so() -> None:
    bureau = Bureau()
    bureau.rows["代码表"] = [{"category": "检查结果", "code": "1", "name": "合格", "is_problem": "否", "national": "7"}]
    with refused("D94"):
        passed(ready(bureau), TASK, Which(), NINTH)
    bureau.rows["代码表"][0]["national"] = "1"
    book = ready(bureau)
    visited(book, TASK, Which(), Seen(DAY), NINTH)
    passed(book, TASK, Which(), NINTH)
    assert {row["result"] for row in rows(book, FINDINGS)} == {"合格"}


def test_before_the_yes_the_firms_and_their_rows_are_named() -> None:
    book = ready()
    first = book.read(FINDINGS).waiting[0]
    visited(book, TASK, Which((first["object"],)), Seen(DAY), NINTH)
    before = [dict(row) for row in rows(book, FINDINGS)]
    lines = describe_findings(plan_passed(book, TASK, Which())).lines()
    assert lines[0] == "登记为“未发现问题”：1 家 2 行。"
    assert f"{first['name']}\t{first['object']}\t2 行" in lines
    assert "不登记的：没有检查日期，12 行" in lines
    assert [dict(row) for row in rows(book, FINDINGS)] == before
    other = next(row for row in rows(book, records.WINNERS) if row["object"] != first["object"])
    book.replace(records.WINNERS, [(other, {"returned": "2026-03-09 16:00:00"})])
    lines = describe_findings(plan_passed(book, TASK, Which())).lines()
    assert f"{first['name']}\t{first['object']}\t2 行，这家的表没有收进来" in lines, "others of the task have one"


@pytest.mark.long
def test_the_commands_register_and_take_back_in_a_file(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    with opened(path, desk(11, 4)) as book:
        matched(book)
    def run(*words: str) -> str:
        done = CliRunner().invoke(cli, [words[0], str(path), TASK, *words[1:]])
        assert done.exit_code == 0, done.output
        return done.output

    assert "已登记检查日期：7 家 14 行" in run("visited", "--on", "2026-03-09", "--signed", "已签")
    assert "已登记未发现问题：7 家 14 行" in run("passed", "--yes")
    assert "已登记公示日期：7 家 14 行" in run("published", "--on", "2026-03-09")
    assert "已撤销公示日期：7 家 14 行" in run("published", "--undo")
    assert "已撤销批量登记：7 家 14 行" in run("passed", "--undo")
    assert {row["result"] for row in rows(Book(open_gateway(path)), FINDINGS)} == {""}


def test_the_finished_rows_get_their_day_of_publication_in_one_act_and_it_is_taken_back_as_it_was() -> None:
    book = ready()
    visited(book, TASK, Which(), Seen(DAY), NINTH)
    late, unsigned, shown, *_ = rows(book, FINDINGS)
    passed(book, TASK, Which(), NINTH)
    book.replace(FINDINGS, [(late, {"result": None}), (unsigned, {"signed": None}), (shown, {"published": DAY})])
    before = [dict(row) for row in rows(book, FINDINGS)]
    done = published(book, TASK, Which(), DAY, NINTH)
    assert done.left == {"没有检查结果": 1, "没有签字情况": 1, "已有公示日期": 1}
    assert len(done.rows) == len(before) - 3 == sum(row["published"] == DAY for row in rows(book, FINDINGS)) - 1
    assert rows(book, records.LOG)[-1]["act"] == PUBLICATION
    with refused("D93"):
        published(book, TASK, Which(), DAY, NINTH)
    with refused("D91") as caught:
        published(book, TASK, Which(), date(2026, 3, 10), NINTH)
    assert "公示日期 2026-03-10" in str(caught.value)
    undo(book, TASK, NINTH, acts=(PUBLICATION,))
    assert [dict(row) for row in rows(book, FINDINGS)] == before
    undo(book, TASK, NINTH)  # what 未发现问题 wrote is still known as its own
    assert chain_is_whole(book)


def test_a_day_of_publication_that_was_corrected_or_disputed_since_is_not_taken_back() -> None:
    book = ready()
    visited(book, TASK, Which(), Seen(date(2026, 3, 5)), NINTH)
    passed(book, TASK, Which(), NINTH)
    published(book, TASK, Which(), DAY, NINTH)
    corrected, disputed, *rest = rows(book, FINDINGS)
    book.replace(FINDINGS, [(corrected, {"published": date(2026, 3, 8)}), (disputed, {"disputed": DAY})])
    assert len(undo(book, TASK, NINTH, acts=(PUBLICATION,)).rows) == len(rest)
    assert [row["published"] for row in rows(book, FINDINGS)[:3]] == [date(2026, 3, 8), DAY, None]


def test_the_button_of_the_page_asks_for_the_day_of_results_that_have_none_and_may_be_left_without() -> None:
    book = ready()
    visited(book, TASK, Which(), Seen(DAY), NINTH)
    passed(book, TASK, Which(), NINTH)
    answers = Answers(["", "2026-03-09"])
    case: Any = SimpleNamespace(registers=book, dialogs=answers, desk=NINTH, writing=lambda _act: contextlib.nullcontext(book))
    assert _given_a_day(case, TASK) == ""
    assert "14 行结果没有公示日期" in answers.asked[0][0]
    assert "已登记公示日期：7 家 14 行" in _given_a_day(case, TASK)
    assert _given_a_day(case, TASK) == "", "nothing is asked any more"
