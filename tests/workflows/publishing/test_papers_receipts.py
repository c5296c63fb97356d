"""名录回执 beside the notices of a visit: whether and to whom they go out."""

from __future__ import annotations

from datetime import date

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.papers.handouts import visit_notice
from ssj_xl.papers.notice import as_text
from ssj_xl.tables import records, registers
from ssj_xl.workflows.desk.office import open_office
from ssj_xl.workflows.publishing.papers import NOTICE, Made, Wanted, job_of, papers, visits_of
from ssj_xl.workflows.rounds.notice import receipt
from tests.bureau import OPEN_TASK, TASK, codes, matched, refused, rows
from tests.workflows.publishing.papers_cases import DAY, bureau, listed


def receipts_of(made: Made) -> list[str]:
    return [file.name for file in made.files if file.name.startswith("名录回执/")]


def with_receipts(how: str, task: str) -> Book:
    """The office after the matching, with 参数 回执发放."""
    made = bureau(task)
    made.settings["receipts"] = how
    book = made.book()
    matched(book, task)
    return book


def test_receipts_go_out_with_the_notices_where_groups_tell_no_tier() -> None:
    book = with_receipts("随通知书", OPEN_TASK)
    found = papers(book, OPEN_TASK, Wanted(DAY, (NOTICE,)))
    assert len(receipts_of(found)) == 2 * len(listed(book))
    assert "P66" not in codes(found.warnings)
    text = next(file.data.decode() for file in found.files if file.name.endswith(".txt"))
    assert "名录回执" in text


def test_receipts_that_would_tell_a_tier_never_go_out_with_the_notices() -> None:
    found = papers(with_receipts("随通知书", TASK), TASK, Wanted(DAY, (NOTICE,)))
    assert receipts_of(found) == []
    assert "P66" in codes(found.warnings)


def test_persons_get_their_receipts_though_their_list_is_pseudonymous() -> None:
    made = bureau(OPEN_TASK, object_type=("律师",))
    made.settings["receipts"] = "随通知书"
    for spec in (registers.OBJECTS, registers.ITEMS):
        for row in made[spec]:
            row["object_type"] = "律师"
    book = made.book()
    matched(book, OPEN_TASK)
    assert rows(book, records.DRAWS)[0]["profile"] == "不公开等级"
    assert len(receipts_of(papers(book, OPEN_TASK, Wanted(DAY, (NOTICE,))))) == 2 * len(listed(book))


@pytest.mark.parametrize("how", ["不发", "依申请"])
def test_receipts_stay_in_the_office_unless_the_bureau_sends_them(how: str) -> None:
    assert receipts_of(papers(with_receipts(how, OPEN_TASK), OPEN_TASK, Wanted(DAY))) == []


def test_a_bureau_that_gives_no_receipts_makes_none() -> None:
    with refused("P65"):
        receipt(with_receipts("不发", TASK), TASK, "LS001")
    assert receipt(with_receipts("依申请", TASK), TASK, "LS001").receipt["draw"] == TASK


@pytest.mark.parametrize(("change", "why"), [({"status": "停业"}, "状态"), ({"visited": date(2026, 2, 20)}, "不再抽取")])
def test_whoever_takes_no_part_is_told_so_without_a_reason_and_without_a_ticket(change: dict[str, object], why: str) -> None:
    made = bureau(TASK).change(registers.OBJECTS, "LS003", **change)
    made.settings["rest_months"] = 3
    book = made.book()
    matched(book, TASK)
    assert why in rows(book, records.LOCKED, task=TASK, object="LS003")[0]["excluded"]
    lines = as_text(receipt(book, TASK, "LS003").receipt, name="第003律师事务所").splitlines()
    told = [line for line in lines if line.startswith(("组别", "结果", "签号"))]
    assert [line.partition("，")[0] for line in told] == ["组别：不参加本次抽取", "结果：不参加本次抽取。"]
    assert not [line for line in lines if why in line or "签号" in line]


@pytest.mark.parametrize(("how", "task", "told"), [("依申请", TASK, True), ("随通知书", TASK, True), ("不发", TASK, False), ("依申请", OPEN_TASK, False)])
def test_the_notice_of_a_visit_tells_a_drawn_firm_its_own_code_in_the_list_and_no_other(how: str, task: str, told: bool) -> None:
    book = with_receipts(how, task)
    pids = {row["object"]: row["pid"] for row in rows(book, records.LOCKED, task=task)}
    visits = visits_of(open_office(book), job_of(open_office(book), open_office(book).task(task), DAY))
    forms = visit_notice.notices(job_of(open_office(book), open_office(book).task(task), DAY), visits).forms
    for visit, form in zip(visits, forms, strict=True):
        text = "".join(block.text for block in form.blocks if hasattr(block, "text"))
        assert [code for code, pid in pids.items() if f"名录里的代号：{pid}。" in text] == ([visit.object["code"]] if told else [])
