"""A workbook in which nothing was ever locked is given with the fingerprint of a signed notice."""

from tests.attacks.attack_cases import Given
from tests.bureau import Bureau


def test_an_empty_workbook_is_shown_with_a_signed_notice(given: Given) -> None:
    (given.folder / "空").mkdir()
    empty = Bureau().file(given.folder / "空")

    code, said = given.verify(empty)
    assert (code, "没有可以核验的" in said, said.rstrip().splitlines()[-1].startswith("结论：无从核验。")) == (5, True, True)
    for options in (("--notice", given.notice), ("--notice-root", "ab" * 32)):
        code, said = given.verify(empty, *options)
        assert (code, said.rstrip().splitlines()[-1].startswith("结论：不符合。")) == (4, True), options
