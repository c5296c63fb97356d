"""What goes from the bureau to a division: how often each institution of its register was visited, by everybody.

Counts only: no kind, task, result, tier or lead of another division.  `own` says how many of the visits the division itself
told of, so that they are not counted twice when they come back.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.account.ledger import Ledger
from ssj_xl.domain.account.rows import Cells, counting, drawn_row, typed_row
from ssj_xl.domain.account.visits import find_visits, of_row, union
from ssj_xl.domain.persons import Showing
from ssj_xl.tables import account, registers
from ssj_xl.tables.cells import cell_text
from ssj_xl.tables.sparse import Common, SparseRow, blanks
from ssj_xl.tables.table import Row, Table

if TYPE_CHECKING:
    from ssj_xl.domain.world import World


def untold(world: World) -> World:
    """The registers of a 报送件: of a visit that does not count it says no more than that."""
    table = world[account.VISITS]
    rows: list[Any] = [row.changed(situation=account.UNTOLD) if row["counts"] == "否" and not row["situation"] else row for row in table]
    return replace(world, tables={**world.tables, account.VISITS.name: Table(table.spec, rows, table.problems, table.grid, table.columns)})


def whole_account(parts: Iterable[World], bureau: World) -> Ledger:
    """The account of all divisions.  bureau: the merged registers, with the bureau's parameters."""
    return Ledger.of(bureau, union(find_visits(part) for part in parts))


def count_rows(own: World, whole: Ledger, as_of: date) -> list[SparseRow]:
    """Rows of 检查次数 for a division: one an institution of its register."""
    mine, known = Ledger.of(own), whole.of_body(own.settings.unit)
    names = {row["code"]: row["name"] for row in own[registers.OBJECTS]}
    usual = Common({**blanks(account.COUNTS), **dict.fromkeys(("counted", "checked", "open", "exempt", "own"), 0), "year": whole.today.year,
                    "body": known.body, "as_of": as_of})
    rows = (_count_row(code, names.get(code, ""), (known, mine)) for code in sorted(set(own.institutions.values())))
    return [SparseRow.of(row, line, usual) for line, row in enumerate(rows)]


def _count_row(institution: str, name: str, ledgers: tuple[Ledger, Ledger]) -> Cells:
    """The cells of an institution, of one that nobody visited the few that are not the usual ones."""
    cap = ledgers[0].cap(institution, ledgers[0].today)
    row = {"institution": institution, "name": name, "cap": cap, "room": cap}
    return {**row, **_visited(institution, cap, ledgers)} if institution in ledgers[0].by_institution else row


def _visited(institution: str, cap: int | None, ledgers: tuple[Ledger, Ledger]) -> Cells:
    known, mine = ledgers
    year, enterprise = known.today.year, known.is_enterprise(institution)
    visits = known.counted(institution, year) if enterprise else []
    every = [visit for visit in known.by_institution.get(institution, ()) if visit.key[0] == known.folded
             and any(day.year == year for day in visit.all_days(known.today))]
    checked = sum(any(day.year == year for day in visit.days) for visit in visits)
    return {"counted": len(visits), "checked": checked, "open": len(visits) - checked, "exempt": len(every) - len(visits),
            "room": None if cap is None else cap - len(visits), "last": known.last_visit(institution), "rest_until": known.rest_until(institution, known.today),
            "own": len(mine.counted(institution, year)) if enterprise else 0}


def over_cap(whole: Ledger, bodies: Iterable[str]) -> Iterator[tuple[str, str, int, list[str]]]:
    """Institutions that were visited more often than they may be: body, institution, cap, the visits that count."""
    visited: dict[str, dict[str, None]] = defaultdict(dict)
    for institution, rows in whole.by_institution.items():
        for visit in rows:
            visited[visit.key[0]][institution] = None
    for body in bodies:
        known = whole.of_body(body)
        for institution in visited[known.folded]:
            cap, visits = known.cap(institution, known.today), known.counted(institution, known.today.year)
            if cap is not None and len(visits) > cap:
                yield body, institution, cap, [f"{visit.division} {known.describe(visit, known.today.year)}" for visit in visits]


def bureau_rows(merged: Iterable[Row], whole: Ledger, parts: Mapping[str, World]) -> list[Cells]:
    """检查台账 of the bureau: the merged rows as the whole account has them, and drawn visits that no division's sheet told.

    merged: with the source of each; parts: registers by source_unit.
    """
    rows, told = list[Cells](), set[Any]()
    for row in merged:
        world = parts.get(row["source_unit"])
        if world is None or not row["object"]:
            rows.append(dict(row))
            continue
        visit = whole.visits.get(of_row(row, world).key)  # type: ignore[arg-type]
        if visit and row["origin"] == account.FROM_TASK:
            rows.append({**row, **drawn_row(visit, world, whole), "number": row["number"]})
        else:
            told_of = counting(visit, whole) if visit else {}
            rows.append({**row, **(typed_row(row, world, whole) if visit else {}), **told_of,  # type: ignore[arg-type]
                         **({"situation": ""} if visit and visit.situation == account.UNTOLD else {})})
        told |= {visit.key} if visit else set()
    for name, part in parts.items():
        world = replace(part)  # what it finds out of its rows is let go with it
        for key, visit in find_visits(world).items():
            if visit.task and key not in told and visit.entries:
                told.add(key)
                rows.append({**drawn_row(whole.visits.get(key, visit), world, whole), "source_unit": name})
    return rows


# --- the file -------------------------------------------------------------------------------------------

def fingerprint(rows: Iterable[Mapping[str, Any]]) -> str:
    """What the file's rows say, as 64 hex: a line a row in the order of the columns, blanks as nothing."""
    lines = sorted("\t".join("" if row[column.key] is None else str(cell_text(row[column.key])) for column in account.COUNTS.columns) for row in rows)
    return sha256("\n".join(lines).encode()).hexdigest()


TAKEN_IN = "取入检查次数"
"""The act of 操作日志 by which the file comes into a workbook."""
_NOTED = re.compile("检查次数指纹([0-9a-f]{16})$")


def noted(rows: Iterable[Mapping[str, Any]]) -> str:
    """How an entry of 操作日志 ends that leaves 检查次数 with these rows."""
    return f"检查次数指纹{fingerprint(rows)[:16]}"


def is_as_noted(rows: Iterable[Mapping[str, Any]], log: Iterable[Mapping[str, Any]]) -> bool:
    """Whether 检查次数 is what the last file left there; of a log of before, which does not say, it is."""
    found = [_NOTED.search(entry["summary"]) for entry in log if entry["act"] == TAKEN_IN]
    return not (found and found[-1]) or found[-1][0] == noted(rows)


def unmasked(rows: Sequence[Row], objects: Iterable[Row], codes: Iterable[Row]) -> list[Row]:
    """The rows with the codes of this workbook: a 报送件 has another code where a person's was a number."""
    objects = list(objects)
    showing = Showing.of(objects, codes)
    real = {showing.code(row["code"], row["name"]): row["code"] for row in objects}
    return [row.changed(institution=real.get(row["institution"], row["institution"])) for row in rows]
