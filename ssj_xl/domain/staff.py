"""Who of 执法人员 may take part in a task: certificate and post hold through its last day.

The list is frozen at the lock with everybody's status, so that nobody can be taken "ill" between the
lock and the draw without leaving a trace.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from ssj_xl.domain.matching import ALL_ITEMS, LABEL, Person
from ssj_xl.domain.matching.case import EVERYTHING, ON_DUTY, Listed

Rows = Iterable[Mapping[str, Any]]


def status_on(inspector: Mapping[str, Any], start: date, end: date) -> str:
    """在岗, or why the inspector does not take part in a task from `start` to `end`."""
    if inspector["valid_to"] is None or inspector["valid_to"] < end:
        return "证件到期"
    away_from, away_to = inspector["away_from"], inspector["away_to"]
    if away_from is None and away_to is None:
        return ON_DUTY
    absent = (away_from is None or away_from <= end) and (away_to is None or away_to >= start)
    return "停用" if absent else ON_DUTY


def scope_of(inspector: Mapping[str, Any]) -> frozenset[str]:
    """What an inspector may check: item codes, all of them for 全部, and labels."""
    items = {ALL_ITEMS if item == EVERYTHING else item for item in inspector["items"]}
    return frozenset(items | {LABEL + label for label in inspector["labels"]})


def needed_scope(task: Mapping[str, Any]) -> frozenset[str]:
    """What every member of a team of this task must be able to check: its items, and the labels that it asks of people."""
    return frozenset(task["items"]) | {LABEL + label for label in task["people_labels"]}


def is_for(item: Mapping[str, Any], obj: Mapping[str, Any]) -> bool:
    """Whether an item of 事项清单 is for objects of this one's type; one that names no type is for all."""
    return not item["object_type"] or obj["object_type"] in item["object_type"]


def labels_asked(items: Iterable[str], known: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """人员要求 of these items, each label once.  known: rows of 事项清单 by code."""
    return tuple(dict.fromkeys(label for item in items if item in known for label in known[item]["people_labels"]))


def barred_pairs(recusals: Rows, start: date, end: date) -> dict[str, frozenset[str]]:
    """Inspector → object codes recused at any time between `start` and `end`."""
    pairs: dict[str, set[str]] = {}
    for row in recusals:
        over = row["valid_to"] is not None and row["valid_to"] < start
        later = row["valid_from"] is not None and row["valid_from"] > end
        if not over and not later:
            pairs.setdefault(row["inspector"], set()).add(row["object"])
    return {code: frozenset(objects) for code, objects in pairs.items()}


def by_institution(barred: Mapping[str, frozenset[str]], institutions: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Recusals by the institution that is entered: who may not enter a firm checks none of its lawyers, and who is recused from a
    lawyer does not enter the firm.

    institutions: object → the one that is entered to check it (`persons.entered_by`).
    """
    together: dict[str, set[str]] = {}
    for code, institution in institutions.items():
        together.setdefault(institution, set()).add(code)
    return {inspector: objects.union(*(together.get(institutions.get(code, code), ()) for code in objects)) for inspector, objects in barred.items()}


def listed(inspectors: Rows, task: Mapping[str, Any], start: date, *, loads: Mapping[str, int],
           base: int) -> list[Listed]:
    """Everybody in 执法人员 with status and headroom = base − visits of this year, recusals not yet in."""
    return [
        Listed(Person(row["code"], base - loads.get(row["code"], 0), row["may_lead"] == "是", scope_of(row)),
               status_on(row, start, task["end"]))
        for row in inspectors
    ]


def base_load(inspectors: Collection[Mapping[str, Any]], loads: Mapping[str, int], visits: int) -> int:
    """A base from which nobody's headroom binds by itself: the largest load so far and every visit of this draw."""
    return max((loads.get(row["code"], 0) for row in inspectors), default=0) + visits
