"""预览: what a lock would fix and what is doubtful about it.  It writes nothing and knows no winner."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from ssj_xl.domain.draw import ssj1
from ssj_xl.entry.show import describe_preview
from ssj_xl.tables import records, registers
from ssj_xl.tables.settings import AS_FLOOR
from ssj_xl.workflows.rounds import draw as draw_act
from ssj_xl.workflows.rounds.preview import GroupLine, preview
from ssj_xl.workflows.rounds.substitute import void
from tests.bureau import OPEN_TASK, PUBLIC, TASK, Bureau, cells, codes, desk, drawn, locked, refused

LATER = desk(9, 20)


def test_the_preview_shows_size_quota_and_share_of_every_group() -> None:
    found = preview(Bureau().book(), TASK, desk())
    assert [(g.label, g.size, g.quota, g.share) for g in found.groups] == [
        ("A", 24, 2, "8.33%"), ("B", 12, 2, "16.67%"), ("C", 3, 2, "66.67%"), ("D", 1, 1, "100.00%")]
    assert found.drawn == 7
    assert found.profile == "不公开等级"
    assert found.problems == ()
    assert GroupLine("空", 0, 0, 0.0).share == "—"


def test_a_preview_writes_nothing() -> None:
    book = Bureau().book()
    before = cells(book)
    preview(book, TASK, desk())
    assert cells(book) == before
    assert book.gateway.commits == 0  # type: ignore[attr-defined]


def test_a_preview_makes_no_key_and_no_ticket(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_args: object) -> None:
        raise AssertionError("a preview draws nothing")

    for name in ("keys", "ticket", "tickets", "ranking", "winners", "reserves", "seed_text"):
        monkeypatch.setattr(ssj1, name, forbidden)
    assert preview(Bureau().book(), TASK, desk()).drawn == 7


def test_the_odds_of_a_weighted_draw_are_shown_for_every_tier() -> None:
    bureau = Bureau().change(registers.TASKS, TASK, method="加权", quantity=10)
    bureau[registers.TIERS][3]["ratio"] = Fraction(1, 2)
    pool, *tiers = preview(bureau.book(), TASK, desk()).groups
    assert (pool.label, pool.size, pool.quota, pool.odds) == ("全部（加权）", 40, 10, Fraction(1, 4))
    assert [group.label for group in tiers] == ["A", "B", "C", "D"]
    assert [g.odds for g in tiers] == sorted(g.odds for g in tiers)
    assert sum(group.size * group.odds for group in tiers) == pytest.approx(10)


def test_a_weighted_draw_keeps_its_lots_where_the_task_names_a_ratio() -> None:
    bureau = Bureau().change(registers.TASKS, OPEN_TASK, method="加权")
    bureau[registers.TIERS][3]["ratio"] = Fraction(1, 2)
    pool, *tiers = preview(bureau.book(), OPEN_TASK, desk()).groups
    assert pool.quota == 4
    assert [group.label for group in tiers] == ["A", "B", "C", "D"]


def test_a_ratio_of_task_or_plan_raises_the_whole_and_no_tier_loses_by_it() -> None:
    bureau = Bureau().change(registers.TASKS, OPEN_TASK, method="分级比例")
    bureau.settings["ratio_use"] = AS_FLOOR
    few = preview(bureau.book(), OPEN_TASK, desk())
    assert [(g.label, g.quota) for g in few.groups] == [("A", 2), ("B", 2), ("C", 2), ("D", 1)]
    assert few.steps == "各等级照自己的比例共抽 7 个，已达到抽查比例 10% 要求的 4 个"

    many = preview(bureau.change(registers.TASKS, OPEN_TASK, ratio=Fraction(1, 4)).book(), OPEN_TASK, desk())
    assert (many.drawn, many.groups[-1].quota) == (10, 1)
    assert many.steps == "各等级照自己的比例共抽 7 个；抽查比例 25% 要求合计 10 个，差的 3 个按各等级的个数和比例分摊"
    assert many.steps in describe_preview(many).notes
    assert "D104" not in codes(many.problems)


def test_a_workbook_that_does_not_say_what_a_ratio_means_goes_on_as_before_and_is_told_both_numbers() -> None:
    bureau = Bureau().change(registers.TASKS, OPEN_TASK, method="分级比例")
    found = preview(bureau.book(), OPEN_TASK, desk())
    (told,) = [problem for problem in found.problems if problem.code == "D104"]
    assert [(g.label, g.quota) for g in found.groups] == [("律师事务所", 4)]
    assert (told.params["now"], told.params["both"]) == (4, 7)
    assert "D104" not in codes(preview(Bureau().book(), OPEN_TASK, desk()).problems)


def test_a_draw_whose_whole_was_raised_is_locked_drawn_and_verified() -> None:
    bureau = Bureau().change(registers.TASKS, OPEN_TASK, method="分级比例", ratio=Fraction(1, 4))
    bureau.settings["ratio_use"] = AS_FLOOR
    book = bureau.book()
    done = drawn(book, OPEN_TASK)
    assert sum(winner["state"] == "抽中" for winner in done.winners) == 10
    assert (";total=10;" in done.row["rule_text"], done.row["floor"]) == (True, "25%")


@pytest.mark.parametrize("method", ["分级比例", "加权"])
def test_a_draw_in_which_nobody_takes_part_is_refused(method: str) -> None:
    bureau = Bureau().change(registers.TASKS, TASK, method=method, quantity=3)
    for obj in bureau[registers.OBJECTS]:
        obj["labels"] = ("有事必查",)
    with refused("D02"):
        preview(bureau.book(), TASK, desk())


def test_coverage_below_the_year_s_floor_is_warned_of() -> None:
    bureau = Bureau().change(registers.TASKS, OPEN_TASK, ratio=Fraction(3, 100))
    bureau.settings["yearly_floor"] = "3.5%"
    assert "D32" not in codes(preview(bureau.book(), OPEN_TASK, desk()).problems)
    bureau.settings["yearly_floor"] = "12.5%"
    warned = [p for p in preview(bureau.book(), OPEN_TASK, desk()).problems if p.code == "D32"]
    assert warned[0].params == {"done": 2, "registered": 40, "share": "5.00%", "floor": "12.5%", "missing": 3}


def test_coverage_counts_no_object_twice_that_the_draw_may_hit_again() -> None:
    """Two firms were drawn already; a second draw of five finds at least three new ones, perhaps no more."""
    book = Bureau().change(registers.TASKS, OPEN_TASK, ratio=Fraction(5, 100)).change(
        registers.TASKS, TASK, ratio=Fraction(12, 100)).book()
    assert len([w for w in drawn(book, OPEN_TASK).winners if w["state"] == "抽中"]) == 2
    assert preview(book, TASK, desk(12, 4)).coverage_after.checked == 2 + (5 - 2)


def test_few_eligible_inspectors_are_warned_of_and_what_makes_a_team_impossible_is_said() -> None:
    bureau = Bureau()
    for person in bureau[registers.INSPECTORS][2:]:
        person["items"] = ("LS-01",)
    found = preview(bureau.book(), TASK, desk())
    assert found.choices[0] == ("第001律师事务所", 1)
    assert found.choices[1][1] == 2
    assert codes(found.problems) == {"D33", "D86", "M03"}
    bureau[registers.INSPECTORS][1]["valid_to"] = date(2026, 3, 30)
    assert "M02" in codes(preview(bureau.book(), TASK, desk()).problems)


def test_every_object_has_its_number_of_eligible_inspectors() -> None:
    found = preview(Bureau().book(), TASK, desk())
    assert dict(found.choices)["第001律师事务所"] == 5
    assert len(found.choices) == 40
    assert list(found.choices) == sorted(found.choices, key=lambda c: c[1])


def test_exclusions_are_shown_with_their_reason() -> None:
    bureau = Bureau().change(registers.OBJECTS, "LS002", labels=("有事必查",))
    bureau.settings["rest_months"] = 6
    bureau.add(registers.FINDINGS, task=OPEN_TASK, object="LS003", item="LS-01", checked=date(2026, 1, 15),
               result="未发现问题")
    found = preview(bureau.book(), TASK, desk())
    assert found.excluded == (("LS002", "第002律师事务所", "另行安排"),
                              ("LS003", "第003律师事务所", "2026-01-15已检查，6个月内不再抽取"))
    assert found.drawn == 7
    assert "LS003" not in dict(found.choices)


def test_the_pool_is_compared_with_the_last_locked_list_of_the_same_items() -> None:
    bureau = Bureau()
    assert preview(bureau.book(), TASK, desk()).changes is None
    book = bureau.book()
    locked(book)
    book.append(registers.OBJECTS, [{**bureau[registers.OBJECTS][0], "code": "LS900", "name": "新所"}])
    book.replace(registers.OBJECTS, [(book.read(registers.OBJECTS).by("code")["LS005"], {"status": "停业"})])
    changes = preview(book, OPEN_TASK, desk(10)).changes
    assert changes is not None
    assert (changes.added, changes.removed) == (("LS900",), ("LS005",))
    assert changes.since == f"{TASK}第1轮（2026-03-02 09:00:00）"


def test_a_blank_tier_is_drawn_as_the_default_one_and_warned_of() -> None:
    found = preview(Bureau().change(registers.OBJECTS, "LS001", tier="").book(), TASK, desk())
    assert [(g.label, g.size) for g in found.groups][:2] == [("A", 23), ("B", 13)]
    assert "R33" in codes(found.problems)


def test_the_ratio_of_a_type_s_own_row_goes_before_the_general_one() -> None:
    bureau = Bureau().add(registers.TIERS, tier="A", object_type="律师事务所", ratio=Fraction(1, 4), lots=1, default="否")
    groups = {g.label: (g.size, g.quota) for g in preview(bureau.book(), TASK, desk()).groups}
    assert groups["A·律师事务所"] == (24, 6)
    assert "A" not in groups


def test_the_task_s_ratio_goes_before_the_plan_s_and_the_plan_s_before_the_tiers() -> None:
    bureau = Bureau().add(registers.PLANS, code="JH-1", year=2026, name="计划", items=("LS-01", "LS-02"),
                          ratio=Fraction(1, 5))
    bureau.change(registers.TASKS, TASK, plan="JH-1").change(registers.TASKS, OPEN_TASK, plan="JH-1")
    quotas = {code: [(g.label, g.quota) for g in preview(bureau.book(), code, desk()).groups] for code in (TASK, OPEN_TASK)}
    assert quotas == {TASK: [("律师事务所", 8)], OPEN_TASK: [("律师事务所", 4)]}


def test_a_number_below_the_ratio_is_warned_of_and_does_not_count() -> None:
    found = preview(Bureau().change(registers.TASKS, TASK, quantity=2).book(), TASK, desk())
    assert found.drawn == 7
    assert "D39" in codes(found.problems)


def test_a_task_outside_the_platform_is_warned_of() -> None:
    assert "D34" in codes(preview(Bureau().change(registers.TASKS, TASK, platform="").book(), TASK, desk()).problems)


def test_the_preview_after_a_void_is_of_the_next_attempt_and_still_shows_no_winner() -> None:
    book = Bureau().book()
    drawn(book)
    void(book, TASK, "名录有误", desk(11, 4))
    found = preview(book, TASK, LATER)
    shown = repr(found)
    assert not any(row["ticket"] in shown for row in book.read(records.WINNERS))
    assert found.drawn == 7


@pytest.mark.parametrize("public", [PUBLIC, "ssq:2026024:02,05,12,19,23,31+07"])
def test_a_preview_is_the_same_whatever_is_drawn_afterwards(public: str) -> None:
    book, twin = Bureau().book(), Bureau().book()
    before = preview(book, TASK, desk())
    locked(book)
    draw_act.draw(book, TASK, public, desk(10, 4))
    assert preview(twin, TASK, desk()) == before


def test_a_share_just_under_the_floor_is_not_shown_as_the_floor() -> None:
    found = preview(Bureau().book(), TASK, desk(2))
    near = replace(found, coverage_after=replace(found.coverage_after, checked=2997, registered=100_000), floor=Fraction(3, 100))
    assert "占 2.99%，未达到下限" in "\n".join(describe_preview(near).notes)


def test_a_group_drawn_just_under_a_whole_percent_does_not_show_it() -> None:
    assert GroupLine("甲", 100_000, 2997, 0.03).share == "2.99%"


@pytest.mark.parametrize("tier", ["", "A"])
def test_a_draw_in_which_nobody_is_rated_or_all_have_one_tier_is_open(tier: str) -> None:
    bureau = Bureau()
    for obj in bureau[registers.OBJECTS]:
        obj["tier"] = tier
    found = preview(bureau.book(), TASK, desk())
    assert (found.profile, [group.label for group in found.groups]) == ("公开", ["全部对象"])
    book = bureau.book()
    locked(book)
    assert {row["pid"] for row in book.read(records.LOCKED)} == {row["code"] for row in bureau[registers.OBJECTS]}
    assert f"全部对象={5 if tier else 10}%" in book.read(records.DRAWS).rows[0]["rule_text"]
