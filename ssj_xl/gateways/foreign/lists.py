"""One list of somebody else's as the grid of one of our registers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ssj_xl.gateways.foreign.books import HINT, UNREAD, Sheet, Skipped, filled_down, shown, skipped_rows
from ssj_xl.gateways.foreign.cleaning import Cleaned, clean, once_a_group, unread
from ssj_xl.gateways.foreign.content import read_sheets
from ssj_xl.gateways.headers import WITHIN, Header, find_header, other_headers
from ssj_xl.tables.cells import is_blank
from ssj_xl.tables.grid import Grid, column_letters
from ssj_xl.tables.headers import NUMBERING, Titles, Untaken, fold_title, titles_of, untaken
from ssj_xl.tables.likeness import LikeTitles
from ssj_xl.tables.problems import Place, Problem, UserError, fail, problem
from ssj_xl.tables.spec import TableSpec

_LEFT_OUT = "（未采用）"
_NEARLY = 3
"""Sheets of which all but one in so many columns are recognised are as like the register as the one with most."""


@dataclass(frozen=True)
class Foreign:
    """A list that was read.

    grid: what `tables.normalising.normalise` takes; rows that are no data are blank in it, so that rows, and the places
    in messages, are those of the file.  above: rows above the header.  hints: 1-based rows of hints below it;
    skipped: these and every other row that is no data.  unknown: columns with values that no column of the register reads; missing: headers of
    required columns that the file lacks.  meant: title → header of the register, where the two differ; liked: those of them that are only
    alike; even: header → titles that may be it as well.  notes: what else was seen (warnings).
    """

    path: Path
    sheet: str
    grid: Grid
    above: int
    hints: tuple[int, ...]
    unknown: tuple[Untaken, ...]
    missing: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[Problem, ...] = ()
    meant: Mapping[str, str] = field(default_factory=dict)
    liked: tuple[str, ...] = ()
    even: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_list(path: Path, spec: TableSpec, *, sheet: str = "", renamed: Mapping[str, str] | None = None,
              remembered: Mapping[str, str] | None = None) -> Foreign:
    """Read a file as a list of `spec`; which sheet and where its header is are found out.

    sheet: the sheet to be read; without it the one called like the register, else the one whose header fits best.
    renamed: outside title → title of the register's column, or '' to leave it out; remembered: those of earlier lists, which
    this one need not have.
    Raises UserError as `read_sheets`, and I01 no header, I02 several sheets, I03 no such sheet, I04 two columns that
    could be the same, I51 a second table under another header, I52 two columns of one title, I08 a title in `renamed` that the file lacks.
    """
    place = Place(str(path))
    titles = LikeTitles(spec, {**(remembered or {}), **(renamed or {})})
    sheets = read_sheets(path)
    found, header, others = _chosen(sheets, spec, titles, sheet=sheet, place=place)
    _refuse_doubt(header, spec, renamed or {}, Place(str(path), found.name))
    _refuse_second_table(found, header, titles, Place(str(path), found.name))
    others_unread = [] if sheet else [problem("I18", error.place, sheet=one.name, why=error.text)
                                        for one in sheets if one.refused for error in one.refused.problems]
    if others:
        others_unread.append(problem("I14", place, sheets="、".join(others), table=spec.name))
    foreign = _foreign(path, spec, found, titles, header)
    return replace(foreign, notes=(*foreign.notes, *others_unread))


def _chosen(sheets: Sequence[Sheet], spec: TableSpec, titles: Titles, *, sheet: str,
            place: Place) -> tuple[Sheet, Header, list[str]]:
    """The sheet, its header, and the names of others that could have been meant."""
    names = [one.name for one in sheets]
    if sheet and sheet not in names:
        raise fail("I03", place, sheet=sheet, sheets="、".join(name for name in names if name) or "没有名称的一张")
    wanted = [one for one in sheets if not sheet or one.name == sheet]
    refused = [one for one in wanted if one.refused]
    if refused and len(refused) == len(wanted):
        raise refused[0].refused or fail("I06", place, exit_code=3, why="没有工作表")
    looked = [(one, *find_header(one.rows, titles, one.merged)) for one in wanted]
    ranked = sorted(((one, header) for one, header, _ in looked if header),
                    key=lambda pair: (pair[0].name != spec.name, pair[0].is_hidden, -len(pair[1].keys)))
    if not ranked:
        nearest = max((near for _, _, near in looked if near), key=lambda near: len(near.keys), default=None)
        found = "、".join(c.header for c in nearest.columns if c) if nearest else ""
        raise fail("I01", Place(place.file, sheet), within=WITHIN, table=spec.name, found=found or "没有")
    best, header = ranked[0]
    even = [one.name for one, other in ranked if one.is_hidden == best.is_hidden and len(other.keys) * _NEARLY >= len(header.keys) * (_NEARLY - 1)]
    if best.name != spec.name and len(even) > 1:
        raise fail("I02", place, table=spec.name, sheets="、".join(even), names=even)
    return best, header, [f"{one.name}（隐藏的）" if one.is_hidden else one.name for one, _ in ranked[1:]]


def _refuse_doubt(header: Header, spec: TableSpec, renamed: Mapping[str, str], place: Place) -> None:
    problems = [_doubled(header, spec.header(key), titles, place) for key, titles in header.doubled.items()]
    known = {fold_title(title) for title in header.titles}
    shown = "、".join(title for title in header.titles if title)
    problems += [problem("I08", _at(place, header), title=title, titles=shown)
                 for title in renamed if fold_title(title) not in known]
    if problems:
        raise UserError(problems)


def _doubled(header: Header, own: str, titles: Sequence[str], place: Place) -> Problem:
    """I04 columns of which one is to be chosen; I52 where they are called the same, so that nobody can."""
    if len({fold_title(title) for title in titles}) == len(titles):
        return problem("I04", _at(place, header), header=own, titles="、".join(f"“{title}”" for title in titles), names=titles)
    folded = {fold_title(title) for title in titles}
    letters = [column_letters(at + 1) for at, title in enumerate(header.titles) if fold_title(title) in folded]
    return problem("I52", Place(place.file, place.sheet, f"{letters[0]}{header.end}"), title=titles[0], columns="、".join(letters))


def _refuse_second_table(sheet: Sheet, header: Header, titles: Titles, place: Place) -> None:
    """Raise I51 where rows stand under a header that has the columns in other places: read by this one they would be wrong, or not at all."""
    for other in other_headers(sheet.rows, titles, header):
        end = header.row if other.row < header.row else len(sheet.rows)
        under = [number + 1 for number in range(other.end, end) if sum(not is_blank(cell) for cell in sheet.rows[number]) > 1]
        if under:
            raise fail("I51", Place(place.file, place.sheet, f"{other.row + 1}:{other.row + 1}"), row=other.row + 1, first=header.row + 1,
                       count=len(under), titles="、".join(title for title in other.titles if title))


def _at(place: Place, header: Header) -> Place:
    return Place(place.file, place.sheet, f"{header.row + 1}:{header.end}")


def _foreign(path: Path, spec: TableSpec, sheet: Sheet, titles: Titles, header: Header) -> Foreign:
    rows, merged = filled_down(sheet, header)
    skipped = tuple(sorted([*skipped_rows(sheet, header)], key=lambda one: one.line))
    passed = {one.line - 1 - header.end for one in skipped}
    numbering = [index for index, title in enumerate(header.titles) if fold_title(title) in NUMBERING]
    skipped = tuple(sorted((*skipped, *(Skipped(header.end + 1 + row, UNREAD, shown(rows[row])) for row in unread(rows, header.columns, numbering)
                                        if row not in passed)), key=lambda one: one.line))
    for one in skipped:
        rows[one.line - 1 - header.end] = [None] * len(header.titles)
    cleaned = clean(rows, header.columns, passed)
    hidden = tuple(line - header.end - 1 for line in sorted(sheet.hidden) if line > header.end)
    grid = Grid(spec.name, _outward(header, spec), rows, str(path), sheet.name, header.end + 1, hidden=hidden,
                from_1904=sheet.from_1904, digits=lambda row, column: sheet.digits(header.end + 1 + row, column + 1),
                is_percent=lambda row, column: sheet.is_percent(header.end + 1 + row, column + 1))
    taken = {column.key: index for index, column in enumerate(header.columns) if column}
    from ssj_xl.domain.counts.hints import hints

    ours = {hint.title for hint in hints().get(spec.name, ())}  # of a master workbook: formulas, nobody's data
    unknown = tuple(one for one in untaken(replace(grid, header=header.titles), titles, taken) if one.title not in ours)
    seen = [*(problem("I13", _cell(grid, str(area)), area=area) for area in merged), *_formulas(sheet, header, grid),
            *_ragged(sheet, header, grid), *_cleaned(cleaned, grid),
            *(problem("I58", grid.place(*at), header=column.header, count=count) for column, at, count in once_a_group(rows, header.columns, passed))]
    missing = tuple(c.header for c in spec.columns if c.required and c.key not in header.keys)
    prompts = tuple(one.line for one in skipped if one.kind == HINT)
    meant = {title: column.header for title, column in zip(header.titles, header.columns, strict=True)
             if column and fold_title(title) != fold_title(column.header)}
    even = {spec.header(key): several for key, several in header.even.items()}
    return Foreign(path, sheet.name, grid, header.row, prompts, unknown, missing, skipped, tuple(seen), meant,
                   tuple(title for title in meant if titles.is_like(title)), even)


def _outward(header: Header, spec: TableSpec) -> tuple[str, ...]:
    """Titles under which `normalise` finds the columns recognised here, and no others."""
    known = titles_of(spec)
    found = []
    for title, column in zip(header.titles, header.columns, strict=True):
        meant = known.column(title)
        if column is None:
            found.append(f"{title}{_LEFT_OUT}" if meant else title)
        else:
            found.append(title if meant and meant.key == column.key else column.header)
    return tuple(found)


def _cell(grid: Grid, cell: str) -> Place:
    return Place(grid.file, grid.sheet, cell)


def _formulas(sheet: Sheet, header: Header, grid: Grid) -> Iterator[Problem]:
    """Formulas in the columns that are read, and those without a value."""
    used = {index + 1 for index, column in enumerate(header.columns) if column}
    inside = sorted(at for at in sheet.formulas if at[0] > header.end and at[1] in used)
    if inside:
        row, column = inside[0]
        yield problem("I11", _cell(grid, f"{column_letters(column)}{row}"), count=len(inside))
    for row, column in (at for at in inside if at in sheet.uncomputed):
        yield problem("I12", _cell(grid, f"{column_letters(column)}{row}"))


def _cleaned(found: Cleaned, grid: Grid) -> Iterator[Problem]:
    """I53, I54, I59 what was read otherwise than it stands; I55 cells with characters that are lost, each."""
    for code, cells in (("I53", found.nothing), ("I54", found.ditto), ("I59", found.terms)):
        if cells:
            yield problem(code, grid.place(*cells[0]), count=len(cells))
    yield from (problem("I55", grid.place(row, column)) for row, column in found.lost)


def _ragged(sheet: Sheet, header: Header, grid: Grid) -> Iterator[Problem]:
    """I16: records of a text with more or fewer cells than the header; cells left blank at the end are neither."""
    width = sheet.widths.get(header.end, 0)
    for row, cells in enumerate(grid.rows) if width else ():
        count = sheet.widths.get(header.end + 1 + row, width)
        if any(not is_blank(cell) for cell in cells) and (count < width or any(not is_blank(cell) for cell in cells[width:])):
            yield problem("I16", grid.place(row), count=count, width=width)
