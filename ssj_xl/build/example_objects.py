"""The invented bureau: its objects and its people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any, NamedTuple

from ssj_xl.build.example_chance import Row, full_row, load, number, pick, shuffled
from ssj_xl.domain.uscc import ALPHABET, PREFIXES, check_character
from ssj_xl.tables.registers import STATUSES

LAWYERS = 2000
TIER_DATE = date(2021, 2, 25)
CITY = "云州市"
COUNTY_DIVISION = "律师公证股"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714: weights of the eight characters of a body's own code
_NORMAL, _UNREACHABLE, _SUSPENDED, _CANCELLED, _REVOKED, _MOVED = STATUSES
_LEAD = "有事必查"
"""The mark of the firm that a lead is about, among the labels while the example is made."""


def person_name(name: str) -> str:
    """An invented name; `name` says whose it is."""
    parts = load("names")
    return "".join(pick(str(parts[key]), name + key) for key in ("surnames", "given_first", "given_second"))


def credit_code(object_type: str, region: str, name: str) -> str:
    """A unified social credit code with the type's prefix, an unassigned region and right check characters."""
    head = "MD" + "".join(pick(ALPHABET, f"{name}代码{place}") for place in range(6))
    total = sum(int(c, 36) * weight for c, weight in zip(head, _BODY_WEIGHTS, strict=True))
    check = "0123456789X"[-total % 11]
    body = PREFIXES[object_type] + region + head + check
    return body + check_character(body)


def spread(count: int, shares: Mapping[str, int], name: str) -> list[str]:
    """`count` values in a decided order: each key of `shares` as often as said, '' for the rest."""
    values = [key for key, times in shares.items() for _ in range(times)]
    values += [""] * (count - len(values))
    return [values[place] for place in shuffled(range(count), name)]


def _body(name: str, object_type: str, county: Mapping[str, Any], **more: Any) -> Row:
    code = credit_code(object_type, county["region"], name)
    road = pick(load("places")["roads"], name + "路")
    return full_row(
        "检查对象", code=code, name=name, uscc=code, object_type=object_type, county=county["name"],
        address=f"{CITY}{county['name']}{road}{number(name + '号', 198) + 1}号",
        head=person_name(name + "负责人"), phone=f"0399-{5600000 + number(name + '电话', 99999):07d}", **more)


def law_firms() -> list[Row]:
    """The 140 law firms that the city's 律师工作处 keeps, tiers about 60 : 28 : 9 : 3, two not rated.

    Of one firm of tier B there is a lead (`leads`), for which it has a mark among its labels here.
    """
    homes = [county for county in load("places")["counties"] for _ in range(county["firms"])]
    branches = [f"{parent}（云州）律师事务所" for parent in load("names")["firm_parents"]]
    names = shuffled([*branches, *_firm_names(0, len(homes) - len(branches))], "律所次序")
    tiers = spread(len(homes), {"A": 83, "B": 39, "C": 12, "D": 4}, "律所等级")
    states = spread(len(homes), {_UNREACHABLE: 3, _SUSPENDED: 3, _CANCELLED: 3, _MOVED: 2, _REVOKED: 1}, "律所状态")
    rows = [
        _body(name, "律师事务所", county, tier=tier, tier_date=TIER_DATE if tier else None, division="律师工作处",
              status=state or _NORMAL)
        for name, county, tier, state in zip(names, homes, tiers, states, strict=True)
    ]
    _label(rows, {"涉外": 14, "破产管理人": 9, "刑事法律援助": 20})
    _label([row for row in rows if row["tier"] == "B" and not row["labels"]], {_LEAD: 1})
    return rows


def without_lead(row: Row) -> Row:
    """An object as the register has it, without the mark of a lead."""
    return {**row, "labels": tuple(label for label in row["labels"] if label != _LEAD)}


def leads(objects: Sequence[Row]) -> list[Row]:
    """The lead of the firm that is marked: a complaint is pending, so it is visited without a lot."""
    return [full_row("线索", number=f"XS-{number:03}", received="2021-02-18", object=row["code"], items=("LS-01",), letter="云司信〔2021〕6号",
                     origin="投诉举报", handling="个案检查", approver="分管副局长", approved="2021-02-22", valid_to="2021-08-17")
            for number, row in enumerate((row for row in objects if _LEAD in row["labels"]), 1)]


def county_firms(county: str, count: int) -> list[Row]:
    """Law firms that only the county's own register has: `count` of them, all in practice, not rated."""
    places = load("places")["counties"]
    order = [place["name"] for place in places].index(county)
    names = _firm_names(140 + 20 * order, count)
    return [_body(name, "律师事务所", places[order], division=COUNTY_DIVISION, status=_NORMAL) for name in names]


