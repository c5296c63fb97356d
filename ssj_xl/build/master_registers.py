"""The register sheets of the master workbook, with their drop-down lists and conditional formats, and the hidden sheet 计算; what cells say and take is `tables.inputs`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate, islice
from math import ceil
from typing import Any

from ssj_xl.build.master_styles import AMBER, AMBER_PALE, NAVY, RED, RED_PALE, RULED, SAGE, SLATE, Styles, width, wraps
from ssj_xl.domain.counts import COUNTED, SHEET, Counted, Hint, World, hints, sheet_of
from ssj_xl.domain.counts.language import BLANK, Value
from ssj_xl.domain.workdays import Calendar
from ssj_xl.office.computed import Computed, plain, sheet_rows
from ssj_xl.office.measuring import ROW_LIMIT
from ssj_xl.office.xml import columns as half_widths
from ssj_xl.tables.cells import cell_text, read_cell
from ssj_xl.tables.grid import Grid, column_letters
from ssj_xl.tables.inputs import NAMED, OFFERED, PROGRAM, header_validation, list_name, prompt, validation
from ssj_xl.tables.joint import LENT, PARTIES
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.records import BY_NAME, DRAWS, LOCKED, LOCKED_PEOPLE, LOG, REGISTERS
from ssj_xl.tables.registers import CODES, HOLIDAYS, ITEMS, TIERS
from ssj_xl.tables.settings import SETTING_BY_KEY, Settings
from ssj_xl.tables.sparse import stated
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Table

Rows = Sequence[Mapping[str, Any]]

PROTECTED = (DRAWS.name, LOCKED.name, LOCKED_PEOPLE.name, PARTIES.name, LENT.name, LOG.name)
"""Evidence: protected without a password, so that nobody types there by mistake."""

HEAD_HEIGHT, LINE_HEIGHT = 30, 13
_LAST_ROW = 65_535
"""As far as a register prints and is ruled; nobody prints more, and LibreOffice looks through every page of a longer one."""
_PAGE_CHARACTERS = 200  # what stays legible on the width of one A4 page, landscape
_UPRIGHT_CHARACTERS = 95  # what fits an upright page
_MAY = ("select_locked_cells", "select_unlocked_cells", "autofilter", "sort", "format_columns", "format_rows")


@dataclass(frozen=True)
class Sheets:
    """What all registers of a workbook are made with: its formats, and what it computes, if anything.

    spare: rows below the header that rules cover at least.
    """

    styles: Styles
    found: Counted | None = None
    spare: int = 1

    def hints(self, spec: TableSpec) -> tuple[Hint, ...]:
        """The formula columns of a register."""
        return hints().get(spec.name, ()) if self.found else ()

    def words(self, spec: TableSpec) -> list[tuple[Hint, str, Mapping[int, Value]]]:
        """The same with their formulas, and their values by sheet row."""
        return list(self.found.words(spec.name)) if self.found else []


def write_register(sheet: Any, spec: TableSpec, rows: Rows, made: Sheets) -> None:
    """Fill a worksheet with a register.

    rows: by column key, values of the columns' kinds (or text as people type it).  A table has at
    least one row, blank if there is none.
    """
    extra, styles, spare = made.hints(spec), made.styles, made.spare
    last = max(len(rows), 1)
    _set_columns(sheet, spec, extra, styles)
    sheet.stream(_body(spec, rows or [{}], made, is_empty=not rows), last, _table_options(spec, made))
    _add_rules(sheet, spec, max(spare, last) + 1, extra)
    if not rows:
        _rule_what_is_filled(sheet, spec, styles)
    _colour(sheet, spec, max(spare, last), made)
    _view(sheet, spec)
    _print(sheet, spec, extra)
    if spec.name in PROTECTED:
        sheet.protect("", dict.fromkeys(_MAY, True))


def _body(spec: TableSpec, rows: Rows, made: Sheets, *, is_empty: bool) -> Any:
    """The rows: text never becomes a formula or a number.  is_empty: the only row is a blank one, which has no line to be printed."""
    from ssj_xl.office.streamed import Body, Line, Strip

    at = {column.key: place for place, column in enumerate(spec.columns)}
    wrapped = {place: width(column, spec) for place, column in enumerate(spec.columns) if wraps(column)}

    def content() -> Iterator[Any]:
        for row in rows:
            cells = {at[key]: value if value.__class__ is str else cell_text(value) for key, value in stated(row) if key in at}
            tallest = max((lines(cells[place], wide) for place, wide in wrapped.items() if place in cells), default=1)
            yield Line(dict(sorted(cells.items())), min(tallest * LINE_HEIGHT + 3, ROW_LIMIT) if tallest > 1 else 0)

    helper = made.styles.helper()
    strips = [Strip(f"={formula}", helper, values) for _, formula, values in made.words(spec)]
    return Body(content, [made.styles.cell(column, ruled=not is_empty) for column in spec.columns], strips, BLANK)


def lines(text: Any, characters: int) -> int:
    """How many lines a text takes in a column; Chinese characters are two wide."""
    if not isinstance(text, str):
        return 1
    widths = (half_widths(line) for line in text.split("\n"))
    return sum(max(1, ceil(wide / (characters - 1))) for wide in widths)


def _rule_what_is_filled(sheet: Any, spec: TableSpec, styles: Styles) -> None:
    """A line below each row once it is filled: one below the blank row of an empty register would print as a page."""
    rule = {"type": "formula", "criteria": '=$A2<>""', "format": styles.get(**RULED)}
    sheet.conditional_format(1, 0, _LAST_ROW, len(spec.columns) - 1, rule)


def _set_columns(sheet: Any, spec: TableSpec, extra: Sequence[Hint], styles: Styles) -> None:
    for index, column in enumerate(spec.columns):
        sheet.set_column(index, index, width(column, spec), styles.cell(column))
    for index, helper in enumerate(extra, start=len(spec.columns)):
        sheet.set_column(index, index, helper.width)
    sheet.set_row(0, HEAD_HEIGHT)


def _table_options(spec: TableSpec, made: Sheets) -> dict[str, Any]:
    styles = made.styles
    columns = [
        {"header": column.header, "format": styles.cell(column), "header_format": styles.head(column, spec)}
        for column in spec.columns
    ]
    columns += [
        {"header": hint.title, "formula": f"={formula}", "format": styles.helper(), "header_format": styles.heading(SAGE)}
        for hint, formula, _ in made.words(spec)
    ]
    return {"name": spec.name, "style": "Table Style Light 1" if spec.written_by == PROGRAM else "Table Style Light 9", "columns": columns}


def _add_rules(sheet: Any, spec: TableSpec, last: int, extra: Sequence[Hint]) -> None:
    by_program = spec.written_by == PROGRAM
    for index, column in enumerate(spec.columns):
        sheet.data_validation(0, index, 0, index, prompt(column, spec))
        rule = validation(column, spec, letters=column_letters(index + 1), last=last)
        if rule and not by_program:
            sheet.data_validation(1, index, last - 1, index, rule)
    for index, helper in enumerate(extra, start=len(spec.columns)):
        sheet.data_validation(0, index, 0, index, header_validation("公式列，请勿修改", helper.meaning))


def _colour(sheet: Any, spec: TableSpec, last: int, made: Sheets) -> None:
    for index, helper in enumerate(made.hints(spec), start=len(spec.columns)):
        for rule in colourings(helper, made.styles):
            sheet.conditional_format(1, index, last, index, rule)


def identifying(spec: TableSpec) -> int:
    """How many leading columns say which row it is: the first key columns, and a name right after them."""
    count = 0
    while count < len(spec.columns) and spec.columns[count].key in spec.unique:
        count += 1
    if count and count < len(spec.columns) and spec.columns[count].key == "name":
        count += 1
    return max(1, count)


def _view(sheet: Any, spec: TableSpec) -> None:
    sheet.freeze_panes(1, identifying(spec))
    sheet.set_tab_color(SLATE if spec.written_by == PROGRAM else NAVY)
    sheet.set_selection(1, 0, 1, 0)
    sheet.hide_gridlines(1)


def _print(sheet: Any, spec: TableSpec, extra: Sequence[Hint]) -> None:
    """A4, of whole columns: what is filled prints below the header, of an empty register nothing, and no column that would be alone.

    Where the declared columns need several pages side by side to stay legible, the identifying ones stand on each.
    """
    widths = [*(width(column, spec) for column in spec.columns), *(helper.width for helper in extra)]
    shown = printed_columns(spec, widths)
    total = sum(widths[:shown])
    pages = ceil(total / _PAGE_CHARACTERS)
    sheet.print_area(1, 0, _LAST_ROW, shown - 1)
    page_setup(sheet, landscape=total > _UPRIGHT_CHARACTERS, pages=(pages, 0))
    sheet.repeat_rows(0)
    if pages > 1:
        repeat_identifying(sheet, spec)


def repeat_identifying(sheet: Any, spec: TableSpec) -> None:
    """The columns that say which row it is, on each of the pages side by side.  LibreOffice opens such a sheet 0.3 s later."""
    sheet.repeat_columns(0, identifying(spec) - 1)


def printed_columns(spec: TableSpec, widths: Sequence[int]) -> int:
    """How many leading columns a register prints: up to the one that it declares, else what one page takes legibly.

    widths: of all its columns in characters, those with formulas last.
    """
    if spec.printed:
        return [column.key for column in spec.columns].index(spec.printed) + 1
    return max(1, sum(total <= _PAGE_CHARACTERS for total in accumulate(widths)))


def page_setup(sheet: Any, *, landscape: bool, pages: tuple[int, int]) -> None:
    """A4 with narrow margins; sheet name and page number in the footer.  pages: wide and tall, 0 as many as needed."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(*pages)
    sheet.set_footer('&L&"宋体,Regular"&9&F&C&"宋体,Regular"&9第 &P 页，共 &N 页&R&"宋体,Regular"&9&A')


