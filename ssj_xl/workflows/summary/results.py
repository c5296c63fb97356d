"""Point 5: results published and followed up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from ssj_xl.domain.codes import NO_DISPOSAL
from ssj_xl.domain.monthly import NO_SITE
from ssj_xl.domain.period import short_day
from ssj_xl.domain.summary.model import Chart, Fact, Listing, Section, missing, named, parts, percent, ratio, sentences
from ssj_xl.domain.summary.spans import months_of
from ssj_xl.domain.wording import measure, visits_measure
from ssj_xl.tables.registers import FINDINGS
from ssj_xl.workflows.monthly.frames import VISIT, among, filtered
from ssj_xl.workflows.summary.scope import Scope

if TYPE_CHECKING:
    from ssj_xl.tables.rows import FindingRow

TRANSFER = "移送"
_LATE_ENTRY, _LATE_PUBLICATION = ("R84", "R85"), ("R86", "R87")


def result_section(scope: Scope) -> Section:
    """抽查结果公示及后续处理."""
    texts = sentences(_checked_text(scope), _published_text(scope), _terms_text(scope), _problem_text(scope),
                      _follow_text(scope))
    facts = (*_publication_facts(scope), *_term_facts(scope), *_problem_facts(scope), *_follow_facts(scope))
    return Section("results", "抽查结果公示及后续处理情况", texts, facts, (_result_list(scope), _problem_list(scope)),
                   (monthly_chart(scope), result_chart(scope)))


# --- publication -------------------------------------------------------------------------------------

def shares(scope: Scope) -> tuple[int, int]:
    """Visits whose results were entered in checks of the period, and those of them published by its end."""
    rows = [row for row in scope.checked if row["result"]]
    visits = {_visit(row) for row in rows}
    return len(visits), len(visits - {_visit(row) for row in rows if not row["published"]})


def _visit(row: FindingRow) -> tuple[str, str]:
    return row["task"], row["object"]


def _published_rows(scope: Scope) -> list[FindingRow]:
    return scope.rows(FINDINGS, filtered(scope.ledger.publications, scope.period.holds, "published"))


def _publication_facts(scope: Scope) -> list[Fact]:
    part = scope.conduct
    unit, public = visits_measure(part.measures), part.publications
    due, done = shares(scope)
    cells = scope.sources(FINDINGS, _published_rows(scope), "published")
    sites = Counter(among(filtered(scope.ledger.publications, scope.period.holds, "published"), scope.tasks)
                    .drop_duplicates([*VISIT, "site"])["site"])
    return [
        Fact("本期公示结果", public.visits, unit, "公示日期在期间内，任务编号＋对象编码去重", cells),
        *(Fact(f"其中：{site}", count, unit, "同上，按公示网站；在几个网站公示的分别列计") for site, count in sites.most_common()),
        Fact("本期检查应公示", due, unit, "检查日期在期间内且已录入检查结果，任务编号＋对象编码去重"),
        Fact("其中期末已公示", done, unit, "该任务该对象在期间内检查的各事项都有不晚于期末的公示日期"),
        Fact("结果公示率", ratio(done, due), "", "期末已公示÷本期检查应公示，要求100%"),
        Fact("期末待公示", part.to_publish.closing, unit,
             f"期初{part.to_publish.opening}＋检查{part.to_publish.came}－公示{part.to_publish.went}"),
    ]


def _checked_text(scope: Scope) -> str:
    part = scope.conduct
    unit, checks = measure(part.measures), part.checks
    if not checks.objects:
        return "本期没有检查结果。"
    told = parts(((checks.clean, "未发现问题"), (checks.pending, "结果待录入"), (checks.problems, "发现问题")), unit)
    kinds = "、".join(f"{name}{count}{unit}" for name, count in checks.by_result)
    return f"本期检查{checks.objects}{unit}，其中{told}" + (f"。按检查结果分：{kinds}。" if kinds else "。")


def _published_text(scope: Scope) -> str:
    part = scope.conduct
    unit, public = visits_measure(part.measures), part.publications
    if not public.visits and not part.to_publish.closing:
        return ""
    sites = "、".join(f"{NO_SITE.strip('（）') if site == NO_SITE else site}{count}{unit}" for site, count in public.by_site)
    text = f"本期公示抽查结果{public.visits}{unit}" + (f"（{sites}）。" if sites else "。")
    due, done = shares(scope)
    share = ratio(done, due)
    if share is not None:
        text += f"本期检查并录入结果的{due}{unit}中，期末已公示{done}{unit}，公示率{percent(share)}。"
    return text + (f"截至{short_day(scope.until)}待公示{part.to_publish.closing}{unit}。" if part.to_publish.closing else "")


# --- terms -------------------------------------------------------------------------------------------

def _late(scope: Scope) -> tuple[list[FindingRow], list[FindingRow]]:
    return (scope.marked(*_LATE_ENTRY, rows=scope.checked), scope.marked(*_LATE_PUBLICATION, rows=scope.checked))


def _term_facts(scope: Scope) -> list[Fact]:
    entry, publication = _late(scope)
    known = scope.settings
    facts = [
        scope.fact(f"录入超过{known.entry_days}个工作日", entry, unit="条", of=(FINDINGS, "entered"),
                   note="本期检查的结果，检查次日起算，按节假日表计；一个事项一条，逾期未录入的计入"),
        scope.fact(f"公示超过{known.publish_days}个工作日", publication, unit="条", of=(FINDINGS, "published"),
                   note="本期检查的结果，检查次日起算，按节假日表计；一个事项一条，逾期未公示的计入"),
    ]
    if not scope.uncounted_years:
        return facts
    years = "、".join(map(str, scope.uncounted_years))
    return [Fact(fact.name, None, fact.unit, f"未核对：{years}年节假日安排没有录入") for fact in facts]


def _terms_text(scope: Scope) -> str:
    if not scope.checked:
        return ""
    if scope.uncounted_years:
        return "节假日安排没有录入，结果录入和公示是否超期未核对。"
    entry, publication = _late(scope)
    known = scope.settings
    if not entry and not publication:
        return f"本期检查的结果没有超过{known.entry_days}个工作日录入、超过{known.publish_days}个工作日公示的。"
    return (missing([row["task"] for row in entry], f"条结果超过{known.entry_days}个工作日才录入或仍未录入，涉及任务")
            + missing([row["task"] for row in publication], f"条结果超过{known.publish_days}个工作日才公示或仍未公示，涉及任务"))


# --- problems and what followed ----------------------------------------------------------------------

def problem_rows(scope: Scope) -> list[FindingRow]:
    """Problems found in the period, one an item."""
    return [row for row in scope.checked if scope.is_problem(row)]


def is_open(row: FindingRow) -> bool:
    """Whether a follow-up is called for and has not ended."""
    return not row["closed"] and row["disposal"] != NO_DISPOSAL


def is_late(row: FindingRow, day: date) -> bool:
    """Whether an open follow-up is past its term."""
    return is_open(row) and bool(row["disposal_due"]) and row["disposal_due"] < day


def open_rows(scope: Scope) -> list[FindingRow]:
    """Problems of all times whose follow-up has not ended by the day."""
    return [row for row in scope.findings if scope.is_problem(row) and is_open(row)]


def _problem_facts(scope: Scope) -> list[Fact]:
    checks, rows = scope.conduct.checks, problem_rows(scope)
    unit = measure(scope.conduct.measures)
    result = (FINDINGS, "result")
    return [
        Fact("本期发现问题的对象", checks.problems, unit, "代码表“是否问题”为“是”的结果，对象编码去重",
             scope.sources(FINDINGS, rows, "result")),
        scope.fact("本期发现问题", rows, unit="条", of=result, note="一个任务、一个对象、一个事项一条"),
        *(scope.fact(f"其中：{name}", [row for row in rows if row["result"] == name], unit="条", of=result,
                     note="同上，按检查结果") for name, _ in checks.by_result),
    ]


def _follow_facts(scope: Scope) -> list[Fact]:
    rows, open_now = problem_rows(scope), open_rows(scope)
    sent = [row for row in scope.findings if scope.period.holds(row["transferred"])]
    unsent = [row for row in scope.findings if _to_transfer(row) and not row["transferred"]]
    disposal, closed = (FINDINGS, "disposal"), (FINDINGS, "closed")
    return [
        scope.fact("其中已确定后续处置", [row for row in rows if row["disposal"]], unit="条", note="后续处置不为空", of=disposal),
        scope.fact("其中期末已办结", [row for row in rows if row["closed"]], unit="条", note="办结日期不晚于期末", of=closed),
        scope.fact("期末未办结", open_now, unit="条", of=closed,
                   note="历次检查发现的问题，需后续处置而没有办结日期；“无需后续处置”的不计"),
        scope.fact("其中超过处置期限", [row for row in open_now if is_late(row, scope.until)], unit="条",
                   note="处置期限早于期末", of=(FINDINGS, "disposal_due")),
        scope.fact("本期移送", sent, unit="条", note="移送日期在期间内", of=(FINDINGS, "transferred")),
        scope.fact("其中有移送结果", [row for row in sent if row["transfer_result"]], unit="条", note="移送结果不为空",
                   of=(FINDINGS, "transfer_result")),
        scope.fact("应移送未移送", unsent, unit="条", note="后续处置为移送，或填了移送部门，没有不晚于期末的移送日期",
                   of=(FINDINGS, "transferred")),
    ]


def _to_transfer(row: FindingRow) -> bool:
    return bool(row["transfer_to"]) or row["disposal"].startswith(TRANSFER)


def _problem_text(scope: Scope) -> str:
    rows, unit = problem_rows(scope), measure(scope.conduct.measures)
    if not rows:
        return "本期没有发现问题。" if scope.checked else ""
    kinds = Counter(row["disposal"] for row in rows if row["disposal"])
    told = "、".join(f"{name}{count}条" for name, count in kinds.most_common())
    decided = sum(kinds.values())
    without = [row["task"] for row in rows if not row["disposal"]]
    return (f"本期发现问题的检查对象{scope.conduct.checks.problems}{unit}，问题{len(rows)}条；已确定后续处置{decided}条"
            + (f"（{told}）" if told else "") + f"，期末已办结{sum(bool(row['closed']) for row in rows)}条。"
            + missing(without, "条问题没有填写后续处置，涉及任务"))


def _follow_text(scope: Scope) -> str:
    open_now = open_rows(scope)
    late = [row for row in open_now if is_late(row, scope.until)]
    unsent = [row for row in scope.findings if _to_transfer(row) and not row["transferred"]]
    text = f"截至{short_day(scope.until)}，后续处置未办结{len(open_now)}条，其中超过处置期限{len(late)}条" if open_now else ""
    where = f"（涉及任务：{named(row['task'] for row in late)}）" if late else ""
    return (f"{text}{where}。" if text else "") + missing(
        [row["task"] for row in unsent], "条应移送的问题没有登记移送日期，涉及任务")


# --- listings and charts -----------------------------------------------------------------------------

def _result_list(scope: Scope) -> Listing:
    """Every row checked or published in the period."""
    ids = {id(row): row for row in (*scope.checked, *_published_rows(scope))}
    rows = [row for row in scope.findings if id(row) in ids]
    columns = (("任务编号", 19), ("对象编码", 20), ("对象名称", 24), ("事项编码", 12), ("检查日期", 11), ("检查结果", 20), ("录入日期", 11),
               ("公示日期", 11), ("公示网站", 18))
    cells = tuple((row["task"], row["object"], scope.object_name(row["object"]), row["item"], row["checked"],
                   row["result"] or "待录入", row["entered"] or "未录入", row["published"] or "未公示", row["site"])
                  for row in rows)
    return Listing("5结果公示", "本期检查或公示的结果", columns, cells, scope.sources(FINDINGS, rows, "checked"),
                   note="一个任务、一个对象、一个事项一行；公示网站空白的，按“参数”中的公示网站计。")


def _problem_list(scope: Scope) -> Listing:
    """Problems of the period, and older ones that are still open."""
    ids = {id(row) for row in (*problem_rows(scope), *open_rows(scope))}
    rows = [row for row in scope.findings if id(row) in ids]
    columns = (("任务编号", 19), ("对象名称", 24), ("事项编码", 12), ("检查日期", 11), ("检查结果", 20), ("问题描述", 30),
               ("后续处置", 16), ("处置期限", 11), ("办结日期", 11), ("移送部门", 18), ("移送日期", 11), ("移送结果", 20))
    cells = tuple((row["task"], scope.object_name(row["object"]) or row["object"], row["item"], row["checked"],
                   row["result"], row["problem"], row["disposal"] or "未填写", row["disposal_due"] or "",
                   row["closed"] or _unclosed(row, scope.until), row["transfer_to"], row["transferred"] or "",
                   row["transfer_result"]) for row in rows)
    short = ("对象名称", "检查日期", "检查结果", "后续处置", "处置期限", "办结日期")
    return Listing("5后续处理", "发现问题及后续处理情况", columns, cells, scope.sources(FINDINGS, rows, "result"),
                   note="本期发现的问题，以及以前发现、期末仍未办结的问题。", document=short)


def _unclosed(row: FindingRow, day: date) -> str:
    if row["disposal"] == NO_DISPOSAL:
        return "无需"
    return "超期未办结" if is_late(row, day) else "未办结"


def monthly_chart(scope: Scope) -> Chart:
    """Drawn, checked and published, a calendar month each."""
    months = months_of(scope.period)
    done = [scope.conduct_of(scope.tasks.values(), replace(month, end=min(month.end, scope.until))) for month in months]
    return Chart("各月抽取、检查、公示（家次）", tuple(f"{month.start.month}月" for month in months), (
        ("抽取", tuple(part.visits for part in done)), ("检查", tuple(part.checks.visits for part in done)),
        ("公示", tuple(part.publications.visits for part in done))))


def result_chart(scope: Scope) -> Chart:
    """Findings of the period by result, one an item."""
    counts = Counter(row["result"] or "待录入" for row in scope.checked)
    names = [name for name in (*scope.ledger.results, "待录入") if counts[name]]
    return Chart("本期检查结果构成（条）", tuple(names), (("结果", tuple(counts[name] for name in names)),), bars=True)