def _firm_names(start: int, count: int) -> list[str]:
    """Invented names 云州…律师事务所, each once: a stretch of one decided order of all of them."""
    parts = product(load("names")["firm_first"], load("names")["firm_second"])
    names = shuffled([f"云州{first}{second}律师事务所" for first, second in parts if first != second], "律所名称")
    return names[start:start + count]


def _label(rows: Sequence[Row], shares: Mapping[str, int]) -> None:
    """Give labels to as many of the bodies in practice as said, in a decided order."""
    in_practice = {row["code"]: row for row in rows if row["status"] == _NORMAL}
    for label, times in shares.items():
        for code in shuffled(in_practice, label)[:times]:
            in_practice[code]["labels"] = (*in_practice[code]["labels"], label)


def lawyers(firms: Sequence[Row]) -> list[Row]:
    """2,000 lawyers of the firms in practice; the code is the 17-digit 执业证号.

    Its layout: kind 1, province 13, city 99 (unassigned), year of the first licence 4, category 1
    (1 专职, 2 兼职), sex 1, serial 6.
    """
    homes = [firm for firm in firms if firm["status"] == _NORMAL]
    states = spread(LAWYERS, {_SUSPENDED: 12, _CANCELLED: 9, _MOVED: 7, _REVOKED: 2}, "律师状态")
    return [_lawyer(serial, pick(homes, f"律师{serial}所"), state) for serial, state in enumerate(states, 1)]


def _lawyer(serial: int, firm: Row, state: str) -> Row:
    name = f"律师{serial}"
    part_time = number(name + "类别", 25) == 0
    year = 1996 + number(name + "年", 25)
    licence = f"11399{year}{2 if part_time else 1}{number(name + '性别', 2)}{serial:06d}"
    labels = ["兼职律师"] if part_time else []
    if "涉外" in firm["labels"] and number(name + "涉外", 5) == 0:
        labels.append("涉外")
    return full_row(
        "检查对象", code=licence, name=person_name(name), licence=licence, object_type="律师", county=firm["county"],
        division="律师工作处", status=state or _NORMAL, labels=labels, employer=firm["code"])


def notaries() -> list[Row]:
    """The 12 notary offices; three of them do foreign-related work."""
    counties = {county["name"]: county for county in load("places")["counties"]}
    listed = load("places")["notaries"]
    tiers = spread(len(listed), {"A": 6, "B": 4, "C": 2}, "公证等级")
    rows = [
        _body(name, "公证机构", counties[home], tier=tier, tier_date=TIER_DATE, division="公证工作处", status=_NORMAL)
        for (name, home), tier in zip(listed, tiers, strict=True)
    ]
    _label(rows, {"涉外": 3})
    return rows


def forensic_institutions() -> list[Row]:
    """The 20 forensic institutions, each with one or two fields as labels."""
    names = [f"云州{name}司法鉴定{'中心' if number(name, 3) else '所'}" for name in load("names")["forensic"]]
    tiers = spread(len(names), {"A": 8, "B": 8, "C": 3, "D": 1}, "鉴定等级")
    states = spread(len(names), {_SUSPENDED: 1, _CANCELLED: 1}, "鉴定状态")
    fields = ("法医临床", "法医物证", "文书", "声像资料", "痕迹")
    return [
        _body(name, "司法鉴定机构", pick(load("places")["counties"], name + "县"), tier=tier, tier_date=TIER_DATE,
              division="司法鉴定管理处", status=state or _NORMAL, licence=f"1399{serial:05d}",
              labels=shuffled(fields, name)[:1 + number(name + "类", 2)])
        for serial, (name, tier, state) in enumerate(zip(names, tiers, states, strict=True), 1)
    ]


def village_offices() -> list[Row]:
    """The 60 基层法律服务所: no tiers, their ratio goes by object type."""
    homes = [(county, town) for county in load("places")["counties"]
             for town in shuffled(load("places")["towns"], county["name"])[:county["village"]]]
    states = spread(len(homes), {_UNREACHABLE: 1, _SUSPENDED: 2, _CANCELLED: 2}, "基层所状态")
    rows = [
        _body(f"{county['name']}{town}法律服务所", "基层法律服务所", county, division="基层法律服务处",
              status=state or _NORMAL)
        for (county, town), state in zip(homes, states, strict=True)
    ]
    _label(rows, {"法律援助联络点": 12})
    return rows


# --- the 40 invented inspectors of 云州市 and its counties, and who must stay away from whom ----------------

_VALID = date(2022, 12, 31)
_RENEWED = date(2023, 6, 30)


class Staff(NamedTuple):
    """How many inspectors a unit has: how many may lead, how many know foreign-related work (the first ones)."""

    book: str
    size: int
    leads: int
    joint: int = 0


