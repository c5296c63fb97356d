"""The workbook is put back to a state before its records, so that what came after never happened."""

import shutil

from ssj_xl.tables import records
from ssj_xl.workflows.substitute import Grounds, Leaver, reassign
from tests.attacks.attack_cases import Given
from tests.bureau import TASK, desk, opened


def test_the_workbook_is_older_than_its_records(given: Given) -> None:
    old = given.folder / "旧的.bak"
    shutil.copy(given.book, old)
    with opened(given.book, desk(9, 6)) as book:
        person = next(row["members"][0] for row in book.read(records.WINNERS) if row["task"] == TASK and row["state"] == "抽中")
        reassign(book, TASK, Leaver(person), Grounds("不在岗", "李某"), desk(9, 6))
    shutil.move(old, given.book)

    code, said = given.verify(given.book, given.record(task=TASK))
    assert (code, "工作簿比这份文件旧" in said) == (4, True)
