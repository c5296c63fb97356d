"""The form filled, in a worksheet and in a Word table; and looked at before (`look`): each content with its cell, what is in doubt, nothing written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ssj_xl.office import word_text
from ssj_xl.office.runs import Run, replaced
from ssj_xl.office.word_text import attribute, replace, updates_itself, write, write_rest
from ssj_xl.office.xml import TEXT_LIMIT, Element, child, children
from ssj_xl.papers.form.grid import Cell
from ssj_xl.papers.form.labels import ANY, Asked, fold, is_hint, names_of
from ssj_xl.papers.form.locate import Located, locate
from ssj_xl.papers.form.margins import Blank, Target, written
from ssj_xl.papers.form.pages import choose, most_like
from ssj_xl.papers.form.remarks import remarks, text_of, to_fill
from ssj_xl.papers.form.sheet import FormSheet, fit, make_room, shrunk
from ssj_xl.papers.form.template import WORDS, Template
from ssj_xl.papers.form.word import Holder, WordForm, forms_of, whole_of
from ssj_xl.tables.form import MONTHLY, FormSpec
from ssj_xl.tables.problems import Place, Problem, UserError, block, fail, problem


def fill(template: bytes, wanted: Wanted) -> Filled:
    """Fill a template (.xlsx, .xlsm, .docx or .docm, bytes already checked as safe to open); say what went where.

    Only the one part changes that holds the form: in a workbook the filled cells of one sheet and the heights of
    their rows, in a document the text of the filled cells and lines.  Raises UserError P01–P06, P12–P14, P16, P17, P72
    where a label is missing, double or ambiguous, where a cell holds a formula or a field, or where a text is too
    long for a cell; nothing is returned then.
    """
    opened = Template(template)
    into = fill_document if opened.kind in WORDS else fill_workbook
    return into(opened, wanted)


def kind(template: bytes) -> str:
    """The suffix that a template's content has: .xlsx, .xlsm, .docx or .docm.  Raises UserError F02, F08, P16."""
    return Template(template).kind


# --- filling the form on a worksheet ---------------------------------------------------------------------


def fill_workbook(template: Template, wanted: Wanted) -> Filled:
    """Fill the sheet that is the form.  Raises UserError P01–P06, P12–P14, P72."""
    sheet, located = choose(sheets_of(template, wanted), wanted.asked.month)
    targets = to_fill(located, wanted.texts, wanted.totals)
    block([*_formulas(sheet, located, targets), *_too_long(wanted, sheet.name)])
    notes, annexed = remarks(located, targets, wanted.texts), []
    for cell in dict.fromkeys(target.cell for target in targets):
        inside = [target for target in targets if target.cell == cell]
        key = inside[0].field.key
        if key in wanted.briefs and not inside[0].value and not _fits(sheet, located, inside, wanted.texts):
            annexed.append(key)
            notes.append(problem("P81", located.grid.place(cell), label=inside[0].field.title))
        notes += _not_allowed(sheet, located, inside[0], wanted.texts)
        notes += _write_cell(sheet, located, inside, {**wanted.texts, **{key: wanted.briefs[key] for key in annexed}})
    return Filled(
        data=template.with_part(sheet.part, sheet.root),
        cells={key: f"{sheet.name}!{cell}" for key, cell in _cells(targets).items()},
        warnings=notes,
        layout=located.fingerprint,
        annexed=tuple(annexed),
    )


def _cells(targets: Sequence[Target]) -> dict[str, str]:
    """Where each field was written first."""
    return {target.field.key: target.cell.address for target in reversed(targets)}


def sheets_of(template: Template, wanted: Wanted) -> list[tuple[FormSheet, Located]]:
    """The sheets of a workbook, each with what was found on it; hidden ones are not looked at."""
    styles, shared = template.styles(), template.shared_strings()
    sheets = [FormSheet(template.tree(sheet.part), sheet, shared, styles) for sheet in template.sheets()]
    return [(sheet, _search(template, sheet, wanted)) for sheet in sheets if not sheet.hidden]


def _search(template: Template, sheet: FormSheet, wanted: Wanted) -> Located:
    names = {fold(name): place for name, place in template.names_on(sheet.name).items()}
    named = {field.key: names[name] for field in wanted.spec.fields for name in names_of(field) if name in names}
    return locate(sheet.grid(also=named.values()), named=named, asked=wanted.asked, spec=wanted.spec)


