"""Filling a bureau's own template of the monthly form; every other part of the file stays byte for byte the same."""

from __future__ import annotations

from collections.abc import Mapping

from ssj_xl.papers.form.blanks import is_empty, same_value, written
from ssj_xl.papers.form.choose import choose
from ssj_xl.papers.form.content import Filled, FormContent
from ssj_xl.papers.form.fitting import fit, make_room, shrunk
from ssj_xl.papers.form.grid import Cell
from ssj_xl.papers.form.locate import Located, Target
from ssj_xl.papers.form.package import Package, children, serialise
from ssj_xl.papers.form.runs import Run, replaced
from ssj_xl.papers.form.sheet import FormSheet
from ssj_xl.papers.form.styles import Styles
from ssj_xl.tables.form import FIELD_BY_KEY, MARGIN_FIELDS
from ssj_xl.tables.problems import Place, Problem, block, problem

_CELL_LIMIT = 32767


def fill(template: bytes, content: FormContent) -> Filled:
    """Fill a template (.xlsx or .xlsm, bytes already checked as safe to open) and say what went where.

    Only the one sheet part changes: its filled cells and the heights of their rows.  Raises UserError P01–P06,
    P12–P14 where a label is missing, double or ambiguous, where a cell holds a formula, or where a text
    is too long for a cell; nothing is returned then.
    """
    texts = content.texts()
    package = Package(template)
    sheet, located = choose(package, _sheets(package), optional=_absent_margins(texts))
    targets = [target for target in located.targets.values() if texts[target.field.key]]
    block([*_formulas(sheet, located), *_too_long(texts, sheet.name)])
    warnings = [*_replaced_text(sheet, targets, texts), *_left_blank(sheet, located, texts)]
    for cell in dict.fromkeys(target.cell for target in targets):
        inside = [target for target in targets if target.cell == cell]
        warnings += _write_cell(sheet, located, inside, texts)
    return Filled(
        data=package.with_parts({sheet.part: serialise(sheet.root)}),
        cells={target.field.key: f"{sheet.name}!{target.cell.address}" for target in targets},
        warnings=warnings,
    )


def _sheets(package: Package) -> list[FormSheet]:
    styles = Styles(package.optional("styles"))
    shared = children(package.optional("sharedStrings"), "si")
    return [FormSheet(package, sheet, shared, styles) for sheet in package.sheets()]


def _absent_margins(texts: Mapping[str, str]) -> set[str]:
    """Head and foot fields with nothing to write: the form may do without them."""
    return {field.key for field in MARGIN_FIELDS if not texts[field.key]}


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


def _replaced_text(sheet: FormSheet, targets: list[Target], texts: Mapping[str, str]) -> list[Problem]:
    """One warning that names every cell whose text of last month goes."""
    old = [target for target in targets
           if not is_empty(target.old_text) and not same_value(target.old_text, texts[target.field.key])]
    if not old:
        return []
    listed = "、".join(f"{target.cell.address}（{target.field.title}）" for target in old)
    return [problem("P07", Place(sheet=sheet.name, cell=old[0].cell.address), cells=listed)]


def _left_blank(sheet: FormSheet, located: Located, texts: Mapping[str, str]) -> list[Problem]:
    return [problem("P11", located.grid.place(target.cell), label=target.field.title)
            for key, target in located.targets.items() if not texts[key] and is_empty(target.old_text)]


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
