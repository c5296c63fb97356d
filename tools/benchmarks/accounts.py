"""Bureaus over years, drawn and visited at random, against an oracle of their own: `python -m tools.benchmarks.accounts [--divisions 10] [--objects 5000]`.

Each division has a workbook a year (rolled over), shares institutions with others, locks lists before the last one is drawn,
promotes, voids, cancels, puts visits off into the next year, and types visits of other kinds in five cells.  The bureau
consolidates before every lock (`fresh`) or once a month.  The oracle knows only what happened, in a list of its own.
Exit code 1 where a draw went over a cap, a visit was counted twice or a frequency was not kept.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from time import perf_counter
from typing import Any

from ssj_xl.domain.account.ledger import Ledger
from ssj_xl.domain.account.returning import count_rows, over_cap, whole_account
from ssj_xl.domain.account.rows import carried, refresh
from ssj_xl.domain.draw.tiers import Grouping, TierBook
from ssj_xl.domain.pool import Limits, build_pool
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.tables import account, records, registers
from ssj_xl.tables.records import BY_NAME
from ssj_xl.tables.settings import Settings
from ssj_xl.tables.table import Row, Table

UNIT = "云州市司法局"
FIRM, LAWYER = "律师事务所", "律师"
TYPES = (FIRM, LAWYER)
ITEMS = ("I1", "I2", "I3")
OFTEN = {"I1": 2, "I2": 1, "I3": 99}
SITUATIONS = (("日常检查", ""), ("日常检查", "整改复查"), ("个案检查", "投诉举报"), ("个案检查", ""), ("专项检查（上级部署）", ""), ("专项检查（本级）", ""))
_BLANK: dict[str, dict[str, Any]] = {
    name: {column.key: () if column.kind.name in ("LIST", "CODES") else None if column.kind.name in ("DATE", "INT", "RATIO") else "" for column in spec.columns}
    for name, spec in BY_NAME.items()}


def cap_on(day: date, first: int) -> int:
    """How often a year a firm may be visited: one less from July of the second year on."""
    return 2 if day >= date(first + 1, 7, 1) else 3


@dataclass
class Event:
    """One thing that is planned or happened, as the oracle knows it.  case: task, or a number of its own."""

    case: str
    institution: str
    object: str
    items: tuple[str, ...]
    day: date
    done: bool
    exempt: bool = False
    body: str = UNIT
    dead: bool = False
    where: str = ""


@dataclass
class Result:
    """What a run came to."""

    draws: int = 0
    winners: int = 0
    typed: int = 0
    typed_cells: int = 0
    most_cells: int = 0
    kept_out: int = 0
    joint: int = 0
    rolled: int = 0
    collisions: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass
class Division:
    """One division: its settings and the rows of this year's workbook."""

    name: str
    code: str
    rows: dict[str, list[Row]]
    year: int

    def add(self, spec: Any, **values: Any) -> Row:
        """One more row."""
        row = Row({**_BLANK[spec.name], **values}, len(self.rows[spec.name]))
        self.rows[spec.name].append(row)
        return row

    def world(self, day: date) -> World:
        """Its workbook on a day."""
        settings = Settings(unit=UNIT, unit_code="YZ", division=self.name, division_code=self.code, level="处室", year=self.year)
        return World({name: Table(BY_NAME[name], rows) for name, rows in self.rows.items()}, settings, Calendar.from_rows([]), day)


