"""Lists of a draw that no sheet holds, as people have them: every engine reads the same, or all refuse with one reason."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from ssj_xl.entry.cli import cli
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.registry.draw import draw_registry
from ssj_xl.workflows.registry.files import DUCKDB, MEMORY, Locked, open_engine, read_locked
from ssj_xl.workflows.registry.lock import lock_registry
from tests.workflows.registry.lists import COLUMNS, DESK, PUBLIC, TERMS

_ROWS = [(f"{number:08}", "ABC"[number % 3], "某所，一部") for number in range(30)]
_PLAIN = "\n".join(",".join(row) for row in [("编码", "等级", "名称"), *_ROWS]) + "\n"


def _lock(files: list[Path], engine: str) -> Locked:
    return lock_registry(files, COLUMNS, TERMS, DESK, (engine, open_engine(engine, files[0].parent), files[0].parent / f"{engine}.json"))


def _file(folder: Path, content: bytes, name: str = "名录.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _parquet(path: Path, rows: str) -> Path:
    duckdb.sql(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
    return path


@pytest.mark.parametrize("content", [
    _PLAIN.encode("utf-8-sig"), _PLAIN.encode("gbk"), _PLAIN.encode("utf-16"), _PLAIN.replace(",", "\t").encode(), _PLAIN.replace(",", ";").encode(),
    _PLAIN.replace("\n", "\r\n").encode(), ("\n" + _PLAIN + ",,\n\n").encode(), _PLAIN.replace("编码", " 编码 ").encode(), ("sep=,\n" + _PLAIN).encode(),
    _PLAIN.replace("00000007", '="00000007"').encode(), _PLAIN.replace("某所，一部", '"某所,\n一部"').encode(),
], ids=["BOM", "GBK", "UTF-16", "tabs", "semicolons", "CRLF", "blank lines", "blanks in a title", "sep=", "a formula for Excel", "a line break in a cell"])
def test_a_text_of_any_make_is_the_same_list_for_every_engine(tmp_path: Path, content: bytes) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    given, plain = _file(tmp_path, content), _file(whole, _PLAIN.encode())

    assert {_lock([given], engine).row["root"] for engine in (MEMORY, DUCKDB)} == {_lock([plain], MEMORY).row["root"]}


@pytest.mark.parametrize(("content", "found"), [
    (_PLAIN.replace(",A,某所，一部\n", ',A,"某所\n', 1).encode(), "I06.*引号不成对"),
    (_PLAIN.replace("某所，一部", "某所\n一部", 1).encode(), "G11.*第 3 行"),
    (_PLAIN.replace("某所，一部", "某所,一部", 1).encode(), "G11.*第 2 行"),
    (_PLAIN.replace("00000007,B,某所，一部", "00000007").encode(), "G11.*第 9 行"),
    (_PLAIN.replace("名称", "编码").encode(), "G10.*2 栏"),
    (_PLAIN.replace("00000007,B", ",").encode(), "D113.*（空白）.*\n?.*D115.*（空白）"),
    (gzip.compress(_PLAIN.encode()), "I06.*压缩包"),
    (b"", "D118"),
    (_PLAIN.encode()[:-9] + b"\xff\xff\n" + "一二三四五六七八九十".encode(), "I05.*第 31 行"),
], ids=["an open quote", "a line break", "a comma more", "cells less", "a title twice", "blanks", "an archive", "nothing", "broken UTF-8"])
def test_a_text_that_may_be_read_in_two_ways_is_refused_by_every_engine(tmp_path: Path, content: bytes, found: str) -> None:
    path = _file(tmp_path, content)
    for engine in (MEMORY, DUCKDB):
        with pytest.raises(UserError, match=found):
            _lock([path], engine)
    assert not [*tmp_path.glob("*.json"), *tmp_path.glob("*.未完成")]


def test_a_name_with_signs_for_several_files_is_one_file(tmp_path: Path) -> None:
    _file(tmp_path, _PLAIN.replace("0000", "9999").encode(), "名录甲.csv")
    assert _lock([_file(tmp_path, _PLAIN.encode(), "名录?.csv")], DUCKDB).row["count"] == len(_ROWS)

    folder = tmp_path / "名录[2026]"
    folder.mkdir()
    locked = _lock([_parquet(folder / "名录*.parquet", "SELECT '007' AS 编码, 'A' AS 等级")], DUCKDB)
    assert draw_registry(locked, PUBLIC, DESK, open_engine(DUCKDB, folder), suffix=".parquet").count == 1


def test_a_folder_of_parquet_files_is_one_file_of_a_list(tmp_path: Path) -> None:
    folder = tmp_path / "名录[2026].parquet"
    folder.mkdir()
    for code in ("007", "008"):
        _parquet(folder / f"{code}.parquet", f"SELECT '{code}' AS 编码, 'A' AS 等级")
    assert _lock([folder], DUCKDB).row["count"] == 2
    assert [*open_engine(DUCKDB, tmp_path).lines(folder)] == ["007\tA", "008\tA"]


@pytest.mark.parametrize(("second", "found"), [
    (lambda path: _parquet(path, "SELECT 8 AS 编码, 'A' AS 等级"), "D119"),
    (lambda path: _parquet(path, "SELECT '8' AS 编码"), "D118.*等级"),
    (lambda path: path.write_bytes(b"PAR1xxxxPAR1"), "G12"),
    (lambda path: path.mkdir(), "G12"),
], ids=["numbers", "a column less", "no Parquet", "an empty folder"])
def test_every_file_of_a_list_is_looked_at(tmp_path: Path, second: Callable[[Path], object], found: str) -> None:
    files = [_parquet(tmp_path / "a.parquet", "SELECT '007' AS 编码, 'A' AS 等级"), tmp_path / "b.parquet"]
    second(files[1])
    with pytest.raises(UserError, match=f"(?s){found}") as error:
        _lock(files, DUCKDB)
    assert error.value.problems[0].place.file == str(files[1])


def test_a_file_that_is_damaged_inside_is_named(tmp_path: Path) -> None:
    path = _parquet(tmp_path / "a.parquet", "SELECT lpad(i::varchar, 8, '0') AS 编码, 'A' AS 等级 FROM range(5000) t(i)")
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + bytes(500) + whole[600:])
    with pytest.raises(UserError, match="G12"):
        _lock([path], DUCKDB)


@pytest.mark.parametrize("code", [date(2021, 3, 5), True], ids=["a day", "a truth value"])
def test_a_code_that_excel_has_made_something_else_is_none(tmp_path: Path, code: object) -> None:
    book = Workbook()
    for row in [("编码", "等级"), ("1", "A"), (code, "A")]:
        book.active.append(row)
    book.save(tmp_path / "名录.xlsx")
    with pytest.raises(UserError, match=r"D119.*第 3 行"):
        _lock([tmp_path / "名录.xlsx"], MEMORY)


def test_a_workbook_is_one_whatever_its_name_ends_with(tmp_path: Path) -> None:
    book = Workbook()
    for row in [("编码", "等级"), ("007", "A")]:
        book.active.append(row)
    book.save(tmp_path / "名录.et")
    assert _lock([tmp_path / "名录.et"], MEMORY).row["count"] == 1


def test_a_full_disk_is_told_as_one(tmp_path: Path) -> None:
    """DuckDB has an error of its own for it; the others and the command line know the system's."""
    engine = open_engine(DUCKDB, tmp_path)
    source = _parquet(tmp_path / "a.parquet", "SELECT md5(i::varchar).upper() AS 编码, 'A' AS 等级 FROM range(9000) t(i)")
    out = tmp_path / "full.parquet"
    out.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        engine.sort([source], COLUMNS, out)


