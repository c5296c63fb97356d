"""Everything that is due: one declared rule a duty, and `dues`, which applies them all on one day.

To add a rule, write the function that finds its duties in the module of its subject and add a `Rule` there.
`domain.checks.findings` turns what is overdue or late into problems, so both always say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ssj_xl.domain.deadlines.conduct import CONDUCT_RULES
from ssj_xl.domain.deadlines.rule import (
    AHEAD,
    DONE,
    LATE,
    OVERDUE,
    SOON,
    STATES,
    TODAY,
    UNKNOWN,
    Due,
    Duty,
    Rule,
    settle,
)
from ssj_xl.domain.deadlines.yearly import YEARLY_RULES
from ssj_xl.domain.world import World

__all__ = ["AHEAD", "DONE", "LATE", "OVERDUE", "RULES", "SOON", "STATES", "TODAY", "UNKNOWN", "Due", "Duty", "Rule",
           "dues", "each_due", "in_order", "settle"]

RULES: tuple[Rule, ...] = (*YEARLY_RULES, *CONDUCT_RULES)
"""Every rule: of the year, then of the work in its order."""


def dues(world: World, *, within: int | None = None) -> list[Due]:
    """Every duty of a workbook as it stands on the world's day, rule by rule, rows in their order.

    within: working days before its end in which a duty is 即将到期; None takes the parameter 到期提醒工作日.
    """
    return list(each_due(world, within=within))


def each_due(world: World, *, within: int | None = None) -> Iterator[Due]:
    """The same, one after the other."""
    near = world.settings.soon_days if within is None else within
    return (due for rule in RULES if rule.applies(world) for due in _of_rule(rule, world, near))


def _of_rule(rule: Rule, world: World, within: int) -> Iterator[Due]:
    """Tens of thousands of duties of a rule begin and end on a few days, and all of those stand alike."""
    known: dict[tuple[object, ...], Due] = {}
    for duty in rule.find(world):
        alike = known.get(duty.terms)
        if alike is None:
            alike = known[duty.terms] = settle(rule, duty, world, within)
        yield Due(rule, duty, alike.deadline, alike.state, alike.left, alike.year, alike.last_workday)


def in_order(found: list[Due]) -> list[Due]:
    """The most urgent first: by state, then by deadline; equal ones keep their order."""
    states = {state: place for place, state in enumerate(STATES)}
    return sorted(found, key=lambda due: (states[due.state], due.deadline or date.max))
