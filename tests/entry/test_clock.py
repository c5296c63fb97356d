"""Whatever zone a machine is set to, an act has Beijing time: what is known already never passes for the future."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ssj_xl.domain.draw.ceremony import first_round_after
from ssj_xl.domain.draw.sources import BEIJING
from ssj_xl.entry import session
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records
from tests.bureau import TASK, Bureau

ZONES = ("UTC", "America/Los_Angeles", "Asia/Tokyo", "Asia/Shanghai")


def _now() -> datetime:
    return datetime.now(UTC).astimezone(BEIJING).replace(tzinfo=None)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.long
def test_the_desk_has_beijing_time_in_every_zone(zone: str) -> None:
    before = _now()
    shown = subprocess.run([sys.executable, "-c", "from ssj_xl.entry import session; print(session.now().isoformat())"],
                           env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True).stdout
    assert before <= datetime.fromisoformat(shown.strip()) <= _now()


def test_times_of_chinese_summers_before_1992_are_not_shifted() -> None:
    assert datetime(1989, 7, 1, tzinfo=BEIJING).utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles"])
@pytest.mark.long
def test_a_beacon_round_that_is_out_is_refused_in_every_zone(zone: str, tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    out = first_round_after((_now() - timedelta(hours=1)).isoformat(" "), minutes=0)
    done = subprocess.run([sys.executable, "-m", "ssj_xl", "lock", str(path), TASK, "--source", f"drand:{out}"],
                          env={**os.environ, "TZ": zone}, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, "V08" in done.stderr) == (1, True), done.stderr
    assert not Book(open_gateway(path)).read(records.DRAWS).rows


def test_the_suggested_round_is_one_of_the_future() -> None:
    moment = session.now().isoformat(" ", "seconds")
    assert first_round_after(moment) > first_round_after(_now().isoformat(" ", "seconds"), minutes=5)
