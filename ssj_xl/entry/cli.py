"""The command line `ssj-xl`: data to stdout, everything else to stderr, Chinese for people, exit codes for programs.

Exit codes: 0 done, 1 the data has problems, 2 usage, 3 a file is locked, unreadable or would be
overwritten, 4 verification failed, 70 a bug, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Sequence

import click

from ssj_xl import __version__
from ssj_xl.entry import (
    chinese,
    commands_addin,
    commands_book,
    commands_draw,
    commands_due,
    commands_files,
    commands_handouts,
    commands_import,
    commands_papers,
    commands_platform,
    commands_setup,
    commands_summary,
    commands_verify,
    menu,
)
from ssj_xl.entry.session import Shown

chinese.speak()  # before the first help option is made: click keeps its text


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="ssj-xl %(version)s")
@click.option("--debug", is_flag=True, help="程序出错时显示完整的错误信息。")
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """双随机、一公开：在 Excel 主台账上抽取、匹配、登记、公示和报表。"""
    context.with_resource(Shown(debug=debug, meta=context.meta))


_PARTS = (commands_book, commands_import, commands_draw, commands_handouts, commands_papers, commands_summary,
          commands_due, commands_platform, commands_verify, commands_files, commands_addin, commands_setup)
for _command in (command for part in _PARTS for command in part.COMMANDS):
    cli.add_command(_command)
chinese.usage(cli)


def _speak_anywhere() -> None:
    """A console that cannot show a character shows ? instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(ValueError):
                stream.reconfigure(errors="replace")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, or the menu where no command is given; always ends with SystemExit."""
    _speak_anywhere()
    words = list(arguments) if arguments is not None else sys.argv[1:]
    with Shown(debug=False):
        if menu.start(cli, words):
            raise SystemExit(0)
    cli.main(args=words, prog_name="ssj-xl")


if __name__ == "__main__":
    main()
