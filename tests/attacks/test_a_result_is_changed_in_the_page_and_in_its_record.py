"""Another result stands in the page and in the record in it, digests made anew: the workbook tells."""

import pytest

from tests.attacks.attack_cases import Given, Record
from tests.attacks.forger import forge_page


def _worse(record: Record) -> None:
    record["results"][0] = record["results"][0].replace("未发现问题", "不配合检查情节严重")


def _invented(record: Record) -> None:
    record["results"].append("友好律师事务所\t执业监督：收费\t未发现问题\t2026-03-15")


@pytest.mark.parametrize("change", [_worse, _invented])
def test_a_result_is_changed_in_the_page_and_in_its_record(given: Given, change: object) -> None:
    forge_page(given.page, change)  # type: ignore[arg-type]

    found, said = given.verify(given.page, given.book)
    assert (found, "检查结果" in said) == (4, True)


def test_of_two_pages_with_different_results_it_is_said(given: Given) -> None:
    other = given.folder / "另一份.html"
    other.write_bytes(given.page.read_bytes())
    forge_page(given.page, _worse)

    found, said = given.verify(given.page, other)
    assert (found, "不配合检查情节严重" in said) == (4, True)
