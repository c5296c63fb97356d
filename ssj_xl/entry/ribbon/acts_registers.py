"""Buttons of the groups 名录库 and 帮助."""

from __future__ import annotations

import html
import importlib
import os
import sys
import sysconfig
import tempfile
import webbrowser
from datetime import date
from pathlib import Path
from typing import Any

import ssj_xl
from ssj_xl.build.bundle import pages
from ssj_xl.domain.importing import Outcome as Sort
from ssj_xl.entry import console
from ssj_xl.entry.acts import divide
from ssj_xl.entry.ribbon.case import Case, Outcome, Page, list_files
from ssj_xl.entry.ribbon.dialogs import LISTS, Cancelled, Choice, ask, ask_file, choose, day_of, short
from ssj_xl.entry.ribbon.screen import JUMP, row_of_cursor
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.gateways.snapshots import snapshots
from ssj_xl.tables import registers
from ssj_xl.tables.catalogue import CATALOGUE
from ssj_xl.tables.problems import Place, fail
from ssj_xl.tables.records import IMPORTED
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.trace import CHANGES
from ssj_xl.workflows.importing import importing as import_act
from ssj_xl.workflows.importing.asked import Request
from ssj_xl.workflows.importing.questions import Question, answered, ask_doubtful, let_pass
from ssj_xl.workflows.importing.shown import READINGS, compared_lines, compared_workbook, facts, preview_lines
from ssj_xl.workflows.registers import adding, changing
from ssj_xl.workflows.registers import check as check_act
from ssj_xl.workflows.registers import restore as restore_act
from ssj_xl.workflows.registers import tiers as tiers_act

_SHOWN = 12
_ONLY_BY = "只按="


def check(case: Case) -> Outcome:
    """检查登记: every problem of the workbook on 问题清单."""
    case.desk.progress("正在检查登记")
    found = check_act.check(case.registers, case.desk.today)
    more = f"请到“问题清单”逐项处理。{JUMP}" if found.problems else "没有问题。"
    own = tuple(one.within("") for one in found.problems)  # they are all this workbook's, which a check names without its folder
    return Outcome("\n".join((found.sentence + more, *found.facts)), own, show="问题清单" if own else "")


def import_list(case: Case) -> Outcome:
    """导入名单: somebody else's list into a register, previewed on a sheet and written after a yes."""
    asked = _asked(case, "导入到哪一张表，输入序号")
    update = False
    with case.writing(import_act.ACT) as book:
        asked, _ = answered(book, asked, lambda question: _answer(case, question))
        done = import_act.preview(book, asked)
        if question := ask_doubtful(done):
            asked = let_pass(asked, ask(case.dialogs, question))
        if done.counts[Sort.CHANGED]:
            update = case.dialogs.confirm(f"{_counts(done)}\n\n“变更”的行也写入吗？选“否”只写入新增的行。")
        done = import_act.preview(book, asked, update=update) if update or asked.accept else done
        if not done.to_write:
            return Outcome(f"没有可写入的行。{_counts(done)}", (*done.blocking, *done.warnings), _preview_page(done), "导入预览")
        if not case.dialogs.confirm(f"{_counts(done)}{_readings(done)}\n\n写入 {done.to_write} 行？"):
            raise Cancelled
        entry = import_act.write(book, done, case.desk)
    return Outcome(f"已写入并保存：{entry}", done.warnings, _preview_page(done), done.spec.name)


def _answer(case: Case, question: Question) -> str:
    """One question about the list: a choice, or what is typed."""
    if question.typed or question.columns:
        return ask(case.dialogs, question.words)
    return choose(case.dialogs, question.words, [Choice(answer.label) for answer in question.answers], str(question.likely + 1))


def _readings(done: import_act.Preview) -> str:
    """How columns and words were read, as far as they are not the register's own."""
    return "".join(f"\n{name}：{text}" for name, text in facts(done) if name in READINGS)


