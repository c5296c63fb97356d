"""The form filled: its contents, in a worksheet and in a Word table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from ssj_xl.office.runs import Run, replaced
from ssj_xl.office.text import TEXT_LIMIT
from ssj_xl.office.word_text import attribute, replace, text_of, updates_itself, write, write_rest
from ssj_xl.office.xml import Element, child, children
from ssj_xl.papers.form.blanks import Blank, written
from ssj_xl.papers.form.fitting import fit, make_room, shrunk
from ssj_xl.papers.form.grid import Cell, is_hint
from ssj_xl.papers.form.locate import Located, Target, absent_margins, choose, locate, to_fill, warnings
from ssj_xl.papers.form.sheet import FormSheet
from ssj_xl.papers.form.template import WORDS, Template
from ssj_xl.papers.form.word import Holder, WordForm, forms_of, whole_of
from ssj_xl.tables.form import FIELD_BY_KEY, FIELDS, NOTHING
from ssj_xl.tables.problems import Place, Problem, UserError, block, fail, problem


def fill(template: bytes, content: FormContent) -> Filled:
    """Fill a template (.xlsx, .xlsm, .docx or .docm, bytes already checked as safe to open); say what went where.

    Only the one part changes that holds the form: in a workbook the filled cells of one sheet and the heights of
    their rows, in a document the text of the filled cells and lines.  Raises UserError P01–P06, P12–P14, P16, P17
    where a label is missing, double or ambiguous, where a cell holds a formula or a field, or where a text is too
    long for a cell; nothing is returned then.
    """
    opened = Template(template)
    into = fill_document if opened.kind in WORDS else fill_workbook
    return into(opened, content.texts())


def kind(template: bytes) -> str:
    """The suffix that a template's content has: .xlsx, .xlsm, .docx or .docm.  Raises UserError F02, F08, P16."""
    return Template(template).kind


# --- filling the form on a worksheet ---------------------------------------------------------------------


def fill_workbook(template: Template, texts: Mapping[str, str]) -> Filled:
    """Fill the sheet that is the form.  texts: field → text.  Raises UserError P01–P06, P12–P14."""
    sheet, located = _the_form(template, optional=absent_margins(texts))
    targets = to_fill(located, texts)
    block([*_formulas(sheet, located), *_too_long(texts, sheet.name)])
    notes = warnings(located, texts)
    for cell in dict.fromkeys(target.cell for target in targets):
        inside = [target for target in targets if target.cell == cell]
        notes += _write_cell(sheet, located, inside, texts)
    return Filled(
        data=template.with_part(sheet.part, sheet.root),
        cells={target.field.key: f"{sheet.name}!{target.cell.address}" for target in targets},
        warnings=notes,
    )


def _the_form(template: Template, *, optional: Collection[str]) -> tuple[FormSheet, Located]:
    """The sheet that is the form; hidden sheets are not looked at."""
    styles, shared = template.styles(), template.shared_strings()
    sheets = [FormSheet(template.tree(sheet.part), sheet, shared, styles) for sheet in template.sheets()]
    return choose([(sheet, _search(template, sheet, optional)) for sheet in sheets if not sheet.hidden])


def _search(template: Template, sheet: FormSheet, optional: Collection[str]) -> Located:
    names = template.names_on(sheet.name)
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
            for key, text in texts.items() if len(text) > TEXT_LIMIT]


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


# --- filling the form in a Word document -----------------------------------------------------------------

def fill_document(template: Template, texts: Mapping[str, str]) -> Filled:
    """Fill the form in a document.  texts: field → text.  Raises UserError P01–P05, P12, P13, P17, P18."""
    body = child(template.main, "body")
    if body is None:
        raise fail("P18", exit_code=3, why="文档没有正文")
    form, located = _the_table(body, optional=absent_margins(texts))
    targets = to_fill(located, texts)
    block(_fields(form, located, targets))
    notes = warnings(located, texts)
    for cell in dict.fromkeys(target.cell for target in targets):
        _write_table_cell(form.holders[cell], [target for target in targets if target.cell == cell], texts)
    return Filled(
        data=template.with_part(template.main_part, template.main),
        cells={target.field.key: target.cell.address for target in targets},
        warnings=notes,
    )


