"""Other inspectors stand in the page and in the record in it, digests made anew."""

from tests.attacks.attack_cases import Given
from tests.attacks.forger import forge_page


def test_a_team_is_swapped_in_the_page_and_in_its_record(given: Given) -> None:
    forge_page(given.page, lambda record: record["teams"].update({code: ["某甲", "某乙"] for code in list(record["teams"])[:1]}))

    for other in (given.book, given.record(), given.record("审计记录")):
        found, said = given.verify(given.page, other)
        assert (found, "的检查组" in said, "某甲、某乙" in said) == (4, True, True), other
