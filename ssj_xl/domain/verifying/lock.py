"""What was fixed at the lock, recomputed: list, root, counts, rule, quotas, people, commitments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ssj_xl.domain import ceremony, merkle, ssj1
from ssj_xl.domain.canon import EXCLUDED, ID, MANDATORY, ONE_POOL
from ssj_xl.domain.matching.people import parse_listed
from ssj_xl.domain.public_value import canon_source
from ssj_xl.domain.rule import Rule, parse_rule
from ssj_xl.domain.scheme import PRIVATE
from ssj_xl.domain.verifying import Record, Report, order_of
from ssj_xl.tables.problems import UserError

_PID = 22


def check_lock(record: Record, report: Report) -> ssj1.Lock:
    """The lock that the record's list and rule give; what the record claims otherwise is denied.

    Where the record has no people lines the lock has none either, whatever their root is said to be.
    """
    lines = _lines(record["list"], report)
    _root(record, report)
    _profile(record, lines, report)
    sizes = Counter(lines.sizes())
    _counts(record, sizes, report)
    rule = _rule(record, report)
    people = _people(record, report)
    quotas, weights = _quotas(record, rule, sizes, report)
    quotas = {**dict.fromkeys((ONE_POOL if g in weights else g for g in sizes), 0), **quotas}  # none without a quota
    _source(record, report)
    check_commitments(record, report)
    return ssj1.Lock(record["draw"], record.get("attempt", 1), lines, quotas, weights, record.get("rule", ""), people)


def _lines(texts: Sequence[str], report: Report) -> ssj1.Lines:
    """The list lines as they stand; order, doubles and form are denied line by line."""
    seen: set[str] = set()
    before = ""
    for number, text in enumerate(texts, 1):
        id_, tab, group = text.partition("\t")
        why = _line_fault(id_, tab, group) or ("编码重复" if id_ in seen else "没有按字节顺序排列" if text < before else "")
        if why:
            report.deny("V23", line=number, text=text.replace("\t", " "), why=why)
        seen.add(id_)
        before = text
    return ssj1.Lines(tuple(texts))


def _line_fault(id_: str, tab: str, group: str) -> str:
    if not tab or not group or "\t" in group or "\n" in group:
        return "应为“编码、组别”两栏，用制表符分隔"
    return "" if ID.fullmatch(id_) or is_pseudonym(id_) else "编码含有不能使用的字符"


def _profile(record: Record, lines: Sequence[ssj1.Line], report: Report) -> None:
    """A private list has pseudonyms throughout, an open one none: what 公示方式 says cannot be turned round."""
    private = record.get("profile") == PRIVATE
    odd = next((line.id for line in lines if is_pseudonym(line.id) != private), None)
    if "profile" in record and odd is not None:
        report.deny("V22", key="profile", why=f"与名录里的“{odd}”不符")


def _root(record: Record, report: Report) -> None:
    computed, texts = merkle.root(record["list"]), record["list"]
    if report.same("V24", computed, record["root"], count=len(texts)):
        report.prove("P01", count=len(texts), root=computed)
    report.same("V25", len(texts), record["count"])


def _counts(record: Record, sizes: Counter[str], report: Report) -> None:
    stated = record.get("counts", sizes)
    for group in order_of(stated.keys() | sizes.keys()):
        report.same("V26", sizes.get(group, 0), stated.get(group, 0), group=group)
        if group in stated and group not in sizes:
            report.same("V26", "（没有这一组）", stated[group], group=group)


def _rule(record: Record, report: Report) -> Rule | None:
    text = record.get("rule", "")
    if not text:
        report.doubt("N16")
        return None
    try:
        rule = parse_rule(text)
    except (ValueError, KeyError, ZeroDivisionError):
        report.doubt("N19", rule=text)
        return None
    if rule.text != text or rule.team < 2:
        report.deny("V29", why=text)
        return None
    if record.get("mode", rule.mode) != rule.mode:
        report.deny("V22", key="mode", why=f"规则是“{rule.mode}”")
    return rule


def _quotas(record: Record, rule: Rule | None, sizes: Counter[str],
            report: Report) -> tuple[dict[str, int], dict[str, int]]:
    """Quotas and weights by the rule; as stated where there is no rule that could be read."""
    stated, lots = dict(record["quotas"]), dict(record.get("weights", {}))
    if rule is None:
        _stated_quotas(stated, lots, sizes, report)
        return stated, lots
    try:
        computed = rule.quotas(sizes)
        if any(not 1 <= lots_ <= 100 for lots_ in rule.weights.values()):
            raise ValueError(rule.text)
    except (ValueError, KeyError):
        report.deny("V29", why="名录里有规则没有规定的组别")
        return stated, lots
    weights = {label: lots_ for label, lots_ in rule.weights.items() if label in sizes}
    same = [report.same("V27", computed.get(g, "（没有这一组）"), stated.get(g, "（没有）"), group=g)
            for g in order_of(computed.keys() | stated.keys())]
    same += [report.same("V28", weights.get(g, "（没有）"), lots.get(g, "（没有）"), group=g)
             for g in order_of(weights.keys() | lots.keys()) if "weights" in record]
    if all(same):
        report.prove("P02", quotas="，".join(f"{g} 抽 {n}" for g, n in sorted(computed.items())))
    return computed, weights


def _stated_quotas(stated: dict[str, int], lots: dict[str, int], sizes: Counter[str], report: Report) -> None:
    """Without a rule: every group needs its quota, no quota exceeds its group, X is never drawn, M always."""
    room = Counter({ONE_POOL: 0}) if lots else Counter[str]()
    for group, size in sizes.items():
        room[ONE_POOL if group in lots else group] += size
    for group in order_of(room.keys() | stated.keys()):
        fixed = {EXCLUDED: 0, MANDATORY: room[group]}.get(group)
        if group not in stated or group not in room or stated[group] > room[group]:
            report.deny("V27", group=group, computed=f"不超过 {room[group]}", stated=stated.get(group, "（没有）"))
            stated[group] = min(stated.get(group, 0), room[group])
        elif fixed is not None and stated[group] != fixed:
            report.deny("V27", group=group, computed=fixed, stated=stated[group])


def _people(record: Record, report: Report) -> tuple[str, ...]:
    if "people_list" not in record:
        if record.get("people"):
            report.doubt("N07")
        return ()
    lines: list[str] = record["people_list"]
    for number, (one, two) in enumerate(pairwise(lines), 2):
        if one.encode() >= two.encode():
            report.deny("V31", line=number, text=two.replace("\t", " "))
    computed = merkle.root(lines) if lines else ""
    if report.same("V30", computed or "（空）", record.get("people", computed) or "（空）") and lines:
        report.prove("P03", people=computed)
    try:
        parse_listed(lines)
    except UserError as error:
        report.wrong += error.problems
    return tuple(lines)


def _source(record: Record, report: Report) -> None:
    source = record.get("source")
    if source is None:
        return
    try:
        named = canon_source(source)
    except ValueError:
        named = ""
    if named != source:
        report.deny("V22", key="source", why=f"“{source}”不是规定的写法")
        return
    if "strength" in record and record["strength"] != ceremony.strength(source, record.get("commitments", {})):
        report.deny("V22", key="strength", why="与随机源和承诺不符")
    number = ceremony.drand_round(source)
    if number is not None and "locked_at" in record and ceremony.due(number) <= record["locked_at"]:
        report.deny("V37", due=ceremony.due(number) or "（没有这一轮）", at=record["locked_at"])


def check_commitments(record: Record, report: Report) -> None:
    """Commitments in form and, in a drawn record, every one opened by its nonce."""
    promised, opened = record.get("commitments", {}), record.get("nonces", {})
    report.wrong += [replace(p, code="V22", params={"key": "commitments", "why": p.text})
                     for p in ceremony.commitment_problems(promised)]
    for party in order_of(opened.keys() - promised.keys()):
        report.deny("V34", party=party)
    if "seed_text" not in record:
        return
    right = 0
    for party in order_of(promised):
        if party not in opened:
            report.deny("V33", party=party)
        elif ceremony.commitment(record["draw"], party, opened[party]) != promised[party]:
            report.deny("V32", party=party)
        else:
            right += 1
    if promised and right == len(promised):
        report.prove("P04", parties="、".join(order_of(promised)))


def is_pseudonym(id_: str) -> bool:
    """Whether a list id is a pid: 22 lower-case hex characters."""
    return len(id_) == _PID and all(c in "0123456789abcdef" for c in id_)

