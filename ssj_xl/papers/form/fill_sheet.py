"""Filling the form on a worksheet."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ssj_xl.papers.form.blanks import written
from ssj_xl.papers.form.choose import choose
from ssj_xl.papers.form.content import Filled
from ssj_xl.papers.form.fitting import fit, make_room, shrunk
from ssj_xl.papers.form.grid import Cell
from ssj_xl.papers.form.locate import Located, Target, locate
from ssj_xl.papers.form.package import Package, children, serialise
from ssj_xl.papers.form.runs import Run, replaced
from ssj_xl.papers.form.sheet import FormSheet
from ssj_xl.papers.form.styles import Styles
from ssj_xl.papers.form.targets import absent_margins, to_fill, warnings
from ssj_xl.tables.form import FIELD_BY_KEY, FIELDS
from ssj_xl.tables.problems import Place, Problem, block, problem

_CELL_LIMIT = 32767


def fill_workbook(package: Package, texts: Mapping[str, str]) -> Filled:
    """Fill the sheet that is the form.  texts: field → text.  Raises UserError P01–P06, P12–P14."""
    sheet, located = _the_form(package, optional=absent_margins(texts))
    targets = to_fill(located, texts)
    block([*_formulas(sheet, located), *_too_long(texts, sheet.name)])
    notes = warnings(located, texts)
    for cell in dict.fromkeys(target.cell for target in targets):
        inside = [target for target in targets if target.cell == cell]
        notes += _write_cell(sheet, located, inside, texts)
    return Filled(
        data=package.with_parts({sheet.part: serialise(sheet.root)}),
        cells={target.field.key: f"{sheet.name}!{target.cell.address}" for target in targets},
        warnings=notes,
    )


def _the_form(package: Package, *, optional: Collection[str]) -> tuple[FormSheet, Located]:
    """The sheet that is the form; hidden sheets are not looked at."""
    styles = Styles(package.optional("styles"))
    shared = children(package.optional("sharedStrings"), "si")
    sheets = [FormSheet(package, sheet, shared, styles) for sheet in package.sheets()]
    return choose([(sheet, _search(package, sheet, optional)) for sheet in sheets if not sheet.hidden])


def _search(package: Package, sheet: FormSheet, optional: Collection[str]) -> Located:
    names = package.names_on(sheet.name)
    named = {field.key: names[field.name] for field in FIELDS if field.name in names}
    return locate(sheet.grid(also=named.values()), named=named, optional=optional)


def _formulas(sheet: FormSheet, located: Located) -> list[Problem]:
    found = []
    for key, target in located.targets.items():
        cells = {cell for cell in (target.cell, located.labels.get(key)) if cell}
        found += [problem("P06", located.grid.place(cell), label=target.field.title)
                  for cell in sorted(cells, key=lambda cell: (cell.row, cell.col))
                  if sheet.has_formula((cell.row, cell.col))]
    return found


def _too_long(texts: Mapping[str, str], sheet: str) -> list[Problem]:
    return [problem("P14", Place(sheet=sheet), label=FIELD_BY_KEY[key].title, count=len(text))
            for key, text in texts.items() if len(text) > _CELL_LIMIT]


def _write_cell(sheet: FormSheet, located: Located, targets: list[Target], texts: Mapping[str, str]) -> list[Problem]:
    """Write all fields that share one cell, and make room for them."""
    first, cell = targets[0], targets[0].cell
    runs = _new_runs(sheet, cell, targets, texts)
    fitted = fit(sheet, located.grid, first, "".join(run.text for run in runs))
    make_room(sheet, located.grid, first, fitted.height)
    sheet.write((cell.row, cell.col), shrunk(sheet, runs, fitted), style=fitted.style)
    return list(fitted.warnings)


def _new_runs(sheet: FormSheet, cell: Cell, targets: list[Target], texts: Mapping[str, str]) -> list[Run]:
    """The cell's new text; where labels stand in it, only the blanks behind them are replaced, last one first."""
    runs = sheet.runs((cell.row, cell.col))
    inside = [(target.blank, texts[target.field.key]) for target in targets if target.blank]
    if not inside:
        return [Run(texts[targets[0].field.key])]
    for blank, text in sorted(inside, key=lambda part: -part[0].start):
        new = "\n" + text if blank.field.in_body else written(cell.text, blank, text)
        runs = replaced(runs, blank.start, blank.end, new)
    return runs
