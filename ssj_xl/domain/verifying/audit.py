"""What only an audit record shows: the objects behind the list, and that the teams follow from the seed.

Substitutions are replayed in their order: 递补 must take the next ticket of the group, 改派 and the team of a
promoted object must be the matching of the open seats with everybody else fixed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ssj_xl.domain.draw import canon, ssj1
from ssj_xl.domain.draw.canon import EXCLUDED, MANDATORY, canon_id
from ssj_xl.domain.draw.rule import parse_rule
from ssj_xl.domain.draw.ssj1 import names_root
from ssj_xl.domain.matching import SEAT, Instance, Solution, Team
from ssj_xl.domain.matching.case import EVERYWHERE, barring, from_record, promoted, reassigned
from ssj_xl.domain.matching.check import verify
from ssj_xl.domain.matching.explain import Wording
from ssj_xl.domain.matching.seating import Seating
from ssj_xl.domain.scheme import PRIVATE
from ssj_xl.domain.verifying import Record, Report, order_of
from ssj_xl.domain.verifying.draw import Order, check_name_ids, first_of
from ssj_xl.domain.verifying.shape import is_second
from ssj_xl.tables.problems import UserError

_PROMOTED = re.compile(r"([0-9A-Z._-]+)由([0-9A-Z._-]+)递补；")
_REASSIGNED = re.compile(r"([0-9A-Z._-]+)退出(本任务：)?([0-9A-Z._、-]+)；")


def check_audit(record: Record, lock: ssj1.Lock, keys: ssj1.Keys | None, *, report: Report) -> None:
    """Check map, secret, exclusions and, in a drawn record (keys given), matching and substitutions."""
    report.uncovered |= {"map", "excluded", "matching"} & record.keys()
    _map(record, lock, report)
    _secret(record, lock, report)
    _excluded(record, report)
    if is_second(record):
        _bound_names(record, report)
    if keys is None:
        return
    try:
        seating = Seating.read(parse_rule(lock.rule), lock.people)
    except (ValueError, UserError):
        report.doubt("N08")  # rule or people were denied already; nothing can be matched by them
        return
    pids = {code: entry["pid"] for code, entry in record["map"].items()}
    replay = _Replay(lock, keys, seating, pids, report)
    if seating.rule.parties and not seating.rule.seats:
        report.doubt("N28", what="检查组", why="联合任务的匹配规则另行规定")
    else:
        replay.run(record)


def _map(record: Record, lock: ssj1.Lock, report: Report) -> None:
    """Objects and list lines are one to one."""
    lines = set(lock.lines.texts)
    mapped: set[str] = set()
    for code, entry in record["map"].items():
        line = f"{entry['pid']}\t{entry['group']}"
        if line not in lines or line in mapped:
            report.deny("V51", object=code, line=line.replace("\t", " "))
        mapped.add(line)
    for line in order_of(lines - mapped):
        report.deny("V52", line=line.replace("\t", " "))


def _secret(record: Record, lock: ssj1.Lock, report: Report) -> None:
    """Every pseudonym and every label follow from the list secret; in an open list the id is the code itself."""
    secret, right = record["list_secret"], 0
    if (record["profile"] == PRIVATE) != bool(secret):
        if secret:
            report.deny("V22", key="list_secret", why="公开的名录没有名单密钥")
        else:
            report.doubt("N28", what="名单代号与对象的对应", why="记录里没有名单密钥")
        return
    scheme = _scheme(lock)
    for code, entry in record["map"].items():
        right += report.same("V50", _id_of(code, entry, secret, scheme=scheme), entry["pid"], object=code)
    if secret and right == len(record["map"]):
        report.prove("P08", count=right)
    if secret:
        _labels(record, secret, report)


def _scheme(lock: ssj1.Lock) -> int:
    try:
        return parse_rule(lock.rule).pseudonyms
    except ValueError:
        return 1


def _id_of(code: str, entry: Mapping[str, str], secret: str, *, scheme: int) -> str:
    """An object's id in the list."""
    try:
        id_ = canon_id(code)
    except ValueError:
        id_ = code
    if not secret or scheme == 1:
        return canon.pid(secret, id_) if secret else id_
    return canon.bound_pid(canon.object_key(secret, id_), id_, entry.get("identity", ""))


