"""The table of what the notice asks for is held to the code: nothing in it names what is not there."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pytest

from ssj_xl.build.ribbon import BUTTONS, GROUPS
from ssj_xl.domain.deadlines import RULES
from ssj_xl.entry.cli import cli
from ssj_xl.tables.catalogue import CATALOGUE
from ssj_xl.tables.records import REGISTERS
from ssj_xl.tables.settings import SETTINGS
from tools.docs import duties, make
from tools.docs.duties import HOW, Duty

ALL = [duty for _, entries in duties.duties() for duty in entries]
HELP = {"manual", "codes", "doctor", "about"}
PLACES = {spec.name for spec in REGISTERS} | {f"{spec.name}.{column.header}" for spec in REGISTERS for column in spec.columns}
KINDS: dict[str, tuple[Callable[[Duty], tuple[str, ...]], Collection[str]]] = {
    "commands": (lambda d: d.commands, dict(make.every_command(cli))),
    "buttons": (lambda d: d.buttons, [button.id for button in BUTTONS]),
    "sheets": (lambda d: d.sheets, PLACES),
    "settings": (lambda d: d.settings, [setting.column.header for setting in SETTINGS]),
    "codes": (lambda d: d.codes, CATALOGUE),
    "deadlines": (lambda d: d.deadlines, [rule.key for rule in RULES]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_everything_the_table_names_exists(kind: str) -> None:
    named, known = KINDS[kind]

    assert [name for duty in ALL for name in named(duty) if name not in known] == []


def test_every_sentence_is_quoted_once_and_says_how_it_is_met() -> None:
    assert len({duty.quote for duty in ALL}) == len(ALL)
    for duty in ALL:
        assert duty.how
        assert set(duty.how) <= set(HOW)
        assert duty.what
        assert duty.commands or set(duty.how) == {"人"}, duty.quote


def test_every_deadline_and_every_button_of_the_work_answers_a_sentence() -> None:
    assert {key for duty in ALL for key in duty.deadlines} >= {rule.key for rule in RULES}
    assert {name for duty in ALL for name in duty.buttons} >= {button.id for group in GROUPS for button in group.buttons} - HELP
