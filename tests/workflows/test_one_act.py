"""One act is one act: the workbook is what happened, and every record file can be built from it to the byte."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from ssj_xl.gateways.keys import key_path, read_keys
from ssj_xl.gateways.safe import BACKUPS, OUTPUT, follow
from ssj_xl.papers.notice import as_workbook
from ssj_xl.tables import records, registers
from ssj_xl.workflows.registers.check import check
from ssj_xl.workflows.rounds.archive import notice_name
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from ssj_xl.workflows.rounds.notice import notice
from ssj_xl.workflows.rounds.records import mend, rebuild
from ssj_xl.workflows.rounds.substitute import Grounds, Leaver, promote, reassign, void
from ssj_xl.workflows.verifying.verify import verify
from tests.bureau import OPEN_TASK, TASK, Bureau, attempts, desk, opened, public_of, refused, rows, source_of

EVIDENCE = Path(__file__).resolve().parents[1] / "evidence-89b7853"
# The log writes brackets, blanks and line breaks in its own way; the record must say what the log says.
WHY, MOVED = (Grounds(why, " 李某 (代)\n处长 ", "见附件") for why in ("注销", "工作调整"))


def _lock(path: Path, task: str = TASK) -> None:
    with opened(path, desk()) as book:
        lock(book, task, source_of(attempts(book, task) + 1), desk())


def _draw(path: Path, task: str = TASK) -> None:
    with opened(path, desk(10, 4)) as book:
        draw(book, task, public_of(attempts(book, task)), desk(10, 4))


def _match(path: Path, task: str = TASK) -> None:
    with opened(path, desk(11, 4)) as book:
        match(book, task, desk(11, 4))


def _promote(path: Path, task: str = TASK) -> None:
    with opened(path, desk(12, 4)) as book:
        # Of tier A, which has more objects than are drawn.
        winner = next(w for w in rows(book, records.WINNERS, task=task, state="抽中") if w["object"] <= "LS024")
        promote(book, task, winner["object"], WHY, desk(12, 4))


def _reassign(path: Path, task: str = TASK) -> None:
    with opened(path, desk(13, 4)) as book:
        one = [w for w in rows(book, records.WINNERS, task=task) if w["lead"] and w["state"] != "被替换"][-1]
        reassign(book, task, Leaver(one["members"][0], (one["object"],)), MOVED, desk(13, 4))


def _leave(path: Path, task: str = TASK) -> None:
    with opened(path, desk(14, 4)) as book:
        one = next(w for w in rows(book, records.WINNERS, task=task) if w["lead"] and w["state"] != "被替换")
        reassign(book, task, Leaver(one["lead"]), MOVED, desk(14, 4))


def _void(path: Path, task: str = TASK) -> None:
    with opened(path, desk(15, 4)) as book:
        void(book, task, "名录漏登", desk(15, 4))


ACTS: tuple[Callable[[Path, str], None], ...] = (_lock, _draw, _promote, _match, _promote, _reassign, _leave, _void)
"""The life of a draw: a promotion before the matching, one after it, both kinds of 改派, and the end."""


def _records(path: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in path.parent.glob("*记录-*.json")}


@pytest.mark.parametrize("task", [TASK, OPEN_TASK])
@pytest.mark.long
def test_after_every_act_the_records_are_built_again_to_the_byte(tmp_path: Path, task: str) -> None:
    bureau = Bureau().change(registers.TASKS, TASK, reserve=3).change(registers.TASKS, OPEN_TASK, reserve=3)
    path = bureau.file(tmp_path)
    for act in ACTS:
        act(path, task)
        made = _records(path)
        for file in (*made, *path.parent.glob("锁定声明-*.txt")):
            file.unlink()
        with opened(path, desk(16, 4)) as book:
            assert all(rebuild(book, task).values())
            assert not any(rebuild(book, task).values())
        assert _records(path) == made
        assert len(made) == 2
        assert all(one.report.holds for one in verify([path, *made]))


def test_a_notice_that_is_missing_is_made_again_and_one_that_is_there_is_left_as_it_was_filled_in(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    _lock(path)
    with opened(path, desk(10, 2)) as book:
        paper = path.with_name(notice_name(TASK, 1))
        assert rebuild(book, TASK)[paper]
        whole = as_workbook(notice(book, TASK))
    assert paper.read_bytes() == whole
    elsewhere = path.parent / OUTPUT / f"锁定公告-{TASK}-1-2.xlsx"
    elsewhere.parent.mkdir()
    paper.rename(elsewhere)
    elsewhere.write_bytes(b"filled in")
    with opened(path, desk(11, 2)) as book:
        assert paper not in rebuild(book, TASK)
    assert elsewhere.read_bytes() == b"filled in"
    assert not paper.exists()


@pytest.mark.long
def test_records_that_are_missing_or_older_are_written_before_the_next_act(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    _lock(path)
    older = _records(path)
    _draw(path)
    made = _records(path)
    public, audit = sorted(made)
    public.write_bytes(older[public])
    audit.unlink()
    with follow() as outcome, opened(path, desk(11, 4)) as book:
        mend(book)
    assert _records(path) == made
    assert [doubt.code for doubt in outcome.doubts] == ["F57"]


@pytest.mark.long
def test_an_older_audit_record_is_no_accusation_against_the_workbook(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    for act in (_lock, _draw, _match):
        act(path)
    older = _records(path)
    _promote(path)
    for file, content in older.items():
        file.write_bytes(content)
    found = verify([path, *older])
    assert all(one.report.holds for one in found)
    assert any(fact.code == "N24" for one in found for fact in one.report.unknown)


@pytest.mark.long
def test_a_record_that_knows_more_than_the_workbook_is_never_overwritten(tmp_path: Path) -> None:
    """A workbook put back to an earlier state would otherwise wipe away what happened since."""
    path, old = Bureau().file(tmp_path), tmp_path / "旧.xlsx"
    for act in (_lock, _draw, _match):
        act(path)
    shutil.copy(path, old)
    _promote(path)
    newer = _records(path)
    shutil.copy(old, path)
    with follow() as outcome, opened(path, desk(13, 4)) as book:
        mend(book)
        with refused("D60"):
            rebuild(book, TASK)
        with refused("D60"):
            reassign(book, TASK, Leaver("P01"), MOVED, desk(13, 4))
    assert _records(path) == newer
    assert {doubt.code for doubt in outcome.doubts} == {"F58"}


@pytest.mark.long
def test_records_of_the_first_schema_are_built_again_to_the_byte_from_workbook_and_secret(tmp_path: Path) -> None:
    """Matchings, 递补 and 改派 with all their proofs: nothing but the secret is taken from the records themselves."""
    shutil.copytree(EVIDENCE, tmp_path / "旧")
    count = 0
    for path in (tmp_path / "旧").glob("*/主台账-*.xlsx"):
        made = _records(path)
        for file, content in made.items():
            kept = {key: value for key, value in json.loads(content).items() if key in ("list_secret", "log_head", "root")}
            file.write_text(json.dumps(kept), "utf-8")
        with opened(path, desk()) as book:
            for task in {row["task"] for row in book.read(records.DRAWS)}:
                rebuild(book, task)
        assert _records(path) == made
        count += len(made)
    assert count >= 10


# --- the key -------------------------------------------------------------------------------------------

def test_the_secret_lies_in_a_key_file_for_its_owner_only_and_in_every_snapshot(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    _lock(path)
    _draw(path)
    key = key_path(path)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    copy = path.parent / BACKUPS / key.name
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert copy.read_bytes() == key.read_bytes()
    [(digest, found)] = read_keys(key).items()
    with opened(path, desk(11, 4)) as book:
        assert rows(book, records.DRAWS)[0]["secret"] == digest
    assert found.secret.encode() not in path.read_bytes()


def test_an_open_list_has_no_key(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    _lock(path, OPEN_TASK)
    assert not key_path(path).exists()


@pytest.mark.parametrize("foreign", [False, True])
def test_a_key_that_is_lost_or_another_is_told_at_once_and_nothing_false_is_written(tmp_path: Path, foreign: bool) -> None:
    path = Bureau().file(tmp_path)
    _lock(path)
    before = _records(path)
    shutil.rmtree(path.parent / BACKUPS)
    key = key_path(path)
    if foreign:
        content = json.loads(key.read_bytes())
        next(iter(content["keys"].values()))["secret"] = "ab" * 32
        key.write_text(json.dumps(content), "utf-8")
    else:
        key.unlink()
    audit = next(file for file in before if "审计" in file.name)
    audit.unlink()
    with follow() as outcome:
        _draw(path)
    assert {doubt.code for doubt in outcome.doubts} == {"D61"}
    assert not audit.exists()
    with opened(path, desk(11, 4)) as book, refused("D61"):
        rebuild(book, TASK)
    with follow() as outcome, opened(path, desk(11, 4)) as book:
        mend(book)
        assert "D61" in {problem.code for problem in check(book, desk().today).problems}
    assert "D61" in {doubt.code for doubt in outcome.doubts}


def test_a_key_found_in_the_snapshots_serves(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    _lock(path)
    made = _records(path)
    key_path(path).unlink()
    for file in made:
        file.unlink()
    with opened(path, desk(11, 4)) as book:
        rebuild(book, TASK)
    assert _records(path) == made


@pytest.mark.long
def test_a_renamed_workbook_still_finds_its_key(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    _lock(path)
    made, renamed = _records(path), path.with_name("律师处.xlsx")
    path.rename(renamed)
    for file in made:
        file.unlink()
    with opened(renamed, desk(11, 4)) as book:
        rebuild(book, TASK)
    assert _records(renamed) == made


def test_a_damaged_key_file_is_never_written_over(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    key_path(path).write_bytes(b"{")
    before = path.read_bytes()
    with refused("F55"):
        _lock(path)
    assert key_path(path).read_bytes() == b"{"
    assert path.read_bytes() == before


@pytest.mark.long
def test_a_book_of_old_whose_secret_stands_in_the_audit_record_alone_goes_on(tmp_path: Path) -> None:
    """Before there were key files the workbook had no column for the digest either."""
    path = Bureau().file(tmp_path)
    _lock(path)
    secret = next(iter(read_keys(key_path(path)).values())).secret
    key_path(path).unlink()
    shutil.rmtree(path.parent / BACKUPS)
    with opened(path, desk(9, 3)) as book:
        book.replace(records.DRAWS, [(rows(book, records.DRAWS)[0], {"secret": ""})])
        book.commit()
    shutil.rmtree(path.parent / BACKUPS)
    for act in (_draw, _match):
        with follow() as outcome:
            act(path)
        assert not outcome.doubts
    audit = json.loads(next(file for file in _records(path) if "审计" in file.name).read_bytes())
    assert audit["list_secret"] == secret


# --- what is told after a failure ------------------------------------------------------------------------

@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Lets the system refuse to put files in place whose names have a word in them."""
    whole = os.replace

    def refuse(word: str) -> None:
        def replace(old: Path, new: Path) -> None:
            if word in new.name:
                raise OSError(28, "No space left on device")
            whole(old, new)

        monkeypatch.setattr(os, "replace", replace)

    return refuse


