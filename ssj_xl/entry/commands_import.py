"""The commands: import."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from ssj_xl.entry import console, session
from ssj_xl.entry.options import BOOK, FILE, FORCE, JSON, WHO, day
from ssj_xl.entry.session import refuse_existing
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.workflows import importing as import_act
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.importing_asked import Request


def can_ask() -> bool:
    """Whether somebody sits at the terminal who can be asked."""
    return sys.stdin.isatty()


@click.command("import")
@BOOK
@click.argument("table", metavar="表名")
@click.argument("file", type=FILE, metavar="文件")
@click.option("--sheet", default="", help="读哪一张工作表；默认自动辨认。")
@click.option("--set", "sets", multiple=True, help="文件里没有的内容，写成 列=值，如 对象类型=律师事务所；只用于新增的行。")
@click.option("--map", "maps", multiple=True, help="列名对照，写成 外部列=列；不读的列写 外部列=。")
@click.option("--value", "values", multiple=True, help="用语对照，写成 列:原值=新值，如 状态:存续=正常。")
@click.option("--key", default="", help="只按这一列与名录库核对，如 执业证号；默认依次按编码、证号、名称。")
@click.option("--accept", multiple=True, type=int, help="核对无误的疑似行（文件行号），可写几次。")
@click.option("--update", is_flag=True, help="同时写入“变更”的行；默认只新增。")
@click.option("--yes", is_flag=True, help="不再询问，直接写入。")
@click.option("--compare", is_flag=True, help="只核对不写入：名册和名录库的两边差异（应纳尽纳）。")
@click.option("-o", "--output", type=FILE, default=None, help="把预览或核对结果存成工作簿（.xlsx）。")
@click.option("--date", "today", callback=day, default=None, help="按这一天检查，默认今天，写成 2021-03-15。")
@WHO
@FORCE
@JSON
def import_list(book: Path, table: str, file: Path, sheet: str, sets: tuple[str, ...], maps: tuple[str, ...],
                values: tuple[str, ...], key: str, accept: tuple[int, ...], update: bool, yes: bool, compare: bool,
                output: Path | None, today: date | None, operator: str, force: bool, as_json: bool) -> None:
    """把别处的名单（xlsx、xls、csv、网页表格）导入名录库：先预览，确认后才写入。

    每一行归入新增、变更、一致、疑似、退回之一；空白不覆盖原有内容；疑似和退回的行不写入。
    不在终端前、又没有 --yes 时只预览。加 --compare 只核对，不写入。

    \b
    例：ssj-xl import 主台账.xlsx 检查对象 律所名册.xls --set 对象类型=律师事务所 --set 状态=正常
    例：ssj-xl import 主台账.xlsx 检查对象 许可名册.csv --compare -o 核对.xlsx
    """
    desk = session.desk(operator)
    asked = Request(table, file, today or desk.today, sheet, sets, maps, values, key, frozenset(accept))
    if output:
        refuse_existing([output], force=force, inputs=[book, file])
    if compare:
        _compare(book, asked, output, as_json=as_json)
    elif yes or can_ask():
        with session.writing(book, import_act.ACT, desk) as opened:
            done = _preview(opened, asked, output, update=update, as_json=as_json)
            _confirm(opened, done, desk, yes=yes, as_json=as_json)
    else:
        done = _preview(session.reading(book), asked, output, update=update, as_json=as_json)
        _finish(done, "", as_json=as_json)


def _preview(book: Book, asked: Request, output: Path | None, *, update: bool, as_json: bool) -> import_act.Preview:
    done = import_act.preview(book, asked, update=update)
    if output:
        atomic_write(output, import_act.preview_workbook(done))
    if not as_json:
        console.lines(import_act.preview_lines(done))
        console.show_problems([*done.blocking, *done.warnings])
        console.lines([f"已生成：{output}"] if output else [])
    return done


def _confirm(book: Book, done: import_act.Preview, desk: Desk, *, yes: bool, as_json: bool) -> None:
    """Ask, and write.  A session that only previews leaves the workbook as it is."""
    wanted = done.to_write > 0 and (yes or click.confirm(f"写入 {done.to_write} 行？", default=False, err=True))
    _finish(done, import_act.write(book, done, desk) if wanted else "", as_json=as_json)


def _finish(done: import_act.Preview, entry: str, *, as_json: bool) -> None:
    if as_json:
        problems = [console.problem_dict(found) for found in (*done.blocking, *done.warnings)]
        console.as_json({**import_act.preview_data(done), "written": done.to_write if entry else 0, "problems": problems})
    elif entry:
        console.lines(["", f"已写入：{entry}"])
    else:
        console.lines(["", f"没有写入（可写入 {done.to_write} 行；确认后加 --yes 写入）。" if done.to_write else "没有可写入的行。"])


def _compare(book: Path, asked: Request, output: Path | None, *, as_json: bool) -> None:
    done, found = import_act.comparison(session.reading(book), asked)
    if output:
        atomic_write(output, import_act.compared_workbook(done, found))
    if as_json:
        problems = [console.problem_dict(one) for one in done.warnings]
        console.as_json({**import_act.compared_data(done, found), "problems": problems})
        return
    console.lines(import_act.compared_lines(done, found))
    console.show_problems(done.warnings)
    console.lines([f"已生成：{output}"] if output else [])


