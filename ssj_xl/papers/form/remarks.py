"""What is written where, and what staff should look at afterwards, whatever file the form is in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from ssj_xl.papers.form.grid import Cell
from ssj_xl.papers.form.labels import body_field, fold, is_caption
from ssj_xl.papers.form.locate import Located
from ssj_xl.papers.form.margins import Target, date_parts, is_empty, same_value
from ssj_xl.tables.problems import Place, Problem, problem

_DAY = re.compile(r"([0-9]+)年([0-9]+)月([0-9]+)日")
_LEFT = re.compile(r"[:：][ \t\u3000]*(?:_+|[ \t\u3000]{2,}|$)|_{2,}", re.MULTILINE)
_SHOWN = 20


def to_fill(located: Located, texts: Mapping[str, str], totals: Mapping[str, str]) -> list[Target]:
    """The places for which there is a text; a date in three cells is three of them."""
    found: list[Target] = []
    for target in located.targets.values():
        text = texts[target.field.key]
        day = _DAY.fullmatch(text) if target.field.key == "filled_on" else None
        if text:
            found += date_parts(located.grid, target, (day[1], day[2], day[3])) if day else [target]
    running = [Target(located.targets[key].field, cell, None, totals[key])
               for key, cell in located.totals.items() if key in totals]
    return found + located.months + running


def text_of(target: Target, texts: Mapping[str, str]) -> str:
    """What is written at a place."""
    return target.value or texts[target.field.key]


def remarks(located: Located, targets: Collection[Target], texts: Mapping[str, str]) -> list[Problem]:
    """P07 for text of last month that goes, all cells in one; P11 for each blank that stays blank; P74 for head and foot
    fields that the form does not have; P73 for every other cell that is still empty."""
    return [*_replaced_text(located, targets, texts), *_left_blank(located, texts), *_absent(located, texts),
            *_still_empty(located, targets)]


def _replaced_text(located: Located, targets: Iterable[Target], texts: Mapping[str, str]) -> list[Problem]:
    old = [target for target in targets
           if not is_empty(target.old_text) and not same_value(target.old_text, text_of(target, texts))]
    if not old:
        return []
    listed = "、".join(f"{target.cell.address}（{target.field.title}）" for target in old)
    return [problem("P07", located.grid.place(old[0].cell), cells=listed)]


def _left_blank(located: Located, texts: Mapping[str, str]) -> list[Problem]:
    return [problem("P11", located.grid.place(target.cell), label=target.field.title)
            for key, target in located.targets.items() if not texts[key] and is_empty(target.old_text)]


def _absent(located: Located, texts: Mapping[str, str]) -> list[Problem]:
    names = [part.title for part in located.absent if texts[part.key]]
    return [problem("P74", Place(sheet=located.grid.name), labels="、".join(names))] if names else []


def _still_empty(located: Located, targets: Collection[Target]) -> list[Problem]:
    """P73, one for all: cells of the table beside a text, and blanks in lines, that nothing was written into."""
    written = {target.cell for target in targets}
    kept = {target.cell for key, target in located.targets.items() if target.cell not in written}
    empty = [cell for cell in located.grid.cells
             if cell not in written | kept and _is_blank(cell, located) and not any(_answers(other, cell) for other in written | kept)]
    if not empty:
        return []
    listed = _stretches(empty) if located.grid.name else [cell.address for cell in empty]
    more = f" 等 {len(empty)} 处" if len(listed) > _SHOWN else ""
    return [problem("P73", located.grid.place(empty[0]), cells="、".join(listed[:_SHOWN]) + more)]


def _answers(value: Cell, label: Cell) -> bool:
    """Whether a cell stands just behind a label that ends with a colon: what it says is there, not in the label."""
    return label.text.rstrip().endswith((":", "：")) and value.shares_rows(label) and value.col == label.last_col + 1


def _stretches(cells: Iterable[Cell]) -> list[str]:
    """Cells of a sheet, those just under each other as one stretch: D5:D9."""
    found: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda cell: (cell.col, cell.row)):
        last = found[-1][-1] if found else None
        if last and last.col == cell.col and last.last_row + 1 == cell.row:
            found[-1].append(cell)
        else:
            found.append([cell])
    return [f"{run[0].address}:{run[-1].address}" if len(run) > 1 else run[0].address for run in found]


def _is_blank(cell: Cell, located: Located) -> bool:
    if cell.text.strip():
        return not body_field(cell.text, located.spec) and bool(_LEFT.search(cell.text))
    if not cell.framed:
        return False
    beside = [other for other in located.grid.cells if other.shares_rows(cell) and other.last_col < cell.col and fold(other.text)]
    return bool(beside) and not any(is_caption(other.text, located.spec) for other in beside)

