"""Figures over Parquet that divisions exported are those of the workbook route: on bureaus made at random, number by number."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from ssj_xl.domain.account.ledger import Ledger
from ssj_xl.domain.account.returning import over_cap
from ssj_xl.domain.account.rows import EntryRow, ObjectRow, entry_rows, object_rows
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.engines.registry import visits
from ssj_xl.entry.cli import cli
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import account, records, registers
from tests.bureau import Bureau
from tests.workflows.registers.test_account import CAP, typed
from tools.benchmarks import accounts


def _count(worlds: list[World], whole: Ledger, folder: Path) -> visits.Figures:
    told, listed = ([folder / f"{number}-{name}.parquet" for number in range(len(worlds))] for name in ("检查", "对象"))
    for world, one, two in zip(worlds, told, listed, strict=True):
        visits.write(entry_rows(world), EntryRow, one)
        visits.write(object_rows(world), ObjectRow, two)
    rules = whole.rules
    judge = visits.Judge(rules.is_exempt, whole.persons.is_enterprise, lambda body, kind: rules.cap(body, kind, whole.today),
                         lambda body, kind: rules.rest(body, kind, whole.today))
    return visits.count(told, listed, judge, whole.today, folder)


def _told(whole: Ledger, day: date) -> Iterator[tuple[object, ...]]:
    """What the workbook route says of each institution that a body has visited (`account.returning`)."""
    for body in {visit.body for visit in whole.visits.values()}:
        known = replace(whole, body=body)
        for code, visits_ in known.by_institution.items():
            own = [visit for visit in visits_ if visit.key[0] == known.folded and any(one.year == day.year for one in visit.all_days(day))]
            every, last = known.counted(code, day.year) if known.is_enterprise(code) else [], known.last_visit(code)
            if own or last:
                checked = sum(any(one.year == day.year for one in visit.days) for visit in every)
                yield known.folded, code, len(every), checked, len(own) - len(every), last, known.rest_until(code, day)


@pytest.mark.parametrize(("seed", "years", "day"), [(1, 1, date(2026, 12, 28)), (2, 2, date(2027, 3, 1))])
@pytest.mark.long
def test_parquet_and_workbooks_count_the_same(tmp_path: Path, seed: int, years: int, day: date) -> None:
    bureau = accounts.Bureau(3, 60, seed, fresh=False)
    bureau.run(years)
    whole, worlds = bureau._whole(day)
    whole = replace(whole, rules=replace(whole.rules, rest_months=3))
    found = _count(worlds, whole, tmp_path)

    assert list(found.institutions) == sorted(_told(whole, day), key=lambda row: row[:2])
    assert sum(row[6] is not None and row[6] >= day for row in found.institutions) > 3
    assert sum(row[4] for row in found.institutions) > 3
    came = [(visit.division, min(one for one in visit.days if one.year == day.year).month)
            for visit in whole.visits.values() if any(one.year == day.year for one in visit.days)]
    assert list(found.months) == sorted((*key, count) for key, count in Counter(came).items())
    bodies = {visit.body for visit in whole.visits.values()}
    assert list(found.over) == sorted((body, code, len(told), cap) for body, code, cap, told in over_cap(whole, bodies))
    assert found.over
    seen = {one.object for visit in whole.visits.values() for one in visit.entries if one.state == account.DONE and one.day.year == day.year}
    codes = {row["code"] for world in worlds for row in world[registers.OBJECTS]}
    assert sum(row[2] for row in found.tiers) == len(codes)
    assert sum(row[3] for row in found.tiers) == len(seen & codes)
    assert {row[0] for row in found.tiers} == {world.settings.division for world in worlds}


@pytest.mark.long
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
        done = CliRunner().invoke(cli, ["draw-registry", "export", str(book), "--parquet", str(tmp_path / "上报"), "--today", "2026-06-01"])
        assert done.exit_code == 0, done.output

    shown = CliRunner().invoke(cli, ["draw-registry", "count", str(tmp_path / "上报"), "--rules", str(book), "--today", "2026-06-01", "--json"])
    found = json.loads(shown.stdout)
    assert [(row["institution"], row["counted"], row["cap"]) for row in found["over"]] == [("LS001", 3, 1)]
    assert {(row["division"], row["month"], row["visits"]) for row in found["months"]} == {("律师处", 2, 1), ("律师处", 3, 1), ("公证处", 2, 1), ("公证处", 4, 1)}
    assert "超过年度上限：LS001" in CliRunner().invoke(cli, ["draw-registry", "count", str(tmp_path / "上报"), "--rules", str(book), "--today", "2026-06-01"]).output


@pytest.mark.long
def test_visits_of_what_is_no_enterprise_count_neither_here_nor_in_the_workbook(tmp_path: Path) -> None:
    made = Bureau().add(registers.CODES, category="对象类型", code="LSS", name="律师事务所", person="否", enterprise="否").add(account.LIMITS, **CAP)
    made[account.VISITS].extend(typed("LS001", date(2026, month, 3), number=f"LS-{month}") for month in (2, 4))
    book = made.file(tmp_path)
    for command in (["export", str(book), "--parquet", str(tmp_path)], ["count", str(tmp_path), "--rules", str(book), "--json"]):
        done = CliRunner().invoke(cli, ["draw-registry", *command, "--today", "2026-06-01"])
        assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [(row["counted"], row["exempt"], row["last"]) for row in found["institutions"]] == [(0, 2, "2026-04-03")]
    assert found["over"] == []
    assert [row["visits"] for row in found["months"]] == [1, 1], "somebody was there all the same"
    opened = Book(open_gateway(book))
    world = Ledger.of(World(opened.read_all(records.ACCOUNT)[0], opened.settings()[0], Calendar.from_rows([]), date(2026, 6, 1)))
    assert list(over_cap(world, {visit.body for visit in world.visits.values()})) == found["over"]


def test_a_folder_without_exports_is_named(tmp_path: Path) -> None:
    assert "[G04]" in CliRunner().invoke(cli, ["draw-registry", "count", str(tmp_path)]).output


def _exported(folder: Path, division: str, day: str) -> None:
    folder.mkdir(exist_ok=True)
    blank = {**dict.fromkeys(EntryRow._fields, ""), **dict.fromkeys(ObjectRow._fields, "")}
    visits.write([EntryRow(*(blank[name] for name in EntryRow._fields))], EntryRow, folder / f"{division}-检查.parquet")
    visits.write([ObjectRow(*({**blank, "code": "LS1", "tier": day}[name] for name in ObjectRow._fields))], ObjectRow, folder / f"{division}-对象.parquet")


@pytest.mark.long
def test_an_export_that_is_handed_in_twice_counts_once(tmp_path: Path) -> None:
    _exported(tmp_path / "上报", "律师处", "A")
    found = [json.loads(CliRunner().invoke(cli, ["draw-registry", "count", *folders, "--today", "2026-03-01", "--json"]).stdout)
             for folders in ([str(tmp_path)], [str(tmp_path), str(tmp_path / "上报")])]
    assert found[0] == found[1]
    assert found[0]["files"] == 1


@pytest.mark.long
def test_divisions_whose_names_begin_alike_are_paired(tmp_path: Path) -> None:
    """建 stands between 对 and 检 of the two kinds."""
    for division in ("甲", "甲-建"):
        _exported(tmp_path, division, "A")
    assert CliRunner().invoke(cli, ["draw-registry", "count", str(tmp_path), "--today", "2026-03-01"]).exit_code == 0
    (tmp_path / "甲-检查.parquet").rename(tmp_path / "乙-检查.parquet")
    assert "[G04]" in CliRunner().invoke(cli, ["draw-registry", "count", str(tmp_path)]).output


@pytest.mark.parametrize("spoil", [
    lambda one, _: one.write_bytes(b"PAR1xxPAR1"), lambda one, _: one.write_bytes(b""), lambda one, other: one.write_bytes(other.read_bytes()),
    lambda one, _: duckdb.sql(f"COPY (SELECT 1 AS {', 1 AS '.join(ObjectRow._fields)}) TO '{one}' (FORMAT parquet)"),
], ids=["damaged", "empty", "the other kind", "numbers"])
def test_a_file_that_is_no_export_is_named(tmp_path: Path, spoil: Callable[[Path, Path], object]) -> None:
    _exported(tmp_path, "律师处", "A")
    spoil(tmp_path / "律师处-对象.parquet", tmp_path / "律师处-检查.parquet")
    done = CliRunner().invoke(cli, ["draw-registry", "count", str(tmp_path)])
    assert (done.exit_code, "[G14] " + str(tmp_path / "律师处-对象.parquet") in done.output) == (3, True)
