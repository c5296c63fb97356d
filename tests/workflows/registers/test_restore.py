"""恢复: registers come back, nothing present is lost, and a restore is no second throw."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from ssj_xl.entry.cli import cli
from ssj_xl.gateways.keys import key_path
from ssj_xl.gateways.snapshots import snapshots
from ssj_xl.tables import records, registers
from ssj_xl.workflows.registers.restore import GOING_BACK, STAYING, chosen, plan_restore, restore
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.verifying.verify import verify
from tests.bureau import PUBLIC, SOURCE, TASK, Bureau, chain_is_whole, desk, edit, opened, refused, rows


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Locked and drawn, and edited in between and after; the snapshots are those before lock, edit, draw, edit."""
    path = Bureau().file(tmp_path_factory.mktemp("处"))
    with opened(path, desk()) as book:
        lock(book, TASK, SOURCE, desk())
    with opened(path, desk(9, 3)) as book:
        edit(book, registers.OBJECTS, {"code": "LS001"}, name="改过的名称", phone="")
        book.append(registers.OBJECTS, [{"code": "LS900", "name": "新办律师事务所", "object_type": "律师事务所",
                                         "tier": "A", "status": "正常"}])
        book.put("联系人", "赵某")
        book.commit()
    with opened(path, desk(10, 4)) as book:
        draw(book, TASK, PUBLIC, desk(10, 4))
    with opened(path, desk(11, 4)) as book:
        book.append(registers.FINDINGS, [{"task": TASK, "object": "LS002", "item": "LS-01", "checked": date(2026, 3, 9)}])
        book.commit()
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """The same with all that lies beside it, to be changed."""
    shutil.copytree(made.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / made.name


def _restored(path: Path, which: str, at: Any = None) -> str:
    with opened(path, at or desk(12, 5)) as book:
        return restore(book, plan_restore(book, chosen(book, which)), at or desk(12, 5))


def _held(path: Path, specs: Any) -> dict[str, list[dict[str, Any]]]:
    with opened(path, desk(13, 5)) as book:
        return {spec.name: sorted((dict(row) for row in book.read(spec)), key=str) for spec in specs}


@pytest.mark.long
def test_the_attempt_stands_after_a_restore_to_the_time_before_its_lock(path: Path) -> None:
    before, key = _held(path, STAYING), key_path(path).read_bytes()
    _restored(path, "4")
    after = _held(path, STAYING)
    log = after.pop(records.LOG.name)
    assert after == {name: held for name, held in before.items() if name != records.LOG.name}
    assert [entry for entry in log if entry["act"] != "恢复"] == before[records.LOG.name]
    assert key_path(path).read_bytes() == key
    with opened(path, desk(13, 5)) as book:
        assert chain_is_whole(book)
        with refused("D16"):
            draw(book, TASK, PUBLIC, desk(13, 5))
        with refused("D16"):
            lock(book, TASK, "ssq:2026025", desk(13, 5))
    assert all(one.report.holds for one in verify([path, *path.parent.glob("*记录-*.json")]))


def test_registers_results_and_settings_come_back(path: Path) -> None:
    _restored(path, "3")
    with opened(path, desk(13, 5)) as book:
        objects = book.read(registers.OBJECTS).by("code")
        assert (objects["LS001"]["name"], objects["LS001"]["phone"]) == ("第001律师事务所", "0399-5600001")
        assert "LS900" not in objects
        assert len(objects) == 40
        assert not rows(book, registers.FINDINGS)
        assert book.settings()[0].contact == ""


def test_a_task_that_is_drawn_stays_as_it_is(path: Path) -> None:
    with opened(path, desk(13, 5)) as book:
        state = dict(rows(book, registers.TASKS, code=TASK)[0])
    _restored(path, "4")
    with opened(path, desk(13, 5)) as book:
        assert dict(rows(book, registers.TASKS, code=TASK)[0]) == state


@pytest.mark.long
def test_what_was_there_before_the_restore_is_a_snapshot_that_comes_back(path: Path) -> None:
    before = _held(path, GOING_BACK)
    _restored(path, "4")
    assert _held(path, GOING_BACK) != before
    newest = snapshots(path)[0]
    assert newest.at == desk(12, 5).now
    _restored(path, newest.path.name, desk(14, 5))
    assert _held(path, GOING_BACK) == before


def test_the_restore_is_logged_with_the_fingerprint_of_its_snapshot(path: Path) -> None:
    from hashlib import sha256

    wanted = snapshots(path)[2].path
    sentence = _restored(path, "3")
    with opened(path, desk(13, 5)) as book:
        [entry] = rows(book, records.LOG, act="恢复")
    assert entry["summary"] == sentence
    assert wanted.name in sentence
    assert entry["content"] == sha256(wanted.read_bytes()).hexdigest()


@pytest.mark.parametrize("which", ["0", "5", "没有.xlsx", "../主台账.xlsx", ""])
def test_only_a_snapshot_of_this_workbook_can_be_chosen(path: Path, which: str) -> None:
    with opened(path, desk(13, 5)) as book, refused("F60"):
        chosen(book, which)


# --- the command -----------------------------------------------------------------------------------------

def _run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["restore", *arguments])


def test_the_command_lists_the_snapshots_with_time_and_act(path: Path) -> None:
    shown = _run(str(path)).output.splitlines()
    assert len(shown) == 5
    assert shown[1].split("\t")[:3] == ["1", "2026-03-04 11:00:00", "试"]


@pytest.mark.long
def test_the_command_only_previews_where_nobody_can_be_asked(path: Path) -> None:
    before = path.read_bytes()
    done = _run(str(path), "--to", "3")
    assert "检查对象：改回 1 行，取回 0 行，去掉 1 行" in done.output
    assert "没有写入" in done.output
    assert path.read_bytes() == before
    assert "已恢复" in _run(str(path), "--to", "3", "--yes").output


@pytest.mark.long
def test_the_figures_that_are_stored_are_those_of_what_came_back(path: Path) -> None:
    def stored() -> list[tuple[object, ...]]:
        return list(openpyxl.load_workbook(path, data_only=True)["计算"].iter_rows(values_only=True))

    _restored(path, "3")
    after = stored()
    with opened(path, desk(13, 5)) as book:
        book.put("联系人", "赵某")
        book.commit()
    assert stored() == after
