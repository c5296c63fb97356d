"""`ssj_xl.open`: a master workbook with its registers, tasks, form and deadlines, wherever it lives."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ssj_xl.entry import session
from ssj_xl.entry.library.doors import Door, door_of, settings_of
from ssj_xl.entry.library.frames import Day, Look, Problems, near_of, read_day, register_frame, result, rows_of
from ssj_xl.gateways import book as inner
from ssj_xl.tables.cells import as_text
from ssj_xl.tables.consolidated import OWN_SHEETS, with_source
from ssj_xl.tables.problems import Place, UserError, fail, problem
from ssj_xl.tables.records import BY_NAME
from ssj_xl.tables.settings import SETTINGS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.registers import check as check_act

if TYPE_CHECKING:
    from pandas import DataFrame

    from ssj_xl.entry.library.papers import Form
    from ssj_xl.entry.library.tasks import Task

EDIT = "登记"
BY_PROGRAM = "程序"
"""Who writes the registers that are evidence."""


def open(source: Any, *, operator: str = "") -> Book:
    """Open a master workbook (or a consolidated one, to read).

    source: the path of a .xlsx or .xlsm; an `xlwings.Book`; an `openpyxl.Workbook`, of which the caller saves what acts
        change; or a dict of DataFrames by table name, 参数 among them as a dict: {"检查对象": df, "参数": {"单位名称": "…"}}.
    operator: who acts, for the log; by itself the task's 操作人, else the user of this computer.

    Raises UserError F01–F08 for a file that cannot be read, E20, E21 for another source or table, E34 for a workbook
    without registers.

    >>> import ssj_xl
    >>> book = ssj_xl.open(MASTER)
    >>> book["检查对象"].df["信用风险等级"].value_counts().sort_index().to_dict()
    {'': 2002, 'A': 84, 'B': 41, 'C': 12, 'D': 4}
    """
    book = Book(door_of(source), operator=operator)
    if not book.tables:
        raise fail("E34", Place(book.path))
    return book


class Book:
    """A master workbook.  `book["检查对象"]` is a register.

    Every edit of a register is saved at once, every act too; in a `with` block the edits are saved together at its
    end, and not at all where it fails.  An act inside of the block (lock, draw …) saves what was edited before it.
    """

    def __init__(self, door: Door, *, operator: str = "") -> None:
        self._door, self._operator = door, operator
        self._held: inner.Book | None = None
        self._stack: contextlib.ExitStack | None = None

    # --- registers -----------------------------------------------------------------------------------------

    @property
    def path(self) -> str:
        """Where it lives; '' for one in memory."""
        return self._read.path

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of its registers, in their order."""
        return tuple(name for name in self._read.gateway.tables() if name in _KNOWN)

    def __getitem__(self, name: str) -> Register:
        spec = _KNOWN.get(name) if isinstance(name, str) else None
        if spec is None or not self._read.has(spec):
            raise fail("E21", value=name, tables="、".join(self.tables), near=near_of(str(name), self.tables))
        return Register(self, spec)

    def __iter__(self) -> Iterator[str]:
        """The names of its registers."""
        return iter(self.tables)

    @property
    def settings(self) -> dict[str, Any]:
        """参数 by name, with the defaults of those that are blank: dates as date, ratios as Fraction."""
        values, _ = self._read.settings()
        return {setting.column.header: getattr(values, setting.column.key) for setting in SETTINGS}

    def set(self, **values: Any) -> None:
        """Fill 参数: book.set(单位名称="云州市司法局", 年度=2021).  Raises UserError E21 for a name that
        there is not, T07 and others for what is no value of it; nothing is written then."""
        with self._editing() as book:
            names = book.gateway.names()
            for column, value in settings_of(values):
                book.put(next((title for title in column.accepted if title in names), column.header), value)

    def check(self, today: Day | None = None) -> Problems:
        """Every problem of the registers and of 三无, errors and warnings, in the order of the sheets; nothing is written.

        >>> import ssj_xl
        >>> ssj_xl.open(MASTER).check().errors
        没有问题。
        """
        return Problems(check_act.check(self._read, read_day(today, "today") or session.desk().today).problems)

    # --- acts ----------------------------------------------------------------------------------------------

    def task(self, code: str) -> Task:
        """A task by its 任务编号.  Raises UserError D01, D30 when it is asked for something and there is none."""
        from ssj_xl.entry.library.tasks import Task

        return Task(self, code)

    def confirm_tiers(self) -> str:
        """Take the tiers that a new workbook comes with (an example) for the unit's own; returns the sentence of the log.

        The first lock waits for it.  Raises UserError D97 where no tier is an example.
        """
        from ssj_xl.workflows.registers import tiers

        with self._acting(tiers.ACT, "") as (book, desk):
            return tiers.confirm_tiers(book, desk)

    def report(self, month: str, out: str | Path | None = None, *, template: str | Path | None = None,
               filled_on: Day | None = None) -> Form:
        """The official monthly form, filled.

        month: "2021-03".  out: the file (.xlsx or .docx) to write at once, with …-追溯.xlsx beside it; else `.save(path)`.
        template: the bureau's own form.  filled_on: 填表时间, today by default; what is dated later is not counted.
        Raises UserError with everything that would make a figure wrong.

        >>> import ssj_xl, datetime
        >>> form = ssj_xl.open(MASTER).report("2021-03", filled_on=datetime.date(2021, 3, 21))
        >>> form.df[["栏目", "单元格"]].values.tolist()[0]
        ['本月召开会议部署随机抽查工作情况', '月报表!C4']
        """
        from ssj_xl.entry.library.papers import report

        made = report(self._read, month, out=out, template=template, filled_on=filled_on)
        if out is not None:
            made.save(out)
        return made

    def due(self, today: Day | None = None, *, everything: bool = False) -> DataFrame:
        """What is due or overdue: 状态, 事项, 对象, 处室, 期限, 剩余工作日, 位置, 说明.

        today: 查看日 of 参数, else today.  everything: with what is done and what has time.

        >>> import ssj_xl, datetime
        >>> ssj_xl.open(MASTER).due(datetime.date(2021, 4, 1))["状态"].unique().tolist()
        ['已逾期', '即将到期']
        """
        from ssj_xl.workflows import deadlines as due_act

        found = due_act.due(self._read, read_day(today, "today") or session.desk().today, asked=today is not None)
        rows = [(line.due.state, line.due.rule.title, line.due.subject, line.due.division, line.when, line.due.left, line.place, line.note)
                for line in found.listed(everything=everything)]
        return result(rows, columns=["状态", "事项", "对象", "处室", "期限", "剩余工作日", "位置", "说明"], problems=found.problems)

    def save(self, path: str | Path) -> Path:
        """Put the registers into a file: a new master workbook, or in place into one that is there.

        There, rows with the same key get the values of this book, others are added, none is deleted; whatever else the
        file has stays byte for byte.
        """
        from ssj_xl.entry.library.saving import save

        return save(self._read, Path(path), desk=self._desk())

    # --- with book: ----------------------------------------------------------------------------------------

    def __enter__(self) -> Book:
        with contextlib.ExitStack() as stack:
            self._held = stack.enter_context(self._door.writing(EDIT, self._desk()))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        held, stack, self._held, self._stack = self._held, self._stack, None, None
        if held is None or stack is None:
            return
        if error is not None:
            stack.__exit__(kind, error, trace)
            return
        with stack:
            held.commit()

    @property
    def _read(self) -> inner.Book:
        return self._held or self._door.reading()

    def _desk(self) -> Desk:
        return session.desk(self._operator)

    @contextlib.contextmanager
    def _editing(self) -> Iterator[inner.Book]:
        """The book for an edit: that of the `with` block, else saved at the end."""
        if self._held is not None:
            yield self._held
            return
        with self._door.writing(EDIT, self._desk()) as book:
            yield book
            book.commit()

    @contextlib.contextmanager
    def _acting(self, act: str, task: str) -> Iterator[tuple[inner.Book, Desk]]:
        """The book for an act, which saves itself."""
        desk = self._desk()
        with contextlib.nullcontext(self._held) if self._held is not None else self._door.writing(act, desk) as book:
            yield book, session.signed(desk, book, task, self._operator)

    def __repr__(self) -> str:
        return f"<ssj_xl.Book {self.path or '（内存中）'}>"


