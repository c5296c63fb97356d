"""Work in processes beside this one: results in order, and a process that is killed takes no other file with it."""

from __future__ import annotations

import gc
import os
from functools import partial
from pathlib import Path

import pytest

from ssj_xl.tables import registers
from ssj_xl.workflows.consolidation import consolidate as act
from ssj_xl.workflows.consolidation import files as consolidate_files
from ssj_xl.workflows.consolidation.consolidate import Output, consolidate
from ssj_xl.workflows.desk.side_by_side import aside, results, uncollected
from tests.workflows.consolidation.test_consolidate import DESK, put, work


@pytest.mark.long
def test_a_process_that_is_killed_costs_its_own_file_only() -> None:
    assert list(results(eval, ["1 + 1", "2 + 2", "__import__('os')._exit(9)", "3 + 3"], processes=2)) == [2, 4, None, 6]


@pytest.mark.long
def test_work_given_aside_is_done_elsewhere_and_what_was_killed_there_is_done_here() -> None:
    with aside(worth=True) as beside:
        place, killed = beside.give(os.getpid), beside.give(partial(_first_try_dies, os.getpid()))
        assert place() != os.getpid()
        assert killed() == "done"
        assert beside.give(os.getpid)() == os.getpid()
    with aside(worth=False) as beside:
        assert beside.give(os.getpid)() == os.getpid()


def test_cycles_of_objects_are_looked_for_again_afterwards_also_where_it_failed() -> None:
    with uncollected():
        assert not gc.isenabled()
    with pytest.raises(ValueError, match="no number"), uncollected():
        int("no number")
    assert gc.isenabled()


def _first_try_dies(here: int) -> str:
    if os.getpid() != here:
        os._exit(9)
    return "done"


@pytest.mark.long
def test_files_read_in_other_processes_give_the_same_consolidation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handed = tmp_path / "报送"
    for name in ("律", "公", "鉴"):
        rows = work(name, 3, task="YS-2021-1" if name == "鉴" else f"YS-{name}-2021-1", division=f"{name}处")
        rows[registers.ACTIVITIES.name].append({"day": "不是日期", "category": "会议"})
        put(handed / f"{name}.xlsx", f"{name}处", rows)
    (handed / "坏.xlsx").write_bytes(b"PK\3\4")
    output = Output(beside=tmp_path)
    alone = consolidate([handed], month="2021-03", previous=None, desk=DESK, output=output)
    monkeypatch.setattr(consolidate_files, "results", partial(results, processes=2))
    monkeypatch.setattr(act, "aside", lambda *, worth: aside(worth=True))
    assert consolidate([handed], month="2021-03", previous=None, desk=DESK, output=output) == alone
    assert alone.errors


@pytest.mark.long
def test_a_file_whose_process_was_killed_is_named_and_the_rest_is_consolidated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("律", "公"):
        put(tmp_path / f"{name}.xlsx", f"{name}处", work(name, 3, task=f"YS-{name}-2021-1", division=f"{name}处"))
    monkeypatch.setattr(consolidate_files, "results", lambda read, jobs: (None if job[0] == "公.xlsx" else read(job) for job in jobs))
    done = consolidate([tmp_path], month="2021-03", previous=None, desk=DESK)
    assert [str(found.place) for found in done.problems if found.code == "K48"] == ["公.xlsx"]
    assert [(row["file"], row["state"]) for row in done.submissions] == [("律.xlsx", "按时"), ("公.xlsx", "未能读取")]
