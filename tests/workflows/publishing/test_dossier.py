"""归档: a round's papers in order in one folder, copied and never moved, with what is missing named."""

from __future__ import annotations

import errno
import io
import os
from datetime import date
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from ssj_xl.domain.counts import Standing
from ssj_xl.entry.cli import cli
from ssj_xl.gateways import safe
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records, registers
from ssj_xl.workflows.publishing import dossier as act
from ssj_xl.workflows.publishing.dossier import CATALOGUE, PRINTS, Dossier, dossier, put_dossier
from ssj_xl.workflows.results import results
from tests import bureau
from tests.bureau import TASK, Bureau, refused

PAPERS = ("行政检查通知书.docx", "抽查方案.docx", "检查记录表/第001律师事务所.docx", "检查记录表/第002律师事务所.docx")


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drawn task with its records, some papers, and what is not its own."""
    folder = tmp_path_factory.mktemp("归档")
    path = Bureau().change(registers.TASKS, TASK, archive="Z109-WS·2026-D30-LS-0008").file(folder)
    with bureau.opened(path, bureau.desk()) as book:
        bureau.drawn(book)
    for name in (f"文书-{TASK}/{one}" for one in PAPERS):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    for name in (f"公示页-{TASK}.html", f"扫描-{TASK}-签字页.pdf", f"{TASK}1-别的任务.pdf", f"填写页-{TASK}.html", f"密钥-{TASK}.json", "别的.docx"):
        (folder / name).write_bytes(name.encode())
    (folder / "输出").mkdir()
    (folder / "输出" / f"公示页-{TASK}.html").write_bytes(f"公示页-{TASK}.html".encode())
    (folder / "输出" / f"公示页-{TASK}-20260320.html").write_bytes(b"later")
    return path


@pytest.fixture(scope="module")
def made(made_once: Path) -> Dossier:
    return dossier(Book(open_gateway(made_once)), TASK)


def test_the_papers_stand_in_the_order_of_the_work_each_once_and_nothing_else(made: Dossier) -> None:
    assert [name.partition(" ")[2].partition("-")[0].partition(".")[0] for name in made.files if name[:2].isdigit()] == [
        "抽查方案", "锁定声明", "公开记录", "审计记录", "行政检查通知书", "检查记录表", "检查记录表", "台账摘录", "公示页", "公示页", "扫描"]
    assert made.items == len(made.files) - 2
    assert not any(word in name for name in made.files for word in ("别的", "填写页", "密钥"))


def test_every_paper_is_its_original_byte_for_byte_and_the_fingerprints_are_theirs(made: Dossier, made_once: Path) -> None:
    originals = {path.read_bytes() for path in made_once.parent.rglob("*") if path.is_file()}
    copied = {name: data for name, data in made.files.items() if name[:2].isdigit() and act.EXTRACT not in name}
    assert set(copied.values()) <= originals
    told = dict(reversed(line.split("  ", 1)) for line in made.files[PRINTS].decode().splitlines())
    assert told == {name: sha256(data).hexdigest() for name, data in made.files.items() if name != PRINTS}


def test_the_catalogue_has_the_columns_of_the_standard_and_counts_the_numbers_up(made: Dossier) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made.files[CATALOGUE]))
    head, *rows = ([str(cell.value or "") for cell in row] for row in book["卷内目录"].iter_rows(min_row=3))
    assert head[:8] == ["序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数"]
    assert [row[1] for row in rows[:2]] == ["Z109-WS·2026-D30-LS-0008", "Z109-WS·2026-D30-LS-0009"]
    assert [row[4:6] for row in rows[1:3]] == [["律师事务所抽查锁定声明", "20260302"], ["律师事务所抽查公开记录", "20260304"]]
    remarks = {str(row[0].value): str(row[1].value or "") for row in book["备考表"].iter_rows(min_row=2)}
    assert remarks["件数"] == str(made.items)
    assert {"保管期限": "定期30年", "整理人（签字）": "", "检查人（签字）": ""}.items() <= remarks.items()


def test_of_a_paper_made_twice_the_newest_is_taken_and_the_older_one_named(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    for when, folder in enumerate((f"文书-{TASK}", f"文书-{TASK}-2")):
        for name in ("抽查方案.docx", "检查记录表.docx"):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / name).write_bytes(folder.encode())
            os.utime(tmp_path / folder / name, (1_800_000_000 - when, 1_800_000_000 - when))
    found = dossier(Book(open_gateway(path)), TASK)
    assert [name for name in found.files if "方案" in name] == ["01 抽查方案.docx"]
    assert found.files["01 抽查方案.docx"] == f"文书-{TASK}".encode()
    assert sum("检查记录表" in name for name in found.files) == 2, "a record form may have been filled in"
    assert [str(one.params["names"]) for one in found.warnings if one.code == "D105"] == [f"文书-{TASK}-2/抽查方案.docx"]


def test_what_is_missing_is_named(made: Dossier) -> None:
    assert made.missing == ("锁定公告", "抽取结果确认单", "结果公示表")
    assert [one.code for one in made.warnings] == ["D102"]
    assert "锁定公告、抽取结果确认单、结果公示表" in str(made.warnings[0])


def test_a_second_time_changes_nothing_and_a_change_makes_a_folder_of_its_own(made: Dossier, tmp_path: Path) -> None:
    first, new = put_dossier(tmp_path / "归档-1", made)
    assert (first.name, new) == ("归档-1", True)
    assert put_dossier(tmp_path / "归档-1", made) == (first, False)
    later = Dossier(made.task, {**made.files, "99 补.pdf": b"x"}, (), 1, ())
    assert put_dossier(tmp_path / "归档-1", later) == (tmp_path / "归档-1-2", True)
    assert put_dossier(tmp_path / "归档-1", made) == (first, False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["归档-1", "归档-1-2"]
    assert {path.name: path.read_bytes() for path in first.iterdir()} == made.files


def test_a_kill_leaves_no_half_folder_and_the_next_time_it_is_whole(made: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for at in range(len(made.files) + 1):
        count = iter(range(at))

        def write(path: Path, data: bytes, _mode: int, count: object = count) -> None:
            if next(count, None) is None:  # type: ignore[call-overload]
                raise KeyboardInterrupt
            path.write_bytes(data)

        monkeypatch.setattr(safe, "_write_through", write)
        if at < len(made.files):
            with pytest.raises(KeyboardInterrupt):
                put_dossier(tmp_path / "归档-1", made)
            assert not (tmp_path / "归档-1").exists()
        else:
            path, _ = put_dossier(tmp_path / "归档-1", made)
            assert {one.name: one.read_bytes() for one in path.iterdir()} == made.files
    assert [path.name for path in tmp_path.iterdir()] == ["归档-1"]


def test_a_full_disk_leaves_nothing_and_the_folder_is_named_not_what_was_hidden(made: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = iter(range(3))

    def write(path: Path, data: bytes, _mode: int) -> None:
        if next(count, None) is None:
            raise OSError(errno.ENOSPC, "full")
        path.write_bytes(data)

    monkeypatch.setattr(safe, "_write_through", write)
    with safe.follow() as outcome, refused("F07") as caught:
        put_dossier(tmp_path / "归档-1", made)
    assert caught.value.problems[0].place.file == str(tmp_path / "归档-1")
    assert [(path.parent.name, state) for path, state in outcome.states()] == [("归档-1", safe.ABSENT)] * len(made.files)
    assert list(tmp_path.iterdir()) == []


def test_a_term_that_is_none_and_a_task_that_is_not_there_are_refused(made_once: Path) -> None:
    book = Book(open_gateway(made_once))
    with refused("D101"):
        dossier(book, TASK, "长期")
    with refused("D01"):
        dossier(book, "没有")


def test_the_command_leaves_workbook_and_papers_as_they_were(made_once: Path) -> None:
    before = {path: path.read_bytes() for path in made_once.parent.rglob("*") if path.is_file()}
    done = CliRunner().invoke(cli, ["archive", str(made_once), TASK, "--term", "永久"], catch_exceptions=False)
    assert (done.exit_code, "已归入" in done.output) == (0, True)
    assert {path: path.read_bytes() for path in before} == before
    assert (made_once.parent / f"归档-{TASK}" / CATALOGUE).is_file()


def to_archive(path: Path) -> object:
    """What 首页 counts as waiting for the archive."""
    counted = Book(open_gateway(path))._count(date(2026, 3, 20), Standing())
    assert counted is not None
    return counted.values["待归档"]


@pytest.mark.long
def test_the_archive_registers_the_end_of_a_task_whose_results_are_public_and_closed_and_of_no_other(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    with bureau.opened(path, bureau.desk()) as book:
        bureau.matched(book)
    run = CliRunner()
    assert "已完成" not in run.invoke(cli, ["archive", str(path), TASK]).output
    with bureau.opened(path, bureau.desk(16, 9)) as book:
        results.visited(book, TASK, results.Which(), results.Visit(date(2026, 3, 6)), bureau.desk(16, 9))
    with bureau.opened(path, bureau.desk(17, 9)) as book:
        results.passed(book, TASK, results.Which(), bureau.desk(17, 9))
    with bureau.opened(path, bureau.desk(18, 9)) as book:
        results.published(book, TASK, results.Which(), date(2026, 3, 9), bureau.desk(18, 9))
    assert to_archive(path) == 1
    assert "已完成" not in run.invoke(cli, ["archive", str(path), TASK]).output, "papers are missing"
    assert to_archive(path) == 1
    for name in ("抽查方案", "抽取结果确认单", "行政检查通知书", "检查记录表/第001律师事务所", "结果公示表", f"锁定公告-{TASK}", f"公示页-{TASK}",
                 f"公开记录-{TASK}", f"审计记录-{TASK}"):
        paper = tmp_path / f"文书-{TASK}" / f"{name}.docx"
        paper.parent.mkdir(parents=True, exist_ok=True)
        paper.write_bytes(name.encode())
    done = run.invoke(cli, ["archive", str(path), TASK])
    assert to_archive(path) == 0
    assert "已登记归档日期，任务状态为“已完成”" in done.output, done.output
    book = Book(open_gateway(path))
    task = book.read(registers.TASKS).by("code")[TASK]
    assert (bool(task["archived"]), task["state"]) == (True, "已完成")
    assert [row["act"] for row in bureau.rows(book, records.LOG)][-2:] == ["归档", "变更记录"], "the state of the task changed, and is registered"
    again = run.invoke(cli, ["archive", str(path), TASK]).output
    assert "以前已归入，没有变化" in again
