"""Buttons of the groups 结果 and 报表."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from ssj_xl.domain.period import Period, period_of
from ssj_xl.domain.summary.spans import quarter_of
from ssj_xl.domain.verifying import BROKEN, HOLDS, NO_NOTICE, OPEN, Notice, parse_notice
from ssj_xl.entry import session
from ssj_xl.entry.acts import FORMAT, PAPER
from ssj_xl.entry.ribbon.case import Case, Link, Outcome, Page, list_files
from ssj_xl.entry.ribbon.dialogs import BOOKS, Cancelled, ask, ask_file, ask_filled, ask_folder, choose_declared, day_of
from ssj_xl.entry.ribbon.screen import JUMP
from ssj_xl.entry.ribbon.tasks import task_for
from ssj_xl.entry.show import describe_form, describe_registration
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.live.finding import reading_on
from ssj_xl.gateways.live.host import host_of, readable
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.papers.form import NOWHERE, kind
from ssj_xl.papers.form.fill import ASKED
from ssj_xl.papers.pdf import OLD
from ssj_xl.tables import records
from ssj_xl.tables.consolidated import ROSTER_FILE
from ssj_xl.tables.problems import block, fail
from ssj_xl.tables.registers import FINDINGS
from ssj_xl.tables.settings import NATURAL_MONTH, Settings
from ssj_xl.workflows import deadlines as due_act
from ssj_xl.workflows.consolidation import consolidate as consolidate_act
from ssj_xl.workflows.consolidation import statements
from ssj_xl.workflows.consolidation import submit as submit_act
from ssj_xl.workflows.consolidation.account import write_accounts
from ssj_xl.workflows.consolidation.roster import complete_roster, read_roster
from ssj_xl.workflows.desk.remembered import answers_path
from ssj_xl.workflows.desk.years import join_years, with_last_year
from ssj_xl.workflows.monthly import report as report_act
from ssj_xl.workflows.monthly.own_form import (
    NOT_FILLED,
    WORDS_FILE,
    Answers,
    OwnForm,
    answers_as_json,
    own_form,
)
from ssj_xl.workflows.publishing import papers as papers_act
from ssj_xl.workflows.publishing import publish as publish_act
from ssj_xl.workflows.results import results
from ssj_xl.workflows.rounds import archive
from ssj_xl.workflows.rounds import notice as notice_act
from ssj_xl.workflows.summary import quarter as quarter_act
from ssj_xl.workflows.summary import year as year_act
from ssj_xl.workflows.verifying.together import Checked
from ssj_xl.workflows.verifying.verify import answers
from ssj_xl.workflows.verifying.verify import verify as verify_act


def notice(case: Case) -> Outcome:
    """锁定公告: the page that is signed before the seed exists."""
    task = task_for(case, "notice", "locked")
    row = notice_act.notice(case.registers, task).row
    path = case.output(archive.notice_name(task, row["attempt"]))
    files = notice_act.save(case.registers, task, path).files
    return Outcome(f"已生成任务 {task} 第 {row['attempt']} 轮的锁定公告。请打印，由操作人、监督人、见证人签字并张贴{'；内部联写明各级的中签机会，不得公布' if files[1:] else ''}。"
                   + list_files(files), files=files)


def papers(case: Case) -> Outcome:
    """文书: one kind of paper, or every one that can be made now, in a folder of its own."""
    task = task_for(case, "papers", "task")
    paper = choose_declared(case.dialogs, PAPER)
    form = choose_declared(case.dialogs, FORMAT) if paper and paper not in papers_act.ONLY_WORD else ""
    wanted = papers_act.Wanted(case.desk.today, kinds=(paper,) if paper else (), formats=(form,) if form else ())
    made = papers_act.papers(case.registers, task, wanted, progress=case.desk.progress)
    folder = case.output(f"文书-{task}-{case.day}")
    files = [folder.joinpath(*file.name.split("/")) for file in made.files]
    for path, file in zip(files, made.files, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, file.data)
    missing = "".join(f"\n{why.text}" for _, why in made.missing)
    return Outcome(f"任务 {task} 的文书已生成。{missing}{list_files(files)}", made.warnings, files=tuple(files))


def due(case: Case) -> Outcome:
    """到期提醒: what is overdue, due and soon due, on a sheet with links to the cells."""
    found = due_act.due(case.registers, case.desk.today)
    rows = tuple(
        (line.due.state, line.due.rule.title, line.due.subject, line.due.division, line.when, line.rest,
         Link(line.due.place.sheet, line.cells[0]) if line.cells else line.due.place.sheet, line.note)
        for line in found.listed(everything=False))
    columns = (("状态", 10), ("事项", 20), ("内容", 34), ("处室", 12), ("期限", 14), ("剩余", 16), ("位置", 18), ("说明", 40))
    page = Page("到期提醒", columns, rows or (("没有已逾期、今日到期、即将到期和待公布的事项。",),),
                (f"{found.unit}　按 {found.today} 计算",))
    told = "，".join(f"{state} {count} 项" for state, count in found.counts.items() if count)
    return Outcome(f"{found.today}：{told or '没有登记期限事项'}。已逾期、今日到期、即将到期和待公布的列在“到期提醒”。{JUMP}",
                   tuple(one.within("") for one in found.problems), page, "到期提醒")


def publish(case: Case) -> Outcome:
    """公示页: one HTML file that recomputes the draw."""
    task = task_for(case, "publish", "drawn")
    dated = _given_a_day(case, task)
    made = publish_act.publish(case.registers, task, case.desk)
    path = case.save(f"公示页-{task}-{case.day}.html", made.page)
    sentence, above = publish_act.inferred(case.registers, task)
    changed = publish_act.unlogged(case.registers, task, case.desk.today)
    if changed:
        with case.writing("公示") as book:
            publish_act.log_changes(book, task, session.signed(case.desk, book, task, ""))
    logged = f"更正、撤下、期满的结果 {len(changed)} 条已记入操作日志。" if changed else ""
    told = "".join(f"\n{one}" for one in (dated, *made.withheld, sentence, logged) if one)
    return Outcome(f"任务 {task} 的公示页已生成。用浏览器打开，点“核验”可重新计算。{told}{list_files([path])}", (*made.warnings, *above), files=(path,))


def _given_a_day(case: Case, task: str) -> str:
    """登记公示日期 before the page is made, where finished results have none and a day is typed; what was done."""
    waiting = results.undated(case.registers, task)
    typed = ask(case.dialogs, f"{task} 有 {waiting} 行结果没有公示日期，不会列入。要一次填好的，请输入公示的日期（如 2021-03-20）；不填就直接确定：") if waiting else ""
    if not typed:
        return ""
    with case.writing(results.PUBLICATION) as book:
        done = results.published(book, task, results.Which(), day_of(typed, FINDINGS, "published"), session.signed(case.desk, book, task, ""))
    return describe_registration("已登记公示日期", done).box()


def verify(case: Case) -> Outcome:
    """核验: everything recomputed from the workbook as it is open now and from the records beside it."""
    task = task_for(case, "verify", "record")
    typed = ask(case.dialogs, f"核验 {task}\n可输入签字的锁定公告上的名录指纹（64 位）或扫二维码得到的整行文字，据此核对；没有就直接确定：")
    noticed = _noticed(typed)
    attempts = sorted({row["attempt"] for row in case.registers.read(records.DRAWS) if row["task"] == task})
    beside = [path for attempt in attempts for path in archive.record_paths(case.registers, task, attempt) if path.exists()]
    with tempfile.TemporaryDirectory() as name:
        copy = readable(Path(name) / case.path.name)
        host_of(case.book).save_copy(copy)
        found = verify_act([copy, *beside], notice=noticed, task=task)
    wrong = [problem.within("") if problem.place.file == str(copy) else problem for one in found for problem in one.report.wrong]
    verdict = answers(found).verdict()
    said = f"{verdict}，" + {
        BROKEN: f"有 {len(wrong)} 处，见“核验结果”和“问题清单”。", OPEN: "缺少资料，见“核验结果”；能核对的全部一致。",
        HOLDS: "工作簿和记录所写的与重新计算的全部一致。"}[verdict]
    without = "" if typed else "\n没有与签字的锁定公告核对：锁定之后是否整体换过，要凭公告才能知道。"
    return Outcome(f"核验 {task}：{said}{without}", tuple(wrong), _verdict(found), "核验结果")


def _noticed(text: str) -> Notice:
    """What was typed from the signed notice.  Raises UserError V15, V16."""
    digits = re.sub(r"\s+", "", text).lower()
    if not digits:
        return NO_NOTICE
    if re.fullmatch(r"[0-9a-f]+", digits):
        if len(digits) != 64:
            raise fail("V16", value=text)
        return replace(NO_NOTICE, root=digits)
    try:
        return parse_notice(text)
    except ValueError:
        raise fail("V15", value=text[:80]) from None


def _verdict(found: list[Checked]) -> Page:
    rows: list[tuple[object, ...]] = []
    for one in found:
        name = Path(one.file).name
        report = one.report
        rows += [("不符合", str(problem), one.title, name) for problem in report.wrong]
        rows += [("已证明", fact.text, one.title, name) for fact in report.proved]
        rows += [("凭文件无法得知", fact.text, one.title, name) for fact in report.unknown]
    return Page("核验结果", (("结论", 14), ("内容", 80), ("对象", 30), ("文件", 36)), tuple(rows))


# --- buttons of the group 报表: report, quarter, year, consolidate -----------------------------------------

TEMPLATES = tuple(f"月报表模板{suffix}" for suffix in (".xlsx", ".docx", ".xlsm", ".docm", *OLD))
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


def template_beside(folder: Path) -> Path | None:
    """The bureau's own form, if it lies in the folder."""
    return next((folder / name for name in TEMPLATES if (folder / name).is_file()), None)


