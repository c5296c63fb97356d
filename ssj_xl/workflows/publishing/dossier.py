"""归档: the papers and records of a round, copied in order into one folder that is ready for the archive.

Sources: DA/T 22-2015 归档文件整理规则 (each document is an item; 归档文件目录: 序号、档号、文号、责任者、题名、日期、密级、页数、备注; 备考表:
文件情况说明、整理人、整理日期、检查人、检查日期); 国家档案局令第8号《机关文件材料归档范围和文书档案保管期限规定》 (永久、定期30年、定期10年).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ssj_xl.domain.deadlines.conduct import finished
from ssj_xl.domain.draw.ssj1 import digest
from ssj_xl.domain.plans import FINISHED
from ssj_xl.domain.summary.model import Cell
from ssj_xl.domain.workdays import Calendar
from ssj_xl.domain.world import World
from ssj_xl.gateways import keys
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.safe import BACKUPS, OUTPUT, find_free, write_folder
from ssj_xl.office.refusals import why_not_read
from ssj_xl.papers.listing import PrintedList
from ssj_xl.papers.listing import as_workbook as printed
from ssj_xl.tables import registers
from ssj_xl.tables.cells import value_text
from ssj_xl.tables.problems import Place, Problem, fail, problem
from ssj_xl.tables.table import Row
from ssj_xl.workflows.deadlines import NEEDED
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import Office, add_entry, open_office
from ssj_xl.workflows.rounds.archive import NOTICE

FOLDER = "归档"
TERMS = ("永久", "定期30年", "定期10年")
"""保管期限, of which the bureau's own table of retention chooses."""
CATALOGUE, PRINTS, EXTRACT = "卷内目录和备考表.xlsx", "指纹清单.txt", "台账摘录"


class _Kind(NamedTuple):
    """What a file's name begins with; whether a round is incomplete without it; the column of 抽查任务 with its day, or what else tells it."""

    stem: str
    required: bool
    day: str


_KINDS = (
    _Kind("抽查方案", True, "scheme_date"), _Kind(NOTICE, True, "locked"), _Kind("锁定声明", False, "locked"), _Kind("公开记录", True, "drawn"),
    _Kind("审计记录", True, "drawn"), _Kind("抽取结果确认单", True, "drawn"), _Kind("行政检查通知书", True, "notified"),
    _Kind("检查记录表", True, "checked"), _Kind("返回件", False, "checked"), _Kind(EXTRACT, True, "checked"), _Kind("结果公示表", True, "published"),
    _Kind("公示页", True, "published"), _Kind("", False, ""))
"""In the order of the work; the last takes whatever else carries the task's number, such as scans of signed papers."""
_REMADE = ("抽查方案", "抽取结果确认单", "行政检查通知书", "结果公示表")
"""Papers that are made again as a whole: of the same name only the newest counts.  检查记录表 may have been filled in, and is not among them."""
_STEMS = tuple(kind.stem for kind in _KINDS if kind.stem)
_APART = ("填写页", "承诺原件", "回执", FOLDER, keys.START, ".", "~")
"""What begins so is a secret, handed to others, or an archive itself."""


@dataclass(frozen=True)
class Dossier:
    """A round's papers.  files: by their names in the folder, in order, with catalogue and fingerprints; missing: kinds that are not there;
    items: how many papers; warnings: D102, D103, D105."""

    task: str
    files: Mapping[str, bytes]
    missing: tuple[str, ...]
    items: int
    warnings: tuple[Problem, ...]


class _Item(NamedTuple):
    """One paper: its kind, the name that it has, what it holds."""

    kind: _Kind
    name: str
    data: bytes


def dossier(book: Book, task: str, term: str = TERMS[1]) -> Dossier:
    """Everything of a task that lies beside its workbook, in order, with 卷内目录, 备考表 and fingerprints.

    Looked for are files that carry the task's number in their name, and those in folders that do, in the workbook's folder and its 输出.
    Raises D01, D30, D101 for a term that is none, F07 for a file that cannot be read; what is not there is named (D102), as is a 档号 that
    nobody has entered (D103), and papers of which there are newer ones (D105).
    """
    if term not in TERMS:
        raise fail("D101", value=term, known="、".join(TERMS))
    office = open_office(book)
    row = office.task(task)
    paths = list(_paths(Path(book.path).parent, row["code"]))
    older = _superseded(paths)
    items = sorted([*_found([path for path in paths if path not in older]), _extract(office, row)], key=lambda one: (_KINDS.index(one.kind), one.name))
    missing = _missing(one.kind for one in items)
    names = {f"{number:02} {one.name}": one for number, one in enumerate(items, 1)}
    files = {name: one.data for name, one in names.items()}
    catalogue = printed("卷内目录", [_catalogue(office, row, names), _remarks(office, row, term, len(items), missing)])
    prints = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in [*files.items(), (CATALOGUE, catalogue)])
    warnings = [problem("D102", task=row["code"], names="、".join(missing))] if missing else []
    warnings += [] if row["archive"] else [office.table(registers.TASKS).problem("D103", row, "archive", task=row["code"])]
    warnings += [problem("D105", names="、".join(f"{path.parent.name}/{path.name}" for path in older))] if older else []
    return Dossier(row["code"], {**files, CATALOGUE: catalogue, PRINTS: prints.encode()}, missing, len(items), tuple(warnings))


