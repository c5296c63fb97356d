"""The bureau's account of visits, made of every division's, and the file that each of them gets back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from ssj_xl.build import counts_file
from ssj_xl.domain import logchain
from ssj_xl.domain.account.ledger import Ledger
from ssj_xl.domain.account.returning import bureau_rows, count_rows, over_cap, untold, whole_account
from ssj_xl.domain.merging.units import Arrival
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables import account, records
from ssj_xl.tables.cells import fold_name
from ssj_xl.tables.consolidated import with_source
from ssj_xl.tables.packed import PackedRows
from ssj_xl.tables.problems import Problem, problem
from ssj_xl.tables.settings import DIVISION, Settings
from ssj_xl.tables.sparse import blanks
from ssj_xl.tables.table import Row, Table
from ssj_xl.workflows.monthly.report import file_stem

FOLDER = account.COUNTS.name
"""Beside the bureau workbook: what each division gets back."""
_SHOWN = 8


@dataclass(frozen=True)
class Account:
    """The bureau's account.  rows: of its 检查台账; problems: institutions over their cap (K50); files: name and content."""

    rows: Sequence[Mapping[str, Any]]
    problems: tuple[Problem, ...]
    as_of: date
    files: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True)
class Handing:
    """What the account is made for.  day: of the form; stamp: now; month; missing: who had not handed in."""

    day: date
    stamp: str
    month: str
    missing: Sequence[str]


def build_account(arrivals: Sequence[Arrival], known: Mapping[str, Settings], bureau: tuple[Mapping[str, Table], Settings],
                  handing: Handing) -> tuple[Account, dict[str, Callable[[], bytes]]]:
    """The account of the workbooks that are used, and what makes its files, by name.

    known: parameters by file; bureau: merged registers and its own parameters.
    """
    used = [one for one in arrivals if not one.book.source.instead]
    worlds = [_world(one, known[one.book.source.file], handing.day) for one in used]
    tables, settings = bureau
    # What a world has found out of its rows is let go with it: of hundreds of them that is more than the rows.
    whole = whole_account(map(replace, worlds), World(tables, settings, Calendar.from_rows([]), handing.day))
    now = [(one, world) for one, world in zip(used, worlds, strict=True) if not one.book.source.earlier]
    as_of = min((min(one.filled_on or (one.saved_at.date() if one.saved_at else handing.day), handing.day) for one, _ in now), default=handing.day)
    parts = {one.book.source.title: world for one, world in reversed([*zip(used, worlds, strict=True)])}
    files = {_name(one, as_of): _file(one, replace(world), whole, as_of=as_of, handing=handing) for one, world in now}
    rows = bureau_rows(tables[account.VISITS.name], whole, parts)
    return Account(_packed(rows), tuple(_over(whole, worlds)), as_of), files


def _packed(rows: Iterable[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    blank = blanks(with_source(account.VISITS))
    return PackedRows.of((Row({**blank, **row}, line) for line, row in enumerate(rows)), blank)


def _world(arrival: Arrival, settings: Settings, day: date) -> World:
    world = World(arrival.book.tables, settings, Calendar.from_rows([]), day)
    return untold(world) if arrival.book.source.month else world


def _over(whole: Ledger, worlds: Sequence[World]) -> list[Problem]:
    bodies = {fold_name(world.settings.unit): world.settings.unit for world in worlds if world.settings.unit}
    found = [*over_cap(whole, bodies.values())]
    names = {row["code"]: row["name"] for world in worlds for row in world.objects.values()} if found else {}
    return [problem("K50", name=names.get(code, code), body=body, year=whole.today.year, count=len(visits), cap=cap,
                    visits="；".join(visits[:_SHOWN]) + ("……" if len(visits) > _SHOWN else ""))
            for body, code, cap, visits in found]


def _name(arrival: Arrival, as_of: date) -> str:
    source = arrival.book.source
    who = source.division if source.level == DIVISION and source.division else source.title
    return f"{file_stem('检查次数', who, f'截至{as_of:%Y%m%d}')}.xlsx"


def _file(arrival: Arrival, world: World, whole: Ledger, *, as_of: date, handing: Handing) -> Callable[[], bytes]:
    log = arrival.book.tables.get(records.LOG.name)
    head = logchain.head(log) if log and len(log) else ""
    sent = counts_file.Sent(world.settings.unit, world.settings.division, as_of, head, handing.stamp, f"{handing.month} 汇总台账", tuple(handing.missing))
    rows: Any = PackedRows.of(count_rows(world, whole, as_of), blanks(account.COUNTS))
    return partial(counts_file.content, sent, rows)


def write_accounts(beside: Path, made: Account | None) -> list[Path]:
    """Write the files that go back into a folder beside the bureau workbook; returns them."""
    folder = beside.with_name(FOLDER)
    if made is None or not made.files:
        return []
    folder.mkdir(exist_ok=True)
    for name, content in made.files:
        atomic_write(folder / name, content)
    return [folder / name for name, _ in made.files]
