"""The commands of trust: commit, notice, receipt, verify."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ssj_xl.domain.record import as_json as record_json
from ssj_xl.domain.verifying import (
    ALONE,
    ANCHORED,
    BEFORE,
    BROKEN,
    BY_PLATFORM,
    CODED,
    COMPUTED,
    HOLDS,
    NO_NOTICE,
    NOT_DRAWN,
    OPEN,
    SHOWN,
    Answers,
    Notice,
    leaves_open,
)
from ssj_xl.entry import console, session
from ssj_xl.entry.options import BOOK, FILE, FORCE, JSON, PDF, TASK
from ssj_xl.entry.session import refuse_existing
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.papers.pdf import to_pdf
from ssj_xl.tables.problems import Place, fail
from ssj_xl.workflows.rounds import notice as notice_act
from ssj_xl.workflows.verifying.evidence_files import read_notice
from ssj_xl.workflows.verifying.stamp import Stamp
from ssj_xl.workflows.verifying.together import Checked
from ssj_xl.workflows.verifying.verify import answers
from ssj_xl.workflows.verifying.verify import verify as verify_act

ATTEMPT = click.option("--attempt", type=click.IntRange(1, 999), default=None, help="轮次；默认最后一轮。")
EXIT = {HOLDS: 0, BROKEN: 4, OPEN: 5}


@click.command("commit")
@TASK
@click.option("--party", required=True, help="参与方名称，如 纪检组。")
@click.option("-o", "--output", type=FILE, default=None, help="承诺原件的文件名；默认“承诺原件-任务编号-参与方.json”。")
@FORCE
@JSON
def commit(task: str, party: str, output: Path | None, force: bool, as_json: bool) -> None:
    """多方承诺：为一个参与方生成随机原件（密封保存）和承诺（锁定前交出）。

    由参与方在自己的电脑上执行。原件在随机数产生之前不能让任何人看到；不能在抽取时交出的，本轮作废。

    \b
    例：ssj-xl commit YZSFJ-LS-2021-001 --party 纪检组
    """
    sealed = notice_act.seal(task, party, session.desk())
    path = output or Path(f"承诺原件-{sealed['draw']}-{sealed['party']}.json")
    refuse_existing([path], force=force)
    atomic_write(path, record_json(sealed))
    if as_json:
        console.as_json({"draw": sealed["draw"], "party": sealed["party"], "commitment": sealed["commitment"], "file": path})
    else:
        console.lines([f"{sealed['party']}={sealed['commitment']}", f"上面一行是承诺，请在锁定前交给操作人（--commit）；随机原件已存入 {path}，请密封保存，抽取时再交出。"])


@click.command("notice")
@BOOK
@TASK
@ATTEMPT
@click.option("-o", "--output", type=FILE, required=True, help="锁定公告的文件名（.xlsx；写成 .json 时只存数据）。")
@PDF
@FORCE
def notice(book: Path, task: str, attempt: int | None, output: Path, pdf: bool, force: bool) -> None:
    """生成锁定公告：一页 A4，签字张贴，锁定的各项指纹和随机源一目了然，附二维码。

    \b
    例：ssj-xl notice 主台账.xlsx YZSFJ-LS-2021-001 -o 锁定公告-YZSFJ-LS-2021-001.xlsx --pdf
    """
    refuse_existing([output, notice_act.internal_copy(output), *([output.with_suffix(".pdf")] if pdf else [])], force=force, inputs=[book])
    made = notice_act.save(session.reading(book), task, output, attempt=attempt or 0)
    if pdf:
        to_pdf(output, output.with_suffix(".pdf"))
    drawn, inside = made.notice.row["drawn_at"], made.files[1:]
    console.lines([f"已生成：{output}", *(f"已生成内部联：{file}（写明各级的中签机会，不得公布）" for file in inside),
                   f"这一轮已于 {drawn} 抽取：这是补打的一张，不能代替随机数产生之前签字的那一张。" if drawn else
                   "请打印，由操作人、监督人、见证人在随机数产生之前签字并张贴。"])


@click.command("receipt")
@BOOK
@TASK
@click.argument("object_", metavar="对象编码", default="")
@click.option("--all", "everybody", is_flag=True, help="名录里每家各一份，放进 -o 的文件夹，一家一页（参数“回执发放”为“随通知书”时）。")
@ATTEMPT
@click.option("-o", "--output", type=FILE, required=True, help="回执的文件名（.json）；文字说明存为同名 .txt。--all 时是文件夹。")
@FORCE
@JSON
def receipt(book: Path, task: str, object_: str, attempt: int | None, output: Path, force: bool, as_json: bool, everybody: bool) -> None:
    """给一家单位的名录回执：凭它可以证明自己那一条在锁定的名录里，没有被替换。

    \b
    例：ssj-xl receipt 主台账.xlsx YZSFJ-LS-2021-001 31139922MDLBAME93F -o 回执.json
        ssj-xl receipt 主台账.xlsx YZSFJ-GZ-2021-001 --all -o 名录回执
    """
    if everybody == bool(object_):
        raise click.UsageError("请写一家的对象编码，或加 --all，两样只要一样。")
    if everybody:
        return _receipts_of_all(notice_act.receipts_of_all(session.reading(book), task, attempt=attempt or 0), output, force=force, as_json=as_json)
    made = notice_act.receipt(session.reading(book), task, object_, attempt=attempt or 0)
    written = _write_receipt(made, output, force=force, book=book)
    if as_json:
        console.as_json({**made.receipt, "files": written})
    else:
        console.lines([notice_act.sheets(made)[1][1].decode().rstrip("\n"), "", f"已生成：{'、'.join(map(str, written))}"])
    return None


def _write_receipt(made: notice_act.Receipt, output: Path, *, force: bool, book: Path) -> list[Path]:
    """The receipt as data, and beside it as a page to read."""
    sheets = [(output if suffix == ".json" else output.with_suffix(suffix), data) for suffix, data in notice_act.sheets(made)]
    refuse_existing([path for path, _ in sheets], force=force, inputs=[book])
    for path, data in sheets:
        atomic_write(path, data)
    return [path for path, _ in sheets]


def _receipts_of_all(found: Sequence[notice_act.Receipt], folder: Path, *, force: bool, as_json: bool) -> None:
    """A page an object, each a file of its own: nobody is handed the others'."""
    sheets = [(folder / f"{name}{suffix}", data) for name, one in notice_act.named(found) for suffix, data in notice_act.sheets(one)]
    folder.mkdir(parents=True, exist_ok=True)
    refuse_existing([path for path, _ in sheets], force=force)
    for path, data in sheets:
        atomic_write(path, data)
    if as_json:
        console.as_json({"count": len(found), "files": [path for path, _ in sheets]})
    else:
        console.lines([f"已生成：{folder} 里 {len(found)} 家的名录回执，一家一页（.txt 给人看，.json 供核验）。", "一家的只交这一家，不要把整个文件夹发出去。"])


