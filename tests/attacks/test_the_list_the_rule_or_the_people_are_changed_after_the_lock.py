"""After the lock a firm is dropped, a ratio halved or an inspector taken off, and everything drawn anew from that."""

import pytest

from tests.attacks.attack_cases import Given, Record, forge
from tests.attacks.forger import draw_anew


def _drop_a_firm(record: Record) -> None:
    record["list"].pop(3)


def _change_the_ratio(record: Record) -> None:
    record["rule"], record["floor"] = record["rule"].replace("=10%", "=5%"), ""


def _drop_an_inspector(record: Record) -> None:
    record["people"] = "ab" * 32


@pytest.mark.parametrize(("change", "named"), [(_drop_a_firm, "名录根"), (_change_the_ratio, "规则"), (_drop_an_inspector, "执法人员名单指纹")])
def test_the_list_the_rule_or_the_people_are_changed_after_the_lock(given: Given, change: object, named: str) -> None:
    def forged(record: Record) -> None:
        change(record)  # type: ignore[operator]
        draw_anew(record)

    forge(given.record(), forged)

    code, said = given.verify(given.record())
    assert (code, "② 名录是不是先锁定的：无锚" in said) == (0, True), "a record alone cannot know"
    for beside in (("--notice", given.notice), (given.book,), (given.record("审计记录"),)):
        code, said = given.verify(given.record(), *beside)
        assert (code, named in said) == (4, True), beside
    assert given.verify(given.record(), "--require-anchor")[0] == 5
