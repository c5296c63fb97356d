"""An invented bureau with a month of work, to try everything with: 云州市司法局, four divisions, three counties.

There is no 云州市: its region codes 1399xx and its telephone area 0399 are unassigned, mobile numbers are no
telephone numbers, web addresses end in .example.  People, bodies, numbers, documents and results are invented;
so are lottery numbers and dice, also where the period named is one that really was drawn.  Only the items' 大项
and legal bases are those that judicial bureaus publish; what is checked in detail is worded for the example.
Everything is decided by SHA-256 of names, so the example is the same on every machine.

The month is March 2021 as the form counts it: 21 February to 20 March.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from ssj_xl.build import example_objects, example_work
from ssj_xl.build.example_chance import Row, load, number, workday
from ssj_xl.build.example_work import Ceremony, ceremony, partner_books
from ssj_xl.tables.settings import SETTING_BY_KEY

__all__ = [
    "MONTH",
    "PLANTED",
    "Ceremony",
    "Planted",
    "Row",
    "Unit",
    "ceremony",
    "counties",
    "divisions",
    "findings",
    "outcome",
    "partner_books",
    "public_value",
    "units",
]

MONTH = "2021-03"
LAST_DAY = date(2021, 3, 20)


@dataclass(frozen=True)
class Unit:
    """One workbook of the example: what `build.master.build` is given.

    settings: by key of `tables.settings`; rows: by table name, dicts by column key with every column;
    program tables, 代码表 and 节假日 are left to the builder.
    """

    settings: Mapping[str, Any]
    rows: Mapping[str, list[Row]]

    @property
    def code(self) -> str:
        """单位编码-处室编码, the stem of the unit's task codes."""
        return f"{self.settings['unit_code']}-{self.settings['division_code']}"

    @property
    def title(self) -> str:
        """What a file of this workbook is called: 处室 of the bureau, or the county bureau."""
        return str(self.settings["division"] if self.settings["level"] == "处室" else self.settings["unit"])

    @property
    def own_tasks(self) -> list[Row]:
        """The tasks that this unit draws itself; joint tasks of others stand in its workbook too."""
        return [row for row in self.rows["抽查任务"] if row["code"].startswith(self.code)]


class Planted(NamedTuple):
    """A doubtful value put in on purpose, as clerks type them.

    unit: code of the workbook; place: 0-based row of the table; pattern: a format of the right value;
    code: the problem that reading it must report.
    """

    unit: str
    table: str
    place: int
    key: str
    pattern: str
    code: str


PLANTED = (
    Planted("YDSFJ-LG", "检查对象", 0, "uscc", "\u3000{value}", "T11"),
    Planted("YDSFJ-LG", "检查对象", 10, "name", "{value}(总所)", "T11"),
    Planted("QLSFJ-LG", "检查对象", 2, "tier_date", "{value.year}年{value.month}月{value.day}日", "T06"),
    Planted("QLSFJ-LG", "执法人员", 1, "certificate", "{value} ", "T11"),
    Planted("LYSFJ-LG", "工作动态", 0, "day", "{value.year}.{value.month}.{value.day}", "T06"),
)
"""Everything that reading the example's workbooks complains about; all of it warnings, all in the counties."""


def divisions() -> list[Unit]:
    """The four divisions of the city bureau: lawyers, notaries, forensic institutions, grass-roots offices.

    Lawyers record the joint task with the notaries' division, whose workbook lists it under the same code.  They know the
    offices that it is about; the people are each in their own division's workbook, and come by the joint acts.
    """
    firms, offices = example_objects.law_firms(), example_objects.notaries()
    foreign = [row for row in offices if "涉外" in row["labels"]]
    lawyers, notaries, forensic, village = (_settings(unit) for unit in load("units")["divisions"])
    return [
        _unit(lawyers, ["LS"], firms + example_objects.lawyers(firms) + foreign, beside=["GZ"]),
        _unit(notaries, ["GZ"], offices, beside=["LS-10"]),
        _unit(forensic, ["JD"], example_objects.forensic_institutions()),
        _unit(village, ["JC"], example_objects.village_offices()),
    ]


