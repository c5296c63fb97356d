"""A paper that LibreOffice does not make is a sentence with a remedy, not a crash."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from ssj_xl.office import programs
from ssj_xl.papers import pdf
from ssj_xl.tables.problems import UserError


def test_without_libreoffice_the_user_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_soffice", lambda: None)
    with pytest.raises(UserError) as caught:
        pdf.to_pdf(tmp_path / "月报.xlsx", tmp_path / "月报.pdf")
    assert (caught.value.problems[0].code, caught.value.exit_code) == ("U04", 3)


@pytest.mark.parametrize("program", [sys.executable, "/nowhere/soffice"], ids=["fails", "is not there"])
def test_a_program_that_makes_no_pdf_is_reported_and_leaves_nothing(tmp_path: Path, program: str) -> None:
    (tmp_path / "月报.xlsx").write_bytes(b"")
    with pytest.raises(UserError) as caught:
        pdf.to_pdf(tmp_path / "月报.xlsx", tmp_path / "月报.pdf", soffice=program)
    assert caught.value.problems[0].code == "U05"
    assert caught.value.problems[0].place.file == "月报.xlsx"
    assert not (tmp_path / "月报.pdf").exists()


def test_libreoffice_is_started_with_the_systems_python_before_a_shells_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/opt/other/python/bin")
    monkeypatch.setenv("PYTHONHOME", "/opt/other/python")
    monkeypatch.setattr(programs, "is_windows", lambda: False)
    given: list[dict[str, str]] = []
    monkeypatch.setattr(pdf.subprocess, "run", lambda *_, env, **__: given.append(env) or SimpleNamespace(returncode=0))
    (tmp_path / "月报.xlsx").write_bytes(b"")
    with pytest.raises(UserError):
        pdf.to_pdf(tmp_path / "月报.xlsx", tmp_path / "月报.pdf", soffice="soffice")

    assert [one["PATH"].split(os.pathsep)[0] for one in given] == ["/usr/bin"]
    assert "PYTHONHOME" not in given[0]
