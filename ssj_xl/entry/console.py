"""What the command line prints and writes: JSON, lines, problems, progress, how an act ends, the log of bugs."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, NoReturn

import click

from ssj_xl.gateways.safe import ABSENT, NEW, OLD, UNKNOWN, Outcome, follow, refused
from ssj_xl.office.programs import is_windows
from ssj_xl.office.refusals import why_not_written
from ssj_xl.tables.problems import Problem, UserError, fold, folded
from ssj_xl.workflows.desk import Progress, silent

EXIT_BUG = 70
_TOO_EARLY = 2
SHOWN = 200


def _is_closed_pipe(error: BaseException) -> bool:
    """Whether nobody reads our output any more; Windows says so with EINVAL, of no file."""
    return isinstance(error, BrokenPipeError) or (
        is_windows() and isinstance(error, OSError) and error.errno == errno.EINVAL and error.filename is None)


def can_ask() -> bool:
    """Whether somebody sits at the terminal who can be asked."""
    return sys.stdin.isatty()


def as_json(value: Any) -> None:
    """One JSON object on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, Path):
        return str(value)
    return value.isoformat()


def problem_dict(problem: Problem) -> dict[str, str]:
    """A problem with stable keys."""
    at = problem.place
    return {"code": problem.code, "severity": problem.severity, "file": at.file, "sheet": at.sheet, "cell": at.cell,
            "text": problem.text, "remedy": problem.remedy}


def lines(rows: Iterable[str]) -> None:
    """Lines on stdout."""
    for row in rows:
        click.echo(row)


@contextlib.contextmanager
def bar(quiet: bool) -> Iterator[Progress]:
    """A progress bar on stderr, in plain ASCII; nothing where stderr is no terminal or it is not wanted."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return

    start = monotonic()

    def show(text: str, done: int = 0, total: int = 0) -> None:
        filled = int(20 * done / total) if total else 0
        meter = f"[{'#' * filled}{'-' * (20 - filled)}] {done}/{total} " if total else ""
        click.echo(f"\r\033[K{meter}{text}{time_left(monotonic() - start, done, total)}", err=True, nl=False)

    try:
        yield show
    finally:
        click.echo("\r\033[K", err=True, nl=False)


def time_left(seconds: float, done: int, total: int) -> str:
    """How long the rest takes, after so many seconds for what is done; '' where that is too early to say."""
    left = round(seconds / done * (total - done)) if done else 0
    if seconds < _TOO_EARLY or left < 1:
        return ""
    return f"（约剩 {left // 60} 分 {left % 60} 秒）" if left >= 60 else f"（约剩 {left} 秒）"


def show_problems(problems: Iterable[Problem]) -> None:
    """Problems on stderr, errors first: one line each, or one for all that are alike (`tables.problems.fold`)."""
    found = fold(sorted(problems, key=lambda p: p.severity))
    for alike in found[:SHOWN]:
        click.echo(f"{alike[0].level} {folded(alike)}", err=True)
    if len(found) > SHOWN:
        click.echo(f"……另有 {sum(map(len, found[SHOWN:]))} 项，用 --json 查看全部。", err=True)


_STATES = {OLD: "旧（没有改动）", NEW: "新（已写入）", ABSENT: "无", UNKNOWN: "不明（读不出来）"}


def show_states(outcome: Outcome) -> None:
    """What became of the files of an act that did not end well, one line each, on stderr."""
    states = outcome.states()
    if states:
        click.echo("文件现在的状态：", err=True)
    for path, state in states:
        click.echo(f"  {path}：{_STATES[state]}", err=True)


def note_json(context: click.Context, _option: click.Parameter, wanted: bool) -> bool:
    """Callback of --json: an error is then told in JSON too."""
    context.meta[_JSON] = wanted
    return wanted


_JSON = "ssj_xl.json"


def log_path() -> Path:
    """Where the log of bugs is kept, for this user."""
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "ssj_xl" / "ssj_xl.log"


def log_bug(error: BaseException, what: str = "") -> str:
    """Put a bug with its traceback into the log; returns the log's path, or why it could not be written.

    what: what was done when it showed; the command line by default.
    """
    # Only a bug pays for loading it.
    import logging
    import logging.handlers

    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(path, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
    except OSError as why:
        return f"（日志无法写入：{why_not_written(why)}）"
    logger = logging.getLogger("ssj_xl")
    logger.addHandler(handler)
    logger.error("ssj-xl %s", what or " ".join(sys.argv[1:]), exc_info=error)
    # An add-in's Python lives on between two bugs; a handler that stayed would write the second one twice.
    logger.removeHandler(handler)
    handler.close()
    return str(path)


class Shown:
    """Turns whatever ends a command into words and an exit code; `debug` lets bugs show their traceback.

    A user's error is a sentence with a remedy; a bug is said to be one, with the log that has its traceback.
    """

    def __init__(self, *, debug: bool, meta: Mapping[str, Any] | None = None) -> None:
        self.debug = debug
        self._meta = meta or {}
        self._follow = follow()

    def __enter__(self) -> None:
        self._outcome = self._follow.__enter__()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._follow.__exit__(None, None, None)
        show_problems(self._outcome.doubts)
        self._show(error)

    def _show(self, error: BaseException | None) -> None:
        if error is None or isinstance(error, SystemExit | click.exceptions.Exit):
            return
        refusal = refused(error)
        if isinstance(error, UserError) or refusal is not None:
            self._show_user_error(refusal or error)  # type: ignore[arg-type]
        if isinstance(error, click.Abort | KeyboardInterrupt):
            click.echo("已中断。" if self._outcome.changed else "已中断，没有写入。", err=True)
            show_states(self._outcome)
            raise SystemExit(130)
        if isinstance(error, click.ClickException):
            error.show()
            raise SystemExit(error.exit_code)
        if _is_closed_pipe(error):
            # Whoever read our output (head, less) has seen enough; nothing is left to be said to them.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0)
        if not self.debug:
            click.echo(f"程序错误（不是您的操作问题）：{type(error).__name__}: {error}\n详细情况已记入日志：{log_bug(error)}",
                       err=True)
            show_states(self._outcome)
            raise SystemExit(EXIT_BUG)

    def _show_user_error(self, error: UserError) -> NoReturn:
        """Everything the user can mend, what became of the files, then the exit code."""
        show_problems(error.problems)
        show_states(self._outcome)
        if self._meta.get(_JSON):
            as_json({"problems": [problem_dict(p) for p in error.problems],
                          "files": [{"file": path, "state": state} for path, state in self._outcome.states()]})
        raise SystemExit(error.exit_code)
