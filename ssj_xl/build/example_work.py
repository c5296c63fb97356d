"""The invented bureau's work of 2021: items, tiers, plans, the tasks of March, activities, county figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ssj_xl.build.example_chance import Row, full_row, load, number, shuffled
from ssj_xl.build.example_people import division_of, signatories

_CEREMONY = ("book", "partner_books", "locked", "drawn", "source")  # of tasks.json, not columns of 抽查任务


class Ceremony(NamedTuple):
    """When and with what a task is locked and drawn; times 'YYYY-MM-DD HH:MM:SS'.

    source: the source named at the lock; public: the public value in canonical form.  The value is invented,
    also where the period is one that really was drawn.
    """

    task: str
    locked_at: str
    source: str
    public: str
    drawn_at: str


def items(wanted: Iterable[str]) -> list[Row]:
    """事项清单 of areas (LS, GZ, JD, JC) and of single items (LS-10).

    Legal bases are those that judicial bureaus have published with their lists.
    """
    wanted = set(wanted)
    rows = []
    for group in load("items"):
        shared = {"valid_from": "2021-01-01", **{key: value for key, value in group.items() if key != "minors"}}
        rows += [full_row("事项清单", **shared, code=code, minor=minor, content=content)
                 for code, minor, content in group["minors"] if wanted & {code, code[:2]}]
    return rows


def tiers(objects: Iterable[Row]) -> list[Row]:
    """风险等级 for the types of these objects: four tiers, internal; only law firms have unrated ones, taken as B."""
    types = {row["object_type"] for row in objects}
    return [
        full_row("风险等级", scheme="云州市法律服务机构信用风险分类", tier=tier, name=name, object_type=object_type,
                 lots=lots, ratio=ratio, minimum=1 if tier == "D" else 0, yearly_cap=2, valid_from="2021-01-01",
                 default="是" if (tier, object_type) == ("B", "律师事务所") else "否")
        for object_type, levels in load("tiers").items() if object_type in types for tier, name, lots, ratio in levels
    ]


def _of_unit(book: str) -> list[Mapping[str, Any]]:
    """The declarations of the tasks that stand in a workbook, joint ones it takes part in included."""
    return [task for task in load("tasks") if book == task["book"] or book in task.get("partner_books", ())]


def plans(book: str) -> list[Row]:
    """年度计划 of one workbook: the unit's own, and a partner's where a joint task is on it."""
    needed = {task["plan"] for task in _of_unit(book)}
    return [
        full_row("年度计划", year=2021, division=division_of(owner), frequency="1次/年", published="2021-01-22", **plan)
        for owner, listed in load("plans").items() for plan in listed if owner == book or plan["code"] in needed
    ]


def tasks(book: str) -> list[Row]:
    """抽查任务 of one workbook before the locks: schemes are published, nothing is drawn."""
    demands = "两名以上执法人员持证检查；检查后五个工作日内录入结果，二十个工作日内公示；发现问题及时处置。"
    return [
        full_row("抽查任务", **{key: value for key, value in task.items() if key not in _CEREMONY}, team=2,
                 state="筹备", division=division_of(task["book"]), demands=demands, **signatories(task["book"]))
        for task in _of_unit(book)
    ]


def ceremony(code: str) -> Ceremony:
    """The lock and the draw of one task.  Raises KeyError for a task that the example does not have."""
    declared = {task["code"]: task for task in load("tasks")}[code]
    source = declared["source"]
    return Ceremony(code, declared["locked"], source, public_value(source, code), declared["drawn"])


def public_value(source: str, code: str) -> str:
    """An invented public value of a source: the same numbers for all tasks that name the same lottery period."""
    if source == "dice":
        return "dice:" + "".join(str(number(f"{code}骰{place}", 10)) for place in range(24))
    red = sorted(shuffled((f"{n:02d}" for n in range(1, 34)), source)[:6])
    return f"{source}:{','.join(red)}+{number(source + '蓝', 16) + 1:02d}"


def activities(book: str) -> list[Row]:
    """工作动态 of one unit in February and March 2021, its schemes among the documents."""
    own = [task for task in load("tasks") if task["book"] == book]
    schemes = [{"day": task["scheme_date"], "category": "文件", "name": task["scheme_name"],
                "number": task["scheme_number"]} for task in own]
    rows = [full_row("工作动态", division=division_of(book), **act) for act in (*load("activities")[book], *schemes)]
    return sorted(rows, key=lambda row: (row["day"] or row["planned"], row["name"]))


def county_figures(book: str) -> list[Row]:
    """区县开展情况 as a division knows it."""
    figures: Sequence[Sequence[Any]] = load("county_figures")[book]
    return [full_row("区县开展情况", month=month, unit=unit, checked=checked, published=published,
                     note="" if checked == published else "其余结果待公示")
            for month, unit, checked, published in figures]
