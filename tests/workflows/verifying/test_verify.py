"""核验 of real files: a workbook, its records, its page, receipts; alone, together and against the signed notice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.publishing.publish import publish
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from ssj_xl.workflows.rounds.notice import notice, receipt
from ssj_xl.workflows.rounds.substitute import Grounds, Leaver, promote, reassign, void
from ssj_xl.workflows.verifying.together import Checked
from ssj_xl.workflows.verifying.verify import answers, verify
from tests.bureau import OPEN_TASK, PUBLIC, SOURCE, TASK, Bureau, desk, edit, opened, refused, rows
from tests.verify_cases import copy_of, make_office, record_of, tampered


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office, made once."""
    return make_office(tmp_path_factory.mktemp("处"))


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Path:
    """The office's workbook with its records, to be changed."""
    return copy_of(made, tmp_path)


def wrong(*paths: Path, **more: Any) -> list[str]:
    """Codes of everything that does not hold."""
    return [p.code for one in verify(paths, **more) for p in one.report.wrong]


def facts(checked: list[Checked]) -> set[str]:
    """Codes of everything proved."""
    return {fact.code for one in checked for fact in one.report.proved}


def changed(office: Path, change: Callable[[Book], Any]) -> Path:
    """The workbook after somebody typed over cells of it."""
    with opened(office, desk(17, 5)) as book:
        change(book)
        book.commit()
    return office


def test_an_untouched_office_holds_in_all_its_files(office: Path) -> None:
    found = verify([office, *sorted(office.parent.glob("*记录-*.json"))])

    assert [str(p) for one in found for p in one.report.wrong] == []
    assert {"P01", "P02", "P03", "P04", "P05", "P06", "P08", "P09", "P10", "P11", "P13", "P14", "P15", "P16",
            "P19", "P20"} <= facts(found)


def test_a_workbook_alone_says_what_it_cannot_prove(office: Path) -> None:
    unknown = {fact.code for one in verify([office]) for fact in one.report.unknown}

    assert {"N01", "N02", "N08", "N10", "N12"} <= unknown


BOOK_CHANGES: dict[str, tuple[Callable[[Book], Any], str]] = {
    "a firm's group": (lambda b: edit(b, records.LOCKED, {"task": OPEN_TASK, "object": "LS007"}, group="X"), "V24"),
    "a firm's code": (lambda b: edit(b, records.LOCKED, {"task": TASK, "object": "LS007"}, object="LS777"), "V62"),
    "a firm's tier": (lambda b: edit(b, records.LOCKED, {"task": TASK, "object": "LS007"}, tier="D"), "V62"),
    "a ticket": (lambda b: edit(b, records.LOCKED, {"task": TASK, "object": "LS007"}, ticket="0" * 64), "V64"),
    "a winner": (lambda b: edit(b, records.WINNERS, {"task": OPEN_TASK, "state": "抽中"}, object="LS040"), "V65"),
    "a state": (lambda b: edit(b, records.WINNERS, {"task": OPEN_TASK, "state": "候补"}, state="抽中"), "V67"),
    "a silent 递补": (lambda b: edit(b, records.WINNERS, {"task": OPEN_TASK, "state": "抽中"}, replaces="LS001"), "V68"),
    "a team": (lambda b: edit(b, records.WINNERS, {"task": OPEN_TASK, "state": "抽中"}, members=("P09",)), "V77"),
    "the source": (lambda b: edit(b, records.DRAWS, {"task": OPEN_TASK}, source="ssq:2026025"), "V62"),
    "a commitment": (lambda b: edit(b, records.DRAWS, {"task": OPEN_TASK}, commitments=""), "V62"),
    "a nonce": (lambda b: edit(b, records.DRAWS, {"task": OPEN_TASK}, nonces="公证处=" + "0" * 64), "V32"),
    "the time of the lock": (lambda b: edit(b, records.DRAWS, {"task": TASK}, locked_at="2026-03-01 09:00:00"), "V62"),
    "the time of the draw": (lambda b: edit(b, records.DRAWS, {"task": TASK}, drawn_at="2026-03-05 09:00:00"), "V63"),
    "the rule": (lambda b: edit(b, records.DRAWS, {"task": TASK}, rule_text=rows(b, records.DRAWS, task=TASK)[0][
        "rule_text"].replace("team=2", "team=3")), "V57"),
    "an inspector": (lambda b: edit(b, records.LOCKED_PEOPLE, {"task": TASK, "inspector": "P01"}, barred=""), "V30"),
    "the seed": (lambda b: edit(b, records.DRAWS, {"task": TASK}, seed="0" * 64), "V41"),
    "a log entry": (lambda b: edit(b, records.LOG, {"act": "匹配"}, summary="任务没有匹配"), "V60"),
}


