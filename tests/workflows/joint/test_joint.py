"""联合抽查: the files between the parties, the lock with seats, and the results that come back."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.domain.joint import DISTRIBUTION, INVITATION, REPLY, Document
from ssj_xl.domain.pool import DECLINED
from ssj_xl.domain.verifying.record import verify_record
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.papers.handouts.confirmation import confirmation
from ssj_xl.papers.joint import as_file
from ssj_xl.tables import records, registers
from ssj_xl.tables.account import VISITS
from ssj_xl.tables.joint import LENT, PARTIES
from ssj_xl.tables.problems import UserError
from ssj_xl.workflows.desk.given import read_file
from ssj_xl.workflows.desk.office import open_office
from ssj_xl.workflows.joint.adding import add, plan_add
from ssj_xl.workflows.joint.inviting import Answer, Made, Terms, invite, join, read_file_of
from ssj_xl.workflows.joint.sharing import distribute
from ssj_xl.workflows.publishing.papers import job_of
from ssj_xl.workflows.registers.account import keep_account
from ssj_xl.workflows.results.collect import collect, plan_collect
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from ssj_xl.workflows.rounds.notice import notice
from ssj_xl.workflows.rounds.preview import preview
from ssj_xl.workflows.rounds.substitute import Grounds, Leaver, promote, reassign
from tests.bureau import OPEN_TASK, PUBLIC, SOURCE, TASK, Bureau, desk, edit, refused, rows
from tests.test_stranger import stranger

TERMS = Terms((), date(2026, 3, 12), date(2026, 3, 10), "双色球", "会议室")
NOTARIES = ("GZ01", "GZ02", "GZ03")


def _item(code: str, *kinds: str, division: str) -> dict[str, Any]:
    return {"code": code, "major": "执业监督", "minor": f"事项{code}", "item_class": "一般检查事项", "object_type": kinds, "basis": "依据",
            "valid_from": date(2020, 1, 1), "people_labels": (), "division": division}


def lawyers(folder: Path) -> Book:
    """The initiator's master: law firms and notary offices, an item of the notaries' for the notary offices, one of theirs for both."""
    office = Bureau()
    office.rows[registers.OBJECTS.name] += [
        {"code": f"GZ{n:03}", "name": f"第{n}公证处", "object_type": "公证机构", "tier": "B", "county": "东区", "division": "公证处", "status": "正常",
         "labels": ()} for n in range(1, 9)]
    office.rows[registers.ITEMS.name] = [_item("LS-01", "律师事务所", "公证机构", division="律师处"), _item("GZ-01", "公证机构", division="公证处"),
                                         _item("SJ-01", "律师事务所", division="司鉴处")]
    for code in (OPEN_TASK, TASK):
        office.change(registers.TASKS, code, items=("LS-01", "GZ-01", "SJ-01") if code == OPEN_TASK else ("LS-01",))
    office.change(registers.TASKS, TASK, object_type=("律师事务所",)).change(registers.TASKS, OPEN_TASK, ratio="30%")
    plain = office.gateway()
    tables = {name: (plain.table(name).header, plain.table(name).rows) for name in plain.tables()}
    return Book(MemoryGateway(tables, plain.names(), str(folder / "主台账.xlsx")))


def party(code: str, division: str, people: int = 3, **settings: Any) -> Book:
    """A party's own master: its staff, a recusal, its objects."""
    office = Bureau()
    office.settings |= {"division": division, "division_code": code, **settings}
    office.rows[registers.INSPECTORS.name] = [
        {"code": f"{code}{n:02}", "name": f"{division}{n}某", "certificate": f"ZJ{code}{n}", "valid_to": date(2030, 1, 1), "division": division,
         "items": (f"{code}-01",), "labels": (), "may_lead": "是"} for n in range(1, people + 1)]
    office.rows[registers.RECUSALS.name] = [{"inspector": f"{code}01", "object": "GZ001" if code == "GZ" else "LS001", "why": "亲属"}]
    office.rows[registers.OBJECTS.name] = [
        {"code": f"GZ{n:03}", "name": f"第{n}公证处", "object_type": "公证机构", "county": "东区", "status": "正常", "labels": ()} for n in range(1, 9)]
    return office.book()


@dataclass
class Case:
    """An invitation and the answers to it."""

    book: Book
    invited: Made
    replies: list[tuple[str, Document]]


_ANSWERS: dict[str, list[tuple[str, Document]]] = {}
"""The answers to an invitation by its fingerprint: the same invitation is answered once a process."""


