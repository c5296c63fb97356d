"""The form as it would be filled: each content with its cell, and what is in doubt; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass

from ssj_xl.papers.form.fill import Wanted, papers_of, sheets_of
from ssj_xl.papers.form.grid import Cell
from ssj_xl.papers.form.locate import Located
from ssj_xl.papers.form.pages import most_like
from ssj_xl.papers.form.remarks import remarks, text_of, to_fill
from ssj_xl.papers.form.template import WORDS, Template
from ssj_xl.tables.problems import Problem

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
