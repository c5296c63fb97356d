"""What happened after the period and before the form was filled: it belongs to a later form, and staff are told so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from ssj_xl.domain.period import Period, short_day
from ssj_xl.tables import registers
from ssj_xl.tables.problems import Problem, problem
from ssj_xl.tables.settings import Settings
from ssj_xl.tables.table import Table
from ssj_xl.workflows.figures import CANCELLED, is_partner
from ssj_xl.workflows.figures_ledger import VISIT, Frame, among, first_of, kept, ledger, register

_SHOWN = 3


def later(tables: Mapping[str, Table], settings: Settings, period: Period, day: date) -> list[Problem]:
    """P37 where the unit's own tasks were drawn, checked or published after the period's end, up to `day`."""
    book = ledger(tables, settings.site)
    own = [row["code"] for row in register(tables, registers.TASKS)
           if row["state"] != CANCELLED and not is_partner(row, settings)]

    def after(rows: Frame, key: str) -> Frame:
        return kept(among(rows, own), _between(period.end, day), key)

    draws, checks = after(book.draws, "drawn"), after(first_of(book.checks, "checked"), "checked")
    published = after(book.publications, "published").drop_duplicates(VISIT)
    happened = [_draws(draws)] if len(draws) else []
    happened += [f"{what}{len(rows)}个对象" for what, rows in (("检查", checks), ("公示", published)) if len(rows)]
    return [problem("P37", end=period.end, day=day, what="、".join(happened))] if happened else []


def _between(end: date, day: date) -> Callable[[date], bool]:
    return lambda each: end < each <= day


def _draws(draws: Frame) -> str:
    named = [f"{task} {short_day(day)}" for task, day in zip(draws["task"], draws["drawn"], strict=True)]
    more = "等" if len(named) > _SHOWN else ""
    return f"抽取{len(named)}次（{'，'.join(named[:_SHOWN])}{more}）"
