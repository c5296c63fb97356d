"""Nothing is lost: locks, snapshots, and a save that is interrupted anywhere."""

from __future__ import annotations

import getpass
import os
import random
import signal
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ssj_xl.gateways.locking import locked
from ssj_xl.gateways.opening import open_gateway, working
from ssj_xl.gateways.safe import BACKUPS, HOST, atomic_write, refused
from ssj_xl.gateways.snapshots import BACKUPS_KEPT, snapshot
from ssj_xl.gateways.xlsx.gateway import FileGateway
from ssj_xl.office import programs
from ssj_xl.tables.problems import UserError
from tests.gateways import workbooks
from tests.sampling import sample

NOW = datetime(2026, 11, 23, 18, 3)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(workbooks.plain({"检查对象": workbooks.objects(3)}))
    return path


def _append(gateway: FileGateway) -> None:
    gateway.append("检查对象", [{"对象编码": "新"}])
    gateway.commit()


def _refused(code: str, act: Callable[[], object]) -> str:
    with pytest.raises(UserError) as error:
        act()
    assert [problem.code for problem in error.value.problems] == [code]
    assert error.value.exit_code == 3
    return str(error.value)


def _litter(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir() if item.name.startswith("."))


def _enter(path: Path) -> None:
    with working(path, reason="", now=NOW):
        pass


def test_a_save_leaves_a_snapshot_of_the_file_before_it(book: Path) -> None:
    before = book.read_bytes()
    with working(book, reason="锁定前", now=NOW) as gateway:
        _append(gateway)
    copy = book.parent / BACKUPS / "主台账_20261123-180300_锁定前.xlsx"
    assert copy.read_bytes() == before
    assert len(open_gateway(book).table("检查对象").rows) == 4
    assert _litter(book.parent) == []


def test_work_that_changes_nothing_leaves_no_snapshot(book: Path) -> None:
    with working(book, reason="锁定前", now=NOW) as gateway:
        gateway.table("检查对象")
        gateway.commit()
    assert not (book.parent / BACKUPS).exists()


def test_the_newest_ten_snapshots_of_each_workbook_are_kept(book: Path) -> None:
    other = book.with_name("主台账_副本.xlsx")
    other.write_bytes(b"other")
    first = snapshot(other, "抽取前", NOW)
    made = [snapshot(book, "导入前", NOW + timedelta(seconds=n)) for n in range(13)]
    assert [path for path in made if path.exists()] == made[-BACKUPS_KEPT:]
    assert first.exists()


