"""The commands: addin build, bundle, install, uninstall, status; doctor."""

from __future__ import annotations

import click

COMMANDS: tuple[click.Command, ...] = ()
