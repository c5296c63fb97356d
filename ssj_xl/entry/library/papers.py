"""`ssj_xl.consolidate`, `ssj_xl.verify`, and the form of `Book.report`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ssj_xl.domain import wording
from ssj_xl.domain.period import period_of
from ssj_xl.domain.verifying import NO_NOTICE, Notice
from ssj_xl.entry import session
from ssj_xl.entry.library.frames import Day, Problems, month_text, read_day, read_paths, register_frame
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.gateways.snapshots import Home
from ssj_xl.gateways.xlsx.gateway import FileGateway
from ssj_xl.papers.form import kind
from ssj_xl.tables.consolidated import MERGED, OWN_SHEETS, with_source
from ssj_xl.tables.form import FIELD_BY_KEY
from ssj_xl.tables.problems import UserError, fail
from ssj_xl.tables.settings import NATURAL_MONTH
from ssj_xl.workflows.consolidation import consolidate as consolidate_act
from ssj_xl.workflows.consolidation.account import write_accounts
from ssj_xl.workflows.monthly import report as report_act
from ssj_xl.workflows.monthly.own_form import for_output, own_form
from ssj_xl.workflows.verifying import verify as verify_act
from ssj_xl.workflows.verifying.evidence_files import read_notice
from ssj_xl.workflows.verifying.together import Checked

if TYPE_CHECKING:
    from pandas import DataFrame


# --- the monthly form --------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Form:
    """A filled monthly form.

    data: the file; trace: the workbook that tells the rows behind each figure; annex: what did not fit, b'' for nothing;
    df: 栏目, 单元格, 内容; problems: what to look at.
    """

    data: bytes = field(repr=False)
    trace: bytes = field(repr=False)
    df: DataFrame = field(repr=False)
    name: str = ""
    problems: Problems = field(default_factory=Problems)
    annex: bytes = field(default=b"", repr=False)

    def save(self, path: str | Path) -> Path:
        """Write the form, and beside it …-追溯.xlsx, and …-附件.xlsx where something did not fit.  Raises UserError P21 for a suffix that is not the form's."""
        out = Path(path)
        if out.suffix.lower() != kind(self.data):
            raise fail("P21", exit_code=2, kind=kind(self.data), suffix=out.suffix or out.name)
        report_act.write_form(out, data=self.data, trace=self.trace, annex=self.annex)
        return out


def report(book: Book, month: str, *, out: str | Path | None, template: str | Path | None, filled_on: Day | None) -> Form:
    """The form of a month from a book (`Book.report`)."""
    own = own_form(Path(template) if template is not None else None)
    if out is not None:
        own = for_output(own, Path(out))
    desk = session.desk()
    made = report_act.report(book, month_text(month), template=own, desk=desk, filled_on=read_day(filled_on, "filled_on") or desk.today)
    return Form(made.data, made.trace, _cells(made), made.name, Problems(made.warnings), made.annex)


def _cells(made: report_act.Report) -> DataFrame:
    """栏目, 单元格, 内容 of the form's body: all of it, of which the form itself may have the sum and an annex the rest."""
    import pandas

    rows = [(FIELD_BY_KEY[key].title, made.cells.get(key, ""), text) for key, text in wording.texts(made.figures).items()]
    return pandas.DataFrame(rows, columns=["栏目", "单元格", "内容"])


# --- the bureau's month ------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Consolidated:
    """The workbooks of divisions and counties as one.

    frames: every merged register by name, with 来源文件, 来源行, 来源单位, 来源层级 of each row, 报送情况 and 未并入行 too.
    problems: everything that was found in the files; `.errors` block nothing, they are for the units.
    balance: 读取 = 并入 + 重复 + 退回, and 未读: every row of every file is in one of them.
    """

    done: consolidate_act.Consolidated = field(repr=False)
    month: str

    @cached_property
    def frames(self) -> dict[str, DataFrame]:
        """The merged registers by name."""
        home = Home(Path("汇总台账.xlsx"), hashlib.sha256(self.done.data).digest())
        book = Book(FileGateway(home, self.done.data))
        specs = (*(with_source(spec) for spec in MERGED), *OWN_SHEETS)
        return {spec.name: register_frame(book.read(spec), spec) for spec in specs if book.has(spec)}

    @property
    def problems(self) -> Problems:
        """Everything that was found in the files."""
        return Problems(self.done.problems)

    @property
    def balance(self) -> dict[str, int]:
        """Rows read, and what became of them."""
        count = self.done.count
        return {"读取": count.read, "并入": count.merged, "重复": count.duplicates, "退回": count.rejected, "未读": self.done.unread}

    def save(self, path: str | Path) -> list[Path]:
        """Write the bureau workbook to `path` (.xlsx), and beside it the bureau's form and its trace; returns the files.

        Where `path` is new, the form of another consolidation is left alone: -2 is added to the name.
        """
        out = Path(path)
        form = report_act.bureau_form_path(out, self.month, kind(self.done.form) if self.done.form else ".xlsx")
        atomic_write(out, self.done.data)
        return [out, *write_accounts(out, self.done.account), *report_act.write_form(form, data=self.done.form, trace=self.done.trace, annex=self.done.annex)]