def invited(folder: Path) -> Case:
    """Two parties invited, both answers made: the notaries leave one person and one object out."""
    book = lawyers(folder)
    made = invite(book, OPEN_TASK, TERMS._replace(parties=("GZ=公证处", "SJ=司鉴处:SJ-01"), outside=("SJ",)), desk(9))
    if made.document.fingerprint not in _ANSWERS:
        notaries = join(party("GZ", "公证处"), made.document, Answer(absent=("gz03",), limits=("GZ02=9",), left_out=("GZ008",), signer="周某"), desk(9, 3))
        experts = join(party("SJ", "司鉴处", 4), made.document, Answer(), desk(9, 3))
        _ANSWERS[made.document.fingerprint] = [("公证.xlsx", notaries.document), ("司鉴.xlsx", experts.document)]
    return Case(book, made, list(_ANSWERS[made.document.fingerprint]))


@pytest.mark.long
def test_a_joint_draw_from_the_invitation_to_the_results(tmp_path: Path) -> None:
    case = invited(tmp_path)
    book = case.book
    with refused("J21"):
        lock(book, OPEN_TASK, SOURCE, desk(10, 3))
    first = add(book, case.replies[:1], desk(10, 3))
    assert [p.code for p in first.warnings] == ["J22"]
    with refused("J21"):
        lock(book, OPEN_TASK, SOURCE, desk(10, 3))
    assert not add(book, case.replies[1:], desk(10, 3)).warnings
    assert "第1公证处（公证处的席位）" in [name for name, _ in preview(book, OPEN_TASK, desk(10, 3)).choices]

    lock(book, OPEN_TASK, SOURCE, desk(11, 3))
    told = "\n".join(notice(book, OPEN_TASK).parties)
    assert case.replies[0][1].fingerprint in told
    assert "人员 3 人（参加 2 人），回避 1 对，对象 8 个（不参加 1 个）" in told
    assert "司鉴处（SJ）：席位 2 人，事项 SJ-01" in told
    with refused("J04"):
        add(book, case.replies, desk(12, 3))
    with refused("J04"):
        invite(book, OPEN_TASK, TERMS._replace(parties=("GZ=公证处",)), desk(12, 3))

    for spec, where, values, code in ((PARTIES, {"code": "SJ"}, {"seats": 1}, "D19"), (LENT, {"inspector": "SJ01"}, {"takes": "否"}, "D18")):
        before = rows(book, spec, **where)[0]
        edit(book, spec, where, **values)
        with refused(code):
            draw(book, OPEN_TASK, PUBLIC, desk(10, 6))
        edit(book, spec, where, **{key: before[key] for key in values})
    draw(book, OPEN_TASK, PUBLIC, desk(10, 6))
    match(book, OPEN_TASK, desk(11, 6))
    _check_seats(book)
    leaver = next(code for row in rows(book, records.WINNERS) for code in row["members"] if code.startswith("SJ"))
    came = reassign(book, OPEN_TASK, Leaver(leaver), Grounds("不在岗", "李某"), desk(12, 6)).came
    assert all(code.startswith("SJ") for code in came)
    _check_seats(book, gone=leaver)
    left = next(row["object"] for row in rows(book, records.WINNERS) if row["object"].startswith("GZ") and row["state"] == "抽中")
    assert promote(book, OPEN_TASK, left, Grounds("注销", "李某"), desk(13, 6)).came[0].startswith("GZ")
    _check_seats(book)
    record = json.loads((tmp_path / f"审计记录-{OPEN_TASK}-1.json").read_text("utf-8"))
    assert verify_record(record).verdict == "符合"
    assert record["excluded"]["GZ008"] == DECLINED
    assert stranger(tmp_path / f"审计记录-{OPEN_TASK}-1.json")[0] == 0
    office = open_office(book)
    signed = repr(confirmation(job_of(office, office.task(OPEN_TASK), date(2026, 3, 6)), []))
    assert all(f"参与方 {name}" in signed for name in ("公证处", "司鉴处"))
    _check_results(book, tmp_path)


def _check_seats(book: Book, gone: str = "") -> None:
    """One of the lawyers' leads, one notary at notary offices, two experts at law firms; a team has two at least."""
    seen = set()
    for row in rows(book, records.WINNERS, task=OPEN_TASK):
        if row["state"] not in ("抽中", "递补"):
            continue
        team = (row["lead"], *row["members"])
        parties = sorted(code[:2] for code in team)
        assert parties == (["GZ", "P0"] if row["object"].startswith("GZ") else ["P0", "SJ", "SJ"]), team
        assert row["lead"] in ("P01", "P02", "P03")
        assert not {"GZ03", gone} & set(team)
        assert ("GZ01" in team) <= (row["object"] != "GZ001")
        seen.add(row["object"][:2])
    assert seen == {"GZ", "LS"}


