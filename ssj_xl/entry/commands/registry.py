"""The commands: draw-registry lock, draw, verify, receipt, export, count."""

from __future__ import annotations

import contextlib
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from ssj_xl.domain.draw.rule import parse_percent
from ssj_xl.domain.draw.sources import spellings, value_spellings
from ssj_xl.domain.record import as_json as as_json_bytes
from ssj_xl.domain.verifying import HOLDS, NO_NOTICE
from ssj_xl.engines.registry import Columns
from ssj_xl.entry import console, session
from ssj_xl.entry.options import FILE, JSON
from ssj_xl.entry.options import day as read_day
from ssj_xl.entry.session import refuse_existing
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables import registers
from ssj_xl.tables.problems import Place, fail
from ssj_xl.workflows.registry import draw as registry_draw
from ssj_xl.workflows.registry import files as registry
from ssj_xl.workflows.registry import lock as registry_lock
from ssj_xl.workflows.registry import verify as registry_verify
from ssj_xl.workflows.registry import visits as registry_visits
from ssj_xl.workflows.rounds.draw import Signed
from ssj_xl.workflows.verifying.evidence_files import read_notice

_LOCK = click.argument("lock", type=FILE, metavar="锁定文件")
_ENGINE = click.option("--engine", type=click.Choice(registry.ENGINES), default=registry.AUTO, help="引擎；auto 按文件大小选，并写明。")
_SAME_ENGINE = click.option("--engine", type=click.Choice(registry.ENGINES), default=registry.AUTO, help="引擎；auto 与锁定时相同。")
_MASTER = click.option("--master", default="", help="Spark 集群的地址，如 spark://host:7077；不写的，照 spark-submit 或在本机算。")
_WHO = click.option("--operator", default="", help="操作人姓名，记入锁定文件；默认取系统用户名。")


@click.group("draw-registry")
def draw_registry() -> None:
    """名库抽取：一张表放不下的名录（一百万行到全国），用 DuckDB 或 Spark 锁定、抽取、核验。

    \b
    例：ssj-xl draw-registry lock 名录.parquet --id 编码 --group 等级 --ratio A=1% --ratio D=100% \\
            --task GJ-2027-001 --end 2027-12-31 --source dice --witness 张某 -o 锁定.json
        ssj-xl draw-registry draw 锁定.json --public dice:20237331128159211123
    """


def _ratios(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, Fraction]:
    found = {}
    for value in values:
        group, _, share = value.rpartition("=")
        try:
            found[group] = parse_percent(share)
        except ValueError:
            raise click.BadParameter(f"“{value}”应写成 组别=比例，如 A=1% 或 B=3.25%。") from None
    if len(found) < len(values):
        raise click.BadParameter("同一个组别写了两次，不知道该照哪一个比例。")
    return found


