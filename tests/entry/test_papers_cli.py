"""`papers` on the command line, on real files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ssj_xl.entry.cli import cli
from ssj_xl.office import programs
from tests.bureau import OPEN_TASK, Bureau, desk, matched, opened

PAPERS = ["抽查方案.docx", "抽取结果确认单.docx", "检查记录表.docx", "行政检查通知书.docx"]


@pytest.fixture(scope="module")
def matched_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = Bureau().file(tmp_path_factory.mktemp("处"))
    with opened(path, desk(9)) as found:
        matched(found, OPEN_TASK)
    return path


@pytest.fixture
def book(matched_once: Path, tmp_path: Path) -> Path:
    """A workbook after the matching."""
    shutil.copytree(matched_once.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / matched_once.name


def run(book: Path, folder: Path, *more: str) -> Result:
    return CliRunner().invoke(cli, ["papers", str(book), OPEN_TASK, "-o", str(folder), "--date", "2026-03-20", *more])


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_papers_go_into_a_folder_and_what_waits_is_said(book: Path, tmp_path: Path) -> None:
    done = run(book, tmp_path / "文书" / "一")
    assert done.exit_code == 0, done.output
    assert names(tmp_path / "文书" / "一") == sorted(PAPERS)
    assert "没有生成：结果公示表。" in done.stdout
    assert "[P54]" in done.stderr


def test_the_same_as_json(book: Path, tmp_path: Path) -> None:
    said = json.loads(run(book, tmp_path / "文书", "--json").stdout)
    assert [Path(name).name for name in said["files"]] == ["抽查方案.docx", "抽取结果确认单.docx", "行政检查通知书.docx", "检查记录表.docx"]
    assert [(one["kind"], one["code"]) for one in said["missing"]] == [("公示表", "P53")]
    assert {one["code"] for one in said["problems"]} >= {"P54", "P55", "P56"}


def test_a_kind_that_cannot_be_made_leaves_no_folder(book: Path, tmp_path: Path) -> None:
    done = run(book, tmp_path / "文书", "--kind", "公示表")
    assert done.exit_code == 1
    assert "[P53]" in done.stderr
    assert not (tmp_path / "文书").exists()


@pytest.mark.long
def test_papers_that_are_there_are_kept_unless_told(book: Path, tmp_path: Path) -> None:
    run(book, tmp_path / "文书")
    assert run(book, tmp_path / "文书").exit_code == 3
    assert run(book, tmp_path / "文书", "--force").exit_code == 0
    assert len(list((tmp_path / "文书" / "备份").iterdir())) == 4


def test_a_file_in_the_place_of_the_folder_is_refused(book: Path, tmp_path: Path) -> None:
    (tmp_path / "文书").write_text("别的东西", encoding="utf-8")
    done = run(book, tmp_path / "文书")
    assert done.exit_code == 3
    assert "[F15]" in done.stderr


@pytest.mark.long
def test_single_forms_of_an_earlier_time_are_named(book: Path, tmp_path: Path) -> None:
    run(book, tmp_path / "文书", "--split", "--kind", "记录表")
    old = tmp_path / "文书" / "检查记录表" / "009-旧对象.docx"
    old.write_bytes(b"")
    done = run(book, tmp_path / "文书", "--split", "--kind", "记录表", "--force")
    assert done.exit_code == 0
    assert "[P63]" in done.stderr
    assert "009-旧对象.docx" in done.stderr
    assert old.exists()


def test_without_libreoffice_pdf_is_refused_before_anything_is_written(book: Path, tmp_path: Path,
                                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find_soffice", lambda: None)
    done = run(book, tmp_path / "文书", "--pdf")
    assert done.exit_code == 3
    assert "未安装 LibreOffice" in done.stderr
    assert not (tmp_path / "文书").exists()


@pytest.mark.libreoffice
@pytest.mark.long
def test_pdf_is_made_of_whole_papers_only(book: Path, tmp_path: Path) -> None:
    done = run(book, tmp_path / "文书", "--pdf", "--split", "--kind", "记录表")
    assert done.exit_code == 0, done.output
    printed = [name for name in names(tmp_path / "文书") if name.endswith(".pdf")]
    assert printed == ["检查记录表.pdf"]
