"""The program's figures held against the oracle's: the form, `due`, 首页, 落实情况 of a quarter and the year, each with what is told besides.

    python -m tests.workflows.oracle.compare FROM TO

carries through the years of these seeds and prints every difference.
"""

from __future__ import annotations

import hashlib
import io
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from ssj_xl.build import master
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.snapshots import Home
from ssj_xl.gateways.xlsx.gateway import FileGateway
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.records import REGISTERS
from ssj_xl.workflows.deadlines import due
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.monthly.report import report
from ssj_xl.workflows.summary.quarter import summarise as of_quarter
from ssj_xl.workflows.summary.year import summarise as of_year
from tests.workflows.oracle import told
from tests.workflows.oracle.figures import Cells, Form, Month, Part, day_of, period, read
from tests.workflows.oracle.office import CODE_RESULTS, SITES, Office, as_file, carried_through
from tests.workflows.oracle.terms import Terms

LATE, NEAR = ("已逾期",), ("今日到期", "即将到期")
MEASURED = re.compile(r"(\d+)个大项、(\d+)个小项")
AFTERWARDS = "期末以后作废的一轮"
Difference = tuple[str, Any, Any]


def book_of(data: bytes) -> Book:
    """A book on a workbook file."""
    return Book(FileGateway(Home(Path("主台账.xlsx"), hashlib.sha256(data).digest()), data))


def compared(pairs: Iterator[Difference]) -> list[Difference]:
    """Those where the oracle's and the program's are not the same."""
    return [found for found in pairs if found[1] != found[2]]


# --- the form --------------------------------------------------------------------------------------------


def form_pairs(form: Form, cells: dict[str, str]) -> Iterator[Difference]:
    """What is told in the cells of a form, beside the oracle's."""
    for key, count in (("会议", form.meetings), ("文件", form.documents), ("培训", form.trainings)):
        yield key, count, told.listed(cells[key])
    for which, part in enumerate((form.planned, form.unplanned)):
        own = {key: told.parts(text)[which] for key, text in cells.items()}
        yield from ((f"{'计划外 ' if which else ''}{what}", wanted, found) for what, wanted, found in _part_pairs(part, own))
    whole = re.search(r"抽查检查主体(\d+)家，公示抽查结果(\d+)家", cells["全市"])
    if whole and "（未报）" not in cells["全市"]:
        yield "全市", form.counties[1:], tuple(map(int, whole.groups()))


def _part_pairs(part: Part, cells: dict[str, str]) -> Iterator[Difference]:
    number = told.number
    yield "抽查文件", part.schemes, told.listed(cells["抽查文件"])
    yield from _draw_pairs(part, cells["范围"])
    items = MEASURED.search(cells["事项"])
    yield "事项", (part.majors, part.minors), tuple(map(int, items.groups())) if items else (0, 0)
    text = cells["问题"]
    yield "发现问题", part.problem_objects, number(r"^\s*#", text)
    yield "检查", part.checked_objects, number("本月检查#", text)
    rest = text.partition("本月检查")[2]
    yield "未发现问题", part.clean_objects, number("未发现问题#", rest)
    yield "待录入", part.pending_objects, number("结果待录入#", rest)
    yield "情形", part.kinds, told.kinds(text, CODE_RESULTS)
    yield from _publication_pairs(part, cells["公示"])


def _draw_pairs(part: Part, text: str) -> Iterator[Difference]:
    number = told.number
    lines = [line for line in re.split(r"；\n|。\n|\n", text) if "对象范围为" in line]
    found = [(number("名录共#", line), number("可抽取#", line) or number("名录共#", line), number("，抽取#", line)) for line in lines]
    yield "各次抽取", sorted(part.per_task.values()), sorted(found)
    if part.draws > 1:
        times = re.search(r"合计开展随机抽查(\d+)次", text)
        yield "抽取合计", (part.draws, part.objects), (int(times[1]) if times else 0, number("抽取检查对象#", text))
    if part.waiting_of_drawn:
        yield (
            "抽取进展",
            (part.checked_of_drawn, part.waiting_of_drawn),
            (number("上述对象已检查#", text), number("待检查#", text.rpartition("上述对象")[2])),
        )


