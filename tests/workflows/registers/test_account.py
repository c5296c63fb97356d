"""The bureau's account of visits: made of every division's workbook, sent back, taken in, counted by the next lock."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ssj_xl.domain.account.visits import find_visits
from ssj_xl.domain.period import REPLACED
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.gateways.safe import follow
from ssj_xl.papers.notice import as_data
from ssj_xl.tables import account, records, registers
from ssj_xl.tables.leads import LEADS
from ssj_xl.workflows.consolidation.consolidate import Consolidated, Output, consolidate
from ssj_xl.workflows.consolidation.submit import submit
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.registers.account import keep_account, standing, take_in
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.lottery import Dated
from ssj_xl.workflows.rounds.notice import notice
from ssj_xl.workflows.rounds.preview import preview
from ssj_xl.workflows.rounds.substitute import Grounds, promote
from ssj_xl.workflows.verifying.verify import verify
from tests.bureau import OPEN_TASK, PUBLIC, SOURCE, TASK, Bureau, desk, drawn, locked, opened, refused, rows
from tools.benchmarks import accounts

CAP = {"rule": "年度上限", "object_type": "律师事务所", "number": 1, "basis": "本局频次规定"}


def typed(code: str, day: date, *, kind: str = "日常检查", **more: Any) -> dict[str, Any]:
    """The five cells of a visit."""
    return {"object": (code,), "kind": kind, "basis": "云司函〔2026〕3号", "start": day, "items": ("LS-01",), **more}


def office(division: str, code: str, *visits: dict[str, Any]) -> Bureau:
    """A division of the bureau with a cap of one visit a year, and what it typed."""
    made = Bureau()
    made.settings |= {"division": division, "division_code": code}
    made[account.LIMITS].append(dict(CAP))
    made[account.VISITS].extend(visits)
    return made


@dataclass(frozen=True)
class Month:
    """Two divisions and what the bureau made of them.  own: the first one's workbook; sent: its file; other: the second one's."""

    folder: Path
    own: Path
    done: Consolidated
    sent: Path
    other: Path


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """律师处 visited LS001 and has LS003's complaint; 公证处 visited LS002, and LS001 on the same day."""
    folder = tmp_path_factory.mktemp("账")
    first = office("律师处", "LS", typed("LS001", date(2026, 2, 3)), typed("LS003", date(2026, 2, 5), kind="个案检查", situation="投诉举报"))
    second = office("公证处", "GZ", typed("LS002", date(2026, 2, 4)), typed("LS001", date(2026, 2, 3)), typed("LS004", date(2026, 2, 6), body="云州 市场监管局"))
    for spec in (registers.TASKS, registers.INSPECTORS, registers.RECUSALS):
        second[spec].clear()
    paths = []
    for name, one in (("律师处", first), ("公证处", second)):
        (folder / name).mkdir()
        paths.append(one.file(folder / name))
        with opened(paths[-1], desk(8)) as book:
            keep_account(book, desk(8))
    sent = folder / "报送.xlsx"
    sent.write_bytes(submit(Book(open_gateway(paths[0])), "2026-02", desk(8)).data)
    done = consolidate([sent, paths[1]], month="2026-02", previous=None, desk=desk(9), output=Output(filled_on=date(2026, 3, 2), beside=folder))
    assert done.account is not None
    for name, content in done.account.files:
        (folder / name).write_bytes(content)
    return Month(folder, paths[0], done, folder / "检查次数-律师处-截至20260302.xlsx", folder / "检查次数-公证处-截至20260302.xlsx")


@pytest.fixture
def own(month: Month, tmp_path: Path) -> Path:
    """A copy of the first division's workbook."""
    return Path(shutil.copy(month.own, tmp_path / "主台账.xlsx"))


def codes(found: Any) -> list[str]:
    return [one.code for one in found]


def test_the_rest_of_a_typed_row_is_filled_in_and_numbered(month: Month) -> None:
    found = Book(open_gateway(month.own)).read(account.VISITS)
    assert [(row["number"], row["institution"], row["body"], row["division"], row["counts"], row["state"], row["origin"]) for row in found] == [
        ("LG-LS-2026-J001", "LS001", "栾谷县司法局", "律师处", "是", "已检查", "补登"), ("LG-LS-2026-J002", "LS003", "栾谷县司法局", "律师处", "否", "已检查", "补登")]


