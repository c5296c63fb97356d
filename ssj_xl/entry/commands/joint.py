"""The commands of a joint draw: joint invite, join, add, send."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ssj_xl.domain.joint import INVITATION, REPLY
from ssj_xl.entry import console, session
from ssj_xl.entry.options import BOOK, FILE, FORCE, TASK, WHO
from ssj_xl.entry.options import day as read_day
from ssj_xl.entry.session import refuse_existing
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.workflows.joint import adding as joint_adding
from ssj_xl.workflows.joint import inviting as joint_act
from ssj_xl.workflows.joint import sharing as joint_files

OUT = click.option("-o", "--output", type=FILE, required=True, help="文件名（.xlsx）。")


@click.group("joint")
def joint() -> None:
    """联合抽查：邀请参与方、各方生成参与件、收齐参与件、分发检查任务；锁定、抽取、匹配照常，每方各有席位。

    \b
    例：ssj-xl joint invite 主台账.xlsx YZSFJ-LS-2021-003 --party GZ=公证管理处 --lock-on 2021-03-12 --due 2021-03-10 -o 邀请件.xlsx
        ssj-xl joint join 公证台账.xlsx 邀请件.xlsx -o 参与件.xlsx
        ssj-xl joint add 主台账.xlsx 参与件.xlsx
        ssj-xl joint send 主台账.xlsx YZSFJ-LS-2021-003 -o 分发件
    """


@joint.command("invite")
@BOOK
@TASK
@click.option("--party", "parties", multiple=True, metavar="编码=名称:事项", help="参与方，可多次：GZ=公证管理处:GZ-01、GZ-02；不写事项的照“事项清单”的责任处室。")
@click.option("--outside", multiple=True, metavar="编码", help="是其他机关的参与方（可多次）：席位照参数“其他机关席位”。")
@click.option("--lock-on", required=True, callback=read_day, metavar="日期", help="计划锁定的日期。")
@click.option("--due", required=True, callback=read_day, metavar="日期", help="参与件的截止日期。")
@click.option("--source", default="", help="打算用的随机源，写给参与方看；锁定时再指定。")
@click.option("--place", default="", help="抽取的地点。")
@OUT
@FORCE
@WHO
def invite(book: Path, task: str, parties: tuple[str, ...], *, outside: tuple[str, ...], lock_on: date, due: date, source: str, place: str,
           output: Path, force: bool, operator: str) -> None:
    """邀请参与方：写明各方的事项、席位、截止日期，生成邀请件；登记在“联合参与方”表。

    没有给出去的事项由牵头方自己检查，组长出自牵头方。重新邀请的，各方要照新的邀请件重新生成参与件；没有再写的参与方就此撤回。

    \b
    例：ssj-xl joint invite 主台账.xlsx YZSFJ-LS-2021-003 --party GZ=公证管理处 --lock-on 2021-03-12 --due 2021-03-10 -o 邀请件.xlsx
    """
    at = session.desk()
    refuse_existing([output], force=force, inputs=[book])
    with session.writing(book, joint_act.INVITE, at) as opened:
        terms = joint_act.Terms(parties, lock_on, due, source, place, outside)
        made = joint_act.invite(opened, task, terms, session.signed(at, opened, task, operator))
    atomic_write(output, made.data)
    console.lines([f"邀请件：{output}", f"指纹 {made.document.fingerprint}"])
    console.show_problems(made.problems)


@joint.command("join")
@click.argument("book", type=FILE, metavar="本方台账")
@click.argument("invitation", type=FILE, metavar="邀请件")
@click.option("--party", default="", metavar="编码", help="本方在邀请件里的编码；默认照本台账的处室编码、单位编码，名称也要相符。")
@click.option("--absent", multiple=True, metavar="编码或姓名", help="不参加的人员（可多次），不写原因。")
@click.option("--limit", "limits", multiple=True, metavar="编码或姓名=次数", help="某人至多派几家（可多次）；不写的与别人一样均衡。")
@click.option("--leave-out", multiple=True, metavar="编码或名称", help="不参加的对象（可多次），不写原因。")
@click.option("--signer", default="", help="签发人。")
@OUT
@FORCE
@WHO
def join(book: Path, invitation: Path, party: str, *, absent: tuple[str, ...], limits: tuple[str, ...], leave_out: tuple[str, ...], signer: str,
         output: Path, force: bool, operator: str) -> None:
    """参与方在自己的台账里生成参与件：人员、回避、对象，带指纹；打印后负责人签字盖章。台账只读。

    停用、证件到期的人员写为不参加；年内已达次数上限、在免查期的对象写为不参加。对象照邀请件写明的范围列出。

    \b
    例：ssj-xl joint join 公证台账.xlsx 邀请件.xlsx --absent GZ-03 --limit GZ-02=3 --signer 周某 -o 参与件.xlsx
    """
    refuse_existing([output], force=force, inputs=[book, invitation])
    opened = session.reading(book)
    opened.refuse_acts()
    answer = joint_act.Answer(party, absent, limits, leave_out, signer, operator)
    made = joint_act.join(opened, joint_act.read_file_of(invitation, INVITATION), answer, session.desk(operator))
    atomic_write(output, made.data)
    console.lines([f"参与件：{output}", joint_adding.describe_people(made.document), *joint_adding.describe_absent(made.document),
                   f"指纹 {made.document.fingerprint}"])
    console.show_problems(made.problems)


@joint.command("add")
@BOOK
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="参与件、文件夹...")
@click.option("--yes", is_flag=True, help="预览之后不再询问，直接写入。")
@WHO
def add(book: Path, files: tuple[Path, ...], *, yes: bool, operator: str) -> None:
    """收参与件：先逐份预览（人员、不参加的、回避、对象、指纹），确认后写入；有一处不对，一份也不收。

    各方的人员登记到“执法人员”，只参加这个任务。本台账里所在处室就是这一方的、停用的，转为这一方派出，逐人写明。
    没有收齐的点名提醒，收齐以前不能锁定；锁定以后不再收。

    \b
    例：ssj-xl joint add 主台账.xlsx 参与件-公证.xlsx 参与件-司鉴.xlsx
    """
    at = session.desk(operator)
    session.reading(book).refuse_acts()
    given = joint_act.read_files_of(files, REPLY)
    planned = joint_adding.plan_add(session.draft(book), given)
    console.lines(planned.lines)
    console.show_problems(planned.warnings)
    if not planned.replies:
        console.lines(["没有需要写入的。"])
        return
    if not (yes or click.confirm("写入吗？", default=False)):
        console.lines(["没有写入。"])
        return
    with session.writing(book, joint_adding.ADD, at) as opened:
        joint_adding.add(opened, given, at)
    console.lines(["已写入。"])


@joint.command("send")
@BOOK
@TASK
@click.option("-o", "--output", type=FILE, required=True, help="存放的文件夹（没有就新建）。")
@FORCE
def send(book: Path, task: str, output: Path, *, force: bool) -> None:
    """分发件：匹配以后，每个参与方一个文件，只有它有席位的对象，和要它填写的检查结果；填好发回，用 collect 收回。

    \b
    例：ssj-xl joint send 主台账.xlsx YZSFJ-LS-2021-003 -o 分发件
    """
    made = joint_files.distribute(session.reading(book), task)
    output.mkdir(parents=True, exist_ok=True)
    refuse_existing([output / one.name for one in made], force=force, inputs=[book])
    for one in made:
        atomic_write(output / one.name, one.data)
    console.lines([f"{output / one.name}\t{len(one.document.rows('检查组'))} 家" for one in made])
