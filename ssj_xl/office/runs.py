"""Text of a cell in runs of one font each, so that a blank can be filled and the rest keeps its looks."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from ssj_xl.office.xml import UNWRITABLE, XML_SPACE, Element, child, children, escaped, local, namespace, unescaped


@dataclass
class Run:
    """A piece of text with its font properties (an `rPr` element), if it has its own."""

    text: str
    font: Element | None = None


def runs_of(item: Element | None) -> list[Run]:
    """The runs of a string item (`si` or `is`); phonetic guides are left out."""
    if item is None:
        return []
    found = []
    for part in item:
        if local(part) == "t":
            found.append(Run(_plain(part.text)))
        elif local(part) == "r":
            found.extend(Run(_plain(text.text), child(part, "rPr")) for text in children(part, "t"))
    return found


def _plain(text: str | None) -> str:
    return unescaped(text or "").replace("\r\n", "\n")


def replaced(runs: list[Run], start: int, end: int, text: str) -> list[Run]:
    """Runs with the characters start:end replaced; the new text takes the font of the first one replaced."""
    before, rest = _split(runs, start)
    old, after = _split(rest, end - start)
    font = old[0].font if old else before[-1].font if before else None
    return [run for run in (*before, Run(text, font), *after) if run.text]


def _split(runs: list[Run], at: int) -> tuple[list[Run], list[Run]]:
    before: list[Run] = []
    after: list[Run] = []
    for run in runs:
        before.append(Run(run.text[:at], run.font))
        after.append(Run(run.text[at:], run.font))
        at = max(0, at - len(run.text))
    return [run for run in before if run.text], [run for run in after if run.text]


def fill_text(cell: Element, runs: list[Run], *, space: str) -> None:
    """Give a cell element its inline string.  `space` is the namespace in braces."""
    item = _add(cell, f"{space}is")
    if len(runs) == 1 and runs[0].font is None:
        _add_text(item, runs[0].text, space)
        return
    for run in runs:
        part = _add(item, f"{space}r")
        if run.font is not None:
            part.append(deepcopy(run.font))
        _add_text(part, run.text, space)


def _add(parent: Element, tag: str) -> Element:
    element = parent.makeelement(tag, {})
    parent.append(element)
    return element


def _add_text(parent: Element, text: str, space: str) -> None:
    element = _add(parent, f"{space}t")
    element.set(XML_SPACE, "preserve")
    element.text = escaped(UNWRITABLE.sub("", text))


def sized(run_text: str, properties: list[Element], *, parent: Element) -> Run:
    """A run in a font of its own: `properties` are the children of its `rPr`; `parent` gives the namespace."""
    font = parent.makeelement(f"{namespace(parent)}rPr", {})
    font.extend(properties)
    return Run(run_text, font)