@draw_registry.command("lock")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="文件…")
@click.option("--task", required=True, help="任务编号。")
@click.option("--id", "id_", default="编码", show_default=True, help="编码一栏的栏名。")
@click.option("--group", default="组别", show_default=True, help="组别一栏的栏名；X 不参加抽取，M 必须检查。")
@click.option("--region", default="", metavar="栏名", help="分区一栏的栏名，如 区县：各区另有自己的根，可以只凭自己的一份核对。")
@click.option("--ratio", "ratios", multiple=True, required=True, callback=_ratios, help="组别=比例，每个组别一次。")
@click.option("--end", required=True, callback=read_day, metavar="日期", help="任务截止日期。")
@click.option("--reserve", type=click.IntRange(0, registers.TASKS.by_key["reserve"].high), default=0, help="每组列出几个候补。")
@click.option("--attempt", type=click.IntRange(1, 999), default=1, help="第几轮。")
@click.option("--source", required=True, help=f"随机源，下列之一：{spellings()}。")
@click.option("--last", default="", help="最近一期双色球和日期，如 \"2027020 2027-02-23\"。")
@click.option("--witness", default="", help="现场摇号的见证人。")
@click.option("-o", "--output", required=True, type=FILE, help="锁定文件（.json）；排好的名录和子树写在它旁边。")
@_ENGINE
@_MASTER
@_WHO
@JSON
def lock(files: tuple[Path, ...], output: Path, engine: str, master: str, operator: str, as_json: bool, **options: Any) -> None:
    """锁定：把 Parquet、CSV 或工作簿里的名录、规则和随机源定下来；此后再产生随机数。

    组别是公开的分类；编码照原样用，写法不合的整份退回。

    \b
    例：ssj-xl draw-registry lock 名录.parquet --ratio A=1% --task GJ-2027-001 --end 2027-12-31 --source ssq:2027024 -o 锁定.json
    """
    for path in files:
        if not path.exists():
            raise fail("F01", Place(str(path)), exit_code=3)
    name, why = registry.choose_engine(engine, files)
    opened = registry.open_engine(name, output.absolute().parent, master=master)
    registry.withdraw(output)
    refuse_existing(registry_lock.files_of(output, opened.suffix), force=False, inputs=files)
    terms = registry_lock.Terms(options["task"].strip().upper(), options["source"], options["ratios"], _end(options["end"]), options["reserve"],
                                options["attempt"], options["last"], options["witness"])
    done = registry_lock.lock_registry(files, Columns(options["id_"], options["group"], options["region"]), terms, session.desk(operator), (name, opened, output))
    if as_json:
        console.as_json({**done.row, "counts": done.counts, "quotas": done.lock.quotas, "statement": done.statement, "engine": name,
                         **({"regions": done.regions.as_data()} if done.regions else {})})
    else:
        quotas = done.lock.quotas
        console.lines([f"引擎：{name}（{why}）", f"名录 {done.row['count']} 条，名录根 {done.row['root']}",
                       *(f"组别 {group}：{size} 条，抽 {quotas[group]}" for group, size in done.counts.items()),
                       *([f"按{done.regions.column}分 {len(done.regions.parts)} 个区，分区总根 {done.regions.root}"] if done.regions else []),
                       *map(str, registry_lock.typed_as_numbers(done)),
                       f"锁定声明（请先寄出或公布，再产生随机数）：{done.statement}", f"已生成：{output}"])


def _end(day: date | None) -> date:
    assert day is not None  # the option is required
    return day


@draw_registry.command("draw")
@_LOCK
@click.option("--public", required=True, help=f"随机数：{value_spellings()}。")
@click.option("--proof", default="", help="drand 的签名（96 位）。")
@click.option("--csv", "as_csv", is_flag=True, help="名单写成 CSV；默认与名录相同（Parquet）。")
@_SAME_ENGINE
@_MASTER
@_WHO
@JSON
def draw(lock: Path, public: str, proof: str, as_csv: bool, engine: str, master: str, operator: str, as_json: bool) -> None:
    """抽取：用锁定后产生的随机数抽取一次，写出公开记录、抽中和候补；锁定以后改过的文件不能用。

    \b
    例：ssj-xl draw-registry draw 锁定.json --public dice:20237331128159211123
    """
    locked = registry.read_locked(lock)
    opened = registry.open_engine(locked.engine if engine == registry.AUTO else engine, lock.absolute().parent, master=master)
    suffix = ".csv" if as_csv else opened.suffix
    done = registry_draw.draw_registry(locked, Signed(public, proof), session.desk(operator), opened, suffix=suffix)
    if as_json:
        console.as_json({**done.row, "drawn": done.count, "result_digest": done.digest, "files": list(done.files)})
    else:
        console.lines([f"抽中 {done.count} 家，结果指纹 {done.digest}", f"已生成：{'、'.join(map(str, done.files))}"])


