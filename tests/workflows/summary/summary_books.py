"""Workbooks for tests of the quarter report and the year: registers in the tiny language, everything else empty."""

from __future__ import annotations

from datetime import date
from typing import Any

from ssj_xl.domain.summary.model import Summary
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway, Table
from ssj_xl.tables import registers
from ssj_xl.tables.settings import SETTING_BY_KEY
from ssj_xl.workflows.monthly.figures import COUNTED
from ssj_xl.workflows.summary import quarter, year
from ssj_xl.workflows.summary.scope import Scope, open_scope
from tests.tables_language import calendar, grid

Q1_END, YEAR_END = date(2021, 3, 31), date(2021, 12, 31)
PLAN = """年度计划
计划编号 年度 任务名称 责任处室 事项编码 计划开始 计划截止 公示日期
JH1 2021 律所抽查 律师处 LS-01 2021-03-01 2021-06-30 2021-01-20

"""
TASK = PLAN + """抽查任务
任务编号 计划编号 平台任务编号 任务名称 发起处室 事项编码 方案文件 方案日期 方案公示日期 开始日期 截止日期
T1 JH1 P1 律所抽查 律师处 LS-01 方案 2021-03-01 2021-03-02 2021-03-05 2021-03-31

事项清单
事项编码 大项 小项 检查依据
LS-01 律所监管 内部管理 律师法

检查对象
对象编码 对象名称 统一社会信用代码 对象类型 状态
D1 甲所 C1 律师事务所 正常
D2 乙所 C2 律师事务所 正常
D3 丙所 C3 律师事务所 停业

"""
DRAWN = TASK + """抽取记录
任务编号 名录数量 锁定时间 抽取时间
T1 2 2021-03-02~09:00:00 2021-03-03~09:00:00

抽取名单
任务编号 序号 对象编码 对象名称 对象类型 状态
T1 1 D1 甲所 律师事务所 抽中
T1 2 D2 乙所 律师事务所 抽中

"""
FINDINGS = ("检查结果\n任务编号 对象编码 事项编码 检查日期 检查方式 检查结果 问题描述 录入日期 公示日期 后续处置 处置期限 办结日期 移送部门 移送日期 "
            "信用信息归集日期 列入失信决定文号 列入失信日期\n")


def finding(code: str, checked: str = "2021-03-10", result: str = "未发现问题", **more: str) -> str:
    """A row of 检查结果; `more` by title."""
    titles = FINDINGS.split("\n")[1].split()[3:]
    known = {"检查日期": checked, "检查结果": result, "录入日期": checked, **more}
    return f"{more.pop('task', 'T1')} {code} LS-01 " + " ".join(known.get(title, "-") for title in titles) + "\n"


def book(text: str = "", *, holidays: bool = True, **settings: Any) -> Book:
    """A workbook in memory: the blocks of `text`, every other table empty; the holidays of 2021 unless told not to."""
    blocks = (block.strip().partition("\n") for block in text.strip().split("\n\n") if block.strip())
    sheets: dict[str, Table] = {spec.name: ([column.header for column in spec.columns], []) for spec in (
        *COUNTED, registers.OBJECTS, registers.TIERS, registers.HOLIDAYS)}
    for name, _, body in blocks:
        read = grid(name, body)
        sheets[name] = (read.header, read.rows)
    if holidays:
        days = [[day, kind, None] for day, kind in sorted(calendar().holidays.items())]
        sheets[registers.HOLIDAYS.name] = (["日期", "类型", "说明"], days)
    names = {SETTING_BY_KEY[key].column.header: value
             for key, value in {"unit": "云州市司法局", "unit_code": "YZ", "division": "律师处", "year": 2021,
                                "site": "市局网站", "base_day": date(2021, 1, 1), **settings}.items()}
    return Book(MemoryGateway(sheets, names, "主台账.xlsx"))


def scope(text: str, period: Any, *, made_on: date = YEAR_END, **settings: Any) -> Scope:
    """The view that a report on a period has."""
    return open_scope(book(text, **settings), period, made_on=made_on)[0]


def first_quarter(text: str, *, made_on: date = Q1_END, **settings: Any) -> Summary:
    """What the report on 2021Q1 says."""
    return quarter.summarise(book(text, **settings), "2021Q1", made_on=made_on)[0]


def whole_year(text: str, *, made_on: date = YEAR_END, public: bool = False, **settings: Any) -> Summary:
    """What the report on 2021 says."""
    return year.summarise(book(text, **settings), 2021, made_on=made_on, public=public)[0]


def worded(summary: Summary, key: str) -> str:
    """The sentences of a section."""
    return "\n".join(summary.section(key).sentences)


def facts(summary: Summary, key: str) -> dict[str, str]:
    """The facts of a section as they are shown."""
    return {fact.name: fact.text for fact in summary.section(key).facts}


def lines(summary: Summary, sheet: str) -> tuple[tuple[Any, ...], ...]:
    """The rows of a listing."""
    return next(listing.rows for _, listing in summary.listings() if listing.sheet == sheet)
