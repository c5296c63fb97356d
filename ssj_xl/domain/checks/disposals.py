"""Rules of 后续处置: every problem found has a follow-up, and every follow-up has an end (后续处置无例外)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ssj_xl.domain.checks.world import World
from ssj_xl.domain.codes import NO_DISPOSAL
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.registers import CORRECTED, FINDINGS, NOT_RECTIFIED, RECTIFY, TAKEN_DOWN
from ssj_xl.tables.table import Row

TRANSFER = "移送"
_NOTHING = re.compile(r"[无否/\\.。—–-]*|(暂|均|经检查)?(无|没有|未|未见|未发现|没有发现)(发现)?(任何|明显|相关|违法|违规|违法违规|存在)?(问题|异常|情况|行为)?[。.]?"
                      r"|(正常|合格|符合(要求|规定)?|合规)[。.]?")
_RECHECK = ("rechecked", "recheck_result", "rechecker")


def problems_are_described_and_followed_up(world: World) -> Iterator[Problem]:
    """R93: a problem without description; R94: one without disposal; R97: one disposed of by doing nothing."""
    table = world[FINDINGS]
    for row in table:
        result = row["result"]
        if result not in world.problem_results:
            continue
        if is_nothing(row["problem"]):
            yield table.problem("R93", row, "problem", value=result)
        if row["disposal"] in ("", NO_DISPOSAL):
            code = "R97" if row["disposal"] else "R94"
            yield table.problem(code, row, "disposal", value=result, disposal=row["disposal"])


def is_nothing(described: str) -> bool:
    """Whether a description says that there is nothing to describe: blank, 无, 未发现问题 …"""
    return _NOTHING.fullmatch("".join(described.split())) is not None


def results_fit_what_was_found(world: World) -> Iterator[Problem]:
    """R29: no problem by the result, and yet one that is described, to be put right or transferred."""
    table = world[FINDINGS]
    for row in table:
        if not row["result"] or row["result"] in world.problem_results:
            continue
        acts = any(word in row["disposal"] for word in (*RECTIFY, TRANSFER))
        key = "disposal" if is_nothing(row["problem"]) else "problem"
        if key == "problem" or acts:
            yield table.problem("R29", row, key, result=row["result"], value=row[key])


def disposals_have_a_term(world: World) -> Iterator[Problem]:
    """R95: a disposal without term or end."""
    table = world[FINDINGS]
    for row in table:
        if row["closed"] or row["disposal"] in ("", NO_DISPOSAL):
            continue
        if not row["disposal_due"]:
            yield table.problem("R95", row, "disposal_due")


def rectifications_are_rechecked(world: World) -> Iterator[Problem]:
    """R37: an order to put right that is closed without a second look; R38: closed though it was not put right."""
    table = world[FINDINGS]
    if _RECHECK[0] not in table.columns:
        return  # a workbook of before the second look was registered has nowhere to write it
    for row in table:
        if not row["closed"] or not any(word in row["disposal"] for word in RECTIFY):
            continue
        if missing := [key for key in _RECHECK if not row[key]]:
            names = "、".join(table.spec.header(key) for key in missing)
            yield table.problem("R37", row, missing[0], disposal=row["disposal"], missing=names)
        if row["recheck_result"] == NOT_RECTIFIED:
            yield table.problem("R38", row, "recheck_result", closed=row["closed"])


def objections_are_answered(world: World) -> Iterator[Problem]:
    """R48: an answer without the objection's day; R49: a correction or withdrawal without its day."""
    table = world[FINDINGS]
    for row in table:
        if row["dispute_result"] and not row["disputed"]:
            yield table.problem("R48", row, "disputed", value=row["dispute_result"])
        if row["dispute_result"] in (CORRECTED, TAKEN_DOWN) and not row["corrected"]:
            yield table.problem("R49", row, "corrected", value=row["dispute_result"])


def decisions_have_a_number(world: World) -> Iterator[Problem]:
    """R28: a sanction or a listing as untrustworthy without number or day of the decision."""
    table = world[FINDINGS]
    for row in table:
        told = next((key for key in ("joint_sanction", "listed_on", "listed_by") if row[key]), "")
        missing = [table.spec.header(key) for key in ("listed_by", "listed_on") if not row[key]]
        if told and missing:
            yield table.problem("R28", row, told, object=row["object"], missing="、".join(missing))


def transfers_are_complete(world: World) -> Iterator[Problem]:
    """R98: a transfer without receiver or date, or closed (or past its term) without a result."""
    table = world[FINDINGS]
    for row in table:
        if not row["disposal"].startswith(TRANSFER) and not row["transfer_to"]:
            continue
        over = bool(row["closed"] or (row["disposal_due"] and row["disposal_due"] < world.today))
        yield from (table.problem("R98", row, key) for key in _missing(row, over))


def _missing(row: Row, over: bool) -> list[str]:
    needed = ["transfer_to", "transferred", *(["transfer_result"] if over else [])]
    return [key for key in needed if not row[key]]