@click.command("verify")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="文件…")
@click.option("--task", default="", help="只核验这个任务。")
@click.option("--audit", multiple=True, type=FILE, help="审计记录，与其他文件一起核验（也可直接列在文件里）。")
@click.option("--notice", "noticed", default="", help="锁定公告：二维码扫出的整行文字，或含有它的文件（如 notice 生成的 .json）。")
@click.option("--notice-root", default="", help="锁定公告上的名录指纹（64 位，可带空格）。")
@click.option("--notice-log", default="", help="锁定公告上的日志指纹（64 位，可带空格）。")
@click.option("--stamp", type=FILE, default=None, help="盖在锁定声明上的时间戳（RFC 3161 机构的回复，.tsr）；与 --notice、--tsa-cert 一起用，不联网。")
@click.option("--tsa-cert", "certificates", type=FILE, default=None, help="时间戳机构的证书（PEM，连同上级证书）。")
@click.option("--require-anchor", is_flag=True, help="“名录是不是先锁定的”也计入结论：没有锁定公告可比的，结论是无从核验。")
@JSON
def verify(files: tuple[Path, ...], as_json: bool, **options: Any) -> None:
    """核验：从名录起重新计算，结论是符合（退出码 0）、不符合（4）或无从核验（5）；说明什么已证明、什么不符合、缺什么。

    文件可以是主台账、公开记录、审计记录、公示页面、名录回执、锁定公告，可以同时给几个，互相核对；
    发出去的名单（抽取结果确认单、自己排的 Word 或 Excel 名单）与它们放在一起，逐格比对。

    \b
    例：ssj-xl verify 公开记录-YZSFJ-LS-2021-001-1.json --notice-root "b7802cf6 067bab1e …"
        ssj-xl verify 主台账.xlsx --audit 审计记录-YZSFJ-LS-2021-001-1.json
    """
    notice = _notice(options["noticed"], options["notice_root"], options["notice_log"])
    found = verify_act([*files, *options["audit"]], notice=notice, task=options["task"].strip().upper(), stamp=_stamp(options))
    answered = answers(found)
    verdict = answered.verdict(anchor=options["require_anchor"])
    if as_json:
        console.as_json({"verdict": verdict, "answers": answered._asdict(), "holds": all(one.report.holds for one in found),
                         "checked": [_as_data(one) for one in found]})
    else:
        console.lines([*_words(found), *_answers(answered, found), f"结论：{verdict}。{_meaning(verdict, found, answered)}"])
    if EXIT[verdict]:
        raise SystemExit(EXIT[verdict])