def _bound_names(record: Record, report: Report) -> None:
    """The names of the whole list give the root of the names, and those shown are among them."""
    names = {code: entry["name"] for code, entry in record["map"].items()}
    computed = names_root(names)
    if report.same("V49", computed, record["names_root"]):
        report.prove("P23", count=len(names), root=computed)
    for code, name in record.get("names", {}).items():
        report.same("V78", names.get(code, "（没有）"), name, object=code)
    check_name_ids(names, "map", report)


def _labels(record: Record, secret: str, report: Report) -> None:
    """A group has one tier.  Labels are dealt to tiers, so they can be recomputed unless tiers are split by type."""
    tiers: dict[str, set[str]] = {}
    for entry in record["map"].values():
        if entry["group"] not in (EXCLUDED, MANDATORY):
            tiers.setdefault(entry["group"], set()).add(entry["tier"])
    mixed = {group: found for group, found in tiers.items() if len(found) > 1}
    for group in order_of(mixed):
        report.deny("V53", group=group, tiers="、".join(sorted(mixed[group])))
    if mixed:
        return
    dealt = canon.dealt_labels(secret, {tier for found in tiers.values() for tier in found})
    if {label: {tier} for tier, label in dealt.items()} == tiers:
        report.prove("P09")
    else:
        report.doubt("N17")


def _excluded(record: Record, report: Report) -> None:
    reasons = record.get("excluded", {})
    left_out = {code for code, entry in record["map"].items() if entry["group"] == EXCLUDED}
    for code in order_of(left_out ^ reasons.keys()):
        report.deny("V54", object=code, why="没有写排除原因" if code in left_out else "有排除原因，却没有排除")


