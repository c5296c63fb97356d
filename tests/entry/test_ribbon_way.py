"""Every button leads the whole way: from the ribbon's XML over VBA and Python to a workflow."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType, SimpleNamespace
from typing import Any

import pytest
from lxml import etree

from ssj_xl.build import ribbon
from ssj_xl.build.ribbon_files import NAMESPACE, callbacks, custom_ui
from ssj_xl.entry import acts
from ssj_xl.entry import ribbon as entry
from ssj_xl.entry.ribbon import pressing, states

PRESSED = {act.key: acts.load(act.press, "ssj_xl.entry.ribbon") for act in acts.ACTS if act.press}
WITHOUT_WORKFLOW = {"manual", "codes", "doctor", "about"}
"""Buttons of 帮助: they act on no workbook."""
SOURCES = Path(__file__).parents[2] / "macros"


@pytest.mark.parametrize("id", ribbon.TARGETS)
def test_a_button_leads_from_the_xml_to_a_workflow(id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    button = next(one for one in ribbon.BUTTONS if one.id == id)
    control = etree.fromstring(custom_ui()).find(f".//{{{NAMESPACE}}}button[@id='{button.control}']")
    action = control.get("onAction")
    called = re.search(rf'Public Sub {action}\(control As IRibbonControl\)\r\n    SsjRun "(.*)"\r\n', callbacks())
    assert called is not None
    pressed: list[str] = []
    done = SimpleNamespace(message=lambda: pressing.Message("好", pressing.TITLE, False))
    monkeypatch.setattr(pressing, "_carried_out", lambda id, *_: pressed.append(id) or done)
    monkeypatch.setattr(pressing.screen, "dialogs_of", lambda _book: None)
    assert entry.press(called[1], None).text == "好"
    assert pressed == [id]
    assert bool(set(_workflows(PRESSED[id]))) == (id not in WITHOUT_WORKFLOW)


def test_the_callbacks_in_the_sources_are_those_of_the_declaration() -> None:
    assert (SOURCES / "vba" / "SsjRibbon.bas").read_bytes().decode("ascii") == callbacks()
    assert (SOURCES / "customUI14.xml").read_bytes() == custom_ui()


def test_no_act_is_without_a_button_and_no_button_without_an_act() -> None:
    assert set(PRESSED) == set(ribbon.TARGETS)


def test_every_rule_of_the_ribbon_is_known_to_the_registers_too() -> None:
    assert set(states._HOLDS) == set(ribbon.RULES)


def _workflows(act: FunctionType) -> Iterator[str]:
    """Modules of workflows that an act's code names, directly or through functions of its own module."""
    seen: set[str] = set()
    waiting: list[Any] = [act]
    while waiting:
        function = waiting.pop()
        for name in _names(function.__code__):
            if name.startswith("ssj_xl.workflows."):  # imported where it is carried out
                yield name
            value = function.__globals__.get(name)
            module = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", "")
            if str(module).startswith("ssj_xl.workflows."):
                yield str(module)
            functions = value.values() if isinstance(value, dict) else [value]
            for one in functions:
                if inspect.isfunction(one) and one.__module__ == act.__module__ and one.__name__ not in seen:
                    seen.add(one.__name__)
                    waiting.append(one)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
