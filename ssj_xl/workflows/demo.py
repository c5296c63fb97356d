"""演示: an invented bureau goes through a whole month on real files, from registers to the bureau's form.

In the joint task the partner is invited, answers from its own book, is sent its objects, and brings its results back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ssj_xl.build import example, master
from ssj_xl.domain.joint import Document
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway, working
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.papers.joint import as_file
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import Place, fail
from ssj_xl.tables.registers import SIGNED
from ssj_xl.tables.table import identity
from ssj_xl.workflows.consolidation import consolidate, submit
from ssj_xl.workflows.consolidation.account import write_accounts
from ssj_xl.workflows.desk import Desk, Progress, silent
from ssj_xl.workflows.desk.given import read_file
from ssj_xl.workflows.joint import adding as joint_adding
from ssj_xl.workflows.joint import inviting as joint
from ssj_xl.workflows.joint import sharing as joint_files
from ssj_xl.workflows.monthly import report
from ssj_xl.workflows.publishing import publish
from ssj_xl.workflows.results import collect
from ssj_xl.workflows.rounds import draw, lock, match, notice, result_rows, substitute

REPLACED_FOR = {"LS": ("注销", "抽取后查明已办理注销登记"), "GZ": ("不可抗力", "暴雨致办公用房停用，抢修期未定"),
                "JD": ("迁出本市", "登记机关已核准迁往邻市"), "JC": ("与在办案件重复", "同一事项正在立案调查")}
"""Division → reason and note of its one 递补."""
FORM_DAY, PUT_OFF_TO = date(2021, 3, 21), date(2021, 3, 31)
BUREAU = "汇总"


class Workplace(NamedTuple):
    """One unit of the example, its folder and its master workbook."""

    unit: example.Unit
    folder: Path

    @property
    def book(self) -> Path:
        """The master workbook."""
        return self.folder / f"主台账-{self.unit.title}.xlsx"


def desk_of(place: Workplace, stamp: str) -> Desk:
    """The desk at a time of the story.  Its secrets are derived, so that the demonstration is the same everywhere."""
    operator = str(place.unit.settings.get("contact") or "演示")
    return Desk(datetime.fromisoformat(stamp), operator, lambda: sha256(f"演示|{place.unit.code}|{stamp}".encode()).hexdigest())


@contextmanager
def act(place: Workplace, desk: Desk, reason: str) -> Iterator[Book]:
    """The unit's workbook for one act; reason: of its snapshot."""
    with working(place.book, reason=reason, now=desk.now) as gateway:
        yield Book(gateway)


@dataclass(frozen=True)
class Made:
    """What the demonstration made: every file, in the order of the work."""

    folder: Path
    files: tuple[Path, ...]


def demo(folder: Path, *, progress: Progress = silent, force: bool = False, pdf: bool = False) -> Made:
    """Run the example bureau's month 2021-03 in `folder`.

    Raises UserError F06 where the folder holds something already (`force` lets it be overwritten).
    """
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not force):
        raise fail("F06", Place(str(folder)), exit_code=3)
    places = [Workplace(unit, folder / unit.title) for unit in example.units()]
    for place in places:
        _begin(place)
    for number, place in enumerate(places):
        progress(f"{place.unit.title}：抽取、匹配、登记结果", number, len(places) + 1)
        _carry_through(place, {other.unit.code: other for other in places})
    progress("汇总各处室、各区县", len(places), len(places) + 1)
    _bureau(places, folder / BUREAU)
    if pdf:
        _print_forms(folder)
    return Made(folder, tuple(sorted(path for path in folder.rglob("*") if _is_result(path))))


def _is_result(path: Path) -> bool:
    return path.is_file() and "备份" not in path.parts and not path.name.startswith(".~")


def _begin(place: Workplace) -> None:
    """One unit's registers."""
    place.folder.mkdir(parents=True, exist_ok=True)
    for record in place.folder.glob("*记录-*.json"):
        record.unlink()  # of an earlier demonstration: beside a new workbook they would forbid its locks
    master.build(place.book, settings=place.unit.settings, rows=place.unit.rows)


def _carry_through(place: Workplace, places: Mapping[str, Workplace]) -> None:
    """One unit's month: draws, teams, a substitution, results, form.  places: all units by code."""
    for task in place.unit.own_tasks:
        partners = [places[code] for code in example.partner_books(str(task["code"]))]
        _ceremony(place, str(task["code"]), partners)
    _substitutions(place)
    _results(place, places)
    _form(place)


