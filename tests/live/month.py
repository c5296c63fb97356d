"""A month of a bureau, pressed button by button in a window of LibreOffice, with a twin on a closed file.

The twin gets the same acts, dates and secrets from the workflows themselves.  After every press both are read back.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ssj_xl.build import master
from ssj_xl.build.ribbon import RULES
from ssj_xl.entry.ribbon.case import Outcome
from ssj_xl.entry.ribbon.states import verdicts
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.libreoffice.range import Range
from ssj_xl.gateways.live.gateway import LiveGateway
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import registers
from ssj_xl.tables.records import REGISTERS
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.given import read_file
from ssj_xl.workflows.importing import importing
from ssj_xl.workflows.importing.asked import Request
from ssj_xl.workflows.publishing.papers import RECORD, Wanted, papers
from ssj_xl.workflows.results.collect import collect, plan_collect
from ssj_xl.workflows.rounds import substitute
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from ssj_xl.workflows.rounds.result_rows import enter
from ssj_xl.workflows.rounds.substitute import Delay, postpone, void
from tests.bureau import OPEN_TASK, PUBLIC, SOURCE, TASK, Bureau, desk, opened
from tests.filled_records import clean, in_excel
from tests.live.answers import TAKE_DEFAULT, Answers
from tests.live.window import Shown, Window

RULE_SHEET = "规则"
NUMBERS = PUBLIC.rpartition(":")[2]
GROUNDS = substitute.Grounds("吊销", "李某")
SICK = substitute.Grounds("不在岗", "李某")
PUT_OFF = substitute.Grounds("被检查对象申请", "李某")
UNREACHED, MOVING = "LS003", "LS040"
"""A drawn object of the largest group, which has a reserve."""
ROSTER, HANDED_IN = Path("新登记律所.csv"), Path("报送")
"""A list from elsewhere with two firms that are new, and the folder into which divisions hand in their workbooks."""
RECORDS, COLLECTED = Path("检查记录表.xlsx"), "第037"
"""Record forms filled in on the PC, and whose name stands on the one that is."""
SAID = "对象类型=律师事务所；状态=停业；信用风险等级=A；区县=东区；管理处室=律师处"
RESULTS = (("LS026", "未发现问题", None), ("LS038", "发现问题已责令改正", date(2026, 3, 12)), ("LS036", "未发现问题", None))

Tables = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Press:
    """One press.  name: unique in the month; at: the desk; given: answers, a path below the month's folder among them;
    cursor: sheet and cell selected before; twin: what the closed file gets; refused: the code of the problem that
    ends it, or 取消."""

    name: str
    button: str
    at: Desk
    given: tuple[object, ...] = ()
    cursor: tuple[str, str] = ("首页", "A1")
    twin: Callable[[Book, Desk], Any] | None = None
    refused: str = ""


def _import(book: Book, at: Desk) -> None:
    """The same list into the twin."""
    file = Path(book.path).parent.parent / ROSTER
    done = importing.preview(book, Request("检查对象", file, at.today, sets=tuple(SAID.split("；"))))
    importing.write(book, done, at)


def _collect(book: Book, path: Path, at: Desk) -> None:
    given = [read_file(path)]
    collect(book, given, plan_collect(Book.for_act(MemoryGateway.copy_of(book.gateway, path="")), given, at), at)


PRESSES = (
    Press("check", "check", desk(8)),
    Press("import", "import", desk(8), (TAKE_DEFAULT, ROSTER, SAID.partition("；")[2], "律师事务所", True), twin=_import),
    Press("compare", "compare", desk(8), ("检查对象", ROSTER, "")),
    Press("preview", "preview", desk(8), cursor=("抽查任务", "A2")),
    Press("lock", "lock", desk(9), (SOURCE,), ("抽查任务", "D2"), lambda book, at: lock(book, TASK, SOURCE, at)),
    Press("lock again", "lock", desk(10), cursor=("抽查任务", "A2"), refused="A40"),
    Press("lock the second", "lock", desk(10), ("dice",), twin=lambda book, at: lock(book, OPEN_TASK, "dice", at)),
    Press("notice", "notice", desk(11), ("2",)),
    Press("draw mistyped", "draw", desk(10, 4), ("01,05,12,19,23,31+71",), ("抽查任务", "A2"), refused="D12"),
    Press("draw cancelled", "draw", desk(10, 4), (None,), ("抽查任务", "A2"), refused="取消"),
    Press("draw", "draw", desk(10, 4), (NUMBERS,), ("抽查任务", "A2"), lambda book, at: draw(book, TASK, PUBLIC, at)),
    Press("match", "match", desk(11, 4), twin=lambda book, at: match(book, TASK, at)),
    Press("promote refused", "promote", desk(9, 9), ("LS040", *GROUNDS[:2]), refused="D24"),
    Press("promote", "promote", desk(9, 9), (UNREACHED, *GROUNDS[:2]),
          twin=lambda book, at: substitute.promote(book, TASK, UNREACHED, GROUNDS, at)),
    Press("reassign", "reassign", desk(10, 9), ("P05", *SICK[:2]),
          twin=lambda book, at: substitute.reassign(book, TASK, substitute.Leaver("P05", ()), SICK, at)),
    Press("postpone", "postpone", desk(11, 9), (MOVING, "2026-03-27", *PUT_OFF[:2]),
          twin=lambda book, at: postpone(book, TASK, Delay(MOVING, date(2026, 3, 27)), PUT_OFF, at)),
    Press("papers", "papers", desk(15, 12), (TAKE_DEFAULT,), cursor=("抽取名单", "A3")),
    Press("publish", "publish", desk(16, 12)),
    Press("verify", "verify", desk(9, 13), ("",), ("抽取记录", "A2")),
    Press("due", "due", desk(9, 13)),
    Press("report", "report", desk(9, 20), (TAKE_DEFAULT,)),
    Press("quarter", "quarter", desk(10, 20), (TAKE_DEFAULT,)),
    Press("void", "void", desk(11, 20), ("名录漏登", True), ("抽查任务", "A3"),
          twin=lambda book, at: void(book, OPEN_TASK, "名录漏登", at)),
    Press("year", "year", desk(12, 20), (TAKE_DEFAULT,)),
    Press("platform", "platform", desk(13, 20), ("3",)),
    Press("submit", "submit", desk(13, 20), (TAKE_DEFAULT,)),
    Press("restore what is there", "restore", desk(13, 20), ("1",)),
    Press("consolidate", "consolidate", desk(13, 20), (HANDED_IN, TAKE_DEFAULT)),
    Press("collect", "collect", desk(13, 20), (RECORDS, True),
          twin=lambda book, at: _collect(book, Path(book.path).parent.parent / RECORDS, at)),
    Press("check again", "check", desk(14, 20)),
)
ACTS = {"import": "导入", "lock": "锁定", "draw": "抽取", "match": "匹配", "promote": "递补", "reassign": "改派", "postpone": "延期", "void": "作废",
        "collect": "收回返回件"}
"""What 变更记录 calls the act of a button."""
NAMES = tuple(press.name for press in PRESSES)
DONE = tuple(press.name for press in PRESSES if not press.refused)
WRITING = tuple(press.name for press in PRESSES if press.twin)
COMPARED = ("check", *WRITING, "check again")
"""After which both workbooks are read back; other acts only read, and do not save."""


@dataclass(frozen=True)
class Step:
    """What there was after a press: tables of the live workbook and of the twin (after acts that write), whether the
    file was written, rules as the program computes them and (there too) as the registers say, the buttons as the toolbar shows them (there too), how often the program was
    called, the sheets filled for reading."""

    outcome: Outcome | None
    answers: Answers
    live: Tables
    twin: Tables
    written: bool
    computed: Mapping[str, bool]
    off: Mapping[str, str]
    bar: Mapping[str, Shown]
    calls: int
    sheets: Mapping[str, list[list[Any]]]
    cursor: str
    status_bar: object


@dataclass
class Month:
    """The month: the folder of the open workbook, its twin, and the steps by name."""

    home: Path
    path: Path
    twin: Path
    book: Any
    steps: dict[str, Step] = field(default_factory=dict)


def file(folder: Path, *, firms: int = 0) -> Path:
    """The bureau's workbook with a little room to type in.  firms: more objects than the bureau has."""
    folder.mkdir(parents=True, exist_ok=True)
    office = Bureau()
    for number in range(firms):
        office.add(registers.OBJECTS, **{**office[registers.OBJECTS][0], "code": f"XS{number:04}", "name": f"新设第{number}所"})
    path = folder / "主台账.xlsx"
    rows = {spec.name: office.rows[spec.name] for spec in REGISTERS if spec.name in office.rows}
    master.build(path, settings=office.settings, rows=rows, spare=5)
    return path