@pytest.mark.parametrize("what", BOOK_CHANGES)
@pytest.mark.long(but=1)
def test_a_cell_typed_over_is_found(office: Path, what: str) -> None:
    change, code = BOOK_CHANGES[what]

    found = verify([changed(office, change)])

    assert code in [p.code for one in found for p in one.report.wrong]
    assert all(str(p.place) and "{" not in str(p) for one in found for p in one.report.wrong)


def test_a_finding_names_the_firm_and_the_cell(office: Path) -> None:
    changed(office, lambda b: edit(b, records.LOCKED, {"task": TASK, "object": "LS007"}, ticket="0" * 64))
    found = next(p for one in verify([office]) for p in one.report.wrong)

    assert "LS007" in found.text
    assert (found.place.sheet, found.place.cell[0]) == ("锁定名录", "F")


AUDIT_CHANGES: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "a people line": (lambda r: r["people_list"].pop(), "V30"),
    "the secret": (lambda r: r.update(list_secret="0" * 64), "V50"),
    "a pseudonym": (lambda r: r["map"]["LS007"].update(pid="0" * 22), "V50"),
    "a firm renamed in the map": (lambda r: r["map"].update(LS777=r["map"].pop("LS007")), "V50"),
    "a firm left out of the map": (lambda r: r["map"].pop("LS007"), "V52"),
    "a tier": (lambda r: r["map"]["LS001"].update(tier="D"), "V53"),
    "an exclusion": (lambda r: r["excluded"].update(LS007="领导说不查"), "V54"),
    "a name on the list": (lambda r: r["names"].update(LS777=r["names"].popitem()[1]), "V58"),
    "a team without its proof": (lambda r: r["matching"].pop("prices"), "V22"),
    "the order of a 递补": (lambda r: r["matching"]["cases"][0].update(
        text=r["matching"]["cases"][0]["text"].replace("由", "由X", 1)), "V56"),
    "a 改派 out of the blue": (lambda r: r["matching"]["cases"].append(
        {"act": "改派", "at": "2026-03-09 09:00:00", "text": "P01退出LS001；原因：无"}), "V56"),
}


@pytest.mark.parametrize("what", AUDIT_CHANGES)
def test_an_audit_record_that_was_changed_is_found(office: Path, what: str) -> None:
    change, code = AUDIT_CHANGES[what]

    assert code in wrong(tampered(record_of(office, "审计记录", TASK), change))


def _swap_member(record: dict[str, Any]) -> None:
    """Another qualified member in the first team, as a clerk would like it."""
    teams = record["matching"]["teams"]
    object_, team = next(iter(teams.items()))
    barred = {line.split("\t")[0] for line in record["people_list"] if line.endswith(f"!\t{object_}")}
    other = next(code for code in ("P06", "P05", "P04", "P03", "P02") if code not in team and code not in barred)
    teams[object_] = [team[0], other]


def test_a_team_member_who_was_swapped_is_found_without_a_solver(office: Path) -> None:
    found = wrong(tampered(record_of(office, "审计记录", OPEN_TASK), _swap_member))

    assert found
    assert all(code.startswith("M") for code in found)


