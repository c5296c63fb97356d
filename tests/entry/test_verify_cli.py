"""The commands of trust on real files: exit codes, and the words that a witness reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ssj_xl.domain.verifying import CODED
from ssj_xl.entry.cli import cli
from ssj_xl.tables import records
from tests.bureau import OPEN_TASK, PUBLIC, SOURCE, TASK, Bureau, desk, edit, locked, opened
from tests.verify_cases import copy_of, make_office, record_of, tampered

AHEAD = "ssq:2099001"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office, made once."""
    return make_office(tmp_path_factory.mktemp("处"))


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Path:
    """The office's workbook with its records, to be changed."""
    return copy_of(made, tmp_path)


def run(*arguments: object) -> Result:
    """The command line with these arguments."""
    return CliRunner().invoke(cli, [str(a) for a in arguments])


def test_what_holds_is_said_in_three_parts_and_ends_with_0(office: Path) -> None:
    done = run("verify", office, "--audit", record_of(office, "审计记录", TASK))

    assert done.exit_code == 0, done.output
    for words in ("已证明：", "凭本文件无法得知：", "全部一致"):
        assert words in done.stdout
    assert "不符合：" not in done.stdout


RECORD_CHANGES: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "a list line changed": (lambda r: r["list"].__setitem__(5, r["list"][5].replace("LS", "XS")), "名录根"),
    "a list line removed": (lambda r: r["list"].pop(5), "名录根"),
    "a list line added": (lambda r: r["list"].append("LS999\t律师事务所"), "名录根"),
    "a winner swapped": (lambda r: r["result"].__setitem__(0, r["reserve"][0]), "抽中名单第 1 行"),
    "a quota": (lambda r: r["quotas"].update(律师事务所=5), "组别“律师事务所”按规则应抽 4"),
    "the seed text": (lambda r: r.update(seed_text=r["seed_text"].replace("draw=", "draw=X")), "种子原文第 2 行"),
    "the public value": (lambda r: r.update(public=PUBLIC[:-1] + "8"), "种子原文第 10 行"),
    "the rule": (lambda r: r.update(rule=r["rule"].replace("team=2", "team=3")), "种子原文第 3 行"),
    "the attempt": (lambda r: r.update(attempt=2), "attempt=2"),
    "a nonce": (lambda r: r["nonces"].update(纪检组="0" * 64), "参与方“纪检组”的承诺与随机原件不符"),
}


@pytest.mark.parametrize("what", RECORD_CHANGES)
def test_a_public_record_that_was_tampered_with_ends_with_4_and_names_the_thing(office: Path, what: str) -> None:
    change, named = RECORD_CHANGES[what]
    done = run("verify", tampered(record_of(office, "公开记录", OPEN_TASK), change))

    assert done.exit_code == 4
    assert named in done.stdout
    assert "✗" in done.stdout


@pytest.mark.parametrize(("change", "named"), [
    (lambda r: r["people_list"].__setitem__(0, r["people_list"][0].replace("P0", "P1")), "执法人员名单与人员指纹不符"),
    (lambda r: next(iter(r["matching"]["teams"].values())).reverse(), "组长应为"),
])
def test_an_audit_record_that_was_tampered_with_ends_with_4(office: Path, change: Callable[[Any], Any], named: str) -> None:
    done = run("verify", tampered(record_of(office, "审计记录", OPEN_TASK), change))

    assert (done.exit_code, named in done.stdout) == (4, True)


@pytest.mark.long
def test_a_workbook_that_was_tampered_with_names_the_cell(office: Path) -> None:
    with opened(office, desk(17, 5)) as book:
        edit(book, records.WINNERS, {"task": OPEN_TASK, "state": "抽中"}, object="LS040")
        book.commit()
    done = run("verify", office, "--json")
    found = json.loads(done.stdout)
    wrong = [problem for one in found["checked"] for problem in one["wrong"]]

    assert (done.exit_code, found["holds"]) == (4, False)
    assert any(p["sheet"] == "抽取名单" and "LS040" in p["text"] and p["cell"] for p in wrong)


