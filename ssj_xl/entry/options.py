"""Arguments and options that several commands have."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ssj_xl.entry import console
from ssj_xl.tables.cells import day_of, why_no_day
from ssj_xl.tables.problems import fail

FILE = click.Path(path_type=Path)
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
