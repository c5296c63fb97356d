"""新建: a master workbook a clerk can work in at once, empty or with what the year before hands on."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from ssj_xl.build import first_day, master
from ssj_xl.build.holidays import holiday_rows
from ssj_xl.domain import logchain
from ssj_xl.domain.account.rows import carried
from ssj_xl.domain.deadlines import DONE, LATE, dues
from ssj_xl.domain.period import current_winners, history, period_of
from ssj_xl.domain.plans import FINISHED, is_dropped, name_in_year
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.locking import locked
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.gateways.snapshots import OVERWRITTEN, Draft, snapshot
from ssj_xl.gateways.xlsx.gateway import FileGateway
from ssj_xl.tables import account, leads, records, registers
from ssj_xl.tables.cells import read_cell
from ssj_xl.tables.defaults import USUAL_TIERS
from ssj_xl.tables.joint import LENT
from ssj_xl.tables.normalising import rows_unread
from ssj_xl.tables.problems import Place, Problem, block, errors, fail, problem
from ssj_xl.tables.settings import SETTING_BY_KEY, SHEET
from ssj_xl.tables.table import Row, Table
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import refuse_broken_log
from ssj_xl.workflows.desk.years import ROLLED
from ssj_xl.workflows.registers.acting import book_for

NAME = "主台账.xlsx"


@dataclass(frozen=True)
class Start:
    """What a new workbook begins with.  items: kinds of divisions whose items are registered (`tables.defaults.ITEM_KINDS`);
    tiers: a scheme of `tables.defaults.TIER_SCHEMES`, an example until it is confirmed."""

    items: tuple[str, ...] = ()
    tiers: str = USUAL_TIERS

    def rows(self, settings: Mapping[str, Any], year: int) -> dict[str, list[Mapping[str, Any]]]:
        """Rows by table."""
        division = str(settings.get("division") or settings.get("unit") or "")
        return {registers.ITEMS.name: [*first_day.item_rows(self.items, division, year)], registers.TIERS.name: [*master.tier_rows(self.tiers)]}


_PLAIN = Start()


def new(folder: Path, settings: Mapping[str, Any], *, now: datetime, force: bool = False, start: Start = _PLAIN) -> Path:
    """Write a master workbook into a folder (made if need be), empty but for what it starts with; returns its path.

    settings: by key of `tables.settings`; 启用月份 is, where it is not given, the month of the 报表周期 that runs.  With `force` a workbook that is there goes into 备份 first.
    Raises UserError T13 for a code that is none, F06 where the file is there already, F04 or F59 where it is to be replaced and somebody has it, F15.
    """
    block(_faults(settings))
    started = {"start_month": _running_month(now.date(), str(settings.get("period") or SETTING_BY_KEY["period"].default)), **settings}
    rows = start.rows(started, int(started.get("year") or now.year))
    return _write(folder, master.content(settings=started, rows=rows, today=now.date(), beside=first_day.add_examples), now, force=force)


def _write(folder: Path, content: bytes, now: datetime, *, force: bool) -> Path:
    path = folder / NAME
    if path.exists() and not force:
        raise fail("F06", Place(str(path)), exit_code=3)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise fail("F15", Place(str(folder)), exit_code=3) from None
    with locked(path):
        if path.exists():
            snapshot(path, OVERWRITTEN, now)
        atomic_write(path, content)
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


# --- the year after --------------------------------------------------------------------------------------

_HANDED_ON = (registers.CODES, registers.TIERS, registers.ITEMS, registers.INSPECTORS, registers.RECUSALS, account.LIMITS, account.COUNTS, leads.LEADS)
"""Registers that the new year takes as they are; 检查对象 with the day of the last visit, 节假日 with the new notices."""
_FOLLOW_UPS = ("disposal", "recheck", "transfer", "push", "expiry")
"""Duties that outlive the publication of a result; what is not published yet is finished in the old workbook, whose page shows it."""
_OF_THE_YEAR = ("published", "changed", "change_why", "change_reported", "change_published", "change_kind")


@dataclass(frozen=True)
class Rolled:
    """A new year's workbook.

    rows: by table; running: tasks with visits or results that the old workbook still has to see to; unread: rows of the old
    workbook that could not be taken for rows of a register.
    """

    path: Path
    year: int
    rows: Mapping[str, int]
    running: tuple[str, ...]
    unread: int = 0

    @property
    def lines(self) -> list[str]:
        """What was handed on, for people."""
        told = "，".join(f"{name} {count} 行" for name, count in self.rows.items() if count)
        left = [f"这些任务还有未检查或未公示的，请在上一年的台账里办完：{'、'.join(self.running)}。"] if self.running else []
        left += [f"旧台账有 {self.unread} 行没有作为记录读取，没有结转，请用 check 查看。"] if self.unread else []
        return [f"已新建 {self.year} 年度台账：{self.path}", f"结转：{told}。", *left,
                f"{self.year} 年的月报表会连同上一年的台账一起统计（参数“上年台账”），请不要移动它，也不要改名。"]


def roll_over(book: Book, folder: Path, desk: Desk, *, force: bool = False) -> Rolled:
    """Write the next year's master workbook into a folder: registers, the plans as a frame, what is still to be followed up.

    The old workbook is only read.  Draws, lists and the log stay in it: they are evidence.  A task whose follow-ups go over
    names it in 转自台账; of every object the day of its last visit goes over, and of 检查台账 what caps and 免查月数 look back on.  The new log begins with
    the head of the old one.
    Raises UserError K29 or K30 for what is no master workbook, P42 without a 年度, D40, what cannot be read, F06, F15.
    """
    book.refuse_acts()
    tables, missing = book.read_all(records.REGISTERS)
    settings, found = book.settings()
    refuse_broken_log(book)
    block([*missing, *errors(found), *(one for table in tables.values() for one in errors(table.problems))])
    if not settings.year:
        raise fail("P42", Place(book.path, SHEET, SETTING_BY_KEY["year"].column.header))
    world = World(tables, settings, Calendar.from_rows(tables[registers.HOLIDAYS.name]), desk.today)
    head, name, year = logchain.head(tables[records.LOG.name]), Path(book.path).name, settings.year + 1
    rows = _handed_on(world, f"{name} {head[:16]}")
    values = {**asdict(settings), "year": year, "base_day": date(year, 1, 1), "start_month": f"{year}-01", "view_day": None,
              "last_book": _way(Path(book.path), folder)}
    entry = logchain.next_entry([], at=desk.stamp, act=ROLLED, who=desk.operator, content=head,
                                summary=f"由“{name}”结转到 {year} 年，旧日志末指纹 {head}")
    content = master.content(settings=values, rows={**rows, records.LOG.name: [entry]}, today=desk.today)
    path = _write(folder, _watched(folder / NAME, content, desk), desk.now, force=force)
    unread = rows_unread([*book.strays(), *(one for table in tables.values() for one in table.problems)])
    return Rolled(path, year, {name: len(kept) for name, kept in rows.items()}, _running(world), unread)


def _watched(path: Path, content: bytes, desk: Desk) -> bytes:
    """With what went over noted, so that what is typed before the first act of the year is compared with it; the file is written once, with both."""
    draft = Draft(path, b"")
    book_for(FileGateway(draft, content), ROLLED, desk, mended=False).commit()
    return draft.content


def _way(book: Path, folder: Path) -> str:
    """Where last year's workbook is, seen from this year's: the two can be moved together."""
    try:
        return Path(os.path.relpath(book.resolve(), folder.resolve())).as_posix()
    except ValueError:  # on another drive of Windows
        return str(book.resolve())


def _handed_on(world: World, source: str) -> dict[str, list[Mapping[str, Any]]]:
    """Rows of the new workbook by table.  source: of the old one."""
    kept: dict[str, list[Mapping[str, Any]]] = {spec.name: list(world[spec]) for spec in _HANDED_ON}
    last = history(world[registers.FINDINGS], (), (), world.settings.year, objects=world[registers.OBJECTS]).last_checked
    kept[registers.OBJECTS.name] = [row | {"visited": last.get(row["code"])} for row in world[registers.OBJECTS]]
    kept[account.VISITS.name] = [*carried(world)]
    days = {row["day"]: row for row in (*holiday_rows(world.settings.year), *world[registers.HOLIDAYS])}
    kept[registers.HOLIDAYS.name] = [days[day] for day in sorted(days)]
    followed = _followed(world)
    tasks = [row for row in world[registers.TASKS] if row["code"] in {finding["task"] for finding in followed}]
    plans = [row for row in world[registers.PLANS] if row["code"] in {task["plan"] for task in tasks}]
    kept[registers.PLANS.name] = [*plans, *_frame(world)]
    kept[registers.TASKS.name] = [row | {"carried": row["carried"] or source, "state": FINISHED} for row in tasks]
    kept[registers.FINDINGS.name] = list(followed)
    kept[registers.INSPECTORS.name] = list(_staff(world, {code for finding in followed for code in finding["inspectors"]}))
    return kept


def _staff(world: World, named: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """The own staff, and of those whom a party lent who is named by a finding, out of service."""
    lent = {row["inspector"] for row in world[LENT]}
    for row in world[registers.INSPECTORS]:
        if row["code"] not in lent:
            yield row
        elif row["code"] in named:
            yield row | {"away_from": date(world.settings.year + 1, 1, 1), "away_why": "联合抽查参与方的人员"}


def _frame(world: World) -> list[Mapping[str, Any]]:
    """The year's plans as the next year's: number, year and days moved on, what was done about them left out."""
    year, taken = world.settings.year, set(world.plans)
    made = [{**row, "code": row["code"].replace(str(year), str(year + 1)), "year": year + 1, "name": name_in_year(row["name"], year + 1),
             "start": _year_on(row["start"]), "end": _year_on(row["end"]), **dict.fromkeys(_OF_THE_YEAR)}
            for row in world[registers.PLANS] if row["year"] == year and not is_dropped(row)]
    return [{**row, "code": f"{row['code']}-{year + 1}" if row["code"] in taken else row["code"]} for row in made]


def _year_on(day: date | None) -> date | None:
    if day is None:
        return None
    return date(day.year + 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def _followed(world: World) -> list[Row]:
    """The results of visits that are published and still to be followed up."""
    table = world[registers.FINDINGS]
    open_ = {_line(due.place) for due in dues(world) if due.rule.key in _FOLLOW_UPS and due.state not in (DONE, LATE)}
    open_ |= {_line(table.place(row, "task")) for row in table if row["result"] in world.problem_results and not row["closed"]}
    return [row for rows in _visits(table).values() if all(row["published"] for row in rows)
            and any(_line(table.place(row, "task")) in open_ for row in rows) for row in rows]


def _visits(table: Table) -> dict[tuple[str, str], list[Row]]:
    visits = defaultdict[tuple[str, str], list[Row]](list)
    for row in table:
        visits[row["task"], row["object"]].append(row)
    return visits


def _line(place: Place) -> tuple[str, int]:
    return place.sheet, place.row


def _running(world: World) -> tuple[str, ...]:
    """Tasks with an object on a standing list, or with a result, that is not published yet."""
    visits = _visits(world[registers.FINDINGS])
    done = {visit for visit, rows in visits.items() if all(row["published"] for row in rows)}
    drawn = {(row["task"], row["object"]) for row in current_winners(world[records.WINNERS], world[records.DRAWS])}
    open_ = {task for task, _ in (drawn | visits.keys()) - done}
    return tuple(row["code"] for row in world[registers.TASKS] if row["code"] in open_)
