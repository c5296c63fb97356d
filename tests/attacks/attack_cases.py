"""The files that an attacker has, and what somebody who verifies or looks at them is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from ssj_xl.domain.record import bound
from ssj_xl.entry.cli import cli
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records, registers
from ssj_xl.tables.spec import TableSpec
from ssj_xl.workflows.publishing.publish import publish
from tests.browser.chromium import Reader
from tests.bureau import OPEN_TASK, TASK, desk, edit, opened
from tests.verify_cases import make_office

UNIT, FIRM = "云州市司法局", "友好律师事务所"
"""The bureau, and a firm that the attacker would rather see on the list, or would rather not."""
Record = dict[str, Any]


def make_given(folder: Path) -> Path:
    """An office with an open and a private draw, results, pages, notices; returns the folder."""
    book = make_office(folder)
    with opened(book, desk(15, 4)) as open_book:
        won = [row for row in open_book.read(records.WINNERS) if row["task"] == OPEN_TASK and row["state"] == "抽中"]
        open_book.append(registers.FINDINGS, [
            {"task": OPEN_TASK, "object": row["object"], "item": "LS-01", "checked": date(2026, 3, 10), "result": "未发现问题",
             "published": date(2026, 3, 15)} for row in won])
        open_book.commit()
    for task, page, notice in ((OPEN_TASK, "公示页.html", "锁定公告.json"), (TASK, "公示页-不公开等级.html", "锁定公告-不公开等级.json")):
        (folder / page).write_bytes(publish(Book(open_gateway(book)), task, desk(9, 20)).page)
        assert run("notice", book, task, "-o", folder / notice)[0] == 0
    return folder


def run(*arguments: object) -> tuple[int, str]:
    """Exit code and what is said of a command."""
    done = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert done.exit_code != 70, done.output
    return done.exit_code, done.output


@dataclass(frozen=True)
class Given:
    """The honest files in one folder.  Open: groups are object types; private: groups are tiers."""

    folder: Path

    @property
    def book(self) -> Path:
        """The master workbook."""
        return next(self.folder.glob("*.xlsx"))

    @property
    def page(self) -> Path:
        """The page of the open draw."""
        return self.folder / "公示页.html"

    @property
    def notice(self) -> Path:
        """The lock notice of the open draw, as it was signed."""
        return self.folder / "锁定公告.json"

    @property
    def everything(self) -> list[Path]:
        """All that was handed out: workbook, records, pages, notices."""
        return [path for path in sorted(self.folder.iterdir()) if path.is_file() and not path.name.startswith("密钥")]

    def record(self, kind: str = "公开记录", task: str = OPEN_TASK) -> Path:
        """公开记录 or 审计记录 of a draw."""
        return self.folder / f"{kind}-{task}-1.json"

    def verify(self, *files: object) -> tuple[int, str]:
        """What `ssj-xl verify` says."""
        return run("verify", *files)


def tamper(given: Given, table: TableSpec, where: Mapping[str, Any], **changed: Any) -> None:
    """Somebody types over cells of a row in the workbook, past the program."""
    with opened(given.book, desk(17, 5)) as book:
        edit(book, table, where, **changed)
        book.commit()


def rewrite(path: Path, old: str, new: str) -> None:
    """Change a text in a file, wherever it stands."""
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new), "utf-8")


def text_and_record(page: Path) -> tuple[str, str, str]:
    """A page before its record, the record, and the rest."""
    opening = '<script type="application/json" id="ssj-record">'
    head, _, rest = page.read_text("utf-8").partition(opening)
    record, _, tail = rest.partition("</script>")
    return head + opening, record, "</script>" + tail


def retell(page: Path, old: str, new: str) -> None:
    """Change what a page shows, and leave the record in it alone."""
    head, record, tail = text_and_record(page)
    assert old in head, old
    page.write_text(head.replace(old, new) + record + tail, "utf-8")


def forge(path: Path, change: Callable[[Record], object], *, digests: bool = True) -> None:
    """Change a record.  digests: those of what it shows are made anew, as a careful forger would."""
    record = json.loads(path.read_bytes())
    change(record)
    path.write_text(json.dumps(bound(record) if digests else record, ensure_ascii=False, indent=1), "utf-8")


def names_of(path: Path) -> dict[str, str]:
    """The names on the list of a record."""
    return dict(json.loads(path.read_bytes())["names"])


@dataclass(frozen=True)
class Seen:
    """What a reader sees of a page: the warning at its top, the verdict after pressing the button, the steps, the list."""

    warning: str
    verdict: str
    steps: str
    text: str


def look(tab: Reader, page: Path, *, notice: str = "") -> Seen:
    """Open a page, press 开始核验.  notice: what the reader typed from it."""
    tab.open(page)
    tab.fill("#notice", notice)
    warning = tab.text("#differs")
    tab.submit("#verify-form")
    tab.wait("document.getElementById('verify').className === 'finished'")
    return Seen(warning, tab.text("#verdict"), tab.text("#steps"), tab.text("body"))


def see_through(given: Given, tab: Reader, old: str, new: str, *parts: str) -> Seen:
    """A text of the page is changed, its record is not: program and page name the parts; what the reader sees is returned."""
    retell(given.page, old, new)
    code, said = given.verify(given.page)
    assert code == 4
    assert [part for part in parts if f"页面上的“{part}”与所附的记录不同" not in said] == []
    seen = look(tab, given.page)
    assert [part for part in parts if part not in seen.warning] == []
    assert seen.verdict.startswith("✗ 不符合")
    return seen
