"""Pressing a button: the act on the workbook in front, one message after it, problems on a sheet, bugs into the log."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Any, NamedTuple

from ssj_xl.build.ribbon import BUTTONS, Button
from ssj_xl.entry import acts, console, session
from ssj_xl.entry.ribbon import screen
from ssj_xl.entry.ribbon.case import Case, Outcome
from ssj_xl.entry.ribbon.dialogs import TITLE, Cancelled, Dialogs
from ssj_xl.entry.ribbon.states import why_off
from ssj_xl.gateways.live.host import app_of, where
from ssj_xl.gateways.live.quiet import is_program_error, name_of, patiently, reason, status
from ssj_xl.gateways.safe import Outcome as Files
from ssj_xl.gateways.safe import follow, refused
from ssj_xl.tables.problems import Problem, UserError, at_a_window, fail, fold, folded
from ssj_xl.tables.records import BY_NAME
from ssj_xl.workflows.desk import Desk

TITLE_USER, TITLE_BUG = f"{TITLE}：没有完成，请按提示处理", f"{TITLE}：程序错误"
NOTHING = "已取消，没有写入。"
UNLISTED = "没有写成供查看的工作表："
"""What is said of a page that the program did not let be shown; why follows."""
_SAID, _LINES = 3, 40

_BY_ID = {button.id: button for button in BUTTONS}
_ACTS = {act.key: act for act in acts.ACTS}


class Message(NamedTuple):
    """What is shown when an act has ended.  alarming: whether it did not end well."""

    text: str
    title: str
    alarming: bool


def press(id: str, book: Any) -> Message:
    """Carry out the act of a button on a workbook (an xlwings.Book); what is to be shown is the caller's to show."""
    return _carried_out(id, book, screen.dialogs_of(book), session.desk()).message()


def carry_out(id: str, book: Any, dialogs: Dialogs, desk: Desk) -> Outcome | None:
    """The same with everything given, and shown.  book: an xlwings.Book.  None where it came to nothing.

    Whatever happens is told by exactly one message, and nothing is raised: behind it there is only VBA.
    """
    told = _carried_out(id, book, dialogs, desk)
    message = told.message()
    dialogs.tell(message.text, title=message.title, alarming=message.alarming)
    return told.outcome


def _carried_out(id: str, book: Any, dialogs: Dialogs, desk: Desk) -> Ending:
    told = Ending(id, lambda problems: _listed(book, problems, desk), lambda: _path_of(book))
    with follow() as told.files, told:
        button = button_of(id)
        with status(app_of(book)) as progress:
            case = Case(book, dialogs, replace(desk, progress=progress))
            progress(f"{button.label}……")
            told.outcome = _shown(case, act(button, case))
    return told


def button_of(id: str) -> Button:
    """The button of this name.  Raises UserError A45."""
    if id not in _BY_ID:
        raise fail("A45", id=id)
    return _BY_ID[id]


def act(button: Button, case: Case) -> Outcome:
    """Carry out a button's act, unless there is nothing for it to do."""
    declared = _ACTS[button.id]
    if not declared.any_book:
        case.registers.refuse_acts()
    off = why_off(button, case.registers) if button.needs else ""
    if off:
        raise _Off(off)
    done: Outcome = acts.load(declared.press, __package__)(case)
    return done


def _shown(case: Case, done: Outcome) -> Outcome:
    """The page, the problems, and the sheet that belongs in front.

    The act is done by now: a program that lets no sheet be added (a protected structure, for one) does not undo it.
    """
    front = done.show
    with _Refused() as refused:
        if done.page is not None:
            name = screen.put(case.book, done.page, case.desk.stamp)
            front = name if front == done.page.name else front
        if done.problems or _has_old_problems(case.book):
            name = _put_problems(case.book, done.problems, case.desk)
            front = name if front == screen.PROBLEMS else front
        if front:
            screen.show(case.book, front)
        if done.task and front == done.show:
            screen.select_round(case.book, case.registers, BY_NAME[front], done.task)
        elif front == done.show and front in BY_NAME:
            screen.select_added(case.book, case.registers, BY_NAME[front])
    if refused.why:
        return replace(done, text=f"{done.text}\n\n{UNLISTED}{refused.why}")
    return done


def _put_problems(book: Any, problems: tuple[Problem, ...], desk: Desk) -> str:
    names = [name_of(sheet) for sheet in patiently(lambda: list(book.sheets))]
    return screen.put(book, screen.problem_page(problems, names, where(book)), desk.stamp)


def _has_old_problems(book: Any) -> bool:
    """Whether problems of an earlier act are still listed, which would now mislead."""
    return any(name_of(sheet).startswith(screen.PROBLEMS) and screen.is_ours(sheet) for sheet in patiently(lambda: list(book.sheets)))


class _Off(Exception):
    """The button has nothing to do in this workbook; the text says why."""


