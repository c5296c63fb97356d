"""A list that no sheet holds is drawn as any other: in memory and by DuckDB the same, checked by the ordinary verifier."""

from __future__ import annotations

import json
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from ssj_xl.domain import merkle
from ssj_xl.domain.verifying import HOLDS
from ssj_xl.domain.verifying.record import verify_record
from ssj_xl.engines.registry import Columns
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.draw import Signed
from ssj_xl.workflows.registry import DUCKDB, MEMORY, Locked, choose_engine, open_engine, read_locked
from ssj_xl.workflows.registry_draw import Drawn, draw_registry
from ssj_xl.workflows.registry_lock import Terms, lock_registry
from ssj_xl.workflows.registry_verify import receipt, verify_registry

COLUMNS = Columns("编码", "等级")
RATIOS = {"A": Fraction(1, 100), "B": Fraction(3, 100), "C": Fraction(1, 10), "D": Fraction(1)}
TERMS = Terms("GJ-2027-001", "dice", RATIOS, date(2027, 12, 31), reserve=2, witness="张某")
PUBLIC = Signed("dice:20237331128159211123", "")
DESK = Desk(datetime(2027, 3, 1, 9, 0, 0), "李某", lambda: "0" * 64)
LINES = 10_000


def _file(path: Path, rows: list[tuple[str, str]]) -> Path:
    path.write_text("".join(",".join(row) + "\n" for row in [("名称,编码", "等级"), *((f"某所,{id_}", group) for id_, group in rows)]), "utf-8")
    return path


def _rows() -> list[tuple[str, str]]:
    chance = Random(1)
    return chance.sample([(f"9113010{n:010}X", group) for n, group in enumerate(chance.choices("ABCDXM", (60, 30, 8, 1, 1, 1), k=LINES))], LINES)


def _lock(folder: Path, name: str, rows: list[tuple[str, str]]) -> Locked:
    folder.mkdir()
    return lock_registry([_file(folder / "名录.csv", rows)], COLUMNS, TERMS, DESK, (name, open_engine(name, folder), folder / "锁定.json"))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Locked, Drawn]]:
    found, folder = {}, tmp_path_factory.mktemp("registry")
    for name in (MEMORY, DUCKDB):
        locked = _lock(folder / name, name, _rows())
        engine = open_engine(name, folder / name)
        found[name] = (read_locked(locked.path), draw_registry(locked, PUBLIC, DESK, engine, suffix=engine.suffix))
    return found


def test_memory_and_duckdb_give_the_same_record(drawn: dict[str, tuple[Locked, Drawn]]) -> None:
    one, two = (drawn[name][1] for name in (MEMORY, DUCKDB))

    assert one.record.read_bytes() == two.record.read_bytes()
    assert one.count > LINES // 100
    for a, b in zip(one.files[1:], two.files[1:], strict=True):
        assert list(open_engine(MEMORY, a.parent).lines(a)) == list(open_engine(DUCKDB, b.parent).lines(b))


def test_the_record_is_one_like_any_other(drawn: dict[str, tuple[Locked, Drawn]]) -> None:
    record = json.loads(drawn[DUCKDB][1].record.read_bytes())
    report = verify_record(record)

    assert report.wrong == []
    assert {"P01", "P02", "P05", "P06"} <= {fact.code for fact in report.proved}


@pytest.mark.parametrize("name", [MEMORY, DUCKDB])
def test_the_draw_is_verified_from_the_sorted_list(drawn: dict[str, tuple[Locked, Drawn]], name: str) -> None:
    locked, done = drawn[name]
    report = verify_registry(locked, open_engine(name, locked.path.parent))
    assert report.verdict == HOLDS

    record = json.loads(done.record.read_bytes())
    done.record.write_text(json.dumps(record | {"result_digest": "0" * 64}), "utf-8")
    wrong = verify_registry(locked, open_engine(name, locked.path.parent)).wrong
    done.record.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert [found.code for found in wrong] == ["V44"]


@pytest.mark.parametrize("name", [MEMORY, DUCKDB])
def test_a_receipt_leads_from_one_line_to_the_root(drawn: dict[str, tuple[Locked, Drawn]], name: str) -> None:
    locked, done = drawn[name]
    engine = open_engine(name, locked.path.parent)
    winner = json.loads(done.record.read_bytes())["result"][0].split("\t")
    found = receipt(locked, winner[2], engine)

    assert merkle.proves(found["line"], found["proof"], locked.row["root"])
    assert (found["ticket"], found["state"]) == (winner[3], "抽中")
    with pytest.raises(UserError, match="V14"):
        receipt(locked, "NOBODY", engine)


@pytest.mark.parametrize("name", [MEMORY, DUCKDB])
@pytest.mark.parametrize(("row", "code"), [(("9113a", "A"), "D113"), (("911301000000000000X", "A"), "D113"), (("91130100000000001X", "A"), "D114"),
                                           (("9", "甲"), "D115"), (("", "A"), "D113")])
def test_a_list_that_is_none_is_refused(tmp_path: Path, name: str, row: tuple[str, str], code: str) -> None:
    rows = [("91130100000000001X", "A"), row if row[0] != "911301000000000000X" else ("９1", "A")]
    with pytest.raises(UserError, match=code):
        _lock(tmp_path / "one", name, rows)
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == ["名录.csv"]


@pytest.mark.parametrize("name", [MEMORY, DUCKDB])
def test_what_changed_after_the_lock_is_refused_and_nothing_is_drawn_twice(tmp_path: Path, name: str) -> None:
    locked = _lock(tmp_path / "one", name, _rows()[:50])
    engine = open_engine(name, tmp_path)
    given = tmp_path / "one" / "名录.csv"
    whole = given.read_bytes()
    given.write_bytes(whole + b"x,NEW,A\n")
    with pytest.raises(UserError, match="D116"):
        draw_registry(locked, PUBLIC, DESK, engine, suffix=engine.suffix)
    given.write_bytes(whole)
    draw_registry(locked, PUBLIC, DESK, engine, suffix=engine.suffix)
    with pytest.raises(UserError, match="D16"):
        draw_registry(locked, Signed("dice:98237331128159211120", ""), DESK, engine, suffix=engine.suffix)

    text = locked.path.read_text("utf-8")
    locked.path.write_text(text.replace('"A": ', '"A": 1'), "utf-8")
    with pytest.raises(UserError, match="D117"):
        read_locked(locked.path)


def test_the_times_of_a_lock_apply(tmp_path: Path) -> None:
    for source, code in (("ssq:2027001", "D76"), ("drand:1", "V08"), ("dice", "D83"), ("text", "D51")):
        terms = Terms("GJ-2027-001", source, RATIOS, date(2027, 12, 31))
        with pytest.raises(UserError, match=code):
            lock_registry([tmp_path / "no.csv"], COLUMNS, terms, DESK, (MEMORY, open_engine(MEMORY, tmp_path), tmp_path / "l.json"))


def test_the_size_chooses_the_engine(tmp_path: Path) -> None:
    assert choose_engine("auto", [_file(tmp_path / "a.csv", [])])[0] == MEMORY
    (tmp_path / "a.parquet").write_bytes(b"")
    assert choose_engine("auto", [tmp_path / "a.parquet"])[0] == DUCKDB
