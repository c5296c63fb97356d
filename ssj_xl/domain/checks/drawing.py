"""Rules of planning and drawing: plans, tasks, locked lists, draws."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from ssj_xl.domain.attempts import given_up, how_far, may_pass_for
from ssj_xl.domain.checks.world import World, line_of, repeated
from ssj_xl.domain.codes import RESULTS, is_pending
from ssj_xl.domain.deadlines.conduct import active_tasks
from ssj_xl.domain.deadlines.rule import last_workday
from ssj_xl.domain.deadlines.yearly import end_of, next_day
from ssj_xl.domain.period import ON_THE_LIST, period_of, team_of
from ssj_xl.domain.plans import CANCELLED, FINISHED
from ssj_xl.domain.pool import STATUS
from ssj_xl.domain.workdays import MOVED, Calendar
from ssj_xl.tables import registers as r
from ssj_xl.tables.problems import Problem
from ssj_xl.tables.records import DRAWS, LOCKED, LOCKED_PEOPLE, WINNERS
from ssj_xl.tables.registers import ACTIVITIES, FINDINGS, PLANS, TASKS
from ssj_xl.tables.settings import BUREAU, Settings
from ssj_xl.tables.table import Row

CHANGE = ("changed", "change_why", "change_reported", "change_published")


def changes_are_reported_and_published(world: World) -> Iterator[Problem]:
    """R50: a changed plan without date, reason, report or publication."""
    table = world[PLANS]
    for row in table:
        if any(row.get(key) for key in (*CHANGE, "change_kind")):
            yield from (table.problem("R50", row, key) for key in CHANGE if not row.get(key))


def changes_are_in_order(world: World) -> Iterator[Problem]:
    """R59: a change published before it was made or reported (it may be reported before it is made)."""
    table = world[PLANS]
    for row in table:
        public = row["change_published"]
        if early := [key for key in ("changed", "change_reported") if public and row[key] and public < row[key]]:
            yield table.problem("R59", row, "change_published", value=public, other=table.spec.header(early[0]),
                                day=row.get(early[0]))


def plans_are_published(world: World) -> Iterator[Problem]:
    """R51: a plan that is not published."""
    table = world[PLANS]
    yield from (table.problem("R51", row, "published") for row in table
                if not row["published"] and row["change_kind"] not in ("新增", "取消"))


def plan_dates_lie_in_the_year(world: World) -> Iterator[Problem]:
    """R54: a plan's first or last day in another year than the plan's."""
    table = world[PLANS]
    for row in table:
        for key in ("start", "end"):
            if row["year"] and row[key] and row[key].year != row["year"]:
                yield table.problem("R54", row, key, value=row[key], year=row["year"])


def tasks_keep_to_the_plan(world: World) -> Iterator[Problem]:
    """R53: a task outside the plan's time; R55: an object type that the plan does not have."""
    table = world[TASKS]
    for row in table:
        plan = world.plans.get(row["plan"])
        if plan is None:
            continue
        first, last = plan["start"], plan["end"]
        for key in ("start", "end"):
            if row[key] and ((first and row[key] < first) or (last and row[key] > last)):
                yield table.problem("R53", row, key, value=row[key], plan=row["plan"], start=first or "未定",
                                    end=last or "未定")
        more = [kind for kind in row["object_type"] if plan["object_type"] and kind not in plan["object_type"]]
        if more:
            yield table.problem("R55", row, "object_type", value="、".join(more), plan=row["plan"])


# --- rules of 抽查任务: 平台之外无抽查, scheme, supervision, completion ---------------------------------------------

_CODE = re.compile(r"([0-9A-Z._-]+)-(?:19|20)[0-9]{2}-[0-9]{2,6}")


def tasks_are_on_the_platform(world: World) -> Iterator[Problem]:
    """R60: a task without its number on the provincial platform (平台之外)."""
    table = world[TASKS]
    yield from (table.problem("R60", row, "platform") for row in active_tasks(world) if not row["platform"])


def platform_numbers_are_of_one_task(world: World) -> Iterator[Problem]:
    """S50: a number of the platform on two tasks of a year, of which a second draw could pass for the first.

    Parts of one joint task, and the parts of counties, share their number; a task that was cancelled before it was
    drawn does not count.
    """
    table = world[TASKS]
    earlier: dict[str, list[Row]] = {}
    for row in table:
        if not row["platform"] or (row["state"] == CANCELLED and row["code"] not in world.drawn):
            continue
        before = earlier.setdefault(row["platform"], [])
        other = next((one for one in before if may_pass_for(one, row)), None)
        before.append(row)
        if other is not None:
            yield table.problem("S50", row, "platform", value=row["platform"], other=other["code"])