def _publication_pairs(part: Part, text: str) -> Iterator[Difference]:
    number = told.number
    yield "公示", part.published, number("公示抽查结果#", text)
    yield "网站", Counter({site: count for site, count in part.sites.items() if site}), Counter({site: count for site, count in told.sites(text).items() if site in SITES})
    flows = (part.drawn, part.checked, part.published)
    if "本月抽取" not in text:
        yield "三数一致", 1, len(set(flows))
        return
    yield "三数", flows, (number("本月抽取#", text), number("、检查#", text), number("、公示#", text))
    yield (
        "结存",
        (part.waiting_before, part.unpublished_before, part.waiting, part.unpublished),
        tuple(
            number(what, text)
            for what in ("期初已抽取待检查#", "期初已检查待公示#", "截至[^，：]*已抽取待检查#", "截至[^，：]*已检查待公示#")
        ),
    )


def month_differences(cells: Cells, book: Book, month: date, filled_on: date) -> list[Difference]:
    """The form of one month, read back from its own cells."""
    at = Desk(datetime.combine(filled_on, time(9)), "张某", lambda: "0" * 64)
    made = report(book, f"{month:%Y-%m}", desk=at, filled_on=filled_on)
    if made.annex:
        return []
    return compared(form_pairs(Month(cells, month.year, month.month, filled_on).form(), told.cells_of(made.data)))


# --- 期限 and 首页 -----------------------------------------------------------------------------------------


def due_differences(cells: Cells, book: Book, today: date) -> list[Difference]:
    """Every duty, by cell, with its last day and how it stands."""
    found: Counter[tuple[Any, ...]] = Counter()
    for line in due(book, today, asked=True).lines:
        if (rule := line.due.rule.key) != "certificate":
            places = (
                [(_month(line.due.subject), 0)]
                if rule in ("form", "quarter")
                else [(line.due.place.sheet, int(re.sub(r"\D", "", cell))) for cell in line.cells]
            )
            found.update((line.due.rule.title, *place, line.due.deadline, line.due.state) for place in places)
    terms = Terms(cells)
    wanted = Counter((term.title, term.sheet, term.row, term.deadline, terms.state(term, today)) for term in terms.all(today))
    return [("期限", key, None) for key in wanted - found] + [("期限", None, key) for key in found - wanted]


def _month(subject: str) -> str:
    month = re.match(r"(\d+)年(\d+)月", subject)
    if month:
        return f"{month[1]}-{int(month[2]):02}"
    return f"{subject[:4]}-{'一二三四'.index(subject[5]) * 3 + 3:02}"


def home_differences(cells: Cells, book: Book, office: Office, today: date) -> list[Difference]:
    """首页 as it is stored in a workbook that is written anew with the same rows."""
    kept = {
        spec.name: [
            {column.key: row[column.key] for column in spec.columns if row.get(column.key) not in (None, "")} for row in book.read(spec)
        ]
        for spec in REGISTERS
        if book.has(spec)
    }
    data = master.content(settings={**office.settings, "view_day": today}, rows=kept, spare=5, today=today)
    page = load_workbook(io.BytesIO(data), data_only=True)["首页"]
    return compared(_home_pairs(cells, page, book, today))


