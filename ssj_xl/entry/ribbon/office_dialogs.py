"""Questions in LibreOffice: message boxes, file pickers, and a small dialog for a line of text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ssj_xl.entry.ribbon.dialogs import TITLE, Kinds
from ssj_xl.gateways.libreoffice.bridge import bridge

_WIDTH, _LINE, _GAP, _WRAP = 260, 10, 6, 60  # units of a dialog's own grid; characters a line
_BUTTON_WIDTH, _FIELD, _PAGE = 50, 14, 16
_OK, _CANCEL = 1, 2


class OfficeDialogs:
    """Dialogs of the LibreOffice in which a workbook is open.  app: an xlwings.App of the LibreOffice engine."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def tell(self, text: str, *, title: str, alarming: bool) -> None:
        """Show a message until it is closed."""
        self._app.alert(text, title, "ok", "critical" if alarming else "info")

    def confirm(self, text: str) -> bool:
        """Ask a question that is answered by yes or no."""
        return bool(self._app.alert(text, TITLE, "yes_no", "info") == "yes")

    def line(self, prompt: str, default: str) -> str | None:
        """Ask for a line of text; None for 取消."""
        dialog = input_dialog(self._app.api, prompt, default)
        frame = self._service("com.sun.star.frame.Desktop").CurrentFrame
        dialog.createPeer(self._service("com.sun.star.awt.Toolkit"), frame.ContainerWindow if frame is not None else None)
        try:
            pressed = dialog.execute()
            return str(dialog.getControl("answer").Text) if pressed == _OK else None
        finally:
            dialog.dispose()

    def files(self, title: str, kinds: Kinds, *, several: bool) -> list[Path]:
        """Let files be chosen; none for 取消."""
        picker = self._service("com.sun.star.ui.dialogs.FilePicker")
        picker.setTitle(title)
        picker.setMultiSelectionMode(several)
        picker.appendFilter(kinds.title, ";".join(f"*{ending}" for ending in kinds.endings))
        return [_path(url) for url in picker.getSelectedFiles()] if picker.execute() else []

    def folder(self, title: str) -> Path | None:
        """Let a folder be chosen; None for 取消."""
        picker = self._service("com.sun.star.ui.dialogs.FolderPicker")
        picker.setTitle(title)
        return _path(picker.getDirectory()) if picker.execute() else None

    def _service(self, name: str) -> Any:
        context = self._app.api
        return context.ServiceManager.createInstanceWithContext(name, context)


def _path(url: str) -> Path:
    return Path(bridge().fileUrlToSystemPath(url))


def input_dialog(context: Any, prompt: str, default: str) -> Any:
    """A dialog with a prompt, a field `answer`, 确定 and 取消; not shown yet.  context: LibreOffice's own."""
    manager = context.ServiceManager
    model = manager.createInstanceWithContext("com.sun.star.awt.UnoControlDialogModel", context)
    lines = sum(1 + len(part) // _WRAP for part in prompt.split("\n"))
    field = _GAP + lines * _LINE + _GAP
    button = field + _FIELD + _GAP
    _put(model, "FixedText", "prompt", (_GAP, _GAP, _WIDTH - 2 * _GAP, lines * _LINE), Label=prompt, MultiLine=True)
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
