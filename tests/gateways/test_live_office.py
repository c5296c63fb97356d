"""The draw of a bureau on a workbook that is open in LibreOffice: the same as on the closed file, and computed again."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from ssj_xl.build.master_styles import CARD_TOP, FIRST
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.libreoffice.bridge import properties, url
from ssj_xl.gateways.live.finding import open_here, reading_on, working_in, working_on
from ssj_xl.gateways.live.gateway import LiveGateway
from ssj_xl.gateways.live.host import host_of, readable
from ssj_xl.gateways.live.quiet import ProgramError, quiet, reason, status
from ssj_xl.gateways.locking import refuse_if_open
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.gateways.safe import follow
from ssj_xl.tables import records, registers
from ssj_xl.workflows.registers import restore as restoring
from ssj_xl.workflows.rounds.match import match
from tests import bureau, evidence
from tests.bureau import PUBLIC, TASK, Bureau, desk, refused
from tests.gateways import workbooks
from tests.office import LiveOffice

pytestmark = pytest.mark.libreoffice

ACTS: tuple[Callable[[Book], Any], ...] = (
    bureau.locked, lambda book: bureau.draw(book, TASK, PUBLIC, desk(10, 4)), lambda book: match(book, TASK, desk(11, 4)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "别处").mkdir()
    return tmp_path


@pytest.fixture
def path(folder: Path) -> Path:
    return Bureau().file(folder)


def _rows(path: Path) -> dict[str, list[list[Any]]]:
    """What a file holds but for what its formulas give, which a closed file does not compute."""
    gateway = open_gateway(path)
    names = [spec.name for spec in records.REGISTERS]
    widths = {spec.name: len(spec.columns) for spec in records.REGISTERS}
    rows = {name: [list(row[: widths[name]]) for row in gateway.table(name).rows] for name in names}
    # A row that only a formula column fills is no row.
    return {name: [row for row in found if any(cell is not None for cell in row)] for name, found in rows.items()}


@pytest.mark.long
def test_a_restore_on_the_open_workbook_brings_the_registers_back_and_no_draw(live_office: LiveOffice, path: Path) -> None:
    for act in ACTS:
        with bureau.opened(path, desk()) as book:
            act(book)
    with bureau.opened(path, desk(9, 5)) as book:
        bureau.edit(book, registers.OBJECTS, {"code": "LS001"}, name="改错的名称")
        book.append(registers.OBJECTS, [{"code": "LS900", "name": "错登的所"}])
        book.commit()
    open_book = live_office.open(path)
    before = {name: rows for name, rows in _rows(path).items() if name in {spec.name for spec in restoring.STAYING[:-1]}}
    book = Book(LiveGateway(open_book, reason="恢复前", now=desk(9, 6).now))
    restoring.restore(book, restoring.plan_restore(book, restoring.chosen(book, "1")), desk(9, 6))
    after = _rows(path)
    assert {name: after[name] for name in before} == before
    objects = Book(open_gateway(path)).read(registers.OBJECTS).by("code")
    assert objects["LS001"]["name"] == "第001律师事务所"
    assert len(objects) == 40
    assert bureau.chain_is_whole(Book(LiveGateway(open_book)))


@pytest.mark.long
def test_the_home_page_follows_what_was_written(live_office: LiveOffice, path: Path) -> None:
    book = live_office.open(path)
    page = book.sheets["首页"]
    coverage = page[CARD_TOP + 1, FIRST]
    assert coverage.value == 0
    act = Book(LiveGateway(book))
    act.append(registers.FINDINGS, [
        {"task": TASK, "object": code, "item": "LS-01", "checked": date(2026, 3, 10), "result": "未发现问题"}
        for code in ("LS001", "LS002")])
    act.commit()
    assert coverage.value == 2 / 40
    assert "已查 2 ÷ 名录 40" in page[CARD_TOP + 2, FIRST].value
    covered = book.sheets["检查对象"].tables[0].data_body_range[:, -1].value
    assert Counter(covered) == {"已查": 2, "未查": 38}
    formulas = book.sheets["检查结果"].tables[0].data_body_range[:, -1].formula
    assert len(formulas) == 2
    assert formulas[0] == formulas[1]
    saved = workbooks.loaded(path, data_only=True)
    assert saved["首页"].cell(CARD_TOP + 2, FIRST + 1).value == 2 / 40
    width = book.sheets["检查对象"].tables[0].range.shape[1]
    assert Counter(saved["检查对象"].cell(row, width).value for row in range(2, 42)) == {"已查": 2, "未查": 38}


@pytest.mark.long
def test_protected_sheets_are_protected_afterwards(live_office: LiveOffice, path: Path) -> None:
    book = live_office.open(path)
    bureau.locked(Book(LiveGateway(book)))
    names = ("抽取记录", "锁定名录", "锁定人员", "联合参与方", "联合人员", "操作日志")
    assert all(book.sheets[name].api.isProtected() for name in names)
    with ZipFile(path) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sum(bool(re.search("<sheetProtection[^>]*sheet=", text)) for text in sheets) == len(names)


@pytest.mark.long
def test_a_sheet_with_a_password_is_refused(live_office: LiveOffice, path: Path) -> None:
    book = live_office.open(path)
    sheet = book.sheets["工作动态"].api
    sheet.protect("秘密")
    act = Book(LiveGateway(book))
    act.append(registers.ACTIVITIES, [{"name": "会议"}])
    with refused("F27"):
        act.commit()
    assert sheet.isProtected()


@pytest.mark.long
def test_a_file_that_cannot_be_saved_leaves_the_open_workbook_as_it_was(
        live_office: LiveOffice, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ssj_xl.gateways.libreoffice import book as office_book

    book = live_office.open(path)
    width = book.sheets["检查对象"].tables[0].range.shape[1]
    before = book.sheets["检查对象"]["A1:R60"].options(ndim=2).value
    act = Book(LiveGateway(book))
    act.append(registers.OBJECTS, [{"code": "新1", "name": "新所"}])
    monkeypatch.setattr(office_book.Book, "save", lambda self, *_, **__: self.save_copy(Path("/dev/null/没有这个文件夹.xlsx")))
    with refused("F07"):
        act.commit()
    assert book.sheets["检查对象"]["A1:R60"].options(ndim=2).value == before
    assert book.sheets["检查对象"].tables[0].range.shape == (41, width)
    monkeypatch.undo()
    act.commit()
    assert len(open_gateway(path).table("检查对象").rows) == 41


@pytest.mark.long
def test_unsaved_work_is_saved_with_the_act_and_is_in_the_snapshot(live_office: LiveOffice, path: Path) -> None:
    book = live_office.open(path)
    book.sheets["检查对象"]["O2"].value = "还没保存"
    gateway = LiveGateway(book, reason="录入前", now=desk().now)
    gateway.append("检查对象", [{"对象编码": "新1"}])
    gateway.commit()
    for file, count in ((path, 41), (gateway.saved[0], 40)):
        found = open_gateway(file).table("检查对象").rows
        assert (len(found), found[0][14]) == (count, "还没保存")


@pytest.mark.parametrize("saved", [False, True])
def test_what_was_typed_since_an_act_read_the_workbook_is_not_written_over(live_office: LiveOffice, path: Path, saved: bool) -> None:
    book = live_office.open(path)
    gateway = LiveGateway(book)
    gateway.replace("检查对象", {0: {"备注": "程序写的"}})
    book.sheets["检查对象"]["B3"].value = "同事改的名称"
    if saved:
        book.save()
    with refused("F13"):
        gateway.commit()
    assert book.sheets["检查对象"]["B3"].value == "同事改的名称"


@pytest.mark.long
def test_of_a_workbook_without_unsaved_work_no_table_is_read_twice(
        live_office: LiveOffice, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ssj_xl.gateways.live.regions import Tables

    gateway = LiveGateway(live_office.open(path))
    gateway.append("检查对象", [{"对象编码": "新1"}])
    read: list[str] = []
    region = Tables.region
    monkeypatch.setattr(Tables, "region", lambda tables, name: read.append(name) or region(tables, name))
    gateway.commit()
    assert read == []
    assert len(open_gateway(path).table("检查对象").rows) == 41


@pytest.mark.long
def test_after_an_act_nothing_is_unsaved(live_office: LiveOffice, path: Path) -> None:
    """What LibreOffice is kept from drawing it takes for a change when it may draw again: the next act would read and store all twice."""
    book = live_office.open(path)
    gateway = LiveGateway(book)
    gateway.append("检查对象", [{"对象编码": "新1"}])
    gateway.commit()
    assert host_of(book).is_saved


@pytest.mark.long
def test_an_act_that_is_saved_cannot_be_half_undone(live_office: LiveOffice, path: Path) -> None:
    """For LibreOffice an act is dozens of steps: some Ctrl+Z would take the last line from the log, on its protected sheet."""
    book = live_office.open(path)
    book.sheets["检查对象"]["O2"].value = "自己改的"
    gateway = LiveGateway(book)
    gateway.append("检查对象", [{"对象编码": "新1"}])
    assert book.api.getUndoManager().isUndoPossible()
    gateway.commit()
    assert not book.api.getUndoManager().isUndoPossible()


@pytest.mark.long
def test_what_a_button_shows_is_one_step_to_undo(live_office: LiveOffice, path: Path) -> None:
    book = live_office.open(path)
    book.sheets["检查对象"]["O2"].value = "自己改的"
    steps = book.api.getUndoManager()
    before = steps.getAllUndoActionTitles()
    with host_of(book).looking():
        shown = book.sheets.add("预览")
        shown.range("A1").value, shown.range("A2").value = "（程序填写，可以删除）", "一"
        shown.range("A1").column_width = 30
    assert before
    assert steps.getAllUndoActionTitles() == ("双随机", *before)
    steps.undo()
    assert "预览" not in [sheet.name for sheet in book.sheets]
    assert book.sheets["检查对象"]["O2"].value == "自己改的"


@pytest.mark.long
def test_a_workbook_opened_only_to_be_read_gets_no_sheet_and_it_is_said_why(live_office: LiveOffice, path: Path) -> None:
    books = live_office.open(path).app.books
    books[0].close()
    books.impl.api.loadComponentFromURL(url(path), "_blank", 0, properties(ReadOnly=True, Hidden=True))
    with pytest.raises(ProgramError, match="以只读方式打开"), host_of(books[0]).looking():
        pass
    assert reason(type("com.sun.star.uno.RuntimeException", (Exception,), {})()) == "程序没有说明原因（com.sun.star.uno.RuntimeException）"


@pytest.mark.long
def test_a_workbook_of_libreoffices_own_format_is_written_and_its_copy_can_be_read(live_office: LiveOffice, path: Path) -> None:
    book, own = live_office.open(path), path.with_suffix(".ods")
    book.save(str(own))
    gateway = LiveGateway(book, reason="录入前", now=desk().now)
    gateway.append("检查对象", [{"对象编码": "新1"}])
    gateway.commit()
    copy = readable(path.parent / f"副本-{own.name}")
    host_of(book).save_copy(copy)
    assert (copy.name, gateway.saved[0].suffix) == (f"副本-{own.name}.xlsx", ".ods")
    assert len(open_gateway(copy).table("检查对象").rows) == 41


@pytest.mark.long
def test_charts_that_the_program_drew_anew_are_no_unsaved_work(live_office: LiveOffice, path: Path) -> None:
    """They make the document count as changed after every act: each snapshot would be a copy that LibreOffice stores."""
    book = live_office.open(path)
    host, document = host_of(book), book.api
    document.setModified(False)
    drawn = next(chart.EmbeddedObject for sheet in document.Sheets for chart in sheet.Charts)
    drawn.setModified(True)
    assert document.isModified()
    assert (host.is_saved, host.state() is None, drawn.isModified()) == (True, False, True)
    with host.looking():
        book.sheets["检查对象"]["O2"].value = "只是看"
    assert (host.is_saved, drawn.isModified()) == (True, True), "changed by hand or drawn anew: nobody can tell, LibreOffice asks"

    book.sheets["检查对象"]["O2"].value = "改过"
    assert (host.is_saved, host.state()) == (False, None)


@pytest.mark.long
def test_switches_and_status_bar_of_a_real_program(live_office: LiveOffice, path: Path) -> None:
    app = live_office.open(path).app
    with quiet(app), status(app) as progress:
        progress("正在抽取", 1, 2)
        assert (app.screen_updating, app.calculation, app.enable_events, app.display_alerts) == (
            False, "manual", False, False)
        assert app.status_bar == "双随机：正在抽取（50%）"
    assert (app.screen_updating, app.calculation, app.enable_events, app.display_alerts) == (
        True, "automatic", True, True)
    assert app.status_bar is False


# --- which door ------------------------------------------------------------------------------------

@pytest.fixture
def both(live_office: LiveOffice, path: Path) -> tuple[Any, Path]:
    return live_office.open(path), path


def test_a_workbook_open_here_goes_live(both: tuple[Any, Path]) -> None:
    book, path = both
    assert open_here(path) == book
    book.sheets["检查对象"]["O2"].value = "还没保存"
    assert reading_on(path).table("检查对象").rows[0][14] == "还没保存"
    with working_on(path, reason="试", now=desk().now) as gateway:
        assert isinstance(gateway, LiveGateway)
        gateway.append("检查对象", [{"对象编码": "新1"}])
        gateway.commit()
    assert len(open_gateway(path).table("检查对象").rows) == 41


def test_another_workbook_goes_by_its_file(both: tuple[Any, Path]) -> None:
    _, path = both
    other = Bureau().file(path.parent / "别处")
    assert open_here(other) is None
    with working_on(other, reason="试", now=desk().now) as gateway:
        assert not isinstance(gateway, LiveGateway)


def test_two_acts_on_one_open_workbook_do_not_meet(both: tuple[Any, Path]) -> None:
    book, path = both
    with (working_in(book, reason="试", now=desk().now), refused("F59"),
          working_on(path, reason="试", now=desk().now)):
        pass


def test_a_workbook_open_elsewhere_is_refused(both: tuple[Any, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    import xlwings

    _, path = both
    monkeypatch.setattr(xlwings.engines, "active", None)
    assert open_here(path) is None
    with refused("F04"), working_on(path, reason="试", now=desk().now):
        pass
    with refused("F04"):
        refuse_if_open(path)


# --- as many calls as there are tables, not rows ---------------------------------------------------

def _calls(live: LiveOffice, path: Path, count: int) -> int:
    from ssj_xl.gateways.libreoffice.bridge import Unfinished

    path.write_bytes(workbooks.plain({"检查对象": workbooks.objects(count)}, {"年度": 2021}))
    book = live.open(path)
    tally: Counter[str] = Counter()
    with _counted(Unfinished, tally):
        gateway = LiveGateway(book)
        gateway.names()
        gateway.append("检查对象", [{"对象编码": f"N{n}", "等级日期": date(2021, 3, 1)} for n in range(count)])
        gateway.replace("检查对象", {n: {"备注": "改"} for n in range(count)})
        gateway.commit()
    book.close()
    return tally.total()


class _counted:
    """Counts every access of xlwings to the engine's parts."""

    def __init__(self, base: type, tally: Counter[str]) -> None:
        self._base, self._tally = base, tally

    def __enter__(self) -> None:
        tally = self._tally

        def counting(self: Any, name: str) -> Any:
            if not name.startswith("_"):
                tally[name] += 1
            return object.__getattribute__(self, name)

        self._base.__getattribute__ = counting  # type: ignore[method-assign,assignment]

    def __exit__(self, *_: object) -> None:
        del self._base.__getattribute__


