"""A draw that was made on the platform, as the workbook keeps it, and how far it can be verified.

It has a row of 抽取记录 like any other draw, so that reports count it, but no locked list, no rule and no seed:
随机源 is `SOURCE`, and those cells are empty.  The log's entry of the import has the fingerprint of the list as it was
taken over.  So it can be proved that the list is the imported one; that the platform drew honestly cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ssj_xl.domain.period import team_of
from ssj_xl.tables.platform import SOURCE
from ssj_xl.tables.problems import Problem, problem

Row = Mapping[str, Any]

OF_OUR_DRAWS = ("root", "people", "rule", "profile", "locked_at", "seed_text", "seed", "rule_text", "commitments",
                "nonces")
"""Columns of 抽取记录 that a draw of this program fills and a platform's draw leaves empty."""


def is_platform_draw(draw: Row) -> bool:
    """Whether a row of 抽取记录 is a draw that was made on the platform."""
    return bool(draw["source"] == SOURCE)


def statement(draw: Row, winners: Iterable[Row]) -> str:
    """What the log's fingerprint of an import covers: the row of 抽取记录 and the list with its teams, a line each."""
    facts = [f"{key}={'' if draw[key] is None else draw[key]}" for key in ("task", "attempt", "count", "source", "drawn_at")]
    listed = sorted(f"{row['object']}\t{row['state']}\t{'、'.join(team_of(row))}\t{row['team_names']}" for row in winners)
    return "".join(line + "\n" for line in (*facts, *listed))


def odd(draw: Row, winners: Iterable[Row], entries: Sequence[Row], *, digest: str, locked: bool) -> list[Problem]:
    """What does not hold in a platform's draw (S41–S43).

    winners: all rows of its list; entries: the log's entries of imports of this attempt, in order; digest: of
    `statement`; locked: whether the log has a lock of this attempt.
    """
    attempt = draw["attempt"]
    found = [problem("S43", attempt=attempt, what="操作日志里的锁定记录")] if locked else []
    if any(draw[key] for key in OF_OUR_DRAWS) or any(row["ticket"] for row in winners):
        found.append(problem("S43", attempt=attempt, what="名录指纹、规则、种子或签号"))
    if not entries:
        found.append(problem("S42", attempt=attempt))
    elif entries[-1]["content"] != digest:
        found.append(problem("S41", attempt=attempt, number=entries[-1]["number"]))
    return found
