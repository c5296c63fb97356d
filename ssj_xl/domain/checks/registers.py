"""Rules of the registers: objects, inspectors, items, tiers, and the basis of what was changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from ssj_xl.domain import uscc
from ssj_xl.domain.checks.world import World, line_of, repeated
from ssj_xl.domain.deadlines.conduct import active_tasks
from ssj_xl.domain.draw.tiers import TierBook, is_example
from ssj_xl.domain.matching.case import EVERYTHING
from ssj_xl.domain.pool import ALWAYS, ended_in_name
from ssj_xl.domain.staff import labels_asked
from ssj_xl.domain.trace import is_binding
from ssj_xl.domain.workdays import in_force, overlap
from ssj_xl.tables.leads import LEADS
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.registers import DRAWABLE, FINDINGS, GONE, INSPECTORS, ITEMS, OBJECTS, PLANS, TASKS, TIERS
from ssj_xl.tables.spec import Kind
from ssj_xl.tables.table import R
from ssj_xl.tables.trace import ALL, CHANGES

if TYPE_CHECKING:
    from ssj_xl.tables.rows import ObjectRow, TierRow


def _present(rows: Iterable[R]) -> list[R]:
    return [row for row in rows if row["status"] not in GONE]


def tiers_are_the_units_own(world: World) -> Iterator[Problem]:
    """R19, once: rows of 风险等级 that are still the example the workbook comes with."""
    table = world[TIERS]
    if examples := list(filter(is_example, table)):
        yield table.problem("R19", examples[0], "scheme", count=len(examples), value=examples[0]["scheme"])


def leads_end(world: World) -> Iterator[Problem]:
    """R145, once: the label of before that never ends; R147: a lead that was closed without an outcome."""
    objects = world[OBJECTS]
    if labelled := [row for row in _present(objects) if ALWAYS in row["labels"]]:
        yield objects.problem("R145", labelled[0], "labels", count=len(labelled), value=ALWAYS)
    table = world[LEADS]
    for row in table:
        if row["closed"] and not row["outcome"]:
            yield table.problem("R147", row, "outcome", value=row["number"])


def persons_practise_at_an_institution(world: World) -> Iterator[Problem]:
    """R140, once: persons of whom nobody knows what is entered to check them; R141: one who practises at a person."""
    table = world[OBJECTS]
    persons = [row for row in _present(table) if row["object_type"] in world.persons]
    if alone := [row for row in persons if world.institutions.get(row["code"], row["code"]) == row["code"]]:
        yield table.problem("R140", alone[0], "employer" if "employer" in table.columns else "", count=len(alone))
    known = {row["code"]: row["object_type"] for row in table}
    for row in persons:
        if known.get(row["employer"], "") in world.persons:
            yield table.problem("R141", row, "employer", value=row["employer"], name=row["name"])


def credit_codes_are_right(world: World) -> Iterator[Problem]:
    """R12: length, alphabet, authority, region or check character wrong."""
    table = world[OBJECTS]
    for row in table:
        if row["uscc"] and (fault := uscc.validate(row["uscc"])):
            hint = f"，可能是 {fault.suggestion}" if fault.suggestion else ""
            yield table.problem("R12", row, "uscc", value=row["uscc"], why=fault.kind.value, hint=hint)


def credit_codes_fit_the_type(world: World) -> Iterator[Problem]:
    """R13: a sound code of another class of body than the object type."""
    table = world[OBJECTS]
    for row in table:
        expected = uscc.expected_prefix(row["object_type"])
        if expected and uscc.is_valid(row["uscc"]) and not uscc.compact(row["uscc"]).startswith(expected):
            yield table.problem("R13", row, "uscc", value=row["uscc"], prefix=uscc.compact(row["uscc"])[:2],
                                object_type=row["object_type"], expected=expected)


def credit_codes_are_unique(world: World) -> Iterator[Problem]:
    """R14: one body under two object codes."""
    bodies = [row for row in _present(world[OBJECTS]) if row["object_type"] not in world.persons]
    yield from _same(world, "R14", "uscc", bodies)


def licences_are_unique(world: World) -> Iterator[Problem]:
    """R15: one licence under two object codes of the same type."""
    by_type: dict[str, list[ObjectRow]] = {}
    for row in _present(world[OBJECTS]):
        by_type.setdefault(row["object_type"], []).append(row)
    for rows in by_type.values():
        yield from _same(world, "R15", "licence", rows)


def _same(world: World, code: str, key: Literal["uscc", "licence"], rows: Iterable[ObjectRow]) -> Iterator[Problem]:
    table = world[OBJECTS]
    for row, first in repeated(rows, lambda row: uscc.compact(row[key])):
        if row["code"] != first["code"]:
            yield table.problem(code, row, key, value=row[key], line=line_of(table, first), other=first["name"])


def names_are_distinct(world: World) -> Iterator[Problem]:
    """R16: two objects of one type and name that no number tells apart."""
    table = world[OBJECTS]
    for row, first in repeated(_present(table), lambda row: row["name"] and (row["object_type"], row["name"])):
        if row["code"] != first["code"] and not _are_distinguishable(world, row, first):
            yield table.problem("R16", row, "name", value=row["name"], object_type=row["object_type"],
                                line=line_of(table, first))


def _are_distinguishable(world: World, one: ObjectRow, other: ObjectRow) -> bool:
    keys: tuple[Literal["uscc", "licence"], ...] = ("licence",) if one["object_type"] in world.persons else ("uscc", "licence")
    return any(one[key] and other[key] for key in keys)


def names_do_not_say_otherwise(world: World) -> Iterator[Problem]:
    """R161: a name that says that the object is no more, of one that is drawn."""
    table = world[OBJECTS]
    for row in table:
        if told := ended_in_name(row["name"], row["status"]):
            yield table.problem("R161", row, "name", value=row["name"], told=told, status=row["status"])


def no_number_is_a_persons(world: World) -> Iterator[Problem]:
    """R160: the number of somebody's identity card where that of a body, a practice or a certificate belongs, which is handed out."""
    for spec in (OBJECTS, INSPECTORS):
        table = world[spec]
        for column in (column for column in spec.columns if column.kind is Kind.ID):
            yield from (table.problem("R160", row, column.key) for row in table if row[column.key] and uscc.is_identity_number(row[column.key]))