def counties() -> list[Unit]:
    """Three county bureaus: small registers that share some objects with the city's, under the same codes."""
    firms = [row for row in example_objects.law_firms() if row["status"] == "正常"]
    books = []
    for listed in load("units")["counties"]:
        county, shared, own = (listed[key] for key in ("county", "shared", "own"))
        city = [_as_county_has_it(row) for row in firms if row["county"] == county][:shared]
        books.append(_unit(_settings(listed), ["LS"], city + example_objects.county_firms(county, own)))
    _plant(books)
    return books


def units() -> list[Unit]:
    """All seven workbooks, divisions first."""
    return divisions() + counties()


def findings(unit: Unit, winners: Iterable[Mapping[str, Any]], *, until: date = LAST_DAY) -> list[Row]:
    """Rows of 检查结果 for drawn objects, as known at the end of `until`.

    winners: rows of 抽取名单 of any of the unit's tasks, with teams; only 抽中 and 递补 are checked.  Some are
    not checked yet and have no row; some rows have no 公示日期 yet; one law firm cannot be reached.
    """
    rows: list[Row] = []
    for visit in example_work.visits(unit.rows, winners):
        rows += example_work.visit_findings(visit, unit.settings, until)
    return rows


def public_value(task: str) -> str:
    """The invented public value that the seed of a task (its code) is made of: 双色球, or dice for the joint one."""
    return ceremony(task).public


def outcome(task: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of a row of 抽查任务 that are filled in after its draw: steps on the platform, state.

    A task without 平台任务编号 has no steps there.
    """
    if not task["platform"]:
        return {"state": "实施中"}
    drawn = date.fromisoformat(ceremony(task["code"]).drawn_at[:10])
    return {"platform_drawn": drawn, "platform_people": workday(drawn, 1), "platform_published": date(2021, 3, 19),
            "state": "实施中"}


def _settings(listed: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {key: setting.value for key, setting in SETTING_BY_KEY.items() if setting.default is not None}
    values = {**defaults, **load("units")["shared"], **listed}
    typed = {**{key: date.fromisoformat(values[key]) for key in ("base_day", "view_day")},
             "yearly_floor": Fraction(values["yearly_floor"])}
    return {**{key: value for key, value in values.items() if key in SETTING_BY_KEY}, **typed}


def _inspectors(settings: Mapping[str, Any], areas: Iterable[str]) -> list[Row]:
    in_force = [row["code"] for row in example_work.items(areas) if row["valid_to"] is None]
    return example_objects.inspectors(settings, in_force)


def _unit(settings: dict[str, Any], areas: list[str], objects: list[Row], *, beside: Iterable[str] = ()) -> Unit:
    """A workbook of the areas; beside: a partner's areas or items."""
    book = f"{settings['unit_code']}-{settings['division_code']}"
    return Unit(settings, {
        "风险等级": example_work.tiers(objects),
        "事项清单": example_work.items([*areas, *beside]),
        "检查对象": [example_objects.without_lead(row) for row in objects],
        "线索": example_objects.leads(objects),
        "执法人员": _inspectors(settings, areas),
        "回避关系": example_objects.recusals(book, objects),
        "年度计划": example_work.plans(book),
        "抽查任务": example_work.tasks(book),
        "工作动态": example_work.activities(book),
        "区县开展情况": example_work.county_figures(book),
    })


def _as_county_has_it(row: Row) -> Row:
    """A city's row in a county's register: another division, for some an older telephone number.

    A lead is left to the city, which has the complaint.
    """
    own: Row = {**example_objects.without_lead(row), "division": example_objects.COUNTY_DIVISION}
    return own if number(row["name"] + "旧电话", 3) else {**own, "phone": "0399-5570000"}


def _plant(books: Iterable[Unit]) -> None:
    rows = {book.code: book.rows for book in books}
    for planted in PLANTED:
        row = rows[planted.unit][planted.table][planted.place]
        row[planted.key] = planted.pattern.format(value=row[planted.key])
