"""Every rule that the registers of a workbook must keep, and `check`, which applies them all at once.

A rule is a function of the `World` that yields problems; to add one, write it in the module of its subject, add
its sentence to the catalogue and its name to `RULES`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from ssj_xl.domain.checks import (
    cells,
    deadlines,
    disposals,
    draws,
    findings,
    inspectors,
    items,
    lists,
    log,
    objects,
    plans,
    tasks,
    tiers,
)
from ssj_xl.domain.checks.world import Rule, World
from ssj_xl.domain.workdays import Calendar
from ssj_xl.tables.problems import Place, Problem
from ssj_xl.tables.records import BY_NAME
from ssj_xl.tables.settings import Settings
from ssj_xl.tables.table import Table

__all__ = ["RULES", "Rule", "World", "check"]

RULES: tuple[Rule, ...] = (
    # every register
    cells.choices_are_allowed,
    cells.references_lead_somewhere,
    cells.keys_are_unique,
    cells.dates_are_in_order,
    cells.what_has_happened_is_not_in_the_future,
    cells.ratios_are_not_zero,
    # 代码表, 节假日, 工作动态, 区县开展情况
    lists.names_are_unique,
    lists.results_say_whether_they_are_problems,
    lists.results_are_entered_on_a_basis,
    lists.holiday_years_are_complete,
    lists.moved_workdays_are_weekends,
    lists.activities_have_a_day,
    lists.activities_have_what_the_form_asks,
    # 风险等级, 检查对象, 执法人员
    tiers.tiers_have_a_ratio,
    tiers.there_is_one_default,
    tiers.periods_do_not_overlap,
    tiers.objects_have_a_tier_in_force,
    objects.credit_codes_are_right,
    objects.credit_codes_fit_the_type,
    objects.credit_codes_are_unique,
    objects.licences_are_unique,
    objects.names_are_distinct,
    inspectors.certificates_are_unique,
    inspectors.names_are_distinct,
    inspectors.scopes_are_listed_items,
    # 事项清单: 清单之外无检查
    items.items_have_a_basis,
    items.tasks_use_items_in_force,
    items.findings_use_items_in_force,
    items.findings_fit_the_item,
    items.general_items_keep_their_ceiling,
    items.task_types_have_items,
    # 年度计划, 抽查任务: 平台之外无抽查
    plans.changes_are_reported_and_published,
    plans.changes_are_in_order,
    plans.plans_are_published,
    plans.plan_dates_lie_in_the_year,
    plans.tasks_keep_to_the_plan,
    tasks.tasks_are_on_the_platform,
    tasks.tasks_are_planned,
    tasks.codes_follow_the_pattern,
    tasks.draws_have_a_published_scheme,
    tasks.the_supervisor_is_somebody_else,
    tasks.finished_tasks_are_published_and_archived,
    # 抽取记录, 抽取名单
    draws.locks_are_followed_by_a_draw,
    draws.voids_have_a_reason,
    draws.one_attempt_stands,
    draws.no_attempt_is_missing,
    draws.lists_belong_to_a_draw,
    draws.teams_are_two_or_more,
    draws.substitutions_are_explained,
    # 检查结果: 后续处置无例外
    findings.findings_are_of_drawn_objects,
    findings.findings_are_whole,
    findings.publications_name_the_site,
    findings.inspectors_were_entitled,
    findings.two_inspectors_took_part,
    findings.checks_keep_to_the_tasks_dates,
    findings.checks_follow_the_draw,
    disposals.problems_are_described_and_followed_up,
    disposals.results_fit_what_was_found,
    disposals.disposals_have_a_term,
    disposals.rectifications_are_rechecked,
    disposals.objections_are_answered,
    disposals.transfers_are_complete,
    disposals.decisions_have_a_number,
    # every deadline
    deadlines.terms_are_kept,
    # 操作日志
    log.the_chain_is_whole,
    log.draws_are_in_the_chain,
)


def check(tables: Mapping[str, Table], settings: Settings, *, calendar: Calendar, today: date) -> list[Problem]:
    """Every problem of the registers given by name, in the order of sheets and rows.

    A register that is not given is not checked, and nothing is compared with it.  The problems found while reading
    (`Table.problems`) are included; a cell that could not be read gets no second problem.
    """
    world = World(tables, settings, calendar, today)
    reading = [problem for table in tables.values() for problem in table.problems]
    unread = {problem.place for problem in reading if problem.severity == "error"}
    ruled = [problem for rule in RULES for problem in rule(world) if problem.place not in unread]
    return in_sheet_order([*reading, *ruled])


def in_sheet_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems in the order in which a person goes through the workbook; those of one cell keep their order."""
    sheets = {name: place for place, name in enumerate(BY_NAME)}
    return sorted(problems, key=lambda problem: (sheets.get(problem.place.sheet, -1), *_cell(problem.place)))


def _cell(place: Place) -> tuple[int, int, str]:
    """Row, then column: B2 before AA2, and before all of them the row itself (2:2)."""
    found = re.match(r"([A-Z]*)(\d+)", place.cell)
    return (int(found[2]), len(found[1]), found[1]) if found else (0, 0, "")