def compare(case: Case) -> Outcome:
    """名册比对: what the register lacks and what the roster lacks; nothing is written."""
    asked, _ = answered(case.registers, _asked(case, "与哪一张表比对，输入序号"), lambda question: _answer(case, question), comparing=True)
    done, found = import_act.comparison(case.registers, asked)
    path = case.save(f"名册比对-{asked.table}-{case.day}.xlsx", compared_workbook(done, found))
    lines = [line for line in compared_lines(done, found) if line.strip()]
    text = "\n".join(line.replace("\t", " ") for line in lines[:_SHOWN])
    return Outcome(text + list_files([path]), done.warnings, files=(path,))


def add(case: Case) -> Outcome:
    """新增任务: a task or plan with the next number, like an earlier one."""
    what = choose(case.dialogs, "登记什么，输入序号", [Choice(name) for name in adding.ADDED], _usual(case))
    spec = adding.ADDED[what]
    known = [Choice(row["code"], short(row["name"])) for row in reversed(case.registers.read(spec).rows)]
    like = choose(case.dialogs, f"照抄哪一个{what}，输入序号（最近的在前）", known) if len(known) > 1 else ""
    plan = _plan_of_task(case, like) if spec is registers.TASKS else {}
    draft = adding.draft_row(case.registers, what, like, case.desk.today, plan)
    answers = {"name": ask(case.dialogs, f"{draft['code']} 的名称", draft["name"]),
               **{key: _day_of_new(case, spec, key, draft) for key in ("start", "end")}}
    with case.writing(adding.ACT) as book:
        row = adding.add(book, what, like, adding.as_sets(what, plan | answers), case.desk)
    return Outcome("\n".join(adding.row_lines(what, row)[:_SHOWN]), show=spec.name, task=row["code"])


def _usual(case: Case) -> str:
    """What is likely to be added: a task, where there is a plan and 年度计划 is not in front."""
    found = row_of_cursor(case.book, case.registers)
    return "任务" if adding.plans_of_year(case.registers, case.desk.today) and (found is None or found[0] is not registers.PLANS) else "计划"


def _day_of_new(case: Case, spec: TableSpec, key: str, draft: dict[str, Any]) -> str:
    """The first or last day of a new row as it was typed, refused at once where it is none; a task is offered its plan's last day."""
    required = next(column for column in spec.columns if column.key == key).required
    plan = case.registers.read(registers.PLANS).by("code").get(draft.get("plan", "")) if key == "end" else None
    offered = str(plan["end"]) if plan and plan["end"] and plan["end"] >= case.desk.today else ""
    typed = ask(case.dialogs, f"{draft['code']} 的{spec.header(key)}，如 2026-04-01{'' if required else '（没有定就空着）'}", offered)
    if not typed and required:
        raise fail("A41", what=spec.header(key))
    return str(day_of(typed, spec, key)) if typed else ""


def _plan_of_task(case: Case, like: str) -> dict[str, str]:
    """计划编号 of a new task, asked for where the year has several plans; {} where it is left to the proposal.

    Offered first is the plan that would be proposed, else one that has no task yet.
    """
    plans = adding.plans_of_year(case.registers, case.desk.today)
    if len(plans) < 2:
        return {}
    tasks = case.registers.read(registers.TASKS)
    begun = {row["plan"] for row in tasks}
    usual = adding.draft_row(case.registers, "任务", like, case.desk.today)["plan"]
    choices = [Choice(code, short(row["name"])) for code, row in sorted(plans.items(), key=lambda one: (one[0] != usual, one[0] in begun))]
    return {"plan": choose(case.dialogs, "属于哪一个年度计划，输入序号", [*choices, Choice(adding.UNPLANNED)])}


