"""Records to be falsified: public and audit ones of every kind of draw, in both formats; and ten ways of falsifying.

A mutation changes one value anywhere (every key is as likely), or the text itself; half of them are then repaired as a
forger would: digests, counts and roots that hang on the changed value are made anew, so that deeper checks are reached.
"""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from ssj_xl.domain.draw import merkle, ssj1
from ssj_xl.domain.draw.canon import name_id
from ssj_xl.domain.draw.ceremony import strength
from ssj_xl.domain.draw.public_value import text_public
from ssj_xl.domain.draw.rule import parse_rule
from ssj_xl.domain.draw.ssj1 import names_root, shown_digests
from ssj_xl.domain.formulas.arguments import seed as read_seed
from ssj_xl.domain.formulas.drawing import trial
from ssj_xl.domain.formulas.listing import listing
from ssj_xl.domain.formulas.terms import lots_terms, terms
from ssj_xl.domain.matching import ALL_ITEMS, Person, Team
from ssj_xl.domain.matching.case import (
    ON_DUTY,
    Listed,
    applying_lines,
    barring,
    people_lines,
    promoted,
    reassigned,
    to_record,
)
from ssj_xl.domain.matching.seating import Seating
from ssj_xl.domain.record import as_json
from ssj_xl.domain.scheme import lock_of
from ssj_xl.engines.flow import solve
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.tables import records, registers
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from ssj_xl.workflows.rounds.proofs import proof_of
from ssj_xl.workflows.rounds.substitute import Grounds, Leaver, promote, reassign
from tests.bureau import OPEN_TASK, PUBLIC, SOURCE, TASK, Bureau, desk
from tests.papers import page_cases
from tests.verify_cases import NONCES, promised

Record = dict[str, Any]
VECTORS = Path(__file__).resolve().parents[2] / "tests" / "vectors"
# Round 1000 of drand quicknet, as the beacon published it.
SIGNATURE = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
BEACON = f"drand:1000:{sha256(bytes.fromhex(SIGNATURE)).hexdigest()}"
_NIGHT = {"locked_at": "2023-08-23 17:00:00", "drawn_at": "2023-08-24 09:00:00"}
_GONE, _AWAY = Grounds("注销", "李某"), Grounds("不在岗", "李某")


def bases() -> dict[str, Record]:
    """Honest records by name."""
    found: dict[str, Record] = {}
    for second in (False, True):
        mark = "格式 2" if second else "格式 1"
        for name, record in (*_ceremonies(second), *_synthetic(second)):
            found[f"{mark} {name}"] = record
    return {**found, **dict(_special()), **dict(_minimal())}


def _ceremonies(second: bool) -> Iterator[tuple[str, Record]]:
    """Records that the real workflows write: open, by tiers, 加权 with a tier taken whole, with substitutions."""
    weighted = Bureau().change(registers.TASKS, TASK, method="加权", quantity=6)
    if not second:  # before the revision a tier at 100 % was refused in 加权
        for row in weighted[registers.TIERS]:
            row["ratio"] = min(row["ratio"], Fraction(1, 2))
    for name, bureau, task, parties in (("公开", Bureau(), OPEN_TASK, True), ("不公开等级", Bureau(), TASK, False),
                                        ("加权", weighted, TASK, False)):
        with tempfile.TemporaryDirectory() as folder:
            yield from ((f"{name} {kind}", record) for kind, record in _carried(bureau, Path(folder), task, (second, parties)))


def _carried(bureau: Bureau, folder: Path, task: str, how: tuple[bool, bool]) -> Iterator[tuple[str, Record]]:
    """One draw from the lock to 改派; its two records as they stand after the lock, the draw, the matching, the end."""
    second, parties = how
    book = _book(bureau, folder, second)
    lock(book, task, SOURCE, desk(9), commitments=promised(task) if parties else {})
    yield from _saved(folder, task, "锁定")
    draw(book, task, PUBLIC, desk(10, 4), nonces=NONCES if parties else {})
    yield from _saved(folder, task, "抽取")
    match(book, task, desk(11, 4))
    yield from _saved(folder, task, "匹配")
    groups = {row["object"]: row["group"] for row in book.read(records.LOCKED)}
    counts = list(groups.values())
    standing = [row for row in book.read(records.WINNERS) if row["state"] == "抽中" and counts.count(groups[row["object"]]) > 5]
    promote(book, task, standing[0]["object"], _GONE, desk(12, 4))
    person = next(row["members"][0] for row in book.read(records.WINNERS) if row["members"] and row["state"] == "抽中")
    reassign(book, task, Leaver(person), _AWAY, desk(13, 4))
    yield from _saved(folder, task, "改派")