# --- rules of 执法人员: certificates, names, scope. When certificates end is a matter of `deadlines` ---------

def certificates_are_unique(world: World) -> Iterator[Problem]:
    """R22: one certificate under two codes."""
    table = world[INSPECTORS]
    for row, first in repeated(table, lambda row: row["certificate"]):
        if row["code"] != first["code"]:
            yield table.problem("R22", row, "certificate", value=row["certificate"], line=line_of(table, first),
                                other=first["name"])


def names_of_inspectors_are_distinct(world: World) -> Iterator[Problem]:
    """R23: the same name twice, with different certificates."""
    table = world[INSPECTORS]
    for row, first in repeated(table, lambda row: row["name"]):
        if row["code"] != first["code"] and row["certificate"] != first["certificate"]:
            yield table.problem("R23", row, "name", value=row["name"], line=line_of(table, first))


def scopes_are_listed_items(world: World) -> Iterator[Problem]:
    """R24: an item that is not in the list; R25: nothing at all that the inspector may check."""
    table = world[INSPECTORS]
    for row in table:
        unknown = [item for item in row["items"] if item != EVERYTHING and item not in world.items]
        if unknown and ITEMS in world:
            yield table.problem("R24", row, "items", value="、".join(unknown))
        if not row["items"]:
            yield table.problem("R25", row, "items", name=row["name"])


# --- rules of 事项清单 and its use: 清单之外无检查 ------------------------------------------------------------------

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


