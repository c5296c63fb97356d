"""The SQL of a draw over a long list, in DuckDB's dialect; sqlglot makes Spark's of it.

Ids are not folded in SQL: one that is not canonical is refused.  Both engines compare text by its bytes.
"""

from __future__ import annotations

from collections.abc import Mapping

from ssj_xl.domain.merkle import SUBTREE
from ssj_xl.domain.registry import reach
from ssj_xl.engines.registry import MOST_REGIONS, SHOWN, Columns, Places

# What is foreign is looked for, not the whole matched: engines differ in what ends a text, and other functions take ten times as long.
_ODD = "coalesce(regexp_matches(id, '[^0-9A-Z._-]') OR length(id) NOT BETWEEN 1 AND 40, TRUE)"
_LEVELS, _AT_ONCE = SUBTREE.bit_length() - 1, 4
_PLACES = [f"h{number}" for number in range(1 << _AT_ONCE)]


def text(value: str) -> str:
    """A literal."""
    return "'" + value.replace("'", "''") + "'"


def name(title: str) -> str:
    """A column's title as a name."""
    return '"' + title.replace('"', '""') + '"'


def picked(source: str, columns: Columns) -> str:
    """The columns of a list under their own names."""
    return f"SELECT {', '.join(f'{name(title)} AS {own}' for own, title in columns.titles.items())} FROM {source}"


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


def starts(numbered: str) -> str:
    """The first codes of the subtrees of numbered lines (n from 0, id, grp), with their numbers, in order."""
    return f"SELECT n // {SUBTREE}, id FROM {numbered} AS lines WHERE n % {SUBTREE} = 0 ORDER BY n"


def numbers(of: Mapping[str, int]) -> str:
    """Names with a number each, as a source with the columns name and number."""
    return f"(VALUES {', '.join(f'({text(name)}, {number})' for name, number in of.items())}) AS numbers(name, number)"


def tops(numbered: str) -> str:
    """The tops of the subtrees (RFC 6962) of numbered lines (n from 0, id, grp): number and hex, in order.

    Several levels of the tree a grouping, because a grouping is what costs: on a cluster it sends every row to another machine.
    """
    below = f"SELECT n, unhex(sha256(unhex('00') || encode(id || chr(9) || grp))) AS h FROM {numbered} AS lines"
    for _ in range(_LEVELS // _AT_ONCE):
        below = f"SELECT n, {_PLACES[0]} AS h FROM ({_joined(below)}) AS joined"
    return f"SELECT n, hex(h) FROM ({below}) AS level ORDER BY n"


def _joined(below: str) -> str:
    """Nodes (n, h) grouped and hashed together two by two, until each group has one node; a node without a neighbour is it."""
    nodes = ", ".join(f"max(CASE WHEN n % {len(_PLACES)} = {number} THEN h END) AS {place}" for number, place in enumerate(_PLACES))
    level, places = f"SELECT n // {len(_PLACES)} AS n, {nodes} FROM ({below}) AS below GROUP BY n // {len(_PLACES)}", _PLACES
    while len(places) > 1:
        pairs = zip(places[::2], places[1::2], strict=True)
        parents = ", ".join(f"CASE WHEN {right} IS NULL THEN {left} ELSE unhex(sha256(unhex('01') || {left} || {right})) END AS {parent}"
                            for (left, right), parent in zip(pairs, _PLACES, strict=False))
        level, places = f"SELECT n, {parents} FROM ({level}) AS level{len(places)}", _PLACES[: len(places) // 2]
    return level


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
