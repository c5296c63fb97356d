"""Rows that are otherwise than last month's bureau workbook has them, without a word in the unit's own 变更记录."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ssj_xl.domain.merging.claims import Handed, Previous, unit_key
from ssj_xl.tables import registers
from ssj_xl.tables.cells import fold_name, value_text
from ssj_xl.tables.problems import Place, Problem, problem
from ssj_xl.tables.table import Table
from ssj_xl.tables.trace import CHANGES, ROW, WATCHED, Watched

COMPARED = tuple(watched.spec for watched in WATCHED if watched.spec is not registers.TASKS)
"""Registers of which every row is compared; of tasks the draws are (`changed_draws`)."""
_NAMED = 5
_GONE, _CAME = "上月报送、本月没有了", "上月没有、本月新增"


class _Logged(NamedTuple):
    """What a unit's 变更记录 says since it last handed in: of a table's column and code."""

    cells: frozenset[tuple[str, str, str]]

    def has(self, table: str, code: str, header: str) -> bool:
        return (table, code, header) in self.cells


def silent_changes(books: Sequence[Handed], previous: Previous) -> Iterator[Problem]:
    """K55 for each watched column of a unit's register in which rows changed without an entry, K56 for rows that came or went so.

    Only what stood under the same unit last month is compared, and of columns that a 报送件 leaves blank only what both sides tell.
    """
    last = {unit_key(row["unit"], row["division"]): row["at"] for row in previous.heads}
    before = {spec.name: _by_unit(row for row in previous.registers.get(spec.name, ()) if row["source_file"] not in previous.of_the_year_before)
              for spec in COMPARED}
    others = _not_merged(previous)
    used = [(unit_key(book.source.unit, book.source.division), book) for book in books if not book.source.instead]
    for unit, book in used:
        if not book.source.earlier:
            # What was noted before the turn of the year stands in last year's workbook.
            logged = _Logged(frozenset().union(*(_logged(one, last.get(unit, "")).cells for whose, one in used if whose == unit)))
            for watched in WATCHED:
                rows = before.get(watched.spec.name, {}).get(fold_name(book.source.title), {})
                if watched.spec is registers.PLANS and book.source.year:
                    rows = {code: row for code, row in rows.items() if row["year"] == book.source.year}
                table = book.tables.get(watched.spec.name)
                if rows and table is not None and CHANGES.name in book.tables:
                    yield from _of_table(watched, rows, table, logged)
                    yield from _rows_of_table(watched, (rows, others.get((unit, watched.spec.name), frozenset())), table, logged)


def _not_merged(previous: Previous) -> dict[tuple[tuple[str, str], str], set[str]]:
    """The codes of each unit and sheet that were handed in last month and did not stand under the unit then: another one's row was kept, or none."""
    units = {row["file"]: unit_key(row["unit"], row["division"]) for row in previous.submissions if row.get("file")}
    found: dict[tuple[tuple[str, str], str], set[str]] = {}
    for row in previous.unmerged:
        if row["file"] in units and row["key"]:
            found.setdefault((units[row["file"]], row["sheet"]), set()).add(row["key"].split()[0])
    return found


def _by_unit(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Mapping[str, Any]]]:
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(fold_name(row["source_unit"]), {})[row["code"]] = row
    return found


def _logged(book: Handed, since: str) -> _Logged:
    """since: the time of the last entry of the log that was handed in last month; what was noticed before it stands in last month's rows."""
    rows = (row for row in book.tables.get(CHANGES.name) or () if row["noticed_at"] > since or not row["noticed_at"])
    return _Logged(frozenset((row["table"], code, header) for row in rows for code in row["code"].split("、") for header in row["field"].split("、")))


def _of_table(watched: Watched, before: Mapping[str, Mapping[str, Any]], table: Table, logged: _Logged) -> Iterator[Problem]:
    now = {row["code"]: row for row in table if row["code"]}
    for key in watched.keys:
        header, hidden = watched.spec.header(key), watched.spec.by_key[key].internal
        changed = [(row, value_text(before[code].get(key)), value_text(row[key])) for code, row in now.items()
                   if code in before and not logged.has(watched.spec.name, code, header)]
        quiet = watched.spec is registers.PLANS and key == "published"  # that a plan became public is no change
        changed = [(row, old, new) for row, old, new in changed if old != new and ((old and new) or not hidden) and (old or not quiet)]
        if changed:
            shown = "、".join(f"{row[watched.name]}（{old or '空白'}→{new or '空白'}）" for row, old, new in changed[:_NAMED])
            yield problem("K55", table.place(changed[0][0], key), table=watched.spec.name, header=header, count=len(changed),
                          which=shown + ("等" if len(changed) > _NAMED else ""))


def _rows_of_table(watched: Watched, last: tuple[Mapping[str, Mapping[str, Any]], Container[str]], table: Table, logged: _Logged) -> Iterator[Problem]:
    """last: the rows of last month, and the codes that were handed in beside them."""
    before, others = last
    now = {row["code"]: row for row in table if row["code"]}
    if watched.rows:
        came = [row for code, row in now.items() if code not in before and code not in others and not logged.has(watched.spec.name, code, ROW)]
        gone = [row for code, row in before.items() if code not in now and not logged.has(watched.spec.name, code, ROW)]
        for how, rows in ((_CAME, came), (_GONE, gone)):
            if rows:
                at = Place(table.grid.file, table.grid.sheet or watched.spec.name)
                yield problem("K56", at, table=watched.spec.name, count=len(rows), how=how,
                              which="、".join(str(row[watched.name]) for row in rows[:_NAMED]) + ("等" if len(rows) > _NAMED else ""))
