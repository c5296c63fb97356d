"""In 公开记录 a firm is called otherwise, and the digest of the names is made anew."""

import pytest

from tests.attacks.attack_cases import FIRM, Given, forge, names_of
from tests.bureau import OPEN_TASK, TASK


@pytest.mark.parametrize("task", [OPEN_TASK, TASK])
@pytest.mark.parametrize("beside", ["book", "audit"])
def test_a_name_is_swapped_in_the_public_record(given: Given, task: str, beside: str) -> None:
    code, name = next(iter(names_of(given.record(task=task)).items()))
    forge(given.record(task=task), lambda record: record["names"].update({code: FIRM}))

    found, said = given.verify(given.record(task=task), given.book if beside == "book" else given.record("审计记录", task))
    assert (found, f"“{code}”的名称" in said, name in said, FIRM in said) == (4, True, True, True)


def test_without_its_digest_the_record_contradicts_itself(given: Given) -> None:
    code = next(iter(names_of(given.record())))
    forge(given.record(), lambda record: record["names"].update({code: FIRM}), digests=False)

    assert given.verify(given.record())[0] == 4
