"""Random draws, and what four implementations make of them: the package, the page's scripts, the stranger's example,
`sha256sum`.

Scripts and example get list, rule and public value only and compute everything themselves.  `sha256sum` (GNU coreutils)
is only a hash; what is hashed is put together here from the specification, apart from the package's code, but for
the quotas, which have no hash in them.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import runpy
import subprocess
import tempfile
from collections import Counter
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Protocol

from ssj_xl.domain.draw import merkle, ssj1
from ssj_xl.domain.draw.canon import bound_pid, name_id, object_key
from ssj_xl.domain.draw.public_value import text_public
from ssj_xl.domain.draw.quotas import Group, floor_total
from ssj_xl.domain.draw.rule import Rule
from ssj_xl.domain.scheme import lock_of
from ssj_xl.papers.page import SCRIPTS, source

LARGEST = 2_000
EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "核验示例.py"
# Labels whose order by UTF-8 bytes is not that of UTF-16 units, and some plain ones.
LABELS = ("A", "B", "D", "a", "é", "组1", "组2", "组10", "律师事务所", "公证机构", "𠮷野", "\uff21级", "\ue000")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ._-"
_SHARED_MEMORY = Path("/dev/shm")


class Browser(Protocol):
    """What runs a script."""

    def run(self, script: str) -> Any:
        """The value of an expression."""


@dataclass(frozen=True)
class Case:
    """A draw before it is computed."""

    lock: ssj1.Lock
    public: str
    nonces: Mapping[str, str]
    reserve: int

    @property
    def given(self) -> dict[str, Any]:
        """What the scripts get."""
        return {"draw": self.lock.draw, "attempt": self.lock.attempt, "rule": self.lock.rule, "nonces": self.nonces,
                "list": [line.text for line in self.lock.lines], "peopleList": self.lock.people, "public": self.public}


def cases(count: int, seed: int) -> list[Case]:
    """Random cases; sizes of 1 to 2,000, small ones more often (uniform in the logarithm)."""
    dice = Random(seed)
    return [_case(dice) for _ in range(count)]


def _case(dice: Random) -> Case:
    size = min(LARGEST, int(LARGEST ** dice.random() * 1.001))
    labels = dice.sample(LABELS, dice.randint(1, 5))
    weighted = dice.random() < 0.3
    groups = {label: _group(dice, label, weighted) for label in labels}
    pool = [*labels, *(("X", "M") if dice.random() < 0.5 else ())]
    kind = dice.choice(("pid", "bound", "uscc", "name", "any"))
    pairs = [(id_, dice.choice(pool)) for id_ in _ids(dice, size, kind)]
    reserve = dice.choice((0, 0, 2, 50))
    parties = {"GZ": ("GZ-01",), "LS": ("LS-01", "标签:涉外")} if dice.random() < 0.2 else {}
    rule = Rule(ssj1.WEIGHTED if weighted else ssj1.BY_RATIO, groups, _total(dice, groups, pairs, weighted=weighted), 2, ("LS-01",),
                date(2021, 3, 31), reserve, parties, 2 if kind == "bound" else 1)
    people = _people(dice, parties)
    lock = lock_of(f"SJ-{dice.randint(1, 999)}", dice.choice((1, 1, 2, 13)), pairs=pairs, rule=rule, people=people)
    parties = dice.choice(((), (), ("纪检组", "𠮷公证处", "\uff21"), ("notary", "authority")))
    return Case(lock, _public(dice), {party: dice.randbytes(32).hex() for party in parties}, reserve)


def _total(dice: Random, groups: Mapping[str, Group], pairs: Sequence[tuple[str, str]], *, weighted: bool) -> int | None:
    """None, any number, or what a floor of the whole asks for."""
    sizes = Counter(group for _, group in pairs if group in groups)
    if not weighted and dice.random() < 0.3:
        return floor_total(sizes, groups, Fraction(dice.randint(1, 10_000), 10_000))
    return dice.randint(0, len(pairs) + 3) if weighted or dice.random() < 0.4 else None


def _people(dice: Random, parties: Mapping[str, object]) -> list[str]:
    """People lines, in a joint task each with a party."""
    codes = sorted({f"R{dice.randint(1, 99):03}" for _ in range(dice.randint(0, 9))})
    lines = [f"{code}\t3\t1\tLS-01\t正常" for code in codes]
    lines += [f"{code}\t@\t{dice.choice(sorted(parties))}" for code in codes if parties]
    return sorted(lines, key=str.encode)


def _group(dice: Random, label: str, weighted: bool) -> Group:
    if weighted:
        return Group(label, Fraction(1)) if dice.random() < 0.15 else Group(label, None, 0, dice.choice((1, 1, 2, 5, 12)))
    ratio = dice.choice((dice.randint(0, 10_000), dice.randint(1, 500), 10_000))
    return Group(label, Fraction(ratio, 10_000), dice.choice((0, 0, 1, 3)))


def _ids(dice: Random, size: int, kind: str) -> list[str]:
    secret, ids = dice.randbytes(32).hex(), set[str]()
    while len(ids) < size:
        code = "".join(dice.choices(_ALPHABET, k=18 if kind != "any" else dice.randint(3, 40)))
        made = {"pid": dice.randbytes(11).hex(), "bound": bound_pid(object_key(secret, code), code, code), "name": name_id(f"第{code}所")}
        ids.add(made.get(kind, code))
    return sorted(ids, key=lambda _: dice.random())


def _public(dice: Random) -> str:
    kind = dice.choice(("dice", "ssq", "drand", "text"))
    if kind == "text":
        return text_public("".join(dice.choices("试一试 \t\u3000é\u0301𠮷", k=9)))
    if kind == "dice":
        return "dice:" + "".join(dice.choices("0123456789", k=dice.randint(20, 60)))
    if kind == "drand":
        return f"drand:{dice.randint(1, 10**9)}:{dice.randbytes(32).hex()}"
    red = ",".join(f"{n:02}" for n in sorted(dice.sample(range(1, 34), 6)))
    return f"ssq:2021{dice.randint(1, 150):03}:{red}+{dice.randint(1, 16):02}"


# --- the package -----------------------------------------------------------------------------------

def by_package(case: Case) -> dict[str, Any]:
    """Every figure of the draw by `ssj_xl.domain`."""
    lock, text = case.lock, ssj1.seed_text(case.lock, case.public, case.nonces)
    keys = ssj1.keys(text)
    order = [win.text for wins in ssj1.ranking(lock, keys.objects).values() for win in wins]
    wins, reserves = ssj1.winners(lock, keys.objects), ssj1.reserves(lock, keys.objects, case.reserve)
    return {"root": lock.root, "quotas": dict(lock.quotas), "S": keys.seed, "K": keys.objects, "Km": keys.matching,
            "order": ssj1.digest("\n".join(order)), "result": ssj1.result_digest(wins),
            "reserve": ssj1.result_digest(reserves)}


# --- the page's scripts ----------------------------------------------------------------------------

def load_scripts(browser: Browser, outcomes: Path) -> None:
    """Put the page's scripts, without what shows the page, and the test's own into the browser."""
    for text in (*(source(name) for name in SCRIPTS[:-1]), outcomes.read_text("utf-8")):
        browser.run(text + "\n;0")


def by_scripts(browser: Browser, some: Sequence[Case]) -> list[dict[str, Any]]:
    """Every figure by the page's scripts."""
    found: list[dict[str, Any]] = browser.run(f"outcomes({json.dumps([case.given for case in some])})")
    return found