def _stamp(options: Mapping[str, Any]) -> Stamp | None:
    """The stamp and its certificate, which are nothing without each other."""
    if bool(options["stamp"]) != bool(options["certificates"]):
        raise click.UsageError("--stamp 和 --tsa-cert 要一起给出。")
    return Stamp(options["stamp"], options["certificates"]) if options["stamp"] else None


def _notice(noticed: str, root: str, log: str) -> Notice:
    """What is known of the signed notice.  Raises V15, V16."""
    found = read_notice(noticed) if noticed else NO_NOTICE
    return replace(found, root=_digest(root) if root else found.root, log_head=_digest(log) if log else found.log_head)


def _digest(text: str) -> str:
    value = re.sub(r"\s+", "", text).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", value):
        raise fail("V16", Place(), value=text)
    return value


def _words(found: Sequence[Checked]) -> list[str]:
    out: list[str] = []
    for one in found:
        report = one.report
        out += [f"■ {Path(one.file).name}：{one.title}"]
        for head, entries in (("已证明", [fact.text for fact in report.proved]), ("不符合", [str(p) for p in report.wrong]),
                              ("无从核验", [fact.text for fact in report.unknown if leaves_open(fact)]),
                              ("凭本文件无法得知", [fact.text for fact in report.unknown if not leaves_open(fact)])):
            out += [f"  {head}：", *(f"    {'✗' if head == '不符合' else '·'} {text}" for text in entries)] if entries else []
        out.append("")
    return out


def _answers(answered: Answers, found: Sequence[Checked]) -> list[str]:
    held = [one.report.anchored for one in found if one.is_attempt]
    alone = f"{len(held)} 份里有 {sum(held)} 份与给出的锁定公告一致，其余没有公告可比" if any(held) else "没有锁定公告可比（用 --notice 给出）"
    before = {ANCHORED: "有锚：与给出的锁定公告一致", ALONE: f"无锚：{alone}，不计入结论"}.get(answered.before, answered.before)
    return [f"① {COMPUTED}：{answered.computed}。", f"② {BEFORE}：{before}。", f"③ {SHOWN}：{answered.shown}{_bounds(answered, found)}。"]


def _is_lock_only(found: Sequence[Checked]) -> bool:
    """Whether there are attempts, and none of them is drawn."""
    attempts = [one.record or {} for one in found if one.is_attempt]
    return bool(attempts) and not any("seed_text" in record for record in attempts)


def _bounds(answered: Answers, found: Sequence[Checked]) -> str:
    """What 符合 to the third question does not reach."""
    if answered.shown != HOLDS:
        return ""
    if not any(one.is_attempt for one in found):
        return "（没有名单可对照）"
    if any(fact.code == "N23" for one in found for fact in one.report.unknown):
        return f"（{BY_PLATFORM}）"
    if _is_lock_only(found):
        return f"（{NOT_DRAWN}）"
    codes = {one.key for one in found if any(fact.code == "N06" for fact in one.report.unknown)}
    named = {one.key for one in found if one.rows is not None or (one.record or {}).get("audit")}
    return f"（{CODED}）" if codes - named else ""


def _meaning(verdict: str, found: Sequence[Checked], answered: Answers) -> str:
    """What a verdict says, and what it does not."""
    if verdict == BROKEN:
        wrong = sum(len(one.report.wrong) for one in found)
        return f"有 {wrong} 处不符合，见上：改动、拿错文件或笔误。请拿这份结果向抽查机关或纪检监察机关查问。"
    if verdict == HOLDS and not any(one.is_attempt for one in found):
        return "所写的全部一致；这些文件里没有一次抽取的记录，名单怎样来的，请与公开记录、公示页或主台账一起核验。"
    if verdict == HOLDS and _is_lock_only(found):
        return "锁定的名录、名额与重新计算的一致；尚未抽取。"
    if verdict == HOLDS:
        return "文件所写的与重新计算的全部一致：名单不是挑出来的；名册是否齐全、检查办得怎样，不在此列。"
    missing = sum(leaves_open(fact) for one in found for fact in one.report.unknown) + (OPEN not in (answered.computed, answered.shown))
    return f"能核对的全部一致，缺少资料 {missing} 项，见上。缺资料不等于有错；应当公开的可以要求补上。"


def _as_data(one: Checked) -> dict[str, Any]:
    report = one.report
    facts = {name: [{"code": f.code, "text": f.text} for f in entries]
             for name, entries in (("proved", report.proved), ("unknown", report.unknown))}
    return {"file": one.file, "title": one.title, "holds": report.holds, **facts,
            "wrong": [console.problem_dict(p) for p in report.wrong], "uncovered": sorted(report.uncovered)}