def _listed(book: Any, problems: tuple[Problem, ...], desk: Desk) -> bool:
    """Put the problems on their sheet; False where the program refuses."""
    with _Refused() as refused:
        screen.show(book, _put_problems(book, problems, desk))
    return not refused.why


def _path_of(book: Any) -> str:
    """The file of the workbook in front; '' where the program does not say."""
    with _Refused():
        return where(book)
    return ""


class Ending:
    """Turns whatever ends an act into one message; a user's error and a bug look different.

    listing: puts problems where they can be read one by one; False where it cannot.  path: tells the file of the workbook in front.
    """

    def __init__(self, id: str, listing: Callable[[tuple[Problem, ...]], bool], path: Callable[[], str] = str) -> None:
        self._id, self._list, self._path = id, listing, path
        self._message = ("", TITLE, False)
        self._door = contextlib.ExitStack()
        self.outcome: Outcome | None = None
        self.files = Files()

    def __enter__(self) -> None:
        self._door.enter_context(at_a_window())

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 _trace: TracebackType | None) -> bool:
        with self._door:
            return error is not None and self._ended(error)

    def _ended(self, error: BaseException) -> bool:
        """Whether the message tells what ended the act."""
        if isinstance(error, Cancelled):
            self._message = (NOTHING, TITLE, False)
        elif isinstance(error, _Off):
            self._message = (str(error), TITLE_USER, True)
        elif isinstance(error, UserError):
            self._message = (self._mended(error.problems), TITLE_USER, True)
        elif (refusal := refused(error)) is not None:
            self._message = (self._mended(refusal.problems), TITLE_USER, True)
        elif is_program_error(error):
            self._message = (self._mended(fail("A47", why=reason(error)).problems), TITLE_USER, True)
            console.log_bug(error, f"按钮 {self._id}")
        elif isinstance(error, Exception):
            log = console.log_bug(error, f"按钮 {self._id}")
            self._message = (f"程序错误，不是您的操作问题：{type(error).__name__}: {error}\n\n"
                             f"这一步是否已经保存，看“操作日志”最后一条。请把日志发给维护人员：\n{log}", TITLE_BUG, True)
        else:
            return False
        return True

    def _mended(self, problems: tuple[Problem, ...]) -> str:
        """The first problems in words, all of them on 问题清单 where they are many or have a cell."""
        path = self._path()
        groups = fold(screen.in_front(problem, path) for problem in problems)
        said, rest = "\n\n".join(map(folded, groups[:_SAID])), sum(map(len, groups[_SAID:]))
        listed = bool(rest) or any(problem.place.cell for problem in problems)
        if not listed or not self._list(problems):
            return said + (f"\n\n……另有 {rest} 项" if rest else "")
        count = f"共 {len(problems)} 项，" if len(problems) > 1 else ""
        return f"{said}\n\n{count}见“{screen.PROBLEMS}”。{screen.JUMP}"

    def message(self) -> Message:
        """The one message."""
        text, title, alarming = self._message
        if self.outcome is not None:
            text = self.outcome.text + _noted(self.outcome, self._path())
        elif alarming:
            text += _left(self.files)
        with at_a_window():
            text += "".join(f"\n\n提醒：{doubt.text}{doubt.remedy}" for doubt in self.files.doubts)
        return Message(_cut(text), title, alarming)


class _Refused:
    """Lets what the spreadsheet program refuses pass, and nothing else.  why: what it said, '' where it did not."""

    def __init__(self) -> None:
        self.why = ""

    def __enter__(self) -> _Refused:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 _trace: TracebackType | None) -> bool:
        if error is None or not is_program_error(error):
            return False
        self.why = reason(error)
        return True


def _noted(done: Outcome, path: str) -> str:
    """What is doubtful, where the message does not speak of it anyway.  path: the file of the workbook in front."""
    if not done.problems or done.show == screen.PROBLEMS or screen.PROBLEMS in done.text:
        return ""
    if len(done.problems) == 1:  # one is told as soon as it is counted
        one = screen.in_front(done.problems[0], path)
        listed = f"（{one.place}，见“{screen.PROBLEMS}”）" if one.place.cell else ""
        return f"\n\n{one.level}：{one.text}{one.remedy}{listed}"
    wrong = sum(problem.severity == "error" for problem in done.problems)
    counted = "，".join(part for part in (f"错误 {wrong} 项" if wrong else "",
                                         f"提醒 {len(done.problems) - wrong} 项" if len(done.problems) > wrong else "") if part)
    return f"\n\n另有{counted}，见“{screen.PROBLEMS}”。"


def _left(files: Files) -> str:
    """What became of the files of an act that did not end well."""
    states = [f"{path.name}：{state}" for path, state in files.states()]
    return "\n\n文件现在的状态（旧：没有改动；新：已写入；无：没有；不明：读不出来）：\n" + "\n".join(states) if states else ""


def _cut(text: str) -> str:
    """As much as fits on a screen."""
    lines = text.split("\n")
    return "\n".join(lines[:_LINES]) + ("\n……" if len(lines) > _LINES else "")
