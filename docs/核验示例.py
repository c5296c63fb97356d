"""照《抽取规范 SSJ-1》核验一份公开记录：重算名录根、配额、种子、签号、抽中名单，逐项显示 ✓ 或 ✗，不符时退出码为 1。
只用 Python 自带的库，不用抽取程序本身。用法：python 核验示例.py 公开记录-任务编号-1.json"""
import json
import re
import sys
from collections import Counter
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

PUBLIC = re.compile(r"dice:[0-9]{20,60}|drand:(0|[1-9][0-9]{0,11}):[0-9a-f]{64}|"
                    r"ssq:[0-9]{7}:([0-9]{2},){5}[0-9]{2}\+[0-9]{2}")
failed = []

def check(ok: bool, what: str) -> None:
    print("✓" if ok else "✗", what)
    failed.extend([] if ok else [what])

def hexa(text: str) -> str:
    return sha256(text.encode()).hexdigest()

def root(lines: list[str]) -> str:
    level = [sha256(b"\0" + line.encode()).digest() for line in lines] or [sha256(b"").digest()]
    while len(level) > 1:
        pairs = [sha256(b"\1" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = pairs + level[2 * len(pairs):]
    return level[0].hex()

def quotas_and_lots(rule: str, sizes: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    fields = [field.partition("=") for field in rule.split(";")]
    value = {key: text for key, _, text in fields}
    if len(value) < len(fields) or fields[0][0] not in ("分级比例", "加权"):
        raise ValueError(f"规则写法不对：{rule}")
    fixed = {g: 0 if g == "X" else n for g, n in sizes.items() if g in ("X", "M")}
    pool = {g: n for g, n in sizes.items() if g not in fixed}
    if "加权" in value:
        return {"*": min(int(value["total"]), sum(pool.values())), **fixed}, {g: int(value[g][:-1]) for g in pool}
    points = {g: int(Fraction(value[g].removesuffix("%")) * 100) for g in pool}
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

def verify(r: dict) -> None:
    lines, rule, promised, nonces = r["list"], r.get("rule", ""), r.get("commitments", {}), r.get("nonces", {})
    people = root(r["people_list"]) if r.get("people_list") else r.get("people", "")
    groups = dict(line.split("\t") for line in lines)
    check(len(groups) == len(lines) and lines == sorted(lines, key=str.encode), "名录按字节排序，编码不重复")
    check(root(lines) == r["root"] and len(lines) == r["count"], f"名录 {len(lines)} 条，名录根 {r['root']}")
    quotas, lots = given = quotas_and_lots(rule, Counter(groups.values())) if rule else (r["quotas"], r.get("weights", {}))
    check(given == (r["quotas"], r.get("weights", {})), f"配额{'由规则算出' if rule else '照记录所列（记录没有规则）'}：{quotas}")
    print(f"  任务 {r['draw']}，人员根 {people}，规则指纹 {rule and hexa(rule)}，随机源 {r.get('source')}，承诺 {promised}")
    if "seed_text" in r:
        public, source = r["public"], r.get("source", r["public"].partition(":")[0])
        check(bool(PUBLIC.fullmatch(public)) and public.startswith(f"{source}:"), f"随机数 {public} 来自指定的随机源")
        opened = {party: hexa(f"SSJ-1|nonce|{r['draw']}|{party}|{nonce}") for party, nonce in nonces.items()}
        check(opened == promised, f"{len(promised)} 份承诺都已公开且相符")
        facts = {"draw": r["draw"], "attempt": r["attempt"] if r.get("attempt", 1) > 1 else "", "rule": rule and hexa(rule),
                 "list": root(lines), "count": len(lines), "people": people}
        pairs = [(f"{n}.{k}", d[k]) for n, d in (("quota", quotas), ("weight", lots), ("nonce", nonces)) for k in sorted(d)]
        text = "".join(f"{k}={v}\n" for k, v in [*facts.items(), *pairs] if v != "")
        seed = hexa(text := f"SSJ-1\n{text}public={public}\n")
        key, km = hexa(f"SSJ-1|object|{seed}")[:32], hexa(f"SSJ-1|match|{seed}")[:32]
        check([text, seed, key, km] == [r[k] for k in ("seed_text", "S", "K", "Km")], f"种子 {seed}，密钥 K {key}")
        order: dict[str, list[tuple[str, str]]] = {}
        for i, g in groups.items():
            slips = [hexa(f"{key}|{i}{f'|{k}' if k > 1 else ''}") for k in range(1, lots.get(g, 1) + 1)]
            order.setdefault("*" if g in lots else g, []).append((min(slips), i))
        ranked = [(g, n, i, t) for g in sorted(order) if g != "X" for n, (t, i) in enumerate(sorted(order[g]), 1)]
        result = [f"{g}\t{n}\t{i}\t{t}" for g, n, i, t in ranked if n <= quotas[g]]
        check(result == r["result"], f"抽中名单 {len(result)} 个，逐行相符")
        check(hexa("".join(f"{line}\n" for line in result)) == r["result_digest"], f"结果指纹 {r['result_digest']}")
        spare = int((re.findall(r";reserve=([0-9]+)", rule) or [0])[0])
        reserve = [f"{g}\t{n}\t{i}\t{t}" for g, n, i, t in ranked if 0 < n - quotas[g] <= spare]
        check(r.get("reserve", reserve) == reserve, f"候补名单 {len(reserve)} 个，逐行相符")
        private = all(re.fullmatch("[0-9a-f]{22}", i) for i in groups)
        place = {i: (g, n) for g, n, i, _ in ranked}
        names = r.get("names", [i for g, n, i, _ in ranked if n <= quotas[g]])
        right = len(names) == len(result) and (private or Counter(place[i][0] for i in names) == +Counter(quotas))
        promoted = [i for i in names if not private and place[i][1] > quotas[place[i][0]]]
        check(right, f"公布的名单 {len(result)} 个，各组个数相符；须有递补公告的：{'、'.join(promoted) or '无'}")

if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")
    try:
        verify(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        check(False, f"记录缺少内容或写法不对：{error!r}")
    print("核验不通过" if failed else "核验通过。另请与锁定公告核对：任务编号、轮次、名录根、人员根、规则指纹、随机源、承诺")
    sys.exit(bool(failed))
