"""A key of a record that would give the forgery away is left out, or the record is dressed as another program's."""

import pytest

from tests.attacks.attack_cases import Given, forge

AUDIT = ("map", "names", "people_list", "list_secret", "excluded", "matching", "teams", "names_root", "shown")
PUBLIC = ("source", "rule", "people", "names", "list", "locked_at", "log_head", "commitments", "shown", "names_root")


@pytest.mark.parametrize(("kind", "key"), [*(("审计记录", key) for key in AUDIT), *(("公开记录", key) for key in PUBLIC)])
def test_what_would_contradict_is_left_out_of_a_record(given: Given, kind: str, key: str) -> None:
    forge(given.record(kind), lambda record: record.pop(key), digests=False)

    code, said = given.verify(given.record(kind))
    assert (code, "缺少" in said) == (4, True)


@pytest.mark.parametrize(("kind", "key", "empty"), [("审计记录", "map", {}), ("审计记录", "names", {}), ("审计记录", "matching", {}), ("审计记录", "people_list", []), ("公开记录", "names", {})])
def test_it_is_left_empty(given: Given, kind: str, key: str, empty: object) -> None:
    forge(given.record(kind), lambda record: record.update({key: empty}))

    assert given.verify(given.record(kind))[0] in (4, 5)


def test_a_record_without_its_source_as_another_program_writes_it_is_not_called_right(given: Given) -> None:
    kept = {"spec", "draw", "attempt", "mode", "root", "count", "counts", "quotas", "weights", "rule", "people", "list", "public", "seed_text",
            "S", "K", "Km", "result", "reserve", "result_digest", "commitments", "nonces"}
    forge(given.record(), lambda record: [record.pop(key) for key in list(record) if key not in kept], digests=False)

    code, said = given.verify(given.record())
    assert (code, "没有写明锁定时指定的随机源" in said) == (5, True)
