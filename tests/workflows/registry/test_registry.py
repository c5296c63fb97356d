"""A list that no sheet holds is drawn as any other: in memory and by DuckDB the same, checked by the ordinary verifier."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook

from ssj_xl.domain.draw import merkle, ssj1
from ssj_xl.domain.record import Draw, as_json, public_record
from ssj_xl.domain.scheme import lock_of
from ssj_xl.domain.verifying import HOLDS
from ssj_xl.domain.verifying.record import verify_record
from ssj_xl.engines.registry import duck
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.registry.draw import draw_registry
from ssj_xl.workflows.registry.files import DUCKDB, MEMORY, Locked, beside, choose_engine, open_engine, read_locked
from ssj_xl.workflows.registry.lock import Terms, lock_registry, typed_as_numbers
from ssj_xl.workflows.registry.verify import receipt, verify_registry
from ssj_xl.workflows.rounds.draw import Signed
from tests.workflows.registry.lists import (
    COLUMNS,
    DESK,
    LINES,
    PUBLIC,
    RATIOS,
    TERMS,
    Found,
    csv_file,
    draw_by_each,
    list_of,
    lock_list,
)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Found:
    return draw_by_each(tmp_path_factory.mktemp("registry"), list_of(LINES))


def test_memory_and_duckdb_give_the_same_record(drawn: Found) -> None:
    one, two = (drawn[name][1] for name in (MEMORY, DUCKDB))

    assert one.record.read_bytes() == two.record.read_bytes()
    assert one.count > LINES // 100
    for a, b in zip(one.files[1:], two.files[1:], strict=True):
        assert list(open_engine(MEMORY, a.parent).lines(a)) == list(open_engine(DUCKDB, b.parent).lines(b))


def test_the_record_is_one_like_any_other(drawn: Found) -> None:
    record = json.loads(drawn[DUCKDB][1].record.read_bytes())
    report = verify_record(record)

    assert report.wrong == []
    assert {"P01", "P02", "P05", "P06"} <= {fact.code for fact in report.proved}


def test_the_record_is_that_of_the_whole_list_in_a_workbook(drawn: Found) -> None:
    """Nothing is computed again for it, and it is the same to the byte."""
    locked, done = drawn[DUCKDB]
    whole = lock_of(TERMS.task, 1, pairs=list_of(LINES), rule=locked.rule, people=())  # type: ignore[arg-type]
    names = {win.id: "" for win in ssj1.winners(whole, ssj1.keys(done.row["seed_text"]).objects)}

    assert done.record.read_bytes() == as_json(public_record(Draw(done.row, whole, names=names)))


@pytest.mark.parametrize("name", [MEMORY, DUCKDB])
def test_the_draw_is_verified_from_the_sorted_list(drawn: Found, name: str) -> None:
    locked, done = drawn[name]
    report = verify_registry(locked, open_engine(name, locked.path.parent))
    assert report.verdict == HOLDS

    record = json.loads(done.record.read_bytes())
    done.record.write_text(json.dumps(record | {"result_digest": "0" * 64}), "utf-8")
    wrong = verify_registry(locked, open_engine(name, locked.path.parent)).wrong
    done.record.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert [found.code for found in wrong] == ["V44"]


@pytest.mark.parametrize("name", [MEMORY, DUCKDB])
def test_a_receipt_leads_from_one_line_to_the_root(drawn: Found, name: str) -> None:
    locked, done = drawn[name]
    engine = open_engine(name, locked.path.parent)
    winner = json.loads(done.record.read_bytes())["result"][0].split("\t")
    found = receipt(locked, winner[2], engine)

    assert merkle.proves(found["line"], found["proof"], locked.row["root"])
    assert (found["ticket"], found["state"]) == (winner[3], "抽中")
    with pytest.raises(UserError, match="V14"):
        receipt(locked, "NOBODY", engine)
    subtrees = beside(locked.path, "子树.txt")
    written = subtrees.read_text("utf-8")
    subtrees.write_text("".join(line.split("\t")[0] + "\n" for line in written.splitlines()), "utf-8")
    of_first_programs = receipt(read_locked(locked.path), winner[2], engine)
    subtrees.write_text(written, "utf-8")
    assert of_first_programs == found


@pytest.mark.parametrize("name", [MEMORY, DUCKDB])
@pytest.mark.parametrize(("row", "code"), [(("9113a", "A"), "D113"), (("911301000000000000X", "A"), "D113"), (("91130100000000001X", "A"), "D114"),
                                           (("9", "甲"), "D115"), (("", "A"), "D113")])
def test_a_list_that_is_none_is_refused(tmp_path: Path, name: str, row: tuple[str, str], code: str) -> None:
    rows = [("91130100000000001X", "A"), row if row[0] != "911301000000000000X" else ("９1", "A")]
    with pytest.raises(UserError, match=code):
        lock_list(tmp_path / "one", name, rows)
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == ["名录.csv"]


@pytest.mark.long
def test_a_code_that_stands_twice_is_found_where_two_parts_of_the_list_meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duck, "_PART", merkle.SUBTREE)
    codes = [f"{min(n, merkle.SUBTREE - 1) if n <= merkle.SUBTREE else n:018}" for n in range(merkle.SUBTREE + 9)]
    with pytest.raises(UserError, match=f"D114.*{codes[merkle.SUBTREE]}"):
        lock_list(tmp_path / "one", DUCKDB, [(code, "A") for code in codes])


@pytest.mark.parametrize("name", [MEMORY, DUCKDB])
def test_what_changed_after_the_lock_is_refused_and_nothing_is_drawn_twice(tmp_path: Path, name: str) -> None:
    locked = lock_list(tmp_path / "one", name, list_of(LINES)[:50])
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
    for source, code in (("ssq:2026001", "D76"), ("drand:1", "V08"), ("dice", "D83"), ("text", "D51")):
        terms = Terms("GJ-2026-001", source, RATIOS, date(2026, 12, 31))
        with pytest.raises(UserError, match=code):
            lock_registry([tmp_path / "no.csv"], COLUMNS, terms, DESK, (MEMORY, open_engine(MEMORY, tmp_path), tmp_path / "l.json"))


def test_the_size_chooses_the_engine(tmp_path: Path) -> None:
    assert choose_engine("auto", [csv_file(tmp_path / "a.csv", [])])[0] == MEMORY
    (tmp_path / "a.parquet").write_bytes(b"")
    assert choose_engine("auto", [tmp_path / "a.parquet"])[0] == DUCKDB


def _book(path: Path, codes: list[object], number_format: str = "General") -> Path:
    book = Workbook()
    book.active.append(["序号", "编码", "等级"])
    for place, code in enumerate(codes):
        book.active.append([place, code, "A"])
        book.active.cell(place + 2, 2).number_format = number_format
    book.save(path)
    return path


def _lock_book(path: Path) -> Locked:
    return lock_registry([path], COLUMNS, TERMS, DESK, (MEMORY, open_engine(MEMORY, path.parent), path.with_name("锁定.json")))


def test_codes_of_a_workbook_that_are_numbers_are_read_as_the_registers_read_them(tmp_path: Path) -> None:
    locked = _lock_book(_book(tmp_path / "名录.xlsx", [123456789012345, 7, "X-1"]))

    assert locked.listing.read_text("utf-8").split()[1:] == ["123456789012345,A", "7,A", "X-1,A"]
    assert [found.code for found in typed_as_numbers(locked)] == ["G01"]
    assert locked.inputs[0]["numbers"] == 2


def test_zeros_that_a_format_shows_in_front_of_a_code_belong_to_it(tmp_path: Path) -> None:
    assert _lock_book(_book(tmp_path / "名录.xlsx", [7], "0000")).listing.read_text("utf-8").split()[1:] == ["0007,A"]


@pytest.mark.parametrize("code", [911301007216852000, 1.5, 1e20])
def test_a_number_that_has_lost_digits_is_no_code(tmp_path: Path, code: float) -> None:
    with pytest.raises(UserError, match=r"D119.*第 3 行"):
        _lock_book(_book(tmp_path / "名录.xlsx", [1, code]))
    assert [path.name for path in tmp_path.iterdir()] == ["名录.xlsx"]


@pytest.mark.parametrize("name", [MEMORY, DUCKDB])
def test_a_draw_that_was_killed_is_drawn_again_with_the_same_value_only(tmp_path: Path, name: str) -> None:
    locked = lock_list(tmp_path / "one", name, list_of(100))
    engine = open_engine(name, tmp_path)
    (locked.path.parent / "锁定-抽中.未完成").mkdir()
    done = draw_registry(locked, PUBLIC, DESK, engine, suffix=engine.suffix)
    whole = done.record.read_bytes()
    done.record.unlink()  # killed after the names, before the record

    with pytest.raises(UserError, match="G02"):
        draw_registry(locked, Signed("dice:98237331128159211120", ""), DESK, engine, suffix=engine.suffix)
    assert draw_registry(locked, PUBLIC, DESK, engine, suffix=engine.suffix).record.read_bytes() == whole
    assert not list(locked.path.parent.glob("*.未完成"))


@pytest.mark.parametrize("name", [MEMORY, DUCKDB])
@pytest.mark.parametrize("which", [1, 2])
def test_files_of_names_that_were_exchanged_are_found(tmp_path: Path, name: str, which: int) -> None:
    locked = lock_list(tmp_path / "one", name, list_of(400))
    engine = open_engine(name, tmp_path)
    done = draw_registry(locked, PUBLIC, DESK, engine, suffix=".csv")
    lines = done.files[which].read_text("utf-8").splitlines()
    done.files[which].write_text("\n".join([lines[0], *lines[2:], lines[1]]) + "\n", "utf-8")

    assert [found.code for found in verify_registry(locked, engine).wrong] == ["G03"]
    done.files[which].unlink()
    assert [found.code for found in verify_registry(locked, engine).wrong] == ["G03"]


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
@pytest.mark.long
def test_the_lines_of_a_long_file_pass_through_little_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    monkeypatch.setattr("ssj_xl.engines.registry.duck._PART", 122_880)
    path, count = tmp_path / f"抽中{suffix}", 800_000
    with duckdb.connect() as db:
        rows = f"SELECT 'A' AS grp, range AS rank, lpad(range::VARCHAR, 18, '0') AS id, repeat('f', 64) AS ticket FROM range({count})"
        db.execute(f"COPY ({rows}) TO '{path}' (FORMAT {suffix[1:]}, HEADER)" if suffix == ".csv" else f"COPY ({rows}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 122880)")
    engine = duck.Duck(tmp_path, memory="160MB")
    engine._db.execute("SET threads = 2")  # each has buffers of its own
    read = engine.lines(path)
    assert all(line == f"A\t{number}\t{number:018}\t{'f' * 64}" for number, line in zip(range(count), read, strict=True))
