"""Private tiers: nobody without the secret can tell a firm's line or a label's tier."""

from __future__ import annotations

import hmac
import json
from hashlib import sha256
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.draw.canon import dealt_labels, pid

VECTOR = json.loads((Path(__file__).parent.parent.parent / "vectors" / "ssj1-more.json").read_text("utf-8"))["private"]
SECRETS = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_the_published_pseudonym_comes_out() -> None:
    example = VECTOR["example"]
    assert pid(VECTOR["list_secret"], example["id"]) == example["pid"]
    assert any(line.startswith(example["pid"] + "\t") for line in VECTOR["list"])


@given(SECRETS, SECRETS, st.text("0123456789ABC", min_size=1))
def test_a_pseudonym_keeps_a_ticket_in_one_block_and_hangs_on_the_secret(one: str, two: str, code: str) -> None:
    found = pid(one, code)
    assert found == hmac.new(bytes.fromhex(one), code.encode(), sha256).hexdigest()[:22]
    assert (pid(two, code) == found) == (one == two)
    assert len(f"{'0' * 32}|{found}") <= 55


@given(SECRETS, st.permutations(["A", "B", "C", "D"]))
def test_labels_are_numbered_without_gaps_and_do_not_hang_on_the_order_of_rows(secret: str, groups: list[str]) -> None:
    labels = dealt_labels(secret, [*groups, groups[0]])
    assert labels == dealt_labels(secret, "ABCD")
    assert sorted(labels.values()) == ["组1", "组2", "组3", "组4"]


def test_a_label_s_number_says_nothing_about_the_tier() -> None:
    numbers = [dealt_labels(sha256(bytes([n])).hexdigest(), "ABCD")["D"] for n in range(200)]
    assert all(30 < numbers.count(f"组{n}") < 75 for n in range(1, 5))
