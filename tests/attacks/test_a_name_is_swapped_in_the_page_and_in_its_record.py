"""A firm is renamed in the page's text and in the record in it, digests made anew: only other files can tell."""

from tests.attacks.attack_cases import FIRM, Given, names_of
from tests.attacks.forger import forge_page


def test_a_name_is_swapped_in_the_page_and_in_its_record(given: Given) -> None:
    code, name = next(iter(names_of(given.record()).items()))
    forge_page(given.page, lambda record: record["names"].update({code: FIRM}))

    for other in (given.book, given.record(), given.record("审计记录")):
        found, said = given.verify(given.page, other)
        assert (found, f"“{code}”的名称" in said, FIRM in said) == (4, True, True), other
    assert name in given.verify(given.page, given.book)[1]
