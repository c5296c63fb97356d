"""An outsider with everything that a division makes public and sends in a year, against what it keeps to itself."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from hashlib import sha256
from math import sqrt
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from ssj_xl.domain.record import as_json
from ssj_xl.gateways.book import Book
from ssj_xl.papers.notice import as_data, as_workbook
from ssj_xl.papers.page import records_of
from ssj_xl.tables import records, registers
from ssj_xl.tables.leads import LEADS as LEAD_ROWS
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.consolidation.submit import submit
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.publishing.papers import Wanted, papers
from ssj_xl.workflows.publishing.publish import inferred, publish
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from ssj_xl.workflows.rounds.notice import notice
from ssj_xl.workflows.rounds.substitute import Delay, Grounds, Leaver, postpone, promote, reassign
from tests.bureau import Bureau, edit, rows

YEARS = 6
QUARTERS = (3, 6, 9, 12)
TIERS = {"A": 30, "B": 14, "C": 5, "D": 2}
LAWYERS, LEADS = 12, ("LS035", "LS040")
Record = dict[str, Any]


def quarter(month: int) -> str:
    return f"LG-LS-2026-{month:03}"


PEOPLE = "LG-LS-2026-099"


def office() -> Bureau:
    """51 firms in four tiers, two of them with a lead; 12 lawyers; secrets that no other cell has."""
    bureau = Bureau()
    first = bureau[registers.OBJECTS][0]
    tiers = [tier for tier, size in TIERS.items() for _ in range(size)]
    bureau.rows[registers.OBJECTS.name] = [
        {**first, "code": f"LS{number:03}", "name": f"第{number:03}律师事务所", "tier": tier, "phone": f"0399-56{number:05}",
         "head": f"负责人{number}甲", "labels": ("有事必查",) if f"LS{number:03}" == LEADS[0] else (), "note": f"信访件{number}号"}
        for number, tier in enumerate(tiers, 1)]
    bureau.add(LEAD_ROWS, number="XS01", received=date(2026, 1, 5), object=LEADS[1], letter="信访转〔2026〕7号", origin="投诉举报", handling="个案检查",
               approver="批准人丁", valid_to=date(2026, 12, 31))
    for number in range(1, LAWYERS + 1):
        licence = f"1139920151{number * 7654321 % 10_000_000:07}"
        bureau.add(registers.OBJECTS, code=licence, licence=licence, name=f"张{number}", object_type="律师", tier="B", status="正常",
                   labels=(), employer=f"LS{number:03}", phone=f"1380000{number:04}")
    for number, row in enumerate(bureau[registers.INSPECTORS]):
        row |= {"certificate": f"139926{number * 654321 % 1_000_000:06}", "away_why": ""}
    bureau[registers.INSPECTORS][5] |= {"away_from": date(2026, 1, 5), "away_to": date(2026, 1, 6), "away_why": "住院手术"}
    bureau.rows[registers.RECUSALS.name] = [{"inspector": "P01", "object": "LS001", "why": "配偶在该所任职"},
                                            {"inspector": "P02", "object": "LS050", "why": "曾是该所合伙人"}]
    bureau.add(registers.ITEMS, **{**bureau[registers.ITEMS][0], "code": "LS-09", "minor": "执业", "object_type": "律师"})
    task = {**bureau[registers.TASKS][0], "witness": "见证人丙", "supervisor": "监督人乙", "scheme_name": "方案"}
    bureau.rows[registers.TASKS.name] = [
        {**task, "code": quarter(month), "platform": f"HB{month}", "object_type": ("律师事务所",), "start": date(2026, month, 3),
         "end": date(2026, month, 28)} for month in QUARTERS]
    bureau.add(registers.TASKS, **{**task, "code": PEOPLE, "platform": "HB99", "object_type": ("律师",), "items": ("LS-09",),
                                   "ratio": "25%", "start": date(2026, 5, 3), "end": date(2026, 5, 28)})
    return bureau


@dataclass
class Year:
    """What went out: files by name, pages' records by task, the highest figure that the bureau was shown (per mille)."""

    book: Book
    files: dict[str, bytes] = field(default_factory=dict)
    pages: dict[str, Record] = field(default_factory=dict)
    figure: float = 0.0


def at(month: int, day: int, salt: int) -> Desk:
    now = datetime(2026, month, day, 9)
    return Desk(now, "操作人甲", lambda: sha256(f"{salt}|{now}".encode()).hexdigest())


def held(year: Year, task: str, month: int, salt: int) -> None:
    """Lock, draw and page of one task."""
    digits = str(int(sha256(f"{salt}|{task}".encode()).hexdigest(), 16))[:30]
    try:
        lock(year.book, task, "dice", at(month, 2, salt))
    except UserError as refused:  # too much could be inferred by now: the division takes the remedy, one ratio for all
        if {found.code for found in refused.problems} != {"D55"}:
            raise
        edit(year.book, registers.TASKS, {"code": task}, ratio=Fraction(1, 10))
        lock(year.book, task, "dice", at(month, 2, salt))
    draw(year.book, task, f"dice:{digits}", at(month, 3, salt))
    year.pages[task] = records_of(publish(year.book, task, at(month, 3, salt)).page)[0]


