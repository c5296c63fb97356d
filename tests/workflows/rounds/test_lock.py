"""锁定: everything is fixed before a seed exists, and what cannot be fixed honestly is refused."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from ssj_xl.domain import logchain, pool
from ssj_xl.domain.draw import merkle, ssj1
from ssj_xl.domain.draw.canon import bound_pid, object_key
from ssj_xl.domain.draw.ceremony import lock_statement, witness_mark
from ssj_xl.domain.draw.ssj1 import names_root
from ssj_xl.domain.verifying import Notice, parse_notice
from ssj_xl.entry.show import describe_lock
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records, registers
from ssj_xl.tables.account import VISITS
from ssj_xl.tables.leads import LEADS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.notice import save as save_notice
from ssj_xl.workflows.rounds.substitute import void
from ssj_xl.workflows.verifying.verify import verify
from tests.bureau import (
    INSPECTORS,
    OPEN_TASK,
    PUBLIC,
    SOURCE,
    TASK,
    Bureau,
    cells,
    chain_is_whole,
    codes,
    desk,
    drawn,
    edit,
    locked,
    opened,
    public_of,
    refused,
    rows,
    source_of,
    without,
)


def test_a_lock_writes_list_people_rule_source_log_and_state() -> None:
    book = Bureau().book()
    done = locked(book)
    row = rows(book, records.DRAWS)[0]
    assert (row["task"], row["attempt"], row["count"], row["source"]) == (TASK, 1, 40, SOURCE)
    assert (row["locked_at"], row["drawn_at"], row["seed"], row["seed_text"]) == ("2026-03-02 09:00:00", "", "", "")
    assert (row["root"], row["people"]) == (done.lock.root, done.lock.people_root)
    assert row["rule"] == ssj1.digest(row["rule_text"])
    assert len(rows(book, records.LOCKED)) == 40
    assert len(rows(book, records.LOCKED_PEOPLE)) == 6
    assert rows(book, records.WINNERS) == []
    assert rows(book, registers.TASKS, code=TASK)[0]["state"] == "已锁定"
    assert book.gateway.commits == 1  # type: ignore[attr-defined]


def test_the_log_s_fingerprint_of_a_lock_covers_the_facts_of_the_notice() -> None:
    book = Bureau().book()
    locked(book)
    row, entry = rows(book, records.DRAWS)[0], rows(book, records.LOG)[0]
    assert entry["content"] == ssj1.digest(lock_statement(row))
    assert entry["who"] == "张某"
    assert row["root"] in entry["summary"]
    assert row["log_head"] == entry["digest"]
    assert chain_is_whole(book)


@pytest.mark.parametrize(("method", "expected"), [
    ("分级比例", {"A": "8.33%", "D": "100.00%"}), ("加权", {"A": "13.78%", "D": "100.00%"})])
def test_the_internal_copy_of_a_notice_tells_the_chance_of_every_tier_and_the_notice_none(method: str, expected: dict[str, str], tmp_path: Path) -> None:
    book = Bureau().change(registers.TASKS, TASK, method=method, quantity=None if method == "分级比例" else 9).book()
    locked(book)
    made = save_notice(book, TASK, tmp_path / "锁定公告.xlsx")
    hung, inside = ("".join(str(cell.value or "") for row in load_workbook(file).active for cell in row) for file in made.files)

    assert [file.name for file in made.files] == ["锁定公告.xlsx", "内部联-锁定公告.xlsx"]
    assert all(f"（{tier}）" in inside and f"每个 {chance}" in inside for tier, chance in expected.items())
    assert "（内部联，不得公布）" in inside
    assert not any(f"（{tier}）" in hung for tier in "ABCD")
    assert "中签机会" not in hung
    locked(book, OPEN_TASK)
    assert len(save_notice(book, OPEN_TASK, tmp_path / "另.xlsx").files) == 1


def test_the_locked_list_can_be_hashed_again_from_the_sheet() -> None:
    book = Bureau().book()
    done = locked(book)
    lines = sorted(f"{row['pid']}\t{row['group']}" for row in rows(book, records.LOCKED))
    assert merkle.root(lines) == done.row["root"]


def test_tiers_are_locked_as_pseudonyms_and_types_are_open() -> None:
    book = Bureau().book()
    locked(book)
    locked(book, OPEN_TASK)
    private, public = rows(book, records.LOCKED, task=TASK), rows(book, records.LOCKED, task=OPEN_TASK)
    assert {row["group"] for row in private} == {"组1", "组2", "组3", "组4"}
    assert not {row["pid"] for row in private} & {row["object"] for row in private}
    assert {row["group"] for row in public} == {"律师事务所"}
    assert all(row["pid"] == row["object"] for row in public)
    assert {row["tier"] for row in private} == set("ABCD")


def test_recusals_and_absences_are_locked_with_the_people() -> None:
    bureau = Bureau().change(registers.INSPECTORS, "P02", away_from=date(2026, 3, 20), away_to=date(2026, 3, 21))
    book = bureau.book()
    locked(book, OPEN_TASK)
    people = {row["inspector"]: row for row in rows(book, records.LOCKED_PEOPLE)}
    assert people["P01"]["barred"] == "LS001"
    assert people["P02"]["status"] == "停用"
    assert people["P03"]["status"] == "在岗"


def test_exclusions_stay_in_the_locked_list_with_their_reason() -> None:
    bureau = Bureau().change(registers.OBJECTS, "LS002", labels=("有事必查",))
    for tier in bureau[registers.TIERS]:
        tier["yearly_cap"] = 1
    bureau.add(registers.FINDINGS, task=OPEN_TASK, object="LS003", item="LS-01", checked=date(2026, 1, 15),
               result="未发现问题")
    book = bureau.book()
    done = locked(book)
    by_code = {row["object"]: row for row in rows(book, records.LOCKED)}
    assert (by_code["LS003"]["group"], by_code["LS003"]["excluded"]) == ("X", "本年度检查1次（2026-01-15 LG-LS-2026-002），达到年度检查上限1次")
    assert (by_code["LS002"]["group"], by_code["LS002"]["excluded"]) == ("X", "另行安排")
    assert done.lock.quotas["X"] == 0
    assert any(line.endswith("不参加本次抽取 2 家") and "X 抽" not in line for line in describe_lock(done).lines())
    result = draw(book, TASK, PUBLIC, desk(10, 4))
    won = {w["object"] for w in result.winners}
    assert won.isdisjoint({"LS002", "LS003"})


# --- what is refused -------------------------------------------------------------------------------

def _odd(change: Any) -> Bureau:
    bureau = Bureau()
    change(bureau)
    return bureau


def _tier(bureau: Bureau, index: int, **values: Any) -> None:
    bureau[registers.TIERS][index].update(values)


REFUSALS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "a cancelled task": (lambda b: b.change(registers.TASKS, TASK, state="已取消"), ("D30",)),
    "an empty scope": (lambda b: b.change(registers.TASKS, TASK, county=("北区",)), ("D02",)),
    "an item of yesterday": (lambda b: b.change(registers.ITEMS, "LS-01", valid_to=date(2026, 3, 1)), ("D35",)),
    "a tier at ratio 0": (lambda b: _tier(b, 0, ratio=Fraction(0)), ("R30",)),
    "a tier without ratio": (lambda b: _tier(b, 0, ratio=None), ("D04",)),
    "a ratio finer than 0.01 %": (lambda b: _tier(b, 0, ratio=Fraction(1, 3)), ("D07",)),
    "a tier that is not in force": (lambda b: b.change(registers.OBJECTS, "LS001", tier="Q"), ("R32",)),
    "no tier and no default": (lambda b: (_tier(b, 1, default="否"), b.change(registers.OBJECTS, "LS001", tier="")),
                               ("R34",)),
    "a tier called X": (lambda b: (_tier(b, 0, tier="X"), [o.update(tier="X") for o in b[registers.OBJECTS]
                                                           if o["tier"] == "A"]), ("D08",)),
    "a tier called reserve": (lambda b: (_tier(b, 0, tier="reserve"),
                                         [o.update(tier="reserve") for o in b[registers.OBJECTS] if o["tier"] == "A"]),
                              ("D08",)),
    "an unknown 状态": (lambda b: b.change(registers.OBJECTS, "LS001", status="休眠"), ("T10",)),
    "a doubled object code": (lambda b: b.add(registers.OBJECTS, **b[registers.OBJECTS][0]), ("R02",)),
    "nobody to inspect": (lambda b: b[registers.INSPECTORS].clear() or b[registers.RECUSALS].clear(), ("D41",)),
    "a fine ratio in 加权": (lambda b: (_tier(b, 0, ratio=Fraction(1, 3)),
                                        b.change(registers.TASKS, TASK, method="加权")), ("D07",)),
    "a fine ratio of the task in 加权": (lambda b: b.change(registers.TASKS, TASK, method="加权", ratio=Fraction(1, 7)),
                                         ("D07",)),
    "加权 without number or ratio": (lambda b: ([t.update(ratio=None) for t in b[registers.TIERS]],
                                                b.change(registers.TASKS, TASK, method="加权")), ("D09",)),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_lock_is_refused_for(case: str) -> None:
    change, expected = REFUSALS[case]
    book = _odd(change).book()
    before = cells(book)
    with refused(*expected):
        locked(book)
    assert cells(book) == before
    assert book.gateway.commits == 0  # type: ignore[attr-defined]


def test_an_unknown_task_is_refused_with_the_known_ones() -> None:
    with refused("D01") as caught:
        lock(Bureau().book(), "NO-1", SOURCE, desk())
    assert TASK in str(caught.value)


@pytest.mark.parametrize("source", ["", "ssq", "双色球", "dice:123", "seed"])
def test_a_source_that_is_not_named_exactly_is_refused(source: str) -> None:
    with refused("D11"):
        lock(Bureau().book(), TASK, source, desk())


@pytest.mark.parametrize("source", ["text", " ＴＥＸＴ "])
def test_own_text_is_no_source_of_a_lock(source: str) -> None:
    with refused("D51"):
        lock(Bureau().book(), TASK, source, desk())


def test_in_a_weighted_draw_a_tier_at_100_percent_is_taken_whole_and_the_rest_by_lot() -> None:
    book = Bureau().change(registers.TASKS, TASK, method="加权", quantity=7).book()
    done = locked(book)
    whole = next(row["group"] for row in rows(book, records.LOCKED) if row["tier"] == "D")
    assert f";{whole}=100%;" in done.row["rule_text"]
    assert ";total=6;" in done.row["rule_text"]
    assert (done.lock.quotas[whole], done.lock.quotas["*"]) == (1, 6)
    assert whole not in done.lock.weights


def test_a_workbook_without_the_columns_of_format_2_locks_as_it_did() -> None:
    plain = Bureau().gateway()
    tables = {}
    for name in plain.tables():
        grid, late = plain.table(name), {c.header for c in records.BY_NAME[name].columns if c.later}
        kept = [index for index, header in enumerate(grid.header) if header not in late]
        tables[name] = ([grid.header[i] for i in kept], [[row[i] for i in kept] for row in grid.rows])
    book = Book(MemoryGateway(tables, plain.names()))
    done = lock(book, TASK, SOURCE, desk())
    assert "pid=" not in done.row["rule_text"]
    assert {len(line.id) for line in done.lock.lines} == {22}


def test_a_second_lock_is_refused_before_and_after_the_draw() -> None:
    book = Bureau().book()
    locked(book)
    with refused("D15"):
        locked(book, at=desk(10))
    draw(book, TASK, PUBLIC, desk(10, 4))
    with refused("D16"):
        locked(book, at=desk(11, 4))


def test_a_workbook_whose_log_was_edited_takes_no_lock() -> None:
    book = Bureau().book()
    locked(book, OPEN_TASK)
    book.replace(records.LOG, [(rows(book, records.LOG)[0], {"summary": "什么也没有发生"})])
    with refused("D40"):
        locked(book)


# --- silent second draws ---------------------------------------------------------------------------

def _forget(gateway: MemoryGateway, *specs: TableSpec) -> Any:
    book = without(gateway, specs[0], lambda row: row["task"] != TASK)
    for spec in specs[1:]:
        book = without(book.gateway, spec, lambda row: row["task"] != TASK)  # type: ignore[arg-type]
    return book


def test_deleted_records_are_noticed_because_the_log_still_has_the_lock() -> None:
    gateway = Bureau().gateway()
    book = Bureau().book()
    drawn(book)
    gateway = book.gateway  # type: ignore[assignment]
    book = _forget(gateway, records.DRAWS, records.LOCKED, records.LOCKED_PEOPLE, records.WINNERS)
    with refused("D42") as caught:
        locked(book, at=desk(12, 4))
    assert "第 1 轮" in str(caught.value)


def test_a_deleted_voided_attempt_is_noticed_though_a_later_one_stands() -> None:
    book = Bureau().book()
    locked(book)
    void(book, TASK, "名录有误", desk(10))
    locked(book, at=desk(11))
    void(book, TASK, "仍有误", desk(12))
    gateway: Any = book.gateway
    book = without(gateway, records.DRAWS, lambda row: row["attempt"] != 1)
    with refused("D42"):
        lock(book, TASK, source_of(3), desk(13))


def test_locks_of_other_tasks_do_not_count() -> None:
    book = Bureau().book()
    drawn(book, OPEN_TASK)
    assert lock(book, TASK, source_of(2), desk(12, 4)).row["attempt"] == 1


def test_an_old_copy_of_the_workbook_takes_no_new_lock_beside_the_record_of_the_lost_one(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    old = tmp_path / "旧.xlsx"
    shutil.copy(path, old)
    with opened(path, desk()) as book:
        locked(book)
    record = tmp_path / f"公开记录-{TASK}-1.json"
    kept = record.read_bytes()
    shutil.copy(old, path)
    with refused("D43"), opened(path, desk(10)) as book:
        locked(book, at=desk(10))
    assert record.read_bytes() == kept


def test_a_clock_behind_the_log_is_warned_of() -> None:
    book = Bureau().book()
    locked(book, OPEN_TASK, desk(9, 5))
    assert "D45" in codes(locked(book, at=desk(9, 2)).warnings)
    assert "D45" not in codes(locked(Bureau().book()).warnings)


# --- real files ------------------------------------------------------------------------------------

def test_a_lock_on_a_file_saves_the_workbook_and_two_records_that_agree(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    with opened(path, desk()) as book:
        done = locked(book)
    assert [file.name for file in done.files] == [f"公开记录-{TASK}-1.json", f"审计记录-{TASK}-1.json", f"锁定声明-{TASK}-1.txt"]
    public, audit = (json.loads(file.read_text("utf-8")) for file in done.files[:2])
    assert public["state"] == audit["state"] == "已锁定"
    assert public["root"] == done.row["root"]
    assert {code: entry["pid"] for code, entry in audit["map"].items()} == {
        code: bound_pid(object_key(audit["list_secret"], code), code, "") for code in audit["map"]}
    assert public["format"] == audit["format"] == 2
    assert public["rule"].endswith(";pid=2")
    assert names_root({code: entry["name"] for code, entry in audit["map"].items()}) == public["names_root"]
    with opened(path, desk(10)) as book:
        assert rows(book, records.DRAWS)[0]["root"] == public["root"]


@pytest.mark.long
def test_the_statement_of_a_lock_is_one_line_with_all_that_was_announced(tmp_path: Path) -> None:
    path = Bureau().change(registers.TASKS, TASK, supervisor="监督 人甲", witness="见证人乙").file(tmp_path)
    with opened(path, desk()) as book:
        row = locked(book).row
    text = (tmp_path / f"锁定声明-{TASK}-1.txt").read_text("utf-8")

    entry = next(one for one in rows(Book(open_gateway(path)), records.LOG) if one["act"] == "锁定")
    assert text.splitlines() == [text]
    assert parse_notice(text) == Notice(
        TASK, 1, row["root"], row["people"], row["rule"], "40", entry["digest"], row["names_root"], "ssq:2026024", "2026-03-02 09:00:00",
        "监督人甲", witness_mark(TASK, 1, "见证人乙"), "")
    assert "见证人乙" not in text
    assert verify([path], notice=parse_notice(text))[0].report.anchored


def test_who_supervises_and_witnesses_cannot_be_exchanged_after_the_lock() -> None:
    book = Bureau().change(registers.TASKS, TASK, supervisor="监督人甲").book()
    locked(book)
    edit(book, records.DRAWS, {"task": TASK}, supervisor="监督人丙")

    with refused("D38"):
        draw(book, TASK, public_of(1), desk(10, 4))


@pytest.mark.long
def test_the_same_registers_give_the_same_lock_in_memory_and_in_a_file(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    with opened(path, desk()) as book:
        in_file = locked(book)
    assert in_file.lock == locked(Bureau().book()).lock


def test_every_lock_of_a_private_list_has_a_secret_of_its_own() -> None:
    roots = {locked(Bureau().book(), at=Desk(datetime(2026, 3, 2, 9), "张某", lambda s=s: s * 32)).row["root"]
             for s in ("ab", "cd")}
    assert len(roots) == 2
    assert logchain.head([]) == logchain.GENESIS


def test_a_public_result_that_an_earlier_attempt_named_is_refused() -> None:
    book = Bureau().book()
    locked(book)
    void(book, TASK, "名录有误", desk(10))

    with refused("D46"):
        lock(book, TASK, SOURCE, desk(11))
    assert lock(book, TASK, source_of(2), desk(11)).row["attempt"] == 2


def test_dice_can_be_named_again_because_they_are_thrown_again() -> None:
    book = Bureau().book()
    lock(book, TASK, "dice", desk(9))
    void(book, TASK, "名录有误", desk(10))

    assert lock(book, TASK, "dice", desk(11)).row["attempt"] == 2


def test_a_list_with_an_object_that_nobody_may_check_is_not_locked() -> None:
    bureau = Bureau()
    for person in INSPECTORS[1:]:
        bureau.add(registers.RECUSALS, inspector=person, object="LS001", why="曾任职")

    with refused("M03"):
        locked(bureau.book())


def test_a_task_whose_last_day_has_passed_is_doubted() -> None:
    done = locked(Bureau().change(registers.TASKS, TASK, end=date(2026, 3, 1)).book())

    assert "D48" in codes(done.warnings)


@pytest.mark.parametrize(("source", "code"), [
    ("ssq:2026001", "D76"), ("ssq:2025150", "D76"), ("ssq:2026022", "D76"), ("ssq:2026200", "D77"), ("ssq:2026023", ""), ("ssq:2026027", "")])
def test_a_lottery_that_is_not_surely_drawn_after_the_lock_is_refused_with_the_first_that_would_do(source: str, code: str) -> None:
    if not code:
        assert lock(Bureau().book(), TASK, source, desk()).row["source"] == source
        return
    with refused(code) as caught:
        lock(Bureau().book(), TASK, source, desk())
    assert "请用 ssq:2026023（最早 2026-03-03 21:15:00 开奖）" in str(caught.value)


def test_a_lottery_no_later_than_one_that_was_drawn_with_is_refused() -> None:
    book = Bureau().book()
    drawn(book, TASK)
    with refused("D78"):
        lock(book, OPEN_TASK, SOURCE, desk(12, 4))
    assert lock(book, OPEN_TASK, source_of(2), desk(12, 4)).row["source"] == source_of(2)


@pytest.mark.long
def test_of_a_long_list_whoever_takes_no_part_is_stored_as_code_and_reason_and_all_of_it_holds(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "LONG", 40)
    bureau = Bureau().change(registers.OBJECTS, "LS007", status="停业", uscc="91130101MA0C4KQ5XE")
    path = bureau.file(tmp_path)
    with opened(path, desk()) as book:
        drawn(book, TASK)
        [line] = rows(book, records.LOCKED, object="LS007")
    assert (line["group"], line["excluded"], line["name"], line["identity"], line["tier"]) == ("X", "状态：停业", "", "", "")
    assert len(line["pid"]) == 40
    checked = verify([path, tmp_path / f"审计记录-{TASK}-1.json", tmp_path / f"公开记录-{TASK}-1.json"])
    assert [found for one in checked for found in one.report.wrong] == []


def test_an_object_with_an_open_lead_is_visited_without_a_lot_and_takes_part_again_after_it(tmp_path: Path) -> None:
    bureau = Bureau().add(LEADS, number="X1", received=date(2026, 3, 1), object="LS002").add(
        LEADS, number="X2", received=date(2025, 3, 1), object="LS003").add(LEADS, number="X3", received=date(2026, 3, 1), object="LS004", handling="转办")
    book = bureau.book()
    locked(book)
    by_code = {row["object"]: row for row in rows(book, records.LOCKED, task=TASK)}
    assert (by_code["LS002"]["group"], by_code["LS002"]["excluded"]) == ("X", "另行安排")
    assert {by_code[code]["excluded"] for code in ("LS003", "LS004")} == {""}


@pytest.mark.long
def test_the_day_of_a_lead_s_visit_comes_from_the_account(tmp_path: Path) -> None:
    bureau = Bureau().add(LEADS, number="X1", received=date(2026, 3, 1), object="LS002").add(LEADS, number="X2", received=date(2026, 3, 1), object="LS003")
    path = bureau.file(tmp_path)
    with opened(path, desk()) as book:
        book.append(VISITS, [{"object": ("LS002",), "kind": "个案检查", "basis": "云司办〔2026〕1号", "start": date(2026, 3, 2)}])
        lock(book, TASK, SOURCE, desk(9))
    with opened(path, desk(10)) as book:
        assert {row["number"]: row["checked"] for row in rows(book, LEADS)} == {"X1": date(2026, 3, 2), "X2": None}