# --- what a workbook computes ----------------------------------------------------------------------------

_WIDTHS = (30, 60, 14, 30)
_ROWS_AT_ONCE = 200


def counted(settings: Mapping[str, Any], rows: Mapping[str, Sequence[Mapping[str, Any]]],
            specs: Mapping[str, TableSpec], today: date, known: Mapping[str, Table] | None = None) -> Counted:
    """Everything that the workbook with these parameters and rows computes on a day (查看日 goes before it).

    known: tables that were read already and are written from the second row on as they are; the others are read from the rows.
    """
    tables = {spec.name: (known or {}).get(spec.name) or (_table(specs[spec.name], rows.get(spec.name, ())) if spec.name in specs else Table(spec, []))
              for spec in COUNTED}
    parameters = _settings(settings)
    calendar = Calendar.from_rows(tables[HOLIDAYS.name])
    return sheet_of(World(tables, parameters, calendar, parameters.view_day or today))


def _settings(given: Mapping[str, Any]) -> Settings:
    read: dict[str, Any] = {key: read_cell(_plain(value), SETTING_BY_KEY[key].column, percent=True).value for key, value in given.items()}
    return Settings(**{key: value for key, value in read.items() if value not in ("", None)})


def _table(spec: TableSpec, rows: Sequence[Mapping[str, Any]]) -> Table:
    """The register as it will be read: on its own sheet, from the second row on."""
    raw = [[_plain(cell_text(row.get(column.key))) for column in spec.columns] for row in rows]
    header = tuple(column.header for column in spec.columns)
    return normalise(Grid(spec.name, header, raw, "", spec.name, is_percent=lambda _row, _column: True), spec)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Fraction) else value


