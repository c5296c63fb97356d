"""A round of the beacon that was already out is named at the lock, so that the winners can be chosen."""

from ssj_xl.domain.draw.sources import DRAND
from ssj_xl.workflows.rounds.lock import lock
from tests.bureau import TASK, Bureau, desk, refused


def test_the_value_of_the_beacon_was_known_at_the_lock() -> None:
    out = DRAND.number_at("2026-03-01 09:00:00")

    with refused("V08"):
        lock(Bureau().book(), TASK, f"drand:{out}", desk(9))
