"""The commands: platform export, import, compare."""

from __future__ import annotations

import click

COMMANDS: tuple[click.Command, ...] = ()
