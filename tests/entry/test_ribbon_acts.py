"""What buttons work out before they ask: sources, months, quarters, names of files, tasks to choose from."""

from __future__ import annotations

import contextlib
import io
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.build.ribbon import BUTTONS
from ssj_xl.domain.draw.ceremony import drand_round, due
from ssj_xl.domain.draw.public_value import canon_public, canon_source
from ssj_xl.domain.draw.sources import DRAND, SSQ
from ssj_xl.domain.period import period_of
from ssj_xl.domain.summary.spans import quarter_of
from ssj_xl.entry.ribbon import acts_registers, acts_results, pressing, screen, tasks
from ssj_xl.entry.ribbon.case import Link, Outcome
from ssj_xl.entry.ribbon.dialogs import PROMPT_LIMIT, Cancelled
from ssj_xl.entry.ribbon.screen import problem_page
from ssj_xl.entry.ribbon.states import tasks_for, verdicts, why_off
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.live.gateway import LiveGateway
from ssj_xl.gateways.live.quiet import WAITS, patiently
from ssj_xl.gateways.safe import find_free
from ssj_xl.office.refs import Area
from ssj_xl.tables import records, registers
from ssj_xl.tables.catalogue import CATALOGUE
from ssj_xl.tables.problems import Place, UserError, problem
from ssj_xl.tables.settings import NATURAL_MONTH, SETTING_BY_KEY
from ssj_xl.workflows.monthly.own_form import OwnForm
from ssj_xl.workflows.rounds.substitute import void
from tests import bureau
from tests.bureau import OPEN_TASK, TASK, Bureau, refused
from tests.gateways import com, fake_excel
from tests.live.answers import TAKE_DEFAULT, Answers
from tests.papers.form_cases import book_with_form, put, saved
from tests.workflows.monthly import report_books

days = st.dates(date(2021, 1, 1), date(2035, 12, 31))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31))
READINGS = SETTING_BY_KEY["period"].column.choices


# --- sources and values ---

@given(moments)
def test_what_is_suggested_is_a_source_that_can_be_locked(now: datetime) -> None:
    for text in (SSQ.next(now, minutes=10), DRAND.next(now, minutes=10)):
        assert canon_source(text) == text
    number = drand_round(DRAND.next(now, minutes=10))
    assert number is not None
    assert due(number) > now.strftime("%Y-%m-%d %H:%M:%S")


def test_the_lottery_of_this_evening_is_the_next_one_until_it_is_drawn() -> None:
    # 2026-01-01 is a Thursday, on which 双色球 is drawn.
    assert SSQ.next(datetime(2026, 1, 1, 9), minutes=10) == "ssq:2026001"
    assert SSQ.next(datetime(2026, 1, 1, 22), minutes=10) == "ssq:2026002"
    assert SSQ.next(datetime(2026, 1, 2, 9), minutes=10) == "ssq:2026002"
    assert SSQ.next(datetime(2026, 1, 5, 9), minutes=10) == "ssq:2026003"


@given(moments)
def test_the_kind_of_source_used_last_is_suggested(now: datetime) -> None:
    assert tasks.suggested(now, []) == "dice"
    rows: list[Any] = [{"source": "dice"}, {"source": "ssq:2026001"}]
    assert tasks.suggested(now, rows) == SSQ.next(now, minutes=10)
    assert tasks.suggested(now, [*rows, {"source": "drand:77"}]) == DRAND.next(now, minutes=10)
    assert tasks.suggested(now, [*rows, {"source": "省监管平台"}]) == "dice"


@given(moments, st.text(max_size=60))
def test_what_is_asked_fits_into_the_box(now: datetime, name: str) -> None:
    assert len(tasks.source_prompt(TASK, name, now)) <= PROMPT_LIMIT
    for source in ("dice", "ssq:2026024", "drand:12345678"):
        assert len(tasks.value_prompt(TASK, source)) <= PROMPT_LIMIT


@pytest.mark.parametrize(("typed", "source"), [
    ("01,05,12,19,23,31+07", "ssq:2026024"), ("ssq:2026024:01,05,12,19,23,31+07", "ssq:2026024"),
    ("１２３４５６１２３４５６１２３４５６１２", "dice"), ("ab" * 32, "drand:5")])
def test_the_source_need_not_be_typed_again_with_its_value(typed: str, source: str) -> None:
    assert canon_public(tasks.public_value(typed, source)).startswith(source)


# --- the cursor after an act ---

