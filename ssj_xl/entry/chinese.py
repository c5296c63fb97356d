"""What click says itself (用法, 选项, its errors) in Chinese; click asks gettext, and this tells gettext where to look."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import click

DOMAIN = "ssj_xl"
LANGUAGE = "zh_CN"
OPTIONS, INNER = "[选项]", "命令 [参数]…"
"""What a line of usage writes for the options, and for the command in a group of commands."""


def speak() -> None:
    """Let this program's messages be Chinese on every machine, whatever language the machine has."""
    os.environ["LANGUAGE"] = LANGUAGE
    gettext.bindtextdomain(DOMAIN, str(Path(__file__).parents[1] / "data" / "locale"))
    gettext.textdomain(DOMAIN)


def usage(command: click.Command) -> None:
    """Let a command's line of usage, and those of the commands in it, be Chinese: click does not translate these words."""
    command.options_metavar = OPTIONS
    if isinstance(command, click.Group):
        command.subcommand_metavar = INNER
        for inner in command.commands.values():
            usage(inner)
