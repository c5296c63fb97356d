"""The program's end of the LibreOffice extension: `python -I -m ssj_xl.entry.office VERSION [BUTTON]`, as macros/libreoffice/ssj_office.py starts it.

With a button: its act, on the workbook and through the pipe that a line of JSON on stdin names; what came of it is shown in
LibreOffice.  Without one: formulas, a line of JSON for a call and one for its answer, until stdin ends.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ssj_xl import __version__
from ssj_xl.tables.problems import Problem, problem

_WAIT = 20
_DAY_0 = date(1899, 12, 30)


def main(version: str, button: str = "") -> int:
    """Serve, and return the exit code: 3 with a sentence on stdout where nothing could be done.  version: of the extension."""
    wrong = [] if version == __version__ else [problem("A81", extension=version, program=__version__)]
    if not button:
        for answer in replies(sys.stdin, wrong):
            print(answer, flush=True)
        return 0
    sentence = f"{wrong[0].text}{wrong[0].remedy}" if wrong else press(button, **json.loads(sys.stdin.readline()))
    sys.stdout.buffer.write(sentence.encode())
    return 3 if sentence else 0


def press(button: str, *, address: str, workbook: str) -> str:
    """Carry out a button's act and show in LibreOffice what it came to; '' or the sentence that could not be shown there.

    address: of the pipe; workbook: LibreOffice's own mark of the open document.
    """
    from ssj_xl.gateways.libreoffice.app import load_xlwings, register
    from ssj_xl.gateways.libreoffice.bridge import connect

    try:
        load_xlwings()
        engine = register(connect(address, seconds=_WAIT))
    except (ImportError, TimeoutError):
        found = problem("A84", python=sys.executable)
        return f"{found.text}{found.remedy}"
    press_on(button, opened(engine.apps.active, workbook))
    return ""


def opened(app: Any, workbook: str) -> Any:
    """The open workbook (an xlwings.Book) with this mark; the one in front where it has been closed meanwhile."""
    import xlwings

    found = (book for book in app.impl.books if book.api.RuntimeUID == workbook)
    return next((xlwings.Book(impl=book) for book in found), None) or app.books.active


def press_on(button: str, book: Any) -> None:
    """Carry out a button's act on an open workbook, and show there what it came to."""
    from ssj_xl.entry import session
    from ssj_xl.entry.ribbon import screen
    from ssj_xl.entry.ribbon.pressing import carry_out

    carry_out(button, book, screen.dialogs_of(book), session.desk())


# --- formulas --------------------------------------------------------------------------------------------

def replies(lines: Iterable[str], wrong: Iterable[Problem] = ()) -> Iterator[str]:
    """The answer to each call.  wrong: what keeps every formula from being computed."""
    from ssj_xl.domain.formulas import fault_text

    faults = [fault_text(one) for one in wrong]
    for line in lines:
        name, arguments = json.loads(line)
        yield json.dumps([[faults[0]]] if faults else computed(name, arguments))


def computed(name: str, arguments: list[Any]) -> list[list[Any]]:
    """A formula's answer as rows of what a cell of LibreOffice can hold.

    arguments: numbers, texts, rows of both, None where one is blank or left out.
    """
    from ssj_xl.domain.formulas.numbers import block
    from ssj_xl.gateways.libreoffice.app import load_xlwings

    load_xlwings()
    from ssj_xl.entry import udf

    return [[_cell(value) for value in row] for row in block(getattr(udf, name)(*arguments))]


def _cell(value: Any) -> str | float:
    if isinstance(value, date):
        return float((value.date() if isinstance(value, datetime) else value).toordinal() - _DAY_0.toordinal())
    return "" if value is None else value if isinstance(value, str) else float(value)


if __name__ == "__main__":
    os.chdir(Path(sys.executable).parent)
    sys.exit(main(*sys.argv[1:]))