def tasks_are_planned(world: World) -> Iterator[Problem]:
    """R61: a task that no plan provides for (计划外)."""
    table = world[TASKS]
    yield from (table.problem("R61", row, "plan") for row in active_tasks(world) if not row["plan"])


def cancelled_draws_are_voided(world: World) -> Iterator[Problem]:
    """R100: a task that was cancelled after its lock or draw and never voided, so that nothing tells of it."""
    table = world[TASKS]
    for row, stands in given_up(table, world[DRAWS]):
        yield table.problem("R100", row, "state", task=row["code"], attempt=stands["attempt"], how=how_far(stands))


def draws_have_a_published_scheme(world: World) -> Iterator[Problem]:
    """R62: a draw without scheme or its date (the form's 4a); R63: a scheme that is not published."""
    table = world[TASKS]
    for row in active_tasks(world):
        if row["code"] in world.drawn_at:
            yield from (table.problem("R62", row, key) for key in ("scheme_name", "scheme_date") if not row[key])
        if (row["scheme_date"] or row["code"] in world.drawn_at) and not row["scheme_published"]:
            yield table.problem("R63", row, "scheme_published")


_FILE = re.compile(r".*\.(docx?|xlsx?|wps|et|pdf|ofd)", re.IGNORECASE)


def documents_go_by_their_title(world: World) -> Iterator[Problem]:
    """R111: the name of a file where the form prints the title of a document."""
    for spec, key in ((TASKS, "scheme_name"), (ACTIVITIES, "name")):
        table = world[spec]
        yield from (table.problem("R111", row, key, value=row[key]) for row in table if _FILE.fullmatch(row[key]))


def the_supervisor_is_somebody_else(world: World) -> Iterator[Problem]:
    """R66: one person as operator and supervisor."""
    table = world[TASKS]
    for row in table:
        if row["operator"] and row["operator"] == row["supervisor"]:
            yield table.problem("R66", row, "supervisor", value=row["operator"])


def finished_tasks_are_published_and_archived(world: World) -> Iterator[Problem]:
    """R68: a finished task with findings not published (100 %); R69: one not archived, though its follow-ups are closed."""
    table = world[TASKS]
    pending = {row["task"] for row in world[FINDINGS] if is_pending(row)}
    hidden = Counter(row["task"] for row in world[FINDINGS] if row["checked"] and not row["published"])
    for row in table:
        if row["state"] != FINISHED:
            continue
        if hidden[row["code"]]:
            yield table.problem("R68", row, "state", count=hidden[row["code"]])
        if not row["archived"] and row["code"] not in pending:
            yield table.problem("R69", row, "archived")


def codes_follow_the_pattern(world: World) -> Iterator[Problem]:
    """R78: a 任务编号 that is not 单位编码-处室编码-年-序; a division's own tasks begin with its own codes.

    Nothing is said while the unit has no 单位编码 of its own.
    """
    table, settings = world[TASKS], world.settings
    own = "-".join(part for part in (settings.unit_code, settings.division_code) if part)
    for row in table:
        mine = settings.level != BUREAU and row["division"] == settings.division
        if settings.unit_code and row["code"] and not _follows(row["code"], own if mine else ""):
            pattern = f"{own if mine else '单位编码-处室编码'}-年-序"
            yield table.problem("R78", row, "code", value=row["code"], pattern=pattern, example=_example(settings, own))


def _follows(code: str, stem: str) -> bool:
    found = _CODE.fullmatch(code)
    return bool(found) and stem in ("", found[1] if found else "")


def _example(settings: Settings, own: str) -> str:
    return f"{own}-{settings.year or 2021}-001"


# --- rules of 代码表, 节假日, 工作动态 and 区县开展情况 ------------------------------------------------------------------

ASKED = (("文件", "number"), ("培训", "people"), ("培训", "content"))
"""What the form asks of an activity: 注明文件名称及文号; 培训班名称、培训人员数量、及内容."""

