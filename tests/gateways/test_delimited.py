"""Text with delimiters: read whole or record by record it says the same, and what cannot be read is refused in the same words."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ssj_xl.gateways.foreign import delimited
from ssj_xl.tables.problems import Place, UserError

CELLS = st.text(st.sampled_from("编码等级鲁é0A9.-,;\t\"' "), max_size=5)
TABLES = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=40))
ENCODINGS = st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"))


def whole(data: bytes, path: Path) -> object:
    """The rows of a text that is read at once, or what is wrong with it."""
    try:
        return [[cell or "" for cell in row] for row in delimited.read(delimited.decoded(data, Place(str(path))), Place(str(path))).rows]
    except UserError as error:
        return str(error)


def by_record(path: Path) -> object:
    """The same of one that is read record by record."""
    try:
        return [*delimited.streamed(path)]
    except UserError as error:
        return str(error)


def both(data: bytes) -> tuple[object, object]:
    """What both say, but for the blanks that make a sheet square."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "名录.csv"
        path.write_bytes(data)
        return _trimmed(whole(data, path)), _trimmed(by_record(path))


def _trimmed(found: object) -> object:
    if not isinstance(found, list):
        return found
    filled = [[*row[: max((place for place, cell in enumerate(row, start=1) if cell), default=0)]] for row in found]
    return [row for row in filled if row]


@given(TABLES, ENCODINGS, st.sampled_from(delimited.DELIMITERS), st.sampled_from(("\n", "\r\n")))
def test_a_list_in_any_encoding_says_the_same_whole_and_record_by_record(table: list[list[str]], encoding: str, delimiter: str, end: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(table)
    rows, found = both(text.getvalue().encode(encoding))
    assert rows == found


@given(st.lists(st.sampled_from((b"A,1\n", "编码,等级\n".encode("gb18030"), "编码,等级\n".encode(), b"\xff\n", b"\xe4\xb8", b"\"x\n")), max_size=8).map(b"".join))
@example(("编码,等级\n" * 30).encode() + b"\xff\n")
@example(b"A,1\nB,\xe4\xb8")
def test_bytes_that_are_no_text_are_refused_in_the_same_words_with_the_same_line(data: bytes) -> None:
    rows, found = both(data)
    assert rows == found


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_the_line_that_cannot_be_read_is_counted_in_characters_not_in_bytes(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "名录.csv"
    path.write_bytes("".join(f"编{number},A\n" for number in range(5)).encode(encoding) + b"\x00\xdc\x00\xdc"[:: 1 if encoding != "utf-16-be" else -1])
    with pytest.raises(UserError) as caught:
        list(delimited.streamed(path))
    assert "第 6 行" in str(caught.value)
