"""Which files serve as a template, and in which words the others are refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from ssj_xl.papers import pdf
from ssj_xl.papers.form import kind
from ssj_xl.tables.problems import Problem, UserError
from ssj_xl.workflows.monthly.own_form import for_output, official, own_form, read_template
from ssj_xl.workflows.monthly.report import report
from tests.papers.form_cases import parts

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def template_for(output: Path, template: Path | None) -> bytes | None:
    """The template for an output file."""
    return for_output(own_form(template), output).template


@pytest.fixture
def without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no LibreOffice."""
    monkeypatch.setattr(pdf, "find_soffice", lambda: None)


def refused(path: Path) -> Problem:
    with pytest.raises(UserError) as caught:
        read_template(path)
    assert caught.value.exit_code == 3
    [found] = caught.value.problems
    assert found.place.file == str(path)
    return found


def rewritten(data: bytes, changed: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**dict(parts(data)), **changed}.items():
            archive.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_the_official_form_is_there_in_both_kinds(suffix: str) -> None:
    assert kind(official(suffix)) == suffix
    assert template_for(Path(f"月报表{suffix}"), None) == official(suffix)


def test_a_bureaus_own_document_is_read(tmp_path: Path) -> None:
    path = tmp_path / "本局.DOCX"
    path.write_bytes(official(".docx"))
    assert template_for(tmp_path / "三月.docx", path) == official(".docx")


@pytest.mark.parametrize(("name", "head", "suffix"), [
    ("月报表.doc", OLE + "WordDocument".encode("utf-16-le"), ".doc"), ("月报表.docx", OLE + bytes(2000), ".doc"),
    ("月报表.wps", OLE + bytes(2000), ".wps"), ("月报表.doc", b"{\\rtf1\\ansi }", ".doc"), ("月报表.rtf", b"{\\rtf1 }", ".rtf")])
@pytest.mark.usefixtures("without_libreoffice")
def test_an_old_word_file_is_refused_with_the_remedy(tmp_path: Path, name: str, head: bytes, suffix: str) -> None:
    (tmp_path / name).write_bytes(head)
    found = refused(tmp_path / name)
    assert (found.code, found.params["suffix"]) == ("P22", suffix)
    assert "另存为" in found.remedy
    assert ".docx" in found.remedy


@pytest.mark.usefixtures("without_libreoffice")
def test_an_old_excel_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "月报表.xls").write_bytes(OLE + "Workbook".encode("utf-16-le") + bytes(600))
    found = refused(tmp_path / "月报表.xls")
    assert (found.code, found.params["suffix"]) == ("F05", ".xls")
    assert "另存为”.xlsx" in found.remedy


def test_a_document_with_a_password_is_refused_in_words_words(tmp_path: Path) -> None:
    (tmp_path / "月报表.docx").write_bytes(OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600))
    found = refused(tmp_path / "月报表.docx")
    assert found.code == "P19"
    assert "Excel" not in found.text + found.remedy


@pytest.mark.parametrize(("changed", "code"), [
    ({"word/bomb.xml": b" " * (64 << 20)}, "P20"),
    ({"../evil.xml": b"<a/>"}, "P20"),
    ({"word/document.xml": b'<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'}, "P20"),
    ({"word/document.xml": b"<w:document"}, "P18"),
    ({"word/document.xml": b"<a>" * 3000 + b"</a>" * 3000}, "P18")], ids=["bomb", "path", "entity", "cut off", "deep"])
def test_a_hostile_document_is_refused(tmp_path: Path, changed: dict[str, bytes], code: str) -> None:
    (tmp_path / "月报表.docx").write_bytes(rewritten(official(".docx"), changed))
    found = refused(tmp_path / "月报表.docx")
    assert found.code == code
    assert "Excel" not in found.text + found.remedy


@pytest.mark.parametrize("content", [b"", b"some text", b"PK\x03\x04 no archive"])
def test_what_is_no_document_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "月报表.docx").write_bytes(content)
    assert refused(tmp_path / "月报表.docx").code == "P18"


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "没有.docx").code == "F01"


def test_a_workbook_of_entities_is_refused(tmp_path: Path) -> None:
    entity = b'<!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>'
    (tmp_path / "月报表.xlsx").write_bytes(rewritten(official(), {"xl/workbook.xml": entity}))
    assert refused(tmp_path / "月报表.xlsx").code == "F08"


def test_a_word_template_file_type_is_refused(tmp_path: Path) -> None:
    document, types = Document(), b"wordprocessingml.document.main+xml"
    out = io.BytesIO()
    document.save(out)
    content = dict(parts(out.getvalue()))["[Content_Types].xml"].replace(types, b"wordprocessingml.template.main+xml")
    (tmp_path / "月报表.dotx").write_bytes(rewritten(out.getvalue(), {"[Content_Types].xml": content}))
    found = refused(tmp_path / "月报表.dotx")
    assert (found.code, found.params["kind"]) == ("P16", ".dotx")


# --- the output's name ------------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["月报表.pdf", "月报表.xls", "月报表.doc", "月报表", "月报表.xlsm", "月报表.docm"])
def test_a_name_in_which_no_form_can_be_saved_is_refused(name: str) -> None:
    with pytest.raises(UserError) as caught:
        template_for(Path(name), None)
    [found] = caught.value.problems
    assert (found.code, caught.value.exit_code) == ("U21", 2)
    assert ".xlsx" in found.remedy
    assert ".docx" in found.remedy


@pytest.mark.parametrize(("template", "output"), [(".docx", ".xlsx"), (".xlsx", ".docx"), (".xlsx", ".xlsm")])
def test_the_output_has_the_kind_of_its_template(tmp_path: Path, template: str, output: str) -> None:
    path = tmp_path / f"模板{template}"
    path.write_bytes(official(template))
    with pytest.raises(UserError) as caught:
        template_for(tmp_path / f"月报表{output}", path)
    [found] = caught.value.problems
    assert (found.code, found.params["kind"]) == ("P21", template)


def test_a_document_that_is_called_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "模板.xlsx").write_bytes(official(".docx"))
    with pytest.raises(UserError) as caught:
        template_for(tmp_path / "月报表.xlsx", tmp_path / "模板.xlsx")
    assert [found.code for found in caught.value.problems] == ["P21"]


@pytest.mark.libreoffice
@pytest.mark.parametrize(("old", "new"), [(".xls", ".xlsx"), (".ods", ".xlsx"), (".doc", ".docx"), (".odt", ".docx")])
@pytest.mark.long(but=1)
def test_a_form_of_an_older_format_is_filled_in_a_copy(tmp_path: Path, old: str, new: str) -> None:
    from tests.workflows.monthly.report_books import DESK, FORM_DAY, MARCH
    from tests.workflows.monthly.test_report import book

    (tmp_path / f"原表{new}").write_bytes(official(new))
    template = tmp_path / f"本局{old}"
    assert pdf.converted(tmp_path / f"原表{new}", template)
    before = template.read_bytes()
    done = report(book(""), MARCH, template=own_form(template), desk=DESK, filled_on=FORM_DAY)
    assert (kind(done.data), template.read_bytes()) == (new, before)
    assert [found.params["old"] for found in done.warnings if found.code == "P80"] == [old]