@pytest.mark.long
def test_the_cursor_goes_to_the_newest_round_of_the_task_and_stays_where_it_is_among_its_rows(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    with bureau.opened(path, bureau.desk()) as closed:
        bureau.drawn(closed)
        void(closed, TASK, "名录漏登", bureau.desk(11, 4))
        bureau.drawn(closed)
        bureau.drawn(closed, OPEN_TASK)
    book = fake_excel.loaded(path)
    found = Book(LiveGateway(book))
    places = {(row["task"], row["attempt"], row["rank"]): row.line + 2 for row in found.read(records.WINNERS)}
    book.sheets["抽取名单"].impl.activate()

    for before, task, after in (
            (1, OPEN_TASK, places[OPEN_TASK, 1, 1]), (places[TASK, 1, 1], TASK, places[TASK, 2, 1]),
            (places[OPEN_TASK, 1, 1], TASK, places[TASK, 2, 1]), (places[TASK, 2, 3], TASK, places[TASK, 2, 3])):
        book.sheets["抽取名单"].range((before, 2)).select()
        screen.select_round(book, found, records.WINNERS, task)
        assert book.app.selection.row == after


@pytest.mark.long
def test_every_area_that_is_selected_counts_with_the_rows_that_are_shown(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = fake_excel.loaded(Bureau().file(tmp_path))
    sheet = fake_excel.behind(book).sheet(registers.OBJECTS.name)
    last = 1 + len(Book(LiveGateway(book)).read(registers.OBJECTS).rows)

    cases: list[tuple[list[tuple[int, int]], set[int], list[int]]] = [
        ([(2, 3)], set(), [2, 3]), ([(2, 2)], set(), []), ([(2, 2), (5, 5)], set(), [2, 5]), ([(6, 7), (2, 3)], {3}, [2, 6, 7]),
        ([(2, 5)], {3, 4, 5}, [2]), ([(3, 3), (3, 3)], set(), []), ([(1, 1048576)], set(), [*range(2, last + 1)])]
    monkeypatch.setattr(patiently, "__kwdefaults__", {"waits": WAITS, "sleep": lambda _: None})
    busy: set[tuple[str, int]] = set()
    for areas, hidden, chosen in cases:
        sheet.hidden = hidden
        sheet.program.before = com.busy_once_a_line(0x800AC472, busy)
        sheet.program.selection = fake_excel.Range(sheet, *(Area(first, 1, end, 1) for first, end in areas))
        found = screen.selected_rows(book, Book(LiveGateway(book)), registers.OBJECTS)
        assert [row.line + 2 for row in found] == chosen, areas


# --- months, quarters, names ---

@given(days, st.sampled_from(READINGS))
def test_the_month_suggested_is_the_one_whose_form_is_due_next(today: date, reading: str) -> None:
    month = acts_results.month_due(today, reading)
    assert period_of(month, reading).deadline >= today
    first = date.fromisoformat(f"{month}-01") - timedelta(days=1)
    assert period_of(f"{first:%Y-%m}", reading).deadline < today


def test_on_the_day_of_handing_in_the_month_is_the_one_that_is_handed_in() -> None:
    other = next(reading for reading in READINGS if reading != NATURAL_MONTH)
    assert acts_results.month_due(date(2021, 3, 21), other) == "2021-03"
    assert acts_results.month_due(date(2021, 3, 22), other) == "2021-04"
    assert acts_results.month_due(date(2021, 3, 21), NATURAL_MONTH) == "2021-02"


@given(days)
def test_the_quarter_suggested_is_this_one_or_the_one_just_past(today: date) -> None:
    period = quarter_of(acts_results.quarter_due(today))
    assert period.start <= today
    assert (today - period.end).days <= 20


def test_the_bureaus_own_form_is_found_beside_the_workbook(tmp_path: Path) -> None:
    from ssj_xl.workflows.monthly.own_form import official

    assert acts_results.template_beside(tmp_path) is None
    (tmp_path / "月报表模板.docx").write_bytes(official(".docx"))
    assert acts_results.template_beside(tmp_path) == tmp_path / "月报表模板.docx"
    assert acts_results.own_form_beside(tmp_path).template == official(".docx")


def test_the_bureaus_own_wordings_lie_beside_the_workbook(tmp_path: Path) -> None:
    from ssj_xl.workflows.monthly.own_form import OFFICIAL

    assert acts_results.own_form_beside(tmp_path) == OFFICIAL
    (tmp_path / "月报措辞.json").write_text('{"计划外": "未列入计划的："}', "utf-8")
    assert acts_results.own_form_beside(tmp_path).words["计划外"] == "未列入计划的："


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    path = tmp_path / "月报表.xlsx"
    for expected in ("月报表.xlsx", "月报表-2.xlsx", "月报表-3.xlsx"):
        found = find_free(path)
        assert found.name == expected
        found.touch()


def test_a_fingerprint_from_the_notice_is_taken_with_blanks_and_anything_else_refused() -> None:
    spaced = " ".join(["0123abcd"] * 8)
    assert acts_results._noticed(spaced).root == "0123abcd" * 8
    assert acts_results._noticed("") == acts_results.NO_NOTICE
    with refused("V16"):
        acts_results._noticed("0123abcd")
    with refused("V15"):
        acts_results._noticed("不是公告上的文字")


# --- states ---

def test_buttons_are_off_with_their_reason_until_there_is_something_to_do() -> None:
    book = Bureau().book()
    off = verdicts(book)
    assert off["lock"] == ""
    assert "没有已锁定、尚未抽取的名录" in off["draw"]
    for button in BUTTONS:
        assert off[button.id] == why_off(button, book)
    bureau.matched(book)
    assert verdicts(book)["reassign"] == verdicts(book)["verify"] == ""


def test_each_act_offers_the_tasks_that_it_can_work_on() -> None:
    book = Bureau().book()
    both = [TASK, OPEN_TASK]
    assert list(tasks_for("lock", book)) == both
    assert list(tasks_for("draw", book)) == list(tasks_for("record", book)) == []
    bureau.locked(book)
    assert list(tasks_for("lock", book)) == [OPEN_TASK]
    assert list(tasks_for("draw", book)) == list(tasks_for("locked", book)) == [TASK]
    bureau.drawn(book, OPEN_TASK)
    assert list(tasks_for("match", book)) == list(tasks_for("drawn", book)) == [OPEN_TASK]
    assert list(tasks_for("task", book)) == both


def test_a_cancelled_task_is_never_offered() -> None:
    book = Bureau().change(registers.TASKS, TASK, state="已取消").book()
    assert list(tasks_for("lock", book)) == list(tasks_for("task", book)) == [OPEN_TASK]


# --- messages ---

def test_problems_are_listed_errors_first_and_link_to_sheets_that_are_there() -> None:
    page = problem_page([problem("D34", task="T1"),
                         problem("F09", Place("主台账.xlsx", "检查对象", "C5"), table="检查对象"),
                         problem("F09", Place("别的.xlsx", "", ""), table="检查对象")], ["检查对象"], "主台账.xlsx")
    assert [row[0] for row in page.rows] == ["错误", "错误", "提醒"]
    assert str(page.rows[0][2]) == "检查对象!C5"
    assert page.rows[1][2] == "别的.xlsx"
    assert page.heading == ("错误 2 项，提醒 1 项。点“位置”（LibreOffice 里按住 Ctrl 再点）可以跳到那一格。",)


def test_a_problem_of_last_years_workbook_names_it_and_links_to_no_cell_of_this_years() -> None:
    now, before = (f"/台账/{year}/主台账.xlsx" for year in (2027, 2026))
    found = [problem("F09", Place(file, "检查结果", cell), table="检查结果") for file, cell in ((now, "D12"), (before, "D12"), (before, ""))]
    page = problem_page(found, ["检查结果"], now)
    assert [row[2] for row in page.rows] == [Link("检查结果", "D12"), "2026/主台账.xlsx 检查结果!D12", "2026/主台账.xlsx 检查结果"]

    told = pressing.Ending("report", lambda _problems: True, lambda: now)
    with told:
        raise UserError(found[:2])
    text = told.message().text
    assert "[F09] 检查结果!D12：" in text
    assert "[F09] 2026/主台账.xlsx 检查结果!D12：" in text


def test_what_ends_a_press_is_told_in_the_words_of_the_window_in_the_box_and_on_the_sheet() -> None:
    pages = []
    told = pressing.Ending("import", lambda problems: not pages.append(problem_page(problems, [])))
    with told:
        raise UserError([problem("I33", Place(sheet="检查对象", cell="C2"), header="状态")])

    for text in (told.message().text, pages[0].rows[0][4]):
        assert "再点一次“导入名单”" in text
        assert "--" not in text
    assert "--set 状态=值" in problem("I33", header="状态").remedy


def test_an_unknown_button_is_told_to_be_one_of_another_version() -> None:
    answers = Answers()
    book = SimpleNamespace(app=SimpleNamespace(status_bar=False), sheets=[], fullname="主台账.xlsx")
    assert pressing.carry_out("从前的按钮", book, answers, bureau.desk()) is None
    assert answers.told[0].text.startswith("[A45]")


def test_a_message_fits_on_the_screen() -> None:
    text = pressing._cut("\n".join(map(str, range(500))))
    assert len(text.split("\n")) == 41
    assert text.endswith("……")


@pytest.mark.parametrize(("place", "target"), [
    (Link("检查对象", "B2"), "#'检查对象'!B2"), (Link("联合参与方", "3:3"), "#'联合参与方'!3:3"), (Link("检查对象", ""), "#'检查对象'!A1"),
    (Link("参数", "上年台账"), "#上年台账"), (Link("参数", "B11"), "#'参数'!B11"), (Link("抽查任务", "截止日期"), "#'抽查任务'!A1")])
def test_a_link_leads_to_what_excel_and_libreoffice_both_find(place: Link, target: str) -> None:
    assert screen._formula(place) == f'=HYPERLINK("{target}","{place}")'


# --- help ---

def test_the_page_of_codes_names_every_code_and_breaks_no_html() -> None:
    page = acts_registers.codes_page()
    assert all(f"<td>{code}</td>" in page for code in CATALOGUE)
    assert page.count("<tr>") == page.count("</tr>") == len(CATALOGUE) + 1
    from lxml import html

    assert len(html.parse(io.BytesIO(page.encode())).findall(".//tr")) == len(CATALOGUE) + 1


@pytest.mark.long
def test_the_manual_is_found_in_the_folder_of_the_source_and_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(acts_registers, "open_document", lambda path: opened.append(path) is None)
    done = acts_registers.manual(SimpleNamespace())  # type: ignore[arg-type]
    found = acts_registers.manual_file()
    assert found is not None
    assert opened == [acts_registers.as_page(found)]
    assert "<h2" in opened[0].read_text(encoding="utf-8")
    assert list((opened[0].parent / "图").glob("*.png"))
    assert "手册" in done.text
    assert str(opened[0]) in done.text


def test_where_no_browser_opens_it_is_said_where_the_page_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts_registers, "open_document", lambda _path: False)
    done = acts_registers.codes(SimpleNamespace())  # type: ignore[arg-type]
    assert "已" not in done.text
    assert done.text.endswith("ssj_xl-问题代码.html")


def test_where_windows_has_no_program_for_a_file_nothing_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(acts_registers.os, "startfile", opened.append, raising=False)
    assert acts_registers.open_document(Path("手册.pdf"))
    assert acts_registers._shown("手册", Path("手册.pdf")).text == "已打开手册：手册.pdf"
    assert opened == ["手册.pdf"] * 2

    def refuse(_path: str) -> None:
        raise OSError(1155, "没有应用程序与此操作的指定文件有关联。")

    monkeypatch.setattr(acts_registers.os, "startfile", refuse)
    assert acts_registers._shown("手册", Path("手册.pdf")).text == "这台电脑没有设好打开 .pdf 文件的程序。请自己打开手册：手册.pdf"


def test_a_manual_that_is_nowhere_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts_registers, "manual_file", lambda: None)
    with refused("A44"):
        acts_registers.manual(SimpleNamespace())  # type: ignore[arg-type]


