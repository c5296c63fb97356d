"""联合抽查 after the matching: ④ what each party is sent, and ⑤ the same file back with its results, for `collect`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.codes import names
from ssj_xl.domain.joint import DISTRIBUTION, Document, read_document
from ssj_xl.domain.matching import SEAT
from ssj_xl.domain.period import team_of
from ssj_xl.domain.returns import ItemOf, Return, VisitOf
from ssj_xl.gateways.book import Book
from ssj_xl.papers.handouts.results import DISPOSALS, RESULTS
from ssj_xl.papers.joint import as_file
from ssj_xl.tables import registers
from ssj_xl.tables.cells import read_cell
from ssj_xl.tables.problems import Place, Problem, fail, problem
from ssj_xl.workflows.desk.office import Office, open_office
from ssj_xl.workflows.joint.inviting import Made
from ssj_xl.workflows.rounds.evidence import Attempt
from ssj_xl.workflows.rounds.integrity import read_verified_attempt
from ssj_xl.workflows.rounds.match import drawn_attempt, standing_winners
from ssj_xl.workflows.rounds.parties import lent_to, parties_of
from ssj_xl.workflows.rounds.proofs import Standing

if TYPE_CHECKING:
    from ssj_xl.tables.rows import PartyRow, WinnerRow
    from ssj_xl.workflows.desk.given import Given

_FILLED = {"检查日期": "checked", "检查结果": "result", "问题描述": "problem", "后续处置": "disposal", "处置期限": "disposal_due"}
"""What a party fills in, by column of 检查结果; 签字情况 beside them."""


def distribute(book: Book, task: str) -> list[Made]:
    """A file for each party of a matched task, but the initiator: only the objects where it has a seat, only its items.

    Raises D27 before the draw, J23 where nobody was invited, J24 before the matching.
    """
    office = open_office(book)
    row = drawn_attempt(office, task)
    parties = parties_of(office, row["task"])
    if not parties:
        raise fail("J23", task=row["task"])
    winners = standing_winners(office, row)
    if not all(winner["lead"] for winner in winners):
        raise fail("J24", task=row["task"])
    attempt = read_verified_attempt(office, row)
    return [_made(office, attempt, party, winners) for party in parties[1:]]


def _made(office: Office, attempt: Attempt, party: PartyRow, winners: Sequence[WinnerRow]) -> Made:
    row, seating = attempt.row, Standing(attempt, {}).seating
    items, objects = office.table(registers.ITEMS).by("code"), office.table(registers.OBJECTS).by("code")
    mine = [w for w in winners if f"{attempt.pid_of[w['object']]}{SEAT}{party['code']}" in seating.keys((attempt.pid_of[w["object"]],))]
    due = {w["object"]: sorted(seating.applies[attempt.pid_of[w["object"]]].intersection(party["items"])) for w in mine}
    task = office.task(row["task"])
    facts = (row["task"], task["name"], str(row["attempt"]), row["seed"], party["code"], party["name"], office.settings.unit + office.settings.division,
             task["end"].isoformat(), "在“检查结果”表填写本方的事项，把本文件发回牵头方（用“收回返回件”收）；别的表和前四栏不要改动")
    document = Document(DISTRIBUTION, dict(zip(DISTRIBUTION.facts, facts, strict=True)), {
        "检查组": [(w["object"], w["name"], w["object_type"], objects[w["object"]]["address"], objects[w["object"]]["phone"],
                 w["team_names"].split("、")[0], w["team_names"], "、".join(team_of(w))) for w in mine],
        "检查结果": [(w["object"], w["name"], code, items[code]["minor"], *[""] * 6) for w in mine for code in due[w["object"]]]})
    heads = {"": f"{party['name']}：本方有席位的对象 {len(mine)} 个。内部资料，不得转发。",
             "检查结果": "没有检查的整行空着，可以分几次发回。签字情况、检查结果、后续处置从列表里选。"}
    return Made(f"分发件-{row['task']}-{party['code']}.xlsx", as_file(document, heads, _words(office)), document)


def _words(office: Office) -> dict[str, tuple[str, ...]]:
    """What may be written into a column."""
    codes = office.table(registers.CODES) if office.book.has(registers.CODES) else ()
    return {"签字情况": registers.SIGNATURES, "检查结果": names(codes, RESULTS), "后续处置": names(codes, DISPOSALS)}


# --- ⑤ 回交件 --------------------------------------------------------------------------------------------

def returned(given: Given, office: Office, stamp: str, winners: Iterable[WinnerRow]) -> list[Return | Problem] | None:
    """What a party's file brings, a return for each team; None for a file that is none of these.

    stamp: the time now; winners: rows of 抽取名单.
    """
    document, wrong = read_document(given.sheets or ())
    if document is None:
        return None
    if document.kind is not DISTRIBUTION:
        return [problem("J01", Place(given.name), kind=DISTRIBUTION.title)]
    if wrong:
        return [one.within(given.name) for one in wrong]
    party = next((row for row in parties_of(office, document.facts["任务编号"]) if row["code"] == document.facts["参与方编码"]), None)
    if party is None:
        return [problem("J14", Place(given.name), task=document.facts["任务编号"], party=document.facts["参与方编码"])]
    made = min(given.saved or stamp, stamp)
    return list(_returns(document, party, made, teams=_teams(office, document, party, winners)))


def _teams(office: Office, document: Document, party: PartyRow, winners: Iterable[WinnerRow]) -> dict[str, tuple[str, ...]]:
    """The team of each object of a party's file: the one of now where the party's own people are still the same, else that of the file."""
    task, attempt = document.facts["任务编号"], document.facts["轮次"]
    now = {row["object"]: team_of(row) for row in winners if (row["task"], str(row["attempt"])) == (task, attempt)}
    own = {code for code, row in lent_to(office, task).items() if row["party"] == party["code"]}
    sent = {row["对象编码"]: tuple(row["检查组编码"].split("、")) for row in document.rows("检查组")}
    return {object_: now[object_] if object_ in now and own.intersection(now[object_]) == own.intersection(team) else team
            for object_, team in sent.items()}


def _returns(document: Document, party: PartyRow, made: str, *, teams: Mapping[str, tuple[str, ...]]) -> Iterator[Return]:
    """A return a team, in the order of the file; rows without any result are not filled in."""
    filled: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in document.rows("检查结果"):
        if any(row[title] for title in (*_FILLED, "签字情况")):
            filled.setdefault((row["对象编码"], row["检查日期"], row["签字情况"]), []).append(row)
    facts = document.facts
    attempt = int(facts["轮次"]) if facts["轮次"].isascii() and facts["轮次"].isdigit() else 0
    for team in dict.fromkeys(teams.get(object_, ()) for object_, _, _ in filled):
        visits = tuple(_visit(object_, signed, rows, party) for (object_, _, signed), rows in filled.items() if teams.get(object_, ()) == team)
        yield Return(facts["任务编号"], attempt, facts["种子"], team, 0, made, visits, "", party["code"])


def _visit(object_: str, signed: str, rows: Sequence[dict[str, str]], party: PartyRow) -> VisitOf:
    read = [{key: _value(row[title], key) for title, key in _FILLED.items()} for row in rows]
    day = read[0]["checked"]
    why = "" if isinstance(day, date) else f"检查日期“{rows[0]['检查日期']}”不对"
    items = tuple(ItemOf(row["事项编码"], one["result"], one["problem"], one["disposal"], one["disposal_due"],
                         why=_why_not_read(row, one, party))
                  for row, one in zip(rows, read, strict=True))
    return VisitOf(object_, day if isinstance(day, date) else date.min, signed, items, why=why)


def _why_not_read(row: Mapping[str, str], read: Mapping[str, Any], party: PartyRow) -> str:
    if row["事项编码"] not in party["items"]:
        return f"不是“{party['name']}”的事项"
    return f"处置期限“{row['处置期限']}”不是日期" if row["处置期限"] and not read["disposal_due"] else ""


def _value(text: str, key: str) -> Any:
    return read_cell(text, registers.FINDINGS.by_key[key]).value
