"""A time stamp is shown for a statement that was changed after it, of an authority that nobody knows, or made when the number was out."""

from pathlib import Path

import pytest

from ssj_xl.workflows.rounds.lock import lock
from tests.attacks.attack_cases import run
from tests.bureau import TASK, Bureau, desk, opened
from tests.tsa import Authority

FAR = "drand:5000000000"  # made in the year 2499: no stamp of today is later


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.made(tmp_path_factory.mktemp("机构") / "tsa")


def statement_of(folder: Path, source: str) -> tuple[Path, Path]:
    """A workbook with a lock, and the statement that lies beside it."""
    book = Bureau().file(folder)
    with opened(book, desk(9)) as open_book:
        lock(open_book, TASK, source, desk(9))
    return book, folder / f"锁定声明-{TASK}-1.txt"


def verified(book: Path, statement: Path, stamp: Path, certificate: Path) -> tuple[int, str]:
    return run("verify", book, "--notice", statement, "--stamp", stamp, "--tsa-cert", certificate, "--require-anchor")


def test_a_stamp_before_the_number_shows_that_the_list_was_locked_first(tmp_path: Path, authority: Authority) -> None:
    book, statement = statement_of(tmp_path, FAR)

    code, said = verified(book, statement, authority.stamp(statement), authority.certificate)
    assert (code, "名录是先锁定的" in said, "② 名录是不是先锁定的：有锚" in said) == (0, True, True)


def test_a_stamp_after_the_number_does_not_show_it(tmp_path: Path, authority: Authority) -> None:
    book, statement = statement_of(tmp_path, "ssq:2026024")

    code, said = verified(book, statement, authority.stamp(statement), authority.certificate)
    assert (code, "不能说明名录是先锁定的" in said, "② 名录是不是先锁定的：无从核验" in said) == (5, True, True)


def test_a_statement_that_was_changed_after_the_stamp_is_another(tmp_path: Path, authority: Authority) -> None:
    book, statement = statement_of(tmp_path, FAR)
    stamp = authority.stamp(statement)
    statement.write_text(statement.read_text("utf-8").replace("2026-03-02 09", "2026-03-02 08"), "utf-8")

    code, said = verified(book, statement, stamp, authority.certificate)
    assert (code, "V85" in said) == (4, True)


def test_the_stamp_of_an_authority_that_is_not_trusted_is_none(tmp_path: Path, authority: Authority) -> None:
    book, statement = statement_of(tmp_path, FAR)
    stranger = Authority.made(tmp_path / "别的机构")

    assert verified(book, statement, stranger.stamp(statement), authority.certificate)[0] == 4


def test_a_stamp_needs_its_statement_and_its_certificate(tmp_path: Path, authority: Authority) -> None:
    book, statement = statement_of(tmp_path, FAR)
    stamp = authority.stamp(statement)

    assert run("verify", book, "--stamp", stamp)[0] == 2
    assert run("verify", book, "--stamp", stamp, "--tsa-cert", authority.certificate)[0] == 2
    assert run("verify", book, "--notice", statement, "--stamp", statement, "--tsa-cert", authority.certificate)[0] == 3
