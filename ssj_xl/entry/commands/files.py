"""The commands for what lies beside a workbook: records, restore, prune."""

from __future__ import annotations

from pathlib import Path

import click

from ssj_xl.entry import console, session
from ssj_xl.entry.console import can_ask
from ssj_xl.entry.options import BOOK, JSON, TASK, WHO
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.snapshots import snapshots
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.registers import prune as prune_act
from ssj_xl.workflows.registers import restore as restore_act
from ssj_xl.workflows.rounds.records import rebuild


@click.command("records")
@BOOK
@TASK
@JSON
def records(book: Path, task: str, as_json: bool) -> None:
    """按工作簿和密钥重新生成一个任务的公开记录、审计记录，补齐缺少的锁定公告；可以反复执行，结果一个字节也不差。

    操作中断、文件遗失或没有写成时使用。不改动工作簿；已有的锁定公告不动。

    \b
    例：ssj-xl records 主台账.xlsx YZSFJ-LS-2021-001
    """
    with session.writing(book, "补记录", session.desk(), mended=False) as opened:
        changed = rebuild(opened, task)
    if as_json:
        console.as_json({"files": [{"file": path, "written": new} for path, new in changed.items()]})
    else:
        console.lines(f"{path}：{'已按工作簿写成' if new else '与工作簿一致，没有改动'}" for path, new in changed.items())


@click.command("restore")
@BOOK
@click.option("--to", "which", default="", help="恢复到哪一份备份：序号（1 为最新）或文件名；不写时只列出。")
@click.option("--yes", is_flag=True, help="不再询问，直接恢复。")
@WHO
@JSON
def restore(book: Path, which: str, yes: bool, operator: str, as_json: bool) -> None:
    """从“备份”取回名录、计划、任务、结果和参数；不写 --to 时列出备份的时间和操作。

    现在的内容先存一份备份。操作日志、抽取记录、锁定名录、锁定人员、抽取名单和密钥不会退回；已锁定、已抽取的任务保持现状。
    不在终端前、又没有 --yes 时只预览。

    \b
    例：ssj-xl restore 主台账.xlsx
        ssj-xl restore 主台账.xlsx --to 1
    """
    if not which:
        _list(book, as_json=as_json)
    elif yes or can_ask():
        desk = session.desk(operator)
        with session.writing(book, restore_act.ACT, desk) as opened:
            _restore(opened, which, desk, yes=yes, as_json=as_json)
    else:
        _restore(session.reading(book), which, None, yes=False, as_json=as_json)


def _list(book: Path, *, as_json: bool) -> None:
    opened = session.reading(book)
    opened.refuse_acts()
    found = snapshots(Path(opened.path))
    if as_json:
        console.as_json({"snapshots": [{"number": number, "at": one.at, "before": one.reason, "file": one.path}
                                    for number, one in enumerate(found, 1)]})
        return
    console.lines(["序号\t时间\t在什么之前\t文件"] if found else ["还没有备份。"])
    console.lines(f"{number}\t{one.at:%Y-%m-%d %H:%M:%S}\t{one.reason or '未注明'}\t{one.path.name}"
               for number, one in enumerate(found, 1))


def _restore(book: Book, which: str, desk: Desk | None, *, yes: bool, as_json: bool) -> None:
    """Show what would change, ask, and carry it out.  desk: None for a preview."""
    planned = restore_act.plan_restore(book, restore_act.chosen(book, which))
    if not as_json:
        console.lines([f"备份：{planned.snapshot.path.name}", *(planned.lines or ["与现在没有不同。"]),
                    f"已锁定、已抽取的任务 {planned.staying} 项保持现状。"])
    wanted = desk is not None and bool(planned.lines) and (yes or click.confirm("恢复？", default=False, err=True))
    entry = restore_act.restore(book, planned, desk) if wanted and desk else ""
    if as_json:
        console.as_json({"snapshot": planned.snapshot.path, "changes": planned.lines, "restored": bool(entry)})
    else:
        console.lines([f"已恢复：{entry}" if entry else "没有写入。"])


@click.command("prune")
@BOOK
@click.option("--yes", is_flag=True, help="不再询问，直接删除。")
@WHO
@JSON
def prune(book: Path, yes: bool, operator: str, as_json: bool) -> None:
    """清理备份：列出超过参数“备份保留月数”的备份，确认后删除，并记入操作日志。

    备份里有个人信息，留多久由本单位规定；0 为长期保留。密钥不删。不在终端前、又没有 --yes 时只列出。

    \b
    例：ssj-xl prune 主台账.xlsx
    """
    desk = session.desk(operator)
    opened = session.reading(book)
    opened.refuse_acts()
    found = prune_act.find_outdated(opened, desk.today)
    if not as_json:
        console.lines([*(one.path.name for one in found), f"超过保留月数的备份 {len(found)} 份。"])
    entry = ""
    if found and (yes or (can_ask() and click.confirm("删除这些备份？删除后不能取回。", default=False, err=True))):
        with session.writing(book, prune_act.ACT, desk) as writing:
            entry = prune_act.prune(writing, found, desk)
    if as_json:
        console.as_json({"outdated": [one.path for one in found], "deleted": bool(entry)})
    elif found:
        console.lines([f"已删除并记入操作日志：{entry}" if entry else "没有删除。"])
