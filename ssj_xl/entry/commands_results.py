"""Commands that register results: the day of a visit, 未发现问题 for many rows at once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from ssj_xl.entry import console, session, show
from ssj_xl.entry.options import BOOK, JSON, TASK, WHO
from ssj_xl.tables.registers import SIGNATURES, SIGNED
from ssj_xl.workflows import results

OBJECTS = click.option("--object", "objects", multiple=True, metavar="对象编码", help="只登记这些对象（可多次）；默认为全部。")
PERSON = click.option("--person", default="", metavar="人员编码", help="只登记这名检查人员所在检查组的对象。")
DRY = click.option("--dry-run", is_flag=True, help="只显示会做什么，不写入。")


@click.command("visited")
@BOOK
@TASK
@click.option("--on", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), metavar="日期", help="实际到场的日期，不默认为今天。")
@click.option("--signed", type=click.Choice(SIGNATURES), default=SIGNED, show_default=True, help="纸质检查记录表上被检查单位的签字。")
@OBJECTS
@PERSON
@WHO
@DRY
@JSON
def visited(book: Path, task: str, day: datetime, signed: str, objects: tuple[str, ...], person: str, *, operator: str,
            dry_run: bool, as_json: bool) -> None:
    """登记到场：一个检查组的检查日期和签字情况问一次，填到“检查结果”里还没有日期的各行；缺的行先补上。

    已有的日期不改。没有检查日期的行不是检查结果，不计入任何数字。

    \b
    例：ssj-xl visited 主台账.xlsx YZSFJ-LS-2021-001 --person YZSFJ-LS-05 --on 2021-03-15 --signed 已签
    """
    at = session.desk()
    with session.writing(book, "登记到场", at, dry_run=dry_run) as opened:
        at = session.signed(at, opened, task, operator)
        done = results.visited(opened, task, results.Which(objects, person), results.Visit(day.date(), signed), at)
    _show("已登记检查日期", done, as_json=as_json)


@click.command("passed")
@BOOK
@TASK
@OBJECTS
@PERSON
@click.option("--undo", is_flag=True, help="撤销一次批量登记：只去掉它写的，登记后改动过、已公示的不动。")
@click.option("--batch", default="", metavar="序号", help="撤销哪一次：操作日志的序号，默认为最近一次。")
@WHO
@DRY
@JSON
def passed(book: Path, task: str, objects: tuple[str, ...], person: str, *, undo: bool, batch: str, operator: str,
           dry_run: bool, as_json: bool) -> None:
    """批量登记“未发现问题”：只登记有检查日期、纸质记录已签字、还没有结果的行；--undo 撤销。

    发现问题的行先逐行填好检查结果、问题描述和后续处置，再批量登记其余的。记入操作日志，一次一条。

    \b
    例：ssj-xl passed 主台账.xlsx YZSFJ-LS-2021-001
    """
    at = session.desk()
    act = "撤销批量登记" if undo else "批量登记"
    with session.writing(book, act, at, dry_run=dry_run) as opened:
        at = session.signed(at, opened, task, operator)
        which = results.Which(objects, person)
        done = results.undo(opened, task, at, number=batch) if undo else results.passed(opened, task, which, at)
    _show("已撤销批量登记" if undo else "已登记未发现问题", done, as_json=as_json)


def _show(what: str, done: results.Registered, *, as_json: bool) -> None:
    if as_json:
        console.as_json({"rows": len(done.rows), "objects": done.firms, "left": dict(done.left), "number": done.number})
    else:
        console.lines(show.registered_told(what, done).lines())