# --- a form that leaves a doubt -----------------------------------------------------------------------

class Answering:
    """Dialogs that give answers one after the other, and note what was asked."""

    def __init__(self, *answers: str, agrees: bool = True) -> None:
        self.answers, self.agrees, self.asked = list(answers), agrees, [""]

    def line(self, prompt: str, default: str) -> str:
        self.asked.append(prompt)
        return self.answers.pop(0)

    def confirm(self, text: str) -> bool:
        self.asked.append(text)
        return self.agrees


def doubtful_form(folder: Path) -> tuple[Any, OwnForm]:
    """A form whose contents could stand in two columns, beside a workbook."""
    form, places = book_with_form(hints={})
    for address in places.values():
        put(form.active, form.active[address].row, 4)
    (folder / "月报表模板.xlsx").write_bytes(saved(form))
    return report_books.book(""), acts_results.own_form_beside(folder)


def pressed(folder: Path, dialogs: Answering) -> OwnForm:
    book, own = doubtful_form(folder)
    case = SimpleNamespace(dialogs=dialogs, desk=report_books.DESK, path=folder / "主台账.xlsx")
    return acts_results._agreed(case, book, report_books.MARCH, own)  # type: ignore[arg-type]


@pytest.mark.long
def test_the_button_asks_what_is_in_doubt_shows_the_form_and_keeps_the_answer(tmp_path: Path) -> None:
    dialogs = Answering(*(f"D{row}" for row in (4, 5, 6, 9, 10, 11, 12, 13, 14)))
    own = pressed(tmp_path, dialogs)
    assert own.answers.cells["meetings"] == "D4"
    assert "C4 或 D4" in dialogs.asked[1]
    assert "填　D4　会议" in dialogs.asked[-1]
    assert acts_results.own_form_beside(tmp_path).answers.cells == own.answers.cells


