"""Arguments and options that several commands have."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from ssj_xl.entry import console
from ssj_xl.tables.cells import day_of, why_no_day
from ssj_xl.tables.problems import fail


class _File(click.Path):
    """The name of a file or folder; a name that is empty would be the folder in which one stands."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Raises click's error for an empty name."""
        if value == "":
            self.fail("文件名是空的。", param, ctx)
        return super().convert(value, param, ctx)


class _Text(click.types.StringParamType):
    """A text that can be written into a workbook."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Raises click's error for bytes that are no characters: a terminal or a script that writes GBK where UTF-8 is meant."""
        try:
            str(value).encode()
        except UnicodeEncodeError:
            self.fail("有读不出的字：终端或脚本的编码不是 UTF-8。", param, ctx)
        return super().convert(value, param, ctx)


def demand_characters(command: click.Command) -> None:
    """Let a command, and those in it, refuse texts that are no characters."""
    for parameter in command.params:
        if type(parameter.type) is click.types.StringParamType:
            parameter.type = _Text()
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        demand_characters(inner)


FILE = _File(path_type=Path)
BOOK = click.argument("book", type=FILE, metavar="主台账")
TASK = click.argument("task", metavar="任务编号")
JSON = click.option("--json", "as_json", is_flag=True, callback=console.note_json, help="输出 JSON。")
WHO = click.option("--operator", default="", help="操作人姓名，记入操作日志；默认取任务的“操作人”，再取系统用户名。")
MONTH = click.option("--month", required=True, help="月份，写成 2021-03。")
PDF = click.option("--pdf", is_flag=True, help="同时生成 PDF（需要 LibreOffice）。")
NO_PROGRESS = click.option("--no-progress", is_flag=True, help="不显示进度条。")
FORCE = click.option("--force", is_flag=True, help="覆盖已有的文件。")


def day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    """A date option as people write it: 2021-03-15, 2021年3月15日.  Raises UserError U02."""
    found = None if value is None else day_of(value)
    if value is not None and found is None:
        raise fail("U02", value=value, why=why_no_day(value))
    return found


TEMPLATE = click.option("--template", type=FILE, default=None, help="本局自己的月报表（.xlsx 或 .docx）；默认用官方格式。")
FILLED_ON = click.option("--date", "filled_on", callback=day, default=None, help="填表时间，默认今天。")
WORDINGS = click.option("--words", type=FILE, default=None, help="本局自己的月报措辞（.json）；没有写到的用官方措辞。")