def _book(bureau: Bureau, folder: Path, second: bool) -> Book:
    """The office's workbook in memory; without the columns of format 2 it locks as programs before it did."""
    plain = bureau.gateway()
    tables: dict[str, tuple[list[Any], list[Any]]] = {}
    for name in plain.tables():
        grid, spec = plain.table(name), records.BY_NAME[name]
        late = set() if second else {column.header for column in spec.columns if column.later}
        wanted = [index for index, header in enumerate(grid.header) if header not in late]
        tables[name] = ([grid.header[i] for i in wanted], [[row[i] for i in wanted] for row in grid.rows])
    return Book(MemoryGateway(tables, plain.names(), str(folder / "主台账.xlsx")))


def _saved(folder: Path, task: str, stage: str) -> Iterator[tuple[str, Record]]:
    for kind in ("公开记录", "审计记录"):
        yield f"{stage} {kind}", json.loads((folder / f"{kind}-{task}-1.json").read_text("utf-8"))


def _synthetic(second: bool) -> Iterator[tuple[str, Record]]:
    """Public records as pages carry them: results, a void attempt, substitutions, a full ceremony."""
    made = {"页面": page_cases.substituted(page_cases.open_case()), "第三轮": page_cases.open_case(attempt=3).record(),
            "作废": page_cases.open_case().record(void_at="2021-03-06 10:00:00", void_why="漏列一家"),
            "多方": page_cases.open_case(nonces={"纪检组": "1" * 64, "公证处": "2" * 64}).record(),
            "代号": page_cases.private_case(30).record()}
    yield from ((name, as_second(record) if second and name != "代号" else record) for name, record in made.items())


def as_second(record: Record, **facts: Any) -> Record:
    """A public record of format 1 in format 2, its names bound by a root that only an audit record could check."""
    later = {"public_proof": "", "substituted": record.get("substituted", [])} if "seed_text" in record else {}
    changed = {**record, "format": 2, "names_root": "ab" * 32, "floor": "", **later,
               "results": ["河畔律师事务所\t执业监督：收费\t未发现问题\t2021-03-25"], **facts}
    return changed | {"shown": shown_digests(changed)}


def _special() -> Iterator[tuple[str, Record]]:
    """What the revision of 2026 adds: a beacon with its signature, own text, names as ids, a floor, parties."""
    yield "信标有签名", sourced(BEACON, public_proof=SIGNATURE, **_NIGHT)
    yield "信标无签名", sourced(BEACON, **_NIGHT)
    yield "自定文字", sourced(text_public("试一试"))
    yield "分区根", sourced("dice:20237331128159211123", regions={"column": "区县", "root": "ab" * 32, "parts": {"甲市": {"count": 3, "root": "cd" * 32}}})
    yield "名称作编码", named()
    yield "合计下限", floored()
    yield "联合任务", joint()
    yield "联合席位", seated()
    yield "写明无法重算", {"spec": "SSJ-1", "draw": "T1", "attempt": 1, "profile": "公开", "root": "ab" * 32, "count": 3, "counts": {},
                     "quotas": {}, "weights": {}, "people": "", "source": "dice", "locked_at": "2021-03-02 09:00:00", "log_head": "cd" * 32,
                     "list": [], "void_at": "2021-03-03 09:00:00", "void_why": "漏列", "broken": "无法重算"}


def _minimal() -> Iterator[tuple[str, Record]]:
    """The vectors of the specification: records of other programs."""
    more = json.loads((VECTORS / "ssj1-more.json").read_text("utf-8"))
    for name, vector in {**more, "full ceremony": json.loads((VECTORS / "ssj1-40.json").read_text("utf-8"))}.items():
        if isinstance(vector, dict):
            yield f"向量 {name}", {key: value for key, value in vector.items() if key != "example"}
    yield "试抽", tried("试试看")
    yield "试抽 加权", tried("ssq:2021026:01,05,12,19,23,31+07", lots={"A": 4, "B": 1, "总数": 6})