def test_a_form_that_is_not_agreed_to_is_not_filled(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        pressed(tmp_path, Answering(*["不填"] * 9, agrees=False))
    assert not (tmp_path / "月报表模板.xlsx.填法.json").exists()


# --- the first day ---

def in_memory(office: Bureau, *given: object) -> tuple[Any, Book, Answers]:
    """A press on a workbook in memory, with what will be answered."""
    book, answers = office.book(), Answers(list(given))
    nowhere = SimpleNamespace(app=SimpleNamespace(selection=None))
    return SimpleNamespace(book=nowhere, registers=book, dialogs=answers, desk=bureau.desk(), writing=lambda _act: contextlib.nullcontext(book)), book, answers


def test_a_new_task_is_proposed_like_the_one_that_is_chosen() -> None:
    case, book, answers = in_memory(Bureau(), "任务", "2", "二季度抽查", "2026-04-01", "2026-06-30")
    done = acts_registers.add(case)

    row = book.read(registers.TASKS).by("code")["LG-LS-2026-003"]
    assert (row["name"], row["start"], row["end"], row["ratio"]) == ("二季度抽查", date(2026, 4, 1), date(2026, 6, 30), None)
    assert "1 LG-LS-2026-002" in answers.asked[1][0]
    assert (done.show, done.text.partition("，")[0]) == ("抽查任务", "已登记任务 LG-LS-2026-003")


@pytest.mark.parametrize(("typed", "code"), [("", "A41"), ("4月1日", "T05")])
def test_a_last_day_that_is_none_is_told_at_once(typed: str, code: str) -> None:
    case, _, answers = in_memory(Bureau(), "任务", "2", "二季度抽查", "2026-04-01", typed)
    with refused(code):
        acts_registers.add(case)
    assert not answers.given


def test_a_task_is_what_is_added_once_there_is_a_plan_and_its_last_day_is_offered() -> None:
    office = Bureau()
    case, _, answers = in_memory(office, None)
    with pytest.raises(Cancelled):
        acts_registers.add(case)
    assert answers.asked[0][1] == "计划"

    office.add(registers.PLANS, code="LG-LS-JH2026-01", year=2026, name="律师事务所抽查", items=bureau.ITEMS, object_type=("律师事务所",), end=date(2026, 11, 30))
    case, book, answers = in_memory(office.change(registers.TASKS, TASK, plan="LG-LS-JH2026-01"), TAKE_DEFAULT, "2", TAKE_DEFAULT, "", TAKE_DEFAULT)
    acts_registers.add(case)
    assert answers.asked[0][1] == "任务"
    assert book.read(registers.TASKS).by("code")["LG-LS-2026-003"]["end"] == date(2026, 11, 30)


def test_where_there_is_no_task_for_a_button_it_says_what_comes_before() -> None:
    case, _, _ = in_memory(Bureau())
    for button, act, before in (("joint_send", "joint", "匹配人员"), ("match", "", "请先抽取"), ("draw", "", "请先锁定名录")):
        with pytest.raises(UserError, match="A43") as told:
            tasks.task_for(case, button, act)
        assert before in str(told.value)


def test_one_problem_is_told_in_the_message_and_several_are_counted() -> None:
    one = problem("J22", parties="公证处")
    assert pressing._noted(Outcome("已写入。", (one,)), "").startswith("\n\n提醒：还没有收到 公证处 的参与件")
    assert "提醒 2 项" in pressing._noted(Outcome("已写入。", (one, one)), "")


def test_the_one_problem_of_a_cell_is_told_with_the_cell_and_where_it_is_listed() -> None:
    one = problem("J22", Place("/台账/2026/主台账.xlsx", "联合参与方", "C4"), parties="公证处")
    assert pressing._noted(Outcome("已写入。", (one,)), "/台账/2026/主台账.xlsx").endswith("（联合参与方!C4，见“问题清单”）")
    assert pressing._noted(Outcome("已写入。", (one,)), "/台账/2027/主台账.xlsx").endswith("（2026/主台账.xlsx 联合参与方!C4，见“问题清单”）")


def _with_plans() -> Bureau:
    office = Bureau()
    for number, name in enumerate(("律师事务所抽查", "律师抽查", "不再开展"), start=1):
        office.add(registers.PLANS, code=f"LG-LS-JH2026-0{number}", year=2026, name=name, items=bureau.ITEMS, object_type=("律师事务所",),
                   **({"change_kind": "取消"} if number == 3 else {}))
    return office.change(registers.TASKS, TASK, plan="LG-LS-JH2026-01")


@pytest.mark.parametrize(("answer", "plan"), [("1", "LG-LS-JH2026-01"), ("律师抽查", "LG-LS-JH2026-02"), ("计划外", None)])
def test_of_several_plans_the_button_asks_for_that_of_the_new_task(answer: str, plan: str | None) -> None:
    case, book, answers = in_memory(_with_plans(), "任务", TASK, answer, "二季度抽查", "2026-04-01", "2026-06-30")
    done = acts_registers.add(case)

    assert answers.asked[2][0].split("\n")[1:] == ["1 LG-LS-JH2026-01 律师事务所抽查", "2 LG-LS-JH2026-02 律师抽查", "3 计划外"]
    row = book.read(registers.TASKS).by("code")["LG-LS-2026-003"]
    assert row["plan"] == (plan or "")
    assert ("计划外" in done.text) == (plan is None)


def test_a_task_of_another_plan_than_the_one_that_is_copied_is_of_that_plans_items() -> None:
    office = _with_plans()
    office.change(registers.PLANS, "LG-LS-JH2026-02", items=bureau.ITEMS[1:], object_type=("公证机构",), name="公证抽查")
    case, book, _ = in_memory(office, "任务", TASK, "LG-LS-JH2026-02", TAKE_DEFAULT, "2026-04-01", "2026-06-30")
    case_row = acts_registers.add(case).task
    row = book.read(registers.TASKS).by("code")[case_row]
    assert (row["plan"], row["items"], row["object_type"]) == ("LG-LS-JH2026-02", bureau.ITEMS[1:], ("公证机构",))
    assert "公证抽查" in row["name"]


def test_a_plan_without_a_task_is_offered_before_one_that_has_one() -> None:
    office = _with_plans()
    office[registers.TASKS][:] = [row | {"plan": "LG-LS-JH2026-01" if row["code"] == TASK else ""} for row in office[registers.TASKS]]
    case, book, answers = in_memory(office, "任务", OPEN_TASK, "1", "二季度抽查", "2026-04-01", "2026-06-30")
    acts_registers.add(case)
    assert answers.asked[2][0].split("\n")[1].startswith("1 LG-LS-JH2026-02")
    assert book.read(registers.TASKS).by("code")["LG-LS-2026-003"]["plan"] == "LG-LS-JH2026-02"


@pytest.mark.parametrize("agreed", [True, False])
def test_tiers_are_confirmed_after_they_were_shown(agreed: bool) -> None:
    office = Bureau()
    for row in office[registers.TIERS]:
        row["scheme"] = "示例（请按本局规定修改）"
    case, book, answers = in_memory(office, agreed)
    with contextlib.nullcontext() if agreed else pytest.raises(Cancelled):
        acts_registers.tiers(case)

    assert "D ：抽查比例 100%，签数 10" in answers.asked[0][0]
    assert (book.read(registers.TIERS).rows[0]["scheme"] == "示例（请按本局规定修改）") is not agreed


@pytest.mark.parametrize(("given_", "made"), [
    (["照默认"], {"抽查方案.docx", "抽取结果确认单.docx", "检查记录表.docx", "行政检查通知书.docx"}), (["记录表", "xlsx"], {"检查记录表.xlsx"}),
    (["记录表", "照默认"], {"检查记录表.docx"}), (["方案"], {"抽查方案.docx"})])
@pytest.mark.long(but=1)
def test_the_button_of_papers_asks_as_the_menu_does_and_for_a_format_only_where_there_are_two(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given_: list[str], made: set[str]) -> None:
    case, book, answers = in_memory(Bureau(), *given_)
    bureau.matched(book)
    monkeypatch.setattr(acts_results, "task_for", lambda *_: TASK)
    case.output, case.day = (lambda name: tmp_path / name), "20260312"
    assert {path.name for path in acts_results.papers(case).files} == made
    assert len(answers.asked) == len(given_)