def change(case: Case) -> Outcome:
    """变更计划: one plan's cells and the row of 变更记录 about them, or what that still lacks."""
    plans = [Choice(row["code"], short(row["name"])) for row in reversed(case.registers.read(registers.PLANS).rows)]
    if not plans:
        raise fail("D98", what="计划", value="", known="（还没有）")
    found = row_of_cursor(case.book, case.registers)
    front = found[1]["code"] if found and found[0] is registers.PLANS and found[1] else ""
    code = choose(case.dialogs, "变更哪一个计划，输入序号", plans, front)
    sets = ask(case.dialogs, "改什么，写成 列=值，用分号隔开，如 抽查比例=5%；计划截止=2026-12-20。只补填依据、日期的，空着。")
    parts = divide(sets)
    if parts:  # what cannot be is told now, not after three more questions
        changing.differing(changing.plan_of(case.registers, code), parts, case.desk.today)
    why = ask(case.dialogs, "依据：决定、通知的名称和文号（已经公示的计划必填）")
    reported = _day_or_none(case, "报备日期，如 2026-06-03（还没有报备就空着）", "reported")
    published = _day_or_none(case, "变更的公示日期（还没有公示就空着）", "published")
    with case.writing(changing.ACT) as book:
        done = changing.change(book, code, parts, changing.Reason(why, reported=reported, published=published), case.desk)
    return Outcome("\n".join(done.lines), show=CHANGES.name)


def _day_or_none(case: Case, prompt: str, key: str) -> date | None:
    """A day of 变更记录 that may be left blank, refused as soon as it is typed."""
    typed = ask(case.dialogs, prompt)
    return day_of(typed, CHANGES, key) if typed else None


def tiers(case: Case) -> Outcome:
    """确认等级: the example's tiers become the unit's own after a yes."""
    lines = "\n".join(tiers_act.tier_lines(tiers_act.find_examples(case.registers)))
    if not case.dialogs.confirm(f"{lines}\n\n以上等级、比例和签数作为本局的标准？"):
        raise Cancelled
    with case.writing(tiers_act.ACT) as book:
        tiers_act.confirm_tiers(book, case.desk)
    return Outcome("已确认，记入操作日志。", show=registers.TIERS.name)


def restore(case: Case) -> Outcome:
    """恢复: registers, plans, results and settings of a snapshot brought back after a yes."""
    found = snapshots(case.path)
    if not found:
        raise fail("F60", Place(str(case.path)), which="最新", count=0)
    which = choose(case.dialogs, "恢复到哪一份备份，输入序号（最新的在前）", [Choice(one.path.name) for one in found])
    with case.writing(restore_act.ACT) as book:
        planned = restore_act.plan_restore(book, restore_act.chosen(book, which))
        if not planned.lines:
            return Outcome("这份备份与现在没有不同，没有写入。")
        lines = "\n".join(planned.lines)
        if not case.dialogs.confirm(f"{lines}\n已锁定、已抽取的任务 {planned.staying} 项保持现状。\n\n恢复？现在的内容先存入“备份”。"):
            raise Cancelled
        entry = restore_act.restore(book, planned, case.desk)
    return Outcome(f"已恢复并保存：{entry}")


def _asked(case: Case, prompt: str) -> Request:
    """The register (the one of the sheet in front, by default), the file, and what the file does not say."""
    found = row_of_cursor(case.book, case.registers)
    front = found[0].name if found and found[0] in IMPORTED else registers.OBJECTS.name
    table = choose(case.dialogs, prompt, [Choice(spec.name) for spec in IMPORTED], front)
    file = ask_file(case.dialogs, "选择名单文件", LISTS)
    said = ask(case.dialogs, "文件里没有而各行相同的内容，写成 列=值，用分号隔开，如 区县=东区（必填的后面会逐项问）；只按一列与名录库核对的，"
                             f"写 {_ONLY_BY}执业证号。没有就直接确定：")
    parts = [part.strip() for part in said.replace("；", ";").split(";") if part.strip()]
    keys = [part.removeprefix(_ONLY_BY) for part in parts if part.startswith(_ONLY_BY)]
    return Request(table, file, case.desk.today, sets=tuple(part for part in parts if not part.startswith(_ONLY_BY)), key="".join(keys[-1:]))


def _counts(done: import_act.Preview) -> str:
    told = "，".join(f"{outcome.value} {count} 行" for outcome, count in done.counts.items())
    return f"{done.foreign.path.name} → {done.spec.name}：{told}。"