def test_the_bureau_counts_every_division_s_visits_each_once(month: Month) -> None:
    book = Book(open_gateway(month.sent))
    counts = {row["institution"]: row for row in book.read(account.COUNTS)}
    assert len(counts) == len(Bureau()[registers.OBJECTS])
    assert {code: tuple(counts[code][key] for key in ("counted", "own", "checked", "exempt", "cap", "room")) for code in ("LS001", "LS002", "LS003", "LS004")} == {
        "LS001": (1, 1, 1, 1, 1, 0), "LS002": (1, 0, 1, 0, 1, 0), "LS003": (0, 0, 0, 1, 1, 1), "LS004": (0, 0, 0, 0, 1, 1)}
    assert {row["as_of"] for row in counts.values()} == {date(2026, 3, 2)}
    assert counts["LS001"]["last"] == date(2026, 2, 3)


def test_what_goes_back_has_no_kind_no_task_and_no_complaint(month: Month) -> None:
    book = openpyxl.load_workbook(month.sent)
    text = "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)
    assert book.sheetnames == ["检查次数", "说明"]
    assert not [word for word in ("个案", "投诉", "举报", "补登", "云司函", "J001", "公证处", "日常检查") if word in text]


def test_the_bureau_s_sheet_has_every_visit_with_its_source_and_says_no_more_than_it_was_sent(month: Month, tmp_path: Path) -> None:
    path = tmp_path / "汇总台账.xlsx"
    path.write_bytes(month.done.data)
    found = {(row["number"], row["source_unit"]): (row["body"], row["counts"], row["situation"]) for row in Book(open_gateway(path)).read(account.VISITS)}
    assert found == {
        ("LG-LS-2026-J001", "栾谷县司法局律师处"): ("栾谷县司法局", "否", "与同日联合并计"), ("LG-LS-2026-J002", "栾谷县司法局律师处"): ("栾谷县司法局", "否", ""),
        ("LG-GZ-2026-J001", "栾谷县司法局公证处"): ("栾谷县司法局", "是", ""), ("LG-GZ-2026-J002", "栾谷县司法局公证处"): ("栾谷县司法局", "是", ""),
        ("LG-GZ-2026-J003", "栾谷县司法局公证处"): ("云州 市场监管局", "是", "")}


@pytest.mark.long
def test_an_institution_over_its_cap_is_named_with_the_visits_of_both(tmp_path: Path) -> None:
    paths = []
    for code, division in (("LS", "律师处"), ("GZ", "公证处")):
        (tmp_path / code).mkdir()
        paths.append(office(division, code, typed("LS001", date(2026, 2, 3 if code == "LS" else 9))).file(tmp_path / code))
    done = consolidate(paths, month="2026-02", previous=None, desk=desk(9), output=Output(filled_on=date(2026, 3, 2)))
    told, = [one.text for one in done.problems if one.code == "K50"]
    assert "第001律师事务所" in told
    assert "律师处 2026-02-03 LG-LS-2026-J001；公证处 2026-02-09 LG-GZ-2026-J001" in told


@pytest.mark.long
def test_the_account_is_taken_in_and_keeps_out_whom_others_visited_and_own_rows_count_once(month: Month, own: Path) -> None:
    before = {code: why for code, _, why in preview(Book(open_gateway(own)), TASK, desk()).excluded}
    assert before == {"LS001": "本年度检查1次（2026-02-03 LG-LS-2026-J001），达到年度检查上限1次"}
    with opened(own, desk(9)) as book:
        taken = take_in(book, month.sent, desk(9))
    assert (taken.as_of, taken.rows, taken.now.known) == (date(2026, 3, 2), 40, "2026-03-02")
    assert {code: (count, cap) for code, _, count, cap, _ in taken.now.rows} == {"LS001": (1, 1), "LS002": (1, 1)}
    after = {code: why for code, _, why in preview(Book(open_gateway(own)), TASK, desk()).excluded}
    assert after == before | {"LS002": "本年度检查1次（其他处室1次（截至2026-03-02）），达到年度检查上限1次"}
    log = Book(open_gateway(own)).read(records.LOG).rows[-1]
    assert log["act"] == "取入检查次数"
    assert re.fullmatch("取入“检查次数-律师处-截至20260302.xlsx”：截至2026-03-02，40家机构，检查次数指纹[0-9a-f]{16}", log["summary"])


