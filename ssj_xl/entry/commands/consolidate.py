"""The commands of the coordinating division: consolidate, receive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from ssj_xl.domain.merging.statements import broken
from ssj_xl.domain.period import period_of
from ssj_xl.entry import console, session
from ssj_xl.entry.options import FILE, FILLED_ON, FORCE, JSON, MONTH, NO_PROGRESS, TEMPLATE, WORDINGS
from ssj_xl.entry.session import refuse_existing
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.papers.form import kind
from ssj_xl.tables.consolidated import ROSTER_FILE
from ssj_xl.tables.problems import block
from ssj_xl.tables.settings import NATURAL_MONTH
from ssj_xl.workflows.consolidation import consolidate as consolidate_act
from ssj_xl.workflows.consolidation import roster, statements
from ssj_xl.workflows.consolidation.account import write_accounts
from ssj_xl.workflows.monthly.own_form import own_form
from ssj_xl.workflows.monthly.report import annex_path, bureau_form_path, trace_path, write_form


@click.command("consolidate")
@click.argument("paths", nargs=-1, type=FILE, metavar="文件、文件夹…")
@MONTH
@click.option("-o", "--output", type=FILE, required=True, help="汇总台账的文件名（.xlsx）；月报表和追溯存在同一文件夹。")
@click.option("--previous", type=FILE, default=None, help="上月的汇总台账，用来核对谁没有报、日志是否被截断。")
@click.option("--notices", type=FILE, default=None, help="各处室锁定时寄来的锁定声明所在的文件夹：先照 receive 登记，再逐次抽取核对。")
@click.option("--roster", "listed", type=FILE, default=None, help="应报单位的名单；默认为汇总台账旁边的“应报单位.xlsx”，没有就由程序提出一份。")
@TEMPLATE
@WORDINGS
@FILLED_ON
@FORCE
@NO_PROGRESS
@JSON
def consolidate(paths: tuple[Path, ...], month: str, output: Path, previous: Path | None, notices: Path | None, listed: Path | None,
                template: Path | None, words: Path | None, filled_on: date | None, force: bool, no_progress: bool, as_json: bool) -> None:
    """汇总各处室、各区县的报送件（也收主台账）：一本汇总台账、一份问题清单、一张月报表。

    读取的每一行都归入并入、重复或退回之一，三者之和等于读取数。有错误时仍生成汇总台账，退出码为 1。
    谁没有报送，看“应报单位.xlsx”里确认了的单位；还没有确认的，看 --previous。
    文件夹里已有这个月的月报表（另一次汇总的）时，新的在名称后加 -2，不覆盖。

    \b
    例：ssj-xl consolidate 报送 -o 汇总台账-2021-03.xlsx --month 2021-03 --previous 汇总台账-2021-02.xlsx
    """
    own = own_form(template, words)
    suffix = ".xlsx" if own.template is None else kind(own.template)
    form = bureau_form_path(output, period_of(month, NATURAL_MONTH).month, suffix, force=force)
    refuse_existing([output, form, trace_path(form), annex_path(form), form.with_suffix(".pdf")], force=force, inputs=[*paths, previous, template, words])
    desk = session.desk()
    mailed = statements.receive(notices, desk).log if notices else None
    listed = listed or output.with_name(ROSTER_FILE)
    wanted = consolidate_act.Output(own, filled_on, output.absolute().parent, mailed, roster.read_roster(listed))
    with console.bar(no_progress) as progress:
        done = consolidate_act.consolidate(paths, month=month, previous=previous, desk=replace(desk, progress=progress), output=wanted)
    atomic_write(output, done.data)
    made = [output, *write_accounts(output, done.account), *write_form(form, data=done.form, trace=done.trace, annex=done.annex)]
    lists, unwritten = roster.complete_roster(listed, done, desk)
    made += lists
    if as_json:
        console.as_json({**done.as_data(), "made": made})
    else:
        console.show_problems([*done.problems, *unwritten])
        console.lines([*done.summary(), *(f"已生成：{path}" for path in made)])
    if done.errors:
        raise SystemExit(1)


@click.command("receive")
@click.argument("folder", type=FILE, metavar="文件夹")
@JSON
def receive(folder: Path, as_json: bool) -> None:
    """登记各处室寄来的锁定声明：收到当天把文件存进一个文件夹，运行一次，收到时间记入“收件日志”。

    文件的日期可以改，所以收到时间只认收件日志：每条带上一条的指纹，末指纹由每月的汇总台账记下。登记过的不再登记。

    \b
    例：ssj-xl receive 锁定声明
    """
    taken = statements.receive(folder, session.desk())
    block(broken(taken.log, ()))
    if as_json:
        console.as_json({"new": [{"task": one.notice.draw, "attempt": one.notice.attempt, "at": one.at} for one in taken.new],
                         "entries": len(taken.log.entries), "file": taken.log.file, "others": list(taken.others)})
        return
    console.lines([*(f"新登记：任务 {one.notice.draw} 第 {one.notice.attempt} 轮（{one.at}）" for one in taken.new),
                   f"新登记 {len(taken.new)} 份，收件日志共 {len(taken.log.entries)} 条：{taken.log.file}",
                   *([f"里面没有锁定声明的文件：{'、'.join(taken.others)}"] if taken.others else [])])
