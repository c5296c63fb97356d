"""A region of a list has a root of its own: in every engine the same, found again by anybody who has the region's lines."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from ssj_xl.domain.draw import merkle
from ssj_xl.domain.draw.registry import Regions
from ssj_xl.domain.receipts import verify_receipt
from ssj_xl.domain.verifying import HOLDS
from ssj_xl.domain.verifying.record import verify_record
from ssj_xl.entry.cli import cli
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.registry.draw import draw_registry
from ssj_xl.workflows.registry.files import DUCKDB, MEMORY, Locked, open_engine, read_locked
from ssj_xl.workflows.registry.verify import receipt, verify_registry
from tests.workflows.registry.lists import (
    DESK,
    LINES,
    PUBLIC,
    Found,
    Row,
    csv_file,
    draw_by_each,
    in_regions,
    lock_list,
)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Found:
    return draw_by_each(tmp_path_factory.mktemp("regions"), in_regions(LINES))


def _lines(region: str) -> list[str]:
    return sorted(f"{id_}\t{group}" for id_, group, own in in_regions(LINES) if own == region)


@pytest.mark.parametrize("name", [MEMORY, DUCKDB])
def test_a_region_has_the_root_over_its_own_lines(drawn: Found, name: str) -> None:
    regions = drawn[name][0].regions
    assert regions
    assert {region: tuple(part) for region, part in regions.parts.items()} == {
        region: (len(_lines(region)), merkle.root(_lines(region))) for region in ("甲市", "乙县", "丙区")}
    assert regions.parts["甲市"].lines > merkle.SUBTREE


def test_every_engine_writes_the_same_record_and_it_is_one_like_any_other(drawn: Found) -> None:
    one, two = (drawn[name][1].record.read_bytes() for name in (MEMORY, DUCKDB))
    assert one == two
    record = json.loads(one)
    report = verify_record(record)
    assert not report.wrong
    assert "regions" in report.uncovered
    assert verify_record({key: value for key, value in record.items() if key != "regions"}).verdict == report.verdict


def test_regions_change_nothing_else(drawn: Found, tmp_path: Path) -> None:
    plain = lock_list(tmp_path / "plain", MEMORY, [row[:2] for row in in_regions(LINES)])
    locked = drawn[MEMORY][0]
    assert {**plain.row, "log_head": ""} == {**locked.row, "log_head": ""}
    done = draw_registry(plain, PUBLIC, DESK, open_engine(MEMORY, tmp_path), suffix=".csv")
    without, record = json.loads(done.record.read_bytes()), json.loads(drawn[MEMORY][1].record.read_bytes())
    assert record.pop("regions") == locked.regions.as_data()  # type: ignore[union-attr]
    assert {**without, "log_head": ""} == {**record, "log_head": ""}


@pytest.mark.parametrize("name", [MEMORY, DUCKDB])
def test_verification_computes_the_regions_again_and_names_the_one_that_differs(drawn: Found, name: str) -> None:
    locked = drawn[name][0]
    engine = open_engine(name, locked.path.parent)
    report = verify_registry(locked, engine)
    assert (report.verdict, "P29" in {fact.code for fact in report.proved}) == (HOLDS, True)

    assert locked.regions
    parts = {**locked.regions.parts, "丙区": locked.regions.parts["丙区"]._replace(root="0" * 64), "丁县": locked.regions.parts["乙县"]}
    other = Locked(**{**vars(locked), "regions": Regions("区县", parts)})
    wrong = verify_registry(other, engine).wrong
    assert {found.code for found in wrong} == {"D142"}
    assert [found.params["region"] for found in wrong] == ["丁县", "丁县", "丙区"]


@pytest.mark.parametrize("name", [MEMORY, DUCKDB])
def test_a_receipt_leads_to_the_root_of_its_region_too(drawn: Found, name: str) -> None:
    locked, done = drawn[name]
    regions = Regions.of_data(json.loads(done.record.read_bytes())["regions"])
    for region, at in (("甲市", 4_500), ("丙区", 3), ("乙县", 0)):
        line = _lines(region)[at]
        found = json.loads(json.dumps(receipt(locked, line.partition("\t")[0], open_engine(name, locked.path.parent))))
        assert (found["region"], found["region_index"], found["line"]) == (region, at + 1, line)
        report = verify_receipt(found, regions=regions)
        assert not report.wrong
        assert "P30" in {fact.code for fact in report.proved}
        assert {p.code for p in verify_receipt({**found, "region_root": "0" * 64}, regions=regions).wrong} == {"D143"}
        assert {p.code for p in verify_receipt({**found, "region": "甲市" if region != "甲市" else "丙区"}, regions=regions).wrong} == {"D143"}
        assert "N46" in {fact.code for fact in verify_receipt(found).unknown}
    assert {p.code for p in verify_receipt({**found, "region_proof": "x"}).wrong} == {"V22"}


@pytest.mark.parametrize("name", [MEMORY, DUCKDB])
@pytest.mark.parametrize("region", ["", " 甲市", "甲\t市", "甲" * 81, "e\u0301"])
def test_what_can_name_no_region_is_refused(tmp_path: Path, name: str, region: str) -> None:
    with pytest.raises(UserError, match="D140"):
        lock_list(tmp_path / "one", name, [*in_regions(3), ("9", "A", region)])
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["名录.csv"]


@pytest.mark.parametrize("name", [MEMORY, DUCKDB])
def test_a_column_of_names_is_no_region(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("registry", "registry.memory", "registry.statements"):
        monkeypatch.setattr(f"ssj_xl.engines.{module}.MOST_REGIONS", 5)
    monkeypatch.setattr("ssj_xl.workflows.registry.regions.MOST_REGIONS", 5)
    with pytest.raises(UserError, match="D141"):
        lock_list(tmp_path / "one", name, [(id_, group, f"某所{id_}") for id_, group, _ in in_regions(9)])


def test_an_edited_root_of_a_region_is_found_in_the_lock_file(tmp_path: Path) -> None:
    locked = lock_list(tmp_path / "one", MEMORY, in_regions(40))
    facts = json.loads(locked.path.read_text("utf-8"))
    for change in ({"root": "0" * 64}, {"lines": 38}):
        edited = {**facts, "regions": Regions("区县", {**locked.regions.parts, "甲市": locked.regions.parts["甲市"]._replace(**change)}).as_data()}  # type: ignore[union-attr, arg-type]
        assert edited["regions"] != facts["regions"]
        locked.path.write_text(json.dumps(edited), "utf-8")
        with pytest.raises(UserError, match="D117"):
            read_locked(locked.path)


def _run(*arguments: object) -> str:
    done = CliRunner().invoke(cli, ["draw-registry", *map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_commands_lock_by_region_and_say_so(tmp_path: Path) -> None:
    rows: list[Row] = in_regions(50)
    given, lock = csv_file(tmp_path / "名录.csv", rows), tmp_path / "锁定.json"
    shown = _run("lock", given, "--group", "等级", "--region", "区县", *(one for group in "ABCD" for one in ("--ratio", f"{group}=10%")), "--task", "GJ-1",
                 "--end", "2099-12-31", "--source", "dice", "--witness", "张某", "-o", lock)
    assert "按区县分 2 个区，分区总根" in shown
    _run("receipt", lock, rows[0][0], "-o", tmp_path / "回执.json")
    done = CliRunner().invoke(cli, ["verify", str(tmp_path / "回执.json")])
    assert rows[0][2] in done.output


def test_a_county_computes_its_root_with_the_ten_lines_of_the_manual(drawn: Found, tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "名库抽取.md").read_text("utf-8")
    code = text.partition("```python\n")[2].partition("```")[0]
    query = text.partition("duckdb -c \"COPY (")[2].partition(") TO '甲县.csv'")[0]
    locked = drawn[DUCKDB][0]
    duckdb.sql(query.replace("锁定-名录.parquet", str(locked.listing)).replace("甲县", "丙区")).write_csv(str(tmp_path / "甲县.csv"), header=True)

    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert locked.regions
    assert done.stdout.split() == [str(value) for value in locked.regions.parts["丙区"]]
