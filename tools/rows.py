"""Writes the types of the registers' rows from their declarations: `python -m tools.rows`.

So mypy knows every key of `row["tier"]`.  The types are a stub alone: nothing of them is there when the program runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

from ssj_xl.tables import account, joint, leads, records, registers, trace
from ssj_xl.tables.spec import Kind, TableSpec

FILE = Path(__file__).resolve().parents[1] / "ssj_xl" / "tables" / "rows.pyi"
NAMES = {
    "CodeRow": registers.CODES, "TierRow": registers.TIERS, "ItemRow": registers.ITEMS, "ObjectRow": registers.OBJECTS,
    "InspectorRow": registers.INSPECTORS, "RecusalRow": registers.RECUSALS, "PlanRow": registers.PLANS,
    "TaskRow": registers.TASKS, "FindingRow": registers.FINDINGS, "ActivityRow": registers.ACTIVITIES,
    "VisitRow": account.VISITS, "LimitRow": account.LIMITS, "CountRow": account.COUNTS,
    "LeadRow": leads.LEADS, "PartyRow": joint.PARTIES, "LentRow": joint.LENT, "ChangeRow": trace.CHANGES,
    "DrawRow": records.DRAWS, "LockedRow": records.LOCKED, "WinnerRow": records.WINNERS, "LogRow": records.LOG,
}
_TEXTS = frozenset((Kind.CODE, Kind.ID, Kind.TEXT, Kind.LONG, Kind.MONTH, Kind.TIME, Kind.CHOICE, Kind.HEX))
_LISTS = frozenset((Kind.LIST, Kind.CODES))
_HEAD = '''\
# Made by `python -m tools.rows` from the declarations of the registers; not edited by hand.
from typing import Any, Literal, overload

from ssj_xl.tables.table import Row
'''
_WIDTH, _INDENT = 118, " " * 12


def stub() -> str:
    """The stub as text.  Blank numbers and days are None, which rules ask for themselves: their type is left open."""
    return "\n".join([_HEAD, *(line for name, spec in NAMES.items() for line in _row(name, spec))]).rstrip() + "\n"


def _row(name: str, spec: TableSpec) -> Iterator[str]:
    kinds: dict[str, list[str]] = {}
    for column in spec.columns:
        of = "str" if column.kind in _TEXTS else "tuple[str, ...]" if column.kind in _LISTS else "Any"
        kinds.setdefault(of, []).append(f'"{column.key}"')
    yield f"class {name}(Row):"
    for number, (of, keys) in enumerate(kinds.items()):
        ignored = "" if number else "  # type: ignore[override]"
        if len(kinds) > 1:
            yield f"    @overload{ignored}"
        listed = fill(", ".join(keys), _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)
        yield "    def __getitem__(" + ("" if len(kinds) > 1 else ignored)
        yield f"        self, key: Literal[\n{listed}\n        ], /,\n    ) -> {of}: ..."
    yield ""


def main() -> None:
    """Write the stub."""
    FILE.write_text(stub(), "utf-8")


if __name__ == "__main__":
    main()
