"""Books for xlwings: spreadsheet documents of LibreOffice."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ssj_xl.gateways.libreoffice.bridge import Unfinished, bridge, properties, url
from ssj_xl.gateways.libreoffice.cells import Names
from ssj_xl.gateways.libreoffice.document import Document
from ssj_xl.gateways.libreoffice.sheet import Sheets

if TYPE_CHECKING:
    from ssj_xl.gateways.libreoffice.app import App

_FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".xlsm": "Calc MS Excel 2007 VBA XML",
            ".xlam": "Calc MS Excel 2007 VBA XML", ".ods": "calc8", ".xls": "MS Excel 97"}
_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
_NEVER_MACROS, _NEVER_LINKS = 0, 0


class Books(Unfinished):
    """The spreadsheets that are open."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.api = app.desktop

    def __iter__(self) -> Iterator[Book]:
        found = self.api.Components.createEnumeration()
        while found.hasMoreElements():
            component = found.nextElement()
            if getattr(component, "supportsService", lambda _: False)(_SPREADSHEET):
                yield Book(self.app, component)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return any(book.name == name for book in self)

    def __call__(self, which: int | str) -> Book:
        """A book by number, from 1, or by file name.  Raises KeyError, IndexError."""
        found = list(self)
        if isinstance(which, int):
            return found[which - 1]
        for book in found:
            if which in (book.name, book.fullname):
                return book
        raise KeyError(which)

    @property
    def active(self) -> Book:
        """The one in front; the first where no window is in front."""
        current = self.api.CurrentComponent
        return next((book for book in self if book.api == current), None) or self(1)

    def add(self) -> Book:
        """A new, empty book."""
        return Book(self.app, self.api.loadComponentFromURL("private:factory/scalc", "_blank", 0, ()))

    def open(self, fullname: str, *_others: Any, **_more: Any) -> Book:
        """Open a file; macros in it do not run.  Raises FileNotFoundError, OSError."""
        if not Path(fullname).is_file():
            raise FileNotFoundError(fullname)
        given: dict[str, Any] = {"MacroExecutionMode": _NEVER_MACROS, "UpdateDocMode": _NEVER_LINKS}
        if fullname.casefold().endswith(".xlam"):
            given["FilterName"] = _FILTERS[".xlam"]
        found = self.api.loadComponentFromURL(url(fullname), "_blank", 0, properties(**given))
        if found is None:
            raise OSError(f"LibreOffice does not open {fullname}")
        return Book(self.app, found)


class Book(Unfinished):
    """One spreadsheet.  `api` is LibreOffice's model."""

    def __init__(self, app: App, model: Any) -> None:
        self.app = app
        self.document = Document(model)

    @property
    def api(self) -> Any:
        """LibreOffice's own object."""
        return self.document.model

    @property
    def fullname(self) -> str:
        """The file; for a book never saved its title, as Excel has it."""
        where = self.api.URL
        return str(bridge().fileUrlToSystemPath(where)) if where.startswith("file:") else where or str(self.api.Title)

    @property
    def name(self) -> str:
        """The file's name."""
        return os.path.basename(self.fullname)

    @property
    def sheets(self) -> Sheets:
        """Its sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """Its defined names."""
        return Names(self, self.api.NamedRanges)

    def activate(self) -> None:
        """Bring its window to the front."""
        controller = self.api.CurrentController
        if controller is not None:
            controller.Frame.activate()

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save it, under another name where one is given.  Raises OSError."""
        if path is None:
            _stored(self.api.store)
        else:
            _stored(self.api.storeAsURL, url(path), properties(FilterName=_filter(path), Overwrite=True))

    def save_copy(self, path: Path) -> None:
        """Write a copy in the format that the name says; the book stays where it is.  Raises OSError."""
        _stored(self.api.storeToURL, url(path), properties(FilterName=_filter(str(path)), Overwrite=True))

    def to_pdf(self, path: str, quality: str = "standard") -> None:
        """Write it as PDF."""
        _stored(self.api.storeToURL, url(path), properties(FilterName="calc_pdf_Export"))

    def close(self) -> None:
        """Close it; what was not saved is lost."""
        self.api.setModified(False)
        self.api.close(True)


def _stored(store: Callable[..., None], *given: Any) -> None:
    """Store, and let a failure be an ordinary one: the bridge's own cannot pass through a `with` statement."""
    try:
        store(*given)
    except bridge().getClass("com.sun.star.uno.Exception") as error:
        raise OSError(error.Message.partition(" at ./")[0] or "LibreOffice did not save") from None


def _filter(path: str) -> str:
    return _FILTERS[os.path.splitext(path)[1].casefold()]
