"""The commands of a draw: preview, lock, draw, match, promote, postpone, reassign, void."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from ssj_xl.domain.draw.sources import spellings, value_spellings
from ssj_xl.entry import console, session, show
from ssj_xl.entry.options import BOOK, FILE, JSON, TASK, WHO
from ssj_xl.entry.options import day as read_day
from ssj_xl.entry.session import refuse_existing
from ssj_xl.workflows.rounds import draw as draw_act
from ssj_xl.workflows.rounds import lock as lock_act
from ssj_xl.workflows.rounds import match as match_act
from ssj_xl.workflows.rounds import notice as notice_act
from ssj_xl.workflows.rounds import preview as preview_act
from ssj_xl.workflows.rounds import substitute
from ssj_xl.workflows.rounds.lottery import Dated

DRY = click.option("--dry-run", is_flag=True, help="只试算并显示，不写入。")
WHY = click.option("--reason", required=True, help="原因，记入抽取名单、操作日志和审计记录，公示页上可见。")
LISTED = click.option("--reason", required=True, help="原因：代码表里的名称或代码，公示页上可见。")
APPROVER = click.option("--approver", required=True, help="批准人姓名。")
NOTE = click.option("--note", default="", help="具体情况，只留在抽取名单的“说明”里，不印出、不公示。")


@click.command("preview")
@BOOK
@TASK
@JSON
def preview(book: Path, task: str, as_json: bool) -> None:
    """预览一次抽查：名录、排除、各组数量和比例、可选人数。只看不写。

    \b
    例：ssj-xl preview 主台账.xlsx YZSFJ-LS-2021-001
    """
    found = preview_act.preview(session.reading(book), task, session.desk())
    if as_json:
        console.as_json(show.preview_json(found))
    else:
        console.lines(show.describe_preview(found).lines())
        console.show_problems(found.problems)


@click.command("lock")
@BOOK
@TASK
@click.option("--source", required=True, help=f"随机源，下列之一：{spellings()}。")
@click.option("--last", default="", help="最近一期：中国福彩网上最近开奖的一期和日期，如 \"2027020 2027-02-23\"；休市还没有公布的年份用，记入公告和声明。")
@click.option("--why-old", default="", help="全局检查次数（ssj-xl account）超过 35 天的，写明为什么仍按它锁定；记入操作日志。")
@click.option("--commit", "promised", multiple=True, help="多方承诺：参与方=承诺，或承诺原件文件；每方一个，至少两方。")
@click.option("--notice", "noticed", type=FILE, default=None, help="同时生成锁定公告（.xlsx）。")
@WHO
@JSON
def lock(book: Path, task: str, source: str, last: str, promised: tuple[str, ...], noticed: Path | None, operator: str,
         why_old: str, as_json: bool) -> None:
    """锁定名录、执法人员、规则和随机源；此后再产生随机数。

    \b
    例：ssj-xl lock 主台账.xlsx YZSFJ-LS-2021-001 --source ssq:2021024 --notice 锁定公告-YZSFJ-LS-2021-001.xlsx
        多方承诺再加：--commit 纪检组=3f9a… --commit 公证处=81c0…
    """
    if noticed:
        refuse_existing([noticed, notice_act.internal_copy(noticed)], force=False, inputs=[book])
    at = session.desk()
    commitments = notice_act.handed_in(promised, "commitment", task)
    with session.writing(book, "锁定", at) as opened:
        at = session.signed(at, opened, task, operator)
        done = lock_act.lock(opened, task, Dated(source, last, why_old), at, commitments=commitments)
    if noticed:
        done = replace(done, files=(*done.files, *notice_act.save(session.reading(book), task, noticed).files))
    if as_json:
        console.as_json({**done.row, "quotas": dict(done.lock.quotas), "files": list(done.files),
                      "problems": [console.problem_dict(p) for p in done.warnings]})
    else:
        console.lines([*show.describe_lock(done).lines(), *show.saved(done.files)])
        console.show_problems(done.warnings)


@click.command("draw")
@BOOK
@TASK
@click.option("--public", required=True, help=f"随机数：{value_spellings()}。")
@click.option("--nonce", "opened_by", multiple=True, help="多方承诺：参与方=随机原件，或承诺原件文件；锁定时交了承诺的各方缺一不可。")
@click.option("--proof", default="", help="drand 的签名（该轮的 signature，96 位），和数值一并存入记录，核验时用得上。")
@WHO
@JSON
def draw(book: Path, task: str, public: str, opened_by: tuple[str, ...], proof: str, operator: str, as_json: bool) -> None:
    """用锁定后产生的随机数抽取；先保存，后显示，不能重抽。

    \b
    例：ssj-xl draw 主台账.xlsx YZSFJ-LS-2021-001 --public ssq:2021024:13,15,19,22,25,27+02
    """
    at = session.desk()
    nonces = notice_act.handed_in(opened_by, "nonce", task)
    with session.writing(book, "抽取", at) as opened:
        at = session.signed(at, opened, task, operator)
        done = draw_act.draw(opened, task, draw_act.Signed(public, proof), at, nonces=nonces)
    if as_json:
        console.as_json({**done.row, "winners": list(done.winners), "result_digest": done.digest, "files": list(done.files),
                      "problems": [console.problem_dict(p) for p in done.warnings]})
    else:
        console.lines([*show.describe_draw(done).lines(), *show.saved(done.files)])
        console.show_problems(done.warnings)


@click.command("match")
@BOOK
@TASK
@WHO
@JSON
def match(book: Path, task: str, operator: str, as_json: bool) -> None:
    """为抽中的对象随机匹配检查组（不少于 2 人，含组长）。

    \b
    例：ssj-xl match 主台账.xlsx YZSFJ-LS-2021-001
    """
    at = session.desk()
    with session.writing(book, "匹配", at) as opened:
        done = match_act.match(opened, task, session.signed(at, opened, task, operator))
        names = show.Names.of(opened)
    if as_json:
        console.as_json({"teams": done.teams, "most": done.most, "files": list(done.files)})
    else:
        console.lines([*show.describe_match(done, names).lines(), *show.saved(done.files)])


@click.command("promote")
@BOOK
@TASK
@click.argument("object_", metavar="对象编码")
@LISTED
@APPROVER
@NOTE
@WHO
@DRY
def promote(book: Path, task: str, object_: str, reason: str, approver: str, note: str, operator: str,
            dry_run: bool) -> None:
    """递补：抽中的对象已不能检查时，由同组签号最小的下一家递补；其余检查组不变。

    原因只能是代码表“递补原因”里的：注销、吊销、迁出本市、与在办案件重复、不可抗力。只是对方不方便的，用 postpone（延期）。

    \b
    例：ssj-xl promote 主台账.xlsx YZSFJ-LS-2021-001 31139922MDLBAME93F --reason 注销 --approver 李某
    """
    at = session.desk()
    with session.writing(book, "递补", at, dry_run=dry_run) as opened:
        at = session.signed(at, opened, task, operator)
        done = substitute.promote(opened, task, object_, substitute.Grounds(reason, approver, note), at)
        names = show.Names.of(opened)
    console.lines(show.describe_substitution(done, names).lines())


@click.command("postpone")
@BOOK
@TASK
@click.argument("object_", metavar="对象编码")
@click.option("--until", required=True, callback=read_day, metavar="日期", help="延期到哪一天，写成 2021-04-09 或 2021年4月9日。")
@click.option("--reason", required=True, help="原因：代码表“延期原因”里的名称或代码。")
@click.option("--approver", default="", help="批准人姓名；超过任务截止日期的必须有。")
@NOTE
@WHO
@DRY
def postpone(book: Path, task: str, object_: str, until: date, reason: str, approver: str, note: str,
             operator: str, dry_run: bool) -> None:
    """延期：对方一时不能接受检查的，改日检查；仍在名单上，不由别家递补。

    \b
    例：ssj-xl postpone 主台账.xlsx YZSFJ-LS-2021-001 31139922MDLBAME93F --until 2021-04-09 --reason 被检查对象申请 --approver 李某
    """
    at = session.desk()
    with session.writing(book, "延期", at, dry_run=dry_run) as opened:
        at = session.signed(at, opened, task, operator)
        times = substitute.postpone(opened, task, substitute.Delay(object_, until),
                                      substitute.Grounds(reason, approver, note), at)
        name = show.Names.of(opened).either(object_.strip().upper())
    console.lines(show.describe_postponement(name, until, times).lines())


@click.command("reassign")
@BOOK
@TASK
@click.argument("person", metavar="人员编码")
@click.option("--object", "objects", multiple=True, help="只改派这些对象（可多次）；默认为该人员在本任务中尚未检查的全部对象。")
@LISTED
@APPROVER
@NOTE
@WHO
@DRY
def reassign(book: Path, task: str, person: str, objects: tuple[str, ...], reason: str, approver: str,
             note: str, operator: str, dry_run: bool) -> None:
    """改派：检查人员不能参加时，只补他空出的席位，其余人员不变。

    原因只能是代码表“改派原因”里的：依法回避、不在岗、工作调整；不要写健康状况。

    \b
    例：ssj-xl reassign 主台账.xlsx YZSFJ-LS-2021-001 YZSFJ-LS-05 --reason 不在岗 --approver 李某
    """
    at = session.desk()
    with session.writing(book, "改派", at, dry_run=dry_run) as opened:
        at = session.signed(at, opened, task, operator)
        done = substitute.reassign(opened, task, substitute.Leaver(person, objects),
                                   substitute.Grounds(reason, approver, note), at)
        names = show.Names.of(opened)
    console.lines(show.describe_substitution(done, names).lines())


@click.command("void")
@BOOK
@TASK
@WHY
@WHO
@DRY
def void(book: Path, task: str, reason: str, operator: str, dry_run: bool) -> None:
    """作废现行一轮（写明原因，记录保留）；之后可以重新锁定。

    \b
    例：ssj-xl void 主台账.xlsx YZSFJ-LS-2021-001 --reason 锁定后发现名录漏登
    """
    at = session.desk()
    with session.writing(book, "作废", at, dry_run=dry_run) as opened:
        seen = substitute.visited(opened, task)
        attempt, _files = substitute.void(opened, task, reason, session.signed(at, opened, task, operator))
    console.lines(show.describe_void(task, attempt, seen).lines())
