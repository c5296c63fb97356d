"""The 40 invented inspectors of 云州市 and its counties, and who must stay away from whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from ssj_xl.build.example_chance import Row, full_row, load, number
from ssj_xl.build.example_objects import person_name

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

_JOINT_ITEMS = ("LS-10", "GZ-02")
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
        "items": tuple(dict.fromkeys((*items, *_JOINT_ITEMS))) if joint else items,
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
