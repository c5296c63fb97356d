"""`import ssj_xl` answers whoever has read its page alone: days as they are written, and a sentence for what is wrong."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas
import pytest

import ssj_xl
from tests import library
from tests.bureau import Bureau, refused
from tests.entry.test_library import PEOPLE

LIST = pandas.DataFrame({"名称": ["甲所", "乙所", "丙所"], "等级": ["A", "A", "B"]})


@pytest.fixture(autouse=True)
def _at(monkeypatch: pytest.MonkeyPatch) -> None:
    library.at(monkeypatch, datetime(2026, 3, 2, 9))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Bureau().file(tmp_path)


@pytest.mark.parametrize("day", ["2026-04-01", "2026年4月1日", datetime(2026, 4, 1), pandas.Timestamp(2026, 4, 1)])
def test_a_day_is_taken_as_it_is_written(path: Path, day: Any) -> None:
    book = ssj_xl.open(path)

    assert book.due(day).equals(book.due(date(2026, 4, 1)))
    assert book.check(day) == book.check(date(2026, 4, 1))
    assert ssj_xl.match(["甲所"], PEOPLE.assign(证件有效期="2026-04-01"), seed="种子", on=day)["检查组长"].tolist() == ["P1"]


@pytest.mark.parametrize("act", [
    lambda book: book.check("昨天"), lambda book: book.due("昨天"), lambda book: book.report("2026-03", filled_on="昨天"),
    lambda book: ssj_xl.consolidate(book.path, "2026-03", filled_on="昨天"), lambda book: ssj_xl.match(["甲所"], PEOPLE, seed="种子", on="昨天"),
    lambda book: book.task("T").postpone("A", "昨天", "停业"),
])
def test_what_is_no_day_is_said(path: Path, act: Any) -> None:
    with refused("T05"):
        act(ssj_xl.open(path))


def _elsewhere(folder: Path) -> Path:
    openpyxl.Workbook().save(folder / "别的.xlsx")
    return folder / "别的.xlsx"


@pytest.mark.parametrize(("act", "code"), [
    (lambda _: ssj_xl.match(["甲所"], PEOPLE.drop(columns="人员编码"), seed="种子"), "E07"),
    (lambda _: ssj_xl.match(["甲所"], PEOPLE, recusals=PEOPLE, seed="种子"), "E07"),
    (lambda _: ssj_xl.verify(LIST), "E26"), (lambda path: ssj_xl.verify(path, notice="没有.xlsx"), "V15"),
    (lambda path: ssj_xl.consolidate([ssj_xl.open(path)], "2026-03"), "E33"),
    (lambda path: ssj_xl.open(_elsewhere(path.parent)), "E34"), (lambda path: ssj_xl.open(path.parent), "F79"),
    (lambda path: ssj_xl.open(path).set(年度="二零二一"), "T07"), (lambda path: ssj_xl.open(path).set(单位名="甲局"), "E21"),
    (lambda path: ssj_xl.open(path)["检查对象"].append({"对象编码": "LS-9", "对象名称": "甲所"}), "E05"),
    (lambda path: ssj_xl.open(path)[0], "E21"), (lambda path: ssj_xl.open(path)[["检查对象"]], "E21"),
    (lambda path: ssj_xl.open(path).task(9).winners, "D01"),
])
def test_what_is_wrong_is_said_and_is_no_fault_of_the_program(path: Path, act: Any, code: str) -> None:
    before = path.read_bytes()
    with refused(code):
        act(path)

    assert path.read_bytes() == before


def test_a_book_is_gone_through_by_the_names_of_its_registers(path: Path) -> None:
    book = ssj_xl.open(path)

    assert [len(book[name]) for name in book] == [len(book[name].df) for name in book.tables]
    assert "检查对象" in book
    assert "检查对像" not in book


def test_in_a_plain_list_the_labels_of_a_forms_head_are_filled_beside_them_too(tmp_path: Path) -> None:
    form = openpyxl.Workbook()
    for row, label in enumerate(("单位名称", "备注说明", "电话"), 1):
        form.worksheets[0].cell(row, 1, label)
    form.save(tmp_path / "表.xlsx")
    filled = ssj_xl.fill(tmp_path / "表.xlsx", {"单位名称": "甲局", "备注说明": "无", "电话": "1"}, tmp_path / "填.xlsx")

    assert filled.cells == {"单位名称": "Sheet!B1", "备注说明": "Sheet!B2", "电话": "Sheet!B3"}
    assert filled.problems == ()


def test_a_name_that_is_nearly_right_is_asked_for(path: Path) -> None:
    book = ssj_xl.open(path)
    asked = {"单位名称": lambda: book.set(单位名="甲局"), "检查对象": lambda: book["检查对像"], "name": lambda: book["检查对象"].append([{"nam": "甲"}])}
    for meant, act in asked.items():
        with pytest.raises(ssj_xl.UserError, match=f"did you mean “{meant}”"):
            act()


@pytest.mark.parametrize(("terms", "code"), [
    ({"quota": {"A": 1, "B": 1, "C": 1}}, "E35"), ({"ratio": {"A": "50%", "B": "50%", "C": "50%"}}, "E35"),
    ({"lots": {"A": 1, "B": 2, "C": 3}, "quota": 1}, "E35"), ({"quota": {"A": 5, "B": 1}}, "E36"), ({"lots": {"A": 1, "B": 2}, "quota": 9}, "E36"),
    ({"quota": {"A": 1, "B": 1}}, ""),
])
def test_a_draw_says_what_was_asked_of_groups_in_vain(terms: dict[str, Any], code: str) -> None:
    drawn = ssj_xl.draw(LIST, group="等级", seed="种子", **terms)

    assert "、".join(found.code for found in drawn.problems) == code
