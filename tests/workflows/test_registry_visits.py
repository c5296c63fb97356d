"""Figures over Parquet that divisions exported are those of the workbook route: on bureaus made at random, number by number."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from ssj_xl.domain.account.exported import EntryRow, ObjectRow, entry_rows, object_rows
from ssj_xl.domain.account.ledger import Ledger
from ssj_xl.domain.account.returning import over_cap
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.engines.registry import visits
from ssj_xl.entry.cli import cli
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import account, records, registers
from tests.bureau import Bureau
from tests.workflows.test_account import CAP, typed
from tools.benchmarks import accounts


def _count(worlds: list[World], whole: Ledger, folder: Path) -> visits.Figures:
    told, listed = ([folder / f"{number}-{name}.parquet" for number in range(len(worlds))] for name in ("检查", "对象"))
    for world, one, two in zip(worlds, told, listed, strict=True):
        visits.write(entry_rows(world), EntryRow, one)
        visits.write(object_rows(world), ObjectRow, two)
    judge = visits.Judge(whole.rules.is_exempt, lambda body, kind: whole.rules.cap(body, kind, whole.today))
    return visits.count(told, listed, judge, whole.today, folder)


@pytest.mark.parametrize(("seed", "years", "day"), [(1, 1, date(2026, 12, 28)), (2, 2, date(2027, 3, 1))])
def test_parquet_and_workbooks_count_the_same(tmp_path: Path, seed: int, years: int, day: date) -> None:
    bureau = accounts.Bureau(3, 60, seed, fresh=False)
    bureau.run(years)
    whole, worlds = bureau._whole(day)
    found = _count(worlds, whole, tmp_path)

    counted = {(body, code): whole.counted(code, day.year, body=body) for body in {key[0] for key in whole.visits} for code in whole.by_institution}
    assert list(found.institutions) == sorted(
        (*key, len(every), sum(any(one.year == day.year for one in visit.days) for visit in every)) for key, every in counted.items() if every)
    came = [(visit.division, min(one for one in visit.days if one.year == day.year).month)
            for visit in whole.visits.values() if any(one.year == day.year for one in visit.days)]
    assert list(found.months) == sorted((*key, count) for key, count in Counter(came).items())
    bodies = {visit.body for visit in whole.visits.values()}
    assert list(found.over) == sorted((body, code, len(told), cap) for body, code, cap, told in over_cap(whole, bodies))
    assert found.over
    seen = {one.object for visit in whole.visits.values() for one in visit.entries if one.state == account.DONE and one.day.year == day.year}
    codes = {row["code"] for world in worlds for row in world[registers.OBJECTS]}
    assert list(found.tiers) == [("", len(codes), len(seen & codes))]


def test_a_firm_that_two_workbooks_visited_is_over_its_cap_in_their_exports(tmp_path: Path) -> None:
    """Four visits, two of them on one day: those count once."""
    days = {"律师处": (date(2026, 2, 3), date(2026, 3, 5)), "公证处": (date(2026, 2, 3), date(2026, 4, 7))}
    for code, (name, came) in zip(("LS", "GZ"), days.items(), strict=True):
        made = Bureau()
        made.settings |= {"division": name, "division_code": code}
        made[account.LIMITS].append(dict(CAP))
        made[account.VISITS].extend(typed("LS001", one, number=f"{code}-{one:%m%d}") for one in came)
        (tmp_path / name).mkdir()
        book = made.file(tmp_path / name)
        done = CliRunner().invoke(cli, ["draw-registry", "export", str(book), "--parquet", str(tmp_path), "--today", "2026-06-01"])
        assert done.exit_code == 0, done.output

    shown = CliRunner().invoke(cli, ["draw-registry", "count", str(tmp_path), "--rules", str(book), "--today", "2026-06-01", "--json"])
    found = json.loads(shown.stdout)
    assert [(row["institution"], row["counted"], row["cap"]) for row in found["over"]] == [("LS001", 3, 1)]
    assert {(row["division"], row["month"], row["visits"]) for row in found["months"]} == {("律师处", 2, 1), ("律师处", 3, 1), ("公证处", 2, 1), ("公证处", 4, 1)}
    assert "超过年度上限：LS001" in CliRunner().invoke(cli, ["draw-registry", "count", str(tmp_path), "--rules", str(book), "--today", "2026-06-01"]).output


def test_visits_of_what_is_no_enterprise_count_neither_here_nor_in_the_workbook(tmp_path: Path) -> None:
    made = Bureau().add(registers.CODES, category="对象类型", code="LSS", name="律师事务所", person="否", enterprise="否").add(account.LIMITS, **CAP)
    made[account.VISITS].extend(typed("LS001", date(2026, month, 3), number=f"LS-{month}") for month in (2, 4))
    book = made.file(tmp_path)
    for command in (["export", str(book), "--parquet", str(tmp_path)], ["count", str(tmp_path), "--rules", str(book), "--json"]):
        done = CliRunner().invoke(cli, ["draw-registry", *command, "--today", "2026-06-01"])
        assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert (found["institutions"], found["over"]) == ([], [])
    assert [row["visits"] for row in found["months"]] == [1, 1], "somebody was there all the same"
    opened = Book(open_gateway(book))
    world = Ledger.of(World(opened.read_all(records.ACCOUNT)[0], opened.settings()[0], Calendar.from_rows([]), date(2026, 6, 1)))
    assert list(over_cap(world, {visit.body for visit in world.visits.values()})) == found["over"]


def test_a_folder_without_exports_is_named(tmp_path: Path) -> None:
    assert "[G04]" in CliRunner().invoke(cli, ["draw-registry", "count", str(tmp_path)]).output
