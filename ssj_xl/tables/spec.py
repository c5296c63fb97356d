"""What a register is, declared: columns with kinds, aliases and references."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar


class Kind(Enum):
    """How a column's cells are read and written.  The value is the hint shown in input messages."""

    CODE = "编码，文本格式"
    ID = "证号，文本格式"
    TEXT = "文本"
    LONG = "文本，可分行"
    INT = "整数"
    RATIO = "比例，如 3%"
    DATE = "日期，如 2021-03-15"
    MONTH = "月份，如 2021-03"
    TIME = "时间，如 2021-03-15 09:30:00"
    CHOICE = "从下拉列表中选择"
    LIST = "可填多个，用顿号“、”隔开"
    CODES = "可填多个编码，用顿号“、”隔开"
    HEX = "指纹，由程序填写"

    __hash__ = object.__hash__  # a kind is asked for with every cell


@dataclass(frozen=True)
class Column:
    """One column.  `key` is its English name in code, `header` its title in the workbook.

    choices: allowed values; either a tuple, or the name of a 类别 in 代码表.
    refers: "表名.键" of the register whose key column this one points to.
    low/high: inclusive bounds for INT.
    internal: stays in the division's own book; blank in what is sent to the bureau, and never public.
    later: the first workbooks do not have the column; they are read without it, and get it at the next write.
    given: the program fills it before there is anything to register; a row that holds nothing else is none yet.
    copies: "key 表名.键": what the column only repeats for the eye, of the row of that register that `key` names; where a
    workbook has lost it, it is filled from there, and put back at the next write.
    parted: key of the column that meant both before this one was parted from it: where a workbook has that one under
    its old title and lacks this one, its value counts for both, until the next write adds this one with it.
    """

    key: str
    header: str
    kind: Kind = Kind.TEXT
    aliases: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[str, ...] | str | None = None
    refers: str = ""
    low: int | None = None
    high: int | None = None
    width: int = 0
    note: str = ""
    internal: bool = False
    later: bool = False
    given: bool = False
    copies: str = ""
    parted: str = ""

    def __hash__(self) -> int:
        return hash(self.key)  # a short one, as that of its register

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every title under which this column is recognised."""
        return (self.header, *self.aliases)

    @property
    def dispensable(self) -> bool:
        """Whether a register is sound without the column, which the next write then adds."""
        return self.later or bool(self.copies)


@dataclass(frozen=True)
class TableSpec:
    """One register.  `name` is both the sheet's and the Excel Table's name.

    unique: keys of the columns that together identify a row (and merge it in consolidation).
    written_by: "人工" where staff type, "程序" where only the program writes.
    printed: key of the last column that is printed; without one, those that fit one page.
    later: the first workbooks do not have the sheet; it is read as empty there, and added when rows are written into it.
    hidden: its sheet is for the program alone, and not offered by the programs that show the workbook.
    """

    name: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    written_by: str = "人工"
    purpose: str = ""
    printed: str = ""
    later: bool = False
    hidden: bool = False

    def __hash__(self) -> int:
        return hash(self.name)  # asked for at every cell of a header; that of all columns is long to compute

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """Columns by their English key."""
        return {column.key: column for column in self.columns}

    @cached_property
    def by_title(self) -> dict[str, Column]:
        """Columns by every title they are recognised under."""
        return {title: column for column in self.columns for title in column.accepted}

    @cached_property
    def given_codes(self) -> tuple[str, ...]:
        """Keys of the codes that stand in every row which waits for something to be registered."""
        return tuple(column.key for column in self.columns if column.given and column.kind in (Kind.CODE, Kind.CODES))

    def header(self, key: str) -> str:
        """The Chinese title of the column `key`."""
        return self.by_key[key].header


if TYPE_CHECKING:
    R = TypeVar("R", covariant=True)

    class Register(TableSpec, Generic[R]):
        """A register whose rows are of a type (`tables.rows`): what reads it gives rows whose keys are known."""
else:
    Register = TableSpec
