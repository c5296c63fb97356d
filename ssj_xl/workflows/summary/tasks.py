"""Summaries of tasks: each with its state, and what was done beside the plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from ssj_xl.domain.credit import CreditRecord, records
from ssj_xl.domain.period import short_day
from ssj_xl.domain.plans import FINISHED, schemes
from ssj_xl.domain.publication import is_offsite
from ssj_xl.domain.summary.model import Cell, Fact, Listing, Section, missing, percent, ratio, sentences
from ssj_xl.domain.wording import visits_measure
from ssj_xl.tables import registers
from ssj_xl.tables.registers import ACTIVITIES, FINDINGS, TASKS
from ssj_xl.workflows.monthly.frames import register
from ssj_xl.workflows.summary.plans import carried
from ssj_xl.workflows.summary.results import open_rows, problem_rows
from ssj_xl.workflows.summary.scope import Scope

if TYPE_CHECKING:
    from ssj_xl.tables.rows import ActivityRow, FindingRow, TaskRow

_ACTIVE = "未取消，开始日期、方案、抽取、检查、公示、归档有一项在期间内"
_STEPS: tuple[tuple[Literal["platform_scheme", "platform_drawn", "platform_people", "platform_published"], str], ...] = (
          ("platform_scheme", "方案录入"), ("platform_drawn", "对象抽取"), ("platform_people", "人员确定"),
          ("platform_published", "结果公示"))
_LATE_CONFIRMATION = ("R64", "R65")


def _codes(rows: Sequence[TaskRow]) -> list[str]:
    return [row["code"] for row in rows]


def scheme_section(scope: Scope) -> Section:
    """实施方案制定及公示."""
    tasks = scope.active
    made, documents = [row for row in tasks if row["scheme_date"]], schemes(scope.tasks.values(), scope.period.holds)
    published = [row for row in made if row["scheme_published"]]
    after = [row for row in published if (drawn := _drawn_day(scope, row)) and row["scheme_published"] > drawn]
    facts = (
        scope.fact("本期开展的任务", tasks, unit="个", note=_ACTIVE, of=(TASKS, "code")),
        scope.fact("其中制定实施方案", made, unit="个", note="有不晚于期末的方案日期", of=(TASKS, "scheme_date")),
        scope.fact("其中实施方案已公示", published, unit="个", note="方案公示日期不晚于期末", of=(TASKS, "scheme_published")),
        scope.fact("其中抽取后才公示", after, unit="个", note="方案公示日期晚于抽取时间", of=(TASKS, "scheme_published")),
        Fact("本期制定实施方案", len(documents), "份", "方案日期在期间内，同名同号只计一次，没有文号的各处室分别计；与月报表的抽查文件相同",
             scope.sources(TASKS, (row for rows in documents for row in rows), "scheme_date")),
    )
    columns = (("任务编号", 19), ("任务名称", 26), ("发起处室", 14), ("方案文件", 34), ("方案文号", 20), ("方案日期", 11),
               ("公示日期", 11), ("抽取日期", 11))
    rows = tuple((row["code"], row["name"], row["division"], row["scheme_name"] or "未登记", row["scheme_number"],
                  row["scheme_date"] or "未登记", row["scheme_published"] or "未公示", _drawn_day(scope, row) or "未抽取")
                 for row in tasks)
    listing = Listing("2实施方案", "实施方案制定及公示情况", columns, rows, scope.sources(TASKS, tasks, "code"),
                      document=("任务编号", "方案文件", "方案文号", "方案日期", "公示日期", "抽取日期"))
    return Section("schemes", "实施方案制定及公示情况", _scheme_texts(tasks, made, published, after, documents), facts, (listing,))


def _scheme_texts(tasks: Sequence[TaskRow], made: Sequence[TaskRow], published: Sequence[TaskRow], after: Sequence[TaskRow],
                  documents: Sequence[Sequence[TaskRow]]) -> tuple[str, ...]:
    if not tasks:
        return ("本期没有开展抽查任务。",)
    text = (f"本期制定实施方案{len(documents)}份；开展抽查任务{len(tasks)}个，其中{len(made)}个有实施方案，"
            f"{len(published)}个的实施方案已向社会公示。")
    without = [row for row in tasks if row not in made]
    hidden = [row for row in made if row not in published]
    return sentences(text, missing(_codes(without), "个任务没有方案日期") + missing(_codes(hidden), "个任务的实施方案未公示")
                     + missing(_codes(after), "个任务的实施方案在抽取之后才公示"))


def _drawn_day(scope: Scope, row: TaskRow) -> date | None:
    at = scope.drawn_at.get(row["code"], "")
    return date.fromisoformat(at[:10]) if at else None


def platform_section(scope: Scope) -> Section:
    """平台使用: every task is on the provincial platform (平台之外无抽查)."""
    tasks = scope.active
    listed = [row for row in tasks if row["platform"]]
    late = scope.marked(*_LATE_CONFIRMATION, rows=tasks)
    steps = [(name, key, [row for row in listed if row[key]]) for key, name in _STEPS]
    days = scope.settings.confirm_days
    facts = (
        scope.fact("本期开展的任务", tasks, unit="个", note=_ACTIVE, of=(TASKS, "code")),
        scope.fact("其中登记平台任务编号", listed, unit="个", note="平台任务编号不为空", of=(TASKS, "platform")),
        *(scope.fact(f"平台{name}", done, unit="个", note=f"登记了平台编号且平台{name}日期不晚于期末", of=(TASKS, key))
          for name, key, done in steps),
        _terms(scope, scope.fact(f"超过{days}个工作日确认人员", late, unit="个", note="平台抽取次日起算，按节假日表计",
                                 of=(TASKS, "platform_people"))),
    )
    columns = (("任务编号", 19), ("任务名称", 26), ("发起处室", 14), ("平台任务编号", 24), *((name, 12) for name, _, _ in steps), ("说明", 16))
    rows = tuple((row["code"], row["name"], row["division"], row["platform"] or "未登记",
                  *(row[key] or BLANK_STEP for key, _ in _STEPS), "人员确定超期" if row in late else "") for row in tasks)
    listing = Listing("3平台使用", "监管平台使用情况", columns, rows, scope.sources(TASKS, tasks, "platform"),
                      document=("任务编号", "平台任务编号", *(name for name, _, _ in steps)))
    return Section("platform", "平台使用情况", _platform_texts(scope, listed, late), facts, (listing,))


BLANK_STEP = "未登记"


def _terms(scope: Scope, fact: Fact) -> Fact:
    """A fact that hangs on working days; without the holidays of the year nobody knows it."""
    if not scope.uncounted_years:
        return fact
    years = "、".join(map(str, scope.uncounted_years))
    return Fact(fact.name, None, fact.unit, f"未核对：{years}年节假日安排没有录入")


def _platform_texts(scope: Scope, listed: Sequence[TaskRow], late: Sequence[TaskRow]) -> tuple[str, ...]:
    tasks, days = scope.active, scope.settings.confirm_days
    if not tasks:
        return ("本期没有需要通过监管平台开展的抽查任务。",)
    done = "、".join(f"{name}{sum(bool(row[key]) for row in listed)}个" for key, name in _STEPS)
    text = f"本期开展的{len(tasks)}个任务中，登记平台任务编号{len(listed)}个；平台步骤完成情况：{done}。"
    outside = missing(_codes([row for row in tasks if not row["platform"]]), "个任务未登记平台任务编号")
    open_ = [row for row in listed if row["platform_drawn"] and not row["platform_people"]]
    waiting = missing(_codes(open_), "个任务已在平台抽取、未登记人员确定日期")
    if scope.uncounted_years:
        return sentences(text, outside + waiting + "节假日安排没有录入，平台人员确定是否超期未核对。")
    return sentences(text, outside + waiting + missing(_codes(late), f"个任务超过{days}个工作日才确定人员或仍未确定"))


def to_file(scope: Scope, tasks: Iterable[TaskRow]) -> list[TaskRow]:
    """Those of the tasks that are archived, or ought to be by the end of the period: over, and every follow-up of theirs closed."""
    pending = {row["task"] for row in open_rows(scope)}
    return [row for row in tasks if row["archived"] or (row["code"] not in pending and (row["state"] == FINISHED or carried(scope, [row]).over))]


def archive_section(scope: Scope) -> Section:
    """相关材料归档."""
    closed = to_file(scope, scope.tasks.values())
    filed = [row for row in closed if row["archived"]]
    now = [row for row in filed if scope.period.holds(row["archived"])]
    due = [row for row in closed if not row["archived"]]
    shown = [*now, *due]
    facts = (
        scope.fact("本期归档", now, unit="个", note="归档日期在期间内", of=(TASKS, "archived")),
        scope.fact("其中登记档号", [row for row in now if row["archive"]], unit="个", note="档号不为空", of=(TASKS, "archive")),
        scope.fact("累计已归档", filed, unit="个", note="归档日期不晚于期末", of=(TASKS, "archived")),
        scope.fact("应归档未归档", due, unit="个", note="状态为“已完成”，或抽取的对象已全部检查、结果已全部公示，后续处置也都已办结，而没有归档日期",
                   of=(TASKS, "code")),
    )
    columns = (("任务编号", 19), ("任务名称", 26), ("发起处室", 14), ("状态", 10), ("归档日期", 12), ("档号", 24))
    rows = tuple((row["code"], row["name"], row["division"], row["state"], row["archived"] or "未归档",
                  row["archive"] or "未登记") for row in shown)
    listing = Listing("6材料归档", "材料归档情况", columns, rows, scope.sources(TASKS, shown, "archived"), document=True,
                      note="列出本期归档的任务和应归档未归档的任务。")
    return Section("archive", "相关材料归档情况", _archive_texts(scope, now, due), facts, (listing,))


def _archive_texts(scope: Scope, now: Sequence[TaskRow], due: Sequence[TaskRow]) -> tuple[str, ...]:
    text = f"本期归档任务{len(now)}个。" if now else "本期没有任务归档。"
    unnumbered = missing(_codes([row for row in now if not row["archive"]]), "个任务没有登记档号")
    if not due:
        return (f"{text}{unnumbered}截至{short_day(scope.until)}没有应归档未归档的任务。",)
    return (text + unnumbered + missing(_codes(due), "个任务已办结未归档"),)


# --- beside the six points -------------------------------------------------------------------------------

TRAINING, PUBLICITY, SUPERVISION = "培训", "宣传", "督导"
_PEOPLE = {TRAINING: "培训人数", PUBLICITY: "宣传人数", SUPERVISION: "督导人数"}


def activity_section(scope: Scope) -> Section:
    """Training against its plan, publicity, supervision."""
    rows = list(scope.table(ACTIVITIES))
    held = {name: [row for row in rows if row["category"] == name and scope.period.holds(row["day"])]
            for name in (TRAINING, PUBLICITY, SUPERVISION)}
    planned = [row for row in rows if row["category"] == TRAINING and scope.period.holds(row["planned"])]
    facts = [
        scope.fact("本期计划培训", planned, unit="次", note="类别为培训、计划日期在期间内", of=(ACTIVITIES, "name")),
        scope.fact("其中已开展", [row for row in planned if row["day"]], unit="次", note="有不晚于期末的日期", of=(ACTIVITIES, "day")),
    ]
    for name, found in held.items():
        facts.append(scope.fact(f"本期{name}", found, unit="次", note=f"类别为{name}、日期在期间内", of=(ACTIVITIES, "day")))
        facts.append(Fact(_PEOPLE[name], sum(row["people"] or 0 for row in found), "人次", "人数之和，没有填写的按0计"))
    shown = [*(row for found in held.values() for row in found), *(row for row in planned if not row["day"])]
    columns = (("类别", 8), ("计划日期", 11), ("日期", 11), ("名称", 40), ("人数", 8), ("内容", 50), ("处室", 20))
    cells = tuple((row["category"], row["planned"] or "", row["day"] or "未开展", row["name"], row["people"], row["content"],
                   row["division"]) for row in shown)
    listing = Listing("7培训宣传督导", "培训、宣传、督导情况", columns, cells, scope.sources(ACTIVITIES, shown, "name"),
                      document=("类别", "日期", "名称", "人数", "处室"))
    return Section("activities", "业务培训、宣传和督导情况", _activity_texts(scope, held, planned), tuple(facts), (listing,))


def _activity_texts(scope: Scope, held: dict[str, list[ActivityRow]], planned: Sequence[ActivityRow]) -> tuple[str, ...]:
    open_ = [row["name"] for row in planned if not row["day"] and row["planned"] <= scope.until]
    plan = (f"计划培训{len(planned)}次，已开展{sum(bool(row['day']) for row in planned)}次。" if planned
            else "没有登记本期的培训计划。")
    people = {name: sum(row["people"] or 0 for row in rows) for name, rows in held.items()}
    done = "，".join(f"{name}{len(rows)}次" + (f"（{people[name]}人次）" if people[name] else "") for name, rows in held.items())
    return sentences(f"{plan}本期开展{done}。", missing(open_, "次培训过了计划日期没有开展记录"))


def credit_section(scope: Scope) -> Section:
    """信用信息归集 and 联合惩戒: what a catalogue has entered, and decisions; internal."""
    found, problems = _credit_records(scope), problem_rows(scope)
    rows = [record.row for record in found]
    pushed, listed = ([row for row in rows if row[key]] for key in ("credit_pushed", "listed_on"))
    due, waiting = [record.row for record in found if record.called_for], [record.row for record in found if record.waiting]
    push = (FINDINGS, "credit_pushed")
    facts = (
        scope.fact("本期发现问题", problems, unit="条", note="代码表“是否问题”为“是”", of=(FINDINGS, "result")),
        scope.fact("其中应归集信用信息", due, unit="条", note="代码表“信用信息归集”为“是”并有目录依据的检查结果", of=(FINDINGS, "result")),
        scope.fact("其中应归集未归集", waiting, unit="条", note="应归集而没有不晚于期末的信用信息归集日期", of=push),
        scope.fact("本期问题已归集", pushed, unit="条", note="信用信息归集日期不晚于期末", of=push),
        scope.fact("决定列入失信", listed, unit="条", note="列入失信日期不晚于期末", of=(FINDINGS, "listed_on")),
    )
    columns = (("对象名称", 24), ("统一社会信用代码", 22), ("执业证号", 20), ("任务编号", 19), ("事项", 24), ("检查日期", 11), ("检查结果", 20),
               ("问题描述", 30), ("检查依据", 30), ("后续处置", 16), ("应归集", 8), ("信用信息归集日期", 13), ("列入失信决定文号", 24), ("列入失信日期", 11), ("联合惩戒", 20))
    short = ("对象名称", "统一社会信用代码", "检查日期", "检查结果", "信用信息归集日期", "列入失信决定文号")
    listing = Listing("8信用信息归集", "信用信息归集和列入失信清单", columns, tuple(map(_credit_row, found)),
                      scope.sources(FINDINGS, rows, "credit_pushed"), document=short,
                      note="只列依目录应归集、已归集或者已有列入失信决定的；内部资料，不得公开。")
    text = (f"本期发现问题{len(problems)}条，其中依目录应归集信用信息{len(due)}条；已归集{len(pushed)}条，决定列入失信{len(listed)}条。"
            + missing([row["task"] for row in waiting], "条应归集的没有归集记录，涉及任务")
            ) if problems else "本期没有发现问题，不归集信用信息。"
    return Section("credit", "信用信息归集情况", (text,), facts, (listing,), internal=True)


def _credit_records(scope: Scope) -> list[CreditRecord]:
    """The credit records of what was checked in the period."""
    own = {id(row) for row in scope.checked}
    found = records(scope.table(FINDINGS), objects=register(scope.whole, registers.OBJECTS),
                    items=scope.table(registers.ITEMS), codes=scope.table(registers.CODES))
    return [record for record in found if id(record.row) in own]


def _credit_row(record: CreditRecord) -> tuple[Cell, ...]:
    return (record.name or record.object, record.uscc, record.licence, record.task, record.item_name or record.item,
            record.checked, record.result, record.problem, record.basis, record.disposal or "未填写",
            "是" if record.called_for else "", record.pushed or "未归集", record.listed_by, record.listed_on or "",
            record.joint_sanction)


def offsite_section(scope: Scope) -> Section:
    """Checks made without coming to the door, in visits."""
    unit = visits_measure(scope.conduct.measures)
    rows = [row for row in scope.checked if row["way"]]
    codes = scope.table(registers.CODES).rows
    far = [row for row in rows if is_offsite(row["way"], codes)]
    near = _visits(row for row in rows if not is_offsite(row["way"], codes))
    visits, every, untold = _visits(far) - near, _visits(scope.checked), _visits(scope.checked) - _visits(rows)
    share = ratio(len(visits), len(every))
    facts = (
        Fact("本期检查", len(every), unit, "检查日期在期间内，任务编号＋对象编码去重", scope.sources(FINDINGS, scope.checked, "way")),
        Fact("其中非现场检查", len(visits), unit, "各事项的检查方式都是代码表“非现场”为“是”的（没有注明的，书面检查、网络检查、非现场检查算）",
             scope.sources(FINDINGS, (row for row in far if _visit(row) in visits), "way")),
        Fact("非现场检查占比", share, "", "非现场检查÷本期检查"),
        Fact("没有登记检查方式", len(untold), unit, "检查方式为空"),
    )
    if not every:
        text = "本期没有检查。"
    elif share is not None:
        text = f"本期检查{len(every)}{unit}，其中非现场检查{len(visits)}{unit}，占{percent(share)}。"
        text += f"没有登记检查方式的{len(untold)}{unit}。" if untold else ""
    return Section("offsite", "非现场检查情况", (text,), facts, (_offsite_list(scope, every, visits),))


def _visit(row: FindingRow) -> tuple[str, str]:
    return row["task"], row["object"]


def _visits(rows: Iterable[FindingRow]) -> set[tuple[str, str]]:
    return {_visit(row) for row in rows}


def _offsite_list(scope: Scope, every: set[tuple[str, str]], visits: set[tuple[str, str]]) -> Listing:
    """Off-site checks a task."""
    rows = [row for row in scope.active if any(task == row["code"] for task, _ in every)]
    cells = tuple((row["code"], row["name"], row["division"], sum(task == row["code"] for task, _ in every),
                   sum(task == row["code"] for task, _ in visits)) for row in rows)
    columns = (("任务编号", 19), ("任务名称", 40), ("发起处室", 20), ("本期检查", 10), ("非现场检查", 12))
    return Listing("9非现场检查", "非现场检查情况", columns, cells, scope.sources(registers.TASKS, rows, "way"),
                   note="以家次（人次）计。")
