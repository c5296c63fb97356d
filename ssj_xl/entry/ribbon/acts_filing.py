"""Buttons around finished work: that a report was handed in, the bulletin on a month, a round for the archive."""

from __future__ import annotations

import contextlib

from ssj_xl.domain.account.returning import TAKEN_IN
from ssj_xl.entry import session
from ssj_xl.entry.acts import TERM
from ssj_xl.entry.ribbon.acts_results import month_due
from ssj_xl.entry.ribbon.case import Case, Outcome, list_files
from ssj_xl.entry.ribbon.dialogs import Cancelled, Kinds, ask, ask_file, ask_filled, choose_declared, day_of
from ssj_xl.entry.ribbon.tasks import task_for
from ssj_xl.entry.show import describe_dossier
from ssj_xl.tables.account import VISITS
from ssj_xl.tables.registers import ACTIVITIES
from ssj_xl.workflows.monthly import reported as reported_act
from ssj_xl.workflows.publishing import dossier
from ssj_xl.workflows.registers import account as account_act
from ssj_xl.workflows.summary import bulletin as bulletin_act

_COUNTS = Kinds("检查次数", (".xlsx",))


def reported(case: Case) -> Outcome:
    """登记报送: the day on which a form or a quarter's report was handed in; of one that is registered, whether to take it back."""
    settings, _ = case.registers.settings()
    period = ask(case.dialogs, "登记报送：请输入月份或季度，如 2021-03、2021Q1", month_due(case.desk.today, settings.period))
    report = reported_act.report_of(period)
    if known := reported_act.reported_on(case.registers, report):
        if not case.dialogs.confirm(f"{report.name}已登记 {known} 报送。撤销这次登记吗？"):
            raise Cancelled
        with case.writing("撤销报送登记") as book:
            return Outcome(reported_act.unmark_reported(book, report, case.desk), show=ACTIVITIES.name)
    day = day_of(ask_filled(case.dialogs, "报送日期", f"{report.name}报送的日期，如 2021-03-19："), ACTIVITIES, "day")
    with case.writing("登记报送") as book:
        told = reported_act.mark_reported(book, report, day, case.desk)
    return Outcome(told.text, told.warnings, show=ACTIVITIES.name)


def bulletin(case: Case) -> Outcome:
    """月度通报: a line a division on the six points, as a document."""
    settings, _ = case.registers.settings()
    month = ask(case.dialogs, "月度通报：请输入月份，如 2021-03", month_due(case.desk.today, settings.period))
    made = bulletin_act.bulletin(case.registers, month, made_on=case.desk.today)
    path = case.save(f"通报-{made.summary.period.month}-{case.day}.docx", made.data)
    return Outcome(f"{made.summary.title}已生成。{list_files([path])}", made.warnings, files=(path,))


def account(case: Case) -> Outcome:
    """检查台账: filled in; then the bureau's file, if there is one."""
    with case.writing("检查台账") as book:
        now = account_act.keep_account(book, case.desk)
    told = now.lines
    if case.dialogs.confirm("\n".join(told) + "\n\n要取入协调处发回的“检查次数”文件吗？"):
        path = ask_file(case.dialogs, "选择“检查次数-处室-截至….xlsx”", _COUNTS)
        with case.writing(TAKEN_IN) as book:
            taken = account_act.take_in(book, path, case.desk)
        told, now = taken.lines, taken.now
    return Outcome("\n".join(told), now.doubts, show=VISITS.name if case.registers.has(VISITS) else "")


def archive(case: Case) -> Outcome:
    """归档: the papers of a round in a folder beside the workbook."""
    task = task_for(case, "archive", "locked")
    term = choose_declared(case.dialogs, TERM)
    closing = dossier.is_to_close(case.registers, task, case.desk)
    with case.writing(dossier.FOLDER) if closing else contextlib.nullcontext(case.registers) as book:
        filed = dossier.file_dossier(book, task, term, closer=session.signed(case.desk, book, task, "") if closing else None)
    return Outcome(describe_dossier(filed), filed.made.warnings, files=(filed.path / dossier.CATALOGUE,))
