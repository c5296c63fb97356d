"""The VBA sources are a wire; what is pure in them runs outside of Excel too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest
import xlsxwriter

from ssj_xl.build import master, ribbon
from ssj_xl.build.addin import project
from ssj_xl.build.addin.addin import with_macros
from ssj_xl.build.addin.project import Module, vba_project
from ssj_xl.entry.machine.install import settings_text
from ssj_xl.gateways.libreoffice.bridge import properties, url
from ssj_xl.tables import records, registers
from tests.addin import gates
from tests.office import LiveOffice

OURS = project.modules(gates.MACROS)


def test_the_sources_pass_their_lint() -> None:
    assert gates.by_sources(project.modules(gates.MACROS)) == []


@pytest.mark.parametrize("module", OURS, ids=lambda module: module.name)
def test_vba_shows_no_text_of_its_own(module: Module) -> None:
    assert not any(word in module.text for word in ("MsgBox", "InputBox", "ChrW"))


def test_a_message_is_shown_by_one_procedure_and_after_the_call_to_python_has_ended() -> None:
    run = next(module.text for module in OURS if module.name == "SsjState").split("Sub SsjRun(")[1].split("End Sub")[0]

    assert sum(module.text.count("MessageBoxW Application") for module in OURS) == 1
    assert run.count("SsjShow SsjAnswer(id)") == 1


def test_the_manifest_names_every_module_and_where_it_goes() -> None:
    into = {module.name: module.into for module in project.modules(gates.MACROS)}

    assert into["SsjPython"] == ("xlam", "xlsm")
    assert into["SsjRibbon"] == ("xlam",), "two tabs would be shown if a workbook had a ribbon too"


def test_a_source_that_the_code_page_cannot_hold_is_refused_not_mangled() -> None:
    odd = Module("Odd", "standard", 'Attribute VB_Name = "Odd"\r\n\' \U0001f600\r\n', ("xlam",))

    with pytest.raises(UnicodeEncodeError):
        vba_project([odd], sheets=1, name="SsjXl")


def test_a_source_with_unix_line_ends_is_refused() -> None:
    odd = Module("Odd", "standard", 'Attribute VB_Name = "Odd"\nOption Explicit\n', ("xlam",))

    with pytest.raises(ValueError, match="CRLF"):
        vba_project([odd], sheets=1, name="SsjXl")


# --- executed --------------------------------------------------------------------------------------

INTERPRETER = Path(PureWindowsPath("C:/p q/python.exe"))
SETTING = "INTERPRETER_WIN"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


_CALLS: dict[str, object] = {
    'OfBoolean(0,"r")': "r", 'OfBoolean(1,"r")': "", 'OfError("r")': "", 'SsjVerdict("FALSE","r")': "", 'SsjVerdict(0,"r")': "",
    'SsjJoined("tip","")': "tip", 'SsjJoined("提示","原因")': "原因\n\n提示",
    **{f"SsjValue({_quoted(line)},{_quoted(SETTING)})": str(INTERPRETER) if at == 0 else ""
       for at, line in enumerate(settings_text(INTERPRETER).splitlines())},
    'SsjValue("INTERPRETER_WIN,python","INTERPRETER_WIN")': "", 'SsjValue("","INTERPRETER_WIN")': "",
    'SsjFolder("C:\\Program Files\\py\\python.exe")': "C:\\Program Files\\py", 'SsjFolder("python.exe")': "",
    **{f'SsjIsFullPath("{path}")': full for path, full in {
        "C:\\p q\\python.exe": 1, "d:\\a&b\\PYTHON.EXE": 1, "python.exe": 0, "python": 0, "": 0, "C:python.exe": 0, "\\\\server\\p\\python.exe": 0,
        "C:\\%TEMP%\\python.exe": 0, "C:\\$(ConfigDir)\\python.exe": 0, "C:\\p\\..\\python.exe": 0, "C:\\p\\run.cmd": 0}.items()},
    'SsjCommand("C:\\p q\\python.exe")': '"C:\\p q\\python.exe" -I -B -m ssj_xl.entry.wire $(CLSID)',
    **{f'SsjIsMoved("{link}","C:\\Users\\b\\XLSTART\\ssj_xl.xlam")': moved for link, moved in {
        "C:\\Users\\a\\XLSTART\\ssj_xl.xlam": 1, "D:\\SSJ_XL.XLAM": 1, "c:\\users\\B\\XLSTART\\ssj_xl.xlam": 0, "C:\\Users\\a\\other.xlam": 0,
        "C:\\Users\\a\\my_ssj_xl.xlam": 0, "ssj_xl.xlam": 1}.items()},
    'OfRows("b",2)': "second", 'OfRows("c",3)': "", 'OfRows("none",2)': "", 'OfRows("a",3)': "x",
}

# What a cell cannot pass on: LibreOffice hands FALSE over as 0, and no array of values as Range.Value is one.
_HARNESS = """Attribute VB_Name = "Harness"
Option Explicit

Public Function OfBoolean(ByVal holds As Long, ByVal reason As String) As String
    OfBoolean = SsjVerdict(holds <> 0, reason)
End Function

Public Function OfError(ByVal reason As String) As String
    OfError = SsjVerdict(CVErr(2015), reason)
End Function

Public Function OfRows(ByVal id As String, ByVal column As Long) As String
    Dim rows(1 To 3, 1 To 3) As Variant
    rows(1, 1) = "a": rows(1, 2) = "first": rows(1, 3) = "x"
    rows(2, 1) = "b": rows(2, 2) = "second": rows(2, 3) = "y"
    rows(3, 1) = "c": rows(3, 2) = "third"
    OfRows = SsjLookup(rows, id, column)
