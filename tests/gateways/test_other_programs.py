"""Masters as other programs save them: the same registers and parameters, or a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records
from ssj_xl.tables.problems import UserError
from tests.bureau import TASK, Bureau, chain_is_whole, desk, matched, opened, refused, rows
from tests.gateways.savers import HABITS, habit, unpacked
from tests.verify_cases import make_office

# What these lose cannot be put back by reading; they are refused in a sentence.
REFUSED = {"strict": "F23"}
# Without formats a cell that holds 100 % holds a bare 1, which nobody can tell from 1 %.
UNFORMATTED = {"unstyled"}
READ = sorted(HABITS.keys() - REFUSED.keys() - UNFORMATTED)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A master with two draws in it."""
    return make_office(tmp_path_factory.mktemp("处")).read_bytes()


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A master before its first draw."""
    return Bureau().file(tmp_path_factory.mktemp("处")).read_bytes()


@pytest.fixture(scope="module")
def read(drawn: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All that the program knows of the first, as it was made."""
    path = tmp_path_factory.mktemp("原本") / "主台账.xlsx"
    path.write_bytes(drawn)
    return content(path)


@pytest.fixture(scope="module")
def teams(registered: bytes, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    """Winners and teams of a draw in the second, as it was made."""
    path = tmp_path_factory.mktemp("原本") / "主台账.xlsx"
    path.write_bytes(registered)
    return _winners(path)


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[bytes, str], Path]:
    """A file as a program with some habit saves it."""

    def save(data: bytes, name: str) -> Path:
        path = tmp_path / "主台账.xlsx"
        path.write_bytes(habit(data, HABITS[name]))
        return path

    return save


def content(path: Path) -> dict[str, Any]:
    """All that the program knows of a workbook: every row of every register, and the parameters."""
    book = Book(open_gateway(path))
    found, missing = book.read_all(records.REGISTERS)
    assert missing == []
    return {"参数": book.settings()[0]} | {name: [dict(row) for row in table] for name, table in found.items()}


@pytest.mark.parametrize("name", READ)
@pytest.mark.long(but=1)
def test_every_row_and_parameter_is_read_as_in_the_original(name: str, drawn: bytes, read: dict[str, Any],
                                                            saved: Callable[[bytes, str], Path]) -> None:
    assert content(saved(drawn, name)) == read


@pytest.mark.parametrize("name", READ)
@pytest.mark.long
def test_a_draw_in_it_gives_the_same_winners_and_teams(name: str, registered: bytes, teams: list[tuple[Any, ...]],
                                                       saved: Callable[[bytes, str], Path]) -> None:
    assert _winners(saved(registered, name)) == teams


def _winners(path: Path) -> list[tuple[Any, ...]]:
    with opened(path, desk(9)) as book:
        matched(book)
    book = Book(open_gateway(path))
    assert chain_is_whole(book)
    return [(row["object"], row["state"], row["members"]) for row in rows(book, records.WINNERS, task=TASK)]


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_cannot_be_taken_is_refused_with_what_to_do(name: str, drawn: bytes,
                                                         saved: Callable[[bytes, str], Path]) -> None:
    with refused(REFUSED[name]) as caught:
        open_gateway(saved(drawn, name))
    assert "另存为" in str(caught.value)


@pytest.mark.parametrize("name", sorted(UNFORMATTED))
def test_a_percentage_without_its_format_is_no_guess(name: str, registered: bytes, saved: Callable[[bytes, str], Path]) -> None:
    with opened(saved(registered, name), desk(9)) as book, refused("T09") as caught:
        matched(book)
    assert "100%" in str(caught.value)


@pytest.mark.parametrize("name", ["no_names", "names_lost_their_sheet", "blanks_and_no_tables"])
def test_lost_names_of_parameters_are_said(name: str, drawn: bytes, saved: Callable[[bytes, str], Path]) -> None:
    _, problems = Book(open_gateway(saved(drawn, name))).settings()

    assert [(found.code, found.severity) for found in problems] == [("F50", "warning")]
    assert "单位名称" in str(problems[0])


def test_a_parameter_whose_name_is_gone_keeps_its_value(registered: bytes, tmp_path: Path) -> None:
    path = Bureau(settings={**Bureau().settings, "rest_months": 6, "yearly_floor": 0.05}).file(tmp_path)
    before = Book(open_gateway(path)).settings()[0]
    path.write_bytes(habit(path.read_bytes(), HABITS["no_names"]))

    assert Book(open_gateway(path)).settings()[0] == before
    assert before.rest_months == 6


@pytest.mark.long
def test_a_header_that_a_program_forgot_is_declared_again_by_the_next_write(registered: bytes,
                                                                            saved: Callable[[bytes, str], Path]) -> None:
    path = saved(registered, "headless_tables")
    before = unpacked(path.read_bytes())
    content(path)
    assert unpacked(path.read_bytes()) == before

    with opened(path, desk(9)) as book:
        matched(book)

    tables = [part for name, part in unpacked(path.read_bytes()).items() if name.startswith("xl/tables/")]
    assert not any(b"headerRowCount" in part for part in tables if b"<calculatedColumnFormula" in part or "抽取".encode() in part)


def test_a_sheet_of_the_users_own_that_cannot_be_read_bars_nobody(drawn: bytes, read: dict[str, Any], tmp_path: Path) -> None:
    """Excel merges whole columns; the reader library gives such a sheet up."""
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(habit(drawn, HABITS["an_advertisement"]))
    path.write_bytes(habit(path.read_bytes(), _merge_columns))

    assert content(path) == read
    assert open_gateway(path).table("Evaluation Warning").header


def _merge_columns(parts: dict[str, bytes]) -> None:
    (name,) = [part for part, text in parts.items() if b"Evaluation Only" in text]
    row = b'<row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c><c r="B2" t="inlineStr"><is><t>b</t></is></c></row>'
    parts[name] = parts[name].replace(b"</sheetData>", row + b'</sheetData><mergeCells count="1"><mergeCell ref="C:D"/></mergeCells>')


def test_what_power_query_keeps_in_utf_16_is_none_of_our_business(drawn: bytes, read: dict[str, Any], tmp_path: Path) -> None:
    def mash(parts: dict[str, bytes]) -> None:
        parts["customXml/item1.xml"] = '<?xml version="1.0" encoding="utf-16"?><DataMashup/>'.encode("utf-16")

    path = tmp_path / "主台账.xlsx"
    path.write_bytes(habit(drawn, mash))

    assert content(path) == read


def test_a_part_that_is_read_must_be_in_utf_8(drawn: bytes, tmp_path: Path) -> None:
    def turn(parts: dict[str, bytes]) -> None:
        text = parts["xl/sharedStrings.xml"].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
        parts["xl/sharedStrings.xml"] = text.encode("utf-16")

    path = tmp_path / "主台账.xlsx"
    path.write_bytes(habit(drawn, turn))

    with refused("F02"):
        open_gateway(path)


def test_texts_that_a_program_forgot_to_save_are_never_blanks(drawn: bytes, tmp_path: Path) -> None:
    def forget(parts: dict[str, bytes]) -> None:
        del parts["xl/sharedStrings.xml"]

    path = tmp_path / "主台账.xlsx"
    path.write_bytes(habit(drawn, forget))

    with pytest.raises(UserError):
        content(path)