def test_teams_in_the_workbook_are_held_against_the_audit_record(office: Path) -> None:
    changed(office, lambda b: edit(b, records.WINNERS, {"task": OPEN_TASK, "state": "抽中"}, members=("P09",)))

    assert "V59" in wrong(office, record_of(office, "审计记录", OPEN_TASK))


def test_two_records_of_one_draw_that_differ_name_the_line(office: Path) -> None:
    other = tampered(record_of(office, "公开记录", OPEN_TASK), lambda r: r["list"].__setitem__(3, "LS999\t律师事务所"))
    found = [p for one in verify([office, other]) for p in one.report.wrong if p.code == "V72"]

    assert any("LS999" in p.text for p in found)


AUDIT_CHARACTERS = "0aP组{\","


@pytest.mark.long
def test_an_audit_record_changed_in_any_character_is_found_or_the_field_is_named_as_not_covered(office: Path) -> None:
    from ssj_xl.domain.verifying.record import verify_record

    record = json.loads(record_of(office, "审计记录", TASK).read_bytes())
    text = json.dumps(record, ensure_ascii=False)
    for place in range(0, len(text), 29):
        new = text[:place] + AUDIT_CHARACTERS[place % len(AUDIT_CHARACTERS)] + text[place + 1:]
        try:
            read = json.loads(new)
        except ValueError:
            continue
        different = {key for key in record.keys() | read.keys() if record.get(key) != read.get(key)}
        report = verify_record(read)
        assert not report.holds or different <= report.uncovered, new[place - 60: place + 30]


def test_the_signed_notice_settles_list_log_and_source(office: Path) -> None:
    signed = notice(Book(open_gateway(office)), OPEN_TASK).compact
    found = verify([office], notice=signed, task=OPEN_TASK)

    assert all(one.report.holds for one in found)
    assert not {"N01", "N12"} & {fact.code for one in found for fact in one.report.unknown}
    assert "P12" in facts(found)


def test_a_workbook_locked_anew_does_not_pass_for_the_one_on_the_notice(office: Path) -> None:
    from dataclasses import replace

    signed = notice(Book(open_gateway(office)), OPEN_TASK).compact

    assert {"V39"} <= set(wrong(office, notice=replace(signed, root="0" * 64)))
    assert {"V69", "V71"} <= set(wrong(office, notice=replace(signed, log_head="1" * 64)))
    assert wrong(office, notice=replace(signed, attempt=7)) == ["V76"]


def test_a_bare_root_is_held_against_the_attempt_that_has_it(office: Path) -> None:
    from ssj_xl.domain.verifying import Notice

    root = rows(Book(open_gateway(office)), records.DRAWS, task=TASK)[0]["root"]

    assert wrong(office, notice=Notice(root=root)) == []
    assert set(wrong(office, notice=Notice(root="0" * 64))) == {"V39"}


@pytest.mark.long
def test_a_row_deleted_from_the_records_of_draws_is_missed(office: Path) -> None:
    changed(office, lambda b: edit(b, records.DRAWS, {"task": TASK}, task="LG-LS-2026-009"))

    assert "V70" in wrong(office)


def test_a_voided_attempt_still_verifies_and_says_that_it_is_void(office: Path) -> None:
    with opened(office, desk(9, 6)) as book:
        void(book, TASK, "抽取后发现名录漏登", desk(9, 6))
    found = verify([office, record_of(office, "公开记录", TASK)], task=TASK)

    assert all(one.report.holds for one in found)
    assert "N15" in {fact.code for one in found for fact in one.report.unknown}


def test_a_public_page_verifies_through_the_record_it_carries(office: Path) -> None:
    page = office.with_name("公示.html")
    page.write_bytes(publish(Book(open_gateway(office)), TASK, desk(9, 9)).page)

    assert wrong(page, office) == []
    page.write_text(page.read_text("utf-8").replace('"count":40', '"count":41'), "utf-8")
    assert "V25" in wrong(page)


