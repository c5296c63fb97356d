"""The command: due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

import click

from ssj_xl.entry import console, session
from ssj_xl.entry.options import BOOK, FILE, FORCE, JSON, day
from ssj_xl.entry.session import refuse_existing
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.workflows import deadlines as due_act


@click.command("due")
@BOOK
@click.option("--today", callback=day, default=None, help="按这一天计算，写成 2021-03-15；默认“参数”中的查看日，没有填写的为今天。")
@click.option("--within", type=click.IntRange(0, 250), default=None,
              help="还剩几个工作日以内算“即将到期”；默认取“参数”中的到期提醒工作日（5）。")
@click.option("--all", "everything", is_flag=True, help="未到期和已完成的也列出。")
@click.option("-o", "--output", type=FILE, default=None, help="另存为可打印的期限清单（.xlsx）。")
@click.option("--notices", type=FILE, default=None, help="另生成督办通知（.docx），一个处室（单位）一份，存进这个文件夹。")
@FORCE
@JSON
def due(book: Path, today: date | None, within: int | None, everything: bool, output: Path | None, *, notices: Path | None, force: bool,
        as_json: bool) -> None:
    """期限：已逾期、今日到期、即将到期、待公布的事项，按工作日计算，注明单元格和依据。

    工作日按“节假日”表计算（含调休）；放假安排还没有公布的年份写“待公布”，不推算。

    \b
    例：ssj-xl due 主台账.xlsx --within 10 -o 期限清单.xlsx
    例：ssj-xl due 汇总台账-2021-03.xlsx --notices 督办
    """
    if output:
        refuse_existing([output], force=force, inputs=[book])
    opened = session.reading(book)
    found = due_act.due(opened, today or session.desk().today, within=within, asked=today is not None)
    made = _notices(opened, found, notices, force=force) if notices else {}
    if output:
        made[output] = due_act.workbook(found, everything=everything)
    for path, data in made.items():
        atomic_write(path, data)
    if as_json:
        console.as_json({**found.as_data(everything=everything), "files": list(made),
                      "problems": [console.problem_dict(item) for item in found.problems]})
        return
    console.show_problems(found.problems)
    console.lines(_text(found, everything=everything))
    console.lines([*(f"已生成：{path}" for path in made), *(["没有需要督办的事项。"] if notices and not made.keys() - {output} else [])])


def _notices(book: Book, found: due_act.DueList, folder: Path, *, force: bool) -> dict[Path, bytes]:
    """The notices by where they go; the folder is made."""
    made = {folder / name: data for name, data in due_act.urge(book, found).items()}
    folder.mkdir(parents=True, exist_ok=True)
    refuse_existing(list(made), force=force, inputs=[Path(book.path)])
    return made


def _text(found: due_act.DueList, *, everything: bool) -> Iterator[str]:
    """The list by state, and in each state by rule with its source."""
    yield f"{found.unit}　期限清单　{found.today}"
    listed = found.listed(everything=everything)
    for state, lines in groupby(listed, key=lambda line: line.due.state):
        yield f"\n【{state}】{found.counts[state]} 项"
        yield from _of_state(found, lines)
    if not listed:
        yield "没有已逾期、今日到期、即将到期和待公布的事项。"
    rest = [f"{state} {count} 项" for state, count in found.counts.items() if count and state not in due_act.PRESSING]
    if rest and not everything:
        yield f"\n另有{'、'.join(rest)}，加 --all 列出。"


def _of_state(found: due_act.DueList, lines: Iterable[due_act.Line]) -> Iterator[str]:
    by_rule: dict[str, list[due_act.Line]] = {}
    for line in lines:
        by_rule.setdefault(line.due.rule.key, []).append(line)
    for own in by_rule.values():
        rule = own[0].due.rule
        yield f"{rule.title}（{due_act.term_of(rule, found.settings)}；依据：{rule.source}）"
        yield from (f"  {_line(line)}" for line in own)


def _line(line: due_act.Line) -> str:
    parts = (line.due.subject, line.due.division, f"期限 {line.when}", line.rest, line.place, line.note)
    return "\t".join(part for part in parts if part)


