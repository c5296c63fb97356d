"""When two rows are the same, and which of them is kept."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import cache

from ssj_xl.domain.merging.claims import OF_A_TASK, Claim, Fate, Source
from ssj_xl.tables import registers
from ssj_xl.tables.consolidated import with_source
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row

_DIVISION_OF = (registers.OBJECTS, registers.INSPECTORS, registers.ITEMS, registers.PLANS, registers.TASKS)
_OF_A_TASK = frozenset(spec.name for spec in OF_A_TASK)


def key_of(claim: Claim) -> Hashable:
    """What makes a row the same as another; all its columns where the table has no key (工作动态)."""
    return row_key(claim.table.spec, claim.source, claim.row)


def row_key(spec: TableSpec, source: Source, row: Row) -> Hashable:
    """The same of a row of a workbook."""
    return tuple([source.title if key == "source_unit" else row[key] for key in _keys(spec)])


@cache
def _keys(spec: TableSpec) -> tuple[str, ...]:
    return with_source(spec).unique or tuple(spec.by_key)


class Owners:
    """Who a row belongs to: the division it names, that of its task, or that of its inspector."""

    def __init__(self) -> None:
        self._tasks: dict[str, str] = {}
        self._people: dict[str, str] = {}

    def learn(self, spec: TableSpec, claims: Iterable[Claim]) -> None:
        """Note the divisions of merged tasks and inspectors."""
        noted = {registers.TASKS.name: self._tasks, registers.INSPECTORS.name: self._people}.get(spec.name)
        if noted is not None:
            noted.update((claim.row["code"], claim.row["division"]) for claim in claims if claim.fate is Fate.MERGED)

    def owns(self, claim: Claim) -> bool:
        """Whether a row stands in the workbook of the division that it belongs to."""
        return claim.source.answers_to(self._division(claim))

    def _division(self, claim: Claim) -> str:
        name, row = claim.table.spec.name, claim.row
        if name in _OF_A_TASK:
            return self._tasks.get(row["task"], "")
        if name == registers.RECUSALS.name:
            return self._people.get(row["inspector"], "")
        return str(row["division"]) if any(name == spec.name for spec in _DIVISION_OF) else ""


def preferred(group: Sequence[Claim], owners: Owners) -> tuple[Claim, str]:
    """The row of several with one key that is kept, and why.

    First that of the division it belongs to (the city's before a county's), then the fuller one, then the first.
    """
    if len(group) == 1:
        return group[0], ""
    own = [claim for claim in group if owners.owns(claim)]
    city = [claim for claim in own if not claim.source.is_county]
    rest = city or own or list(group)
    kept = min(rest, key=lambda claim: -claim.filled)
    if own and len(own) < len(group):
        return kept, "取自它所属的处室"
    if city and len(city) < len(own):
        return kept, "市局处室的先于区县局的"
    return kept, "填得更全" if len({claim.filled for claim in rest}) > 1 else "在先"


def contradictions(claim: Claim, kept: Claim, owners: Owners) -> list[str]:
    """Columns in which a duplicate contradicts the row kept.

    That two offices each register an object as under their own division is no contradiction, nor who confirmed the same tiers when
    (体系 of 风险等级).
    """
    both = owners.owns(claim) and owners.owns(kept)
    own = {"scheme"} if claim.table.spec.name == registers.TIERS.name else {"division"} if both else set[str]()
    return [key for key in claim.differences(kept) if key not in own]
