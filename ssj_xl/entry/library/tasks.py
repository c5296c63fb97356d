"""A task of a book: preview, lock, draw, match, and what may come after; each act saves inside the call, as the command does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.formulas.arguments import day as day_of
from ssj_xl.domain.formulas.arguments import seed as read_seed
from ssj_xl.domain.formulas.drawing import trial
from ssj_xl.domain.formulas.terms import Terms
from ssj_xl.entry.library.drawing import DRAWN, NOT_DRAWN, OUT
from ssj_xl.entry.library.frames import Day, Problems, plain, register_frame, result
from ssj_xl.gateways.safe import atomic_write, follow
from ssj_xl.tables import records
from ssj_xl.tables.problems import Problem, fail
from ssj_xl.workflows.desk.office import open_office
from ssj_xl.workflows.publishing import publish as publish_act
from ssj_xl.workflows.rounds import draw as draw_act
from ssj_xl.workflows.rounds import lock as lock_act
from ssj_xl.workflows.rounds import match as match_act
from ssj_xl.workflows.rounds import notice as notice_act
from ssj_xl.workflows.rounds import preview as preview_act
from ssj_xl.workflows.rounds import substitute
from ssj_xl.workflows.rounds.planning import plan_draw

if TYPE_CHECKING:
    from pandas import DataFrame

    from ssj_xl.entry.library.books import Book

OPEN_SEED = "0" * 64


@dataclass(frozen=True)
class Locked:
    """What a lock fixed: the root of the list, how many lines it has, how many are drawn by group, the source, the time.

    files: the records beside the workbook, and the notice; problems: what to look at.
    """

    root: str
    count: int
    quotas: Mapping[str, int]
    source: str
    at: str
    files: tuple[Path, ...]
    problems: Problems


class Task:
    """One task of a book.  Every method raises UserError D01 where the book has no such task."""

    def __init__(self, book: Book, code: str) -> None:
        self._book, self.code = book, str(code).strip().upper()

    def preview(self) -> DataFrame:
        """What a lock would fix: 组别, 名录, 抽取, 机会 (of one object, 0–1) by group; `.problems` what is doubtful.

        Nothing is written, and no seed exists.
        """
        found = preview_act.preview(self._book._read, self.code, self._book._desk())
        rows = [(group.label, group.size, group.quota, float(group.odds)) for group in found.groups]
        return result(rows, columns=["组别", "名录", "抽取", "机会"], problems=found.problems)

    def lock(self, source: str, *, commitments: Mapping[str, str] | None = None, notice: str | Path | None = None) -> Locked:
        """Lock list, inspectors, rule and the named source of the seed, before the seed exists.

        source: "ssq:2021024" (a lottery still to be drawn), "dice", "drand:12345".  commitments: party → commitment.
        notice: a file (.xlsx) for the lock notice, to be signed.  Raises UserError with all that stands in the way; E25 for
        a book in memory, where nothing is evidence: there `draw` makes a trial.
        """
        self._refuse_memory()
        with follow() as told, self._book._acting("锁定", self.code) as (book, desk):
            done = lock_act.lock(book, self.code, source, desk, commitments=commitments)
        files = done.files
        if notice is not None:
            files = (*files, *notice_act.save(self._book._read, self.code, Path(notice)).files)
        return Locked(done.row["root"], done.row["count"], dict(done.lock.quotas), done.row["source"], done.row["locked_at"], files,
                      Problems((*done.warnings, *told.doubts)))

    def draw(self, public: str, *, nonces: Mapping[str, str] | None = None, proof: str = "") -> DataFrame:
        """Draw the locked task by the public value of its source; saved before it returns, and never again.

        public: "ssq:2021024:13,15,19,22,25,27+02", "dice:…", "drand:…".  nonces: party → the number behind its commitment.
        proof: the signature of a drand value.  Returns `winners` (状态 抽中, then 候补) with `.record`, `.files`, `.problems`.

        On a book in memory there is no lock: any seed draws the list that the task has now, as a trial, and nothing is written.
        """
        if not self._book._door.evidence:
            return self._trial(public)
        with follow() as told, self._book._acting("抽取", self.code) as (book, desk):
            done = draw_act.draw(book, self.code, draw_act.Signed(str(public), proof), desk, nonces=nonces)
        record = json.loads(done.files[0].read_bytes()) if done.files else None
        return self._listed(record=record, files=done.files, problems=(*done.warnings, *told.doubts))

    def match(self) -> DataFrame:
        """Teams for the drawn objects, by the same seed; returns `winners` with 检查组长, 检查人员, `.problems`.

        Raises UserError M01–M06, which say what blocks, where no matching exists.
        """
        self._refuse_memory()
        with follow() as told, self._book._acting("匹配", self.code) as (book, desk):
            done = match_act.match(book, self.code, desk)
        return self._listed(files=done.files, problems=told.doubts)

    @property
    def winners(self) -> DataFrame:
        """抽取名单 of the attempt that stands: drawn, reserves, promoted and replaced; empty before the draw."""
        return self._listed()

    def publish(self, path: str | Path) -> Path:
        """Write the public page, on which anybody recomputes the draw; it shows what is due by now."""
        made = publish_act.publish(self._book._read, self.code, self._book._desk())
        atomic_write(Path(path), made.page)
        return Path(path)

    def promote(self, object: str, reason: str, approver: str, *, note: str = "") -> DataFrame:
        """递补: the next of its group for an object that can no longer be checked.  reason: of 代码表 递补原因."""
        self._refuse_memory()
        with follow() as told, self._book._acting("递补", self.code) as (book, desk):
            substitute.promote(book, self.code, object, substitute.Grounds(reason, approver, note), desk)
        return self._listed(problems=told.doubts)

    def reassign(self, inspector: str, reason: str, approver: str, *, objects: Iterable[str] = (), note: str = "") -> DataFrame:
        """改派: other members for an inspector who falls out, in these objects or in all that are not checked yet."""
        self._refuse_memory()
        with follow() as told, self._book._acting("改派", self.code) as (book, desk):
            leaver = substitute.Leaver(inspector, tuple(objects))
            substitute.reassign(book, self.code, leaver, substitute.Grounds(reason, approver, note), desk)
        return self._listed(problems=told.doubts)

    def postpone(self, object: str, until: Day, reason: str, *, approver: str = "", note: str = "") -> DataFrame:
        """延期: another day for an object that stays on the list."""
        self._refuse_memory()
        day = day_of(plain(until), "until")
        with follow() as told, self._book._acting("延期", self.code) as (book, desk):
            substitute.postpone(book, self.code, substitute.Delay(object, day), substitute.Grounds(reason, approver, note), desk)
        return self._listed(problems=told.doubts)

    def void(self, reason: str) -> int:
        """Void the attempt that stands; it stays visible, and a new lock is a new attempt.  Returns its number."""
        self._refuse_memory()
        with self._book._acting("作废", self.code) as (book, desk):
            return substitute.void(book, self.code, reason, desk)[0]

    def _listed(self, *, record: Mapping[str, Any] | None = None, files: Iterable[Any] = (), problems: Iterable[Problem] = ()) -> DataFrame:
        book = self._book._read
        office = open_office(book)
        row = office.current(office.task(self.code)["code"])
        rows = office.rows_of(records.WINNERS, row) if row else []
        return result(register_frame(rows, records.WINNERS), record=record, files=files, problems=problems)

    def _trial(self, public: str) -> DataFrame:
        office = open_office(self._book._read)
        planned = plan_draw(office, office.task(self.code), self._book._desk(), attempt=1, secret="")
        fixed = planned.scheme.lock
        done = trial(fixed.lines, Terms(quotas=fixed.quotas, weights=fixed.weights), read_seed(plain(public)))
        wins = {win.id: win for wins in done.order.values() for win in wins}
        rows = []
        for entry in planned.scheme.entries:
            win = wins.get(entry.line.id)
            state = OUT if win is None else DRAWN if win.rank <= done.lock.quotas[win.group] else NOT_DRAWN
            rows.append((entry.line.id, entry.name, entry.line.group, win.ticket if win else "", win.rank if win else None, state))
        columns = ["对象编码", "对象名称", "组别", "签号", "名次", "状态"]
        shown = result(rows, columns=columns, record=done.record() if done.seed_text else None, problems=planned.warnings)
        shown["名次"] = shown["名次"].astype("Int64")
        return shown

    def _refuse_memory(self) -> None:
        if not self._book._door.evidence:
            raise fail("E25")

    def __repr__(self) -> str:
        return f"<ssj_xl.Task {self.code}>"
