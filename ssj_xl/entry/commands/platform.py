"""The commands: platform export, import, compare, layout."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from ssj_xl.domain.platform.compare import STEP
from ssj_xl.domain.platform.layout import PARTS
from ssj_xl.entry import console, session, show
from ssj_xl.entry.options import BOOK, FILE, FORCE, JSON, TASK, WHO
from ssj_xl.entry.options import day as read_day
from ssj_xl.entry.session import refuse_existing
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables import registers
from ssj_xl.tables.cells import cell_text
from ssj_xl.tables.platform import STEPS
from ssj_xl.tables.problems import UserError, errors
from ssj_xl.workflows.platform import exporting as platform_act
from ssj_xl.workflows.platform import importing as taking_act
from ssj_xl.workflows.results import results

_LISTED = 50
LAYOUT = click.option("--layout", type=FILE, default=None, help="平台版式（.json）；默认用程序自带的“省平台（通用）”。")
RESULT = click.argument("file", type=FILE, metavar="平台文件")


@click.group("platform")
def platform() -> None:
    """与省监管平台往来：导出录入表、导入平台的抽取和结果、逐项核对（平台之外无抽查）。

    \b
    例：ssj-xl platform export 主台账.xlsx -o 平台导入表.xlsx
        ssj-xl platform import 主台账.xlsx YZSFJ-LS-2021-001 平台结果.xls
        ssj-xl platform compare 主台账.xlsx 平台结果.xls -o 平台核对表.xlsx
    """


@platform.command("export")
@BOOK
@click.argument("task", metavar="[任务编号]", default="")
@click.option("-o", "--output", type=FILE, required=True, help="导出的文件名（.xlsx）。")
@click.option("--what", multiple=True, type=click.Choice(list(PARTS)), help="只导出这一项（可多次）；默认为结果以外的全部。")
@LAYOUT
@FORCE
@JSON
def export(book: Path, task: str, output: Path, what: tuple[str, ...], layout: Path | None, force: bool,
           as_json: bool) -> None:
    """导出对象、人员、计划、任务，成为平台导入表的样子。给出任务编号时只导出与它有关的。

    --what 结果：抽中的名单、检查组、检查结果、处置和公示日期，供在平台上录入；另有一张“省平台录入核对单”，一家一行，打印出来逐栏打勾。

    平台要求而台账没有的，逐格提醒，文件照样生成（空着的格有底色），补填后再上传平台。

    \b
    例：ssj-xl platform export 主台账.xlsx -o 平台导入表.xlsx
        ssj-xl platform export 主台账.xlsx YZSFJ-LS-2021-001 --what 任务 -o 任务.xlsx
        ssj-xl platform export 主台账.xlsx YZSFJ-LS-2021-001 --what 结果 -o 录入平台.xlsx
    """
    refuse_existing([output], force=force, inputs=[book, layout])
    done = platform_act.export(session.reading(book), platform_act.load_layout(layout), session.desk().today,
                             task=task, what=what)
    atomic_write(output, done.data)
    if as_json:
        console.as_json({"file": output, "rows": dict(done.rows), "gaps": done.gaps,
                      "problems": [console.problem_dict(p) for p in done.problems]})
    else:
        console.show_problems(done.problems)
        console.lines([*(f"{name}：{count} 行" for name, count in done.rows), f"平台不收的格：{done.gaps} 处", f"已生成：{output}"])


@platform.command("entered")
@BOOK
@TASK
@click.option("--on", "day", required=True, callback=read_day, metavar="日期", help="结果录入平台的日期，不默认为今天，写成 2021-03-18 或 2021年3月18日。")
@click.option("--object", "objects", multiple=True, metavar="对象编码", help="只登记这些对象（可多次）；默认为全部。")
@WHO
@JSON
def entered(book: Path, task: str, day: date, objects: tuple[str, ...], operator: str, as_json: bool) -> None:
    """登记结果录入平台的日期：写到“平台录入日期”，不动公示日期；没有检查结果的、已有日期的行不改。

    \b
    例：ssj-xl platform entered 主台账.xlsx YZSFJ-LS-2021-001 --on 2021-03-18
    """
    at = session.desk()
    with session.writing(book, "登记平台录入", at) as opened:
        done = results.uploaded(opened, task, results.Which(objects), day, session.signed(at, opened, task, operator))
    if as_json:
        console.as_json({"rows": len(done.rows), "objects": done.firms, "left": dict(done.left), "number": done.number})
    else:
        console.lines(show.describe_registration("已登记平台录入日期", done).lines())


@platform.command("import")
@BOOK
@TASK
@RESULT
@LAYOUT
@click.option("--pool", type=click.IntRange(1, 100_000_000), default=None, help="抽查基数（抽取时名录库的户数），平台文件没有写明时用。")
@click.option("--update", is_flag=True, help="台账与平台不同的，以平台为准（默认保留台账的，并提醒）。")
@click.option("--yes", is_flag=True, help="不再询问，直接写入。")
@WHO
@JSON
def import_(book: Path, task: str, file: Path, layout: Path | None, pool: int | None, update: bool, yes: bool,
            operator: str, as_json: bool) -> None:
    """导入平台的抽取名单、检查组、检查结果和四个步骤的日期；先预览，确认后写入。

    没有终端、也没有 --yes 时只预览。平台抽取的一轮在“抽取记录”中写明“省监管平台”，本工具不能重算。

    \b
    例：ssj-xl platform import 主台账.xlsx YZSFJ-LS-2021-001 平台结果.xls
        ssj-xl platform import 主台账.xlsx YZSFJ-LS-2021-001 平台结果.xls --pool 140 --yes
    """
    wanted = taking_act.Wanted(task, file, platform_act.load_layout(layout), pool, update)
    planned = taking_act.plan_import(session.reading(book), wanted)
    if planned.blocked:
        raise UserError(planned.problems)
    if not as_json:
        console.lines(_preview(planned))
        console.show_problems(planned.problems)
    written = not planned.taking.is_empty and (yes or _asked(as_json))
    if written:
        at = session.desk(operator)
        with session.writing(book, "平台导入", at) as opened:
            taking_act.do_import(opened, wanted, planned, session.signed(at, opened, task, operator))
    if as_json:
        console.as_json({**_as_data(planned), "written": written})
    elif not planned.taking.is_empty:
        console.lines(["已写入。" if written else "（预览，没有写入）"])


def _asked(as_json: bool) -> bool:
    """Whether somebody at a terminal says yes."""
    if as_json or not _at_terminal():
        return False
    return click.confirm("写入主台账吗？", default=False, err=True)


def _at_terminal() -> bool:
    return sys.stdin.isatty()


@platform.command("compare")
@BOOK
@RESULT
@click.option("--task", default="", help="只核对这一个任务。")
@click.option("-o", "--output", type=FILE, default=None, help="核对表的文件名（.xlsx）。")
@LAYOUT
@FORCE
@JSON
def compare(book: Path, file: Path, task: str, output: Path | None, layout: Path | None, force: bool,
            as_json: bool) -> None:
    """核对台账与平台：平台之外的任务、只有一边有的、四个步骤的日期、名单、人员、结果的差异。只看不写。

    \b
    例：ssj-xl platform compare 主台账.xlsx 平台结果.xls -o 平台核对表.xlsx
    """
    if output:
        refuse_existing([output], force=force, inputs=[book, file, layout])
    done = taking_act.compare_with(session.reading(book), file, platform_act.load_layout(layout), task=task,
                                    today=session.desk().today)
    if output:
        atomic_write(output, done.as_workbook())
    if as_json:
        console.as_json({**done.as_data(), "problems": [console.problem_dict(p) for p in done.problems]})
        return
    console.show_problems(done.problems)
    console.lines(_comparison(done))
    console.lines([f"已生成：{output}"] if output else [])


@platform.command("layout")
@click.option("-o", "--output", type=FILE, required=True, help="版式的文件名（.json）。")
@FORCE
def layout(output: Path, force: bool) -> None:
    """取出程序自带的平台版式，照本省平台的模板改好后用 --layout 指定。

    \b
    例：ssj-xl platform layout -o 河北平台版式.json
    """
    refuse_existing([output], force=force)
    atomic_write(output, platform_act.built_in())
    console.lines([f"已生成：{output}", "请用记事本打开，逐列核对平台下载的模板；写法见手册“平台”一章。"])


def _preview(planned: taking_act.Planned) -> Iterator[str]:
    taking = planned.taking
    yield f"任务 {planned.task} {planned.name}　平台任务编号 {planned.platform.number or '（文件没有写）'}"
    yield from planned.notes
    if taking.draw:
        count = taking.draw["count"]
        yield (f"名单：新登记第 {taking.attempt} 轮（随机源：{taking.draw['source']}，抽取时间 {taking.draw['drawn_at'][:10]}，"
               f"抽查基数 {'不详' if count is None else count}），抽中 {len(taking.winners)} 家")
        yield from _some(f"  {w['rank']}\t{w['object']}\t{w['name']}\t{w['team_names'] or '（没有检查组）'}" for w in taking.winners)
    else:
        yield f"名单：与台账一致（{len(planned.platform.visits)} 家）" if planned.platform.visits else "名单：文件里没有"
    if taking.teams:
        yield f"检查组：更改 {len(taking.teams)} 个"
        yield from _some(f"  {row['object']}\t{row['name']}\t{row['team_names'] or '（空）'} → {new['team_names']}"
                         for row, new in taking.teams)
    yield f"检查结果：新增 {len(taking.added)} 条，补填或更改 {len(taking.changed)} 条"
    yield from _some(f"  {one['object']}\t{one['item']}\t{one.get('checked', '')}\t{one.get('result', '')}" for one in taking.added)
    yield from _some(f"  {row['object']}\t{row['item']}\t{_changes(row, new)}" for row, new in taking.changed)
    yield from (f"抽查任务“{registers.TASKS.header(key)}”：填写 {value}" for key, value in taking.task.items())
    yield f"已经一致的：{taking.same} 处"
    if taking.is_empty:
        yield "没有需要写入的内容。"


def _changes(row: dict[str, Any], new: dict[str, Any]) -> str:
    return "，".join(f"{registers.FINDINGS.header(key)} {cell_text(row[key]) or '（空）'} → {cell_text(value)}"
                    for key, value in new.items())


def _some(lines: Iterable[str]) -> Iterator[str]:
    """The first lines, and how many more there are."""
    every = list(lines)
    yield from every[:_LISTED]
    if len(every) > _LISTED:
        yield f"  ……另有 {len(every) - _LISTED} 行"


def _as_data(planned: taking_act.Planned) -> dict[str, Any]:
    taking = planned.taking
    return {"task": planned.task, "number": planned.platform.number, "draw": taking.draw, "winners": taking.winners,
            "teams": [{"object": row["object"], **new} for row, new in taking.teams], "added": taking.added,
            "changed": [{"object": row["object"], "item": row["item"], **new} for row, new in taking.changed],
            "dates": taking.task, "same": taking.same, "notes": planned.notes,
            "problems": [console.problem_dict(p) for p in planned.problems], "errors": len(errors(planned.problems))}


def _comparison(done: taking_act.Done) -> Iterator[str]:
    compared = done.compared
    for pair in compared.pairs:
        known = pair.known
        yield f"■ {compared.verdict(pair)}\t{known.code or '—'}\t{pair.number or '（没有平台任务编号）'}\t{known.name}"
        for key, step in STEPS.items():
            ours, theirs = (side.steps.get(key) if side else None for side in pair)
            mark = "" if ours == theirs else "\t≠" if pair.ours and pair.theirs and key in pair.theirs.has else ""
            yield f"  {step}\t台账 {ours or '—'}\t平台 {theirs or '—'}{mark}"
        yield from (f"  {one.kind}\t{one.object}\t{one.what}\t台账 {one.ours}\t平台 {one.theirs}"
                    for one in compared.of(pair) if pair.ours and pair.theirs and one.kind != STEP)
    yield done.summary