def tried(seed: str, lots: dict[str, Any] | None = None) -> Record:
    """A draw in one step, as the formula and the library make it."""
    cells = [[f"F{n:03}", "AB"[n % 2]] for n in range(40)]
    found = listing([[code] for code, _ in cells], [[group] for _, group in cells])
    said = lots_terms(lots) if lots else terms([["A", "10%"], ["B", 3]])
    return trial(found.lines, said, read_seed(seed)).record()


def sourced(public: str, **facts: Any) -> Record:
    """An open draw by another source."""
    return drawn(page_cases.open_case().lock, public, **facts)


def drawn(fixed: ssj1.Lock, public: str, *, names: dict[str, str] | None = None, **facts: Any) -> Record:
    """A drawn public record of format 2 over a lock."""
    source = public.rpartition(":")[0]
    record = page_cases.Case(fixed, {
        "task": fixed.draw, "attempt": fixed.attempt, "profile": "公开", "source": source, "log_head": "ab" * 32,
        "locked_at": "2021-03-02 09:00:00", "seed_text": ssj1.seed_text(fixed, public), "drawn_at": "2021-03-05 10:00:00",
        "void_at": "", "void_why": "", "rule_text": fixed.rule, "commitments": "", "nonces": ""}).record()
    if names:
        record["names"] = {code: names[code] for code in record["names"]}
    return as_second(record, strength=strength(source, {}), **facts)


_TERMS = "team=2;items=LS-01;end=2021-03-31"


def named() -> Record:
    """A list that has nothing but names."""
    names = {name_id(f"第 {n} 公证处"): f"第 {n} 公证处" for n in range(30)}
    fixed = lock_of("T-NAMES", 1, pairs=[(id_, "全部") for id_ in names], rule=parse_rule(f"分级比例;全部=10%;{_TERMS}"), people=())
    return drawn(fixed, "dice:20237331128159211123", names=names, names_root=names_root(names))


def floored() -> Record:
    """Two groups whose ratios give less than the plan asks for: total= raises them."""
    pairs = [(f"F{n:03}", "甲" if n < 50 else "乙") for n in range(60)]
    fixed = lock_of("T-FLOOR", 1, pairs=pairs, rule=parse_rule(f"分级比例;乙=50%;甲=3%;total=9;{_TERMS}"), people=())
    return drawn(fixed, "dice:20237331128159211123", floor="15%")


def joint() -> Record:
    """A joint task: party lines, a rule with the parties' items, an audit record whose matching nobody can check yet."""
    people = ("P1\t3\t1\tLS-01\t在岗", "P1\t@\tLS", "P2\t3\t0\tGZ-01\t在岗", "P2\t@\tGZ")
    terms = _TERMS.replace(";end", ";party.GZ=GZ-01;party.LS=LS-01;end")
    codes = [f"F{n:03}" for n in range(12)]
    fixed = lock_of("T-JOINT", 1, pairs=[(code, "甲") for code in codes], rule=parse_rule(f"分级比例;甲=20%;{terms}"), people=people)
    entries = {code: {"pid": code, "group": "甲", "tier": "", "identity": "", "name": f"第{code}所"} for code in codes}
    names = {code: entry["name"] for code, entry in entries.items()}
    record = drawn(fixed, "dice:20237331128159211123", names=names, names_root=names_root(names))
    audit = {**record, "audit": True, "people_list": list(people), "list_secret": "", "map": entries, "excluded": {}, "matching": {}}
    return audit | {"shown": shown_digests(audit)}


