"""A platform's layout, as data: the sheets its import takes, and what its result sheets call things.

The JSON has Chinese keys, because the person who adapts it to a platform is a clerk with the platform's template in
hand.  Everything that is wrong with a layout is told at once (S02–S07).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ssj_xl.tables import registers
from ssj_xl.tables.platform import SHEETS
from ssj_xl.tables.problems import Place, Problem, block, problem
from ssj_xl.tables.settings import SETTINGS
from ssj_xl.tables.settings import SHEET as SETTINGS_SHEET
from ssj_xl.tables.spec import Column, TableSpec

FORMAT = "ssj-xl 平台版式 1"
PARTS: Mapping[str, TableSpec] = {
    "对象": registers.OBJECTS, "人员": registers.INSPECTORS, "计划": registers.PLANS, "任务": registers.TASKS,
    "结果": registers.FINDINGS,
}
"""What can be exported, and the register it comes from."""

RESULTS = "结果"
"""The part that is typed in when the visits are over; the others come before the draw."""

BESIDE: Mapping[str, Mapping[str, str]] = {
    registers.TASKS.name: {registers.PLANS.name: "plan"},
    registers.FINDINGS.name: {registers.TASKS.name: "task", registers.OBJECTS.name: "object"},
}
"""Registers whose columns a part may show too: register of the part → other register → column that names its row."""

DUTY = Column("duty", "在岗状态")
"""A column that the program works out for 执法人员: 在岗, 证件到期 or 停用 on the day of the export."""

TRANSLATED = ("检查结果", "检查方式", "后续处置", "检查事项")
ANY_OTHER = "*"
MARK = "."


@dataclass(frozen=True)
class Source:
    """Where a value comes from: a table ('' for the sheet's own register, 参数, or one `BESIDE` it) and its column."""

    table: str
    column: Column


@dataclass(frozen=True)
class Target:
    """One column of a platform's sheet.

    source, instead: where the value comes from, and where if that is blank; constant: the same in every row;
    by_hand: nobody here knows it; default: where everything is blank; words: our value → theirs ('*' any other,
    '' a blank); named: codes are shown as names; joint: between the values of a list; options: what is allowed.
    """

    title: str
    source: Source | None = None
    instead: Source | None = None
    constant: str = ""
    by_hand: bool = False
    default: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    named: bool = False
    joint: str = ","
    required: bool = False
    width: int = 16
    hint: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One sheet of a platform's import.

    only: column key → values a row must have one of; one_of: sets of titles of which a row must fill one.
    """

    name: str
    part: str
    warning: str
    columns: tuple[Target, ...]
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    one_of: tuple[tuple[str, ...], ...] = ()

    @property
    def register(self) -> TableSpec:
        """The register its rows come from."""
        return PARTS[self.part]


@dataclass(frozen=True)
class Layout:
    """A platform's layout.  words: kind (检查结果 …) → their word → ours; titles: sheet → header → further titles."""

    name: str
    note: str
    sheets: tuple[Sheet, ...]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    titles: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


@dataclass
class _Reader:
    """Collects what is wrong while a layout is read."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def deny(self, code: str, where: str, **params: object) -> None:
        self.problems.append(problem(code, Place(self.file), where=where, **params))

    def of(self, value: Any, key: str, kind: str, *, where: str, default: Any = None) -> Any:
        """value[key] where it is of the kind; else the default, and a problem where it is there or was needed."""
        found = value.get(key)
        if found is None and default is not None:
            return default
        if found is not None and _KINDS[kind](found):
            return found
        self.deny("S03", where, key=key, kind=kind)
        return default if default is not None else _EMPTY[kind]

    def object(self, value: Any, where: str, allowed: Iterable[str]) -> dict[str, Any]:
        """A JSON object with no keys but the allowed ones."""
        if not isinstance(value, dict):
            self.deny("S03", where, key=where, kind="对象")
            return {}
        for key in sorted(value.keys() - set(allowed), key=str):
            self.deny("S02", where, key=key, allowed="、".join(allowed))
        return value

    def once(self, names: Iterable[str], where: str) -> None:
        seen: set[str] = set()
        for name in names:
            if name in seen:
                self.deny("S06", where, value=name)
            seen.add(name)


def _text(value: object) -> bool:
    return isinstance(value, str)


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _words(value: object) -> bool:
    return isinstance(value, dict) and all(map(_text, value.values()))


_KINDS: dict[str, Callable[[object], bool]] = {
    "文字": _text, "列表": lambda value: isinstance(value, list), "文字列表": _texts, "对照": _words,
    "对象": lambda value: isinstance(value, dict), "true 或 false": lambda value: isinstance(value, bool),
    "4 至 100 的整数": lambda value: isinstance(value, int) and not isinstance(value, bool) and 4 <= value <= 100,
}
_EMPTY: dict[str, Any] = {"文字": "", "列表": [], "文字列表": [], "对照": {}, "对象": {}, "true 或 false": False,
                          "4 至 100 的整数": 16}
_LAYOUT_KEYS = ("版式", "名称", "说明", "工作表", "结果对照", "结果列名")
_SHEET_KEYS = ("名称", "内容", "警示", "只导出", "至少填一项", "列")
_COLUMN_KEYS = ("标题", "来源", "备用来源", "固定值", "手工填写", "缺省", "对照", "换成名称", "分隔符", "必填", "宽度", "提示", "选项")


def parse_layout(value: Any, file: str = "") -> Layout:
    """A layout from its JSON.  file: for messages.  Raises UserError S02–S07 with everything that is wrong."""
    read = _Reader(file)
    top = read.object(value, "版式", _LAYOUT_KEYS)
    name = read.of(top, "名称", "文字", where="版式")
    if top.get("版式") != FORMAT:
        read.deny("S07", "版式", value=top.get("版式", ""), allowed=FORMAT)
    given = read.of(top, "工作表", "列表", where="版式", default=[])
    sheets = tuple(_sheet(read, sheet, f"工作表 {number}") for number, sheet in enumerate(given, 1))
    read.once((sheet.name.casefold() for sheet in sheets), "工作表")
    words = read.object(top.get("结果对照", {}), "结果对照", TRANSLATED)
    titles = read.object(top.get("结果列名", {}), "结果列名", SHEETS)
    layout = Layout(
        name, read.of(top, "说明", "文字", where="版式", default=""), sheets,
        {kind: read.of(words, kind, "对照", where="结果对照") for kind in words},
        {sheet: _titles(read, sheet, titles[sheet]) for sheet in titles if sheet in SHEETS})
    block(read.problems)
    return layout


def _titles(read: _Reader, sheet: str, value: Any) -> dict[str, tuple[str, ...]]:
    where = f"结果列名 {sheet}"
    headers = [column.header for column in SHEETS[sheet].columns]
    given = read.object(value, where, headers)
    return {header: tuple(read.of(given, header, "文字列表", where=where)) for header in given}


def _sheet(read: _Reader, value: Any, where: str) -> Sheet:
    given = read.object(value, where, _SHEET_KEYS)
    name = read.of(given, "名称", "文字", where=where)
    where = f"工作表 {name}" if name else where
    if not _is_sheet_name(name):
        read.deny("S07", where, value=name, allowed="1 至 31 字，不含 [ ] : * ? / \\，首尾不是 '")
    part = read.of(given, "内容", "文字", where=where)
    if part not in PARTS:
        read.deny("S07", f"{where} 内容", value=part, allowed="、".join(PARTS))
        part = next(iter(PARTS))
    columns = tuple(_column(read, column, PARTS[part], f"{name} 第 {number} 列")
                    for number, column in enumerate(read.of(given, "列", "列表", where=where), 1))
    read.once((column.title for column in columns), f"{where} 列")
    return Sheet(name, part, read.of(given, "警示", "文字", where=where, default=""), columns,
                 _only(read, given, PARTS[part], where), _one_of(read, given, columns, where))


def _one_of(read: _Reader, sheet: Mapping[str, Any], columns: Iterable[Target], where: str) -> tuple[tuple[str, ...], ...]:
    given = read.of(sheet, "至少填一项", "列表", where=where, default=[])
    titles = [target.title for target in columns]
    if not all(map(_texts, given)) or not {title for group in given for title in group} <= set(titles):
        read.deny("S07", f"{where} 至少填一项", value=str(given), allowed="列名的列表的列表，如 [[\"抽取比例\", \"抽取数量\"]]，列名须在本表中")
        return ()
    return tuple(tuple(group) for group in given)


def _is_sheet_name(name: str) -> bool:
    return 0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") and name.strip("'") == name


def _only(read: _Reader, sheet: Mapping[str, Any], register: TableSpec, where: str) -> dict[str, tuple[str, ...]]:
    given = read.of(sheet, "只导出", "对象", where=where, default={})
    found: dict[str, tuple[str, ...]] = {}
    for header in given:
        values = read.of(given, header, "文字列表", where=f"{where} 只导出")
        column = register.by_title.get(header)
        if column is None:
            _unknown(read, "只导出", header, register, where)
        else:
            found[column.key] = tuple(values)
    return found


def _column(read: _Reader, value: Any, register: TableSpec, where: str) -> Target:
    given = read.object(value, where, _COLUMN_KEYS)
    title = read.of(given, "标题", "文字", where=where)
    where = f"{where}“{title}”"
    if sum(key in given for key in ("来源", "固定值", "手工填写")) != 1:
        read.deny("S05", where)
    return Target(
        title, _source(read, given, "来源", register=register, where=where),
        _source(read, given, "备用来源", register=register, where=where),
        constant=read.of(given, "固定值", "文字", where=where, default=""),
        by_hand=read.of(given, "手工填写", "true 或 false", where=where, default=False),
        default=read.of(given, "缺省", "文字", where=where, default=""),
        words=read.of(given, "对照", "对照", where=where, default={}),
        named=read.of(given, "换成名称", "true 或 false", where=where, default=False),
        joint=read.of(given, "分隔符", "文字", where=where, default=","),
        required=read.of(given, "必填", "true 或 false", where=where, default=False),
        width=read.of(given, "宽度", "4 至 100 的整数", where=where, default=16),
        hint=read.of(given, "提示", "文字", where=where, default=""),
        options=tuple(read.of(given, "选项", "文字列表", where=where, default=[])))


def _source(read: _Reader, given: Mapping[str, Any], key: str, *, register: TableSpec, where: str) -> Source | None:
    """`对象名称` of the sheet's register, `参数.单位名称`, or of a register beside it, as for a task `年度计划.任务名称` of its plan."""
    text = read.of(given, key, "文字", where=where, default="")
    if not text:
        return None
    table, mark, header = text.partition(MARK)
    if mark and table == SETTINGS_SHEET:
        found = next((s.column for s in SETTINGS if s.column.header == header), None)
        if found is None:
            read.deny("S04", where, key=key, value=header, table=SETTINGS_SHEET,
                      allowed="、".join(s.column.header for s in SETTINGS))
        return Source(SETTINGS_SHEET, found) if found else None
    beside = next((spec for spec in PARTS.values() if mark and spec.name == table and table in BESIDE.get(register.name, ())), None)
    spec, title = (beside, header) if beside else (register, text)
    column = DUTY if spec is registers.INSPECTORS and title == DUTY.header else spec.by_title.get(title)
    if column is None:
        _unknown(read, key, title, spec, where)
        return None
    return Source(beside.name if beside else "", column)


def _unknown(read: _Reader, key: str, value: str, spec: TableSpec, where: str) -> None:
    read.deny("S04", where, key=key, value=value, table=spec.name,
              allowed="、".join(column.header for column in spec.columns))