def _ceremony(place: Workplace, task: str, partners: Sequence[Workplace]) -> None:
    """Lock, draw and match; of a joint task, invite the partners before and send them theirs after."""
    plan = example.ceremony(task)
    if partners:
        _invite_partners(place, plan, partners)
    desk = desk_of(place, plan.locked_at)
    with act(place, desk, "锁定前") as book:
        lock.lock(book, task, plan.source, desk)
    notice.save(Book(open_gateway(place.book)), task, place.folder / f"锁定公告-{task}.xlsx")
    desk = desk_of(place, plan.drawn_at)
    with act(place, desk, "抽取前") as book:
        draw.draw(book, task, plan.public, desk)
    with act(place, desk, "匹配前") as book:
        match.match(book, task, desk)
    if partners:
        _send_objects(place, task)


def _substitutions(place: Workplace) -> None:
    """One 递补, one 延期 and one 改派 in the unit's largest task, as they happen in a real month.

    A firm that asks for another day because it moves house stays on the list; a body that no longer exists leaves it.
    """
    tasks = [str(task["code"]) for task in place.unit.own_tasks]
    if place.unit.settings["level"] != "处室" or not tasks:
        return
    desk = desk_of(place, f"{example.ceremony(tasks[0]).drawn_at[:10]} 16:00:00")
    with act(place, desk, "递补前") as book:
        leaving = _last_replaceable(book, tasks[0])
        why, note = REPLACED_FOR[str(place.unit.settings["division_code"])]
        substitute.promote(book, tasks[0], leaving, substitute.Grounds(why, "分管副局长", note), desk)
    with act(place, desk, "延期前") as book:
        waiting = next(row["object"] for row in book.read(records.WINNERS)
                       if row["task"] == tasks[0] and row["state"] == "抽中")
        grounds = substitute.Grounds("被检查对象申请", "分管副局长", "来函称正在搬迁办公场所")
        substitute.postpone(book, tasks[0], substitute.Delay(waiting, PUT_OFF_TO), grounds, desk)
    with act(place, desk, "改派前") as book:
        person = next(row["members"][0] for row in book.read(records.WINNERS) if row["task"] == tasks[0] and row["members"])
        substitute.reassign(book, tasks[0], substitute.Leaver(person), substitute.Grounds("不在岗", "分管副局长"), desk)


def _last_replaceable(book: Book, task: str) -> str:
    """The last drawn object of the largest group, which surely has somebody left to take its place."""
    row = next(r for r in book.read(records.DRAWS) if r["task"] == task and not r["void_at"])
    groups = {e["object"]: e["group"] for e in book.read(records.LOCKED) if e["attempt"] == row["attempt"] and e["task"] == task}
    sizes = {group: list(groups.values()).count(group) for group in set(groups.values()) - {"X", "M"}}
    largest = max(sorted(sizes), key=lambda group: sizes[group])
    drawn = [w["object"] for w in book.read(records.WINNERS) if w["task"] == task and w["state"] == "抽中"]
    return str(next(code for code in reversed(drawn) if groups[code] == largest))


def _results(place: Workplace, places: Mapping[str, Workplace]) -> None:
    """Results as staff type them, those of a partner as its file brings them, and the steps on the platform."""
    found = example.findings(place.unit, Book(open_gateway(place.book)).read(records.WINNERS))
    for task in place.unit.own_tasks:
        for code in example.partner_books(str(task["code"])):
            _bring_back(place, str(task["code"]), places[code], found)
    desk = desk_of(place, "2021-03-20 17:00:00")
    with act(place, desk, "登记结果前") as book:
        there = {identity(row, registers.FINDINGS): row for row in book.read(registers.FINDINGS)}
        known = [(there.get(identity(row, registers.FINDINGS)), row) for row in found]
        result_rows.enter(book, [row for seen, row in known if seen is None])
        book.replace(registers.FINDINGS, [(seen, {key: value for key, value in row.items() if value not in ("", None, ())}) for seen, row in known if seen])
        own = {str(task["code"]) for task in place.unit.own_tasks}
        tasks = [row for row in book.read(registers.TASKS) if row["code"] in own]
        book.replace(registers.TASKS, [(row, example.outcome(row)) for row in tasks])
        book.commit()


def _form(place: Workplace) -> None:
    """The unit's form, and the public page of each of its draws."""
    desk = desk_of(place, "2021-03-21 09:00:00")
    for task in place.unit.own_tasks:
        page = publish.publish(Book(open_gateway(place.book)), str(task["code"]), desk).page
        atomic_write(place.folder / f"公示页-{task['code']}.html", page)
    made = report.report(Book(open_gateway(place.book)), example.MONTH, desk=desk, filled_on=FORM_DAY)
    stem = f"{place.unit.title}-{example.MONTH}.xlsx"
    atomic_write(place.folder / f"月报表-{stem}", made.data)
    atomic_write(place.folder / f"月报追溯-{stem}", made.trace)
    sent = submit.submit(Book(open_gateway(place.book)), example.MONTH, desk, filled_on=FORM_DAY)
    atomic_write(place.folder / sent.name, sent.data)