# --- the stranger's example ------------------------------------------------------------------------

@cache
def _example() -> dict[str, Any]:
    return runpy.run_path(str(EXAMPLE))


def example_agrees(case: Case, package: Mapping[str, Any]) -> bool:
    """Whether the example finds nothing wrong with a record of these figures, and with 1 taken off one, something."""
    lock, text = case.lock, ssj1.seed_text(case.lock, case.public, case.nonces)
    wins, spare = ssj1.winners(lock, package["K"]), ssj1.reserves(lock, package["K"], case.reserve)
    promised = {party: ssj1.digest(f"SSJ-1|nonce|{lock.draw}|{party}|{nonce}") for party, nonce in case.nonces.items()}
    record = {
        "draw": lock.draw, "attempt": lock.attempt, "mode": lock.mode, "root": package["root"], "count": len(lock.lines),
        "quotas": package["quotas"], "weights": dict(lock.weights), "rule": lock.rule, "people_list": list(lock.people),
        "people": merkle.root(lock.people) if lock.people else "", "commitments": promised, "nonces": dict(case.nonces),
        "source": case.public.rpartition(":")[0], "list": [line.text for line in lock.lines], "public": case.public, "seed_text": text,
        "S": package["S"], "K": package["K"], "Km": package["Km"], "result": [win.text for win in wins],
        "reserve": [win.text for win in spare], "result_digest": package["result"]}
    wrong = {**record, "quotas": {group: number + 1 for group, number in lock.quotas.items()}}
    return _judged(record) in (0, 5) and _judged(wrong) == 4


def _judged(record: Mapping[str, Any]) -> int:
    with contextlib.redirect_stdout(io.StringIO()):
        return int(_example()["verify"](record))


# --- sha256sum -------------------------------------------------------------------------------------

Message = str | bytes
Work = Generator[Sequence[Message], list[str], dict[str, Any]]


