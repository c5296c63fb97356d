"""A lock of a long list is there whole or not at all, wherever its process is killed, and can be asked for again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ssj_xl.engines.registry.duck import Spill
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.registry.files import MEMORY, placed
from tests.workflows.registry.lists import in_regions, lock_list

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.long
def test_a_lock_that_was_killed_at_any_file_is_locked_again(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "tests.workflows.registry.kills", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["places"] > 20
    assert found["odd"] == []


def test_files_that_others_put_there_are_not_taken_back(tmp_path: Path) -> None:
    """A list without its lock file, and one that is not what the killed lock had made."""
    path, other = tmp_path / "锁定.json", tmp_path / "锁定-名录.csv"
    other.write_text("别人的", "utf-8")
    (tmp_path / "锁定.未完成").mkdir()
    (tmp_path / "锁定.未完成" / "已放好的文件.json").write_text('{"锁定-名录.csv": "0"}', "utf-8")
    with pytest.raises(RuntimeError), placed(path, other):
        raise RuntimeError
    assert [one.name for one in tmp_path.iterdir()] == ["锁定-名录.csv"]


def test_a_lock_that_another_run_is_making_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def again(*_: object) -> None:
        monkeypatch.undo()
        with pytest.raises(UserError, match="F59"):
            lock_list(tmp_path / "one", MEMORY, in_regions(5), made=True)

    monkeypatch.setattr("ssj_xl.workflows.registry.lock._refuse", again)
    lock_list(tmp_path / "one", MEMORY, in_regions(5))
    assert not list(tmp_path.rglob(".~*"))


def test_what_a_killed_run_of_duckdb_left_goes_with_the_next(tmp_path: Path) -> None:
    (tmp_path / ".~duckdb-abc").mkdir()
    (tmp_path / ".~duckdb-abc" / "duckdb_temp_storage-0.tmp").write_bytes(b"0" * 9)
    first, second = Spill(tmp_path), Spill(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted((first.folder, second.folder))
    del first, second
    assert not list(tmp_path.iterdir())