def _check_results(book: Book, folder: Path) -> None:
    sent = {made.document.facts["参与方编码"]: made for made in distribute(book, OPEN_TASK)}
    assert set(sent) == {"GZ", "SJ"}
    due = sent["GZ"].document.rows("检查结果")
    assert {row["事项编码"] for row in due} == {"GZ-01"}
    assert all(row["对象编码"].startswith("GZ") for row in (*due, *sent["GZ"].document.rows("检查组")))
    document = sent["GZ"].document
    clean = "未发现问题"
    filled = [(*row[:4], "2026-03-09", "已签", clean, "", "", "") for row in document.lists["检查结果"]]
    back = _written(folder, replace(document, lists={**document.lists, "检查结果": filled}))
    other = _written(folder, replace(document, lists={**document.lists, "检查结果": filled, "检查组": document.lists["检查组"][:-1]}), stale=document)
    at = desk(9, 10)
    assert [p.code for p in plan_collect(book, [read_file(other)], at).problems] == ["J36"]
    given = [read_file(back)]
    seen = plan_collect(book, given, at)
    assert (seen.counts["新登记"], seen.problems) == (len(filled), ())
    collect(book, given, seen, at)
    done = [row for row in book.read(registers.FINDINGS) if row["checked"]]
    assert {(row["object"], row["item"], row["result"]) for row in done} == {(row[0], "GZ-01", clean) for row in filled}


def _written(folder: Path, document: Document, stale: Document | None = None) -> Path:
    """A file as somebody sends it; stale: that which its fingerprint is of."""
    path = folder / "文件.xlsx"
    if stale is not None:
        path = folder / "改过.xlsx"
        document = _Forged(document.kind, document.facts, document.lists, stale.fingerprint)
    path.write_bytes(as_file(document, {}))
    return path


@dataclass(frozen=True)
class _Forged(Document):
    fingerprint: str = ""  # type: ignore[assignment,misc]


def test_people_who_are_lent_take_part_in_that_task_only(tmp_path: Path) -> None:
    case = invited(tmp_path)
    add(case.book, case.replies, desk(10, 3))
    lock(case.book, TASK, SOURCE, desk(11, 3))

    assert {row["inspector"] for row in rows(case.book, records.LOCKED_PEOPLE)} == {f"P0{n}" for n in range(1, 7)}
    assert {row["party"] for row in rows(case.book, records.LOCKED_PEOPLE)} == {""}


@pytest.mark.parametrize("kind", [INVITATION, REPLY, DISTRIBUTION])
def test_a_file_reads_back_as_it_was_written_and_no_other_does(tmp_path: Path, kind: Any) -> None:
    case = invited(tmp_path)
    document = {INVITATION.title: case.invited.document, REPLY.title: case.replies[0][1]}.get(
        kind.title, Document(DISTRIBUTION, dict.fromkeys(DISTRIBUTION.facts, "甲"), {"检查组": [("A1", *"乙丙丁戊己庚辛")]}))
    path = _written(tmp_path, document)

    assert read_file_of(path, kind).fingerprint == document.fingerprint
    for other in {INVITATION.title: INVITATION, REPLY.title: REPLY}.values():
        if other is not kind:
            with refused("J01"):
                read_file_of(path, other)
    changed = replace(document, facts={**document.facts, kind.facts[0]: "别的"})
    with refused("J36" if kind is DISTRIBUTION else "J03"):
        read_file_of(_written(tmp_path, changed, stale=document), kind)


def test_a_fingerprint_binds_what_stands_in_which_cell(tmp_path: Path) -> None:
    document = invited(tmp_path).replies[0][1]
    for one, other in ((("甲\t乙", "丙"), ("甲", "乙\t丙")), (("甲", ""), ("", "甲")), (("甲\n丁", "丙"), ("甲", "丁丙"))):
        prints = {replace(document, lists={**document.lists, "回避": [row]}).fingerprint for row in (one, other)}
        assert len(prints) == 2
    odd = replace(document, facts={**document.facts, "填报人": " 周某\n甲 "})
    assert read_file_of(_written(tmp_path, odd), REPLY).fingerprint == odd.fingerprint


def _people(document: Document, *rows_: tuple[str, ...]) -> Document:
    return replace(document, lists={**document.lists, "人员": [*document.lists["人员"], *rows_]})


