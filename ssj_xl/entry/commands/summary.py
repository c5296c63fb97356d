"""The commands of summaries: quarter, year, bulletin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from ssj_xl.entry import console, session
from ssj_xl.entry.options import BOOK, FILE, FORCE, JSON, MONTH, PDF, day
from ssj_xl.entry.session import refuse_existing
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.papers.pdf import to_pdf
from ssj_xl.workflows.summary import bulletin as bulletin_act
from ssj_xl.workflows.summary import quarter as quarter_act
from ssj_xl.workflows.summary import year as year_act

_DATE = click.option("--date", "made_on", callback=day, default=None, help="报告日期，默认今天，写成 2021-03-29。")
_OUTPUT = click.option("-o", "--output", type=FILE, required=True, help="输出文件名：.docx 为 Word 报告，.xlsx 为带追溯的工作簿。")


@click.command("quarter")
@BOOK
@click.option("--quarter", "text", required=True, help="季度，写成 2021Q1。")
@_OUTPUT
@_DATE
@PDF
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
@click.option("--earlier", type=FILE, multiple=True, help="以前年度的台账，合在一起统计问题发现率；可以写几次。")
@PDF
@FORCE
@JSON
def year(book: Path, number: int | None, output: Path, made_on: date | None, public: bool, earlier: tuple[Path, ...], pdf: bool, force: bool,
         as_json: bool) -> None:
    """年度情况：各类对象的抽查比例对照下限（3%），计划执行、结果公示、后续处理，按处室、按风险等级（内部）。

    \b
    例：ssj-xl year 主台账.xlsx -o 年度情况-2021.xlsx
        ssj-xl year 主台账-2022.xlsx --earlier 主台账-2021.xlsx -o 年度情况-2022.xlsx
    """
    quarter_act.refuse_kind(output.suffix)
    targets = _guarded(book, output, pdf=pdf, force=force, others=earlier)
    edition = year_act.Edition(output.suffix, public, [session.reading(path) for path in earlier])
    made = year_act.year(session.reading(book), number, made_on=made_on or session.desk().today, edition=edition)
    _deliver(made, targets, as_json=as_json)


@click.command("bulletin")
@BOOK
@MONTH
@_OUTPUT
@_DATE
@PDF
@FORCE
@JSON
def bulletin(book: Path, month: str, output: Path, made_on: date | None, pdf: bool, force: bool, as_json: bool) -> None:
    """月度通报：各处室在计划、方案、平台、变更、结果公示和后续处理、归档六项上的情况，一个处室一行，另列报送情况。

    用汇总台账生成全局的；统计期间与月报表相同。

    \b
    例：ssj-xl bulletin 汇总台账-2021-03.xlsx --month 2021-03 -o 通报-2021-03.docx
    """
    quarter_act.refuse_kind(output.suffix)
    targets = _guarded(book, output, pdf=pdf, force=force)
    made = bulletin_act.bulletin(session.reading(book), month, made_on=made_on or session.desk().today, kind=output.suffix)
    _deliver(made, targets, as_json=as_json)


def _guarded(book: Path, output: Path, *, pdf: bool, force: bool, others: Sequence[Path] = ()) -> list[Path]:
    """The files to write, none of which may replace a workbook that is read."""
    targets = [output, *([output.with_suffix(".pdf")] if pdf else [])]
    refuse_existing(targets, force=force, inputs=[book, *others])
    return targets


def _deliver(made: quarter_act.Made, targets: list[Path], *, as_json: bool) -> None:
    """Write the report, print it where that is wanted, and say what was made."""
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