def by_coreutils(some: Sequence[Case]) -> list[dict[str, Any]]:
    """Root, keys, order and results with every hash made by `sha256sum`; the cases go side by side."""
    with tempfile.TemporaryDirectory(dir=_SHARED_MEMORY if _SHARED_MEMORY.is_dir() else None) as folder:
        works = [_work(case) for case in some]
        wanted: dict[int, Sequence[Message]] = {number: next(work) for number, work in enumerate(works)}
        done: dict[int, dict[str, Any]] = {}
        while wanted:
            sums = iter(_sums([message for messages in wanted.values() for message in messages], Path(folder)))
            for number in list(wanted):
                answer = [next(sums) for _ in wanted[number]]
                try:
                    wanted[number] = works[number].send(answer)
                except StopIteration as end:
                    done[number] = end.value
                    del wanted[number]
        return [done[number] for number in range(len(some))]


def _sums(messages: Sequence[Message], folder: Path) -> list[str]:
    found: list[str] = []
    for start in range(0, len(messages), 20_000):
        part = messages[start:start + 20_000]
        for number, message in enumerate(part):
            _write(f"{folder}/{number}", message if isinstance(message, bytes) else message.encode())
        command = ["sha256sum", *(str(number) for number in range(len(part)))]
        printed = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
        found += [line[:64] for line in printed.splitlines()]
    return found


def _write(path: str, data: bytes) -> None:
    """A small file, without the layers of a file object: there are millions."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.write(descriptor, data)
    os.close(descriptor)


def _work(case: Case) -> Work:
    """One draw as the specification has it; yields what is to be hashed, gets the hashes."""
    lock, lines = case.lock, sorted((f"{line.id}\t{line.group}" for line in case.lock.lines), key=str.encode)
    root = yield from _root(lines)
    people = (yield from _root(list(lock.people))) if lock.people else ""
    (rule,) = yield [lock.rule]
    facts = ["SSJ-1", f"draw={lock.draw}", *([f"attempt={lock.attempt}"] if lock.attempt > 1 else []), f"rule={rule}",
             f"list={root}", f"count={len(lines)}", *([f"people={people}"] if people else [])]
    for name, values in (("quota", lock.quotas), ("weight", lock.weights), ("nonce", case.nonces)):
        facts += [f"{name}.{key}={values[key]}" for key in sorted(values, key=str.encode)]
    (seed,) = yield ["".join(fact + "\n" for fact in [*facts, f"public={case.public}"])]
    object_key, matching_key = yield [f"SSJ-1|object|{seed}", f"SSJ-1|match|{seed}"]
    key = object_key[:32]
    lots = [(id_, group, lot) for id_, group in (line.split("\t") for line in lines)
            for lot in range(1, lock.weights.get(group, 1) + 1)]
    hashes = yield [f"{key}|{id_}" + (f"|{lot}" if lot > 1 else "") for id_, _, lot in lots]
    order = _order(lots, hashes, set(lock.weights))
    texts = {what: _texts(order, lock.quotas, what, case.reserve) for what in ("order", "result", "reserve")}
    whole, result, reserve = yield ["\n".join(texts["order"]), *("".join(f"{t}\n" for t in texts[w]) for w in ("result", "reserve"))]
    return {"root": root, "S": seed, "K": key, "Km": matching_key[:32], "order": whole, "result": result, "reserve": reserve}


def _root(lines: Sequence[str]) -> Generator[Sequence[Message], list[str], str]:
    level = yield [b"\0" + line.encode() for line in lines]
    while len(level) > 1:
        pairs: list[Message] = [b"\1" + bytes.fromhex(level[i] + level[i + 1]) for i in range(0, len(level) - 1, 2)]
        odd = [level[-1]] if len(level) % 2 else []
        level = [*(yield pairs), *odd]
    return level[0]


def _order(lots: Iterable[tuple[str, str, int]], hashes: Iterable[str], weighted: set[str]) -> dict[str, list[tuple[str, str]]]:
    smallest: dict[tuple[str, str], str] = {}
    for (id_, group, _), mark in zip(lots, hashes, strict=True):
        smallest[id_, group] = min(mark, smallest.get((id_, group), mark))
    pools: dict[str, list[tuple[str, str]]] = {}
    for (id_, group), mark in smallest.items():
        if group != "X":
            pools.setdefault("*" if group in weighted else group, []).append((mark, id_))
    return {pool: sorted(pools[pool]) for pool in sorted(pools, key=str.encode)}


def _texts(order: Mapping[str, Sequence[tuple[str, str]]], quotas: Mapping[str, int], what: str, reserve: int) -> list[str]:
    """Lines of the whole order, of the winners, or of the reserves."""

    def belongs(rank: int, quota: int) -> bool:
        return {"order": True, "result": rank <= quota, "reserve": quota < rank <= quota + reserve}[what]

    return [f"{pool}\t{rank}\t{id_}\t{mark}" for pool, members in order.items()
            for rank, (mark, id_) in enumerate(members, 1) if belongs(rank, quotas[pool])]
