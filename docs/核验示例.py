"""照《抽取规范 SSJ-1》核验一份公开记录或审计记录：读法、名录、配额、种子、抽中名单、名称、检查组，逐项显示 ✓ ✗ ？。
只用 Python 自带的库，不用抽取程序本身。用法：python 核验示例.py 公开记录-任务编号-1.json
退出码：0 符合，4 不符合，5 无从核验（没有不符之处，但缺少标 ？ 的材料）。"""
import hmac
import json
import re
import sys
import unicodedata
from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

WS, CC = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000", "\x00-\x1f\x7f-\x9f"  # 第 1 节
ID, LABEL, NUMBER = "[0-9A-Z._-]{1,40}", f"(?![{WS}])[^=|{CC}]{{1,20}}(?<![{WS}])", "0|[1-9][0-9]{0,8}"
SOURCE = r"dice|text|ssq:[0-9]{7}|drand:(?:0|[1-9][0-9]{0,11})"
VALUE = {"dice": "[0-9]{20,60}", "text": "[0-9a-f]{64}", "drand": "[0-9a-f]{64}", "ssq": r"(?:[0-9]{2},){5}[0-9]{2}\+[0-9]{2}"}
STRENGTH = {"dice": "现场摇号：种子由见证人面前掷出的数字构成，可信程度取决于见证。",
            "ssq": "公共随机源：种子取自锁定后开奖的双色球，任何人可查官方开奖公告。",
            "drand": "公共随机源：种子取自锁定后产生的公共随机信标，任何人可在线核对。", "text": "自定文字，无公信力。"}
PARTIES = "多方承诺：各方在锁定时交存承诺，随机数产生后公开原件，只要有一方诚实，种子就无法操纵。"

# ── 读法（第 11 节）────────────────────────────────────────────────────────────
def match(pattern):
    return lambda v: isinstance(v, str) and re.fullmatch(pattern, v, re.DOTALL) is not None

def whole(low, high):
    return lambda v: type(v) is int and low <= v <= high

def lists(kind):
    return lambda v: isinstance(v, list) and all(map(kind, v))

def maps(key, kind):
    return lambda v: isinstance(v, dict) and all(map(key, v)) and all(map(kind, v.values()))

def keys(needed, free=()):
    return lambda v: (isinstance(v, dict) and set(needed) <= set(v) <= {*needed, *free}
                      and all({**needed, **dict(free)}[k](x) for k, x in v.items()))

