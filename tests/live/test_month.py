"""A whole month by the extension's buttons in a real window of LibreOffice: the same tables and files as from the closed file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ssj_xl.build.master_styles import CARD_TOP, FIRST
from ssj_xl.build.ribbon import BUTTONS, RULES
from ssj_xl.entry.ribbon.pressing import NOTHING, TITLE, TITLE_USER
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.papers.page import compare, facts_of, records_of, text_of
from ssj_xl.tables import records
from ssj_xl.workflows.deadlines import due
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.monthly import report
from ssj_xl.workflows.publishing import papers as papers_act
from ssj_xl.workflows.publishing import publish
from ssj_xl.workflows.registers import check
from ssj_xl.workflows.rounds import notice as notice_act
from ssj_xl.workflows.rounds import preview
from ssj_xl.workflows.summary import quarter, year
from ssj_xl.workflows.verifying.verify import verify
from tests import bureau
from tests.bureau import OPEN_TASK, TASK, desk
from tests.live import month as months
from tests.live.month import Month
from tests.live.window import Window

pytestmark = [pytest.mark.window, pytest.mark.long]
MOST_CALLS = 400
"""A press reads each register once and a few cells beside; what a register of more rows costs is asked in test_pressing."""
each_compared = pytest.mark.parametrize("name", months.COMPARED)
each_press = pytest.mark.parametrize("name", months.NAMES)


@pytest.fixture(scope="module")
def month(window: Window, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    yield months.carried_through(window, tmp_path_factory.mktemp("月"))
    window.close_books()


@pytest.fixture
def twin(month: Month) -> Book:
    """The closed workbook as it is at the end of the month."""
    return Book(open_gateway(month.twin))


@each_press
def test_every_press_ends_with_one_message_and_gives_the_status_bar_back(month: Month, name: str) -> None:
    step = month.steps[name]

    assert len(step.answers.told) == 1
    assert step.status_bar is False
    assert "{" not in step.answers.told[0].text


@pytest.mark.parametrize("name", months.DONE)
def test_an_act_that_is_done_says_so_calmly(month: Month, name: str) -> None:
    step = month.steps[name]

    assert (step.answers.told[0].title, step.answers.told[0].alarming) == (TITLE, False)
    assert step.outcome is not None


@pytest.mark.parametrize("press", [press for press in months.PRESSES if press.refused], ids=lambda press: press.name)
def test_an_act_that_is_refused_or_cancelled_writes_nothing(month: Month, press: months.Press) -> None:
    step = month.steps[press.name]
    told = step.answers.told[0]

    assert step.outcome is None
    assert not step.written
    if press.refused == "取消":
        assert told == (NOTHING, TITLE, False)
    else:
        assert told.text.startswith(f"[{press.refused}]")
        assert (told.title, told.alarming) == (TITLE_USER, True)


def test_a_refusal_leads_to_its_cell(month: Month) -> None:
    step = month.steps["promote refused"]

    assert step.cursor == "问题清单"
    assert step.sheets["问题清单"][3][:3] == ["错误", "D24", "抽取名单!D2"]


def test_problems_of_an_act_before_are_taken_from_the_list(month: Month) -> None:
    assert month.steps["promote"].sheets["问题清单"][3][3] == "没有问题。"


def test_every_button_that_works_on_a_workbook_was_pressed() -> None:
    pressed = {press.button for press in months.PRESSES}

    assert {button.id for button in BUTTONS} - pressed == {
        "manual", "codes", "doctor", "about", "sheets", "visited", "passed", "unpassed", "reported", "bulletin", "archive", "account", "add", "change", "tiers",
        "joint_invite", "joint_join", "joint_add", "joint_send"}


def test_what_a_record_form_brought_stands_in_the_open_workbook(month: Month) -> None:
    step = month.steps["collect"]
    brought = [row for row in step.live["检查结果"] if row["signed"]]

    assert [(row["checked"], row["result"], row["disposal"]) for row in brought] == [(date(2026, 3, 9), "未发现问题", "无需后续处置")] * 2
    assert step.outcome is not None
    assert step.outcome.text.startswith("已写入：新登记 2 行")


@each_compared
def test_the_open_workbook_holds_what_the_closed_one_holds(month: Month, name: str) -> None:
    step = month.steps[name]

    assert step.twin
    for table, rows in step.twin.items():
        assert step.live[table] == rows, table


@each_press
def test_only_acts_that_write_save_the_workbook(month: Month, name: str) -> None:
    assert month.steps[name].written == (name in months.WRITING)


@each_compared
def test_the_buttons_are_on_and_off_as_the_program_computes_their_rules(month: Month, name: str) -> None:
    step = month.steps[name]
    false = {rule for rule in RULES if step.computed[rule] is False}

    for button in BUTTONS:
        first = next((need for need in button.needs if need in false), "")
        assert step.off[button.id] == (RULES[first].reason if first else ""), button.id


@each_compared
def test_the_toolbar_shows_which_buttons_are_on_and_in_the_tip_why_not(month: Month, name: str) -> None:
    step = month.steps[name]

    assert step.bar == {button.id: (not step.off[button.id], f"{button.label}：{step.off[button.id] or button.supertip}") for button in BUTTONS}


def test_the_three_buttons_before_witnesses_come_on_one_after_another(month: Month) -> None:
    def on(name: str) -> list[str]:
        return [one for one in ("lock", "draw", "match") if not month.steps[name].off[one]]

    assert on("check") == ["lock"]
    assert on("lock") == ["lock", "draw"]
    assert on("lock the second") == ["draw"]
    assert on("draw") == ["draw", "match"]
    assert on("match") == ["draw"]
    assert on("void") == ["lock"]


@each_press
def test_a_press_asks_the_program_a_bounded_number_of_times(month: Month, name: str) -> None:
    assert month.steps[name].calls <= MOST_CALLS


def test_the_task_is_the_one_in_the_row_of_the_cursor(month: Month) -> None:
    assert not any("请选择任务" in prompt for name in ("lock", "draw", "papers", "void", "verify")
                   for prompt, _ in month.steps[name].answers.asked)
    assert month.steps["preview"].answers.asked == []


def test_the_only_task_there_is_need_not_be_chosen(month: Month) -> None:
    prompts = [prompt for prompt, _ in month.steps["lock the second"].answers.asked]

    assert len(prompts) == 1
    assert OPEN_TASK in prompts[0]


def test_where_two_tasks_would_do_the_clerk_is_asked(month: Month) -> None:
    assert month.steps["notice"].answers.asked == [
        (f"锁定公告：请选择任务，输入序号\n1 {TASK} 律师事务所抽查\n2 {OPEN_TASK} 律师事务所抽查", "1")]


def test_the_list_is_in_front_after_draw_and_match(month: Month) -> None:
    assert month.steps["draw"].cursor == records.WINNERS.name
    assert month.steps["match"].cursor == records.WINNERS.name


def test_a_lock_makes_the_notice_that_is_signed_before_the_draw(month: Month) -> None:
    text = month.steps["lock"].answers.told[0].text

    assert month.steps["lock"].live["抽取记录"][0]["root"] in text
    assert (month.home / "输出" / f"锁定公告-{TASK}-1.xlsx").is_file()
    assert "签字" in text


def test_no_winner_is_told_before_workbook_and_record_are_saved(month: Month) -> None:
    done = month.steps["draw"].outcome

    assert done is not None
    assert all(path.is_file() for path in done.files)
    assert {path.name for path in done.files} == {f"公开记录-{TASK}-1.json", f"审计记录-{TASK}-1.json"}
    assert "已抽取并保存" in done.text


def test_every_writing_act_took_a_snapshot_first(month: Month) -> None:
    kept = sorted(path.name.partition("_")[2].rpartition("_")[2] for path in (month.home / "备份").glob("*.xlsx"))

    assert kept == sorted(f"{act}前.xlsx" for act in ("导入", "锁定", "锁定", "抽取", "匹配", "递补", "延期", "改派", "作废", "收回返回件"))


def _output(month: Month, name: str) -> bytes:
    return (month.home / "输出" / name).read_bytes()


def test_the_public_page_is_the_one_of_the_closed_file(month: Month) -> None:
    pages = (_output(month, f"公示页-{TASK}-20260312.html"), publish.publish(Book(open_gateway(month.twin)), TASK, desk(16, 12)).page)
    live, closed = ([*records_of(page), facts_of(text_of(page), records_of(page))] for page in pages)

    # Published before the second task was voided.
    assert [one[-1].pop("others")[0].split("\t")[2] for one in (live, closed)] == ["已锁定", "已作废"]
    assert live == closed
    assert compare(text_of(pages[0]), records_of(pages[0])).altered == ()


def test_the_form_of_the_month_is_the_one_of_the_closed_file(month: Month, tmp_path: Path) -> None:
    made = _as_of(month, desk(9, 20), tmp_path)
    done = report.report(made, "2026-03", desk=desk(9, 20))

    assert _output(month, "月报表-2026-03-20260320.xlsx") == done.data
    assert "月报表-2026-03-20260320-追溯.xlsx" in {path.name for path in (month.home / "输出").iterdir()}


def test_the_quarter_is_the_one_of_the_closed_file(month: Month, tmp_path: Path) -> None:
    made = quarter.quarter(_as_of(month, desk(10, 20), tmp_path), "2026Q1", made_on=date(2026, 3, 20), kind=".docx")

    assert _output(month, "落实情况-2026Q1-20260320.docx") == made.data


def test_the_year_is_the_one_of_the_closed_file(month: Month, tmp_path: Path) -> None:
    made = year.year(_as_of(month, desk(12, 20), tmp_path), 2026, made_on=date(2026, 3, 20))

    assert _output(month, "年度情况-2026-20260320.xlsx") == made.data


def test_the_papers_are_those_of_the_closed_file(month: Month, tmp_path: Path) -> None:
    folder = month.home / "输出" / f"文书-{TASK}-20260312"
    made = papers_act.papers(_as_of(month, desk(15, 12), tmp_path), TASK, papers_act.Wanted(date(2026, 3, 12)))

    assert {path.name for path in folder.iterdir()} == {file.name for file in made.files}
    for file in made.files:
        assert (folder / file.name).read_bytes() == file.data


def test_the_notice_is_the_one_of_the_closed_file(month: Month, twin: Book, tmp_path: Path) -> None:
    path = tmp_path / "公告.xlsx"
    notice_act.save(twin, TASK, path)

    assert _output(month, f"锁定公告-{TASK}-1.xlsx") == path.read_bytes()


def test_an_existing_file_is_never_written_over(month: Month) -> None:
    made = sorted(path.name for path in (month.home / "输出").glob(f"锁定公告-{OPEN_TASK}*"))

    assert made == [f"锁定公告-{OPEN_TASK}-1-2.xlsx", f"锁定公告-{OPEN_TASK}-1.xlsx"]


def _as_of(month: Month, at: Desk, folder: Path) -> Book:
    """The twin as it was at a time: from the snapshot that the next act took."""
    found = min(path for path in (month.twin.parent / "备份").iterdir() if path.name.partition("_")[2] > f"{at.now:%Y%m%d-%H%M%S}")
    copy = folder / "主台账.xlsx"
    copy.write_bytes(found.read_bytes())
    return Book(open_gateway(copy))


def test_an_import_is_shown_before_it_is_written(month: Month) -> None:
    step = month.steps["import"]

    assert "新增 2 行" in step.answers.asked[-1][0]
    assert [row["code"] for row in step.live["检查对象"]][-2:] == ["XD001", "XD002"]
    assert step.cursor == "检查对象"


def test_a_comparison_is_saved_beside_the_workbook(month: Month) -> None:
    assert (month.home / "输出" / "名册比对-检查对象-20260302.xlsx").is_file()


def test_consolidation_puts_its_files_beside_what_was_handed_in(month: Month) -> None:
    made = {path.name for path in (month.home.parent / "报送-汇总").iterdir()}

    assert made == {"汇总台账-2026-03.xlsx", "月报表-汇总-2026-03.xlsx", "月报表-汇总-2026-03-追溯.xlsx", "应报单位.xlsx", "检查次数"}


def test_what_is_due_stands_on_a_sheet_with_links_to_the_cells(month: Month, tmp_path: Path) -> None:
    found = due(_as_of(month, desk(9, 13), tmp_path), date(2026, 3, 13))
    shown = month.steps["due"].sheets["到期提醒"]

    assert [row[2] for row in shown[3:]] == [line.due.subject for line in found.listed(everything=False)]
    assert shown[3][6] == f"检查结果!{found.listed(everything=False)[0].cells[0]}" or "!" in str(shown[3][6])


def test_the_preview_stands_on_a_sheet(month: Month) -> None:
    shown = month.steps["preview"].sheets["预览"]

    assert shown[1][0] == f"任务 {TASK}：共抽取 7 家（预览，不产生抽取结果）"
    assert month.steps["preview"].cursor == "预览"
    assert preview.__doc__


def test_problems_stand_on_a_sheet_with_links_to_their_cells(month: Month, twin: Book) -> None:
    shown = month.steps["check again"].sheets["问题清单"]
    found = sorted(check.check(twin, date(2026, 3, 20)).problems, key=lambda one: one.severity)

    assert shown[2] == ["严重程度", "代码", "位置", "原因", "办法"]
    assert [(row[1], row[3], row[4]) for row in shown[3:]] == [(one.code, one.text, one.remedy) for one in found]
    formulas = [row[0] for row in month.book.sheets["问题清单"].range((4, 3), (3 + len(found), 3)).options(ndim=2).formula]
    assert all(formula.startswith("=HYPERLINK(") for formula, one in zip(formulas, found, strict=True) if one.place.cell)


def test_the_verdict_of_verification_stands_on_a_sheet(month: Month) -> None:
    shown = month.steps["verify"].sheets["核验结果"]

    assert {row[0] for row in shown[2:]} == {"已证明", "凭文件无法得知"}
    assert "全部一致" in month.steps["verify"].answers.told[0].text


def test_the_home_page_is_computed_again_by_the_program(month: Month) -> None:
    card = month.book.sheets["首页"][CARD_TOP + 1, FIRST]

    assert card.value == (len(months.RESULTS) + 1) / 40, "those that were typed, and the one of the record form"


def test_saved_and_read_as_a_closed_file_the_draw_verifies(month: Month) -> None:
    beside = sorted(month.home.glob("*记录-*.json"))
    checked = verify([month.path, *beside])

    assert [one for one in checked if not one.report.holds] == []
    assert len(beside) == 4
    assert [file.read_bytes() for file in beside] == [(month.twin.parent / file.name).read_bytes() for file in beside]
    assert bureau.chain_is_whole(Book(open_gateway(month.path)))


def test_the_saved_file_holds_what_the_open_workbook_held(month: Month) -> None:
    assert months.tables(Book(open_gateway(month.path))) == month.steps["check again"].live
