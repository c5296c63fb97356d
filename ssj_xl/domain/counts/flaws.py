"""What is wrong on 首页 whatever the day: 三无, examples that were never replaced, holidays to come, full helpers."""

from __future__ import annotations

from collections.abc import Iterator

from ssj_xl.domain.counts.figure import Figure
from ssj_xl.domain.counts.helpers import flaw
from ssj_xl.domain.counts.language import Column, Helper, count_rows, countifs, figure
from ssj_xl.domain.counts.view import View, count
from ssj_xl.domain.plans import CANCELLED
from ssj_xl.tables.registers import FINDINGS, TASKS, TIERS

OFF_PLATFORM, OFF_LIST, NO_FOLLOW_UP = "平台之外的抽查任务", "清单之外的检查", "问题未填后续处置"
EXAMPLE_TIERS, NO_HOLIDAYS, TOO_MANY_ROWS = "风险等级为示例的行", "节假日待公布", "登记超出首页统计范围的表"
EXAMPLE = "示例"

REMEDIES = {
    OFF_PLATFORM: "补录平台编号", OFF_LIST: "核对事项", NO_FOLLOW_UP: "补填处置", EXAMPLE_TIERS: "换成本局标准",
    NO_HOLIDAYS: "公布后补录", TOO_MANY_ROWS: "见“检查”的提示",
}
"""Every figure of this module with what to do where it is not 0."""


def flaw_figures(full: str) -> Iterator[Figure]:
    """The figures.  full: a formula that counts the registers with more rows than 计算 covers."""
    tasks, findings, tiers = Column(TASKS), Column(FINDINGS), Column(TIERS)
    yield Figure(OFF_PLATFORM, "没有平台任务编号、没有取消的抽查任务",
                 count_rows(f'{tasks.code}<>""', f'{tasks.platform}=""', f'{tasks.state}<>"{CANCELLED}"'),
                 lambda v: count(r for r in v.rows(TASKS) if r["code"] and not r["platform"] and r["state"] != CANCELLED))
    yield Figure(OFF_LIST, "事项不在事项清单中，或检查当日没有启用的检查结果", countifs(Helper(FINDINGS).flaw, '">0"'),
                 lambda v: count(r for r in v.rows(FINDINGS) if flaw(v, r)))
    yield Figure(NO_FOLLOW_UP, "结果是问题、没有填后续处置的检查结果", countifs(Helper(FINDINGS).problem, "1", findings.disposal, '""'),
                 lambda v: count(r for r in v.rows(FINDINGS) if r["result"] in v.world.problem_results and not r["disposal"]))
    yield Figure(EXAMPLE_TIERS, "体系以“示例”开头的风险等级", count_rows(f'LEFT({tiers.scheme},{len(EXAMPLE)})="{EXAMPLE}"'),
                 lambda v: count(r for r in v.rows(TIERS) if r["scheme"].startswith(EXAMPLE)))
    year = figure("年已公布")
    yield Figure(NO_HOLIDAYS, "今日所在年的放假安排不在节假日表中", f"1-INDEX({year},3)", _no_holidays)
    yield Figure(TOO_MANY_ROWS, "行数超出本页统计范围的登记表", full, lambda v: len(v.full))


def _no_holidays(view: View) -> int:
    return int(view.today.year not in view.world.calendar.years)

