"""The numbered menu: `ssj-xl` alone, or with a workbook dropped on it, for whoever has no Excel and no liking for commands.

It asks, and then runs the very same commands; each line that it runs is shown, so that it can be learned from.
"""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from ssj_xl.build.ribbon import GROUPS
from ssj_xl.domain.draw.sources import SSQ, Known
from ssj_xl.entry import console, session
from ssj_xl.entry.acts import ACTS, BOOKS, BY_ITSELF, Act, Ask
from ssj_xl.entry.ribbon.tasks import calendar_of, public_value, source_prompt, suggested, value_prompt
from ssj_xl.gateways.snapshots import Snapshot, snapshots
from ssj_xl.office.programs import is_windows
from ssj_xl.tables import records, registers
from ssj_xl.tables.cells import day_of, why_no_day
from ssj_xl.tables.problems import UserError, problem
from ssj_xl.tables.settings import SETTING_BY_KEY
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row
from ssj_xl.workflows.registers.account import is_old
from ssj_xl.workflows.rounds import substitute

LEAVE, OTHER = "0", "t"


class BackError(Exception):
    """Somebody wants back to the menu."""


@dataclass
class Menu:
    """One sitting: the commands it runs, and the workbook it is about."""

    commands: click.Group
    book: Path | None = None

    def run(self) -> None:
        """Ask and act until somebody leaves.  End of input leaves too; Ctrl-C goes back to the menu, there it leaves."""
        click.echo("双随机、一公开\n每一步输入序号后回车；直接回车用方括号里的内容；输入 q 返回。")
        while True:
            self._list()
            try:
                answer = _ask("请输入序号")
            except (BackError, click.Abort, KeyboardInterrupt):
                answer = LEAVE
            if answer == LEAVE:
                if self.book:
                    click.echo(f"下次接着办这一本：ssj-xl {shlex.quote(str(self.book))}")
                return
            try:
                self._choose(answer)
            except (BackError, click.Abort, KeyboardInterrupt):
                click.echo("\n已返回，没有写入。")

    def _list(self) -> None:
        click.echo(f"\n主台账：{self.book or '（还没有选）'}")
        number = itertools.count(1)
        for group, acts in offered().items():
            click.echo(f"  {group}\t" + "  ".join(f"{next(number):>2} {title}" for title, _ in acts))
        click.echo(f"   {OTHER} 换一本主台账   {LEAVE} 退出")

    def _choose(self, answer: str) -> None:
        if answer.lower() == OTHER:
            self.book = _ask_book()
            return
        ordered = [act for acts in offered().values() for _, act in acts]
        if not answer.isdecimal() or not 1 <= int(answer) <= len(ordered):
            click.echo(f"没有“{answer}”这一项，请输入 1 至 {len(ordered)}。")
            return
        self._act(ordered[int(answer) - 1])

    def _act(self, act: Act) -> None:
        if act.needs_book and self.book is None:
            self.book = _ask_book()
        known = {"book": str(self.book or ""), "force": ""}
        for ask in act.asks:
            known[ask.key] = self._answer(ask, known)
            if ask.kind == "output" and _is_there(Path(known[ask.key])):
                known["force"] = "--force"
        arguments = act.arguments(known)
        if act.warning and not click.confirm(act.warning, default=False):
            raise BackError
        click.echo("—— ssj-xl " + " ".join(map(shlex.quote, arguments)))
        if self._run(arguments) and act.makes:
            self.book = Path(act.makes.format_map(known))

    def _run(self, arguments: Sequence[str]) -> bool:
        """Run a command as from the command line; whether it was done.  Its errors are shown by itself; the menu goes on."""
        try:
            self.commands.main(args=list(arguments), prog_name="ssj-xl")
        except SystemExit as ended:
            if ended.code not in (0, None):
                click.echo("—— 没有完成，原因见上。")
                return False
        return True

    def _answer(self, ask: Ask, known: dict[str, str]) -> str:
        if ask.kind == "task":
            return self._task()
        if ask.kind == "last":
            return _ask(ask.words) if not SSQ.breaks(session.now().year, self._calendar("")) else ""
        if ask.kind == "old_account":
            return _ask(ask.words) if self.book and is_old(session.reading(self.book), session.now().date()) else ""
        if ask.kind in ("source", "value"):
            return self._source(ask.kind, known["task"], known.get("last", ""))
        if ask.kind == "snapshot":
            return _pick(ask.words, [(one.path.name, one.reason) for one in self._snapshots()])
        if ask.kind == "reason":
            return _pick(ask.words, [(name, "") for name in self._reasons(ask.words)])
        if ask.kind in ("choice", "setting"):
            choices = ask.offered or SETTING_BY_KEY[ask.key].column.choices or ()
            return _pick(ask.words, [*([("", BY_ITSELF)] if ask.optional else []), *((name, "") for name in choices)])
        if ask.kind == "yes":
            return f"--{ask.key}" if click.confirm(ask.words, default=False) else ""
        default = ask.suggestion(session.now(), known)
        answer = _typed(ask, default)
        while ask.kind == "output" and _is_there(Path(answer)) and not click.confirm(f"{answer} 已经有了。覆盖吗（旧的先存入“备份”）？"):
            answer = _typed(ask, default)
        return answer

    def _snapshots(self) -> list[Snapshot]:
        found = snapshots(self.book) if self.book else []
        if not found:
            click.echo("这本台账还没有备份。")
            raise BackError
        return found

    def _reasons(self, category: str) -> tuple[str, ...]:
        if self.book is None:
            raise BackError
        return substitute.reasons(session.reading(self.book), category)

    def _task(self) -> str:
        rows = self._rows(registers.TASKS)
        if not rows:
            click.echo("“抽查任务”里还没有任务，请先在主台账里登记、保存。")
            raise BackError
        return _pick("请选择任务", [(row["code"], f"{row['name']}（{row['state'] or '筹备'}）") for row in rows])

    def _source(self, kind: str, task: str, last: str) -> str:
        """The random source before a lock, its value before a draw."""
        draws = self._rows(records.DRAWS)
        if kind == "source":
            name = next((row["name"] for row in self._rows(registers.TASKS) if row["code"] == task), "")
            now = session.now()
            calendar = self._calendar(last)
            click.echo(source_prompt(task, name, now, calendar))
            return _ask("随机源", suggested(now, draws, calendar))
        locked = [row for row in draws if row["task"] == task and not row["void_at"] and not row["drawn_at"]]
        if not locked:
            click.echo(f"任务 {task} 还没有锁定，或已经抽取。")
            raise BackError
        source = str(locked[-1]["source"])
        click.echo(value_prompt(task, source))
        answer = _ask("随机数")
        if not answer:
            raise BackError
        return public_value(answer, source)

    def _calendar(self, last: str) -> Known:
        """What the workbook knows of the lottery's calendar."""
        if self.book is None:
            raise BackError
        try:
            return calendar_of(session.now(), session.reading(self.book), last)
        except UserError as error:
            console.show_problems(error.problems)
            raise BackError from error

    def _rows(self, spec: TableSpec) -> list[Row]:
        if self.book is None:
            raise BackError
        try:
            return list(session.reading(self.book).read(spec).rows)
        except UserError as error:
            console.show_problems(error.problems)
            raise BackError from error


