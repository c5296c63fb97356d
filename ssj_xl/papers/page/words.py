"""A record in plain words: state, source, public value, rule.  Text only; the markup is made elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ssj_xl.domain.canon import EXCLUDED, MANDATORY, ONE_POOL
from ssj_xl.domain.public_value import OWN_TEXT
from ssj_xl.domain.quotas import Group
from ssj_xl.domain.rule import Rule, parse_rule, percent
from ssj_xl.domain.scheme import PRIVATE
from ssj_xl.domain.ssj1 import WEIGHTED

Record = Mapping[str, Any]


def is_drawn(record: Record) -> bool:
    """Whether the seed has entered."""
    return bool(record.get("seed_text"))


def is_void(record: Record) -> bool:
    """Whether the attempt was voided."""
    return bool(record.get("void_at"))


def is_private(record: Record) -> bool:
    """Whether the list is pseudonymous."""
    return bool(record["profile"] == PRIVATE)


def state(record: Record) -> str:
    """The attempt's state as a reader sees it."""
    if is_void(record):
        return "已作废"
    return "已抽取" if is_drawn(record) else "已锁定（待抽取）"


def source(record: Record) -> str:
    """The named source in words."""
    kind, _, number = record["source"].partition(":")
    if kind == OWN_TEXT:
        return "自定文字，没有公信力"
    if kind == "ssq":
        return f"双色球第 {number} 期开奖号码"
    return f"公共随机信标 drand 第 {number} 轮" if kind == "drand" else "现场摇号"


def public_value(record: Record) -> str:
    """The public value in words; '' before the draw."""
    kind, _, value = str(record.get("public", "")).partition(":")
    if kind == "ssq":
        red, _, blue = value.partition(":")[2].partition("+")
        return f"红球 {red.replace(',', ' ')}，蓝球 {blue}"
    return value.partition(":")[2] if kind == "drand" else value


def group_name(label: str) -> str:
    """A group label as a reader understands it."""
    return {EXCLUDED: "不参加本次抽取", MANDATORY: "另行安排", ONE_POOL: "全部（同一签筒）"}.get(label, label)


def rule(record: Record) -> list[str]:
    """The rule in sentences; none where the record carries no readable rule."""
    if not record.get("rule"):
        return []
    parsed = parse_rule(record["rule"])
    how = _weighted(parsed) if parsed.mode == WEIGHTED else _by_ratio(parsed)
    reserve = f"每组按签号顺序另列候补 {parsed.reserve} 个。" if parsed.reserve else ""
    return [*how, *([reserve] if reserve else []), f"每个检查小组不少于 {parsed.team} 名执法人员，同样按种子随机匹配。",
            f"检查截止日期：{parsed.end.isoformat()}。"]


def _by_ratio(parsed: Rule) -> list[str]:
    total = [f"合计不少于 {parsed.total} 个，不足部分按各组应抽数补足。"] if parsed.total else []
    return ["分级比例：每组按公布的比例抽取，不足一个的进为一个；组内签号最小者中签。", *total]


def _weighted(parsed: Rule) -> list[str]:
    lots = "、".join(f"{label} {count} 签" for label, count in sorted(parsed.weights.items()))
    whole = "、".join(label for label, group in sorted(parsed.groups.items()) if group.whole)
    taken = [f"{whole} 全部列入，不放签。"] if whole else []
    who = "其余对象" if taken else "所有对象"
    return taken if not lots else [*taken, f"加权：{who}在同一签筒，按签数放签（{lots}），取签号最小的 {parsed.total or 0} 个；每个只中一次。"]


def share(record: Record, label: str) -> str:
    """What the rule says of one group, for the table of groups."""
    if label == EXCLUDED:
        return "不抽"
    if label == MANDATORY:
        return "不抽"
    parsed = parse_rule(record["rule"]) if record.get("rule") else None
    group = parsed.groups.get(label) if parsed else None
    if parsed is None or group is None:
        return "—"
    if parsed.mode == WEIGHTED:
        return "全部列入" if group.whole else f"{group.lots} 签"
    return _ratio(group)


def _ratio(group: Group) -> str:
    ratio = percent(group.ratio or Fraction(0))
    return f"{ratio}，至少 {group.minimum} 个" if group.minimum else ratio
