"""文书 on paper: pages, and nothing that is cut off."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ssj_xl.tables import records, registers
from ssj_xl.workflows.publishing.papers import CONFIRMATION, NOTICE, RECORD, RESULTS_TABLE, SCHEME, Wanted, papers
from tests import office
from tests.bureau import OPEN_TASK, drawn, matched, rows
from tests.workflows.publishing.papers_cases import bureau, found, listed, made, ready


@pytest.mark.libreoffice
@pytest.mark.parametrize(("kind", "pages"), [(CONFIRMATION, 1), (NOTICE, 4), (RECORD, 4), (RESULTS_TABLE, 1)])
@pytest.mark.long(but=1)
def test_each_object_is_on_a_page_of_its_own(tmp_path: Path, kind: str, pages: int) -> None:
    book = ready()
    found(book)
    path = tmp_path / "文书.docx"
    path.write_bytes(made(book, kind, formats=("docx",)).files[0].data)
    printed = office.to_pdf(path, tmp_path / "pdf")
    assert office.pdf_pages(printed) == pages


@pytest.mark.libreoffice
def test_the_codes_on_the_confirmation_are_not_broken_and_its_date_is_on_one_line(tmp_path: Path) -> None:
    office_ = bureau()
    longer = {row["code"]: f"31139924MDXWM{number:05}" for number, row in enumerate(office_[registers.OBJECTS])}
    for table, key in ((registers.OBJECTS, "code"), (registers.RECUSALS, "object")):
        for row in office_[table]:
            row[key] = longer[row[key]]
    book = office_.book()
    drawn(book, OPEN_TASK)
    path = tmp_path / "文书.docx"
    path.write_bytes(papers(book, OPEN_TASK, Wanted(date(2026, 12, 31), (CONFIRMATION,))).files[0].data)
    text = office.pdf_text(office.to_pdf(path, tmp_path / "pdf")).replace(" ", "")
    assert all(row["object"] in text for row in rows(book, records.WINNERS, state="抽中"))
    assert "打印日期2026年12月31日" in text


LONG = "统一收案、统一收费、利益冲突审查、委托合同管理、投诉查处、档案管理和律师执业活动监督等制度的建立和执行情况；" * 6


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", [SCHEME, NOTICE, RECORD])
@pytest.mark.long(but=1)
def test_long_texts_and_large_teams_lose_nothing_on_paper(tmp_path: Path, kind: str) -> None:
    office_ = bureau(team=5)
    for row in office_[registers.ITEMS]:
        row["content"] = LONG
    for row in office_[registers.OBJECTS]:
        row["name"] = row["name"] + "长" * 70
    book = office_.book()
    matched(book, OPEN_TASK)
    path = tmp_path / "文书.docx"
    path.write_bytes(made(book, kind).files[0].data)
    printed = "".join(office.pdf_text(office.to_pdf(path, tmp_path / "pdf")).split())
    count = 1 if kind == SCHEME else len(listed(book))
    assert printed.count("执行情况；") >= 12 * count
    if kind != SCHEME:
        for row in listed(book):
            assert all(name in printed for name in row["team_names"].split("、"))
