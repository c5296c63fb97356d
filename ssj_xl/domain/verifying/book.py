"""A workbook's draw verified from its own rows: list, log and 抽取名单 hold each other.

The rows are brought into the keys of a record and go through the same computation; then the tickets of 锁定名录,
the rows of 抽取名单 and the entries of 操作日志 are held against what came out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ssj_xl.domain import logchain
from ssj_xl.domain.draw import ceremony, ssj1
from ssj_xl.domain.draw.rule import parse_rule
from ssj_xl.domain.draw.sources import Known
from ssj_xl.domain.draw.ssj1 import names_root
from ssj_xl.domain.platform.evidence import is_platform_draw, odd, statement
from ssj_xl.domain.record import record_of_rows
from ssj_xl.domain.verifying import NO_NOTICE, Notice, Report, field_names, hold_against
from ssj_xl.domain.verifying.draw import Order, check_draw, first_of
from ssj_xl.domain.verifying.lock import check_lock
from ssj_xl.domain.verifying.record import Signature, check_beacon, unknown_of
from ssj_xl.domain.verifying.shape import shape
from ssj_xl.tables.lottery import Breaks
from ssj_xl.tables.platform import ACT
from ssj_xl.tables.problems import Place
from ssj_xl.tables.records import DRAWS, LOCKED, TEAM_ACTS, WINNERS

Rows = Sequence[Mapping[str, Any]]

_BREAKS = {
    logchain.Break.CHANGED: "的内容被改动过", logchain.Break.REMOVED: "之前缺少条目",
    logchain.Break.INSERTED: "的序号重复", logchain.Break.RELINKED: "与上一条接不上",
}


@dataclass(frozen=True)
class BookRows:
    """One attempt as a workbook keeps it.

    draw: its row of 抽取记录; locked, winners: its rows of 锁定名录, 抽取名单; people: the lines of 锁定人员;
    log: all of 操作日志; note, teams_note: how the summaries of the lock and of the last 匹配, 递补 or 改派 end
    (fingerprints of 锁定名录 and of the teams as they stand); place: the cell of a row's column, by table name;
    breaks: of the lottery, that the workbook has registered itself.
    """

    draw: Mapping[str, Any]
    locked: Rows
    winners: Rows
    people: Sequence[str]
    log: Rows
    note: str
    teams_note: str
    place: Callable[[str, Mapping[str, Any], str], Place]
    breaks: Breaks = ()

    @property
    def record(self) -> dict[str, Any]:
        """The rows in the keys of a record."""
        return record_of_rows(self.draw, self.locked, self.people)

    def entries(self, act: str) -> list[Mapping[str, Any]]:
        """Entries of the log about one act on this attempt."""
        start = f"任务{self.draw['task']}第{self.draw['attempt']}轮"
        return [row for row in self.log if row["act"] == act and re.match(rf"{re.escape(start)}[：作]", row["summary"])]


def verify_attempt(rows: BookRows, notice: Notice = NO_NOTICE, signature: Signature | None = None) -> Report:
    """Everything that can be said of one attempt in a workbook.  The chain of the log is `verify_log`'s.

    signature: None where nothing can check one.
    """
    if is_platform_draw(rows.draw):
        return _verify_platform(rows, notice)
    report = Report()
    record = shape(rows.record, report, whole=False)
    if record is None:
        return report
    lock = check_lock(record, report)
    if rows.draw.get("names_root"):
        report.same("V49", names_root({entry["object"]: entry.get("name", "") for entry in rows.locked}), rows.draw["names_root"])
    report.same("V57", lock.rule_digest, rows.draw["rule"])
    _lock_entry(rows, notice, report)
    if "seed_text" in record:
        keys = check_draw(record, lock, report)
        check_beacon(record, signature, report)
        order = ssj1.ranking(lock, keys.objects)
        _draw_entry(rows, lock, order, report)
        _tickets(rows, lock, keys, report)
        _winners(rows, lock, order, report)
    elif rows.entries("抽取"):
        report.deny("V82", attempt=record["attempt"], number=rows.entries("抽取")[-1]["number"])
    if notice.concerns(record["draw"], record["attempt"]):
        hold_against(notice, record, report)
    unknown_of(record, notice, report, Known(rows.breaks, rows.draw.get("last", "")))
    if not notice.log_head:
        report.doubt("N12")
    names = set() if record.get("names_root") and report.holds else {"names"}
    report.uncovered = {*names, "teams", *({"void_at", "void_why"} & record.keys())}
    report.doubt("N05", fields=field_names(report.uncovered))
    return report


def _verify_platform(rows: BookRows, notice: Notice) -> Report:
    """That the list is the one that was imported, by the log; whether it was drawn at random the platform must show."""
    report = Report()
    entries = sorted(rows.entries(ACT), key=logchain.number_of)
    report.wrong += odd(rows.draw, rows.winners, entries, digest=ssj1.digest(statement(rows.draw, rows.winners)),
                        locked=bool(rows.locked or rows.entries("锁定")))
    if not report.wrong:
        last = entries[-1]
        report.prove("P21", count=len(rows.winners), number=last["number"], at=last["at"], who=last["who"])
    report.doubt("N23", attempt=rows.draw["attempt"])
    if rows.draw["void_at"]:
        report.doubt("N15", at=rows.draw["void_at"], why=rows.draw["void_why"])
    if not notice.log_head:
        report.doubt("N12")
    return report


def verify_log(log: Rows, recorded: set[tuple[str, int]], place: Callable[[Any, str], Place], notice: Notice = NO_NOTICE) -> Report:
    """The chain of the log, and that every lock it tells of is still recorded.

    recorded: (task, attempt); place: the cell of an entry's column.
    """
    report = Report()
    broken = logchain.verify(log)
    for row, how in broken:
        report.deny("V60", place(row, "digest"), number=row["number"], how=_BREAKS[how])
    for row in log:
        found = re.match(r"任务(\S+?)第([0-9]{1,9})轮：", row["summary"]) if row["act"] == "锁定" else None
        if found and (found[1], int(found[2])) not in recorded:
            report.deny("V70", place(row, "summary"), attempt=f"{found[2]}（任务{found[1]}）")
    if notice.log_head and not logchain.contains(log, notice.log_head):
        report.deny("V69", head=notice.log_head)
    if not broken:
        report.prove("P13", count=len(log), head=logchain.head(log))
    return report


def lock_entry(rows: BookRows) -> Mapping[str, Any] | None:
    """The log's entry of this attempt's lock, as the rows have it now; None where no entry fits."""
    content = ssj1.digest(ceremony.lock_statement(rows.draw))
    fitting = [e for e in rows.entries("锁定") if e["content"] == content and e["summary"].endswith(rows.note)]
    return fitting[0] if fitting else None


def _lock_entry(rows: BookRows, notice: Notice, report: Report) -> None:
    entries, attempt = rows.entries("锁定"), rows.draw["attempt"]
    found = lock_entry(rows)
    if not entries:
        report.deny("V61", attempt=attempt)
    elif found is None:
        report.deny("V62", attempt=attempt, number=entries[-1]["number"])
    else:
        report.prove("P14", number=found["number"], at=found["at"], who=found["who"])
    concerned = notice.log_head and notice.draw and notice.concerns(rows.draw["task"], attempt)
    if concerned and entries and entries[-1]["digest"] != notice.log_head:
        report.deny("V71", attempt=attempt, noticed=notice.log_head, found=entries[-1]["digest"])
    elif concerned and found is not None:
        report.prove("P12", what="锁定时的日志末指纹，连同随机源、锁定时间和承诺")


def _draw_entry(rows: BookRows, lock: ssj1.Lock, order: Order, report: Report) -> None:
    wins = first_of(order, lock)
    digest, entries = ssj1.result_digest(wins), rows.entries("抽取")
    found = [entry for entry in entries if entry["content"] == digest and entry["at"] == rows.draw["drawn_at"]]
    if found:
        report.prove("P20", number=found[0]["number"], at=found[0]["at"], who=found[0]["who"])
        report.prove("P06", count=len(wins))
    else:
        report.deny("V63", attempt=rows.draw["attempt"], number=entries[-1]["number"] if entries else "（没有）")


def _tickets(rows: BookRows, lock: ssj1.Lock, keys: ssj1.Keys, report: Report) -> None:
    right, tickets = 0, ssj1.tickets(lock, keys.objects)
    for entry in rows.locked:
        if entry["ticket"] == tickets[entry["pid"]]:
            right += 1
        else:
            report.deny("V64", rows.place(LOCKED.name, entry, "ticket"), object=entry["object"],
                        computed=tickets[entry["pid"]], stated=entry["ticket"] or "（空）")
    if right == len(rows.locked):
        report.prove("P16", count=right)


def _winners(rows: BookRows, lock: ssj1.Lock, order: Order, report: Report) -> None:
    """抽取名单 holds the smallest tickets, one more for each 被替换, and the reserves, each in its state."""
    before = len(report.wrong)
    code_of = {entry["pid"]: entry["object"] for entry in rows.locked}
    listed = {row["object"]: row for row in rows.winners}
    due = _due(lock, order, {code for code, row in listed.items() if row["state"] == "被替换"}, code_of)
    for code, (win, states) in due.items():
        if code not in listed:
            report.deny("V65", object=code, group=win.group, rank=win.rank)
            continue
        row = listed[code]
        if row["state"] not in states:
            report.deny("V67", rows.place(WINNERS.name, row, "state"), object=code, stated=row["state"],
                        computed="或".join(states))
        if row["ticket"] != win.ticket:
            report.deny("V64", rows.place(WINNERS.name, row, "ticket"), object=code, computed=win.ticket,
                        stated=row["ticket"] or "（空）")
    for row in rows.winners:
        if row["object"] not in due:
            report.deny("V66", rows.place(WINNERS.name, row, "object"), object=row["object"], state=row["state"])
    _promotions(rows, report)
    _names(rows, report)
    _teams(rows, report)
    if len(report.wrong) == before:
        report.prove("P15", count=len(rows.winners))


def _due(lock: ssj1.Lock, order: Order, replaced: set[str],
         code_of: Mapping[str, str]) -> dict[str, tuple[ssj1.Win, tuple[str, ...]]]:
    """Object code → its place in the draw and the states it may be in."""
    try:
        reserve = parse_rule(lock.rule).reserve
    except ValueError:
        reserve = 0
    due: dict[str, tuple[ssj1.Win, tuple[str, ...]]] = {}
    for pool, wins in order.items():
        quota = lock.quotas[pool]
        gone = sum(code_of[win.id] in replaced for win in wins)
        for win in wins[: max(quota + gone, quota + reserve)]:
            states = ("抽中", "被替换") if win.rank <= quota else ("递补", "被替换") if win.rank <= quota + gone else ("候补",)
            due[code_of[win.id]] = (win, states)
    return due


def _promotions(rows: BookRows, report: Report) -> None:
    """Every 递补 of the list stands in the log, with the object it replaces."""
    told = " ".join(entry["summary"] for entry in rows.entries("递补"))
    for row in rows.winners:
        if row["replaces"] and f"{row['replaces']}由{row['object']}递补；" not in told:
            report.deny("V68", rows.place(WINNERS.name, row, "object"), object=row["object"])


def _names(rows: BookRows, report: Report) -> None:
    """Everybody on the list is called as at the lock, where its names are bound."""
    locked = {entry["object"]: entry["name"] for entry in rows.locked} if rows.draw.get("names_root") else {}
    for row in rows.winners:
        if locked.get(row["object"], row["name"]) != row["name"]:
            report.deny("V78", rows.place(WINNERS.name, row, "name"), object=row["object"], computed=locked[row["object"]], stated=row["name"])


def _teams(rows: BookRows, report: Report) -> None:
    """The teams are those that the log's last entry about teams has a fingerprint of."""
    last = max((entry for act in TEAM_ACTS for entry in rows.entries(act)), key=logchain.number_of, default=None)
    teams = [row for row in rows.winners if row["lead"]]
    if last is None and teams:
        report.deny("V77", number="（没有）")
    elif last is not None and not last["summary"].endswith(rows.teams_note):
        report.deny("V77", number=last["number"])


def place_of(rows: BookRows) -> Place:
    """Where findings about the attempt as a whole stand."""
    return rows.place(DRAWS.name, rows.draw, "root")