def test_who_is_recused_from_a_person_is_recused_from_the_institution_that_is_entered(tmp_path: Path) -> None:
    office = party("GZ", "公证处")
    office.append(registers.OBJECTS, [{"code": "GY1", "name": "公证员甲", "object_type": "公证员", "employer": "GZ002", "status": "正常", "labels": ()}])
    office.append(registers.RECUSALS, [{"inspector": "GZ02", "object": "GY1", "why": "亲属"}])
    answer = join(office, invited(tmp_path).invited.document, Answer(), desk(9, 3)).document
    assert list(answer.lists["回避"]) == [("GZ01", "GZ001"), ("GZ02", "GY1"), ("GZ02", "GZ002")]


def test_hostile_answers_are_refused_with_everything_that_is_wrong(tmp_path: Path) -> None:
    case = invited(tmp_path)
    (_, gz), (_, sj) = case.replies
    other = replace(gz, facts={**gz.facts, "邀请件指纹": "0" * 64})
    stranger_ = replace(gz, facts={**gz.facts, "参与方编码": "XX"})
    leader = replace(gz, facts={**gz.facts, "参与方编码": "LS"})
    elsewhere = replace(gz, facts={**gz.facts, "任务编号": TASK})
    edit(case.book, registers.INSPECTORS, {"code": "P01"}, certificate="ZJ-P01")
    twin = _people(gz, ("GZ77", "两边都登记", "zj-p01", "2030-01-01", "全部", "", "否", "", "是"))
    own = _people(gz, ("P01", "冒名", "ZJ9", "2030-01-01", "全部", "", "否", "", "是"))
    odd = _people(gz, ("GZ09", "", "ZJ8", "明天", "全部", "", "可", "x", "也许"))
    alien = replace(gz, lists={**gz.lists, "对象": [("ZZ1", "别处的", "公证机构", "是", "")], "回避": [("NN1", "GZ001")]})

    for files, codes in (([gz, gz], {"J15", "J16"}), ([gz, _people(sj, gz.lists["人员"][0])], {"J16"}), ([other], {"J13"}), ([stranger_], {"J14"}),
                         ([leader], {"J14"}), ([elsewhere], {"J12"}), ([own], {"J17"}), ([twin], {"J17"}), ([odd], {"J18"}), ([alien], {"J19", "J20"}),
                         ([other, sj, odd, alien], {"J13", "J15", "J16", "J18", "J19", "J20"})):
        with refused(*codes):
            plan_add(case.book, [(f"{n}.xlsx", one) for n, one in enumerate(files)])
    assert not rows(case.book, LENT)


@pytest.mark.parametrize(("wanted", "terms", "codes"), [
    ([], TERMS, {"J25"}), (["公证"], TERMS, {"J05"}), (["GZ=公证处", "gz=又一个:SJ-01"], TERMS, {"J06"}), (["LS=自己:GZ-01"], TERMS, {"J06"}),
    (["GZ=公证处:LS-09"], TERMS, {"J07"}), (["GZ=公证处", "SJ=司鉴处:GZ-01"], TERMS, {"J07"}), (["GZ=没有事项的处"], TERMS, {"J08"}),
    (["GZ=公证处:GZ-01、LS-01、SJ-01"], TERMS, {"J26"}), (["GZ=公证处"], TERMS._replace(lock_on=date(2026, 3, 6), due=date(2026, 3, 9)), {"J09", "J10"})])
def test_an_invitation_names_each_party_and_item_once_and_in_time(tmp_path: Path, wanted: list[str], terms: Terms, codes: set[str]) -> None:
    with refused(*codes):
        invite(lawyers(tmp_path), OPEN_TASK, terms._replace(parties=tuple(wanted)), desk(9))


def test_a_new_invitation_asks_for_new_answers_and_withdraws_who_is_left_out(tmp_path: Path) -> None:
    case = invited(tmp_path)
    add(case.book, case.replies, desk(10, 3))
    again = invite(case.book, OPEN_TASK, TERMS._replace(parties=("GZ=公证处",)), desk(11, 3))

    assert {row["code"]: row["state"] for row in rows(case.book, PARTIES)} == {"LS": "已邀请", "GZ": "已邀请", "SJ": "已撤回"}
    with refused("J13", "J14"):
        plan_add(case.book, case.replies)
    reply = join(party("GZ", "公证处"), again.document, Answer(), desk(11, 3))
    assert "GZ03" in {row["inspector"] for row in rows(case.book, LENT)}
    add(case.book, [("新.xlsx", reply.document)], desk(12, 3))
    assert {row["inspector"]: row["takes"] for row in rows(case.book, LENT, party="GZ")} == dict.fromkeys(NOTARIES, "是")


