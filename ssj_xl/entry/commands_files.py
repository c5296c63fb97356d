"""The commands for what lies beside a workbook: records."""

from __future__ import annotations

from pathlib import Path

import click

from ssj_xl.entry import session, show
from ssj_xl.entry.commands_draw import BOOK, JSON, TASK
from ssj_xl.workflows.records import rebuild


@click.command("records")
@BOOK
@TASK
@JSON
def records(book: Path, task: str, as_json: bool) -> None:
    """按工作簿和密钥重新生成一个任务的公开记录、审计记录；可以反复执行，结果一个字节也不差。

    操作中断、记录文件遗失或没有写成时使用。不改动工作簿。

    \b
    例：ssj-xl records 主台账.xlsx YZSFJ-LS-2021-001
    """
    with session.writing(book, "补记录", session.desk(), mended=False) as opened:
        changed = rebuild(opened, task)
    if as_json:
        show.as_json({"files": [{"file": path, "written": new} for path, new in changed.items()]})
    else:
        show.lines(f"{path}：{'已按工作簿写成' if new else '与工作簿一致，没有改动'}" for path, new in changed.items())


COMMANDS = (records,)
