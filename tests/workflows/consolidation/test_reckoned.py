"""Consolidations of months drawn by chance, against a reckoning that shares no code with them (`reckoning`)."""

from __future__ import annotations

import io
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.workflows.consolidation.consolidate import Consolidated, consolidate
from ssj_xl.workflows.consolidation.submit import submit
from ssj_xl.workflows.desk import Desk
from tests.workflows.consolidation.handed import Chance, Handed
from tests.workflows.consolidation.reckoning import KEYS, Reckoned

MASKED = "执法证号"
"""Not as in the workbook: consolidation shows no whole numbers of persons."""
ADDED = ("公示网站", "对象名称", "检查事项", "检查人员姓名")
"""Filled in where they are blank."""


def handed_in(seed: int, folder: Path) -> tuple[Chance, list[Handed]]:
    chance = Chance(seed)
    books = chance.books()
    for book in books:
        book.write(folder)
    return chance, books


def at(month: str) -> Desk:
    """The desk on the day on which a month is handed in."""
    return Desk(datetime.fromisoformat(f"{month}-21 15:00:00"), "王某", lambda: "0" * 64)


def consolidated(seed: int, folder: Path) -> tuple[Consolidated, Reckoned]:
    chance, books = handed_in(seed, folder)
    return consolidate([folder], month=chance.month, previous=None, desk=at(chance.month)), Reckoned(books, folder, chance)


@pytest.mark.parametrize("seed", [28, 117, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(200, 230))])
def test_every_row_contradiction_and_figure_is_as_reckoned(seed: int, tmp_path: Path) -> None:
    done, reckoned = consolidated(seed, tmp_path)
    fates = reckoned.fates()
    assert (done.count.merged, done.count.duplicates, done.count.rejected) == (fates["并入"], fates["重复"], fates["退回"])
    _same_rows(done, reckoned)
    named = Counter((one.place.file, one.place.sheet, _line(one.place.cell)) for one in done.problems if one.code == "K07")
    assert named == Counter(reckoned.conflicts)
    _same_figures(done, reckoned)


@pytest.mark.parametrize("seed", [308, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(310, 318))])
def test_the_same_workbooks_a_month_later_accuse_nobody(seed: int, tmp_path: Path) -> None:
    """Objects stand in several workbooks, rows were sent back, last year's workbook is not used any more: none of it is a change."""
    folder = tmp_path / "报送"
    folder.mkdir()
    month = handed_in(seed, folder)[0].month
    previous = tmp_path / "上月.xlsx"
    previous.write_bytes(consolidate([folder], month=month, previous=None, desk=at(month)).data)
    later = f"{month[:-1]}{int(month[-1]) + 1}"
    done = consolidate([folder], month=later, previous=previous, desk=at(later))
    assert [str(one) for one in done.problems if one.code in ("K12", "K14", "K15", "K33", "K34", "K55", "K56")] == []


@pytest.mark.parametrize("seed", [404, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(405, 413))])
def test_what_divisions_send_gives_the_figures_of_their_masters(seed: int, tmp_path: Path) -> None:
    """A row with a cell that cannot be read is sent back from a 报送件 too, and not counted with the cell left blank."""
    masters, sent = tmp_path / "台账", tmp_path / "报送"
    for folder in (masters, sent):
        folder.mkdir()
    chance, books = handed_in(seed, masters)
    for book in books:
        (sent / book.file).write_bytes(submit(Book(open_gateway(masters / book.file)), chance.month, at(chance.month)).data)
    of_masters, of_sent = (consolidate([folder], month=chance.month, previous=None, desk=at(chance.month)) for folder in (masters, sent))
    assert _figures(of_sent) == _figures(of_masters)
    assert {**of_sent.merged, "抽取名单": 0} == {**of_masters.merged, "抽取名单": 0}  # who would come next is not sent


def _figures(done: Consolidated) -> list[tuple[Any, ...]]:
    return sorted({row[:4] for row in openpyxl.load_workbook(io.BytesIO(done.trace))["追溯"].iter_rows(min_row=2, values_only=True)}, key=str)


def _same_rows(done: Consolidated, reckoned: Reckoned) -> None:
    sheets = openpyxl.load_workbook(io.BytesIO(done.data), read_only=True)
    for name in KEYS:
        titles, *values = sheets[name].iter_rows(values_only=True)
        rows = [dict(zip(titles, row, strict=True)) for row in values if row[titles.index("来源文件")]]
        merged = {(one.book.file, one.line): one for one in reckoned.merged(name)}
        assert Counter((row["来源文件"], row["来源行"]) for row in rows) == Counter(list(merged)), name
        for row in rows:
            kept = merged[row["来源文件"], row["来源行"]].cells
            shown = {title: _shown(row[title]) for title, value in kept.items() if title != MASKED and not (value in (None, "") and title in ADDED)}
            assert shown == {title: _shown(kept[title]) for title in shown}, name


def _same_figures(done: Consolidated, reckoned: Reckoned) -> None:
    told: dict[str, str] = {}
    for row in openpyxl.load_workbook(io.BytesIO(done.trace))["追溯"].iter_rows(min_row=2, values_only=True):
        told.setdefault(str(row[2]), str(row[3]))
    wanted = {prefix + what: value for prefix in ("", "计划外 ") for what, value in reckoned.figures(prefix).items()}
    wanted |= {category: reckoned.activities(category) for category in ("会议", "文件", "培训")} | reckoned.counties()
    # A part of the form in which nothing happened is left out of its trace.
    assert {what: told.get(what, value if value in ("0", "0份") else "") for what, value in wanted.items()} == wanted


def _shown(value: Any) -> str:
    return str(value.date() if isinstance(value, datetime) else "" if value is None else value)


def _line(cell: str) -> int:
    return int("".join(sign for sign in cell if sign.isdigit()))