def consolidate(paths: Any, month: str, *, previous: str | Path | None = None, template: str | Path | None = None,
                filled_on: Day | None = None) -> Consolidated:
    """Consolidate the workbooks of divisions and counties; the files are only read.

    paths: a folder, a file, a pattern ("报送/*.xlsx"), or a list of them.  month: "2021-03".
    previous: last month's bureau workbook.  template: the bureau's own form.  filled_on: 填表时间, today by default.

    Raises UserError K23 where not one workbook could be read, U01 for the month; everything else is in `.problems`.

    >>> import ssj_xl, datetime
    >>> done = ssj_xl.consolidate(SUBMISSIONS, "2021-03", filled_on=datetime.date(2021, 3, 21))
    >>> done.balance["读取"] == done.balance["并入"] + done.balance["重复"] + done.balance["退回"]
    True
    >>> done.frames["检查结果"]["来源单位"].nunique()
    7
    """
    given = read_paths(paths, "E33")
    blank = own_form(Path(template) if template is not None else None)
    desk = session.desk()
    done = consolidate_act.consolidate(given, month=month_text(month), previous=Path(previous) if previous else None,
                                       desk=desk, output=consolidate_act.Output(blank, read_day(filled_on, "filled_on")))
    return Consolidated(done, period_of(month_text(month), NATURAL_MONTH).month)


# --- verification ------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Verdict:
    """What a verification says.

    verdict: 符合, 不符合 or 无从核验 (nobody can know from these files); computed, before, shown: the same by question
    (was the list computed; was it locked before: 有锚, 无锚; are the firms shown the ones drawn).
    proved, unknown: sentences; problems: what does not hold.
    """

    verdict: str
    computed: str
    before: str
    shown: str
    proved: tuple[str, ...] = field(repr=False)
    unknown: tuple[str, ...] = field(repr=False)
    problems: Problems = field(repr=False)

    def __bool__(self) -> bool:
        """Whether it is 符合."""
        return self.verdict == "符合"


def verify(source: Any, *, notice: str = "", task: str = "") -> Verdict:
    """Compute draws anew from workbooks, records, public pages, receipts and notices.

    source: a path or a Book, a list of paths that are held against each other, or a record (a dict, or what `draw` returned).
    notice: the line in the QR code of the signed lock notice, or a text file that has it.  task: only this one.

    Raises UserError V12 for a file that is none of these, V15 for a notice that is none, E26 for another source.

    >>> import ssj_xl
    >>> ssj_xl.verify(MASTER).verdict
    '符合'
    """
    known = read_notice(notice) if notice else NO_NOTICE
    record = source if isinstance(source, Mapping) else getattr(source, "record", None)
    checked = (_checked(record, known, task) if isinstance(record, Mapping) else
               verify_act.verify(read_paths(getattr(source, "path", source), "E26"), notice=known, task=task))  # of a Book its file
    found = verify_act.answers(checked)
    reports = [one.report for one in checked]
    return Verdict(found.verdict(), found.computed, found.before, found.shown,
                   tuple(dict.fromkeys(fact.text for report in reports for fact in report.proved)),
                   tuple(dict.fromkeys(fact.text for report in reports for fact in report.unknown)),
                   Problems(wrong for report in reports for wrong in report.wrong))


def _checked(record: Mapping[str, Any], notice: Notice, task: str) -> list[Checked]:
    """A record that is no file, and is not named as one where something is wrong with it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "记录.json"
        path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        try:
            return verify_act.verify([path], notice=notice, task=task)
        except UserError as error:
            raise UserError([one.within("") for one in error.problems]) from None
