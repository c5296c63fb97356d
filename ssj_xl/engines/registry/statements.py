"""The SQL of a draw over a long list, in DuckDB's dialect; sqlglot makes Spark's of it.

Ids are not folded in SQL: one that is not canonical is refused.  Both engines compare text by its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from ssj_xl.domain.draw.merkle import SUBTREE
from ssj_xl.domain.draw.registry import reach
from ssj_xl.engines.registry import MOST_REGIONS, SHOWN, Columns, Places

# What is foreign is looked for, not the whole matched: engines differ in what ends a text, and other functions take ten times as long.
_FOREIGN, _LONGEST = "[^0-9A-Z._-]", 40
_ODD = f"coalesce(regexp_matches(id, '{_FOREIGN}') OR length(id) NOT BETWEEN 1 AND {_LONGEST}, TRUE)"


def text(value: str) -> str:
    """A literal."""
    return "'" + value.replace("'", "''") + "'"


def name(title: str) -> str:
    """A column's title as a name."""
    return '"' + title.replace('"', '""') + '"'


def file(path: Path) -> str:
    """A file, or the Parquet files of a folder, as a literal: DuckDB's own signs for several files are escaped in the path."""
    return text(re.sub(r"([][*?])", r"[\1]", str(path)) + "/*.parquet" * path.is_dir())


def csv_file(path: Path, more: str = "") -> str:
    """A CSV file as a source, in which DuckDB guesses nothing but the ends of lines.  more: further options."""
    return (f"read_csv({file(path)}, all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"', comment = '', skip = 0, "
            f"strict_mode = true{more})")


def picked(sources: Iterable[str], columns: Columns) -> str:
    """The columns of a list, of all its sources, under their own names."""
    names = ", ".join(f"{name(title)} AS {own}" for own, title in columns.titles.items())
    return " UNION ALL ".join(f"SELECT {names} FROM {source}" for source in sources)


def odd(source: str, *, counted: bool) -> str:
    """Codes that SSJ-1 does not take, the first or their number."""
    return f"SELECT count(*) FROM {source} WHERE {_ODD}" if counted else f"SELECT id FROM {source} WHERE {_ODD} LIMIT {SHOWN}"


def counts(source: str) -> str:
    """Group → lines."""
    return f"SELECT grp, count(*) FROM {source} GROUP BY grp"


def twice(source: str) -> str:
    """Codes that stand twice, the first."""
    return f"SELECT id FROM {source} GROUP BY id HAVING count(*) > 1 ORDER BY id LIMIT {SHOWN}"


def sizes(source: str) -> str:
    """Region → lines; of very many regions the first."""
    return f"SELECT coalesce(region, ''), count(*) FROM {source} GROUP BY coalesce(region, '') LIMIT {MOST_REGIONS}"


def span(source: str, codes: tuple[str, str], region: str = "") -> str:
    """The rows of a sorted list from a code to before another ('' for its end), of a region if there is one, in order."""
    until, of = f" AND id < {text(codes[1])}" if codes[1] else "", f" AND region = {text(region)}" if region else ""
    return f"SELECT * FROM {source} WHERE id >= {text(codes[0])}{until}{of} ORDER BY id"


def numbers(of: Mapping[str, int]) -> str:
    """Names with a number each, as a source with the columns name and number."""
    return f"(VALUES {', '.join(f'({text(name)}, {number})' for name, number in of.items())}) AS numbers(name, number)"


def subtrees(numbered: str) -> str:
    """The subtrees (RFC 6962) of numbered lines (n from 0, id, grp, following: the next line's id), in order: number, top in
    hex, first and last code, and whether the lines are sound: codes that SSJ-1 takes, each before the one that follows.

    One grouping does it all, because a grouping is what costs: on a cluster it sends every row to another machine.
    """
    leaves = (f"SELECT n, id, coalesce(id < following, TRUE) AS rising, unhex(sha256(unhex('00') || encode(id || chr(9) || grp))) AS h "
              f"FROM {numbered} AS lines")
    found = (f"SELECT n // {SUBTREE} AS n, min(n) AS start, count(*) AS size, min(id) AS first_id, max(id) AS last_id, "
             f"bool_and(rising) AND count(id) = count(*) AND min(length(id)) >= 1 AND max(length(id)) <= {_LONGEST} "
             f"AND NOT regexp_matches(string_agg(id, ''), '{_FOREIGN}') AS sound, "
             f"list(struct_pack(n := n, h := h)) AS nodes FROM ({leaves}) AS leaves GROUP BY n // {SUBTREE}")
    # DuckDB gathers lines as they come, in their order, and sorts nothing; on a cluster they come in any.
    found = (f"SELECT n, size, first_id, last_id, sound, CASE WHEN list_transform(nodes, lambda node : node.n) = range(start, start + size) "
             f"THEN nodes ELSE list_sort(nodes) END AS nodes FROM ({found}) AS gathered")
    found = f"SELECT n, size, first_id, last_id, sound, list_transform(nodes, lambda node : node.h) AS level FROM ({found}) AS ordered"
    left, right = _at("level", "2 * i + 1"), _at("level", "2 * i + 2")
    for level in range(SUBTREE.bit_length() - 1):
        found = (f"SELECT n, first_id, last_id, sound, (size + 1) // 2 AS size, list_transform(range((size + 1) // 2), lambda i : "
                 f"CASE WHEN 2 * i + 1 < size THEN unhex(sha256(unhex('01') || {left} || {right})) ELSE {left} END) AS level FROM ({found}) AS level{level}")
    return f"SELECT n, hex(level[1]), first_id, last_id, sound FROM ({found}) AS tops ORDER BY n"


def _at(array: str, place: str) -> str:
    """An element by a computed place, from 1; the cast tells sqlglot that it is a number, so that it counts from 0 where Spark does."""
    return f"{array}[({place})::BIGINT]"


def ranked(source: str, places: Places, *, everybody: bool = False) -> str:
    """grp, rank, id, ticket of the first places of each group; only tickets that can be among them are ranked.

    everybody: all are ranked, for the case in which too few were near.
    """
    groups = {group: ("g" if everybody else reach(number, places.counts[group]), number) for group, number in places.wanted.items() if number}
    near, last = _case({g: text(bound) for g, (bound, _) in groups.items()}, "''"), _case({g: str(n) for g, (_, n) in groups.items()}, "0")
    return (f"SELECT grp, rank, id, ticket FROM (SELECT grp, id, ticket, row_number() OVER (PARTITION BY grp ORDER BY ticket, id) AS rank "
            f"FROM (SELECT grp, id, sha256({text(places.key + '|')} || id) AS ticket FROM {source}) AS marked "
            f"WHERE ticket < {near}) AS near WHERE rank <= {last}")


def parted(source: str, quotas: Mapping[str, int], *, winners: bool) -> str:
    """Of ranked places the winners, or the reserves, in the order of the result lines."""
    of = _case({group: str(number) for group, number in quotas.items()}, "0")
    return f"SELECT grp, rank, id, ticket FROM {source} WHERE {'NOT ' * (not winners)}(rank <= {of}) ORDER BY grp, rank"


def _case(values: Mapping[str, str], other: str) -> str:
    whens = " ".join(f"WHEN {text(group)} THEN {value}" for group, value in values.items())
    return f"CASE grp {whens} ELSE {other} END" if whens else other
