"""quarter and year on the invented bureau: what they say word for word, what they write, and what they refuse."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ssj_xl.domain.summary.model import Summary, shown
from ssj_xl.entry.cli import cli
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records, registers
from ssj_xl.workflows import demo
from ssj_xl.workflows.monthly.report import report
from ssj_xl.workflows.summary import quarter, year
from tests.bureau import desk

GOLDEN = Path(__file__).parents[1] / "golden" / "summary.txt"
Q1, DAY, YEAR_END = "2021Q1", date(2021, 3, 31), date(2021, 12, 31)
DIVISION, BUREAU = "律师工作处/主台账-律师工作处.xlsx", "汇总/汇总台账-2021-03.xlsx"


def run(*arguments: object) -> Result:
    """The command line with these arguments."""
    return CliRunner().invoke(cli, [str(a) for a in arguments])


def reading(path: Path) -> Book:
    """A workbook that is only read."""
    return Book(open_gateway(path))


# --- what they say -------------------------------------------------------------------------------------

def told(summary: Summary) -> Iterator[str]:
    """A report as lines: sentences, facts, and listings other than those of single results."""
    yield f"# {summary.unit} {summary.title}"
    for section in summary.sections:
        yield f"## {section.title}{'（内部）' if section.internal else ''}"
        yield from section.sentences
        yield from (f"- {fact.name}：{fact.text}" for fact in section.facts)
        for listing in section.listings:
            yield f"[{listing.sheet}] {listing.title}：{len(listing.rows)}行"
            if listing.document is True:
                yield from ("| " + " | ".join(map(shown, row)) for row in listing.rows)


def golden(month: Path) -> str:
    """The reports on the invented bureau's first quarter and year."""
    made = [quarter.summarise(reading(month / DIVISION), Q1, made_on=DAY), quarter.summarise(reading(month / BUREAU), Q1, made_on=DAY),
            year.summarise(reading(month / BUREAU), None, made_on=YEAR_END)]
    return "\n".join(line for summary, _ in made for line in (*told(summary), "")).rstrip("\n") + "\n"


@pytest.mark.long
def test_the_reports_say_what_they_said_before(month: Path) -> None:
    """Rewrite with `python -m tests.entry.test_summary_cli` where the change is meant."""
    assert golden(month) == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.long
def test_the_quarter_counts_what_the_monthly_form_counts_over_the_same_days(month: Path) -> None:
    """The invented bureau worked in March only, before the 20th: form and quarter have the same work to tell."""
    summary = quarter.summarise(reading(month / DIVISION), Q1, made_on=DAY)[0]
    facts = {fact.name: fact.value for section in summary.sections for fact in section.facts}
    counted = report(reading(month / DIVISION), "2021-03", desk=desk(), filled_on=DAY).figures.planned

    assert (facts["本期抽取"], facts["本期抽取对象"]) == (counted.visits, counted.objects)
    assert (facts["本期检查"], facts["本期发现问题的对象"]) == (counted.checks.visits, counted.checks.problems)
    assert facts["本期公示结果"] == counted.publications.visits


# --- what they write -----------------------------------------------------------------------------------

@pytest.mark.parametrize(("book", "suffix"), [(DIVISION, ".docx"), (DIVISION, ".xlsx"), (BUREAU, ".docx"), (BUREAU, ".xlsx")])
@pytest.mark.long
def test_a_report_is_written_and_told(month: Path, tmp_path: Path, book: str, suffix: str) -> None:
    output = tmp_path / f"落实情况{suffix}"
    done = run("quarter", month / book, "--quarter", Q1, "-o", output, "--date", "2021-03-31")

    assert done.exit_code == 0, done.output
    assert "抽查计划制定及执行情况：" in done.stdout
    assert f"已生成：{output}" in done.stdout
    assert output.read_bytes()[:2] == b"PK"
    assert sorted(path.name for path in tmp_path.iterdir()) == [output.name]


@pytest.mark.long
def test_json_has_every_figure_with_its_definition_and_sources(month: Path, tmp_path: Path) -> None:
    done = json.loads(run("year", month / DIVISION, "-o", tmp_path / "年.xlsx", "--date", "2021-12-31", "--json").stdout)
    facts = [fact for section in done["sections"] for fact in section["facts"]]

    assert done["sections"][0]["key"] == "coverage"
    assert all(fact["note"] for fact in facts)
    assert next(fact for fact in facts if fact["name"] == "年度计划")["sources"][0].startswith("年度计划!A")


