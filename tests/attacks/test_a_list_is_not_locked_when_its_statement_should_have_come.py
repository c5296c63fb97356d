"""A division mails no statement at its lock, mails it when the number is out, mails another one than it locked, or the bureau's log of what came is touched."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from ssj_xl.entry.ribbon import acts_results
from ssj_xl.entry.ribbon.case import Case
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.locking import locked
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records
from ssj_xl.tables.problems import Problem
from ssj_xl.workflows.consolidation import statements
from ssj_xl.workflows.consolidation.consolidate import Consolidated, Output, consolidate
from ssj_xl.workflows.consolidation.statements import FILE, receive
from ssj_xl.workflows.consolidation.submit import submit
from ssj_xl.workflows.desk import Desk
from tests.attacks.attack_cases import Given, rewrite, run
from tests.bureau import OPEN_TASK, TASK, refused
from tests.live.answers import Answers

IN_TIME, LATE = "2026-03-02 16:30:00", "2026-03-06 08:00:00"
ABOUT_STATEMENTS = ("K40", "K41", "K42", "K43", "K44")


def bureau(stamp: str) -> Desk:
    return Desk(datetime.fromisoformat(stamp), "协调处王某", lambda: "0" * 64)


def name_of(task: str) -> str:
    return f"锁定声明-{task}-1.txt"


@pytest.fixture
def mailed(given: Given) -> Path:
    """Where the bureau keeps what was mailed; both statements came on the day of the lock."""
    folder = given.folder / "收到的声明"
    folder.mkdir()
    for task in (TASK, OPEN_TASK):
        (given.folder / name_of(task)).rename(folder / name_of(task))
    return folder


def consolidated(given: Given, mailed: Path, *, previous: Path | None = None) -> Consolidated:
    at = bureau("2026-03-21 15:00:00")
    sent = given.folder / "报送"
    sent.mkdir(exist_ok=True)
    (sent / "律师处.xlsx").write_bytes(submit(Book(open_gateway(given.book)), "2026-03", at).data)
    return consolidate([sent], month="2026-03", previous=previous, desk=at, output=Output(statements=receive(mailed, at).log))


def about_statements(done: Consolidated) -> Iterator[Problem]:
    return (one for one in done.problems if one.code in ABOUT_STATEMENTS)


def found(done: Consolidated) -> dict[tuple[str, str], str]:
    """Code and task of what is said of statements, with what differs."""
    return {(one.code, str(one.params.get("task", ""))): str(one.params.get("what", "")) for one in about_statements(done)}


def test_statements_that_came_in_time_and_fit_raise_no_word(given: Given, mailed: Path) -> None:
    receive(mailed, bureau(IN_TIME))

    assert found(consolidated(given, mailed)) == {}


def test_of_two_who_note_at_once_neither_loses_what_the_other_noted(given: Given, mailed: Path) -> None:
    with locked(mailed / FILE), refused("F59"):
        receive(mailed, bureau(IN_TIME))
    receive(mailed, bureau(IN_TIME))
    with locked(mailed / FILE):  # nothing new is to be noted
        assert found(consolidated(given, mailed)) == {}


def test_a_draw_whose_statement_never_came_is_named(given: Given, mailed: Path) -> None:
    (mailed / name_of(OPEN_TASK)).unlink()
    receive(mailed, bureau(IN_TIME))

    assert found(consolidated(given, mailed)) == {("K40", OPEN_TASK): ""}


def test_a_statement_that_came_when_the_number_was_out_is_named_whatever_the_date_of_its_file(given: Given, mailed: Path) -> None:
    receive(mailed, bureau(LATE))

    assert found(consolidated(given, mailed)) == {("K41", TASK): "", ("K41", OPEN_TASK): ""}


@pytest.mark.parametrize(("old", "new", "what"), [
    ("2026-03-02 09:00:00", "2026-03-02 08:00:00", "锁定时间"), ("ssq:2026024", "ssq:2026025", "随机源"), ("|40|", "|41|", "名录数量")])
@pytest.mark.long(but=1)
def test_a_statement_that_says_something_else_is_named_with_what_differs(given: Given, mailed: Path, old: str, new: str, what: str) -> None:
    rewrite(mailed / name_of(TASK), old, new)
    receive(mailed, bureau(IN_TIME))

    assert found(consolidated(given, mailed)) == {("K42", TASK): what}


def test_a_second_statement_of_the_same_lock_is_named_although_the_first_fits(given: Given, mailed: Path) -> None:
    receive(mailed, bureau(IN_TIME))
    rewrite(mailed / name_of(TASK), "2026-03-02 09:00:00", "2026-03-02 08:00:00")

    assert found(consolidated(given, mailed)) == {("K42", TASK): "锁定时间"}


def test_the_statement_of_a_log_that_was_written_anew_is_named(given: Given, mailed: Path) -> None:
    text = (mailed / name_of(TASK)).read_text("utf-8")
    rewrite(mailed / name_of(TASK), text.split("|")[7], "0" * 63 + "1")
    receive(mailed, bureau(IN_TIME))

    assert found(consolidated(given, mailed)) == {("K42", TASK): "本条指纹"}


@pytest.mark.long
def test_the_time_in_the_log_of_what_came_cannot_be_set_back(given: Given, mailed: Path) -> None:
    receive(mailed, bureau(LATE))
    rewrite(mailed / FILE, LATE, IN_TIME)

    assert ("K43", "") in found(consolidated(given, mailed))
    code, said = run("receive", mailed)
    assert (code, "K43" in said) == (1, True)


@pytest.mark.long
def test_the_log_of_what_came_cannot_be_written_anew_behind_a_consolidation(given: Given, mailed: Path) -> None:
    receive(mailed, bureau(LATE))
    before = given.folder / "汇总台账-2026-02.xlsx"
    before.write_bytes(consolidated(given, mailed).data)
    (mailed / FILE).unlink()
    receive(mailed, bureau(IN_TIME))

    assert ("K44", "") in found(consolidated(given, mailed, previous=before))


def test_a_statement_is_noted_once_and_found_in_whatever_a_mail_makes_of_it(given: Given, mailed: Path) -> None:
    text = (mailed / name_of(TASK)).read_text("utf-8")
    (mailed / name_of(TASK)).write_text("您好，锁定声明如下：\r\n" + "\r\n".join(text[n: n + 76] for n in range(0, len(text), 76)), "gb18030")

    assert [one.notice.draw for one in receive(mailed, bureau(IN_TIME)).new] == [TASK, OPEN_TASK]
    assert receive(mailed, bureau(LATE)).new == ()
    assert {one.at for one in statements.receive(mailed, bureau(LATE)).log.received} == {IN_TIME}


def test_the_commands_say_what_came(given: Given, mailed: Path) -> None:
    (mailed / "说明.txt").write_text("本月两次抽查", "utf-8")

    code, said = run("receive", mailed)
    assert (code, "新登记 2 份" in said, "说明.txt" in said) == (0, True, True)
    out = given.folder / "汇总" / "汇总台账.xlsx"
    out.parent.mkdir()
    said = run("consolidate", given.book, "--month", "2026-03", "--notices", mailed, "-o", out)[1]
    assert "锁定声明首次收到于" in said


@pytest.mark.parametrize("beside", [True, False])
@pytest.mark.long(but=1)
def test_the_button_takes_in_the_folder_of_statements_beside_that_of_the_workbooks(given: Given, mailed: Path, beside: bool) -> None:
    (mailed / name_of(TASK)).unlink()
    folder = mailed.rename(given.folder / (acts_results.STATEMENTS if beside else "别处"))
    sent = given.folder / "报送"
    sent.mkdir()
    (sent / "律师处.xlsx").write_bytes(submit(Book(open_gateway(given.book)), "2026-03", bureau("2026-03-21 15:00:00")).data)

    done = acts_results.consolidate(Case(None, Answers([sent, "2026-03"]), bureau("2026-03-21 15:00:00")))
    assert (folder / FILE).is_file() is beside
    problems = Book(open_gateway(done.files[0])).read(records.PROBLEMS)
    assert {row["code"] for row in problems} & {*ABOUT_STATEMENTS} == ({"K40", "K41"} if beside else set())
