"""Questions and messages of a button, in Excel and in LibreOffice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from ssj_xl.build.ribbon import TAB_LABEL
from ssj_xl.entry.acts import BY_ITSELF, Ask
from ssj_xl.gateways.libreoffice.bridge import bridge
from ssj_xl.gateways.live.quiet import patiently
from ssj_xl.tables.cells import read_cell
from ssj_xl.tables.problems import Place, Problem, UserError, fail
from ssj_xl.tables.spec import TableSpec

TITLE = TAB_LABEL
PROMPT_LIMIT = 250
"""Characters that Excel's input box shows: longer text is an error there."""

_NAME = 24
"""Characters of a name among choices."""


class Cancelled(Exception):
    """The user left a question by 取消; nothing was written."""


class Choice(NamedTuple):
    """One of several things.  value: what is chosen, and may be typed; label: what it is called."""

    value: str
    label: str = ""

    def __str__(self) -> str:
        return f"{self.value} {self.label}".rstrip()


class Kinds(NamedTuple):
    """Kinds of files to choose from: a title and the endings."""

    title: str
    endings: tuple[str, ...]


LISTS = Kinds("名单", (".xlsx", ".xlsm", ".xls", ".csv", ".html", ".htm"))
BOOKS = Kinds("主台账", (".xlsx", ".xlsm"))
SEALED = Kinds("承诺原件", (".json",))


class Dialogs(Protocol):
    """Where questions and answers are shown."""

    def tell(self, text: str, *, title: str, alarming: bool) -> None:
        """Show a message until it is closed."""

    def confirm(self, text: str) -> bool:
        """Ask a question that is answered by yes or no."""

    def line(self, prompt: str, default: str) -> str | None:
        """Ask for a line of text; None for 取消.  prompt: at most `PROMPT_LIMIT` characters."""

    def files(self, title: str, kinds: Kinds, *, several: bool) -> list[Path]:
        """Let files be chosen; none for 取消."""

    def folder(self, title: str) -> Path | None:
        """Let a folder be chosen; None for 取消."""


def ask(dialogs: Dialogs, prompt: str, default: str = "") -> str:
    """A line of text, without the blanks around it.  Raises Cancelled."""
    answer = dialogs.line(fitted(prompt), default)
    if answer is None:
        raise Cancelled
    return answer.strip()


def ask_filled(dialogs: Dialogs, what: str, prompt: str) -> str:
    """A line of text that may not be blank; what: what it is, for A41.  Raises Cancelled, UserError A41."""
    answer = ask(dialogs, prompt)
    if not answer:
        raise fail("A41", what=what)
    return answer


def day_of(text: str, spec: TableSpec, key: str) -> date:
    """A day as it was typed.  Raises UserError as a cell of that column with it would."""
    column = spec.by_key[key]
    reading = read_cell(text, column)
    if not isinstance(reading.value, date):
        raise UserError([Problem(reading.code or "T03", {"header": column.header, **dict(reading.params)}, Place())])
    return reading.value


def choose(dialogs: Dialogs, prompt: str, choices: Sequence[Choice], default: str = "") -> str:
    """One of the choices, by its number in the list or as it is called.

    Raises Cancelled, UserError A42 for anything else.
    """
    answer = ask(dialogs, listed(prompt, choices), default or "1")
    if answer.isdecimal() and 1 <= int(answer) <= len(choices):
        return choices[int(answer) - 1].value
    folded = answer.casefold()
    found = [c.value for c in choices if folded in (c.value.casefold(), c.label.casefold(), str(c).casefold())]
    if not found:
        raise fail("A42", value=answer, known="、".join(choice.value for choice in choices[:20]))
    return found[0]


def choose_declared(dialogs: Dialogs, asked: Ask) -> str:
    """The answer to a choice that the menu offers too; '' where it is left to the act.  Raises as `choose`."""
    own = [BY_ITSELF] if asked.optional else []
    answer = choose(dialogs, f"{asked.words}，输入序号", [Choice(one) for one in (*own, *asked.offered)])
    return "" if answer in own else answer


