"""Verification of a draw: what is proved, what does not hold, what the file alone cannot show.

Nothing that can be recomputed is taken on trust.  A record (公开记录, 审计记录, the JSON in a public page, or the
rows of a workbook brought into the same keys) goes in; a `Report` comes out with all findings at once.  The parts:
`verifying.shape` (is it a record), `verifying.lock` (list, people, rule, commitments), `verifying.draw` (seed,
winners), `verifying.audit` (objects behind pseudonyms, teams), `verifying.book` (log and lists of a workbook).

A verification answers three questions (specification, section 13): ① computed and ③ shown decide; ② locked before is answered
beside them, because only what left the office before the seed can prove it, and counts where an anchor is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ssj_xl.domain.draw.ssj1 import digest
from ssj_xl.tables.catalogue.draw import FACTS, FIELDS
from ssj_xl.tables.problems import Place, Problem, problem

Record = Mapping[str, Any]

_HEX = "([0-9a-f]{64})"
_QR = re.compile(rf"SSJ-1\|([^|\s]+)\|([0-9]{{1,3}})\|{_HEX}\|{_HEX}?\|{_HEX}?\|([0-9]{{1,9}})\|{_HEX}(?:\|{_HEX}?)?"
                 r"(?:\|([0-9a-z:]+)\|([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8})\|([^|\s\"]*)\|([0-9a-f]{16})?\|([0-9]{7}@[0-9-]{10})?)?")
STATEMENT = b"SSJ-1|"
"""What the file of a lock's statement begins with."""
HOLDS, BROKEN, OPEN = "符合", "不符合", "无从核验"
_LEAVES_OPEN = frozenset(("N16", "N19", "N21", "N22", "N23", "N25", "N26", "N27", "N28", "N29", "N32", "N33", "N34", "N35", "N36", "N38", "N40", "N44", "N45"))
_SHOWN = 200  # findings of one kind; a list that was replaced would otherwise fill the screen


class Fact(NamedTuple):
    """A statement that is no problem: code of `FACTS` and its parameters."""

    code: str
    params: Mapping[str, object]

    @property
    def text(self) -> str:
        """The statement as a Chinese sentence."""
        return FACTS[self.code].format(**self.params)


def leaves_open(fact: Fact) -> bool:
    """Whether it says that something is missing which must be there, so that nobody can know."""
    return fact.code in _LEAVES_OPEN


@dataclass
class Report:
    """Findings so far.  uncovered: keys of the record that no computation binds; anchored: it is the list of a lock notice."""

    proved: list[Fact] = field(default_factory=list)
    wrong: list[Problem] = field(default_factory=list)
    unknown: list[Fact] = field(default_factory=list)
    uncovered: set[str] = field(default_factory=set)
    anchored: bool = False

    def prove(self, code: str, **params: object) -> None:
        """Note what is proved."""
        self.proved.append(Fact(code, params))

    def deny(self, code: str, place: Place | None = None, /, **params: object) -> None:
        """Note what does not hold; beyond 200 of one kind no more."""
        if sum(p.code == code for p in self.wrong) < _SHOWN:
            self.wrong.append(problem(code, place or Place(), **params))

    def doubt(self, code: str, **params: object) -> None:
        """Note what cannot be known from the file alone."""
        self.unknown.append(Fact(code, params))

    def same(self, code: str, computed: object, stated: object, **params: object) -> bool:
        """Deny with both values where they differ; tells whether they are the same."""
        if computed != stated:
            self.deny(code, None, computed=computed, stated=stated, **params)
        return computed == stated

    @property
    def holds(self) -> bool:
        """Whether nothing contradicts."""
        return not self.wrong

    @property
    def verdict(self) -> str:
        """Of a record: 不符合, 无从核验 where something that SSJ-1 §13 names is missing, else 符合."""
        if self.wrong:
            return BROKEN
        return OPEN if any(map(leaves_open, self.unknown)) else HOLDS


@dataclass(frozen=True)
class Notice:
    """What a signed lock notice says; '' for what is not known of it.  attempt 0: any.

    witness: fingerprint of who is the witness (`ceremony.witness_mark`); last: 最近一期, '2027020@2027-02-23'.
    """

    draw: str = ""
    attempt: int = 0
    root: str = ""
    people: str = ""
    rule: str = ""
    count: str = ""
    log_head: str = ""
    names: str = ""
    source: str = ""
    locked_at: str = ""
    supervisor: str = ""
    witness: str = ""
    last: str = ""

    @property
    def text(self) -> str:
        """The statement of a lock, which is the line in the notice's QR code; without a source as the first notices had it."""
        later = (self.names, self.source, self.locked_at, self.supervisor, self.witness, self.last) if self.source else (self.names,)
        return "|".join(("SSJ-1", self.draw, str(self.attempt), self.root, self.people, self.rule, self.count,
                         self.log_head, *(later if any(later) else ())))

    @property
    def facts(self) -> dict[str, Any]:
        """What it says in the keys of a notice's data, as far as it says something."""
        found = {"draw": self.draw, "attempt": self.attempt, "root": self.root, "people": self.people, "rule": self.rule,
                 "count": int(self.count or 0), "names_root": self.names, "source": self.source, "locked_at": self.locked_at}
        return {key: value for key, value in found.items() if value}

    @property
    def known(self) -> bool:
        """Whether it says anything at all."""
        return bool(self.root or self.log_head)

    def concerns(self, draw: str, attempt: int) -> bool:
        """Whether it is the notice of this attempt, as far as it says."""
        return self.draw in ("", draw) and self.attempt in (0, attempt)


NO_NOTICE = Notice()


