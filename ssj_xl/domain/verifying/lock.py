"""What was fixed at the lock, recomputed: list, root, counts, rule, quotas, people, commitments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ssj_xl.domain.draw import ceremony, merkle, ssj1
from ssj_xl.domain.draw.canon import EXCLUDED, FORMS, ID, MANDATORY, ONE_POOL, is_label, is_pseudonym
from ssj_xl.domain.draw.public_value import canon_source
from ssj_xl.domain.draw.quotas import reaches
from ssj_xl.domain.draw.rule import Rule, parse_percent, parse_rule
from ssj_xl.domain.draw.sources import TEXT
from ssj_xl.domain.matching.case import Listed, parse_applying, parse_listed
from ssj_xl.domain.scheme import PRIVATE, PUBLIC
from ssj_xl.domain.verifying import Record, Report, order_of
from ssj_xl.domain.verifying.shape import TRIAL, is_drawn, is_minimal
from ssj_xl.tables.problems import UserError


def check_lock(record: Record, report: Report) -> ssj1.Lock:
    """The lock that the record's list and rule give; what the record claims otherwise is denied.

    Where the record has no people lines the lock has none either, whatever their root is said to be.
    """
    lines = _lines(record["list"], report)
    _root(record, report)
    sizes = Counter(lines.sizes())
    _counts(record, sizes, report)
    rule = _rule(record, report)
    _ids(record, rule, lines, report)
    people = _people(record, rule, report)
    quotas, weights = _quotas(record, rule, sizes, report)
    _floor(record, quotas, sizes, report)
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
    if not tab or not is_label(group) or group == ONE_POOL:
        return "应为“编码、组别”两栏，用制表符分隔"
    return "" if ID.fullmatch(id_) or is_pseudonym(id_) else "编码含有不能使用的字符"


def _ids(record: Record, rule: Rule | None, lines: Sequence[ssj1.Line], report: Report) -> None:
    """A private list has pseudonyms of its rule's scheme throughout, an open one codes: 公示方式 cannot be turned round."""
    scheme, profile = rule.pseudonyms if rule else 1, record.get("profile")
    form = {PRIVATE: FORMS[scheme], PUBLIC: ID}.get(str(profile))
    odd = next((line.id for line in lines if form and not form.fullmatch(line.id)), None)
    if odd is not None or (profile == PUBLIC and scheme > 1):
        report.deny("V22", key="profile", why=f"与名录里的“{odd or '名单代号'}”不符")


def _root(record: Record, report: Report) -> None:
    computed, texts = merkle.root(record["list"]), record["list"]
    if report.same("V24", computed, record["root"], count=len(texts)):
        report.prove("P01", count=len(texts), root=computed)
    report.same("V25", len(texts), record["count"])


def _counts(record: Record, sizes: Counter[str], report: Report) -> None:
    stated = record.get("counts", sizes)
    for group in order_of(stated.keys() | sizes.keys()):
        report.same("V26", sizes.get(group, "（没有这一组）"), stated.get(group, "（没有）"), group=group)


def _rule(record: Record, report: Report) -> Rule | None:
    """The rule; only a record of another program may have none, or one that is not of SSJ-1."""
    text = record.get("rule", "")
    try:
        rule = parse_rule(text)
    except ValueError:
        if not is_minimal(record):
            report.deny("V29", why=text or "没有规则原文")
        elif text:
            report.doubt("N19", rule=text)
        else:
            report.doubt("N16")
        return None
    return rule


def _quotas(record: Record, rule: Rule | None, sizes: Counter[str],
            report: Report) -> tuple[dict[str, int], dict[str, int]]:
    """Quotas and weights by the rule; as stated where there is no rule that could be read."""
    stated, lots = dict(record["quotas"]), dict(record.get("weights", {}))
    mode = rule.mode if rule else ssj1.WEIGHTED if ONE_POOL in stated else ssj1.BY_RATIO
    if record.get("mode", mode) != mode:
        report.deny("V22", key="mode", why=f"抽取方式应为“{mode}”")
    if rule is None:
        _stated_quotas(stated, lots, sizes, report)
        return stated, lots
    try:
        computed = rule.quotas(sizes)
    except KeyError:
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
    """Without a rule: every group needs its quota, no quota exceeds its group, X is never drawn, M always; no lots of X, M."""
    for group in order_of(lots.keys() & {EXCLUDED, MANDATORY, ONE_POOL}):
        report.deny("V28", group=group, computed="（没有）", stated=lots.pop(group))
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


def _floor(record: Record, quotas: dict[str, int], sizes: Counter[str], report: Report) -> None:
    """What was announced for the whole is reached."""
    floor = record.get("floor")
    if floor and not reaches(quotas, sizes, parse_percent(floor)):
        report.deny("V22", key="floor", why=f"各组合计达不到 {floor}")


def _people(record: Record, rule: Rule | None, report: Report) -> tuple[str, ...]:
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
        _parties(parse_listed(lines), rule, report)
        _applying(parse_applying(lines), rule, record, report=report)
    except UserError as error:
        report.wrong += error.problems
    return tuple(lines)


def _parties(listed: Sequence[Listed], rule: Rule | None, report: Report) -> None:
    """In a joint task everybody belongs to a party of the rule; elsewhere nobody to any."""
    known = set(rule.parties) or {""} if rule else {person.party for person, _ in listed}
    odd = next((person.code for person, _ in listed if person.party not in known), None)
    if odd is not None:
        report.deny("V22", key="people_list", why=f"人员“{odd}”的参与方与规则不符")


def _applying(items: Mapping[str, frozenset[str]], rule: Rule | None, record: Record, *, report: Report) -> None:
    """Only a joint task with seats says which items apply where: items of its parties, at objects of its list."""
    seated = rule is not None and bool(rule.seats)
    known = frozenset(item for items in rule.parties.values() for item in items) if rule and seated else frozenset()
    ids = {line.partition("\t")[0] for line in record["list"]}
    odd = next((id_ for id_, codes in sorted(items.items()) if rule and not (seated and codes <= known and id_ in ids)), None)
    if odd is not None:
        report.deny("V22", key="people_list", why=f"对象“{odd}”适用的事项与规则或名录不符")


def _source(record: Record, report: Report) -> None:
    source = record.get("source")
    if str(source or record.get("public", "")).partition(":")[0] == TEXT.key:
        report.doubt("N29")
    if record.get("state") == TRIAL:
        report.doubt("N38")
    if source is None:
        return
    if not _is_source(source):
        report.deny("V22", key="source", why=f"“{source}”不是规定的写法")
        return
    if "strength" in record and record["strength"] != ceremony.strength(source, record.get("commitments", {})):
        report.deny("V22", key="strength", why="与随机源和承诺不符")
    number = ceremony.drand_round(source)
    if number is not None and ceremony.due(number) <= record.get("locked_at", ""):
        report.deny("V37", due=ceremony.due(number) or "（没有这一轮）", at=record["locked_at"])


def _is_source(text: str) -> bool:
    try:
        return canon_source(text) == text
    except ValueError:
        return False


def check_commitments(record: Record, report: Report) -> None:
    """Commitments in form and, in a drawn record, every one opened by its nonce."""
    promised, opened = record.get("commitments", {}), record.get("nonces", {})
    report.wrong += [replace(p, code="V22", params={"key": "commitments", "why": p.text})
                     for p in ceremony.commitment_problems(promised) if p.code != "V01"]  # form is `verifying.shape`'s
    for party in order_of(opened.keys() - promised.keys()):
        report.deny("V34", party=party)
    if not is_drawn(record):
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