def worked(year: Year, task: str, month: int) -> None:
    """The visits of a task, with everything that goes wrong in one, and its papers."""
    book, desk = year.book, at(month, 4, 0)
    match(book, task, desk)
    listed = [row["object"] for row in rows(book, records.WINNERS, task=task) if row["state"] == "抽中"]
    if task != PEOPLE:
        promote(book, task, listed[0], Grounds("注销", "局长", "来信举报后查明已注销"), at(month, 5, 0))
        postpone(book, task, Delay(listed[1], date(2026, month, 27)), Grounds("被检查对象申请", "局长", "主任患病"), at(month, 6, 0))
        reassign(book, task, Leaver("P03"), Grounds("不在岗", "局长", "病假一周"), at(month, 6, 0))
    item = "LS-09" if task == PEOPLE else "LS-01"
    book.append(registers.FINDINGS, [
        {"task": task, "object": code, "item": item, "checked": date(2026, month, 10), "result": "发现问题已责令改正",
         "problem": "私自收费的具体情节", "entered": date(2026, month, 11), "published": date(2026, month, 15), "disposal": "责令改正",
         "inspectors": ("P01", "P02"), "transfer_result": "移送后立案的情况"} for code in listed[2:]])


def handed_out(year: Year, task: str, month: int) -> None:
    book, desk = year.book, at(month, 20, 0)
    page = publish(book, task, desk).page
    (record,) = records_of(page)
    told = notice(book, task)
    made = papers(book, task, Wanted(desk.today, ("方案", "公示表"))).files
    year.pages[task] = record
    year.files |= {f"{task} 公示页": page, f"{task} 公开记录": as_json(record), f"{task} 公告": as_json(as_data(told)),
                   f"{task} 公告纸": as_workbook(told), **{f"{task} {file.name}": file.data for file in made}}


@cache
def year_of(salt: int) -> Year:
    """The same office in another year of the same luck; the first one with all that is handed out and sent."""
    year = Year(office().book())
    for month, task in [*((month, quarter(month)) for month in QUARTERS), *([(5, PEOPLE)] if not salt else [])]:
        held(year, task, month, salt)
        if not salt:
            worked(year, task, month)
            handed_out(year, task, month)
    if not salt:
        year.files["报送件"] = submit(year.book, "2026-12", at(12, 22, 0)).data
    shown = [re.findall(r"不超过 ([0-9.]+)%", inferred(year.book, quarter(month))[0]) for month in QUARTERS]
    year.figure = max(float(found) for one in shown for found in one) / 100
    return year


def texts(data: bytes) -> Iterator[str]:
    """All that a file says, the parts of an Office file unpacked."""
    if not data.startswith(b"PK"):
        yield data.decode("utf-8")
        return
    with ZipFile(io.BytesIO(data)) as package:
        yield from (package.read(name).decode("utf-8", "replace") for name in package.namelist())


@cache
def everything() -> Mapping[str, str]:
    return {name: "\n".join(texts(data)) for name, data in year_of(0).files.items()}


@cache
def spoken() -> Mapping[str, str]:
    """Everything less the pages' own programs, whose words are no secret of this year."""
    return {name: re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL) for name, text in everything().items()}


@cache
def sent_book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(year_of(0).files["报送件"]))


def cells_of(table: str) -> list[dict[str, Any]]:
    head, *body = sent_book()[table].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in body]


def test_the_year_went_out_whole() -> None:
    assert len(everything()) == 5 * 7 + 1
    assert sum(len(record["names"]) for record in year_of(0).pages.values()) == 31
    assert all("发现问题已责令改正" in everything()[f"{task} 公示页"] for task in (*map(quarter, QUARTERS), PEOPLE))


@pytest.mark.parametrize("name", ["telephones", "certificates", "reasons", "people behind them"])
def test_no_file_says_it_in_so_many_words(name: str) -> None:
    book = year_of(0).book
    objects, inspectors = book.read(registers.OBJECTS).rows, book.read(registers.INSPECTORS).rows
    secrets = {
        "telephones": {row["phone"] for row in objects},
        "certificates": {row["licence"] for row in objects} | {row["certificate"] for row in inspectors},
        "reasons": {row["why"] for row in book.read(registers.RECUSALS)} | {row["note"] for row in objects} | {
            "住院手术", "患病", "病假", "举报", "信访", "私自收费", "立案", "有事必查", "另行安排"},
        "people behind them": {row["head"] for row in objects} | {"见证人丙"},
    }[name] - {""}
    assert {(file, secret) for file, text in spoken().items() for secret in secrets if secret in text} == set()