@pytest.mark.long
def test_the_account_taken_in_twice_is_the_same(month: Month, own: Path) -> None:
    found = []
    for hour in (9, 10):
        with opened(own, desk(hour)) as book:
            found.append((take_in(book, month.sent, desk(hour)).now, len(book.read(account.COUNTS))))
    assert found[0] == found[1]


@pytest.mark.parametrize("how", ["改一格", "删一行", "加一行"])
@pytest.mark.long
def test_a_count_that_was_changed_by_hand_is_named_and_nothing_is_locked_by_it(month: Month, own: Path, how: str) -> None:
    with opened(own, desk(9)) as book:
        take_in(book, month.sent, desk(9))
    file = openpyxl.load_workbook(own)
    sheet = file["检查次数"]
    if how == "删一行":
        sheet.delete_rows(3)
    elif how == "加一行":
        sheet.append(["LS030", "加的一行", 2026, "栾谷县司法局", 1])
    else:
        sheet["E3"] = 7
    file.save(own)
    with opened(own, desk(10)) as book:
        with refused("R159"):
            lock(book, TASK, SOURCE, desk(10))
        take_in(book, month.sent, desk(10))
        lock(book, TASK, SOURCE, desk(10))


@pytest.mark.long
def test_counts_that_another_program_saved_are_still_what_was_taken_in(month: Month, own: Path) -> None:
    with opened(own, desk(9)) as book:
        take_in(book, month.sent, desk(9))
    openpyxl.load_workbook(own).save(own)
    with opened(own, desk(10)) as book:
        assert lock(book, TASK, SOURCE, desk(10)).row["visits_to"] == "2026-03-02"


@pytest.mark.long
def test_a_lock_writes_down_up_to_when_it_counted_and_the_notice_prints_it(month: Month, own: Path) -> None:
    with opened(own, desk(9)) as book:
        take_in(book, month.sent, desk(9))
    with opened(own, desk(10)) as book:
        row = lock(book, TASK, SOURCE, desk(10)).row
    assert row["visits_to"] == "2026-03-02"
    book = Book(open_gateway(own))
    assert "检查次数截至2026-03-02" in book.read(records.LOG).rows[-1]["summary"]
    made = notice(book, TASK)
    assert as_data(made)["visits_to"] == "2026-03-02"
    with opened(own, desk(11)) as changed:
        changed.replace(records.DRAWS, [(changed.read(records.DRAWS).rows[0], {"visits_to": "2026-03-30"})])
        changed.commit()
    assert "V62" in {one.code for checked in verify([own]) for one in checked.report.wrong}


def test_without_the_bureau_s_account_the_notice_says_so() -> None:
    book = office("律师处", "LS").book()
    assert locked(book).row["visits_to"] == "本台账"


@pytest.mark.long
def test_an_old_account_asks_for_a_reason_and_the_log_keeps_it(month: Month, own: Path) -> None:
    later = Desk(datetime(2026, 4, 8, 9), "张某", lambda: "a" * 64)
    source = "ssq:2026050"
    with opened(own, desk(9)) as book:
        take_in(book, month.sent, desk(9))
    with opened(own, later) as book:
        book.replace(registers.TASKS, [(row, {"end": date(2026, 5, 31)}) for row in book.read(registers.TASKS)])
        book.commit()
        with refused("D120"):
            lock(book, TASK, source, later)
    with opened(own, later) as book:
        done = lock(book, TASK, Dated(source, why_old="协调处四月没有汇总"), later)
    assert "D121" in codes(done.warnings)
    assert "检查次数截至2026-03-02（协调处四月没有汇总）" in Book(open_gateway(own)).read(records.LOG).rows[-1]["summary"]


