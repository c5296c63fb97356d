"""A platform number is written on two tasks, so that either draw can be shown as the one that the platform knows.

Prevented: `check` has it as an error, S50.
"""

from __future__ import annotations

from ssj_xl.tables import registers
from ssj_xl.workflows.registers.check import check
from tests.bureau import OPEN_TASK, TASK, Bureau, desk, drawn


def test_one_platform_number_stands_for_two_draws() -> None:
    book = Bureau().change(registers.TASKS, OPEN_TASK, platform=f"HB{TASK}").book()
    drawn(book, TASK)
    drawn(book, OPEN_TASK)

    [found] = [problem for problem in check(book, desk().today).problems if problem.code == "S50"]
    assert (found.severity, found.params["other"]) == ("error", TASK)
