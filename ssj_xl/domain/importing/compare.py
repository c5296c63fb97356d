"""应纳尽纳: a roster that somebody else keeps (licences) against a register, both ways.  Nothing is changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ssj_xl.domain.importing.finding import Change, Outcome, Verdict, is_gone
from ssj_xl.domain.importing.names import comparable
from ssj_xl.tables.table import Row, Table


@dataclass(frozen=True)
class Comparison:
    """Differences between file and register.

    only_file: rows the register lacks; only_register: rows in scope that the file lacks; gone: those of them that
    the register has as gone, which is as it should be; names, statuses, others: rows that both have, with what
    differs; unclear: rows of the file that could not be matched with certainty; same: how many agree.
    scope: columns and values by which the register's rows were chosen, in the register's words.
    """

    only_file: tuple[Verdict, ...]
    only_register: tuple[Row, ...]
    gone: tuple[Row, ...]
    names: tuple[tuple[Verdict, Change], ...]
    statuses: tuple[tuple[Verdict, Change], ...]
    others: tuple[tuple[Verdict, Change], ...]
    unclear: tuple[Verdict, ...]
    same: int
    scope: tuple[str, ...]
    in_scope: int

    @property
    def differences(self) -> int:
        """How many rows are on one side only, differ, or are unclear."""
        differing = {verdict.line for verdict, _ in (*self.names, *self.statuses, *self.others)}
        return len(self.only_file) + len(self.only_register) + len(differing) + len(self.unclear)


def compare(register: Table, verdicts: Sequence[Verdict], name: str) -> Comparison:
    """Both differences.  verdicts: from `classify`, asked for comparing; name: key of the column that names a row.

    The register's rows in scope are those with the object types that the file has (all where it does not say), and
    with the county and division that the user set for the whole file.
    """
    limits = _limits(register, verdicts)
    inside = [row for row in register if all(_is_one_of(key, row[key], wanted) for key, wanted in limits.items())]
    # A doubtful row stands for the register's row that it may be: that row is not missing from the file.
    met = {verdict.target.line for verdict in verdicts if verdict.target is not None}
    missing = [row for row in inside if row.line not in met]
    changes = [(verdict, change) for verdict in verdicts if verdict.outcome is Outcome.CHANGED
               for change in verdict.changes]
    return Comparison(
        only_file=tuple(v for v in verdicts if v.outcome is Outcome.ADDED),
        only_register=tuple(row for row in missing if not is_gone(row)),
        gone=tuple(row for row in missing if is_gone(row)),
        names=tuple(pair for pair in changes if pair[1].key == name),
        statuses=tuple(pair for pair in changes if pair[1].key == "status"),
        others=tuple(pair for pair in changes if pair[1].key not in (name, "status")),
        unclear=tuple(v for v in verdicts if v.outcome in (Outcome.DOUBTFUL, Outcome.REJECTED)),
        same=sum(v.outcome is Outcome.SAME for v in verdicts),
        scope=tuple(f"{register.spec.header(key)}：{'、'.join(sorted(wanted))}" for key, wanted in limits.items()),
        in_scope=len(inside),
    )


_SET_FOR_ALL = ("county", "division")


def _is_one_of(key: str, value: str, wanted: Collection[str]) -> bool:
    return comparable(key, value) in {comparable(key, one) for one in wanted}


def _limits(register: Table, verdicts: Sequence[Verdict]) -> dict[str, set[str]]:
    """By which columns the register is narrowed down to what the file is about."""
    found: dict[str, set[str]] = {}
    types = {one for verdict in verdicts if isinstance(one := verdict.row.get("object_type"), str) and one}
    if types and "object_type" in register.columns:
        found["object_type"] = types
    for key in _SET_FOR_ALL if verdicts else ():
        if (value := verdicts[0].row.defaults.get(key)) and key in register.columns:
            found[key] = {str(value)}
    return found