def test_a_party_answers_for_itself_and_its_own_people_only(tmp_path: Path) -> None:
    made = invited(tmp_path).invited
    for answer, code in ((Answer(party="YY"), "J11"), (Answer(absent=("P09",)), "J29"), (Answer(limits=("GZ01=多",)), "J28"),
                         (Answer(absent=NOTARIES), "J27"), (Answer(left_out=("第9公证处",)), "J37"), (Answer(left_out=("LS001",)), "J37")):
        with pytest.raises(UserError, match=code):
            join(party("GZ", "公证处"), made.document, answer, desk(9, 3))


def test_people_and_objects_may_be_named_instead_of_coded_but_one_name_of_two_is_asked_about(tmp_path: Path) -> None:
    made, own = invited(tmp_path).invited, party("GZ", "公证处", 4)
    answer = Answer(absent=("公证处3某",), limits=("公证处 2某=2",), left_out=("第 8公证处",))
    document = join(own, made.document, answer, desk(9, 3)).document
    assert [row["人员编码"] for row in document.rows("人员") if row["参加"] == "否"] == ["GZ03"]
    assert {row["人员编码"]: row["可派次数"] for row in document.rows("人员") if row["可派次数"]} == {"GZ02": "2"}
    assert [row["对象编码"] for row in document.rows("对象") if row["参加"] == "否"] == ["GZ008"]

    edit(own, registers.INSPECTORS, {"code": "GZ04"}, name="公证处3某")
    with refused("J29"):
        join(own, made.document, answer, desk(9, 3))
    for limit, why in (("公证处3某=2", "有几个同名的"), ("无此人=2", "没有这个人"), ("GZ01", "没有写明次数")):
        with pytest.raises(UserError, match=f"{limit}”不能限定次数：.*{why}。.*同名的写编码"):
            join(own, made.document, Answer(limits=(limit,)), desk(9, 3))


def test_a_workbook_of_before_gets_the_sheets_when_somebody_is_invited(tmp_path: Path) -> None:
    plain = lawyers(tmp_path).gateway
    tables = {name: (plain.table(name).header, plain.table(name).rows) for name in plain.tables() if name not in (PARTIES.name, LENT.name)}
    book = Book.for_act(MemoryGateway(tables, plain.names(), str(tmp_path / "主台账.xlsx")))

    made = invite(book, OPEN_TASK, TERMS._replace(parties=("GZ=公证处", "SJ=司鉴处:SJ-01")), desk(9))
    reply = join(party("GZ", "公证处"), made.document, Answer(), desk(9, 3))
    add(book, [("公证.xlsx", reply.document)], desk(10, 3))
    assert {row["inspector"] for row in rows(book, LENT)} == set(NOTARIES)


# --- people whom the initiator's register has already ---------------------------------------------------------

def _known(book: Book, code: str, certificate: str, **values: Any) -> None:
    """Somebody in the initiator's register, under the code and certificate of a party's own people."""
    book.append(registers.INSPECTORS, [{"code": code, "name": "旧某", "certificate": certificate, "valid_to": date(2030, 1, 1), "division": "律师处",
                                        "items": ("全部",), "labels": (), "may_lead": "是", **values}])


@pytest.mark.parametrize("values", [{"division": "公证处"}, {"away_from": date(2025, 1, 1), "away_why": "调往公证处"}])
def test_who_is_registered_as_the_partys_or_left_becomes_the_partys_and_a_line_says_so(tmp_path: Path, values: dict[str, Any]) -> None:
    case = invited(tmp_path)
    _known(case.book, "GZ01", "ZJGZ1", **values)
    planned = plan_add(case.book, case.replies)
    assert [line for line in planned.lines if "转为参与方派出：GZ01 旧某" in line]

    add(case.book, case.replies, desk(10, 3))
    person = rows(case.book, registers.INSPECTORS, code="GZ01")[0]
    assert (person["division"], person["away_from"], person["items"]) == ("公证处", None, ("GZ-01",))
    assert "GZ01" in {row["inspector"] for row in rows(case.book, LENT)}
    assert "转为派出GZ01" in rows(case.book, records.LOG)[-2]["summary"]
    lock(case.book, TASK, SOURCE, desk(11, 3))
    assert "GZ01" not in {row["inspector"] for row in rows(case.book, records.LOCKED_PEOPLE)}


