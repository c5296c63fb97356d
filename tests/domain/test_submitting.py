"""What is sent and taken in: a code that is somebody's certificate is masked wherever it stands, so that nothing loses its row."""

from __future__ import annotations

import pytest

from ssj_xl.domain.scheme import PRIVATE
from ssj_xl.domain.submitting import NOT_READABLE, mask_numbers, submitted
from ssj_xl.tables.grid import Grid
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.records import DRAWS, LOCKED, REGISTERS, WINNERS
from ssj_xl.tables.registers import INSPECTORS, OBJECTS
from ssj_xl.tables.spec import Column, TableSpec
from ssj_xl.tables.table import Table

PERSON, INSPECTOR = "11399201811000005", "13990600002"


def pointing(to: str) -> list[tuple[TableSpec, Column]]:
    """Columns of other registers that point to one; an employer is no person."""
    return [(spec, column) for spec in REGISTERS for column in spec.columns
            if column.refers == to and spec.name != to.partition(".")[0]]


def row_of(spec: TableSpec, **given: object) -> dict[str, object]:
    return {**{column.key: "" for column in spec.columns}, **given}


def test_whoever_points_to_a_masked_code_points_to_it_still() -> None:
    tables: dict[str, list[dict[str, object]]] = {
        "检查对象": [row_of(OBJECTS, code=PERSON, name="张三", licence=PERSON, object_type="律师")],
        "执法人员": [row_of(INSPECTORS, code=INSPECTOR, name="李四", certificate=INSPECTOR)],
    }
    referring = [*((spec, column, PERSON) for spec, column in pointing("检查对象.code")),
                 *((spec, column, INSPECTOR) for spec, column in pointing("执法人员.code"))]
    for spec, column, code in referring:
        value = (code,) if column.kind.name == "CODES" else code
        tables.setdefault(spec.name, []).append(row_of(spec, **{column.key: value}))
    mask_numbers(tables)
    masked = {PERSON: tables["检查对象"][0]["code"], INSPECTOR: tables["执法人员"][0]["code"]}
    assert not masked.keys() & set(masked.values())
    assert len(referring) >= 4
    for spec, column, code in referring:
        assert any(row[column.key] in (masked[code], (masked[code],)) for row in tables[spec.name]), (spec.name, column.header)


def table(spec: TableSpec, *rows: dict[str, object]) -> Table:
    """A table as it is read, with what is typed into some of its cells."""
    header = tuple(column.header for column in spec.columns)
    return normalise(Grid(spec.name, header, [[row.get(column.key) for column in spec.columns] for row in rows], "台账.xlsx"), spec)  # type: ignore[misc]


def test_a_certificate_that_cannot_be_read_is_not_made_one() -> None:
    typed = table(INSPECTORS, {"code": "R1", "name": "李四", "certificate": 12345678901234567})
    assert [found.code for found in typed.problems if found.params.get("header") == "执法证号"] == ["T04"]

    assert submitted({INSPECTORS.name: typed})[INSPECTORS.name][0]["certificate"] == NOT_READABLE


@pytest.mark.parametrize("attempt", ["一", None, "#N/A"])
@pytest.mark.parametrize("profile", [PRIVATE, "不详"])
def test_a_round_that_cannot_be_read_stops_nothing_and_gives_no_pseudonym_away(attempt: object, profile: str) -> None:
    rows = [{"task": "T", "attempt": one, "object": f"A{n}", "pid": f"p{n}", "state": "抽中"} for n, one in enumerate((attempt, 2, 10))]
    draws = ({"task": "T", "attempt": 2, "profile": profile}, {"task": "T", "attempt": 10, "profile": "公开"})

    sent = submitted({DRAWS.name: table(DRAWS, *draws), LOCKED.name: table(LOCKED, *rows), WINNERS.name: table(WINNERS, *rows)})

    assert [row["object"] for row in sent[LOCKED.name]] == ["p1", "A2", "p0"]
    assert [row["object"] for row in sent[WINNERS.name]] == ["A2", "A1", "A0"]
