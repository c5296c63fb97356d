"""Freezes evidence of this version for every later one: `python -m tools.benchmarks.evidence tests/evidence-NAME`.

Run once at each new 模板版本 (NAME: the commit), before anything that belongs to the next one; the folder is then
never changed.  Takes the smallest offices of the demonstration: notaries (加权, private tiers), forensic
institutions (分级比例, private tiers), a county (open), and the same county with an attempt that was voided; and
writes beside them what `verify`, `check`, `report` and `quarter` say (tests/evidence.py).
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables import records
from ssj_xl.workflows import demo
from ssj_xl.workflows.consolidation import consolidate
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.publishing import publish
from ssj_xl.workflows.rounds import draw, lock, match, notice, substitute
from tests import evidence
from tests.bureau import opened

OFFICES = ("公证工作处", "司法鉴定管理处", "柳荫县司法局")
COUNTY, VOIDED = "柳荫县司法局", "柳荫县司法局-作废"
SOURCE, PUBLIC = "ssq:2021028", "ssq:2021028:04,11,15,22,28,33+06"


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the folder; an existing one is left alone."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 1 or Path(given[0]).exists():
        sys.stderr.write("用法：python -m tools.benchmarks.evidence 新文件夹（已有的证据不改写）\n")
        return 2
    folder = Path(given[0])
    with tempfile.TemporaryDirectory() as made:
        demo.demo(Path(made) / "演示")
        for name in OFFICES:
            shutil.copytree(Path(made) / "演示" / name, folder / name, ignore=shutil.ignore_patterns("备份", "*.pdf"))
        _void(Path(made) / "演示" / COUNTY, folder / VOIDED)
    for office in evidence.offices(folder):
        _hand_out(office)
    _consolidate([folder / name for name in OFFICES], folder / evidence.BUREAU)
    _describe(folder)
    return 0


def _desk(stamp: str) -> Desk:
    return Desk(datetime.fromisoformat(stamp), "演示", lambda: sha256(stamp.encode()).hexdigest())


def _void(demonstrated: Path, office: Path) -> None:
    """The office as it was before its results: the attempt is voided, and locked, drawn and matched again."""
    office.mkdir(parents=True)
    book = office / evidence.master(demonstrated).name
    shutil.copy(next(demonstrated.glob("备份/*登记结果前.xlsx")), book)
    for record in demonstrated.glob("*记录-*.json"):
        shutil.copy(record, office)
    task = _tasks(book)[0]
    at = _desk("2021-03-12 09:00:00")
    with opened(book, at) as voided:
        substitute.void(voided, task, "锁定后发现名录漏登一家", at)
    with opened(book, at) as locked:
        lock.lock(locked, task, SOURCE, at)
    at = _desk("2021-03-15 10:00:00")
    with opened(book, at) as drawn:
        draw.draw(drawn, task, PUBLIC, at)
    with opened(book, at) as matched:
        match.match(matched, task, at)
    atomic_write(office / f"公示页-{task}.html", publish.publish(Book(open_gateway(book)), task, at).page)
    shutil.rmtree(office / "备份")


def _tasks(book: Path) -> list[str]:
    """The tasks that were drawn in a workbook."""
    return sorted({row["task"] for row in Book(open_gateway(book)).read(records.DRAWS)})


def _hand_out(office: Path) -> None:
    """What is handed out besides: the data of each notice, a receipt for a winner and for a firm not drawn."""
    path = evidence.master(office)
    book = Book(open_gateway(path))
    for task in _tasks(path):
        notice.save(book, task, office / f"锁定公告-{task}.json")
        drawn = [row["object"] for row in book.read(records.WINNERS) if row["task"] == task]
        listed = [row["object"] for row in book.read(records.LOCKED) if row["task"] == task]
        for code in (drawn[0], next(one for one in listed if one not in drawn)):
            done, words = evidence.run("receipt", path, task, code, "-o", office / f"名录回执-{code}.json")
            assert done == 0, words


def _consolidate(offices: Sequence[Path], folder: Path) -> None:
    folder.mkdir()
    output = consolidate.Output(None, date.fromisoformat(evidence.FILLED_ON), folder)
    done = consolidate.consolidate([evidence.master(office) for office in offices], month=evidence.MONTH, previous=None,
                                   desk=_desk(f"{evidence.FILLED_ON} 15:00:00"), output=output)
    atomic_write(folder / f"汇总台账-{evidence.MONTH}.xlsx", done.data)
    atomic_write(folder / f"月报表-汇总-{evidence.MONTH}.xlsx", done.form)
    atomic_write(folder / f"月报追溯-汇总-{evidence.MONTH}.xlsx", done.trace)


def _describe(folder: Path) -> None:
    """What the commands say of all this, for the test to compare."""
    said = {}
    with tempfile.TemporaryDirectory() as scratch:
        for office in evidence.offices(folder):
            book = evidence.master(office)
            said[office.name] = {"核验": evidence.verdicts(office), "错误": evidence.errors(book),
                                 "月报": evidence.form(book, Path(scratch) / f"{office.name}.xlsx"),
                                 "季度": evidence.quarter(book, Path(scratch) / f"{office.name}-季度.xlsx")}
        whole = evidence.bureau(folder)
        said[evidence.BUREAU] = {"错误": evidence.errors(whole), "月报": evidence.cells(next(whole.parent.glob("月报表-*"))),
                                 "季度": evidence.quarter(whole, Path(scratch) / "汇总-季度.xlsx")}
    (folder / evidence.EXPECTED).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
