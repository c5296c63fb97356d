"""A firm is given the pseudonym of another, that was not drawn, as its own."""

import json

from tests.attacks.attack_cases import Given, run
from tests.bureau import TASK


def test_a_receipt_of_another_firm_is_handed_out(given: Given) -> None:
    mine, other = given.folder / "回执.json", given.folder / "别家的.json"
    for path, code in ((mine, "LS007"), (other, "LS008")):
        assert run("receipt", given.book, TASK, code, "-o", path)[0] == 0
    forged = json.loads(other.read_bytes()) | {key: json.loads(mine.read_bytes())[key] for key in ("id", "identity", "k")}
    mine.write_text(json.dumps(forged, ensure_ascii=False), "utf-8")

    code, said = given.verify(mine)
    assert (code, "回执不属于这家单位" in said) == (4, True)