def ask_file(dialogs: Dialogs, title: str, kinds: Kinds) -> Path:
    """One file.  Raises Cancelled."""
    found = dialogs.files(title, kinds, several=False)
    if not found:
        raise Cancelled
    return found[0]


def ask_folder(dialogs: Dialogs, title: str) -> Path:
    """A folder.  Raises Cancelled."""
    found = dialogs.folder(title)
    if found is None:
        raise Cancelled
    return found


def listed(prompt: str, choices: Sequence[Choice]) -> str:
    """The prompt with numbered choices, as many as fit; the others can still be typed."""
    text, last = prompt, "\n……其余请直接输入编号、编码"
    for number, choice in enumerate(choices, 1):
        line = f"\n{number} {choice}"
        rest = "" if number == len(choices) else last
        if len(text) + len(line) + len(rest) > PROMPT_LIMIT:
            short = f"\n{number} {choice.value}"
            if len(text) + len(short) + len(rest) > PROMPT_LIMIT:
                return text + last
            line = short
        text += line
    return text


def short(name: str) -> str:
    """The name of a task or plan as it stands in a list of choices."""
    return name if len(name) <= _NAME else f"{name[:_NAME - 1]}…"


def fitted(prompt: str) -> str:
    """A prompt that the input box can show."""
    return prompt if len(prompt) <= PROMPT_LIMIT else f"{prompt[:PROMPT_LIMIT - 1]}…"


# --- questions in Excel: its own input box and file dialogs, so that they stand before its window --------

_TEXT = 2  # Application.InputBox: the answer is text
_FOLDER, _CHOSEN = 4, -1  # msoFileDialogFolderPicker; what Show gives when something was chosen


def missing() -> Any:
    """What stands for an argument that is not given: COM takes arguments by their place only."""
    import pythoncom  # type: ignore[import-not-found,import-untyped,unused-ignore]

    return pythoncom.Missing