def add_counted(book: Any) -> None:
    """Add the hidden worksheet 计算; `rows_of` has what it holds."""
    sheet = book.add_worksheet(SHEET)
    for index, characters in enumerate(_WIDTHS):
        sheet.set_column(index, index, characters)
    sheet.hide()


def rows_of(found: Counted) -> Iterator[bytes]:
    """The rows of 计算 as XML, some at a time."""
    rows = sheet_rows(Computed(strip.column, strip.row, strip.formula, [plain(value) for value in strip.values]) for strip in found.strips())
    while chunk := "".join(islice(rows, _ROWS_AT_ONCE)):
        yield chunk.encode()


_LISTED_ROWS = 5000


def list_names() -> dict[str, str]:
    """Defined names of all drop-downs with their formulas."""
    names = {list_name(category): _category_rows(category) for category in _categories()}
    names |= {list_name(table): _first_rows(table, BY_NAME[table].unique[0]) for table in OFFERED}
    named = column_letters(len(ITEMS.columns) + 1)
    return names | {list_name(TIERS.name): _first_rows(TIERS.name, "tier"), list_name(NAMED): _first_rows(ITEMS.name, "code", shown=named)}


def _categories() -> list[str]:
    found = (column.choices for spec in REGISTERS for column in spec.columns)
    return list(dict.fromkeys(choices for choices in found if isinstance(choices, str)))


def _letters(spec: TableSpec, key: str) -> str:
    return column_letters([column.key for column in spec.columns].index(key) + 1)


def _category_rows(category: str) -> str:
    """OFFSET, because Excel, WPS and LibreOffice all take it as the source of a list."""
    kind, name = _letters(CODES, "category"), _letters(CODES, "name")
    column = f"{CODES.name}!${kind}$2:${kind}${_LISTED_ROWS}"
    return (f'=OFFSET({CODES.name}!${name}$1,MATCH("{category}",{column},0),0,'
            f'MAX(1,COUNTIF({column},"{category}")),1)')


def _first_rows(table: str, key: str, *, shown: str = "") -> str:
    """As many rows as a column has filled, of that column or another.  shown: letters of the other."""
    letters = _letters(BY_NAME[table], key)
    column = f"{table}!${letters}$2:${letters}${_LISTED_ROWS}"
    return f"=OFFSET({table}!${shown or letters}$2,0,0,MAX(1,COUNTA({column})),1)"


def colourings(hint: Hint, styles: Styles) -> Iterator[dict[str, Any]]:
    """Conditional formats of a computed column: they colour the words that already say what is wrong."""
    for words, style in ((hint.red, styles.get(font_color=RED, bg_color=RED_PALE)),
                         (hint.amber, styles.get(font_color=AMBER, bg_color=AMBER_PALE))):
        yield from ({"type": "text", "criteria": "containing", "value": word, "format": style} for word in words)
