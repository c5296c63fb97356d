"""What xlwings leaves to the program: sheet protection, copies of an open workbook, how days are counted."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from ssj_xl.gateways.live.quiet import ProgramError, is_program_error, name_of, patiently
from ssj_xl.office.package import saved_at
from ssj_xl.tables.problems import Place, UserError, fail

_ALLOWANCES = ("FormattingCells", "FormattingColumns", "FormattingRows", "InsertingColumns", "InsertingRows",
               "InsertingHyperlinks", "DeletingColumns", "DeletingRows", "Sorting", "Filtering", "UsingPivotTables")
"""Arguments 6 to 16 of Worksheet.Protect, each `Allow…`."""
_ASKED = 200
_OWN = ("", ".ods")
"""How a workbook of LibreOffice's own format ends, and one that has no name yet."""
_STEP = "双随机"
"""What LibreOffice's list of steps to undo calls a sheet filled for reading."""
_VERY_HIDDEN = 2
"""xlSheetVeryHidden."""
_QUARTER, _MOST_OFF = 15 * 60, 15 * 3600
"""Seconds: offsets of time zones are whole quarters of hours, and none is greater."""


class Host(Protocol):
    """The program in which a workbook is open."""

    @property
    def from_1904(self) -> bool:
        """Whether its days count from 1904."""

    @property
    def read_only(self) -> bool:
        """Whether the workbook was opened only to be read."""

    @property
    def is_replaced(self) -> bool:
        """Whether the file is another by now than the one that was opened, or saved last; False where the program cannot tell."""

    @property
    def is_saved(self) -> bool:
        """Whether the program knows of nothing in the workbook that its file does not have, but for charts drawn anew."""

    def looking(self) -> contextlib.AbstractContextManager[None]:
        """What is done meanwhile makes the program ask whether to save only where it would have asked before, and is one step to undo."""

    def forget_undo(self) -> None:
        """Let the user undo nothing of what was done up to now."""

    def state(self) -> object:
        """Equal to an earlier answer only where nothing was typed since; None where the program cannot tell."""

    def unprotected(self, sheets: Iterable[Any]) -> contextlib.AbstractContextManager[None]:
        """Take protection off these sheets (of xlwings), and put it back as it was.

        Raises UserError F27 for a sheet with a password.
        """

    def is_protected(self, sheet: Any) -> bool:
        """Whether a sheet (of xlwings) takes no changes."""

    def hide(self, sheet: Any) -> None:
        """Show a sheet (of xlwings) no more, and offer it to nobody as far as the program can do that."""

    def hidden_rows(self, sheet: Any, first: int, last: int) -> frozenset[int] | None:
        """Rows of a sheet (of xlwings) that are not shown: hidden by hand, or by a filter; None where that takes too many calls."""

    def selected_rows(self) -> list[range]:
        """Rows of the sheet in front of which cells are selected, by area (several with Ctrl); cells must be."""

    def save_copy(self, path: Path) -> None:
        """Write the workbook as it is now to a new file; it stays where it is."""


def where(book: Any) -> str:
    """The file of an open workbook; its address where it lies in the cloud, its title where it was never saved."""
    import xlwings

    try:
        return str(patiently(lambda: book.fullname))
    except xlwings.XlwingsError:
        # xlwings looks for the folder that is kept in step with the cloud, and there may be none.
        return str(patiently(lambda: book.api.FullName))


def readable(path: Path) -> Path:
    """The file name under which a copy can be read without the program: one of LibreOffice's own format becomes a workbook of Excel."""
    return path.with_name(f"{path.name}.xlsx") if path.suffix.casefold() in _OWN else path


def app_of(book: Any) -> Any:
    """The program in which a workbook is open, as xlwings shows it."""
    return patiently(lambda: book.app)


def host_of(book: Any) -> Host:
    """The program of an open workbook (an xlwings.Book)."""
    return OfficeHost(book) if app_of(book).engine.name == "libreoffice" else ExcelHost(book)