def _missing(here: Iterable[_Kind]) -> tuple[str, ...]:
    found = {kind.stem for kind in here}
    return tuple(kind.stem for kind in _KINDS if kind.required and kind.stem not in found)


def is_to_close(book: Book, task: str, desk: Desk) -> bool:
    """Whether a task is over, its results public and its problems closed, its papers all there, and not registered as archived and 已完成."""
    office = open_office(book)
    row = office.task(task)
    tables, _ = book.read_all(NEEDED)
    over = finished(World(tables, office.settings, Calendar.from_rows([]), desk.today))
    if row["code"] not in over or (row["archived"] and row["state"] == FINISHED):
        return False
    return not _missing([_kind(EXTRACT), *(_kind(_own_name(path)) for path in _paths(Path(book.path).parent, row["code"]))])


class Filed(NamedTuple):
    """A dossier in its folder; new: whether it was not there before; closed: whether the task was registered as archived."""

    made: Dossier
    path: Path
    new: bool
    closed: bool


def file_dossier(book: Book, task: str, term: str, *, folder: Path | None = None, closer: Desk | None = None) -> Filed:
    """Put a round's papers into a folder, and register that they are there once they are.

    folder: 归档-任务编号 beside the workbook by default; closer: at whose desk it is registered, for a task that `is_to_close`; None where only papers are copied.  Raises as `dossier`.
    """
    if closer:
        _close(book, task, closer)
    made = dossier(book, task, term)
    path, new = put_dossier(folder or Path(book.path).parent / f"{FOLDER}-{made.task}", made)
    if closer:
        book.commit()
    return Filed(made, path, new, closer is not None)


def _close(book: Book, task: str, desk: Desk) -> None:
    """Register 归档日期, unless there is one, and the state 已完成, and log it; the caller commits once the papers are in place."""
    row = open_office(book).task(task)
    day = row["archived"] or desk.today
    text = f"任务{row['code']}：归档日期{day}，{FINISHED}"
    add_entry(book, desk, FOLDER, text, digest(text))
    book.replace(registers.TASKS, [(row, {"archived": day, "state": FINISHED})])


def put_dossier(folder: Path, made: Dossier) -> tuple[Path, bool]:
    """Put a dossier into a folder of its own; returns where it is, and whether it is new.

    A folder that holds exactly this stays as it is; one that holds something else is not touched, and the new one gets a number.
    The folder appears whole or not at all.  Raises UserError F07.
    """
    for known in sorted(folder.parent.glob(f"{folder.name}*")):
        if known.is_dir() and _content(known) == made.files:
            return known, False
    target = find_free(folder)
    write_folder(target, made.files)
    return target, True


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def _superseded(paths: Sequence[Path]) -> list[Path]:
    """Papers of which a newer one of the same name lies in another folder of the task, and says something else."""
    remade = [path for path in paths if path.name.startswith(_REMADE) and path.suffix in (".docx", ".xlsx")]
    newest = {path.name: path for path in sorted(remade, key=lambda path: path.stat().st_mtime_ns)}
    return [path for path in remade if path != newest[path.name] and path.read_bytes() != newest[path.name].read_bytes()]


def _found(paths: Iterable[Path]) -> Iterator[_Item]:
    """Each different file of the task once, whatever folders hold copies of it."""
    seen: set[tuple[str, bytes]] = set()
    taken: set[str] = set()
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise fail("F07", Place(str(path)), exit_code=3, why=why_not_read(error)) from error
        own = _own_name(path)
        kind = _kind(own)
        key = (kind.stem, sha256(data).digest())
        if key not in seen:
            seen.add(key)
            name = own if own not in taken else _unlike(own, taken)
            taken.add(name)
            yield _Item(kind, name, data)


def _own_name(path: Path) -> str:
    """What a paper is called by itself: that of one object stands in a folder that has the name of its kind."""
    return path.name if path.name.startswith(_STEMS) or not path.parent.name.startswith(_STEMS) else f"{path.parent.name}-{path.name}"


def _kind(name: str) -> _Kind:
    return next(kind for kind in _KINDS if name.startswith(kind.stem))


def _unlike(name: str, taken: set[str]) -> str:
    """A name with -2, -3 … that none of those taken is."""
    stem, dot, suffix = name.rpartition(".")
    number = 2
    while f"{stem}-{number}{dot}{suffix}" in taken:
        number += 1
    return f"{stem}-{number}{dot}{suffix}"