_KNOWN: Mapping[str, TableSpec] = {spec.name: spec for spec in (*BY_NAME.values(), *OWN_SHEETS) if not spec.hidden}


class Register:
    """One register of a book.  `.df` is its DataFrame; `append` and `update` write into it."""

    def __init__(self, book: Book, spec: TableSpec) -> None:
        self._book, self._spec = book, spec

    @property
    def df(self) -> DataFrame:
        """Its rows under their Chinese headers; see `to_df`."""
        return self.to_df()

    def to_df(self, *, english: bool = False, floats: bool = False) -> DataFrame:
        """Its rows: codes and choices as text ("" blank), dates datetime64, whole numbers Int64, lists joined by 、.

        english: keys ("code", "tier") instead of Chinese headers.  floats: ratios as float instead of Fraction.

        >>> import ssj_xl
        >>> ssj_xl.open(MASTER)["风险等级"].to_df(english=True, floats=True)[["tier", "ratio"]].values.tolist()[:4]
        [['A', 0.03], ['B', 0.05], ['C', 0.2], ['D', 1.0]]
        """
        book = self._book._read
        spec = with_source(self._spec) if book.consolidated else self._spec
        return register_frame(book.read(self._spec), spec, Look(english, floats))

    @property
    def columns(self) -> dict[str, str]:
        """English key → Chinese header."""
        return {column.key: column.header for column in self._spec.columns}

    @property
    def problems(self) -> Problems:
        """What is wrong with this register: those of `Book.check` that stand on its sheet."""
        return Problems(found for found in self._book.check() if found.place.sheet == self._spec.name)

    def append(self, df: Any) -> int:
        """Add rows; returns how many.  Columns: Chinese headers, aliases or English keys; those not given stay blank, if they may.

        df: a DataFrame, a list of dicts, or a dict of columns.  Raises UserError E04 for an unknown column, E22 for a key
        that the register has already, E32 for a register that
        acts write, what is wrong with cells, and what is required and missing (T01, T03, T05, T08, T13 …); nothing is written then.
        """
        self._refuse_evidence()
        rows = rows_of(df, self._spec, whole=True)
        with self._book._editing() as book:
            self._refuse_known(book, rows)
            book.append(self._spec, rows)
        return len(rows)

    def update(self, df: Any, on: str | None = None) -> int:
        """Put the values of the other columns into the rows that have the same `on`; returns how many rows.

        on: a column (the register's key by default, of one column or more).  A blank cell empties the register's.
        Raises UserError as `append`, E23 for a value of `on` that the register does not have, or has twice.
        """
        self._refuse_evidence()
        rows = rows_of(df, self._spec)
        keys = self._keys(on, rows)
        with self._book._editing() as book:
            known: dict[tuple[Any, ...], list[Any]] = {}
            for row in book.read(self._spec):
                known.setdefault(tuple(row[key] for key in keys), []).append(row)
            asked = [tuple(row[key] for key in keys) for row in rows]
            wrong = [one for one in dict.fromkeys(asked) if len(known.get(one, ())) != 1 or asked.count(one) > 1]
            if wrong:
                raise UserError([problem("E23", table=self._spec.name, value="、".join(map(as_text, one))) for one in wrong])
            book.replace(self._spec, [(known[one][0], {key: value for key, value in row.items() if key not in keys})
                                      for one, row in zip(asked, rows, strict=True)])
        return len(rows)

    def _refuse_evidence(self) -> None:
        if self._spec.written_by == BY_PROGRAM:
            raise fail("E32", table=self._spec.name)

    def _keys(self, on: str | None, rows: list[dict[str, Any]]) -> tuple[str, ...]:
        column = self._spec.by_key.get(on or "") or self._spec.by_title.get(on or "")
        keys = self._spec.unique if on is None else (column.key,) if column else ()
        if not keys or (rows and not set(keys) <= rows[0].keys()):
            raise fail("E24", table=self._spec.name, value=on or "、".join(map(self._spec.header, self._spec.unique)) or "on")
        return keys

    def _refuse_known(self, book: inner.Book, rows: list[dict[str, Any]]) -> None:
        keys = [key for key in self._spec.unique if rows and key in rows[0]]
        if not keys or len(keys) < len(self._spec.unique):
            return
        known = {tuple(row[key] for key in keys) for row in book.read(self._spec)}
        asked = [tuple(row[key] for key in keys) for row in rows]
        twice = [one for one in dict.fromkeys(asked) if one in known or asked.count(one) > 1]
        if twice:
            raise UserError([problem("E22", table=self._spec.name, value="、".join(map(as_text, one))) for one in twice])

    def __len__(self) -> int:
        return len(self._book._read.read(self._spec))

    def __repr__(self) -> str:
        return f"<ssj_xl.Register {self._spec.name}，{len(self)} 行>"


