"""What a button asks: prompts that Excel can show, choices by number or name, cancelling; and Excel's own dialogs."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.entry.ribbon import dialogs
from ssj_xl.entry.ribbon.dialogs import (
    LISTS,
    PROMPT_LIMIT,
    SEALED,
    TITLE,
    Cancelled,
    Choice,
    ExcelDialogs,
    ask,
    ask_file,
    ask_filled,
    ask_folder,
    choose,
    listed,
)
from tests.bureau import refused
from tests.live.answers import TAKE_DEFAULT, Answers

TASKS = [Choice("YZ-LS-2026-001", "律师事务所抽查"), Choice("YZ-LS-2026-002", "公证机构抽查")]
names = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


@pytest.mark.parametrize("typed", ["2", "YZ-LS-2026-002", "yz-ls-2026-002", "公证机构抽查", " 2 "])
def test_a_choice_is_taken_by_number_code_or_name(typed: str) -> None:
    assert choose(Answers([typed]), "请选择", TASKS) == "YZ-LS-2026-002"


def test_the_first_choice_is_suggested() -> None:
    assert choose(Answers([TAKE_DEFAULT]), "请选择", TASKS) == "YZ-LS-2026-001"


@pytest.mark.parametrize("typed", ["0", "3", "-1", "", "别的任务"])
def test_what_is_not_offered_is_refused_with_what_is(typed: str) -> None:
    with refused("A42") as caught:
        choose(Answers([typed]), "请选择", TASKS)
    assert "YZ-LS-2026-001、YZ-LS-2026-002" in str(caught.value)


@given(st.lists(st.tuples(names, names), min_size=1, max_size=60, unique_by=lambda pair: pair[0].casefold()))
def test_a_list_of_choices_fits_into_the_box_and_shows_as_many_as_it_can(pairs: list[tuple[str, str]]) -> None:
    choices = [Choice(value, label) for value, label in pairs]
    prompt = listed("请选择任务，输入序号", choices)

    assert len(prompt) <= PROMPT_LIMIT
    shown = sum(f"\n{number} {choice.value}" in prompt for number, choice in enumerate(choices, 1))
    assert shown == len(choices) or "其余请直接输入" in prompt


@given(st.lists(names, min_size=1, max_size=40, unique_by=str.casefold), st.data())
def test_every_choice_can_be_made_by_its_number(values: list[str], data: st.DataObject) -> None:
    choices = [Choice(value) for value in values]
    number = data.draw(st.integers(1, len(values)))

    assert choose(Answers([str(number)]), "请选择", choices) == values[number - 1]


def test_cancelling_any_question_ends_the_act() -> None:
    for question in (lambda a: ask(a, "？"), lambda a: choose(a, "？", TASKS), lambda a: ask_file(a, "？", LISTS),
                     lambda a: ask_folder(a, "？"), lambda a: ask_filled(a, "原因", "？")):
        with pytest.raises(Cancelled):
            question(Answers([None]))


def test_a_reason_left_blank_is_refused() -> None:
    with refused("A41"):
        ask_filled(Answers(["  "]), "原因", "原因：")


@given(st.text(max_size=600))
def test_no_prompt_is_longer_than_excel_takes(prompt: str) -> None:
    answers = Answers(["好"])
    ask(answers, prompt)
    assert len(answers.asked[0][0]) <= PROMPT_LIMIT


class _Excel:
    """The dialogs of Excel as COM offers them: arguments by their place."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.calls: list[tuple[Any, ...]] = []
        self.api = self

    def InputBox(self, *given: Any) -> Any:
        self.calls.append(given)
        return self.answers["line"]

    def GetOpenFilename(self, *given: Any) -> Any:
        self.calls.append(given)
        return self.answers["files"]

    def FileDialog(self, kind: int) -> Any:
        self.calls.append((kind,))
        chosen = self.answers["folder"]
        return SimpleNamespace(Show=lambda: -1 if chosen else 0, SelectedItems=SimpleNamespace(Item=lambda n: chosen))

    def alert(self, *given: Any) -> str:
        self.calls.append(given)
        return str(self.answers.get("button", "ok"))


@pytest.fixture(autouse=True)
def _no_com(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogs, "missing", lambda: "没有给")


def test_excel_asks_for_text_and_cancelling_is_false_there() -> None:
    excel = _Excel(line="ssq:2026024")
    assert ExcelDialogs(excel).line("随机源", "dice") == "ssq:2026024"
    assert excel.calls == [("随机源", TITLE, "dice", *["没有给"] * 4, 2)]
    assert ExcelDialogs(_Excel(line=False)).line("随机源", "dice") is None


def test_excel_gives_one_file_or_several_or_none() -> None:
    excel = _Excel(files=("C:/甲.json", "C:/乙.json"))
    assert ExcelDialogs(excel).files("原件", SEALED, several=True) == [Path("C:/甲.json"), Path("C:/乙.json")]
    assert excel.calls == [("承诺原件 (*.json),*.json", 1, "原件", "没有给", True)]
    assert ExcelDialogs(_Excel(files="C:/甲.xlsx")).files("名单", LISTS, several=False) == [Path("C:/甲.xlsx")]
    assert ExcelDialogs(_Excel(files=False)).files("名单", LISTS, several=False) == []


def test_excel_gives_a_folder_or_none() -> None:
    assert ExcelDialogs(_Excel(folder="C:/报送")).folder("报送") == Path("C:/报送")
    assert ExcelDialogs(_Excel(folder="")).folder("报送") is None


def test_excel_tells_alarming_news_otherwise_than_calm_ones() -> None:
    excel = _Excel(button="yes")
    dialogs = ExcelDialogs(excel)
    dialogs.tell("好了", title=TITLE, alarming=False)
    dialogs.tell("不行", title=TITLE, alarming=True)
    assert [call[3] for call in excel.calls] == ["info", "critical"]
    assert dialogs.confirm("写入？")
    assert not ExcelDialogs(_Excel(button="no")).confirm("写入？")