def seated() -> Record:
    """A joint task with seats: three parties, items for some objects only, a recusal, one 递补 and one 改派."""
    parties = {"GZ": ("GZ-01",), "LS": ("LS-01", "LS-02"), "SJ-1": ("SJ-01",)}
    rule = parse_rule("分级比例;甲=20%;team=2;items=GZ-01、LS-01、LS-02、SJ-01;"
                      + "".join(f"party.{party}={'、'.join(items)};" for party, items in parties.items())
                      + "seats=LS:1、GZ:1、SJ-1:2;end=2021-03-31")
    codes = [f"F{n:03}" for n in range(12)]
    people = [Listed(Person(f"{party}{n}", 9 - n, n % 2 == 0, frozenset({ALL_ITEMS}), frozenset({codes[3 * n]}), party), ON_DUTY)
              for party in parties for n in range(4)]
    applies = {code: ("LS-01", *(("GZ-01",) if n % 2 else ()), *(("SJ-01",) if n % 3 else ())) for n, code in enumerate(codes)}
    lines = tuple(sorted([*people_lines(people), *applying_lines(applies)], key=str.encode))
    fixed = lock_of("T-SEATS", 1, pairs=[(code, "甲") for code in codes], rule=rule, people=lines)
    names = {code: f"第{code}所" for code in codes}
    entries = {code: {"pid": code, "group": "甲", "tier": "", "identity": "", "name": names[code]} for code in codes}
    record = drawn(fixed, "dice:20237331128159211123", names=names, names_root=names_root(names))
    matching, teams, left, came = _seated_matching(fixed, record)
    record["names"] = {code: names[code] for code in sorted(teams)}
    gone = {"left": left, "left_name": names[left], "came": came, "why": "注销"}
    audit = {**record, "audit": True, "people_list": list(lines), "list_secret": "", "map": entries, "excluded": {}, "matching": matching,
             "teams": {code: list(team.members) for code, team in sorted(teams.items())}, "substituted": [gone]}
    return audit | {"shown": shown_digests(audit)}


def _seated_matching(fixed: ssj1.Lock, record: Record) -> tuple[Record, dict[str, Team], str, str]:
    """The matching with a 递补 and a 改派, the teams at the end, who left the list and who came."""
    keys = ssj1.keys(ssj1.whole(record["seed_text"]))
    seating = Seating.read(parse_rule(fixed.rule), fixed.people)
    order = [win.id for win in ssj1.ranking(fixed, keys.objects)["甲"]]
    listed = order[:fixed.quotas["甲"]]
    first = solve(seating.instance(keys.matching, sorted(listed)))
    left, came = listed[0], order[len(listed)]
    kept = {key: team for key, team in first.teams.items() if not key.startswith(left)}
    instance = promoted(seating.instance(keys.matching, listed), kept, visits=seating.visits(came))
    second = solve(instance)
    cases = [{"act": "递补", "at": "2021-03-08 09:00:00", "text": f"{left}由{came}递补；原因：注销；批准人：李某", "proof": proof_of(instance, second)}]
    place = next(key for key in second.teams if key.endswith("@SJ-1"))
    person, object_ = second.teams[place].members[0], place.partition("@")[0]
    again = seating.instance(keys.matching, dict.fromkeys(key.partition("@")[0] for key in second.teams))
    leaving = {key: {person} for key in seating.keys((object_,), person)}
    instance = barring(reassigned(again, second.teams, leaving=leaving), {})
    third = solve(instance)
    cases.append({"act": "改派", "at": "2021-03-09 09:00:00", "text": f"{person}退出{object_}；原因：不在岗；批准人：李某", "proof": proof_of(instance, third)})
    return {**to_record(first), "cases": cases}, seating.joined(third.teams), left, came




# --- falsifying ------------------------------------------------------------------------------------

def mutated(record: Record, dice: Random) -> tuple[str, str]:
    """(what was done, the text of the record afterwards)."""
    if dice.random() < 0.12:
        how, act = dice.choice(list(_TEXTUAL.items()))
        return how, act(as_json(record).decode(), dice)
    changed = copy.deepcopy(record)
    key = dice.choice(sorted(changed))
    what = _change(changed, key, dice)
    if dice.random() < 0.5:
        what += "，再补齐"
        _repair(changed)
    return f"{key} {what}", json.dumps(changed, ensure_ascii=False, indent=1)