@pytest.mark.parametrize("values", [{}, {"division": "公证处", "certificate": "ZJ别人"}, {"away_from": date(2025, 1, 1), "away_to": date(2025, 2, 1)},
                                    {"code": "LS-21", "division": "公证处"}])
def test_who_is_still_ours_or_another_row_is_not_taken_over(tmp_path: Path, values: dict[str, Any]) -> None:
    case = invited(tmp_path)
    _known(case.book, **{"code": "GZ01", "certificate": "ZJGZ1", **values})
    with refused("J17") as caught:
        plan_add(case.book, case.replies)
    assert "GZ01" in str(caught.value)


def test_a_person_of_a_list_that_waits_for_its_draw_does_not_change_hands(tmp_path: Path) -> None:
    case = invited(tmp_path)
    _known(case.book, "GZ01", "ZJGZ1", division="公证处")
    lock(case.book, TASK, SOURCE, desk(9, 3))
    with refused("J30"):
        add(case.book, case.replies, desk(10, 3))
    draw(case.book, TASK, PUBLIC, desk(10, 6))
    assert add(case.book, case.replies, desk(11, 6)).people


# --- answers that come late, twice, changed, or not at all ----------------------------------------------------

def test_the_same_answer_is_taken_in_once_and_another_one_says_what_it_replaces(tmp_path: Path) -> None:
    case = invited(tmp_path)
    add(case.book, case.replies, desk(10, 3))
    count = len(rows(case.book, records.LOG))
    again = add(case.book, [("改名.xlsx", case.replies[0][1])], desk(9, 4))
    assert (again.replies, len(rows(case.book, records.LOG))) == ((), count)
    assert any("就是 2026-03-03 收的那一份" in line for line in again.lines)
    assert rows(case.book, PARTIES, code="GZ")[0]["received"] == date(2026, 3, 3)

    other = join(party("GZ", "公证处"), case.invited.document, Answer(signer="吴某"), desk(9, 4)).document
    assert any("替换 2026-03-03 收的那一份" in line for line in plan_add(case.book, [("新.xlsx", other)]).lines)
    add(case.book, [("新.xlsx", other)], desk(10, 4))
    assert rows(case.book, PARTIES, code="GZ")[0]["reply"] == other.fingerprint
    assert rows(case.book, registers.TASKS, code=OPEN_TASK)[0]["replied"] == date(2026, 3, 3)


def test_a_person_whom_two_parties_send_is_refused_also_when_their_answers_come_one_after_the_other(tmp_path: Path) -> None:
    case = invited(tmp_path)
    (_, gz), (_, sj) = case.replies
    add(case.book, case.replies[:1], desk(10, 3))
    with refused("J16"):
        add(case.book, [("司鉴.xlsx", _people(sj, gz.lists["人员"][0]))], desk(11, 3))


def test_everything_that_is_not_in_the_register_is_told_in_one_line(tmp_path: Path) -> None:
    case = invited(tmp_path)
    gz = case.replies[0][1]
    objects = [("ZZ1", "别处公证处", "公证机构", "是", ""), ("ZZ2", "又一处", "公证机构", "是", ""), ("ZZ3", "不来的", "公证机构", "否", "")]
    alien = replace(gz, lists={**gz.lists, "对象": objects, "回避": [("NN1", "GZ001"), ("NN1", "GZ002"), ("NN2", "GZ001")]})
    with refused("J19", "J20") as caught:
        plan_add(case.book, [("公证.xlsx", alien)])
    told = {problem.code: problem.text for problem in caught.value.problems}
    assert len(caught.value.problems) == 2
    assert "有 2 个对象" in told["J20"]
    assert "公证机构 2 个（ZZ1 别处公证处、ZZ2 又一处）" in told["J20"]
    assert "人员 NN1、NN2 不在" in told["J19"]


def test_a_sorted_list_says_the_same(tmp_path: Path) -> None:
    document = invited(tmp_path).replies[0][1]
    turned = replace(document, lists={name: list(reversed(lines)) for name, lines in document.lists.items()})
    assert read_file_of(_written(tmp_path, turned, stale=document), REPLY).fingerprint == document.fingerprint


def test_blank_rows_and_a_note_below_them_change_nothing(tmp_path: Path) -> None:
    document = invited(tmp_path).replies[0][1]
    spread = {name: [*lines[:1], ("",) * len(lines[0]), *lines[1:], ("",) * len(lines[0]), ("说明：以上均已核对", *[""] * (len(lines[0]) - 1))]
              for name, lines in document.lists.items() if lines}
    path = _written(tmp_path, replace(document, lists={**document.lists, **spread}), stale=document)
    assert read_file_of(path, REPLY).lists == document.lists
    added = {"对象": [*spread["对象"], ("LS999", "后来加的一家", *document.lists["对象"][0][2:])]}
    with refused("J03"):
        read_file_of(_written(tmp_path, replace(document, lists={**document.lists, **spread, **added}), stale=document), REPLY)