class Oracle:
    """Counts visits from events alone, day by day, without the program."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.by_institution: dict[str, list[Event]] = defaultdict(list)

    def add(self, event: Event) -> Event:
        """Note an event."""
        self.events.append(event)
        self.by_institution[event.institution].append(event)
        return event

    def count(self, institution: str, today: date, *, but: str = "") -> int:
        """How many visits of the year of today count, by our own body: joint ones once, a day once."""
        cases: dict[str, set[date]] = defaultdict(set)
        waiting = {event.case for event in self.by_institution[institution] if not (event.dead or event.done)}
        done = {(event.case, event.day) for event in self.by_institution[institution] if event.done}
        for event in self.by_institution[institution]:
            if not (event.dead or event.exempt or event.case == but or event.body != UNIT):
                cases[event.case].add(event.day if event.done else max(event.day, date(today.year, 1, 1)))
        ordered = sorted(cases.items(), key=lambda pair: (sorted(pair[1]), pair[0]))
        seen, total = set[date](), 0
        for case, days in ordered:
            own = [day for day in days if day.year == today.year]
            total += any(day not in seen or case in waiting for day in own)
            seen.update(day for day in own if (case, day) in done)
        return total

    def often(self, code: str, institution: str, item: str, *, today: date, but: str, where: str) -> int:
        """For how many cases of the year a division checked an object on an item, or will: others' items are nobody's to know."""
        return len({event.case for event in self.by_institution[institution] if event.object == code and item in event.items and event.where == where
                    and not event.dead and event.case != but and (event.day if event.done else max(event.day, date(today.year, 1, 1))).year == today.year})


class Bureau:
    """The divisions, what the bureau knows, and the course of the years."""

    def __init__(self, divisions: int, objects: int, seed: int, *, fresh: bool) -> None:
        self.random, self.fresh, self.first = random.Random(seed), fresh, 2026
        self.oracle, self.result, self.number = Oracle(), Result(), 0
        self.home: dict[str, str] = {}
        self.divisions = [self._division(n, objects // divisions) for n in range(divisions)]
        self.open: list[tuple[Division, str, Event]] = []
        self.visits: dict[str, Any] = {}

    def _division(self, number: int, objects: int) -> Division:
        made = Division(f"{number}处", f"D{number}", {name: [] for name in BY_NAME}, self.first)
        firms = [f"F{number:02}{n:04}" for n in range(objects // 2)] + [f"F{(number + 1) % 3:02}{n:04}" for n in range(15)]
        for code in dict.fromkeys(firms):
            self._object(made, code, FIRM, "")
        for n in range(objects - objects // 2):
            self._object(made, f"L{number:02}{n:04}", LAWYER, self.random.choice(firms))
        for code in ITEMS:
            made.add(registers.ITEMS, code=code, frequency=f"{OFTEN[code]}次/年" if OFTEN[code] < 99 else "按需", object_type=TYPES)
        for until, since, number_ in ((date(self.first + 1, 6, 30), None, 3), (None, date(self.first + 1, 7, 1), 2)):
            made.add(account.LIMITS, rule="年度上限", number=number_, valid_from=since, valid_to=until)
        for situation in account.SITUATIONS:
            made.add(account.LIMITS, rule="不计入", situation=situation)
        return made

    def _object(self, made: Division, code: str, kind: str, employer: str) -> None:
        made.add(registers.OBJECTS, code=code, name=f"名{code}", object_type=kind, status="正常", employer=employer)
        self.home[code] = employer or code

    def run(self, years: int) -> Result:
        """Month by month; returns what came of it."""
        for year in range(self.first, self.first + years):
            for month in range(1, 13):
                day = date(year, month, 3)
                if not self.fresh:
                    self._consolidate(day)
                for division in self.divisions:
                    self._month(division, day + timedelta(days=self.random.randrange(4)))
                self._visit(date(year, month, 25))
                self._compare(date(year, month, 26))
            self._roll_over(year)
        return self.result

    # --- what happens in a month -------------------------------------------------------------------------

    def _month(self, division: Division, day: date) -> None:
        if self.fresh:
            self._consolidate(day, division)
            self._compare_known(division, day)
        tasks = [self._lock(division, day) for _ in range(self.random.choice((1, 1, 2)))]
        for task in filter(None, tasks):
            self._draw(division, task, day)
        for _ in range(self.random.choice((0, 1, 2))):
            self._type(division, day + timedelta(days=8))

    def _lock(self, division: Division, day: date) -> tuple[Row, Row, list[str]] | None:
        """A task whose list is locked; nothing where nobody may be drawn."""
        self.number += 1
        rng, code = self.random, f"YZ-{division.code}-{day.year}-{self.number:05}"
        task = division.add(registers.TASKS, code=code, items=tuple(rng.sample(ITEMS, rng.choice((1, 2)))), object_type=(rng.choice(TYPES),),
                            method="等比例", division=division.name, state="已锁定")
        world = division.world(day)
        items = tuple(row for row in world[registers.ITEMS] if row["code"] in task["items"])
        pool = build_pool(world[registers.OBJECTS], task, Grouping(TierBook.on((), day), even=True), ledger=Ledger.of(world), limits=Limits(day, code, items))
        able = [one.code for one in pool.candidates if not one.excluded]
        self.result.kept_out += len(pool.candidates) - len(able)
        draw = division.add(records.DRAWS, task=code, attempt=1, locked_at=f"{day} 09:00:00")
        for one in pool.candidates:
            division.add(records.LOCKED, task=code, attempt=1, object=one.code, group=one.group)
        return (task, draw, able) if able else None

    def _draw(self, division: Division, locked: tuple[Row, Row, list[str]], day: date) -> None:
        task, draw, able = locked
        rng = self.random
        draw["drawn_at"] = f"{day} 15:00:00"
        winners = rng.sample(able, min(len(able), max(1, len(able) // 8)))
        self.result.draws, self.result.winners = self.result.draws + 1, self.result.winners + len(winners)
        for rank, code in enumerate(winners, 1):
            self._check_draw(task, code, day)
            row = division.add(records.WINNERS, task=task["code"], attempt=1, rank=rank, object=code, state="抽中")
            event = self.oracle.add(Event(task["code"], self.home[code], code, task["items"], day, done=False, where=division.name))
            self.open.append((division, task["code"], event))
            if rng.random() < 0.06:
                row["put_off_to"] = event.day = day + timedelta(days=rng.choice((40, 200, 330)))
        if rng.random() < 0.05:
            draw["void_at"], draw["void_why"] = f"{day} 16:00:00", "漏登"
            self._kill(task["code"])
        elif rng.random() < 0.04:
            task["state"] = "已取消"
            self._kill(task["code"])

    def _kill(self, task: str) -> None:
        for event in self.oracle.events:
            event.dead |= event.case == task and not event.done
        self.open = [one for one in self.open if one[1] != task]

    def _check_draw(self, task: Row, code: str, day: date) -> None:
        """What the oracle holds against a draw."""
        count, cap = self.oracle.count(self.home[code], day, but=task["code"]), cap_on(day, self.first)
        if count >= cap:
            self.result.faults.append(f"{task['code']} {code} {day}: {count} visits before, cap {cap}") if self.fresh else None
            self.result.collisions += 1
        for item in task["items"]:
            if self.oracle.often(code, self.home[code], item, today=day, but=task["code"], where=task["division"]) >= OFTEN[item]:
                self.result.faults.append(f"{task['code']} {code} {item}: too often")

    def _type(self, division: Division, day: date) -> None:
        """A visit of another kind, in five cells; sometimes joint with another division, or of another body."""
        rng = self.random
        code = rng.choice(division.rows[registers.OBJECTS.name][-100:] if rng.random() < 0.5 else [row for row in division.rows[registers.OBJECTS.name] if row["code"].startswith("F")])["code"]
        (kind, situation), others = rng.choice(SITUATIONS), [one for one in self.divisions if one is not division]
        joint = [one for one in rng.sample(others, min(len(others), 2)) if rng.random() < 0.8]
        items = (ITEMS[2],)
        for one in (division, *joint):
            if any(row["code"] == code for row in one.rows[registers.OBJECTS.name]) or one is division:
                given = {"object": (code,), "kind": kind, "start": day, "items": items, "situation": situation, "basis": "" if kind == account.DAILY else "云司函〔2026〕3号"}
                one.add(account.VISITS, **given)
                self.result.typed, self.result.typed_cells = self.result.typed + 1, self.result.typed_cells + sum(map(bool, given.values()))
                self.result.most_cells = max(self.result.most_cells, sum(map(bool, given.values())))
                self.result.joint += one is not division
        self.number += 1
        exempt = bool(situation) or kind == account.ORDERED
        self.oracle.add(Event(f"typed{self.number}", self.home[code], code, items, day, done=True, exempt=exempt, where=division.name))
        if rng.random() < 0.2:
            body = "云州市 市场监管局"
            division.add(account.VISITS, object=(code,), kind="日常检查", start=day, items=items, body=body)
            self.oracle.add(Event(f"typed{self.number}b", self.home[code], code, items, day, done=True, body=body))
        self._fill(division, day)

    def _fill(self, division: Division, day: date) -> None:
        """What the program does at its next act."""
        found = refresh(division.world(day))
        for row, cells in found.changed:
            division.rows[account.VISITS.name][row.line].update(cells)
        for cells in found.added:
            division.add(account.VISITS, **cells)

    def _visit(self, day: date) -> None:
        """Most of what is open and due is visited."""
        left = []
        for division, task, event in self.open:
            if event.day > day or self.random.random() < 0.25:
                left.append((division, task, event))
                continue
            event.day, event.done = day - timedelta(days=self.random.randrange(10)), True
            here = any(row["code"] == task for row in division.rows[registers.TASKS.name])
            if here:
                for item in event.items:
                    division.add(registers.FINDINGS, task=task, object=event.object, item=item, checked=event.day, result="未发现问题")
            else:
                self._visit_of_last_year(division, task, event)
        self.open = left
        for division in self.divisions:
            self._fill(division, day)

    def _visit_of_last_year(self, division: Division, task: str, event: Event) -> None:
        """It is finished in last year's workbook; in this year's, somebody types the day into the row that was carried over."""
        waiting = any(one.case == task and one.institution == event.institution and not one.done and not one.dead for one in self.oracle.events)
        for row in division.rows[account.VISITS.name]:
            if row["task"] == task and row["institution"] == event.institution:
                row["start"], row["end"] = min(filter(None, (row["start"], event.day))), max(filter(None, (row["end"], event.day)))
                row["state"] = account.OPEN if waiting else account.DONE

    # --- the bureau --------------------------------------------------------------------------------------

    def _whole(self, day: date) -> tuple[Ledger, list[World]]:
        worlds = [division.world(day) for division in self.divisions]
        merged = replaced(worlds[0], {row["code"]: row for world in worlds for row in world[registers.OBJECTS]}.values())
        return whole_account(worlds, merged), worlds

    def _consolidate(self, day: date, only: Division | None = None) -> None:
        whole, worlds = self._whole(day)
        for division, world in zip(self.divisions, worlds, strict=True):
            if only in (None, division):
                division.rows[account.COUNTS.name] = [Row({**_BLANK[account.COUNTS.name], **cells}, line) for line, cells in enumerate(count_rows(world, whole, day))]

    def _compare(self, day: date) -> None:
        """The whole account against the oracle, institution by institution; over the cap, all and only those are named."""
        whole, _ = self._whole(day)
        named = {code for _, code, _, _ in over_cap(whole, [UNIT])}
        for institution in self.oracle.by_institution:
            program, oracle = len(whole.counted(institution, day.year)), self.oracle.count(institution, day)
            if program != oracle:
                self.result.faults.append(f"{day} {institution}: counted {program}, oracle {oracle}")
            if (institution in named) != (oracle > cap_on(day, self.first)):
                self.result.faults.append(f"{day} {institution}: over the cap and not named, or named and not over")

    def _compare_known(self, division: Division, day: date) -> None:
        """What a division knows with a fresh account: its own and the others' visits, each once.

        Of two own visits on two days that another division's one visit covers it knows two: never fewer than there are.
        """
        known = Ledger.of(division.world(day))
        codes = sorted({self.home[row["code"]] for row in division.rows[registers.OBJECTS.name]})
        for institution in self.random.sample(codes, min(40, len(codes))):
            program, oracle = known.standing(institution, day)[0], self.oracle.count(institution, day)
            if program != max(oracle, len(known.counted(institution, day.year))):
                self.result.faults.append(f"{day} {division.name} {institution}: knows {program}, oracle {oracle}")

    def _roll_over(self, year: int) -> None:
        """The next year's workbook of each division."""
        for division in self.divisions:
            world = division.world(date(year, 12, 31))
            kept = (registers.OBJECTS, registers.ITEMS, account.LIMITS, account.COUNTS)
            rows = {name: [] if BY_NAME[name] not in kept else division.rows[name] for name in BY_NAME}
            rows[account.VISITS.name] = [Row({**_BLANK[account.VISITS.name], **cells}, line) for line, cells in enumerate(carried(world))]
            self.result.rolled += len(rows[account.VISITS.name])
            division.rows, division.year = rows, year + 1