def offered() -> dict[str, list[tuple[str, Act]]]:
    """What the menu offers, group by group in the order of the work: title and act.

    Group and title are those of the act's button.
    """
    labels = {button.id: (group.label, button.label) for group in GROUPS for button in group.buttons}
    out: dict[str, list[tuple[str, Act]]] = {group.label: [] for group in GROUPS}
    for act in ACTS:
        if act.line:
            group, title = labels.get(act.key, act.label)
            out[group].append((title, act))
    return out


def start(commands: click.Group, arguments: Sequence[str]) -> None:
    """Show the menu, with the workbook that is named, or the only one of the folder where it is started."""
    path = Path(dropped(arguments[0])) if arguments else only_master(Path())
    Menu(commands, path if path is None or path.is_file() else _ask_book(str(path))).run()


def dropped(text: str) -> str:
    """A path as terminals and file managers hand it over: quoted, as file://, or with escaped blanks."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    if text.startswith("file://"):
        path = unquote(urlsplit(text).path)
        return path[1:] if re.match(r"/[A-Za-z]:", path) else path
    return text if is_windows() else text.replace("\\ ", " ")


def _ask_book(wrong: str = "") -> Path:
    if wrong:
        click.echo(f"找不到工作簿：{wrong}")
    while True:
        answer = _ask("请输入主台账的文件名（可以把文件拖进来）")
        path = Path(dropped(answer))
        path = only_master(path) or path
        if answer and path.is_file() and path.suffix.lower() in BOOKS:
            return path
        click.echo(f"“{answer}”不是主台账（{'、'.join(BOOKS)}），也不是只有一本主台账的文件夹；输入 q 返回。" if answer else "输入 q 返回。")


def only_master(folder: Path) -> Path | None:
    """The one 主台账 of a folder; None where there is none, or more than one."""
    found = session.masters(folder) if folder.is_dir() else []
    return found[0] if len(found) == 1 else None


def _typed(ask: Ask, default: str) -> str:
    """What is typed, until it is something where something is needed."""
    answer = _ask(ask.words, default)
    while not answer and not ask.optional:
        click.echo("这一项必须填写；输入 q 返回。")
        answer = _ask(ask.words, default)
    if ask.kind == "day" and answer:
        found = day_of(answer)
        if found is None:
            wrong = problem("U02", value=answer, why=why_no_day(answer))
            click.echo(f"{wrong.text}{wrong.remedy}输入 q 返回。")
            return _typed(ask, default)
        return found.isoformat()
    return dropped(answer) if ask.kind in ("path", "output") and answer else answer


def _is_there(path: Path) -> bool:
    """Whether something would be overwritten: a file, or what lies in a folder."""
    return path.is_file() or (path.is_dir() and any(path.iterdir()))


def _ask(words: str, default: str = "") -> str:
    answer = str(click.prompt(words, default=default, show_default=bool(default))).strip()
    if answer.lower() == "q":
        raise BackError
    return answer


def _pick(words: str, offered: Sequence[tuple[str, str]]) -> str:
    """One of several by number, or as it is written; the only one without a question."""
    if len(offered) == 1:
        click.echo(f"{words}：{' '.join(offered[0]).strip()}")
        return offered[0][0]
    for number, (code, name) in enumerate(offered, 1):
        click.echo(f"{number:>3} {code} {name}".rstrip())
    while True:
        answer = _ask(f"{words}，输入序号")
        if answer.isdecimal() and 1 <= int(answer) <= len(offered):
            return offered[int(answer) - 1][0]
        if answer in [code for code, _ in offered]:
            return answer
        click.echo(f"请输入 1 至 {len(offered)}；输入 q 返回。")
