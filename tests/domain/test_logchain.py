"""The chained log: whatever is changed, removed or put in shows."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.logchain import GENESIS, Break, contains, digest, head, next_entry, plain, verify
from ssj_xl.tables.grid import Grid
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.records import LOG

Rows = list[dict[str, Any]]
texts = st.text(max_size=20) | st.text(" \t\n(),（）é\u0301律师\u200b", max_size=12)


def chain(count: int, *summaries: str) -> Rows:
    rows: Rows = []
    for number in range(count):
        summary = summaries[number] if number < len(summaries) else f"第{number + 1}件事"
        rows.append(next_entry(rows, at=f"2021-03-{number + 1:02} 09:00:00", act="登记", who="张三", summary=summary))
    return rows


def breaks(rows: Rows) -> list[tuple[str, Break]]:
    return [(row["number"], kind) for row, kind in verify(rows)]


def test_the_first_fingerprint_is_what_the_specification_says() -> None:
    entry = next_entry([], at="2021-03-01 09:00:00", act="锁定", who="张三", summary="名录(140)\t家", content="ab")
    text = "\t".join(("1", "2021-03-01 09:00:00", "锁定", "张三", "名录（140） 家", "ab", "0" * 64))
    assert entry["digest"] == hashlib.sha256(text.encode()).hexdigest()
    assert entry["previous"] == GENESIS


def test_an_untouched_chain_holds_and_so_does_an_empty_one() -> None:
    assert verify([]) == []
    assert verify(chain(5)) == []
    assert head([]) == GENESIS
    assert head(chain(3)) == chain(3)[-1]["digest"]


@pytest.mark.parametrize("key", ["at", "act", "who", "summary", "content"])
def test_a_changed_field_shows_at_its_row(key: str) -> None:
    rows = chain(4)
    rows[1][key] += "改"
    assert breaks(rows) == [("2", Break.CHANGED)]


def test_a_row_written_anew_with_its_fingerprint_shows_at_the_next() -> None:
    rows = chain(4)
    rows[1]["summary"] = "别的事"
    rows[1]["digest"] = digest(rows[1])
    assert breaks(rows) == [("3", Break.RELINKED)]


def test_a_removed_row_shows_where_it_is_missing() -> None:
    rows = chain(5)
    del rows[2]
    assert breaks(rows) == [("4", Break.REMOVED)]
    assert breaks(chain(3)[1:]) == [("2", Break.REMOVED)]


def test_a_row_put_in_between_shows() -> None:
    rows = chain(4)
    rows.insert(2, next_entry(rows[:1], at="2021-03-09 09:00:00", act="登记", who="李四", summary="插入"))
    assert breaks(rows) == [("2", Break.INSERTED)]


def test_a_row_without_a_number_does_not_belong_there() -> None:
    rows = chain(2)
    rows.append({**rows[0], "number": "甲"})
    assert breaks(rows) == [("甲", Break.INSERTED)]


def test_rows_that_staff_sorted_otherwise_are_still_a_chain() -> None:
    assert verify(list(reversed(chain(12)))) == []
    rows = chain(12)
    assert next_entry(rows[::-1], at="", act="x", who="", summary="")["previous"] == rows[-1]["digest"]


def test_a_chain_cut_at_its_end_shows_only_against_an_anchor() -> None:
    rows = chain(5)
    noted = rows[4]["digest"]
    assert verify(rows[:4]) == []
    assert contains(rows, noted)
    assert not contains(rows[:4], noted)
    assert contains([], GENESIS)


@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=6))
def test_whatever_is_written_survives_the_workbook(fields: list[tuple[str, str, str]]) -> None:
    """Reading a cell back (blanks, brackets, control characters) never breaks a chain."""
    rows: Rows = []
    for act, who, summary in fields:
        rows.append(next_entry(rows, at="2021-03-01 09:00:00", act=act, who=who, summary=summary))
    raw = [tuple(row[column.key] or None for column in LOG.columns) for row in rows]
    read = normalise(Grid(LOG.name, tuple(column.header for column in LOG.columns), raw), LOG)
    assert verify(read) == []
    assert [dict(row) for row in read] == rows


@given(st.integers(2, 8), st.data())
def test_no_single_row_can_be_touched_unseen(count: int, data: st.DataObject) -> None:
    rows = chain(count)
    place = data.draw(st.integers(0, count - 2))  # all but the last, which only an anchor protects
    act = data.draw(st.sampled_from(["remove", "rewrite", "swap"]))
    if act == "remove":
        del rows[place]
    elif act == "rewrite":
        rows[place]["who"] = "王五"
        rows[place]["digest"] = digest(rows[place])
    else:
        rows[place]["number"], rows[place + 1]["number"] = rows[place + 1]["number"], rows[place]["number"]
    assert verify(rows)


@given(texts)
def test_a_plain_field_stays_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert not set("\t\r\n") & set(plain(text))
