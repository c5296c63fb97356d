"""公示: the page of a task from the workbook, with what may be public and nothing else."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.domain.verifying.record import verify_record
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.papers.page import records_of
from ssj_xl.tables import records, registers
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.publishing import publish as publishing
from ssj_xl.workflows.publishing.publish import without_numbers
from ssj_xl.workflows.rounds.records import rebuild
from ssj_xl.workflows.rounds.substitute import Grounds, promote, void
from tests.bureau import (
    OPEN_TASK,
    TASK,
    Bureau,
    cells,
    chain_is_whole,
    desk,
    drawn,
    edit,
    locked,
    matched,
    opened,
    refused,
    rows,
)

READER = desk(9, 20)


def publish(book: Book, task: str, at: Desk) -> bytes:
    return publishing.publish(book, task, at).page


def _on_the_list(book: Book, task: str) -> list[str]:
    return [row["object"] for row in rows(book, records.WINNERS, task=task) if row["state"] in ("抽中", "递补")]


def _finding(book: Book, task: str, **values: Any) -> None:
    row = {"task": task, "object": _on_the_list(book, task)[0], "item": "LS-01", "checked": date(2026, 3, 10),
           "result": "未发现问题", "problem": "内部描述", "published": date(2026, 3, 15)}
    book.append(registers.FINDINGS, [row | values])


def test_a_drawn_task_is_published_with_the_team_of_each_visit_that_was_made() -> None:
    book = Bureau().book()
    matched(book, OPEN_TASK)
    before = publishing.publish(book, OPEN_TASK, READER)
    _finding(book, OPEN_TASK)
    made = publishing.publish(book, OPEN_TASK, READER)
    (record,) = records_of(made.page)
    assert record["state"] == "已抽取"
    assert sorted(record["names"]) == sorted(_on_the_list(book, OPEN_TASK))
    assert "（组长）" in made.page.decode()
    assert [*record["teams"]] == _on_the_list(book, OPEN_TASK)[:1]
    assert records_of(before.page)[0]["teams"] == {}
    assert [text[:1] for text in (*before.withheld, *made.withheld)] == ["4", "3"], "how many teams wait is said"


def test_a_bureau_may_keep_its_inspectors_off_the_page_altogether() -> None:
    bureau = Bureau()
    bureau.settings["team_when"] = "不公示"
    book = bureau.book()
    matched(book, OPEN_TASK)
    _finding(book, OPEN_TASK)
    made = publishing.publish(book, OPEN_TASK, READER)
    assert records_of(made.page)[0]["teams"] == {}
    assert "不公示" in "".join(made.withheld)


def _waiting(when: str, **task: Any) -> Book:
    bureau = Bureau().change(registers.TASKS, OPEN_TASK, **task)
    bureau.settings["list_when"] = when
    book = bureau.book()
    matched(book, OPEN_TASK)
    return book


def _holds(page: bytes) -> bool:
    (record,) = records_of(page)
    found = verify_record(record)
    return not found.wrong and any(name in page.decode() for name in NAMES) == bool(record["names"])


NAMES = [f"第{number:03}律师事务所" for number in range(1, 41)]


def test_names_wait_for_the_notice_and_the_draw_can_be_checked_meanwhile() -> None:
    book = _waiting("通知送达后")
    waiting = publishing.publish(book, OPEN_TASK, READER)
    assert _holds(waiting.page)
    assert records_of(waiting.page)[0]["names"] == {}
    assert len(records_of(waiting.page)[0]["result"]) == 4
    assert not [code for code in _on_the_list(book, OPEN_TASK) if code in waiting.page.decode()]
    assert "通知送达" in "".join(waiting.withheld)
    assert "尚未公布" in waiting.page.decode()
    edit(book, registers.TASKS, {"code": OPEN_TASK}, notified=date(2026, 3, 20))
    assert records_of(publish(book, OPEN_TASK, desk(9, 19)))[0]["names"] == {}
    told = publish(book, OPEN_TASK, READER)
    assert _holds(told)
    assert [*records_of(told)[0]["names"]] == sorted(_on_the_list(book, OPEN_TASK))


@pytest.mark.long
def test_the_record_file_has_no_names_either_until_they_may_go_out(tmp_path: Path) -> None:
    bureau = Bureau()
    bureau.settings["list_when"] = "通知送达后"
    path = bureau.file(tmp_path)
    with opened(path, desk(9)) as book:
        matched(book, OPEN_TASK)
    public, audit = (json.loads(next(tmp_path.glob(f"{kind}记录-*")).read_text("utf-8")) for kind in ("公开", "审计"))
    assert (public["names"], len(audit["names"])) == ({}, 4)
    assert not verify_record(public).wrong
    with opened(path, desk(12, 5)) as book:
        edit(book, registers.TASKS, {"code": OPEN_TASK}, notified=date(2026, 3, 5))
        book.commit()
    assert [path.name[:4] for path, changed in rebuild(Book(open_gateway(path)), OPEN_TASK).items() if changed] == ["公开记录", "锁定公告"]
    assert len(json.loads(next(tmp_path.glob("公开记录-*")).read_text("utf-8"))["names"]) == 4


def test_who_was_visited_was_notified() -> None:
    book = _waiting("通知送达后")
    listed = _on_the_list(book, OPEN_TASK)
    for code in listed[:-1]:
        _finding(book, OPEN_TASK, object=code)
    assert records_of(publish(book, OPEN_TASK, READER))[0]["names"] == {}
    _finding(book, OPEN_TASK, object=listed[-1], published=None)
    assert len(records_of(publish(book, OPEN_TASK, READER))[0]["names"]) == 4


def test_names_may_wait_until_all_results_are_public() -> None:
    book = _waiting("结果公示时", notified=date(2026, 3, 5))
    listed = _on_the_list(book, OPEN_TASK)
    for number, code in enumerate(listed):
        assert records_of(publish(book, OPEN_TASK, READER))[0]["names"] == {}, number
        _finding(book, OPEN_TASK, object=code)
    assert len(records_of(publish(book, OPEN_TASK, READER))[0]["names"]) == 4


def test_a_lock_whose_names_wait_is_pseudonymous_and_its_fingerprints_are_public_at_once() -> None:
    bureau = Bureau()
    bureau.settings["list_when"] = "通知送达后"
    book = bureau.book()
    row = locked(book, OPEN_TASK).row
    made = publishing.publish(book, OPEN_TASK, READER)
    (record,) = records_of(made.page)
    assert (row["profile"], record["root"], made.withheld) == ("不公开等级", row["root"], ())
    assert record["quotas"] == {"律师事务所": 4}
    assert row["root"] in made.page.decode()


def test_publishing_writes_nothing() -> None:
    book = Bureau().book()
    drawn(book)
    before = cells(book)
    publish(book, TASK, READER)
    assert cells(book) == before


def test_a_locked_task_is_published_as_waiting() -> None:
    book = Bureau().book()
    locked(book)
    page = publish(book, TASK, READER)
    assert "已锁定（待抽取）" in page.decode()
    assert "seed_text" not in records_of(page)[0]


def test_a_task_that_was_never_locked_has_no_page() -> None:
    with refused("D14"):
        publish(Bureau().book(), TASK, READER)


def test_tier_telephone_recusal_and_the_secret_never_leave_the_bureau() -> None:
    book = Bureau().book()
    matched(book)
    text = re.sub(r"<script>.*?</script>", "", publish(book, TASK, READER).decode(), flags=re.DOTALL)  # less the programs
    drawn_codes = set(_on_the_list(book, TASK))
    others = {row["object"] for row in rows(book, records.LOCKED, task=TASK)} - drawn_codes
    assert not [code for code in others if code in text]
    for forbidden in ("0399-", "配偶", desk(9).token(), "list_secret", "people_list", "执法1某", "P01"):
        assert forbidden not in text, forbidden


def test_only_results_whose_publication_day_has_come_are_shown() -> None:
    book = Bureau().book()
    drawn(book, OPEN_TASK)
    _finding(book, OPEN_TASK)
    _finding(book, OPEN_TASK, item="LS-02", result="发现问题待后续处理", published=date(2026, 3, 21))
    _finding(book, OPEN_TASK, object=_on_the_list(book, OPEN_TASK)[1], result="不配合检查情节严重", published=None)
    text = publish(book, OPEN_TASK, READER).decode()
    assert "执业监督：LS-01" in text
    assert "未发现问题" in text
    for hidden in ("发现问题待后续处理", "不配合检查情节严重", "内部描述"):
        assert hidden not in text


def test_a_promotion_is_shown_with_the_lists_word_and_nothing_of_what_was_typed_beside_it() -> None:
    book = Bureau().book()
    matched(book, OPEN_TASK)
    left = _on_the_list(book, OPEN_TASK)[0]
    promote(book, OPEN_TASK, left, Grounds("迁出本市", "局长", "迁往邻市，电话13800000000"), desk(12, 5))
    page = publish(book, OPEN_TASK, READER)
    (one,) = records_of(page)[0]["substituted"]
    assert (one["left"], one["why"]) == (left, "迁出本市")
    assert one["came"] in _on_the_list(book, OPEN_TASK)
    assert "迁往邻市" in rows(book, records.WINNERS, object=left)[0]["note"]
    assert "迁往邻市" not in page.decode()


def test_a_reason_typed_before_there_was_a_list_is_not_repeated_in_public() -> None:
    book = Bureau().book()
    matched(book, OPEN_TASK)
    left = _on_the_list(book, OPEN_TASK)[0]
    promote(book, OPEN_TASK, left, Grounds("注销", "局长"), desk(12, 5))
    edit(book, records.WINNERS, {"object": left}, why="负责人住院，电话13800000000")
    page = publish(book, OPEN_TASK, READER)
    assert records_of(page)[0]["substituted"][0]["why"] == "其他原因"
    assert "住院" not in page.decode()


def test_promotions_are_told_in_their_order() -> None:
    book = Bureau().book()
    drawn(book, OPEN_TASK)
    left = _on_the_list(book, OPEN_TASK)[0]
    for hour in (11, 12):
        promote(book, OPEN_TASK, left, Grounds("注销", "局长"), desk(hour, 5))
        left = next(row["object"] for row in rows(book, records.WINNERS, state="递补"))
    first, second = records_of(publish(book, OPEN_TASK, READER))[0]["substituted"]
    assert first["came"] == second["left"]


def test_nobody_is_paired_where_groups_are_tiers() -> None:
    book = Bureau().book()
    drawn(book)
    sizes = {row["object"]: row["group"] for row in rows(book, records.LOCKED, task=TASK)}
    left = next(code for code in _on_the_list(book, TASK) if list(sizes.values()).count(sizes[code]) > 10)
    promote(book, TASK, left, Grounds("注销", "局长"), desk(12, 5))
    (record,) = records_of(publish(book, TASK, READER))
    assert [sorted(one) for one in record["substituted"]] == [["left", "left_name", "why"]]


def test_all_attempts_stay_visible() -> None:
    book = Bureau().book()
    drawn(book)
    void(book, TASK, "名录漏登，联系13800000000", desk(12, 4))
    locked(book, at=desk(13, 4))
    page = publish(book, TASK, READER)
    assert [record["attempt"] for record in records_of(page)] == [1, 2]
    assert "名录漏登，联系（号码略）" in page.decode()
    assert "13800000000" not in page.decode()


def test_a_list_that_was_changed_after_the_lock_is_not_published() -> None:
    book = Bureau().book()
    drawn(book, OPEN_TASK)
    edit(book, records.LOCKED, {"task": OPEN_TASK}, group="X")
    with refused("D17"):
        publish(book, OPEN_TASK, READER)


def test_a_list_of_winners_that_the_seed_does_not_give_is_not_published() -> None:
    book = Bureau().book()
    drawn(book, OPEN_TASK)
    listed = {row["object"] for row in rows(book, records.WINNERS, task=OPEN_TASK)}
    other = next(row["object"] for row in rows(book, records.LOCKED, task=OPEN_TASK) if row["object"] not in listed)
    edit(book, records.WINNERS, {"task": OPEN_TASK, "state": "抽中"}, object=other)
    with refused("D38"):
        publish(book, OPEN_TASK, READER)


def test_a_voided_attempt_that_was_tampered_with_is_shown_as_such() -> None:
    book = Bureau().book()
    drawn(book, OPEN_TASK)
    void(book, OPEN_TASK, "名录被改", desk(12, 4))
    edit(book, records.LOCKED, {"task": OPEN_TASK}, group="X")
    page = publish(book, OPEN_TASK, READER)
    assert "这一轮已作废，工作簿里的记录与锁定时不符，无法重算" in page.decode()
    assert records_of(page)[0]["list"] == []


@pytest.mark.parametrize(("text", "shown"), [
    ("身份证110101199003070000失效", "身份证（号码略）失效"), ("电话0399-5600001", "电话（号码略）"),
    ("文号〔2021〕12号，2021-03-05 迁出", "文号〔2021〕12号，2021-03-05 迁出"), ("对象31130105D4735E3A02", "对象31130105D4735E3A02")])
def test_reasons_lose_telephone_and_identity_numbers_only(text: str, shown: str) -> None:
    assert without_numbers(text) == shown


def _page_with(**values: Any) -> str:
    book = Bureau().book()
    matched(book, OPEN_TASK)
    _finding(book, OPEN_TASK, **values)
    return publish(book, OPEN_TASK, READER).decode()


def test_a_result_that_was_corrected_says_so_with_the_day_from_that_day_on() -> None:
    answered = {"disputed": date(2026, 3, 16), "dispute_result": "更正"}
    assert "未发现问题（2026-03-18 更正）" in _page_with(**answered, corrected=date(2026, 3, 18))
    assert "更正）" not in _page_with(**answered, corrected=date(2026, 3, 25))
    assert "更正）" not in _page_with(disputed=date(2026, 3, 16), dispute_result="维持")


def test_the_log_keeps_once_what_the_page_corrects_and_drops() -> None:
    book = Bureau().book()
    matched(book, OPEN_TASK)
    listed = _on_the_list(book, OPEN_TASK)
    answered = {"disputed": date(2026, 3, 16), "corrected": date(2026, 3, 18)}
    _finding(book, OPEN_TASK)
    _finding(book, OPEN_TASK, object=listed[1], dispute_result="更正", **answered)
    _finding(book, OPEN_TASK, object=listed[2], dispute_result="撤下", **answered)
    _finding(book, OPEN_TASK, object=listed[3], shown_until=date(2026, 3, 19))
    assert publishing.log_changes(book, OPEN_TASK, READER) == 3
    entries = book.read(records.LOG).rows[-3:]
    assert [entry["act"] for entry in entries] == ["公示更正", "公示撤下", "公示期满"]
    assert all(code in entry["summary"] and "未发现问题" in entry["summary"]
               for code, entry in zip(listed[1:], entries, strict=True))
    assert chain_is_whole(book)
    before = cells(book)
    assert publishing.log_changes(book, OPEN_TASK, desk(9, 25)) == 0, "a change is told once"
    assert cells(book) == before


@pytest.mark.long
def test_a_result_that_was_taken_down_or_is_past_its_last_day_is_not_shown() -> None:
    answered = {"disputed": date(2026, 3, 16), "dispute_result": "撤下"}
    assert "个对象的结果，共 1 条" in _page_with()
    assert "个对象的结果，共 1 条" in _page_with(**answered, corrected=date(2026, 3, 25))
    assert "个对象的结果，共 1 条" in _page_with(shown_until=date(2026, 3, 20))
    for values in (answered, {**answered, "corrected": date(2026, 3, 18)}, {"shown_until": date(2026, 3, 19)}):
        assert "尚无已公示的检查结果" in _page_with(**values)


def test_a_page_made_before_results_have_their_day_says_how_many_it_does_not_list() -> None:
    book = Bureau().book()
    matched(book, OPEN_TASK)
    _finding(book, OPEN_TASK, published=None)
    (told,) = publishing.publish(book, OPEN_TASK, READER).warnings
    assert told.code == "P61"
    assert "1 行结果没有公示日期" in str(told)
    assert "没有列入公示页" in str(told)


def _opening(book: Book) -> str:
    found = re.search(r'<p class="tally"><strong>(.*?)</strong>', publish(book, OPEN_TASK, READER).decode())
    return found[1] if found else ""


def test_the_opening_counts_an_object_once_and_only_what_is_public_on_the_day() -> None:
    book = Bureau().book()
    locked(book, OPEN_TASK)
    assert _opening(book) == "", "nothing is drawn"
    book = Bureau().book()
    matched(book, OPEN_TASK)
    left, second, third, fourth = _on_the_list(book, OPEN_TASK)
    promote(book, OPEN_TASK, left, Grounds("注销", "局长"), desk(12, 5))
    (came,) = rows(book, records.WINNERS, task=OPEN_TASK, state="递补")
    assert _opening(book) == "40 家抽 4 家，已公示 0 家，其中 0 家有问题"
    answered = {"disputed": date(2026, 3, 16), "corrected": date(2026, 3, 18)}
    problem = "发现问题待后续处理"
    _finding(book, OPEN_TASK, object=came["object"], result=problem)
    _finding(book, OPEN_TASK, object=came["object"], item="LS-02", result=problem)
    _finding(book, OPEN_TASK, object=second, item="LS-01", dispute_result="更正", **answered)
    _finding(book, OPEN_TASK, object=third, result=problem, dispute_result="撤下", **answered)
    _finding(book, OPEN_TASK, object=fourth, result=problem, published=date(2026, 3, 21))
    assert _opening(book) == "40 家抽 4 家，已公示 2 家，其中 1 家有问题"


def test_the_opening_counts_nothing_of_an_attempt_that_was_voided() -> None:
    book = Bureau().book()
    drawn(book, OPEN_TASK)
    old = _on_the_list(book, OPEN_TASK)
    for code in old:
        _finding(book, OPEN_TASK, object=code)
    assert "已公示 4 家" in _opening(book)
    void(book, OPEN_TASK, "名录漏登", desk(12, 4))
    drawn(book, OPEN_TASK)
    again = [row["object"] for row in rows(book, records.WINNERS, task=OPEN_TASK) if row["attempt"] == 2 and row["state"] == "抽中"]
    assert f"已公示 {len({*old} & {*again})} 家" in _opening(book)