def _the_table(body: Element, *, optional: Collection[str]) -> tuple[WordForm, Located]:
    """The paper of the document that is the form; the document as one where a form runs over several pages."""
    papers = forms_of(body)
    try:
        return choose([(paper, _search_tables(paper, optional)) for paper in papers])
    except UserError:
        whole = whole_of(body)
        found = _search_tables(whole, optional)
        if len(papers) > 1 and found.complete:
            return choose([(whole, found)])
        raise


def _search_tables(paper: WordForm, optional: Collection[str]) -> Located:
    return locate(paper.grid, named=paper.named, optional=optional)


def _fields(form: WordForm, located: Located, targets: Sequence[Target]) -> list[Problem]:
    """P17 for a blank in which Word would put something of its own again."""
    return [problem("P17", located.grid.place(target.cell), label=target.field.title) for target in targets
            if target.blank and any(map(updates_itself, form.holders[target.cell].paragraphs))]


def _write_table_cell(holder: Holder, targets: Sequence[Target], texts: Mapping[str, str]) -> None:
    """Write all fields that share one cell or paragraph, last one first, and let the rows grow."""
    text = text_of(holder.paragraphs)
    if not targets[0].blank:
        write(holder.paragraphs, texts[targets[0].field.key], is_hint)
    inside = [(target.blank, texts[target.field.key]) for target in targets if target.blank]
    for blank, new in sorted(inside, key=lambda part: -part[0].start):
        if blank.field.in_body:
            write_rest(holder.paragraphs, blank.start, new, is_hint=is_hint)
        else:
            _write_blank(holder.paragraphs, blank, written(text, blank, new))
    _let_grow(holder)


def _write_blank(paragraphs: Sequence[Element], blank: Blank, text: str) -> None:
    begin = 0
    for paragraph in paragraphs:
        length = len(text_of([paragraph]))
        if begin <= blank.start <= blank.end <= begin + length:
            replace(paragraph, blank.start - begin, blank.end - begin, text)
            return
        begin += length + 1


def _let_grow(holder: Holder) -> None:
    """Rows of a fixed height would cut the text off, and “fit text” would squeeze it: neither stays."""
    for row in holder.rows:
        for height in children(child(row, "trPr"), "trHeight"):
            if attribute(height, "hRule") == "exact":
                rule = next(name for name in height.attrib if str(name).rpartition("}")[2] == "hRule")
                height.set(rule, "atLeast")
    for squeezed in children(child(holder.element, "tcPr"), "tcFitText"):
        squeezed.getparent().remove(squeezed)


# --- what goes into the monthly form, and what comes back when it has been filled ------------------------

@dataclass(frozen=True, kw_only=True)
class FormContent:
    """The text of every cell of the form.  A blank body field is written as 无; a blank head or foot stays blank.

    Body, in the order of the form: meetings (1), documents (2), trainings (3), task_files (4a), scope (4b),
    items (4c), problem_subjects (4d), publication (4e), region (5).
    """

    meetings: str = ""
    documents: str = ""
    trainings: str = ""
    task_files: str = ""
    scope: str = ""
    items: str = ""
    problem_subjects: str = ""
    publication: str = ""
    region: str = ""
    unit: str = ""
    filled_on: date | None = None
    contact: str = ""
    phone: str = ""
    mobile: str = ""

    def text(self, key: str) -> str:
        """The text to be written for the field `key`; empty only for a blank of the head or foot."""
        value = getattr(self, key)
        if isinstance(value, date):
            return f"{value.year}年{value.month}月{value.day}日"
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n").strip()
        return text or (NOTHING if FIELD_BY_KEY[key].in_body else "")

    def texts(self) -> dict[str, str]:
        """Every field's text by its key."""
        return {field.name: self.text(field.name) for field in fields(self)}


@dataclass(frozen=True)
class Filled:
    """A filled form.

    data: the file; cells: field → "sheet!cell" where it was written, in a document 表1第8行第3格 or the paragraph;
    warnings: what staff should look at.
    """

    data: bytes
    cells: Mapping[str, str]
    warnings: list[Problem]