def test_no_number_is_hidden_between_other_characters() -> None:
    book = year_of(0).book
    numbers = {re.sub(r"\D", "", row[key]) for row in book.read(registers.OBJECTS) for key in ("phone", "licence") if row[key]}
    numbers |= {row["certificate"] for row in book.read(registers.INSPECTORS)}
    for file, text in spoken().items():
        bare = re.sub(r"[\s*·—-]+", "", re.sub(r"<[^>]*>", "", text))
        assert [number for number in numbers if number in bare] == [], file


def test_pseudonyms_of_two_draws_are_never_the_same() -> None:
    seen = Counter(line.split("\t")[0] for record in year_of(0).pages.values() for line in record["list"])
    assert set(seen.values()) == {1}


@pytest.mark.long
def test_whom_a_lead_is_about_cannot_be_seen_anywhere() -> None:
    """A firm with a lead is like any that was never drawn: in no page, and one more row among equals in what is sent."""
    named = {code for record in year_of(0).pages.values() for code in record["names"]}
    quiet = {f"LS{number:03}" for number in range(1, sum(TIERS.values()) + 1)} - named
    practise = "".join(name for record in year_of(0).pages.values() for name in record["names"].values())
    quiet -= {code for code in quiet if f"第{code[2:]}律师事务所" in practise}
    assert set(LEADS) < quiet
    public = "".join(text for file, text in everything().items() if file != "报送件")
    firms = {code: f"第{code[2:]}律师事务所" for code in quiet}
    replaced = {one["left"] for record in year_of(0).pages.values() for one in record["substituted"]}
    assert [code for code, name in firms.items() if (code in public or name in public) and code not in replaced] == []
    sent = everything()["报送件"]
    rows_of = {row["对象编码"]: {key: value for key, value in row.items() if key not in ("对象编码", "对象名称")}
               for row in cells_of("检查对象") if row["对象编码"] in quiet}
    assert len({json.dumps({**row, "区县": ""}, default=str) for row in rows_of.values()}) == 1
    assert len({sent.count(name) for code, name in firms.items() if code not in replaced}) == 1


@pytest.mark.long
def test_who_must_not_visit_whom_cannot_be_seen_anywhere() -> None:
    assert "回避关系" not in sent_book().sheetnames
    pairs = {(row["inspector"], row["object"]) for row in year_of(0).book.read(registers.RECUSALS)}
    for file, text in everything().items():
        lines = re.split(r"</row>|</tr>|\n|\},", text)
        assert not [pair for pair in pairs for line in lines if all(part in line for part in pair) and len(line) < 2_000], file


def guesses(record: Record) -> list[tuple[str, str]]:
    """Named firms with the group that stands in the same place of the result: what order alone may tell."""
    return list(zip(record["names"], (line.split("\t")[0] for line in record["result"]), strict=True))


@pytest.mark.long
def test_the_order_in_which_names_and_pseudonyms_stand_says_nothing_about_groups() -> None:
    hits = luck = spread = 0.0
    for year in map(year_of, range(YEARS)):
        for task in map(quarter, QUARTERS):
            group = {row["object"]: row["group"] for row in rows(year.book, records.LOCKED, task=task)}
            record = year.pages[task]
            shares = Counter(line.split("\t")[0] for line in record["result"])
            chance = sum(count * count for count in shares.values()) / len(record["result"])
            hits += sum(group[code] == label for code, label in guesses(record))
            luck, spread = luck + chance, spread + chance
    assert abs(hits - luck) < 3 * sqrt(spread)


def most_named(year: Year) -> list[str]:
    """The outsider's best guess at the strictest tier: the firms that stand on the most pages of the year."""
    count = Counter(code for month in QUARTERS for code in year.pages[quarter(month)]["names"])
    return [code for code, times in count.items() if times == max(count.values())]


@pytest.mark.long
def test_who_is_named_most_often_is_of_the_strictest_tier_no_oftener_than_the_bureau_was_shown() -> None:
    hits = bound = 0.0
    for year in map(year_of, range(YEARS)):
        tier = {row["code"]: row["tier"] for row in year.book.read(registers.OBJECTS)}
        picked = most_named(year)
        hits += sum(tier[code] == "D" for code in picked)
        bound += year.figure * len(picked)
        assert year.figure <= 0.5, "the parameter's limit holds"
    assert hits > 0, "an outsider does learn something, and it is what was shown"
    assert hits <= bound + 3 * sqrt(bound)


def test_a_tier_is_written_nowhere() -> None:
    assert {row["信用风险等级"] for row in cells_of("检查对象")} == {None}
    assert {row["风险等级"] for row in cells_of("锁定名录")} == {None}
    groups = {line.split("\t")[1] for month in QUARTERS for line in year_of(0).pages[quarter(month)]["list"]}
    assert groups <= {"X", "律师事务所", *(f"组{number}" for number in range(1, 5))}
