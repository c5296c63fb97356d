"""The commands of papers: publish, papers, archive."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

import click

from ssj_xl.entry import console, session
from ssj_xl.entry.options import BOOK, FILE, FORCE, JSON, NO_PROGRESS, TASK, day
from ssj_xl.entry.session import refuse_existing
from ssj_xl.entry.show import describe_dossier
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.papers.pdf import to_pdf
from ssj_xl.tables.problems import Place, Problem, fail, problem
from ssj_xl.workflows.publishing import dossier
from ssj_xl.workflows.publishing import papers as papers_act
from ssj_xl.workflows.publishing import publish as publish_act
from ssj_xl.workflows.publishing.ledger import publish_ledger


@click.command("publish")
@BOOK
@click.argument("task", metavar="任务编号", required=False)
@click.option("-o", "--output", type=FILE, required=True, help="公示页（公开台账）的文件名（.html）。")
@click.option("--ledger", is_flag=True, help="生成本年度的公开台账，不写任务编号：每个计划、锁定、抽取、作废、取消、递补、改派各一行，连到旁边的公示页。")
@FORCE
def publish(book: Path, task: str | None, output: Path, ledger: bool, force: bool) -> None:
    """生成一次抽查的公示页：一个 HTML 文件，任何人打开后可点“核验”，在自己的浏览器里重算抽取结果。

    页面不含风险等级、电话和回避事由；按等级抽取、名录里有个人或名称还不到公布的时候，名单用代号。
    抽中的名称和检查人员按参数“名单公示时点”“检查人员公示”列出，没有公布的逐条说明；到时、有新的公示结果后重新生成。
    更正、撤下和公示期满的结果，第一次不再照原样列出时记入操作日志（此外不改动主台账）。

    \b
    例：ssj-xl publish 主台账.xlsx YZSFJ-LS-2021-001 -o 公示页-YZSFJ-LS-2021-001.html
        ssj-xl publish 主台账.xlsx --ledger -o 公开台账.html
    """
    if ledger == bool(task):
        raise click.UsageError("请写一个任务编号，或用 --ledger 生成全年的公开台账。")
    refuse_existing([output], force=force, inputs=[book])
    opened, at = session.reading(book), session.desk()
    if not task:
        atomic_write(output, publish_ledger(opened, output.absolute().parent, at))
        console.lines([f"已生成：{output}"])
        return
    made = publish_act.publish(opened, task, at)
    atomic_write(output, made.page)
    sentence, above = publish_act.inferred(opened, task)
    console.show_problems([*made.warnings, *above])
    console.lines([f"已生成：{output}", *made.withheld, *([sentence] if sentence else [])])
    if publish_act.unlogged(opened, task, at.today):
        with session.writing(book, "公示", at) as kept:
            count = publish_act.log_changes(kept, task, session.signed(at, kept, task, ""))
        console.lines([f"更正、撤下、期满的结果 {count} 条已记入操作日志。"])




@click.command("archive")
@BOOK
@TASK
@click.option("-o", "--output", type=FILE, default=None, help="放在哪个文件夹；默认在主台账旁边，名为 归档-任务编号。")
@click.option("--term", type=click.Choice(dossier.TERMS), default=dossier.TERMS[1], show_default=True, help="保管期限，照本机关的保管期限表。")
def archive(book: Path, task: str, output: Path | None, term: str) -> None:
    """归档：把一次抽查的文书和记录按顺序复制到一个文件夹，带卷内目录、备考表、指纹清单；缺什么逐项说明。

    在主台账的文件夹和“输出”里找名称带任务编号的文件（扫描件也算）和文件夹；只复制，不移动。内容没有变化的再归档一次，什么也不变；
    有变化的另成一个文件夹，原来的不动。结果都已公示、问题都已办结的，登记归档日期（当天），任务状态改为“已完成”，记入操作日志。

    \b
    例：ssj-xl archive 主台账.xlsx YZSFJ-LS-2021-001
    """
    opened, at = session.reading(book), session.desk()
    closing = dossier.is_to_close(opened, task, at)
    with session.writing(book, dossier.FOLDER, at) if closing else contextlib.nullcontext(opened) as opened:
        filed = dossier.file_dossier(opened, task, term, folder=output, closer=session.signed(at, opened, task, "") if closing else None)
    console.show_problems(filed.made.warnings)
    console.lines([describe_dossier(filed)])


@click.command("papers")
@BOOK
@TASK
@click.option("-o", "--output", type=FILE, required=True, help="存放文书的文件夹；没有时新建。每个任务用一个文件夹。")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(list(papers_act.STEMS)),
              help="只生成这一种（可多次）；默认生成现在能生成的全部文书。")
@click.option("--format", "formats", multiple=True, type=click.Choice([papers_act.WORD, papers_act.EXCEL]),
              help="记录表、公示表的格式（可多次）；默认 Word，公示表另有 Excel。方案和通知书只有 Word。")
@click.option("--date", "dated", callback=day, default=None, help="文书上的日期，也是公示表的公示日；默认今天。")
@click.option("--split", is_flag=True, help="检查记录表另按对象各存一个文件。")
@click.option("--pdf", is_flag=True, help="同时生成 PDF（需要 LibreOffice）；按对象分开的文件不转。")
@click.option("--force", is_flag=True, help="覆盖已有的文件（旧文件先存入“备份”）。")
@NO_PROGRESS
@JSON
def papers(book: Path, task: str, output: Path, kinds: tuple[str, ...], formats: tuple[str, ...], dated: date | None,
           split: bool, pdf: bool, force: bool, no_progress: bool, as_json: bool) -> None:
    """生成一次抽查的文书：抽查方案、抽取结果确认单、行政检查通知书、检查记录表（一企一表）、结果公示表。

    方案随时可以生成；确认单抽取后生成，当场签字；通知书、记录表要先抽取并匹配检查人员；公示表只列公示日期已到的检查结果。

    \b
    例：ssj-xl papers 主台账.xlsx YZSFJ-LS-2021-001 -o 文书-YZSFJ-LS-2021-001
        ssj-xl papers 主台账.xlsx YZSFJ-LS-2021-001 -o 文书-YZSFJ-LS-2021-001 --kind 公示表 --date 2021-03-20 --pdf --force
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
        to_pdf(source, target)
    _tell(made, [*targets, *prints], _left_over(targets), as_json=as_json)


def _refuse_without_libreoffice() -> None:
    """U04 before anything is written."""
    from ssj_xl.office.programs import find_soffice

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
