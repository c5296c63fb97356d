"""Single presses on a real spreadsheet program: messages, dialogs, calls that do not grow, and what is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ssj_xl.entry import office
from ssj_xl.entry.ribbon import acts_results, pressing, screen
from ssj_xl.entry.ribbon.case import Link, Page
from ssj_xl.entry.ribbon.dialogs import Cancelled, OfficeDialogs, ask, input_dialog
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.live.gateway import LiveGateway
from ssj_xl.gateways.live.quiet import ProgramError
from ssj_xl.tables import records
from ssj_xl.workflows.rounds.lock import lock
from tests.bureau import OPEN_TASK, TASK, desk, matched, opened
from tests.live import month
from tests.live.answers import Answers
from tests.office import LiveOffice

pytestmark = pytest.mark.libreoffice

TRICKY = ("=1+1", "+86", "00123", "'引号", "@SUM(A1)", "2026-03-01", "TRUE", "第一行\n第二行")


@pytest.fixture(scope="module")
def book(_running_office: LiveOffice, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One open master workbook for what changes no register.  A test with `live_office` closes it: those stand before and after."""
    _running_office.start()
    return _running_office.open(month.file(tmp_path_factory.mktemp("台账")))


def _empty(live_office: LiveOffice) -> Any:
    live_office.start()
    return live_office.engine.apps.active.books.add()


def test_a_press_from_the_program_is_answered_in_the_program(live_office: LiveOffice) -> None:
    office.press_on("about", _empty(live_office))

    [(text, title, buttons, kind)] = live_office.messages
    assert "许可" in text
    assert (title, buttons, kind) == ("双随机", "ok", "info")


def test_a_workbook_that_is_no_master_is_told_so_and_left_alone(live_office: LiveOffice) -> None:
    book = _empty(live_office)
    answers = Answers()

    assert pressing.carry_out("lock", book, answers, desk()) is None
    assert answers.told[0].text.startswith("现在不能用：当前工作簿不是主台账")
    assert len(book.sheets) == 1
    assert not book.api.isModified()


@pytest.mark.long
def test_looking_is_no_reason_to_ask_for_saving(book: Any) -> None:
    book.api.setModified(False)  # LibreOffice computes every formula when it opens a file
    pressing.carry_out("check", book, Answers(), desk())
    assert not book.api.isModified()

    book.sheets["检查对象"].range("O2").value = "改过"
    pressing.carry_out("check", book, Answers(), desk())
    assert book.api.isModified()