def _change(container: Any, key: Any, dice: Random) -> str:
    """Change one value at or below container[key]."""
    value = container[key]
    if isinstance(value, dict | list) and value and dice.random() < 0.75:
        inside = dice.choice(sorted(value)) if isinstance(value, dict) else dice.randrange(len(value))
        return _change(value, inside, dice)
    how = dice.choice(_CHANGES)
    return how(container, key, dice)


def _delete(container: Any, key: Any, dice: Random) -> str:
    del container[key]
    return "删去"


def _other_kind(container: Any, key: Any, dice: Random) -> str:
    container[key] = dice.choice((None, True, False, 0, 1, -1, "", "x", [], {}, [""], {"a": "b"}, 10**12, 10**20, "0" * 64))
    return "换成别的东西"


def _edit(container: Any, key: Any, dice: Random) -> str:
    """Another character, number or order."""
    value = container[key]
    if isinstance(value, str):
        at, new = dice.randrange(len(value) + 1), dice.choice("0aF9甲 \t\n;=|%、.-_Ａ\u3000\u200b\x1f\x85\ufeff𠮷é组X*M签")
        container[key] = value[:at] + new + value[at + dice.choice((0, 1)):]
    elif isinstance(value, bool):
        container[key] = not value
    elif isinstance(value, int):
        container[key] = value + dice.choice((-1, 1, -value, 10**9, 1 << 60))
    elif isinstance(value, list):
        dice.shuffle(value)
    else:
        container[key] = {**value, dice.choice(("", "新", "X", "__proto__", "甲", "constructor")): next(iter(value.values()), 1)}
    return "改一处"


def _borrow(container: Any, key: Any, dice: Random) -> str:
    """Another value of the same container."""
    others = list(container.values()) if isinstance(container, dict) else container
    container[key] = copy.deepcopy(dice.choice(others))
    return "换成另一个值"


def _double(container: Any, key: Any, dice: Random) -> str:
    """A further entry: the value once more, or under another key."""
    if isinstance(container, list):
        container.insert(dice.randrange(len(container) + 1), copy.deepcopy(container[key]))
    else:
        names = ("format", "remark", "audit", "void_at", "broken", "names", "substituted", f"{key}1", "甲", "LS099", "public_proof", "reserve")
        container[dice.choice(names)] = copy.deepcopy(container[key])
    return "多出一个"


def _rename(container: Any, key: Any, dice: Random) -> str:
    if isinstance(container, dict):
        container[dice.choice((f"{key} ", key.lower(), "LS001", "X", "甲", key[:-1]))] = container.pop(key)
    return "改名"


def _swap(container: Any, key: Any, dice: Random) -> str:
    """Two values change places."""
    keys = sorted(container) if isinstance(container, dict) else list(range(len(container)))
    other = dice.choice(keys)
    container[key], container[other] = container[other], container[key]
    return "两个对调"


def _odd_value(container: Any, key: Any, dice: Random) -> str:
    """Values that look right and are not."""
    container[key] = dice.choice((
        "2021-02-30 10:00:00", "2021-03-05 24:00:00", "2021-3-5 10:00:00", "0000-01-01 00:00:00", "9999-12-31 23:59:59", "公开", "不公开等级",
        "已锁定", "已抽取", "试抽", "分级比例", "加权", "dice", "text", "ssq:2021026", "drand:0", "drand:1", "drand:99999999999", "drand:9999999999", "ssq:20210261",
        "dice:20237331128159211123", "ssq:2021026:01,05,12,19,23,31+07", "ssq:2021026:05,01,12,19,23,31+07", "AB" * 32,
        "分级比例;甲=3%;team=2;items=;end=2021-03-31", "分级比例;甲=3.0%;team=2;items=;end=2021-03-31", "加权;甲=2签;team=2;items=;end=2021-02-29",
        "15%", "100%", "101%", "0%", "15.10%", "组1", "X", "M", "*", "N-" + "0" * 32, 999, 1000, 100, 2))
    return "换成像样的值"


_CHANGES: tuple[Callable[[Any, Any, Random], str], ...] = (
    _delete, _other_kind, _edit, _edit, _edit, _borrow, _double, _rename, _swap, _odd_value)


