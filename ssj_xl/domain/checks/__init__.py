"""Every rule that the registers of a workbook must keep, and `check`, which applies them all at once.

A rule is a function of the `World` that yields problems; to add one, write it in the module of its subject, add
its sentence to the catalogue and its name to `RULES`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from ssj_xl.domain.checks import cells, drawing, findings, registers, visits
from ssj_xl.domain.checks.world import Rule, World
from ssj_xl.domain.workdays import Calendar
from ssj_xl.tables.normalising import join_lacking
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
    drawing.names_are_unique,
    drawing.results_say_whether_they_are_problems,
    drawing.results_are_entered_on_a_basis,
    drawing.holiday_years_are_complete,
    drawing.moved_workdays_are_weekends,
    drawing.activities_have_a_day,
    drawing.activities_have_what_the_form_asks,
    drawing.reports_wait_for_the_end_of_their_period,
    # 风险等级, 检查对象, 执法人员
    registers.tiers_have_a_ratio,
    registers.tiers_are_the_units_own,
    registers.there_is_one_default,
    registers.periods_do_not_overlap,
    registers.objects_have_a_tier_in_force,
    registers.leads_end,
    registers.persons_practise_at_an_institution,
    registers.credit_codes_are_right,
    registers.credit_codes_fit_the_type,
    registers.credit_codes_are_unique,
    registers.no_number_is_a_persons,
    registers.licences_are_unique,
    registers.names_are_distinct,
    registers.names_do_not_say_otherwise,
    registers.certificates_are_unique,
    registers.names_of_inspectors_are_distinct,
    registers.scopes_are_listed_items,
    # 事项清单: 清单之外无检查
    registers.items_have_a_basis,
    registers.tasks_use_items_in_force,
    registers.tasks_ask_of_people_what_their_items_ask,
    registers.findings_use_items_in_force,
    registers.findings_fit_the_item,
    registers.general_items_keep_their_ceiling,
    registers.task_types_have_items,
    # 年度计划, 抽查任务: 平台之外无抽查
    drawing.changes_are_reported_and_published,
    drawing.changes_are_in_order,
    registers.changes_have_a_basis,
    drawing.plans_are_published,
    drawing.plan_dates_lie_in_the_year,
    drawing.tasks_keep_to_the_plan,
    drawing.tasks_are_on_the_platform,
    drawing.platform_numbers_are_of_one_task,
    drawing.tasks_are_planned,
    drawing.codes_follow_the_pattern,
    drawing.cancelled_draws_are_voided,
    drawing.draws_have_a_published_scheme,
    drawing.documents_go_by_their_title,
    drawing.the_supervisor_is_somebody_else,
    drawing.finished_tasks_are_published_and_archived,
    # 抽取记录, 抽取名单
    drawing.locks_are_followed_by_a_draw,
    drawing.objects_are_not_closed_for_a_lock,
    drawing.voids_have_a_reason,
    drawing.one_attempt_stands,
    drawing.no_attempt_is_missing,
    drawing.lists_belong_to_a_draw,
    drawing.teams_are_two_or_more,
    drawing.substitutions_are_explained,
    # 检查台账, 次数规则, 抽查频次
    visits.typed_visits_are_whole,
    visits.rules_of_counting_are_whole,
    visits.situations_fit,
    visits.a_lead_is_open_where_somebody_is_drawn,
    visits.caps_are_of_enterprises,
    visits.nobody_is_visited_too_often,
    visits.counts_are_what_was_taken_in,
    visits.frequencies_can_be_read,
    visits.plans_are_carried_out_as_often_as_they_say,
    # 检查结果: 后续处置无例外
    findings.findings_are_of_drawn_objects,
    findings.findings_are_whole,
    findings.visits_have_all_their_items,
    findings.publications_name_the_site,
    findings.inspectors_were_entitled,
    findings.two_inspectors_took_part,
    findings.checks_keep_to_the_tasks_dates,
    findings.checks_follow_the_draw,
    findings.no_team_was_everywhere_at_once,
    findings.problems_are_described_and_followed_up,
    findings.results_fit_what_was_found,
    findings.disposals_have_a_term,
    findings.rectifications_are_rechecked,
    findings.objections_are_answered,
    findings.transfers_are_complete,
    findings.decisions_have_a_number,
    # every deadline
    findings.terms_are_met,
    # 操作日志
    findings.the_chain_is_whole,
    findings.draws_are_in_the_chain,
)


def check(tables: Mapping[str, Table], settings: Settings, *, calendar: Calendar, today: date) -> list[Problem]:
    """Every problem of the registers given by name, in the order of sheets and rows.

    A register that is not given is not checked, and nothing is compared with it.  The problems found while reading
    (`Table.problems`) are included; a cell that could not be read gets no second problem.
    """
    world = World(tables, settings, calendar, today)
    reading = [cells.with_codes(world, found) for found in join_lacking(
        problem for table in tables.values() for problem in table.problems)]
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