def carried_through(office: Window, folder: Path) -> Month:
    """The whole month; the workbook is still open after it."""
    path, twin = file(folder / "台账"), file(folder / "对照")
    month = Month(path.parent, path, twin, office.open(path))
    (folder / ROSTER).write_text("对象编码,对象名称\nXD001,新登记第一所\nXD002,新登记第二所\n", "utf-8-sig")
    file(folder / HANDED_IN)
    _write_rules(month.book)
    for press in PRESSES:
        if press.name == "papers":
            _type_results(month)
        if press.name == "collect":
            _fill_records(month, folder / RECORDS)
        month.steps[press.name] = _step(office, month, press)
    month.book.save()
    return month


def _step(office: Window, month: Month, press: Press) -> Step:
    book, answers = month.book, Answers([month.home.parent / one if isinstance(one, Path) else one for one in press.given])
    sheet, cell = press.cursor
    book.sheets[sheet].activate()
    book.sheets[sheet].range(cell).select()
    before = month.path.stat().st_mtime_ns
    with counted() as calls:
        outcome = office.press(press.button, book, answers, press.at)
    assert not answers.given, f"{press.name} asked less than expected: {answers.given}"
    if press.twin:
        with opened(month.twin, press.at, act=ACTS[press.button]) as other:
            press.twin(other, press.at)
    filled = {name: _shown(book, name) for name in ("问题清单", "预览", "导入预览", "到期提醒", "核验结果") if _has(book, name)}
    ours, theirs, off = _compared(month) if press.name in COMPARED else ({}, {}, {})
    bar = office.bar(book) if press.name in COMPARED else {}
    return Step(outcome, answers, ours, theirs, month.path.stat().st_mtime_ns != before, _computed(book), off,
                bar, calls[0], filled, str(book.sheets.active.name), book.app.status_bar)


