"""Filling the form in a Word document."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ssj_xl.papers.form.blanks import Blank, written
from ssj_xl.papers.form.choose import choose
from ssj_xl.papers.form.content import Filled
from ssj_xl.papers.form.locate import Located, Target, locate
from ssj_xl.papers.form.package import Element, Package, child, children, serialise
from ssj_xl.papers.form.targets import absent_margins, to_fill, warnings
from ssj_xl.papers.form.word import Holder, WordForm, forms_of, whole_of
from ssj_xl.papers.form.word_text import attribute, replace, text_of, updates_itself, write, write_rest
from ssj_xl.tables.problems import Problem, UserError, block, fail, problem


def fill_document(package: Package, texts: Mapping[str, str]) -> Filled:
    """Fill the form in a document.  texts: field → text.  Raises UserError P01–P05, P12, P13, P17, P18."""
    body = child(package.main, "body")
    if body is None:
        raise fail("P18", exit_code=3, why="文档没有正文")
    form, located = _the_form(body, optional=absent_margins(texts))
    targets = to_fill(located, texts)
    block(_fields(form, located, targets))
    notes = warnings(located, texts)
    for cell in dict.fromkeys(target.cell for target in targets):
        _write_cell(form.holders[cell], [target for target in targets if target.cell == cell], texts)
    return Filled(
        data=package.with_parts({package.main_part: serialise(package.main)}),
        cells={target.field.key: target.cell.address for target in targets},
        warnings=notes,
    )


def _the_form(body: Element, *, optional: Collection[str]) -> tuple[WordForm, Located]:
    """The paper of the document that is the form; the document as one where a form runs over several pages."""
    papers = forms_of(body)
    try:
        return choose([(paper, _search(paper, optional)) for paper in papers])
    except UserError:
        whole = whole_of(body)
        found = _search(whole, optional)
        if len(papers) > 1 and found.complete:
            return choose([(whole, found)])
        raise


def _search(paper: WordForm, optional: Collection[str]) -> Located:
    return locate(paper.grid, named=paper.named, optional=optional)


def _fields(form: WordForm, located: Located, targets: Sequence[Target]) -> list[Problem]:
    """P17 for a blank in which Word would put something of its own again."""
    return [problem("P17", located.grid.place(target.cell), label=target.field.title) for target in targets
            if target.blank and any(map(updates_itself, form.holders[target.cell].paragraphs))]


def _write_cell(holder: Holder, targets: Sequence[Target], texts: Mapping[str, str]) -> None:
    """Write all fields that share one cell or paragraph, last one first, and let the rows grow."""
    text = text_of(holder.paragraphs)
    if not targets[0].blank:
        write(holder.paragraphs, texts[targets[0].field.key])
    inside = [(target.blank, texts[target.field.key]) for target in targets if target.blank]
    for blank, new in sorted(inside, key=lambda part: -part[0].start):
        if blank.field.in_body:
            write_rest(holder.paragraphs, blank.start, new)
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
