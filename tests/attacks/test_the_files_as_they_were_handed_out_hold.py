"""Nothing was changed: every file holds alone and all of them together, or there is no use in what the attacks show."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.tables import registers
from ssj_xl.tables.defaults import code_rows
from ssj_xl.workflows.publishing.publish import publish
from ssj_xl.workflows.rounds.draw import draw
from tests.attacks.attack_cases import Given, look, run, tamper
from tests.browser.chromium import Reader
from tests.bureau import OPEN_TASK, TASK, Bureau, desk, locked, opened, public_of


def test_the_files_as_they_were_handed_out_hold(given: Given) -> None:
    for task in (OPEN_TASK, TASK):
        files = [given.book, given.record(task=task), given.record("审计记录", task)]
        for some in (*([file] for file in files), files):
            code, said = given.verify(*some)
            assert code == 0, said
    code, said = given.verify(*given.everything)
    assert code == 0, said
    assert given.verify(given.book, given.record(), given.page, "--notice", given.notice, "--require-anchor", "--task", OPEN_TASK)[0] == 0
    assert given.verify(given.record(), "--require-anchor")[0] == 5


@pytest.mark.parametrize("answer", [
    {"dispute_result": "维持"}, {"dispute_result": "更正", "result": "发现问题已责令改正", "corrected": date(2026, 3, 25)},
    {"dispute_result": "撤下", "corrected": date(2026, 3, 25)}, {"dispute_result": "撤下"}], ids=["upheld", "corrected", "taken down", "taken down without a day"])
@pytest.mark.long(but=1)
def test_a_page_holds_against_the_workbook_when_a_result_is_disputed_after_it(given: Given, answer: dict[str, Any]) -> None:
    tamper(given, registers.FINDINGS, {"task": OPEN_TASK}, disputed=date(2026, 3, 24), **answer)

    code, said = given.verify(given.page, given.book, "--task", OPEN_TASK)
    assert code == 0, said


def test_a_page_made_while_it_was_locked_says_nothing_that_the_draw_makes_untrue(tmp_path: Path) -> None:
    bureau = Bureau()
    bureau[registers.CODES].extend(row._asdict() | ({"measure": "所"} if row.name == "律师事务所" else {}) for row in code_rows())
    path, page = bureau.file(tmp_path), tmp_path / "公示页.html"
    with opened(path, desk(9)) as book:
        locked(book, OPEN_TASK)
        page.write_bytes(publish(book, OPEN_TASK, desk(9, 3)).page)
        draw(book, OPEN_TASK, public_of(1), desk(10, 4))
        book.commit()

    assert "页面开头" not in run("verify", page, path)[1]


@pytest.mark.browser
def test_the_pages_as_they_were_handed_out_hold(given: Given, tab: Reader) -> None:
    for page in (given.page, given.folder / "公示页-不公开等级.html"):
        assert given.verify(page)[0] == 0
        seen = look(tab, page)
        assert seen.warning == ""
        assert seen.verdict.startswith("✓ 符合")
        assert "无锚" in seen.verdict
