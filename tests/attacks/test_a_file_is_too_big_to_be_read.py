"""A file as big as no record can be is given to whoever verifies, so that his computer stands still."""

import pytest

from tests.attacks.attack_cases import Given


def test_a_file_of_390_megabytes_is_a_sentence(given: Given) -> None:
    path = given.folder / "公开记录-大.json"
    with path.open("wb") as file:
        file.write(b'{"draw": "T", "list": ["')
        file.truncate(390 << 20)

    code, said = given.verify(path)
    assert (code, "过大（超过 64 MB）" in said) == (3, True)


@pytest.mark.parametrize("part", ["[", "[],", "{},", '{"a":['])
def test_a_record_of_millions_of_parts_is_a_sentence(given: Given, part: str) -> None:
    path = given.folder / "公开记录-怪.json"
    path.write_text('{"draw": "T", "list": [' + part * 2_000_000, "utf-8")

    code, said = given.verify(path)
    assert (code, "项太多" in said) == (3, True)


def test_a_record_nested_beyond_all_reason_is_a_sentence(given: Given) -> None:
    path = given.folder / "公开记录-深.json"
    path.write_text('{"draw": "T", "list": ' + "[" * 100_000, "utf-8")

    assert given.verify(path)[0] == 3