def replaced(world: World, objects: Any) -> World:
    """The bureau's merged registers, as far as the account needs them."""
    tables = {registers.OBJECTS.name: Table(registers.OBJECTS, list(objects)), account.LIMITS.name: world.tables[account.LIMITS.name]}
    return World(tables, world.settings, world.calendar, world.today)


def run(divisions: int, years: int, objects: int, *, seed: int, fresh: bool = True) -> Result:
    """A bureau's years."""
    return Bureau(divisions, objects, seed, fresh=fresh).run(years)


def _lines(found: Result) -> Iterator[str]:
    told: Mapping[str, Any] = {key: value for key, value in vars(found).items() if key != "faults"}
    yield "  " + "，".join(f"{key} {value}" for key, value in told.items())
    yield from (f"  不符：{fault}" for fault in found.faults[:20])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("divisions", 10), ("years", 3), ("objects", 5000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--monthly", action="store_true", help="the bureau consolidates once a month, not before every lock")
    given = parser.parse_args(arguments)
    start = perf_counter()
    found = run(given.divisions, given.years, given.objects, seed=given.seed, fresh=not given.monthly)
    print(f"{given.divisions} 个处室，{given.years} 年，{given.objects} 个对象，种子 {given.seed}：{perf_counter() - start:.0f} 秒")
    print("\n".join(_lines(found)))
    return bool(found.faults)


if __name__ == "__main__":
    sys.exit(main())
