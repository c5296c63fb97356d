"""The invented bodies and lawyers of 云州市: who is registered, with codes that pass every check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

from ssj_xl.build.example_chance import Row, full_row, load, number, pick, shuffled
from ssj_xl.domain.pool import ALWAYS
from ssj_xl.domain.uscc import ALPHABET, PREFIXES, check_character
from ssj_xl.tables.registers import STATUSES

LAWYERS = 2000
TIER_DATE = date(2021, 2, 25)
CITY = "云州市"
COUNTY_DIVISION = "律师公证股"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714: weights of the eight characters of a body's own code
_NORMAL, _UNREACHABLE, _SUSPENDED, _CANCELLED, _REVOKED, _MOVED = STATUSES


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

    One firm of tier B is 有事必查: a complaint about it is pending.
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
    _label([row for row in rows if row["tier"] == "B" and not row["labels"]], {ALWAYS: 1})
    return rows


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
