"""Filling a bureau's own template of the monthly form; every other part of the file stays byte for byte the same."""

from __future__ import annotations

from ssj_xl.papers.form.content import Filled, FormContent
from ssj_xl.papers.form.fill_sheet import fill_workbook
from ssj_xl.papers.form.fill_word import fill_document
from ssj_xl.papers.form.package import WORDS, Package


def fill(template: bytes, content: FormContent) -> Filled:
    """Fill a template (.xlsx, .xlsm, .docx or .docm, bytes already checked as safe to open); say what went where.

    Only the one part changes that holds the form: in a workbook the filled cells of one sheet and the heights of
    their rows, in a document the text of the filled cells and lines.  Raises UserError P01–P06, P12–P14, P16, P17
    where a label is missing, double or ambiguous, where a cell holds a formula or a field, or where a text is too
    long for a cell; nothing is returned then.
    """
    package = Package(template)
    into = fill_document if package.kind in WORDS else fill_workbook
    return into(package, content.texts())


def kind(template: bytes) -> str:
    """The suffix that a template's content has: .xlsx, .xlsm, .docx or .docm.  Raises UserError F02, F08, P16."""
    return Package(template).kind
