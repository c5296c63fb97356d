"""Points 2, 3 and 6: schemes made and published, the platform used, the files archived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ssj_xl.domain.period import short_day
from ssj_xl.domain.plans import FINISHED
from ssj_xl.domain.summary.model import Fact, Listing, Section
from ssj_xl.domain.summary.words import missing, sentences
from ssj_xl.tables.registers import TASKS
from ssj_xl.tables.table import Row
from ssj_xl.workflows.summary_plans import carried
from ssj_xl.workflows.summary_scope import Scope

_ACTIVE = "未取消，开始日期、方案、抽取、检查、公示、归档有一项在期间内"
_STEPS = (("platform_scheme", "方案录入"), ("platform_drawn", "对象抽取"), ("platform_people", "人员确定"),
          ("platform_published", "结果公示"))
_LATE_CONFIRMATION = ("R64", "R65")


def _codes(rows: Sequence[Row]) -> list[str]:
    return [row["code"] for row in rows]


def scheme_section(scope: Scope) -> Section:
    """实施方案制定及公示."""
    tasks = scope.active
    made = [row for row in tasks if row["scheme_name"] and row["scheme_date"]]
    published = [row for row in made if row["scheme_published"]]
    after = [row for row in published if (drawn := _drawn_day(scope, row)) and row["scheme_published"] > drawn]
    facts = (
        scope.fact("本期开展的任务", tasks, unit="个", note=_ACTIVE, of=(TASKS, "code")),
        scope.fact("其中制定实施方案", made, unit="个", note="方案文件和方案日期都已登记", of=(TASKS, "scheme_date")),
        scope.fact("其中实施方案已公示", published, unit="个", note="方案公示日期不晚于期末", of=(TASKS, "scheme_published")),
        scope.fact("其中抽取后才公示", after, unit="个", note="方案公示日期晚于抽取时间", of=(TASKS, "scheme_published")),
    )
    columns = (("任务编号", 19), ("任务名称", 26), ("发起处室", 14), ("方案文件", 34), ("方案文号", 20), ("方案日期", 11),
               ("公示日期", 11), ("抽取日期", 11))
    rows = tuple((row["code"], row["name"], row["division"], row["scheme_name"] or "未登记", row["scheme_number"],
                  row["scheme_date"] or "未登记", row["scheme_published"] or "未公示", _drawn_day(scope, row) or "未抽取")
                 for row in tasks)
    listing = Listing("2实施方案", "实施方案制定及公示情况", columns, rows, scope.sources(TASKS, tasks, "code"),
                      document=("任务编号", "方案文件", "方案文号", "方案日期", "公示日期", "抽取日期"))
    return Section("schemes", "实施方案制定及公示情况", _scheme_texts(tasks, made, published, after), facts, (listing,))


def _scheme_texts(tasks: Sequence[Row], made: Sequence[Row], published: Sequence[Row],
                  after: Sequence[Row]) -> tuple[str, ...]:
    if not tasks:
        return ("本期没有开展抽查任务。",)
    text = f"本期开展抽查任务{len(tasks)}个，制定实施方案{len(made)}个，向社会公示{len(published)}个。"
    without = [row for row in tasks if row not in made]
    hidden = [row for row in made if row not in published]
    return sentences(text, missing(_codes(without), "个任务没有实施方案或方案日期") + missing(_codes(hidden), "个任务的实施方案未公示")
                     + missing(_codes(after), "个任务的实施方案在抽取之后才公示"))


def _drawn_day(scope: Scope, row: Row) -> date | None:
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


def _platform_texts(scope: Scope, listed: Sequence[Row], late: Sequence[Row]) -> tuple[str, ...]:
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


def archive_section(scope: Scope) -> Section:
    """相关材料归档."""
    closed = [row for row in scope.tasks.values() if row["archived"] or row["state"] == FINISHED or carried(scope, [row]).over]
    filed = [row for row in closed if row["archived"]]
    now = [row for row in filed if scope.period.holds(row["archived"])]
    due = [row for row in closed if not row["archived"]]
    shown = [*now, *due]
    facts = (
        scope.fact("本期归档", now, unit="个", note="归档日期在期间内", of=(TASKS, "archived")),
        scope.fact("其中登记档号", [row for row in now if row["archive"]], unit="个", note="档号不为空", of=(TASKS, "archive")),
        scope.fact("累计已归档", filed, unit="个", note="归档日期不晚于期末", of=(TASKS, "archived")),
        scope.fact("应归档未归档", due, unit="个", note="状态为“已完成”，或抽取的对象已全部检查、结果已全部公示，而没有归档日期",
                   of=(TASKS, "code")),
    )
    columns = (("任务编号", 19), ("任务名称", 26), ("发起处室", 14), ("状态", 10), ("归档日期", 12), ("档号", 24))
    rows = tuple((row["code"], row["name"], row["division"], row["state"], row["archived"] or "未归档",
                  row["archive"] or "未登记") for row in shown)
    listing = Listing("6材料归档", "材料归档情况", columns, rows, scope.sources(TASKS, shown, "archived"), document=True,
                      note="列出本期归档的任务和应归档未归档的任务。")
    return Section("archive", "相关材料归档情况", _archive_texts(scope, now, due), facts, (listing,))


def _archive_texts(scope: Scope, now: Sequence[Row], due: Sequence[Row]) -> tuple[str, ...]:
    text = f"本期归档任务{len(now)}个。" if now else "本期没有任务归档。"
    unnumbered = missing(_codes([row for row in now if not row["archive"]]), "个任务没有登记档号")
    if not due:
        return (f"{text}{unnumbered}截至{short_day(scope.until)}没有应归档未归档的任务。",)
    return (text + unnumbered + missing(_codes(due), "个任务已办结未归档"),)
