"""执业机构 in a list of persons: a name becomes the institution's code, and what may be two things is asked."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.tables import registers
from ssj_xl.workflows.importing.asked import Request
from ssj_xl.workflows.importing.importing import preview, write
from ssj_xl.workflows.importing.questions import Question, answered, left_open
from tests.bureau import Bureau, desk, rows

TODAY = date(2026, 3, 2)


def listed(folder: Path, *firms: str, title: str = "执业机构") -> Request:
    """A list of lawyers who practise at these firms, one a row."""
    path = folder / "律师名册.csv"
    path.write_text("\n".join([f"对象编码,姓名,对象类型,状态,{title}", *(f"L{number:03},律师{number},律师,正常,{firm}" for number, firm in enumerate(firms))]), "utf-8")
    return Request("检查对象", path, TODAY)


def asked(office: Bureau, request: Request, answer: str = "") -> tuple[list[str], dict[str, str]]:
    """The questions, and the institution of each person after the import; answer: the label chosen, the proposed one otherwise."""
    words: list[str] = []

    def choose(question: Question) -> str:
        words.append(question.words)
        labels = [one.label for one in question.answers]
        return next((label for label in labels if answer and answer in label), labels[question.likely] if labels else "")

    book = office.book()
    request, _ = answered(book, request, choose)
    write(book, preview(book, request), desk())
    return words, {row["code"]: row["employer"] for row in rows(book, registers.OBJECTS) if row["code"].startswith("L0")}


@pytest.mark.parametrize("title", ["执业机构", "所在律师事务所", "所属机构", "执业机构编码"])
def test_a_firm_that_the_register_has_once_is_its_code_and_nobody_is_asked(title: str, tmp_path: Path) -> None:
    words, employers = asked(Bureau(), listed(tmp_path, "第001律师事务所", "第００2律师 事务所", "LS003", "", title=title))
    assert (words, employers) == ([], {"L000": "LS001", "L001": "LS002", "L002": "LS003", "L003": ""})


def test_a_firm_that_the_register_has_not_is_asked_once_and_left_blank_where_nobody_says(tmp_path: Path) -> None:
    request = listed(tmp_path, "第001律师事务", "第001律师事务")
    words, employers = asked(Bureau(), request)
    assert (len(words), "（2 行），名录里没有" in words[0], employers) == (1, True, {"L000": "", "L001": ""})
    assert asked(Bureau(), request, "LS001")[1] == {"L000": "LS001", "L001": "LS001"}
    done = preview(Bureau().book(), request)
    assert [found.code for found in left_open(done)] == ["I50"]


def test_of_two_firms_of_one_name_somebody_says_which(tmp_path: Path) -> None:
    office = Bureau().change(registers.OBJECTS, "LS002", name="第001律师事务所")
    words, employers = asked(office, listed(tmp_path, "第001律师事务所"), "LS002")
    assert ("名录里有几家" in words[0], employers) == (True, {"L000": "LS002"})


def test_many_firms_that_are_not_there_are_one_question(tmp_path: Path) -> None:
    words, employers = asked(Bureau(), listed(tmp_path, *(f"外地{number}律师事务所" for number in range(9))))
    assert (len(words), {*employers.values()}) == (1, {""})


def test_a_question_to_which_there_is_only_one_answer_says_what_becomes_of_it(tmp_path: Path) -> None:
    (found,) = left_open(preview(Bureau().book(), listed(tmp_path, "完全陌生的一家")))
    assert found.remedy == "不说明就留空；先导入了要登记的，再导入一次就有得选。"


def test_what_nobody_wants_read_is_not_read(tmp_path: Path) -> None:
    path = listed(tmp_path, "第001律师事务所").file
    words, employers = asked(Bureau(), Request("检查对象", path, TODAY, maps=("执业机构=",)))
    assert (words, employers) == ([], {"L000": ""})


@given(names=st.lists(st.sampled_from(["甲律师事务所", "乙律师事务所", "丙律师事务所"]), min_size=1, max_size=5), firms=st.lists(st.sampled_from("甲乙丙丁"), min_size=1, max_size=5))
@pytest.mark.long
def test_a_name_is_a_code_only_where_it_can_be_no_other(tmp_path_factory: pytest.TempPathFactory, names: list[str], firms: list[str]) -> None:
    office = Bureau()
    for number, name in enumerate(names, 1):
        office.change(registers.OBJECTS, f"LS{number:03}", name=name)
    given_names = [f"{firm}律师事务所" for firm in firms]
    _, employers = asked(office, listed(tmp_path_factory.mktemp("名册"), *given_names))
    once = {name: f"LS{names.index(name) + 1:03}" for name, count in Counter(names).items() if count == 1}
    assert list(employers.values()) == [once.get(name, "") for name in given_names]