@pytest.mark.long
def test_the_notice_by_its_code_by_its_file_and_by_its_fingerprint(office: Path, tmp_path: Path) -> None:
    paper = tmp_path / "公告.json"
    printed = run("notice", office, OPEN_TASK, "-o", paper)
    assert printed.exit_code == 0
    assert "补打" in printed.stdout  # it was drawn long ago
    assert "请打印" not in printed.stdout
    said = json.loads(paper.read_bytes())
    record = record_of(office, "公开记录", OPEN_TASK)
    spaced = " ".join(said["root"][n: n + 8] for n in range(0, 64, 8)).upper()

    for options in (("--notice", paper), ("--notice", said["text"]), ("--notice-root", spaced)):
        done = run("verify", record, *options)
        assert done.exit_code == 0, done.output
        assert "与锁定公告一致" in done.stdout
    assert run("verify", record, "--notice-root", "0" * 64).exit_code == 4
    whole = run("verify", office, "--notice-root", spaced)  # the workbook has more attempts than the one of the notice
    assert "无锚：2 份里有 1 份与给出的锁定公告一致，其余没有公告可比" in whole.stdout
    assert run("verify", office, "--notice-log", said["log_head"]).exit_code == 0
    assert run("verify", office, "--notice-log", "1" * 64).exit_code == 4


@pytest.mark.long
def test_of_a_workbook_without_draws_nothing_is_said_to_hold(tmp_path: Path) -> None:
    made = run("new", tmp_path / "新处", "--unit", "云州市司法局", "--unit-code", "YZSFJ", "--division", "律师处", "--division-code", "LS")
    assert made.exit_code == 0, made.output
    done = run("verify", tmp_path / "新处" / "主台账.xlsx", "--json")
    assert done.exit_code == 5
    assert json.loads(done.stdout)["answers"] == {"computed": "无从核验", "before": "无锚", "shown": "无从核验"}


@pytest.mark.parametrize(("options", "code"), [(("--notice", "乱写的"), "V15"), (("--notice-root", "12 34"), "V16")])
def test_a_notice_mistyped_is_a_sentence(office: Path, options: tuple[str, str], code: str) -> None:
    done = run("verify", office, *options)

    assert (done.exit_code, code in done.stderr) == (1, True)


@pytest.mark.parametrize("content", [b"no record", b"{}", b"PK\x03\x04"])
def test_a_foreign_file_ends_with_3(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "文件").write_bytes(content)

    assert run("verify", tmp_path / "文件").exit_code == 3
    assert run("verify", tmp_path / "没有").exit_code == 3


def test_a_page_and_a_receipt_are_verified_together(office: Path, tmp_path: Path) -> None:
    page, paper = tmp_path / "公示.html", tmp_path / "回执.json"
    assert run("publish", office, TASK, "-o", page).exit_code == 0
    handed = run("receipt", office, TASK, "LS007", "-o", paper)
    assert handed.exit_code == 0
    assert "第007律师事务所" in handed.stdout

    done = run("verify", page, paper)
    assert done.exit_code == 0, done.output
    assert "回执里的这一条" in done.stdout
    assert paper.with_suffix(".txt").is_file()
    assert run("receipt", office, TASK, "LS007", "-o", paper).exit_code == 3


def test_how_far_the_third_answer_reaches_depends_on_what_else_is_given(office: Path, tmp_path: Path) -> None:
    """Of a list by codes the page alone cannot tell which firm a code is; the workbook can."""
    page = tmp_path / "公示.html"
    run("publish", office, TASK, "-o", page)
    alone, together = run("verify", page), run("verify", page, office)
    assert (alone.exit_code, together.exit_code) == (0, 0), together.output
    assert (CODED in alone.output, CODED in together.output) == (True, False)


