"""The commands: import."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from ssj_xl.domain.importing import Outcome
from ssj_xl.entry import console, session
from ssj_xl.entry.console import can_ask
from ssj_xl.entry.options import BOOK, FILE, FORCE, JSON, WHO, day
from ssj_xl.entry.session import refuse_existing
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables.problems import Problem
from ssj_xl.workflows.importing import importing as import_act
from ssj_xl.workflows.importing.asked import Request
from ssj_xl.workflows.importing.questions import Question, answered, ask_doubtful, left_open, let_pass, options
from ssj_xl.workflows.importing.shown import (
    compared_data,
    compared_lines,
    compared_workbook,
    preview_data,
    preview_lines,
    preview_workbook,
    sum_line,
)


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
@click.option("--coin", is_flag=True, help="没有编码、也没有能作编码的证号的行，按名称自编编码（以 ZB- 开头，同一名称每次相同）。")
@click.option("--update", is_flag=True, help="同时写入“变更”的行；默认只新增。")
@click.option("--yes", is_flag=True, help="不再询问，直接写入。")
@click.option("--compare", is_flag=True, help="只核对不写入：名册和名录库的两边差异（应纳尽纳）。")
@click.option("-o", "--output", type=FILE, default=None, help="把预览或核对结果存成工作簿（.xlsx）。")
@click.option("--date", "today", callback=day, default=None, help="按这一天检查，默认今天，写成 2021-03-15。")
@WHO
@FORCE
@JSON
def import_list(book: Path, table: str, file: Path, sheet: str, sets: tuple[str, ...], maps: tuple[str, ...],
                values: tuple[str, ...], key: str, accept: tuple[int, ...], coin: bool, update: bool, yes: bool, compare: bool,
                output: Path | None, today: date | None, operator: str, force: bool, as_json: bool) -> None:
    """把别处的名单（xlsx、xls、csv、网页表格）导入名录库：先预览，确认后才写入。

    每一行归入新增、变更、一致、疑似、退回之一；空白不覆盖原有内容；疑似和退回的行不写入。
    列名、用语和登记表不同，或缺必填的列时，在终端前逐项询问，各问一次；列和用语的对照写入后记在台账旁边，下一份名单不再问。
    不在终端前、又没有 --yes 时只预览，要说明的列在最后。加 --compare 只核对，不写入。

    \b
    例：ssj-xl import 主台账.xlsx 检查对象 律所名册.xls --set 对象类型=律师事务所 --set 状态=正常
    例：ssj-xl import 主台账.xlsx 检查对象 许可名册.csv --compare -o 核对.xlsx
    """
    desk = session.desk(operator)
    asked = Request(table, file, today or desk.today, sheet, sets, maps, values, key, frozenset(accept), coin)
    door = _Door(output, as_json=as_json, asking=can_ask() and not yes and not as_json)
    if output:
        refuse_existing([output], force=force, inputs=[book, file])
    if compare:
        door.compare(session.reading(book), asked)
    elif yes or can_ask():
        with session.writing(book, import_act.ACT, desk) as opened:
            done = door.preview(opened, asked, update=update)
            wanted = done.to_write > 0 and (yes or click.confirm(f"写入 {done.to_write} 行？", default=False, err=True))
            door.finish(done, import_act.write(opened, done, desk) if wanted else "")
    else:
        door.finish(door.preview(session.reading(book), asked, update=update), "")


@dataclass(frozen=True)
class _Door:
    """How an import shows itself and asks.  output: where the preview is kept; asking: whether somebody answers."""

    output: Path | None
    as_json: bool
    asking: bool

    def preview(self, book: Book, asked: Request, *, update: bool) -> import_act.Preview:
        """What would be written, after what is open was asked."""
        asked = self._answered(book, asked)
        found = import_act.classed(book, asked)
        open_ = [] if self.asking else left_open(found)
        done = import_act.preview(book, asked, update=update, found=found)
        self._show(preview_lines(done), [*done.blocking, *done.warnings, *open_])
        if self.asking and (more := self._looked_at(done, asked, update=update)):
            done = import_act.preview(book, more[0], update=more[1])
            self._show(["", sum_line(done)], done.blocking)
        self._keep(preview_workbook(done))
        return replace(done, warnings=(*done.warnings, *open_))

    def _looked_at(self, done: import_act.Preview, asked: Request, *, update: bool) -> tuple[Request, bool] | None:
        """What somebody decides who has seen the preview; None where that changes nothing."""
        changed = done.counts[Outcome.CHANGED]
        wanted = update or (changed > 0 and click.confirm(f"“变更”的 {changed} 行也写入吗？", default=False, err=True))
        question = ask_doubtful(done)
        passed = let_pass(asked, click.prompt(question, default="", show_default=False, err=True)) if question else asked
        return (passed, wanted) if (passed, wanted) != (asked, update) else None

    def compare(self, book: Book, asked: Request) -> None:
        """Show the differences of a roster."""
        done, found = import_act.comparison(book, self._answered(book, asked, comparing=True))
        self._keep(compared_workbook(done, found))
        if self.as_json:
            console.as_json({**compared_data(done, found), "problems": [console.problem_dict(one) for one in done.warnings]})
        self._show(compared_lines(done, found), done.warnings)

    def finish(self, done: import_act.Preview, entry: str) -> None:
        """Say what was written.  A session that only previews leaves the workbook as it is."""
        if self.as_json:
            problems = [console.problem_dict(found) for found in (*done.blocking, *done.warnings)]
            console.as_json({**preview_data(done), "written": done.to_write if entry else 0, "problems": problems})
        elif entry:
            console.lines(["", f"已写入：{entry}"])
        else:
            console.lines(["", f"没有写入（可写入 {done.to_write} 行；确认后加 --yes 写入）。" if done.to_write else "没有可写入的行。"])

    def _answered(self, book: Book, asked: Request, *, comparing: bool = False) -> Request:
        if not self.asking:
            return asked
        asked, given = answered(book, asked, _ask, comparing=comparing)
        if given:
            console.lines([f"（以上回答相当于 {options(given)}）", ""])
        return asked

    def _show(self, lines: Iterable[str], problems: Iterable[Problem]) -> None:
        if not self.as_json:
            console.lines(lines)
            console.show_problems(problems)

    def _keep(self, content: bytes) -> None:
        if self.output:
            atomic_write(self.output, content)
            self._show([f"已生成：{self.output}"], ())


def _ask(question: Question) -> str:
    """One question at the terminal: the number of a choice, or what is typed."""
    console.lines(["", question.words])
    if question.typed or question.columns:
        return str(click.prompt(question.typed or "列", default="", show_default=False)).strip()
    console.lines(f"{number:>3} {answer.label}" for number, answer in enumerate(question.answers, 1))
    number = click.prompt("输入序号", default=question.likely + 1, type=click.IntRange(1, len(question.answers)))
    return question.answers[number - 1].label
