"""What the seed gives, recomputed: seed text, keys, winners, reserves, digest, and who stands on the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import NAME_ID, name_id
from ssj_xl.domain.draw.public_value import canon_public, comes_from, is_proof_of
from ssj_xl.domain.draw.rule import parse_rule
from ssj_xl.domain.draw.ssj1 import shown_digests
from ssj_xl.domain.scheme import PRIVATE
from ssj_xl.domain.verifying import Record, Report, order_of
from ssj_xl.domain.verifying.shape import is_second

_NONE = "（没有）"
Order = dict[str, list[ssj1.Win]]


def check_draw(record: Record, lock: ssj1.Lock, report: Report) -> ssj1.Keys:
    """The keys of the record's seed text; what does not follow from the lock and the seed is denied.

    The seed text is rebuilt from the facts; where it is another, the lines are named, and the rest is held
    against the record's own seed, so that one change is not told ten times.
    """
    _public(record, report)
    sound = _seed_text(record, lock, report)
    keys = ssj1.keys(record["seed_text"])
    named = {"S": keys.seed, "K": keys.objects, "Km": keys.matching}
    same = [report.same("V41", value, record[name], name=name) for name, value in named.items() if name in record]
    if sound and all(same):
        report.prove("P05", public=record["public"], seed=keys.seed)
    order = ssj1.ranking(lock, keys.objects)
    _result(record, lock, order, report)
    _reserve(record, lock, order, report)
    if "names" in record:
        _names(record, lock, order, report)
    if record.get("drawn_at", "9") < record.get("locked_at", ""):
        report.deny("V38", drawn=record["drawn_at"], locked=record["locked_at"])
    return keys


def first_of(order: Order, lock: ssj1.Lock) -> list[ssj1.Win]:
    """The drawn objects in a whole order."""
    return [win for pool, members in order.items() for win in members[: lock.quotas[pool]]]


def check_public(public: str, source: str | None, report: Report) -> None:
    """Whether a public value is written as it must be (V35) and is one of the announced source, where that is known (V36)."""
    try:
        canonical = canon_public(public) == public
    except ValueError:
        canonical = False
    if not canonical:
        report.deny("V35", public=public)
    elif source is not None and not comes_from(public, source):
        report.deny("V36", public=public, source=source)


def _public(record: Record, report: Report) -> None:
    public, source = record["public"], record.get("source")
    check_public(public, source, report)
    proof = record.get("public_proof", "")
    if proof and not is_proof_of(proof, public):
        report.deny("V22", key="public_proof", why="随机数不是它的 SHA-256")


def facts_text(record: Record, lock: ssj1.Lock) -> str:
    """The seed text that list, rule, people, nonces and public value of a record give."""
    text = ssj1.seed_text(lock, record["public"], record.get("nonces", {}))
    if lock.people or not record.get("people"):
        return text
    mark = f"\ncount={len(lock.lines)}\n"
    head, _, tail = text.partition(mark)
    return f"{head}{mark}people={record['people']}\n{tail}"


def _seed_text(record: Record, lock: ssj1.Lock, report: Report) -> bool:
    computed, stated = facts_text(record, lock), record["seed_text"]
    if computed == stated:
        return True
    pairs = zip_longest(computed.split("\n"), stated.split("\n"), fillvalue=_NONE)
    for number, (right, found) in enumerate(pairs, 1):
        if right != found:
            report.deny("V40", line=number, computed=right or "（空）", stated=found or "（空）")
    return False


def _result(record: Record, lock: ssj1.Lock, order: Order, report: Report) -> None:
    wins = first_of(order, lock)
    right = [win.text for win in wins]
    if "result" in record and _same_lines(right, record["result"], "V42", report):
        report.prove("P06", count=len(wins))
    if "result_digest" in record:
        report.same("V44", ssj1.result_digest(wins), record["result_digest"])


def _reserve(record: Record, lock: ssj1.Lock, order: Order, report: Report) -> None:
    if "reserve" not in record:
        return
    stated: list[str] = record["reserve"]
    try:
        count = parse_rule(lock.rule).reserve
    except ValueError:
        count = max(Counter(line.partition("\t")[0] for line in stated).values(), default=0)
    right = [win.text for pool, members in order.items() for win in members[lock.quotas[pool]:][:count]]
    if _same_lines(right, stated, "V43", report) and right:
        report.prove("P07", count=len(right))


def _same_lines(right: Sequence[str], stated: Sequence[str], code: str, report: Report) -> bool:
    """Deny each stated line that is not right, beside the right one of the same group and rank, and each missing."""
    due = {_seat(line): line for line in right}
    valid, seen, told = set(right), set[str](), set[str]()
    for number, line in enumerate(stated, 1):
        if line in seen or line not in valid:
            computed = _NONE if line in seen else due.get(_seat(line), _NONE)
            told.add(computed)
            report.deny(code, line=number, computed=_plain(computed), stated=_plain(line))
        seen.add(line)
    for number, line in enumerate(right, 1):
        if line not in seen and line not in told:
            report.deny(code, line=number, computed=_plain(line), stated=_NONE)
    if seen == valid and len(stated) == len(right) and list(right) != list(stated):
        number, a, b = next((n, a, b) for n, (a, b) in enumerate(zip(right, stated, strict=True), 1) if a != b)
        report.deny(code, line=number, computed=_plain(a), stated=_plain(b))
    return list(right) == list(stated)


def _seat(line: str) -> str:
    """Group and rank of a result line."""
    return "\t".join(line.split("\t")[:2])


def _plain(line: str) -> str:
    return line.replace("\t", " ")


def _names(record: Record, lock: ssj1.Lock, order: Order, report: Report) -> None:
    """The names that stand on the list; in an open record their ids show whether each was drawn or promoted."""
    names = record["names"]
    drawn = sum(lock.quotas[pool] for pool in order)
    if is_second(record) and not names and drawn:
        report.doubt("N25")
    elif record.get("profile") == PRIVATE:
        report.same("V46", drawn, len(names), group="全部")
        for change in record.get("substituted", ()):
            if change["left"] in names or "came" in change:
                report.deny("V45", object=change["left"])
    elif "substituted" in record:
        _promotions(record, lock, order, report)
    else:
        came, left = standing(names, lock, order, report)
        if came and not report.wrong:
            report.doubt("N09", came="、".join(came), left="、".join(left))
    if record.get("profile") == PRIVATE and record.get("teams") and not record.get("audit"):
        report.deny("V48", key="teams")
    for code in order_of(record.get("teams", {}).keys() - names.keys()):
        report.deny("V47", object=code)


def _promotions(record: Record, lock: ssj1.Lock, order: Order, report: Report) -> None:
    """The list follows from draw and substitutions one by one: each takes the next ticket that never stood on it."""
    pool_of = {win.id: pool for pool, members in order.items() for win in members}
    listed = {win.id for win in first_of(order, lock)}
    used = set(listed)
    for change in record["substituted"]:
        left, came = change["left"], change.get("came", "")
        due = next((win.id for win in order.get(pool_of.get(left, ""), ()) if win.id not in used), None)
        if left not in listed or came != due:
            report.deny("V45", object=came)
        listed = listed - {left} | {came}
        used.add(came)
    for code in order_of(listed ^ record["names"].keys()):
        report.deny("V45", object=code)


def check_shown(record: Record, report: Report) -> None:
    """The digests of what a record of format 2 shows, and ids that are made of names."""
    if not is_second(record):
        return
    computed = shown_digests(record)
    for part in (part for part in computed if computed[part] != record["shown"][part]):
        report.deny("V22", key="shown", why=f"“{part}”的指纹应为 {computed[part]}")
    check_name_ids(record.get("names", {}), "names", report)


def check_name_ids(names: Mapping[str, str], key: str, report: Report) -> None:
    """Ids that are made of names are made of theirs (object code → name).  key: where they stand in the record."""
    for code, name in names.items():
        if NAME_ID.fullmatch(code) and name_id(name) != code:
            report.deny("V22", key=key, why=f"“{code}”不是由名称“{name}”算出的")


def standing(ids: Iterable[str], lock: ssj1.Lock, order: Order, report: Report) -> tuple[list[str], list[str]]:
    """Who of the ids came by promotion, and which winners left; ids that can be neither are denied.

    A promotion takes the next ticket of the group, so whoever stands on the list is among the first
    quota + promotions of the group, and each group keeps its number.
    """
    listed = set(ids)
    rank = {win.id: win for members in order.values() for win in members}
    for id_ in order_of(listed - rank.keys()):
        report.deny("V45", object=id_)
    came: list[str] = []
    left: list[str] = []
    for pool, members in order.items():
        quota = lock.quotas[pool]
        here = [win for win in members if win.id in listed]
        gone = [win.id for win in members[:quota] if win.id not in listed]
        report.same("V46", quota, len(here), group=pool)
        promoted = [win for win in here if win.rank > quota]
        # A promoted object may be replaced in turn, so ranks may have gaps, but never without anybody leaving.
        for win in promoted if not gone else ():
            report.deny("V45", object=win.id)
        came += [win.id for win in promoted]
        left += gone
    return came, left

