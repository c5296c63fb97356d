"""抽查方案 in the form of an official document, with the five elements that the notice demands of every draw.

实施方案二（二）: 明确抽查检查的方式、抽查检查的范围、随机抽查检查事项、随机抽查时间节点及有关工作要求.  The paper is
published: it says that groups follow the internal classification, never which tiers there are or their ratios.
It stands before the draw, so it is the same paper after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from ssj_xl.domain.draw.rule import percent
from ssj_xl.domain.draw.ssj1 import WEIGHTED
from ssj_xl.domain.draw.tiers import ratio_of
from ssj_xl.domain.period import long_day
from ssj_xl.domain.wording import scope_of
from ssj_xl.papers.handouts.layout import (
    FANGSONG,
    FILL_IN,
    HEI,
    KAI,
    SONG,
    Block,
    Cell,
    Face,
    Form,
    Grid,
    Line,
    Paper,
    Sheet,
    Text,
    lowest,
)
from ssj_xl.papers.handouts.results import Job, RowLike, item_name, quoted, span
from ssj_xl.tables.registers import TEAM

ELEMENTS = {"way": "方式", "scope": "范围", "items": "事项", "start": "时间节点", "demands": "工作要求"}
"""The notice's five elements, by the column of 抽查任务 that gives each."""

SHEET = Sheet(top=37, bottom=32, left=28, right=26, folio=Face(SONG, 14, 18, "center"))
"""Margins and type of GB/T 9704: 仿宋 三号, 28 points from line to line."""

_TITLE = Face(HEI, 22, 34, "center", outline=1)
_HEAD = Face(HEI, 16, 28, indent=2, outline=2)
_BODY = Face(FANGSONG, 16, 28, indent=2)
_CELL = Face(SONG, 10.5, 15)
_CENTRED = Face(SONG, 10.5, 15, "center")
_MARK = Face(HEI, 10.5, 15, "center")
_ITEM_WIDTHS = ((12.0, 36.0, 20.0, 42.0, 46.0), (12.0, 30.0, 16.0, 61.0, 37.0), (12.0, 30.0, 16.0, 37.0, 61.0))
_MEANS_BY_RATIO, _MEANS_BY_TIER = "检查对象类型", "信用风险分类"


def scheme(job: Job) -> Paper:
    """The scheme of a task."""
    name = title_of(job.task)
    return Paper(name, SHEET, (Form(tuple(_blocks(job, name)), "抽查方案"),))


def title_of(task: RowLike) -> str:
    """The scheme's name; for a task that names none, made of the task's."""
    name: str = task["scheme_name"].strip("《》")
    return name or task["name"] + ("方案" if task["name"].endswith("抽查") else "抽查方案")


def _blocks(job: Job, name: str) -> Iterator[Block]:
    yield Text(name, _TITLE)
    yield Text(job.task["scheme_number"] or f"文号：{FILL_IN}", Face(KAI, 16, 30, "center", after=10))
    yield Text(_opening(job), _BODY)
    yield Text("一、抽查检查的方式", _HEAD, keep=True)
    yield Text(f"（一）抽取方式。{means(job)}", _BODY)
    yield Text(f"（二）检查方式。{'、'.join(job.task['way']) or FILL_IN}。", _BODY)
    yield Text(f"（三）检查人员。{_teams(job)}", _BODY)
    yield Text("二、抽查检查的范围", _HEAD, keep=True)
    yield Text(f"{scope(job.task).rstrip('。；')}。", _BODY)
    yield Text("三、随机抽查检查事项", _HEAD, keep=True)
    yield Text(f"共{len(job.items)}项，均在随机抽查事项清单之内：" if job.items else FILL_IN, _BODY, keep=bool(job.items))
    yield from [_items(job)] if job.items else []
    yield Text("四、随机抽查时间节点", Face(HEI, 16, 28, indent=2, outline=2, before=8), keep=True)
    yield _days(job)
    yield Text("五、有关工作要求", Face(HEI, 16, 28, indent=2, outline=2, before=8), keep=True)
    for part in (job.task["demands"] or FILL_IN).split("\n"):
        yield Text(part, _BODY)
    yield Text("六、组织和监督", _HEAD, keep=True)
    yield Text(_organised(job), _BODY)
    day = job.task["scheme_date"]
    yield Text(f"{job.settings.unit}（印章）\n{long_day(day) if day else '　　　　年　　月　　日'}",
               Face(FANGSONG, 16, 28, "right", inset=3, before=28))


def _opening(job: Job) -> str:
    task, plan = job.task, job.plan
    basis = (f"根据{plan['year']}年度随机抽查计划{quoted(plan['name'])}（计划编号：{plan['code']}）" if plan
             else f"根据年度随机抽查计划（计划编号：{FILL_IN}）")
    platform = f"，平台任务编号：{task['platform']}" if task["platform"] else ""
    return f"{basis}，开展{quoted(task['name'])}（任务编号：{task['code']}{platform}），制定本方案。"