STAFF = (
    Staff("YZSFJ-LS", 12, 5, 6), Staff("YZSFJ-GZ", 6, 3, 4), Staff("YZSFJ-JD", 6, 3), Staff("YZSFJ-JC", 7, 3),
    Staff("YDSFJ-LG", 3, 2), Staff("QLSFJ-LG", 3, 2), Staff("LYSFJ-LG", 3, 2),
)

_PECULIAR: Mapping[str, Mapping[str, Any]] = {
    "YZSFJ-LS-01": {"items": ("全部",)},
    "YZSFJ-LS-09": {"items": ("LS-01", "LS-02"), "note": "2021年新取得执法证，暂只检查律师执业情况。"},
    "YZSFJ-LS-11": {"away_from": "2021-03-01", "away_to": "2021-03-31", "away_why": "参加省厅集中培训"},
    "YZSFJ-LS-12": {"valid_to": "2020-12-31", "note": "换证手续办理中。"},
    "YZSFJ-JD-06": {"valid_to": "2021-03-12", "note": "执法证本月到期，已报换证。"},
}


def inspectors(settings: Mapping[str, Any], items: Sequence[str]) -> list[Row]:
    """The inspectors of one unit, who may check `items` (codes); settings as in 参数."""
    book = f"{settings['unit_code']}-{settings['division_code']}"
    place, staff = next((n, s) for n, s in enumerate(STAFF, 1) if s.book == book)
    home = settings["division"] if settings["level"] == "处室" else settings["unit"]
    return [_inspector(staff, place, serial, division=home, items=items) for serial in range(1, staff.size + 1)]


def _inspector(staff: Staff, place: int, serial: int, *, division: str, items: Sequence[str]) -> Row:
    code = f"{staff.book}-{serial:02d}"
    joint = serial <= staff.joint
    values: dict[str, Any] = {
        "code": code,
        "name": person_name(code),
        "certificate": f"1399{place:02d}{serial:05d}",
        "valid_to": _RENEWED if number(code + "证", 4) == 0 else _VALID,
        "division": division,
        "items": items,
        "labels": ("涉外",) if joint else (),
        "may_lead": "是" if serial <= staff.leads else "否",
    }
    return full_row("执法人员", **{**values, **_PECULIAR.get(code, {})})


class Recusal(NamedTuple):
    """Inspector, which object (type, tier or '', place among those), reason, from, to."""

    inspector: str
    object_type: str
    tier: str
    place: int
    why: str
    since: str = "2021-01-01"
    until: str | None = None


# The firms of tier D are drawn in any case, so the first two bite in the month shown.
_RECUSALS: Mapping[str, tuple[Recusal, ...]] = {
    "YZSFJ-LS": (
        Recusal("YZSFJ-LS-01", "律师事务所", "D", 0, "配偶为该所合伙人"),
        Recusal("YZSFJ-LS-02", "律师事务所", "D", 1, "曾在该所执业，离所未满三年"),
        Recusal("YZSFJ-LS-03", "律师事务所", "A", 7, "近亲属为该所行政人员"),
        Recusal("YZSFJ-LS-05", "律师", "", 4, "本人案件的代理律师"),
        Recusal("YZSFJ-LS-04", "律师事务所", "B", 2, "该所曾代理其家庭纠纷", "2020-01-01", "2020-12-31"),
    ),
    "YZSFJ-GZ": (Recusal("YZSFJ-GZ-01", "公证机构", "B", 1, "近亲属为该处公证员"),),
    "YZSFJ-JD": (Recusal("YZSFJ-JD-02", "司法鉴定机构", "D", 0, "正在该机构办理鉴定委托"),),
    "YZSFJ-JC": (Recusal("YZSFJ-JC-03", "基层法律服务所", "", 7, "曾任该所主任"),),
}


def recusals(book: str, objects: Sequence[Row]) -> list[Row]:
    """The recusals that a unit's inspectors declared, against objects of its own register."""
    rows = []
    for case in _RECUSALS.get(book, ()):
        meant = [o for o in objects if o["object_type"] == case.object_type and o["tier"] == case.tier]
        rows.append(full_row("回避关系", inspector=case.inspector, object=meant[case.place]["code"], why=case.why,
                             valid_from=case.since, valid_to=case.until))
    return rows


def _declared(book: str) -> Mapping[str, Any]:
    listed: list[Mapping[str, Any]] = [*load("units")["divisions"], *load("units")["counties"]]
    return next(unit for unit in listed if f"{unit['unit_code']}-{unit['division_code']}" == book)


def division_of(book: str) -> str:
    """The division that keeps a workbook, by the stem of its task codes."""
    return str(_declared(book)["division"])


def signatories(book: str) -> dict[str, str]:
    """Who runs, supervises and witnesses the draws of a unit (invented names), by column of 抽查任务."""
    unit = _declared(book)
    return {"operator": str(unit["contact"]), "supervisor": person_name(unit["unit"] + "监督人"),
            "witness": person_name(book + "见证人")}