@pytest.mark.long
def test_receipts_for_all_are_a_page_a_firm_where_the_bureau_gives_them_with_its_notices(tmp_path: Path) -> None:
    bureau = Bureau()
    bureau.settings["receipts"] = "随通知书"
    path = bureau.file(tmp_path)
    with opened(path, desk()) as book:
        locked(book, OPEN_TASK)
        book.commit()
    done = run("receipt", path, OPEN_TASK, "--all", "-o", tmp_path / "回执")
    assert (done.exit_code, "40 家的名录回执，一家一页" in done.output) == (0, True)
    pages = sorted((tmp_path / "回执").glob("*.txt"))
    assert len(pages) == len(list((tmp_path / "回执").glob("*.json"))) == 40
    assert all(sum(f"LS{number:03}" in page.read_text("utf-8") for number in range(1, 41)) == 1 for page in pages)
    assert run("verify", pages[6].with_suffix(".json"), tmp_path / f"公开记录-{OPEN_TASK}-1.json").exit_code == 0


@pytest.mark.parametrize(("how", "task", "code"), [("依申请", OPEN_TASK, "P67"), ("不发", OPEN_TASK, "P65"), ("随通知书", TASK, "P66")])
@pytest.mark.long
def test_receipts_for_all_follow_the_bureau_s_parameter(tmp_path: Path, how: str, task: str, code: str) -> None:
    bureau = Bureau()
    bureau.settings["receipts"] = how
    path = bureau.file(tmp_path)
    with opened(path, desk()) as book:
        locked(book, task)
        book.commit()
    done = run("receipt", path, task, "--all", "-o", tmp_path / "回执")
    assert (done.exit_code, f"[{code}]" in done.output, (tmp_path / "回执").exists()) == (1, True, False)
    assert run("receipt", path, task, "-o", tmp_path / "回执.json").exit_code == 2


def test_a_receipt_alone_says_nothing_of_how_the_list_was_drawn(office: Path, tmp_path: Path) -> None:
    paper = tmp_path / "回执.json"
    run("receipt", office, TASK, "LS007", "-o", paper)
    done = run("verify", paper)
    assert done.exit_code == 0, done.output
    assert "没有一次抽取的记录" in done.output
    assert "不是挑出来的" not in done.output


def test_a_receipt_of_another_list_ends_with_4(office: Path, tmp_path: Path) -> None:
    paper = tmp_path / "回执.json"
    run("receipt", office, TASK, "LS007", "-o", paper)

    assert run("verify", tampered(paper, lambda r: r.update(root="0" * 64))).exit_code == 4


@pytest.mark.long
def test_a_full_ceremony_from_the_commitment_to_the_verification(tmp_path: Path) -> None:
    book, paper = Bureau().file(tmp_path), tmp_path / "公告.xlsx"
    sealed = [tmp_path / f"{party}.json" for party in ("公证处", "纪检组")]
    lines = []
    for path in sealed:
        done = run("commit", TASK, "--party", path.stem, "-o", path)
        assert done.exit_code == 0, done.output
        lines.append(done.stdout.splitlines()[0])
        assert json.loads(path.read_bytes())["nonce"] not in done.stdout
    options = [part for line in lines for part in ("--commit", line)]

    locked = run("lock", book, TASK, "--source", AHEAD, *options, "--notice", paper)
    assert locked.exit_code == 0, locked.output
    assert paper.is_file()
    assert "多方承诺" in locked.stdout
    value = f"{AHEAD}:01,05,12,19,23,31+07"
    refused = run("draw", book, TASK, "--public", value, "--nonce", sealed[0])
    assert (refused.exit_code, "V05" in refused.stderr, "作废" in refused.stderr) == (1, True, True)
    assert run("draw", book, TASK, "--public", value, "--nonce", sealed[0], "--nonce", sealed[1]).exit_code == 0
    done = run("verify", book, tmp_path / f"公开记录-{TASK}-1.json")
    assert (done.exit_code, "随机原件与锁定时的承诺一致：公证处、纪检组" in done.stdout) == (0, True)


def test_a_notice_is_not_overwritten_and_then_nothing_is_locked(tmp_path: Path) -> None:
    book, paper = Bureau().file(tmp_path), tmp_path / "公告.xlsx"
    paper.write_bytes(b"signed")
    before = book.read_bytes()

    assert run("lock", book, TASK, "--source", SOURCE, "--notice", paper).exit_code == 3
    assert book.read_bytes() == before
