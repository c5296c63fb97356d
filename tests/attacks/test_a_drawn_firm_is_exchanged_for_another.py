"""A firm that was drawn gives way to one that was not, in the record; or a firm comes that is not the next."""

import pytest

from ssj_xl.domain.draw import ssj1
from tests.attacks.attack_cases import FIRM, Given, Record, forge


def _loser(record: Record) -> str:
    return next(id_ for id_ in (line.split("\t")[0] for line in reversed(record["list"])) if id_ not in str(record["result"] + record["reserve"]))


def _exchange(record: Record) -> None:
    group, rank, winner, _ = record["result"][-1].split("\t")
    loser = _loser(record)
    record["result"][-1] = "\t".join((group, rank, loser, ssj1.ticket(record["K"], loser)))
    record["result_digest"] = ssj1.digest("".join(line + "\n" for line in record["result"]))
    record["names"] = {code: name for code, name in record["names"].items() if code != winner} | {loser: FIRM}
    record["teams"].pop(winner, None)


def _promote_a_friend(record: Record) -> None:
    left, friend = record["result"][0].split("\t")[2], _loser(record)
    record["substituted"] = [{"left": left, "left_name": record["names"].pop(left), "came": friend, "why": "注销"}]
    record["names"][friend] = FIRM
    record["teams"].pop(left, None)


@pytest.mark.parametrize("change", [_exchange, _promote_a_friend])
def test_a_drawn_firm_is_exchanged_for_another(given: Given, change: object) -> None:
    forge(given.record(), change)  # type: ignore[arg-type]

    assert given.verify(given.record())[0] == 4
