"""The commands of a month: report, submit, consolidate."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ssj_xl.domain.merging.statements import broken
from ssj_xl.domain.period import period_of
from ssj_xl.entry import console, session
from ssj_xl.entry.options import BOOK, FILE, FORCE, JSON, MONTH, PDF, day
from ssj_xl.entry.session import free, refuse_existing
from ssj_xl.entry.show import form_told
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.papers.form import Look, kind
from ssj_xl.papers.pdf import to_pdf
from ssj_xl.tables.problems import block, errors
from ssj_xl.tables.settings import NATURAL_MONTH
from ssj_xl.workflows import consolidate as consolidate_act
from ssj_xl.workflows import report as report_act
from ssj_xl.workflows import statements
from ssj_xl.workflows import submit as submit_act
from ssj_xl.workflows.joined import join_years
from ssj_xl.workflows.own_form import answers_as_json, answers_path, for_output, own_form
from ssj_xl.workflows.report import annex_path, trace_path, write_form

TEMPLATE = click.option("--template", type=FILE, default=None, help="本局自己的月报表（.xlsx 或 .docx）；默认用官方格式。")
FILLED_ON = click.option("--date", "filled_on", callback=day, default=None, help="填表时间，默认今天。")
WORDINGS = click.option("--words", type=FILE, default=None, help="本局自己的月报措辞（.json）；没有写到的用官方措辞。")


def bureau_form_path(output: Path, month: str, suffix: str, *, force: bool = False) -> Path:
    """The bureau's form beside its workbook; where that is new, a name that another consolidation's form does not have."""
    form = output.with_name(f"月报表-汇总-{month}{suffix}")
    return form if force or output.exists() else free(form, beside=trace_path)


@click.command("report")
@BOOK
@MONTH
@click.option("-o", "--output", type=FILE, default=None, help="月报表的文件名（.xlsx 或 .docx）；只看（--show）时不用写。")
@TEMPLATE
@click.option("--map", "places", multiple=True, metavar="栏目=单元格",
              help="指明一栏填在模板的哪一格，如 会议=C5；不填的写“手机=不填”。可重复；记在模板旁边，以后照此填。")
@click.option("--form", "declared", type=FILE, default=None,
              help="别的官方报表：声明栏目和内容的文件（.json），如季报表、年度统计表；与 --template 一起用。")
@click.option("--show", is_flag=True, help="只看：逐栏列出填在哪一格、填什么、哪里分不清，不写文件。")
@WORDINGS
@click.option("--also", type=FILE, default=None, help="上一年的主台账：1 月的统计期间从 12 月 21 日开始，两本合起来统计。")
@FILLED_ON
@PDF
@FORCE
@JSON
def report(book: Path, month: str, output: Path | None, template: Path | None, places: tuple[str, ...], declared: Path | None, show: bool,
           words: Path | None, also: Path | None, filled_on: date | None, pdf: bool, force: bool, as_json: bool) -> None:
    """填写官方月报表，每个数字的来源另存为“…-追溯.xlsx”。

    输出文件名以 .xlsx 结尾的是 Excel 表，以 .docx 结尾的是 Word 表；用 --template 时两者的结尾要相同。

    模板里有两格都像的，不猜：列出是哪两格，用 --map 指明；--show 先看不写。

    \b
    例：ssj-xl report 主台账.xlsx --month 2021-03 -o 月报表.xlsx --pdf
    例：ssj-xl report 主台账.xlsx --month 2021-03 --template 本局月报表.xlsx --show
    例：ssj-xl report 主台账.xlsx --month 2021-03 --template 本局月报表.xlsx --map 会议=D5 -o 月报表-2021-03.xlsx
    例：ssj-xl report 主台账.xlsx --month 2021-03 --template 本局月报表.docx -o 月报表-2021-03.docx
    例：ssj-xl report 主台账.xlsx --month 2021-03 --form 季报表.json --template 季报表.xlsx -o 季报表-2021Q1.xlsx
    例：ssj-xl report 2022/主台账.xlsx --month 2022-01 --also 2021/主台账.xlsx -o 月报表-2022-01.xlsx
    """
    desk = session.desk()
    day = filled_on or desk.today
    opened = session.reading(book) if also is None else join_years(session.reading(book), session.reading(also))
    own = own_form(template, words, places=places, declared=declared)
    if show:
        _show(report_act.preview(opened, month, template=own, desk=desk, filled_on=day))
        return
    if output is None:
        raise click.UsageError("请写明月报表的文件名（-o），或加 --show 只看不写。")
    own = for_output(own, output)
    targets = [output, trace_path(output), annex_path(output), *([output.with_suffix(".pdf")] if pdf else [])]
    refuse_existing(targets, force=force, inputs=[book, template, words, declared, also])
    done = report_act.report(opened, month, template=own, desk=desk, filled_on=day)
    made = write_form(output, data=done.data, trace=done.trace, annex=done.annex)
    if template and places:
        atomic_write(answers_path(template), answers_as_json(own.answers, done.layout, own.spec))
    if pdf:
        to_pdf(output, output.with_suffix(".pdf"))
        made.append(output.with_suffix(".pdf"))
    if as_json:
        console.as_json({"files": made, "problems": [console.problem_dict(p) for p in done.warnings]})
    else:
        console.show_problems(done.warnings)
        console.lines(f"已生成：{path}" for path in made)


def _show(seen: Look) -> None:
    """Each content with its cell, doubt marked; exit code 1 where something has to be said first."""
    console.lines(form_told(seen).lines())
    console.show_problems(seen.problems)
    if errors(seen.problems):
        raise SystemExit(1)


@click.command("submit")
@BOOK
@MONTH
@click.option("-o", "--output", type=FILE, default=None, help="报送件的文件名；默认在主台账旁边，名为 报送-单位-处室-月份.xlsx。")
@click.option("--date", "filled_on", callback=day, default=None, help="填报日期，默认今天。")
@FORCE
@JSON
def submit(book: Path, month: str, output: Path | None, filled_on: date | None, force: bool, as_json: bool) -> None:
    """生成报送件：处室、区县报给协调处的工作簿，带一页要签字盖章的封面。

    只有汇总需要的内容：没有名单密钥、代号与对象的对照、联系电话、回避和停用的事由、问题描述，等级只有各次抽取的组别计数；
    操作日志的指纹链和抽取记录照报。主台账只读，不改动。

    \b
    例：ssj-xl submit 主台账.xlsx --month 2021-03
    """
    made = submit_act.submit(session.reading(book), month, session.desk(), filled_on=filled_on)
    path = output or book.parent / made.name
    refuse_existing([path], force=force, inputs=[book])
    atomic_write(path, made.data)
    if as_json:
        console.as_json({"file": path, "rows": made.rows, "log_head": made.head,
                      "problems": [console.problem_dict(found) for found in made.problems]})
    else:
        console.lines([made.sentence, f"已生成：{path}"])


@click.command("consolidate")
@click.argument("paths", nargs=-1, type=FILE, metavar="文件、文件夹…")
@MONTH
@click.option("-o", "--output", type=FILE, required=True, help="汇总台账的文件名（.xlsx）；月报表和追溯存在同一文件夹。")
@click.option("--previous", type=FILE, default=None, help="上月的汇总台账，用来核对谁没有报、日志是否被截断。")
@click.option("--notices", type=FILE, default=None, help="各处室锁定时寄来的锁定声明所在的文件夹：先照 receive 登记，再逐次抽取核对。")
@TEMPLATE
@WORDINGS
@FILLED_ON
@FORCE
@JSON
def consolidate(paths: tuple[Path, ...], month: str, output: Path, previous: Path | None, notices: Path | None, template: Path | None,
                words: Path | None, filled_on: date | None, force: bool, as_json: bool) -> None:
    """汇总各处室、各区县的报送件（也收主台账）：一本汇总台账、一份问题清单、一张月报表。

    读取的每一行都归入并入、重复或退回之一，三者之和等于读取数。有错误时仍生成汇总台账，退出码为 1。
    文件夹里已有这个月的月报表（另一次汇总的）时，新的在名称后加 -2，不覆盖。

    \b
    例：ssj-xl consolidate 报送 -o 汇总台账-2021-03.xlsx --month 2021-03 --previous 汇总台账-2021-02.xlsx
    """
    own = own_form(template, words)
    suffix = ".xlsx" if own.template is None else kind(own.template)
    form = bureau_form_path(output, period_of(month, NATURAL_MONTH).month, suffix, force=force)
    refuse_existing([output, form, trace_path(form), annex_path(form)], force=force, inputs=[*paths, previous, template, words])
    desk = session.desk()
    mailed = statements.receive(notices, desk).log if notices else None
    wanted = consolidate_act.Output(own, filled_on, output.absolute().parent, mailed)
    done = consolidate_act.consolidate(paths, month=month, previous=previous, desk=desk, output=wanted)
    atomic_write(output, done.data)
    made = [output, *write_form(form, data=done.form, trace=done.trace, annex=done.annex)]
    if as_json:
        console.as_json({**done.as_data(), "made": made})
    else:
        console.show_problems(done.problems)
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
