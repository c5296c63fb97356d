"""The workbook is put back to a state before its records, so that what came after never happened."""

import shutil
from pathlib import Path

import pytest

from ssj_xl.tables import records
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.substitute import Grounds, Leaver, reassign
from tests.attacks.attack_cases import Given, run
from tests.bureau import OPEN_TASK, TASK, Bureau, desk, drawn, opened, refused


def test_the_workbook_is_older_than_its_records(given: Given) -> None:
    old = given.folder / "旧的.bak"
    shutil.copy(given.book, old)
    with opened(given.book, desk(9, 6)) as book:
        person = next(row["members"][0] for row in book.read(records.WINNERS) if row["task"] == TASK and row["state"] == "抽中")
        reassign(book, TASK, Leaver(person), Grounds("不在岗", "李某"), desk(9, 6))
    shutil.move(old, given.book)

    code, said = given.verify(given.book, given.record(task=TASK))
    assert (code, "工作簿比这份文件旧" in said) == (4, True)


BESIDE = {
    "record": ("公开记录-*", "审计记录-*"), "printed notice": ("公告/锁定公告.xlsx",), "notice as data": ("公告/锁定公告.json",), "statement": ("锁定声明-*",),
}


@pytest.mark.parametrize("kept", BESIDE)
@pytest.mark.long(but=1)
def test_it_is_put_back_and_another_task_is_locked_in_its_folder(tmp_path: Path, kept: str) -> None:
    path = Bureau().file(tmp_path)
    before = path.read_bytes()
    with opened(path, desk()) as book:
        drawn(book, TASK)
        book.commit()
    (tmp_path / "公告").mkdir()
    for kind in ("xlsx", "json"):
        assert run("notice", path, TASK, "-o", tmp_path / "公告" / f"锁定公告.{kind}")[0] == 0
    left = [one.read_bytes() for pattern in BESIDE[kept] for one in sorted(tmp_path.glob(pattern))]
    names = [one.name for pattern in BESIDE[kept] for one in sorted(tmp_path.glob(pattern))]
    other = tmp_path / "放回去"
    other.mkdir()
    for name, data in zip(names, left, strict=True):
        (other / name).write_bytes(data)
    assert names
    (other / path.name).write_bytes(before)

    with refused("D87"), opened(other / path.name, desk(9, 9)) as book:
        lock(book, OPEN_TASK, "ssq:2026028", desk(9, 9))


def test_the_files_of_another_division_or_of_last_year_are_in_nobody_s_way(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    before = path.read_bytes()
    with opened(path, desk()) as book:
        drawn(book, TASK)
        book.commit()
    path.write_bytes(before)
    for kind in ("公开记录", "审计记录"):
        record = tmp_path / f"{kind}-{TASK}-1.json"
        for code in ("LG-GZ-2026-001", "LG-LS-2025-001"):
            (tmp_path / f"{kind}-{code}-1.json").write_text(record.read_text("utf-8").replace(TASK, code), "utf-8")
        record.unlink()
    (tmp_path / f"锁定声明-{TASK}-1.txt").unlink(missing_ok=True)

    with opened(path, desk(9, 9)) as book:
        assert lock(book, OPEN_TASK, "ssq:2026028", desk(9, 9)).row["attempt"] == 1