@pytest.mark.parametrize("reason", ["锁定前", "抽取前", "匹配前"])
def test_the_snapshots_of_lock_draw_and_match_are_never_rotated_away(book: Path, reason: str) -> None:
    made = [snapshot(book, reason, NOW + timedelta(seconds=n // 2)) for n in range(13)]
    for n in range(13):
        snapshot(book, "导入前", NOW + timedelta(minutes=n))
    assert all(path.exists() for path in made)


def test_two_snapshots_of_one_second_are_both_kept(book: Path) -> None:
    assert len({snapshot(book, "抽取前", NOW) for _ in range(3)}) == 3
    assert len(list((book.parent / BACKUPS).iterdir())) == 3


def test_a_reason_that_is_no_file_name_is_cleaned(book: Path) -> None:
    assert snapshot(book, 'a/b\\c:"*?', NOW).name == "主台账_20261123-180300_abc.xlsx"


def test_a_second_run_is_refused_while_the_first_works(book: Path) -> None:
    with working(book, reason="", now=NOW) as gateway:
        assert getpass.getuser() in _refused("F59", lambda: _enter(book))
        assert "起" in _refused("F59", lambda: _append(open_gateway(book)))
        _append(gateway)
    _enter(book)


@pytest.mark.long
def test_another_process_is_refused_while_the_first_works(book: Path) -> None:
    code = f"""
        import datetime
        from ssj_xl.gateways.opening import working
        from ssj_xl.tables.problems import UserError
        try:
            with working({str(book)!r}, reason="", now=datetime.datetime(2026, 1, 1)):
                print("in")
        except UserError as error:
            print(error.problems[0].code)
    """
    run = [sys.executable, "-c", textwrap.dedent(code)]
    with locked(book):
        assert subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "F59"
    assert subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "in"


def _excel_mark() -> bytes:
    name = "李四光"
    wide = len(name).to_bytes(2, "little") + name.encode("utf-16-le").ljust(108, b" ")
    return bytes([6]) + name.encode("gbk").ljust(53, b" ") + wide


@pytest.mark.parametrize(("mark", "content", "who", "program"), [
    ("~$主台账.xlsx", _excel_mark(), "李四光", "Excel 或 WPS"),
    ("~$主台账.xlsx", b"", "Excel 或 WPS 用户", "Excel 或 WPS"),
    (".~主台账.xlsx", b"\x00", "WPS 用户", "WPS"),
    (".~lock.主台账.xlsx#", b",li4,pc7,23.11.2026 18:03,file:///home/li4;", "li4", "LibreOffice"),
    (".~lock.主台账.xlsx#", b"", "LibreOffice 用户", "LibreOffice"),
])
def test_a_workbook_that_is_open_elsewhere_is_not_written(
        book: Path, mark: str, content: bytes, who: str, program: str) -> None:
    gateway = open_gateway(book)
    before = book.read_bytes()
    (book.parent / mark).write_bytes(content)
    told = _refused("F04", lambda: _enter(book))
    assert f"（{who}，" in told
    assert f"请在 {program} 中关闭它" in told
    assert mark in _refused("F04", lambda: _append(gateway))
    assert book.read_bytes() == before
    (book.parent / mark).unlink()
    gateway.commit()


def test_a_workbook_that_is_open_elsewhere_can_be_read(book: Path) -> None:
    (book.parent / "~$主台账.xlsx").write_bytes(_excel_mark())
    assert len(open_gateway(book).table("检查对象").rows) == 3


def test_a_file_that_changed_since_it_was_read_is_not_overwritten(book: Path) -> None:
    gateway = open_gateway(book)
    changed = workbooks.plain({"检查对象": workbooks.objects(4)})
    book.write_bytes(changed)
    _refused("F13", lambda: _append(gateway))
    assert book.read_bytes() == changed


def test_a_file_that_vanished_since_it_was_read_is_not_made_anew(book: Path) -> None:
    gateway = open_gateway(book)
    book.unlink()
    _refused("F13", lambda: _append(gateway))
    assert not book.exists()


def test_a_file_that_was_only_touched_is_written(book: Path) -> None:
    gateway = open_gateway(book)
    os.utime(book, (1, 1))
    _append(gateway)
    assert len(open_gateway(book).table("检查对象").rows) == 4


def test_a_read_only_file_is_not_written(book: Path) -> None:
    book.chmod(0o444)
    assert "只读" in _refused("F07", lambda: _append(open_gateway(book)))


def test_permissions_stay(book: Path) -> None:
    book.chmod(0o640)
    _append(open_gateway(book))
    assert stat.S_IMODE(book.stat().st_mode) == 0o640


def test_a_link_stays_a_link_to_the_new_content(book: Path, tmp_path: Path) -> None:
    (tmp_path / "桌面").mkdir()
    link = tmp_path / "桌面" / "快捷.xlsx"
    link.symlink_to(book)
    _append(open_gateway(link))
    assert link.is_symlink()
    assert len(open_gateway(book).table("检查对象").rows) == 4


def test_a_missing_file_is_not_locked(tmp_path: Path) -> None:
    _refused("F01", lambda: _enter(tmp_path / "没有" / "主台账.xlsx"))
    assert _litter(tmp_path) == []


def test_a_very_long_name_is_saved_as_well(tmp_path: Path) -> None:
    path = tmp_path / ("名" * 77 + ".xlsx")
    path.write_bytes(workbooks.plain({"检查对象": workbooks.objects(1)}))
    _append(open_gateway(path))
    assert len(open_gateway(path).table("检查对象").rows) == 2


def test_a_new_file_gets_the_usual_permissions(tmp_path: Path) -> None:
    atomic_write(tmp_path / "a.xlsx", b"1")
    (tmp_path / "b.xlsx").write_bytes(b"1")
    assert (tmp_path / "a.xlsx").stat().st_mode == (tmp_path / "b.xlsx").stat().st_mode


def test_a_folder_that_is_not_there_is_a_failed_write(tmp_path: Path) -> None:
    _refused("F07", lambda: atomic_write(tmp_path / "没有" / "a.xlsx", b"1"))


@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EACCES"])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_write_that_the_system_refuses_leaves_the_old_file_and_no_litter(
    book: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: str
) -> None:
    import errno

    before = book.read_bytes()
    gateway = open_gateway(book)

    def fails(*_args: object) -> None:
        raise OSError(getattr(errno, error), "refused")

    monkeypatch.setattr(os, call, fails)
    _refused("F07", lambda: _append(gateway))
    assert book.read_bytes() == before
    assert _litter(book.parent) == []


@pytest.mark.parametrize("code", [5, 32, 33])
def test_a_workbook_that_excel_holds_on_windows_is_said_to_be_open(book: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    gateway = open_gateway(book)

    def held(*_args: object) -> None:
        error = PermissionError(13, "Permission denied")
        error.winerror = code  # type: ignore[attr-defined]
        raise error

    monkeypatch.setattr(os, "replace", held)
    assert "正被别的程序打开" in str(_refused("F07", lambda: _append(gateway)))


def test_a_path_that_is_too_long_for_windows_is_said_to_be_too_long(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = book.parent.joinpath(*["很深的文件夹" * 8] * 5, "主台账.xlsx")
    gateway = open_gateway(book)

    def nowhere(*_args: object) -> None:
        raise FileNotFoundError(2, "No such file or directory", str(long))

    monkeypatch.setattr(os, "replace", nowhere)
    assert "路径太长" not in str(_refused("F07", lambda: _append(gateway)))
    monkeypatch.setattr(programs, "WINDOWS", True)
    assert "路径太长" in str(_refused("F07", lambda: _append(gateway)))
    assert "路径太长" in str(refused(FileNotFoundError(2, "No such file or directory", str(long))))
    assert str(len(str(long))) in str(_refused("F80", lambda: open_gateway(long)))
    assert _refused("F01", lambda: open_gateway(book.with_name("没有.xlsx")))


# A file may grow to 64 KB here: the next write fails as it does on a full disk.
FULL_DISK = """
    import resource, signal, sys
    from datetime import datetime
    from ssj_xl.gateways.opening import open_gateway, working
    from ssj_xl.tables.problems import UserError
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with working(sys.argv[1], reason="追加前", now=datetime(2026, 11, 23)) as gateway:
        gateway.append("检查对象", [{"对象编码": f"{n * 7919 % 99991:x}{n}"} for n in range(20000)])
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
        try:
            gateway.commit()
        except UserError as error:
            print(error)
            sys.exit(error.exit_code)
"""


@pytest.mark.long
def test_a_full_disk_leaves_the_old_file_and_no_litter(book: Path) -> None:
    before = book.read_bytes()
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(FULL_DISK), str(book)], cwd=ROOT,
                         capture_output=True, text=True, check=False)
    assert run.returncode == 3, run.stderr
    assert "F07" in run.stdout
    assert book.read_bytes() == before
    assert _litter(book.parent) == []


SAVING = """
    import sys
    from datetime import datetime
    from ssj_xl.gateways.opening import working
    while True:
        with working(sys.argv[1], reason="追加前", now=datetime(2026, 11, 23)) as gateway:
            count = len(gateway.table("检查对象").rows)
            gateway.append("检查对象", [{"对象编码": f"批{count}", "备注": str(n)} for n in range(500)])
            print(count, flush=True)
            gateway.commit()
"""


def test_a_kill_at_any_moment_leaves_the_old_or_the_new_file_whole(book: Path) -> None:
    chance = random.Random(20261123)
    seen = set()
    for _ in sample(range(12), 2):
        run = subprocess.Popen([sys.executable, "-c", textwrap.dedent(SAVING), str(book)], cwd=ROOT,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(chance.uniform(0, 0.25))
        run.send_signal(signal.SIGKILL)
        run.communicate()
        count = len(open_gateway(book).table("检查对象").rows)
        assert count % 500 == 3
        seen.add(count)
        workbooks.loaded(book)
        book.write_bytes(book.read_bytes() if count < 4000 else workbooks.plain({"检查对象": workbooks.objects(3)}))
    _append(open_gateway(book))
    assert _litter(book.parent) == []
    assert len(seen) > 1


def test_what_a_killed_run_left_is_swept_away_by_the_next(book: Path) -> None:
    (book.parent / BACKUPS).mkdir()
    copy = f"{BACKUPS}/.~主台账_20261123-180300_锁定前.xlsx.4711.tmp"
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (book.parent / "输出").mkdir()
    at_work, left = f".~别的.xlsx.{HOST}-{os.getpid()}.tmp", f".~公开记录-A-1.json.{HOST}-{gone.pid}.tmp"
    for name in (f".~主台账.xlsx.{gone.pid}.tmp", ".~主台账.xlsx.lock", at_work, left, f"输出/{left}",
                 copy.replace("4711", str(gone.pid))):
        (book.parent / name).write_bytes(b"x")
    _append(open_gateway(book))
    assert _litter(book.parent) == [at_work]
    assert _litter(book.parent / "输出") == []
    assert _litter(book.parent / BACKUPS) == []