def _formulas(sheet: FormSheet, located: Located, targets: Sequence[Target]) -> list[Problem]:
    found = []
    for target in targets:
        cells = {cell for cell in (target.cell, located.labels.get(target.field.key)) if cell}
        found += [problem("P06", located.grid.place(cell), label=target.field.title)
                  for cell in sorted(cells, key=lambda cell: (cell.row, cell.col))
                  if sheet.has_formula((cell.row, cell.col))]
    return found


def _too_long(wanted: Wanted, sheet: str) -> list[Problem]:
    return [problem("P14", Place(sheet=sheet), label=field.title, count=len(wanted.texts[field.key]))
            for field in wanted.spec.fields if len(wanted.texts[field.key]) > TEXT_LIMIT]


def _not_allowed(sheet: FormSheet, located: Located, target: Target, texts: Mapping[str, str]) -> list[Problem]:
    """P82 where the cell's data validation does not know what is written there."""
    asked, listed = sheet.validation((target.cell.row, target.cell.col))
    if not asked or text_of(target, texts) in listed:
        return []
    allowed = f"只能填{'、'.join(listed)}" if listed else "限定了可填的内容"
    return [problem("P82", located.grid.place(target.cell), label=target.field.title, allowed=allowed)]


def _fits(sheet: FormSheet, located: Located, targets: list[Target], texts: Mapping[str, str]) -> bool:
    """Whether all of a cell's new text can be read there."""
    runs = _new_runs(sheet, targets[0].cell, targets, texts)
    return fit(sheet, located.grid, targets[0], "".join(run.text for run in runs)).whole


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
    inside = [(target.blank, text_of(target, texts)) for target in targets if target.blank]
    if not inside:
        return [Run(text_of(targets[0], texts))]
    for blank, text in sorted(inside, key=lambda part: -part[0].start):
        new = "\n" + text if blank.field.in_body else written(cell.text, blank, text)
        runs = replaced(runs, blank.start, blank.end, new)
    return runs


# --- filling the form in a Word document -----------------------------------------------------------------

def fill_document(template: Template, wanted: Wanted) -> Filled:
    """Fill the form in a document.  Raises UserError P01–P05, P12, P13, P17, P18, P72."""
    form, located = choose_paper(template, wanted)
    targets = to_fill(located, wanted.texts, wanted.totals)
    block(_fields(form, located, targets))
    notes = remarks(located, targets, wanted.texts)
    for cell in dict.fromkeys(target.cell for target in targets):
        _write_table_cell(form.holders[cell], [target for target in targets if target.cell == cell], wanted.texts)
    return Filled(
        data=template.with_part(template.main_part, template.main),
        cells=_cells(targets),
        warnings=notes,
        layout=located.fingerprint,
    )


def choose_paper(template: Template, wanted: Wanted) -> tuple[WordForm, Located]:
    """The paper of the document that is the form; the document as one where a form runs over several pages."""
    papers = papers_of(template, wanted)
    try:
        return choose(papers, wanted.asked.month)
    except UserError:
        whole = whole_of(_body(template), wanted.spec)
        found = _search_tables(whole, wanted)
        if len(papers) > 1 and found.complete:
            return choose([(whole, found)])
        raise


def papers_of(template: Template, wanted: Wanted) -> list[tuple[WordForm, Located]]:
    """The papers of a document, each with what was found on it."""
    return [(paper, _search_tables(paper, wanted)) for paper in forms_of(_body(template), wanted.spec)]


def _body(template: Template) -> Element:
    body = child(template.main, "body")
    if body is None:
        raise fail("P18", exit_code=3, why="文档没有正文")
    return body


def _search_tables(paper: WordForm, wanted: Wanted) -> Located:
    return locate(paper.grid, named=paper.named, asked=wanted.asked, spec=wanted.spec)


def _fields(form: WordForm, located: Located, targets: Sequence[Target]) -> list[Problem]:
    """P17 for a blank in which Word would put something of its own again."""
    return [problem("P17", located.grid.place(target.cell), label=target.field.title) for target in targets
            if target.blank and any(map(updates_itself, form.holders[target.cell].paragraphs))]


