"""清理备份: copies older than the bureau's own term go after a yes, with a line in the log; keys and records stay."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from ssj_xl.entry.cli import cli
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.keys import key_path
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.gateways.safe import BACKUPS
from ssj_xl.gateways.snapshots import outdated, snapshot, snapshots
from ssj_xl.tables import records
from ssj_xl.workflows.registers.check import check
from ssj_xl.workflows.registers.prune import find_outdated, prune
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.verifying.verify import verify
from tests.bureau import SOURCE, TASK, Bureau, desk, edit, opened, refused

OLD, NEW = datetime(2023, 3, 1, 9), datetime(2026, 1, 5, 9)


def _office(folder: Path, months: int) -> Path:
    """An office in which a task is locked, with snapshots and a form of 2023 and of 2026 in 备份."""
    path = Bureau().file(folder)
    with opened(path, desk(9, 2)) as book:
        lock(book, TASK, SOURCE, desk(9, 2))
        book.put("备份保留月数", months)
        book.commit()
    form = folder / "月报.xlsx"
    form.write_bytes(b"form")
    for at in (OLD, NEW):
        snapshot(path, "锁定前", at)
        snapshot(form, "覆盖前", at)
    return path


def _names(path: Path) -> set[str]:
    return {item.name for item in (path.parent / BACKUPS).iterdir()}


@pytest.mark.long
def test_what_is_older_than_the_term_goes_and_the_log_names_it(tmp_path: Path) -> None:
    path = _office(tmp_path, 24)
    before, key = _names(path), key_path(path).read_bytes()
    with opened(path, desk(10, 9)) as book:
        found = find_outdated(book, desk(10, 9).today)
        entry = prune(book, found, desk(10, 9))
    gone = {"主台账_20230301-090000_锁定前.xlsx", "月报_20230301-090000_覆盖前.xlsx"}
    assert {one.path.name for one in found} == gone == before - _names(path)
    assert all(name in entry for name in gone)
    last = Book(open_gateway(path)).read(records.LOG).rows[-1]
    assert (last["act"], last["summary"]) == ("清理备份", entry)
    assert key_path(path).read_bytes() == key
    assert all(one.report.holds for one in verify([path, *path.parent.glob("*记录-*.json")]))


@pytest.mark.long
def test_the_snapshots_of_another_workbook_in_the_folder_stay(tmp_path: Path) -> None:
    path = _office(tmp_path, 24)
    other = tmp_path / "公证处.xlsx"
    other.write_bytes(path.read_bytes())
    theirs = snapshot(other, "锁定前", OLD)
    assert theirs not in {one.path for one in outdated(path, NEW)}
    assert snapshots(other)


@pytest.mark.long
def test_nothing_goes_where_no_term_is_set(tmp_path: Path) -> None:
    path = _office(tmp_path, 0)
    with refused("F75"):
        find_outdated(Book(open_gateway(path)), desk().today)
    assert "F77" not in {problem.code for problem in check(Book(open_gateway(path)), desk().today).problems}


@pytest.mark.long
def test_check_reminds_of_copies_beyond_the_term(tmp_path: Path) -> None:
    path = _office(tmp_path, 24)
    [found] = [problem for problem in check(Book(open_gateway(path)), desk().today).problems if problem.code == "F77"]
    assert found.params["count"] == 2


@pytest.mark.long
def test_a_copy_that_cannot_be_deleted_is_named_and_taken_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _office(tmp_path, 24)
    stuck = path.parent / BACKUPS / "月报_20230301-090000_覆盖前.xlsx"
    unlink = Path.unlink

    def busy(self: Path, missing_ok: bool = False) -> None:
        if self == stuck:
            raise PermissionError(13, "busy")
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", busy)
    with opened(path, desk(10, 9)) as book, refused("F76"):
        prune(book, find_outdated(book, desk().today), desk(10, 9))
    monkeypatch.undo()
    assert [one.path for one in find_outdated(Book(open_gateway(path)), desk().today)] == [stuck]


@pytest.mark.long
def test_nothing_goes_where_the_log_was_changed(tmp_path: Path) -> None:
    path = _office(tmp_path, 24)
    before = _names(path)
    with opened(path, desk(10, 9)) as book:
        edit(book, records.LOG, {"number": "1"}, summary="别的")
        with refused("D40"):
            prune(book, find_outdated(book, desk().today), desk(10, 9))
    assert _names(path) == before


@pytest.mark.long
def test_the_command_only_lists_where_nobody_can_say_yes(tmp_path: Path) -> None:
    path = _office(tmp_path, 24)
    before = _names(path)
    shown = CliRunner().invoke(cli, ["prune", str(path)])
    assert (shown.exit_code, _names(path)) == (0, before)
    assert "超过保留月数的备份 2 份" in shown.output
    done = CliRunner().invoke(cli, ["prune", str(path), "--yes"])
    assert done.exit_code == 0, done.output
    assert "已删除并记入操作日志" in done.output
    assert not any("20230301" in name for name in _names(path))