class ExcelHost:
    """Excel, through COM."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._open: dict[str, Callable[[], None]] = {}

    @property
    def from_1904(self) -> bool:
        """Whether its days count from 1904."""
        return bool(patiently(lambda: self._book.api.Date1904))

    @property
    def read_only(self) -> bool:
        """Whether the workbook was opened only to be read."""
        return bool(patiently(lambda: self._book.api.ReadOnly))

    @property
    def is_replaced(self) -> bool:
        """Not known: Excel keeps others from writing into a file that it has open."""
        return False

    @property
    def is_saved(self) -> bool:
        """Whether Excel would close it without asking."""
        return bool(patiently(lambda: self._book.api.Saved))

    @contextlib.contextmanager
    def looking(self) -> Iterator[None]:
        """What is done meanwhile is no reason to ask for saving, unless there was one before."""
        clean = self.is_saved
        try:
            yield
        finally:
            if clean:
                patiently(lambda: setattr(self._book.api, "Saved", True))

    def forget_undo(self) -> None:
        """Nothing to do: Excel undoes nothing that a program did."""

    def state(self) -> object:
        """Not known: Excel takes a workbook for saved also where a macro says so."""
        return None

    @contextlib.contextmanager
    def unprotected(self, sheets: Iterable[Any]) -> Iterator[None]:
        """Take protection off, and put it back with everything it allowed.

        What could not be protected again is so at the end of the next time.
        """
        with contextlib.ExitStack() as stack:
            for sheet in sheets:
                name = name_of(sheet)
                stack.callback(self._protect, name)
                if self.is_protected(sheet):
                    self._unprotect(sheet, name)
            yield

    def _protect(self, name: str) -> None:
        if name in self._open:
            patiently(self._open[name])
            del self._open[name]

    def _unprotect(self, sheet: Any, name: str) -> None:
        """Unprotect one sheet, and note at once what protects it again as it was at first."""
        api = patiently(lambda: sheet.api)
        protect = patiently(partial(_protection, api))
        try:
            patiently(lambda: api.Unprotect(""))  # without the argument Excel would ask for the password
        except Exception as error:
            if is_program_error(error):
                raise _locked(sheet) from error
            raise
        self._open.setdefault(name, protect)
        if self.is_protected(sheet):
            del self._open[name]
            raise _locked(sheet)

    def is_protected(self, sheet: Any) -> bool:
        """Whether a sheet takes no changes."""
        return bool(patiently(lambda: sheet.api.ProtectContents))

    def hide(self, sheet: Any) -> None:
        """Hide a sheet so that the list of hidden ones does not offer it."""
        patiently(lambda: setattr(sheet.api, "Visible", _VERY_HIDDEN))

    def hidden_rows(self, sheet: Any, first: int, last: int) -> frozenset[int] | None:
        """Rows that are not shown, found by halves: as many calls as they change, up to a budget."""
        left = [_ASKED]
        found = frozenset(_hidden(sheet, first, last, left))
        return found if left[0] >= 0 else None

    def selected_rows(self) -> list[range]:
        """Rows of the selected cells, by area."""
        return patiently(lambda: [range(area.Row, area.Row + area.Rows.Count) for area in self._book.app.selection.api.Areas])

    def save_copy(self, path: Path) -> None:
        """Write a copy; Excel keeps the workbook's own format."""
        patiently(lambda: self._book.api.SaveCopyAs(str(path)))