def _compared(month: Month) -> tuple[Tables, Tables, dict[str, str]]:
    live = Book(LiveGateway(month.book))
    return tables(live), tables(Book(open_gateway(month.twin))), verdicts(live)


def _has(book: Any, name: str) -> bool:
    return name in [sheet.name for sheet in book.sheets]


def _shown(book: Any, name: str) -> list[list[Any]]:
    found: list[list[Any]] = book.sheets[name].used_range.options(ndim=2).value
    return found


def tables(book: Book) -> Tables:
    """What a workbook holds, by table, as it is read."""
    return {spec.name: [dict(row) for row in book.read(spec)] for spec in REGISTERS}


def _write_rules(book: Any) -> None:
    """The ribbon's rules as formulas on a sheet of the user's own, so that the program computes them all the time."""
    sheet = book.sheets.add(RULE_SHEET, after=book.sheets[len(book.sheets) - 1])
    for line, rule in enumerate(RULES.values(), 1):
        sheet.range((line, 1)).formula = f"={rule.formula}"


def _computed(book: Any) -> dict[str, bool]:
    values = book.sheets[RULE_SHEET].range((1, 1), (len(RULES), 1)).value
    return dict(zip(RULES, values, strict=True))


def _type_results(month: Month) -> None:
    """A clerk types results into 检查结果 of the open workbook; the twin gets the same rows."""
    rows = [{"task": TASK, "object": code, "item": "LS-01", "checked": date(2026, 3, 11), "result": result,
             "entered": date(2026, 3, 12), "disposal": "责令改正" if published else "",
             "published": date(2026, 3, 12) if published else None} for code, result, published in RESULTS]
    sheet = month.book.sheets["检查结果"]
    header = [str(title) for title in sheet.tables[0].header_row_range.value]
    table = Book(LiveGateway(month.book)).read(registers.FINDINGS)
    lines = {(row["object"], row["item"]): table.grid.top + row.line for row in table.waiting}
    for row in rows:
        line = lines[row["object"], row["item"]]
        for key, value in row.items():
            if value:
                at = header.index(registers.FINDINGS.header(key)) + 1
                sheet.range((line, at)).value = value
    with opened(month.twin, desk(9, 12)) as other:
        enter(other, rows)
        other.commit()


def _fill_records(month: Month, path: Path) -> None:
    """The record form of one firm, filled in on the PC, as the button "文书" makes it of the open workbook."""
    (made,) = papers(Book(LiveGateway(month.book)), TASK, Wanted(date(2026, 3, 20), (RECORD,), ("xlsx",))).files
    names = openpyxl.load_workbook(io.BytesIO(made.data), read_only=True).sheetnames
    in_excel(made.data, {next(place for place, name in enumerate(names) if COLLECTED in name): clean()}, path)


@contextlib.contextmanager
def counted() -> Iterator[list[int]]:
    """How often cells of the program are read, written or formatted: in Excel each would cross to another process."""
    count = [0]
    with pytest.MonkeyPatch.context() as patch:
        for name in ("raw_value", "formula", "number_format", "merge_cells", "column_width", "color", "wrap_text"):
            patch.setattr(Range, name, _counting(getattr(Range, name), count))
        yield count


def _counting(found: property, count: list[int]) -> property:
    def get(self: Any) -> Any:
        count[0] += 1
        return found.fget(self)  # type: ignore[misc]

    def put(self: Any, value: Any) -> None:
        count[0] += 1
        found.fset(self, value)  # type: ignore[misc]

    return property(get, put if found.fset else None)
