"""The command line `ssj-xl`: data to stdout, everything else to stderr, Chinese for people, exit codes for programs.

Exit codes: 0 done, 1 the data has problems, 2 usage, 3 a file is locked, unreadable or would be
overwritten, 4 verification failed, 70 a bug, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import gc
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from ssj_xl import __version__
from ssj_xl.entry import acts, chinese

RARELY = (100_000, 50, 100)
"""After how many new objects the program looks for cycles: rows are many small objects that live to the end, and looking after
every 700 of them takes a tenth of the time."""

chinese.speak()  # before the first help option is made: click keeps its text


class _Commands(Mapping[str, click.Command]):
    """The commands by name; one is loaded when it is asked for."""

    def __getitem__(self, name: str) -> click.Command:
        from ssj_xl.entry.options import demand_characters

        command: click.Command = acts.load(acts.COMMANDS[name].command)
        chinese.usage(command)
        demand_characters(command)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(acts.COMMANDS)

    def __len__(self) -> int:
        return len(acts.COMMANDS)


class _Cli(click.Group):
    """A group whose list of commands is told from their declarations, without loading them."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with a line each."""
        del ctx
        with formatter.section("命令"):
            formatter.write_dl([(name, acts.COMMANDS[name].summary) for name in sorted(acts.COMMANDS)])


@click.group(cls=_Cli, commands=_Commands(), options_metavar=chinese.OPTIONS, subcommand_metavar=chinese.INNER,
             context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="ssj-xl %(version)s")
@click.option("--debug", is_flag=True, help="程序出错时显示完整的错误信息。")
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """双随机、一公开：在 Excel 主台账上抽取、匹配、登记、公示和报表。"""
    # Loaded for a command only: the list of commands tells of nothing that went wrong.
    from ssj_xl.entry.console import Shown

    context.with_resource(Shown(debug=debug, meta=context.meta))


def _speak_anywhere() -> None:
    """A console that cannot show a character shows ? instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(ValueError):
                stream.reconfigure(errors="replace")


def _asks_for_menu(words: Sequence[str]) -> bool:
    """Nothing but a workbook, or nothing at all on a terminal."""
    if not words:
        return sys.stdin.isatty()
    return len(words) == 1 and Path(words[0]).suffix.lower() in acts.BOOKS and words[0] not in acts.COMMANDS


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, or the menu where no command is given; always ends with SystemExit."""
    _speak_anywhere()
    if arguments is None:
        gc.set_threshold(*RARELY)
    words = list(arguments) if arguments is not None else sys.argv[1:]
    if _asks_for_menu(words):
        from ssj_xl.entry import menu
        from ssj_xl.entry.console import Shown

        with Shown(debug=False):
            menu.start(cli, words)
            raise SystemExit(0)
    cli.main(args=words, prog_name="ssj-xl")


if __name__ == "__main__":
    main()