def _bureau(places: Iterable[Workplace], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    desk = Desk(datetime(2021, 3, 21, 15, 0, 0), "行政执法协调监督处", lambda: "0" * 64)
    output = consolidate.Output(filled_on=FORM_DAY, beside=folder)
    sent = [path for place in places for path in sorted(place.folder.glob(f"{submit.PREFIX}-*.xlsx"))]
    done = consolidate.consolidate(sent, month=example.MONTH, previous=None, desk=desk,
                                   output=output)
    atomic_write(folder / f"汇总台账-{example.MONTH}.xlsx", done.data)
    write_accounts(folder / f"汇总台账-{example.MONTH}.xlsx", done.account)
    atomic_write(folder / f"月报表-汇总-{example.MONTH}.xlsx", done.form)
    atomic_write(folder / f"月报追溯-汇总-{example.MONTH}.xlsx", done.trace)


def _print_forms(folder: Path) -> None:
    from ssj_xl.papers.pdf import to_pdf

    for form in sorted(folder.rglob("月报表-*.xlsx")):
        to_pdf(form, form.with_suffix(".pdf"))


def summary(made: Made) -> list[str]:
    """The closing words: where to look first, then every file."""
    first = [path for path in made.files if path.parent.name == BUREAU]
    out = [f"演示完成：{made.folder}（虚构的云州市司法局，2021年3月）", "", "先看这里："]
    out += [f"  {path.relative_to(made.folder)}" for path in first]
    out += ["", "全部文件："]
    out += [f"  {path.relative_to(made.folder)}" for path in made.files if path not in first]
    return out


def _invite_partners(place: Workplace, plan: example.Ceremony, partners: Sequence[Workplace]) -> None:
    """① of a joint task, and ② of each partner, made in its own book and taken in."""
    spelled = tuple(f"{one.unit.settings['division_code']}={one.unit.title}" for one in partners)
    lock_on, due = (date.fromisoformat(stamp[:10]) for stamp in (plan.locked_at, plan.replies))
    desk = desk_of(place, plan.invited)
    with act(place, desk, "邀请前") as book:
        made = joint.invite(book, plan.task, joint.Terms(spelled, lock_on, due, plan.source, "市局三楼会议室"), desk)
    atomic_write(place.folder / made.name, made.data)
    answers = []
    for one in partners:
        signer = joint.Answer(signer=f"{one.unit.title}负责人")
        answer = joint.join(Book(open_gateway(one.book)), made.document, signer, desk_of(one, plan.joined))
        atomic_write(one.folder / answer.name, answer.data)
        answers.append((answer.name, answer.document))
    desk = desk_of(place, plan.replies)
    with act(place, desk, "收参与件前") as book:
        joint_adding.add(book, answers, desk)


def _send_objects(place: Workplace, task: str) -> None:
    """④ of every partner, into the initiator's folder."""
    for sent in joint_files.distribute(Book(open_gateway(place.book)), task):
        atomic_write(place.folder / sent.name, sent.data)


def _bring_back(place: Workplace, task: str, partner: Workplace, found: Iterable[example.Row]) -> None:
    """⑤ of a partner: the file that it was sent, filled in as far as it has results, on each day that brings some."""
    code = str(partner.unit.settings["division_code"])
    path = partner.folder / f"回交件-{task}-{code}.xlsx"
    sent = next(one.document for one in joint_files.distribute(Book(open_gateway(place.book)), task) if one.document.facts["参与方编码"] == code)
    results = {(row["object"], row["item"]): row for row in found if row["task"] == task and row["entered"]}
    asked = {(row["对象编码"], row["事项编码"]) for row in sent.rows("检查结果")}
    for day in sorted({row["entered"] for key, row in results.items() if key in asked}):
        known = {key: row for key, row in results.items() if row["entered"] <= day}
        atomic_write(path, as_file(_filled_in(sent, known), {}))
        desk = desk_of(place, f"{day} 16:00:00")
        with act(place, desk, "收回返回件前") as book:
            files = [read_file(path)]
            collect.collect(book, files, collect.plan_collect(book, files, desk), desk)


def _filled_in(sent: Document, found: Mapping[tuple[str, str], example.Row]) -> Document:
    """A partner's file with these results (by object and item), as its people type them."""
    def line(row: tuple[str, ...]) -> tuple[str, ...]:
        known = found.get((row[0], row[2]))
        if known is None:
            return row
        due = known["disposal_due"].isoformat() if known["disposal_due"] else ""
        return (*row[:4], known["checked"].isoformat(), SIGNED, known["result"], known["problem"], known["disposal"], due)

    return replace(sent, lists={**sent.lists, "检查结果": [line(row) for row in sent.lists["检查结果"]]})
