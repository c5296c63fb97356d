"""The commands of a division's month: report, reported, submit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ssj_xl.entry import console, session
from ssj_xl.entry.options import BOOK, FILE, FILLED_ON, FORCE, JSON, MONTH, PDF, TEMPLATE, WHO, WORDINGS, day
from ssj_xl.entry.session import refuse_existing
from ssj_xl.entry.show import describe_form
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.papers.form import Look
from ssj_xl.papers.pdf import to_pdf
from ssj_xl.tables.problems import errors
from ssj_xl.workflows.consolidation import submit as submit_act
from ssj_xl.workflows.desk.remembered import answers_path
from ssj_xl.workflows.desk.years import join_years
from ssj_xl.workflows.monthly import report as report_act
from ssj_xl.workflows.monthly import reported as reported_act
from ssj_xl.workflows.monthly.own_form import answers_as_json, for_output, own_form
from ssj_xl.workflows.monthly.report import annex_path, trace_path, write_form


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
    targets = [output, trace_path(output), annex_path(output), output.with_suffix(".pdf")]
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
    console.lines(describe_form(seen).lines())
    console.show_problems(seen.problems)
    if errors(seen.problems):
        raise SystemExit(1)


@click.command("reported")
@BOOK
@click.argument("period", metavar="月份或季度")
@click.option("--on", "on", callback=day, default=None, help="报送的日期，默认今天，写成 2021-03-19。")
@click.option("--undo", is_flag=True, help="撤销登记。")
@WHO
def reported(book: Path, period: str, on: date | None, *, undo: bool, operator: str) -> None:
    """登记一份月报表、季度落实情况已经报送；--undo 撤销。期限、首页、汇总都看这一行（“工作动态”）。

    \b
    例：ssj-xl reported 主台账.xlsx 2021-03 --on 2021-03-19
    例：ssj-xl reported 主台账.xlsx 2021Q1
    """
    at, what = session.desk(operator), reported_act.report_of(period)
    with session.writing(book, "撤销报送登记" if undo else "登记报送", at) as opened:
        told = (reported_act.Marked(reported_act.unmark_reported(opened, what, at), ()) if undo
                else reported_act.mark_reported(opened, what, on or at.today, at))
    console.show_problems(told.warnings)
    console.lines([told.text])


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

    参数“上年台账”写着上一年的台账、那里的任务本月还有检查、公示的，另生成它的一份，名称后面写“2025年台账”，两份一起报送。

    \b
    例：ssj-xl submit 主台账.xlsx --month 2021-03
    """
    made = submit_act.submit_both(session.reading(book), month, session.desk(), filled_on=filled_on)
    files = [output.with_name(f"{output.stem}-{one.whose}{output.suffix}" if one.whose else output.name) if output else book.parent / one.name for one in made]
    refuse_existing(files, force=force, inputs=[book])
    for path, one in zip(files, made, strict=True):
        atomic_write(path, one.data)
    if as_json:
        own, *earlier = ({"file": path, "rows": one.rows, "log_head": one.head, "problems": [console.problem_dict(found) for found in one.problems]}
                         for path, one in zip(files, made, strict=True))
        console.as_json({**own, "earlier": earlier})
    else:
        console.lines(line for path, one in zip(files, made, strict=True) for line in (one.sentence, f"已生成：{path}"))
