"""The platform's result taken over: list, teams, results, dates; shown first, never over what the ledger says unasked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.domain.checks import check
from ssj_xl.domain.period import period_of
from ssj_xl.domain.platform.layout import Layout
from ssj_xl.domain.workdays import Calendar
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.tables.defaults import code_rows
from ssj_xl.tables.settings import NATURAL_MONTH
from ssj_xl.workflows.monthly.figures import figures
from ssj_xl.workflows.platform.exporting import load_layout
from ssj_xl.workflows.platform.importing import Planned, Wanted, plan_import
from ssj_xl.workflows.rounds.substitute import void
from tests.bureau import ITEMS, TASK, Bureau, cells, chain_is_whole, codes, desk, edit, locked, matched, refused, rows
from tests.platform_cases import NUMBER, OBJECTS, STEPS, TEAMS, Platform, Visit, as_wanted, day, hand_out, imported

CLEAN, MENDED = "未发现问题", "发现问题已责令改正"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "平台结果.xlsx"


def planned(book: Book, path: Path, **options: Any) -> Planned:
    return plan_import(book, as_wanted(path, **options))


def task_row(book: Book) -> Any:
    return book.read(registers.TASKS).by("code")[TASK]


def test_list_teams_results_and_dates_are_taken_over_in_one_commit(file: Path) -> None:
    gateway = Bureau().gateway()
    book = Book(gateway)
    imported(book, hand_out(file, Platform()))

    (draw,) = rows(book, records.DRAWS)
    assert (draw["attempt"], draw["count"], draw["source"], draw["drawn_at"]) == (1, 40, "省监管平台", "2026-03-04 00:00:00")
    assert not any(draw[key] for key in ("root", "people", "rule", "seed", "seed_text", "locked_at", "profile"))
    assert [row["object"] for row in rows(book, records.WINNERS, state="抽中")] == list(OBJECTS)
    assert rows(book, records.WINNERS)[0]["team_names"] == "、".join(TEAMS[0])
    assert len(rows(book, registers.FINDINGS, published=day("2026-03-18"))) == 6
    assert [row["result"] for row in rows(book, registers.FINDINGS, object=OBJECTS[1])] == [MENDED, MENDED]
    assert [task_row(book)[key] for key in ("platform_scheme", "platform_published")] == [day(STEPS[0]), day(STEPS[3])]
    assert task_row(book)["state"] == "已匹配"
    assert gateway.commits == 1
    assert [row["act"] for row in book.read(records.LOG)] == ["平台导入"]
    assert chain_is_whole(book)


def test_rows_that_come_from_the_platform_say_whom_and_what_they_are_about(file: Path) -> None:
    book = Book(Bureau().gateway())
    imported(book, hand_out(file, Platform()))
    found = rows(book, registers.FINDINGS)
    assert [row for row in found if not (row["name"] and row["item_name"])] == []
    assert {row["team_names"] for row in found} == {"、".join(team) for team in TEAMS}


def test_a_preview_writes_nothing(file: Path) -> None:
    book = Bureau().book()
    before = cells(book)
    found = planned(book, hand_out(file, Platform()))

    assert len(found.taking.winners) == 3
    assert cells(book) == before


def test_the_same_file_again_changes_nothing(file: Path) -> None:
    book = Bureau().book()
    imported(book, hand_out(file, Platform()))
    before = cells(book)

    assert imported(book, file).taking.is_empty
    assert cells(book) == before


def test_an_imported_draw_raises_no_error_in_the_check(file: Path) -> None:
    bureau = Bureau()
    for row in code_rows():
        bureau.add(registers.CODES, **row._asdict())
    book = bureau.book()
    imported(book, hand_out(file, Platform()))
    tables, _ = book.read_all(records.REGISTERS)
    settings, _ = book.settings()
    found = check(tables, settings, calendar=Calendar({}, frozenset({2026})), today=date(2026, 3, 21))

    assert [str(one) for one in found if one.severity == "error"] == []
    assert not codes(found) & {"R60", "R70", "R73", "R74", "R80", "R81", "R92"}


def test_objects_drawn_before_they_were_checked_are_filled_in_later(file: Path) -> None:
    book = Bureau().book()
    bare = Platform(steps=(*STEPS[:2], "", ""), visits=tuple(Visit(f"第{c[2:]}律师事务所", (), {}) for c in OBJECTS))
    imported(book, hand_out(file, bare))
    assert (task_row(book)["state"], len(rows(book, registers.FINDINGS))) == ("已抽取", 0)

    found = imported(book, hand_out(file, Platform()))

    assert found.taking.draw is None
    assert (task_row(book)["state"], len(found.taking.teams), len(rows(book, registers.FINDINGS))) == ("已匹配", 3, 6)
    assert len(rows(book, records.DRAWS)) == 1
    assert chain_is_whole(book)


def test_an_object_that_the_register_lacks_stops_the_import(file: Path) -> None:
    book = Bureau().book()
    found = planned(book, hand_out(file, Platform().changed(0, name="外地律师事务所").changed(1, name="无名所")))

    assert [p.params["name"] for p in found.problems if p.code == "S23"] == ["外地律师事务所", "无名所"]
    assert found.problems[0].place.cell == "B3"
    with refused("S23"):
        imported(book, file)


def test_a_name_that_two_objects_have_needs_a_code(file: Path) -> None:
    book = Bureau().change(registers.OBJECTS, "LS004", name="第003律师事务所", uscc="31139902MD0000004X").book()
    assert "S24" in codes(planned(book, hand_out(file, Platform())).problems)

    found = planned(book, hand_out(file, Platform().changed(0, uscc="31139902MD0000004X")))
    assert found.taking.winners[0]["object"] == "LS004"


def test_a_person_of_another_department_is_named_but_not_counted(file: Path) -> None:
    book = Bureau().book()
    found = imported(book, hand_out(file, Platform().changed(0, team=("执法1某", "外单位某"))))

    assert codes(found.problems) == {"S26"}
    winner = rows(book, records.WINNERS)[0]
    assert (winner["lead"], winner["members"], winner["team_names"]) == ("P01", (), "执法1某、外单位某")


def test_namesakes_among_inspectors_stop_the_import(file: Path) -> None:
    book = Bureau().change(registers.INSPECTORS, "P04", name="执法1某").book()

    assert "S27" in codes(planned(book, hand_out(file, Platform())).problems)


def test_a_team_without_a_named_lead_is_led_by_the_first_and_that_is_said(file: Path) -> None:
    found = planned(Bureau().book(), hand_out(file, Platform().changed(0, lead="")))

    assert found.taking.winners[0]["lead"] == "P01"
    assert codes(found.problems) == {"S39"}


def test_unknown_words_are_named_and_none_is_guessed(file: Path) -> None:
    book = Bureau().book()
    found = planned(book, hand_out(file, Platform().changed(0, results=dict.fromkeys(ITEMS, "基本合格"))))

    assert {(p.code, p.params["value"]) for p in found.problems} == {("S28", "基本合格")}
    taken = [row for row in found.taking.added if row["object"] == OBJECTS[0]]
    assert all("result" not in row and "published" not in row and row["checked"] for row in taken)


def test_a_word_of_the_platform_is_known_by_the_layout(file: Path) -> None:
    words = load_layout()
    known: Layout = replace(words, words={"检查结果": {"基本合格": CLEAN}, "检查事项": {"队伍建设": "LS-02"}})
    path = hand_out(file, Platform().changed(0, results={"LS-01": "基本合格", "队伍建设": "未发现问题"}))
    found = plan_import(Bureau().book(), Wanted(TASK, path, known))

    assert [(row["item"], row["result"]) for row in found.taking.added[:2]] == [("LS-01", CLEAN), ("LS-02", CLEAN)]


def test_an_item_that_is_not_the_tasks_is_not_taken(file: Path) -> None:
    found = planned(Bureau().book(), hand_out(file, Platform().changed(0, results={"LS-01": CLEAN, "卫生": CLEAN})))

    assert codes(found.problems) == {"S30"}
    assert [row["item"] for row in found.taking.added if row["object"] == OBJECTS[0]] == ["LS-01"]


def test_no_problem_in_the_whole_visit_means_none_in_any_item_but_a_problem_must_say_where(file: Path) -> None:
    platform = Platform().changed(0, results={"": CLEAN}).changed(1, results={"": MENDED})
    found = planned(Bureau().book(), hand_out(file, platform))

    assert [row["item"] for row in found.taking.added if row["object"] == OBJECTS[0]] == list(ITEMS)
    assert [row for row in found.taking.added if row["object"] == OBJECTS[1]] == []
    assert codes(found.problems) == {"S31"}


def test_a_result_without_its_day_is_not_taken(file: Path) -> None:
    found = planned(Bureau().book(), hand_out(file, Platform().changed(0, checked="")))

    assert codes(found.problems) == {"S49"}


def test_values_of_the_ledger_stay_unless_the_platforms_are_asked_for(file: Path) -> None:
    book = Bureau().book()
    imported(book, hand_out(file, Platform()))
    edit(book, registers.FINDINGS, {"object": OBJECTS[0], "item": ITEMS[0]}, checked=day("2026-03-09"))
    edit(book, registers.TASKS, {"code": TASK}, platform_people=day("2026-03-06"))

    kept = planned(book, file)
    assert {(p.code, p.params["header"]) for p in kept.problems} == {("S37", "检查日期"), ("S37", "平台人员确定日期")}
    assert kept.taking.is_empty

    imported(book, file, update=True)
    assert rows(book, registers.FINDINGS, object=OBJECTS[0])[0]["checked"] == day("2026-03-10")
    assert task_row(book)["platform_people"] == day(STEPS[2])


def test_blank_cells_of_the_platform_erase_nothing(file: Path) -> None:
    book = Bureau().book()
    imported(book, hand_out(file, Platform()))
    bare = Platform(steps=("",) * 4, visits=tuple(Visit(v.name, (), {}) for v in Platform().visits))

    assert imported(book, hand_out(file, bare), update=True).taking.is_empty


def test_a_draw_made_here_is_not_replaced_by_another_list(file: Path) -> None:
    book = Bureau().book()
    matched(book)
    found = planned(book, hand_out(file, Platform()))

    assert codes(found.problems) >= {"S34"}
    with refused("S34"):
        imported(book, file)


def test_the_same_list_drawn_here_takes_results_and_dates_only(file: Path) -> None:
    book = Bureau().book()
    matched(book)
    ours = [row for row in rows(book, records.WINNERS, task=TASK) if row["state"] == "抽中"]
    visits = tuple(Visit(row["name"], row["team_names"].split("、"), {"LS-01": CLEAN}) for row in ours)
    before = rows(book, records.WINNERS), rows(book, records.DRAWS)
    found = imported(book, hand_out(file, Platform(visits=visits)))

    assert (rows(book, records.WINNERS), rows(book, records.DRAWS)) == before
    assert len(rows(book, registers.FINDINGS)) == len(ours)
    assert "S44" not in codes(found.problems)


def test_a_team_that_differs_from_the_one_matched_here_is_told_and_kept(file: Path) -> None:
    book = Bureau().book()
    matched(book)
    ours = [row for row in rows(book, records.WINNERS, task=TASK) if row["state"] == "抽中"]
    other = [name for name in ("执法1某", "执法2某", "执法4某", "执法5某") if name not in ours[0]["team_names"]][:2]
    visits = [Visit(row["name"], row["team_names"].split("、"), {}) for row in ours]
    visits[0] = replace(visits[0], team=other)
    found = planned(book, hand_out(file, Platform(visits=tuple(visits))), update=True)

    assert codes(found.problems) == {"S44"}
    assert found.taking.teams == []


def test_a_locked_list_must_be_voided_before_the_platforms_draw_counts(file: Path) -> None:
    book = Bureau().book()
    locked(book)
    assert "S35" in codes(planned(book, hand_out(file, Platform())).problems)

    void(book, TASK, "以平台抽取为准", desk(10))
    imported(book, file)
    assert [(row["attempt"], row["source"]) for row in rows(book, records.DRAWS)] == [(1, "ssq:2026024"), (2, "省监管平台")]


def test_a_platform_list_that_changed_is_another_attempt(file: Path) -> None:
    book = Bureau().book()
    imported(book, hand_out(file, Platform()))
    changed = hand_out(file, Platform().changed(0, name="第005律师事务所"))
    with refused("S36"):
        imported(book, changed)

    void(book, TASK, "平台更换对象", desk(16, 20))
    imported(book, changed)
    assert [(row["attempt"], bool(row["void_at"])) for row in rows(book, records.DRAWS)] == [(1, True), (2, False)]


def test_a_task_without_a_number_gets_the_only_one_of_the_file(file: Path) -> None:
    book = Bureau().change(registers.TASKS, TASK, platform="").book()
    found = imported(book, hand_out(file, Platform()))

    assert codes(found.problems) == {"S47"}
    assert task_row(book)["platform"] == NUMBER


def test_which_of_several_tasks_is_meant_must_be_known(file: Path) -> None:
    two = hand_out(file, Platform(), replace(Platform(), number="HB2"))
    with refused("S21"):
        planned(Bureau().change(registers.TASKS, TASK, platform="").book(), two)
    with refused("S22"):
        planned(Bureau().change(registers.TASKS, TASK, platform="HB3").book(), two)

    assert len(planned(Bureau().change(registers.TASKS, TASK, platform="HB2").book(), two).taking.winners) == 3


def test_without_a_day_of_the_draw_the_figures_would_have_no_month(file: Path) -> None:
    path = hand_out(file, Platform(steps=(STEPS[0], "", "", "")))
    with refused("S33"):
        imported(Bureau().book(), path)

    book = Bureau().change(registers.TASKS, TASK, platform_drawn=day("2026-03-03")).book()
    imported(book, path)
    assert rows(book, records.DRAWS)[0]["drawn_at"][:10] == "2026-03-03"


def test_the_size_of_the_pool_may_be_said_by_hand(file: Path) -> None:
    path = hand_out(file, Platform(pool=""))
    assert "S38" in codes(planned(Bureau().book(), path).problems)

    book = Bureau().book()
    assert not imported(book, path, pool=38).problems
    assert rows(book, records.DRAWS)[0]["count"] == 38


def test_a_file_that_is_no_result_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "别的.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8")
    with refused("S20"):
        planned(Bureau().book(), path)


def test_a_plan_that_is_no_longer_the_one_shown_is_not_written(file: Path) -> None:
    from ssj_xl.workflows.platform.importing import do_import

    book = Bureau().book()
    wanted = as_wanted(hand_out(file, Platform()))
    shown = plan_import(book, wanted)
    hand_out(file, Platform().changed(0, name="第005律师事务所"))
    with refused("S46"):
        do_import(book, wanted, shown, desk())
    assert rows(book, records.DRAWS) == []


@pytest.mark.parametrize("suffix", [".csv", ".xls"])
def test_other_formats_that_platforms_hand_out_are_read_too(tmp_path: Path, suffix: str) -> None:
    from tests.platform_cases import TITLES

    lines = [list(TITLES), *Platform().rows()]
    path = tmp_path / f"结果{suffix}"
    if suffix == ".csv":
        text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
        path.write_bytes(text.encode("gb18030"))
    else:  # a web page under another name, as web platforms do
        cells_of = ("".join(f"<td>{cell}</td>" for cell in line) for line in lines)
        path.write_text("<html><meta charset='utf-8'><table>" + "".join(f"<tr>{c}</tr>" for c in cells_of) + "</table></html>", "utf-8")
    book = Bureau().change(registers.TASKS, TASK, platform_drawn=day("2026-03-04")).book()
    found = imported(book, path, pool=40)

    assert (len(found.taking.winners), len(found.taking.added)) == (3, 6)
    assert task_row(book)["platform_published"] == day("2026-03-18")  # the last result, as all are published


def test_contradicting_rows_of_one_item_are_named_and_that_cell_left(tmp_path: Path) -> None:
    import openpyxl

    path = hand_out(tmp_path / "r.xlsx", Platform())
    book = openpyxl.load_workbook(path)
    sheet = book["抽查结果"]
    sheet.append([cell.value if index != 8 else "2026-03-12" for index, cell in enumerate(sheet[3])])
    book.save(path)
    found = planned(Bureau().book(), path)

    assert {"S45"} <= codes(found.problems) <= {"S45", "S49"}


def test_tasks_of_other_bureaus_in_the_same_file_are_left_alone(file: Path) -> None:
    other = replace(Platform(), number="HB-OTHER", visits=(Visit("外地律师事务所", (), {}),))
    found = planned(Bureau().book(), hand_out(file, Platform(), other))

    assert len(found.taking.winners) == 3
    assert found.problems == ()


def test_the_monthly_form_counts_a_draw_of_the_platform(file: Path) -> None:
    book = Bureau().change(registers.TASKS, TASK, plan="JH1").book()
    imported(book, hand_out(file, Platform()))
    tables, _ = book.read_all(records.REGISTERS)
    found = figures(tables, book.settings()[0], period_of("2026-03", NATURAL_MONTH)).planned

    assert [(one.code, one.drawn, one.listed) for one in found.draws] == [(TASK, 3, 40)]
    assert (found.checks.objects, found.checks.problems, found.publications.visits) == (3, 1, 3)


def test_a_list_of_tasks_alone_gives_the_dates_of_the_steps(file: Path) -> None:
    book = Bureau().book()
    found = imported(book, hand_out(file, Platform(), sheets=["任务清单"]))

    assert found.taking.task == dict(zip(("platform_scheme", "platform_drawn", "platform_people", "platform_published"),
                                         map(day, STEPS), strict=True))
    assert rows(book, records.DRAWS) == []
    assert book.read(records.LOG).rows[0]["summary"].startswith(f"任务{TASK}：平台任务编号{NUMBER}")
