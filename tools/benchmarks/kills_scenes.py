"""The acts that are interrupted: a small office in the state before each, and the commands."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from ssj_xl.entry import cli
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import working
from ssj_xl.gateways.snapshots import snapshots
from ssj_xl.tables import records, registers
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from tests.bureau import OPEN_TASK, PUBLIC, SOURCE, TASK, Bureau, desk, edit, public_of, rows, source_of
from tests.workflows.joint.test_joint import lawyers, party

BOOK = "主台账.xlsx"
NOTICE = "锁定公告.xlsx"


@dataclass(frozen=True)
class Scene:
    """An act.  prepare: makes its folder; command: the act, with {object} filled from the workbook.

    again: what is done after an interruption, one after the other; done: problem codes by which it says that the act
    is done already.  partial: a file that cannot be read is named and left out, so what comes out may be less.
    """

    name: str
    prepare: Callable[[Path], None]
    command: tuple[str, ...]
    again: tuple[tuple[str, ...], ...]
    done: tuple[str, ...] = ()
    partial: bool = False

    def filled(self, folder: Path) -> Scene:
        """The scene with what is named in its folder only: the object that is promoted, the snapshot that is restored."""
        words = {}
        if "{object}" in self.command:
            with working(folder / BOOK, reason="", now=desk().now) as gateway:
                winners = rows(Book(gateway), records.WINNERS, state="抽中")
            words["{object}"] = next(winner["object"] for winner in winners if winner["object"] <= "LS024")
        if "{snapshot}" in self.command:
            words["{snapshot}"] = snapshots(folder / BOOK)[0].path.name

        def fill(command: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(words.get(word, word) for word in command)

        return replace(self, command=fill(self.command), again=tuple(map(fill, self.again)))


def at_work(operator: str = "", *, progress: object = None) -> Desk:
    """The desk of every command here: one time, and a secret that hangs on it."""
    now = desk(14, 9).now
    return Desk(now, operator or "张某", lambda: sha256(b"kills").hexdigest())


def _fresh(folder: Path) -> None:
    Bureau().file(folder)


def _act(folder: Path, act: Callable[[Book], object], hour: int, day: int) -> None:
    with working(folder / BOOK, reason="前", now=desk(hour, day).now) as gateway:
        act(Book(gateway))


def _locked(folder: Path) -> None:
    _fresh(folder)
    _act(folder, lambda book: lock(book, TASK, SOURCE, desk()), 9, 2)


def _drawn(folder: Path) -> None:
    _locked(folder)
    _act(folder, lambda book: draw(book, TASK, PUBLIC, desk(10, 4)), 10, 4)


def _matched(folder: Path) -> None:
    _drawn(folder)
    _act(folder, lambda book: match(book, TASK, desk(11, 4)), 11, 4)


def _listed(folder: Path) -> None:
    _matched(folder)
    lines = ["对象编码,对象名称,对象类型,信用风险等级,状态", *(f"XB{n:03},新办{n}所,律师事务所,B,正常" for n in range(4))]
    (folder / "名单.csv").write_text("\n".join(lines) + "\n", "utf-8")


def _edited(folder: Path) -> None:
    def change(book: Book) -> None:
        edit(book, registers.OBJECTS, {"code": "LS003"}, name="改错的名称")
        book.append(registers.OBJECTS, [{"code": "LS901", "name": "错登的所", "object_type": "律师事务所", "status": "正常"}])
        book.commit()

    _matched(folder)
    _act(folder, change, 9, 8)


def _two(folder: Path) -> None:
    for name in ("甲", "乙"):
        (folder / name).mkdir()
        _matched(folder / name)


def _last_year(folder: Path) -> None:
    (folder / "2026").mkdir()
    _matched(folder / "2026")


def _with_papers(folder: Path) -> None:
    _matched(folder)
    _carried_out(folder, _PAPERS)


def _shared(folder: Path) -> None:
    """A joint task that is matched, with one party."""
    from ssj_xl.build import master

    for name, office in ((BOOK, lawyers(folder)), ("公证台账.xlsx", party("GZ", "公证处"))):
        settings = {key: value for key, value in asdict(office.settings()[0]).items() if value not in ("", None)}
        tables = {spec.name: [dict(row) for row in office.read(spec)] for spec in records.REGISTERS if office.has(spec)}
        (folder / name).write_bytes(master.content(settings=settings, rows=tables, spare=5))
    _carried_out(folder, ("joint", "invite", BOOK, OPEN_TASK, "--party", "GZ=公证处", "--lock-on", "2026-03-20", "--due", "2026-03-18", "-o", "邀请件.xlsx", *_ACT),
                 ("joint", "join", "公证台账.xlsx", "邀请件.xlsx", "-o", "参与件.xlsx"), ("joint", "add", BOOK, "参与件.xlsx", "--yes", *_ACT))
    _act(folder, lambda book: lock(book, OPEN_TASK, source_of(6), desk(15, 9)), 15, 9)
    _act(folder, lambda book: draw(book, OPEN_TASK, public_of(6), desk(10, 20)), 10, 20)
    _act(folder, lambda book: match(book, OPEN_TASK, desk(11, 20)), 11, 20)


def _carried_out(folder: Path, *commands: tuple[str, ...]) -> None:
    """Commands in a folder.  Raises RuntimeError where one does not end well."""
    os.chdir(folder)
    for command in commands:
        try:
            cli.main(command)
        except SystemExit as ended:
            if ended.code:
                raise RuntimeError(f"{command}: {ended.code}") from None


_ACT = ("--operator", "张某")
# Named on 9 March, when that of `SOURCE` has been drawn.
_LOCK = ("lock", BOOK, TASK, "--source", "ssq:2026026", *_ACT)
_REPORT = ("report", BOOK, "--month", "2026-03", "--date", "2026-03-21", "-o", "月报.xlsx")
_WHOLE = ("consolidate", "甲", "乙", "-o", "汇总.xlsx", "--month", "2026-03", "--date", "2026-03-21")
_WHY = ("--reason", "注销", "--approver", "李某", *_ACT)
_IMPORT = ("import", BOOK, "检查对象", "名单.csv", "--yes", "--date", "2026-03-09", *_ACT)
_YEAR = ("new", ".", "--from", f"2026/{BOOK}")
_PAPERS = ("papers", BOOK, TASK, "-o", f"文书-{TASK}", "--date", "2026-03-09")
_ARCHIVE = ("archive", BOOK, TASK)
_PAGE = ("publish", BOOK, TASK, "-o", "公示页.html")
_SUBMIT = ("submit", BOOK, "--month", "2026-03", "--date", "2026-03-09")
_SEND = ("joint", "send", BOOK, OPEN_TASK, "-o", "分发件")
_RESTORE = ("restore", BOOK, "--to", "{snapshot}", "--yes", *_ACT)

SCENES = (
    Scene("锁定", _fresh, (*_LOCK, "--notice", NOTICE), (_LOCK, ("notice", BOOK, TASK, "-o", NOTICE, "--force")), ("D15",)),
    Scene("抽取", _locked, ("draw", BOOK, TASK, "--public", PUBLIC, *_ACT), (("draw", BOOK, TASK, "--public", PUBLIC, *_ACT),),
          ("D16",)),
    Scene("匹配", _drawn, ("match", BOOK, TASK, *_ACT), (("match", BOOK, TASK, *_ACT),), ("D28",)),
    Scene("递补", _matched, ("promote", BOOK, TASK, "{object}", *_WHY), (("promote", BOOK, TASK, "{object}", *_WHY),), ("D23",)),
    Scene("月报", _matched, _REPORT, ((*_REPORT, "--force"),)),
    Scene("导入", _listed, _IMPORT, (_IMPORT,)),
    Scene("汇总", _two, _WHOLE, ((*_WHOLE, "--force"),), partial=True),
    Scene("恢复", _edited, _RESTORE, (_RESTORE,)),
    Scene("年度结转", _last_year, _YEAR, ((*_YEAR, "--force"),)),
    Scene("归档", _with_papers, _ARCHIVE, (_ARCHIVE,)),
    Scene("公示", _matched, _PAGE, ((*_PAGE, "--force"),)),
    Scene("文书", _matched, _PAPERS, ((*_PAPERS, "--force"),)),
    Scene("报送", _matched, _SUBMIT, ((*_SUBMIT, "--force"),)),
    Scene("分发", _shared, _SEND, ((*_SEND, "--force"),)),
)
