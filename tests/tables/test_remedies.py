"""Whoever pressed a button is told what to press and to answer, never an option of a command line."""

from __future__ import annotations

import re

import pytest

from ssj_xl.tables.catalogue import CATALOGUE
from ssj_xl.tables.catalogue.draw import FACTS
from ssj_xl.tables.problems import Problem, at_a_window, problem

TYPED = re.compile(r"--[a-z]| -o |ssj-xl [a-z]|joint\b|用 (?:check|due) ")
"""What only a command line takes."""
ONLY_BY_COMMAND = {
    "V02", "V88", "U21",  # commitments of several parties, time stamps and other kinds of output are given by the command only
    "D112", "D115", "D118", "D141", "D188",  # draws over registers that no sheet holds
    "A04", "A67", "A68", "A96"}  # making and serving the add-in
INSTALLING = {"A80", "A81", "A82", "A84"}
"""The button cannot work before a command has been typed, and says which."""


def test_no_message_in_a_window_names_an_option_or_a_command_but_those_that_come_of_commands_only() -> None:
    naming = {code for code, entry in CATALOGUE.items() if TYPED.search(entry.cause + (entry.window or entry.remedy))}

    assert naming == ONLY_BY_COMMAND | INSTALLING


@pytest.mark.parametrize("code", sorted(code for code, entry in CATALOGUE.items() if entry.window))
def test_a_remedy_of_its_own_for_the_window_is_another_and_takes_the_same_values(code: str) -> None:
    entry, names = CATALOGUE[code], re.compile(r"{(\w+)}")

    assert entry.window != entry.remedy
    assert entry.window.endswith("。")
    assert set(names.findall(entry.window)) <= set(names.findall(entry.cause + entry.remedy))


def test_what_a_verification_tells_holds_at_every_door() -> None:
    assert [code for code, told in FACTS.items() if TYPED.search(told)] == []


def test_the_same_problem_is_told_at_each_door_in_its_own_words() -> None:
    found: Problem = problem("I33", header="状态")
    with at_a_window():
        pressed = str(found)

    assert "--set 状态=值" in str(found)
    assert "--" not in pressed
    assert "再点一次“导入名单”" in pressed