def tasks_ask_of_people_what_their_items_ask(world: World) -> Iterator[Problem]:
    """R112: a task that waits for its draw and does not ask of inspectors a label that one of its items asks for."""
    table = world[TASKS]
    for row in active_tasks(world):
        lacking = {*labels_asked(row["items"], world.items)} - {*row["people_labels"]}
        if lacking and row["code"] not in world.drawn_at:
            items = [code for code in row["items"] if code in world.items and lacking & {*world.items[code]["people_labels"]}]
            yield table.problem("R112", row, "people_labels", items="、".join(items), value="、".join(sorted(lacking)))


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
        if item and obj and obj["object_type"] not in item["object_type"]:
            yield table.problem("R43", row, "item", value=row["item"], expected="、".join(item["object_type"]),
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
        covered = {kind for code in row["items"] for kind in world.items[code]["object_type"]}
        if bare := [object_type for object_type in row["object_type"] if object_type not in covered]:
            yield table.problem("R46", row, "object_type", value="、".join(bare))


def percent(ratio: Fraction) -> str:
    """A ratio as people write it: 3/100 → 3%, 1/8 → 12.5%."""
    return f"{(Decimal(ratio.numerator) * 100 / Decimal(ratio.denominator)).normalize():f}%"


# --- rules of 风险等级, and of the tiers that objects have ---------------------------------------------------

def tiers_have_a_ratio(world: World) -> Iterator[Problem]:
    """R31: a tier in force without a ratio."""
    table = world[TIERS]
    for row in table:
        if row["ratio"] is None and in_force(row, world.today):
            yield table.problem("R31", row, "ratio", tier=row["tier"])


def there_is_one_default(world: World) -> Iterator[Problem]:
    """R35: two tiers that are both 未评级默认 at the same time."""
    table = world[TIERS]
    defaults = [row for row in table if row["default"] == "是"]
    for place, row in enumerate(defaults):
        for first in defaults[:place]:
            if row["tier"] != first["tier"] and overlap(row, first):
                yield table.problem("R35", row, "default", value=row["tier"], line=line_of(table, first),
                                    other=first["tier"])
                break


def periods_do_not_overlap(world: World) -> Iterator[Problem]:
    """R36: two rows of one tier and object type that hold on the same day."""
    table = world[TIERS]
    earlier: dict[tuple[str, str], list[TierRow]] = {}
    for row in table:
        rows = earlier.setdefault((row["tier"], row["object_type"]), [])
        if twin := next((first for first in rows if overlap(row, first)), None):
            yield table.problem("R36", row, "tier", tier=row["tier"], line=line_of(table, twin))
        rows.append(row)


def objects_have_a_tier_in_force(world: World) -> Iterator[Problem]:
    """R32: a tier that is not in force; R34: none and no default; R33: none, so the default applies.

    Only objects that can be drawn, and only types that have tiers: others are drawn at the ratio of task or plan.
    """
    book = TierBook.on(world[TIERS], world.today)
    table = world[OBJECTS]
    unrated: Counter[str] = Counter()
    first: dict[str, ObjectRow] = {}
    for row in table:
        allowed = _tiers_of(book, row["object_type"])
        if not allowed or row["status"] not in DRAWABLE:
            continue
        applies = book.row_of(row) is not None
        if not applies:
            code = "R32" if row["tier"] else "R34"
            yield table.problem(code, row, "tier", value=row["tier"], allowed="、".join(allowed))
        elif not row["tier"]:
            unrated[row["object_type"]] += 1
            first.setdefault(row["object_type"], row)
    tier = book.default["tier"] if book.default else ""
    for object_type, unrated_row in first.items():
        yield table.problem("R33", unrated_row, "tier", count=unrated[object_type], object_type=object_type, tier=tier)


def _tiers_of(book: TierBook, object_type: str) -> list[str]:
    return sorted({tier for tier, of_type in book.by_key if of_type in ("", object_type)})


def changes_have_a_basis(world: World, code: str = "") -> Iterator[Problem]:
    """R142, R143: of a public plan 依据 and both dates, an error without 依据; of a status that takes an object out 依据.

    code: only of this plan.
    """
    table = world[CHANGES]
    for row in (row for row in table if row["needs"] and code in ("", row["code"])):
        if is_binding(row) and not row["why"]:
            yield table.problem("R142", row, "why", name=row["name"], field=row["field"])
            continue
        for key in ("why", "reported", "published") if row["needs"] == ALL else ("why",):
            if not row[key]:
                yield table.problem("R143", row, key, name=row["name"], field=row["field"], header=table.spec.header(key))