@pytest.mark.long
def test_a_program_that_lets_no_sheet_be_added_keeps_no_act_from_being_done(
        book: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(*_: object) -> str:
        raise ProgramError("工作簿有保护，不能更改")

    monkeypatch.setattr(screen, "put", refusing)
    answers = Answers()

    assert pressing.carry_out("check", book, answers, desk()) is not None
    assert "共检查" in answers.told[0].text
    assert "没有写成供查看的工作表：工作簿有保护" in answers.told[0].text


def test_a_program_that_refuses_the_act_itself_is_a_matter_for_the_user(
        book: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def refusing(_case: object) -> None:
        raise ProgramError("对象已断开")

    monkeypatch.setattr(acts_results, "due", refusing)
    answers = Answers()
    assert pressing.carry_out("due", book, answers, desk()) is None
    assert answers.told[0].text.startswith("[A47] 写不进去：对象已断开")
    assert answers.told[0].title == pressing.TITLE_USER


def test_a_bug_is_told_as_one_with_its_log_and_the_status_bar_is_given_back(
        book: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.delenv("LOCALAPPDATA", raising=False)

    def broken(_case: object) -> None:
        raise KeyError("没有这一列")

    monkeypatch.setattr(acts_results, "due", broken)
    answers = Answers()
    assert pressing.carry_out("due", book, answers, desk()) is None

    told = answers.told[0]
    assert told.title == pressing.TITLE_BUG
    assert "不是您的操作问题" in told.text
    log = tmp_path / "ssj_xl" / "ssj_xl.log"
    assert str(log) in told.text
    assert "按钮 due" in log.read_text("utf-8")
    assert "Traceback" in log.read_text("utf-8")
    assert book.app.status_bar is False


def test_whatever_a_cell_held_is_shown_as_text_and_never_computed(book: Any) -> None:
    page = Page("预览", (("甲", 20), ("乙", 20)), tuple((text, Link("检查对象", "B2")) for text in TRICKY))
    name = screen.put(book, page, "2026-03-02 09:00:00")
    shown = book.sheets[name]

    values = [row[0] for row in shown.range((3, 1), (2 + len(TRICKY), 1)).options(ndim=2).value]
    assert values == list(TRICKY)
    assert shown.range("A3").formula == "=1+1"
    assert shown.range("A3").value == "=1+1"
    assert shown.range("B3").formula == "=HYPERLINK(\"#'检查对象'!B2\",\"检查对象!B2\")"
    assert shown.range("B3").value == "检查对象!B2"


@pytest.mark.long
def test_a_sheet_of_the_users_own_is_not_written_over(book: Any) -> None:
    for made_before in [sheet for sheet in book.sheets if sheet.name == "问题清单"]:
        made_before.delete()
    own = book.sheets.add("问题清单", after=book.sheets[len(book.sheets) - 1])
    own.range("A1").value = "我自己的清单"
    pressing.carry_out("check", book, Answers(), desk())

    assert own.range("A1").value == "我自己的清单"
    assert screen.MARK in book.sheets["问题清单-2"].range("A1").value
    assert str(book.sheets.active.name) == "问题清单-2"


def test_a_sheet_is_replaced_whole_at_the_next_run(book: Any) -> None:
    long = Page("预览", (("甲", 10),), tuple((f"第{n}行",) for n in range(30)))
    screen.put(book, long, "早")
    screen.put(book, Page("预览", (("甲", 10),), (("只此一行",),)), "晚")

    assert book.sheets["预览"].used_range.options(ndim=2).value == [["预览（程序填写，可以删除）　晚"], ["甲"], ["只此一行"]]


def test_a_cell_for_several_values_asks_before_it_takes_what_is_not_in_its_list(book: Any) -> None:
    for sheet, title in (("抽查任务", "事项编码"), ("抽查任务", "检查方式"), ("检查结果", "检查方式"), ("年度计划", "对象类型")):
        spec = records.BY_NAME[sheet]
        column = [one.header for one in spec.columns].index(title) + 1
        rule = book.sheets[sheet].range((2, column)).api.Validation
        assert (rule.ShowErrorMessage, rule.ErrorAlertStyle.value) == (True, "INFO"), (sheet, title)


def test_the_cursor_outside_a_register_names_no_task(book: Any) -> None:
    registers = Book(LiveGateway(book))
    for sheet, cell in (("首页", "A1"), ("抽查任务", "A1"), ("抽查任务", "A50"), ("检查对象", "A2")):
        book.sheets[sheet].activate()
        book.sheets[sheet].range(cell).select()
        found = screen.row_of_cursor(book, registers)
        assert found is None or "task" not in found[1]


@pytest.mark.long
def test_the_next_button_goes_on_with_the_task_just_drawn_whatever_was_selected_there(
        live_office: LiveOffice, tmp_path: Path) -> None:
    path = month.file(tmp_path / "台账")
    with opened(path, desk(14)) as closed:
        matched(closed, TASK)
        lock(closed, OPEN_TASK, "ssq:2026025", desk(14))
    live_office.close_books()
    book = live_office.open(path)
    for sheet, cell in (("抽取名单", "B2"), ("抽查任务", "A3")):
        book.sheets[sheet].activate()
        book.sheets[sheet].range(cell).select()

    for button, given in (("draw", ["01,05,12,19,23,31+07"]), ("match", [])):
        answers = Answers(given)
        assert pressing.carry_out(button, book, answers, desk(9, 9)) is not None, answers.told
        assert not answers.given


@pytest.mark.long
def test_after_a_new_task_the_cursor_is_in_its_row(live_office: LiveOffice, tmp_path: Path) -> None:
    """Where it stays in the row that was copied, the next button is about that one."""
    live_office.close_books()
    book = live_office.open(month.file(tmp_path / "台账"))
    book.sheets["抽查任务"].activate()
    book.sheets["抽查任务"].range("A2").select()

    assert pressing.carry_out("add", book, Answers(["2", "1", "新的一次抽查", "2026-04-01", "2026-04-20"]), desk()) is not None
    found = screen.row_of_cursor(book, Book(LiveGateway(book)))
    assert found is not None
    assert (found[0].name, found[1]["name"]) == ("抽查任务", "新的一次抽查")


@pytest.mark.long
def test_after_whatever_adds_rows_the_cursor_is_on_the_first_new_one(live_office: LiveOffice, tmp_path: Path) -> None:
    live_office.close_books()
    book = live_office.open(month.file(tmp_path / "台账"))
    roster = tmp_path / "新登记律所.csv"
    roster.write_text("对象编码,对象名称\nXD001,新登记第一所\nXD002,新登记第二所\n", "utf-8-sig")
    done: dict[str, list[object]] = {
        "import": [month.TAKE_DEFAULT, roster, month.SAID.partition("；")[2], "律师事务所", True], "add": ["1", "新计划", "2026-04-01", "2026-11-30"],
        "change": ["LG-LS-JH-2026-01", "抽查比例=5%", "云司〔2026〕12号", "", ""], "reported": ["2026-03", "2026-03-02"]}
    for button, given in done.items():
        for sheet in ("检查对象", "年度计划", "变更记录", "工作动态"):
            book.sheets[sheet].activate()
            book.sheets[sheet].range("B2").select()
        answers = Answers(given)
        assert pressing.carry_out(button, book, answers, desk()) is not None, answers.told
        registers = Book(LiveGateway(book))
        spec = records.BY_NAME[str(book.sheets.active.name)]
        table = registers.read(spec)
        added = [row.line for row in table.rows][-(2 if button == "import" else 1)]
        assert int(book.app.selection.row) == table.grid.top + added, button


@pytest.mark.long
def test_the_number_of_calls_does_not_grow_with_the_register(live_office: LiveOffice, tmp_path: Path) -> None:
    counts = []
    for firms in (0, 60):
        book = live_office.open(month.file(tmp_path / str(firms), firms=firms))
        with month.counted() as calls:
            answers = Answers(["1"])
            assert pressing.carry_out("preview", book, answers, desk()) is not None
        counts.append(calls[0])
        book.close()

    assert counts[1] <= counts[0] + 2


def test_the_dialog_for_a_line_has_prompt_field_and_two_buttons(live_office: LiveOffice) -> None:
    live_office.start()
    dialog = input_dialog(live_office.engine.apps.active.api, "锁定\n请输入随机源：", "dice")

    assert {control.Model.Name for control in dialog.Controls} == {"prompt", "answer", "ok", "cancel"}
    assert dialog.getControl("answer").Text == "dice"
    height = dialog.Model.Height
    assert all(control.Model.PositionY + control.Model.Height <= height for control in dialog.Controls)
    dialog.dispose()


def test_a_question_that_nobody_can_see_counts_as_cancelled(live_office: LiveOffice) -> None:
    live_office.start()
    dialogs = OfficeDialogs(live_office.engine.apps.active)

    with pytest.raises(Cancelled):
        ask(dialogs, "请输入随机源：", "dice")


def test_yes_and_no_come_from_the_message_box(live_office: LiveOffice) -> None:
    live_office.start()
    dialogs = OfficeDialogs(live_office.engine.apps.active)
    live_office.reply = "yes"
    assert dialogs.confirm("写入？")
    live_office.reply = "no"
    assert not dialogs.confirm("写入？")