def _write_table_cell(holder: Holder, targets: Sequence[Target], texts: Mapping[str, str]) -> None:
    """Write all fields that share one cell or paragraph, last one first, and let the rows grow."""
    text = word_text.text_of(holder.paragraphs)
    if not targets[0].blank:
        write(holder.paragraphs, text_of(targets[0], texts), is_hint)
    inside = [(target.blank, text_of(target, texts)) for target in targets if target.blank]
    for blank, new in sorted(inside, key=lambda part: -part[0].start):
        if blank.field.in_body:
            write_rest(holder.paragraphs, blank.start, new, is_hint=is_hint)
        else:
            _write_blank(holder.paragraphs, blank, written(text, blank, new))
    _let_grow(holder)


def _write_blank(paragraphs: Sequence[Element], blank: Blank, text: str) -> None:
    begin = 0
    for paragraph in paragraphs:
        length = len(word_text.text_of([paragraph]))
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

@dataclass(frozen=True)
class Wanted:
    """What has to be on a form.

    texts: of every field of `spec` by its key, '' for a blank; asked: which form it is, and whose; totals: of body fields
    the year's running total, for a form that has a column for it; briefs: what a field says where all of it does not fit.
    """

    texts: Mapping[str, str]
    asked: Asked = ANY
    totals: Mapping[str, str] = field(default_factory=dict)
    spec: FormSpec = MONTHLY
    briefs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Filled:
    """A filled form.

    data: the file; cells: field → "sheet!cell" where it was written, in a document 表1第8行第3格 or the paragraph;
    warnings: what staff should look at; layout: what the form is known by, whatever stands in it;
    annexed: fields whose cell says the brief, because all of it did not fit.
    """

    data: bytes
    cells: Mapping[str, str]
    warnings: list[Problem]
    layout: str = ""
    annexed: tuple[str, ...] = ()


FILLED, ASKED, MISSING = "填", "？", "无"


@dataclass(frozen=True)
class Line:
    """One content.  state: `FILLED`, `ASKED` (could be in several cells) or `MISSING`; key, short: the field, and how people
    call it; cell: where, or where it could be; text: what is written there."""

    state: str
    cell: str
    key: str
    short: str
    text: str

    @property
    def is_asked(self) -> bool:
        """Whether somebody has to say which cell it is."""
        return self.state == ASKED


@dataclass(frozen=True)
class Look:
    """page: how the sheet or paper is called; layout: what the form is known by; lines: in the form's order; problems: what
    stands in the way, and what is to be looked at."""

    page: str
    layout: str
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]

    @property
    def doubtful(self) -> bool:
        """Whether something has to be said before the form can be filled."""
        return any(line.state != FILLED for line in self.lines)


def look(template: bytes, wanted: Wanted) -> Look:
    """The page that is most like the form, and what would go where.  Raises UserError F02, F05, F08, P16, P18."""
    opened = Template(template)
    pages = papers_of(opened, wanted) if opened.kind in WORDS else sheets_of(opened, wanted)
    found = most_like([each for _, each in pages], wanted.asked.month)
    targets = to_fill(found, wanted.texts, wanted.totals)
    lines = [(target.cell, Line(FILLED, target.cell.address, target.field.key, target.field.short, text_of(target, wanted.texts)))
             for target in targets]
    lines += [(_label(found, key), _asked(wanted, key, cells))
              for key, cells in found.doubts.items()]
    there = {target.field.key for target in targets} | found.doubts.keys()
    lines += [(_label(found, field.key), Line(MISSING, "", field.key, field.short, wanted.texts[field.key])) for field in wanted.spec.fields
              if wanted.texts[field.key] and field.key not in there and field.key not in wanted.asked.places]
    lines.sort(key=lambda line: (line[0].row, line[0].col))
    return Look(found.grid.title, found.fingerprint, tuple(line for _, line in lines),
                (*found.problems, *remarks(found, targets, wanted.texts)))


def _label(found: Located, key: str) -> Cell:
    return found.labels.get(key, Cell(len(found.grid.cells) + 1, 1))


def _asked(wanted: Wanted, key: str, cells: tuple[Cell, ...]) -> Line:
    short = next(field.short for field in wanted.spec.fields if field.key == key)
    return Line(ASKED, " 或 ".join(cell.address for cell in cells), key, short, wanted.texts[key])
