"""Commands that register results: the day of a visit, 未发现问题 and 公示日期 for many rows at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ssj_xl.entry import console, session, show
from ssj_xl.entry.options import BOOK, FILE, FORCE, JSON, TASK, WHO
from ssj_xl.entry.options import day as read_day
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables.registers import SIGNATURES, SIGNED
from ssj_xl.workflows.desk.given import read_files
from ssj_xl.workflows.results import collect as collect_act
from ssj_xl.workflows.results import results
from ssj_xl.workflows.results import sheets as sheets_act

OBJECTS = click.option("--object", "objects", multiple=True, metavar="对象编码", help="只登记这些对象（可多次）；默认为全部。")
PERSON = click.option("--person", default="", metavar="人员", help="只登记这名检查人员所在检查组的对象：人员编码或姓名。")
DRY = click.option("--dry-run", is_flag=True, help="只显示会做什么，不写入。")


@click.command("visited")
@BOOK
@TASK
@click.option("--on", "day", required=True, callback=read_day, metavar="日期", help="实际到场的日期，不默认为今天，写成 2021-03-15 或 2021年3月15日。")
@click.option("--signed", type=click.Choice(SIGNATURES), default=SIGNED, show_default=True, help="纸质检查记录表上被检查单位的签字。")
@OBJECTS
@PERSON
@WHO
@DRY
@JSON
def visited(book: Path, task: str, day: date, signed: str, objects: tuple[str, ...], person: str, *, operator: str,
            dry_run: bool, as_json: bool) -> None:
    """登记到场：一个检查组的检查日期和签字情况问一次，填到“检查结果”里还没有日期的各行；缺的行先补上。

    已有的日期不改。没有检查日期的行不是检查结果，不计入任何数字。

    \b
    例：ssj-xl visited 主台账.xlsx YZSFJ-LS-2021-001 --person YZSFJ-LS-05 --on 2021-03-15 --signed 已签
    """
    at = session.desk()
    with session.writing(book, "登记到场", at, dry_run=dry_run) as opened:
        at = session.signed(at, opened, task, operator)
        done = results.visited(opened, task, results.Which(objects, person), results.Visit(day, signed), at)
    _show("已登记检查日期", done, as_json=as_json)


@click.command("passed")
@BOOK
@TASK
@OBJECTS
@PERSON
@click.option("--undo", is_flag=True, help="撤销一次批量登记或登记到场：只去掉它写的，登记后改动过、已公示的不动。")
@click.option("--batch", default="", metavar="序号", help="撤销哪一次：操作日志的序号，默认为最近一次。")
@click.option("--yes", is_flag=True, help="不列出单位询问，直接登记。")
@WHO
@DRY
@JSON
def passed(book: Path, task: str, objects: tuple[str, ...], person: str, *, undo: bool, batch: str, yes: bool,
           operator: str, dry_run: bool, as_json: bool) -> None:
    """批量登记“未发现问题”：只登记有检查日期、纸质记录已签字、还没有结果的行；--undo 撤销。

    发现问题的行先逐行填好检查结果、问题描述和后续处置，再批量登记其余的。先列出登记哪几家、各几行，确认后才写入；记入操作日志，一次一条。

    \b
    例：ssj-xl passed 主台账.xlsx YZSFJ-LS-2021-001
    """
    at = session.desk()
    act = "撤销批量登记" if undo else "批量登记"
    which = results.Which(objects, person)
    session.reading(book).refuse_acts()
    if not (undo or yes or dry_run or as_json):
        console.lines(show.describe_findings(results.plan_passed(session.draft(book), task, which)).lines())
        if not click.confirm("登记吗？", default=False):
            console.lines(["没有写入。"])
            return
    with session.writing(book, act, at, dry_run=dry_run) as opened:
        at = session.signed(at, opened, task, operator)
        done = results.undo(opened, task, at, number=batch) if undo else results.passed(opened, task, which, at)
    _show(f"已撤销{done.act}" if undo else "已登记未发现问题", done, as_json=as_json)


@click.command("published")
@BOOK
@TASK
@click.option("--on", "day", callback=read_day, metavar="日期", help="公示的日期，不默认为今天，不晚于今天，写成 2021-03-20 或 2021年3月20日。")
@OBJECTS
@PERSON
@click.option("--undo", is_flag=True, help="撤销一次登记：只去掉它写的，登记后改动过、有异议或已下线的不动。")
@click.option("--batch", default="", metavar="序号", help="撤销哪一次：操作日志的序号，默认为最近一次。")
@WHO
@DRY
@JSON
def published(book: Path, task: str, day: date | None, objects: tuple[str, ...], person: str, *, undo: bool, batch: str, operator: str,
              dry_run: bool, as_json: bool) -> None:
    """登记公示日期：一个任务里有结果、有签字情况、还没有公示日期的行，一次填好；--undo 撤销。

    还没有结果的、已有公示日期的不动。记入操作日志，一次一条；登记以后再生成公示页、结果公示表。

    \b
    例：ssj-xl published 主台账.xlsx YZSFJ-LS-2021-001 --on 2021-03-20
    """
    if undo == bool(day):
        raise click.UsageError("请用 --on 写明公示的日期，或用 --undo 撤销。")
    at = session.desk()
    with session.writing(book, f"撤销{results.PUBLICATION}" if undo else results.PUBLICATION, at, dry_run=dry_run) as opened:
        at = session.signed(at, opened, task, operator)
        done = (results.published(opened, task, results.Which(objects, person), day, at) if day
                else results.undo(opened, task, at, acts=(results.PUBLICATION,), number=batch))
    _show("已撤销公示日期" if undo else "已登记公示日期", done, as_json=as_json)


@click.command("sheets")
@BOOK
@TASK
@click.option("-o", "--output", type=FILE, required=True, help="存放的文件夹（没有就新建）。")
@FORCE
@WHO
def sheets(book: Path, task: str, output: Path, *, force: bool, operator: str) -> None:
    """填写页：每个检查组一个网页文件，手机断网也能填，填完给回一个文件，用 collect 收回。

    页里有地址和电话，是内部资料。重新生成不影响已经发出的（改派过的组除外）。

    \b
    例：ssj-xl sheets 主台账.xlsx YZSFJ-LS-2021-001 -o 填写页
    """
    at = session.desk()
    with session.writing(book, "生成填写页", at) as opened:
        made = sheets_act.sheets(opened, task, session.signed(at, opened, task, operator))
        output.mkdir(parents=True, exist_ok=True)
        session.refuse_existing([output / one.name for one in made], force=force, inputs=[book])
        opened.commit()
    for one in made:
        atomic_write(output / one.name, one.data)
    console.lines([f"{output / one.name}\t{one.firms} 家" for one in made])


@click.command("collect")
@BOOK
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="文件、文件夹...")
@click.option("--yes", is_flag=True, help="预览之后不再询问，直接写入。")
@WHO
def collect(book: Path, files: tuple[Path, ...], *, yes: bool, operator: str) -> None:
    """收回返回件、在电脑上填好的检查记录表：先逐行预览（新登记、更新、相同、不收），确认后写入“检查结果”。

    同一份收两次，第二次什么也不变；后来的一份更新前一份；别的轮次、别的单位、改过编码的不收。台账里有人填过的、已公示的不覆盖。
    文件夹里的返回件、记录表全收，连同下一级文件夹。检查记录表用“文书”生成的 Word、Excel 版填写；另存成 .doc、.xls、.wps、.et、.odt、.ods 的，除 .xls、.et 外要装有 LibreOffice。

    \b
    例：ssj-xl collect 主台账.xlsx 返回件-YZSFJ-LS-2021-001-YZSFJ-LS-05-YZSFJ-LS-02.json --yes
        ssj-xl collect 主台账.xlsx 文书-YZSFJ-LS-2021-001/检查记录表.docx
    """
    at = session.desk(operator)
    session.reading(book).refuse_acts()
    given = read_files(files)
    seen = collect_act.plan_collect(session.draft(book), given, at)
    console.lines(collect_act.printed(seen))
    console.show_problems([one for one in seen.problems if seen.is_to_write or one.severity != "error"])
    collect_act.refuse_nothing(seen)
    if not seen.is_to_write or not (yes or click.confirm("写入吗？", default=False)):
        console.lines(["没有写入。"])
        return
    with session.writing(book, "收回返回件", at) as opened:
        collect_act.collect(opened, given, seen, at)
    console.lines(["已写入。"])


def _show(what: str, done: results.Registered, *, as_json: bool) -> None:
    if as_json:
        console.as_json({"rows": len(done.rows), "objects": done.firms, "left": dict(done.left), "number": done.number})
    else:
        console.lines(show.describe_registration(what, done).lines())
