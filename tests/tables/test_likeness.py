"""Titles and words that are like ours: each is told once, leads where it says, and no two lists of words contradict each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import ssj_xl
from ssj_xl.domain import codes
from ssj_xl.tables import likeness
from ssj_xl.tables.defaults import code_rows
from ssj_xl.tables.likeness import LIKE_TITLES, LikeTitles, propose_word
from ssj_xl.tables.records import IMPORTED
from ssj_xl.tables.spec import Column, TableSpec

DATA = Path(ssj_xl.__file__).parent / "data"
SPECS = {spec.name: spec for spec in IMPORTED}


def column_of(spec: TableSpec, title: str) -> str:
    """The register's title for another one; '' for one that is like none."""
    found = LikeTitles(spec, {}).column(title)
    return found.header if found else ""


@pytest.mark.parametrize("table", LIKE_TITLES)
def test_a_title_is_declared_where_no_alias_and_no_rule_leads_to_its_column(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spec, declared = SPECS[table], LIKE_TITLES[table]
    for own, titles in declared["列"].items():
        for title in titles:
            assert column_of(spec, title) == own
            fewer = {**declared, "列": {**declared["列"], own: [one for one in titles if one != title]}}
            with monkeypatch.context() as patch:
                patch.setattr(likeness, "LIKE_TITLES", {table: fewer})
                assert column_of(spec, title) != own, title


def allowed(column: Column) -> tuple[str, ...]:
    """What a column of a new workbook may hold."""
    return codes.names([row._asdict() for row in code_rows()], column.choices) if isinstance(column.choices, str) else column.choices


def test_a_word_stands_for_one_that_a_new_workbook_has_and_means_the_same_in_a_platform_export() -> None:
    words = json.loads((DATA / "likeness.json").read_text(encoding="utf-8"))["用语"]
    platform = json.loads((DATA / "platform" / "general.json").read_text(encoding="utf-8"))["结果对照"]

    for header, meant in words.items():
        lists = [allowed(spec.by_title[header]) for spec in SPECS.values() if header in spec.by_title and spec.by_title[header].choices]
        assert any({*meant.values()} <= {*names} for names in lists), header
        names = next(names for names in lists if {*meant.values()} <= {*names})
        assert {word: propose_word(header, word, names) for word in meant} == meant
        both = meant.keys() & platform.get(header, {}).keys()
        assert {word: meant[word] for word in both} == {word: platform[header][word] for word in both}
