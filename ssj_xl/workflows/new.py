"""新建: an empty master workbook a clerk can work in at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from ssj_xl.build import master
from ssj_xl.domain.period import period_of
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.gateways.snapshots import snapshot
from ssj_xl.tables.cells import read_cell
from ssj_xl.tables.problems import Place, Problem, block, fail, problem
from ssj_xl.tables.settings import SETTING_BY_KEY, SHEET

NAME = "主台账.xlsx"


def new(folder: Path, settings: Mapping[str, Any], *, now: datetime, force: bool = False) -> Path:
    """Write an empty master workbook into a folder (made if need be); returns its path.

    settings: by key of `tables.settings`; 启用月份 is, where it is not given, the month of the 报表周期 that runs.  With `force` a workbook that is there goes into 备份 first.
    Raises UserError T13 for a code that is none, F06 where the file is there already, F15.
    """
    block(_faults(settings))
    path = folder / NAME
    if path.exists() and not force:
        raise fail("F06", Place(str(path)), exit_code=3)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise fail("F15", Place(str(folder)), exit_code=3) from None
    if path.exists():
        snapshot(path, "覆盖前", now)
    started = {"start_month": _running_month(now.date(), str(settings.get("period") or SETTING_BY_KEY["period"].default)), **settings}
    atomic_write(path, master.content(settings=started, today=now.date()))
    return path


def _running_month(day: date, reading: str) -> str:
    """The month whose 报表周期 a day is in: from the 21st it is the next, so that no form of before the workbook is asked for."""
    following = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    return next(period.month for month in (day, following) if day <= (period := period_of(f"{month:%Y-%m}", reading)).end)


def _faults(settings: Mapping[str, Any]) -> Iterator[Problem]:
    """What the new workbook's own check would say of its parameters."""
    for key, value in settings.items():
        column = SETTING_BY_KEY[key].column
        reading = read_cell(value, column)
        if reading.code:
            yield problem(reading.code, Place(sheet=SHEET), header=column.header, **dict(reading.params))