class OfficeHost:
    """LibreOffice, through the engine in `gateways.libreoffice`."""

    def __init__(self, book: Any) -> None:
        self._book = book

    @property
    def from_1904(self) -> bool:
        """Whether its days count from 1904."""
        return bool(self._book.api.NullDate.Year == 1904)

    @property
    def read_only(self) -> bool:
        """Whether the workbook was opened only to be read."""
        return bool(self._book.api.isReadonly())

    @property
    def is_replaced(self) -> bool:
        """Whether the file says that it was saved at another moment than LibreOffice opened or stored it with.

        It writes that moment into the file and keeps it; of an offset of a time zone it makes whole quarters of hours.
        """
        told, kept = saved_at(Path(where(self._book))), patiently(lambda: self._book.api.DocumentProperties.ModificationDate)
        if told is None or not kept.Year:
            return False
        known = datetime(kept.Year, kept.Month, kept.Day, kept.Hours, kept.Minutes, kept.Seconds)
        apart = abs(int((told - known).total_seconds()))
        return apart > _MOST_OFF or apart % _QUARTER != 0

    @property
    def is_saved(self) -> bool:
        """Whether LibreOffice would close it without asking, or would ask only because charts were drawn anew after the last save."""
        return patiently(lambda: not self._book.api.isModified() or _is_clean(self._book.api, _changed(_charts(self._book.api))))

    @contextlib.contextmanager
    def looking(self) -> Iterator[None]:
        """What is done meanwhile is one step to undo and, charts drawn anew included, no reason to ask for saving, unless there was one before."""
        document = self._book.api
        if self.read_only:
            raise ProgramError("工作簿以只读方式打开，LibreOffice 不能在里面加工作表；要看清单，先另存一份")
        steps = patiently(document.getUndoManager)
        charts = patiently(lambda: _charts(document))
        changed = patiently(lambda: _changed(charts))
        clean = patiently(lambda: _is_clean(document, changed))
        patiently(lambda: steps.enterUndoContext(_STEP))
        try:
            yield
        finally:
            patiently(steps.leaveUndoContext)
            if clean:
                patiently(lambda: _call_clean(document, charts, changed))

    def forget_undo(self) -> None:
        """Empty the list of steps.  An act is dozens of them: the first Ctrl+Z would take back half of it, on protected sheets too."""
        try:
            patiently(lambda: self._book.api.getUndoManager().clear())
        except ProgramError:
            return  # somebody is in the middle of a step; what was done is saved all the same

    def state(self) -> object:
        """Of a workbook without unsaved work its file's size and times: what was typed meanwhile is unsaved, or has changed the file."""
        if not (self.is_saved and patiently(self._book.api.isSetModifiedEnabled)):
            return None
        try:
            found = Path(where(self._book)).stat()
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns

    @contextlib.contextmanager
    def unprotected(self, sheets: Iterable[Any]) -> Iterator[None]:
        """Take protection off, and put it back without what it allowed besides (filters, widths).

        LibreOffice's API neither tells nor sets that: such a sheet is protected more strictly afterwards.
        """
        with contextlib.ExitStack() as stack:
            for sheet in sheets:
                if self.is_protected(sheet):
                    self._open(sheet)
                    stack.callback(sheet.api.protect, "")
            yield

    def _open(self, sheet: Any) -> None:
        try:
            patiently(lambda: sheet.api.unprotect(""))
        except ProgramError as error:
            raise _locked(sheet) from error

    def is_protected(self, sheet: Any) -> bool:
        """Whether a sheet takes no changes."""
        return bool(patiently(sheet.api.isProtected))

    def hide(self, sheet: Any) -> None:
        """Hide a sheet; LibreOffice knows one way only."""
        patiently(lambda: setattr(sheet, "visible", False))

    def hidden_rows(self, sheet: Any, first: int, last: int) -> frozenset[int]:
        """Rows that are not shown."""
        visible = patiently(lambda: sheet.api.getCellRangeByPosition(0, first - 1, 0, last - 1).queryVisibleCells().RangeAddresses)
        return frozenset(range(first, last + 1)).difference(*(range(a.StartRow + 1, a.EndRow + 2) for a in visible))

    def selected_rows(self) -> list[range]:
        """Rows of the selected cells, by area."""
        chosen = patiently(lambda: self._book.api.CurrentController.Selection)
        areas = getattr(chosen, "RangeAddresses", None) or (chosen.RangeAddress,)
        return [range(area.StartRow + 1, area.EndRow + 2) for area in areas]

    def save_copy(self, path: Path) -> None:
        """Write a copy, in the format that the name says."""
        patiently(lambda: self._book.impl.save_copy(path))


def _charts(document: Any) -> list[Any]:
    """The charts of a document of LibreOffice, which counts as changed while one of them does."""
    return [chart.EmbeddedObject for sheet in document.Sheets for chart in sheet.Charts]


def _changed(charts: Iterable[Any]) -> list[Any]:
    return [chart for chart in charts if chart.isModified()]


def _is_clean(document: Any, changed: Sequence[Any]) -> bool:
    """Whether a document counts as changed because of these charts only.  They count as changed again afterwards."""
    for chart in changed:
        chart.setModified(False)
    try:
        return not document.isModified()
    finally:
        for chart in changed:
            chart.setModified(True)


def _call_clean(document: Any, charts: Iterable[Any], changed: Sequence[Any]) -> None:
    for chart in charts:
        chart.setModified(chart in changed)
    document.setModified(False)


def _hidden(sheet: Any, first: int, last: int, left: list[int]) -> Iterator[int]:
    """Rows of Excel that are not shown.  left: how often may still be asked, in one place for every half."""
    left[0] -= first <= last
    if first > last or left[0] < 0:
        return
    hidden = patiently(lambda: sheet.range(f"A{first}:A{last}").api.EntireRow.Hidden)
    if hidden is None:
        middle = (first + last) // 2
        yield from _hidden(sheet, first, middle, left)
        yield from _hidden(sheet, middle + 1, last, left)
    elif hidden:
        yield from range(first, last + 1)


def _protection(api: Any) -> Callable[[], None]:
    """What protects a sheet of Excel again as it is protected now."""
    allowed = [bool(getattr(api.Protection, f"Allow{name}")) for name in _ALLOWANCES]
    drawings, scenarios, selection = bool(api.ProtectDrawingObjects), bool(api.ProtectScenarios), api.EnableSelection

    def protect() -> None:
        api.Protect("", drawings, True, scenarios, False, *allowed)
        api.EnableSelection = selection

    return protect


def place_of(sheet: Any, cell: str = "") -> Place:
    """Where something stands on a sheet of xlwings."""
    return Place(where(patiently(lambda: sheet.book)), name_of(sheet), cell)


def _locked(sheet: Any) -> UserError:
    return fail("F27", place_of(sheet), sheet=name_of(sheet))
