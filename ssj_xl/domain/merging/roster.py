"""应报单位: who has to hand in, by the coordinating division's own list, and when each month's came (收件登记)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ssj_xl.domain.merging.claims import Source, unit_key
from ssj_xl.domain.merging.foreign import codes_of
from ssj_xl.tables.consolidated import SUBMISSION, YES
from ssj_xl.tables.settings import BUREAU, Settings

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Roster:
    """The list as it stands.  units: rows of 应报单位; receipts: rows of 收件登记."""

    units: Rows = ()
    receipts: Rows = ()

    @property
    def is_confirmed(self) -> bool:
        """Whether anybody has confirmed who must hand in: only then does the list name who did not."""
        return any(_is_unit(row) for row in self.units)

    def expected(self, month: str) -> list[Mapping[str, Any]]:
        """The confirmed rows of those that must hand in their 报送件 for a month (2021-03)."""
        return [row for row in self.units if _is_unit(row) and (not row["duties"] or SUBMISSION in row["duties"])
                and (row["since"] or month) <= month <= (row["until"] or month)]

    def receipt(self, month: str, unit: str, division: str) -> Mapping[str, Any]:
        """What 收件登记 has of a unit in a month; empty where it has nothing."""
        wanted = unit_key(unit, division)
        return next((row for row in self.receipts if row["month"] == month and unit_key(row["unit"], row["division"]) == wanted), {})

    def unconfirmed(self) -> list[str]:
        """Of whom nobody has said yet whether they must."""
        return [f"{row['unit']}{row['division']}" for row in self.units if not row["confirmed"]]

    def settings(self, bureau: Settings) -> Settings:
        """The bureau's parameters with the name and the contacts of its own row, as far as that has them."""
        own = next((row for row in self.units if row["level"] == BUREAU and row["confirmed"] == YES), {})
        told: dict[str, Any] = {"unit": own.get("unit") if not bureau.unit else "", **{key: own.get(key) for key in ("contact", "phone", "mobile")}}
        return replace(bureau, **{key: value for key, value in told.items() if value})

    def new_units(self, sources: Iterable[Source], known: Mapping[str, Settings], bureau: Settings, month: str) -> list[dict[str, Any]]:
        """Rows for whoever handed in and is not on the list, and for the bureau itself; for somebody to confirm.

        known: parameters by file; bureau: those of the consolidation.
        """
        here = {unit_key(row["unit"], row["division"]) for row in self.units}
        rows = []
        for source in sources:
            if source.unit and source.level != BUREAU and unit_key(source.unit, source.division) not in here:
                here.add(unit_key(source.unit, source.division))
                own = known[source.file]
                rows.append({"codes": codes_of(source), "unit": source.unit, "division": source.division, "level": source.level,
                             "duties": (SUBMISSION,), "since": month, "contact": own.contact, "phone": own.phone, "confirmed": ""})
        if bureau.unit and not any(row["level"] == BUREAU for row in self.units):
            rows.append({"codes": bureau.unit_code, "unit": bureau.unit, "division": "", "level": BUREAU, "confirmed": ""})
        return rows

    def new_receipts(self, month: str) -> list[dict[str, Any]]:
        """A row to fill in for every expected unit that has none for a month."""
        return [{"month": month, "unit": row["unit"], "division": row["division"]} for row in self.expected(month)
                if not self.receipt(month, row["unit"], row["division"])]


NO_ROSTER = Roster()


def _is_unit(row: Mapping[str, Any]) -> bool:
    return bool(row["confirmed"] == YES and row["level"] != BUREAU)
