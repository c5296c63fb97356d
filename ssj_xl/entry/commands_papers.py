"""The commands of papers: report, publish, submit, consolidate, papers, quarter, year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ssj_xl.domain.period import period_of
from ssj_xl.entry import console, session
from ssj_xl.entry.commands_book import day
from ssj_xl.entry.commands_draw import BOOK, JSON, TASK
from ssj_xl.entry.session import refuse_existing
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.papers.form import kind
from ssj_xl.tables.problems import Place, Problem, fail, problem
from ssj_xl.tables.settings import NATURAL_MONTH
from ssj_xl.workflows import consolidate as consolidate_act
from ssj_xl.workflows import papers as papers_act
from ssj_xl.workflows import publish as publish_act
from ssj_xl.workflows import quarter as quarter_act
from ssj_xl.workflows import report as report_act
from ssj_xl.workflows import submit as submit_act
from ssj_xl.workflows import year as year_act
from ssj_xl.workflows.joined import join_years
from ssj_xl.workflows.report import OwnForm, read_template, read_words, template_for

MONTH = click.option("--month", required=True, help="月份，写成 2021-03。")
FORCE = click.option("--force", is_flag=True, help="覆盖已有的文件。")
WORDINGS = click.option("--words", type=click.Path(path_type=Path), default=None, help="本局自己的月报措辞（.json）；没有写到的用官方措辞。")
_FILE = click.Path(path_type=Path)


def trace_path(form: Path) -> Path:
    """Where the trace of a form is written: beside it."""
    return form.with_name(f"{form.stem}-追溯.xlsx")


@click.command("report")
@BOOK
@MONTH
@click.option("-o", "--output", type=_FILE, required=True, help="月报表的文件名（.xlsx 或 .docx）。")
@click.option("--template", type=_FILE, default=None, help="本局自己的月报表（.xlsx 或 .docx）；默认用官方格式。")
@WORDINGS
@click.option("--also", type=_FILE, default=None, help="上一年的主台账：1 月的统计期间从 12 月 21 日开始，两本合起来统计。")
@click.option("--date", "filled_on", callback=day, default=None, help="填表时间，默认今天。")
@click.option("--pdf", is_flag=True, help="同时生成 PDF（需要 LibreOffice）。")
@FORCE
@JSON
def report(book: Path, month: str, output: Path, template: Path | None, words: Path | None, also: Path | None,
           filled_on: date | None, pdf: bool, force: bool, as_json: bool) -> None:
    """填写官方月报表，每个数字的来源另存为“…-追溯.xlsx”。

    输出文件名以 .xlsx 结尾的是 Excel 表，以 .docx 结尾的是 Word 表；用 --template 时两者的结尾要相同。

    \b
    例：ssj-xl report 主台账.xlsx --month 2021-03 -o 月报表.xlsx --pdf
    例：ssj-xl report 主台账.xlsx --month 2021-03 --template 本局月报表.docx -o 月报表-2021-03.docx
    例：ssj-xl report 2022/主台账.xlsx --month 2022-01 --also 2021/主台账.xlsx -o 月报表-2022-01.xlsx
    """
    desk = session.desk()
    blank = OwnForm(template_for(output, template), read_words(words))
    targets = [output, trace_path(output), *([output.with_suffix(".pdf")] if pdf else [])]
    refuse_existing(targets, force=force, inputs=[book, template, words, also])
    opened = session.reading(book) if also is None else join_years(session.reading(book), session.reading(also))
    done = report_act.report(opened, month, template=blank, desk=desk, filled_on=filled_on or desk.today)
    atomic_write(output, done.data)
    atomic_write(trace_path(output), done.trace)
    if pdf:
        _print(output)
    if as_json:
        console.as_json({"files": targets, "problems": [console.problem_dict(p) for p in done.warnings]})
    else:
        console.show_problems(done.warnings)
        console.lines(f"已生成：{path}" for path in targets)


@click.command("publish")
@BOOK
@TASK
@click.option("-o", "--output", type=_FILE, required=True, help="公示页的文件名（.html）。")
@FORCE
def publish(book: Path, task: str, output: Path, force: bool) -> None:
    """生成一次抽查的公示页：一个 HTML 文件，任何人打开后可点“核验”，在自己的浏览器里重算抽取结果。

    页面不含风险等级、电话和回避事由；按等级抽取、名录里有个人或名称还不到公布的时候，名单用代号。
    抽中的名称和检查人员按参数“名单公示时点”“检查人员公示”列出，没有公布的逐条说明；到时、有新的公示结果后重新生成。
    更正、撤下和公示期满的结果，第一次不再照原样列出时记入操作日志（此外不改动主台账）。

    \b
    例：ssj-xl publish 主台账.xlsx YZSFJ-LS-2021-001 -o 公示页.html
    """
    refuse_existing([output], force=force, inputs=[book])
    opened, at = session.reading(book), session.desk()
    made = publish_act.publish(opened, task, at)
    atomic_write(output, made.page)
    sentence, above = publish_act.inferred(opened, task)
    console.show_problems(above)
    console.lines([f"已生成：{output}", *made.withheld, *([sentence] if sentence else [])])
    if publish_act.unlogged(opened, task, at.today):
        with session.writing(book, "公示", at) as kept:
            count = publish_act.log_changes(kept, task, session.signed(at, kept, task, ""))
        console.lines([f"更正、撤下、期满的结果 {count} 条已记入操作日志。"])


@click.command("submit")
@BOOK
@MONTH
@click.option("-o", "--output", type=_FILE, default=None, help="报送件的文件名；默认在主台账旁边，名为 报送-单位-处室-月份.xlsx。")
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
@click.argument("paths", nargs=-1, type=_FILE, metavar="文件、文件夹…")
@MONTH
@click.option("-o", "--output", type=_FILE, required=True, help="汇总台账的文件名（.xlsx）；月报表和追溯存在同一文件夹。")
@click.option("--previous", type=_FILE, default=None, help="上月的汇总台账，用来核对谁没有报、日志是否被截断。")
@click.option("--template", type=_FILE, default=None, help="本局自己的月报表（.xlsx 或 .docx）；默认用官方格式。")
@WORDINGS
@click.option("--date", "filled_on", callback=day, default=None, help="填表时间，默认今天。")
@FORCE
@JSON
def consolidate(paths: tuple[Path, ...], month: str, output: Path, previous: Path | None, template: Path | None,
                words: Path | None, filled_on: date | None, force: bool, as_json: bool) -> None:
    """汇总各处室、各区县的报送件（也收主台账）：一本汇总台账、一份问题清单、一张月报表。

    读取的每一行都归入并入、重复或退回之一，三者之和等于读取数。有错误时仍生成汇总台账，退出码为 1。

    \b
    例：ssj-xl consolidate 报送 -o 汇总台账-2021-03.xlsx --month 2021-03 --previous 汇总台账-2021-02.xlsx
    """
    blank = None if template is None else read_template(template)
    suffix = ".xlsx" if blank is None else kind(blank)
    form = output.with_name(f"月报表-汇总-{period_of(month, NATURAL_MONTH).month}{suffix}")
    refuse_existing([output, form, trace_path(form)], force=force, inputs=[*paths, previous, template, words])
    wanted = consolidate_act.Output(OwnForm(blank, read_words(words)), filled_on, output.absolute().parent)
    done = consolidate_act.consolidate(paths, month=month, previous=previous, desk=session.desk(), output=wanted)
    files = [(output, done.data), (form, done.form), (trace_path(form), done.trace)]
    for path, data in files:
        if data:
            atomic_write(path, data)
    made = [path for path, data in files if data]
    if as_json:
        console.as_json({**done.as_data(), "made": made})
    else:
        console.show_problems(done.problems)
        console.lines([*done.summary(), *(f"已生成：{path}" for path in made)])
    if done.errors:
        raise SystemExit(1)


def _print(form: Path) -> None:
    from ssj_xl.papers.pdf import to_pdf

    to_pdf(form, form.with_suffix(".pdf"))


# --- the commands: papers --------------------------------------------------------------------------------

_FOLDER = click.Path(path_type=Path)


@click.command("papers")
@BOOK
@TASK
@click.option("-o", "--output", type=_FOLDER, required=True, help="存放文书的文件夹；没有时新建。每个任务用一个文件夹。")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(list(papers_act.STEMS)),
              help="只生成这一种（可多次）；默认生成现在能生成的全部文书。")
@click.option("--format", "formats", multiple=True, type=click.Choice([papers_act.WORD, papers_act.EXCEL]),
              help="记录表、公示表的格式（可多次）；默认 Word，公示表另有 Excel。方案和通知书只有 Word。")
@click.option("--date", "dated", callback=day, default=None, help="文书上的日期，也是公示表的公示日；默认今天。")
@click.option("--split", is_flag=True, help="检查记录表另按对象各存一个文件。")
@click.option("--pdf", is_flag=True, help="同时生成 PDF（需要 LibreOffice）；按对象分开的文件不转。")
@click.option("--force", is_flag=True, help="覆盖已有的文件（旧文件先存入“备份”）。")
@click.option("--no-progress", is_flag=True, help="不显示进度条。")
@JSON
def papers(book: Path, task: str, output: Path, kinds: tuple[str, ...], formats: tuple[str, ...], dated: date | None,
           split: bool, pdf: bool, force: bool, no_progress: bool, as_json: bool) -> None:
    """生成一次抽查的文书：抽查方案、行政检查通知书、检查记录表（一企一表）、结果公示表。

    方案随时可以生成；通知书、记录表要先抽取并匹配检查人员；公示表只列公示日期已到的检查结果。

    \b
    例：ssj-xl papers 主台账.xlsx YZSFJ-LS-2021-001 -o 文书-001
        ssj-xl papers 主台账.xlsx YZSFJ-LS-2021-001 -o 文书-001 --kind 公示表 --date 2021-03-20 --pdf --force
    """
    if pdf:
        _refuse_without_libreoffice()
    wanted = papers_act.Wanted(dated or session.desk().today, kinds, formats, split)
    with console.bar(no_progress) as progress:
        made = papers_act.papers(session.reading(book), task, wanted, progress=progress)
    targets = {output.joinpath(*file.name.split("/")): file for file in made.files}
    prints = _prints(targets) if pdf else {}
    _folders(output, [path.parent for path in targets])
    refuse_existing([*targets, *prints], force=force, inputs=[book])
    for path, file in targets.items():
        atomic_write(path, file.data)
    for target, source in prints.items():
        _print_handouts(source, target)
    _tell(made, [*targets, *prints], _left_over(targets), as_json=as_json)


def _refuse_without_libreoffice() -> None:
    """U04 before anything is written."""
    from ssj_xl.papers.pdf import find_soffice

    if find_soffice() is None:
        raise fail("U04", exit_code=3)


def _prints(targets: dict[Path, papers_act.File]) -> dict[Path, Path]:
    """PDF file → the file that it is printed from: Word where there is one, whole papers only."""
    whole = sorted((path for path, file in targets.items() if not file.single), key=lambda path: path.suffix, reverse=True)
    return {path.with_suffix(".pdf"): path for path in whole}


def _folders(output: Path, folders: list[Path]) -> None:
    for folder in [output, *folders]:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise fail("F15", Place(str(folder)), exit_code=3) from None


def _print_handouts(source: Path, target: Path) -> None:
    from ssj_xl.papers.pdf import to_pdf

    to_pdf(source, target)


def _left_over(targets: dict[Path, papers_act.File]) -> list[Problem]:
    """P63: files of single objects of an earlier time, which may be of objects that were replaced."""
    found = []
    for folder in sorted({path.parent for path, file in targets.items() if file.single}):
        old = sorted(path.name for path in folder.iterdir()
                     if path.is_file() and path not in targets and not path.name.startswith("."))
        names = "、".join(old[:5]) + ("……" if len(old) > 5 else "")
        found += [problem("P63", folder=folder.name, count=len(old), names=names)] if old else []
    return found


def _tell(made: papers_act.Made, files: list[Path], more: list[Problem], *, as_json: bool) -> None:
    warnings = [*made.warnings, *more]
    if as_json:
        missing = [{"kind": kind, **console.problem_dict(why)} for kind, why in made.missing]
        console.as_json({"files": files, "missing": missing, "problems": [console.problem_dict(p) for p in warnings]})
        return
    console.show_problems(warnings)
    console.lines(f"已生成：{path}" for path in files)
    console.lines(f"没有生成：{papers_act.STEMS[kind]}。{why.text}{why.remedy}" for kind, why in made.missing)


# --- the commands: quarter, year -------------------------------------------------------------------------

_DATE = click.option("--date", "made_on", callback=day, default=None, help="报告日期，默认今天，写成 2021-03-29。")
_PDF = click.option("--pdf", is_flag=True, help="同时生成 PDF（需要 LibreOffice）。")
_OUTPUT = click.option("-o", "--output", type=_FILE, required=True, help="输出文件名：.docx 为 Word 报告，.xlsx 为带追溯的工作簿。")


@click.command("quarter")
@BOOK
@click.option("--quarter", "text", required=True, help="季度，写成 2021Q1。")
@_OUTPUT
@_DATE
@_PDF
@FORCE
@JSON
def quarter(book: Path, text: str, output: Path, made_on: date | None, pdf: bool, force: bool, as_json: bool) -> None:
    """季度落实情况：计划、方案、平台、变更、结果公示和后续处理、归档六项，有文字、数字、表和图。

    台账可以是处室的主台账，也可以是 consolidate 生成的汇总台账（另列各处室、各区县）。统计期间是自然季度。

    \b
    例：ssj-xl quarter 主台账.xlsx --quarter 2021Q1 -o 落实情况-2021Q1.docx
    """
    quarter_act.refuse_kind(output.suffix)
    targets = _guarded(book, output, pdf=pdf, force=force)
    made = quarter_act.quarter(session.reading(book), text, made_on=made_on or session.desk().today, kind=output.suffix)
    _deliver(made, targets, as_json=as_json)


@click.command("year")
@BOOK
@click.option("--year", "number", type=click.IntRange(2000, 2100), default=None, help="年度；默认取“参数”中的年度。")
@_OUTPUT
@_DATE
@click.option("--public", is_flag=True, help="对外公开的版本：不含风险等级、信用信息、对象名单和来源。")
@_PDF
@FORCE
@JSON
def year(book: Path, number: int | None, output: Path, made_on: date | None, public: bool, pdf: bool, force: bool,
         as_json: bool) -> None:
    """年度情况：各类对象的抽查比例对照下限（3%），计划执行、结果公示、后续处理，按处室、按风险等级（内部）。

    \b
    例：ssj-xl year 主台账.xlsx -o 年度情况-2021.xlsx
    """
    quarter_act.refuse_kind(output.suffix)
    targets = _guarded(book, output, pdf=pdf, force=force)
    made = year_act.year(session.reading(book), number, made_on=made_on or session.desk().today, kind=output.suffix,
                         public=public)
    _deliver(made, targets, as_json=as_json)


def _guarded(book: Path, output: Path, *, pdf: bool, force: bool) -> list[Path]:
    """The files to write, none of which may replace the workbook that is read."""
    targets = [output, *([output.with_suffix(".pdf")] if pdf else [])]
    refuse_existing(targets, force=force, inputs=[book])
    return targets


def _deliver(made: quarter_act.Made, targets: list[Path], *, as_json: bool) -> None:
    """Write the report, print it where that is wanted, and say what was made."""
    from ssj_xl.papers.pdf import to_pdf

    atomic_write(targets[0], made.data)
    for printed in targets[1:]:
        to_pdf(targets[0], printed)
    if as_json:
        console.as_json({"files": targets, **quarter_act.as_data(made),
                      "problems": [console.problem_dict(found) for found in made.warnings]})
        return
    console.show_problems(made.warnings)
    for section in made.summary.sections:
        console.lines([f"{section.title}：", *(f"  {text}" for text in section.sentences)])
    console.lines(f"已生成：{path}" for path in targets)
