"""Rules of 操作日志: the chain is whole, and still holds what the draws noted."""

from __future__ import annotations

from collections.abc import Iterator

from ssj_xl.domain.checks.world import World
from ssj_xl.domain.logchain import GENESIS, Break, verify
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.records import DRAWS, LOG

CODES = {Break.CHANGED: "L01", Break.REMOVED: "L02", Break.INSERTED: "L03", Break.RELINKED: "L04"}


def the_chain_is_whole(world: World) -> Iterator[Problem]:
    """L01–L04: rows changed, removed, put in, or written anew."""
    table = world[LOG]
    for row, kind in verify(table):
        yield table.problem(CODES[kind], row, "number", number=row["number"])


def draws_are_in_the_chain(world: World) -> Iterator[Problem]:
    """L05: a log head noted at a draw that the log no longer has; a merged draw's log stayed where it was made."""
    known = {GENESIS, "", *(row["digest"] for row in world[LOG])}
    table = world[DRAWS]
    for row in () if "source_file" in table.columns else table:
        if LOG in world and row["log_head"] not in known:
            yield table.problem("L05", row, "log_head", task=row["task"], attempt=row["attempt"])
