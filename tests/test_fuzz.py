"""A sample of the fuzz command: damaged workbooks end in a result or a sentence, and no row is lost without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables.records import REGISTERS
from tests.gateways import workbooks
from tools.benchmarks import fuzz, fuzz_books, fuzz_damage
from tools.benchmarks.fuzz_books import Case, Outcome

ACTS = ("检查", "导入（作为名单）", "核验")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> fuzz.Bench:
    return fuzz.Bench(tmp_path_factory.mktemp("模糊"))


@pytest.mark.parametrize("number", range(len(fuzz_damage.KINDS)), ids=list(fuzz_damage.KINDS))
@pytest.mark.long
def test_a_damaged_workbook_ends_in_a_result_or_a_sentence(number: int, bench: fuzz.Bench) -> None:
    outcomes = {}
    for _, act, case in bench.cases(number, fuzz.SEED):  # each is on the disk until the next one
        if act in (*ACTS, *fuzz_books.OF_FORMS):
            assert case.path.read_bytes() == case.data
            outcomes[act] = fuzz_books.run(act, case)
    assert [f"{act} {outcome}" for act, outcome in outcomes.items() if outcome.state in fuzz.BAD] == []
    assert len(outcomes) == len(ACTS) + 1


@pytest.mark.long
def test_every_act_of_the_trial_is_carried_out_on_a_whole_workbook(bench: fuzz.Bench, tmp_path: Path) -> None:
    path = tmp_path / "主台账.xlsx"
    for act in fuzz_books.OF_BOOKS:
        path.write_bytes(bench.whole.read_bytes())
        outcome = fuzz_books.run(act, Case(path, path.read_bytes(), bench.whole, tmp_path))
        assert outcome.state in (fuzz_books.DONE, fuzz_books.REFUSED), (act, outcome)


def test_the_other_reader_counts_the_rows_of_a_whole_workbook_as_the_package_does(bench: fuzz.Bench) -> None:
    book = Book(open_gateway(bench.whole))
    assert fuzz_books.count_rows(bench.whole.read_bytes()) == {spec.name: len(book.read(spec)) for spec in REGISTERS}


def test_rows_that_are_missing_without_a_word_are_lost() -> None:
    typed = {"检查对象": 3, "执法人员": 2}
    assert fuzz_books.lost(typed, {"检查对象": 2, "执法人员": 2}, []) == ["检查对象：3 → 2"]
    assert fuzz_books.lost(typed, {"执法人员": 2}, ["检查对象"]) == []
    assert fuzz_books.lost(None, {}, []) == []


def test_a_crash_is_named_with_its_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(case: Case) -> list[str]:
        raise ZeroDivisionError("试")

    monkeypatch.setitem(fuzz_books.ACTS, "检查", broken)
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(workbooks.plain({"检查对象": workbooks.objects(1)}))
    outcome = fuzz_books.run("检查", Case(path, path.read_bytes(), path, tmp_path))
    assert outcome.state == fuzz_books.CRASHED
    assert "ZeroDivisionError" in outcome.detail


@pytest.mark.long
def test_the_same_number_makes_the_same_damage(bench: fuzz.Bench) -> None:
    for number, kind in enumerate(fuzz_damage.KINDS):
        one, other = (fuzz_damage.damaged(bench._book, number, 7) for _ in range(2))
        assert one[0] == other[0] == kind
        assert len(one[1]) == len(other[1])


def test_the_table_has_a_row_for_every_kind_and_act_and_names_what_failed() -> None:
    results = fuzz.Results()
    results.add(1, "部件缺失", "检查", Outcome(fuzz_books.DONE))
    results.add(2, "部件截断", "核验", Outcome(fuzz_books.LOST, "检查对象：3 → 2"))
    text = fuzz.markdown(results, 7)
    assert "| 部件缺失 | 1 | 1 | 0 | 0 | 0 | 0 |" in text
    assert "| **合计** | 2 | 1 | 0 | 0 | 0 | 1 |" in text
    assert "- 核验：丢行 检查对象：3 → 2，首见于输入 2（部件截断）" in text
    assert all(f"| {name} |" in text for name in (*fuzz_damage.KINDS, *fuzz_books.ACTS))
