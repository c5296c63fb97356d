"""报送件: what of a division's registers the bureau needs, and nothing else.

Sent is what the form, the yearly coverage and the comparison of evidence are counted from.  Not sent: columns that
are declared `internal`, recusals, the locked inspectors, who would come next, whole numbers of persons' certificates;
of a draw by tiers the list stands by pseudonym only, and nothing links a drawn object to its pseudonym or to its place
in a group.
Source: 国市监信发〔2022〕6号 (tiers are internal); 个人信息保护法 6 (no more than the purpose needs).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from ssj_xl.domain.period import RESERVE
from ssj_xl.domain.persons import Showing, masked_code
from ssj_xl.domain.scheme import PRIVATE
from ssj_xl.tables import account, joint, leads, records, registers
from ssj_xl.tables.consolidated import MERGED
from ssj_xl.tables.problems import Problem, errors
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row, Table
from ssj_xl.tables.trace import CHANGES

SENT: tuple[TableSpec, ...] = tuple(spec for spec in (*MERGED, CHANGES, records.LOG)
                                    if spec not in (registers.RECUSALS, records.LOCKED_PEOPLE))
"""The registers that are sent, in the order of their sheets."""

Rows = list[dict[str, Any]]
_BLANK = "T03"
_PUBLIC = (*(profile for profile in records.PROFILES if profile != PRIVATE), "")
NOT_READABLE = "#N/A"
"""Sent for what stands in a cell and cannot be read, so that the row is sent back as it is from a master, and not counted with a blank."""


def submitted(tables: Mapping[str, Table]) -> dict[str, Rows]:
    """The rows that are sent, by table and column key.  tables: by name; one not given counts as empty."""
    rows = {spec.name: _sent(tables[spec.name]) if spec.name in tables else [] for spec in SENT}
    mask_numbers(rows)
    private = _private(rows)
    rows[records.LOCKED.name] = list(_listed(rows[records.LOCKED.name], private))
    rows[records.WINNERS.name] = list(_drawn(rows[records.WINNERS.name], private))
    rows[account.LIMITS.name] = [row for row in rows[account.LIMITS.name] if row["situation"] in ("", *account.TOLD)]
    return rows


def _sent(table: Table) -> Rows:
    unread: defaultdict[int, set[str]] = defaultdict(set)
    for found in errors(table.problems):
        column = table.spec.by_title.get(str(found.params.get("header")))
        if column and found.code != _BLANK and found.place.row >= table.grid.top:
            unread[found.place.row - table.grid.top].add(column.key)
    return [_without_internal(row, table.spec, unread.get(row.line, ())) for row in table]


def _without_internal(row: Row, spec: TableSpec, unread: Container[str]) -> dict[str, Any]:
    return {column.key: "" if column.internal else NOT_READABLE if column.key in unread else row[column.key] for column in spec.columns}


_OBJECT_CODES = ((registers.OBJECTS, "code"), (records.LOCKED, "object"), (records.LOCKED, "pid"), (records.WINNERS, "object"),
                 (records.WINNERS, "replaces"), (registers.FINDINGS, "object"), (registers.RECUSALS, "object"), (registers.OBJECTS, "employer"),
                 (account.VISITS, "object"), (account.VISITS, "institution"), (leads.LEADS, "object"))
_PEOPLE_CODES = ((registers.INSPECTORS, "code"), (records.WINNERS, "lead"), (records.WINNERS, "members"),
                 (registers.FINDINGS, "inspectors"), (registers.RECUSALS, "inspector"), (records.LOCKED_PEOPLE, "inspector"), (joint.LENT, "inspector"))


def mask_numbers(tables: Mapping[str, Iterable[dict[str, Any]]]) -> None:
    """Certificates of persons by their first and last characters; a code that is one is replaced in every table alike.

    tables: rows by table name, changed in place; of a workbook with whole numbers.
    """
    rows = defaultdict[str, Iterable[dict[str, Any]]](list, tables)
    showing = Showing.of(rows[registers.OBJECTS.name], rows[registers.CODES.name])
    people = {row["code"]: row for row in rows[registers.INSPECTORS.name]}
    objects = {code: showing.code(code, row["name"]) for code, row in showing.rows.items() if code != NOT_READABLE}
    inspectors = {code: _hidden(row, "certificate") for code, row in people.items() if row["certificate"] and row["certificate"] in code}
    _rename(rows, _OBJECT_CODES, objects)
    _rename(rows, _PEOPLE_CODES, inspectors)
    shown = {**objects, **inspectors}
    for row in rows[CHANGES.name]:
        row["code"] = "、".join(shown.get(code, code) for code in row["code"].split("、"))
    for row in rows[registers.OBJECTS.name]:
        row["licence"] = _hidden(row, "licence") if row["object_type"] in showing.persons else row["licence"]
    for row in rows[registers.INSPECTORS.name]:
        row["certificate"] = _hidden(row, "certificate")


def _hidden(row: Mapping[str, Any], key: str) -> str:
    """What cannot be read says nothing and stays what it is: masked it would be taken for a number."""
    return masked_code(row[key], row["name"]) if row[key] not in ("", None, NOT_READABLE) else row[key] or ""


def _rename(rows: Mapping[str, Iterable[dict[str, Any]]], columns: Iterable[tuple[TableSpec, str]],
            codes: Mapping[str, str]) -> None:
    changed = {code: other for code, other in codes.items() if code != other}
    for spec, key in columns if changed else ():
        for row in rows[spec.name]:
            row[key] = _renamed(row[key], changed)


def _renamed(value: Any, codes: Mapping[str, str]) -> Any:
    return tuple(codes.get(one, one) for one in value) if isinstance(value, tuple) else codes.get(value, value)


def _private(rows: Mapping[str, Rows]) -> set[tuple[Any, Any]]:
    """The rounds of draws by tiers, or of whose draws nobody can read whether they are; where there are any, those too of no draw that is known."""
    draws = rows[records.DRAWS.name]
    public = {_round(row) for row in draws if row["profile"] in _PUBLIC and NOT_READABLE not in _round(row)}
    every = {_round(row) for name in (records.DRAWS.name, records.LOCKED.name, records.WINNERS.name) for row in rows[name]}
    return every - public if any(row["profile"] not in _PUBLIC for row in draws) else set()


def _round(row: Mapping[str, Any]) -> tuple[Any, Any]:
    return row["task"], row["attempt"]


def _in_order(row: Mapping[str, Any]) -> tuple[str, bool, int | str]:
    """By task and round, those last whose number cannot be read."""
    number = row["attempt"]
    return row["task"], not isinstance(number, int), number if isinstance(number, int) else ""


def _listed(rows: Rows, private: set[tuple[Any, Any]]) -> Iterator[dict[str, Any]]:
    """The locked lists as they are public: a line a pseudonym with its group, in an order that tells nothing."""
    for row in sorted(rows, key=lambda row: (_in_order(row), row["pid"])):
        yield {**row, "object": row["pid"]} if _round(row) in private else row


def _drawn(rows: Rows, private: set[tuple[Any, Any]]) -> Iterator[dict[str, Any]]:
    """Who was drawn, without the reserve; of a draw by tiers in the order of codes and without tickets."""
    drawn = [row for row in rows if row["state"] != RESERVE]
    closed = sorted((row for row in drawn if _round(row) in private), key=lambda row: (_in_order(row), row["object"]))
    yield from (row for row in drawn if _round(row) not in private)
    yield from ({**row, "ticket": "", "rank": number} for number, row in enumerate(closed, start=1))


def finding(found: Problem) -> dict[str, Any]:
    """A problem that `check` finds, as a row of 问题清单: its place and kind, without what the cell holds."""
    return {"code": found.code, "severity": found.level, "sheet": found.place.sheet, "cell": found.place.cell,
            "text": found.kind, "remedy": ""}
