"""Questions in Excel: its own input box and file dialogs, so that they stand before its window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ssj_xl.entry.ribbon.dialogs import TITLE, Kinds
from ssj_xl.gateways.live.busy import patiently

_TEXT = 2  # Application.InputBox: the answer is text
_FOLDER, _CHOSEN = 4, -1  # msoFileDialogFolderPicker; what Show gives when something was chosen


def missing() -> Any:
    """What stands for an argument that is not given: COM takes arguments by their place only."""
    import pythoncom  # type: ignore[import-not-found,import-untyped,unused-ignore]

    return pythoncom.Missing


class ExcelDialogs:
    """Dialogs of the Excel in which a workbook is open.  app: an xlwings.App."""

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