def test_a_firm_proves_its_line_by_its_receipt(office: Path) -> None:
    paper = receipt(Book(open_gateway(office)), TASK, " ls007 ").receipt
    path = office.with_name("回执.json")
    path.write_text(json.dumps(paper), "utf-8")

    found = verify([path, record_of(office, "公开记录", TASK)])
    assert {"P17", "P18"} <= facts(found)
    assert {fact.code for fact in verify([path])[0].report.unknown} == {"N18"}
    path.write_text(json.dumps({**paper, "line": paper["line"].replace("组", "X")}), "utf-8")
    assert "V73" in wrong(path, record_of(office, "公开记录", TASK))


@pytest.mark.long
def test_a_promotion_before_the_matching_stays_in_the_audit_record_and_is_replayed(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    acts = (lambda b: lock(b, OPEN_TASK, SOURCE, desk(9)), lambda b: draw(b, OPEN_TASK, PUBLIC, desk(9, 4)),
            lambda b: promote(b, OPEN_TASK, rows(b, records.WINNERS)[0]["object"], Grounds("注销", "李某"), desk(10, 4)),
            lambda b: match(b, OPEN_TASK, desk(11, 4)))
    for act in acts:
        with opened(path, desk(9)) as book:
            act(book)
    found = verify([path, record_of(path, "审计记录", OPEN_TASK)])

    assert [str(p) for one in found for p in one.report.wrong] == []
    assert {"P10", "P11"} <= facts(found)


def test_no_receipt_for_a_stranger(office: Path) -> None:
    book = Book(open_gateway(office))
    with refused("V14"):
        receipt(book, TASK, "LS999")
    with refused("V13"):
        receipt(book, TASK, "LS001", attempt=5)


@pytest.mark.parametrize(("content", "code"), [
    (b"", "V12"), (b"{}", "V12"), (b"[1]", "V12"), (b'{"draw": 1, "draw": 2}', "V12"), (b"\xff\xfe\x00", "V12"),
    (b'{"draw": "\\ud800"}', "V12"), (b"[" * 100_000, "V12"), (b"<html></html>", "V12"), (b"PK\x03\x04 no zip", "F02"),
    (b'{"name": "npm"}', "V12"),
])
def test_a_foreign_file_is_refused_with_a_sentence(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "文件.json"
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        verify([path])
    assert ([p.code for p in caught.value.problems], caught.value.exit_code) == ([code], 3)


def test_another_workbook_is_refused_with_one_sentence() -> None:
    with pytest.raises(UserError) as caught:
        verify([Path(__file__).parents[3] / "workbooks" / "月报表.xlsx"])
    assert ([p.code for p in caught.value.problems], caught.value.exit_code) == (["V12"], 3)


@pytest.mark.long
def test_a_missing_file_and_an_unknown_task_are_refused(office: Path, tmp_path: Path) -> None:
    with refused("F01"):
        verify([tmp_path / "没有.json"])
    with refused("V17"):
        verify([office], task="LG-LS-2026-404")


@pytest.mark.long
def test_a_record_that_is_older_than_the_workbook_is_not_held_for_false(office: Path) -> None:
    record = record_of(office, "公开记录", OPEN_TASK)
    earlier = office.with_name("较早.json")
    shutil.copy(record, earlier)
    with opened(office, desk(9, 6)) as book:
        person = next(row["members"][0] for row in book.read(records.WINNERS) if row["task"] == OPEN_TASK and row["members"])
        reassign(book, OPEN_TASK, Leaver(person), Grounds("不在岗", "李某"), desk(9, 6))

    found = verify([office, earlier], task=OPEN_TASK)
    assert [problem for one in found for problem in one.report.wrong] == []
    assert "N35" in {fact.code for one in found for fact in one.report.unknown}
    assert answers(found).verdict() == "无从核验"
    assert answers(verify([office, record], task=OPEN_TASK)).verdict() == "符合"
