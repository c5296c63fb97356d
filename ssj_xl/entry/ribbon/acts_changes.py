"""Buttons that mend or end a round: promote, postpone, reassign, void."""

from __future__ import annotations

from ssj_xl.domain.codes import DELAY, PROMOTION, REASSIGNMENT
from ssj_xl.domain.period import ON_THE_LIST
from ssj_xl.entry import session, show
from ssj_xl.entry.ribbon.case import Case, Outcome
from ssj_xl.entry.ribbon.dialogs import Cancelled, Choice, ask_filled, choose, day_of
from ssj_xl.entry.ribbon.screen import row_of_cursor
from ssj_xl.entry.ribbon.tasks import one_of, task_for
from ssj_xl.tables import records, registers
from ssj_xl.tables.table import Row
from ssj_xl.workflows.rounds import substitute


def promote(case: Case) -> Outcome:
    """递补: the next of the reserve takes the place of an object that cannot be visited."""
    task = task_for(case, "promote")
    names = show.Names.of(case.registers)
    objects = {row["object"]: row["name"] for row in _standing(case, task)}
    leaving = one_of(case, "不能检查、需要递补的对象", objects, registers.OBJECTS)
    grounds = _grounds(case, f"{names.either(leaving)} 不能检查", PROMOTION)
    with case.writing("递补") as book:
        at = session.signed(case.desk, book, task, "")
        done = substitute.promote(book, task, leaving, grounds, at)
    return _outcome(case, task, done)


def postpone(case: Case) -> Outcome:
    """延期: the visit of a drawn object on a later day; it stays on the list."""
    task = task_for(case, "postpone", "drawn")
    names = show.Names.of(case.registers)
    waiting = one_of(case, "改日检查的对象", {row["object"]: row["name"] for row in _standing(case, task)}, registers.OBJECTS)
    until = day_of(ask_filled(case.dialogs, "延期到哪一天", f"{names.either(waiting)} 改到哪一天检查（如 2021-04-09）："), records.WINNERS, "put_off_to")
    grounds = _grounds(case, f"{names.either(waiting)} 改日检查", DELAY)
    with case.writing("延期") as book:
        at = session.signed(case.desk, book, task, "")
        times = substitute.postpone(book, task, substitute.Delay(waiting, until), grounds, at)
    told = show.describe_postponement(names.either(waiting), until, times)
    return Outcome(f"已保存。{told.box()}", show=records.WINNERS.name, task=task)


def reassign(case: Case) -> Outcome:
    """改派: only the seat of one inspector is filled anew."""
    task = task_for(case, "reassign")
    names = show.Names.of(case.registers)
    rows = [row for row in _standing(case, task) if row["lead"]]
    people = {code: names.people.get(code, "") for row in rows for code in (row["lead"], *row["members"])}
    leaver = one_of(case, "退出的执法人员", dict(sorted(people.items())), registers.INSPECTORS)
    objects = _which(case, [row for row in rows if leaver in (row["lead"], *row["members"])])
    grounds = _grounds(case, f"改派 {names.either(leaver)}", REASSIGNMENT)
    with case.writing("改派") as book:
        at = session.signed(case.desk, book, task, "")
        done = substitute.reassign(book, task, substitute.Leaver(leaver, objects), grounds, at)
    return _outcome(case, task, done)


def _which(case: Case, rows: list[Row]) -> tuple[str, ...]:
    """Of an inspector with several objects: all of them, which is (), or the one in the row of the cursor."""
    found = row_of_cursor(case.book, case.registers)
    here = found[1].get("object", "") if found and found[0] is records.WINNERS else ""
    names = {row["object"]: row["name"] for row in rows}
    if len(rows) < 2 or here not in names:
        return ()
    every = "全部"
    answer = choose(case.dialogs, "改派哪些对象，输入序号", [Choice(every, f"尚未检查的对象（共分派 {len(rows)} 家）"),
                                                      Choice(here, names[here])])
    return () if answer == every else (here,)


def void(case: Case) -> Outcome:
    """作废: end the standing attempt; its record stays."""
    task = task_for(case, "void", "locked")
    why = ask_filled(case.dialogs, "作废原因", f"作废 {task} 的现行一轮\n请填写作废原因（记入抽取记录，公示页上可见）：")
    seen = substitute.visited(case.registers, task)
    known = f"已检查 {seen[0]} 家、公示 {seen[1]} 家。" if seen[0] else ""
    if not case.dialogs.confirm(f"作废任务 {task} 的现行一轮？{known}记录保留，之后可以重新锁定。"):
        raise Cancelled
    with case.writing("作废") as book:
        attempt, files = substitute.void(book, task, why, session.signed(case.desk, book, task, ""))
    return Outcome(f"已保存。{show.describe_void(task, attempt, seen).box()}", show=records.DRAWS.name, task=task,
                   files=tuple(files))


def _standing(case: Case, task: str) -> list[Row]:
    """The drawn objects of the attempt that stands."""
    draws = [row for row in case.registers.read(records.DRAWS) if row["task"] == task and not row["void_at"]]
    last = max((row["attempt"] for row in draws), default=0)
    return [row for row in case.registers.read(records.WINNERS)
            if row["task"] == task and row["attempt"] == last and row["state"] in ON_THE_LIST]


def _grounds(case: Case, what: str, category: str) -> substitute.Grounds:
    """A reason of the list, and who approved."""
    reasons = substitute.reasons(case.registers, category)
    seen = "（公示页上可见）" if category == PROMOTION else ""
    reason = choose(case.dialogs, f"{what}：选择{category}{seen}，输入序号", [Choice(name) for name in reasons])
    return substitute.Grounds(reason, ask_filled(case.dialogs, "批准人", "批准人姓名："))


def _outcome(case: Case, task: str, done: substitute.Substituted) -> Outcome:
    told = show.describe_substitution(done, show.Names.of(case.registers))
    return Outcome(f"已保存。{told.box()}", show=records.WINNERS.name, task=task, files=done.files)
