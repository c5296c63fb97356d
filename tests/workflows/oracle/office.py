"""A random year of a division, carried through by the program's own acts and then typed over as clerks do; its workbook is a real file.

Locks, draws, teams, 递补, 延期, 作废 are the workflows'; what staff type (dates of visits, results, publications, 工作动态,
区县开展情况) is typed into cells, some of it as text.  A seed gives one year.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from hashlib import sha256
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table as SheetTable

from ssj_xl.build.holidays import holiday_rows
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.office.formats import Percent
from ssj_xl.tables import records, registers
from ssj_xl.tables.defaults import DELAY_REASONS, DISPOSALS, RESULTS, code_rows
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.records import REGISTERS
from ssj_xl.tables.settings import AT_DRAW, SETTING_BY_KEY
from ssj_xl.tables.spec import TableSpec
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.registers.acting import book_for
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from ssj_xl.workflows.rounds.substitute import Delay, Grounds, postpone, promote, void

DIVISION = "律师工作处"
SITES = ("云州市司法局网站", "国家企业信用信息公示系统", "云州普法")
CODE_RESULTS = tuple(row.name for row in RESULTS)
TYPES = ("律师事务所", "律师", "公证机构")


@dataclass
class Office:
    """A year in the making.  rows: by table name, dicts by column key; skipped: acts that the program refused, with their codes."""

    random: random.Random
    year: int
    settings: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    digits: int = 10**19
    division: str = DIVISION
    code: str = "LS"

    def chance(self, of_hundred: int) -> bool:
        return self.random.randrange(100) < of_hundred

    def day(self, first: date, last: date) -> date:
        return first + timedelta(self.random.randrange((last - first).days + 1))

    def maybe(self, of_hundred: int, value: Any) -> Any:
        return value if self.chance(of_hundred) else None

    def desk(self, day: date, hour: int) -> Desk:
        now = datetime.combine(day, time(hour))
        return Desk(now, "张某", lambda: sha256(f"{now}{self.code}".encode()).hexdigest())

    def dice(self) -> str:
        self.digits += self.random.randrange(1, 10**18)
        return f"dice:{self.digits:020}"[:25]


def _odd(office: Office) -> dict[str, Any]:
    """Parameters that are not the usual ones, some rules turned off."""
    pick = office.random.choice
    return {"entry_days": pick((0, 1, 30)), "publish_days": pick((1, 7, 20)), "transfer_days": pick((0, 5)), "dispute_days": pick((0, 10)),
            "recheck_days": pick((0, 3)), "archive_days": pick((0, 5)), "scheme_days": pick((0, 5)), "plan_month": pick((0, 1, 12)),
            "change_report_days": pick((0, 5)), "change_publish_days": pick((0, 10)), "site": pick(("", SITES[0]))}


def _registers(office: Office) -> None:
    chance, pick = office.chance, office.random.choice
    count = office.random.randrange(20, 60)
    objects = []
    for number in range(1, count + 1):
        kind = office.random.choices(TYPES, (6, 3, 1))[0]
        objects.append(
            {
                "code": f"{office.code}{number:03}",
                "name": f"第{number:03}号" + kind,
                "object_type": kind,
                "tier": pick("ABCD"),
                "county": pick(("东区", "西区")),
                "division": office.division,
                "status": office.random.choices(("正常", "失联", "停业", "注销"), (20, 2, 1, 1))[0],
                "labels": (),
            }
        )
    firms = [row["code"] for row in objects if row["object_type"] == "律师事务所"]
    for row in objects:
        if row["object_type"] == "律师" and firms and chance(80):
            row["employer"] = pick(firms)
    items = []
    for number in range(1, office.random.randrange(3, 7)):
        kinds = tuple(kind for kind in TYPES if chance(50)) or ("律师事务所",)
        items.append(
            {
                "code": f"{office.code}-{number:02}",
                "major": pick(("执业监督", "管理监督", "收费监督")),
                "minor": f"小项{number}",
                "item_class": pick(("一般检查事项", "重点检查事项")),
                "object_type": kinds,
                "basis": "律师法",
                "valid_from": date(2020, 1, 1),
                "people_labels": (),
            }
        )
    people = [
        {
            "code": f"{office.code}P{number:02}",
            "name": f"执法{office.code}{number}某",
            "certificate": f"ZF{office.code}{number:05}",
            "valid_to": date(2040, 12, 31),
            "division": office.division,
            "items": ("全部",),
            "labels": (),
            "may_lead": "是" if number <= 4 else "否",
        }
        for number in range(1, 8)
    ]
    office.rows |= {
        "检查对象": objects,
        "事项清单": items,
        "执法人员": people,
        "代码表": [row._asdict() for row in code_rows()],
        "风险等级": [
            {"tier": tier, "ratio": Fraction(percent, 100), "lots": lots, "default": "是" if tier == "B" else "否"}
            for tier, percent, lots in (("A", 10, 1), ("B", 20, 2), ("C", 40, 5), ("D", 100, 10))
        ],
        "节假日": [row for row in holiday_rows(office.year - 1) if row["day"].year <= office.year + chance(70)],
    }
    if chance(30):
        _own_codes(office.rows["代码表"])


def _own_codes(rows: list[dict[str, Any]]) -> None:
    """A bureau that sees some results its own way."""
    for row in rows:
        if row["category"] == "检查结果" and row["name"] == "未发现开展本次抽查涉及的经营活动":
            row["is_problem"] = "是"
        if row["category"] == "检查结果" and row["name"] == "通过登记的住所（经营场所）无法联系":
            row["is_check"] = "否"


def _plans(office: Office) -> None:
    plans = []
    for number in range(1, office.random.randrange(2, 5)):
        item = office.random.choice(office.rows["事项清单"])
        start = office.day(date(office.year, 1, 1), date(office.year, 9, 1))
        changed = office.maybe(25, office.day(start, date(office.year, 11, 1)))
        plans.append(
            {
                "code": f"YZ-{office.code}-JH-{office.year}-{number:02}",
                "year": office.year,
                "name": f"计划{number}",
                "items": (item["code"],),
                "object_type": item["object_type"],
                "draw_type": "不定向",
                "ratio": office.maybe(40, Fraction(office.random.choice((3, 5, 10)), 100)),
                "start": start,
                "end": office.maybe(85, office.day(start, date(office.year, 12, 31))),
                "division": office.maybe(80, office.division),
                "published": office.maybe(80, office.day(date(office.year, 1, 5), date(office.year, 4, 20))),
                "changed": changed,
                "change_why": changed and "调整",
                "change_kind": changed and office.random.choice(("调整", "新增", "取消", None)),
                "change_reported": changed and office.maybe(60, changed + timedelta(office.random.randrange(15))),
                "change_published": changed and office.maybe(60, changed + timedelta(office.random.randrange(5, 25))),
            }
        )
    office.rows["年度计划"] = plans


def _tasks(office: Office) -> None:
    tasks = []
    for number in range(1, office.random.randrange(3, 8)):
        plan = office.maybe(80, office.random.choice(office.rows["年度计划"]))
        chosen = office.random.sample(office.rows["事项清单"], min(len(office.rows["事项清单"]), office.random.choice((1, 1, 2, 3))))
        start = office.day(date(office.year, 1, 2), date(office.year, 12, 15))
        scheme = office.maybe(85, start - timedelta(office.random.randrange(0, 20)))
        tasks.append(
            {
                "code": f"YZ-{office.code}-{office.year}-{number:03}",
                "plan": plan and plan["code"],
                "platform": office.maybe(80, f"1399{office.year}{office.code}{number:02}"),
                "name": f"第{number}次抽查",
                "division": office.division,
                "partners": (),
                "items": tuple(row["code"] for row in chosen),
                "object_type": office.maybe(90, tuple({kind: 0 for row in chosen for kind in row["object_type"]})) or (),
                "county": office.maybe(20, ("东区",)) or (),
                "pool_division": (),
                "labels": (),
                "scope": office.maybe(60, "全市的对象"),
                "scheme_name": office.maybe(80, f"第{number}次抽查方案"),
                "scheme_number": office.maybe(70, f"云司〔{office.year}〕{number}号"),
                "scheme_date": scheme,
                "scheme_published": scheme and office.maybe(70, scheme + timedelta(office.random.randrange(12))),
                "way": office.maybe(60, (office.random.choice(("现场检查", "书面检查")),)) or (),
                "start": office.maybe(80, start),
                "end": start + timedelta(office.random.randrange(20, 70)),
                "method": office.random.choice(("分级比例", "等比例", "等比例")),
                "ratio": Fraction(office.random.choice((20, 40, 60)), 100),
                "reserve": office.random.choice((0, 1, 3)),
                "team": 2,
                "operator": "张某",
                "supervisor": office.maybe(70, "监某"),
                "witness": "见证人乙",
                "people_labels": (),
                "state": "筹备",
                "_start": start,
            }
        )
    for row in tasks:
        if office.chance(12):
            row |= {"division": "公证工作处", "partners": (office.division,), "plan": None}
        elif office.chance(10):
            row["partners"] = ("公证工作处",)
        if office.chance(12):
            row |= {key: tasks[0][key] for key in ("scheme_name", "scheme_number")}
    office.rows["抽查任务"] = tasks


def _activities(office: Office) -> None:
    found = []
    for _ in range(office.random.randrange(5, 30)):
        kind = office.random.choice(("会议", "文件", "培训", "宣传", "督导", "会议", "文件", "培训"))
        day = office.day(date(office.year - 1, 12, 15), date(office.year, 12, 31))
        has_day = office.chance(88)
        found.append(
            {
                "day": day if has_day else None,
                "category": kind,
                "name": f"{kind}{office.random.randrange(1, 6)}",
                "number": office.maybe(60 if kind == "文件" else 10, f"云司发〔{office.year}〕{office.random.randrange(1, 9)}号"),
                "people": office.maybe(60, office.random.randrange(5, 90)),
                "content": office.maybe(60, "执法业务"),
                "division": office.maybe(50, office.division),
                "planned": day if not has_day else office.maybe(15, day - timedelta(9)),
            }
        )
        if office.chance(8):
            found.append(dict(found[-1]))
    for month in range(1, 13):
        if office.chance(50):
            found.append(
                {
                    "day": date(office.year, month, office.random.randrange(15, 26)),
                    "category": "月报报送",
                    "name": f"{month}月月报",
                    "month": f"{office.year}-{month:02}",
                }
            )
        if month % 3 == 0 and office.chance(50):
            found.append(
                {
                    "day": date(office.year, month, office.random.randrange(25, 30)),
                    "category": "季度报送",
                    "name": "季度",
                    "month": f"{office.year}-{month:02}",
                }
            )
    office.rows["工作动态"] = found
    office.rows["区县开展情况"] = [
        {
            "month": f"{office.year}-{month:02}",
            "unit": unit,
            "checked": office.maybe(80, office.random.choice((0, 1, 3, 12))),
            "published": office.maybe(80, office.random.choice((0, 1, 3))),
            "note": office.maybe(20, "专项开展"),
        }
        for month in range(1, 13)
        for unit in ("东县", "西县", "南县")
        if office.chance(35)
    ]


def _in_memory(office: Office) -> MemoryGateway:
    names = {SETTING_BY_KEY[key].column.header: value for key, value in office.settings.items()}
    gateway = MemoryGateway({spec.name: ([column.header for column in spec.columns], []) for spec in REGISTERS}, names)
    book = Book(gateway)
    for spec in REGISTERS:
        book.append(
            spec,
            [
                {key: value for key, value in row.items() if value is not None and not key.startswith("_")}
                for row in office.rows.get(spec.name, ())
            ],
        )
    return gateway


def _try(office: Office, what: str, act: Callable[[], Any]) -> bool:
    try:
        act()
    except UserError as refused:
        office.skipped.append((what, "、".join(sorted({found.code for found in refused.problems}))))
        return False
    return True


def _edit(book: Book, spec: TableSpec, key: str, **values: Any) -> None:
    row = next(row for row in book.read(spec) if row["code"] == key)
    book.replace(spec, [(row, values)])


def _ceremonies(office: Office, gateway: MemoryGateway) -> None:
    for task in sorted(office.rows["抽查任务"], key=lambda row: row["_start"]):
        day, code = task["_start"], task["code"]
        while day <= date(office.year, 12, 20) and office.chance(88):
            voided = _ceremony(office, gateway, code, day)
            if voided is None:
                break
            day = voided + timedelta(office.random.randrange(0, 25))


def _ceremony(office: Office, gateway: MemoryGateway, code: str, day: date) -> date | None:
    """One attempt; the day on which it was voided, where another is to follow it."""

    def on(hour: int, act: str, what: Callable[[Book, Desk], Any], on_day: date) -> bool:
        at = office.desk(on_day, hour)
        return _try(office, act, lambda: what(book_for(gateway, act, at), at))

    if not on(9, "锁定", lambda book, at: lock(book, code, "dice", at), day) or office.chance(8):
        return None
    day += timedelta(office.random.choice((0, 0, 1, 5)))
    if not on(10, "抽取", lambda book, at: draw(book, code, office.dice(), at), day):
        return None
    later = day + timedelta(office.random.randrange(1, 25))
    if office.chance(15):
        on(15, "作废", lambda book, at: void(book, code, "名录有误", at), later)
        if office.chance(40):
            _edit(Book(gateway), registers.TASKS, code, state="已取消")
            return None
        return later
    if office.chance(8):
        return None
    on(14, "匹配", lambda book, at: match(book, code, at), day)
    _changes(office, gateway, code, day)
    if office.chance(10):
        _visit(office, gateway, code, (day, later), of_hundred=40)
        on(15, "作废", lambda book, at: void(book, code, "名录有误", at), later)
        return later
    _visit(office, gateway, code, (day, day + timedelta(50)), of_hundred=office.random.choice((50, 90, 100)))
    return None


def _winners(gateway: MemoryGateway, code: str) -> list[Any]:
    book = Book(gateway)
    attempts = [row["attempt"] for row in book.read(records.DRAWS) if row["task"] == code and not row["void_at"]]
    return [
        row for row in book.read(records.WINNERS) if row["task"] == code and row["attempt"] in attempts and row["state"] in ("抽中", "递补")
    ]


def _changes(office: Office, gateway: MemoryGateway, code: str, day: date) -> None:
    for row in _winners(gateway, code):
        if office.chance(6):
            at = office.desk(day + timedelta(1), 15)
            _try(
                office,
                "递补",
                lambda row=row, at=at: promote(book_for(gateway, "递补", at), code, row["object"], Grounds("注销", "李某"), at),
            )
        elif office.chance(12):
            at = office.desk(day + timedelta(2), 15)
            until = day + timedelta(office.random.randrange(10, 60))
            _try(
                office,
                "延期",
                lambda row=row, at=at, until=until: postpone(
                    book_for(gateway, "延期", at),
                    code,
                    Delay(row["object"], until),
                    Grounds(office.random.choice(DELAY_REASONS), "李某"),
                    at,
                ),
            )


def _visit(office: Office, gateway: MemoryGateway, code: str, days: tuple[date, date], *, of_hundred: int) -> None:
    """Type results into the rows that matching made."""
    grid = gateway.table(registers.FINDINGS.name)
    of = {column.key: grid.header.index(column.header) for column in registers.FINDINGS.columns}
    for object_ in sorted(row["object"] for row in _winners(gateway, code)):
        if not office.chance(of_hundred):
            continue
        checked = office.day(*days)
        published = office.maybe(75, checked + timedelta(office.random.randrange(1, 60)))
        site = office.maybe(92, office.random.choice(SITES))
        for cells in grid.rows:
            if (cells[of["task"]], cells[of["object"]], cells[of["checked"]]) == (code, object_, None) and office.chance(92):
                for key, value in _finding(office, (checked, days[1]), published, site).items():
                    cells[of[key]] = value  # type: ignore[index]


def _finding(office: Office, days: tuple[date, date], published: date | None, site: str | None) -> dict[str, Any]:
    chance, checked = office.chance, days[0]
    if chance(12):
        checked = office.day(*days)
    if published and (chance(15) or published < checked):
        published = checked + timedelta(office.random.randrange(0, 50))
    if chance(10):
        published = None
    result = office.random.choices((*CODE_RESULTS, None), (30, 1, 1, 5, 5, 1, 4, 4, 3))[0]
    is_problem = result not in ("未发现问题", "未发现开展本次抽查涉及的经营活动", None)
    found: dict[str, Any] = {
        "checked": checked,
        "result": result,
        "signed": office.maybe(70, "已签"),
        "entered": result and office.maybe(85, checked + timedelta(office.random.randrange(0, 14))),
    }
    if published and result:
        found |= {"published": published, "site": site if chance(90) else office.random.choice(SITES)}
    if is_problem:
        found |= {
            "problem": "台账不全",
            "disposal": office.maybe(90, office.random.choice(DISPOSALS[1:])),
            "disposal_due": office.maybe(80, checked + timedelta(office.random.randrange(5, 60))),
        }
        found |= _after(office, found)
    elif result:
        found["disposal"] = office.maybe(80, "无需后续处置")
    if found.get("published") and chance(8):
        disputed = found["published"] + timedelta(office.random.randrange(1, 15))
        outcome = office.maybe(70, office.random.choice(("维持", "更正", "撤下")))
        found |= {
            "disputed": disputed,
            "dispute_result": outcome,
            "corrected": disputed + timedelta(10) if outcome in ("更正", "撤下") else None,
        }
    return {key: value for key, value in found.items() if value is not None}


def _after(office: Office, found: Mapping[str, Any]) -> dict[str, Any]:
    """What follows a problem."""
    more: dict[str, Any] = {}
    closed = found["checked"] + timedelta(office.random.randrange(10, 90))
    if str(found["disposal"]).startswith(("责令", "发现问题")) and office.chance(60):
        more |= {"rechecked": closed, "recheck_result": office.random.choice(("整改到位", "整改到位", "未整改到位")), "rechecker": "执法某"}
    if str(found["disposal"]).startswith("移送"):
        more |= {"transfer_to": "市律协", "transferred": found["checked"] + timedelta(5), "transfer_result": office.maybe(50, "已受理")}
    if office.chance(60):
        more["closed"] = closed
    return more


def _states(office: Office, gateway: MemoryGateway) -> None:
    book = Book(gateway)
    drawn = {row["task"] for row in book.read(records.DRAWS) if row["drawn_at"] and not row["void_at"]}
    for row in list(book.read(registers.TASKS)):
        if row["code"] in drawn and office.chance(4):
            _edit(book, registers.TASKS, row["code"], state="已取消")
        elif row["code"] in drawn and office.chance(35):
            values: dict[str, Any] = {"state": "已完成"}
            if office.chance(40):
                values["archived"] = row["end"] + timedelta(office.random.randrange(20, 60))
            _edit(book, registers.TASKS, row["code"], **values)
        elif (
            row["code"] not in drawn
            and not any(draw["task"] == row["code"] and not draw["void_at"] for draw in book.read(records.DRAWS))
            and office.chance(15)
        ):
            _edit(book, registers.TASKS, row["code"], state="已取消")
    for row in list(book.read(registers.OBJECTS)):
        if office.chance(6):
            _edit(book, registers.OBJECTS, row["code"], status=office.random.choice(("停业", "注销", "失联")))


def carried_through(
    seed: int | str,
    *,
    division: str = DIVISION,
    code: str = "LS",
    level: str = "处室",
    unit: str = "云州市司法局",
    year: int = 2025,
    **settings: Any,
) -> tuple[Office, MemoryGateway]:
    """The year of a seed."""
    office = Office(random.Random(f"{seed}/{code}"), year, division=division, code=code)
    office.settings = {
        "unit": unit,
        "unit_code": "YZ",
        "division": division,
        "division_code": code,
        "level": level,
        "year": office.year,
        "list_when": AT_DRAW,
        "period": office.random.choice(("上月21日至本月20日", "自然月")),
        "item_reading": office.random.choice(("大项和小项按清单列计", "大项按事项类别计")),
        "site": SITES[0],
        "contact": "联某",
        "start_month": f"{office.year}-01",
    }
    if office.chance(40):
        office.settings |= _odd(office)
    office.settings |= {"item_reading": settings.pop("reading", office.settings["item_reading"]), **settings}
    for step in (_registers, _plans, _tasks, _activities):
        step(office)
    gateway = _in_memory(office)
    _ceremonies(office, gateway)
    _states(office, gateway)
    return office, gateway


WRITTEN = (
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}/{day.month}/{day.day} ",
)


def typed(office: Office, value: Any, share: int) -> Any:
    """A cell as somebody typed it: some days are texts."""
    if isinstance(value, Percent):
        return f"{float(value) * 100:g}%"
    if type(value) is date and office.chance(share):
        return office.random.choice(WRITTEN)(value)
    return value


def as_file(office: Office, gateway: MemoryGateway, share: int = 15) -> bytes:
    """The workbook as a file of openpyxl: a sheet and a table a register, parameters as names."""
    book = Workbook()
    sheet = book.active
    sheet.title = "参数"
    for number, (name, value) in enumerate(gateway.names().items(), 1):
        sheet.append([name, value])
        book.defined_names[name] = DefinedName(name, attr_text=f"'参数'!$B${number}")
    for name in gateway.tables():
        grid, sheet = gateway.table(name), book.create_sheet(name)
        rows = [
            [typed(office, value, share if name in ("检查结果", "工作动态", "抽查任务") else 0) for value in row]
            for row in grid.rows
            if any(value not in (None, "") for value in row)
        ]
        if name in ("检查结果", "工作动态", "检查对象", "抽查任务"):
            office.random.shuffle(rows)
        sheet.append(list(grid.header))
        for row in rows:
            sheet.append([_cell(value) for value in row])
        sheet.add_table(SheetTable(displayName=name, ref=f"A1:{get_column_letter(len(grid.header))}{max(2, len(rows) + 1)}"))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _cell(value: Any) -> Any:
    return f"{float(value) * 100:g}%" if isinstance(value, Fraction) else value