def test_a_task_with_partners_whom_nobody_invited_is_warned_of(tmp_path: Path) -> None:
    book = lawyers(tmp_path)
    edit(book, registers.TASKS, {"code": OPEN_TASK}, partners=("公证处",), items=("LS-01",))
    assert "J35" in [p.code for p in preview(book, OPEN_TASK, desk(9, 3)).problems]
    assert "J35" not in [p.code for p in preview(book, TASK, desk(9, 3)).problems]


# --- days, seats, scope -----------------------------------------------------------------------------------------

@pytest.mark.parametrize(("start", "end", "codes"), [
    (date(2026, 3, 13), date(2026, 3, 31), []), (date(2026, 3, 12), date(2026, 3, 31), ["J31"]), (date(2026, 3, 13), date(2026, 3, 16), ["J32"]),
    (date(2026, 3, 2), date(2026, 3, 11), ["J31", "J31"])])
def test_an_invitation_warns_of_days_that_the_lock_would_miss(tmp_path: Path, start: date, end: date, codes: list[str]) -> None:
    book = lawyers(tmp_path)
    edit(book, registers.TASKS, {"code": OPEN_TASK}, start=start, end=end)
    made = invite(book, OPEN_TASK, TERMS._replace(parties=("GZ=公证处",)), desk(9))
    assert [p.code for p in made.problems] == codes


def test_a_party_with_too_few_people_for_its_seats_cannot_answer(tmp_path: Path) -> None:
    case = invited(tmp_path)
    with refused("J27") as caught:
        join(party("SJ", "司鉴处", 1), case.invited.document, Answer(), desk(9, 3))
    assert "只有 1 人，不够它的席位（2 人）" in str(caught.value)
    sj = case.replies[1][1]
    few = replace(sj, lists={**sj.lists, "人员": sj.lists["人员"][:1]})
    with refused("J27"):
        plan_add(case.book, [("司鉴.xlsx", few)])


def test_a_party_hears_that_nobody_of_its_people_may_check_its_items(tmp_path: Path) -> None:
    office = party("GZ", "公证处")
    for code in NOTARIES:
        edit(office, registers.INSPECTORS, {"code": code}, items=("GZ-09",))
    assert [p.code for p in join(office, invited(tmp_path).invited.document, Answer(), desk(9, 3)).problems] == ["J34"]


def test_a_county_answers_by_its_own_name_and_not_for_another_county_of_the_same_code(tmp_path: Path) -> None:
    book = lawyers(tmp_path)
    made = invite(book, OPEN_TASK, TERMS._replace(parties=("LG=云东区司法局:SJ-01",), outside=("LG",)), desk(9))
    county = {"level": "区县局", "unit_code": "YD", "unit": "云东区司法局"}
    ours = join(party("LG", "法规股", 3, **county), made.document, Answer(), desk(9, 3))
    assert ours.document.facts["参与方"] == "云东区司法局"
    theirs = party("LG", "法规股", 3, **{**county, "unit": "青麓县司法局", "unit_code": "QL"})
    with refused("J33"):
        join(theirs, made.document, Answer(), desk(9, 3))
    assert join(theirs, made.document, Answer(party="LG"), desk(9, 3)).document.facts["参与方编码"] == "LG"
    assert rows(book, PARTIES, code="LG")[0]["seats"] == 2


def test_an_answer_lists_the_objects_of_the_scope_and_whoever_takes_no_part(tmp_path: Path) -> None:
    book = lawyers(tmp_path)
    edit(book, registers.TASKS, {"code": OPEN_TASK}, object_type=("公证机构",), labels=("涉外",))
    made = invite(book, OPEN_TASK, TERMS._replace(parties=("GZ=公证处",)), desk(9))
    office = party("GZ", "公证处")
    edit(office, registers.OBJECTS, {"code": "GZ002"}, labels=("涉外",))
    answer = join(office, made.document, Answer(left_out=("GZ005",)), desk(9, 3)).document
    assert [(row["对象编码"], row["参加"]) for row in answer.rows("对象")] == [("GZ002", "是"), ("GZ005", "否")]


# --- ⑤: what comes back ----------------------------------------------------------------------------------------

