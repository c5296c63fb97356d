"""The buttons of a joint draw: what they ask, what they make, and that nothing is written without a yes."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ssj_xl.domain.joint import DISTRIBUTION, REPLY
from ssj_xl.entry.ribbon import acts_joint, tasks
from ssj_xl.entry.ribbon.dialogs import Cancelled
from ssj_xl.entry.ribbon.states import tasks_for, verdicts
from ssj_xl.gateways.book import Book
from ssj_xl.tables.joint import LENT, PARTIES
from ssj_xl.tables.registers import ITEMS
from ssj_xl.workflows.joint.inviting import read_file_of
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from tests.bureau import OPEN_TASK, PUBLIC, SOURCE, desk, refused, rows
from tests.live.answers import TAKE_DEFAULT, Answers
from tests.workflows.joint.test_joint import lawyers, party


def press(book: Book, folder: Path, *given: object, at: Any = None) -> tuple[Any, Answers]:
    """A press on a workbook in memory, with what will be answered."""
    answers = Answers(list(given))

    def save(name: str, data: bytes) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return SimpleNamespace(book=None, registers=book, dialogs=answers, desk=at or desk(9), save=save, output=lambda name: folder / name,
                           writing=lambda _act: contextlib.nullcontext(book)), answers


def test_people_and_objects_are_parted_as_in_every_other_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "value_of_cursor", lambda *_: OPEN_TASK)
    case, _ = press(lawyers(tmp_path), tmp_path, TAKE_DEFAULT, "GZ、SJ", "2026-03-12", "2026-03-10", "双色球", "会议室")
    [invitation] = acts_joint.invite(case).files
    case, _ = press(party("GZ", "公证处", 6), tmp_path, invitation, "公证处3某、GZ04", "GZ01=2，GZ02=1；GZ05=3", "GZ001、GZ002", TAKE_DEFAULT, "周某", at=desk(9, 3))
    [reply] = acts_joint.join(case).files
    document = read_file_of(reply, REPLY)
    assert [row["人员编码"] for row in document.rows("人员") if row["参加"] == "否"] == ["GZ03", "GZ04"]
    assert {row["人员编码"]: row["可派次数"] for row in document.rows("人员") if row["可派次数"]} == {"GZ01": "2", "GZ02": "1", "GZ05": "3"}
    assert [row["对象编码"] for row in document.rows("对象") if row["参加"] == "否"] == ["GZ001", "GZ002"]


def test_the_four_buttons_carry_a_joint_draw_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "value_of_cursor", lambda *_: OPEN_TASK)
    book = lawyers(tmp_path)
    assert {one: off for one, off in verdicts(book).items() if one.startswith("joint")} == {
        "joint_invite": "", "joint_join": "", "joint_add": verdicts(book)["joint_send"], "joint_send": verdicts(book)["joint_add"]}
    assert "还没有邀请过" in verdicts(book)["joint_add"]
    case, answers = press(book, tmp_path, TAKE_DEFAULT, "", "2026-03-12", "2026-03-10", "双色球", "会议室")
    made = acts_joint.invite(case)
    assert answers.asked[0][1] == "GZ=公证处:GZ-01；SJ=司鉴处:SJ-01"
    assert [default for _, default in answers.asked[2:4]] == ["2026-03-07", "2026-03-06"]  # five days on: no holidays are announced here
    assert made.task == OPEN_TASK
    assert "点“联合参与”" in made.text
    assert [p.code for p in made.problems] == ["J31"]
    assert verdicts(book)["joint_add"] == ""

    replies = []
    for code, division, absent in (("GZ", "公证处", "gz03"), ("SJ", "司鉴处", "")):
        case, answers = press(party(code, division, 4), tmp_path, made.files[0], absent, "", "", TAKE_DEFAULT, "周某", at=desk(9, 3))
        done = acts_joint.join(case)
        replies += done.files
        assert ("不参加：GZ03 公证处3某" in done.text) == bool(absent)
    case, answers = press(book, tmp_path, replies, False, at=desk(10, 3))
    with pytest.raises(Cancelled):
        acts_joint.add(case)
    assert "参加 3 人" in answers.asked[1][0]
    assert not rows(book, LENT)
    case, _ = press(book, tmp_path, replies, True, at=desk(10, 3))
    taken = acts_joint.add(case)
    assert "2 份参与件，都收齐了" in taken.text
    assert taken.task == OPEN_TASK
    assert rows(book, PARTIES, code="GZ")[0]["received"] == date(2026, 3, 3)
    case, _ = press(book, tmp_path, replies, at=desk(11, 3))
    assert acts_joint.add(case).text.endswith("没有需要写入的。")

    lock(book, OPEN_TASK, SOURCE, desk(11, 3))
    draw(book, OPEN_TASK, PUBLIC, desk(10, 6))
    assert not tasks_for("joint", book)
    match(book, OPEN_TASK, desk(11, 6))
    assert list(tasks_for("joint", book)) == [OPEN_TASK]
    case, _ = press(book, tmp_path)
    sent = acts_joint.send(case).files
    assert {read_file_of(path, DISTRIBUTION).facts["参与方编码"] for path in sent} == {"GZ", "SJ"}


def test_wrong_parties_are_told_before_anything_else_is_asked_and_those_of_before_are_offered_again(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "value_of_cursor", lambda *_: OPEN_TASK)
    book = lawyers(tmp_path)
    for given, code in (("", "J25"), ("GZ=没有事项的处", "J08"), ("公证处", "J05")):
        case, answers = press(book, tmp_path, given, "")
        with refused(code):
            acts_joint.invite(case)
        assert len(answers.asked) == 2

    case, _ = press(book, tmp_path, "GZ=公证处；SJ=司鉴处", "SJ", TAKE_DEFAULT, TAKE_DEFAULT, "", "")
    acts_joint.invite(case)
    case, answers = press(book, tmp_path, TAKE_DEFAULT, TAKE_DEFAULT, None)
    with pytest.raises(Cancelled):
        acts_joint.invite(case)
    assert [default for _, default in answers.asked[:2]] == ["GZ=公证处:GZ-01；SJ=司鉴处:SJ-01", "SJ"]


def test_items_of_another_kind_are_offered_to_a_party_even_where_the_own_division_is_put_down_for_them(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new workbook puts the own division down for every item that it begins with."""
    monkeypatch.setattr(tasks, "value_of_cursor", lambda *_: OPEN_TASK)
    book = lawyers(tmp_path)
    own = book.settings()[0].division
    book.replace(ITEMS, [(row, {"division": own}) for row in book.read(ITEMS)])
    case, answers = press(book, tmp_path, None)
    with pytest.raises(Cancelled):
        acts_joint.invite(case)
    assert answers.asked[0][1] == "GZ=:GZ-01；SJ=:SJ-01"