def notice_of(row: Mapping[str, Any], log_head: str) -> Notice:
    """What the notice of a lock says.  row: of 抽取记录; log_head: fingerprint of the lock's own entry in the log.

    A lock that binds no names is of the first format, and so is its notice.
    """
    later = {key: row.get(key, "") for key in ("source", "locked_at", "supervisor", "witness", "last")} if row.get("names_root") else {}
    return Notice(row["task"], row["attempt"], row["root"], row["people"], row["rule"], str(row["count"]), log_head,
                  row.get("names_root", ""), **later)


def parse_notice(text: str) -> Notice:
    """The notice of a QR code's text, alone or somewhere in a longer text.  Raises ValueError."""
    found = find_notices(text)
    if not found:
        raise ValueError(text)
    return found[0]


def find_notices(text: str) -> list[Notice]:
    """Every statement in a text, as a mail has them; one that the mail has broken into lines is put together again."""
    found = list(_QR.finditer(text)) or list(_QR.finditer("".join(text.splitlines())))
    parts = (one.groups(default="") for one in found)
    return [Notice(draw, int(attempt), *more) for draw, attempt, *more in parts]


def hold_against(notice: Notice, record: Record, report: Report) -> None:
    """Compare a record with its lock notice.  The record's own claims are checked elsewhere, so they may be used."""
    found = {"名录根": (notice.root, record["root"]), "执法人员名单指纹": (notice.people, record.get("people", "")),
             "规则指纹": (notice.rule, digest(record["rule"]) if record.get("rule") else ""),
             "名录条数": (notice.count, str(record["count"])), "名称指纹": (notice.names, record.get("names_root", "")),
             "随机源": (notice.source, record.get("source", "")), "锁定时间": (notice.locked_at, record.get("locked_at", ""))}
    given = {what: pair for what, pair in found.items() if pair[0]}
    for what, (noticed, stated) in given.items():
        if noticed != stated:
            report.deny("V39", what=what, noticed=noticed, found=stated or "（没有）")
    if given and all(a == b for a, b in given.values()):
        report.prove("P12", what="、".join(given))
        report.anchored = bool(notice.root)
        report.uncovered -= {"people"} if notice.people else set()
        report.uncovered -= {"names_root"} if notice.names else set()
        report.uncovered -= {"rule", "quotas", "weights", "mode"} if notice.rule else set()


def order_of(items: Iterable[str]) -> list[str]:
    """Texts in the order of their UTF-8 bytes."""
    return sorted(items, key=str.encode)


def field_names(keys: Iterable[str]) -> str:
    """Keys of a record as people call them."""
    return "、".join(FIELDS.get(key, key) for key in sorted(keys))


COMPUTED, BEFORE, SHOWN = "名单是不是算出来的", "名录是不是先锁定的", "公布的单位是不是中签的那家"
NOT_DRAWN = "尚未抽取，还没有名单"
BY_PLATFORM = "名单是省监管平台抽取的，这里只与导入时记入日志的核对"
CODED = "只到名单代号：代号是哪家单位，单凭公布的内容不能知道，请与主台账或审计记录一起核验"
"""What 符合 to the third question does not reach: of a lock, of a list that came from the platform, and of one by codes."""
ASKED = {"computed": COMPUTED, "before": BEFORE, "shown": SHOWN, "not_drawn": NOT_DRAWN, "coded": CODED}
"""The same for the page."""
ANCHORED, ALONE = "有锚", "无锚"
_OF_BEFORE = frozenset(("V37", "V38", "V39", "V60", "V61", "V62", "V69", "V70", "V71", "V76", "V82", "V83", "V84", "V85"))
_OF_SHOWN = frozenset((
    "V45", "V46", "V47", "V48", "V49", "V50", "V51", "V52", "V53", "V54", "V55", "V56", "V58", "V59", "V65", "V66", "V67", "V68", "V72", "V75",
    "V77", "V78", "V80", "V81", "N22", "N25", "N28", "N34", "N35", "N40", "N44", "N45"))


class Answers(NamedTuple):
    """符合, 不符合 or 无从核验 to each question; `before` is 有锚 or 无锚 where nothing contradicts, 无从核验 where the time is in doubt."""

    computed: str
    before: str
    shown: str

    def verdict(self, *, anchor: bool = False) -> str:
        """The whole: the worst.  anchor: whether 有锚 is asked for."""
        if BROKEN in self:
            return BROKEN
        return OPEN if OPEN in (self.computed, self.shown) or (anchor and self.before != ANCHORED) else HOLDS


def question_of(code: str) -> str:
    """The question that a finding answers."""
    if code in _OF_BEFORE:
        return BEFORE
    return SHOWN if code in _OF_SHOWN or code.startswith("M") else COMPUTED  # M: teams


def answer(reports: Iterable[Report], attempts: Sequence[Report]) -> Answers:
    """The answers of all reports.  attempts: those about an attempt, each of which must be anchored for 有锚."""
    all_ = list(reports)
    wrong = {question_of(found.code) for report in all_ for found in report.wrong}
    missing = {question_of(fact.code) for report in all_ for fact in report.unknown if leaves_open(fact)}
    missing |= {SHOWN for report in all_ for fact in report.unknown if fact.code == "N32"}  # nothing was drawn, so nothing was shown
    computed, shown = (BROKEN if key in wrong else OPEN if key in missing else HOLDS for key in (COMPUTED, SHOWN))
    anchored = bool(attempts) and all(report.anchored for report in attempts)
    late = any(fact.code in ("N37", "N39") for report in all_ for fact in report.unknown)
    return Answers(computed, BROKEN if BEFORE in wrong else OPEN if late else ANCHORED if anchored else ALONE, shown)