def _preview_page(done: import_act.Preview) -> Page:
    rows = tuple((line.replace("\t", "　"),) for line in preview_lines(done))
    return Page("导入预览", (("内容", 110),), rows)


# --- buttons of the group 帮助: manual, codes, doctor, about. They need no workbook ------------------------

_MANUALS = tuple(f"手册{ending}" for ending in (".html", ".pdf", ".docx", ".md", ".txt"))


def open_document(path: Path) -> bool:
    """Open a file with the program that this computer has for it; whether there is one."""
    start = getattr(os, "startfile", None)
    if start is None:
        return webbrowser.open(path.as_uri())
    try:
        start(str(path))
    except OSError:  # Windows knows no program for this kind of file
        return False
    return True


def _shown(what: str, path: Path) -> Outcome:
    """A document that is opened; where it lies is told too, since it may open behind the window."""
    if open_document(path):
        return Outcome(f"已打开{what}：{path}")
    return Outcome(f"这台电脑没有设好打开 {path.suffix} 文件的程序。请自己打开{what}：{path}")


def manual_file() -> Path | None:
    """Where the manual is: beside the program as installed, in the folder of its source, or among what pip installed."""
    shared = (Path(sysconfig.get_path("data", scheme)) / "share" / "ssj_xl" / "docs" for scheme in sysconfig.get_scheme_names()
              if scheme in (sysconfig.get_default_scheme(), f"{os.name}_user"))
    folders = (Path(sys.prefix), Path(sys.prefix).parent, Path(ssj_xl.__file__).resolve().parent.parent / "docs", *shared)
    return next((folder / name for folder in folders for name in _MANUALS if (folder / name).is_file()), None)


def as_page(manual: Path) -> Path:
    """The manual as a page that a browser shows; one in Markdown is made into pages, with its pictures, in a folder for a while."""
    if manual.suffix != ".md":
        return manual
    folder = Path(tempfile.gettempdir()) / "ssj_xl-手册"
    for name, content in pages(manual.parent).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        atomic_write(folder / name, content)
    return folder / f"{manual.stem}.html"


def manual(case: Case) -> Outcome:
    """手册: opened in the program of this computer."""
    found = manual_file()
    if found is None:
        raise fail("A44", what="手册", folder=Path(sys.prefix).parent)
    return _shown("手册", as_page(found))


def codes(case: Case) -> Outcome:
    """问题代码: every code with cause and remedy, as a page in the browser."""
    path = Path(tempfile.gettempdir()) / "ssj_xl-问题代码.html"
    atomic_write(path, codes_page().encode())
    return _shown(f"问题代码说明（共 {len(CATALOGUE)} 个代码）", path)


def codes_page() -> str:
    """The catalogue as HTML; {…} stands for what a problem names in its place."""
    rows = "\n".join(
        f"<tr><td>{code}</td><td>{'错误' if entry.severity == 'error' else '提醒'}</td>"
        f"<td>{html.escape(entry.cause)}</td><td>{html.escape(entry.window or entry.remedy)}</td></tr>"
        for code, entry in sorted(CATALOGUE.items()))
    return ('<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>问题代码</title>'
            "<style>body{font-family:sans-serif;margin:2em}td,th{border:1px solid #999;padding:4px 8px;vertical-align:top}"
            "table{border-collapse:collapse}</style><h1>问题代码</h1><p>花括号处在提示中是具体内容。按 Ctrl+F 查找代码。</p>"
            f"<table><tr><th>代码</th><th>程度</th><th>原因</th><th>处理办法</th></tr>{rows}</table></html>")


def doctor(case: Case) -> Outcome:
    """体检: what is wrong with this computer."""
    # It looks at the whole computer, so it is loaded for this button only.
    report = importlib.import_module("ssj_xl.entry.doctor").report

    return Outcome(str(report()))


def about(case: Case) -> Outcome:
    """关于: version, where the log is, licence."""
    python = ".".join(map(str, sys.version_info[:3]))
    return Outcome(f"双随机（ssj_xl）{ssj_xl.__version__}\nPython {python}\n日志：{console.log_path()}\n许可：MIT。xlwings 为 BSD 许可。")
