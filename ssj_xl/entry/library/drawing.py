"""`ssj_xl.draw` and `ssj_xl.match`: one draw, and teams for what was drawn, from any DataFrame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ssj_xl.domain import staff
from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import EXCLUDED, ONE_POOL
from ssj_xl.domain.draw.quotas import quota as share_of
from ssj_xl.domain.formulas.arguments import amount, whole
from ssj_xl.domain.formulas.arguments import seed as read_seed
from ssj_xl.domain.formulas.drawing import Trial, trial
from ssj_xl.domain.formulas.listing import Listing, listing
from ssj_xl.domain.formulas.terms import ALL, TOTAL, Terms, lots_terms
from ssj_xl.domain.matching import Instance, Visit
from ssj_xl.domain.matching.case import ON_DUTY, Listed, people_lines
from ssj_xl.domain.matching.explain import Wording
from ssj_xl.domain.persons import entered_by
from ssj_xl.entry import session
from ssj_xl.entry.library.frames import Day, Problems, plain, read_day, result, rows_of, table_of
from ssj_xl.tables import registers
from ssj_xl.tables.cells import is_blank
from ssj_xl.tables.headers import fold_title, titles_of
from ssj_xl.tables.problems import Problem, fail, problem
from ssj_xl.tables.spec import TableSpec
from ssj_xl.workflows.rounds.proofs import solved

if TYPE_CHECKING:
    from pandas import DataFrame

DRAWN, NOT_DRAWN, OUT = "抽中", "未抽中", "不抽"


def draw(df: Any, group: Any = None, *, ratio: Any = None, quota: Any = None, lots: Any = None,
         least: Any = None, seed: Any, id: Any = None) -> DataFrame:
    """Draw from any list in one call, by SSJ-1: the same rows, terms and seed give the same winners everywhere.

    df: a DataFrame, or a list or Series of codes or names; one row an object.
    group: the column (name) or the values (one a row) of the groups; None: all are one group.  Group X never takes part.
    ratio: the share of a group, "3%", 0.03 or Fraction; one for every group, or a dict by group.  Rounded up.
    quota: the number of a group, a dict by group, or one number where there is one group; beside `ratio` one number is
        the least total.
    lots: 签数 (1–100) by group, for a weighted draw from one drum; `quota` (or `ratio`) tells how many of all.
    least: at least so many of a group, where `ratio` gives fewer.
    seed: any text or number; a public value such as "ssq:2021024:13,15,19,22,25,27+02"; or the key of a draw that was made.
    id: the column of the codes or names; by itself 对象编码, 统一社会信用代码, 对象名称 … are known.

    Returns the rows in their order with three columns more: 签号 (64 hex, smaller is earlier), 名次 (from 1 in the group)
    and 状态 (抽中, 未抽中, 不抽).  `.winners` are the rows drawn, `.record` is the record of the trial, which anybody can
    compute again (`ssj_xl.verify` answers 无从核验: nothing was locked before, so a seed could be tried until it pleases).

    `.problems` has what was asked of a group that is not there, or is smaller (E35, E36).

    Raises UserError for codes that stand twice or cannot be codes (A23–A25, D50, T13), terms that nobody can know
    (A27, A31–A33, A37, E06), an unknown column or two of one name (E07, E40).  Source: docs/抽取规范-SSJ-1.md.

    >>> import ssj_xl
    >>> firms = ssj_xl.open(MASTER)["检查对象"].df.query("信用风险等级 != ''")
    >>> drawn = ssj_xl.draw(firms, group="信用风险等级", ratio={"A": "1%", "B": "3%", "C": "20%", "D": "100%"}, seed="2021年3月")
    >>> drawn.winners.groupby("信用风险等级").size().to_dict()
    {'A': 1, 'B': 2, 'C': 3, 'D': 4}
    >>> ssj_xl.verify(drawn.record).verdict
    '无从核验'
    """
    frame = _frame(df)
    if frame.empty:
        raise fail("E05", value="0 行")
    if not frame.columns.is_unique:
        raise fail("E40", titles="、".join(dict.fromkeys(map(str, frame.columns[frame.columns.duplicated()]))))
    ids, named = _filled(_ids(frame, id))
    labels = _labels(frame, group)
    if blank := [line for line, label in enumerate(labels, 1) if is_blank(label)]:
        raise fail("E13", line=blank[0], count=len(blank))
    found = listing(_down(ids), _down(labels), names=named)
    terms = _terms(found, ratio=ratio, quota=quota, lots=lots, least=least)
    shown = _shown(frame, found, trial(found.lines, terms, read_seed(plain(seed))))
    shown.problems = Problems(_doubts(found, terms))
    return shown


def _frame(data: Any) -> DataFrame:
    import pandas

    if hasattr(data, "df"):
        data = data.df
    if isinstance(data, pandas.Index | pandas.Series):
        return data.to_frame(name=data.name or "名单")
    if not isinstance(data, str | Mapping) and isinstance(data, Iterable) and not isinstance(data, pandas.DataFrame):
        data = list(data)
        if data and not any(isinstance(row, Mapping) for row in data):
            return pandas.DataFrame({"名单": data})
    if isinstance(data, pandas.DataFrame):
        return data
    header, cells = table_of(data)
    return pandas.DataFrame(cells, columns=header)


def _column(frame: DataFrame, name: str) -> list[Any]:
    """A column by its title, an alias or the English key of 检查对象."""
    known = titles_of(registers.OBJECTS)
    wanted = registers.OBJECTS.by_key.get(name) or known.column(name)
    titles = {str(title): title for title in frame.columns}
    folded = [title for title in titles if fold_title(title) == fold_title(name)] or [
        title for title in titles if wanted is not None and (title == wanted.key or known.column(title) is wanted)]
    if len(folded) != 1:
        raise fail("E07", value=name, columns="、".join(titles) or "（没有）")
    return [plain(cell) for cell in frame[titles[folded[0]]]]


def _ids(frame: DataFrame, id_: Any) -> tuple[list[Any], bool | None]:
    """The cells that are drawn, and whether they are names (None: as they look)."""
    if id_ is not None and not isinstance(id_, str):
        return _values(frame, id_, "id"), None
    if id_ is not None:
        return _column(frame, id_), {"name": True, **dict.fromkeys(_CODES, False)}.get(_key(id_))
    known = {key: at for at, title in reversed([*enumerate(map(str, frame.columns))]) if (key := _key(title))}
    for key in (*_CODES, "name"):
        if key in known:
            return [plain(cell) for cell in frame.iloc[:, known[key]]], key == "name"
    if _key(str(frame.index.name)) in (*_CODES, "name"):
        return [plain(cell) for cell in frame.index], _key(str(frame.index.name)) == "name"
    titles = [str(title) for title in frame.columns]
    if len(titles) == 1:
        return [plain(cell) for cell in frame.iloc[:, 0]], None
    raise fail("E09", columns="、".join(titles) or "（没有）")


def _filled(found: tuple[list[Any], bool | None]) -> tuple[list[Any], bool | None]:
    """The cells that are drawn, none of which is blank.  Raises UserError A23."""
    if blank := [line for line, cell in enumerate(found[0], 1) if is_blank(cell)]:
        raise fail("A23", line=blank[0])
    return found


_CODES = ("code", "uscc", "licence")


def _key(title: str) -> str:
    """The key of 检查对象 that a title stands for; '' for none."""
    column = registers.OBJECTS.by_key.get(title) or titles_of(registers.OBJECTS).column(title)
    return column.key if column else ""


def _labels(frame: DataFrame, group: Any) -> list[Any]:
    if group is None:
        return []
    if isinstance(group, list) and group and all(isinstance(name, str) and name in frame.columns for name in group):
        return ["·".join(map(str, cells)) for cells in zip(*(_column(frame, name) for name in group), strict=True)]
    return _column(frame, group) if isinstance(group, str) else _values(frame, group, "group")


def _values(frame: DataFrame, values: Any, name: str) -> list[Any]:
    """One value a row that was handed over beside the rows."""
    cells = [plain(cell) for cell in values] if isinstance(values, Iterable) else []
    if len(cells) != len(frame):
        raise fail("E07", value=f"{name}={values!r}"[:60], columns="、".join(map(str, frame.columns)))
    return cells


def _down(cells: Sequence[Any]) -> list[list[Any]] | None:
    return [[cell] for cell in cells] if cells else None


def _terms(found: Listing, *, ratio: Any, quota: Any, lots: Any, least: Any) -> Terms:
    """The terms of keywords, of which each says what its numbers are."""
    ratio, quota, lots, least = map(_by_group, (ratio, quota, lots, least))
    if lots is not None:
        return _lots(found, ratio=ratio, quota=quota, lots=lots)
    if ratio is None:
        if quota is None or least is not None:
            raise fail("E06")
        if isinstance(quota, dict):
            return Terms(quotas=_whole(quota, "quota"))
        if len(set(found.groups) - {EXCLUDED}) > 1:
            raise fail("E12", groups="、".join(sorted(set(found.groups))))
        return Terms(all_=whole(quota, "quota"))
    if isinstance(quota, dict) and isinstance(ratio, dict) and quota.keys() & ratio.keys():
        raise fail("E06")
    shares = {label: _share(value) for label, value in ratio.items()} if isinstance(ratio, dict) else {}
    counted = _whole(quota, "quota") if isinstance(quota, dict) else {}
    groups = set(found.groups) if least is not None and not isinstance(least, dict) else ()
    return Terms(ratios=shares, all_=None if isinstance(ratio, dict) else _share(ratio), quotas=counted,
                 total=whole(quota, "quota") if quota is not None and not counted else None,
                 least=_whole(least, "least") if isinstance(least, dict) else dict.fromkeys(groups, whole(least, "least") if groups else 0))


def _lots(found: Listing, *, ratio: Any, quota: Any, lots: Any) -> Terms:
    if not isinstance(lots, dict):
        lots = dict.fromkeys(set(found.groups) - {EXCLUDED}, lots)
    if TOTAL in lots and quota is None and ratio is None:
        return lots_terms(lots)
    if isinstance(quota, dict) or isinstance(ratio, dict) or (quota is None) == (ratio is None):
        raise fail("E10")
    drum = sum(label in lots and lots[label] != "100%" for label in found.groups)
    return lots_terms({**lots, TOTAL: quota if ratio is None else share_of(drum, _share(ratio))})


def _doubts(found: Listing, terms: Terms) -> Iterator[Problem]:
    """E35, E36: what was asked of groups that are not there, and of groups that are smaller."""
    sizes = found.lines.sizes()
    asked = {*terms.quotas, *terms.ratios, *terms.weights, *terms.least} - {ONE_POOL, TOTAL}
    if missing := sorted(asked - sizes.keys()):
        yield problem("E35", groups="、".join(missing), known="、".join(sorted(sizes)))
    counts = dict.fromkeys(sizes, terms.all_) if isinstance(terms.all_, int) else terms.quotas
    drum = sum(size for label, size in sizes.items() if label in terms.weights)
    for label, count in counts.items():
        size = drum if label == ONE_POOL else sizes.get(label, 0)
        if size and isinstance(count, int) and count > size:
            yield problem("E36", group=label, count=count, size=size)


def _share(value: Any) -> Fraction:
    """What `ratio=` holds is a share, so that 1 is 100 %."""
    found = amount(float(value) if isinstance(value, Fraction) else value, "ratio", ones=Fraction(1))
    if isinstance(found, Fraction):
        return found
    raise fail("A31", value=value)


def _by_group(value: Any) -> Any:
    """A dict or a Series by group as a dict of plain values; everything else as a plain value."""
    if isinstance(value, Mapping) or hasattr(value, "to_dict"):
        return {str(plain(label)): plain(cell) for label, cell in dict(value).items()}
    return plain(value)


def _whole(values: Mapping[str, Any], name: str) -> dict[str, int]:
    return {label: whole(value, f"{name}（{label}）") for label, value in values.items()}


def _shown(frame: DataFrame, found: Listing, done: Trial) -> DataFrame:
    places = {win.id: win for wins in done.order.values() for win in wins}
    key, weights = done.keys.objects, done.lock.weights
    rows = [(places[id_].ticket, places[id_].rank, DRAWN if places[id_].rank <= done.lock.quotas[places[id_].group] else NOT_DRAWN)
            if id_ in places else (ssj1.ticket(key, id_, weights.get(group, 1)), None, OUT)
            for id_, group in zip(found.ids, found.groups, strict=True)]
    shown = result(frame.copy(), record=done.record() if done.seed_text else None)
    for name, cells, kind in zip(("签号", "名次", "状态"), zip(*rows, strict=True), ("object", "Int64", "object"), strict=True):
        shown[name] = _series(cells, kind, shown.index)
    return shown


def _series(cells: Sequence[Any], kind: str, index: Any) -> Any:
    import pandas

    return pandas.Series(cells, dtype=kind, index=index)


# --- teams -------------------------------------------------------------------------------------------------

def match(objects: Any, inspectors: Any, *, seed: Any = None, team: int = 2, items: str | Iterable[str] = (),
          recusals: Any = None, on: Day | None = None, id: Any = None) -> DataFrame:
    """Teams of inspectors for objects, by the cheapest matching whose costs come from the seed (SSJ-1 §12).

    objects: a DataFrame or list of codes; of what `ssj_xl.draw` returned only the rows that were drawn, by its own seed.
    inspectors: a DataFrame with 人员编码 and, as far as they matter, 姓名, 可检查事项, 标签, 组长资格, 证件有效期, 停用起, 停用止;
        a column that is missing stands in nobody's way.
    team: members of a team, 2 or more, one of whom may lead.  items: codes that every member must be able to check, or one.
    recusals: a DataFrame with 人员编码 and 对象编码; who is recused from a firm checks none of its lawyers and the other way round,
        as far as `objects` (all rows, those not drawn too) say in 执业机构编码, or 统一社会信用代码 beside 对象类型, who practises where.
    on: the day of the visits, today by default.

    Returns the objects with 检查组长, 检查人员 (codes, joined by 、) and 检查组 (names).  Raises UserError M01–M06, which say
    what blocks, where no matching exists; E11 without a seed.

    >>> import ssj_xl, datetime
    >>> book = ssj_xl.open(MASTER)
    >>> drawn = ssj_xl.draw(book["检查对象"].df, ratio="1%", seed="2021年3月")
    >>> teams = ssj_xl.match(drawn, book["执法人员"].df, on=datetime.date(2021, 3, 15))
    >>> len(teams), teams["检查人员"].str.count("、").unique().tolist()
    (22, [0])
    """
    record = getattr(objects, "record", None)
    every = _frame(objects)
    frame = _frame(objects.winners) if record is not None or "状态" in getattr(objects, "columns", ()) else every
    ids, named = _filled(_ids(frame, id))
    found = listing(_down(ids), None, names=named)
    day = read_day(on, "on") or session.now().date()
    base = _visited(every), len(found.ids)
    listed, names = _people(inspectors, recusals, day=day, base=base)
    km = record["Km"] if record is not None and seed is None else _matching_key(found, listed, seed)
    wanted = frozenset([items] if isinstance(items, str) else items)
    visits = tuple(Visit(id_, whole(team, "team", low=2), wanted) for id_ in found.ids)
    people = tuple(sorted((one.person for one in listed if one.status == ON_DUTY), key=lambda person: person.code))
    absent = {one.person.code: one.status for one in listed if one.status != ON_DUTY}
    teams = solved(Instance(km, visits, people), Wording({id_: found.shown(id_) for id_ in found.ids}, names, absent)).teams
    shown = result(frame.copy(), record=record)
    members = [(teams[id_].lead, [code for code in teams[id_].members if code != teams[id_].lead]) for id_ in found.ids]
    shown["检查组长"] = [lead for lead, _ in members]
    shown["检查人员"] = ["、".join(others) for _, others in members]
    shown["检查组"] = ["、".join(names.get(code, code) for code in (lead, *others)) for lead, others in members]
    return shown


_PLACES = ("code", "object_type", "employer", "uscc")


def _visited(frame: DataFrame) -> dict[str, str]:
    """Object → the institution that is entered to check it, by the columns of 检查对象 that the frame has."""
    keys = {str(title): key for title in frame.columns if (key := _key(str(title))) in _PLACES}
    if "code" not in keys.values() or len(set(keys.values())) < len(keys):
        return {}
    rows = rows_of(frame[[title for title in frame.columns if str(title) in keys]], registers.OBJECTS, others=True)
    if rows and "object_type" not in rows[0]:  # who has an employer is a person
        return {row["code"]: row.get("employer") or row["code"] for row in rows}
    return entered_by([{"employer": "", "uscc": "", **row} for row in rows], ())


def _people(inspectors: Any, recusals: Any, *, day: date, base: tuple[Mapping[str, str], int]) -> tuple[list[Listed], dict[str, str]]:
    """base: where objects are visited, how many visits there are."""
    (places, visits), always = base, {"valid_from": None, "valid_to": None}
    defaults = {"name": "", "items": ("全部",), "labels": (), "may_lead": "是", "valid_to": date.max, "away_from": None, "away_to": None}
    rows = [{**defaults, **row} for row in _rows(inspectors, registers.INSPECTORS, "code")]
    pairs = [{**always, **row} for row in _rows(recusals, registers.RECUSALS, "inspector", "object")] if recusals is not None else ()
    barred = staff.by_institution(staff.barred_pairs(pairs, day, day), places)
    listed = staff.listed(rows, {"end": day}, day, loads={}, base=staff.base_load(rows, {}, visits))
    return ([Listed(replace(person, barred=barred.get(person.code, frozenset())), status) for person, status in listed],
            {row["code"]: row["name"] or row["code"] for row in rows})


def _rows(data: Any, spec: TableSpec, *needed: str) -> list[dict[str, Any]]:
    """Rows of a register, or of a DataFrame that may have other columns too.  Raises UserError E07 where a needed one is missing."""
    rows = rows_of(data.df if hasattr(data, "df") else data, spec, others=True)
    if lacking := [spec.header(key) for key in needed if rows and key not in rows[0]]:
        raise fail("E07", value="、".join(lacking), columns="、".join(map(spec.header, rows[0])) or "（没有）")
    return rows


def _matching_key(found: Listing, listed: Iterable[Listed], seed: Any) -> str:
    """Km of a seed over these objects, all of which are visited, and these people."""
    if seed is None:
        raise fail("E11")
    given = read_seed(plain(seed))
    if not given.public:
        raise fail("E11")
    done = ssj1.Lock("试抽", 1, found.lines, {ALL: len(found.ids)}, people=tuple(people_lines(listed)))
    return ssj1.keys(ssj1.seed_text(done, given.public)).matching