class _Boxes:
    """Message boxes, which every program shows through xlwings.  app: an xlwings.App."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def tell(self, text: str, *, title: str, alarming: bool) -> None:
        """Show a message until it is closed."""
        self._app.alert(text, title, "ok", "critical" if alarming else "info")

    def confirm(self, text: str) -> bool:
        """Ask a question that is answered by yes or no."""
        return bool(self._app.alert(text, TITLE, "yes_no", "info") == "yes")


class ExcelDialogs(_Boxes):
    """Dialogs of the Excel in which a workbook is open.  app: an xlwings.App."""

    def line(self, prompt: str, default: str) -> str | None:
        """Ask for a line of text; None for 取消."""
        skipped = (missing(),) * 4
        answer = patiently(lambda: self._app.api.InputBox(prompt, TITLE, default, *skipped, _TEXT))
        return None if answer is False else str(answer)

    def files(self, title: str, kinds: Kinds, *, several: bool) -> list[Path]:
        """Let files be chosen; none for 取消."""
        patterns = ";".join(f"*{ending}" for ending in kinds.endings)
        shown = f"{kinds.title} ({patterns}),{patterns}"
        found = patiently(lambda: self._app.api.GetOpenFilename(shown, 1, title, missing(), several))
        if found is False:
            return []
        return [Path(str(path)) for path in (found if isinstance(found, tuple | list) else [found])]

    def folder(self, title: str) -> Path | None:
        """Let a folder be chosen; None for 取消."""
        dialog = patiently(lambda: self._app.api.FileDialog(_FOLDER))
        dialog.Title = title
        return Path(str(dialog.SelectedItems.Item(1))) if dialog.Show() == _CHOSEN else None


# --- questions in LibreOffice: message boxes, file pickers, and a small dialog for a line of text --------

_WIDTH, _LINE, _GAP, _WRAP = 260, 10, 6, 60  # units of a dialog's own grid; characters a line
_BUTTON_WIDTH, _FIELD, _PAGE = 50, 14, 16
_OK, _CANCEL = 1, 2
_PLACE = 3  # com.sun.star.awt.PosSize.POS: the size stays


class OfficeDialogs(_Boxes):
    """Dialogs of the LibreOffice in which a workbook is open.  app: an xlwings.App of the LibreOffice engine."""

    def line(self, prompt: str, default: str) -> str | None:
        """Ask for a line of text; None for 取消."""
        dialog = input_dialog(self._app.api, prompt, default)
        frame = self._service("com.sun.star.frame.Desktop").CurrentFrame
        window = frame.ContainerWindow if frame is not None else None
        dialog.createPeer(self._service("com.sun.star.awt.Toolkit"), window)
        try:
            if window is not None:
                _put_in_the_middle(dialog, window)
            pressed = dialog.execute()
            return str(dialog.getControl("answer").Text) if pressed == _OK else None
        finally:
            dialog.dispose()

    def files(self, title: str, kinds: Kinds, *, several: bool) -> list[Path]:
        """Let files be chosen; none for 取消."""
        picker = self._service("com.sun.star.ui.dialogs.FilePicker")
        picker.setTitle(title)
        picker.setMultiSelectionMode(several)
        self._begin_at_the_workbook(picker)
        picker.appendFilter(kinds.title, ";".join(f"*{ending}" for ending in kinds.endings))
        return [_path(url) for url in picker.getSelectedFiles()] if picker.execute() else []

    def folder(self, title: str) -> Path | None:
        """Let a folder be chosen; None for 取消."""
        picker = self._service("com.sun.star.ui.dialogs.FolderPicker")
        picker.setTitle(title)
        self._begin_at_the_workbook(picker)
        return _path(picker.getDirectory()) if picker.execute() else None

    def _begin_at_the_workbook(self, picker: Any) -> None:
        """Show the folder of the workbook in front first, if it lies in one."""
        model = self._service("com.sun.star.frame.Desktop").CurrentComponent
        where = str(getattr(model, "URL", ""))
        if where.startswith("file:"):
            picker.setDisplayDirectory(where.rpartition("/")[0])

    def _service(self, name: str) -> Any:
        context = self._app.api
        return context.ServiceManager.createInstanceWithContext(name, context)


def _put_in_the_middle(dialog: Any, window: Any) -> None:
    """Place a dialog over the middle of its window: LibreOffice would put it into the corner."""
    over, own = window.PosSize, dialog.PosSize
    left, top = max(0, (over.Width - own.Width) // 2), max(0, (over.Height - own.Height) // 2)
    dialog.setPosSize(left, top, 0, 0, _PLACE)


def _path(url: str) -> Path:
    return Path(bridge().fileUrlToSystemPath(url))


def input_dialog(context: Any, prompt: str, default: str) -> Any:
    """A dialog with a prompt, a field `answer`, 确定 and 取消; not shown yet.  context: LibreOffice's own."""
    manager = context.ServiceManager
    model = manager.createInstanceWithContext("com.sun.star.awt.UnoControlDialogModel", context)
    lines = sum(1 + len(part) // _WRAP for part in prompt.split("\n"))
    field = _GAP + lines * _LINE + _GAP
    button = field + _FIELD + _GAP
    _put(model, "FixedText", "prompt", (_GAP, _GAP, _WIDTH - 2 * _GAP, lines * _LINE), Label=prompt, MultiLine=True, NoLabel=True)
    _put(model, "Edit", "answer", (_GAP, field, _WIDTH - 2 * _GAP, _FIELD), Text=default)
    right = _WIDTH - _GAP - _BUTTON_WIDTH
    _put(model, "Button", "ok", (right - _GAP - _BUTTON_WIDTH, button, _BUTTON_WIDTH, _PAGE), Label="确定",
         PushButtonType=_OK, DefaultButton=True)
    _put(model, "Button", "cancel", (right, button, _BUTTON_WIDTH, _PAGE), Label="取消", PushButtonType=_CANCEL)
    model.Title, model.Width, model.Height = TITLE, _WIDTH, button + _PAGE + _GAP
    dialog = manager.createInstanceWithContext("com.sun.star.awt.UnoControlDialog", context)
    dialog.setModel(model)
    return dialog


def _put(model: Any, kind: str, name: str, box: tuple[int, int, int, int], **more: Any) -> None:
    control = model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
    control.Name = name
    control.PositionX, control.PositionY, control.Width, control.Height = box
    for key, value in more.items():
        setattr(control, key, value)
    model.insertByName(name, control)
