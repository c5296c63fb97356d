"""Visits that divisions exported as Parquet, put together and counted by DuckDB: the account of a bureau, a province, a nation.

What is one visit and which days it has, the workbooks have decided (`domain.account.rows`); which situations count and how
often somebody may be visited, the caller says of each case that occurs (`Judge`).  Only the putting together is done in SQL, as
`domain.account.visits.union` and `domain.account.ledger.Ledger.counted` do it.  Only where `duckdb` is installed.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from ssj_xl.domain.account.rows import EntryRow, ObjectRow
from ssj_xl.engines.registry import ABSENT, NUMBERS, Unfit
from ssj_xl.engines.registry.duck import Spill, types_of
from ssj_xl.engines.registry.statements import csv_file, file, text
from ssj_xl.tables import account


class Judge(NamedTuple):
    """The rules.  is_exempt: of situation, body, object type and day; is_enterprise: of an object type, without which no visit counts;
    cap: of body and object type, None where there is none; rest: of the same, for how many months after a visit there is no other."""

    is_exempt: Callable[[str, str, str, date], bool]
    is_enterprise: Callable[[str], bool]
    cap: Callable[[str, str], int | None]
    rest: Callable[[str, str], int]


class Figures(NamedTuple):
    """What was counted of a year; every list in its order.

    institutions: body as compared, institution, visits of the year that count, of them checked, visits of the year that do not
    count, the last day on which somebody was there for one that counts, of any year, and the last day of the free period
    after it; months: division, month, visits by the first day on which somebody was there; tiers: division, tier, objects,
    objects that were checked; over: body as written, institution, visits that count, cap.
    """

    institutions: Sequence[tuple[str, str, int, int, int, date | None, date | None]]
    months: Sequence[tuple[str, int, int]]
    tiers: Sequence[tuple[str, str, int, int]]
    over: Sequence[tuple[str, str, int, int]]


def write(rows: Iterable[EntryRow] | Iterable[ObjectRow], kind: type[EntryRow] | type[ObjectRow], out: Path) -> int:
    """Write rows of texts as Parquet, in their order; how many there were."""
    import duckdb

    count = 0
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as db:
        given = Path(folder) / "rows.csv"
        with given.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file, quoting=csv.QUOTE_ALL)
            lines.writerow(kind._fields)
            for row in rows:
                lines.writerow(row)
                count += 1
        db.execute(f"COPY (SELECT * FROM {csv_file(given, ', parallel = false, nullstr = chr(0)')}) TO {text(str(out))} (FORMAT parquet, COMPRESSION zstd)")
    return count


def count(visits: Sequence[Path], objects: Sequence[Path], judge: Judge, today: date, spill: Path) -> Figures:
    """The figures of the year of `today` over the files of all divisions, whose order decides where they differ.

    spill: a folder for what does not fit into memory.  Raises Unfit for a file that is no such export.
    """
    import duckdb

    scratch = Spill(spill)
    with duckdb.connect(config={"memory_limit": "1500MB", "temp_directory": str(scratch.folder)}) as db:
        for name, files, kind in (("told", visits, EntryRow), ("listed", objects, ObjectRow)):
            for path in files:
                _refuse_other(types_of(db, path), kind, path)
            db.execute(f"CREATE VIEW {name} AS " + " UNION ALL ".join(
                f"SELECT {number} AS book, file_row_number AS line, * EXCLUDE (file_row_number) "
                f"FROM read_parquet({file(path)}, file_row_number = true)" for number, path in enumerate(files)))
        db.execute(_VISITS.format(year=today.year, remote=text(account.REMOTE)))
        _ask(db, "exempt", "SELECT DISTINCT situation, body, type, first FROM visits WHERE first IS NOT NULL UNION "
             f"SELECT DISTINCT {text(account.SAME_DAY)}, body, type, own_first FROM visits WHERE own_first IS NOT NULL",
             ("situation VARCHAR, body VARCHAR, type VARCHAR, day DATE, exempt BOOLEAN"), lambda case: judge.is_exempt(case[0], _written(db, case[1]), *case[2:]))
        _ask(db, "kinds_of_institutions", "SELECT DISTINCT type FROM visits", "type VARCHAR, enterprise BOOLEAN", lambda case: judge.is_enterprise(case[0]))
        _ask(db, "rests", "SELECT DISTINCT body, type FROM visits", "body VARCHAR, type VARCHAR, months INTEGER", lambda case: judge.rest(_written(db, case[0]), case[1]))
        _ask(db, "caps", "SELECT DISTINCT body, type FROM visits", "body VARCHAR, type VARCHAR, cap INTEGER", lambda case: judge.cap(_written(db, case[0]), case[1]))
        db.execute(_COUNTED.format(same_day=text(account.SAME_DAY)))
        return Figures(*(db.execute(statement.format(year=today.year)).fetchall() for statement in (_INSTITUTIONS, _MONTHS, _TIERS, _OVER)))


def _refuse_other(types: Mapping[str, str], kind: type[EntryRow] | type[ObjectRow], path: Path) -> None:
    """Raise Unfit for a file without the columns of an export, which are all texts."""
    for name in kind._fields:
        if types.get(name) != "VARCHAR":
            raise Unfit(NUMBERS if name in types else ABSENT, path, name)


def _ask(db: Any, name: str, cases: str, columns: str, judge: Callable[[tuple[Any, ...]], Any]) -> None:
    """A table of what the rules say of each case; there are few of them."""
    db.execute(f"CREATE TABLE {name} ({columns})")
    rows = [(*case, judge(case)) for case in db.execute(cases).fetchall()]
    if rows:
        db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _written(db: Any, body: str) -> str:
    return str(db.execute("SELECT arg_min(written, (book, line)) FROM told WHERE body = ?", [body]).fetchone()[0])


# A visit is off-site only where all say so; what one has checked of an object is open with nobody, where two tell of it.
_VISITS = """
CREATE TABLE kinds AS SELECT code, arg_max(object_type, (book, line)) AS type FROM listed GROUP BY code;
CREATE TABLE days AS
WITH entries AS (SELECT body, work, institution, object, day::DATE AS day, done = '1' AS done, book FROM told WHERE day <> ''),
counted AS (SELECT *, bool_or(done) OVER (PARTITION BY body, work, institution, object) AS ended FROM entries),
tellers AS (SELECT body, work, institution, count(DISTINCT book) AS books FROM told GROUP BY ALL)
SELECT DISTINCT body, work, institution, object, done, CASE WHEN done THEN day ELSE greatest(day, make_date({year}, 1, 1)) END AS day
FROM counted JOIN tellers USING (body, work, institution) WHERE done OR NOT ended OR books = 1;
CREATE TABLE visits AS
WITH facts AS (SELECT body, work, institution, arg_min(division, (book, line)) AS division, arg_min(of_task, (book, line)) = '1' AS of_task,
  CASE WHEN bool_and(situation = {remote}) THEN {remote}
       ELSE coalesce(arg_min(situation, (book, line)) FILTER (situation NOT IN ('', {remote})), '') END AS situation FROM told GROUP BY ALL),
