"""What a rule looks at: the tables of a workbook, the day, and indexes that several rules need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, overload

from ssj_xl.domain.codes import problem_results
from ssj_xl.domain.period import ON_THE_LIST, standing
from ssj_xl.domain.persons import Persons, entered_by
from ssj_xl.domain.workdays import Calendar
from ssj_xl.tables import records, registers
from ssj_xl.tables.settings import Settings
from ssj_xl.tables.spec import Register, TableSpec
from ssj_xl.tables.table import R, Row, Table, TableOf

if TYPE_CHECKING:
    from ssj_xl.tables.rows import InspectorRow, ItemRow, ObjectRow, PlanRow, TaskRow


@dataclass(frozen=True)
class World:
    """The registers by name, the parameters, the holidays, and the day on which the check is made."""

    tables: Mapping[str, Table]
    settings: Settings
    calendar: Calendar
    today: date

    def __contains__(self, spec: TableSpec) -> bool:
        return spec.name in self.tables

    @overload
    def __getitem__(self, spec: Register[R]) -> TableOf[R]: ...

    @overload
    def __getitem__(self, spec: TableSpec) -> Table: ...

    def __getitem__(self, spec: TableSpec) -> Table:
        """A register; an empty one where it was not given."""
        found = self.tables.get(spec.name)
        return found if found is not None and found.rows else Table(spec, [])

    @cached_property
    def tasks(self) -> dict[str, TaskRow]:
        """Tasks by code."""
        return self[registers.TASKS].by("code")

    @cached_property
    def plans(self) -> dict[str, PlanRow]:
        """Plans by code."""
        return self[registers.PLANS].by("code")

    @cached_property
    def items(self) -> dict[str, ItemRow]:
        """Items by code."""
        return self[registers.ITEMS].by("code")

    @cached_property
    def objects(self) -> dict[str, ObjectRow]:
        """Objects by code."""
        return self[registers.OBJECTS].by("code")

    @cached_property
    def inspectors(self) -> dict[str, InspectorRow]:
        """Inspectors by code."""
        return self[registers.INSPECTORS].by("code")

    @cached_property
    def problem_results(self) -> frozenset[str]:
        """Results that are problems."""
        return problem_results(self[registers.CODES])

    @cached_property
    def persons(self) -> Persons:
        """Object types that are natural persons."""
        return Persons.of(self[registers.CODES])

    @cached_property
    def institutions(self) -> Mapping[str, str]:
        """Object → institution that is entered to check it."""
        return entered_by(self[registers.OBJECTS], self[registers.CODES])

    @cached_property
    def own_tasks(self) -> frozenset[str]:
        """Tasks of this workbook: locked in it, voided or not, or registered and not taken over from the year before."""
        return frozenset((*(row["task"] for row in self[records.DRAWS]), *(code for code, row in self.tasks.items() if not row["carried"])))

    @cached_property
    def void(self) -> frozenset[tuple[str, int]]:
        """Attempts that were voided, as (task, attempt)."""
        return frozenset((row["task"], row["attempt"]) for row in self[records.DRAWS] if row["void_at"])

    @cached_property
    def drawn_at(self) -> dict[str, str]:
        """Task → time of the draw that stands."""
        return {task: row["drawn_at"] for (task, _), row in standing(self[records.DRAWS]).items()}

    @cached_property
    def put_off(self) -> dict[tuple[str, str], date]:
        """(Task, object) → the day to which the visit was put off, in the list that stands."""
        return {(row["task"], row["object"]): row["put_off_to"] for row in self[records.WINNERS] if self.is_put_off(row)}

    def is_put_off(self, row: Row) -> bool:
        """Whether a row of 抽取名单 stands and its visit was put off."""
        return bool(row["put_off_to"]) and row["state"] in ON_THE_LIST and (row["task"], row["attempt"]) not in self.void

    @cached_property
    def drawn(self) -> dict[str, dict[str, str]]:
        """Task → object → state in the list that stands; objects of the reserve are not drawn."""
        lists: dict[str, dict[str, str]] = {}
        for row in self[records.WINNERS]:
            if row["state"] != "候补" and (row["task"], row["attempt"]) not in self.void:
                lists.setdefault(row["task"], {})[row["object"]] = row["state"]
        return lists

    @cached_property
    def voided(self) -> dict[tuple[str, str], list[tuple[int, date]]]:
        """(Task, object) → the voided attempts that had drawn it, each with the day on which it was voided: visits of before stay what they were."""
        days = {(row["task"], row["attempt"]): date.fromisoformat(row["void_at"][:10]) for row in self[records.DRAWS] if row["void_at"]}
        lists: dict[tuple[str, str], list[tuple[int, date]]] = {}
        for row in self[records.WINNERS]:
            if row["state"] in ON_THE_LIST and (row["task"], row["attempt"]) in days:
                lists.setdefault((row["task"], row["object"]), []).append((row["attempt"], days[row["task"], row["attempt"]]))
        return lists
