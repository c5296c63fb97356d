"""The button 平台核对: what goes to the provincial platform and comes back from it."""

from __future__ import annotations

from ssj_xl.domain.platform.layout import RESULTS
from ssj_xl.entry import session
from ssj_xl.entry.ribbon.case import Case, Outcome, list_files
from ssj_xl.entry.ribbon.dialogs import LISTS, Cancelled, Choice, ask_file, ask_filled, choose, day_of
from ssj_xl.entry.ribbon.tasks import task_for
from ssj_xl.entry.show import describe_registration
from ssj_xl.tables import records
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.registers import FINDINGS
from ssj_xl.workflows.platform import exporting as platform_act
from ssj_xl.workflows.platform import importing as taking_act
from ssj_xl.workflows.results import results

_COMPARE, _TAKE, _GIVE, _TYPED, _ENTERED = "核对", "导入", "导出", "录入核对单", "登记录入"


def platform(case: Case) -> Outcome:
    """平台核对: compare with the provincial platform, take over its result, or make what is typed into it."""
    choices = [Choice(_COMPARE, "平台的导出文件，只看不写"), Choice(_TAKE, "平台的抽取和结果，预览后写入"),
               Choice(_GIVE, "需要录入平台的内容"), Choice(_TYPED, "名单、结果、处置、公示日期，供录入平台"),
               Choice(_ENTERED, "结果录入平台的日期")]
    return _PLATFORM[choose(case.dialogs, "与省平台往来，输入序号", choices)](case)


def _compared(case: Case) -> Outcome:
    file = ask_file(case.dialogs, "选择平台导出的文件", LISTS)
    done = taking_act.compare_with(case.registers, file, platform_act.load_layout(None), today=case.desk.today)
    path = case.save(f"平台核对表-{case.day}.xlsx", done.as_workbook())
    return Outcome(done.summary + list_files([path]), done.problems, files=(path,))


def _taken(case: Case) -> Outcome:
    task = task_for(case, "platform", "task")
    file = ask_file(case.dialogs, "选择平台导出的结果", LISTS)
    wanted = taking_act.Wanted(task, file, platform_act.load_layout(None))
    planned = taking_act.plan_import(case.registers, wanted)
    if planned.blocked:
        raise UserError(planned.problems)
    taking = planned.taking
    told = (f"任务 {planned.task}，平台任务编号 {planned.platform.number or '（文件没有写）'}：名单 {len(taking.winners)} 家，"
            f"更改检查组 {len(taking.teams)} 个，新增结果 {len(taking.added)} 条，补填或更改结果 {len(taking.changed)} 条，"
            f"填写日期 {len(taking.task)} 项，已经一致 {taking.same} 处。")
    if taking.is_empty:
        return Outcome(f"没有需要写入的内容。{told}", planned.problems)
    if not case.dialogs.confirm(f"{told}\n\n写入主台账吗？"):
        raise Cancelled
    with case.writing("平台导入") as book:
        taking_act.do_import(book, wanted, planned, session.signed(case.desk, book, task, ""))
    return Outcome(f"已写入并保存。{told}", planned.problems, show=records.WINNERS.name, task=task)


def _given(case: Case) -> Outcome:
    return _exported(case, "平台导入表", ())


def _typed(case: Case) -> Outcome:
    return _exported(case, "平台录入", (RESULTS,))


def _exported(case: Case, name: str, what: tuple[str, ...]) -> Outcome:
    done = platform_act.export(case.registers, platform_act.load_layout(None), case.desk.today, what=what)
    path = case.save(f"{name}-{case.day}.xlsx", done.data)
    counted = "，".join(f"{name} {count} 行" for name, count in done.rows)
    return Outcome(f"{counted}；平台不收的格 {done.gaps} 处（有底色）。{list_files([path])}", done.problems, files=(path,))


def _entered(case: Case) -> Outcome:
    task = task_for(case, "platform", "task")
    day = day_of(ask_filled(case.dialogs, "平台录入日期", f"{task} 的结果录入平台的日期（如 2021-03-18）："), FINDINGS, "uploaded")
    with case.writing("登记平台录入") as book:
        done = results.uploaded(book, task, results.Which(), day, session.signed(case.desk, book, task, ""))
    return Outcome(describe_registration("已登记平台录入日期", done).box(), show=FINDINGS.name)


_PLATFORM = {_COMPARE: _compared, _TAKE: _taken, _GIVE: _given, _TYPED: _typed, _ENTERED: _entered}
