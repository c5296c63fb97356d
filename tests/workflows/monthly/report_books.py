"""Workbooks for tests of the monthly form: registers in the tiny language, everything else empty."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ssj_xl.domain.monthly import CountyFigure, Figures
from ssj_xl.domain.period import period_of
from ssj_xl.domain.wording import texts
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway, Table
from ssj_xl.tables.settings import SETTING_BY_KEY, Settings
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.monthly.figures import COUNTED, figures
from tests.tables_language import grid, tables

MARCH = "2021-03"
FORM_DAY = date(2021, 3, 21)
DESK = Desk(datetime(2021, 3, 21, 9, 0), "沈砚川", lambda: "0" * 64)

TASK = """抽查任务
任务编号 计划编号 平台任务编号 任务名称 发起处室 事项编码 对象类型 对象范围
T1 JH1 P1 律所抽查 律师处 LS-01、LS-02 律师事务所 全市律师事务所

年度计划
计划编号 事项编码
JH1 LS-01

事项清单
事项编码 大项 小项 事项类别
LS-01 律所监管 内部管理 一般检查事项
LS-02 律所监管 执业活动 重点检查事项

"""
DRAWN = """抽取记录
任务编号 名录数量 锁定时间 抽取时间
T1 40 2021-03-01~09:00:00 2021-03-02~09:00:00

抽取名单
任务编号 序号 对象编码 对象类型 状态
"""


def winners(*codes: str, task: str = "T1", kind: str = "律师事务所", state: str = "抽中") -> str:
    """Rows of 抽取名单 for objects."""
    return "".join(f"{task} {rank} {code} {kind} {state}\n" for rank, code in enumerate(codes, 1))


def counted(text: str, month: str = MARCH, counties: list[CountyFigure] | None = None, *, until: date = date.max,
            **settings: Any) -> Figures:
    """The figures of registers in the tiny language, as they are known on the day `until`."""
    known = Settings(**{"unit": "云州市司法局", "site": "市局网站", **settings})
    return figures(tables(text), known, period_of(month, known.period).until(until), counties=counties)


def worded(text: str, month: str = MARCH, *, until: date = date.max, **settings: Any) -> dict[str, str]:
    """The texts of the form's cells."""
    return texts(counted(text, month, until=until, **settings))


def book(text: str = "", path: str = "主台账.xlsx", **settings: Any) -> Book:
    """A workbook in memory: the blocks of `text`, every other table of the form empty."""
    blocks = (block.strip().partition("\n") for block in text.strip().split("\n\n") if block.strip())
    given = {name: body for name, _, body in blocks}
    sheets: dict[str, Table] = {spec.name: ([column.header for column in spec.columns], []) for spec in COUNTED}
    for name, body in given.items():
        read = grid(name, body)
        sheets[name] = (read.header, read.rows)
    names = {SETTING_BY_KEY[key].column.header: value
             for key, value in {"unit": "云州市司法局", "unit_code": "YZ", "year": 2021, "site": "市局网站",
                                **settings}.items()}
    return Book(MemoryGateway(sheets, names, path))
