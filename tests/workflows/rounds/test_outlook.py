"""What an outsider could infer of tiers: shown by 预览, 锁定 and 公示; above the limit groups are joined or nothing is locked."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssj_xl.domain.record import audit_record
from ssj_xl.domain.verifying.record import verify_record
from ssj_xl.entry import show
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records, registers
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import open_office
from ssj_xl.workflows.publishing.publish import inferred, publish
from ssj_xl.workflows.rounds import evidence
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from ssj_xl.workflows.rounds.notice import notice
from ssj_xl.workflows.rounds.preview import Preview, preview
from ssj_xl.workflows.rounds.substitute import Grounds, promote, void
from ssj_xl.workflows.verifying.verify import verify
from tests.bureau import (
    OPEN_TASK,
    PUBLIC,
    SOURCE,
    TASK,
    Bureau,
    cells,
    codes,
    desk,
    drawn,
    locked,
    matched,
    opened,
    public_of,
    refused,
    rows,
)


def office(**settings: str) -> Bureau:
    """The small office (7 of 40 are drawn, the one of tier D among them) with other parameters."""
    bureau = Bureau()
    bureau.settings |= settings
    return bureau


def drawn_groups(found: Preview) -> list[tuple[str, int, int]]:
    return [(g.label, g.size, g.quota) for g in found.groups]


def test_the_preview_says_how_sure_an_outsider_could_be() -> None:
    found = preview(office().book(), TASK, desk())
    assert (found.inference.figure, found.inference.draws, found.inference.objects) == (Fraction(1, 7), 1, 40)
    assert show.describe_preview(found).notes[-1] == (
        "外人推断最高等级单位的把握不超过 14.3%（本年度 1 次按等级抽取都公布名字的 40 家，上限 50%；内部掌握，不公开）。")
    assert show.preview_json(found)["inference"]["figure"] == Fraction(1, 7)


def test_the_lock_says_it_too() -> None:
    done = locked(office().book())
    assert "不超过 14.3%" in done.inference
    assert done.inference in show.describe_lock(done).lines()


def test_a_draw_whose_groups_are_no_tiers_tells_nothing() -> None:
    bureau = office(inference_limit="0%")
    assert "把握" not in "\n".join(show.describe_preview(preview(bureau.book(), OPEN_TASK, desk())).lines())
    book = bureau.book()
    assert locked(book, OPEN_TASK).inference == ""
    draw(book, OPEN_TASK, PUBLIC, desk(10, 4))
    assert inferred(book, OPEN_TASK) == ("", ())


def test_a_clerk_who_means_to_draw_the_same_firms_again_is_warned_while_it_can_still_be_helped() -> None:
    """The first draw decides: what it told cannot be taken back by joining groups later."""
    assert "D57" not in codes(preview(office().book(), TASK, desk()).problems)
    (said,) = [p for p in preview(office(inference_limit="35%").book(), TASK, desk()).problems if p.code == "D57"]
    assert (said.params["figure"], said.params["again"]) == ("14.3%", "35.3%")
    book = office(inference_limit="14%").book()
    again(book, 2)
    assert preview(book, TASK, desk(9, 5)).inference.figure < Fraction(353, 1000)


def test_above_the_limit_the_strictest_groups_are_drawn_as_one_at_the_higher_ratio() -> None:
    found = preview(office(inference_limit="14%").book(), TASK, desk())
    assert drawn_groups(found) == [("A", 24, 2), ("B", 12, 2), ("C+D", 4, 4)]
    assert found.inference.figure == Fraction(1, 8)
    (said,) = [p for p in found.problems if p.code == "D54"]
    assert said.severity == "warning"
    assert {"figure": "14.3%", "after": "12.5%", "was": 7, "becomes": 8, "limit": "14%"}.items() <= said.params.items()


def test_only_the_two_strictest_are_joined_and_if_that_is_not_enough_nothing_is_locked() -> None:
    """Joining further groups would have the office visit most of the list without having asked for it."""
    found = preview(office(inference_limit="6%").book(), TASK, desk())
    assert drawn_groups(found) == [("A", 24, 2), ("B", 12, 2), ("C", 3, 2), ("D", 1, 1)]
    assert "D55" in codes(found.problems)


def test_two_tiers_are_not_made_one() -> None:
    bureau = office(inference_limit="20%")
    for obj in bureau[registers.OBJECTS]:
        obj["tier"] = "D" if obj["tier"] == "D" else "A"
    with refused("D55"):
        locked(bureau.book())


@pytest.mark.long
def test_joined_groups_are_locked_drawn_and_verified_like_any_other(tmp_path: Path) -> None:
    path = office(inference_limit="14%").file(tmp_path)
    with opened(path, desk()) as book:
        done = lock(book, TASK, SOURCE, desk())
    with opened(path, desk(10, 4)) as book:
        draw(book, TASK, PUBLIC, desk(10, 4))
        match(book, TASK, desk(11, 4))
    book = Book(open_gateway(path))
    assert "D54" in codes(done.warnings)
    assert sorted(done.lock.quotas.values()) == [2, 2, 4]
    assert {row["tier"] for row in rows(book, records.LOCKED, task=TASK)} == set("ABCD")
    assert {"LS040", "LS037", "LS038", "LS039"} < {w["object"] for w in rows(book, records.WINNERS, task=TASK, state="抽中")}
    found = verify([path, *sorted(tmp_path.glob("*记录-*.json"))])
    assert [p for one in found for p in one.report.wrong] == []
    assert "P09" in {fact.code for one in found for fact in one.report.proved}


def test_a_bureau_that_would_rather_not_draw_more_is_told_what_it_can_do() -> None:
    book = office(inference_limit="14%", beyond_limit="不锁定").book()
    found = preview(book, TASK, desk())
    assert drawn_groups(found)[-1] == ("D", 1, 1)
    assert "D55" in codes(found.problems)
    before = cells(book)
    with refused("D55") as caught:
        locked(book)
    assert "抽查比例" in str(caught.value)
    assert "改为“合并等级”" in str(caught.value)
    assert cells(book) == before


def test_a_limit_that_joining_cannot_reach_forbids_the_lock_and_says_so() -> None:
    with refused("D55") as caught:
        locked(office(inference_limit="2%").book())
    assert "合并要求最严的两个等级也降不到上限以内" in str(caught.value)
    assert "改为“合并等级”" not in str(caught.value)


def test_a_list_of_one_tier_only_is_drawn_as_ever() -> None:
    bureau = office(inference_limit="0%")
    for obj in bureau[registers.OBJECTS]:
        obj["tier"] = "D"
    assert locked(bureau.book()).inference == ""


def test_one_ratio_for_all_is_the_way_out() -> None:
    bureau = office(inference_limit="0%").change(registers.TASKS, TASK, ratio=Fraction(1, 5))
    assert locked(bureau.book()).row["profile"] == "公开"


def test_a_ratio_does_not_help_a_weighted_draw_whose_lots_are_the_tiers() -> None:
    with refused("D55"):
        locked(office(inference_limit="0%").change(registers.TASKS, TASK, ratio=Fraction(1, 5), method="加权").book())


def again(book: Book, day: int, task: str = TASK) -> None:
    """A further attempt, drawn and voided, so that its names stay on the page."""
    attempt = len(rows(book, records.DRAWS, task=task)) + 1
    lock(book, task, f"ssq:2026{23 + attempt:03}", desk(9, day))
    draw(book, task, public_of(attempt), desk(10, day + 1))
    void(book, task, "名录有误", desk(11, day + 1))


def test_names_of_every_draw_of_the_year_count_voided_ones_too() -> None:
    book = office().book()
    again(book, 2)
    found = preview(book, TASK, desk(9, 5))
    two = Fraction(1) / (1 + 3 * Fraction(2, 3) ** 2 + 12 * Fraction(1, 6) ** 2 + 24 * Fraction(1, 12) ** 2)
    assert (found.inference.figure, found.inference.draws, found.inference.objects) == (two, 2, 7)
    assert drawn_groups(found)[-1] == ("D", 1, 1)


def test_a_third_draw_of_the_same_firms_is_above_half_and_joins_the_groups() -> None:
    book = office().book()
    again(book, 2)
    again(book, 5)
    found = preview(book, TASK, desk(9, 8))
    (said,) = [p for p in found.problems if p.code == "D54"]
    assert (said.params["figure"], said.params["draws"], said.params["after"]) == ("51.1%", 3, "41.7%")
    assert drawn_groups(found)[-1] == ("C+D", 4, 4)


def test_last_year_s_draws_are_forgotten() -> None:
    book = office().book()
    again(book, 2)
    next_year = Desk(datetime(2027, 3, 1, 9), "张某", lambda: "1" * 64)
    book.replace(registers.TASKS, [(row, {"end": datetime(2027, 3, 31).date()}) for row in rows(book, registers.TASKS, code=TASK)])
    assert preview(book, TASK, next_year).inference.draws == 1


def test_what_is_locked_already_goes_on_whatever_the_limit_is_now() -> None:
    bureau = office(inference_limit="100%")
    book = bureau.book()
    locked(book)
    book.gateway.put("等级推断上限", "1%")
    draw(book, TASK, PUBLIC, desk(10, 4))
    match(book, TASK, desk(11, 4))
    assert publish(book, TASK, desk(9, 20))


def test_the_page_is_made_with_the_figure_for_the_bureau_only() -> None:
    book = office().book()
    matched(book)
    sentence, above = inferred(book, TASK)
    assert "不超过 14.3%（本年度 1 次按等级抽取都公布名字的 7 家" in sentence
    assert above == ()
    assert "把握" not in publish(book, TASK, desk(9, 20)).page.decode()
    assert "把握" not in str(notice(book, TASK))


def test_a_page_above_the_limit_is_warned_of_when_nothing_can_be_changed_any_more() -> None:
    bureau = office(inference_limit="100%")
    book = bureau.book()
    drawn(book)
    book.gateway.put("等级推断上限", "10%")
    _, above = inferred(Book(book.gateway), TASK)
    assert codes(above) == {"D56"}
    assert above[0].severity == "warning"


def test_who_came_by_promotion_and_who_left_are_named_as_well() -> None:
    book = office().book()
    matched(book)
    gone = next(w["object"] for w in rows(book, records.WINNERS, task=TASK, state="抽中") if int(w["object"][2:]) <= 24)
    promote(book, TASK, gone, Grounds("注销", "李某"), desk(9, 6))
    assert "公布名字的 8 家" in inferred(book, TASK)[0]
    assert preview_of_next(book) == Fraction(1) / (1 + 3 * Fraction(2, 3) ** 2 + 12 * Fraction(1, 6) ** 2
                                                    + 24 * Fraction(3, 24) * Fraction(2, 24))


def preview_of_next(book: Book) -> Fraction:
    """The figure of another task over the same firms."""
    first = rows(book, registers.TASKS, code=TASK)[0]
    book.append(registers.TASKS, [{**first, "code": "LG-LS-2026-009", "platform": "HB9", "state": "筹备"}])
    return preview(book, "LG-LS-2026-009", desk(9, 7)).inference.figure


def test_a_weighted_draw_is_reckoned_by_its_odds_before_and_by_what_came_out_afterwards() -> None:
    bureau = office().change(registers.TASKS, TASK, method="加权", quantity=8)
    bureau[registers.TIERS][3]["ratio"] = Fraction(1, 2)
    book = bureau.book()
    found = preview(book, TASK, desk())
    odds = next(g.odds for g in found.groups if g.label == "D")
    assert float(found.inference.figure) == pytest.approx(float(odds) / 8)
    drawn(book)
    tier_of = {row["object"]: row["tier"] for row in rows(book, records.LOCKED, task=TASK)}
    won = [tier_of[w["object"]] for w in rows(book, records.WINNERS, task=TASK, state="抽中")]
    assert f"不超过 {show_share(won.count('D'), len(won))}" in inferred(book, TASK)[0]


def show_share(count: int, of: int) -> str:
    tenths = -(-1000 * count // of)
    return f"{tenths // 10}.{tenths % 10}%"


def test_a_weighted_draw_joins_its_strictest_groups_at_the_most_lots() -> None:
    bureau = office(inference_limit="9%").change(registers.TASKS, TASK, method="加权", quantity=8)
    bureau[registers.TIERS][3]["ratio"] = Fraction(1, 2)
    found = preview(bureau.book(), TASK, desk())
    assert "C+D" in [g.label for g in found.groups]
    assert "=10签" in found.rule


TIERS = st.fixed_dictionaries({tier: st.integers(0, 8) for tier in "ABC"} | {"D": st.integers(1, 3)})


@settings(max_examples=20, deadline=None)
@given(TIERS, TIERS, st.sampled_from(["分级比例", "加权"]), st.booleans(), st.integers(1, 100))
@pytest.mark.long
def test_whatever_is_locked_stays_within_the_limit_and_its_audit_record_holds(
        lawyers: dict[str, int], notaries: dict[str, int], method: str, own_rows: bool, limit: int) -> None:
    """Two types of objects in random tiers, with tier rows of their own or common ones, both ways of drawing."""
    bureau = office(inference_limit=f"{limit}%").change(registers.TASKS, TASK, method=method, quantity=12 if method == "加权" else None)
    of_type = {"律师事务所": lawyers, "公证机构": notaries}
    bureau[registers.OBJECTS][:] = [
        {**bureau[registers.OBJECTS][0], "code": f"{kind}{tier}{n}".encode().hex().upper()[:40], "name": f"{kind}{tier}{n}", "object_type": kind, "tier": tier}
        for kind, sizes in of_type.items() for tier, size in sizes.items() for n in range(size)]
    if own_rows:
        bureau[registers.TIERS].extend([{**row, "object_type": "公证机构", "default": "否"} for row in bureau[registers.TIERS]])
    bureau[registers.RECUSALS].clear()
    book = bureau.book()
    found = preview(book, TASK, desk())
    if "D55" in codes(found.problems):
        with refused("D55"):
            locked(book)
        return
    locked(book)
    assert found.inference.figure <= Fraction(limit, 100)
    draw(book, TASK, PUBLIC, desk(10, 4))
    if method == "分级比例":
        assert inferred(book, TASK)[1] == ()
    made = evidence.read_attempt(open_office(book), rows(book, records.DRAWS, task=TASK)[0])
    secret = desk().token() if made.row["profile"] == "不公开等级" else ""
    record = audit_record(evidence.describe(open_office(book), made), made.locked, secret=secret, matching=None)
    assert [p.code for p in verify_record(record).wrong] == []
