"""`Book.save`: the registers of a book put into a file, new or in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ssj_xl.build import master
from ssj_xl.entry import session
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables.problems import Place, fail
from ssj_xl.tables.problems import block as refuse
from ssj_xl.tables.records import REGISTERS
from ssj_xl.tables.settings import SETTINGS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row, identity
from ssj_xl.workflows.desk import Desk

_BY_HAND = tuple(spec for spec in REGISTERS if spec.written_by == "人工")


def save(book: Book, path: Path, *, desk: Desk) -> Path:
    """Write the registers that people keep into a file.

    What acts write (抽取记录, 锁定名录, 操作日志 …) is evidence and stays where it was made.  Raises UserError F15, E27 for a
    file that is no .xlsx or .xlsm, what blocks in the registers, and what `session.writing` raises.
    """
    if path.suffix.lower() not in (".xlsx", ".xlsm") or (path.suffix.lower() == ".xlsm" and not path.exists()):
        raise fail("E27", Place(str(path)))
    if not path.absolute().parent.is_dir():
        raise fail("F15", Place(str(path.parent)), exit_code=3)
    settings, found = book.settings()
    tables = {spec.name: book.read(spec) for spec in _BY_HAND if book.has(spec)}
    refuse([one for one in (*found, *(one for table in tables.values() for one in table.problems)) if one.code != "T03"])
    values = {setting.column.key: getattr(settings, setting.column.key) for setting in SETTINGS}
    if path.exists():
        _into(path, tables, values, desk=desk)
    else:
        filled = {name: [dict(row) for row in table] for name, table in tables.items() if len(table)}
        atomic_write(path, master.content(settings={k: v for k, v in values.items() if v is not None}, rows=filled, today=desk.today))
    return path


def _into(path: Path, tables: Mapping[str, Any], values: Mapping[str, Any], *, desk: Desk) -> None:
    with session.writing(path, "登记", desk) as target:
        for spec in _BY_HAND:
            if spec.name in tables and target.has(spec):
                _merge(target, spec, list(tables[spec.name]))
        now, _ = target.settings()
        for setting in SETTINGS:
            key, title = setting.column.key, setting.column.header
            if values[key] != getattr(now, key) and title in target.gateway.names():
                target.put(title, values[key])
        target.commit()


def _merge(target: Book, spec: TableSpec, rows: list[Row]) -> None:
    """Rows with a known key get the values, the others are added."""
    known = {identity(row, spec): row for row in target.read(spec)}
    room = Counter(identity(row, spec) for row in target.read(spec))
    changes, new = [], []
    for row in rows:
        key = identity(row, spec)
        if room[key] > 0:
            room[key] -= not spec.unique
            changes += [(known[key], dict(row))] if dict(row) != dict(known[key]) else []
        else:
            new.append(dict(row))
    target.replace(spec, changes)
    target.append(spec, new)
