"""Random work on a closed file, compared with the memory gateway as the model."""

from __future__ import annotations

import io
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssj_xl.gateways.contract import Gateway
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.office.formats import Percent
from tests.gateways import workbooks

TABLES = {"检查对象": ("编码", "名称", "等级日期"), "执法人员": ("甲", "乙")}
Step = tuple[str, str, Any]
NAMES = {"年度": 2021, "单位名称": None}

_characters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
_texts = st.text(_characters | st.sampled_from("\n\t ="), max_size=12) | st.sampled_from(
    ["_x0041_", "_x000D_x", "=A1", "+1", "'", "<a/>", "&amp;", "#N/A", " x ", "TRUE", "1.50"])
_values = st.one_of(
    st.none(),
    _texts,
    st.booleans(),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 1, 1), date(9999, 12, 31)),
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31, 23, 59, 59)).map(lambda d: d.replace(microsecond=0)),
    st.floats(0, 1).map(Percent),
)


def _row(header: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(header), _values)


_tables = st.sampled_from(sorted(TABLES))
_steps = st.one_of(
    _tables.flatmap(lambda t: st.tuples(st.just("append"), st.just(t), st.lists(_row(TABLES[t]), max_size=4))),
    _tables.flatmap(
        lambda t: st.tuples(st.just("replace"), st.just(t), st.tuples(st.integers(0, 99), _row(TABLES[t])))),
    st.tuples(st.just("put"), st.sampled_from(sorted(NAMES)), _values),
    st.tuples(st.just("commit"), st.just(""), st.none()),
)
_start = st.fixed_dictionaries({
    name: st.tuples(st.just(header), st.lists(st.tuples(*[_texts.map(lambda t: t or None)] * len(header)), max_size=4))
    for name, header in TABLES.items()
})


def _do(gateway: Gateway, step: Step) -> None:
    act, name, given_ = step
    if act == "append":
        gateway.append(name, given_)
    elif act == "replace":
        count = len(gateway.table(name).rows)
        if count:
            gateway.replace(name, {given_[0] % count: given_[1]})
    elif act == "put":
        gateway.put(name, given_)
    else:
        gateway.commit()


def _seen(gateway: Gateway) -> Any:
    grids = [gateway.table(name) for name in TABLES]
    while_blank = [[list(row) for row in grid.rows] for grid in grids]
    for rows in while_blank:
        while rows and not any(cell is not None for cell in rows[-1]):
            rows.pop()
    return while_blank, dict(gateway.names())


@settings(max_examples=50)
@given(_start, st.lists(_steps, max_size=8))
@pytest.mark.long
def test_a_file_behaves_as_the_model_does(tables: dict[str, workbooks.Table], steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "主台账.xlsx"
        path.write_bytes(workbooks.plain(tables, NAMES))
        file, model = open_gateway(path), MemoryGateway(tables, NAMES)
        for step in steps:
            _do(file, step)
            _do(model, step)
            assert _seen(file) == _seen(model)
        file.commit()
        saved = open_gateway(path)
        assert _seen(saved) == _seen(model)
        for name in TABLES:
            _check_percents(saved, model, name)
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
        assert {table.ref.partition(":")[0] for sheet in book for table in sheet.tables.values()} == {"A1"}


def _check_percents(saved: Gateway, model: Gateway, name: str) -> None:
    mine, theirs = saved.table(name), model.table(name)
    for row, cells in enumerate(theirs.rows):
        for column, value in enumerate(cells):
            if isinstance(value, Percent):
                assert mine.is_percent(row, column)