@pytest.mark.parametrize(("changed", "code"), [({"task": ""}, "G13"), ({"task": "GJ|1"}, "G13"), ({"task": "GJ 1"}, "G13"), ({"ratios": {"A": Fraction(0)}}, "D05")],
                         ids=["no task", "the statement's own sign", "two words", "nobody is drawn"])
def test_what_no_record_could_say_is_not_locked(tmp_path: Path, changed: dict[str, Any], code: str) -> None:
    with pytest.raises(UserError, match=code):
        lock_registry([_file(tmp_path, _PLAIN.encode())], COLUMNS, replace(TERMS, **changed), DESK,
                      (MEMORY, open_engine(MEMORY, tmp_path), tmp_path / "锁定.json"))


@pytest.mark.parametrize("words", [("--ratio", "A=50%"), ("--reserve", "1000000000")], ids=["a group twice", "more reserves than any list has"])
def test_terms_that_cannot_be_meant_are_refused(tmp_path: Path, words: tuple[str, str]) -> None:
    given = ["--group", "等级", "--task", "GJ-1", "--end", "2027-12-31", "--source", "dice", "--witness", "张某", "--ratio", "A=1%", "--ratio", "B=1%", "--ratio", "C=1%"]
    path = _file(tmp_path, _PLAIN.encode())
    assert CliRunner().invoke(cli, ["draw-registry", "lock", str(path), *given, *words, "-o", str(tmp_path / "锁定.json")]).exit_code == 2
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("change", [
    {"log": []}, {"list": {"file": "../../名录.csv", "sha256": ""}}, {"list": {"file": 5, "sha256": 1}}, {"inputs": [{"file": None}]}, {"engine": "foo"}, {"engine": None},
    {"row": {"attempt": "1"}}, {"row": {"attempt": True}},
], ids=["no log", "a file elsewhere", "no name", "no file", "no engine", "nothing as engine", "a text as attempt", "a truth value as attempt"])
def test_a_lock_file_that_was_edited_is_refused_wherever(tmp_path: Path, change: dict[str, Any]) -> None:
    path = _lock([_file(tmp_path, _PLAIN.encode())], MEMORY).path
    facts = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**facts, **change, "row": {**facts["row"], **change.get("row", {})}}), "utf-8")
    with pytest.raises(UserError, match="D117"):
        read_locked(path)


def test_a_lock_file_without_an_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "锁定.json").write_text("[" * 9_000 + "]" * 9_000, "utf-8")
    with pytest.raises(UserError, match="D117"):
        read_locked(tmp_path / "锁定.json")