@draw_registry.command("verify")
@_LOCK
@click.option("--notice", "noticed", default="", help="锁定声明：原文，或含有它的文件。")
@_SAME_ENGINE
@_MASTER
@JSON
def verify(lock: Path, noticed: str, engine: str, master: str, as_json: bool) -> None:
    """核验：从排好的名录起重新计算名录根、名额、种子和结果；不符合的退出码 4。

    \b
    例：ssj-xl draw-registry verify 锁定.json --notice 声明.txt
    """
    locked = registry.read_locked(lock)
    opened = registry.open_engine(locked.engine if engine == registry.AUTO else engine, lock.absolute().parent, master=master)
    report = registry_verify.verify_registry(locked, opened, read_notice(noticed) if noticed else NO_NOTICE)
    if as_json:
        console.as_json({"verdict": report.verdict, "wrong": [console.problem_dict(p) for p in report.wrong]})
    else:
        console.lines([*(f"已证明：{fact.text}" for fact in report.proved), *(f"不符合：{found}" for found in report.wrong),
                       *(f"凭这些文件无法得知：{fact.text}" for fact in report.unknown), f"结论：{report.verdict}"])
    if report.verdict != HOLDS:
        raise SystemExit(4 if report.wrong else 5)


@draw_registry.command("receipt")
@_LOCK
@click.argument("object_", metavar="对象编码")
@click.option("-o", "--output", required=True, type=FILE, help="回执（.json），可用 ssj-xl verify 核验。")
@click.option("--engine", type=click.Choice(registry.ENGINES), default=registry.AUTO, help="引擎；auto 是 DuckDB，没有装的与锁定时相同。")
@_MASTER
def receipt(lock: Path, object_: str, output: Path, engine: str, master: str) -> None:
    """一家的名录回执：只读名录里它的那一段，几亿条里也不用从头找；分了区的，写明它在哪个区的名录里。

    \b
    例：ssj-xl draw-registry receipt 锁定.json 91130100000000001X -o 回执.json
    """
    locked = registry.read_locked(lock)
    opened = registry.open_engine(registry.to_read(locked) if engine == registry.AUTO else engine, lock.absolute().parent, master=master)
    refuse_existing([output], force=False, inputs=[lock])
    atomic_write(output, as_json_bytes(registry_verify.receipt(locked, object_.strip().upper(), opened)))
    console.lines([f"已生成：{output}"])


@draw_registry.command("export")
@click.argument("book", type=FILE, metavar="主台账")
@click.option("--parquet", "folder", required=True, type=FILE, metavar="文件夹", help="写进哪个文件夹，没有的新建。")
@click.option("--force", is_flag=True, help="覆盖上一次的导出。")
@click.option("--today", callback=read_day, default=None, metavar="日期", help="截至哪一天，默认今天。")
def export(book: Path, folder: Path, force: bool, today: date | None) -> None:
    """导出：把一本主台账的检查和对象写成 Parquet，交上级不经工作簿汇总。内有信用风险等级，只在内部使用。

    \b
    例：ssj-xl draw-registry export 主台账.xlsx --parquet 上报
    """
    opened = Book(open_gateway(book))
    with contextlib.suppress(OSError):  # what is in the way is told when the files are written
        folder.mkdir(parents=True, exist_ok=True)
    refuse_existing(list(registry_visits.exports_of(opened, folder)), force=force, inputs=[book])
    done = registry_visits.export(opened, folder, today or session.now().date())
    console.lines([f"导出对象 {done.objects} 个、检查 {done.rows} 行", f"已生成：{'、'.join(map(str, done.files))}"])


@draw_registry.command("count")
@click.argument("folders", nargs=-1, required=True, type=FILE, metavar="文件夹…")
@click.option("--rules", type=FILE, default=None, metavar="主台账", help="照哪本台账的“次数规则”算；不写的，没有年度上限。")
@click.option("--today", callback=read_day, default=None, metavar="日期", help="截至哪一天，默认今天；算这一天所在的一年。")
@JSON
def count(folders: tuple[Path, ...], rules: Path | None, today: date | None, as_json: bool) -> None:
    """汇总各处室的导出：检查次数、年度上限、各等级的覆盖、各处室各月的次数，与工作簿汇总的数相同。

    \b
    例：ssj-xl draw-registry count 上报 --rules 主台账.xlsx
    """
    found = registry_visits.count(folders, Book(open_gateway(rules)) if rules else None, today or session.now().date())
    console.as_json(found.as_data()) if as_json else console.lines(found.lines)
