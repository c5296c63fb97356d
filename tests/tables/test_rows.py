"""The types of the registers' rows say what the declarations say."""

from __future__ import annotations

from ssj_xl.tables.spec import Kind
from tools import rows


def test_the_types_of_rows_are_made_from_the_registers_as_they_are() -> None:
    assert rows.FILE.read_text("utf-8") == rows.stub(), "run python -m tools.rows"


def test_every_column_has_its_key_once() -> None:
    for name, spec in rows.NAMES.items():
        lines = "\n".join(rows._row(name, spec))
        assert [lines.count(f'"{column.key}"') for column in spec.columns] == [1] * len(spec.columns)


def test_every_kind_of_column_is_of_a_known_type() -> None:
    assert set(Kind) - rows._TEXTS - rows._LISTS == {Kind.INT, Kind.RATIO, Kind.DATE}
