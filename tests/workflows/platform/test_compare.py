"""Round trip with the platform: what was imported agrees with its file; whatever differs afterwards is found."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssj_xl.gateways.book import Book
from ssj_xl.tables import records, registers
from ssj_xl.workflows.platform.exporting import load_layout
from ssj_xl.workflows.platform.importing import Done, compare_with
from tests.bureau import ITEMS, OPEN_TASK, TASK, Bureau, cells, edit, matched, refused
from tests.platform_cases import NUMBER, OBJECTS, Platform, Visit, day, hand_out, imported


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return hand_out(tmp_path / "平台结果.xlsx", Platform())


@pytest.fixture
def book(file: Path) -> Book:
    found = Bureau().book()
    imported(found, file)
    return found


def compared(book: Book, path: Path, task: str = TASK) -> Done:
    return compare_with(book, path, load_layout(), task=task, today=date(2026, 3, 21))


def found(book: Book, path: Path) -> list[tuple[str, ...]]:
    return [(one.kind, one.object, one.what, one.ours, one.theirs) for one in compared(book, path).compared.differences]


def test_what_was_exported_drawn_there_and_imported_shows_no_difference(book: Book, file: Path) -> None:
    before = cells(book)
    done = compared(book, file)

    assert done.compared.differences == ()
    assert done.summary == "共核对任务 1 个：一致 1 个，平台之外 0 个，其余 0 个。没有差异。"
    assert cells(book) == before


def test_a_step_dated_otherwise_is_found(book: Book, file: Path) -> None:
    edit(book, registers.TASKS, {"code": TASK}, platform_people=day("2026-03-06"))

    assert found(book, file) == [("步骤日期", "", "人员确定", "2026-03-06", "2026-03-05")]


def test_an_object_that_was_swapped_is_found_on_both_sides(book: Book, file: Path) -> None:
    edit(book, records.WINNERS, {"rank": 1}, object="LS004", name="第004律师事务所")

    assert {one[:2] for one in found(book, file)} >= {("抽查对象", "第003律师事务所"), ("抽查对象", "第004律师事务所")}


def test_another_inspector_is_found(book: Book, file: Path) -> None:
    edit(book, records.WINNERS, {"rank": 1}, lead="P02", team_names="执法2某、执法4某")

    assert found(book, file) == [("检查人员", "第003律师事务所", "", "执法2某、执法4某", "执法1某、执法4某")]


@pytest.mark.parametrize(("values", "kind", "ours"), [
    ({"result": "不配合检查情节严重"}, "检查结果", "不配合检查情节严重"), ({"checked": day("2026-03-11")}, "检查日期", "2026-03-11"),
    ({"published": None}, "公示日期", "（空）"),
])
def test_a_result_or_its_dates_that_differ_are_found(book: Book, file: Path, values: dict[str, Any], kind: str, ours: str) -> None:
    edit(book, registers.FINDINGS, {"object": OBJECTS[0], "item": ITEMS[0]}, **values)
    (one,) = found(book, file)

    assert one[:4] == (kind, "第003律师事务所", ITEMS[0], ours)


def test_a_draw_rehearsed_here_is_held_against_the_platforms(file: Path) -> None:
    book = Bureau().book()
    matched(book)
    kinds = {one[0] for one in found(book, file)}

    assert {"步骤日期", "抽查对象"} <= kinds


def test_tasks_outside_the_platform_are_listed_first(file: Path) -> None:
    bureau = Bureau().change(registers.TASKS, OPEN_TASK, platform="", state="已抽取")
    done = compared(bureau.book(), hand_out(file, Platform(), replace(Platform(), number="HB-9")), task="")

    assert done.compared.verdict(done.compared.pairs[0]) == "平台之外"
    assert done.compared.differences[0][:3] == ("平台之外", "", OPEN_TASK)
    assert [d.number for d in done.compared.differences if d.kind == "台账里没有"] == ["HB-9"]
    assert "平台之外 1 个" in done.summary


def test_a_cancelled_task_is_not_missed_on_the_platform(book: Book, file: Path) -> None:
    edit(book, registers.TASKS, {"code": OPEN_TASK}, state="已取消", platform="")

    assert compared(book, file, task="").compared.differences == ()


def test_what_no_register_knows_keeps_the_platforms_own_words(book: Book, tmp_path: Path) -> None:
    other = Platform().changed(0, name="外地律师事务所").changed(1, results=dict.fromkeys(ITEMS, "基本合格"))
    rows = found(book, hand_out(tmp_path / "2.xlsx", other))

    assert ("抽查对象", "（名录库没有）外地律师事务所", "", "（空）", "在名单上") in rows
    assert ("检查结果", "第011律师事务所", ITEMS[0], "发现问题已责令改正", "基本合格") in rows


def test_a_list_of_tasks_alone_compares_the_steps_only(book: Book, tmp_path: Path) -> None:
    path = hand_out(tmp_path / "任务.xlsx", Platform(visits=(Visit("甲", (), {}),)), sheets=["任务清单"])

    assert found(book, path) == []


def test_results_of_whole_visits_agree_with_results_by_item(book: Book, tmp_path: Path) -> None:
    platform = Platform()
    whole = replace(platform, visits=tuple(
        replace(visit, results={"": next(iter(visit.results.values()))}) for visit in platform.visits))

    assert found(book, hand_out(tmp_path / "w.xlsx", whole)) == []


def test_a_file_without_numbers_needs_the_task_to_be_named(tmp_path: Path, book: Book) -> None:
    path = tmp_path / "r.csv"
    path.write_text("企业名称,抽查结果\n第003律师事务所,未发现问题\n", "utf-8")
    with refused("S18"):
        compared(book, path, task="")
    edit(book, registers.TASKS, {"code": OPEN_TASK}, platform="")
    with refused("S19"):
        compared(book, path, task=OPEN_TASK)

    assert {one[0] for one in found(book, path)} == {"抽查对象"}


def test_the_comparison_prints_the_four_steps_of_every_task(book: Book, file: Path) -> None:
    edit(book, registers.TASKS, {"code": TASK}, platform_people=None)
    edit(book, registers.TASKS, {"code": OPEN_TASK}, platform="")
    done = compared(book, file, task="")
    sheets = openpyxl.load_workbook(io.BytesIO(done.as_workbook()))
    overview, differences = sheets["总览"], sheets["差异"]

    assert [cell.value for cell in overview[3]][3:11] == [
        f"{step}\n{side}" for step in ("方案录入", "对象抽查", "人员确定", "结果公示") for side in ("台账", "平台")]
    assert [cell.value for cell in overview[4]][-1] == "平台之外"
    assert [cell.value for cell in overview[5]][2:9] == [NUMBER, "2026-03-02", "2026-03-02", "2026-03-04", "2026-03-04", "—", "2026-03-05"]
    assert [row[1].value for row in differences.iter_rows(min_row=4)] == ["平台之外", "步骤日期"]
    assert all(sheet.page_setup.paperSize == 9 and sheet.print_title_rows == "$3:$3" for sheet in sheets)
    assert done.as_workbook() == done.as_workbook()


def test_the_comparison_as_json_has_both_sides(book: Book, file: Path) -> None:
    data = compared(book, file).as_data()

    assert data["tasks"][0]["verdict"] == "一致"
    assert data["tasks"][0]["steps"]["platform_drawn"] == {"ledger": day("2026-03-04"), "platform": day("2026-03-04")}
    assert data["differences"] == []


_people = st.lists(st.sampled_from([f"执法{n}某" for n in range(1, 7)]), min_size=2, max_size=3, unique=True)
_words = st.sampled_from(("未发现问题", "发现问题经责令已改正", "不配合检查情节严重", ""))
_results = st.fixed_dictionaries(dict.fromkeys(ITEMS, _words)) | st.just({"": "未发现问题"}) | st.just({})
_visits = st.lists(st.integers(1, 40), min_size=1, max_size=5, unique=True).flatmap(lambda numbers: st.tuples(*(
    st.builds(Visit, st.just(f"第{number:03}律师事务所"), _people, _results) for number in numbers)))


@settings(max_examples=10)
@given(visits=_visits)
@pytest.mark.long
def test_whatever_the_platform_hands_out_agrees_with_the_ledger_after_its_import(
        visits: tuple[Visit, ...], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = hand_out(tmp_path_factory.mktemp("平台") / "结果.xlsx", Platform(visits=visits))
    book = Bureau().book()
    imported(book, path)

    assert compared(book, path).compared.differences == ()
    assert imported(book, path).taking.is_empty