def _home_pairs(cells: Cells, page: Any, book: Book, today: date) -> Iterator[Difference]:
    terms = Terms(cells)
    stand = Counter((term.title, terms.state(term, today)) for term in terms.all(today))
    listed = Counter((line.due.rule.title, line.due.state) for line in due(book, today, asked=True).lines for _ in line.cells or ("",))
    for row in range(13, 37):
        title, shown = page[f"B{row}"].value, (page[f"F{row}"].value, page[f"G{row}"].value)
        yield f"首页对 due {title}", tuple(sum(listed[title, state] for state in states) for states in (LATE, NEAR)), shown
        if title != "执法证件换证":
            yield f"首页 {title}", tuple(sum(stand[title, state] for state in states) for states in (LATE, NEAR)), shown
    findings = [row for row in cells["检查结果"] if row["检查日期"]]
    year = {row["对象编码"] for row in findings if day_of(row["检查日期"]).year == int(cells.settings["年度"])}  # type: ignore[union-attr]
    listed_objects = {row["对象编码"] for row in cells["检查对象"] if row["状态"] in ("正常", "失联")}
    yield "覆盖", f"已查 {len(year)} ÷ 名录 {len(listed_objects | year)}", str(page["B9"].value).partition("，")[0]
    yield "待录入", sum(not row["录入日期"] for row in findings), page["K8"].value
    yield "待公示", sum(bool(row["检查结果"] and not row["公示日期"]) for row in findings), page["N8"].value
    for month, column in enumerate("EFGHIJKLMNOP", 1):
        first, last = period(cells.settings, int(cells.settings["年度"]), month)
        for row, title in ((58, "检查日期"), (59, "公示日期")):
            yield (
                f"首页逐月 {title}",
                sum((day := day_of(one[title])) is not None and first <= day <= last for one in findings),
                page[f"{column}{row}"].value,
            )


# --- 落实情况 --------------------------------------------------------------------------------------------


def summary_differences(cells: Cells, book: Book, quarter: int, made_on: date) -> list[Difference]:
    """落实情况 of a quarter; of the year where that is 0.  Draws voided after its end are told otherwise in the months."""
    year = int(cells.settings["年度"])
    first, last = date(year, max(1, quarter * 3 - 2), 1), date(year, quarter * 3 or 12, 28) + timedelta(4)
    last = last.replace(day=1) - timedelta(1)
    summary, _ = of_quarter(book, f"{year}Q{quarter}", made_on=made_on) if quarter else of_year(book, year, made_on=made_on)
    found: dict[str, Any] = {}
    for section in summary.sections:
        for fact in section.facts:
            name = fact.name + ("（计划）" if fact.name == "其中已公示" and section.title.startswith("抽查计划制定") else "")
            found.setdefault(name, fact.value)
    wanted = Month(cells, year, max(1, quarter * 3), made_on, (first, last)).summary()
    return compared((name, value, found[name]) for name, value in wanted.items() if name in found)


# --- a whole year ----------------------------------------------------------------------------------------


def differences(seed: int, *, months: int = 12) -> list[Difference]:
    """Of the year of a seed: `months` forms, three days of `due`, two of 首页, one quarter and the year."""
    office, gateway = carried_through(seed)
    data, choose = as_file(office, gateway), random.Random(f"{seed}/days")
    cells, book, year = read(data), book_of(data), office.year
    found: list[Difference] = []
    for month in sorted(choose.sample(range(1, 13), months)):
        _, last = period(cells.settings, year, month)
        filled_on = last + timedelta(choose.choice((1, -5, 20, 400)))
        found += [
            (f"{month}月（{filled_on}） {what}", *both) for what, *both in month_differences(cells, book, date(year, month, 1), filled_on)
        ]
    days = [date(year, 1, 1) + timedelta(choose.randrange(365)) for _ in range(2)]
    for today in (*days, date(year + 1, 3, 1)):
        found += [(f"{today} {what}", *both) for what, *both in due_differences(cells, book, today)]
    for today in (days[0], date(year + 1, 3, 1)):
        found += [(f"{today} {what}", *both) for what, *both in home_differences(cells, book, office, today)]
    for quarter in (choose.randrange(1, 5), 0):
        made_on = date(year + 1, 3, 1)
        found += [(f"{quarter or '年'} {what}", *both) for what, *both in summary_differences(cells, book, quarter, made_on)]
    return found


def main(first: int, last: int) -> int:
    """Print the differences of the seeds from `first` to `last`."""
    wrong = 0
    for seed in range(first, last):
        try:
            found = differences(seed)
        except UserError as refused:
            found = [("拒绝", None, str(problem)) for problem in refused.problems]
        wrong += bool(found)
        for difference in found:
            print(seed, *difference)
    print(f"{last - first} 年，{wrong} 年有不同")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
