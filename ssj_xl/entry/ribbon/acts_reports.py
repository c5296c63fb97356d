"""Buttons of the group 报表: report, quarter, year, consolidate."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from ssj_xl.domain.period import period_of
from ssj_xl.domain.summary.spans import quarter_of
from ssj_xl.entry.ribbon.case import Case, Outcome, told_files
from ssj_xl.entry.ribbon.dialogs import ask, ask_folder
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.papers.form import kind
from ssj_xl.tables.problems import fail
from ssj_xl.tables.settings import NATURAL_MONTH, Settings
from ssj_xl.workflows import consolidate as consolidate_act
from ssj_xl.workflows import quarter as quarter_act
from ssj_xl.workflows import report as report_act
from ssj_xl.workflows import submit as submit_act
from ssj_xl.workflows import year as year_act
from ssj_xl.workflows.report_template import read_template

TEMPLATES = ("月报表模板.xlsx", "月报表模板.docx", "月报表模板.xlsm", "月报表模板.docm")
"""A bureau's own form lies beside the workbook under one of these names."""
_QUARTER_LAG = 20
_DOCUMENT, _WORKBOOK = ".docx", ".xlsx"


def month_due(today: date, reading: str) -> str:
    """The month whose form is handed in next, as 2021-03.  reading: the setting 报表周期."""
    first = today.replace(day=1) - timedelta(days=62)
    months = dict.fromkeys(f"{first + timedelta(days=n):%Y-%m}" for n in range(125))
    return next(month for month in months if period_of(month, reading).deadline >= today)


def quarter_due(today: date) -> str:
    """The quarter that is reported on: this one, in its first days the one before; as 2021Q1."""
    day = today - timedelta(days=_QUARTER_LAG)
    return f"{day.year}Q{(day.month + 2) // 3}"


def template_beside(folder: Path) -> bytes | None:
    """The bureau's own form, if it lies in the folder."""
    found = next((folder / name for name in TEMPLATES if (folder / name).is_file()), None)
    return None if found is None else read_template(found)


def report(case: Case) -> Outcome:
    """月报表: the form of a month, and the trace of its figures."""
    settings, _ = case.registers.settings()
    month = ask(case.dialogs, "月报表：请输入月份，如 2021-03", month_due(case.desk.today, settings.period))
    blank = template_beside(case.path.parent)
    done = report_act.report(case.registers, month, template=blank, desk=case.desk)
    stem = f"月报表-{period_of(month, settings.period).month}-{case.day}"
    form = case.save(stem + (_WORKBOOK if blank is None else kind(blank)), done.data)
    trace = case.save(f"{form.stem}-追溯.xlsx", done.trace)
    own = "" if blank is None else "按本局的月报表模板填写。"
    return Outcome(f"{month} 月报表已填写，每个数字的来源见追溯表。{own}{told_files([form, trace])}", done.warnings,
                   files=(form, trace))


def quarter(case: Case) -> Outcome:
    """季度报告: the six points on a quarter, as a document."""
    text = ask(case.dialogs, "季度落实情况：请输入季度，如 2021Q1", quarter_due(case.desk.today))
    made = quarter_act.quarter(case.registers, text, made_on=case.desk.today, kind=_DOCUMENT)
    path = case.save(f"落实情况-{quarter_of(text).month}-{case.day}{_DOCUMENT}", made.data)
    return Outcome(_sentences(made) + told_files([path]), made.warnings, files=(path,))


def year(case: Case) -> Outcome:
    """年度覆盖: the year's coverage, as a workbook with its sources."""
    settings, _ = case.registers.settings()
    text = ask(case.dialogs, "年度情况：请输入年度", str(settings.year or case.desk.today.year))
    if not (text.isdecimal() and 2000 <= int(text) <= 2100):
        raise fail("A42", value=text, known="2000 至 2100 的年份")
    made = year_act.year(case.registers, int(text), made_on=case.desk.today, kind=_WORKBOOK, public=False)
    path = case.save(f"年度情况-{int(text)}-{case.day}{_WORKBOOK}", made.data)
    return Outcome(_sentences(made) + told_files([path]), made.warnings, files=(path,))


def _sentences(made: quarter_act.Made) -> str:
    """The first sentence of every section: the whole stands in the file."""
    return "\n".join(f"{section.title}：{section.sentences[0]}" for section in made.summary.sections if section.sentences)


def submit(case: Case) -> Outcome:
    """生成报送件: what the bureau needs of this workbook for a month, with a cover to sign."""
    settings, _ = case.registers.settings()
    month = ask(case.dialogs, "生成报送件：请输入月份，如 2021-03", month_due(case.desk.today, settings.period))
    made = submit_act.submit(case.registers, month, case.desk)
    path = case.save(made.name, made.data)
    return Outcome(f"{made.sentence}{told_files([path])}", files=(path,))


def consolidate(case: Case) -> Outcome:
    """汇总: the workbooks of a folder into one, put into a folder beside it; what was handed in is not touched."""
    source = ask_folder(case.dialogs, "选择放着各处室、各区县报送件（或主台账）的文件夹")
    month = ask(case.dialogs, "汇总：请输入月份，如 2021-03", month_due(case.desk.today, Settings().period))
    named = period_of(month, NATURAL_MONTH).month
    home = source.parent / f"{source.name}-汇总"
    blank = template_beside(source.parent)
    book = case.output(f"汇总台账-{named}.xlsx", folder=home)
    if book.name != f"汇总台账-{named}.xlsx":
        raise fail("A46", folder=home, name=f"汇总台账-{named}.xlsx")
    wanted = consolidate_act.Output(blank, None, home)
    done = consolidate_act.consolidate([source], month=month, previous=previous_of(home, named), desk=case.desk,
                                       output=wanted)
    form = case.output(f"月报表-汇总-{named}{_WORKBOOK if blank is None else kind(blank)}", folder=home)
    files = [(book, done.data), (form, done.form), (form.with_name(f"{form.stem}-追溯.xlsx"), done.trace)]
    made = [(path, data) for path, data in files if data]
    for path, data in made:
        atomic_write(path, data)
    paths = tuple(path for path, _ in made)
    return Outcome("\n".join(done.summary()) + told_files(paths), files=paths)


def previous_of(home: Path, month: str) -> Path | None:
    """Last month's bureau workbook, if it lies in the folder."""
    before = period_of(month, NATURAL_MONTH).start - timedelta(days=1)
    found = home / f"汇总台账-{before:%Y-%m}.xlsx"
    return found if found.is_file() else None