def time(v):
    try:
        return match(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")(v) and bool(datetime.fromisoformat(v))
    except ValueError:
        return False

def percent(v):  # 比例的万分数；写法不对的为 None
    found = re.fullmatch(r"(0|[1-9][0-9]{0,2})(?:\.([0-9]?[1-9]))?%", v)
    points = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None
    return None if points is None or points > 10000 else points

TEXT, HEX, KEY, MAYBE = match(".*"), match("[0-9a-f]{64}"), match("[0-9a-f]{32}"), match("([0-9a-f]{64})?")
PLAIN, CODE, COUNT, TEXTS = match(f"[^{CC}]*"), match(f"[^{CC}]{{1,80}}"), whole(0, 10**12 - 1), lists(TEXT)
PARTY, PRICES = match(f"[^{WS}{CC}=|、，,；;]{{1,20}}"), maps(TEXT, whole(-(10**60), 10**60))
CERTIFICATE = {"teams": maps(TEXT, lambda v: TEXTS(v) and v != []), "level": COUNT, "digits": whole(0, 10),
               "prices": keys({"people": PRICES, "visits": PRICES, "others": PRICES}),
               "blocking": keys({"every_seat": TEXTS, "lead_seat": TEXTS})}
CASES = {"cases": lists(keys({"act": match("递补|改派"), "at": time, "text": TEXT},
                             {"proof": keys({**CERTIFICATE, "fixed": maps(TEXT, TEXTS), "barred": maps(TEXT, TEXTS)})}))}
KINDS = {
    "spec": match("SSJ-1"), "draw": match(f"[^{WS}{CC}=|]{{1,80}}"), "attempt": whole(1, 999), "mode": match("分级比例|加权"),
    "unit": TEXT, "title": TEXT, "profile": match("公开|不公开等级"), "root": HEX, "count": COUNT,
    "counts": maps(match(LABEL), COUNT), "quotas": maps(match(LABEL), COUNT), "weights": maps(match(LABEL), whole(1, 100)),
    "rule": TEXT, "people": MAYBE, "source": TEXT, "strength": TEXT, "commitments": maps(PARTY, HEX),
    "nonces": maps(PARTY, HEX), "locked_at": time, "list": TEXTS, "state": match("已锁定|已抽取|试抽"), "log_head": HEX,
    "public": TEXT, "seed_text": TEXT, "S": HEX, "K": KEY, "Km": KEY, "result": TEXTS, "reserve": TEXTS, "result_digest": HEX,
    "drawn_at": time, "names": maps(CODE, TEXT), "teams": maps(CODE, TEXTS), "void_at": time, "void_why": TEXT,
    "substituted": lists(keys({"left": PLAIN, "left_name": TEXT, "why": TEXT}, {"came": PLAIN})),
    "audit": lambda v: v is True, "people_list": TEXTS, "list_secret": MAYBE, "excluded": maps(CODE, TEXT),
    "map": maps(CODE, keys({"pid": TEXT, "group": TEXT, "tier": TEXT})),
    "regions": keys({"column": PLAIN, "root": HEX, "parts": maps(CODE, keys({"count": COUNT, "root": HEX}))}),
    "matching": lambda v: keys({}, CASES)(v) or keys(CERTIFICATE, CASES)(v), "broken": TEXT}
SECOND = {  # 格式 2 另有的键，和写法更严的键
    "format": whole(2, 2), "names_root": HEX, "floor": lambda v: TEXT(v) and (v == "" or bool(percent(v))),
    "public_proof": match("([0-9a-f]{96})?"), "results": lists(match(rf"([^{CC}]*\t){{3}}[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}")),
    "shown": keys(dict.fromkeys(("names", "teams", "times", "results", "changes"), HEX)),
    "names": maps(CODE, PLAIN), "teams": maps(CODE, lists(PLAIN)), "unit": PLAIN, "title": PLAIN,
    "map": maps(CODE, keys(dict.fromkeys(("pid", "group", "tier", "identity", "name"), PLAIN)))}
LEAST, DRAW = "draw root count list quotas", "public seed_text S K Km result result_digest"
MORE = "spec attempt mode counts weights rule people source commitments nonces"
BROKEN = "spec profile root count counts quotas weights people source locked_at log_head list substituted"
REST = f"{MORE} unit title profile strength locked_at state log_head"

def read(text):
    """JSON 文本变成值：键不得重复，数字只能是整数，不得有半个字符。"""
    def once(pairs):
        if len(dict(pairs)) < len(pairs):
            raise ValueError("有重复的键")
        return dict(pairs)

    def number(text):
        if not re.fullmatch("0|-?[1-9][0-9]{0,59}", text):
            raise ValueError(f"数字写法不对：{text}")
        return int(text)

    value = json.loads(text, object_pairs_hook=once, parse_int=number, parse_float=number, parse_constant=number)
    json.dumps(value, ensure_ascii=False).encode()
    return value

def well_formed(r):
    """记录的键和每个值的写法。"""
    drawn, second = r.get("state") == "已抽取" or "seed_text" in r, "format" in r
    if "broken" in r:
        needed, free = "draw attempt broken void_at void_why", BROKEN
    elif r.get("state", "试抽") == "试抽" and not second:
        needed = f"{LEAST} {DRAW}" if set(DRAW.split()) & set(r) else LEAST
        free = f"{MORE} people_list list_secret reserve state"
    else:
        needed, free = f"{LEAST} {REST}", "void_at void_why substituted regions"
        needed += f" {DRAW} reserve drawn_at names teams" if drawn else ""
        needed += " audit people_list list_secret map excluded matching teams" if "audit" in r else ""
        needed += " format names_root floor results shown" + " public_proof substituted" * drawn if second else ""
    kinds, needed = {**KINDS, **(SECOND if second else {})}, set(needed.split())
    wrong = sorted(needed - set(r)) + sorted(set(r) - needed - set(free.split()))
    wrong += [k for k in r if k in kinds and not kinds[k](r[k])]
    early = ("seed_text", "nonces", "teams", "substituted", "matching")
    wrong += [k for k in early if r.get("state") == "已锁定" and r.get(k)] + ["void_at"] * (("void_at" in r) != ("void_why" in r))
    return check(not wrong, f"记录的键和写法{'不对：' + '、'.join(wrong) if wrong else '符合规范'}")

# ── 计算（第 2–9 节）──────────────────────────────────────────────────────────
seen = {"✓": [], "✗": [], "？": []}

def check(ok, what, mark="✗"):
    seen["✓" if ok else mark].append(what)
    print("✓" if ok else mark, what)
    return ok

def missing(what):
    check(False, what, "？")

def hexa(text):
    return sha256(text.encode()).hexdigest()

def lines(texts):
    return hexa("".join(f"{text}\n" for text in texts))

def root(texts):
    level = [sha256(b"\0" + text.encode()).digest() for text in texts] or [sha256(b"").digest()]
    while len(level) > 1:
        pairs = [sha256(b"\1" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = pairs + level[2 * len(pairs):]
    return level[0].hex()

def read_rule(text):
    """规则原文（第 4 节）：方式、各组、其他字段；写法不合规范的为 None。"""
    mode, *fields = text.split(";")
    pairs = [field.partition("=")[::2] for field in fields if "=" in field]
    value, words = dict(pairs), ("total", "team", "items", "seats", "end", "reserve", "pid")
    groups = [k for k, _ in pairs if k not in words and not k.startswith("party.") and not k.endswith(".min")]
    parties = [k for k, _ in pairs if k.startswith("party.")]
    order = [k for g in groups for k in (g, f"{g}.min") if k in value]
    order += [k for k in ("total", "team", "items", *parties, "seats", "end", "reserve", "pid") if k in value]
    seats = [part.partition(":")[::2] for part in value["seats"].split("、")] if "seats" in value else []
    share = "100%|([1-9][0-9]?|100)签" if mode == "加权" else None
    fits = {"total": NUMBER, "team": f"(?![01]$)({NUMBER})", "end": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
            "reserve": f"(?!0)({NUMBER})", "pid": "2"}
    right = (mode in ("分级比例", "加权") and match(f"[^{CC}]*")(text) and [k for k, _ in pairs] == order and len(value) == len(fields)
             and {"team", "items", "end"} <= set(value) and (mode == "分级比例" or "total" in value)
             and [*groups] == sorted(groups) and [*parties] == sorted(parties)
             and all(match(LABEL)(g) and g not in ("X", "M", "*") for g in groups)
             and all(re.fullmatch(share, value[g]) if share else percent(value[g]) is not None for g in groups)
             and all(re.fullmatch(f"(?!0)({NUMBER})", v) and mode == "分级比例" for k, v in pairs if k.endswith(".min"))
             and ("seats" not in value or (sorted(p for p, _ in seats) == [k[6:] for k in parties] and seats[1:] == sorted(seats[1:])
                                           and all(match("[1-9]")(n) for _, n in seats)))
             and all(match(ID)(k[6:]) for k in parties) and all(match(fits[k])(value[k]) for k in fits if k in value)
             and time(f"{value['end']} 00:00:00"))
    for items in [value[k].split("、") for k in ("items", *parties) if value.get(k)]:
        right = right and "" not in items and items == sorted(set(items))
    return (mode, {g: value[g] for g in groups}, value) if right else None

def quotas_and_lots(rule, sizes):
    """各池配额和各组签数（第 5 节）；名录里有规则没有的组时为 None。"""
    mode, shares, value = rule
    fixed = {g: 0 if g == "X" else n for g, n in sizes.items() if g in ("X", "M")}
    pool = {g: n for g, n in sizes.items() if g not in fixed}
    if not set(pool) <= set(shares):
        return None
    if mode == "加权":
        lots = {g: int(shares[g][:-1]) for g in pool if shares[g] != "100%"}
        taken = {g: n for g, n in pool.items() if g not in lots}
        return {"*": min(int(value["total"]), sum(pool[g] for g in lots)), **taken, **fixed}, lots
    points = {g: percent(shares[g]) for g in pool}
    quota = {g: min(n, max(int(value.get(f"{g}.min", 0)), (n * points[g] + 9999) // 10000)) for g, n in pool.items()}
    claim = {g: Fraction(n * (points[g] or 10000)) for g, n in pool.items()}
    left = min(int(value.get("total", 0)), sum(pool.values())) - sum(quota.values())
    while left > 0:  # 总数多于各组之和：满员的组先填满，其余按最大余额分配
        share = {g: left * claim[g] / sum(claim.values()) for g in claim}
        full = [g for g in claim if share[g] >= pool[g] - quota[g]]
        order = sorted(share, key=lambda g: (int(share[g]) - share[g], -claim[g], g))
        extra = order[: left - sum(int(s) for s in share.values())]
        for g in full or order:
            more = pool[g] - quota[g] if full else int(share[g]) + (g in extra)
            quota[g], left = quota[g] + more, left - more
        claim = {g: c for g, c in claim.items() if g not in full}
    return {**quota, **fixed}, {}

def announced(r, sizes):
    """由规则算出的配额和签数；记录没有规则时只看所列的是否可能。"""
    rule, stated = read_rule(r.get("rule", "")), (r["quotas"], r.get("weights", {}))
    if rule is None and (r.get("state", "试抽") != "试抽" or "format" in r):
        check(False, f"规则写法不合规范：{r['rule']}")
    elif rule is None:
        missing("没有规则，或不是本规范的规则：配额照记录所列")
        room = Counter({"*": 0} if stated[1] else {})
        for g, n in sizes.items():
            room["*" if g in stated[1] else g] += n
        check(set(room) == set(stated[0]) and all(stated[0][g] <= room[g] for g in room) and not {"X", "M", "*"} & set(stated[1])
              and stated[0].get("X", 0) == 0 and stated[0].get("M", 0) == room["M"], "所列配额不超过各组行数")
    mode = rule[0] if rule else "加权" if "*" in stated[0] else "分级比例"
    computed = quotas_and_lots(rule, sizes) if rule else stated
    same = computed is not None and computed[0] == stated[0] and computed[1] == r.get("weights", computed[1])
    check(same and r.get("mode", mode) == mode, f"{mode}，配额 {stated[0]}，签数 {stated[1]}")
    quotas, lots = computed or stated
    if r.get("floor"):
        drawn, pool = (sum(n for g, n in d.items() if g not in ("X", "M")) for d in (quotas, sizes))
        check(drawn >= (pool * percent(r["floor"]) + 9999) // 10000, f"合计不低于 {r['floor']}：{pool} 抽 {drawn}")
    return rule, quotas, lots

def read_people(texts):
    """人员行（第 6 节）：编码 → 余量、组长、事项、状态、回避、参与方，和联合任务各对象适用的事项；写法不对的为 None。"""
    people, barred, party, applies, right = {}, {}, {}, {}, all(a.encode() < b.encode() for a, b in pairwise(texts))
    for code, *rest in (text.split("\t") for text in texts):
        if len(rest) == 2 and rest[0] == "!" and code and rest[1]:
            barred.setdefault(code, set()).add(rest[1])
        elif len(rest) == 2 and rest[0] == "@" and code and code not in party and match(ID)(rest[1]):
            party[code] = rest[1]
        elif len(rest) == 2 and rest[0] == "#" and match("[0-9A-Za-z._-]{1,40}")(code) and code not in applies and (
                items := rest[1].split("、")) == sorted(set(items)) and "" not in items:
            applies[code] = set(items)
        elif len(rest) == 4 and code and code not in people and match("[0-9]{1,9}")(rest[0]) and rest[1] in ("0", "1"):
            people[code] = (int(rest[0]), rest[1] == "1", {i for i in rest[2].split("、") if i}, rest[3])
        else:
            right = False
    right = right and {*barred, *party} <= set(people)
    return ({c: (*p, barred.get(c, set()), party.get(c, "")) for c, p in people.items()}, applies) if right else None

def locked(r):
    """锁定的内容：名录、规则、配额、人员、随机源、承诺。"""
    pairs = [line.partition("\t")[::2] for line in r["list"]]
    form = all(match(f"{ID}|[0-9a-f]{{22}}|[0-9a-f]{{40}}")(i) and match(LABEL)(g) and g != "*" for i, g in pairs)
    check(form and len(dict(pairs)) == len(pairs) and r["list"] == sorted(r["list"], key=str.encode), "名录按字节排序，编码不重复")
    check(root(r["list"]) == r["root"] and len(pairs) == r["count"], f"名录 {len(pairs)} 条，名录根 {r['root']}")
    sizes = Counter(g for _, g in pairs)
    check(r.get("counts", sizes) == sizes, f"各组行数 {dict(sizes)}")
    rule, quotas, lots = announced(r, sizes)
    scheme = int(rule[2].get("pid", 1)) if rule else 1
    ids = {"公开": ID, "不公开等级": {1: "[0-9a-f]{22}", 2: "[0-9a-f]{40}"}[scheme]}.get(r.get("profile"), ".*")
    check(all(match(ids)(i) for i, _ in pairs) and not (scheme == 2 and r.get("profile") == "公开"), f"公示方式 {r.get('profile', '未写')}")
    staff = read_people(r["people_list"]) if "people_list" in r else ({}, {})
    people, applies = staff or (None, {})
    if "people_list" in r:
        parties = {k[6:] for k in (rule[2] if rule else ()) if k.startswith("party.")} or {""}
        belong = people is not None and (rule is None or all(p[5] in parties for p in people.values()))
        known = {i for k, v in rule[2].items() if k.startswith("party.") for i in v.split("、") if "seats" in rule[2]} if rule else set()
        belong = belong and (rule is None or all(v in dict(pairs) and items <= known for v, items in applies.items()))
        people_root = root(r["people_list"]) if r["people_list"] else ""
        check(belong and r.get("people", people_root) == people_root, f"人员 {len(r['people_list'])} 行，人员根 {people_root}")
    source, promised, nonces = r.get("source"), r.get("commitments", {}), r.get("nonces", {})
    if source is not None:
        kind, _, number = source.partition(":")
        check(match(SOURCE)(source), f"随机源 {source}")
        told = (PARTIES if promised else "") + STRENGTH.get(kind, "")
        check(r.get("strength", told) == told, f"可信程度：{told}")
        if kind == "drand" and match(SOURCE)(source):
            due = datetime(2023, 8, 23, 23, 9, 27) + timedelta(seconds=3 * (int(number) - 1)) if 1 <= int(number) <= 10**10 else ""
            check(str(due) > r.get("locked_at", ""), f"信标第 {number} 轮产生于 {due}，晚于锁定")
    if (source or r.get("public", "")).partition(":")[0] == "text":
        missing("随机数出自自定文字，没有公信力")
    if r.get("state") == "试抽":
        missing("这是一次试抽，之前没有锁定名录和规则")
    if source is None and "seed_text" in r:
        missing("没有写明锁定时指定的随机源")
    check(len(promised) != 1, f"承诺 {len(promised)} 份（不采用，或至少两方）")
    opened = {party: hexa(f"SSJ-1|nonce|{r['draw']}|{party}|{nonce}") for party, nonce in nonces.items()}
    check(opened == promised if "seed_text" in r else not nonces, f"{len(nonces)} 份原件与承诺相符")
    return pairs, sizes, rule, quotas, lots, staff

def drawn(r, pairs, rule, quotas, lots):
    """种子、密钥、各池次序、结果。"""
    public, source = r["public"], r.get("source", r["public"].rpartition(":")[0])
    kind, balls = source.partition(":")[0], [int(n) for n in re.findall("[0-9]{2}(?=[,+]|$)", public.rpartition(":")[2])]
    right = match(f"({SOURCE}):({VALUE.get(kind, '(?!)')})")(public) and public.startswith(f"{source}:")
    if right and kind == "ssq":
        right = balls[:6] == sorted(set(balls[:6])) and balls[0] >= 1 and balls[5] <= 33 and 1 <= balls[6] <= 16
    proof = r.get("public_proof", "")
    right = right and (not proof or (kind == "drand" and sha256(bytes.fromhex(proof)).hexdigest() == public[-64:]))
    if check(right, f"随机数 {public} " + ("来自指定的随机源" if "source" in r else "写法符合规范")) and kind == "drand":
        missing(f"信标的签名{'要用 BLS12-381 验证，本例不做' if proof else '没有附上'}")
    people = root(r["people_list"]) if r.get("people_list") else r.get("people", "")
    facts = {"draw": r["draw"], "attempt": r["attempt"] if r.get("attempt", 1) > 1 else "",
             "rule": hexa(r["rule"]) if r.get("rule") else "", "list": root(r["list"]), "count": len(pairs), "people": people}
    more = [(f"{n}.{k}", d[k]) for n, d in (("quota", quotas), ("weight", lots), ("nonce", r.get("nonces", {}))) for k in sorted(d)]
    text = "SSJ-1\n" + "".join(f"{k}={v}\n" for k, v in [*facts.items(), *more] if v != "") + f"public={public}\n"
    seed = hexa(text)
    key, km = hexa(f"SSJ-1|object|{seed}")[:32], hexa(f"SSJ-1|match|{seed}")[:32]
    check([text, seed, key, km] == [r[k] for k in ("seed_text", "S", "K", "Km")], f"种子 {seed}，密钥 K {key}")
    pools = {}
    for i, g in pairs:
        slips = [hexa(f"{key}|{i}{f'|{k}' if k > 1 else ''}") for k in range(1, lots.get(g, 1) + 1)]
        pools.setdefault("*" if g in lots else g, []).append((min(slips), i))
    order = {g: [(i, t) for t, i in sorted(pools[g])] for g in sorted(pools) if g != "X"}
    ranked = [(g, n, i, t) for g in order for n, (i, t) in enumerate(order[g], 1)]
    result = [f"{g}\t{n}\t{i}\t{t}" for g, n, i, t in ranked if n <= quotas.get(g, 0)]
    check(result == r["result"], f"抽中名单 {len(result)} 个，逐行相符")
    check(lines(result) == r["result_digest"], f"结果指纹 {r['result_digest']}")
    stated = r.get("reserve", [])
    spare = int(rule[2].get("reserve", 0)) if rule else max(Counter(s.partition("\t")[0] for s in stated).values(), default=0)
    reserve = [f"{g}\t{n}\t{i}\t{t}" for g, n, i, t in ranked if 0 < n - quotas.get(g, 0) <= spare]
    check(r.get("reserve", reserve) == reserve, f"候补名单 {len(reserve)} 个，逐行相符")
    if "drawn_at" in r:
        check(r["drawn_at"] >= r["locked_at"], "抽取晚于锁定")
    return key, km, {g: [i for i, _ in order[g]] for g in order}

def named(r, quotas, order):
    """名单上的名称：是抽中者，或依次递补的。"""
    if "names" not in r:
        return
    names, size, private = r["names"], sum(quotas.get(g, 0) for g in order), r.get("profile") == "不公开等级"
    changes, place = r.get("substituted"), {i: (g, n) for g in order for n, i in enumerate(order[g])}
    if "format" in r and not names and size:
        missing("名称尚未公布")
    elif private:
        gone = all(c["left"] not in names and "came" not in c for c in changes or [])
        check(len(names) == size and gone, f"公布的名称 {len(names)} 个，个数相符")
    elif changes is None:
        inside = set(names) <= set(place) and Counter(place[i][0] for i in names) == +Counter({g: quotas.get(g, 0) for g in order})
        late = [i for i in names if i in place and place[i][1] >= quotas.get(place[i][0], 0)]
        check(inside, f"公布的名称 {len(names)} 个，各组个数相符；须有递补公告的：{'、'.join(late) or '无'}")
    else:
        listed, right = {i for i, (g, n) in place.items() if n < quotas.get(g, 0)}, True
        used = set(listed)
        for c in changes:
            due = next((i for i in order.get(place.get(c["left"], ("",))[0], []) if i not in used), None)
            right = right and c["left"] in listed and c.get("came", "") == due
            listed, used = listed - {c["left"]} | {c.get("came", "")}, used | {c.get("came", "")}
        check(right and listed == set(names), f"公布的名称 {len(names)} 个，递补 {len(changes)} 次，依次相符")
    check(set(r["teams"]) <= set(names) and not (private and "audit" not in r and r["teams"]), "检查组都属于名单上的对象")

def name_id(name):
    return "N-" + hexa(re.sub(f"[{WS}]", "", unicodedata.normalize("NFKC", name)))[:32].upper()

def shown(r):
    """格式 2：所示内容的指纹，和由名称算出的编码。"""
    if "format" not in r:
        return
    facts = ("unit", "title", "floor", "locked_at", "drawn_at", "void_at", "void_why")
    changes = [[c.get(k, "") for k in ("left", "left_name", "came", "why")] for c in r.get("substituted", [])]
    by_code = {k: sorted(r.get(k, {}).items(), key=lambda pair: pair[0].encode()) for k in ("names", "teams")}
    digests = {"names": lines(f"{c}\t{n}" for c, n in by_code["names"]), "teams": lines(f"{c}\t{'、'.join(t)}" for c, t in by_code["teams"]),
               "times": lines(f"{k}={r[k]}" for k in facts if k in r), "results": lines(r["results"]), "changes": lines(map("\t".join, changes))}
    known = [*r.get("names", {}).items(), *((c, e["name"]) for c, e in r.get("map", {}).items())]
    check(digests == r["shown"], "所示名称、检查组、时间、结果、递补的指纹相符")
    check(all(name_id(n) == c for c, n in known if match("N-[0-9A-F]{32}")(c)), "N- 开头的编码由名称算出")

# ── 审计记录（第 9、12 节）────────────────────────────────────────────────────
def bound(r, scheme):
    """对象与名录：一一对应，名单代号由秘密算出，每组一个等级，排除的有原因，名称与名称根相符。"""
    entries, secret = r["map"], r["list_secret"]
    check(sorted(f"{e['pid']}\t{e['group']}" for e in entries.values()) == sorted(r["list"]), f"{len(entries)} 个对象与名录一一对应")
    if r["profile"] == "不公开等级" and not secret:
        missing("没有名单密钥，名单代号无从核验")
    else:
        def mac(text):
            return hmac.new(bytes.fromhex(secret), text.encode(), sha256).hexdigest()

        def pid(code, e):
            half = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in code)
            half = re.sub(f"^[{WS}]+|[{WS}]+$", "", half)
            i = half.upper() if re.fullmatch("[0-9A-Za-z._-]{1,40}", half) else code
            if not secret or scheme == 1:
                return mac(i)[:22] if secret else i
            return hexa(f"SSJ-1|pid|{mac(f'SSJ-1|k|{i}')}|{i}|{e.get('identity', '')}")[:40]

        tiers = {(e["group"], e["tier"]) for e in entries.values() if e["group"] not in ("X", "M")}
        one = not secret or len({g for g, _ in tiers}) == len(tiers)
        check(bool(secret) == (r["profile"] == "不公开等级") and one and all(pid(c, e) == e["pid"] for c, e in entries.items()),
              "名单代号由秘密算出，每组一个等级")
    check(set(r["excluded"]) == {c for c, e in entries.items() if e["group"] == "X"}, "不抽的都有原因")
    if "format" in r:
        right = root(sorted((f"{c}\t{e['name']}" for c, e in entries.items()), key=str.encode)) == r["names_root"]
        check(right and all(c in entries and entries[c]["name"] == n for c, n in r.get("names", {}).items()), f"名称根 {r['names_root']}")

def seats_of(rule, applies, v):
    """一个对象的席位（第 12 节）：席位编码 → 人数、须能查的事项、参与方、要不要组长；联合任务每个有席位的参与方一项。"""
    team, scope = int(rule[2]["team"]), {i for i in rule[2]["items"].split("、") if i}
    if "seats" not in rule[2]:
        return {v: (team, scope, "", True)}
    seats = [(p, int(n)) for p, n in (part.split(":") for part in rule[2]["seats"].split("、"))]
    due = {p: applies.get(v, set()) & set(rule[2][f"party.{p}"].split("、")) for p, _ in seats}
    others = sum(n for p, n in seats[1:] if due[p])
    labels = {i for i in scope if i.startswith("标签:")}
    return {f"{v}@{p}": (n if k else max(n, team - others), due[p] | labels, p, not k) for k, (p, n) in enumerate(seats) if due[p] or not k}

def certified(teams, fixed, people, km, needs, m):
    """第 12 节的证书：逐条检查；teams、fixed 是席位编码 → 人员编码，people 是在岗的人，needs 是各席位的要求。"""
    def able(c, v):
        _, scope, party, _ = needs[v]
        lacks = scope - people[c][2]
        return v not in people[c][4] and (not party or people[c][5] == party) and (not lacks or ("全部" in people[c][2] and not any(i.startswith("标签:") for i in lacks)))

    def cost(v, c):
        number = int(hexa(f"{km}|{v.partition('@')[0]}|{c}"), 16)
        total = number >> 216
        for k in range(m["digits"]):
            total = total << 40 | number >> (216 - 20 * (k + 1)) & (2**20 - 1)
        return total

    need = {v: needs[v][0] - len(fixed.get(v, ())) for v in teams if len(fixed.get(v, ())) < needs[v][0]}
    for v, team in teams.items():
        if len(team) != needs[v][0] or len(set(team)) != len(team) or not set(fixed.get(v, ())) <= set(team):
            return False
        if v in need and not (all(c in people and able(c, v) for c in team) and (not needs[v][3] or any(people[c][1] for c in team))):
            return False
        order = [*fixed.get(v, ()), *sorted(team, key=lambda c: (int(hexa(f"{km}|{v.partition('@')[0]}|{c}")[:10], 16), c))]
        lead = next((c for c in order if not needs[v][3] or people.get(c, (0, 0))[1]), "") if v in need else fixed[v][0]
        if team[0] != lead:
            return False
    lead_open = {v: needs[v][3] and not any(people[c][1] for c in fixed.get(v, ()) if c in people) for v in need}
    seated = {v: set(teams[v]) - set(fixed.get(v, ())) for v in need}
    busy = Counter(c for v in teams for c in fixed.get(v, ()))
    cap = {c: people[c][0] - busy[c] - m["level"] for c in people if people[c][0] - busy[c] - m["level"] > 0} if need else {}
    load = Counter(c for v in need for c in seated[v])
    others = {v: sum(not people[c][1] for c in seated[v]) for v in need}
    limit = {v: need[v] - lead_open[v] for v in need}
    if any(load[c] > cap.get(c, 0) for c in load):
        return False
    pool = {v: [c for c in sorted(people) if able(c, v) and c not in fixed.get(v, ())] for v in need}
    blocking, demand, reach = m["blocking"], 0, Counter()
    for v in need:  # 降幅再加 1 就坐不满
        every, first = v in blocking["every_seat"], v in blocking["lead_seat"]
        demand += need[v] if every else lead_open[v] if first else 0
        reach.update(c for c in pool[v] if every or (first and people[c][1]))
    supply = sum(min(n, max(0, people[c][0] - busy[c] - m["level"] - 1)) for c, n in reach.items())
    if (m["level"] != 0) if not need else demand <= supply:
        return False
    p, worth, o = (m["prices"][k] for k in ("people", "visits", "others"))
    if not (set(cap) <= set(p) and set(need) <= set(worth) and set(need) <= set(o)):
        return False
    if any(p[c] < 0 or (p[c] and load[c] < cap[c]) for c in cap) or any(o[v] < 0 or (o[v] and others[v] < limit[v]) for v in need):
        return False
    same, arcs = {}, []  # 可以无代价交换的边；部分占用的人和席位各并成一点
    for c in cap:
        if 0 < load[c] < cap[c]:
            same["p", c] = "hub"
        elif not load[c] or not p[c]:
            arcs.append(("hub", ("p", c)) if not load[c] else (("p", c), "hub"))
    for v in need:
        if 0 < others[v] < limit[v]:
            same["o", v] = ("v", v)
        elif not others[v] or not o[v]:
            arcs.append((("o", v), ("v", v)) if not others[v] else (("v", v), ("o", v)))
        for c in pool[v]:
            if c not in cap or not (limit[v] > 0 or people[c][1]):
                continue
            gap = cost(v, c) + p[c] - worth[v] + (0 if people[c][1] else o[v])
            if gap and (gap > 0) == (c in seated[v]):
                return False
            pair = (("p", c), ("v" if people[c][1] else "o", v))
            arcs += [] if gap else [pair[::-1] if c in seated[v] else pair]
    arcs = [(same.get(a, a), same.get(b, b)) for a, b in arcs]
    while arcs:  # 没有圈：没有入边的点一再去掉，最后不剩
        heads = {b for _, b in arcs}
        rest = [(a, b) for a, b in arcs if a in heads]
        if len(rest) == len(arcs):
            return False
        arcs = rest
    return True

def matched(r, order, quotas, staff, km, rule):
    """检查组由种子算出；递补、改派依次重放；名单和检查组是最后的样子。"""
    people, applies = staff
    if any(k.startswith("party.") for k in rule[2]) and "seats" not in rule[2]:
        missing("联合任务的匹配另行规定，检查组无从核验")
        return
    pid, code = {c: e["pid"] for c, e in r["map"].items()}, {e["pid"]: c for c, e in r["map"].items()}
    listed = {i for g in order for i in order[g][: quotas.get(g, 0)]}
    used, teams, gone, m = set(listed), {}, {}, r["matching"]
    joint = "seats" in rule[2]
    on_duty = {c: (*p[:4], {f"{v}@{p[5]}" for v in p[4]} if joint else p[4], p[5]) for c, p in people.items() if p[3] == "在岗"}

    def needs(ids):
        return {k: need for v in ids for k, need in seats_of(rule, applies, v).items()}

    def keys(ids, person=None):
        mine = on_duty.get(person, [""] * 6)[5] if person else ""
        return {k for k, need in needs(ids).items() if not mine or need[2] in ("", mine)}

    def holds(new, fixed, staff, proof):
        return certified(new, fixed, staff, km, needs({k.partition("@")[0] for k in new}), proof)

    def proved(case, fixed, leaving, visits):
        if "proof" not in case or {v: list(t) for v, t in fixed.items()} != case["proof"]["fixed"]:
            return None
        left = {c: ({v for v, who in leaving.items() if c in who}, gone.get(c, set())) for c in on_duty}
        kept = {c: {v for v, team in fixed.items() if c in team} for c in on_duty}
        free = {c: (*p[:4], p[4] | left[c][0] | ((visits if "*" in left[c][1] else left[c][1]) - kept[c]), p[5]) for c, p in on_duty.items()}
        new = case["proof"]["teams"]
        return new if set(new) == visits and holds(new, fixed, free, case["proof"]) else None

    def replay(case):
        nonlocal listed, teams
        came = re.match("([0-9A-Z._-]+)由([0-9A-Z._-]+)递补；", case["text"])
        left = re.match("([0-9A-Z._-]+)退出(本任务：)?([0-9A-Z._、-]+)；", case["text"])
        if case["act"] == "递补" and came:
            old, new = pid.get(came[1], came[1]), pid.get(came[2], came[2])
            pool = next((order[g] for g in order if old in order[g]), [])
            if old not in listed or next((i for i in pool if i not in used), None) != new:
                return False
            listed = listed - {old} | {new}
            used.add(new)
            fixed = {v: t for v, t in teams.items() if v not in keys([old])}
            done = proved(case, fixed, {}, {*fixed, *keys([new])}) if "proof" in case else teams
        elif case["act"] == "改派" and left:
            person, visits = left[1], keys([pid.get(c, c) for c in left[3].split("、")], left[1])
            if any(v not in teams or person not in teams[v] for v in visits):
                return False
            gone[person] = {"*"} if left[2] else gone.get(person, set())
            fixed = {v: [c for c in t if not (v in visits and c == person)] for v, t in teams.items()}
            done = proved(case, fixed, {v: {person} for v in visits}, set(teams))
            gone[person] = gone[person] | visits
        else:
            return False
        teams = teams if done is None else done
        return done is not None

    cases, right = m.get("cases", []), True
    for case in (c for c in cases if "teams" not in m or "proof" not in c):
        right = replay(case) and right
    if "teams" not in m:
        missing("还没有匹配，检查组无从核验")
    else:
        teams = m["teams"]
        right = right and set(teams) == keys(listed) and holds(teams, {}, on_duty, m)
        for case in (c for c in cases if right and "proof" in c):
            right = replay(case) and right
    final = Counter()
    for v, t in teams.items():
        final[code.get(v.partition("@")[0], v.partition("@")[0])] += len(t)
    right = right and {code.get(i, i) for i in listed} == set(r["names"]) and final == {c: len(t) for c, t in r["teams"].items()}
    check(right, f"{len(final)} 个检查组由种子算出，{len(cases)} 次递补、改派依次相符")

def verify(r):
    """核验一份记录，逐项显示；返回 0 符合、4 不符合、5 无从核验。"""
    for marks in seen.values():
        marks.clear()
    if check(isinstance(r, dict), "是一份记录") and well_formed(r):
        if "broken" in r:
            missing(f"第 {r['attempt']} 轮已作废，写明无法重算：{r['broken']}")
        else:
            pairs, _, rule, quotas, lots, staff = locked(r)
            shown(r)
            if "audit" in r:
                bound(r, int(rule[2].get("pid", 1)) if rule else 1)
            if "seed_text" in r:
                _, km, order = drawn(r, pairs, rule, quotas, lots)
                named(r, quotas, order)
                if "audit" in r and rule and staff is not None:
                    matched(r, order, quotas, staff, km, rule)
    return 4 if seen["✗"] else 5 if seen["？"] else 0

if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")
    try:
        exit_code = verify(read(Path(sys.argv[1]).read_text("utf-8-sig")))
    except (ValueError, RecursionError) as error:
        exit_code = 4
        check(False, f"不是规范的 JSON：{error}")
    print({0: "核验通过。另请与锁定公告核对：任务编号、轮次、名录根、人员根、规则指纹、随机源、承诺", 4: "核验不通过",
           5: "没有不符之处，但上面标 ？ 的无从核验"}[exit_code])
    sys.exit(exit_code)