@pytest.mark.parametrize(("case", "code"), [("本册", "K51"), ("别处", "K52"), ("改动", "K53"), ("旧的", "K54")])
def test_a_file_that_is_not_this_division_s_newest_whole_one_is_refused(month: Month, own: Path, tmp_path: Path, case: str, code: str) -> None:
    given = {"本册": own, "别处": month.other, "改动": tmp_path / "改.xlsx", "旧的": month.sent}[case]
    if case == "改动":
        book = openpyxl.load_workbook(month.sent)
        book["检查次数"]["E2"] = 0
        book.save(given)
    with opened(own, desk(9)) as opened_book:
        if case == "旧的":
            opened_book.append(account.COUNTS, [{"institution": "LS001", "year": 2026, "body": "栾谷县司法局", "as_of": date(2026, 3, 20)}])
        with refused(code):
            take_in(opened_book, given, desk(9))


def test_nobody_is_promoted_beyond_the_cap() -> None:
    bureau = office("律师处", "LS")
    book = bureau.book()
    drawn(book)
    group = {row["object"]: row["group"] for row in rows(book, records.LOCKED, task=TASK)}
    winner = next(row for row in rows(book, records.WINNERS, task=TASK, state="抽中") if list(group.values()).count(group[row["object"]]) > 5)
    others = [code for code in group if group[code] == group[winner["object"]] and code not in {row["object"] for row in rows(book, records.WINNERS, task=TASK, state="抽中")}]
    book.append(account.VISITS, [typed(code, date(2026, 3, 5)) for code in others])
    with refused("D122"):
        promote(book, TASK, winner["object"], Grounds("注销", "局长"), desk(11, 6))
    assert not rows(book, records.WINNERS, task=TASK, state=REPLACED)


def test_who_may_still_be_drawn_by_a_locked_task_is_not_drawn_by_another() -> None:
    book = office("律师处", "LS").change(registers.TASKS, TASK, county=("东区",)).book()
    locked(book)
    reasons = {why for _, _, why in preview(book, OPEN_TASK, desk(10)).excluded}
    assert reasons == {f"本年度检查0次，另有已锁定待抽的任务{TASK}，可能达到年度检查上限1次"}
    draw(book, TASK, PUBLIC, desk(10, 4))
    visited = {row["object"] for row in rows(book, records.WINNERS, task=TASK, state="抽中")}
    assert {code for code, _, _ in preview(book, OPEN_TASK, desk(11, 4)).excluded} == visited


def test_an_item_that_is_used_up_for_a_firm_keeps_it_out() -> None:
    bureau = Bureau().change(registers.ITEMS, "LS-01", frequency="1次/年").change(registers.ITEMS, "LS-02", frequency="按需")
    bureau.add(registers.FINDINGS, task=TASK, object="LS003", item="LS-01", checked=date(2026, 1, 15), result="未发现问题")
    bureau.add(registers.FINDINGS, task=TASK, object="LS004", item="LS-02", checked=date(2026, 1, 15), result="未发现问题")
    found = {code: why for code, _, why in preview(bureau.book(), OPEN_TASK, desk()).excluded}
    assert found == {"LS003": f"事项LS-01抽查频次“1次/年”，已检查或待检查1次（2026-01-15 {TASK}）"}


