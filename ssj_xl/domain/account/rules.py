"""次数规则 as in force on a day: how often a year, for how long not again, and which situations do not count.

Of several rows that hold on a day the most exact decides: the one with 检查主体 and 对象类型, then with 检查主体, then with
对象类型.  Where a register has no row of a kind, situations are those of `tables.account`, and 免查月数 is the parameter's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from ssj_xl.domain.inforce import in_force
from ssj_xl.tables.account import CAP, EXEMPT, REST, SITUATIONS, UNTOLD
from ssj_xl.tables.cells import fold_name

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class Rules:
    """The rows of 次数规则 by kind.  rest_months: the parameter 免查月数, where no row says anything."""

    rows: Mapping[str, tuple[Mapping[str, Any], ...]]
    rest_months: int = 0

    @classmethod
    def of(cls, rows: Rows, rest_months: int = 0) -> Rules:
        """By the rows of 次数规则."""
        kinds: dict[str, list[Mapping[str, Any]]] = {}
        for row in rows:
            kinds.setdefault(row["rule"], []).append(row)
        return cls({kind: tuple(found) for kind, found in kinds.items()}, rest_months)

    @property
    def limit_anything(self) -> bool:
        """Whether visits may keep anybody out."""
        return bool(self.rest_months or self.rows.get(CAP) or self.rows.get(REST))

    @property
    def longest_rest(self) -> int:
        """The most months for which a visit matters."""
        return max((row["number"] or 0 for row in self.rows.get(REST, ())), default=self.rest_months)

    def cap(self, body: str, object_type: str, day: date) -> int | None:
        """How often a year a body may visit an institution of a type; None where no row says so."""
        return self._number(CAP, body, object_type, day)

    def rest(self, body: str, object_type: str, day: date) -> int:
        """For how many months after a visit there is no other; 0 for none."""
        found = self._number(REST, body, object_type, day)
        return self.rest_months if found is None else found

    def is_exempt(self, situation: str, body: str, object_type: str, day: date) -> bool:
        """Whether a visit of this situation does not count."""
        rows = self.rows.get(EXEMPT)
        if rows is None or situation == UNTOLD:
            return situation in (*SITUATIONS, UNTOLD)
        return bool(situation) and any(row["situation"] == situation for row in _fitting(rows, body, object_type, day))

    def _number(self, kind: str, body: str, object_type: str, day: date) -> int | None:
        """What the rows of a kind say; asked again and again for the same few types and days."""
        key = kind, body, object_type, day
        if key not in self._known:
            self._known[key] = self._found(*key)
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[str, str, str, date], int | None]:
        return {}

    def _found(self, kind: str, body: str, object_type: str, day: date) -> int | None:
        found = [(bool(row["body"]), bool(row["object_type"]), row["number"])
                 for row in _fitting(self.rows.get(kind, ()), body, object_type, day) if row["number"] is not None]
        exact = max(((by_body, by_type) for by_body, by_type, _ in found), default=None)
        return min((number for by_body, by_type, number in found if (by_body, by_type) == exact), default=None)


def _fitting(rows: Rows, body: str, object_type: str, day: date) -> Iterable[Mapping[str, Any]]:
    return (row for row in rows if in_force(row, day) and row["object_type"] in ("", object_type)
            and (not row["body"] or fold_name(row["body"]) == fold_name(body)))