End Function
"""


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """A workbook whose cells call the pure functions; it carries no module that LibreOffice cannot compile."""
    path = tmp_path / "calls.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S1")
        for at, call in enumerate(_CALLS):
            sheet.write_formula(at, 0, f"={call}")
    pure = [module for module in project.modules(gates.MACROS) if module.name == "SsjText"]
    pure.append(Module("Harness", "standard", _HARNESS.replace("\n", "\r\n"), ("xlam",)))
    macro = tmp_path / "calls.xlsm"
    macro.write_bytes(with_macros(path.read_bytes(), vba_project(pure, sheets=1, name="SsjTest")))
    return macro


@pytest.mark.libreoffice
@pytest.mark.long
def test_the_pure_functions_give_what_they_should(calls: Path, live_office: LiveOffice) -> None:
    sheet = _with_macros_on(calls, live_office).Sheets.getByIndex(0)

    found = [row[0] for row in sheet.getCellRangeByPosition(0, 0, 0, len(_CALLS) - 1).getDataArray()]
    assert dict(zip(_CALLS, found, strict=True)) == _CALLS


def _with_macros_on(path: Path, live_office: LiveOffice) -> Any:
    """The document, recalculated, with its macros allowed; `live_office.open` allows none.  Closed with the other books."""
    desktop = live_office.engine.apps.active.books.impl.api
    document = desktop.loadComponentFromURL(url(str(path)), "_blank", 0, properties(MacroExecutionMode=4))
    document.calculateAll()
    return document


# --- rules of the buttons, as a spreadsheet program computes them ----------------------------------

_TASK = {"code": "T-1", "name": "抽查", "state": "筹备", "start": date(2021, 3, 1), "end": date(2021, 3, 31)}
_LOCK = {"task": "T-1", "attempt": 1, "locked_at": "2021-03-02T09:00:00"}
_DRAWN = {**_LOCK, "drawn_at": "2021-03-03T09:00:00"}
_VOID = {**_DRAWN, "void_at": "2021-03-04T09:00:00"}
_WINNER = {"task": "T-1", "attempt": 1, "rank": 1, "object": "LS001", "state": "抽中"}
_RESERVE = {**_WINNER, "rank": 2, "object": "LS002", "state": "候补"}
_MATCHED = {**_WINNER, "lead": "LS-01", "members": "LS-01、LS-02"}

_STATES: dict[str, tuple[dict[str, list[dict[str, Any]]], set[str]]] = {
    "空台账": ({}, set()),
    "已登记任务": ({"抽查任务": [_TASK]}, {"task", "lock"}),
    "状态没有填": ({"抽查任务": [{**_TASK, "state": ""}]}, {"task", "lock"}),
    "任务取消": ({"抽查任务": [{**_TASK, "state": "已取消"}]}, {"task"}),
    "已锁定": ({"抽查任务": [{**_TASK, "state": "已锁定"}], "抽取记录": [_LOCK]}, {"task", "draw", "locked", "record"}),
    "已抽取": ({"抽查任务": [{**_TASK, "state": "已抽取"}], "抽取记录": [_DRAWN], "抽取名单": [_WINNER, _RESERVE]},
            {"task", "locked", "drawn", "record", "match", "promote"}),
    "已匹配": ({"抽查任务": [{**_TASK, "state": "已匹配"}], "抽取记录": [_DRAWN], "抽取名单": [_MATCHED]},
            {"task", "locked", "drawn", "record", "reassign"}),
    "已作废": ({"抽查任务": [_TASK], "抽取记录": [_VOID]}, {"task", "lock", "record"}),
}


@pytest.fixture(scope="module")
def master_open(_running_office: LiveOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A master workbook with room for every state, and every rule as a formula on a sheet of its own."""
    _running_office.start()
    path = tmp_path_factory.mktemp("规则") / "主台账.xlsx"
    path.write_bytes(master.content(rows=_STATES["已抽取"][0]))
    book = _running_office.open(path)
    rules = book.sheets.add("规则", after=book.sheets[len(book.sheets) - 1])
    for line, rule in enumerate(ribbon.RULES.values(), 1):
        rules.range((line, 1)).formula = f"={rule.formula}"
    yield book
    _running_office.close_books()


@pytest.mark.libreoffice
@pytest.mark.parametrize("state", _STATES)
@pytest.mark.long
def test_a_button_is_on_exactly_when_there_is_something_for_it_to_do(state: str, master_open: Any) -> None:
    rows, expected = _STATES[state]
    _type(master_open, rows)

    values = master_open.sheets["规则"].range((1, 1), (len(ribbon.RULES), 1)).value
    assert {name for name, on in zip(ribbon.RULES, values, strict=True) if on} == expected | {"master"}


def _type(book: Any, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Give the registers that the rules look at these rows and no others."""
    for spec in (registers.TASKS, records.DRAWS, records.WINNERS):
        sheet = book.sheets[spec.name]
        sheet.api.unprotect("")
        header = [str(title) for title in sheet.tables[0].header_row_range.value]
        for line, row in enumerate([*rows.get(spec.name, []), {}, {}][:len(_STATES["已抽取"][0][spec.name])], 2):
            cells = {spec.header(key): value for key, value in row.items()}
            sheet.range((line, 1), (line, len(header))).value = [cells.get(title) for title in header]