_LEAD = {"number": "X1", "received": date(2026, 2, 1), "object": "LS003"}
HIDING = {
    "a cap without its number": (account.LIMITS, {"rule": "年度上限", "body": "栾谷县司法局"}, "R131"),
    "a rule of an unknown kind": (account.LIMITS, {"rule": "年度次数", "number": 1}, "T10"),
    "a rule that ended before it began": (account.LIMITS, {"rule": "年度上限", "number": 1, "valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}, "R03"),
    "a lead of an unknown object": (LEADS, {**_LEAD, "object": "LS999"}, "R01"),
    "a lead that ends before it came": (LEADS, {**_LEAD, "valid_to": date(2025, 2, 1)}, "R03"),
    "a visit without its day": (account.VISITS, typed("LS003", date(2026, 2, 1)) | {"start": None}, "R130"),
    "a visit in an unknown state": (account.VISITS, typed("LS003", date(2026, 2, 1), state="取消了"), "T10"),
    "a visit that ended before it began": (account.VISITS, typed("LS003", date(2026, 2, 1), end=date(2026, 1, 1)), "R03"),
    "a visit to an unknown object": (account.VISITS, typed("LS999", date(2026, 2, 1)), "R01"),
}


@pytest.mark.parametrize("case", HIDING)
def test_nothing_is_locked_while_a_rule_a_lead_or_a_visit_cannot_be_counted(case: str) -> None:
    spec, row, code = HIDING[case]
    book = Bureau().change(registers.ITEMS, "LS-01", frequency="1次/年").add(spec, **row).book()
    with refused(code):
        lock(book, OPEN_TASK, SOURCE, desk())
    assert not book.read(records.DRAWS).rows


def test_the_account_names_the_rows_that_it_could_not_count() -> None:
    book = Bureau().add(account.LIMITS, rule="年度上限").add(account.VISITS, **typed("LS003", date(2026, 2, 1)) | {"start": None}).book()
    kept = keep_account(book, desk())
    assert sorted(codes(kept.doubts)) == ["R130", "R131"]
    assert kept.filled == 1, "what can be filled in is"
    assert "：2026 年有计入次数的检查（含待检查）或在免查期的 0 家" in kept.lines[1]
    assert "：2027 年有计入次数的检查（含待检查）或在免查期的 0 家" in standing(book, date(2027, 1, 5)).lines[0], "of an old workbook the year is not the workbook's"


def test_a_visit_that_lacks_only_its_document_is_in_no_lock_s_way() -> None:
    book = Bureau().change(registers.ITEMS, "LS-01", frequency="1次/年").add(account.VISITS, **typed("LS003", date(2026, 2, 1), kind="个案检查", basis="")).book()
    assert [code for code, *_ in preview(book, OPEN_TASK, desk()).excluded] == ["LS003"]


@pytest.mark.long
def test_a_book_of_before_gets_the_sheet_when_its_account_is_kept(tmp_path: Path) -> None:
    path = Path(shutil.copy(sorted(Path(__file__).parents[2].glob("evidence-89b7853/公证工作处/主台账-*.xlsx"))[0], tmp_path / "主台账.xlsx"))
    at = Desk(datetime(2021, 4, 2, 9), "张某", lambda: "a" * 64)
    known = standing(Book(open_gateway(path)), date(2021, 4, 2))
    assert not Book(open_gateway(path)).has(account.VISITS)
    with follow() as outcome, opened(path, at) as book:
        kept = keep_account(book, at)
    assert "F64" in codes(outcome.doubts)
    book = Book(open_gateway(path))
    assert (kept.rows, kept.known) == (known.rows, "本台账")
    tables, _ = book.read_all(records.ACCOUNT)
    visits = find_visits(World(tables, book.settings()[0], Calendar.from_rows([]), date(2021, 4, 2)))
    assert {row["number"] for row in book.read(account.VISITS)} == {visit.number for visit in visits.values()}
    with opened(path, replace(at, now=datetime(2021, 4, 3, 9))) as again:
        assert keep_account(again, at).filled == 0


def test_a_visit_typed_since_the_last_entry_of_the_log_is_done_as_soon_as_the_account_is_kept() -> None:
    book = Bureau().book()
    locked(book)
    book.append(account.VISITS, [typed("LS003", date(2026, 3, 20))])
    keep_account(book, desk(day=22))
    assert [row["state"] for row in book.read(account.VISITS) if row["object"] == ("LS003",)] == ["已检查"]
    assert keep_account(book, desk(day=22)).filled == 0


@pytest.mark.parametrize(("fresh", "seed"), [(True, 1), (False, 2)])
@pytest.mark.long
def test_a_bureau_of_three_years_draws_nobody_over_a_cap_and_counts_as_the_oracle_does(*, fresh: bool, seed: int) -> None:
    """Where the account is a month old two divisions may meet at one firm: consolidation names every one of them (in `faults`)."""
    found = accounts.run(3, 3, 180, seed=seed, fresh=fresh)
    assert found.faults == []
    assert (found.collisions == 0) == fresh
    assert min(found.draws, found.typed, found.kept_out, found.joint, found.rolled) > 0
    assert found.most_cells <= 6
    assert found.typed_cells < 5.1 * found.typed  # five, and a sixth where somebody chooses 不计入情形