def own_form_beside(folder: Path) -> OwnForm:
    """The bureau's own form, its wordings and where contents go, as far as they lie in the folder."""
    words = folder / WORDS_FILE
    return own_form(template_beside(folder), words if words.is_file() else None)


def _suffix(own: OwnForm) -> str:
    return _WORKBOOK if own.template is None else kind(own.template)


def report(case: Case) -> Outcome:
    """月报表: the form of a month, and the trace of its figures."""
    settings, _ = case.registers.settings()
    month = ask(case.dialogs, "月报表：请输入月份，如 2021-03", month_due(case.desk.today, settings.period))
    own = own_form_beside(case.path.parent)
    period = period_of(month, settings.period)
    book = with_last_year(_with_december(case, period))  # once: the form is looked at before it is filled
    if own.template:
        own = _agreed(case, book, month, own)
    done = report_act.report(book, month, template=own, desk=case.desk)
    stem = f"月报表-{period.month}-{case.day}"
    form = case.save(stem + _suffix(own), done.data)
    files = (form, case.save(report_act.trace_path(form).name, done.trace),
             *([case.save(report_act.annex_path(form).name, done.annex)] if done.annex else []))
    used = "按本局的月报表模板填写。" if own.template else ""
    return Outcome(f"{month} 月报表已填写，每个数字的来源见追溯表。{used}{list_files(files)}", done.warnings,
                   files=files)