ALWAYS_OFF = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""Statutory holidays of fixed date in every year (全国年节及纪念日放假办法)."""


def names_are_unique(world: World) -> Iterator[Problem]:
    """R08: the same name twice in one category."""
    table = world[r.CODES]
    for row, first in repeated(table, lambda row: row["name"] and (row["category"], row["name"])):
        yield table.problem("R08", row, "name", category=row["category"], value=row["name"],
                            line=line_of(table, first))


def results_say_whether_they_are_problems(world: World) -> Iterator[Problem]:
    """R07: a result code of which nobody knows whether it is a problem."""
    table = world[r.CODES]
    for row in table:
        if row["category"] == RESULTS and not row["is_problem"]:
            yield table.problem("R07", row, "is_problem", value=row["name"])


def results_are_entered_on_a_basis(world: World) -> Iterator[Problem]:
    """R27: a result that is to go into the credit record, and no entry of a catalogue that says so."""
    table = world[r.CODES]
    for row in table:
        if row["category"] == RESULTS and row["push"] == "是" and not row["basis"]:
            yield table.problem("R27", row, "push", value=row["name"])


def holiday_years_are_complete(world: World) -> Iterator[Problem]:
    """R05: a year in which a holiday of fixed date is missing, so that the notice was copied in part."""
    table = world[r.HOLIDAYS]
    calendar = Calendar.from_rows(table)
    for year in sorted(calendar.years):
        days = (date(year, month, day) for month, day in ALWAYS_OFF)
        if missing := [f"{day.month}月{day.day}日" for day in days if calendar.is_workday(day)]:
            row = next(row for row in table if row["day"] and row["day"].year == year)
            yield table.problem("R05", row, "day", year=year, missing="、".join(missing))


def moved_workdays_are_weekends(world: World) -> Iterator[Problem]:
    """R06: 调休上班 on a day from Monday to Friday."""
    table = world[r.HOLIDAYS]
    for row in table:
        if row["type"] == MOVED and row["day"] and row["day"].weekday() < 5:
            yield table.problem("R06", row, "day", value=row["day"])


def activities_have_a_day(world: World) -> Iterator[Problem]:
    """R10: an activity that has neither a day nor a planned one; R18: a report of nobody knows which month."""
    table = world[r.ACTIVITIES]
    for row in table:
        if not row["day"] and not row["planned"]:
            yield table.problem("R10", row, "day")
        if row["category"] in (r.MONTH_REPORT, r.QUARTER_REPORT) and not _names_its_month(row):
            yield table.problem("R18", row, "month", category=row["category"])


def _names_its_month(row: Row) -> bool:
    """A month; of a quarter its last one."""
    return bool(row["month"]) and (row["category"] == r.MONTH_REPORT or int(row["month"][-2:]) % 3 == 0)


def reports_wait_for_the_end_of_their_period(world: World) -> Iterator[Problem]:
    """W03: a report registered as handed in before the period that it is about was over.

    Not where the deadline is no working day, and it was handed in on the last one before it.
    """
    table = world[r.ACTIVITIES]
    for row in table:
        if row["category"] not in (r.MONTH_REPORT, r.QUARTER_REPORT) or not row["day"] or not _names_its_month(row):
            continue
        month = row["month"]
        monthly = row["category"] == r.MONTH_REPORT
        end = period_of(month, world.settings.period).end if monthly else end_of(int(month[:4]), int(month[-2:]))
        if row["day"] < end and (monthly or row["day"].strftime("%Y-%m") < month):
            early = last_workday(next_day(end, world.settings.form_day), world.calendar) if monthly and world.settings.form_day else None
            if early and row["day"] >= early:
                continue
            yield table.problem("W03", row, "month", category=row["category"], month=month, end=end)


def activities_have_what_the_form_asks(world: World) -> Iterator[Problem]:
    """R09: a document without its number, a training without people or content."""
    table = world[r.ACTIVITIES]
    for row in table:
        for category, key in ASKED:
            if row["category"] == category and row["day"] and not row.get(key):
                yield table.problem("R09", row, key, category=category)


# --- rules of 抽取记录 and the lists that belong to it. Whether a draw is right ------------------------------

EXPLAINED = {"递补": ("replaces", "why", "approver"), "被替换": ("why", "approver")}


def locks_are_followed_by_a_draw(world: World) -> Iterator[Problem]:
    """R70: a lock of an earlier day without draw or void; R163: a list without the time of its draw, which would count nowhere; R77: a draw
    before its lock."""
    table = world[DRAWS]
    listed = {(row["task"], row["attempt"]) for row in world[WINNERS]}
    for row in table:
        locked, drawn = row["locked_at"], row["drawn_at"]
        if not drawn and not row["void_at"] and (row["task"], row["attempt"]) in listed:
            yield table.problem("R163", row, "drawn_at", task=row["task"], attempt=row["attempt"])
        elif locked and not drawn and not row["void_at"] and locked[:10] < world.today.isoformat():
            yield table.problem("R70", row, "locked_at", task=row["task"], attempt=row["attempt"], value=locked)
        if locked and drawn and drawn < locked:
            yield table.problem("R77", row, "drawn_at", value=drawn, other=locked)


def objects_are_not_closed_for_a_lock(world: World) -> Iterator[Problem]:
    """R101, once an object: it took no part in a lock of the year for its status, and is in practice again."""
    locked_at = {(row["task"], row["attempt"]): row["locked_at"] for row in world[DRAWS]
                 if not row["void_at"] and row["locked_at"].startswith(str(world.today.year))}
    closed = {row["object"]: row for row in world[LOCKED]
              if row["excluded"].startswith(STATUS) and (row["task"], row["attempt"]) in locked_at}
    table = world[r.OBJECTS]
    for code in closed.keys() & world.objects.keys():
        row, now = closed[code], world.objects[code]
        if now["status"] in r.DRAWABLE:
            at = locked_at[row["task"], row["attempt"]]
            yield table.problem("R101", now, "status", task=row["task"], attempt=row["attempt"], at=at, was=row["excluded"], value=now["status"])


def voids_have_a_reason(world: World) -> Iterator[Problem]:
    """R71: an attempt voided without a reason."""
    table = world[DRAWS]
    for row in table:
        if row["void_at"] and not row["void_why"]:
            yield table.problem("R71", row, "void_why", task=row["task"], attempt=row["attempt"])


def _attempts(world: World) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in world[DRAWS]:
        if row["attempt"]:
            found.setdefault(row["task"], []).append(row)
    return {task: sorted(rows, key=lambda row: int(row["attempt"])) for task, rows in found.items()}


def one_attempt_stands(world: World) -> Iterator[Problem]:
    """R72: two attempts of a task, neither of which is voided."""
    table = world[DRAWS]
    for task, rows in _attempts(world).items():
        valid = [row for row in rows if not row["void_at"]]
        for first, row in pairwise(valid):
            if row["attempt"] != first["attempt"]:
                yield table.problem("R72", row, "attempt", task=task, other=first["attempt"], attempt=row["attempt"])


def no_attempt_is_missing(world: World) -> Iterator[Problem]:
    """R73: a task whose attempts do not count 1, 2, 3 …: a record was deleted."""
    table = world[DRAWS]
    for task, rows in _attempts(world).items():
        missing = sorted(set(range(1, rows[-1]["attempt"])) - {row["attempt"] for row in rows})
        if missing:
            yield table.problem("R73", rows[-1], "attempt", task=task, missing="、".join(map(str, missing)))


def lists_belong_to_a_draw(world: World) -> Iterator[Problem]:
    """R74: a locked list or winners of an attempt that 抽取记录 does not have (once an attempt and table)."""
    known = {(row["task"], row["attempt"]) for row in world[DRAWS]}
    for spec in (LOCKED, LOCKED_PEOPLE, WINNERS):
        table = world[spec]
        told = set(known)
        for row in table:
            key = (row["task"], row["attempt"])
            if DRAWS in world and key not in told:
                told.add(key)
                yield table.problem("R74", row, "task", task=row["task"], attempt=row["attempt"])


def teams_are_two_or_more(world: World) -> Iterator[Problem]:
    """R75: a team of one (行政处罚法 §42: 执法人员不得少于两人)."""
    table = world[WINNERS]
    for row in table:
        if row["state"] in ON_THE_LIST and len(team_of(row)) == 1:
            yield table.problem("R75", row, "members", object=row["name"] or row["object"], count=1)


def substitutions_are_explained(world: World) -> Iterator[Problem]:
    """R76: an object promoted or replaced without reason or approver."""
    table = world[WINNERS]
    for row in table:
        for key in EXPLAINED.get(row["state"], ()):
            if not row.get(key):
                yield table.problem("R76", row, key, object=row["name"] or row["object"], state=row["state"])
