"""Registers as DataFrames and DataFrames as rows.  pandas is loaded by whoever calls, on first use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from ssj_xl.domain.formulas import arguments
from ssj_xl.domain.period import ON_THE_LIST
from ssj_xl.tables.cells import cell_text
from ssj_xl.tables.grid import Grid, Raw
from ssj_xl.tables.headers import Titles, titles_of
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.problems import Place, Problem, UserError, as_lines, block, fail, problem
from ssj_xl.tables.spec import Column, Kind, TableSpec

if TYPE_CHECKING:
    from pandas import DataFrame

Day: TypeAlias = date | str
"""A day as it is handed over: also a datetime, a Timestamp, or text as people write it, "2021-03-21"."""

_DTYPES = {Kind.DATE: "datetime64[s]", Kind.INT: "Int64"}


class Problems(tuple[Problem, ...]):
    """Problems in the order of the sheets.  `print` shows a Chinese line each, with its cell, cause and remedy; one for all that are alike."""

    __slots__ = ()

    @property
    def errors(self) -> Problems:
        """Those that block; the others are warnings."""
        return Problems(found for found in self if found.severity == "error")

    @property
    def df(self) -> DataFrame:
        """The same as a DataFrame: 级别, 代码, 工作表, 单元格, 问题, 办法."""
        import pandas

        rows = [(p.level, p.code, p.place.sheet, p.place.cell, p.text, p.remedy) for p in self]
        return pandas.DataFrame(rows, columns=["级别", "代码", "工作表", "单元格", "问题", "办法"])

    def __str__(self) -> str:
        return as_lines(self) or "没有问题。"

    __repr__ = __str__


@cache
def result_class() -> Any:
    """The class of DataFrames that tell more than their cells (`Result`).  It needs pandas."""
    import pandas

    class Result(pandas.DataFrame):  # type: ignore[misc]
        """A DataFrame with what belongs to it.

        record: the record of a draw in the keys of SSJ-1 (§11), None where there is none; problems: what staff should
        look at; files: what was written.
        """

        _metadata: ClassVar[list[str]] = ["record", "problems", "files"]
        record: Mapping[str, Any] | None = None
        problems: Problems = Problems()
        files: tuple[Any, ...] = ()

        @property
        def _constructor(self) -> Any:
            return Result

        @property
        def winners(self) -> DataFrame:
            """The rows that were drawn and are still to be visited, in the order of the list."""
            return self[self["状态"].isin(ON_THE_LIST)]

    Result.__module__, Result.__qualname__ = __name__, "Result"
    return Result


def __getattr__(name: str) -> Any:
    if name == "Result":
        return result_class()
    raise AttributeError(name)


def result(rows: Any, *, columns: Sequence[str] | None = None, record: Mapping[str, Any] | None = None,
           problems: Iterable[Problem] = (), files: Iterable[Any] = ()) -> DataFrame:
    """A `Result` of these rows."""
    found = result_class()(rows, columns=columns)
    found.record, found.problems, found.files = record, Problems(problems), tuple(files)
    return found


@dataclass(frozen=True)
class Look:
    """How a register is shown.  english: keys instead of Chinese headers; floats: ratios as float instead of Fraction."""

    english: bool = False
    floats: bool = False


def register_frame(rows: Iterable[Mapping[str, Any]], spec: TableSpec, look: Look = Look()) -> DataFrame:
    """Rows by key as a DataFrame: codes and choices text ('' blank), days datetime64, whole numbers Int64 (blank NA), lists joined by 、."""
    import pandas

    listed = list(rows)
    columns = {column.key if look.english else column.header: _series(listed, column, look) for column in spec.columns}
    return pandas.DataFrame(columns)


def _series(rows: Sequence[Mapping[str, Any]], column: Column, look: Look) -> Any:
    import pandas

    values = [cell_text(row.get(column.key)) for row in rows]
    if column.kind is Kind.RATIO and look.floats:
        return pandas.Series([None if value is None else float(value) for value in values], dtype="float64")
    return pandas.Series(values, dtype=_DTYPES.get(column.kind, "object"))


def table_of(data: Any) -> tuple[list[str], list[list[Raw]]]:
    """Header and plain cells of a DataFrame, a Series, a mapping of columns, or a list of mappings.  Raises UserError E05."""
    import pandas

    if isinstance(data, pandas.Series):
        data = data.to_frame().T if data.index.inferred_type == "string" else data.to_frame()
    if not isinstance(data, pandas.DataFrame):
        if isinstance(data, str) or not isinstance(data, Mapping | Sequence) or (
                isinstance(data, Sequence) and not all(isinstance(row, Mapping) for row in data)):
            raise fail("E05", value=type(data).__name__)
        try:
            data = pandas.DataFrame(data)
        except ValueError as error:
            raise fail("E05", value=str(error)) from None
    return [str(title) for title in data.columns], [[plain(cell) for cell in row] for row in data.astype(object).itertuples(index=False)]


def plain(value: Any) -> Raw:
    """A cell of pandas or numpy as one of a workbook; what pandas calls missing is blank."""
    import pandas

    if value is None or (pandas.api.types.is_scalar(value) and pandas.isna(value)):
        return None
    if isinstance(value, tuple | list | set | frozenset):
        return "、".join(map(str, value))
    if isinstance(value, pandas.Timestamp):
        value = value.to_pydatetime(warn=False)
    if isinstance(value, datetime):
        return value.date() if value.time() == datetime.min.time() else value.replace(tzinfo=None)
    if isinstance(value, date | str | bool | int | float | Fraction):
        return value  # type: ignore[return-value]
    return value.item() if hasattr(value, "item") else str(value)


def read_day(value: Day | None, name: str) -> date | None:
    """An argument that is a day; None where it is left out.  name: how it is called.  Raises UserError T05, T16."""
    return None if value is None else arguments.day(plain(value), name)


def read_paths(source: Any, code: str) -> list[Path]:
    """One path, or several.  Raises UserError `code` for what is none."""
    if isinstance(source, str | Path) and str(source):
        return [Path(source)]
    listed = list(source) if isinstance(source, Iterable) and not isinstance(source, str) and not hasattr(source, "columns") else []
    if not listed or not all(isinstance(path, str | Path) and str(path) for path in listed):
        raise fail(code, value=type(source).__name__ if listed or not isinstance(source, str | list) else "空")
    return [Path(path) for path in listed]


def month_text(month: Any) -> str:
    """A month as the acts take it: "2021-03", of a date the month it is in."""
    return f"{month:%Y-%m}" if isinstance(month, date) else str(month)


def percent(value: Any) -> Any:
    """A share as a cell has it: 3%.  In a frame a number is nothing else, so that 1.0 is 100 %; text as it is."""
    is_number = isinstance(value, int | float | Fraction) and not isinstance(value, bool)
    return f"{float(100 * value):.12g}%" if is_number else value


def rows_of(data: Any, spec: TableSpec, *, others: bool = False, whole: bool = False) -> list[dict[str, Any]]:
    """A DataFrame as rows of a register by key: only the columns that it has, each cell read as a cell of a workbook.

    Columns may have the Chinese header, an alias or the English key; others: there may be more; whole: what
    the register requires must be there.  Raises UserError E04 for every column that the
    register does not have, and what is wrong with cells; rows count from 1.
    """
    if getattr(getattr(data, "index", None), "name", None) and hasattr(data, "reset_index"):
        data = data.reset_index()
    header, cells = table_of(data)
    header = [spec.by_key[title].header if title in spec.by_key else title for title in header]
    titles = titles_of(spec)
    known = {english: "、".join(key if english else spec.header(key) for key in spec.by_key) for english in (True, False)}
    block(() if others else [problem("E04", table=spec.name, value=title, near=_near(_nearest(title, titles, spec)), known=known[title.isascii()])
           for title in header if titles.column(title) is None])
    ratios = {at for at, title in enumerate(header) if (column := titles.column(title)) and column.kind is Kind.RATIO}
    given = [[percent(cell) if at in ratios else cell for at, cell in enumerate(row)] for row in cells]
    read = normalise(Grid(spec.name, tuple(header), given, sheet="DataFrame", top=1), spec)
    passed = {"T20", "F41", "F44", *(() if whole else ("T01",)), *(("T03",) if others else ())}
    found = [one for one in read.problems if one.severity == "error" and one.code not in passed]
    if found:
        raise UserError([replace(one, place=_row_of(one.place)) for one in found])
    return [{key: row[key] for key in read.columns} for row in read]


def _row_of(place: Place) -> Place:
    """A cell of a frame by its row; a frame has no letters."""
    return Place(sheet="DataFrame", cell=f"第{place.row}行" if place.row else "")


def _nearest(title: str, titles: Titles, spec: TableSpec) -> str:
    return titles.nearest(title) if not title.isascii() else next(iter(get_close_matches(title, spec.by_key, 1)), "")


def near_of(name: str, known: Iterable[str]) -> str:
    """Which of these a name is most like, as a question; '' for none."""
    return _near(next(iter(get_close_matches(name, list(known), 1)), ""))


def _near(title: str) -> str:
    return f"，像“{title}”（did you mean “{title}”?）" if title else ""