@pytest.mark.long
def test_a_draw_whose_record_could_not_be_written_is_told_as_saved_file_by_file(
        tmp_path: Path, refusing: Callable[[str], None]) -> None:
    path = Bureau().file(tmp_path)
    _lock(path)
    refusing("公开记录")
    with follow() as outcome, refused("F53", "F07"):
        _draw(path)
    states = {state.path.name.partition("-")[0]: state.state for state in outcome.states() if state.path.parent == tmp_path}
    assert states == {"主台账.xlsx": "新", "公开记录": "旧", "审计记录": "新"}


def test_a_lock_whose_workbook_could_not_be_written_changes_nothing_but_keeps_the_key(
        tmp_path: Path, refusing: Callable[[str], None]) -> None:
    path = Bureau().file(tmp_path)
    refusing("主台账.xlsx")
    with follow() as outcome, refused("F07"):
        _lock(path)
    states = {state.path.name.partition("-")[0]: state.state for state in outcome.states() if state.path.parent == tmp_path}
    assert states == {"密钥": "新", "主台账.xlsx": "旧", "公开记录": "无", "审计记录": "无", "锁定声明": "无"}


@pytest.mark.long
def test_a_disk_that_does_not_confirm_after_the_replace_leaves_no_half_act(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Bureau().file(tmp_path)
    _lock(path)
    from ssj_xl.gateways import safe

    def refuse(_folder: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(safe, "_sync_folder", refuse)
    with follow() as outcome:
        _draw(path)
    assert {doubt.code for doubt in outcome.doubts} == {"F51"}
    assert all(one.report.holds for one in verify([path, *_records(path)]))
    assert {json.loads(content)["state"] for content in _records(path).values()} == {"已抽取"}