def _paths(home: Path, task: str) -> Iterator[Path]:
    for place in (home, home / OUTPUT):
        for path in sorted(place.iterdir()) if place.is_dir() else ():
            if path.name == BACKUPS or path.name.startswith(_APART) or not _is_of(path.name, task):
                continue
            yield from (path,) if path.is_file() else (one for one in sorted(path.rglob("*")) if one.is_file() and not one.name.startswith(_APART))


def _is_of(name: str, task: str) -> bool:
    """Whether a name carries a task's number, and not a longer one that begins with it."""
    _, found, rest = name.partition(task)
    return bool(found) and not rest[:1].isalnum()


# --- what is made for it ---------------------------------------------------------------------------------

_EXTRACT_KEYS = ("object", "name", "item", "item_name", "checked", "inspectors", "signed", "result", "problem", "entered", "published", "disposal",
                 "disposal_due", "closed", "transfer_to", "transferred")


def _extract(office: Office, task: Row) -> _Item:
    """The task and its results as the workbook has them: they are nowhere else."""
    facts, findings = registers.TASKS, registers.FINDINGS
    told = [(column.header, value_text(task[column.key])) for column in facts.columns if task[column.key] not in ("", None, ())]
    rows: list[Row] = [row for row in office.table(findings) if row["task"] == task["code"]]
    columns = [findings.by_key[key] for key in _EXTRACT_KEYS if key in findings.by_key]
    name = f"{EXTRACT}-{task['code']}.xlsx"
    data = printed(name, [
        PrintedList(name="抽查任务", columns=(("栏目", 24), ("内容", 66)), rows=told, heads=(f"抽查任务 {task['code']}",)),
        PrintedList(name="检查结果", columns=[(column.header, 18) for column in columns], heads=(f"检查结果 {task['code']}",),
                    rows=[[value_text(row[column.key]) for column in columns] for row in rows])])
    return _Item(_kind(EXTRACT), name, data)


_COLUMNS = (("序号", 6), ("档号", 26), ("文号", 18), ("责任者", 24), ("题名", 40), ("日期", 10), ("密级", 6), ("页数", 6), ("备注（文件名；指纹前16位）", 44))


def _catalogue(office: Office, task: Row, names: Mapping[str, _Item]) -> PrintedList:
    days, own = _days(office, task), office.settings.unit + office.settings.division
    rows: list[Sequence[Cell]] = [
        (number, _numbered(task["archive"], number), task["scheme_number"] if one.kind.day == "scheme_date" else "", own,
         f"{task['name']}{one.kind.stem or one.name.rpartition('.')[0]}", days.get(one.kind.day, ""), "", "", f"{name}\n{sha256(one.data).hexdigest()[:16]}")
        for number, (name, one) in enumerate(names.items(), 1)]
    return PrintedList(name="卷内目录", columns=_COLUMNS, rows=rows, heads=("卷内目录", f"{own}　{task['code']}　{task['name']}"),
                       notes=("密级、页数由归档人填写；日期为8位数字。每件的全部指纹（SHA-256）见“指纹清单.txt”，可用 sha256sum -c 核对。",), size=9)


def _days(office: Office, task: Row) -> dict[str, str]:
    """The days of the papers, as 20210305; of checks and publications the last."""
    current = office.current(task["code"])
    rows = [row for row in office.table(registers.FINDINGS) if row["task"] == task["code"]]
    found: dict[str, date | str | None] = {
        "scheme_date": task["scheme_date"], "notified": task["notified"], "locked": current["locked_at"] if current else "",
        "drawn": current["drawn_at"] if current else "", "checked": max((row["checked"] for row in rows if row["checked"]), default=""),
        "published": max((row["published"] for row in rows if row["published"]), default="")}
    return {key: str(day)[:10].replace("-", "") for key, day in found.items() if day}


def _numbered(first: str, number: int) -> str:
    """The 档号 of an item, counted up from that of the first (…-0007, …-0008)."""
    stem = first.rstrip("0123456789")
    digits = first[len(stem):]
    return f"{stem}{int(digits) + number - 1:0{len(digits)}}" if digits else first and f"{first}-{number:04}"


def _remarks(office: Office, task: Row, term: str, count: int, missing: Sequence[str]) -> PrintedList:
    """备考表: what is there, what is not, who put it in order and who checked it."""
    settings = office.settings
    rows = (("全宗名称", settings.unit), ("机构（问题）", settings.division), ("年度", task["code"].split("-")[-2] if task["code"].count("-") > 1 else ""),
            ("保管期限", term), ("任务", f"{task['code']}　{task['name']}"), ("件数", str(count)), ("缺少的文件", "、".join(missing) or "无"),
            ("文件情况说明", "电子文件由程序复制，内容与原件逐字节相同；签字、盖章的纸质原件另行装订，与本目录对照。"),
            ("整理人（签字）", ""), ("整理日期", ""), ("检查人（签字）", ""), ("检查日期", ""))
    return PrintedList(name="备考表", columns=(("项目", 24), ("内容", 66)), rows=rows, heads=("备考表",), size=12)
