"""Synthetic attempts for tests of the public page: public records of invented draws, open, private and weighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import Any

from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import pid
from ssj_xl.domain.draw.ceremony import commitment, pairs_text
from ssj_xl.domain.draw.quotas import Group
from ssj_xl.domain.draw.rule import Rule
from ssj_xl.domain.record import Draw, public_record
from ssj_xl.domain.scheme import PRIVATE, PUBLIC, lock_of
from ssj_xl.papers.page import Beside, ResultLine, build

DRAW, PUBLIC_VALUE, SECRET = "SJZSF-LG-2021-001", "ssq:2021026:01,05,12,19,23,31+07", "5a" * 32
MADE_ON = date(2021, 3, 31)
OPEN_GROUPS = (Group("公证机构", Fraction(1, 4), 1), Group("律师事务所", Fraction(1, 10), 2), Group("司法鉴定机构", Fraction(1)))
PRIVATE_GROUPS = (Group("组1", Fraction(1, 100), 1), Group("组2", Fraction(3, 100)), Group("组3", Fraction(1, 10)))
PEOPLE = ("R001\t3\t1\tLS-01\t正常", "R002\t4\t0\tLS-01\t正常")
NO_NONCES: Mapping[str, str] = {}
RESULTS = tuple(line.text for line in (ResultLine("河畔律师事务所", "执业监督：执业活动", "未发现问题", date(2021, 3, 25)),
           ResultLine("第二公证处", "执业监督：收费", "发现问题已责令改正", date(2021, 3, 28))))


@dataclass(frozen=True)
class Case:
    """One attempt: its lock, and its row as 抽取记录 has it."""

    lock: ssj1.Lock
    row: Mapping[str, Any]

    def record(self, **facts: Any) -> dict[str, Any]:
        """Its public record, names and teams given for every object drawn; `facts` go over it."""
        names, teams = {}, {}
        if self.row["seed_text"]:
            wins = ssj1.winners(self.lock, ssj1.keys(self.row["seed_text"]).objects)
            codes = [win.id for win in wins] if self.row["profile"] == PUBLIC else [f"SJ{n:04}" for n in range(len(wins))]
            names = {code: f"示例{code[-4:]}单位" for code in codes}
            teams = dict.fromkeys(codes, ("赵一", "钱二"))
        return public_record(Draw(self.row, self.lock, "某市司法局", "律师公证鉴定年度抽查", names, teams)) | facts


def case(pairs: Sequence[tuple[str, str]], rule: Rule, *, profile: str = PUBLIC, attempt: int = 1,
         public: str = PUBLIC_VALUE, nonces: Mapping[str, str] = NO_NONCES) -> Case:
    """An attempt over (id, group) pairs; locked only where `public` is ''."""
    lock = lock_of(DRAW, attempt, pairs=pairs, rule=rule, people=PEOPLE)
    promised = {party: commitment(DRAW, party, nonce) for party, nonce in nonces.items()}
    text = ssj1.seed_text(lock, public, nonces) if public else ""
    row = {
        "task": DRAW, "attempt": attempt, "profile": profile, "source": "ssq:2021026", "log_head": "ab" * 32,
        "locked_at": "2021-03-02 09:00:00", "seed_text": text, "drawn_at": "2021-03-05 10:00:00" if text else "",
        "void_at": "", "void_why": "", "rule_text": rule.text, "commitments": pairs_text(promised), "nonces": pairs_text(nonces) if text else "",
    }
    return Case(lock, row)


def rule(groups: Sequence[Group], *, mode: str = ssj1.BY_RATIO, total: int | None = None, reserve: int = 2) -> Rule:
    """A rule over groups."""
    return Rule(mode, {group.label: group for group in groups}, total, 2, ("LS-01",), date(2021, 3, 31), reserve)


def codes(count: int) -> list[str]:
    """Invented object codes, 18 characters as a USCC has."""
    return [f"3113010{sha256(f'{n}'.encode()).hexdigest()[:8].upper()}{n % 1000:03}" for n in range(count)]


def open_case(count: int = 40, **facts: Any) -> Case:
    """Groups are object types; two objects are excluded and one must be checked."""
    labels = ["X", "X", "M", *(OPEN_GROUPS[(n * n) % 7 % 3].label for n in range(count))]
    return case(list(zip(codes(count), labels, strict=False)), rule(OPEN_GROUPS), **facts)


def private_case(count: int = 40, **facts: Any) -> Case:
    """Groups are tiers behind labels, ids are pseudonyms."""
    pairs = [(pid(SECRET, code), PRIVATE_GROUPS[n % 17 % 3].label) for n, code in enumerate(codes(count))]
    return case(pairs, rule(PRIVATE_GROUPS), profile=PRIVATE, **facts)


def weighted_case(count: int = 40) -> Case:
    """One pool, three weights, a fixed number."""
    groups = [Group(f"组{lots}", None, 0, lots) for lots in (1, 2, 5)]
    pairs = [(pid(SECRET, code), groups[n % 3].label) for n, code in enumerate(codes(count))]
    return case(pairs, rule(groups, mode=ssj1.WEIGHTED, total=6), profile=PRIVATE)


def substituted(case_: Case) -> dict[str, Any]:
    """The record of an open case after the last object of 律师事务所 gave way to the next ticket of its group."""
    record = case_.record()
    order = ssj1.ranking(case_.lock, ssj1.keys(case_.row["seed_text"]).objects)["律师事务所"]
    quota = case_.lock.quotas["律师事务所"]
    left, came = order[quota - 1].id, order[quota].id
    record["names"] = {code: name for code, name in (record["names"] | {came: "递补单位"}).items() if code != left}
    record["teams"] = {code: team for code, team in (record["teams"] | {came: ["孙三", "李四"]}).items() if code != left}
    record["substituted"] = [{"left": left, "left_name": "旧单位", "came": came, "why": "正在办理注销"}]
    return record


def page(*attempts: Mapping[str, Any], results: Sequence[str] = RESULTS, others: Sequence[str] = (), tally: Sequence[str] = ()) -> bytes:
    """The page of these records."""
    return build(attempts, Beside(MADE_ON, "某市司法局", "律师公证鉴定年度抽查", results, others, tally=tally))