def _repair(record: Record) -> None:
    """What a forger makes anew after a change: root, counts, seed, keys, result, digests, as far as they can be made."""
    try:
        groups = [line.split("\t")[1] for line in record["list"]]
        record |= {"root": merkle.root(record["list"]), "count": len(groups)}
        if "counts" in record:
            record["counts"] = {group: groups.count(group) for group in sorted(set(groups))}
        if record.get("people_list"):
            record["people"] = merkle.root(record["people_list"])
        if "map" in record and "format" in record:
            record["names_root"] = names_root({code: entry["name"] for code, entry in record["map"].items()})
        if "seed_text" in record:
            _redraw(record)
        if "strength" in record:
            record["strength"] = strength(record["source"], record["commitments"])
        if "shown" in record:
            record["shown"] = shown_digests(record)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError):
        return


def _redraw(record: Record) -> None:
    """The draw that follows from the changed list, rule and value."""
    rule = parse_rule(record.get("rule", ""))
    fixed = lock_of(record["draw"], record["attempt"], pairs=[tuple(line.split("\t")) for line in record["list"]],  # type: ignore[misc]
                    rule=rule, people=())
    record |= {"quotas": dict(fixed.quotas), "weights": dict(fixed.weights), "mode": fixed.mode}
    text = ssj1.seed_text(fixed, record["public"], record["nonces"])
    if record["people"]:
        mark = f"count={record['count']}\n"
        text = text.replace(mark, f"{mark}people={record['people']}\n", 1)
    keys = ssj1.keys(text)
    wins = ssj1.winners(fixed, keys.objects)
    record |= {"seed_text": text, "S": keys.seed, "K": keys.objects, "Km": keys.matching, "result": [win.text for win in wins],
               "reserve": [win.text for win in ssj1.reserves(fixed, keys.objects, rule.reserve)],
               "result_digest": ssj1.result_digest(wins)}
    if record.get("profile") == "公开" and "substituted" not in record and "map" not in record:
        record["names"] = {win.id: record["names"].get(win.id, "某单位") for win in wins}
        record["teams"] = {}




def _first_number(text: str, new: Callable[[str], str]) -> str:
    """The text with its attempt or count written in another way."""
    for name in ('"attempt": ', '"count": ', '"level": '):
        at = text.find(name)
        if at >= 0:
            start = at + len(name)
            end = start
            while text[end].isdigit():
                end += 1
            return text[:start] + new(text[start:end]) + text[end:]
    return text


_TEXTUAL: dict[str, Callable[[str, Random], str]] = {
    "原样": lambda text, dice: text,
    "前有 BOM": lambda text, dice: "\ufeff" + text,
    "压成一行": lambda text, dice: json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")),
    "写成转义": lambda text, dice: json.dumps(json.loads(text), ensure_ascii=True),
    "键次序颠倒": lambda text, dice: json.dumps(dict(reversed(json.loads(text).items())), ensure_ascii=False),
    "键重复": lambda text, dice: text.replace("{", '{"draw": "别的任务",', 1),
    "内层键重复": lambda text, dice: text.replace('"quotas": {', '"quotas": {"组1": 1, "组1": 1,', 1),
    "小数": lambda text, dice: _first_number(text, lambda n: n + ".0"),
    "指数": lambda text, dice: _first_number(text, lambda n: n + "e0"),
    "前导零": lambda text, dice: _first_number(text, lambda n: "0" + n),
    "负零": lambda text, dice: _first_number(text, lambda n: "-0"),
    "六十一位数": lambda text, dice: _first_number(text, lambda n: "1" * 61),
    "NaN": lambda text, dice: _first_number(text, lambda n: "NaN"),
    "半个字符": lambda text, dice: text.replace('"draw": "', '"draw": "\\ud83d', 1),
    "多一个逗号": lambda text, dice: text.rstrip().removesuffix("}") + ",}",
    "后面有字": lambda text, dice: text + "{}",
    "截断": lambda text, dice: text[:dice.randrange(len(text))],
    "换行符": lambda text, dice: text.replace("\n", "\r\n"),
    "字中有换行": lambda text, dice: text.replace('"draw": "', '"draw": "\n', 1),
    "空文件": lambda text, dice: dice.choice(("", " ", "null", "[]", "{}", '"x"', "1")),
    "外加一层": lambda text, dice: f"[{text}]",
}