def everything(data: bytes) -> bytes:
    """All parts of a file, those of files inside it too."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        found = [file.read(name) for name in file.namelist()]
    return b"\n".join(everything(part) if part[:4] == b"PK\x03\x04" else part for part in found)


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
@pytest.mark.long
def test_the_public_year_names_no_object_tier_telephone_or_person(month: Path, tmp_path: Path, suffix: str) -> None:
    output = tmp_path / f"年{suffix}"
    run("year", month / BUREAU, "-o", output, "--date", "2021-12-31", "--public")
    written, book = everything(output.read_bytes()).decode("utf-8", "replace"), reading(month / BUREAU)
    objects, findings = book.read(registers.OBJECTS), book.read(registers.FINDINGS)
    drawn = {row["object"] for row in book.read(records.WINNERS)}
    secrets = [row[key] for row in objects if row["code"] in drawn for key in ("code", "uscc", "phone", "licence")]
    secrets += [row["name"] for row in objects if row["code"] in drawn and row["object_type"] != "律师"]
    secrets += [row["problem"] for row in findings] + [row["transfer_to"] for row in findings]
    secrets += [row["name"] for row in book.read(registers.INSPECTORS)] + ["风险等级", "信用风险", "失信", "内部资料"]

    assert "年度抽查覆盖情况" in written or suffix == ".docx"
    assert [secret for secret in set(secrets) if secret and secret in written] == []


# --- what they refuse ----------------------------------------------------------------------------------

@pytest.mark.parametrize(("arguments", "code", "says"), [
    (("quarter", "{book}", "--quarter", "2021Q5", "-o", "{new}.docx"), 1, "Q01"),
    (("quarter", "{book}", "--quarter", "2021Q1", "-o", "{new}.pdf"), 1, "Q02"),
    (("quarter", "{book}", "--quarter", "2020Q4", "-o", "{new}.docx"), 1, "Q03"),
    (("quarter", "{book}", "--quarter", "2021Q3", "-o", "{new}.docx", "--date", "2021-03-31"), 1, "Q04"),
    (("quarter", "{book}", "-o", "{new}.docx"), 2, "--quarter"),
    (("quarter", "{book}", "--quarter", "2021Q1", "-o", "{book}", "--force"), 3, "F25"),
    (("quarter", "{book}", "--quarter", "2021Q1", "-o", "{new}/没有/报告.docx"), 3, "F15"),
    (("year", "{book}", "--year", "2020", "-o", "{new}.xlsx"), 1, "Q03"),
    (("year", "{book}", "-o", "{book}"), 3, "F25"),
    (("year", "没有.xlsx", "-o", "{new}.xlsx"), 3, "F01"),
])
def test_a_mistake_is_a_sentence_and_writes_nothing(month: Path, tmp_path: Path, arguments: tuple[str, ...], code: int,
                                                    says: str) -> None:
    before = (month / DIVISION).read_bytes()
    done = run(*(text.format(book=month / DIVISION, new=tmp_path / "报告") for text in arguments))

    assert (done.exit_code, says in done.output) == (code, True), done.output
    assert (month / DIVISION).read_bytes() == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_a_report_is_overwritten_only_if_told_to_and_kept(month: Path, tmp_path: Path) -> None:
    command = ("quarter", month / DIVISION, "--quarter", Q1, "-o", tmp_path / "报告.docx", "--date", "2021-03-31")

    assert run(*command).exit_code == 0
    assert "F06" in run(*command).output
    assert run(*command, "--force").exit_code == 0
    assert len(list((tmp_path / "备份").iterdir())) == 1


@pytest.mark.libreoffice
@pytest.mark.long
def test_a_report_is_printed_where_that_is_wanted(month: Path, tmp_path: Path) -> None:
    done = run("quarter", month / DIVISION, "--quarter", Q1, "-o", tmp_path / "报告.docx", "--date", "2021-03-31", "--pdf")

    assert done.exit_code == 0, done.output
    assert (tmp_path / "报告.pdf").read_bytes()[:5] == b"%PDF-"


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        demo.demo(Path(folder) / "云州")
        GOLDEN.write_text(golden(Path(folder) / "云州"), encoding="utf-8")