def means(job: Job) -> str:
    """How objects are drawn, in words; no tier is named."""
    task, plan = job.task, job.plan
    ratio = ratio_of(task, plan)
    how = _weighted(job, ratio) if task["method"] == WEIGHTED else _by_ratio(job, ratio)
    each = "" if task["method"] == WEIGHTED else "每组"
    reserve = f"{each}另按签号顺序列候补{task['reserve']}{job.measure}。" if task["reserve"] else ""
    kind = f"抽查类型为{plan['draw_type']}抽查。" if plan and plan["draw_type"] else ""
    return f"{kind}{how}{reserve}"


def _by_ratio(job: Job, ratio: Fraction | None) -> str:
    task = job.task
    least = f"合计不少于{task['quantity']}{job.measure}。" if task["quantity"] is not None else ""
    if ratio is not None and not job.tiered:
        return f"按{_MEANS_BY_RATIO}分组，各组按不低于{percent(ratio)}的比例随机抽取，不足一个的进为一个。{least}"
    whole = f"，合计不低于{percent(ratio)}" if ratio is not None else ""
    return f"按{_MEANS_BY_TIER}分组，各组按规定的比例随机抽取，不足一个的进为一个{whole}；分类结果仅供内部使用，不予公开。{least}"


def _weighted(job: Job, ratio: Fraction | None) -> str:
    task = job.task
    asked = [*([f"不少于{task['quantity']}{job.measure}"] if task["quantity"] is not None else []),
             *([f"不低于检查对象的{percent(ratio)}"] if ratio is not None else [])]
    whole = f"，合计{'、'.join(asked)}" if asked else "，合计不少于各类规定比例之和"
    return (f"规定全部检查的分类全部列入，其余检查对象放入同一签筒，按{_MEANS_BY_TIER}确定签数随机抽取{whole}，每个对象只中签一次；"
            "分类结果仅供内部使用，不予公开。")


def _teams(job: Job) -> str:
    asked = f"并有“{'、'.join(job.task['people_labels'])}”标签，" if job.task["people_labels"] else ""
    return (f"从执法检查人员名录库中随机匹配，每个检查组不少于{job.task['team'] or TEAM}人；检查人员持有效执法证件，{asked}"
            "与检查对象有利害关系的应当回避。")


def scope(task: RowLike) -> str:
    """The scope as it is worded in the task, or from what restricts its pool; to be filled in where nothing does."""
    if task["scope"] or not is_restricted(task):
        return task["scope"] or FILL_IN
    return scope_of(types=task["object_type"], counties=task["county"], divisions=task["pool_division"],
                    labels=task["labels"])


def is_restricted(task: RowLike) -> bool:
    """Whether anything restricts the task's pool."""
    return any(task[key] for key in ("object_type", "county", "pool_division", "labels"))


def _items(job: Job) -> Grid:
    head = Line(tuple(Cell(text, _MARK, shade=True) for text in ("序号", "检查事项", "事项类别", "检查内容", "检查依据")), head=True)
    lines = [Line((Cell(str(number), _CENTRED), Cell(item_name(item), _CELL), Cell(item["item_class"], _CENTRED),
                   Cell(item["content"] or FILL_IN, _CELL), Cell(item["basis"] or FILL_IN, _CELL)))
             for number, item in enumerate(job.items, 1)]
    return lowest(Grid(widths, (head, *lines)) for widths in _ITEM_WIDTHS)


def _days(job: Job) -> Grid:
    task, known = job.task, job.settings
    rows = [
        ("方案公示", _day(task["scheme_published"])),
        ("抽取检查对象、匹配检查人员", "方案公示之后、实施检查之前"),
        ("实施检查", span(task["start"], task["end"], blank=FILL_IN)),
        ("录入检查结果", f"检查完毕之日起{known.entry_days}个工作日内"),
        ("公示检查结果", f"检查完毕之日起{known.publish_days}个工作日内" + (f"，公示网站：{known.site}" if known.site else "")),
    ]
    head = Line(tuple(Cell(text, _MARK, shade=True) for text in ("环节", "时间")), head=True)
    return Grid((56.0, 100.0), (head, *(Line((Cell(what, _CENTRED), Cell(when, _CELL)), least=22) for what, when in rows)))


def _day(day: date | None) -> str:
    return long_day(day) if day else FILL_IN


def _organised(job: Job) -> str:
    task = job.task
    partners = f"，参与处室：{'、'.join(task['partners'])}" if task["partners"] else ""
    people = "，".join(f"{role}：{task[key] or FILL_IN}" for key, role in (("operator", "操作人"), ("supervisor", "监督人")))
    return (f"发起处室：{task['division']}{partners}。抽取和匹配由操作人实施，监督人全程监督，{people}。"
            "检查结果由承担检查的处室录入、公示，发现的问题依法处置。")