def _agreed(case: Case, book: Book, month: str, own: OwnForm) -> OwnForm:
    """The form with what is in doubt asked about, shown and agreed to; the answers are kept beside it.  Raises Cancelled."""
    seen = report_act.preview(book, month, template=own, desk=case.desk)
    doubtful = [line for line in seen.lines if line.state == ASKED]
    if doubtful:
        cells = {**own.answers.cells, **{line.key: ask_filled(
            case.dialogs, line.short, f"“{line.short}”填在哪一格？像的有 {line.cell}；不填就写“不填”") for line in doubtful}}
        own = own._replace(answers=Answers("", {key: NOWHERE if cell == NOT_FILLED else cell for key, cell in cells.items()}))
        seen = report_act.preview(book, month, template=own, desk=case.desk)
    block(seen.problems)
    if not case.dialogs.confirm(f"{describe_form(seen).box()}\n\n照此填写？"):
        raise Cancelled
    template = template_beside(case.path.parent)
    if doubtful and template:
        atomic_write(answers_path(template), answers_as_json(own.answers, seen.layout))
    return own


def _with_december(case: Case, period: Period) -> Book:
    """The workbook; where the period begins in the year before, with that year's, if there is one."""
    settings = case.registers.settings()[0]
    across = period.year_before and period.end.year == settings.year and not settings.last_book
    if not across or case.registers.consolidated or not case.dialogs.confirm(
            f"统计期间从 {period.start} 开始，12 月的工作登记在 {period.year_before} 年的台账里。现在选择那本台账，一起统计？"):
        return case.registers
    return join_years(case.registers, Book(reading_on(ask_file(case.dialogs, f"选择 {period.year_before} 年的主台账", BOOKS))))


