"""What is sent and taken in: a code that is somebody's certificate is masked wherever it stands, so that nothing loses its row."""

from __future__ import annotations

from ssj_xl.domain.submitting import mask_numbers
from ssj_xl.tables.records import REGISTERS
from ssj_xl.tables.registers import INSPECTORS, OBJECTS
from ssj_xl.tables.spec import Column, TableSpec

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
