"""A program of its own: an old workbook (.xls) on stdin, its sheets as JSON on stdout.

The reader of this format can be brought down by a damaged file (it asks for hundreds of gigabytes, or gives up);
in a process of its own it takes nothing with it.  Run by `books.read_xls`; needs nothing of this package.
Exit codes: 0 done, 3 the file has a password, 4 it cannot be read.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

PASSWORD, UNREADABLE = 3, 4
_MEMORY = 4 << 30


def limit_memory() -> None:
    """Let this process have no more memory than any sound file needs; Windows knows no such limit."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def plain(value: Any) -> Any:
    """A cell as JSON: what JSON has no form for as [kind, text]."""
    if isinstance(value, datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, date | time):
        return [type(value).__name__, value.isoformat()]
    if isinstance(value, timedelta):
        return ["timedelta", str(value.total_seconds())]
    return None if value == "" else value


def main() -> int:
    """Read, write, and say how it went."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    limit_memory()
    found = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        shown = {sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible}
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows = [[plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            found.append({"name": name, "rows": rows, "merged": sheet.merged_cell_ranges or [], "hidden": name not in shown})
    except PasswordError:
        return PASSWORD
    except (CalamineError, ValueError, OSError, MemoryError):
        return UNREADABLE
    sys.stdout.buffer.write(json.dumps(found, allow_nan=False).encode())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
