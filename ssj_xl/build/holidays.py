"""The rows a new workbook starts with in 节假日.

The file `data/holidays.json` is what the workbook is built from; `python -m ssj_xl.build.holidays` writes it
anew from chinesecalendar, which follows the yearly notices of 国务院办公厅.  Only days that change something
are listed: days off that fall on a weekday, and weekend days that are worked (调休上班).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import Any

from ssj_xl.domain.workdays import MOVED, OFF

_PART = ("data", "holidays.json")
_SATURDAY = 5


def holiday_rows(first_year: int) -> list[dict[str, Any]]:
    """Rows of 节假日 (keys day, type, note) from the year `first_year` on, in order of days."""
    content = json.loads(files("ssj_xl").joinpath(*_PART).read_text("utf-8"))
    return [
        {"day": date.fromisoformat(day), "type": kind, "note": note}
        for day, kind, note in content["days"]
        if int(day[:4]) >= first_year
    ]


def last_year() -> int:
    """The latest year whose notice is in the file."""
    content = json.loads(files("ssj_xl").joinpath(*_PART).read_text("utf-8"))
    return int(content["years"][-1])


def generated() -> str:
    """The text of `data/holidays.json` as chinesecalendar gives it, one day a line."""
    days = sorted(_known_days())
    years = sorted({day.year for day, _, _ in days})
    lines = [json.dumps([day.isoformat(), kind, note], ensure_ascii=False) for day, kind, note in days]
    listed = ",\n  ".join(lines)
    return f'{{\n "years": {json.dumps(years)},\n "days": [\n  {listed}\n ]\n}}\n'


def _known_days() -> Iterator[tuple[date, str, str]]:
    from chinese_calendar.constants import Holiday, holidays, workdays

    names = {holiday.value: holiday.chinese for holiday in Holiday}
    for day, name in holidays.items():
        if day.weekday() < _SATURDAY:
            yield day, OFF, names[name]
    for day, name in workdays.items():
        if day.weekday() >= _SATURDAY:
            yield day, MOVED, f"{names[name]}调休"


def _main() -> None:
    from pathlib import Path

    Path(__file__).parent.parent.joinpath(*_PART).write_text(generated(), "utf-8", newline="\n")


if __name__ == "__main__":
    _main()
