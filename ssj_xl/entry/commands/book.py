"""The commands of the workbook itself: new, check, demo."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ssj_xl.entry import console, session
from ssj_xl.entry.console import can_ask
from ssj_xl.entry.options import BOOK, FILE, JSON, NO_PROGRESS, WHO, day
from ssj_xl.gateways.safe import find_free
from ssj_xl.tables.defaults import ALL_KINDS, ITEM_KINDS, NO_KIND, TIER_SCHEMES, USUAL_TIERS
from ssj_xl.tables.settings import DIVISION, LEVELS
from ssj_xl.workflows.registers import check as check_act


@click.command("new")
@click.argument("folder", type=FILE, metavar="文件夹")
@click.option("--from", "earlier", type=FILE, default=None,
              help="上一年的主台账：名录、计划框架、未办结的后续处置结转到新一年，不必再写单位。")
@click.option("--unit", default="", help="单位名称，如 云州市司法局。")
@click.option("--unit-code", default="", help="单位编码（大写字母、数字），任务编号的前段，如 YZSFJ。")
@click.option("--division", default="", help="处室名称，如 律师工作处。")
@click.option("--division-code", default="", help="处室编码，如 LS。")
@click.option("--level", type=click.Choice(LEVELS), default=DIVISION, show_default=True, help="单位层级。")
@click.option("--items", type=click.Choice([*ITEM_KINDS, ALL_KINDS, NO_KIND]), multiple=True, metavar="类别",
              help=f"预先登记哪类处室的事项清单（带法律依据）：{'、'.join(ITEM_KINDS)}，或 {ALL_KINDS}；可写几次。登记后请对照本局公布的清单核对。")
@click.option("--tiers", type=click.Choice(list(TIER_SCHEMES)), default=USUAL_TIERS, show_default=True,
              help="信用风险等级：四级（A–D）、五级（A–E）、不分级（按对象类型抽取）。比例是示例，第一次锁定前要核对、确认（ssj-xl tiers）。")
@click.option("--year", type=click.IntRange(2000, 2100), default=None, help="年度；默认今年，用 --from 时是下一年。")
@click.option("--force", is_flag=True, help="覆盖已有的主台账。")
def new(folder: Path, earlier: Path | None, items: tuple[str, ...], tiers: str, force: bool, year: int | None, **unit: str) -> None:
    """新建一本主台账（一单两库、计划、任务、结果、日志）：空白的，或者由上一年的台账结转。

    结转：名录、事项、等级、代码表、参数照抄；计划按原样移到新一年（公示、变更留空）；公示过、后续处置没有办结的检查结果带过来；
    每家最近一次检查的日期记入“上次检查日期”。抽取记录、名单和日志是证据，留在上一年的台账里。

    \b
    例：ssj-xl new 律师处 --unit 云州市司法局 --unit-code YZSFJ --division 律师工作处 --division-code LS --items 律师
        ssj-xl new 律师处/2022 --from 律师处/2021/主台账.xlsx
    """
    from ssj_xl.workflows.registers import new as new_act

    desk = session.desk()
    if earlier is not None:
        if any(unit[key] for key in ("unit", "unit_code", "division", "division_code")) or year or items:
            raise click.UsageError("--from 的单位、处室、年度、事项都照上一年的台账，不能另写。")
        console.lines(new_act.roll_over(session.reading(earlier), folder, desk, force=force).lines)
        return
    if not (unit["unit"] and unit["unit_code"]):
        raise click.UsageError("请写明 --unit 和 --unit-code，或用 --from 由上一年的台账结转。")
    this_year = year or desk.today.year
    codes = {key: unit[key].upper() for key in ("unit_code", "division_code")}
    kinds = tuple(ITEM_KINDS) if ALL_KINDS in items else tuple(kind for kind in ITEM_KINDS if kind in items)
    path = new_act.new(folder, {**unit, **codes, "year": this_year, "base_day": date(this_year, 1, 1)}, now=desk.now, force=force,
                       start=new_act.Start(kinds, tiers))
    listed = f"已登记{'、'.join(kinds)}的事项清单，请对照本局公布的清单核对；再" if kinds else "再登记事项清单、"
    console.lines([f"已新建：{path}", f"请先打开“参数”核对单位信息；{listed}登记检查对象和执法人员（怎样填见“填写示例”）。"])


@click.command("tiers")
@BOOK
@click.option("--yes", is_flag=True, help="不再询问，直接确认。")
@WHO
def tiers(book: Path, yes: bool, operator: str) -> None:
    """确认等级：新建台账带的信用风险等级是示例，核对比例、签数后确认为本局的标准，记入操作日志；第一次锁定前要做。

    要改的先在“风险等级”表改好再确认；“体系”改成本局名称的，不必确认。不在终端前、又没有 --yes 时只列出。

    \b
    例：ssj-xl tiers 主台账.xlsx
    """
    from ssj_xl.workflows.registers import tiers as tiers_act

    desk = session.desk(operator)
    console.lines(tiers_act.tier_lines(tiers_act.find_examples(session.reading(book))))
    entry = ""
    if yes or (can_ask() and click.confirm("以上等级、比例和签数作为本局的标准？", default=False, err=True)):
        with session.writing(book, tiers_act.ACT, desk) as writing:
            entry = tiers_act.confirm_tiers(writing, desk)
    console.lines(["已确认，记入操作日志。" if entry else "没有确认。"])


@click.command("add")
@BOOK
@click.argument("what", type=click.Choice(["任务", "计划"]), metavar="任务|计划")
@click.option("--like", default="", help="照抄哪一个（编号）；默认照最近一个，一个也没有的按事项清单拟一个。")
@click.option("--name", default="", help="任务名称；默认照上一次的。")
@click.option("--start", default="", help="开始日期（计划开始），写成 2026-12-01。")
@click.option("--end", default="", help="截止日期（计划截止），写成 2026-12-31。")
@click.option("--set", "sets", multiple=True, help="别的不同的内容，写成 列=值，如 监督人=李某；可写几次。")
@WHO
def add(book: Path, what: str, like: str, sets: tuple[str, ...], operator: str, **this_time: str) -> None:
    """登记一个新任务或新计划：编号自动接着编，内容照抄上一次；日期、文号、平台编号、各步的办理情况不抄。

    \b
    例：ssj-xl add 主台账.xlsx 任务 --start 2026-12-01 --end 2026-12-31 --set 监督人=李某
    """
    from ssj_xl.workflows.registers import adding

    desk = session.desk(operator)
    with session.writing(book, adding.ACT, desk) as writing:
        row = adding.add(writing, what, like, [*adding.as_sets(what, this_time), *sets], desk)
        console.lines(adding.row_lines(what, row))
        found = [one for one in check_act.check(writing, desk.today).problems if (one.place.sheet, one.place.row) == adding.place_of(writing, what, row)]
    console.show_problems(found)


@click.command("change")
@BOOK
@click.argument("plan", metavar="计划编号")
@click.option("--set", "sets", multiple=True, help="改什么，写成 列=值，如 抽查比例=5%；可写几次。不写的，补填这个计划的变更还缺的依据和日期。")
@click.option("--why", default="", help="依据：决定、通知的名称和文号。已经公示的计划必须写。")
@click.option("--on", "changed", callback=day, default=None, help="变更日期，默认今天。")
@click.option("--reported", callback=day, default=None, help="报备日期；还没有报备的以后补填。")
@click.option("--published", callback=day, default=None, help="变更的公示日期；还没有公示的以后补填。")
@WHO
def change(book: Path, plan: str, sets: tuple[str, ...], why: str, operator: str, changed: date | None, **days: date | None) -> None:
    """变更计划：改计划的事项、比例、日期、类型等，同时记入“变更记录”（依据、报备日期、公示日期）；不写改什么的，补填还缺的依据和日期。

    一个计划可以变更几次，每次一行。没有公示的计划随时可以改，不必写依据。

    \b
    例：ssj-xl change 主台账.xlsx YZSFJ-LS-JH-2026-01 --set 抽查比例=5% --why 云司〔2026〕12号 --reported 2026-06-03
        ssj-xl change 主台账.xlsx YZSFJ-LS-JH-2026-01 --published 2026-06-08
    """
    from ssj_xl.workflows.registers import changing

    desk = session.desk(operator)
    with session.writing(book, changing.ACT, desk) as writing:
        done = changing.change(writing, plan, sets, changing.Reason(why, changed, **days), desk)
    console.lines(done.lines)


@click.command("account")
@BOOK
@click.argument("file", type=FILE, required=False, metavar="[检查次数文件]")
@WHO
@JSON
def account(book: Path, file: Path | None, operator: str, as_json: bool) -> None:
    """检查台账：填写没有填的格，列出各机构本年度检查次数、达到上限和在免查期的；写了文件的，取入协调处发回的“检查次数”。

    双随机抽查由程序登记；其他检查填对象编码、检查类别、依据文号、开始日期、事项编码五格，其余由程序填写。
    取入的只有次数，本处室自己的不重复计算。旧台账没有“检查台账”的，加在最后。

    \b
    例：ssj-xl account 主台账.xlsx
        ssj-xl account 主台账.xlsx 检查次数-律师工作处-截至20261120.xlsx
    """
    from ssj_xl.domain.account.returning import TAKEN_IN
    from ssj_xl.workflows.registers import account as account_act

    desk = session.desk(operator)
    with session.writing(book, TAKEN_IN if file else "检查台账", desk) as writing:
        taken = account_act.take_in(writing, file, desk) if file else None
        now = taken.now if taken else account_act.keep_account(writing, desk)
    if as_json:
        console.as_json({"taken_as_of": str(taken.as_of) if taken else "", "visits_to": now.known, "filled": now.filled, "old": now.old,
                         "problems": [console.problem_dict(one) for one in now.doubts], "institutions": [
            {"institution": code, "name": name, "count": count, "cap": cap, "kept_out": why} for code, name, count, cap, why in now.rows]})
    else:
        console.lines((taken or now).lines)
    console.show_problems(now.doubts)


@click.command("check")
@BOOK
@click.option("--today", callback=day, default=None, help="按这一天检查期限，默认今天，写成 2021-03-15。")
@JSON
def check(book: Path, today: date | None, as_json: bool) -> None:
    """检查主台账：登记错误、引用、证件、三无、期限，一次列全。有错误时退出码为 1。

    \b
    例：ssj-xl check 主台账.xlsx
    """
    found = check_act.check(session.reading(book), today or session.desk().today)
    if as_json:
        console.as_json({"rows": found.rows, "unread": found.unread, "errors": found.errors, "facts": list(found.facts),
                         "problems": [console.problem_dict(p) for p in found.problems]})
    else:
        console.show_problems(found.problems)
        console.lines([found.sentence, *found.facts])
    if found.errors:
        raise SystemExit(1)


@click.command("demo")
@click.argument("folder", type=FILE, metavar="[文件夹]", required=False)
@click.option("--force", is_flag=True, help="覆盖上一次的演示。")
@click.option("--pdf", is_flag=True, help="月报同时生成 PDF（需要 LibreOffice）。")
@NO_PROGRESS
def demo(folder: Path | None, force: bool, pdf: bool, no_progress: bool) -> None:
    """演示：一个虚构的市司法局走完一个月——登记、锁定、抽取、匹配、结果、月报、汇总。

    不写文件夹的，放在“双随机演示”里；已经有了的，放在“双随机演示-2”“双随机演示-3”……里，上一次的不动。

    \b
    例：ssj-xl demo 演示
    """
    from ssj_xl.workflows import demo as demo_act

    place = folder or find_free(Path("双随机演示"))
    with console.bar(no_progress) as progress:
        made = demo_act.demo(place, progress=progress, force=force, pdf=pdf)
    console.lines(demo_act.summary(made))


