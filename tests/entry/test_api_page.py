"""docs/API.md: its examples run as they stand, and it names every public name with its arguments, no more."""

from __future__ import annotations

import doctest
import inspect
import re
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

import ssj_xl
from ssj_xl.entry.library.frames import Problems
from ssj_xl.entry.library.papers import Consolidated, Form, Verdict
from ssj_xl.entry.library.tasks import Locked
from tests import library

PAGE = Path(__file__).resolve().parents[2] / "docs" / "API.md"
TEXT = PAGE.read_text("utf-8")
BLOCKS = re.findall(r"(?ms)^```python\n(.*?)^```", TEXT)


@pytest.mark.long
def test_the_examples_give_what_the_page_says(month: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library.at(monkeypatch)
    names: dict[str, Any] = {}
    with library.inside(library.desk_of(month, tmp_path)):
        wrong = [found for block in BLOCKS for found in library.run(block, names)]

    assert len(BLOCKS) > 5
    assert wrong == []


@pytest.fixture
def named(month: Path) -> dict[str, Any]:
    """What the examples of docstrings suppose."""
    return {"MASTER": month / library.LAW / f"主台账-{library.LAW}.xlsx", "SUBMISSIONS": sorted(month.glob("*/报送-*.xlsx"))}


@pytest.mark.long
def test_the_examples_of_docstrings_hold(named: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    library.at(monkeypatch)
    told: list[str] = []
    examples = [test for name in ssj_xl.__all__ for test in doctest.DocTestFinder(recurse=True).find(
        getattr(ssj_xl, name), name, globs=dict(named)) if test.examples]
    for test in examples:
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.append)

    assert len(examples) > 8
    assert told == []


# --- the reference ---------------------------------------------------------------------------------

LATER: dict[str, Any] = {"Form": Form, "Consolidated": Consolidated, "Verdict": Verdict, "Locked": Locked, "Problems": Problems}
"""What public functions return; nobody makes one himself."""


def _public() -> dict[str, Any]:
    """Every public name, and what is public of each class."""
    found: dict[str, Any] = {}
    for name in (*ssj_xl.__all__, *LATER):
        home = LATER.get(name) or getattr(ssj_xl, name)
        if not inspect.isclass(home):
            found[name] = home
        if inspect.isclass(home) and name not in ("Problem", "UserError"):  # their attributes stand in the page's text
            found |= {f"{name}.{key}": value for key, value in vars(home).items()
                      if not key.startswith("_") and (callable(value) or isinstance(value, property | cached_property))}
    return found


def _signature(function: Any) -> str:
    """The parameters as the page writes them: `df, group=None, *, seed`."""
    parts: list[str] = []
    for one in inspect.signature(function).parameters.values():
        if one.name == "self":
            continue
        if one.kind is one.KEYWORD_ONLY and "*" not in parts and not any(part.startswith("**") for part in parts):
            parts.append("*")
        mark = "**" if one.kind is one.VAR_KEYWORD else ""
        parts.append(mark + one.name + ("" if one.default is one.empty else f"={one.default!r}".replace("'", '"')))
    return ", ".join(parts)


@pytest.mark.parametrize("name", sorted(_public()))
def test_the_page_names_everything_public_with_its_arguments(name: str) -> None:
    value = _public()[name]
    shown = name if isinstance(value, property | cached_property) or inspect.isclass(value) else f"{name}({_signature(value)})"

    assert f"| `{shown}` |" in TEXT


def test_the_page_names_nothing_that_is_not_public() -> None:
    listed = re.findall(r"(?m)^\| `([\w.]+)", TEXT)

    assert len(listed) == len(set(listed)) > 30
    assert set(listed) == set(_public())


def test_everything_public_says_in_english_what_it_is() -> None:
    assert [name for name, value in _public().items() if not re.search("[a-z]{3} [a-z]{2}", inspect.getdoc(value) or "")] == []
