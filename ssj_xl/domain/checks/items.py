"""Rules of 事项清单 and its use: 清单之外无检查."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ssj_xl.domain.checks.world import World
from ssj_xl.domain.inforce import in_force
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.registers import FINDINGS, ITEMS, PLANS, TASKS

GENERAL = "一般检查事项"


def items_have_a_basis(world: World) -> Iterator[Problem]:
    """R40: an item in force without its basis in law (国办发〔2015〕58号: no basis, no check)."""
    table = world[ITEMS]
    for row in table:
        if not row["basis"] and in_force(row, world.today):
            yield table.problem("R40", row, "basis", value=row["code"])


def tasks_use_items_in_force(world: World) -> Iterator[Problem]:
    """R42: an item that is not in force on the first day of a task (the last, where the first is blank)."""
    table = world[TASKS]
    for row in table:
        day = row["start"] or row["end"]
        listed = [code for code in row["items"] if code in world.items]
        if day and (old := [code for code in listed if not in_force(world.items[code], day)]):
            yield table.problem("R42", row, "items", value="、".join(old), day=day)


def findings_use_items_in_force(world: World) -> Iterator[Problem]:
    """R42: an item that is not in force on the day of the check."""
    table = world[FINDINGS]
    for row in table:
        item = world.items.get(row["item"])
        if item and row["checked"] and not in_force(item, row["checked"]):
            yield table.problem("R42", row, "item", value=row["item"], day=row["checked"])


def findings_fit_the_item(world: World) -> Iterator[Problem]:
    """R43: an item of another object type than the object's; R44: an item that the task does not have."""
    table = world[FINDINGS]
    for row in table:
        item, obj, task = world.items.get(row["item"]), world.objects.get(row["object"]), world.tasks.get(row["task"])
        if item and obj and item["object_type"] != obj["object_type"]:
            yield table.problem("R43", row, "item", value=row["item"], expected=item["object_type"],
                                object_type=obj["object_type"])
        if item and task and row["item"] not in task["items"]:
            yield table.problem("R44", row, "item", value=row["item"], task=row["task"])


def general_items_keep_their_ceiling(world: World) -> Iterator[Problem]:
    """R45: a ratio above the one that the list sets for a general item (重点检查事项 have no ceiling)."""
    general = [row for row in world[ITEMS] if row["item_class"] == GENERAL and row["ratio"]]
    ceilings = {row["code"]: row["ratio"] for row in general}
    for spec in (PLANS, TASKS):
        table = world[spec]
        for row in table:
            over = [code for code in row["items"] if row["ratio"] and row["ratio"] > ceilings.get(code, 1)]
            if over:
                yield table.problem("R45", row, "ratio", ratio=percent(row["ratio"]), value="、".join(over),
                                    ceiling="、".join(percent(ceilings[code]) for code in over))


def task_types_have_items(world: World) -> Iterator[Problem]:
    """R46: an object type of a task to which none of its items applies."""
    table = world[TASKS]
    for row in table:
        if not row["items"] or not set(row["items"]) <= world.items.keys():
            continue
        covered = {world.items[code]["object_type"] for code in row["items"]}
        if bare := [object_type for object_type in row["object_type"] if object_type not in covered]:
            yield table.problem("R46", row, "object_type", value="、".join(bare))


def percent(ratio: Fraction) -> str:
    """A ratio as people write it: 3/100 → 3%, 1/8 → 12.5%."""
    return f"{(Decimal(ratio.numerator) * 100 / Decimal(ratio.denominator)).normalize():f}%"