@pytest.mark.long
def test_ten_rows_and_a_thousand_take_as_many_calls(live_office: LiveOffice, tmp_path: Path) -> None:
    few, many = (_calls(live_office, tmp_path / f"{count}.xlsx", count) for count in (10, 1000))
    assert few == many


@pytest.mark.long
def test_a_book_of_the_first_schema_that_is_open_gets_its_columns_at_the_first_act(live_office: LiveOffice, tmp_path: Path) -> None:
    office = evidence.offices(Path(__file__).parents[1] / "evidence-89b7853")[0]
    path = Path(shutil.copy(evidence.master(office), tmp_path))
    with follow() as outcome:
        book = Book.for_act(LiveGateway(live_office.open(path)))
        tasks = book.read(registers.TASKS)
        book.replace(registers.TASKS, [(tasks.rows[0], {"notified": date(2021, 3, 9)})])
        book.commit()
    assert [found.code for found in outcome.doubts] == ["F64", "T22"]
    saved = Book(open_gateway(path))
    for spec in records.REGISTERS:
        assert saved.read(spec).columns.keys() == spec.by_key.keys(), spec.name
    assert saved.read(registers.TASKS).rows[0]["notified"] == date(2021, 3, 9)
    assert evidence.verdicts(tmp_path)["一并核验"]["exit"] == 0


@pytest.mark.long
def test_what_others_saved_into_the_file_meanwhile_is_not_written_over(live_office: LiveOffice, path: Path) -> None:
    book = live_office.open(path)
    with working_in(book, reason="锁定前", now=desk().now) as gateway:
        bureau.locked(Book(gateway))
    other = openpyxl.load_workbook(path)
    other["检查对象"]["B2"] = "别人改的名称"
    other.save(path)
    theirs = path.read_bytes()
    with refused("F85"), working_in(book, reason="抽取前", now=desk(10, 4).now):
        raise AssertionError("the act must not begin")
    with refused("F85"):
        gateway = LiveGateway(book, reason="抽取前", now=desk(10, 4).now)
        gateway.append("工作动态", [{"类别": "会议"}])
        gateway.commit()
    assert path.read_bytes() == theirs
    book.close()
    again = live_office.open(path)
    with working_in(again, reason="抽取前", now=desk(10, 4).now) as gateway:
        bureau.draw(Book(gateway), TASK, PUBLIC, desk(10, 4))
    assert "别人改的名称" in {row["name"] for row in Book(open_gateway(path)).read(registers.OBJECTS)}