def quarter(case: Case) -> Outcome:
    """季度报告: the six points on a quarter, as a document."""
    text = ask(case.dialogs, "季度落实情况：请输入季度，如 2021Q1", quarter_due(case.desk.today))
    made = quarter_act.quarter(case.registers, text, made_on=case.desk.today, kind=_DOCUMENT)
    path = case.save(f"落实情况-{quarter_of(text).month}-{case.day}{_DOCUMENT}", made.data)
    return Outcome(_sentences(made) + list_files([path]), made.warnings, files=(path,))


def year(case: Case) -> Outcome:
    """年度覆盖: the year's coverage, as a workbook with its sources."""
    settings, _ = case.registers.settings()
    text = ask(case.dialogs, "年度情况：请输入年度", str(settings.year or case.desk.today.year))
    if not (text.isdecimal() and 2000 <= int(text) <= 2100):
        raise fail("A42", value=text, known="2000 至 2100 的年份")
    made = year_act.year(case.registers, int(text), made_on=case.desk.today)
    path = case.save(f"年度情况-{int(text)}-{case.day}{_WORKBOOK}", made.data)
    return Outcome(_sentences(made) + list_files([path]), made.warnings, files=(path,))


def _sentences(made: quarter_act.Made) -> str:
    """The first sentence of every section: the whole stands in the file."""
    return "\n".join(f"{section.title}：{section.sentences[0]}" for section in made.summary.sections if section.sentences)


def submit(case: Case) -> Outcome:
    """生成报送件: what the bureau needs of this workbook for a month, with a cover to sign."""
    settings, _ = case.registers.settings()
    month = ask(case.dialogs, "生成报送件：请输入月份，如 2021-03", month_due(case.desk.today, settings.period))
    made = submit_act.submit_both(case.registers, month, case.desk)
    paths = tuple(case.save(one.name, one.data) for one in made)
    return Outcome("\n".join(one.sentence for one in made) + list_files(paths), files=paths)


STATEMENTS = "锁定声明"
"""The folder, beside that of the submissions, with what divisions mailed at their locks."""


def consolidate(case: Case) -> Outcome:
    """汇总: the workbooks of a folder into one, put into a folder beside it; what was handed in is not touched."""
    source = ask_folder(case.dialogs, "选择放着各处室、各区县报送件（或主台账）的文件夹")
    month = ask(case.dialogs, "汇总：请输入月份，如 2021-03", month_due(case.desk.today, Settings().period))
    named = period_of(month, NATURAL_MONTH).month
    home = source.parent / f"{source.name}-汇总"
    own = own_form_beside(source.parent)
    book = case.output(f"汇总台账-{named}.xlsx", folder=home)
    if book.name != f"汇总台账-{named}.xlsx":
        raise fail("A46", folder=home, name=f"汇总台账-{named}.xlsx")
    mailed = source.parent / STATEMENTS
    wanted = consolidate_act.Output(own, None, home, statements.receive(mailed, case.desk).log if mailed.is_dir() else None,
                                     read_roster(home / ROSTER_FILE))
    done = consolidate_act.consolidate([source], month=month, previous=previous_of(home, named), desk=case.desk,
                                       output=wanted)
    form = case.output(f"月报表-汇总-{named}{_suffix(own)}", folder=home)
    atomic_write(book, done.data)
    forms = report_act.write_form(form, data=done.form, trace=done.trace, annex=done.annex)
    lists, unwritten = complete_roster(home / ROSTER_FILE, done, case.desk)
    paths = (book, *write_accounts(book, done.account), *forms, *lists)
    return Outcome("\n".join(done.summary()) + list_files(paths), tuple(unwritten), files=paths)


def previous_of(home: Path, month: str) -> Path | None:
    """Last month's bureau workbook, if it lies in the folder."""
    before = period_of(month, NATURAL_MONTH).start - timedelta(days=1)
    found = home / f"汇总台账-{before:%Y-%m}.xlsx"
    return found if found.is_file() else None