spans AS (SELECT body, work, institution, min(day) AS first, list(DISTINCT day ORDER BY day) AS every, min(day) FILTER (year(day) = {year}) AS own_first,
  coalesce(bool_or(done AND year(day) = {year}), FALSE) AS checked, min(day) FILTER (done AND year(day) = {year}) AS came FROM days GROUP BY ALL)
SELECT facts.*, spans.* EXCLUDE (body, work, institution), coalesce(kinds.type, '') AS type,
  row_number() OVER (PARTITION BY institution ORDER BY every, body, work) AS place
FROM facts JOIN spans USING (body, work, institution) LEFT JOIN kinds ON kinds.code = institution;
"""
# Days that a visit surely has: all of one that was typed, of a drawn one those on which somebody was there.
_COUNTED = """
CREATE TABLE counted AS
WITH able AS (SELECT visits.* FROM visits JOIN exempt USING (situation, body, type) JOIN kinds_of_institutions USING (type)
  WHERE exempt.day = first AND NOT exempt AND enterprise AND own_first IS NOT NULL),
own AS (SELECT able.body, able.work, able.institution, place, days.day, bool_or(NOT of_task OR done) AS sure FROM able JOIN days USING (body, work, institution)
  WHERE year(days.day) = year(own_first) GROUP BY ALL),
known AS (SELECT body, institution, day, min(place) AS place FROM own WHERE sure GROUP BY ALL),
met AS (SELECT own.body, own.work, own.institution, bool_and(sure AND coalesce(known.place < own.place, FALSE)) AS met
  FROM own LEFT JOIN known USING (body, institution, day) GROUP BY ALL)
SELECT able.* FROM able JOIN met USING (body, work, institution)
JOIN exempt AS together ON together.situation = {same_day} AND together.body = able.body AND together.type = able.type AND together.day = own_first
WHERE NOT (met AND together.exempt)
"""
# A free period ends as `domain.workdays.rest_end` says.
_INSTITUTIONS = """
WITH every AS (SELECT body, type, institution, count(*) FILTER (own_first IS NOT NULL) AS own FROM visits GROUP BY ALL),
sums AS (SELECT body, institution, count(*) AS counts, count(*) FILTER (checked) AS checked FROM counted GROUP BY ALL),
ends AS (SELECT body, institution, max(days.day) AS last FROM visits JOIN exempt USING (situation, body, type) JOIN days USING (body, work, institution)
  WHERE exempt.day = first AND NOT exempt AND done GROUP BY ALL),
free AS (SELECT body, institution, last, months, (last + to_months(months))::DATE AS same FROM ends JOIN every USING (body, institution) JOIN rests USING (body, type))
SELECT body, institution, coalesce(counts, 0), coalesce(checked, 0), own - coalesce(counts, 0), last,
  CASE WHEN months > 0 THEN same - (day(same) = day(last))::INTEGER END
FROM every LEFT JOIN sums USING (body, institution) LEFT JOIN free USING (body, institution) WHERE own > 0 OR last IS NOT NULL ORDER BY body, institution
"""
_MONTHS = "SELECT division, month(came), count(*) FROM visits WHERE checked GROUP BY ALL ORDER BY ALL"
_TIERS = """
WITH objects AS (SELECT code, arg_max(division, (book, line)) AS division, arg_max(tier, (book, line)) AS tier FROM listed GROUP BY code),
seen AS (SELECT DISTINCT object AS code FROM days WHERE done AND year(day) = {year})
SELECT division, tier, count(*), count(seen.code) FROM objects LEFT JOIN seen USING (code) GROUP BY ALL ORDER BY ALL
"""
_OVER = """
WITH written AS (SELECT body, arg_min(written, (book, line)) AS written FROM told GROUP BY body),
often AS (SELECT body, type, institution, count(*) AS visits FROM counted GROUP BY ALL)
SELECT written, institution, visits, cap FROM often JOIN caps USING (body, type) JOIN written USING (body) WHERE visits > cap ORDER BY ALL
"""
