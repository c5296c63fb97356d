"""Rules of results: findings, disposals, deadlines; and the log."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ssj_xl.domain.checks.world import World
from ssj_xl.domain.codes import asks_for_more, is_pending
from ssj_xl.domain.counts.crews import crowds
from ssj_xl.domain.deadlines import LATE, OVERDUE, SOON, TODAY, UNKNOWN, Due, dues
from ssj_xl.domain.logchain import GENESIS, Break, verify
from ssj_xl.domain.matching.case import ON_DUTY
from ssj_xl.domain.staff import status_on
from ssj_xl.tables.cells import cell_text
from ssj_xl.tables.problems import Place, Problem, problem
from ssj_xl.tables.records import DRAWS, LOG, WINNERS
from ssj_xl.tables.registers import CORRECTED, FINDINGS, HOLIDAYS, NOT_RECTIFIED, RECTIFY, TAKEN_DOWN
from ssj_xl.tables.table import Row

NEEDS_DAY = ("result", "entered", "published")
NEEDS_RESULT = ("entered", "published")
WHY = {"证件到期": "的执法证已过有效期", "停用": "已停用"}


def findings_are_of_drawn_objects(world: World) -> Iterator[Problem]:
    """R80: an object that was not drawn in the task, R162 where it was and had been checked before that attempt was voided; R81: a task of this
    workbook with findings and no draw (once a task)."""
    if WINNERS not in world:
        return
    table = world[FINDINGS]
    told: set[str] = set()
    for row in table:
        task = row["task"]
        if task in world.drawn and row["object"] not in world.drawn[task]:
            attempt = next((number for number, day in world.voided.get((task, row["object"]), ()) if row["checked"] and row["checked"] <= day), None)
            code = "R162" if attempt else "R80"
            yield table.problem(code, row, "object", value=row["object"], task=task, **({"attempt": attempt} if attempt else {}))
        elif task in world.tasks and task not in world.drawn and task not in told and not world.tasks[task]["carried"]:
            told.add(task)
            yield table.problem("R81", row, "task", task=task)


def findings_are_whole(world: World) -> Iterator[Problem]:
    """R82: something without 检查日期; R83: something without 检查结果.  Each once a row."""
    table = world[FINDINGS]
    for row in table:
        needs_day = [key for key in NEEDS_DAY if row.get(key)]
        if needs_day and not row["checked"]:
            yield table.problem("R82", row, "checked", header=table.spec.header(needs_day[0]))
        needs_result = [key for key in NEEDS_RESULT if row.get(key)]
        if needs_result and not row["result"]:
            yield table.problem("R83", row, "result", header=table.spec.header(needs_result[0]))


def visits_have_all_their_items(world: World) -> Iterator[Problem]:
    """R47, once a visit: an object checked under a task, of whose items for that type some have no 检查日期."""
    table = world[FINDINGS]
    visits: dict[tuple[str, str], list[Row]] = {}
    for row in table:
        if row["checked"]:
            visits.setdefault((row["task"], row["object"]), []).append(row)
    for (code, object_), rows in visits.items():
        task, found = world.tasks.get(code), world.objects.get(object_)
        if not task or not found:
            continue
        done = {row["item"] for row in rows}
        items = [world.items[item] for item in task["items"] if item not in done and item in world.items]
        if missing := [item["minor"] or item["code"] for item in items if found["object_type"] in item["object_type"]]:
            yield table.problem("R47", rows[0], "item", task=code, object=found["name"] or object_, missing="、".join(missing))


def publications_name_the_site(world: World) -> Iterator[Problem]:
    """R88: a publication of which nobody knows the site, which the form has to name (4e)."""
    table = world[FINDINGS]
    for row in table:
        if row["published"] and not row["site"] and not world.settings.site:
            yield table.problem("R88", row, "site")


def inspectors_were_entitled(world: World) -> Iterator[Problem]:
    """R89: an inspector whose certificate or post did not hold on the day of the check."""
    table = world[FINDINGS]
    for row in table:
        day = row["checked"]
        for code in row["inspectors"] if day else ():
            person = world.inspectors.get(code)
            status = status_on(person, day, day) if person else ON_DUTY
            if person and status != ON_DUTY:
                yield table.problem("R89", row, "inspectors", value=person["name"], day=day, why=WHY[status])


def two_inspectors_took_part(world: World) -> Iterator[Problem]:
    """R90: a check by fewer than two."""
    table = world[FINDINGS]
    for row in table:
        if row["checked"] and len(row["inspectors"]) < 2:
            yield table.problem("R90", row, "inspectors", count=len(row["inspectors"]))


def checks_keep_to_the_tasks_dates(world: World) -> Iterator[Problem]:
    """R91: a check before the first or after the last day of its task, or the day to which it was put off."""
    table = world[FINDINGS]
    for row in table:
        task, day = world.tasks.get(row["task"]), row["checked"]
        until = world.put_off.get((row["task"], row["object"]), date.min)
        if task and day and not (task["start"] or day) <= day <= max(task["end"] or day, until):
            yield table.problem("R91", row, "checked", value=day, start=task["start"] or "未定",
                                end=task["end"] or "未定")


def checks_follow_the_draw(world: World) -> Iterator[Problem]:
    """R92: a check before the draw."""
    table = world[FINDINGS]
    for row in table:
        drawn = world.drawn_at.get(row["task"], "")[:10]
        if row["checked"] and row["checked"].isoformat() < drawn:
            yield table.problem("R92", row, "checked", value=row["checked"], other=drawn)


def no_team_was_everywhere_at_once(world: World) -> Iterator[Problem]:
    """R110, once a team and day: more firms than 参数 每组每日检查家数."""
    table = world[FINDINGS]
    limit = world.settings.day_visits
    for row, firms in crowds(table, world.institutions) if limit else ():
        if firms > limit:
            team = row["team_names"] or cell_text(row["inspectors"])
            yield table.problem("R110", row, "checked", team=team, day=row["checked"], count=firms, limit=limit)


# --- rules of 后续处置: every problem found has a follow-up, and every follow-up has an end (后续处置无例外) --------

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
        if not asks_for_more(row):
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
            yield table.problem("R29", row, key, result=row["result"], value=row.get(key))


def disposals_have_a_term(world: World) -> Iterator[Problem]:
    """R95: a disposal without term or end."""
    table = world[FINDINGS]
    for row in table:
        if not is_pending(row):
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
        if missing := [key for key in _RECHECK if not row.get(key)]:
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


# --- deadlines as problems -------------------------------------------------------------------------------

class _Codes(NamedTuple):
    """Codes of a rule: open and overdue, done late, near its end.  '' where another rule says it, or nobody need."""

    overdue: str = ""
    late: str = ""
    soon: str = ""


OF_DEADLINES: dict[str, _Codes] = {
    "plan_publication": _Codes(late="R56"),
    "change_report": _Codes(late="R57"),
    "change_publication": _Codes(late="R58"),
    "plan": _Codes("R52"),
    "training": _Codes("R17"),
    "certificate": _Codes("R20", soon="R21"),
    "scheme": _Codes(late="R79"),
    "confirm": _Codes("R64", "R65"),
    "task": _Codes("R67"),
    "put_off": _Codes("R39"),
    "entry": _Codes("R84", "R85"),
    "publication": _Codes("R86", "R87"),
    "disposal": _Codes("R96"),
    "push": _Codes("R99"),
    "lead": _Codes("R146", soon="R146"),
    "lead_handling": _Codes("R158"),
}
"""Rule → the problems that it makes.  Blanks have rules of their own where they are wrong before any deadline."""

_ONLY_WITH = {"task": "count"}
_ONLY_WITHOUT = {"plan": "tasks"}


def terms_are_met(world: World) -> Iterator[Problem]:
    """R17, R20–R21, R39, R52, R56–R58, R64–R65, R67, R79, R84–R87, R96, R99, R146, R158: terms that have passed, or certificates and leads
    that soon will;
    R26: a certificate that ends before a task of its holder; R11 once for each year whose holidays are not announced.
    """
    unknown: Counter[int] = Counter()
    for due in dues(world):
        if due.state == UNKNOWN:
            unknown[due.year] += 1
        elif code := _code(due):
            yield _problem(code, due)
        if due.rule.key == "certificate" and "task" in due.duty.facts and due.state != OVERDUE:
            yield _problem("R26", due)
    place = Place(world[HOLIDAYS].grid.file, HOLIDAYS.name)
    yield from (problem("R11", place, year=year, count=unknown[year]) for year in sorted(unknown))


def _code(due: Due) -> str:
    """The code of a duty's state, if its rule has one."""
    codes, facts = OF_DEADLINES.get(due.rule.key, _Codes()), due.duty.facts
    wanted, unwanted = _ONLY_WITH.get(due.rule.key), _ONLY_WITHOUT.get(due.rule.key)
    if (wanted and not facts[wanted]) or (unwanted and facts[unwanted]):
        return ""
    return {OVERDUE: codes.overdue, LATE: codes.late, SOON: codes.soon, TODAY: codes.soon}.get(due.state, "")


def _problem(code: str, due: Due) -> Problem:
    facts = {"value": due.done or due.deadline, "due": due.deadline, "days": due.duty.days, **due.duty.facts}
    return problem(code, due.place, **facts)


# --- rules of 操作日志: the chain is whole, and still holds what the draws noted -----------------------------

BREAKS = {Break.CHANGED: "L01", Break.REMOVED: "L02", Break.INSERTED: "L03", Break.RELINKED: "L04"}


def the_chain_is_whole(world: World) -> Iterator[Problem]:
    """L01–L04: rows changed, removed, put in, or written anew."""
    table = world[LOG]
    for row, kind in verify(table):
        yield table.problem(BREAKS[kind], row, "number", number=row["number"])


def draws_are_in_the_chain(world: World) -> Iterator[Problem]:
    """L05: a log head noted at a draw that the log no longer has; a merged draw's log stayed where it was made."""
    known = {GENESIS, "", *(row["digest"] for row in world[LOG])}
    table = world[DRAWS]
    for row in () if "source_file" in table.columns else table:
        if LOG in world and row["log_head"] not in known:
            yield table.problem("L05", row, "log_head", task=row["task"], attempt=row["attempt"])
