"""The empty official form in Word is verbatim and reproducible."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from ssj_xl.build.monthly_form import build_document
from ssj_xl.tables.form import TITLE
from tests.build.test_form_template import ROOT, VERBATIM
from tests.papers.word_cases import texts_of


@pytest.fixture
def form(tmp_path: Path) -> Path:
    build_document(tmp_path / "月报表.docx")
    return tmp_path / "月报表.docx"


def test_the_wording_is_that_of_the_notice(form: Path) -> None:
    assert "".join("".join(texts_of(form.read_bytes())).split()) == "".join(VERBATIM.split())


def test_the_same_bytes_come_out_every_time(form: Path, tmp_path: Path) -> None:
    build_document(tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == form.read_bytes()


def test_the_file_in_the_repository_is_the_one_that_is_built(form: Path) -> None:
    assert (ROOT / "workbooks" / "月报表.docx").read_bytes() == form.read_bytes()


def test_it_is_set_up_for_a4_upright(form: Path) -> None:
    section = Document(str(form)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert Document(str(form)).core_properties.title == TITLE


def test_its_rows_may_grow(form: Path) -> None:
    rules = {row.height_rule for row in Document(str(form)).tables[0].rows}
    assert len(rules) == 1
    assert "EXACTLY" not in str(rules)