@dataclass
class _Replay:
    """The list and its teams as they follow from draw, matching and substitutions, one after the other.

    order: each pool by ticket; listed: ids on the list; used: ids that ever stood on it; teams: as they stand;
    departed: who left which visits at a 改派, and does not come back.
    """

    lock: ssj1.Lock
    keys: ssj1.Keys
    seating: Seating
    pids: Mapping[str, str]
    report: Report
    order: Order = field(init=False)
    listed: set[str] = field(init=False)
    used: set[str] = field(init=False)
    teams: dict[str, Team] = field(default_factory=dict)
    departed: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.order = ssj1.ranking(self.lock, self.keys.objects)
        self.listed = {win.id for win in first_of(self.order, self.lock)}
        self.used = set(self.listed)

    def run(self, record: Record) -> None:
        """Replay everything and hold the outcome against names and teams of the record."""
        matching = record.get("matching", {})
        cases = matching.get("cases", [])
        before = len(self.report.wrong)
        matched = "teams" in matching
        for case in (case for case in cases if not matched or "proof" not in case):
            self._case(case)
        if not matched:
            self.report.doubt("N28", what="检查组", why="还没有匹配，或没有匹配的证书")
        elif not self._match({key: value for key, value in matching.items() if key != "cases"}):
            return  # what was built on teams that do not hold says nothing
        for case in (case for case in cases if matched and "proof" in case):
            self._case(case)
        if len(self.report.wrong) == before and cases:
            self.report.prove("P11", count=len(cases))
        self._outcome(record)

    def _instance(self, ids: Iterable[str]) -> Instance:
        return self.seating.instance(self.keys.matching, sorted(ids))

    def _matched(self) -> Instance:
        return self._instance({key.partition(SEAT)[0] for key in self.teams})

    def _match(self, matching: Mapping[str, Any]) -> bool:
        solution = self._solution(matching)
        if solution is None:
            return False
        strange = self.seating.keys(self.listed) ^ solution.teams.keys()
        if strange:
            self.report.deny("V55", objects="、".join(order_of(strange)))
            return False
        found = verify(self._instance(self.listed), solution, self._wording())
        self.report.wrong += found
        self.teams = dict(solution.teams)
        if not found:
            self.report.prove("P10", count=len(self.listed))
        return not found

    def _solution(self, stated: Mapping[str, Any]) -> Solution | None:
        try:
            return from_record(stated)
        except UserError as error:
            self.report.wrong += error.problems
            return None

    def _wording(self) -> Wording:
        return Wording({pid: code for code, pid in self.pids.items()})

    def _case(self, case: Mapping[str, Any]) -> None:
        came, left = _PROMOTED.match(case["text"]), _REASSIGNED.match(case["text"])
        if case["act"] == "递补" and came:
            why = self._promote(case, came[1], came[2])
        elif case["act"] == "改派" and left:
            why = self._reassign(case, left[1], left[3].split("、"), everywhere=bool(left[2]))
        else:
            why = "看不懂的记录"
        if why:
            self.report.deny("V56", act=case["act"], at=case["at"], why=why)

    def _promote(self, case: Mapping[str, Any], left: str, came: str) -> str:
        """Why a 递补 does not hold, or ''; the list goes on as it was written."""
        old, new = self.pids.get(left, left), self.pids.get(came, came)
        if old not in self.listed:
            return f"“{left}”不在名单上"
        pool = next(wins for wins in self.order.values() if any(win.id == old for win in wins))
        due = next((win.id for win in pool if win.id not in self.used), None)
        if due != new:
            codes = {pid: code for code, pid in self.pids.items()}
            return f"同组的下一位是“{codes.get(due or '', due or '（没有）')}”，不是“{came}”"
        self.listed = self.listed - {old} | {new}
        self.used.add(new)
        fixed = {key: team for key, team in self.teams.items() if key.partition(SEAT)[0] != old}
        if "proof" not in case:
            return ""
        return self._proved(case, promoted(self._matched(), fixed, visits=self.seating.visits(new)))

    def _reassign(self, case: Mapping[str, Any], person: str, objects: list[str], *, everywhere: bool) -> str:
        """Why a 改派 does not hold, or ''."""
        ids = self.seating.keys((self.pids.get(code, code) for code in objects), person)
        if any(id_ not in self.teams or person not in self.teams[id_].members for id_ in ids):
            return f"“{person}”不在这些检查组里"
        if everywhere:
            self.departed[person] = frozenset((EVERYWHERE,))
        leaving = {id_: {person} for id_ in ids}
        why = self._proved(case, reassigned(self._matched(), self.teams, leaving=leaving))
        self.departed[person] = self.departed.get(person, frozenset()) | ids
        return why

    def _proved(self, case: Mapping[str, Any], instance: Instance) -> str:
        """Hold the proof of one case against the instance that follows; the teams go on as it says."""
        proof = case.get("proof")
        if not isinstance(proof, dict):
            return "没有匹配的证明"
        solution = self._solution(proof)
        if solution is None:
            return "匹配的证明看不懂"
        instance = barring(instance, self.departed)
        if proof.get("fixed") != {key: list(value) for key, value in sorted(instance.fixed.items())}:
            return "原已确定的检查人员被改动"
        found = verify(instance, solution, self._wording())
        self.report.wrong += found
        self.teams = self.teams if found else dict(solution.teams)
        return ""

    def _outcome(self, record: Record) -> None:
        """Names and teams of the record are those that stand at the end."""
        codes = {pid: code for code, pid in self.pids.items()}
        due = {codes.get(id_, id_) for id_ in self.listed}
        strange = due ^ record.get("names", {}).keys() if "names" in record else set()
        if strange:
            self.report.deny("V58", objects="、".join(order_of(strange)))
        teams = {codes.get(id_, id_): team.members for id_, team in self.seating.joined(self.teams).items()}
        for code in order_of(teams.keys() | record["teams"].keys()):
            if len(record["teams"].get(code, ())) != len(teams.get(code, ())):
                self.report.deny("V59", object=code, computed="、".join(teams.get(code, ("（没有）",))),
                                 stated="、".join(record["teams"].get(code, ("（没有）",))))


def final_teams(record: Record, lock: ssj1.Lock, keys: ssj1.Keys) -> dict[str, tuple[str, ...]]:
    """Teams by object code that an audit record leads to (lead first); of a record that was verified."""
    quiet = Report()
    pids = {code: entry["pid"] for code, entry in record.get("map", {}).items()}
    replay = _Replay(lock, keys, Seating.read(parse_rule(lock.rule), lock.people), pids, quiet)
    replay.run(record)
    codes = {pid: code for code, pid in pids.items()}
    return {codes.get(id_, id_): (team.lead, *(c for c in team.members if c != team.lead))
            for id_, team in replay.seating.joined(replay.teams).items()}