@pytest.fixture
def matched(tmp_path: Path) -> Book:
    """A joint draw with its teams; one of the notary offices has a name with blanks and full-width characters."""
    case = invited(tmp_path)
    for code in (f"GZ{n:03}" for n in range(1, 9)):
        edit(case.book, registers.OBJECTS, {"code": code}, name=f"云州市 第 {code}　公证处（Ａ座）")
    add(case.book, case.replies, desk(10, 3))
    lock(case.book, OPEN_TASK, SOURCE, desk(11, 3))
    draw(case.book, OPEN_TASK, PUBLIC, desk(10, 6))
    match(case.book, OPEN_TASK, desk(11, 6))
    return case.book


def _sent(book: Book, code: str) -> Document:
    return next(made.document for made in distribute(book, OPEN_TASK) if made.document.facts["参与方编码"] == code)


def _filled(document: Document, day: str = "2026-03-09", result: str = "未发现问题", item: str = "") -> Document:
    lines = [(*row[:2], item or row[2], row[3], day, "已签", result, "", "", "") for row in document.lists["检查结果"]]
    return replace(document, lists={**document.lists, "检查结果": lines})


def _collected(book: Book, folder: Path, *documents: Document, at: int = 10) -> dict[str, int]:
    folder.mkdir(exist_ok=True)
    files = []
    for number, document in enumerate(documents):
        path = folder / f"{number}.xlsx"
        path.write_bytes(as_file(document, {}))
        files.append(read_file(path))
    seen = plan_collect(book, files, desk(9, at))
    if seen.is_to_write:
        collect(book, files, seen, desk(9, at))
    return {state: count for state, count in seen.counts.items() if count}


def test_each_party_enters_its_own_items_whoever_comes_first_and_the_account_has_one_visit(matched: Book, tmp_path: Path) -> None:
    gz, sj = _sent(matched, "GZ"), _sent(matched, "SJ")
    number = len(gz.lists["检查结果"])
    assert all("（Ａ座）" in row["对象名称"] for row in gz.rows("检查组"))
    assert _collected(matched, tmp_path / "1", _filled(sj), at=10) == {"新登记": len(sj.lists["检查结果"])}
    assert _collected(matched, tmp_path / "2", _filled(gz), at=9) == {"新登记": number}
    assert _collected(matched, tmp_path / "3", _filled(gz), at=11) == {"相同": number}
    assert _collected(matched, tmp_path / "4", _filled(gz, result="发现问题"), at=11) == {"不收": number}
    others = [row for row in matched.read(registers.FINDINGS).waiting if row["object"].startswith("GZ")]
    assert {row["item"] for row in others} == {"LS-01"}

    assert keep_account(matched, desk(10, 11)).lines
    visits = Counter(row["object"] for row in rows(matched, VISITS))
    assert set(visits.values()) == {1}
    assert {row["partners"] for row in rows(matched, VISITS)} == {("公证处", "司鉴处")}


def test_items_of_another_party_are_not_taken_from_this_one(matched: Book, tmp_path: Path) -> None:
    gz = _sent(matched, "GZ")
    assert _collected(matched, tmp_path / "1", _filled(gz, item="LS-01")) == {"不收": len(gz.lists["检查结果"])}
    odd = replace(gz, facts={**gz.facts, "轮次": "一"}, lists={**gz.lists, "检查组": []})
    assert _collected(matched, tmp_path / "2", _filled(odd)) == {}


def test_after_a_reassignment_the_file_holds_for_whoever_is_still_there(matched: Book, tmp_path: Path) -> None:
    gz, sj = _sent(matched, "GZ"), _sent(matched, "SJ")
    leader = next(row["lead"] for row in rows(matched, records.WINNERS) if row["object"].startswith("GZ") and row["lead"])
    done = reassign(matched, OPEN_TASK, Leaver(leader), Grounds("不在岗", "李某"), desk(12, 6))
    assert "公证处" in done.stale
    assert _collected(matched, tmp_path / "1", _filled(gz)) == {"新登记": len(gz.lists["检查结果"])}

    expert = next(code for row in rows(matched, records.WINNERS) for code in row["members"] if code.startswith("SJ"))
    assert reassign(matched, OPEN_TASK, Leaver(expert), Grounds("不在岗", "李某"), desk(13, 6)).stale == ("司鉴处",)
    counts = _collected(matched, tmp_path / "2", _filled(sj))
    assert counts["不收"] > 0
    assert _collected(matched, tmp_path / "3", _filled(_sent(matched, "SJ")))["新登记"] == counts["不收"]
